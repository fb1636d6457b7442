//! European trusted lists (ETSI TS 119 612): read, checked back to what the Official Journal publishes, and asked
//! whether a certificate was qualified when it signed (TS 119 615).
//!
//! Nothing is fetched here and nothing kept: lists come in as bytes, with the time they are judged at and the number
//! of the newest list known.

mod algorithms;
mod canonical;
mod chain;
mod content;
mod criteria;
mod error;
mod model;
mod qualified;
mod signature;
mod statements;
mod xml;

pub use chain::{ListOfLists, Terms};
pub use criteria::{Assertion, Criteria, Criterion};
pub use error::ListError;
pub use model::{
    EIDAS_BEGINS, FOR_SEALS, FOR_SIGNATURES, FOR_WEB_SITES, ISSUES_QUALIFIED_CERTIFICATES,
    ISSUES_QUALIFIED_TIMESTAMPS, LIST_MEDIA_TYPE, LIST_OF_LISTS, NATIONAL_LIST, Pointer, QualificationRule,
    Qualifier, Scheme, Service, ServiceState, ServiceStatus, TrustedList,
};
pub use qualified::{Level, Qualification, Reason, anchors, anchors_ever, qualify};
pub use statements::{CertificateKind, Statements};

use crate::Certificate;

impl TrustedList {
    /// Reads a list that one of `signers` must have signed. They are trusted because they are named: how long their
    /// certificates are valid is not looked at. Says nothing about the list's age: see [`ListOfLists`].
    ///
    /// # Errors
    /// When it is not a trusted list, or its signature is not one of theirs over all of it.
    pub fn open(list: &[u8], signers: &[Certificate]) -> Result<Self, ListError> {
        content::of(signature::verify(list, signers)?)
    }
}

impl Scheme {
    /// What a list says about itself before anybody vouched for it: enough to tell files apart, and no more. A list
    /// that could not be read if it were signed is refused here already.
    ///
    /// # Errors
    /// When it is not a trusted list.
    pub fn claimed_by(list: &[u8]) -> Result<Self, ListError> {
        content::claims(list)
    }
}
