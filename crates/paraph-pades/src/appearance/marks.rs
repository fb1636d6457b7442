//! What filled fields look like: text on as many lines as it takes, and ticks.

use paraph_pdf::{ObjectId, Stream, Update};

use super::block::{Across, Block, Wanted, without_controls};
use super::canvas::{Area, Canvas, PRINT};
use super::frame::Frame;
use super::layout::{PLAIN, too_small};
use crate::text::{Setter, Typefaces};
use crate::{Error, limits};

/// Type size of values where there is room, in points.
const SIZE_POINTS: f64 = 11.0;
/// From one base line to the next, in ems.
const LEADING: f64 = 1.25;

/// Draws a text value. Readers draw it anew in a field of one line only if somebody fills it again, and these are locked.
pub(crate) fn text(
    update: &mut Update<'_>,
    frame: &Frame,
    text: &str,
    typefaces: &Typefaces,
) -> Result<ObjectId, Error> {
    text_within(update, frame, text, typefaces, (limits::TYPE_POINTS_MIN, usize::MAX))
}

/// The same down to another size, and on so many lines at most.
pub(crate) fn text_within(
    update: &mut Update<'_>,
    frame: &Frame,
    text: &str,
    typefaces: &Typefaces,
    (smallest_points, lines_max): (f64, usize),
) -> Result<ObjectId, Error> {
    let Some(block) = block(frame, text, typefaces, (smallest_points, lines_max))? else {
        return Ok(update.add(frame.empty())?);
    };
    let lists = [typefaces];
    let mut canvas = Canvas::new(&lists);
    block.draw(&mut canvas, area(frame), Across::Start, (PLAIN, PRINT))?;
    canvas.finish(update, frame)
}

/// Whether a text value has room in a frame and can be written.
pub(crate) fn check_room(frame: &Frame, text: &str, typefaces: &Typefaces) -> Result<(), Error> {
    block(frame, text, typefaces, (limits::TYPE_POINTS_MIN, usize::MAX)).map(drop)
}

/// The lines of a text, or how large the field would have to be; none of an empty text.
fn block(
    frame: &Frame,
    text: &str,
    typefaces: &Typefaces,
    (smallest_points, lines_max): (f64, usize),
) -> Result<Option<Block>, Error> {
    let text = without_controls(text);
    if text.trim().is_empty() {
        return Ok(None);
    }
    let setter = Setter::new(typefaces)?;
    let fit = |frame: &Frame| {
        let size = (SIZE_POINTS * frame.point, smallest_points * frame.point);
        let wanted = Wanted { size, leading: LEADING, lines_max };
        Block::fit(&setter, &text, area(frame), wanted)
    };
    match fit(frame)? {
        Some(block) => Ok(Some(block)),
        None => Err(too_small(frame, |larger| Ok(fit(larger)?.is_some()))?),
    }
}

fn area(frame: &Frame) -> Area {
    Area::of(frame).within(2.0 * frame.point)
}

/// A box with a tick in it.
pub(crate) fn tick(frame: &Frame) -> Stream {
    let (left, bottom, side) = square(frame);
    let at = |x: f64, y: f64| format!("{:.3} {:.3}", left + x * side, bottom + y * side);
    let mut drawn = border(frame);
    drawn += &format!("{:.3} w 1 J 1 j 0.06 0.13 0.35 RG\n", side * 0.1);
    drawn += &format!("{} m {} l {} l S", at(0.22, 0.5), at(0.42, 0.28), at(0.8, 0.76));
    frame.form(drawn.into_bytes(), paraph_pdf::Dictionary::new())
}

/// A box with nothing in it.
pub(crate) fn empty_box(frame: &Frame) -> Stream {
    frame.form(border(frame).into_bytes(), paraph_pdf::Dictionary::new())
}

/// The largest square in the middle: left, bottom, side.
fn square(frame: &Frame) -> (f64, f64, f64) {
    let side = frame.width.min(frame.height);
    ((frame.width - side) / 2.0, (frame.height - side) / 2.0, side)
}

fn border(frame: &Frame) -> String {
    let line = 0.75 * frame.point;
    let (left, bottom, side) = square(frame);
    let (left, bottom, side) = (left + line / 2.0, bottom + line / 2.0, side - line);
    format!("{line:.3} w 0.35 0.38 0.43 RG\n{left:.3} {bottom:.3} {side:.3} {side:.3} re S\n")
}
