//! Drawing settles what was drawn, and nothing else: what is seen on paper, under the pointer, on a layer, by an action or as readers
//! make it up stays suspected. An annotation that was hidden at signing counts as new once it is shown.

use paraph_pades::validate::{Drawn, Report};

use crate::covering::{BESIDE_THE_TEXT, COVERED, OVER_THE_TEXT, first_passes, said};
use crate::maker::{Maker, PAGE, Signing, look, look_with};

const WHITE: &str = "<< /Type /XObject /Subtype /Form /BBox [0 0 140 30] /Length 0 >>\nstream\n1 g 0 0 140 30 re f\nendstream";
const BLANK: &str = "<< /Type /XObject /Subtype /Form /BBox [0 0 140 30] /Length 0 >>\nstream\n\nendstream";

fn note(keys: &str, more: &[(u32, &str)]) -> Maker {
    let page = PAGE.replace("15 0 R]", "15 0 R 50 0 R]");
    let note = format!("<< /Type /Annot /Subtype /Stamp /Rect [{OVER_THE_TEXT}] /P 3 0 R {keys} >>");
    let mut objects = vec![(3, page.as_str()), (50, note.as_str()), (51, WHITE), (52, BLANK)];
    objects.extend(more);
    Maker::new().sign(&Signing::buyer().certify(3)).update(&objects)
}

#[test]
fn drawing_settles_only_what_was_drawn() {
    let layered = WHITE.replace("/Length", "/OC << /Type /OCG /Name (x) >> /Length");
    let marked = WHITE.replace("1 g 0 0 140 30 re f", "/OC /L BDC 1 g 0 0 140 30 re f EMC");
    for (keys, settles) in [
        ("/F 4 /AP << /N 51 0 R >>", true),
        ("/F 0 /AP << /N 51 0 R >>", true),
        ("/F 4 /AS /A /AP << /N << /A 51 0 R >> >>", true),
        // On paper alone, under the pointer, without an appearance, on a layer, in another state.
        ("/F 36 /AP << /N 51 0 R >>", false),
        ("/F 292 /AP << /N 51 0 R >>", false),
        ("/F 288 /AP << /N 51 0 R >>", false),
        ("/F 4", false),
        ("/F 4 /OC << /Type /OCG /Name (x) >> /AP << /N 51 0 R >>", false),
        ("/F 4 /AS /B /AP << /N << /A 51 0 R /B 52 0 R >> >>", false),
        ("/F 4 /AP << /N 52 0 R /R 51 0 R >>", false),
        ("/F 4 /AP << /N 53 0 R >>", false),
        ("/F 4 /AP << /N 54 0 R >>", false),
    ] {
        let bytes = note(keys, &[(53, &layered), (54, &marked)]).bytes;
        assert!(!first_passes(&look_with(Drawn::No, &bytes)), "{keys}");
        let report = look_with(Drawn::AsPermitted, &bytes);
        assert_eq!(first_passes(&report), settles, "{keys}: {:?}", said(&report));
        assert_eq!(Drawn::matters(&[Drawn::AsPermitted], &look_with(Drawn::No, &bytes)), settles, "{keys}");
    }
}

#[test]
fn what_is_hidden_is_suspected_where_an_action_can_show_it() {
    let hidden = "/F 6 /AP << /N 51 0 R >>";
    assert!(first_passes(&look(&note(hidden, &[]).bytes).unwrap()));
    let with_action = format!("{hidden} /AA << /PO << /S /Hide /T (x) /H false >> >>");
    assert!(!first_passes(&look_with(Drawn::AsPermitted, &note(&with_action, &[]).bytes)));
}

/// A signed document with a field of these keys, which a later revision writes over with others.
fn shown_later(before: &str, after: &str) -> Report {
    let form = "<< /Fields [10 0 R 11 0 R 12 0 R 13 0 R 14 0 R 50 0 R] /SigFlags 3 /DA (/F1 10 Tf) /DR << /Font << /F1 6 0 R >> >> >>";
    let page = PAGE.replace("15 0 R]", "15 0 R 50 0 R]");
    let field =
        |keys: &str| format!("<< /Type /Annot /Subtype /Widget /FT /Tx /T (later) /P 3 0 R {keys} >>");
    let there = Maker::new().update(&[(3, &page), (4, form), (50, &field(before))]);
    let maker = there.sign(&Signing::buyer()).update(&[(50, &field(after)), (51, WHITE)]);
    look(&maker.bytes).unwrap()
}

#[test]
fn a_field_that_nobody_saw_comes_to_its_place_when_it_is_shown() {
    let over = |keys: &str| format!("/Rect [{OVER_THE_TEXT}] {keys}");
    let seen = "/F 4 /AP << /N 51 0 R >> /V (x)";
    for hidden in ["/F 2", "/F 6", "/F 32", "/F 34", "/F 36"] {
        let report = shown_later(&over(hidden), &over(seen));
        assert!(said(&report).iter().any(|what| what == COVERED), "{hidden}: {:?}", said(&report));
        assert!(!first_passes(&report));
    }
    for place in ["/Rect [60 710 60 710]", "/Rect [0 0 0 0]", "/Rect []", ""] {
        let report = shown_later(&format!("{place} /F 4"), &over(seen));
        assert!(said(&report).iter().any(|what| what == COVERED), "{place}: {:?}", said(&report));
        assert!(!first_passes(&report));
    }
    // Beside the text it covers nothing, and what was seen may be filled in wherever it lies.
    let beside = format!("/Rect [{BESIDE_THE_TEXT}]");
    let report = shown_later(&format!("{beside} /F 2"), &format!("{beside} {seen}"));
    assert!(!said(&report).iter().any(|what| what == COVERED), "{:?}", said(&report));
    let report = shown_later(&over("/F 4"), &over(seen));
    assert!(!said(&report).iter().any(|what| what == COVERED), "{:?}", said(&report));
}

#[test]
fn who_signs_while_a_field_is_hidden_did_not_see_it() {
    let form = "<< /Fields [10 0 R 11 0 R 12 0 R 13 0 R 14 0 R 50 0 R] /SigFlags 3 /DA (/F1 10 Tf) /DR << /Font << /F1 6 0 R >> >> >>";
    let page = PAGE.replace("15 0 R]", "15 0 R 50 0 R]");
    let field = |keys: &str| {
        format!(
            "<< /Type /Annot /Subtype /Widget /FT /Sig /T (later) /P 3 0 R /Rect [{OVER_THE_TEXT}] {keys} >>"
        )
    };
    let maker = Maker::new().sign(&Signing::buyer()).update(&[(3, &page), (4, form), (50, &field("/F 6"))]);
    let maker = maker.sign(&Signing::seller());
    let report = look(&maker.update(&[(50, &field("/F 4 /AP << /N 51 0 R >>")), (51, WHITE)]).bytes).unwrap();
    let covers =
        |index: usize| report.signatures[index].modifications.iter().any(|change| change.what == COVERED);
    assert!(covers(0) && covers(1));
}
