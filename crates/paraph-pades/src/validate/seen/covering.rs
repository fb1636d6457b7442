//! Whether an annotation covers what was on its page before: what it paints leaves ink in a grid, and what lies under cells
//! through which nothing is read is covered.

use std::cell::Cell;

use paraph_pdf::{Dictionary, Error, ObjectId, Page, Rectangle, View};

use super::actions;
use super::annotation::{Annotation, Ground, Sight, Which};
use super::geometry::{UNIT, area};
use super::grid::Grid;
use super::marks::{Body, Glyph, Ink, Mark, Rule};
use super::picture;
use super::under::Under;
use crate::limits;

/// Ink of a glyph, as a share of its place.
const GLYPH_INK: f64 = 0.25;
/// Glyphs from this size on cover small print, in points.
const LARGE: f64 = 60.0;
/// Edges of glyphs from this width on fill them, as a share of their size.
const EDGE: f64 = 0.08;

/// Parts of a masked picture of which so much is painted are solid, and no line across them.
const SOLID: f64 = 0.95;

/// What is looked at: a page as it was before, and an annotation as it is after.
pub(crate) struct Scene<'a> {
    pub(crate) before: View<'a>,
    pub(crate) after: View<'a>,
    pub(crate) page: &'a Page,
    /// The annotation's object, if it has one of its own.
    pub(crate) id: Option<ObjectId>,
    pub(crate) annotation: Dictionary,
    /// Others that came to the page after it was signed, and lie there too: together they may hide what none hides alone.
    pub(crate) layers: Vec<Layer>,
}

/// An annotation that came after the page was signed.
#[derive(Clone)]
pub(crate) struct Layer {
    pub(crate) id: Option<ObjectId>,
    pub(crate) dictionary: Dictionary,
}

/// What is covered.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Covered {
    /// The part of the page, in its user space, on which something is not read any more that was.
    pub(crate) place: Rectangle,
    /// Drawing the page shows all that covers it, and so whether it does.
    pub(crate) is_drawn: bool,
}

/// What an annotation covers; and the work it took to find out. What cannot be followed counts as painted all over its place.
pub(crate) fn covered(scene: &Scene<'_>) -> Result<(Option<Covered>, u64), Error> {
    let ground = Ground::of(scene.after, scene.page)?;
    let Some(own) = Annotation::of(&ground, scene.annotation.clone())? else { return Ok((None, 1)) };
    let media = ground.in_points(&scene.page.media_box);
    let Some(place) = own.extent().intersection(&media) else { return Ok((None, 1)) };
    let search = Search { scene, ground, own, place, work: Cell::new(0) };
    let found = search.covered()?;
    let found = match found {
        Some(_) if search.own.sight == Sight::ByAction && !actions::can_show(scene.after)? => None,
        other => other,
    };
    let in_units = |found: Covered| Covered { place: search.ground.in_units(&found.place), ..found };
    Ok((found.map(in_units), search.work.get()))
}

struct Search<'s, 'a> {
    scene: &'s Scene<'a>,
    ground: Ground<'a>,
    own: Annotation,
    place: Rectangle,
    work: Cell<u64>,
}

impl Search<'_, '_> {
    fn covered(&self) -> Result<Option<Covered>, Error> {
        let (grid, is_optional) = self.inked(&[&self.own], Which::Shown);
        let is_drawn = self.own.sight == Sight::Drawn && !is_optional;
        let found = self.under(&grid, None, &self.scene.layers)?;
        let mut found = found.map(|place| Covered { place, is_drawn });
        if self.own.has_others() {
            let (grid, _) = self.inked(&[&self.own], Which::Any);
            let any = self.under(&grid, None, &self.scene.layers)?;
            let more = |place: &Rectangle| found.is_none_or(|found| area(place) > area(&found.place) + 1.0);
            found = any.filter(more).map(|place| Covered { place, is_drawn: false }).or(found);
        }
        if found.is_none() && grid.is_inked() && !self.scene.layers.is_empty() {
            found = self.together()?;
        }
        Ok(found)
    }

    fn spend(&self, work: u64) {
        self.work.set(self.work.get().saturating_add(work));
    }

    /// What several hide together that came one by one: of the page, and of one another.
    fn together(&self) -> Result<Option<Covered>, Error> {
        if self.scene.layers.len() > limits::LAYERS_MAX {
            return Err(Error::LimitIsExceeded { what: "annotations over one another" });
        }
        let mut layers: Vec<(Option<ObjectId>, Annotation)> = Vec::new();
        for layer in &self.scene.layers {
            let annotation = Annotation::of(&self.ground, layer.dictionary.clone())?;
            layers.extend(annotation.map(|annotation| (layer.id, annotation)));
        }
        let is_drawn = |layer: &(_, Annotation)| layer.1.sight == Sight::Drawn && !layer.1.has_others();
        let are_drawn = self.own.sight == Sight::Drawn && layers.iter().all(is_drawn);
        let mut found: Option<(Rectangle, bool)> = None;
        for left_out in std::iter::once(None).chain((0..layers.len()).map(Some)) {
            let others: Vec<&Annotation> = (0..layers.len())
                .filter(|index| Some(*index) != left_out)
                .filter_map(|index| layers.get(index).map(|(_, layer)| layer))
                .filter(|layer| layer.sight != Sight::ByAction)
                .collect();
            if others.is_empty() {
                continue;
            }
            let (base, _) = self.inked(&others, Which::Any);
            let all: Vec<&Annotation> = others.into_iter().chain([&self.own]).collect();
            let (grid, is_optional) = self.inked(&all, Which::Any);
            let place = match left_out.and_then(|index| layers.get(index)) {
                None => self.under(&grid, Some(&base), &self.scene.layers)?,
                Some((_, layer)) => self.under_layer(&grid, &base, layer),
            };
            found = found.or(place.map(|place| (place, is_optional)));
        }
        Ok(found.map(|(place, is_optional)| Covered { place, is_drawn: are_drawn && !is_optional }))
    }

    /// The ink of annotations, and whether some of it belongs to a layer of the document.
    fn inked(&self, annotations: &[&Annotation], which: Which) -> (Grid, bool) {
        let mut grid = Grid::new(self.place);
        let mut is_optional = false;
        for annotation in annotations {
            let view = self.ground.view;
            let painted = annotation.paint(&self.ground, which, &mut |mark| ink(&mut grid, view, &mark));
            match painted {
                Ok(optional) => is_optional |= optional,
                Err(_) => grid.fill_box(&annotation.extent(), &self.place, Ink::FULL),
            }
        }
        self.spend(grid.work());
        (grid, is_optional)
    }

    /// What lies under a grid and not under another already: of the page, and of annotations that are no layers.
    fn under(&self, grid: &Grid, base: Option<&Grid>, layers: &[Layer]) -> Result<Option<Rectangle>, Error> {
        let Some(opaque) = grid.opaque() else { return Ok(None) };
        let mut under = Under::new(grid, base, opaque);
        let ground = Ground::of(self.scene.before, self.scene.page)?;
        let is_left_out = |id: Option<ObjectId>, dictionary: &Dictionary| match id {
            Some(id) => {
                Some(id) == self.scene.id || base.is_some() && layers.iter().any(|layer| layer.id == Some(id))
            }
            None => {
                let is_it = |layer: &Layer| layer.id.is_none() && layer.dictionary == *dictionary;
                base.is_some() && layers.iter().any(is_it)
            }
        };
        if under.page(&ground, self.scene.page, is_left_out).is_err() {
            under.found = Some(opaque);
        }
        self.spend(under.work);
        Ok(under.found)
    }

    fn under_layer(&self, grid: &Grid, base: &Grid, layer: &Annotation) -> Option<Rectangle> {
        let opaque = grid.opaque()?;
        let mut under = Under::new(grid, Some(base), opaque);
        if layer.paint(&self.ground, Which::Any, &mut |mark| under.look(&mark)).is_err() {
            under.found = Some(opaque);
        }
        under.end_of_leader();
        self.spend(under.work);
        under.found
    }
}

/// Leaves the ink of a mark.
fn ink(grid: &mut Grid, view: View<'_>, mark: &Mark<'_>) {
    match mark {
        Mark::Glyph(glyph) if glyph.is_hidden => {}
        Mark::Glyph(glyph) => ink_of_glyph(grid, glyph),
        Mark::Fill(fill) => grid.fill(fill.shapes, fill.rule, (&fill.paint.clip, fill.paint.ink(1.0))),
        Mark::Stroke { lines, pen, paint } => grid.stroke(lines, pen, (&paint.clip, paint.ink(1.0))),
        Mark::Picture { matrix, image, paint } => {
            let whole = || vec![(UNIT, 1.0)];
            for (part, share) in picture::cover(view, *image).unwrap_or_else(|_| whole()) {
                let corners = matrix.corners(&part).to_vec();
                let ink = paint.ink(share);
                let erased = if share >= SOLID { ink.erased } else { 0.0 };
                grid.fill(&[corners], Rule::NonZero, (&paint.clip, Ink { erased, ..ink }));
            }
        }
        Mark::Flood(paint) => grid.fill_box(&paint.clip, &paint.clip, paint.ink(1.0)),
    }
}

fn ink_of_glyph(grid: &mut Grid, glyph: &Glyph) {
    let paint = &glyph.paint;
    let edge = glyph.edge.map_or(0.0, |pen| pen.width_on_page());
    let half = edge / 2.0;
    let place = Rectangle {
        left: glyph.place.left - half,
        bottom: glyph.place.bottom - half,
        right: glyph.place.right + half,
        top: glyph.place.top + half,
    };
    let is_full = glyph.size >= LARGE || edge > EDGE * glyph.size;
    match &glyph.body {
        Body::Nothing => {}
        Body::Anywhere => grid.fill_box(&paint.clip, &paint.clip, paint.ink(1.0)),
        Body::Outline(shape, matrix) => {
            let shapes: Vec<Vec<_>> =
                shape.iter().map(|shape| shape.iter().map(|point| matrix.apply(*point)).collect()).collect();
            // Letters of usual strokes are written over print and pictures every day, and nothing is lost beneath them.
            if !is_full && !grid.is_solid(&shapes) {
                return grid.fill_box(&place, &paint.clip, paint.ink(GLYPH_INK));
            }
            grid.fill(&shapes, Rule::NonZero, (&paint.clip, paint.ink(1.0)));
            if let Some(pen) = glyph.edge {
                grid.stroke(&shapes, &pen, (&paint.clip, paint.ink(1.0)));
            }
        }
        Body::Usual if !is_full => grid.fill_box(&place, &paint.clip, paint.ink(GLYPH_INK)),
        Body::Usual | Body::Full => grid.fill_box(&place, &paint.clip, paint.ink(1.0)),
    }
}
