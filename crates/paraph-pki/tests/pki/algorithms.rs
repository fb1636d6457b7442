//! Algorithms that are seldom met: brainpool curves, DSA, ML-DSA, SHA-3, secp256k1, and those that are refused by name.
//! OpenSSL and pyca/cryptography make the vectors; the bad ones are made from good ones as Project Wycheproof makes them.

use aws_lc_rs::rand::SystemRandom;
use paraph_pki::key::PublicKeyKind;
use paraph_pki::{
    DigestAlgorithm, Error, KeyKind, MlDsaSet, ObjectIdentifier, PrivateKey, SignatureAlgorithm,
};

use crate::support::{Workshop, certificate, key, text, tlv};

pub(crate) const MESSAGE: &[u8] = b"the agreement";

/// What OpenSSL signs with a committed key.
pub(crate) fn signed_by_openssl(name: &str, digest: &str) -> Vec<u8> {
    let workshop = Workshop::new();
    workshop.write("key.pem", text(&format!("{name}.key.pem")));
    workshop.write("message", MESSAGE);
    workshop.openssl_ok(&format!("dgst -{digest} -sign key.pem -out signature message"));
    workshop.read("signature")
}

/// The two numbers of an ECDSA or DSA value.
fn numbers(value: &[u8]) -> (Vec<u8>, Vec<u8>) {
    let rest = if value[1] & 0x80 == 0 { &value[2..] } else { &value[3..] };
    let (r, s) = rest[2..].split_at(usize::from(rest[1]));
    (r.to_vec(), s[2..].to_vec())
}

fn value_of(r: &[u8], s: &[u8]) -> Vec<u8> {
    tlv(0x30, &[&tlv(0x02, &[r]), &tlv(0x02, &[s])])
}

/// A number as DER writes it, plus another, digit by digit.
fn sum(left: &[u8], right: &[u8]) -> Vec<u8> {
    let width = left.len().max(right.len()) + 1;
    let digit = |number: &[u8], place: usize| {
        number.len().checked_sub(place + 1).map_or(0, |index| u16::from(number[index]))
    };
    let mut digits = Vec::new();
    let mut carry = 0;
    for place in 0..width {
        let total = digit(left, place) + digit(right, place) + carry;
        digits.push(u8::try_from(total & 0xff).unwrap());
        carry = total >> 8;
    }
    while digits.len() > 1 && digits[digits.len() - 1] == 0 && digits[digits.len() - 2] < 0x80 {
        digits.pop();
    }
    digits.reverse();
    digits
}

/// Ways to be no signature, from one that is. `order` is what r and s must be below.
fn bad(value: &[u8], order: &[u8]) -> Vec<(&'static str, Vec<u8>)> {
    let (r, s) = numbers(value);
    let zero: &[u8] = &[0];
    let one: &[u8] = &[1];
    let padded = |number: &[u8]| [&[0], number].concat();
    let mut flipped = value.to_vec();
    let last = flipped.len() - 1;
    flipped[last] ^= 1;
    let body = [tlv(0x02, &[&r]), tlv(0x02, &[&s])].concat();
    let long_length = [&[0x30, 0x82, 0, u8::try_from(body.len()).unwrap()], body.as_slice()].concat();
    let indefinite = [&[0x30, 0x80], body.as_slice(), &[0, 0]].concat();
    vec![
        ("r is zero", value_of(zero, &s)),
        ("s is zero", value_of(&r, zero)),
        ("both are zero", value_of(zero, zero)),
        ("r is one", value_of(one, &s)),
        ("r is the order", value_of(order, &s)),
        ("s is the order", value_of(&r, order)),
        ("r is beyond the order", value_of(&sum(&r, order), &s)),
        ("s is beyond the order", value_of(&r, &sum(&s, order))),
        ("r is negative", value_of(&[&[0xff], r.as_slice()].concat(), &s)),
        ("r and s are swapped", value_of(&s, &r)),
        ("r begins with a zero too many", value_of(&padded(&padded(&r)), &s)),
        ("a number is missing", tlv(0x30, &[&tlv(0x02, &[&r])])),
        ("a number too many", tlv(0x30, &[&body, &tlv(0x02, &[one])])),
        ("something follows", [value, &[0]].concat()),
        ("the end is cut off", value[..last].to_vec()),
        ("a bit is flipped", flipped),
        ("the length is too long", long_length),
        ("the length is not said", indefinite),
        ("a SET instead of a SEQUENCE", [&[0x31], &value[1..]].concat()),
        ("r and s one after the other", [r.as_slice(), &s].concat()),
        ("nothing", Vec::new()),
    ]
}

/// The order of each curve as DER writes it (RFC 5639 §§ 3.4, 3.6; SEC 2 § 2.4.1; SP 800-186 § 3.2.1).
fn order(name: &str) -> Vec<u8> {
    let digits = match name {
        "brainpool-p256" => "00a9fb57dba1eea9bc3e660a909d838d718c397aa3b561a6f7901e0e82974856a7",
        "brainpool-p384" => {
            "008cb91e82a3386d280f5d6f7e50e641df152f7109ed5456b31f166e6cac0425a7cf3ab6af6b7fc3103b883202e9046565"
        }
        "secp256k1" => "00fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141",
        "p256-root" => "00ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551",
        "p384" => {
            "00ffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973"
        }
        name => return subgroup_order(name),
    };
    (0..digits.len()).step_by(2).map(|at| u8::from_str_radix(&digits[at..at + 2], 16).unwrap()).collect()
}

/// q of a DSA key, as OpenSSL shows it.
fn subgroup_order(name: &str) -> Vec<u8> {
    let workshop = Workshop::new();
    workshop.write("key.pem", text(&format!("{name}.key.pem")));
    let shown = workshop.openssl_ok("pkey -in key.pem -noout -text");
    let digits = shown.split("Q:").nth(1).unwrap().split("G:").next().unwrap();
    let digits: String = digits.chars().filter(char::is_ascii_hexdigit).collect();
    (0..digits.len()).step_by(2).map(|at| u8::from_str_radix(&digits[at..at + 2], 16).unwrap()).collect()
}

pub(crate) fn digest_of(name: &str) -> DigestAlgorithm {
    match name {
        "sha1" => DigestAlgorithm::Sha1,
        "sha224" => DigestAlgorithm::Sha224,
        "sha256" => DigestAlgorithm::Sha256,
        "sha384" => DigestAlgorithm::Sha384,
        "sha3-256" => DigestAlgorithm::Sha3_256,
        "sha3-384" => DigestAlgorithm::Sha3_384,
        "sha3-512" => DigestAlgorithm::Sha3_512,
        _ => DigestAlgorithm::Sha512,
    }
}

/// Good values of OpenSSL's pass, and every way to be bad does not.
fn check(name: &str, digests: &[&str], algorithm: fn(DigestAlgorithm) -> SignatureAlgorithm) {
    let certificate = certificate(name);
    let public = certificate.public_key();
    assert_eq!(certificate.is_signed_by(public), Ok(true), "{name}: its own certificate");
    let order = order(name);
    for digest_name in digests {
        let digest = digest_of(digest_name);
        let named = algorithm(digest);
        let value = signed_by_openssl(name, digest_name);
        assert_eq!(public.verify(named, MESSAGE, &value), Ok(true), "{name} {digest_name}");
        assert_eq!(
            public.verify_digest(named, &digest.digest(MESSAGE), &value),
            Ok(true),
            "{name} {digest_name}"
        );
        assert_eq!(public.verify(named, b"another agreement", &value), Ok(false), "{name} {digest_name}");
        let cut = public.verify_digest(named, &digest.digest(MESSAGE)[1..], &value);
        assert_eq!(cut, Err(Error::DigestHasWrongLength), "{name} {digest_name}");
        for (how, bad) in bad(&value, &order) {
            assert_eq!(public.verify(named, MESSAGE, &bad), Ok(false), "{name} {digest_name}: {how}");
        }
    }
}

#[cfg(feature = "further-algorithms")]
#[test]
fn brainpool_values_of_openssl_verify_and_no_bad_one_does() {
    check(
        "brainpool-p256",
        &["sha1", "sha224", "sha256", "sha384", "sha512", "sha3-256"],
        SignatureAlgorithm::Ecdsa,
    );
    check("brainpool-p384", &["sha224", "sha256", "sha384", "sha512"], SignatureAlgorithm::Ecdsa);
    assert_eq!(certificate("brainpool-p256").public_key().kind(), PublicKeyKind::BrainpoolP256);
    assert_eq!(certificate("brainpool-p384").public_key().kind(), PublicKeyKind::BrainpoolP384);
}

/// What a curve takes of a digest is a number: of a longer one its first bits, of a shorter one all.
#[test]
fn every_curve_takes_every_digest() {
    let all = ["sha1", "sha224", "sha256", "sha384", "sha512", "sha3-256", "sha3-384", "sha3-512"];
    check("secp256k1", &all, SignatureAlgorithm::Ecdsa);
    check("p256-root", &all, SignatureAlgorithm::Ecdsa);
    check("p384", &all, SignatureAlgorithm::Ecdsa);
    let public = certificate("p521").public_key().clone();
    for name in all {
        let named = SignatureAlgorithm::Ecdsa(digest_of(name));
        let value = signed_by_openssl("p521", name);
        assert_eq!(public.verify(named, MESSAGE, &value), Ok(true), "{name}");
        assert_eq!(public.verify(named, b"another agreement", &value), Ok(false), "{name}");
        // A digest of the same length by another name is another digest.
        let other = if name == "sha3-256" { "sha256" } else { "sha3-256" };
        let other = SignatureAlgorithm::Ecdsa(digest_of(other));
        assert_eq!(public.verify(other, MESSAGE, &value), Ok(false), "{name}");
    }
}

#[cfg(feature = "further-algorithms")]
#[test]
fn dsa_values_of_openssl_verify_and_no_bad_one_does() {
    check("dsa-1024", &["sha1", "sha256"], SignatureAlgorithm::Dsa);
    check("dsa-2048", &["sha224", "sha256", "sha512"], SignatureAlgorithm::Dsa);
    check("dsa-3072", &["sha256"], SignatureAlgorithm::Dsa);
    assert_eq!(certificate("dsa-2048").public_key().kind(), PublicKeyKind::Dsa { bits: 2048 });
}

#[cfg(feature = "further-algorithms")]
#[test]
fn a_digest_too_short_for_the_curve_is_not_called_a_wrong_signature() {
    let value = signed_by_openssl("brainpool-p384", "sha1");
    let named = SignatureAlgorithm::Ecdsa(DigestAlgorithm::Sha1);
    let answer = certificate("brainpool-p384").public_key().verify(named, MESSAGE, &value);
    assert_eq!(answer, Err(Error::UnsupportedParameters));
}

#[cfg(feature = "further-algorithms")]
#[test]
fn a_value_by_a_key_of_another_curve_or_kind_does_not_verify() {
    let ecdsa = SignatureAlgorithm::Ecdsa(DigestAlgorithm::Sha256);
    let value = signed_by_openssl("p256-root", "sha256");
    assert_eq!(certificate("p256-root").public_key().verify(ecdsa, MESSAGE, &value), Ok(true));
    for name in ["brainpool-p256", "brainpool-p384", "secp256k1"] {
        assert_eq!(certificate(name).public_key().verify(ecdsa, MESSAGE, &value), Ok(false), "{name}");
    }
    // A key of one kind with the algorithm of another is no signature that could be right or wrong.
    for (name, algorithm) in [
        ("brainpool-p256", SignatureAlgorithm::Dsa(DigestAlgorithm::Sha256)),
        ("dsa-2048", ecdsa),
        ("dsa-2048", SignatureAlgorithm::RsaPkcs1(DigestAlgorithm::Sha256)),
        ("ml-dsa-44", SignatureAlgorithm::MlDsa(MlDsaSet::MlDsa65)),
        ("ml-dsa-44", ecdsa),
        ("p256-root", SignatureAlgorithm::MlDsa(MlDsaSet::MlDsa44)),
        ("rsa-2048", SignatureAlgorithm::EcdsaPlain(DigestAlgorithm::Sha256)),
    ] {
        let answer = certificate(name).public_key().verify(algorithm, MESSAGE, &value);
        assert_eq!(answer, Err(Error::UnsupportedParameters), "{name} {algorithm:?}");
    }
}

#[cfg(feature = "further-algorithms")]
#[test]
fn plain_ecdsa_takes_r_and_s_at_their_full_length_only() {
    let half = |number: &[u8], width: usize| {
        let digits = &number[number.iter().position(|byte| *byte != 0).unwrap()..];
        [vec![0; width - digits.len()], digits.to_vec()].concat()
    };
    for (name, digest, width) in
        [("brainpool-p256", "sha256", 32), ("p256-root", "sha256", 32), ("p384", "sha384", 48)]
    {
        let der = signed_by_openssl(name, digest);
        let (r, s) = numbers(&der);
        let raw = [half(&r, width), half(&s, width)].concat();
        let named = SignatureAlgorithm::EcdsaPlain(digest_of(digest));
        let certificate = certificate(name);
        let verify = |value: &[u8]| certificate.public_key().verify(named, MESSAGE, value);
        assert_eq!(verify(&raw), Ok(true), "{name}");
        let short = [&raw[1..width], &raw[width + 1..]].concat();
        let long = [half(&r, width + 1), half(&s, width + 1)].concat();
        let zero = vec![0; 2 * width];
        for bad in [short, long, der, zero, Vec::new(), raw[..width].to_vec()] {
            assert_eq!(verify(&bad), Ok(false), "{name}");
        }
    }
}

#[test]
fn sha3_signs_certificates_on_p384() {
    let certificate = certificate("p384-sha3");
    assert_eq!(certificate.signature_algorithm(), Ok(SignatureAlgorithm::Ecdsa(DigestAlgorithm::Sha3_384)));
    assert_eq!(certificate.is_signed_by(certificate.public_key()), Ok(true));
    assert_eq!(DigestAlgorithm::Sha3_256.digest(b"")[..4], [0xa7, 0xff, 0xc6, 0xf8]);
    assert_eq!(DigestAlgorithm::Sha3_384.digest(b"")[..4], [0x0c, 0x63, 0xa7, 0x5b]);
    assert_eq!(DigestAlgorithm::Sha3_512.digest(b"")[..4], [0xa6, 0x9f, 0x73, 0xcc]);
}

#[cfg(not(feature = "further-algorithms"))]
#[test]
fn a_build_without_further_algorithms_says_that_it_does_not_know_them() {
    for (name, identifier) in [
        ("brainpool-p256", "1.3.36.3.3.2.8.1.1.7"),
        ("brainpool-p384", "1.3.36.3.3.2.8.1.1.11"),
        ("dsa-2048", "1.2.840.10040.4.1"),
    ] {
        let certificate = certificate(name);
        let answer = certificate.is_signed_by(certificate.public_key());
        assert_eq!(answer, Err(Error::NotInThisBuild(ObjectIdentifier::new_unwrap(identifier))), "{name}");
    }
}

#[test]
fn what_is_not_known_is_refused_by_its_name() {
    for (name, identifier) in [("ed448", "1.3.101.113"), ("brainpool-p512", "1.3.36.3.3.2.8.1.1.13")] {
        let certificate = certificate(name);
        let identifier = ObjectIdentifier::new_unwrap(identifier);
        assert_eq!(certificate.public_key().kind(), PublicKeyKind::Other(identifier));
        let answer = certificate.is_signed_by(certificate.public_key());
        assert_eq!(answer, Err(Error::UnsupportedAlgorithm(identifier)), "{name}");
        assert!(PrivateKey::from_pem(&text(&format!("{name}.key.pem"))).is_err());
    }
}

#[test]
fn ml_dsa_certificates_of_another_maker_verify_and_their_keys_sign() {
    for (name, set) in
        [("ml-dsa-44", MlDsaSet::MlDsa44), ("ml-dsa-65", MlDsaSet::MlDsa65), ("ml-dsa-87", MlDsaSet::MlDsa87)]
    {
        let certificate = certificate(name);
        let (public, named) = (certificate.public_key(), SignatureAlgorithm::MlDsa(set));
        assert_eq!(public.kind(), PublicKeyKind::MlDsa(set));
        assert_eq!(certificate.signature_algorithm(), Ok(named));
        assert_eq!(certificate.is_signed_by(public), Ok(true), "{name}");
        let private = key(name);
        assert_eq!(&private.public_key().unwrap(), public);
        let value = private.sign(MESSAGE, &SystemRandom::new()).unwrap();
        assert_eq!(value.len(), set.signature_len());
        assert_eq!(public.verify(named, MESSAGE, &value), Ok(true));
        assert_eq!(public.verify(named, b"another agreement", &value), Ok(false));
        assert_eq!(public.verify_digest(named, &[0; 64], &value), Err(Error::UnsupportedParameters));
        let mut flipped = value.clone();
        flipped[set.signature_len() / 2] ^= 1;
        let longer = [value.as_slice(), &[0]].concat();
        for bad in
            [flipped, longer, value[1..].to_vec(), vec![0; value.len()], vec![0xff; value.len()], Vec::new()]
        {
            assert_eq!(public.verify(named, MESSAGE, &bad), Ok(false), "{name}");
        }
        let other = PrivateKey::generate(KeyKind::MlDsa(set), &SystemRandom::new()).unwrap();
        assert_eq!(other.public_key().unwrap().verify(named, MESSAGE, &value), Ok(false), "{name}");
    }
}

/// A certificate's SubjectPublicKeyInfo, altered.
#[cfg(feature = "further-algorithms")]
fn altered(name: &str, alter: impl Fn(&mut Vec<u8>)) -> Result<paraph_pki::PublicKey, Error> {
    let mut info = certificate(name).public_key().info_der().to_vec();
    alter(&mut info);
    paraph_pki::PublicKey::from_info_der(&info)
}

#[cfg(feature = "further-algorithms")]
#[test]
fn a_key_that_is_none_verifies_nothing() {
    let flip = |info: &mut Vec<u8>| {
        let last = info.len() - 1;
        info[last] ^= 1;
    };
    let cases = [
        ("brainpool-p256", "sha256", SignatureAlgorithm::Ecdsa(DigestAlgorithm::Sha256)),
        ("brainpool-p384", "sha384", SignatureAlgorithm::Ecdsa(DigestAlgorithm::Sha384)),
        ("dsa-2048", "sha256", SignatureAlgorithm::Dsa(DigestAlgorithm::Sha256)),
    ];
    for (name, digest, named) in cases {
        let value = signed_by_openssl(name, digest);
        // A point that is not on the curve; a number that is not in the subgroup.
        assert_eq!(altered(name, flip).unwrap().verify(named, MESSAGE, &value), Ok(false), "{name}");
    }
}

#[cfg(feature = "further-algorithms")]
#[test]
fn dsa_of_a_size_that_the_standard_does_not_know_is_not_computed_with() {
    // p in the parameters: its first byte is behind the header of the INTEGER.
    let shorter = altered("dsa-2048", |info| {
        let at = info.windows(4).position(|bytes| bytes == [0x02, 0x82, 0x01, 0x01]).unwrap();
        info[at + 5] &= 0x7f;
        info[at + 4] = 0x01;
    });
    let named = SignatureAlgorithm::Dsa(DigestAlgorithm::Sha256);
    let answer = shorter.unwrap().verify(named, MESSAGE, &signed_by_openssl("dsa-2048", "sha256"));
    assert_eq!(answer, Err(Error::UnsupportedParameters));
}
