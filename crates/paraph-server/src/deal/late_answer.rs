//! Late answers: signatures that were made at once and are fetched later, by the member whose they are (CSC asynchronous mode).

use jiff::SignedDuration;
use paraph_vault::token::Token;

use super::EntryId;
use crate::app::App;
use crate::auth::TokenShown;
use crate::db::{Tx, Value};
use crate::error::Error;
use crate::keys::Scope;

/// Keeps signatures in the transaction in which they are made, and gives the secret under which they are fetched.
///
/// # Errors
/// When the database fails.
pub(super) async fn keep(
    tx: &mut Tx,
    app: &App,
    shown: &TokenShown,
    signatures: &[Vec<u8>],
    milliseconds: i64,
) -> Result<String, Error> {
    let token = Token::generate(&app.random)?;
    let id = EntryId::random(&app.random)?;
    let written: Vec<String> = signatures.iter().map(hex::encode).collect();
    let ring = app.keys.scope(Scope::Account(&shown.member.account_id))?;
    let now = app.clock.now();
    tx.execute(
        "insert into late_answer (id, member_id, token_digest, body, created_ms, expires_ms)
        values ($1, $2, $3, $4, $5, $6)",
        &[
            Value::from(&id),
            Value::from(&shown.member.id),
            Value::from(*token.digest().as_bytes()),
            Value::from(ring.seal_json(("late_answer", id.as_str(), "body"), &written)?),
            Value::from(now),
            Value::from(now + SignedDuration::from_millis(milliseconds)),
        ],
    )
    .await?;
    Ok(token.text().as_str().to_owned())
}

/// The signatures kept under a secret, for the member whose they are; asked for twice, given twice.
///
/// # Errors
/// When the database fails.
pub async fn find(app: &App, shown: &TokenShown, secret: &str) -> Result<Option<Vec<Vec<u8>>>, Error> {
    let Ok(token) = Token::parse(secret) else { return Ok(None) };
    let mut tx = app.db.look().await?;
    let row = tx
        .find(
            "select id, body from late_answer where token_digest = $1 and member_id = $2 and expires_ms > $3",
            &[
                Value::from(*token.digest().as_bytes()),
                Value::from(&shown.member.id),
                Value::from(app.clock.now()),
            ],
        )
        .await?;
    let Some(mut row) = row else { return Ok(None) };
    let id: EntryId = row.id()?;
    let ring = app.keys.scope(Scope::Account(&shown.member.account_id))?;
    let written: Vec<String> = ring.open_json(("late_answer", id.as_str(), "body"), &row.bytes()?)?;
    let signatures = written.iter().map(|text| hex::decode(text).map_err(Error::broken));
    signatures.collect::<Result<_, Error>>().map(Some)
}

/// Removes answers that nobody can fetch any more.
///
/// # Errors
/// When the database fails.
pub async fn sweep(app: &App) -> Result<(), Error> {
    let mut tx = app.db.begin().await?;
    tx.execute("delete from late_answer where expires_ms <= $1", &[Value::from(app.clock.now())]).await?;
    tx.commit_unlogged("late answers that are over are swept").await
}
