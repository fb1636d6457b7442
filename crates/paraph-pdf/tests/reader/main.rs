//! The strict reader against files written byte by byte: what it reads, and one file per way to be bad.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test stops at what it did not expect")]

#[cfg(feature = "encryption")]
mod encryption;
mod filters;
#[cfg(feature = "encryption")]
#[path = "../locked/mod.rs"]
mod locked;
mod maker;
mod mutation;
#[cfg(feature = "encryption")]
#[path = "../../../../e2e/support/needs.rs"]
mod needs;
mod revisions;
#[cfg(feature = "encryption")]
#[path = "../sample/mod.rs"]
mod sample;
mod syntax;
mod trees;
