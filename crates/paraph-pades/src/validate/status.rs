//! What is known of a certificate's revocation as of a time, from words that are proven to have been said by then
//! (EN 319 102-1 §§ 5.2.5, 5.6.2.2.4 a to c).

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;

use jiff::Timestamp;
use paraph_pki::path::{self, Origin, RevocationRule, Statement, Word};
use paraph_pki::revocation::RevocationReason;
use paraph_pki::{Certificate, DigestAlgorithm};

use super::existence::Existence;
use super::trust::Trust;
use crate::limits::{RESPONDER_DEPTH_MAX, STATEMENTS_MAX};

/// What is known of a certificate's revocation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Status {
    /// It was not revoked, as far as was to be known until then.
    Good { until: Timestamp },
    /// It is revoked.
    Revoked { from: Timestamp },
    /// It is suspended, and may come back.
    OnHold { from: Timestamp },
    /// Nothing is said but by those whose own certificates ran out, and nothing proves that they spoke before: words that
    /// would have counted until then.
    OutOfBounds { until: Timestamp },
    /// Nothing that counts is said.
    Unknown,
}

/// A certificate, who issued it, and the time as of which its revocation is asked.
#[derive(Clone, Copy)]
pub(crate) struct Question<'a> {
    pub(crate) certificate: &'a Certificate,
    pub(crate) issuer: &'a Certificate,
    pub(crate) control: Timestamp,
}

/// What was said about certificates: looked up once, for each statement costs the check of a signature.
#[derive(Default)]
pub(crate) struct Register {
    said: RefCell<HashMap<Fingerprints, Rc<Vec<Statement>>>>,
}

/// A certificate's and its issuer's.
type Fingerprints = (Vec<u8>, Vec<u8>);

/// Whether words that a certificate is good count.
enum Weight {
    Counts,
    OutOfBounds,
    Nothing,
}

impl Trust<'_> {
    /// What is known of a certificate's revocation at a time.
    pub(crate) fn status(&self, question: Question<'_>, existence: &Existence) -> Status {
        let inquiry = Inquiry { trust: self, existence, left: Cell::new(STATEMENTS_MAX) };
        inquiry.status(question, 0)
    }

    fn statements(&self, certificate: &Certificate, issuer: &Certificate) -> Rc<Vec<Statement>> {
        let print = |certificate: &Certificate| certificate.fingerprint(DigestAlgorithm::Sha256);
        let key = (print(certificate), print(issuer));
        if let Some(known) = self.register.said.borrow().get(&key) {
            return Rc::clone(known);
        }
        let inputs = self.inputs(&self.anchors, self.now);
        let said = Rc::new(path::statements(certificate, issuer, &inputs));
        self.register.said.borrow_mut().insert(key, Rc::clone(&said));
        said
    }

    fn proof_of(&self, statement: &Statement, existence: &Existence) -> Timestamp {
        existence.since(match statement.origin {
            Origin::RevocationList(index) => self.since.revocation_lists.get(index).copied().flatten(),
            Origin::OcspResponse(index) => self.since.ocsp_responses.get(index).copied().flatten(),
        })
    }
}

/// One question with those it leads to, and how many statements may still be weighed: responders speak of responders.
struct Inquiry<'a> {
    trust: &'a Trust<'a>,
    existence: &'a Existence,
    left: Cell<usize>,
}

impl Inquiry<'_> {
    fn status(&self, question: Question<'_>, depth: usize) -> Status {
        let said = self.trust.statements(question.certificate, question.issuer);
        let mut newest: Option<&Statement> = None;
        let mut revoked: Option<Timestamp> = None;
        let mut out_of_bounds: Option<Timestamp> = None;
        // As of now, what clocks that are a little ahead say counts too.
        let is_now = question.control >= self.trust.now;
        let issued_by = if is_now { self.trust.horizon() } else { question.control };
        for statement in said.iter().filter(|statement| statement.issued <= self.trust.horizon()) {
            let proof = self.trust.proof_of(statement, self.existence);
            let is_said_by_then = statement.issued <= issued_by && proof <= question.control;
            if let Word::Revoked { time, reason } = statement.word
                && reason != RevocationReason::CertificateHold
            {
                // Only what speaks for a certificate needs a proof: that it was revoked counts whenever it was said.
                if is_said_by_then || time <= question.control {
                    revoked = Some(revoked.map_or(time, |earlier| earlier.min(time)));
                }
                continue;
            }
            if !is_said_by_then {
                continue;
            }
            match self.weigh(statement, question, depth) {
                Weight::Counts => {
                    newest = newest.filter(|newest| newest.issued >= statement.issued).or(Some(statement));
                }
                Weight::OutOfBounds => out_of_bounds = out_of_bounds.max(Some(statement.fresh_until)),
                Weight::Nothing => {}
            }
        }
        if let Some(from) = self.suspended(&said, question, depth)
            && revoked.is_none_or(|revoked| from < revoked)
        {
            return Status::OnHold { from };
        }
        match (revoked, newest, out_of_bounds) {
            // § 5.6.2.2.4 b: whoever says that it was revoked is believed before who says nothing of it.
            (Some(from), ..) => Status::Revoked { from },
            (None, Some(Statement { word: Word::Revoked { time, .. }, .. }), _) => {
                Status::OnHold { from: *time }
            }
            (None, Some(statement), _) => Status::Good { until: statement.fresh_until },
            (None, None, bounds) => bounds.map_or(Status::Unknown, |until| Status::OutOfBounds { until }),
        }
    }

    /// Since when it is suspended, at the time asked about, by words that no later ones take back.
    fn suspended(&self, said: &[Statement], question: Question<'_>, depth: usize) -> Option<Timestamp> {
        let past = || said.iter().filter(|statement| statement.issued <= self.trust.horizon());
        let since = |statement: &Statement| match statement.word {
            Word::Revoked { time, reason: RevocationReason::CertificateHold } if time <= question.control => {
                Some(time)
            }
            _ => None,
        };
        past().find_map(since)?;
        let as_of_now = Question { control: self.trust.now, ..question };
        let lifts = |statement: &&Statement| {
            statement.word == Word::Good && matches!(self.weigh(statement, as_of_now, depth), Weight::Counts)
        };
        let lifted = past().filter(lifts).map(|statement| statement.issued).max();
        past()
            .filter(|statement| lifted.is_none_or(|lifted| statement.issued >= lifted))
            .filter_map(since)
            .min()
    }

    fn weigh(&self, statement: &Statement, question: Question<'_>, depth: usize) -> Weight {
        let Some(left) = self.left.get().checked_sub(1) else { return Weight::Nothing };
        self.left.set(left);
        let not_after = question.certificate.validity().not_after;
        // § 5.2.6: who has forgotten the certificates that expired says nothing of them.
        let remembers = statement.issued <= not_after
            || statement.remembers_since.is_some_and(|since| since <= not_after);
        let proof = self.trust.proof_of(statement, self.existence);
        let policy = self.trust.policy;
        let reliable = statement.algorithm.is_some_and(|algorithm| {
            proof < policy.signature_limit(algorithm)
                && proof < policy.key_limit(statement.speaker.public_key().kind())
        });
        if !remembers || !reliable || !self.may_speak(statement, question, depth) {
            return Weight::Nothing;
        }
        // § 5.6.2.4 step 1: words existed while their speaker's certificate was valid. An anchor's own end is not looked at.
        let is_anchor = self.trust.anchors.contains(&statement.speaker);
        if is_anchor || proof <= statement.speaker.validity().not_after {
            Weight::Counts
        } else {
            Weight::OutOfBounds
        }
    }

    /// Whether a speaker whom the issuer entrusted with this was itself in order when it spoke.
    fn may_speak(&self, statement: &Statement, question: Question<'_>, depth: usize) -> bool {
        let speaker = &statement.speaker;
        if speaker == question.issuer
            || speaker.is_exempt_from_status()
            || self.trust.anchors.contains(speaker)
        {
            return true;
        }
        let lenient = self.trust.rule != RevocationRule::Require;
        let Some(issuer) = self.trust.issuer_of(speaker, question.issuer) else { return lenient };
        if depth >= RESPONDER_DEPTH_MAX {
            return false;
        }
        let asked = Question { certificate: speaker, issuer, control: question.control };
        let proof = self.trust.proof_of(statement, self.existence);
        match self.status(asked, depth + 1) {
            Status::Good { .. } => true,
            Status::Revoked { from } | Status::OnHold { from } => proof < from,
            Status::OutOfBounds { .. } | Status::Unknown => lenient,
        }
    }
}
