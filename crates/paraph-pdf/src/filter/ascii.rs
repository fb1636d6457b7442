//! `ASCIIHexDecode`, `ASCII85Decode` and `RunLengthDecode` (ISO 32000-2 §§ 7.4.2, 7.4.3, 7.4.5).

use crate::error::Error;
use crate::filter::too_long;
use crate::lexer::{hex_value, is_space};

pub(super) fn hexadecimal(data: &[u8]) -> Result<Vec<u8>, Error> {
    let malformed = || Error::StreamIsMalformed { filter: "ASCIIHexDecode" };
    let mut decoded = Vec::with_capacity(data.len() / 2);
    let mut half = None;
    for byte in data.iter().copied().filter(|byte| !is_space(*byte)) {
        if byte == b'>' {
            break;
        }
        let value = hex_value(byte).ok_or_else(malformed)?;
        match half.take() {
            None => half = Some(value),
            Some(high) => decoded.push(high << 4 | value),
        }
    }
    decoded.extend(half.map(|high| high << 4));
    Ok(decoded)
}

pub(super) fn base85(data: &[u8], bytes_max: usize) -> Result<Vec<u8>, Error> {
    let malformed = || Error::StreamIsMalformed { filter: "ASCII85Decode" };
    let mut decoded = Vec::new();
    let (mut value, mut count) = (0u64, 0usize);
    for byte in data.iter().copied().filter(|byte| !is_space(*byte)) {
        if decoded.len() > bytes_max {
            return Err(too_long());
        }
        match byte {
            b'~' => break,
            b'z' if count == 0 => decoded.extend_from_slice(&[0; 4]),
            b'!'..=b'u' => {
                value = value * 85 + u64::from(byte - b'!');
                count += 1;
            }
            _ => return Err(malformed()),
        }
        if count == 5 {
            let word = u32::try_from(value).map_err(|_| malformed())?;
            decoded.extend_from_slice(&word.to_be_bytes());
            (value, count) = (0, 0);
        }
    }
    // A last group of n characters stands for n - 1 bytes; the missing characters count as `u`.
    if count == 1 {
        return Err(malformed());
    }
    if count > 1 {
        for _ in count..5 {
            value = value * 85 + 84;
        }
        let word = u32::try_from(value).map_err(|_| malformed())?;
        decoded.extend(word.to_be_bytes().into_iter().take(count - 1));
    }
    Ok(decoded)
}

pub(super) fn run_length(data: &[u8], bytes_max: usize) -> Result<Vec<u8>, Error> {
    let malformed = || Error::StreamIsMalformed { filter: "RunLengthDecode" };
    let mut decoded = Vec::new();
    let mut rest = data;
    while let [length, after @ ..] = rest {
        let length = usize::from(*length);
        if length == 128 {
            break;
        }
        if length < 128 {
            let (run, left) = after.split_at_checked(length + 1).ok_or_else(malformed)?;
            decoded.extend_from_slice(run);
            rest = left;
        } else {
            let (byte, left) = after.split_first().ok_or_else(malformed)?;
            decoded.resize(decoded.len() + 257 - length, *byte);
            rest = left;
        }
        if decoded.len() > bytes_max {
            return Err(too_long());
        }
    }
    Ok(decoded)
}
