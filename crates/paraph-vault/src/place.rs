//! Where a sealed value belongs, so that it opens nowhere else.

use aws_lc_rs::digest;

/// The table, row and column a value is sealed for. Moved anywhere else, it does not open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place<'a> {
    /// Table, or the kind of store.
    pub table: &'a str,
    /// Identity of the row, as text.
    pub row: &'a str,
    /// Column, or the part of the row.
    pub column: &'a str,
}

/// Bytes of a place's mark.
pub(crate) const MARK_LENGTH: usize = 4;

impl<'a> Place<'a> {
    /// Names a place.
    #[must_use]
    pub fn new(table: &'a str, row: &'a str, column: &'a str) -> Self {
        Self { table, row, column }
    }

    /// The place and the use of the seal as bytes. Each part is preceded by its length, so that no two places share
    /// an encoding: without it, table "ab" row "c" and table "a" row "bc" would open each other's values.
    pub(crate) fn encode(&self, usage: &str) -> Vec<u8> {
        let parts = [usage, self.table, self.row, self.column];
        let length = parts.iter().map(|part| 8 + part.len()).sum();
        let mut encoded = Vec::with_capacity(length);
        for part in parts {
            encoded.extend_from_slice(&(part.len() as u64).to_be_bytes());
            encoded.extend_from_slice(part.as_bytes());
        }
        encoded
    }
}

/// A few bytes that tell a misplaced value from a damaged one. They prove nothing; the authentication tag does.
pub(crate) fn mark(encoded: &[u8]) -> [u8; MARK_LENGTH] {
    let digest = digest::digest(&digest::SHA256, encoded);
    digest.as_ref().first_chunk().copied().unwrap_or_default()
}
