//! `paraph verify` as a person or a script calls it: words, JSON and exit codes.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test stops at what it did not expect")]

#[path = "../../paraph-pades/tests/validate/maker.rs"]
#[expect(dead_code, reason = "the tests of validation use more of it")]
mod maker;

use std::path::Path;
use std::process::{Command, Output};

use maker::{AUTHORITY, Maker, Signing};
use tempfile::TempDir;

fn verify(folder: &TempDir, arguments: &[&str]) -> (i32, String, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_paraph"));
    let Output { status, stdout, stderr } =
        command.current_dir(folder.path()).arg("verify").args(arguments).output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (status.code().unwrap(), text(stdout), text(stderr))
}

/// A folder with a signed file, a changed one, an unsigned one, no PDF at all, and the root.
fn folder() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, bytes: &[u8]| std::fs::write(folder.path().join(name), bytes).unwrap();
    let signed = Maker::new().sign(&Signing::buyer().timestamped("2026-03-02T00:00:00Z"));
    write("signed.pdf", &signed.bytes);
    let mut changed = signed.bytes.clone();
    let place = maker::find_last(&changed, b"The contract");
    changed[place] = b't';
    write("changed.pdf", &changed);
    write("filled.pdf", &signed.clone().update(&[(5, "<< /Length 0 >>\nstream\n \nendstream")]).bytes);
    write("unsigned.pdf", &Maker::new().bytes);
    write("other.pdf", b"PK\x03\x04 a zip file");
    write("root.pem", AUTHORITY.root.certificate().to_pem().unwrap().as_bytes());
    write("empty.pem", b"nothing");
    folder
}

#[test]
fn a_signed_file_passes_with_the_root_it_is_trusted_by() {
    let (code, said, noted) = verify(&folder(), &["signed.pdf", "--trust", "root.pem"]);
    assert_eq!((code, noted.as_str()), (0, ""));
    for part in ["Test Seal", "time-stamped 2026-03-02", "covers the whole file", "Verdict: TOTAL-PASSED."] {
        assert!(said.contains(part), "{part} is not in {said}");
    }
}

#[test]
fn without_a_root_it_does_not_pass_and_says_what_is_known() {
    let (code, said, _) = verify(&folder(), &["signed.pdf"]);
    assert_eq!(code, 1);
    assert!(said.contains("unchanged") && said.contains("NO_CERTIFICATE_CHAIN_FOUND"), "{said}");
}

#[test]
fn a_changed_file_does_not_pass() {
    let folder = folder();
    let (code, said, _) = verify(&folder, &["changed.pdf", "--trust", "root.pem"]);
    assert_eq!(code, 1);
    assert!(said.contains("TOTAL-FAILED, HASH_FAILURE"), "{said}");
    let (code, said, _) = verify(&folder, &["filled.pdf", "--trust", "root.pem"]);
    assert_eq!(code, 1);
    assert!(said.contains("Changed since without permission: content"), "{said}");
}

#[test]
fn an_unsigned_file_does_not_pass() {
    let (code, said, _) = verify(&folder(), &["unsigned.pdf"]);
    assert_eq!((code, said.as_str()), (1, "This document carries no signature.\n"));
}

#[test]
fn what_cannot_be_looked_at_is_said_and_told_apart() {
    let folder = folder();
    let cases: [&[&str]; 5] = [
        &["other.pdf"],
        &["absent.pdf"],
        &["signed.pdf", "--trust", "absent.pem"],
        &["signed.pdf", "--trust", "empty.pem"],
        &["."],
    ];
    for arguments in cases {
        let (code, said, noted) = verify(&folder, arguments);
        assert_eq!((code, said.as_str()), (2, ""), "{arguments:?}");
        assert!(noted.starts_with("paraph: "), "{arguments:?}: {noted}");
    }
    assert!(Path::new(env!("CARGO_BIN_EXE_paraph")).exists());
}

#[test]
fn the_report_is_json_when_asked() {
    let folder = folder();
    let (code, said, _) = verify(&folder, &["signed.pdf", "--json", "--trust", "root.pem"]);
    assert_eq!(code, 0);
    let report: serde_json::Value = serde_json::from_str(&said).unwrap();
    assert_eq!(report["signatures"][0]["indication"], "TOTAL-PASSED");
    assert_eq!(report["signatures"][0]["level"], "PAdES-B-T");
    let (code, said, _) = verify(&folder, &["changed.pdf", "--json"]);
    assert_eq!(code, 1);
    let report: serde_json::Value = serde_json::from_str(&said).unwrap();
    assert_eq!(report["signatures"][0]["crypto_intact"], false);
    assert_eq!(report["signatures"][0]["sub_indication"], "HASH_FAILURE");
}
