//! Validation data kept in the document (ISO 32000-2 § 12.8.4.3): the certificates it holds, and since which
//! revision there is any.

use paraph_pdf::{Dictionary, Document, Object, Source, View};
use paraph_pki::Certificate;

/// Certificates read from one document.
const CERTIFICATES_MAX: usize = 1_024;
/// Size in bytes of one certificate.
const CERTIFICATE_BYTES_MAX: usize = 256 << 10;

/// Validation data of a document.
#[derive(Default)]
pub(crate) struct Evidence {
    pub(crate) certificates: Vec<Certificate>,
    /// For each revision, whether it holds certificates and revocation data.
    complete: Vec<bool>,
}

impl Evidence {
    /// Reads what is there; what cannot be read proves nothing and is passed over.
    pub(crate) fn read<S: Source>(document: &Document<S>) -> Self {
        let complete = (0..document.revisions().len()).map(|index| is_complete(document.at(index))).collect();
        let view = document.current();
        let certificates = store(view).map(|store| certificates(view, &store)).unwrap_or_default();
        Self { certificates, complete }
    }

    /// The first revision from `from` on that holds validation data.
    pub(crate) fn since(&self, from: usize) -> Option<usize> {
        (from..self.complete.len()).find(|index| self.complete.get(*index) == Some(&true))
    }
}

fn store(view: View<'_>) -> Option<Dictionary> {
    view.dictionary(&view.catalog().ok()?, b"DSS").ok()?
}

fn is_complete(view: View<'_>) -> bool {
    let Some(store) = store(view) else { return false };
    let holds = |key: &[u8]| view.array(&store, key).is_ok_and(|items| !items.is_empty());
    holds(b"Certs") && (holds(b"OCSPs") || holds(b"CRLs"))
}

fn certificates(view: View<'_>, store: &Dictionary) -> Vec<Certificate> {
    let items = view.array(store, b"Certs").unwrap_or_default();
    let read = |item: &Object| {
        let Ok(Object::Stream(stream)) = view.resolve(item) else { return None };
        let bytes = view.decode_up_to(&stream, CERTIFICATE_BYTES_MAX).ok()?;
        Certificate::from_der(&bytes).ok()
    };
    items.iter().take(CERTIFICATES_MAX).filter_map(read).collect()
}
