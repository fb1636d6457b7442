//! What a program asks of a member by way of their browser (CSC API v2 § 8.4.2, RFC 6749 § 4.1.1), read and held to what is
//! known of the program.

use std::collections::HashMap;

use base64ct::{Base64UrlUnpadded, Encoding};
use paraph_pki::{DigestAlgorithm, ObjectIdentifier};

use super::Version;
use crate::config::{Csc, CscClient};
use crate::deal::CredentialId;
use crate::deal::authorization::Bound;
use crate::deal::hash::Hash;
use crate::error::Error;
use crate::limits;
use crate::words::Text;

/// Longest description of what is signed, in characters.
const DESCRIPTION_LENGTH_MAX: usize = 500;

/// A program that is known, and where it wants to be answered.
pub(super) struct Program<'a> {
    pub(super) client: &'a CscClient,
    pub(super) redirect: String,
    /// What it wants to get back, unread.
    pub(super) state: Option<String>,
    pairs: Pairs,
}

/// What it asks.
pub(super) struct Asked {
    pub(super) bound: Bound,
    pub(super) scope: Scope,
}

/// For what.
pub(super) enum Scope {
    /// To use the API.
    Service,
    /// To sign hashes with a credential.
    Credential { credential: CredentialId, hashes: Vec<Hash>, signatures: usize, description: String },
}

/// Why it cannot have it, as it is told (RFC 6749 § 4.1.2.1).
pub(super) struct Flaw {
    pub(super) error: &'static str,
    pub(super) description: &'static str,
}

/// The pairs of a query or a form, each name once.
pub(super) struct Pairs(HashMap<String, String>);

impl Pairs {
    /// None when a name comes twice (RFC 6749 § 3.1).
    pub(super) fn read(text: &[u8]) -> Option<Self> {
        let mut pairs = HashMap::new();
        for (name, value) in form_urlencoded::parse(text) {
            if pairs.insert(name.into_owned(), value.into_owned()).is_some() {
                return None;
            }
        }
        Some(Self(pairs))
    }

    /// A value that is there and not empty (RFC 6749 § 3.1: an empty one counts as absent).
    pub(super) fn find(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str).filter(|value| !value.is_empty())
    }
}

impl<'a> Program<'a> {
    /// Finds out who asks. Until that is known nobody is led anywhere.
    ///
    /// # Errors
    /// Invalid when the program is not registered, or not with this address.
    pub(super) fn read(known: &'a Csc, query: &str) -> Result<Self, Error> {
        let unknown = || Error::invalid("error-program-unknown");
        let pairs = Pairs::read(query.as_bytes()).ok_or_else(unknown)?;
        let id = pairs.find("client_id").ok_or_else(unknown)?;
        let client = known.clients.iter().find(|client| client.id == id).ok_or_else(unknown)?;
        let redirect = pairs.find("redirect_uri").ok_or_else(unknown)?.to_owned();
        if !client.redirect_uris.contains(&redirect) {
            return Err(unknown());
        }
        Ok(Self { client, redirect, state: pairs.find("state").map(str::to_owned), pairs })
    }

    /// Reads what it asks.
    ///
    /// # Errors
    /// What it is told instead.
    pub(super) fn asked(&self, version: Version) -> Result<Asked, Flaw> {
        if self.pairs.find("response_type") != Some("code") {
            return Err(Flaw {
                error: "unsupported_response_type",
                description: "response_type must be code",
            });
        }
        // The downgrade to `plain` is not offered (RFC 9700 § 2.1.1).
        let challenge = self.pairs.find("code_challenge").filter(|text| text.len() == 43);
        let challenge = challenge.ok_or(invalid("Missing or invalid parameter code_challenge"))?.to_owned();
        if self.pairs.find("code_challenge_method") != Some("S256") {
            return Err(invalid("code_challenge_method must be S256"));
        }
        if self.pairs.find("authorization_details").is_some() {
            return Err(invalid("authorization_details are not offered"));
        }
        let scope = match self.pairs.find("scope") {
            None | Some("service") => Scope::Service,
            Some("credential") => self.credential(version)?,
            Some(_) => {
                return Err(Flaw { error: "invalid_scope", description: "scope is service or credential" });
            }
        };
        let bound = Bound { client: self.client.id.clone(), redirect: self.redirect.clone(), challenge };
        Ok(Asked { bound, scope })
    }

    fn credential(&self, version: Version) -> Result<Scope, Flaw> {
        let credential = self.pairs.find("credentialID").and_then(CredentialId::parse);
        let credential = credential.ok_or(invalid("Missing or invalid parameter credentialID"))?;
        let signatures = self.pairs.find("numSignatures").and_then(|text| text.parse().ok());
        let signatures: usize = signatures
            .filter(|count| (1..=limits::ACTIVATION_SIGNATURES_MAX).contains(count))
            .ok_or(invalid("Missing or invalid parameter numSignatures"))?;
        let hashes = self.hashes(version).ok_or(invalid("Missing or invalid parameter hashes"))?;
        if hashes.len() > signatures {
            return Err(invalid("There are more hashes than numSignatures"));
        }
        let description = self.pairs.find("description").unwrap_or_default();
        let description = Text::parse(description, DESCRIPTION_LENGTH_MAX);
        let description =
            description.map_err(|_| invalid("Invalid parameter description"))?.as_str().to_owned();
        Ok(Scope::Credential { credential, hashes, signatures, description })
    }

    /// Hashes in Base64url, with commas between them; v1 calls them `hash`.
    fn hashes(&self, version: Version) -> Option<Vec<Hash>> {
        let (names, algorithms) = match version {
            Version::One => (["hash", "hashes"], ["hashAlgo", "hashAlgorithmOID"]),
            Version::Two => (["hashes", "hash"], ["hashAlgorithmOID", "hashAlgo"]),
        };
        let text = names.iter().find_map(|name| self.pairs.find(name))?;
        let named = algorithms.iter().find_map(|name| self.pairs.find(name));
        let algorithm = match named {
            None => None,
            Some(text) => Some(ObjectIdentifier::new(text).ok().and_then(DigestAlgorithm::from_oid)?),
        };
        text.split(',')
            .map(|one| {
                let unpadded = one.trim_end_matches('=').replace('+', "-").replace('/', "_");
                let value = Base64UrlUnpadded::decode_vec(&unpadded).ok()?;
                match algorithm {
                    Some(algorithm) => Hash::new(algorithm, value),
                    None => Hash::of_length(value),
                }
            })
            .collect()
    }

    /// Where the browser is led back, with these pairs and the program's own state.
    pub(super) fn back(&self, pairs: &[(&str, &str)]) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        query.extend_pairs(pairs);
        if let Some(state) = &self.state {
            query.append_pair("state", state);
        }
        let joint = if self.redirect.contains('?') { '&' } else { '?' };
        format!("{}{joint}{}", self.redirect, query.finish())
    }

    /// Scheme and host of the address, as people compare them.
    pub(super) fn origin(&self) -> &str {
        let end = self.redirect.match_indices('/').nth(2).map_or(self.redirect.len(), |(at, _)| at);
        self.redirect.get(..end).and_then(|origin| origin.split('?').next()).unwrap_or_default()
    }
}

const fn invalid(description: &'static str) -> Flaw {
    Flaw { error: "invalid_request", description }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_comes_twice_is_refused() {
        assert!(Pairs::read(b"a=1&b=2&a=1").is_none());
        let pairs = Pairs::read(b"a=1%202&b=").unwrap();
        assert_eq!((pairs.find("a"), pairs.find("b"), pairs.find("c")), (Some("1 2"), None, None));
    }
}
