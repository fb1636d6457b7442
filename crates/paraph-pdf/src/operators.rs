//! Content streams (ISO 32000-2 § 7.8.2): operators with all their operands; `content` reads less of them. Character maps are written alike.

use crate::error::Error;
use crate::lexer::{Lexer, Token, is_space};
use crate::limits;
use crate::object::{Dictionary, Name, Object};
use crate::parser;

/// Reads operator by operator. An inline image comes as `BI`, its dictionary the only operand, and its bytes are passed over.
pub struct Operators<'a> {
    lexer: Lexer<'a>,
    bytes: &'a [u8],
    operands: Vec<Object>,
    left: usize,
}

/// An operator and its operands.
#[derive(Clone, Debug, PartialEq)]
pub struct Operation {
    /// The operator as written.
    pub operator: Vec<u8>,
    /// What stands before it.
    pub operands: Vec<Object>,
}

impl<'a> Operators<'a> {
    /// Reads from the beginning of a decoded stream.
    #[must_use]
    pub fn new(bytes: &'a Vec<u8>) -> Self {
        let lexer = Lexer::new(bytes, 0, bytes.len() as u64);
        Self { lexer, bytes, operands: Vec::new(), left: limits::OPERATIONS_MAX }
    }

    /// The next operator, or none at the end.
    ///
    /// # Errors
    /// If the syntax is malformed or there are too many.
    pub fn next_operation(&mut self) -> Result<Option<Operation>, Error> {
        loop {
            self.left = self
                .left
                .checked_sub(1)
                .ok_or(Error::LimitIsExceeded { what: "operators of a content stream" })?;
            let operand = match self.lexer.token()? {
                Token::End => return Ok(None),
                Token::Keyword(word) if !matches!(word.as_slice(), b"true" | b"false" | b"null") => {
                    if word == b"BI" {
                        self.operands = vec![Object::Dictionary(self.inline_image()?)];
                    }
                    let operands = std::mem::take(&mut self.operands);
                    return Ok(Some(Operation { operator: word, operands }));
                }
                token @ (Token::ArrayOpen | Token::DictionaryOpen) => {
                    parser::value_from(&mut self.lexer, token)?
                }
                token => parser::scalar(&self.lexer, token)?,
            };
            if self.operands.len() >= limits::OPERANDS_MAX {
                return Err(Error::LimitIsExceeded { what: "operands of one operator" });
            }
            self.operands.push(operand);
        }
    }

    /// § 8.9.7: keys and values up to `ID`, one white space, bytes, `EI`.
    fn inline_image(&mut self) -> Result<Dictionary, Error> {
        let mut dictionary = Dictionary::new();
        loop {
            match self.lexer.token()? {
                Token::Keyword(word) if word == b"ID" => break,
                Token::Name(key) => {
                    let value = parser::value(&mut self.lexer)?;
                    dictionary.insert(key, value);
                }
                _ => return Err(self.lexer.malformed()),
            }
        }
        let start = usize::try_from(self.lexer.position()).unwrap_or(usize::MAX);
        let rest = self.bytes.get(start..).unwrap_or_default();
        let ends = |window: &[u8]| match window {
            [before, b'E', b'I', after] => is_space(*before) && is_space(*after),
            _ => false,
        };
        let last = rest
            .len()
            .checked_sub(3)
            .filter(|at| matches!(rest.get(*at..), Some([before, b'E', b'I']) if is_space(*before)));
        let end = rest.windows(4).position(ends).or(last).ok_or_else(|| self.lexer.malformed())?;
        self.lexer.seek((start + end + 3) as u64);
        Ok(dictionary)
    }
}

impl Operation {
    /// The operands as numbers, if all of them are.
    #[must_use]
    pub fn numbers(&self) -> Option<Vec<f64>> {
        self.operands.iter().map(Object::as_number).collect()
    }

    /// The last operand, if it is a name.
    #[must_use]
    pub fn name(&self) -> Option<&Name> {
        self.operands.last().and_then(Object::as_name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<String> {
        let bytes = text.as_bytes().to_vec();
        let mut operators = Operators::new(&bytes);
        let mut found = Vec::new();
        while let Some(operation) = operators.next_operation().unwrap() {
            found.push(format!(
                "{}/{}",
                String::from_utf8_lossy(&operation.operator),
                operation.operands.len()
            ));
        }
        found
    }

    #[test]
    fn operators_come_with_their_operands() {
        assert_eq!(read("q 1 0 0 1 2 3 cm [(a) -2 (b)] TJ /X Do Q"), ["q/0", "cm/6", "TJ/1", "Do/1", "Q/0"]);
        assert_eq!(read("/OC << /A 1 >> BDC T* (x) ' EMC"), ["BDC/2", "T*/0", "'/1", "EMC/0"]);
    }

    #[test]
    fn the_bytes_of_an_inline_image_are_passed_over() {
        assert_eq!(read("BI /W 2 /H 2 /BPC 8 ID xEI( EI Q"), ["BI/1", "Q/0"]);
        assert_eq!(read("BI /W 2 ID ab\nEI"), ["BI/1"]);
    }

    #[test]
    fn what_is_malformed_is_an_error() {
        for text in ["[1 2", "<< /A", "BI /W 2 ID abc", ")"] {
            let bytes = text.as_bytes().to_vec();
            let mut operators = Operators::new(&bytes);
            let outcome = loop {
                match operators.next_operation() {
                    Ok(Some(_)) => {}
                    other => break other,
                }
            };
            assert!(outcome.is_err(), "{text}");
        }
    }
}
