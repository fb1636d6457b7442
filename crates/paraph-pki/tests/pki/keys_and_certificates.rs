//! Keys sign and verify as OpenSSL does, and certificates are read as it wrote them.

use crate::support::{Workshop, certificate, key, text};
use aws_lc_rs::rand::SystemRandom;
use paraph_pki::certificate::KeyUsage;
use paraph_pki::key::PublicKeyKind;
use paraph_pki::name::NamePart;
use paraph_pki::{
    Certificate, DigestAlgorithm, DistinguishedName, Error, KeyKind, PrivateKey, SignatureAlgorithm,
};

fn openssl_accepts_our_signature(kind: KeyKind, digest: &str) {
    let key = PrivateKey::generate(kind, &SystemRandom::new()).unwrap();
    let signature = key.sign(b"the agreement", &SystemRandom::new()).unwrap();
    let public = key.public_key().unwrap();
    assert!(public.verify(key.algorithm(), b"the agreement", &signature).unwrap());
    assert!(!public.verify(key.algorithm(), b"another agreement", &signature).unwrap());
    let workshop = Workshop::new();
    workshop.write("message", b"the agreement");
    workshop.write("signature", &signature);
    workshop.write("public.der", public.info_der());
    workshop
        .openssl_ok(&format!("dgst -{digest} -verify public.der -keyform DER -signature signature message"));
}

#[test]
fn openssl_accepts_signatures_by_every_kind_of_key() {
    openssl_accepts_our_signature(KeyKind::P256, "sha256");
    openssl_accepts_our_signature(KeyKind::P384, "sha384");
    openssl_accepts_our_signature(KeyKind::Rsa2048, "sha256");
    openssl_accepts_our_signature(KeyKind::Rsa3072, "sha256");
}

#[test]
fn a_key_survives_the_way_through_pkcs8() {
    for kind in [KeyKind::P256, KeyKind::P384, KeyKind::Rsa2048] {
        let key = PrivateKey::generate(kind, &SystemRandom::new()).unwrap();
        let again = PrivateKey::from_pkcs8_der(&key.to_pkcs8_der().unwrap()).unwrap();
        assert_eq!(key.public_key().unwrap(), again.public_key().unwrap());
        assert_eq!(key.algorithm(), again.algorithm());
    }
}

#[test]
fn keys_that_are_not_signed_with_are_refused_by_name() {
    let refusal = |name| PrivateKey::from_pem(&text(&format!("{name}.key.pem"))).err();
    assert_eq!(refusal("p521"), Some(Error::UnsupportedKey));
    assert_eq!(refusal("ed25519"), Some(Error::UnsupportedKey));
    assert_eq!(refusal("rsa-1024"), Some(Error::PrivateKeyIsInconsistent));
    let der = key("p256-root").to_pkcs8_der().unwrap();
    let mut damaged = der.to_vec();
    let last = damaged.len() - 1;
    damaged[last] ^= 1;
    assert_eq!(PrivateKey::from_pkcs8_der(&damaged).err(), Some(Error::PrivateKeyIsInconsistent));
    assert_eq!(PrivateKey::from_pem("no key here").err(), Some(Error::NoPrivateKey));
}

#[test]
fn every_certificate_openssl_made_verifies_under_its_own_key() {
    let expected = [
        ("p256-root", PublicKeyKind::P256, SignatureAlgorithm::Ecdsa(DigestAlgorithm::Sha256)),
        ("p384", PublicKeyKind::P384, SignatureAlgorithm::Ecdsa(DigestAlgorithm::Sha384)),
        ("p521", PublicKeyKind::P521, SignatureAlgorithm::Ecdsa(DigestAlgorithm::Sha512)),
        ("ed25519", PublicKeyKind::Ed25519, SignatureAlgorithm::Ed25519),
        (
            "rsa-2048",
            PublicKeyKind::Rsa { bits: 2048 },
            SignatureAlgorithm::RsaPkcs1(DigestAlgorithm::Sha256),
        ),
        ("rsa-sha1", PublicKeyKind::Rsa { bits: 2048 }, SignatureAlgorithm::RsaPkcs1(DigestAlgorithm::Sha1)),
        (
            "rsa-1024",
            PublicKeyKind::Rsa { bits: 1024 },
            SignatureAlgorithm::RsaPkcs1(DigestAlgorithm::Sha256),
        ),
        (
            "rsa-pss",
            PublicKeyKind::Rsa { bits: 2048 },
            SignatureAlgorithm::RsaPss { digest: DigestAlgorithm::Sha256, salt_len: 32 },
        ),
        (
            "rsa-pss-only",
            PublicKeyKind::RsaPss { bits: 2048 },
            SignatureAlgorithm::RsaPss { digest: DigestAlgorithm::Sha256, salt_len: 32 },
        ),
    ];
    for (name, kind, algorithm) in expected {
        let certificate = certificate(name);
        assert_eq!(certificate.public_key().kind(), kind, "{name}");
        assert_eq!(certificate.signature_algorithm(), Ok(algorithm), "{name}");
        assert_eq!(certificate.is_signed_by(certificate.public_key()), Ok(true), "{name}");
        assert!(certificate.is_self_issued());
        assert_eq!(certificate.subject().common_name(), Some(name));
    }
    assert_eq!(certificate("rsa-2048").is_signed_by(certificate("rsa-pss").public_key()), Ok(false));
}

#[test]
fn the_parsed_view_says_what_openssl_says() {
    let certificate = certificate("p256-root");
    let workshop = Workshop::new();
    workshop.write("certificate.der", certificate.to_der());
    let said = workshop.openssl_ok(
        "x509 -in certificate.der -inform DER -noout -serial -subject -nameopt RFC2253 -dates -dateopt iso_8601",
    );
    assert!(
        said.contains(&format!("serial={}", certificate.serial_hex().trim_start_matches("00"))),
        "{said}"
    );
    assert!(said.contains(&format!("subject={}", certificate.subject())), "{said}");
    let start = certificate.validity().not_before.to_string().replace('T', " ");
    assert!(said.contains(&format!("notBefore={start}")), "{said}");
    assert!(certificate.key_usage().unwrap().contains(KeyUsage::NON_REPUDIATION));
    assert!(!certificate.key_usage().unwrap().contains(KeyUsage::CERTIFICATE_SIGN));
    assert!(certificate.basic_constraints().unwrap().is_authority);
    assert_eq!(certificate.subject_key_identifier(), certificate.authority_key_identifier());
    assert_eq!(certificate.subject_key_identifier().unwrap().len(), 20);
}

#[test]
fn a_certificate_leaves_as_it_came() {
    let certificate = certificate("rsa-pss");
    assert_eq!(certificate.to_pem().unwrap(), text("rsa-pss.pem"));
    let bundle = format!("text\n{}between\n{}", text("p384.pem"), text("p521.pem"));
    let all = Certificate::all_from_pem(&bundle).unwrap();
    assert_eq!(all, [crate::support::certificate("p384"), crate::support::certificate("p521")]);
    assert!(Certificate::from_pem("nothing").is_err());
    let mut longer = certificate.to_der().to_vec();
    longer.push(0);
    assert_eq!(Certificate::from_der(&longer), Err(Error::Malformed { structure: "Certificate" }));
}

#[test]
fn the_last_second_of_validity_counts_whole() {
    let validity = certificate("p384").validity();
    let just = |text: &str| text.parse::<jiff::SignedDuration>().unwrap();
    assert!(validity.contains(validity.not_before));
    assert!(!validity.contains(validity.not_before - just("PT0.001S")));
    assert!(validity.contains(validity.not_after + just("PT0.999S")));
    assert!(!validity.contains(validity.not_after + just("PT1S")));
}

#[test]
fn a_key_for_pss_alone_verifies_nothing_else() {
    let pss_only = certificate("rsa-pss-only");
    let pkcs1 = SignatureAlgorithm::RsaPkcs1(DigestAlgorithm::Sha256);
    let refused = pss_only.public_key().verify(pkcs1, b"x", &[0; 256]);
    assert_eq!(refused, Err(Error::UnsupportedParameters));
}

#[test]
fn names_are_compared_without_case_and_spaces_and_shown_as_they_are() {
    let name = |text: &str| {
        let parts = [(NamePart::Organization, text), (NamePart::CommonName, "Root")];
        DistinguishedName::build(&parts).unwrap()
    };
    let (left, right) = (name("Étude  Fils"), name(" éTUDE fils "));
    assert!(left.matches(&right) && left != right);
    assert!(!left.matches(&name("Étude Fil s")));
    assert_eq!(right.to_string(), "CN=Root,O=\\ éTUDE fils\\ ");
    let organization = DistinguishedName::build(&[(NamePart::Organization, "étude fils")]).unwrap();
    assert!(left.is_within(&organization) && !organization.is_within(&left));
    assert!(!left.matches(&organization));
    assert_eq!(organization.display_name(), "étude fils");
}
