//! The expert's lens: what each revision of a document wrote and changed, and which bytes each signature covers. Facts
//! only; whether anything holds is for [`super::validate`].

use jiff::Timestamp;
use paraph_pdf::{CrossReferenceKind, Document, Location, Object, Source};
use serde::Serialize;

use super::encryption::EncryptionFacts;
use super::modification::ModificationLevel;
use super::report::{Coverage, Kind};
use super::{changes, found};
use crate::{Error, limits};

/// What a document consists of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Inspection {
    /// Length of the file, in bytes.
    pub bytes: u64,
    /// Bytes before the header, which offsets do not count.
    pub bytes_before_header: u64,
    /// Bytes after the last revision, white space not counted.
    pub bytes_after_end: u64,
    /// How it is encrypted, if it is.
    pub encryption: Option<EncryptionFacts>,
    /// Its revisions, oldest first.
    pub revisions: Vec<RevisionFacts>,
    /// Its signatures and document time-stamps, by the revision they sign.
    pub signatures: Vec<SignatureFacts>,
}

/// One revision.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RevisionFacts {
    /// Its number, from 1.
    pub number: usize,
    /// Offset of its first byte.
    pub start: u64,
    /// Offset just past its last byte.
    pub end: u64,
    /// Offset of its cross-reference section.
    pub cross_reference_offset: u64,
    /// How its cross-references are written.
    pub cross_references: &'static str,
    /// How many objects it writes or frees.
    pub object_count: usize,
    /// Those objects, by number; at most [`limits::CHANGES_MAX`].
    pub objects: Vec<WrittenObject>,
    /// What it changes of the revision before, what weighs most first; nothing for the first.
    pub changes: Vec<ChangeFacts>,
}

/// An object that a revision writes or frees.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct WrittenObject {
    /// Its number.
    pub number: u32,
    /// Its generation.
    pub generation: u16,
    /// Where it is written; absent when it is freed.
    pub offset: Option<u64>,
    /// The object stream it is in, if it is in one.
    pub stream: Option<u32>,
    /// Its `/Type`, or what kind of object it is.
    pub kind: String,
}

/// What a revision changes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ChangeFacts {
    /// What kind of change it is.
    pub level: ModificationLevel,
    /// What is changed.
    pub what: String,
    /// The number of the object, if it is one object.
    pub object: Option<u32>,
    /// The form field it belongs to.
    pub field: Option<String>,
}

/// One signature or document time-stamp.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SignatureFacts {
    /// The full name of its field.
    pub field: String,
    /// What it is.
    pub kind: Kind,
    /// The revision it signs, from 1.
    pub revision: usize,
    /// How its value is encoded (`/SubFilter`).
    pub sub_filter: String,
    /// `/ByteRange`, where it is one that can be read: offset and length, twice.
    pub byte_range: Option<[u64; 4]>,
    /// How much of the document it covers.
    pub coverage: Coverage,
    /// Bytes kept for its value.
    pub value_bytes: usize,
    /// The time the signer claims (`/M`).
    pub claimed_time: Option<Timestamp>,
    /// Where it departs from its format.
    pub problems: Vec<String>,
}

/// Looks at every revision and signature of a document.
///
/// # Errors
/// Where the document's form cannot be read or the medium fails.
pub fn inspect<S: Source>(document: &Document<S>) -> Result<Inspection, Error> {
    let mut changes = changes::after(document, 0);
    let mut revisions = Vec::new();
    let mut start = 0;
    for (index, revision) in document.revisions().iter().enumerate() {
        let objects: Vec<(u32, Location)> =
            document.changed(index).filter(|(_, location)| *location != Location::Absent).collect();
        let listed = objects.iter().take(limits::CHANGES_MAX);
        revisions.push(RevisionFacts {
            number: index + 1,
            start,
            end: revision.end,
            cross_reference_offset: revision.xref_offset,
            cross_references: cross_references(revision.kind),
            object_count: objects.len(),
            objects: listed.map(|(number, location)| written(document, index, *number, *location)).collect(),
            changes: changes
                .get_mut(index)
                .map(std::mem::take)
                .unwrap_or_default()
                .iter()
                .map(change)
                .collect(),
        });
        start = revision.end;
    }
    let signatures = found::signatures(document)?;
    Ok(Inspection {
        bytes: document.source().len(),
        bytes_before_header: document.header_offset(),
        bytes_after_end: document.stray_bytes(),
        encryption: document.encryption().map(EncryptionFacts::of),
        revisions,
        signatures: signatures.iter().map(signature).collect(),
    })
}

fn cross_references(kind: CrossReferenceKind) -> &'static str {
    match kind {
        CrossReferenceKind::Table => "table",
        CrossReferenceKind::Stream => "stream",
        CrossReferenceKind::Hybrid => "table and stream (hybrid)",
    }
}

fn written<S: Source>(
    document: &Document<S>,
    index: usize,
    number: u32,
    location: Location,
) -> WrittenObject {
    let (offset, generation, stream) = match location {
        Location::InFile { offset, generation } => (Some(offset), generation, None),
        Location::InStream { stream, .. } => (None, 0, Some(stream)),
        Location::Free | Location::Absent => (None, 0, None),
    };
    let id = paraph_pdf::ObjectId { number, generation };
    let kind = if offset.is_none() && stream.is_none() {
        "freed".to_owned()
    } else {
        document
            .at(index)
            .object(id)
            .map_or_else(|error| format!("unreadable: {error}"), |object| kind(&object))
    };
    WrittenObject { number, generation, offset, stream, kind }
}

/// `/Type`, with `/Subtype` where there is one; otherwise what kind of value it is.
fn kind(object: &Object) -> String {
    let Some(dictionary) = object.as_dictionary() else {
        return match object {
            Object::Array(items) => format!("array of {}", items.len()),
            Object::Null => "null".to_owned(),
            _ => "value".to_owned(),
        };
    };
    let name = |key: &[u8]| {
        let name = dictionary.get(key).and_then(Object::as_name)?;
        Some(String::from_utf8_lossy(name.as_bytes()).into_owned())
    };
    let named: Vec<String> = [name(b"Type"), name(b"Subtype")].into_iter().flatten().collect();
    match (named.is_empty(), object) {
        (false, _) => named.join(" "),
        (true, Object::Stream(_)) => "stream".to_owned(),
        (true, _) => "dictionary".to_owned(),
    }
}

fn change(change: &changes::Change) -> ChangeFacts {
    ChangeFacts {
        level: change.level,
        what: change.what.clone(),
        object: change.object.map(|id| id.number),
        field: change.field.clone(),
    }
}

fn signature(found: &found::Found) -> SignatureFacts {
    let range = found.byte_range.map(|range| [0, range.gap_start, range.gap_end, range.end - range.gap_end]);
    SignatureFacts {
        field: found.field.clone(),
        kind: found.kind,
        revision: found.revision + 1,
        sub_filter: String::from_utf8_lossy(found.sub_filter()).into_owned(),
        byte_range: range,
        coverage: found.coverage,
        value_bytes: found.contents.len(),
        claimed_time: found.claimed_time(),
        problems: found.problems.clone(),
    }
}
