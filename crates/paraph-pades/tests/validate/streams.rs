//! Streams that say of themselves how they are read, or leave it to another object: what changes with that object is a change.

use paraph_pades::validate::Report;
use paraph_pdf::{Document, Error, ObjectId};

use crate::maker::{Maker, OBJECTS, PAGE, Signing, look};

const EVIL: &str = "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 21 0 R /Resources << /Font << /F1 6 0 R >> >> /Annots [10 0 R 11 0 R 12 0 R 13 0 R 14 0 R 15 0 R] >>";

/// A document whose objects are written as given instead of as usual; object 3, the page, lies in object stream 50, and the
/// cross-references are a stream.
fn packed(objects: &[(u32, &str)]) -> Maker {
    let mut maker = Maker { bytes: b"%PDF-2.0\n".to_vec(), previous: None, size: 100, root: 1 };
    let is_given = |number: u32| objects.iter().any(|(given, _)| *given == number);
    let usual = OBJECTS.iter().filter(|(number, _)| *number != 3 && !is_given(*number));
    let mut rows: Vec<(u32, Vec<u8>)> = vec![(3, vec![2, 0, 0, 0, 50, 0])];
    for (number, body) in usual.chain(objects) {
        let place = u32::try_from(maker.bytes.len()).unwrap().to_be_bytes();
        rows.push((*number, [&[1], place.as_slice(), &[0]].concat()));
        maker.bytes.extend_from_slice(format!("{number} 0 obj\n{body}\nendobj\n").as_bytes());
    }
    let start = maker.bytes.len();
    rows.push((95, [&[1], u32::try_from(start).unwrap().to_be_bytes().as_slice(), &[0]].concat()));
    let index: String = rows.iter().map(|(number, _)| format!("{number} 1 ")).collect();
    let data: String = rows.iter().flat_map(|(_, row)| row).map(|byte| format!("{byte:02x}")).collect();
    let length = data.len();
    maker.bytes.extend_from_slice(
        format!(
            "95 0 obj\n<< /Type /XRef /Size 100 /Root 1 0 R /Info 7 0 R /W [1 4 1] /Index [{index}] /Filter /ASCIIHexDecode /Length {length} >>\nstream\n{data}\nendstream\nendobj\nstartxref\n{start}\n%%EOF\n"
        )
        .as_bytes(),
    );
    maker.previous = Some(start);
    maker
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Bytes as a deflated stream without compression.
fn deflated(bytes: &[u8]) -> Vec<u8> {
    let length = u16::try_from(bytes.len()).unwrap();
    let (mut low, mut high) = (1u32, 0u32);
    for byte in bytes {
        low = (low + u32::from(*byte)) % 65_521;
        high = (high + low) % 65_521;
    }
    let head = [&[0x78, 0x01, 0x01], length.to_le_bytes().as_slice(), &(!length).to_le_bytes()].concat();
    [&head, bytes, &(high << 16 | low).to_be_bytes()].concat()
}

/// Bytes that hold, as an object stream with `/First 5`, one page under a predictor and the other one without, and the number
/// of columns.
fn two_pages() -> (String, usize) {
    let row = format!("3 0 %{PAGE}\n{EVIL}");
    let bytes = [b"\0", row.as_bytes()].concat();
    (hexadecimal(&deflated(&bytes)), row.len())
}

fn object_stream(entries: &str, data: &str) -> String {
    let length = data.len();
    format!("<< /Type /ObjStm /N 1 /First 5 {entries} /Length {length} >>\nstream\n{data}\nendstream")
}

/// Refused outright, or reported and not clean.
fn check_refused(maker: &Maker) -> Option<Report> {
    let report = look(&maker.bytes).ok()?;
    assert!(!report.clean() && !report.passed(), "{report:#?}");
    Some(report)
}

/// It passes as signed, and is reported once this was appended.
fn check_changed(signed: &Maker, changes: &[(u32, &str)]) {
    let report = look(&signed.bytes).unwrap();
    assert!(report.passed() && report.clean(), "{report:#?}");
    let report = check_refused(&signed.clone().update(changes)).unwrap();
    assert!(report.signatures[0].crypto_intact && !report.signatures[0].mdp_ok, "{report:#?}");
}

fn sign(maker: Maker) -> Maker {
    maker.sign(&Signing::buyer())
}

#[test]
fn an_object_stream_that_states_its_filters_passes() {
    let (data, columns) = two_pages();
    let entries = format!(
        "/Filter [/ASCIIHexDecode /FlateDecode] /DecodeParms [null << /Predictor 12 /Columns {columns} >>]"
    );
    let report = look(&sign(packed(&[(50, &object_stream(&entries, &data))])).bytes).unwrap();
    assert!(report.passed() && report.clean(), "{report:#?}");
}

#[test]
fn an_object_stream_whose_filters_another_object_states_is_refused() {
    let (data, columns) = two_pages();
    let parameters = format!("<< /Predictor 12 /Columns {columns} >>");
    let both = "/Filter [/ASCIIHexDecode /FlateDecode]";
    let ways = [
        (format!("{both} /DecodeParms [null 91 0 R]"), parameters.clone(), "null".to_owned()),
        (format!("{both} /DecodeParms 91 0 R"), format!("[null {parameters}]"), "null".to_owned()),
        (
            format!("{both} /DecodeParms [null << /Columns {columns} /Predictor 91 0 R >>]"),
            "12".to_owned(),
            "1".to_owned(),
        ),
        (
            format!("/Filter 91 0 R /DecodeParms [null {parameters}]"),
            "[/ASCIIHexDecode /FlateDecode]".to_owned(),
            "[/ASCIIHexDecode /Fl]".to_owned(),
        ),
        (
            format!("/Filter [/ASCIIHexDecode 91 0 R] /DecodeParms [null {parameters}]"),
            "/FlateDecode".to_owned(),
            "/Fl".to_owned(),
        ),
        (
            format!("{both} /DecodeParms 91 0 R /DecodeParms [null {parameters}]"),
            "null".to_owned(),
            "[null null]".to_owned(),
        ),
    ];
    for (entries, before, after) in ways {
        let signed = sign(packed(&[(50, &object_stream(&entries, &data)), (91, &before)]));
        let document = Document::open(signed.bytes.as_slice()).unwrap();
        let page = document.current().object(ObjectId::new(3));
        assert!(matches!(page, Err(Error::ObjectStreamIsNotSelfContained { .. })), "{entries}: {page:?}");
        check_refused(&signed.update(&[(91, &after)]));
    }
}

#[test]
fn the_length_of_an_object_stream_may_not_change() {
    // Both lengths end before `endstream`; what is read as the page differs.
    let row = format!("3 0  {PAGE}");
    let two = format!("{row}\nendstream\nendobj\n% {row}");
    let stream = format!("<< /Type /ObjStm /N 1 /First 5 /Length 91 0 R >>\nstream\n{two}\nendstream");
    let signed = sign(packed(&[(50, &stream), (91, &row.len().to_string())]));
    check_changed(&signed, &[(91, &two.len().to_string())]);
    // What says nothing else changes nothing.
    let report = look(&signed.update(&[(91, &row.len().to_string())]).bytes).unwrap();
    assert!(report.passed() && report.clean(), "{report:#?}");
}

#[test]
fn an_object_stream_that_comes_to_be_later_is_a_change() {
    let signed = sign(packed(&[(98, "null")]));
    // As signed there is no page.
    check_refused(&signed.update(&[(50, &object_stream("", &format!("3 0  {EVIL}")))]));
    // A thing that hangs on the page and is absent in what was signed.
    let page = PAGE.replace("/Contents 5 0 R", "/Contents 5 0 R /Tabs 97 0 R");
    let stream = object_stream("", &format!("3 0  {page}"));
    let mut maker = packed(&[(50, &stream)]);
    let start = maker.bytes.len();
    maker.bytes.extend_from_slice(
        format!(
            "94 0 obj\n<< /Type /XRef /Size 100 /Root 1 0 R /Info 7 0 R /Prev {} /W [1 4 1] /Index [97 1] /Filter /ASCIIHexDecode /Length 13 >>\nstream\n020000003300>\nendstream\nendobj\nstartxref\n{start}\n%%EOF\n",
            maker.previous.unwrap()
        )
        .as_bytes(),
    );
    maker.previous = Some(start);
    let signed = sign(maker);
    check_refused(
        &signed.update(&[(51, "<< /Type /ObjStm /N 1 /First 6 /Length 8 >>\nstream\n97 0   /R\nendstream")]),
    );
}

#[test]
fn how_a_stream_in_use_is_decoded_may_not_change() {
    let text = hexadecimal(b"BT /F1 12 Tf 72 720 Td (The contract) Tj ET");
    let stream = |entries: &str| format!("<< {entries} >>\nstream\n{text}\nendstream");
    let length = text.len();
    let ways = [
        (format!("/Filter 91 0 R /Length {length}"), "/ASCIIHexDecode", "/AHx"),
        (format!("/Filter [91 0 R] /Length {length}"), "/ASCIIHexDecode", "/ASCII85Decode"),
        (
            format!("/Filter /ASCIIHexDecode /DecodeParms 91 0 R /Length {length}"),
            "null",
            "<< /Predictor 12 >>",
        ),
        (format!("/Filter /ASCIIHexDecode /DecodeParms << /Predictor 91 0 R >> /Length {length}"), "1", "12"),
    ];
    for (entries, before, after) in ways {
        let signed = sign(Maker::new().update(&[(91, before)]).rewritten(5, &stream(&entries)));
        check_changed(&signed, &[(91, after)]);
    }
    let signed =
        sign(Maker::new().update(&[(91, &length.to_string())]).rewritten(5, &stream("/Length 91 0 R")));
    check_changed(&signed, &[(91, "10")]);
}

#[test]
fn content_that_calls_itself_structure_may_not_change() {
    for kind in ["/ObjStm /N 0 /First 0", "/XRef"] {
        let drawn = |text: &str| {
            format!("<< /Type {kind} /Length 43 >>\nstream\nBT /F1 12 Tf 72 720 Td ({text}) Tj ET\nendstream")
        };
        let signed = sign(Maker::new().update(&[(5, &drawn("The contract"))]));
        check_changed(&signed, &[(5, &drawn("The contrast"))]);
        // What was not there is drawn too once it is.
        let page = PAGE.replace("/Contents 5 0 R", "/Contents [5 0 R 91 0 R]");
        let signed = sign(Maker::new().update(&[(3, &page)]));
        check_changed(&signed, &[(91, &drawn("The contrast"))]);
    }
}

#[test]
fn what_uses_an_appearance_while_it_calls_itself_a_cross_reference_is_seen() {
    let page = PAGE.replace("/Font <<", "/XObject << /X 91 0 R >> /Font <<");
    let drawing = "<< /Type /XRef /Subtype /Form /BBox [0 0 228 20] /Resources << /XObject << /Y 20 0 R >> >> /Length 5 >>\nstream\n/Y Do\nendstream";
    let signed = sign(Maker::new().update(&[(3, &page), (91, drawing)]));
    let field = crate::maker::NAME_FIELD.replace("/AP", "/V (Ada) /AP");
    let appearance = "<< /Type /XObject /Subtype /Form /BBox [0 0 228 20] /Length 14 >>\nstream\n0 0 99 20 re f\nendstream";
    check_changed(&signed, &[(10, &field), (20, appearance)]);
}

#[test]
fn another_dictionary_before_the_same_bytes_is_a_change() {
    // The second object lies in a comment of the first; both are followed by the same bytes.
    let hidden = "5 0 obj << /Length 43 /Filter /ASCIIHexDecode";
    let body = format!(
        "<< /Length 43 % {hidden}\n >>\nstream\nBT /F1 12 Tf 72 720 Td (The contract) Tj ET\nendstream"
    );
    let mut maker = sign(Maker::new().rewritten(5, &body));
    let report = look(&maker.bytes).unwrap();
    assert!(report.passed() && report.clean(), "{report:#?}");
    let place = crate::maker::find_last(&maker.bytes, hidden.as_bytes());
    maker.close(&[(5, place)], "/Info 7 0 R");
    let report = check_refused(&maker).unwrap();
    assert!(!report.signatures[0].mdp_ok, "{report:#?}");
}
