//! The criteria that say which certificates a qualification rule is about (TS 119 612 § 5.5.9.2.2).

use std::collections::BTreeSet;

use const_oid::ObjectIdentifier;
use roxmltree::Node;

use super::ListError;
use super::xml::{MORE_TYPES, QUALIFICATIONS, XADES, children, is, only, text, text_in};
use crate::Certificate;
use crate::certificate::KeyUsage;
use crate::limits::CRITERIA_DEPTH_MAX;

/// Criteria, and how many of them must hold.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Criteria {
    /// How many must hold.
    pub assert: Assertion,
    /// What is asked.
    pub criteria: Vec<Criterion>,
}

/// How many criteria must hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Assertion {
    /// Every one.
    All,
    /// One at least.
    AtLeastOne,
    /// None may.
    None,
}

/// Something that holds of a certificate or does not.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Criterion {
    /// Each use is allowed to the key, or is not, as said.
    KeyUsage(Vec<(KeyUsage, bool)>),
    /// The certificate has all these policies.
    Policies(Vec<ObjectIdentifier>),
    /// The certificate has all these extended key usages.
    ExtendedKeyUsages(Vec<ObjectIdentifier>),
    /// The subject's name has all these attributes.
    SubjectAttributes(Vec<ObjectIdentifier>),
    /// Criteria within criteria.
    Nested(Criteria),
    /// One that is not known here or cannot be read, by its element name.
    Unknown(String),
}

impl Criteria {
    /// Whether a certificate meets them; none when that depends on a criterion that is not known here.
    #[must_use]
    pub fn are_met_by(&self, certificate: &Certificate) -> Option<bool> {
        let outcomes: Vec<Option<bool>> =
            self.criteria.iter().map(|criterion| criterion.holds(certificate)).collect();
        let any = |wanted| outcomes.contains(&wanted);
        match self.assert {
            Assertion::All if any(Some(false)) => Some(false),
            Assertion::AtLeastOne if any(Some(true)) => Some(true),
            Assertion::None if any(Some(true)) => Some(false),
            _ if any(None) => None,
            Assertion::All | Assertion::None => Some(true),
            Assertion::AtLeastOne => Some(false),
        }
    }

    pub(super) fn from_element(list: Node<'_, '_>, depth: usize) -> Result<Self, ListError> {
        if depth == CRITERIA_DEPTH_MAX {
            return Err(ListError::TooComplex);
        }
        let assert = match list.attribute("assert") {
            Some("all") => Assertion::All,
            Some("atLeastOne") => Assertion::AtLeastOne,
            Some("none") => Assertion::None,
            _ => return Err(ListError::FieldIsMalformed("CriteriaList")),
        };
        let mut criteria = Vec::new();
        for element in list.children().filter(Node::is_element) {
            if is(element, QUALIFICATIONS, "CriteriaList") {
                criteria.push(Criterion::Nested(Self::from_element(element, depth + 1)?));
            } else if is(element, QUALIFICATIONS, "otherCriteriaList") {
                criteria.extend(element.children().filter(Node::is_element).map(Criterion::of));
            } else if !is(element, QUALIFICATIONS, "Description") {
                criteria.push(Criterion::of(element));
            }
        }
        Ok(Self { assert, criteria })
    }
}

impl Criterion {
    /// One that is written wrong is as one that is not known: a slip in one rule is no reason to do without the list.
    fn of(element: Node<'_, '_>) -> Self {
        let read = if is(element, QUALIFICATIONS, "KeyUsage") {
            key_usage(element).map(Self::KeyUsage)
        } else if is(element, QUALIFICATIONS, "PolicySet") {
            identifiers(element, QUALIFICATIONS, "PolicyIdentifier").map(Self::Policies)
        } else if is(element, MORE_TYPES, "ExtendedKeyUsage") {
            identifiers(element, MORE_TYPES, "KeyPurposeId").map(Self::ExtendedKeyUsages)
        } else if is(element, MORE_TYPES, "CertSubjectDNAttribute") {
            identifiers(element, MORE_TYPES, "AttributeOID").map(Self::SubjectAttributes)
        } else {
            None
        };
        read.unwrap_or_else(|| Self::Unknown(element.tag_name().name().to_owned()))
    }

    fn holds(&self, certificate: &Certificate) -> Option<bool> {
        match self {
            Self::KeyUsage(bits) => {
                let allowed = |usage| certificate.key_usage().is_some_and(|allowed| allowed.contains(usage));
                Some(bits.iter().all(|(usage, wanted)| allowed(*usage) == *wanted))
            }
            Self::Policies(policies) => {
                let own = crate::path::read_policies(certificate).ok()?;
                Some(policies.iter().all(|policy| own.contains(policy)))
            }
            Self::ExtendedKeyUsages(usages) => {
                let own = certificate.extended_key_usage();
                Some(usages.iter().all(|usage| own.contains(usage)))
            }
            Self::SubjectAttributes(attributes) => {
                let own: BTreeSet<ObjectIdentifier> = certificate.subject().kinds().collect();
                Some(attributes.iter().all(|attribute| own.contains(attribute)))
            }
            Self::Nested(criteria) => criteria.are_met_by(certificate),
            Self::Unknown(_) => None,
        }
    }
}

/// The ObjectIdentifierTypes of XAdES in an element: dotted, alone or after `urn:oid:` or, against the standard,
/// `oid:`.
fn identifiers(
    element: Node<'_, '_>,
    space: &'static str,
    name: &'static str,
) -> Option<Vec<ObjectIdentifier>> {
    let read = |one: Node<'_, '_>| {
        let value = text_in(one, XADES, "Identifier").ok()?;
        let lower = value.to_ascii_lowercase();
        let dotted = lower.strip_prefix("urn:").unwrap_or(&lower);
        ObjectIdentifier::new(dotted.strip_prefix("oid:").unwrap_or(dotted)).ok()
    };
    let all: Vec<ObjectIdentifier> = children(element, space, name).map(read).collect::<Option<_>>()?;
    // A set of none would hold of every certificate.
    (!all.is_empty()).then_some(all)
}

fn key_usage(element: Node<'_, '_>) -> Option<Vec<(KeyUsage, bool)>> {
    let read = |bit: Node<'_, '_>| {
        let usage = bit.attribute("name").and_then(KeyUsage::of_name)?;
        match text(bit, "KeyUsageBit").ok()?.as_str() {
            "true" | "1" => Some((usage, true)),
            "false" | "0" => Some((usage, false)),
            _ => None,
        }
    };
    let all: Vec<_> = children(element, QUALIFICATIONS, "KeyUsageBit").map(read).collect::<Option<_>>()?;
    (!all.is_empty()).then_some(all)
}

/// The rules of a Qualifications element.
pub(super) fn rules(element: Node<'_, '_>) -> Result<Vec<super::QualificationRule>, ListError> {
    let mut rules = Vec::new();
    for rule in children(element, QUALIFICATIONS, "QualificationElement") {
        let mut qualifiers = Vec::new();
        for qualifier in children(only(rule, QUALIFICATIONS, "Qualifiers")?, QUALIFICATIONS, "Qualifier") {
            let uri = qualifier.attribute("uri").ok_or(ListError::FieldIsMissing("Qualifier"))?;
            qualifiers.push(super::Qualifier::of(uri));
        }
        let criteria = Criteria::from_element(only(rule, QUALIFICATIONS, "CriteriaList")?, 0)?;
        rules.push(super::QualificationRule { qualifiers, criteria });
    }
    Ok(rules)
}
