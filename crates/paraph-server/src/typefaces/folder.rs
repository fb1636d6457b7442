//! What fonts a folder holds: of each file only the tables are read that say which characters it has. Bounded, and what
//! cannot be read is passed over.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use rustybuzz::ttf_parser::{Permissions, cmap, name, name_id, os2};

use crate::limits;

/// Tables larger than this are not those of a font for people.
const TABLE_BYTES_MAX: u32 = 4 << 20;
/// Most fonts read of one collection.
const COLLECTION_MAX: u32 = 64;
/// Most tables of one font.
const TABLES_MAX: u16 = 128;
/// Folders within folders.
const DEPTH_MAX: usize = 6;

/// A font.
pub(super) struct Entry {
    pub(super) path: PathBuf,
    /// Its place in a collection.
    pub(super) index: u32,
    pub(super) name: String,
    /// The lower, the rather it is taken.
    rank: u32,
    /// First and last of each run of characters, in order.
    runs: Vec<(u32, u32)>,
}

impl Entry {
    pub(super) fn has(&self, character: char) -> bool {
        let code = u32::from(character);
        let after = self.runs.partition_point(|(first, _)| *first <= code);
        after.checked_sub(1).and_then(|at| self.runs.get(at)).is_some_and(|(_, last)| code <= *last)
    }

    /// Han characters look as the language of the text around them writes them; alone, as Chinese does.
    pub(super) fn rank_for(&self, text: &str) -> u32 {
        let any = |low: char, high: char| text.chars().any(|letter| (low..=high).contains(&letter));
        let wanted = if any('\u{ac00}', '\u{d7af}') || any('\u{1100}', '\u{11ff}') {
            "CJKkr"
        } else if any('\u{3040}', '\u{30ff}') {
            "CJKjp"
        } else {
            "CJKsc"
        };
        self.rank + u32::from(self.name.contains("CJK") && !self.name.contains(wanted))
    }
}

/// The fonts under a folder whose outlines can go into a document, in the order of their paths.
pub(super) fn entries(folder: &Path) -> Vec<Entry> {
    let mut files = Vec::new();
    list(folder, DEPTH_MAX, &mut files);
    files.sort();
    files.truncate(limits::FONT_FILES_MAX);
    let mut entries = Vec::new();
    for path in files {
        if let Err(error) = read(&path, &mut entries) {
            tracing::debug!(%error, path = %path.display(), "a font is passed over");
        }
    }
    tracing::info!(folder = %folder.display(), fonts = entries.len(), "fonts were looked through");
    entries
}

fn list(folder: &Path, depth: usize, files: &mut Vec<PathBuf>) {
    let Ok(found) = std::fs::read_dir(folder) else { return };
    for path in found.flatten().map(|entry| entry.path()) {
        if path.is_dir() && depth > 0 {
            list(&path, depth - 1, files);
        }
        let ending = path.extension().and_then(|ending| ending.to_str()).map(str::to_ascii_lowercase);
        if ending.is_some_and(|ending| matches!(ending.as_str(), "ttf" | "otf" | "ttc" | "otc")) {
            files.push(path);
        }
    }
}

/// Reads the fonts of one file.
fn read(path: &Path, entries: &mut Vec<Entry>) -> io::Result<()> {
    let mut file = File::open(path)?;
    let mut head = [0; 12];
    file.read_exact(&mut head)?;
    let [a, b, c, d, .., e, f, g, h] = head;
    if [a, b, c, d] != *b"ttcf" {
        entries.extend(font(&mut file, path, (0, 0))?);
        return Ok(());
    }
    for index in 0..u32::from_be_bytes([e, f, g, h]).min(COLLECTION_MAX) {
        file.seek(SeekFrom::Start(12 + 4 * u64::from(index)))?;
        let mut offset = [0; 4];
        file.read_exact(&mut offset)?;
        entries.extend(font(&mut file, path, (index, u32::from_be_bytes(offset)))?);
    }
    Ok(())
}

/// Reads one font, which begins at an offset; none if a document cannot or may not hold it.
fn font(file: &mut File, path: &Path, (index, offset): (u32, u32)) -> io::Result<Option<Entry>> {
    let tables = tables(file, offset)?;
    let has = |tag: &[u8; 4]| tables.iter().any(|table| table.0 == *tag);
    if !has(b"glyf") && !has(b"CFF ") {
        return Ok(None);
    }
    let characters = table(file, &tables, b"cmap")?;
    let Some(characters) = cmap::Table::parse(&characters) else { return Ok(None) };
    let mut codes = Vec::new();
    for subtable in characters.subtables.into_iter().filter(cmap::Subtable::is_unicode) {
        subtable.codepoints(|code| codes.push(code));
    }
    let names = table(file, &tables, b"name")?;
    let name = name::Table::parse(&names).and_then(|names| {
        let own = names.names.into_iter().filter(|name| name.name_id == name_id::POST_SCRIPT_NAME);
        own.filter_map(|name| name.to_string()).next()
    });
    let stem = || path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    let name = name.unwrap_or_else(stem);
    let style = table(file, &tables, b"OS/2")?;
    let style = os2::Table::parse(&style);
    // OpenType, OS/2 fsType: what its maker does not allow is not done.
    let may = style.is_none_or(|style| {
        style.is_subsetting_allowed() && style.permissions() != Some(Permissions::Restricted)
    });
    let is_regular =
        style.is_none_or(|style| style.weight().to_number() == 400 && style.style() == os2::Style::Normal);
    let rank = rank(&name) + if is_regular { 0 } else { 400 };
    Ok(may.then(|| Entry { path: path.to_owned(), index, name, rank, runs: runs(codes) }))
}

/// Plain and upright first; Noto before others, for it has every script in one hand.
fn rank(name: &str) -> u32 {
    let family = [("NotoSans", 0), ("NotoNaskh", 10), ("NotoSerif", 20), ("Noto", 30)];
    let family = family.iter().find(|(start, _)| name.starts_with(start)).map_or(40, |(_, rank)| *rank);
    let unusual = [
        "UI",
        "Mono",
        "Display",
        "Condensed",
        "Looped",
        "Symbols",
        "Math",
        "Fangsong",
        "Unjoined",
        "Supplement",
    ];
    family + if unusual.iter().any(|word| name.contains(word)) { 100 } else { 0 }
}

fn runs(mut codes: Vec<u32>) -> Vec<(u32, u32)> {
    codes.sort_unstable();
    let mut runs: Vec<(u32, u32)> = Vec::new();
    for code in codes {
        match runs.last_mut().filter(|(_, last)| code <= last.saturating_add(1)) {
            Some((_, last)) => *last = code,
            None => runs.push((code, code)),
        }
    }
    runs
}

/// Tag, offset and length.
type Place = ([u8; 4], u32, u32);

fn tables(file: &mut File, offset: u32) -> io::Result<Vec<Place>> {
    file.seek(SeekFrom::Start(u64::from(offset)))?;
    let mut head = [0; 12];
    file.read_exact(&mut head)?;
    let [_, _, _, _, high, low, ..] = head;
    let count = u16::from_be_bytes([high, low]).min(TABLES_MAX);
    let mut tables = Vec::with_capacity(usize::from(count));
    for _ in 0..count {
        let mut record = [0; 16];
        file.read_exact(&mut record)?;
        let [a, b, c, d, _, _, _, _, e, f, g, h, i, j, k, l] = record;
        tables.push(([a, b, c, d], u32::from_be_bytes([e, f, g, h]), u32::from_be_bytes([i, j, k, l])));
    }
    Ok(tables)
}

/// The bytes of a table; none if there is none.
fn table(file: &mut File, tables: &[Place], tag: &[u8; 4]) -> io::Result<Vec<u8>> {
    let Some((_, offset, length)) = tables.iter().find(|(own, _, _)| own == tag) else {
        return Ok(Vec::new());
    };
    if *length > TABLE_BYTES_MAX {
        return Err(io::ErrorKind::FileTooLarge.into());
    }
    file.seek(SeekFrom::Start(u64::from(*offset)))?;
    let mut bytes = Vec::new();
    file.take(u64::from(*length)).read_to_end(&mut bytes)?;
    Ok(bytes)
}
