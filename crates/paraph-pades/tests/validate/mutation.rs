//! Changed files: one changed byte anywhere is refused, and nothing whatever makes validation fall over.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use crate::maker::{Maker, Signing, look};

/// Small, fast and the same every time (xorshift64*).
struct Dice(u64);

impl Dice {
    fn roll(&mut self, below: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        let value = self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33;
        usize::try_from(value).unwrap() % below
    }
}

/// Changes every `step`th byte in turn, and fewer of the zeros that fill up the space of a value; says at which
/// bytes the file still passed. `PARAPH_EVERY_BYTE` looks at every byte.
fn survivors(bytes: &[u8], step: usize, changes: &[u8]) -> Vec<String> {
    assert!(look(bytes).unwrap().passed());
    let step = if std::env::var_os("PARAPH_EVERY_BYTE").is_some() { 1 } else { step };
    let mut survived = Vec::new();
    for (count, place) in (0..bytes.len()).step_by(step).enumerate() {
        let change = changes[count % changes.len()];
        let filling =
            bytes[place.saturating_sub(20)..(place + 20).min(bytes.len())].iter().all(|byte| *byte == b'0');
        if filling && count % 50 != 0 {
            continue;
        }
        let mut changed = bytes.to_vec();
        changed[place] ^= change;
        if look(&changed).is_ok_and(|report| report.passed()) {
            let from = place.saturating_sub(20);
            let around = String::from_utf8_lossy(&bytes[from..(place + 20).min(bytes.len())]).into_owned();
            survived.push(format!("byte {place} xor {change:#x} in {around:?}"));
        }
    }
    survived
}

const CHANGES: [u8; 7] = [0x01, 0x20, 0x10, 0x02, 0x80, 0x04, 0xFF];

#[test]
fn one_changed_byte_of_a_signed_file_is_refused() {
    let maker = Maker::new().sign(&Signing::buyer());
    assert_eq!(survivors(&maker.bytes, 13, &CHANGES), [""; 0]);
}

#[test]
fn one_changed_byte_of_a_time_stamped_file_is_refused() {
    let maker = Maker::new().sign(&Signing::buyer().timestamped("2026-03-02T00:00:00Z"));
    assert_eq!(survivors(&maker.bytes, 29, &CHANGES), [""; 0]);
}

#[test]
fn one_changed_byte_of_a_file_signed_twice_and_stamped_is_refused() {
    let maker = Maker::new().sign(&Signing::buyer().certify(2)).sign(&Signing::seller());
    let maker = maker.stamp(60, "2026-03-02T00:00:00Z");
    assert_eq!(survivors(&maker.bytes, 101, &CHANGES), [""; 0]);
}

/// Files of other makers, the smaller ones.
fn corpus() -> Vec<Vec<u8>> {
    let given = std::env::var_os("PARAPH_CORPUS").map(PathBuf::from);
    let beside = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/corpus"));
    let Some(folder) = given.or(Some(beside)).map(|path| path.join("pades")).filter(|path| path.is_dir())
    else {
        println!("skipped in part: there is no corpus");
        return Vec::new();
    };
    let mut paths: Vec<PathBuf> =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "pdf"));
    let read = |path: PathBuf| std::fs::read(path).unwrap();
    paths.into_iter().map(read).filter(|bytes| bytes.len() < 200_000).collect()
}

/// One random change, of a kind that parsers trip over.
fn mutate(bytes: &mut Vec<u8>, dice: &mut Dice) {
    let place = dice.roll(bytes.len());
    match dice.roll(8) {
        0 => bytes[place] = u8::try_from(dice.roll(256)).unwrap(),
        1 => bytes[place] ^= 1 << dice.roll(8),
        2 => bytes.truncate(place.max(1)),
        3 => {
            let end = (place + 1 + dice.roll(200)).min(bytes.len());
            bytes.drain(place..end);
        }
        4 => {
            let end = (place + 1 + dice.roll(2_000)).min(bytes.len());
            let piece = bytes[place..end].to_vec();
            let to = dice.roll(bytes.len());
            bytes.splice(to..to, piece);
        }
        5 => digits(bytes, place, dice),
        6 => {
            let piece: &[u8] =
                [b"[[[[[[[[".as_slice(), b"<<<<<<", b" 0 R ", b"endobj", b"stream\n", b"/Prev 9 ", b"(((("]
                    [dice.roll(7)];
            bytes.splice(place..place, piece.iter().copied());
        }
        _ => {
            let end = (place + 1 + dice.roll(40)).min(bytes.len());
            let value = u8::try_from(dice.roll(256)).unwrap();
            bytes[place..end].iter_mut().for_each(|byte| *byte = value);
        }
    }
}

/// Writes over the next run of digits.
fn digits(bytes: &mut [u8], from: usize, dice: &mut Dice) {
    let run = bytes[from..].iter_mut().skip_while(|byte| !byte.is_ascii_digit());
    for byte in run.take_while(|byte| byte.is_ascii_digit()) {
        *byte = b"0123456789"[dice.roll(10)];
    }
}

#[test]
fn no_change_whatever_makes_validation_fall_over_or_hang() {
    let mut files = corpus();
    files.push(Maker::new().sign(&Signing::buyer().certify(2)).sign(&Signing::seller()).bytes);
    let mut dice = Dice(0x9E37_79B9_7F4A_7C15);
    #[expect(clippy::disallowed_methods, reason = "a test that is bounded in time looks at the clock")]
    let now = Instant::now;
    let start = now();
    let mut rounds = 0;
    while start.elapsed() < Duration::from_secs(8) {
        let mut bytes = files[dice.roll(files.len())].clone();
        for _ in 0..=dice.roll(4) {
            mutate(&mut bytes, &mut dice);
        }
        let began = now();
        let _ = look(&bytes);
        assert!(began.elapsed() < Duration::from_secs(10), "round {rounds} took too long");
        rounds += 1;
    }
    println!("{rounds} changed files");
}
