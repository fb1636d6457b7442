//! What a later revision paints over content that was there when signed does not pass; what it paints beside it does.

use paraph_pades::validate::{Drawn, Indication, Report, SubIndication};

use crate::maker::{Maker, PAGE, Signing, look, look_with};

pub(super) const FORM: &str = "<< /Fields [10 0 R 11 0 R 12 0 R 13 0 R 14 0 R 50 0 R] /SigFlags 3 /DA (/F1 10 Tf) /DR << /Font << /F1 6 0 R >> >> >>";
/// The only line of the page lies here: 72 720, in 12 points.
pub(super) const OVER_THE_TEXT: &str = "60 710 200 740";
pub(super) const BESIDE_THE_TEXT: &str = "60 400 200 430";
pub(super) const COVERED: &str = "page content covered by a field";

fn drawing(content: &str) -> String {
    format!(
        "<< /Type /XObject /Subtype /Form /BBox [0 0 140 30] /Resources << /Font << /F1 6 0 R >> /ExtGState << /G << /ca 0.1 >> /M << /BM /Multiply >> >> >> /Length 0 >>\nstream\n{content}\nendstream"
    )
}

/// A certified document, and in a later revision a new signature field at a place that shows something.
pub(super) fn with_field(permission: u8, rectangle: &str, content: &str) -> Maker {
    let page = PAGE.replace("15 0 R]", "15 0 R 50 0 R]");
    let field = format!(
        "<< /Type /Annot /Subtype /Widget /FT /Sig /T (witness) /Rect [{rectangle}] /P 3 0 R /F 132 /AP << /N 51 0 R >> >>"
    );
    Maker::new().sign(&Signing::buyer().certify(permission)).update(&[
        (3, &page),
        (4, FORM),
        (50, &field),
        (51, &drawing(content)),
    ])
}

pub(super) fn first_passes(report: &Report) -> bool {
    report.signatures[0].indication == Indication::TotalPassed
}

pub(super) fn said(report: &Report) -> Vec<String> {
    report.signatures[0].modifications.iter().map(|change| change.what.clone()).collect()
}

/// The first signature must be whole, and not pass because page content is covered; page and place are named.
pub(super) fn check_covered(maker: &Maker, what: &str) {
    let report = look(&maker.bytes).unwrap();
    let first = &report.signatures[0];
    assert_eq!(
        (first.indication, first.sub_indication),
        (Indication::Indeterminate, Some(SubIndication::SigConstraintsFailure)),
        "{:?}",
        said(&report)
    );
    assert!(first.crypto_intact && first.signature_valid && !first.mdp_ok && !report.passed());
    let change = first.modifications.iter().find(|change| change.what == what).unwrap();
    let place = change.place.unwrap();
    assert!(!change.permitted && place.page == 1);
    assert!(place.top > 90.0 && place.top < 125.0 && place.left >= 59.0, "{place:?}");
}

#[test]
fn an_opaque_field_over_the_text_covers_it_and_beside_it_does_not() {
    for opaque in [
        "1 1 1 rg 0 0 140 30 re f",
        "0 0 m 140 0 l 140 30 l 0 30 l h f*",
        "30 w 0 15 m 140 15 l S",
        "2 w 0 0 m 140 0 l S 0 2 m 140 2 l S 0 4 m 140 4 l S 0 6 m 140 6 l S 0 8 m 140 8 l S 0 10 m 140 10 l S 0 12 m 140 12 l S 0 14 m 140 14 l S 0 16 m 140 16 l S 0 18 m 140 18 l S 0 20 m 140 20 l S 0 22 m 140 22 l S",
        "q 140 0 0 30 0 0 cm BI /W 1 /H 1 /BPC 8 /CS /G ID x EI Q",
        "BT /F1 90 Tf 0 0 Td (MM) Tj ET",
    ] {
        check_covered(&with_field(2, OVER_THE_TEXT, opaque), COVERED);
        let beside = look(&with_field(2, BESIDE_THE_TEXT, opaque).bytes).unwrap();
        assert!(first_passes(&beside), "{opaque}: {:?}", said(&beside));
    }
}

#[test]
fn what_lets_the_text_be_read_covers_nothing() {
    for transparent in [
        "",
        "BT /F1 10 Tf 2 5 Td (Ada Byron) Tj ET",
        "1 w 0 0 m 140 30 l 140 0 l 0 30 l S",
        "0 0 140 30 re S",
        "/G gs 1 1 1 rg 0 0 140 30 re f",
        "/M gs 1 1 0 rg 0 0 140 30 re f",
        "0 0 140 30 re n",
    ] {
        let report = look(&with_field(2, OVER_THE_TEXT, transparent).bytes).unwrap();
        assert!(first_passes(&report), "{transparent}: {:?}", said(&report));
    }
}

#[test]
fn transparency_that_is_piled_up_covers() {
    check_covered(&with_field(2, OVER_THE_TEXT, &"/G gs 1 1 1 rg 0 0 140 30 re f ".repeat(12)), COVERED);
}

#[test]
fn what_is_hidden_or_has_no_room_covers_nothing() {
    let opaque = "1 1 1 rg 0 0 140 30 re f";
    assert!(first_passes(&look(&with_field(2, "0 0 0 0", opaque).bytes).unwrap()));
    let mut hidden = with_field(2, OVER_THE_TEXT, opaque).bytes;
    let at = crate::maker::find_last(&hidden, b"/F 132");
    hidden[at..at + 6].copy_from_slice(b"/F 130");
    assert!(first_passes(&look(&hidden).unwrap()));
}

#[test]
fn a_field_that_was_there_may_be_filled_wherever_it_lies() {
    let page = PAGE.replace("15 0 R]", "15 0 R 50 0 R]");
    let empty = format!(
        "<< /Type /Annot /Subtype /Widget /FT /Sig /T (witness) /Rect [{OVER_THE_TEXT}] /P 3 0 R /F 132 >>"
    );
    let signed = empty.replace("/F 132", "/F 132 /AP << /N 51 0 R >>");
    let look_of = drawing("1 1 1 rg 0 0 140 30 re f");
    let there = Maker::new().update(&[(3, &page), (4, FORM), (50, &empty)]).sign(&Signing::buyer());
    let report = look(&there.update(&[(50, &signed), (51, &look_of)]).bytes).unwrap();
    assert!(!said(&report).iter().any(|what| what == COVERED), "{:?}", said(&report));
    // Placed after the signature, it was not there.
    let later = Maker::new().sign(&Signing::buyer()).update(&[(3, &page), (4, FORM), (50, &empty)]);
    let report = look(&later.update(&[(50, &signed), (51, &look_of)]).bytes).unwrap();
    assert!(said(&report).iter().any(|what| what == COVERED), "{:?}", said(&report));
}

#[test]
fn who_signs_what_is_covered_already_signs_it_so() {
    let maker = with_field(2, OVER_THE_TEXT, "1 1 1 rg 0 0 140 30 re f").sign(&Signing::seller());
    let report = look(&maker.bytes).unwrap();
    assert!(!first_passes(&report));
    assert_eq!(report.signatures[1].indication, Indication::TotalPassed);
}

#[test]
fn a_line_to_sign_on_is_there_to_be_signed_on() {
    let content = "<< /Length 0 >>\nstream\nBT /F1 12 Tf 72 720 Td (____________________) Tj ET 60 712 m 200 712 l S\nendstream";
    let page = PAGE.replace("15 0 R]", "15 0 R 50 0 R]");
    let field = format!(
        "<< /Type /Annot /Subtype /Widget /FT /Sig /T (witness) /Rect [{OVER_THE_TEXT}] /P 3 0 R /F 132 /AP << /N 51 0 R >> >>"
    );
    let maker = Maker::new().update(&[(5, content)]).sign(&Signing::buyer());
    let look_of = drawing("1 1 1 rg 0 0 140 30 re f");
    let report = look(&maker.update(&[(3, &page), (4, FORM), (50, &field), (51, &look_of)]).bytes).unwrap();
    assert!(first_passes(&report), "{:?}", said(&report));
}

#[test]
fn an_annotation_over_the_text_covers_it_where_annotations_are_permitted() {
    let page = PAGE.replace("15 0 R]", "15 0 R 50 0 R]");
    let notes = [
        ("/Subtype /Square /IC [1 1 1]", true),
        ("/Subtype /Square /BS << /W 30 >>", true),
        ("/Subtype /FreeText /C [1 1 1] /DA (/F1 10 Tf) /Contents (x)", true),
        ("/Subtype /Stamp /AP << /N 51 0 R >>", true),
        ("/Subtype /Square", false),
        ("/Subtype /Highlight /QuadPoints [60 740 200 740 60 710 200 710] /C [1 1 0]", false),
        ("/Subtype /Text /Contents (seen)", false),
    ];
    for (note, covers) in notes {
        let note_at = |place: &str| format!("<< /Type /Annot {note} /Rect [{place}] /P 3 0 R /F 4 >>");
        let look_of = drawing("1 1 1 rg 0 0 140 30 re f");
        let certified = || Maker::new().sign(&Signing::buyer().certify(3));
        let over = certified().update(&[(3, &page), (50, &note_at(OVER_THE_TEXT)), (51, &look_of)]);
        if covers {
            check_covered(&over, "page content covered by an annotation");
        } else {
            assert!(first_passes(&look(&over.bytes).unwrap()), "{note}");
        }
        let beside = certified().update(&[(3, &page), (50, &note_at(BESIDE_THE_TEXT)), (51, &look_of)]);
        assert!(first_passes(&look(&beside.bytes).unwrap()), "{note}");
        // One that is moved there comes there.
        let moved = beside.update(&[(50, &note_at(OVER_THE_TEXT))]);
        assert_eq!(first_passes(&look(&moved.bytes).unwrap()), !covers, "{note}");
    }
}

#[test]
fn what_cannot_be_followed_counts_as_covering() {
    check_covered(&with_field(2, OVER_THE_TEXT, "(never closed"), COVERED);
}

#[test]
fn drawing_settles_what_is_suspected() {
    let over = with_field(2, OVER_THE_TEXT, "1 1 1 rg 0 0 140 30 re f").bytes;
    let beside = with_field(2, BESIDE_THE_TEXT, "1 1 1 rg 0 0 140 30 re f").bytes;
    for (bytes, drawn, passes) in [
        (&over, Drawn::No, false),
        (&over, Drawn::AsPermitted, true),
        (&over, Drawn::Different, false),
        (&beside, Drawn::No, true),
        (&beside, Drawn::Different, false),
        (&beside, Drawn::NotCompared, false),
    ] {
        assert_eq!(look_with(drawn, bytes).passed(), passes, "{drawn:?}");
    }
}

#[test]
fn a_time_stamp_that_is_seen_is_more_than_validation_data() {
    let visible = |maker: Maker| {
        let mut bytes = maker.bytes;
        let at = crate::maker::find_last(&bytes, b"/Rect [0 0 0 0]");
        bytes[at..at + 15].copy_from_slice(b"/Rect [0 0 9 9]");
        bytes
    };
    // Room alone shows nothing.
    let maker = Maker::new().sign(&Signing::buyer().certify(1)).stamp(60, "2026-03-02T00:00:00Z");
    let report = look(&visible(maker)).unwrap();
    assert!(first_passes(&report), "{:?}", said(&report));
}
