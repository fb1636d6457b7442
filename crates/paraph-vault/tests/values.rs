//! Sealed values and wrapped keys: what opens, what does not, and why.

#![expect(clippy::unwrap_used, reason = "a test may fail loudly")]

use aws_lc_rs::rand::SystemRandom;
use paraph_vault::{Error, Key, Place, limits};

const NAME: Place<'static> = Place { table: "signatory", row: "7f3a", column: "name" };

fn key() -> Key {
    Key::generate(&SystemRandom::new()).unwrap()
}

#[test]
fn what_was_sealed_opens_in_its_place() {
    let (key, random) = (key(), SystemRandom::new());
    for value in [&b""[..], b"Ada Lovelace", &[0; 70_000]] {
        let sealed = key.seal(NAME, value, &random).unwrap();
        assert_eq!(key.open(NAME, &sealed).unwrap().as_slice(), value);
    }
}

#[test]
fn a_sealed_value_shows_nothing_of_the_value_but_its_length() {
    let (key, random) = (key(), SystemRandom::new());
    let value = b"Ada Lovelace, Ada Lovelace, Ada Lovelace";
    let sealed = key.seal(NAME, value, &random).unwrap();
    assert_eq!(sealed.len(), value.len() + 65);
    assert!(!sealed.windows(4).any(|window| window == b"Love"));
}

#[test]
fn the_same_value_sealed_twice_looks_different() {
    let (key, random) = (key(), SystemRandom::new());
    let first = key.seal(NAME, b"Ada", &random).unwrap();
    let second = key.seal(NAME, b"Ada", &random).unwrap();
    assert_ne!(first, second);
}

#[test]
fn a_flipped_bit_anywhere_breaks_the_seal() {
    let (key, random) = (key(), SystemRandom::new());
    let sealed = key.seal(NAME, b"Ada Lovelace", &random).unwrap();
    for index in 0..sealed.len() {
        for bit in 0..8 {
            let mut changed = sealed.clone();
            changed[index] ^= 1 << bit;
            let error = key.open(NAME, &changed).unwrap_err();
            match index {
                0 => assert!(matches!(error, Error::VersionIsUnknown(_))),
                1..33 => assert!(matches!(error, Error::KeyDoesNotMatch { .. })),
                33..37 => assert!(matches!(error, Error::PlaceDoesNotMatch)),
                _ => assert!(matches!(error, Error::SealIsBroken)),
            }
        }
    }
}

#[test]
fn a_cut_or_extended_value_does_not_open() {
    let (key, random) = (key(), SystemRandom::new());
    let mut sealed = key.seal(NAME, b"Ada Lovelace", &random).unwrap();
    for length in 0..sealed.len() {
        assert!(key.open(NAME, &sealed[..length]).is_err(), "opened at {length} bytes");
    }
    sealed.push(0);
    assert!(matches!(key.open(NAME, &sealed), Err(Error::SealIsBroken)));
}

#[test]
fn a_value_moved_to_another_table_row_or_column_does_not_open() {
    let (key, random) = (key(), SystemRandom::new());
    let sealed = key.seal(NAME, b"Ada Lovelace", &random).unwrap();
    for place in [
        Place { table: "account", ..NAME },
        Place { row: "7f3b", ..NAME },
        Place { column: "email", ..NAME },
        Place { table: "", row: "", column: "" },
    ] {
        assert!(matches!(key.open(place, &sealed), Err(Error::PlaceDoesNotMatch)));
    }
}

#[test]
fn no_two_places_share_an_encoding() {
    let (key, random) = (key(), SystemRandom::new());
    let sealed = key.seal(Place::new("ab", "c", "d"), b"x", &random).unwrap();
    for place in [
        Place::new("a", "bc", "d"),
        Place::new("abc", "", "d"),
        Place::new("ab", "cd", ""),
        Place::new("", "abc", "d"),
        Place::new("ab\0", "c", "d"),
    ] {
        assert!(matches!(key.open(place, &sealed), Err(Error::PlaceDoesNotMatch)), "{place:?}");
    }
}

#[test]
fn a_forged_mark_does_not_make_another_place_open() {
    // The mark is no secret: whoever moves a value can write the mark of the new place. The tag must still refuse.
    let (key, random) = (key(), SystemRandom::new());
    let elsewhere = Place { row: "7f3b", ..NAME };
    let mut moved = key.seal(NAME, b"Ada", &random).unwrap();
    let native = key.seal(elsewhere, b"Bob", &random).unwrap();
    moved[33..37].copy_from_slice(&native[33..37]);
    assert!(matches!(key.open(elsewhere, &moved), Err(Error::SealIsBroken)));
}

#[test]
fn another_key_is_told_by_its_fingerprint() {
    let (right, wrong, random) = (key(), key(), SystemRandom::new());
    let sealed = right.seal(NAME, b"Ada", &random).unwrap();
    let Err(Error::KeyDoesNotMatch { wanted, given }) = wrong.open(NAME, &sealed) else {
        panic!("opened under another key")
    };
    assert_eq!((wanted, given), (right.fingerprint(), wrong.fingerprint()));
}

#[test]
fn a_forged_fingerprint_does_not_make_another_key_open() {
    let (right, wrong, random) = (key(), key(), SystemRandom::new());
    let mut sealed = right.seal(NAME, b"Ada", &random).unwrap();
    sealed[1..33].copy_from_slice(wrong.fingerprint().as_bytes());
    assert!(matches!(wrong.open(NAME, &sealed), Err(Error::SealIsBroken)));
}

#[test]
fn a_wrapped_key_comes_back_and_opens_what_it_sealed() {
    let (root, project, random) = (key(), key(), SystemRandom::new());
    let place = Place::new("project", "12", "key");
    let sealed = project.seal(NAME, b"Ada", &random).unwrap();
    let wrapped = root.wrap(&project, place, &random).unwrap();
    let unwrapped = root.unwrap(place, &wrapped).unwrap();
    assert_eq!(unwrapped.fingerprint(), project.fingerprint());
    assert_eq!(unwrapped.open(NAME, &sealed).unwrap().as_slice(), b"Ada");
}

#[test]
fn a_wrapped_key_is_refused_elsewhere_changed_or_under_another_root() {
    let (root, other, project, random) = (key(), key(), key(), SystemRandom::new());
    let place = Place::new("project", "12", "key");
    let wrapped = root.wrap(&project, place, &random).unwrap();
    assert!(matches!(root.unwrap(Place { row: "13", ..place }, &wrapped), Err(Error::PlaceDoesNotMatch)));
    assert!(matches!(other.unwrap(place, &wrapped), Err(Error::KeyDoesNotMatch { .. })));
    for index in 0..wrapped.len() {
        let mut changed = wrapped.clone();
        changed[index] ^= 1;
        assert!(root.unwrap(place, &changed).is_err(), "byte {index}");
    }
    for length in 0..wrapped.len() {
        assert!(root.unwrap(place, &wrapped[..length]).is_err());
    }
}

#[test]
fn a_wrapped_key_never_opens_as_a_value_nor_a_value_as_a_key() {
    let (root, project, random) = (key(), key(), SystemRandom::new());
    let wrapped = root.wrap(&project, NAME, &random).unwrap();
    assert!(root.open(NAME, &wrapped).is_err());
    let sealed = root.seal(NAME, &[7; 32], &random).unwrap();
    assert!(root.unwrap(NAME, &sealed).is_err());
    // Nor with the mark of the other use written in: the uses have sub-keys of their own.
    let mut forged = sealed;
    forged[33..37].copy_from_slice(&wrapped[33..37]);
    assert!(matches!(root.unwrap(NAME, &forged), Err(Error::SealIsBroken)));
}

#[test]
fn a_value_too_long_to_hold_whole_is_refused_both_ways() {
    let (key, random) = (key(), SystemRandom::new());
    let long = vec![0; limits::VALUE_BYTES_MAX + 1];
    assert!(matches!(key.seal(NAME, &long, &random), Err(Error::ValueIsTooLong)));
    assert!(matches!(key.open(NAME, &[long, vec![0; 65]].concat()), Err(Error::ValueIsTooLong)));
    let longest = vec![1; limits::VALUE_BYTES_MAX];
    let sealed = key.seal(NAME, &longest, &random).unwrap();
    assert_eq!(key.open(NAME, &sealed).unwrap().as_slice(), longest);
}

#[test]
fn derived_keys_follow_from_their_purpose_and_from_nothing_else() {
    let key = key();
    let ledger = key.derive("ledger").unwrap();
    assert_eq!(ledger.fingerprint(), key.derive("ledger").unwrap().fingerprint());
    assert_ne!(ledger.fingerprint(), key.derive("ledgers").unwrap().fingerprint());
    assert_ne!(ledger.fingerprint(), key.fingerprint());
    assert_ne!(ledger.fingerprint(), self::key().derive("ledger").unwrap().fingerprint());
    // A purpose spelled like one of the key's own uses stays apart from it.
    assert_ne!(key.derive("fingerprint").unwrap().fingerprint(), key.fingerprint());
}

#[test]
fn look_ups_agree_only_under_the_same_key_purpose_and_value() {
    let (key, other) = (key(), key());
    let hash = key.lookup("account e-mail", b"ada@mill.example");
    assert_eq!(hash, key.lookup("account e-mail", b"ada@mill.example"));
    assert_ne!(hash, key.lookup("account e-mail", b"bob@mill.example"));
    assert_ne!(hash, key.lookup("invitation e-mail", b"ada@mill.example"));
    assert_ne!(hash, other.lookup("account e-mail", b"ada@mill.example"));
    assert_ne!(key.lookup("ab", b"c"), key.lookup("a", b"bc"));
}

#[test]
fn a_fingerprint_survives_being_stored() {
    let fingerprint = key().fingerprint();
    assert_eq!(paraph_vault::Fingerprint::from_bytes(*fingerprint.as_bytes()), fingerprint);
    let text = fingerprint.to_string();
    assert_eq!(text.len(), 39);
    assert!(text.split('-').all(|group| group.len() == 4));
    assert!(format!("{fingerprint:?}").contains(&text));
}
