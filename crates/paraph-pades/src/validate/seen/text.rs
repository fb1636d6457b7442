//! What text an appearance shows, to be compared with the value of its field.

use paraph_pdf::{Dictionary, Error, Stream, View};

use super::content::Interpreter;
use super::geometry::{Matrix, bounds};
use super::marks::Mark;
use super::picture;

/// Smaller text is not read, in points.
const LEGIBLE: f64 = 1.0;
/// Share of its place from which on a letter is covered by what is painted after it.
const COVERED: f64 = 0.5;

/// What an appearance shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Shown {
    /// Nothing at all.
    Nothing,
    /// This text and nothing besides but a background.
    Text(String),
    /// Something whose text is not known without drawing.
    Unknown,
}

/// What an appearance shows, in reading order as written.
pub(crate) fn shown(view: View<'_>, appearance: &Stream) -> Result<Shown, Error> {
    let Some(place) = view.rectangle(&appearance.dictionary, b"BBox")? else { return Ok(Shown::Nothing) };
    let matrix =
        Matrix::of_array(&view.array(&appearance.dictionary, b"Matrix")?).unwrap_or(Matrix::IDENTITY);
    let clip = matrix.around(&place);
    let mut reading = Reading::default();
    let mut marks = |mark: Mark<'_>| reading.look(view, &mark);
    let followed =
        Interpreter::new(view, (Matrix::IDENTITY, clip), &mut marks).form(appearance, &Dictionary::new());
    if followed.is_err() || reading.is_unknown {
        return Ok(Shown::Unknown);
    }
    if !reading.letters.is_empty() && reading.is_cut_off {
        return Ok(Shown::Unknown);
    }
    if reading.letters.is_empty() {
        return Ok(Shown::Nothing);
    }
    Ok(Shown::Text(reading.letters.into_iter().map(|(text, _)| text).collect()))
}

struct Reading {
    letters: Vec<(String, paraph_pdf::Rectangle)>,
    is_unknown: bool,
    /// No letter lies where anything is seen.
    is_cut_off: bool,
}

impl Default for Reading {
    fn default() -> Self {
        Self { letters: Vec::new(), is_unknown: false, is_cut_off: true }
    }
}

impl Reading {
    fn look(&mut self, view: View<'_>, mark: &Mark<'_>) {
        match mark {
            Mark::Glyph(glyph) => {
                let is_painted = !glyph.is_hidden && glyph.size >= LEGIBLE;
                // Where there is too little room the end of a text is cut off; all of it may not be.
                self.is_cut_off &= glyph.place.intersection(&glyph.paint.clip).is_none();
                match &glyph.text {
                    _ if !is_painted => {}
                    Some(text) if !glyph.is_solid => self.letters.push((text.clone(), glyph.place)),
                    _ => self.is_unknown = true,
                }
            }
            Mark::Fill(fill) => {
                let points: Vec<_> = fill.shapes.iter().flatten().copied().collect();
                self.over(bounds(&points).filter(|_| fill.paint.cover > 0.0), &fill.paint.clip);
                self.is_unknown |= !fill.is_boxes && fill.paint.cover > 0.0;
            }
            Mark::Stroke { lines, width, paint } => {
                // Frames and underlines; a drawing may be letters.
                let is_drawing = lines.iter().any(|line| line.len() > 5);
                self.is_unknown |= paint.cover > 0.0 && (is_drawing || *width > 4.0);
            }
            Mark::Picture { image, paint, .. } => {
                let parts = picture::cover(view, *image).unwrap_or_default();
                let is_empty = !parts.is_empty() && parts.iter().all(|(_, share)| *share <= 0.0);
                self.is_unknown |= paint.cover > 0.0 && !is_empty;
            }
            Mark::Flood(paint) => self.over(Some(paint.clip), &paint.clip),
        }
    }

    /// What is painted over letters takes them away.
    fn over(&mut self, place: Option<paraph_pdf::Rectangle>, clip: &paraph_pdf::Rectangle) {
        let Some(place) = place.and_then(|place| place.intersection(clip)) else { return };
        let covers = |letter: &paraph_pdf::Rectangle| {
            let part = place.intersection(letter).map_or(0.0, |part| super::geometry::area(&part));
            part > COVERED * super::geometry::area(letter) && part > 0.0
        };
        self.is_unknown |= self.letters.iter().any(|(_, letter)| covers(letter));
    }
}
