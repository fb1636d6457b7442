//! Setting a new password by a link: asking for it, and using it.

use axum::extract::{Form, Path, Query, State};
use axum::http::StatusCode;
use axum::response::IntoResponse;
use paraph_vault::limits::PASSWORD_CHARACTERS_MIN;
use serde::Deserialize;

use super::sessions::let_in;
use super::{Answer, again, frame, go};
use crate::app::{App, Shared};
use crate::auth::{Caller, DeviceShown, Visitor};
use crate::deal::member::Profile;
use crate::deal::password;
use crate::error::{Error, Kind};
use crate::limits;
use crate::pages::password as page;
use crate::words::Email;

/// Where a link is asked for.
const PATH: &str = "/forgot-password";

/// Whether the mail was asked for just now.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Sent {
    sent: String,
}

/// The form that asks for a link.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Ask {
    email: String,
}

/// The form that sets a password.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Set {
    password: String,
}

/// The form, or what to do after it was sent.
pub async fn show(State(app): State<Shared>, visitor: Visitor, Query(way): Query<Sent>) -> Answer {
    let frame = frame(&app, visitor.locale, &visitor.path);
    let page = if way.sent.is_empty() {
        page::forgot("", &frame)
    } else {
        page::sent(limits::PASSWORD_RESET_MINUTES, &frame)
    };
    Ok(page.into_response())
}

/// Has a link sent, if the address is a member's; answers alike if not.
///
/// # Errors
/// When the database fails.
pub async fn ask(State(app): State<Shared>, visitor: Visitor, Form(form): Form<Ask>) -> Answer {
    let asked = match Email::parse(&form.email) {
        Ok(email) => password::ask(&app, &email, &visitor.origin).await,
        Err(error) => Err(error),
    };
    match asked {
        Ok(()) => Ok(go("/forgot-password?sent=1")),
        Err(error) => {
            again(error, frame(&app, visitor.locale, PATH), |frame| page::forgot(&form.email, frame))
        }
    }
}

/// The form behind a link.
///
/// # Errors
/// When the database fails.
pub async fn choose(State(app): State<Shared>, visitor: Visitor, Path(token): Path<String>) -> Answer {
    let frame = frame(&app, visitor.locale, &visitor.path);
    match find(&app, &token).await? {
        Some(member) => Ok(page::reset(&view(token, member), &frame).into_response()),
        None => Ok(over(&frame)),
    }
}

async fn find(app: &App, token: &str) -> Result<Option<Profile>, Error> {
    let mut tx = app.db.look().await?;
    Ok(password::find_live(&mut tx, app, token).await?.map(|reset| reset.member))
}

fn view(token: String, member: Profile) -> page::Reset {
    page::Reset {
        token,
        name: member.name,
        email: member.email,
        password_length_min: PASSWORD_CHARACTERS_MIN,
    }
}

fn over(frame: &crate::pages::Frame) -> axum::response::Response {
    (StatusCode::NOT_FOUND, page::over(limits::PASSWORD_RESET_MINUTES, frame)).into_response()
}

/// Sets the password: whoever holds the link is signed in.
///
/// # Errors
/// When the database fails.
pub async fn set(
    State(app): State<Shared>,
    visitor: Visitor,
    DeviceShown(device): DeviceShown,
    Path(token): Path<String>,
    Form(form): Form<Set>,
) -> Answer {
    let frame = frame(&app, visitor.locale, &visitor.path);
    let Some(member) = find(&app, &token).await? else { return Ok(over(&frame)) };
    let caller = Caller { origin: &visitor.origin, device: device.as_ref() };
    match password::reset(&app, &token, form.password, &caller).await {
        Ok(entered) => let_in(&app, &entered, "/projects"),
        Err(error) if error.kind() == Kind::NotFound => Ok(over(&frame)),
        Err(error) => again(error, frame, |frame| page::reset(&view(token, member), frame)),
    }
}
