//! Signatures by keys that are seldom met, made by OpenSSL: each is judged, or said not to be known.

use std::path::{Path, PathBuf};
use std::process::Command;

use paraph_pades::validate::{Indication, SignatureReport, SubIndication};
use paraph_pki::Certificate;

use crate::maker::{Maker, SPACE, find_last, look_at, signature_dictionary};

fn data(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../paraph-pki/tests/data").join(name)
}

/// A document signed by `openssl cms` with a key of the other crate's tests.
fn signed_with(name: &str, digest: &str) -> Vec<u8> {
    let mut maker = Maker::new();
    let field = "<< /Type /Annot /Subtype /Widget /FT /Sig /T (buyer) /Rect [72 300 200 360] /P 3 0 R /F 132 /V 30 0 R >>";
    let value = signature_dictionary("Sig", "ETSI.CAdES.detached", "");
    maker.append(&[(13, field.to_owned()), (30, value)], "/Info 7 0 R");
    // Writes the range; what is covered is then known.
    maker.fill(&|_| Vec::new());
    let gap = find_last(&maker.bytes, b"/Contents <") + b"/Contents ".len();
    let gap_end = gap + 2 * SPACE + 2;
    let folder = tempfile::tempdir().unwrap();
    let covered = [&maker.bytes[..gap], &maker.bytes[gap_end..]].concat();
    std::fs::write(folder.path().join("covered"), covered).unwrap();
    let arguments = "cms -sign -binary -cades -nosmimecap -outform DER -in covered -out message";
    let made = Command::new("openssl")
        .args(arguments.split(' '))
        .args(["-md", digest, "-signer"])
        .arg(data(&format!("{name}.pem")))
        .arg("-inkey")
        .arg(data(&format!("{name}.key.pem")))
        .current_dir(folder.path())
        .output()
        .unwrap();
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    let message = std::fs::read(folder.path().join("message")).unwrap();
    maker.fill_gap(gap, gap_end, &|_| message.clone());
    maker.bytes
}

fn judged(name: &str, digest: &str, now: &str) -> SignatureReport {
    let pem = std::fs::read_to_string(data(&format!("{name}.pem"))).unwrap();
    let own = Certificate::from_pem(&pem).unwrap();
    look_at(now, vec![own], &signed_with(name, digest)).unwrap().signatures.remove(0)
}

const NOW: &str = "2026-12-01T00:00:00Z";

#[test]
fn brainpool_and_secp256k1_signatures_of_openssl_pass() {
    for (name, digest) in
        [("brainpool-p256", "sha256"), ("brainpool-p384", "sha384"), ("secp256k1", "sha256")]
    {
        let signature = judged(name, digest, NOW);
        assert_eq!(signature.indication, Indication::TotalPassed, "{name}: {signature:#?}");
    }
}

#[test]
fn a_dsa_signature_of_openssl_passes_until_dsa_no_longer_counts() {
    let signature = judged("dsa-2048", "sha256", NOW);
    assert_eq!(signature.indication, Indication::TotalPassed, "{signature:#?}");
    for (name, digest, now) in [("dsa-2048", "sha256", "2029-01-01T00:00:00Z"), ("dsa-1024", "sha256", NOW)] {
        let signature = judged(name, digest, now);
        assert!(signature.signature_valid, "{signature:#?}");
        assert_eq!(signature.sub_indication, Some(SubIndication::CryptoConstraintsFailureNoPoe), "{name}");
    }
}

#[test]
fn what_is_not_known_is_said_and_neither_passes_nor_fails() {
    let signature = judged("brainpool-p512", "sha512", NOW);
    assert_eq!(
        (signature.indication, signature.sub_indication),
        (Indication::Indeterminate, Some(SubIndication::CryptoConstraintsFailure))
    );
    assert!(signature.crypto_intact && !signature.signature_valid);
    let said = signature.findings.join("; ");
    assert!(
        said.contains("could not be checked: the algorithm 1.3.36.3.3.2.8.1.1.13 is not supported"),
        "{said}"
    );
}
