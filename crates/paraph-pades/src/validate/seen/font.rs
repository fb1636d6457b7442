//! Fonts, as far as it takes to know how wide a text is, what it stands for, and what its glyphs cover (ISO 32000-2 §§ 9.6, 9.7, 9.10).

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use paraph_pdf::operators::Operators;
use paraph_pdf::{Dictionary, Error, Object, Stream, View};

use super::geometry::Matrix;
use super::glyph_names::{latin, named};
use super::program::Program;
use crate::limits;

/// Glyphs of fonts without widths are taken to be this wide, in thousandths.
const WIDTH: f64 = 550.0;

/// A font, to be written with.
pub(super) struct Font {
    codes: Codes,
    widths: HashMap<u32, f64>,
    width: f64,
    /// From thousandths, or from the units of its own drawings.
    unit: f64,
    text: HashMap<u32, String>,
    encoding: Encoding,
    /// What its glyphs stand for cannot be relied on: they may be drawings of any kind, or ornaments.
    pub(super) is_ornamental: bool,
    pub(super) face: Face,
}

/// Whether it matters what the glyphs of a font cover.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Shapes {
    Followed,
    Ignored,
}

/// What gives the glyphs of a font their shapes.
pub(super) enum Face {
    /// The reader has the font, or one like it.
    OfReader,
    /// A font program within the document.
    Program(Program),
    /// Content streams (§ 9.6.4).
    Drawn(Drawings),
    /// Something that is not followed.
    Unknown,
}

/// The glyphs of a font of type 3.
pub(super) struct Drawings {
    /// From the space of the glyphs to the em.
    pub(super) matrix: Matrix,
    pub(super) resources: Dictionary,
    glyphs: HashMap<u32, Stream>,
    decoded: RefCell<HashMap<u32, Rc<Vec<u8>>>>,
}

/// How many bytes a code has.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Codes {
    One,
    Two,
}

enum Encoding {
    /// Latin letters, but for the codes that are named otherwise.
    Latin(HashMap<u32, Vec<u8>>),
    /// Only what a map to Unicode says.
    Mapped,
}

/// One code of a string shown.
pub(super) struct Code {
    pub(super) code: u32,
    /// How far it moves on, as a share of the font size.
    pub(super) advance: f64,
    /// Word spacing is added after it (§ 9.3.3).
    pub(super) is_space: bool,
    pub(super) text: Option<String>,
    /// The name of its glyph, where the font names it.
    pub(super) named: Option<Vec<u8>>,
    /// It is not known to be a letter.
    pub(super) may_fill: bool,
}

impl Font {
    /// Reads a font dictionary.
    pub(super) fn of(view: View<'_>, font: &Dictionary, shapes: Shapes) -> Result<Self, Error> {
        let kind = name(view, font, b"Subtype")?;
        let text = match view.value(font, b"ToUnicode")? {
            Object::Stream(stream) => unicode(&view.decode_up_to(&stream, limits::CHARACTER_MAP_BYTES_MAX)?),
            _ => HashMap::new(),
        };
        match kind.as_slice() {
            b"Type0" => Self::composite(view, font, text, shapes),
            b"Type3" => Self::drawn(view, font, text),
            _ => Self::simple(view, font, text, shapes),
        }
    }

    fn composite(
        view: View<'_>,
        font: &Dictionary,
        text: HashMap<u32, String>,
        shapes: Shapes,
    ) -> Result<Self, Error> {
        let descendants = view.array(font, b"DescendantFonts")?;
        let descendant = descendants.first().map(|first| view.resolve(first)).transpose()?;
        let descendant = match descendant {
            Some(Object::Dictionary(descendant)) => descendant,
            _ => Dictionary::new(),
        };
        let (widths, width) = composite_widths(view, &descendant)?;
        // Codes of other encodings are as long as a map says, and those of vertical text go down.
        let is_plain = shapes == Shapes::Followed && name(view, font, b"Encoding")? == b"Identity-H";
        let face = match is_plain.then(|| Program::of_composite(view, &descendant)).transpose()? {
            Some(Some(program)) => Face::Program(program),
            _ => Face::Unknown,
        };
        Ok(Self {
            codes: Codes::Two,
            widths,
            width,
            unit: 0.001,
            text,
            encoding: Encoding::Mapped,
            is_ornamental: false,
            face,
        })
    }

    fn drawn(view: View<'_>, font: &Dictionary, text: HashMap<u32, String>) -> Result<Self, Error> {
        let unit = type_3_unit(view, font)?;
        let names = differences(view, font)?;
        let all = view.dictionary(font, b"CharProcs")?.unwrap_or_default();
        let mut glyphs = HashMap::new();
        for (code, name) in &names {
            if let Some(Object::Stream(drawing)) =
                all.get(name).map(|found| view.resolve(found)).transpose()?
            {
                glyphs.insert(*code, drawing);
            }
        }
        let mut matrix = Vec::new();
        for item in view.array(font, b"FontMatrix")? {
            matrix.extend(view.resolve(&item)?.as_number());
        }
        let drawings = Drawings {
            matrix: Matrix::of(&matrix).unwrap_or(Matrix::scaled(0.001)),
            resources: view.dictionary(font, b"Resources")?.unwrap_or_default(),
            glyphs,
            decoded: RefCell::default(),
        };
        Ok(Self {
            codes: Codes::One,
            widths: simple_widths(view, font)?,
            width: 1.0 / unit.abs().max(1e-9),
            unit,
            encoding: if text.is_empty() { Encoding::Mapped } else { Encoding::Latin(names) },
            text,
            is_ornamental: true,
            face: Face::Drawn(drawings),
        })
    }

    fn simple(
        view: View<'_>,
        font: &Dictionary,
        text: HashMap<u32, String>,
        shapes: Shapes,
    ) -> Result<Self, Error> {
        let base = name(view, font, b"BaseFont")?;
        let base =
            base.iter().position(|byte| *byte == b'+').and_then(|plus| base.get(plus + 1..)).unwrap_or(&base);
        let is_symbols = SYMBOLS.iter().any(|name| base.starts_with(name));
        let names = differences(view, font)?;
        Ok(Self {
            codes: Codes::One,
            widths: simple_widths(view, font)?,
            width: missing_width(view, font)?,
            unit: 0.001,
            text,
            encoding: if is_symbols { Encoding::Mapped } else { Encoding::Latin(names) },
            is_ornamental: is_symbols,
            face: match shapes {
                Shapes::Followed => Program::of_simple(view, font)?,
                Shapes::Ignored => Face::OfReader,
            },
        })
    }

    /// The codes of a string.
    pub(super) fn codes(&self, bytes: &[u8]) -> Vec<Code> {
        let codes: Vec<u32> = match self.codes {
            Codes::One => bytes.iter().map(|byte| u32::from(*byte)).collect(),
            Codes::Two => bytes
                .chunks(2)
                .map(|pair| pair.iter().fold(0, |code, byte| code << 8 | u32::from(*byte)))
                .collect(),
        };
        let is_single = self.codes == Codes::One;
        let code = |code: u32| Code {
            code,
            advance: self.widths.get(&code).copied().unwrap_or(self.width) * self.unit,
            is_space: is_single && code == 32,
            text: self.text.get(&code).cloned().or_else(|| self.encoded(code)),
            named: match &self.encoding {
                Encoding::Latin(names) => names.get(&code).cloned(),
                Encoding::Mapped => None,
            },
            // Not by its map to Unicode, which may say anything.
            may_fill: self.encoded(code).is_none_or(|text| text.chars().any(is_block)),
        };
        codes.into_iter().map(code).collect()
    }

    /// What a code stands for by the font's encoding.
    fn encoded(&self, code: u32) -> Option<String> {
        match &self.encoding {
            Encoding::Mapped => None,
            Encoding::Latin(names) => match names.get(&code) {
                Some(name) => named(name),
                None => latin(code).map(String::from),
            },
        }
    }
}

impl Drawings {
    /// The content of a glyph; none if it has none.
    pub(super) fn content(&self, view: View<'_>, code: u32) -> Result<Option<Rc<Vec<u8>>>, Error> {
        if let Some(known) = self.decoded.borrow().get(&code) {
            return Ok(Some(Rc::clone(known)));
        }
        let Some(stream) = self.glyphs.get(&code) else { return Ok(None) };
        let content = Rc::new(view.decode_up_to(stream, limits::CONTENT_BYTES_MAX)?);
        self.decoded.borrow_mut().insert(code, Rc::clone(&content));
        Ok(Some(content))
    }
}

/// Fonts of ornaments that readers have.
const SYMBOLS: [&[u8]; 6] = [b"ZapfDingbats", b"Symbol", b"Wingdings", b"Webdings", b"Marlett", b"MT Extra"];

/// Characters that may be drawn as blocks: technical signs, frames, blocks, shapes, and those of private use.
fn is_block(letter: char) -> bool {
    matches!(letter, '\u{2300}'..='\u{2BFF}' | '\u{E000}'..='\u{F8FF}' | '\u{F0000}'..)
}

fn name(view: View<'_>, font: &Dictionary, key: &[u8]) -> Result<Vec<u8>, Error> {
    Ok(view.value(font, key)?.as_name().map(|name| name.as_bytes().to_vec()).unwrap_or_default())
}

fn simple_widths(view: View<'_>, font: &Dictionary) -> Result<HashMap<u32, f64>, Error> {
    let first =
        view.value(font, b"FirstChar")?.as_integer().and_then(|first| u32::try_from(first).ok()).unwrap_or(0);
    let mut widths = HashMap::new();
    for (code, width) in (first..).zip(view.array(font, b"Widths")?).take(256) {
        widths.extend(view.resolve(&width)?.as_number().map(|width| (code, width)));
    }
    Ok(widths)
}

fn missing_width(view: View<'_>, font: &Dictionary) -> Result<f64, Error> {
    let descriptor = view.dictionary(font, b"FontDescriptor")?.unwrap_or_default();
    let width = view.value(&descriptor, b"MissingWidth")?.as_number().filter(|width| *width > 0.0);
    Ok(width.unwrap_or(WIDTH))
}

fn type_3_unit(view: View<'_>, font: &Dictionary) -> Result<f64, Error> {
    let matrix = view.array(font, b"FontMatrix")?;
    let first = matrix.first().map(|first| view.resolve(first)).transpose()?;
    Ok(first.and_then(|first| first.as_number()).filter(|unit| unit.is_finite()).unwrap_or(0.001))
}

/// `/W` and `/DW` of the descendant font (§ 9.7.4.3).
fn composite_widths(view: View<'_>, descendant: &Dictionary) -> Result<(HashMap<u32, f64>, f64), Error> {
    let width = view.value(descendant, b"DW")?.as_number().unwrap_or(1_000.0);
    let mut widths = HashMap::new();
    let mut pending: Vec<u32> = Vec::new();
    for item in view.array(descendant, b"W")? {
        match (view.resolve(&item)?, pending.as_slice()) {
            (Object::Array(listed), [first]) => {
                for (code, width) in (*first..).zip(listed).take(limits::GLYPHS_MAX) {
                    widths.extend(width.as_number().map(|width| (code, width)));
                }
                pending.clear();
            }
            (value, [first, last]) => {
                let width = value.as_number().unwrap_or(width);
                widths.extend((*first..=*last).take(limits::GLYPHS_MAX).map(|code| (code, width)));
                pending.clear();
            }
            (value, _) => pending.extend(value.as_integer().and_then(|code| u32::try_from(code).ok())),
        }
        if widths.len() > limits::GLYPHS_MAX {
            return Err(Error::LimitIsExceeded { what: "widths of a font" });
        }
    }
    Ok((widths, width))
}

/// `/Differences` of the encoding: the names of glyphs by their codes.
fn differences(view: View<'_>, font: &Dictionary) -> Result<HashMap<u32, Vec<u8>>, Error> {
    let Object::Dictionary(encoding) = view.value(font, b"Encoding")? else { return Ok(HashMap::new()) };
    let mut found = HashMap::new();
    let mut code = 0u32;
    for item in view.array(&encoding, b"Differences")?.into_iter().take(limits::GLYPHS_MAX) {
        match view.resolve(&item)? {
            Object::Integer(next) => code = u32::try_from(next).unwrap_or(0),
            Object::Name(name) => {
                found.insert(code, name.as_bytes().to_vec());
                code = code.saturating_add(1);
            }
            _ => {}
        }
    }
    Ok(found)
}

/// A map from codes to Unicode (§ 9.10.3). What is malformed maps nothing.
fn unicode(map: &[u8]) -> HashMap<u32, String> {
    let bytes = map.to_vec();
    let mut operators = Operators::new(&bytes);
    let mut found = HashMap::new();
    while let Ok(Some(operation)) = operators.next_operation() {
        match operation.operator.as_slice() {
            b"endbfchar" => {
                for pair in operation.operands.chunks(2) {
                    if let [Object::String(code), Object::String(text)] = pair {
                        found.insert(number(&code.bytes), utf_16(&text.bytes, 0));
                    }
                }
            }
            b"endbfrange" => {
                for triple in operation.operands.chunks(3) {
                    range(triple, &mut found);
                }
            }
            _ => {}
        }
        if found.len() > limits::GLYPHS_MAX {
            return HashMap::new();
        }
    }
    found
}

fn range(triple: &[Object], found: &mut HashMap<u32, String>) {
    let [Object::String(first), Object::String(last), to] = triple else { return };
    let (first, last) = (number(&first.bytes), number(&last.bytes));
    for (step, code) in (first..=last).take(limits::GLYPHS_MAX).enumerate() {
        match to {
            Object::String(text) => {
                found.insert(code, utf_16(&text.bytes, u16::try_from(step).unwrap_or(0)));
            }
            Object::Array(texts) => {
                if let Some(Object::String(text)) = texts.get(step) {
                    found.insert(code, utf_16(&text.bytes, 0));
                }
            }
            _ => {}
        }
    }
}

fn number(bytes: &[u8]) -> u32 {
    bytes.iter().take(4).fold(0, |number, byte| number << 8 | u32::from(*byte))
}

/// Text in UTF-16, its last unit moved on.
fn utf_16(bytes: &[u8], step: u16) -> String {
    let mut units: Vec<u16> =
        bytes.chunks(2).map(|pair| pair.iter().fold(0, |unit, byte| unit << 8 | u16::from(*byte))).collect();
    if let Some(last) = units.last_mut() {
        *last = last.wrapping_add(step);
    }
    String::from_utf16_lossy(&units)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn maps_to_unicode_are_read() {
        let map = unicode(b"1 beginbfchar <61> <0031> endbfchar 2 beginbfrange <0002> <0004> <0041> <05> <06> [<0061> <00620063>] endbfrange");
        assert_eq!(map.get(&0x61).map(String::as_str), Some("1"));
        assert_eq!(map.get(&4).map(String::as_str), Some("C"));
        assert_eq!(map.get(&6).map(String::as_str), Some("bc"));
        assert!(unicode(b"1 beginbfchar <61").is_empty());
    }
}
