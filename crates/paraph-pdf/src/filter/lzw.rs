//! `LZWDecode` (ISO 32000-2 § 7.4.4): codes of 9 to 12 bits, most significant bit first.

use crate::error::Error;
use crate::filter::too_long;

const CLEAR: usize = 256;
const END: usize = 257;
const CODES_MAX: usize = 4_096;

/// When the code length grows: one code early (the default), or not.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Change {
    Early,
    Late,
}

pub(super) fn decode(data: &[u8], change: Change, bytes_max: usize) -> Result<Vec<u8>, Error> {
    let malformed = || Error::StreamIsMalformed { filter: "LZWDecode" };
    let mut decoded: Vec<u8> = Vec::new();
    // Code 258 + n stands for the span `spans[n]` of what is already decoded.
    let mut spans: Vec<(usize, usize)> = Vec::new();
    let mut previous: Option<(usize, usize)> = None;
    let mut bits = Bits { data, value: 0, count: 0 };
    let early = usize::from(change == Change::Early);
    loop {
        let width = width(END + 1 + spans.len() + early);
        let Some(code) = bits.take(width) else { return Ok(decoded) };
        if code == CLEAR {
            spans.clear();
            previous = None;
            continue;
        }
        if code == END {
            return Ok(decoded);
        }
        let start = decoded.len();
        match (code.checked_sub(END + 1), previous) {
            (None, _) => decoded.push(u8::try_from(code).map_err(|_| malformed())?),
            (Some(index), _) if index < spans.len() => {
                let (from, length) = spans.get(index).copied().ok_or_else(malformed)?;
                decoded.extend_from_within(from..from + length);
            }
            (Some(index), Some((from, length))) if index == spans.len() => {
                decoded.extend_from_within(from..from + length);
                decoded.extend_from_within(from..=from);
            }
            _ => return Err(malformed()),
        }
        if decoded.len() > bytes_max {
            return Err(too_long());
        }
        if let Some((from, length)) = previous
            && END + 1 + spans.len() < CODES_MAX
        {
            // The previous string and the first byte of this one lie side by side in the output.
            spans.push((from, length + 1));
        }
        previous = Some((start, decoded.len() - start));
    }
}

fn width(next: usize) -> u32 {
    match next {
        0..=511 => 9,
        512..=1_023 => 10,
        1_024..=2_047 => 11,
        _ => 12,
    }
}

struct Bits<'a> {
    data: &'a [u8],
    value: u32,
    count: u32,
}

impl Bits<'_> {
    fn take(&mut self, width: u32) -> Option<usize> {
        while self.count < width {
            let (first, rest) = self.data.split_first()?;
            self.data = rest;
            self.value = self.value << 8 | u32::from(*first);
            self.count += 8;
        }
        self.count -= width;
        let code = self.value >> self.count & ((1 << width) - 1);
        self.value &= (1 << self.count) - 1;
        usize::try_from(code).ok()
    }
}
