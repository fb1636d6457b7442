//! Every revision must be encrypted as the first is: an update that brings, takes away or changes the encryption would show
//! its readers another document.

use paraph_pdf::{Dictionary, Error, Name, Object, ObjectId, PdfString};

use super::{base, dictionary, error, unlock, written};
use crate::locked::{AES_256, Keys, LOCKS, Lock};
use crate::maker::Maker;

const KEYS: Keys<'_> = Keys { user: "reader", owner: "writer" };

/// Two passwords' worth of encryption: the file's own, and what an attacker knows the password of.
struct Attack {
    own: Dictionary,
    other: Dictionary,
    id: String,
}

impl Attack {
    fn on(lock: &Lock) -> Option<Self> {
        let bytes = lock.close(&base(), KEYS, &[])?;
        let (own, id) = hexadecimal(dictionary(&bytes, "reader"));
        let known = Keys { user: "reader", owner: "attacker" };
        let (other, _) = hexadecimal(dictionary(&lock.close(&base(), known, &[])?, "attacker"));
        Some(Self { own, other, id })
    }

    /// A file whose dictionary is object 9, or the trailer's own.
    fn first(&self, place: Place) -> Maker {
        let text = written(&self.own.clone().into());
        match place {
            Place::Trailer => Maker::small().table(&format!("/ID {} /Encrypt {text}", self.id)),
            Place::Object => {
                Maker::small().object(9, &text).table(&format!("/ID {} /Encrypt 9 0 R", self.id))
            }
        }
    }
}

#[derive(Clone, Copy)]
enum Place {
    Trailer,
    Object,
}

fn hexadecimal((mut found, id): (Dictionary, String)) -> (Dictionary, String) {
    for key in [b"O".as_slice(), b"U", b"OE", b"UE", b"Perms"] {
        if let Some(string) = found.get(key).and_then(Object::as_string).cloned() {
            found.insert(Name(key.to_vec()), PdfString::hexadecimal(string.bytes));
        }
    }
    (found, id)
}

fn assert_refused(what: &str, maker: &Maker, revision: usize) {
    match error(&maker.bytes, "reader") {
        Error::EncryptionDiffersBetweenRevisions { revision: named } => assert_eq!(named, revision, "{what}"),
        other => panic!("{what}: {other}"),
    }
}

#[test]
fn an_update_that_keeps_the_encryption_is_read() {
    for lock in &LOCKS {
        let Some(attack) = Attack::on(lock) else { return };
        let text = written(&attack.own.clone().into());
        let id = &attack.id;
        let changed_id = id.replace(id.rsplit('<').next().unwrap(), "00>]");
        let direct = attack.first(Place::Trailer).object(30, "[1]");
        let direct = direct.table(&format!("/ID {changed_id} /Encrypt {text}"));
        let indirect = attack.first(Place::Object).object(30, "[1]");
        let indirect = indirect.table(&format!("/ID {changed_id} /Encrypt 9 0 R"));
        for maker in [direct, indirect] {
            let document = unlock(&maker.bytes, "reader").unwrap();
            assert_eq!(document.revisions().len(), 2);
            assert!(document.current().object(ObjectId::new(30)).is_ok());
        }
    }
}

#[test]
fn an_update_that_changes_the_encryption_is_refused() {
    for lock in &LOCKS {
        let Some(attack) = Attack::on(lock) else { return };
        let id = &attack.id;
        let other = written(&attack.other.clone().into());
        let weaker = written(&attack.own.clone().with("P", -1_i64).into());
        for (what, text) in [("another key", &other), ("other permissions", &weaker)] {
            let maker = attack.first(Place::Trailer).table(&format!("/ID {id} /Encrypt {text}"));
            assert_refused(what, &maker, 2);
            // The trailer stays, and the object it names does not.
            let maker = attack.first(Place::Object).object(9, text);
            assert_refused(what, &maker.table(&format!("/ID {id} /Encrypt 9 0 R")), 2);
            let maker = attack.first(Place::Object).object(10, text);
            assert_refused(what, &maker.table(&format!("/ID {id} /Encrypt 10 0 R")), 2);
        }
    }
}

#[test]
fn an_update_that_drops_or_brings_the_encryption_is_refused() {
    for lock in &LOCKS {
        let Some(attack) = Attack::on(lock) else { return };
        let id = &attack.id;
        let text = written(&attack.own.clone().into());
        for trailer in [format!("/ID {id}"), format!("/ID {id} /Encrypt null"), String::new()] {
            let maker = attack.first(Place::Object).object(30, "(in the clear)").table(&trailer);
            assert_refused("dropped", &maker, 2);
        }
        let brought = Maker::small().table("").table(&format!("/ID {id} /Encrypt {text}"));
        assert_refused("brought", &brought, 2);
        // Dropped and brought back: whoever reads the last revision alone sees nothing of it.
        let maker = attack.first(Place::Object).table(&format!("/ID {id}"));
        assert_refused("between", &maker.table(&format!("/ID {id} /Encrypt 9 0 R")), 2);
    }
}

#[test]
fn an_update_that_changes_the_first_identifier_is_refused() {
    for lock in &LOCKS {
        let Some(attack) = Attack::on(lock) else { return };
        let maker = attack.first(Place::Object).table("/ID [<00><00>] /Encrypt 9 0 R");
        assert_refused("another identifier", &maker, 2);
        let without = attack.first(Place::Object).table("/Encrypt 9 0 R");
        if lock.version.0 == 5 {
            assert!(unlock(&without.bytes, "reader").is_ok(), "nothing depends on it");
        } else {
            assert_refused("no identifier", &without, 2);
        }
    }
}

#[test]
fn an_update_that_frees_the_dictionary_is_refused() {
    let Some(attack) = Attack::on(AES_256) else { return };
    let maker = attack.first(Place::Object).place(9, 0);
    let bytes = maker.table(&format!("/ID {} /Encrypt 9 0 R", attack.id)).bytes;
    let text = String::from_utf8(bytes).unwrap().replace("0000000000 00000 n", "0000000000 00001 f");
    match error(text.as_bytes(), "reader") {
        Error::EncryptionDiffersBetweenRevisions { revision: 2 } => {}
        other => panic!("{other}"),
    }
}
