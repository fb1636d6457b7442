//! What a certificate says of itself: its qualified statements (EN 319 412-5) and, before July 2016, its policies.

use const_oid::ObjectIdentifier;

use super::EIDAS_BEGINS;
use crate::asn1::{decode, elements, sequence};
use crate::limits::EXTENSIONS_MAX;
use crate::{Certificate, Error, oid};

/// What a certificate is for (EN 319 412-5 § 4.2.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum CertificateKind {
    /// Signatures of natural persons.
    Signature,
    /// Seals of legal persons.
    Seal,
    /// Web sites.
    WebSite,
    /// Something that is not known here.
    Other,
}

/// What a certificate says of itself. None of it counts without a trusted list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Statements {
    /// It says that it is qualified: QcCompliance, or a policy of the Directive's time.
    pub qualified: bool,
    /// It says that its key is in a qualified device: QcSSCD, or a policy of the Directive's time.
    pub in_device: bool,
    /// What it says it is for: QcType.
    pub kinds: Vec<CertificateKind>,
    /// It says that it is qualified by the law of a country outside the Union: QcCClegislation.
    pub of_other_law: bool,
}

impl Statements {
    /// Reads what a certificate says.
    ///
    /// # Errors
    /// When one of the extensions that say it is malformed.
    pub fn of(certificate: &Certificate) -> Result<Self, Error> {
        let mut statements = Self::default();
        if let Some(extension) = certificate.find_extension(oid::QUALIFIED_STATEMENTS) {
            for statement in elements(sequence(&extension.value, STRUCTURE)?, EXTENSIONS_MAX, STRUCTURE)? {
                statements.add(sequence(statement, STRUCTURE)?)?;
            }
        }
        if certificate.validity().not_before < EIDAS_BEGINS {
            let policies = crate::path::read_policies(certificate)?;
            let with_device = policies.contains(&oid::POLICY_QUALIFIED_WITH_DEVICE);
            statements.in_device |= with_device;
            statements.qualified |= with_device || policies.contains(&oid::POLICY_QUALIFIED);
        }
        Ok(statements)
    }

    fn add(&mut self, statement: &[u8]) -> Result<(), Error> {
        let parts = elements(statement, 2, STRUCTURE)?;
        let kind: ObjectIdentifier = match parts.first() {
            Some(kind) => decode(kind, STRUCTURE)?,
            None => return Err(Error::Malformed { structure: STRUCTURE }),
        };
        match kind {
            oid::STATEMENT_COMPLIANCE => self.qualified = true,
            oid::STATEMENT_DEVICE => self.in_device = true,
            oid::STATEMENT_LEGISLATION => self.of_other_law = true,
            oid::STATEMENT_TYPE => {
                let types = parts.get(1).ok_or(Error::Malformed { structure: STRUCTURE })?;
                for one in elements(sequence(types, STRUCTURE)?, EXTENSIONS_MAX, STRUCTURE)? {
                    self.kinds.push(match decode::<ObjectIdentifier>(one, STRUCTURE)? {
                        oid::TYPE_SIGNATURE => CertificateKind::Signature,
                        oid::TYPE_SEAL => CertificateKind::Seal,
                        oid::TYPE_WEB_SITE => CertificateKind::WebSite,
                        _ => CertificateKind::Other,
                    });
                }
            }
            _ => {}
        }
        Ok(())
    }
}

const STRUCTURE: &str = "QCStatements";
