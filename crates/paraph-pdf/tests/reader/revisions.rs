//! Cross-references and revisions (ISO 32000-2 §§ 7.5.4 to 7.5.8): read strictly, never repaired.

use paraph_pdf::{CrossReferenceKind, Document, Error, Location, Object, ObjectId};

use crate::maker::{Maker, open_error};

fn nine(maker: &Maker, revision: usize) -> Object {
    Document::open(maker.bytes.as_slice()).unwrap().at(revision).object(ObjectId::new(9)).unwrap()
}

fn two_revisions() -> Maker {
    Maker::small().object(9, "(first)").table("").object(9, "(second)").table("")
}

fn string(text: &str) -> Object {
    paraph_pdf::PdfString::literal(text).into()
}

#[test]
fn each_revision_sees_its_own_objects() {
    let maker = two_revisions();
    assert_eq!(nine(&maker, 0), string("first"));
    assert_eq!(nine(&maker, 1), string("second"));
    assert_eq!(nine(&maker, 99), string("second"), "past the last is the last");
    let document = Document::open(maker.bytes.as_slice()).unwrap();
    let changed: Vec<u32> = document.changed(1).map(|(number, _)| number).collect();
    assert_eq!(changed, [0, 9]);
    assert_eq!(document.revisions().len(), 2);
    assert_eq!(document.revisions().last().unwrap().end, maker.bytes.len() as u64);
}

#[test]
fn a_revision_ends_behind_its_marker_and_one_end_of_line() {
    for (end, length) in [("", 0), ("\n", 1), ("\r", 1), ("\r\n", 2), ("\n\n", 1)] {
        let mut maker = Maker::small().table("");
        maker.bytes.truncate(maker.bytes.len() - 1);
        let marker_end = maker.bytes.len() as u64;
        let document = Document::open(maker.raw(end.as_bytes()).bytes).unwrap();
        let revision = document.revisions().first().unwrap();
        assert_eq!((revision.marker_end, revision.end), (marker_end, marker_end + length));
        assert_eq!(document.stray_bytes(), 0);
    }
}

#[test]
fn bytes_after_the_last_revision_are_counted() {
    let document = Document::open(Maker::small().table("").raw(b"\n\nmore").bytes).unwrap();
    assert_eq!(document.stray_bytes(), 4);
}

#[test]
fn a_freed_object_is_null() {
    let maker = two_revisions();
    let start = maker.bytes.len();
    let previous = Document::open(maker.bytes.as_slice()).unwrap().revisions().last().unwrap().xref_offset;
    let tail = format!(
        "xref\n9 1\n0000000000 00001 f \ntrailer\n<< /Size 100 /Root 1 0 R /Prev {previous} >>\nstartxref\n{start}\n%%EOF\n"
    );
    let maker = maker.raw(tail.as_bytes());
    assert_eq!(nine(&maker, 2), Object::Null);
    assert_eq!(nine(&maker, 1), string("second"));
    let document = Document::open(maker.bytes.as_slice()).unwrap();
    assert_eq!(document.current().location(9), Location::Free);
    assert_eq!(document.current().location(77), Location::Absent);
}

/// What a later revision may read there, an earlier one may not, whoever read it first.
#[test]
fn an_object_that_reaches_beyond_its_revision_is_there_for_the_later_one_only() {
    let maker = Maker::small();
    let nine_at = maker.bytes.len();
    let maker = maker.raw(b"9 0 obj\n(begins ").place(9, nine_at).table("");
    let maker = maker.raw(b"and ends)\nendobj\n").place(9, nine_at).table("");
    let document = Document::open(maker.bytes.as_slice()).unwrap();
    for _ in 0..2 {
        let later = document.at(1).object(ObjectId::new(9)).unwrap();
        assert!(matches!(later, Object::String(text) if text.bytes.ends_with(b"and ends")));
        let earlier = document.at(0).object(ObjectId::new(9));
        assert!(matches!(earlier, Err(Error::SyntaxIsMalformed { .. })), "{earlier:?}");
    }
}

/// Acrobat writes an update of a hybrid file as two tables of which only the second is closed.
#[test]
fn a_table_that_stands_open_belongs_to_the_revision_that_closes_it() {
    let first = Maker::small().object(9, "(first)").object(8, "(kept)").table("");
    let previous = Document::open(first.bytes.as_slice()).unwrap().revisions().last().unwrap().xref_offset;
    let with = |between: &str| {
        let maker = first.clone().raw(b"9 0 obj\n(second)\nendobj\n");
        let nine = first.bytes.len();
        let open = maker.bytes.len();
        let table = format!(
            "xref\n8 2\n0000000000 00001 f \n{nine:010} 00000 n \ntrailer\n<< /Size 100 /Root 1 0 R /Prev {previous} >>\n{between}"
        );
        let maker = maker.raw(table.as_bytes());
        let last = maker.bytes.len();
        let end = format!(
            "xref\n0 0\ntrailer\n<< /Size 100 /Root 1 0 R /Prev {open} >>\nstartxref\n{last}\n%%EOF\n"
        );
        maker.raw(end.as_bytes())
    };
    let maker = with("");
    let document = Document::open(maker.bytes.as_slice()).unwrap();
    assert_eq!(document.revisions().len(), 2);
    assert_eq!((nine(&maker, 0), nine(&maker, 1)), (string("first"), string("second")));
    assert_eq!(document.current().location(8), Location::Free);
    let changed: Vec<u32> = document.changed(1).map(|(number, _)| number).collect();
    assert_eq!(changed, [8, 9]);
    // Where an end of another stands between, something was skipped.
    let error = open_error(&with("startxref\n0\n%%EOF\n").bytes);
    assert!(matches!(error, Error::RevisionIsNotClosed { .. }), "{error}");
}

#[test]
fn cross_reference_and_object_streams_are_read() {
    let inside = b"9 0 8 9 (nested) [1 (two)]";
    let first = "9 0 8 9 ".len();
    let maker = Maker::small()
        .stream(20, &format!("/Type /ObjStm /N 2 /First {first}"), inside)
        .xref_stream(21, &[(9, 20, 0), (8, 20, 1)]);
    assert_eq!(nine(&maker, 0), string("nested"));
    let document = Document::open(maker.bytes.as_slice()).unwrap();
    assert_eq!(document.revisions().first().unwrap().kind, CrossReferenceKind::Stream);
    assert_eq!(document.current().location(8), Location::InStream { stream: 20, index: 1 });
    assert!(
        matches!(document.current().object(ObjectId::new(8)), Ok(Object::Array(items)) if items.len() == 2)
    );
    let updated = maker.object(9, "(newer)").xref_stream(22, &[]);
    assert_eq!(nine(&updated, 1), string("newer"));
}

#[test]
fn an_object_stream_must_hold_what_is_said() {
    let error = |dictionary: &str, data: &[u8], index: u32| {
        let maker = Maker::small().stream(20, dictionary, data).xref_stream(21, &[(9, 20, index)]);
        Document::open(maker.bytes).unwrap().current().object(ObjectId::new(9)).unwrap_err()
    };
    let malformed = |error: Error| matches!(error, Error::ObjectStreamIsMalformed { .. });
    assert!(malformed(error("/Type /ObjStm /N 1 /First 4", b"8 0 (other)", 0)));
    assert!(malformed(error("/Type /ObjStm /N 1 /First 4", b"9 0 (other)", 1)));
    assert!(malformed(error("/Type /ObjStm /N 5 /First 4", b"9 0 (other)", 0)));
    assert!(malformed(error("/Type /Other /N 1 /First 4", b"9 0 (other)", 0)));
    assert!(malformed(error("/Type /ObjStm /N -1 /First 4", b"9 0 (other)", 0)));
}

#[test]
fn an_object_stream_is_never_inside_another() {
    let maker = Maker::small().xref_stream(21, &[(9, 20, 0), (20, 22, 0), (22, 20, 0)]);
    let error = Document::open(maker.bytes).unwrap().current().object(ObjectId::new(9)).unwrap_err();
    assert!(matches!(error, Error::ObjectStreamIsMalformed { .. }));
}

#[test]
fn a_hybrid_revision_is_read_and_said_to_be_one() {
    let maker = Maker::small().stream(20, "/Type /ObjStm /N 1 /First 4", b"9 0 (hidden)");
    let start = maker.bytes.len();
    let row = [2, 0, 0, 0, 20, 0];
    let hidden = maker.stream(21, "/Type /XRef /Size 100 /W [1 4 1] /Index [9 1]", &row);
    let maker = hidden.table(&format!("/XRefStm {start}"));
    assert_eq!(nine(&maker, 0), string("hidden"));
    let document = Document::open(maker.bytes.as_slice()).unwrap();
    assert_eq!(document.revisions().first().unwrap().kind, CrossReferenceKind::Hybrid);
}

/// A hybrid section: the rows of its table, and where its stream puts object 9.
fn hybrid(table: &str, row: [u8; 6]) -> Result<Document<Vec<u8>>, Error> {
    let maker = Maker::small().stream(20, "/Type /ObjStm /N 1 /First 4", b"9 0 (hidden)");
    let start = maker.bytes.len();
    let mut bytes = maker.stream(21, "/Type /XRef /Size 100 /W [1 4 1] /Index [9 1]", &row).bytes;
    let own = bytes.len();
    let mut rows = String::new();
    for number in [1, 2, 3, 20] {
        let head = format!("\n{number} 0 obj");
        let at = bytes.windows(head.len()).position(|window| window == head.as_bytes());
        let Some(at) = at else { continue };
        rows.push_str(&format!("{number} 1\n{:010} 00000 n \n", at + 1));
    }
    let trailer = format!("<< /Size 100 /Root 1 0 R /XRefStm {start} >>");
    bytes.extend(format!("xref\n{rows}{table}trailer\n{trailer}\nstartxref\n{own}\n%%EOF\n").bytes());
    Document::open(bytes)
}

#[test]
fn what_the_table_of_a_hybrid_revision_marks_free_its_stream_has() {
    let free = "9 1\n0000000000 65535 f \n";
    let document = hybrid(free, [2, 0, 0, 0, 20, 0]).unwrap();
    assert_eq!(document.current().object(ObjectId::new(9)).unwrap(), string("hidden"));
    // Free in both is free.
    let document = hybrid(free, [0, 0, 0, 0, 0, 0]).unwrap();
    assert_eq!(document.current().object(ObjectId::new(9)).unwrap(), Object::Null);
}

#[test]
fn a_hybrid_revision_that_contradicts_itself_is_refused() {
    let used = "9 1\n0000000015 00000 n \n";
    let refused = hybrid(used, [2, 0, 0, 0, 20, 0]).map(drop).unwrap_err();
    assert!(matches!(refused, Error::CrossReferencesContradict { .. }), "{refused}");
    // To be told the same twice is no contradiction, nor is to be told by the table alone.
    assert!(hybrid(used, [1, 0, 0, 0, 15, 0]).is_ok());
    assert!(hybrid(used, [0, 0, 0, 0, 0, 0]).is_ok());
}

#[test]
fn junk_before_the_header_shifts_what_counts_from_it() {
    let plain = two_revisions();
    let shifted: Vec<u8> = [b"HTTP/1.1 200 OK\r\n\r\n".as_slice(), &plain.bytes].concat();
    let document = Document::open(shifted).unwrap();
    assert_eq!(document.header_offset(), 19);
    assert_eq!(document.current().object(ObjectId::new(9)).unwrap(), string("second"));
    assert_eq!(document.revisions().len(), 2);
}

#[test]
fn files_with_carriage_returns_alone_are_read() {
    // Same length: every offset stays right.
    let bytes: Vec<u8> =
        two_revisions().bytes.into_iter().map(|byte| if byte == b'\n' { b'\r' } else { byte }).collect();
    assert_eq!(Document::open(bytes).unwrap().current().object(ObjectId::new(9)).unwrap(), string("second"));
}

#[test]
fn what_is_no_pdf_is_refused() {
    assert!(matches!(open_error(b""), Error::HeaderIsMissing));
    assert!(matches!(open_error(b"PK\x03\x04 a zip"), Error::HeaderIsMissing));
    assert!(matches!(open_error(b"%PDF-1.7\nnothing"), Error::StartIsMissing));
    assert!(matches!(open_error(b"%PDF-1.7\nstartxref\nx\n%%EOF"), Error::StartIsMissing));
}

#[test]
fn a_start_that_leads_nowhere_is_refused() {
    for start in ["0", "5", "99999999", "9223372036854775807", "-5"] {
        let bytes = format!("%PDF-1.7\n1 0 obj null endobj\nstartxref\n{start}\n%%EOF\n");
        let error = open_error(bytes.as_bytes());
        assert!(
            matches!(
                error,
                Error::CrossReferenceIsMalformed { .. }
                    | Error::StartIsMissing
                    | Error::ObjectIsMisplaced { .. }
            ),
            "{start}: {error}"
        );
    }
}

#[test]
fn a_chain_that_loops_or_runs_forward_is_refused() {
    let maker = Maker::small();
    let start = maker.bytes.len();
    let looping = maker.table_after(&format!("/Prev {start}"), "");
    assert!(matches!(open_error(&looping.bytes), Error::CrossReferencesLoop { .. }));
    let two = Maker::small().table("");
    let second = two.bytes.len();
    let first = two.bytes.windows(5).position(|window| window == b"xref\n").unwrap();
    let bytes = String::from_utf8(two.bytes.clone()).unwrap();
    let bytes = bytes.replacen("/Root 1 0 R", &format!("/Root 1 0 R /Prev {}", second + 12), 1);
    let third = format!("xref\n0 1\n0000000000 65535 f \ntrailer\n<< /Size 9 /Root 1 0 R /Prev {first} >>\n");
    let place = bytes.len();
    let bytes = format!("{bytes}{third}startxref\n{place}\n%%EOF\n");
    Document::open(bytes.into_bytes()).map(|_| ()).unwrap_err();
}

#[test]
fn a_revision_must_be_closed_by_its_own_start() {
    let good = String::from_utf8(Maker::small().table("").bytes).unwrap();
    let update = two_revisions().bytes;
    let text = String::from_utf8(update).unwrap();
    // The first revision's marker and start are damaged; the chain itself still leads there.
    for (old, new) in [("%%EOF", "%%EOG"), ("startxref", "startxxxx")] {
        let error = open_error(text.replacen(old, new, 1).as_bytes());
        assert!(matches!(error, Error::RevisionIsNotClosed { .. }), "{error}");
    }
    let start = good.rfind("startxref").unwrap();
    assert!(Document::open(good.get(..start + 12).unwrap().to_owned().into_bytes()).is_err());
}

#[test]
fn malformed_tables_are_refused() {
    let good = String::from_utf8(Maker::small().table("").bytes).unwrap();
    for (old, new) in [
        ("0000000000 65535 f \n", "000000000 65535 f \n"),
        ("0000000000 65535 f \n", "0000000000 65535 x \n"),
        ("0000000000 65535 f \n", "0000000000 6553 f  \n"),
        ("0000000000 65535 f \n", "0000000000,65535 f \n"),
        ("xref\n0 1\n", "xref\n0 9\n"),
        ("xref\n0 1\n", "xref\n-1 1\n"),
        ("xref\n0 1\n", "xrex\n0 1\n"),
        ("1 1\n", "2 1\n"),
        ("trailer", "tralier"),
        ("<< /Size", "[[ /Size"),
        ("/Root 1 0 R", "/Prev (here)"),
    ] {
        let bad = good.replacen(old, new, 1);
        assert_ne!(bad, good);
        let error = open_error(bad.as_bytes());
        assert!(
            matches!(error, Error::CrossReferenceIsMalformed { .. } | Error::RevisionIsNotClosed { .. }),
            "{new}: {error}"
        );
    }
}

#[test]
fn an_object_beyond_its_revision_is_not_seen() {
    let maker = Maker::small().place(9, 2_000).table("");
    let padded = maker.object(9, "(later)").raw(&[b' '; 2_000]).table("");
    let document = Document::open(padded.bytes).unwrap();
    assert!(matches!(document.at(0).object(ObjectId::new(9)), Err(Error::ObjectIsOutsideRevision { .. })));
    assert_eq!(document.at(1).object(ObjectId::new(9)).unwrap(), string("later"));
}

#[test]
fn an_encrypted_document_is_refused_by_name() {
    let maker = Maker::small().object(9, "<< /Filter /Standard /V 4 >>").table("/Encrypt 9 0 R");
    assert!(matches!(open_error(&maker.bytes), Error::DocumentIsEncrypted));
    assert!(Document::open(Maker::small().table("/Encrypt null").bytes).is_ok());
}

#[test]
fn a_file_on_disk_is_read_like_one_in_memory() {
    use std::io::Write;
    let mut file = tempfile::tempfile().unwrap();
    file.write_all(&two_revisions().bytes).unwrap();
    let document = Document::open(file).unwrap();
    assert_eq!(document.current().object(ObjectId::new(9)).unwrap(), string("second"));
}

#[test]
fn an_object_stream_may_leave_its_length_to_another_object_and_nothing_else() {
    let read = |entries: &str, other: &str| {
        let maker = Maker::small()
            .object(20, &format!("<< /Type /ObjStm {entries} >>\nstream\n9 0 (within)\nendstream"))
            .object(18, other)
            .xref_stream(21, &[(9, 20, 0)]);
        Document::open(maker.bytes).unwrap().current().object(ObjectId::new(9))
    };
    assert_eq!(read("/N 1 /First 4 /Length 18 0 R", "12").unwrap(), string("within"));
    assert_eq!(read("/N 1 /First 4 /Length 12 /Extends 18 0 R", "null").unwrap(), string("within"));
    for entries in [
        "/N 1 /First 4 /Length 12 /Filter 18 0 R",
        "/N 1 /First 4 /Length 12 /Filter [18 0 R]",
        "/N 1 /First 4 /Length 12 /DecodeParms 18 0 R",
        "/N 1 /First 4 /Length 12 /DecodeParms << /Predictor 18 0 R >>",
        "/N 1 /First 4 /Length 12 /DecodeParms 18 0 R /DecodeParms null",
        "/N 18 0 R /First 4 /Length 12",
        "/N 1 /First 18 0 R /Length 12",
    ] {
        let error = read(entries, "null").unwrap_err();
        assert!(matches!(error, Error::ObjectStreamIsNotSelfContained { .. }), "{entries}: {error}");
    }
}

#[test]
fn the_length_of_an_object_stream_is_the_one_of_the_revision_asked_for() {
    let maker = Maker::small()
        .object(20, "<< /Type /ObjStm /N 1 /First 4 /Length 18 0 R >>\nstream\n9 0 12\nendstream")
        .object(18, "6")
        .xref_stream(21, &[(9, 20, 0)])
        .object(18, "5")
        .table("");
    let document = Document::open(maker.bytes).unwrap();
    let nine = |revision| document.at(revision).object(ObjectId::new(9)).ok();
    assert_eq!((nine(0), nine(1), nine(0)), (Some(Object::Integer(12)), None, Some(Object::Integer(12))));
}

#[test]
fn a_cross_reference_stream_states_everything_itself() {
    for entries in [
        "/DecodeParms 3 0 R",
        "/DecodeParms << /Columns 3 0 R >>",
        "/Filter [3 0 R]",
        "/Index 3 0 R",
        "/Size 3 0 R",
    ] {
        let maker = Maker::small().xref_stream_with(21, &[], entries);
        assert!(matches!(open_error(&maker.bytes), Error::CrossReferenceIsMalformed { .. }), "{entries}");
    }
}
