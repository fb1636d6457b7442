//! The signing-certificate attributes, which bind a signature to one certificate (RFC 2634 § 5.4, RFC 5035).

use der::asn1::{AnyRef, OctetStringRef};
use der::{Reader, SliceReader, Tag, Tagged};
use spki::AlgorithmIdentifierRef;

use super::{Attribute, SigningCertificateFact};
use crate::asn1::{context, decode, elements, sequence, wrap};
use crate::{Certificate, DigestAlgorithm, Error, oid};

const STRUCTURE: &str = "SigningCertificate";

/// SigningCertificateV2 with one ESSCertIDv2. The hash is SHA-256, whose identifier DER leaves out as default.
pub(super) fn write(signer: &Certificate) -> Result<Vec<u8>, Error> {
    let hash = wrap(Tag::OctetString, &[&signer.fingerprint(DigestAlgorithm::Sha256)])?;
    let directory_name = wrap(context(4), &[signer.issuer().to_der()])?;
    let names = wrap(Tag::Sequence, &[&directory_name])?;
    let serial = wrap(Tag::Integer, &[signer.serial()])?;
    let issuer_serial = wrap(Tag::Sequence, &[&names, &serial])?;
    let identifier = wrap(Tag::Sequence, &[&hash, &issuer_serial])?;
    let identifiers = wrap(Tag::Sequence, &[&identifier])?;
    wrap(Tag::Sequence, &[&identifiers])
}

/// Compares the attributes with the certificate taken for the signer's. The first identifier is the signer's;
/// the others, if any, name its chain (RFC 5035 § 5).
pub(super) fn check(attributes: &[Attribute], signer: Option<&Certificate>) -> SigningCertificateFact {
    let of_kind = |kind| attributes.iter().filter(move |attribute| attribute.kind == kind);
    let second = of_kind(oid::ATTRIBUTE_SIGNING_CERTIFICATE_V2);
    let found: Vec<&Attribute> = second.chain(of_kind(oid::ATTRIBUTE_SIGNING_CERTIFICATE)).collect();
    let attribute = match found.as_slice() {
        [] => return SigningCertificateFact::Missing,
        [only] => *only,
        _ => return SigningCertificateFact::Repeated,
    };
    let [value] = attribute.values.as_slice() else { return SigningCertificateFact::Repeated };
    let default = match attribute.kind {
        oid::ATTRIBUTE_SIGNING_CERTIFICATE => DigestAlgorithm::Sha1,
        _ => DigestAlgorithm::Sha256,
    };
    let identifier = match read_first(value, default) {
        Ok(identifier) => identifier,
        Err(Error::UnsupportedAlgorithm(_)) => return SigningCertificateFact::NotChecked,
        Err(_) => return SigningCertificateFact::Malformed,
    };
    match signer {
        None => SigningCertificateFact::NotChecked,
        Some(signer) if identifier.names(signer) => {
            SigningCertificateFact::Matches { digest: identifier.algorithm }
        }
        Some(_) => SigningCertificateFact::Differs,
    }
}

/// ESSCertID or ESSCertIDv2.
struct Identifier<'a> {
    algorithm: DigestAlgorithm,
    hash: &'a [u8],
    /// The issuer names' GeneralNames and the serial number, if given.
    issuer_serial: Option<(Vec<&'a [u8]>, &'a [u8])>,
}

impl Identifier<'_> {
    /// RFC 5035 § 5.4: hash over the whole certificate; issuer and serial number agree if given.
    fn names(&self, certificate: &Certificate) -> bool {
        let hash = certificate.fingerprint(self.algorithm);
        let same_hash = aws_lc_rs::constant_time::verify_slices_are_equal(&hash, self.hash).is_ok();
        same_hash
            && self.issuer_serial.as_ref().is_none_or(|(issuers, serial)| {
                *serial == certificate.serial()
                    && issuers.iter().any(|issuer| *issuer == certificate.issuer().to_der())
            })
    }
}

fn read_first(value: &[u8], default: DigestAlgorithm) -> Result<Identifier<'_>, Error> {
    let malformed = Error::malformed(STRUCTURE);
    let outer = sequence(value, STRUCTURE)?;
    let lists = elements(outer, 2, STRUCTURE)?;
    let list = sequence(lists.first().ok_or(Error::Malformed { structure: STRUCTURE })?, STRUCTURE)?;
    let mut list = SliceReader::new(list).map_err(&malformed)?;
    let first = sequence(list.tlv_bytes().map_err(&malformed)?, STRUCTURE)?;
    let mut reader = SliceReader::new(first).map_err(&malformed)?;
    let mut algorithm = default;
    if reader.peek_byte() == Some(0x30) {
        let identifier: AlgorithmIdentifierRef<'_> = reader.decode().map_err(&malformed)?;
        algorithm = DigestAlgorithm::from_identifier(&identifier)?;
    }
    let hash: &OctetStringRef = reader.decode().map_err(&malformed)?;
    let issuer_serial = if reader.is_finished() {
        None
    } else {
        let pair = sequence(reader.tlv_bytes().map_err(&malformed)?, STRUCTURE)?;
        Some(read_issuer_serial(pair)?)
    };
    Ok(Identifier { algorithm, hash: hash.as_bytes(), issuer_serial })
}

/// IssuerSerial ::= SEQUENCE { issuer GeneralNames, serialNumber }; only directory names [4] name an issuer.
fn read_issuer_serial(content: &[u8]) -> Result<(Vec<&[u8]>, &[u8]), Error> {
    let malformed = Error::Malformed { structure: STRUCTURE };
    let [names, serial] = elements(content, 2, STRUCTURE)?.try_into().map_err(|_| malformed)?;
    let names = sequence(names, STRUCTURE)?;
    let serial: AnyRef<'_> = decode(serial, STRUCTURE)?;
    let mut issuers = Vec::new();
    for name in elements(names, 16, STRUCTURE)? {
        let name: AnyRef<'_> = decode(name, STRUCTURE)?;
        if name.tag() == context(4) {
            issuers.push(name.value());
        }
    }
    Ok((issuers, serial.value()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_default_hash_is_left_out_and_understood() {
        let certificate = Certificate::from_pem(include_str!("../../tests/data/p256-root.pem")).unwrap();
        let value = write(&certificate).unwrap();
        let identifier = read_first(&value, DigestAlgorithm::Sha256).unwrap();
        assert_eq!(identifier.algorithm, DigestAlgorithm::Sha256);
        assert!(identifier.names(&certificate));
    }
}
