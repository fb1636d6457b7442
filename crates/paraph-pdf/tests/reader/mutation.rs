//! Changed files: whatever is changed, the reader answers, in bounded time.

use std::time::{Duration, Instant};

use paraph_pdf::{Document, Location, ObjectId};

use crate::maker::Maker;

/// Reads everything there is to read.
fn read_all(bytes: &[u8]) {
    let Ok(document) = Document::open(bytes) else { return };
    for index in 0..document.revisions().len().min(4) {
        let view = document.at(index);
        for (number, location) in document.changed(index).take(200) {
            let generation = if let Location::InFile { generation, .. } = location { generation } else { 0 };
            if let Ok(object) = view.object(ObjectId { number, generation })
                && let Some(stream) = object.as_stream()
            {
                let _ = view.decode_up_to(stream, 1 << 20);
            }
        }
        let _ = view.fields();
        let _ = view.pages().map(|pages| pages.take(1_000).filter(Result::is_ok).count());
    }
}

fn seeds() -> Vec<Vec<u8>> {
    let tables = Maker::small()
        .object(9, "<< /A [1 (b) <0c> /D 4.5 true] >>")
        .table("")
        .object(9, "[1 0 R]")
        .table("");
    let streams = Maker::small()
        .stream(20, "/Type /ObjStm /N 1 /First 4", b"9 0 (nested)")
        .stream(22, "/Filter /LZWDecode", &[0x80, 0x0B, 0x60, 0x50, 0x22, 0x0C, 0x0C, 0x85, 0x01])
        .xref_stream(21, &[(9, 20, 0)]);
    vec![tables.bytes, streams.bytes]
}

#[test]
fn every_single_byte_may_be_anything() {
    for seed in seeds() {
        for place in 0..seed.len() {
            for value in [0, b'0', b'9', b'<', b'(', b'[', b'/', b'\n', 0xFF] {
                let mut bytes = seed.clone();
                if let Some(byte) = bytes.get_mut(place) {
                    *byte = value;
                }
                read_all(&bytes);
            }
        }
    }
}

#[test]
fn every_prefix_may_be_all_there_is() {
    for seed in seeds() {
        for length in 0..seed.len() {
            read_all(seed.get(..length).unwrap());
        }
    }
}

#[test]
fn pieces_in_any_order_are_answered_in_bounded_time() {
    let mut state = 0x2545_F491_4F6C_DD1D_u64;
    let mut roll = |below: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        usize::try_from(state >> 33).unwrap() % below
    };
    #[expect(clippy::disallowed_methods, reason = "a test that is bounded in time looks at the clock")]
    let now = Instant::now;
    let start = now();
    let seeds = seeds();
    while start.elapsed() < Duration::from_secs(4) {
        let mut bytes = seeds.get(roll(seeds.len())).unwrap().clone();
        for _ in 0..=roll(6) {
            let (from, to) = (roll(bytes.len()), roll(bytes.len()));
            let end = (from + roll(60)).min(bytes.len());
            let piece: Vec<u8> = bytes.get(from..end).unwrap().to_vec();
            bytes.splice(to..to, piece);
        }
        let began = now();
        read_all(&bytes);
        assert!(began.elapsed() < Duration::from_secs(5));
    }
}
