//! Two neighbouring revisions and the objects that truly differ between them.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use paraph_pdf::{
    Dictionary, Document, Error, Location, Name, Object, ObjectId, Source, Stream, StreamData, View,
};

use super::budget::Budget;
use super::references::is_typed;
use crate::limits;

/// Work that it takes to read an object as it was and as it is.
const OBJECT_WORK: u64 = 160;

/// What became of one object.
pub(super) struct Difference {
    /// Null if it did not exist.
    pub(super) old: Object,
    /// Null if it was freed.
    pub(super) new: Object,
}

impl Difference {
    pub(super) fn is_new(&self) -> bool {
        self.old == Object::Null
    }
}

/// A revision beside the one before it.
pub(super) struct Pair<'a> {
    pub(super) old: View<'a>,
    pub(super) new: View<'a>,
    pub(super) differences: BTreeMap<ObjectId, Difference>,
    /// Objects whose old or new value cannot be read.
    pub(super) unreadable: Vec<ObjectId>,
    /// It would have cost more than comparing may: not everything was compared.
    pub(super) is_cut_short: bool,
}

impl<'a> Pair<'a> {
    /// Compares revision `index` with the one before it. `index` is at least 1.
    pub(super) fn new<S: Source>(document: &'a Document<S>, index: usize, budget: &Budget) -> Self {
        let (old, new) = (document.at(index.saturating_sub(1)), document.at(index));
        let mut pair =
            Self { old, new, differences: BTreeMap::new(), unreadable: Vec::new(), is_cut_short: false };
        for (number, location) in document.changed(index) {
            let before = id_at(number, old.location(number));
            let after = id_at(number, location);
            if pair.differences.len() >= limits::DIFFERENCES_MAX || budget.spend(OBJECT_WORK).is_err() {
                pair.is_cut_short = true;
                return pair;
            }
            pair.compare(before);
            if after != before {
                pair.compare(after);
            }
        }
        pair.follow_object_streams(document, index, budget);
        pair
    }

    fn compare(&mut self, id: ObjectId) {
        match self.read(id) {
            Ok(Some(difference)) => {
                self.differences.insert(id, difference);
            }
            Ok(None) => {}
            Err(_) => self.unreadable.push(id),
        }
    }

    fn read(&self, id: ObjectId) -> Result<Option<Difference>, Error> {
        let (old, new) = (self.old.object(id)?, self.new.object(id)?);
        if self.equal_streams(&old, &new)? { Ok(None) } else { Ok(Some(Difference { old, new })) }
    }

    /// An object stream written over, or into a place that was empty, changes all objects inside it, mentioned or not.
    fn follow_object_streams<S: Source>(&mut self, document: &'a Document<S>, index: usize, budget: &Budget) {
        let is_object_stream = |difference: &Difference| {
            is_typed(&difference.old, b"ObjStm") || is_typed(&difference.new, b"ObjStm")
        };
        let replaced: HashSet<u32> = self
            .differences
            .iter()
            .filter(|(_, difference)| is_object_stream(difference))
            .map(|(id, _)| id.number)
            .collect();
        if replaced.is_empty() {
            return;
        }
        for earlier in 0..index {
            for (number, location) in document.changed(earlier) {
                let inside =
                    matches!(location, Location::InStream { stream, .. } if replaced.contains(&stream));
                if inside && !self.differences.contains_key(&ObjectId::new(number)) {
                    if budget.spend(OBJECT_WORK).is_err() {
                        self.is_cut_short = true;
                        return;
                    }
                    self.compare(ObjectId::new(number));
                }
            }
        }
    }

    fn equal_streams(&self, old: &Object, new: &Object) -> Result<bool, Error> {
        let (Object::Stream(before), Object::Stream(after)) = (old, new) else { return Ok(equal(old, new)) };
        // The same bytes may follow two dictionaries, one hidden in a comment of the other.
        if !equal_dictionaries(&without_length(before), &without_length(after)) {
            return Ok(false);
        }
        let is_same_span = before.data == after.data && matches!(before.data, StreamData::Span { .. });
        Ok(is_same_span || self.old.raw(before)? == self.new.raw(after)?)
    }

    pub(super) fn difference(&self, id: ObjectId) -> Option<&Difference> {
        self.differences.get(&id)
    }
}

fn id_at(number: u32, location: Location) -> ObjectId {
    match location {
        Location::InFile { generation, .. } => ObjectId { number, generation },
        _ => ObjectId::new(number),
    }
}

fn without_length(stream: &Stream) -> Dictionary {
    let mut dictionary = stream.dictionary.clone();
    dictionary.remove(b"Length");
    dictionary
}

/// Whether two values say the same: the order of keys, the notation of strings and the last digits of
/// numbers do not count. References count as themselves, not as what they lead to.
pub(super) fn equal(old: &Object, new: &Object) -> bool {
    match (old, new) {
        (Object::Array(before), Object::Array(after)) => {
            before.len() == after.len()
                && before.iter().zip(after).all(|(before, after)| equal(before, after))
        }
        (Object::Dictionary(before), Object::Dictionary(after)) => equal_dictionaries(before, after),
        (Object::String(before), Object::String(after)) => before.bytes == after.bytes,
        (Object::Integer(before), Object::Integer(after)) => before == after,
        (Object::Integer(_) | Object::Real(_), Object::Integer(_) | Object::Real(_)) => {
            let difference = old.as_number().unwrap_or(f64::NAN) - new.as_number().unwrap_or(f64::NAN);
            difference.abs() < 1e-5
        }
        _ => old == new,
    }
}

pub(super) fn equal_dictionaries(old: &Dictionary, new: &Dictionary) -> bool {
    old.duplicates().is_empty() && new.duplicates().is_empty() && differing_keys(old, new).is_empty()
}

/// The keys whose values differ, in order. An absent key and null are the same.
pub(super) fn differing_keys(old: &Dictionary, new: &Dictionary) -> Vec<Name> {
    // Maps, since a hostile dictionary may have a million keys.
    let before: BTreeMap<&Name, &Object> = old.iter().collect();
    let after: BTreeMap<&Name, &Object> = new.iter().collect();
    let keys: BTreeSet<&Name> = before.keys().chain(after.keys()).copied().collect();
    let differs = |key: &&Name| {
        let (old, new) = (before.get(*key), after.get(*key));
        !equal(old.copied().unwrap_or(&Object::Null), new.copied().unwrap_or(&Object::Null))
    };
    keys.into_iter().filter(differs).cloned().collect()
}
