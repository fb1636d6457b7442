//! The two embedded typefaces: what they can write, how wide it is, and the subset that goes into a document
//! (ISO 32000-2 § 9.7, § 9.9; text stays searchable by § 9.10.3).

use std::collections::BTreeMap;
use std::fmt::Write;

use paraph_pdf::{Dictionary, Name, Object, ObjectId, PdfString, Stream, Update};
use paraph_pki::DigestAlgorithm;
use subsetter::GlyphRemapper;
use ttf_parser::{Face, GlyphId};

use super::canvas::deflated;
use crate::Error;

/// A typeface.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Typeface {
    /// Looks written by hand.
    Hand,
    /// Plain and readable when small.
    Plain,
}

const HAND: &[u8] = include_bytes!("../../fonts/Caveat-Regular.ttf");
const PLAIN: &[u8] = include_bytes!("../../fonts/SourceSans3-Regular.ttf");

impl Typeface {
    fn bytes(self) -> &'static [u8] {
        match self {
            Self::Hand => HAND,
            Self::Plain => PLAIN,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Hand => "Caveat-Regular",
            Self::Plain => "SourceSans3-Regular",
        }
    }
}

/// A typeface with the glyphs used of it so far.
pub(crate) struct Font {
    typeface: Typeface,
    face: Face<'static>,
    glyphs: GlyphRemapper,
    texts: BTreeMap<u16, char>,
    widths: BTreeMap<u16, f64>,
}

/// The first character of a text that the typeface cannot write.
pub(crate) fn missing(typeface: Typeface, text: &str) -> Result<Option<char>, Error> {
    let face = face(typeface)?;
    Ok(text.chars().find(|character| face.glyph_index(*character).is_none()))
}

fn face(typeface: Typeface) -> Result<Face<'static>, Error> {
    Face::parse(typeface.bytes(), 0).map_err(|_| Error::FontIsMalformed)
}

impl Font {
    pub(crate) fn new(typeface: Typeface) -> Result<Self, Error> {
        let glyphs = GlyphRemapper::new();
        Ok(Self { typeface, face: face(typeface)?, glyphs, texts: BTreeMap::new(), widths: BTreeMap::new() })
    }

    /// In ems.
    pub(crate) fn width(&self, text: &str) -> Result<f64, Error> {
        let mut width = 0.0;
        for character in text.chars() {
            width += self.advance(self.glyph(character)?);
        }
        Ok(width)
    }

    /// Highest and lowest reach above and below the base line of letters in use, in ems; the latter is negative.
    pub(crate) fn reach(&self) -> (f64, f64) {
        (self.em(self.face.ascender()), self.em(self.face.descender()))
    }

    fn em(&self, units: i16) -> f64 {
        f64::from(units) / f64::from(self.face.units_per_em())
    }

    fn glyph(&self, character: char) -> Result<GlyphId, Error> {
        self.face.glyph_index(character).ok_or(Error::CharacterHasNoGlyph { character })
    }

    fn advance(&self, glyph: GlyphId) -> f64 {
        f64::from(self.face.glyph_hor_advance(glyph).unwrap_or(0)) / f64::from(self.face.units_per_em())
    }

    /// The operand that shows a text: two bytes a glyph, in hexadecimal.
    pub(crate) fn encode(&mut self, text: &str) -> Result<String, Error> {
        let mut encoded = String::from("<");
        for character in text.chars() {
            let glyph = self.glyph(character)?;
            let own = self.glyphs.remap(glyph.0);
            self.texts.entry(own).or_insert(character);
            self.widths.insert(own, self.advance(glyph));
            // Writing to a string cannot fail.
            let _ = write!(encoded, "{own:04X}");
        }
        encoded.push('>');
        Ok(encoded)
    }

    /// Adds the font objects to the document.
    pub(crate) fn embed(&self, update: &mut Update<'_>) -> Result<ObjectId, Error> {
        let subset = subsetter::subset(self.typeface.bytes(), 0, &self.glyphs);
        let subset = subset.map_err(|_| Error::FontIsMalformed)?;
        let name = Name::from(format!("{}+{}", tag(&subset), self.typeface.name()).as_str());
        let length = i64::try_from(subset.len()).unwrap_or(i64::MAX);
        let file = update.add(deflated(Dictionary::new().with("Length1", length), &subset)?)?;
        let descriptor = update.add(self.descriptor(&name, file))?;
        let system = Dictionary::new()
            .with("Registry", PdfString::literal(*b"Adobe"))
            .with("Ordering", PdfString::literal(*b"Identity"))
            .with("Supplement", 0i64);
        let widths: Vec<Object> = self.widths.values().map(|width| thousandths(*width)).collect();
        let first = self.widths.keys().next().copied().unwrap_or(0);
        // Glyphs are numbered in the order of first use, so their widths are one run.
        let descendant = Dictionary::new()
            .with("Type", Name::from("Font"))
            .with("Subtype", Name::from("CIDFontType2"))
            .with("BaseFont", name.clone())
            .with("CIDSystemInfo", system)
            .with("FontDescriptor", descriptor)
            .with("W", vec![Object::Integer(i64::from(first)), widths.into()])
            .with("CIDToGIDMap", Name::from("Identity"));
        let descendant = update.add(descendant)?;
        let unicode = update.add(Stream::new(Dictionary::new(), self.to_unicode()))?;
        let font = Dictionary::new()
            .with("Type", Name::from("Font"))
            .with("Subtype", Name::from("Type0"))
            .with("BaseFont", name)
            .with("Encoding", Name::from("Identity-H"))
            .with("DescendantFonts", vec![descendant.into()])
            .with("ToUnicode", unicode);
        Ok(update.add(font)?)
    }

    fn descriptor(&self, name: &Name, file: ObjectId) -> Dictionary {
        let bounds = self.face.global_bounding_box();
        let corners = [bounds.x_min, bounds.y_min, bounds.x_max, bounds.y_max];
        let cap_height = self.face.capital_height().unwrap_or_else(|| self.face.ascender());
        Dictionary::new()
            .with("Type", Name::from("FontDescriptor"))
            .with("FontName", name.clone())
            // § 9.8.2: symbolic, for its encoding is its own.
            .with("Flags", 4i64)
            .with("FontBBox", corners.map(|units| thousandths(self.em(units))).to_vec())
            .with("ItalicAngle", 0i64)
            .with("Ascent", thousandths(self.em(self.face.ascender())))
            .with("Descent", thousandths(self.em(self.face.descender())))
            .with("CapHeight", thousandths(self.em(cap_height)))
            .with("StemV", 80i64)
            .with("FontFile2", file)
    }

    /// § 9.10.3: from glyphs back to characters.
    fn to_unicode(&self) -> String {
        let mut map = String::from(
            "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n/CIDSystemInfo <</Registry (Adobe) \
             /Ordering (UCS) /Supplement 0>> def\n/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n1 \
             begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n",
        );
        let texts: Vec<(&u16, &char)> = self.texts.iter().collect();
        // At most 100 entries a block (Adobe Technical Note 5014).
        for block in texts.chunks(100) {
            let _ = writeln!(map, "{} beginbfchar", block.len());
            for (glyph, character) in block {
                let _ = write!(map, "<{glyph:04X}> <");
                for unit in character.encode_utf16(&mut [0; 2]) {
                    let _ = write!(map, "{unit:04X}");
                }
                map.push_str(">\n");
            }
            map.push_str("endbfchar\n");
        }
        map.push_str("endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend");
        map
    }
}

/// § 9.9.2: six letters that tell subsets apart.
fn tag(subset: &[u8]) -> String {
    let digest = DigestAlgorithm::Sha256.digest(subset);
    digest.iter().take(6).map(|byte| char::from(b'A' + byte % 26)).collect()
}

/// Ems in thousandths, as font dictionaries count.
fn thousandths(ems: f64) -> Object {
    Object::Real((ems * 1_000.0).round())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_typefaces_write_the_names_they_promise() {
        for text in ["Zoë Ångström", "Łukasz Żółć", "Şükrü Çağ", "Анна Шевченко-Юрьева"]
        {
            assert_eq!(missing(Typeface::Hand, text).unwrap(), None, "{text}");
        }
        for text in ["Zoë Ångström", "Łukasz Żółć", "Ελένη Παπαδοπούλου", "Анна Шевченко", "Nguyễn Thị Ánh €"]
        {
            assert_eq!(missing(Typeface::Plain, text).unwrap(), None, "{text}");
        }
    }

    #[test]
    fn a_character_without_a_glyph_is_named() {
        assert_eq!(missing(Typeface::Plain, "Mr 李").unwrap(), Some('李'));
        assert!(matches!(
            Font::new(Typeface::Hand).unwrap().encode("李"),
            Err(Error::CharacterHasNoGlyph { character: '李' })
        ));
    }

    #[test]
    fn width_grows_with_the_text() {
        let font = Font::new(Typeface::Plain).unwrap();
        let (one, two) = (font.width("M").unwrap(), font.width("MM").unwrap());
        assert!(one > 0.5 && (two - 2.0 * one).abs() < 1e-9);
    }

    #[test]
    fn a_glyph_keeps_its_number_and_its_character() {
        let mut font = Font::new(Typeface::Plain).unwrap();
        assert_eq!(font.encode("aba").unwrap(), "<000100020001>");
        let map = font.to_unicode();
        assert!(map.contains("2 beginbfchar\n<0001> <0061>\n<0002> <0062>\nendbfchar"));
    }
}
