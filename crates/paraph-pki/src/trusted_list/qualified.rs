//! Whether a signature is qualified (TS 119 615 §§ 4.3 to 4.6): what its certificate says, and what the trusted lists
//! say of who issued it, both when it was issued and when it signed.

use std::collections::BTreeSet;

use jiff::Timestamp;

use super::model::{
    FOR_SEALS, FOR_SIGNATURES, FOR_WEB_SITES, ISSUES_QUALIFIED_CERTIFICATES, ISSUES_QUALIFIED_TIMESTAMPS,
    Qualifier, Service, ServiceState, ServiceStatus, TrustedList,
};
use super::{CertificateKind, EIDAS_BEGINS, Statements};
use crate::Certificate;
use crate::path::{Inputs, validate};

/// What a signature is under Regulation (EU) No 910/2014, provided that it holds.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Qualification {
    /// What it is.
    pub level: Level,
    /// Why it is not more than that.
    pub reasons: Vec<Reason>,
    /// The services that say so: provider and name of each.
    pub services: Vec<(String, String)>,
}

/// What a signature is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Level {
    /// A qualified electronic signature.
    QualifiedSignature,
    /// An advanced electronic signature with a qualified certificate, made without a qualified device.
    AdvancedSignatureQualifiedCertificate,
    /// A qualified electronic seal.
    QualifiedSeal,
    /// An advanced electronic seal with a qualified certificate, made without a qualified device.
    AdvancedSealQualifiedCertificate,
    /// Neither its certificate nor it is qualified.
    NotQualified,
    /// What is at hand does not say.
    Indeterminate,
}

impl Level {
    /// The short name that validation reports use.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::QualifiedSignature => "QESig",
            Self::AdvancedSignatureQualifiedCertificate => "AdESig-QC",
            Self::QualifiedSeal => "QESeal",
            Self::AdvancedSealQualifiedCertificate => "AdESeal-QC",
            Self::NotQualified => "Not qualified",
            Self::Indeterminate => "Indeterminate",
        }
    }
}

/// Why a signature is not qualified, or why it cannot be said.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Reason {
    /// The signature does not hold.
    SignatureDoesNotHold,
    /// It is not known whether the signature holds.
    SignatureIsIndeterminate,
    /// The lists at hand are older than the time that counts.
    ListsAreOlder,
    /// Lists that could name the service are not at hand: their territories.
    ListsAreMissing(Vec<String>),
    /// Its certificate leads to no listed service that issues qualified certificates.
    NoServiceIsListed,
    /// The service was not approved when the signature was made.
    ServiceWasNotApproved(ServiceStatus),
    /// The service was not approved when the certificate was issued.
    ServiceWasNotApprovedAtIssuance,
    /// The certificate was not a qualified one.
    CertificateIsNotQualified,
    /// The certificate was not a qualified one when it was issued.
    CertificateWasNotQualifiedAtIssuance,
    /// The certificate is for another use than the service is approved for.
    ServiceIsForOtherUses,
    /// The certificate is for web sites, which sign no documents.
    CertificateIsForWebSites,
    /// The certificate was issued to a legal person before there were qualified seals.
    IssuedBeforeThereWereSeals,
    /// The key is not known to be in a qualified device.
    NoQualifiedDevice,
    /// The certificate names more than one use.
    SeveralUses,
    /// What the certificate says of itself cannot be read.
    StatementsCannotBeRead,
    /// The lists contradict themselves about the certificate.
    ListsContradictThemselves,
    /// A list says something that must be understood and is not.
    ListIsNotUnderstood(String),
}

impl std::fmt::Display for Reason {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(match self {
            Self::SignatureDoesNotHold => "the signature does not hold",
            Self::SignatureIsIndeterminate => "it is not known whether the signature holds",
            Self::ListsAreOlder => "the lists are older than the time that counts",
            Self::ListsAreMissing(territories) => {
                return write!(formatter, "no list at hand of {}", territories.join(", "));
            }
            Self::NoServiceIsListed => "no listed service issues qualified certificates of this kind",
            Self::ServiceWasNotApproved(_) => "its issuer was not approved when the signature was made",
            Self::ServiceWasNotApprovedAtIssuance => {
                "its issuer was not approved when the certificate was issued"
            }
            Self::CertificateIsNotQualified => "the certificate is not qualified",
            Self::CertificateWasNotQualifiedAtIssuance => {
                "the certificate was not qualified when it was issued"
            }
            Self::ServiceIsForOtherUses => "its issuer is approved for other uses than the certificate's",
            Self::CertificateIsForWebSites => "the certificate is for web sites",
            Self::IssuedBeforeThereWereSeals => {
                "the certificate was issued to a legal person before there were qualified seals"
            }
            Self::NoQualifiedDevice => "the key is not known to be in a qualified device",
            Self::SeveralUses => "the certificate names more than one use",
            Self::StatementsCannotBeRead => "what the certificate says of itself cannot be read",
            Self::ListsContradictThemselves => "the lists contradict themselves about the certificate",
            Self::ListIsNotUnderstood(what) => {
                return write!(formatter, "a list says something that is not understood here ({what})");
            }
        })
    }
}

impl Qualification {
    /// Not qualified, for a reason.
    #[must_use]
    pub fn unqualified(reason: Reason) -> Self {
        Self { level: Level::NotQualified, reasons: vec![reason], services: Vec::new() }
    }

    /// Open, for a reason.
    #[must_use]
    pub fn unknown(reason: Reason) -> Self {
        Self { level: Level::Indeterminate, reasons: vec![reason], services: Vec::new() }
    }

    /// What is left of it when the lists of some territories were not asked: that nobody lists a service is not known
    /// then.
    #[must_use]
    pub fn without(self, territories: &[String]) -> Self {
        if territories.is_empty() || self.reasons != [Reason::NoServiceIsListed] {
            return self;
        }
        Self::unknown(Reason::ListsAreMissing(territories.to_vec()))
    }
}

/// What a signature made at `time` with a certificate is, provided that it holds. `intermediates` are the certificates
/// that may stand between it and a listed one.
#[must_use]
pub fn qualify(
    certificate: &Certificate,
    intermediates: &[Certificate],
    time: Timestamp,
    lists: &[TrustedList],
) -> Qualification {
    let Ok(statements) = Statements::of(certificate) else {
        return Qualification::unknown(Reason::StatementsCannotBeRead);
    };
    let issued: Vec<(&Service, &ServiceState)> = lists
        .iter()
        .flat_map(|list| &list.services)
        .filter_map(|service| Some((service, service.at(time)?)))
        .filter(|(_, state)| state.kind == ISSUES_QUALIFIED_CERTIFICATES)
        .filter(|(service, _)| leads_to(certificate, intermediates, time, service))
        .collect();
    let Some((_, first)) = issued.first() else {
        return Qualification::unqualified(Reason::NoServiceIsListed);
    };
    let refusal = Reason::ServiceWasNotApproved(first.status.clone());
    let approved = issued.into_iter().filter(|(_, state)| state.status.is_approved_at(time));
    let subject = Subject { certificate, statements };
    let opinions: Vec<(&Service, &ServiceState, Opinion)> =
        approved.map(|(service, state)| (service, state, subject.judge(service, state))).collect();
    if opinions.is_empty() {
        return Qualification::unqualified(refusal);
    }
    // A service that is approved for other uses says nothing, unless there is no other.
    let other_uses = |opinion: &Opinion| opinion.1 == Some(Reason::ServiceIsForOtherUses);
    let some_apply = opinions.iter().any(|(_, _, opinion)| !other_uses(opinion));
    let applicable = || opinions.iter().filter(|(_, _, opinion)| !some_apply || !other_uses(opinion));
    let mut reasons: Vec<Reason> = Vec::new();
    for reason in applicable().filter_map(|(_, _, opinion)| opinion.1.clone()) {
        if !reasons.contains(&reason) {
            reasons.push(reason);
        }
    }
    let levels: BTreeSet<Level> = applicable().map(|(_, _, opinion)| opinion.0).collect();
    let services =
        applicable().map(|(service, state, _)| (service.provider.clone(), state.name.clone())).collect();
    let level = match levels.first() {
        Some(level) if levels.len() == 1 => *level,
        _ => {
            reasons.push(Reason::ListsContradictThemselves);
            Level::Indeterminate
        }
    };
    Qualification { level, reasons, services }
}

/// Whether a path leads from a certificate to one of those a service is known by.
fn leads_to(
    certificate: &Certificate,
    intermediates: &[Certificate],
    time: Timestamp,
    service: &Service,
) -> bool {
    let issued = |authority: &Certificate| {
        let mut below = std::iter::once(certificate).chain(intermediates);
        below.any(|below| below.issuer().matches(authority.subject()))
    };
    // Most services have nothing to do with it, and names are compared quicker than paths are built.
    service.certificates.iter().any(issued)
        && validate(certificate, &Inputs::new(&service.certificates, intermediates, time)).is_valid()
}

/// What one service makes of the signature, and why it is not more.
type Opinion = (Level, Option<Reason>);

struct Subject<'a> {
    certificate: &'a Certificate,
    statements: Statements,
}

/// What the list and the certificate together say.
struct Status {
    qualified: bool,
    kind: CertificateKind,
    in_device: bool,
}

impl Subject<'_> {
    fn judge(&self, service: &Service, state: &ServiceState) -> Opinion {
        let status = match self.status(state) {
            Ok(status) => status,
            Err(opinion) => return opinion,
        };
        if !status.qualified {
            return (Level::NotQualified, Some(Reason::CertificateIsNotQualified));
        }
        if !is_for(state, status.kind) {
            return (Level::NotQualified, Some(Reason::ServiceIsForOtherUses));
        }
        // TS 119 615 § 4.4: it must have been issued as a qualified one, and still count as one.
        let issued = self.certificate.validity().not_before;
        let then = service
            .at(issued)
            .filter(|then| then.kind == ISSUES_QUALIFIED_CERTIFICATES && then.status.is_approved_at(issued));
        let Some(then) = then else {
            return (Level::NotQualified, Some(Reason::ServiceWasNotApprovedAtIssuance));
        };
        match self.status(then) {
            Ok(then) if then.qualified => {}
            Ok(_) => return (Level::NotQualified, Some(Reason::CertificateWasNotQualifiedAtIssuance)),
            Err(opinion) => return opinion,
        }
        let without_device = Some(Reason::NoQualifiedDevice);
        match (status.kind, status.in_device) {
            (CertificateKind::WebSite, _) => (Level::NotQualified, Some(Reason::CertificateIsForWebSites)),
            (CertificateKind::Other, _) => (Level::NotQualified, Some(Reason::ServiceIsForOtherUses)),
            (CertificateKind::Signature, true) => (Level::QualifiedSignature, None),
            (CertificateKind::Signature, false) => {
                (Level::AdvancedSignatureQualifiedCertificate, without_device)
            }
            (CertificateKind::Seal, _) if issued < EIDAS_BEGINS => {
                (Level::NotQualified, Some(Reason::IssuedBeforeThereWereSeals))
            }
            (CertificateKind::Seal, true) => (Level::QualifiedSeal, None),
            (CertificateKind::Seal, false) => (Level::AdvancedSealQualifiedCertificate, without_device),
        }
    }

    /// What the certificate says, as far as the state's qualifiers do not say otherwise.
    fn status(&self, state: &ServiceState) -> Result<Status, Opinion> {
        let unknown = |reason| (Level::Indeterminate, Some(reason));
        if let Some(extension) = state.not_understood.first() {
            return Err(unknown(Reason::ListIsNotUnderstood(extension.clone())));
        }
        let qualifiers = self.qualifiers(state).map_err(unknown)?;
        let says = |qualifier: Qualifier| qualifiers.contains(&&qualifier);
        let either = |yes, no, own| match (says(yes), says(no)) {
            (true, true) => Err(unknown(Reason::ListsContradictThemselves)),
            (true, false) => Ok(true),
            (false, true) => Ok(false),
            (false, false) => Ok(own),
        };
        let own = self.statements.qualified && !self.statements.of_other_law;
        let qualified = either(Qualifier::Qualified, Qualifier::NotQualified, own)?;
        let in_device = either(Qualifier::WithDevice, Qualifier::WithoutDevice, self.statements.in_device)?;
        let listed: Vec<CertificateKind> = [
            (Qualifier::ForSignatures, CertificateKind::Signature),
            (Qualifier::ForSeals, CertificateKind::Seal),
            (Qualifier::ForWebSites, CertificateKind::WebSite),
        ]
        .into_iter()
        .filter_map(|(qualifier, kind)| says(qualifier).then_some(kind))
        .collect();
        let kind = match (listed.as_slice(), self.statements.kinds.as_slice()) {
            ([kind], _) | ([], [kind]) => *kind,
            // EN 319 412-5 § 4.2.3: one that names no use is for signatures.
            ([], []) => CertificateKind::Signature,
            ([], _) => return Err(unknown(Reason::SeveralUses)),
            _ => return Err(unknown(Reason::ListsContradictThemselves)),
        };
        if says(Qualifier::ForLegalPerson) && listed.is_empty() && kind != CertificateKind::Seal {
            return Err((Level::NotQualified, Some(Reason::IssuedBeforeThereWereSeals)));
        }
        Ok(Status { qualified, kind, in_device })
    }

    /// The qualifiers of the rules that are about this certificate.
    fn qualifiers<'s>(&self, state: &'s ServiceState) -> Result<Vec<&'s Qualifier>, Reason> {
        let mut qualifiers = Vec::new();
        for rule in &state.qualifications {
            match rule.criteria.are_met_by(self.certificate) {
                Some(true) => qualifiers.extend(&rule.qualifiers),
                Some(false) => {}
                None => return Err(Reason::ListIsNotUnderstood("a criterion".to_owned())),
            }
        }
        match qualifiers.iter().find(|qualifier| matches!(qualifier, Qualifier::Other(_))) {
            Some(Qualifier::Other(uri)) => Err(Reason::ListIsNotUnderstood(uri.clone())),
            _ => Ok(qualifiers),
        }
    }
}

/// Whether a service is approved for a use. One that names none is of the Directive's time: for signatures.
fn is_for(state: &ServiceState, kind: CertificateKind) -> bool {
    let says = |use_: &str| state.additional.iter().any(|additional| additional == use_);
    match kind {
        CertificateKind::Signature => says(FOR_SIGNATURES) || !(says(FOR_SEALS) || says(FOR_WEB_SITES)),
        CertificateKind::Seal => says(FOR_SEALS),
        CertificateKind::WebSite => says(FOR_WEB_SITES),
        CertificateKind::Other => false,
    }
}

/// The certificates by which a signature made at `time` is judged at `until`: of the services that were approved at
/// `time` to issue qualified certificates, and of those approved to issue qualified time-stamps then or later, since
/// the time-stamps that keep a signature come after it.
#[must_use]
pub fn anchors(lists: &[TrustedList], time: Timestamp, until: Timestamp) -> Vec<Certificate> {
    let approved = |state: &ServiceState, kind, at| state.kind == kind && state.status.is_approved_at(at);
    gather(lists, |service| {
        let then = service.at(time);
        let mut later = service.states.iter().filter(|state| state.since > time && state.since <= until);
        then.is_some_and(|state| approved(state, ISSUES_QUALIFIED_CERTIFICATES, time))
            || then.is_some_and(|state| approved(state, ISSUES_QUALIFIED_TIMESTAMPS, time))
            || later.any(|state| approved(state, ISSUES_QUALIFIED_TIMESTAMPS, state.since))
    })
}

/// The certificates of the services that were ever approved to do so.
#[must_use]
pub fn anchors_ever(lists: &[TrustedList]) -> Vec<Certificate> {
    gather(lists, |service| {
        service.states.iter().any(|state| {
            [ISSUES_QUALIFIED_CERTIFICATES, ISSUES_QUALIFIED_TIMESTAMPS].contains(&state.kind.as_str())
                && state.status.is_approved_at(state.since)
        })
    })
}

fn gather(lists: &[TrustedList], wanted: impl Fn(&Service) -> bool) -> Vec<Certificate> {
    let mut seen = std::collections::HashSet::new();
    let services = lists.iter().flat_map(|list| &list.services).filter(|service| wanted(service));
    let certificates = services.flat_map(|service| &service.certificates);
    certificates.filter(|certificate| seen.insert(certificate.to_der())).cloned().collect()
}
