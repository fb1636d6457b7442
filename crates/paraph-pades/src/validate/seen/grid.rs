//! How much of a place is covered, in cells: every fill, line and picture leaves its share of ink in the cells it crosses.

use paraph_pdf::Rectangle;

use super::geometry::{Point, area, bounds, union};
use super::marks::{Cover, Ink, Rule};
use super::pen::Pen;

/// Cells to a side: those of a page of any usual size are as small as they get.
const CELLS_MAX: f64 = 1_200.0;
/// Shortest side of a cell, in points.
const CELL_MIN: f64 = 1.5;
/// Lines by which a row of cells is sampled.
const SAMPLES: usize = 4;
/// Share of ink from which nothing is read through a cell.
const OPAQUE: f64 = 0.6;

/// Side of a square, in cells, that no stroke of a letter fills.
const SOLID: usize = 3;

/// So many cells are made, or looked through, in one step.
const CELLS_AT_ONCE: u64 = 64;

/// A grid over a place on a page.
#[derive(Clone)]
pub(super) struct Grid {
    place: Rectangle,
    columns: usize,
    rows: usize,
    cell: (f64, f64),
    /// How much of the red, green and blue below is covered.
    ink: Vec<[f32; 3]>,
    /// How much of what is below is as if it were not there.
    erased: Vec<f32>,
    work: u64,
}

impl Grid {
    pub(super) fn new(place: Rectangle) -> Self {
        let count = |length: f64| {
            let cells = (length / CELL_MIN).ceil().clamp(1.0, CELLS_MAX);
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "between 1 and 1 200"
            )]
            let count = cells as usize;
            (count, length / cells)
        };
        let ((columns, width), (rows, height)) = (count(place.width()), count(place.height()));
        let cells = columns * rows;
        let work = cells as u64 / CELLS_AT_ONCE;
        Self {
            place,
            columns,
            rows,
            cell: (width, height),
            ink: vec![[0.0; 3]; cells],
            erased: vec![0.0; cells],
            work,
        }
    }

    /// Steps taken so far.
    pub(super) fn work(&self) -> u64 {
        self.work
    }

    /// Leaves ink inside closed shapes. What has no end in sight covers all of the clip.
    pub(super) fn fill(&mut self, shapes: &[Vec<Point>], rule: Rule, (clip, ink): (&Rectangle, Ink)) {
        let Some(clip) = clip.intersection(&self.place) else { return };
        let mut around: Option<Rectangle> = None;
        for shape in shapes.iter().filter(|shape| !shape.is_empty()) {
            let own = bounds(shape).unwrap_or(clip);
            around = Some(around.map_or(own, |known| union(&known, &own)));
        }
        let is_endless = shapes.iter().flatten().any(|(x, y)| !x.is_finite() || !y.is_finite());
        let whole = [corners(&clip).to_vec()];
        let shapes = if is_endless { whole.as_slice() } else { shapes };
        let Some(part) = around.and_then(|around| around.intersection(&clip)) else { return };
        let samples = self.rows * SAMPLES;
        let step = self.place.height() / to_f64(samples);
        let at = |y: f64| index((y - self.place.bottom) / step);
        let points = shapes.iter().map(|shape| shape.len() as u64).sum::<u64>();
        for sample in at(part.bottom)..=at(part.top).min(samples.saturating_sub(1)) {
            let y = self.place.bottom + step * (to_f64(sample) + 0.5);
            if y < part.bottom || y > part.top {
                continue;
            }
            self.work += points;
            for (from, until) in spans(shapes, rule, y) {
                let (from, until) = (from.max(part.left), until.min(part.right));
                self.run(sample / SAMPLES, (from, until), ink);
            }
        }
    }

    /// Whether closed shapes fill a square of [`SOLID`] cells anywhere: then they are wider than the strokes of letters.
    pub(super) fn is_solid(&mut self, shapes: &[Vec<Point>]) -> bool {
        let points: Vec<Point> = shapes.iter().flatten().copied().collect();
        if points.iter().any(|(x, y)| !x.is_finite() || !y.is_finite()) {
            return true;
        }
        let Some(place) = bounds(&points).and_then(|place| place.intersection(&self.place)) else {
            return false;
        };
        let mut own = Self::new(place);
        own.fill(shapes, Rule::NonZero, (&place, Ink::FULL));
        self.work += own.work;
        let is_filled = |cell: usize| own.ink.get(cell).is_some_and(|ink| f64::from(ink[0]) >= OPAQUE);
        let mut runs = vec![(0_usize, 0_usize); own.columns];
        for row in 0..own.rows {
            let mut across = 0;
            for (column, (down, square)) in runs.iter_mut().enumerate() {
                *down = if is_filled(row * own.columns + column) { *down + 1 } else { 0 };
                across = if *down >= SOLID { across + 1 } else { 0 };
                *square = across;
            }
            if runs.iter().any(|(_, square)| *square >= SOLID) {
                return true;
            }
        }
        false
    }

    /// Leaves ink in an upright box.
    pub(super) fn fill_box(&mut self, place: &Rectangle, clip: &Rectangle, ink: Ink) {
        self.fill(&[corners(place).to_vec()], Rule::NonZero, (clip, ink));
    }

    /// Leaves ink along lines.
    pub(super) fn stroke(&mut self, lines: &[Vec<Point>], pen: &Pen, ink: (&Rectangle, Ink)) {
        for shape in lines.iter().flat_map(|line| pen.shapes(line)) {
            self.fill(&[shape], Rule::NonZero, ink);
        }
    }

    fn run(&mut self, row: usize, (from, until): (f64, f64), ink: Ink) {
        if until <= from {
            return;
        }
        let (first, last) = ((from - self.place.left) / self.cell.0, (until - self.place.left) / self.cell.0);
        for column in index(first)..=index(last).min(self.columns.saturating_sub(1)) {
            self.work += 1;
            let within = last.min(to_f64(column) + 1.0) - first.max(to_f64(column));
            if within > 0.0 {
                self.leave(row * self.columns + column, within / to_f64(SAMPLES), ink);
            }
        }
    }

    #[expect(clippy::cast_possible_truncation, reason = "a share needs no more digits")]
    fn leave(&mut self, cell: usize, part: f64, ink: Ink) {
        let (all, erased) = (self.ink.get_mut(cell), self.erased.get_mut(cell));
        all.into_iter().flatten().zip(ink.cover).for_each(|(own, share)| *own += (part * share) as f32);
        erased.into_iter().for_each(|own| *own += (part * ink.erased) as f32);
    }

    /// Which share of a box lies under cells through which nothing is read that differs from the paper by these shares of red,
    /// green and blue.
    pub(super) fn hidden(&self, of: &Rectangle, contrast: Cover) -> f64 {
        let all = contrast.iter().sum::<f64>().max(f64::MIN_POSITIVE);
        self.share(of, |cell| {
            let ink = self.ink.get(cell).copied().unwrap_or_default();
            let covered = ink.into_iter().zip(contrast).map(|(ink, share)| f64::from(ink).min(1.0) * share);
            covered.sum::<f64>() / all
        })
    }

    /// Which share of a box is as if it were not there.
    pub(super) fn erased(&self, of: &Rectangle) -> f64 {
        self.share(of, |cell| f64::from(self.erased.get(cell).copied().unwrap_or(0.0)).min(1.0))
    }

    /// Which share of a box lies under cells of which so much is covered that nothing is read.
    fn share(&self, of: &Rectangle, covered: impl Fn(usize) -> f64) -> f64 {
        let Some(part) = of.intersection(&self.place) else { return 0.0 };
        let (left, right) = (self.column_at(part.left), self.column_at(part.right));
        let (bottom, top) = (self.row_at(part.bottom), self.row_at(part.top));
        let mut found = 0.0;
        for row in bottom..=top {
            for column in left..=right {
                let ink = covered(row * self.columns + column);
                if ink >= OPAQUE {
                    found += ink * self.cell_at(row, column).intersection(&part).as_ref().map_or(0.0, area);
                }
            }
        }
        found / area(of).max(f64::MIN_POSITIVE)
    }

    /// Whether anything was painted.
    pub(super) fn is_inked(&self) -> bool {
        self.ink.iter().flatten().any(|ink| *ink > 0.05)
    }

    /// The smallest box around all cells through which something may not be read.
    pub(super) fn opaque(&self) -> Option<Rectangle> {
        let mut found: Option<Rectangle> = None;
        for row in 0..self.rows {
            for column in 0..self.columns {
                let ink = self.ink.get(row * self.columns + column);
                if ink.is_some_and(|ink| ink.iter().any(|ink| f64::from(*ink) >= OPAQUE)) {
                    let cell = self.cell_at(row, column);
                    found = Some(found.map_or(cell, |known| union(&known, &cell)));
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

fn corners(of: &Rectangle) -> [Point; 4] {
    [(of.left, of.bottom), (of.right, of.bottom), (of.right, of.top), (of.left, of.top)]
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
    use super::super::geometry::Matrix;
    use super::super::marks::WEIGHTS;
    use super::*;

    const PLACE: Rectangle = Rectangle { left: 100.0, bottom: 100.0, right: 200.0, top: 160.0 };

    fn part(left: f64, bottom: f64, right: f64, top: f64) -> Rectangle {
        Rectangle { left, bottom, right, top }
    }

    fn pen(width: f64) -> Pen {
        Pen { matrix: Matrix::IDENTITY, width, projects: false, miter: 10.0 }
    }

    #[test]
    fn what_is_multiplied_hides_its_own_colour_and_no_other() {
        let mut grid = Grid::new(PLACE);
        grid.fill_box(&PLACE, &PLACE, Ink { cover: [0.0, 0.0, 1.0], erased: 0.0 });
        let place = part(110.0, 110.0, 120.0, 118.0);
        assert!(grid.hidden(&place, WEIGHTS) < 0.01, "black print under yellow");
        assert!(grid.hidden(&place, [0.0, 0.0, 0.11]) > 0.9, "yellow print under yellow");
    }

    #[test]
    fn what_has_no_end_covers_everything() {
        let mut grid = Grid::new(PLACE);
        grid.fill(&[vec![(0.0, 0.0), (f64::INFINITY, 0.0), (0.0, 9.0)]], Rule::NonZero, (&PLACE, Ink::FULL));
        assert!(grid.hidden(&part(110.0, 110.0, 120.0, 118.0), WEIGHTS) > 0.9);
    }

    #[test]
    fn a_filled_box_hides_what_lies_under_it_and_nothing_else() {
        let mut grid = Grid::new(PLACE);
        grid.fill_box(&part(100.0, 100.0, 150.0, 160.0), &PLACE, Ink::FULL);
        assert!(grid.hidden(&part(110.0, 110.0, 120.0, 118.0), WEIGHTS) > 0.99);
        assert!(grid.hidden(&part(160.0, 110.0, 170.0, 118.0), WEIGHTS) < 0.01);
        assert!(grid.hidden(&part(300.0, 300.0, 310.0, 310.0), WEIGHTS) < 0.01);
        let opaque = grid.opaque().unwrap();
        assert!((opaque.right - 150.0).abs() < 1.6, "{opaque:?}");
    }

    #[test]
    fn what_is_transparent_hides_nothing_until_it_is_piled_up() {
        let mut grid = Grid::new(PLACE);
        grid.fill_box(&PLACE, &PLACE, Ink { cover: [0.25; 3], erased: 0.25 });
        assert_eq!(grid.opaque(), None);
        grid.fill_box(&PLACE, &PLACE, Ink { cover: [0.25; 3], erased: 0.25 });
        grid.fill_box(&PLACE, &PLACE, Ink { cover: [0.25; 3], erased: 0.25 });
        assert!(grid.opaque().is_some());
    }

    #[test]
    fn thin_lines_hide_nothing_and_a_hatching_does() {
        let mut grid = Grid::new(PLACE);
        grid.stroke(&[vec![(100.0, 100.0), (200.0, 160.0)]], &pen(1.0), (&PLACE, Ink::FULL));
        assert!(grid.hidden(&part(140.0, 120.0, 152.0, 130.0), WEIGHTS) < 0.5);
        let hatching: Vec<Vec<Point>> = (0..60)
            .map(|line| vec![(100.0, 100.5 + f64::from(line)), (200.0, 100.5 + f64::from(line))])
            .collect();
        grid.stroke(&hatching, &pen(0.9), (&PLACE, Ink::FULL));
        assert!(grid.hidden(&part(140.0, 120.0, 152.0, 130.0), WEIGHTS) > 0.9);
    }

    #[test]
    fn a_hole_is_not_filled() {
        let ring = |left: f64, bottom: f64, right: f64, top: f64| {
            vec![(left, bottom), (right, bottom), (right, top), (left, top)]
        };
        let shapes = [ring(100.0, 100.0, 200.0, 160.0), ring(110.0, 110.0, 190.0, 150.0)];
        let mut grid = Grid::new(PLACE);
        grid.fill(&shapes, Rule::EvenOdd, (&PLACE, Ink::FULL));
        assert!(grid.hidden(&part(120.0, 120.0, 180.0, 140.0), WEIGHTS) < 0.01);
        let mut grid = Grid::new(PLACE);
        grid.fill(&shapes, Rule::NonZero, (&PLACE, Ink::FULL));
        assert!(grid.hidden(&part(120.0, 120.0, 180.0, 140.0), WEIGHTS) > 0.99);
    }
}
