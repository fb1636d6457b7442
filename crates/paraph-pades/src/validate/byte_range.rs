//! `/ByteRange` (ISO 32000-2 § 12.8.1): which bytes are signed, and that the gap is exactly the value of `/Contents`.

use std::ops::Range;

use paraph_pdf::{Document, Object, ObjectId, Revision, Source, View};

use super::report::Coverage;

/// Bytes looked at beyond `%%EOF` for the white space some writers sign.
const BLANK_MAX: u64 = 64;

/// Two ranges: from the start of the file to the gap, and from the gap to the end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct ByteRange {
    pub(crate) gap_start: u64,
    pub(crate) gap_end: u64,
    pub(crate) end: u64,
}

impl ByteRange {
    /// Reads `[0 a b c]`: it starts at the first byte, the ranges do not touch or overlap, and both lie in
    /// the file.
    pub(crate) fn read(
        view: View<'_>,
        value: Option<&Object>,
        file_length: u64,
    ) -> Result<Self, &'static str> {
        let Some(Ok(Object::Array(items))) = value.map(|value| view.resolve(value)) else {
            return Err("/ByteRange is missing or no array");
        };
        let numbers: Option<Vec<u64>> = items
            .iter()
            .map(|item| item.as_integer().and_then(|number| u64::try_from(number).ok()))
            .collect();
        let Some([start, first, second_start, second]) = numbers.as_deref() else {
            return Err("/ByteRange is not four numbers from 0 up");
        };
        let end = second_start.checked_add(*second).filter(|end| *end <= file_length);
        let end = end.ok_or("/ByteRange reaches beyond the file")?;
        if *start != 0 {
            return Err("/ByteRange does not start at the first byte");
        }
        if *first == 0 || *second == 0 || *second_start <= *first {
            return Err("the parts of /ByteRange are empty or overlap");
        }
        Ok(Self { gap_start: *first, gap_end: *second_start, end })
    }
}

/// The revision whose end the range reaches, if it reaches one exactly (but for white space after `%%EOF`).
pub(crate) fn covered_revision<S: Source>(document: &Document<S>, end: u64) -> Option<usize> {
    let reaches =
        |revision: &Revision| revision.marker_end <= end && end <= revision.end.saturating_add(BLANK_MAX);
    let index = document.revisions().iter().rposition(reaches)?;
    let marker_end = document.revisions().get(index)?.marker_end;
    is_blank(document.source(), marker_end..end).then_some(index)
}

fn is_blank(source: &dyn Source, span: Range<u64>) -> bool {
    let Some(bytes) = read(source, span) else { return false };
    bytes.iter().all(|byte| matches!(byte, 0 | b'\t' | b'\n' | 0x0C | b'\r' | b' '))
}

fn read(source: &dyn Source, span: Range<u64>) -> Option<Vec<u8>> {
    let mut bytes = vec![0; usize::try_from(span.end.checked_sub(span.start)?).ok()?];
    let mut filled = 0;
    while filled < bytes.len() {
        match source.read_at(span.start + filled as u64, bytes.get_mut(filled..)?) {
            Ok(0) | Err(_) => return None,
            Ok(count) => filled += count,
        }
    }
    Some(bytes)
}

/// How much of the document the range covers.
pub(crate) fn coverage<S: Source>(document: &Document<S>, revision: Option<usize>) -> Coverage {
    match revision {
        None => Coverage::Partial,
        Some(index) if index + 1 == document.revisions().len() && document.stray_bytes() == 0 => {
            Coverage::EntireFile
        }
        Some(_) => Coverage::EntireRevision,
    }
}

/// Checks that the gap is the hexadecimal string of `/Contents` of this very object, delimiters included, and
/// that it is written plainly: anything looser would leave room for bytes nobody signed.
pub(crate) fn check_gap<S: Source>(
    document: &Document<S>,
    view: View<'_>,
    value: Option<ObjectId>,
    range: &ByteRange,
) -> Result<(), &'static str> {
    let spans = value.map(|id| view.value_spans(id));
    let Some(Ok(Some(spans))) = spans else {
        return Err("the signature dictionary is not an object written directly in the file");
    };
    let contents: Vec<&Range<u64>> =
        spans.iter().filter(|(key, _)| key.as_bytes() == b"Contents").map(|(_, span)| span).collect();
    let [span] = contents.as_slice() else { return Err("/Contents is not written exactly once") };
    if **span != (range.gap_start..range.gap_end) {
        return Err("the gap of /ByteRange is not the value of /Contents");
    }
    let token = read(document.source(), (*span).clone()).unwrap_or_default();
    let [b'<', digits @ .., b'>'] = token.as_slice() else {
        return Err("/Contents is not a hexadecimal string");
    };
    let plain = digits.len() % 2 == 0 && digits.iter().all(u8::is_ascii_hexdigit);
    let mixed = digits.iter().any(u8::is_ascii_lowercase) && digits.iter().any(u8::is_ascii_uppercase);
    if plain && !mixed { Ok(()) } else { Err("/Contents is not written plainly") }
}
