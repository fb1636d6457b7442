//! Documents on the screen: drawn pages, the words above them, and fields laid over them by per cent of the page.

use std::fmt::Write as _;
use std::sync::Arc;

use maud::{Markup, PreEscaped, html};

use super::Frame;

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
    /// Its words, in reading order; none for a scan.
    pub words: Words,
}

/// A drawn page, as it is the same for everybody.
#[derive(Debug, Clone)]
pub struct Drawn {
    /// Its number, from 1.
    pub number: u32,
    /// Width as shown, in points.
    pub width: f64,
    /// Height as shown, in points.
    pub height: f64,
    /// Its words.
    pub words: Words,
}

/// The words of a page as SVG, written once for everybody who reads them.
#[derive(Debug, Clone, Default)]
pub struct Words(Arc<str>);

impl Words {
    /// The words of a page of this width and height, in points.
    pub fn write(lines: &[Line], size: (f64, f64)) -> Self {
        let markup = html! { @for line in lines { (line.show(size)) } };
        Self(markup.into_string().into())
    }

    /// How much they take, in bytes.
    pub fn size(&self) -> usize {
        self.0.len()
    }
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

    /// The key of its word in the catalogues.
    pub(super) fn key(self) -> &'static str {
        match self {
            Self::Signature => "field-signature",
            Self::Date => "field-date",
            Self::Text => "field-text",
            Self::Tick => "field-tick",
        }
    }

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

impl Paper {
    /// The pages, each with its words above the image and whatever `overlay` lays on it.
    pub(super) fn show(&self, frame: &Frame, overlay: impl Fn(&Sheet) -> Markup) -> Markup {
        html! {
            @for sheet in &self.sheets {
                div.sheet id={ "d-" (self.id) "-" (sheet.number) } data-document=(self.id) data-page=(sheet.number) {
                    (sheet.image(self.sheets.len(), frame))
                    (overlay(sheet))
                }
            }
        }
    }
}

impl Sheet {
    fn image(&self, count: usize, frame: &Frame) -> Markup {
        let loading = if self.number == 1 { "eager" } else { "lazy" };
        let page = [("page", self.number.into()), ("count", count.into())];
        html! {
            img src=(self.image) width=(self.width.round()) height=(self.height.round()) loading=(loading)
                decoding="async" draggable="false" alt=(frame.say("page-of", &page));
            @if self.words.size() > 0 {
                svg.words viewBox={ "0 0 " (self.width) " " (self.height) } role="group"
                    aria-label=(frame.say("text-of-page", &page)) {
                    (PreEscaped(&*self.words.0))
                }
            }
        }
    }
}

impl Line {
    /// SVG attributes place the words: a strict Content-Security-Policy forbids inline styles, not these.
    fn show(&self, (page_width, page_height): (f64, f64)) -> Markup {
        let height = self.height / 100.0 * page_height;
        // The baseline stands about four fifths down the box of a line.
        let baseline = self.top / 100.0 * page_height + height * 0.8;
        let (left, width) = (self.left / 100.0 * page_width, self.width / 100.0 * page_width);
        html! {
            text x={ (format!("{left:.1}")) } y={ (format!("{baseline:.1}")) } font-size={ (format!("{height:.1}")) }
                textLength={ (format!("{width:.1}")) } lengthAdjust="spacingAndGlyphs" { (self.text) " " }
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

#[cfg(test)]
mod tests {
    use super::*;

    fn placed(id: &str) -> Placed {
        Placed {
            id: id.to_owned(),
            document: "d".to_owned(),
            page: 1,
            kind: FieldKind::Text,
            left: 52.0,
            top: 78.123_456,
            width: 20.0,
            height: 4.0,
            label: String::new(),
            required: true,
        }
    }

    #[test]
    fn a_field_stands_where_the_style_sheet_says() {
        let css = stylesheet([&placed("0a1b")]);
        assert_eq!(css, ".f-0a1b{left:52.0000%;top:78.1235%;width:20.0000%;height:4.0000%}\n");
    }

    #[test]
    fn nothing_but_an_identifier_reaches_the_style_sheet() {
        assert_eq!(stylesheet([&placed("a{}body"), &placed(""), &placed("a b")]), "");
    }
}
