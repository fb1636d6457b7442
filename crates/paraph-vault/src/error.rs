//! What can go wrong in the vault, as facts.

use std::io;

use crate::Fingerprint;

/// Why a value, file, key or password could not be sealed or opened. No variant carries a secret.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The source of randomness gave none, so nothing was sealed.
    #[error("the source of randomness gave nothing")]
    RandomnessIsUnavailable,
    /// A cryptographic primitive refused its input, which sound inputs never cause.
    #[error("a cryptographic primitive refused its input")]
    PrimitiveRefused,
    /// The value is longer than [`crate::limits::VALUE_BYTES_MAX`].
    #[error("the value is too long to be sealed whole")]
    ValueIsTooLong,
    /// The bytes are too short, or not of the form the vault writes.
    #[error("the sealed bytes are not of a form the vault writes")]
    SealedIsMalformed,
    /// The bytes say a version this program does not know.
    #[error("the sealed bytes are of version {0}, which this program does not know")]
    VersionIsUnknown(u8),
    /// The bytes were sealed under another key (or the part that names the key was changed).
    #[error("sealed under key {wanted}, but the key at hand is {given}")]
    KeyDoesNotMatch {
        /// The key the bytes name.
        wanted: Fingerprint,
        /// The key that was tried.
        given: Fingerprint,
    },
    /// The key is the right one, but the bytes were sealed for another table, row, column or use.
    #[error("sealed for another place than the one it was found in")]
    PlaceDoesNotMatch,
    /// Key and place match, but the bytes are not the ones that were sealed.
    #[error("the sealed bytes were changed after they were sealed")]
    SealIsBroken,
    /// The head of a sealed file was changed, or belongs to another file.
    #[error("the head of the sealed file was changed")]
    FileHeadIsBroken,
    /// A chunk of a sealed file was changed, moved or is missing; for the last chunk: the file was cut or extended.
    #[error("chunk {index} of the sealed file was changed, moved, cut or added")]
    ChunkIsBroken {
        /// Which chunk, counted from 0.
        index: u64,
    },
    /// The file is longer than [`crate::limits::FILE_BYTES_MAX`].
    #[error("the file is too long to be sealed")]
    FileIsTooLong,
    /// An earlier write failed, so the sealed file cannot be continued.
    #[error("an earlier write failed, so the sealed file cannot be continued")]
    WriterIsSpent,
    /// The handed-in reader or writer failed.
    #[error("the medium of the sealed file failed")]
    Medium(#[from] io::Error),
    /// The text is not one line of a root key file.
    #[error("the text is not a root key file")]
    KeyFileIsMalformed,
    /// The text is a root key file, but its fingerprint does not fit its key: a character was lost or changed.
    #[error("the root key file's fingerprint does not fit its key")]
    KeyFileIsDamaged,
    /// The text is not the text of a token.
    #[error("the text is not a token")]
    TokenIsMalformed,
    /// The password has more bytes than [`crate::limits::PASSWORD_BYTES_MAX`].
    #[error("the password is too long")]
    PasswordIsTooLong,
    /// The PIN is too short or too long, holds something else than letters and digits, or is the first anybody would try.
    #[error("the PIN is not one that is taken")]
    PinIsRefused,
    /// The PIN is not the one under which the bytes were sealed.
    #[error("the PIN is wrong")]
    PinIsWrong,
    /// The stored password hash cannot be read, or asks for more work than is allowed.
    #[error("the stored password hash is not one the vault wrote")]
    PasswordHashIsMalformed,
}

/// For traits of the standard library that speak of [`io::Error`]. A failure of the medium stays itself.
impl From<Error> for io::Error {
    fn from(error: Error) -> Self {
        match error {
            Error::Medium(error) => error,
            other => io::Error::new(io::ErrorKind::InvalidData, other),
        }
    }
}
