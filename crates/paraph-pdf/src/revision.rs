//! The chain of cross-reference sections, newest to oldest, made into revisions, oldest to newest.
//! Nothing is repaired: a chain that does not hold is an error.

use std::collections::HashSet;
use std::iter::Peekable;

use crate::error::Error;
use crate::lexer::{Lexer, Token, is_space};
use crate::limits;
use crate::object::{Dictionary, Object};
use crate::source::{self, Source};
use crate::xref::{self, CrossReferenceKind, File, Location, Section};

/// One saved state of a document: the original, or one update appended to it.
#[derive(Clone, Debug)]
pub struct Revision {
    /// Offset just past `%%EOF`.
    pub marker_end: u64,
    /// Offset just past `%%EOF` and the end-of-line after it, if there is one.
    pub end: u64,
    /// Offset of the cross-reference section, in the source.
    pub xref_offset: u64,
    /// Offset of the section that the `startxref` at its end names, where a reader begins: the same, but in a
    /// linearised file the first page's section, which lies in front.
    pub start_offset: u64,
    /// The trailer, or the dictionary of the cross-reference stream.
    pub trailer: Dictionary,
    /// How the cross-references are written.
    pub kind: CrossReferenceKind,
    pub(crate) entries: Vec<(u32, Location)>,
}

impl Revision {
    /// Where this revision's own section puts an object; `Absent` if it does not mention it.
    #[must_use]
    pub fn location(&self, number: u32) -> Location {
        let found = self.entries.binary_search_by_key(&number, |(number, _)| *number);
        found
            .ok()
            .and_then(|index| self.entries.get(index))
            .map_or(Location::Absent, |(_, location)| *location)
    }

    /// The objects this revision's own section defines or frees, by ascending number.
    pub fn entries(&self) -> impl Iterator<Item = (u32, Location)> + '_ {
        self.entries.iter().copied()
    }
}

/// What opening a file finds.
pub(crate) struct Chain {
    pub(crate) revisions: Vec<Revision>,
    pub(crate) shift: u64,
}

/// Reads header, `startxref` and every section.
pub(crate) fn chain(source: &dyn Source) -> Result<Chain, Error> {
    let header = header(source)?;
    let written = start(source)?;
    let end = source.len();
    let mut file = File { source, shift: 0, end };
    // Offsets count from the header; where junk precedes it, most writers counted from the file's start.
    let mut sections = sections(file, written);
    if header > 0 && sections.is_err() {
        file.shift = header;
        sections = self::sections(file, written);
    }
    let revisions = revisions(file, sections?)?;
    Ok(Chain { revisions, shift: file.shift })
}

fn header(source: &dyn Source) -> Result<u64, Error> {
    let mut first = vec![0; limits::HEADER_JUNK_MAX + 5];
    let count = source::read_up_to(source, 0, &mut first)?;
    first.truncate(count);
    let found = first.windows(5).position(|window| window == b"%PDF-").ok_or(Error::HeaderIsMissing)?;
    Ok(found as u64)
}

/// The offset written after the last `startxref`.
fn start(source: &dyn Source) -> Result<i64, Error> {
    let from = source.len().saturating_sub(limits::TRAILER_WINDOW as u64);
    let mut last = vec![0; limits::TRAILER_WINDOW];
    let count = source::read_up_to(source, from, &mut last)?;
    last.truncate(count);
    let word = b"startxref";
    let found = last.windows(word.len()).rposition(|window| window == word).ok_or(Error::StartIsMissing)?;
    let mut lexer = Lexer::new(source, from + (found + word.len()) as u64, source.len());
    match lexer.token()? {
        Token::Integer(offset) => Ok(offset),
        _ => Err(Error::StartIsMissing),
    }
}

/// Newest first.
fn sections(file: File<'_>, written: i64) -> Result<Vec<Section>, Error> {
    let mut sections: Vec<Section> = Vec::new();
    let mut seen = HashSet::new();
    let mut count = 0usize;
    let mut next = Some(file.place(written).ok_or(Error::StartIsMissing)?);
    while let Some(offset) = next {
        if !seen.insert(offset) {
            return Err(Error::CrossReferencesLoop { offset });
        }
        if sections.len() >= limits::SECTIONS_MAX {
            return Err(Error::LimitIsExceeded { what: "revisions" });
        }
        let section = xref::section(file, offset)?;
        count = count.saturating_add(section.entries.len());
        if count > limits::ENTRIES_MAX {
            return Err(Error::LimitIsExceeded { what: "cross-reference entries" });
        }
        next = match section.trailer.get(b"Prev") {
            None => None,
            Some(previous) => {
                let place = previous.as_integer().and_then(|written| file.place(written));
                Some(place.ok_or(Error::CrossReferenceIsMalformed { offset })?)
            }
        };
        sections.push(section);
    }
    Ok(sections)
}

fn revisions(file: File<'_>, sections: Vec<Section>) -> Result<Vec<Revision>, Error> {
    let mut revisions: Vec<Revision> = Vec::new();
    let mut oldest_first = sections.into_iter().rev().peekable();
    let mut first = true;
    while let Some(section) = oldest_first.next() {
        // Annex F: a linearised file has two sections in its first revision, the first page's in front.
        let front = oldest_first.next_if(|next| first && next.offset < section.offset);
        first = false;
        let begin = section.offset;
        let revision = match front {
            Some(front) => merged(file, section, front)?,
            None => {
                let section = match closing_part(file, &section, &mut oldest_first)? {
                    Some(next) => joined(section, next),
                    None => section,
                };
                single(file, section)?
            }
        };
        if revisions.last().is_some_and(|before| begin < before.end) {
            return Err(Error::CrossReferencesAreOutOfOrder { offset: begin });
        }
        revisions.push(revision);
    }
    Ok(revisions)
}

/// The next section, if it belongs to the same revision: a table may stand open, with no end of its own, before the one
/// that closes it. Acrobat writes updates of hybrid files so: then comes a table that is empty but for its stream
/// (§ 7.5.8.4), with the stream between the two.
fn closing_part(
    file: File<'_>,
    section: &Section,
    following: &mut Peekable<impl Iterator<Item = Section>>,
) -> Result<Option<Section>, Error> {
    let Some(next) = following.peek() else { return Ok(None) };
    let is_behind =
        (section.end..=section.end.saturating_add(limits::TRAILER_GAP_MAX)).contains(&next.offset);
    if section.kind != CrossReferenceKind::Table || next.kind == CrossReferenceKind::Stream || !is_behind {
        return Ok(None);
    }
    let mut lexer = Lexer::new(file.source, section.end, next.offset);
    lexer.skip_blank()?;
    let hidden = next.trailer.get(b"XRefStm").and_then(Object::as_integer).and_then(|at| file.place(at));
    let follows = lexer.position() == next.offset
        || hidden == Some(lexer.position())
            && source::find(file.source, section.end, next.offset, b"startxref")?.is_none();
    Ok(if follows { following.next() } else { None })
}

/// The two sections of one revision, the later one first to be asked.
fn joined(earlier: Section, later: Section) -> Section {
    let reach = earlier.reach.max(later.reach);
    Section { entries: over(later.entries, earlier.entries), reach, ..later }
}

fn single(file: File<'_>, section: Section) -> Result<Revision, Error> {
    let (marker_end, end) = close(file, &section, section.offset)?;
    check_reach(&section, end)?;
    Ok(Revision {
        marker_end,
        end,
        xref_offset: section.offset,
        start_offset: section.offset,
        trailer: section.trailer,
        kind: section.kind,
        entries: section.entries,
    })
}

fn merged(file: File<'_>, main: Section, front: Section) -> Result<Revision, Error> {
    let (marker_end, end) = close(file, &main, front.offset)?;
    check_reach(&main, end)?;
    check_reach(&front, end)?;
    Ok(Revision {
        marker_end,
        end,
        xref_offset: main.offset,
        start_offset: front.offset,
        trailer: front.trailer,
        kind: front.kind,
        entries: over(front.entries, main.entries),
    })
}

/// The entries of two sections, both by ascending number; `over` goes before.
fn over(over: Vec<(u32, Location)>, under: Vec<(u32, Location)>) -> Vec<(u32, Location)> {
    let mut entries = over;
    let own = entries.len();
    for entry in under {
        let known = entries.get(..own).unwrap_or_default();
        if known.binary_search_by_key(&entry.0, |(number, _)| *number).is_err() {
            entries.push(entry);
        }
    }
    entries.sort_by_key(|(number, _)| *number);
    entries
}

/// What lies behind the revision might be written after somebody signed it.
fn check_reach(section: &Section, end: u64) -> Result<(), Error> {
    let out_of_order = Error::CrossReferencesAreOutOfOrder { offset: section.offset };
    if section.reach > end { Err(out_of_order) } else { Ok(()) }
}

/// Finds the `startxref` that names `target` after a section, and the `%%EOF` after it.
fn close(file: File<'_>, section: &Section, target: u64) -> Result<(u64, u64), Error> {
    let not_closed = || Error::RevisionIsNotClosed { offset: section.offset };
    let limit = section.end.saturating_add(limits::TRAILER_GAP_MAX).min(file.end);
    let mut lexer = Lexer::new(file.source, section.end, limit);
    lexer.skip_space()?;
    if !lexer.accept(b"startxref")? {
        // A cross-reference stream may be followed by further objects.
        let found = source::find(file.source, section.end, limit, b"startxref")?.ok_or_else(not_closed)?;
        lexer.seek(found + b"startxref".len() as u64);
    }
    let Token::Integer(written) = lexer.token()? else { return Err(not_closed()) };
    if file.place(written) != Some(target) {
        return Err(not_closed());
    }
    lexer.skip_blank()?;
    if !lexer.accept(b"%%EOF")? {
        return Err(not_closed());
    }
    let marker_end = lexer.position();
    if !lexer.accept(b"\r\n")? && !lexer.accept(b"\n")? {
        lexer.accept(b"\r")?;
    }
    Ok((marker_end, lexer.position()))
}

/// The number of bytes after the last revision that are not white space.
pub(crate) fn stray_bytes(source: &dyn Source, from: u64) -> Result<u64, Error> {
    let mut lexer = Lexer::new(source, from, source.len());
    while lexer.peek()?.is_some_and(is_space) {
        lexer.next_byte()?;
    }
    Ok(source.len().saturating_sub(lexer.position()))
}

/// Whether a trailer says the document is encrypted.
pub(crate) fn is_encrypted(trailer: &Dictionary) -> bool {
    trailer.get(b"Encrypt").is_some_and(|value| *value != Object::Null)
}
