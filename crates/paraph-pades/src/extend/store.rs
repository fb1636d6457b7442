//! The document security store (ISO 32000-2 § 12.8.4.3): certificates, revocation lists and OCSP responses, each once.

use std::collections::HashSet;

use paraph_pdf::{Dictionary, Document, Name, Object, Source, Stream, Update};
use paraph_pki::DigestAlgorithm;

use super::{declare, update};
use crate::form::tree;
use crate::sign::{check_modifying, fingerprint};
use crate::validate::Known;
use crate::{Error, limits};

/// Writes what is `known` into the document's security store, beside what it holds already. Gives the bytes to append;
/// none if everything is there.
///
/// # Errors
/// When the document, or the password that opened it, forbids any change, or it cannot be read.
pub fn add_validation_data<S: Source>(document: &Document<S>, known: &Known) -> Result<Vec<u8>, Error> {
    check_modifying(document)?;
    let mut update = update(document)?;
    let (root, catalog) = tree::catalog(&update)?;
    let mut store = update.view().dictionary(&catalog, b"DSS")?.unwrap_or_default();
    let certificates = known.certificates.iter().map(paraph_pki::Certificate::to_der);
    let lists = known.revocation_lists.iter().map(paraph_pki::RevocationList::to_der);
    let responses = known.ocsp_responses.iter().map(paraph_pki::ocsp::Response::to_der);
    let mut added = add(&mut update, &mut store, b"Certs", certificates.collect())?;
    added |= add(&mut update, &mut store, b"CRLs", lists.collect())?;
    added |= add(&mut update, &mut store, b"OCSPs", responses.collect())?;
    if !added {
        return Ok(Vec::new());
    }
    store.insert("Type", Name::from("DSS"));
    match catalog.get(b"DSS") {
        Some(Object::Reference(id)) => update.replace(*id, store),
        _ => {
            let id = update.add(store)?;
            update.replace(root, catalog.with("DSS", id));
        }
    }
    declare(&mut update)?;
    let salt = known.certificates.first().map(paraph_pki::Certificate::to_der).unwrap_or_default();
    let fingerprint = fingerprint(document.source(), &update, &[b"validation data", salt])?;
    Ok(update.finish(&fingerprint)?.bytes)
}

/// Adds what the list under a key does not hold yet; says whether that was anything.
fn add(
    update: &mut Update<'_>,
    store: &mut Dictionary,
    key: &[u8],
    values: Vec<&[u8]>,
) -> Result<bool, Error> {
    let view = update.view();
    let mut items = view.array(store, key)?;
    let mut held: HashSet<Vec<u8>> = HashSet::new();
    for item in items.iter().take(limits::CERTIFICATES_MAX) {
        if let Object::Stream(stream) = view.resolve(item)? {
            held.insert(DigestAlgorithm::Sha256.digest(&view.decode(&stream)?));
        }
    }
    let before = items.len();
    for value in values {
        if held.insert(DigestAlgorithm::Sha256.digest(value)) {
            items.push(update.add(Stream::new(Dictionary::new(), value))?.into());
        }
    }
    let added = items.len() > before;
    if added {
        store.insert(Name(key.to_vec()), items);
    }
    Ok(added)
}
