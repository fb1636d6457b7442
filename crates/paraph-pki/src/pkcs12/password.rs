//! A password in the two forms the standards want, and the key derivation of RFC 7292 appendix B.

use zeroize::Zeroizing;

use super::Secret;
use crate::limits::{PASSWORD_ITERATIONS_MAX, SALT_BYTES_MAX};
use crate::{DigestAlgorithm, Error};

/// A password. It has no `Debug`.
pub(super) struct Password {
    /// For PBES2 (RFC 8018): the characters in UTF-8.
    pub(super) utf8: Secret,
    /// For RFC 7292: a BMPString with two zero bytes at the end.
    pub(super) bmp: Secret,
}

impl Password {
    pub(super) fn new(password: &str) -> Self {
        let units = password.encode_utf16().chain([0]);
        let bmp = units.flat_map(u16::to_be_bytes).collect();
        Self { utf8: Zeroizing::new(password.as_bytes().to_vec()), bmp: Zeroizing::new(bmp) }
    }

    /// What some programs take for no password at all: nothing, not even the zero bytes.
    pub(super) fn absent() -> Self {
        Self { utf8: Zeroizing::default(), bmp: Zeroizing::default() }
    }
}

/// What a derived value is for (RFC 7292 § B.3).
#[derive(Clone, Copy)]
pub(super) enum Purpose {
    Key = 1,
    InitialVector = 2,
    MacKey = 3,
}

/// The public parameters of a derivation.
#[derive(Clone, Copy)]
pub(super) struct Derivation<'a> {
    pub(super) digest: DigestAlgorithm,
    pub(super) salt: &'a [u8],
    pub(super) iterations: u32,
}

impl<'a> Derivation<'a> {
    /// Parameters within the bounds; the file chooses them, and with them our time.
    pub(super) fn new(digest: DigestAlgorithm, salt: &'a [u8], iterations: u32) -> Result<Self, Error> {
        let in_bounds = salt.len() <= SALT_BYTES_MAX && (1..=PASSWORD_ITERATIONS_MAX).contains(&iterations);
        if !in_bounds {
            return Err(Error::BeyondLimits { structure: "PKCS#12 key derivation" });
        }
        Ok(Self { digest, salt, iterations })
    }

    /// RFC 7292 § B.2: `length` bytes for a purpose.
    pub(super) fn derive(&self, password: &Password, purpose: Purpose, length: usize) -> Secret {
        let block_len = self.digest.block_len();
        let mut input = Zeroizing::new(Vec::new());
        fill(&mut input, self.salt, block_len);
        fill(&mut input, &password.bmp, block_len);
        let mut derived = Zeroizing::new(Vec::new());
        while derived.len() < length {
            let mut hasher = self.digest.hasher();
            hasher.update(&vec![purpose as u8; block_len]);
            hasher.update(&input);
            let mut output = Zeroizing::new(hasher.finish());
            for _ in 1..self.iterations {
                output = Zeroizing::new(self.digest.digest(&output));
            }
            let wanted = output.len().min(length - derived.len());
            derived.extend(output.iter().take(wanted));
            add_to_each_block(&mut input, &output, block_len);
        }
        derived
    }
}

/// Appends `bytes`, repeated to whole blocks; nothing when there are none.
fn fill(input: &mut Vec<u8>, bytes: &[u8], block_len: usize) {
    let length = bytes.len().div_ceil(block_len) * block_len;
    input.extend(bytes.iter().cycle().take(length));
}

/// Step 6 C: every block becomes block + output + 1, modulo its size, the output repeated to the block's length.
fn add_to_each_block(input: &mut [u8], output: &[u8], block_len: usize) {
    let addend: Vec<u8> = output.iter().copied().cycle().take(block_len).collect();
    for block in input.chunks_mut(block_len) {
        let mut carry = 1_u16;
        for (byte, other) in block.iter_mut().zip(&addend).rev() {
            let sum = u16::from(*byte) + u16::from(*other) + carry;
            let [high, low] = sum.to_be_bytes();
            *byte = low;
            carry = u16::from(high);
        }
    }
}
