//! What content paints, piece by piece, in the coordinates of the page.

use paraph_pdf::{Rectangle, Stream};

use super::geometry::{Matrix, Point};

/// One thing painted.
pub(super) enum Mark<'a> {
    /// A glyph.
    Glyph(Glyph),
    /// The inside of a path.
    Fill(Fill<'a>),
    /// Lines along a path.
    Stroke { lines: &'a [Vec<Point>], width: f64, paint: Paint },
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
    /// It may fill all of its place: an ornament, or a drawing of its own.
    pub(super) is_solid: bool,
    /// Nothing is seen of it (text rendering mode 3, no opacity).
    pub(super) is_hidden: bool,
    pub(super) paint: Paint,
}

/// How something is painted.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Paint {
    /// How much of what lies below is covered, 0 to 1.
    pub(super) cover: f64,
    /// Nothing is painted outside.
    pub(super) clip: Rectangle,
}
