//! The least that signing a file can cost: one digest of its bytes, one key operation, one copy. `scripts/figures` runs
//! it beside `paraph sign`, the bench `sign` calls it.   usage: floor IN OUT

#![expect(clippy::unwrap_used, reason = "a measuring program stops at the first failure")]

use std::fs::File;
use std::io::{Read, Seek};
use std::path::Path;

use aws_lc_rs::rand::{SecureRandom, SystemRandom};
use paraph_pki::{DigestAlgorithm, KeyKind, PrivateKey};

/// Digests, signs and copies.
pub(crate) fn floor(key: &PrivateKey, random: &dyn SecureRandom, from: &Path, to: &Path) {
    let mut file = File::open(from).unwrap();
    let mut hasher = DigestAlgorithm::Sha256.hasher();
    let mut buffer = vec![0; 128 << 10];
    loop {
        let count = file.read(&mut buffer).unwrap();
        if count == 0 {
            break;
        }
        hasher.update(buffer.get(..count).unwrap());
    }
    key.sign(&hasher.finish(), random).unwrap();
    file.rewind().unwrap();
    std::io::copy(&mut file, &mut File::create(to).unwrap()).unwrap();
}

fn main() {
    let mut arguments = std::env::args().skip(1);
    let (from, to) = (arguments.next().unwrap(), arguments.next().unwrap());
    let random = SystemRandom::new();
    let key = PrivateKey::generate(KeyKind::P256, &random).unwrap();
    floor(&key, &random, Path::new(&from), Path::new(&to));
}
