//! Hangs new fields into a document's interactive form and pages (ISO 32000-2 § 12.7.3, § 12.5.2), touching
//! only the objects that hold the lists.

use std::collections::BTreeMap;

use paraph_pdf::{Dictionary, Name, Object, ObjectId, Update};

use crate::Error;

/// § 12.7.3, table 225: signatures exist, and the file may only be appended to.
const SIGNATURES_EXIST_AND_APPEND_ONLY: i64 = 3;

/// The catalogue's own id.
pub(crate) fn root(update: &Update<'_>) -> Result<ObjectId, Error> {
    let root = update.view().trailer().get(b"Root").and_then(Object::as_reference);
    root.ok_or(Error::Document(paraph_pdf::Error::StructureIsMalformed { what: "the catalogue" }))
}

pub(crate) fn catalog(update: &Update<'_>) -> Result<(ObjectId, Dictionary), Error> {
    let id = root(update)?;
    Ok((id, update.dictionary(id, "the catalogue")?))
}

/// Puts each field on its page and into the form, in the order given.
pub(crate) fn attach(update: &mut Update<'_>, fields: &[(ObjectId, ObjectId)]) -> Result<(), Error> {
    if fields.is_empty() {
        return Ok(());
    }
    let mut pages: BTreeMap<ObjectId, Vec<Object>> = BTreeMap::new();
    for (page, field) in fields {
        pages.entry(*page).or_default().push((*field).into());
    }
    for (page, widgets) in pages {
        let mut dictionary = update.dictionary(page, "a page")?;
        append(update, &mut dictionary, b"Annots", widgets)?;
        update.replace(page, dictionary);
    }
    let all = fields.iter().map(|(_, field)| Object::from(*field)).collect();
    change(update, |update, form| {
        append(update, form, b"Fields", all)?;
        let flags = form.get(b"SigFlags").and_then(Object::as_integer).unwrap_or(0);
        if flags | SIGNATURES_EXIST_AND_APPEND_ONLY != flags {
            form.insert("SigFlags", flags | SIGNATURES_EXIST_AND_APPEND_ONLY);
        }
        Ok(())
    })
}

/// § 12.5.1: fields are tabbed through row by row, as people read; without it every reader has an order of its own.
/// Not for a document that is signed: its pages stay as they are.
pub(crate) fn order_tabs(update: &mut Update<'_>, pages: &[ObjectId]) -> Result<(), Error> {
    for page in pages {
        let dictionary = update.dictionary(*page, "a page")?;
        if !dictionary.contains(b"Tabs") {
            update.replace(*page, dictionary.with("Tabs", Name::from("R")));
        }
    }
    Ok(())
}

/// Changes the form dictionary where it is: in its own object, or inside the catalogue. One is made if there is none.
pub(crate) fn change<'a>(
    update: &mut Update<'a>,
    how: impl FnOnce(&mut Update<'a>, &mut Dictionary) -> Result<(), Error>,
) -> Result<(), Error> {
    let (root, mut catalog) = catalog(update)?;
    match catalog.get(b"AcroForm") {
        Some(Object::Reference(id)) => {
            let id = *id;
            let mut form = update.dictionary(id, "the interactive form")?;
            how(update, &mut form)?;
            update.replace(id, form);
        }
        Some(Object::Dictionary(form)) => {
            let mut form = form.clone();
            how(update, &mut form)?;
            catalog.insert("AcroForm", form);
            update.replace(root, catalog);
        }
        _ => {
            let mut form = Dictionary::new();
            how(update, &mut form)?;
            let id = update.add(form)?;
            catalog.insert("AcroForm", id);
            update.replace(root, catalog);
        }
    }
    Ok(())
}

/// The form dictionary as it will be; none if there is no form.
pub(crate) fn form(update: &Update<'_>) -> Result<Option<Dictionary>, Error> {
    Ok(match catalog(update)?.1.get(b"AcroForm") {
        Some(Object::Reference(id)) => Some(update.dictionary(*id, "the interactive form")?),
        Some(Object::Dictionary(form)) => Some(form.clone()),
        _ => None,
    })
}

/// Appends to the array under a key, which becomes the owner's own. An array that is an object of its own is never grown where
/// it is: other pages may list their annotations by it, and the form its fields.
fn append(
    update: &mut Update<'_>,
    owner: &mut Dictionary,
    key: &[u8],
    items: Vec<Object>,
) -> Result<(), Error> {
    let mut array = match owner.get(key) {
        Some(Object::Reference(id)) => match update.object(*id)? {
            Object::Array(array) => array,
            Object::Null => Vec::new(),
            _ => {
                return Err(Error::Document(paraph_pdf::Error::StructureIsMalformed {
                    what: "a list of fields",
                }));
            }
        },
        Some(Object::Array(array)) => array.clone(),
        _ => Vec::new(),
    };
    array.extend(items);
    owner.insert(key, array);
    Ok(())
}
