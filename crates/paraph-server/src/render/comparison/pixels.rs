//! Which parts of a page are seen to differ. Both states are drawn by the same program on the same grid, so equal content gives
//! equal pixels; what is tolerated is the softness of edges.

use super::{Place, Region};
use crate::render::drawing::{Canvas, Sheet};
use crate::render::limits::{COMPARED_REGIONS_MAX, COVERED_POINTS_MIN};

/// Differences of a colour, of 255, that nobody sees.
const UNSEEN: u8 = 24;
/// Differences up to this are the softness of an edge, if a neighbouring pixel had that colour.
const SOFT: u8 = 96;
/// Neighbouring pixels that differ by more than this are the edge of something printed.
const EDGE: u8 = 64;
/// Side of the cells by which pixels are gathered into regions, in pixels. Two cells apart is still one region.
const CELL: usize = 8;
const REACH: usize = 2;
/// How far beyond an expected area its softest edge may reach, in points.
const MARGIN_POINTS: f64 = 1.0;

/// Left, top, right and bottom in pixels; the last two are just outside.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Bounds {
    pub(super) left: usize,
    pub(super) top: usize,
    pub(super) right: usize,
    pub(super) bottom: usize,
}

impl Bounds {
    fn with(self, other: Self) -> Self {
        Self {
            left: self.left.min(other.left),
            top: self.top.min(other.top),
            right: self.right.max(other.right),
            bottom: self.bottom.max(other.bottom),
        }
    }

    fn holds(&self, x: usize, y: usize) -> bool {
        (self.left..self.right).contains(&x) && (self.top..self.bottom).contains(&y)
    }

    /// The place on a page of so many pixels to the point.
    fn place(self, scale: f64) -> Place {
        let points = |pixels: usize| (pixels as f64 / scale * 100.0).round() / 100.0;
        Place {
            left: points(self.left),
            top: points(self.top),
            width: points(self.right - self.left),
            height: points(self.bottom - self.top),
        }
    }
}

/// What was found in one place.
#[derive(Debug, Clone, Copy)]
struct Spot {
    bounds: Bounds,
    /// Pixels of printed edges that are not as they were.
    covered: usize,
}

impl Spot {
    fn join(self, other: Self) -> Self {
        Self { bounds: self.bounds.with(other.bounds), covered: self.covered + other.covered }
    }

    fn add(found: &mut Option<Self>, x: usize, y: usize, covered: usize) {
        let pixel = Self { bounds: Bounds { left: x, top: y, right: x + 1, bottom: y + 1 }, covered };
        *found = Some(found.map_or(pixel, |spot| spot.join(pixel)));
    }
}

/// The regions in which two drawings of a page differ: one for each expected area, and those outside of all.
pub(super) fn differing(before: &Sheet, after: &Sheet, areas: &[(usize, Place)]) -> Vec<Region> {
    let scale = after.scale;
    let (then, now) = (&before.canvas, &after.canvas);
    if (then.width, then.height) != (now.width, now.height) {
        // Another size of page: nothing on it is where it was.
        let whole = Bounds { left: 0, top: 0, right: now.width, bottom: now.height };
        return vec![Region { place: whole.place(scale), area: None, covers_print: true }];
    }
    let grown: Vec<Bounds> = areas.iter().map(|(_, place)| place.pixels(scale, now)).collect();
    let (inside, outside) = gather(then, now, &grown);
    let covers = |spot: &Spot| spot.covered as f64 / (scale * scale) >= COVERED_POINTS_MIN;
    let region =
        |spot: &Spot, area| Region { place: spot.bounds.place(scale), area, covers_print: covers(spot) };
    let expected =
        inside.iter().zip(areas).filter_map(|(spot, (area, _))| Some(region(spot.as_ref()?, Some(*area))));
    let mut regions: Vec<Region> = outside.iter().map(|spot| region(spot, None)).collect();
    regions.extend(expected);
    regions
}

/// Puts each differing pixel to the first area it lies in, or to the region outside.
fn gather(then: &Canvas, now: &Canvas, areas: &[Bounds]) -> (Vec<Option<Spot>>, Vec<Spot>) {
    let mut inside: Vec<Option<Spot>> = vec![None; areas.len()];
    let mut cells = Cells::new(now.width, now.height);
    for y in 0..now.height {
        if then.row(y) == now.row(y) {
            continue;
        }
        let near: Vec<usize> = (0..areas.len())
            .filter(|index| areas.get(*index).is_some_and(|area| (area.top..area.bottom).contains(&y)))
            .collect();
        for x in 0..now.width {
            if !differs(then, now, x, y) {
                continue;
            }
            let covered =
                usize::from(is_edge(then, x, y) && distance(then.pixel(x, y), now.pixel(x, y)) > EDGE);
            let area = near.iter().find(|index| areas.get(**index).is_some_and(|area| area.holds(x, y)));
            match area.and_then(|index| inside.get_mut(*index)) {
                Some(spot) => Spot::add(spot, x, y, covered),
                None => cells.add(x, y, covered),
            }
        }
    }
    (inside, cells.regions())
}

/// Whether a pixel is seen to differ. A soft difference is none where the colour stands, in the other state, right beside.
fn differs(then: &Canvas, now: &Canvas, x: usize, y: usize) -> bool {
    let difference = distance(then.pixel(x, y), now.pixel(x, y));
    if difference <= UNSEEN || difference > SOFT {
        return difference > SOFT;
    }
    let beside = |canvas: &Canvas, color: [u8; 3]| {
        let columns = x.saturating_sub(1)..(x + 2).min(canvas.width);
        let mut all =
            columns.flat_map(|x| (y.saturating_sub(1)..(y + 2).min(canvas.height)).map(move |y| (x, y)));
        all.any(|(x, y)| distance(canvas.pixel(x, y), color) <= UNSEEN)
    };
    !(beside(now, then.pixel(x, y)) && beside(then, now.pixel(x, y)))
}

/// Whether something printed ends here.
fn is_edge(canvas: &Canvas, x: usize, y: usize) -> bool {
    let own = canvas.pixel(x, y);
    let stands_out = |x: usize, y: usize| distance(own, canvas.pixel(x, y)) > EDGE;
    (x + 1 < canvas.width && stands_out(x + 1, y)) || (y + 1 < canvas.height && stands_out(x, y + 1))
}

/// The largest difference of a colour's parts.
fn distance(one: [u8; 3], other: [u8; 3]) -> u8 {
    one.iter().zip(other).map(|(one, other)| one.abs_diff(other)).max().unwrap_or(0)
}

/// Differing pixels outside of all areas, by cell.
struct Cells {
    across: usize,
    down: usize,
    spots: Vec<Option<Spot>>,
}

impl Cells {
    fn new(width: usize, height: usize) -> Self {
        let (across, down) = (width.div_ceil(CELL), height.div_ceil(CELL));
        Self { across, down, spots: vec![None; across * down] }
    }

    fn add(&mut self, x: usize, y: usize, covered: usize) {
        let index = y / CELL * self.across + x / CELL;
        if let Some(spot) = self.spots.get_mut(index) {
            Spot::add(spot, x, y, covered);
        }
    }

    /// Cells near each other together, from the top down. What is beyond the limit is put into the last one.
    fn regions(mut self) -> Vec<Spot> {
        let mut regions: Vec<Spot> = Vec::new();
        for start in 0..self.spots.len() {
            let Some(region) = self.region(start) else { continue };
            if regions.len() < COMPARED_REGIONS_MAX {
                regions.push(region);
            } else if let Some(last) = regions.last_mut() {
                *last = last.join(region);
            }
        }
        regions
    }

    /// Takes out the cell at `start` and all that are near it or near one of those.
    fn region(&mut self, start: usize) -> Option<Spot> {
        let mut region = self.spots.get_mut(start)?.take()?;
        let mut pending = vec![start];
        while let Some(index) = pending.pop() {
            let (column, row) = (index % self.across, index / self.across);
            let columns = column.saturating_sub(REACH)..(column + REACH + 1).min(self.across);
            for row in row.saturating_sub(REACH)..(row + REACH + 1).min(self.down) {
                for near in columns.clone().map(|column| row * self.across + column) {
                    if let Some(spot) = self.spots.get_mut(near).and_then(Option::take) {
                        region = region.join(spot);
                        pending.push(near);
                    }
                }
            }
        }
        Some(region)
    }
}

impl Place {
    /// The pixels it takes, and those of its softest edge.
    fn pixels(&self, scale: f64, canvas: &Canvas) -> Bounds {
        let down = |points: f64, most: usize| ((points * scale).floor().max(0.0) as usize).min(most);
        let up = |points: f64, most: usize| ((points * scale).ceil().max(0.0) as usize).min(most);
        Bounds {
            left: down(self.left - MARGIN_POINTS, canvas.width),
            top: down(self.top - MARGIN_POINTS, canvas.height),
            right: up(self.left + self.width + MARGIN_POINTS, canvas.width),
            bottom: up(self.top + self.height + MARGIN_POINTS, canvas.height),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A white sheet of 100 by 50 points, at two pixels to the point, with rectangles of pixels in a grey.
    fn sheet(marks: &[(usize, usize, usize, usize, u8)]) -> Sheet {
        let (width, height) = (200, 100);
        let mut rgb = vec![255; width * height * 3];
        for (left, top, right, bottom, grey) in marks {
            for y in *top..*bottom {
                rgb[(y * width + left) * 3..(y * width + right) * 3].fill(*grey);
            }
        }
        Sheet { canvas: Canvas { width, height, rgb }, layers: Vec::new(), scale: 2.0, parts_missing: false }
    }

    fn place(left: f64, top: f64, width: f64, height: f64) -> Place {
        Place { left, top, width, height }
    }

    #[test]
    fn equal_sheets_do_not_differ() {
        let marks = [(10, 10, 40, 20, 0), (60, 10, 80, 20, 128)];
        assert_eq!(differing(&sheet(&marks), &sheet(&marks), &[]), []);
    }

    #[test]
    fn a_mark_is_found_where_it_is_in_points() {
        let found = differing(&sheet(&[]), &sheet(&[(20, 40, 60, 50, 0)]), &[]);
        assert_eq!(found, [Region { place: place(10.0, 20.0, 20.0, 5.0), area: None, covers_print: false }]);
    }

    #[test]
    fn marks_side_by_side_are_one_region_and_marks_apart_are_two() {
        let near = sheet(&[(20, 40, 30, 50, 0), (36, 40, 44, 50, 0)]);
        assert_eq!(differing(&sheet(&[]), &near, &[]).len(), 1);
        let apart = sheet(&[(20, 40, 30, 50, 0), (80, 40, 90, 50, 0)]);
        assert_eq!(differing(&sheet(&[]), &apart, &[]).len(), 2);
    }

    #[test]
    fn a_dot_of_half_a_point_is_seen() {
        assert_eq!(differing(&sheet(&[]), &sheet(&[(100, 50, 101, 51, 0)]), &[]).len(), 1);
    }

    #[test]
    fn softer_edges_and_colours_nobody_tells_apart_are_tolerated() {
        let sharp = sheet(&[(20, 40, 60, 50, 0), (100, 10, 120, 30, 100)]);
        let soft = sheet(&[(20, 40, 60, 50, 12), (20, 39, 60, 40, 235), (100, 10, 120, 30, 110)]);
        assert_eq!(differing(&sharp, &soft, &[]), []);
    }

    #[test]
    fn what_lies_in_an_area_is_told_apart_from_what_reaches_out_of_it() {
        let areas = [(7, place(10.0, 10.0, 20.0, 10.0))];
        let inside = differing(&sheet(&[]), &sheet(&[(20, 20, 60, 40, 0)]), &areas);
        assert_eq!(inside.len(), 1);
        assert_eq!(inside[0].area, Some(7));
        let beyond = differing(&sheet(&[]), &sheet(&[(20, 20, 90, 40, 0)]), &areas);
        assert_eq!(beyond.iter().map(|region| region.area).collect::<Vec<_>>(), [None, Some(7)]);
        assert_eq!(beyond[0].place, place(31.0, 10.0, 14.0, 10.0));
    }

    #[test]
    fn print_that_is_painted_over_is_covered_and_blank_paper_is_not() {
        let lines: Vec<_> = (0..10).map(|line| (20, 20 + 4 * line, 60, 22 + 4 * line, 0)).collect();
        let areas = [(0, place(5.0, 5.0, 40.0, 30.0))];
        let printed = sheet(&lines);
        let covered = differing(&printed, &sheet(&[(10, 10, 80, 70, 255), (30, 30, 50, 40, 0)]), &areas);
        assert!(covered[0].covers_print);
        let beside: Vec<_> = lines.iter().copied().chain([(64, 20, 80, 60, 0)]).collect();
        assert!(!differing(&printed, &sheet(&beside), &areas)[0].covers_print);
    }

    #[test]
    fn a_page_of_another_size_differs_as_a_whole() {
        let mut wide = sheet(&[]);
        wide.canvas = Canvas { width: 100, height: 200, rgb: vec![255; 60_000] };
        assert_eq!(differing(&sheet(&[]), &wide, &[])[0].place, place(0.0, 0.0, 50.0, 100.0));
    }

    #[test]
    fn more_regions_than_anybody_reads_are_told_together() {
        let rows = (0..4).flat_map(|row| (0..8).map(move |column| (column * 25, row * 25)));
        let dots: Vec<_> = rows.map(|(x, y)| (x, y, x + 1, y + 1, 0)).collect();
        let found = differing(&sheet(&[]), &sheet(&dots), &[]);
        assert_eq!(found.len(), COMPARED_REGIONS_MAX);
        let last = found.last().unwrap().place;
        assert!(last.top + last.height > 37.0, "{last:?}");
    }
}
