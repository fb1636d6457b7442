//! A page description being written: operators, and the fonts and images they use (ISO 32000-2 § 8, § 9).

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::Write as _;

use flate2::Compression;
use flate2::write::ZlibEncoder;
use paraph_pdf::{Dictionary, Name, Object, ObjectId, Stream, Update};

use super::font::{Font, Typeface};
use super::frame::Frame;
use crate::Error;

/// A colour: red, green, blue, 0 to 1.
pub(crate) type Colour = [f64; 3];
/// Blue-black ink, told from print at a glance.
pub(crate) const INK: Colour = [0.06, 0.13, 0.35];
/// Captions and values.
pub(crate) const PRINT: Colour = [0.1, 0.1, 0.1];
/// Thin rules.
pub(crate) const RULE: Colour = [0.6, 0.63, 0.68];

/// A rectangle within a frame.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Area {
    pub(crate) left: f64,
    pub(crate) bottom: f64,
    pub(crate) width: f64,
    pub(crate) height: f64,
}

impl Area {
    pub(crate) fn of(frame: &Frame) -> Self {
        Self { left: 0.0, bottom: 0.0, width: frame.width, height: frame.height }
    }

    /// The area without a margin, which is cut down where there is little room.
    pub(crate) fn within(self, margin: f64) -> Self {
        let margin = margin.min(self.width / 10.0).min(self.height / 10.0);
        Self {
            left: self.left + margin,
            bottom: self.bottom + margin,
            width: self.width - 2.0 * margin,
            height: self.height - 2.0 * margin,
        }
    }
}

/// What is drawn so far.
#[derive(Default)]
pub(crate) struct Canvas {
    content: String,
    fonts: BTreeMap<Typeface, Font>,
    images: Vec<ObjectId>,
}

impl Canvas {
    pub(crate) fn font(&mut self, typeface: Typeface) -> Result<&mut Font, Error> {
        Ok(match self.fonts.entry(typeface) {
            std::collections::btree_map::Entry::Occupied(entry) => entry.into_mut(),
            std::collections::btree_map::Entry::Vacant(entry) => entry.insert(Font::new(typeface)?),
        })
    }

    /// Writes an operator with its operands.
    pub(crate) fn operator(&mut self, operands: &[f64], operator: &str) {
        for operand in operands {
            // Three decimals are a thousandth of a point; `-0` is written as `0`.
            let _ = write!(self.content, "{} ", crate::form::rounded(*operand) + 0.0);
        }
        self.content.push_str(operator);
        self.content.push('\n');
    }

    /// Shows a line of text with its base line beginning at a point.
    pub(crate) fn text(&mut self, line: &Line<'_>, left: f64, base: f64) -> Result<(), Error> {
        let encoded = self.font(line.typeface)?.encode(line.text)?;
        let resource = if line.typeface == Typeface::Hand { "H" } else { "P" };
        self.operator(&line.colour, "rg");
        let _ = writeln!(self.content, "BT /{resource} {} Tf", line.size);
        self.operator(&[left, base], "Td");
        let _ = writeln!(self.content, "{encoded} Tj ET");
        Ok(())
    }

    /// Paints an image over an area.
    #[cfg(feature = "pictures")]
    pub(crate) fn image(&mut self, image: ObjectId, area: Area) {
        self.operator(&[], "q");
        self.operator(&[area.width, 0.0, 0.0, area.height, area.left, area.bottom], "cm");
        let _ = writeln!(self.content, "/I{} Do", self.images.len());
        self.operator(&[], "Q");
        self.images.push(image);
    }

    /// Adds the drawing to the document.
    pub(crate) fn finish(self, update: &mut Update<'_>, frame: &Frame) -> Result<ObjectId, Error> {
        let mut resources = Dictionary::new();
        let mut fonts = Dictionary::new();
        for (typeface, font) in &self.fonts {
            fonts.insert(if *typeface == Typeface::Hand { "H" } else { "P" }, font.embed(update)?);
        }
        if !fonts.is_empty() {
            resources.insert("Font", fonts);
        }
        let mut images = Dictionary::new();
        for (index, image) in self.images.iter().enumerate() {
            images.insert(format!("I{index}").as_str(), *image);
        }
        if !images.is_empty() {
            resources.insert("XObject", images);
        }
        let form = frame.form(Vec::new(), resources);
        Ok(update.add(deflated(form.dictionary, self.content.as_bytes())?)?)
    }
}

/// A line of text to be shown.
pub(crate) struct Line<'a> {
    pub(crate) text: &'a str,
    pub(crate) typeface: Typeface,
    pub(crate) size: f64,
    pub(crate) colour: Colour,
}

/// A stream compressed with Flate.
pub(crate) fn deflated(dictionary: Dictionary, bytes: &[u8]) -> Result<Stream, Error> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes)?;
    let dictionary = dictionary.with("Filter", Object::Name(Name::from("FlateDecode")));
    Ok(Stream::new(dictionary, encoder.finish()?))
}
