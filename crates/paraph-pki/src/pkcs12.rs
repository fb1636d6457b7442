//! PKCS#12 files (RFC 7292): a private key and its certificates under a password, as every program exports them.
//!
//! Read only. OpenSSL 3 and today's Java and Windows write PBES2; older programs RC2 and triple DES. Both are read,
//! since people bring what they have.

use const_oid::ObjectIdentifier;
use der::asn1::{AnyRef, OctetStringRef};
use der::{Reader, SliceReader, Tag, Tagged};
use spki::AlgorithmIdentifierRef;
use zeroize::Zeroizing;

use crate::asn1::normalise::normalise;
use crate::asn1::{context, decode, elements, sequence};
use crate::limits::{ASN1_DEPTH_MAX, CERTIFICATES_MAX};
use crate::{Certificate, Error, Identity, PrivateKey, oid};

mod decryption;
mod integrity;
mod password;

use password::Password;

/// Bytes that are wiped when dropped.
type Secret = Zeroizing<Vec<u8>>;

const STRUCTURE: &str = "PKCS#12 file";
const MALFORMED: Error = Error::Malformed { structure: STRUCTURE };

/// Opens a PKCS#12 file that holds one private key, and orders its certificates from the key's to the root.
///
/// Certificates that do not lead upwards from the key's are left out.
///
/// # Errors
/// When the file is malformed, the password is wrong, an algorithm is not supported, or there is not exactly one
/// private key with its certificate.
pub fn open(bytes: &[u8], password: &str) -> Result<Identity, Error> {
    let normalised = normalise(bytes)?;
    let file = sequence(&normalised.der, STRUCTURE)?;
    let parts = elements(file, 3, STRUCTURE)?;
    let [version, content, rest @ ..] = parts.as_slice() else { return Err(MALFORMED) };
    if decode::<u8>(version, STRUCTURE)? != 3 {
        return Err(MALFORMED);
    }
    let content = ContentInfo::read(content)?;
    if content.kind != oid::CMS_DATA {
        // Integrity by signature instead of password: never met.
        return Err(Error::UnsupportedAlgorithm(content.kind));
    }
    let safe = content.octets()?;
    let password = match rest.first() {
        Some(mac) => integrity::check(mac, safe.as_bytes(), password)?,
        None => Password::new(password),
    };
    let mut contents = Contents::default();
    contents.read_safe(safe.as_bytes(), &password)?;
    contents.into_identity()
}

/// ContentInfo: a kind, and what its explicit tag holds.
struct ContentInfo<'a> {
    kind: ObjectIdentifier,
    content: &'a [u8],
}

impl<'a> ContentInfo<'a> {
    fn read(bytes: &'a [u8]) -> Result<Self, Error> {
        let info = sequence(bytes, STRUCTURE)?;
        let [kind, content] = elements(info, 2, STRUCTURE)?.try_into().map_err(|_| MALFORMED)?;
        let explicit: AnyRef<'_> = decode(content, STRUCTURE)?;
        if explicit.tag() != context(0) {
            return Err(MALFORMED);
        }
        Ok(Self { kind: decode(kind, STRUCTURE)?, content: explicit.value() })
    }

    fn octets(&self) -> Result<&'a OctetStringRef, Error> {
        decode(self.content, STRUCTURE)
    }
}

/// What was found so far.
#[derive(Default)]
struct Contents {
    keys: Vec<PrivateKey>,
    certificates: Vec<Certificate>,
}

impl Contents {
    /// AuthenticatedSafe: plain and encrypted parts.
    fn read_safe(&mut self, bytes: &[u8], password: &Password) -> Result<(), Error> {
        let normalised = normalise(bytes)?;
        let safe = sequence(&normalised.der, STRUCTURE)?;
        for part in elements(safe, CERTIFICATES_MAX, STRUCTURE)? {
            let part = ContentInfo::read(part)?;
            match part.kind {
                oid::CMS_DATA => self.read_bags(part.octets()?.as_bytes(), password)?,
                oid::CMS_ENCRYPTED_DATA => {
                    let plain = decrypt_part(part.content, password)?;
                    self.read_bags(&plain, password)?;
                }
                other => return Err(Error::UnsupportedAlgorithm(other)),
            }
        }
        Ok(())
    }

    /// SafeContents, and those nested in it, without recursion.
    fn read_bags(&mut self, bytes: &[u8], password: &Password) -> Result<(), Error> {
        let mut open = vec![Zeroizing::new(bytes.to_vec())];
        let mut read = 0;
        while let Some(bytes) = open.pop() {
            read += 1;
            if read > ASN1_DEPTH_MAX {
                return Err(Error::BeyondLimits { structure: STRUCTURE });
            }
            let normalised = normalise(&bytes)?;
            let bags = sequence(&normalised.der, STRUCTURE)?;
            for bag in elements(bags, CERTIFICATES_MAX, STRUCTURE)? {
                if let Some(nested) = self.read_bag(bag, password)? {
                    open.push(nested);
                }
            }
        }
        Ok(())
    }

    /// SafeBag. Names and key identifiers are not looked at: a key tells its certificate by itself. Kinds that are
    /// neither key nor certificate are skipped. Gives nested contents.
    fn read_bag(&mut self, bytes: &[u8], password: &Password) -> Result<Option<Secret>, Error> {
        let bag = sequence(bytes, STRUCTURE)?;
        let parts = elements(bag, 3, STRUCTURE)?;
        let [kind, value, ..] = parts.as_slice() else { return Err(MALFORMED) };
        let value: AnyRef<'_> = decode(value, STRUCTURE)?;
        match decode::<ObjectIdentifier>(kind, STRUCTURE)? {
            oid::KEY_BAG => self.keys.push(PrivateKey::from_pkcs8_der(value.value())?),
            oid::SHROUDED_KEY_BAG => {
                let plain = decrypt_key(value.value(), password)?;
                self.keys.push(PrivateKey::from_pkcs8_der(&plain)?);
            }
            oid::CERTIFICATE_BAG => self.read_certificate(value.value())?,
            oid::SAFE_CONTENTS_BAG => return Ok(Some(Zeroizing::new(value.value().to_vec()))),
            _ => {}
        }
        Ok(None)
    }

    /// CertBag: only X.509 certificates are of use; one that cannot be read may be a stranger's and is skipped.
    fn read_certificate(&mut self, bytes: &[u8]) -> Result<(), Error> {
        let content = ContentInfo::read(bytes)?;
        if self.certificates.len() == CERTIFICATES_MAX {
            return Err(Error::BeyondLimits { structure: STRUCTURE });
        }
        if content.kind == oid::X509_CERTIFICATE {
            self.certificates.extend(Certificate::from_der(content.octets()?.as_bytes()).ok());
        }
        Ok(())
    }

    fn into_identity(self) -> Result<Identity, Error> {
        let mut keys = self.keys.into_iter();
        let key = keys.next().ok_or(Error::NoPrivateKey)?;
        if keys.next().is_some() {
            return Err(Error::SeveralPrivateKeys);
        }
        let public_key = key.public_key()?;
        let mut rest = self.certificates;
        let position = rest
            .iter()
            .position(|certificate| certificate.public_key().key_bits() == public_key.key_bits())
            .ok_or(Error::NoCertificateForKey)?;
        let certificate = rest.swap_remove(position);
        let mut chain: Vec<Certificate> = Vec::new();
        loop {
            let last = chain.last().unwrap_or(&certificate);
            let issuer = rest.iter().position(|candidate| {
                candidate.subject().matches(last.issuer())
                    && last.is_signed_by(candidate.public_key()) == Ok(true)
            });
            match issuer {
                Some(position) => chain.push(rest.swap_remove(position)),
                None => break,
            }
        }
        Identity::new(key, certificate, chain)
    }
}

/// Decrypts a PKCS#8 key as it lies in such a file, or alone (EncryptedPrivateKeyInfo, RFC 5958 § 3).
pub(crate) fn decrypt_private_key(bytes: &[u8], password: &str) -> Result<Zeroizing<Vec<u8>>, Error> {
    decrypt_key(bytes, &Password::new(password))
}

/// EncryptedPrivateKeyInfo (RFC 5958 § 3).
fn decrypt_key(bytes: &[u8], password: &Password) -> Result<Secret, Error> {
    let malformed = Error::malformed(STRUCTURE);
    let info = sequence(bytes, STRUCTURE)?;
    let mut reader = SliceReader::new(info).map_err(&malformed)?;
    let algorithm: AlgorithmIdentifierRef<'_> = reader.decode().map_err(&malformed)?;
    let encrypted: &OctetStringRef = reader.decode().map_err(&malformed)?;
    decryption::decrypt(&algorithm, encrypted.as_bytes(), password)
}

/// EncryptedData (RFC 5652 § 8): version, then content type, algorithm and `[0] IMPLICIT` octets.
fn decrypt_part(bytes: &[u8], password: &Password) -> Result<Secret, Error> {
    let malformed = Error::malformed(STRUCTURE);
    let data = sequence(bytes, STRUCTURE)?;
    let parts = elements(data, 3, STRUCTURE)?;
    let [_version, info, ..] = parts.as_slice() else { return Err(MALFORMED) };
    let info = sequence(info, STRUCTURE)?;
    let mut reader = SliceReader::new(info).map_err(&malformed)?;
    let _content_type: ObjectIdentifier = reader.decode().map_err(&malformed)?;
    let algorithm: AlgorithmIdentifierRef<'_> = reader.decode().map_err(&malformed)?;
    let encrypted: AnyRef<'_> = reader.decode().map_err(&malformed)?;
    match encrypted.tag() {
        // BER writers cut it in pieces, which the implicit tag hides from the normaliser.
        tag if tag == context(0) => {
            let mut whole = Vec::new();
            for piece in elements(encrypted.value(), usize::MAX, STRUCTURE)? {
                let piece: AnyRef<'_> = decode(piece, STRUCTURE)?;
                if piece.tag() != Tag::OctetString {
                    return Err(MALFORMED);
                }
                whole.extend_from_slice(piece.value());
            }
            decryption::decrypt(&algorithm, &whole, password)
        }
        Tag::ContextSpecific { number, .. } if number.value() == 0 => {
            decryption::decrypt(&algorithm, encrypted.value(), password)
        }
        _ => Err(MALFORMED),
    }
}
