//! From facts to a verdict, in the order of EN 319 102-1 §§ 5.2 and 5.3: the first check that fails decides.

use paraph_pki::cms::{SignatureFact, SigningCertificateFact};

use super::crypto::Facts;
use super::report::{Indication, SubIndication};
use super::standing::Refusal;

/// What the verdict is drawn from.
pub(crate) struct Grounds<'a> {
    pub(crate) format_problems: &'a [String],
    pub(crate) facts: Option<&'a Facts>,
    pub(crate) needs_signing_certificate: bool,
    pub(crate) changes_permitted: bool,
    /// Why the signature policy it names does not stand.
    pub(crate) policy: Option<Refusal>,
    /// Why the signer's certificate does not stand for it.
    pub(crate) signer: Option<Refusal>,
    pub(crate) timestamps_out_of_order: bool,
    /// Why a time-stamp over it cannot be relied on.
    pub(crate) timestamp_doubt: Option<SubIndication>,
    pub(crate) certificates_are_damaged: bool,
}

pub(crate) type Verdict = (Indication, Option<SubIndication>);

/// Draws the verdict.
pub(crate) fn draw(grounds: &Grounds<'_>) -> Verdict {
    let failed = |sub| (Indication::TotalFailed, Some(sub));
    let open = |sub| (Indication::Indeterminate, Some(sub));
    // § 5.2.2
    let Some(facts) = grounds.facts.filter(|_| grounds.format_problems.is_empty()) else {
        return failed(SubIndication::FormatFailure);
    };
    // § 5.2.7 without a certificate is impossible, but a digest can be judged alone.
    if !facts.digest_matches && !matches!(facts.signature, SignatureFact::NotChecked(_)) {
        return failed(SubIndication::HashFailure);
    }
    // § 5.2.3
    if facts.certificate.is_none() {
        return open(SubIndication::NoSigningCertificateFound);
    }
    match facts.signature {
        SignatureFact::Invalid => return failed(SubIndication::SigCryptoFailure),
        SignatureFact::NotChecked(_) => return open(SubIndication::CryptoConstraintsFailure),
        SignatureFact::NoCertificate => return open(SubIndication::NoSigningCertificateFound),
        SignatureFact::Valid { .. } => {}
    }
    match facts.signing_certificate {
        SigningCertificateFact::Matches { .. } => {}
        SigningCertificateFact::Missing if !grounds.needs_signing_certificate => {}
        SigningCertificateFact::Missing => return open(SubIndication::SigConstraintsFailure),
        _ => return open(SubIndication::NoSigningCertificateFound),
    }
    if !grounds.changes_permitted || !facts.shortcomings.is_empty() {
        return open(SubIndication::SigConstraintsFailure);
    }
    // § 5.2.4
    if let Some(refusal) = &grounds.policy {
        return (refusal.indication, Some(refusal.sub));
    }
    // §§ 5.2.6, 5.2.8, 5.3.4, 5.6.2.4
    if let Some(refusal) = &grounds.signer {
        return (refusal.indication, Some(refusal.sub));
    }
    // § 5.5.4: the order of the time-stamps.
    if grounds.timestamps_out_of_order {
        return open(SubIndication::TimestampOrderFailure);
    }
    // § 5.5.4: a time-stamp that is there is one somebody relies on; it is not passed over.
    if let Some(sub) = grounds.timestamp_doubt {
        return open(sub);
    }
    if grounds.certificates_are_damaged {
        return open(SubIndication::CertificateChainGeneralFailure);
    }
    (Indication::TotalPassed, None)
}
