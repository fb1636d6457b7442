//! Algorithms and keys by date (EN 319 102-1 § 5.2.8): what the built-in policy says, and what an edited one does.

use jiff::Timestamp;
use paraph_pades::validate::{
    DEFAULT_POLICY, Indication, Policy, PolicyError, SignatureReport, SubIndication, ValidationContext,
    validate,
};
use paraph_pdf::Document;
use paraph_pki::cms::SignedAttributes;
use paraph_pki::key::PublicKeyKind;
use paraph_pki::{DigestAlgorithm, MlDsaSet, ObjectIdentifier};

use crate::maker::{AUTHORITY, Maker, SPACE, Signing, find_last, signature_dictionary};

fn at(day: &str) -> Timestamp {
    format!("{day}T12:00:00Z").parse().unwrap()
}

/// The built-in policy, but that ECDSA keys count until a day.
fn until(day: &str) -> Policy {
    let rule = "{ \"kind\": \"ECDSA\", \"bits_min\": 256 }";
    let shorter = format!("{{ \"kind\": \"ECDSA\", \"bits_min\": 256, \"until\": \"{day}\" }}");
    assert!(DEFAULT_POLICY.contains(rule));
    Policy::from_json(&DEFAULT_POLICY.replace(rule, &shorter)).unwrap()
}

fn judged(maker: &Maker, policy: Policy, day: &str) -> SignatureReport {
    let context = ValidationContext {
        policy,
        ..ValidationContext::new(vec![AUTHORITY.root.certificate().clone()], at(day))
    };
    validate(&Document::open(maker.bytes.as_slice()).unwrap(), &context).unwrap().signatures.remove(0)
}

#[test]
fn the_built_in_policy_reads_and_says_what_the_standard_says() {
    let policy = Policy::from_json(DEFAULT_POLICY).unwrap();
    assert_eq!(policy, Policy::default());
    assert!(policy.allows_digest(DigestAlgorithm::Sha1, at("2012-07-31")));
    assert!(!policy.allows_digest(DigestAlgorithm::Sha1, at("2012-08-01")));
    assert!(policy.allows_digest(DigestAlgorithm::Sha256, at("2040-01-01")));
    let rsa = |bits, day| policy.allows_key(PublicKeyKind::Rsa { bits }, at(day));
    assert!(rsa(1024, "2019-09-30") && !rsa(1024, "2019-10-01") && !rsa(512, "2000-01-01"));
    assert!(rsa(2048, "2028-12-31") && !rsa(2048, "2029-01-01") && rsa(3072, "2040-01-01"));
    assert!(policy.allows_key(PublicKeyKind::P256, at("2040-01-01")));
    assert!(policy.allows_key(PublicKeyKind::Ed25519, at("2040-01-01")));
    assert!(policy.allows_key(PublicKeyKind::BrainpoolP384, at("2040-01-01")));
    assert!(policy.allows_key(PublicKeyKind::MlDsa(MlDsaSet::MlDsa44), at("2040-01-01")));
    let dsa = |bits, day| policy.allows_key(PublicKeyKind::Dsa { bits }, at(day));
    assert!(dsa(1024, "2013-12-31") && !dsa(1024, "2014-01-01"));
    assert!(dsa(3072, "2028-12-31") && !dsa(3072, "2029-01-01"));
    let other = PublicKeyKind::Other(paraph_pki::ObjectIdentifier::new_unwrap("1.2.840.10040.4.1"));
    assert!(!policy.allows_key(other, at("2000-01-01")));
}

#[test]
fn a_key_that_no_longer_counts_proves_nothing_without_a_time() {
    let maker = Maker::new().sign(&Signing::buyer());
    let report = judged(&maker, until("2026-03-15"), "2026-04-01");
    assert_eq!(
        (report.indication, report.sub_indication),
        (Indication::Indeterminate, Some(SubIndication::CryptoConstraintsFailureNoPoe))
    );
    assert_eq!(judged(&maker, until("2026-04-02"), "2026-04-01").indication, Indication::TotalPassed);
}

#[test]
fn a_time_stamp_that_no_longer_counts_itself_keeps_nothing() {
    let maker = Maker::new().sign(&Signing::buyer().timestamped("2026-03-02T00:00:00Z"));
    // Made while ECDSA counted, but by a key that anybody may have forged with since: `certomancer` has one that lasts.
    let report = judged(&maker, until("2026-03-15"), "2026-04-01");
    assert_eq!(report.sub_indication, Some(SubIndication::CryptoConstraintsFailureNoPoe));
    assert!(report.findings.iter().any(|finding| finding.contains("cannot be relied on")), "{report:#?}");
}

#[test]
fn a_digest_that_is_not_named_does_not_count() {
    let sha_256 = "    { \"name\": \"SHA-256\" },\n";
    assert!(DEFAULT_POLICY.contains(sha_256));
    let policy = Policy::from_json(&DEFAULT_POLICY.replace(sha_256, "")).unwrap();
    let report = judged(&Maker::new().sign(&Signing::buyer()), policy, "2026-04-01");
    // No time is known at which it counted, so no proof could help (§ 5.1.3).
    assert_eq!(report.sub_indication, Some(SubIndication::CryptoConstraintsFailure));
}

#[test]
fn a_policy_with_a_slip_is_refused_whole() {
    let misspelt = DEFAULT_POLICY.replace("SHA-384", "SHA384");
    assert!(
        matches!(Policy::from_json(&misspelt), Err(PolicyError::UnknownDigest(name)) if name == "SHA384")
    );
    for (from, to) in [
        ("bits_min", "bits"),
        ("\"RSA\"", "\"Rsa\""),
        ("2029-01-01", "2029-13-01"),
        ("\"version\"", "\"edition\""),
    ] {
        assert!(DEFAULT_POLICY.contains(from));
        assert!(
            matches!(Policy::from_json(&DEFAULT_POLICY.replace(from, to)), Err(PolicyError::Unreadable(_))),
            "{to}"
        );
    }
}

/// Signed as adbe.pkcs7.sha1: the message carries the SHA-1 digest of the ranges, and the signer digests that with SHA-256.
fn signed_over_a_sha_1_digest() -> Maker {
    let mut maker = Maker::new();
    let field = "<< /Type /Annot /Subtype /Widget /FT /Sig /T (buyer) /Rect [72 300 200 360] /P 3 0 R /F 132 /V 30 0 R >>";
    let value = signature_dictionary("Sig", "adbe.pkcs7.sha1", "");
    maker.append(&[(13, field.to_owned()), (30, value)], "/Info 7 0 R");
    // Writes the range; what is covered is then known.
    maker.fill(&|_| Vec::new());
    let gap = find_last(&maker.bytes, b"/Contents <") + b"/Contents ".len();
    let gap_end = gap + 2 * SPACE + 2;
    let covered = [&maker.bytes[..gap], &maker.bytes[gap_end..]].concat();
    let content = DigestAlgorithm::Sha1.digest(&covered);
    let (data, seal) = (ObjectIdentifier::new_unwrap("1.2.840.113549.1.7.1"), &AUTHORITY.seal);
    let attributes =
        SignedAttributes::with_content(data, content, DigestAlgorithm::Sha256, seal.certificate()).unwrap();
    let message = seal.sign(attributes, &aws_lc_rs::rand::SystemRandom::new()).unwrap().to_der().unwrap();
    maker.fill_gap(gap, gap_end, &|_| message.clone());
    maker
}

#[test]
fn the_digest_that_binds_the_bytes_counts_whatever_the_signer_digests_with() {
    let maker = signed_over_a_sha_1_digest();
    let report = judged(&maker, Policy::default(), "2026-04-01");
    assert!(report.crypto_intact && report.signature_valid, "{report:#?}");
    assert_eq!(
        (report.indication, report.sub_indication),
        (Indication::Indeterminate, Some(SubIndication::CryptoConstraintsFailureNoPoe))
    );
    let sha_1 = "\"SHA-1\", \"until\": \"2012-08-01\"";
    assert!(DEFAULT_POLICY.contains(sha_1));
    let longer =
        Policy::from_json(&DEFAULT_POLICY.replace(sha_1, "\"SHA-1\", \"until\": \"2027-08-01\"")).unwrap();
    assert_eq!(judged(&maker, longer, "2026-04-01").indication, Indication::TotalPassed);
}
