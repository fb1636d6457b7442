//! `paraph sign --csc`: with a key at a signing service of another maker, on loopback; the outcome is judged by others.

#![cfg(feature = "server")]
#![expect(clippy::unwrap_used, reason = "a test may fail loudly")]

#[path = "../../../e2e/support/needs.rs"]
mod needs;
#[path = "../../paraph-pdf/tests/sample/mod.rs"]
mod sample;
#[path = "../../../e2e/support/signing_service.rs"]
mod signing_service;

use std::path::Path;
use std::process::{Command, Output};

use sample::{SHAPES, Sample};
use signing_service::SigningService;

fn paraph(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_paraph"));
    for variable in ["PARAPH_PIN", "PARAPH_OTP", "PARAPH_CSC_SECRET"] {
        command.env_remove(variable);
    }
    command.current_dir(folder).args(arguments).output().unwrap()
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}

/// Signs `in.pdf` as `out.pdf` at the service.
fn sign(service: &SigningService, credential: &str, more: &[&str]) -> Output {
    let arguments = ["sign", "--in", "in.pdf", "--out", "out.pdf", "--csc", &service.address];
    paraph(service.folder.path(), &[&arguments[..], &["--credential", credential], more].concat())
}

fn assert_judged_valid(service: &SigningService) {
    let ours = paraph(service.folder.path(), &["verify", "out.pdf", "--trust", "root.pem"]);
    assert_eq!(ours.status.code(), Some(0), "{}", said(&ours));
    let judge = |program: &str, arguments: &[&str]| {
        let output = Command::new(program).current_dir(&service.folder).args(arguments).output();
        output.map(|output| said(&output)).map_err(|_| needs::missing(program)).ok()
    };
    if let Some(said) = judge("pdfsig", &["-nocert", "out.pdf"]) {
        assert!(said.contains("Signature is Valid.") && said.contains("Total document signed"), "{said}");
    }
    let pyhanko = ["sign", "validate", "--trust", "root.pem", "--trust-replace", "--pretty-print", "out.pdf"];
    if let Some(said) = judge("pyhanko", &pyhanko) {
        assert!(said.contains("The signature is judged VALID."), "{said}");
    }
}

#[test]
fn a_key_at_another_maker_s_service_signs_and_everybody_judges_it_valid() {
    let Some(service) = SigningService::start() else { return };
    std::fs::write(service.path("secret"), "a token\n").unwrap();
    for (shape, credential) in SHAPES.into_iter().zip(["desk/grace", "desk/ada", "desk/grace"]) {
        std::fs::write(service.path("in.pdf"), Sample::of(shape).bytes()).unwrap();
        let output = sign(&service, credential, &["--csc-secret-file", "secret"]);
        assert!(output.status.success(), "{}", said(&output));
        assert_judged_valid(&service);
    }
}

#[test]
fn an_rsa_key_at_another_maker_s_service_signs_with_pss() {
    let Some(service) = SigningService::start() else { return };
    std::fs::write(service.path("in.pdf"), Sample::default().bytes()).unwrap();
    let output = sign(&service, "desk/ada", &["--pss"]);
    assert!(output.status.success(), "{}", said(&output));
    assert_judged_valid(&service);
}

#[test]
fn what_a_service_refuses_is_told_and_nothing_is_written() {
    let Some(service) = SigningService::start() else { return };
    std::fs::write(service.path("in.pdf"), Sample::default().bytes()).unwrap();
    std::fs::write(service.path("secret"), "hunter2\n").unwrap();
    let refused = |credential: &str, more: &[&str], expected: &str| {
        let output = sign(&service, credential, more);
        assert_eq!(output.status.code(), Some(2), "{}", said(&output));
        assert!(said(&output).contains(expected), "{}", said(&output));
        assert!(!said(&output).contains("hunter2"), "{}", said(&output));
        assert!(!service.path("out.pdf").exists());
    };
    refused("desk/nobody", &[], "refused credentials/info");
    refused("desk/grace", &["--pss"], "not supported");
    refused("desk/grace", &["--csc-user", "grace"], "PARAPH_CSC_SECRET");
    refused("desk/grace", &["--csc-user", "grace", "--csc-secret-file", "secret"], "refused auth/login");
    refused("desk/grace", &["--csc-client", "us", "--csc-secret-file", "secret"], "no OAuth 2.0 server");
    refused("desk/grace", &["--csc-secret-file", "absent"], "absent");
}

#[test]
fn an_address_without_a_protected_service_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("in.pdf"), Sample::default().bytes()).unwrap();
    for (address, expected) in [
        ("http://signing.example/", "begins with https://"),
        ("ftp://signing.example/", "is not an http"),
        ("http://127.0.0.1:1/", "cannot be reached"),
    ] {
        let arguments = ["sign", "--in", "in.pdf", "--out", "out.pdf", "--csc", address, "--credential", "a"];
        let output = paraph(folder.path(), &arguments);
        assert_eq!(output.status.code(), Some(2), "{}", said(&output));
        assert!(said(&output).contains(expected), "{}", said(&output));
    }
    let output =
        paraph(folder.path(), &["sign", "--in", "in.pdf", "--out", "out.pdf", "--csc", "https://a/"]);
    assert!(said(&output).contains("--credential"), "{}", said(&output));
}
