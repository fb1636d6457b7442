//! What is placed over something after a signature is told, whether or not the change is permitted.

use paraph_pades::validate::{Report, Warning};

use crate::maker::{Maker, PAGE, Signing, look};

const FORM: &str = "<< /Fields [10 0 R 11 0 R 12 0 R 13 0 R 14 0 R 50 0 R] /SigFlags 3 /DA (/F1 10 Tf) /DR << /Font << /F1 6 0 R >> >> >>";

/// A signed document to which a signature field is added at a place.
fn with_field_at(rectangle: &str) -> Report {
    let page = PAGE.replace("15 0 R]", "15 0 R 50 0 R]");
    let field = format!(
        "<< /Type /Annot /Subtype /Widget /FT /Sig /T (witness) /Rect [{rectangle}] /P 3 0 R /F 132 >>"
    );
    let maker = Maker::new().sign(&Signing::buyer());
    look(&maker.update(&[(3, &page), (4, FORM), (50, &field)]).bytes).unwrap()
}

#[test]
fn a_field_over_another_is_told_with_its_page() {
    // The name field is at 72 600 300 620.
    let report = with_field_at("100 610 200 660");
    assert_eq!(report.warnings, [Warning::AnnotationsOverlap { pages: vec![1] }]);
    assert!(report.signatures[0].mdp_ok, "adding a signature field is permitted all the same");
    assert!(report.warnings[0].to_string().ends_with("look at page 1"));
}

#[test]
fn a_field_beside_the_others_or_without_room_is_not() {
    for rectangle in ["72 200 200 260", "300 600 400 620", "0 0 0 0"] {
        assert_eq!(with_field_at(rectangle).warnings, [], "{rectangle}");
    }
}

#[test]
fn a_note_over_a_field_is_told_and_its_window_is_not() {
    let page = PAGE.replace("15 0 R]", "15 0 R 60 0 R 61 0 R]");
    let note = "<< /Type /Annot /Subtype /Square /Rect [80 605 120 615] /P 3 0 R /F 4 >>";
    let popup = "<< /Type /Annot /Subtype /Popup /Rect [72 600 300 620] /Parent 60 0 R >>";
    let maker = Maker::new().sign(&Signing::buyer()).update(&[(3, &page), (60, note), (61, popup)]);
    assert_eq!(look(&maker.bytes).unwrap().warnings, [Warning::AnnotationsOverlap { pages: vec![1] }]);
    let page = PAGE.replace("15 0 R]", "15 0 R 61 0 R]");
    let maker = Maker::new().sign(&Signing::buyer()).update(&[(3, &page), (61, popup)]);
    assert_eq!(look(&maker.bytes).unwrap().warnings, []);
}

#[test]
fn what_overlapped_before_the_first_signature_was_signed_so() {
    let page = PAGE.replace("15 0 R]", "15 0 R 60 0 R]");
    let note = "<< /Type /Annot /Subtype /Square /Rect [80 605 120 615] /P 3 0 R /F 4 >>";
    let maker =
        Maker::new().update(&[(3, &page), (60, note)]).sign(&Signing::buyer()).sign(&Signing::seller());
    assert_eq!(look(&maker.bytes).unwrap().warnings, []);
}
