//! `paraph verify --appearance` as a person or a script calls it: words, JSON, pictures and exit codes.

#![cfg(feature = "server")]
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test stops at what it did not expect")]

#[path = "../../paraph-pades/tests/validate/maker.rs"]
#[expect(dead_code, reason = "the tests of validation use more of it")]
mod maker;
mod members;

use std::collections::BTreeSet;
use std::process::{Command, Output};

use maker::{AUTHORITY, Maker, PAGE, Signing};
use members::members;
use serde_json::Value;
use tempfile::TempDir;

const FORM: &str = "<< /Fields [10 0 R 11 0 R 12 0 R 13 0 R 14 0 R 50 0 R] /SigFlags 3 /DA (/F1 10 Tf) /DR << /Font << /F1 6 0 R >> >> >>";
const CONTENT: &str = "<< /Length 0 >>\nstream\nBT /F1 12 Tf 72 720 Td (The contrast) Tj ET\nendstream";

fn verify(folder: &TempDir, arguments: &[&str]) -> (i32, String, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_paraph"));
    command.current_dir(folder.path()).arg("verify").args(arguments).args(["--trust", "root.pem"]);
    let Output { status, stdout, stderr } = command.output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (status.code().unwrap(), text(stdout), text(stderr))
}

/// A document certified for signing, with a signature field added at a place.
fn with_field_at(rectangle: &str) -> Maker {
    let page = PAGE.replace("15 0 R]", "15 0 R 50 0 R]");
    let field = format!(
        "<< /Type /Annot /Subtype /Widget /FT /Sig /T (witness) /Rect [{rectangle}] /P 3 0 R /F 132 /AP << /N 61 0 R >> >>"
    );
    let form = "<< /Type /XObject /Subtype /Form /BBox [0 0 80 20] /Length 0 >>\nstream\n0.8 g 0 0 80 20 re f\nendstream";
    let signed = Maker::new().sign(&Signing::buyer().certify(2).timestamped("2026-03-02T00:00:00Z"));
    signed.update(&[(3, &page), (4, FORM), (50, &field), (61, form)])
}

/// A folder with a signed file, and what became of it.
fn folder() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, bytes: &[u8]| std::fs::write(folder.path().join(name), bytes).unwrap();
    let signed = Maker::new().sign(&Signing::buyer().timestamped("2026-03-02T00:00:00Z"));
    write("signed.pdf", &signed.bytes);
    write("replaced.pdf", &signed.clone().update(&[(5, CONTENT)]).bytes);
    write("looped.pdf", &signed.update(&[(2, "<< /Type /Pages /Kids [3 0 R 2 0 R] /Count 2 >>")]).bytes);
    write("sneaky.pdf", &with_field_at("70 715 150 735").bytes);
    write("beside.pdf", &with_field_at("320 100 400 120").bytes);
    write("root.pem", AUTHORITY.root.certificate().to_pem().unwrap().as_bytes());
    folder
}

#[test]
fn a_file_nothing_was_done_to_looks_as_it_did() {
    let (code, said, noted) = verify(&folder(), &["signed.pdf", "--appearance"]);
    assert_eq!((code, noted.as_str()), (0, ""));
    assert!(said.contains("It looks as it did when this was signed."), "{said}");
    let (_, said, _) = verify(&folder(), &["signed.pdf"]);
    assert!(!said.contains("looks"), "nothing is said that was not asked: {said}");
}

#[test]
fn a_signature_laid_over_print_does_not_pass_whether_or_not_it_is_drawn() {
    let folder = folder();
    let (code, said, _) = verify(&folder, &["sneaky.pdf"]);
    assert_eq!(code, 1, "{said}");
    assert!(said.contains("page content covered by a field, page 1"), "{said}");
    let (code, said, _) = verify(&folder, &["sneaky.pdf", "--appearance"]);
    assert_eq!(code, 1);
    assert!(said.contains("INDETERMINATE, SIG_CONSTRAINTS_FAILURE"), "{said}");
    for part in ["WARNING: it looks different", "Page 1: 80 by 20 points", "\"witness\" COVERS PRINT"] {
        assert!(said.contains(part), "{part} is not in {said}");
    }
}

#[test]
fn a_signature_on_blank_paper_is_told_and_passes() {
    let (code, said, _) = verify(&folder(), &["beside.pdf", "--appearance"]);
    assert_eq!(code, 0, "{said}");
    assert!(
        said.contains("where this signature permits it:") && said.contains("in field \"witness\""),
        "{said}"
    );
}

#[test]
fn pictures_are_written_of_pages_that_look_different_and_of_no_others() {
    let folder = folder();
    let (code, said, _) = verify(&folder, &["replaced.pdf", "--pictures", "proof/replaced", "--json"]);
    assert_eq!(code, 1);
    let report: Value = serde_json::from_str(&said).unwrap();
    let page = &report["signatures"][0]["appearance"]["pages"][0];
    assert_eq!(page["picture"], "signature-1-page-1.png");
    let image = std::fs::read(folder.path().join("proof/replaced/signature-1-page-1.png")).unwrap();
    assert!(image.starts_with(b"\x89PNG"));
    assert_eq!(verify(&folder, &["signed.pdf", "--pictures", "proof/signed"]).0, 0);
    assert!(!folder.path().join("proof/signed").exists());
}

#[test]
fn what_cannot_be_compared_does_not_pass_and_says_why() {
    let (code, said, _) = verify(&folder(), &["looped.pdf", "--appearance"]);
    assert_eq!(code, 1);
    assert!(said.contains("WARNING: it could not be compared"), "{said}");
}

#[test]
fn pictures_that_cannot_be_kept_are_an_error() {
    let folder = folder();
    let (code, said, noted) = verify(&folder, &["replaced.pdf", "--pictures", "root.pem"]);
    assert_eq!((code, said.as_str()), (2, ""));
    assert!(noted.starts_with("paraph: root.pem"), "{noted}");
}

#[test]
fn the_json_says_the_same_and_every_member_of_it_is_documented() {
    let folder = folder();
    let (mut found, said) = (BTreeSet::new(), include_str!("../../../docs/report.md"));
    for (file, outcome) in [
        ("signed.pdf", "unchanged"),
        ("beside.pdf", "as_permitted"),
        ("sneaky.pdf", "changed"),
        ("replaced.pdf", "changed"),
        ("looped.pdf", "not_compared"),
    ] {
        let (_, text, _) = verify(&folder, &[file, "--json", "--pictures", "proof"]);
        let report: Value = serde_json::from_str(&text).unwrap();
        let appearance = &report["signatures"][0]["appearance"];
        assert_eq!(appearance["outcome"], outcome, "{file}: {appearance:#}");
        members(appearance, &mut found);
        assert!(said.contains(&format!("`{outcome}`")));
    }
    let (_, text, _) = verify(&folder, &["replaced.pdf", "--json", "--appearance"]);
    let report: Value = serde_json::from_str(&text).unwrap();
    let page = &report["signatures"][0]["appearance"]["pages"][0];
    assert_eq!((&page["page"], &page["was"], &page["fate"]), (&1.into(), &1.into(), &"kept".into()));
    assert_eq!(page["words_gone"][0], "contract");
    assert_eq!(
        (&page["regions"][0]["expected"], &page["regions"][0]["field"]),
        (&false.into(), &Value::Null)
    );
    assert!(found.len() > 12, "{found:?}");
    let missing: Vec<&String> = found.iter().filter(|name| !said.contains(&format!("`{name}`"))).collect();
    assert!(missing.is_empty(), "docs/report.md does not name {missing:?}");
}
