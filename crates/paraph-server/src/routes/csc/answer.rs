//! What goes over the wire: the bodies of answers, member by member (CSC API v2, where no other edition is named).

use serde::Serialize;

/// Why a request is refused (§ 10.2).
#[derive(Serialize)]
pub(super) struct Wrong<'a> {
    pub(super) error: &'static str,
    pub(super) error_description: &'a str,
}

/// What the service is (§ 11.1).
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Info<'a> {
    pub(super) specs: &'static str,
    pub(super) name: &'a str,
    pub(super) logo: String,
    pub(super) region: &'a str,
    pub(super) lang: &'static str,
    pub(super) description: String,
    pub(super) auth_type: Vec<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) oauth2: Option<String>,
    pub(super) methods: Vec<&'static str>,
    #[serde(flatten)]
    pub(super) in_v2: Option<InfoOfV2>,
}

/// What only v2 tells of the service.
#[derive(Serialize)]
pub(super) struct InfoOfV2 {
    #[serde(rename = "asynchronousOperationMode")]
    pub(super) asynchronous_operation_mode: Yes,
    #[serde(rename = "signAlgorithms")]
    pub(super) sign_algorithms: SignAlgorithms,
    pub(super) signature_formats: SignatureFormats,
    pub(super) conformance_levels: [&'static str; 0],
}

/// `true`.
pub(super) struct Yes;

impl Serialize for Yes {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bool(true)
    }
}

/// Signature algorithms.
#[derive(Serialize)]
pub(super) struct SignAlgorithms {
    pub(super) algos: [&'static str; 3],
}

/// Signature formats.
#[derive(Default, Serialize)]
pub(super) struct SignatureFormats {
    pub(super) formats: [&'static str; 0],
    pub(super) envelope_properties: [&'static str; 0],
}

/// Tokens (§ 11.2).
#[derive(Serialize)]
pub(super) struct Tokens {
    pub(super) access_token: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) refresh_token: Option<String>,
    pub(super) expires_in: i64,
}

/// Tokens of OAuth 2.0 (§ 8.4.4).
#[derive(Serialize)]
pub(super) struct Granted {
    pub(super) access_token: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) refresh_token: Option<String>,
    pub(super) token_type: &'static str,
    pub(super) expires_in: i64,
    #[serde(rename = "credentialID", skip_serializing_if = "Option::is_none")]
    pub(super) credential_id: Option<String>,
}

/// A list of credentials (§ 11.4).
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct List {
    #[serde(rename = "credentialIDs")]
    pub(super) credential_ids: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) credential_infos: Option<Vec<CredentialInfo>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) next_page_token: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) only_valid: Option<bool>,
}

/// A credential (§ 11.5).
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct CredentialInfo {
    #[serde(rename = "credentialID", skip_serializing_if = "Option::is_none")]
    pub(super) credential_id: Option<String>,
    pub(super) description: String,
    pub(super) key: Key,
    pub(super) cert: Certificate,
    #[serde(flatten)]
    pub(super) authorization: Authorization,
    #[serde(rename = "SCAL")]
    pub(super) scal: &'static str,
    pub(super) multisign: usize,
    pub(super) lang: &'static str,
}

/// How it is authorised, in the words of each edition.
#[derive(Serialize)]
#[serde(untagged)]
pub(super) enum Authorization {
    /// v1 § 11.5.
    One {
        #[serde(rename = "authMode")]
        mode: &'static str,
        #[serde(flatten)]
        factors: Option<Factors>,
    },
    /// v2 § 8.3.
    Two { auth: Auth },
}

/// What has to be entered, in v1.
#[derive(Serialize)]
pub(super) struct Factors {
    #[serde(rename = "PIN")]
    pub(super) pin: Pin,
    #[serde(rename = "OTP")]
    pub(super) otp: NoOtp,
}

/// The PIN, in v1.
#[derive(Serialize)]
pub(super) struct Pin {
    pub(super) presence: &'static str,
    pub(super) format: &'static str,
    pub(super) label: String,
    pub(super) description: String,
}

/// That there are no one-time passwords, in v1.
#[derive(Serialize)]
pub(super) struct NoOtp {
    pub(super) presence: &'static str,
}

/// What has to be entered, in v2.
#[derive(Serialize)]
pub(super) struct Auth {
    pub(super) mode: &'static str,
    pub(super) expression: &'static str,
    pub(super) objects: [PinObject; 1],
}

/// The PIN as an authentication object, in v2.
#[derive(Serialize)]
pub(super) struct PinObject {
    #[serde(rename = "type")]
    pub(super) kind: &'static str,
    pub(super) id: &'static str,
    pub(super) format: &'static str,
    pub(super) label: String,
    pub(super) description: String,
}

/// A credential's key (§ 11.5).
#[derive(Serialize)]
pub(super) struct Key {
    pub(super) status: &'static str,
    pub(super) algo: [&'static str; 3],
    pub(super) len: u32,
    pub(super) curve: &'static str,
}

/// A credential's certificate (§ 11.5).
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Certificate {
    pub(super) status: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) certificates: Option<Vec<String>>,
    #[serde(flatten)]
    pub(super) facts: Option<CertificateFacts>,
}

/// What stands in it.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct CertificateFacts {
    #[serde(rename = "issuerDN")]
    pub(super) issuer_dn: String,
    pub(super) serial_number: String,
    #[serde(rename = "subjectDN")]
    pub(super) subject_dn: String,
    pub(super) valid_from: String,
    pub(super) valid_to: String,
}

/// An activation (§ 11.6).
#[derive(Serialize)]
pub(super) struct Activated {
    #[serde(rename = "SAD")]
    pub(super) sad: String,
    #[serde(rename = "expiresIn")]
    pub(super) expires_in: i64,
}

/// Signatures (§ 11.10, § 11.12).
#[derive(Serialize)]
pub(super) struct Signatures {
    pub(super) signatures: Vec<String>,
}

/// Where signatures are fetched later (§ 11.10).
#[derive(Serialize)]
pub(super) struct Later {
    #[serde(rename = "responseID")]
    pub(super) response_id: String,
}

/// A time-stamp (§ 11.13).
#[derive(Serialize)]
pub(super) struct Timestamp {
    pub(super) timestamp: String,
}
