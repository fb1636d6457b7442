//! The identifiers that ETSI TS 119 102-2 gives to what is said, and RFC 9231 to algorithms.

use paraph_pki::DigestAlgorithm;

use crate::validate::details::{ObjectKind, Outcome};
use crate::validate::report::{Indication, SubIndication};

/// The namespace of the report: that of editions 1.2.1 to 1.3.1, which readers know.
pub(super) const REPORT: &str = "http://uri.etsi.org/19102/v1.2.1#";
pub(super) const SIGNATURES: &str = "http://www.w3.org/2000/09/xmldsig#";
pub(super) const XADES: &str = "http://uri.etsi.org/01903/v1.3.2#";
pub(super) const LISTS: &str = "http://uri.etsi.org/02231/v2#";

/// A time that the validation itself has found (TS 119 102-2 § 4.3.5.4).
pub(super) const FOUND_BY_VALIDATION: &str = "urn:etsi:019102:poetype:validation";
/// A constraint that was gone by (§ 4.3.4).
pub(super) const APPLIED: &str = "urn:etsi:019102:constraintStatus:applied";

/// The verdict on a signature (§ 4.3.4.2).
pub(super) fn of_signature(indication: Indication) -> &'static str {
    match indication {
        Indication::TotalPassed => "urn:etsi:019102:mainindication:total-passed",
        Indication::Indeterminate => "urn:etsi:019102:mainindication:indeterminate",
        Indication::TotalFailed => "urn:etsi:019102:mainindication:total-failed",
    }
}

/// The verdict on anything else, a time-stamp or a constraint.
pub(super) fn of_object(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Passed => "urn:etsi:019102:mainindication:passed",
        Outcome::Inconclusive => "urn:etsi:019102:mainindication:indeterminate",
        Outcome::Failed => "urn:etsi:019102:mainindication:failed",
    }
}

/// Why (§ 4.3.4.3).
pub(super) fn sub_indication(sub: SubIndication) -> String {
    format!("urn:etsi:019102:subindication:{}", sub.name())
}

/// What a validation object is (§ 4.4).
pub(super) fn object_type(kind: ObjectKind) -> &'static str {
    match kind {
        ObjectKind::Certificate => "urn:etsi:019102:validationObject:certificate",
        ObjectKind::RevocationList => "urn:etsi:019102:validationObject:CRL",
        ObjectKind::OcspResponse => "urn:etsi:019102:validationObject:OCSPResponse",
        ObjectKind::Timestamp => "urn:etsi:019102:validationObject:timestamp",
    }
}

/// Why a certificate was revoked, by its number in RFC 5280 § 5.3.1.
pub(super) fn revocation_reason(code: u8) -> Option<&'static str> {
    Some(match code {
        0 => "urn:etsi:019102:revocationReason:unspecified",
        1 => "urn:etsi:019102:revocationReason:keyCompromise",
        2 => "urn:etsi:019102:revocationReason:cACompromise",
        3 => "urn:etsi:019102:revocationReason:affiliationChanged",
        4 => "urn:etsi:019102:revocationReason:superseded",
        5 => "urn:etsi:019102:revocationReason:cessationOfOperation",
        6 => "urn:etsi:019102:revocationReason:certificateHold",
        9 => "urn:etsi:019102:revocationReason:privilegeWithdrawn",
        10 => "urn:etsi:019102:revocationReason:aACompromise",
        _ => return None,
    })
}

/// A digest algorithm (RFC 9231 §§ 2.1, XML Encryption 1.1 § 5.7).
pub(super) fn digest_method(algorithm: DigestAlgorithm) -> Option<&'static str> {
    Some(match algorithm {
        DigestAlgorithm::Sha1 => "http://www.w3.org/2000/09/xmldsig#sha1",
        DigestAlgorithm::Sha224 => "http://www.w3.org/2001/04/xmldsig-more#sha224",
        DigestAlgorithm::Sha256 => "http://www.w3.org/2001/04/xmlenc#sha256",
        DigestAlgorithm::Sha384 => "http://www.w3.org/2001/04/xmldsig-more#sha384",
        DigestAlgorithm::Sha512 => "http://www.w3.org/2001/04/xmlenc#sha512",
        DigestAlgorithm::Sha3_256 => "http://www.w3.org/2007/05/xmldsig-more#sha3-256",
        DigestAlgorithm::Sha3_384 => "http://www.w3.org/2007/05/xmldsig-more#sha3-384",
        DigestAlgorithm::Sha3_512 => "http://www.w3.org/2007/05/xmldsig-more#sha3-512",
        _ => return None,
    })
}
