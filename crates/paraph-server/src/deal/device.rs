//! Devices: browsers in which a member has signed in before. A known device keeps its member's way in while strangers guess.

use jiff::{SignedDuration, Timestamp};
use paraph_vault::token::Token;

use super::member::Profile;
use super::{EntryId, MemberId};
use crate::app::App;
use crate::auth::Origin;
use crate::db::{Row, Tx, Value};
use crate::error::Error;
use crate::keys::{Ring, Scope};
use crate::limits;

/// A device as its member sees it.
#[derive(Debug, Clone)]
pub struct Device {
    /// Which.
    pub id: EntryId,
    /// From where it was used last, and what its browser calls itself.
    pub origin: Origin,
    /// Since when it is known.
    pub created: Timestamp,
    /// When somebody signed in on it last.
    pub seen: Timestamp,
}

/// The device of a member that shows this secret.
///
/// # Errors
/// When the database fails.
pub async fn find(
    tx: &mut Tx,
    app: &App,
    member: &MemberId,
    token: &Token,
) -> Result<Option<EntryId>, Error> {
    let row = tx
        .find(
            "select id from device where token_digest = $1 and member_id = $2 and expires_ms > $3",
            &[Value::from(*token.digest().as_bytes()), Value::from(member), Value::from(app.clock.now())],
        )
        .await?;
    row.map(|mut row| row.id()).transpose()
}

/// Remembers the device on which a member has just signed in, or renews what is known of it: which, and its secret.
///
/// # Errors
/// When the database fails.
pub(super) async fn remember(
    tx: &mut Tx,
    app: &App,
    member: &Profile,
    origin: &Origin,
    shown: Option<Token>,
) -> Result<(EntryId, Token), Error> {
    let ring = app.keys.scope(Scope::Account(&member.account_id))?;
    let now = app.clock.now();
    let expires = now + SignedDuration::from_hours(24 * limits::DEVICE_COOKIE_DAYS);
    if let Some(token) = shown
        && let Some(id) = find(tx, app, &member.id, &token).await?
    {
        let origin = ring.seal_json(("device", id.as_str(), "origin"), origin)?;
        tx.execute(
            "update device set origin = $1, seen_ms = $2, expires_ms = $3 where id = $4",
            &[Value::from(origin), Value::from(now), Value::from(expires), Value::from(&id)],
        )
        .await?;
        return Ok((id, token));
    }
    let (id, token) = (EntryId::random(&app.random)?, Token::generate(&app.random)?);
    tx.execute(
        "insert into device (id, member_id, token_digest, origin, created_ms, seen_ms, expires_ms)
        values ($1, $2, $3, $4, $5, $6, $7)",
        &[
            Value::from(&id),
            Value::from(&member.id),
            Value::from(*token.digest().as_bytes()),
            Value::from(ring.seal_json(("device", id.as_str(), "origin"), origin)?),
            Value::from(now),
            Value::from(now),
            Value::from(expires),
        ],
    )
    .await?;
    tx.execute(
        "delete from device where member_id = $1 and id not in (
          select id from device where member_id = $2 order by seen_ms desc, id limit $3
        ) and id <> $4",
        &[
            Value::from(&member.id),
            Value::from(&member.id),
            Value::from(limits::MEMBER_DEVICES_MAX),
            Value::from(&id),
        ],
    )
    .await?;
    Ok((id, token))
}

/// The devices of a member, the one used last first.
///
/// # Errors
/// When the database fails.
pub async fn list(tx: &mut Tx, app: &App, member: &Profile) -> Result<Vec<Device>, Error> {
    let rows = tx
        .list(
            "select id, origin, created_ms, seen_ms from device
            where member_id = $1 and expires_ms > $2
            order by seen_ms desc, id",
            &[Value::from(&member.id), Value::from(app.clock.now())],
        )
        .await?;
    let ring = app.keys.scope(Scope::Account(&member.account_id))?;
    rows.into_iter().map(|row| read(&ring, row)).collect()
}

fn read(ring: &Ring, mut row: Row) -> Result<Device, Error> {
    let id: EntryId = row.id()?;
    let origin = ring.open_json(("device", id.as_str(), "origin"), &row.bytes()?)?;
    Ok(Device { id, origin, created: row.time()?, seen: row.time()? })
}

/// Forgets devices whose time has passed.
///
/// # Errors
/// When the database fails.
pub async fn sweep(app: &App) -> Result<(), Error> {
    let mut tx = app.db.begin().await?;
    tx.execute("delete from device where expires_ms <= $1", &[Value::from(app.clock.now())]).await?;
    tx.commit_unlogged("devices that were not used for long are swept").await
}
