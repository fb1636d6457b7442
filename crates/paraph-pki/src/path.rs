//! Certification paths (RFC 5280 § 6): found among the certificates at hand, and judged at a given time.
//!
//! [`validate`] states which path was found, and if none holds, the first rule that is broken and by whom, so that
//! EN 319 102-1 sub-indications can be told apart. It asks nobody: what is not at hand is reported as unknown.

use std::cell::Cell;

use const_oid::ObjectIdentifier;
use jiff::Timestamp;

use crate::limits::PATH_STEPS_MAX;
use crate::revocation::RevocationReason;
use crate::{Certificate, Error, RevocationList, ocsp};

mod names;
mod policies;
mod revoked;
mod rules;
mod search;
mod statements;

pub(crate) use policies::read_policies;
pub use policies::{PolicyAllowance, PolicyDemand, PolicyRequirements};
pub use search::Search;
pub use statements::{Origin, Statement, Word, statements};

/// What a validation may use.
#[derive(Clone, Debug)]
pub struct Inputs<'a> {
    /// Certificates trusted without proof. Their own validity is not looked at, nor their signature: they are trusted
    /// because their owner says so, and until the owner says otherwise (RFC 5280 § 6.1.1 (d)).
    pub anchors: &'a [Certificate],
    /// Certificates that may stand between; trusted for nothing. The first are tried first: what the verifier brings
    /// belongs before what a document does, or the document's can use up the steps there are.
    pub intermediates: &'a [Certificate],
    /// Revocation lists at hand; trusted for nothing until their signature is checked.
    pub revocation_lists: &'a [RevocationList],
    /// OCSP responses at hand; trusted for nothing until it is known who speaks.
    pub ocsp_responses: &'a [ocsp::Response],
    /// The instant the path is judged at.
    pub time: Timestamp,
    /// The instant of the judgement, no earlier than `time`: what was said about revocation up to then counts.
    pub known_by: Timestamp,
    /// What is made of revocation.
    pub revocation: RevocationRule,
    /// Certificate policies that are required.
    pub policies: PolicyRequirements,
}

impl<'a> Inputs<'a> {
    /// Inputs with nothing known of revocation, no revocation check and no required policy.
    #[must_use]
    pub fn new(anchors: &'a [Certificate], intermediates: &'a [Certificate], time: Timestamp) -> Self {
        Self {
            anchors,
            intermediates,
            revocation_lists: &[],
            ocsp_responses: &[],
            time,
            known_by: time,
            revocation: RevocationRule::Ignore,
            policies: PolicyRequirements::default(),
        }
    }
}

/// What is made of revocation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum RevocationRule {
    /// It is not looked at.
    Ignore,
    /// A certificate known to be revoked breaks the path; one of which nothing is known does not.
    RefuseRevoked,
    /// Every certificate below the anchor must be known not to be revoked.
    Require,
}

/// What was found out about a certificate's path.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct PathFacts {
    /// The path that was judged, the certificate itself first and the anchor last. When no anchor was reached, as far
    /// as it goes.
    pub path: Vec<Certificate>,
    /// What is known about the revocation of each certificate of the path but the anchor, in the same order. Empty
    /// when it was not looked at.
    pub revocation: Vec<RevocationStatus>,
    /// The first rule that is broken; `None` when the path holds.
    pub problem: Option<Problem>,
}

impl PathFacts {
    /// Whether the path holds.
    #[must_use]
    pub fn is_valid(&self) -> bool {
        self.problem.is_none()
    }

    /// The anchor the path ends at, when it holds.
    #[must_use]
    pub fn anchor(&self) -> Option<&Certificate> {
        if self.is_valid() { self.path.last() } else { None }
    }
}

/// A broken rule, and the certificate that breaks it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The certificate.
    pub certificate: Certificate,
    /// The rule.
    pub reason: Reason,
}

/// Why a path does not hold. Each names the sub-indication of EN 319 102-1 § 5.1.3 it leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Reason {
    /// No issuer was found that leads to an anchor (NO_CERTIFICATE_CHAIN_FOUND).
    NoPathToAnchor,
    /// More paths are possible than [`crate::limits`] allow to try (CERTIFICATE_CHAIN_GENERAL_FAILURE).
    TooManyPaths,
    /// The issuer's key did not make the signature (CERTIFICATE_CHAIN_GENERAL_FAILURE).
    SignatureIsInvalid,
    /// The signature cannot be checked here (CERTIFICATE_CHAIN_GENERAL_FAILURE).
    SignatureCannotBeChecked(Error),
    /// Validity ended (OUT_OF_BOUNDS_NO_POE; for the signer's own certificate EXPIRED once revocation is known).
    Expired {
        /// When.
        not_after: Timestamp,
    },
    /// Validity has not begun (OUT_OF_BOUNDS_NO_POE; for the signer's own certificate NOT_YET_VALID).
    NotYetValid {
        /// When it begins.
        not_before: Timestamp,
    },
    /// It issued a certificate and is no authority (CHAIN_CONSTRAINTS_FAILURE).
    IsNotAnAuthority,
    /// It issued a certificate and its key may not sign certificates (CHAIN_CONSTRAINTS_FAILURE).
    MayNotSignCertificates,
    /// More authorities follow than it or one above allows (CHAIN_CONSTRAINTS_FAILURE).
    PathIsTooLong,
    /// It has an extension that must be understood and is not (CHAIN_CONSTRAINTS_FAILURE).
    UnknownCriticalExtension(ObjectIdentifier),
    /// One of its extensions cannot be read (CERTIFICATE_CHAIN_GENERAL_FAILURE).
    MalformedExtension,
    /// Its name lies outside the constraints of an authority above (CHAIN_CONSTRAINTS_FAILURE).
    NameIsNotPermitted,
    /// No certificate policy holds over the whole path, and one is required (CHAIN_CONSTRAINTS_FAILURE).
    NoValidPolicy,
    /// It was revoked by then (REVOKED_NO_POE or REVOKED_CA_NO_POE).
    Revoked {
        /// When.
        time: Timestamp,
        /// Why.
        reason: RevocationReason,
    },
    /// Nothing usable is known about its revocation (TRY_LATER).
    RevocationIsUnknown,
}

/// What is known about the revocation of a certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum RevocationStatus {
    /// A list that may speak for it and is current does not name it, or a responder says so.
    Good {
        /// When the list was issued, or the responder knew.
        this_update: Timestamp,
    },
    /// It was revoked by the time the path is judged at.
    Revoked {
        /// When.
        time: Timestamp,
        /// Why.
        reason: RevocationReason,
    },
    /// It was revoked after the time the path is judged at.
    RevokedLater {
        /// When.
        time: Timestamp,
        /// Why.
        reason: RevocationReason,
    },
    /// No list or response at hand may speak for it and is current.
    Unknown,
}

/// Finds a path from a certificate to an anchor that holds at the given time, or says why none does.
///
/// When several paths fail, the facts are those of the first one that fails for another reason than a signature, since
/// that is most likely the path that was meant.
#[must_use]
pub fn validate(certificate: &Certificate, inputs: &Inputs<'_>) -> PathFacts {
    let steps = Cell::new(PATH_STEPS_MAX);
    validate_nested(certificate, inputs, Work { depth: 0, steps: &steps })
}

/// Shows every path from a certificate to an anchor to `visit`, the most promising first, until it answers. Names alone
/// make a path here: [`broken_rule`] says whether it holds.
pub fn each_path<T>(
    certificate: &Certificate,
    inputs: &Inputs<'_>,
    visit: impl FnMut(Vec<Certificate>) -> Option<T>,
) -> Search<T> {
    search::each_path(certificate, inputs, &Cell::new(PATH_STEPS_MAX), visit)
}

/// The first rule that a path breaks at the time of `inputs`, revocation aside (RFC 5280 § 6.1); `None` when it holds. The
/// certificate itself comes first, the anchor last.
#[must_use]
pub fn broken_rule(path: &[Certificate], inputs: &Inputs<'_>) -> Option<Problem> {
    let (position, reason) = rules::check(path, inputs).err()?;
    let certificate = path.get(position).or(path.first())?.clone();
    Some(Problem { certificate, reason })
}

/// How far a validation has gone. One budget serves all validations within it, or a hostile set of lists and
/// certificates would multiply them.
#[derive(Clone, Copy)]
struct Work<'a> {
    /// Validations around this one: of who signed a revocation list, and so on.
    depth: usize,
    /// Chains that may still be extended.
    steps: &'a Cell<usize>,
}

fn validate_nested(certificate: &Certificate, inputs: &Inputs<'_>, work: Work<'_>) -> PathFacts {
    let mut failed: Option<PathFacts> = None;
    let outcome = search::each_path(certificate, inputs, work.steps, |path| {
        let facts = judge(path, inputs, work);
        if facts.is_valid() {
            return Some(facts);
        }
        let by_signature = |facts: &PathFacts| matches!(&facts.problem, Some(problem) if problem.reason == Reason::SignatureIsInvalid);
        if failed.as_ref().is_none_or(|earlier| by_signature(earlier) && !by_signature(&facts)) {
            failed = Some(facts);
        }
        None
    });
    match (outcome, failed) {
        (Search::Found(facts), _) => facts,
        (Search::TooMany, None) => broken(vec![certificate.clone()], certificate, Reason::TooManyPaths),
        (Search::Exhausted { longest }, None) => {
            let last = longest.last().unwrap_or(certificate).clone();
            broken(longest, &last, Reason::NoPathToAnchor)
        }
        (_, Some(facts)) => facts,
    }
}

fn judge(path: Vec<Certificate>, inputs: &Inputs<'_>, work: Work<'_>) -> PathFacts {
    if let problem @ Some(_) = broken_rule(&path, inputs) {
        return PathFacts { path, revocation: Vec::new(), problem };
    }
    if inputs.revocation == RevocationRule::Ignore {
        return PathFacts { path, revocation: Vec::new(), problem: None };
    }
    let revocation = revoked::check_path(&path, inputs, work);
    // From the anchor down: the authority's revocation comes before that of what it issued.
    let problem = path.iter().zip(&revocation).rev().find_map(|(certificate, status)| {
        let reason = match status {
            RevocationStatus::Revoked { time, reason } => Reason::Revoked { time: *time, reason: *reason },
            RevocationStatus::Unknown if inputs.revocation == RevocationRule::Require => {
                Reason::RevocationIsUnknown
            }
            _ => return None,
        };
        Some(Problem { certificate: certificate.clone(), reason })
    });
    PathFacts { path, revocation, problem }
}

fn broken(path: Vec<Certificate>, culprit: &Certificate, reason: Reason) -> PathFacts {
    let problem = Some(Problem { certificate: culprit.clone(), reason });
    PathFacts { path, revocation: Vec::new(), problem }
}
