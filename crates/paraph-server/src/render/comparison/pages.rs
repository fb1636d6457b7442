//! Which page of a revision became which, and which of them may look different: a page of which neither the dictionary nor
//! anything it draws with was written again shows what it showed.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use paraph_pdf::{Dictionary, Document, Error, Location, Object, ObjectId, Page, View};

use super::{ComparedPage, Fate};
use crate::render::finding::Finding;
use crate::render::limits::{OBJECTS_MAX, PAGE_SIDE_POINTS_MAX, PAGE_SIDE_POINTS_MIN, PAGES_MAX};
use crate::render::preflight::{Measures, refusal};

/// Keys of a page that are not drawn; through some of them every other page could be reached.
const PAGE_KEYS_NOT_DRAWN: [&[u8]; 7] =
    [b"Parent", b"B", b"AA", b"PieceInfo", b"Metadata", b"Thumb", b"Annots"];
/// Keys of an annotation that are not drawn. A signature leads from its value to the catalogue.
const ANNOTATION_KEYS_NOT_DRAWN: [&[u8]; 9] =
    [b"Parent", b"P", b"Dest", b"A", b"AA", b"PA", b"Popup", b"IRT", b"V"];

/// A page then, now, or both; pages are counted from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::render) struct Couple {
    pub(super) was: Option<usize>,
    pub(super) page: Option<usize>,
    fate: Fate,
    may_differ: bool,
}

impl Couple {
    /// Whether it takes drawing to know.
    pub(super) fn is_drawn(&self) -> bool {
        self.may_differ && self.was.is_some() && self.page.is_some()
    }

    /// What is known before drawing.
    pub(super) fn told(&self) -> ComparedPage {
        let number = |index: usize| u32::try_from(index).unwrap_or(u32::MAX).saturating_add(1);
        ComparedPage {
            page: self.page.map(number),
            was: self.was.map(number),
            fate: self.fate,
            regions: Vec::new(),
            words_gone: Vec::new(),
            words_added: Vec::new(),
        }
    }
}

/// The pages as the reader understands them, and their measures.
pub(super) fn measured(view: View<'_>) -> Result<(Vec<Page>, Vec<Measures>), Finding> {
    let mut pages = Vec::new();
    let mut measures = Vec::new();
    for page in view.pages().map_err(|error| refusal(&error))? {
        let page = page.map_err(|error| refusal(&error))?;
        if pages.len() >= PAGES_MAX {
            return Err(Finding::TooManyPages { pages_max: PAGES_MAX as u32 });
        }
        let own = Measures::of(&page);
        let sides = [own.width, own.height].map(|side| side * own.user_unit);
        if !sides.iter().all(|side| (PAGE_SIDE_POINTS_MIN..=PAGE_SIDE_POINTS_MAX).contains(side)) {
            return Err(Finding::PageSize { page: pages.len() as u32 + 1 });
        }
        measures.push(own);
        pages.push(page);
    }
    if pages.is_empty() {
        return Err(Finding::NoPages);
    }
    Ok((pages, measures))
}

/// Couples the pages of revision `index` with those of the document as it is, in the order they have now. Pages that are gone
/// come last.
pub(super) fn couple(
    document: &Document<Arc<Vec<u8>>>,
    index: usize,
    (then, now): (&[Page], &[Page]),
) -> Vec<Couple> {
    let old: HashMap<ObjectId, usize> = then.iter().enumerate().map(|(was, page)| (page.id, was)).collect();
    let kept: HashSet<ObjectId> = now.iter().map(|page| page.id).filter(|id| old.contains_key(id)).collect();
    let is_gone = |was: usize| then.get(was).is_some_and(|page| !kept.contains(&page.id));
    let mut writing = Writing::new(document, index);
    let mut couples = Vec::new();
    let mut furthest = None;
    for (number, page) in now.iter().enumerate() {
        let couple = match old.get(&page.id).copied() {
            Some(was) => {
                let fate =
                    if furthest.is_some_and(|furthest| was < furthest) { Fate::Moved } else { Fate::Kept };
                furthest = furthest.max(Some(was));
                let may_differ = then.get(was).is_none_or(|before| writing.touched(before, page));
                Couple { was: Some(was), page: Some(number), fate, may_differ }
            }
            None if is_gone(number) => {
                Couple { was: Some(number), page: Some(number), fate: Fate::Replaced, may_differ: true }
            }
            None => Couple { was: None, page: Some(number), fate: Fate::Added, may_differ: true },
        };
        couples.push(couple);
    }
    let told: HashSet<usize> = couples.iter().filter_map(|couple| couple.was).collect();
    couples.extend((0..then.len()).filter(|was| !told.contains(was)).map(|was| Couple {
        was: Some(was),
        page: None,
        fate: Fate::Removed,
        may_differ: true,
    }));
    couples
}

/// What was written again after a revision.
struct Writing<'a> {
    then: View<'a>,
    now: View<'a>,
    /// Objects that were not written again, nor anything they lead to.
    untouched: HashSet<ObjectId>,
    /// Where no page can be left out: layers changed, or bytes follow the last revision, which others may read.
    everything: bool,
}

impl<'a> Writing<'a> {
    fn new(document: &'a Document<Arc<Vec<u8>>>, index: usize) -> Self {
        let (then, now) = (document.at(index), document.current());
        let mut writing =
            Self { then, now, untouched: HashSet::new(), everything: document.stray_bytes() > 0 };
        writing.everything |= writing.layers().unwrap_or(true);
        writing
    }

    /// ISO 32000-2 § 8.11.4: which layers are shown is said in the catalogue.
    fn layers(&mut self) -> Result<bool, Error> {
        let key = b"OCProperties".as_slice();
        let (before, after) = (self.then.catalog()?, self.now.catalog()?);
        if before.get(key) != after.get(key) {
            return Ok(true);
        }
        let values = after.get(key).cloned().into_iter().collect();
        self.leads_to_writing(values)
    }

    /// Whether a page, or anything it is drawn with, was written again. What cannot be read may have been.
    fn touched(&mut self, before: &Page, after: &Page) -> bool {
        self.everything
            || before.dictionary != after.dictionary
            || self.drawn_with(after).and_then(|values| self.leads_to_writing(values)).unwrap_or(true)
    }

    /// The values that a page and its annotations are drawn with.
    fn drawn_with(&self, page: &Page) -> Result<Vec<Object>, Error> {
        let mut values = drawn(&page.dictionary, &PAGE_KEYS_NOT_DRAWN);
        let list = page.dictionary.get(b"Annots").cloned().unwrap_or(Object::Null);
        // The list itself may be an object of its own, and so may each annotation.
        let mut own: Vec<Object> = vec![list];
        own.extend(self.now.array(&page.dictionary, b"Annots")?);
        for value in &own {
            if let Object::Reference(id) = value
                && self.is_written(*id)
            {
                return Ok(vec![value.clone()]);
            }
        }
        for annotation in own.iter().skip(1) {
            if let Object::Dictionary(annotation) = self.now.resolve(annotation)? {
                values.extend(drawn(&annotation, &ANNOTATION_KEYS_NOT_DRAWN));
            }
        }
        Ok(values)
    }

    /// Follows every reference.
    fn leads_to_writing(&mut self, mut values: Vec<Object>) -> Result<bool, Error> {
        let mut seen: HashSet<ObjectId> = HashSet::new();
        while let Some(value) = values.pop() {
            match value {
                Object::Reference(id) => {
                    if self.untouched.contains(&id) || !seen.insert(id) {
                        continue;
                    }
                    if self.is_written(id) {
                        return Ok(true);
                    }
                    if self.untouched.len() + seen.len() > OBJECTS_MAX {
                        return Err(Error::LimitIsExceeded { what: "objects" });
                    }
                    values.push(self.now.object(id)?);
                }
                Object::Array(items) => values.extend(items),
                Object::Dictionary(dictionary) => values.extend(drawn(&dictionary, &[])),
                Object::Stream(stream) => values.extend(drawn(&stream.dictionary, &[])),
                _ => {}
            }
        }
        self.untouched.extend(seen);
        Ok(false)
    }

    /// Whether an object, or the object stream that holds it, was written again.
    fn is_written(&self, id: ObjectId) -> bool {
        let (before, after) = (self.then.location(id.number), self.now.location(id.number));
        let stream_is_written = match after {
            Location::InStream { stream, .. } => self.then.location(stream) != self.now.location(stream),
            _ => false,
        };
        before != after || stream_is_written
    }
}

/// The values of a dictionary but for some keys.
fn drawn(dictionary: &Dictionary, without: &[&[u8]]) -> Vec<Object> {
    let entries = dictionary.iter().filter(|(key, _)| !without.contains(&key.as_bytes()));
    entries.map(|(_, value)| value.clone()).collect()
}
