//! Reads PDF files, revision by revision, and appends to them. Knows no signatures.

pub mod limits;

mod error;
mod object;
mod source;

pub use error::Error;
pub use object::{Dictionary, Name, Object, ObjectId, PdfString, Stream, StreamData};
pub use source::{Appended, Source};
