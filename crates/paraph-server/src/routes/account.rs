//! A member's own account: name and language, password, sessions and devices.

use axum::extract::{Form, Path, State};
use axum::response::IntoResponse;
use jiff::Timestamp;
use paraph_vault::limits::PASSWORD_CHARACTERS_MIN;
use serde::Deserialize;

use super::sessions::let_in;
use super::{Answer, again, go, member_frame};
use crate::app::{App, Shared};
use crate::auth::{Member, Origin, Role};
use crate::deal::member::{self, Profile};
use crate::deal::session::{self, Ending};
use crate::deal::{EntryId, device, password};
use crate::error::Error;
use crate::locale::Locale;
use crate::pages::account as page;
use crate::words::Name;

/// Where the page is.
const PATH: &str = "/account";

/// The form of name and language.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Person {
    name: String,
    locale: String,
}

/// The form of a change of password.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Change {
    present_password: String,
    password: String,
}

/// The page.
///
/// # Errors
/// When the database fails.
pub async fn show(State(app): State<Shared>, member: Member) -> Answer {
    let view = view(&app, &member).await?;
    Ok(page::page(&view, &member_frame(&app, &member, PATH)?).into_response())
}

async fn view(app: &App, member: &Member) -> Result<page::Account, Error> {
    let mut tx = app.db.look().await?;
    let profile = Profile::from(member);
    let sessions = session::list(&mut tx, app, &profile).await?;
    let devices = device::list(&mut tx, app, &profile).await?;
    let here = sessions.iter().find(|one| one.id == member.session_id).and_then(|one| one.device_id.clone());
    Ok(page::Account {
        name: member.name.clone(),
        email: member.email.clone(),
        locale: member.locale,
        is_administrator: member.role == Role::Administrator,
        password_length_min: PASSWORD_CHARACTERS_MIN,
        devices: devices
            .into_iter()
            .map(|one| place(here.as_ref() == Some(&one.id), &one.id, one.origin, (one.created, one.seen)))
            .collect(),
        sessions: sessions
            .into_iter()
            .map(|one| place(one.id == member.session_id, &one.id, one.origin, (one.created, one.seen)))
            .collect(),
    })
}

fn place(
    is_this: bool,
    id: &EntryId,
    origin: Origin,
    (created, seen): (Timestamp, Timestamp),
) -> page::Place {
    page::Place { is_this, id: id.to_string(), browser: origin.device, ip: origin.ip, created, seen }
}

/// Changes name and language.
///
/// # Errors
/// When the database fails.
pub async fn save(State(app): State<Shared>, member: Member, Form(form): Form<Person>) -> Answer {
    let locale = Locale::parse(&form.locale).unwrap_or(member.locale);
    let saved = match Name::parse(&form.name) {
        Ok(name) => member::change(&app, &member, &name, locale).await,
        Err(error) => Err(error),
    };
    match saved {
        Ok(()) => {
            let mut response = go(PATH);
            let cookie = crate::auth::set_language(&app, locale)?;
            response.headers_mut().insert(axum::http::header::SET_COOKIE, cookie);
            Ok(response)
        }
        Err(error) => {
            let view = page::Account { name: form.name, locale, ..view(&app, &member).await? };
            again(error, member_frame(&app, &member, PATH)?, |frame| page::page(&view, frame))
        }
    }
}

/// Changes the password: the member goes on with new secrets of their session and their device.
///
/// # Errors
/// When the database fails.
pub async fn change_password(State(app): State<Shared>, member: Member, Form(form): Form<Change>) -> Answer {
    match password::change(&app, &member, form.present_password, form.password).await {
        Ok(entered) => let_in(&app, &entered, PATH),
        Err(error) => {
            let view = view(&app, &member).await?;
            again(error, member_frame(&app, &member, PATH)?, |frame| page::page(&view, frame))
        }
    }
}

/// Ends one session of the member's; their own leads to the front page.
///
/// # Errors
/// When the database fails.
pub async fn end_session(State(app): State<Shared>, member: Member, Path(id): Path<EntryId>) -> Answer {
    session::end(&app, &member, Ending::Session(&id)).await?;
    Ok(go(if id == member.session_id { "/" } else { PATH }))
}

/// Ends every session of the member's but this one.
///
/// # Errors
/// When the database fails.
pub async fn end_other_sessions(State(app): State<Shared>, member: Member) -> Answer {
    session::end(&app, &member, Ending::Others).await?;
    Ok(go(PATH))
}

/// Forgets a device of the member's, and ends its sessions.
///
/// # Errors
/// When the database fails.
pub async fn end_device(State(app): State<Shared>, member: Member, Path(id): Path<EntryId>) -> Answer {
    session::end(&app, &member, Ending::Device(&id)).await?;
    Ok(go(PATH))
}
