//! What we think of a file before anybody else sees it: our own validator's word on the signatures it carries.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use paraph_pades::validate::{
    Indication, Kind, Known, Level, Needs, Report, SignatureReport, ValidationContext, missing_for, validate,
};
use paraph_pdf::{Document, Source};
use paraph_pki::Certificate;

use super::refusal::refused;
use crate::app::App;
use crate::clock::Clock;
use crate::deal::register;
use crate::error::Error;
use crate::instance::{Authority, fingerprint};
use crate::limits;

/// The authority that an act goes through with, and what is known of its certificates.
pub(super) struct Judge {
    pub(super) authority: Arc<Authority>,
    pub(super) known: Known,
    anchors: Vec<Certificate>,
    clock: Clock,
}

impl Judge {
    /// Knows what was taken back until now.
    pub(super) async fn now(app: &App) -> Result<Self, Error> {
        let authority = app.authority()?;
        let known = register::evidence(app, &authority).await?;
        let mut anchors = authority.roots();
        anchors.extend(app.timestamp_trust.iter().cloned());
        Ok(Self { authority, known, anchors, clock: app.clock.clone() })
    }

    /// As of this instant. A time-stamp authority elsewhere may be ahead of our clock by what the preflight allows.
    fn context(&self) -> ValidationContext {
        let ahead = SignedDuration::from_secs(limits::CLOCK_TOLERANCE_SECONDS);
        let now = self.clock.now().saturating_add(ahead).unwrap_or(Timestamp::MAX);
        ValidationContext { known: self.known.clone(), ..ValidationContext::new(self.anchors.clone(), now) }
    }

    /// We validate our own output: every signature of this instance holds at this level or above, there is one, and those
    /// that the document brought along are as whole as they were.
    pub(super) fn must_hold<S: Source>(&self, document: &Document<S>, level: Level) -> Result<(), Error> {
        let report = self.report(document)?;
        let ours: Vec<&SignatureReport> =
            report.signatures.iter().filter(|signature| self.is_ours(signature)).collect();
        if let Some(one) = ours.iter().find(|s| s.indication != Indication::TotalPassed || s.level < level) {
            return Err(Error::broken(format!(
                "a signature of ours does not hold: {:?} {:?} {:?}",
                one.indication, one.sub_indication, one.level
            )));
        }
        if ours.is_empty() {
            return Err(Error::broken("the signature just made is not found"));
        }
        self.must_be_whole(&report)
    }

    /// Signatures that a document brought along are somebody else's to trust; but one that is broken, or that what was
    /// changed since does not agree with, is no ground to sign on.
    pub(super) fn must_bring_whole<S: Source>(&self, document: &Document<S>) -> Result<(), Error> {
        self.must_be_whole(&self.report(document)?)
    }

    fn must_be_whole(&self, report: &Report) -> Result<(), Error> {
        let theirs = |signature: &&SignatureReport| !self.is_ours(signature);
        match report.signatures.iter().filter(theirs).find(|signature| !signature.clean()) {
            None => Ok(()),
            Some(one) => Err(Error::invalid("error-document-signature-broken")
                .with("signer", one.signer.as_deref().unwrap_or(&one.field))
                .noting(format!("a signature it brought is not whole: {} findings", one.findings.len()))),
        }
    }

    /// What proving the signatures of this instance for decades takes.
    pub(super) fn needs<S: Source>(&self, document: &Document<S>) -> Result<Needs, Error> {
        let ours = |certificate: &_| self.authority.is_seal(&fingerprint(certificate));
        missing_for(document, &self.context(), &ours).map_err(refused)
    }

    fn report<S: Source>(&self, document: &Document<S>) -> Result<Report, Error> {
        validate(document, &self.context()).map_err(refused)
    }

    fn is_ours(&self, signature: &SignatureReport) -> bool {
        let certificate = signature.certificate.as_ref();
        signature.kind == Kind::Signature
            && certificate.is_some_and(|certificate| self.authority.is_seal(&certificate.sha256))
    }
}
