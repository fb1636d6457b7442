//! Content streams (ISO 32000-2 § 7.8.2, § 8, § 9), operator by operator: enough to say what a page draws with, not to draw it.
//! What no reader understands is passed over, as readers do.

use crate::lexer::{hex_value, is_delimiter, is_space};
use crate::limits;
use crate::object::Name;

/// An operator, and what of its operands matters to those who do not draw.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Operation<'a> {
    /// As it is written, such as `Tj`. `BI` stands for a whole inline image.
    pub operator: &'a [u8],
    /// The first name among its operands: the font of `Tf`, the object of `Do`.
    pub name: Option<Name>,
    /// Bytes in its strings but blanks: what `Tj` shows, in codes of its font.
    pub shown_bytes: usize,
    /// The first number among its operands, if it is a whole one: the mode of `Tr`.
    pub number: Option<i64>,
}

impl Operation<'_> {
    /// Whether it shows at least one character (§ 9.4.3).
    #[must_use]
    pub fn shows_text(&self) -> bool {
        matches!(self.operator, b"Tj" | b"TJ" | b"'" | b"\"") && self.shown_bytes > 0
    }

    /// Whether it puts anything on the page (§ 8.5.3, § 8.7.4.2, § 8.8, § 8.9.7, § 9.4.3).
    #[must_use]
    pub fn paints(&self) -> bool {
        let painting: [&[u8]; 13] =
            [b"S", b"s", b"f", b"F", b"f*", b"B", b"B*", b"b", b"b*", b"sh", b"Do", b"BI", b"EI"];
        self.shows_text() || painting.contains(&self.operator)
    }
}

/// Iterates over the operators of a decoded content stream.
pub struct Operations<'a> {
    bytes: &'a [u8],
    position: usize,
}

/// The operators of a decoded content stream; the parts of a page's are joined by white space first (§ 7.8.2).
#[must_use]
pub fn operations(bytes: &[u8]) -> Operations<'_> {
    Operations { bytes, position: 0 }
}

/// How graphics states are saved and restored in a content stream (§ 8.4.2).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Nesting {
    /// States that are still saved at the end.
    pub open: usize,
    /// Times that a state was restored which was never saved.
    pub unsaved: usize,
    /// Whether something was painted after that.
    pub paints_after_unsaved: bool,
}

/// Counts the states that a content stream saves and restores.
#[must_use]
pub fn nesting(bytes: &[u8]) -> Nesting {
    let mut found = Nesting::default();
    for operation in operations(bytes) {
        match operation.operator {
            b"q" => found.open += 1,
            b"Q" if found.open > 0 => found.open -= 1,
            b"Q" => found.unsaved += 1,
            _ => found.paints_after_unsaved |= found.unsaved > 0 && operation.paints(),
        }
    }
    found
}

impl<'a> Iterator for Operations<'a> {
    type Item = Operation<'a>;

    fn next(&mut self) -> Option<Operation<'a>> {
        let mut found = Operation { operator: b"", name: None, shown_bytes: 0, number: None };
        loop {
            let byte = self.peek()?;
            match byte {
                _ if is_space(byte) => self.position += 1,
                b'%' => self.pass_while(|byte| !matches!(byte, b'\r' | b'\n')),
                b'/' => {
                    let name = self.name();
                    found.name.get_or_insert(name);
                }
                b'(' => {
                    found.shown_bytes += self.literal();
                }
                b'<' if self.bytes.get(self.position + 1) != Some(&b'<') => {
                    found.shown_bytes += self.hexadecimal();
                }
                _ if is_delimiter(byte) => self.position += 1,
                _ => {
                    let word = self.word();
                    if is_operand(word) {
                        let number = || std::str::from_utf8(word).ok()?.parse().ok();
                        found.number = found.number.or_else(number);
                        continue;
                    }
                    if word == b"BI" {
                        self.pass_inline_image();
                    }
                    return Some(Operation { operator: word, ..found });
                }
            }
        }
    }
}

impl<'a> Operations<'a> {
    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.position).copied()
    }

    fn pass_while(&mut self, test: impl Fn(u8) -> bool) {
        let rest = self.bytes.get(self.position..).unwrap_or_default();
        self.position += rest.iter().position(|byte| !test(*byte)).unwrap_or(rest.len());
    }

    fn word(&mut self) -> &'a [u8] {
        let start = self.position;
        self.pass_while(|byte| !is_space(byte) && !is_delimiter(byte));
        self.bytes.get(start..self.position).unwrap_or_default()
    }

    /// § 7.3.5, the slash included.
    fn name(&mut self) -> Name {
        self.position += 1;
        let word = self.word();
        let mut name = Vec::with_capacity(word.len());
        let mut rest = word;
        while let [first, tail @ ..] = rest {
            match tail {
                [high, low, after @ ..] if *first == b'#' => {
                    if let (Some(high), Some(low)) = (hex_value(*high), hex_value(*low)) {
                        name.push(high << 4 | low);
                        rest = after;
                        continue;
                    }
                    name.push(*first);
                    rest = tail;
                }
                _ => {
                    name.push(*first);
                    rest = tail;
                }
            }
        }
        Name(name)
    }

    /// § 7.3.4.2: passes a string over; how many bytes but blanks it holds, escapes counted as one.
    fn literal(&mut self) -> usize {
        let (mut depth, mut count) = (0_usize, 0_usize);
        while let Some(byte) = self.peek() {
            self.position += 1;
            match byte {
                b'\\' => {
                    self.position += 1;
                    count += 1;
                }
                b'(' => {
                    count += usize::from(depth > 0);
                    depth += 1;
                }
                b')' => {
                    depth = depth.saturating_sub(1);
                    if depth == 0 {
                        return count;
                    }
                    count += 1;
                }
                b' ' => {}
                _ => count += 1,
            }
        }
        count
    }

    /// § 7.3.4.3.
    fn hexadecimal(&mut self) -> usize {
        self.position += 1;
        let start = self.position;
        self.pass_while(|byte| byte != b'>');
        let digits = self.bytes.get(start..self.position).unwrap_or_default();
        self.position += 1;
        let digits: Vec<u8> = digits.iter().filter_map(|byte| hex_value(*byte)).collect();
        digits.chunks(2).filter(|pair| **pair != [2, 0]).count()
    }

    /// § 8.9.7: an inline image ends at an `EI` that stands alone and is followed by what can be content.
    fn pass_inline_image(&mut self) {
        let start = self.position;
        while let Some(found) = self.next_at(b"ID") {
            self.position = found + 2;
            if self.stands_alone(found) {
                break;
            }
        }
        if self.next_at(b"EI").is_none() {
            self.position = self.bytes.len();
            return;
        }
        while let Some(found) = self.next_at(b"EI") {
            self.position = found + 2;
            let ahead = self.bytes.get(self.position..).unwrap_or_default();
            let ahead = ahead.get(..limits::INLINE_IMAGE_LOOK_AHEAD).unwrap_or(ahead);
            let is_text = ahead.iter().all(|byte| is_space(*byte) || (0x20..0x7F).contains(byte));
            if self.stands_alone(found) && is_text && found > start {
                return;
            }
        }
    }

    fn next_at(&self, word: &[u8]) -> Option<usize> {
        let rest = self.bytes.get(self.position..)?;
        rest.windows(word.len()).position(|window| window == word).map(|at| self.position + at)
    }

    /// Whether a word of two bytes has white space, or an end, on both sides.
    fn stands_alone(&self, at: usize) -> bool {
        let is_apart = |byte: Option<&u8>| byte.is_none_or(|byte| is_space(*byte) || is_delimiter(*byte));
        is_apart(at.checked_sub(1).and_then(|before| self.bytes.get(before)))
            && is_apart(self.bytes.get(at + 2))
    }
}

/// Numbers, and the words that are values.
fn is_operand(word: &[u8]) -> bool {
    matches!(word, b"true" | b"false" | b"null")
        || word.first().is_some_and(|byte| matches!(byte, b'0'..=b'9' | b'+' | b'-' | b'.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn operators(content: &[u8]) -> Vec<String> {
        operations(content).map(|found| String::from_utf8_lossy(found.operator).into_owned()).collect()
    }

    #[test]
    fn operators_are_told_from_operands() {
        assert_eq!(
            operators(b"q 1 0 0 -1 .5 +2 cm % Q in a comment\nBT /F1 12 Tf (a (nested\\)) string Q) Tj ET Q"),
            ["q", "cm", "BT", "Tf", "Tj", "ET", "Q"]
        );
        assert_eq!(operators(b"/P <</MCID 0 /E (Tj)>> BDC [(a) -20 <00 41>] TJ EMC"), ["BDC", "TJ", "EMC"]);
        assert_eq!(operators(b"(never closed Tj ET"), Vec::<String>::new());
    }

    #[test]
    fn text_is_shown_only_where_a_string_has_bytes() {
        let shows = |content: &[u8]| operations(content).any(|found| found.shows_text());
        assert!(shows(b"(a) Tj") && shows(b"[-3 <41>] TJ") && shows(b"1 2 (a) \"") && shows(b"(\\)) '"));
        assert!(!shows(b"(   ) Tj") && !shows(b"<2020> Tj") && !shows(b"[( )-9<20>] TJ"));
        assert!(!shows(b"() Tj") && !shows(b"[<> 3] TJ") && !shows(b"(a) pop") && !shows(b"/Tx BMC EMC"));
    }

    #[test]
    fn names_are_read_with_their_escapes() {
        let names: Vec<_> = operations(b"/F#31 9 Tf /Im0 Do /# n").filter_map(|found| found.name).collect();
        assert_eq!(names, [Name::from("F1"), Name::from("Im0"), Name::from("#")]);
    }

    #[test]
    fn the_bytes_of_an_inline_image_are_no_operators() {
        let content = b"q BI /W 2 /H 2 /CS /G /BPC 8 ID Q EI\x01\xff EI Q (x) Tj".as_slice();
        assert_eq!(operators(content), ["q", "BI", "Q", "Tj"]);
        assert_eq!(operators(b"BI /W 1 ID \x00\x01\x02"), ["BI"]);
    }

    #[test]
    fn saved_and_restored_states_are_counted() {
        assert_eq!(nesting(b"q q Q"), Nesting { open: 1, unsaved: 0, paints_after_unsaved: false });
        assert_eq!(nesting(b"q Q Q Q"), Nesting { open: 0, unsaved: 2, paints_after_unsaved: false });
        assert_eq!(nesting(b"Q q 0 0 9 9 re f"), Nesting { open: 1, unsaved: 1, paints_after_unsaved: true });
    }
}
