//! What archived files are made with: revocation data of the scene's authorities, and their time-stamps.

#![expect(clippy::unwrap_used, reason = "a test may fail loudly")]

use jiff::{SignedDuration, Timestamp};
use paraph_pades::extend::{add_validation_data, prepare_timestamp};
use paraph_pades::validate::{Known, ValidationContext, missing};
use paraph_pdf::Document;
use paraph_pki::authority::{Issuer, Profile, Revocation, RevocationListOrder};
use paraph_pki::ocsp::{self, CertificateStatus, Responder};
use paraph_pki::timestamp::{INSTANCE_POLICY, Responder as TimestampResponder};
use paraph_pki::{Certificate, DigestAlgorithm, Identity, KeyKind, PrivateKey, RevocationList};

use crate::scene::{Scene, issue, now};

pub(crate) const DAY: SignedDuration = SignedDuration::from_hours(24);
/// Room for a token of our own authority.
pub(crate) const ROOM: usize = 8 << 10;

pub(crate) fn context(scene: &Scene, known: &Known, now: Timestamp) -> ValidationContext {
    let anchors = vec![scene.authority.root.certificate().clone()];
    ValidationContext { known: known.clone(), ..ValidationContext::new(anchors, now) }
}

pub(crate) fn list(scene: &Scene, issuer: &Issuer, revocations: &[Revocation]) -> RevocationList {
    let this_update = now();
    let order = RevocationListOrder { number: 1, this_update, next_update: this_update + DAY, revocations };
    RevocationList::from_der(&issuer.issue_revocation_list(&order, &scene.random).unwrap()).unwrap()
}

/// A response of a responder that the issuing authority certified.
pub(crate) fn response(
    scene: &Scene,
    certificate: &Certificate,
    status: CertificateStatus,
) -> ocsp::Response {
    let key = PrivateKey::generate(KeyKind::P256, &scene.random).unwrap();
    let own = issue(&scene.authority, Profile::Responder, &key, "Status");
    let identity = Identity::new(key, own, Vec::new()).unwrap();
    let issuer = scene.authority.issuing.certificate();
    let responder = Responder::new(&identity, issuer).unwrap();
    let asked = ocsp::Request::new(certificate, issuer, DigestAlgorithm::Sha256, &scene.random).unwrap();
    let times = (now(), now() + DAY);
    let said = responder.respond(&asked.to_der().unwrap(), times, &scene.random, &|_| status).unwrap();
    ocsp::Response::from_der(&said).unwrap()
}

/// Everything that long-term validation of a file signed in the scene needs.
pub(crate) fn everything(scene: &Scene) -> Known {
    let good = |certificate: &Certificate| response(scene, certificate, CertificateStatus::Good);
    Known {
        certificates: vec![scene.authority.root.certificate().clone()],
        revocation_lists: vec![list(scene, &scene.authority.root, &[])],
        ocsp_responses: vec![good(scene.signer.certificate()), good(scene.authority.timestamp.certificate())],
    }
}

pub(crate) fn with_data(scene: &Scene, bytes: &[u8], known: &Known) -> Vec<u8> {
    let document = Document::open(bytes).unwrap();
    let needs = missing(&document, &context(scene, known, now())).unwrap();
    assert_eq!(needs.missing, []);
    let tail = add_validation_data(&document, &needs.used).unwrap();
    [bytes, &tail].concat()
}

pub(crate) fn stamped(scene: &Scene, bytes: &[u8], name: &str, time: Timestamp) -> Vec<u8> {
    let document = Document::open(bytes).unwrap();
    let prepared = prepare_timestamp(&document, name, ROOM).unwrap();
    let query = prepared.query(&scene.random).unwrap();
    let responder = TimestampResponder::new(&scene.authority.timestamp, INSTANCE_POLICY, 500).unwrap();
    let answer = responder.respond(&query.to_der().unwrap(), time, &scene.random).unwrap();
    let finished = prepared.embed(&query, &answer).unwrap();
    let whole = [bytes, finished.tail()].concat();
    assert_eq!(finished.sha256(), DigestAlgorithm::Sha256.digest(&whole));
    whole
}
