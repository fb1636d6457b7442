//! A line of text as it will be drawn.

use std::ops::Range;

/// A line: runs from left to right as they are seen.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Line {
    /// The text in the order in which it is read.
    pub text: String,
    /// Runs of one typeface and one direction.
    pub runs: Vec<Run>,
    /// In ems.
    pub width: f64,
    /// Whether its paragraph is read from right to left.
    pub right_to_left: bool,
}

/// Glyphs of one typeface.
#[derive(Clone, Debug, PartialEq)]
pub struct Run {
    /// Index of the typeface among those that the line was set with.
    pub typeface: usize,
    /// From left to right.
    pub glyphs: Vec<Glyph>,
    /// Whether it is read from right to left.
    pub right_to_left: bool,
}

/// A shaped glyph; lengths in ems.
#[derive(Clone, Debug, PartialEq)]
pub struct Glyph {
    /// Its number in the typeface.
    pub id: u16,
    /// The bytes of the line's text that it is part of, together with the other glyphs of the same bytes.
    pub cluster: Range<usize>,
    /// How far the next glyph is.
    pub advance: f64,
    /// How far it is moved to the right.
    pub right: f64,
    /// How far it is raised.
    pub up: f64,
}
