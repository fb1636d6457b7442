//! The ledger of one revision: each changed object is claimed by a rule that explains it, or stays unexplained.

use std::collections::{HashMap, HashSet};

use paraph_pdf::{Object, ObjectId};

use super::alive::Alive;
use super::coverings::Covering;
use super::pair::{Difference, Pair};
use super::references::{Referrers, TRAILER, targets};
use crate::validate::ModificationLevel;

/// Something a revision changed.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Change {
    pub(crate) level: ModificationLevel,
    pub(crate) what: String,
    pub(crate) object: Option<ObjectId>,
    /// The full name of the form field whose value or appearance changed.
    pub(crate) field: Option<String>,
    /// Where it covers what was there.
    pub(crate) covering: Option<Covering>,
    /// Whether the document says something else by it: a value was filled in.
    pub(crate) is_content: bool,
}

impl Change {
    pub(crate) fn of(level: ModificationLevel, what: impl Into<String>) -> Self {
        Self { level, what: what.into(), object: None, field: None, covering: None, is_content: false }
    }
}

/// Who may be referring to a claimed object.
enum Use {
    /// An object with a role of its own (a page, a field): referred to from many places.
    Identity,
    /// An object that means nothing by itself: only from these.
    Content(HashSet<ObjectId>),
}

/// Claims made so far.
pub(super) struct Claims<'p, 'a> {
    pub(super) pair: &'p Pair<'a>,
    claimed: HashMap<ObjectId, Use>,
    /// Unchanged objects through which changed ones were reached, and who uses them in that role.
    passed: HashMap<ObjectId, HashSet<ObjectId>>,
    pub(super) changes: Vec<Change>,
    /// The revision signs what it changes.
    pub(super) is_signed: bool,
}

impl<'p, 'a> Claims<'p, 'a> {
    pub(super) fn new(pair: &'p Pair<'a>) -> Self {
        Self { pair, claimed: HashMap::new(), passed: HashMap::new(), changes: Vec::new(), is_signed: false }
    }

    /// Number of objects explained so far.
    pub(super) fn count(&self) -> usize {
        self.claimed.len()
    }

    pub(super) fn is_claimed(&self, id: ObjectId) -> bool {
        self.claimed.contains_key(&id)
    }

    pub(super) fn report(
        &mut self,
        level: ModificationLevel,
        what: impl Into<String>,
        object: Option<ObjectId>,
    ) {
        self.changes.push(Change { object, ..Change::of(level, what) });
    }

    pub(super) fn undefined(&mut self, what: impl Into<String>, object: Option<ObjectId>) {
        self.report(ModificationLevel::Undefined, what, object);
    }

    /// Explains an object that has a role of its own.
    pub(super) fn identity(&mut self, id: ObjectId) {
        if self.pair.difference(id).is_some() {
            self.claimed.insert(id, Use::Identity);
        }
    }

    /// Explains an object that `parent` uses and may write over; what it newly brings is explained too.
    pub(super) fn content(&mut self, id: ObjectId, parent: ObjectId) {
        let Some(difference) = self.pair.difference(id) else { return };
        if self.container(id, parent) {
            self.brought(&difference.new, id);
        }
    }

    /// Explains an object that `parent` uses and may write over, but not what it holds. Says whether it was
    /// not explained before.
    pub(super) fn container(&mut self, id: ObjectId, parent: ObjectId) -> bool {
        let Some(difference) = self.pair.difference(id) else {
            self.passed.entry(id).or_default().insert(parent);
            return false;
        };
        let known = self.claimed.contains_key(&id);
        if let Object::Stream(stream) = &difference.new
            && let Some(Object::Reference(length)) = stream.dictionary.get(b"Length")
            && !known
        {
            self.container(*length, id);
        }
        match self.claimed.entry(id).or_insert_with(|| Use::Content(HashSet::new())) {
            Use::Identity => {}
            Use::Content(parents) => {
                parents.insert(parent);
            }
        }
        !known
    }

    /// Explains the new objects a value brings, and the new objects those bring. Objects that were there
    /// before are not explained by being referred to.
    pub(super) fn brought(&mut self, value: &Object, parent: ObjectId) {
        let mut pending: Vec<(ObjectId, ObjectId)> =
            targets(value).into_iter().map(|id| (id, parent)).collect();
        while let Some((id, parent)) = pending.pop() {
            let Some(difference) = self.pair.difference(id).filter(|difference| difference.is_new()) else {
                continue;
            };
            if self.container(id, parent) {
                pending.extend(targets(&difference.new).into_iter().map(|target| (target, id)));
            }
        }
    }

    /// Objects that changed in one role (or hold what changed) and are used in another as well. What nothing uses is no role.
    pub(super) fn used_elsewhere(&self, referrers: &Referrers, alive: &mut Alive<'_, '_>) -> Vec<ObjectId> {
        let mut found: Vec<ObjectId> = Vec::new();
        for (id, used) in &self.claimed {
            let Use::Content(parents) = used else { continue };
            // An unknown key of the trailer that leads nowhere gives a new object no second role.
            let is_new = self.pair.difference(*id).is_some_and(Difference::is_new);
            let other = |referrer: &ObjectId| !(parents.contains(referrer) || is_new && *referrer == TRAILER);
            if referrers.of(*id).into_iter().filter(other).any(|referrer| alive.is_used(referrer)) {
                found.push(*id);
            }
        }
        for (id, parents) in &self.passed {
            let other = |referrer: &ObjectId| !parents.contains(referrer);
            if referrers.of(*id).into_iter().filter(other).any(|referrer| alive.is_used(referrer)) {
                found.push(*id);
            }
        }
        found.sort();
        found
    }
}
