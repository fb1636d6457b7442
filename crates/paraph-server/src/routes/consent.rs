//! Accepting the privacy policy again, when it changed since the member accepted it.

use axum::extract::{Extension, Form, Query, State};
use axum::response::IntoResponse;
use serde::Deserialize;

use super::door::Pages;
use super::{Answer, again, frame, go, signed_in};
use crate::app::{App, Shared};
use crate::auth::SessionShown;
use crate::deal::consent;
use crate::deal::submission::page_key;
use crate::error::Error;
use crate::pages::{Frame, consent as page};
use crate::policy;

/// Where a member is led who has not accepted the policy in force.
pub const PATH: &str = "/privacy/accept";

/// The form.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Accept {
    policy_version: String,
    accept: String,
    /// Where to go on; empty for the projects.
    back: String,
}

/// Where the member was going.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Way {
    back: String,
}

/// The policy in force, to be read and accepted; whoever has goes on.
///
/// # Errors
/// Without a session.
pub async fn show(
    State(app): State<Shared>,
    Extension(pages): Extension<Pages>,
    shown: SessionShown,
    Query(way): Query<Way>,
) -> Answer {
    let back = leading_on(&pages, &way.back);
    if shown.has_consented {
        return Ok(go(back));
    }
    Ok(page::page(policy::VERSION, back, &shown_frame(&app, &shown)?).into_response())
}

/// Accepts it.
///
/// # Errors
/// Without a session.
pub async fn accept(
    State(app): State<Shared>,
    Extension(pages): Extension<Pages>,
    shown: SessionShown,
    Form(form): Form<Accept>,
) -> Answer {
    let back = leading_on(&pages, &form.back);
    let accepted = match form.accept.as_str() {
        "yes" => consent::accept(&app, &shown, &form.policy_version, shown.locale).await,
        _ => Err(Error::invalid("error-policy-to-accept")),
    };
    match accepted {
        Ok(()) => Ok(go(back)),
        Err(error) => {
            again(error, shown_frame(&app, &shown)?, |frame| page::page(policy::VERSION, back, frame))
        }
    }
}

fn leading_on<'a>(pages: &Pages, back: &'a str) -> &'a str {
    if pages.leads_on(back) { back } else { "/projects" }
}

fn shown_frame(app: &App, shown: &SessionShown) -> Result<Frame, Error> {
    let form_key = page_key(app, &shown.member.id)?;
    Ok(Frame {
        person: Some(signed_in(&shown.member)),
        form_key,
        ..frame(app, shown.locale, PATH).read_by(shown.reader.clone())
    })
}
