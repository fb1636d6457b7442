//! PINs: which are taken, what opens under them, and what does not.

#![expect(clippy::unwrap_used, reason = "a test may fail loudly")]

use aws_lc_rs::rand::SystemRandom;
use paraph_vault::pin::Pin;
use paraph_vault::token::Token;
use paraph_vault::{Error, Place, limits};

const PLACE: Place<'static> = Place { table: "credential", row: "7f3a", column: "key" };
const SECRET: &[u8] = b"a private key";

fn sealed(pin: &str) -> Vec<u8> {
    Pin::choose(pin).unwrap().seal(PLACE, SECRET, &SystemRandom::new()).unwrap()
}

#[test]
fn what_a_pin_sealed_it_opens_and_no_other_does() {
    let sealed = sealed("482917");
    assert_eq!(Pin::new("482917").unwrap().open(PLACE, &sealed).unwrap().as_slice(), SECRET);
    for wrong in ["482918", "4829170", "048291"] {
        let opened = Pin::new(wrong).unwrap().open(PLACE, &sealed);
        assert!(matches!(opened, Err(Error::PinIsWrong)), "{wrong}");
    }
}

#[test]
fn the_same_pin_seals_the_same_value_to_other_bytes_each_time() {
    let (one, other) = (sealed("482917"), sealed("482917"));
    assert_ne!(one, other);
    assert!(!one.windows(SECRET.len()).any(|window| window == SECRET));
}

#[test]
fn what_was_moved_or_changed_does_not_open() {
    let pin = Pin::new("k7Wq2Zr9").unwrap();
    let sealed = sealed("k7Wq2Zr9");
    let elsewhere = Place::new("credential", "7f3b", "key");
    assert!(matches!(pin.open(elsewhere, &sealed), Err(Error::PlaceDoesNotMatch)));
    let last = sealed.len() - 1;
    let mut changed = sealed.clone();
    changed[last] ^= 1;
    assert!(matches!(pin.open(PLACE, &changed), Err(Error::SealIsBroken)));
    // Another salt gives another key.
    let mut changed = sealed.clone();
    changed[1] ^= 1;
    assert!(matches!(pin.open(PLACE, &changed), Err(Error::PinIsWrong)));
    let mut changed = sealed.clone();
    changed[0] = 2;
    assert!(matches!(pin.open(PLACE, &changed), Err(Error::VersionIsUnknown(2))));
}

#[test]
fn bytes_cut_anywhere_do_not_open() {
    let pin = Pin::new("482917").unwrap();
    let sealed = sealed("482917");
    for length in [0, 1, 16, 17, 30, sealed.len() - 1] {
        assert!(pin.open(PLACE, &sealed[..length]).is_err(), "{length}");
    }
}

#[test]
fn a_pin_is_letters_and_digits_and_neither_short_nor_endless() {
    let long = "7a".repeat(limits::PIN_CHARACTERS_MAX / 2);
    for good in ["482917", "Regatta7", &long] {
        assert!(Pin::new(good).is_ok(), "{good}");
    }
    let longer = format!("{long}9");
    for bad in ["", "48291", &longer, "4829 17", "48291\u{e9}", "482917\n", "------"] {
        assert!(matches!(Pin::new(bad), Err(Error::PinIsRefused)), "{bad:?}");
    }
}

#[test]
fn a_pin_that_anybody_would_try_first_is_not_chosen() {
    for obvious in [
        "000000",
        "111111",
        "121212",
        "AbABab",
        "123456",
        "654321",
        "345678",
        "987654",
        "234567890",
        "abcdef",
        "QWERTY",
    ] {
        assert!(matches!(Pin::choose(obvious), Err(Error::PinIsRefused)), "{obvious}");
        // Typed, it is only wrong.
        assert!(Pin::new(obvious).is_ok(), "{obvious}");
    }
    for good in ["482917", "112233", "abcxyz"] {
        assert!(Pin::choose(good).is_ok(), "{good}");
    }
}

#[test]
fn the_key_of_a_token_is_its_holders_alone_and_of_one_purpose() {
    let random = SystemRandom::new();
    let token = Token::generate(&random).unwrap();
    let sealed = token.key("activation").unwrap().seal(PLACE, SECRET, &random).unwrap();
    let same = Token::parse(&token.text()).unwrap();
    assert_eq!(same.key("activation").unwrap().open(PLACE, &sealed).unwrap().as_slice(), SECRET);
    assert!(same.key("anything else").unwrap().open(PLACE, &sealed).is_err());
    assert!(Token::generate(&random).unwrap().key("activation").unwrap().open(PLACE, &sealed).is_err());
}
