//! Passwords: strength, refusals, hashing and comparing.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test may fail loudly")]

use aws_lc_rs::rand::SystemRandom;
use paraph_vault::password::{
    Advice, Password, PasswordHash, Refusal, Verdict, Weakness, accept, assess, verify,
};
use paraph_vault::{Error, limits};

const GOOD: &str = "copper lantern beneath the orchard";

fn password(text: &str) -> Password {
    Password::new(text).unwrap()
}

fn hashed(text: &str) -> PasswordHash {
    let password = password(text);
    let Ok(accepted) = accept(&password, &[]) else { panic!("{text} was refused") };
    PasswordHash::create(&accepted, &SystemRandom::new()).unwrap()
}

fn verdict(typed: &str, stored: Option<&str>) -> Verdict {
    verify(&password(typed), stored, &SystemRandom::new()).unwrap()
}

#[track_caller]
fn check_refusal(text: &str, personal: &[&str], expected: Option<Refusal>) {
    let assessment = assess(&password(text), personal);
    assert_eq!(assessment.refusal, expected, "{text}: {assessment:?}");
    assert_eq!(accept(&password(text), personal).is_ok(), expected.is_none());
}

#[test]
fn the_right_password_matches_its_hash_and_others_do_not() {
    let hash = hashed(GOOD);
    assert!(matches!(verdict(GOOD, Some(hash.as_str())), Verdict::Right));
    for wrong in ["", "copper lantern beneath the orchar", "Copper lantern beneath the orchard"] {
        assert!(matches!(verdict(wrong, Some(hash.as_str())), Verdict::Wrong), "{wrong:?}");
    }
}

#[test]
fn the_hash_names_argon2id_with_the_parameters_of_the_limits_and_shows_no_password() {
    let hash = hashed(GOOD);
    let head = format!(
        "$argon2id$v=19$m={},t={},p={}$",
        limits::PASSWORD_MEMORY_KIB,
        limits::PASSWORD_PASSES,
        limits::PASSWORD_LANES
    );
    assert!(hash.as_str().starts_with(&head), "{}", hash.as_str());
    assert!(!hash.as_str().contains("copper"));
}

#[test]
fn the_same_password_hashed_twice_gives_two_hashes() {
    assert_ne!(hashed(GOOD).as_str(), hashed(GOOD).as_str());
}

#[test]
fn a_hash_made_by_the_reference_implementation_matches_and_is_renewed() {
    // From the test vectors of the reference implementation: password "password", salt "somesalt".
    let old = "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc";
    assert!(matches!(verdict("password", Some(old)), Verdict::Right));
    let weaker = "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4";
    let Verdict::Renewed(renewed) = verdict("password", Some(weaker)) else { panic!("not renewed") };
    assert!(matches!(verdict("password", Some(renewed.as_str())), Verdict::Right));
    assert!(matches!(verdict("passwort", Some(weaker)), Verdict::Wrong));
}

#[test]
fn nobody_s_password_is_always_wrong() {
    assert!(matches!(verdict(GOOD, None), Verdict::Wrong));
    assert!(matches!(verdict("", None), Verdict::Wrong));
}

#[test]
fn a_stored_hash_that_is_no_hash_or_asks_for_too_much_is_refused() {
    let salted = "c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc";
    for stored in [
        "",
        "plain",
        "$argon2id$",
        "$argon2id$v=19$m=65536,t=2,p=1",
        "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ",
        "$2b$12$abcdefghijklmnopqrstuv",
        &format!("$scrypt$v=19$m=65536,t=2,p=1${salted}"),
        &format!("$argon2id$v=19$m=4294967295,t=2,p=1${salted}"),
        &format!("$argon2id$v=19$m=65536,t=4294967295,p=1${salted}"),
        &format!("$argon2id$v=19$m=65536,t=2,p=255${salted}"),
    ] {
        let result = verify(&password(GOOD), Some(stored), &SystemRandom::new());
        assert!(matches!(result, Err(Error::PasswordHashIsMalformed)), "{stored}");
    }
}

#[test]
fn one_password_in_two_spellings_is_one_password() {
    let composed = "caf\u{e9} noir sous la verri\u{e8}re";
    let decomposed = "cafe\u{301} noir sous la verrie\u{300}re";
    let hash = hashed(composed);
    assert!(matches!(verdict(decomposed, Some(hash.as_str())), Verdict::Right));
}

#[test]
fn a_short_password_is_refused_whatever_its_strength() {
    check_refusal("x7#Kq!9vTz$", &[], Some(Refusal::TooShort));
    check_refusal("", &[], Some(Refusal::TooShort));
    // Characters are counted, not bytes.
    check_refusal("éééééé", &[], Some(Refusal::TooShort));
}

#[test]
fn a_common_password_is_refused_in_any_capitals() {
    for common in ["administrator", "AdminiStrator", "1qaz2wsx3edc4rfv", "mynameisearl"] {
        check_refusal(common, &[], Some(Refusal::Common));
    }
}

#[test]
fn a_guessable_password_is_refused() {
    check_refusal("aaaaaaaaaaaaaaaaa", &[], Some(Refusal::TooWeak));
    check_refusal("abcdefghijklmnopqrs", &[], Some(Refusal::TooWeak));
    check_refusal("P@ssword2024!", &[], Some(Refusal::TooWeak));
}

#[test]
fn a_password_made_of_the_person_s_own_words_is_refused() {
    let text = "Ottoline Featherstonehaugh";
    check_refusal(text, &[], None);
    check_refusal(text, &["Ottoline Featherstonehaugh", "ottoline@mill.example"], Some(Refusal::TooWeak));
    check_refusal("featherstonehaugh99", &["Ottoline Featherstonehaugh"], Some(Refusal::TooWeak));
}

#[test]
fn a_phrase_is_accepted_with_the_top_score() {
    check_refusal(GOOD, &["Ada Lovelace", "ada@mill.example"], None);
    assert_eq!(assess(&password(GOOD), &[]).score, 4);
}

#[test]
fn guidance_says_what_is_weak_and_what_would_help() {
    let assessment = assess(&password("aaaaaaaaaaaaaaaa"), &[]);
    assert_eq!(assessment.weakness, Some(Weakness::RepeatedCharacter));
    assert!(assessment.advice.contains(&Advice::AvoidRepeats));
    let assessment = assess(&password("password"), &[]);
    assert_eq!(assessment.weakness, Some(Weakness::Common));
    assert_eq!(assessment.weakness.map(Weakness::key), Some("common"));
    let keys: Vec<&str> = assessment.advice.iter().map(|advice| advice.key()).collect();
    assert_eq!(keys, ["add-words"]);
}

#[test]
fn a_password_too_long_is_refused_before_any_work() {
    assert!(Password::new(&"x".repeat(limits::PASSWORD_BYTES_MAX)).is_ok());
    assert!(matches!(
        Password::new(&"x".repeat(limits::PASSWORD_BYTES_MAX + 1)),
        Err(Error::PasswordIsTooLong)
    ));
}

#[test]
fn weighing_any_password_ends_soon_and_never_panics() {
    let unicode = "\u{1F469}\u{200D}\u{1F4BB}ﷺ\u{0}\u{7f}ß".repeat(20);
    for text in [unicode.as_str(), &"\u{fdfa}".repeat(341), &"ab".repeat(512), "\n\t \r"] {
        let personal: Vec<String> = (0..500).map(|index| format!("{text}{index}")).collect();
        let personal: Vec<&str> = personal.iter().map(String::as_str).collect();
        assert!(assess(&password(text), &personal).score <= 4);
    }
}

#[test]
fn every_kind_of_weakness_is_named() {
    for (text, weakness) in [
        ("zxcvfr", Weakness::KeyboardPattern),
        ("vbnm,./", Weakness::KeyboardRow),
        ("zzzzzzzzz", Weakness::RepeatedCharacter),
        ("xqzxqzxqz", Weakness::RepeatedGroup),
        ("hijklmno", Weakness::Sequence),
        ("dragon", Weakness::Common),
        ("p4ssw0rd", Weakness::SimilarToCommon),
        ("21/11/1987", Weakness::Date),
        ("2019", Weakness::RecentYear),
    ] {
        assert_eq!(assess(&password(text), &[]).weakness, Some(weakness), "{text}");
    }
}

#[test]
fn every_sentence_of_guidance_has_a_key_of_its_own() {
    use {Advice as A, Weakness as W};
    let mut keys: Vec<&str> = [
        W::KeyboardRow,
        W::KeyboardPattern,
        W::RepeatedCharacter,
        W::RepeatedGroup,
        W::Common,
        W::SimilarToCommon,
        W::Sequence,
        W::RecentYear,
        W::SingleWord,
        W::Date,
        W::Name,
    ]
    .map(W::key)
    .to_vec();
    keys.extend(
        [
            A::UseAFewWords,
            A::SymbolsAreNotNeeded,
            A::AddWords,
            A::CapitalsHelpLittle,
            A::AllCapitalsHelpLittle,
            A::ReversingHelpsLittle,
            A::SubstitutionsHelpLittle,
            A::UseALongerPattern,
            A::AvoidRepeats,
            A::AvoidSequences,
            A::AvoidRecentYears,
            A::AvoidYourYears,
            A::AvoidYourDates,
        ]
        .map(A::key),
    );
    let count = keys.len();
    assert!(keys.iter().all(|key| key.chars().all(|c| c.is_ascii_lowercase() || c == '-')));
    keys.sort_unstable();
    keys.dedup();
    assert_eq!(keys.len(), count);
}
