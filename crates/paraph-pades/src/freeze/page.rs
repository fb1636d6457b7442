//! A page with its fields drawn into it: what it drew before, then the looks of its fields, each a form XObject with resources of
//! its own (ISO 32000-2 § 7.8, § 8.10). Everything the page shared with others becomes its own before it is added to.

use std::fmt::Write as _;

use paraph_pdf::{Dictionary, Name, Object, ObjectId, Page, Rectangle, Stream, StreamData, Update, content};

use super::Sheet;
use super::picture::Picture;
use crate::form::{rounded, tree};
use crate::{Error, limits};

/// Writes the page anew: without the annotations that are taken off, and with the pictures in its content.
pub(super) fn rewrite(update: &mut Update<'_>, page: &Page, sheet: Sheet) -> Result<(), Error> {
    let mut dictionary = update.dictionary(page.id, "a page")?;
    if sheet.kept.is_empty() {
        dictionary.remove(b"Annots");
    } else {
        dictionary.insert("Annots", sheet.kept);
    }
    if !sheet.pictures.is_empty() {
        let names = add_resources(update, page, &mut dictionary, &sheet.pictures)?;
        let drawn: String = names
            .iter()
            .zip(&sheet.pictures)
            .map(|(name, picture)| {
                let placement = if picture.layer.is_some() { IDENTITY } else { picture.placement };
                draw(name, placement)
            })
            .collect();
        add_content(update, &mut dictionary, &drawn)?;
    }
    update.replace(page.id, dictionary);
    Ok(())
}

const IDENTITY: [f64; 6] = [1.0, 0.0, 0.0, 1.0, 0.0, 0.0];

/// Draws a form XObject at its place.
fn draw(name: &str, placement: [f64; 6]) -> String {
    let mut drawn = String::from("q ");
    for (index, number) in placement.into_iter().enumerate() {
        // A scale needs more decimal places than a distance.
        let number = if index < 4 { (number * 1e6).round() / 1e6 } else { rounded(number) };
        let _ = write!(drawn, "{} ", number + 0.0);
    }
    drawn + &format!("cm /{name} Do Q\n")
}

/// Gives the page resources of its own in which the pictures have names.
fn add_resources(
    update: &mut Update<'_>,
    page: &Page,
    dictionary: &mut Dictionary,
    pictures: &[Picture],
) -> Result<Vec<String>, Error> {
    let view = update.view();
    let mut resources = view.dictionary(&page.dictionary, b"Resources")?.unwrap_or_default();
    let mut objects = view.dictionary(&resources, b"XObject")?.unwrap_or_default();
    let mut names = Vec::with_capacity(pictures.len());
    let mut next = 1_u32;
    for picture in pictures {
        let mut name = format!("Frozen{next}");
        while objects.contains(name.as_bytes()) {
            next += 1;
            name = format!("Frozen{next}");
        }
        next += 1;
        objects.insert(name.as_str(), form(update, picture)?);
        names.push(name);
    }
    resources.insert("XObject", objects);
    dictionary.insert("Resources", resources);
    Ok(names)
}

/// The form XObject of a picture: the look itself if it is a complete one, otherwise a copy that is.
fn form(update: &mut Update<'_>, picture: &Picture) -> Result<ObjectId, Error> {
    let own = &picture.stream.dictionary;
    let is_complete = own.has_name(b"Subtype", b"Form") && own.contains(b"Resources");
    let form = if is_complete { picture.form } else { completed(update, &picture.stream)? };
    let Some(layer) = &picture.layer else { return Ok(form) };
    // § 8.11.3.3: on a layer, within a form XObject that belongs to it.
    let Rectangle { left, bottom, right, top } = picture.rectangle;
    let objects = Dictionary::new().with("Look", form);
    let around = Dictionary::new()
        .with("Type", Name::from("XObject"))
        .with("Subtype", Name::from("Form"))
        .with("BBox", [left, bottom, right, top].map(|side| Object::Real(rounded(side))).to_vec())
        .with("Resources", Dictionary::new().with("XObject", objects))
        .with("OC", layer.clone());
    Ok(update.add(Stream::new(around, draw("Look", picture.placement)))?)
}

/// Readers take an appearance stream for a form XObject whether it says so or not, and find its fonts in the form's resources.
fn completed(update: &mut Update<'_>, look: &Stream) -> Result<ObjectId, Error> {
    let mut dictionary = look.dictionary.clone();
    dictionary.insert("Type", Name::from("XObject"));
    dictionary.insert("Subtype", Name::from("Form"));
    if !dictionary.contains(b"Resources") {
        let form = tree::form(update)?.unwrap_or_default();
        let shared = update.view().dictionary(&form, b"DR")?.unwrap_or_default();
        dictionary.insert("Resources", shared);
    }
    let data = StreamData::Bytes(std::sync::Arc::new(update.view().raw(look)?));
    Ok(update.add(Stream { dictionary, data })?)
}

/// Puts the drawing behind the page's content, in the graphics state the page began with.
fn add_content(update: &mut Update<'_>, dictionary: &mut Dictionary, drawn: &str) -> Result<(), Error> {
    let parts = parts(update, dictionary)?;
    let mut bytes = Vec::new();
    for part in &parts {
        if let Object::Stream(stream) = update.view().resolve(part)? {
            bytes.extend(update.view().decode_up_to(&stream, limits::PAGE_CONTENT_BYTES_MAX)?);
            bytes.push(b'\n');
        }
        if bytes.len() > limits::PAGE_CONTENT_BYTES_MAX {
            return Err(paraph_pdf::Error::LimitIsExceeded { what: "a page's content" }.into());
        }
    }
    let nesting = content::nesting(&bytes);
    if nesting.paints_after_unsaved {
        return Err(paraph_pdf::Error::StructureIsMalformed { what: "a page's graphics states" }.into());
    }
    let saved = 1 + nesting.unsaved;
    let before = update.add(Stream::new(Dictionary::new(), "q\n".repeat(saved)))?;
    // What was restored without being saved used up one of ours.
    let restored = "Q\n".repeat(saved - nesting.unsaved + nesting.open);
    let after = update.add(Stream::new(Dictionary::new(), format!("\n{restored}{drawn}")))?;
    let mut all: Vec<Object> = vec![before.into()];
    all.extend(parts);
    all.push(after.into());
    dictionary.insert("Contents", all);
    Ok(())
}

/// The streams of a page's content.
fn parts(update: &Update<'_>, dictionary: &Dictionary) -> Result<Vec<Object>, Error> {
    let Some(contents) = dictionary.get(b"Contents") else { return Ok(Vec::new()) };
    Ok(match update.view().resolve(contents)? {
        Object::Array(parts) => parts,
        Object::Stream(_) => vec![contents.clone()],
        _ => Vec::new(),
    })
}
