//! Writing and signing a revocation list (RFC 5280 § 5.1).

use aws_lc_rs::rand::SecureRandom;
use der::Tag;
use jiff::Timestamp;

use super::Issuer;
use super::certificate::{authority_key_identifier, sign};
use super::profile::plain;
use crate::asn1::{context, encode, time, wrap};
use crate::revocation::RevocationReason;
use crate::{Error, oid};

const STRUCTURE: &str = "CertificateList";

/// A revocation list that is asked for.
#[derive(Clone, Copy, Debug)]
pub struct RevocationListOrder<'a> {
    /// Number of the list; each list has a greater one than the list before (RFC 5280 § 5.2.3).
    pub number: u64,
    /// When it is issued.
    pub this_update: Timestamp,
    /// By when the next will be.
    pub next_update: Timestamp,
    /// Every revoked certificate that has not expired.
    pub revocations: &'a [Revocation],
}

/// One revoked certificate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Revocation {
    /// Content bytes of its serial number.
    pub serial: Vec<u8>,
    /// When it was revoked.
    pub time: Timestamp,
    /// Why.
    pub reason: RevocationReason,
}

pub(super) fn write(
    order: &RevocationListOrder<'_>,
    issuer: &Issuer,
    random: &dyn SecureRandom,
) -> Result<Vec<u8>, Error> {
    let certificate = issuer.certificate();
    let algorithm = encode(&issuer.key().algorithm().identifier()?, STRUCTURE)?;
    let entries: Vec<Vec<u8>> = order.revocations.iter().map(entry).collect::<Result<_, _>>()?;
    let entries: Vec<&[u8]> = entries.iter().map(Vec::as_slice).collect();
    // RFC 5280 § 5.1.2.6: without any revoked certificate the list is absent, not empty.
    let revoked = if entries.is_empty() { Vec::new() } else { wrap(Tag::Sequence, &entries)? };
    let key_identifier = authority_key_identifier(certificate.public_key())?;
    let extensions = wrap(
        Tag::Sequence,
        &[
            &plain(oid::AUTHORITY_KEY_IDENTIFIER, &key_identifier)?,
            &plain(oid::CRL_NUMBER, &encode(&order.number, STRUCTURE)?)?,
        ],
    )?;
    let tbs = wrap(
        Tag::Sequence,
        &[
            // Version 2.
            &encode(&1_u8, STRUCTURE)?,
            &algorithm,
            certificate.subject().to_der(),
            &time::write(order.this_update)?,
            &time::write(order.next_update)?,
            &revoked,
            &wrap(context(0), &[&extensions])?,
        ],
    )?;
    sign(&tbs, &algorithm, issuer.key(), random)
}

fn entry(revocation: &Revocation) -> Result<Vec<u8>, Error> {
    let serial = wrap(Tag::Integer, &[&revocation.serial])?;
    let time = time::write(revocation.time)?;
    // RFC 5280 § 5.3.1: "unspecified" is said by leaving the reason out.
    let extensions = match revocation.reason {
        RevocationReason::Unspecified => Vec::new(),
        reason => {
            let reason = wrap(Tag::Enumerated, &[&[reason.code()]])?;
            wrap(Tag::Sequence, &[&plain(oid::CRL_REASON, &reason)?])?
        }
    };
    wrap(Tag::Sequence, &[&serial, &time, &extensions])
}
