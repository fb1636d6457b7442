//! Draws pages and reads their text with `hayro`. The only module that names it: every release of it breaks something,
//! and it must be one file's work to follow, or to replace it.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use hayro::hayro_interpret::font::{Glyph, GlyphRun, PositionedGlyph};
use hayro::hayro_interpret::hayro_cmap::{BfString, WritingMode};
use hayro::hayro_interpret::{
    BlendMode, ClipPath, Context, Device, DrawMode, DrawProps, Image, ImageDrawProps, InterpreterSettings,
    SoftMask, TransformExt, interpret_page,
};
use hayro::hayro_syntax::Pdf;
use hayro::hayro_syntax::page::{Page, Rotation};
use hayro::kurbo::{Affine, BezPath, Point, Rect};
use hayro::vello_cpu::color::palette::css::WHITE;
use hayro::vello_cpu::peniko::ImageAlphaType;
use hayro::vello_cpu::{Pixels, Pixmap};
use hayro::{PixmapSettings, RenderCache, RenderSettings};

use super::layer::{Letter, Lines, PageLayer};
use super::limits::{PAGE_GLYPHS_MAX, PAGE_PIXELS_MAX, PIXELS_PER_POINT};

/// Glyphs are measured in thousandths of the size of their type.
const GLYPH_UNITS: f64 = 1_000.0;
/// Fonts and colours are kept for so many pages, then forgotten, so that memory does not grow with the document.
const PAGES_PER_CACHE: usize = 32;

/// A document that can be drawn.
pub(super) struct Drawing {
    pdf: Pdf,
}

/// A page as `hayro` understands it, in default user space units.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Shape {
    pub(super) width: f64,
    pub(super) height: f64,
    pub(super) rotation: u16,
}

/// A drawn page.
pub(super) struct Drawn {
    pub(super) layer: PageLayer,
    /// PNG, truecolour.
    pub(super) image: Vec<u8>,
    /// Letters whose meaning is not known.
    pub(super) letters_unknown: usize,
    /// Whether images or fonts were left out.
    pub(super) parts_missing: bool,
}

impl Drawing {
    /// Opens a document; none if `hayro` cannot.
    pub(super) fn open(bytes: Arc<Vec<u8>>) -> Option<Self> {
        Some(Self { pdf: Pdf::new(bytes).ok()? })
    }

    /// The shapes of the pages.
    pub(super) fn shapes(&self) -> Vec<Shape> {
        self.pdf.pages().iter().map(shape).collect()
    }

    /// Draws every page in order; `user_units` are the sizes of a unit of each page in points.
    pub(super) fn draw(
        &self,
        user_units: &[f64],
        mut keep: impl FnMut(Drawn) -> io::Result<()>,
    ) -> io::Result<()> {
        let mut cache = RenderCache::new();
        for (index, page) in self.pdf.pages().iter().enumerate() {
            if index % PAGES_PER_CACHE == PAGES_PER_CACHE - 1 {
                cache = RenderCache::new();
            }
            keep(draw_page(page, &cache, user_units.get(index).copied().unwrap_or(1.0))?)?;
        }
        Ok(())
    }
}

fn shape(page: &Page<'_>) -> Shape {
    let (width, height) = page.render_dimensions();
    let rotation = match page.rotation() {
        Rotation::None => 0,
        Rotation::Horizontal => 90,
        Rotation::Flipped => 180,
        Rotation::FlippedHorizontal => 270,
    };
    Shape { width: f64::from(width), height: f64::from(height), rotation }
}

fn draw_page<'a>(page: &'a Page<'a>, cache: &RenderCache<'a>, user_unit: f64) -> io::Result<Drawn> {
    let missing = Arc::new(AtomicBool::new(false));
    let noticed = missing.clone();
    let settings = InterpreterSettings {
        warning_sink: Arc::new(move |_| noticed.store(true, Ordering::Relaxed)),
        ..InterpreterSettings::default()
    };
    let shape = shape(page);
    let (width, height) = (shape.width * user_unit, shape.height * user_unit);
    let scale = PIXELS_PER_POINT.min((PAGE_PIXELS_MAX / (width * height)).sqrt()) * user_unit;
    let pixels = PixmapSettings { x_scale: scale as f32, y_scale: scale as f32, bg_color: WHITE };
    let pixmap = hayro::render(page, cache, &settings, &RenderSettings::default(), &pixels);
    let image = encode(pixmap)?;

    let mut reader = Reader { lines: Lines::new(shape.width, shape.height), glyphs: 0, unknown: 0 };
    read_page(page, shape, settings, &mut reader);
    Ok(Drawn {
        layer: PageLayer { width, height, rotation: shape.rotation, lines: reader.lines.finish() },
        image,
        letters_unknown: reader.unknown,
        parts_missing: missing.load(Ordering::Relaxed),
    })
}

fn read_page<'a>(page: &'a Page<'a>, shape: Shape, settings: InterpreterSettings, reader: &mut Reader) {
    let cache = hayro::hayro_interpret::InterpreterCache::new();
    let area = Rect::new(0.0, 0.0, shape.width, shape.height);
    let transform = page.initial_transform(true).to_kurbo();
    let mut context = Context::new(transform, area, &cache, page.xref(), settings);
    interpret_page(page, &mut context, reader);
}

/// Encodes a page as a truecolour PNG. The same pixels always give the same bytes.
fn encode(mut pixmap: Pixmap) -> io::Result<Vec<u8>> {
    let (width, height) = (u32::from(pixmap.width()), u32::from(pixmap.height()));
    // Pages are drawn on white; what is opaque is said to be, so that it takes three bytes a pixel and not four.
    pixmap.recompute_may_have_transparency();
    let (color, pixels) = match pixmap.try_take_rgb8(ImageAlphaType::Alpha) {
        Pixels::Rgb8(pixels) => (png::ColorType::Rgb, pixels),
        Pixels::Rgba8(pixels) => (png::ColorType::Rgba, pixels),
    };
    let mut image = Vec::new();
    let mut encoder = png::Encoder::new(&mut image, width, height);
    encoder.set_color(color);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_compression(png::Compression::Balanced);
    // Pages are mostly letters on white: filters, which help photographs, make them a third larger.
    encoder.set_filter(png::Filter::NoFilter);
    let mut writer = encoder.write_header()?;
    writer.write_image_data(&pixels)?;
    writer.finish()?;
    Ok(image)
}

/// Takes note of letters instead of drawing them.
struct Reader {
    lines: Lines,
    glyphs: usize,
    unknown: usize,
}

impl Reader {
    fn read(&mut self, glyph: &PositionedGlyph<'_>, transform: Affine, mode: WritingMode) {
        self.glyphs += 1;
        if self.glyphs > PAGE_GLYPHS_MAX {
            return;
        }
        let text = match glyph.as_unicode() {
            Some(BfString::Char(character)) => character.to_string(),
            Some(BfString::String(text)) => text,
            None => String::new(),
        };
        let text: String = text.chars().filter(|character| !character.is_control()).collect();
        if text.is_empty() {
            self.unknown += 1;
            return;
        }
        let advance = match &**glyph {
            Glyph::Outline(outline) => outline.advance_width(),
            Glyph::Type3(shape) => shape.advance_width(),
        };
        let advance = f64::from(advance.unwrap_or(500.0));
        let place = transform * glyph.transform();
        let at = |x: f64, y: f64| {
            let point = place * Point::new(x, y);
            (point.x, point.y)
        };
        let (start, end, above) = match mode {
            WritingMode::Horizontal => (at(0.0, 0.0), at(advance, 0.0), at(0.0, GLYPH_UNITS)),
            // Columns run downwards: what is above the base line lies to the right.
            WritingMode::Vertical => (at(0.0, GLYPH_UNITS), at(0.0, 0.0), at(GLYPH_UNITS, GLYPH_UNITS)),
        };
        let up = (above.0 - start.0, above.1 - start.1);
        self.lines.add(Letter { text, start, end, up });
    }
}

impl<'a> Device<'a> for Reader {
    fn draw_glyph_run(&mut self, run: &GlyphRun<'_, 'a>, props: DrawProps<'a>, _: &DrawMode) {
        for glyph in run.glyphs() {
            self.read(glyph, props.transform, run.writing_mode());
        }
    }

    fn draw_path(&mut self, _: &BezPath, _: DrawProps<'a>, _: &DrawMode) {}
    fn push_clip_path(&mut self, _: &ClipPath) {}
    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'a>>, _: BlendMode) {}
    fn draw_image(&mut self, _: Image<'a, '_>, _: ImageDrawProps<'a>) {}
    fn pop_clip(&mut self) {}
    fn pop_transparency_group(&mut self) {}
}
