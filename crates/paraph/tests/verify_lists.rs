//! `paraph verify --trusted-lists`: from a folder of lists to the words that a signature is qualified, or why it is not.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test stops at what it did not expect"
)]

#[path = "../../paraph-pki/tests/trusted_lists/maker.rs"]
#[expect(dead_code, reason = "the tests of trusted lists use more of it")]
mod lists;
#[path = "../../paraph-pades/tests/validate/maker.rs"]
#[expect(dead_code, reason = "the tests of validation use more of it")]
mod maker;
#[path = "../../paraph-pki/tests/pki/support.rs"]
#[expect(dead_code, reason = "the tests of certificates use more of it")]
mod support;

use std::process::{Command, Output};
use std::sync::LazyLock;

use lists::{Holder, List, ServiceOrder, StateOrder};
use maker::{AUTHORITY, Maker, Signing};
use tempfile::TempDir;

static COMMISSION: LazyLock<Holder> = LazyLock::new(|| Holder::authority("Commission"));
static MINISTRY: LazyLock<Holder> = LazyLock::new(|| Holder::authority("Ministry"));

const SINCE: &str = "2017-01-01T00:00:00Z";
/// Criteria that the seal of the tests meets.
const SIGNS: &str = "<q:CriteriaList assert=\"all\"><q:KeyUsage><q:KeyUsageBit name=\"nonRepudiation\">true</q:KeyUsageBit></q:KeyUsage></q:CriteriaList>";

/// A national list: our authority, which is said to issue qualified certificates in devices, and our time-stamps.
fn national(states: &[StateOrder]) -> List {
    let issuing = AUTHORITY.seal.chain()[0].clone();
    let stamps = StateOrder { kind: "TSA/QTST", ..StateOrder::granted(SINCE) };
    List::national("FR")
        .with(&ServiceOrder::new(&issuing, states))
        .with(&ServiceOrder::new(AUTHORITY.timestamp.certificate(), &[stamps]))
}

fn qualified() -> StateOrder {
    StateOrder::granted(SINCE).ruled(&["QCStatement", "QCWithQSCD"], SIGNS)
}

fn of_lists() -> List {
    let lists = List::of_lists();
    let itself = lists.clone();
    lists.pointing_to(&itself, &[&COMMISSION]).pointing_to(&List::national("FR"), &[&MINISTRY])
}

/// A folder with a document that is time-stamped in March 2026, the lists, and who signs the list of lists.
struct Scene(TempDir);

impl Scene {
    fn new(national: &List) -> Self {
        let scene = Self(tempfile::tempdir().unwrap());
        std::fs::create_dir(scene.0.path().join("lists")).unwrap();
        let signed = Maker::new().sign(&Signing::buyer().timestamped("2026-03-02T00:00:00Z"));
        scene.write("signed.pdf", &signed.bytes);
        scene.write("bare.pdf", &Maker::new().sign(&Signing::buyer()).bytes);
        scene.write("journal.pem", COMMISSION.certificate.to_pem().unwrap().as_bytes());
        scene.write("lists/eu-lotl.xml", of_lists().sign(&COMMISSION).as_bytes());
        scene.write("lists/fr.xml", national.sign(&MINISTRY).as_bytes());
        scene
    }

    fn write(&self, name: &str, bytes: &[u8]) {
        std::fs::write(self.0.path().join(name), bytes).unwrap();
    }

    fn paraph(&self, arguments: &[&str]) -> (i32, String, String) {
        let mut command = Command::new(env!("CARGO_BIN_EXE_paraph"));
        let Output { status, stdout, stderr } =
            command.current_dir(self.0.path()).arg("verify").args(arguments).output().unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        (status.code().unwrap(), text(stdout), text(stderr))
    }

    /// Verifies with the lists as they were in June 2026.
    fn verify(&self, file: &str, more: &[&str]) -> (i32, String, String) {
        let lists = [
            "--trusted-lists",
            "lists",
            "--list-signers",
            "journal.pem",
            "--lists-at",
            "2026-06-01T00:00:00Z",
        ];
        self.paraph(&[&[file][..], &lists, more].concat())
    }
}

#[track_caller]
fn says(said: &str, parts: &[&str]) {
    for part in parts {
        assert!(said.contains(part), "{part} is not in {said}");
    }
}

#[test]
fn a_listed_issuer_makes_a_signature_pass_and_be_qualified() {
    let scene = Scene::new(&national(&[qualified()]));
    let (code, said, noted) = scene.verify("signed.pdf", &[]);
    assert_eq!((code, noted.as_str()), (0, ""), "{said}");
    says(&said, &["Verdict: TOTAL-PASSED.", "Qualification: QESig, by \"Issuing\" of Trust & Co.\n"]);
    let (code, said, _) = scene.verify("signed.pdf", &["--json"]);
    let report: serde_json::Value = serde_json::from_str(&said).unwrap();
    let qualification = &report["signatures"][0]["qualification"];
    assert_eq!((code, qualification["level"].as_str()), (0, Some("QESig")));
    assert_eq!(qualification["services"][0]["provider"], "Trust & Co");
    assert_eq!(report["trusted_lists"]["used"][0]["territory"], "FR");
    assert_eq!(report["trusted_lists"]["used"][0]["sequence"], 7);
    assert_eq!(report["trusted_lists"]["missing"].as_array().map(Vec::len), Some(0));
}

#[test]
fn a_certificate_that_is_not_qualified_passes_and_is_said_not_to_be() {
    let scene = Scene::new(&national(&[StateOrder::granted(SINCE)]));
    let (code, said, _) = scene.verify("signed.pdf", &[]);
    assert_eq!(code, 0);
    says(&said, &["TOTAL-PASSED", "Qualification: Not qualified", "the certificate is not qualified"]);
    // Trusted by its root alone, with lists in which nobody vouches for it.
    let elsewhere = Scene::new(&List::national("FR"));
    elsewhere.write("root.pem", AUTHORITY.root.certificate().to_pem().unwrap().as_bytes());
    let (code, said, _) = elsewhere.verify("signed.pdf", &["--trust", "root.pem"]);
    assert_eq!(code, 0);
    says(&said, &["TOTAL-PASSED", "Not qualified: no listed service issues qualified certificates"]);
}

#[test]
fn the_service_counts_as_it_was_at_the_proven_time() {
    let withdrawn = |since| [StateOrder::of_status("withdrawn", since), qualified()];
    // Withdrawn after the time-stamp: it was qualified, and still is.
    let scene = Scene::new(&national(&withdrawn("2026-04-01T00:00:00Z")));
    let (code, said, _) = scene.verify("signed.pdf", &[]);
    assert_eq!(code, 0, "{said}");
    says(&said, &["TOTAL-PASSED", "Qualification: QESig"]);
    // Without a time-stamp nothing proves that it was made before.
    let (code, said, _) = scene.verify("bare.pdf", &[]);
    assert_eq!(code, 1);
    says(&said, &["NO_CERTIFICATE_CHAIN_FOUND", "Qualification: Indeterminate"]);
    // Withdrawn before it: not even trusted.
    let scene = Scene::new(&national(&withdrawn("2026-02-01T00:00:00Z")));
    let (code, said, _) = scene.verify("signed.pdf", &[]);
    assert_eq!(code, 1);
    says(&said, &["NO_CERTIFICATE_CHAIN_FOUND", "it is not known whether the signature holds"]);
}

#[test]
fn lists_older_than_the_time_that_counts_leave_it_open() {
    let scene = Scene::new(&national(&[qualified()]));
    let lists = ["--trusted-lists", "lists", "--list-signers", "journal.pem"];
    let (code, said, _) =
        scene.paraph(&[&["bare.pdf"], &lists[..], &["--lists-at", "2026-01-01T00:00:00Z"]].concat());
    assert_eq!(code, 0);
    says(&said, &["Qualification: Indeterminate: the lists are older than the time that counts."]);
}

#[test]
fn a_changed_document_is_not_qualified() {
    let scene = Scene::new(&national(&[qualified()]));
    let mut bytes = std::fs::read(scene.0.path().join("signed.pdf")).unwrap();
    let place = maker::find_last(&bytes, b"The contract");
    bytes[place] = b't';
    scene.write("changed.pdf", &bytes);
    let (code, said, _) = scene.verify("changed.pdf", &[]);
    assert_eq!(code, 1);
    says(&said, &["HASH_FAILURE", "Qualification: Not qualified: the signature does not hold."]);
}

#[test]
fn a_list_that_is_refused_is_not_used_and_said() {
    let scene = Scene::new(&List::national("FR"));
    let forged = national(&[qualified()]).sign(&COMMISSION);
    scene.write("lists/fr.xml", forged.as_bytes());
    scene.write("lists/notes.xml", b"<notes/>");
    scene.write("root.pem", AUTHORITY.root.certificate().to_pem().unwrap().as_bytes());
    let (code, said, _) = scene.verify("signed.pdf", &["--trust", "root.pem"]);
    assert_eq!(code, 0);
    says(&said, &["Qualification: Indeterminate: no list at hand of FR."]);
    says(
        &said,
        &["List not used: fr.xml: the list is not signed with one of the certificates that may sign it."],
    );
    says(&said, &["List not used: notes.xml: this is not a trusted list."]);
    // Without the root, nobody vouches for the signer at all.
    assert_eq!(scene.verify("signed.pdf", &[]).0, 1);
}

#[test]
fn of_two_issues_the_newest_counts() {
    let scene = Scene::new(&national(&[qualified()]));
    let newer = national(&[StateOrder::granted(SINCE)]).numbered(8);
    scene.write("lists/another.xml", newer.sign(&MINISTRY).as_bytes());
    says(&scene.verify("signed.pdf", &[]).1, &["Not qualified"]);
    scene.write("lists/zzz.xml", newer.numbered(6).sign(&MINISTRY).as_bytes());
    says(&scene.verify("signed.pdf", &[]).1, &["Not qualified"]);
}

#[test]
fn pivots_in_the_folder_are_followed() {
    let scene = Scene::new(&national(&[qualified()]));
    let successor = Holder::authority("Successor");
    let mut lists = of_lists().numbered(30);
    lists.information = ["pivot-20", "pivot-10"]
        .iter()
        .map(|name| format!("<URI xml:lang=\"en\">https://lists.example/{name}.xml</URI>"))
        .collect();
    scene.write("lists/eu-lotl.xml", lists.sign(&successor).as_bytes());
    let (code, _, noted) = scene.verify("signed.pdf", &[]);
    assert_eq!(code, 2);
    says(&noted, &["eu-lotl.xml: the list is not signed with one of the certificates that may sign it"]);
    let pivot = |number, next: &Holder| {
        let lists = List::of_lists().numbered(number);
        let itself = lists.clone();
        lists.pointing_to(&itself, &[next])
    };
    // The older pivot is signed by somebody whom the Journal does not name any more.
    scene.write("lists/pivot-10.xml", pivot(10, &COMMISSION).sign(&MINISTRY).as_bytes());
    scene.write("lists/pivot-20.xml", pivot(20, &successor).sign(&COMMISSION).as_bytes());
    let (code, said, noted) = scene.verify("signed.pdf", &[]);
    assert_eq!((code, noted.as_str()), (0, ""), "{said}");
    says(&said, &["Qualification: QESig"]);
    // Whoever the pivot leaves out may sign no longer.
    scene.write("lists/eu-lotl.xml", lists.sign(&COMMISSION).as_bytes());
    assert_eq!(scene.verify("signed.pdf", &[]).0, 2);
}

#[test]
fn what_keeps_the_lists_from_being_asked_is_said() {
    let scene = Scene::new(&national(&[qualified()]));
    let refused = |arguments: &[&str], part: &str| {
        let (code, said, noted) = scene.paraph(&[&["signed.pdf"], arguments].concat());
        assert_eq!((code, said.as_str()), (2, ""), "{arguments:?}");
        says(&noted, &[part]);
    };
    let june = ["--lists-at", "2026-06-01T00:00:00Z"];
    let signers = ["--list-signers", "journal.pem"];
    refused(&["--trusted-lists", "lists"], "--list-signers");
    refused(&signers, "--trusted-lists");
    refused(&[&["--trusted-lists", "absent"], &signers[..]].concat(), "absent");
    refused(&["--trusted-lists", "lists", "--list-signers", "signed.pdf"], "signed.pdf");
    refused(&["--trusted-lists", "lists", "--list-signers", "lists/fr.xml"], "there is no certificate in it");
    refused(&[&["--trusted-lists", "."], &signers[..]].concat(), "there is no list of lists");
    // In July they were to be replaced.
    let august = ["--trusted-lists", "lists", "--lists-at", "2026-08-01T00:00:00Z"];
    refused(&[&august, &signers[..]].concat(), "was to be replaced by 2026-07-01");
    scene.write("journal.pem", MINISTRY.certificate.to_pem().unwrap().as_bytes());
    refused(&[&["--trusted-lists", "lists"], &signers[..], &june].concat(), "may sign it");
}
