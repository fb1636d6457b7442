//! Turns BER into DER before anything else looks at it: about one real signature in eleven is written in BER.
//!
//! Lengths become definite and minimal, and strings cut in pieces become whole; nothing else is touched, so
//! signed bytes that were DER stay as they are. Iterative, and bounded in depth, size and number of elements.

use std::borrow::Cow;

use crate::Error;
use crate::limits::{ASN1_BYTES_MAX, ASN1_DEPTH_MAX, ASN1_ELEMENTS_MAX};

/// What was not DER (X.690 § 10). ISO 32000-2 § 12.8.3.3 demands DER: worth a warning, not a refusal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Warning {
    /// A length in the indefinite form.
    IndefiniteLength,
    /// A length in more bytes than needed.
    LengthNotMinimal,
    /// A string in several pieces.
    StringInPieces,
}

/// The outcome of [`normalise`].
#[derive(Debug, PartialEq, Eq)]
pub struct Normalised<'a> {
    /// The first value, in DER as far as lengths and strings go.
    pub der: Cow<'a, [u8]>,
    /// Bytes of the input the value took; what follows is the caller's to judge.
    pub consumed: usize,
    /// Kinds of deviation met, each once, sorted.
    pub warnings: Vec<Warning>,
}

/// Reads one BER value and gives it in DER.
///
/// # Errors
/// When the bytes are not BER, or go beyond [`crate::limits`].
pub fn normalise(bytes: &[u8]) -> Result<Normalised<'_>, Error> {
    let mut rewriter =
        Rewriter { input: bytes, position: 0, output: Vec::new(), open: Vec::new(), warnings: Vec::new() };
    let mut elements = 0_usize;
    loop {
        elements += 1;
        if elements > ASN1_ELEMENTS_MAX || rewriter.position > ASN1_BYTES_MAX {
            return Err(Error::BeyondLimits { structure: STRUCTURE });
        }
        rewriter.read_element()?;
        rewriter.close_finished()?;
        if rewriter.open.is_empty() {
            break;
        }
    }
    let consumed = rewriter.position;
    let mut warnings = rewriter.warnings;
    warnings.sort_unstable();
    let der = if warnings.is_empty() {
        Cow::Borrowed(bytes.get(..consumed).unwrap_or_default())
    } else {
        Cow::Owned(rewriter.output)
    };
    Ok(Normalised { der, consumed, warnings })
}

const STRUCTURE: &str = "BER value";
const MALFORMED: Error = Error::Malformed { structure: STRUCTURE };
const CONSTRUCTED: u8 = 0x20;
const BIT_STRING: u8 = 0x03;

/// A constructed value whose content is being read.
struct Open<'a> {
    tag: &'a [u8],
    /// Where its content ends in the input; `None` until end-of-contents bytes.
    end: Option<usize>,
    /// Where its content begins in the output.
    start: usize,
    /// The universal string type whose pieces it holds, if it is a string.
    string: Option<u8>,
}

struct Rewriter<'a> {
    input: &'a [u8],
    position: usize,
    output: Vec<u8>,
    open: Vec<Open<'a>>,
    warnings: Vec<Warning>,
}

impl<'a> Rewriter<'a> {
    fn read_element(&mut self) -> Result<(), Error> {
        let tag = self.read_tag()?;
        let first = *tag.first().ok_or(MALFORMED)?;
        let length = self.read_length()?;
        let limit = self.open.iter().rev().find_map(|open| open.end).unwrap_or(self.input.len());
        let end = match length {
            Some(length) => {
                Some(self.position.checked_add(length).filter(|end| *end <= limit).ok_or(MALFORMED)?)
            }
            None => None,
        };
        let pieces_of = self.open.last().and_then(|open| open.string);
        if pieces_of.is_some_and(|string| first & !CONSTRUCTED != string) {
            return Err(MALFORMED);
        }
        if first & CONSTRUCTED != 0 {
            return self.open_constructed(tag, first, end, pieces_of);
        }
        let end = end.ok_or(MALFORMED)?;
        let content = self.input.get(self.position..end).ok_or(MALFORMED)?;
        self.position = end;
        if pieces_of.is_some() {
            return self.append_piece(first, content);
        }
        self.output.extend_from_slice(tag);
        write_length(&mut self.output, content.len());
        self.output.extend_from_slice(content);
        Ok(())
    }

    fn open_constructed(
        &mut self,
        tag: &'a [u8],
        first: u8,
        end: Option<usize>,
        pieces_of: Option<u8>,
    ) -> Result<(), Error> {
        if self.open.len() == ASN1_DEPTH_MAX {
            return Err(Error::BeyondLimits { structure: STRUCTURE });
        }
        let string = universal_string(first);
        let start = self.output.len();
        if string.is_some() {
            self.warn(Warning::StringInPieces);
        }
        if string == Some(BIT_STRING) && pieces_of.is_none() {
            // The count of unused bits, set by each piece: only the last may have some.
            self.output.push(0);
        }
        self.open.push(Open { tag, end, start, string });
        Ok(())
    }

    fn append_piece(&mut self, string: u8, content: &[u8]) -> Result<(), Error> {
        if string != BIT_STRING {
            self.output.extend_from_slice(content);
            return Ok(());
        }
        let outermost = self.open.iter().find(|open| open.string.is_some()).ok_or(MALFORMED)?;
        let unused = self.output.get_mut(outermost.start).ok_or(MALFORMED)?;
        let (count, bits) = content.split_first().ok_or(MALFORMED)?;
        if *unused != 0 || *count > 7 {
            return Err(MALFORMED);
        }
        *unused = *count;
        self.output.extend_from_slice(bits);
        Ok(())
    }

    /// Closes every value whose content is complete.
    fn close_finished(&mut self) -> Result<(), Error> {
        while let Some(open) = self.open.last() {
            match open.end {
                Some(end) if self.position == end => {}
                Some(_) => return Ok(()),
                None if self.input.get(self.position..self.position + 2) == Some(&[0, 0]) => {
                    self.position += 2
                }
                None => return Ok(()),
            }
            self.close_last()?;
        }
        Ok(())
    }

    fn close_last(&mut self) -> Result<(), Error> {
        let Some(open) = self.open.pop() else { return Ok(()) };
        let inside_string = self.open.last().is_some_and(|outer| outer.string.is_some());
        if open.string.is_some() && inside_string {
            return Ok(());
        }
        let mut header = open.tag.to_vec();
        if let (Some(first), Some(string)) = (header.first_mut(), open.string) {
            *first = string;
        }
        let length = self.output.len().checked_sub(open.start).ok_or(MALFORMED)?;
        write_length(&mut header, length);
        self.output.splice(open.start..open.start, header);
        Ok(())
    }

    fn read_tag(&mut self) -> Result<&'a [u8], Error> {
        let start = self.position;
        let first = self.read_byte()?;
        if first & 0x1f == 0x1f {
            let mut bytes = 0;
            while self.read_byte()? & 0x80 != 0 {
                bytes += 1;
                if bytes > 4 {
                    return Err(MALFORMED);
                }
            }
        } else if first == 0 {
            // End-of-contents where none is due.
            return Err(MALFORMED);
        }
        self.input.get(start..self.position).ok_or(MALFORMED)
    }

    /// `None` is the indefinite form.
    fn read_length(&mut self) -> Result<Option<usize>, Error> {
        let first = self.read_byte()?;
        if first < 0x80 {
            return Ok(Some(usize::from(first)));
        }
        if first == 0x80 {
            self.warn(Warning::IndefiniteLength);
            return Ok(None);
        }
        let mut length = 0_usize;
        let count = first & 0x7f;
        for _ in 0..count {
            length = length.checked_mul(256).ok_or(MALFORMED)? + usize::from(self.read_byte()?);
        }
        let minimal = length >= 0x80 && 1 + usize::from(count) == length_len(length);
        if !minimal {
            self.warn(Warning::LengthNotMinimal);
        }
        Ok(Some(length))
    }

    fn read_byte(&mut self) -> Result<u8, Error> {
        let byte = *self.input.get(self.position).ok_or(MALFORMED)?;
        self.position += 1;
        Ok(byte)
    }

    fn warn(&mut self, warning: Warning) {
        if !self.warnings.contains(&warning) {
            self.warnings.push(warning);
        }
    }
}

/// The primitive tag of a constructed universal string type, which DER wants whole (X.690 § 10.2).
fn universal_string(first: u8) -> Option<u8> {
    let tag = first & !CONSTRUCTED;
    matches!(tag, 0x03 | 0x04 | 0x0c | 0x12..=0x16 | 0x19..=0x1c | 0x1e).then_some(tag)
}

/// Bytes the minimal encoding of a length takes (X.690 § 10.1).
fn length_len(length: usize) -> usize {
    if length < 0x80 { 1 } else { 1 + length.to_be_bytes().iter().skip_while(|byte| **byte == 0).count() }
}

fn write_length(output: &mut Vec<u8>, length: usize) {
    match u8::try_from(length) {
        Ok(short) if short < 0x80 => output.push(short),
        _ => {
            let bytes = length.to_be_bytes();
            let significant: Vec<u8> = bytes.into_iter().skip_while(|byte| *byte == 0).collect();
            output.push(0x80 | u8::try_from(significant.len()).unwrap_or(u8::MAX));
            output.extend_from_slice(&significant);
        }
    }
}
