//! Shapes text and breaks it into lines.

use std::ops::Range;

use icu_segmenter::options::LineBreakOptions;
use icu_segmenter::{GraphemeClusterSegmenter, LineSegmenter};
use rustybuzz::{Direction, Face, Feature, UnicodeBuffer};
use ttf_parser::Tag;
use unicode_bidi::{BidiInfo, Level};
use unicode_script::{Script, UnicodeScript as _};

use super::{Glyph, Line, Run, Typefaces};
use crate::Error;

/// Lines may be a hair wider than asked: sums of advances differ in the last digit.
const TOLERANCE: f64 = 1e-6;

/// Sets text in typefaces.
pub struct Setter<'a> {
    typefaces: &'a Typefaces,
    faces: Vec<Face<'a>>,
    /// Digits of one width, so that a time takes the same room whatever it is.
    features: Vec<Feature>,
}

/// A piece of one typeface, script and direction.
struct Piece {
    range: Range<usize>,
    typeface: usize,
    script: Script,
}

/// A text that was measured: how wide each of its letters is, and where lines may end.
pub struct Measured<'s, 'a> {
    setter: &'s Setter<'a>,
    paragraphs: Vec<Paragraph<'s>>,
}

struct Paragraph<'s> {
    text: &'s str,
    pieces: Vec<Piece>,
    /// Of each byte at which a cluster of glyphs begins; 0 of the others.
    advances: Vec<f64>,
    ends: Vec<usize>,
    letters: Vec<usize>,
}

impl<'a> Setter<'a> {
    /// Reads the typefaces.
    ///
    /// # Errors
    /// [`Error::FontIsMalformed`].
    pub fn new(typefaces: &'a Typefaces) -> Result<Self, Error> {
        let face = |one: &'a super::Typeface| {
            Face::from_slice(one.bytes(), one.index()).ok_or(Error::FontIsMalformed)
        };
        let faces = typefaces.all().iter().map(|one| face(one)).collect::<Result<_, _>>()?;
        Ok(Self { typefaces, faces, features: vec![Feature::new(Tag::from_bytes(b"tnum"), 1, ..)] })
    }

    /// The typefaces it sets in.
    #[must_use]
    pub fn typefaces(&self) -> &'a Typefaces {
        self.typefaces
    }

    /// The first character that none of the typefaces can write together with the marks that belong to it.
    #[must_use]
    pub fn missing(&self, text: &str) -> Option<char> {
        let mut starts = clusters(text).into_iter();
        let mut start = starts.next().unwrap_or(0);
        for end in starts.chain([text.len()]) {
            let cluster = text.get(start..end).unwrap_or_default();
            start = end;
            if self.typeface_for(cluster, None).is_none() {
                let alone = cluster.chars().find(|letter| {
                    !is_invisible(*letter)
                        && !self.faces.iter().any(|face| face.glyph_index(*letter).is_some())
                });
                return alone.or_else(|| cluster.chars().next());
            }
        }
        None
    }

    /// Sets a text as one line.
    ///
    /// # Errors
    /// [`Error::CharacterHasNoGlyph`].
    pub fn line(&self, text: &str) -> Result<Line, Error> {
        let bidi = BidiInfo::new(text, None);
        let Some(paragraph) = bidi.paragraphs.first() else { return Ok(Line::default()) };
        let pieces = self.pieces(text)?;
        self.set(&bidi, paragraph, 0..text.len(), &pieces)
    }

    /// Breaks a text into lines that are no wider than `width` ems: where its language allows it, and within a word only
    /// where the word alone is wider. Line feeds begin new lines.
    ///
    /// # Errors
    /// [`Error::CharacterHasNoGlyph`].
    pub fn lines(&self, text: &str, width: f64) -> Result<Vec<Line>, Error> {
        self.measured(text)?.lines(width)
    }

    /// Measures a text once, to be broken into lines of several widths.
    ///
    /// # Errors
    /// [`Error::CharacterHasNoGlyph`].
    pub fn measured<'s>(&'s self, text: &'s str) -> Result<Measured<'s, 'a>, Error> {
        let mut paragraphs = Vec::new();
        for text in text.split('\n') {
            let pieces = self.pieces(text)?;
            let advances = self.advances(text, &BidiInfo::new(text, None), &pieces);
            paragraphs.push(Paragraph {
                text,
                pieces,
                advances,
                ends: line_breaks(text),
                letters: clusters(text),
            });
        }
        Ok(Measured { setter: self, paragraphs })
    }

    /// Reach above and below the base line, in ems, of the first typeface and of further ones; the latter is negative.
    fn reach(&self, further: impl Iterator<Item = usize>) -> (f64, f64) {
        let reach = |face: &Face<'_>| {
            let em = f64::from(face.units_per_em());
            (f64::from(face.ascender()) / em, f64::from(face.descender()) / em)
        };
        let mut reached = self.faces.first().map_or((0.0, 0.0), reach);
        for (above, below) in further.filter_map(|index| self.faces.get(index)).map(reach) {
            reached = (reached.0.max(above), reached.1.min(below));
        }
        reached
    }

    /// The typeface for letters that belong together: that of the letters before, if they are of no script of their own
    /// and it has them, and else the first that has them all.
    fn typeface_for(&self, cluster: &str, before: Option<usize>) -> Option<usize> {
        let has = |index: usize| {
            let face = self.faces.get(index);
            face.is_some_and(|face| {
                cluster.chars().all(|letter| is_invisible(letter) || face.glyph_index(letter).is_some())
            })
        };
        let common =
            cluster.chars().all(|letter| matches!(letter.script(), Script::Common | Script::Inherited));
        before
            .filter(|before| common && has(*before))
            .or_else(|| (0..self.faces.len()).find(|index| has(*index)))
    }

    /// Cuts a text where typeface or script changes.
    fn pieces(&self, text: &str) -> Result<Vec<Piece>, Error> {
        let mut pieces: Vec<Piece> = Vec::new();
        let starts = clusters(text);
        let ends = starts.iter().copied().skip(1).chain([text.len()]);
        for (start, end) in starts.iter().copied().zip(ends) {
            let cluster = text.get(start..end).unwrap_or_default();
            let before = pieces.last().map(|piece| piece.typeface);
            let typeface = self.typeface_for(cluster, before).ok_or_else(|| Error::CharacterHasNoGlyph {
                character: self.missing(cluster).unwrap_or(char::REPLACEMENT_CHARACTER),
            })?;
            let own = cluster.chars().map(|letter| letter.script());
            let own = own.into_iter().find(|script| !matches!(script, Script::Common | Script::Inherited));
            match pieces.last_mut().filter(|last| last.typeface == typeface) {
                Some(last) if own.is_none() || own == Some(last.script) => last.range.end = end,
                Some(last) if last.script == Script::Common => {
                    last.script = own.unwrap_or(Script::Common);
                    last.range.end = end;
                }
                _ => {
                    pieces.push(Piece { range: start..end, typeface, script: own.unwrap_or(Script::Common) })
                }
            }
        }
        Ok(pieces)
    }

    /// The advance of each byte at which a cluster begins, 0 of the others.
    fn advances(&self, text: &str, bidi: &BidiInfo<'_>, pieces: &[Piece]) -> Vec<f64> {
        let mut advances = vec![0.0; text.len()];
        for piece in pieces {
            for run in runs_of(&bidi.levels, piece.range.clone()) {
                for glyph in self.shape(text, &run.0, piece, run.1) {
                    if let Some(advance) = advances.get_mut(glyph.cluster.start) {
                        *advance += glyph.advance;
                    }
                }
            }
        }
        advances
    }

    /// Sets a range of a paragraph, its parts in the order in which they are seen.
    fn set(
        &self,
        bidi: &BidiInfo<'_>,
        paragraph: &unicode_bidi::ParagraphInfo,
        range: Range<usize>,
        pieces: &[Piece],
    ) -> Result<Line, Error> {
        let text = bidi.text;
        let own = text.get(range.clone()).unwrap_or_default();
        let kept = range.start..range.start + own.trim_end_matches(' ').len();
        let mut line = Line {
            text: text.get(kept.clone()).unwrap_or_default().to_owned(),
            right_to_left: paragraph.level.is_rtl(),
            ..Line::default()
        };
        if kept.is_empty() {
            return Ok(line);
        }
        let (levels, visual) = bidi.visual_runs(paragraph, kept.clone());
        for part in visual {
            let level = levels.get(part.start).copied().unwrap_or(Level::ltr());
            let mut inside: Vec<(&Piece, Range<usize>)> = pieces
                .iter()
                .map(|piece| (piece, piece.range.start.max(part.start)..piece.range.end.min(part.end)))
                .filter(|(_, inside)| inside.start < inside.end)
                .collect();
            if level.is_rtl() {
                inside.reverse();
            }
            for (piece, inside) in inside {
                let mut glyphs = self.shape(text, &inside, piece, level);
                for glyph in &mut glyphs {
                    glyph.cluster = glyph.cluster.start - kept.start..glyph.cluster.end - kept.start;
                    line.width += glyph.advance;
                }
                line.runs.push(Run { typeface: piece.typeface, glyphs, right_to_left: level.is_rtl() });
            }
        }
        Ok(line)
    }

    fn shape(&self, text: &str, range: &Range<usize>, piece: &Piece, level: Level) -> Vec<Glyph> {
        let Some(face) = self.faces.get(piece.typeface) else { return Vec::new() };
        let own = text.get(range.clone()).unwrap_or_default();
        let mut buffer = UnicodeBuffer::new();
        buffer.push_str(own);
        if let Some(script) = rustybuzz::Script::from_iso15924_tag(Tag(piece.script.as_iso15924_tag())) {
            buffer.set_script(script);
        }
        buffer.set_direction(if level.is_rtl() { Direction::RightToLeft } else { Direction::LeftToRight });
        let shaped = rustybuzz::shape(face, &self.features, buffer);
        let em = f64::from(face.units_per_em());
        let mut starts: Vec<usize> = shaped.glyph_infos().iter().map(|info| info.cluster as usize).collect();
        starts.sort_unstable();
        let glyphs = shaped.glyph_infos().iter().zip(shaped.glyph_positions());
        glyphs
            .map(|(info, place)| {
                let start = info.cluster as usize;
                let after = starts.partition_point(|other| *other <= start);
                let end = starts.get(after).copied().unwrap_or(own.len());
                Glyph {
                    id: u16::try_from(info.glyph_id).unwrap_or(0),
                    cluster: range.start + start..range.start + end,
                    advance: f64::from(place.x_advance) / em,
                    right: f64::from(place.x_offset) / em,
                    up: f64::from(place.y_offset) / em,
                }
            })
            .collect()
    }
}

/// Runs of one level within a range.
fn runs_of(levels: &[Level], range: Range<usize>) -> Vec<(Range<usize>, Level)> {
    let mut runs: Vec<(Range<usize>, Level)> = Vec::new();
    for at in range {
        let level = levels.get(at).copied().unwrap_or(Level::ltr());
        match runs.last_mut().filter(|(_, last)| *last == level) {
            Some((run, _)) => run.end = at + 1,
            None => runs.push((at..at + 1, level)),
        }
    }
    runs
}

impl Measured<'_, '_> {
    /// How many lines the text takes, and how wide the widest is, where they may be `width` ems wide.
    #[must_use]
    pub fn extent(&self, width: f64) -> (usize, f64) {
        let mut extent = (0, 0.0_f64);
        for paragraph in &self.paragraphs {
            for line in paragraph.broken(width) {
                extent = (extent.0 + 1, extent.1.max(paragraph.length(paragraph.visible(&line))));
            }
        }
        extent
    }

    /// The lines.
    ///
    /// # Errors
    /// None that measuring did not have.
    pub fn lines(&self, width: f64) -> Result<Vec<Line>, Error> {
        let mut lines = Vec::new();
        for paragraph in &self.paragraphs {
            let bidi = BidiInfo::new(paragraph.text, None);
            let Some(info) = bidi.paragraphs.first() else {
                lines.push(Line::default());
                continue;
            };
            for range in paragraph.broken(width) {
                lines.push(self.setter.set(&bidi, info, range, &paragraph.pieces)?);
            }
        }
        Ok(lines)
    }

    /// Highest and lowest reach above and below the base line, in ems; the latter is negative.
    #[must_use]
    pub fn reach(&self) -> (f64, f64) {
        let used = self.paragraphs.iter().flat_map(|paragraph| &paragraph.pieces);
        self.setter.reach(used.map(|piece| piece.typeface))
    }
}

impl Paragraph<'_> {
    fn length(&self, range: Range<usize>) -> f64 {
        self.advances.get(range).unwrap_or_default().iter().sum()
    }

    /// Spaces at the end of a line hang over.
    fn visible(&self, range: &Range<usize>) -> Range<usize> {
        let word = self.text.get(range.clone()).unwrap_or_default();
        range.start..range.start + word.trim_end_matches(' ').len()
    }

    /// The ranges of the lines.
    fn broken(&self, width: f64) -> Vec<Range<usize>> {
        let width = width + TOLERANCE;
        let mut lines: Vec<Range<usize>> = Vec::new();
        let (mut line, mut used, mut start) = (0..0, 0.0, 0);
        for end in self.ends.iter().copied() {
            let word = start..end;
            start = end;
            let needed = self.length(self.visible(&word));
            if used > 0.0 && used + needed > width {
                lines.push(line);
                (line, used) = (word.start..word.start, 0.0);
            }
            if needed <= width {
                (line.end, used) = (word.end, used + self.length(word));
                continue;
            }
            for letter in self.letters_of(&word) {
                let advance = self.length(letter.clone());
                if used > 0.0 && used + advance > width {
                    lines.push(line);
                    (line, used) = (letter.start..letter.start, 0.0);
                }
                (line.end, used) = (letter.end, used + advance);
            }
        }
        lines.push(line);
        lines
    }

    /// The letters of a word, each with the marks that belong to it.
    fn letters_of(&self, word: &Range<usize>) -> Vec<Range<usize>> {
        let starts: Vec<usize> =
            self.letters.iter().copied().filter(|start| (word.start..word.end).contains(start)).collect();
        let ends = starts.iter().copied().skip(1).chain([word.end]);
        starts.iter().copied().zip(ends).map(|(start, end)| start..end).collect()
    }
}

/// Where letters that belong together begin (UAX #29), the beginning of the text included.
#[must_use]
pub fn clusters(text: &str) -> Vec<usize> {
    let mut starts: Vec<usize> = GraphemeClusterSegmenter::new().segment_str(text).collect();
    starts.pop();
    starts
}

/// Where lines may end (UAX #14, with dictionaries for Thai, Lao, Khmer and Burmese), the end of the text included.
#[must_use]
pub fn line_breaks(text: &str) -> Vec<usize> {
    let segmenter = LineSegmenter::new_dictionary(LineBreakOptions::default());
    segmenter.segment_str(text).filter(|end| *end > 0).collect()
}

/// Marks that steer shaping or direction and are not drawn.
fn is_invisible(letter: char) -> bool {
    matches!(letter, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{fe00}'..='\u{fe0f}' | '\u{ad}' | '\u{34f}' | '\u{61c}'
        | '\u{180b}'..='\u{180f}' | '\u{e0100}'..='\u{e01ef}')
}
