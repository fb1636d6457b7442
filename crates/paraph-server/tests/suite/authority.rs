//! The instance's authority: what it says of the certificates it issued, their renewal, and what it takes back.

use aws_lc_rs::rand::SystemRandom;
use base64ct::{Base64, Encoding};
use jiff::SignedDuration;
use paraph_pades::validate::{Indication, Known, ValidationContext, missing, validate};
use paraph_pki::ocsp::{CertificateStatus, Request, Response};
use paraph_pki::revocation::RevocationReason;
use paraph_pki::timestamp::Request as TimestampRequest;
use paraph_pki::{Certificate, DigestAlgorithm, RevocationList};
use paraph_server::auth::Person as Actor;
use paraph_server::deal::register;
use paraph_server::error::Kind;
use paraph_server::instance::{Depth, issuer_name};

use super::deal::{ANNA, one_page};
use super::engine::on_both_engines;
use super::instance::Instance;
use super::person::{Answer, Person};

const QUERY: &str = "application/ocsp-request";

fn status(answer: &Answer, of: &Certificate, issuer: &Certificate) -> CertificateStatus {
    assert_eq!(answer.status, 200);
    assert_eq!(answer.headers["content-type"], "application/ocsp-response");
    let response = Response::from_der(&answer.body).unwrap();
    assert!(response.authorized_by(issuer).is_some(), "the issuer itself answers");
    response.find(of, issuer).unwrap().status
}

fn question(of: &Certificate, issuer: &Certificate) -> Vec<u8> {
    let request = Request::new(of, issuer, DigestAlgorithm::Sha256, &SystemRandom::new()).unwrap();
    request.to_der().unwrap()
}

async fn ask(person: &Person, of: &Certificate, issuer: &Certificate) -> CertificateStatus {
    let answer = person.ask(axum::http::Method::POST, "/ocsp", QUERY, question(of, issuer)).await;
    status(&answer, of, issuer)
}

async fn list(person: &Person, issuer: &Certificate) -> RevocationList {
    let answer = person.get(&format!("/crl/{}", issuer_name(issuer))).await;
    assert_eq!(answer.status, 200);
    assert_eq!(answer.headers["content-type"], "application/pkix-crl");
    let list = RevocationList::from_der(&answer.body).unwrap();
    assert_eq!(list.is_signed_by(issuer.public_key()), Ok(true));
    list
}

async fn revoke(instance: &Instance, certificate: &Certificate, reason: RevocationReason) {
    let serial = certificate.serial_hex();
    register::revoke(&instance.app, &serial, reason, &Actor::system()).await.unwrap();
}

#[test]
fn every_certificate_of_the_instance_is_good_and_says_where_to_ask() {
    on_both_engines(async |home| {
        let instance = home.open().await;
        let (authority, anybody) = (instance.app.authority().unwrap(), instance.visitor());
        let generation = authority.generation();
        let (root, issuing) = (generation.root.certificate(), generation.issuing.certificate());
        for (of, issuer) in [(issuing, root), (&generation.seal, issuing), (&generation.timestamp, issuing)] {
            assert_eq!(ask(&anybody, of, issuer).await, CertificateStatus::Good);
            let by_address = format!("/ocsp/{}", Base64::encode_string(&question(of, issuer)));
            assert_eq!(status(&anybody.get(&by_address).await, of, issuer), CertificateStatus::Good);
            assert!(list(&anybody, issuer).await.find(issuer.subject(), of.serial()).is_none());
            let host = "http://localhost:8421";
            assert_eq!(of.ocsp_urls(), [format!("{host}/ocsp")]);
            assert_eq!(of.revocation_list_urls(), [format!("{host}/crl/{}", issuer_name(issuer))]);
            let path = of.issuer_urls()[0].replace(host, "");
            assert_eq!(anybody.get(&path).await.body, issuer.to_der());
        }
    });
}

#[test]
fn what_is_asked_wrongly_is_refused_and_what_was_never_issued_is_not_known() {
    on_both_engines(async |home| {
        let instance = home.open().await;
        let other = paraph_pki::authority::Authority::create(
            paraph_pki::authority::Owner { organization: "Somebody else", country: None },
            paraph_pki::KeyKind::P256,
            instance.now(),
            &SystemRandom::new(),
        )
        .unwrap();
        let (authority, anybody) = (instance.app.authority().unwrap(), instance.visitor());
        let issuing = authority.generation().issuing.certificate();
        // A certificate of somebody else, said to be of ours: its serial number was never given here.
        assert_eq!(ask(&anybody, other.seal.certificate(), issuing).await, CertificateStatus::Unknown);
        let of_others = question(other.seal.certificate(), other.issuing.certificate());
        for (body, code) in [(of_others, 6), (b"no request".to_vec(), 1), (Vec::new(), 1)] {
            let answer = anybody.ask(axum::http::Method::POST, "/ocsp", QUERY, body).await;
            assert_eq!((answer.status.as_u16(), answer.body), (200, vec![0x30, 3, 10, 1, code]));
        }
        assert_eq!(anybody.get("/ocsp/%25%25").await.body, [0x30, 3, 10, 1, 1]);
        anybody.get("/crl/0123456789abcdef0123456789abcdef").await.is_nothing();
        anybody.get("/ca/0123456789abcdef0123456789abcdef").await.is_nothing();
        let as_a_form = "application/x-www-form-urlencoded";
        let body = question(authority.seal.certificate(), issuing);
        let answer = anybody.ask(axum::http::Method::POST, "/ocsp", as_a_form, body).await;
        assert_eq!(answer.status, 422);
        let large = vec![0x30; 64 * 1024];
        assert_eq!(anybody.ask(axum::http::Method::POST, "/ocsp", QUERY, large).await.status, 413);
    });
}

#[test]
fn a_certificate_that_is_taken_back_stays_so_and_is_told() {
    on_both_engines(async |home| {
        let instance = home.open().await;
        let (authority, anybody) = (instance.app.authority().unwrap(), instance.visitor());
        let issuing = authority.generation().issuing.certificate();
        let seal = authority.seal.certificate();
        instance.later(SignedDuration::from_hours(1));
        let when = instance.now();
        revoke(&instance, seal, RevocationReason::KeyCompromise).await;
        let wanted = CertificateStatus::Revoked { time: when, reason: RevocationReason::KeyCompromise };
        assert_eq!(ask(&anybody, seal, issuing).await, wanted);
        let entry = list(&anybody, issuing).await.find(issuing.subject(), seal.serial()).unwrap();
        assert_eq!((entry.time, entry.reason), (when, RevocationReason::KeyCompromise));
        for (serial, kind) in [(seal.serial_hex(), Kind::Conflict), ("00".to_owned(), Kind::NotFound)] {
            let reason = RevocationReason::Superseded;
            let again = register::revoke(&instance.app, &serial, reason, &Actor::system()).await;
            assert_eq!(again.unwrap_err().kind(), kind);
        }
        let told = instance.told_of_the_account().await;
        assert_eq!(told.iter().filter(|kind| *kind == "certificate-revoked").count(), 1);
    });
}

#[test]
fn nothing_is_sent_or_signed_with_a_seal_that_was_taken_back() {
    on_both_engines(async |home| {
        let instance = home.open().await;
        let claire = instance.administrator().await;
        let deal = instance.sent(&claire, &[ANNA]).await;
        let (anna, link) = (instance.visitor(), instance.link(ANNA));
        instance.later(SignedDuration::from_hours(1));
        revoke(
            &instance,
            instance.app.authority().unwrap().seal.certificate(),
            RevocationReason::KeyCompromise,
        )
        .await;
        instance.later(SignedDuration::from_hours(1));
        let answer = anna.sign(&link, &[]).await;
        assert_eq!(answer.status, 500, "{}", answer.text());
        assert!(!instance.told(&deal.chain()).await.contains(&"envelope-signed".to_owned()));
        let draft = instance.ready(&claire, &[ANNA]).await;
        claire.get(&draft.at("/review")).await.says(200, "The sealing key cannot be used");
        // Renewed, everything goes on: what was signed before the revocation is proven by its time-stamp.
        instance.rotate(Depth::BelowTheRoot).await;
        anna.sign(&link, &[]).await.leads_to("/s/");
        instance.work().await;
        assert_eq!(instance.told(&deal.chain()).await.last().unwrap(), "envelope-completed");
    });
}

#[test]
fn the_public_page_knows_of_a_seal_that_was_taken_back_before_it_signed() {
    on_both_engines(async |home| {
        let instance = home.open().await;
        let stolen = instance.app.authority().unwrap();
        revoke(&instance, stolen.seal.certificate(), RevocationReason::KeyCompromise).await;
        instance.later(SignedDuration::from_hours(1));
        // The thief signs with the key, and takes no word of its revocation along.
        let request = paraph_pades::sign::Request::new(
            paraph_pades::sign::Act::Seal,
            paraph_pades::sign::SignatureField::NewInvisible("Stolen".to_owned()),
            paraph_pades::sign::Signer::from(&stolen.seal),
            paraph_pades::sign::Level::BaselineB,
            instance.now(),
        );
        let document = paraph_pdf::Document::open(one_page()).unwrap();
        let prepared = paraph_pades::sign::prepare(&document, &request).unwrap();
        let value = stolen.seal.key().sign(prepared.to_be_signed(), &SystemRandom::new()).unwrap();
        let finished = prepared.sign_with(value).unwrap().embed().unwrap();
        let forged = [one_page(), finished.tail().to_vec()].concat();
        let anybody = instance.visitor();
        let form = anybody.form("/verify", "/verify/file", &[]).await;
        let answer = anybody.upload(&form, &[("file", "forged.pdf", &forged)]).await;
        answer.says(200, "REVOKED");
    });
}

#[test]
fn no_time_stamp_is_given_with_a_certificate_that_was_taken_back() {
    on_both_engines(async |home| {
        let instance = home.open_with(|app| app.config.timestamp.serve = true).await;
        let authority = instance.app.authority().unwrap();
        revoke(&instance, authority.timestamp.certificate(), RevocationReason::Superseded).await;
        let query = TimestampRequest::new(DigestAlgorithm::Sha256, &[7; 32], &SystemRandom::new()).unwrap();
        let (media_type, body) = ("application/timestamp-query", query.to_der().unwrap());
        let anybody = instance.visitor();
        assert_eq!(anybody.ask(axum::http::Method::POST, "/tsa", media_type, body).await.status, 503);
        let claire = instance.administrator().await;
        let draft = instance.ready(&claire, &[ANNA]).await;
        assert_eq!(claire.send_off(&draft).await.status, 422);
    });
}

#[test]
fn a_certificate_that_was_taken_back_and_expired_is_not_good_again() {
    on_both_engines(async |home| {
        let instance = home.open().await;
        let authority = instance.app.authority().unwrap();
        let issuing = authority.generation().issuing.certificate();
        revoke(&instance, authority.seal.certificate(), RevocationReason::KeyCompromise).await;
        instance.later(SignedDuration::from_hours(24 * 366 * 4));
        let told = ask(&instance.visitor(), authority.seal.certificate(), issuing).await;
        assert!(matches!(told, CertificateStatus::Revoked { .. }), "{told:?}");
    });
}

#[test]
fn a_rotation_in_the_midst_of_an_envelope_is_seen_by_the_next_act_and_breaks_nothing() {
    for depth in [Depth::BelowTheRoot, Depth::WithTheRoot] {
        on_both_engines(async |home| {
            let instance = home.open().await;
            let claire = instance.administrator().await;
            let deal = instance.sent(&claire, &[ANNA]).await;
            let old = instance.app.authority().unwrap();
            instance.later(SignedDuration::from_hours(24));
            instance.rotate(depth).await;
            let new = instance.app.authority().unwrap();
            assert_ne!(old.seal.certificate(), new.seal.certificate());
            assert_eq!(old.root() == new.root(), depth == Depth::BelowTheRoot);
            let (anna, link) = (instance.visitor(), instance.link(ANNA));
            anna.sign(&link, &[]).await.leads_to("/s/");
            instance.work().await;
            let sealed = anna.get(&format!("{link}/documents/{}/signed", deal.document)).await.body;
            let trust = anna.get("/trust/root.pem").await.text();
            let anchors = Certificate::all_from_pem(&trust).unwrap();
            assert_eq!(anchors.len(), if depth == Depth::BelowTheRoot { 1 } else { 2 });
            let document = paraph_pdf::Document::open(sealed).unwrap();
            let report = validate(&document, &ValidationContext::new(anchors, instance.now())).unwrap();
            assert!(
                report.signatures.iter().all(|one| one.indication == Indication::TotalPassed),
                "{report:?}"
            );
            let seals: Vec<_> = report.signatures.iter().filter_map(|one| one.certificate.clone()).collect();
            assert_eq!(seals.iter().filter(|one| old.is_seal(&one.sha256)).count(), 1, "what was sent");
            // The status of what the old generation issued is still told.
            let anybody = instance.visitor();
            let issuing = old.generation().issuing.certificate();
            assert_eq!(ask(&anybody, &old.generation().seal, issuing).await, CertificateStatus::Good);
            assert!(!instance.told_of_the_account().await.is_empty());
        });
    }
}

#[test]
fn a_sealed_file_needs_nobody_but_for_its_last_time_stamp() {
    on_both_engines(async |home| {
        let instance = home.open().await;
        let claire = instance.administrator().await;
        let deal = instance.sent(&claire, &[ANNA]).await;
        let (anna, link) = (instance.visitor(), instance.link(ANNA));
        anna.sign(&link, &[]).await.leads_to("/s/");
        instance.work().await;
        let sealed = anna.get(&format!("{link}/documents/{}/signed", deal.document)).await.body;
        let document = paraph_pdf::Document::open(sealed).unwrap();
        let anchors = instance.app.authority().unwrap().roots();
        let context =
            ValidationContext { known: Known::default(), ..ValidationContext::new(anchors, instance.now()) };
        assert_eq!(missing(&document, &context).unwrap().missing, []);
    });
}

#[test]
fn time_stamps_are_given_to_others_only_where_the_operator_said_so() {
    on_both_engines(async |home| {
        let query = TimestampRequest::new(DigestAlgorithm::Sha256, &[7; 32], &SystemRandom::new()).unwrap();
        let media_type = "application/timestamp-query";
        let instance = home.open().await;
        let body = query.to_der().unwrap();
        let anybody = instance.visitor();
        anybody.ask(axum::http::Method::POST, "/tsa", media_type, body.clone()).await.is_nothing();
        let instance = home.open_with(|app| app.config.timestamp.serve = true).await;
        let anybody = instance.visitor();
        let answer = anybody.ask(axum::http::Method::POST, "/tsa", media_type, body).await;
        assert_eq!(answer.headers["content-type"], "application/timestamp-reply");
        assert_eq!(query.accept(&answer.body).unwrap().time(), instance.now());
        assert_eq!(anybody.ask(axum::http::Method::POST, "/tsa", "text/plain", vec![1]).await.status, 422);
    });
}
