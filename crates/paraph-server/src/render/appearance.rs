//! What was seen of a document when it was signed, beside what is seen of it now. Which changes are permitted is the validator's
//! to say; here is said what of them anybody sees, and what is seen to change without being permitted to.

use std::io::{self, Read};

use paraph_pades::validate::{self, Drawn, ModificationLevel, Report, SignatureReport};
use paraph_pdf::{Document, Source};
use serde::Serialize;

use super::comparison::{Area, ComparedPage, Comparison, Fate, Pictures, Place};
use super::finding::Finding;
use super::limits::{COMPARED_AREAS_MAX, COMPARED_REVISIONS_MAX};
use super::renderer::{RenderError, Renderer};

/// How a document looks now, to somebody who signed it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Appearance {
    /// All in all.
    pub outcome: Outcome,
    /// The pages that look different.
    pub pages: Vec<SeenPage>,
    /// Why it could not be compared, or not all of it.
    #[serde(skip)]
    pub findings: Vec<Finding>,
}

/// What came of comparing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// It looks as it did.
    Unchanged,
    /// What looks different lies in fields and annotations that the signature permits to change.
    AsPermitted,
    /// Something looks different that the signature does not permit to change, or something permitted covers what was signed.
    Changed,
    /// It could not be compared.
    NotCompared,
}

/// A page that looks different.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SeenPage {
    /// Its number now, from 1.
    pub page: Option<u32>,
    /// Its number when it was signed.
    pub was: Option<u32>,
    /// What became of it.
    pub fate: Fate,
    /// Where it looks different.
    pub regions: Vec<SeenRegion>,
    /// Words outside of what may change that are gone; the first of them.
    pub words_gone: Vec<String>,
    /// Words outside of what may change that came; the first of them.
    pub words_added: Vec<String>,
}

/// A part of a page that looks different.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SeenRegion {
    /// Where, in points from the upper left of the page as shown.
    #[serde(flatten)]
    pub place: Place,
    /// Whether the signature permits it, and nothing that was signed is covered by what was added.
    pub expected: bool,
    /// The full name of the form field it lies in.
    pub field: Option<String>,
    /// Whether print that was seen there is not seen as it was.
    pub covers_print: bool,
}

impl SeenPage {
    /// Whether everything about it was expected.
    #[must_use]
    pub fn is_expected(&self) -> bool {
        let stays = matches!(self.fate, Fate::Kept | Fate::Replaced);
        let same_words = self.words_gone.is_empty() && self.words_added.is_empty();
        stays && same_words && self.regions.iter().all(|region| region.expected)
    }
}

impl Appearance {
    fn unchanged() -> Self {
        Self { outcome: Outcome::Unchanged, pages: Vec::new(), findings: Vec::new() }
    }

    fn refused(finding: Finding) -> Self {
        Self { outcome: Outcome::NotCompared, pages: Vec::new(), findings: vec![finding] }
    }

    /// What it settles for the validator.
    #[must_use]
    pub fn drawn(&self) -> Drawn {
        match self.outcome {
            Outcome::Unchanged | Outcome::AsPermitted => Drawn::AsPermitted,
            Outcome::Changed => Drawn::Different,
            Outcome::NotCompared => Drawn::NotCompared,
        }
    }

    /// Whether the document broke, stalled or exhausted the process that drew it.
    fn broke(&self) -> bool {
        let broke = |finding: &Finding| {
            matches!(
                finding,
                Finding::DrawingTooLong { .. }
                    | Finding::DrawingTooLarge { .. }
                    | Finding::DrawingFailed { .. }
            )
        };
        self.findings.iter().any(broke)
    }

    fn seen(pages: Vec<SeenPage>, findings: Vec<Finding>) -> Self {
        let outcome = if findings.iter().any(Finding::is_refusal) {
            Outcome::NotCompared
        } else if !pages.iter().all(SeenPage::is_expected) {
            Outcome::Changed
        } else if pages.is_empty() {
            Outcome::Unchanged
        } else {
            Outcome::AsPermitted
        };
        Self { outcome, pages, findings }
    }
}

/// What is wanted of a comparison.
#[derive(Debug, Clone, Copy)]
pub struct Wanted {
    /// Whether pages that look different are shown.
    pub pictures: Pictures,
    /// How many signatures are looked at, where something came after them that may be seen; of the others it is said that they
    /// were not.
    pub revisions_max: usize,
}

impl Wanted {
    /// As many signatures as are ever looked at.
    #[must_use]
    pub fn all(pictures: Pictures) -> Self {
        Self { pictures, revisions_max: COMPARED_REVISIONS_MAX }
    }
}

/// How a document looks now to each of its signatures, in their order. Nothing is drawn for a signature after which nothing came
/// that can be seen. `keep` is given the pictures: of which signature, from 0, and of which page.
///
/// # Errors
/// If the drawing process cannot be started, the document cannot be read, or `keep` fails.
pub fn appearances<S: Source, E: From<RenderError>>(
    renderer: &Renderer,
    (document, report): (&Document<S>, &Report),
    wanted: Wanted,
    mut keep: impl FnMut(usize, &ComparedPage, Vec<u8>) -> Result<(), E>,
) -> Result<Vec<Appearance>, E> {
    let mut drawn = 0;
    let mut all = Vec::new();
    for (index, signature) in report.signatures.iter().enumerate() {
        if !may_look_different(document, signature) {
            all.push(Appearance::unchanged());
            continue;
        }
        drawn += 1;
        if drawn > wanted.revisions_max {
            let signatures_max = u32::try_from(wanted.revisions_max).unwrap_or(u32::MAX);
            all.push(Appearance::refused(Finding::TooManySignatures { signatures_max }));
            continue;
        }
        // A document that broke the process once is not given another try for each of its signatures.
        if let Some(broke) = all.iter().find(|one: &&Appearance| one.broke()).cloned() {
            all.push(broke);
            continue;
        }
        all.push(look(renderer, (document, signature), wanted.pictures, |page, image| {
            keep(index, page, image)
        })?);
    }
    Ok(all)
}

/// Validation data alone shows nothing. A time-stamp may come with a field that is seen.
fn may_look_different<S: Source>(document: &Document<S>, signature: &SignatureReport) -> bool {
    let shows =
        |change: &validate::Modification| change.level > ModificationLevel::LtaData || change.field.is_some();
    document.stray_bytes() > 0 || signature.modifications.iter().any(shows)
}

fn look<S: Source, E: From<RenderError>>(
    renderer: &Renderer,
    (document, signature): (&Document<S>, &SignatureReport),
    pictures: Pictures,
    keep: impl FnMut(&ComparedPage, Vec<u8>) -> Result<(), E>,
) -> Result<Appearance, E> {
    let permitted = match validate::permitted_areas(document, signature) {
        Ok(permitted) => permitted,
        Err(error) => return Ok(Appearance::refused(Finding::Damaged { detail: error.to_string() })),
    };
    let number = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    let area = |area: &validate::Area| Area {
        page: number(area.page),
        place: Place { left: area.left, top: area.top, width: area.width, height: area.height },
        is_new: area.is_new,
    };
    let areas: Vec<Area> = permitted.iter().take(COMPARED_AREAS_MAX).map(area).collect();
    let revision = number(signature.revision);
    let comparison = Comparison { revision, areas: areas.clone(), pictures };
    let reading = Reading { source: document.source(), offset: 0 };
    let compared = renderer.compare(comparison, reading, document.source().len(), keep)?;
    let pages = compared.pages.into_iter().map(|page| seen(page, &areas, &permitted)).collect();
    Ok(Appearance::seen(pages, compared.findings))
}

fn seen(page: ComparedPage, areas: &[Area], permitted: &[validate::Area]) -> SeenPage {
    let regions = page.regions.into_iter().map(|region| SeenRegion {
        place: region.place,
        expected: region.is_expected(areas),
        field: region.area.and_then(|index| permitted.get(index)).and_then(|area| area.field.clone()),
        covers_print: region.covers_print,
    });
    SeenPage {
        page: page.page,
        was: page.was,
        fate: page.fate,
        regions: regions.collect(),
        words_gone: page.words_gone,
        words_added: page.words_added,
    }
}

/// A document, read from its beginning to its end.
struct Reading<'a, S> {
    source: &'a S,
    offset: u64,
}

impl<S: Source> Read for Reading<'_, S> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.source.read_at(self.offset, buffer)?;
        self.offset += read as u64;
        Ok(read)
    }
}
