//! Every limit of signing and validating.

use jiff::SignedDuration;

/// Signatures and document time-stamps looked at in one document.
pub const SIGNATURES_MAX: usize = 1_000;
/// Changes listed for one revision; what is beyond is counted as one more undefined change.
pub const CHANGES_MAX: usize = 1_000;
/// Objects visited when asking what a document still uses.
pub const REACHABLE_MAX: usize = 2_000_000;
/// Bytes of the buffer through which a document is digested.
pub const DIGEST_BUFFER: usize = 128 << 10;
/// Fields placed in one document.
pub const FIELDS_MAX: usize = 2_000;
/// Bytes in the name of a field.
pub const FIELD_NAME_BYTES_MAX: usize = 127;
/// Shortest side of a field, in points: smaller ones are not seen.
pub const FIELD_SIDE_POINTS_MIN: f64 = 4.0;
/// Fields of a document's own form that are looked at when it is frozen, each place of a field counted.
pub const WIDGETS_MAX: usize = 20_000;
/// Bytes of the look of one field that are read.
pub const LOOK_BYTES_MAX: usize = 4 << 20;
/// Bytes of the content of one page that fields are drawn into.
pub const PAGE_CONTENT_BYTES_MAX: usize = 64 << 20;
/// Bytes in the value of a field.
pub const VALUE_BYTES_MAX: usize = 16 << 10;
/// Bytes of a signature message besides its certificates and time-stamp: 512 for the largest RSA value, the rest
/// for attributes and headers.
pub const MESSAGE_OVERHEAD_BYTES: usize = 1_536;
/// Bytes kept for a time-stamp token where nothing else is asked: real ones take 1 to 7 KB.
pub const TIMESTAMP_BYTES_DEFAULT: usize = 10 << 10;
/// Smallest type of captions and texts, in points: smaller print is not read. A text without room is refused.
pub const TYPE_POINTS_MIN: f64 = 6.0;
/// Smallest type of a typed signature, in points.
pub const TYPED_POINTS_MIN: f64 = 8.0;
/// By how much a field is imagined larger, at most, to say how large it would have to be.
pub const FIELD_GROWTH_MAX: f64 = 32.0;
/// Characters in a typed signature: as many as in a name.
pub const TYPED_CHARACTERS_MAX: usize = 200;
/// Lines in a caption.
pub const CAPTION_LINES_MAX: usize = 8;
/// Characters in a line of a caption.
pub const CAPTION_CHARACTERS_MAX: usize = 200;
/// Bytes of JSON that tell a drawing.
pub const STROKES_JSON_BYTES_MAX: usize = 2 << 20;
/// Strokes in a drawing.
pub const STROKES_MAX: usize = 500;
/// Points in all strokes of a drawing.
pub const STROKE_POINTS_MAX: usize = 20_000;
/// Largest coordinate of a point, in pixels of the pad, to either side.
pub const STROKE_COORDINATE_MAX: f64 = 20_000.0;
/// Longest side a drawing must have, in pixels of the pad.
pub const DRAWING_SIDE_MIN: f64 = 20.0;
/// Length all strokes must have together, in pixels of the pad.
pub const DRAWING_LENGTH_MIN: f64 = 40.0;
/// Bytes of an uploaded picture.
pub const IMAGE_BYTES_MAX: usize = 10 << 20;
/// Pixels of an uploaded picture.
pub const IMAGE_PIXELS_MAX: usize = 16_000_000;
/// Longest side of a picture in a document, in pixels: 300 to the inch over more than three inches.
pub const IMAGE_SIDE_MAX: usize = 1_000;
/// Annotations of one page compared one by one with those of the revision before.
pub const ANNOTATIONS_MAX: usize = 5_000;
/// Certificates taken together from all messages of a document.
pub const CERTIFICATES_MAX: usize = 4_096;
/// How far the clocks of authorities may be ahead of ours: what they say a moment from now is said now.
pub const CLOCK_SKEW_MAX: SignedDuration = SignedDuration::from_mins(5);
/// Responders whose own revocation is asked one after the other.
pub const RESPONDER_DEPTH_MAX: usize = 3;
/// Statements about revocation weighed to answer for one certificate, those about who made them included.
pub const STATEMENTS_MAX: usize = 4_096;
/// Places on the pages where a signature permits a change, told for one signature.
pub const AREAS_MAX: usize = 10_000;
/// Bytes of a certificate, list, response or time-stamp that stands whole in a validation report; of larger ones the digest.
pub const REPORT_OBJECT_BYTES_MAX: usize = 64 << 10;
/// Work that comparing the revisions of one document may take: an object compared is 160, a mark looked at is one.
pub const COMPARISON_WORK_MAX: u64 = 24_000_000;
/// Objects in which two neighbouring revisions may differ.
pub const DIFFERENCES_MAX: usize = 50_000;
/// Operators followed to know where the content of one page, or of one appearance, lies.
pub const CONTENT_OPERATIONS_MAX: usize = 2_000_000;
/// Bytes of the content of one page, or of one appearance, that are followed.
pub const CONTENT_BYTES_MAX: usize = 32 << 20;
/// Graphics states kept at once while content is followed.
pub const GRAPHICS_STATES_MAX: usize = 512;
/// Forms painted within one another.
pub const FORM_DEPTH_MAX: usize = 12;
/// Codes of a font whose widths or texts are known.
pub const GLYPHS_MAX: usize = 70_000;
/// Bytes of a font's map to Unicode.
pub const CHARACTER_MAP_BYTES_MAX: usize = 4 << 20;
/// Bytes of a picture's mask that are looked at.
pub const MASK_BYTES_MAX: usize = 16 << 20;
/// Bytes of a font program that are read.
pub const FONT_BYTES_MAX: usize = 32 << 20;
/// Annotations over one another that are looked at together.
pub const LAYERS_MAX: usize = 32;
