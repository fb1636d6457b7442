//! Every difference between revisions is reported: fonts that are exchanged, values that differ from their pictures, locks that are
//! loosened, and what changes nothing that is seen. What is legal is no alarm.

use paraph_pades::validate::{Coverage, Indication, ModificationLevel, Report, SubIndication};

use crate::maker::{Maker, NAME_FIELD, PAGE, Signing, find_last, look};

fn said(report: &Report, what: &str) -> Option<bool> {
    let found = report.signatures[0].modifications.iter().find(|change| change.what == what);
    found.map(|change| change.permitted)
}

fn check(maker: &Maker, what: &str, permitted: bool) {
    let report = look(&maker.bytes).unwrap();
    assert_eq!(said(&report, what), Some(permitted), "{:#?}", report.signatures[0].modifications);
    let passes = report.signatures[0].indication == Indication::TotalPassed;
    assert_eq!(passes, permitted, "{:#?}", report.signatures[0].modifications);
}

fn signed() -> Maker {
    Maker::new().sign(&Signing::buyer())
}

fn form(resources: &str) -> String {
    format!("<< /Fields [10 0 R 11 0 R 12 0 R 13 0 R 14 0 R] /SigFlags 3 /DA (/F1 10 Tf) {resources} >>")
}

#[test]
fn the_forms_fonts_are_not_exchanged() {
    let exchanged = "the fonts or resources of the form exchanged";
    let font = "<< /Type /Font /Subtype /Type1 /BaseFont /ZapfDingbats >>";
    for resources in ["/DR << /Font << /F1 50 0 R >> >>", "/DR << /Font << /F2 6 0 R >> >>", "/DR << >>", ""]
    {
        check(&signed().update(&[(4, &form(resources)), (50, font)]), exchanged, false);
        let anew = format!("{resources} /NeedAppearances true");
        check(&signed().update(&[(4, &form(&anew)), (50, font)]), exchanged, false);
    }
    let same = "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>";
    let copied = form("/DR << /Font << /F1 50 0 R >> >>");
    check(&signed().update(&[(4, &copied), (50, same)]), "the form dictionary", true);
}

#[test]
fn how_fields_are_drawn_is_not_changed_behind_them() {
    let other = form("/DR << /Font << /F1 6 0 R >> >>").replace("/F1 10 Tf", "/F1 10 Tf 1 g");
    check(&signed().update(&[(4, &other)]), "how fields are drawn changed", false);
}

fn filled(value: &str, shown: &str) -> Maker {
    let field = NAME_FIELD.replace("/AP << /N 20 0 R >>", &format!("/V {value} /AP << /N 50 0 R >>"));
    let look = format!(
        "<< /Type /XObject /Subtype /Form /BBox [0 0 228 20] /Resources << /Font << /F1 6 0 R >> >> /Length 0 >>\nstream\n{shown}\nendstream"
    );
    Maker::new().sign(&Signing::buyer().certify(2)).update(&[(10, &field), (50, &look)])
}

#[test]
fn a_value_and_its_picture_agree() {
    for (value, shown) in [
        ("(100)", "/Tx BMC q BT /F1 10 Tf 2 5 Td (100) Tj ET Q EMC"),
        ("(Ada Byron)", "BT /F1 10 Tf 2 5 Td [(Ada) -300 (By) 20 (ron)] TJ ET"),
        ("<FEFF00E9>", "1 1 1 rg 0 0 228 20 re f 0 g BT /F1 10 Tf 2 5 Td (\\351) Tj ET"),
        ("(cut off)", "BT /F1 10 Tf 2 5 Td (cut) Tj 900 0 Td (off) Tj ET"),
        ("(two lines)", "BT /F1 10 Tf 12 TL 2 5 Td (two) Tj T* (lines) Tj ET"),
    ] {
        check(&filled(value, shown), "a form field filled in", true);
    }
    let differ = "a form field whose value and picture differ";
    for shown in ["BT /F1 10 Tf 2 5 Td (900 000) Tj ET", "BT /F1 10 Tf 2 5 Td (1000) Tj ET"] {
        check(&filled("(100)", shown), differ, false);
    }
    let unknown = "a form field whose picture cannot be compared with its value";
    for shown in [
        "0 0 m 9 9 l 18 0 l f",
        "BT /F1 10 Tf 900 5 Td (100) Tj ET",
        "BT /F1 10 Tf 2 5 Td (100) Tj ET 1 1 1 rg 0 0 228 20 re f",
        "q 20 0 0 20 0 0 cm BI /W 1 /H 1 /BPC 8 /CS /G ID x EI Q",
    ] {
        check(&filled("(100)", shown), unknown, false);
    }
}

#[test]
fn a_tick_is_shown_as_it_is_stored() {
    let agree = |value: &str, state: &str| {
        let field = format!(
            "<< /Type /Annot /Subtype /Widget /FT /Btn /T (agree) /Rect [72 520 84 532] /P 3 0 R /F 4 /V /{value} /AS /{state} /AP << /N << /Yes 21 0 R /Off 22 0 R >> >> >>"
        );
        signed().update(&[(12, &field)])
    };
    check(&agree("Yes", "Yes"), "a form field filled in", true);
    check(&agree("Yes", "Off"), "a form field whose value and picture differ", false);
    check(&agree("Off", "Yes"), "a form field whose value and picture differ", false);
}

#[test]
fn no_object_that_was_there_becomes_an_appearance() {
    // It waits as a drawing of the page, or as nothing at all.
    let look = "<< /Type /XObject /Subtype /Form /BBox [0 0 228 20] /Resources << /Font << /F1 6 0 R >> >> /Length 0 >>\nstream\nBT /F1 10 Tf 2 5 Td (100) Tj ET\nendstream";
    let drawn = PAGE.replace("/Font << /F1 6 0 R >>", "/Font << /F1 6 0 R >> /XObject << /X 50 0 R >>");
    for page in [drawn.as_str(), PAGE] {
        let maker = Maker::new().update(&[(3, page), (50, look)]).sign(&Signing::buyer());
        let field = NAME_FIELD.replace("/AP << /N 20 0 R >>", "/V (100) /AP << /N 50 0 R >>");
        check(&maker.update(&[(10, &field)]), "an object turned into an appearance", false);
    }
}

#[test]
fn content_changed_after_the_last_signature_is_told_and_does_not_pass() {
    let shown = "BT /F1 10 Tf 2 5 Td (100) Tj ET";
    let report = look(&filled("(100)", shown).bytes).unwrap();
    assert!(!report.passed());
    assert_eq!(report.changed_after_the_last_signature(), Some(["name".to_owned()].as_slice()));
    // Who signs afterwards signed it; a time-stamp agrees to nothing.
    let report = look(&filled("(100)", shown).sign(&Signing::seller()).bytes).unwrap();
    assert!(report.passed() && report.changed_after_the_last_signature().is_none());
    let report = look(&filled("(100)", shown).stamp(60, "2026-03-02T00:00:00Z").bytes).unwrap();
    assert!(!report.passed());
}

#[test]
fn harmless_differences_are_told() {
    let tabs = PAGE.replace("/Parent", "/Tabs /R /Parent");
    let order = "the order in which fields are visited";
    check(&signed().update(&[(3, &tabs)]), order, true);
    let closed = Maker::new().sign(&Signing::buyer().certify(1));
    check(&closed.clone().update(&[(3, &tabs)]), order, false);
    check(&closed.update(&[(50, "(nobody refers to this)")]), "an object that nothing uses", true);
}

#[test]
fn a_second_certification_is_named_as_one() {
    let certified = Maker::new().sign(&Signing::buyer().certify(2));
    check(&certified.sign(&Signing::seller().certify(2)), "a second certification", false);
    check(&signed().sign(&Signing::seller().certify(3)), "a certification after a signature", false);
}

#[test]
fn a_lock_that_is_loosened_is_named() {
    let locked = "<< /Type /Annot /Subtype /Widget /FT /Sig /T (seller) /Rect [300 300 428 360] /P 3 0 R /F 132 /Lock << /Type /SigFieldLock /Action /All >> >>";
    let maker = || Maker::new().update(&[(14, locked)]).sign(&Signing::buyer());
    check(&maker().sign(&Signing::seller().lock("/Action /All")), "a signature added", true);
    for looser in ["/Action /Include /Fields [(place)]", "/Action /Exclude /Fields [(name)]"] {
        check(&maker().sign(&Signing::seller().lock(looser)), "a lock loosened", false);
    }
    check(&maker().sign(&Signing::seller()), "a lock loosened", false);
    // What was locked stays locked, whatever a later signature says.
    let all = Maker::new().sign(&Signing::buyer().lock("/Action /All /P 2"));
    let later = all.sign(&Signing::seller().lock("/Action /Exclude /Fields [(name)]"));
    let report = look(&later.bytes).unwrap();
    assert!(said(&report, "a signature that would permit more than an earlier one").is_some());
}

#[test]
fn a_list_of_annotations_may_be_freed() {
    let apart = PAGE.replace("[10 0 R 11 0 R 12 0 R 13 0 R 14 0 R 15 0 R]", "60 0 R");
    let list = "[10 0 R 11 0 R 12 0 R 13 0 R 14 0 R 15 0 R]";
    let maker = Maker::new().update(&[(3, &apart), (60, list)]).sign(&Signing::buyer());
    let report = look(&maker.update(&[(3, PAGE), (60, "null")]).bytes).unwrap();
    assert_eq!(report.signatures[0].indication, Indication::TotalPassed, "{report:#?}");
    let level = ModificationLevel::LtaData;
    assert!(report.signatures[0].modifications.iter().any(|change| change.level == level));
}

#[test]
fn objects_that_nothing_uses_are_no_second_role() {
    // It refers to the objects of the time-stamp that comes later.
    let dead = "<< /A 60 0 R /B 61 0 R /C 5 0 R >>";
    let maker = Maker::new().update(&[(90, dead)]).sign(&Signing::buyer().certify(1));
    let report = look(&maker.stamp(60, "2026-03-02T00:00:00Z").bytes).unwrap();
    assert!(report.passed(), "{report:#?}");
}

#[test]
fn bytes_behind_the_message_are_called_what_they_are() {
    let mut bytes = signed().bytes;
    let last = find_last(&bytes, b"0> >>");
    bytes[last] = b'1';
    let report = look(&bytes).unwrap();
    let first = &report.signatures[0];
    assert_eq!(first.sub_indication, Some(SubIndication::FormatFailure));
    assert!(first.crypto_intact && first.signature_valid, "what was signed is unchanged");
    assert!(first.findings.iter().any(|finding| finding.contains("bytes that nobody signed follow")));
}

#[test]
fn a_gap_that_is_too_wide_covers_no_whole_file() {
    let mut bytes = signed().bytes;
    // The gap begins one byte early: the blank before the value is not signed.
    let at = find_last(&bytes, b"/ByteRange [") + b"/ByteRange ".len();
    let end = at + bytes[at..].iter().position(|byte| *byte == b']').unwrap();
    let range = String::from_utf8_lossy(&bytes[at + 1..end]).into_owned();
    let numbers: Vec<u64> = range.split(' ').map(|number| number.parse().unwrap()).collect();
    let wider = format!("[0 {} {} {}]", numbers[1] - 1, numbers[2], numbers[3]);
    assert_eq!(wider.len(), end + 1 - at);
    bytes.splice(at..=end, wider.bytes());
    assert_eq!(look(&bytes).unwrap().signatures[0].coverage, Coverage::Partial);
}

#[test]
fn what_would_cost_too_much_to_compare_does_not_pass() {
    let text = |version: usize| {
        (0..60_000u32).map(|number| (1_000 + number, format!("({version} {number})"))).collect::<Vec<_>>()
    };
    let mut maker = Maker::new();
    maker.size = 70_000;
    maker.append(&text(1), "/Info 7 0 R");
    let mut maker = maker.sign(&Signing::buyer());
    maker.append(&text(2), "/Info 7 0 R");
    check(&maker, "more changes than are compared", false);
}
