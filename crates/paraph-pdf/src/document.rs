//! A document opened on a source: its revisions, and a view of it as of each.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex};

use crate::encryption::{Encryption, Security};
use crate::error::Error;
use crate::form::Tree;
use crate::limits;
use crate::object::{Object, ObjectId};
use crate::object_stream::ObjectStream;
use crate::revision::{self, Chain, Revision};
use crate::source::Source;
use crate::view::View;
use crate::xref::Location;

/// A PDF document. Only its cross-references are held; objects are read when asked for.
pub struct Document<S> {
    source: S,
    revisions: Vec<Revision>,
    stray_bytes: u64,
    header_offset: u64,
    cache: Cache,
    pub(crate) security: Option<Security>,
}

impl<S: Source> Document<S> {
    /// Opens a document strictly: header, every cross-reference section back to the first, and the end of
    /// every revision must be in order. Nothing is repaired.
    ///
    /// # Errors
    /// The first fact that is wrong; [`Error::DocumentIsEncrypted`] if it is encrypted, with or without a password.
    pub fn open(source: S) -> Result<Self, Error> {
        let chain = revision::chain(&source)?;
        if chain.revisions.iter().any(|revision| revision::is_encrypted(&revision.trailer)) {
            return Err(Error::DocumentIsEncrypted);
        }
        Self::assemble(source, chain, None)
    }

    pub(crate) fn assemble(source: S, chain: Chain, security: Option<Security>) -> Result<Self, Error> {
        let end = chain.revisions.last().map_or(0, |last| last.end);
        let stray_bytes = revision::stray_bytes(&source, end)?;
        let cache = Cache { index: index(&chain.revisions), ..Cache::default() };
        Ok(Self {
            stray_bytes,
            revisions: chain.revisions,
            header_offset: chain.shift,
            source,
            cache,
            security,
        })
    }

    /// How the document is encrypted; none if it is not.
    pub fn encryption(&self) -> Option<&Encryption> {
        self.security.as_ref().map(Security::facts)
    }

    /// The source the document was opened on.
    pub fn source(&self) -> &S {
        &self.source
    }

    /// The source back, for a document that is no longer needed.
    pub fn into_source(self) -> S {
        self.source
    }

    /// The revisions, oldest first. There is at least one.
    pub fn revisions(&self) -> &[Revision] {
        &self.revisions
    }

    /// The document as of a revision; an index past the last means the last.
    pub fn at(&self, index: usize) -> View<'_> {
        let index = index.min(self.revisions.len().saturating_sub(1));
        let revisions = self.revisions.get(..=index).unwrap_or_default();
        View::new(&self.source, revisions, &self.cache, self.security.as_ref())
    }

    /// The document as it is now.
    pub fn current(&self) -> View<'_> {
        self.at(usize::MAX)
    }

    /// The objects that a revision's own cross-reference section defines or frees, by ascending number.
    pub fn changed(&self, index: usize) -> impl Iterator<Item = (u32, Location)> + '_ {
        self.revisions.get(index).into_iter().flat_map(Revision::entries)
    }

    /// Bytes after the last revision, white space not counted: no revision covers them.
    pub fn stray_bytes(&self) -> u64 {
        self.stray_bytes
    }

    /// What must be added to the offsets written in the file: 0, unless junk precedes the header and the
    /// writer counted from the header.
    pub fn header_offset(&self) -> u64 {
        self.header_offset
    }
}

/// Which revision writes which object, sorted; empty where there are so few that each is asked.
fn index(revisions: &[Revision]) -> Vec<(u32, u32)> {
    if revisions.len() <= limits::REVISIONS_SEARCHED {
        return Vec::new();
    }
    let written = |(revision, numbers): (usize, &Revision)| {
        let revision = u32::try_from(revision).unwrap_or(u32::MAX);
        numbers
            .entries()
            .filter(|(_, location)| *location != Location::Absent)
            .map(move |(number, _)| (number, revision))
            .collect::<Vec<_>>()
    };
    let mut index: Vec<(u32, u32)> = revisions.iter().enumerate().flat_map(written).collect();
    index.sort_unstable();
    index
}

/// What was read before, for it is read again for every pair of revisions.
#[derive(Default)]
pub(crate) struct Cache {
    /// Object numbers, each with a revision that writes it.
    index: Vec<(u32, u32)>,
    /// Decoded object streams, most recent last, by the offset of the stream in the file.
    streams: Mutex<VecDeque<(u64, Arc<ObjectStream>)>>,
    values: Mutex<Values>,
    /// What hangs on the roots of the form, and of how many objects.
    trees: Mutex<(HashMap<ObjectId, Arc<Tree>>, usize)>,
}

/// Where a value stands, and everything that what is read there depends on: its identifier, its offset, and the end of the
/// revision, past which nothing is read.
pub(crate) type Place = (ObjectId, u64, u64);

/// Values as they are written, by place, and about how many bytes they take.
#[derive(Default)]
struct Values {
    by_place: HashMap<Place, Object>,
    bytes: usize,
}

impl Cache {
    /// The streams read at this place: more than one if another object states how long it is.
    pub(crate) fn list(&self, offset: u64) -> Vec<Arc<ObjectStream>> {
        let Ok(streams) = self.streams.lock() else { return Vec::new() };
        streams.iter().filter(|(at, _)| *at == offset).map(|(_, stream)| Arc::clone(stream)).collect()
    }

    pub(crate) fn keep(&self, offset: u64, stream: &Arc<ObjectStream>) {
        let Ok(mut streams) = self.streams.lock() else { return };
        if streams.len() >= limits::OBJECT_STREAMS_KEPT {
            streams.pop_front();
        }
        streams.push_back((offset, Arc::clone(stream)));
    }

    /// The newest of the first `count` revisions that writes an object.
    pub(crate) fn newest(&self, number: u32, count: usize) -> Option<usize> {
        let bound = (number, u32::try_from(count).unwrap_or(u32::MAX));
        let past = self.index.partition_point(|entry| *entry < bound);
        let (found, revision) = self.index.get(past.checked_sub(1)?)?;
        (*found == number).then(|| usize::try_from(*revision).ok()).flatten()
    }

    /// What hung on a root of the form when it was last read.
    pub(crate) fn tree(&self, root: ObjectId) -> Option<Arc<Tree>> {
        self.trees.lock().ok()?.0.get(&root).map(Arc::clone)
    }

    /// Keeps what hangs on a root. When there is too much, all goes and it begins anew.
    pub(crate) fn keep_tree(&self, root: ObjectId, tree: &Arc<Tree>) {
        let Ok(mut trees) = self.trees.lock() else { return };
        if trees.1 + tree.len() > limits::TREE_OBJECTS_KEPT {
            *trees = (HashMap::new(), 0);
        }
        trees.1 += tree.len();
        if let Some(before) = trees.0.insert(root, Arc::clone(tree)) {
            trees.1 = trees.1.saturating_sub(before.len());
        }
    }

    /// The value at a place, if it is at hand.
    pub(crate) fn value(&self, place: Place) -> Option<Object> {
        self.values.lock().ok()?.by_place.get(&place).cloned()
    }

    /// Keeps a value. When there are too many, all go and it begins anew.
    pub(crate) fn keep_value(&self, place: Place, value: &Object) {
        let bytes = size_of::<Place>() + value.held_bytes();
        let Ok(mut values) = self.values.lock() else { return };
        if bytes > limits::VALUE_BYTES_KEPT {
            return;
        }
        if values.bytes + bytes > limits::VALUES_BYTES_KEPT {
            *values = Values::default();
        }
        if values.by_place.insert(place, value.clone()).is_none() {
            values.bytes += bytes;
        }
    }
}
