//! What cannot be signed or shown faithfully is refused, each with its own fact; what is harmless is not.

use paraph_server::render::Finding;
use paraph_server::render::limits::{DOCUMENT_BYTES_MAX, PAGES_MAX};

use super::documents::{Objects, stream};
use super::{check_refused, check_shown, look, renderer};

fn helvetica() -> Finding {
    Finding::FontsNotEmbedded { fonts: vec!["Helvetica".to_owned()] }
}

#[test]
fn a_zip_named_pdf_is_not_a_pdf() {
    check_refused(b"PK\x03\x04\x14\x00\x06\x00word/document.xml", &Finding::NotAPdf);
    check_refused(&[b'x'; 5_000], &Finding::NotAPdf);
    check_refused(b"", &Finding::NotAPdf);
}

#[test]
fn a_document_beyond_the_limit_is_refused_without_being_read() {
    let looked = renderer().inspect(std::io::empty(), DOCUMENT_BYTES_MAX + 1, |_, _, _| {
        Ok::<(), paraph_server::render::RenderError>(())
    });
    assert_eq!(looked.unwrap().findings, [Finding::TooLarge { bytes_max: DOCUMENT_BYTES_MAX }]);
}

#[test]
fn an_encrypted_document_is_refused_with_and_without_a_password() {
    let objects =
        Objects::one_page().with(6, "<< /Filter /Standard /V 2 /R 3 /Length 128 /O (o) /U (u) /P -4 >>");
    check_refused(&objects.pdf_with_trailer("/Encrypt 6 0 R"), &Finding::Encrypted);
    let objects = Objects::one_page().with(6, "<< /Filter /Adobe.PubSec /SubFilter /adbe.pkcs7.s5 /V 4 >>");
    check_refused(&objects.pdf_with_trailer("/Encrypt 6 0 R"), &Finding::Encrypted);
}

#[test]
fn a_document_cut_short_is_damaged() {
    let whole = Objects::one_page().pdf();
    for part in [whole.len() / 2, whole.len() - 20] {
        let looked = look(&whole[..part]);
        assert!(matches!(looked.inspection.findings[..], [Finding::Damaged { .. }]), "{part}");
    }
}

#[test]
fn bytes_outside_the_document_are_refused() {
    let mut before = b"From: somebody\n".to_vec();
    before.extend(Objects::one_page().pdf());
    assert!(look(&before).inspection.is_refused());
    let mut after = Objects::one_page().pdf();
    after.extend(b"<script>something</script>");
    check_refused(&after, &Finding::BytesOutside);
}

#[test]
fn a_page_tree_that_loops_is_damaged() {
    let looked = look(&Objects::one_page().with(2, "<< /Type /Pages /Kids [3 0 R 2 0 R] /Count 2 >>").pdf());
    assert!(
        matches!(&looked.inspection.findings[..], [Finding::Damaged { detail }, ..] if detail.contains("loop"))
    );
}

#[test]
fn a_document_without_pages_is_refused() {
    check_refused(
        &Objects::one_page().with(2, "<< /Type /Pages /Kids [] /Count 0 >>").pdf(),
        &Finding::NoPages,
    );
}

#[test]
fn ten_thousand_pages_are_too_many() {
    let mut objects = Objects::one_page();
    let kids: Vec<String> = (6..10_006).map(|number| format!("{number} 0 R")).collect();
    objects = objects.with(2, format!("<< /Type /Pages /Kids [{}] /Count 10000 >>", kids.join(" ")));
    for _ in 0..10_000 {
        objects.0.push(b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 100] >>".to_vec());
    }
    check_refused(&objects.pdf(), &Finding::TooManyPages { pages_max: PAGES_MAX as u32 });
}

#[test]
fn pages_of_no_size_and_of_endless_size_are_refused() {
    for size in ["0 0 0 0", "0 0 200 0", "5 5 6 6", "0 0 200 20000", "0 0 1000000000 1000000000"] {
        let objects = Objects::one_page().with_page(&format!("/MediaBox [{size}]"));
        check_refused(&objects.pdf(), &Finding::PageSize { page: 1 });
    }
    check_refused(
        &Objects::one_page().with_page("/MediaBox [0 0 2000 2000] /UserUnit 10").pdf(),
        &Finding::PageSize { page: 1 },
    );
}

#[test]
fn a_page_without_a_box_is_damaged() {
    let objects = Objects::one_page().with(3, "<< /Type /Page /Parent 2 0 R /Contents 4 0 R >>");
    assert!(matches!(look(&objects.pdf()).inspection.findings[..], [Finding::Damaged { .. }]));
}

#[test]
fn xfa_forms_are_refused() {
    let objects = Objects::one_page()
        .with_catalog("/AcroForm << /Fields [] /XFA 6 0 R >>")
        .with(6, stream("", b"<x/>"));
    check_refused(&objects.pdf(), &Finding::XfaForm);
}

#[test]
fn forms_without_appearances_are_refused_as_signing_would() {
    let objects = Objects::one_page().with_catalog("/AcroForm << /Fields [] /NeedAppearances true >>");
    check_refused(&objects.pdf(), &Finding::FormNeedsAppearances);
}

#[test]
fn scripts_are_refused_wherever_they_hide() {
    let script = "<< /S /JavaScript /JS (app.alert\\(1\\)) >>";
    let places = [
        Objects::one_page().with_catalog("/Names << /JavaScript << /Names [(a) 6 0 R] >> >>").with(6, script),
        Objects::one_page().with_catalog("/OpenAction 6 0 R").with(6, script),
        Objects::one_page().with_catalog("/AA << /WC 6 0 R >>").with(6, script),
        Objects::one_page().with_page("/AA << /O 6 0 R >>").with(6, script),
        Objects::one_page()
            .with_page("/Annots [<< /Subtype /Link /Rect [0 0 9 9] /A 6 0 R >>]")
            .with(6, script),
        Objects::one_page()
            .with_catalog(&format!("/OpenAction << /S /GoTo /D [3 0 R /Fit] /Next {script} >>")),
        Objects::one_page()
            .with_catalog("/AcroForm << /Fields [6 0 R] >>")
            .with(6, format!("<< /FT /Tx /T (total) /AA << /C {script} >> >>")),
        Objects::one_page()
            .with_catalog("/Outlines 6 0 R")
            .with(6, "<< /First 7 0 R /Last 7 0 R >>")
            .with(7, format!("<< /Title (Price) /Parent 6 0 R /A {script} >>")),
        Objects::one_page()
            .with_page("/Annots [<< /Subtype /Screen /AP << >> /Rect [0 0 9 9] /A 6 0 R >>]")
            .with(6, "<< /S /Rendition /OP 0 /JS (app.alert\\(1\\)) >>"),
        Objects::one_page()
            .with_catalog("/Outlines << /First << /A << /S 6 0 R >> >> >>")
            .with(6, "/JavaScript"),
    ];
    for objects in places {
        check_refused(&objects.pdf(), &Finding::JavaScript);
    }
}

#[test]
fn documents_that_act_by_themselves_are_refused() {
    for action in ["/S /Launch /F (calc.exe)", "/S /URI /URI (http://a.example/)", "/S /SubmitForm /F (x)"] {
        let objects = Objects::one_page().with_catalog(&format!("/OpenAction << {action} >>"));
        check_refused(&objects.pdf(), &Finding::ActsByItself);
    }
}

#[test]
fn a_click_that_starts_a_program_is_refused() {
    for place in ["/Annots [<< /Subtype /Link /Rect [0 0 9 9] /A 6 0 R >>]", "/PZ << /Next [6 0 R] >>"] {
        let objects = Objects::one_page().with_page(place).with(6, "<< /S /Launch /F (calc.exe) >>");
        check_refused(&objects.pdf(), &Finding::ActsByItself);
    }
}

#[test]
fn objects_that_lead_in_a_circle_are_searched_once() {
    let objects =
        Objects::one_page().with_catalog("/PieceInfo 6 0 R").with(6, "<< /A [6 0 R 1 0 R 7 0 R] >>");
    check_shown(&objects.with(7, "[6 0 R 7 0 R]").pdf(), &[helvetica()]);
}

#[test]
fn a_chain_of_actions_that_never_ends_is_refused_and_does_not_hang() {
    let objects = Objects::one_page().with_catalog("/OpenAction 6 0 R").with(6, "<< /S /GoTo /Next 6 0 R >>");
    check_refused(&objects.pdf(), &Finding::ActsByItself);
}

#[test]
fn links_are_told_and_opening_at_a_page_is_harmless() {
    let objects = Objects::one_page().with_catalog("/OpenAction [3 0 R /Fit]").with_page(
        "/Annots [<< /Subtype /Link /Rect [0 0 9 9] /A << /S /URI /URI (https://a.example) >> >>]",
    );
    check_shown(&objects.pdf(), &[Finding::Links, helvetica()]);
}

#[test]
fn a_certification_that_forbids_changes_is_refused() {
    let signature =
        "<< /Type /Sig /Reference [<< /TransformMethod /DocMDP /TransformParams << /P 1 >> >>] >>";
    let objects = Objects::one_page()
        .with_catalog("/AcroForm << /Fields [6 0 R] /SigFlags 3 >>")
        .with(6, "<< /FT /Sig /T (one) /V 7 0 R >>");
    check_refused(&objects.with(7, signature).pdf(), &Finding::ChangesForbidden);
}

#[test]
fn earlier_signatures_layers_and_bare_annotations_are_told() {
    let objects = Objects::one_page()
        .with_catalog("/AcroForm << /Fields [6 0 R] /SigFlags 3 >> /OCProperties << /OCGs [] /D << >> >>")
        .with_page("/Annots [<< /Subtype /Square /Rect [0 0 9 9] >> << /Subtype /Circle /Rect [0 0 9 9] >>]")
        .with(6, "<< /FT /Sig /T (one) /V << /Type /Sig >> >>");
    let warnings = [
        Finding::Layers,
        Finding::AlreadySigned { count: 1 },
        Finding::AnnotationsNotShown { pages: vec![1] },
        helvetica(),
    ];
    check_shown(&objects.pdf(), &warnings);
}

#[test]
fn a_note_that_only_paper_shows_is_told_and_one_that_nobody_sees_is_not() {
    let note = |flags: u32| {
        let annotation =
            format!("/Annots [<< /Subtype /FreeText /Rect [0 0 90 9] /F {flags} /AP << /N 6 0 R >> >>]");
        Objects::one_page()
            .with_page(&annotation)
            .with(6, "<< /Type /XObject /Subtype /Form /BBox [0 0 90 9] /Length 0 >>\nstream\n\nendstream")
            .pdf()
    };
    // NoView and Print; NoView alone; Hidden.
    check_shown(&note(36), &[Finding::AnnotationsNotShown { pages: vec![1] }, helvetica()]);
    check_shown(&note(32), &[helvetica()]);
    check_shown(&note(2), &[helvetica()]);
}
