//! A typeface in a document: the subset that goes in, and the way back from its glyphs to characters
//! (ISO 32000-2 § 9.7, § 9.9; text stays searchable by § 9.10.3).

use std::fmt::Write;

use paraph_pdf::{Dictionary, Name, Object, ObjectId, PdfString, Update};
use paraph_pki::DigestAlgorithm;
use subsetter::GlyphRemapper;
use ttf_parser::{Face, GlyphId, RawFace, Tag};

use super::canvas::deflated;
use crate::Error;
use crate::text::Typeface;

/// A typeface with what was used of it so far.
pub(crate) struct Font<'a> {
    typeface: &'a Typeface,
    face: Face<'a>,
    glyphs: GlyphRemapper,
    codes: Vec<Code>,
}

/// A character code: the glyph it shows, and the text that the glyph stands for there.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Code {
    /// The glyph's number in the subset.
    own: u16,
    glyph: u16,
    text: String,
}

/// Codes follow the glyphs of the subset, one text each, where the outlines are CFF; else one glyph may have several.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Outlines {
    TrueType,
    Cff,
}

impl<'a> Font<'a> {
    pub(crate) fn new(typeface: &'a Typeface) -> Result<Self, Error> {
        let nothing = Code { own: 0, glyph: 0, text: String::new() };
        Ok(Self { typeface, face: typeface.face()?, glyphs: GlyphRemapper::new(), codes: vec![nothing] })
    }

    fn outlines(&self) -> Outlines {
        if self.face.tables().glyf.is_some() { Outlines::TrueType } else { Outlines::Cff }
    }

    fn em(&self, units: i16) -> f64 {
        f64::from(units) / f64::from(self.face.units_per_em())
    }

    /// How far the next glyph is unless it is moved, in ems.
    pub(crate) fn advance(&self, glyph: u16) -> f64 {
        let advance = self.face.glyph_hor_advance(GlyphId(glyph)).unwrap_or(0);
        f64::from(advance) / f64::from(self.face.units_per_em())
    }

    /// Whether the glyph is the one that the typeface shows for the character without any shaping.
    pub(crate) fn is_plainly(&self, glyph: u16, character: char) -> bool {
        self.face.glyph_index(character) == Some(GlyphId(glyph))
    }

    /// The code of a glyph that stands for a text, and whether a reader finds that text from the code alone.
    pub(crate) fn code(&mut self, glyph: u16, text: &str) -> (u16, bool) {
        let own = self.glyphs.remap(glyph);
        let known = match self.outlines() {
            Outlines::TrueType => self.codes.iter().position(|code| code.own == own && code.text == text),
            Outlines::Cff => self.codes.iter().position(|code| code.own == own),
        };
        let at = known.unwrap_or_else(|| {
            self.codes.push(Code { own, glyph, text: text.to_owned() });
            self.codes.len() - 1
        });
        let is_told = self.codes.get(at).is_some_and(|code| code.text == text && !text.is_empty());
        (u16::try_from(at).unwrap_or(0), is_told)
    }

    /// Adds the font objects to the document.
    pub(crate) fn embed(&self, update: &mut Update<'_>) -> Result<ObjectId, Error> {
        let subset = subsetter::subset(self.typeface.bytes(), self.typeface.index(), &self.glyphs);
        let subset = subset.map_err(|_| Error::FontIsMalformed)?;
        let name = Name::from(format!("{}+{}", tag(&subset), self.typeface.name()).as_str());
        let (file, key) = match self.outlines() {
            Outlines::TrueType => {
                let length = i64::try_from(subset.len()).unwrap_or(i64::MAX);
                (deflated(Dictionary::new().with("Length1", length), &subset)?, "FontFile2")
            }
            // § 9.9.1: the bare table, which the subsetter keys by glyph.
            Outlines::Cff => {
                let table =
                    RawFace::parse(&subset, 0).ok().and_then(|raw| raw.table(Tag::from_bytes(b"CFF ")));
                let table = table.ok_or(Error::FontIsMalformed)?;
                let kind = Dictionary::new().with("Subtype", Name::from("CIDFontType0C"));
                (deflated(kind, table)?, "FontFile3")
            }
        };
        let file = update.add(file)?;
        let descriptor = update.add(self.descriptor(&name).with(key, file))?;
        let descendant = self.descendant(update, &name, descriptor)?;
        let unicode = update.add(deflated(Dictionary::new(), self.to_unicode().as_bytes())?)?;
        let font = Dictionary::new()
            .with("Type", Name::from("Font"))
            .with("Subtype", Name::from("Type0"))
            .with("BaseFont", name)
            .with("Encoding", Name::from("Identity-H"))
            .with("DescendantFonts", vec![descendant.into()])
            .with("ToUnicode", unicode);
        Ok(update.add(font)?)
    }

    /// § 9.7.4: the font by codes, which follow each other from 1.
    fn descendant(
        &self,
        update: &mut Update<'_>,
        name: &Name,
        descriptor: ObjectId,
    ) -> Result<ObjectId, Error> {
        let system = Dictionary::new()
            .with("Registry", PdfString::literal(*b"Adobe"))
            .with("Ordering", PdfString::literal(*b"Identity"))
            .with("Supplement", 0i64);
        let codes = self.codes.iter().skip(1);
        let widths: Vec<Object> = codes.map(|code| thousandths(self.advance(code.glyph))).collect();
        let mut descendant = Dictionary::new()
            .with("Type", Name::from("Font"))
            .with("BaseFont", name.clone())
            .with("CIDSystemInfo", system)
            .with("FontDescriptor", descriptor)
            .with("W", vec![Object::Integer(1), widths.into()]);
        match self.outlines() {
            Outlines::Cff => descendant.insert("Subtype", Name::from("CIDFontType0")),
            Outlines::TrueType => {
                let glyphs: Vec<u8> = self.codes.iter().flat_map(|code| code.own.to_be_bytes()).collect();
                let map = update.add(deflated(Dictionary::new(), &glyphs)?)?;
                descendant.insert("Subtype", Name::from("CIDFontType2"));
                descendant.insert("CIDToGIDMap", map);
            }
        }
        Ok(update.add(descendant)?)
    }

    fn descriptor(&self, name: &Name) -> Dictionary {
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
    }

    /// § 9.10.3: from codes back to characters.
    fn to_unicode(&self) -> String {
        let mut map = String::from(
            "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n/CIDSystemInfo <</Registry (Adobe) \
             /Ordering (UCS) /Supplement 0>> def\n/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n1 \
             begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n",
        );
        let told: Vec<(usize, &Code)> = self.codes.iter().enumerate().skip(1).collect();
        // At most 100 entries a block (Adobe Technical Note 5014).
        for block in told.chunks(100) {
            // Writing to a string cannot fail.
            let _ = writeln!(map, "{} beginbfchar", block.len());
            for (code, Code { text, .. }) in block {
                let _ = writeln!(map, "<{code:04X}> <{}>", utf16(text));
            }
            map.push_str("endbfchar\n");
        }
        map.push_str("endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend");
        map
    }
}

/// A text in UTF-16, in hexadecimal.
pub(crate) fn utf16(text: &str) -> String {
    text.encode_utf16().fold(String::new(), |mut written, unit| {
        let _ = write!(written, "{unit:04X}");
        written
    })
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
    use crate::text::Typefaces;

    #[test]
    fn a_glyph_that_stands_for_two_texts_has_two_codes() {
        let plain = Typefaces::plain();
        let mut font = Font::new(&plain.all()[0]).unwrap();
        let glyph = font.face.glyph_index('a').unwrap().0;
        assert_eq!(font.code(glyph, "a"), (1, true));
        assert_eq!(font.code(glyph, "а"), (2, true));
        assert_eq!(font.code(glyph, "a"), (1, true));
        assert_eq!(font.code(glyph, ""), (3, false));
        assert!(
            font.to_unicode().contains("3 beginbfchar\n<0001> <0061>\n<0002> <0430>\n<0003> <>\nendbfchar")
        );
    }
}
