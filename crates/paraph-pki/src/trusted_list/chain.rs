//! From the certificates that the Official Journal publishes to the national lists (TS 119 615 §§ 4.1, 4.2).

use std::collections::BTreeSet;

use jiff::Timestamp;

use super::model::{LIST_MEDIA_TYPE, LIST_OF_LISTS, NATIONAL_LIST, Pointer};
use super::{ListError, TrustedList, content, signature};
use crate::Certificate;

/// When a list is judged, and what was known before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Terms {
    /// The time at which the list must be current.
    pub time: Timestamp,
    /// Number of the newest list of this territory that was known; an older one is refused.
    pub known_sequence: Option<u64>,
}

/// The list of the national lists, checked.
#[derive(Clone, Debug)]
pub struct ListOfLists {
    list: TrustedList,
}

impl ListOfLists {
    /// Checks the list of lists. `pinned` are the certificates that the Official Journal publishes; each pivot, oldest
    /// first, is signed by those who could sign before it and says who signs after it.
    ///
    /// Pivots must be given as long as a list is signed by somebody the Journal does not name. A caller who keeps
    /// `known_sequence` cannot be given an older list by one who lost the right to sign.
    ///
    /// # Errors
    /// When any of them is not signed by who may sign it, is of another kind, goes back in number, or the list is not
    /// current.
    pub fn open(
        pinned: &[Certificate],
        pivots: &[&[u8]],
        list: &[u8],
        terms: Terms,
    ) -> Result<Self, ListError> {
        let mut signers = pinned.to_vec();
        let mut sequence = None;
        for pivot in pivots {
            let pivot = TrustedList::open(pivot, &signers)?;
            pivot.check_kind(LIST_OF_LISTS)?;
            pivot.check_sequence(sequence)?;
            sequence = Some(pivot.scheme.sequence);
            signers = pivot.own_signers()?;
        }
        let list = TrustedList::open(list, &signers)?;
        list.check_kind(LIST_OF_LISTS)?;
        list.check_sequence(sequence)?;
        list.check(terms)?;
        Ok(Self { list })
    }

    /// Checks the list of lists with the pivots that it names, found by their names among `files` (name and bytes).
    ///
    /// # Errors
    /// As [`ListOfLists::open`].
    pub fn open_among(
        pinned: &[Certificate],
        files: &[(&str, &[u8])],
        list: &[u8],
        terms: Terms,
    ) -> Result<Self, ListError> {
        let pivots: Vec<&[u8]> =
            Self::pivots_among(pinned, files, list)?.into_iter().map(|(_, pivot)| pivot).collect();
        Self::open(pinned, &pivots, list, terms)
    }

    /// The pivots that a list of lists names and `files` hold, oldest first. Those before the Journal's certificates came
    /// into force are signed by others, and are passed over; from the first that is signed by one of them on, none may be.
    ///
    /// # Errors
    /// When the list is not a trusted list.
    pub fn pivots_among<'f>(
        pinned: &[Certificate],
        files: &[(&'f str, &'f [u8])],
        list: &[u8],
    ) -> Result<Vec<(&'f str, &'f [u8])>, ListError> {
        let claimed = content::claims(list)?;
        let named = claimed.information.iter().rev().filter_map(|uri| uri.rsplit('/').next());
        let here = named.filter_map(|name| files.iter().find(|(known, _)| *known == name)).copied();
        let before_the_journal = |(_, pivot): &(&str, &[u8])| {
            TrustedList::open(pivot, pinned).err() == Some(ListError::SignerIsNotAllowed)
        };
        Ok(here.skip_while(before_the_journal).collect())
    }

    /// Checks a national list: one of those this list names for its territory signed it.
    ///
    /// # Errors
    /// When this list names no list of that territory, another signed it, it is of another kind, goes back in number,
    /// or is not current.
    pub fn open_national(&self, list: &[u8], terms: Terms) -> Result<TrustedList, ListError> {
        let territory = signature::claimed_territory(list)?;
        let pointers = self.national().filter(|pointer| pointer.territory.as_ref() == Some(&territory));
        let signers: Vec<Certificate> = pointers.flat_map(|pointer| pointer.signers.clone()).collect();
        if signers.is_empty() {
            return Err(ListError::NoPointer(territory));
        }
        let list = TrustedList::open(list, &signers)?;
        // What was claimed chose the signers; what was signed must say the same.
        if list.scheme.territory != territory {
            return Err(ListError::FieldIsMalformed("SchemeTerritory"));
        }
        list.check_kind(NATIONAL_LIST)?;
        list.check(terms)?;
        Ok(list)
    }

    /// What it says.
    #[must_use]
    pub fn list(&self) -> &TrustedList {
        &self.list
    }

    /// The territories whose national lists it names.
    #[must_use]
    pub fn territories(&self) -> BTreeSet<&str> {
        self.national().filter_map(|pointer| pointer.territory.as_deref()).collect()
    }

    /// Its pointers to national lists, as programs read them.
    pub fn national(&self) -> impl Iterator<Item = &Pointer> {
        self.list.pointers.iter().filter(|pointer| {
            pointer.kind.as_deref() == Some(NATIONAL_LIST)
                && pointer.media_type.as_deref() == Some(LIST_MEDIA_TYPE)
        })
    }
}

impl TrustedList {
    fn check_kind(&self, kind: &str) -> Result<(), ListError> {
        if self.scheme.kind == kind { Ok(()) } else { Err(ListError::WrongKind(self.scheme.kind.clone())) }
    }

    fn check_sequence(&self, known: Option<u64>) -> Result<(), ListError> {
        let found = self.scheme.sequence;
        match known {
            Some(known) if found < known => Err(ListError::SequenceWentBack { found, known }),
            _ => Ok(()),
        }
    }

    fn check(&self, terms: Terms) -> Result<(), ListError> {
        self.check_sequence(terms.known_sequence)?;
        if self.scheme.issued > terms.time {
            return Err(ListError::NotYetIssued(self.scheme.issued));
        }
        match self.scheme.next_update {
            Some(next) if next < terms.time => Err(ListError::OutOfDate(next)),
            _ => Ok(()),
        }
    }

    /// Who may sign the next list of lists, as this one says.
    fn own_signers(&self) -> Result<Vec<Certificate>, ListError> {
        let points_here = |pointer: &&Pointer| {
            pointer.kind.as_deref() == Some(LIST_OF_LISTS)
                && pointer.media_type.as_deref() == Some(LIST_MEDIA_TYPE)
        };
        let pointers = self.pointers.iter().filter(points_here);
        let signers: Vec<Certificate> = pointers.flat_map(|pointer| pointer.signers.clone()).collect();
        if signers.is_empty() { Err(ListError::NoPointerToItself) } else { Ok(signers) }
    }
}
