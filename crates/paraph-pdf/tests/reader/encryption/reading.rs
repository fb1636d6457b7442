//! What is read of an encrypted document is what was there before it was encrypted.

use paraph_pdf::{Access, Document, Encryption, Error, Method, Name, Object, Password, PdfString};

use super::{base, error, objects, unlock};
use crate::locked::{AES_256, Keys, LOCKS, Lock, qpdf};

const KEYS: Keys<'_> = Keys { user: "reader", owner: "writer" };

const SHAPES: [&[&str]; 3] =
    [&["--object-streams=disable"], &["--object-streams=generate"], &["--linearize"]];

/// The catalogue's notes and language, the page's content, the description.
fn seen(document: &Document<Vec<u8>>) -> String {
    let view = document.current();
    let catalog = view.catalog().unwrap();
    let notes = view.array(&catalog, b"Notes").unwrap();
    let mut all = vec![catalog.get(b"Lang").unwrap().clone(), notes[0].clone(), notes[1].clone()];
    let page = view.pages().unwrap().next().unwrap().unwrap();
    for stream in [catalog.get(b"Metadata"), page.dictionary.get(b"Contents")] {
        let stream = view.resolve(stream.unwrap()).unwrap();
        all.push(PdfString::literal(view.decode(stream.as_stream().unwrap()).unwrap()).into());
    }
    let empty = view.resolve(&notes[2]).unwrap();
    assert_eq!(view.raw(empty.as_stream().unwrap()).unwrap(), b"");
    // How a string is written does not matter.
    format!("{all:?}").replace("hex: true", "hex: false")
}

fn check(lock: &Lock, keys: Keys<'_>, shape: &[&str], passwords: &[(&str, Access)]) {
    let Some(plain) = qpdf(&base(), &["--static-id"]) else { return };
    let wanted = seen(&Document::open(plain).unwrap());
    let bytes = lock.close(&base(), keys, shape).unwrap();
    assert!(matches!(Document::open(bytes.clone()), Err(Error::DocumentIsEncrypted)), "{}", lock.name);
    for (password, access) in passwords {
        let document = unlock(&bytes, password).unwrap_or_else(|error| panic!("{}: {error}", lock.name));
        assert_eq!(seen(&document), wanted, "{}, {shape:?}, {password:?}", lock.name);
        let facts = document.encryption().unwrap();
        assert_eq!((facts.version, facts.revision), lock.version, "{}", lock.name);
        assert_eq!(facts.access, *access, "{}, {password:?}", lock.name);
        assert_eq!(facts.findings, [], "{}", lock.name);
        assert_eq!(document.encryption_findings(), [], "{}, {shape:?}", lock.name);
        objects(&document);
    }
}

#[test]
fn every_way_of_qpdf_is_read_in_every_shape_with_either_password() {
    for lock in &LOCKS {
        for shape in SHAPES {
            check(lock, KEYS, shape, &[("reader", Access::User), ("writer", Access::Owner)]);
        }
    }
}

#[test]
fn the_empty_password_is_tried_by_itself() {
    for lock in &LOCKS {
        let Some(bytes) = lock.close(&base(), Keys { user: "", owner: "writer" }, &[]) else { return };
        let document = Document::unlock(bytes.clone(), None).unwrap();
        assert_eq!(document.encryption().unwrap().access, Access::User, "{}", lock.name);
        check(
            lock,
            Keys { user: "", owner: "writer" },
            &[],
            &[("", Access::User), ("writer", Access::Owner)],
        );
        // A password that was given must be one of the two, even if none was needed.
        assert!(matches!(error(&bytes, "reader"), Error::PasswordIsWrong), "{}", lock.name);
    }
}

#[test]
fn who_has_the_only_password_is_the_owner() {
    for lock in &LOCKS {
        check(lock, Keys { user: "one", owner: "one" }, &[], &[("one", Access::Owner)]);
    }
    // Without an owner's password the user's stands in for it up to revision 4; later anybody is the owner.
    check(&LOCKS[0], Keys { user: "one", owner: "" }, &[], &[("one", Access::Owner)]);
    check(AES_256, Keys { user: "one", owner: "" }, &[], &[("one", Access::User), ("", Access::Owner)]);
}

#[test]
fn a_wrong_password_and_none_at_all_are_told_apart() {
    for lock in &LOCKS {
        let Some(bytes) = lock.close(&base(), KEYS, &[]) else { return };
        for wrong in ["", "Reader", "reader ", "readers", "write"] {
            assert!(matches!(error(&bytes, wrong), Error::PasswordIsWrong), "{}: {wrong:?}", lock.name);
        }
        let none = Document::unlock(bytes, None).map(drop);
        assert!(matches!(none, Err(Error::PasswordIsMissing)), "{}", lock.name);
    }
}

#[test]
fn passwords_of_all_alphabets_open_what_they_closed() {
    // The second cannot be written in PDFDocEncoding; the third can, and not in ISO 8859-1; the fourth is not prepared.
    for password in ["éàü", "пароль", "Łž€", "\u{FB01}ne \u{AA}", "密码\u{1F511}"] {
        for lock in &LOCKS {
            let keys = Keys { user: password, owner: "writer" };
            let Some(bytes) = lock.close(&base(), keys, &[]) else { return };
            let opened = unlock(&bytes, password);
            let document = opened.unwrap_or_else(|error| panic!("{}, {password}: {error}", lock.name));
            assert_eq!(document.encryption().unwrap().access, Access::User);
            assert!(matches!(error(&bytes, "eau"), Error::PasswordIsWrong));
        }
    }
}

#[test]
fn passwords_count_as_far_as_their_handler_reads() {
    let long = "x".repeat(2_000);
    for lock in &LOCKS {
        let counts = if lock.version.0 == 5 { 127 } else { 32 };
        let keys = Keys { user: &long[..counts], owner: "writer" };
        let Some(bytes) = lock.close(&base(), keys, &[]) else { return };
        assert!(unlock(&bytes, &long).is_ok(), "{}", lock.name);
        assert!(unlock(&bytes, &long[..counts]).is_ok(), "{}", lock.name);
        assert!(matches!(error(&bytes, &long[..counts - 1]), Error::PasswordIsWrong), "{}", lock.name);
    }
}

#[test]
fn the_facts_say_what_it_is_encrypted_with() {
    let facts = |index: usize| -> Option<Encryption> {
        let bytes = LOCKS[index].close(&base(), KEYS, &[])?;
        unlock(&bytes, "reader").unwrap().encryption().cloned()
    };
    for (index, method, bits) in
        [(0, Method::Rc4, 40), (1, Method::Rc4, 128), (4, Method::Aes128, 128), (7, Method::Aes256, 256)]
    {
        let Some(facts) = facts(index) else { return };
        assert_eq!((facts.strings, facts.streams, facts.attachments), (method, method, method));
        assert_eq!(facts.key_bits, bits);
    }
}

#[test]
fn the_permissions_of_the_user_are_read_and_bind_the_user_alone() {
    let allowed = |more: &[&'static str], password: &str| -> Option<(bool, bool, bool)> {
        let mut arguments = vec!["256"];
        arguments.extend(more);
        let lock = Lock { name: "", arguments: arguments.leak(), version: (5, 6) };
        let bytes = lock.close(&base(), KEYS, &[])?;
        let facts = unlock(&bytes, password).unwrap().encryption().cloned().unwrap();
        Some((facts.may_fill_in(), facts.may_add_fields(), facts.may_modify()))
    };
    for (more, wanted) in [
        (&[][..], (true, true, true)),
        (&["--modify=none"], (false, false, false)),
        (&["--modify=form"], (true, false, false)),
        (&["--modify=annotate"], (true, false, false)),
        (&["--annotate=n"], (true, false, true)),
    ] {
        let Some(user) = allowed(more, "reader") else { return };
        assert_eq!(user, wanted, "{more:?}");
        assert_eq!(allowed(more, "writer"), Some((true, true, true)));
    }
}

#[test]
fn attached_files_are_read_too() {
    let folder = tempfile::tempdir().unwrap();
    let note = folder.path().join("note.txt");
    std::fs::write(&note, "a note of its own").unwrap();
    let Some(with) = qpdf(&base(), &["--add-attachment", note.to_str().unwrap(), "--"]) else { return };
    for lock in &LOCKS {
        let bytes = lock.close(&with, KEYS, &[]).unwrap();
        let document = unlock(&bytes, "reader").unwrap();
        let attached = objects(&document).into_iter().find(|(_, object, _)| {
            object.as_dictionary().is_some_and(|dictionary| dictionary.has_name(b"Type", b"EmbeddedFile"))
        });
        assert_eq!(attached.unwrap().2, b"a note of its own", "{}", lock.name);
    }
}

#[test]
fn a_document_that_is_not_encrypted_ignores_a_password() {
    let document = Document::unlock(base(), Some(&Password::new(b"reader"))).unwrap();
    assert_eq!(document.encryption(), None);
    assert_eq!(document.encryption_findings(), []);
    assert_eq!(
        document.current().catalog().unwrap().get(b"Type"),
        Some(&Object::Name(Name::from("Catalog")))
    );
}
