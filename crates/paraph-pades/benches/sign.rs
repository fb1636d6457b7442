//! What signing a file costs, from the file to the signed file, beside the floor: one digest of the bytes, one key
//! operation, one copy.

#![expect(clippy::unwrap_used, reason = "a bench stops at the first failure")]

#[path = "../../paraph-pdf/tests/sample/mod.rs"]
mod sample;
#[path = "../tests/scene/mod.rs"]
mod scene;
#[path = "../examples/floor.rs"]
#[expect(dead_code, reason = "it is a program of its own too")]
mod whole_process;

use std::fs::File;
use std::io::Write;
use std::path::Path;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use paraph_pades::sign::{self, Act, Request, SignatureField};
use paraph_pdf::Document;
use sample::{SHAPES, Sample};
use scene::Scene;
use whole_process::floor;

fn signed(scene: &Scene, request: &Request, from: &Path, to: &Path) {
    let document = Document::open(File::open(from).unwrap()).unwrap();
    let prepared = sign::prepare(&document, request).unwrap();
    let value = scene.signer.key().sign(prepared.to_be_signed(), &scene.random).unwrap();
    let finished = prepared.sign_with(value).unwrap().embed().unwrap();
    let mut out = File::create(to).unwrap();
    std::io::copy(&mut document.into_source(), &mut out).unwrap();
    out.write_all(finished.tail()).unwrap();
}

fn sizes(criterion: &mut Criterion) {
    let scene = Scene::new();
    // The floor of everything else: both ways of finishing are measured on the same file.
    let base = Sample::of(SHAPES.into_iter().next().unwrap()).bytes();
    assert!(scene.sign(&base, &request(&scene)).starts_with(&base));
    let directory = tempfile::tempdir().unwrap();
    let (from, to) = (directory.path().join("in.pdf"), directory.path().join("out.pdf"));
    for (name, bytes) in
        [("10 KB", 8_500), ("1 MB", 1_000_000), ("20 MB", 20_000_000), ("200 MB", 200_000_000)]
    {
        std::fs::write(&from, Sample { payload: bytes, ..Sample::default() }.bytes()).unwrap();
        let mut group = criterion.benchmark_group(name);
        group.throughput(Throughput::Bytes(std::fs::metadata(&from).unwrap().len()));
        group.sample_size(10);
        group.bench_function("floor", |bencher| {
            bencher.iter(|| floor(scene.signer.key(), &scene.random, &from, &to))
        });
        let request = request(&scene);
        group.bench_function("sign", |bencher| bencher.iter(|| signed(&scene, &request, &from, &to)));
        group.finish();
    }
}

fn request(scene: &Scene) -> Request {
    scene.request(Act::Seal, SignatureField::NewInvisible("Seal".to_owned()))
}

criterion_group!(benches, sizes);
criterion_main!(benches);
