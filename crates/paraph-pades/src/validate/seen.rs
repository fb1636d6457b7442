//! What is seen of a document without drawing it: where a page's text, pictures and lines lie, how much of what lies under it an
//! appearance covers, and what text it shows. Areas and content streams are enough to suspect; drawing settles it.

mod actions;
mod annotation;
mod content;
mod covering;
mod font;
mod geometry;
mod glyph_names;
mod glyphs;
mod grid;
mod marks;
mod path;
mod pen;
mod picture;
mod program;
mod signs;
mod state;
mod text;
mod under;

pub(crate) use annotation::is_shown;
pub(crate) use covering::{Layer, Scene, covered};
pub(crate) use signs::signs;
pub(crate) use text::{Shown, highlighted, shown};
