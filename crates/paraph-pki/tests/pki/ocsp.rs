//! Online status: our requests answered by OpenSSL, OpenSSL's requests answered by us, and who may speak for whom.

use aws_lc_rs::rand::SystemRandom;
use jiff::{SignedDuration, Timestamp};
use paraph_pki::authority::{Issuer, Profile};
use paraph_pki::ocsp::{CertificateId, CertificateStatus, Failure, Request, Responder, Response};
use paraph_pki::path::{Inputs, PathFacts, Reason, RevocationRule, RevocationStatus, validate};
use paraph_pki::revocation::RevocationReason;
use paraph_pki::{Certificate, DigestAlgorithm, Error, Identity};

use crate::authority::{issue, now, pem, shared};
use crate::support::{Changes, Workshop};

const HOUR: SignedDuration = SignedDuration::from_hours(1);

/// A responder that the issuing authority certified.
pub(super) fn delegate(issuer: &Issuer) -> Identity {
    let (key, certificate) = issue(issuer, Profile::Responder, "Status");
    Identity::new(key, certificate, Vec::new()).unwrap()
}

fn request(certificate: &Certificate, issuer: &Certificate) -> Request {
    Request::new(certificate, issuer, DigestAlgorithm::Sha1, &SystemRandom::new()).unwrap()
}

pub(super) fn revoked(time: Timestamp) -> CertificateStatus {
    CertificateStatus::Revoked { time, reason: RevocationReason::KeyCompromise }
}

/// What our responder says of a certificate of the shared authority at a time.
pub(super) fn answer(
    identity: &Identity,
    certificate: &Certificate,
    status: CertificateStatus,
    time: Timestamp,
) -> Response {
    let issuer = shared().issuing.certificate();
    let responder = Responder::new(identity, issuer).unwrap();
    let asked = request(certificate, issuer).to_der().unwrap();
    let told = |serial: &[u8]| {
        assert_eq!(serial, certificate.serial());
        status
    };
    let bytes = responder.respond(&asked, (time, time + HOUR), &SystemRandom::new(), &told).unwrap();
    Response::from_der(&bytes).unwrap()
}

fn judged(
    certificate: &Certificate,
    responses: &[Response],
    (time, known_by): (Timestamp, Timestamp),
) -> PathFacts {
    let anchors = [shared().issuing.certificate().clone()];
    let inputs = Inputs::new(&anchors, &[], time);
    let revocation = RevocationRule::Require;
    validate(certificate, &Inputs { ocsp_responses: responses, revocation, known_by, ..inputs })
}

#[test]
fn openssl_believes_our_responder() {
    let issuer = shared().issuing.certificate();
    let identity = delegate(&shared().issuing);
    let responder = Responder::new(&identity, issuer).unwrap();
    let (_, leaf) = issue(&shared().issuing, Profile::Signatory, "Ada");
    let workshop = Workshop::new();
    workshop.write("issuer.pem", pem(&[issuer]));
    workshop.write("leaf.pem", pem(&[&leaf]));
    workshop.write("root.pem", pem(&[shared().root.certificate()]));
    let times = (now(), now() + HOUR);
    for (digest, status, expected) in [
        ("sha1", CertificateStatus::Good, "leaf.pem: good"),
        ("sha256", revoked(now() - HOUR), "leaf.pem: revoked"),
        ("sha256", CertificateStatus::Unknown, "leaf.pem: unknown"),
    ] {
        workshop.openssl_ok(&format!("ocsp -{digest} -issuer issuer.pem -cert leaf.pem -reqout asked.der"));
        let asked = workshop.read("asked.der");
        let said = responder.respond(&asked, times, &SystemRandom::new(), &|_| status).unwrap();
        assert_eq!(
            Response::from_der(&said).unwrap().nonce(),
            Request::from_der(&asked).unwrap().nonce.as_deref()
        );
        workshop.write("said.der", said);
        let told = workshop.openssl_ok(&format!(
            "ocsp -{digest} -issuer issuer.pem -cert leaf.pem -no_nonce -respin said.der -CAfile root.pem \
             -verify_other issuer.pem"
        ));
        assert!(told.contains("Response verify OK") && told.contains(expected), "{told}");
    }
}

#[test]
fn we_believe_openssls_responder_and_only_it() {
    let workshop = Workshop::new();
    let make = "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 30 -subj /CN=Root -keyout ca.key -out ca.pem";
    workshop.openssl_ok(make);
    workshop.openssl_ok(
        "req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=Leaf -keyout leaf.key -out leaf.csr",
    );
    workshop
        .openssl_ok("x509 -req -in leaf.csr -CA ca.pem -CAkey ca.key -set_serial 77 -days 20 -out leaf.pem");
    let read = |name: &str| Certificate::from_pem(&String::from_utf8(workshop.read(name)).unwrap()).unwrap();
    let (issuer, leaf) = (read("ca.pem"), read("leaf.pem"));
    let good = "V\t350101000000Z\t\t4D\tunknown\t/CN=Leaf\n";
    let bad = "R\t350101000000Z\t250101000000Z,keyCompromise\t4D\tunknown\t/CN=Leaf\n";
    for (index, expected_good) in [(good, true), (bad, false)] {
        workshop.write("index.txt", index);
        workshop.write("asked.der", request(&leaf, &issuer).to_der().unwrap());
        let respond =
            "ocsp -index index.txt -rsigner ca.pem -rkey ca.key -CA ca.pem -reqin asked.der -ndays 1";
        workshop.openssl_ok(&format!("{respond} -respout said.der"));
        let response = Response::from_der(&workshop.read("said.der")).unwrap();
        let single = response.find(&leaf, &issuer).unwrap();
        assert_eq!(single.status == CertificateStatus::Good, expected_good);
        assert_eq!(response.authorized_by(&issuer), Some(&issuer));
        assert_eq!(response.authorized_by(&leaf), None);
        let asked = Request::from_der(&workshop.read("asked.der")).unwrap();
        assert_eq!(response.nonce(), asked.nonce.as_deref());
        let anchors = [issuer.clone()];
        let inputs = Inputs::new(&anchors, &[], now());
        let responses = [response];
        let inputs = Inputs { ocsp_responses: &responses, revocation: RevocationRule::Require, ..inputs };
        assert_eq!(validate(&leaf, &inputs).is_valid(), expected_good);
    }
}

#[test]
fn a_response_counts_while_it_is_fresh_and_for_the_time_before_it() {
    let identity = delegate(&shared().issuing);
    let (_, leaf) = issue(&shared().issuing, Profile::Signatory, "Ada");
    let said_at = now() + HOUR;
    let response = [answer(&identity, &leaf, CertificateStatus::Good, said_at)];
    let minute = SignedDuration::from_mins(1);
    assert!(judged(&leaf, &response, (said_at + minute, said_at + minute)).is_valid());
    assert!(
        judged(&leaf, &response, (said_at - minute, said_at + minute)).is_valid(),
        "said later of an earlier time"
    );
    let unknown = |times| {
        let facts = judged(&leaf, &response, times);
        assert_eq!(facts.problem.unwrap().reason, Reason::RevocationIsUnknown);
    };
    unknown((said_at + HOUR + minute, said_at + HOUR + minute));
    unknown((said_at - minute, said_at - minute));
}

#[test]
fn a_later_revocation_reaches_back_no_further_than_its_time() {
    let identity = delegate(&shared().issuing);
    let (_, leaf) = issue(&shared().issuing, Profile::Signatory, "Ada");
    let (revoked_at, said_at) = (now() + HOUR, now() + HOUR * 2);
    let response = [answer(&identity, &leaf, revoked(revoked_at), said_at)];
    let before = judged(&leaf, &response, (now(), said_at));
    assert!(before.is_valid() && matches!(before.revocation[0], RevocationStatus::RevokedLater { .. }));
    let after = judged(&leaf, &response, (revoked_at, said_at));
    assert!(matches!(after.problem.unwrap().reason, Reason::Revoked { .. }));
}

#[test]
fn of_two_responses_the_newer_counts() {
    let identity = delegate(&shared().issuing);
    let (_, leaf) = issue(&shared().issuing, Profile::Signatory, "Ada");
    let older = answer(&identity, &leaf, CertificateStatus::Good, now());
    let newer = answer(&identity, &leaf, revoked(now() - HOUR), now() + SignedDuration::from_secs(60));
    let at = now() + SignedDuration::from_secs(120);
    for responses in [[older.clone(), newer.clone()], [newer, older]] {
        assert!(!judged(&leaf, &responses, (at, at)).is_valid());
    }
}

#[test]
fn nobody_speaks_for_an_issuer_but_itself_and_whom_it_certified_for_it() {
    let (_, leaf) = issue(&shared().issuing, Profile::Signatory, "Ada");
    // Certified by the issuer, but for signing documents.
    let (key, certificate) = issue(&shared().issuing, Profile::Signatory, "Status");
    let wrong_use = Identity::new(key, certificate, Vec::new()).unwrap();
    let issuer = shared().issuing.certificate();
    assert_eq!(Responder::new(&wrong_use, issuer).err(), Some(Error::CertificateDoesNotAllowUse));
    // Certified for it by another authority of the same name.
    let name = issuer.subject();
    let key = paraph_pki::PrivateKey::generate(paraph_pki::KeyKind::P256, &SystemRandom::new()).unwrap();
    let impostor = Issuer::create_root(name, key, now(), &SystemRandom::new()).unwrap();
    let (key, certificate) = issue(&impostor, Profile::Responder, "Status");
    let identity = Identity::new(key, certificate, Vec::new()).unwrap();
    let responder = Responder::new(&identity, impostor.certificate()).unwrap();
    let mut asked = request(&leaf, issuer);
    asked.certificates.push(CertificateId::of(&leaf, impostor.certificate(), DigestAlgorithm::Sha256));
    let times = (now(), now() + HOUR);
    let told = |_: &[u8]| CertificateStatus::Good;
    let said = responder.respond(&asked.to_der().unwrap(), times, &SystemRandom::new(), &told).unwrap();
    let response = Response::from_der(&said).unwrap();
    assert_eq!(
        response.find(&leaf, issuer).unwrap().status,
        CertificateStatus::Unknown,
        "it is not theirs to know"
    );
    assert_eq!(response.authorized_by(issuer), None);
    assert!(!judged(&leaf, &[response], (now(), now())).is_valid());
}

#[test]
fn what_cannot_be_answered_is_refused_by_its_number() {
    let issuer = shared().issuing.certificate();
    let identity = delegate(&shared().issuing);
    let responder = Responder::new(&identity, issuer).unwrap();
    let good = |_: &[u8]| CertificateStatus::Good;
    let answer = |asked: &[u8]| {
        let said = responder.respond(asked, (now(), now() + HOUR), &SystemRandom::new(), &good).unwrap();
        Response::from_der(&said).err()
    };
    assert_eq!(answer(b"nonsense"), Some(Error::ResponderRefused { status: Failure::Malformed.code() }));
    let foreign = request(issuer, shared().root.certificate()).to_der().unwrap();
    assert_eq!(answer(&foreign), Some(Error::ResponderRefused { status: Failure::Unauthorized.code() }));
    for failure in [Failure::Internal, Failure::TryLater] {
        let said = Response::from_der(&failure.to_der().unwrap()).err();
        assert_eq!(said, Some(Error::ResponderRefused { status: failure.code() }));
    }
}

#[test]
fn a_changed_response_is_believed_by_nobody() {
    let identity = delegate(&shared().issuing);
    let (_, leaf) = issue(&shared().issuing, Profile::Signatory, "Ada");
    let issuer = shared().issuing.certificate();
    let whole = answer(&identity, &leaf, CertificateStatus::Good, now()).to_der().to_vec();
    let mut changes = Changes::new(11);
    for _ in 0..2_000 {
        let changed = changes.apply(&whole);
        let Ok(response) = Response::from_der(&changed) else { continue };
        let believed = response.authorized_by(issuer).is_some() && response.find(&leaf, issuer).is_some();
        // What the signature does not cover may change: the wrapping, and certificates it does not need.
        let same = response.responses() == Response::from_der(&whole).unwrap().responses();
        assert!(!believed || same);
    }
}

#[test]
fn a_basic_response_alone_is_read_too() {
    let identity = delegate(&shared().issuing);
    let (_, leaf) = issue(&shared().issuing, Profile::Signatory, "Ada");
    let whole = answer(&identity, &leaf, CertificateStatus::Good, now());
    let workshop = Workshop::new();
    workshop.write("said.der", whole.to_der());
    // The BasicOCSPResponse is the content of the one OCTET STRING in ResponseBytes.
    let parsed = workshop.openssl_ok("asn1parse -inform DER -in said.der");
    let line = parsed.lines().find(|line| line.contains("OCTET STRING")).unwrap();
    let number = |text: &str| text.trim().parse::<usize>().unwrap();
    let offset = number(line.split(':').next().unwrap());
    let header = number(line.split("hl=").nth(1).unwrap().split(' ').next().unwrap());
    let basic = &whole.to_der()[offset + header..];
    let response = Response::from_basic_der(basic).unwrap();
    assert_eq!(response.responses(), whole.responses());
    assert!(response.authorized_by(shared().issuing.certificate()).is_some());
}
