//! A page description being written: operators, and the fonts and images they use (ISO 32000-2 § 8, § 9).

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::Write as _;

use flate2::Compression;
use flate2::write::ZlibEncoder;
use paraph_pdf::{Dictionary, Name, Object, ObjectId, Stream, Update};

use super::font::{Font, utf16};
use super::frame::Frame;
use crate::Error;
use crate::text::{Glyph, Line, Run, Typefaces};

/// A colour: red, green, blue, 0 to 1.
pub(crate) type Colour = [f64; 3];
/// Blue-black ink, told from print at a glance.
pub(crate) const INK: Colour = [0.06, 0.13, 0.35];
/// Captions and values.
pub(crate) const PRINT: Colour = [0.1, 0.1, 0.1];
/// Thin rules.
pub(crate) const RULE: Colour = [0.6, 0.63, 0.68];

/// A rectangle within a frame.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Area {
    pub(crate) left: f64,
    pub(crate) bottom: f64,
    pub(crate) width: f64,
    pub(crate) height: f64,
}

impl Area {
    pub(crate) fn of(frame: &Frame) -> Self {
        Self { left: 0.0, bottom: 0.0, width: frame.width, height: frame.height }
    }

    /// The area without a margin, which is cut down where there is little room.
    pub(crate) fn within(self, margin: f64) -> Self {
        let margin = margin.min(self.width / 10.0).min(self.height / 10.0);
        Self {
            left: self.left + margin,
            bottom: self.bottom + margin,
            width: self.width - 2.0 * margin,
            height: self.height - 2.0 * margin,
        }
    }
}

/// What is drawn so far.
pub(crate) struct Canvas<'a> {
    content: String,
    typefaces: &'a [&'a Typefaces],
    /// By the index of the list of typefaces, then by that of the typeface.
    fonts: BTreeMap<(usize, usize), Font<'a>>,
    images: Vec<ObjectId>,
}

impl<'a> Canvas<'a> {
    /// An empty one, for lines that are set in one of these lists of typefaces.
    pub(crate) fn new(typefaces: &'a [&'a Typefaces]) -> Self {
        Self { content: String::new(), typefaces, fonts: BTreeMap::new(), images: Vec::new() }
    }

    fn font(&mut self, list: usize, index: usize) -> Result<&mut Font<'a>, Error> {
        Ok(match self.fonts.entry((list, index)) {
            std::collections::btree_map::Entry::Occupied(entry) => entry.into_mut(),
            std::collections::btree_map::Entry::Vacant(entry) => {
                let typeface = self.typefaces.get(list).and_then(|list| list.all().get(index));
                entry.insert(Font::new(typeface.ok_or(Error::FontIsMalformed)?)?)
            }
        })
    }

    /// Writes an operator with its operands.
    pub(crate) fn operator(&mut self, operands: &[f64], operator: &str) {
        for operand in operands {
            // Three decimals are a thousandth of a point; `-0` is written as `0`.
            let _ = write!(self.content, "{} ", crate::form::rounded(*operand) + 0.0);
        }
        self.content.push_str(operator);
        self.content.push('\n');
    }

    /// Shows a line of text with its base line beginning at a point.
    pub(crate) fn text(&mut self, line: &Line, style: &Style, left: f64, base: f64) -> Result<(), Error> {
        self.operator(&style.colour, "rg");
        self.operator(&[], "BT");
        self.operator(&[left, base], "Td");
        // In the order of reading, so that whoever reads the codes one after the other reads the text.
        let mut runs: Vec<(f64, &Run)> = Vec::new();
        let mut from = 0.0;
        for run in &line.runs {
            runs.push((from, run));
            from += run.glyphs.iter().map(|glyph| glyph.advance).sum::<f64>();
        }
        runs.sort_by_key(|(_, run)| run.glyphs.iter().map(|glyph| glyph.cluster.start).min());
        let mut pen = 0.0;
        for (from, run) in runs {
            let _ = writeln!(self.content, "/F{}_{} {} Tf", style.typefaces, run.typeface, style.size);
            let mut shown = Shown::new(style.size, pen);
            for (at, cluster) in in_reading_order(run) {
                let start = cluster.first().map(|glyph| glyph.cluster.clone()).unwrap_or_default();
                let text = line.text.get(start).unwrap_or_default();
                shown.cluster(self.font(style.typefaces, run.typeface)?, run, (from + at, cluster), text);
            }
            pen = shown.pen;
            self.content.push_str(&shown.finish());
        }
        self.operator(&[], "ET");
        Ok(())
    }

    /// Paints an image over an area.
    #[cfg(feature = "pictures")]
    pub(crate) fn image(&mut self, image: ObjectId, area: Area) {
        self.operator(&[], "q");
        self.operator(&[area.width, 0.0, 0.0, area.height, area.left, area.bottom], "cm");
        let _ = writeln!(self.content, "/I{} Do", self.images.len());
        self.operator(&[], "Q");
        self.images.push(image);
    }

    /// Adds the drawing to the document.
    pub(crate) fn finish(self, update: &mut Update<'_>, frame: &Frame) -> Result<ObjectId, Error> {
        let mut resources = Dictionary::new();
        let mut fonts = Dictionary::new();
        for ((list, index), font) in &self.fonts {
            fonts.insert(format!("F{list}_{index}").as_str(), font.embed(update)?);
        }
        if !fonts.is_empty() {
            resources.insert("Font", fonts);
        }
        let mut images = Dictionary::new();
        for (index, image) in self.images.iter().enumerate() {
            images.insert(format!("I{index}").as_str(), *image);
        }
        if !images.is_empty() {
            resources.insert("XObject", images);
        }
        let form = frame.form(Vec::new(), resources);
        Ok(update.add(deflated(form.dictionary, self.content.as_bytes())?)?)
    }
}

/// How a line of text is shown.
pub(crate) struct Style {
    /// Index of the list of typefaces that it was set with.
    pub(crate) typefaces: usize,
    /// In user space units.
    pub(crate) size: f64,
    pub(crate) colour: Colour,
}

/// Operators that show the glyphs of one run (§ 9.4.3): codes, and by how much the next one is moved from where its
/// width would put it.
struct Shown {
    size: f64,
    written: String,
    /// What stands between the brackets of the operator that is not written yet.
    open: String,
    /// Where the next glyph would be shown, in ems from the beginning of the line.
    pen: f64,
    raised: f64,
}

impl Shown {
    fn new(size: f64, pen: f64) -> Self {
        Self { size, written: String::new(), open: String::new(), pen, raised: 0.0 }
    }

    /// Shows glyphs that stand for a text together and begin at a distance from the beginning of the line.
    fn cluster(&mut self, font: &mut Font<'_>, run: &Run, (mut at, glyphs): (f64, &[Glyph]), text: &str) {
        let texts = told_by(font, run, glyphs, text);
        let codes: Vec<(u16, bool)> =
            glyphs.iter().zip(&texts).map(|(glyph, text)| font.code(glyph.id, text)).collect();
        // § 14.9.4: where the codes do not tell it, the text is written beside them.
        let is_told = codes.iter().all(|(_, is_told)| *is_told);
        if !is_told {
            self.close();
            let _ = writeln!(self.written, "/Span <</ActualText <FEFF{}>>> BDC", utf16(text));
        }
        let mut placed = Vec::with_capacity(glyphs.len());
        for (glyph, (code, _)) in glyphs.iter().zip(codes) {
            placed.push((at, glyph, code));
            at += glyph.advance;
        }
        if run.right_to_left {
            placed.reverse();
        }
        for (at, glyph, code) in placed {
            self.glyph(font, glyph, (at, code));
        }
        if !is_told {
            self.close();
            self.written.push_str("EMC\n");
        }
    }

    fn glyph(&mut self, font: &Font<'_>, glyph: &Glyph, (at, code): (f64, u16)) {
        if (glyph.up - self.raised).abs() > 1e-6 {
            self.close();
            self.raised = glyph.up;
            let _ = writeln!(self.written, "{} Ts", crate::form::rounded(glyph.up * self.size) + 0.0);
        }
        // Moves are counted in thousandths of an em, to the left. What is lost in rounding is made up for by the next.
        let thousandths = ((at + glyph.right - self.pen) * 1_000.0).round();
        if thousandths != 0.0 {
            let _ = write!(self.open, " {} ", -thousandths);
            self.pen += thousandths / 1_000.0;
        }
        let _ = write!(self.open, "<{code:04X}>");
        self.pen += font.advance(glyph.id);
    }

    fn close(&mut self) {
        if !self.open.is_empty() {
            let _ = writeln!(self.written, "[{}] TJ", self.open);
            self.open.clear();
        }
    }

    fn finish(mut self) -> String {
        self.close();
        if self.raised != 0.0 {
            self.written.push_str("0 Ts\n");
        }
        self.written
    }
}

/// The clusters of a run in the order in which they are read, each with its distance from the run's left end.
fn in_reading_order(run: &Run) -> Vec<(f64, &[Glyph])> {
    let mut clusters = Vec::new();
    let (mut rest, mut at) = (run.glyphs.as_slice(), 0.0);
    while let Some(first) = rest.first() {
        let count = rest.iter().take_while(|glyph| glyph.cluster == first.cluster).count();
        let (cluster, after) = rest.split_at(count);
        clusters.push((at, cluster));
        at += cluster.iter().map(|glyph| glyph.advance).sum::<f64>();
        rest = after;
    }
    if run.right_to_left {
        clusters.reverse();
    }
    clusters
}

/// Which part of a text each glyph stands for: its own character where each has one, and else the first, in the order of
/// reading, for all.
fn told_by(font: &Font<'_>, run: &Run, glyphs: &[Glyph], text: &str) -> Vec<String> {
    let mut in_order: Vec<&Glyph> = glyphs.iter().collect();
    if run.right_to_left {
        in_order.reverse();
    }
    let letters: Vec<char> = text.chars().collect();
    let is_plain = letters.len() == in_order.len()
        && (run.right_to_left
            || in_order.iter().zip(&letters).all(|(glyph, letter)| font.is_plainly(glyph.id, *letter)));
    let mut texts: Vec<String> = if is_plain {
        letters.iter().map(char::to_string).collect()
    } else {
        let others = in_order.iter().skip(1).map(|_| String::new());
        std::iter::once(text.to_owned()).chain(others).collect()
    };
    if run.right_to_left {
        texts.reverse();
    }
    texts
}

/// A stream compressed with Flate.
pub(crate) fn deflated(dictionary: Dictionary, bytes: &[u8]) -> Result<Stream, Error> {
    let dictionary = dictionary.with("Filter", Object::Name(Name::from("FlateDecode")));
    Ok(Stream::new(dictionary, deflate(bytes)?))
}

/// Bytes compressed with Flate.
pub(super) fn deflate(bytes: &[u8]) -> Result<Vec<u8>, Error> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes)?;
    Ok(encoder.finish()?)
}
