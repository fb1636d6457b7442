//! Paths of our own making: each broken rule is named with who breaks it, and hostile sets of certificates end.

use std::time::Instant;

use aws_lc_rs::rand::SystemRandom;
use jiff::{SignedDuration, Timestamp};
use paraph_pki::authority::{Issuer, Order, Profile, Published, Revocation, RevocationListOrder};
use paraph_pki::certificate::Validity;
use paraph_pki::name::NamePart;
use paraph_pki::path::{
    Inputs, PathFacts, Reason, RevocationRule, RevocationStatus, Statement, Word, statements, validate,
};
use paraph_pki::revocation::RevocationReason;
use paraph_pki::{Certificate, DistinguishedName, Error, KeyKind, PrivateKey, RevocationList};

use crate::authority::{issue, shared};
use crate::support::{certificate, oid, tlv};

const DAY: SignedDuration = SignedDuration::from_hours(24);

fn facts(leaf: &Certificate, time: Timestamp) -> PathFacts {
    let anchors = [shared().root.certificate().clone()];
    let intermediates = [shared().issuing.certificate().clone()];
    validate(leaf, &Inputs::new(&anchors, &intermediates, time))
}

fn reason(facts: &PathFacts) -> Option<Reason> {
    facts.problem.as_ref().map(|problem| problem.reason)
}

fn start() -> Timestamp {
    shared().seal.certificate().validity().not_before
}

#[test]
fn a_chain_of_our_own_holds() {
    for leaf in [shared().seal.certificate(), shared().timestamp.certificate()] {
        let facts = facts(leaf, start() + DAY);
        assert!(facts.is_valid());
        let expected = [leaf, shared().issuing.certificate(), shared().root.certificate()];
        assert_eq!(facts.path.iter().collect::<Vec<_>>(), expected);
        assert_eq!(facts.anchor(), Some(shared().root.certificate()));
        assert!(facts.revocation.is_empty());
    }
}

#[test]
fn time_speaks_against_the_certificate_that_is_out_of_it() {
    let leaf = shared().seal.certificate();
    let early = facts(leaf, start() - SignedDuration::from_secs(1));
    assert!(matches!(reason(&early), Some(Reason::NotYetValid { .. })));
    let not_after = leaf.validity().not_after;
    let late = facts(leaf, not_after + DAY);
    assert_eq!(reason(&late), Some(Reason::Expired { not_after }));
    assert_eq!(&late.problem.unwrap().certificate, leaf);
    let timestamp = shared().timestamp.certificate();
    let much_later = shared().issuing.certificate().validity().not_after + DAY;
    let facts = facts(timestamp, much_later);
    assert_eq!(&facts.problem.unwrap().certificate, shared().issuing.certificate());
}

#[test]
fn without_an_anchor_the_path_is_shown_as_far_as_it_goes() {
    let leaf = shared().seal.certificate();
    let (stranger, issuing) = ([certificate("p384")], [shared().issuing.certificate().clone()]);
    let inputs = Inputs::new(&stranger, &issuing, start() + DAY);
    let facts = validate(leaf, &inputs);
    assert_eq!(reason(&facts), Some(Reason::NoPathToAnchor));
    assert_eq!(facts.path, [leaf.clone(), issuing[0].clone()]);
    assert_eq!(facts.problem.as_ref().unwrap().certificate, issuing[0]);
    assert_eq!(facts.anchor(), None);
}

#[test]
fn a_certificate_trusted_by_itself_is_judged_by_time_alone() {
    let trusted = [certificate("p384")];
    let validity = trusted[0].validity();
    assert!(validate(&trusted[0], &Inputs::new(&trusted, &[], validity.not_before)).is_valid());
    let late = validate(&trusted[0], &Inputs::new(&trusted, &[], validity.not_after + DAY));
    assert!(matches!(reason(&late), Some(Reason::Expired { .. })));
}

/// A certificate below another key, whatever that key's certificate allows.
fn issued_without_right(by: &Certificate, key: &PrivateKey) -> Certificate {
    let subject = DistinguishedName::build(&[(NamePart::CommonName, "Usurped")]).unwrap();
    let new_key = PrivateKey::generate(KeyKind::P256, &SystemRandom::new()).unwrap();
    // A root of the same name and key stands in, since the crate will not issue from a certificate that is no authority.
    let key = PrivateKey::from_pkcs8_der(&key.to_pkcs8_der().unwrap()).unwrap();
    let pretender = Issuer::create_root(by.subject(), key, start() + CLOCK, &SystemRandom::new()).unwrap();
    let order = Order {
        profile: Profile::Signatory,
        subject: &subject,
        public_key: &new_key.public_key().unwrap(),
        validity: Validity { not_before: start(), not_after: start() + DAY * 2 },
        published: &Published::default(),
    };
    pretender.issue(&order, &SystemRandom::new()).unwrap()
}

const CLOCK: SignedDuration = SignedDuration::from_mins(5);

#[test]
fn who_is_no_authority_issues_nothing() {
    let (key, signatory) = issue(&shared().issuing, Profile::Signatory, "Not an authority");
    let usurped = issued_without_right(&signatory, &key);
    let anchors = [shared().root.certificate().clone()];
    let intermediates = [shared().issuing.certificate().clone(), signatory.clone()];
    let facts = validate(&usurped, &Inputs::new(&anchors, &intermediates, start() + DAY / 2));
    assert_eq!(reason(&facts), Some(Reason::IsNotAnAuthority));
    assert_eq!(facts.problem.unwrap().certificate, signatory);
    // Trusting a person's certificate is not trusting what that person issues.
    let trusted = [signatory.clone()];
    let facts = validate(&usurped, &Inputs::new(&trusted, &[], start() + DAY / 2));
    assert_eq!(reason(&facts), Some(Reason::IsNotAnAuthority));
    assert!(validate(&signatory, &Inputs::new(&trusted, &[], start() + DAY / 2)).is_valid());
}

#[test]
fn the_issuing_authority_can_have_none_below() {
    let (key, below) = issue(&shared().issuing, Profile::IssuingAuthority, "One too many");
    let leaf = issued_without_right(&below, &key);
    let anchors = [shared().root.certificate().clone()];
    let intermediates = [shared().issuing.certificate().clone(), below.clone()];
    let facts = validate(&leaf, &Inputs::new(&anchors, &intermediates, start() + DAY / 2));
    assert_eq!(reason(&facts), Some(Reason::PathIsTooLong));
    assert_eq!(facts.problem.unwrap().certificate, below);
}

#[test]
fn a_changed_certificate_has_no_path() {
    let mut der = shared().seal.certificate().to_der().to_vec();
    let position = der.windows(4).position(|window| window == b"Seal").unwrap();
    der[position] = b's';
    let changed = Certificate::from_der(&der).unwrap();
    let facts = facts(&changed, start() + DAY);
    assert_eq!(reason(&facts), Some(Reason::SignatureIsInvalid));
    assert_eq!(facts.problem.unwrap().certificate, changed);
}

/// Puts one more extension into a certificate and signs it again with the issuing authority's key.
fn extended(extension: &[u8]) -> Result<Certificate, Error> {
    let (_, leaf) = issue(&shared().issuing, Profile::Signatory, "Extended");
    let value = |bytes: &[u8]| {
        let header = if bytes[1] < 0x80 { 2 } else { 2 + usize::from(bytes[1] & 0x7f) };
        bytes[header..].to_vec()
    };
    let tbs = value(leaf.tbs_der());
    let position = tbs.windows(2).rposition(|window| window == [0xa3, 0x81]).unwrap();
    let list = value(&value(&tbs[position..]));
    let explicit = tlv(0xa3, &[&tlv(0x30, &[&list, extension])]);
    let tbs = tlv(0x30, &[&tbs[..position], &explicit]);
    let signature = shared().issuing.key().sign(&tbs, &SystemRandom::new()).unwrap();
    let algorithm = tlv(0x30, &[&oid("1.2.840.10045.4.3.2")]);
    let der = tlv(0x30, &[&tbs, &algorithm, &tlv(0x03, &[&[0], &signature])]);
    Certificate::from_der(&der)
}

fn extension(kind: &str, is_critical: &[u8], value: &[u8]) -> Vec<u8> {
    tlv(0x30, &[&oid(kind), is_critical, &tlv(0x04, &[value])])
}

const CRITICAL: &[u8] = &[0x01, 0x01, 0xff];

#[test]
fn an_unknown_critical_extension_is_refused_and_an_unknown_other_is_not() {
    let time = start() + DAY / 2;
    assert!(facts(&extended(&extension("1.2.3.4", &[], b"x")).unwrap(), time).is_valid());
    let refused = facts(&extended(&extension("1.2.3.4", CRITICAL, b"x")).unwrap(), time);
    let unknown = paraph_pki::ObjectIdentifier::new_unwrap("1.2.3.4");
    assert_eq!(reason(&refused), Some(Reason::UnknownCriticalExtension(unknown)));
    // Statements of qualified certificates are read by whoever asks about them.
    assert!(
        facts(&extended(&extension("1.3.6.1.5.5.7.1.3", CRITICAL, &[0x30, 0x00])).unwrap(), time).is_valid()
    );
}

#[test]
fn an_extension_that_cannot_be_read_is_refused() {
    let time = start() + DAY / 2;
    for kind in ["2.5.29.32", "2.5.29.36", "2.5.29.54"] {
        let facts = facts(&extended(&extension(kind, &[], b"\xff\xff")).unwrap(), time);
        assert_eq!(reason(&facts), Some(Reason::MalformedExtension), "{kind}");
    }
}

#[test]
fn an_extension_twice_is_no_certificate() {
    let twice = extended(&extension("2.5.29.15", &[], &[0x03, 0x02, 0x07, 0x80]));
    assert_eq!(twice.err(), Some(Error::Malformed { structure: "Extensions" }));
}

fn list(issuer: &Issuer, serial: &[u8], time: Timestamp) -> RevocationList {
    let revocation =
        Revocation { serial: serial.to_vec(), time, reason: RevocationReason::CessationOfOperation };
    let order = RevocationListOrder {
        number: 1,
        this_update: start(),
        next_update: start() + DAY * 30,
        revocations: &[revocation],
    };
    RevocationList::from_der(&issuer.issue_revocation_list(&order, &SystemRandom::new()).unwrap()).unwrap()
}

fn with_lists(
    leaf: &Certificate,
    lists: &[RevocationList],
    time: Timestamp,
    rule: RevocationRule,
) -> PathFacts {
    let anchors = [shared().root.certificate().clone()];
    let intermediates = [shared().issuing.certificate().clone()];
    let inputs = Inputs::new(&anchors, &intermediates, time);
    validate(leaf, &Inputs { revocation_lists: lists, revocation: rule, ..inputs })
}

#[test]
fn revocation_counts_from_its_time_on() {
    let leaf = shared().seal.certificate();
    let revoked_at = start() + DAY * 10;
    let lists = [list(&shared().issuing, leaf.serial(), revoked_at), list(&shared().root, &[1], start())];
    let before = with_lists(leaf, &lists, start() + DAY * 5, RevocationRule::Require);
    assert!(before.is_valid());
    assert!(
        matches!(before.revocation[0], RevocationStatus::RevokedLater { time, .. } if time.as_second() == revoked_at.as_second())
    );
    assert!(matches!(before.revocation[1], RevocationStatus::Good { .. }));
    let after = with_lists(leaf, &lists, start() + DAY * 11, RevocationRule::RefuseRevoked);
    assert!(matches!(
        reason(&after),
        Some(Reason::Revoked { reason: RevocationReason::CessationOfOperation, .. })
    ));
    assert!(with_lists(leaf, &lists, start() + DAY * 11, RevocationRule::Ignore).is_valid());
}

#[test]
fn a_revoked_authority_takes_what_it_issued_with_it() {
    let issuing = shared().issuing.certificate();
    let lists = [list(&shared().root, issuing.serial(), start() + DAY)];
    let facts =
        with_lists(shared().seal.certificate(), &lists, start() + DAY * 2, RevocationRule::RefuseRevoked);
    assert!(matches!(reason(&facts), Some(Reason::Revoked { .. })));
    assert_eq!(&facts.problem.unwrap().certificate, issuing);
}

#[test]
fn what_is_not_known_is_said_and_refused_only_on_demand() {
    let leaf = shared().seal.certificate();
    let time = start() + DAY;
    let nothing = with_lists(leaf, &[], time, RevocationRule::RefuseRevoked);
    assert!(nothing.is_valid());
    assert_eq!(nothing.revocation, [RevocationStatus::Unknown, RevocationStatus::Unknown]);
    assert_eq!(
        reason(&with_lists(leaf, &[], time, RevocationRule::Require)),
        Some(Reason::RevocationIsUnknown)
    );
    // A list by the wrong authority, and one that is out of date, say nothing.
    let wrong = [list(&shared().root, leaf.serial(), start())];
    assert_eq!(
        with_lists(leaf, &wrong, time, RevocationRule::RefuseRevoked).revocation[0],
        RevocationStatus::Unknown
    );
    let right = [list(&shared().issuing, leaf.serial(), start())];
    let stale = with_lists(leaf, &right, start() + DAY * 40, RevocationRule::RefuseRevoked);
    assert_eq!(stale.revocation[0], RevocationStatus::Unknown);
}

#[test]
fn a_list_forged_under_the_authoritys_name_says_nothing() {
    let leaf = shared().seal.certificate();
    let key = PrivateKey::generate(KeyKind::P256, &SystemRandom::new()).unwrap();
    let name = shared().issuing.certificate().subject();
    let forger = Issuer::create_root(name, key, start() + CLOCK, &SystemRandom::new()).unwrap();
    let forged = [list(&forger, leaf.serial(), start())];
    let facts = with_lists(leaf, &forged, start() + DAY, RevocationRule::RefuseRevoked);
    assert!(facts.is_valid());
    assert_eq!(facts.revocation[0], RevocationStatus::Unknown);
}

/// A certificate of an authority of this name and key, by whoever wants to.
fn certify(by: &Issuer, name: &DistinguishedName, key: &PrivateKey) -> Certificate {
    let own = by.certificate().validity();
    let order = Order {
        profile: Profile::IssuingAuthority,
        subject: name,
        public_key: &key.public_key().unwrap(),
        validity: Validity { not_before: own.not_before, not_after: own.not_before + DAY * 300 },
        published: &Published::default(),
    };
    by.issue(&order, &SystemRandom::new()).unwrap()
}

/// Certificates of this name and key by a stranger, who may call itself as it likes.
fn bogus(
    count: usize,
    by: &DistinguishedName,
    name: &DistinguishedName,
    key: &PrivateKey,
) -> Vec<Certificate> {
    let own = PrivateKey::generate(KeyKind::P256, &SystemRandom::new()).unwrap();
    let stranger = Issuer::create_root(by, own, start() + CLOCK, &SystemRandom::new()).unwrap();
    (0..count).map(|_| certify(&stranger, name, key)).collect()
}

#[test]
fn whoever_signs_an_authoritys_lists_cannot_be_crowded_out() {
    // The authority signs its lists with another key than its certificates.
    let leaf = shared().seal.certificate();
    let name = shared().issuing.certificate().subject();
    let key = PrivateKey::generate(KeyKind::P256, &SystemRandom::new()).unwrap();
    let right = certify(&shared().root, name, &key);
    let stranger = DistinguishedName::build(&[(NamePart::CommonName, "Stranger")]).unwrap();
    let crowd = bogus(50, &stranger, name, &key);
    let lists = [list(&Issuer::restore(key, right.clone()).unwrap(), leaf.serial(), start())];
    let own = [right, shared().issuing.certificate().clone()];
    for intermediates in [[crowd.as_slice(), &own].concat(), [own.as_slice(), &crowd].concat()] {
        let anchors = [shared().root.certificate().clone()];
        let inputs = Inputs {
            revocation_lists: &lists,
            revocation: RevocationRule::RefuseRevoked,
            ..Inputs::new(&anchors, &intermediates, start() + DAY)
        };
        assert!(matches!(reason(&validate(leaf, &inputs)), Some(Reason::Revoked { .. })));
        let said = statements(leaf, shared().issuing.certificate(), &inputs);
        assert!(matches!(said[..], [Statement { word: Word::Revoked { .. }, .. }]), "{said:#?}");
    }
    // One that nobody trusts speaks for nobody.
    let anchors = [shared().root.certificate().clone()];
    let intermediates = [crowd.as_slice(), &own[1..]].concat();
    let inputs = Inputs { revocation_lists: &lists, ..Inputs::new(&anchors, &intermediates, start() + DAY) };
    assert!(statements(leaf, shared().issuing.certificate(), &inputs).is_empty());
}

#[test]
fn what_comes_first_is_tried_first() {
    let (root, issuing) = (&shared().root, &shared().issuing);
    let crowd = bogus(200, root.certificate().subject(), issuing.certificate().subject(), issuing.key());
    let intermediates = [&[issuing.certificate().clone()], crowd.as_slice()].concat();
    let anchors = [root.certificate().clone()];
    let inputs = Inputs::new(&anchors, &intermediates, start() + DAY);
    assert!(validate(shared().seal.certificate(), &inputs).is_valid());
}

#[test]
fn the_right_path_is_found_among_wrong_ones() {
    let name = shared().issuing.certificate().subject();
    let mut intermediates: Vec<Certificate> = (0..20)
        .map(|_| {
            let key = PrivateKey::generate(KeyKind::P256, &SystemRandom::new()).unwrap();
            Issuer::create_root(name, key, start() + CLOCK, &SystemRandom::new())
                .unwrap()
                .certificate()
                .clone()
        })
        .collect();
    intermediates.insert(7, shared().issuing.certificate().clone());
    let anchors = [certificate("p521"), shared().root.certificate().clone()];
    let inputs = Inputs::new(&anchors, &intermediates, start() + DAY);
    assert!(validate(shared().seal.certificate(), &inputs).is_valid());
}

/// Thirty authorities that all carry one name and have each signed for it: paths without number.
#[test]
fn a_maze_of_certificates_ends_in_time() {
    let name = DistinguishedName::build(&[(NamePart::CommonName, "Maze")]).unwrap();
    let random = SystemRandom::new();
    let maze: Vec<Certificate> = (0..30)
        .map(|_| {
            let key = PrivateKey::generate(KeyKind::P256, &random).unwrap();
            Issuer::create_root(&name, key, start() + CLOCK, &random).unwrap().certificate().clone()
        })
        .collect();
    let anchors = [shared().root.certificate().clone()];
    #[expect(clippy::disallowed_methods, reason = "the test is about elapsed time")]
    let begun = Instant::now();
    let facts = validate(&maze[0], &Inputs::new(&anchors, &maze, start() + DAY));
    assert!(begun.elapsed().as_secs() < 5);
    assert_eq!(reason(&facts), Some(Reason::TooManyPaths));
}

#[test]
fn a_signature_that_cannot_be_checked_is_not_a_valid_one() {
    let mut der = shared().seal.certificate().to_der().to_vec();
    // ecdsa-with-SHA256 becomes an unknown algorithm, in both places.
    let algorithm = [0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02];
    for position in 0..der.len() - 8 {
        if der[position..position + 8] == algorithm {
            der[position + 7] = 0x7f;
        }
    }
    let facts = facts(&Certificate::from_der(&der).unwrap(), start() + DAY);
    let expected = Reason::SignatureCannotBeChecked(Error::UnsupportedAlgorithm(
        paraph_pki::ObjectIdentifier::new_unwrap("1.2.840.10045.4.3.127"),
    ));
    assert_eq!(reason(&facts), Some(expected));
}
