//! A value as a page of its own: what a person is shown before they sign is drawn by the function that draws what is sealed.

use paraph_pdf::{Dictionary, Document, Rectangle, Stream, Update};

use super::frame::Frame;
use crate::Error;
use crate::form::Value;
use crate::text::Typefaces;

/// Where a field stands on a page of its own, in points from the upper left.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Place {
    /// Width and height of the page.
    pub page: (f64, f64),
    /// Distance of the field from the left edge.
    pub left: f64,
    /// Distance of the field from the upper edge.
    pub top: f64,
    /// Width of the field.
    pub width: f64,
    /// Height of the field.
    pub height: f64,
}

/// A PDF of one page that shows nothing but the value, as [`crate::sign::prepare`] puts it into a field of this size.
///
/// # Errors
/// As [`crate::sign::prepare`], for what has no room or no glyph.
pub fn picture(value: &Value, place: Place, typefaces: &Typefaces) -> Result<Vec<u8>, Error> {
    let blank = blank(place.page);
    let document = Document::open(blank.clone())?;
    let mut update = Update::new(&document)?;
    let page = update.view().pages()?.next().ok_or(Error::PageIsMissing { index: 0 })??;
    let bottom = place.page.1 - place.top - place.height;
    let rectangle =
        Rectangle { left: place.left, bottom, right: place.left + place.width, top: bottom + place.height };
    let frame = Frame::of(&page, rectangle);
    if frame.is_empty() {
        return Err(Error::FieldHasNoPlace);
    }
    let drawn = value.draw(&mut update, &frame, typefaces)?;
    let content = format!("q 1 0 0 1 {:.4} {:.4} cm /V Do Q\n", place.left, bottom);
    let content = update.add(Stream::new(Dictionary::new(), content.into_bytes()))?;
    let resources = Dictionary::new().with("XObject", Dictionary::new().with("V", drawn));
    let dictionary = page.dictionary.clone().with("Contents", content).with("Resources", resources);
    update.replace(page.id, dictionary);
    let mut whole = blank;
    whole.extend_from_slice(&update.finish(b"")?.bytes);
    Ok(whole)
}

/// Whether a value has room in a field of this size and can be written: what [`picture`] would fail with, without drawing.
///
/// # Errors
/// As [`picture`].
pub fn check_room(value: &Value, place: Place, typefaces: &Typefaces) -> Result<(), Error> {
    let rectangle = Rectangle { left: 0.0, bottom: 0.0, right: place.width, top: place.height };
    let frame = Frame::new(rectangle, 0, 1.0);
    if frame.is_empty() {
        return Err(Error::FieldHasNoPlace);
    }
    value.check_room(&frame, typefaces)
}

/// A page with nothing on it.
fn blank((width, height): (f64, f64)) -> Vec<u8> {
    let objects = [
        "<</Type /Catalog /Pages 2 0 R>>".to_owned(),
        "<</Type /Pages /Kids [3 0 R] /Count 1>>".to_owned(),
        format!("<</Type /Page /Parent 2 0 R /MediaBox [0 0 {width:.3} {height:.3}]>>"),
    ];
    let mut written = String::from("%PDF-1.7\n");
    let mut table = format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1);
    for (index, object) in objects.iter().enumerate() {
        table.push_str(&format!("{:010} 00000 n \n", written.len()));
        written.push_str(&format!("{} 0 obj\n{object}\nendobj\n", index + 1));
    }
    let start = written.len();
    let size = objects.len() + 1;
    written.push_str(&table);
    written.push_str(&format!("trailer\n<</Size {size} /Root 1 0 R>>\nstartxref\n{start}\n%%EOF\n"));
    written.into_bytes()
}
