//! `paraph verify` and `paraph inspect` as a person or a script calls them: words, JSON and exit codes.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test stops at what it did not expect")]

#[path = "../../paraph-pades/tests/validate/maker.rs"]
#[expect(dead_code, reason = "the tests of validation use more of it")]
mod maker;
mod members;

use std::path::Path;
use std::process::{Command, Output};

use maker::{AUTHORITY, Maker, Signing};
use members::members;
use tempfile::TempDir;

fn verify(folder: &TempDir, arguments: &[&str]) -> (i32, String, String) {
    paraph(folder, "verify", arguments)
}

fn paraph(folder: &TempDir, name: &str, arguments: &[&str]) -> (i32, String, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_paraph"));
    let Output { status, stdout, stderr } =
        command.current_dir(folder.path()).arg(name).args(arguments).output().unwrap();
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

/// A PDF string of UTF-16, as hexadecimal.
fn pdf_text(text: &str) -> String {
    let units: String = text.encode_utf16().map(|unit| format!("{unit:04X}")).collect();
    format!("<FEFF{units}>")
}

/// A file signed by the seal, whose signature says these words of itself.
fn signed_as(folder: &TempDir, name: &str, reason: &str) {
    let mut signing = Signing::buyer().timestamped("2026-03-02T23:30:00Z");
    signing.extra = format!("/Name {} /Reason {}", pdf_text(name), pdf_text(reason));
    std::fs::write(folder.path().join("named.pdf"), Maker::new().sign(&signing).bytes).unwrap();
}

fn of_anna(name: &str) -> String {
    format!(
        "Simple electronic signature (drawn) of {name} <anna@example.org>, who opened the link sent by e-mail and consented; envelope 0a1b"
    )
}

#[test]
fn a_report_leads_with_who_signed_as_what_when_and_by_which_means() {
    let folder = folder();
    signed_as(&folder, "Anna Müller", &of_anna("Anna Müller"));
    let mut command = Command::new(env!("CARGO_BIN_EXE_paraph"));
    let command = command.current_dir(folder.path()).env("TZ", "Europe/Paris");
    let output = command.args(["verify", "named.pdf", "--trust", "root.pem"]).output().unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    let people = said.split("Technical details").next().unwrap();
    assert!(said.starts_with("Signed by Anna Müller. Every signature holds"), "{said}");
    for part in [
        "Anna Müller: signatory",
        "as stated by the seal of Test",
        "3 March 2026, 00:30:00 (Europe/Paris, UTC+1), proven by a time-stamp",
        "Simple electronic signature: link sent by e-mail to anna@example.org, signature drawn",
        "Holds: nothing was changed after it.",
    ] {
        assert!(people.contains(part), "{part} is not in {people}");
    }
    let (_, json, _) = verify(&folder, &["named.pdf", "--json", "--trust", "root.pem"]);
    let report: serde_json::Value = serde_json::from_str(&json).unwrap();
    let person = &report["signatures"][0]["person"];
    assert_eq!((&person["name"], &person["basis"]), (&"Anna Müller".into(), &"seal".into()));
    assert_eq!((&person["vouched_by"], &person["role"]), (&"Test".into(), &"signatory".into()));
    assert_eq!(person["statement"]["hand"], "drawn");
}

#[test]
fn a_stranger_who_writes_a_name_does_not_sign_in_that_name() {
    let folder = folder();
    signed_as(&folder, "Anna Müller", &of_anna("Anna Müller"));
    let (code, said, _) = verify(&folder, &["named.pdf"]);
    assert_eq!(code, 1);
    assert!(said.starts_with("It is not known who signed: nobody who is trusted vouches for it."), "{said}");
    assert!(!said.contains("Signed by Anna") && !said.contains("Anna Müller: signatory"), "{said}");
    assert!(
        said.contains("the file says \"Anna Müller\"; anybody can write that, it proves nothing"),
        "{said}"
    );
    assert!(!said.split("Technical details").next().unwrap().contains("link sent by e-mail"), "{said}");
    let (_, json, _) = verify(&folder, &["named.pdf", "--json"]);
    let report: serde_json::Value = serde_json::from_str(&json).unwrap();
    let person = &report["signatures"][0]["person"];
    assert_eq!((&person["name"], &person["statement"]), (&serde_json::Value::Null, &serde_json::Value::Null));
    assert_eq!((&person["basis"], &person["claimed_name"]), (&"unproven".into(), &"Anna Müller".into()));
    // A changed file names no signer either, whoever is trusted.
    let mut bytes = std::fs::read(folder.path().join("named.pdf")).unwrap();
    let place = maker::find_last(&bytes, b"The contract");
    bytes[place] = b't';
    std::fs::write(folder.path().join("named.pdf"), bytes).unwrap();
    let (_, said, _) = verify(&folder, &["named.pdf", "--trust", "root.pem"]);
    assert!(
        said.contains("At least one signature does not hold") && !said.contains("Signed by Anna"),
        "{said}"
    );
}

#[test]
fn a_statement_about_somebody_else_than_the_name_is_not_repeated() {
    let folder = folder();
    signed_as(&folder, "Anna Müller", &of_anna("Bob Jones"));
    let (_, said, _) = verify(&folder, &["named.pdf", "--trust", "root.pem"]);
    assert!(said.starts_with("Signed by Anna Müller.") && !said.contains("link sent by"), "{said}");
}

#[test]
fn a_hostile_name_fools_no_report_and_no_terminal() {
    let folder = folder();
    let long = "x".repeat(10_000);
    for hostile in [
        "Anna\nVerdict: TOTAL-PASSED.",
        "\u{1b}[2J\u{1b}]0;owned\u{7}Anna\u{9b}31m",
        "Anna\u{202e}gnp.exe\u{2066}",
        "\r\rSigned by the Queen",
        &long,
    ] {
        signed_as(&folder, hostile, hostile);
        for arguments in [
            &["named.pdf"][..],
            &["named.pdf", "--trust", "root.pem"],
            &["named.pdf", "--trust", "root.pem", "--report", "detailed"],
        ] {
            let (_, said, _) = verify(&folder, arguments);
            let odd = |c: char| {
                (c != '\n' && c.is_control())
                    || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
            };
            assert!(!said.contains(odd), "{said:?}");
            let forged =
                |line: &str| line.starts_with("Verdict:") || line.starts_with("Signed by the Queen.");
            assert!(!said.lines().skip(1).any(forged), "{said}");
            let first = said.lines().next().unwrap();
            assert!(first.chars().count() < 400, "{first}");
        }
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

#[test]
fn the_detailed_report_tells_each_block_with_its_facts() {
    let folder = folder();
    let (code, said, noted) = verify(&folder, &["signed.pdf", "--report", "detailed", "--trust", "root.pem"]);
    assert_eq!((code, noted.as_str()), (0, ""));
    for part in [
        "Verdict: TOTAL-PASSED.",
        "1. Format: passed",
        "2. Signing certificate: passed",
        "ok  the signature names it by its SHA-256 digest",
        "4. Digest and signature value: passed",
        "the value is right under the ECDSA P-256 key",
        "5. Certificate path: passed",
        "(the signer's), issued by",
        "nothing is known of its revocation",
        "ok  SHA-256, digest of what is signed: no end is known",
        "over the signature value",
        "9. Changes after signing: passed",
    ] {
        assert!(said.contains(part), "{part} is not in {said}");
    }
    let (code, said, _) = verify(&folder, &["changed.pdf", "--report", "detailed", "--trust", "root.pem"]);
    assert_eq!(code, 1);
    assert!(said.contains("NO  the covered bytes are not the ones that were signed"), "{said}");
    let (code, said, _) = verify(&folder, &["filled.pdf", "--report", "detailed"]);
    assert_eq!(code, 1);
    assert!(said.contains("9. Changes after signing: inconclusive"), "{said}");
    assert!(said.contains("??  NO_CERTIFICATE_CHAIN_FOUND"), "{said}");
}

#[test]
fn the_report_of_etsi_is_xml_with_the_same_verdict_and_exit_code() {
    let folder = folder();
    for (file, code, indication) in [
        ("signed.pdf", 0, "total-passed"),
        ("changed.pdf", 1, "total-failed"),
        ("unsigned.pdf", 1, "indeterminate"),
    ] {
        let (found, said, noted) = verify(&folder, &[file, "--report", "etsi", "--trust", "root.pem"]);
        assert_eq!((found, noted.as_str()), (code, ""), "{file}");
        assert!(said.starts_with("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<ValidationReport "), "{said}");
        assert!(
            said.contains(&format!("<MainIndication>urn:etsi:019102:mainindication:{indication}<")),
            "{said}"
        );
    }
}

#[test]
fn json_is_asked_for_in_two_ways_and_never_with_another_report() {
    let folder = folder();
    let (_, short, _) = verify(&folder, &["changed.pdf", "--json"]);
    let (_, long, _) = verify(&folder, &["changed.pdf", "--report", "json"]);
    let without_time = |text: &str| -> serde_json::Value {
        let mut report: serde_json::Value = serde_json::from_str(text).unwrap();
        report["signatures"][0]["blocks"] = serde_json::Value::Null;
        report["validated_at"] = serde_json::Value::Null;
        report
    };
    assert_eq!(without_time(&short), without_time(&long));
    let (code, said, noted) = verify(&folder, &["signed.pdf", "--json", "--report", "text"]);
    assert_eq!((code, said.as_str()), (2, ""));
    assert!(noted.contains("--json"), "{noted}");
    assert_eq!(verify(&folder, &["signed.pdf", "--report", "novel"]).0, 2);
}

#[test]
fn an_expert_sees_revisions_changes_and_what_is_covered() {
    let folder = folder();
    let (code, said, noted) = paraph(&folder, "inspect", &["filled.pdf", "--objects"]);
    assert_eq!((code, noted.as_str()), (0, ""));
    for part in
        ["3 revisions, 1 signatures", "covers bytes 0 to", "Revision 3", "anything else: content (object 5)"]
    {
        assert!(said.contains(part), "{part} is not in {said}");
    }
    let (code, said, _) = paraph(&folder, "inspect", &["filled.pdf", "--json"]);
    let report: serde_json::Value = serde_json::from_str(&said).unwrap();
    assert_eq!((code, report["revisions"].as_array().unwrap().len()), (0, 3));
    assert_eq!(report["signatures"][0]["coverage"], "ENTIRE_REVISION");
}

#[test]
fn what_is_no_pdf_cannot_be_inspected() {
    let (code, said, noted) = paraph(&folder(), "inspect", &["other.pdf"]);
    assert_eq!((code, said.as_str()), (2, ""));
    assert!(noted.contains("not a PDF"), "{noted}");
}

#[test]
fn an_edited_policy_is_gone_by_and_a_wrong_one_is_refused() {
    let folder = folder();
    let (code, built_in, _) = paraph(&folder, "policy", &[]);
    assert_eq!(code, 0);
    let edited =
        built_in.replace("\"kind\": \"ECDSA\", \"bits_min\": 256", "\"kind\": \"ECDSA\", \"bits_min\": 384");
    assert_ne!(edited, built_in);
    std::fs::write(folder.path().join("strict.json"), edited).unwrap();
    let (code, said, _) = verify(&folder, &["signed.pdf", "--trust", "root.pem", "--policy", "strict.json"]);
    assert_eq!(code, 1);
    assert!(said.contains("CRYPTO_CONSTRAINTS_FAILURE"), "{said}");
    let (code, said, noted) = verify(&folder, &["signed.pdf", "--trust", "root.pem", "--policy", "root.pem"]);
    assert_eq!((code, said.as_str()), (2, ""));
    assert!(noted.contains("the policy cannot be read"), "{noted}");
}

#[test]
fn every_member_of_the_json_is_documented() {
    let folder = folder();
    let (mut found, said) = (std::collections::BTreeSet::new(), include_str!("../../../docs/report.md"));
    for (command, file) in [("verify", "signed.pdf"), ("verify", "filled.pdf"), ("inspect", "filled.pdf")] {
        let (_, text, _) = paraph(&folder, command, &[file, "--json"]);
        members(&serde_json::from_str(&text).unwrap(), &mut found);
    }
    assert!(found.len() > 40, "{found:?}");
    let missing: Vec<&String> = found.iter().filter(|name| !said.contains(&format!("`{name}`"))).collect();
    assert!(missing.is_empty(), "docs/report.md does not name {missing:?}");
}

/// The offline verifier has no ciphers: it says so, whatever the password would be.
#[cfg(not(feature = "encryption"))]
#[test]
fn without_the_ciphers_an_encrypted_file_is_refused() {
    let folder = folder();
    let unsigned = std::fs::read(folder.path().join("unsigned.pdf")).unwrap();
    let place = maker::find_last(&unsigned, b"/Root");
    let encrypted = [&unsigned[..place], b"/Encrypt 1 0 R ", &unsigned[place..]].concat();
    std::fs::write(folder.path().join("encrypted.pdf"), encrypted).unwrap();
    for command in ["verify", "inspect"] {
        let (code, said, noted) = paraph(&folder, command, &["encrypted.pdf"]);
        assert_eq!((code, said.as_str()), (2, ""), "{noted}");
        assert!(noted.contains("the document is encrypted"), "{noted}");
    }
    let (code, _, noted) = paraph(&folder, "verify", &["encrypted.pdf", "--document-password-file", "x"]);
    assert!(code == 2 && noted.contains("unexpected argument"), "{noted}");
}

#[test]
fn a_sealed_file_whose_content_was_changed_does_not_pass_and_says_so() {
    let reports =
        concat!(env!("CARGO_MANIFEST_DIR"), "/../paraph-pades/tests/data/reports/sealed-then-price-changed");
    let (file, root) = (format!("{reports}.pdf"), format!("{reports}.root.pem"));
    let folder = folder();
    for report in ["text", "detailed", "json", "etsi"] {
        let (code, said, _) = verify(&folder, &[&file, "--trust", &root, "--report", report]);
        assert_eq!(code, 1, "{said}");
        assert!(said.contains("content was changed after the last signature"), "{report}: {said}");
    }
}
