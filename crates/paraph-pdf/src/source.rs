//! Where the bytes of a document come from: memory, an open file, or a base with a tail appended to it.

use std::io;
use std::sync::Arc;

/// Bytes that can be read at any offset. The length does not change while a document is open.
pub trait Source: Send + Sync {
    /// Number of bytes.
    fn len(&self) -> u64;

    /// Reads into `buffer` from `offset`; returns how many bytes were read, 0 only at the end.
    ///
    /// # Errors
    /// Whatever the medium reports.
    fn read_at(&self, offset: u64, buffer: &mut [u8]) -> io::Result<usize>;

    /// Whether there are no bytes.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

impl Source for [u8] {
    fn len(&self) -> u64 {
        <[u8]>::len(self) as u64
    }

    fn read_at(&self, offset: u64, buffer: &mut [u8]) -> io::Result<usize> {
        let rest = usize::try_from(offset).ok().and_then(|start| self.get(start..)).unwrap_or_default();
        let count = rest.len().min(buffer.len());
        if let (Some(to), Some(from)) = (buffer.get_mut(..count), rest.get(..count)) {
            to.copy_from_slice(from);
        }
        Ok(count)
    }
}

impl Source for Vec<u8> {
    fn len(&self) -> u64 {
        self.as_slice().len() as u64
    }

    fn read_at(&self, offset: u64, buffer: &mut [u8]) -> io::Result<usize> {
        self.as_slice().read_at(offset, buffer)
    }
}

/// An open file. The length is asked once, when a document is opened on it.
impl Source for std::fs::File {
    fn len(&self) -> u64 {
        self.metadata().map_or(0, |metadata| metadata.len())
    }

    #[cfg(unix)]
    fn read_at(&self, offset: u64, buffer: &mut [u8]) -> io::Result<usize> {
        std::os::unix::fs::FileExt::read_at(self, buffer, offset)
    }

    #[cfg(windows)]
    fn read_at(&self, offset: u64, buffer: &mut [u8]) -> io::Result<usize> {
        std::os::windows::fs::FileExt::seek_read(self, buffer, offset)
    }
}

impl<T: Source + ?Sized> Source for &T {
    fn len(&self) -> u64 {
        (**self).len()
    }

    fn read_at(&self, offset: u64, buffer: &mut [u8]) -> io::Result<usize> {
        (**self).read_at(offset, buffer)
    }
}

impl<T: Source + ?Sized> Source for Arc<T> {
    fn len(&self) -> u64 {
        (**self).len()
    }

    fn read_at(&self, offset: u64, buffer: &mut [u8]) -> io::Result<usize> {
        (**self).read_at(offset, buffer)
    }
}

impl<T: Source + ?Sized> Source for Box<T> {
    fn len(&self) -> u64 {
        (**self).len()
    }

    fn read_at(&self, offset: u64, buffer: &mut [u8]) -> io::Result<usize> {
        (**self).read_at(offset, buffer)
    }
}

/// A base that stays where it is, followed by bytes at hand: a document and the update appended to it.
#[derive(Clone, Debug)]
pub struct Appended<S> {
    /// What was there before.
    pub base: S,
    /// What follows it.
    pub tail: Vec<u8>,
}

impl<S: Source> Source for Appended<S> {
    fn len(&self) -> u64 {
        self.base.len().saturating_add(self.tail.as_slice().len() as u64)
    }

    fn read_at(&self, offset: u64, buffer: &mut [u8]) -> io::Result<usize> {
        let base = self.base.len();
        let Some(before) = base.checked_sub(offset).filter(|left| *left > 0) else {
            return self.tail.read_at(offset.saturating_sub(base), buffer);
        };
        let count = usize::try_from(before).map_or(buffer.len(), |left| left.min(buffer.len()));
        self.base.read_at(offset, buffer.get_mut(..count).unwrap_or_default())
    }
}

/// Fills `buffer` as far as there are bytes; returns how many.
pub(crate) fn read_up_to(source: &dyn Source, offset: u64, buffer: &mut [u8]) -> io::Result<usize> {
    let mut filled = 0;
    while let Some(rest) = buffer.get_mut(filled..).filter(|rest| !rest.is_empty()) {
        match source.read_at(offset.saturating_add(filled as u64), rest) {
            Ok(0) => break,
            Ok(count) => filled += count,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(filled)
}

/// Fills the whole `buffer`, or fails.
pub(crate) fn read_exact_at(source: &dyn Source, offset: u64, buffer: &mut [u8]) -> io::Result<()> {
    if read_up_to(source, offset, buffer)? == buffer.len() {
        return Ok(());
    }
    Err(io::ErrorKind::UnexpectedEof.into())
}

/// The first place of `needle` between `from` and `end`.
pub(crate) fn find(source: &dyn Source, from: u64, end: u64, needle: &[u8]) -> io::Result<Option<u64>> {
    let mut window = vec![0; 64 << 10];
    let mut offset = from;
    while offset < end {
        let want = usize::try_from(end - offset).unwrap_or(usize::MAX).min(window.len());
        let count = read_up_to(source, offset, window.get_mut(..want).unwrap_or_default())?;
        let read = window.get(..count).unwrap_or_default();
        if let Some(index) = read.windows(needle.len()).position(|part| part == needle) {
            return Ok(Some(offset + index as u64));
        }
        if count < want || count < needle.len() {
            break;
        }
        offset += (count + 1 - needle.len()) as u64;
    }
    Ok(None)
}
