//! Who refers to whom: an object that may change in one role must not be used in another.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use paraph_pdf::{Error, Object, ObjectId, View};

use super::pair::Pair;
use crate::limits;

/// Stands for the trailer, which is no object.
pub(super) const TRAILER: ObjectId = ObjectId { number: 0, generation: u16::MAX };

/// The references an object holds, each once per occurrence.
pub(super) fn targets(object: &Object) -> Vec<ObjectId> {
    let mut found = Vec::new();
    let mut pending = vec![object];
    while let Some(value) = pending.pop() {
        match value {
            Object::Reference(id) => found.push(*id),
            Object::Array(items) => pending.extend(items),
            Object::Dictionary(dictionary) => pending.extend(dictionary.iter().map(|(_, value)| value)),
            Object::Stream(stream) => pending.extend(stream.dictionary.iter().map(|(_, value)| value)),
            _ => {}
        }
    }
    found
}

/// The objects that refer to an object, as of one revision.
pub(super) struct Referrers {
    /// Target and referrer, sorted, as of the revision looked through.
    base: Vec<(ObjectId, ObjectId)>,
    /// Referrers that changed since, with what they refer to now.
    since: HashMap<ObjectId, Vec<ObjectId>>,
    /// The same the other way round.
    by_target: HashMap<ObjectId, BTreeSet<ObjectId>>,
}

impl Referrers {
    /// Looks through every object that exists in the view.
    pub(super) fn new(view: View<'_>, live: &BTreeMap<u32, ObjectId>) -> Self {
        let mut base: Vec<(ObjectId, ObjectId)> = Vec::new();
        for id in live.values() {
            // What cannot be read refers to nothing, for a reader too.
            if let Ok(object) = view.object(*id) {
                base.extend(references(&object).into_iter().map(|target| (target, *id)));
            }
        }
        let trailer = Object::Dictionary(view.trailer().clone());
        base.extend(references(&trailer).into_iter().map(|target| (target, TRAILER)));
        base.sort_unstable();
        base.dedup();
        Self { base, since: HashMap::new(), by_target: HashMap::new() }
    }

    /// Moves on to the newer revision of a pair.
    pub(super) fn advance(&mut self, pair: &Pair<'_>) {
        for (id, difference) in &pair.differences {
            self.set(*id, references(&difference.new));
        }
        let trailer = Object::Dictionary(pair.new.trailer().clone());
        self.set(TRAILER, references(&trailer));
    }

    fn set(&mut self, referrer: ObjectId, targets: Vec<ObjectId>) {
        for target in self.since.remove(&referrer).unwrap_or_default() {
            if let Some(known) = self.by_target.get_mut(&target) {
                known.remove(&referrer);
            }
        }
        for target in &targets {
            self.by_target.entry(*target).or_default().insert(referrer);
        }
        self.since.insert(referrer, targets);
    }

    /// Who refers to `target`.
    pub(super) fn of(&self, target: ObjectId) -> BTreeSet<ObjectId> {
        let from = self.base.partition_point(|(known, _)| *known < target);
        let held = self.base.get(from..).unwrap_or_default().iter().take_while(|(known, _)| *known == target);
        let unchanged =
            held.map(|(_, referrer)| *referrer).filter(|referrer| !self.since.contains_key(referrer));
        let changed = self.by_target.get(&target).into_iter().flatten().copied();
        unchanged.chain(changed).collect()
    }
}

/// As [`targets`], but a cross-reference stream, being a trailer, is no object of the document.
fn references(object: &Object) -> Vec<ObjectId> {
    match object {
        Object::Stream(stream) if stream.dictionary.has_name(b"Type", b"XRef") => Vec::new(),
        other => targets(other),
    }
}

/// Every object the trailer leads to.
pub(super) fn reachable(view: View<'_>) -> Result<HashSet<ObjectId>, Error> {
    let mut seen = HashSet::new();
    let mut pending = targets(&Object::Dictionary(view.trailer().clone()));
    while let Some(id) = pending.pop() {
        if !seen.insert(id) {
            continue;
        }
        if seen.len() > limits::REACHABLE_MAX {
            return Err(Error::LimitIsExceeded { what: "objects in use" });
        }
        pending.extend(targets(&view.object(id)?));
    }
    Ok(seen)
}
