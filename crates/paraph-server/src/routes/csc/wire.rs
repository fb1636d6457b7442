//! What comes over the wire: the members of a request, each read with the type it must have.

use axum::extract::{FromRequest, Request};
use axum::http::StatusCode;
use axum::response::IntoResponse;
use base64ct::{Base64, Encoding};
use paraph_pki::{DigestAlgorithm, ObjectIdentifier};
use serde_json::{Map, Value};

use super::{Refusal, Version};
use crate::deal::CredentialId;
use crate::deal::hash::Hash;
use crate::limits;
use crate::locale::Locale;

/// The members of a request's JSON object; an empty body is an empty object.
pub struct Fields(Map<String, Value>);

impl<S: Send + Sync> FromRequest<S> for Fields {
    type Rejection = Refusal;

    async fn from_request(request: Request, state: &S) -> Result<Self, Refusal> {
        let bytes = axum::body::Bytes::from_request(request, state).await;
        let bytes = bytes.map_err(|refused| match refused.into_response().status() {
            StatusCode::PAYLOAD_TOO_LARGE => Refusal::too_large(),
            _ => Refusal::invalid("The request broke off"),
        })?;
        Self::read(&bytes)
    }
}

impl Fields {
    fn read(bytes: &[u8]) -> Result<Self, Refusal> {
        if bytes.is_empty() {
            return Ok(Self(Map::new()));
        }
        let object = serde_json::from_slice(bytes);
        object.map(Self).map_err(|_| Refusal::invalid("The request is not a JSON object"))
    }

    /// The member by the first of these names that is there; null counts as absent.
    fn find(&self, names: &[&'static str]) -> Option<(&'static str, &Value)> {
        let present = |name: &&'static str| {
            self.0.get(*name).filter(|value| !value.is_null()).map(|value| (*name, value))
        };
        names.iter().find_map(present)
    }

    /// A text that may be absent.
    pub(super) fn maybe_text(&self, name: &'static str) -> Result<Option<&str>, Refusal> {
        match self.find(&[name]) {
            None => Ok(None),
            Some((_, value)) => value.as_str().map(Some).ok_or_else(|| Refusal::missing("string", name)),
        }
    }

    /// A text.
    pub(super) fn text(&self, name: &'static str) -> Result<&str, Refusal> {
        self.maybe_text(name)?.ok_or_else(|| Refusal::missing("string", name))
    }

    /// Yes or no; absent is no.
    pub(super) fn flag(&self, name: &'static str) -> Result<bool, Refusal> {
        match self.find(&[name]) {
            None => Ok(false),
            Some((_, value)) => value.as_bool().ok_or_else(|| Refusal::missing("boolean", name)),
        }
    }

    /// A whole number that may be absent.
    pub(super) fn maybe_number(&self, name: &'static str) -> Result<Option<i64>, Refusal> {
        match self.find(&[name]) {
            None => Ok(None),
            Some((_, value)) => value.as_i64().map(Some).ok_or_else(|| Refusal::missing("integer", name)),
        }
    }

    /// The credential that is meant.
    pub(super) fn credential(&self) -> Result<CredentialId, Refusal> {
        CredentialId::parse(self.text("credentialID")?).ok_or_else(|| Refusal::parameter("credentialID"))
    }

    /// The language that is asked for, or else the one at hand (RFC 5646: the first part names the language).
    pub(super) fn language(&self, otherwise: Locale) -> Result<Locale, Refusal> {
        let named = self.maybe_text("lang")?.and_then(|text| text.split('-').next());
        Ok(named.and_then(|text| Locale::parse(&text.to_ascii_lowercase())).unwrap_or(otherwise))
    }

    /// Which digest algorithm is named, if one is: `hashAlgo` in v1, `hashAlgorithmOID` in v2. Each edition's clients are
    /// met speaking the other's names, so both are read.
    pub(super) fn digest_algorithm(&self, version: Version) -> Result<Option<DigestAlgorithm>, Refusal> {
        let names = match version {
            Version::One => ["hashAlgo", "hashAlgorithmOID"],
            Version::Two => ["hashAlgorithmOID", "hashAlgo"],
        };
        let Some((name, value)) = self.find(&names) else { return Ok(None) };
        let text = value.as_str().ok_or_else(|| Refusal::missing("string", name))?;
        let named = ObjectIdentifier::new(text).ok().and_then(DigestAlgorithm::from_oid);
        let named = named.filter(|algorithm| Hash::ALGORITHMS.contains(algorithm));
        named.map(Some).ok_or_else(|| Refusal::parameter(name))
    }

    /// The hashes: `hash` in v1, `hashes` in v2. Without an algorithm their length tells it.
    pub(super) fn hashes(
        &self,
        version: Version,
        algorithm: Option<DigestAlgorithm>,
    ) -> Result<Vec<Hash>, Refusal> {
        let names = match version {
            Version::One => ["hash", "hashes"],
            Version::Two => ["hashes", "hash"],
        };
        let name = names.first().copied().unwrap_or_default();
        let (name, value) = self.find(&names).ok_or_else(|| Refusal::missing("array", name))?;
        let list = value.as_array().ok_or_else(|| Refusal::missing("array", name))?;
        if list.is_empty() {
            return Err(Refusal::invalid("Empty hash array"));
        }
        if list.len() > limits::ACTIVATION_SIGNATURES_MAX {
            return Err(Refusal::invalid("Numbers of signatures is too high"));
        }
        list.iter()
            .map(|one| {
                let text = one.as_str().ok_or_else(|| Refusal::missing("array", name))?;
                let value = from_base64(text)?;
                let hash = match algorithm {
                    Some(algorithm) => Hash::new(algorithm, value),
                    None => Hash::of_length(value),
                };
                hash.ok_or_else(|| Refusal::invalid("Invalid digest value length"))
            })
            .collect()
    }

    /// What a list of authentication objects (CSC API v2 § 8.3) holds under an identifier.
    pub(super) fn authentication(&self, id: &str) -> Result<Option<&str>, Refusal> {
        let Some((name, value)) = self.find(&["authData"]) else { return Ok(None) };
        let list = value.as_array().ok_or_else(|| Refusal::missing("array", name))?;
        let named = list.iter().find(|one| one.get("id").and_then(Value::as_str) == Some(id));
        Ok(named.and_then(|one| one.get("value")).and_then(Value::as_str))
    }
}

/// A hash as it is written in a request.
pub(super) fn from_base64(text: &str) -> Result<Vec<u8>, Refusal> {
    Base64::decode_vec(text).map_err(|_| Refusal::invalid("Invalid Base64 hash string parameter"))
}

/// Bytes as they are written in an answer.
pub(super) fn to_base64(bytes: &[u8]) -> String {
    Base64::encode_string(bytes)
}
