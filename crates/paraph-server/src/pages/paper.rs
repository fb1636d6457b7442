//! Documents on the screen: drawn pages, the words above them, and fields laid over them by per cent of the page.

use std::fmt::Write as _;

/// A document as it is shown.
#[derive(Debug, Clone)]
pub struct Paper {
    /// Its identifier.
    pub id: String,
    /// Its name.
    pub name: String,
    /// SHA-256 of the file that `file` gives, in hexadecimal.
    pub sha256: String,
    /// Size of that file in bytes.
    pub size: u64,
    /// Address of the PDF itself.
    pub file: String,
    /// Its pages, in order.
    pub sheets: Vec<Sheet>,
}

/// A drawn page.
#[derive(Debug, Clone)]
pub struct Sheet {
    /// Its number, from 1.
    pub number: u32,
    /// Address of its image.
    pub image: String,
    /// Width as shown, in points.
    pub width: f64,
    /// Height as shown, in points.
    pub height: f64,
    /// Its words, in reading order; empty for a scan.
    pub lines: Vec<Line>,
}

/// Some words of a page (a line or a run) and where they stand, in per cent of the page from its top left corner.
#[derive(Debug, Clone)]
pub struct Line {
    /// The words.
    pub text: String,
    /// Left edge.
    pub left: f64,
    /// Top edge.
    pub top: f64,
    /// Width.
    pub width: f64,
    /// Height.
    pub height: f64,
}

/// What is to be put into a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FieldKind {
    /// A signature.
    Signature,
    /// The date of signing, which the platform writes.
    Date,
    /// A line of text.
    Text,
    /// A tick.
    Tick,
}

/// A field laid over a page, in per cent of the page from its top left corner.
#[derive(Debug, Clone)]
pub struct Placed {
    /// Its identifier.
    pub id: String,
    /// Identifier of the document it is on.
    pub document: String,
    /// Page, from 1.
    pub page: u32,
    /// What goes in.
    pub kind: FieldKind,
    /// Left edge.
    pub left: f64,
    /// Top edge.
    pub top: f64,
    /// Width.
    pub width: f64,
    /// Height.
    pub height: f64,
    /// What the person is told to put in; may be empty.
    pub label: String,
    /// Whether it must be filled.
    pub required: bool,
}

impl FieldKind {
    /// Every kind, in the order of the palette.
    pub const ALL: [Self; 4] = [Self::Signature, Self::Date, Self::Text, Self::Tick];

    /// As forms and JSON spell it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Signature => "signature",
            Self::Date => "date",
            Self::Text => "text",
            Self::Tick => "tick",
        }
    }
}

/// The style sheet (`layout.css`) that puts each field in its place without inline styles.
pub fn stylesheet<'a>(fields: impl IntoIterator<Item = &'a Placed>) -> String {
    let mut css = String::new();
    for field in fields.into_iter().filter(|field| is_identifier(&field.id)) {
        let Placed { id, left, top, width, height, .. } = field;
        // Writing to a String cannot fail.
        let _ =
            writeln!(css, ".f-{id}{{left:{left:.4}%;top:{top:.4}%;width:{width:.4}%;height:{height:.4}%}}");
    }
    css
}

/// Only what cannot end a selector is written into the style sheet.
fn is_identifier(id: &str) -> bool {
    !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}
