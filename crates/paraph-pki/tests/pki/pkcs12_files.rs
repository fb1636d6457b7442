//! PKCS#12 files of every dialect in use open with their password and with no other.

use paraph_pki::{Certificate, Error, pkcs12};

use crate::authority::{issue, pem, shared};
use crate::support::{Workshop, certificate, data};

const PASSWORD: &str = "correct-horse-é";

/// Exports one of the committed identities with the arguments given.
pub(super) fn exported(name: &str, password: &str, arguments: &str) -> Vec<u8> {
    let workshop = Workshop::new();
    workshop.write("password", password);
    let file = |name: String| data(&name).display().to_string();
    workshop.openssl_ok(&format!(
        "pkcs12 -export -in {} -inkey {} -out out.p12 -passout file:password {arguments}",
        file(format!("{name}.pem")),
        file(format!("{name}.key.pem")),
    ));
    workshop.read("out.p12")
}

fn check(name: &str, arguments: &str) {
    let bytes = exported(name, PASSWORD, arguments);
    let identity = pkcs12::open(&bytes, PASSWORD).unwrap_or_else(|error| panic!("{arguments}: {error}"));
    assert_eq!(identity.certificate(), &certificate(name), "{arguments}");
    assert_eq!(&identity.key().public_key().unwrap(), identity.certificate().public_key());
    assert_eq!(pkcs12::open(&bytes, "wrong").err(), Some(Error::PasswordIsWrong), "{arguments}");
    assert_eq!(pkcs12::open(&bytes, "").err(), Some(Error::PasswordIsWrong), "{arguments}");
}

#[test]
fn every_dialect_opens() {
    for arguments in [
        "",
        "-legacy",
        "-certpbe AES-128-CBC -keypbe AES-192-CBC -macalg sha512",
        "-certpbe AES-256-CBC -keypbe AES-256-CBC -macalg sha384 -iter 10000",
        "-legacy -certpbe PBE-SHA1-3DES -keypbe PBE-SHA1-3DES",
        "-legacy -certpbe PBE-SHA1-2DES -keypbe PBE-SHA1-2DES",
        "-legacy -certpbe PBE-SHA1-RC2-128 -keypbe PBE-SHA1-RC2-40",
        "-certpbe NONE -keypbe AES-256-CBC",
        "-certpbe AES-256-CBC -keypbe NONE",
        "-noiter -macalg sha1",
        "-name Ada -CSP Provider -caname Root",
    ] {
        check("p256-root", arguments);
    }
    check("p384", "");
    check("rsa-2048", "-legacy");
}

#[test]
fn a_file_without_a_password_check_opens_by_its_encryption() {
    let bytes = exported("p256-root", PASSWORD, "-nomac");
    assert!(pkcs12::open(&bytes, PASSWORD).is_ok());
    // A wrong key may by chance leave good padding, never a key.
    assert!(pkcs12::open(&bytes, "wrong").is_err());
}

#[test]
fn an_empty_password_is_a_password() {
    for arguments in ["", "-legacy"] {
        let bytes = exported("p256-root", "\n", arguments);
        assert!(pkcs12::open(&bytes, "").is_ok(), "{arguments}");
        assert_eq!(pkcs12::open(&bytes, "x").err(), Some(Error::PasswordIsWrong));
    }
}

#[test]
fn the_chain_is_put_in_order() {
    let authority = shared();
    let (key, leaf) = issue(&authority.issuing, paraph_pki::authority::Profile::Signatory, "Ada");
    let workshop = Workshop::new();
    workshop.write("key.der", &*key.to_pkcs8_der().unwrap());
    workshop.openssl_ok("pkey -inform DER -in key.der -out key.pem");
    workshop.write("leaf.pem", pem(&[&leaf]));
    let (root, issuing) = (authority.root.certificate(), authority.issuing.certificate());
    workshop.write("others.pem", pem(&[root, &certificate("rsa-2048"), issuing]));
    workshop.openssl_ok(
        "pkcs12 -export -in leaf.pem -inkey key.pem -certfile others.pem -out out.p12 -passout pass:x",
    );
    let identity = pkcs12::open(&workshop.read("out.p12"), "x").unwrap();
    assert_eq!(identity.certificate(), &leaf);
    let expected: [&Certificate; 2] = [issuing, root];
    assert_eq!(identity.chain().iter().collect::<Vec<_>>(), expected);
}

#[test]
fn a_file_without_a_key_or_without_its_certificate_says_so() {
    let workshop = Workshop::new();
    let file = |name: &str| data(name).display().to_string();
    let export = |arguments: String| {
        workshop.openssl_ok(&format!("pkcs12 -export -out out.p12 -passout pass:x {arguments}"));
        pkcs12::open(&workshop.read("out.p12"), "x").err()
    };
    assert_eq!(export(format!("-nokeys -in {}", file("p384.pem"))), Some(Error::NoPrivateKey));
    let key = format!("-nocerts -inkey {} -in {}", file("p384.key.pem"), file("p384.key.pem"));
    assert_eq!(export(key), Some(Error::NoCertificateForKey));
}

#[test]
fn a_key_that_is_not_signed_with_is_refused() {
    let workshop = Workshop::new();
    let curve = "-newkey ec -pkeyopt ec_paramgen_curve:secp256k1";
    workshop.openssl_ok(&format!("req -x509 {curve} -nodes -subj /CN=x -keyout key.pem -out cert.pem"));
    workshop.openssl_ok("pkcs12 -export -inkey key.pem -in cert.pem -passout pass:x -out out.p12");
    assert_eq!(pkcs12::open(&workshop.read("out.p12"), "x").err(), Some(Error::UnsupportedKey));
}

/// Rewrites the outermost SEQUENCE in the indefinite form, as BouncyCastle and old Windows do.
#[test]
fn ber_is_read_too() {
    let der = exported("p256-root", PASSWORD, "");
    assert_eq!(&der[..2], &[0x30, 0x82]);
    let ber = [&[0x30, 0x80][..], &der[4..], &[0x00, 0x00]].concat();
    assert!(pkcs12::open(&ber, PASSWORD).is_ok());
}

#[test]
fn a_file_cannot_make_us_work_without_end() {
    let der = exported("p256-root", PASSWORD, "-iter 65535");
    let position = der.windows(5).rposition(|window| window == [0x02, 0x03, 0x00, 0xff, 0xff]).unwrap();
    // The MAC's iterations stand last; three content bytes hold up to 8 388 607.
    let mut endless = der.clone();
    endless[position + 2] = 0x7f;
    let refused = pkcs12::open(&endless, PASSWORD).err();
    assert_eq!(refused, Some(Error::BeyondLimits { structure: "PKCS#12 key derivation" }));
}

#[test]
fn no_flipped_bit_gives_another_key() {
    let der = exported("p256-root", PASSWORD, "-noiter -nomaciter");
    let original = certificate("p256-root");
    for position in 0..der.len() {
        let mut changed = der.clone();
        changed[position] ^= 1 << (position % 8);
        if let Ok(identity) = pkcs12::open(&changed, PASSWORD) {
            assert_eq!(identity.certificate(), &original, "byte {position}");
        }
    }
}
