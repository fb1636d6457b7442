//! Lays mark and caption out in a field: side by side where it is wide, one above the other where it is not.

use paraph_pdf::{ObjectId, Update};

use super::canvas::{Area, Canvas, INK, Line, PRINT, RULE};
use super::font::{self, Typeface};
use super::frame::Frame;
use super::{Appearance, Mark};
use crate::{Error, limits};

/// Type size of captions where there is room, in points.
const CAPTION_POINTS: f64 = 8.0;
/// Type size of a typed signature where there is room, in points.
const TYPED_POINTS: f64 = 36.0;
/// From one caption line to the next, in ems.
const LEADING: f64 = 1.2;
/// Width to height from which mark and caption stand side by side.
const WIDE: f64 = 2.4;
/// Shown for a character without a glyph.
const REPLACEMENT: char = '□';

pub(crate) fn draw(
    appearance: &Appearance,
    update: &mut Update<'_>,
    frame: &Frame,
) -> Result<ObjectId, Error> {
    let mut canvas = Canvas::default();
    let inside = Area::of(frame).within(3.0 * frame.point);
    let caption = caption(&appearance.caption)?;
    let (for_mark, for_caption) = match (&appearance.mark, caption.is_empty()) {
        (Some(_), false) => divided(inside, frame.point, &mut canvas),
        _ => (inside, inside),
    };
    match &appearance.mark {
        None => {}
        Some(Mark::Typed(text)) => typed(&mut canvas, text, for_mark, frame.point)?,
        Some(Mark::Drawn(strokes)) => strokes.draw(&mut canvas, for_mark, frame.point),
        #[cfg(feature = "pictures")]
        Some(Mark::Image(image)) => {
            let object = image.embed(update)?;
            canvas.image(object, fitted(for_mark, image.aspect()));
        }
    }
    lines(&mut canvas, &caption, for_caption, frame.point)?;
    canvas.finish(update, frame)
}

#[cfg(feature = "pictures")]
/// The largest area of an aspect (width to height) in the middle of another.
fn fitted(area: Area, aspect: f64) -> Area {
    let width = area.width.min(area.height * aspect);
    let height = width / aspect;
    Area {
        left: area.left + (area.width - width) / 2.0,
        bottom: area.bottom + (area.height - height) / 2.0,
        width,
        height,
    }
}

/// A part for the mark and one for the caption, with a thin rule between.
fn divided(area: Area, point: f64, canvas: &mut Canvas) -> (Area, Area) {
    let gap = (4.0 * point).min(area.width / 20.0).min(area.height / 10.0);
    canvas.operator(&RULE, "RG");
    canvas.operator(&[0.5 * point], "w");
    if area.width >= WIDE * area.height {
        let mark = Area { width: area.width * 0.52 - gap, ..area };
        let left = area.left + area.width * 0.52 + gap;
        canvas.operator(&[left - gap, area.bottom], "m");
        canvas.operator(&[left - gap, area.bottom + area.height], "l");
        canvas.operator(&[], "S");
        return (mark, Area { left, width: area.left + area.width - left, ..area });
    }
    let height = area.height * 0.42 - gap;
    let line = area.bottom + height + gap;
    canvas.operator(&[area.left, line], "m");
    canvas.operator(&[area.left + area.width, line], "l");
    canvas.operator(&[], "S");
    let mark = Area { bottom: line + gap, height: area.bottom + area.height - line - gap, ..area };
    (mark, Area { height, ..area })
}

/// One line in the hand-like type, or in the plain one if that is the only one that can write it all.
fn typed(canvas: &mut Canvas, text: &str, area: Area, point: f64) -> Result<(), Error> {
    let text = text.trim();
    if text.is_empty() || text.chars().count() > limits::TYPED_CHARACTERS_MAX {
        return Err(Error::TypedSignatureIsEmptyOrTooLong);
    }
    let hand = font::missing(Typeface::Hand, text)?.is_none();
    let typeface = if hand { Typeface::Hand } else { Typeface::Plain };
    let font = canvas.font(typeface)?;
    let (above, below) = font.reach();
    let width = font.width(text)?.max(1e-6);
    let size = (TYPED_POINTS * point).min(area.height / (above - below)).min(area.width / width);
    let left = area.left + (area.width - width * size) / 2.0;
    let base = area.bottom + (area.height - (above - below) * size) / 2.0 - below * size;
    canvas.text(&Line { text, typeface, size, colour: INK }, left, base)
}

/// The caption with everything that cannot be shown replaced by a visible box.
fn caption(lines: &[String]) -> Result<Vec<String>, Error> {
    let mut shown = Vec::new();
    for line in lines {
        if line.chars().count() > limits::CAPTION_CHARACTERS_MAX {
            return Err(Error::CaptionIsTooLong);
        }
        let mut replaced = String::new();
        for character in line.chars() {
            let plain = font::missing(Typeface::Plain, character.encode_utf8(&mut [0; 4]))?.is_none();
            replaced.push(match character {
                control if control.is_control() => ' ',
                known if plain => known,
                _ => REPLACEMENT,
            });
        }
        shown.push(replaced);
    }
    Ok(shown)
}

fn lines(canvas: &mut Canvas, lines: &[String], area: Area, point: f64) -> Result<(), Error> {
    if lines.is_empty() {
        return Ok(());
    }
    let font = canvas.font(Typeface::Plain)?;
    let (above, below) = font.reach();
    let mut widest = 1e-6_f64;
    for line in lines {
        widest = widest.max(font.width(line)?);
    }
    let count = f64::from(u32::try_from(lines.len()).unwrap_or(u32::MAX));
    let height = (count - 1.0) * LEADING + above - below;
    let size = (CAPTION_POINTS * point).min(area.height / height).min(area.width / widest);
    let mut base = area.bottom + (area.height + height * size) / 2.0 - above * size;
    for text in lines {
        canvas.text(&Line { text, typeface: Typeface::Plain, size, colour: PRINT }, area.left, base)?;
        base -= LEADING * size;
    }
    Ok(())
}
