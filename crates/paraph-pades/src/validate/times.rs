//! When a signature existed for certain: by a time-stamp over its value, or by a document time-stamp over a later
//! revision (EN 319 102-1 §§ 5.4, 5.5, 5.6.2.2). From the newest back, each time-stamp is judged at the time the
//! next one proves.

use jiff::Timestamp;
use paraph_pki::cms::SignatureFact;

use super::Read;
use super::report::{Kind, TimeSource};
use super::trust::Trust;

/// The best time known for a signature.
#[derive(Clone, Copy, Default)]
pub(crate) struct Best {
    pub(crate) time: Option<Timestamp>,
    pub(crate) source: Option<TimeSource>,
    /// A time-stamp that leads to an anchor proves that the signature existed then.
    pub(crate) proven: bool,
    /// It carries a time-stamp that does not lead to an anchor.
    pub(crate) has_untrusted_timestamp: bool,
}

/// A document time-stamp that holds: the revision it covers, its time, and whether it leads to an anchor.
pub(crate) struct Stamp {
    revision: usize,
    time: Timestamp,
    trusted: bool,
}

/// The document time-stamps that hold, the newest first.
pub(crate) fn document_timestamps(read: &[Read], trust: &Trust<'_>) -> Vec<Stamp> {
    let mut stamps: Vec<Stamp> = Vec::new();
    for one in read.iter().rev().filter(|one| one.found.kind == Kind::DocumentTimestamp) {
        let Some(facts) = one.facts.as_ref().filter(|_| one.found.problems.is_empty()) else { continue };
        let holds = facts.digest_matches
            && facts.shortcomings.is_empty()
            && facts.problems.is_empty()
            && matches!(facts.signature, SignatureFact::Valid { .. });
        let (true, Some(time), Some(certificate)) = (holds, facts.stamped, &facts.certificate) else {
            continue;
        };
        let at = control_time(&stamps, one.found.revision, trust.now);
        let trusted = trust.refusal(certificate, at, false).is_none();
        stamps.push(Stamp { revision: one.found.revision, time, trusted });
    }
    stamps
}

/// The earliest proven time at which everything up to a revision existed; now, if there is none.
fn control_time(stamps: &[Stamp], revision: usize, now: Timestamp) -> Timestamp {
    let later = stamps.iter().filter(|stamp| stamp.trusted && stamp.revision > revision);
    later.map(|stamp| stamp.time).min().unwrap_or(now)
}

/// The earliest proof of existence, or the time the signer claims.
pub(crate) fn best(one: &Read, stamps: &[Stamp], trust: &Trust<'_>) -> Best {
    let Some(facts) = &one.facts else { return Best::default() };
    let revision = one.found.revision;
    if let Some(time) = facts.stamped {
        // A time-stamp does not prove its own time; only a later one proves that it existed.
        let proof = control_time(stamps, revision, trust.now);
        let proven = proof < trust.now;
        return Best {
            time: Some(if proven { proof } else { time }),
            source: Some(TimeSource::Timestamp),
            proven,
            has_untrusted_timestamp: false,
        };
    }
    let at = control_time(stamps, revision, trust.now);
    let mut times: Vec<(bool, Timestamp)> = Vec::new();
    for timestamp in facts.timestamps.iter().filter(|timestamp| timestamp.valid) {
        let certificate = timestamp.certificate.as_ref();
        let trusted = certificate.is_some_and(|certificate| trust.refusal(certificate, at, false).is_none());
        times.push((trusted, timestamp.time));
    }
    let has_untrusted_timestamp = times.iter().any(|(trusted, _)| !trusted);
    let later = stamps.iter().filter(|stamp| stamp.revision > revision);
    times.extend(later.map(|stamp| (stamp.trusted, stamp.time)));
    // Trusted ones first, the earliest of them.
    times.sort_by_key(|(trusted, time)| (!trusted, *time));
    match times.first() {
        Some((trusted, time)) => Best {
            time: Some(*time),
            source: Some(TimeSource::Timestamp),
            proven: *trusted,
            has_untrusted_timestamp,
        },
        None => {
            let time = one.found.claimed_time();
            let source = time.map(|_| TimeSource::Claimed);
            Best { time, source, proven: false, has_untrusted_timestamp }
        }
    }
}
