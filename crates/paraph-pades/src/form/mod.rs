//! Form fields: where they are ([`geometry`]), how they come into a document, and how they take their values.
//! Fields are placed while a document is certified and filled while it is approved; see [`crate::sign`].

pub mod geometry;

mod fill;
mod place;
pub(crate) mod tree;

pub use fill::{FieldValue, Value};
pub(crate) use fill::{fill, frame, lock};
pub use place::{FieldKind, FieldPlacement, Requirement};
pub(crate) use place::{place, place_among_signed, place_invisible, rounded};
