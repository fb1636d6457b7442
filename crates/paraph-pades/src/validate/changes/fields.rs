//! Rules for the form: fields may be filled and signed, and signature fields added; nothing may be taken away.

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use paraph_pdf::{Dictionary, Error, Field, Name, Object, ObjectId, View};

use super::claims::{Change, Claims};
use super::pair::{differing_keys, equal};
use super::references::Referrers;
use super::values::{self, Agreement};
use super::{form, locks};
use crate::validate::ModificationLevel::{self, FormFilling, LtaData};

/// Keys of a field or widget that filling it in may change.
const FILLING_KEYS: [&[u8]; 11] = [b"V", b"RV", b"AP", b"AS", b"I", b"M", b"F", b"DA", b"Q", b"MK", b"Ff"];
/// Keys that hold what was filled in.
const VALUE_KEYS: [&[u8]; 4] = [b"V", b"RV", b"AS", b"I"];
/// Keys that may change without the value, for they change nothing that is seen.
const QUIET_KEYS: [&[u8]; 2] = [b"M", b"Ff"];
/// Keys that signing an empty signature field may add beside its value.
const SIGNING_KEYS: [&[u8]; 6] = [b"Lock", b"SV", b"P", b"Type", b"Subtype", b"DR"];
/// Bit 1 of the field flags: read-only.
const READ_ONLY: i64 = 1;
/// Bits 2 and 6 of the annotation flags: hidden, and not viewed (§ 12.5.3).
const UNSEEN: i64 = 2 | 32;
const PARENTS_MAX: usize = 64;
/// From a stream to the field it belongs to: the states, all appearances, the widget.
const APPEARANCE_LEVELS: usize = 4;

/// Explains changes to the form dictionary and to every field.
pub(super) fn explain(
    claims: &mut Claims<'_, '_>,
    referrers: &Referrers,
    (old, new): (&Dictionary, &Dictionary),
    root: ObjectId,
) -> Result<(), Error> {
    let touched = touched(claims, referrers);
    let before = fields_by_id(claims.pair.old)?;
    let after = fields_by_id(claims.pair.new)?;
    for id in before.keys().filter(|id| !after.contains_key(id)) {
        claims.undefined("a form field removed", Some(*id));
    }
    claims.is_signed = signs(claims, &before, &after)?;
    let names: HashSet<&str> = before.values().map(|field| field.name.as_str()).collect();
    for (id, field) in &after {
        match before.get(id) {
            Some(earlier) if is_untouched(earlier, field, &touched) => {}
            Some(earlier) => existing_field(claims, earlier, field)?,
            None if names.contains(field.name.as_str()) => {
                claims.undefined("a field with the name of another", Some(*id));
            }
            None => new_field(claims, field)?,
        }
    }
    inner_nodes(claims, &before, &after)?;
    form::explain(claims, (old, new), root, &after)
}

/// What differs, and what leads there through appearances and values: fields that are not among it stay as they are.
fn touched(claims: &Claims<'_, '_>, referrers: &Referrers) -> HashSet<ObjectId> {
    let differences = &claims.pair.differences;
    let mut touched: HashSet<ObjectId> = differences.keys().copied().collect();
    let leads_on = |id: &ObjectId| {
        // Everything on a page refers to it, and is none of its parts.
        differences.get(id).and_then(|difference| difference.new.as_dictionary()).is_none_or(|dictionary| {
            ![b"Page".as_slice(), b"Pages", b"Catalog"].iter().any(|kind| dictionary.has_name(b"Type", kind))
        })
    };
    let mut pending: Vec<ObjectId> = touched.iter().copied().filter(leads_on).collect();
    for _ in 0..APPEARANCE_LEVELS {
        pending = pending.iter().flat_map(|id| referrers.of(*id)).filter(|id| touched.insert(*id)).collect();
    }
    touched
}

fn is_untouched(old: &Field, new: &Field, touched: &HashSet<ObjectId>) -> bool {
    let refers =
        |value: Option<&Object>| value.and_then(Object::as_reference).is_some_and(|id| touched.contains(&id));
    let is_touched = touched.contains(&new.id)
        || new.widgets.iter().any(|id| touched.contains(id))
        || refers(new.value.as_ref())
        || refers(new.dictionary.get(b"Parent"));
    !is_touched
        && (&old.name, &old.kind, &old.value, &old.widgets)
            == (&new.name, &new.kind, &new.value, &new.widgets)
}

fn fields_by_id(view: View<'_>) -> Result<BTreeMap<ObjectId, Arc<Field>>, Error> {
    Ok(view.shared_fields()?.into_iter().map(|field| (field.id, field)).collect())
}

fn report(claims: &mut Claims<'_, '_>, level: ModificationLevel, what: &str, field: &Field) {
    let name = Some(field.name.clone());
    claims.changes.push(Change { object: Some(field.id), field: name, ..Change::of(level, what) });
}

/// Only signature fields may be new.
fn new_field(claims: &mut Claims<'_, '_>, field: &Field) -> Result<(), Error> {
    let is_new = |id: &ObjectId| claims.pair.difference(*id).is_some_and(super::pair::Difference::is_new);
    let all_new = is_new(&field.id) && field.widgets.iter().all(is_new);
    if !field.is_kind(b"Sig") || !all_new {
        report(claims, ModificationLevel::Undefined, "a form field added", field);
        return Ok(());
    }
    for id in std::iter::once(&field.id).chain(&field.widgets) {
        claims.identity(*id);
        let widget = claims.pair.new.object(*id)?;
        claims.brought(&widget, *id);
        prepared(claims, field, *id, &HashSet::new())?;
    }
    match signature_kind(claims, field)? {
        Some(Signed::Timestamp) => timestamp_added(claims, field)?,
        Some(Signed::Signature) => signature_added(claims, field)?,
        Some(Signed::Shared) => {
            report(claims, ModificationLevel::Undefined, "a signature shown again", field)
        }
        None => report(claims, FormFilling, "a signature field added", field),
    }
    Ok(())
}

enum Signed {
    Signature,
    Timestamp,
    /// The value was there before: one signature in two fields.
    Shared,
}

fn signature_kind(claims: &Claims<'_, '_>, field: &Field) -> Result<Option<Signed>, Error> {
    let Some(value) = &field.value else { return Ok(None) };
    let Object::Dictionary(signature) = claims.pair.new.resolve(value)? else { return Ok(None) };
    if let Object::Reference(id) = value
        && !claims.pair.difference(*id).is_some_and(super::pair::Difference::is_new)
    {
        return Ok(Some(Signed::Shared));
    }
    let timestamp =
        signature.has_name(b"Type", b"DocTimeStamp") || signature.has_name(b"SubFilter", b"ETSI.RFC3161");
    Ok(Some(if timestamp { Signed::Timestamp } else { Signed::Signature }))
}

/// A time-stamp that is seen is no mere validation data.
fn timestamp_added(claims: &mut Claims<'_, '_>, field: &Field) -> Result<(), Error> {
    let mut is_seen = false;
    for id in &field.widgets {
        is_seen |= values::is_seen(claims.pair.new, *id)?;
    }
    if is_seen {
        report(claims, FormFilling, "a visible document time-stamp added", field);
    } else {
        report(claims, LtaData, "a document time-stamp added", field);
    }
    Ok(())
}

fn signature_added(claims: &mut Claims<'_, '_>, field: &Field) -> Result<(), Error> {
    report(claims, FormFilling, "a signature added", field);
    for (level, what) in locks::of_added(claims.pair, field)? {
        report(claims, level, what, field);
    }
    Ok(())
}

/// An appearance that was there as something else was prepared before anybody signed what it now says.
fn prepared(
    claims: &mut Claims<'_, '_>,
    field: &Field,
    widget: ObjectId,
    own: &HashSet<ObjectId>,
) -> Result<(), Error> {
    for id in values::appearances(claims.pair.new, widget)? {
        if !own.contains(&id) && claims.pair.old.object(id)? != Object::Null {
            report(claims, ModificationLevel::Undefined, "an object turned into an appearance", field);
        }
    }
    Ok(())
}

fn existing_field(claims: &mut Claims<'_, '_>, old: &Field, new: &Field) -> Result<(), Error> {
    if old.name != new.name || old.kind != new.kind || old.widgets != new.widgets {
        report(claims, ModificationLevel::Undefined, "a form field changed its nature", new);
    }
    let was_empty = claims.pair.old.value(&old.dictionary, b"V")? == Object::Null;
    let is_signature = new.is_kind(b"Sig");
    let mut changed_keys: Vec<Name> = Vec::new();
    let mut redrawn = false;
    let mut own: HashSet<ObjectId> = HashSet::new();
    for id in &old.widgets {
        own.extend(values::appearances(claims.pair.old, *id)?);
    }
    for id in std::iter::once(&new.id).chain(new.widgets.iter().filter(|id| **id != new.id)) {
        let (before, after) = (claims.pair.old.object(*id)?, claims.pair.new.object(*id)?);
        let (Some(before), Some(after)) = (before.as_dictionary(), after.as_dictionary()) else { continue };
        claims.identity(*id);
        let may_be_signed = is_signature && was_empty;
        for key in differing_keys(before, after) {
            let is_signing = may_be_signed && SIGNING_KEYS.contains(&key.as_bytes());
            if !is_signing && !is_filling(key.as_bytes(), (before, after)) {
                report(claims, ModificationLevel::Undefined, "a form field's properties changed", new);
            }
            changed_keys.push(key);
        }
        let explained = claims.count();
        if is_signature && locks::is_loosened(claims.pair, (before, after))? {
            report(claims, ModificationLevel::Undefined, "a lock loosened", new);
        }
        if !equal(before.get(b"AP").unwrap_or(&Object::Null), after.get(b"AP").unwrap_or(&Object::Null))
            || own_changed(claims, before)
        {
            prepared(claims, new, *id, &own)?;
        }
        appearance_left(claims, before, after, *id);
        appearance(claims, after, *id)?;
        value(claims, is_signature, before, after, *id);
        redrawn |= claims.count() > explained;
    }
    let touched = !changed_keys.is_empty();
    if is_signature {
        return signing(claims, new, was_empty, touched || redrawn);
    }
    redrawn |= changed_keys.iter().any(|key| !QUIET_KEYS.contains(&key.as_bytes()));
    let filled = VALUE_KEYS.iter().any(|key| changed_keys.iter().any(|changed| changed.as_bytes() == *key));
    let value_written = new.value.as_ref().and_then(Object::as_reference);
    let filled = filled || value_written.is_some_and(|id| claims.pair.difference(id).is_some());
    if filled {
        return filled_in(claims, new);
    }
    if redrawn {
        // What is shown must follow the value: a prepared value with another face is a known attack.
        report(claims, ModificationLevel::Undefined, "the appearance of a field without its value", new);
    } else if touched {
        report(claims, FormFilling, "a form field's settings", new);
    }
    Ok(())
}

/// Whether filling a field in may change this key so.
fn is_filling(key: &[u8], (before, after): (&Dictionary, &Dictionary)) -> bool {
    match key {
        b"Ff" => only_read_only(before, after),
        b"F" => !newly_hidden(before, after),
        _ => FILLING_KEYS.contains(&key),
    }
}

/// A value that was filled in must be the one that is shown.
fn filled_in(claims: &mut Claims<'_, '_>, field: &Field) -> Result<(), Error> {
    report(claims, FormFilling, "a form field filled in", field);
    claims.changes.last_mut().into_iter().for_each(|change| change.is_content = true);
    let what = match values::agreement(claims.pair.new, field)? {
        Agreement::Agrees => return Ok(()),
        Agreement::Differs => "a form field whose value and picture differ",
        Agreement::CannotTell => "a form field whose picture cannot be compared with its value",
    };
    // Who signs in the same revision answers for the picture: initials are drawn, and their field holds the name.
    let level = if claims.is_signed { FormFilling } else { ModificationLevel::Undefined };
    report(claims, level, what, field);
    Ok(())
}

/// Whether the revision signs: a signature field of the form has a value that it had not, which covers what else the revision
/// fills in. A dictionary that no field leads to signs nothing, and a time-stamp answers for nothing.
fn signs(
    claims: &Claims<'_, '_>,
    before: &BTreeMap<ObjectId, Arc<Field>>,
    after: &BTreeMap<ObjectId, Arc<Field>>,
) -> Result<bool, Error> {
    for (id, field) in after.iter().filter(|(_, field)| field.is_kind(b"Sig")) {
        let Some(value) = &field.value else { continue };
        // What is not written now is not looked at: there may be many.
        let is_written = match value.as_reference() {
            Some(id) => claims.pair.difference(id).is_some_and(super::pair::Difference::is_new),
            None => claims.pair.difference(field.id).is_some(),
        };
        if !is_written {
            continue;
        }
        let had_value = match before.get(id).and_then(|field| field.value.as_ref()) {
            Some(earlier) => claims.pair.old.resolve(earlier)? != Object::Null,
            None => false,
        };
        if had_value || !matches!(signature_kind(claims, field)?, Some(Signed::Signature)) {
            continue;
        }
        if let Object::Dictionary(signature) = claims.pair.new.resolve(value)?
            && signature.contains(b"ByteRange")
            && signature.contains(b"Contents")
        {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Whether the dictionary of appearances, being an object of its own, was written over.
fn own_changed(claims: &Claims<'_, '_>, widget: &Dictionary) -> bool {
    let id = widget.get(b"AP").and_then(Object::as_reference);
    id.is_some_and(|id| claims.pair.difference(id).is_some())
}

fn only_read_only(old: &Dictionary, new: &Dictionary) -> bool {
    let flags = |dictionary: &Dictionary| dictionary.get(b"Ff").and_then(Object::as_integer).unwrap_or(0);
    flags(new) == flags(old) | READ_ONLY
}

/// A field that disappears takes along what was agreed on.
fn newly_hidden(old: &Dictionary, new: &Dictionary) -> bool {
    let flags = |dictionary: &Dictionary| dictionary.get(b"F").and_then(Object::as_integer).unwrap_or(0);
    flags(new) & !flags(old) & UNSEEN != 0
}

/// The value may be written over, unless it is a signature.
fn value(
    claims: &mut Claims<'_, '_>,
    is_signature: bool,
    old: &Dictionary,
    new: &Dictionary,
    owner: ObjectId,
) {
    for key in [b"V".as_slice(), b"RV"] {
        let Some(value) = new.get(key) else { continue };
        match value {
            Object::Reference(id) if !is_signature => claims.content(*id, owner),
            _ => claims.brought(value, owner),
        }
    }
    let others = [b"Lock".as_slice(), b"SV", b"MK", b"DR"];
    for key in others.into_iter().filter(|key| old.get(key) != new.get(key)) {
        if let Some(value) = new.get(key) {
            claims.brought(value, owner);
        }
    }
}

/// What happened to a signature field: signed once, or tampered with.
fn signing(claims: &mut Claims<'_, '_>, field: &Field, was_empty: bool, touched: bool) -> Result<(), Error> {
    let kind = signature_kind(claims, field)?;
    let value_changed = field.value.as_ref().and_then(Object::as_reference);
    let value_changed = value_changed.is_some_and(|id| claims.pair.difference(id).is_some());
    match (was_empty, kind) {
        (true, Some(Signed::Timestamp)) => timestamp_added(claims, field)?,
        (true, Some(Signed::Signature)) => signature_added(claims, field)?,
        (true, Some(Signed::Shared)) => {
            report(claims, ModificationLevel::Undefined, "a signature shown again", field);
        }
        (false, None) => report(claims, ModificationLevel::Undefined, "a signature removed", field),
        (false, Some(_)) if value_changed => {
            report(claims, ModificationLevel::Undefined, "a signature replaced", field);
        }
        _ if touched => {
            report(claims, ModificationLevel::Undefined, "the appearance of a signature field", field);
        }
        _ => {}
    }
    Ok(())
}

/// An appearance dictionary that is given up must have been the field's own, or something else changes with it.
fn appearance_left(claims: &mut Claims<'_, '_>, old: &Dictionary, new: &Dictionary, owner: ObjectId) {
    if let (Some(Object::Reference(id)), true) = (old.get(b"AP"), old.get(b"AP") != new.get(b"AP")) {
        claims.container(*id, owner);
    }
}

/// `/AP` (§ 12.5.5): its streams may be replaced, or written over where only this field shows them.
fn appearance(claims: &mut Claims<'_, '_>, new: &Dictionary, owner: ObjectId) -> Result<(), Error> {
    let Some(value) = new.get(b"AP") else { return Ok(()) };
    let (states, owner) = own(claims, value, owner)?;
    for (_, state) in &states {
        let (inner, owner) = match state {
            Object::Reference(id) if matches!(claims.pair.new.object(*id)?, Object::Stream(_)) => {
                claims.content(*id, owner);
                continue;
            }
            state => own(claims, state, owner)?,
        };
        for (_, state) in &inner {
            match state {
                Object::Reference(id) => claims.content(*id, owner),
                direct => claims.brought(direct, owner),
            }
        }
    }
    Ok(())
}

/// The entries of a dictionary, direct or not, and the object that holds them; the object is claimed.
fn own(
    claims: &mut Claims<'_, '_>,
    value: &Object,
    owner: ObjectId,
) -> Result<(Vec<(Name, Object)>, ObjectId), Error> {
    let owner = match value {
        Object::Reference(id) => {
            if matches!(claims.pair.new.object(*id)?, Object::Dictionary(_)) {
                claims.container(*id, owner);
            }
            *id
        }
        _ => owner,
    };
    let entries = match claims.pair.new.resolve(value)? {
        Object::Dictionary(entries) => {
            entries.iter().map(|(key, value)| (key.clone(), value.clone())).collect()
        }
        _ => Vec::new(),
    };
    Ok((entries, owner))
}

/// Nodes above fields: they may gain kids that are new fields.
fn inner_nodes(
    claims: &mut Claims<'_, '_>,
    before: &BTreeMap<ObjectId, Arc<Field>>,
    after: &BTreeMap<ObjectId, Arc<Field>>,
) -> Result<(), Error> {
    let mut seen = HashSet::new();
    for field in before.values().chain(after.values()) {
        let mut node = field.dictionary.get(b"Parent").and_then(Object::as_reference);
        for _ in 0..PARENTS_MAX {
            let Some(id) = node.filter(|id| seen.insert(*id)) else { break };
            let Object::Dictionary(now) = claims.pair.new.object(id)? else { break };
            inner_node(claims, id, &now)?;
            node = now.get(b"Parent").and_then(Object::as_reference);
        }
    }
    Ok(())
}

fn inner_node(claims: &mut Claims<'_, '_>, id: ObjectId, now: &Dictionary) -> Result<(), Error> {
    let earlier = match claims.pair.difference(id).map(|difference| &difference.old) {
        Some(Object::Dictionary(earlier)) => earlier.clone(),
        Some(Object::Null) => {
            // A new node is as good as the new fields below it.
            claims.identity(id);
            return Ok(());
        }
        Some(_) => {
            claims.undefined("an object turned into a form field", Some(id));
            return Ok(());
        }
        None => now.clone(),
    };
    claims.identity(id);
    if differing_keys(&earlier, now).iter().any(|key| key.as_bytes() != b"Kids") {
        claims.undefined("a form field's properties changed", Some(id));
    }
    let kept = claims.pair.old.array(&earlier, b"Kids")?;
    let kids = claims.pair.new.array(now, b"Kids")?;
    if let Some(Object::Reference(list)) = now.get(b"Kids") {
        claims.container(*list, id);
    }
    if kept.iter().any(|kid| !kids.contains(kid)) {
        claims.undefined("a form field removed", Some(id));
    }
    Ok(())
}
