//! Reads PDF files, revision by revision, and appends to them. Knows no signatures.

pub mod content;
pub mod limits;
pub mod operators;
pub mod serialize;
pub mod update;

mod document;
mod encryption;
mod error;
mod filter;
mod form;
mod lexer;
mod object;
mod object_stream;
mod pages;
mod parser;
mod revision;
mod source;
mod view;
mod xref;

pub use document::Document;
pub use encryption::{Access, Encryption, EncryptionFinding, Method};
#[cfg(feature = "encryption")]
pub use encryption::{Password, Randomness};
pub use error::Error;
pub use form::Field;
pub use object::{Dictionary, Name, Object, ObjectId, PdfString, Stream, StreamData};
pub use pages::{Page, Pages, Rectangle};
pub use revision::Revision;
pub use source::{Appended, Source};
pub use update::{Tail, Update};
pub use view::{ValueSpans, View};
pub use xref::{CrossReferenceKind, Location};
