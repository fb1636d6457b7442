//! What a program is told when its request is refused (CSC API v2 § 10): a status, a name, and a sentence in English.

use std::borrow::Cow;
use std::fmt;

use axum::Json;
use axum::http::header::WWW_AUTHENTICATE;
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};

use super::Version;
use super::answer::Wrong;
use crate::deal::activation::Refused;
use crate::error::{Error, Kind};

/// A request that is refused.
#[derive(Debug)]
pub struct Refusal {
    status: StatusCode,
    error: &'static str,
    description: Cow<'static, str>,
}

impl Refusal {
    fn new(status: StatusCode, error: &'static str, description: impl Into<Cow<'static, str>>) -> Self {
        Self { status, error, description: description.into() }
    }

    /// Something in the request is missing or cannot be used.
    pub(super) fn invalid(description: impl Into<Cow<'static, str>>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "invalid_request", description)
    }

    /// A parameter whose value cannot be used.
    pub(super) fn parameter(name: &str) -> Self {
        Self::invalid(format!("Invalid parameter {name}"))
    }

    /// A parameter that is absent or of another type.
    pub(super) fn missing(kind: &str, name: &str) -> Self {
        Self::invalid(format!("Missing (or invalid type) {kind} parameter {name}"))
    }

    /// The token does not count: made up, taken back or over, and nobody is told which (RFC 6750 § 3.1).
    pub(super) fn invalid_token() -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "invalid_token", "The access token is not valid")
    }

    /// The code or token that is to be exchanged is none of this program's (RFC 6749 § 5.2).
    pub(super) fn invalid_grant(description: &'static str) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "invalid_grant", description)
    }

    pub(super) fn consent_wanted(base_url: &str) -> Self {
        let said =
            format!("The member has yet to accept the privacy policy in force: they sign in at {base_url}");
        Self::new(StatusCode::FORBIDDEN, "access_denied", said)
    }

    /// The `Authorization` header of a log-in does not read (CSC API v2 § 11.2).
    pub(super) fn malformed_log_in() -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "invalid_request", "Malformed authentication parameter")
    }

    /// Address and password do not go together.
    pub(super) fn authentication(status: StatusCode) -> Self {
        Self::new(status, "authentication_error", "An error occurred during authentication process")
    }

    /// A method of the API that this service does not have (CSC API v2 § 10.1).
    pub(super) fn not_offered(method: &str) -> Self {
        let said = format!("This service does not offer {method}; info lists what it offers");
        Self::new(StatusCode::NOT_IMPLEMENTED, "invalid_request", said)
    }

    pub(super) fn no_such_method() -> Self {
        Self::new(StatusCode::NOT_FOUND, "invalid_request", "There is no such method")
    }

    pub(super) fn too_large() -> Self {
        Self::new(StatusCode::PAYLOAD_TOO_LARGE, "invalid_request", "The request is too large")
    }

    /// The request names a host that this service is not.
    pub(super) fn other_host() -> Self {
        Self::new(StatusCode::MISDIRECTED_REQUEST, "invalid_request", "This service has another host name")
    }

    /// The body came too slowly.
    pub(super) fn too_slow() -> Self {
        Self::new(StatusCode::REQUEST_TIMEOUT, "invalid_request", "The request came too slowly")
    }

    /// Our own fault: the log gets the details, the program none.
    pub(super) fn broken(noted: impl fmt::Display) -> Self {
        tracing::error!(%noted, "a CSC request failed");
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "server_error", "Something went wrong on our side")
    }

    /// What the deal refused, in the words of the edition that is spoken.
    pub(super) fn of(version: Version, refused: Refused) -> Self {
        let bad = |error, said: &'static str| Self::new(StatusCode::BAD_REQUEST, error, said);
        match (refused, version) {
            (Refused::CredentialUnknown, _) => Self::parameter("credentialID"),
            (Refused::CredentialDisabled, _) => {
                Self::invalid("The credential identified by credentialID is disabled")
            }
            (Refused::CredentialExpired, _) => Self::invalid("Signing certificate is expired"),
            (Refused::PinWrong, Version::One) => bad("invalid_pin", "The PIN is invalid"),
            (Refused::PinLocked, Version::One) => bad("invalid_pin", "PIN locked"),
            (Refused::PinWrong, Version::Two) => {
                bad("invalid_authentication_data", "The authentication data is invalid")
            }
            (Refused::PinLocked, Version::Two) => Self::invalid("Credential locked"),
            (Refused::ActivationUnknown, _) => Self::parameter("SAD"),
            (Refused::ActivationExpired, _) => Self::invalid("SAD expired"),
            (Refused::HashNotAuthorized, _) => Self::invalid("Hash is not authorized by the SAD"),
        }
    }
}

impl From<Error> for Refusal {
    fn from(error: Error) -> Self {
        let unavailable =
            |said: &'static str| Self::new(StatusCode::SERVICE_UNAVAILABLE, "temporarily_unavailable", said);
        match error.kind() {
            Kind::Broken => Self::broken(&error),
            Kind::Busy | Kind::Crowded => {
                unavailable("Many are at work at this moment; try again in a few seconds")
            }
            Kind::Outside => {
                tracing::warn!(%error, "a CSC request was refused");
                unavailable("The time-stamp authority does not answer")
            }
            Kind::TooMany => Self::new(
                StatusCode::TOO_MANY_REQUESTS,
                "access_denied",
                "Too many requests; try again later",
            ),
            Kind::TooLarge => Self::too_large(),
            Kind::TooSlow => Self::too_slow(),
            Kind::OtherHost => Self::other_host(),
            Kind::NotFound
            | Kind::SignInWanted
            | Kind::Invalid
            | Kind::Malformed
            | Kind::Conflict
            | Kind::ConsentWanted => Self::invalid("The request cannot be accepted"),
        }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let body = Wrong { error: self.error, error_description: &self.description };
        let mut response = (self.status, Json(body)).into_response();
        if self.error == "invalid_token" {
            let challenge = HeaderValue::from_static("Bearer error=\"invalid_token\"");
            response.headers_mut().insert(WWW_AUTHENTICATE, challenge);
        }
        response
    }
}
