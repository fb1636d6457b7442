//! Rules for the trailer, the catalogue and what hangs on it directly: validation data, description, form.

use paraph_pdf::{Dictionary, Error, Object, ObjectId};

use super::claims::Claims;
use super::pair::{differing_keys, equal};
use super::references::{Referrers, TRAILER};
use super::{fields, pages, structure};
use crate::validate::ModificationLevel::LtaData;

/// Keys of a trailer that describe the file rather than the document (ISO 32000-2 tables 15 and 17).
const TRAILER_KEYS: [&[u8]; 13] = [
    b"Size",
    b"Prev",
    b"ID",
    b"XRefStm",
    b"Length",
    b"Filter",
    b"DecodeParms",
    b"W",
    b"Index",
    b"Type",
    b"Info",
    b"Root",
    b"DL",
];

/// Explains what it can, from the trailer down.
pub(super) fn explain(claims: &mut Claims<'_, '_>, referrers: &Referrers) -> Result<(), Error> {
    let pair = claims.pair;
    let (before, after) = (pair.old.trailer(), pair.new.trailer());
    for key in differing_keys(before, after) {
        // A key nobody defines means nothing by itself; new objects it leads to stay unexplained.
        if key.as_bytes() == b"Encrypt" {
            claims.undefined("the encryption of the document", None);
        } else if !TRAILER_KEYS.contains(&key.as_bytes()) {
            claims.report(LtaData, format!("the trailer's {key}"), None);
        }
    }
    description(claims, before.get(b"Info"), after.get(b"Info"));
    let (Some(Object::Reference(root)), Some(old_root)) = (after.get(b"Root"), before.get(b"Root")) else {
        claims.undefined("the trailer's /Root", None);
        return Ok(());
    };
    if old_root.as_reference() != Some(*root) {
        claims.undefined("another catalogue", Some(*root));
    }
    let (old, new) = (pair.old.catalog()?, pair.new.catalog()?);
    claims.identity(*root);
    for key in differing_keys(&old, &new) {
        match key.as_bytes() {
            b"AcroForm" | b"DSS" | b"Extensions" | b"Metadata" => {}
            b"Version" => claims.report(LtaData, "the version of the format", None),
            _ => claims.undefined(format!("the catalogue's {key}"), Some(*root)),
        }
    }
    validation_data(claims, &old, &new, *root)?;
    extensions(claims, &old, &new, *root);
    metadata(claims, &old, &new, *root)?;
    pages::explain(claims, referrers, *root)?;
    fields::explain(claims, referrers, (&old, &new), *root)?;
    structure::explain(claims, &new)
}

/// The document information dictionary may be written over or replaced.
fn description(claims: &mut Claims<'_, '_>, old: Option<&Object>, new: Option<&Object>) {
    let explained = claims.count();
    if let Some(Object::Reference(id)) = new {
        claims.content(*id, TRAILER);
    }
    let replaced = old.unwrap_or(&Object::Null) != new.unwrap_or(&Object::Null);
    if replaced || claims.count() > explained {
        claims.report(LtaData, "the document information", None);
    }
}

fn metadata(
    claims: &mut Claims<'_, '_>,
    old: &Dictionary,
    new: &Dictionary,
    root: ObjectId,
) -> Result<(), Error> {
    let Some(Object::Reference(id)) = new.get(b"Metadata") else { return Ok(()) };
    let explained = claims.count();
    let is_metadata = match claims.pair.new.object(*id)? {
        Object::Stream(stream) => stream.dictionary.has_name(b"Type", b"Metadata"),
        _ => false,
    };
    if is_metadata {
        claims.content(*id, root);
    }
    if claims.count() > explained || old.get(b"Metadata") != new.get(b"Metadata") {
        claims.report(LtaData, "the document metadata", Some(*id));
    }
    Ok(())
}

fn extensions(claims: &mut Claims<'_, '_>, old: &Dictionary, new: &Dictionary, root: ObjectId) {
    let (before, after) = (old.get(b"Extensions"), new.get(b"Extensions"));
    if let Some(Object::Reference(id)) = after {
        claims.content(*id, root);
    }
    if before.unwrap_or(&Object::Null) != after.unwrap_or(&Object::Null) {
        claims.report(LtaData, "the extensions declared", None);
    }
}

/// The document security store (ISO 32000-2 § 12.8.4.3): dictionaries and arrays of plain streams.
fn validation_data(
    claims: &mut Claims<'_, '_>,
    old: &Dictionary,
    new: &Dictionary,
    root: ObjectId,
) -> Result<(), Error> {
    let Some(store) = new.get(b"DSS") else {
        if old.contains(b"DSS") {
            claims.report(LtaData, "validation data taken out", None);
        }
        return Ok(());
    };
    let explained = claims.count();
    let Some((store, owner)) = inside(claims, store, root)? else { return Ok(()) };
    let Object::Dictionary(store) = store else {
        claims.undefined("validation data of the wrong type", None);
        return Ok(());
    };
    for key in [b"Certs".as_slice(), b"OCSPs", b"CRLs"] {
        streams(claims, store.get(key), owner)?;
    }
    if let Some(value) = store.get(b"VRI")
        && let Some((Object::Dictionary(entries), owner)) = inside(claims, value, owner)?
    {
        for (_, entry) in entries.iter() {
            if let Some((Object::Dictionary(entry), owner)) = inside(claims, entry, owner)? {
                for key in [b"Cert".as_slice(), b"OCSP", b"CRL"] {
                    streams(claims, entry.get(key), owner)?;
                }
                streams(claims, entry.get(b"TS"), owner)?;
            }
        }
    }
    let replaced = !equal(old.get(b"DSS").unwrap_or(&Object::Null), new.get(b"DSS").unwrap_or(&Object::Null));
    if replaced || claims.count() > explained {
        claims.report(LtaData, "validation data", None);
    }
    Ok(())
}

/// Follows a value into the object it refers to and claims that object; returns what is there and whose it is.
fn inside(
    claims: &mut Claims<'_, '_>,
    value: &Object,
    owner: ObjectId,
) -> Result<Option<(Object, ObjectId)>, Error> {
    let Object::Reference(id) = value else { return Ok(Some((value.clone(), owner))) };
    let found = claims.pair.new.object(*id)?;
    // Only what is shaped like validation data may change as such: an untyped dictionary, or an array.
    let plain = match &found {
        Object::Dictionary(dictionary) => dictionary
            .get(b"Type")
            .is_none_or(|kind| matches!(kind, Object::Name(name) if is_store_type(name))),
        Object::Array(_) => true,
        _ => false,
    };
    if plain {
        // What it holds is claimed piece by piece by the caller, not by being held.
        claims.container(*id, owner);
    }
    Ok(plain.then_some((found, *id)))
}

fn is_store_type(name: &paraph_pdf::Name) -> bool {
    matches!(name.as_bytes(), b"DSS" | b"VRI")
}

fn streams(claims: &mut Claims<'_, '_>, value: Option<&Object>, owner: ObjectId) -> Result<(), Error> {
    let Some(value) = value else { return Ok(()) };
    if stream(claims, value, owner)? {
        return Ok(());
    }
    let Some((Object::Array(items), owner)) = inside(claims, value, owner)? else { return Ok(()) };
    for item in &items {
        stream(claims, item, owner)?;
    }
    Ok(())
}

fn stream(claims: &mut Claims<'_, '_>, value: &Object, owner: ObjectId) -> Result<bool, Error> {
    let Object::Reference(id) = value else { return Ok(false) };
    if claims.pair.difference(*id).is_none() {
        return Ok(false);
    }
    let Object::Stream(stream) = claims.pair.new.object(*id)? else { return Ok(false) };
    let typed = stream.dictionary.contains(b"Subtype");
    if !typed {
        claims.container(*id, owner);
    }
    Ok(true)
}
