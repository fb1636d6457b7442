//! Lifts a signed document to the long-term levels (EN 319 142-1 §§ 5.4, 5.5, 6.3): validation data in a document security
//! store, and a document time-stamp over everything. Only appends; asks nobody. What has to be had first is told by
//! [`crate::validate::missing`].

mod inquiry;
mod store;
mod timestamp;

use paraph_pdf::{Document, Source, Update};

use crate::Error;
use crate::form::tree;
use crate::sign::Restrictions;

pub use inquiry::Inquiry;
pub use store::add_validation_data;
pub use timestamp::{PreparedTimestamp, prepare_timestamp};

/// An update of a document that may still be changed at all: after a certification with P = 1 readers in use take any
/// further byte for a forgery, although ISO 32000-2 § 12.8.2.2 would allow these.
fn update<S: Source>(document: &Document<S>) -> Result<Update<'_>, Error> {
    let mut update = Update::new(document)?;
    let fields = update.view().fields()?;
    let restrictions = Restrictions::of(&update.view(), &fields)?;
    restrictions.check_extending()?;
    restrictions.unite_cross_references(document, &mut update);
    Ok(update)
}

/// Declares what a reader of PDF 1.7 must know (EN 319 142-1 § 5.4.1).
fn declare(update: &mut Update<'_>) -> Result<(), Error> {
    let (root, mut catalog) = tree::catalog(update)?;
    let extensions = update.view().dictionary(&catalog, b"Extensions")?.unwrap_or_default();
    if !extensions.contains(b"ESIC") {
        catalog.insert("Extensions", extensions.with("ESIC", crate::sign::extension()));
        update.replace(root, catalog);
    }
    Ok(())
}
