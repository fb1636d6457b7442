//! Tokens and the root key file: what is read back, and what is refused.

#![expect(clippy::unwrap_used, reason = "a test may fail loudly")]

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::test::rand::FixedByteRandom;
use paraph_vault::token::{TEXT_LENGTH, Token, TokenDigest};
use paraph_vault::{Error, Key, Place, limits};

fn key() -> Key {
    Key::generate(&SystemRandom::new()).unwrap()
}

#[test]
fn a_token_read_back_from_its_text_matches_its_digest() {
    let token = Token::generate(&SystemRandom::new()).unwrap();
    let text = token.text();
    assert_eq!(text.len(), TEXT_LENGTH);
    assert!(text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_'));
    let stored = TokenDigest::from_bytes(*token.digest().as_bytes());
    assert!(stored.matches(&Token::parse(&text).unwrap()));
}

#[test]
fn a_token_has_one_text_and_any_other_is_refused_or_another_token() {
    let token = Token::generate(&SystemRandom::new()).unwrap();
    let digest = token.digest();
    let text = token.text();
    for index in 0..TEXT_LENGTH {
        for other in *b"AZaz09-_+/= %" {
            let mut bytes = text.as_bytes().to_vec();
            if bytes[index] == other {
                continue;
            }
            bytes[index] = other;
            let changed = String::from_utf8(bytes).unwrap();
            assert!(
                Token::parse(&changed).is_ok_and(|token| !digest.matches(&token))
                    || Token::parse(&changed).is_err()
            );
        }
    }
}

#[test]
fn what_is_not_a_token_is_refused() {
    let text = Token::generate(&SystemRandom::new()).unwrap().text().to_string();
    for wrong in
        ["", "a", &text[1..], &format!("{text}A"), &format!("{text}="), &format!(" {text}"), &"é".repeat(22)]
    {
        assert!(matches!(Token::parse(wrong), Err(Error::TokenIsMalformed)), "{wrong:?}");
    }
    assert!(Token::parse(&"A".repeat(1_000_000)).is_err());
}

#[test]
fn the_digest_of_a_token_is_its_sha_256() {
    // SHA-256 of 32 zero bytes.
    let token = Token::generate(&FixedByteRandom { byte: 0 }).unwrap();
    let digest = token.digest().as_bytes().map(|byte| format!("{byte:02x}")).concat();
    assert_eq!(digest, "66687aadf862bd776c8fc18b8e9f8e20089714856ee233b3902a591d0d5f2925");
    assert_eq!(token.text().as_str(), "A".repeat(43));
}

#[test]
fn a_key_file_gives_the_key_back() {
    let key = key();
    let place = Place::new("t", "r", "c");
    let sealed = key.seal(place, b"value", &SystemRandom::new()).unwrap();
    let line = key.to_key_file();
    for text in [line.to_string(), line.trim().to_owned(), format!("\r\n  {}\r\n", line.trim())] {
        let read = Key::from_key_file(&text).unwrap();
        assert_eq!(read.open(place, &sealed).unwrap().as_slice(), b"value");
    }
}

#[test]
fn a_key_file_is_one_line_that_says_its_version_and_fingerprint() {
    let key = key();
    let line = key.to_key_file();
    assert!(line.starts_with("paraph-root-key-1 ") && line.ends_with('\n'));
    assert_eq!(line.lines().count(), 1);
    assert!(line.contains(&key.fingerprint().to_string()));
    assert!(line.len() <= limits::KEY_FILE_BYTES_MAX);
}

#[test]
fn a_changed_or_lost_character_of_a_key_file_is_noticed() {
    let line = key().to_key_file().trim().to_owned();
    for index in 0..line.len() {
        let mut bytes = line.clone().into_bytes();
        bytes[index] = if bytes[index] == b'b' { b'c' } else { b'b' };
        assert!(Key::from_key_file(&String::from_utf8(bytes).unwrap()).is_err(), "character {index} changed");
        let mut shorter = line.clone();
        shorter.remove(index);
        assert!(Key::from_key_file(&shorter).is_err(), "character {index} lost");
    }
}

#[test]
fn what_is_not_a_key_file_is_refused_with_its_reason() {
    let line = key().to_key_file().trim().to_owned();
    for wrong in ["", "\n", "hello", &line[..60], &format!("{line} more"), &line.replace("key-1", "key-2")] {
        assert!(matches!(Key::from_key_file(wrong), Err(Error::KeyFileIsMalformed)), "{wrong:?}");
    }
    let padded = format!("{line}{}", " ".repeat(limits::KEY_FILE_BYTES_MAX));
    assert!(matches!(Key::from_key_file(&padded), Err(Error::KeyFileIsMalformed)));
    let other = key().fingerprint().to_string();
    let swapped = line.rsplit_once(' ').map(|(head, _)| format!("{head} {other}")).unwrap();
    assert!(matches!(Key::from_key_file(&swapped), Err(Error::KeyFileIsDamaged)));
}
