//! Revocation by lists (RFC 5280 § 6.3) and responders (RFC 6960 § 4.2): who may speak for a certificate, and what is said.

use jiff::{SignedDuration, Timestamp};

use super::{Inputs, RevocationStatus, Work, validate_nested};
use crate::certificate::KeyUsage;
use crate::limits::REVOCATION_DEPTH_MAX;
use crate::ocsp::{CertificateStatus, SingleResponse};
use crate::revocation::{Reasons, RevocationReason};
use crate::{Certificate, RevocationList, oid};

/// How long a response counts that does not say until when: newer words were at hand at any time.
pub(super) const OCSP_FRESHNESS: SignedDuration = SignedDuration::from_hours(24);

/// The status of each certificate but the anchor, in the path's order.
pub(super) fn check_path(path: &[Certificate], inputs: &Inputs<'_>, work: Work<'_>) -> Vec<RevocationStatus> {
    let pairs = path.iter().zip(path.iter().skip(1));
    pairs.map(|(certificate, issuer)| check(certificate, issuer, inputs, work)).collect()
}

fn check(
    certificate: &Certificate,
    issuer: &Certificate,
    inputs: &Inputs<'_>,
    work: Work<'_>,
) -> RevocationStatus {
    let link = Link { certificate, issuer };
    match (by_responders(link, inputs, work), by_lists(link, inputs, work)) {
        // Whoever says that it was revoked is believed before who says nothing of it.
        (revoked @ RevocationStatus::Revoked { .. }, _) | (_, revoked @ RevocationStatus::Revoked { .. }) => {
            revoked
        }
        (later @ RevocationStatus::RevokedLater { .. }, _)
        | (_, later @ RevocationStatus::RevokedLater { .. }) => later,
        (RevocationStatus::Good { this_update }, RevocationStatus::Good { this_update: other }) => {
            RevocationStatus::Good { this_update: this_update.max(other) }
        }
        (good @ RevocationStatus::Good { .. }, _) | (_, good @ RevocationStatus::Good { .. }) => good,
        (RevocationStatus::Unknown, RevocationStatus::Unknown) => RevocationStatus::Unknown,
    }
}

/// What the newest response says that may speak of the certificate (RFC 6960 § 3.2).
fn by_responders(link: Link<'_>, inputs: &Inputs<'_>, work: Work<'_>) -> RevocationStatus {
    let mut newest: Option<&SingleResponse> = None;
    for response in inputs.ocsp_responses {
        let Some(single) = response.find(link.certificate, link.issuer) else { continue };
        let words = Words {
            this_update: single.this_update,
            next_update: single.next_update.or_else(|| single.this_update.checked_add(OCSP_FRESHNESS).ok()),
            remembers_since: single.archive_cutoff,
        };
        let older = newest.is_some_and(|newest| newest.this_update >= single.this_update);
        if older || !words.count(link.certificate, inputs) {
            continue;
        }
        let responder = response.authorized_by(link.issuer);
        if responder.is_some_and(|responder| holds(responder, link, response.produced_at(), inputs, work)) {
            newest = Some(single);
        }
    }
    match newest.map(|single| (single.status, single.this_update)) {
        Some((CertificateStatus::Good, this_update)) => RevocationStatus::Good { this_update },
        Some((CertificateStatus::Revoked { time, reason }, _)) if time <= inputs.time => {
            RevocationStatus::Revoked { time, reason }
        }
        Some((CertificateStatus::Revoked { time, reason }, _)) => {
            RevocationStatus::RevokedLater { time, reason }
        }
        Some((CertificateStatus::Unknown, _)) | None => RevocationStatus::Unknown,
    }
}

/// Whether a responder that the issuer certified was itself in order when it spoke.
fn holds(
    responder: &Certificate,
    link: Link<'_>,
    produced_at: Timestamp,
    inputs: &Inputs<'_>,
    work: Work<'_>,
) -> bool {
    if responder == link.issuer {
        return true;
    }
    if !responder.validity().contains(produced_at) {
        return false;
    }
    let deeper = Work { depth: work.depth + 1, ..work };
    responder.is_exempt_from_status()
        || work.depth < REVOCATION_DEPTH_MAX && validate_nested(responder, inputs, deeper).is_valid()
}

/// Words about revocation, and how long they count.
struct Words {
    this_update: Timestamp,
    next_update: Option<Timestamp>,
    /// Since when who speaks remembers certificates that expired.
    remembers_since: Option<Timestamp>,
}

impl Words {
    /// Whether they speak of the time the path is judged at: said before and not yet out of date, or said later, while
    /// the certificate had not expired and been forgotten.
    fn count(&self, certificate: &Certificate, inputs: &Inputs<'_>) -> bool {
        if self.this_update > inputs.known_by {
            return false;
        }
        if self.this_update <= inputs.time {
            return self.next_update.is_some_and(|next| inputs.time <= next);
        }
        let not_after = certificate.validity().not_after;
        self.this_update <= not_after || self.remembers_since.is_some_and(|since| since <= not_after)
    }
}

fn by_lists(link: Link<'_>, inputs: &Inputs<'_>, work: Work<'_>) -> RevocationStatus {
    let certificate = link.certificate;
    let mut covered = Reasons::NONE;
    let mut oldest = None;
    for list in inputs.revocation_lists {
        let Some(reasons) = spoken_reasons(list, certificate, inputs) else { continue };
        if !is_authentic(list, link, inputs, work) {
            continue;
        }
        let entry = newest_delta(list, certificate, inputs)
            .filter(|delta| is_authentic(delta, link, inputs, work))
            .and_then(|delta| delta.find(certificate.issuer(), certificate.serial()))
            .or_else(|| list.find(certificate.issuer(), certificate.serial()));
        match entry {
            // Only delta lists say this: a hold was lifted.
            Some(entry) if entry.reason == RevocationReason::RemoveFromList => {}
            Some(entry) if entry.time <= inputs.time => {
                return RevocationStatus::Revoked { time: entry.time, reason: entry.reason };
            }
            Some(entry) => return RevocationStatus::RevokedLater { time: entry.time, reason: entry.reason },
            None => {}
        }
        covered = covered.and(reasons);
        oldest = Some(oldest.map_or(list.this_update(), |oldest| list.this_update().min(oldest)));
    }
    match oldest {
        // § 6.3.3: only when the lists together speak of every reason is the silence an answer.
        Some(this_update) if covered == Reasons::ALL => RevocationStatus::Good { this_update },
        _ => RevocationStatus::Unknown,
    }
}

/// The reasons for which a complete, current list speaks of the certificate (§ 6.3.3 (b)).
fn spoken_reasons(list: &RevocationList, certificate: &Certificate, inputs: &Inputs<'_>) -> Option<Reasons> {
    let is_delta = list.find_extension(oid::DELTA_CRL_INDICATOR).is_some();
    if is_delta
        || !is_current(list, certificate, inputs)
        || list.has_unknown_critical(&[oid::ISSUING_DISTRIBUTION_POINT])
    {
        return None;
    }
    list.scope().ok()?.reasons_for(certificate, list.issuer())
}

fn is_current(list: &RevocationList, certificate: &Certificate, inputs: &Inputs<'_>) -> bool {
    let (this_update, next_update) = (list.this_update(), list.next_update());
    Words { this_update, next_update, remembers_since: list.remembers_since() }.count(certificate, inputs)
}

/// A certificate and who issued it.
#[derive(Clone, Copy)]
pub(super) struct Link<'a> {
    pub(super) certificate: &'a Certificate,
    pub(super) issuer: &'a Certificate,
}

/// Whether somebody signed the list who may speak of the certificate.
fn is_authentic(list: &RevocationList, link: Link<'_>, inputs: &Inputs<'_>, work: Work<'_>) -> bool {
    speaker_of(list, link, inputs, work).is_some()
}

/// Who signed the list: the certificate's issuer, or another key certified under the same name, whose own path must end at
/// the same kind of trust (§ 6.3.3 (f), (g)).
pub(super) fn speaker_of<'a>(
    list: &RevocationList,
    link: Link<'a>,
    inputs: &Inputs<'a>,
    work: Work<'_>,
) -> Option<&'a Certificate> {
    let issuer = link.issuer;
    let is_own = issuer.subject().matches(list.issuer());
    if is_own && may_sign_lists(issuer) && list.is_signed_by(issuer.public_key()) == Ok(true) {
        return Some(issuer);
    }
    if work.depth == REVOCATION_DEPTH_MAX {
        return None;
    }
    let deeper = Work { depth: work.depth + 1, ..work };
    // Certificates that bear the name and the key cost their maker nothing, and none may stand in the way of the right one:
    // whom the verifier trusts comes first, and the steps of the whole search are the only bound.
    let mut candidates = inputs.anchors.iter().chain(inputs.intermediates).filter(|candidate| {
        *candidate != issuer
            && candidate.subject().matches(list.issuer())
            && may_sign_lists(candidate)
            && list.is_signed_by(candidate.public_key()) == Ok(true)
    });
    candidates.find(|candidate| {
        // The list of a list's signer may be the very list it signs: its word counts against itself, and asking it
        // again would never end.
        let speaks_of_itself = work.depth > 0 && *candidate == link.certificate;
        speaks_of_itself || validate_nested(candidate, inputs, deeper).is_valid()
    })
}

fn may_sign_lists(certificate: &Certificate) -> bool {
    certificate.key_usage().is_none_or(|usage| usage.contains(KeyUsage::CRL_SIGN))
}

/// The newest delta that adds to a complete list: same issuer and scope, its base no newer than the list, itself newer
/// (§ 6.3.3 (c), § 5.2.4).
fn newest_delta<'a>(
    complete: &RevocationList,
    certificate: &Certificate,
    inputs: &Inputs<'a>,
) -> Option<&'a RevocationList> {
    let number = complete.number()?;
    let known = [oid::ISSUING_DISTRIBUTION_POINT, oid::DELTA_CRL_INDICATOR];
    let deltas = inputs.revocation_lists.iter().filter(|delta| {
        delta.base_number().is_some_and(|base| base <= number)
            && delta.number().is_some_and(|newer| newer > number)
            && is_current(delta, certificate, inputs)
            && !delta.has_unknown_critical(&known)
            && delta.issuer().matches(complete.issuer())
            && delta.authority_key_identifier() == complete.authority_key_identifier()
            && delta.scope().is_ok_and(|scope| complete.scope().is_ok_and(|own| own == scope))
    });
    deltas.max_by_key(|delta| delta.number())
}
