//! A signature drawn by hand: what the browser's pad reports, checked, and drawn as smooth lines
//! (ISO 32000-2 § 8.5.2).

use serde::Deserialize;

use super::canvas::{Area, Canvas, INK};
use crate::{Error, limits};

/// A point of a stroke, in the pixels of the pad; y grows downwards.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
pub struct Point {
    /// Distance from the left edge.
    pub x: f64,
    /// Distance from the upper edge.
    pub y: f64,
}

/// The strokes of a drawn signature. They are many enough to be one, and few enough to be carried.
#[derive(Clone, Debug, PartialEq)]
pub struct Strokes {
    strokes: Vec<Vec<Point>>,
    left: f64,
    top: f64,
    width: f64,
    height: f64,
}

#[derive(Deserialize)]
struct Group {
    points: Vec<Point>,
}

impl Strokes {
    /// Reads the JSON of `signature_pad.toData()`: a list of groups, each with its `points`. What else they
    /// carry (colours, times, pressure) is not kept: it would tell more about the signatory than a mark needs.
    ///
    /// # Errors
    /// If it is no such list, or as [`Self::new`].
    pub fn from_signature_pad(json: &str) -> Result<Self, Error> {
        if json.len() > limits::STROKES_JSON_BYTES_MAX {
            return Err(Error::DrawingIsTooLarge);
        }
        let groups: Vec<Group> = serde_json::from_str(json).map_err(|_| Error::DrawingIsMalformed)?;
        Self::new(groups.into_iter().map(|group| group.points).collect())
    }

    /// Takes strokes as lists of points.
    ///
    /// # Errors
    /// [`Error::DrawingIsMalformed`] if a coordinate is no pixel of any screen, [`Error::DrawingIsTooLarge`] if
    /// there are too many, [`Error::DrawingIsTooSmall`] if what was drawn is a dot or a slip.
    pub fn new(strokes: Vec<Vec<Point>>) -> Result<Self, Error> {
        let points = || strokes.iter().flatten();
        if strokes.len() > limits::STROKES_MAX || points().count() > limits::STROKE_POINTS_MAX {
            return Err(Error::DrawingIsTooLarge);
        }
        let on_screen = |value: f64| value.is_finite() && value.abs() <= limits::STROKE_COORDINATE_MAX;
        if !points().all(|point| on_screen(point.x) && on_screen(point.y)) {
            return Err(Error::DrawingIsMalformed);
        }
        let (mut left, mut top) = (f64::INFINITY, f64::INFINITY);
        let (mut right, mut bottom) = (f64::NEG_INFINITY, f64::NEG_INFINITY);
        for point in points() {
            left = left.min(point.x);
            right = right.max(point.x);
            top = top.min(point.y);
            bottom = bottom.max(point.y);
        }
        let (width, height) = (right - left, bottom - top);
        let length: f64 = strokes.iter().map(|stroke| length(stroke)).sum();
        let small = !width.max(height).is_finite() || width.max(height) < limits::DRAWING_SIDE_MIN;
        if small || length < limits::DRAWING_LENGTH_MIN {
            return Err(Error::DrawingIsTooSmall);
        }
        let strokes: Vec<Vec<Point>> = strokes.iter().map(|stroke| thinned(stroke)).collect();
        Ok(Self { strokes, left, top, width, height })
    }

    /// Draws the strokes as large as fits, in the middle of an area.
    pub(crate) fn draw(&self, canvas: &mut Canvas<'_>, area: Area, point: f64) {
        let pen = (1.1 * point).min(area.height / 20.0).max(area.height / 60.0);
        let area = area.within(pen);
        let scale = (area.width / self.width.max(1.0)).min(area.height / self.height.max(1.0));
        let left = area.left + (area.width - self.width * scale) / 2.0;
        let top = area.bottom + (area.height + self.height * scale) / 2.0;
        let place = |at: &Point| [left + (at.x - self.left) * scale, top - (at.y - self.top) * scale];
        canvas.operator(&INK, "RG");
        canvas.operator(&[pen], "w");
        // Round caps and joins (§ 8.4.3.3): a single point becomes a dot.
        canvas.operator(&[1.0], "J");
        canvas.operator(&[1.0], "j");
        for stroke in &self.strokes {
            let placed: Vec<[f64; 2]> = stroke.iter().map(place).collect();
            path(canvas, &placed);
        }
    }
}

fn length(stroke: &[Point]) -> f64 {
    stroke
        .windows(2)
        .map(|pair| match pair {
            [one, other] => (other.x - one.x).hypot(other.y - one.y),
            _ => 0.0,
        })
        .sum()
}

/// Drops points nearer than a pixel to the one before: they add bytes, not shape.
fn thinned(stroke: &[Point]) -> Vec<Point> {
    let mut kept: Vec<Point> = Vec::new();
    for point in stroke {
        let near = kept.last().is_some_and(|last| (point.x - last.x).hypot(point.y - last.y) < 1.0);
        if !near {
            kept.push(*point);
        }
    }
    kept
}

/// A curve through all points (Catmull-Rom, as Bézier segments).
fn path(canvas: &mut Canvas<'_>, points: &[[f64; 2]]) {
    let Some(first) = points.first() else { return };
    canvas.operator(first, "m");
    if points.len() == 1 {
        canvas.operator(first, "l");
    }
    for index in 1..points.len() {
        let at = |index: usize| points.get(index.min(points.len() - 1)).copied().unwrap_or(*first);
        let (before, from) = (at(index.saturating_sub(2)), at(index - 1));
        let (to, after) = (at(index), at(index + 1));
        let [x1, y1] = [0, 1].map(|axis| pull(&from, &to, &before, axis));
        let [x2, y2] = [0, 1].map(|axis| pull(&to, &from, &after, axis));
        let [x3, y3] = to;
        canvas.operator(&[x1, y1, x2, y2, x3, y3], "c");
    }
    canvas.operator(&[], "S");
}

/// The control point beside `near`, towards `far`, bent by the point on the other side.
fn pull(near: &[f64; 2], far: &[f64; 2], beyond: &[f64; 2], axis: usize) -> f64 {
    let [near, far, beyond] = [near, far, beyond].map(|point| point.get(axis).copied().unwrap_or(0.0));
    near + (far - beyond) / 6.0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn zigzag(count: u32) -> Vec<Point> {
        (0..count).map(|step| Point { x: f64::from(step) * 10.0, y: f64::from(step % 2) * 30.0 }).collect()
    }

    #[test]
    fn what_the_pad_reports_is_read() {
        let json = r##"[{"penColor":"#123","dotSize":0,"minWidth":0.5,"maxWidth":2.5,"points":[
            {"time":1,"x":10,"y":20,"pressure":0.5},{"time":2,"x":60.5,"y":40,"pressure":0.5}]},
            {"points":[{"x":30,"y":10}]}]"##;
        let strokes = Strokes::from_signature_pad(json).unwrap();
        assert_eq!(strokes.strokes.len(), 2);
        assert_eq!((strokes.left, strokes.top, strokes.width, strokes.height), (10.0, 10.0, 50.5, 30.0));
    }

    #[test]
    fn what_is_no_drawing_is_refused() {
        for json in
            ["", "{}", "[1]", r#"[{"points":[{"x":"1","y":2}]}]"#, r#"[{"points":[{"x":1e400,"y":2}]}]"#]
        {
            assert!(matches!(Strokes::from_signature_pad(json), Err(Error::DrawingIsMalformed)), "{json}");
        }
        let far = vec![Point { x: 0.0, y: 0.0 }, Point { x: 1e9, y: 0.0 }];
        assert!(matches!(Strokes::new(vec![far]), Err(Error::DrawingIsMalformed)));
    }

    #[test]
    fn a_dot_a_slip_and_nothing_are_too_small() {
        let dot = vec![Point { x: 5.0, y: 5.0 }; 50];
        let slip = vec![Point { x: 5.0, y: 5.0 }, Point { x: 12.0, y: 9.0 }];
        for strokes in [vec![], vec![vec![]], vec![dot], vec![slip]] {
            assert!(matches!(Strokes::new(strokes), Err(Error::DrawingIsTooSmall)));
        }
    }

    #[test]
    fn too_many_strokes_points_or_bytes_are_refused() {
        let many = vec![zigzag(2); limits::STROKES_MAX + 1];
        assert!(matches!(Strokes::new(many), Err(Error::DrawingIsTooLarge)));
        let long = vec![vec![Point { x: 1.0, y: 1.0 }; limits::STROKE_POINTS_MAX + 1]];
        assert!(matches!(Strokes::new(long), Err(Error::DrawingIsTooLarge)));
        let padded = " ".repeat(limits::STROKES_JSON_BYTES_MAX + 1);
        assert!(matches!(Strokes::from_signature_pad(&padded), Err(Error::DrawingIsTooLarge)));
    }

    #[test]
    fn points_on_the_spot_are_dropped() {
        let mut stroke = zigzag(4);
        stroke.splice(1..1, vec![Point { x: 0.2, y: 0.2 }; 20]);
        assert_eq!(Strokes::new(vec![stroke]).unwrap().strokes[0].len(), 4);
    }
}
