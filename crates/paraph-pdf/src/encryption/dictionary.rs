//! The encryption dictionary (ISO 32000-2 § 7.6.2, table 20; § 7.6.4, table 21; § 7.6.5, table 25). It is not encrypted and
//! anybody may have written it: every length is checked, and what is not known is refused by name.

use super::facts::Method;
use crate::error::Error;
use crate::limits;
use crate::object::{Dictionary, Name, Object};

/// Bytes of `/O` and `/U` that count up to revision 4.
const VERIFIER_LEN: usize = 32;
/// The same from revision 5 on: a hash and two salts.
const SALTED_VERIFIER_LEN: usize = 48;

/// What an encryption dictionary says.
pub(super) struct Settings {
    pub(super) version: u8,
    pub(super) revision: u8,
    /// Length of the file's key, in bytes.
    pub(super) key_len: usize,
    /// `/O` and `/U`, as many bytes as count.
    pub(super) owner: Vec<u8>,
    pub(super) user: Vec<u8>,
    pub(super) permissions: i32,
    pub(super) encrypts_metadata: bool,
    pub(super) filters: Filters,
    /// From revision 5 on.
    pub(super) wrapped: Option<Wrapped>,
    /// Whether the document is to carry a message authentication code (ISO/TS 32004: `/KDFSalt`).
    pub(super) is_authenticated: bool,
}

/// The key as each password gives it, and the permissions under that key (table 21).
pub(super) struct Wrapped {
    pub(super) owner_key: Vec<u8>,
    pub(super) user_key: Vec<u8>,
    pub(super) permissions: Vec<u8>,
}

/// What is encrypted with what.
pub(super) struct Filters {
    pub(super) strings: Method,
    pub(super) streams: Method,
    pub(super) attachments: Method,
    named: Vec<(Name, Method)>,
}

impl Filters {
    /// The method of a crypt filter that a stream names itself. `/Identity` is always there (table 26).
    pub(super) fn find(&self, name: &[u8]) -> Option<Method> {
        if name == b"Identity" {
            return Some(Method::Clear);
        }
        self.named.iter().find(|(known, _)| known.as_bytes() == name).map(|(_, method)| *method)
    }

    /// Whether strings, streams or attachments are not encrypted by default.
    pub(super) fn leave_parts_clear(&self) -> bool {
        [self.strings, self.streams, self.attachments].contains(&Method::Clear)
    }
}

impl Settings {
    /// Reads the dictionary.
    pub(super) fn read(dictionary: &Dictionary) -> Result<Self, Error> {
        check_handler(dictionary)?;
        let version = number(dictionary, b"V").ok_or(malformed("/V"))?;
        let revision = number(dictionary, b"R").ok_or(malformed("/R"))?;
        let known = match version {
            1 => matches!(revision, 2 | 3),
            2 => revision == 3,
            4 => revision == 4,
            5 => matches!(revision, 5 | 6),
            _ => false,
        };
        if !known {
            return Err(Error::EncryptionIsUnsupported { what: "its version and revision are not known" });
        }
        let stated = stated_length(dictionary)?;
        let filters = match version {
            4 | 5 => filters(dictionary, version)?,
            _ => Filters::all(Method::Rc4),
        };
        let key_len = match version {
            1 => 5,
            2 => stated.unwrap_or(5),
            4 if filters.streams == Method::Rc4 && filters.strings == Method::Rc4 => stated.unwrap_or(16),
            4 => 16,
            _ => 32,
        };
        if version < 5 && key_len > 16 {
            return Err(malformed("/Length"));
        }
        let encrypts_metadata = version < 4 || boolean(dictionary, b"EncryptMetadata")?.unwrap_or(true);
        let length = if version == 5 { SALTED_VERIFIER_LEN } else { VERIFIER_LEN };
        Ok(Self {
            version,
            revision,
            key_len,
            owner: verifier(dictionary, b"O", length).ok_or(malformed("/O"))?,
            user: verifier(dictionary, b"U", length).ok_or(malformed("/U"))?,
            permissions: permissions(dictionary)?,
            encrypts_metadata,
            filters,
            wrapped: (version == 5).then(|| Wrapped::read(dictionary)).transpose()?,
            is_authenticated: dictionary.contains(b"KDFSalt"),
        })
    }
}

impl Wrapped {
    fn read(dictionary: &Dictionary) -> Result<Self, Error> {
        Ok(Self {
            owner_key: string(dictionary, b"OE", 32).ok_or(malformed("/OE"))?,
            user_key: string(dictionary, b"UE", 32).ok_or(malformed("/UE"))?,
            permissions: string(dictionary, b"Perms", 16).ok_or(malformed("/Perms"))?,
        })
    }
}

impl Filters {
    fn all(method: Method) -> Self {
        Self { strings: method, streams: method, attachments: method, named: Vec::new() }
    }
}

fn malformed(what: &'static str) -> Error {
    Error::EncryptionIsMalformed { what }
}

/// Only the standard handler, and only a dictionary that every reader reads alike.
fn check_handler(dictionary: &Dictionary) -> Result<(), Error> {
    if !dictionary.duplicates().is_empty() {
        return Err(malformed("a key written twice"));
    }
    match dictionary.get(b"Filter").and_then(Object::as_name).map(Name::as_bytes) {
        Some(b"Standard") => Ok(()),
        Some(b"Adobe.PubSec" | b"AdobePPKLite" | b"Adobe.PPKLite") => Err(Error::EncryptionIsForCertificates),
        Some(_) => Err(Error::EncryptionIsUnsupported { what: "its security handler is not known" }),
        None => Err(malformed("/Filter")),
    }
}

fn number(dictionary: &Dictionary, key: &[u8]) -> Option<u8> {
    u8::try_from(dictionary.get(key)?.as_integer()?).ok()
}

fn boolean(dictionary: &Dictionary, key: &'static [u8]) -> Result<Option<bool>, Error> {
    match dictionary.get(key) {
        None | Some(Object::Null) => Ok(None),
        Some(value) => value.as_boolean().map(Some).ok_or(malformed("/EncryptMetadata")),
    }
}

/// `/Length` in bytes; in bits it is a multiple of 8, from 40 up (table 20).
fn stated_length(dictionary: &Dictionary) -> Result<Option<usize>, Error> {
    let Some(value) = dictionary.get(b"Length") else { return Ok(None) };
    let bits = value.as_integer().and_then(|bits| usize::try_from(bits).ok());
    let bits = bits.filter(|bits| bits % 8 == 0 && (40..=256).contains(bits));
    Ok(Some(bits.ok_or(malformed("/Length"))? / 8))
}

/// 32 bits, by some written as if they had no sign.
fn permissions(dictionary: &Dictionary) -> Result<i32, Error> {
    let bits = dictionary.get(b"P").and_then(Object::as_integer).ok_or(malformed("/P"))?;
    let signed = i32::try_from(bits).ok();
    signed.or_else(|| u32::try_from(bits).ok().map(u32::cast_signed)).ok_or(malformed("/P"))
}

/// A string of exactly this length.
fn string(dictionary: &Dictionary, key: &[u8], length: usize) -> Option<Vec<u8>> {
    let bytes = &dictionary.get(key)?.as_string()?.bytes;
    (bytes.len() == length).then(|| bytes.clone())
}

/// A string of this length; what some writers fill it up with does not count.
fn verifier(dictionary: &Dictionary, key: &[u8], length: usize) -> Option<Vec<u8>> {
    let bytes = &dictionary.get(key)?.as_string()?.bytes;
    let (counts, filling) = bytes.split_at_checked(length)?;
    let is_filling = bytes.len() <= limits::VERIFIER_BYTES_MAX && filling.iter().all(|byte| *byte == 0);
    is_filling.then(|| counts.to_vec())
}

/// § 7.6.5: `/CF`, and which of its filters is for what. A method that goes with another version is refused: to mix them
/// is an attack, not a format.
fn filters(dictionary: &Dictionary, version: u8) -> Result<Filters, Error> {
    let none = Dictionary::new();
    let defined = match dictionary.get(b"CF") {
        None => &none,
        Some(Object::Dictionary(defined)) => defined,
        Some(_) => return Err(malformed("/CF")),
    };
    if defined.len() > limits::CRYPT_FILTERS_MAX {
        return Err(Error::LimitIsExceeded { what: "crypt filters" });
    }
    if !defined.duplicates().is_empty() || defined.contains(b"Identity") {
        return Err(malformed("/CF"));
    }
    let mut named = Vec::new();
    for (name, filter) in defined.iter() {
        named.push((name.clone(), method(filter, version)?));
    }
    let mut filters = Filters { named, ..Filters::all(Method::Clear) };
    let chosen = |key: &[u8], default: Method| match dictionary.get(key) {
        None | Some(Object::Null) => Ok(default),
        Some(Object::Name(name)) => filters.find(name.as_bytes()).ok_or(UNKNOWN_FILTER),
        Some(_) => Err(malformed("a crypt filter's name")),
    };
    let streams = chosen(b"StmF", Method::Clear)?;
    let strings = chosen(b"StrF", Method::Clear)?;
    let attachments = chosen(b"EFF", streams)?;
    (filters.strings, filters.streams, filters.attachments) = (strings, streams, attachments);
    Ok(filters)
}

/// A crypt filter that nobody defined, or of a kind that is not known.
pub(super) const UNKNOWN_FILTER: Error =
    Error::EncryptionIsUnsupported { what: "one of its crypt filters is not known" };

fn method(filter: &Object, version: u8) -> Result<Method, Error> {
    let Object::Dictionary(filter) = filter else { return Err(malformed("a crypt filter")) };
    if !filter.duplicates().is_empty() {
        return Err(malformed("a crypt filter"));
    }
    match (version, filter.get(b"CFM").and_then(Object::as_name).map(Name::as_bytes)) {
        (4, Some(b"V2")) => Ok(Method::Rc4),
        (4, Some(b"AESV2")) => Ok(Method::Aes128),
        (5, Some(b"AESV3")) => Ok(Method::Aes256),
        _ => Err(UNKNOWN_FILTER),
    }
}
