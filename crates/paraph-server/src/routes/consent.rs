//! Accepting the privacy policy again, when it changed since the member accepted it.

use axum::extract::{Form, State};
use axum::response::IntoResponse;
use serde::Deserialize;

use super::{Answer, again, frame, go};
use crate::app::{App, Shared};
use crate::auth::{Role, SessionShown};
use crate::deal::consent;
use crate::error::Error;
use crate::pages::{Frame, SignedIn, consent as page};
use crate::policy;

/// Where a member is led who has not accepted the policy in force.
pub const PATH: &str = "/privacy/accept";

/// The form.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Accept {
    policy_version: String,
    accept: String,
}

/// The policy in force, to be read and accepted; whoever has goes on.
///
/// # Errors
/// Not found for somebody who is not signed in.
pub async fn show(State(app): State<Shared>, shown: SessionShown) -> Answer {
    if shown.has_consented {
        return Ok(go("/projects"));
    }
    Ok(page::page(policy::VERSION, &shown_frame(&app, &shown)).into_response())
}

/// Accepts it.
///
/// # Errors
/// Not found for somebody who is not signed in.
pub async fn accept(State(app): State<Shared>, shown: SessionShown, Form(form): Form<Accept>) -> Answer {
    let accepted = match form.accept.as_str() {
        "yes" => consent::accept(&app, &shown, &form.policy_version, shown.locale).await,
        _ => Err(Error::invalid("error-policy-to-accept")),
    };
    match accepted {
        Ok(()) => Ok(go("/projects")),
        Err(error) => again(error, shown_frame(&app, &shown), |frame| page::page(policy::VERSION, frame)),
    }
}

fn shown_frame(app: &App, shown: &SessionShown) -> Frame {
    let is_administrator = shown.member.role == Role::Administrator;
    let person = SignedIn { name: shown.member.name.clone(), is_administrator };
    Frame { person: Some(person), ..frame(app, shown.locale, PATH).read_by(shown.reader.clone()) }
}
