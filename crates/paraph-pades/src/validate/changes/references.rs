//! Who refers to whom: an object that may change in one role must not be used in another.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use paraph_pdf::{Object, ObjectId, View};

use super::pair::Pair;

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

/// Whether an object is a dictionary or stream that says that it is of this type.
pub(super) fn is_typed(object: &Object, kind: &[u8]) -> bool {
    object.as_dictionary().is_some_and(|dictionary| dictionary.has_name(b"Type", kind))
}

/// The objects that refer to an object, as of one revision.
pub(super) struct Referrers {
    /// Target and referrer, sorted, as of the revision looked through.
    base: Vec<(ObjectId, ObjectId)>,
    /// Referrers that changed since, with what they refer to now.
    since: HashMap<ObjectId, Vec<ObjectId>>,
    /// The same the other way round.
    by_target: HashMap<ObjectId, BTreeSet<ObjectId>>,
    /// Those that say that they are cross-reference streams.
    sections: HashSet<ObjectId>,
    /// Those that say that they hold other objects.
    holders: HashSet<ObjectId>,
}

impl Referrers {
    /// Looks through every object that exists in the view.
    pub(super) fn new(view: View<'_>, live: &BTreeMap<u32, ObjectId>) -> Self {
        let mut base: Vec<(ObjectId, ObjectId)> = Vec::new();
        let (mut sections, mut holders) = (HashSet::new(), HashSet::new());
        for id in live.values() {
            // What cannot be read refers to nothing, for a reader too.
            if let Ok(object) = view.object(*id) {
                base.extend(targets(&object).into_iter().map(|target| (target, *id)));
                sections.extend(is_typed(&object, b"XRef").then_some(*id));
                holders.extend(is_typed(&object, b"ObjStm").then_some(*id));
            }
        }
        let trailer = Object::Dictionary(view.trailer().clone());
        base.extend(targets(&trailer).into_iter().map(|target| (target, TRAILER)));
        base.sort_unstable();
        base.dedup();
        Self { base, since: HashMap::new(), by_target: HashMap::new(), sections, holders }
    }

    /// Moves on to the newer revision of a pair.
    pub(super) fn advance(&mut self, pair: &Pair<'_>) {
        for (id, difference) in &pair.differences {
            self.set(*id, targets(&difference.new));
            for (kind, known) in [(b"XRef".as_slice(), &mut self.sections), (b"ObjStm", &mut self.holders)] {
                if is_typed(&difference.new, kind) {
                    known.insert(*id);
                } else {
                    known.remove(id);
                }
            }
        }
        let trailer = Object::Dictionary(pair.new.trailer().clone());
        self.set(TRAILER, targets(&trailer));
    }

    /// A list that gains an entry keeps the others: only what differs is moved.
    fn set(&mut self, referrer: ObjectId, mut targets: Vec<ObjectId>) {
        targets.sort_unstable();
        targets.dedup();
        let before = self.since.remove(&referrer).unwrap_or_default();
        for target in before.iter().filter(|target| targets.binary_search(target).is_err()) {
            if let Some(known) = self.by_target.get_mut(target) {
                known.remove(&referrer);
            }
        }
        for target in targets.iter().filter(|target| before.binary_search(target).is_err()) {
            self.by_target.entry(*target).or_default().insert(referrer);
        }
        self.since.insert(referrer, targets);
    }

    /// Who refers to `target`. A cross-reference stream, being a trailer, is no object of the document; but one that
    /// something refers to is content as well, whatever type it states.
    pub(super) fn of(&self, target: ObjectId) -> BTreeSet<ObjectId> {
        let mut found = self.all_of(target);
        found.retain(|referrer| !self.sections.contains(referrer) || !self.all_of(*referrer).is_empty());
        found
    }

    /// Whether an object says that it holds others.
    pub(super) fn holds_objects(&self, id: ObjectId) -> bool {
        self.holders.contains(&id)
    }

    fn all_of(&self, target: ObjectId) -> BTreeSet<ObjectId> {
        let from = self.base.partition_point(|(known, _)| *known < target);
        let held = self.base.get(from..).unwrap_or_default().iter().take_while(|(known, _)| *known == target);
        let unchanged =
            held.map(|(_, referrer)| *referrer).filter(|referrer| !self.since.contains_key(referrer));
        let changed = self.by_target.get(&target).into_iter().flatten().copied();
        unchanged.chain(changed).collect()
    }
}
