//! What text an appearance shows, to be compared with the value of its field.

use paraph_pdf::{Dictionary, Error, Rectangle, Stream, View};

use super::content::{Interpreter, matrix_of};
use super::geometry::{Matrix, area, bounds};
use super::marks::Mark;
use super::picture;

/// Smaller text is not read, in points.
const LEGIBLE: f64 = 1.0;
/// Share of its place from which on a letter is covered by what is painted after it.
const COVERED: f64 = 0.5;
/// Share of the whole from which on a box is the ground of a list, and not of a line of it.
const GROUND: f64 = 0.9;

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
    Ok(read(view, appearance)?.map_or(Shown::Nothing, Reading::shown))
}

/// The letters of an appearance that lie on boxes of their own, as chosen lines of a list do; empty where none do.
pub(crate) fn highlighted(view: View<'_>, appearance: &Stream) -> Result<String, Error> {
    Ok(read(view, appearance)?.map_or_else(String::new, |reading| reading.highlighted()))
}

fn read(view: View<'_>, appearance: &Stream) -> Result<Option<Reading>, Error> {
    let Some(place) = view.rectangle(&appearance.dictionary, b"BBox")? else { return Ok(None) };
    let matrix = matrix_of(view, &appearance.dictionary)?;
    let clip = matrix.around(&place);
    let mut reading = Reading::new(clip);
    let mut marks = |mark: Mark<'_>| reading.look(view, &mark);
    let followed =
        Interpreter::new(view, (Matrix::IDENTITY, clip), &mut marks).form(appearance, &Dictionary::new());
    reading.is_unknown |= followed.is_err();
    Ok(Some(reading))
}

struct Reading {
    place: Rectangle,
    letters: Vec<(String, Rectangle)>,
    boxes: Vec<Rectangle>,
    is_unknown: bool,
    /// No letter lies where anything is seen.
    is_cut_off: bool,
}

impl Reading {
    fn new(place: Rectangle) -> Self {
        Self { place, letters: Vec::new(), boxes: Vec::new(), is_unknown: false, is_cut_off: true }
    }

    fn shown(self) -> Shown {
        if self.is_unknown || !self.letters.is_empty() && self.is_cut_off {
            return Shown::Unknown;
        }
        if self.letters.is_empty() {
            return Shown::Nothing;
        }
        Shown::Text(self.letters.into_iter().map(|(text, _)| text).collect())
    }

    fn highlighted(&self) -> String {
        let is_ground = |own: &Rectangle| area(own) >= GROUND * area(&self.place);
        let boxes: Vec<&Rectangle> = self.boxes.iter().filter(|own| !is_ground(own)).collect();
        let lies_on = |letter: &Rectangle| {
            let share = |own: &&&Rectangle| own.intersection(letter).map_or(0.0, |part| area(&part));
            boxes.iter().any(|own| share(&own) > COVERED * area(letter))
        };
        self.letters.iter().filter(|(_, place)| lies_on(place)).map(|(text, _)| text.as_str()).collect()
    }

    fn look(&mut self, view: View<'_>, mark: &Mark<'_>) {
        match mark {
            Mark::Glyph(glyph) => {
                let is_painted = !glyph.is_hidden && glyph.size >= LEGIBLE;
                // Where there is too little room the end of a text is cut off; all of it may not be.
                self.is_cut_off &= glyph.place.intersection(&glyph.paint.clip).is_none();
                match &glyph.text {
                    _ if !is_painted => {}
                    Some(text) if !glyph.is_ornament && !glyph.is_clip => {
                        self.letters.push((text.clone(), glyph.place))
                    }
                    _ => self.is_unknown = true,
                }
            }
            Mark::Fill(fill) => {
                let points: Vec<_> = fill.shapes.iter().flatten().copied().collect();
                let place = bounds(&points).filter(|_| !fill.paint.is_nothing());
                self.over(place, &fill.paint.clip);
                if fill.is_boxes {
                    let shapes = fill.shapes.iter().filter_map(|shape| bounds(shape));
                    self.boxes.extend(shapes.filter(|_| place.is_some()));
                }
                self.is_unknown |= !fill.is_boxes && !fill.paint.is_nothing();
            }
            Mark::Stroke { lines, pen, paint } => {
                // Frames and underlines; a drawing may be letters.
                let is_drawing = lines.iter().any(|line| line.len() > 5);
                self.is_unknown |= !paint.is_nothing() && (is_drawing || pen.width_on_page() > 4.0);
            }
            Mark::Picture { image, paint, .. } => {
                let parts = picture::cover(view, *image).unwrap_or_default();
                let is_empty = !parts.is_empty() && parts.iter().all(|(_, share)| *share <= 0.0);
                self.is_unknown |= !paint.is_nothing() && !is_empty;
            }
            Mark::Flood(paint) => self.over(Some(paint.clip), &paint.clip),
        }
    }

    /// What is painted over letters takes them away.
    fn over(&mut self, place: Option<Rectangle>, clip: &Rectangle) {
        let Some(place) = place.and_then(|place| place.intersection(clip)) else { return };
        let covers = |letter: &Rectangle| {
            let part = place.intersection(letter).map_or(0.0, |part| area(&part));
            part > COVERED * area(letter) && part > 0.0
        };
        self.is_unknown |= self.letters.iter().any(|(_, letter)| covers(letter));
    }
}
