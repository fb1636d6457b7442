//! What an encrypted document leaves in the clear is told: anybody could have put it there (the "PDFex" attacks).

use paraph_pdf::{Dictionary, EncryptionFinding, Error, Name, Object, ObjectId, PdfString, Stream, Update};

use super::{base, dictionary, unlock, written};
use crate::locked::{AES_256, Keys, LOCKS, Lock};
use crate::maker::Maker;

const KEYS: Keys<'_> = Keys { user: "reader", owner: "writer" };

/// A small file encrypted with `lock`, with object 9 written as it is given, by somebody without the key.
fn with_object(lock: &Lock, make: impl FnOnce(Maker) -> Maker) -> Option<Vec<u8>> {
    let (encryption, id) = dictionary(&lock.close(&base(), KEYS, &[])?, "reader");
    let mut encryption = encryption;
    for key in [b"O".as_slice(), b"U", b"OE", b"UE", b"Perms"] {
        if let Some(string) = encryption.get(key).and_then(Object::as_string).cloned() {
            encryption.insert(Name(key.to_vec()), PdfString::hexadecimal(string.bytes));
        }
    }
    let text = written(&encryption.into());
    Some(make(Maker::small()).table(&format!("/ID {id} /Encrypt {text}")).bytes)
}

fn findings(bytes: &[u8]) -> Vec<EncryptionFinding> {
    unlock(bytes, "reader").unwrap().encryption_findings()
}

fn clear(number: u32) -> Vec<EncryptionFinding> {
    vec![EncryptionFinding::ObjectsAreClear { objects: vec![ObjectId::new(number)] }]
}

fn aes() -> impl Iterator<Item = &'static Lock> {
    LOCKS.iter().filter(|lock| lock.name.starts_with("AES"))
}

#[test]
fn a_string_in_the_clear_is_told_and_not_read() {
    for lock in aes() {
        for body in
            ["(in the clear)", "<< /URI (http://attacker.example/) >>", "[[<00>]]", "(sixteen letters.)"]
        {
            let Some(bytes) = with_object(lock, |maker| maker.object(9, body)) else { return };
            assert_eq!(findings(&bytes), clear(9), "{}: {body}", lock.name);
            let read = unlock(&bytes, "reader").unwrap().current().object(ObjectId::new(9));
            assert!(matches!(read, Err(Error::EncryptedDataAreMalformed { .. })), "{}: {read:?}", lock.name);
        }
        // Nothing, and what is no string, hides nothing.
        for body in ["()", "<< /A /B /C [1 2 3] >>", "<<>>"] {
            let Some(bytes) = with_object(lock, |maker| maker.object(9, body)) else { return };
            assert_eq!(findings(&bytes), [], "{}: {body}", lock.name);
        }
    }
}

#[test]
fn a_stream_in_the_clear_is_told_and_not_read() {
    for lock in aes() {
        for data in [b"0 0 m".as_slice(), &[b'x'; 16], &[b'x'; 64], &[b'x'; 65]] {
            let Some(bytes) = with_object(lock, |maker| maker.stream(9, "", data)) else { return };
            assert_eq!(findings(&bytes), clear(9), "{}: {}", lock.name, data.len());
            let document = unlock(&bytes, "reader").unwrap();
            let stream = document.current().object(ObjectId::new(9)).unwrap();
            assert!(document.current().raw(stream.as_stream().unwrap()).is_err());
        }
    }
}

#[test]
fn a_stream_that_asks_to_be_left_clear_is_told() {
    for lock in LOCKS.iter().filter(|lock| lock.version.0 >= 4) {
        for entries in [
            "/Filter /Crypt",
            "/Filter [/Crypt]",
            "/Filter /Crypt /DecodeParms << /Name /Identity >>",
            "/Filter [/Crypt] /DecodeParms [<< /Name /Identity >>]",
            "/Type /XRef /W [1 1 1]",
        ] {
            let Some(bytes) = with_object(lock, |maker| maker.stream(9, entries, b"in the clear")) else {
                return;
            };
            assert_eq!(findings(&bytes), clear(9), "{}: {entries}", lock.name);
            let document = unlock(&bytes, "reader").unwrap();
            let stream = document.current().object(ObjectId::new(9)).unwrap();
            assert_eq!(document.current().decode(stream.as_stream().unwrap()).unwrap(), b"in the clear");
        }
        // A filter that nobody defined is no filter.
        let other = "/Filter /Crypt /DecodeParms << /Name /Other >>";
        let bytes = with_object(lock, |maker| maker.stream(9, other, b"in the clear")).unwrap();
        let document = unlock(&bytes, "reader").unwrap();
        let stream = document.current().object(ObjectId::new(9)).unwrap();
        let read = document.current().decode(stream.as_stream().unwrap());
        assert!(matches!(read, Err(Error::EncryptionIsUnsupported { .. })), "{read:?}");
    }
}

#[test]
fn content_that_passes_for_a_description_is_told() {
    for lock in LOCKS.iter().filter(|lock| lock.name.contains("clear metadata")) {
        let Some(bytes) = with_object(lock, |maker| maker.stream(9, "/Type /Metadata", b"0 0 m")) else {
            return;
        };
        assert_eq!(findings(&bytes), clear(9), "{}", lock.name);
        let whole =
            with_object(lock, |maker| maker.stream(9, "/Type /Metadata /Subtype /XML", b"<x/>")).unwrap();
        assert_eq!(findings(&whole), [], "{}", lock.name);
    }
}

#[test]
fn an_annotation_that_passes_for_a_signature_is_told() {
    for lock in aes() {
        let body = "<< /Type /Annot /Subtype /Text /ByteRange [0 1 2 3] /Contents (in the clear) >>";
        let Some(bytes) = with_object(lock, |maker| maker.object(9, body)) else { return };
        assert_eq!(findings(&bytes), clear(9), "{}", lock.name);
        let signature = "<< /Type /Sig /ByteRange [0 1 2 3] /Contents <00> >>";
        let bytes = with_object(lock, |maker| maker.object(9, signature)).unwrap();
        assert_eq!(findings(&bytes), [], "{}", lock.name);
    }
}

#[test]
fn parts_that_the_dictionary_leaves_clear_are_told() {
    for lock in LOCKS.iter().filter(|lock| lock.version.0 >= 4) {
        let Some(good) = lock.close(&base(), KEYS, &[]) else { return };
        for key in ["StmF", "StrF", "EFF"] {
            let (encryption, id) = dictionary(&good, "reader");
            let encryption = encryption.with(key, Name::from("Identity"));
            let mut out = Vec::new();
            paraph_pdf::serialize::value(&encryption.into(), &mut out).unwrap();
            let trailer = [format!("/ID {id} /Encrypt ").into_bytes(), out].concat();
            let bytes = table(Maker::small(), &trailer);
            assert_eq!(findings(&bytes), [EncryptionFinding::PartsAreClear], "{}: {key}", lock.name);
        }
    }
}

/// As [`Maker::table`], for a trailer that is no text.
fn table(maker: Maker, trailer: &[u8]) -> Vec<u8> {
    let bytes = maker.table("/Here 1").bytes;
    let at = bytes.windows(7).position(|part| part == b"/Here 1").unwrap();
    [&bytes[..at], trailer, &bytes[at + 7..]].concat()
}

#[test]
fn no_more_objects_are_named_than_the_limit() {
    let many = |mut maker: Maker| {
        for number in 10..80 {
            maker = maker.object(number, "(in the clear)");
        }
        maker
    };
    let Some(bytes) = with_object(AES_256, many) else { return };
    let found = findings(&bytes);
    let [EncryptionFinding::ObjectsAreClear { objects }] = found.as_slice() else { panic!("{found:?}") };
    assert_eq!(objects.len(), paraph_pdf::limits::CLEAR_OBJECTS_MAX);
}

#[test]
fn an_object_in_the_clear_is_told_of_every_revision() {
    let Some(bytes) = AES_256.close(&base(), KEYS, &["--object-streams=disable"]) else { return };
    let document = unlock(&bytes, "reader").unwrap();
    let mut update = Update::new(&document).unwrap();
    update.add(Stream::new(Dictionary::new().with("Filter", Name::from("Crypt")), *b"in the clear")).unwrap();
    let tail = update.finish(&[1]).unwrap().bytes;
    assert!(
        tail.windows(12).any(|part| part == b"in the clear"),
        "a stream that asks for it is written clear"
    );
    let whole = [bytes, tail].concat();
    let found = findings(&whole);
    assert!(
        matches!(found.as_slice(), [EncryptionFinding::ObjectsAreClear { objects }] if objects.len() == 1)
    );
}

#[test]
fn a_document_with_an_authentication_code_is_read_with_a_word_and_not_appended_to() {
    let Some(good) = AES_256.close(&base(), KEYS, &[]) else { return };
    let (encryption, id) = dictionary(&good, "reader");
    let encryption = encryption.with("KDFSalt", PdfString::hexadecimal([7; 32]));
    let mut out = Vec::new();
    paraph_pdf::serialize::value(&encryption.into(), &mut out).unwrap();
    let bytes = table(Maker::small(), &[format!("/ID {id} /Encrypt ").into_bytes(), out].concat());
    let document = unlock(&bytes, "reader").unwrap();
    assert_eq!(document.encryption_findings(), [EncryptionFinding::AuthenticationCodeIsNotChecked]);
    assert!(matches!(Update::new(&document).map(drop), Err(Error::DocumentIsAuthenticated)));
}
