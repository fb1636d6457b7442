//! Bytes into tokens (ISO 32000-2 § 7.2), through a window that slides over the source.

use crate::error::Error;
use crate::limits;
use crate::object::{Name, PdfString};
use crate::source::Source;

const WINDOW: usize = 4_096;

/// White space of § 7.2.3.
pub(crate) fn is_space(byte: u8) -> bool {
    matches!(byte, 0 | b'\t' | b'\n' | 0x0C | b'\r' | b' ')
}

/// Delimiters of § 7.2.3.
pub(crate) fn is_delimiter(byte: u8) -> bool {
    matches!(byte, b'(' | b')' | b'<' | b'>' | b'[' | b']' | b'{' | b'}' | b'/' | b'%')
}

fn is_regular(byte: u8) -> bool {
    !is_space(byte) && !is_delimiter(byte)
}

/// The value of a hexadecimal digit.
pub(crate) fn hex_value(byte: u8) -> Option<u8> {
    match byte {
        b'0'..=b'9' => Some(byte - b'0'),
        b'a'..=b'f' => Some(byte - b'a' + 10),
        b'A'..=b'F' => Some(byte - b'A' + 10),
        _ => None,
    }
}

/// Reads pairs of hexadecimal digits, with white space between, up to the first byte that is neither. Gives how many bytes
/// were passed over, and whether there was no such byte.
fn hex_digits(text: &[u8], half: &mut Option<u8>, bytes: &mut Vec<u8>) -> (usize, bool) {
    for (index, byte) in text.iter().enumerate() {
        match (hex_value(*byte), half.take()) {
            (Some(digit), None) => *half = Some(digit),
            (Some(digit), Some(high)) => bytes.push(high << 4 | digit),
            (None, kept) if is_space(*byte) => *half = kept,
            (None, kept) => {
                *half = kept;
                return (index, false);
            }
        }
    }
    (text.len(), true)
}

/// The smallest unit of syntax.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Token {
    Integer(i64),
    Real(f64),
    String(PdfString),
    Name(Name),
    ArrayOpen,
    ArrayClose,
    DictionaryOpen,
    DictionaryClose,
    Keyword(Vec<u8>),
    End,
}

/// Reads tokens from `position` up to `end`.
pub(crate) struct Lexer<'a> {
    source: &'a dyn Source,
    position: u64,
    end: u64,
    window: Vec<u8>,
    window_start: u64,
}

impl<'a> Lexer<'a> {
    pub(crate) fn new(source: &'a dyn Source, position: u64, end: u64) -> Self {
        Self { source, position, end, window: Vec::new(), window_start: 0 }
    }

    pub(crate) fn position(&self) -> u64 {
        self.position
    }

    pub(crate) fn seek(&mut self, position: u64) {
        self.position = position;
    }

    /// The error for malformed syntax here.
    pub(crate) fn malformed(&self) -> Error {
        Error::SyntaxIsMalformed { offset: self.position }
    }

    pub(crate) fn peek(&mut self) -> Result<Option<u8>, Error> {
        if self.position >= self.end {
            return Ok(None);
        }
        if let Some(byte) = self.in_window() {
            return Ok(Some(byte));
        }
        let left = usize::try_from(self.end - self.position).unwrap_or(usize::MAX).min(WINDOW);
        self.window.resize(left, 0);
        let count = self.source.read_at(self.position, &mut self.window)?;
        self.window.truncate(count);
        self.window_start = self.position;
        Ok(self.in_window())
    }

    fn in_window(&self) -> Option<u8> {
        let index = usize::try_from(self.position.checked_sub(self.window_start)?).ok()?;
        self.window.get(index).copied()
    }

    pub(crate) fn next_byte(&mut self) -> Result<Option<u8>, Error> {
        let byte = self.peek()?;
        if byte.is_some() {
            self.position += 1;
        }
        Ok(byte)
    }

    /// Skips white space and comments.
    pub(crate) fn skip_space(&mut self) -> Result<(), Error> {
        while let Some(byte) = self.peek()? {
            if byte == b'%' {
                self.skip_comment()?;
            } else if is_space(byte) {
                self.position += 1;
            } else {
                break;
            }
        }
        Ok(())
    }

    /// Skips white space only: a comment such as `%%EOF` stays.
    pub(crate) fn skip_blank(&mut self) -> Result<(), Error> {
        while self.peek()?.is_some_and(is_space) {
            self.position += 1;
        }
        Ok(())
    }

    fn skip_comment(&mut self) -> Result<(), Error> {
        while let Some(byte) = self.peek()? {
            if matches!(byte, b'\r' | b'\n') {
                break;
            }
            self.position += 1;
        }
        Ok(())
    }

    /// Whether the next bytes are `text`; if so they are passed over.
    pub(crate) fn accept(&mut self, text: &[u8]) -> Result<bool, Error> {
        let start = self.position;
        for expected in text {
            if self.next_byte()? != Some(*expected) {
                self.position = start;
                return Ok(false);
            }
        }
        Ok(true)
    }

    pub(crate) fn token(&mut self) -> Result<Token, Error> {
        self.skip_space()?;
        let Some(byte) = self.peek()? else { return Ok(Token::End) };
        match byte {
            b'[' => self.single(Token::ArrayOpen),
            b']' => self.single(Token::ArrayClose),
            b'(' => self.literal_string(),
            b'/' => self.name(),
            b'<' if self.accept(b"<<")? => Ok(Token::DictionaryOpen),
            b'<' => self.hex_string(),
            b'>' if self.accept(b">>")? => Ok(Token::DictionaryClose),
            b'+' | b'-' | b'.' | b'0'..=b'9' => self.number(),
            byte if is_regular(byte) => Ok(Token::Keyword(self.regular()?)),
            _ => Err(self.malformed()),
        }
    }

    fn single(&mut self, token: Token) -> Result<Token, Error> {
        self.position += 1;
        Ok(token)
    }

    fn regular(&mut self) -> Result<Vec<u8>, Error> {
        let mut bytes = Vec::new();
        while let Some(byte) = self.peek()?.filter(|byte| is_regular(*byte)) {
            self.keep(&mut bytes, byte)?;
            self.position += 1;
        }
        Ok(bytes)
    }

    fn keep(&self, bytes: &mut Vec<u8>, byte: u8) -> Result<(), Error> {
        if bytes.len() >= limits::STRING_BYTES_MAX {
            return Err(Error::LimitIsExceeded { what: "string length" });
        }
        bytes.push(byte);
        Ok(())
    }

    /// § 7.3.3. Exponents, doubled signs and doubled points are not numbers.
    fn number(&mut self) -> Result<Token, Error> {
        let start = self.position;
        let bytes = self.regular()?;
        let malformed = Error::SyntaxIsMalformed { offset: start };
        let Ok(text) = std::str::from_utf8(&bytes) else { return Err(malformed) };
        let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
        let (whole, fraction) = match digits.split_once('.') {
            Some((whole, fraction)) => (whole, Some(fraction)),
            None => (digits, None),
        };
        let plain = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        if !plain(whole) || !fraction.is_none_or(plain) || digits.len() <= usize::from(fraction.is_some()) {
            return Err(malformed);
        }
        if fraction.is_some() {
            return text.parse().map(Token::Real).map_err(|_| malformed);
        }
        text.parse().map(Token::Integer).map_err(|_| malformed)
    }

    /// § 7.3.5. A `#` without two hexadecimal digits stands for itself, as before PDF 1.2.
    fn name(&mut self) -> Result<Token, Error> {
        self.position += 1;
        let raw = self.regular()?;
        let mut bytes = Vec::with_capacity(raw.len());
        let mut rest = raw.as_slice();
        while let [first, tail @ ..] = rest {
            rest = tail;
            if let (b'#', [high, low, after @ ..]) = (*first, tail)
                && let (Some(high), Some(low)) = (hex_value(*high), hex_value(*low))
            {
                bytes.push(high << 4 | low);
                rest = after;
            } else {
                bytes.push(*first);
            }
        }
        Ok(Token::Name(Name(bytes)))
    }

    /// § 7.3.4.3.
    fn hex_string(&mut self) -> Result<Token, Error> {
        self.position += 1;
        let (mut bytes, mut half) = (Vec::new(), None);
        // What is at hand is gone through at once: the values of signatures are long.
        while self.peek()?.ok_or_else(|| self.malformed())? != b'>' {
            let (taken, more) = hex_digits(self.at_hand(), &mut half, &mut bytes);
            self.position += taken as u64;
            if bytes.len() > limits::STRING_BYTES_MAX {
                return Err(Error::LimitIsExceeded { what: "string length" });
            }
            if !more {
                break;
            }
        }
        if self.next_byte()? != Some(b'>') {
            self.position -= 1;
            return Err(self.malformed());
        }
        if let Some(high) = half {
            bytes.push(high << 4);
        }
        Ok(Token::String(PdfString { bytes, hex: true }))
    }

    /// The bytes of the window that are still ahead.
    fn at_hand(&self) -> &[u8] {
        let index =
            self.position.checked_sub(self.window_start).and_then(|index| usize::try_from(index).ok());
        let ahead = index.and_then(|index| self.window.get(index..)).unwrap_or_default();
        let left = usize::try_from(self.end.saturating_sub(self.position)).unwrap_or(usize::MAX);
        ahead.get(..left).unwrap_or(ahead)
    }

    /// § 7.3.4.2.
    fn literal_string(&mut self) -> Result<Token, Error> {
        self.position += 1;
        let mut bytes = Vec::new();
        let mut open = 1usize;
        loop {
            let byte = self.next_byte()?.ok_or_else(|| self.malformed())?;
            let kept = match byte {
                b'(' => {
                    open += 1;
                    Some(byte)
                }
                b')' => {
                    open -= 1;
                    if open == 0 {
                        break;
                    }
                    Some(byte)
                }
                b'\\' => self.escape()?,
                b'\r' => {
                    self.accept(b"\n")?;
                    Some(b'\n')
                }
                _ => Some(byte),
            };
            if let Some(byte) = kept {
                self.keep(&mut bytes, byte)?;
            }
        }
        Ok(Token::String(PdfString { bytes, hex: false }))
    }

    fn escape(&mut self) -> Result<Option<u8>, Error> {
        let byte = self.next_byte()?.ok_or_else(|| self.malformed())?;
        Ok(match byte {
            b'n' => Some(b'\n'),
            b'r' => Some(b'\r'),
            b't' => Some(b'\t'),
            b'b' => Some(0x08),
            b'f' => Some(0x0C),
            b'\n' => None,
            b'\r' => {
                self.accept(b"\n")?;
                None
            }
            b'0'..=b'7' => {
                let mut value = u16::from(byte - b'0');
                for _ in 0..2 {
                    let Some(digit @ b'0'..=b'7') = self.peek()? else { break };
                    value = value << 3 | u16::from(digit - b'0');
                    self.position += 1;
                }
                // § 7.3.4.2: high-order overflow is ignored.
                Some(value.to_le_bytes()[0])
            }
            other => Some(other),
        })
    }
}
