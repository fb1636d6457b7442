//! Validation of one signature over 10 KB, 1 MB, 20 MB and 200 MB, and of fifty signatures in one small document.
//! The files are made on the fly and read from disk, as the command line does.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a bench stops at what it did not expect")]

#[path = "../tests/validate/maker.rs"]
#[expect(dead_code, reason = "the tests use more of it")]
mod maker;

use std::fs::File;
use std::hint::black_box;
use std::path::Path;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use maker::{AUTHORITY, Maker, Signing};
use paraph_pades::validate::{ValidationContext, validate};
use paraph_pdf::Document;

const SIZES: [(&str, usize); 4] =
    [("10 KB", 10 << 10), ("1 MB", 1 << 20), ("20 MB", 20 << 20), ("200 MB", 200 << 20)];

fn check(path: &Path, expected: usize) {
    let document = Document::open(File::open(path).unwrap()).unwrap();
    let anchors = vec![AUTHORITY.root.certificate().clone()];
    let context = ValidationContext::new(anchors, "2026-04-01T00:00:00Z".parse().unwrap());
    let report = validate(&document, &context).unwrap();
    assert!(report.passed() && report.signatures.len() == expected);
    black_box(report);
}

fn sizes(criterion: &mut Criterion) {
    let folder = tempfile::tempdir().unwrap();
    let mut group = criterion.benchmark_group("verify");
    group.sample_size(10);
    for (name, size) in SIZES {
        let data = "0123456789abcde\n".repeat(size / 16);
        let filling = format!("<< /Length 0 >>\nstream\n{data}\nendstream");
        let maker = Maker::new().update(&[(90, &filling)]).sign(&Signing::buyer());
        let path = folder.path().join("signed.pdf");
        std::fs::write(&path, &maker.bytes).unwrap();
        group.throughput(Throughput::Bytes(maker.bytes.len() as u64));
        group.bench_function(name, |bencher| bencher.iter(|| check(&path, 1)));
    }
    group.finish();
}

fn many(criterion: &mut Criterion) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("stamped.pdf");
    let mut maker = Maker::new().sign(&Signing::buyer());
    maker.size = 1_000;
    for index in 0..49 {
        maker = maker.stamp_after(200 + 2 * index, "2026-03-02T00:00:00Z");
    }
    std::fs::write(&path, &maker.bytes).unwrap();
    criterion.bench_function("verify fifty signatures", |bencher| bencher.iter(|| check(&path, 50)));
}

criterion_group!(benches, sizes, many);
criterion_main!(benches);
