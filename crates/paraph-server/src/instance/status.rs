//! What the instance says about the certificates it issued: revocation lists (RFC 5280 § 5) and OCSP (RFC 6960). What became
//! of them is told by the register, which the database keeps.

use aws_lc_rs::rand::SystemRandom;
use jiff::{SignedDuration, Timestamp};
use paraph_pades::validate::Known;
use paraph_pki::authority::{Issuer, Revocation, RevocationListOrder};
use paraph_pki::ocsp::{CertificateStatus, Failure, Request, Responder};
use paraph_pki::{Certificate, RevocationList};

use super::{Authority, issuer_name};
use crate::error::Error;

/// For how long a word about a certificate's status may be gone by: a day.
pub const REVOCATION_LIST_VALIDITY: SignedDuration = SignedDuration::from_hours(24);

/// What became of the certificates that one issuer issued.
#[derive(Debug, Clone, Default)]
pub struct Register {
    /// Name of the issuer, as in addresses.
    pub issuer: String,
    /// Serial numbers of those asked about that it issued.
    pub issued: Vec<Vec<u8>>,
    /// Those it took back.
    pub revoked: Vec<Revocation>,
}

impl Authority {
    /// The issuer of this name, whose register has to be read before it can say anything.
    pub fn issuer(&self, name: &str) -> Option<&Issuer> {
        self.issuers().into_iter().find(|issuer| issuer_name(issuer.certificate()) == name)
    }

    /// The revocation list of an issuer, new at `now`.
    ///
    /// # Errors
    /// When there is no such issuer, or the library fails.
    pub fn revocation_list(
        &self,
        register: &Register,
        now: Timestamp,
        random: &SystemRandom,
    ) -> Result<Vec<u8>, Error> {
        let issuer = self.issuer(&register.issuer).ok_or_else(Error::not_found)?;
        let order = RevocationListOrder {
            number: u64::try_from(now.as_millisecond()).map_err(Error::broken)?,
            this_update: now,
            next_update: now.checked_add(REVOCATION_LIST_VALIDITY).map_err(Error::broken)?,
            revocations: &register.revoked,
        };
        Ok(issuer.issue_revocation_list(&order, random)?)
    }

    /// Whom a request for the status of certificates is for; none when the bytes are no request, or for somebody else.
    pub fn asked<'a>(&'a self, request: &Request) -> Option<&'a Issuer> {
        let is_asked = |issuer: &&Issuer| {
            request.certificates.iter().any(|certificate| certificate.is_of(issuer.certificate()))
        };
        self.issuers().into_iter().find(is_asked)
    }

    /// Answers a request for the status of certificates (RFC 6960 § 2.3): good, revoked, or not known here.
    ///
    /// # Errors
    /// When the library fails. A request that cannot be answered is answered with its reason.
    pub fn answer_status(
        &self,
        (request, register): (&[u8], &Register),
        now: Timestamp,
        random: &SystemRandom,
    ) -> Result<Vec<u8>, Error> {
        let Some(issuer) = self.issuer(&register.issuer) else { return Ok(Failure::Unauthorized.to_der()?) };
        let until = now.checked_add(REVOCATION_LIST_VALIDITY).map_err(Error::broken)?;
        let look_up = |serial: &[u8]| match register.revoked.iter().find(|one| one.serial == serial) {
            Some(one) => CertificateStatus::Revoked { time: one.time, reason: one.reason },
            None if register.issued.iter().any(|issued| issued == serial) => CertificateStatus::Good,
            None => CertificateStatus::Unknown,
        };
        Ok(Responder::of_issuer(issuer).respond(request, (now, until), random, &look_up)?)
    }

    /// Everything that whoever checks a signature of this instance has to know besides the root: each issuer's certificate
    /// and its revocation list of now.
    ///
    /// # Errors
    /// When the library fails.
    pub fn evidence(
        &self,
        registers: &[Register],
        now: Timestamp,
        random: &SystemRandom,
    ) -> Result<Known, Error> {
        let lists = registers.iter().map(|register| {
            let list = self.revocation_list(register, now, random)?;
            Ok(RevocationList::from_der(&list)?)
        });
        let certificates: Vec<Certificate> =
            self.issuers().into_iter().map(|issuer| issuer.certificate().clone()).collect();
        Ok(Known {
            certificates,
            revocation_lists: lists.collect::<Result<_, Error>>()?,
            ocsp_responses: Vec::new(),
        })
    }
}
