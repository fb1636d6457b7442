//! Coming in with a password, and giving a token back (CSC API v2 §§ 11.2, 11.3).

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::IntoResponse;
use base64ct::{Base64, Encoding};
use zeroize::Zeroizing;

use super::answer::Tokens;
use super::wire::Fields;
use super::{Answer, Caller, Headers, Refusal, Version};
use crate::app::Shared;
use crate::auth::{Visitor, credentials};
use crate::deal::access_token::{self, Issued, Kind};
use crate::error::{Error, Kind as ErrorKind};
use crate::limits;
use crate::words::Email;

/// Gives a program that shows a member's address and password, or a refresh token, an access token.
///
/// # Errors
/// The same for an unknown address and a wrong password; too many after too many failures.
pub async fn log_in(
    State(app): State<Shared>,
    _version: Version,
    visitor: Visitor,
    headers: Headers,
    fields: Fields,
) -> Answer {
    let issued =
        match fields.maybe_text("refresh_token")? {
            Some(secret) => access_token::refresh(&app, secret, None, &visitor.origin).await.map_err(
                |error| match error.kind() {
                    ErrorKind::NotFound => Refusal::invalid("Invalid refresh_token"),
                    _ => refused(&app.base_url, error),
                },
            )?,
            None => {
                let kinds: &[Kind] =
                    if fields.flag("rememberMe")? { &[Kind::Access, Kind::Refresh] } else { &[Kind::Access] };
                let (email, password) = basic(&headers)?;
                let issued = access_token::log_in(&app, (&email, password), &visitor.origin, kinds).await;
                issued.map_err(|error| refused(&app.base_url, error))?
            }
        };
    super::json(tokens(issued))
}

/// Address and password (RFC 7617 § 2).
fn basic(headers: &Headers) -> Result<(Email, String), Refusal> {
    let encoded = credentials(&headers.0, "basic").ok_or_else(Refusal::malformed_log_in)?;
    let decoded = Base64::decode_vec(encoded).map_err(|_| Refusal::malformed_log_in())?;
    let decoded = Zeroizing::new(decoded);
    let malformed = || Refusal::invalid("Malformed username-password");
    let text = std::str::from_utf8(&decoded).map_err(|_| malformed())?;
    let (email, password) = text.split_once(':').ok_or_else(malformed)?;
    let email = Email::parse(email).map_err(|_| Refusal::authentication(StatusCode::BAD_REQUEST))?;
    Ok((email, password.to_owned()))
}

fn refused(base_url: &str, error: Error) -> Refusal {
    match error.kind() {
        ErrorKind::Invalid => Refusal::authentication(StatusCode::BAD_REQUEST),
        ErrorKind::TooMany => Refusal::authentication(StatusCode::TOO_MANY_REQUESTS),
        ErrorKind::ConsentWanted => Refusal::consent_wanted(base_url),
        _ => error.into(),
    }
}

fn tokens(issued: Issued) -> Tokens {
    Tokens {
        access_token: issued.access.text().as_str().to_owned(),
        refresh_token: issued.refresh.map(|token| token.text().as_str().to_owned()),
        expires_in: limits::ACCESS_TOKEN_SECONDS,
    }
}

/// Takes a token of the caller's member back. One that is none, or somebody else's, is told no other way (RFC 7009 § 2.2).
///
/// # Errors
/// Invalid when no token is named.
pub async fn revoke(
    State(app): State<Shared>,
    _version: Version,
    Caller(shown): Caller,
    fields: Fields,
) -> Answer {
    let hint = fields.maybe_text("token_type_hint")?;
    if hint.is_some_and(|hint| !["access_token", "refresh_token"].contains(&hint)) {
        return Err(Refusal::parameter("token_type_hint"));
    }
    access_token::revoke_shown(&app, &shown, fields.text("token")?).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// A method of the API that this service does not have.
///
/// # Errors
/// Always.
pub async fn not_offered(_version: Version, Caller(_): Caller, visitor: Visitor) -> Answer {
    let method = visitor.path.splitn(4, '/').nth(3).unwrap_or_default().to_owned();
    Err(Refusal::not_offered(&method))
}
