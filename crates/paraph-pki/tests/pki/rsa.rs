//! RSA beyond the usual: with SHA-3 and SHA-224, of unusual lengths, and PSS with any length of salt. OpenSSL makes the vectors.

use paraph_pki::{Certificate, DigestAlgorithm, Error, SignatureAlgorithm};

use crate::algorithms::{MESSAGE, digest_of, signed_by_openssl};
use crate::support::{Workshop, certificate, text};

/// A key of that length, and what it signs with the digest.
#[cfg(feature = "further-algorithms")]
fn signed_by_length(bits: u32, exponent: u32, digest: &str) -> (Certificate, Vec<u8>) {
    let workshop = Workshop::new();
    workshop.write("message", MESSAGE);
    let exponent = format!("-pkeyopt rsa_keygen_pubexp:{exponent}");
    workshop.openssl_ok(&format!(
        "genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:{bits} {exponent} -out key.pem"
    ));
    // The certificate is signed by another: a short key has no room for today's digests.
    workshop.write("issuer.pem", text("p256-root.key.pem"));
    workshop.write("issuer.crt", text("p256-root.pem"));
    workshop.openssl_ok("req -x509 -new -key issuer.pem -subj /CN=A -out a.pem");
    workshop.openssl_ok("pkey -in key.pem -pubout -out public.pem");
    workshop.openssl_ok(
        "x509 -new -force_pubkey public.pem -subj /CN=Long -CA issuer.crt -CAkey issuer.pem -out own.pem",
    );
    workshop.openssl_ok(&format!("dgst -{digest} -sign key.pem -out value message"));
    let own = String::from_utf8(workshop.read("own.pem")).unwrap();
    (Certificate::from_pem(&own).unwrap(), workshop.read("value"))
}

/// Ways to be no signature, from one that is.
fn bad(value: &[u8]) -> Vec<(&'static str, Vec<u8>)> {
    let flipped = |at: usize| {
        let mut flipped = value.to_vec();
        flipped[at] ^= 1;
        flipped
    };
    vec![
        ("the first byte is another", flipped(0)),
        ("the last byte is another", flipped(value.len() - 1)),
        ("one in the middle is another", flipped(value.len() / 2)),
        ("it is too short", value[1..].to_vec()),
        ("it is cut off", value[..value.len() - 1].to_vec()),
        ("a zero stands before it", [&[0], value].concat()),
        ("something follows", [value, &[0]].concat()),
        ("it is zero", vec![0; value.len()]),
        ("it is beyond the modulus", vec![0xff; value.len()]),
        ("it is one", [vec![0; value.len() - 1], vec![1]].concat()),
        ("it is nothing", Vec::new()),
    ]
}

fn check(certificate: &Certificate, named: SignatureAlgorithm, value: &[u8], what: &str) {
    let public = certificate.public_key();
    assert_eq!(public.verify(named, MESSAGE, value), Ok(true), "{what}");
    let digest = named.digest().unwrap();
    assert_eq!(public.verify_digest(named, &digest.digest(MESSAGE), value), Ok(true), "{what}");
    assert_eq!(public.verify(named, b"another agreement", value), Ok(false), "{what}");
    let cut = public.verify_digest(named, &digest.digest(MESSAGE)[1..], value);
    assert_eq!(cut, Err(Error::DigestHasWrongLength), "{what}");
    for (how, bad) in bad(value) {
        assert_eq!(public.verify(named, MESSAGE, &bad), Ok(false), "{what}: {how}");
    }
}

#[cfg(feature = "further-algorithms")]
#[test]
fn rsa_with_every_digest_verifies_and_no_bad_value_does() {
    let certificate = certificate("rsa-2048");
    for name in ["sha1", "sha224", "sha256", "sha384", "sha512", "sha3-256", "sha3-384", "sha3-512"] {
        let named = SignatureAlgorithm::RsaPkcs1(digest_of(name));
        let value = signed_by_openssl("rsa-2048", name);
        check(&certificate, named, &value, name);
        let other = if name == "sha3-256" { DigestAlgorithm::Sha256 } else { DigestAlgorithm::Sha3_256 };
        let answer = certificate.public_key().verify(SignatureAlgorithm::RsaPkcs1(other), MESSAGE, &value);
        assert_eq!(answer, Ok(false), "{name}: as another digest");
    }
}

#[cfg(feature = "further-algorithms")]
#[test]
fn rsa_of_unusual_lengths_verifies_and_no_bad_value_does() {
    for (bits, exponent, digest) in [
        (512, 65_537, "sha256"),
        (768, 3, "sha1"),
        (1_001, 65_537, "sha256"),
        (1_024, 17, "sha384"),
        (1_536, 65_537, "sha384"),
    ] {
        let (certificate, value) = signed_by_length(bits, exponent, digest);
        let named = SignatureAlgorithm::RsaPkcs1(digest_of(digest));
        check(&certificate, named, &value, &format!("{bits} bits"));
    }
}

/// What stands in the value is compared whole: a DigestInfo without its NULL, or with anything behind, is not the one.
#[cfg(feature = "further-algorithms")]
#[test]
fn no_other_content_under_the_padding_passes() {
    let digest = DigestAlgorithm::Sha3_256.digest(MESSAGE);
    let identifier = [0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x08];
    let with = |algorithm: &[u8], more: &[u8]| {
        let digest = [&[0x04, 0x20], digest.as_slice()].concat();
        crate::support::tlv(0x30, &[&crate::support::tlv(0x30, &[algorithm]), &digest, more])
    };
    let right = with(&[&identifier[..], &[5, 0]].concat(), &[]);
    let certificate = certificate("rsa-2048");
    let named = SignatureAlgorithm::RsaPkcs1(DigestAlgorithm::Sha3_256);
    let answer = |content: &[u8]| {
        let workshop = Workshop::new();
        workshop.write("key.pem", text("rsa-2048.key.pem"));
        workshop.write("content", content);
        workshop.openssl_ok(
            "pkeyutl -sign -inkey key.pem -pkeyopt rsa_padding_mode:pkcs1 -in content -out value",
        );
        certificate.public_key().verify(named, MESSAGE, &workshop.read("value"))
    };
    assert_eq!(answer(&right), Ok(true));
    let followed = [right.as_slice(), &[0]].concat();
    for wrong in [
        with(&identifier, &[]),
        with(&[&identifier[..], &[5, 0]].concat(), &[5, 0]),
        followed,
        digest.clone(),
    ] {
        assert_eq!(answer(&wrong), Ok(false), "{wrong:02x?}");
    }
}

#[test]
fn pss_takes_the_length_of_salt_that_it_is_told() {
    let certificate = certificate("rsa-2048");
    for (digest, salt_len) in [
        ("sha256", 0),
        ("sha256", 20),
        ("sha256", 32),
        ("sha384", 48),
        ("sha512", 64),
        ("sha512", 190),
        ("sha256", 222),
    ] {
        let workshop = Workshop::new();
        workshop.write("key.pem", text("rsa-2048.key.pem"));
        workshop.write("message", MESSAGE);
        workshop.openssl_ok(&format!(
            "dgst -{digest} -sigopt rsa_padding_mode:pss -sigopt rsa_pss_saltlen:{salt_len} -sign key.pem -out value message"
        ));
        let value = workshop.read("value");
        let named = |salt_len| SignatureAlgorithm::RsaPss { digest: digest_of(digest), salt_len };
        check(&certificate, named(salt_len), &value, &format!("{digest}, salt {salt_len}"));
        let answer = certificate.public_key().verify(named(salt_len / 2 + 1), MESSAGE, &value);
        assert_eq!(answer, Ok(false), "{digest}, salt {salt_len}");
    }
}

/// What cannot be checked is not called wrong.
#[test]
fn pss_by_a_key_too_short_to_be_checked_is_refused_and_not_called_wrong() {
    let workshop = Workshop::new();
    workshop.write("key.pem", text("rsa-1024.key.pem"));
    workshop.write("message", MESSAGE);
    workshop.openssl_ok(
        "dgst -sha256 -sigopt rsa_padding_mode:pss -sigopt rsa_pss_saltlen:32 -sign key.pem -out value message",
    );
    let named = SignatureAlgorithm::RsaPss { digest: DigestAlgorithm::Sha256, salt_len: 32 };
    let answer = certificate("rsa-1024").public_key().verify(named, MESSAGE, &workshop.read("value"));
    assert_eq!(answer, Err(Error::UnsupportedParameters));
}

#[cfg(not(feature = "further-algorithms"))]
#[test]
fn without_further_algorithms_sha3_is_named() {
    let named = SignatureAlgorithm::RsaPkcs1(DigestAlgorithm::Sha3_256);
    let answer = certificate("rsa-2048").public_key().verify(
        named,
        MESSAGE,
        &signed_by_openssl("rsa-2048", "sha3-256"),
    );
    assert_eq!(answer, Err(Error::NotInThisBuild(named.oid().unwrap())));
}

/// More bits than anybody signs with are not computed with: the work would be the sender's choice.
#[cfg(feature = "further-algorithms")]
#[test]
fn rsa_of_a_length_beyond_all_use_is_not_computed_with() {
    let modulus = [vec![0, 0x80], vec![0; 4_000], vec![1]].concat();
    let numbers = crate::support::tlv(0x30, &[&crate::support::tlv(2, &[&modulus]), &[2, 1, 3]]);
    let bits = crate::support::tlv(3, &[&[0], &numbers]);
    let rsa = [0x30, 0x0d, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01, 0x05, 0x00];
    let key = paraph_pki::PublicKey::from_info_der(&crate::support::tlv(0x30, &[&rsa, &bits])).unwrap();
    let named = SignatureAlgorithm::RsaPkcs1(DigestAlgorithm::Sha256);
    assert_eq!(key.verify(named, MESSAGE, &[1; 4_001]), Err(Error::UnsupportedParameters));
}
