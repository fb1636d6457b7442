//! Certificates and revocation lists no honest authority writes: each is broken in one place, and refused or judged for
//! exactly that.

use aws_lc_rs::rand::SystemRandom;
use jiff::Timestamp;
use paraph_pki::cms::SignedAttributes;
use paraph_pki::path::{Inputs, Reason, RevocationRule, RevocationStatus, validate};
use paraph_pki::timestamp::{INSTANCE_POLICY, Request, Responder, Token};
use paraph_pki::{
    Certificate, DigestAlgorithm, Error, Identity, KeyKind, PrivateKey, PublicKey, RevocationList,
};

use crate::support::{oid, tlv};

const ECDSA_SHA_256: &str = "1.2.840.10045.4.3.2";
const KEY_USAGE: &str = "2.5.29.15";
const BASIC_CONSTRAINTS: &str = "2.5.29.19";
const NAME_CONSTRAINTS: &str = "2.5.29.30";
const ALTERNATIVE_NAME: &str = "2.5.29.17";
const EXTENDED_KEY_USAGE: &str = "2.5.29.37";
const TIME_STAMPING: &str = "1.3.6.1.5.5.7.3.8";
const TRUE: &[u8] = &[0x01, 0x01, 0xff];

fn algorithm() -> Vec<u8> {
    tlv(0x30, &[&oid(ECDSA_SHA_256)])
}

fn common_name(text: &str) -> Vec<u8> {
    tlv(0x30, &[&tlv(0x31, &[&tlv(0x30, &[&oid("2.5.4.3"), &tlv(0x0c, &[text.as_bytes()])])])])
}

fn extension(kind: &str, critical: &[u8], value: &[u8]) -> Vec<u8> {
    tlv(0x30, &[&oid(kind), critical, &tlv(0x04, &[value])])
}

fn authority() -> Vec<u8> {
    extension(BASIC_CONSTRAINTS, TRUE, &tlv(0x30, &[TRUE]))
}

fn new_key() -> PrivateKey {
    PrivateKey::generate(KeyKind::P256, &SystemRandom::new()).unwrap()
}

fn time() -> Timestamp {
    "2026-06-01T00:00:00Z".parse().unwrap()
}

/// A certificate in its parts, so that each can be broken.
struct Parts {
    version: Vec<u8>,
    serial: Vec<u8>,
    inner_algorithm: Vec<u8>,
    issuer: Vec<u8>,
    validity: Vec<u8>,
    subject: Vec<u8>,
    key_info: Vec<u8>,
    extensions: Vec<Vec<u8>>,
    /// What follows the extensions.
    end: Vec<u8>,
}

impl Parts {
    fn new(subject: &str, issuer: &str, key: &PublicKey) -> Self {
        Self {
            version: tlv(0xa0, &[&[0x02, 0x01, 0x02]]),
            serial: tlv(0x02, &[&[0x41, 0x42]]),
            inner_algorithm: algorithm(),
            issuer: common_name(issuer),
            validity: tlv(0x30, &[&tlv(0x17, &[b"260101000000Z"]), &tlv(0x17, &[b"270101000000Z"])]),
            subject: common_name(subject),
            key_info: key.info_der().to_vec(),
            extensions: Vec::new(),
            end: Vec::new(),
        }
    }

    fn with(mut self, extension: Vec<u8>) -> Self {
        self.extensions.push(extension);
        self
    }

    fn sign(&self, key: &PrivateKey) -> Vec<u8> {
        let extensions = match self.extensions.as_slice() {
            [] => Vec::new(),
            some => tlv(0xa3, &[&tlv(0x30, &[&some.concat()])]),
        };
        let tbs = tlv(
            0x30,
            &[
                &self.version,
                &self.serial,
                &self.inner_algorithm,
                &self.issuer,
                &self.validity,
                &self.subject,
                &self.key_info,
                &extensions,
                &self.end,
            ],
        );
        let signature = key.sign(&tbs, &SystemRandom::new()).unwrap();
        tlv(0x30, &[&tbs, &algorithm(), &tlv(0x03, &[&[0], &signature])])
    }
}

fn self_signed() -> (Parts, PrivateKey) {
    let key = new_key();
    (Parts::new("Self", "Self", &key.public_key().unwrap()), key)
}

#[test]
fn the_certificate_all_others_are_made_from_is_good() {
    let (parts, key) = self_signed();
    let certificate = Certificate::from_der(&parts.with(authority()).sign(&key)).unwrap();
    assert_eq!(certificate.is_signed_by(&key.public_key().unwrap()), Ok(true));
    assert_eq!(certificate.serial_hex(), "4142");
}

/// The structure that is named when one part is replaced.
fn refusal(change: impl FnOnce(&mut Parts)) -> Option<Error> {
    let (mut parts, key) = self_signed();
    change(&mut parts);
    Certificate::from_der(&parts.sign(&key)).err()
}

#[test]
fn each_malformed_part_is_refused() {
    let malformed = |structure| Some(Error::Malformed { structure });
    let tbs = malformed("TBSCertificate");
    assert_eq!(refusal(|parts| parts.serial = tlv(0x02, &[])), tbs);
    assert_eq!(refusal(|parts| parts.serial = tlv(0x04, &[&[1]])), tbs);
    assert_eq!(refusal(|parts| parts.validity = tlv(0x30, &[])), tbs);
    let instant = tlv(0x17, &[b"260101000000Z"]);
    assert_eq!(refusal(|parts| parts.validity = tlv(0x30, &[&instant, &instant, &instant])), tbs);
    assert_eq!(
        refusal(|parts| parts.validity = tlv(0x30, &[&instant, &tlv(0x17, &[b"261301000000Z"])])),
        tbs
    );
    assert_eq!(
        refusal(|parts| parts.validity = tlv(0x30, &[&instant, &tlv(0x0c, &[b"270101000000Z"])])),
        tbs
    );
    assert_eq!(refusal(|parts| parts.validity[0] = 0x31), malformed("Validity"));
    assert_eq!(refusal(|parts| parts.end = tlv(0xa4, &[])), tbs);
    assert_eq!(refusal(|parts| parts.end = vec![0x30]), tbs);
    assert_eq!(refusal(|parts| parts.issuer = tlv(0x31, &[])), malformed("Name"));
    assert_eq!(refusal(|parts| parts.subject = tlv(0x30, &[&tlv(0x31, &[])])), malformed("Name"));
    assert_eq!(refusal(|parts| parts.subject = tlv(0x30, &[&tlv(0x30, &[&[5, 0]])])), malformed("Name"));
    let lonely = tlv(0x30, &[&tlv(0x31, &[&tlv(0x30, &[&oid("2.5.4.3")])])]);
    assert_eq!(refusal(|parts| parts.subject = lonely), malformed("AttributeTypeAndValue"));
    let no_key = tlv(0x30, &[&tlv(0x30, &[&oid("1.2.840.113549.1.1.1")]), &tlv(0x03, &[&[0, 1, 2]])]);
    assert_eq!(refusal(|parts| parts.key_info = no_key), malformed("SubjectPublicKeyInfo"));
    let half_bits = tlv(0x30, &[&tlv(0x30, &[&oid("1.2.3")]), &tlv(0x03, &[&[4, 0xf0]])]);
    assert_eq!(refusal(|parts| parts.key_info = half_bits), malformed("SubjectPublicKeyInfo"));
}

#[test]
fn each_malformed_common_extension_is_refused() {
    let with = |kind: &str, value: &[u8]| refusal(|parts| parts.extensions.push(extension(kind, &[], value)));
    let malformed = |structure| Some(Error::Malformed { structure });
    assert_eq!(with(KEY_USAGE, &[0x04, 0x00]), malformed("KeyUsage"));
    assert_eq!(with(KEY_USAGE, &[]), malformed("KeyUsage"));
    assert_eq!(with(BASIC_CONSTRAINTS, &[0x30, 0x03, 0x04, 0x01, 0x01]), malformed("BasicConstraints"));
    assert_eq!(with(BASIC_CONSTRAINTS, &tlv(0x30, &[TRUE, &[2, 1, 0xff]])), malformed("BasicConstraints"));
    assert_eq!(with(BASIC_CONSTRAINTS, &tlv(0x30, &[&[1, 0]])), malformed("BasicConstraints"));
    assert_eq!(with(BASIC_CONSTRAINTS, &tlv(0x30, &[&[2, 1, 0], TRUE])), malformed("BasicConstraints"));
    assert_eq!(with(BASIC_CONSTRAINTS, &[0x31, 0x00]), malformed("BasicConstraints"));
    assert_eq!(with(EXTENDED_KEY_USAGE, &[0x30, 0x02, 0x05, 0x00]), malformed("ExtKeyUsageSyntax"));
    assert_eq!(with("2.5.29.14", &[0x30, 0x00]), malformed("SubjectKeyIdentifier"));
    assert_eq!(with("2.5.29.35", &[0x30]), malformed("AuthorityKeyIdentifier"));
    assert_eq!(with("2.5.29.35", &[0x31, 0x00]), malformed("AuthorityKeyIdentifier"));
    let extensions = malformed("Extensions");
    assert_eq!(refusal(|parts| parts.extensions = vec![authority(), authority()]), extensions);
    assert_eq!(refusal(|parts| parts.extensions = vec![tlv(0x30, &[&oid("1.2.3")])]), extensions);
}

#[test]
fn what_others_write_loosely_is_read() {
    // A default written out, which DER forbids and many authorities do.
    let not_critical = extension("1.2.3", &[0x01, 0x01, 0x00], b"x");
    assert_eq!(refusal(|parts| parts.extensions = vec![not_critical]), None);
    assert_eq!(
        refusal(|parts| parts.extensions = vec![extension(BASIC_CONSTRAINTS, &[], &[0x30, 0x03, 1, 1, 0])]),
        None
    );
    // TRUE by another byte than DER's, which must count as TRUE: here it makes an authority, and a critical extension.
    let (parts, key) = self_signed();
    let loose = extension(BASIC_CONSTRAINTS, &[0x01, 0x01, 0x01], &[0x30, 0x06, 1, 1, 1, 2, 1, 1]);
    let certificate = Certificate::from_der(&parts.with(loose).sign(&key)).unwrap();
    let constraints = certificate.basic_constraints().unwrap();
    assert_eq!((constraints.is_authority, constraints.path_length), (true, Some(1)));
    assert!(certificate.extensions()[0].critical);
    // Negative, zero and padded serial numbers, kept as they came.
    for serial in [&[0xff, 0x01][..], &[0x00], &[0x00, 0x00, 0x01]] {
        assert_eq!(refusal(|parts| parts.serial = tlv(0x02, &[serial])), None);
    }
    // No version: a certificate of the first.
    assert_eq!(refusal(|parts| parts.version = Vec::new()), None);
    // A subject without a name, which the alternative name then holds.
    assert_eq!(refusal(|parts| parts.subject = tlv(0x30, &[])), None);
}

#[test]
fn beyond_the_limits_is_refused_by_that_name() {
    let beyond = |structure| Some(Error::BeyondLimits { structure });
    let many: Vec<Vec<u8>> = (0..129).map(|number| extension(&format!("1.2.3.{number}"), &[], b"")).collect();
    assert_eq!(refusal(|parts| parts.extensions = many), beyond("Extensions"));
    let part = tlv(0x31, &[&tlv(0x30, &[&oid("2.5.4.3"), &tlv(0x0c, &[b"x"])])]);
    let long_name = tlv(0x30, &[&part.repeat(129)]);
    assert_eq!(refusal(|parts| parts.subject = long_name), beyond("Name"));
    let huge = vec![0; 300_000];
    assert_eq!(
        refusal(|parts| parts.extensions = vec![extension("1.2.3", &[], &huge)]),
        beyond("Certificate")
    );
}

#[test]
fn two_places_that_name_different_algorithms_are_no_signature() {
    let (mut parts, key) = self_signed();
    parts.inner_algorithm = tlv(0x30, &[&oid("1.2.840.10045.4.3.3")]);
    let certificate = Certificate::from_der(&parts.sign(&key)).unwrap();
    let expected = Error::Malformed { structure: "Certificate" };
    assert_eq!(certificate.is_signed_by(certificate.public_key()), Err(expected));
}

/// An authority with one more extension, and a certificate below it: why the path does not hold.
fn judged(of_authority: Vec<Vec<u8>>, below: impl FnOnce(Parts) -> Parts) -> Option<Reason> {
    let (root, key, leaf_key) = (new_key(), new_key(), new_key());
    let anchor = Parts::new("Root", "Root", &root.public_key().unwrap()).with(authority()).sign(&root);
    let mut middle = Parts::new("Middle", "Root", &key.public_key().unwrap()).with(authority());
    middle.extensions.extend(of_authority);
    let leaf = below(Parts::new("Leaf", "Middle", &leaf_key.public_key().unwrap())).sign(&key);
    let read = |der: &[u8]| Certificate::from_der(der).unwrap();
    let (anchors, intermediates) = ([read(&anchor)], [read(&middle.sign(&root))]);
    let facts = validate(&read(&leaf), &Inputs::new(&anchors, &intermediates, time()));
    facts.problem.map(|problem| problem.reason)
}

/// NameConstraints with one permitted and one excluded subtree, each a tagged name.
fn constraints(permitted: &[u8], excluded: &[u8]) -> Vec<u8> {
    let list = |tag, base: &[u8]| if base.is_empty() { vec![] } else { tlv(tag, &[&tlv(0x30, &[base])]) };
    extension(NAME_CONSTRAINTS, TRUE, &tlv(0x30, &[&list(0xa0, permitted), &list(0xa1, excluded)]))
}

fn alternative(name: &[u8]) -> Vec<u8> {
    extension(ALTERNATIVE_NAME, &[], &tlv(0x30, &[name]))
}

#[test]
fn names_outside_the_constraints_are_refused() {
    let mail = |text: &str| tlv(0x81, &[text.as_bytes()]);
    let host = |text: &str| tlv(0x82, &[text.as_bytes()]);
    let check = |rule: Vec<u8>, name: Vec<u8>| judged(vec![rule], |leaf| leaf.with(alternative(&name)));
    let refused = Some(Reason::NameIsNotPermitted);
    assert_eq!(check(constraints(&mail("example.com"), &[]), mail("ada@example.com")), None);
    assert_eq!(check(constraints(&mail("example.com"), &[]), mail("ada@example.org")), refused);
    assert_eq!(check(constraints(&[], &mail("example.com")), mail("ada@example.com")), refused);
    assert_eq!(check(constraints(&host("example.com"), &[]), host("www.example.com")), None);
    assert_eq!(check(constraints(&host("example.com"), &[]), host("example.com.evil.org")), refused);
    // A form that is not constrained is free; one that cannot be compared is not.
    assert_eq!(check(constraints(&host("example.com"), &[]), mail("ada@example.org")), None);
    let other = |text: &str| tlv(0xa0, &[&oid("1.2.3"), &tlv(0xa0, &[&tlv(0x0c, &[text.as_bytes()])])]);
    assert_eq!(check(constraints(&[], &other("x")), other("y")), refused);
    assert_eq!(check(constraints(&other("x"), &[]), other("x")), refused);
    // The directory name is constrained too.
    let directory = |text: &str| tlv(0xa4, &[&common_name(text)]);
    assert_eq!(check(constraints(&directory("Leaf"), &[]), host("free.example")), None);
    assert_eq!(check(constraints(&directory("Twig"), &[]), host("free.example")), refused);
}

#[test]
fn constraints_that_cannot_be_read_let_nothing_pass() {
    let minimum = tlv(0x30, &[&tlv(0x82, &[b"example.com"]), &tlv(0x80, &[&[1]])]);
    for value in
        [&[0x05, 0x00][..], &[], &tlv(0x30, &[&tlv(0xa0, &[&minimum])]), &tlv(0x30, &[&tlv(0xa2, &[])])]
    {
        let rule = extension(NAME_CONSTRAINTS, TRUE, value);
        let found = judged(vec![rule], |leaf| leaf);
        assert_eq!(found, Some(Reason::MalformedExtension), "{value:02x?}");
    }
}

#[test]
fn a_key_that_may_not_sign_certificates_signs_none() {
    // digitalSignature alone.
    let usage = extension(KEY_USAGE, TRUE, &[0x03, 0x02, 0x07, 0x80]);
    assert_eq!(judged(vec![usage], |leaf| leaf), Some(Reason::MayNotSignCertificates));
    let usage = extension(KEY_USAGE, TRUE, &[0x03, 0x02, 0x02, 0x04]);
    assert_eq!(judged(vec![usage], |leaf| leaf), None);
}

#[test]
fn policies_are_required_only_where_an_authority_says_so() {
    let policies = |name: &str| extension("2.5.29.32", &[], &tlv(0x30, &[&tlv(0x30, &[&oid(name)])]));
    let explicit = extension("2.5.29.36", TRUE, &tlv(0x30, &[&tlv(0x80, &[&[0]])]));
    assert_eq!(judged(vec![], |leaf| leaf), None);
    assert_eq!(judged(vec![policies("1.2.3"), explicit.clone()], |leaf| leaf.with(policies("1.2.3"))), None);
    let refused = Some(Reason::NoValidPolicy);
    assert_eq!(
        judged(vec![policies("1.2.3"), explicit.clone()], |leaf| leaf.with(policies("1.2.4"))),
        refused
    );
    assert_eq!(judged(vec![policies("1.2.3"), explicit], |leaf| leaf), refused);
}

/// An anchor of version 1 has no extensions: it is an authority because its owner says so, and nobody below it is.
#[test]
fn version_1_is_an_authority_as_anchor_only() {
    let (root, key, leaf_key) = (new_key(), new_key(), new_key());
    let read = |der: &[u8]| Certificate::from_der(der).unwrap();
    let mut old = Parts::new("Root", "Root", &root.public_key().unwrap());
    old.version = Vec::new();
    let anchors = [read(&old.sign(&root))];
    let mut middle = Parts::new("Middle", "Root", &key.public_key().unwrap());
    middle.version = Vec::new();
    let middle = read(&middle.sign(&root));
    let leaf = read(&Parts::new("Leaf", "Middle", &leaf_key.public_key().unwrap()).sign(&key));
    assert!(validate(&middle, &Inputs::new(&anchors, &[], time())).is_valid());
    let facts = validate(&leaf, &Inputs::new(&anchors, std::slice::from_ref(&middle), time()));
    assert_eq!(facts.problem.unwrap().reason, Reason::IsNotAnAuthority);
}

fn usage_certificate(critical: &[u8], usages: &[&str]) -> Identity {
    let (parts, key) = self_signed();
    let usages: Vec<Vec<u8>> = usages.iter().map(|usage| oid(usage)).collect();
    let parts = parts.with(extension(EXTENDED_KEY_USAGE, critical, &tlv(0x30, &[&usages.concat()])));
    let certificate = Certificate::from_der(&parts.sign(&key)).unwrap();
    Identity::new(key, certificate, vec![]).unwrap()
}

#[test]
fn a_time_stamp_certificate_is_for_that_alone_and_says_so_critically() {
    let email = "1.3.6.1.5.5.7.3.4";
    assert!(usage_certificate(TRUE, &[TIME_STAMPING]).certificate().is_for_timestamps());
    for identity in [
        usage_certificate(&[], &[TIME_STAMPING]),
        usage_certificate(TRUE, &[TIME_STAMPING, email]),
        usage_certificate(TRUE, &[TIME_STAMPING, TIME_STAMPING]),
        usage_certificate(TRUE, &[email]),
        usage_certificate(TRUE, &["2.5.29.37.0"]),
    ] {
        assert!(!identity.certificate().is_for_timestamps());
        let responder = Responder::new(&identity, INSTANCE_POLICY, 1);
        assert_eq!(responder.err(), Some(Error::CertificateDoesNotAllowUse));
    }
}

/// TSTInfo in its parts.
struct Info {
    version: Vec<u8>,
    time: Vec<u8>,
    end: Vec<u8>,
}

impl Info {
    fn good() -> Self {
        Self { version: vec![2, 1, 1], time: tlv(0x18, &[b"20260601000000Z"]), end: Vec::new() }
    }

    fn token(&self) -> Result<Token, Error> {
        let identity = usage_certificate(TRUE, &[TIME_STAMPING]);
        let digest = DigestAlgorithm::Sha256.digest(b"stamped");
        let imprint = tlv(0x30, &[&tlv(0x30, &[&oid("2.16.840.1.101.3.4.2.1")]), &tlv(0x04, &[&digest])]);
        let info = tlv(0x30, &[&self.version, &oid("1.2.3"), &imprint, &[2, 1, 7], &self.time, &self.end]);
        let kind = paraph_pki::ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.16.1.4");
        let certificate = identity.certificate();
        let attributes =
            SignedAttributes::with_content(kind, info, DigestAlgorithm::Sha256, certificate).unwrap();
        Token::parse(&identity.sign(attributes, &SystemRandom::new()).unwrap().to_der().unwrap())
    }
}

#[test]
fn each_fault_of_a_time_stamp_is_refused() {
    let good = Info::good().token().unwrap();
    assert!(good.verify(&DigestAlgorithm::Sha256.digest(b"stamped"), &[]).is_valid());
    assert_eq!(good.time(), time());
    let malformed = Some(Error::Malformed { structure: "TSTInfo" });
    let broken = |change: fn(&mut Info)| {
        let mut info = Info::good();
        change(&mut info);
        info.token().err()
    };
    assert_eq!(broken(|info| info.version = vec![2, 1, 2]), malformed);
    assert_eq!(broken(|info| info.time = tlv(0x17, &[b"260601000000Z"])), malformed);
    assert_eq!(broken(|info| info.time = tlv(0x18, &[b"20260601000000"])), malformed);
    assert_eq!(broken(|info| info.time = tlv(0x18, &[b"20260631000000Z"])), malformed);
    assert_eq!(broken(|info| info.end = tlv(0x0c, &[b"?"])), malformed);
    assert_eq!(broken(|info| info.end = tlv(0x30, &[&tlv(0x82, &[&[1]])])), malformed);
    assert_eq!(broken(|info| info.end = tlv(0x30, &[&tlv(0x02, &[&[1; 9]])])), malformed);
    assert_eq!(broken(|info| info.end = tlv(0xa1, &[&extension("1.2.3", TRUE, b"x")])), malformed);
    assert_eq!(broken(|info| info.end = tlv(0xa1, &[&extension("1.2.3", &[], b"x")])), None);
}

#[test]
fn a_time_stamp_outside_its_certificates_validity_is_not_valid() {
    let info = Info { time: tlv(0x18, &[b"20270601000000Z"]), ..Info::good() };
    let token = info.token().unwrap();
    let facts = token.verify(&DigestAlgorithm::Sha256.digest(b"stamped"), &[]);
    assert!(facts.signer.is_intact() && !facts.certificate_was_valid && !facts.is_valid());
}

#[test]
fn a_response_that_is_none_is_refused() {
    let imprint = DigestAlgorithm::Sha256.digest(b"stamped");
    let request = Request::new(DigestAlgorithm::Sha256, &imprint, &SystemRandom::new()).unwrap();
    let status = |value: u8| tlv(0x30, &[&tlv(0x30, &[&[2, 1, value]])]);
    let refused = |status| Some(Error::TimestampRefused { status, failure: None });
    assert_eq!(request.accept(&status(2)).err(), refused(2));
    assert_eq!(request.accept(&status(3)).err(), refused(3));
    // Granted, and nothing given.
    assert_eq!(request.accept(&status(0)).err(), Some(Error::Malformed { structure: "TimeStampResp" }));
    assert!(request.accept(b"<html>").is_err());
    assert!(request.accept(&[]).is_err());
}

/// A revocation list in its parts, by an authority called Root.
fn list(key: &PrivateKey, next_update: &[u8], entries: &[Vec<u8>], extensions: &[Vec<u8>]) -> Vec<u8> {
    let entries = if entries.is_empty() { vec![] } else { tlv(0x30, &[&entries.concat()]) };
    let extensions =
        if extensions.is_empty() { vec![] } else { tlv(0xa0, &[&tlv(0x30, &[&extensions.concat()])]) };
    let this_update = tlv(0x17, &[b"260501000000Z"]);
    let tbs = tlv(
        0x30,
        &[&[2, 1, 1], &algorithm(), &common_name("Root"), &this_update, next_update, &entries, &extensions],
    );
    let signature = key.sign(&tbs, &SystemRandom::new()).unwrap();
    tlv(0x30, &[&tbs, &algorithm(), &tlv(0x03, &[&[0], &signature])])
}

fn entry(extensions: &[Vec<u8>]) -> Vec<u8> {
    let list = if extensions.is_empty() { vec![] } else { tlv(0x30, &[&extensions.concat()]) };
    tlv(0x30, &[&tlv(0x02, &[&[0x41, 0x42]]), &tlv(0x17, &[b"260502000000Z"]), &list])
}

/// What a list says of the certificate with its serial number.
fn said(next_update: &[u8], entries: &[Vec<u8>], extensions: &[Vec<u8>]) -> RevocationStatus {
    let (root, leaf_key) = (new_key(), new_key());
    let anchor = Parts::new("Root", "Root", &root.public_key().unwrap()).with(authority()).sign(&root);
    let leaf = Parts::new("Leaf", "Root", &leaf_key.public_key().unwrap()).sign(&root);
    let anchors = [Certificate::from_der(&anchor).unwrap()];
    let lists = [RevocationList::from_der(&list(&root, next_update, entries, extensions)).unwrap()];
    let inputs = Inputs::new(&anchors, &[], time());
    let inputs = Inputs { revocation_lists: &lists, revocation: RevocationRule::RefuseRevoked, ..inputs };
    validate(&Certificate::from_der(&leaf).unwrap(), &inputs).revocation[0]
}

#[test]
fn a_list_speaks_only_while_it_is_current_and_understood() {
    let next = tlv(0x17, &[b"260701000000Z"]);
    let unknown = |critical| extension("1.2.3", critical, b"x");
    assert!(matches!(said(&next, &[entry(&[])], &[]), RevocationStatus::Revoked { .. }));
    assert!(matches!(said(&next, &[], &[]), RevocationStatus::Good { .. }));
    assert!(matches!(said(&next, &[], &[unknown(&[])]), RevocationStatus::Good { .. }));
    assert_eq!(said(&next, &[], &[unknown(TRUE)]), RevocationStatus::Unknown);
    assert_eq!(said(&next, &[entry(&[unknown(TRUE)])], &[]), RevocationStatus::Unknown);
    assert_eq!(said(&[], &[], &[]), RevocationStatus::Unknown, "no date for the next list");
    assert_eq!(said(&tlv(0x17, &[b"260531235959Z"]), &[], &[]), RevocationStatus::Unknown, "out of date");
    // A delta list alone, and one that speaks of authorities only.
    let delta = extension("2.5.29.27", TRUE, &[2, 1, 1]);
    assert_eq!(said(&next, &[], &[delta]), RevocationStatus::Unknown);
    let scope = |part: &[u8]| extension("2.5.29.28", TRUE, &tlv(0x30, &[part]));
    assert_eq!(said(&next, &[], &[scope(&tlv(0x82, &[&[0xff]]))]), RevocationStatus::Unknown);
    assert!(matches!(said(&next, &[], &[scope(&tlv(0x81, &[&[0xff]]))]), RevocationStatus::Good { .. }));
    // Some reasons only: silence is no answer, an entry is.
    let some_reasons = scope(&tlv(0x83, &[&[0x06, 0x40]]));
    assert_eq!(said(&next, &[], std::slice::from_ref(&some_reasons)), RevocationStatus::Unknown);
    assert!(matches!(said(&next, &[entry(&[])], &[some_reasons]), RevocationStatus::Revoked { .. }));
}

#[test]
fn each_malformed_list_is_refused() {
    let key = new_key();
    let next = tlv(0x17, &[b"260701000000Z"]);
    let refused = |der: &[u8]| RevocationList::from_der(der).is_err();
    assert!(!refused(&list(&key, &next, &[entry(&[])], &[])));
    assert!(refused(&list(&key, &tlv(0x17, &[b"2607"]), &[], &[])));
    assert!(refused(&list(&key, &next, &[tlv(0x30, &[&[2, 1, 1]])], &[])));
    let reason = |code: u8| entry(&[extension("2.5.29.21", &[], &[0x0a, 1, code])]);
    assert!(!refused(&list(&key, &next, &[reason(10)], &[])));
    assert!(refused(&list(&key, &next, &[reason(7)], &[])), "a reason that does not exist");
    assert!(refused(&list(&key, &next, &[reason(11)], &[])));
    let twice = [extension("1.2.3", &[], b"x"), extension("1.2.3", &[], b"y")];
    assert!(refused(&list(&key, &next, &[], &twice)));
    let whole = list(&key, &next, &[], &[]);
    assert!(refused(&whole[..whole.len() - 1]));
    assert!(refused(&[]));
}
