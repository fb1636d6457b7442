//! Whether a key was good for what it signed: now (EN 319 102-1 §§ 5.2.6, 5.2.8), or, where now is too late to say, at the
//! time that is proven (past signature validation, § 5.6.2.4).

use jiff::Timestamp;
use paraph_pki::Certificate;
use paraph_pki::path::{self, Inputs, Problem, Reason, RevocationRule, Search};

use super::existence::Existence;
use super::report::{Indication, SubIndication};
use super::status::{Question, Status};
use super::trust::{Trust, Use};

/// Why a certificate does not stand for a signature or time-stamp.
#[derive(Clone, Debug)]
pub(crate) struct Refusal {
    pub(crate) indication: Indication,
    pub(crate) sub: SubIndication,
    /// More about it, in words.
    pub(crate) note: Option<String>,
    /// What a proof of the signature's time is held against: since when what was good is not.
    compromised: Option<Timestamp>,
}

impl Refusal {
    pub(crate) fn open(sub: SubIndication) -> Self {
        Self { indication: Indication::Indeterminate, sub, note: None, compromised: None }
    }

    fn failed(sub: SubIndication) -> Self {
        Self { indication: Indication::TotalFailed, ..Self::open(sub) }
    }

    fn since(mut self, time: Timestamp) -> Self {
        self.compromised = Some(time);
        self
    }

    pub(crate) fn saying(mut self, note: String) -> Self {
        self.note = Some(note);
        self
    }

    /// § 5.6.3.4: what a proof of an earlier time can mend.
    fn can_be_mended(&self) -> bool {
        matches!(
            self.sub,
            SubIndication::RevokedNoPoe
                | SubIndication::RevokedCaNoPoe
                | SubIndication::OutOfBoundsNoPoe
                | SubIndication::OutOfBoundsNotRevoked
                | SubIndication::RevocationOutOfBoundsNoPoe
                | SubIndication::CryptoConstraintsFailureNoPoe
                | SubIndication::NoCertificateChainFoundNoPoe
                | SubIndication::TryLater
        )
    }
}

impl Trust<'_> {
    /// Judges the use of a key by what proves its time.
    ///
    /// # Errors
    /// Why it does not stand.
    pub(crate) fn judge(&self, used: &Use<'_>, existence: &Existence) -> Result<(), Refusal> {
        if self.anchors.is_empty() {
            return Err(Refusal::open(SubIndication::NoCertificateChainFound));
        }
        let is_proven = used.proven < self.now;
        let outcome = match self.current(used, existence) {
            Ok(()) => Ok(()),
            Err(current) => match proven_too_late(used, &current) {
                Some(failed) => Err(failed),
                None if is_proven && current.can_be_mended() => self.past(used, existence, current),
                None => Err(current),
            },
        };
        // § 5.5.4: it existed before its certificate did.
        let too_early = is_proven && used.proven < used.certificate.validity().not_before;
        let is_mendable = outcome.as_ref().err().is_none_or(Refusal::can_be_mended);
        if too_early && is_mendable { Err(Refusal::failed(SubIndication::NotYetValid)) } else { outcome }
    }

    /// § 5.2.6.4 as of the time of validation: on any path, or why not on the one that comes nearest.
    fn current(&self, used: &Use<'_>, existence: &Existence) -> Result<(), Refusal> {
        let inputs = self.inputs(&self.anchors, self.now);
        let mut nearest: Option<(bool, Refusal)> = None;
        let search = path::each_path(used.certificate, &inputs, |path| {
            let refusal = match self.current_on(&path, &inputs, used, existence) {
                Ok(()) => return Some(()),
                Err(refusal) => refusal,
            };
            // A path that only names join, or that ended with its anchor, is not the one that was meant.
            let is_meant = refusal.sub != SubIndication::CertificateChainGeneralFailure
                && refusal.sub != SubIndication::NoCertificateChainFoundNoPoe;
            if nearest.as_ref().is_none_or(|(meant, _)| is_meant && !meant) {
                nearest = Some((is_meant, refusal));
            }
            None
        });
        match (search, nearest) {
            (Search::Found(()), _) => Ok(()),
            (_, Some((_, refusal))) => Err(refusal),
            (Search::TooMany, None) => Err(Refusal::open(SubIndication::CertificateChainGeneralFailure)),
            (Search::Exhausted { .. }, None) => Err(Refusal::open(SubIndication::NoCertificateChainFound)),
        }
    }

    fn current_on(
        &self,
        path: &[Certificate],
        inputs: &Inputs<'_>,
        used: &Use<'_>,
        existence: &Existence,
    ) -> Result<(), Refusal> {
        let sunset = path.last().and_then(|anchor| self.trusted_until(anchor));
        if let Some(until) = sunset.filter(|until| *until < self.now) {
            let note = format!("its trust anchor is trusted until {until} only");
            return Err(Refusal::open(SubIndication::NoCertificateChainFoundNoPoe).since(until).saying(note));
        }
        let problem = path::broken_rule(path, inputs);
        if let Some(problem) = problem.as_ref().filter(|problem| !is_about_time(problem)) {
            let note =
                format!("the certificate of {} breaks a rule", problem.certificate.subject().display_name());
            return Err(Refusal::open(broken(problem.reason)).saying(note));
        }
        let status = self.current_status(path, used, existence);
        if let Some(problem) = problem {
            return Err(match status {
                Err(revoked) if is_revoked(revoked.sub) => revoked,
                status => out_of_bounds(&problem, used, status.ok()),
            });
        }
        status?;
        self.reliable(path, used)
    }

    /// § 5.2.6.4 steps 4, 5 and 8, from the anchor down. Gives what is known of the signer's own certificate.
    fn current_status(
        &self,
        path: &[Certificate],
        used: &Use<'_>,
        existence: &Existence,
    ) -> Result<Status, Refusal> {
        let strict = self.rule == RevocationRule::Require;
        let mut lacking: Option<Refusal> = None;
        let mut last = Status::Unknown;
        for (certificate, issuer) in path.iter().zip(path.iter().skip(1)).rev() {
            let is_signer = certificate == used.certificate;
            let of = certificate.subject().display_name();
            last = self.status(Question { certificate, issuer, control: self.now }, existence);
            match last {
                Status::Revoked { from } if from <= self.now => {
                    let sub =
                        if is_signer { SubIndication::RevokedNoPoe } else { SubIndication::RevokedCaNoPoe };
                    return Err(Refusal::open(sub).since(from).saying(format!("{of} was revoked at {from}")));
                }
                Status::OnHold { from } if from <= self.now => {
                    let note = format!("the certificate of {of} is suspended since {from}");
                    return Err(Refusal::open(SubIndication::TryLater).since(from).saying(note));
                }
                Status::Good { until } | Status::OutOfBounds { until } if strict && until < self.now => {
                    let note =
                        format!("what is known of the revocation of {of} is of use until {until} only");
                    lacking.get_or_insert(Refusal::open(SubIndication::TryLater).saying(note));
                }
                Status::OutOfBounds { .. } if strict => {
                    let note = format!("who speaks of the revocation of {of} has itself run out");
                    let sub = SubIndication::RevocationOutOfBoundsNoPoe;
                    lacking.get_or_insert(Refusal::open(sub).saying(note));
                }
                Status::Unknown if strict => {
                    let note = format!("nothing is known about the revocation of {of}");
                    lacking.get_or_insert(Refusal::open(SubIndication::TryLater).saying(note));
                }
                _ => {}
            }
        }
        lacking.map_or(Ok(last), Err)
    }

    /// § 5.2.8: the algorithms and keys of the signature, of its signer, and of the authorities up to the anchor.
    fn reliable(&self, path: &[Certificate], used: &Use<'_>) -> Result<(), Refusal> {
        let below_anchor = path.iter().take(path.len().saturating_sub(1).max(1));
        let of_path = below_anchor.map(|one| match self.anchors.contains(one) {
            true => self.policy.key_limit(one.public_key().kind()),
            false => self.policy.certificate_limit(one),
        });
        let limit = of_path.min().unwrap_or(Timestamp::MAX).min(self.limit_of(used));
        if self.now < limit {
            return Ok(());
        }
        // § 5.1.3: without a time up to which it counted, or used after that for certain, no proof can help.
        if limit == Timestamp::MIN || used.no_earlier.is_some_and(|after| after >= self.limit_of(used)) {
            return Err(Refusal::open(SubIndication::CryptoConstraintsFailure));
        }
        let note = format!("an algorithm or key counts until {limit} only");
        Err(Refusal::open(SubIndication::CryptoConstraintsFailureNoPoe).since(limit).saying(note))
    }

    /// Up to when what the signature itself is made with counts.
    fn limit_of(&self, used: &Use<'_>) -> Timestamp {
        let digests = used.digests.iter().map(|digest| self.policy.digest_limit(*digest));
        let key = self.policy.key_limit(used.certificate.public_key().kind());
        digests.min().unwrap_or(Timestamp::MAX).min(key)
    }

    /// § 5.6.2.4: whether it is proven to have been made while all was well; else what is so now stands.
    fn past(&self, used: &Use<'_>, existence: &Existence, current: Refusal) -> Result<(), Refusal> {
        let inputs = self.inputs(&self.anchors, self.now);
        let mut note = None;
        let search =
            path::each_path(used.certificate, &inputs, |path| match self.slide(&path, used, existence)? {
                Ok(slid) if used.proven <= slid.control => Some(slid),
                Ok(slid) => {
                    note.get_or_insert(format!(
                        "it is proven to have existed by {}, and all was well until {} only",
                        used.proven, slid.control
                    ));
                    None
                }
                Err(gap) => {
                    note.get_or_insert(gap.to_string());
                    None
                }
            });
        match search {
            Search::Found(slid) if slid.revocation_is_out_of_bounds => {
                let words = "who speaks of its certificate's revocation has run out, and nothing proves when it was said";
                Err(Refusal::open(SubIndication::RevocationOutOfBoundsNoPoe).saying(words.to_owned()))
            }
            Search::Found(_) if used.proven >= self.limit_of(used) => {
                let (proven, limit) = (used.proven, self.limit_of(used));
                let words = format!(
                    "it is proven to have existed by {proven}, and what it is made with counts until {limit} only"
                );
                Err(Refusal::open(SubIndication::CryptoConstraintsFailureNoPoe).saying(words))
            }
            Search::Found(_) => Ok(()),
            _ => {
                let told = [current.note.clone(), note].into_iter().flatten().collect::<Vec<_>>().join("; ");
                Err(Refusal { note: (!told.is_empty()).then_some(told), ..current })
            }
        }
    }
}

/// § 5.3.4: a signature that cannot have been made before a time at which its certificate was good no more is wrong.
fn proven_too_late(used: &Use<'_>, current: &Refusal) -> Option<Refusal> {
    let (after, since) = (used.no_earlier?, current.compromised?);
    let failed = match current.sub {
        SubIndication::RevokedNoPoe if after >= since => SubIndication::Revoked,
        SubIndication::OutOfBoundsNoPoe | SubIndication::OutOfBoundsNotRevoked if after > since => {
            SubIndication::Expired
        }
        _ => return None,
    };
    Some(Refusal::failed(failed).saying(format!("it was made after {after}, and that was too late")))
}

fn is_revoked(sub: SubIndication) -> bool {
    matches!(sub, SubIndication::RevokedNoPoe | SubIndication::RevokedCaNoPoe)
}

fn is_about_time(problem: &Problem) -> bool {
    matches!(problem.reason, Reason::Expired { .. } | Reason::NotYetValid { .. })
}

/// § 5.2.6.4 step 7: whether the signer's certificate is known not to have been revoked up to its end.
fn out_of_bounds(problem: &Problem, used: &Use<'_>, status: Option<Status>) -> Refusal {
    let is_signer = problem.certificate == *used.certificate;
    let of = problem.certificate.subject().display_name();
    let known_good = |by: Timestamp| matches!(status, Some(Status::Good { until }) if until >= by);
    let sub = |is_good| match is_signer && is_good {
        true => SubIndication::OutOfBoundsNotRevoked,
        false => SubIndication::OutOfBoundsNoPoe,
    };
    match problem.reason {
        Reason::NotYetValid { not_before } => Refusal::open(sub(known_good(Timestamp::MIN)))
            .saying(format!("the certificate of {of} is valid from {not_before} only")),
        Reason::Expired { not_after } => {
            let refusal = Refusal::open(sub(known_good(not_after)));
            let refusal = refusal.saying(format!("the certificate of {of} expired at {not_after}"));
            if is_signer { refusal.since(not_after) } else { refusal }
        }
        _ => Refusal::open(SubIndication::OutOfBoundsNoPoe),
    }
}

/// § 5.2.6.4 steps 4 and 6: what a rule of RFC 5280 that does not hold leads to.
fn broken(reason: Reason) -> SubIndication {
    match reason {
        Reason::NoPathToAnchor => SubIndication::NoCertificateChainFound,
        Reason::IsNotAnAuthority
        | Reason::MayNotSignCertificates
        | Reason::PathIsTooLong
        | Reason::UnknownCriticalExtension(_)
        | Reason::NameIsNotPermitted
        | Reason::NoValidPolicy => SubIndication::ChainConstraintsFailure,
        _ => SubIndication::CertificateChainGeneralFailure,
    }
}
