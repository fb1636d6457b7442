//! The typefaces, and text shaped in them: measured before it is drawn, and drawn exactly as measured. What they cannot write
//! is written in others that are handed in.

use std::cell::RefCell;
use std::collections::HashMap;
use std::sync::Arc;

use krilla::text::{Font, GlyphId, KrillaGlyph};
use paraph_pades::text::{self, Bytes, Setter};
use rustybuzz::UnicodeBuffer;

use super::PaperError;

/// A typeface.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
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
    others: Vec<Other>,
    /// What was set in others before: names stand in many places.
    set: RefCell<HashMap<(Face, String), Vec<Part>>>,
}

pub(super) struct Typeface {
    pub(super) font: Font,
    shaper: rustybuzz::Face<'static>,
    own: Arc<text::Typeface>,
}

/// A typeface for what the own ones lack.
struct Other {
    font: Font,
    typeface: Arc<text::Typeface>,
}

/// A part of a text in one typeface, from left to right as it is seen.
#[derive(Debug, Clone)]
pub(super) struct Part {
    pub(super) shaped: Shaped,
    /// Index among the others; none for the own typeface.
    pub(super) other: Option<usize>,
    /// What is meant, where it could not be drawn.
    pub(super) meant: Option<String>,
}

/// Text as it will be drawn; lengths are in parts of the size of the type.
#[derive(Debug, Clone)]
pub(super) struct Shaped {
    pub(super) text: String,
    pub(super) glyphs: Vec<KrillaGlyph>,
    pub(super) width: f32,
}

impl Typefaces {
    pub(super) fn new(others: &[Arc<text::Typeface>]) -> Result<Self, PaperError> {
        let other = |typeface: &Arc<text::Typeface>| {
            let font = Font::new(typeface.bytes().to_vec().into(), typeface.index())?;
            Some(Other { font, typeface: Arc::clone(typeface) })
        };
        Ok(Self {
            // One that cannot be read leaves its characters to be shown as missing.
            others: others.iter().filter_map(other).collect(),
            set: RefCell::default(),
            sans: Typeface::new(include_bytes!("../../fonts/Inter_400Regular.ttf"))?,
            sans_bold: Typeface::new(include_bytes!("../../fonts/Inter_600SemiBold.ttf"))?,
            serif: Typeface::new(include_bytes!("../../fonts/SourceSerif4_400Regular.ttf"))?,
            serif_bold: Typeface::new(include_bytes!("../../fonts/SourceSerif4_600SemiBold.ttf"))?,
            serif_italic: Typeface::new(include_bytes!("../../fonts/SourceSerif4_400Regular_Italic.ttf"))?,
        })
    }

    /// The font of a part.
    pub(super) fn font(&self, face: Face, other: Option<usize>) -> Font {
        let own = &self.of(face).font;
        other.and_then(|index| self.others.get(index)).map_or(own, |other| &other.font).clone()
    }

    /// Whether a typeface can write all of a text by itself, from left to right.
    pub(super) fn is_plain(&self, face: Face, text: &str) -> bool {
        self.of(face).drawable(text) == text || self.others.is_empty()
    }

    /// Sets a text: in the face itself as far as it goes, and in others where it does not.
    pub(super) fn set(&self, face: Face, text: &str) -> Vec<Part> {
        let own = self.of(face);
        let drawable = own.drawable(text);
        if self.is_plain(face, text) {
            let meant = (drawable != text).then(|| text.to_owned());
            return vec![Part { shaped: own.shape(&drawable), other: None, meant }];
        }
        let key = (face, text.to_owned());
        if let Some(known) = self.set.borrow().get(&key) {
            return known.clone();
        }
        let parts = self.set_in_others(own, text);
        let parts = parts.unwrap_or_else(|| {
            vec![Part { shaped: own.shape(&drawable), other: None, meant: Some(text.to_owned()) }]
        });
        self.set.borrow_mut().insert(key, parts.clone());
        parts
    }

    /// None if a typeface does not do what it says.
    fn set_in_others(&self, own: &Typeface, text: &str) -> Option<Vec<Part>> {
        let others: Vec<_> = self.others.iter().map(|other| Arc::clone(&other.typeface)).collect();
        let typefaces = text::Typefaces::of(vec![Arc::clone(&own.own)]).and(&others);
        let setter = Setter::new(&typefaces).ok()?;
        let mark = own.missing_mark();
        let mut written = String::with_capacity(text.len());
        for letter in text.chars() {
            match letter {
                '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}' => {}
                _ if letter.is_control() => written.push(' '),
                _ if setter.missing(letter.encode_utf8(&mut [0; 4])).is_some() => written.push(mark),
                _ => written.push(letter),
            }
        }
        let line = setter.line(&written).ok()?;
        let meant = (written != text).then(|| text.to_owned());
        Some(line.runs.iter().map(|run| part(&line.text, run, meant.clone())).collect())
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
        let own = text::Typeface::new("own", Bytes::Fixed(bytes), 0).map_err(|_| PaperError::Font)?;
        Ok(Self { font, shaper, own: Arc::new(own) })
    }

    /// The text with every character that cannot be drawn replaced by a box, one for one, so that nothing is silently lost.
    pub(super) fn drawable(&self, text: &str) -> String {
        let missing = self.missing_mark();
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

    fn missing_mark(&self) -> char {
        MISSING.into_iter().find(|mark| self.has(*mark)).unwrap_or('?')
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

/// A run as it is drawn, with the text that it stands for.
fn part(text: &str, run: &text::Run, meant: Option<String>) -> Part {
    let start = run.glyphs.iter().map(|glyph| glyph.cluster.start).min().unwrap_or(0);
    let end = run.glyphs.iter().map(|glyph| glyph.cluster.end).max().unwrap_or(0);
    let glyphs = run.glyphs.iter().map(|glyph| KrillaGlyph {
        glyph_id: GlyphId::new(u32::from(glyph.id)),
        text_range: glyph.cluster.start - start..glyph.cluster.end - start,
        x_advance: glyph.advance as f32,
        x_offset: glyph.right as f32,
        y_offset: glyph.up as f32,
        y_advance: 0.0,
        location: None,
    });
    let glyphs: Vec<KrillaGlyph> = glyphs.collect();
    let width = glyphs.iter().map(|glyph| glyph.x_advance).sum();
    let text = text.get(start..end).unwrap_or_default().to_owned();
    Part { shaped: Shaped { text, glyphs, width }, other: run.typeface.checked_sub(1), meant }
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
        let faces = Typefaces::new(&[]).unwrap();
        for face in [Face::Sans, Face::SansBold, Face::Serif, Face::SerifBold, Face::SerifItalic] {
            let width = faces.of(face).shape("Paraph").width;
            assert!((2.0..5.0).contains(&width), "{face:?}: {width}");
        }
    }

    #[test]
    fn names_of_europe_are_drawn_as_they_are() {
        let faces = Typefaces::new(&[]).unwrap();
        for name in ["Zoë Łukasiewicz-Ångström", "Ελένη Παππά", "Юлия Шевченко", "Nguyễn Thị Ánh"]
        {
            assert_eq!(faces.of(Face::Sans).drawable(name), name);
        }
    }

    #[test]
    fn what_cannot_be_drawn_is_shown_as_missing_and_never_left_out() {
        let faces = Typefaces::new(&[]).unwrap();
        let drawn = faces.of(Face::Sans).drawable("山田 太郎 (Yamada)");
        assert_eq!(drawn.chars().count(), "山田 太郎 (Yamada)".chars().count());
        assert!(drawn.ends_with("(Yamada)") && !drawn.contains('山'), "{drawn}");
        assert!(!faces.of(Face::Sans).drawable("\u{e000}").contains('\u{e000}'));
    }

    #[test]
    fn marks_that_turn_a_line_around_are_dropped() {
        let faces = Typefaces::new(&[]).unwrap();
        assert_eq!(faces.of(Face::Sans).drawable("evil\u{202e}fdp.exe\u{0}"), "evilfdp.exe ");
    }

    #[test]
    fn glyphs_cover_the_text_from_end_to_end() {
        let faces = Typefaces::new(&[]).unwrap();
        let shaped = faces.of(Face::Serif).shape("office e\u{301}");
        assert_eq!(shaped.glyphs.first().unwrap().text_range.start, 0);
        assert_eq!(shaped.glyphs.iter().map(|glyph| glyph.text_range.end).max(), Some(shaped.text.len()));
    }

    #[test]
    fn only_spaces_are_widened() {
        let faces = Typefaces::new(&[]).unwrap();
        let mut shaped = faces.of(Face::Serif).shape("a b c");
        let before = shaped.width;
        shaped.widen_spaces(0.5);
        assert!((shaped.width - before - 1.0).abs() < 1e-5);
    }
}
