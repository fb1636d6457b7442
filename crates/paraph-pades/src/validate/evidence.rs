//! Validation data kept in the document (ISO 32000-2 § 12.8.4.3): certificates, revocation lists and OCSP responses, each
//! with the revision since which it is there, for what a later time-stamp covers it proves (EN 319 102-1 § 5.6.2.3).

use std::collections::HashSet;

use paraph_pdf::{Dictionary, Document, Location, Object, ObjectId, Source, View};
use paraph_pki::{Certificate, RevocationList, ocsp};

/// Certificates, revocation lists or responses read from one document.
const VALUES_MAX: usize = 1_024;
/// Size in bytes of one certificate or OCSP response.
const CERTIFICATE_BYTES_MAX: usize = 256 << 10;
/// Size in bytes of one revocation list.
const REVOCATION_LIST_BYTES_MAX: usize = 32 << 20;

/// Values of one kind, and the revision in which each first appears, from 0.
pub(crate) struct Held<T> {
    pub(crate) values: Vec<T>,
    pub(crate) since: Vec<usize>,
    seen: HashSet<ObjectId>,
}

/// Validation data of a document: what any of its revisions holds, for a later one may leave it out, and no proof is lost
/// by that.
#[derive(Default)]
pub(crate) struct Evidence {
    pub(crate) certificates: Held<Certificate>,
    pub(crate) revocation_lists: Held<RevocationList>,
    pub(crate) ocsp_responses: Held<ocsp::Response>,
    /// For each revision, whether it holds certificates and revocation data.
    complete: Vec<bool>,
}

impl Evidence {
    /// Reads what is there; what cannot be read proves nothing and is passed over.
    pub(crate) fn read<S: Source>(document: &Document<S>) -> Self {
        let mut evidence = Self::default();
        for revision in 0..document.revisions().len() {
            let view = document.at(revision);
            let store = store(view);
            evidence.complete.push(store.as_ref().is_some_and(|store| is_complete(view, store)));
            let Some(store) = store else { continue };
            let at = Place { document, view, store: &store, revision };
            evidence
                .certificates
                .read(at, (b"Certs", CERTIFICATE_BYTES_MAX), |bytes| Certificate::from_der(bytes).ok());
            evidence
                .revocation_lists
                .read(at, (b"CRLs", REVOCATION_LIST_BYTES_MAX), |bytes| RevocationList::from_der(bytes).ok());
            evidence.ocsp_responses.read(at, (b"OCSPs", CERTIFICATE_BYTES_MAX), read_response);
        }
        evidence
    }

    /// The first revision from `from` on that holds validation data.
    pub(crate) fn since(&self, from: usize) -> Option<usize> {
        (from..self.complete.len()).find(|index| self.complete.get(*index) == Some(&true))
    }
}

/// The whole response as ISO 32000-2 § 12.8.4.3 wants it, or its inner part alone, as some write it.
pub(crate) fn read_response(bytes: &[u8]) -> Option<ocsp::Response> {
    ocsp::Response::from_der(bytes).or_else(|_| ocsp::Response::from_basic_der(bytes)).ok()
}

fn store(view: View<'_>) -> Option<Dictionary> {
    view.dictionary(&view.catalog().ok()?, b"DSS").ok()?
}

fn is_complete(view: View<'_>, store: &Dictionary) -> bool {
    let holds = |key: &[u8]| view.array(store, key).is_ok_and(|items| !items.is_empty());
    holds(b"Certs") && (holds(b"OCSPs") || holds(b"CRLs"))
}

/// The store of one revision.
struct Place<'a, S> {
    document: &'a Document<S>,
    view: View<'a>,
    store: &'a Dictionary,
    revision: usize,
}

impl<S> Clone for Place<'_, S> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<S> Copy for Place<'_, S> {}

impl<T> Default for Held<T> {
    fn default() -> Self {
        Self { values: Vec::new(), since: Vec::new(), seen: HashSet::new() }
    }
}

impl<T> Held<T> {
    /// Takes what one revision adds under a key: an object written anew is another one.
    fn read<S: Source>(
        &mut self,
        at: Place<'_, S>,
        (key, bytes_max): (&[u8], usize),
        parse: impl Fn(&[u8]) -> Option<T>,
    ) {
        let items = at.view.array(at.store, key).unwrap_or_default();
        for item in items.iter().take(VALUES_MAX) {
            let written = |id: ObjectId| {
                let revision = at.document.revisions().get(at.revision);
                revision.is_some_and(|revision| revision.location(id.number) != Location::Absent)
            };
            let is_old = item.as_reference().is_some_and(|id| !self.seen.insert(id) && !written(id));
            if is_old || self.values.len() >= VALUES_MAX {
                continue;
            }
            let Ok(Object::Stream(stream)) = at.view.resolve(item) else { continue };
            let Some(value) = at.view.decode_up_to(&stream, bytes_max).ok().and_then(|bytes| parse(&bytes))
            else {
                continue;
            };
            self.values.push(value);
            self.since.push(at.revision);
        }
    }
}
