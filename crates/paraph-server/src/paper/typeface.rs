//! The typefaces, and text shaped in them: measured before it is drawn, and drawn exactly as measured.

use krilla::text::{Font, GlyphId, KrillaGlyph};
use rustybuzz::UnicodeBuffer;

use super::PaperError;

/// A typeface.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Face {
    /// Inter.
    Sans,
    /// Inter semi-bold.
    SansBold,
    /// Source Serif 4.
    Serif,
    /// Source Serif 4 semi-bold.
    SerifBold,
    /// Source Serif 4 italic.
    SerifItalic,
}

/// What stands for a character that the typeface does not have.
const MISSING: [char; 3] = ['\u{25af}', '\u{25a1}', '?'];

/// Every typeface, ready to be used.
pub(super) struct Typefaces {
    sans: Typeface,
    sans_bold: Typeface,
    serif: Typeface,
    serif_bold: Typeface,
    serif_italic: Typeface,
}

pub(super) struct Typeface {
    pub(super) font: Font,
    shaper: rustybuzz::Face<'static>,
}

/// Text as it will be drawn; lengths are in parts of the size of the type.
#[derive(Debug, Clone)]
pub(super) struct Shaped {
    pub(super) text: String,
    pub(super) glyphs: Vec<KrillaGlyph>,
    pub(super) width: f32,
}

impl Typefaces {
    pub(super) fn new() -> Result<Self, PaperError> {
        Ok(Self {
            sans: Typeface::new(include_bytes!("../../fonts/Inter_400Regular.ttf"))?,
            sans_bold: Typeface::new(include_bytes!("../../fonts/Inter_600SemiBold.ttf"))?,
            serif: Typeface::new(include_bytes!("../../fonts/SourceSerif4_400Regular.ttf"))?,
            serif_bold: Typeface::new(include_bytes!("../../fonts/SourceSerif4_600SemiBold.ttf"))?,
            serif_italic: Typeface::new(include_bytes!("../../fonts/SourceSerif4_400Regular_Italic.ttf"))?,
        })
    }

    pub(super) fn of(&self, face: Face) -> &Typeface {
        match face {
            Face::Sans => &self.sans,
            Face::SansBold => &self.sans_bold,
            Face::Serif => &self.serif,
            Face::SerifBold => &self.serif_bold,
            Face::SerifItalic => &self.serif_italic,
        }
    }
}

impl Typeface {
    fn new(bytes: &'static [u8]) -> Result<Self, PaperError> {
        let font = Font::new(bytes.into(), 0).ok_or(PaperError::Font)?;
        let shaper = rustybuzz::Face::from_slice(bytes, 0).ok_or(PaperError::Font)?;
        Ok(Self { font, shaper })
    }

    /// The text with every character that cannot be drawn replaced by a box, one for one, so that nothing is silently lost.
    pub(super) fn drawable(&self, text: &str) -> String {
        let missing = MISSING.into_iter().find(|mark| self.has(*mark)).unwrap_or('?');
        let mut drawable = String::with_capacity(text.len());
        for character in text.chars() {
            match character {
                // Marks that only steer the shaping of other scripts, or the direction of a line.
                '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}' => {}
                _ if character.is_control() => drawable.push(' '),
                _ if self.has(character) && !is_private(character) => drawable.push(character),
                _ => drawable.push(missing),
            }
        }
        drawable
    }

    fn has(&self, character: char) -> bool {
        self.shaper.glyph_index(character).is_some_and(|glyph| glyph.0 != 0)
    }

    /// Shapes text that is drawable.
    pub(super) fn shape(&self, text: &str) -> Shaped {
        let mut buffer = UnicodeBuffer::new();
        buffer.push_str(text);
        buffer.guess_segment_properties();
        buffer.set_direction(rustybuzz::Direction::LeftToRight);
        let output = rustybuzz::shape(&self.shaper, &[], buffer);
        let units = self.shaper.units_per_em() as f32;
        let starts: Vec<usize> = output.glyph_infos().iter().map(|info| info.cluster as usize).collect();
        let mut glyphs = Vec::with_capacity(starts.len());
        let mut width = 0.0;
        for (info, place) in output.glyph_infos().iter().zip(output.glyph_positions()) {
            let start = info.cluster as usize;
            let end = starts.iter().copied().filter(|other| *other > start).min().unwrap_or(text.len());
            let scaled = |value: i32| value as f32 / units;
            width += scaled(place.x_advance);
            glyphs.push(KrillaGlyph {
                glyph_id: GlyphId::new(info.glyph_id),
                text_range: start..end,
                x_advance: scaled(place.x_advance),
                x_offset: scaled(place.x_offset),
                y_offset: scaled(place.y_offset),
                y_advance: scaled(place.y_advance),
                location: None,
            });
        }
        Shaped { text: text.to_owned(), glyphs, width }
    }
}

impl Shaped {
    /// Widens every space by a part of the size of the type.
    pub(super) fn widen_spaces(&mut self, by: f32) {
        for glyph in &mut self.glyphs {
            if self.text.get(glyph.text_range.clone()) == Some(" ") {
                glyph.x_advance += by;
                self.width += by;
            }
        }
    }
}

fn is_private(character: char) -> bool {
    matches!(character, '\u{e000}'..='\u{f8ff}' | '\u{f0000}'..)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_typeface_can_be_read_and_measures() {
        let faces = Typefaces::new().unwrap();
        for face in [Face::Sans, Face::SansBold, Face::Serif, Face::SerifBold, Face::SerifItalic] {
            let width = faces.of(face).shape("Paraph").width;
            assert!((2.0..5.0).contains(&width), "{face:?}: {width}");
        }
    }

    #[test]
    fn names_of_europe_are_drawn_as_they_are() {
        let faces = Typefaces::new().unwrap();
        for name in ["Zoë Łukasiewicz-Ångström", "Ελένη Παππά", "Юлия Шевченко", "Nguyễn Thị Ánh"]
        {
            assert_eq!(faces.of(Face::Sans).drawable(name), name);
        }
    }

    #[test]
    fn what_cannot_be_drawn_is_shown_as_missing_and_never_left_out() {
        let faces = Typefaces::new().unwrap();
        let drawn = faces.of(Face::Sans).drawable("山田 太郎 (Yamada)");
        assert_eq!(drawn.chars().count(), "山田 太郎 (Yamada)".chars().count());
        assert!(drawn.ends_with("(Yamada)") && !drawn.contains('山'), "{drawn}");
        assert!(!faces.of(Face::Sans).drawable("\u{e000}").contains('\u{e000}'));
    }

    #[test]
    fn marks_that_turn_a_line_around_are_dropped() {
        let faces = Typefaces::new().unwrap();
        assert_eq!(faces.of(Face::Sans).drawable("evil\u{202e}fdp.exe\u{0}"), "evilfdp.exe ");
    }

    #[test]
    fn glyphs_cover_the_text_from_end_to_end() {
        let faces = Typefaces::new().unwrap();
        let shaped = faces.of(Face::Serif).shape("office e\u{301}");
        assert_eq!(shaped.glyphs.first().unwrap().text_range.start, 0);
        assert_eq!(shaped.glyphs.iter().map(|glyph| glyph.text_range.end).max(), Some(shaped.text.len()));
    }

    #[test]
    fn only_spaces_are_widened() {
        let faces = Typefaces::new().unwrap();
        let mut shaped = faces.of(Face::Serif).shape("a b c");
        let before = shaped.width;
        shaped.widen_spaces(0.5);
        assert!((shaped.width - before - 1.0).abs() < 1e-5);
    }
}
