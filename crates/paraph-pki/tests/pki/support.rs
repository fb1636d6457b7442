//! What the tests share: the OpenSSL command line, committed files, and a reproducible source of change.

use std::path::{Path, PathBuf};
use std::process::Command;

use paraph_pki::{Certificate, PrivateKey};
use tempfile::TempDir;

/// A folder of files to hand to `openssl`, removed at the end.
pub(crate) struct Workshop {
    folder: TempDir,
}

impl Workshop {
    pub(crate) fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn write(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(name);
        std::fs::write(&path, bytes).unwrap();
        path
    }

    pub(crate) fn read(&self, name: &str) -> Vec<u8> {
        std::fs::read(self.path(name)).unwrap()
    }

    /// Runs `openssl` in the folder; the arguments are separated by spaces.
    pub(crate) fn openssl(&self, arguments: &str) -> Result<String, String> {
        let output = Command::new("openssl")
            .args(arguments.split_whitespace())
            .current_dir(self.folder.path())
            .env_remove("OPENSSL_CONF")
            .output()
            .expect("openssl is needed for this test");
        let text = String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
        if output.status.success() { Ok(text) } else { Err(text) }
    }

    pub(crate) fn openssl_ok(&self, arguments: &str) -> String {
        self.openssl(arguments).unwrap_or_else(|text| panic!("openssl {arguments}: {text}"))
    }
}

pub(crate) fn data(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data").join(name)
}

pub(crate) fn text(name: &str) -> String {
    std::fs::read_to_string(data(name)).unwrap()
}

pub(crate) fn certificate(name: &str) -> Certificate {
    Certificate::from_pem(&text(&format!("{name}.pem"))).unwrap()
}

pub(crate) fn key(name: &str) -> PrivateKey {
    PrivateKey::from_pem(&text(&format!("{name}.key.pem"))).unwrap()
}

/// The corpus of files we did not write, when it is at hand.
pub(crate) fn corpus(part: &str) -> Option<PathBuf> {
    let default = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/corpus");
    let folder = std::env::var_os("PARAPH_CORPUS").map_or_else(|| PathBuf::from(default), PathBuf::from);
    let folder = folder.join(part);
    if folder.is_dir() {
        return Some(folder);
    }
    eprintln!("skipped: no corpus at {}", folder.display());
    None
}

/// A generator with a fixed seed (xorshift64*): the same changes on every run.
pub(crate) struct Changes(u64);

impl Changes {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    pub(crate) fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        let value = self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33;
        usize::try_from(value).unwrap() % bound.max(1)
    }

    /// One small change: a byte flipped, removed, doubled or set, or the end cut off.
    pub(crate) fn apply(&mut self, bytes: &[u8]) -> Vec<u8> {
        let mut changed = bytes.to_vec();
        let position = self.below(changed.len());
        match self.below(6) {
            0 => changed[position] ^= 1 << self.below(8),
            1 => {
                changed.remove(position);
            }
            2 => changed.insert(position, changed[position]),
            3 => changed[position] = [0x00, 0x80, 0x84, 0xff, 0x30, 0x7f][self.below(6)],
            4 => changed.truncate(position),
            _ => {
                let other = self.below(changed.len());
                changed.swap(position, other);
            }
        }
        changed
    }
}

/// One DER value, for inputs no library would write.
pub(crate) fn tlv(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
    let content = parts.concat();
    let mut value = vec![tag];
    match content.len() {
        short @ 0..0x80 => value.push(u8::try_from(short).unwrap()),
        long => {
            let bytes: Vec<u8> = long.to_be_bytes().into_iter().skip_while(|byte| *byte == 0).collect();
            value.push(0x80 | u8::try_from(bytes.len()).unwrap());
            value.extend(bytes);
        }
    }
    value.extend(content);
    value
}

/// An OBJECT IDENTIFIER in DER.
pub(crate) fn oid(text: &str) -> Vec<u8> {
    tlv(0x06, &[paraph_pki::ObjectIdentifier::new(text).unwrap().as_bytes()])
}
