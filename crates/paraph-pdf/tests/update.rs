//! What the append-only writer writes is read back by this crate and by qpdf, and nothing before it moves.

#![expect(clippy::unwrap_used, reason = "a test may fail loudly")]

#[path = "../../../e2e/support/needs.rs"]
mod needs;
mod sample;

use std::process::Command;

use paraph_pdf::{
    Appended, CrossReferenceKind, Dictionary, Document, Error, Location, Name, Object, ObjectId, PdfString,
    Source, Stream, Update,
};
use sample::{SHAPES, Sample, Shape};

const FINGERPRINT: [u8; 32] = [0xAB; 32];

/// Appends one new stream and a catalogue that names it; returns the whole file.
fn updated(base: Vec<u8>) -> Vec<u8> {
    let document = Document::open(base).unwrap();
    let mut update = Update::new(&document).unwrap();
    let note = update.add(Stream::new(Dictionary::new(), *b"a note")).unwrap();
    let root = document.current().trailer().get(b"Root").unwrap().as_reference().unwrap();
    let catalog = update.dictionary(root, "the catalogue").unwrap().with("Note", note);
    update.replace(root, catalog);
    let tail = update.finish(&FINGERPRINT).unwrap();
    let mut whole = document.into_source();
    whole.extend(tail.bytes);
    whole
}

fn assert_qpdf_is_content(bytes: &[u8]) {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("file.pdf");
    std::fs::write(&path, bytes).unwrap();
    let Ok(output) = Command::new("qpdf").arg("--check").arg(&path).output() else {
        needs::missing("qpdf");
        return;
    };
    let said =
        String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && !said.contains("WARNING"), "{said}");
}

#[test]
fn an_update_is_read_back_in_every_shape() {
    for shape in SHAPES {
        let base = Sample::of(shape).bytes();
        let whole = updated(base.clone());
        assert!(whole.starts_with(&base), "{shape:?}: the base is untouched");
        assert_qpdf_is_content(&whole);
        let document = Document::open(whole).unwrap();
        let view = document.current();
        let Object::Stream(note) = view.value(&view.catalog().unwrap(), b"Note").unwrap() else {
            panic!("{shape:?}: no note");
        };
        assert_eq!(view.decode(&note).unwrap(), b"a note");
        assert!(
            !document.at(0).catalog().unwrap().contains(b"Note"),
            "{shape:?}: the old revision is as it was"
        );
    }
}

#[test]
fn an_update_writes_cross_references_as_the_document_does() {
    for (shape, kind) in [
        (Shape::Table, CrossReferenceKind::Table),
        (Shape::Stream, CrossReferenceKind::Stream),
        (Shape::ObjectStreams, CrossReferenceKind::Stream),
    ] {
        let document = Document::open(updated(updated(Sample::of(shape).bytes()))).unwrap();
        let kinds: Vec<CrossReferenceKind> =
            document.revisions().iter().map(|revision| revision.kind).collect();
        assert_eq!(kinds, [kind; 3]);
    }
}

#[test]
fn an_object_from_an_object_stream_is_rewritten_in_the_open() {
    let document = Document::open(updated(Sample::of(Shape::ObjectStreams).bytes())).unwrap();
    assert!(matches!(document.at(0).location(1), Location::InStream { .. }));
    assert!(matches!(document.current().location(1), Location::InFile { .. }));
}

#[test]
fn only_the_objects_handed_in_are_touched_and_new_numbers_follow_the_old() {
    for shape in SHAPES {
        let base = Sample { pages: 5, ..Sample::of(shape) }.bytes();
        let size =
            Document::open(base.clone()).unwrap().current().trailer().get(b"Size").unwrap().as_integer();
        let document = Document::open(updated(base)).unwrap();
        let mut changed: Vec<i64> = document.changed(1).map(|(number, _)| i64::from(number)).collect();
        // The cross-reference stream itself.
        if matches!(shape, Shape::Stream | Shape::ObjectStreams) {
            changed.pop();
        }
        assert_eq!(changed, [1, size.unwrap()]);
    }
}

#[test]
fn the_first_identifier_stays_and_the_second_is_renewed() {
    let document = Document::open(updated(Sample::default().bytes())).unwrap();
    let ids = |index: usize| document.at(index).trailer().get(b"ID").unwrap().as_array().unwrap().to_vec();
    assert_eq!(ids(1)[0], ids(0)[0]);
    assert_eq!(ids(1)[1], Object::from(PdfString::hexadecimal(&FINGERPRINT[..16])));
    assert_ne!(ids(1)[1], ids(0)[1]);
}

#[test]
fn the_trailer_carries_root_and_info_and_nothing_that_belongs_to_one_section() {
    let document = Document::open(updated(Sample::of(Shape::Stream).bytes())).unwrap();
    let trailer = document.current().trailer();
    assert_eq!(trailer.get(b"Root"), document.at(0).trailer().get(b"Root"));
    assert!(!trailer.contains(b"XRefStm") && !trailer.contains(b"DecodeParms"));
    let previous = i64::try_from(document.revisions()[0].xref_offset).unwrap();
    assert_eq!(trailer.get(b"Prev"), Some(&Object::Integer(previous)));
}

#[test]
fn a_base_without_a_last_line_end_gets_one_before_the_update() {
    for ending in ["", "\n", "\r", "\r\n", "\n\n  \n"] {
        let whole = updated(Sample { ending, ..Sample::default() }.bytes());
        assert_qpdf_is_content(&whole);
        assert_eq!(Document::open(whole).unwrap().revisions().len(), 2, "{ending:?}");
    }
}

#[test]
fn the_marked_objects_values_are_found_in_the_tail() {
    let document = Document::open(Sample::default().bytes()).unwrap();
    let mut update = Update::new(&document).unwrap();
    let entries =
        Dictionary::new().with("Type", Name::from("Sig")).with("Contents", PdfString::hexadecimal([0; 8]));
    let id = update.add(entries).unwrap();
    update.add(Dictionary::new().with("Contents", 1i64)).unwrap();
    update.mark(id);
    let tail = update.finish(&FINGERPRINT).unwrap();
    let place = tail.place(b"Contents").unwrap();
    assert_eq!(&tail.bytes[place.clone()], b"<0000000000000000>");
    assert_eq!(tail.place(b"Nothing"), None);
    let whole = Appended { base: document.source(), tail: tail.bytes };
    let mut bytes = [0; 18];
    whole.read_at(document.source().len() as u64 + place.start as u64, &mut bytes).unwrap();
    assert_eq!(&bytes, b"<0000000000000000>");
}

#[test]
fn an_update_sees_its_own_objects_before_they_are_written() {
    let document = Document::open(Sample::default().bytes()).unwrap();
    let mut update = Update::new(&document).unwrap();
    let id = update.allocate().unwrap();
    assert!(!update.knows(id) && update.knows(ObjectId::new(1)));
    update.replace(id, 5i64);
    assert_eq!(update.object(id).unwrap(), Object::Integer(5));
    assert!(update.knows(id));
    assert!(matches!(update.dictionary(id, "five"), Err(Error::StructureIsMalformed { what: "five" })));
}

#[test]
fn a_stream_of_the_document_can_be_written_again_with_other_entries() {
    let document = Document::open(Sample::default().bytes()).unwrap();
    let mut update = Update::new(&document).unwrap();
    let id = ObjectId::new(5);
    let Object::Stream(mut content) = update.object(id).unwrap() else { panic!("no stream") };
    content.dictionary.insert("Changed", true);
    update.replace(id, content);
    let tail = update.finish(&FINGERPRINT).unwrap();
    let whole = Document::open(Appended { base: document.source(), tail: tail.bytes }).unwrap();
    let view = whole.current();
    let Object::Stream(again) = view.object(id).unwrap() else { panic!("no stream") };
    assert!(again.dictionary.contains(b"Changed"));
    assert_eq!(view.decode(&again).unwrap(), b"BT /F 24 Tf 60 760 Td (Page 1) Tj ET");
}

#[test]
fn a_document_that_readers_read_differently_is_refused() {
    let refused = |bytes: Vec<u8>| Update::new(&Document::open(bytes).unwrap()).map(drop).unwrap_err();
    let trailing = Sample { ending: "\nsomething else", ..Sample::default() };
    assert!(matches!(refused(trailing.bytes()), Error::BytesFollowTheLastRevision));
    let mut leading = b"GIF89a junk\n".to_vec();
    leading.extend(Sample::default().bytes());
    assert!(matches!(refused(leading), Error::BytesPrecedeTheHeader));
}

#[test]
fn a_hybrid_document_takes_an_update_that_old_and_new_readers_see() {
    let document = Document::open(updated(Sample::of(Shape::Hybrid).bytes())).unwrap();
    let kinds: Vec<CrossReferenceKind> = document.revisions().iter().map(|revision| revision.kind).collect();
    assert_eq!(kinds, [CrossReferenceKind::Hybrid, CrossReferenceKind::Table]);
    assert!(!document.current().trailer().contains(b"XRefStm"));
}

#[test]
fn an_update_that_supersedes_the_others_says_where_everything_is() {
    for base in SHAPES.map(|shape| Sample::of(shape).bytes()) {
        let before = Document::open(base.clone()).unwrap();
        let mut update = Update::new(&before).unwrap();
        update.supersede();
        let root = before.current().trailer().get(b"Root").and_then(Object::as_reference).unwrap();
        let catalog = update.dictionary(root, "the catalogue").unwrap();
        update.replace(root, catalog.with("Lang", PdfString::literal("fr")));
        let tail = update.finish(b"fingerprint").unwrap().bytes;
        let whole = [base.clone(), tail].concat();
        assert_qpdf_is_content(&whole);
        let after = Document::open(whole.as_slice()).unwrap();
        assert_eq!(after.revisions().len(), 1);
        assert_eq!(after.revisions()[0].kind, CrossReferenceKind::Stream);
        let trailer = after.current().trailer();
        assert!(!trailer.contains(b"Prev") && !trailer.contains(b"XRefStm"));
        let known = before.changed(0).map(|(number, _)| ObjectId::new(number));
        for id in known.filter(|id| *id != root) {
            let number = id.number;
            assert_eq!(after.current().object(id).unwrap(), before.current().object(id).unwrap(), "{number}");
        }
        assert!(after.current().catalog().unwrap().contains(b"Lang"));
    }
}

#[test]
fn a_file_of_another_maker_takes_an_update() {
    let given = std::env::var_os("PARAPH_CORPUS").map(std::path::PathBuf::from);
    let beside = std::path::PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/corpus"));
    let Some(corpus) = given.or(Some(beside)).filter(|path| path.is_dir()) else {
        println!("skipped: there is no corpus");
        return;
    };
    let mut taken = 0;
    for entry in std::fs::read_dir(corpus.join("pades")).unwrap() {
        let path = entry.unwrap().path();
        let Ok(document) = Document::open(std::fs::read(&path).unwrap()) else { continue };
        let Ok(update) = Update::new(&document) else { continue };
        drop(update);
        let before = document.revisions().len();
        let pages = document.current().pages().unwrap().count();
        let whole = Document::open(updated(document.into_source()))
            .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        assert_eq!(whole.revisions().len(), before + 1, "{}", path.display());
        assert_eq!(whole.current().pages().unwrap().filter(Result::is_ok).count(), pages);
        taken += 1;
    }
    assert!(taken > 40, "only {taken} files took an update");
}
