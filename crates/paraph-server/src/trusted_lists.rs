//! A folder of European trusted lists, kept up to date: fetched, checked from the certificates of the Official Journal down
//! (TS 119 615 §§ 4.1, 4.2), and only then written. What cannot be had or does not hold leaves the folder as it is.

mod folder;
mod keeper;

use std::collections::BTreeMap;
use std::path::Path;

use jiff::Timestamp;
use paraph_pki::Certificate;
use paraph_pki::trusted_list::{LIST_OF_LISTS, ListError, ListOfLists, Pointer, Scheme, Terms};

use crate::limits;
use crate::net::trusted_lists::{FetchError, Publisher};
use folder::Folder;
pub use folder::FolderError;
pub use keeper::{Keeper, keep};

/// Where the European Commission publishes the list of lists.
pub const EUROPEAN_LIST_OF_LISTS: &str = "https://ec.europa.eu/tools/lotl/eu-lotl.xml";

/// Where lists come from, and who may sign them.
pub struct Source {
    /// Who hands them out.
    pub publisher: Publisher,
    /// Address of the list of lists.
    pub list_of_lists: String,
    /// The certificates that the Official Journal publishes for it.
    pub pinned: Vec<Certificate>,
}

/// What came of one list.
#[derive(Debug)]
#[non_exhaustive]
pub enum Outcome {
    /// There was none before.
    New {
        /// Its number.
        number: u64,
    },
    /// A newer one took its place.
    Updated {
        /// The number before.
        from: u64,
        /// The number now.
        to: u64,
    },
    /// What is there is the newest.
    Unchanged {
        /// Its number.
        number: u64,
    },
    /// What was there stays, or nothing is there still.
    Kept {
        /// The number of what is there.
        number: Option<u64>,
        /// Why there is no newer one.
        reason: Refusal,
    },
}

/// Why a list was not taken.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Refusal {
    /// It was not had.
    #[error(transparent)]
    NotFetched(#[from] FetchError),
    /// It does not hold.
    #[error(transparent)]
    NotValid(#[from] ListError),
    /// It is another territory's.
    #[error("the list is another territory's ({0})")]
    OtherTerritory(String),
    /// The pointer's territory or the name of the file is none that a file can have.
    #[error("\"{0}\" cannot be the name of a list")]
    NameIsNone(String),
}

/// Why nothing could be brought up to date.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum UpdateError {
    /// The folder cannot be read or written.
    #[error(transparent)]
    Folder(#[from] FolderError),
    /// There is no list of lists that holds, neither there nor here.
    #[error("there is no list of lists to go by: {0}")]
    NoListOfLists(Refusal),
    /// The list of lists names more territories than there can be.
    #[error("the list of lists names too many lists")]
    TooManyLists,
}

/// What came of all.
#[derive(Debug)]
pub struct Update {
    /// What came of the list of lists.
    pub list_of_lists: Outcome,
    /// What came of the national lists, by territory.
    pub national: BTreeMap<String, Outcome>,
}

impl Update {
    /// Whether everything there is now is the newest.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        let mut all = self.national.values().chain([&self.list_of_lists]);
        all.all(|outcome| !matches!(outcome, Outcome::Kept { .. }))
    }
}

/// Somebody who is told of each list as it is done with, by its territory.
pub type Told<'t> = &'t mut (dyn FnMut(&str, &Outcome) + Send);

/// Whether a list can be kept that comes from an address: by the name at its end.
pub(crate) fn check_address(address: &str) -> Result<(), impl std::fmt::Display> {
    folder::name_of(address).map(|_| ())
}

/// Brings a folder up to date.
///
/// # Errors
/// When the folder cannot be used, or no list of lists can be trusted. What happens to a single list is told in the outcome.
pub async fn update(
    folder: &Path,
    source: &Source,
    now: Timestamp,
    told: Told<'_>,
) -> Result<Update, UpdateError> {
    let mut folder = Folder::open(folder)?;
    let (lists, outcome) = list_of_lists(&mut folder, source, now).await?;
    told("EU", &outcome);
    let mut update = Update { list_of_lists: outcome, national: BTreeMap::new() };
    let mut pointers: BTreeMap<&str, Vec<&Pointer>> = BTreeMap::new();
    for pointer in lists.national() {
        pointers.entry(pointer.territory.as_deref().unwrap_or_default()).or_default().push(pointer);
    }
    if pointers.len() > limits::TRUSTED_LIST_TERRITORIES_MAX {
        return Err(UpdateError::TooManyLists);
    }
    for (territory, pointers) in pointers {
        let outcome = national(&mut folder, &lists, (territory, &pointers), (source, now)).await?;
        told(territory, &outcome);
        update.national.insert(territory.to_owned(), outcome);
    }
    Ok(update)
}

/// The list of lists to go by: the one that is published if it holds, or the one that is here.
async fn list_of_lists(
    folder: &mut Folder,
    source: &Source,
    now: Timestamp,
) -> Result<(ListOfLists, Outcome), UpdateError> {
    let (here, known) = known_list_of_lists(folder, source, now);
    let terms = Terms { time: now, known_sequence: known };
    match fetched_list_of_lists(folder, source, terms).await {
        Ok(fetched) => {
            let to = fetched.lists.list().scheme.sequence;
            let outcome = match known {
                Some(from) if from == to => Outcome::Unchanged { number: to },
                Some(from) => Outcome::Updated { from, to },
                None => Outcome::New { number: to },
            };
            for (name, bytes) in fetched.files {
                folder.keep(&name, bytes)?;
            }
            Ok((fetched.lists, outcome))
        }
        Err(reason) => match here {
            Some(lists) => Ok((lists, Outcome::Kept { number: known, reason })),
            None => Err(UpdateError::NoListOfLists(reason)),
        },
    }
}

/// The newest list of lists that is here, if it holds now, and its number if it held once.
fn known_list_of_lists(
    folder: &Folder,
    source: &Source,
    now: Timestamp,
) -> (Option<ListOfLists>, Option<u64>) {
    let files = folder.files();
    let terms = Terms { time: now, known_sequence: None };
    for (scheme, bytes) in folder.claiming(|scheme| scheme.kind == LIST_OF_LISTS) {
        match ListOfLists::open_among(&source.pinned, &files, bytes, terms) {
            Ok(lists) => return (Some(lists), Some(scheme.sequence)),
            // Its signature was checked before its age.
            Err(ListError::OutOfDate(_)) => return (None, Some(scheme.sequence)),
            Err(_) => {}
        }
    }
    (None, None)
}

/// A list of lists that holds, and the files to keep for it: its pivots first, so that it is never here without them.
struct Fetched {
    lists: ListOfLists,
    files: Vec<(String, Vec<u8>)>,
}

async fn fetched_list_of_lists(folder: &Folder, source: &Source, terms: Terms) -> Result<Fetched, Refusal> {
    let name = folder::name_of(&source.list_of_lists)?;
    let list = source.publisher.fetch(&source.list_of_lists).await?.to_vec();
    let claimed = Scheme::claimed_by(&list)?;
    let is_list = |address: &&String| address.to_ascii_lowercase().ends_with(".xml");
    let mut fetched: Vec<(String, Vec<u8>)> = Vec::new();
    for address in claimed.information.iter().filter(is_list).take(limits::TRUSTED_LIST_PIVOTS_MAX) {
        let pivot = folder::name_of(address)?;
        // A pivot never changes; one that is not to be had is missed below, if it is needed.
        if pivot != name
            && !folder.has(&pivot)
            && let Ok(bytes) = source.publisher.fetch(address).await
        {
            fetched.push((pivot, bytes.to_vec()));
        }
    }
    let mut files = folder.files();
    files.extend(fetched.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())));
    let lists = ListOfLists::open_among(&source.pinned, &files, &list, terms)?;
    let used: Vec<&str> =
        ListOfLists::pivots_among(&source.pinned, &files, &list)?.into_iter().map(|(name, _)| name).collect();
    let used: Vec<bool> = fetched.iter().map(|(name, _)| used.contains(&name.as_str())).collect();
    let mut files: Vec<(String, Vec<u8>)> =
        fetched.into_iter().zip(used).filter_map(|(file, used)| used.then_some(file)).collect();
    files.push((name, list));
    Ok(Fetched { lists, files })
}

/// Brings the list of one territory up to date, from the first of its addresses that has a list that holds.
async fn national(
    folder: &mut Folder,
    lists: &ListOfLists,
    (territory, pointers): (&str, &[&Pointer]),
    (source, now): (&Source, Timestamp),
) -> Result<Outcome, UpdateError> {
    let number = known_national(folder, lists, territory, now);
    let mut reason = Refusal::NameIsNone(territory.to_owned());
    let is_name = (2..=8).contains(&territory.len()) && territory.chars().all(|c| c.is_ascii_alphanumeric());
    for pointer in pointers.iter().filter(|_| is_name) {
        let terms = Terms { time: now, known_sequence: number };
        match fetched_national(lists, pointer, (source, terms), territory).await {
            Ok((to, _)) if number == Some(to) => return Ok(Outcome::Unchanged { number: to }),
            Ok((to, bytes)) => {
                folder.keep(&format!("{}.xml", territory.to_ascii_lowercase()), bytes)?;
                return Ok(match number {
                    Some(from) => Outcome::Updated { from, to },
                    None => Outcome::New { number: to },
                });
            }
            Err(refusal) => reason = refusal,
        }
    }
    Ok(Outcome::Kept { number, reason })
}

async fn fetched_national(
    lists: &ListOfLists,
    pointer: &Pointer,
    (source, terms): (&Source, Terms),
    territory: &str,
) -> Result<(u64, Vec<u8>), Refusal> {
    let bytes = source.publisher.fetch(&pointer.location).await?.to_vec();
    let claimed = Scheme::claimed_by(&bytes)?.territory;
    if claimed != territory {
        return Err(Refusal::OtherTerritory(claimed));
    }
    // It is of the territory that it claims, or refused here.
    Ok((lists.open_national(&bytes, terms)?.scheme.sequence, bytes))
}

/// The highest number of the lists of a territory that are here and were signed by who may sign them.
fn known_national(folder: &Folder, lists: &ListOfLists, territory: &str, now: Timestamp) -> Option<u64> {
    let terms = Terms { time: now, known_sequence: None };
    let is_wanted = |scheme: &Scheme| scheme.territory == territory && scheme.kind != LIST_OF_LISTS;
    let mut claiming = folder.claiming(is_wanted).into_iter();
    let signed = claiming
        .find(|(_, bytes)| matches!(lists.open_national(bytes, terms), Ok(_) | Err(ListError::OutOfDate(_))));
    signed.map(|(scheme, _)| scheme.sequence)
}
