//! The instance's own authority: what it issues is accepted by OpenSSL, and only for what it is meant.

use std::sync::OnceLock;

use aws_lc_rs::rand::SystemRandom;
use jiff::{SignedDuration, Timestamp};
use paraph_pki::authority::{
    Authority, Issuer, Order, Owner, Profile, Published, Revocation, RevocationListOrder, validity_from,
};
use paraph_pki::certificate::KeyUsage;
use paraph_pki::name::NamePart;
use paraph_pki::revocation::RevocationReason;
use paraph_pki::{Certificate, DistinguishedName, Error, KeyKind, PrivateKey, RevocationList};

use crate::support::Workshop;

pub(super) fn now() -> Timestamp {
    // OpenSSL judges by the real clock, and so must the certificates it is shown.
    let real = std::time::UNIX_EPOCH.elapsed().unwrap();
    Timestamp::from_millisecond(i64::try_from(real.as_millis()).unwrap()).unwrap()
}

pub(super) fn create(kind: KeyKind) -> Authority {
    let owner = Owner { organization: "Étude, Fils & Associés", country: Some("FR") };
    Authority::create(owner, kind, now(), &SystemRandom::new()).unwrap()
}

/// One authority for all tests that only look.
pub(super) fn shared() -> &'static Authority {
    static AUTHORITY: OnceLock<Authority> = OnceLock::new();
    AUTHORITY.get_or_init(|| create(KeyKind::P256))
}

pub(super) fn pem(certificates: &[&Certificate]) -> String {
    certificates.iter().map(|certificate| certificate.to_pem().unwrap()).collect()
}

pub(super) fn issue(issuer: &Issuer, profile: Profile, common_name: &str) -> (PrivateKey, Certificate) {
    let key = PrivateKey::generate(KeyKind::P256, &SystemRandom::new()).unwrap();
    let subject = DistinguishedName::build(&[(NamePart::CommonName, common_name)]).unwrap();
    let order = Order {
        profile,
        subject: &subject,
        public_key: &key.public_key().unwrap(),
        validity: validity_from(issuer.certificate().validity().not_before, SignedDuration::from_hours(24)),
        published: &Published {
            revocation_list: Some("https://deal.example/trust/issuing.crl".to_owned()),
            ..Published::default()
        },
    };
    // The shared issuer is dated back already; a person's certificate begins with it at the earliest.
    let validity = paraph_pki::certificate::Validity {
        not_before: issuer.certificate().validity().not_before,
        ..order.validity
    };
    let certificate = issuer.issue(&Order { validity, ..order }, &SystemRandom::new()).unwrap();
    (key, certificate)
}

fn openssl_accepts_the_chains(kind: KeyKind) {
    let authority = create(kind);
    let workshop = Workshop::new();
    workshop.write("root.pem", pem(&[authority.root.certificate()]));
    workshop.write("issuing.pem", pem(&[authority.issuing.certificate()]));
    workshop.write("seal.pem", pem(&[authority.seal.certificate()]));
    workshop.write("timestamp.pem", pem(&[authority.timestamp.certificate()]));
    let verify = "verify -x509_strict -check_ss_sig -CAfile root.pem";
    workshop.openssl_ok(&format!("{verify} root.pem"));
    workshop.openssl_ok(&format!("{verify} issuing.pem"));
    workshop.openssl_ok(&format!("{verify} -untrusted issuing.pem seal.pem"));
    workshop.openssl_ok(&format!("{verify} -untrusted issuing.pem -purpose timestampsign timestamp.pem"));
    let not_for_time = format!("{verify} -untrusted issuing.pem -purpose timestampsign seal.pem");
    assert!(workshop.openssl(&not_for_time).is_err());
    assert!(workshop.openssl("verify -CAfile root.pem seal.pem").is_err(), "no chain without the issuing CA");
}

#[test]
fn openssl_accepts_the_chains_of_a_new_instance() {
    openssl_accepts_the_chains(KeyKind::P256);
    openssl_accepts_the_chains(KeyKind::Rsa3072);
}

#[test]
fn each_certificate_may_do_its_own_work_only() {
    let authority = shared();
    let usage = |certificate: &Certificate| certificate.key_usage().unwrap();
    for issuer in [&authority.root, &authority.issuing] {
        assert!(usage(issuer.certificate()).contains(KeyUsage::CERTIFICATE_SIGN.and(KeyUsage::CRL_SIGN)));
        assert!(!usage(issuer.certificate()).contains(KeyUsage::DIGITAL_SIGNATURE));
        assert!(issuer.certificate().basic_constraints().unwrap().is_authority);
    }
    assert_eq!(authority.root.certificate().basic_constraints().unwrap().path_length, None);
    assert_eq!(authority.issuing.certificate().basic_constraints().unwrap().path_length, Some(0));
    let (seal, timestamp) = (authority.seal.certificate(), authority.timestamp.certificate());
    assert!(usage(seal).contains(KeyUsage::DIGITAL_SIGNATURE.and(KeyUsage::NON_REPUDIATION)));
    assert!(!usage(seal).contains(KeyUsage::CERTIFICATE_SIGN));
    assert!(!seal.is_for_timestamps());
    assert_eq!(seal.extended_key_usage()[0].to_string(), "1.3.6.1.5.5.7.3.36");
    assert!(timestamp.is_for_timestamps());
    assert!(!usage(timestamp).contains(KeyUsage::NON_REPUDIATION));
}

#[test]
fn key_identifiers_link_each_certificate_to_its_issuer() {
    let authority = shared();
    let (root, issuing) = (authority.root.certificate(), authority.issuing.certificate());
    assert_eq!(issuing.authority_key_identifier(), root.subject_key_identifier());
    for leaf in [authority.seal.certificate(), authority.timestamp.certificate()] {
        assert_eq!(leaf.authority_key_identifier(), issuing.subject_key_identifier());
        assert_eq!(leaf.is_signed_by(issuing.public_key()), Ok(true));
        assert_eq!(leaf.is_signed_by(root.public_key()), Ok(false));
        assert_eq!(leaf.issuer().to_der(), issuing.subject().to_der());
    }
}

#[test]
fn serial_numbers_are_long_positive_and_never_the_same() {
    let authority = shared();
    let mut serials = std::collections::HashSet::new();
    for _ in 0..50 {
        let (_, certificate) = issue(&authority.issuing, Profile::Signatory, "Ada");
        assert_eq!(certificate.serial().len(), 16);
        assert!((0x40..0x80).contains(&certificate.serial()[0]));
        assert!(serials.insert(certificate.serial().to_vec()));
    }
}

#[test]
fn no_certificate_outlives_its_issuer() {
    let authority = shared();
    let key = PrivateKey::generate(KeyKind::P256, &SystemRandom::new()).unwrap();
    let issuer = authority.issuing.certificate().validity();
    let published = Published::default();
    let order = |not_before, not_after| Order {
        profile: Profile::Signatory,
        subject: authority.seal.certificate().subject(),
        public_key: Box::leak(Box::new(key.public_key().unwrap())),
        validity: paraph_pki::certificate::Validity { not_before, not_after },
        published: &published,
    };
    let second = SignedDuration::from_secs(1);
    let random = SystemRandom::new();
    let issue = |order: Order<'_>| authority.issuing.issue(&order, &random).err();
    assert_eq!(issue(order(issuer.not_before, issuer.not_after)), None);
    let beyond = Some(Error::ValidityGoesBeyondIssuer);
    assert_eq!(issue(order(issuer.not_before, issuer.not_after + second)), beyond);
    assert_eq!(issue(order(issuer.not_before - second, issuer.not_after)), beyond);
}

#[test]
fn an_authority_comes_back_from_its_stored_parts() {
    let authority = shared();
    let stored = authority.issuing.key().to_pkcs8_der().unwrap();
    let certificate = authority.issuing.certificate().clone();
    let again = Issuer::restore(PrivateKey::from_pkcs8_der(&stored).unwrap(), certificate).unwrap();
    let (_, leaf) = issue(&again, Profile::Signatory, "Ada");
    assert_eq!(leaf.is_signed_by(authority.issuing.certificate().public_key()), Ok(true));
    let (key, leaf) = issue(&again, Profile::Seal, "No authority");
    assert_eq!(Issuer::restore(key, leaf).err(), Some(Error::CertificateDoesNotAllowUse));
    let (key, _) = issue(&again, Profile::Seal, "Another key");
    let mixed = Issuer::restore(key, authority.root.certificate().clone());
    assert_eq!(mixed.err(), Some(Error::KeyDoesNotMatchCertificate));
}

#[test]
fn names_with_every_kind_of_character_survive() {
    let text = "Ève \"l'Ancienne\" O’Brien, <CEO>; a=b+c\\d";
    let (_, certificate) = issue(&shared().issuing, Profile::Signatory, text);
    assert_eq!(certificate.subject().common_name(), Some(text));
    let workshop = Workshop::new();
    workshop.write("certificate.pem", certificate.to_pem().unwrap());
    let said = workshop.openssl_ok("x509 -in certificate.pem -noout -subject -nameopt RFC2253,-esc_msb,utf8");
    assert_eq!(said.trim(), format!("subject={}", certificate.subject()));
}

#[test]
fn openssl_refuses_a_revoked_certificate_by_our_list() {
    let authority = shared();
    let (_, good) = issue(&authority.issuing, Profile::Signatory, "Good");
    let (_, bad) = issue(&authority.issuing, Profile::Signatory, "Bad");
    let revocations = [Revocation {
        serial: bad.serial().to_vec(),
        time: now() - SignedDuration::from_mins(1),
        reason: RevocationReason::KeyCompromise,
    }];
    let this_update = now() - SignedDuration::from_secs(1);
    let order = RevocationListOrder {
        number: 7,
        this_update,
        next_update: this_update + SignedDuration::from_hours(24),
        revocations: &revocations,
    };
    let der = authority.issuing.issue_revocation_list(&order, &SystemRandom::new()).unwrap();
    let workshop = Workshop::new();
    workshop.write("list.der", &der);
    workshop.openssl_ok("crl -inform DER -in list.der -out list.pem");
    assert!(workshop.openssl_ok("crl -in list.pem -noout -text").contains("Key Compromise"));
    workshop.write("root.pem", pem(&[authority.root.certificate()]));
    workshop.write("issuing.pem", pem(&[authority.issuing.certificate()]));
    workshop.write("good.pem", pem(&[&good]));
    workshop.write("bad.pem", pem(&[&bad]));
    let verify = "verify -x509_strict -crl_check -CRLfile list.pem -CAfile root.pem -untrusted issuing.pem";
    workshop.openssl_ok(&format!("{verify} good.pem"));
    assert!(workshop.openssl(&format!("{verify} bad.pem")).unwrap_err().contains("certificate revoked"));

    let list = RevocationList::from_der(&der).unwrap();
    assert_eq!(list.entry_count(), 1);
    assert_eq!(list.find(good.issuer(), good.serial()), None);
    assert_eq!(list.find(bad.issuer(), bad.serial()).unwrap().reason, RevocationReason::KeyCompromise);
    assert_eq!(list.this_update().as_second(), this_update.as_second());
    assert_eq!(list.is_signed_by(authority.issuing.certificate().public_key()), Ok(true));
    assert_eq!(list.is_signed_by(authority.root.certificate().public_key()), Ok(false));
}

#[test]
fn an_empty_list_is_a_list() {
    let authority = shared();
    let next_update = now() + SignedDuration::from_hours(1);
    let order = RevocationListOrder { number: 1, this_update: now(), next_update, revocations: &[] };
    let der = authority.root.issue_revocation_list(&order, &SystemRandom::new()).unwrap();
    let workshop = Workshop::new();
    workshop.write("list.der", &der);
    workshop.write("root.pem", pem(&[authority.root.certificate()]));
    workshop.openssl_ok("crl -inform DER -in list.der -noout -verify -CAfile root.pem");
    assert_eq!(RevocationList::from_der(&der).unwrap().entry_count(), 0);
}

#[test]
fn an_organisation_of_any_length_gets_its_certificates() {
    let organization =
        "Société d'exercice libéral par actions simplifiée Ève, Fils, Filles & Associés réunis";
    let owner = Owner { organization, country: None };
    let authority = Authority::create(owner, KeyKind::P256, now(), &SystemRandom::new()).unwrap();
    for certificate in [authority.root.certificate(), authority.timestamp.certificate()] {
        let name = certificate.subject();
        assert!(name.common_name().unwrap().chars().count() <= 64);
        assert_eq!(name.find(NamePart::Organization).unwrap().chars().count(), 64);
    }
    assert!(authority.timestamp.certificate().subject().common_name().unwrap().ends_with(" Time-stamps"));
}

#[test]
fn names_that_no_certificate_can_hold_are_refused() {
    let build = |kind, text: &str| DistinguishedName::build(&[(kind, text)]).err();
    let malformed = Some(Error::Malformed { structure: "Name" });
    assert_eq!(build(NamePart::Country, "fr"), malformed);
    assert_eq!(build(NamePart::Country, "F"), malformed);
    assert_eq!(build(NamePart::CommonName, ""), malformed);
    assert_eq!(build(NamePart::CommonName, &"é".repeat(64)), None);
    let beyond = Some(Error::BeyondLimits { structure: "Name" });
    assert_eq!(build(NamePart::CommonName, &"é".repeat(65)), beyond);
    assert_eq!(build(NamePart::Country, "FRA"), beyond);
}
