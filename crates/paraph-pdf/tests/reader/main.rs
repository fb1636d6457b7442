//! The strict reader against files written byte by byte: what it reads, and one file per way to be bad.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test stops at what it did not expect")]

mod filters;
mod maker;
mod mutation;
mod revisions;
mod syntax;
mod trees;
