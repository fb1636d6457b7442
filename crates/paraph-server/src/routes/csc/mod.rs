//! The CSC API (Cloud Signature Consortium, v1.0.4 and v2): programs of others sign with our members' credentials. JSON in,
//! JSON out; who asks is told by a token and by nothing else.

mod answer;
mod credentials;
mod info;
mod oauth;
mod oauth_request;
mod refusal;
mod service;
mod signatures;
mod wire;

pub use credentials::{authorize, extend_transaction, info as credential_info, list};
pub use info::info;
pub use oauth::{decide, revoke as revoke_oauth, show as ask_member, token as token_oauth};
pub use refusal::Refusal;
pub use service::{log_in, not_offered, revoke};
pub use signatures::{sign_hash, sign_polling, timestamp};

use std::collections::HashMap;

use axum::Json;
use axum::extract::{FromRequestParts, Path};
use axum::http::header::CONTENT_TYPE;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::Serialize;

use crate::app::Shared;
use crate::auth::{TokenRefused, TokenShown, bearer};
use crate::deal::CredentialId;

/// What a handler answers.
pub type Answer = Result<Response, Refusal>;

/// Under what all of it lies.
const PREFIX: &str = "/csc/";

/// The end of the one page under it, which goes by the member's session.
const PAGE: &str = "/oauth2/authorize";

/// Whether a path is answered in JSON, by what a token allows: then no cookie counts, and no other site's page can do harm.
pub fn is_api(path: &str) -> bool {
    path.starts_with(PREFIX) && !path.ends_with(PAGE)
}

/// Gives what the framework or the frame around the handlers refused the same form as any other refusal.
pub fn in_json(response: Response) -> Response {
    let is_json = response.headers().get(CONTENT_TYPE) == Some(&HeaderValue::from_static("application/json"));
    match response.status() {
        status if is_json || status.is_success() => response,
        StatusCode::PAYLOAD_TOO_LARGE => Refusal::too_large().into_response(),
        StatusCode::MISDIRECTED_REQUEST => Refusal::other_host().into_response(),
        StatusCode::BAD_REQUEST => Refusal::invalid("The request does not read").into_response(),
        StatusCode::REQUEST_TIMEOUT => Refusal::too_slow().into_response(),
        status if status.is_client_error() => Refusal::no_such_method().into_response(),
        _ => Refusal::broken("the framework refused").into_response(),
    }
}

/// Which edition of the API is spoken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Version {
    /// v1.0.4.0.
    One,
    /// v2.0.0.2.
    Two,
}

impl<S: Send + Sync> FromRequestParts<S> for Version {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Refusal> {
        let names: Result<Path<HashMap<String, String>>, _> = Path::from_request_parts(parts, state).await;
        let named = names.ok().and_then(|Path(mut names)| names.remove("version"));
        match named.as_deref() {
            Some("v1") => Ok(Self::One),
            Some("v2") => Ok(Self::Two),
            _ => Err(Refusal::no_such_method()),
        }
    }
}

/// The program that asks, and for whom.
pub struct Caller(TokenShown);

impl FromRequestParts<Shared> for Caller {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, app: &Shared) -> Result<Self, Refusal> {
        let shown = shown(parts, app).await?;
        if shown.credential.is_some() { Err(Refusal::invalid_token()) } else { Ok(Self(shown)) }
    }
}

/// The program that asks, where the secret of an activation opens as much as a token does (v2 § 8.4); and that secret.
pub struct SigningCaller(TokenShown, Option<String>);

impl FromRequestParts<Shared> for SigningCaller {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, app: &Shared) -> Result<Self, Refusal> {
        let shown = shown(parts, app).await?;
        let secret = bearer(&parts.headers).filter(|_| shown.credential.is_some()).map(str::to_owned);
        Ok(Self(shown, secret))
    }
}

impl SigningCaller {
    /// Whether this credential is within what was shown.
    fn may_use(&self, id: &CredentialId) -> Result<(), Refusal> {
        match &self.0.credential {
            Some(only) if only != id => Err(Refusal::parameter("credentialID")),
            _ => Ok(()),
        }
    }
}

async fn shown(parts: &Parts, app: &Shared) -> Result<TokenShown, Refusal> {
    TokenShown::check(parts, app).await.map_err(|refused| match refused {
        TokenRefused::Malformed => Refusal::invalid("Malformed authorization header"),
        TokenRefused::Unknown => Refusal::invalid_token(),
        TokenRefused::ConsentWanted => Refusal::consent_wanted(&app.base_url),
        TokenRefused::Failed(error) => error.into(),
    })
}

/// The headers of a request, for the one method that reads them itself.
pub struct Headers(HeaderMap);

impl<S: Send + Sync> FromRequestParts<S> for Headers {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Refusal> {
        Ok(Self(parts.headers.clone()))
    }
}

fn json<T: Serialize>(body: T) -> Answer {
    Ok(Json(body).into_response())
}
