//! Certificate paths: whether a certificate leads to a trust anchor at the time that counts
//! (EN 319 102-1 §§ 5.2.5, 5.2.6).

use jiff::Timestamp;
use paraph_pki::certificate::KeyUsage;
use paraph_pki::path::{self, Inputs, Reason, RevocationRule};
use paraph_pki::{Certificate, DigestAlgorithm, RevocationList};

use super::crypto::{Facts, SignatureTimestamp};
use super::evidence::Evidence;
use super::report::{CertificateFacts, Kind, SubIndication};
use super::times::Best;
use super::{Known, Policy, Read, ValidationContext};
use crate::limits;

/// Everything a path may be made of.
pub(crate) struct Trust<'a> {
    pub(crate) anchors: &'a [Certificate],
    pub(crate) now: Timestamp,
    rule: RevocationRule,
    policy: &'a Policy,
    pub(crate) known: Known,
}

impl<'a> Trust<'a> {
    /// Gathers what the document and its messages carry. None of it is trusted for being there.
    pub(crate) fn gather(context: &'a ValidationContext, read: &[Read], evidence: &Evidence) -> Self {
        let mut known = Known {
            certificates: Vec::new(),
            revocation_lists: evidence.revocation_lists.clone(),
            ocsp_responses: evidence.ocsp_responses.clone(),
        };
        known.revocation_lists.extend(context.known.revocation_lists.iter().cloned());
        known.ocsp_responses.extend(context.known.ocsp_responses.iter().cloned());
        let carried = read.iter().filter_map(|one| one.facts.as_ref()).flat_map(certificates);
        for certificate in carried.chain(&evidence.certificates).chain(&context.known.certificates) {
            let full = known.certificates.len() >= limits::CERTIFICATES_MAX;
            if !full && !known.certificates.contains(certificate) {
                known.certificates.push(certificate.clone());
            }
        }
        let lists = read.iter().filter_map(|one| one.message.as_ref()).flat_map(|message| {
            message
                .signed_data()
                .revocation_lists()
                .iter()
                .filter_map(|bytes| RevocationList::from_der(bytes).ok())
        });
        known.revocation_lists.extend(lists);
        Self {
            anchors: &context.anchors,
            now: context.now,
            rule: context.revocation,
            policy: &context.policy,
            known,
        }
    }

    /// Why a certificate does not lead to an anchor at a time; none if it does.
    pub(crate) fn refusal(
        &self,
        certificate: &Certificate,
        time: Timestamp,
        proven: bool,
    ) -> Option<SubIndication> {
        if self.anchors.is_empty() {
            return Some(SubIndication::NoCertificateChainFound);
        }
        let inputs = Inputs { revocation: self.rule, ..self.inputs(self.anchors, time) };
        let problem = path::validate(certificate, &inputs).problem?;
        Some(sub_indication(problem.reason, problem.certificate == *certificate, proven))
    }

    /// What a path to `anchors` at a time may be made of, with nothing asked about revocation.
    pub(crate) fn inputs<'b>(&'b self, anchors: &'b [Certificate], time: Timestamp) -> Inputs<'b> {
        Inputs {
            revocation_lists: &self.known.revocation_lists,
            ocsp_responses: &self.known.ocsp_responses,
            known_by: self.now.max(time),
            ..Inputs::new(anchors, &self.known.certificates, time)
        }
    }

    /// Whether a certificate carried in a message is not what its issuer signed. It proves nothing about the
    /// signature, but somebody changed the file.
    pub(crate) fn is_damaged(&self, certificate: &Certificate) -> bool {
        let known = || self.anchors.iter().chain(&self.known.certificates);
        // One authority numbers its certificates once: two of one number, name and key are one, and one is altered.
        let is_twin = |other: &Certificate| {
            other.serial() == certificate.serial()
                && other.subject().matches(certificate.subject())
                && other.public_key().key_bits() == certificate.public_key().key_bits()
        };
        if known().any(|other| is_twin(other) && other != certificate) {
            return true;
        }
        let may_be_issuer = |issuer: &&Certificate| {
            let named = issuer.subject().matches(certificate.issuer());
            let keys = (certificate.authority_key_identifier(), issuer.subject_key_identifier());
            named && !matches!(keys, (Some(wanted), Some(own)) if wanted != own)
        };
        let issuers: Vec<&Certificate> = known().filter(may_be_issuer).collect();
        // A signature that cannot be checked here is not one that is right.
        let denies =
            |issuer: &&Certificate| matches!(certificate.is_signed_by(issuer.public_key()), Ok(false));
        !issuers.is_empty() && issuers.iter().all(denies)
    }

    /// Whether any certificate of a signature's messages is damaged.
    pub(crate) fn carries_damage(&self, one: &Read) -> bool {
        let mut carried = one.facts.iter().flat_map(certificates);
        !self.anchors.is_empty() && carried.any(|certificate| self.is_damaged(certificate))
    }

    /// Algorithms and keys that no longer count at the time that is proven, or now (§ 5.2.8): those of the signature, of
    /// its signer, and of the authorities above up to the anchor.
    pub(crate) fn algorithms(&self, one: &Read, best: &Best) -> Option<SubIndication> {
        let facts = one.facts.as_ref()?;
        let certificate = facts.certificate.as_ref()?;
        let time = best.time.filter(|_| best.proven).unwrap_or(self.now);
        let digest = facts.digest_algorithm.is_none_or(|digest| self.policy.allows_digest(digest, time));
        let path = path::validate(certificate, &self.inputs(self.anchors, time)).path;
        let below_anchor = path.iter().take(path.len().saturating_sub(1).max(1));
        let mut chain = below_anchor.map(|one| {
            let is_anchor = self.anchors.contains(one);
            let signed = is_anchor || self.policy.allows_signature_of(one, time);
            signed && self.policy.allows_key(one.public_key().kind(), time)
        });
        if digest && chain.all(|holds| holds) {
            None
        } else if best.proven {
            Some(SubIndication::CryptoConstraintsFailure)
        } else {
            Some(SubIndication::CryptoConstraintsFailureNoPoe)
        }
    }

    /// Why the signer of one signature is not accepted; none if it is.
    pub(crate) fn of_signer(&self, one: &Read, best: &Best) -> Option<SubIndication> {
        let certificate = one.facts.as_ref()?.certificate.as_ref()?;
        let time = if best.proven { best.time.unwrap_or(self.now) } else { self.now };
        if let Some(refusal) = self.refusal(certificate, time, best.proven) {
            return Some(refusal);
        }
        // § 5.2.6: a key for other purposes than signing makes no signature.
        let may_sign = |usage: KeyUsage| {
            usage.contains(KeyUsage::DIGITAL_SIGNATURE) || usage.contains(KeyUsage::NON_REPUDIATION)
        };
        let refused = one.found.kind == Kind::Signature && !certificate.key_usage().is_none_or(may_sign);
        refused.then_some(SubIndication::ChainConstraintsFailure)
    }
}

fn certificates(facts: &Facts) -> impl Iterator<Item = &Certificate> {
    let stamps = facts.timestamps.iter().flat_map(|timestamp: &SignatureTimestamp| &timestamp.certificates);
    facts.certificates.iter().chain(stamps)
}

/// § 5.2.6.4. What a time outside validity proves depends on whether the time itself is proven.
fn sub_indication(reason: Reason, is_signer: bool, proven: bool) -> SubIndication {
    match reason {
        Reason::NoPathToAnchor => SubIndication::NoCertificateChainFound,
        Reason::Expired { .. } if is_signer && proven => SubIndication::Expired,
        Reason::NotYetValid { .. } if is_signer && proven => SubIndication::NotYetValid,
        Reason::Expired { .. } | Reason::NotYetValid { .. } => SubIndication::OutOfBoundsNoPoe,
        Reason::Revoked { .. } if is_signer && proven => SubIndication::Revoked,
        Reason::Revoked { .. } if is_signer => SubIndication::RevokedNoPoe,
        Reason::Revoked { .. } => SubIndication::RevokedCaNoPoe,
        Reason::IsNotAnAuthority
        | Reason::MayNotSignCertificates
        | Reason::PathIsTooLong
        | Reason::UnknownCriticalExtension(_)
        | Reason::NameIsNotPermitted
        | Reason::NoValidPolicy => SubIndication::ChainConstraintsFailure,
        Reason::RevocationIsUnknown => SubIndication::TryLater,
        _ => SubIndication::CertificateChainGeneralFailure,
    }
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
