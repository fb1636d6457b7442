//! What a published trusted list costs: read and checked, beside the floor, which is reading its XML alone; then the
//! question whether a certificate is qualified, asked of all lists at hand. Lists come from the corpus of others' files.
#![expect(clippy::unwrap_used, reason = "a bench stops at the first failure")]

use std::hint::black_box;
use std::path::PathBuf;

use criterion::{Criterion, criterion_group, criterion_main};
use paraph_pki::Certificate;
use paraph_pki::trusted_list::{Scheme, TrustedList, qualify};

/// The certificate a list carries in its own signature.
fn own_signer(list: &str) -> Certificate {
    let (before, _) = list.rsplit_once("</ds:X509Certificate>").unwrap();
    let (_, packed) = before.rsplit_once("<ds:X509Certificate>").unwrap();
    Certificate::from_pem(&format!("-----BEGIN CERTIFICATE-----\n{packed}\n-----END CERTIFICATE-----\n"))
        .unwrap()
}

fn lists(criterion: &mut Criterion) {
    let default = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/corpus");
    let folder = std::env::var_os("PARAPH_CORPUS").map_or_else(|| PathBuf::from(default), PathBuf::from);
    let Ok(entries) = std::fs::read_dir(folder.join("trusted-lists")) else {
        eprintln!("skipped: no corpus at {}", folder.display());
        return;
    };
    let paths = entries.map(|entry| entry.unwrap().path());
    let texts: Vec<String> = paths
        .filter(|path| path.extension().is_some_and(|extension| extension == "xml"))
        .map(|path| std::fs::read_to_string(path).unwrap())
        .collect();
    let signed: Vec<(&str, Certificate)> =
        texts.iter().map(|text| (text.as_str(), own_signer(text))).collect();
    let bytes: usize = texts.iter().map(String::len).sum();
    let mut group = criterion.benchmark_group(format!("{} lists, {bytes} bytes", texts.len()));
    group.sample_size(10);
    group.bench_function("floor: read, no signature checked", |bencher| {
        bencher.iter(|| texts.iter().all(|text| Scheme::claimed_by(black_box(text.as_bytes())).is_ok()));
    });
    let open = |(text, signer): &(&str, Certificate)| {
        TrustedList::open(black_box(text.as_bytes()), std::slice::from_ref(signer)).unwrap()
    };
    group.bench_function("checked and read", |bencher| {
        bencher.iter(|| signed.iter().map(open).collect::<Vec<_>>());
    });
    let all: Vec<TrustedList> = signed.iter().map(open).collect();
    let Some(newest) = all.iter().max_by_key(|list| list.scheme.issued) else { return };
    group.bench_function("is a signer qualified, asked of all", |bencher| {
        bencher.iter(|| qualify(black_box(&newest.signer), &[], newest.scheme.issued, &all));
    });
}

criterion_group!(benches, lists);
criterion_main!(benches);
