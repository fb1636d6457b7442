//! Points, boxes and transformations of content (ISO 32000-2 § 8.3).

use paraph_pdf::Rectangle;

pub(super) type Point = (f64, f64);

/// `[a b c d e f]`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Matrix {
    pub(super) a: f64,
    pub(super) b: f64,
    pub(super) c: f64,
    pub(super) d: f64,
    pub(super) e: f64,
    pub(super) f: f64,
}

impl Matrix {
    pub(super) const IDENTITY: Self = Self { a: 1.0, b: 0.0, c: 0.0, d: 1.0, e: 0.0, f: 0.0 };

    pub(super) fn of(numbers: &[f64]) -> Option<Self> {
        match numbers {
            [a, b, c, d, e, f] if numbers.iter().all(|number| number.is_finite()) => {
                Some(Self { a: *a, b: *b, c: *c, d: *d, e: *e, f: *f })
            }
            _ => None,
        }
    }

    pub(super) fn moved(x: f64, y: f64) -> Self {
        Self { e: x, f: y, ..Self::IDENTITY }
    }

    pub(super) fn scaled(by: f64) -> Self {
        Self { a: by, d: by, ..Self::IDENTITY }
    }

    /// Counterclockwise by quarter turns around a point.
    pub(super) fn turned(quarters: u16, around: Point) -> Self {
        let (cosine, sine) = match quarters % 4 {
            0 => (1.0, 0.0),
            1 => (0.0, 1.0),
            2 => (-1.0, 0.0),
            _ => (0.0, -1.0),
        };
        let turn = Self { a: cosine, b: sine, c: -sine, d: cosine, e: 0.0, f: 0.0 };
        Self::moved(-around.0, -around.1).then(&turn).then(&Self::moved(around.0, around.1))
    }

    /// This first, then `next`.
    pub(super) fn then(&self, next: &Self) -> Self {
        Self {
            a: self.a * next.a + self.b * next.c,
            b: self.a * next.b + self.b * next.d,
            c: self.c * next.a + self.d * next.c,
            d: self.c * next.b + self.d * next.d,
            e: self.e * next.a + self.f * next.c + next.e,
            f: self.e * next.b + self.f * next.d + next.f,
        }
    }

    pub(super) fn apply(&self, (x, y): Point) -> Point {
        (self.a * x + self.c * y + self.e, self.b * x + self.d * y + self.f)
    }

    /// What leads back; none where the space has no extent.
    pub(super) fn inverse(&self) -> Option<Self> {
        let determinant = self.a * self.d - self.b * self.c;
        let size = self.a.hypot(self.b) * self.c.hypot(self.d);
        if !determinant.is_finite() || determinant.abs() <= size * 1e-9 || size == 0.0 {
            return None;
        }
        let (a, b) = (self.d / determinant, -self.b / determinant);
        let (c, d) = (-self.c / determinant, self.a / determinant);
        Some(Self { a, b, c, d, e: -(a * self.e + c * self.f), f: -(b * self.e + d * self.f) })
    }

    /// How much longer a line becomes, on the average of its directions.
    pub(super) fn scale(&self) -> f64 {
        (self.a * self.d - self.b * self.c).abs().sqrt()
    }

    /// The corners of a box.
    pub(super) fn corners(&self, of: &Rectangle) -> [Point; 4] {
        [(of.left, of.bottom), (of.right, of.bottom), (of.right, of.top), (of.left, of.top)]
            .map(|point| self.apply(point))
    }

    /// The smallest upright box around a transformed one.
    pub(super) fn around(&self, of: &Rectangle) -> Rectangle {
        bounds(&self.corners(of)).unwrap_or(*of)
    }
}

/// The smallest upright box around points; none around nothing, or where a point is not finite.
pub(super) fn bounds(points: &[Point]) -> Option<Rectangle> {
    let mut found: Option<Rectangle> = None;
    for (x, y) in points {
        if !x.is_finite() || !y.is_finite() {
            return None;
        }
        let own = Rectangle { left: *x, bottom: *y, right: *x, top: *y };
        found = Some(found.map_or(own, |known| Rectangle {
            left: known.left.min(*x),
            bottom: known.bottom.min(*y),
            right: known.right.max(*x),
            top: known.top.max(*y),
        }));
    }
    found
}

/// The smallest box around two.
pub(super) fn union(one: &Rectangle, other: &Rectangle) -> Rectangle {
    Rectangle {
        left: one.left.min(other.left),
        bottom: one.bottom.min(other.bottom),
        right: one.right.max(other.right),
        top: one.top.max(other.top),
    }
}

pub(super) fn area(of: &Rectangle) -> f64 {
    of.width().max(0.0) * of.height().max(0.0)
}

/// The unit square, onto which images are painted (§ 8.9.5.1).
pub(super) const UNIT: Rectangle = Rectangle { left: 0.0, bottom: 0.0, right: 1.0, top: 1.0 };

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn transformations_follow_one_another() {
        let scaled = Matrix::of(&[2.0, 0.0, 0.0, 3.0, 0.0, 0.0]).unwrap();
        let both = scaled.then(&Matrix::moved(10.0, 20.0));
        assert_eq!(both.apply((1.0, 1.0)), (12.0, 23.0));
        assert_eq!(both.around(&UNIT), Rectangle { left: 10.0, bottom: 20.0, right: 12.0, top: 23.0 });
        assert_eq!(both.inverse().unwrap().apply((12.0, 23.0)), (1.0, 1.0));
        assert_eq!(Matrix::of(&[1.0, 1.0, 1.0, 1.0, 0.0, 0.0]).unwrap().inverse(), None);
        assert_eq!(Matrix::turned(1, (10.0, 20.0)).apply((12.0, 20.0)), (10.0, 22.0));
        assert_eq!(Matrix::of(&[1.0, 2.0]), None);
        assert_eq!(bounds(&[(f64::NAN, 0.0)]), None);
    }
}
