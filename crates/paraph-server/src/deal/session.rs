//! Login sessions: signing in, being known, signing out.

use jiff::{SignedDuration, Timestamp};
use paraph_vault::token::Token;

use super::event::{Chain, Event};
use super::member::{self, Profile};
use super::{EntryId, MemberId, consent, device, sign_in};
use crate::app::App;
use crate::auth::{Caller, Member, Origin, SessionShown};
use crate::db::{Tx, Value};
use crate::error::Error;
use crate::keys::Scope;
use crate::limits;
use crate::words::Email;
use crate::zone::Zone;

/// A live session and whose it is.
pub struct Session {
    /// Which session.
    pub id: EntryId,
    /// Whose.
    pub member: Profile,
    /// The time zone they chose, if they did.
    pub zone: Option<Zone>,
    /// Whether they have accepted the privacy policy in force.
    pub has_consented: bool,
}

/// Finds the live session of a secret shown in a cookie, and notes at most once a minute that it is in use.
///
/// # Errors
/// When the database fails.
pub async fn find_live(app: &App, token: &str) -> Result<Option<Session>, Error> {
    let Ok(token) = Token::parse(token) else { return Ok(None) };
    let now = app.clock.now();
    let idle = now - SignedDuration::from_hours(limits::SESSION_IDLE_HOURS);
    let mut tx = app.db.look().await?;
    let row = tx
        .find(
            "select m.id, m.account_id, m.email, m.name, m.role, m.locale, s.id, s.seen_ms, m.time_zone
            from session s
            join member m on m.id = s.member_id
            where s.token_digest = $1 and s.expires_ms > $2 and s.seen_ms > $3",
            &[Value::from(*token.digest().as_bytes()), Value::from(now), Value::from(idle)],
        )
        .await?;
    let Some(mut row) = row else { return Ok(None) };
    let member = member::read(app, &mut row)?;
    let (id, seen): (EntryId, _) = (row.id()?, row.time()?);
    let zone = row.maybe_text()?.and_then(|name| Zone::find(&name));
    let has_consented = consent::is_current(&mut tx, &member).await?;
    drop(tx);
    if now.duration_since(seen) > SignedDuration::from_mins(1) {
        // A full disk stops every write; whoever is signed in still reads. Unnoted, the session ends sooner, never later.
        if let Err(error) = app.db.retry(|| note_seen(app, &id)).await {
            tracing::warn!(%error, "it was not noted that a session is in use");
        }
    }
    Ok(Some(Session { id, member, zone, has_consented }))
}

async fn note_seen(app: &App, id: &EntryId) -> Result<(), Error> {
    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    tx.execute("update session set seen_ms = $1 where id = $2", &[Value::from(now), Value::from(id)]).await?;
    tx.commit_unlogged("a session in use tells nobody's act").await
}

/// What somebody who came in holds from now on.
pub struct Entered {
    /// The secret of the session.
    pub session: Token,
    /// The secret by which the device is known again.
    pub device: Token,
}

/// Signs a person in.
///
/// # Errors
/// The same answer for an unknown address and a wrong password; [`crate::error::Kind::TooMany`] when passwords were tried
/// too often.
pub async fn sign_in(
    app: &App,
    email: &Email,
    password: String,
    caller: &Caller<'_>,
) -> Result<Entered, Error> {
    let member = sign_in::prove_password(app, email, password, caller).await?;
    app.db.retry(|| open(app, &member, caller)).await
}

async fn open(app: &App, member: &Profile, caller: &Caller<'_>) -> Result<Entered, Error> {
    let mut tx = app.db.begin().await?;
    let entered = enter(&mut tx, app, member, caller).await?;
    let event = Event::tell(
        app,
        Chain::Account(&member.account_id),
        "member-signed-in",
        &member.person(caller.origin),
        &[],
    )?;
    tx.commit(event).await?;
    Ok(entered)
}

/// Adds a session on a device that is known from now on, within a transaction that tells why.
pub(super) async fn enter(
    tx: &mut Tx,
    app: &App,
    member: &Profile,
    caller: &Caller<'_>,
) -> Result<Entered, Error> {
    let shown = caller.device.map(|token| Token::parse(&token.text())).transpose()?;
    let (device_id, device) = device::remember(tx, app, member, caller.origin, shown).await?;
    let session = Token::generate(&app.random)?;
    let id = EntryId::random(&app.random)?;
    let now = app.clock.now();
    let ring = app.keys.scope(Scope::Account(&member.account_id))?;
    tx.execute(
        "insert into session (id, member_id, token_digest, origin, created_ms, seen_ms, expires_ms, device_id)
        values ($1, $2, $3, $4, $5, $6, $7, $8)",
        &[
            Value::from(&id),
            Value::from(&member.id),
            Value::from(*session.digest().as_bytes()),
            Value::from(ring.seal_json(("session", id.as_str(), "origin"), caller.origin)?),
            Value::from(now),
            Value::from(now),
            Value::from(now + SignedDuration::from_hours(limits::SESSION_HOURS_MAX)),
            Value::from(&device_id),
        ],
    )
    .await?;
    Ok(Entered { session, device })
}

/// A live session, as its member sees it.
#[derive(Debug, Clone)]
pub struct Live {
    /// Which.
    pub id: EntryId,
    /// From where it was opened.
    pub origin: Origin,
    /// On which device; none for those opened before devices were remembered.
    pub device_id: Option<EntryId>,
    /// Since when.
    pub created: Timestamp,
    /// When it was used last.
    pub seen: Timestamp,
}

/// The live sessions of a member, the one used last first.
///
/// # Errors
/// When the database fails.
pub async fn list(tx: &mut Tx, app: &App, member: &Profile) -> Result<Vec<Live>, Error> {
    let now = app.clock.now();
    let idle = now - SignedDuration::from_hours(limits::SESSION_IDLE_HOURS);
    let rows = tx
        .list(
            "select id, origin, device_id, created_ms, seen_ms from session
            where member_id = $1 and expires_ms > $2 and seen_ms > $3
            order by seen_ms desc, id",
            &[Value::from(&member.id), Value::from(now), Value::from(idle)],
        )
        .await?;
    let ring = app.keys.scope(Scope::Account(&member.account_id))?;
    rows.into_iter()
        .map(|mut row| {
            let id: EntryId = row.id()?;
            let origin = ring.open_json(("session", id.as_str(), "origin"), &row.bytes()?)?;
            Ok(Live { id, origin, device_id: row.maybe_id()?, created: row.time()?, seen: row.time()? })
        })
        .collect()
}

/// What a member may end.
#[derive(Clone, Copy)]
pub enum Ending<'a> {
    /// One session.
    Session(&'a EntryId),
    /// A device: it is a stranger from now on, and its sessions end.
    Device(&'a EntryId),
    /// Every session but this one.
    Others,
}

/// Ends a session or a device of a member.
///
/// # Errors
/// Not found when it is gone already or not theirs.
pub async fn end(app: &App, member: &Member, ending: Ending<'_>) -> Result<(), Error> {
    app.db
        .retry(async || {
            let mut tx = app.db.begin().await?;
            let mine = Value::from(&member.id);
            let (ended, kind) = match ending {
                Ending::Session(id) => {
                    let sql = "delete from session where id = $1 and member_id = $2";
                    (tx.execute(sql, &[Value::from(id), mine]).await?, "session-ended")
                }
                Ending::Device(id) => {
                    let values = [Value::from(id), mine];
                    tx.execute("delete from session where device_id = $1 and member_id = $2", &values)
                        .await?;
                    let sql = "delete from device where id = $1 and member_id = $2";
                    (tx.execute(sql, &values).await?, "device-ended")
                }
                Ending::Others => {
                    (end_others(&mut tx, &member.id, &member.session_id).await?, "sessions-ended")
                }
            };
            if ended == 0 && !matches!(ending, Ending::Others) {
                return Err(Error::not_found());
            }
            let chain = Chain::Account(&member.account_id);
            tx.commit(Event::tell(app, chain, kind, &member.person(), &[])?).await
        })
        .await
}

/// Ends every session of a member but one, within a transaction that tells why.
pub(super) async fn end_others(tx: &mut Tx, member: &MemberId, kept: &EntryId) -> Result<u64, Error> {
    let values = [Value::from(member), Value::from(kept)];
    tx.execute("delete from session where member_id = $1 and id <> $2", &values).await
}

/// Ends every session of a member and forgets every device, within a transaction that tells why.
pub(super) async fn end_all(tx: &mut Tx, member: &MemberId) -> Result<(), Error> {
    let mine = [Value::from(member)];
    tx.execute("delete from session where member_id = $1", &mine).await?;
    tx.execute("delete from device where member_id = $1", &mine).await?;
    Ok(())
}

/// Ends the session with which the request came.
///
/// # Errors
/// When the database fails.
pub async fn sign_out(app: &App, shown: &SessionShown) -> Result<(), Error> {
    app.db
        .retry(async || {
            let mut tx = app.db.begin().await?;
            tx.execute("delete from session where id = $1", &[Value::from(&shown.session_id)]).await?;
            let chain = Chain::Account(&shown.member.account_id);
            tx.commit(Event::tell(app, chain, "member-signed-out", &shown.person(), &[])?).await
        })
        .await
}

/// Removes sessions that are over.
///
/// # Errors
/// When the database fails.
pub async fn sweep(app: &App) -> Result<(), Error> {
    let now = app.clock.now();
    let idle = now - SignedDuration::from_hours(limits::SESSION_IDLE_HOURS);
    let mut tx = app.db.begin().await?;
    let gone = [Value::from(now), Value::from(idle)];
    tx.execute("delete from session where expires_ms <= $1 or seen_ms <= $2", &gone).await?;
    tx.commit_unlogged("ended sessions are swept").await
}
