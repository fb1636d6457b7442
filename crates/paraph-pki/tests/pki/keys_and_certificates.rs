//! Keys sign and verify as OpenSSL does, and certificates are read as it wrote them.

use crate::support::{Workshop, certificate, key, text};
use aws_lc_rs::rand::SystemRandom;
use paraph_pki::certificate::KeyUsage;
use paraph_pki::key::PublicKeyKind;
use paraph_pki::name::NamePart;
use paraph_pki::{
    Certificate, DigestAlgorithm, DistinguishedName, Error, KeyKind, MlDsaSet, PrivateKey, RsaPadding,
    SignatureAlgorithm, ecdsa_value_from_raw,
};

/// `how` is what OpenSSL has to be told.
fn openssl_accepts_our_signature(key: &PrivateKey, how: &str) {
    let signature = key.sign(b"the agreement", &SystemRandom::new()).unwrap();
    let public = key.public_key().unwrap();
    assert!(public.verify(key.algorithm(), b"the agreement", &signature).unwrap());
    assert!(!public.verify(key.algorithm(), b"another agreement", &signature).unwrap());
    let workshop = Workshop::new();
    workshop.write("message", b"the agreement");
    workshop.write("signature", &signature);
    workshop.write("public.der", public.info_der());
    workshop.openssl_ok(&format!(
        "pkeyutl -verify -pubin -inkey public.der -keyform DER -rawin -in message -sigfile signature {how}"
    ));
}

#[test]
fn openssl_accepts_signatures_by_every_kind_of_key() {
    for (kind, how) in [
        (KeyKind::P256, "-digest sha256"),
        (KeyKind::P384, "-digest sha384"),
        (KeyKind::P521, "-digest sha512"),
        (KeyKind::Ed25519, ""),
        (KeyKind::Rsa2048, "-digest sha256"),
        (KeyKind::Rsa3072, "-digest sha256"),
    ] {
        openssl_accepts_our_signature(&PrivateKey::generate(kind, &SystemRandom::new()).unwrap(), how);
    }
    let key = PrivateKey::generate(KeyKind::Rsa2048, &SystemRandom::new()).unwrap();
    let key = key.with_padding(RsaPadding::Pss).unwrap();
    openssl_accepts_our_signature(
        &key,
        "-digest sha256 -pkeyopt rsa_padding_mode:pss -pkeyopt rsa_pss_saltlen:32",
    );
}

#[test]
fn only_an_rsa_key_is_padded() {
    for kind in [KeyKind::P256, KeyKind::Ed25519] {
        let key = PrivateKey::generate(kind, &SystemRandom::new()).unwrap();
        assert_eq!(key.with_padding(RsaPadding::Pss).err(), Some(Error::UnsupportedKey));
    }
}

#[test]
fn the_value_of_a_token_becomes_the_value_of_a_message() {
    let key = PrivateKey::generate(KeyKind::P256, &SystemRandom::new()).unwrap();
    let value = key.sign(b"the agreement", &SystemRandom::new()).unwrap();
    // Both numbers with their leading zeros, one after the other, as a token gives them.
    let (_, rest) = value.split_at(2);
    let (r, s) = rest[2..].split_at(usize::from(rest[1]));
    let half = |number: &[u8]| {
        let digits = &number[number.iter().position(|byte| *byte != 0).unwrap()..];
        [vec![0; 32 - digits.len()], digits.to_vec()].concat()
    };
    let raw = [half(r), half(&s[2..])].concat();
    assert_eq!(ecdsa_value_from_raw(&raw).unwrap(), value);
    assert!(ecdsa_value_from_raw(&[]).is_err() && ecdsa_value_from_raw(&raw[1..]).is_err());
}

#[test]
fn a_key_survives_the_way_through_pkcs8() {
    let ml_dsa = [MlDsaSet::MlDsa44, MlDsaSet::MlDsa65, MlDsaSet::MlDsa87].map(KeyKind::MlDsa);
    let others = [KeyKind::P256, KeyKind::P384, KeyKind::P521, KeyKind::Ed25519, KeyKind::Rsa2048];
    for kind in others.into_iter().chain(ml_dsa) {
        let key = PrivateKey::generate(kind, &SystemRandom::new()).unwrap();
        let again = PrivateKey::from_pkcs8_der(&key.to_pkcs8_der().unwrap()).unwrap();
        assert_eq!(key.public_key().unwrap(), again.public_key().unwrap());
        assert_eq!(key.algorithm(), again.algorithm());
        assert_eq!(key.public_key().unwrap().default_algorithm().unwrap(), key.algorithm());
    }
}

#[test]
fn keys_that_are_not_signed_with_are_refused_by_name() {
    let refusal = |name| PrivateKey::from_pem(&text(&format!("{name}.key.pem"))).err();
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

#[test]
fn a_digest_is_signed_as_its_message_would_be_and_a_longer_one_by_its_leftmost_bits() {
    let random = SystemRandom::new();
    for (kind, digests) in [
        (KeyKind::P256, &[DigestAlgorithm::Sha256, DigestAlgorithm::Sha384, DigestAlgorithm::Sha512][..]),
        (KeyKind::P384, &[DigestAlgorithm::Sha384, DigestAlgorithm::Sha512][..]),
        (KeyKind::P521, &[DigestAlgorithm::Sha512][..]),
    ] {
        let key = PrivateKey::generate(kind, &random).unwrap();
        let public = key.public_key().unwrap();
        for algorithm in digests {
            let value = key.sign_digest(*algorithm, &algorithm.digest(b"a message")).unwrap();
            let holds =
                |message: &[u8]| public.verify(SignatureAlgorithm::Ecdsa(*algorithm), message, &value);
            assert_eq!(holds(b"a message"), Ok(true), "{kind:?} {algorithm:?}");
            assert_eq!(holds(b"another message"), Ok(false), "{kind:?} {algorithm:?}");
        }
    }
}

#[test]
fn a_digest_that_does_not_fit_is_not_signed() {
    let random = SystemRandom::new();
    let sha256 = DigestAlgorithm::Sha256;
    let key = PrivateKey::generate(KeyKind::P256, &random).unwrap();
    for length in [0, 31, 33] {
        assert_eq!(key.sign_digest(sha256, &vec![1; length]), Err(Error::DigestHasWrongLength), "{length}");
    }
    let longer = PrivateKey::generate(KeyKind::P384, &random).unwrap();
    assert_eq!(longer.sign_digest(sha256, &[1; 32]), Err(Error::UnsupportedParameters));
    let other = PrivateKey::generate(KeyKind::Ed25519, &random).unwrap();
    assert_eq!(other.sign_digest(sha256, &[1; 32]), Err(Error::UnsupportedKey));
}
