//! What leads to objects, prepared before a signature and finished after it: cross-references that lie behind what is
//! signed, and object streams of which readers see different parts.

use crate::maker::{Maker, OBJECTS, Signing, look};

fn check_refused(bytes: &[u8]) {
    let passed = look(bytes).is_ok_and(|report| report.passed() || report.clean());
    assert!(!passed);
}

fn empty() -> Maker {
    Maker { bytes: b"%PDF-2.0\n".to_vec(), previous: None, size: 100, root: 1 }
}

/// A document whose last section before the signature leads to cross-references far behind the end: to a stream by
/// `/XRefStm`, and with `joined` to a table by `/Prev`. They are written once everybody has signed, and lead to other content
/// that lay hidden in what was signed.
fn prepared(joined: bool) -> (Maker, Maker) {
    const TABLE: usize = 60_000;
    const STREAM: usize = 60_100;
    let mut maker = empty();
    let other = maker.bytes.len();
    let text = "BT /F1 12 Tf 72 720 Td (Other things) Tj ET";
    maker.bytes.extend(format!("5 0 obj\n<< /Length 43 >>\nstream\n{text}\nendstream\nendobj\n").bytes());
    let objects: Vec<(u32, String)> =
        OBJECTS.iter().map(|(number, body)| (*number, (*body).to_owned())).collect();
    maker.append(&objects, "/Info 7 0 R");
    let first = maker.previous.unwrap();
    let last = maker.bytes.len();
    let before = if joined { TABLE } else { first };
    maker.bytes.extend(
        format!(
            "xref\n0 1\n0000000000 65535 f \ntrailer\n<< /Size 100 /Root 1 0 R /Info 7 0 R /XRefStm {STREAM} /Prev {before} >>\nstartxref\n{last}\n%%EOF\n"
        )
        .bytes(),
    );
    maker.previous = Some(last);
    let signed = maker.sign(&Signing::buyer());
    let mut bytes = signed.bytes.clone();
    bytes.resize(TABLE, b' ');
    if joined {
        let table =
            format!("xref\n5 1\n{other:010} 00000 n \ntrailer\n<< /Size 100 /Root 1 0 R /Prev {first} >>");
        bytes.extend(table.bytes());
    }
    bytes.resize(STREAM, b' ');
    let (number, place) = if joined { (99, STREAM) } else { (5, other) };
    let place = u16::try_from(place).unwrap().to_be_bytes();
    bytes.extend(
        format!("99 0 obj\n<< /Type /XRef /Size 100 /Root 1 0 R /W [1 2 1] /Index [{number} 1] /Length 4 >>\nstream\n")
            .bytes(),
    );
    bytes.extend([1, place[0], place[1], 0]);
    bytes.extend(b"\nendstream\nendobj\n");
    let finished = Maker { bytes, ..signed.clone() }.update(&[]);
    (signed, finished)
}

#[test]
fn cross_references_that_are_written_after_the_signature_do_not_count_as_signed() {
    for joined in [false, true] {
        let (signed, finished) = prepared(joined);
        check_refused(&signed.bytes);
        check_refused(&finished.bytes);
    }
}

/// In blocks that are stored as they are, with a checksum that is none.
fn badly_compressed(bytes: &[u8]) -> Vec<u8> {
    let mut data = vec![0x78, 0x01];
    let count = bytes.chunks(30_000).count();
    for (index, chunk) in bytes.chunks(30_000).enumerate() {
        let length = u16::try_from(chunk.len()).unwrap();
        data.push(u8::from(index + 1 == count));
        data.extend(length.to_le_bytes());
        data.extend((!length).to_le_bytes());
        data.extend(chunk);
    }
    data.extend([0, 0, 0xff, 0xff]);
    data
}

/// A reader that gives up at the wrong checksum, without its last bytes, sees the name that was signed; the others see
/// another one.
#[test]
fn an_object_stream_whose_checksum_is_wrong_is_not_read_in_part() {
    let mut maker = empty();
    let objects: Vec<(u32, String)> = OBJECTS
        .iter()
        .map(|(number, body)| (*number, body.replace("/AS /Off", "/AS 60 0 R")))
        .chain([(60, "/Y".to_owned())])
        .collect();
    maker.append(&objects, "/Info 7 0 R");
    let signed = maker.sign(&Signing::buyer());
    let report = look(&signed.bytes).unwrap();
    assert!(report.passed() && report.clean(), "{report:#?}");
    let mut content = b"60 0 ".to_vec();
    let first = (32 << 10) - 2;
    content.resize(first, b' ');
    content.extend(b"/Yes ");
    let data = badly_compressed(&content);
    let mut bytes = signed.bytes.clone();
    let holder = u32::try_from(bytes.len()).unwrap();
    let dictionary = format!("/Type /ObjStm /N 1 /First {first} /Filter /FlateDecode /Length {}", data.len());
    bytes.extend(format!("61 0 obj\n<< {dictionary} >>\nstream\n").bytes());
    bytes.extend(&data);
    bytes.extend(b"\nendstream\nendobj\n");
    let start = u32::try_from(bytes.len()).unwrap();
    let mut rows = vec![2, 0, 0, 0, 61, 0];
    for place in [holder, start] {
        rows.push(1);
        rows.extend(place.to_be_bytes());
        rows.push(0);
    }
    let previous = signed.previous.unwrap();
    let dictionary = format!(
        "/Type /XRef /Size 100 /Root 1 0 R /Info 7 0 R /W [1 4 1] /Index [60 3] /Prev {previous} /Length {}",
        rows.len()
    );
    bytes.extend(format!("62 0 obj\n<< {dictionary} >>\nstream\n").bytes());
    bytes.extend(&rows);
    bytes.extend(format!("\nendstream\nendobj\nstartxref\n{start}\n%%EOF\n").bytes());
    check_refused(&bytes);
}
