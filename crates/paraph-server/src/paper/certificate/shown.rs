//! Which pages of each document a signatory was shown before they signed: one line for each document.

use serde::Serialize;

use crate::locale::Locale;

/// What was shown of one document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ShownFacts {
    /// The document's name.
    pub document: String,
    /// How many pages it has.
    pub pages: u32,
    /// Pages whose image was sent to the browser: `1-3, 5`; empty for none.
    pub delivered: String,
    /// Pages that the browser reported to have had on screen; empty for none.
    pub viewed: String,
}

/// What was shown of every document, a line each; nothing where it was not recorded.
pub(super) fn lines(shown: &[ShownFacts], locale: Locale) -> String {
    // A browser that reported any page opened what it named, and nothing else.
    let reported = shown.iter().any(|one| !one.viewed.is_empty());
    let line = |one: &ShownFacts| {
        let words = |pages: &str| {
            [
                ("document", one.document.clone()),
                ("pages", pages.replace('-', "–")),
                ("count", one.pages.to_string()),
            ]
        };
        let (key, pages) = match (one.viewed.is_empty(), one.delivered.is_empty()) {
            (false, _) => (one.extent(), one.viewed.as_str()),
            (true, false) if !reported => ("certificate-shown-sent", one.delivered.as_str()),
            (true, _) => ("certificate-shown-none", ""),
        };
        locale.sentence(key, &words(pages))
    };
    shown.iter().map(line).collect::<Vec<_>>().join("\n")
}

impl ShownFacts {
    /// The sentence for how much of the document was on screen.
    fn extent(&self) -> &'static str {
        let is_single = self.viewed.parse::<u32>().is_ok();
        match is_single {
            true if self.pages == 1 => "certificate-shown-only",
            true => "certificate-shown-page",
            false if self.viewed == format!("1-{}", self.pages) => "certificate-shown-all",
            false => "certificate-shown-pages",
        }
    }
}
