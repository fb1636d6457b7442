//! Rules for the form dictionary: what it hands to fields that are yet to be drawn may grow and is not exchanged.

use std::collections::BTreeMap;
use std::sync::Arc;

use paraph_pdf::{Dictionary, Error, Field, Object, ObjectId};

use super::claims::Claims;
use super::pair::{Pair, differing_keys, equal};
use super::values::{self, Agreement};
use crate::validate::ModificationLevel::{FormFilling, LtaData};

/// Keys of the form dictionary that filling in and signing may change.
const FORM_KEYS: [&[u8]; 6] = [b"Fields", b"SigFlags", b"DR", b"DA", b"Q", b"NeedAppearances"];

/// Explains changes to the form dictionary. `fields` are those of the newer revision.
pub(super) fn explain(
    claims: &mut Claims<'_, '_>,
    (old, new): (&Dictionary, &Dictionary),
    root: ObjectId,
    fields: &BTreeMap<ObjectId, Arc<Field>>,
) -> Result<(), Error> {
    let before = claims.pair.old.dictionary(old, b"AcroForm")?.unwrap_or_default();
    let after = claims.pair.new.dictionary(new, b"AcroForm")?.unwrap_or_default();
    let owner = match new.get(b"AcroForm") {
        Some(Object::Reference(id)) => {
            claims.container(*id, root);
            *id
        }
        _ => root,
    };
    let differing = differing_keys(&before, &after);
    if !after.duplicates().is_empty() || differing.iter().any(|key| !FORM_KEYS.contains(&key.as_bytes())) {
        claims.undefined("the form's properties changed", Some(owner));
    }
    if !differing.is_empty() {
        // The list of fields only follows what was added, which is judged by itself.
        let list_only = differing.iter().all(|key| matches!(key.as_bytes(), b"Fields" | b"SigFlags"));
        claims.report(if list_only { LtaData } else { FormFilling }, "the form dictionary", Some(owner));
    }
    // What is not drawn yet, or drawn anew, is drawn by these (§ 12.7.4.3).
    for key in [b"DA".as_slice(), b"Q"] {
        if before.contains(key) && differing.iter().any(|differing| differing.as_bytes() == key) {
            claims.undefined("how fields are drawn changed", Some(owner));
        }
    }
    if differing.iter().any(|key| key.as_bytes() == b"NeedAppearances") && !all_agree(claims, fields)? {
        claims.undefined("what fields show is left to the reader", Some(owner));
    }
    if let Some(Object::Reference(list)) = after.get(b"Fields") {
        claims.container(*list, owner);
    }
    if let Some(resources) = before.get(b"DR")
        && !keeps(claims.pair, resources, after.get(b"DR").unwrap_or(&Object::Null), 2)?
    {
        claims.undefined("the fonts or resources of the form exchanged", Some(owner));
    }
    if let Some(resources) = after.get(b"DR") {
        shared_resources(claims, resources, owner, 3)?;
    }
    Ok(())
}

/// Whether it makes no difference if readers draw the fields anew: each shows its value already.
fn all_agree(claims: &Claims<'_, '_>, fields: &BTreeMap<ObjectId, Arc<Field>>) -> Result<bool, Error> {
    for field in fields.values().filter(|field| !field.is_kind(b"Sig")) {
        if values::agreement(claims.pair.new, field)? != Agreement::Agrees {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Whether all that was there is there still, the same. Down to `levels` dictionaries may gain entries.
fn keeps(pair: &Pair<'_>, old: &Object, new: &Object, levels: usize) -> Result<bool, Error> {
    let is_untouched = |id: ObjectId| pair.difference(id).is_none();
    if equal(old, new) && old.as_reference().is_none_or(is_untouched) && levels == 0 {
        return Ok(true);
    }
    let (before, after) = (pair.old.resolve(old)?, pair.new.resolve(new)?);
    match (&before, &after) {
        (Object::Dictionary(before), Object::Dictionary(after)) if levels > 0 => {
            for (key, value) in before.iter() {
                let now = after.get(key.as_bytes()).unwrap_or(&Object::Null);
                if !keeps(pair, value, now, levels - 1)? {
                    return Ok(false);
                }
            }
            Ok(after.duplicates().is_empty())
        }
        (Object::Null, _) => Ok(true),
        _ => Ok(equal(&before, &after)),
    }
}

/// `/DR` serves appearances yet to be made: it may gain and replace entries. What an entry was is not changed by
/// that; an object written over in place stays unexplained.
fn shared_resources(
    claims: &mut Claims<'_, '_>,
    value: &Object,
    owner: ObjectId,
    depth: usize,
) -> Result<(), Error> {
    claims.brought(value, owner);
    let changed = value.as_reference().filter(|id| claims.pair.difference(*id).is_some());
    let Object::Dictionary(entries) = claims.pair.new.resolve(value)? else { return Ok(()) };
    let plain = !entries.contains(b"Type") && !entries.contains(b"Subtype");
    if depth == 0 || !plain {
        return Ok(());
    }
    let owner = match changed {
        Some(id) => {
            claims.container(id, owner);
            id
        }
        None => value.as_reference().unwrap_or(owner),
    };
    for (_, entry) in entries.iter() {
        shared_resources(claims, entry, owner, depth - 1)?;
    }
    Ok(())
}
