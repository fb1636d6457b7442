//! Digests of all signed ranges in one pass over the file, whatever their number. What signatures share (the bytes
//! before their gaps) is digested once per algorithm.

use paraph_pdf::Source;
use paraph_pki::{DigestAlgorithm, Hasher};

use super::byte_range::ByteRange;
use crate::{Error, limits};

/// A digest that is wanted.
#[derive(Clone, Copy)]
pub(crate) struct Wanted {
    pub(crate) algorithm: DigestAlgorithm,
    pub(crate) range: ByteRange,
}

struct Branch {
    index: usize,
    hasher: Hasher,
    range: ByteRange,
}

/// The digests, in the order wanted.
pub(crate) fn digests(source: &dyn Source, wanted: &[Wanted]) -> Result<Vec<Vec<u8>>, Error> {
    let mut done = vec![Vec::new(); wanted.len()];
    let mut shared: Vec<(DigestAlgorithm, Hasher)> = Vec::new();
    for one in wanted {
        if !shared.iter().any(|(algorithm, _)| *algorithm == one.algorithm) {
            shared.push((one.algorithm, one.algorithm.hasher()));
        }
    }
    let mut waiting: Vec<usize> = (0..wanted.len()).collect();
    let gap_start = |index: &usize| wanted.get(*index).map_or(0, |one| one.range.gap_start);
    waiting.sort_by_key(|index| std::cmp::Reverse(gap_start(index)));
    let mut branches: Vec<Branch> = Vec::new();
    let mut buffer = vec![0u8; limits::DIGEST_BUFFER];
    let mut position = 0u64;
    loop {
        // At a gap, a signature's digest parts from the shared one.
        while let Some(index) = waiting.last().copied().filter(|index| gap_start(index) == position) {
            waiting.pop();
            let Some(one) = wanted.get(index) else { continue };
            let Some((_, hasher)) = shared.iter().find(|(algorithm, _)| *algorithm == one.algorithm) else {
                continue;
            };
            branches.push(Branch { index, hasher: hasher.clone(), range: one.range });
        }
        if waiting.is_empty() && branches.is_empty() {
            return Ok(done);
        }
        let next_gap = waiting.last().map_or(u64::MAX, gap_start);
        let last_end = branches.iter().map(|branch| branch.range.end).max().unwrap_or(0);
        let until = if waiting.is_empty() { last_end } else { next_gap };
        let step = usize::try_from(until.saturating_sub(position)).unwrap_or(usize::MAX).min(buffer.len());
        let count = source.read_at(position, buffer.get_mut(..step).unwrap_or_default())?;
        if count == 0 {
            return Err(Error::Read(std::io::ErrorKind::UnexpectedEof.into()));
        }
        let block = buffer.get(..count).unwrap_or_default();
        if !waiting.is_empty() {
            shared.iter_mut().for_each(|(_, hasher)| hasher.update(block));
        }
        for branch in &mut branches {
            branch.hasher.update(overlap(block, position, branch.range.gap_end, branch.range.end));
        }
        position += count as u64;
        let (finished, open) = branches.into_iter().partition(|branch| branch.range.end <= position);
        branches = open;
        for branch in finished {
            if let Some(digest) = done.get_mut(branch.index) {
                *digest = branch.hasher.finish();
            }
        }
    }
}

/// The part of a block at `position` that lies between `from` and `until`.
fn overlap(block: &[u8], position: u64, from: u64, until: u64) -> &[u8] {
    let place =
        |offset: u64| usize::try_from(offset.saturating_sub(position)).unwrap_or(usize::MAX).min(block.len());
    block.get(place(from)..place(until)).unwrap_or_default()
}
