//! What a line covers (ISO 32000-2 §§ 8.4.3, 8.5.3.2): its width, its ends and its corners, in the space in which it is stroked.

use super::geometry::{Matrix, Point};

/// The thinnest line that is drawn, in points.
const WIDTH_MIN: f64 = 0.2;
/// Corners that are longer than this, measured in widths, are more than the rounding of a curve.
const CORNER: f64 = 1.2;

/// With what lines are drawn.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Pen {
    /// From the space in which the width is measured to the page.
    pub(super) matrix: Matrix,
    pub(super) width: f64,
    /// Whether lines reach beyond their ends by half their width.
    pub(super) projects: bool,
    /// Up to which length, measured in widths, corners are drawn to a point.
    pub(super) miter: f64,
}

impl Pen {
    /// The widest that a line becomes on the page.
    pub(super) fn width_on_page(&self) -> f64 {
        let Matrix { a, b, c, d, .. } = self.matrix;
        (self.width.abs() * a.hypot(b).max(c.hypot(d))).max(WIDTH_MIN)
    }

    /// The shapes that drawing along a line fills, in the coordinates of the page.
    pub(super) fn shapes(&self, line: &[Point]) -> Vec<Vec<Point>> {
        let (pen, back) = match self.matrix.inverse() {
            Some(back) => (*self, back),
            // A space without extent: the line is as wide as it can become.
            None => {
                let width = self.width_on_page();
                (Self { matrix: Matrix::IDENTITY, width, ..*self }, Matrix::IDENTITY)
            }
        };
        let scale = pen.matrix.scale().max(f64::MIN_POSITIVE);
        let half = (pen.width.abs() / 2.0).max(WIDTH_MIN / 2.0 / scale);
        let points: Vec<Point> = line.iter().map(|point| back.apply(*point)).collect();
        let mut shapes = Vec::new();
        let last = points.len().saturating_sub(2);
        for (index, pair) in points.windows(2).enumerate() {
            let [from, to] = pair else { continue };
            let beyond = |is_end: bool| if !is_end || self.projects { half } else { 0.0 };
            shapes.push(segment((*from, *to), half, (beyond(index == 0), beyond(index == last))));
        }
        let is_closed = points.len() > 2 && points.first() == points.last();
        let around = points.get(1).filter(|_| is_closed).copied();
        let corners: Vec<Point> = points.into_iter().chain(around).collect();
        for corner in corners.windows(3) {
            shapes.extend(self.corner(corner, half));
        }
        for shape in &mut shapes {
            shape.iter_mut().for_each(|point| *point = pen.matrix.apply(*point));
        }
        shapes
    }

    /// The point of a corner, where it is sharp.
    fn corner(&self, points: &[Point], half: f64) -> Option<Vec<Point>> {
        let [from, at, to] = points else { return None };
        let (one, other) = (direction(*from, *at)?, direction(*at, *to)?);
        let turned = one.0 * other.0 + one.1 * other.1;
        let ratio = 1.0 / ((1.0 + turned) / 2.0).max(1e-12).sqrt();
        let (x, y) = direction(other, one)?;
        let length = half * ratio;
        let is_drawn = ratio > CORNER && ratio <= self.miter;
        is_drawn.then(|| {
            vec![
                (at.0 - y * half, at.1 + x * half),
                (at.0 + x * length, at.1 + y * length),
                (at.0 + y * half, at.1 - x * half),
            ]
        })
    }
}

fn direction(from: Point, to: Point) -> Option<Point> {
    let (dx, dy) = (to.0 - from.0, to.1 - from.1);
    let length = dx.hypot(dy);
    (length > 1e-9 && length.is_finite()).then(|| (dx / length, dy / length))
}

/// A piece of a line. A dot is as wide as it is high.
fn segment((from, to): (Point, Point), half: f64, (before, after): (f64, f64)) -> Vec<Point> {
    let (x, y) = direction(from, to).unwrap_or((1.0, 0.0));
    let is_dot = direction(from, to).is_none();
    let (before, after) = if is_dot { (half, half) } else { (before, after) };
    let from = (from.0 - x * before, from.1 - y * before);
    let to = (to.0 + x * after, to.1 + y * after);
    vec![
        (from.0 - y * half, from.1 + x * half),
        (to.0 - y * half, to.1 + x * half),
        (to.0 + y * half, to.1 - x * half),
        (from.0 + y * half, from.1 - x * half),
    ]
}

#[cfg(test)]
mod tests {
    use super::super::geometry::bounds;
    use super::*;

    fn extent(pen: &Pen, line: &[Point]) -> (f64, f64) {
        let points: Vec<Point> = pen.shapes(line).into_iter().flatten().collect();
        let around = bounds(&points).unwrap();
        (around.width().round(), around.height().round())
    }

    #[test]
    fn a_line_is_as_wide_as_its_space_makes_it_and_reaches_beyond_its_ends() {
        let pen = Pen { matrix: Matrix::IDENTITY, width: 20.0, projects: false, miter: 10.0 };
        assert_eq!(extent(&pen, &[(0.0, 0.0), (1.0, 0.0)]), (1.0, 20.0));
        assert_eq!(extent(&Pen { projects: true, ..pen }, &[(0.0, 0.0), (1.0, 0.0)]), (21.0, 20.0));
        let matrix = Matrix::of(&[100.0, 0.0, 0.0, 0.01, 0.0, 0.0]).unwrap();
        assert_eq!(extent(&Pen { matrix, width: 1.0, ..pen }, &[(0.0, 0.0), (0.0, 30.0)]), (100.0, 30.0));
        assert_eq!(extent(&pen, &[(5.0, 5.0), (5.0, 5.0)]), (20.0, 20.0));
    }

    #[test]
    fn a_sharp_corner_is_drawn_to_its_point() {
        let line = [(0.0, 0.0), (100.0, 10.0), (0.0, 20.0)];
        let pen = Pen { matrix: Matrix::IDENTITY, width: 10.0, projects: false, miter: 20.0 };
        assert!(extent(&pen, &line).0 > 145.0);
        assert!(extent(&Pen { miter: 2.0, ..pen }, &line).0 < 115.0);
    }
}
