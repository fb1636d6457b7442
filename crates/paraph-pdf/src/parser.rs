//! Tokens into objects. Nesting is kept on an explicit stack, so depth costs memory under a limit, never the call stack.

use std::ops::Range;

use crate::error::Error;
use crate::lexer::{Lexer, Token};
use crate::limits;
use crate::object::{Dictionary, Name, Object, ObjectId};

enum Kind {
    Array,
    Dictionary,
}

/// What stands between `obj` and `endobj`.
pub(crate) enum Indirect {
    /// A value without bytes, closed by `endobj`.
    Value(Object),
    /// A stream: its dictionary and where its bytes begin.
    Stream { dictionary: Dictionary, data: u64 },
}

/// Reads one object where the lexer stands. A keyword that is no value is an error.
pub(crate) fn value(lexer: &mut Lexer<'_>) -> Result<Object, Error> {
    let token = lexer.token()?;
    value_from(lexer, token)
}

/// Reads one object whose first token is read.
pub(crate) fn value_from(lexer: &mut Lexer<'_>, first: Token) -> Result<Object, Error> {
    let mut token = first;
    let mut values: Vec<Object> = Vec::new();
    let mut open: Vec<(Kind, usize)> = Vec::new();
    let mut count = 0usize;
    loop {
        count += 1;
        if count > limits::VALUES_MAX {
            return Err(Error::LimitIsExceeded { what: "values in one object" });
        }
        match token {
            Token::ArrayOpen | Token::DictionaryOpen => {
                if open.len() >= limits::DEPTH_MAX {
                    return Err(Error::LimitIsExceeded { what: "nesting" });
                }
                let kind = if token == Token::ArrayOpen { Kind::Array } else { Kind::Dictionary };
                open.push((kind, values.len()));
            }
            Token::ArrayClose => match open.pop() {
                Some((Kind::Array, start)) => {
                    let items = values.split_off(start);
                    values.push(Object::Array(items));
                }
                _ => return Err(lexer.malformed()),
            },
            Token::DictionaryClose => match open.pop() {
                Some((Kind::Dictionary, start)) => {
                    let entries = values.split_off(start);
                    values.push(Object::Dictionary(pairs(lexer, entries)?));
                }
                _ => return Err(lexer.malformed()),
            },
            Token::Keyword(word) if word == b"R" => {
                let start = open.last().map_or(usize::MAX, |(_, start)| *start);
                reference(lexer, &mut values, start)?;
            }
            other => values.push(scalar(lexer, other)?),
        }
        if open.is_empty() {
            let Some(done) = values.pop() else { return Err(lexer.malformed()) };
            return outer_reference(lexer, done);
        }
        token = lexer.token()?;
    }
}

/// A token that is a value by itself.
pub(crate) fn scalar(lexer: &Lexer<'_>, token: Token) -> Result<Object, Error> {
    Ok(match token {
        Token::Integer(value) => Object::Integer(value),
        Token::Real(value) => Object::Real(value),
        Token::String(string) => Object::String(string),
        Token::Name(name) => Object::Name(name),
        Token::Keyword(word) => match word.as_slice() {
            b"null" => Object::Null,
            b"true" => Object::Boolean(true),
            b"false" => Object::Boolean(false),
            _ => return Err(lexer.malformed()),
        },
        _ => return Err(lexer.malformed()),
    })
}

fn pairs(lexer: &Lexer<'_>, entries: Vec<Object>) -> Result<Dictionary, Error> {
    let mut dictionary = Dictionary::new();
    let mut entries = entries.into_iter();
    while let Some(key) = entries.next() {
        match (key, entries.next()) {
            (Object::Name(key), Some(value)) => dictionary.push(key, value),
            _ => return Err(lexer.malformed()),
        }
    }
    Ok(dictionary)
}

/// Turns the two integers before `R` into a reference.
fn reference(lexer: &Lexer<'_>, values: &mut Vec<Object>, start: usize) -> Result<(), Error> {
    if values.len() < start.saturating_add(2) {
        return Err(lexer.malformed());
    }
    let (generation, number) = (values.pop(), values.pop());
    let id = match (number, generation) {
        (Some(Object::Integer(number)), Some(Object::Integer(generation))) => id(number, generation),
        _ => None,
    };
    values.push(Object::Reference(id.ok_or_else(|| lexer.malformed())?));
    Ok(())
}

fn id(number: i64, generation: i64) -> Option<ObjectId> {
    Some(ObjectId { number: u32::try_from(number).ok()?, generation: u16::try_from(generation).ok()? })
}

/// Outside arrays and dictionaries, an integer may turn out to begin `12 0 R`.
fn outer_reference(lexer: &mut Lexer<'_>, object: Object) -> Result<Object, Error> {
    let Object::Integer(number) = object else { return Ok(object) };
    let after = lexer.position();
    if let Ok(Token::Integer(generation)) = lexer.token()
        && matches!(lexer.token(), Ok(Token::Keyword(word)) if word == b"R")
        && let Some(id) = id(number, generation)
    {
        return Ok(Object::Reference(id));
    }
    lexer.seek(after);
    Ok(Object::Integer(number))
}

/// Reads `N G obj … endobj`, or up to the first byte of a stream, and insists that it is `expected`.
pub(crate) fn indirect(
    lexer: &mut Lexer<'_>,
    expected: Option<ObjectId>,
) -> Result<(ObjectId, Indirect), Error> {
    let offset = lexer.position();
    let header = (lexer.token()?, lexer.token()?, lexer.token()?);
    let found = match header {
        (Token::Integer(number), Token::Integer(generation), Token::Keyword(word)) if word == b"obj" => {
            id(number, generation)
        }
        _ => None,
    };
    let found = match (found, expected) {
        (Some(found), None) => found,
        (Some(found), Some(expected)) if found == expected => found,
        (_, Some(id)) => return Err(Error::ObjectIsMisplaced { id, offset }),
        (None, None) => return Err(Error::SyntaxIsMalformed { offset }),
    };
    let first = lexer.token()?;
    if first == Token::Keyword(b"endobj".to_vec()) {
        // An empty object is null (§ 7.3.9 by common use).
        return Ok((found, Indirect::Value(Object::Null)));
    }
    let value = value_from(lexer, first)?;
    match (lexer.token()?, value) {
        (Token::Keyword(word), value) if word == b"endobj" => Ok((found, Indirect::Value(value))),
        (Token::Keyword(word), Object::Dictionary(dictionary)) if word == b"stream" => {
            // § 7.3.8.1: CR LF or LF; a lone CR is met in old files.
            let spaced = lexer.accept(b"\r\n")? || lexer.accept(b"\n")? || lexer.accept(b"\r")?;
            if !spaced {
                return Err(lexer.malformed());
            }
            Ok((found, Indirect::Stream { dictionary, data: lexer.position() }))
        }
        _ => Err(lexer.malformed()),
    }
}

/// Passes over `endstream` and `endobj` after a stream's last byte.
pub(crate) fn stream_end(lexer: &mut Lexer<'_>) -> Result<(), Error> {
    // The bytes may go on with `%`: up to `endstream` nothing is a comment.
    lexer.skip_blank()?;
    if !lexer.accept(b"endstream")? {
        return Err(lexer.malformed());
    }
    match lexer.token()? {
        Token::Keyword(word) if word == b"endobj" => Ok(()),
        _ => Err(lexer.malformed()),
    }
}

/// The spans of the values of the dictionary that begins where the lexer stands, in the order written.
pub(crate) fn value_spans(lexer: &mut Lexer<'_>) -> Result<Vec<(Name, Range<u64>)>, Error> {
    if lexer.token()? != Token::DictionaryOpen {
        return Err(lexer.malformed());
    }
    let mut spans = Vec::new();
    loop {
        match lexer.token()? {
            Token::DictionaryClose => return Ok(spans),
            Token::Name(key) => {
                lexer.skip_space()?;
                let start = lexer.position();
                value(lexer)?;
                spans.push((key, start..lexer.position()));
            }
            _ => return Err(lexer.malformed()),
        }
    }
}
