//! Holds what a reader sees of a document now against what was seen of an earlier revision: page by page, pixel by pixel and
//! word by word. Runs in the drawing process; its answer is measures and words.

pub(super) mod pages;
mod picture;
mod pixels;
mod words;

use std::io;
use std::sync::Arc;

use paraph_pdf::Document;
use serde::{Deserialize, Serialize};

use super::drawing::{Drawing, Sheet};
use super::finding::Finding;
use super::limits::COMPARED_PAGES_MAX;
use super::preflight;
use pages::Couple;

/// What is to be held against the document as it is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Comparison {
    /// The revision, from 1.
    pub revision: u32,
    /// Where changes are expected.
    pub areas: Vec<Area>,
    /// Whether the two are to be shown beside each other.
    pub pictures: Pictures,
}

/// A part of a page where a change is expected.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Area {
    /// The page as the document is now, from 1.
    pub page: u32,
    /// Where on it.
    pub place: Place,
    /// Whether it was not there then: it must not cover what was.
    pub is_new: bool,
}

/// A rectangle in points (1/72 inch), from the upper left of a page as shown.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Place {
    /// Distance from the left edge.
    pub left: f64,
    /// Distance from the upper edge.
    pub top: f64,
    /// Width.
    pub width: f64,
    /// Height.
    pub height: f64,
}

/// Whether pages are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Pictures {
    /// No.
    None,
    /// Pages that differ: then and now beside each other, with what differs outlined, as PNG.
    SideBySide,
}

/// What became of a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fate {
    /// The same page object stands in both.
    Kept,
    /// The same page object, at another place among the pages that were kept.
    Moved,
    /// Another page object stands in its place.
    Replaced,
    /// It was not there.
    Added,
    /// It is not there any more.
    Removed,
}

/// A page then and now.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ComparedPage {
    /// Its number now, from 1.
    pub page: Option<u32>,
    /// Its number in the revision compared with.
    pub was: Option<u32>,
    /// What became of it.
    pub fate: Fate,
    /// What is seen to differ; nothing for a page that is not in both.
    pub regions: Vec<Region>,
    /// Words outside of the expected areas that are not on it any more; the first of them.
    pub words_gone: Vec<String>,
    /// Words outside of the expected areas that were not on it; the first of them.
    pub words_added: Vec<String>,
}

/// A part of a page that is seen to differ.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Region {
    /// Where.
    pub place: Place,
    /// The expected area it lies in, by its index in the comparison; none outside of all.
    pub area: Option<usize>,
    /// Whether print that was seen there is not seen as it was.
    pub covers_print: bool,
}

impl Region {
    /// Whether it lies in one of the areas and was expected there. What was there may be filled in, whatever is printed below;
    /// what was added later may not cover it.
    #[must_use]
    pub fn is_expected(&self, areas: &[Area]) -> bool {
        let area = self.area.and_then(|index| areas.get(index));
        area.is_some_and(|area| !(area.is_new && self.covers_print))
    }
}

/// A document opened twice: as it was, and as it is.
pub(super) struct Opened {
    then: Drawing,
    now: Drawing,
    couples: Vec<Couple>,
}

impl Opened {
    /// How many pages have to be drawn, in both states together.
    pub(super) fn drawings(&self) -> usize {
        2 * self.couples.iter().filter(|couple| couple.is_drawn()).count()
    }

    /// How many pages there is something to say of.
    pub(super) fn len(&self) -> usize {
        self.couples.len()
    }
}

/// Opens both states, and finds the pages that may differ.
pub(super) fn open(bytes: &Arc<Vec<u8>>, revision: u32) -> Result<Opened, Finding> {
    let document = Document::open(bytes.clone()).map_err(|error| preflight::refusal(&error))?;
    let index = usize::try_from(revision).unwrap_or(usize::MAX).saturating_sub(1);
    let end = document.revisions().get(index).map(|revision| revision.end);
    let end = end.and_then(|end| usize::try_from(end).ok());
    let end = end.ok_or_else(|| Finding::Damaged { detail: "there is no such revision".to_owned() })?;
    let (then, was) = pages::measured(document.at(index))?;
    let (now, is) = pages::measured(document.current())?;
    let couples = pages::couple(&document, index, (&then, &now));
    if couples.iter().filter(|couple| couple.is_drawn()).count() > COMPARED_PAGES_MAX {
        return Err(Finding::TooManyToCompare { pages_max: COMPARED_PAGES_MAX as u32 });
    }
    let prefix = Prefix { bytes: bytes.clone(), end };
    Ok(Opened {
        then: Drawing::open_alike(Arc::new(prefix), &was)?,
        now: Drawing::open_alike(bytes.clone(), &is)?,
        couples,
    })
}

/// The beginning of a document.
struct Prefix {
    bytes: Arc<Vec<u8>>,
    end: usize,
}

impl AsRef<[u8]> for Prefix {
    fn as_ref(&self) -> &[u8] {
        self.bytes.get(..self.end).unwrap_or_default()
    }
}

/// Compares what may differ, in the order of the pages as they are now. `keep` is given each with its picture, which is
/// empty where none was asked for or nothing differs; `incomplete` the pages of which parts could not be drawn.
pub(super) fn compare(
    opened: &Opened,
    comparison: &Comparison,
    mut keep: impl FnMut(ComparedPage, Vec<u8>) -> io::Result<()>,
) -> io::Result<Vec<u32>> {
    let (mut then, mut now) = (opened.then.sheets(), opened.now.sheets());
    let mut incomplete = Vec::new();
    for couple in &opened.couples {
        let mut compared = couple.told();
        let mut image = Vec::new();
        if let (true, Some(was), Some(is)) = (couple.is_drawn(), couple.was, couple.page) {
            let (before, after) = (then.draw(was)?, now.draw(is)?);
            if before.parts_missing || after.parts_missing {
                incomplete.push(is as u32 + 1);
            }
            let areas = areas_of(comparison, is as u32 + 1);
            tell(&mut compared, &before, &after, &areas);
            if comparison.pictures == Pictures::SideBySide && compared.differs() {
                image = picture::side_by_side(&before, &after, (&compared.regions, &comparison.areas))?;
            }
        }
        if compared.differs() {
            keep(compared, image)?;
        }
    }
    Ok(incomplete)
}

/// The areas of a page, each with its index.
fn areas_of(comparison: &Comparison, page: u32) -> Vec<(usize, Place)> {
    let all = comparison.areas.iter().enumerate();
    all.filter(|(_, area)| area.page == page).map(|(index, area)| (index, area.place)).collect()
}

fn tell(compared: &mut ComparedPage, before: &Sheet, after: &Sheet, areas: &[(usize, Place)]) {
    compared.regions = pixels::differing(before, after, areas);
    (compared.words_gone, compared.words_added) = words::differing(before, after, areas);
}

impl ComparedPage {
    /// Whether there is anything to say of it.
    fn differs(&self) -> bool {
        matches!(self.fate, Fate::Moved | Fate::Added | Fate::Removed)
            || !self.regions.is_empty()
            || !self.words_gone.is_empty()
            || !self.words_added.is_empty()
    }
}
