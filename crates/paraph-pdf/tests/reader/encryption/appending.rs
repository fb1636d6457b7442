//! What is appended to an encrypted document is encrypted as it is, and others read it.

use std::collections::HashSet;

use paraph_pdf::{
    CrossReferenceKind, Dictionary, Document, Error, Name, Object, ObjectId, Password, PdfString, Stream,
    Update,
};

use super::{base, unlock};
use crate::locked::{AES_256, Keys, LOCKS, qpdf};

const KEYS: Keys<'_> = Keys { user: "reader", owner: "writer" };
const SECRET: &str = "for your eyes only";

/// Appends a string, a stream, a signature's value and a stream that leaves itself clear; returns the whole file.
fn updated(bytes: &[u8], password: &str) -> Vec<u8> {
    let document = unlock(bytes, password).unwrap();
    let mut update = Update::new(&document).unwrap();
    let stream = update.add(Stream::new(Dictionary::new(), SECRET)).unwrap();
    let signature = Dictionary::new()
        .with("Type", Name::from("Sig"))
        .with("ByteRange", vec![Object::Integer(0); 4])
        .with("Contents", PdfString::hexadecimal(*b"the value"))
        .with("Reason", PdfString::text(SECRET));
    let signature = update.add(signature).unwrap();
    update.mark(signature);
    let root = document.current().trailer().get(b"Root").unwrap().as_reference().unwrap();
    let nested: Vec<Object> =
        vec![Dictionary::new().with("T", PdfString::text(SECRET)).into(), signature.into()];
    let catalog = update.dictionary(root, "the catalogue").unwrap();
    update.replace(root, catalog.with("Added", stream).with("Nested", nested));
    let tail = update.finish(&[9; 16]).unwrap();
    let value = tail.place(b"Contents").unwrap();
    assert_eq!(&tail.bytes[value], b"<7468652076616C7565>", "the value of a signature is not encrypted");
    assert!(!tail.bytes.windows(SECRET.len()).any(|part| part == SECRET.as_bytes()), "it is in the clear");
    [bytes, &tail.bytes].concat()
}

fn assert_is_added(bytes: &[u8], password: &str) {
    let document = unlock(bytes, password).unwrap();
    let view = document.current();
    let catalog = view.catalog().unwrap();
    let added = view.value(&catalog, b"Added").unwrap();
    assert_eq!(view.decode(added.as_stream().unwrap()).unwrap(), SECRET.as_bytes());
    let nested = view.array(&catalog, b"Nested").unwrap();
    let first = nested[0].as_dictionary().unwrap();
    assert_eq!(first.get(b"T").unwrap().as_string().unwrap().to_text(), SECRET);
    let signature = view.resolve(&nested[1]).unwrap();
    let signature = signature.as_dictionary().unwrap();
    assert_eq!(signature.get(b"Contents").unwrap().as_string().unwrap().bytes, b"the value");
    assert_eq!(signature.get(b"Reason").unwrap().as_string().unwrap().to_text(), SECRET);
    // What was there before is still read, in its own words.
    assert_eq!(catalog.get(b"Lang").unwrap().as_string().unwrap().to_text(), "fr");
    assert_eq!(document.encryption_findings(), []);
}

/// qpdf checks the file, and what it decrypts holds the new words.
fn assert_qpdf_reads(bytes: &[u8], password: &str) {
    let password = format!("--password={password}");
    let opened = qpdf(bytes, &[&password, "--decrypt", "--qdf", "--object-streams=disable"]).unwrap();
    let found = opened.windows(SECRET.len()).filter(|part| *part == SECRET.as_bytes()).count();
    assert_eq!(found, 3, "{}", String::from_utf8_lossy(&opened));
}

#[test]
fn an_update_is_encrypted_in_every_way_and_shape_and_read_by_qpdf() {
    for lock in &LOCKS {
        for shape in ["--object-streams=disable", "--object-streams=generate", "--linearize"] {
            let Some(bytes) = lock.close(&base(), KEYS, &[shape]) else { return };
            for password in ["reader", "writer"] {
                let whole = updated(&bytes, password);
                assert!(whole.starts_with(&bytes), "{}", lock.name);
                assert_is_added(&whole, "reader");
                assert_is_added(&whole, "writer");
                assert_qpdf_reads(&whole, "reader");
            }
            let twice = updated(&updated(&bytes, "reader"), "writer");
            assert_is_added(&twice, "reader");
            assert_qpdf_reads(&twice, "writer");
            let document = unlock(&twice, "reader").unwrap();
            assert_eq!(document.revisions().len(), 3);
            let same: HashSet<&str> = document.revisions().iter().map(|one| kind(one.kind)).collect();
            assert_eq!(same.len(), 1, "cross-references stay as they are");
        }
    }
}

fn kind(kind: CrossReferenceKind) -> &'static str {
    match kind {
        CrossReferenceKind::Table => "table",
        CrossReferenceKind::Stream => "stream",
        CrossReferenceKind::Hybrid => "hybrid",
    }
}

#[test]
fn the_trailer_carries_the_encryption_and_the_first_identifier_over() {
    let Some(bytes) = AES_256.close(&base(), KEYS, &[]) else { return };
    let document = unlock(&updated(&bytes, "reader"), "reader").unwrap();
    let trailer = |index: usize, key: &[u8]| document.at(index).trailer().get(key).cloned().unwrap();
    assert_eq!(trailer(0, b"Encrypt"), trailer(1, b"Encrypt"));
    let (before, after) = (trailer(0, b"ID"), trailer(1, b"ID"));
    assert_eq!(before.as_array().unwrap()[0], after.as_array().unwrap()[0]);
    assert_ne!(before.as_array().unwrap()[1], after.as_array().unwrap()[1]);
}

#[test]
fn a_stream_that_is_written_over_keeps_its_content() {
    for lock in &LOCKS {
        let Some(bytes) = lock.close(&base(), KEYS, &[]) else { return };
        let document = unlock(&bytes, "reader").unwrap();
        let view = document.current();
        let id = view.catalog().unwrap().get(b"Metadata").unwrap().as_reference().unwrap();
        let content = |view: &paraph_pdf::View<'_>| {
            let stream = view.object(id).unwrap();
            view.decode(stream.as_stream().unwrap()).unwrap()
        };
        let mut update = Update::new(&document).unwrap();
        update.replace(id, view.object(id).unwrap());
        let tail = update.finish(&[1]).unwrap().bytes;
        let whole = unlock(&[bytes.clone(), tail].concat(), "writer").unwrap();
        assert_eq!(content(&whole.current()), content(&view), "{}", lock.name);
        assert!(content(&view).starts_with(b"<x:xmpmeta"));
        // A description in the clear stays in the clear.
        let is_clear = lock.arguments.contains(&"--cleartext-metadata");
        let stream = whole.current().object(id).unwrap();
        let raw = whole.current().raw(stream.as_stream().unwrap()).unwrap();
        let tail = &whole.source()[bytes.len()..];
        assert_eq!(tail.windows(raw.len()).any(|part| part == raw), is_clear, "{}", lock.name);
    }
}

#[test]
fn the_generation_of_an_object_is_part_of_its_key() {
    for lock in &LOCKS {
        let Some(bytes) = lock.close(&base(), KEYS, &[]) else { return };
        let document = unlock(&bytes, "reader").unwrap();
        let mut update = Update::new(&document).unwrap();
        let id = ObjectId { generation: 3, ..update.allocate().unwrap() };
        update.replace(id, Dictionary::new().with("T", PdfString::text(SECRET)));
        let root = document.current().trailer().get(b"Root").unwrap().as_reference().unwrap();
        let catalog = update.dictionary(root, "the catalogue").unwrap().with("Third", id);
        update.replace(root, catalog);
        let whole = [bytes, update.finish(&[1]).unwrap().bytes].concat();
        let document = unlock(&whole, "writer").unwrap();
        let read = document.current().object(id).unwrap();
        let text =
            read.as_dictionary().and_then(|found| found.get(b"T")).unwrap().as_string().unwrap().to_text();
        assert_eq!(text, SECRET, "{}", lock.name);
        let opened = qpdf(&whole, &["--password=reader", "--decrypt", "--qdf"]).unwrap();
        assert!(opened.windows(SECRET.len()).any(|part| part == SECRET.as_bytes()), "{}", lock.name);
    }
}

#[test]
fn no_vector_is_used_twice() {
    let Some(bytes) = AES_256.close(&base(), KEYS, &[]) else { return };
    let document = unlock(&bytes, "reader").unwrap();
    let mut vectors = HashSet::new();
    for _ in 0..2 {
        let mut update = Update::new(&document).unwrap();
        let strings: Vec<Object> = (0..64).map(|_| PdfString::hexadecimal(*b"the same").into()).collect();
        let id = update.add(strings).unwrap();
        let tail = update.finish(&[1]).unwrap().bytes;
        let whole =
            Document::unlock([bytes.clone(), tail].concat(), Some(&Password::new(b"reader"))).unwrap();
        let place = whole.current().location(id.number);
        let paraph_pdf::Location::InFile { offset, .. } = place else { panic!("{place:?}") };
        let from = usize::try_from(offset).unwrap();
        let text = String::from_utf8_lossy(&whole.source()[from..]).into_owned();
        let array = text.split(['[', ']']).nth(1).unwrap().to_owned();
        vectors.extend(array.split('<').skip(1).map(|string| string[..32].to_owned()));
    }
    assert_eq!(vectors.len(), 128);
}

#[test]
fn without_randomness_nothing_is_written() {
    for lock in &LOCKS {
        let Some(bytes) = lock.close(&base(), KEYS, &[]) else { return };
        let document = Document::unlock(bytes, Some(&Password::new(b"reader"))).unwrap();
        let mut update = Update::new(&document).unwrap();
        update.add(PdfString::text("x")).unwrap();
        assert!(matches!(update.finish(&[1]), Err(Error::RandomnessIsMissing)), "{}", lock.name);
    }
}

#[test]
fn an_object_sees_itself_before_it_is_encrypted() {
    let Some(bytes) = AES_256.close(&base(), KEYS, &[]) else { return };
    let document = unlock(&bytes, "reader").unwrap();
    let mut update = Update::new(&document).unwrap();
    let id = update.add(PdfString::text(SECRET)).unwrap();
    assert_eq!(update.object(id).unwrap().as_string().unwrap().to_text(), SECRET);
    assert_ne!(id, ObjectId::new(0));
    assert!(!document.source().is_empty());
}
