//! Small things over the DER codec: bounded decoding, re-wrapping, times, and the BER normaliser.

use der::asn1::AnyRef;
use der::{Decode, Encode, Reader, SliceReader, Tag, Tagged};

use crate::Error;
use crate::limits::ASN1_BYTES_MAX;

pub(crate) mod normalise;
pub(crate) mod time;

/// Decodes a whole value; trailing bytes are an error.
pub(crate) fn decode<'a, T>(bytes: &'a [u8], structure: &'static str) -> Result<T, Error>
where
    T: Decode<'a, Error = der::Error>,
{
    if bytes.len() > ASN1_BYTES_MAX {
        return Err(Error::BeyondLimits { structure });
    }
    T::from_der(bytes).map_err(Error::malformed(structure))
}

/// The content of exactly one SEQUENCE.
pub(crate) fn sequence<'a>(bytes: &'a [u8], structure: &'static str) -> Result<&'a [u8], Error> {
    let any: AnyRef<'a> = decode(bytes, structure)?;
    if any.tag() == Tag::Sequence { Ok(any.value()) } else { Err(Error::Malformed { structure }) }
}

/// Encodes a value of ours.
pub(crate) fn encode(value: &impl Encode, structure: &'static str) -> Result<Vec<u8>, Error> {
    value.to_der().map_err(Error::malformed(structure))
}

/// Puts bytes that are already DER inside one more tag.
pub(crate) fn wrap(tag: Tag, parts: &[&[u8]]) -> Result<Vec<u8>, Error> {
    let content = parts.concat();
    let malformed = Error::malformed("DER value");
    AnyRef::new(tag, &content).and_then(|any| any.to_der()).map_err(malformed)
}

/// The elements directly inside a constructed value's content, each with its own bytes.
pub(crate) fn elements<'a>(
    content: &'a [u8],
    count_max: usize,
    structure: &'static str,
) -> Result<Vec<&'a [u8]>, Error> {
    let malformed = Error::malformed(structure);
    let mut reader = SliceReader::new(content).map_err(&malformed)?;
    let mut elements = Vec::new();
    while !reader.is_finished() {
        if elements.len() == count_max {
            return Err(Error::BeyondLimits { structure });
        }
        elements.push(reader.tlv_bytes().map_err(&malformed)?);
    }
    Ok(elements)
}

/// Context-specific constructed tag, as explicit tagging uses it.
pub(crate) fn context(number: u32) -> Tag {
    Tag::ContextSpecific { constructed: true, number: der::TagNumber(number) }
}

/// An ENUMERATED of one byte.
pub(crate) fn enumerated(value: u8) -> Result<Vec<u8>, Error> {
    wrap(Tag::Enumerated, &[&[value]])
}
