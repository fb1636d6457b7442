//! Name constraints (RFC 5280 § 4.2.1.10): which names an authority may certify.

use der::Tagged;
use der::asn1::AnyRef;

use super::Reason;
use crate::asn1::{context, decode, elements, sequence};
use crate::limits::GENERAL_NAMES_MAX;
use crate::name::GeneralName;
use crate::{Certificate, Error, oid};

const STRUCTURE: &str = "NameConstraints";
const MALFORMED: Error = Error::Malformed { structure: STRUCTURE };

/// The constraints gathered from the authorities so far.
#[derive(Default)]
pub(super) struct NameRules {
    /// One group for each authority that permits: a name must lie in a subtree of every group that has its form.
    permitted: Vec<Vec<GeneralName>>,
    excluded: Vec<GeneralName>,
}

impl NameRules {
    /// Adds an authority's constraints (RFC 5280 § 6.1.4 (g)).
    pub(super) fn add(&mut self, authority: &Certificate) -> Result<(), Reason> {
        let Some(extension) = authority.find_extension(oid::NAME_CONSTRAINTS) else { return Ok(()) };
        self.read(&extension.value).map_err(|_| Reason::MalformedExtension)
    }

    fn read(&mut self, value: &[u8]) -> Result<(), Error> {
        let constraints = sequence(value, STRUCTURE)?;
        for list in elements(constraints, 2, STRUCTURE)? {
            let list: AnyRef<'_> = decode(list, STRUCTURE)?;
            let subtrees = elements(list.value(), GENERAL_NAMES_MAX, STRUCTURE)?;
            let bases = subtrees.into_iter().map(read_subtree).collect::<Result<Vec<_>, _>>()?;
            match list.tag() {
                tag if tag == context(0) => self.permitted.push(bases),
                tag if tag == context(1) => self.excluded.extend(bases),
                _ => return Err(MALFORMED),
            }
        }
        Ok(())
    }

    /// Checks every name of a certificate (RFC 5280 § 6.1.3 (b), (c)).
    pub(super) fn check(&self, certificate: &Certificate) -> Result<(), Reason> {
        if self.permitted.is_empty() && self.excluded.is_empty() {
            return Ok(());
        }
        let names = names_of(certificate).map_err(|_| Reason::MalformedExtension)?;
        if names.iter().all(|name| self.allows(name)) { Ok(()) } else { Err(Reason::NameIsNotPermitted) }
    }

    fn allows(&self, name: &GeneralName) -> bool {
        let of_form = |base: &&GeneralName| std::mem::discriminant(*base) == std::mem::discriminant(name);
        // What cannot be compared counts as excluded, and never as permitted.
        let excluded = self.excluded.iter().filter(of_form).any(|base| is_within(name, base).unwrap_or(true));
        let permitted = self.permitted.iter().all(|group| {
            let mut bases = group.iter().filter(of_form).peekable();
            bases.peek().is_none() || bases.any(|base| is_within(name, base).unwrap_or(false))
        });
        permitted && !excluded
    }
}

/// GeneralSubtree: minimum and maximum are not used (RFC 5280 § 4.2.1.10), so a subtree that has one is refused.
fn read_subtree(bytes: &[u8]) -> Result<GeneralName, Error> {
    let subtree = sequence(bytes, STRUCTURE)?;
    match elements(subtree, 3, STRUCTURE)?.as_slice() {
        [base] => GeneralName::read(base),
        _ => Err(MALFORMED),
    }
}

/// Subject, alternative names, and the e-mail addresses within the subject when no alternative name gives one.
fn names_of(certificate: &Certificate) -> Result<Vec<GeneralName>, Error> {
    let mut names = Vec::new();
    if let Some(extension) = certificate.find_extension(oid::SUBJECT_ALTERNATIVE_NAME) {
        let list = sequence(&extension.value, "SubjectAltName")?;
        names = GeneralName::read_all(list)?;
    }
    let subject = certificate.subject();
    if !names.iter().any(|name| matches!(name, GeneralName::Email(_))) {
        names.extend(subject.email_addresses().map(|address| GeneralName::Email(address.to_owned())));
    }
    if !subject.is_empty() {
        names.push(GeneralName::Directory(subject.clone()));
    }
    Ok(names)
}

/// Whether a name lies in a subtree; `None` when that cannot be told.
fn is_within(name: &GeneralName, base: &GeneralName) -> Option<bool> {
    match (name, base) {
        (GeneralName::Directory(name), GeneralName::Directory(base)) => Some(name.is_within(base)),
        (GeneralName::Email(address), GeneralName::Email(base)) => email_is_within(address, base),
        (GeneralName::Host(host), GeneralName::Host(base)) => Some(host_is_within(host, base)),
        (GeneralName::Uri(uri), GeneralName::Uri(base)) => {
            let host = host_of(uri)?;
            // A leading point means hosts below only; without one, exactly this host.
            Some(match base.strip_prefix('.') {
                Some(domain) => host.len() > domain.len() && host_is_within(host, domain),
                None => host.eq_ignore_ascii_case(base),
            })
        }
        (GeneralName::IpAddress(address), GeneralName::IpAddress(base)) => ip_is_within(address, base),
        _ => None,
    }
}

/// A base with `@` is one mailbox, with a leading point every host below, else one host.
fn email_is_within(address: &str, base: &str) -> Option<bool> {
    let (local, host) = address.rsplit_once('@')?;
    Some(match base.rsplit_once('@') {
        Some((base_local, base_host)) => local == base_local && host.eq_ignore_ascii_case(base_host),
        None => match base.strip_prefix('.') {
            Some(domain) => host.len() > domain.len() && host_is_within(host, domain),
            None => host.eq_ignore_ascii_case(base),
        },
    })
}

/// A host is within a domain that is its tail at a label's border; an empty domain holds all.
fn host_is_within(host: &str, domain: &str) -> bool {
    let (host, domain) = (host.to_ascii_lowercase(), domain.to_ascii_lowercase());
    let domain = domain.strip_prefix('.').unwrap_or(&domain);
    domain.is_empty() || host.strip_suffix(domain).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
}

/// The host of a URI with an authority; `None` when it has none or is an address, which no constraint can hold.
fn host_of(uri: &str) -> Option<&str> {
    let (_, rest) = uri.split_once("://")?;
    let authority = rest.split(['/', '?', '#']).next()?;
    let host_and_port = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
    let host = host_and_port.split(':').next()?;
    let is_address = host.starts_with('[') || host.parse::<std::net::Ipv4Addr>().is_ok();
    if host.is_empty() || is_address { None } else { Some(host) }
}

fn ip_is_within(address: &[u8], base: &[u8]) -> Option<bool> {
    let (network, mask) = base.split_at_checked(base.len() / 2)?;
    if !matches!(base.len(), 8 | 32) || !matches!(address.len(), 4 | 16) {
        return None;
    }
    let same = |((address, network), mask): ((&u8, &u8), &u8)| address & mask == network & mask;
    Some(address.len() == network.len() && address.iter().zip(network).zip(mask).all(same))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(name: GeneralName, base: GeneralName, expected: Option<bool>) {
        assert_eq!(is_within(&name, &base), expected, "{name:?} within {base:?}");
    }

    #[test]
    fn mailboxes_hosts_and_domains_are_told_apart() {
        let email = |text: &str| GeneralName::Email(text.to_owned());
        check(email("ada@example.com"), email("ada@example.com"), Some(true));
        check(email("Ada@example.com"), email("ada@example.com"), Some(false));
        check(email("ada@EXAMPLE.com"), email("example.com"), Some(true));
        check(email("ada@mail.example.com"), email("example.com"), Some(false));
        check(email("ada@mail.example.com"), email(".example.com"), Some(true));
        check(email("ada@example.com"), email(".example.com"), Some(false));
        check(email("ada@badexample.com"), email(".example.com"), Some(false));
        check(email("nobody"), email("example.com"), None);
    }

    #[test]
    fn hosts_match_at_the_border_of_a_label() {
        let host = |text: &str| GeneralName::Host(text.to_owned());
        check(host("www.example.com"), host("example.com"), Some(true));
        check(host("example.com"), host("example.com"), Some(true));
        check(host("badexample.com"), host("example.com"), Some(false));
        check(host("anything"), host(""), Some(true));
    }

    #[test]
    fn a_uri_is_judged_by_its_host() {
        let uri = |text: &str| GeneralName::Uri(text.to_owned());
        check(uri("https://user@www.example.com:443/a?b"), uri("www.example.com"), Some(true));
        check(uri("https://www.example.com"), uri(".example.com"), Some(true));
        check(uri("https://example.com"), uri(".example.com"), Some(false));
        check(uri("https://evil.com/@www.example.com"), uri("www.example.com"), Some(false));
        check(uri("https://192.0.2.1/"), uri(".example.com"), None);
        check(uri("urn:example:com"), uri(".example.com"), None);
    }

    #[test]
    fn addresses_are_compared_under_the_mask() {
        let ip = |bytes: &[u8]| GeneralName::IpAddress(bytes.to_vec());
        check(ip(&[192, 0, 2, 7]), ip(&[192, 0, 2, 0, 255, 255, 255, 0]), Some(true));
        check(ip(&[192, 0, 3, 7]), ip(&[192, 0, 2, 0, 255, 255, 255, 0]), Some(false));
        check(ip(&[0; 16]), ip(&[192, 0, 2, 0, 255, 255, 255, 0]), Some(false));
        check(ip(&[1, 2, 3]), ip(&[192, 0, 2, 0, 255, 255, 255, 0]), None);
        check(ip(&[1, 2, 3, 4]), ip(&[1, 2, 3]), None);
    }
}
