//! Validation data kept in the document (ISO 32000-2 § 12.8.4.3): certificates, revocation lists and OCSP responses, and
//! since which revision there are any.

use paraph_pdf::{Dictionary, Document, Object, Source, View};
use paraph_pki::{Certificate, RevocationList, ocsp};

/// Certificates, revocation lists or responses read from one document.
const VALUES_MAX: usize = 1_024;
/// Size in bytes of one certificate or OCSP response.
const CERTIFICATE_BYTES_MAX: usize = 256 << 10;
/// Size in bytes of one revocation list.
const REVOCATION_LIST_BYTES_MAX: usize = 32 << 20;

/// Validation data of a document.
#[derive(Default)]
pub(crate) struct Evidence {
    pub(crate) certificates: Vec<Certificate>,
    pub(crate) revocation_lists: Vec<RevocationList>,
    pub(crate) ocsp_responses: Vec<ocsp::Response>,
    /// For each revision, whether it holds certificates and revocation data.
    complete: Vec<bool>,
}

impl Evidence {
    /// Reads what is there; what cannot be read proves nothing and is passed over.
    pub(crate) fn read<S: Source>(document: &Document<S>) -> Self {
        let complete = (0..document.revisions().len()).map(|index| is_complete(document.at(index))).collect();
        let view = document.current();
        let Some(store) = store(view) else { return Self { complete, ..Self::default() } };
        let certificates = values(view, &store, b"Certs", CERTIFICATE_BYTES_MAX);
        let lists = values(view, &store, b"CRLs", REVOCATION_LIST_BYTES_MAX);
        let responses = values(view, &store, b"OCSPs", CERTIFICATE_BYTES_MAX);
        Self {
            certificates: certificates.iter().filter_map(|bytes| Certificate::from_der(bytes).ok()).collect(),
            revocation_lists: lists.iter().filter_map(|bytes| RevocationList::from_der(bytes).ok()).collect(),
            ocsp_responses: responses.iter().filter_map(|bytes| read_response(bytes)).collect(),
            complete,
        }
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

fn is_complete(view: View<'_>) -> bool {
    let Some(store) = store(view) else { return false };
    let holds = |key: &[u8]| view.array(&store, key).is_ok_and(|items| !items.is_empty());
    holds(b"Certs") && (holds(b"OCSPs") || holds(b"CRLs"))
}

/// The decoded streams of one list of the store.
fn values(view: View<'_>, store: &Dictionary, key: &[u8], bytes_max: usize) -> Vec<Vec<u8>> {
    let items = view.array(store, key).unwrap_or_default();
    let read = |item: &Object| {
        let Ok(Object::Stream(stream)) = view.resolve(item) else { return None };
        view.decode_up_to(&stream, bytes_max).ok()
    };
    items.iter().take(VALUES_MAX).filter_map(read).collect()
}
