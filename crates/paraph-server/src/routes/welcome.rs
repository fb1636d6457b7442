//! Pages for anybody: the front page, the privacy policy, health, and what does not exist.

use axum::extract::State;
use axum::response::IntoResponse;

use super::{Answer, anybody_frame, frame, go};
use crate::app::Shared;
use crate::auth::{Member, SessionShown, Visitor};
use crate::error::Error;
use crate::pages::{landing, privacy};
use crate::policy;

/// The front page; members go on to their projects.
pub async fn show(State(app): State<Shared>, visitor: Visitor, shown: Result<SessionShown, Error>) -> Answer {
    if shown.is_ok() {
        return Ok(go("/projects"));
    }
    let frame = frame(&app, visitor.locale, &visitor.path).read_by(visitor.reader.clone());
    Ok(landing::page(&landing::Landing::default(), &frame).into_response())
}

/// The privacy policy in force.
///
/// # Errors
/// When the system gives no randomness.
pub async fn privacy(State(app): State<Shared>, visitor: Visitor, asker: Result<Member, Error>) -> Answer {
    let frame = anybody_frame(&app, &visitor, &asker, &visitor.path)?;
    Ok(privacy::page(policy::VERSION, &frame).into_response())
}

/// Says whether the service can do its work: the database answers.
///
/// # Errors
/// When it does not.
pub async fn health(State(app): State<Shared>) -> Result<&'static str, Error> {
    let mut tx = app.db.look().await?;
    crate::deal::account::of_instance(&mut tx).await?;
    Ok("ok\n")
}

/// What does not exist.
pub async fn absent() -> Error {
    Error::not_found()
}
