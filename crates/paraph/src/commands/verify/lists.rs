//! Trusted lists for `paraph verify`: read from a folder, checked, and asked about each signature. Nothing is fetched.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use paraph_pades::validate::{
    Indication, Kind, Needs, Report, SignatureReport, TimeSource, ValidationContext, examine,
};
use paraph_pdf::{Document, Source};
use paraph_pki::Certificate;
use paraph_pki::limits::XML_BYTES_MAX;
use paraph_pki::trusted_list::{
    LIST_OF_LISTS, ListError, ListOfLists, Qualification, Reason, Scheme, Terms, TrustedList, anchors,
    anchors_ever, qualify,
};
use serde_json::{Value, json};

use crate::evidence::{EvidenceError, certificates};
use crate::files::FileError;

/// Files that are looked at in the folder: there are some thirty countries and a few pivots.
const FILES_MAX: usize = 500;

/// Where the lists are.
#[derive(clap::Args)]
pub(crate) struct ListArguments {
    /// Folder of European trusted lists (XML): the list of lists, its pivots, the national lists. Services approved in
    /// them are trusted, and each signature is said to be qualified or not.
    #[arg(long, value_name = "DIR", requires = "list_signers")]
    trusted_lists: Option<PathBuf>,
    /// PEM file of the certificates that the Official Journal publishes for the list of lists.
    #[arg(long, value_name = "PEM", requires = "trusted_lists")]
    list_signers: Option<PathBuf>,
    /// Take the lists as of this time, not now: for lists kept with a document.
    #[arg(long, value_name = "TIME", requires = "trusted_lists")]
    lists_at: Option<Timestamp>,
}

/// Why the lists cannot be asked.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ListsError {
    #[error(transparent)]
    File(#[from] FileError),
    #[error(transparent)]
    Signers(#[from] EvidenceError),
    #[error("{path}: more than {FILES_MAX} files")]
    TooManyFiles { path: String },
    #[error("{path}: there is no list of lists in it")]
    NoListOfLists { path: String },
    #[error("{path}: {source}")]
    ListOfLists { path: String, source: ListError },
}

/// Lists that were checked.
pub(crate) struct Lists {
    national: Vec<TrustedList>,
    /// Number of the list of lists.
    sequence: u64,
    /// The time they are taken at.
    at: Timestamp,
    /// Files that are no list of use, and why.
    refused: Vec<(String, ListError)>,
    /// Territories without a list.
    missing: Vec<String>,
}

/// The report, what it lacks, and what each signature is; none for a time-stamp.
type Judged = (Report, Needs, Vec<Option<Qualification>>);

/// A file that claims to be a list.
struct Candidate {
    name: String,
    bytes: Vec<u8>,
    scheme: Scheme,
}

impl ListArguments {
    /// Reads and checks the lists, if a folder is given.
    pub(crate) fn read(&self, now: Timestamp) -> Result<Option<Lists>, ListsError> {
        let (Some(folder), Some(signers)) = (&self.trusted_lists, &self.list_signers) else {
            return Ok(None);
        };
        let pinned = certificates(signers)?;
        Lists::open(folder, &pinned, self.lists_at.unwrap_or(now)).map(Some)
    }
}

impl Lists {
    fn open(folder: &Path, pinned: &[Certificate], at: Timestamp) -> Result<Self, ListsError> {
        let mut refused = Vec::new();
        let mut candidates = candidates(folder, &mut refused)?;
        let of_lists: Vec<Candidate> =
            candidates.extract_if(.., |candidate| candidate.scheme.kind == LIST_OF_LISTS).collect();
        let path = || folder.display().to_string();
        let newest = of_lists.iter().max_by_key(|candidate| candidate.scheme.sequence);
        let newest = newest.ok_or_else(|| ListsError::NoListOfLists { path: path() })?;
        let terms = Terms { time: at, known_sequence: None };
        let files: Vec<(&str, &[u8])> =
            of_lists.iter().map(|file| (file.name.as_str(), file.bytes.as_slice())).collect();
        let lists = ListOfLists::open_among(pinned, &files, &newest.bytes, terms);
        let lists = lists.map_err(|source| ListsError::ListOfLists {
            path: folder.join(&newest.name).display().to_string(),
            source,
        })?;
        let mut national: Vec<TrustedList> = Vec::new();
        for candidate in candidates {
            match lists.open_national(&candidate.bytes, terms) {
                Ok(list) => keep_newest(&mut national, list),
                Err(error) => refused.push((candidate.name, error)),
            }
        }
        let here: BTreeSet<&str> = national.iter().map(|list| list.scheme.territory.as_str()).collect();
        let missing = lists.territories().difference(&here).map(|&territory| territory.to_owned()).collect();
        Ok(Self { sequence: lists.list().scheme.sequence, national, at, refused, missing })
    }

    /// Validates a document by the services that were approved when each signature was made, and says what each
    /// signature is.
    pub(crate) fn judge<S: Source>(
        &self,
        document: &Document<S>,
        context: &ValidationContext,
    ) -> Result<Judged, paraph_pades::Error> {
        // Services change seldom: most signatures are judged by the same ones.
        let mut known: Vec<(Vec<Certificate>, (Report, Needs))> = Vec::new();
        let mut by = |services: Vec<Certificate>| {
            if let Some((_, outcome)) = known.iter().find(|(known, _)| *known == services) {
                return Ok(outcome.clone());
            }
            let anchors = [context.anchors.as_slice(), &services].concat();
            let outcome = examine(document, &ValidationContext { anchors, ..context.clone() })?;
            known.push((services, outcome.clone()));
            Ok::<_, paraph_pades::Error>(outcome)
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

    /// What was asked, for programs.
    pub(crate) fn json(&self) -> Value {
        let used = self.national.iter().map(|list| {
            let scheme = &list.scheme;
            json!({ "territory": scheme.territory, "sequence": scheme.sequence, "issued": scheme.issued })
        });
        let refused =
            self.refused.iter().map(|(file, error)| json!({ "file": file, "reason": error.to_string() }));
        json!({
            "list_of_lists": self.sequence,
            "at": self.at,
            "used": used.collect::<Vec<_>>(),
            "refused": refused.collect::<Vec<_>>(),
            "missing": self.missing,
        })
    }

    /// What was not asked, for people.
    pub(crate) fn words(&self) -> String {
        let refused = self.refused.iter().map(|(file, error)| format!("List not used: {file}: {error}.\n"));
        refused.collect()
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

/// The lists in a folder. Files that are none are told of and passed over.
fn candidates(folder: &Path, refused: &mut Vec<(String, ListError)>) -> Result<Vec<Candidate>, ListsError> {
    let mut paths = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(|source| FileError::at(folder, source))? {
        let path = entry.map_err(|source| FileError::at(folder, source))?.path();
        if path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("xml")) {
            paths.push(path);
        }
        if paths.len() > FILES_MAX {
            return Err(ListsError::TooManyFiles { path: folder.display().to_string() });
        }
    }
    paths.sort();
    let mut found = Vec::new();
    for path in paths {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let file = File::open(&path).map_err(|source| FileError::at(&path, source))?;
        let mut bytes = Vec::new();
        // One byte more than a list may have, so that one that is too large is seen to be.
        let mut limited = file.take(XML_BYTES_MAX as u64 + 1);
        limited.read_to_end(&mut bytes).map_err(|source| FileError::at(&path, source))?;
        match Scheme::claimed_by(&bytes) {
            Ok(scheme) => found.push(Candidate { name, bytes, scheme }),
            Err(error) => refused.push((name, error)),
        }
    }
    Ok(found)
}

/// What a signature is, for programs.
pub(crate) fn json_of(qualification: &Qualification) -> Value {
    let services =
        qualification.services.iter().map(|(provider, name)| json!({ "provider": provider, "name": name }));
    json!({
        "level": qualification.level.name(),
        "reasons": qualification.reasons.iter().map(Reason::to_string).collect::<Vec<_>>(),
        "services": services.collect::<Vec<_>>(),
    })
}

/// What a signature is, for people.
pub(crate) fn words_of(qualification: &Qualification) -> String {
    let reasons: Vec<String> = qualification.reasons.iter().map(Reason::to_string).collect();
    let mut text = format!("Qualification: {}", qualification.level.name());
    if let Some((provider, name)) = qualification.services.first() {
        text.push_str(&format!(", by \"{name}\" of {provider}"));
    }
    if !reasons.is_empty() {
        text.push_str(&format!(": {}", reasons.join("; ")));
    }
    text.push_str(".\n");
    text
}
