//! What a revocation list speaks for: the issuing distribution point (RFC 5280 § 5.2.5) against the certificate's
//! distribution points (§ 4.2.1.13).

use der::Tagged;
use der::asn1::AnyRef;

use crate::asn1::{context, decode, elements, sequence, wrap};
use crate::limits::GENERAL_NAMES_MAX;
use crate::name::GeneralName;
use crate::{Certificate, DistinguishedName, Error, RevocationList, oid};

const STRUCTURE: &str = "IssuingDistributionPoint";
const MALFORMED: Error = Error::Malformed { structure: STRUCTURE };

/// A set of revocation reasons: the bits of ReasonFlags.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Reasons(u16);

impl Reasons {
    pub(crate) const NONE: Self = Self(0);
    /// Bits 1 to 8; bit 0 is unused.
    pub(crate) const ALL: Self = Self(0b1_1111_1110);

    pub(crate) fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    fn within(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// Content of the BIT STRING: the count of unused bits, then the bits, the first one highest.
    fn read(content: &[u8]) -> Result<Self, Error> {
        let bits = match content {
            [_] => 0,
            [_, first] => u16::from_be_bytes([*first, 0]),
            [_, first, second] => u16::from_be_bytes([*first, *second]),
            _ => return Err(MALFORMED),
        };
        Ok(Self(bits.reverse_bits()).within(Self::ALL))
    }
}

/// Which certificates one kind of list holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Holders {
    All,
    Users,
    Authorities,
    Attributes,
}

/// What a list says of its own scope.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Scope {
    names: Option<Vec<GeneralName>>,
    holders: Holders,
    reasons: Reasons,
    is_indirect: bool,
}

impl Scope {
    pub(super) fn of(list: &RevocationList) -> Result<Self, Error> {
        let mut scope =
            Self { names: None, holders: Holders::All, reasons: Reasons::ALL, is_indirect: false };
        let Some(extension) = list.find_extension(oid::ISSUING_DISTRIBUTION_POINT) else { return Ok(scope) };
        let point = sequence(&extension.value, STRUCTURE)?;
        for part in elements(point, 6, STRUCTURE)? {
            let part: AnyRef<'_> = decode(part, STRUCTURE)?;
            let is_true = part.value() == [0xff];
            match part.tag().number().value() {
                0 => scope.names = Some(read_point_name(part.value(), list.issuer())?),
                1 if is_true => scope.restrict(Holders::Users)?,
                2 if is_true => scope.restrict(Holders::Authorities)?,
                3 => scope.reasons = Reasons::read(part.value())?,
                4 => scope.is_indirect = is_true,
                5 if is_true => scope.restrict(Holders::Attributes)?,
                1 | 2 | 5 => {}
                _ => return Err(MALFORMED),
            }
        }
        Ok(scope)
    }

    /// At most one restriction (§ 5.2.5).
    fn restrict(&mut self, holders: Holders) -> Result<(), Error> {
        if self.holders != Holders::All {
            return Err(MALFORMED);
        }
        self.holders = holders;
        Ok(())
    }

    /// The reasons for which the list speaks of the certificate; `None` when it does not speak of it at all
    /// (§ 6.3.3 (b)).
    pub(crate) fn reasons_for(
        &self,
        certificate: &Certificate,
        list_issuer: &DistinguishedName,
    ) -> Option<Reasons> {
        let is_authority =
            certificate.basic_constraints().is_some_and(|constraints| constraints.is_authority);
        let in_kind = match self.holders {
            Holders::All => true,
            Holders::Users => !is_authority,
            Holders::Authorities => is_authority,
            Holders::Attributes => false,
        };
        let is_own_issuer = list_issuer.matches(certificate.issuer());
        if !in_kind || (!is_own_issuer && !self.is_indirect) {
            return None;
        }
        let points = read_points(certificate, list_issuer).ok()?;
        let spoken = points.iter().filter(|point| self.covers(point, certificate, list_issuer));
        let reasons = spoken.map(|point| point.reasons.within(self.reasons)).reduce(Reasons::and);
        reasons
            .or_else(|| (is_own_issuer && points.is_empty() && self.names.is_none()).then_some(self.reasons))
            .or_else(|| self.names_issuer(certificate).then_some(self.reasons).filter(|_| points.is_empty()))
    }

    fn covers(&self, point: &Point, certificate: &Certificate, list_issuer: &DistinguishedName) -> bool {
        let by_issuer = match &point.issuers {
            // § 6.3.3 (b) (1): a point that names another issuer is served by that issuer's indirect list alone.
            Some(issuers) => self.is_indirect && issuers.iter().any(|name| is_directory(name, list_issuer)),
            None => list_issuer.matches(certificate.issuer()),
        };
        // § 6.3.3 (b) (2) (i).
        let by_name = match (&self.names, &point.names, &point.issuers) {
            (None, ..) => true,
            (Some(own), Some(names), _) | (Some(own), None, Some(names)) => {
                own.iter().any(|own| names.iter().any(|name| own.matches(name)))
            }
            (Some(_), None, None) => false,
        };
        by_issuer && by_name
    }

    /// § 6.3.3: without distribution points, the certificate's issuer is taken for the point's name.
    fn names_issuer(&self, certificate: &Certificate) -> bool {
        let names = self.names.as_deref().unwrap_or_default();
        names.iter().any(|name| is_directory(name, certificate.issuer()))
    }
}

fn is_directory(name: &GeneralName, expected: &DistinguishedName) -> bool {
    matches!(name, GeneralName::Directory(found) if found.matches(expected))
}

/// One distribution point of a certificate.
struct Point {
    names: Option<Vec<GeneralName>>,
    reasons: Reasons,
    issuers: Option<Vec<GeneralName>>,
}

fn read_points(certificate: &Certificate, list_issuer: &DistinguishedName) -> Result<Vec<Point>, Error> {
    const STRUCTURE: &str = "CRLDistributionPoints";
    let Some(extension) = certificate.find_extension(oid::CRL_DISTRIBUTION_POINTS) else {
        return Ok(Vec::new());
    };
    let list = sequence(&extension.value, STRUCTURE)?;
    let mut points = Vec::new();
    for bytes in elements(list, GENERAL_NAMES_MAX, STRUCTURE)? {
        let mut point = Point { names: None, reasons: Reasons::ALL, issuers: None };
        let sequence = sequence(bytes, STRUCTURE)?;
        for part in elements(sequence, 3, STRUCTURE)? {
            let part: AnyRef<'_> = decode(part, STRUCTURE)?;
            match part.tag().number().value() {
                0 => point.names = Some(read_point_name(part.value(), list_issuer)?),
                1 => point.reasons = Reasons::read(part.value())?,
                2 => point.issuers = Some(GeneralName::read_all(part.value())?),
                _ => return Err(Error::Malformed { structure: STRUCTURE }),
            }
        }
        points.push(point);
    }
    Ok(points)
}

/// DistributionPointName: full names, or one relative name below the list issuer's.
fn read_point_name(bytes: &[u8], list_issuer: &DistinguishedName) -> Result<Vec<GeneralName>, Error> {
    let choice: AnyRef<'_> = decode(bytes, STRUCTURE)?;
    if choice.tag() == context(0) {
        return GeneralName::read_all(choice.value());
    }
    if choice.tag() != context(1) {
        return Err(MALFORMED);
    }
    let issuer = sequence(list_issuer.to_der(), STRUCTURE)?;
    let relative = wrap(der::Tag::Set, &[choice.value()])?;
    let full = wrap(der::Tag::Sequence, &[issuer, &relative])?;
    Ok(vec![GeneralName::Directory(DistinguishedName::from_der(&full)?)])
}
