//! Trusted lists for `paraph verify`: read from a folder, checked, and asked about each signature. Nothing is fetched.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use paraph_pades::validate::{self, Lists};
use paraph_pki::limits::XML_BYTES_MAX;
use paraph_pki::trusted_list::{ListError, Qualification, Reason};
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

impl ListArguments {
    /// Reads and checks the lists, if a folder is given.
    pub(crate) fn read(&self, now: Timestamp) -> Result<Option<Lists>, ListsError> {
        let (Some(folder), Some(signers)) = (&self.trusted_lists, &self.list_signers) else {
            return Ok(None);
        };
        let pinned = certificates(signers)?;
        let lists = Lists::of_files(files(folder)?, &pinned, self.lists_at.unwrap_or(now));
        lists.map(Some).map_err(|error| match error {
            validate::ListsError::ListOfLists { name, source } => {
                ListsError::ListOfLists { path: folder.join(name).display().to_string(), source }
            }
            _ => ListsError::NoListOfLists { path: folder.display().to_string() },
        })
    }
}

/// What was asked, for programs.
pub(crate) fn json(lists: &Lists) -> Value {
    let used = lists.national().iter().map(|list| {
        let scheme = &list.scheme;
        json!({ "territory": scheme.territory, "sequence": scheme.sequence, "issued": scheme.issued })
    });
    let refused =
        lists.refused().iter().map(|(file, error)| json!({ "file": file, "reason": error.to_string() }));
    json!({
        "list_of_lists": lists.sequence(),
        "at": lists.at(),
        "used": used.collect::<Vec<_>>(),
        "refused": refused.collect::<Vec<_>>(),
        "missing": lists.missing(),
    })
}

/// What was not asked, for people.
pub(crate) fn words(lists: &Lists) -> String {
    let refused = lists.refused().iter().map(|(file, error)| format!("List not used: {file}: {error}.\n"));
    refused.collect()
}

/// The files in a folder that may be lists.
fn files(folder: &Path) -> Result<Vec<(String, Vec<u8>)>, ListsError> {
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
        found.push((name, bytes));
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
