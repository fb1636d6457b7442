//! Whether a document still uses an object: whether its trailer leads there. Asked from the object upwards, for the way up is short.

use std::collections::{HashMap, HashSet};

use paraph_pdf::{Object, ObjectId};

use super::pair::Pair;
use super::references::{Referrers, TRAILER, is_typed, targets};

/// The way up from any object, as of the newer revision of a pair.
pub(super) struct Alive<'r, 'p> {
    referrers: &'r Referrers,
    pair: &'p Pair<'p>,
    /// Who refers to what among the objects that differ, the trailer included; looked through when first asked.
    written: Option<HashMap<ObjectId, Vec<ObjectId>>>,
    known: HashMap<ObjectId, bool>,
}

impl<'r, 'p> Alive<'r, 'p> {
    /// `referrers` are those of the older revision.
    pub(super) fn new(pair: &'p Pair<'p>, referrers: &'r Referrers) -> Self {
        Self { referrers, pair, written: None, known: HashMap::new() }
    }

    /// Whether the trailer leads to this object.
    pub(super) fn is_used(&mut self, id: ObjectId) -> bool {
        if let Some(known) = self.known.get(&id) {
            return *known;
        }
        let mut seen: HashSet<ObjectId> = HashSet::from([id]);
        let mut pending = vec![id];
        let mut is_used = false;
        while let Some(next) = pending.pop() {
            // How an object is read depends on the stream that holds it: what leads to such a stream is not asked.
            if next == TRAILER
                || self.known.get(&next) == Some(&true)
                || next != id && self.holds_objects(next)
            {
                is_used = true;
                break;
            }
            if self.known.get(&next) == Some(&false) {
                continue;
            }
            pending.extend(self.of(next).into_iter().filter(|referrer| seen.insert(*referrer)));
        }
        if is_used {
            self.known.insert(id, true);
        } else {
            // Nothing on the way up is used either.
            self.known.extend(seen.into_iter().map(|seen| (seen, false)));
        }
        is_used
    }

    /// Who refers to an object in the newer revision.
    fn of(&mut self, id: ObjectId) -> Vec<ObjectId> {
        let pair = self.pair;
        let written = self.written.get_or_insert_with(|| written(pair));
        let now = written.get(&id).cloned().unwrap_or_default();
        let is_as_before = |referrer: &ObjectId| *referrer != TRAILER && pair.difference(*referrer).is_none();
        now.into_iter().chain(self.referrers.of(id).into_iter().filter(is_as_before)).collect()
    }

    fn holds_objects(&self, id: ObjectId) -> bool {
        match self.pair.difference(id) {
            Some(difference) => is_typed(&difference.new, b"ObjStm"),
            None => self.referrers.holds_objects(id),
        }
    }
}

fn written(pair: &Pair<'_>) -> HashMap<ObjectId, Vec<ObjectId>> {
    let mut found: HashMap<ObjectId, Vec<ObjectId>> = HashMap::new();
    let trailer = Object::Dictionary(pair.new.trailer().clone());
    // A cross-reference stream is a trailer and no object.
    let objects = pair.differences.iter().filter(|(_, difference)| !is_typed(&difference.new, b"XRef"));
    for (id, value) in objects.map(|(id, difference)| (*id, &difference.new)).chain([(TRAILER, &trailer)]) {
        for target in targets(value) {
            found.entry(target).or_default().push(id);
        }
    }
    found
}
