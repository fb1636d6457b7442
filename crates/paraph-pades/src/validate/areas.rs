//! Where on the pages a signature permits something else to be seen later: the fields that were filled in or signed after it,
//! and the annotations that it lets others add. What is seen to change anywhere else was permitted by nobody.

use std::collections::{HashMap, HashSet};

use paraph_pdf::{Document, Error, Object, ObjectId, Page, Source, View};

use super::modification::ModificationLevel;
use super::report::SignatureReport;
use super::seen::is_shown;
use crate::form::geometry::{shown_size, to_shown};
use crate::limits;

/// A part of a page where a signature permits a change that was made after it.
#[derive(Clone, Debug, PartialEq)]
pub struct Area {
    /// The page as the document is now, from 1.
    pub page: usize,
    /// Distance from the left edge of the page as shown, in points (1/72 inch).
    pub left: f64,
    /// Distance from the upper edge.
    pub top: f64,
    /// Width.
    pub width: f64,
    /// Height.
    pub height: f64,
    /// The full name of the form field, if it is one.
    pub field: Option<String>,
    /// Whether it was not on the page when the signature was made: what it is laid over was seen by the signer.
    pub is_new: bool,
}

/// Where the changes made after a signature and permitted by it may be seen. A field or annotation that was also changed
/// without permission has no such place.
///
/// # Errors
/// If the pages or the form cannot be read.
pub fn permitted_areas<S: Source>(
    document: &Document<S>,
    signature: &SignatureReport,
) -> Result<Vec<Area>, Error> {
    let (before, after) = (document.at(signature.revision.saturating_sub(1)), document.current());
    let permitted = Permitted::read(signature, after)?;
    if permitted.is_empty() {
        return Ok(Vec::new());
    }
    let mut there: HashSet<ObjectId> = HashSet::new();
    for id in listed(before)?.into_iter().flat_map(|(_, annotations)| annotations) {
        // An annotation that was hidden counts as new once it is shown.
        if let Object::Dictionary(annotation) = before.object(id)?
            && is_shown(before, &annotation)?
        {
            there.insert(id);
        }
    }
    let mut numbers: HashMap<ObjectId, usize> = HashMap::new();
    let mut areas = Vec::new();
    let mut seen: HashSet<ObjectId> = HashSet::new();
    for (index, (page, annotations)) in listed(after)?.into_iter().enumerate() {
        numbers.insert(page.id, index + 1);
        for id in annotations.into_iter().filter(|id| seen.insert(*id)) {
            let place = Place { page: &page, number: index + 1, is_new: !there.contains(&id) };
            areas.extend(permitted.area(after, id, &place)?);
        }
    }
    // An annotation that was permitted to be taken away leaves the place where it was.
    for (page, annotations) in listed(before)? {
        let Some(number) = numbers.get(&page.id).copied() else { continue };
        for id in annotations.into_iter().filter(|id| !seen.contains(id)) {
            areas.extend(permitted.area(before, id, &Place { page: &page, number, is_new: false })?);
        }
    }
    areas.truncate(limits::AREAS_MAX);
    Ok(areas)
}

/// What was changed by permission alone.
struct Permitted {
    /// The widgets of fields, with the field's name.
    widgets: HashMap<ObjectId, String>,
    /// Numbers of annotations that are no fields.
    annotations: HashSet<u32>,
}

/// On which page something lies.
struct Place<'a> {
    page: &'a Page,
    number: usize,
    is_new: bool,
}

impl Permitted {
    fn read(signature: &SignatureReport, view: View<'_>) -> Result<Self, Error> {
        let (mut fields, mut annotations) = (HashSet::new(), HashSet::new());
        for change in signature.modifications.iter().filter(|change| change.permitted) {
            match (&change.field, change.object) {
                (Some(field), _) => {
                    fields.insert(field.as_str());
                }
                (None, Some(_)) if change.place.is_some() => {}
                (None, Some(number)) if change.level == ModificationLevel::Annotations => {
                    annotations.insert(number);
                }
                _ => {}
            }
        }
        // That something seems to be covered is what is to be found out by looking.
        let refused = |change: &&super::Modification| !change.permitted && change.place.is_none();
        for change in signature.modifications.iter().filter(refused) {
            change.field.as_ref().map(|field| fields.remove(field.as_str()));
            change.object.map(|number| annotations.remove(&number));
        }
        let mut widgets = HashMap::new();
        for field in view.fields()?.into_iter().filter(|field| fields.contains(field.name.as_str())) {
            widgets.extend(field.widgets.iter().map(|id| (*id, field.name.clone())));
        }
        Ok(Self { widgets, annotations })
    }

    fn is_empty(&self) -> bool {
        self.widgets.is_empty() && self.annotations.is_empty()
    }

    fn area(&self, view: View<'_>, id: ObjectId, place: &Place<'_>) -> Result<Option<Area>, Error> {
        let field = self.widgets.get(&id).cloned();
        if field.is_none() && !self.annotations.contains(&id.number) {
            return Ok(None);
        }
        let Object::Dictionary(annotation) = view.object(id)? else { return Ok(None) };
        let Some(rectangle) = view.rectangle(&annotation, b"Rect")? else { return Ok(None) };
        let (shown, (width, height)) = (to_shown(place.page, rectangle), shown_size(place.page));
        let area = Area {
            page: place.number,
            left: shown.left * width / 100.0,
            top: shown.top * height / 100.0,
            width: shown.width * width / 100.0,
            height: shown.height * height / 100.0,
            field,
            is_new: place.is_new,
        };
        Ok(Some(area).filter(|area| area.width > 0.0 && area.height > 0.0))
    }
}

/// The pages, each with the annotations it lists.
fn listed(view: View<'_>) -> Result<Vec<(Page, Vec<ObjectId>)>, Error> {
    let mut pages = Vec::new();
    for page in view.pages()? {
        let page = page?;
        let annotations = view.array(&page.dictionary, b"Annots")?;
        pages.push((page, annotations.iter().filter_map(Object::as_reference).collect()));
    }
    Ok(pages)
}
