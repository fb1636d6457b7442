//! Sealed files: written in one pass, read at any offset, with memory that does not grow with the file.
//!
//! ```text
//! head    magic "paraphvf" · version · file id (16) · commitment (32) · wrapped data key (97)
//! chunk   up to 64 KiB of content under AES-256-GCM, and its tag (16); every chunk but the last is full
//! ```
//!
//! Each file has a data key of its own, wrapped by the key of its project and bound to its place. The key of the
//! chunks follows from the data key and the file id by HKDF, so a chunk opens in no other file. The nonce of a chunk
//! is its number and a byte that says whether it is the last (the STREAM construction, Hoang, Reyhanitabar, Rogaway
//! and Vizár 2015): a chunk that was moved, doubled or dropped does not open, nor does a file that was cut or
//! extended, at whatever boundary.

mod head;
mod reader;
mod source;
mod writer;

use aws_lc_rs::aead::{NONCE_LEN, Nonce};

use crate::envelope::TAG_LENGTH;

pub use reader::Reader;
pub use source::Source;
pub use writer::{Content, Writer};

/// Bytes of content in every chunk but the last.
pub const CHUNK_LENGTH: usize = 64 * 1024;

/// Bytes of every sealed chunk but the last.
const SEALED_CHUNK_LENGTH: usize = CHUNK_LENGTH + TAG_LENGTH;

/// Where a chunk stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Position {
    Middle,
    Last,
}

/// The number of the chunk in 11 bytes, then 1 for the last chunk and 0 for the others. A key seals one file, and a
/// number is used once in it, so no nonce is used twice.
fn nonce(index: u64, position: Position) -> Nonce {
    let mut bytes = [0; NONCE_LEN];
    let [_, _, _, number @ .., last] = &mut bytes;
    number.copy_from_slice(&index.to_be_bytes());
    *last = u8::from(position == Position::Last);
    Nonce::assume_unique_for_key(bytes)
}
