//! Attacks on the signature itself: its range, its gap, its value, its message. None may come out clean.

use paraph_pades::validate::{Coverage, Indication, Report, SubIndication};
use paraph_pki::cms::SignedAttributes;
use paraph_pki::{DigestAlgorithm, ObjectIdentifier};

use crate::maker::{AUTHORITY, Maker, SPACE, Signing, find_last, look, message, signature_dictionary};

fn signed() -> Maker {
    Maker::new().sign(&Signing::buyer())
}

/// Refused outright, or reported and not clean.
fn check_refused(bytes: &[u8]) -> Option<Report> {
    let report = look(bytes).ok()?;
    assert!(!report.clean() && !report.passed(), "{report:#?}");
    Some(report)
}

fn check_format_failure(bytes: &[u8]) {
    let report = check_refused(bytes).unwrap();
    let first = &report.signatures[0];
    let verdict = (first.indication, first.sub_indication);
    assert_eq!(verdict, (Indication::TotalFailed, Some(SubIndication::FormatFailure)), "{first:#?}");
    assert!(!first.findings.is_empty());
}

/// Writes another byte range over the one of the last signature; it must fit into 38 bytes.
fn with_range(maker: &Maker, range: &str) -> Vec<u8> {
    let mut bytes = maker.bytes.clone();
    let place = find_last(&bytes, b"/ByteRange ") + b"/ByteRange ".len();
    let text = format!("{range:<40}");
    assert_eq!(text.len(), 40);
    bytes[place..place + 40].copy_from_slice(text.as_bytes());
    bytes
}

fn gap(maker: &Maker) -> (usize, usize) {
    let start = find_last(&maker.bytes, b"/Contents <") + b"/Contents ".len();
    (start, start + 2 * SPACE + 2)
}

#[test]
fn a_byte_range_that_is_no_range_is_a_format_failure() {
    let maker = signed();
    let (start, end) = gap(&maker);
    let rest = maker.bytes.len() - end;
    let ranges = [
        "null".to_owned(),
        "[]".to_owned(),
        "[0]".to_owned(),
        format!("[0 {start}]"),
        format!("[0 {start} {end}]"),
        format!("[0 {start} {end} {rest} 0]"),
        format!("[0 {start} {end} -1]"),
        format!("[0 -{start} {end} {rest}]"),
        format!("[0 {start} {end} {rest}.0]"),
        format!("[0 0 {end} {rest}]"),
        format!("[0 {start} {end} 0]"),
        format!("[1 {start} {end} {rest}]"),
        format!("[{end} {rest} 0 {start}]"),
        format!("[0 {end} {start} {rest}]"),
        format!("[0 {start} {start} {rest}]"),
        format!("[0 {start} {end} {}]", rest + 1),
        "[0 9 9223372036854775807 9]".to_owned(),
        format!("[0 {start} {end} 9000000000000000000]"),
        "[0 0 0 0]".to_owned(),
        "/None".to_owned(),
    ];
    for range in ranges {
        check_format_failure(&with_range(&maker, &range));
    }
}

#[test]
fn a_byte_range_that_leaves_bytes_out_is_a_format_failure() {
    let maker = signed();
    let (start, end) = gap(&maker);
    let rest = maker.bytes.len() - end;
    for range in [
        format!("[0 {} {end} {rest}]", start - 1),
        format!("[0 {} {end} {rest}]", start - 200),
        format!("[0 {start} {} {}]", end + 1, rest - 1),
        format!("[0 {start} {end} {}]", rest - 10),
        format!("[0 {} {} {}]", start + 1, end - 1, rest + 1),
    ] {
        check_format_failure(&with_range(&maker, &range));
    }
}

#[test]
fn a_range_short_of_the_end_is_partial_even_where_it_is_signed() {
    // The signer itself left the end out: digest and value are right, and still it is not clean.
    let mut maker = Maker::new();
    let field = "<< /Type /Annot /Subtype /Widget /FT /Sig /T (buyer) /Rect [72 300 200 360] /P 3 0 R /F 132 /V 30 0 R >>";
    let dictionary = signature_dictionary("Sig", "ETSI.CAdES.detached", "");
    maker.append(&[(13, field.to_owned()), (30, dictionary)], "");
    let (start, end) = gap(&maker);
    let covered = maker.bytes.len() - 20;
    let mut short =
        Maker { bytes: with_range(&maker, &format!("[0 {start} {end} {}]", covered - end)), ..maker };
    let tail = short.bytes.split_off(covered);
    short.fill_gap(start, end, &|digest| message(digest, None));
    short.bytes.extend_from_slice(&tail);
    let report = check_refused(&short.bytes).unwrap();
    assert!(report.signatures[0].crypto_intact && report.signatures[0].signature_valid);
    assert_eq!(report.signatures[0].coverage, Coverage::Partial);
}

#[test]
fn bytes_hidden_in_the_gap_are_found() {
    // The second range begins later than the value ends: an object fits between.
    let mut maker = Maker::new();
    let field = "<< /Type /Annot /Subtype /Widget /FT /Sig /T (buyer) /Rect [72 300 200 360] /P 3 0 R /F 132 /V 30 0 R >>";
    let dictionary = signature_dictionary("Sig", "ETSI.CAdES.detached", "/Reason (               )")
        .replace("> >>", "> /Hidden (nobody signs this) >>");
    maker.append(&[(13, field.to_owned()), (30, dictionary)], "");
    let (start, end) = gap(&maker);
    let later = end + b" /Hidden (nobody signs this)".len();
    let mut hiding = Maker {
        bytes: with_range(&maker, &format!("[0 {start} {later} {}]", maker.bytes.len() - later)),
        ..maker
    };
    hiding.fill_gap(start, later, &|digest| message(digest, None));
    check_format_failure(&hiding.bytes);
}

#[test]
fn a_value_that_is_no_message_is_a_format_failure() {
    let maker = signed();
    let (start, end) = gap(&maker);
    let replaced = |with: &dyn Fn(usize) -> u8| {
        let mut bytes = maker.bytes.clone();
        (start + 1..end - 1).for_each(|place| bytes[place] = with(place));
        bytes
    };
    check_format_failure(&replaced(&|_| b'0'));
    check_format_failure(&replaced(&|_| b'f'));
    check_format_failure(&replaced(&|place| b"30820000"[place % 8]));
    let mut literal = maker.bytes.clone();
    (literal[start], literal[end - 1]) = (b'(', b')');
    check_format_failure(&literal);
}

#[test]
fn bytes_after_the_message_are_found() {
    let maker = signed();
    let (_, end) = gap(&maker);
    for (place, byte) in [(end - 2, b'1'), (end - 3, b'A'), (end - 2, b' '), (end - 200, b'\n')] {
        let mut bytes = maker.bytes.clone();
        bytes[place] = byte;
        check_format_failure(&bytes);
    }
}

#[test]
fn bytes_after_the_last_revision_are_found() {
    let mut bytes = signed().bytes;
    bytes.extend_from_slice(b"\n\n");
    assert!(look(&bytes).unwrap().passed(), "white space shows nothing");
    bytes.extend_from_slice(b"stray");
    let report = look(&bytes).unwrap();
    assert_eq!(report.signatures[0].coverage, Coverage::EntireRevision);
    assert!(!report.passed() && !report.clean());
}

#[test]
fn a_fake_end_of_file_hides_nothing() {
    let mut bytes = signed().bytes;
    bytes.extend_from_slice(b"startxref\n0\n%%EOF\n");
    check_refused(&bytes);
    let mut bytes = signed().bytes;
    bytes.extend_from_slice(b"99 0 obj\n(more)\nendobj\nstartxref\n20\n%%EOF\n");
    check_refused(&bytes);
}

#[test]
fn an_update_without_cross_references_is_refused() {
    let mut maker = signed();
    maker.bytes.extend_from_slice(
        b"5 0 obj\n<< /Length 0 >>\nstream\n\nendstream\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n",
    );
    check_refused(&maker.bytes);
}

#[test]
fn a_signature_moved_to_another_document_does_not_hold() {
    let maker = signed();
    let (start, end) = gap(&maker);
    let other = Maker::new().update(&[(7, "<< /Title (Another) >>")]).sign(&Signing::buyer());
    let (other_start, other_end) = gap(&other);
    let mut bytes = other.bytes.clone();
    bytes[other_start..other_end].copy_from_slice(&maker.bytes[start..end]);
    let report = check_refused(&bytes).unwrap();
    assert!(!report.signatures[0].crypto_intact);
    assert_eq!(report.signatures[0].sub_indication, Some(SubIndication::HashFailure));
}

#[test]
fn a_changed_byte_breaks_the_digest_and_not_the_value() {
    let mut bytes = signed().bytes;
    let place = find_last(&bytes, b"The contract") + 4;
    bytes[place] = b'C';
    let report = check_refused(&bytes).unwrap();
    let first = &report.signatures[0];
    assert!(!first.crypto_intact && first.signature_valid);
    assert_eq!(
        (first.indication, first.sub_indication),
        (Indication::TotalFailed, Some(SubIndication::HashFailure))
    );
}

#[test]
fn the_reason_shown_is_the_one_signed() {
    let mut signing = Signing::buyer();
    signing.extra = "/Reason (I agree)".to_owned();
    let maker = Maker::new().sign(&signing);
    let (start, end) = gap(&maker);
    let range = format!("[0 {start} {end} {}]", maker.bytes.len() - end);
    let contents = String::from_utf8_lossy(&maker.bytes[start..end]).into_owned();
    let spoofed = format!(
        "<< /Type /Sig /Filter /Adobe.PPKLite /SubFilter /ETSI.CAdES.detached /Reason (I agree to pay twice) /ByteRange {range} /Contents {contents} >>"
    );
    let maker = maker.update(&[(30, &spoofed)]);
    let report = check_refused(&maker.bytes).unwrap();
    assert_eq!(report.signatures[0].reason.as_deref(), Some("I agree"));
    assert!(!report.signatures[0].mdp_ok);
}

#[test]
fn a_key_written_twice_in_the_signature_is_refused() {
    let mut signing = Signing::buyer();
    signing.extra = "/Reason (one) /Reason (two)".to_owned();
    check_format_failure(&Maker::new().sign(&signing).bytes);
    signing.extra = "/Contents <00>".to_owned();
    check_refused(&Maker::new().sign(&signing).bytes);
}

#[test]
fn content_inside_the_message_is_refused() {
    let mut maker = Maker::new();
    let field = "<< /Type /Annot /Subtype /Widget /FT /Sig /T (buyer) /Rect [72 300 200 360] /P 3 0 R /F 132 /V 30 0 R >>";
    maker.append(&[(13, field.to_owned()), (30, signature_dictionary("Sig", "ETSI.CAdES.detached", ""))], "");
    maker.fill(&|digest| {
        let data = ObjectIdentifier::new_unwrap("1.2.840.113549.1.7.1");
        let seal = &AUTHORITY.seal;
        let attributes = SignedAttributes::with_content(
            data,
            digest.to_vec(),
            DigestAlgorithm::Sha256,
            seal.certificate(),
        )
        .unwrap();
        seal.sign(attributes, &aws_lc_rs::rand::SystemRandom::new()).unwrap().to_der().unwrap()
    });
    check_format_failure(&maker.bytes);
}

#[test]
fn a_value_in_an_object_stream_or_written_in_the_field_is_refused() {
    let mut maker = Maker::new();
    let dictionary = signature_dictionary("Sig", "ETSI.CAdES.detached", "");
    let field = format!(
        "<< /Type /Annot /Subtype /Widget /FT /Sig /T (buyer) /Rect [72 300 200 360] /P 3 0 R /F 132 /V {dictionary} >>"
    );
    maker.append(&[(13, field)], "");
    maker.fill(&|digest| message(digest, None));
    check_format_failure(&maker.bytes);
}

#[test]
fn a_signature_field_without_a_value_is_no_signature() {
    let report = look(&Maker::new().bytes).unwrap();
    assert!(report.signatures.is_empty() && !report.passed() && !report.clean());
}

#[test]
fn two_signatures_of_one_revision_cannot_both_be_whole() {
    let mut signing = Signing::buyer();
    signing = signing.with(14, "<< /Type /Annot /Subtype /Widget /FT /Sig /T (seller) /Rect [300 300 428 360] /P 3 0 R /F 132 /V 40 0 R >>");
    signing = signing.with(40, "<< /Type /Sig /Filter /Adobe.PPKLite /SubFilter /ETSI.CAdES.detached /ByteRange [0 10 20 30] /Contents <00> >>");
    let report = check_refused(&Maker::new().sign(&signing).bytes).unwrap();
    assert_eq!(report.signatures.len(), 2);
    assert!(report.signatures.iter().any(|signature| signature.coverage == Coverage::Partial));
}

/// Whoever leads the way to the last signature astray would leave the earlier ones, each valid for itself.
#[test]
fn a_signature_that_no_field_leads_to_is_found_and_holds_nothing() {
    let maker = Maker::new().sign(&Signing::buyer()).sign(&Signing::seller());
    assert!(look(&maker.bytes).unwrap().passed());
    let way = find_last(&maker.bytes, b"/V ");
    let digits = maker.bytes[way + 3..].iter().take_while(|byte| byte.is_ascii_digit()).count();
    // Another key, another number of the object, another kind of field.
    let kind = find_last(&maker.bytes, b"/FT /Sig");
    for (at, byte) in [(way + 1, b'R'), (way + 2 + digits, b'7'), (way + 2 + digits, b'1'), (kind + 5, b'R')]
    {
        let mut harmed = maker.bytes.clone();
        assert_ne!(harmed[at], byte);
        harmed[at] = byte;
        let passed = look(&harmed).is_ok_and(|report| report.passed());
        assert!(!passed, "byte {at} as {}", byte as char);
    }
}

#[test]
fn usage_rights_hang_on_the_catalogue_and_are_no_lost_signature() {
    let rights = "<< /Type /Sig /Filter /Adobe.PPKLite /ByteRange [0 10 20 10] /Contents <00> >>";
    let catalog = "<< /Type /Catalog /Pages 2 0 R /AcroForm 4 0 R /Perms << /UR3 70 0 R >> >>";
    let maker = Maker::new().update(&[(1, catalog), (70, rights)]).sign(&Signing::buyer());
    assert!(look(&maker.bytes).unwrap().passed());
    let lost = catalog.replace("/UR3 70 0 R", "");
    let maker = Maker::new().update(&[(1, &lost), (70, rights)]).sign(&Signing::buyer());
    let report = look(&maker.bytes).unwrap();
    assert!(!report.passed());
    assert!(
        report
            .signatures
            .iter()
            .any(|one| one.findings.iter().any(|told| told == "no field has this signature"))
    );
}
