//! What lies under the cells of a grid through which nothing is read: letters, drawings and pictures of the page, and of the
//! annotations that were on it. Lines to write on, rules and backgrounds are there to be written on.

use paraph_pdf::{Dictionary, Error, Object, ObjectId, Page, Rectangle, View};

use super::annotation::{Annotation, Ground, Which};
use super::content::{Interpreter, picture_place};
use super::geometry::{Matrix, Point, area, bounds, union};
use super::grid::Grid;
use super::marks::{Cover, Fill, Glyph, Mark, Paint, WEIGHTS};
use crate::limits;

/// Share of a letter from which on it may be taken for another, if it is as if it were not there.
const ERASED: f64 = 0.12;
/// Share of a drawing as small as a letter from which on it may be taken for another.
const SMALL: f64 = 0.25;
/// Share of anything else from which on it is not seen.
const UNSEEN: f64 = 0.5;
/// Part of a picture or drawing that may be covered, in square points.
const COVERED_MAX: f64 = 50.0;
/// Filled boxes larger than this are backgrounds unless they are dark, and drawings smaller than this may be letters, in square points.
const BACKGROUND: f64 = 400.0;
/// Boxes thinner than this are rules, in points.
const RULE: f64 = 1.5;
/// Straight lines shorter than this may be parts of letters, in points.
const RULE_LENGTH: f64 = 14.0;
/// Backgrounds darker than this are drawings.
const DARK: f64 = 0.5;
/// So many dots or lines in a row are there to be written on.
const LEADER: usize = 3;

/// What lies under the cells of a grid.
pub(super) struct Under<'g> {
    grid: &'g Grid,
    /// What lies under these already is not covered anew.
    base: Option<&'g Grid>,
    opaque: Rectangle,
    /// The box around all that is covered.
    pub(super) found: Option<Rectangle>,
    /// Dots or lines in a row, which may be there to be written on.
    leader: Vec<(Rectangle, Cover)>,
    leads: Option<String>,
    /// Steps taken so far.
    pub(super) work: u64,
}

impl<'g> Under<'g> {
    pub(super) fn new(grid: &'g Grid, base: Option<&'g Grid>, opaque: Rectangle) -> Self {
        Self { grid, base, opaque, found: None, leader: Vec::new(), leads: None, work: 0 }
    }

    /// Follows the page's content, then what its annotations showed.
    pub(super) fn page(
        &mut self,
        ground: &Ground<'_>,
        page: &Page,
        is_left_out: impl Fn(Option<ObjectId>, &Dictionary) -> bool,
    ) -> Result<(), Error> {
        let view = ground.view;
        let resources = view.dictionary(&page.dictionary, b"Resources")?.unwrap_or_default();
        let content = content(view, page)?;
        let mut marks = |mark: Mark<'_>| self.look(&mark);
        let place = (Matrix::scaled(ground.unit), ground.in_points(&page.crop_box));
        Interpreter::new(view, place, &mut marks).run(&content, &resources)?;
        self.end_of_leader();
        let Object::Dictionary(now) = view.object(page.id)? else { return Ok(()) };
        for item in view.array(&now, b"Annots")?.iter().take(limits::ANNOTATIONS_MAX) {
            self.work += 1;
            let Object::Dictionary(dictionary) = view.resolve(item)? else { continue };
            if is_left_out(item.as_reference(), &dictionary) {
                continue;
            }
            let place = view.rectangle(&dictionary, b"Rect")?.map(|place| ground.in_points(&place));
            if place.is_none_or(|place| place.intersection(&self.opaque).is_none()) {
                continue;
            }
            let Some(other) = Annotation::of(ground, dictionary)? else { continue };
            other.paint(ground, Which::Any, &mut |mark| self.look(&mark))?;
            self.end_of_leader();
        }
        Ok(())
    }

    pub(super) fn look(&mut self, mark: &Mark<'_>) {
        self.work += 1;
        match mark {
            Mark::Glyph(glyph) => self.glyph(glyph),
            Mark::Fill(fill) if !fill.paint.is_nothing() => self.fill(fill),
            Mark::Stroke { lines, paint, .. } if !paint.is_nothing() => {
                for line in lines.iter().filter(|line| !is_ruled(line)) {
                    self.drawing(bounds(line), paint, paint.contrast());
                }
            }
            Mark::Picture { matrix, paint, .. } if !paint.is_nothing() => {
                self.drawing(Some(picture_place(matrix)), paint, WEIGHTS);
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
        let contrast = glyph.paint.contrast();
        let leads =
            glyph.text.as_deref().filter(|text| matches!(*text, "_" | "." | "-" | "…" | "·" | "–" | "—"));
        if leads.is_none() || self.leads.as_deref() != leads {
            self.end_of_leader();
            self.leads = leads.map(str::to_owned);
        }
        if leads.is_some() {
            self.leader.push((place, contrast));
        } else {
            self.letter(&place, contrast);
        }
    }

    fn letter(&mut self, place: &Rectangle, contrast: Cover) {
        if place.intersection(&self.opaque).is_some() {
            self.work += 4;
            let hidden = self.hidden(place, contrast, UNSEEN);
            if hidden >= UNSEEN || self.erased(place, ERASED) >= ERASED {
                self.add(place);
            }
        }
    }

    /// Dots in a row lead to something; one or two are decimals, or the end of a sentence.
    pub(super) fn end_of_leader(&mut self) {
        let leader = std::mem::take(&mut self.leader);
        if leader.len() < LEADER {
            leader.iter().for_each(|(place, contrast)| self.letter(place, *contrast));
        }
        self.leads = None;
    }

    fn fill(&mut self, fill: &Fill<'_>) {
        let contrast = fill.paint.contrast();
        if !fill.is_boxes {
            let points: Vec<Point> = fill.shapes.iter().flatten().copied().collect();
            self.drawing(bounds(&points), &fill.paint, contrast);
            return;
        }
        for place in fill.shapes.iter().filter_map(|shape| bounds(shape)) {
            if place.width().min(place.height()) < RULE {
                continue;
            }
            let Some(seen) = place.intersection(&fill.paint.clip) else { continue };
            if area(&place) <= BACKGROUND {
                self.letter(&seen, contrast);
            } else if fill.paint.light() < DARK && self.hidden(&seen, contrast, UNSEEN) >= UNSEEN {
                self.add(&seen);
            }
        }
    }

    fn drawing(&mut self, place: Option<Rectangle>, paint: &Paint, contrast: Cover) {
        let Some(place) = place.and_then(|place| place.intersection(&paint.clip)) else { return };
        if place.intersection(&self.opaque).is_none() {
            return;
        }
        self.work += 64;
        let hidden = self.hidden(&place, contrast, UNSEEN);
        let is_small = area(&place) <= BACKGROUND;
        let is_erased = is_small && self.erased(&place, SMALL) >= SMALL;
        let before = self.base.map_or(0.0, |base| base.hidden(&place, contrast));
        if hidden >= UNSEEN || (hidden - before) * area(&place) > COVERED_MAX || is_erased {
            self.add(&place);
        }
    }

    /// Which share is hidden; nothing if as much as counts was hidden already.
    fn hidden(&self, place: &Rectangle, contrast: Cover, counts: f64) -> f64 {
        let before = self.base.map_or(0.0, |base| base.hidden(place, contrast));
        if before >= counts { 0.0 } else { self.grid.hidden(place, contrast) }
    }

    fn erased(&self, place: &Rectangle, counts: f64) -> f64 {
        let before = self.base.map_or(0.0, |base| base.erased(place));
        if before >= counts { 0.0 } else { self.grid.erased(place) }
    }

    fn add(&mut self, place: &Rectangle) {
        let Some(part) = place.intersection(&self.opaque) else { return };
        self.found = Some(self.found.map_or(part, |known| union(&known, &part)));
    }
}

/// Lines along the edges of the page: rules, frames and lines to sign on.
fn is_ruled(line: &[Point]) -> bool {
    let is_long = bounds(line).is_none_or(|around| around.width().max(around.height()) >= RULE_LENGTH);
    is_long
        && line.windows(2).all(|pair| match pair {
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
