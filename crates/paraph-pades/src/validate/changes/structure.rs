//! Rules for the logical structure (ISO 32000-2 § 14.7): a tagged document grows an element for each new signature field or
//! annotation, and nothing else of its structure changes. What is read aloud stays what was signed.

use std::collections::BTreeMap;

use paraph_pdf::{Dictionary, Error, Object, ObjectId, View};

use super::claims::Claims;
use super::pair::{differing_keys, equal};
use crate::limits;
use crate::validate::ModificationLevel::{self, Annotations, FormFilling};

/// Keys an element for a new field may have; words of its own for pages that are signed are not among them.
const ELEMENT_KEYS: [&[u8]; 8] = [b"Type", b"S", b"P", b"K", b"Pg", b"T", b"Alt", b"Lang"];
/// Levels of a number tree.
const LEVELS_MAX: usize = 32;

/// Explains what was added for new fields. To be asked after the fields themselves.
pub(super) fn explain(claims: &mut Claims<'_, '_>, catalog: &Dictionary) -> Result<(), Error> {
    let Some(Object::Reference(root)) = catalog.get(b"StructTreeRoot") else { return Ok(()) };
    let (added, level) = new_elements(claims);
    // Its nodes may be written over while the root leads to them as before.
    let mut extended = parent_tree(claims, *root, &added)?;
    for id in changed_elements(claims, *root) {
        extended |= element(claims, id, *root, &added)?;
    }
    if extended {
        for id in &added {
            claims.identity(*id);
        }
        let what = match level {
            Annotations => "the structure of the text, extended for an annotation",
            _ => "the structure of the text, extended for a signature field",
        };
        claims.report(level, what, Some(*root));
    }
    Ok(())
}

/// Explains the nodes of the tree of parents that were written over; says whether there were such.
fn parent_tree(claims: &mut Claims<'_, '_>, root: ObjectId, added: &[ObjectId]) -> Result<bool, Error> {
    let (Object::Dictionary(old), Object::Dictionary(new)) =
        (claims.pair.old.object(root)?, claims.pair.new.object(root)?)
    else {
        return Ok(false);
    };
    let mut holders = Vec::new();
    if added.is_empty() || !parents(claims, (&old, &new), (root, added), &mut holders)? {
        return Ok(false);
    }
    let changed = |(node, _): &(ObjectId, ObjectId)| claims.pair.difference(*node).is_some();
    let holders: Vec<(ObjectId, ObjectId)> = holders.into_iter().filter(changed).collect();
    for (node, parent) in &holders {
        claims.container(*node, *parent);
    }
    Ok(!holders.is_empty())
}

/// New elements that stand for a new field or annotation each, and for nothing else; and what adding them takes.
fn new_elements(claims: &Claims<'_, '_>) -> (Vec<ObjectId>, ModificationLevel) {
    let mut level = FormFilling;
    let mut added = Vec::new();
    for (id, difference) in claims.pair.differences.iter().filter(|(_, difference)| difference.is_new()) {
        let Some(element) = difference.new.as_dictionary() else { continue };
        let is_element =
            element.has_name(b"Type", b"StructElem") || element.contains(b"S") && element.contains(b"P");
        if is_element && let Some(own) = stands_for(claims, element) {
            level = level.max(own);
            added.push(*id);
        }
    }
    (added, level)
}

/// What it takes to add what an element stands for; none if it stands for anything else.
fn stands_for(claims: &Claims<'_, '_>, element: &Dictionary) -> Option<ModificationLevel> {
    let is_known = element.iter().all(|(key, _)| ELEMENT_KEYS.contains(&key.as_bytes()));
    let kid = match element.get(b"K") {
        Some(Object::Array(kids)) if kids.len() == 1 => kids.first(),
        other => other,
    };
    let Some(Object::Dictionary(kid)) = kid else { return None };
    let object = kid.get(b"Obj").and_then(Object::as_reference).filter(|id| claims.is_claimed(*id))?;
    let new = claims.pair.difference(object).filter(|object| object.is_new())?.new.as_dictionary()?;
    if !is_known || !kid.has_name(b"Type", b"OBJR") {
        return None;
    }
    let is_field = new.has_name(b"Subtype", b"Widget") || new.contains(b"FT");
    Some(if is_field { FormFilling } else { Annotations })
}

/// The root and the elements that were there and differ now.
fn changed_elements(claims: &Claims<'_, '_>, root: ObjectId) -> Vec<ObjectId> {
    let is_element = |id: &ObjectId, object: &Object| {
        *id == root
            || object.as_dictionary().is_some_and(|dictionary| dictionary.has_name(b"Type", b"StructElem"))
    };
    let differences = claims.pair.differences.iter();
    let changed =
        differences.filter(|(id, difference)| !difference.is_new() && is_element(id, &difference.new));
    changed.map(|(id, _)| *id).collect()
}

/// Whether an element, or the root, was only given kids for new fields; if so it is explained.
fn element(
    claims: &mut Claims<'_, '_>,
    id: ObjectId,
    root: ObjectId,
    added: &[ObjectId],
) -> Result<bool, Error> {
    let Some(difference) = claims.pair.difference(id) else { return Ok(false) };
    let (Some(old), Some(new)) = (difference.old.as_dictionary(), difference.new.as_dictionary()) else {
        return Ok(false);
    };
    for key in differing_keys(old, new) {
        let allowed = match key.as_bytes() {
            b"K" => grown(claims, old, new, added)?,
            b"ParentTree" if id == root => parents(claims, (old, new), (root, added), &mut Vec::new())?,
            b"ParentTreeNextKey" if id == root => {
                let number = |dictionary: &Dictionary| {
                    dictionary.get(b"ParentTreeNextKey").and_then(Object::as_integer)
                };
                number(new) > number(old)
            }
            _ => false,
        };
        if !allowed {
            return Ok(false);
        }
    }
    claims.identity(id);
    Ok(true)
}

/// Whether a list of kids is the old one with new elements after or between.
fn grown(
    claims: &Claims<'_, '_>,
    old: &Dictionary,
    new: &Dictionary,
    added: &[ObjectId],
) -> Result<bool, Error> {
    let (before, after) = (kids(claims.pair.old, old)?, kids(claims.pair.new, new)?);
    let is_added = |kid: &&Object| kid.as_reference().is_some_and(|id| added.contains(&id));
    let kept: Vec<&Object> = after.iter().filter(|kid| !is_added(kid)).collect();
    Ok(kept.len() == before.len() && kept.iter().zip(&before).all(|(after, before)| equal(before, after)))
}

fn kids(view: View<'_>, element: &Dictionary) -> Result<Vec<Object>, Error> {
    Ok(match element.get(b"K") {
        None => Vec::new(),
        // One kid stands alone; a list may have an object of its own.
        Some(kid) => match view.resolve(kid)? {
            Object::Array(kids) => kids,
            _ => vec![kid.clone()],
        },
    })
}

/// Whether the number tree that leads from content to elements (§ 14.7.5.4) still says all it said, and more only of new
/// elements. Its nodes may be written anew; they are given to `holders` with who refers to them.
fn parents(
    claims: &Claims<'_, '_>,
    (old, new): (&Dictionary, &Dictionary),
    (root, added): (ObjectId, &[ObjectId]),
    holders: &mut Vec<(ObjectId, ObjectId)>,
) -> Result<bool, Error> {
    let mut before = Tree { view: claims.pair.old, entries: BTreeMap::new(), nodes: Vec::new() };
    let mut after = Tree { view: claims.pair.new, entries: BTreeMap::new(), nodes: Vec::new() };
    let (Some(earlier), Some(later)) = (old.get(b"ParentTree"), new.get(b"ParentTree")) else {
        return Ok(false);
    };
    if !before.read(earlier, root, LEVELS_MAX)? || !after.read(later, root, LEVELS_MAX)? {
        return Ok(false);
    }
    let kept =
        before.entries.iter().all(|(key, value)| after.entries.get(key).is_some_and(|now| equal(value, now)));
    let mut gained = after.entries.iter().filter(|(key, _)| !before.entries.contains_key(key));
    let only_new = gained.all(|(_, value)| value.as_reference().is_some_and(|id| added.contains(&id)));
    holders.extend(after.nodes);
    Ok(kept && only_new)
}

/// A number tree (§ 7.9.7), flattened.
struct Tree<'a> {
    view: View<'a>,
    entries: BTreeMap<i64, Object>,
    /// Nodes and lists that are objects of their own, and who refers to them.
    nodes: Vec<(ObjectId, ObjectId)>,
}

impl Tree<'_> {
    /// Reads a node and those below; says whether it is a tree within the limits.
    fn read(&mut self, node: &Object, parent: ObjectId, levels: usize) -> Result<bool, Error> {
        let owner = self.note(node, parent);
        let Object::Dictionary(node) = self.view.resolve(node)? else { return Ok(false) };
        if levels == 0 || self.nodes.len() > limits::CHANGES_MAX {
            return Ok(false);
        }
        for pair in self.view.array(&node, b"Nums")?.chunks(2) {
            let [Object::Integer(key), value] = pair else { return Ok(false) };
            // A list of elements may be an object of its own; what counts is what it holds.
            let value = match self.view.resolve(value)? {
                list @ Object::Array(_) => {
                    self.note(value, owner);
                    list
                }
                _ => value.clone(),
            };
            if self.entries.insert(*key, value).is_some() || self.entries.len() > limits::REACHABLE_MAX {
                return Ok(false);
            }
        }
        for kid in self.view.array(&node, b"Kids")? {
            if !self.read(&kid, owner, levels - 1)? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    fn note(&mut self, node: &Object, parent: ObjectId) -> ObjectId {
        match node {
            Object::Reference(id) => {
                self.nodes.push((*id, parent));
                *id
            }
            _ => parent,
        }
    }
}
