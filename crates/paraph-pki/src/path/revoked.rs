//! Revocation by lists (RFC 5280 § 6.3): which list may speak for a certificate, and what it says.

use super::{Inputs, RevocationStatus, Work, validate_nested};
use crate::certificate::KeyUsage;
use crate::limits::REVOCATION_DEPTH_MAX;
use crate::revocation::{Reasons, RevocationReason};
use crate::{Certificate, RevocationList, oid};

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
    let mut covered = Reasons::NONE;
    let mut oldest = None;
    for list in inputs.revocation_lists {
        let Some(reasons) = spoken_reasons(list, certificate, inputs) else { continue };
        if !is_authentic(list, link, inputs, work) {
            continue;
        }
        let entry = newest_delta(list, inputs)
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
    if is_delta || !is_current(list, inputs) || list.has_unknown_critical(&[oid::ISSUING_DISTRIBUTION_POINT])
    {
        return None;
    }
    list.scope().ok()?.reasons_for(certificate, list.issuer())
}

fn is_current(list: &RevocationList, inputs: &Inputs<'_>) -> bool {
    list.this_update() <= inputs.time && list.next_update().is_some_and(|next| inputs.time <= next)
}

/// A certificate and who issued it.
#[derive(Clone, Copy)]
struct Link<'a> {
    certificate: &'a Certificate,
    issuer: &'a Certificate,
}

/// Whether the list is signed by the certificate's issuer, or by another key certified under the same name, whose own
/// path must end at the same kind of trust (§ 6.3.3 (f), (g)).
fn is_authentic(list: &RevocationList, link: Link<'_>, inputs: &Inputs<'_>, work: Work<'_>) -> bool {
    let issuer = link.issuer;
    let is_own = issuer.subject().matches(list.issuer());
    if is_own && may_sign_lists(issuer) && list.is_signed_by(issuer.public_key()) == Ok(true) {
        return true;
    }
    if work.depth == REVOCATION_DEPTH_MAX {
        return false;
    }
    let deeper = Work { depth: work.depth + 1, ..work };
    let candidates = inputs.intermediates.iter().filter(|candidate| {
        *candidate != issuer
            && candidate.subject().matches(list.issuer())
            && may_sign_lists(candidate)
            && list.is_signed_by(candidate.public_key()) == Ok(true)
    });
    candidates.take(REVOCATION_DEPTH_MAX).any(|candidate| {
        // The list of a list's signer may be the very list it signs: its word counts against itself, and asking it
        // again would never end.
        let speaks_of_itself = work.depth > 0 && candidate == link.certificate;
        speaks_of_itself || validate_nested(candidate, inputs, deeper).is_valid()
    })
}

fn may_sign_lists(certificate: &Certificate) -> bool {
    certificate.key_usage().is_none_or(|usage| usage.contains(KeyUsage::CRL_SIGN))
}

/// The newest delta that adds to a complete list: same issuer and scope, its base no newer than the list, itself newer
/// (§ 6.3.3 (c), § 5.2.4).
fn newest_delta<'a>(complete: &RevocationList, inputs: &Inputs<'a>) -> Option<&'a RevocationList> {
    let number = complete.number()?;
    let known = [oid::ISSUING_DISTRIBUTION_POINT, oid::DELTA_CRL_INDICATOR];
    let deltas = inputs.revocation_lists.iter().filter(|delta| {
        delta.base_number().is_some_and(|base| base <= number)
            && delta.number().is_some_and(|newer| newer > number)
            && is_current(delta, inputs)
            && !delta.has_unknown_critical(&known)
            && delta.issuer().matches(complete.issuer())
            && delta.authority_key_identifier() == complete.authority_key_identifier()
            && delta.scope().is_ok_and(|scope| complete.scope().is_ok_and(|own| own == scope))
    });
    deltas.max_by_key(|delta| delta.number())
}
