//! Certificate paths: whether a certificate leads to a trust anchor at the time that counts
//! (EN 319 102-1 §§ 5.2.5, 5.2.6).

use jiff::Timestamp;
use paraph_pki::certificate::KeyUsage;
use paraph_pki::key::PublicKeyKind;
use paraph_pki::path::{self, Inputs, Reason, RevocationRule};
use paraph_pki::{Certificate, DigestAlgorithm, RevocationList};

use super::Read;
use super::crypto::{Facts, SignatureTimestamp};
use super::evidence::Evidence;
use super::report::{CertificateFacts, Kind, SubIndication};
use super::times::Best;
use crate::limits;

/// SHA-1 no longer counts for signatures made after 2012-08-01 (TS 119 312).
const SHA_1_ENDS_SECONDS: i64 = 1_343_779_200;
/// RSA keys below this size no longer count after 2019-10-01 (TS 119 312).
const RSA_BITS_MIN: u32 = 1_900;
const SHORT_RSA_ENDS_SECONDS: i64 = 1_569_888_000;

/// Everything a path may be made of.
pub(crate) struct Trust<'a> {
    pub(crate) anchors: &'a [Certificate],
    pub(crate) now: Timestamp,
    intermediates: Vec<Certificate>,
    revocation_lists: Vec<RevocationList>,
}

impl<'a> Trust<'a> {
    /// Gathers what the document and its messages carry. None of it is trusted for being there.
    pub(crate) fn gather(
        anchors: &'a [Certificate],
        now: Timestamp,
        read: &[Read],
        evidence: &Evidence,
    ) -> Self {
        let mut trust = Self {
            anchors,
            now,
            intermediates: Vec::new(),
            revocation_lists: evidence.revocation_lists.clone(),
        };
        let carried = read.iter().filter_map(|one| one.facts.as_ref()).flat_map(certificates);
        for certificate in carried.chain(&evidence.certificates) {
            let full = trust.intermediates.len() >= limits::CERTIFICATES_MAX;
            if !full && !trust.intermediates.contains(certificate) {
                trust.intermediates.push(certificate.clone());
            }
        }
        let lists = read.iter().filter_map(|one| one.message.as_ref()).flat_map(|message| {
            message
                .signed_data()
                .revocation_lists()
                .iter()
                .filter_map(|bytes| RevocationList::from_der(bytes).ok())
        });
        trust.revocation_lists.extend(lists);
        trust
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
        let mut inputs = Inputs::new(self.anchors, &self.intermediates, time);
        inputs.revocation_lists = &self.revocation_lists;
        inputs.revocation = RevocationRule::RefuseRevoked;
        let problem = path::validate(certificate, &inputs).problem?;
        Some(sub_indication(problem.reason, problem.certificate == *certificate, proven))
    }

    /// Whether a certificate carried in a message is not what its issuer signed. It proves nothing about the
    /// signature, but somebody changed the file.
    pub(crate) fn is_damaged(&self, certificate: &Certificate) -> bool {
        let known = || self.anchors.iter().chain(&self.intermediates);
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

/// Algorithms and keys that no longer count at the time that is proven, or now (§ 5.2.8).
pub(crate) fn algorithms(one: &Read, best: &Best, now: Timestamp) -> Option<SubIndication> {
    let facts = one.facts.as_ref()?;
    let time = best.time.filter(|_| best.proven).unwrap_or(now).as_second();
    let sha_1 = facts.digest_algorithm == Some(DigestAlgorithm::Sha1) && time >= SHA_1_ENDS_SECONDS;
    let kind = facts.certificate.as_ref()?.public_key().kind();
    let short =
        matches!(kind, PublicKeyKind::Rsa { bits } if bits < RSA_BITS_MIN) && time >= SHORT_RSA_ENDS_SECONDS;
    (sha_1 || short).then_some(SubIndication::CryptoConstraintsFailure)
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
