//! Fonts as far as content is read without drawing: how wide each code is written, and what it stands for (§§ 9.6, 9.7, 9.10).

use std::collections::HashMap;

use paraph_pdf::operators::Operators;
use paraph_pdf::{Dictionary, Error, Object, View};

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
    /// Its glyphs may be drawings of any kind, or ornaments.
    pub(super) is_solid: bool,
}

/// How many bytes a code has.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Codes {
    One,
    Two,
}

enum Encoding {
    /// Latin letters, but for the codes that are named otherwise.
    Latin(HashMap<u32, Option<String>>),
    /// Only what a map to Unicode says.
    Mapped,
}

/// One code of a string shown.
pub(super) struct Code {
    /// How far it moves on, as a share of the font size.
    pub(super) advance: f64,
    /// Word spacing is added after it (§ 9.3.3).
    pub(super) is_space: bool,
    pub(super) text: Option<String>,
}

impl Font {
    /// Reads a font dictionary.
    pub(super) fn of(view: View<'_>, font: &Dictionary) -> Result<Self, Error> {
        let kind = view.value(font, b"Subtype")?.as_name().map(|name| name.as_bytes().to_vec());
        let kind = kind.unwrap_or_default();
        let text = match view.value(font, b"ToUnicode")? {
            Object::Stream(stream) => unicode(&view.decode_up_to(&stream, limits::CHARACTER_MAP_BYTES_MAX)?),
            _ => HashMap::new(),
        };
        if kind == b"Type0" {
            let (widths, width) = composite_widths(view, font)?;
            return Ok(Self {
                codes: Codes::Two,
                widths,
                width,
                unit: 0.001,
                text,
                encoding: Encoding::Mapped,
                is_solid: false,
            });
        }
        let base =
            view.value(font, b"BaseFont")?.as_name().map(|name| name.as_bytes().to_vec()).unwrap_or_default();
        let base =
            base.iter().position(|byte| *byte == b'+').and_then(|plus| base.get(plus + 1..)).unwrap_or(&base);
        let is_symbols = base.starts_with(b"ZapfDingbats")
            || base.starts_with(b"Symbol")
            || base.starts_with(b"Wingdings");
        let unit = if kind == b"Type3" { type_3_unit(view, font)? } else { 0.001 };
        let encoding = if is_symbols || kind == b"Type3" && text.is_empty() {
            Encoding::Mapped
        } else {
            Encoding::Latin(differences(view, font)?)
        };
        Ok(Self {
            codes: Codes::One,
            widths: simple_widths(view, font)?,
            width: if kind == b"Type3" { 1.0 / unit.abs().max(1e-9) } else { missing_width(view, font)? },
            unit,
            text,
            encoding,
            is_solid: is_symbols || kind == b"Type3",
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
            advance: self.widths.get(&code).copied().unwrap_or(self.width) * self.unit,
            is_space: is_single && code == 32,
            text: self.text_of(code),
        };
        codes.into_iter().map(code).collect()
    }

    fn text_of(&self, code: u32) -> Option<String> {
        if let Some(text) = self.text.get(&code) {
            return Some(text.clone());
        }
        match &self.encoding {
            Encoding::Mapped => None,
            Encoding::Latin(differences) => match differences.get(&code) {
                Some(named) => named.clone(),
                None => latin(code).map(String::from),
            },
        }
    }
}

/// `WinAnsiEncoding` (annex D.2); the other Latin encodings agree with it on what is written in ASCII.
fn latin(code: u32) -> Option<char> {
    const ABOVE: [char; 32] = [
        '€', '•', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '•', 'Ž', '•', '•', '‘', '’', '“',
        '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '•', 'ž', 'Ÿ',
    ];
    match code {
        0x80..=0x9F => ABOVE.get(usize::try_from(code).ok()?.checked_sub(0x80)?).copied(),
        0x20..=0x7E | 0xA0..=0xFF => char::from_u32(code),
        _ => None,
    }
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
fn composite_widths(view: View<'_>, font: &Dictionary) -> Result<(HashMap<u32, f64>, f64), Error> {
    let descendants = view.array(font, b"DescendantFonts")?;
    let descendant = descendants.first().map(|first| view.resolve(first)).transpose()?;
    let Some(Object::Dictionary(descendant)) = descendant else { return Ok((HashMap::new(), 1_000.0)) };
    let width = view.value(&descendant, b"DW")?.as_number().unwrap_or(1_000.0);
    let mut widths = HashMap::new();
    let mut pending: Vec<u32> = Vec::new();
    for item in view.array(&descendant, b"W")? {
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

/// `/Differences` of the encoding: what the codes stand for that are named; none where the name is not known.
fn differences(view: View<'_>, font: &Dictionary) -> Result<HashMap<u32, Option<String>>, Error> {
    let Object::Dictionary(encoding) = view.value(font, b"Encoding")? else { return Ok(HashMap::new()) };
    let mut found = HashMap::new();
    let mut code = 0u32;
    for item in view.array(&encoding, b"Differences")?.into_iter().take(limits::GLYPHS_MAX) {
        match view.resolve(&item)? {
            Object::Integer(next) => code = u32::try_from(next).unwrap_or(0),
            Object::Name(name) => {
                found.insert(code, named(name.as_bytes()));
                code = code.saturating_add(1);
            }
            _ => {}
        }
    }
    Ok(found)
}

/// What a glyph's name stands for (Adobe Glyph List, of Latin text).
fn named(name: &[u8]) -> Option<String> {
    let name = std::str::from_utf8(name).ok()?;
    if name.chars().count() == 1 {
        return Some(name.to_owned());
    }
    if let Some((_, text)) = NAMES.iter().find(|(known, _)| *known == name) {
        return Some((*text).to_owned());
    }
    if let Some(number) = name.strip_prefix("uni").and_then(|digits| u32::from_str_radix(digits, 16).ok()) {
        return char::from_u32(number).map(String::from);
    }
    let composed = |(accent, mark): &(&str, char)| {
        let letter = name.strip_suffix(accent).filter(|letter| letter.len() == 1)?.chars().next()?;
        LETTERS
            .iter()
            .find(|(base, with, _)| *base == letter && with == mark)
            .map(|(_, _, text)| text.to_string())
    };
    ACCENTS.iter().find_map(composed)
}

/// Glyphs that are not named by their letter.
const NAMES: [(&str, &str); 58] = [
    ("space", " "),
    ("exclam", "!"),
    ("quotedbl", "\""),
    ("numbersign", "#"),
    ("dollar", "$"),
    ("percent", "%"),
    ("ampersand", "&"),
    ("quotesingle", "'"),
    ("parenleft", "("),
    ("parenright", ")"),
    ("asterisk", "*"),
    ("plus", "+"),
    ("comma", ","),
    ("hyphen", "-"),
    ("minus", "-"),
    ("period", "."),
    ("slash", "/"),
    ("zero", "0"),
    ("one", "1"),
    ("two", "2"),
    ("three", "3"),
    ("four", "4"),
    ("five", "5"),
    ("six", "6"),
    ("seven", "7"),
    ("eight", "8"),
    ("nine", "9"),
    ("colon", ":"),
    ("semicolon", ";"),
    ("less", "<"),
    ("equal", "="),
    ("greater", ">"),
    ("question", "?"),
    ("at", "@"),
    ("underscore", "_"),
    ("quoteleft", "‘"),
    ("quoteright", "’"),
    ("quotedblleft", "“"),
    ("quotedblright", "”"),
    ("endash", "–"),
    ("emdash", "—"),
    ("bullet", "•"),
    ("Euro", "€"),
    ("sterling", "£"),
    ("section", "§"),
    ("degree", "°"),
    ("germandbls", "ß"),
    ("ae", "æ"),
    ("AE", "Æ"),
    ("oe", "œ"),
    ("OE", "Œ"),
    ("oslash", "ø"),
    ("Oslash", "Ø"),
    ("ellipsis", "…"),
    ("copyright", "©"),
    ("registered", "®"),
    ("eth", "ð"),
    ("fi", "fi"),
];

/// Accents, by what their names end with.
const ACCENTS: [(&str, char); 7] = [
    ("acute", '\u{301}'),
    ("grave", '\u{300}'),
    ("circumflex", '\u{302}'),
    ("dieresis", '\u{308}'),
    ("tilde", '\u{303}'),
    ("cedilla", '\u{327}'),
    ("caron", '\u{30C}'),
];

/// Letters with accents, of Latin-1.
const LETTERS: [(char, char, char); 50] = [
    ('a', '\u{301}', 'á'),
    ('a', '\u{300}', 'à'),
    ('a', '\u{302}', 'â'),
    ('a', '\u{308}', 'ä'),
    ('a', '\u{303}', 'ã'),
    ('e', '\u{301}', 'é'),
    ('e', '\u{300}', 'è'),
    ('e', '\u{302}', 'ê'),
    ('e', '\u{308}', 'ë'),
    ('i', '\u{301}', 'í'),
    ('i', '\u{300}', 'ì'),
    ('i', '\u{302}', 'î'),
    ('i', '\u{308}', 'ï'),
    ('o', '\u{301}', 'ó'),
    ('o', '\u{300}', 'ò'),
    ('o', '\u{302}', 'ô'),
    ('o', '\u{308}', 'ö'),
    ('o', '\u{303}', 'õ'),
    ('u', '\u{301}', 'ú'),
    ('u', '\u{300}', 'ù'),
    ('u', '\u{302}', 'û'),
    ('u', '\u{308}', 'ü'),
    ('n', '\u{303}', 'ñ'),
    ('c', '\u{327}', 'ç'),
    ('A', '\u{301}', 'Á'),
    ('A', '\u{300}', 'À'),
    ('A', '\u{302}', 'Â'),
    ('A', '\u{308}', 'Ä'),
    ('A', '\u{303}', 'Ã'),
    ('E', '\u{301}', 'É'),
    ('E', '\u{300}', 'È'),
    ('E', '\u{302}', 'Ê'),
    ('E', '\u{308}', 'Ë'),
    ('I', '\u{301}', 'Í'),
    ('I', '\u{302}', 'Î'),
    ('I', '\u{308}', 'Ï'),
    ('O', '\u{301}', 'Ó'),
    ('O', '\u{302}', 'Ô'),
    ('O', '\u{308}', 'Ö'),
    ('U', '\u{301}', 'Ú'),
    ('U', '\u{302}', 'Û'),
    ('U', '\u{308}', 'Ü'),
    ('N', '\u{303}', 'Ñ'),
    ('C', '\u{327}', 'Ç'),
    ('s', '\u{30C}', 'š'),
    ('S', '\u{30C}', 'Š'),
    ('z', '\u{30C}', 'ž'),
    ('Z', '\u{30C}', 'Ž'),
    ('c', '\u{30C}', 'č'),
    ('C', '\u{30C}', 'Č'),
];

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

    #[test]
    fn names_of_glyphs_stand_for_their_letters() {
        for (name, text) in [("nine", "9"), ("eacute", "é"), ("A", "A"), ("uni20AC", "€"), ("space", " ")]
        {
            assert_eq!(named(name.as_bytes()).as_deref(), Some(text), "{name}");
        }
        assert_eq!(named(b"g17"), None);
    }
}
