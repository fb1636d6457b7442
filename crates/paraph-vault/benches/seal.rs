//! How long sealing and opening a file takes beside its floor: AES-256-GCM, SHA-256 and one copy of the same bytes.

#![expect(clippy::unwrap_used, reason = "a bench may fail loudly")]

use std::hint::black_box;
use std::io::Write;

use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use aws_lc_rs::digest;
use aws_lc_rs::rand::SystemRandom;
use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use paraph_vault::file::{CHUNK_LENGTH, Reader, Writer};
use paraph_vault::{Key, Place};

const PLACE: Place<'static> = Place { table: "document", row: "42", column: "file" };
const SIZES: [(&str, usize); 4] =
    [("10 KB", 10_000), ("1 MB", 1_000_000), ("20 MB", 20_000_000), ("200 MB", 200_000_000)];

fn files(criterion: &mut Criterion) {
    let random = SystemRandom::new();
    let key = Key::generate(&random).unwrap();
    let mut group = criterion.benchmark_group("file");
    group.sample_size(10);
    for (name, size) in SIZES {
        let content = vec![0x5A; size];
        let mut output = Vec::with_capacity(size + size / 1000 + 1000);
        group.throughput(Throughput::Bytes(size as u64));
        group.bench_function(BenchmarkId::new("seal floor", name), |bencher| {
            bencher.iter(|| seal_floor(&content, &mut output));
        });
        group.bench_function(BenchmarkId::new("seal", name), |bencher| {
            bencher.iter(|| {
                output.clear();
                let mut writer = Writer::create(&mut output, &key, PLACE, &random).unwrap();
                writer.write_all(&content).unwrap();
                writer.finish().unwrap().1
            });
        });
        let mut plain = vec![0; CHUNK_LENGTH];
        group.bench_function(BenchmarkId::new("open floor", name), |bencher| {
            bencher.iter(|| open_floor(&output, &mut plain));
        });
        group.bench_function(BenchmarkId::new("open", name), |bencher| {
            bencher.iter(|| {
                let reader = Reader::open(output.as_slice(), &key, PLACE).unwrap();
                let mut offset = 0;
                while offset < reader.length() {
                    offset += reader.read_at(offset, black_box(&mut plain)).unwrap() as u64;
                }
            });
        });
    }
    group.finish();
}

fn values(criterion: &mut Criterion) {
    let random = SystemRandom::new();
    let key = Key::generate(&random).unwrap();
    let value = b"ada.lovelace@mill.example";
    let sealed = key.seal(PLACE, value, &random).unwrap();
    criterion.bench_function("seal a value", |bencher| bencher.iter(|| key.seal(PLACE, value, &random)));
    criterion.bench_function("open a value", |bencher| bencher.iter(|| key.open(PLACE, &sealed)));
    criterion.bench_function("look-up hash", |bencher| bencher.iter(|| key.lookup("account e-mail", value)));
    let wrapped = key.wrap(&key, PLACE, &random).unwrap();
    criterion.bench_function("unwrap a key", |bencher| bencher.iter(|| key.unwrap(PLACE, &wrapped)));
}

fn cipher() -> LessSafeKey {
    LessSafeKey::new(UnboundKey::new(&AES_256_GCM, &[7; 32]).unwrap())
}

/// What cannot be saved: one copy into the output, sealed there, and one digest.
fn seal_floor(content: &[u8], output: &mut Vec<u8>) {
    let cipher = cipher();
    let mut context = digest::Context::new(&digest::SHA256);
    output.clear();
    for chunk in content.chunks(CHUNK_LENGTH) {
        context.update(chunk);
        let start = output.len();
        output.extend_from_slice(chunk);
        let nonce = Nonce::assume_unique_for_key([0; 12]);
        let added = output.get_mut(start..).unwrap();
        let tag = cipher.seal_in_place_separate_tag(nonce, Aad::empty(), added).unwrap();
        output.extend_from_slice(tag.as_ref());
    }
    black_box(context.finish());
}

/// What cannot be saved: one copy out, and the work of AES-256-GCM over it.
fn open_floor(sealed: &[u8], plain: &mut [u8]) {
    let cipher = cipher();
    for chunk in sealed.chunks(CHUNK_LENGTH) {
        let plain = plain.get_mut(..chunk.len()).unwrap();
        plain.copy_from_slice(chunk);
        let nonce = Nonce::assume_unique_for_key([0; 12]);
        black_box(cipher.seal_in_place_separate_tag(nonce, Aad::empty(), plain).unwrap().as_ref());
    }
}

criterion_group!(benches, values, files);
criterion_main!(benches);
