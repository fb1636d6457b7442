//! Seals a file as it streams by, and digests its content on the way.

use std::io::{self, Write};

use aws_lc_rs::aead::{Aad, LessSafeKey};
use aws_lc_rs::digest;
use aws_lc_rs::rand::SecureRandom;
use zeroize::Zeroizing;

use super::{CHUNK_LENGTH, Position, SEALED_CHUNK_LENGTH, head, nonce};
use crate::{Error, Key, Place, limits};

/// Seals what is written to it. Only [`Writer::finish`] makes the file whole: one that was dropped before has no
/// last chunk and never opens.
///
/// ```
/// # use std::io::Write;
/// # use aws_lc_rs::rand::SystemRandom;
/// # use paraph_vault::{Key, Place, file};
/// # fn main() -> Result<(), paraph_vault::Error> {
/// # let key = Key::generate(&SystemRandom::new())?;
/// let place = Place::new("document", "42", "file");
/// let mut writer = file::Writer::create(Vec::new(), &key, place, &SystemRandom::new())?;
/// writer.write_all(b"%PDF-1.7 ...")?;
/// let (sealed, content) = writer.finish()?;
/// assert_eq!(content.length, 12);
///
/// let reader = file::Reader::open(sealed, &key, place)?;
/// let mut version = [0; 3];
/// assert_eq!(reader.read_at(5, &mut version)?, 3);
/// assert_eq!(&version, b"1.7");
/// # Ok(())
/// # }
/// ```
pub struct Writer<W: Write> {
    output: W,
    cipher: LessSafeKey,
    index: u64,
    // The chunk that is being filled. It is held back until more follows or the file ends, because only then is it
    // known whether it is the last.
    chunk: Zeroizing<Vec<u8>>,
    digest: digest::Context,
    length: u64,
    spent: bool,
}

/// What went into a sealed file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Content {
    /// SHA-256 of the content.
    pub sha256: [u8; 32],
    /// Bytes of the content.
    pub length: u64,
}

impl<W: Write> Writer<W> {
    /// Begins a sealed file: writes its head to `output`.
    ///
    /// # Errors
    /// [`Error::RandomnessIsUnavailable`], [`Error::Medium`].
    pub fn create(
        mut output: W,
        key: &Key,
        place: Place<'_>,
        random: &dyn SecureRandom,
    ) -> Result<Self, Error> {
        let (head, cipher) = head::create(key, place, random)?;
        output.write_all(&head)?;
        Ok(Self {
            output,
            cipher,
            index: 0,
            // As long as it can get: a growing vector would leave copies of the content behind.
            chunk: Zeroizing::new(Vec::with_capacity(SEALED_CHUNK_LENGTH)),
            digest: digest::Context::new(&digest::SHA256),
            length: 0,
            spent: false,
        })
    }

    /// Seals the last chunk; gives back the output, flushed, and what went into the file.
    ///
    /// # Errors
    /// [`Error::Medium`]; [`Error::WriterIsSpent`] when an earlier write failed.
    pub fn finish(mut self) -> Result<(W, Content), Error> {
        if self.spent {
            return Err(Error::WriterIsSpent);
        }
        self.seal_chunk(Position::Last)?;
        self.output.flush()?;
        let digest = self.digest.finish();
        let sha256 = digest.as_ref().first_chunk().copied().ok_or(Error::PrimitiveRefused)?;
        Ok((self.output, Content { sha256, length: self.length }))
    }

    fn take(&mut self, mut content: &[u8]) -> Result<(), Error> {
        let length = self.length.saturating_add(content.len() as u64);
        if length > limits::FILE_BYTES_MAX {
            return Err(Error::FileIsTooLong);
        }
        while !content.is_empty() {
            if self.chunk.len() == CHUNK_LENGTH {
                self.seal_chunk(Position::Middle)?;
            }
            let room = CHUNK_LENGTH.saturating_sub(self.chunk.len());
            let (now, later) = content.split_at_checked(room).unwrap_or((content, &[]));
            self.digest.update(now);
            self.chunk.extend_from_slice(now);
            content = later;
        }
        self.length = length;
        Ok(())
    }

    fn seal_chunk(&mut self, position: Position) -> Result<(), Error> {
        let nonce = nonce(self.index, position);
        let tag = self
            .cipher
            .seal_in_place_separate_tag(nonce, Aad::empty(), &mut self.chunk)
            .map_err(|_| Error::PrimitiveRefused)?;
        self.chunk.extend_from_slice(tag.as_ref());
        self.index = self.index.checked_add(1).ok_or(Error::FileIsTooLong)?;
        self.output.write_all(&self.chunk)?;
        self.chunk.clear();
        Ok(())
    }
}

impl<W: Write> Write for Writer<W> {
    fn write(&mut self, content: &[u8]) -> io::Result<usize> {
        if self.spent {
            return Err(Error::WriterIsSpent.into());
        }
        // After a failure nobody knows how much of a chunk is out; to seal on could use its nonce a second time.
        self.spent = true;
        self.take(content)?;
        self.spent = false;
        Ok(content.len())
    }

    /// Flushes the chunks that are sealed. The one that is being filled stays until it is full or the file ends.
    fn flush(&mut self) -> io::Result<()> {
        self.output.flush()
    }
}
