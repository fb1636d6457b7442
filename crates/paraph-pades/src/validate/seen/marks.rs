//! What content paints, piece by piece, in the coordinates of the page.

use std::rc::Rc;

use paraph_pdf::{Rectangle, Stream};

use super::geometry::{Matrix, Point};
use super::pen::Pen;

/// One thing painted.
pub(super) enum Mark<'a> {
    /// A glyph.
    Glyph(Glyph),
    /// The inside of a path.
    Fill(Fill<'a>),
    /// Lines along a path.
    Stroke { lines: &'a [Vec<Point>], pen: Pen, paint: Paint },
    /// A picture over the unit square.
    Picture { matrix: Matrix, image: Option<&'a Stream>, paint: Paint },
    /// Everything within the clip: a shading.
    Flood(Paint),
}

/// A filled path.
pub(super) struct Fill<'a> {
    pub(super) shapes: &'a [Vec<Point>],
    pub(super) rule: Rule,
    /// It consists of upright rectangles.
    pub(super) is_boxes: bool,
    pub(super) paint: Paint,
}

/// What is inside of a path (§ 8.5.3.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Rule {
    NonZero,
    EvenOdd,
}

/// A glyph: where it is written, without what hangs below the line or rises above small letters.
pub(super) struct Glyph {
    pub(super) place: Rectangle,
    /// Its size as shown.
    pub(super) size: f64,
    /// What it stands for; none where that is not known.
    pub(super) text: Option<String>,
    /// What it stands for cannot be relied on: an ornament, or a drawing of its own.
    pub(super) is_ornament: bool,
    /// Nothing is seen of it (text rendering mode 3, no opacity).
    pub(super) is_hidden: bool,
    /// It only bounds what is painted later (text rendering mode 7).
    pub(super) is_clip: bool,
    /// How much of its place it fills.
    pub(super) body: Body,
    /// Its edges are drawn with this (text rendering modes 1 and 2).
    pub(super) edge: Option<Pen>,
    pub(super) paint: Paint,
}

/// How much a glyph fills.
pub(super) enum Body {
    /// As much as letters do.
    Usual,
    /// Perhaps all of its place.
    Full,
    /// Perhaps everything: it is not known how its font is read.
    Anywhere,
    /// The inside of these shapes, by the matrix that leads to the page.
    Outline(Rc<Vec<Vec<Point>>>, Matrix),
    /// Nothing by itself: it is painted by marks of its own, or not at all.
    Nothing,
}

/// How something is painted.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Paint {
    /// How much of the red, green and blue of what lies below is covered, each 0 to 1.
    pub(super) cover: Cover,
    /// In which colour; none where it is not known.
    pub(super) colour: Colour,
    /// Nothing is painted outside.
    pub(super) clip: Rectangle,
}

/// Shares of red, green and blue.
pub(super) type Cover = [f64; 3];

/// Red, green and blue, from 0 to 1; none where they are not known.
pub(super) type Colour = Option<[f64; 3]>;

/// How much red, green and blue count for the eye.
pub(super) const WEIGHTS: Cover = [0.3, 0.59, 0.11];

impl Paint {
    /// Covers all colours alike.
    pub(super) fn opaque(clip: Rectangle) -> Self {
        Self { cover: [1.0; 3], colour: None, clip }
    }

    /// Whether nothing is seen of it.
    pub(super) fn is_nothing(&self) -> bool {
        self.cover.iter().all(|share| *share <= 0.0)
    }

    /// From black, 0, to white, 1; black where it is not known.
    pub(super) fn light(&self) -> f64 {
        let light = |colour: [f64; 3]| colour.iter().zip(WEIGHTS).map(|(own, weight)| own * weight).sum();
        self.colour.map_or(0.0, light)
    }

    /// Which shares of red, green and blue tell this apart from white paper.
    pub(super) fn contrast(&self) -> Cover {
        let colour = self.colour.unwrap_or_default();
        let [red, green, blue] = WEIGHTS;
        let contrast = [red * (1.0 - colour[0]), green * (1.0 - colour[1]), blue * (1.0 - colour[2])];
        if contrast.iter().sum::<f64>() < 0.05 { WEIGHTS } else { contrast }
    }

    /// The ink of a part of it: from the light ground of a box nothing of what lies below can be guessed, while dark lines
    /// are written over print every day.
    pub(super) fn ink(&self, share: f64) -> Ink {
        let cover = self.cover.map(|own| own * share);
        let is_light = self.colour.is_none() || self.light() >= 0.5;
        let erased = if is_light { cover.into_iter().fold(1.0, f64::min) } else { 0.0 };
        Ink { cover, erased }
    }
}

/// What is left in the cells of a grid.
#[derive(Clone, Copy, Debug)]
pub(super) struct Ink {
    pub(super) cover: Cover,
    /// How much is as if it were not there.
    pub(super) erased: f64,
}

impl Ink {
    /// Hides everything.
    pub(super) const FULL: Self = Self { cover: [1.0; 3], erased: 1.0 };
}
