//! Files made after faults that people reported of other products, with what must come of them (`expected.tsv`).

#![expect(clippy::unwrap_used, reason = "a test stops at what it did not expect")]

#[path = "validate/blocks.rs"]
mod blocks;

use std::path::PathBuf;

use paraph_pades::validate::{Indication, Report, ValidationContext, validate};
use paraph_pdf::Document;
use paraph_pki::Certificate;

fn folder() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/reports"))
}

fn look(file: &str) -> Report {
    let root =
        if file.starts_with("sealed") { "sealed-then-price-changed.root.pem" } else { "families.root.pem" };
    let root = Certificate::all_from_pem(&std::fs::read_to_string(folder().join(root)).unwrap()).unwrap();
    let document = Document::open(std::fs::read(folder().join(file)).unwrap()).unwrap();
    let context = ValidationContext::new(root, "2026-11-29T12:00:00Z".parse().unwrap());
    let report = validate(&document, &context).unwrap();
    report.signatures.iter().for_each(blocks::agree);
    report
}

fn changes(report: &Report) -> String {
    let all = report.signatures.iter().flat_map(|signature| &signature.modifications);
    all.map(|change| change.described()).collect::<Vec<_>>().join("\n")
}

fn passes(report: &Report) -> bool {
    report.signatures.iter().all(|signature| signature.indication == Indication::TotalPassed)
}

/// Which words must be said, and whether all signatures pass.
fn expected(file: &str) -> Option<(bool, &'static str)> {
    Some(match file {
        "ssa_doctst_visible_page2_p1.pdf" => (false, "page content covered by a field, page 2"),
        "ssa_sig_whole_page_p2.pdf" => (false, "page content covered by a field, page 2"),
        "eaa_p3_whole_page.pdf" => (false, "page content covered by an annotation, page 1"),
        "dr_swap_approval.pdf" => (false, "the fonts or resources of the form exchanged"),
        "fill_mismatch_ap.pdf" => (false, "a form field whose value and picture differ"),
        "page_tabs_p1.pdf" => (false, "the order in which fields are visited"),
        "legal_hybrid_xrefstm_kept.pdf" => (true, ""),
        "legal_tagged_note_p3.pdf" => (true, "an annotation added"),
        "legal_sigs_dead_object.pdf" => (true, "a document time-stamp added"),
        "sealed-then-price-changed.pdf" => (true, "a form field filled in"),
        _ => return None,
    })
}

#[test]
fn every_reported_file_that_is_signed_comes_out_as_expected() {
    let table = std::fs::read_to_string(folder().join("expected.tsv")).unwrap();
    let mut looked = 0;
    for line in table.lines().skip(1) {
        let Some((file, words)) = line.split_once('\t') else { panic!("{line}") };
        // The others are looked at when they are uploaded.
        let Some((passed, said)) = expected(file) else {
            assert!(!words.contains("trust families.root.pem"), "{line}");
            continue;
        };
        let report = look(file);
        assert!(
            report.signatures.iter().all(|one| one.crypto_intact && one.signature_valid),
            "{file}: {report:#?}"
        );
        assert_eq!(passes(&report), passed, "{line}\n{}", changes(&report));
        assert!(changes(&report).contains(said), "{line}\n{}", changes(&report));
        looked += 1;
    }
    assert_eq!(looked, 10);
}

#[test]
fn content_changed_after_the_last_signature_does_not_pass_and_is_named() {
    let report = look("sealed-then-price-changed.pdf");
    assert!(passes(&report) && !report.passed());
    assert_eq!(report.changed_after_the_last_signature(), Some(["buyer".to_owned()].as_slice()));
    let said = |text: &str| text.contains("content was changed after the last signature");
    assert!(report.signatures.iter().any(|signature| signature.findings.iter().any(|finding| said(finding))));
    assert!(said(&paraph_pades::validate::etsi::validation_report(&report)));
    assert!(serde_json::to_string(&report).unwrap().contains("content_changed_after_the_last_signature"));
}
