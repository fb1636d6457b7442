//! Signs PDFs and says whether a signature holds.

pub mod limits;
pub mod validate;

mod error;

pub use error::Error;
