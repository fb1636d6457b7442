//! Everything a certificate path may be made of, since when the document holds it, and whom the person trusts
//! (EN 319 102-1 §§ 5.2.4, 5.2.6).

use jiff::{SignedDuration, Timestamp};
use paraph_pki::certificate::KeyUsage;
use paraph_pki::path::{Inputs, RevocationRule};
use paraph_pki::{Certificate, DigestAlgorithm, RevocationList};

use super::crypto::{Facts, SignatureTimestamp};
use super::details::{ObjectKind, ValidationObject};
use super::evidence::Evidence;
use super::existence::Existence;
use super::report::{CertificateFacts, Kind, SubIndication};
use super::standing::Refusal;
use super::status::Register;
use super::times::{Best, Times};
use super::{FormerAnchor, Known, Policy, Read, ValidationContext};
use crate::limits;

/// The times of certificates and lists are told in seconds.
pub(crate) const SECOND: SignedDuration = SignedDuration::from_secs(1);

/// Everything a path may be made of.
pub(crate) struct Trust<'a> {
    /// Those trusted now, and those trusted until some time.
    pub(crate) anchors: Vec<Certificate>,
    former: &'a [FormerAnchor],
    pub(crate) now: Timestamp,
    pub(crate) rule: RevocationRule,
    pub(crate) policy: &'a Policy,
    pub(crate) known: Known,
    /// How many of the certificates in `known`, the first, the verifier has.
    own: usize,
    /// For each value of `known`, in its order.
    pub(crate) since: Since,
    pub(crate) register: Register,
}

/// The first revision, from 0, such that a time-stamp over it proves that the value existed; none for what the document
/// does not hold.
#[derive(Default)]
pub(crate) struct Since {
    certificates: Vec<Option<usize>>,
    pub(crate) revocation_lists: Vec<Option<usize>>,
    pub(crate) ocsp_responses: Vec<Option<usize>>,
}

/// The use of a key that is judged: a signature's or a time-stamp's.
pub(crate) struct Use<'a> {
    pub(crate) certificate: &'a Certificate,
    /// The digest algorithms of what was signed.
    pub(crate) digests: &'a [DigestAlgorithm],
    /// The earliest time at which the value existed for certain; now, if nothing proves it.
    pub(crate) proven: Timestamp,
    /// A time before which it was not made: what it signs holds a time-stamp.
    pub(crate) no_earlier: Option<Timestamp>,
}

impl<'a> Trust<'a> {
    /// Gathers what the document and its messages carry. None of it is trusted for being there.
    pub(crate) fn gather(context: &'a ValidationContext, read: &[Read], evidence: &Evidence) -> Self {
        let mut trust = Self {
            anchors: context.anchors.clone(),
            former: &context.former_anchors,
            now: context.now,
            rule: context.revocation,
            policy: &context.policy,
            known: Known::default(),
            own: 0,
            since: Since::default(),
            register: Register::default(),
        };
        trust.anchors.extend(context.former_anchors.iter().map(|former| former.certificate.clone()));
        // What the verifier has comes first: what the document holds must not use up the room and the steps there are.
        context.known.certificates.iter().for_each(|one| trust.add_certificate(one, None));
        trust.own = trust.known.certificates.len();
        context.known.revocation_lists.iter().for_each(|one| trust.add_list(one, None));
        context.known.ocsp_responses.iter().for_each(|one| trust.add_response(one, None));
        for one in read {
            // What a signature's value carries is covered from the next revision on.
            let since = Some(one.found.revision + 1);
            for certificate in one.facts.iter().flat_map(certificates) {
                trust.add_certificate(certificate, since);
            }
            let lists = one.message.iter().flat_map(|message| message.signed_data().revocation_lists());
            for list in lists.filter_map(|bytes| RevocationList::from_der(bytes).ok()) {
                trust.add_list(&list, since);
            }
        }
        let held = &evidence.certificates;
        held.values.iter().zip(&held.since).for_each(|(one, since)| trust.add_certificate(one, Some(*since)));
        let held = &evidence.revocation_lists;
        held.values.iter().zip(&held.since).for_each(|(one, since)| trust.add_list(one, Some(*since)));
        let held = &evidence.ocsp_responses;
        held.values.iter().zip(&held.since).for_each(|(one, since)| trust.add_response(one, Some(*since)));
        trust
    }

    fn add_certificate(&mut self, certificate: &Certificate, since: Option<usize>) {
        let (known, times) = (&mut self.known.certificates, &mut self.since.certificates);
        match known.iter().position(|one| one == certificate).and_then(|index| times.get_mut(index)) {
            Some(earlier) => *earlier = first(*earlier, since),
            None if known.len() < limits::CERTIFICATES_MAX => {
                known.push(certificate.clone());
                times.push(since);
            }
            None => {}
        }
    }

    fn add_list(&mut self, list: &RevocationList, since: Option<usize>) {
        let (known, times) = (&mut self.known.revocation_lists, &mut self.since.revocation_lists);
        let same = known.iter().position(|one| one.to_der() == list.to_der());
        match same.and_then(|index| times.get_mut(index)) {
            Some(earlier) => *earlier = first(*earlier, since),
            None => {
                known.push(list.clone());
                times.push(since);
            }
        }
    }

    fn add_response(&mut self, response: &paraph_pki::ocsp::Response, since: Option<usize>) {
        let (known, times) = (&mut self.known.ocsp_responses, &mut self.since.ocsp_responses);
        let same = known.iter().position(|one| one.to_der() == response.to_der());
        match same.and_then(|index| times.get_mut(index)) {
            Some(earlier) => *earlier = first(*earlier, since),
            None => {
                known.push(response.clone());
                times.push(since);
            }
        }
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

    /// The last instant that is not beyond doubt in the future.
    pub(crate) fn horizon(&self) -> Timestamp {
        self.now.checked_add(limits::CLOCK_SKEW_MAX).unwrap_or(self.now)
    }

    /// Until when an anchor is trusted; none for one that is trusted without end.
    pub(crate) fn trusted_until(&self, anchor: &Certificate) -> Option<Timestamp> {
        let count = self.anchors.len() - self.former.len();
        let is_current = self.anchors.iter().take(count).any(|current| current == anchor);
        let former = self.former.iter().find(|former| former.certificate == *anchor);
        former.filter(|_| !is_current).map(|former| former.until)
    }

    /// Whether the verifier brings a certificate, whoever else does.
    pub(crate) fn is_own(&self, certificate: &Certificate) -> bool {
        self.known.certificates.iter().take(self.own).any(|own| own == certificate)
    }

    /// The first revision that holds a certificate.
    pub(crate) fn since_of(&self, certificate: &Certificate) -> Option<usize> {
        let index = self.known.certificates.iter().position(|known| known == certificate)?;
        self.since.certificates.get(index).copied().flatten()
    }

    /// All that is at hand, with what the document's time-stamps prove of each.
    pub(crate) fn objects(&self, existence: &Existence) -> Vec<ValidationObject> {
        let object = |kind, der: &[u8], since: Option<&Option<usize>>| {
            let existed_by = existence.since(since.copied().flatten());
            ValidationObject {
                kind,
                der: der.into(),
                existed_by: Some(existed_by).filter(|by| *by < self.now),
            }
        };
        let certificates = self.known.certificates.iter().enumerate().map(|(index, one)| {
            object(ObjectKind::Certificate, one.to_der(), self.since.certificates.get(index))
        });
        let lists = self.known.revocation_lists.iter().enumerate().map(|(index, one)| {
            object(ObjectKind::RevocationList, one.to_der(), self.since.revocation_lists.get(index))
        });
        let responses = self.known.ocsp_responses.iter().enumerate().map(|(index, one)| {
            object(ObjectKind::OcspResponse, one.to_der(), self.since.ocsp_responses.get(index))
        });
        certificates.chain(lists).chain(responses).collect()
    }

    /// Who issued a certificate, beginning with the one that most likely did.
    pub(crate) fn issuer_of<'b>(
        &'b self,
        certificate: &Certificate,
        likely: &'b Certificate,
    ) -> Option<&'b Certificate> {
        let others = self.anchors.iter().chain(&self.known.certificates);
        std::iter::once(likely).chain(others).find(|issuer| {
            issuer.subject().matches(certificate.issuer())
                && certificate.is_signed_by(issuer.public_key()) == Ok(true)
        })
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

    /// Why the signer of one signature is not accepted; none if it is.
    pub(crate) fn of_signer(&self, one: &Read, best: &Best, times: &Times) -> Option<Refusal> {
        let facts = one.facts.as_ref()?;
        let certificate = facts.certificate.as_ref()?;
        let used = Use {
            certificate,
            digests: &facts.digests,
            proven: best.existed_by,
            no_earlier: best.no_earlier,
        };
        if let Err(refusal) = self.judge(&used, &times.existence) {
            return Some(refusal);
        }
        // § 5.2.6: a key for other purposes than signing makes no signature.
        let may_sign = |usage: KeyUsage| {
            usage.contains(KeyUsage::DIGITAL_SIGNATURE) || usage.contains(KeyUsage::NON_REPUDIATION)
        };
        let refused = one.found.kind == Kind::Signature && !certificate.key_usage().is_none_or(may_sign);
        refused.then(|| Refusal::open(SubIndication::ChainConstraintsFailure))
    }
}

/// The earlier of two revisions; one that there is before none.
fn first(one: Option<usize>, other: Option<usize>) -> Option<usize> {
    one.into_iter().chain(other).min()
}

fn certificates(facts: &Facts) -> impl Iterator<Item = &Certificate> {
    let stamps = facts.timestamps.iter().chain(&facts.content_timestamps);
    let of_stamps = stamps.flat_map(|timestamp: &SignatureTimestamp| &timestamp.certificates);
    facts.certificates.iter().chain(of_stamps)
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
