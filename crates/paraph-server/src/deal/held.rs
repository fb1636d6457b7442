//! Held forms: what a member typed into a form that arrived after their sign-in had ended. It is kept for some minutes under a
//! key that only the browser holds which sent it, and shown again only to the member who was shown the form's page.

use jiff::SignedDuration;
use paraph_vault::Place;
use paraph_vault::token::Token;
use serde::{Deserialize, Serialize};

use super::{EntryId, MemberId};
use crate::app::App;
use crate::db::Value;
use crate::error::Error;
use crate::limits;

/// A form as it was sent.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Held {
    /// Where it was sent to.
    pub action: String,
    /// The page it stood on.
    pub page: String,
    /// What it held, in order; never a password or PIN.
    pub pairs: Vec<(String, String)>,
}

/// Holds a form for the member who was shown its page.
///
/// # Errors
/// When the database fails.
pub async fn hold(app: &App, owner: &MemberId, token: &Token, form: &Held) -> Result<(), Error> {
    let words = serde_json::to_vec(form).map_err(Error::broken)?;
    let now = app.clock.now();
    app.db
        .retry(async || {
            let id = EntryId::random(&app.random)?;
            let place = Place::new("held_form", id.as_str(), "body");
            let body = token.key("held form")?.seal(place, &words, &app.random)?;
            let mut tx = app.db.begin().await?;
            tx.execute(
                "insert into held_form (id, member_id, token_digest, body, created_ms, expires_ms)
                select $1, m.id, $2, $3, $4, $5 from member m where m.id = $6",
                &[
                    Value::from(&id),
                    Value::from(*token.digest().as_bytes()),
                    Value::from(body),
                    Value::from(now),
                    Value::from(now + SignedDuration::from_mins(limits::HELD_FORM_MINUTES)),
                    Value::from(owner),
                ],
            )
            .await?;
            tx.execute(
                "delete from held_form where member_id = $1 and id not in (
                  select id from held_form where member_id = $2 order by created_ms desc, id limit $3
                )",
                &[Value::from(owner), Value::from(owner), Value::from(limits::HELD_FORMS_MAX)],
            )
            .await?;
            tx.commit_unlogged("a form that is held was not sent").await
        })
        .await
}

/// The forms that are held for a member's page in this browser, oldest first.
///
/// # Errors
/// When the database fails.
pub async fn list_of_page(
    app: &App,
    token: &Token,
    member: &MemberId,
    page: &str,
) -> Result<Vec<Held>, Error> {
    let held = list(app, token, member).await?;
    Ok(held.into_iter().map(|(_, held)| held).filter(|held| held.page == page).collect())
}

async fn list(app: &App, token: &Token, member: &MemberId) -> Result<Vec<(EntryId, Held)>, Error> {
    let mut tx = app.db.look().await?;
    let rows = tx
        .list(
            "select id, body from held_form
            where token_digest = $1 and member_id = $2 and expires_ms > $3
            order by created_ms, id",
            &[Value::from(*token.digest().as_bytes()), Value::from(member), Value::from(app.clock.now())],
        )
        .await?;
    drop(tx);
    let key = token.key("held form")?;
    rows.into_iter()
        .map(|mut row| {
            let (id, body): (EntryId, _) = (row.id()?, row.bytes()?);
            let words = key.open(Place::new("held_form", id.as_str(), "body"), &body)?;
            Ok((id, serde_json::from_slice(&words).map_err(Error::broken)?))
        })
        .collect()
}

/// Forgets the forms held for an address: the member has sent something there since.
///
/// # Errors
/// When the database fails.
pub async fn forget(app: &App, token: &Token, member: &MemberId, action: &str) -> Result<(), Error> {
    for (id, held) in list(app, token, member).await? {
        if held.action != action {
            continue;
        }
        app.db
            .retry(async || {
                let mut tx = app.db.begin().await?;
                tx.execute("delete from held_form where id = $1", &[Value::from(&id)]).await?;
                tx.commit_unlogged("a held form has done its work").await
            })
            .await?;
    }
    Ok(())
}

/// Removes forms whose time has passed.
///
/// # Errors
/// When the database fails.
pub async fn sweep(app: &App) -> Result<(), Error> {
    let mut tx = app.db.begin().await?;
    tx.execute("delete from held_form where expires_ms <= $1", &[Value::from(app.clock.now())]).await?;
    tx.commit_unlogged("held forms whose time has passed are swept").await
}
