//! The shapes of glyphs by the font program that a document carries (ISO 32000-2 § 9.9): a letter that is drawn as a filled box
//! covers what a box covers. Where more than one glyph may be meant, all of them count.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use paraph_pdf::{Dictionary, Error, Object, View};
use ttf_parser::{GlyphId, OutlineBuilder, cff};

use super::font::Face;
use super::geometry::{Point, bounds, union};
use super::glyph_names::{latin, name_of, named};
use super::path::Path;
use crate::limits;

/// Shapes in units of the em.
type Shape = Vec<Vec<Point>>;

/// A font program.
pub(super) struct Program {
    bytes: Vec<u8>,
    map: Map,
    known: RefCell<HashMap<u32, Option<Rc<Shape>>>>,
    /// A box around every glyph.
    around: RefCell<Option<Option<Rc<Shape>>>>,
}

/// How a code leads to a glyph.
enum Map {
    /// By names and characters (§§ 9.6.5.3, 9.6.5.4).
    Simple,
    /// By a table of glyphs, or as it is (§ 9.7.4.2).
    Composite(Option<Vec<u8>>),
}

/// A font program as it is read.
enum Read<'a> {
    Wrapped(Box<ttf_parser::Face<'a>>),
    Bare(Box<cff::Table<'a>>),
}

impl Program {
    /// That of a simple font.
    pub(super) fn of_simple(view: View<'_>, font: &Dictionary) -> Result<Face, Error> {
        let descriptor = view.dictionary(font, b"FontDescriptor")?.unwrap_or_default();
        if let Some(bytes) = file(view, &descriptor)? {
            return Ok(Self::new(bytes, Map::Simple).map_or(Face::Unknown, Face::Program));
        }
        // Programs of type 1 are not followed.
        let is_embedded = descriptor.contains(b"FontFile");
        Ok(if is_embedded { Face::Unknown } else { Face::OfReader })
    }

    /// That of the font below a composite one.
    pub(super) fn of_composite(view: View<'_>, descendant: &Dictionary) -> Result<Option<Self>, Error> {
        let descriptor = view.dictionary(descendant, b"FontDescriptor")?.unwrap_or_default();
        let glyphs = match view.value(descendant, b"CIDToGIDMap")? {
            Object::Stream(stream) => Some(view.decode_up_to(&stream, limits::CHARACTER_MAP_BYTES_MAX)?),
            _ => None,
        };
        Ok(file(view, &descriptor)?.and_then(|bytes| Self::new(bytes, Map::Composite(glyphs))))
    }

    fn new(bytes: Vec<u8>, map: Map) -> Option<Self> {
        let program = Self { bytes, map, known: RefCell::default(), around: RefCell::default() };
        program.read()?;
        Some(program)
    }

    fn read(&self) -> Option<Read<'_>> {
        ttf_parser::Face::parse(&self.bytes, 0)
            .ok()
            .map(|face| Read::Wrapped(Box::new(face)))
            .or_else(|| cff::Table::parse(&self.bytes).map(|table| Read::Bare(Box::new(table))))
    }

    /// What a code covers; none where it is not known.
    pub(super) fn shape(&self, code: u32, name: Option<&[u8]>) -> Option<Rc<Shape>> {
        if let Some(known) = self.known.borrow().get(&code) {
            return known.clone();
        }
        let read = self.read()?;
        let glyphs = match &self.map {
            Map::Simple => read.simple(code, name),
            Map::Composite(glyphs) => read.composite(code, glyphs.as_deref()),
        };
        let shape = if glyphs.is_empty() {
            self.around(&read)
        } else {
            Some(Rc::new(glyphs.into_iter().flat_map(|glyph| read.outline(glyph)).collect()))
        };
        self.known.borrow_mut().insert(code, shape.clone());
        shape
    }

    fn around(&self, read: &Read<'_>) -> Option<Rc<Shape>> {
        if let Some(known) = self.around.borrow().as_ref() {
            return known.clone();
        }
        let mut around = None;
        for glyph in (0..read.count()).map(GlyphId) {
            let points: Vec<Point> = read.outline(glyph).into_iter().flatten().collect();
            if let Some(own) = bounds(&points) {
                around = Some(around.map_or(own, |known| union(&known, &own)));
            }
        }
        let shape = around.map(|around| {
            let (left, bottom, right, top) = (around.left, around.bottom, around.right, around.top);
            Rc::new(vec![vec![(left, bottom), (right, bottom), (right, top), (left, top)]])
        });
        *self.around.borrow_mut() = Some(shape.clone());
        shape
    }
}

impl Read<'_> {
    fn count(&self) -> u16 {
        match self {
            Self::Wrapped(face) => face.number_of_glyphs(),
            Self::Bare(table) => table.number_of_glyphs(),
        }
    }

    /// The outline of a glyph, in units of the em; empty if it has none.
    fn outline(&self, glyph: GlyphId) -> Shape {
        let mut outline = Outline { path: Path::default(), unit: 1.0, shift: (0.0, 0.0) };
        match self {
            Self::Wrapped(face) => {
                outline.unit = 1.0 / f64::from(face.units_per_em()).max(1.0);
                face.outline_glyph(glyph, &mut outline);
            }
            Self::Bare(table) => {
                let matrix = table.matrix();
                outline.unit = f64::from(matrix.sx.abs().max(matrix.sy.abs()));
                outline.shift = (f64::from(matrix.tx), f64::from(matrix.ty));
                // What could not be followed to its end covers at least what it drew.
                let _ = table.outline(glyph, &mut outline);
            }
        }
        outline.path.shapes
    }

    fn cff(&self) -> Option<&cff::Table<'_>> {
        match self {
            Self::Wrapped(face) => face.tables().cff.as_ref(),
            Self::Bare(table) => Some(table),
        }
    }

    fn composite(&self, code: u32, glyphs: Option<&[u8]>) -> Vec<GlyphId> {
        let Ok(id) = u16::try_from(code) else { return Vec::new() };
        if let Some(glyphs) = glyphs {
            let at = 2 * usize::from(id);
            let pair = glyphs.get(at..at + 2).and_then(|pair| <[u8; 2]>::try_from(pair).ok());
            return pair.map(|pair| GlyphId(u16::from_be_bytes(pair))).into_iter().collect();
        }
        // Fonts of glyphs by number have them in an order of their own (§ 9.7.4.2).
        let by_number = self.cff().and_then(|table| {
            let mut all = (0..table.number_of_glyphs()).map(GlyphId);
            all.find(|glyph| table.glyph_cid(*glyph) == Some(id))
        });
        let is_numbered = self.cff().is_some_and(|table| table.glyph_cid(GlyphId(0)).is_some());
        if is_numbered { by_number.into_iter().collect() } else { vec![GlyphId(id)] }
    }

    /// Readers go by names, by characters and by codes, in orders of their own.
    fn simple(&self, code: u32, name: Option<&[u8]>) -> Vec<GlyphId> {
        let mut found = Vec::new();
        let text = name.map_or_else(|| latin(code).map(String::from), named);
        let letter = text.as_ref().and_then(|text| text.chars().next());
        let name = name.map(String::from_utf8_lossy);
        let letter_name =
            letter.map(|letter| name_of(letter).map_or_else(|| letter.to_string(), str::to_owned));
        let names: Vec<String> = name.map(|name| name.into_owned()).into_iter().chain(letter_name).collect();
        if let Some(table) = self.cff() {
            found.extend(u8::try_from(code).ok().and_then(|code| table.glyph_index(code)));
            found.extend(names.iter().filter_map(|name| table.glyph_index_by_name(name)));
        }
        if let Self::Wrapped(face) = self {
            found.extend(names.iter().filter_map(|name| face.glyph_index_by_name(name)));
            let tables: Vec<_> = face.tables().cmap.iter().flat_map(|table| table.subtables).collect();
            let codes = [code, 0xF000 + code, letter.map_or(code, u32::from)];
            for table in &tables {
                found.extend(codes.iter().filter_map(|code| table.glyph_index(*code)));
            }
            if tables.is_empty() && face.tables().cff.is_none() {
                found.extend(u16::try_from(code).ok().map(GlyphId));
            }
        }
        found.sort_unstable();
        found.dedup();
        found
    }
}

/// Takes an outline down.
struct Outline {
    path: Path,
    unit: f64,
    shift: (f64, f64),
}

impl Outline {
    fn at(&self, x: f32, y: f32) -> Point {
        (f64::from(x) * self.unit + self.shift.0, f64::from(y) * self.unit + self.shift.1)
    }
}

impl OutlineBuilder for Outline {
    fn move_to(&mut self, x: f32, y: f32) {
        let point = self.at(x, y);
        self.path.shapes.push(vec![point]);
    }

    fn line_to(&mut self, x: f32, y: f32) {
        let point = self.at(x, y);
        self.path.add(point);
    }

    fn quad_to(&mut self, x1: f32, y1: f32, x: f32, y: f32) {
        let points = [self.at(x1, y1), self.at(x, y)];
        self.path.quadratic(points);
    }

    fn curve_to(&mut self, x1: f32, y1: f32, x2: f32, y2: f32, x: f32, y: f32) {
        let points = [self.at(x1, y1), self.at(x2, y2), self.at(x, y)];
        self.path.curve(points);
    }

    fn close(&mut self) {
        self.path.close();
    }
}

/// A program with outlines of TrueType or CFF.
fn file(view: View<'_>, descriptor: &Dictionary) -> Result<Option<Vec<u8>>, Error> {
    for key in [b"FontFile2".as_slice(), b"FontFile3"] {
        if let Object::Stream(stream) = view.value(descriptor, key)? {
            return view.decode_up_to(&stream, limits::FONT_BYTES_MAX).map(Some);
        }
    }
    Ok(None)
}
