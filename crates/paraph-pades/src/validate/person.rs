//! Who stands behind a signature, as what, and who vouches for that: the certificate that names the person, a seal whose owner
//! states the name, or neither. A name without either is reported as a claim, never as the name of a signer.

use paraph_pki::name::NamePart;
use paraph_pki::{Certificate, DistinguishedName};
use serde::Serialize;

use super::details::{BlockName, Details, Outcome, Role as PathRole};
use super::report::{Indication, Kind};
use super::verdict::Verdict;
use crate::statement::Statement;

/// The longest name that is shown, in characters.
const NAME_LENGTH_MAX: usize = 120;

/// Who stands behind a signature.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Person {
    /// As what they signed.
    pub role: Role,
    /// Who it is; none where no trusted party vouches for it.
    pub name: Option<String>,
    /// What the name rests on.
    pub basis: Basis,
    /// Who vouches for the name: the issuer of the certificate, or the owner of the seal.
    pub vouched_by: Option<String>,
    /// The name that the signature dictionary claims (`/Name`), made legible. It proves nothing alone.
    pub claimed_name: Option<String>,
    /// What the signature says of the act, where a trusted seal states it.
    pub statement: Option<Statement>,
}

/// As what somebody signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// A person who signs.
    Signatory,
    /// Whoever sent the document and certified what may be changed in it.
    Sender,
    /// An organisation that seals the whole.
    Seal,
    /// An authority that proves the time.
    TimeStamp,
}

/// What a name rests on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Basis {
    /// A trusted certificate was issued to this name.
    Certificate,
    /// The owner of a trusted seal states it.
    Seal,
    /// Nothing that is trusted.
    Unproven,
}

/// What the signature dictionary says, and what was found out about it.
pub(super) struct Said<'a> {
    pub(super) kind: Kind,
    pub(super) certifies: bool,
    pub(super) name: Option<String>,
    pub(super) reason: Option<&'a str>,
    pub(super) certificate: Option<&'a Certificate>,
    pub(super) verdict: Verdict,
    pub(super) details: &'a Details,
}

impl Said<'_> {
    pub(super) fn person(&self) -> Person {
        let claimed_name = self.name.as_deref().map(legible).filter(|name| !name.is_empty());
        let owner = self.certificate.filter(|_| self.is_vouched_for()).map(Owner::of);
        let statement = self.reason.and_then(Statement::parse);
        let Some(owner) = owner else {
            let role = self.role(None, claimed_name.as_deref(), statement.as_ref());
            return Person {
                role,
                name: None,
                basis: Basis::Unproven,
                vouched_by: None,
                claimed_name,
                statement: None,
            };
        };
        let role = self.role(Some(&owner), claimed_name.as_deref(), statement.as_ref());
        let (name, basis, vouched_by) = match claimed_name.as_deref() {
            Some(claimed) if role == Role::Signatory && owner.is_organisation && !owner.is_named(claimed) => {
                (claimed.to_owned(), Basis::Seal, owner.organisation())
            }
            _ => (owner.shown(role), Basis::Certificate, owner.issuer),
        };
        let told = statement.filter(|told| told.name().is_none_or(|told| same(&legible(told), &name)));
        Person { role, name: Some(name), basis, vouched_by: Some(vouched_by), claimed_name, statement: told }
    }

    /// Whether a trusted authority vouches for the certificate, and the signature is its holder's.
    fn is_vouched_for(&self) -> bool {
        let passed = |name: BlockName| {
            self.details.blocks.iter().any(|block| block.block == name && block.outcome == Outcome::Passed)
        };
        self.verdict.0 == Indication::TotalPassed
            || (self.verdict.0 == Indication::Indeterminate
                && self.details.path.last().is_some_and(|last| last.role == PathRole::Anchor)
                && passed(BlockName::CertificatePath)
                && passed(BlockName::CryptographicVerification))
    }

    fn role(&self, owner: Option<&Owner>, claimed: Option<&str>, told: Option<&Statement>) -> Role {
        if self.kind == Kind::DocumentTimestamp {
            return Role::TimeStamp;
        }
        match told {
            Some(Statement::Sent { .. }) if self.certifies => return Role::Sender,
            Some(Statement::Sealed { .. }) => return Role::Seal,
            Some(Statement::Signed { .. }) => return Role::Signatory,
            _ => {}
        }
        let names_itself = |owner: &Owner| claimed.is_none_or(|claimed| owner.is_named(claimed));
        match owner {
            Some(owner) if owner.is_organisation && names_itself(owner) => Role::Seal,
            _ => Role::Signatory,
        }
    }
}

/// Whose a certificate is.
struct Owner {
    common_name: Option<String>,
    organization: Option<String>,
    whole: String,
    issuer: String,
    /// It names an organisation (EN 319 412-3 § 4.2.1) and no natural person (EN 319 412-2 § 4.2.4).
    is_organisation: bool,
}

impl Owner {
    fn of(certificate: &Certificate) -> Self {
        let subject = certificate.subject();
        let find = |part| subject.find(part).map(legible).filter(|text| !text.is_empty());
        let is_person = [NamePart::GivenName, NamePart::Surname, NamePart::Pseudonym]
            .into_iter()
            .any(|part| subject.find(part).is_some());
        let (common_name, organization) = (find(NamePart::CommonName), find(NamePart::Organization));
        let begins_alike = match (&common_name, &organization) {
            (Some(name), Some(organization)) => name.starts_with(organization.as_str()),
            (None, Some(_)) => true,
            _ => false,
        };
        let is_organisation =
            !is_person && (begins_alike || subject.find(NamePart::OrganizationIdentifier).is_some());
        Self {
            common_name,
            organization,
            whole: shown(subject),
            issuer: shown(certificate.issuer()),
            is_organisation,
        }
    }

    fn is_named(&self, name: &str) -> bool {
        [&self.common_name, &self.organization].into_iter().flatten().any(|own| same(own, name))
    }

    fn organisation(&self) -> String {
        self.organization.clone().unwrap_or_else(|| self.whole.clone())
    }

    fn shown(&self, role: Role) -> String {
        match role {
            Role::Seal | Role::Sender if self.is_organisation => self.organisation(),
            _ => self.whole.clone(),
        }
    }
}

fn shown(name: &DistinguishedName) -> String {
    legible(&name.display_name())
}

/// Whether two names are the same to a reader: capitals and spaces do not matter.
fn same(one: &str, other: &str) -> bool {
    one.to_lowercase().split_whitespace().eq(other.to_lowercase().split_whitespace())
}

/// Words of a stranger as one short line that reads as it is written: without control characters, and without those that
/// turn the direction of text around or cannot be seen (Unicode TR 36 § 2.5).
#[must_use]
pub fn legible(text: &str) -> String {
    let spaced: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let seen: String = spaced.chars().filter(|c| !is_hidden(*c)).collect();
    let line = seen.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(NAME_LENGTH_MAX) {
        None => line,
        Some((end, _)) => format!("{}…", line.get(..end).unwrap_or_default()),
    }
}

/// Characters that are not seen, or change how others are. Joiners within words are kept: Persian and Indian names need them.
fn is_hidden(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{180e}' | '\u{200b}' | '\u{200e}' | '\u{200f}'
        | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}'
        | '\u{e0000}'..='\u{e0fff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hostile_name_becomes_one_short_line_that_reads_as_it_is_written() {
        for (hostile, legible_name) in [
            ("Anna\nVerdict: TOTAL-PASSED.", "Anna Verdict: TOTAL-PASSED."),
            ("\u{1b}[2J\u{1b}[31mAnna", "[2J [31mAnna"),
            ("Anna\u{202e}nnA", "AnnannA"),
            ("\u{2066}\u{feff}A\u{200b}na\u{9b}", "Ana"),
            ("  \t\r\n ", ""),
        ] {
            assert_eq!(legible(hostile), legible_name);
        }
        assert_eq!(legible(&"x".repeat(10_000)).chars().count(), NAME_LENGTH_MAX + 1);
        assert_eq!(legible(&"é".repeat(NAME_LENGTH_MAX)), "é".repeat(NAME_LENGTH_MAX));
    }
}
