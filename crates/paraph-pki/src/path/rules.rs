//! The rules of a path (RFC 5280 § 6.1), from the anchor down to the certificate.

use const_oid::ObjectIdentifier;

use super::names::NameRules;
use super::policies::PolicyState;
use super::{Inputs, Reason};
use crate::certificate::KeyUsage;
use crate::{Certificate, oid};

/// The first broken rule, and the position in the path of who breaks it.
pub(super) type Broken = (usize, Reason);

/// Extensions that are acted upon here, or by the caller who knows what the certificate is used for (extended key
/// usage, qualified certificate statements), or that only inform.
const UNDERSTOOD: [ObjectIdentifier; 14] = [
    oid::SUBJECT_KEY_IDENTIFIER,
    oid::AUTHORITY_KEY_IDENTIFIER,
    oid::KEY_USAGE,
    oid::SUBJECT_ALTERNATIVE_NAME,
    oid::ISSUER_ALTERNATIVE_NAME,
    oid::BASIC_CONSTRAINTS,
    oid::NAME_CONSTRAINTS,
    oid::CERTIFICATE_POLICIES,
    oid::POLICY_MAPPINGS,
    oid::POLICY_CONSTRAINTS,
    oid::EXTENDED_KEY_USAGE,
    oid::INHIBIT_ANY_POLICY,
    oid::CRL_DISTRIBUTION_POINTS,
    oid::QUALIFIED_STATEMENTS,
];

/// Checks a path given leaf first. The anchor counts for its name and key, and for what it says of itself.
pub(super) fn check(path: &[Certificate], inputs: &Inputs<'_>) -> Result<(), Broken> {
    let Some((anchor, below)) = path.split_last() else { return Ok(()) };
    if below.is_empty() {
        // The certificate is itself trusted: only time can speak against it.
        return check_time(anchor, inputs).map_err(|reason| (0, reason));
    }
    let anchor_position = below.len();
    check_anchor(anchor).map_err(|reason| (anchor_position, reason))?;
    let own_limit = anchor.basic_constraints().and_then(|constraints| constraints.path_length);
    let mut remaining = own_limit.map_or(usize::MAX, |limit| usize::try_from(limit).unwrap_or(usize::MAX));
    let mut names = NameRules::default();
    let mut policies = PolicyState::new(&inputs.policies, below.len());
    let mut issuer = anchor;
    for (position, certificate) in below.iter().enumerate().rev() {
        let is_last = position == 0;
        let at = |reason| (position, reason);
        check_basic(certificate, issuer, inputs).map_err(at)?;
        let self_issued = certificate.is_self_issued();
        if !self_issued || is_last {
            names.check(certificate).map_err(at)?;
        }
        policies.certificate(certificate, self_issued, is_last).map_err(at)?;
        check_extensions(certificate).map_err(at)?;
        if is_last {
            policies.finish(certificate).map_err(at)?;
            break;
        }
        // RFC 5280 § 6.1.4: preparing for the next certificate.
        policies.prepare(certificate, self_issued).map_err(at)?;
        names.add(certificate).map_err(at)?;
        check_authority(certificate).map_err(at)?;
        if !self_issued {
            remaining = remaining.checked_sub(1).ok_or_else(|| at(Reason::PathIsTooLong))?;
        }
        if let Some(limit) = certificate.basic_constraints().and_then(|constraints| constraints.path_length) {
            remaining = remaining.min(usize::try_from(limit).unwrap_or(usize::MAX));
        }
        issuer = certificate;
    }
    Ok(())
}

/// RFC 5280 § 6.1.3 (a): signature, time, name chaining. Revocation comes after all rules hold.
fn check_basic(certificate: &Certificate, issuer: &Certificate, inputs: &Inputs<'_>) -> Result<(), Reason> {
    match certificate.is_signed_by(issuer.public_key()) {
        Ok(true) => {}
        Ok(false) => return Err(Reason::SignatureIsInvalid),
        Err(error) => return Err(Reason::SignatureCannotBeChecked(error)),
    }
    check_time(certificate, inputs)?;
    if certificate.issuer().matches(issuer.subject()) { Ok(()) } else { Err(Reason::NoPathToAnchor) }
}

fn check_time(certificate: &Certificate, inputs: &Inputs<'_>) -> Result<(), Reason> {
    let validity = certificate.validity();
    if inputs.time < validity.not_before {
        return Err(Reason::NotYetValid { not_before: validity.not_before });
    }
    if !validity.contains(inputs.time) {
        return Err(Reason::Expired { not_after: validity.not_after });
    }
    Ok(())
}

/// Who trusts a person's certificate does not thereby trust what that person issues, so an anchor that says what it is
/// for is held to it (RFC 5937). One without any extension (version 1) says nothing, and is taken at its owner's word.
fn check_anchor(anchor: &Certificate) -> Result<(), Reason> {
    if anchor.extensions().is_empty() { Ok(()) } else { check_authority(anchor) }
}

/// RFC 5280 § 6.1.4 (k), (n).
fn check_authority(certificate: &Certificate) -> Result<(), Reason> {
    if !certificate.basic_constraints().is_some_and(|constraints| constraints.is_authority) {
        return Err(Reason::IsNotAnAuthority);
    }
    match certificate.key_usage() {
        Some(usage) if !usage.contains(KeyUsage::CERTIFICATE_SIGN) => Err(Reason::MayNotSignCertificates),
        _ => Ok(()),
    }
}

/// RFC 5280 § 6.1.4 (o), § 6.1.5 (f).
fn check_extensions(certificate: &Certificate) -> Result<(), Reason> {
    let unknown = |kind: ObjectIdentifier| !UNDERSTOOD.contains(&kind);
    let found =
        certificate.extensions().iter().find(|extension| extension.critical && unknown(extension.kind));
    found.map_or(Ok(()), |extension| Err(Reason::UnknownCriticalExtension(extension.kind)))
}
