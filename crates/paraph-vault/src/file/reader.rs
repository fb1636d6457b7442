//! Opens a sealed file at any offset, a chunk at a time.

use std::io;
use std::sync::{Mutex, PoisonError};

use aws_lc_rs::aead::{Aad, LessSafeKey};
use zeroize::Zeroizing;

use super::head::{self, HEAD_LENGTH};
use super::{CHUNK_LENGTH, Position, SEALED_CHUNK_LENGTH, Source, nonce};
use crate::envelope::TAG_LENGTH;
use crate::{Error, Key, Place, limits};

/// A sealed file whose head and last chunk are proven, so its length is a fact. Each other chunk is proven before a
/// byte of it is given out. The chunk read last is kept, so reading on costs no second opening.
pub struct Reader<S> {
    source: S,
    cipher: LessSafeKey,
    length: u64,
    last: u64,
    opened: Mutex<Chunk>,
}

/// The chunk that is open, if one is.
struct Chunk {
    index: Option<u64>,
    content: Zeroizing<Vec<u8>>,
}

impl<S: Source> Reader<S> {
    /// Opens a sealed file for the place it was sealed for.
    ///
    /// # Errors
    /// [`Error::KeyDoesNotMatch`], [`Error::PlaceDoesNotMatch`], [`Error::SealedIsMalformed`],
    /// [`Error::VersionIsUnknown`], [`Error::SealIsBroken`] or [`Error::FileHeadIsBroken`] about its head;
    /// [`Error::ChunkIsBroken`] when it was cut or extended; [`Error::Medium`].
    pub fn open(source: S, key: &Key, place: Place<'_>) -> Result<Self, Error> {
        let sealed_length = source.length()?;
        let body = sealed_length.checked_sub(HEAD_LENGTH as u64).ok_or(Error::SealedIsMalformed)?;
        let mut head = [0; HEAD_LENGTH];
        read_exactly(&source, 0, &mut head)?;
        let cipher = head::open(&head, key, place)?;
        let last = body.div_ceil(SEALED_CHUNK_LENGTH as u64).saturating_sub(1);
        let tail = body.saturating_sub(last.saturating_mul(SEALED_CHUNK_LENGTH as u64));
        let tail = tail.checked_sub(TAG_LENGTH as u64).ok_or(Error::ChunkIsBroken { index: last })?;
        // Only an empty file ends in an empty chunk; a file has one sealed form.
        if tail == 0 && last > 0 {
            return Err(Error::ChunkIsBroken { index: last });
        }
        let length = last.saturating_mul(CHUNK_LENGTH as u64).saturating_add(tail);
        if length > limits::FILE_BYTES_MAX {
            return Err(Error::FileIsTooLong);
        }
        // As long as it can get: a growing vector would leave copies of the content behind.
        let capacity = if last == 0 { tail } else { CHUNK_LENGTH as u64 };
        let capacity = usize::try_from(capacity).unwrap_or(CHUNK_LENGTH).saturating_add(TAG_LENGTH);
        let chunk = Chunk { index: None, content: Zeroizing::new(Vec::with_capacity(capacity)) };
        let reader = Self { source, cipher, length, last, opened: Mutex::new(chunk) };
        reader.open_chunk(&mut reader.lock(), last)?;
        Ok(reader)
    }

    /// Bytes of the content.
    #[must_use]
    pub fn length(&self) -> u64 {
        self.length
    }

    /// Reads content into `buffer` from `offset`: at most to the end of a chunk, 0 bytes only at the end.
    ///
    /// # Errors
    /// [`Error::ChunkIsBroken`]; [`Error::Medium`].
    pub fn read_at(&self, offset: u64, buffer: &mut [u8]) -> Result<usize, Error> {
        if offset >= self.length || buffer.is_empty() {
            return Ok(0);
        }
        let mut chunk = self.lock();
        self.open_chunk(&mut chunk, offset / CHUNK_LENGTH as u64)?;
        let within = usize::try_from(offset % CHUNK_LENGTH as u64).unwrap_or(CHUNK_LENGTH);
        let content = chunk.content.get(within..).unwrap_or_default();
        let count = content.len().min(buffer.len());
        if let (Some(to), Some(from)) = (buffer.get_mut(..count), content.get(..count)) {
            to.copy_from_slice(from);
        }
        Ok(count)
    }

    fn open_chunk(&self, chunk: &mut Chunk, index: u64) -> Result<(), Error> {
        if chunk.index == Some(index) {
            return Ok(());
        }
        chunk.index = None;
        let position = if index == self.last { Position::Last } else { Position::Middle };
        let start = index.saturating_mul(CHUNK_LENGTH as u64);
        let content_length = self.length.saturating_sub(start).min(CHUNK_LENGTH as u64);
        let sealed_length =
            usize::try_from(content_length).unwrap_or(CHUNK_LENGTH).saturating_add(TAG_LENGTH);
        chunk.content.resize(sealed_length, 0);
        let sealed_start =
            index.saturating_mul(SEALED_CHUNK_LENGTH as u64).saturating_add(HEAD_LENGTH as u64);
        read_exactly(&self.source, sealed_start, &mut chunk.content)?;
        let opened = self
            .cipher
            .open_in_place(nonce(index, position), Aad::empty(), &mut chunk.content)
            .map_err(|_| Error::ChunkIsBroken { index })?
            .len();
        chunk.content.truncate(opened);
        chunk.index = Some(index);
        Ok(())
    }

    /// A thread that panicked while it held the lock left no chunk marked as open, so the lock stays good.
    fn lock(&self) -> std::sync::MutexGuard<'_, Chunk> {
        self.opened.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn read_exactly<S: Source>(source: &S, mut offset: u64, mut buffer: &mut [u8]) -> Result<(), Error> {
    while !buffer.is_empty() {
        let count = match source.read_at(offset, buffer) {
            Ok(0) => return Err(io::Error::from(io::ErrorKind::UnexpectedEof).into()),
            Ok(count) => count,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error.into()),
        };
        buffer = buffer.get_mut(count..).unwrap_or_default();
        offset = offset.saturating_add(count as u64);
    }
    Ok(())
}
