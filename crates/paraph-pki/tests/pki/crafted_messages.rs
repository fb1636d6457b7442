//! Messages no honest program writes: each breaks one rule, and the facts name it.

use aws_lc_rs::rand::SystemRandom;
use paraph_pki::cms::{
    AttributeFact, AttributesEncoding, SignatureFact, SignaturePolicy, SignedData, SignerFacts,
    SigningCertificateFact,
};
use paraph_pki::{Certificate, DigestAlgorithm, Error};

use crate::support::{certificate, key, oid, tlv};

const CONTENT: &[u8] = b"the agreement, as it was sent";
const SHA_1: &str = "1.3.14.3.2.26";
const SHA_256: &str = "2.16.840.1.101.3.4.2.1";
const SHA_512: &str = "2.16.840.1.101.3.4.2.3";
const MD5: &str = "1.2.840.113549.2.5";
const RSA: &str = "1.2.840.113549.1.1.1";
const PSS: &str = "1.2.840.113549.1.1.10";
const MGF1: &str = "1.2.840.113549.1.1.8";
const ECDSA_SHA_256: &str = "1.2.840.10045.4.3.2";
const ECDSA_SHA_384: &str = "1.2.840.10045.4.3.3";
const DATA: &str = "1.2.840.113549.1.7.1";

fn algorithm(name: &str) -> Vec<u8> {
    tlv(0x30, &[&oid(name)])
}

fn attribute(kind: &str, values: &[Vec<u8>]) -> Vec<u8> {
    tlv(0x30, &[&oid(kind), &tlv(0x31, &[&values.concat()])])
}

fn content_type(name: &str) -> Vec<u8> {
    attribute("1.2.840.113549.1.9.3", &[oid(name)])
}

fn message_digest(values: &[Vec<u8>]) -> Vec<u8> {
    attribute("1.2.840.113549.1.9.4", values)
}

fn right_digest() -> Vec<u8> {
    tlv(0x04, &[&DigestAlgorithm::Sha256.digest(CONTENT)])
}

const CERTIFICATE_V1: &str = "1.2.840.113549.1.9.16.2.12";
const CERTIFICATE_V2: &str = "1.2.840.113549.1.9.16.2.47";

/// SigningCertificate of either version, around the parts of its one identifier.
fn signing_certificate(kind: &str, identifier: &[&[u8]]) -> Vec<u8> {
    attribute(kind, &[tlv(0x30, &[&tlv(0x30, &[&tlv(0x30, identifier)])])])
}

fn hash_of(certificate: &Certificate, algorithm: DigestAlgorithm) -> Vec<u8> {
    tlv(0x04, &[&certificate.fingerprint(algorithm)])
}

/// A message that can be broken in one place at a time.
struct Message {
    signer: &'static str,
    digest_algorithm: Vec<u8>,
    signature_algorithm: Vec<u8>,
    attributes: Vec<Vec<u8>>,
    /// What is really signed; the attributes as they stand when absent.
    signed: Option<Vec<u8>>,
    certificates: Vec<Vec<u8>>,
}

impl Message {
    fn good() -> Self {
        let signer = certificate("p256-root");
        Self {
            signer: "p256-root",
            digest_algorithm: algorithm(SHA_256),
            signature_algorithm: algorithm(ECDSA_SHA_256),
            attributes: vec![
                content_type(DATA),
                message_digest(&[right_digest()]),
                signing_certificate(CERTIFICATE_V2, &[&hash_of(&signer, DigestAlgorithm::Sha256)]),
            ],
            signed: None,
            certificates: vec![signer.to_der().to_vec()],
        }
    }

    fn with_attributes(attributes: Vec<Vec<u8>>) -> Self {
        Self { attributes, ..Self::good() }
    }

    fn to_der(&self) -> Vec<u8> {
        let signer = certificate(self.signer);
        let as_sent = tlv(0x31, &[&self.attributes.concat()]);
        let signed = self.signed.clone().unwrap_or(as_sent);
        let signature = key(self.signer).sign(&signed, &SystemRandom::new()).unwrap();
        let identifier = tlv(0x30, &[signer.issuer().to_der(), &tlv(0x02, &[signer.serial()])]);
        let info = tlv(
            0x30,
            &[
                &tlv(0x02, &[&[1]]),
                &identifier,
                &self.digest_algorithm,
                &tlv(0xa0, &[&self.attributes.concat()]),
                &self.signature_algorithm,
                &tlv(0x04, &[&signature]),
            ],
        );
        let data = tlv(
            0x30,
            &[
                &tlv(0x02, &[&[1]]),
                &tlv(0x31, &[&self.digest_algorithm]),
                &tlv(0x30, &[&oid(DATA)]),
                &tlv(0xa0, &[&self.certificates.concat()]),
                &tlv(0x31, &[&info]),
            ],
        );
        tlv(0x30, &[&oid("1.2.840.113549.1.7.2"), &tlv(0xa0, &[&data])])
    }

    fn facts(&self) -> SignerFacts {
        let message = SignedData::parse(&self.to_der()).unwrap();
        let digest = DigestAlgorithm::Sha256.digest(CONTENT);
        message.only_signer().unwrap().verify(&message, &digest, &[])
    }
}

#[test]
fn the_message_all_others_are_made_from_is_good() {
    let facts = Message::good().facts();
    assert!(facts.is_intact());
    assert_eq!(facts.signature, SignatureFact::Valid { attributes: AttributesEncoding::AsTransmitted });
    assert_eq!(
        facts.signing_certificate,
        SigningCertificateFact::Matches { digest: DigestAlgorithm::Sha256 }
    );
}

#[test]
fn each_fault_of_the_message_digest_is_named() {
    let wrong = tlv(0x04, &[&DigestAlgorithm::Sha256.digest(b"another")]);
    let digest = DigestAlgorithm::Sha256.digest(CONTENT);
    let cases = [
        (vec![content_type(DATA)], AttributeFact::Missing),
        (vec![content_type(DATA), message_digest(std::slice::from_ref(&wrong))], AttributeFact::Differs),
        (vec![content_type(DATA), message_digest(&[tlv(0x0c, &[&digest])])], AttributeFact::Differs),
        (vec![content_type(DATA), message_digest(&[tlv(0x04, &[])])], AttributeFact::Differs),
        (vec![content_type(DATA), message_digest(&[])], AttributeFact::Repeated),
        (vec![content_type(DATA), message_digest(&[right_digest(), wrong.clone()])], AttributeFact::Repeated),
        (
            vec![content_type(DATA), message_digest(&[right_digest()]), message_digest(&[wrong])],
            AttributeFact::Repeated,
        ),
    ];
    for (attributes, expected) in cases {
        let facts = Message::with_attributes(attributes).facts();
        assert_eq!(facts.message_digest, expected);
        assert!(matches!(facts.signature, SignatureFact::Valid { .. }), "the value itself is right");
        assert!(!facts.is_intact());
    }
}

#[test]
fn each_fault_of_the_content_type_is_named() {
    let cases = [
        (vec![message_digest(&[right_digest()])], AttributeFact::Missing),
        (vec![content_type("1.2.3"), message_digest(&[right_digest()])], AttributeFact::Differs),
        (
            vec![content_type(DATA), content_type("1.2.3"), message_digest(&[right_digest()])],
            AttributeFact::Repeated,
        ),
    ];
    for (attributes, expected) in cases {
        let facts = Message::with_attributes(attributes).facts();
        assert_eq!(facts.content_type, expected);
        assert!(!facts.is_intact());
    }
}

#[test]
fn each_fault_of_the_signing_certificate_is_named() {
    let (signer, other) = (certificate("p256-root"), certificate("p384"));
    let hash = hash_of(&signer, DigestAlgorithm::Sha256);
    let issuer = |certificate: &Certificate, serial: &[u8]| {
        let names = tlv(0x30, &[&tlv(0xa4, &[certificate.issuer().to_der()])]);
        tlv(0x30, &[&names, &tlv(0x02, &[serial])])
    };
    let v1 = signing_certificate(CERTIFICATE_V1, &[&hash_of(&signer, DigestAlgorithm::Sha1)]);
    let v2 = signing_certificate(CERTIFICATE_V2, &[&hash]);
    let matches = |digest| SigningCertificateFact::Matches { digest };
    use SigningCertificateFact::{Differs, Malformed, Missing, NotChecked, Repeated};
    let cases = [
        (vec![], Missing),
        (vec![v1.clone()], matches(DigestAlgorithm::Sha1)),
        (vec![v1, v2.clone()], Repeated),
        (vec![v2.clone(), v2], Repeated),
        (vec![signing_certificate(CERTIFICATE_V2, &[&hash_of(&other, DigestAlgorithm::Sha256)])], Differs),
        (
            vec![signing_certificate(CERTIFICATE_V2, &[&hash, &issuer(&signer, signer.serial())])],
            matches(DigestAlgorithm::Sha256),
        ),
        (vec![signing_certificate(CERTIFICATE_V2, &[&hash, &issuer(&signer, &[1])])], Differs),
        (vec![signing_certificate(CERTIFICATE_V2, &[&hash, &issuer(&other, signer.serial())])], Differs),
        (
            vec![signing_certificate(
                CERTIFICATE_V2,
                &[&algorithm(SHA_512), &hash_of(&signer, DigestAlgorithm::Sha512)],
            )],
            matches(DigestAlgorithm::Sha512),
        ),
        (vec![signing_certificate(CERTIFICATE_V2, &[&algorithm(MD5), &tlv(0x04, &[&[0; 16]])])], NotChecked),
        (vec![signing_certificate(CERTIFICATE_V2, &[])], Malformed),
        (vec![attribute(CERTIFICATE_V2, &[tlv(0x30, &[&tlv(0x30, &[])])])], Malformed),
        (vec![attribute(CERTIFICATE_V2, &[])], Repeated),
    ];
    for (position, (attributes, expected)) in cases.into_iter().enumerate() {
        let facts = Message::with_attributes(attributes).facts();
        assert_eq!(facts.signing_certificate, expected, "case {position}");
    }
}

#[test]
fn attributes_out_of_order_count_as_they_came_or_sorted_and_no_other_way() {
    let mut attributes = Message::good().attributes;
    attributes.sort();
    let sorted = tlv(0x31, &[&attributes.concat()]);
    attributes.reverse();
    let as_sent = tlv(0x31, &[&attributes.concat()]);
    assert_ne!(sorted, as_sent);
    let facts =
        |signed| Message { signed: Some(signed), attributes: attributes.clone(), ..Message::good() }.facts();
    let valid = |attributes| SignatureFact::Valid { attributes };
    assert_eq!(facts(as_sent.clone()).signature, valid(AttributesEncoding::AsTransmitted));
    assert_eq!(facts(sorted).signature, valid(AttributesEncoding::Sorted));
    let mut implicit = as_sent;
    implicit[0] = 0xa0;
    assert_eq!(
        facts(implicit).signature,
        SignatureFact::Invalid,
        "the tag that is sent is not the one signed"
    );
    assert_eq!(facts(CONTENT.to_vec()).signature, SignatureFact::Invalid);
}

#[test]
fn a_signature_algorithm_that_contradicts_the_digest_is_not_tried() {
    let unsupported = SignatureFact::NotChecked(Error::UnsupportedParameters);
    let facts = Message { signature_algorithm: algorithm(ECDSA_SHA_384), ..Message::good() }.facts();
    assert_eq!(facts.signature, unsupported);
    let facts = Message { digest_algorithm: algorithm(MD5), ..Message::good() }.facts();
    assert!(matches!(facts.signature, SignatureFact::NotChecked(Error::UnsupportedAlgorithm(_))));
    let facts = Message { digest_algorithm: algorithm(SHA_1), ..Message::good() }.facts();
    assert_eq!(facts.signature, unsupported);
}

#[test]
fn an_algorithm_for_another_kind_of_key_is_not_tried() {
    let facts = Message { signature_algorithm: algorithm(RSA), ..Message::good() }.facts();
    assert_eq!(facts.signature, SignatureFact::NotChecked(Error::UnsupportedParameters));
}

fn by_rsa(signature_algorithm: Vec<u8>) -> SignatureFact {
    let signer = certificate("rsa-2048");
    let certificates = vec![signer.to_der().to_vec()];
    Message { signer: "rsa-2048", signature_algorithm, certificates, ..Message::good() }.facts().signature
}

#[test]
fn bare_rsa_takes_its_digest_from_the_digest_algorithm() {
    assert!(matches!(by_rsa(algorithm(RSA)), SignatureFact::Valid { .. }));
    assert!(matches!(by_rsa(tlv(0x30, &[&oid(RSA), &[0x05, 0x00]])), SignatureFact::Valid { .. }));
}

#[test]
fn pss_parameters_must_agree_with_each_other() {
    let parameters = |digest: &str, mask: &str, salt: u8| {
        let mask = tlv(0x30, &[&oid(MGF1), &algorithm(mask)]);
        let salt = tlv(0x02, &[&[salt]]);
        let parts = [tlv(0xa0, &[&algorithm(digest)]), tlv(0xa1, &[&mask]), tlv(0xa2, &[&salt])].concat();
        tlv(0x30, &[&oid(PSS), &tlv(0x30, &[&parts])])
    };
    let unsupported = SignatureFact::NotChecked(Error::UnsupportedParameters);
    // The value is PKCS#1 v1.5, so agreeing parameters are tried and found wanting.
    assert_eq!(by_rsa(parameters(SHA_256, SHA_256, 32)), SignatureFact::Invalid);
    assert_eq!(by_rsa(parameters(SHA_256, SHA_256, 20)), SignatureFact::Invalid);
    assert_eq!(by_rsa(parameters(SHA_256, SHA_1, 32)), unsupported);
    assert_eq!(by_rsa(parameters(SHA_512, SHA_512, 64)), unsupported);
    assert_eq!(by_rsa(parameters(SHA_256, SHA_256, 7)), SignatureFact::Invalid);
    assert_eq!(by_rsa(algorithm(PSS)), unsupported);
    assert_eq!(by_rsa(tlv(0x30, &[&oid(PSS), &tlv(0x30, &[])])), unsupported, "the defaults mean SHA-1");
}

#[test]
fn certificates_that_cannot_be_read_are_counted_and_do_not_hide_the_signer() {
    let signer = certificate("p256-root").to_der().to_vec();
    let attribute_certificate = tlv(0xa1, &[&tlv(0x30, &[])]);
    let certificates = vec![tlv(0x30, &[]), attribute_certificate, signer];
    let message = Message { certificates, ..Message::good() };
    let parsed = SignedData::parse(&message.to_der()).unwrap();
    assert_eq!((parsed.certificates().len(), parsed.certificates_skipped()), (1, 2));
    assert!(message.facts().is_intact());
}

#[test]
fn more_than_the_limits_is_refused() {
    let many = vec![content_type(DATA); 257];
    let refused = SignedData::parse(&Message::with_attributes(many).to_der());
    assert_eq!(refused.err(), Some(Error::BeyondLimits { structure: "Attribute" }));
    let certificates = vec![tlv(0x30, &[]); 1_025];
    let refused = SignedData::parse(&Message { certificates, ..Message::good() }.to_der());
    assert_eq!(refused.err(), Some(Error::BeyondLimits { structure: "SignedData" }));
}

#[test]
fn what_is_no_signed_data_is_refused() {
    let good = Message::good().to_der();
    let mut data = good.clone();
    data[14] = 1;
    for bytes in [&[][..], &[0; 100], &tlv(0x30, &[]), &data, &good[..good.len() - 1]] {
        assert!(SignedData::parse(bytes).is_err());
    }
}

#[test]
fn a_certificate_of_the_same_name_and_number_does_not_displace_the_signers() {
    let signer = certificate("p256-root");
    // The same certificate with another key: everything but the key agrees, and nothing signs it.
    let (mine, other) = (signer.public_key().key_bits(), certificate("p256-other"));
    let der = signer.to_der();
    let position = der.windows(mine.len()).position(|window| window == mine).unwrap();
    let mut double = der.to_vec();
    double[position..position + mine.len()].copy_from_slice(other.public_key().key_bits());
    let certificates = vec![double, der.to_vec()];
    let facts = Message { certificates, ..Message::good() }.facts();
    assert!(facts.is_intact());
    assert_eq!(facts.certificate, Some(signer));
}

const POLICY: &str = "1.2.840.113549.1.9.16.2.15";

/// SignaturePolicyId around its parts.
fn policy(parts: &[&[u8]]) -> Vec<u8> {
    attribute(POLICY, &[tlv(0x30, parts)])
}

fn policy_hash(digest: &[u8]) -> Vec<u8> {
    tlv(0x30, &[&algorithm(SHA_256), &tlv(0x04, &[digest])])
}

fn named_policy(attributes: &[Vec<u8>]) -> Result<Option<SignaturePolicy>, Error> {
    let mut all = Message::good().attributes;
    all.extend_from_slice(attributes);
    let message = SignedData::parse(&Message::with_attributes(all).to_der()).unwrap();
    message.only_signer().unwrap().signature_policy()
}

#[test]
fn the_signature_policy_is_read_as_it_is_named() {
    let identifier = paraph_pki::ObjectIdentifier::new_unwrap("1.2.3.4");
    let name = oid("1.2.3.4");
    let address = tlv(0x30, &[&oid("1.2.840.113549.1.9.16.5.1"), &tlv(0x16, &[b"http://example.test/p"])]);
    let notice = tlv(0x30, &[&oid("1.2.840.113549.1.9.16.5.2"), &tlv(0x30, &[])]);
    assert_eq!(named_policy(&[]), Ok(None), "none is named");
    assert_eq!(
        named_policy(&[attribute(POLICY, &[tlv(0x05, &[])])]),
        Ok(None),
        "one is implied, and not named"
    );
    let bare = SignaturePolicy { identifier, digest: None, address: None };
    assert_eq!(named_policy(&[policy(&[&name])]), Ok(Some(bare.clone())));
    assert_eq!(
        named_policy(&[policy(&[&name, &policy_hash(&[0; 32])])]),
        Ok(Some(bare)),
        "zeros are no digest"
    );
    let whole = [&name[..], &policy_hash(&[7; 32]), &tlv(0x30, &[&notice, &address])];
    let expected = SignaturePolicy {
        identifier,
        digest: Some((DigestAlgorithm::Sha256, vec![7; 32])),
        address: Some("http://example.test/p".to_owned()),
    };
    assert_eq!(named_policy(&[policy(&whole)]), Ok(Some(expected)));
}

#[test]
fn a_signature_policy_that_cannot_be_read_is_no_policy_left_out() {
    let name = oid("1.2.3.4");
    let md5 = tlv(0x30, &[&algorithm(MD5), &tlv(0x04, &[&[1; 16]])]);
    let not_text = tlv(0x30, &[&tlv(0x30, &[&oid("1.2.840.113549.1.9.16.5.1"), &tlv(0x02, &[&[1]])])]);
    for attributes in [
        vec![policy(&[&name]), policy(&[&name])],
        vec![attribute(POLICY, &[])],
        vec![attribute(POLICY, &[tlv(0x30, &[&name]), tlv(0x30, &[&name])])],
        vec![policy(&[])],
        vec![policy(&[&tlv(0x02, &[&[1]])])],
        vec![policy(&[&name, &tlv(0x04, &[b"hash"])])],
        vec![policy(&[&name, &md5])],
        vec![policy(&[&name, &policy_hash(&[7; 32]), &not_text])],
        vec![policy(&[&name, &policy_hash(&[7; 32]), &tlv(0x30, &[]), &tlv(0x05, &[])])],
    ] {
        assert!(named_policy(&attributes).is_err(), "{attributes:02x?}");
    }
}
