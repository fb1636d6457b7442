//! Trusted lists behind a verdict: checked from the certificates of the Official Journal down, and asked about each
//! signature. The files come from the caller, who fetched or found them.

use std::collections::BTreeSet;

use jiff::Timestamp;
use paraph_pdf::{Document, Source};
use paraph_pki::Certificate;
use paraph_pki::trusted_list::{
    LIST_OF_LISTS, ListError, ListOfLists, Qualification, Reason, Scheme, Terms, TrustedList, anchors,
    anchors_ever, qualify,
};

use super::{Indication, Kind, Needs, Report, SignatureReport, TimeSource, ValidationContext, examine};
use crate::Error;

/// Lists that were checked.
#[derive(Clone, Debug)]
pub struct Lists {
    national: Vec<TrustedList>,
    sequence: u64,
    next_update: Option<Timestamp>,
    at: Timestamp,
    refused: Vec<(String, ListError)>,
    missing: Vec<String>,
}

/// Why there are none: the name of the file, if there is one, and what is wrong with it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ListsError {
    /// No file is a list of lists.
    #[error("there is no list of lists in it")]
    NoListOfLists,
    /// The newest list of lists does not hold.
    #[error("{name}: {source}")]
    ListOfLists {
        /// The name of its file.
        name: String,
        /// Why not.
        source: ListError,
    },
}

/// The report, what it lacks, and what each signature is; none for a time-stamp.
pub type Judged = (Report, Needs, Vec<Option<Qualification>>);

/// A file that claims to be a list.
struct Candidate {
    name: String,
    bytes: Vec<u8>,
    scheme: Scheme,
}

impl Lists {
    /// Checks the lists among files (name and bytes): the newest list of lists by the certificates that the Official Journal
    /// publishes, with the pivots that it names, then the national lists. All are taken as of a time.
    ///
    /// # Errors
    /// When there is no list of lists, or the newest does not hold. Other files that are of no use are told of: see
    /// [`Lists::refused`].
    pub fn of_files(
        files: Vec<(String, Vec<u8>)>,
        pinned: &[Certificate],
        at: Timestamp,
    ) -> Result<Self, ListsError> {
        let (mut candidates, mut refused) = (Vec::new(), Vec::new());
        for (name, bytes) in files {
            match Scheme::claimed_by(&bytes) {
                Ok(scheme) => candidates.push(Candidate { name, bytes, scheme }),
                Err(error) => refused.push((name, error)),
            }
        }
        let of_lists: Vec<Candidate> =
            candidates.extract_if(.., |candidate| candidate.scheme.kind == LIST_OF_LISTS).collect();
        let newest = of_lists.iter().max_by_key(|candidate| candidate.scheme.sequence);
        let newest = newest.ok_or(ListsError::NoListOfLists)?;
        let terms = Terms { time: at, known_sequence: None };
        let files: Vec<(&str, &[u8])> =
            of_lists.iter().map(|file| (file.name.as_str(), file.bytes.as_slice())).collect();
        let lists = ListOfLists::open_among(pinned, &files, &newest.bytes, terms);
        let lists = lists.map_err(|source| ListsError::ListOfLists { name: newest.name.clone(), source })?;
        let mut national: Vec<TrustedList> = Vec::new();
        for candidate in candidates {
            match lists.open_national(&candidate.bytes, terms) {
                Ok(list) => keep_newest(&mut national, list),
                Err(error) => refused.push((candidate.name, error)),
            }
        }
        let here: BTreeSet<&str> = national.iter().map(|list| list.scheme.territory.as_str()).collect();
        let missing = lists.territories().difference(&here).map(|&territory| territory.to_owned()).collect();
        let Scheme { sequence, next_update, .. } = lists.list().scheme;
        Ok(Self { sequence, next_update, national, at, refused, missing })
    }

    /// The same lists at a later time, without those that were to be replaced by then; none when the list of lists was.
    #[must_use]
    pub fn as_of(&self, time: Timestamp) -> Option<Self> {
        let is_current = |next: Option<Timestamp>| next.is_none_or(|next| time <= next);
        if time < self.at || !is_current(self.next_update) {
            return None;
        }
        let (national, late): (Vec<_>, Vec<_>) =
            self.national.iter().cloned().partition(|list| is_current(list.scheme.next_update));
        let late = late.into_iter().map(|list| list.scheme.territory);
        let missing = self.missing.iter().cloned().chain(late).collect();
        Some(Self { national, missing, at: time, refused: self.refused.clone(), ..*self })
    }

    /// Number of the list of lists.
    #[must_use]
    pub fn sequence(&self) -> u64 {
        self.sequence
    }

    /// The time they are taken at.
    #[must_use]
    pub fn at(&self) -> Timestamp {
        self.at
    }

    /// The national lists, one for a territory.
    #[must_use]
    pub fn national(&self) -> &[TrustedList] {
        &self.national
    }

    /// Files that are no list of use, and why.
    #[must_use]
    pub fn refused(&self) -> &[(String, ListError)] {
        &self.refused
    }

    /// Territories without a list.
    #[must_use]
    pub fn missing(&self) -> &[String] {
        &self.missing
    }

    /// Validates a document by the services that were approved when each signature was made, and says what each
    /// signature is.
    ///
    /// # Errors
    /// When the document cannot be looked at.
    pub fn judge<S: Source>(
        &self,
        document: &Document<S>,
        context: &ValidationContext,
    ) -> Result<Judged, Error> {
        // Services change seldom: most signatures are judged by the same ones.
        let mut known: Vec<(Vec<Certificate>, (Report, Needs))> = Vec::new();
        let mut by = |services: Vec<Certificate>| {
            if let Some((_, outcome)) = known.iter().find(|(known, _)| *known == services) {
                return Ok(outcome.clone());
            }
            let anchors = [context.anchors.as_slice(), &services].concat();
            let outcome = examine(document, &ValidationContext { anchors, ..context.clone() })?;
            known.push((services, outcome.clone()));
            Ok::<_, Error>(outcome)
        };
        let now = context.now;
        // Whoever was ever approved is good enough to learn when a signature was made, and for nothing else.
        let (mut report, _) = by(anchors_ever(&self.national))?;
        let (current, needs) = by(self.anchors_at(now.min(self.at)))?;
        let mut qualifications = Vec::new();
        for (index, signature) in report.signatures.iter_mut().enumerate() {
            let time = proven(signature);
            let then = time.map(|time| by(self.anchors_at(time.min(self.at)))).transpose()?;
            // A time that those approved at that time do not prove is no time to go by.
            let then = then.and_then(|(report, _)| report.signatures.into_iter().nth(index));
            let judged =
                then.filter(|then| proven(then) == time).or_else(|| current.signatures.get(index).cloned());
            if let Some(judged) = judged {
                *signature = judged;
            }
            qualifications.push(self.qualification(signature, &current.certificates, now));
        }
        Ok((report, needs, qualifications))
    }

    fn anchors_at(&self, time: Timestamp) -> Vec<Certificate> {
        anchors(&self.national, time, self.at)
    }

    fn qualification(
        &self,
        signature: &SignatureReport,
        certificates: &[Certificate],
        now: Timestamp,
    ) -> Option<Qualification> {
        if signature.kind != Kind::Signature {
            return None;
        }
        let time = proven(signature).unwrap_or(now);
        Some(match (signature.indication, &signature.signing_certificate) {
            (Indication::TotalFailed, _) => Qualification::unqualified(Reason::SignatureDoesNotHold),
            (Indication::Indeterminate, _) | (_, None) => {
                Qualification::unknown(Reason::SignatureIsIndeterminate)
            }
            _ if time > self.at => Qualification::unknown(Reason::ListsAreOlder),
            (Indication::TotalPassed, Some(certificate)) => {
                qualify(certificate, certificates, time, &self.national).without(&self.missing)
            }
        })
    }
}

/// The time of a signature, if a time-stamp proves it.
fn proven(signature: &SignatureReport) -> Option<Timestamp> {
    signature.time.filter(|_| signature.time_source == Some(TimeSource::Timestamp))
}

/// Two lists of a territory are two issues of one list: the newest counts.
fn keep_newest(national: &mut Vec<TrustedList>, list: TrustedList) {
    let earlier = national.iter_mut().find(|known| known.scheme.territory == list.scheme.territory);
    match earlier {
        Some(known) if known.scheme.sequence < list.scheme.sequence => *known = list,
        Some(_) => {}
        None => national.push(list),
    }
}
