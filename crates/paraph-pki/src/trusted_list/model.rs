//! What a trusted list says (TS 119 612 § 5): its scheme, its pointers to other lists, its providers and their
//! services through time.

use jiff::Timestamp;

use super::criteria::Criteria;
use crate::Certificate;

/// A list whose signature was checked.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct TrustedList {
    /// What it says about itself.
    pub scheme: Scheme,
    /// The lists it points to.
    pub pointers: Vec<Pointer>,
    /// The services of all providers.
    pub services: Vec<Service>,
    /// Who signed it.
    pub signer: Certificate,
    /// When it was signed, as the signer says.
    pub signed_at: Option<Timestamp>,
}

/// What a list says about itself (TS 119 612 § 5.3).
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Scheme {
    /// Version of the format: 5 or 6.
    pub version: u8,
    /// Number of the list; it grows with every issue.
    pub sequence: u64,
    /// What kind of list it is: a URI, such as [`LIST_OF_LISTS`].
    pub kind: String,
    /// Who publishes it.
    pub operator: String,
    /// Whose providers it lists: a country code, or `EU`.
    pub territory: String,
    /// Where more is said about it; in the list of lists, the pivots, newest first.
    pub information: Vec<String>,
    /// When it was issued.
    pub issued: Timestamp,
    /// When it is replaced at the latest; none for a list that is closed.
    pub next_update: Option<Timestamp>,
}

/// Kind of the list of the national lists.
pub const LIST_OF_LISTS: &str = "http://uri.etsi.org/TrstSvc/TrustedList/TSLType/EUlistofthelists";
/// Kind of a national list.
pub const NATIONAL_LIST: &str = "http://uri.etsi.org/TrstSvc/TrustedList/TSLType/EUgeneric";
/// Media type of lists in XML.
pub const LIST_MEDIA_TYPE: &str = "application/vnd.etsi.tsl+xml";

/// A pointer to another list (TS 119 612 § 5.3.13).
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Pointer {
    /// Where the list is published.
    pub location: String,
    /// Its kind: a URI.
    pub kind: Option<String>,
    /// Whose providers it lists.
    pub territory: Option<String>,
    /// Its media type: lists are also published as documents for people.
    pub media_type: Option<String>,
    /// Who may sign it.
    pub signers: Vec<Certificate>,
}

/// A service of a provider (TS 119 612 § 5.5), with its past.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Service {
    /// Who provides it.
    pub provider: String,
    /// The certificates it is known by. All have one key and name.
    pub certificates: Vec<Certificate>,
    /// How many of its certificates could not be read.
    pub unreadable: usize,
    /// Its states, the newest first.
    pub states: Vec<ServiceState>,
}

impl Service {
    /// The state at a time; none before the list begins to tell of it.
    #[must_use]
    pub fn at(&self, time: Timestamp) -> Option<&ServiceState> {
        // Of two that began at one instant, the one that is listed first came last.
        let begun = self.states.iter().rev().filter(|state| state.since <= time);
        begun.max_by_key(|state| state.since)
    }
}

/// What is said of a service from a time on.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct ServiceState {
    /// What kind of service: a URI, such as [`ISSUES_QUALIFIED_CERTIFICATES`].
    pub kind: String,
    /// Its name.
    pub name: String,
    /// Its status.
    pub status: ServiceStatus,
    /// When it began.
    pub since: Timestamp,
    /// What else is said about it: URIs, such as [`FOR_SIGNATURES`].
    pub additional: Vec<String>,
    /// What its certificates are, whatever they say themselves.
    pub qualifications: Vec<QualificationRule>,
    /// Who took it over; told, and of no effect.
    pub taken_over_by: Option<String>,
    /// From when on it still tells that expired certificates were revoked.
    pub expired_certificates_since: Option<Timestamp>,
    /// Extensions that must be understood and are not, by their element names.
    pub not_understood: Vec<String>,
}

/// Kind of the services that issue qualified certificates.
pub const ISSUES_QUALIFIED_CERTIFICATES: &str = "http://uri.etsi.org/TrstSvc/Svctype/CA/QC";
/// Kind of the services that issue qualified time-stamps.
pub const ISSUES_QUALIFIED_TIMESTAMPS: &str = "http://uri.etsi.org/TrstSvc/Svctype/TSA/QTST";
/// Said of services whose certificates are for signatures.
pub const FOR_SIGNATURES: &str = "http://uri.etsi.org/TrstSvc/TrustedList/SvcInfoExt/ForeSignatures";
/// Said of services whose certificates are for seals.
pub const FOR_SEALS: &str = "http://uri.etsi.org/TrstSvc/TrustedList/SvcInfoExt/ForeSeals";
/// Said of services whose certificates are for web sites.
pub const FOR_WEB_SITES: &str = "http://uri.etsi.org/TrstSvc/TrustedList/SvcInfoExt/ForWebSiteAuthentication";

/// A rule of the qualifications extension (TS 119 612 § 5.5.9.2): certificates that meet the criteria have the
/// qualifiers.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct QualificationRule {
    /// The qualifiers.
    pub qualifiers: Vec<Qualifier>,
    /// Which certificates.
    pub criteria: Criteria,
}

/// A qualifier (TS 119 612 § 5.5.9.2.3).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Qualifier {
    /// QCStatement: it is qualified.
    Qualified,
    /// NotQualified: it is not.
    NotQualified,
    /// QCForESig: for signatures.
    ForSignatures,
    /// QCForESeal: for seals.
    ForSeals,
    /// QCForWSA: for web sites.
    ForWebSites,
    /// QCForLegalPerson: issued to a legal person, before there were seals.
    ForLegalPerson,
    /// QCWithSSCD, QCWithQSCD, QCQSCDManagedOnBehalf: the key is in a qualified device.
    WithDevice,
    /// QCNoSSCD, QCNoQSCD: it is not.
    WithoutDevice,
    /// QCSSCDStatusAsInCert, QCQSCDStatusAsInCert: the certificate says it itself.
    DeviceAsInCertificate,
    /// Any other.
    Other(String),
}

impl Qualifier {
    pub(super) fn of(uri: &str) -> Self {
        let name = ["http://uri.etsi.org/TrstSvc/TrustedList/SvcInfoExt/", OLD_QUALIFIERS]
            .into_iter()
            .find_map(|start| uri.strip_prefix(start));
        match name {
            Some("QCStatement") => Self::Qualified,
            Some("NotQualified") => Self::NotQualified,
            Some("QCForESig") => Self::ForSignatures,
            Some("QCForESeal") => Self::ForSeals,
            Some("QCForWSA") => Self::ForWebSites,
            Some("QCForLegalPerson") => Self::ForLegalPerson,
            Some("QCWithSSCD" | "QCWithQSCD" | "QCQSCDManagedOnBehalf") => Self::WithDevice,
            Some("QCNoSSCD" | "QCNoQSCD") => Self::WithoutDevice,
            Some("QCSSCDStatusAsInCert" | "QCQSCDStatusAsInCert") => Self::DeviceAsInCertificate,
            _ => Self::Other(uri.to_owned()),
        }
    }
}

const OLD_QUALIFIERS: &str = "http://uri.etsi.org/TrstSvc/eSigDir-1999-93-EC-TrustedList/SvcInfoExt/";

/// Status of a service (TS 119 612 § 5.5.4).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ServiceStatus {
    /// granted: qualified, since 1 July 2016.
    Granted,
    /// withdrawn: not qualified, or no longer.
    Withdrawn,
    /// undersupervision, before 1 July 2016.
    UnderSupervision,
    /// supervisionincessation, before 1 July 2016.
    SupervisionInCessation,
    /// accredited, before 1 July 2016.
    Accredited,
    /// Any other.
    Other(String),
}

/// 1 July 2016, 00:00 in Brussels: from then on Regulation (EU) No 910/2014 says who is qualified.
pub const EIDAS_BEGINS: Timestamp = Timestamp::constant(1_467_324_000, 0);

impl ServiceStatus {
    pub(super) fn of(uri: &str) -> Self {
        let name = ["http://uri.etsi.org/TrstSvc/TrustedList/Svcstatus/", OLD_STATUS]
            .into_iter()
            .find_map(|start| uri.strip_prefix(start));
        match name {
            Some("granted") => Self::Granted,
            Some("withdrawn") => Self::Withdrawn,
            Some("undersupervision") => Self::UnderSupervision,
            Some("supervisionincessation") => Self::SupervisionInCessation,
            Some("accredited") => Self::Accredited,
            _ => Self::Other(uri.to_owned()),
        }
    }

    /// Whether a service of this status counts as qualified at a time (TS 119 615 § 4.3).
    #[must_use]
    pub fn is_approved_at(&self, time: Timestamp) -> bool {
        match self {
            Self::Granted => true,
            Self::UnderSupervision | Self::SupervisionInCessation | Self::Accredited => time < EIDAS_BEGINS,
            Self::Withdrawn | Self::Other(_) => false,
        }
    }
}

const OLD_STATUS: &str = "http://uri.etsi.org/TrstSvc/eSigDir-1999-93-EC-TrustedList/Svcstatus/";
