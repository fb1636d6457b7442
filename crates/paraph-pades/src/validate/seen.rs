//! What is seen of a document without drawing it: where a page's text, pictures and lines lie, how much of what lies under it an
//! appearance covers, and what text it shows. Areas and content streams are enough to suspect; drawing settles it.

mod annotation;
mod content;
mod covering;
mod font;
mod geometry;
mod grid;
mod marks;
mod picture;
mod text;

pub(crate) use covering::{Scene, covered};
pub(crate) use text::{Shown, shown};
