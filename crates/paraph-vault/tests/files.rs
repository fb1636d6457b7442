//! Sealed files: what comes back, at any offset, and every way to be refused.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may fail loudly")]

use std::io::{self, Read, Seek, SeekFrom, Write};
use std::sync::Arc;

use aws_lc_rs::digest;
use aws_lc_rs::rand::SystemRandom;
use paraph_vault::file::{CHUNK_LENGTH, Content, Reader, Source, Writer};
use paraph_vault::{Error, Key, Place};

const PLACE: Place<'static> = Place { table: "document", row: "42", column: "file" };
const HEAD: usize = 154;
const SEALED_CHUNK: usize = CHUNK_LENGTH + 16;

/// Lengths at and around every boundary.
const LENGTHS: [usize; 10] = [
    0,
    1,
    1000,
    CHUNK_LENGTH - 1,
    CHUNK_LENGTH,
    CHUNK_LENGTH + 1,
    2 * CHUNK_LENGTH - 1,
    2 * CHUNK_LENGTH,
    2 * CHUNK_LENGTH + 1,
    3 * CHUNK_LENGTH + 777,
];

fn key() -> Key {
    Key::generate(&SystemRandom::new()).unwrap()
}

/// Content in which no two chunks are alike.
fn sample(length: usize) -> Vec<u8> {
    (0..length).map(|index| (index ^ (index >> 8) ^ (index >> 16).wrapping_mul(31)) as u8).collect()
}

fn sealed(key: &Key, content: &[u8]) -> Vec<u8> {
    sealed_with_facts(key, content).0
}

fn sealed_with_facts(key: &Key, content: &[u8]) -> (Vec<u8>, Content) {
    let mut writer = Writer::create(Vec::new(), key, PLACE, &SystemRandom::new()).unwrap();
    writer.write_all(content).unwrap();
    writer.finish().unwrap()
}

/// Opens the file and reads all of it, chunk by chunk.
fn read_all(key: &Key, sealed: &[u8]) -> Result<Vec<u8>, Error> {
    let reader = Reader::open(sealed, key, PLACE)?;
    let mut content = Vec::new();
    let mut buffer = vec![0; CHUNK_LENGTH];
    loop {
        match reader.read_at(content.len() as u64, &mut buffer)? {
            0 => break,
            count => content.extend_from_slice(&buffer[..count]),
        }
    }
    assert_eq!(content.len() as u64, reader.length());
    Ok(content)
}

/// The sealed chunks, without the head.
fn chunks(sealed: &[u8]) -> Vec<&[u8]> {
    sealed[HEAD..].chunks(SEALED_CHUNK).collect()
}

fn with_chunks(sealed: &[u8], chunks: &[&[u8]]) -> Vec<u8> {
    [&sealed[..HEAD], &chunks.concat()].concat()
}

#[test]
fn what_was_sealed_comes_back_at_every_length() {
    let key = key();
    for length in LENGTHS {
        let content = sample(length);
        let sealed = sealed(&key, &content);
        assert!(read_all(&key, &sealed).unwrap() == content, "{length}");
        let expected = HEAD + length + 16 * length.div_ceil(CHUNK_LENGTH).max(1);
        assert_eq!(sealed.len(), expected, "{length}");
    }
}

#[test]
fn the_writer_tells_length_and_sha_256_of_the_content() {
    let key = key();
    for length in LENGTHS {
        let content = sample(length);
        let (_, facts) = sealed_with_facts(&key, &content);
        assert_eq!(facts.length, length as u64);
        assert_eq!(facts.sha256, digest::digest(&digest::SHA256, &content).as_ref());
    }
}

#[test]
fn it_does_not_matter_in_what_pieces_a_file_is_written() {
    let key = key();
    let content = sample(2 * CHUNK_LENGTH + 5);
    let expected = digest::digest(&digest::SHA256, &content);
    for piece in [1, 7, 4096, CHUNK_LENGTH - 1, CHUNK_LENGTH, CHUNK_LENGTH + 1, content.len()] {
        let mut writer = Writer::create(Vec::new(), &key, PLACE, &SystemRandom::new()).unwrap();
        for piece in content.chunks(piece) {
            writer.write_all(piece).unwrap();
            writer.flush().unwrap();
        }
        let (sealed, facts) = writer.finish().unwrap();
        assert_eq!(facts.sha256, expected.as_ref());
        assert!(read_all(&key, &sealed).unwrap() == content, "in pieces of {piece}");
    }
}

#[test]
fn any_stretch_can_be_read_by_itself() {
    let key = key();
    let content = sample(3 * CHUNK_LENGTH + 777);
    let sealed = sealed(&key, &content);
    let reader = Reader::open(sealed.as_slice(), &key, PLACE).unwrap();
    // A fixed walk over the file that jumps back and forth, with stretches of many lengths.
    let mut state = 1_u64;
    for _ in 0..2000 {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        let offset = (state >> 33) as usize % (content.len() + 10);
        let mut buffer = vec![0xAA; (state >> 20) as usize % 3000];
        let count = reader.read_at(offset as u64, &mut buffer).unwrap();
        let until_chunk_end = CHUNK_LENGTH - offset % CHUNK_LENGTH;
        let expected = buffer.len().min(until_chunk_end).min(content.len().saturating_sub(offset));
        assert_eq!(count, expected, "{} bytes at {offset}", buffer.len());
        assert!(count == 0 || buffer[..count] == content[offset..offset + count]);
        assert!(buffer[count..].iter().all(|byte| *byte == 0xAA));
    }
}

#[test]
fn reading_at_or_past_the_end_gives_nothing() {
    let key = key();
    let sealed = sealed(&key, &sample(100));
    let reader = Reader::open(sealed.as_slice(), &key, PLACE).unwrap();
    for offset in [100, 101, CHUNK_LENGTH as u64, u64::MAX] {
        assert_eq!(reader.read_at(offset, &mut [0; 8]).unwrap(), 0);
    }
    assert_eq!(reader.read_at(0, &mut []).unwrap(), 0);
}

#[test]
fn a_changed_byte_anywhere_is_refused() {
    let key = key();
    let sealed = sealed(&key, &sample(2 * CHUNK_LENGTH + 300));
    let boundaries = (0..3).flat_map(|index| {
        let start = HEAD + index * SEALED_CHUNK;
        start.saturating_sub(17)..start + 17
    });
    let positions = (0..HEAD).chain(boundaries).chain((HEAD..sealed.len()).step_by(509));
    for position in positions.chain([sealed.len() - 1]) {
        let mut changed = sealed.clone();
        changed[position] ^= 0x40;
        assert!(read_all(&key, &changed).is_err(), "byte {position} was changed and nobody noticed");
    }
}

#[test]
fn a_broken_chunk_is_named_and_the_others_still_open() {
    let key = key();
    let content = sample(2 * CHUNK_LENGTH + 300);
    let mut sealed = sealed(&key, &content);
    sealed[HEAD + SEALED_CHUNK + 9] ^= 1;
    let reader = Reader::open(sealed.as_slice(), &key, PLACE).unwrap();
    let mut buffer = [0; 100];
    for _ in 0..2 {
        let error = reader.read_at(CHUNK_LENGTH as u64, &mut buffer).unwrap_err();
        assert!(matches!(error, Error::ChunkIsBroken { index: 1 }));
        assert_eq!(buffer, [0; 100], "bytes of a broken chunk were given out");
    }
    assert_eq!(reader.read_at(0, &mut buffer).unwrap(), 100);
    assert_eq!(buffer, content[..100]);
}

#[test]
fn a_file_cut_at_any_length_is_refused() {
    let key = key();
    let sealed = sealed(&key, &sample(2 * CHUNK_LENGTH + 300));
    let boundaries = (0..3).flat_map(|index| {
        let start = HEAD + index * SEALED_CHUNK;
        start.saturating_sub(17)..(start + 18).min(sealed.len())
    });
    for length in
        (0..HEAD).chain(boundaries).chain((HEAD..sealed.len()).step_by(997)).chain([sealed.len() - 1])
    {
        assert!(Reader::open(&sealed[..length], &key, PLACE).is_err(), "opened at {length} bytes");
    }
}

#[test]
fn a_file_whose_last_chunk_was_dropped_is_refused() {
    let key = key();
    for length in [CHUNK_LENGTH + 1, 2 * CHUNK_LENGTH, 3 * CHUNK_LENGTH + 777] {
        let sealed = sealed(&key, &sample(length));
        let mut kept = chunks(&sealed);
        kept.pop();
        let error = Reader::open(with_chunks(&sealed, &kept), &key, PLACE).err().unwrap();
        assert!(matches!(error, Error::ChunkIsBroken { index } if index == kept.len() as u64 - 1));
    }
}

#[test]
fn an_extended_file_is_refused() {
    let key = key();
    for length in LENGTHS {
        let sealed = sealed(&key, &sample(length));
        let last = *chunks(&sealed).last().unwrap();
        for extension in [&[0][..], &[0; 16], &[0; 17], &[7; SEALED_CHUNK], last] {
            let extended = [&sealed, extension].concat();
            assert!(read_all(&key, &extended).is_err(), "{length} + {}", extension.len());
        }
    }
}

#[test]
fn chunks_in_another_order_doubled_or_left_out_are_refused() {
    let key = key();
    let sealed = sealed(&key, &sample(4 * CHUNK_LENGTH));
    let [a, b, c, d] = chunks(&sealed)[..] else { unreachable!("four chunks") };
    for order in [
        vec![b, a, c, d],
        vec![a, c, b, d],
        vec![d, b, c, a],
        vec![a, a, b, c, d],
        vec![a, b, c, d, d],
        vec![a, b, d],
        vec![a, c, d],
        vec![b, c, d],
        vec![d],
    ] {
        assert!(read_all(&key, &with_chunks(&sealed, &order)).is_err());
    }
    assert!(read_all(&key, &with_chunks(&sealed, &[a, b, c, d])).is_ok());
}

#[test]
fn a_chunk_or_a_head_of_another_file_is_refused() {
    let key = key();
    let content = sample(2 * CHUNK_LENGTH);
    let (first, second) = (sealed(&key, &content), sealed(&key, &content));
    let mixed = with_chunks(&first, &[chunks(&second)[0], chunks(&first)[1]]);
    assert!(matches!(read_all(&key, &mixed), Err(Error::ChunkIsBroken { index: 0 })));
    let beheaded = [&second[..HEAD], &first[HEAD..]].concat();
    assert!(matches!(read_all(&key, &beheaded), Err(Error::ChunkIsBroken { .. })));
    // The wrapped key of another file under this file's id and commitment.
    let rewrapped = [&first[..HEAD - 97], &second[HEAD - 97..HEAD], &first[HEAD..]].concat();
    assert!(matches!(read_all(&key, &rewrapped), Err(Error::FileHeadIsBroken)));
}

#[test]
fn the_wrong_key_and_the_wrong_place_are_told_apart() {
    let (right, wrong) = (key(), key());
    let sealed = sealed(&right, b"content");
    let error = Reader::open(sealed.as_slice(), &wrong, PLACE).err().unwrap();
    assert!(matches!(error, Error::KeyDoesNotMatch { wanted, given }
        if wanted == right.fingerprint() && given == wrong.fingerprint()));
    let error = Reader::open(sealed.as_slice(), &right, Place { row: "43", ..PLACE }).err().unwrap();
    assert!(matches!(error, Error::PlaceDoesNotMatch));
}

#[test]
fn another_magic_or_version_is_refused_with_its_reason() {
    let key = key();
    let sealed = sealed(&key, b"content");
    let mut later = sealed.clone();
    later[8] = 2;
    assert!(matches!(read_all(&key, &later), Err(Error::VersionIsUnknown(2))));
    assert!(matches!(read_all(&key, &[b"%PDF-1.7", &sealed[8..]].concat()), Err(Error::SealedIsMalformed)));
    assert!(matches!(read_all(&key, b""), Err(Error::SealedIsMalformed)));
}

#[test]
fn an_empty_last_chunk_after_a_full_one_is_refused() {
    let key = key();
    let sealed = sealed(&key, &sample(CHUNK_LENGTH));
    let extended = [sealed.as_slice(), &[0; 16]].concat();
    assert!(matches!(read_all(&key, &extended), Err(Error::ChunkIsBroken { index: 1 })));
}

#[test]
fn a_file_that_was_not_finished_never_opens() {
    let key = key();
    for length in [0, 10, CHUNK_LENGTH, 2 * CHUNK_LENGTH + 1] {
        let mut output = Vec::new();
        let mut writer = Writer::create(&mut output, &key, PLACE, &SystemRandom::new()).unwrap();
        writer.write_all(&sample(length)).unwrap();
        writer.flush().unwrap();
        drop(writer);
        assert!(read_all(&key, &output).is_err(), "{length}");
    }
}

#[test]
fn a_sealed_file_shows_nothing_of_its_content() {
    let key = key();
    let canary = b"CANARY-Ada-Lovelace-CANARY";
    let content = canary.repeat(10_000);
    let sealed = sealed(&key, &content);
    assert!(!sealed.windows(6).any(|window| window == b"CANARY"));
}

/// A writer with room for so many bytes.
struct Full {
    room: usize,
}

impl Write for Full {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let count = bytes.len().min(self.room);
        self.room -= count;
        if count == 0 { Err(io::ErrorKind::StorageFull.into()) } else { Ok(count) }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn a_full_disk_is_told_and_the_writer_is_spent_after_it() {
    let key = key();
    let random = SystemRandom::new();
    assert!(matches!(Writer::create(Full { room: 10 }, &key, PLACE, &random), Err(Error::Medium(_))));
    let mut writer = Writer::create(Full { room: HEAD + 1000 }, &key, PLACE, &random).unwrap();
    let error = writer.write_all(&sample(2 * CHUNK_LENGTH)).unwrap_err();
    assert_eq!(error.kind(), io::ErrorKind::StorageFull);
    assert!(writer.write_all(b"more").is_err());
    assert!(matches!(writer.finish(), Err(Error::WriterIsSpent)));
    let mut writer = Writer::create(Full { room: HEAD + 1000 }, &key, PLACE, &random).unwrap();
    writer.write_all(&sample(1000)).unwrap();
    assert!(matches!(writer.finish(), Err(Error::Medium(_))));
}

/// A source that gives little at a time, is interrupted, and ends sooner than it said.
struct Rough {
    bytes: Vec<u8>,
    said: u64,
    interrupted: std::sync::atomic::AtomicBool,
}

impl Source for Rough {
    fn length(&self) -> io::Result<u64> {
        Ok(self.said)
    }

    fn read_at(&self, offset: u64, buffer: &mut [u8]) -> io::Result<usize> {
        if !self.interrupted.fetch_xor(true, std::sync::atomic::Ordering::Relaxed) {
            return Err(io::ErrorKind::Interrupted.into());
        }
        let few = buffer.len().min(1000);
        self.bytes.read_at(offset, &mut buffer[..few])
    }
}

#[test]
fn short_reads_and_interruptions_of_the_source_do_not_matter() {
    let key = key();
    let content = sample(CHUNK_LENGTH + 9);
    let bytes = sealed(&key, &content);
    let rough = |said| Rough { bytes: bytes.clone(), said, interrupted: false.into() };
    let reader = Reader::open(rough(bytes.len() as u64), &key, PLACE).unwrap();
    let mut buffer = vec![0; CHUNK_LENGTH];
    assert_eq!(reader.read_at(0, &mut buffer).unwrap(), CHUNK_LENGTH);
    assert!(buffer == content[..CHUNK_LENGTH]);
    let error = Reader::open(rough(bytes.len() as u64 + 5), &key, PLACE).err().unwrap();
    assert!(matches!(error, Error::Medium(error) if error.kind() == io::ErrorKind::UnexpectedEof));
    assert!(Reader::open(rough(u64::MAX), &key, PLACE).is_err());
}

#[test]
fn a_file_on_disk_is_read_by_its_handle() {
    let key = key();
    let content = sample(2 * CHUNK_LENGTH + 1);
    let writer = Writer::create(tempfile::tempfile().unwrap(), &key, PLACE, &SystemRandom::new());
    let mut writer = writer.unwrap();
    writer.write_all(&content).unwrap();
    let (mut file, _) = writer.finish().unwrap();
    file.seek(SeekFrom::Start(0)).unwrap();
    let mut bytes = Vec::new();
    file.read_to_end(&mut bytes).unwrap();
    assert!(read_all(&key, &bytes).unwrap() == content);
    let reader = Reader::open(Arc::new(file), &key, PLACE).unwrap();
    let mut byte = [0];
    assert_eq!(reader.read_at(2 * CHUNK_LENGTH as u64, &mut byte).unwrap(), 1);
    assert_eq!(byte[0], content[2 * CHUNK_LENGTH]);
}

#[test]
fn many_threads_can_read_one_file() {
    let key = key();
    let content = sample(3 * CHUNK_LENGTH);
    let sealed = sealed(&key, &content);
    let reader = Reader::open(&sealed, &key, PLACE).unwrap();
    std::thread::scope(|scope| {
        for thread in 0..4_usize {
            let (reader, content) = (&reader, &content);
            scope.spawn(move || {
                for step in 0..100 {
                    let offset = (thread * 7919 + step * 4099) % (content.len() - 64);
                    let mut buffer = [0; 64];
                    let count = reader.read_at(offset as u64, &mut buffer).unwrap();
                    assert_eq!(buffer[..count], content[offset..offset + count]);
                }
            });
        }
    });
}

#[test]
fn an_error_of_the_vault_passes_through_the_standard_library_s() {
    let error: io::Error = Error::ChunkIsBroken { index: 3 }.into();
    assert_eq!(error.kind(), io::ErrorKind::InvalidData);
    assert!(error.to_string().contains("chunk 3"));
    let error: io::Error = Error::Medium(io::ErrorKind::StorageFull.into()).into();
    assert_eq!(error.kind(), io::ErrorKind::StorageFull);
}
