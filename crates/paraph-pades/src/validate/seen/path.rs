//! The path that content builds before it is painted (ISO 32000-2 § 8.5.2), in the coordinates of the page.

use super::geometry::Point;

/// Points by which a curve is followed.
const CURVE_STEPS: u32 = 8;

#[derive(Default)]
pub(super) struct Path {
    pub(super) shapes: Vec<Vec<Point>>,
    /// How many of the shapes are boxes.
    pub(super) boxes: usize,
    /// It bounds what is painted from then on.
    pub(super) clips: bool,
}

impl Path {
    pub(super) fn add(&mut self, point: Point) {
        match self.shapes.last_mut() {
            Some(shape) => shape.push(point),
            None => self.shapes.push(vec![point]),
        }
    }

    pub(super) fn last(&self) -> Option<Point> {
        self.shapes.last().and_then(|shape| shape.last()).copied()
    }

    /// A Bézier curve from the last point.
    pub(super) fn curve(&mut self, [first, second, end]: [Point; 3]) {
        let from = self.last().unwrap_or(first);
        for step in 1..=CURVE_STEPS {
            let t = f64::from(step) / f64::from(CURVE_STEPS);
            let u = 1.0 - t;
            let [a, b, c, d] = [u * u * u, 3.0 * u * u * t, 3.0 * u * t * t, t * t * t];
            let at = |from: f64, one: f64, two: f64, to: f64| a * from + b * one + c * two + d * to;
            self.add((at(from.0, first.0, second.0, end.0), at(from.1, first.1, second.1, end.1)));
        }
    }

    /// A curve with one point between (as TrueType has them).
    pub(super) fn quadratic(&mut self, [middle, end]: [Point; 2]) {
        let from = self.last().unwrap_or(middle);
        let toward = |point: Point| {
            (point.0 + 2.0 / 3.0 * (middle.0 - point.0), point.1 + 2.0 / 3.0 * (middle.1 - point.1))
        };
        self.curve([toward(from), toward(end), end]);
    }

    pub(super) fn close(&mut self) {
        if let Some(shape) = self.shapes.last_mut()
            && let Some(first) = shape.first().copied()
        {
            shape.push(first);
        }
    }
}
