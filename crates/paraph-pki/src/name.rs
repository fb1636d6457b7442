//! Distinguished names: kept byte for byte, shown as RFC 4514 text, compared as RFC 5280 § 7.1 says.

use std::fmt;

use const_oid::ObjectIdentifier;
use der::asn1::AnyRef;
use der::{Decode, Encode, Tag, Tagged};

use crate::asn1::{decode, elements, sequence, wrap};
use crate::limits::NAME_PARTS_MAX;
use crate::{Error, oid};

mod general;

pub use general::GeneralName;

/// A distinguished name.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct DistinguishedName {
    der: Vec<u8>,
    /// Relative names from the root down; each holds one part or, seldom, several.
    relative: Vec<Vec<Part>>,
    /// Each relative name in the form comparison sees, so that comparing is cheap: paths compare names by the million.
    compared: Vec<String>,
}

/// One attribute of a name.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Part {
    kind: ObjectIdentifier,
    /// The text, when the value is of a string type.
    text: Option<String>,
    /// The value's own DER.
    value: Vec<u8>,
}

impl DistinguishedName {
    /// Reads a Name (RFC 5280 § 4.1.2.4).
    ///
    /// # Errors
    /// When the bytes are not one, or it has too many parts.
    pub fn from_der(bytes: &[u8]) -> Result<Self, Error> {
        const STRUCTURE: &str = "Name";
        let sequence: AnyRef<'_> = decode(bytes, STRUCTURE)?;
        if sequence.tag() != Tag::Sequence {
            return Err(Error::Malformed { structure: STRUCTURE });
        }
        let mut relative = Vec::new();
        let mut count = 0;
        for set in elements(sequence.value(), NAME_PARTS_MAX, STRUCTURE)? {
            let set: AnyRef<'_> = decode(set, STRUCTURE)?;
            let parts = elements(set.value(), NAME_PARTS_MAX, STRUCTURE)?;
            count += parts.len();
            if count > NAME_PARTS_MAX {
                return Err(Error::BeyondLimits { structure: STRUCTURE });
            }
            if set.tag() != Tag::Set || parts.is_empty() {
                return Err(Error::Malformed { structure: STRUCTURE });
            }
            relative.push(parts.into_iter().map(part).collect::<Result<_, _>>()?);
        }
        let compared = relative.iter().map(|parts: &Vec<Part>| compared_form(parts)).collect();
        Ok(Self { der: bytes.to_vec(), relative, compared })
    }

    /// Builds a name from the root down, one attribute to each relative name, as UTF-8 (country codes as
    /// PrintableString, as X.520 § 6.3.1 demands).
    ///
    /// # Errors
    /// When a text is empty or longer than [`NamePart::length_max`], a country is not two letters, or there are too
    /// many parts.
    pub fn build(parts: &[(NamePart, &str)]) -> Result<Self, Error> {
        let mut relative = Vec::new();
        for (kind, text) in parts {
            if text.chars().count() > kind.length_max() {
                return Err(Error::BeyondLimits { structure: "Name" });
            }
            let is_code = text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_uppercase());
            if text.is_empty() || (*kind == NamePart::Country && !is_code) {
                return Err(Error::Malformed { structure: "Name" });
            }
            let tag = if *kind == NamePart::Country { Tag::PrintableString } else { Tag::Utf8String };
            let kind = kind.oid().to_der().map_err(Error::malformed("Name"))?;
            let value = wrap(tag, &[text.as_bytes()])?;
            let pair = wrap(Tag::Sequence, &[&kind, &value])?;
            relative.push(wrap(Tag::Set, &[&pair])?);
        }
        let relative: Vec<&[u8]> = relative.iter().map(Vec::as_slice).collect();
        Self::from_der(&wrap(Tag::Sequence, &relative)?)
    }

    /// The name byte for byte as it was read.
    #[must_use]
    pub fn to_der(&self) -> &[u8] {
        &self.der
    }

    /// Whether the name has no part at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.relative.is_empty()
    }

    /// The last common name, which is the most specific.
    #[must_use]
    pub fn common_name(&self) -> Option<&str> {
        self.find(NamePart::CommonName)
    }

    /// The last attribute of a kind.
    #[must_use]
    pub fn find(&self, kind: NamePart) -> Option<&str> {
        let mut parts = self.relative.iter().rev().flatten();
        parts.find(|part| part.kind == kind.oid()).and_then(|part| part.text.as_deref())
    }

    /// The kinds of attribute it has.
    pub(crate) fn kinds(&self) -> impl Iterator<Item = ObjectIdentifier> {
        self.relative.iter().flatten().map(|part| part.kind)
    }

    /// What to call the holder: common name, else organisation, else the whole name.
    #[must_use]
    pub fn display_name(&self) -> String {
        let found = self.common_name().or_else(|| self.find(NamePart::Organization));
        found.map_or_else(|| self.to_string(), str::to_owned)
    }

    /// Whether two names are the same by RFC 5280 § 7.1: case and runs of spaces do not matter in strings.
    #[must_use]
    pub fn matches(&self, other: &Self) -> bool {
        self.compared == other.compared
    }

    /// Whether this name lies in the subtree below `base` (RFC 5280 § 7.1).
    #[must_use]
    pub fn is_within(&self, base: &Self) -> bool {
        self.compared.starts_with(&base.compared)
    }

    /// The e-mail addresses in the name, which name constraints also bind (RFC 5280 § 4.2.1.10).
    pub(crate) fn email_addresses(&self) -> impl Iterator<Item = &str> {
        let parts = self.relative.iter().flatten();
        parts.filter(|part| part.kind == oid::EMAIL_ADDRESS).filter_map(|part| part.text.as_deref())
    }
}

impl fmt::Debug for DistinguishedName {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "DistinguishedName({self})")
    }
}

/// RFC 4514: the most specific part first, special characters escaped.
impl fmt::Display for DistinguishedName {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (position, relative) in self.relative.iter().rev().enumerate() {
            if position > 0 {
                formatter.write_str(",")?;
            }
            for (position, part) in relative.iter().enumerate() {
                if position > 0 {
                    formatter.write_str("+")?;
                }
                part.fmt(formatter)?;
            }
        }
        Ok(())
    }
}

impl fmt::Display for Part {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let known = NamePart::ALL.iter().find(|kind| kind.oid() == self.kind);
        match (known, &self.text) {
            (Some(kind), Some(text)) => {
                write!(formatter, "{}=", kind.short_name())?;
                escape(text, formatter)
            }
            (_, Some(text)) => {
                write!(formatter, "{}=", self.kind)?;
                escape(text, formatter)
            }
            (_, None) => {
                write!(formatter, "{}=#", self.kind)?;
                self.value.iter().try_for_each(|byte| write!(formatter, "{byte:02x}"))
            }
        }
    }
}

/// The kinds of attribute that have a name here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum NamePart {
    /// commonName.
    CommonName,
    /// surname.
    Surname,
    /// givenName.
    GivenName,
    /// serialNumber: of a person or organisation, not of the certificate.
    SerialNumber,
    /// countryName, two letters.
    Country,
    /// localityName.
    Locality,
    /// stateOrProvinceName.
    State,
    /// streetAddress.
    Street,
    /// organizationName.
    Organization,
    /// organizationalUnitName.
    OrganizationalUnit,
    /// organizationIdentifier (EN 319 412-1 § 5.1.4).
    OrganizationIdentifier,
    /// title.
    Title,
    /// pseudonym.
    Pseudonym,
    /// domainComponent.
    DomainComponent,
    /// userId.
    UserId,
    /// emailAddress.
    EmailAddress,
}

impl NamePart {
    const ALL: [Self; 16] = [
        Self::CommonName,
        Self::Surname,
        Self::GivenName,
        Self::SerialNumber,
        Self::Country,
        Self::Locality,
        Self::State,
        Self::Street,
        Self::Organization,
        Self::OrganizationalUnit,
        Self::OrganizationIdentifier,
        Self::Title,
        Self::Pseudonym,
        Self::DomainComponent,
        Self::UserId,
        Self::EmailAddress,
    ];

    /// How many characters the attribute holds at most (RFC 5280 appendix A.1).
    #[must_use]
    pub fn length_max(self) -> usize {
        match self {
            Self::Country => 2,
            Self::CommonName
            | Self::SerialNumber
            | Self::Organization
            | Self::OrganizationalUnit
            | Self::Title => 64,
            Self::Locality | Self::State | Self::Street | Self::Pseudonym => 128,
            Self::EmailAddress => 255,
            Self::UserId => 256,
            Self::Surname | Self::GivenName | Self::OrganizationIdentifier | Self::DomainComponent => 32_768,
        }
    }

    fn oid(self) -> ObjectIdentifier {
        self.definition().0
    }

    fn short_name(self) -> &'static str {
        self.definition().1
    }

    fn definition(self) -> (ObjectIdentifier, &'static str) {
        match self {
            Self::CommonName => (oid::COMMON_NAME, "CN"),
            Self::Surname => (oid::SURNAME, "SN"),
            Self::GivenName => (oid::GIVEN_NAME, "GN"),
            Self::SerialNumber => (oid::SERIAL_NUMBER, "serialNumber"),
            Self::Country => (oid::COUNTRY, "C"),
            Self::Locality => (oid::LOCALITY, "L"),
            Self::State => (oid::STATE, "ST"),
            Self::Street => (oid::STREET, "STREET"),
            Self::Organization => (oid::ORGANIZATION, "O"),
            Self::OrganizationalUnit => (oid::ORGANIZATIONAL_UNIT, "OU"),
            Self::OrganizationIdentifier => (oid::ORGANIZATION_IDENTIFIER, "organizationIdentifier"),
            Self::Title => (oid::TITLE, "title"),
            Self::Pseudonym => (oid::PSEUDONYM, "pseudonym"),
            Self::DomainComponent => (oid::DOMAIN_COMPONENT, "DC"),
            Self::UserId => (oid::USER_ID, "UID"),
            Self::EmailAddress => (oid::EMAIL_ADDRESS, "emailAddress"),
        }
    }
}

fn part(bytes: &[u8]) -> Result<Part, Error> {
    const STRUCTURE: &str = "AttributeTypeAndValue";
    let pair = sequence(bytes, STRUCTURE)?;
    let [kind, value] =
        elements(pair, 2, STRUCTURE)?.try_into().map_err(|_| Error::Malformed { structure: STRUCTURE })?;
    let kind = ObjectIdentifier::from_der(kind).map_err(Error::malformed(STRUCTURE))?;
    let any: AnyRef<'_> = decode(value, STRUCTURE)?;
    Ok(Part { kind, text: text_of(any), value: value.to_vec() })
}

/// The text of any of the string types met in names; `None` for the rest.
pub(crate) fn text_of(value: AnyRef<'_>) -> Option<String> {
    let bytes = value.value();
    match value.tag() {
        Tag::Utf8String | Tag::PrintableString | Tag::Ia5String | Tag::NumericString | Tag::VisibleString => {
            String::from_utf8(bytes.to_vec()).ok()
        }
        // T.61 in name, Latin-1 in practice.
        Tag::TeletexString => Some(bytes.iter().map(|byte| char::from(*byte)).collect()),
        Tag::BmpString => {
            let (pairs, rest) = bytes.as_chunks::<2>();
            let units: Vec<u16> = pairs.iter().map(|pair| u16::from_be_bytes(*pair)).collect();
            if rest.is_empty() { String::from_utf16(&units).ok() } else { None }
        }
        _ => None,
    }
}

/// Case and runs of spaces are gone from strings, and the parts of one relative name are in order (RFC 5280 § 7.1).
fn compared_form(parts: &[Part]) -> String {
    let form = |part: &Part| match &part.text {
        Some(text) => {
            let words: Vec<String> = text.split_whitespace().map(str::to_lowercase).collect();
            format!("{}={}", part.kind, words.join(" "))
        }
        None => format!(
            "{}#{}",
            part.kind,
            part.value.iter().map(|byte| format!("{byte:02x}")).collect::<String>()
        ),
    };
    let mut forms: Vec<String> = parts.iter().map(form).collect();
    forms.sort_unstable();
    // No text holds this separator: white space is folded to single spaces.
    forms.join("\n")
}

/// RFC 4514 § 2.4.
fn escape(text: &str, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
    let last = text.chars().count().saturating_sub(1);
    for (position, character) in text.chars().enumerate() {
        match character {
            '"' | '+' | ',' | ';' | '<' | '>' | '\\' => write!(formatter, "\\{character}")?,
            '#' if position == 0 => formatter.write_str("\\#")?,
            ' ' if position == 0 || position == last => formatter.write_str("\\ ")?,
            control if control.is_control() => {
                let mut buffer = [0; 4];
                for byte in control.encode_utf8(&mut buffer).bytes() {
                    write!(formatter, "\\{byte:02X}")?;
                }
            }
            other => write!(formatter, "{other}")?,
        }
    }
    Ok(())
}
