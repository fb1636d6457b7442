//! Whether a document can bring hidden annotations to light: by a script, or by an action that hides and shows
//! (ISO 32000-2 §§ 12.6.4.11, 12.6.4.17).

use paraph_pdf::{Dictionary, Error, Object, View};

use crate::limits;

/// Actions that follow one another.
const CHAIN_MAX: usize = 32;

/// Whether any action of the document can.
pub(super) fn can_show(view: View<'_>) -> Result<bool, Error> {
    let catalog = view.catalog()?;
    let names = view.dictionary(&catalog, b"Names")?.unwrap_or_default();
    if names.contains(b"JavaScript") || holds(view, &catalog, b"OpenAction")? {
        return Ok(true);
    }
    for field in view.fields()? {
        if holds(view, &field.dictionary, b"A")? {
            return Ok(true);
        }
    }
    for page in view.pages()? {
        let page = page?;
        if holds(view, &page.dictionary, b"A")? {
            return Ok(true);
        }
        for item in view.array(&page.dictionary, b"Annots")?.iter().take(limits::ANNOTATIONS_MAX) {
            let Object::Dictionary(annotation) = view.resolve(item)? else { continue };
            if holds(view, &annotation, b"A")? {
                return Ok(true);
            }
        }
    }
    holds(view, &catalog, b"A")
}

/// Whether a dictionary holds such an action, under this key or for one of its events.
fn holds(view: View<'_>, of: &Dictionary, key: &[u8]) -> Result<bool, Error> {
    let mut actions: Vec<Object> = of.get(key).cloned().into_iter().collect();
    let events = view.dictionary(of, b"AA")?.unwrap_or_default();
    actions.extend(events.iter().map(|(_, action)| action.clone()));
    let mut looked = 0;
    while let Some(action) = actions.pop() {
        looked += 1;
        if looked > CHAIN_MAX {
            return Ok(true);
        }
        match view.resolve(&action)? {
            Object::Dictionary(action) => {
                if action.has_name(b"S", b"Hide") || action.has_name(b"S", b"JavaScript") {
                    return Ok(true);
                }
                actions.extend(action.get(b"Next").cloned());
            }
            Object::Array(several) => actions.extend(several),
            _ => {}
        }
    }
    Ok(false)
}
