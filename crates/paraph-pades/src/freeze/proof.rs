//! Proof sheets: the looks of fields, each alone on a page of its size, for whoever draws pages to read what they say.

use paraph_pdf::{Dictionary, Document, Name, Object, Rectangle, Source, Stream, Update};

use super::Statement;
use super::picture::transformed_box;
use crate::Error;
use crate::form::{rounded, tree};

/// What to append to a frozen document so that its pages are the looks of the statements, one to a page, in order. Not for keeping.
///
/// # Errors
/// When the document cannot be read.
pub fn prove<S: Source>(document: &Document<S>, statements: &[Statement]) -> Result<Vec<u8>, Error> {
    let mut update = Update::new(document)?;
    let root = update.allocate()?;
    let mut kids = Vec::with_capacity(statements.len());
    for statement in statements {
        let mut shown = None;
        if let Object::Stream(look) = update.object(statement.look)? {
            shown = transformed_box(&update.view(), &look.dictionary)?;
        }
        let nothing = Rectangle { left: 0.0, bottom: 0.0, right: 1.0, top: 1.0 };
        let Rectangle { left, bottom, right, top } = shown.unwrap_or(nothing);
        let content = update.add(Stream::new(Dictionary::new(), *b"/Look Do"))?;
        let objects = Dictionary::new().with("Look", statement.look);
        let page = Dictionary::new()
            .with("Type", Name::from("Page"))
            .with("Parent", root)
            .with("MediaBox", [left, bottom, right, top].map(|side| Object::Real(rounded(side))).to_vec())
            .with("Resources", Dictionary::new().with("XObject", objects))
            .with("Contents", content);
        kids.push(Object::from(update.add(page)?));
    }
    let count = i64::try_from(kids.len()).unwrap_or(i64::MAX);
    let pages = Dictionary::new().with("Type", Name::from("Pages")).with("Kids", kids).with("Count", count);
    update.replace(root, pages);
    let (id, catalog) = tree::catalog(&update)?;
    update.replace(id, catalog.with("Pages", root));
    Ok(update.finish(b"proof sheets")?.bytes)
}
