//! Certificate policies (RFC 5280 § 6.1), kept as a graph rather than a tree: RFC 9618 shows that the tree grows
//! exponentially in a hostile path, and that the graph decides the same.

use std::collections::{BTreeMap, BTreeSet};

use const_oid::ObjectIdentifier;
use der::asn1::AnyRef;
use der::{Decode, Tagged};

use super::Reason;
use crate::asn1::{decode, elements, sequence};
use crate::limits::POLICY_NODES_MAX;
use crate::{Certificate, Error, oid};

/// What is asked of the policies of a path (RFC 5280 § 6.1.1).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PolicyRequirements {
    /// The policies that are acceptable; empty means any.
    pub acceptable: Vec<ObjectIdentifier>,
    /// Whether the path must hold under an acceptable policy even if no authority demands it.
    pub explicit: PolicyDemand,
    /// Whether policies may be mapped to others.
    pub mapping: PolicyAllowance,
    /// Whether "any policy" counts.
    pub any_policy: PolicyAllowance,
}

/// Whether something is demanded.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum PolicyDemand {
    /// Only if an authority demands it.
    #[default]
    IfAuthorityDemands,
    /// Always.
    Always,
}

/// Whether something is allowed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum PolicyAllowance {
    /// Until an authority forbids it.
    #[default]
    UntilAuthorityForbids,
    /// Never.
    Never,
}

/// A policy that is valid at one depth of the path.
#[derive(Default)]
struct Node {
    /// The policies by which the next certificate may continue it.
    expected: BTreeSet<ObjectIdentifier>,
    /// The nodes one level up that it continues.
    parents: BTreeSet<ObjectIdentifier>,
}

type Level = BTreeMap<ObjectIdentifier, Node>;

/// The state variables of § 6.1.2.
pub(super) struct PolicyState {
    /// One level for each certificate so far, below the level of the anchor; an empty last level is the NULL graph.
    levels: Vec<Level>,
    acceptable: BTreeSet<ObjectIdentifier>,
    explicit_policy: usize,
    policy_mapping: usize,
    inhibit_any_policy: usize,
}

impl PolicyState {
    pub(super) fn new(requirements: &PolicyRequirements, length: usize) -> Self {
        let forbidden_after = |allowance| match allowance {
            PolicyAllowance::Never => 0,
            PolicyAllowance::UntilAuthorityForbids => length + 1,
        };
        let root = Node { expected: BTreeSet::from([oid::ANY_POLICY]), parents: BTreeSet::new() };
        Self {
            levels: vec![Level::from([(oid::ANY_POLICY, root)])],
            acceptable: requirements.acceptable.iter().copied().collect(),
            explicit_policy: match requirements.explicit {
                PolicyDemand::Always => 0,
                PolicyDemand::IfAuthorityDemands => length + 1,
            },
            policy_mapping: forbidden_after(requirements.mapping),
            inhibit_any_policy: forbidden_after(requirements.any_policy),
        }
    }

    /// § 6.1.3 (d) to (f): one more certificate.
    pub(super) fn certificate(
        &mut self,
        certificate: &Certificate,
        self_issued: bool,
        is_last: bool,
    ) -> Result<(), Reason> {
        let policies = read_policies(certificate).map_err(|_| Reason::MalformedExtension)?;
        let any_counts = self.inhibit_any_policy > 0 || (!is_last && self_issued);
        let level = self.next_level(&policies, any_counts);
        self.levels.push(level);
        if self.levels.iter().map(BTreeMap::len).sum::<usize>() > POLICY_NODES_MAX {
            return Err(Reason::NoValidPolicy);
        }
        if self.explicit_policy == 0 && self.is_null() { Err(Reason::NoValidPolicy) } else { Ok(()) }
    }

    fn next_level(&self, policies: &BTreeSet<ObjectIdentifier>, any_counts: bool) -> Level {
        let mut level = Level::new();
        let Some(above) = self.levels.last() else { return level };
        let continued_by = |policy: &ObjectIdentifier| -> BTreeSet<ObjectIdentifier> {
            above.iter().filter(|(_, node)| node.expected.contains(policy)).map(|(name, _)| *name).collect()
        };
        // (d) (1): a policy that is named continues what expects it, or "any policy" above.
        for policy in policies.iter().filter(|policy| **policy != oid::ANY_POLICY) {
            let mut parents = continued_by(policy);
            if parents.is_empty() && above.contains_key(&oid::ANY_POLICY) {
                parents.insert(oid::ANY_POLICY);
            }
            if !parents.is_empty() {
                level.insert(*policy, Node { expected: BTreeSet::from([*policy]), parents });
            }
        }
        // (d) (2): "any policy" continues all that is expected and not named.
        if any_counts && policies.contains(&oid::ANY_POLICY) {
            let expected: BTreeSet<_> = above.values().flat_map(|node| &node.expected).copied().collect();
            for policy in expected {
                let parents = continued_by(&policy);
                level.entry(policy).or_insert_with(|| Node { expected: BTreeSet::from([policy]), parents });
            }
        }
        level
    }

    /// § 6.1.4 (a), (b), (h) to (j): an authority's mappings and constraints.
    pub(super) fn prepare(&mut self, authority: &Certificate, self_issued: bool) -> Result<(), Reason> {
        let constraints = read_constraints(authority).map_err(|_| Reason::MalformedExtension)?;
        let mappings = read_mappings(authority).map_err(|_| Reason::MalformedExtension)?;
        // (a): neither side may be "any policy".
        if mappings.iter().any(|(from, to)| *from == oid::ANY_POLICY || *to == oid::ANY_POLICY) {
            return Err(Reason::NoValidPolicy);
        }
        self.map(&mappings);
        if !self_issued {
            self.explicit_policy = self.explicit_policy.saturating_sub(1);
            self.policy_mapping = self.policy_mapping.saturating_sub(1);
            self.inhibit_any_policy = self.inhibit_any_policy.saturating_sub(1);
        }
        let lower = |current: &mut usize, limit: Option<usize>| {
            *current = limit.map_or(*current, |limit| limit.min(*current))
        };
        lower(&mut self.explicit_policy, constraints.require_explicit);
        lower(&mut self.policy_mapping, constraints.inhibit_mapping);
        lower(&mut self.inhibit_any_policy, constraints.inhibit_any);
        Ok(())
    }

    fn map(&mut self, mappings: &[(ObjectIdentifier, ObjectIdentifier)]) {
        let mut by_issuer: BTreeMap<ObjectIdentifier, BTreeSet<ObjectIdentifier>> = BTreeMap::new();
        for (from, to) in mappings {
            by_issuer.entry(*from).or_default().insert(*to);
        }
        let may_map = self.policy_mapping > 0;
        let Some(level) = self.levels.last_mut() else { return };
        let any_is_valid = level.contains_key(&oid::ANY_POLICY);
        for (from, to) in by_issuer {
            if !may_map {
                level.remove(&from);
            } else if let Some(node) = level.get_mut(&from) {
                node.expected = to;
            } else if any_is_valid {
                // The new node is a sibling of "any policy", below the "any policy" one level up.
                level.insert(from, Node { expected: to, parents: BTreeSet::from([oid::ANY_POLICY]) });
            }
        }
    }

    /// § 6.1.5 (a), (b), (g): the certificate's own constraints, and the intersection with what is acceptable.
    pub(super) fn finish(&mut self, certificate: &Certificate) -> Result<(), Reason> {
        let constraints = read_constraints(certificate).map_err(|_| Reason::MalformedExtension)?;
        self.explicit_policy = self.explicit_policy.saturating_sub(1);
        if constraints.require_explicit == Some(0) {
            self.explicit_policy = 0;
        }
        if self.explicit_policy > 0 || self.has_acceptable() { Ok(()) } else { Err(Reason::NoValidPolicy) }
    }

    fn is_null(&self) -> bool {
        self.levels.last().is_none_or(BTreeMap::is_empty)
    }

    /// Whether a policy valid at the end goes back to an acceptable one in the anchor's own domain: the topmost policy
    /// of its line that is not "any policy".
    fn has_acceptable(&self) -> bool {
        if self.acceptable.is_empty() {
            return !self.is_null();
        }
        let mut allowed: BTreeSet<ObjectIdentifier> = BTreeSet::from([oid::ANY_POLICY]);
        for level in self.levels.iter().skip(1) {
            let continues = |(policy, node): (&ObjectIdentifier, &Node)| {
                let from_any = node.parents.contains(&oid::ANY_POLICY);
                let stands = *policy == oid::ANY_POLICY && from_any;
                let begins = from_any && self.acceptable.contains(policy);
                let goes_on =
                    node.parents.iter().any(|parent| *parent != oid::ANY_POLICY && allowed.contains(parent));
                (stands || begins || goes_on).then_some(*policy)
            };
            allowed = level.iter().filter_map(continues).collect();
        }
        !allowed.is_empty()
    }
}

/// The policy identifiers of CertificatePolicies; their qualifiers are not looked at.
/// The policies a certificate names (RFC 5280 § 4.2.1.4).
pub(crate) fn read_policies(certificate: &Certificate) -> Result<BTreeSet<ObjectIdentifier>, Error> {
    const STRUCTURE: &str = "CertificatePolicies";
    let Some(extension) = certificate.find_extension(oid::CERTIFICATE_POLICIES) else {
        return Ok(BTreeSet::new());
    };
    let list = sequence(&extension.value, STRUCTURE)?;
    let mut policies = BTreeSet::new();
    for information in elements(list, POLICY_NODES_MAX, STRUCTURE)? {
        let information = sequence(information, STRUCTURE)?;
        let parts = elements(information, 2, STRUCTURE)?;
        policies.insert(decode(parts.first().ok_or(Error::Malformed { structure: STRUCTURE })?, STRUCTURE)?);
    }
    Ok(policies)
}

fn read_mappings(certificate: &Certificate) -> Result<Vec<(ObjectIdentifier, ObjectIdentifier)>, Error> {
    const STRUCTURE: &str = "PolicyMappings";
    let Some(extension) = certificate.find_extension(oid::POLICY_MAPPINGS) else { return Ok(Vec::new()) };
    let list = sequence(&extension.value, STRUCTURE)?;
    let mut mappings = Vec::new();
    for mapping in elements(list, POLICY_NODES_MAX, STRUCTURE)? {
        let mapping = sequence(mapping, STRUCTURE)?;
        let [from, to] = elements(mapping, 2, STRUCTURE)?
            .try_into()
            .map_err(|_| Error::Malformed { structure: STRUCTURE })?;
        mappings.push((decode(from, STRUCTURE)?, decode(to, STRUCTURE)?));
    }
    Ok(mappings)
}

#[derive(Default)]
struct Constraints {
    require_explicit: Option<usize>,
    inhibit_mapping: Option<usize>,
    inhibit_any: Option<usize>,
}

/// PolicyConstraints and InhibitAnyPolicy (RFC 5280 § 4.2.1.11, § 4.2.1.14).
fn read_constraints(certificate: &Certificate) -> Result<Constraints, Error> {
    const STRUCTURE: &str = "PolicyConstraints";
    let mut constraints = Constraints::default();
    if let Some(extension) = certificate.find_extension(oid::POLICY_CONSTRAINTS) {
        let sequence = sequence(&extension.value, STRUCTURE)?;
        for part in elements(sequence, 2, STRUCTURE)? {
            let part: AnyRef<'_> = decode(part, STRUCTURE)?;
            match part.tag().number().value() {
                0 => constraints.require_explicit = Some(skip_certificates(part.value())?),
                1 => constraints.inhibit_mapping = Some(skip_certificates(part.value())?),
                _ => return Err(Error::Malformed { structure: STRUCTURE }),
            }
        }
    }
    if let Some(extension) = certificate.find_extension(oid::INHIBIT_ANY_POLICY) {
        let count = u32::from_der(&extension.value).map_err(Error::malformed("InhibitAnyPolicy"))?;
        constraints.inhibit_any = Some(usize::try_from(count).unwrap_or(usize::MAX));
    }
    Ok(constraints)
}

/// SkipCerts: a non-negative INTEGER's content, of which anything beyond a byte is longer than any path.
fn skip_certificates(content: &[u8]) -> Result<usize, Error> {
    match content {
        [count] if *count < 0x80 => Ok(usize::from(*count)),
        [first, _, ..] if *first < 0x80 => Ok(usize::MAX),
        _ => Err(Error::Malformed { structure: "PolicyConstraints" }),
    }
}
