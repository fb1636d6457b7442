//! What a picture of a tick box or radio button shows beside its ground and its frame, to be held against that of another state.

use std::collections::BTreeSet;

use paraph_pdf::{Dictionary, Error, Rectangle, Stream, View};

use super::content::{Interpreter, matrix_of};
use super::geometry::{Matrix, Point, bounds};
use super::marks::{Mark, Paint};
use super::picture;

/// Lighter shapes are a ground.
const LIGHT: f64 = 0.5;
/// Lines around so much of the width or height are a frame.
const FRAME: f64 = 0.7;

/// What is painted over the ground, each piece as a description of it; none where it cannot be followed.
pub(crate) fn signs(view: View<'_>, appearance: &Stream) -> Result<Option<BTreeSet<String>>, Error> {
    let Some(place) = view.rectangle(&appearance.dictionary, b"BBox")? else {
        return Ok(Some(BTreeSet::new()));
    };
    let clip = matrix_of(view, &appearance.dictionary)?.around(&place);
    let mut found = BTreeSet::new();
    let mut marks = |mark: Mark<'_>| found.extend(sign(view, &mark, &clip));
    let followed =
        Interpreter::new(view, (Matrix::IDENTITY, clip), &mut marks).form(appearance, &Dictionary::new());
    Ok(followed.is_ok().then_some(found))
}

fn sign(view: View<'_>, mark: &Mark<'_>, whole: &Rectangle) -> Option<String> {
    match mark {
        Mark::Glyph(glyph) => {
            let is_blank = glyph.text.as_deref().is_some_and(|text| text.trim().is_empty());
            let is_seen = !glyph.is_hidden && !is_blank;
            is_seen.then(|| {
                described("glyph", &glyph.place, &glyph.paint) + glyph.text.as_deref().unwrap_or("?")
            })
        }
        Mark::Fill(fill) => {
            let is_ground = fill.paint.is_nothing() || fill.paint.light() >= LIGHT && fill.is_boxes;
            let points: Vec<Point> = fill.shapes.iter().flatten().copied().collect();
            let place = bounds(&points).and_then(|place| place.intersection(&fill.paint.clip));
            place
                .filter(|place| !(is_ground || is_frame(place, whole) && fill.paint.light() >= LIGHT))
                .map(|place| described("fill", &place, &fill.paint))
        }
        Mark::Stroke { lines, paint, .. } => {
            let points: Vec<Point> = lines.iter().flatten().copied().collect();
            let place = bounds(&points)?;
            let is_frame =
                lines.iter().all(|line| is_straight(line) || is_closed(line)) && is_frame(&place, whole);
            (!is_frame && !paint.is_nothing()).then(|| described("line", &place, paint))
        }
        Mark::Picture { matrix, image, paint } => {
            let parts = picture::cover(view, *image).unwrap_or_default();
            let is_empty = !parts.is_empty() && parts.iter().all(|(_, share)| *share <= 0.0);
            let place = super::content::picture_place(matrix);
            let data = image.map(|image| format!("{:?}", image.data)).unwrap_or_default();
            (!is_empty && !paint.is_nothing()).then(|| described("picture", &place, paint) + &data)
        }
        Mark::Flood(paint) => (!paint.is_nothing()).then(|| described("shading", &paint.clip, paint)),
    }
}

fn described(kind: &str, place: &Rectangle, paint: &Paint) -> String {
    let Rectangle { left, bottom, right, top } = place;
    let [red, green, blue] = paint.colour.unwrap_or([-1.0; 3]);
    format!("{kind} {left:.1} {bottom:.1} {right:.1} {top:.1} {red:.2} {green:.2} {blue:.2} ")
}

fn is_frame(place: &Rectangle, whole: &Rectangle) -> bool {
    place.width() >= FRAME * whole.width() || place.height() >= FRAME * whole.height()
}

/// Along the edges alone.
fn is_straight(line: &[Point]) -> bool {
    line.windows(2).all(|pair| match pair {
        [from, to] => (from.0 - to.0).abs() < 0.5 || (from.1 - to.1).abs() < 0.5,
        _ => true,
    })
}

fn is_closed(line: &[Point]) -> bool {
    line.len() > 8
        && line
            .first()
            .zip(line.last())
            .is_some_and(|(first, last)| (first.0 - last.0).hypot(first.1 - last.1) < 0.5)
}
