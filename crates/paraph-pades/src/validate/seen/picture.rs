//! Which parts of a picture cover what lies under them: all of it, unless it carries a mask that says otherwise (§§ 8.9.6, 11.6.5.2).

use paraph_pdf::{Error, Object, Rectangle, Stream, View};

use crate::limits;

/// Parts to a side into which a mask is divided.
const PARTS: usize = 24;

/// Parts of the unit square, each with how much of it is covered.
pub(super) fn cover(view: View<'_>, image: Option<&Stream>) -> Result<Vec<(Rectangle, f64)>, Error> {
    let whole = vec![(super::geometry::UNIT, 1.0)];
    let Some(image) = image else { return Ok(whole) };
    if view.value(&image.dictionary, b"ImageMask")?.as_boolean() == Some(true) {
        return Ok(divided(view, image, Sample::Paints)?.unwrap_or(whole));
    }
    for (key, sample) in [(b"SMask".as_slice(), Sample::Opacity), (b"Mask", Sample::Paints)] {
        if let Object::Stream(mask) = view.value(&image.dictionary, key)? {
            return Ok(divided(view, &mask, sample)?.unwrap_or(whole));
        }
    }
    Ok(whole)
}

/// What a sample of a mask says.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Sample {
    /// How opaque it is.
    Opacity,
    /// One bit: 0 paints, unless `/Decode` says otherwise.
    Paints,
}

/// None where the samples cannot be read cheaply: then all of it counts as covered.
fn divided(view: View<'_>, mask: &Stream, sample: Sample) -> Result<Option<Vec<(Rectangle, f64)>>, Error> {
    let number = |key: &[u8]| -> Result<Option<usize>, Error> {
        Ok(view.value(&mask.dictionary, key)?.as_integer().and_then(|number| usize::try_from(number).ok()))
    };
    let (Some(width), Some(height)) = (number(b"Width")?, number(b"Height")?) else { return Ok(None) };
    let bits = number(b"BitsPerComponent")?.unwrap_or(1);
    let decode = view.array(&mask.dictionary, b"Decode")?;
    let is_turned = decode.first().and_then(Object::as_number).is_some_and(|first| first > 0.5);
    let row = (width.saturating_mul(bits)).div_ceil(8);
    if width == 0
        || height == 0
        || !matches!(bits, 1 | 8)
        || row.saturating_mul(height) > limits::MASK_BYTES_MAX
    {
        return Ok(None);
    }
    let Ok(samples) = view.decode_up_to(mask, limits::MASK_BYTES_MAX) else { return Ok(None) };
    let mut sums = vec![(0u64, 0u64); PARTS * PARTS];
    for (y, line) in samples.chunks(row).take(height).enumerate() {
        for x in 0..width {
            let value = match bits {
                8 => line.get(x).copied().unwrap_or(0),
                _ if line.get(x / 8).is_some_and(|byte| byte >> (7 - x % 8) & 1 == 1) => 0xFF,
                _ => 0,
            };
            let turned = is_turned != (sample == Sample::Paints);
            let value = if turned { 0xFF - value } else { value };
            if let Some((sum, count)) = sums.get_mut(y * PARTS / height * PARTS + x * PARTS / width) {
                *sum += u64::from(value);
                *count += 1;
            }
        }
    }
    Ok(Some(sums.iter().enumerate().map(part).collect()))
}

#[expect(clippy::cast_precision_loss, reason = "counts are small")]
fn part((index, (sum, count)): (usize, &(u64, u64))) -> (Rectangle, f64) {
    let (row, column) = (index / PARTS, index % PARTS);
    let side = 1.0 / PARTS as f64;
    // The first line of samples is the upper one.
    let (left, top) = (column as f64 * side, 1.0 - row as f64 * side);
    let place = Rectangle { left, bottom: top - side, right: left + side, top };
    (place, *sum as f64 / 255.0 / (*count).max(1) as f64)
}
