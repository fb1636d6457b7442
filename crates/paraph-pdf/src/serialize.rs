//! Objects as bytes (ISO 32000-2 § 7.3): what the append-only writer puts behind a document.
//! Numbers and strings keep their value exactly, so an object that is read, changed and written loses nothing.

use std::ops::Range;

use crate::error::Error;
use crate::limits;
use crate::object::{Dictionary, Name, Object, ObjectId, PdfString, Stream, StreamData};

/// The keys of a dictionary just written, and where in the output the bytes of their values are.
pub type WrittenValues = Vec<(Name, Range<usize>)>;

/// Appends a direct object to `out`.
///
/// # Errors
/// If a number is not finite, nesting is deeper than [`limits::DEPTH_MAX`], or a stream stands where only
/// direct objects may (§ 7.3.8: streams are indirect).
pub fn value(object: &Object, out: &mut Vec<u8>) -> Result<(), Error> {
    nested(object, limits::DEPTH_MAX, out)
}

/// Appends `N G obj … endobj` to `out`. For a dictionary or stream the places of its values are returned.
///
/// # Errors
/// As [`value`]; also if the bytes of a stream are not at hand.
pub fn indirect(id: ObjectId, object: &Object, out: &mut Vec<u8>) -> Result<WrittenValues, Error> {
    out.extend_from_slice(format!("{} {} obj\n", id.number, id.generation).as_bytes());
    let written = match object {
        Object::Dictionary(entries) => dictionary(entries, limits::DEPTH_MAX, out)?,
        Object::Stream(content) => stream(content, out)?,
        other => {
            value(other, out)?;
            WrittenValues::new()
        }
    };
    out.extend_from_slice(b"\nendobj\n");
    Ok(written)
}

fn nested(object: &Object, depth: usize, out: &mut Vec<u8>) -> Result<(), Error> {
    let inner = depth.checked_sub(1).ok_or(Error::LimitIsExceeded { what: "nesting" })?;
    match object {
        Object::Null => out.extend_from_slice(b"null"),
        Object::Boolean(true) => out.extend_from_slice(b"true"),
        Object::Boolean(false) => out.extend_from_slice(b"false"),
        Object::Integer(number) => out.extend_from_slice(number.to_string().as_bytes()),
        Object::Real(number) => real(*number, out)?,
        Object::String(text) => string(text, out),
        Object::Name(bytes) => name(bytes, out),
        Object::Array(items) => {
            out.push(b'[');
            for (index, item) in items.iter().enumerate() {
                if index > 0 {
                    out.push(b' ');
                }
                nested(item, inner, out)?;
            }
            out.push(b']');
        }
        Object::Dictionary(entries) => {
            dictionary(entries, inner, out)?;
        }
        Object::Stream(_) => {
            return Err(Error::StructureIsMalformed { what: "a stream within another object" });
        }
        Object::Reference(id) => out.extend_from_slice(id.to_string().as_bytes()),
    }
    Ok(())
}

fn dictionary(entries: &Dictionary, depth: usize, out: &mut Vec<u8>) -> Result<WrittenValues, Error> {
    let mut written = WrittenValues::new();
    out.extend_from_slice(b"<<");
    for (key, entry) in entries.iter() {
        name(key, out);
        out.push(b' ');
        let start = out.len();
        nested(entry, depth, out)?;
        written.push((key.clone(), start..out.len()));
    }
    out.extend_from_slice(b">>");
    Ok(written)
}

fn stream(content: &Stream, out: &mut Vec<u8>) -> Result<WrittenValues, Error> {
    let StreamData::Bytes(bytes) = &content.data else {
        return Err(Error::StructureIsMalformed { what: "a stream whose bytes are not at hand" });
    };
    let length = i64::try_from(bytes.len()).map_err(|_| Error::LimitIsExceeded { what: "stream length" })?;
    let entries = content.dictionary.clone().with(b"Length", length);
    let written = dictionary(&entries, limits::DEPTH_MAX, out)?;
    out.extend_from_slice(b"\nstream\n");
    out.extend_from_slice(bytes);
    out.extend_from_slice(b"\nendstream");
    Ok(written)
}

/// The shortest decimal that reads back as the same number; PDF knows no exponents (§ 7.3.3).
fn real(number: f64, out: &mut Vec<u8>) -> Result<(), Error> {
    if !number.is_finite() {
        return Err(Error::StructureIsMalformed { what: "a number" });
    }
    let digits = number.to_string();
    out.extend_from_slice(digits.as_bytes());
    if !digits.contains('.') {
        // A real stays a real: readers may care, and so does a comparison of revisions.
        out.extend_from_slice(b".0");
    }
    Ok(())
}

fn string(text: &PdfString, out: &mut Vec<u8>) {
    if text.hex {
        out.push(b'<');
        for byte in &text.bytes {
            hexadecimal(*byte, out);
        }
        out.push(b'>');
        return;
    }
    out.push(b'(');
    for byte in &text.bytes {
        match byte {
            b'(' | b')' | b'\\' => out.extend_from_slice(&[b'\\', *byte]),
            // § 7.3.4.2: a bare carriage return would be read as a line feed.
            b'\r' => out.extend_from_slice(b"\\r"),
            _ => out.push(*byte),
        }
    }
    out.push(b')');
}

fn name(bytes: &Name, out: &mut Vec<u8>) {
    out.push(b'/');
    for byte in bytes.as_bytes() {
        let delimiter = b"()<>[]{}/%#".contains(byte);
        if byte.is_ascii_graphic() && !delimiter {
            out.push(*byte);
        } else {
            out.push(b'#');
            hexadecimal(*byte, out);
        }
    }
}

fn hexadecimal(byte: u8, out: &mut Vec<u8>) {
    for digit in [byte >> 4, byte & 15] {
        out.push(if digit < 10 { b'0' + digit } else { b'A' + digit - 10 });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(object: impl Into<Object>) -> String {
        let mut out = Vec::new();
        value(&object.into(), &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn numbers_are_written_without_exponents_and_read_back_the_same() {
        assert_eq!(written(0.1), "0.1");
        assert_eq!(written(5.0), "5.0");
        assert_eq!(written(-0.000_001_25), "-0.00000125");
        assert_eq!(written(i64::MIN), "-9223372036854775808");
        for number in [1e-12, 123_456_789.123_456, 1e30, f64::MIN_POSITIVE] {
            assert_eq!(written(number).parse::<f64>().unwrap().to_bits(), number.to_bits());
        }
    }

    #[test]
    fn a_number_that_is_none_is_refused() {
        for number in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
            assert!(value(&Object::Real(number), &mut Vec::new()).is_err());
        }
    }

    #[test]
    fn names_escape_what_would_end_them() {
        assert_eq!(
            written(Name::from("A;Name_With-Various***Characters?")),
            "/A;Name_With-Various***Characters?"
        );
        assert_eq!(written(Name::from("a b#/(\u{e9}")), "/a#20b#23#2F#28#C3#A9");
        assert_eq!(written(Name::from("")), "/");
    }

    #[test]
    fn strings_escape_what_would_end_them() {
        assert_eq!(written(PdfString::literal(*b"a(b)\\c\rd\ne")), "(a\\(b\\)\\\\c\\rd\ne)");
        assert_eq!(written(PdfString::hexadecimal([0x00, 0xFE, 0x9A])), "<00FE9A>");
    }

    #[test]
    fn containers_nest_and_separate_their_items() {
        let inner = Dictionary::new().with("A", true).with("B", Object::Null);
        let items = vec![Object::Integer(1), ObjectId::new(3).into(), Name::from("N").into(), inner.into()];
        assert_eq!(written(items), "[1 3 0 R /N <</A true/B null>>]");
    }

    #[test]
    fn the_places_of_values_are_told() {
        let entries = Dictionary::new().with("Size", 12i64).with("Contents", PdfString::hexadecimal([0; 4]));
        let mut out = b"before".to_vec();
        let places = indirect(ObjectId::new(7), &entries.into(), &mut out).unwrap();
        let told: Vec<&[u8]> = places.iter().map(|(_, place)| &out[place.clone()]).collect();
        assert_eq!(told, [b"12".as_slice(), b"<00000000>"]);
        assert!(out.ends_with(b"7 0 obj\n<</Size 12/Contents <00000000>>>\nendobj\n"));
    }

    #[test]
    fn a_stream_is_written_with_its_true_length() {
        let stream =
            Stream::new(Dictionary::new().with("Length", 999i64).with("Type", Name::from("X")), *b"abc");
        let mut out = Vec::new();
        indirect(ObjectId::new(1), &stream.into(), &mut out).unwrap();
        assert_eq!(out, b"1 0 obj\n<</Length 3/Type /X>>\nstream\nabc\nendstream\nendobj\n");
    }

    #[test]
    fn a_stream_inside_an_object_and_bottomless_nesting_are_refused() {
        let stream = Object::from(Stream::new(Dictionary::new(), *b""));
        assert!(value(&vec![stream].into(), &mut Vec::new()).is_err());
        let mut deep = Object::Null;
        for _ in 0..limits::DEPTH_MAX {
            deep = vec![deep].into();
        }
        assert!(value(&deep, &mut Vec::new()).is_err());
    }
}
