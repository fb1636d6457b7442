//! Judges besides OpenSSL: pyHanko looks at what we make, and we look at what Java's keytool makes.

use std::process::Command;

use aws_lc_rs::rand::SystemRandom;
use paraph_pki::cms::SignedAttributes;
use paraph_pki::timestamp::{INSTANCE_POLICY, Request, Responder};
use paraph_pki::{DigestAlgorithm, Error, KeyKind, MlDsaSet, pkcs12};

use crate::authority::{create, now, pem};
use crate::needs::missing;
use crate::support::Workshop;

/// Whether a program is there and starts.
fn is_there(program: &str, arguments: &[&str]) -> bool {
    let there = Command::new(program).args(arguments).output().is_ok_and(|output| output.status.success());
    if !there {
        missing(program);
    }
    there
}

fn pyhanko_accepts_everything(kind: KeyKind) {
    let authority = create(kind);
    let random = SystemRandom::new();
    let content = b"the agreement";
    let algorithm = authority.seal.key().digest_algorithm();
    let seal = authority.seal.certificate();
    let attributes = SignedAttributes::new(algorithm, &algorithm.digest(content), seal).unwrap();
    let message = authority.seal.sign(attributes, &random).unwrap();
    let imprint = DigestAlgorithm::Sha256.digest(message.signature());
    let request = Request::new(DigestAlgorithm::Sha256, &imprint, &random).unwrap();
    let responder = Responder::new(&authority.timestamp, INSTANCE_POLICY, 500).unwrap();
    let response = responder.respond(&request.to_der().unwrap(), now(), &random).unwrap();
    let token = request.accept(&response).unwrap();
    let message = message.with_signature_timestamp(token.to_der().to_vec());

    let workshop = Workshop::new();
    workshop.write("root.pem", pem(&[authority.root.certificate()]));
    workshop.write("issuing.pem", pem(&[authority.issuing.certificate()]));
    workshop.write("seal.pem", pem(&[seal]));
    workshop.write("timestamp.pem", pem(&[authority.timestamp.certificate()]));
    workshop.write("content", content);
    workshop.write("message.der", message.to_der().unwrap());
    workshop.write("response.tsr", &response);
    let judge = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/pki/judge.py");
    let output = Command::new("python3").arg(judge).current_dir(workshop.path(".")).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn pyhanko_accepts_our_chains_messages_and_time_stamps() {
    if is_there("python3", &["-c", "import pyhanko.sign, pyhanko_certvalidator"]) {
        pyhanko_accepts_everything(KeyKind::P256);
        pyhanko_accepts_everything(KeyKind::P384);
        pyhanko_accepts_everything(KeyKind::P521);
        pyhanko_accepts_everything(KeyKind::Rsa2048);
        for set in [MlDsaSet::MlDsa44, MlDsaSet::MlDsa65, MlDsaSet::MlDsa87] {
            pyhanko_accepts_everything(KeyKind::MlDsa(set));
        }
    }
}

#[test]
fn what_java_exports_opens() {
    if !is_there("keytool", &["-help"]) {
        return;
    }
    for (algorithm, legacy) in
        [("-keyalg RSA -keysize 2048", false), ("-keyalg EC -groupname secp256r1", true)]
    {
        let workshop = Workshop::new();
        let store = "-keystore out.p12 -storetype PKCS12 -storepass correct-horse";
        let mut command = Command::new("keytool");
        command.current_dir(workshop.path("."));
        if legacy {
            command.arg("-J-Dkeystore.pkcs12.legacy=true");
        }
        let arguments = format!("-genkeypair {algorithm} -alias ada -dname CN=Ada -validity 30 {store}");
        let output = command.args(arguments.split_whitespace()).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
        let bytes = workshop.read("out.p12");
        let identity = pkcs12::open(&bytes, "correct-horse").unwrap();
        assert_eq!(identity.certificate().subject().common_name(), Some("Ada"));
        assert_eq!(pkcs12::open(&bytes, "wrong-horse").err(), Some(Error::PasswordIsWrong));
    }
}
