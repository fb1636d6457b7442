//! Whom validation believes, and at what time (EN 319 102-1 §§ 5.2.6, 5.5, 5.6.2).

use aws_lc_rs::rand::SystemRandom;
use jiff::{SignedDuration, Timestamp};
use paraph_pades::validate::{
    FormerAnchor, Indication, SubIndication, TimeSource, ValidationContext, validate,
};
use paraph_pdf::Document;
use paraph_pki::authority::{
    Authority, Issuer, Order, Owner, Profile, Published, Revocation, RevocationListOrder,
};
use paraph_pki::path::RevocationRule;
use paraph_pki::revocation::RevocationReason;
use paraph_pki::{Certificate, KeyKind, PrivateKey, RevocationList};

use crate::levels::with_validation_data;
use crate::maker::{AUTHORITY, Maker, Signing, look, look_at};

fn root() -> Vec<Certificate> {
    vec![AUTHORITY.root.certificate().clone()]
}

fn check(maker: &Maker, now: &str, anchors: Vec<Certificate>, expected: (Indication, Option<SubIndication>)) {
    let report = look_at(now, anchors, &maker.bytes).unwrap();
    let first = &report.signatures[0];
    assert_eq!((first.indication, first.sub_indication), expected, "{first:#?}");
    // Whoever is trusted, the facts are told.
    assert!(first.crypto_intact && first.signature_valid && first.signer.is_some());
}

const PASSED: (Indication, Option<SubIndication>) = (Indication::TotalPassed, None);

fn open(sub: SubIndication) -> (Indication, Option<SubIndication>) {
    (Indication::Indeterminate, Some(sub))
}

fn signed() -> Maker {
    Maker::new().sign(&Signing::buyer())
}

fn stamped() -> Maker {
    Maker::new().sign(&Signing::buyer().timestamped("2026-03-02T00:00:00Z"))
}

#[test]
fn without_anchors_nothing_passes() {
    check(&signed(), "2026-04-01T00:00:00Z", Vec::new(), open(SubIndication::NoCertificateChainFound));
    check(&stamped(), "2026-04-01T00:00:00Z", Vec::new(), open(SubIndication::NoCertificateChainFound));
}

#[test]
fn a_stranger_s_root_is_no_anchor() {
    let owner = Owner { organization: "Stranger", country: None };
    let now = "2026-01-01T00:00:00Z".parse().unwrap();
    let stranger = Authority::create(owner, KeyKind::P256, now, &SystemRandom::new()).unwrap();
    let anchors = vec![stranger.root.certificate().clone()];
    check(&signed(), "2026-04-01T00:00:00Z", anchors, open(SubIndication::NoCertificateChainFound));
}

#[test]
fn the_root_the_issuer_and_the_signer_can_each_be_the_anchor() {
    for anchor in [AUTHORITY.root.certificate(), AUTHORITY.issuing.certificate()] {
        check(&signed(), "2026-04-01T00:00:00Z", vec![anchor.clone()], PASSED);
    }
}

#[test]
fn after_expiry_a_signature_without_a_time_stamp_proves_nothing() {
    check(&signed(), "2028-12-01T00:00:00Z", root(), PASSED);
    check(&signed(), "2029-06-01T00:00:00Z", root(), open(SubIndication::OutOfBoundsNoPoe));
    check(&signed(), "2025-06-01T00:00:00Z", root(), open(SubIndication::OutOfBoundsNoPoe));
}

#[test]
fn after_expiry_a_time_stamped_signature_still_holds() {
    check(&stamped(), "2029-06-01T00:00:00Z", root(), PASSED);
    check(&signed().stamp(60, "2026-03-02T00:00:00Z"), "2029-06-01T00:00:00Z", root(), PASSED);
}

fn failed(sub: SubIndication) -> (Indication, Option<SubIndication>) {
    (Indication::TotalFailed, Some(sub))
}

#[test]
fn a_time_stamp_made_after_expiry_proves_nothing_of_the_time_before() {
    let late = Maker::new().sign(&Signing::buyer().timestamped("2029-06-01T00:00:00Z"));
    check(&late, "2029-07-01T00:00:00Z", root(), open(SubIndication::OutOfBoundsNoPoe));
}

/// What is signed holds a time-stamp: the signature was made after that.
fn signed_over_a_time_stamp_of(time: &str) -> Maker {
    Maker::new().stamp(60, time).sign(&Signing::buyer())
}

fn check_second(maker: &Maker, now: &str, expected: (Indication, Option<SubIndication>)) {
    let report = look_at(now, root(), &maker.bytes).unwrap();
    let second = &report.signatures[1];
    assert_eq!((second.indication, second.sub_indication), expected, "{second:#?}");
}

#[test]
fn what_was_signed_over_a_time_stamp_made_after_expiry_was_too_late() {
    let late = signed_over_a_time_stamp_of("2029-06-01T00:00:00Z");
    check_second(&late, "2029-07-01T00:00:00Z", failed(SubIndication::Expired));
    let early = signed_over_a_time_stamp_of("2026-03-02T00:00:00Z");
    check_second(&early, "2029-07-01T00:00:00Z", open(SubIndication::OutOfBoundsNoPoe));
    check_second(&early, "2026-07-01T00:00:00Z", PASSED);
}

#[test]
fn what_was_signed_over_a_time_stamp_made_after_the_revocation_was_too_late() {
    let revoked =
        |time| with_validation_data(signed_over_a_time_stamp_of(time), &list("2026-03-10T00:00:00Z"));
    let late = revoked("2026-03-11T00:00:00Z");
    check_second(&late, "2026-04-01T00:00:00Z", failed(SubIndication::Revoked));
    let early = revoked("2026-03-09T00:00:00Z");
    check_second(&early, "2026-04-01T00:00:00Z", open(SubIndication::RevokedNoPoe));
}

#[test]
fn time_stamps_that_contradict_one_another_are_noticed() {
    let (early, late) = ("2026-03-02T00:00:00Z", "2026-03-05T00:00:00Z");
    let before = Maker::new().sign(&Signing::buyer().timestamped(late)).stamp(60, early);
    check(&before, "2026-04-01T00:00:00Z", root(), open(SubIndication::TimestampOrderFailure));
    let after = Maker::new().stamp(60, late).sign(&Signing::buyer().timestamped(early));
    check_second(&after, "2026-04-01T00:00:00Z", open(SubIndication::TimestampOrderFailure));
    let ordered = Maker::new().stamp(60, early).sign(&Signing::buyer().timestamped(late));
    check_second(&ordered, "2026-04-01T00:00:00Z", PASSED);
    // Clocks differ by moments; a time-stamp from the time to come proves nothing.
    let ahead = Maker::new().sign(&Signing::buyer().timestamped("2026-04-01T00:03:00Z"));
    check(&ahead, "2026-04-01T00:00:00Z", root(), PASSED);
    let future = Maker::new().sign(&Signing::buyer().timestamped("2026-06-01T00:00:00Z"));
    check(&future, "2026-04-01T00:00:00Z", root(), open(SubIndication::TimestampOrderFailure));
}

#[test]
fn an_anchor_of_the_past_counts_for_what_is_proven_to_be_older() {
    let until = "2026-03-10T00:00:00Z";
    let judged = |maker: &Maker, now: &str| {
        let certificate = AUTHORITY.root.certificate().clone();
        let former = FormerAnchor { certificate, until: until.parse().unwrap() };
        // The time-stamps' own certificate is trusted by itself: what proves must not rest on what is proven.
        let anchors = vec![AUTHORITY.timestamp.certificate().clone()];
        let context = ValidationContext {
            former_anchors: vec![former],
            ..ValidationContext::new(anchors, now.parse().unwrap())
        };
        let document = Document::open(maker.bytes.as_slice()).unwrap();
        let first = validate(&document, &context).unwrap().signatures.remove(0);
        (first.indication, first.sub_indication)
    };
    assert_eq!(judged(&signed(), "2026-03-05T00:00:00Z"), PASSED, "it is trusted still");
    let expected = open(SubIndication::NoCertificateChainFoundNoPoe);
    assert_eq!(judged(&signed(), "2026-04-01T00:00:00Z"), expected);
    // The value is proven to be older, the certificate of the authority between is not.
    assert_eq!(judged(&stamped(), "2026-04-01T00:00:00Z"), expected);
    let archived = |time| signed().stamp(60, time);
    assert_eq!(judged(&archived("2026-03-02T00:00:00Z"), "2026-04-01T00:00:00Z"), PASSED);
    assert_eq!(judged(&archived("2026-03-20T00:00:00Z"), "2026-04-01T00:00:00Z"), expected);
}

#[test]
fn once_the_time_stamp_authority_expired_a_later_time_stamp_is_needed() {
    // Its certificate ends with 2034.
    check(&stamped(), "2035-02-01T00:00:00Z", root(), open(SubIndication::OutOfBoundsNoPoe));
}

#[test]
fn a_time_stamp_of_a_stranger_is_not_passed_over() {
    let report =
        look_at("2026-04-01T00:00:00Z", vec![AUTHORITY.seal.certificate().clone()], &stamped().bytes)
            .unwrap();
    let first = &report.signatures[0];
    assert_eq!(first.indication, Indication::Indeterminate);
    assert!(first.findings.iter().any(|finding| finding.contains("time-stamp")), "{first:#?}");
}

#[test]
fn a_claimed_time_is_said_to_be_claimed() {
    let first = look(&signed().bytes).unwrap().signatures.remove(0);
    assert_eq!(first.time_source, Some(TimeSource::Claimed));
}

/// A list of the issuing authority that revokes the seal's certificate at a time.
fn list(revoked_at: &str) -> Vec<u8> {
    let revoked = [Revocation {
        serial: AUTHORITY.seal.certificate().serial().to_vec(),
        time: revoked_at.parse().unwrap(),
        reason: RevocationReason::KeyCompromise,
    }];
    let order = RevocationListOrder {
        number: 1,
        this_update: "2026-03-20T00:00:00Z".parse().unwrap(),
        next_update: "2026-05-20T00:00:00Z".parse().unwrap(),
        revocations: &revoked,
    };
    AUTHORITY.issuing.issue_revocation_list(&order, &SystemRandom::new()).unwrap()
}

#[test]
fn a_revoked_certificate_is_refused() {
    let maker = with_validation_data(signed(), &list("2026-03-10T00:00:00Z"));
    check(&maker, "2026-04-01T00:00:00Z", root(), open(SubIndication::RevokedNoPoe));
}

#[test]
fn a_signature_proven_to_be_older_than_the_revocation_holds() {
    let maker = with_validation_data(stamped(), &list("2026-03-10T00:00:00Z"));
    check(&maker, "2026-04-01T00:00:00Z", root(), PASSED);
}

#[test]
fn a_damaged_certificate_carried_along_is_noticed() {
    let mut maker = signed();
    // The root travels in the message although it is trusted from elsewhere.
    let root = AUTHORITY.root.certificate().to_der();
    let tail: String = root[root.len() - 20..].iter().map(|byte| format!("{byte:02x}")).collect();
    let place = crate::maker::find_last(&maker.bytes, tail.as_bytes()) + tail.len() - 1;
    maker.bytes[place] = if maker.bytes[place] == b'0' { b'1' } else { b'0' };
    let report = look(&maker.bytes).unwrap();
    assert!(!report.passed(), "{report:#?}");
}

/// A list of the issuing authority as of a time, with what it says of the seal's certificate.
fn list_of(this_update: &str, said: Option<(&str, RevocationReason)>) -> RevocationList {
    let revoked = said.map(|(time, reason)| Revocation {
        serial: AUTHORITY.seal.certificate().serial().to_vec(),
        time: time.parse().unwrap(),
        reason,
    });
    let this_update: Timestamp = this_update.parse().unwrap();
    let order = RevocationListOrder {
        number: 1,
        this_update,
        next_update: this_update + SignedDuration::from_hours(24 * 30),
        revocations: revoked.as_slice(),
    };
    let der = AUTHORITY.issuing.issue_revocation_list(&order, &SystemRandom::new()).unwrap();
    RevocationList::from_der(&der).unwrap()
}

/// A signature of 8 March with an old list, all under a time-stamp; later, when the issuing authority is trusted for what is
/// older than 10 March alone, the verifier has further lists.
fn judged_with(
    held: &RevocationList,
    lists: &[RevocationList],
    revocation: RevocationRule,
) -> (Indication, Option<SubIndication>) {
    let signed = Maker::new().sign(&Signing::buyer().timestamped("2026-03-08T00:00:00Z"));
    let maker = with_validation_data(signed, held.to_der()).stamp(60, "2026-03-09T00:00:00Z");
    let certificate = AUTHORITY.issuing.certificate().clone();
    let former = FormerAnchor { certificate, until: "2026-03-10T00:00:00Z".parse().unwrap() };
    // The time-stamps' own certificate is trusted by itself: what proves must not rest on what is proven.
    let own = vec![AUTHORITY.timestamp.certificate().clone()];
    let mut context = ValidationContext {
        former_anchors: vec![former],
        revocation,
        ..ValidationContext::new(own, "2026-04-01T00:00:00Z".parse().unwrap())
    };
    context.known.revocation_lists = lists.to_vec();
    let document = Document::open(maker.bytes.as_slice()).unwrap();
    let first = validate(&document, &context).unwrap().signatures.remove(0);
    (first.indication, first.sub_indication)
}

/// Its own old list says nothing against the signer; as told to both rules.
fn judged_against(lists: &[RevocationList]) -> [bool; 2] {
    let old = list_of("2026-03-04T00:00:00Z", None);
    [RevocationRule::RefuseRevoked, RevocationRule::Require]
        .map(|rule| judged_with(&old, lists, rule) == PASSED)
}

#[test]
fn a_revocation_before_the_signature_counts_whenever_it_is_told() {
    let compromised = |time| list_of("2026-03-20T00:00:00Z", Some((time, RevocationReason::KeyCompromise)));
    assert_eq!(judged_against(&[]), [true, true]);
    assert_eq!(judged_against(&[compromised("2026-03-05T00:00:00Z")]), [false, false]);
    assert_eq!(judged_against(&[compromised("2026-03-08T00:00:00Z")]), [false, false]);
    // The signature is proven to be older than this.
    assert_eq!(judged_against(&[compromised("2026-03-08T00:00:01Z")]), [true, true]);
    assert_eq!(judged_against(&[compromised("2026-03-15T00:00:00Z")]), [true, true]);
}

#[test]
fn a_suspension_before_the_signature_counts_until_it_is_lifted() {
    let suspended = |time| list_of("2026-03-20T00:00:00Z", Some((time, RevocationReason::CertificateHold)));
    let before = suspended("2026-03-05T00:00:00Z");
    assert_eq!(judged_against(std::slice::from_ref(&before)), [false, false]);
    assert_eq!(judged_against(&[suspended("2026-03-08T00:00:01Z")]), [true, true]);
    let lifted = list_of("2026-03-21T00:00:00Z", None);
    assert_eq!(judged_against(&[before, lifted]), [true, true]);
}

#[test]
fn a_later_revocation_that_nobody_proves_is_no_word_for_the_signer() {
    // A list about another time holds nothing of the signer then; who wants to know that it was good is not told by what
    // was said when its issuer was trusted no more.
    let held = list_of("2026-03-15T00:00:00Z", None);
    let later = list_of("2026-03-20T00:00:00Z", Some(("2026-03-15T00:00:00Z", RevocationReason::Superseded)));
    for rule in [RevocationRule::Require, RevocationRule::RefuseRevoked] {
        let (with, without) =
            (judged_with(&held, std::slice::from_ref(&later), rule), judged_with(&held, &[], rule));
        assert_eq!(with, without);
        assert_eq!(with == PASSED, rule == RevocationRule::RefuseRevoked, "{with:?}");
    }
}

/// A certificate of the issuing authority's name for a key, by whoever wants to.
fn certified(by: &Issuer, key: &PrivateKey) -> Certificate {
    let order = Order {
        profile: Profile::IssuingAuthority,
        subject: AUTHORITY.issuing.certificate().subject(),
        public_key: &key.public_key().unwrap(),
        validity: AUTHORITY.issuing.certificate().validity(),
        published: &Published::default(),
    };
    by.issue(&order, &SystemRandom::new()).unwrap()
}

#[test]
fn certificates_in_the_document_do_not_crowd_out_the_verifier_s() {
    let random = SystemRandom::new();
    let key = PrivateKey::generate(KeyKind::P256, &random).unwrap();
    let owner = Owner { organization: "Stranger", country: None };
    let stranger =
        Authority::create(owner, KeyKind::P256, "2026-01-01T00:00:00Z".parse().unwrap(), &random).unwrap();
    let bogus: Vec<(u32, String)> = (0..12)
        .map(|index| {
            let bytes = certified(&stranger.root, &key).to_der().to_vec();
            let text: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
            (81 + index, format!("<< /Filter /ASCIIHexDecode /Length 0 >>\nstream\n{text}>\nendstream"))
        })
        .collect();
    let held: String = bogus.iter().map(|(number, _)| format!("{number} 0 R ")).collect();
    let mut objects = vec![
        (1, "<< /Type /Catalog /Pages 2 0 R /AcroForm 4 0 R /DSS 80 0 R >>".to_owned()),
        (80, format!("<< /Type /DSS /Certs [{held}] >>")),
    ];
    objects.extend(bogus);
    let mut maker = signed();
    maker.append(&objects, "/Info 7 0 R");
    // The authority signs its lists with another key than its certificates.
    let own = certified(&AUTHORITY.root, &key);
    let signer = Issuer::restore(key, own.clone()).unwrap();
    let revoked = [Revocation {
        serial: AUTHORITY.seal.certificate().serial().to_vec(),
        time: "2026-02-01T00:00:00Z".parse().unwrap(),
        reason: RevocationReason::KeyCompromise,
    }];
    let order = RevocationListOrder {
        number: 1,
        this_update: "2026-03-20T00:00:00Z".parse().unwrap(),
        next_update: "2026-05-20T00:00:00Z".parse().unwrap(),
        revocations: &revoked,
    };
    let list = RevocationList::from_der(&signer.issue_revocation_list(&order, &random).unwrap()).unwrap();
    let mut context = ValidationContext::new(root(), "2026-04-01T00:00:00Z".parse().unwrap());
    context.known.certificates.push(own);
    context.known.revocation_lists.push(list);
    let document = Document::open(maker.bytes.as_slice()).unwrap();
    let first = validate(&document, &context).unwrap().signatures.remove(0);
    assert_eq!(first.sub_indication, Some(SubIndication::RevokedNoPoe), "{first:#?}");
}
