//! The long-term levels with authorities of others: Certomancer's Animator gives time-stamps, OCSP responses and revocation
//! lists over HTTP on loopback, and what `paraph sign` and `paraph extend` make of them is looked at with nobody to ask.

#![expect(clippy::unwrap_used, reason = "a test may fail loudly")]

#[path = "../../../e2e/support/needs.rs"]
mod needs;
#[path = "../../paraph-pdf/tests/sample/mod.rs"]
mod sample;

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

use sample::{SHAPES, Sample};
use serde_json::Value;

/// Certomancer while the test runs. It ends when what it reads does.
struct Town {
    folder: tempfile::TempDir,
    address: String,
    server: Child,
}

impl Town {
    /// None if Certomancer is not installed and not every test was asked for.
    fn open() -> Option<Self> {
        let Some(python) = python() else {
            needs::missing("certomancer");
            return None;
        };
        let folder = tempfile::tempdir().unwrap();
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../paraph-pades/tests/certomancer/serve.py");
        let mut command = Command::new(python);
        command.env("PYTHONDONTWRITEBYTECODE", "1").arg(script).arg(folder.path());
        let mut server = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let mut address = String::new();
        BufReader::new(server.stdout.take().unwrap()).read_line(&mut address).unwrap();
        assert!(address.starts_with("http://127.0.0.1:"), "serve.py did not start");
        std::fs::write(folder.path().join("in.pdf"), Sample::of(SHAPES[1]).bytes()).unwrap();
        Some(Self { folder, address: address.trim().to_owned(), server })
    }

    fn paraph(&self, arguments: &str) -> Output {
        let arguments = arguments.replace("TSA", &format!("{}/town/tsa/tsa-3", self.address));
        let mut command = Command::new(env!("CARGO_BIN_EXE_paraph"));
        command.current_dir(&self.folder).args(arguments.split(' ')).output().unwrap()
    }

    fn paraph_ok(&self, arguments: &str) {
        let output = self.paraph(arguments);
        assert!(output.status.success(), "{arguments}: {}", said(&output));
    }

    fn report(&self, name: &str) -> (Option<i32>, Value) {
        let output = self.paraph(&format!("verify {name} --trust root.pem --revocation required --json"));
        (output.status.code(), serde_json::from_slice(&output.stdout).unwrap())
    }
}

impl Drop for Town {
    fn drop(&mut self) {
        // It was started here, and may have ended already.
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

/// The Python that has Certomancer: the one beside the program.
fn python() -> Option<PathBuf> {
    let folders: Vec<PathBuf> = std::env::split_paths(&std::env::var_os("PATH")?).collect();
    let folder = folders.iter().find(|folder| folder.join("certomancer").is_file())?;
    Some(folder.join("python3"))
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}

#[test]
fn a_file_is_signed_archived_and_renewed_with_their_time_stamps_responses_and_lists() {
    let Some(town) = Town::open() else { return };
    let sign = "sign --key keys/ada.pem --cert ivy.pem --in in.pdf --out out.pdf --tsa TSA --level b-lta";
    town.paraph_ok(&format!("{sign} --trust root.pem"));
    let (code, report) = town.report("out.pdf");
    assert_eq!(code, Some(0), "{report:#}");
    assert_eq!(report["signatures"][0]["level"], "PAdES-B-LTA");
    assert_eq!(report["missing"], Value::Array(Vec::new()));
    town.paraph_ok("extend --to b-lta --tsa TSA --trust root.pem --in out.pdf --out renewed.pdf");
    let (code, report) = town.report("renewed.pdf");
    assert_eq!((code, report["signatures"].as_array().unwrap().len()), (Some(0), 3), "{report:#}");
    let mut judge = Command::new("pyhanko");
    let arguments = "sign adesverify --pretty-print --trust root.pem --trust-replace renewed.pdf";
    match judge.current_dir(&town.folder).args(arguments.split(' ')).output() {
        Ok(output) => assert!(said(&output).contains("The signature is judged VALID."), "{}", said(&output)),
        Err(_) => needs::missing("pyhanko"),
    }
}

#[test]
fn who_was_revoked_is_found_out_and_the_reader_is_told_what_would_help() {
    let Some(town) = Town::open() else { return };
    let sign = "sign --key keys/ada.pem --cert ivan.pem --in in.pdf --out out.pdf --tsa TSA --level b-lt";
    town.paraph_ok(&format!("{sign} --trust root.pem"));
    let (code, report) = town.report("out.pdf");
    let first = &report["signatures"][0];
    assert_eq!((code, &first["sub_indication"]), (Some(1), &"REVOKED_NO_POE".into()), "{report:#}");
    let words = said(&town.paraph("verify out.pdf --trust root.pem"));
    for part in
        ["Ivan was revoked at 2024-01-01T00:00:00Z", "INDETERMINATE, REVOKED_NO_POE.", "would prove it."]
    {
        assert!(words.contains(part), "{part} is not in {words}");
    }
}

#[test]
fn an_authority_that_is_trusted_no_more_is_named_with_its_last_day() {
    let Some(town) = Town::open() else { return };
    let sign = "sign --key keys/ada.pem --cert ivy.pem --in in.pdf --out out.pdf";
    town.paraph_ok(sign);
    let look = |until: &str| town.paraph(&format!("verify out.pdf --trusted-until {until}=root.pem"));
    let passed = look("2090-01-01T00:00:00Z");
    assert_eq!(passed.status.code(), Some(0), "{}", said(&passed));
    let refused = look("2024-01-01T00:00:00Z");
    assert!(
        said(&refused).contains("NO_CERTIFICATE_CHAIN_FOUND_NO_POE. The authority"),
        "{}",
        said(&refused)
    );
    let slip = look("yesterday");
    assert_eq!(slip.status.code(), Some(2), "{}", said(&slip));
}
