//! The message of a signature and the bytes it signs, as they stand in the file.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may fail loudly")]

use paraph_pdf::{Document, Object};

/// The message and the bytes it signs.
pub(crate) fn message_and_content(bytes: &[u8], name: &str) -> (Vec<u8>, Vec<u8>) {
    let document = Document::open(bytes).unwrap();
    let view = document.current();
    let field = view.fields().unwrap().into_iter().find(|field| field.name == name).unwrap();
    let Object::Dictionary(signature) = view.resolve(&field.value.unwrap()).unwrap() else { unreachable!() };
    let message = signature.get(b"Contents").and_then(Object::as_string).unwrap().bytes.clone();
    let ranges: Vec<usize> = view
        .array(&signature, b"ByteRange")
        .unwrap()
        .iter()
        .map(|number| usize::try_from(number.as_integer().unwrap()).unwrap())
        .collect();
    let content = [&bytes[..ranges[1]], &bytes[ranges[2]..ranges[2] + ranges[3]]].concat();
    (message, content)
}
