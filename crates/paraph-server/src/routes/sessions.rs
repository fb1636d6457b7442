//! Signing in and out.

use axum::extract::{Extension, Form, Query, State};
use axum::http::header::SET_COOKIE;
use axum::response::IntoResponse;
use serde::Deserialize;

use super::door::{self, Pages};
use super::{Answer, again, frame, go, member_frame};
use crate::app::{App, Shared};
use crate::auth::{
    Caller, Cookie, DeviceShown, Member, SessionShown, Visitor, clear_session, set_cookie, set_session,
};
use crate::deal::session::{self, Entered};
use crate::error::Error;
use crate::pages::{landing, signed_in as signed_in_page};
use crate::words::Email;

/// The form for signing in.
#[derive(Deserialize)]
pub struct SignIn {
    email: String,
    password: String,
    /// Where to go on; empty for the projects.
    #[serde(default)]
    back: String,
}

/// Where somebody was going when they were asked to sign in.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Way {
    back: String,
    kept: String,
}

/// The form; whoever is signed in goes on.
///
/// # Errors
/// When the database fails.
pub async fn show(
    State(app): State<Shared>,
    Extension(pages): Extension<Pages>,
    visitor: Visitor,
    shown: Result<SessionShown, Error>,
    Query(way): Query<Way>,
) -> Answer {
    let back = if pages.leads_on(&way.back) { way.back } else { String::new() };
    if shown.is_ok() {
        return Ok(go(or_projects(&back)));
    }
    let said = door::said_of_kept(&way.kept).filter(|_| !back.is_empty());
    let reason = said.map(|key| visitor.locale.text(key));
    let frame = frame(&app, visitor.locale, &own_address(&back)).read_by(visitor.reader.clone());
    Ok(landing::page(&landing::Landing { back, reason, ..landing::Landing::default() }, &frame)
        .into_response())
}

fn or_projects(back: &str) -> &str {
    if back.is_empty() { "/projects" } else { back }
}

/// The sign-in page's own address, with where it leads on: so that a change of language keeps it.
fn own_address(back: &str) -> String {
    if back.is_empty() { "/sign-in".to_owned() } else { format!("/sign-in?back={}", door::percent(back)) }
}

/// Says in a second window that the first goes on.
///
/// # Errors
/// Without a session.
pub async fn signed_in(State(app): State<Shared>, member: Member, visitor: Visitor) -> Answer {
    Ok(signed_in_page::page(&member_frame(&app, &member, &visitor.path)?).into_response())
}

/// Signs in, or shows the form again.
///
/// # Errors
/// When the database fails.
pub async fn sign_in(
    State(app): State<Shared>,
    Extension(pages): Extension<Pages>,
    visitor: Visitor,
    DeviceShown(device): DeviceShown,
    Form(form): Form<SignIn>,
) -> Answer {
    let back = if pages.leads_on(&form.back) { form.back } else { String::new() };
    let signed_in = match Email::parse(&form.email) {
        Ok(email) => {
            let caller = Caller { origin: &visitor.origin, device: device.as_ref() };
            session::sign_in(&app, &email, form.password, &caller).await
        }
        Err(_) => Err(Error::invalid("error-sign-in")),
    };
    match signed_in {
        Ok(entered) => let_in(&app, &entered, or_projects(&back)),
        Err(error) => {
            let frame = frame(&app, visitor.locale, &own_address(&back)).read_by(visitor.reader.clone());
            let view = landing::Landing { email: form.email, back, reason: None };
            again(error, frame, |frame| landing::page(&view, frame))
        }
    }
}

/// Leads somebody on who has come in, with the secrets of their session and their device.
pub(super) fn let_in(app: &App, entered: &Entered, path: &str) -> Answer {
    let mut response = go(path);
    let cookies = response.headers_mut();
    cookies.append(SET_COOKIE, set_session(app, &entered.session.text())?);
    cookies.append(SET_COOKIE, set_cookie(app, Cookie::Device, &entered.device.text())?);
    Ok(response)
}

/// Signs out; somebody who is not signed in is told nothing else.
///
/// # Errors
/// When the database fails.
pub async fn sign_out(State(app): State<Shared>, shown: Result<SessionShown, Error>) -> Answer {
    if let Ok(shown) = shown {
        session::sign_out(&app, &shown).await?;
    }
    let mut response = go("/");
    response.headers_mut().insert(SET_COOKIE, clear_session(&app)?);
    Ok(response)
}
