//! Predictors (ISO 32000-2 § 7.4.4.4): the differences PNG and TIFF encoders leave are summed up again.

use crate::error::Error;
use crate::object::{Dictionary, Object};

struct Layout {
    /// Bytes in one row.
    row: usize,
    /// Bytes from one sample group to the next, at least 1.
    pixel: usize,
    colors: usize,
    bits: usize,
}

pub(super) fn undo(data: Vec<u8>, parameters: &Dictionary) -> Result<Vec<u8>, Error> {
    let number =
        |key: &[u8], default: i64| parameters.get(key).and_then(Object::as_integer).unwrap_or(default);
    let predictor = number(b"Predictor", 1);
    if predictor <= 1 {
        return Ok(data);
    }
    let layout = layout(number(b"Colors", 1), number(b"BitsPerComponent", 8), number(b"Columns", 1))
        .ok_or(Error::StreamIsMalformed { filter: "Predictor" })?;
    match predictor {
        2 => Ok(tiff(data, &layout)),
        10..=15 => png(&data, &layout),
        _ => Err(Error::StreamIsMalformed { filter: "Predictor" }),
    }
}

fn layout(colors: i64, bits: i64, columns: i64) -> Option<Layout> {
    let colors = usize::try_from(colors).ok().filter(|count| (1..=64).contains(count))?;
    let bits = usize::try_from(bits).ok().filter(|count| [1, 2, 4, 8, 16].contains(count))?;
    let columns = usize::try_from(columns).ok().filter(|count| (1..=1 << 24).contains(count))?;
    let row = (colors * bits).checked_mul(columns)?.div_ceil(8);
    Some(Layout { row, pixel: (colors * bits).div_ceil(8), colors, bits })
}

fn png(data: &[u8], layout: &Layout) -> Result<Vec<u8>, Error> {
    let malformed = || Error::StreamIsMalformed { filter: "Predictor" };
    let mut decoded: Vec<u8> = Vec::with_capacity(data.len());
    let mut above = vec![0u8; layout.row];
    for coded in data.chunks(layout.row + 1) {
        let (kind, coded) = coded.split_first().ok_or_else(malformed)?;
        let mut row = coded.to_vec();
        for index in 0..row.len() {
            let left = index.checked_sub(layout.pixel).and_then(|at| row.get(at)).copied().unwrap_or(0);
            let corner = index.checked_sub(layout.pixel).and_then(|at| above.get(at)).copied().unwrap_or(0);
            let up = above.get(index).copied().unwrap_or(0);
            let added = match kind {
                0 => 0,
                1 => left,
                2 => up,
                3 => u8::midpoint(left, up),
                4 => paeth(left, up, corner),
                _ => return Err(malformed()),
            };
            if let Some(byte) = row.get_mut(index) {
                *byte = byte.wrapping_add(added);
            }
        }
        decoded.extend_from_slice(&row);
        above = row;
    }
    Ok(decoded)
}

fn paeth(left: u8, up: u8, corner: u8) -> u8 {
    let (a, b, c) = (i16::from(left), i16::from(up), i16::from(corner));
    let estimate = a + b - c;
    let (to_left, to_up, to_corner) = ((estimate - a).abs(), (estimate - b).abs(), (estimate - c).abs());
    if to_left <= to_up && to_left <= to_corner {
        left
    } else if to_up <= to_corner {
        up
    } else {
        corner
    }
}

fn tiff(mut data: Vec<u8>, layout: &Layout) -> Vec<u8> {
    for row in data.chunks_mut(layout.row) {
        match layout.bits {
            8 => sum(row, layout.colors, 1),
            16 => sum(row, layout.colors, 2),
            bits => sum_packed(row, layout.colors, bits),
        }
    }
    data
}

/// Sums whole-byte samples of `size` bytes, each with the one `colors` samples before it.
fn sum(row: &mut [u8], colors: usize, size: usize) {
    let step = colors * size;
    for index in (step..row.len()).step_by(size) {
        let mut carry = 0u16;
        for place in (index..(index + size).min(row.len())).rev() {
            let before = place.checked_sub(step).and_then(|at| row.get(at)).copied().unwrap_or(0);
            if let Some(byte) = row.get_mut(place) {
                let total = u16::from(*byte) + u16::from(before) + carry;
                *byte = total.to_le_bytes()[0];
                carry = total >> 8;
            }
        }
    }
}

/// Sums samples of 1, 2 or 4 bits.
fn sum_packed(row: &mut [u8], colors: usize, bits: usize) {
    let mask = (1u8 << bits) - 1;
    let per_byte = 8 / bits;
    let mut before = vec![0u8; colors];
    for sample in 0..row.len() * per_byte {
        let shift = 8 - bits * (sample % per_byte + 1);
        let (Some(byte), Some(last)) = (row.get_mut(sample / per_byte), before.get_mut(sample % colors))
        else {
            return;
        };
        let value = (*byte >> shift & mask).wrapping_add(*last) & mask;
        *byte = *byte & !(mask << shift) | value << shift;
        *last = value;
    }
}
