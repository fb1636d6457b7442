//! Object streams (ISO 32000-2 § 7.5.7): many objects compressed together.

use crate::error::Error;
use crate::lexer::{Lexer, Token};
use crate::limits;
use crate::object::{Dictionary, Object, ObjectId};
use crate::parser;

/// A decoded object stream and the places of its objects.
pub(crate) struct ObjectStream {
    id: ObjectId,
    /// Its length where another object states it, and which: as of another revision it may be another.
    length: Option<(ObjectId, u64)>,
    data: Vec<u8>,
    /// Object number and offset in `data`, in the order stored.
    places: Vec<(u32, u64)>,
}

impl ObjectStream {
    pub(crate) fn new(
        id: ObjectId,
        dictionary: &Dictionary,
        length: u64,
        data: Vec<u8>,
    ) -> Result<Self, Error> {
        let malformed = || Error::ObjectStreamIsMalformed { id };
        if !dictionary.has_name(b"Type", b"ObjStm") {
            return Err(malformed());
        }
        let number =
            |key: &[u8]| dictionary.get(key).and_then(Object::as_integer).and_then(|n| u64::try_from(n).ok());
        let (count, first) = number(b"N").zip(number(b"First")).ok_or_else(malformed)?;
        if count > limits::VALUES_MAX as u64 {
            return Err(Error::LimitIsExceeded { what: "objects in one object stream" });
        }
        let mut places = Vec::new();
        let mut lexer = Lexer::new(&data, 0, first);
        for _ in 0..count {
            let (Token::Integer(number), Token::Integer(offset)) = (lexer.token()?, lexer.token()?) else {
                return Err(malformed());
            };
            let place = u32::try_from(number).ok().zip(u64::try_from(offset).ok());
            let (number, offset) = place.ok_or_else(malformed)?;
            places.push((number, first.checked_add(offset).ok_or_else(malformed)?));
        }
        let length = dictionary.get(b"Length").and_then(Object::as_reference).map(|by| (by, length));
        Ok(Self { id, length, data, places })
    }

    /// The object stream's own number.
    pub(crate) fn id(&self) -> ObjectId {
        self.id
    }

    /// The object that states its length, and what it stated when the stream was read.
    pub(crate) fn length(&self) -> Option<(ObjectId, u64)> {
        self.length
    }

    /// The object stored at `index`, which must have this number.
    pub(crate) fn object(&self, index: u32, number: u32) -> Result<Object, Error> {
        let place = usize::try_from(index).ok().and_then(|index| self.places.get(index));
        match place {
            Some((found, offset)) if *found == number => {
                parser::value(&mut Lexer::new(&self.data, *offset, self.data.len() as u64))
            }
            _ => Err(Error::ObjectStreamIsMalformed { id: self.id }),
        }
    }
}
