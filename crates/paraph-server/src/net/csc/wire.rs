//! What goes over the wire, as the tables of clauses 8 and 11 name it; 1.0.4 has other names for the same things.

use serde::{Deserialize, Serialize};

use super::algorithm::Batch;
use super::provider::Version;
use super::{Proof, Secret};

/// `info` (clause 11.1). What this client has no use for is not read.
#[derive(Deserialize)]
pub(super) struct Info {
    pub(super) specs: String,
    #[serde(default)]
    pub(super) name: String,
    #[serde(default, rename = "authType")]
    pub(super) authorization: Vec<String>,
    pub(super) oauth2: Option<String>,
    #[serde(rename = "oauth2Issuer")]
    pub(super) oauth2_issuer: Option<String>,
    #[serde(default, rename = "asynchronousOperationMode")]
    pub(super) asynchronous: Option<bool>,
    #[serde(default)]
    pub(super) methods: Vec<String>,
}

/// A token, of `auth/login` (clause 11.2) or `oauth2/token` (clause 8.4.4).
#[derive(Deserialize)]
pub(super) struct Token {
    pub(super) access_token: Secret,
    pub(super) refresh_token: Option<Secret>,
    pub(super) token_type: Option<String>,
    pub(super) expires_in: Option<u64>,
    #[serde(rename = "credentialID")]
    pub(super) credential: Option<String>,
}

/// `auth/revoke` (clause 11.3).
#[derive(Serialize)]
pub(super) struct Revoke<'a> {
    pub(super) token: &'a str,
    pub(super) token_type_hint: &'static str,
}

/// `credentials/list` (clause 11.4); only 1.0.4 has pages.
#[derive(Default, Serialize)]
pub(super) struct List<'a> {
    #[serde(rename = "userID", skip_serializing_if = "Option::is_none")]
    pub(super) user: Option<&'a str>,
    #[serde(rename = "maxResults", skip_serializing_if = "Option::is_none")]
    pub(super) at_most: Option<usize>,
    #[serde(rename = "pageToken", skip_serializing_if = "Option::is_none")]
    pub(super) page: Option<&'a str>,
}

#[derive(Deserialize)]
pub(super) struct Listed {
    #[serde(rename = "credentialIDs")]
    pub(super) credentials: Vec<String>,
    #[serde(rename = "nextPageToken")]
    pub(super) next_page: Option<String>,
}

/// `credentials/info` (clause 11.5).
#[derive(Serialize)]
pub(super) struct CredentialQuestion<'a> {
    #[serde(rename = "credentialID")]
    pub(super) credential: &'a str,
    pub(super) certificates: &'static str,
    #[serde(rename = "authInfo")]
    pub(super) with_authorization: bool,
}

#[derive(Deserialize)]
pub(super) struct CredentialInfo {
    pub(super) description: Option<String>,
    pub(super) key: Key,
    #[serde(default)]
    pub(super) cert: Cert,
    #[serde(rename = "authMode")]
    pub(super) mode: Option<String>,
    pub(super) auth: Option<Auth>,
    #[serde(rename = "SCAL")]
    pub(super) sole_control: Option<Word>,
    #[serde(rename = "PIN")]
    pub(super) pin: Option<OldFactor>,
    #[serde(rename = "OTP")]
    pub(super) otp: Option<OldFactor>,
    pub(super) multisign: Option<u64>,
}

#[derive(Deserialize)]
pub(super) struct Key {
    pub(super) status: String,
    pub(super) algo: Vec<String>,
    pub(super) len: u32,
    pub(super) curve: Option<String>,
}

#[derive(Default, Deserialize)]
pub(super) struct Cert {
    pub(super) status: Option<String>,
    #[serde(default)]
    pub(super) certificates: Vec<String>,
}

/// How a credential is authorised, in 2.0.
#[derive(Deserialize)]
pub(super) struct Auth {
    pub(super) mode: String,
    pub(super) expression: Option<String>,
    #[serde(default)]
    pub(super) objects: Vec<AuthObject>,
}

#[derive(Deserialize)]
pub(super) struct AuthObject {
    #[serde(rename = "type")]
    pub(super) kind: String,
    pub(super) id: String,
    pub(super) label: Option<String>,
}

/// PIN or OTP, in 1.0.4.
#[derive(Deserialize)]
pub(super) struct OldFactor {
    pub(super) presence: Option<Word>,
    #[serde(rename = "type")]
    pub(super) kind: Option<String>,
    pub(super) label: Option<String>,
}

/// A value that the specification writes as text, and some write bare.
#[derive(Deserialize)]
#[serde(untagged)]
pub(super) enum Word {
    Text(String),
    Number(u64),
    Truth(bool),
}

impl Word {
    pub(super) fn text(&self) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Number(number) => number.to_string(),
            Self::Truth(truth) => truth.to_string(),
        }
    }
}

/// The digests of a request: `hash` in 1.0.4, `hashes` in 2.0.
#[derive(Serialize)]
pub(super) struct Hashes {
    #[serde(rename = "hash", skip_serializing_if = "Option::is_none")]
    one: Option<Vec<String>>,
    #[serde(rename = "hashes", skip_serializing_if = "Option::is_none")]
    two: Option<Vec<String>>,
    #[serde(rename = "hashAlgo", skip_serializing_if = "Option::is_none")]
    algorithm_one: Option<String>,
    #[serde(rename = "hashAlgorithmOID", skip_serializing_if = "Option::is_none")]
    algorithm_two: Option<String>,
}

impl Hashes {
    /// Those of an authorization: 2.0 wants their algorithm beside them, always.
    pub(super) fn to_authorize(batch: &Batch, version: Version) -> Self {
        let hashes = Self::bare(batch, version);
        match version {
            Version::One => hashes,
            Version::Two => Self { algorithm_two: Some(batch.digest_oid()), ..hashes },
        }
    }

    /// Those of `signatures/signHash`: the algorithm is named where the signature's does not say it.
    pub(super) fn to_sign(batch: &Batch, version: Version, names_digest: bool) -> Self {
        let hashes = Self::bare(batch, version);
        match (version, names_digest) {
            (_, false) => hashes,
            (Version::One, true) => Self { algorithm_one: Some(batch.digest_oid()), ..hashes },
            (Version::Two, true) => Self { algorithm_two: Some(batch.digest_oid()), ..hashes },
        }
    }

    fn bare(batch: &Batch, version: Version) -> Self {
        let (one, two) = match version {
            Version::One => (Some(batch.base64()), None),
            Version::Two => (None, Some(batch.base64())),
        };
        Self { one, two, algorithm_one: None, algorithm_two: None }
    }
}

/// `credentials/authorize` (clause 11.6).
#[derive(Serialize)]
pub(super) struct Authorize<'a> {
    #[serde(rename = "credentialID")]
    pub(super) credential: &'a str,
    #[serde(rename = "numSignatures")]
    pub(super) signatures: usize,
    #[serde(flatten)]
    pub(super) hashes: Hashes,
    #[serde(rename = "PIN", skip_serializing_if = "Option::is_none")]
    pub(super) pin: Option<&'a str>,
    #[serde(rename = "OTP", skip_serializing_if = "Option::is_none")]
    pub(super) otp: Option<&'a str>,
    #[serde(rename = "authData", skip_serializing_if = "Option::is_none")]
    pub(super) proofs: Option<Vec<AuthData<'a>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) description: Option<&'a str>,
}

/// An authentication object (clause 8.3): without a value, the proof comes by another way.
#[derive(Serialize)]
pub(super) struct AuthData<'a> {
    id: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    value: Option<&'a str>,
}

impl<'a> From<&'a Proof> for AuthData<'a> {
    fn from(proof: &'a Proof) -> Self {
        Self { id: &proof.factor, value: proof.value.as_ref().map(Secret::text) }
    }
}

/// The right to sign, or the handle to ask after it (clauses 11.6, 11.7, 11.9).
#[derive(Deserialize)]
pub(super) struct Authorized {
    #[serde(rename = "SAD")]
    pub(super) sad: Option<Secret>,
    pub(super) handle: Option<String>,
}

/// `credentials/authorizeCheck` (clause 11.7).
#[derive(Serialize)]
pub(super) struct AuthorizeCheck<'a> {
    pub(super) handle: &'a str,
}

/// `credentials/getChallenge` (clause 11.8), and `credentials/sendOTP` of 1.0.4, which names no object.
#[derive(Serialize)]
pub(super) struct ChallengeQuestion<'a> {
    #[serde(rename = "credentialID")]
    pub(super) credential: &'a str,
    #[serde(rename = "authObjectID", skip_serializing_if = "Option::is_none")]
    pub(super) factor: Option<&'a str>,
}

#[derive(Deserialize)]
pub(super) struct Challenge {
    pub(super) challenge: Option<String>,
}

/// `credentials/extendTransaction` (clause 11.9).
#[derive(Serialize)]
pub(super) struct Extend<'a> {
    #[serde(rename = "credentialID")]
    pub(super) credential: &'a str,
    #[serde(flatten)]
    pub(super) hashes: Hashes,
    #[serde(rename = "SAD")]
    pub(super) sad: &'a str,
}

/// `signatures/signHash` (clause 11.10).
#[derive(Serialize)]
pub(super) struct SignHash<'a> {
    #[serde(rename = "credentialID")]
    pub(super) credential: &'a str,
    #[serde(rename = "SAD", skip_serializing_if = "Option::is_none")]
    pub(super) sad: Option<&'a str>,
    #[serde(flatten)]
    pub(super) hashes: Hashes,
    #[serde(rename = "signAlgo")]
    pub(super) algorithm: String,
    #[serde(rename = "signAlgoParams", skip_serializing_if = "Option::is_none")]
    pub(super) parameters: Option<String>,
    #[serde(rename = "operationMode", skip_serializing_if = "Option::is_none")]
    pub(super) operation: Option<&'static str>,
    #[serde(rename = "validity_period", skip_serializing_if = "Option::is_none")]
    pub(super) kept_ms: Option<u64>,
}

/// Signatures, or the number to ask after them by.
#[derive(Deserialize)]
pub(super) struct Signatures {
    pub(super) signatures: Option<Vec<String>>,
    #[serde(rename = "responseID")]
    pub(super) response: Option<String>,
}

/// `signatures/signPolling` (clause 11.12).
#[derive(Serialize)]
pub(super) struct SignPolling<'a> {
    #[serde(rename = "requestID")]
    pub(super) response: &'a str,
}

/// `signatures/timestamp` (clause 11.13).
#[derive(Serialize)]
pub(super) struct Timestamp {
    pub(super) hash: String,
    #[serde(rename = "hashAlgo")]
    pub(super) algorithm: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) nonce: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct Stamped {
    pub(super) timestamp: String,
}
