//! What tick boxes, radio buttons and lists show beside what they say, and who answers for it.

use paraph_pades::validate::Report;

use crate::covering::{first_passes, said};
use crate::maker::{Maker, PAGE, Signing, look, signature_dictionary};

const DIFFERS: &str = "a form field whose value and picture differ";

fn picture(content: &str) -> String {
    format!(
        "<< /Type /XObject /Subtype /Form /BBox [0 0 12 12] /Resources << /Font << /F1 6 0 R >> >> /Length 0 >>\nstream\n{content}\nendstream"
    )
}

const FRAME: &str = "1 g 0 0 12 12 re f 0 G 0.5 0.5 11 11 re S";
const TICK: &str = "1 g 0 0 12 12 re f 0 G 0.5 0.5 11 11 re S 2 2 m 10 10 l 2 10 m 10 2 l S";

/// A tick box whose states look so, ticked or not after the signature.
fn ticked(value: &str, state: &str, yes: &str, off: &str) -> Report {
    let field = |keys: &str, states: &str| {
        format!(
            "<< /Type /Annot /Subtype /Widget /FT /Btn /T (agree) /Rect [72 520 84 532] /P 3 0 R /F 4 {keys} /AP << /N {states} >> >>"
        )
    };
    let states = "<< /Yes 21 0 R /Off 22 0 R >>";
    let before = field(if value == "Off" { "/V /Yes /AS /Yes" } else { "/AS /Off" }, states);
    let there = Maker::new().update(&[(12, &before), (21, &picture(yes)), (22, &picture(off))]);
    let after = field(&format!("/V /{value} /AS /{state}"), states);
    look(&there.sign(&Signing::buyer()).update(&[(12, &after)]).bytes).unwrap()
}

#[test]
fn a_tick_shows_what_its_value_says() {
    for (value, state, yes, off, passes) in [
        ("Yes", "Yes", TICK, FRAME, true),
        ("Off", "Off", TICK, FRAME, true),
        ("Yes", "Yes", TICK, "", true),
        ("Yes", "Yes", "BT /F1 10 Tf 2 2 Td (4) Tj ET", "", true),
        // The state contradicts the value.
        ("Yes", "Off", TICK, FRAME, false),
        ("Off", "Yes", TICK, FRAME, false),
        // The pictures are exchanged, or the same.
        ("Yes", "Yes", FRAME, TICK, false),
        ("Off", "Off", FRAME, TICK, false),
        ("Yes", "Yes", TICK, TICK, false),
        ("Off", "Off", TICK, TICK, false),
        ("Yes", "Yes", FRAME, FRAME, false),
        // No widget has this state.
        ("Other", "Off", TICK, FRAME, false),
    ] {
        let report = ticked(value, state, yes, off);
        assert_eq!(first_passes(&report), passes, "{value} {state} {yes} {off}: {:?}", said(&report));
        assert_eq!(said(&report).iter().any(|what| what == DIFFERS), !passes, "{value} {state} {yes} {off}");
    }
}

#[test]
fn one_picture_for_all_states_must_be_that_of_the_value() {
    let field = |keys: &str| {
        format!(
            "<< /Type /Annot /Subtype /Widget /FT /Btn /T (agree) /Rect [72 520 84 532] /P 3 0 R /F 4 {keys} /AP << /N 21 0 R >> >>"
        )
    };
    for (value, content, passes) in
        [("Yes", TICK, true), ("Off", FRAME, true), ("Off", TICK, false), ("Yes", FRAME, false)]
    {
        let before = if value == "Off" { "/V /Yes /AS /Yes" } else { "/AS /Off" };
        let there = Maker::new().update(&[(12, &field(before)), (21, &picture(content))]);
        let after = field(&format!("/V /{value} /AS /{value}"));
        let report = look(&there.sign(&Signing::buyer()).update(&[(12, &after)]).bytes).unwrap();
        assert_eq!(first_passes(&report), passes, "{value} {content}: {:?}", said(&report));
    }
}

/// A list whose choice is changed after the signature, with lines drawn at 20, 10 and 0.
fn chosen(keys: &str, marked: Option<u32>) -> Report {
    let ground = marked.map_or(String::new(), |line| format!("0.6 0.75 0.85 rg 0 {line} 100 10 re f "));
    let content = format!(
        "1 g 0 0 100 30 re f {ground}0 g BT /F1 8 Tf 2 22 Td (Ten) Tj 0 -10 Td (Twenty) Tj 0 -10 Td (Thirty) Tj ET"
    );
    let look_of = picture(&content).replace("[0 0 12 12]", "[0 0 100 30]");
    let field = |keys: &str| {
        format!(
            "<< /Type /Annot /Subtype /Widget /FT /Ch /T (price) /Rect [72 480 172 510] /P 3 0 R /F 4 /Opt [[(a) (Ten)] [(b) (Twenty)] [(c) (Thirty)]] {keys} /AP << /N 61 0 R >> >>"
        )
    };
    let form = "<< /Fields [10 0 R 11 0 R 12 0 R 13 0 R 14 0 R 60 0 R] /SigFlags 3 /DA (/F1 10 Tf) /DR << /Font << /F1 6 0 R >> >> >>";
    let page = PAGE.replace("15 0 R]", "15 0 R 60 0 R]");
    let there = Maker::new().update(&[(3, &page), (4, form), (60, &field("/V (a)")), (61, &picture(""))]);
    look(&there.sign(&Signing::buyer()).update(&[(60, &field(keys)), (61, &look_of)]).bytes).unwrap()
}

#[test]
fn a_list_marks_what_its_value_says() {
    for (keys, marked, passes) in [
        ("/V (b)", Some(10), true),
        ("/V (b) /I [1]", Some(10), true),
        ("/V (c)", Some(0), true),
        ("/V (b)", Some(0), false),
        ("/V (b)", Some(20), false),
        ("/V (b)", None, false),
        ("/V (b) /I [2]", Some(10), false),
        ("/V (z)", Some(10), false),
    ] {
        let report = chosen(keys, marked);
        assert_eq!(first_passes(&report), passes, "{keys} {marked:?}: {:?}", said(&report));
    }
}

#[test]
fn only_a_signature_of_the_form_answers_for_a_picture() {
    let filled = "<< /Type /Annot /Subtype /Widget /FT /Tx /T (name) /Rect [72 600 300 620] /P 3 0 R /F 4 /V (nine) /AP << /N 20 0 R >> >>";
    let shows = "<< /Type /XObject /Subtype /Form /BBox [0 0 228 20] /Resources << /Font << /F1 6 0 R >> >> /Length 0 >>\nstream\nBT /F1 10 Tf 2 5 Td (one hundred) Tj ET\nendstream";
    let loose = signature_dictionary("Sig", "ETSI.CAdES.detached", "");
    let signed = || Maker::new().sign(&Signing::buyer());
    // Nothing leads to it, or only a key that means nothing.
    let alone = look(&signed().update(&[(10, filled), (20, shows), (70, &loose)]).bytes).unwrap();
    assert!(!first_passes(&alone), "{:?}", said(&alone));
    let kept = filled.replace("/V (nine)", "/V (nine) /MK << /X 70 0 R >>");
    let kept = look(&signed().update(&[(10, &kept), (20, shows), (70, &loose)]).bytes).unwrap();
    assert!(!first_passes(&kept), "{:?}", said(&kept));
    let in_order = signed().sign(&Signing::seller().with(10, filled).with(20, shows));
    let report = look(&in_order.bytes).unwrap();
    assert!(first_passes(&report), "{:?}", said(&report));
}
