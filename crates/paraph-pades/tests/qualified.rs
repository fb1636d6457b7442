//! A real signature by a Belgian identity card, judged by the lists of Belgium and France as they were published.

#![expect(clippy::unwrap_used, reason = "a test stops at what it did not expect")]

use std::path::PathBuf;

use jiff::Timestamp;
use paraph_pades::validate::{Indication, ValidationContext, validate};
use paraph_pdf::Document;
use paraph_pki::Certificate;
use paraph_pki::trusted_list::{Level, Reason, TrustedList, anchors, qualify};

/// A file of the corpus of others' files, when it is at hand.
fn corpus(name: &str) -> Option<Vec<u8>> {
    let default = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/corpus");
    let folder = std::env::var_os("PARAPH_CORPUS").map_or_else(|| PathBuf::from(default), PathBuf::from);
    let read = std::fs::read(folder.join(name)).ok();
    if read.is_none() {
        eprintln!("skipped: no {name} in {}", folder.display());
    }
    read
}

/// A published list, taken at the word of the certificate it carries: its chain is tested elsewhere.
fn list(name: &str) -> Option<TrustedList> {
    let bytes = corpus(&format!("trusted-lists/{name}"))?;
    let text = std::str::from_utf8(&bytes).unwrap();
    let (before, _) = text.rsplit_once("</ds:X509Certificate>").unwrap();
    let (_, packed) = before.rsplit_once("<ds:X509Certificate>").unwrap();
    let pem = format!("-----BEGIN CERTIFICATE-----\n{packed}\n-----END CERTIFICATE-----\n");
    Some(TrustedList::open(&bytes, &[Certificate::from_pem(&pem).unwrap()]).unwrap())
}

#[test]
fn an_identity_card_makes_a_qualified_signature() {
    let (Some(file), Some(belgium), Some(france)) = (
        corpus("pades/esig+dss__781323__belgian_pki_multiple_ocsps.pdf"),
        list("tsl-be-v6.xml"),
        list("dss-FR.xml"),
    ) else {
        return;
    };
    let lists = [belgium, france];
    let signed: Timestamp = "2020-09-05T21:37:19Z".parse().unwrap();
    let now = "2021-01-01T00:00:00Z".parse().unwrap();
    let document = Document::open(file).unwrap();
    // The time-stamps are of an authority that came after the French list of 2019; here its root is taken as given.
    let carried = validate(&document, &ValidationContext::new(Vec::new(), now)).unwrap().certificates;
    let is_root = |certificate: &&Certificate| {
        certificate.is_self_issued() && certificate.subject().display_name().contains("Universign")
    };
    let mut trusted = anchors(&lists, signed, now);
    trusted.extend(carried.iter().filter(is_root).cloned());
    let report = validate(&document, &ValidationContext::new(trusted, now)).unwrap();
    let signature = &report.signatures[0];
    assert_eq!((signature.indication, signature.sub_indication), (Indication::TotalPassed, None));
    let signer = signature.signing_certificate.as_ref().unwrap();
    let found = qualify(signer, &report.certificates, signed, &lists);
    assert_eq!((found.level, found.reasons.as_slice()), (Level::QualifiedSignature, &[][..]));
    // France alone knows nothing of the card, and without the certificates between nobody does.
    let alone = qualify(signer, &report.certificates, signed, &lists[1..]);
    assert_eq!((alone.level, alone.reasons), (Level::NotQualified, vec![Reason::NoServiceIsListed]));
    let unlinked = qualify(signer, &[], signed, &lists);
    assert_eq!(unlinked.reasons, [Reason::NoServiceIsListed]);
}
