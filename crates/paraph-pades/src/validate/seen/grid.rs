//! How much of a place is covered, in cells: every fill, line and picture leaves its share of ink in the cells it crosses.

use paraph_pdf::Rectangle;

use super::geometry::{Point, area};
use super::marks::Rule;

/// Cells to a side.
const CELLS_MAX: f64 = 240.0;
/// Shortest side of a cell, in points.
const CELL_MIN: f64 = 1.5;
/// Lines by which a row of cells is sampled.
const SAMPLES: usize = 4;
/// Share of ink from which nothing is read through a cell.
const OPAQUE: f64 = 0.6;

/// A grid over a place on a page.
pub(super) struct Grid {
    place: Rectangle,
    columns: usize,
    rows: usize,
    cell: (f64, f64),
    ink: Vec<f64>,
    work: u64,
}

impl Grid {
    pub(super) fn new(place: Rectangle) -> Self {
        let count = |length: f64| {
            let cells = (length / CELL_MIN).ceil().clamp(1.0, CELLS_MAX);
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 1 and 240")]
            let count = cells as usize;
            (count, length / cells)
        };
        let ((columns, width), (rows, height)) = (count(place.width()), count(place.height()));
        Self { place, columns, rows, cell: (width, height), ink: vec![0.0; columns * rows], work: 0 }
    }

    /// Steps taken so far.
    pub(super) fn work(&self) -> u64 {
        self.work
    }

    /// Leaves ink inside closed shapes.
    pub(super) fn fill(&mut self, shapes: &[Vec<Point>], rule: Rule, (clip, share): (&Rectangle, f64)) {
        let Some(clip) = clip.intersection(&self.place) else { return };
        let samples = self.rows * SAMPLES;
        for sample in 0..samples {
            let y = self.place.bottom + self.place.height() * (to_f64(sample) + 0.5) / to_f64(samples);
            if y < clip.bottom || y > clip.top {
                continue;
            }
            self.work += shapes.iter().map(|shape| shape.len() as u64).sum::<u64>();
            for (from, until) in spans(shapes, rule, y) {
                self.run(
                    sample / SAMPLES,
                    from.max(clip.left),
                    until.min(clip.right),
                    share / to_f64(SAMPLES),
                );
            }
        }
    }

    /// Leaves ink in an upright box.
    pub(super) fn fill_box(&mut self, place: &Rectangle, clip: &Rectangle, share: f64) {
        let corners = vec![
            (place.left, place.bottom),
            (place.right, place.bottom),
            (place.right, place.top),
            (place.left, place.top),
        ];
        self.fill(&[corners], Rule::NonZero, (clip, share));
    }

    /// Leaves ink along lines.
    pub(super) fn stroke(&mut self, lines: &[Vec<Point>], width: f64, (clip, share): (&Rectangle, f64)) {
        let half = width.max(0.2) / 2.0;
        for line in lines {
            for pair in line.windows(2) {
                let [from, to] = pair else { continue };
                let (dx, dy) = (to.0 - from.0, to.1 - from.1);
                let length = dx.hypot(dy);
                let (from, to, nx, ny) = if length < 1e-6 {
                    ((from.0 - half, from.1), (from.0 + half, from.1), 0.0, half)
                } else {
                    (*from, *to, -dy / length * half, dx / length * half)
                };
                let shape = vec![
                    (from.0 + nx, from.1 + ny),
                    (to.0 + nx, to.1 + ny),
                    (to.0 - nx, to.1 - ny),
                    (from.0 - nx, from.1 - ny),
                ];
                self.near(&shape, (clip, share));
            }
        }
    }

    /// A small shape, sampled only where it lies.
    fn near(&mut self, shape: &[Point], (clip, share): (&Rectangle, f64)) {
        let Some(own) = super::geometry::bounds(shape) else { return };
        let Some(part) = clip.intersection(&self.place).and_then(|clip| clip.intersection(&own)) else {
            return;
        };
        let samples = self.rows * SAMPLES;
        let step = self.place.height() / to_f64(samples);
        let (first, last) =
            (index((part.bottom - self.place.bottom) / step), index((part.top - self.place.bottom) / step));
        let shapes = [shape.to_vec()];
        for sample in first..=last.min(samples.saturating_sub(1)) {
            let y = self.place.bottom + step * (to_f64(sample) + 0.5);
            self.work += 4;
            for (from, until) in spans(&shapes, Rule::NonZero, y) {
                self.run(
                    sample / SAMPLES,
                    from.max(part.left),
                    until.min(part.right),
                    share / to_f64(SAMPLES),
                );
            }
        }
    }

    fn run(&mut self, row: usize, from: f64, until: f64, share: f64) {
        if until <= from || share <= 0.0 {
            return;
        }
        let (first, last) = ((from - self.place.left) / self.cell.0, (until - self.place.left) / self.cell.0);
        for column in index(first)..=index(last).min(self.columns.saturating_sub(1)) {
            self.work += 1;
            let within = last.min(to_f64(column) + 1.0) - first.max(to_f64(column));
            if within > 0.0
                && let Some(cell) = self.ink.get_mut(row * self.columns + column)
            {
                *cell += within * share;
            }
        }
    }

    /// Which share of a box lies under cells through which nothing is read.
    pub(super) fn hidden(&self, of: &Rectangle) -> f64 {
        let Some(part) = of.intersection(&self.place) else { return 0.0 };
        let (left, right) = (self.column_at(part.left), self.column_at(part.right));
        let (bottom, top) = (self.row_at(part.bottom), self.row_at(part.top));
        let mut hidden = 0.0;
        for row in bottom..=top {
            for column in left..=right {
                let ink = self.ink.get(row * self.columns + column).copied().unwrap_or(0.0);
                if ink >= OPAQUE {
                    hidden += self.cell_at(row, column).intersection(&part).as_ref().map_or(0.0, area);
                }
            }
        }
        hidden / area(of).max(f64::MIN_POSITIVE)
    }

    /// The smallest box around all cells through which nothing is read.
    pub(super) fn opaque(&self) -> Option<Rectangle> {
        let mut found: Option<Rectangle> = None;
        for row in 0..self.rows {
            for column in 0..self.columns {
                if self.ink.get(row * self.columns + column).is_some_and(|ink| *ink >= OPAQUE) {
                    let cell = self.cell_at(row, column);
                    found = Some(found.map_or(cell, |known| Rectangle {
                        left: known.left.min(cell.left),
                        bottom: known.bottom.min(cell.bottom),
                        right: known.right.max(cell.right),
                        top: known.top.max(cell.top),
                    }));
                }
            }
        }
        found
    }

    fn column_at(&self, x: f64) -> usize {
        index((x - self.place.left) / self.cell.0).min(self.columns.saturating_sub(1))
    }

    fn row_at(&self, y: f64) -> usize {
        index((y - self.place.bottom) / self.cell.1).min(self.rows.saturating_sub(1))
    }

    fn cell_at(&self, row: usize, column: usize) -> Rectangle {
        let left = self.place.left + self.cell.0 * to_f64(column);
        let bottom = self.place.bottom + self.cell.1 * to_f64(row);
        Rectangle { left, bottom, right: left + self.cell.0, top: bottom + self.cell.1 }
    }
}

/// Where a horizontal line is inside closed shapes.
fn spans(shapes: &[Vec<Point>], rule: Rule, y: f64) -> Vec<(f64, f64)> {
    let mut crossings: Vec<(f64, i32)> = Vec::new();
    for shape in shapes {
        let mut before = shape.last().copied();
        for point in shape {
            if let Some(from) = before.replace(*point)
                && (from.1 <= y) != (point.1 <= y)
            {
                let x = from.0 + (y - from.1) / (point.1 - from.1) * (point.0 - from.0);
                crossings.push((x, if from.1 <= y { 1 } else { -1 }));
            }
        }
    }
    crossings.sort_by(|one, other| one.0.total_cmp(&other.0));
    let is_inside = |winding: i32| match rule {
        Rule::NonZero => winding != 0,
        Rule::EvenOdd => winding % 2 != 0,
    };
    let mut found = Vec::new();
    let (mut winding, mut start) = (0i32, 0.0);
    for (x, direction) in crossings {
        let was_inside = is_inside(winding);
        winding += direction;
        match (was_inside, is_inside(winding)) {
            (false, true) => start = x,
            (true, false) => found.push((start, x)),
            _ => {}
        }
    }
    found
}

#[expect(clippy::cast_precision_loss, reason = "counts of cells are small")]
fn to_f64(count: usize) -> f64 {
    count as f64
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to the range")]
fn index(at: f64) -> usize {
    at.clamp(0.0, 1e6) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLACE: Rectangle = Rectangle { left: 100.0, bottom: 100.0, right: 200.0, top: 160.0 };

    fn part(left: f64, bottom: f64, right: f64, top: f64) -> Rectangle {
        Rectangle { left, bottom, right, top }
    }

    #[test]
    fn a_filled_box_hides_what_lies_under_it_and_nothing_else() {
        let mut grid = Grid::new(PLACE);
        grid.fill_box(&part(100.0, 100.0, 150.0, 160.0), &PLACE, 1.0);
        assert!(grid.hidden(&part(110.0, 110.0, 120.0, 118.0)) > 0.99);
        assert!(grid.hidden(&part(160.0, 110.0, 170.0, 118.0)) < 0.01);
        assert!(grid.hidden(&part(300.0, 300.0, 310.0, 310.0)) < 0.01);
        let opaque = grid.opaque().unwrap();
        assert!((opaque.right - 150.0).abs() < 1.6, "{opaque:?}");
    }

    #[test]
    fn what_is_transparent_hides_nothing_until_it_is_piled_up() {
        let mut grid = Grid::new(PLACE);
        grid.fill_box(&PLACE, &PLACE, 0.25);
        assert_eq!(grid.opaque(), None);
        grid.fill_box(&PLACE, &PLACE, 0.25);
        grid.fill_box(&PLACE, &PLACE, 0.25);
        assert!(grid.opaque().is_some());
    }

    #[test]
    fn thin_lines_hide_nothing_and_a_hatching_does() {
        let mut grid = Grid::new(PLACE);
        grid.stroke(&[vec![(100.0, 100.0), (200.0, 160.0)]], 1.0, (&PLACE, 1.0));
        assert!(grid.hidden(&part(140.0, 120.0, 152.0, 130.0)) < 0.5);
        let hatching: Vec<Vec<Point>> = (0..60)
            .map(|line| vec![(100.0, 100.5 + f64::from(line)), (200.0, 100.5 + f64::from(line))])
            .collect();
        grid.stroke(&hatching, 0.9, (&PLACE, 1.0));
        assert!(grid.hidden(&part(140.0, 120.0, 152.0, 130.0)) > 0.9);
    }

    #[test]
    fn a_hole_is_not_filled() {
        let ring = |left: f64, bottom: f64, right: f64, top: f64| {
            vec![(left, bottom), (right, bottom), (right, top), (left, top)]
        };
        let shapes = [ring(100.0, 100.0, 200.0, 160.0), ring(110.0, 110.0, 190.0, 150.0)];
        let mut grid = Grid::new(PLACE);
        grid.fill(&shapes, Rule::EvenOdd, (&PLACE, 1.0));
        assert!(grid.hidden(&part(120.0, 120.0, 180.0, 140.0)) < 0.01);
        let mut grid = Grid::new(PLACE);
        grid.fill(&shapes, Rule::NonZero, (&PLACE, 1.0));
        assert!(grid.hidden(&part(120.0, 120.0, 180.0, 140.0)) > 0.99);
    }
}
