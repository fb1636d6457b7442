//! Every parser meets thousands of damaged inputs: it may refuse, it may not panic, hang or grow.
//! The changes are the same on every run; long random runs are the fuzz targets' work.

use aws_lc_rs::rand::SystemRandom;
use paraph_pki::authority::{Revocation, RevocationListOrder};
use paraph_pki::cms::SignedData;
use paraph_pki::revocation::RevocationReason;
use paraph_pki::timestamp::{INSTANCE_POLICY, Request, Responder};
use paraph_pki::{Certificate, DigestAlgorithm, PrivateKey, RevocationList, normalise, pkcs12};

use crate::authority::{now, shared};
use crate::cms::{message_by, signed_by_openssl};
use crate::pkcs12_files::exported;
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

#[test]
fn damaged_time_stamp_requests_are_always_answered() {
    let algorithm = DigestAlgorithm::Sha256;
    let request = Request::new(algorithm, &algorithm.digest(b"x"), &SystemRandom::new()).unwrap();
    let responder = Responder::new(&shared().timestamp, INSTANCE_POLICY, 500).unwrap();
    let time = now();
    check(&[request.to_der().unwrap()], 2_000, |bytes| {
        assert!(responder.respond(bytes, time, &SystemRandom::new()).is_ok());
    });
}

#[test]
fn damaged_time_stamp_responses_do_no_harm() {
    let algorithm = DigestAlgorithm::Sha256;
    let request = Request::new(algorithm, &algorithm.digest(b"x"), &SystemRandom::new()).unwrap();
    let responder = Responder::new(&shared().timestamp, INSTANCE_POLICY, 500).unwrap();
    let response = responder.respond(&request.to_der().unwrap(), now(), &SystemRandom::new()).unwrap();
    check(&[response], 5_000, |bytes| {
        let _ = request.accept(bytes);
    });
}

#[test]
fn damaged_revocation_lists_do_no_harm() {
    let issuing = &shared().issuing;
    let revocations =
        [Revocation { serial: vec![0x45, 1, 2], time: now(), reason: RevocationReason::KeyCompromise }];
    let order =
        RevocationListOrder { number: 1, this_update: now(), next_update: now(), revocations: &revocations };
    let der = issuing.issue_revocation_list(&order, &SystemRandom::new()).unwrap();
    check(&[der], 5_000, |bytes| {
        if let Ok(list) = RevocationList::from_der(bytes) {
            assert_eq!(list.to_der(), bytes);
            let _ = list.is_signed_by(issuing.certificate().public_key());
        }
    });
}

#[test]
fn damaged_key_files_do_no_harm() {
    let seeds =
        [exported("p256-root", "x", "-noiter -nomac"), exported("p256-root", "x", "-noiter -legacy -nomac")];
    check(&seeds, 3_000, |bytes| {
        let _ = pkcs12::open(bytes, "x");
    });
}
