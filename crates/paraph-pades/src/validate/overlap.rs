//! Whether something placed after the first signature lies over something that was there: an annotation or a field that
//! covers another may show what nobody signed, though each change alone is permitted.

use std::collections::HashSet;

use paraph_pdf::{Dictionary, Document, Error, ObjectId, Rectangle, Source, View};

use crate::limits;

/// The numbers, from 1, of the pages on which an annotation added after revision `first` overlaps another one. What cannot
/// be read overlaps nothing; the rules for changes speak of it.
pub(super) fn pages<S: Source>(document: &Document<S>, first: usize) -> Vec<usize> {
    if document.revisions().len() <= first + 1 {
        return Vec::new();
    }
    let (before, after) = (document.at(first), document.current());
    let Ok(all) = after.pages() else { return Vec::new() };
    let mut found = Vec::new();
    for (index, page) in all.enumerate() {
        let Ok(page) = page else { break };
        let now = annotations(after, &page.dictionary).unwrap_or_default();
        let there: HashSet<ObjectId> =
            match before.object(page.id).ok().as_ref().and_then(paraph_pdf::Object::as_dictionary) {
                Some(earlier) => references(before, earlier).unwrap_or_default().into_iter().collect(),
                None => HashSet::new(),
            };
        let added = |(id, _): &&(ObjectId, Rectangle)| !there.contains(id);
        let lies_over = |(id, own): &(ObjectId, Rectangle)| {
            now.iter().any(|(other, area)| other != id && own.intersection(area).is_some())
        };
        if now.len() <= limits::ANNOTATIONS_MAX && now.iter().filter(added).any(lies_over) {
            found.push(index + 1);
        }
    }
    found
}

/// The annotations of a page that take up room.
fn annotations(view: View<'_>, page: &Dictionary) -> Result<Vec<(ObjectId, Rectangle)>, Error> {
    let mut found = Vec::new();
    for id in references(view, page)? {
        let object = view.object(id)?;
        let Some(annotation) = object.as_dictionary() else { continue };
        // A pop-up is a window of the reader, and moves.
        if annotation.has_name(b"Subtype", b"Popup") {
            continue;
        }
        found.extend(view.rectangle(annotation, b"Rect")?.map(|area| (id, area)));
    }
    Ok(found)
}

fn references(view: View<'_>, page: &Dictionary) -> Result<Vec<ObjectId>, Error> {
    Ok(view.array(page, b"Annots")?.iter().filter_map(paraph_pdf::Object::as_reference).collect())
}
