//! A member's own account: name, language and time zone, password, sessions and devices.

use axum::extract::{Form, Path, State};
use axum::response::IntoResponse;
use jiff::Timestamp;
use paraph_vault::limits::PASSWORD_CHARACTERS_MIN;
use serde::Deserialize;

use super::sessions::let_in;
use super::{Answer, again, go, member_frame};
use crate::app::{App, Shared};
use crate::auth::{Member, Origin, Role, Visitor};
use crate::deal::member::{self, Change, Profile};
use crate::deal::session::{self, Ending};
use crate::deal::{EntryId, device, password};
use crate::error::Error;
use crate::locale::Locale;
use crate::pages::account as page;
use crate::words::Name;
use crate::zone::Zone;

/// Where the page is.
const PATH: &str = "/account";

/// The form of name, language and time zone.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Person {
    name: String,
    locale: String,
    time_zone: Option<String>,
}

impl Person {
    fn read(&self, member: &Member) -> Result<Change, Error> {
        let zone = match self.time_zone.as_deref() {
            None => member.reader.chosen().cloned(),
            Some("") => None,
            Some(name) => Some(Zone::find(name).ok_or_else(|| Error::invalid("error-time-zone"))?),
        };
        Ok(Change {
            name: Name::parse(&self.name)?,
            locale: Locale::parse(&self.locale).unwrap_or(member.locale),
            zone,
        })
    }
}

/// The form of a change of password.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct NewPassword {
    present_password: String,
    password: String,
}

/// The page.
///
/// # Errors
/// When the database fails.
pub async fn show(State(app): State<Shared>, member: Member, visitor: Visitor) -> Answer {
    let view = view(&app, &member, &visitor).await?;
    Ok(page::page(&view, &member_frame(&app, &member, PATH)?).into_response())
}

async fn view(app: &App, member: &Member, visitor: &Visitor) -> Result<page::Account, Error> {
    let mut tx = app.db.look().await?;
    let profile = Profile::from(member);
    let sessions = session::list(&mut tx, app, &profile).await?;
    let devices = device::list(&mut tx, app, &profile).await?;
    let here = sessions.iter().find(|one| one.id == member.session_id).and_then(|one| one.device_id.clone());
    Ok(page::Account {
        name: member.name.clone(),
        email: member.email.clone(),
        locale: member.locale,
        zone: member.reader.chosen().cloned(),
        browser_zone: visitor.reader.of_browser().cloned(),
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

/// Changes name, language and time zone.
///
/// # Errors
/// When the database fails.
pub async fn save(
    State(app): State<Shared>,
    member: Member,
    visitor: Visitor,
    Form(form): Form<Person>,
) -> Answer {
    let saved = match form.read(&member) {
        Ok(change) => member::change(&app, &member, &change).await.map(|()| change.locale),
        Err(error) => Err(error),
    };
    match saved {
        Ok(locale) => {
            let mut response = go(PATH);
            let cookie = crate::auth::set_language(&app, locale)?;
            response.headers_mut().insert(axum::http::header::SET_COOKIE, cookie);
            Ok(response)
        }
        Err(error) => {
            let typed = view(&app, &member, &visitor).await?;
            let view = page::Account {
                locale: Locale::parse(&form.locale).unwrap_or(member.locale),
                zone: form.time_zone.as_deref().map_or(typed.zone, Zone::find),
                name: form.name,
                ..typed
            };
            again(error, member_frame(&app, &member, PATH)?, |frame| page::page(&view, frame))
        }
    }
}

/// Changes the password: the member goes on with new secrets of their session and their device.
///
/// # Errors
/// When the database fails.
pub async fn change_password(
    State(app): State<Shared>,
    member: Member,
    visitor: Visitor,
    Form(form): Form<NewPassword>,
) -> Answer {
    match password::change(&app, &member, form.present_password, form.password).await {
        Ok(entered) => let_in(&app, &entered, PATH),
        Err(error) => {
            let view = view(&app, &member, &visitor).await?;
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
