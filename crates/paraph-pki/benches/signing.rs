//! What a signature, its check, and a time-stamp cost, beside the floor: the key operation alone.
#![expect(clippy::unwrap_used, reason = "a bench stops at the first failure")]

use std::hint::black_box;

use aws_lc_rs::rand::SystemRandom;
use criterion::{Criterion, criterion_group, criterion_main};
use jiff::{SignedDuration, Timestamp};
use paraph_pki::authority::{Authority, Owner};
use paraph_pki::cms::{SignedAttributes, SignedData};
use paraph_pki::path::{Inputs, validate};
use paraph_pki::timestamp::{INSTANCE_POLICY, Request, Responder, Token};
use paraph_pki::{DigestAlgorithm, KeyKind};

fn measure(criterion: &mut Criterion, name: &str, kind: KeyKind) {
    let random = SystemRandom::new();
    let now: Timestamp = "2026-01-01T00:00:00Z".parse().unwrap();
    let owner = Owner { organization: "Bench", country: None };
    let authority = Authority::create(owner, kind, now, &random).unwrap();
    let seal = &authority.seal;
    let algorithm = seal.key().digest_algorithm();
    let digest = algorithm.digest(b"the agreement");
    let attributes = || SignedAttributes::new(algorithm, &digest, seal.certificate()).unwrap();
    let mut group = criterion.benchmark_group(name);

    let to_be_signed = attributes().to_be_signed().to_vec();
    let signature = seal.key().sign(&to_be_signed, &random).unwrap();
    group.bench_function("floor: one signature", |bencher| {
        bencher.iter(|| seal.key().sign(black_box(&to_be_signed), &random).unwrap());
    });
    group.bench_function("floor: one check", |bencher| {
        let key = seal.certificate().public_key();
        bencher.iter(|| key.verify(seal.key().algorithm(), black_box(&to_be_signed), &signature).unwrap());
    });
    group.bench_function("message: sign", |bencher| {
        bencher.iter(|| seal.sign(attributes(), &random).unwrap().to_der().unwrap());
    });
    let message = seal.sign(attributes(), &random).unwrap().to_der().unwrap();
    group.bench_function("message: read and check", |bencher| {
        bencher.iter(|| {
            let message = SignedData::parse(black_box(&message)).unwrap();
            assert!(message.only_signer().unwrap().verify(&message, &digest, &[]).is_intact());
        });
    });

    let request =
        Request::new(DigestAlgorithm::Sha256, &DigestAlgorithm::Sha256.digest(&signature), &random).unwrap();
    let request_der = request.to_der().unwrap();
    let responder = Responder::new(&authority.timestamp, INSTANCE_POLICY, 500).unwrap();
    let response = responder.respond(&request_der, now, &random).unwrap();
    group.bench_function("time-stamp: respond", |bencher| {
        bencher.iter(|| responder.respond(black_box(&request_der), now, &random).unwrap());
    });
    let token: Token = request.accept(&response).unwrap();
    group.bench_function("time-stamp: accept", |bencher| {
        bencher.iter(|| request.accept(black_box(&response)).unwrap());
    });
    group.bench_function("time-stamp: check", |bencher| {
        bencher.iter(|| assert!(token.verify(&request.imprint, &[]).is_valid()));
    });

    let (anchors, intermediates) =
        ([authority.root.certificate().clone()], [authority.issuing.certificate().clone()]);
    let inputs = Inputs::new(&anchors, &intermediates, now + SignedDuration::from_hours(1));
    group.bench_function("path of three", |bencher| {
        bencher.iter(|| assert!(validate(black_box(seal.certificate()), &inputs).is_valid()));
    });
    group.finish();
}

fn p256(criterion: &mut Criterion) {
    measure(criterion, "P-256", KeyKind::P256);
}

fn rsa(criterion: &mut Criterion) {
    measure(criterion, "RSA-3072", KeyKind::Rsa3072);
}

criterion_group!(benches, p256, rsa);
criterion_main!(benches);
