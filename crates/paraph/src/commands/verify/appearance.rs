//! `paraph verify --appearance`: what was seen when each signature was made, beside what is seen now, in words, JSON and pictures.

use std::collections::HashMap;
use std::path::PathBuf;

use paraph_pades::validate::{Drawn, Report};
use paraph_pdf::{Document, Source};
use paraph_server::locale::Locale;
use paraph_server::render::appearance::{Appearance, Outcome, SeenPage, SeenRegion, Wanted, appearances};
use paraph_server::render::{ComparedPage, Fate, Finding, Pictures, Renderer};
use serde_json::Value;

use super::Error;
use crate::files::FileError;

/// How appearance is looked at.
#[derive(clap::Args)]
pub(super) struct AppearanceArguments {
    /// Draw the pages as each signature covers them and as they are now, and say where they look different. What looks different
    /// without permission, or cannot be compared, counts as not passed.
    #[arg(long)]
    appearance: bool,
    /// Folder for pictures of the pages that look different, then and now beside each other: red where nobody permitted it,
    /// blue where it was expected. Asks for --appearance too.
    #[arg(long, value_name = "FOLDER")]
    pictures: Option<PathBuf>,
}

/// How the document looks now to each of its signatures.
pub(super) struct Seen {
    /// In the order of the signatures.
    appearances: Vec<Appearance>,
    /// File names, by signature (from 0) and page.
    pictures: HashMap<(usize, Option<u32>), String>,
}

impl AppearanceArguments {
    /// Draws and compares, where that was asked for.
    pub(super) fn look<S: Source>(
        &self,
        document: &Document<S>,
        report: &Report,
    ) -> Result<Option<Seen>, Error> {
        if !self.appearance && self.pictures.is_none() {
            return Ok(None);
        }
        // The program draws in a process of its own, which may be killed.
        let renderer = Renderer::new(std::env::current_exe()?);
        let wanted = if self.pictures.is_some() { Pictures::SideBySide } else { Pictures::None };
        let mut pictures = HashMap::new();
        let appearances =
            appearances(&renderer, (document, report), Wanted::all(wanted), |index, page, image| {
                let name = name_of(index, page);
                self.keep(&name, &image)?;
                pictures.insert((index, page.page), name);
                Ok::<(), Error>(())
            })?;
        Ok(Some(Seen { appearances, pictures }))
    }

    fn keep(&self, name: &str, image: &[u8]) -> Result<(), FileError> {
        let Some(folder) = &self.pictures else { return Ok(()) };
        std::fs::create_dir_all(folder).map_err(|source| FileError::at(folder, source))?;
        let path = folder.join(name);
        std::fs::write(&path, image).map_err(|source| FileError::at(&path, source))
    }
}

fn name_of(index: usize, page: &ComparedPage) -> String {
    format!("signature-{}-page-{}.png", index + 1, page.page.unwrap_or_default())
}

impl Seen {
    /// Whether nothing looks different but what was permitted to.
    pub(super) fn is_expected(&self) -> bool {
        let expected = [Outcome::Unchanged, Outcome::AsPermitted];
        self.appearances.iter().all(|appearance| expected.contains(&appearance.outcome))
    }

    /// What it settles, in the order of the signatures.
    pub(super) fn drawn(&self) -> Vec<Drawn> {
        self.appearances.iter().map(Appearance::drawn).collect()
    }

    /// For each signature an object.
    pub(super) fn json(&self) -> Result<Vec<Value>, std::io::Error> {
        let mut all = Vec::new();
        for (index, appearance) in self.appearances.iter().enumerate() {
            let mut value = serde_json::to_value(appearance)?;
            if let Some(members) = value.as_object_mut() {
                let reasons: Vec<String> = appearance.findings.iter().map(sentence).collect();
                members.insert("reasons".to_owned(), reasons.into());
            }
            let pages = value.get_mut("pages").and_then(Value::as_array_mut);
            for (page, seen) in pages.into_iter().flatten().zip(&appearance.pages) {
                if let (Some(members), Some(name)) =
                    (page.as_object_mut(), self.pictures.get(&(index, seen.page)))
                {
                    members.insert("picture".to_owned(), name.as_str().into());
                }
            }
            all.push(value);
        }
        Ok(all)
    }

    /// For each signature a paragraph.
    pub(super) fn words(&self) -> Vec<String> {
        self.appearances.iter().map(paragraph).collect()
    }
}

fn paragraph(appearance: &Appearance) -> String {
    let mut text = match appearance.outcome {
        Outcome::Unchanged => "It looks as it did when this was signed.",
        Outcome::AsPermitted => "It looks different where this signature permits it:",
        Outcome::Changed => "WARNING: it looks different from what was signed:",
        Outcome::NotCompared => "WARNING: it could not be compared with what was seen when this was signed.",
    }
    .to_owned();
    for page in &appearance.pages {
        text.push_str("\n  ");
        text.push_str(&page_line(page));
    }
    for finding in &appearance.findings {
        text.push_str("\n  ");
        text.push_str(&sentence(finding));
    }
    text.push('\n');
    text
}

fn page_line(page: &SeenPage) -> String {
    let number = |page: Option<u32>| page.unwrap_or_default();
    let mut text = match page.fate {
        Fate::Kept => format!("Page {}", number(page.page)),
        Fate::Moved => format!("Page {}, moved: it was page {}", number(page.page), number(page.was)),
        Fate::Replaced => format!("Page {}, which another took the place of", number(page.page)),
        Fate::Added => format!("Page {} was added", number(page.page)),
        Fate::Removed => format!("Page {} of then is gone", number(page.was)),
    };
    if page.fate == Fate::Kept && page.page != page.was {
        text.push_str(&format!(" (then {})", number(page.was)));
    }
    let regions: Vec<String> = page.regions.iter().map(region_words).collect();
    if !regions.is_empty() {
        text.push_str(&format!(": {}", regions.join("; ")));
    }
    for (words, what) in [(&page.words_gone, "gone"), (&page.words_added, "new")] {
        if !words.is_empty() {
            text.push_str(&format!("; words {what}: {}", words.join(" ")));
        }
    }
    text.push('.');
    text
}

fn region_words(region: &SeenRegion) -> String {
    let place = &region.place;
    let mut text = format!(
        "{:.0} by {:.0} points, {:.0} from the left and {:.0} from the top",
        place.width, place.height, place.left, place.top
    );
    text.push_str(&match (&region.field, region.expected) {
        (Some(field), true) => format!(", in field \"{field}\""),
        (Some(field), false) => format!(", WHERE THE NEW FIELD \"{field}\" COVERS PRINT"),
        (None, true) => ", a note".to_owned(),
        (None, false) if region.covers_print => ", NOT PERMITTED, over print".to_owned(),
        (None, false) => ", NOT PERMITTED".to_owned(),
    });
    text
}

fn sentence(finding: &Finding) -> String {
    Locale::English.sentence(finding.key(), &finding.arguments())
}
