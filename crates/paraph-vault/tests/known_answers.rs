//! The formats, byte for byte, as known_answers.py computes them from their description with another library. A
//! change here is a change of format: what is stored could no longer be read.

#![expect(clippy::unwrap_used, reason = "a test may fail loudly")]

use std::io::Write;

use aws_lc_rs::digest;
use aws_lc_rs::test::rand::FixedByteRandom;
use paraph_vault::file::{CHUNK_LENGTH, Writer};
use paraph_vault::{Key, Place};

const RANDOM: FixedByteRandom = FixedByteRandom { byte: 0x17 };
const FINGERPRINT: &str = "d47c52da87264d9416a401adb6dfc92b3e6f656179ae491a599475ffaf90b8fa";

fn key(byte: u8) -> Key {
    Key::generate(&FixedByteRandom { byte }).unwrap()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[test]
fn the_fingerprint_is_the_known_one() {
    assert_eq!(hex(key(0x42).fingerprint().as_bytes()), FINGERPRINT);
    assert_eq!(key(0x42).fingerprint().to_string(), "d47c-52da-8726-4d94-16a4-01ad-b6df-c92b");
}

#[test]
fn a_sealed_value_is_the_known_one() {
    let place = Place::new("signatory", "7f3a", "name");
    let sealed = key(0x42).seal(place, b"Ada Lovelace", &RANDOM).unwrap();
    let rest = "91587c9f171717171717171717171717227e1ce854d23b2a0ffe0855b4ff52e8c46755848cd84667d0480c86";
    assert_eq!(hex(&sealed), format!("01{FINGERPRINT}{rest}"));
    assert_eq!(key(0x42).open(place, &sealed).unwrap().as_slice(), b"Ada Lovelace");
}

#[test]
fn a_wrapped_key_is_the_known_one() {
    let place = Place::new("project", "12", "key");
    let wrapped = key(0x42).wrap(&key(0x17), place, &RANDOM).unwrap();
    let rest = "1ba85bd717171717171717171717171706c56f3f9f8212136cc8b3cba025e7d485c9a0d0bd0674f60afa211bcd70e5a5\
                45caa3dccbc24bed54cb7a92a1534480";
    assert_eq!(hex(&wrapped), format!("01{FINGERPRINT}{rest}"));
}

#[test]
fn a_look_up_hash_and_a_derived_key_are_the_known_ones() {
    let hash = key(0x42).lookup("account e-mail", b"ada@mill.example");
    assert_eq!(hex(&hash), "7ccdab93b09d519918102eae5cd87a3cba1a2ff6410cea39f126d3778d48fe56");
    let derived = key(0x42).derive("ledger").unwrap().fingerprint();
    assert_eq!(hex(derived.as_bytes()), "2437dc6d97f7450af06de82a6f3aff96dbe092e8655dc3f5079fd1cfcc165e93");
}

#[test]
fn a_key_file_is_the_known_one() {
    let line = "paraph-root-key-1 QkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkI \
                d47c-52da-8726-4d94-16a4-01ad-b6df-c92b\n";
    assert_eq!(key(0x42).to_key_file().as_str(), line);
    assert_eq!(hex(Key::from_key_file(line).unwrap().fingerprint().as_bytes()), FINGERPRINT);
}

#[test]
fn a_sealed_file_is_the_known_one() {
    let content: Vec<u8> = (0..CHUNK_LENGTH + 1000).map(|index| (index * 7 + index / 256) as u8).collect();
    let place = Place::new("document", "42", "file");
    let mut writer = Writer::create(Vec::new(), &key(0x42), place, &RANDOM).unwrap();
    writer.write_all(&content).unwrap();
    let (sealed, _) = writer.finish().unwrap();
    let head = format!(
        "7061726170687666011717171717171717171717171717171\
         7fa6a89bf77d5937149ae354ca077c32ba01adfc9fdcd881525753fde1b3ed51d01{FINGERPRINT}\
         e0cb872817171717171717171717171706c56f3f9f8212136cc8b3cba025e7d485c9a0d0bd0674f60afa211bcd70e5a5\
         dd543a3e9805ad96bf670bd42dbce9da"
    );
    assert_eq!(hex(sealed.get(..154).unwrap()), head);
    let digest = digest::digest(&digest::SHA256, &sealed);
    assert_eq!(hex(digest.as_ref()), "41da59878765bbe10f258059b9519e6807bce7fcb9f389c7f6998f95bed0594c");
}
