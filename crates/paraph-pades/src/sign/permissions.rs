//! What the password that opened an encrypted document allows (ISO 32000-2 § 7.6.4.2, table 22). It is the owner's wish and
//! nothing that a cipher could enforce: whoever asks for more is told to open the document as its owner.

use paraph_pdf::{Document, Encryption, Source};

use super::{Act, Request, SignatureField};
use crate::Error;

/// Whether the document may be signed as it is asked for: in a field that is there, or in a new one.
pub(crate) fn check_signing<S: Source>(document: &Document<S>, request: &Request) -> Result<(), Error> {
    let adds_fields = matches!(request.act, Act::Certify { .. } | Act::Admit { .. })
        || matches!(request.field, SignatureField::NewInvisible(_));
    if adds_fields {
        return check_adding_fields(document);
    }
    check(document, Encryption::may_fill_in, "sign it")
}

/// Whether signature fields may be added.
pub(crate) fn check_adding_fields<S: Source>(document: &Document<S>) -> Result<(), Error> {
    check(document, Encryption::may_add_fields, "add signature fields to it")
}

/// Whether what is neither a field nor a note may be added.
pub(crate) fn check_modifying<S: Source>(document: &Document<S>) -> Result<(), Error> {
    check(document, Encryption::may_modify, "add validation data to it")
}

fn check<S: Source>(
    document: &Document<S>,
    allows: fn(&Encryption) -> bool,
    act: &'static str,
) -> Result<(), Error> {
    if document.encryption().is_none_or(allows) { Ok(()) } else { Err(Error::UserMayNot { act }) }
}
