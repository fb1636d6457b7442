//! Signed files of other makers, with the outcome their makers' tests expect.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test stops at what it did not expect")]

#[path = "validate/blocks.rs"]
mod blocks;

use std::path::PathBuf;

use paraph_pades::Error;
use paraph_pades::validate::{Report, SignatureReport, ValidationContext, validate};
use paraph_pdf::Document;

fn corpus() -> Option<PathBuf> {
    let given = std::env::var_os("PARAPH_CORPUS").map(PathBuf::from);
    let beside = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/corpus"));
    let found = given.or(Some(beside)).filter(|path| path.is_dir());
    if found.is_none() {
        println!("skipped: there is no corpus");
    }
    found
}

fn look(path: &std::path::Path) -> Result<Report, Error> {
    // One of them is encrypted; everybody may read it.
    let document = Document::unlock(std::fs::File::open(path).unwrap(), None)?;
    let context = ValidationContext::new(Vec::new(), "2026-11-21T00:00:00Z".parse().unwrap());
    validate(&document, &context)
}

fn crypto_ok(signature: &SignatureReport) -> bool {
    signature.crypto_intact && signature.signature_valid
}

/// Whether the outcome is the one the label asks for.
fn is_as_labelled(label: &str, outcome: &Result<Report, Error>) -> bool {
    match (label, outcome) {
        ("CRYPTO_OK", Ok(report)) => !report.signatures.is_empty() && report.signatures.iter().all(crypto_ok),
        ("MDP_OK", Ok(report)) => report.clean(),
        ("MUST_NOT_PASS" | "MUST_FLAG_CHANGE", Ok(report)) => !report.clean(),
        ("MIXED", Ok(report)) => {
            let clean = report.signatures.iter().filter(|signature| signature.clean()).count();
            clean > 0 && clean < report.signatures.len()
        }
        ("MUST_NOT_PASS" | "MUST_FLAG_CHANGE", Err(_)) | ("INFO", _) => true,
        (_, Err(_)) => false,
        (other, _) => panic!("unknown label {other}"),
    }
}

#[test]
fn files_of_other_makers_come_out_as_labelled() {
    let Some(corpus) = corpus() else { return };
    let labels = std::fs::read_to_string(corpus.join("pades/labels.tsv")).unwrap();
    let mut wrong = Vec::new();
    for line in labels.lines().skip(1) {
        let [file, label, class] = line.split('\t').collect::<Vec<_>>()[..] else { panic!("{line}") };
        let outcome = look(&corpus.join("pades").join(file));
        if std::env::var_os("PARAPH_SHOW").is_some() {
            show(file, label, class, &outcome);
        }
        for signature in outcome.iter().flat_map(|report| &report.signatures) {
            blocks::agree(signature);
        }
        if !is_as_labelled(label, &outcome) {
            wrong.push(format!("{file}: {label}"));
        }
    }
    assert_eq!(wrong, [""; 0]);
}

fn show(file: &str, label: &str, class: &str, outcome: &Result<Report, Error>) {
    println!(
        "=== {} {file} [{label}] {class}",
        if is_as_labelled(label, outcome) { "ok   " } else { "WRONG" }
    );
    match outcome {
        Err(error) => println!("    error: {error}"),
        Ok(report) => {
            for signature in &report.signatures {
                println!(
                    "    {} r{} intact={} valid={} {:?} mdp={} {:?} {:?} {:?} {:?}",
                    signature.field,
                    signature.revision,
                    signature.crypto_intact,
                    signature.signature_valid,
                    signature.coverage,
                    signature.mdp_ok,
                    signature.level,
                    signature.indication,
                    signature.sub_indication,
                    signature.findings
                );
                for modification in signature.modifications.iter().filter(|change| !change.permitted) {
                    println!("        {modification:?}");
                }
            }
        }
    }
}
