//! A private key as programs write it into a file: PEM (RFC 7468) or DER, as PKCS#8 (RFC 5958), encrypted or not, SEC 1
//! (RFC 5915) or PKCS#1 (RFC 8017 § A.1.2). What is not read is named for what it is.

use aws_lc_rs::signature::{self, EcdsaKeyPair, RsaKeyPair};
use der::asn1::{AnyRef, OctetStringRef};
use der::{Reader, SliceReader, Tag, Tagged};
use zeroize::Zeroizing;

use super::{Pair, PrivateKey, RsaPadding};
use crate::{DigestAlgorithm, Error, pkcs12};

/// The forms a key has in a file.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    Pkcs8,
    EncryptedPkcs8,
    Sec1,
    Pkcs1,
}

/// Labels of PEM blocks that hold a key, and what they hold.
const LABELS: [(&str, Form); 4] = [
    ("PRIVATE KEY", Form::Pkcs8),
    ("ENCRYPTED PRIVATE KEY", Form::EncryptedPkcs8),
    ("EC PRIVATE KEY", Form::Sec1),
    ("RSA PRIVATE KEY", Form::Pkcs1),
];

/// Labels that people take for those, what they hold, and how a key is had from it.
const OTHERS: [(&str, Error); 6] = [
    (
        "OPENSSH PRIVATE KEY",
        Error::KeyIsOfAnotherForm {
            form: "a key of OpenSSH",
            remedy: "write a copy of it as PKCS#8: ssh-keygen -p -m PKCS8 -f COPY",
        },
    ),
    (
        "DSA PRIVATE KEY",
        Error::KeyIsOfAnotherForm {
            form: "a DSA key",
            remedy: "DSA is not signed with: use an EC or RSA key",
        },
    ),
    (
        "PGP PRIVATE KEY BLOCK",
        Error::KeyIsOfAnotherForm {
            form: "a key of OpenPGP",
            remedy: "PDFs are signed with X.509 keys: use one of those",
        },
    ),
    ("PUBLIC KEY", PUBLIC),
    ("RSA PUBLIC KEY", PUBLIC),
    ("CERTIFICATE", CERTIFICATE),
];

const PUBLIC: Error = Error::KeyIsOfAnotherForm {
    form: "a public key",
    remedy: "signing takes the private key: name the file that holds it",
};
const CERTIFICATE: Error = Error::KeyIsOfAnotherForm {
    form: "a certificate",
    remedy: "name it with --cert, and the file of its private key with --key",
};
const PKCS12: Error = Error::KeyIsOfAnotherForm {
    form: "a PKCS#12 file",
    remedy: "name it with --p12, without --key and --cert",
};
const OLD_ENCRYPTION: Error = Error::KeyIsOfAnotherForm {
    form: "a key encrypted in OpenSSL's old form (Proc-Type: 4,ENCRYPTED)",
    remedy: "write it as PKCS#8: openssl pkcs8 -topk8 -v2 aes-256-cbc -in FILE -out NEW",
};
const OTHER_ENCRYPTION: Error = Error::KeyIsOfAnotherForm {
    form: "a key encrypted by a scheme that is not read",
    remedy: "encrypt it with PBES2 and PBKDF2: openssl pkcs8 -topk8 -v2 aes-256-cbc -in FILE -out NEW",
};

impl PrivateKey {
    /// Reads the one private key of a file, PEM or DER, in any of the forms that programs write; `password` opens an
    /// encrypted one.
    ///
    /// # Errors
    /// [`Error::KeyIsEncrypted`] without its password; [`Error::KeyIsOfAnotherForm`], which says what the file
    /// is and what to do; as [`PrivateKey::from_pkcs8_der`].
    pub fn from_file(bytes: &[u8], password: Option<&str>) -> Result<Self, Error> {
        let text = std::str::from_utf8(bytes).ok().filter(|text| text.contains("-----BEGIN "));
        match text {
            Some(text) => from_text(text, password),
            None => from_form(form(bytes)?, bytes, password),
        }
    }
}

fn from_text(text: &str, password: Option<&str>) -> Result<PrivateKey, Error> {
    let (mut key, mut other) = (None, None);
    let mut rest = text;
    while let Some((_, after)) = rest.split_once("-----BEGIN ") {
        let Some((label, _)) = after.split_once("-----") else { break };
        let block_start = rest.len().saturating_sub(after.len()).saturating_sub("-----BEGIN ".len());
        let block = rest.get(block_start..).unwrap_or_default();
        if let Some((_, form)) = LABELS.iter().find(|(known, _)| *known == label) {
            if key.is_some() {
                return Err(Error::SeveralPrivateKeys);
            }
            key = Some((*form, block));
        } else if let Some((_, named)) = OTHERS.iter().find(|(known, _)| *known == label) {
            other.get_or_insert(*named);
        }
        rest = after;
    }
    let Some((form, block)) = key else { return Err(other.unwrap_or(Error::NoPrivateKey)) };
    let block = block.split_once("-----END ").map_or(block, |(inner, end)| {
        let end = end.find("-----").map_or(0, |at| at + "-----".len());
        block.get(..inner.len() + "-----END ".len() + end).unwrap_or(block)
    });
    if block.contains("Proc-Type:") {
        return Err(OLD_ENCRYPTION);
    }
    // Some programs end lines with more than a line end.
    let lines: Vec<&str> = block.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    let block = Zeroizing::new(lines.join("\n"));
    let document = der::SecretDocument::from_pem(&block).map_err(Error::malformed("PEM block"))?.1;
    from_form(form, document.as_bytes(), password)
}

fn from_form(form: Form, bytes: &[u8], password: Option<&str>) -> Result<PrivateKey, Error> {
    match form {
        Form::Pkcs8 => PrivateKey::from_pkcs8_der(bytes),
        Form::Sec1 => from_sec1(bytes),
        Form::Pkcs1 => {
            let pair = RsaKeyPair::from_der(bytes).map_err(|_| Error::PrivateKeyIsInconsistent)?;
            PrivateKey::of_rsa(pair)
        }
        Form::EncryptedPkcs8 => {
            let password = password.ok_or(Error::KeyIsEncrypted)?;
            let plain = pkcs12::decrypt_private_key(bytes, password).map_err(|error| match error {
                Error::UnsupportedAlgorithm(_) => OTHER_ENCRYPTION,
                other => other,
            })?;
            // One wrong password in 256 leaves what looks well padded.
            PrivateKey::from_pkcs8_der(&plain).map_err(|error| match error {
                Error::Malformed { .. } => Error::PasswordIsWrong,
                other => other,
            })
        }
    }
}

/// ECPrivateKey (RFC 5915 § 3): its curve follows from the length of the number, and checked by the library.
fn from_sec1(bytes: &[u8]) -> Result<PrivateKey, Error> {
    let malformed = || Error::malformed("ECPrivateKey");
    let mut body = body(bytes).map_err(malformed())?;
    let _version: u8 = body.decode().map_err(malformed())?;
    let number: &OctetStringRef = body.decode().map_err(malformed())?;
    let (signing, digest) = match number.as_bytes().len() {
        32 => (&signature::ECDSA_P256_SHA256_ASN1_SIGNING, DigestAlgorithm::Sha256),
        48 => (&signature::ECDSA_P384_SHA384_ASN1_SIGNING, DigestAlgorithm::Sha384),
        66 => (&signature::ECDSA_P521_SHA512_ASN1_SIGNING, DigestAlgorithm::Sha512),
        _ => return Err(Error::UnsupportedKey),
    };
    let pair =
        EcdsaKeyPair::from_private_key_der(signing, bytes).map_err(|_| Error::PrivateKeyIsInconsistent)?;
    Ok(PrivateKey { pair: Pair::Ecdsa { pair, digest } })
}

/// What DER bytes are, by their first elements.
fn form(bytes: &[u8]) -> Result<Form, Error> {
    let mut body = body(bytes).map_err(|_| Error::NoPrivateKey)?;
    let first: AnyRef<'_> = body.decode().map_err(|_| Error::NoPrivateKey)?;
    let second: AnyRef<'_> = body.decode().map_err(|_| Error::NoPrivateKey)?;
    match (first.tag(), second.tag()) {
        (Tag::Integer, Tag::Sequence) if first.value() == [3] => Err(PKCS12),
        (Tag::Integer, Tag::Sequence) => Ok(Form::Pkcs8),
        (Tag::Integer, Tag::OctetString) => Ok(Form::Sec1),
        (Tag::Integer, Tag::Integer) if body.is_finished() => Err(PUBLIC),
        (Tag::Integer, Tag::Integer) => Ok(Form::Pkcs1),
        (Tag::Sequence, Tag::OctetString) => Ok(Form::EncryptedPkcs8),
        (Tag::Sequence, Tag::Sequence) => Err(CERTIFICATE),
        (Tag::Sequence, Tag::BitString) => Err(PUBLIC),
        _ => Err(Error::NoPrivateKey),
    }
}

fn body(bytes: &[u8]) -> Result<SliceReader<'_>, der::Error> {
    let mut reader = SliceReader::new(bytes)?;
    let whole: AnyRef<'_> = reader.decode()?;
    reader.finish()?;
    SliceReader::new(whole.value())
}

impl PrivateKey {
    /// An RSA key of a size that is signed with.
    pub(super) fn of_rsa(pair: RsaKeyPair) -> Result<Self, Error> {
        if !(256..=512).contains(&pair.public_modulus_len()) {
            return Err(Error::UnsupportedKey);
        }
        Ok(Self { pair: Pair::Rsa { pair, padding: RsaPadding::Pkcs1 } })
    }
}
