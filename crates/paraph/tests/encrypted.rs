//! Encrypted PDFs on the command line: where the password comes from, and what is said when it is missing or wrong.

#![cfg(feature = "encryption")]
#![expect(clippy::unwrap_used, reason = "a test may fail loudly")]

#[path = "../../paraph-pdf/tests/locked/mod.rs"]
mod locked;
#[path = "../../../e2e/support/needs.rs"]
mod needs;
#[path = "../../paraph-pdf/tests/sample/mod.rs"]
mod sample;

use std::path::PathBuf;
use std::process::{Command, Output};

use locked::{AES_256, Keys, LOCKS, Lock, qpdf};
use sample::{SHAPES, Sample};

const KEYS: Keys<'_> = Keys { user: "пароль", owner: "writer" };

/// A folder with a key and its certificate, an encrypted file, and its passwords.
struct Desk {
    folder: tempfile::TempDir,
}

impl Desk {
    fn new(lock: &Lock, keys: Keys<'_>) -> Option<Self> {
        let desk = Self { folder: tempfile::tempdir().unwrap() };
        let base = Sample { pages: 2, ..Sample::of(SHAPES[0]) }.bytes();
        desk.write("in.pdf", &lock.close(&base, keys, &[])?);
        desk.write("user", format!("{}\r\nanother line\n", keys.user).as_bytes());
        desk.write("owner", keys.owner.as_bytes());
        desk.write("wrong", b"correct horse");
        let made = Command::new("openssl")
            .current_dir(&desk.folder)
            .args(["req", "-x509", "-subj", "/CN=Grace Hopper", "-days", "30", "-nodes", "-newkey", "ec"])
            .args(["-pkeyopt", "ec_paramgen_curve:prime256v1", "-keyout", "key.pem", "-out", "ca.pem"])
            .output();
        let Ok(made) = made else {
            needs::missing("openssl");
            return None;
        };
        assert!(made.status.success(), "{}", said(&made));
        Some(desk)
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn write(&self, name: &str, bytes: &[u8]) {
        std::fs::write(self.path(name), bytes).unwrap();
    }

    fn read(&self, name: &str) -> Vec<u8> {
        std::fs::read(self.path(name)).unwrap()
    }

    /// Runs `paraph` with a password in the environment, or none.
    fn paraph_with(&self, variable: Option<&str>, arguments: &str) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_paraph"));
        command.current_dir(&self.folder).env_remove("PARAPH_DOCUMENT_PASSWORD");
        command.envs(variable.map(|password| ("PARAPH_DOCUMENT_PASSWORD", password)));
        command.args(arguments.split(' ')).output().unwrap()
    }

    fn paraph(&self, arguments: &str) -> Output {
        self.paraph_with(None, arguments)
    }

    fn does(&self, arguments: &str) -> String {
        let output = self.paraph(arguments);
        assert!(output.status.success(), "{arguments}: {}", said(&output));
        said(&output)
    }

    fn refuses(&self, arguments: &str, expected: &str) {
        let output = self.paraph(arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments}: {}", said(&output));
        assert!(said(&output).contains(expected), "{arguments}: {}", said(&output));
        assert!(!self.path("no.pdf").exists(), "nothing is written");
    }
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}

const SIGN: &str = "sign --key key.pem --cert ca.pem --in in.pdf --out out.pdf";

#[test]
fn an_encrypted_file_is_signed_and_verified_with_either_password() {
    for lock in &LOCKS {
        let Some(desk) = Desk::new(lock, KEYS) else { return };
        let facts = desk.does("inspect in.pdf --document-password-file user");
        assert!(facts.contains(&format!("revision {})", lock.version.1)), "{}: {facts}", lock.name);
        desk.does(&format!("{SIGN} --document-password-file user"));
        assert!(desk.read("out.pdf").starts_with(&desk.read("in.pdf")), "{}", lock.name);
        // Signed again in place, by the owner.
        let again = SIGN.replace("in.pdf", "out.pdf");
        desk.does(&format!("{again} --document-password-file owner"));
        for password in ["user", "owner"] {
            let words =
                desk.does(&format!("verify out.pdf --trust ca.pem --document-password-file {password}"));
            assert_eq!(words.matches("Verdict: TOTAL-PASSED.").count(), 2, "{}: {words}", lock.name);
            assert!(!words.contains("Of the whole file"), "{}: {words}", lock.name);
        }
        let password = format!("--password={}", KEYS.user);
        assert!(qpdf(&desk.read("out.pdf"), &[&password, "--decrypt"]).is_some());
    }
}

#[test]
fn the_password_may_be_in_the_environment() {
    let Some(desk) = Desk::new(AES_256, KEYS) else { return };
    for password in [KEYS.user, KEYS.owner] {
        let output = desk.paraph_with(Some(password), SIGN);
        assert!(output.status.success(), "{}", said(&output));
        let output = desk.paraph_with(Some(password), "verify out.pdf --trust ca.pem");
        assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    }
    // A file that is named counts, and an empty variable is none.
    let named = desk.paraph_with(Some("wrong"), "inspect in.pdf --document-password-file user");
    assert!(named.status.success(), "{}", said(&named));
    let empty = desk.paraph_with(Some(""), "inspect in.pdf");
    assert!(said(&empty).contains("opens with a password only"), "{}", said(&empty));
}

#[test]
fn a_missing_and_a_wrong_password_are_told_with_what_to_do() {
    let Some(desk) = Desk::new(AES_256, KEYS) else { return };
    let sign = SIGN.replace("out.pdf", "no.pdf");
    let stamp = "timestamp --tsa http://127.0.0.1:1/ --in in.pdf --out no.pdf";
    let extend = "extend --to b-lt --offline --in in.pdf --out no.pdf";
    for command in [&sign, "verify in.pdf", "verify in.pdf --json", "inspect in.pdf", stamp, extend] {
        desk.refuses(command, "the PDF opens with a password only: name a --document-password-file or set PARAPH_DOCUMENT_PASSWORD");
        let wrong = format!("{command} --document-password-file wrong");
        desk.refuses(&wrong, "the password does not open the PDF: give its user's or its owner's");
        desk.refuses(&format!("{command} --document-password-file nowhere"), "nowhere: ");
    }
    // The password of the key is another one.
    desk.refuses(&format!("{sign} --password-file user"), "opens with a password only");
}

#[test]
fn a_file_that_everybody_may_read_needs_no_password() {
    let Some(desk) = Desk::new(AES_256, Keys { user: "", owner: "writer" }) else { return };
    desk.does(SIGN);
    assert!(desk.does("verify out.pdf --trust ca.pem").contains("Verdict: TOTAL-PASSED."));
    desk.refuses("verify out.pdf --document-password-file wrong", "the password does not open the PDF");
}

#[test]
fn a_file_that_is_not_encrypted_needs_none_either_and_minds_none() {
    let Some(desk) = Desk::new(AES_256, KEYS) else { return };
    desk.write("in.pdf", &Sample::of(SHAPES[1]).bytes());
    desk.does(&format!("{SIGN} --document-password-file wrong"));
    assert!(desk.does("verify out.pdf --trust ca.pem").contains("Verdict: TOTAL-PASSED."));
    assert!(!desk.does("inspect out.pdf").contains("encrypted"));
}

#[test]
fn inspection_says_how_a_file_is_encrypted() {
    let Some(desk) = Desk::new(AES_256, KEYS) else { return };
    let words = desk.does("inspect in.pdf --objects --document-password-file user");
    assert!(words.contains("encrypted: strings AES-256, streams AES-256"), "{words}");
    assert!(words.contains("opened with the user's password"), "{words}");
    assert!(!words.contains("unreadable"), "{words}");
    let json = desk.does("inspect in.pdf --json --document-password-file owner");
    let facts: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(facts["encryption"]["opened_as"], "owner");
    let report = include_str!("../../../docs/report.md");
    for member in facts["encryption"].as_object().unwrap().keys() {
        assert!(report.contains(&format!("`{member}`")), "docs/report.md does not name {member}");
    }
}

#[test]
fn what_the_user_may_not_do_is_left_to_the_owner() {
    let lock = Lock { name: "", arguments: &["256", "--modify=none"], version: (5, 6) };
    let Some(desk) = Desk::new(&lock, KEYS) else { return };
    let sign = SIGN.replace("out.pdf", "no.pdf");
    desk.refuses(&format!("{sign} --document-password-file user"), "open it with the owner's password");
    desk.does(&format!("{SIGN} --document-password-file owner"));
    desk.does("verify out.pdf --trust ca.pem --document-password-file user");
}

#[test]
fn an_update_that_drops_the_encryption_is_refused_with_its_revision() {
    let Some(desk) = Desk::new(AES_256, KEYS) else { return };
    desk.does(&format!("{SIGN} --document-password-file user"));
    let signed = desk.read("out.pdf");
    let text = String::from_utf8_lossy(&signed).into_owned();
    let previous = text.rsplit("startxref\n").next().unwrap().lines().next().unwrap().to_owned();
    let root = text.split("/Root ").nth(1).unwrap().split(" R").next().unwrap().to_owned() + " R";
    let start = signed.len();
    let update = format!(
        "xref\n0 1\n0000000000 65535 f \ntrailer\n<< /Size 60 /Root {root} /Prev {previous} >>\nstartxref\n{start}\n%%EOF\n"
    );
    desk.write("dropped.pdf", &[signed, update.into_bytes()].concat());
    let refusal = "revision 3 is not encrypted as the document was before it";
    desk.refuses("verify dropped.pdf --document-password-file user", refusal);
    desk.refuses("verify dropped.pdf", refusal);
}
