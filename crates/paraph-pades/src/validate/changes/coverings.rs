//! What a revision paints over pages outside of the fields that were there: new annotations and fields, those that were moved,
//! and those whose look changed since they came.

use std::collections::{HashMap, HashSet};

use paraph_pdf::{Dictionary, Error, Object, ObjectId, Page, Rectangle, View};

use super::budget::Budget;
use super::claims::Change;
use super::pair::{Pair, equal};
use crate::form::geometry::{shown_size, to_shown};
use crate::limits;
use crate::validate::ModificationLevel;
use crate::validate::modification::Place;
use crate::validate::seen::{Layer, Scene, covered, is_shown};

/// So many layers are looked through in one step.
const LAYERS_AT_ONCE: u64 = 32;

/// Where something is covered.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Covering {
    /// The revision in which what covers it came to its place, from 0: whoever signed then or later saw it there.
    pub(crate) since: usize,
    pub(crate) place: Place,
    /// Drawing the pages shows whether it does.
    pub(crate) is_drawn: bool,
}

/// Follows annotations from revision to revision.
#[derive(Default)]
pub(super) struct Watch {
    /// Annotations that came to their place after the first signature: when, and to which page.
    came: HashMap<ObjectId, (usize, ObjectId)>,
    /// The streams by which they are seen.
    parts: HashMap<ObjectId, ObjectId>,
    /// What came to each page, and where it lies.
    layers: HashMap<ObjectId, Vec<(Rectangle, Layer)>>,
    pages: Option<Vec<Page>>,
}

/// An annotation that is to be looked at.
struct Suspect {
    id: Option<ObjectId>,
    dictionary: Dictionary,
    page: ObjectId,
    since: usize,
}

impl Watch {
    /// What a revision covers. What cannot be read is reported too.
    pub(super) fn changes(&mut self, pair: &Pair<'_>, revision: usize, budget: &Budget) -> Vec<Change> {
        match self.look(pair, revision, budget) {
            Ok(changes) => changes,
            Err(error) => {
                let what = format!("what is painted on the pages cannot be followed ({error})");
                vec![Change::of(ModificationLevel::Undefined, what)]
            }
        }
    }

    fn look(&mut self, pair: &Pair<'_>, revision: usize, budget: &Budget) -> Result<Vec<Change>, Error> {
        let mut changes = Vec::new();
        for suspect in self.suspects(pair, revision)? {
            self.remember(pair.new, &suspect)?;
            let (layers, work) = self.layers(pair.new, &suspect)?;
            budget.spend(work)?;
            let Some((index, page)) = self.page(pair.old, suspect.page)? else { continue };
            let is_field = suspect.dictionary.has_name(b"Subtype", b"Widget");
            let scene = Scene {
                before: pair.old,
                after: pair.new,
                page,
                id: suspect.id,
                annotation: suspect.dictionary,
                layers,
            };
            let (found, work) = covered(&scene)?;
            budget.spend(work)?;
            let Some(found) = found else { continue };
            let what = if is_field {
                "page content covered by a field"
            } else {
                "page content covered by an annotation"
            };
            let place = shown(index, page, found.place);
            let covering = Some(Covering { since: suspect.since, place, is_drawn: found.is_drawn });
            changes.push(Change {
                object: suspect.id,
                covering,
                ..Change::of(ModificationLevel::Undefined, what)
            });
        }
        Ok(changes)
    }

    /// Annotations that a revision adds, moves or changes the look of.
    fn suspects(&self, pair: &Pair<'_>, revision: usize) -> Result<Vec<Suspect>, Error> {
        let mut found: Vec<Suspect> = Vec::new();
        for (page, added) in added(pair)? {
            let id = added.as_reference();
            if let Object::Dictionary(dictionary) = pair.new.resolve(&added)? {
                found.push(Suspect { id, dictionary, page, since: revision });
            }
        }
        let mut listed: HashSet<ObjectId> = found.iter().filter_map(|suspect| suspect.id).collect();
        for (id, difference) in &pair.differences {
            let id = self.parts.get(id).copied().unwrap_or(*id);
            if difference.is_new() && !self.came.contains_key(&id) || !listed.insert(id) {
                continue;
            }
            let (Object::Dictionary(old), Object::Dictionary(new)) =
                (pair.old.object(id)?, pair.new.object(id)?)
            else {
                continue;
            };
            if !new.contains(b"Rect") {
                continue;
            }
            let is_field = new.has_name(b"Subtype", b"Widget");
            // An annotation that was hidden counts as moved to its place once it is shown.
            let comes = !equal(&pair.old.value(&old, b"Rect")?, &pair.new.value(&new, b"Rect")?)
                || !is_shown(pair.old, &old)?;
            let (since, page) = match self.came.get(&id) {
                // A field may be filled in by who comes after those who saw it empty; nothing else changes its look by that.
                Some((since, page)) => (if comes || !is_field { revision } else { *since }, *page),
                // A field that was there may be filled in, wherever it lies.
                None if !comes && is_field => continue,
                None => {
                    let Some(page) = page_of(pair.new, id)? else { continue };
                    (revision, page)
                }
            };
            found.push(Suspect { id: Some(id), dictionary: new, page, since });
        }
        Ok(found)
    }

    fn remember(&mut self, view: View<'_>, suspect: &Suspect) -> Result<(), Error> {
        let Some(id) = suspect.id else { return Ok(()) };
        self.came.insert(id, (suspect.since, suspect.page));
        let mut values: Vec<Object> = suspect.dictionary.get(b"AP").cloned().into_iter().collect();
        for _ in 0..3 {
            let mut inner = Vec::new();
            for value in &values {
                if let Object::Reference(part) = value {
                    self.parts.insert(*part, id);
                }
                if let Object::Dictionary(entries) = view.resolve(value)? {
                    inner.extend(entries.iter().map(|(_, value)| value.clone()).take(limits::CHANGES_MAX));
                }
            }
            values = inner;
        }
        Ok(())
    }

    /// What came to the place of a suspect before it, and what it took to find that. It comes to lie there itself.
    fn layers(&mut self, view: View<'_>, suspect: &Suspect) -> Result<(Vec<Layer>, u64), Error> {
        let all = self.layers.entry(suspect.page).or_default();
        let work = all.len() as u64 / LAYERS_AT_ONCE;
        all.retain(|(_, layer)| layer.id.is_none() || layer.id != suspect.id);
        let Some(place) = view.rectangle(&suspect.dictionary, b"Rect")? else {
            return Ok((Vec::new(), work));
        };
        let there = all.iter().filter(|(other, _)| other.intersection(&place).is_some());
        let there = there.map(|(_, layer)| layer.clone()).collect();
        all.push((place, Layer { id: suspect.id, dictionary: suspect.dictionary.clone() }));
        Ok((there, work))
    }

    /// A page and its number, as the document was when first looked at: what becomes of its content is judged by itself.
    fn page(&mut self, view: View<'_>, id: ObjectId) -> Result<Option<(usize, &Page)>, Error> {
        if self.pages.is_none() {
            self.pages = Some(view.pages()?.collect::<Result<_, _>>()?);
        }
        let pages = self.pages.iter().flatten();
        Ok(pages.enumerate().find(|(_, page)| page.id == id))
    }
}

/// A part of a page's user space as it is shown.
fn shown(index: usize, page: &Page, place: Rectangle) -> Place {
    let (shown, (width, height)) = (to_shown(page, place), shown_size(page));
    Place {
        page: index + 1,
        left: shown.left * width / 100.0,
        top: shown.top * height / 100.0,
        width: shown.width * width / 100.0,
        height: shown.height * height / 100.0,
    }
}

/// What the lists of annotations of pages gained, with the page.
fn added(pair: &Pair<'_>) -> Result<Vec<(ObjectId, Object)>, Error> {
    let mut found = Vec::new();
    for id in pages(pair)? {
        let (Object::Dictionary(old), Object::Dictionary(new)) = (pair.old.object(id)?, pair.new.object(id)?)
        else {
            continue;
        };
        let before = pair.old.array(&old, b"Annots")?;
        let after = pair.new.array(&new, b"Annots")?;
        if after.len() > limits::ANNOTATIONS_MAX {
            return Err(Error::LimitIsExceeded { what: "annotations of a page" });
        }
        let references: HashSet<ObjectId> = before.iter().filter_map(Object::as_reference).collect();
        let direct: Vec<&Object> = before.iter().filter(|item| item.as_reference().is_none()).collect();
        let is_added = |item: &Object| match item.as_reference() {
            Some(id) => !references.contains(&id),
            None => !direct.iter().any(|other| equal(item, other)),
        };
        found.extend(after.into_iter().filter(is_added).map(|item| (id, item)));
    }
    Ok(found)
}

/// The pages whose own object or list of annotations a revision changes.
fn pages(pair: &Pair<'_>) -> Result<Vec<ObjectId>, Error> {
    let mut found = Vec::new();
    let mut is_list_changed = false;
    for (id, difference) in &pair.differences {
        match (&difference.old, &difference.new) {
            (Object::Dictionary(old), Object::Dictionary(new))
                // Whether it says that it is a page or not.
                if old.get(b"Annots") != new.get(b"Annots")
                    || new.get(b"Annots").is_some_and(|list| list.as_reference().is_some()) =>
            {
                found.push(*id);
            }
            (Object::Array(_), Object::Array(_)) => is_list_changed = true,
            _ => {}
        }
    }
    if is_list_changed {
        for page in pair.new.pages()? {
            let page = page?;
            let list = page.dictionary.get(b"Annots").and_then(Object::as_reference);
            if list.is_some_and(|list| pair.difference(list).is_some()) && !found.contains(&page.id) {
                found.push(page.id);
            }
        }
    }
    Ok(found)
}

fn page_of(view: View<'_>, id: ObjectId) -> Result<Option<ObjectId>, Error> {
    for page in view.pages()? {
        let page = page?;
        if view.array(&page.dictionary, b"Annots")?.iter().any(|item| item.as_reference() == Some(id)) {
            return Ok(Some(page.id));
        }
    }
    Ok(None)
}
