//! What is said about a certificate, whenever it was said: by whom, as of when, and until when it was fresh.

use aws_lc_rs::rand::SystemRandom;
use jiff::{SignedDuration, Timestamp};
use paraph_pki::authority::{Issuer, Profile, Revocation, RevocationListOrder};
use paraph_pki::ocsp::{CertificateStatus, Response};
use paraph_pki::path::{Inputs, Origin, Reason, Search, Statement, Word, broken_rule, each_path, statements};
use paraph_pki::revocation::RevocationReason;
use paraph_pki::{Certificate, RevocationList};

use crate::authority::{issue, now, shared};
use crate::ocsp::{answer, delegate, revoked};
use crate::support::Workshop;

const HOUR: SignedDuration = SignedDuration::from_hours(1);

fn list(issuer: &Issuer, this_update: Timestamp, revoked: &[&Certificate]) -> RevocationList {
    let one = |certificate: &&Certificate| Revocation {
        serial: certificate.serial().to_vec(),
        time: this_update - HOUR * 2,
        reason: RevocationReason::Superseded,
    };
    let revocations: Vec<Revocation> = revoked.iter().map(one).collect();
    let order = RevocationListOrder {
        number: 1,
        this_update,
        next_update: this_update + HOUR,
        revocations: &revocations,
    };
    RevocationList::from_der(&issuer.issue_revocation_list(&order, &SystemRandom::new()).unwrap()).unwrap()
}

fn said(leaf: &Certificate, lists: &[RevocationList], responses: &[Response]) -> Vec<Statement> {
    let anchors = [shared().issuing.certificate().clone()];
    let inputs =
        Inputs { revocation_lists: lists, ocsp_responses: responses, ..Inputs::new(&anchors, &[], now()) };
    statements(leaf, shared().issuing.certificate(), &inputs)
}

#[test]
fn each_list_and_response_that_may_speak_says_its_word_however_old_it_is() {
    let identity = delegate(&shared().issuing);
    let (_, leaf) = issue(&shared().issuing, Profile::Signatory, "Ada");
    // Certificates and lists tell whole seconds.
    let base = Timestamp::from_second(now().as_second()).unwrap();
    let old = base + HOUR;
    let lists = [list(&shared().issuing, old, &[]), list(&shared().issuing, old + HOUR, &[&leaf])];
    let responses = [
        answer(&identity, &leaf, CertificateStatus::Good, old),
        answer(&identity, &leaf, revoked(base), old + HOUR),
        answer(&identity, &leaf, CertificateStatus::Unknown, old),
    ];
    let told = said(&leaf, &lists, &responses);
    let by = |origin| told.iter().find(|statement| statement.origin == origin);
    let good = by(Origin::OcspResponse(0)).unwrap();
    assert_eq!((good.word, good.issued, good.fresh_until), (Word::Good, old, old + HOUR));
    assert_eq!(good.speaker, *identity.certificate());
    let reason = RevocationReason::KeyCompromise;
    assert_eq!(by(Origin::OcspResponse(1)).unwrap().word, Word::Revoked { time: base, reason });
    assert!(by(Origin::OcspResponse(2)).is_none(), "who does not know says nothing");
    let good = by(Origin::RevocationList(0)).unwrap();
    assert_eq!((good.word, good.issued, good.fresh_until), (Word::Good, old, old + HOUR));
    assert_eq!(good.speaker, *shared().issuing.certificate());
    assert!(good.algorithm.is_some() && good.remembers_since.is_none());
    let reason = RevocationReason::Superseded;
    assert_eq!(by(Origin::RevocationList(1)).unwrap().word, Word::Revoked { time: base, reason });
}

#[test]
fn nobody_else_is_heard() {
    let (_, leaf) = issue(&shared().issuing, Profile::Signatory, "Ada");
    let (_, other) = issue(&shared().issuing, Profile::Signatory, "Ben");
    let identity = delegate(&shared().issuing);
    // Of another certificate, of another authority, and changed.
    let of_other = answer(&identity, &other, CertificateStatus::Good, now());
    let of_root = list(&shared().root, now(), &[]);
    let mut changed = list(&shared().issuing, now(), &[]).to_der().to_vec();
    let last = changed.len() - 1;
    changed[last] ^= 1;
    let changed = RevocationList::from_der(&changed).unwrap();
    assert_eq!(said(&leaf, &[of_root, changed], &[of_other]).len(), 0);
    // A responder must have been valid when it spoke.
    let early = now() - SignedDuration::from_hours(24 * 365 * 30);
    assert_eq!(said(&leaf, &[], &[answer(&identity, &leaf, CertificateStatus::Good, early)]).len(), 0);
}

/// OpenSSL writes the extension that says how long expired certificates are kept.
#[test]
fn a_list_says_since_when_it_remembers_those_that_expired() {
    let workshop = Workshop::new();
    workshop.write(
        "ca.cnf",
        "[ca]\ndefault_ca=d\n[d]\ndatabase=index.txt\ncrlnumber=number\ndefault_md=sha256\ndefault_crl_days=3\n\
         crl_extensions=e\n[e]\n2.5.29.60=ASN1:GENERALIZEDTIME:20200102030405Z\n[req]\ndistinguished_name=n\n[n]\n",
    );
    workshop.write("index.txt", "");
    workshop.write("number", "01");
    workshop.openssl_ok(
        "req -x509 -config ca.cnf -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=Root -keyout ca.key -out ca.pem",
    );
    workshop.openssl_ok("ca -config ca.cnf -gencrl -keyfile ca.key -cert ca.pem -out list.pem");
    workshop.openssl_ok("crl -in list.pem -outform DER -out list.der");
    let list = RevocationList::from_der(&workshop.read("list.der")).unwrap();
    assert_eq!(list.remembers_since(), Some("2020-01-02T03:04:05Z".parse().unwrap()));
    assert_eq!(list.signature_algorithm().unwrap().digest().unwrap().name(), "SHA-256");
}

#[test]
fn every_path_is_shown_until_one_is_taken() {
    let (_, leaf) = issue(&shared().issuing, Profile::Signatory, "Ada");
    let root = shared().root.certificate().clone();
    let between = [shared().issuing.certificate().clone()];
    let anchors = [root.clone()];
    let inputs = Inputs::new(&anchors, &between, now() + HOUR);
    let shown = each_path(&leaf, &inputs, Some);
    assert_eq!(shown, Search::Found(vec![leaf.clone(), between[0].clone(), root]));
    let Search::Found(path) = shown else { panic!("there is one") };
    assert_eq!(broken_rule(&path, &inputs), None);
    let late = Inputs::new(&anchors, &between, leaf.validity().not_after + HOUR);
    let broken = broken_rule(&path, &late).unwrap();
    assert_eq!(broken.certificate, leaf);
    assert!(matches!(broken.reason, Reason::Expired { .. }));
    // Whoever takes none has seen all.
    let none: Search<()> = each_path(&leaf, &inputs, |_| None);
    assert!(matches!(none, Search::Exhausted { longest } if longest.len() == 2));
}
