//! Finds the signatures of a document, each with its dictionary as written in the revision it signs.

use std::collections::HashSet;

use jiff::Timestamp;
use paraph_pdf::{Dictionary, Document, Field, Location, Object, ObjectId, Source, View};

use super::byte_range::{self, ByteRange};
use super::report::{Coverage, Kind};
use crate::{Error, limits};

/// A signature found.
pub(crate) struct Found {
    pub(crate) field: String,
    pub(crate) field_id: ObjectId,
    /// The revision it signs, or the one it appeared in where that cannot be told; from 0.
    pub(crate) revision: usize,
    pub(crate) dictionary: Dictionary,
    pub(crate) kind: Kind,
    pub(crate) byte_range: Option<ByteRange>,
    pub(crate) coverage: Coverage,
    pub(crate) contents: Vec<u8>,
    /// Ways in which it does not follow its format.
    pub(crate) problems: Vec<String>,
}

/// Every signature that was ever the value of a signature field, in the order of appearance.
pub(crate) fn signatures<S: Source>(document: &Document<S>) -> Result<Vec<Found>, Error> {
    let mut found = Vec::new();
    let mut seen: HashSet<(ObjectId, Option<ByteRange>, Vec<u8>)> = HashSet::new();
    let mut known: HashSet<ObjectId> = HashSet::new();
    for index in 0..document.revisions().len() {
        let view = document.at(index);
        for field in view.shared_fields()?.iter().filter(|field| field.is_kind(b"Sig")) {
            let value = field.value.as_ref().and_then(Object::as_reference);
            let written_now = value.is_none_or(|id| is_written(document, index, id));
            if value.is_some_and(|id| !known.insert(id)) && !written_now {
                continue;
            }
            let Some(signature) = read(document, view, index, field)? else { continue };
            if seen.insert((value.unwrap_or(field.id), signature.byte_range, signature.contents.clone())) {
                found.push(signature);
            }
            if found.len() > limits::SIGNATURES_MAX {
                return Err(Error::TooManySignatures { maximum: limits::SIGNATURES_MAX });
            }
        }
    }
    found.extend(without_field(document, &known)?);
    found.sort_by_key(|signature| signature.revision);
    Ok(found)
}

/// Signatures that an update wrote and no field ever had: somebody took the way to them away, and what they covered with it.
/// Usage rights hang on the catalogue and speak of no field (ISO 32000-2 § 12.8.6).
fn without_field<S: Source>(document: &Document<S>, known: &HashSet<ObjectId>) -> Result<Vec<Found>, Error> {
    let mut found = Vec::new();
    for index in 1..document.revisions().len() {
        let view = document.at(index);
        let rights = rights(view).unwrap_or_default();
        for (number, location) in document.changed(index) {
            let Location::InFile { generation, .. } = location else { continue };
            let id = ObjectId { number, generation };
            if known.contains(&id) || rights.contains(&id) {
                continue;
            }
            // What cannot be read is the rules' for changes to speak of.
            let Ok(Object::Dictionary(dictionary)) = view.object(id) else { continue };
            if dictionary.contains(b"ByteRange") && dictionary.contains(b"Contents") {
                let problem = "no field has this signature".to_owned();
                found.push(broken((String::new(), id), index, dictionary, problem));
            }
            if found.len() > limits::SIGNATURES_MAX {
                return Err(Error::TooManySignatures { maximum: limits::SIGNATURES_MAX });
            }
        }
    }
    Ok(found)
}

/// The signatures of usage rights.
fn rights(view: View<'_>) -> Option<Vec<ObjectId>> {
    let permissions = view.dictionary(&view.catalog().ok()?, b"Perms").ok()??;
    let keys = [b"UR".as_slice(), b"UR3"];
    Some(keys.iter().filter_map(|key| permissions.get(key).and_then(Object::as_reference)).collect())
}

/// A signature that is there in part only.
fn broken(
    (field, field_id): (String, ObjectId),
    revision: usize,
    dictionary: Dictionary,
    problem: String,
) -> Found {
    Found {
        field,
        field_id,
        revision,
        kind: kind_of(&dictionary),
        dictionary,
        byte_range: None,
        coverage: Coverage::Partial,
        contents: Vec::new(),
        problems: vec![problem],
    }
}

fn is_written<S: Source>(document: &Document<S>, index: usize, id: ObjectId) -> bool {
    document.revisions().get(index).is_some_and(|revision| revision.location(id.number) != Location::Absent)
}

fn read<S: Source>(
    document: &Document<S>,
    view: View<'_>,
    index: usize,
    field: &Field,
) -> Result<Option<Found>, Error> {
    let Some(value) = &field.value else { return Ok(None) };
    match view.resolve(value)? {
        Object::Dictionary(dictionary) => whole(document, view, index, field, dictionary).map(Some),
        // A field that leads nowhere once led to a signature, or was made to look as if it had one.
        _ if value.as_reference().is_some() => {
            let problem = "the signature that the field names is not in the file".to_owned();
            Ok(Some(broken((field.name.clone(), field.id), index, Dictionary::new(), problem)))
        }
        _ => Ok(None),
    }
}

/// A signature whose dictionary is there.
fn whole<S: Source>(
    document: &Document<S>,
    view: View<'_>,
    index: usize,
    field: &Field,
    mut dictionary: Dictionary,
) -> Result<Found, Error> {
    let mut problems: Vec<String> = Vec::new();
    if document.stray_bytes() > 0 {
        problems.push("bytes follow the last revision".to_owned());
    }
    let length = document.source().len();
    let range = ByteRange::read(view, dictionary.get(b"ByteRange"), length);
    let byte_range = range.map_err(|problem| problems.push(problem.to_owned())).ok();
    let covered = byte_range.and_then(|range| byte_range::covered_revision(document, range.end));
    if byte_range.is_some() && covered.is_none() {
        problems.push("/ByteRange does not end where a revision ends".to_owned());
    }
    let revision = covered.unwrap_or(index);
    let id = field.value.as_ref().and_then(Object::as_reference);
    let mut covers = covered;
    // What counts is what the signer saw: the dictionary as of the revision that is signed.
    if covered.is_some() {
        match id.map(|id| document.at(revision).object(id)) {
            Some(Ok(Object::Dictionary(signed)))
                if signed.get(b"ByteRange") == dictionary.get(b"ByteRange")
                    && signed.get(b"Contents") == dictionary.get(b"Contents") =>
            {
                dictionary = signed;
            }
            _ => {
                covers = None;
                problems.push("the signature is not in the revision it signs".to_owned());
            }
        }
    }
    if !dictionary.duplicates().is_empty() {
        problems.push("a key is written twice in the signature dictionary".to_owned());
    }
    if let Some(range) = &byte_range
        && let Err(problem) = byte_range::check_gap(document, document.at(revision), id, range)
    {
        // What lies in the gap beside the value is not covered.
        covers = None;
        problems.push(problem.to_owned());
    }
    let contents = view.value(&dictionary, b"Contents")?;
    let contents = contents.as_string().map(|string| string.bytes.clone()).unwrap_or_default();
    Ok(Found {
        field: field.name.clone(),
        field_id: field.id,
        revision,
        kind: kind_of(&dictionary),
        dictionary,
        byte_range,
        coverage: byte_range::coverage(document, covers),
        contents,
        problems,
    })
}

fn kind_of(dictionary: &Dictionary) -> Kind {
    let is_timestamp =
        dictionary.has_name(b"SubFilter", b"ETSI.RFC3161") || dictionary.has_name(b"Type", b"DocTimeStamp");
    if is_timestamp { Kind::DocumentTimestamp } else { Kind::Signature }
}

impl Found {
    /// The encoding the signature dictionary names.
    pub(crate) fn sub_filter(&self) -> &[u8] {
        self.dictionary.get(b"SubFilter").and_then(Object::as_name).map_or(b"", paraph_pdf::Name::as_bytes)
    }

    /// The time the signer claims: `/M` of the signature dictionary.
    pub(crate) fn claimed_time(&self) -> Option<Timestamp> {
        date(&self.dictionary.get(b"M")?.as_string()?.to_text())
    }
}

/// Reads a date (ISO 32000-2 § 7.9.4): `D:YYYYMMDDHHmmSSOHH'mm'`, everything after the year optional.
fn date(text: &str) -> Option<Timestamp> {
    let digits = text.strip_prefix("D:").unwrap_or(text);
    let part = |from: usize, to: usize, default: i8| match digits.get(from..to) {
        Some(digits) => digits.parse().ok(),
        None => Some(default),
    };
    let year: i16 = digits.get(..4)?.parse().ok()?;
    let date = jiff::civil::Date::new(year, part(4, 6, 1)?, part(6, 8, 1)?).ok()?;
    let time = jiff::civil::Time::new(part(8, 10, 0)?, part(10, 12, 0)?, part(12, 14, 0)?, 0).ok()?;
    let offset = match digits.get(14..).unwrap_or("").split_at_checked(1) {
        Some((sign @ ("+" | "-"), rest)) => {
            let hours: i32 = rest.get(..2)?.parse().ok()?;
            let minutes: i32 = rest.get(2..).unwrap_or("").trim_matches('\'').parse().unwrap_or(0);
            (hours * 3_600 + minutes * 60) * if sign == "-" { -1 } else { 1 }
        }
        _ => 0,
    };
    let offset = jiff::tz::Offset::from_seconds(offset).ok()?;
    offset.to_timestamp(date.to_datetime(time)).ok()
}
