//! Objects and sources as values.

use paraph_pdf::{Appended, Dictionary, Name, Object, PdfString, Source};

#[test]
fn a_key_set_twice_keeps_its_place_and_the_last_value() {
    let dictionary = Dictionary::new().with("A", 1i64).with("B", 2i64).with("A", 3i64);
    let keys: Vec<&[u8]> = dictionary.iter().map(|(name, _)| name.as_bytes()).collect();
    assert_eq!(keys, [b"A", b"B"]);
    assert_eq!(dictionary.get(b"A"), Some(&Object::Integer(3)));
    assert!(dictionary.duplicates().is_empty());
}

#[test]
fn a_removed_key_is_gone_and_returned() {
    let mut dictionary = Dictionary::new().with("A", Name::from("X")).with("B", true);
    assert_eq!(dictionary.remove(b"A"), Some(Object::Name(Name::from("X"))));
    assert_eq!(dictionary.remove(b"A"), None);
    assert_eq!(dictionary.len(), 1);
}

#[test]
fn text_outside_ascii_survives_as_utf_16() {
    for text in ["plain", "Élodie Œuvré", "签名", "𝄞", ""] {
        assert_eq!(PdfString::text(text).to_text(), text);
    }
    assert_eq!(PdfString::text("é").bytes, [0xFE, 0xFF, 0, 0xE9]);
    assert_eq!(PdfString::literal(*b"\xEF\xBB\xBF\xC3\xA9").to_text(), "é");
    assert_eq!(PdfString::literal(*b"\xE9").to_text(), "é");
}

#[test]
fn an_appended_source_reads_across_its_seam() {
    let source = Appended { base: b"hello ".as_slice(), tail: b"world".to_vec() };
    assert_eq!(source.len(), 11);
    let mut all = Vec::new();
    let mut buffer = [0u8; 4];
    loop {
        let count = source.read_at(all.len() as u64, &mut buffer).unwrap();
        if count == 0 {
            break;
        }
        all.extend_from_slice(&buffer[..count]);
    }
    assert_eq!(all, b"hello world");
    assert_eq!(source.read_at(u64::MAX, &mut buffer).unwrap(), 0);
}

#[test]
fn a_file_is_read_at_any_offset() {
    use std::io::Write;
    let mut file = tempfile::tempfile().unwrap();
    file.write_all(b"0123456789").unwrap();
    let mut buffer = [0u8; 3];
    assert_eq!(Source::len(&file), 10);
    assert_eq!(Source::read_at(&file, 7, &mut buffer).unwrap(), 3);
    assert_eq!(&buffer, b"789");
    assert_eq!(Source::read_at(&file, 10, &mut buffer).unwrap(), 0);
}
