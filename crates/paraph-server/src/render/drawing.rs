//! Draws pages and reads their text with `hayro`. The only module that names it: every release of it breaks something,
//! and it must be one file's work to follow, or to replace it.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use hayro::hayro_interpret::font::{Glyph, GlyphRun, PositionedGlyph};
use hayro::hayro_interpret::hayro_cmap::{BfString, WritingMode};
use hayro::hayro_interpret::{
    BlendMode, ClipPath, Context, Device, DrawMode, DrawProps, Image, ImageDrawProps, InterpreterSettings,
    RenderContent, SoftMask, TransformExt, interpret_page,
};
use hayro::hayro_syntax::Pdf;
use hayro::hayro_syntax::page::{Page, Rotation};
use hayro::kurbo::{Affine, BezPath, Point, Rect};
use hayro::vello_cpu::color::palette::css::{TRANSPARENT, WHITE};
use hayro::vello_cpu::color::{AlphaColor, Srgb};
use hayro::vello_cpu::peniko::ImageAlphaType;
use hayro::vello_cpu::{Pixels, Pixmap};
use hayro::{PixmapSettings, RenderCache, RenderSettings};

use super::finding::Finding;
use super::layer::{Letter, Lines, PageLayer};
use super::limits::{COMPARED_PIXELS_MAX, PAGE_GLYPHS_MAX, PAGE_PIXELS_MAX, PIXELS_PER_POINT};
use super::preflight::Measures;

/// Glyphs are measured in thousandths of the size of their type.
const GLYPH_UNITS: f64 = 1_000.0;
/// Fonts and colours are kept for so many pages, then forgotten, so that memory does not grow with the document.
const PAGES_PER_CACHE: usize = 32;

/// A document that can be drawn.
pub(super) struct Drawing {
    pdf: Pdf,
    /// Sizes of a unit of each page in points.
    user_units: Vec<f64>,
}

/// A page as `hayro` understands it, in default user space units.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Shape {
    width: f64,
    height: f64,
    rotation: u16,
}

impl Shape {
    fn is_alike(&self, read: &Measures) -> bool {
        let near = |one: f64, other: f64| (one - other).abs() < 0.5;
        near(self.width, read.width) && near(self.height, read.height) && self.rotation == read.rotation
    }
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
    /// Opens a document for drawing, and holds what is drawn against the pages that the reader of signatures found.
    ///
    /// # Errors
    /// If `hayro` cannot open it, or sees other pages.
    pub(super) fn open_alike<T>(bytes: Arc<T>, pages: &[Measures]) -> Result<Self, Finding>
    where
        T: AsRef<[u8]> + Send + Sync + 'static,
    {
        let pdf = Pdf::new(bytes).map_err(|_| Finding::ReadersDisagree { page: 1 })?;
        let shapes: Vec<Shape> = pdf.pages().iter().map(shape).collect();
        let differs = (0..shapes.len().max(pages.len())).find(|index| {
            let pair = shapes.get(*index).zip(pages.get(*index));
            !pair.is_some_and(|(drawn, read)| drawn.is_alike(read))
        });
        match differs {
            None => Ok(Self { pdf, user_units: pages.iter().map(|page| page.user_unit).collect() }),
            Some(index) => {
                let page = u32::try_from(index).unwrap_or(u32::MAX).saturating_add(1);
                Err(Finding::ReadersDisagree { page })
            }
        }
    }

    /// Pages to be compared, drawn one at a time.
    pub(super) fn sheets(&self) -> Sheets<'_> {
        Sheets { drawing: self, cache: RenderCache::new(), drawn: 0 }
    }

    /// Draws every page in order.
    pub(super) fn draw(&self, mut keep: impl FnMut(Drawn) -> io::Result<()>) -> io::Result<()> {
        let mut cache = RenderCache::new();
        for (index, page) in self.pdf.pages().iter().enumerate() {
            if index % PAGES_PER_CACHE == PAGES_PER_CACHE - 1 {
                cache = RenderCache::new();
            }
            keep(draw_page(page, &cache, self.user_unit(index))?)?;
        }
        Ok(())
    }

    /// The words of every page, and how many letters of it have no known meaning.
    pub(super) fn texts(&self) -> Vec<(String, usize)> {
        let read = |(index, page)| {
            let (layer, unknown) = read_page(page, self.user_unit(index), InterpreterSettings::default());
            let lines: Vec<String> = layer.lines.into_iter().map(|line| line.text).collect();
            (lines.join("\n"), unknown)
        };
        self.pdf.pages().iter().enumerate().map(read).collect()
    }

    fn user_unit(&self, index: usize) -> f64 {
        self.user_units.get(index).copied().unwrap_or(1.0)
    }
}

/// The pixels of a page: rows of red, green and blue.
pub(super) struct Canvas {
    pub(super) width: usize,
    pub(super) height: usize,
    pub(super) rgb: Vec<u8>,
}

impl Canvas {
    /// The bytes of a row; none beyond the last.
    pub(super) fn row(&self, y: usize) -> &[u8] {
        let length = self.width * 3;
        self.rgb.get(y * length..(y + 1) * length).unwrap_or_default()
    }

    /// The colour of a pixel; white outside.
    pub(super) fn pixel(&self, x: usize, y: usize) -> [u8; 3] {
        let index = (y * self.width + x) * 3;
        let color = self.rgb.get(index..index + 3).and_then(|color| color.try_into().ok());
        color.unwrap_or([255; 3])
    }
}

/// A page drawn to be compared.
pub(super) struct Sheet {
    pub(super) canvas: Canvas,
    /// The words of the page itself, and those of its annotations, which never share a line.
    pub(super) layers: Vec<PageLayer>,
    /// Pixels for one point.
    pub(super) scale: f64,
    /// Whether images or fonts were left out.
    pub(super) parts_missing: bool,
}

/// Draws pages to be compared.
pub(super) struct Sheets<'a> {
    drawing: &'a Drawing,
    cache: RenderCache<'a>,
    drawn: usize,
}

impl Sheets<'_> {
    /// Draws a page, counted from 0.
    ///
    /// # Errors
    /// If there is no such page.
    pub(super) fn draw(&mut self, index: usize) -> io::Result<Sheet> {
        if self.drawn % PAGES_PER_CACHE == PAGES_PER_CACHE - 1 {
            self.cache = RenderCache::new();
        }
        self.drawn += 1;
        let page = self.drawing.pdf.pages().get(index).ok_or(io::ErrorKind::NotFound)?;
        let user_unit = self.drawing.user_unit(index);
        let drawn = Raster::of(page, &self.cache, (user_unit, COMPARED_PIXELS_MAX), WHITE);
        let canvas = Canvas::of(drawn.pixmap);
        let layers = [RenderContent::PAGE, RenderContent::ANNOTATIONS].map(|render_content| {
            read_page(page, user_unit, InterpreterSettings { render_content, ..drawn.settings.clone() }).0
        });
        Ok(Sheet {
            canvas,
            layers: layers.into(),
            scale: drawn.scale,
            parts_missing: drawn.missing.load(Ordering::Relaxed),
        })
    }
}

/// Draws the first page of a document without any ground.
///
/// # Errors
/// If there is none, or something of it could not be drawn.
pub(super) fn draw_overlay(bytes: Arc<Vec<u8>>) -> io::Result<Drawn> {
    let pdf = Pdf::new(bytes).map_err(|_| io::ErrorKind::InvalidData)?;
    let page = pdf.pages().first().ok_or(io::ErrorKind::NotFound)?;
    let cache = RenderCache::new();
    let drawn = draw_page_on(page, &cache, 1.0, TRANSPARENT)?;
    if drawn.parts_missing { Err(io::ErrorKind::InvalidData.into()) } else { Ok(drawn) }
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

/// A page as pixels.
struct Raster {
    pixmap: Pixmap,
    scale: f64,
    settings: InterpreterSettings,
    missing: Arc<AtomicBool>,
}

impl Raster {
    fn of<'a>(
        page: &'a Page<'a>,
        cache: &RenderCache<'a>,
        (user_unit, pixels_max): (f64, f64),
        ground: AlphaColor<Srgb>,
    ) -> Self {
        let missing = Arc::new(AtomicBool::new(false));
        let noticed = missing.clone();
        let settings = InterpreterSettings {
            warning_sink: Arc::new(move |_| noticed.store(true, Ordering::Relaxed)),
            ..InterpreterSettings::default()
        };
        let shape = shape(page);
        let area = shape.width * user_unit * shape.height * user_unit;
        let scale = PIXELS_PER_POINT.min((pixels_max / area).sqrt());
        let unit = (scale * user_unit) as f32;
        let pixels = PixmapSettings { x_scale: unit, y_scale: unit, bg_color: ground };
        let pixmap = hayro::render(page, cache, &settings, &RenderSettings::default(), &pixels);
        Self { pixmap, scale, settings, missing }
    }
}

fn draw_page<'a>(page: &'a Page<'a>, cache: &RenderCache<'a>, user_unit: f64) -> io::Result<Drawn> {
    draw_page_on(page, cache, user_unit, WHITE)
}

fn draw_page_on<'a>(
    page: &'a Page<'a>,
    cache: &RenderCache<'a>,
    user_unit: f64,
    ground: AlphaColor<Srgb>,
) -> io::Result<Drawn> {
    let Raster { pixmap, settings, missing, .. } =
        Raster::of(page, cache, (user_unit, PAGE_PIXELS_MAX), ground);
    let image = encode(pixmap)?;
    let (layer, letters_unknown) = read_page(page, user_unit, settings);
    Ok(Drawn { layer, image, letters_unknown, parts_missing: missing.load(Ordering::Relaxed) })
}

/// The words of a page, and how many letters have no known meaning.
fn read_page<'a>(page: &'a Page<'a>, user_unit: f64, settings: InterpreterSettings) -> (PageLayer, usize) {
    let shape = shape(page);
    let mut reader = Reader { lines: Lines::new(shape.width, shape.height), glyphs: 0, unknown: 0 };
    let cache = hayro::hayro_interpret::InterpreterCache::new();
    let area = Rect::new(0.0, 0.0, shape.width, shape.height);
    let transform = page.initial_transform(true).to_kurbo();
    let mut context = Context::new(transform, area, &cache, page.xref(), settings);
    interpret_page(page, &mut context, &mut reader);
    let (width, height) = (shape.width * user_unit, shape.height * user_unit);
    let layer = PageLayer { width, height, rotation: shape.rotation, lines: reader.lines.finish() };
    (layer, reader.unknown)
}

impl Canvas {
    fn of(mut pixmap: Pixmap) -> Self {
        let (width, height) = (usize::from(pixmap.width()), usize::from(pixmap.height()));
        pixmap.recompute_may_have_transparency();
        let rgb = match pixmap.try_take_rgb8(ImageAlphaType::Alpha) {
            Pixels::Rgb8(pixels) => pixels,
            // What is left transparent shows the paper.
            Pixels::Rgba8(pixels) => {
                pixels.as_chunks::<4>().0.iter().flat_map(|pixel| on_paper(*pixel)).collect()
            }
        };
        Self { width, height, rgb }
    }
}

fn on_paper([red, green, blue, alpha]: [u8; 4]) -> [u8; 3] {
    let over = |part: u8| {
        let mixed = u32::from(part) * u32::from(alpha) + 255 * (255 - u32::from(alpha));
        u8::try_from(mixed / 255).unwrap_or(u8::MAX)
    };
    [red, green, blue].map(over)
}

/// Encodes a page as a PNG. The same pixels always give the same bytes.
fn encode(mut pixmap: Pixmap) -> io::Result<Vec<u8>> {
    let size = (u32::from(pixmap.width()), u32::from(pixmap.height()));
    // Pages are drawn on white; what is opaque is said to be, so that it takes three bytes a pixel and not four.
    pixmap.recompute_may_have_transparency();
    match pixmap.try_take_rgb8(ImageAlphaType::Alpha) {
        Pixels::Rgb8(pixels) => encode_pixels(size, png::ColorType::Rgb, &pixels),
        Pixels::Rgba8(pixels) => encode_pixels(size, png::ColorType::Rgba, &pixels),
    }
}

/// Encodes pixels as a truecolour PNG.
pub(super) fn encode_rgb(canvas: &Canvas) -> io::Result<Vec<u8>> {
    let side = |pixels: usize| u32::try_from(pixels).unwrap_or(u32::MAX);
    encode_pixels((side(canvas.width), side(canvas.height)), png::ColorType::Rgb, &canvas.rgb)
}

fn encode_pixels(size: (u32, u32), color: png::ColorType, pixels: &[u8]) -> io::Result<Vec<u8>> {
    let mut image = Vec::new();
    let mut encoder = png::Encoder::new(&mut image, size.0, size.1);
    encoder.set_color(color);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_compression(png::Compression::Balanced);
    // Pages are mostly letters on white: filters, which help photographs, make them a third larger.
    encoder.set_filter(png::Filter::NoFilter);
    let mut writer = encoder.write_header()?;
    writer.write_image_data(pixels)?;
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
