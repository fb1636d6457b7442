//! Forms that uploads bring: what is shown is what will be sent, with the fields in the pages; what a field holds and what it shows
//! are the same or the document is refused; whatever acts on a click has its word.

use paraph_server::render::{Finding, Named};

use super::documents::{Objects, stream};
use super::{check_refused, check_shown, look};

fn report(name: &str) -> Vec<u8> {
    std::fs::read(format!("{}/../paraph-pades/tests/data/reports/{name}", env!("CARGO_MANIFEST_DIR")))
        .unwrap()
}

fn named(names: &[&str]) -> Named {
    Named { names: names.iter().map(|name| (*name).to_owned()).collect(), further: 0 }
}

/// The warning that every document here earns: Helvetica is not embedded.
fn helvetica() -> Finding {
    Finding::FontsNotEmbedded { fonts: vec!["Helvetica".to_owned()] }
}

/// The words of the first page.
fn words(document: &[u8]) -> String {
    let looked = look(document);
    looked.pages[0].0.lines.iter().map(|line| line.text.as_str()).collect::<Vec<_>>().join("\n")
}

/// One page with a field whose widget is the field, and a look that shows `shown`.
fn form(field: &str, shown: &str) -> Vec<u8> {
    form_with(field, &format!("/Tx BMC BT /F 10 Tf 2 5 Td {shown} ET EMC"))
}

fn form_with(field: &str, content: &str) -> Vec<u8> {
    Objects::one_page()
        .with_catalog("/AcroForm << /Fields [6 0 R] >>")
        .with_page("/Annots [6 0 R]")
        .with(
            6,
            format!("<< /Subtype /Widget /F 4 /Rect [20 10 180 30] /T (p) /AP << /N 7 0 R >> {field} >>"),
        )
        .with(
            7,
            stream(
                "/Type /XObject /Subtype /Form /BBox [0 0 160 20] /Resources << /Font << /F 5 0 R >> >>",
                content.as_bytes(),
            ),
        )
        .pdf()
}

#[test]
fn a_filled_field_becomes_part_of_the_page_and_is_named() {
    let fixed = Finding::FieldsFixed { fields: named(&["buyer"]) };
    check_shown(&report("form_filled.pdf"), &[fixed, helvetica()]);
    assert!(words(&report("form_filled.pdf")).contains("Filled value"));
}

#[test]
fn a_value_without_a_look_is_shown_to_who_signs() {
    for (file, field, value) in
        [("form_no_ap.pdf", "buyer", "No appearance"), ("n_choice_noap.pdf", "law", "Swiss law")]
    {
        let fixed = Finding::FieldsFixed { fields: named(&[field]) };
        let drawn = Finding::ValuesDrawn { fields: named(&[field]) };
        check_shown(&report(file), &[fixed, drawn, helvetica()]);
        assert!(words(&report(file)).contains(value), "{file}");
    }
}

#[test]
fn a_field_that_holds_another_value_than_it_shows_is_refused() {
    for file in ["form_stale_ap.pdf", "form-field-stays-live.pdf"] {
        check_refused(&report(file), &Finding::FieldsDiffer { fields: named(&["buyer"]) });
    }
    for (field, shown) in [
        ("/FT /Tx /V (Price 1000)", "(Price 10000) Tj"),
        ("/FT /Tx", "(Price 1000) Tj"),
        ("/FT /Tx /V (Price 1200)", "(Price 2100) Tj"),
        // Outside the box of the look, where it is invisible.
        ("/FT /Tx /V (Price 1000 less)", "(Price 1000) Tj 300 0 Td (less) Tj"),
        ("/FT /Ch /Ff 131072 /Opt [[(a) (Swiss law)] [(b) (French law)]] /V (b)", "(Swiss law) Tj"),
        ("/FT /Ch /Ff 131072 /Opt [(Swiss law)] /V (Other law)", "(Swiss law) Tj"),
    ] {
        check_refused(&form(field, shown), &Finding::FieldsDiffer { fields: named(&["p"]) });
    }
}

#[test]
fn a_field_that_shows_its_value_is_taken_however_it_is_set() {
    let fixed = || Finding::FieldsFixed { fields: named(&["p"]) };
    for (field, shown) in [
        ("/FT /Tx /V (Price 1000)", "(Price 1000) Tj"),
        ("/FT /Tx /V (Price 1000)", "[(Pri) -30 (ce) -600 (1000)] TJ"),
        ("/FT /Tx /Ff 4096 /V (Price\\r1000)", "(Price) Tj 0 -9 Td (1000) Tj"),
        ("/FT /Tx /Ff 16777216 /MaxLen 4 /V (1000)", "(1) Tj 40 0 Td (0) Tj 40 0 Td (0) Tj 40 0 Td (0) Tj"),
        ("/FT /Tx /V <FEFF20AC00200031>", "(\\200 1) Tj"),
        ("/FT /Tx /V (\\240 1)", "(\\200 1) Tj"),
        ("/FT /Ch /Ff 131072 /Opt [[(a) (Swiss law)]] /V (a)", "(Swiss law) Tj"),
        ("/FT /Tx /V ()", "(   ) Tj"),
    ] {
        check_shown(&form(field, shown), &[fixed(), helvetica()]);
    }
}

#[test]
fn a_value_that_is_not_shown_and_cannot_be_drawn_is_refused() {
    let field = "/FT /Tx /V <FEFF0041DBFFDFFD>";
    check_refused(&form_with(field, ""), &Finding::FieldsNotShown { fields: named(&["p"]) });
    let contradicting = Objects::one_page()
        .with_catalog("/AcroForm << /Fields [6 0 R] >>")
        .with_page("/Annots [6 0 R]")
        .with(6, "<< /Subtype /Widget /F 4 /Rect [20 10 40 30] /T (agreed) /FT /Btn /V /Yes /AS /Off /AP << /N << /Yes 7 0 R /Off 7 0 R >> >> >>")
        .with(7, stream("/Subtype /Form /BBox [0 0 20 20]", b"0 0 20 20 re S"));
    check_refused(&contradicting.pdf(), &Finding::FieldsDiffer { fields: named(&["agreed"]) });
}

#[test]
fn what_acts_on_a_click_has_its_word() {
    let buttons = Finding::ButtonsRemoved { fields: named(&["send"]) };
    check_shown(&report("submit_btn.pdf"), &[buttons, Finding::SendsForms, helvetica()]);
    let link = |action: &str| {
        Objects::one_page()
            .with_page(&format!(
                "/Annots [<< /Type /Annot /Subtype /Link /Rect [0 0 9 9] /A << {action} >> >>]"
            ))
            .pdf()
    };
    for (action, finding) in [
        ("/S /URI /URI (https://example.org)", Finding::Links),
        ("/S /GoToR /F (other.pdf) /D [0 /Fit]", Finding::OtherFiles),
        ("/S /GoToE /T << /R /C /N (a) >>", Finding::OtherFiles),
        ("/S /SubmitForm /F (http://127.0.0.1/x)", Finding::SendsForms),
        ("/S /ImportData /F (a.fdf)", Finding::SendsForms),
    ] {
        check_shown(&link(action), &[finding, helvetica()]);
    }
    for action in ["/S /Movie", "/S /Sound /Sound 4 0 R", "/S /RichMediaExecute", "/S /GoTo3DView"] {
        check_refused(&link(action), &Finding::Media);
    }
    let attached = Objects::one_page().with_catalog(
        "/Names << /EmbeddedFiles << /Names [(a.txt) << /Type /Filespec /F (a.txt) /EF << /F 4 0 R >> >>] >> >>",
    );
    check_shown(&attached.pdf(), &[Finding::Attachments, helvetica()]);
}

#[test]
fn notes_and_left_over_signature_fields_and_hidden_values_are_named() {
    let objects = Objects::one_page()
        .with_catalog("/AcroForm << /Fields [6 0 R 7 0 R] >>")
        .with_page("/Annots [6 0 R 7 0 R 8 0 R]")
        .with(6, "<< /Subtype /Widget /FT /Sig /T (left) /F 4 /Rect [20 10 80 30] >>")
        .with(7, "<< /Subtype /Widget /FT /Tx /T (hidden) /V (secret) /F 2 /Rect [20 10 80 30] >>")
        .with(8, "<< /Subtype /Stamp /F 4 /Rect [100 10 120 30] /AP << /N 9 0 R >> >>")
        .with(9, stream("/Subtype /Form /BBox [0 0 20 20]", b"0 0 20 20 re S"));
    check_shown(
        &objects.pdf(),
        &[
            Finding::FieldsUnseen { fields: named(&["hidden"]) },
            Finding::SignatureFieldsRemoved { fields: named(&["left"]) },
            Finding::AnnotationsFixed { pages: vec![1] },
            helvetica(),
        ],
    );
    assert!(!words(&objects.pdf()).contains("secret"));
}

#[test]
fn lists_that_pages_and_the_form_share_are_shown() {
    check_shown(&report("shared_annots.pdf"), &[helvetica()]);
    let fixed = Finding::FieldsFixed { fields: named(&["p"]) };
    check_shown(&report("n_fields_is_annots.pdf"), &[fixed, Finding::Links, helvetica()]);
}

#[test]
fn a_signature_that_closed_the_document_takes_no_further_ones() {
    let objects = Objects::one_page()
        .with_catalog("/AcroForm << /Fields [6 0 R] /SigFlags 3 >>")
        .with(6, "<< /FT /Sig /T (seal) /V 7 0 R /Lock << /Type /SigFieldLock /Action /All /P 1 >> >>")
        .with(7, "<< /Type /Sig /Filter /Adobe.PPKLite /SubFilter /ETSI.CAdES.detached /Contents <00> /ByteRange [0 0 0 0] >>");
    check_refused(&objects.pdf(), &Finding::ChangesForbidden);
}
