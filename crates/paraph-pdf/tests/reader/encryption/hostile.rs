//! The encryption dictionary is written by whoever likes: one file for each way to be bad.

use std::time::{Duration, Instant};

use paraph_pdf::{Dictionary, EncryptionFinding, Error, Name, Object, ObjectId, PdfString};

use super::{base, dictionary, error, unlock, written};
use crate::locked::{AES_256, Keys, LOCKS, Lock};
use crate::maker::Maker;

const KEYS: Keys<'_> = Keys { user: "reader", owner: "writer" };

/// A small file that is encrypted as `change` leaves the dictionary of a good one. It has no string and no stream.
fn changed(lock: &Lock, change: impl FnOnce(&mut Dictionary)) -> Option<Vec<u8>> {
    let (mut encryption, id) = good(lock)?;
    change(&mut encryption);
    let encryption = written(&encryption.into());
    Some(Maker::small().table(&format!("/ID {id} /Encrypt {encryption}")).bytes)
}

fn good(lock: &Lock) -> Option<(Dictionary, String)> {
    let bytes = lock.close(&base(), KEYS, &[])?;
    let (mut encryption, id) = dictionary(&bytes, "reader");
    for key in [b"O".as_slice(), b"U", b"OE", b"UE", b"Perms"] {
        if let Some(string) = encryption.get(key).and_then(Object::as_string).cloned() {
            encryption.insert(Name(key.to_vec()), PdfString::hexadecimal(string.bytes));
        }
    }
    Some((encryption, id))
}

fn said(lock: &Lock, change: impl FnOnce(&mut Dictionary)) -> String {
    changed(lock, change).map(|bytes| error(&bytes, "reader").to_string()).unwrap_or_default()
}

fn check(lock: &Lock, key: &str, value: impl Into<Object>, wanted: &str) {
    let value = value.into();
    let shown = format!("{}: {key} {value:?}", lock.name);
    let said = said(lock, |dictionary| dictionary.insert(key, value));
    assert!(said.contains(wanted) || said.is_empty(), "{shown}: {said}");
}

fn name(name: &str) -> Object {
    Name::from(name).into()
}

fn bytes(length: usize) -> Object {
    PdfString::hexadecimal(vec![7; length]).into()
}

#[test]
fn the_good_one_is_good() {
    for lock in &LOCKS {
        let Some(bytes) = changed(lock, |_| ()) else { return };
        assert!(unlock(&bytes, "reader").is_ok(), "{}", lock.name);
    }
}

#[test]
fn what_is_required_is_required() {
    for lock in &LOCKS {
        let later: &[&str] = if lock.version.0 == 5 { &["OE", "UE", "Perms"] } else { &[] };
        for key in ["Filter", "V", "R", "O", "U", "P"].iter().chain(later) {
            let said = said(lock, |dictionary| drop(dictionary.remove(key.as_bytes())));
            assert!(said.contains(&format!("malformed: /{key}")) || said.is_empty(), "{}: {said}", lock.name);
        }
    }
}

#[test]
fn verifiers_of_another_length_are_refused() {
    for lock in &LOCKS {
        let counts = if lock.version.0 == 5 { 48 } else { 32 };
        for key in ["O", "U"] {
            for length in [0, 1, 16, counts - 1, 128, 1_000] {
                check(lock, key, bytes(length), &format!("malformed: /{key}"));
            }
            check(lock, key, bytes(counts + 1), &format!("malformed: /{key}"));
            check(lock, key, name("x"), &format!("malformed: /{key}"));
            check(lock, key, ObjectId::new(1), &format!("malformed: /{key}"));
        }
    }
    for key in ["OE", "UE"] {
        for length in [0, 16, 31, 33, 48] {
            check(AES_256, key, bytes(length), &format!("malformed: /{key}"));
        }
    }
    for length in [0, 15, 17] {
        check(AES_256, "Perms", bytes(length), "malformed: /Perms");
    }
}

#[test]
fn verifiers_that_are_filled_up_with_noughts_are_taken() {
    for lock in &LOCKS {
        let filled = changed(lock, |dictionary| {
            for key in ["O", "U"] {
                let mut bytes = dictionary.get(key.as_bytes()).unwrap().as_string().unwrap().bytes.clone();
                bytes.resize(127, 0);
                dictionary.insert(key, PdfString::hexadecimal(bytes));
            }
        });
        let Some(bytes) = filled else { return };
        assert!(unlock(&bytes, "reader").is_ok() && unlock(&bytes, "writer").is_ok(), "{}", lock.name);
    }
}

#[test]
fn versions_and_revisions_that_are_not_known_are_refused() {
    const UNKNOWN: &str = "version and revision are not known";
    for (version, revision) in
        [(0, 2), (3, 3), (6, 7), (5, 7), (5, 4), (4, 3), (4, 5), (1, 4), (2, 2), (2, 6), (200, 200)]
    {
        let said = said(AES_256, |dictionary| {
            dictionary.insert("V", i64::from(version));
            dictionary.insert("R", i64::from(revision));
        });
        assert!(said.contains(UNKNOWN) || said.is_empty(), "{version} {revision}: {said}");
    }
    for value in [-1, 256, i64::MAX] {
        check(AES_256, "R", value, "malformed: /R");
        check(AES_256, "V", value, "malformed: /V");
    }
}

#[test]
fn other_handlers_are_refused_by_name() {
    for handler in ["Adobe.PubSec", "Adobe.PPKLite", "AdobePPKLite"] {
        check(AES_256, "Filter", name(handler), "for the holders of certificates");
    }
    check(AES_256, "Filter", name("Vendor.Own"), "its security handler is not known");
    check(AES_256, "Filter", 3, "malformed: /Filter");
}

#[test]
fn key_lengths_that_are_none_are_refused() {
    for lock in &LOCKS {
        for bits in [7, 0, -8, 32, 39, 41, 127, 264, 1 << 40] {
            check(lock, "Length", bits, "malformed: /Length");
        }
        check(lock, "Length", 128.0, "malformed: /Length");
    }
    check(&LOCKS[1], "Length", 256, "malformed: /Length");
}

#[test]
fn crypt_filters_that_are_not_known_are_refused() {
    const UNKNOWN: &str = "one of its crypt filters is not known";
    for lock in LOCKS.iter().filter(|lock| lock.version.0 >= 4) {
        for key in ["StmF", "StrF", "EFF"] {
            check(lock, key, name("Other"), UNKNOWN);
            check(lock, key, 1, "a crypt filter's name");
        }
        let filter = |kind: &str| Dictionary::new().with("CFM", Name::from(kind));
        for kind in ["None", "AESV4", "aesv2", ""] {
            check(lock, "CF", Dictionary::new().with("StdCF", filter(kind)), UNKNOWN);
        }
        // A method of another version.
        let other = if lock.version.0 == 5 { "AESV2" } else { "AESV3" };
        check(lock, "CF", Dictionary::new().with("StdCF", filter(other)), UNKNOWN);
        check(lock, "CF", Dictionary::new().with("StdCF", Dictionary::new()), UNKNOWN);
        check(lock, "CF", Dictionary::new().with("StdCF", true), "malformed: a crypt filter");
        check(lock, "CF", true, "malformed: /CF");
        let kind = if lock.version.0 == 5 { "AESV3" } else { "AESV2" };
        let both = Dictionary::new().with("StdCF", filter(kind)).with("Identity", filter(kind));
        check(lock, "CF", both, "malformed: /CF");
        let mut many = Dictionary::new();
        for number in 0..33 {
            many.insert(format!("F{number}").as_str(), filter(kind));
        }
        check(lock, "CF", many, "the limit on crypt filters");
    }
}

#[test]
fn a_dictionary_without_end_is_refused() {
    for lock in &LOCKS {
        let text = PdfString::literal(vec![b'x'; paraph_pdf::limits::ENCRYPTION_BYTES_MAX]);
        check(lock, "Vendor", text, "the limit on the encryption dictionary");
        let nested = vec![Object::Null; paraph_pdf::limits::ENCRYPTION_BYTES_MAX];
        check(lock, "Vendor", nested, "the limit on the encryption dictionary");
        let Some(bytes) = changed(lock, |dictionary| dictionary.insert("Vendor", vec![Object::Null; 99]))
        else {
            return;
        };
        assert!(unlock(&bytes, "reader").is_ok(), "what is not known, and small, does no harm");
    }
}

#[test]
fn values_of_the_wrong_kind_are_refused() {
    for lock in LOCKS.iter().filter(|lock| lock.version.0 >= 4) {
        check(lock, "EncryptMetadata", 1, "malformed: /EncryptMetadata");
    }
    for value in
        [Object::from(true), Object::Integer(1 << 32), Object::Integer(-(1 << 31) - 1), Object::Real(1.0)]
    {
        check(AES_256, "P", value, "malformed: /P");
    }
}

#[test]
fn permissions_may_be_written_without_a_sign() {
    for lock in &LOCKS {
        let unsigned = changed(lock, |dictionary| {
            let signed = dictionary.get(b"P").and_then(Object::as_integer).unwrap();
            dictionary.insert("P", signed & 0xFFFF_FFFF);
        });
        let Some(bytes) = unsigned else { return };
        let document = unlock(&bytes, "reader").unwrap();
        assert!(document.encryption().unwrap().permissions < 0 && document.encryption_findings().is_empty());
    }
}

#[test]
fn a_key_written_twice_is_refused() {
    for lock in &LOCKS {
        let Some((encryption, id)) = good(lock) else { return };
        let text = written(&encryption.into());
        for twice in ["/R 2>>", "/O <00>>>", "/Filter/Standard>>"] {
            let text = text.strip_suffix(">>").unwrap().to_owned() + twice;
            let bytes = Maker::small().table(&format!("/ID {id} /Encrypt {text}")).bytes;
            assert!(error(&bytes, "reader").to_string().contains("a key written twice"), "{}", lock.name);
        }
        for trailer in [
            format!("/ID {id} /ID [<00><00>] /Encrypt {text}"),
            format!("/ID {id} /Encrypt {text} /Encrypt {text}"),
        ] {
            let bytes = Maker::small().table(&trailer).bytes;
            assert!(error(&bytes, "reader").to_string().contains("written twice"), "{}", lock.name);
        }
    }
}

#[test]
fn a_dictionary_that_is_not_there_is_refused() {
    for trailer in
        ["/Encrypt 50 0 R", "/Encrypt 2 1 R", "/Encrypt true", "/Encrypt [1 0 R]", "/Encrypt 1 0 R"]
    {
        let bytes = Maker::small().table(trailer).bytes;
        assert!(matches!(error(&bytes, ""), Error::EncryptionIsMalformed { .. }), "{trailer}");
    }
    // § 7.5.7: it is not in an object stream, whose key it would have to give.
    let Some((encryption, _)) = good(AES_256) else { return };
    let inside = format!("9 0 {}", written(&encryption.into()));
    let maker = Maker::small().stream(20, "/Type /ObjStm /N 1 /First 4", inside.as_bytes());
    let maker = maker.xref_stream_with(21, &[(9, 20, 0)], "/Encrypt 9 0 R /ID [<00><00>]");
    assert!(matches!(error(&maker.bytes, "reader"), Error::EncryptionIsMalformed { what: "/Encrypt" }));
}

#[test]
fn the_identifier_is_needed_where_the_key_depends_on_it() {
    for lock in &LOCKS {
        let Some((encryption, _)) = good(lock) else { return };
        let text = written(&encryption.into());
        let without = Maker::small().table(&format!("/Encrypt {text}")).bytes;
        if lock.version.0 == 5 {
            assert!(unlock(&without, "reader").is_ok());
        } else {
            assert!(matches!(error(&without, "reader"), Error::EncryptionIsMalformed { what: "/ID" }));
        }
        for id in ["<00>", "[]", "[1 2]", "[5 0 R <00>]"] {
            let bytes = Maker::small().table(&format!("/ID {id} /Encrypt {text}")).bytes;
            assert!(matches!(error(&bytes, "reader"), Error::EncryptionIsMalformed { what: "/ID" }), "{id}");
        }
    }
}

#[test]
fn permissions_that_were_changed_without_the_key_are_told() {
    for lock in LOCKS.iter().filter(|lock| lock.version.0 == 5) {
        let findings = |change: fn(&mut Dictionary)| {
            let bytes = changed(lock, change)?;
            Some(unlock(&bytes, "reader").unwrap().encryption_findings())
        };
        let changes: [fn(&mut Dictionary); 3] = [
            |dictionary| dictionary.insert("P", -1052_i64),
            |dictionary| {
                let flipped = dictionary.get(b"EncryptMetadata").and_then(Object::as_boolean) == Some(false);
                dictionary.insert("EncryptMetadata", flipped);
            },
            |dictionary| dictionary.insert("Perms", PdfString::hexadecimal([7; 16])),
        ];
        for change in changes {
            let Some(findings) = findings(change) else { return };
            assert_eq!(findings, [EncryptionFinding::PermissionsDoNotMatch], "{}", lock.name);
        }
    }
    // Before that the key depends on them: nothing opens any more.
    for lock in LOCKS.iter().filter(|lock| lock.version.0 < 5) {
        check(lock, "P", -1052, "the password does not open");
    }
}

#[test]
fn a_bit_flipped_in_what_is_encrypted_is_an_error_or_another_content() {
    for lock in LOCKS.iter().filter(|lock| lock.name.starts_with("AES")) {
        let Some(bytes) = lock.close(&base(), KEYS, &["--object-streams=disable"]) else { return };
        let document = unlock(&bytes, "reader").unwrap();
        let page = document.current().pages().unwrap().next().unwrap().unwrap();
        let id = page.dictionary.get(b"Contents").unwrap().as_reference().unwrap();
        let Object::Stream(stream) = document.current().object(id).unwrap() else { panic!("no stream") };
        let paraph_pdf::StreamData::Span { offset, length, .. } = stream.data else { panic!("no span") };
        let good = document.current().raw(&stream).unwrap();
        let (offset, length) = (usize::try_from(offset).unwrap(), usize::try_from(length).unwrap());
        for at in [0, 16, length / 2, length - 17, length - 1] {
            let mut flipped = bytes.clone();
            flipped[offset + at] ^= 1;
            let document = unlock(&flipped, "reader").unwrap();
            match document.current().raw(&stream) {
                Ok(read) => assert_ne!(read, good, "{} at {at}", lock.name),
                Err(Error::EncryptedDataAreMalformed { id: named }) => assert_eq!(named, id),
                Err(other) => panic!("{other}"),
            }
        }
        let mut last = bytes.clone();
        last[offset + length - 1] ^= 1;
        assert!(unlock(&last, "reader").unwrap().current().raw(&stream).is_err(), "the padding is gone");
    }
}

#[test]
#[expect(clippy::disallowed_methods, reason = "the test measures how long an answer takes")]
fn whatever_is_changed_the_reader_answers_soon() {
    for lock in LOCKS.iter().filter(|lock| !lock.name.contains("metadata")) {
        let Some((encryption, id)) = good(lock) else { return };
        let good = Maker::small()
            .object(9, "[(a) <0b0c>]")
            .table(&format!("/ID {id} /Encrypt {}", written(&encryption.into())))
            .bytes;
        let from = good.windows(8).position(|part| part == b"/Encrypt").unwrap();
        let started = Instant::now();
        for at in (from..good.len()).step_by(5) {
            let mut mutant = good.clone();
            mutant[at] = mutant[at].wrapping_add(1);
            if let Ok(document) = unlock(&mutant, "reader") {
                let _ = document.current().object(ObjectId::new(9));
                let _ = document.encryption_findings();
            }
        }
        assert!(started.elapsed() < Duration::from_secs(60), "{}", lock.name);
    }
}
