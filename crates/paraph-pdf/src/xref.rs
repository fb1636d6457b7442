//! One cross-reference section, as a table or as a stream (ISO 32000-2 §§ 7.5.4, 7.5.8), entry by entry.

use crate::error::Error;
use crate::filter;
use crate::lexer::{Lexer, Token, is_space};
use crate::limits;
use crate::object::{Dictionary, Name, Object};
use crate::parser::{self, Indirect};
use crate::source::Source;

/// Where an object is, according to the cross-references.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Location {
    /// No section mentions it.
    Absent,
    /// It was freed.
    Free,
    /// It begins at a byte of the file.
    InFile {
        /// Offset from the start of the source.
        offset: u64,
        /// Its generation.
        generation: u16,
    },
    /// It is inside an object stream.
    InStream {
        /// The object number of the object stream.
        stream: u32,
        /// Its place in the stream, from 0.
        index: u32,
    },
}

/// How a revision writes its cross-references.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CrossReferenceKind {
    /// A table and a trailer.
    Table,
    /// A cross-reference stream.
    Stream,
    /// A table that points to a stream as well, for objects that readers of PDF 1.4 do not know of (§ 7.5.8.4).
    Hybrid,
}

/// A section as read: its entries by ascending number, its trailer, and where its last byte is.
pub(crate) struct Section {
    pub(crate) offset: u64,
    pub(crate) end: u64,
    /// Where the last byte is that it consists of: the end of its stream, if that lies behind it.
    pub(crate) reach: u64,
    pub(crate) kind: CrossReferenceKind,
    pub(crate) trailer: Dictionary,
    pub(crate) entries: Vec<(u32, Location)>,
}

/// What reading a section needs to know about the file.
#[derive(Clone, Copy)]
pub(crate) struct File<'a> {
    pub(crate) source: &'a dyn Source,
    /// Added to every offset written in the file: the length of the junk before the header.
    pub(crate) shift: u64,
    pub(crate) end: u64,
}

impl File<'_> {
    fn lexer(&self, offset: u64) -> Lexer<'_> {
        Lexer::new(self.source, offset, self.end)
    }

    /// A written offset as an offset in the source.
    pub(crate) fn place(&self, written: i64) -> Option<u64> {
        u64::try_from(written).ok()?.checked_add(self.shift)
    }
}

/// Reads the section at `offset` (in the source), and the stream of a hybrid one with it.
pub(crate) fn section(file: File<'_>, offset: u64) -> Result<Section, Error> {
    let malformed = Error::CrossReferenceIsMalformed { offset };
    if offset >= file.end {
        return Err(malformed);
    }
    let mut lexer = file.lexer(offset);
    lexer.skip_space()?;
    if lexer.accept(b"xref")? { table(file, lexer, offset) } else { stream(file, offset) }.map_err(|error| {
        match error {
            Error::SyntaxIsMalformed { .. }
            | Error::StreamIsMalformed { .. }
            | Error::StructureIsMalformed { .. } => malformed,
            other => other,
        }
    })
}

fn table(file: File<'_>, mut lexer: Lexer<'_>, offset: u64) -> Result<Section, Error> {
    let mut entries = Vec::new();
    loop {
        match lexer.token()? {
            Token::Integer(first) => subsection(file, &mut lexer, first, &mut entries)?,
            Token::Keyword(word) if word == b"trailer" => break,
            _ => return Err(lexer.malformed()),
        }
    }
    let Object::Dictionary(trailer) = parser::value(&mut lexer)? else { return Err(lexer.malformed()) };
    let end = lexer.position();
    let mut reach = end;
    let mut kind = CrossReferenceKind::Table;
    let mut hidden = Vec::new();
    if let Some(written) = trailer.get(b"XRefStm") {
        let place =
            written.as_integer().and_then(|written| file.place(written)).ok_or_else(|| lexer.malformed())?;
        let section = stream(file, place)?;
        reach = reach.max(section.end);
        hidden = section.entries;
        kind = CrossReferenceKind::Hybrid;
        // An update may name the stream of an earlier revision again. What it writes itself goes before what stood there.
        let previous =
            trailer.get(b"Prev").and_then(Object::as_integer).and_then(|written| file.place(written));
        if previous.is_some_and(|previous| place <= previous) {
            hidden = not_rewritten(&sorted(entries.clone(), offset)?, hidden);
        }
    }
    let entries =
        together(sorted(entries, offset)?, hidden).ok_or(Error::CrossReferencesContradict { offset })?;
    Ok(Section { offset, end, reach, kind, trailer, entries })
}

/// § 7.5.8.4: what the table marks free or leaves out is hidden from old readers, and the stream has it. Where both put an
/// object somewhere they must agree, or two readers would see two documents.
fn together(mut entries: Vec<(u32, Location)>, hidden: Vec<(u32, Location)>) -> Option<Vec<(u32, Location)>> {
    let listed = entries.len();
    for (number, location) in hidden {
        let known = entries.get_mut(..listed).unwrap_or_default();
        match known.binary_search_by_key(&number, |(number, _)| *number) {
            Err(_) => entries.push((number, location)),
            Ok(index) => {
                let (_, in_table) = known.get_mut(index)?;
                if *in_table == Location::Free {
                    *in_table = location;
                } else if location != Location::Free && location != *in_table {
                    return None;
                }
            }
        }
    }
    entries.sort_by_key(|(number, _)| *number);
    Some(entries)
}

/// The entries of a stream without those objects that the table puts somewhere.
fn not_rewritten(listed: &[(u32, Location)], hidden: Vec<(u32, Location)>) -> Vec<(u32, Location)> {
    let is_rewritten = |number: u32| {
        let found = listed.binary_search_by_key(&number, |(number, _)| *number).ok();
        found.and_then(|index| listed.get(index)).is_some_and(|(_, location)| *location != Location::Free)
    };
    hidden.into_iter().filter(|(number, _)| !is_rewritten(*number)).collect()
}

fn subsection(
    file: File<'_>,
    lexer: &mut Lexer<'_>,
    first: i64,
    entries: &mut Vec<(u32, Location)>,
) -> Result<(), Error> {
    let Token::Integer(count) = lexer.token()? else { return Err(lexer.malformed()) };
    let range = (u32::try_from(first), u32::try_from(count));
    let (Ok(first), Ok(count)) = range else { return Err(lexer.malformed()) };
    for index in 0..count {
        if entries.len() >= limits::ENTRIES_MAX {
            return Err(Error::LimitIsExceeded { what: "cross-reference entries" });
        }
        let number = first.checked_add(index).ok_or_else(|| lexer.malformed())?;
        lexer.skip_blank()?;
        let offset = digits(lexer, 10)?;
        let generation = digits(lexer, 5)?;
        let location = match lexer.next_byte()? {
            Some(b'f') => Location::Free,
            Some(b'n') => in_file(file, offset, generation).ok_or_else(|| lexer.malformed())?,
            _ => return Err(lexer.malformed()),
        };
        if !lexer.peek()?.is_some_and(is_space) {
            return Err(lexer.malformed());
        }
        entries.push((number, location));
    }
    Ok(())
}

fn in_file(file: File<'_>, offset: u64, generation: u64) -> Option<Location> {
    let offset = offset.checked_add(file.shift)?;
    Some(Location::InFile { offset, generation: u16::try_from(generation).ok()? })
}

/// Reads exactly `count` digits and one space.
fn digits(lexer: &mut Lexer<'_>, count: usize) -> Result<u64, Error> {
    let mut value = 0u64;
    for _ in 0..count {
        match lexer.next_byte()? {
            Some(digit @ b'0'..=b'9') => value = value * 10 + u64::from(digit - b'0'),
            _ => return Err(lexer.malformed()),
        }
    }
    if lexer.next_byte()? == Some(b' ') { Ok(value) } else { Err(lexer.malformed()) }
}

/// Sorts by number. A number given two different places in one section is refused: readers would differ.
fn sorted(mut entries: Vec<(u32, Location)>, offset: u64) -> Result<Vec<(u32, Location)>, Error> {
    entries.sort_by_key(|(number, _)| *number);
    entries.dedup();
    let doubled = entries.windows(2).any(|pair| matches!(pair, [(first, _), (second, _)] if first == second));
    if doubled { Err(Error::CrossReferenceIsMalformed { offset }) } else { Ok(entries) }
}

fn stream(file: File<'_>, offset: u64) -> Result<Section, Error> {
    let malformed = || Error::CrossReferenceIsMalformed { offset };
    let mut lexer = file.lexer(offset);
    let (_, Indirect::Stream { dictionary, data }) = parser::indirect(&mut lexer, None)? else {
        return Err(malformed());
    };
    if !dictionary.has_name(b"Type", b"XRef") {
        return Err(malformed());
    }
    // § 7.5.8.2: everything here is direct, since nothing can be looked up yet.
    let length = dictionary.get(b"Length").and_then(Object::as_integer).ok_or_else(malformed)?;
    let length = usize::try_from(length).map_err(|_| malformed())?;
    let raw = read(file, data, length).ok_or_else(malformed)?;
    lexer.seek(data + length as u64);
    parser::stream_end(&mut lexer)?;
    let decodes = |key: &Name| {
        matches!(key.as_bytes(), b"Filter" | b"DecodeParms" | b"W" | b"Index" | b"Size" | b"Length" | b"Prev")
    };
    if dictionary.iter().any(|(key, value)| decodes(key) && value.holds_reference()) {
        return Err(malformed());
    }
    let filters = direct_filters(&dictionary).ok_or_else(malformed)?;
    let rows = filter::decode(raw, &filters, limits::STRUCTURE_BYTES_MAX)?;
    let entries = rows_to_entries(file, &dictionary, &rows).ok_or_else(malformed)?;
    let entries = sorted(entries, offset)?;
    Ok(Section {
        offset,
        end: lexer.position(),
        reach: lexer.position(),
        kind: CrossReferenceKind::Stream,
        trailer: dictionary,
        entries,
    })
}

fn read(file: File<'_>, offset: u64, length: usize) -> Option<Vec<u8>> {
    if length > limits::STRUCTURE_BYTES_MAX || offset.checked_add(length as u64)? > file.end {
        return None;
    }
    let mut bytes = vec![0; length];
    crate::source::read_exact_at(file.source, offset, &mut bytes).ok()?;
    Some(bytes)
}

fn direct_filters(dictionary: &Dictionary) -> Option<Vec<filter::Filter>> {
    let names: Vec<Name> = match dictionary.get(b"Filter") {
        None | Some(Object::Null) => Vec::new(),
        Some(Object::Name(name)) => vec![name.clone()],
        Some(Object::Array(items)) => {
            items.iter().map(|item| item.as_name().cloned()).collect::<Option<_>>()?
        }
        Some(_) => return None,
    };
    let parameters = |index: usize| match dictionary.get(b"DecodeParms") {
        Some(Object::Array(items)) => {
            items.get(index).and_then(Object::as_dictionary).cloned().unwrap_or_default()
        }
        Some(Object::Dictionary(one)) => one.clone(),
        _ => Dictionary::new(),
    };
    let with_parameters = |(index, name)| filter::Filter { name, parameters: parameters(index) };
    Some(names.into_iter().enumerate().map(with_parameters).collect())
}

fn rows_to_entries(file: File<'_>, dictionary: &Dictionary, rows: &[u8]) -> Option<Vec<(u32, Location)>> {
    let widths: Vec<usize> = dictionary
        .get(b"W")?
        .as_array()?
        .iter()
        .map(|width| {
            width.as_integer().and_then(|width| usize::try_from(width).ok()).filter(|width| *width <= 8)
        })
        .collect::<Option<_>>()?;
    let [kind_width, second_width, third_width] = widths.as_slice() else { return None };
    let size = kind_width + second_width + third_width;
    let whole = [Object::Integer(0), dictionary.get(b"Size")?.clone()];
    let index = dictionary.get(b"Index").and_then(Object::as_array).unwrap_or(&whole);
    let mut entries = Vec::new();
    let mut rows = rows;
    for pair in index.chunks(2) {
        let [first, count] = pair else { return None };
        let first = u32::try_from(first.as_integer()?).ok()?;
        let count = u32::try_from(count.as_integer()?).ok()?;
        for step in 0..count {
            let (row, rest) = rows.split_at_checked(size.max(1))?;
            rows = rest;
            let (kind, row) = row.split_at_checked(*kind_width)?;
            let (second, third) = row.split_at_checked(*second_width)?;
            let kind = if *kind_width == 0 { 1 } else { big_endian(kind) };
            let location = match kind {
                0 => Location::Free,
                1 => in_file(file, big_endian(second), big_endian(third))?,
                2 => Location::InStream {
                    stream: u32::try_from(big_endian(second)).ok()?,
                    index: u32::try_from(big_endian(third)).ok()?,
                },
                // § 7.5.8.3: other types stand for the null object.
                _ => Location::Free,
            };
            entries.push((first.checked_add(step)?, location));
        }
    }
    Some(entries)
}

fn big_endian(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0, |value, byte| value << 8 | u64::from(*byte))
}
