//! Writing and signing one certificate (RFC 5280 § 4.1).

use aws_lc_rs::rand::SecureRandom;
use der::Tag;

use super::profile::plain;
use super::{Order, Published};
use crate::asn1::{context, encode, time, wrap};
use crate::{Certificate, DigestAlgorithm, DistinguishedName, Error, PrivateKey, PublicKey, oid};

const STRUCTURE: &str = "Certificate";

/// Bytes of randomness in a serial number: 126 bits, well over the 64 that CAs are held to.
const SERIAL_LEN: usize = 16;

pub(super) fn write(
    order: &Order<'_>,
    issuer: &DistinguishedName,
    issuer_key: &PublicKey,
    signing_key: &PrivateKey,
    random: &dyn SecureRandom,
) -> Result<Certificate, Error> {
    let algorithm = encode(&signing_key.algorithm().identifier()?, STRUCTURE)?;
    let not_before = time::write(order.validity.not_before)?;
    let not_after = time::write(order.validity.not_after)?;
    let extensions = extensions(order, issuer_key)?;
    let extensions: Vec<&[u8]> = extensions.iter().map(Vec::as_slice).collect();
    let tbs = wrap(
        Tag::Sequence,
        &[
            // Version 3.
            &wrap(context(0), &[&encode(&2_u8, STRUCTURE)?])?,
            &wrap(Tag::Integer, &[&random_serial(random)?])?,
            &algorithm,
            issuer.to_der(),
            &wrap(Tag::Sequence, &[&not_before, &not_after])?,
            order.subject.to_der(),
            order.public_key.info_der(),
            &wrap(context(3), &[&wrap(Tag::Sequence, &extensions)?])?,
        ],
    )?;
    Certificate::from_der(&sign(&tbs, &algorithm, signing_key, random)?)
}

/// `SEQUENCE { tbs, algorithm, signature }`, the shape certificates and revocation lists share.
pub(super) fn sign(
    tbs: &[u8],
    algorithm: &[u8],
    key: &PrivateKey,
    random: &dyn SecureRandom,
) -> Result<Vec<u8>, Error> {
    let signature = key.sign(tbs, random)?;
    wrap(Tag::Sequence, &[tbs, algorithm, &wrap(Tag::BitString, &[&[0], &signature])?])
}

/// A positive serial number of fixed length: the first bit is clear, the second set.
pub(crate) fn random_serial(random: &dyn SecureRandom) -> Result<Vec<u8>, Error> {
    let mut serial = vec![0; SERIAL_LEN];
    random.fill(&mut serial).map_err(|_| Error::RandomnessFailed)?;
    if let Some(first) = serial.first_mut() {
        *first = (*first & 0x3f) | 0x40;
    }
    Ok(serial)
}

fn extensions(order: &Order<'_>, issuer_key: &PublicKey) -> Result<Vec<Vec<u8>>, Error> {
    let mut extensions = order.profile.extensions()?;
    let identifier = wrap(Tag::OctetString, &[&key_identifier(order.public_key)])?;
    extensions.push(plain(oid::SUBJECT_KEY_IDENTIFIER, &identifier)?);
    extensions.push(plain(oid::AUTHORITY_KEY_IDENTIFIER, &authority_key_identifier(issuer_key)?)?);
    if let Some(url) = &order.published.revocation_list {
        // DistributionPoint { distributionPoint [0] { fullName [0] { uniformResourceIdentifier [6] } } }
        let point = wrap(context(0), &[&wrap(context(0), &[&location(url)?])?])?;
        let points = wrap(Tag::Sequence, &[&wrap(Tag::Sequence, &[&point])?])?;
        extensions.push(plain(oid::CRL_DISTRIBUTION_POINTS, &points)?);
    }
    extensions.extend(access(order.published)?);
    Ok(extensions)
}

/// AuthorityInformationAccess (RFC 5280 § 4.2.2.1), if there is anything to say in it.
fn access(published: &Published) -> Result<Option<Vec<u8>>, Error> {
    let places = [(oid::ACCESS_OCSP, &published.ocsp), (oid::ACCESS_ISSUERS, &published.certificate)];
    let mut descriptions = Vec::new();
    for (method, url) in places {
        if let Some(url) = url {
            descriptions.push(wrap(Tag::Sequence, &[&encode(&method, STRUCTURE)?, &location(url)?])?);
        }
    }
    if descriptions.is_empty() {
        return Ok(None);
    }
    let descriptions: Vec<&[u8]> = descriptions.iter().map(Vec::as_slice).collect();
    plain(oid::AUTHORITY_INFORMATION_ACCESS, &wrap(Tag::Sequence, &descriptions)?).map(Some)
}

/// GeneralName: uniformResourceIdentifier [6].
fn location(url: &str) -> Result<Vec<u8>, Error> {
    wrap(implicit(6), &[url.as_bytes()])
}

/// The first 160 bits of SHA-256 over the key (RFC 7093 § 2, method 1), so that SHA-1 is used nowhere.
fn key_identifier(key: &PublicKey) -> Vec<u8> {
    let mut digest = DigestAlgorithm::Sha256.digest(key.key_bits());
    digest.truncate(20);
    digest
}

/// AuthorityKeyIdentifier with the key identifier alone (RFC 5280 § 4.2.1.1).
pub(super) fn authority_key_identifier(issuer: &PublicKey) -> Result<Vec<u8>, Error> {
    wrap(Tag::Sequence, &[&wrap(implicit(0), &[&key_identifier(issuer)])?])
}

fn implicit(number: u32) -> Tag {
    Tag::ContextSpecific { constructed: false, number: der::TagNumber(number) }
}
