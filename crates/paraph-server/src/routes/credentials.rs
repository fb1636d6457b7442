//! A member's own page of credentials and access tokens.

use axum::extract::{Form, Path, State};
use axum::response::IntoResponse;
use serde::Deserialize;
use zeroize::Zeroizing;

use super::{Answer, again, go, member_frame};
use crate::app::{App, Shared};
use crate::auth::Member;
use crate::deal::access_token::{self, AccessToken, Way};
use crate::deal::credential::{self, Credential, Status};
use crate::deal::submission::Submission;
use crate::deal::{AccessTokenId, CredentialId};
use crate::error::Error;
use crate::pages::credentials::{self as page, CredentialState};
use crate::words::Name;

/// Where the page is.
const PATH: &str = "/account/credentials";

/// The form of a new credential.
#[derive(Deserialize)]
pub struct NewCredential {
    #[serde(default)]
    credential_name: String,
    #[serde(default)]
    pin: Zeroizing<String>,
    #[serde(default)]
    form_key: String,
}

/// The form of a new token.
#[derive(Deserialize)]
pub struct NewToken {
    #[serde(default)]
    token_name: String,
    #[serde(default)]
    days: String,
    #[serde(default)]
    form_key: String,
}

/// The page.
///
/// # Errors
/// When the database fails.
pub async fn show(State(app): State<Shared>, member: Member) -> Answer {
    let view = view(&app, &member).await?;
    Ok(page::page(&view, &member_frame(&app, &member, PATH)?).into_response())
}

async fn view(app: &App, member: &Member) -> Result<page::Credentials, Error> {
    let mut tx = app.db.look().await?;
    let credentials = credential::list(&mut tx, app, member.into()).await?;
    let tokens = access_token::list(&mut tx, app, member).await?;
    let now = app.clock.now();
    Ok(page::Credentials {
        credentials: credentials
            .into_iter()
            .map(|one| credential_row(one, now))
            .collect::<Result<_, Error>>()?,
        tokens: tokens.into_iter().map(token_row).collect(),
        addresses: ["v1", "v2"].map(|version| format!("{}/csc/{version}", app.base_url)).to_vec(),
        ..page::Credentials::default()
    })
}

fn credential_row(one: Credential, now: jiff::Timestamp) -> Result<page::Credential, Error> {
    let state = match one.status {
        Status::Locked => CredentialState::Locked,
        Status::Revoked => CredentialState::Revoked,
        Status::Enabled if now >= one.expires => CredentialState::Expired,
        Status::Enabled => CredentialState::Enabled,
    };
    Ok(page::Credential {
        id: one.id.to_string(),
        serial: one.certificate()?.serial_hex(),
        name: one.name,
        state,
        created: one.created,
        expires: one.expires,
    })
}

fn token_row(one: AccessToken) -> page::Token {
    let way = match (one.way, one.is_refresh) {
        (Way::Page, _) => "token-way-page",
        (Way::Password, false) => "token-way-password",
        (Way::Password, true) => "token-way-refresh",
        (Way::Program, _) => "token-way-program",
    };
    page::Token { id: one.id.to_string(), name: one.name, way, expires: one.expires }
}

/// Makes a credential, or shows the page again with what is wrong.
///
/// # Errors
/// When the database fails.
pub async fn create(State(app): State<Shared>, member: Member, Form(form): Form<NewCredential>) -> Answer {
    let submission = Submission { member: &member, key: &form.form_key };
    let created = match Name::parse(&form.credential_name) {
        Ok(name) => credential::create(&app, &submission, &name, &form.pin).await,
        Err(error) => Err(error),
    };
    match created {
        Ok(()) => Ok(go(PATH)),
        Err(error) => {
            let view =
                page::Credentials { credential_name: form.credential_name, ..view(&app, &member).await? };
            again(error, member_frame(&app, &member, PATH)?, |frame| page::page(&view, frame))
        }
    }
}

/// Ends a credential.
///
/// # Errors
/// Not found unless it is the member's.
pub async fn revoke(State(app): State<Shared>, member: Member, Path(id): Path<CredentialId>) -> Answer {
    credential::revoke(&app, &member, &id).await?;
    Ok(go(PATH))
}

/// Makes a token and shows it, once; or shows the page again with what is wrong.
///
/// # Errors
/// When the database fails.
pub async fn create_token(State(app): State<Shared>, member: Member, Form(form): Form<NewToken>) -> Answer {
    match create_token_from(&app, &member, &form).await {
        Ok(Some(secret)) => {
            let view = page::Credentials { secret: Some(secret), ..view(&app, &member).await? };
            Ok(page::page(&view, &member_frame(&app, &member, PATH)?).into_response())
        }
        // Sent again: the token was shown the first time.
        Ok(None) => Ok(go(PATH)),
        Err(error) => {
            let token_typed = (form.token_name, form.days);
            let view = page::Credentials { token_typed, ..view(&app, &member).await? };
            again(error, member_frame(&app, &member, PATH)?, |frame| page::page(&view, frame))
        }
    }
}

async fn create_token_from(app: &App, member: &Member, form: &NewToken) -> Result<Option<String>, Error> {
    let name = Name::parse(&form.token_name)?;
    let days = form.days.parse().map_err(|_| Error::invalid("error-form"))?;
    let submission = Submission { member, key: &form.form_key };
    let token = access_token::create(app, &submission, &name, days).await?;
    Ok(token.map(|token| token.text().as_str().to_owned()))
}

/// Takes a token back.
///
/// # Errors
/// Not found unless it is the member's.
pub async fn revoke_token(
    State(app): State<Shared>,
    member: Member,
    Path(id): Path<AccessTokenId>,
) -> Answer {
    access_token::revoke(&app, &member, &id).await?;
    Ok(go(PATH))
}
