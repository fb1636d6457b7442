//! Digests a document with its tail, the hole for the signature left out, in one pass (ISO 32000-2 § 12.8.1).

use std::ops::Range;

use paraph_pdf::Source;
use paraph_pki::{DigestAlgorithm, Hasher};

use crate::{Error, limits};

/// What the one pass yields.
pub(crate) struct Digested {
    /// Digest of the byte ranges.
    pub(crate) ranges: Vec<u8>,
    /// SHA-256 so far: of everything in front of the hole. What follows is at hand.
    pub(crate) front: Hasher,
}

/// Reads `base` once, then adds the two parts of `tail` around `hole`.
pub(crate) fn digest(
    base: &dyn Source,
    tail: &[u8],
    hole: &Range<usize>,
    algorithm: DigestAlgorithm,
) -> Result<Digested, Error> {
    let mut ranges = algorithm.hasher();
    // The file's own SHA-256 is wanted too; where the algorithm is the same the work is shared.
    let mut whole = (algorithm != DigestAlgorithm::Sha256).then(|| DigestAlgorithm::Sha256.hasher());
    let mut buffer = vec![0; limits::DIGEST_BUFFER];
    let (mut offset, length) = (0, base.len());
    while offset < length {
        let count = read(base, offset, &mut buffer)?;
        let bytes = buffer.get(..count).unwrap_or_default();
        ranges.update(bytes);
        if let Some(whole) = &mut whole {
            whole.update(bytes);
        }
        offset += count as u64;
    }
    let front = tail.get(..hole.start).unwrap_or_default();
    ranges.update(front);
    if let Some(whole) = &mut whole {
        whole.update(front);
    }
    let front = whole.unwrap_or_else(|| ranges.clone());
    ranges.update(tail.get(hole.end..).unwrap_or_default());
    Ok(Digested { ranges: ranges.finish(), front })
}

fn read(base: &dyn Source, offset: u64, buffer: &mut [u8]) -> Result<usize, Error> {
    loop {
        match base.read_at(offset, buffer) {
            Ok(0) => return Err(Error::Read(std::io::ErrorKind::UnexpectedEof.into())),
            Ok(count) => return Ok(count),
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
            Err(error) => return Err(Error::Read(error)),
        }
    }
}
