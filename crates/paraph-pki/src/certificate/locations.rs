//! Where a certificate says that its issuer, its revocation list and its status are to be had (RFC 5280 § 4.2.1.13,
//! § 4.2.2.1). Addresses are claims of whoever wrote the certificate: the caller decides whether to ask them.

use const_oid::ObjectIdentifier;
use der::asn1::AnyRef;

use crate::asn1::{context, decode, elements, sequence};
use crate::limits::GENERAL_NAMES_MAX;
use crate::name::GeneralName;
use crate::{Certificate, Error, oid};

const ACCESS: &str = "AuthorityInfoAccessSyntax";
const POINTS: &str = "CRLDistributionPoints";

impl Certificate {
    /// HTTP addresses of OCSP responders that know its status. What cannot be read is no address.
    #[must_use]
    pub fn ocsp_urls(&self) -> Vec<String> {
        self.access(oid::ACCESS_OCSP).unwrap_or_default()
    }

    /// HTTP addresses of its issuer's certificate.
    #[must_use]
    pub fn issuer_urls(&self) -> Vec<String> {
        self.access(oid::ACCESS_ISSUERS).unwrap_or_default()
    }

    /// HTTP addresses of revocation lists that speak of it.
    #[must_use]
    pub fn revocation_list_urls(&self) -> Vec<String> {
        self.distribution_points().unwrap_or_default()
    }

    /// Whether its issuer says that its status need not be asked (id-pkix-ocsp-nocheck, RFC 6960 § 4.2.2.2.1).
    #[must_use]
    pub fn is_exempt_from_status(&self) -> bool {
        self.find_extension(oid::OCSP_NO_CHECK).is_some()
    }

    fn access(&self, method: ObjectIdentifier) -> Result<Vec<String>, Error> {
        let Some(extension) = self.find_extension(oid::AUTHORITY_INFORMATION_ACCESS) else {
            return Ok(Vec::new());
        };
        let mut found = Vec::new();
        for description in elements(sequence(&extension.value, ACCESS)?, GENERAL_NAMES_MAX, ACCESS)? {
            let parts = elements(sequence(description, ACCESS)?, 2, ACCESS)?;
            let [kind, location] = parts.as_slice() else { continue };
            if decode::<ObjectIdentifier>(kind, ACCESS)? == method {
                found.extend(http(GeneralName::read(location)?));
            }
        }
        Ok(found)
    }

    fn distribution_points(&self) -> Result<Vec<String>, Error> {
        let Some(extension) = self.find_extension(oid::CRL_DISTRIBUTION_POINTS) else {
            return Ok(Vec::new());
        };
        let mut found = Vec::new();
        for point in elements(sequence(&extension.value, POINTS)?, GENERAL_NAMES_MAX, POINTS)? {
            for part in elements(sequence(point, POINTS)?, 3, POINTS)? {
                let part: AnyRef<'_> = decode(part, POINTS)?;
                // distributionPoint [0] { fullName [0] GeneralNames }
                let names = part.value();
                if der::Tagged::tag(&part) != context(0) {
                    continue;
                }
                let choice: AnyRef<'_> = decode(names, POINTS)?;
                if der::Tagged::tag(&choice) == context(0) {
                    found.extend(GeneralName::read_all(choice.value())?.into_iter().filter_map(http));
                }
            }
        }
        Ok(found)
    }
}

fn http(name: GeneralName) -> Option<String> {
    match name {
        GeneralName::Uri(uri) if uri.starts_with("http://") || uri.starts_with("https://") => Some(uri),
        _ => None,
    }
}
