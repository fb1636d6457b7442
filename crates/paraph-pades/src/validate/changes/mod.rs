//! What each revision changed, object by object. Every changed object must be explained by a rule for the
//! place it is used in; what no rule explains is an undefined change.

mod alive;
mod budget;
mod buttons;
mod catalog;
mod claims;
mod coverings;
mod fields;
mod form;
mod lists;
mod locks;
mod pages;
mod pair;
mod references;
mod structure;
mod values;

use std::collections::{BTreeMap, HashSet};

use paraph_pdf::{Document, Location, Object, ObjectId, Source};

use super::ModificationLevel;
use crate::limits;
use alive::Alive;
use budget::Budget;
use claims::Claims;
use coverings::Watch;
use pair::{Difference, Pair};
use references::{Referrers, is_typed, targets};

pub(crate) use claims::Change;

/// Work that it takes to look through an object for what it refers to.
const LOOK_WORK: u64 = 12;
static NOTHING: BTreeMap<u32, ObjectId> = BTreeMap::new();

/// The changes of every revision after `first`, by revision. Entries up to `first` are empty. Past what comparing may cost, a
/// revision is an undefined change.
pub(crate) fn after<S: Source>(document: &Document<S>, first: usize) -> Vec<Vec<Change>> {
    let count = document.revisions().len();
    let mut all = vec![Vec::new(); count];
    if first + 1 >= count {
        return all;
    }
    let budget = Budget::new(limits::COMPARISON_WORK_MAX);
    let live = live_objects(document, first);
    let mut watch = Watch::default();
    let mut is_cut_short = budget.spend(LOOK_WORK.saturating_mul(live.len() as u64)).is_err();
    let mut referrers = Referrers::new(document.at(first), if is_cut_short { &NOTHING } else { &live });
    for (index, changes) in all.iter_mut().enumerate().skip(first + 1) {
        let pair =
            (!is_cut_short).then(|| Pair::new(document, index, &budget)).filter(|pair| !pair.is_cut_short);
        let Some(pair) = pair else {
            // What is not compared counts as changed, in this revision and in those after it.
            is_cut_short = true;
            *changes = vec![Change::of(ModificationLevel::Undefined, "more changes than are compared")];
            continue;
        };
        *changes = of_pair(&pair, &referrers);
        changes.extend(watch.changes(&pair, index, &budget));
        cut(changes);
        referrers.advance(&pair);
    }
    all
}

/// Keeps a list within its bounds: what weighs most comes first, of that what says something else, and where something that
/// may be locked, or that says something else, is cut, that counts as an undefined change.
fn cut(changes: &mut Vec<Change>) {
    changes.sort_by_key(|change| std::cmp::Reverse((change.level, change.is_content)));
    let rest = changes.get(limits::CHANGES_MAX..).unwrap_or_default();
    let is_told = !rest.iter().any(|change| change.is_content || change.field.is_some());
    changes.truncate(limits::CHANGES_MAX);
    if !is_told {
        changes.insert(0, Change::of(ModificationLevel::Undefined, "more changes than are compared"));
    }
}

/// The objects that exist as of a revision, by number.
fn live_objects<S: Source>(document: &Document<S>, index: usize) -> BTreeMap<u32, ObjectId> {
    let mut live = BTreeMap::new();
    for earlier in 0..=index {
        for (number, location) in document.changed(earlier) {
            match location {
                Location::InFile { generation, .. } => live.insert(number, ObjectId { number, generation }),
                Location::InStream { .. } => live.insert(number, ObjectId::new(number)),
                Location::Free | Location::Absent => live.remove(&number),
            };
        }
    }
    live
}

fn of_pair(pair: &Pair<'_>, referrers: &Referrers) -> Vec<Change> {
    let mut claims = Claims::new(pair);
    for id in &pair.unreadable {
        claims.undefined("an object that cannot be read", Some(*id));
    }
    if let Err(error) = catalog::explain(&mut claims, referrers) {
        claims.undefined(format!("the document structure cannot be read ({error})"), None);
    }
    let mut alive = Alive::new(pair, referrers);
    for id in claims.used_elsewhere(referrers, &mut alive) {
        claims.undefined("an object that is also used elsewhere", Some(id));
    }
    for (id, difference) in &pair.differences {
        // In a new object the double key deceives nobody about what was signed.
        if !difference.is_new()
            && difference.new.as_dictionary().is_some_and(|dictionary| !dictionary.duplicates().is_empty())
        {
            claims.undefined("a key written twice", Some(*id));
        }
    }
    unexplained(&mut claims, referrers, &mut alive);
    claims.changes
}

/// Whatever no rule explained is an undefined change where the document uses it, and is listed where it does not: what led there
/// before was changed itself, and is judged.
fn unexplained(claims: &mut Claims<'_, '_>, referrers: &Referrers, alive: &mut Alive<'_, '_>) {
    let differences = &claims.pair.differences;
    let trailer = Object::Dictionary(claims.pair.new.trailer().clone());
    let written = differences.values().map(|difference| &difference.new).chain([&trailer]);
    let referred: HashSet<ObjectId> = written.flat_map(targets).collect();
    let is_referred = |id: ObjectId| referred.contains(&id) || !referrers.of(id).is_empty();
    let left = differences.iter().filter(|(id, difference)| {
        let is_structure = is_structure(&difference.old, &difference.new) && !is_referred(**id);
        !claims.is_claimed(**id) && !is_structure
    });
    let left: Vec<(ObjectId, &Difference)> = left.map(|(id, difference)| (*id, difference)).collect();
    for (id, difference) in left {
        if alive.is_used(id) {
            claims.undefined(describe(&difference.old, &difference.new), Some(id));
        } else if difference.new == Object::Null {
            claims.report(ModificationLevel::LtaData, "an object freed that nothing uses any more", Some(id));
        } else {
            claims.report(ModificationLevel::LtaData, "an object that nothing uses", Some(id));
        }
    }
}

/// Cross-reference and object streams carry no content of their own; their contents are compared one by one. That is so
/// as long as nothing refers to them: a page draws whatever it is led to, of any type.
fn is_structure(old: &Object, new: &Object) -> bool {
    let structural =
        |object: &Object| *object == Object::Null || is_typed(object, b"XRef") || is_typed(object, b"ObjStm");
    structural(old) && structural(new)
}

fn describe(old: &Object, new: &Object) -> &'static str {
    let object = if *new == Object::Null { old } else { new };
    let kind = |key: &[u8]| {
        object.as_dictionary().and_then(|dictionary| dictionary.get(key)).and_then(Object::as_name)
    };
    match kind(b"Type").map(paraph_pdf::Name::as_bytes) {
        Some(b"Page" | b"Pages") => "a page",
        Some(b"Font" | b"FontDescriptor") => "a font",
        Some(b"Catalog") => "the catalogue",
        Some(b"Sig" | b"DocTimeStamp") => "a signature",
        Some(b"Annot") => "an annotation",
        Some(b"StructElem" | b"StructTreeRoot") => "the structure of the text",
        _ => match kind(b"Subtype").map(paraph_pdf::Name::as_bytes) {
            Some(b"Image") => "an image",
            Some(b"Form") => "a drawing",
            _ if matches!(object, Object::Stream(_)) => "content",
            _ => "an object",
        },
    }
}
