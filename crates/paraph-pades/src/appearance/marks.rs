//! What filled fields look like: text that shrinks until all of it fits, and ticks.

use paraph_pdf::{ObjectId, Stream, Update};

use super::canvas::{Area, Canvas, Line, PRINT};
use super::font::Typeface;
use super::frame::Frame;
use crate::Error;

/// Type size of values where there is room, in points.
const SIZE_POINTS: f64 = 11.0;
/// From one base line to the next, in ems.
const LEADING: f64 = 1.25;
/// By how much a text is made smaller before it is tried again.
const SHRINK: f64 = 0.94;

/// Whether a text may be broken into lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Lines {
    One,
    Several,
}

/// Draws a text value, from the upper left, or half-way up if it is one line.
pub(crate) fn text(
    update: &mut Update<'_>,
    frame: &Frame,
    text: &str,
    lines: Lines,
) -> Result<ObjectId, Error> {
    let mut canvas = Canvas::default();
    let area = Area::of(frame).within(2.0 * frame.point);
    let largest = (SIZE_POINTS * frame.point).min(area.height);
    let text = without_controls(text, lines);
    let (size, lines) = fit(&mut canvas, &text, area, largest, lines)?;
    if lines.iter().all(|line| line.is_empty()) {
        return Ok(update.add(frame.empty())?);
    }
    let (above, below) = canvas.font(Typeface::Plain)?.reach();
    let count = f64::from(u32::try_from(lines.len()).unwrap_or(u32::MAX));
    let height = ((count - 1.0) * LEADING + above - below) * size;
    let slack = if count > 1.0 { 0.0 } else { (area.height - height) / 2.0 };
    let mut base = area.bottom + area.height - slack - above * size;
    for line in lines {
        let line = Line { text: &line, typeface: Typeface::Plain, size, colour: PRINT };
        canvas.text(&line, area.left, base)?;
        base -= LEADING * size;
    }
    canvas.finish(update, frame)
}

/// Tabs and other controls have no glyph. Line ends stay where there are lines.
fn without_controls(text: &str, lines: Lines) -> String {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    text.chars()
        .map(|character| match character {
            '\n' if lines == Lines::Several => '\n',
            control if control.is_control() => ' ',
            other => other,
        })
        .collect()
}

/// The largest size at which the text fits, and its lines.
fn fit(
    canvas: &mut Canvas,
    text: &str,
    area: Area,
    largest: f64,
    lines: Lines,
) -> Result<(f64, Vec<String>), Error> {
    let font = canvas.font(Typeface::Plain)?;
    let (above, below) = font.reach();
    if lines == Lines::One {
        let size = largest.min(area.height / (above - below)).min(area.width / font.width(text)?.max(1e-6));
        return Ok((size, vec![text.to_owned()]));
    }
    let mut size = largest;
    loop {
        let broken = broken(canvas, text, area.width / size)?;
        let count = f64::from(u32::try_from(broken.len()).unwrap_or(u32::MAX));
        let height = ((count - 1.0) * LEADING + above - below) * size;
        if height <= area.height {
            return Ok((size, broken));
        }
        size *= SHRINK;
    }
}

/// Breaks a text between words so that no line is wider than `width` ems; a longer word is broken anywhere.
fn broken(canvas: &mut Canvas, text: &str, width: f64) -> Result<Vec<String>, Error> {
    let font = canvas.font(Typeface::Plain)?;
    let mut lines = Vec::new();
    for paragraph in text.split('\n') {
        let mut line = String::new();
        let mut used = 0.0;
        for word in paragraph.split_inclusive(' ') {
            let needed = font.width(word.trim_end())?;
            if used > 0.0 && used + needed > width {
                lines.push(std::mem::take(&mut line));
                used = 0.0;
            }
            for character in word.chars() {
                let advance = font.width(character.encode_utf8(&mut [0; 4]))?;
                if character != ' ' && used > 0.0 && used + advance > width {
                    lines.push(std::mem::take(&mut line));
                    used = 0.0;
                }
                line.push(character);
                used += advance;
            }
        }
        lines.push(line);
    }
    Ok(lines)
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
