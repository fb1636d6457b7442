//! Every parser meets thousands of damaged inputs: it may refuse, it may not panic, hang or grow.
//! The changes are the same on every run; long random runs are the fuzz targets' work.

use paraph_pki::cms::SignedData;
use paraph_pki::{Certificate, PrivateKey, normalise};

use crate::cms::{message_by, signed_by_openssl};
use crate::support::{Changes, certificate, key};

/// Applies one to eight changes to each seed, many times over.
fn check(seeds: &[Vec<u8>], rounds: usize, parse: impl Fn(&[u8])) {
    let mut changes = Changes::new(20_261_121);
    for seed in seeds {
        parse(seed);
        for _ in 0..rounds {
            let mut bytes = seed.clone();
            for _ in 0..=changes.below(8) {
                if !bytes.is_empty() {
                    bytes = changes.apply(&bytes);
                }
            }
            parse(&bytes);
        }
    }
}

#[test]
fn damaged_certificates_do_no_harm() {
    let names = ["p256-root", "p384", "p521", "ed25519", "rsa-2048", "rsa-pss"];
    let seeds: Vec<Vec<u8>> = names.iter().map(|name| certificate(name).to_der().to_vec()).collect();
    check(&seeds, 3_000, |bytes| {
        if let Ok(certificate) = Certificate::from_der(bytes) {
            assert_eq!(certificate.to_der(), bytes);
            let _ = certificate.subject().to_string();
            let _ = certificate.is_signed_by(certificate.public_key());
        }
    });
}

#[test]
fn damaged_messages_do_no_harm() {
    let seeds = [message_by("p256-root"), signed_by_openssl("p256-root", "-md sha256 -nodetach -stream")];
    check(&seeds, 5_000, |bytes| {
        if let Ok(normalised) = normalise(bytes) {
            assert!(normalised.consumed <= bytes.len());
            assert_eq!(
                normalise(&normalised.der).unwrap().der,
                normalised.der,
                "normalising twice changes nothing"
            );
        }
        if let Ok(message) = SignedData::parse(bytes) {
            for signer in message.signers() {
                let _ = signer.verify(&message, &[0; 32], &[]);
            }
        }
    });
}

#[test]
fn damaged_private_keys_do_no_harm() {
    let seeds: Vec<Vec<u8>> =
        ["p256-root", "p384"].iter().map(|name| key(name).to_pkcs8_der().unwrap().to_vec()).collect();
    check(&seeds, 1_000, |bytes| {
        let _ = PrivateKey::from_pkcs8_der(bytes);
    });
}
