//! Checks of this workspace that no lint can hold, and the smoke run of its fuzz targets.
//!
//! `cargo xtask tidy` reads the tracked files and answers with findings; `cargo xtask fuzz` throws mutated input at every
//! parser for a given time. Both are run by `scripts/test`. `cargo xtask attacks` writes the files of the validator's tests.

pub mod attacks;
pub mod fuzz;
pub mod tidy;

/// What goes wrong in a task: a sentence for the person at the terminal.
pub type Failure = Box<dyn std::error::Error + Send + Sync>;
