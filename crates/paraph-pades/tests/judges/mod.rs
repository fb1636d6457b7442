//! The programs of other makers that judge what we sign.

#![expect(clippy::unwrap_used, reason = "a test may fail loudly")]

#[path = "../../../../e2e/support/needs.rs"]
pub(crate) mod needs;

use std::process::Command;

/// What a program said, and whether it was content.
pub(crate) struct Said {
    pub(crate) content: bool,
    pub(crate) text: String,
}

/// Runs a program; none if it is not installed and not every test was asked for.
pub(crate) fn run(program: &str, arguments: &[&str]) -> Option<Said> {
    let Ok(output) = Command::new(program).args(arguments).output() else {
        needs::missing(program);
        return None;
    };
    let text =
        String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    Some(Said { content: output.status.success(), text })
}

/// poppler and qpdf: every one of `count` signatures is valid and the file is in order.
pub(crate) fn assert_judged_valid(bytes: &[u8], count: usize) {
    assert_opened_and_judged_valid(bytes, count, "");
}

/// The same, of a document that wants a password.
pub(crate) fn assert_opened_and_judged_valid(bytes: &[u8], count: usize, password: &str) {
    let Some(text) = assert_each_is_valid(bytes, count, password) else { return };
    assert_eq!(text.matches("Total document signed").count(), 1, "pdfsig: {text}");
}

/// The same, whether or not anything follows the last signature; with what poppler said.
pub(crate) fn assert_each_is_valid(bytes: &[u8], count: usize, password: &str) -> Option<String> {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("signed.pdf");
    std::fs::write(&path, bytes).unwrap();
    let path = path.to_str().unwrap();
    if let Some(said) = run("qpdf", &["--check", &format!("--password={password}"), path]) {
        assert!(said.content && !said.text.contains("WARNING"), "qpdf: {}", said.text);
    }
    let text = run("pdfsig", &["-nocert", "-upw", password, path])?.text;
    let valid = text.matches("Signature Validation: Signature is Valid.").count();
    assert_eq!(valid, count, "pdfsig: {text}");
    Some(text)
}
