//! CMS messages: ours judged by OpenSSL, OpenSSL's judged by us, and every way to be bad named.

use crate::support::{Workshop, certificate, key};
use aws_lc_rs::rand::SystemRandom;
use paraph_pki::cms::{
    AttributeFact, AttributesEncoding, SignatureFact, SignatureValue, SignedAttributes, SignedData,
    SignerFacts, SignerIdentifier, SigningCertificateFact,
};
use paraph_pki::{Certificate, DigestAlgorithm, Error, Warning};

const CONTENT: &[u8] = b"the agreement, as it was sent";

pub(super) fn message_by(name: &str) -> Vec<u8> {
    let (certificate, key) = (certificate(name), key(name));
    let algorithm = key.digest_algorithm();
    let attributes = SignedAttributes::new(algorithm, &algorithm.digest(CONTENT), &certificate).unwrap();
    let value = key.sign(attributes.to_be_signed(), &SystemRandom::new()).unwrap();
    let signature = SignatureValue { algorithm: key.algorithm(), value };
    attributes.assemble(signature, &[]).unwrap().to_der().unwrap()
}

fn facts_of(message: &[u8], content: &[u8], extra: &[Certificate]) -> SignerFacts {
    let message = SignedData::parse(message).unwrap();
    let signer = message.only_signer().unwrap();
    let digest = signer.digest_algorithm().unwrap().digest(content);
    signer.verify(&message, &digest, extra)
}

#[test]
fn openssl_accepts_our_messages() {
    for name in ["p256-root", "p384", "p521", "rsa-2048"] {
        let workshop = Workshop::new();
        workshop.write("message.der", message_by(name));
        workshop.write("content", CONTENT);
        workshop.write("root.pem", certificate(name).to_pem().unwrap());
        let verify =
            "cms -verify -binary -inform DER -in message.der -content content -CAfile root.pem -purpose any";
        workshop.openssl_ok(&format!("{verify} -cades"));
        workshop.write("content", b"another agreement");
        assert!(workshop.openssl(verify).is_err());
    }
}

#[test]
fn our_messages_hold_what_pades_asks_and_no_more() {
    let message = SignedData::parse(&message_by("p256-root")).unwrap();
    assert_eq!(message.content(), None);
    assert_eq!(message.warnings(), []);
    assert_eq!(message.certificates(), [certificate("p256-root")]);
    let signer = message.only_signer().unwrap();
    let kinds: Vec<String> = signer.signed_attributes().iter().map(|found| found.kind.to_string()).collect();
    assert_eq!(kinds, ["1.2.840.113549.1.9.3", "1.2.840.113549.1.9.4", "1.2.840.113549.1.9.16.2.47"]);
    assert!(signer.unsigned_attributes().is_empty());
    let facts = facts_of(&message_by("p256-root"), CONTENT, &[]);
    assert!(facts.is_intact());
    assert_eq!(
        facts.signing_certificate,
        SigningCertificateFact::Matches { digest: DigestAlgorithm::Sha256 }
    );
}

#[test]
fn a_signature_by_another_key_is_never_assembled() {
    let algorithm = DigestAlgorithm::Sha256;
    let attributes =
        SignedAttributes::new(algorithm, &algorithm.digest(CONTENT), &certificate("p256-root")).unwrap();
    let stranger = paraph_pki::PrivateKey::generate(paraph_pki::KeyKind::P256, &SystemRandom::new()).unwrap();
    let value = stranger.sign(attributes.to_be_signed(), &SystemRandom::new()).unwrap();
    let signature = SignatureValue { algorithm: stranger.algorithm(), value };
    assert_eq!(attributes.assemble(signature, &[]).err(), Some(Error::KeyDoesNotMatchCertificate));
    let short = SignedAttributes::new(algorithm, b"short", &certificate("p256-root"));
    assert_eq!(short.err(), Some(Error::DigestHasWrongLength));
}

/// Signs with `openssl cms -sign` and the arguments given.
pub(super) fn signed_by_openssl(name: &str, arguments: &str) -> Vec<u8> {
    let workshop = Workshop::new();
    workshop.write("content", CONTENT);
    let data = |file: String| crate::support::data(&file).display().to_string();
    workshop.openssl_ok(&format!(
        "cms -sign -binary -in content -signer {} -inkey {} -outform DER -out message.der {arguments}",
        data(format!("{name}.pem")),
        data(format!("{name}.key.pem")),
    ));
    workshop.read("message.der")
}

#[test]
fn we_accept_what_openssl_signs() {
    for (name, arguments) in [
        ("p256-root", "-md sha256 -cades"),
        ("p384", "-md sha512"),
        ("p521", "-md sha512 -cades"),
        ("rsa-2048", "-md sha384 -cades"),
        ("rsa-2048", "-md sha256 -keyopt rsa_padding_mode:pss -keyopt rsa_pss_saltlen:-1"),
        ("rsa-2048", "-md sha512 -keyopt rsa_padding_mode:pss -keyopt rsa_pss_saltlen:20"),
        ("rsa-1024", "-md sha1"),
        ("rsa-2048", "-md sha256 -keyid"),
    ] {
        let facts = facts_of(&signed_by_openssl(name, arguments), CONTENT, &[]);
        assert!(facts.is_intact(), "{name} {arguments}: {facts:?}");
        let named = matches!(facts.signing_certificate, SigningCertificateFact::Matches { .. });
        assert_eq!(named, arguments.contains("-cades"), "{name} {arguments}: {facts:?}");
        assert!(!facts_of(&signed_by_openssl(name, arguments), b"another", &[]).is_intact());
    }
}

#[test]
fn indefinite_lengths_are_read_with_a_warning() {
    let streamed = signed_by_openssl("p256-root", "-md sha256 -nodetach -stream");
    let message = SignedData::parse(&streamed).unwrap();
    assert_eq!(message.warnings(), [Warning::IndefiniteLength, Warning::StringInPieces]);
    assert_eq!(message.content(), Some(CONTENT));
    assert_eq!(message.consumed(), streamed.len());
    assert!(facts_of(&streamed, CONTENT, &[]).is_intact());
}

#[test]
fn a_message_in_padding_says_where_it_ends() {
    let message = message_by("rsa-2048");
    let mut padded = message.clone();
    padded.resize(message.len() + 500, 0);
    assert_eq!(SignedData::parse(&padded).unwrap().consumed(), message.len());
    assert!(facts_of(&padded, CONTENT, &[]).is_intact());
}

#[test]
fn without_signed_attributes_the_content_itself_is_signed() {
    let bare = signed_by_openssl("rsa-2048", "-md sha256 -noattr");
    let facts = facts_of(&bare, CONTENT, &[]);
    assert_eq!(facts.signature, SignatureFact::Valid { attributes: AttributesEncoding::None });
    assert_eq!((facts.content_type, facts.message_digest), (AttributeFact::Missing, AttributeFact::Missing));
    assert!(!facts.is_intact());
    assert_eq!(facts_of(&bare, b"another", &[]).signature, SignatureFact::Invalid);
}

#[test]
fn a_missing_certificate_is_a_fact_and_may_come_from_elsewhere() {
    let without = signed_by_openssl("p256-root", "-md sha256 -nocerts");
    assert_eq!(facts_of(&without, CONTENT, &[]).signature, SignatureFact::NoCertificate);
    assert!(facts_of(&without, CONTENT, &[certificate("p384"), certificate("p256-root")]).is_intact());
    let by_key = signed_by_openssl("p256-root", "-md sha256 -keyid");
    let parsed = SignedData::parse(&by_key).unwrap();
    assert!(matches!(parsed.signers()[0].identifier(), SignerIdentifier::SubjectKeyIdentifier(_)));
}

#[test]
fn two_signers_are_not_one() {
    let workshop = Workshop::new();
    workshop.write("message.der", signed_by_openssl("p256-root", "-md sha256 -nodetach"));
    let data = |file: &str| crate::support::data(file).display().to_string();
    workshop.openssl_ok(&format!(
        "cms -resign -inform DER -in message.der -outform DER -out two.der -signer {} -inkey {}",
        data("rsa-2048.pem"),
        data("rsa-2048.key.pem")
    ));
    let message = SignedData::parse(&workshop.read("two.der")).unwrap();
    assert_eq!(message.signers().len(), 2);
    assert_eq!(message.only_signer().err(), Some(Error::NotExactlyOneSigner));
    for signer in message.signers() {
        let digest = signer.digest_algorithm().unwrap().digest(CONTENT);
        assert!(signer.verify(&message, &digest, &[]).is_intact());
    }
}

#[test]
fn a_flipped_bit_anywhere_never_makes_another_intact_message() {
    let message = message_by("p256-root");
    let original = facts_of(&message, CONTENT, &[]);
    for position in 0..message.len() {
        let mut changed = message.clone();
        changed[position] ^= 1 << (position % 8);
        let Ok(parsed) = SignedData::parse(&changed) else { continue };
        let Ok(signer) = parsed.only_signer() else { continue };
        let digest = DigestAlgorithm::Sha256.digest(CONTENT);
        let facts = signer.verify(&parsed, &digest, &[]);
        let names_certificate = matches!(facts.signing_certificate, SigningCertificateFact::Matches { .. });
        if facts.is_intact() && names_certificate {
            assert_eq!(facts.certificate, original.certificate, "byte {position}");
        }
    }
}
