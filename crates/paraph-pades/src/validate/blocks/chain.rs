//! The path of the signer's certificate, as it is told: which certificates, and what is known of each one's revocation.

use paraph_pki::path::{self, Inputs, PathFacts, Problem, Reason, RevocationRule, RevocationStatus};
use paraph_pki::{Certificate, Error};

use super::{Sources, is_about_algorithms, outcome_of, said_of};
use crate::validate::Read;
use crate::validate::details::{Block, BlockName, Check, Outcome, PathCertificate, RevocationFacts, Role};
use crate::validate::report::CertificateFacts;
use crate::validate::times::Best;
use crate::validate::trust::Trust;

/// The path as of the time at which the signature is known to have existed.
#[derive(Default)]
pub(crate) struct Chain {
    pub(crate) path: Vec<Certificate>,
    revocation: Vec<RevocationStatus>,
    problem: Option<Problem>,
}

impl Chain {
    /// Finds it. It is told; the verdict does not rest on it.
    pub(crate) fn find(one: &Read, best: &Best, trust: &Trust<'_>) -> Self {
        let Some(certificate) = one.facts.as_ref().and_then(|facts| facts.certificate.as_ref()) else {
            return Self::default();
        };
        let inputs = trust.inputs(&trust.anchors, best.existed_by);
        let inputs = Inputs { revocation: RevocationRule::RefuseRevoked, ..inputs };
        let PathFacts { path, revocation, problem, .. } = path::validate(certificate, &inputs);
        Self { path, revocation, problem }
    }

    /// The certificate whose signature could not be checked for want of code, and why.
    pub(crate) fn unchecked(&self) -> Option<(&Certificate, Error)> {
        match &self.problem {
            Some(Problem { certificate, reason: Reason::SignatureCannotBeChecked(error) }) => {
                Some((certificate, *error))
            }
            _ => None,
        }
    }

    /// As it is told.
    pub(crate) fn facts(&self, trust: &Trust<'_>) -> Vec<PathCertificate> {
        let role = |position: usize, certificate: &Certificate| match position {
            _ if trust.anchors.contains(certificate) => Role::Anchor,
            0 => Role::Signer,
            _ => Role::Authority,
        };
        let told = |(position, certificate): (usize, &Certificate)| PathCertificate {
            role: role(position, certificate),
            certificate: CertificateFacts::of(certificate),
            revocation: self.revocation.get(position).map(|status| facts_of(*status)),
        };
        self.path.iter().enumerate().map(told).collect()
    }
}

fn facts_of(status: RevocationStatus) -> RevocationFacts {
    let (status, since, reason) = match status {
        RevocationStatus::Good { this_update } => ("good", Some(this_update), None),
        RevocationStatus::Revoked { time, reason } => ("revoked", Some(time), Some(reason)),
        RevocationStatus::RevokedLater { time, reason } => ("revoked_later", Some(time), Some(reason)),
        RevocationStatus::Unknown => ("unknown", None, None),
    };
    RevocationFacts { status, since, reason_code: reason.map(paraph_pki::revocation::RevocationReason::code) }
}

/// § 5.2.6: each certificate, then what the verdict rests on.
pub(super) fn block(sources: &Sources<'_>) -> Block {
    let mut checks = Vec::new();
    let told = sources.chain.facts(sources.trust);
    for (one, certificate) in told.iter().zip(&sources.chain.path) {
        let role = match one.role {
            Role::Signer => "the signer's",
            Role::Authority => "an authority's",
            Role::Anchor => "trusted",
        };
        let validity = certificate.validity();
        let mut fact = format!(
            "{} ({role}), issued by {}, valid from {} to {}",
            one.certificate.subject, one.certificate.issuer, validity.not_before, validity.not_after
        );
        if let Some(revocation) = &one.revocation {
            fact.push_str(&revocation_words(revocation));
        }
        checks.push(Check::new("certificate", Outcome::Passed, fact));
    }
    let refusal = sources.grounds.signer.as_ref().filter(|refusal| !is_about_algorithms(refusal.sub));
    checks.push(match refusal {
        Some(refusal) => Check::new("path", outcome_of(refusal), said_of(refusal)),
        None => Check::new("path", Outcome::Passed, path_words(sources)),
    });
    if let Some((certificate, error)) = sources.chain.unchecked() {
        let whose = certificate.subject().display_name();
        let outcome = if refusal.is_some() { Outcome::Inconclusive } else { Outcome::Passed };
        let fact = format!("the certificate of {whose} could not be checked: {error}");
        checks.push(Check::new("algorithm", outcome, fact));
    }
    if sources.grounds.certificates_are_damaged {
        let fact = "a certificate carried along is not what its issuer signed";
        checks.push(Check::new("undamaged", Outcome::Inconclusive, fact));
    }
    Block::of(BlockName::CertificatePath, checks)
}

fn path_words(sources: &Sources<'_>) -> String {
    let by = sources.best.existed_by;
    match sources.grounds.signer {
        Some(_) => "it leads to a trust anchor".to_owned(),
        None if by < sources.trust.now => {
            format!("it leads to a trust anchor, for a signature that existed by {by}")
        }
        None => "it leads to a trust anchor now".to_owned(),
    }
}

fn revocation_words(facts: &RevocationFacts) -> String {
    match (facts.status, facts.since) {
        ("good", Some(said)) => format!("; not revoked, as was said at {said}"),
        ("revoked", Some(time)) => format!("; revoked since {time}"),
        ("revoked_later", Some(time)) => format!("; revoked later, at {time}"),
        _ => "; nothing is known of its revocation".to_owned(),
    }
}
