//! What long-term validation of a document needs: every certificate from each signer, time-stamp and responder up to a
//! root, and words about the revocation of each (EN 319 142-1 § 5.4, EN 319 102-1 § 5.5). Says what is missing and where it
//! is to be had, and gathers what is at hand.

use jiff::Timestamp;
use paraph_pdf::{Document, Source};
use paraph_pki::Certificate;
use paraph_pki::path::{self, Inputs, RevocationRule, RevocationStatus, Search};

use super::evidence::Evidence;
use super::times::{self, Best, Times};
use super::trust::Trust;
use super::{Known, Read, ValidationContext, read};
use crate::{Error, limits};

/// Something that is not at hand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Need {
    /// The certificate of who issued this one; [`Certificate::issuer_urls`] says where it may be.
    Issuer {
        /// The certificate.
        of: Certificate,
    },
    /// Words about the revocation of this certificate: [`Certificate::ocsp_urls`] and
    /// [`Certificate::revocation_list_urls`] say who may know.
    Status {
        /// The certificate.
        of: Certificate,
        /// Who issued it.
        issuer: Certificate,
    },
}

/// What is missing, and what is at hand and needed.
#[derive(Clone, Debug, Default)]
pub struct Needs {
    /// What is missing, each once.
    pub missing: Vec<Need>,
    /// What is at hand and needed, each once: what a document security store has to hold.
    pub used: Known,
}

/// Looks at all signatures and time-stamps of a document, and at what it and `context` hold. Anchors need no proof.
///
/// # Errors
/// Where the document's form cannot be read or the medium fails.
pub fn missing<S: Source>(document: &Document<S>, context: &ValidationContext) -> Result<Needs, Error> {
    missing_for(document, context, &|_| true)
}

/// As [`missing`], for the signatures and document time-stamps of those whose certificate is `wanted`.
///
/// # Errors
/// As [`missing`].
pub fn missing_for<S: Source>(
    document: &Document<S>,
    context: &ValidationContext,
    wanted: &dyn Fn(&Certificate) -> bool,
) -> Result<Needs, Error> {
    let evidence = Evidence::read(document);
    let read = read(document, &evidence)?;
    let trust = Trust::gather(context, &read, &evidence);
    let times = times::document_timestamps(&read, &trust);
    let bests: Vec<Best> = read.iter().map(|one| times.best(one, &trust)).collect();
    Ok(gather((&read, &bests), &trust, &times, wanted))
}

/// From every signer and time-stamp up.
pub(super) fn gather(
    (read, bests): (&[Read], &[Best]),
    trust: &Trust<'_>,
    times: &Times,
    wanted: &dyn Fn(&Certificate) -> bool,
) -> Needs {
    let mut walk =
        Walk { trust, needs: Needs::default(), seen: Vec::new(), astray: Vec::new(), proven: trust.now };
    // The newest last to be proven come first: what is asked as of now is asked before what is asked as of then.
    for (one, best) in read.iter().zip(bests).rev() {
        let Some(facts) = &one.facts else { continue };
        if !facts.certificate.as_ref().is_none_or(wanted) {
            continue;
        }
        let stamps = facts.timestamps.iter().chain(&facts.content_timestamps);
        walk.proven = times.covered_by(one.found.revision);
        stamps.filter_map(|stamp| stamp.certificate.as_ref()).for_each(|stamp| walk.up_from(stamp));
        walk.proven = best.existed_by;
        facts.certificate.iter().for_each(|certificate| walk.up_from(certificate));
    }
    walk.needs
}

struct Walk<'a> {
    trust: &'a Trust<'a>,
    needs: Needs,
    seen: Vec<Certificate>,
    /// Those that were come to on no path to an anchor.
    astray: Vec<Certificate>,
    /// When what is looked at existed for certain: words about it as of then are enough for ever.
    proven: Timestamp,
}

impl Walk<'_> {
    /// Who issued a certificate is read off its path to an anchor. A certificate that bears the name and key of an authority
    /// is made by anybody: following it leads to the wrong chain, and to addresses that a stranger wrote.
    fn up_from(&mut self, leaf: &Certificate) {
        let inputs = self.trust.inputs(&self.trust.anchors, self.trust.now);
        let held = |path: Vec<Certificate>| self.trust.last_held(&path).is_some().then_some(path);
        match path::each_path(leaf, &inputs, held) {
            Search::Found(path) => self.along(path),
            Search::Exhausted { .. } | Search::TooMany => self.stray(leaf),
        }
    }

    fn along(&mut self, path: Vec<Certificate>) {
        let mut pending = vec![path];
        while let Some(path) = pending.pop() {
            let Some((certificate, above)) = path.split_first() else { continue };
            if self.seen.contains(certificate) || self.seen.len() >= limits::CERTIFICATES_MAX {
                continue;
            }
            self.seen.push(certificate.clone());
            self.take(certificate);
            let Some(issuer) = above.first() else { continue };
            if !certificate.is_exempt_from_status() {
                let status = self.status(certificate, issuer);
                self.needs.missing.extend(status.missing);
                let of = |responder| std::iter::once(responder).chain(above.iter().cloned()).collect();
                pending.extend(status.responders.into_iter().map(of));
            }
            pending.push(above.to_vec());
        }
    }

    /// Follows whoever is at hand, for what they hold. With anchors, nobody is asked at addresses that stand in a certificate
    /// on no path to one, unless the verifier brought it or it is the one that signed.
    fn stray(&mut self, leaf: &Certificate) {
        let mut pending = vec![leaf.clone()];
        while let Some(certificate) = pending.pop() {
            if self.astray.contains(&certificate) || self.astray.len() >= limits::CERTIFICATES_MAX {
                continue;
            }
            self.astray.push(certificate.clone());
            self.take(&certificate);
            let is_root = certificate.is_self_issued()
                && certificate.is_signed_by(certificate.public_key()) == Ok(true);
            if is_root || self.trust.anchors.contains(&certificate) {
                continue;
            }
            let may_ask =
                self.trust.anchors.is_empty() || certificate == *leaf || self.trust.is_own(&certificate);
            let lacking = |need| if may_ask { need } else { Need::Issuer { of: leaf.clone() } };
            let missing = match self.issuer(&certificate) {
                None => Some(Need::Issuer { of: certificate }),
                Some(issuer) if certificate.is_exempt_from_status() => {
                    pending.push(issuer);
                    None
                }
                Some(issuer) => {
                    let status = self.status(&certificate, &issuer);
                    pending.extend(status.responders);
                    pending.push(issuer);
                    status.missing
                }
            };
            if let Some(need) = missing.map(lacking)
                && !self.needs.missing.contains(&need)
            {
                self.needs.missing.push(need);
            }
        }
    }

    /// Takes a certificate along, once.
    fn take(&mut self, certificate: &Certificate) {
        let kept = &mut self.needs.used.certificates;
        if !kept.contains(certificate) {
            kept.push(certificate.clone());
        }
    }

    fn issuer(&self, certificate: &Certificate) -> Option<Certificate> {
        let mut candidates = self.trust.anchors.iter().chain(&self.trust.known.certificates);
        let issued = |issuer: &&Certificate| {
            issuer.subject().matches(certificate.issuer())
                && certificate.is_signed_by(issuer.public_key()) == Ok(true)
        };
        candidates.find(issued).cloned()
    }

    /// Takes along what is said of a certificate, or says that nothing is.
    fn status(&mut self, certificate: &Certificate, issuer: &Certificate) -> Spoken {
        // Once it has expired nobody need remember it; what was said before counts.
        let time = self.proven.min(certificate.validity().not_after);
        let anchors = [issuer.clone()];
        let inputs = Inputs {
            revocation: RevocationRule::RefuseRevoked,
            known_by: self.trust.horizon(),
            ..self.trust.inputs(&anchors, time)
        };
        let facts = path::validate(certificate, &inputs);
        let is_unknown = matches!(facts.revocation.first(), None | Some(RevocationStatus::Unknown));
        let missing = is_unknown.then(|| Need::Status { of: certificate.clone(), issuer: issuer.clone() });
        let mut responders = Vec::new();
        for response in &self.trust.known.ocsp_responses {
            let speaks = response.find(certificate, issuer).is_some();
            let Some(responder) = response.authorized_by(issuer).filter(|_| speaks) else { continue };
            let kept = &mut self.needs.used.ocsp_responses;
            if !kept.iter().any(|other| other.to_der() == response.to_der()) {
                kept.push(response.clone());
            }
            responders.push(responder.clone());
        }
        for list in &self.trust.known.revocation_lists {
            let speaks =
                list.issuer().matches(issuer.subject()) && list.is_signed_by(issuer.public_key()) == Ok(true);
            let kept = &mut self.needs.used.revocation_lists;
            if speaks && !kept.iter().any(|other| other.to_der() == list.to_der()) {
                kept.push(list.clone());
            }
        }
        Spoken { missing, responders }
    }
}

/// What was found to be said of a certificate.
struct Spoken {
    /// That nothing is.
    missing: Option<Need>,
    /// The responders who said it.
    responders: Vec<Certificate>,
}
