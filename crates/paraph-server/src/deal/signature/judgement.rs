//! What we think of a file before anybody else sees it: our own validator's word on the signatures it carries.

use paraph_pades::validate::{Indication, Report, SignatureReport, ValidationContext, validate};
use paraph_pdf::{Document, Source};
use paraph_pki::DigestAlgorithm;

use crate::app::App;
use crate::error::Error;

/// We validate our own output: every signature of this instance holds, there is one, and those that the document brought
/// along are as whole as they were.
pub(super) fn must_hold<S: Source>(app: &App, document: &Document<S>) -> Result<(), Error> {
    let report = report(app, document)?;
    let ours = |signature: &&SignatureReport| is_ours(app, signature);
    if let Some(one) = report.signatures.iter().filter(ours).find(|s| s.indication != Indication::TotalPassed)
    {
        return Err(Error::broken(format!(
            "the signature in {} does not hold: {:?} {:?}",
            one.field, one.indication, one.sub_indication
        )));
    }
    if !report.signatures.iter().any(|signature| is_ours(app, signature)) {
        return Err(Error::broken("the signature just made is not found"));
    }
    must_be_whole(app, &report)
}

/// Signatures that a document brought along are somebody else's to trust; but one that is broken, or that what was
/// changed since does not agree with, is no ground to sign on.
pub(super) fn must_bring_whole<S: Source>(app: &App, document: &Document<S>) -> Result<(), Error> {
    must_be_whole(app, &report(app, document)?)
}

fn must_be_whole(app: &App, report: &Report) -> Result<(), Error> {
    let theirs = |signature: &&SignatureReport| !is_ours(app, signature);
    match report.signatures.iter().filter(theirs).find(|signature| !signature.clean()) {
        None => Ok(()),
        Some(one) => Err(Error::invalid("error-document-signature-broken")
            .with("signer", one.signer.as_deref().unwrap_or(&one.field))
            .noting(format!("the signature in {} is not whole: {:?}", one.field, one.findings))),
    }
}

fn report<S: Source>(app: &App, document: &Document<S>) -> Result<Report, Error> {
    let mut anchors = vec![app.authority.root.clone()];
    anchors.extend(app.timestamp_trust.iter().cloned());
    validate(document, &ValidationContext::new(anchors, app.clock.now())).map_err(super::refusal::refused)
}

fn is_ours(app: &App, signature: &SignatureReport) -> bool {
    let sha256 = hex::encode(app.authority.seal.certificate().fingerprint(DigestAlgorithm::Sha256));
    signature.certificate.as_ref().is_some_and(|certificate| certificate.sha256 == sha256)
}
