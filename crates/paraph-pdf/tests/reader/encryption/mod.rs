//! Encrypted documents (ISO 32000-2 § 7.6), read and appended to, beside qpdf.

#![expect(clippy::indexing_slicing, reason = "a test stops at what it did not expect")]

mod appending;
mod hostile;
mod mixture;
mod reading;
mod revisions;

use std::sync::Arc;

use aws_lc_rs::rand::SystemRandom;
use paraph_pdf::{Dictionary, Document, Error, Name, Object, ObjectId, Password, PdfString, Stream, Update};

use crate::sample::{SHAPES, Sample};

/// A document whose catalogue holds strings of every kind, with a description and two kinds of streams.
fn base() -> Vec<u8> {
    let document = Document::open(Sample::of(SHAPES[0]).bytes()).unwrap();
    let mut update = Update::new(&document).unwrap();
    let metadata = Dictionary::new().with("Type", Name::from("Metadata")).with("Subtype", Name::from("XML"));
    let metadata = update.add(Stream::new(metadata, *b"<x:xmpmeta xmlns:x='adobe:ns:meta/'/>")).unwrap();
    let empty = update.add(Stream::new(Dictionary::new(), *b"")).unwrap();
    let inner =
        Dictionary::new().with("Text", PdfString::text("Łódź")).with("None", PdfString::literal(*b""));
    let notes: Vec<Object> = vec![PdfString::literal(*b"a (b) \\ c\r\n").into(), inner.into(), empty.into()];
    let root = ObjectId::new(1);
    let catalog = update.dictionary(root, "the catalogue").unwrap();
    let catalog =
        catalog.with("Metadata", metadata).with("Notes", notes).with("Lang", PdfString::literal(*b"fr"));
    update.replace(root, catalog);
    let tail = update.finish(&[7; 16]).unwrap().bytes;
    [document.source().as_slice(), &tail].concat()
}

fn unlock(bytes: &[u8], password: &str) -> Result<Document<Vec<u8>>, Error> {
    Document::unlock(bytes.to_vec(), Some(&Password::new(password.as_bytes())))
        .map(|document| document.with_randomness(Arc::new(SystemRandom::new())))
}

fn error(bytes: &[u8], password: &str) -> Error {
    match unlock(bytes, password) {
        Ok(_) => panic!("it opened"),
        Err(error) => error,
    }
}

/// Every object of the document as it is now, streams as their bytes after the filters.
fn objects(document: &Document<Vec<u8>>) -> Vec<(u32, Object, Vec<u8>)> {
    let view = document.current();
    let mut all = Vec::new();
    for (number, _) in document.revisions().iter().flat_map(|revision| revision.entries()) {
        let object = view.object(ObjectId::new(number)).unwrap_or_else(|error| panic!("{number}: {error}"));
        let bytes = match object.as_stream() {
            Some(stream) if stream.dictionary.contains(b"W") => Vec::new(),
            Some(stream) if view.raw(stream).unwrap().is_empty() => Vec::new(),
            Some(stream) => view.decode(stream).unwrap(),
            None => Vec::new(),
        };
        all.push((number, object, bytes));
    }
    all
}

/// The encryption dictionary of a file, and its first identifier as the trailer writes it.
fn dictionary(bytes: &[u8], password: &str) -> (Dictionary, String) {
    let document = unlock(bytes, password).unwrap();
    let view = document.current();
    let Object::Dictionary(found) = view.value(view.trailer(), b"Encrypt").unwrap() else {
        panic!("no dictionary")
    };
    (found, written(view.trailer().get(b"ID").unwrap()))
}

fn written(object: &Object) -> String {
    let mut out = Vec::new();
    paraph_pdf::serialize::value(object, &mut out).unwrap();
    // Strings in hexadecimal, so that the text is text.
    String::from_utf8(out).unwrap()
}
