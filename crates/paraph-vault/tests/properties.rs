//! Whatever is done to sealed bytes: they open to exactly what was sealed, or not at all.

#![expect(clippy::indexing_slicing, reason = "a test may fail loudly")]

use std::io::Write;

use aws_lc_rs::rand::SystemRandom;
use paraph_vault::file::{CHUNK_LENGTH, Reader, Writer};
use paraph_vault::{Key, Place};

/// Numbers that are the same in every run, so that a failure can be seen again.
struct Numbers(u64);

impl Numbers {
    fn next(&mut self) -> u64 {
        // SplitMix64.
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    fn below(&mut self, end: usize) -> usize {
        (self.next() % end.max(1) as u64) as usize
    }

    fn bytes(&mut self, length: usize) -> Vec<u8> {
        (0..length).map(|_| self.next() as u8).collect()
    }

    fn text(&mut self) -> String {
        let letters: Vec<char> = "abcé/\0 \u{1F511}".chars().collect();
        (0..self.below(6)).map(|_| letters[self.below(letters.len())]).collect()
    }

    /// Changes the bytes in one of the ways in which stored bytes get changed. May leave them as they were.
    fn damage(&mut self, bytes: &[u8], unit: usize) -> Vec<u8> {
        let mut damaged = bytes.to_vec();
        let (from, to) = (self.below(bytes.len()), self.below(bytes.len()));
        let stretch = 1 + self.below(unit.min(bytes.len() - from.max(to)));
        match self.below(8) {
            0 => damaged[from] ^= 1 << self.below(8),
            1 => damaged.truncate(from),
            2 => damaged.extend(self.bytes(stretch)),
            3 => drop(damaged.drain(from..from + stretch)),
            4 => damaged.copy_within(from..from + stretch, to),
            5 => drop(damaged.splice(to..to, bytes[from..from + stretch].to_vec())),
            6 => damaged[from..from + stretch].fill(0),
            _ => damaged[from..from + stretch].reverse(),
        }
        damaged
    }
}

#[test]
fn any_value_in_any_place_opens_there_and_in_no_other_place() {
    let (key, random, mut numbers) =
        (Key::generate(&SystemRandom::new()).unwrap(), SystemRandom::new(), Numbers(1));
    for _ in 0..2000 {
        let words: Vec<String> = (0..6).map(|_| numbers.text()).collect();
        let place = Place::new(&words[0], &words[1], &words[2]);
        let other = Place::new(&words[3], &words[4], &words[5]);
        let length = numbers.below(300);
        let value = numbers.bytes(length);
        let sealed = key.seal(place, &value, &random).unwrap();
        assert_eq!(key.open(place, &sealed).unwrap().as_slice(), value);
        assert_eq!(key.open(other, &sealed).is_ok(), place == other, "{place:?} {other:?}");
    }
}

#[test]
fn a_damaged_value_never_opens() {
    let (key, random, mut numbers) =
        (Key::generate(&SystemRandom::new()).unwrap(), SystemRandom::new(), Numbers(2));
    let place = Place::new("signatory", "7f3a", "name");
    for _ in 0..20_000 {
        let length = numbers.below(100);
        let value = numbers.bytes(length);
        let sealed = key.seal(place, &value, &random).unwrap();
        let damaged = numbers.damage(&sealed, 40);
        assert_eq!(key.open(place, &damaged).is_ok(), damaged == sealed);
    }
}

#[test]
fn random_bytes_never_open() {
    let (key, mut numbers) = (Key::generate(&SystemRandom::new()).unwrap(), Numbers(3));
    let place = Place::new("signatory", "7f3a", "name");
    for _ in 0..20_000 {
        let length = numbers.below(400);
        let mut bytes = numbers.bytes(length);
        // Every other one claims the right version and key.
        if numbers.below(2) == 0 && bytes.len() > 33 {
            bytes[0] = 1;
            bytes[1..33].copy_from_slice(key.fingerprint().as_bytes());
        }
        assert!(key.open(place, &bytes).is_err());
        assert!(key.unwrap(place, &bytes).is_err());
        assert!(Reader::open(bytes, &key, place).is_err());
    }
}

/// Reads everything; `None` if the file or any chunk is refused.
fn read_all(sealed: &[u8], key: &Key, place: Place<'_>) -> Option<Vec<u8>> {
    let reader = Reader::open(sealed, key, place).ok()?;
    let (mut content, mut buffer) = (Vec::new(), vec![0; CHUNK_LENGTH]);
    loop {
        match reader.read_at(content.len() as u64, &mut buffer).ok()? {
            0 => return Some(content),
            count => content.extend_from_slice(&buffer[..count]),
        }
    }
}

#[test]
fn a_damaged_file_never_opens_whole() {
    let (key, mut numbers) = (Key::generate(&SystemRandom::new()).unwrap(), Numbers(4));
    let place = Place::new("document", "42", "file");
    for length in [0, 500, CHUNK_LENGTH, 3 * CHUNK_LENGTH + 100] {
        let content = numbers.bytes(length);
        let mut writer = Writer::create(Vec::new(), &key, place, &SystemRandom::new()).unwrap();
        writer.write_all(&content).unwrap();
        let (sealed, _) = writer.finish().unwrap();
        for _ in 0..300 {
            let damaged = numbers.damage(&sealed, 70_000);
            let read = read_all(&damaged, &key, place);
            assert!(if damaged == sealed {
                read.is_some_and(|read| read == content)
            } else {
                read.is_none()
            });
        }
    }
}

#[test]
fn whole_chunks_cut_out_copied_or_exchanged_never_open() {
    let (key, mut numbers) = (Key::generate(&SystemRandom::new()).unwrap(), Numbers(5));
    let place = Place::new("document", "42", "file");
    let content = numbers.bytes(5 * CHUNK_LENGTH);
    let mut writer = Writer::create(Vec::new(), &key, place, &SystemRandom::new()).unwrap();
    writer.write_all(&content).unwrap();
    let (sealed, _) = writer.finish().unwrap();
    let (head, body) = sealed.split_at(154);
    let chunks: Vec<&[u8]> = body.chunks(CHUNK_LENGTH + 16).collect();
    for _ in 0..500 {
        let order: Vec<usize> = (0..numbers.below(8)).map(|_| numbers.below(chunks.len())).collect();
        let arranged: Vec<u8> = order.iter().flat_map(|index| chunks[*index]).copied().collect();
        let read = read_all(&[head, &arranged].concat(), &key, place);
        assert_eq!(read.is_some(), order == [0, 1, 2, 3, 4], "{order:?}");
    }
}
