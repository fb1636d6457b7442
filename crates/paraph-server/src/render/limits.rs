//! Every limit of the drawing process: sizes in bytes, areas in pixels, lengths in points (1/72 inch), times.

use std::time::Duration;

/// Largest document looked at.
pub const DOCUMENT_BYTES_MAX: u64 = 200 << 20;
/// Most pages in a document.
pub const PAGES_MAX: usize = 1_000;
/// Shortest side of a page.
pub const PAGE_SIDE_POINTS_MIN: f64 = 3.0;
/// Longest side of a page (ISO 32000-1 Annex C; 200 inches).
pub const PAGE_SIDE_POINTS_MAX: f64 = 14_400.0;
/// Pixels for one point: 144 to the inch.
pub const PIXELS_PER_POINT: f64 = 2.0;
/// Most pixels in one page image; a larger page is drawn at a smaller scale.
pub const PAGE_PIXELS_MAX: f64 = 25_000_000.0;
/// Most glyphs of one page taken into its text.
pub const PAGE_GLYPHS_MAX: usize = 200_000;
/// Largest part of an answer: a page's image and text, or the findings.
pub const FRAME_BYTES_MAX: usize = 96 << 20;
/// Most names or page numbers listed in one finding.
pub const FINDING_ITEMS_MAX: usize = 10;
/// Most characters of a field's name in a finding.
pub const FIELD_NAME_CHARACTERS_MAX: usize = 60;
/// Most bytes of content read of one page, or of one thing it draws, in search of fonts.
pub const CONTENT_BYTES_MAX: usize = 8 << 20;
/// Most bytes of content read of a whole document in search of fonts.
pub const DOCUMENT_CONTENT_BYTES_MAX: usize = 128 << 20;
/// Most actions followed one after the other.
pub const ACTIONS_MAX: usize = 64;
/// Most objects visited in search of scripts.
pub const OBJECTS_MAX: usize = 2_000_000;
/// Most dictionaries visited in search of fonts.
pub const RESOURCES_MAX: usize = 50_000;
/// Files, sockets and pipes the process may hold: its input, its output, its log.
pub const DESCRIPTORS_MAX: u64 = 3;

/// Most pages drawn twice to compare them; pages of which nothing was written again are not drawn.
pub const COMPARED_PAGES_MAX: usize = 200;
/// Most pixels in each drawing of a page compared; a larger page is compared at a smaller scale.
pub const COMPARED_PIXELS_MAX: f64 = 8_000_000.0;
/// Most regions told of one page, beside the expected ones.
pub const COMPARED_REGIONS_MAX: usize = 20;
/// Most words told of one page, gone and added each.
pub const COMPARED_WORDS_MAX: usize = 40;
/// How much of the edges of what is printed must be lost for it to count as covered, in square points: half a small letter.
pub const COVERED_POINTS_MIN: f64 = 5.0;
/// Most areas expected to change in one comparison.
pub const COMPARED_AREAS_MAX: usize = 10_000;
/// Most revisions compared with the document as it is.
pub const COMPARED_REVISIONS_MAX: usize = 50;

/// What one inspection may use.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Address space of the process, in bytes.
    pub memory_bytes: u64,
    /// Processor time of the process before its first page, in seconds.
    pub processor_seconds: u64,
    /// How long the process may be silent before it is killed.
    pub silence: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self { memory_bytes: 1 << 30, processor_seconds: 20, silence: Duration::from_secs(60) }
    }
}

/// Processor time, in seconds, that a document of so many pages may use when `base` seconds are allowed for opening it.
#[must_use]
pub fn processor_seconds(base: u64, pages: usize) -> u64 {
    // A page of a contract takes 20 ms; ten times that is allowed for the average page.
    base.saturating_add(pages.min(PAGES_MAX) as u64 / 5)
}
