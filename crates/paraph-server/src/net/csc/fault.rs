//! What a provider says went wrong, as facts (clause 10.2 and the tables of clauses 8.4 and 11).

use serde::Deserialize;

use super::Secret;
use crate::limits;

/// Why a provider refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Fault {
    /// `invalid_request`: something in the request is missing or wrong.
    #[error("it finds the request wrong")]
    InvalidRequest,
    /// `unauthorized_client`
    #[error("the client may not use this method")]
    UnauthorizedClient,
    /// `invalid_client`: the client is unknown, or its secret is wrong (RFC 6749 § 5.2).
    #[error("the client is unknown or its secret is wrong")]
    InvalidClient,
    /// `access_denied`
    #[error("access was denied")]
    AccessDenied,
    /// `unsupported_response_type`
    #[error("it gives no authorization codes")]
    UnsupportedResponseType,
    /// `unsupported_grant_type` (RFC 6749 § 5.2)
    #[error("it does not know this kind of grant")]
    UnsupportedGrantType,
    /// `invalid_scope`
    #[error("it does not know this scope")]
    InvalidScope,
    /// `invalid_grant`: the authorization code or refresh token is wrong, used or too old.
    #[error("the authorization code is wrong, used or too old")]
    InvalidGrant,
    /// `server_error`
    #[error("it failed")]
    ServerError,
    /// `temporarily_unavailable`
    #[error("it is unavailable for the moment")]
    TemporarilyUnavailable,
    /// `expired_token`
    #[error("the access token has expired; get a new one")]
    ExpiredToken,
    /// `invalid_token`
    #[error("the access token is not valid; get a new one")]
    InvalidToken,
    /// `authentication_error`: user name and password are not taken.
    #[error("user name or password is wrong")]
    AuthenticationError,
    /// `invalid_authentication_data`, or `invalid_pin` of 1.0.4.
    #[error("the PIN or another proof is wrong")]
    ProofIsWrong,
    /// `invalid_otp`
    #[error("the one-time code is wrong")]
    OneTimeCodeIsWrong,
    /// `invalid_hash`, or a digest the authorization was not given for.
    #[error("the authorization is not for these documents")]
    DigestIsNotAuthorized,
    /// The credential is unknown there.
    #[error("it does not know the credential")]
    CredentialIsUnknown,
    /// The credential is disabled.
    #[error("the credential is disabled")]
    CredentialIsDisabled,
    /// The credential is locked, after too many wrong proofs.
    #[error("the credential is locked; the provider unlocks it")]
    CredentialIsLocked,
    /// The credential's certificate has expired.
    #[error("the certificate has expired")]
    CertificateIsExpired,
    /// More signatures were asked for than one authorization gives.
    #[error("these are more signatures than one authorization gives")]
    TooManySignatures,
    /// The activation data has expired.
    #[error("the authorization has expired; authorise again")]
    ActivationIsExpired,
    /// The activation data is wrong, or was used before.
    #[error("the authorization is wrong or used up; authorise again")]
    ActivationIsWrong,
    /// Another error of its own.
    #[error("it says \"{0}\"")]
    Other(String),
    /// It gave no reason that can be read.
    #[error("it gives no reason")]
    Unexplained,
}

/// Errors by their code alone.
const CODES: [(&str, Fault); 18] = [
    ("invalid_request", Fault::InvalidRequest),
    ("unauthorized_client", Fault::UnauthorizedClient),
    ("invalid_client", Fault::InvalidClient),
    ("access_denied", Fault::AccessDenied),
    ("unsupported_response_type", Fault::UnsupportedResponseType),
    ("unsupported_grant_type", Fault::UnsupportedGrantType),
    ("invalid_scope", Fault::InvalidScope),
    ("invalid_grant", Fault::InvalidGrant),
    ("server_error", Fault::ServerError),
    ("temporarily_unavailable", Fault::TemporarilyUnavailable),
    ("expired_token", Fault::ExpiredToken),
    ("invalid_token", Fault::InvalidToken),
    ("authentication_error", Fault::AuthenticationError),
    ("invalid_authentication_data", Fault::ProofIsWrong),
    ("invalid_pin", Fault::ProofIsWrong),
    ("invalid_otp", Fault::OneTimeCodeIsWrong),
    ("invalid_hash", Fault::DigestIsNotAuthorized),
    ("credential_locked", Fault::CredentialIsLocked),
];

/// `invalid_request` with words that the tables of the specification give a meaning, without case and full stop.
const WORDS: [(&str, Fault); 10] = [
    ("invalid parameter credentialid", Fault::CredentialIsUnknown),
    ("the credential identified by credentialid is disabled", Fault::CredentialIsDisabled),
    ("credential locked", Fault::CredentialIsLocked),
    ("signing certificate is expired", Fault::CertificateIsExpired),
    ("numbers of signatures is too high", Fault::TooManySignatures),
    ("hash is not authorized by the sad", Fault::DigestIsNotAuthorized),
    ("sad expired", Fault::ActivationIsExpired),
    ("invalid parameter sad", Fault::ActivationIsWrong),
    ("the access token is not valid", Fault::InvalidToken),
    ("invalid parameter client_id", Fault::InvalidClient),
];

/// The body of an error (clause 10.2).
#[derive(Deserialize)]
struct Body {
    error: String,
    error_description: Option<String>,
}

/// What is made of an error: the fact, and the provider's own words when they can be shown.
pub(super) struct Told {
    pub(super) fault: Fault,
    pub(super) words: Option<String>,
}

impl Told {
    /// Reads the body of an answer that is not a success. `secrets` are those that were sent: words that repeat one of
    /// them are dropped.
    pub(super) fn read(body: &[u8], secrets: &[&Secret]) -> Self {
        match serde_json::from_slice::<Body>(body) {
            Ok(body) => Self::of(&body.error, body.error_description.as_deref(), secrets),
            Err(_) => Self { fault: Fault::Unexplained, words: None },
        }
    }

    pub(super) fn of(code: &str, description: Option<&str>, secrets: &[&Secret]) -> Self {
        let words = description.map(printable).filter(|words| !words.is_empty());
        let told = secrets.iter().any(|secret| {
            secret.is_in(code) || description.is_some_and(|description| secret.is_in(description))
        });
        if told {
            let fault = by_code(code).unwrap_or(Fault::Unexplained);
            return Self { fault, words: None };
        }
        let by_words = || {
            let words = words.as_deref()?.trim_end_matches('.').to_ascii_lowercase();
            WORDS.iter().find(|(known, _)| *known == words).map(|(_, fault)| fault.clone())
        };
        let fault = match by_code(code) {
            Some(Fault::InvalidRequest) => by_words().unwrap_or(Fault::InvalidRequest),
            Some(fault) => fault,
            None => Fault::Other(printable(code)),
        };
        Self { fault, words }
    }
}

fn by_code(code: &str) -> Option<Fault> {
    CODES.iter().find(|(known, _)| *known == code).map(|(_, fault)| fault.clone())
}

/// Words of somebody else, on one line and not too long.
fn printable(text: &str) -> String {
    let words = text.split(|c: char| c.is_control() || c.is_whitespace()).filter(|word| !word.is_empty());
    let line: Vec<&str> = words.collect();
    line.join(" ").chars().take(limits::CSC_WORDS_LENGTH_MAX).collect()
}
