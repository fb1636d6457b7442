//! Whether an annotation covers what was on its page before: what it paints leaves ink in a grid, and what lies under cells
//! through which nothing is read is covered.

use paraph_pdf::{Dictionary, Error, Object, ObjectId, Page, Rectangle, View};

use super::annotation::Annotation;
use super::content::{Interpreter, picture_place};
use super::geometry::{Matrix, Point, area, bounds};
use super::grid::Grid;
use super::marks::{Fill, Glyph, Mark};
use super::picture;
use crate::limits;

/// Ink of a glyph, as a share of its place.
const GLYPH_INK: f64 = 0.25;
/// Glyphs from this size on cover small print, in points.
const LARGE: f64 = 60.0;
/// Share of a glyph from which on it is not read.
const UNREADABLE: f64 = 0.5;
/// Part of a picture or drawing that may be covered, in square points.
const COVERED_MAX: f64 = 50.0;
/// Filled boxes larger than this are backgrounds, in square points.
const BACKGROUND: f64 = 400.0;
/// Boxes thinner than this are rules, in points.
const RULE: f64 = 1.5;
/// So many dots or lines in a row are there to be written on.
const LEADER: usize = 3;

/// What is looked at: a page as it was before, and an annotation as it is after.
pub(crate) struct Scene<'a> {
    pub(crate) before: View<'a>,
    pub(crate) after: View<'a>,
    pub(crate) page: &'a Page,
    /// The annotation's object, if it has one of its own.
    pub(crate) id: Option<ObjectId>,
    pub(crate) annotation: Dictionary,
}

/// The part of the page, in its user space, on which something is not read any more that was; and the work it took to find out.
/// What cannot be followed counts as painted all over its place.
pub(crate) fn covered(scene: &Scene<'_>) -> Result<(Option<Rectangle>, u64), Error> {
    let Some(annotation) = Annotation::of(scene.after, scene.annotation.clone())? else {
        return Ok((None, 1));
    };
    let Some(place) = annotation.place.intersection(&scene.page.media_box) else { return Ok((None, 1)) };
    let mut grid = Grid::new(place);
    let painted = annotation.paint(scene.after, &mut |mark| ink(&mut grid, scene.after, &mark));
    if painted.is_err() {
        grid.fill_box(&place, &place, 1.0);
    }
    let Some(opaque) = grid.opaque() else { return Ok((None, grid.work())) };
    let mut under = Under { grid: &grid, opaque, found: None, leader: Vec::new(), leads: None, work: 0 };
    if under.page(scene).is_err() {
        under.found = Some(opaque);
    }
    let (found, work) = (under.found, under.work);
    Ok((found, grid.work().saturating_add(work)))
}

/// Leaves the ink of a mark.
fn ink(grid: &mut Grid, view: View<'_>, mark: &Mark<'_>) {
    match mark {
        Mark::Glyph(glyph) if glyph.is_hidden => {}
        Mark::Glyph(glyph) => {
            let share = if glyph.is_solid || glyph.size >= LARGE { 1.0 } else { GLYPH_INK };
            grid.fill_box(&glyph.place, &glyph.paint.clip, glyph.paint.cover * share);
        }
        Mark::Fill(fill) => grid.fill(fill.shapes, fill.rule, (&fill.paint.clip, fill.paint.cover)),
        Mark::Stroke { lines, width, paint } => grid.stroke(lines, *width, (&paint.clip, paint.cover)),
        Mark::Picture { matrix, image, paint } => {
            let whole = || vec![(super::geometry::UNIT, 1.0)];
            for (part, share) in picture::cover(view, *image).unwrap_or_else(|_| whole()) {
                grid.fill_box(&matrix.around(&part), &paint.clip, share * paint.cover);
            }
        }
        Mark::Flood(paint) => grid.fill_box(&paint.clip, &paint.clip, paint.cover),
    }
}

/// What lies under the cells of a grid.
struct Under<'g> {
    grid: &'g Grid,
    opaque: Rectangle,
    found: Option<Rectangle>,
    /// Dots or lines in a row, which may be there to be written on.
    leader: Vec<Rectangle>,
    leads: Option<String>,
    work: u64,
}

impl Under<'_> {
    /// Follows the page's content, then what its annotations showed.
    fn page(&mut self, scene: &Scene<'_>) -> Result<(), Error> {
        let (view, page) = (scene.before, scene.page);
        let resources = view.dictionary(&page.dictionary, b"Resources")?.unwrap_or_default();
        let content = content(view, page)?;
        let mut marks = |mark: Mark<'_>| self.look(&mark);
        let mut interpreter = Interpreter::new(view, (Matrix::IDENTITY, page.crop_box), &mut marks);
        interpreter.run(&content, &resources)?;
        self.end_of_leader();
        let Object::Dictionary(now) = view.object(page.id)? else { return Ok(()) };
        for item in view.array(&now, b"Annots")?.iter().take(limits::ANNOTATIONS_MAX) {
            if item.as_reference().is_some_and(|id| Some(id) == scene.id) {
                continue;
            }
            let Object::Dictionary(dictionary) = view.resolve(item)? else { continue };
            let Some(other) = Annotation::of(view, dictionary)? else { continue };
            if other.place.intersection(&self.opaque).is_some() {
                other.paint(view, &mut |mark| self.look(&mark))?;
                self.end_of_leader();
            }
        }
        Ok(())
    }

    fn look(&mut self, mark: &Mark<'_>) {
        self.work += 1;
        match mark {
            Mark::Glyph(glyph) => self.glyph(glyph),
            Mark::Fill(fill) if fill.paint.cover > 0.0 => self.fill(fill),
            Mark::Stroke { lines, paint, .. } if paint.cover > 0.0 => {
                for line in lines.iter().filter(|line| !is_ruled(line)) {
                    self.drawing(bounds(line).and_then(|place| place.intersection(&paint.clip)));
                }
            }
            Mark::Picture { matrix, paint, .. } if paint.cover > 0.0 => {
                self.drawing(picture_place(matrix).intersection(&paint.clip));
            }
            _ => {}
        }
    }

    fn glyph(&mut self, glyph: &Glyph) {
        let is_blank = glyph.text.as_deref().is_some_and(|text| text.trim().is_empty());
        let Some(place) =
            glyph.place.intersection(&glyph.paint.clip).filter(|_| !glyph.is_hidden && !is_blank)
        else {
            return;
        };
        let leads =
            glyph.text.as_deref().filter(|text| matches!(*text, "_" | "." | "-" | "…" | "·" | "–" | "—"));
        if leads.is_none() || self.leads.as_deref() != leads {
            self.end_of_leader();
            self.leads = leads.map(str::to_owned);
        }
        if leads.is_some() {
            self.leader.push(place);
        } else {
            self.letter(&place);
        }
    }

    fn letter(&mut self, place: &Rectangle) {
        if place.intersection(&self.opaque).is_some() {
            self.work += 4;
            if self.grid.hidden(place) >= UNREADABLE {
                self.add(place);
            }
        }
    }

    fn end_of_leader(&mut self) {
        let leader = std::mem::take(&mut self.leader);
        if leader.len() < LEADER {
            leader.iter().for_each(|place| self.letter(place));
        }
        self.leads = None;
    }

    fn fill(&mut self, fill: &Fill<'_>) {
        if !fill.is_boxes {
            let points: Vec<Point> = fill.shapes.iter().flatten().copied().collect();
            self.drawing(bounds(&points).and_then(|place| place.intersection(&fill.paint.clip)));
            return;
        }
        for place in fill.shapes.iter().filter_map(|shape| bounds(shape)) {
            let is_small = area(&place) <= BACKGROUND && place.width().min(place.height()) >= RULE;
            if let Some(place) = place.intersection(&fill.paint.clip).filter(|_| is_small) {
                self.letter(&place);
            }
        }
    }

    fn drawing(&mut self, place: Option<Rectangle>) {
        let Some(place) = place.filter(|place| place.intersection(&self.opaque).is_some()) else { return };
        self.work += 64;
        let hidden = self.grid.hidden(&place);
        if hidden >= UNREADABLE || hidden * area(&place) > COVERED_MAX {
            self.add(&place);
        }
    }

    fn add(&mut self, place: &Rectangle) {
        let Some(part) = place.intersection(&self.opaque) else { return };
        self.found = Some(self.found.map_or(part, |known| Rectangle {
            left: known.left.min(part.left),
            bottom: known.bottom.min(part.bottom),
            right: known.right.max(part.right),
            top: known.top.max(part.top),
        }));
    }
}

/// Lines along the edges of the page: rules, frames and lines to sign on.
fn is_ruled(line: &[Point]) -> bool {
    line.windows(2).all(|pair| match pair {
        [from, to] => (from.0 - to.0).abs() < 0.5 || (from.1 - to.1).abs() < 0.5,
        _ => true,
    })
}

/// The content of a page, its parts joined.
fn content(view: View<'_>, page: &Page) -> Result<Vec<u8>, Error> {
    let parts = match view.value(&page.dictionary, b"Contents")? {
        Object::Array(parts) => parts,
        one => vec![one],
    };
    let mut content = Vec::new();
    for part in parts {
        if let Object::Stream(stream) = view.resolve(&part)? {
            let left = limits::CONTENT_BYTES_MAX.saturating_sub(content.len());
            content.extend(view.decode_up_to(&stream, left)?);
            content.push(b'\n');
        }
    }
    Ok(content)
}
