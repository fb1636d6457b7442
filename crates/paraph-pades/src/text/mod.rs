//! Text of every script: which typeface writes it, where its lines break, in which order its letters stand (UAX #9, #14,
//! #29), and how they are shaped. Measured before it is drawn, and drawn exactly as measured; lengths are in ems.
//!
//! Nothing is opened here: typefaces beyond the two embedded ones are handed in.

mod line;
mod script;
#[cfg(feature = "scripts")]
mod shape;
#[cfg(not(feature = "scripts"))]
#[path = "without_shaping.rs"]
mod shape;
mod typeface;

pub use line::{Glyph, Line, Run};
pub use script::{Writing, writing_of};
pub use shape::{Measured, Setter, clusters, line_breaks};
pub use typeface::{Bytes, Typeface, Typefaces};
