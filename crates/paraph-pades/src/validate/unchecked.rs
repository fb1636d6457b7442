//! What could not be checked for want of code: an algorithm that is not known says nothing for a signature, nor against it.

use paraph_pki::cms::SignatureFact;
use paraph_pki::path::{self, Reason};

use super::Read;
use super::trust::Trust;

/// In words, of a signature's value and of the path of its certificate.
pub(crate) fn tell(one: &Read, trust: &Trust<'_>) -> Vec<String> {
    let Some(facts) = &one.facts else { return Vec::new() };
    let mut told = Vec::new();
    if let SignatureFact::NotChecked(error) = &facts.signature {
        told.push(format!("the signature value could not be checked: {error}"));
    }
    let Some(certificate) = &facts.certificate else { return told };
    if let Some(problem) = path::validate(certificate, &trust.inputs(&trust.anchors, trust.now)).problem
        && let Reason::SignatureCannotBeChecked(error) = problem.reason
    {
        let whose = problem.certificate.subject().display_name();
        told.push(format!("the certificate of {whose} could not be checked: {error}"));
    }
    told
}
