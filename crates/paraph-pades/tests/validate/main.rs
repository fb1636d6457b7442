//! Validation against documents written byte by byte: what may change after a signature, what may not, and what
//! no signature survives.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test stops at what it did not expect")]

#[cfg(feature = "further-algorithms")]
mod algorithms;
mod attacks;
mod changes;
mod covering;
mod cross_references;
mod details;
mod differences;
mod drawn;
mod etsi;
mod evasions;
mod inspection;
mod levels;
mod maker;
mod mutation;
mod overlap;
mod policy;
mod solid_font;
mod states;
mod streams;
mod structure;
mod trust;
