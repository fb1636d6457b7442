//! The privacy policy, version 1, as every member accepts it.

use maud::{Markup, html};

use super::{Frame, layout};
use crate::locale::Locale;

/// The text in force, as a person reads it; its digest is recorded with each acceptance.
pub fn text(locale: Locale) -> &'static str {
    match locale {
        Locale::English => include_str!("../../locales/privacy.en.txt"),
        Locale::French => include_str!("../../locales/privacy.fr.txt"),
    }
}

/// `GET /privacy`.
pub fn page(version: &str, frame: &Frame) -> Markup {
    let body = html! {
        article.prose {
            h1 { (frame.t("privacy-title")) }
            p.hint { (frame.say("privacy-version", &[("version", version.into())])) }
            p { (frame.say("privacy-controller", &[("operator", frame.operator.as_str().into())])) }
            (paragraphs(frame.locale))
        }
    };
    layout::page(frame, &frame.t("privacy-title"), body)
}

/// The text set as headings, lists and paragraphs; blank lines part them, `#` heads a section, `-` begins an item.
pub(super) fn paragraphs(locale: Locale) -> Markup {
    html! {
        @for block in text(locale).split("\n\n").map(str::trim).filter(|block| !block.is_empty()) {
            @if let Some(heading) = block.strip_prefix("# ") {
                h2 { (heading) }
            } @else if block.starts_with("- ") {
                ul { @for item in block.lines() { li { (item.trim_start_matches("- ")) } } }
            } @else {
                p { (block) }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_languages_have_the_same_sections_and_items() {
        let shape = |locale| -> Vec<char> {
            text(locale)
                .lines()
                .filter_map(|line| line.chars().next())
                .filter(|c| matches!(c, '#' | '-'))
                .collect()
        };
        assert_eq!(shape(Locale::English), shape(Locale::French));
        assert!(shape(Locale::English).len() > 10);
    }
}
