//! When a signature existed for certain: by a time-stamp over its value, or by a document time-stamp over a later
//! revision (EN 319 102-1 §§ 5.4, 5.5, 5.6.3). From the newest back, each time-stamp is judged by what those after it
//! prove, and proves in turn what it covers.

use jiff::{SignedDuration, Timestamp};
use paraph_pki::cms::SignatureFact;

use super::Read;
use super::crypto::SignatureTimestamp;
use super::existence::Existence;
use super::report::{Kind, SubIndication, TimeSource};
use super::trust::{SECOND, Trust, Use};

/// The best time known for a signature.
#[derive(Clone)]
pub(crate) struct Best {
    pub(crate) time: Option<Timestamp>,
    pub(crate) source: Option<TimeSource>,
    /// The earliest time at which it existed for certain; now, if nothing proves it.
    pub(crate) existed_by: Timestamp,
    /// A time before which it was not made.
    pub(crate) no_earlier: Option<Timestamp>,
    /// Why a time-stamp over it cannot be relied on.
    pub(crate) doubt: Option<SubIndication>,
    /// Its time-stamps contradict one another (§ 5.5.4).
    pub(crate) out_of_order: bool,
    /// Of each time-stamp over it that is whole, then of each over its content, why it cannot be relied on.
    pub(crate) refusals: Vec<Option<SubIndication>>,
}

/// A document time-stamp that is whole.
struct Stamp {
    /// The revision it covers, from 0.
    revision: usize,
    at: Span,
    /// It leads to an anchor, and its key was good when it is proven to have been made.
    trusted: bool,
}

/// The time a time-stamp states, and how far the true one may lie to either side.
#[derive(Clone, Copy)]
struct Span {
    time: Timestamp,
    accuracy: SignedDuration,
}

/// The document's time-stamps, and what they prove.
pub(crate) struct Times {
    stamps: Vec<Stamp>,
    pub(crate) existence: Existence,
}

impl Span {
    /// Where nothing is said, what EN 319 421 § 7.7.2 demands: a second.
    fn new(time: Timestamp, accuracy: Option<SignedDuration>) -> Self {
        Self { time, accuracy: accuracy.unwrap_or(SECOND) }
    }

    /// Whether it lies after another beyond any doubt, which it should not.
    fn is_after(self, other: Self) -> bool {
        self.time.duration_since(other.time) > self.accuracy.saturating_add(other.accuracy)
    }
}

/// Judges the document time-stamps, the newest first (§ 5.6.3.4).
pub(crate) fn document_timestamps(read: &[Read], trust: &Trust<'_>) -> Times {
    let mut times = Times { stamps: Vec::new(), existence: Existence::new(trust.now) };
    for one in read.iter().rev().filter(|one| one.found.kind == Kind::DocumentTimestamp) {
        let Some(facts) = one.facts.as_ref().filter(|_| one.found.problems.is_empty()) else { continue };
        let holds = facts.digest_matches
            && facts.shortcomings.is_empty()
            && facts.problems.is_empty()
            && matches!(facts.signature, SignatureFact::Valid { .. });
        let (true, Some(time), Some(certificate)) = (holds, facts.stamped, &facts.certificate) else {
            continue;
        };
        let revision = one.found.revision;
        let proven = times.existence.since(Some(revision + 1));
        let used = Use { certificate, digests: &facts.digests, proven, no_earlier: None };
        let trusted = time <= trust.horizon() && trust.judge(&used, &times.existence).is_ok();
        if trusted {
            times.existence.add(revision, time);
        }
        times.stamps.push(Stamp { revision, at: Span::new(time, facts.accuracy), trusted });
    }
    times
}

impl Times {
    /// The earliest time at which a signature's value in this revision, and what it carries, existed for certain.
    pub(crate) fn covered_by(&self, revision: usize) -> Timestamp {
        self.existence.since(Some(revision + 1))
    }

    /// The earliest proof of existence, or the time the signer claims.
    pub(crate) fn best(&self, one: &Read, trust: &Trust<'_>) -> Best {
        let revision = one.found.revision;
        let existed_by = self.covered_by(revision);
        let trusted = |stamp: &&Stamp| stamp.trusted && stamp.revision < revision;
        let no_earlier = self.stamps.iter().filter(trusted).map(|stamp| stamp.at.time).max();
        let mut best = Best {
            time: None,
            source: None,
            existed_by,
            no_earlier,
            doubt: None,
            out_of_order: false,
            refusals: Vec::new(),
        };
        let Some(facts) = &one.facts else { return best };
        if let Some(time) = facts.stamped {
            // A time-stamp does not prove its own time; only a later one proves that it existed.
            best.time = Some(if existed_by < trust.now { existed_by } else { time });
            best.source = Some(TimeSource::Timestamp);
            best.out_of_order = self.contradicts(revision, &[Span::new(time, facts.accuracy)]);
            return best;
        }
        let (own, unreliable) = self.own(&facts.timestamps, existed_by, trust, &mut best);
        let (content, _) = self.own(&facts.content_timestamps, existed_by, trust, &mut best);
        best.no_earlier = content.iter().map(|span| span.time).chain(best.no_earlier).max();
        let stamped = |early: &Span| own.iter().any(|late| early.is_after(*late));
        let all: Vec<Span> = own.iter().chain(&content).copied().collect();
        best.out_of_order = content.iter().any(stamped) || self.contradicts(revision, &all);
        best.existed_by = own.iter().map(|span| span.time).chain([existed_by]).min().unwrap_or(existed_by);
        let later = self.stamps.iter().filter(|stamp| stamp.revision > revision).map(|stamp| stamp.at.time);
        let told = if best.existed_by < trust.now {
            Some(best.existed_by)
        } else {
            unreliable.into_iter().chain(later).min()
        };
        best.source = told.map(|_| TimeSource::Timestamp);
        if told.is_none() {
            best.source = one.found.claimed_time().map(|_| TimeSource::Claimed);
        }
        best.time = told.or_else(|| one.found.claimed_time());
        best
    }

    /// The times of those time-stamps of a signature that hold and can be relied on, and of those that cannot.
    fn own(
        &self,
        timestamps: &[SignatureTimestamp],
        proven: Timestamp,
        trust: &Trust<'_>,
        best: &mut Best,
    ) -> (Vec<Span>, Vec<Timestamp>) {
        let (mut own, mut unreliable) = (Vec::new(), Vec::new());
        for timestamp in timestamps.iter().filter(|timestamp| timestamp.valid) {
            let Some(certificate) = &timestamp.certificate else { continue };
            let used = Use { certificate, digests: &timestamp.digests, proven, no_earlier: None };
            let refusal = match trust.judge(&used, &self.existence) {
                Ok(()) if timestamp.time <= trust.horizon() => {
                    own.push(Span::new(timestamp.time, timestamp.accuracy));
                    None
                }
                Ok(()) => {
                    best.doubt = Some(SubIndication::TimestampOrderFailure);
                    best.doubt
                }
                Err(refusal) => {
                    unreliable.push(timestamp.time);
                    let sub = unproven(refusal.sub);
                    best.doubt.get_or_insert(sub);
                    Some(sub)
                }
            };
            best.refusals.push(refusal);
        }
        (own, unreliable)
    }

    /// Whether time-stamps made for a revision lie before those it covers, or after those that cover it.
    fn contradicts(&self, revision: usize, made: &[Span]) -> bool {
        self.stamps.iter().filter(|stamp| stamp.trusted).any(|stamp| {
            made.iter().any(|made| {
                stamp.revision < revision && stamp.at.is_after(*made)
                    || stamp.revision > revision && made.is_after(stamp.at)
            })
        })
    }
}

/// What a time-stamp that could be relied on once and no more means for the signature: a proof of existence is missing,
/// that of the time-stamp from before its key, algorithm or authority was good no more (§ 5.1.3, NO_POE).
fn unproven(of_timestamp: SubIndication) -> SubIndication {
    match of_timestamp {
        SubIndication::RevokedNoPoe
        | SubIndication::RevokedCaNoPoe
        | SubIndication::OutOfBoundsNoPoe
        | SubIndication::OutOfBoundsNotRevoked
        | SubIndication::RevocationOutOfBoundsNoPoe
        | SubIndication::NoCertificateChainFoundNoPoe
        | SubIndication::CryptoConstraintsFailureNoPoe => SubIndication::NoPoe,
        other => other,
    }
}
