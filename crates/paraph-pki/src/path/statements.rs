//! What is said about the revocation of one certificate by those who may speak of it (RFC 5280 § 6.3.3, RFC 6960
//! § 4.2.2.2), whenever it was said. Which of it counts at a time, and what proves that it existed by then, is for the
//! caller to judge: the validation-time sliding of EN 319 102-1 § 5.6.2.2 looks at old words.

use std::cell::Cell;

use jiff::Timestamp;

use super::revoked::{Link, OCSP_FRESHNESS, speaker_of};
use super::{Inputs, RevocationRule, Work};
use crate::limits::PATH_STEPS_MAX;
use crate::ocsp::CertificateStatus;
use crate::revocation::{Reasons, RevocationReason};
use crate::{Certificate, RevocationList, SignatureAlgorithm, ocsp, oid};

/// Where a statement stands: an index into the lists or responses of [`Inputs`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Origin {
    /// A revocation list.
    RevocationList(usize),
    /// An OCSP response.
    OcspResponse(usize),
}

/// What is said.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Word {
    /// It is not revoked.
    Good,
    /// It was revoked.
    Revoked {
        /// When.
        time: Timestamp,
        /// Why.
        reason: RevocationReason,
    },
}

/// One statement about one certificate, signed by somebody who may make it.
#[derive(Clone, Debug)]
pub struct Statement {
    /// Where it stands.
    pub origin: Origin,
    /// Who signed it: the issuer itself, or whom it entrusted with this.
    pub speaker: Certificate,
    /// What is said.
    pub word: Word,
    /// As of when: thisUpdate.
    pub issued: Timestamp,
    /// When it was signed; for a list the same as `issued`.
    pub signed: Timestamp,
    /// Until when no newer words were to be expected (EN 319 102-1 § 5.2.5): nextUpdate.
    pub fresh_until: Timestamp,
    /// Since when the speaker remembers certificates that expired (RFC 6960 § 4.4.4, X.509 § 9.5.2.6).
    pub remembers_since: Option<Timestamp>,
    /// The algorithm of its signature.
    pub algorithm: Option<SignatureAlgorithm>,
}

/// Everything the lists and responses at hand say about a certificate of `issuer`.
///
/// A speaker that the issuer entrusted must have been valid when it spoke; whether it was itself revoked is for the caller
/// to ask. A list that speaks of some reasons only can say that a certificate is revoked, never that it is not.
#[must_use]
pub fn statements(certificate: &Certificate, issuer: &Certificate, inputs: &Inputs<'_>) -> Vec<Statement> {
    let link = Link { certificate, issuer };
    let responses = inputs.ocsp_responses.iter().enumerate();
    let by_responders = responses.filter_map(|(index, response)| of_response(index, response, link));
    let lists = inputs.revocation_lists.iter().enumerate();
    let by_lists = lists.filter_map(|(index, list)| of_list(index, list, link, inputs));
    by_responders.chain(by_lists).collect()
}

fn of_response(index: usize, response: &ocsp::Response, link: Link<'_>) -> Option<Statement> {
    let single = response.find(link.certificate, link.issuer)?;
    let word = match single.status {
        CertificateStatus::Good => Word::Good,
        CertificateStatus::Revoked { time, reason } => Word::Revoked { time, reason },
        CertificateStatus::Unknown => return None,
    };
    let speaker = response.authorized_by(link.issuer)?;
    let (issued, signed) = (single.this_update, response.produced_at());
    if !speaker.validity().contains(signed) {
        return None;
    }
    let usual = issued.checked_add(OCSP_FRESHNESS).unwrap_or(issued);
    Some(Statement {
        origin: Origin::OcspResponse(index),
        speaker: speaker.clone(),
        word,
        issued,
        signed,
        fresh_until: single.next_update.unwrap_or(usual),
        remembers_since: single.archive_cutoff,
        algorithm: response.signature_algorithm().ok(),
    })
}

fn of_list(index: usize, list: &RevocationList, link: Link<'_>, inputs: &Inputs<'_>) -> Option<Statement> {
    let certificate = link.certificate;
    let is_delta = list.find_extension(oid::DELTA_CRL_INDICATOR).is_some();
    if list.has_unknown_critical(&[oid::ISSUING_DISTRIBUTION_POINT, oid::DELTA_CRL_INDICATOR]) {
        return None;
    }
    let reasons = list.scope().ok()?.reasons_for(certificate, list.issuer())?;
    let word = match list.find(certificate.issuer(), certificate.serial()) {
        Some(entry) if entry.reason == RevocationReason::RemoveFromList => Word::Good,
        Some(entry) => Word::Revoked { time: entry.time, reason: entry.reason },
        // A delta list holds changes alone, and one of some reasons is silent about the others.
        None if is_delta || reasons != Reasons::ALL => return None,
        None => Word::Good,
    };
    let issued = list.this_update();
    // Who signed it need only lead to the same trust when it did: its own revocation is asked by the caller.
    let then =
        Inputs { time: issued, known_by: issued, revocation: RevocationRule::Ignore, ..inputs.clone() };
    let steps = Cell::new(PATH_STEPS_MAX);
    let speaker = speaker_of(list, link, &then, Work { depth: 0, steps: &steps })?;
    if !speaker.validity().contains(issued) && !inputs.anchors.contains(speaker) {
        return None;
    }
    Some(Statement {
        origin: Origin::RevocationList(index),
        speaker: speaker.clone(),
        word,
        issued,
        signed: issued,
        fresh_until: list.next_update().unwrap_or(issued),
        remembers_since: list.remembers_since(),
        algorithm: list.signature_algorithm().ok(),
    })
}
