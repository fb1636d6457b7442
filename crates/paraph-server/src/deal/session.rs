//! Login sessions: signing in, being known, signing out.

use jiff::SignedDuration;
use paraph_vault::token::Token;

use super::event::{Chain, Event};
use super::member::{self, Profile};
use super::{EntryId, consent};
use crate::app::App;
use crate::auth::{Origin, Person, SessionShown};
use crate::db::{Tx, Value};
use crate::error::{Error, Kind};
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
        // A full disk lets nobody write; whoever is signed in still reads. Unnoted, the session ends sooner, never later.
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

/// Signs a person in: the session's secret, to be shown in a cookie.
///
/// # Errors
/// The same answer for an unknown address and a wrong password; [`Kind::TooMany`] after too many failures.
pub async fn sign_in(app: &App, email: &Email, password: String, origin: &Origin) -> Result<Token, Error> {
    let member = prove_password(app, email, password, origin).await?;
    app.db.retry(|| open(app, &member, origin)).await
}

/// The member whose address and password these are; failures count, whichever door they come to.
///
/// # Errors
/// As [`sign_in`].
pub(super) async fn prove_password(
    app: &App,
    email: &Email,
    password: String,
    origin: &Origin,
) -> Result<Profile, Error> {
    let lookups = [member::lookup(app, email)?, source_lookup(app, origin)?];
    let mut tx = app.db.look().await?;
    refuse_too_many(&mut tx, app, &lookups).await?;
    let found = member::find_by_email(&mut tx, app, email).await?;
    drop(tx);
    let stored = found.as_ref().map(|f| f.password.clone());
    if !app.passwords.verify(password, stored).await? {
        return Err(note_failure(app, email, origin, &lookups).await?);
    }
    Ok(found.ok_or_else(|| Error::invalid("error-sign-in"))?.member)
}

async fn open(app: &App, member: &Profile, origin: &Origin) -> Result<Token, Error> {
    let mut tx = app.db.begin().await?;
    let token = create(&mut tx, app, member, origin).await?;
    let event = Event::tell(
        app,
        Chain::Account(&member.account_id),
        "member-signed-in",
        &member.person(origin),
        &[],
    )?;
    tx.commit(event).await?;
    Ok(token)
}

/// Adds a session within a transaction that tells why.
pub(super) async fn create(
    tx: &mut Tx,
    app: &App,
    member: &Profile,
    origin: &Origin,
) -> Result<Token, Error> {
    let token = Token::generate(&app.random)?;
    let id = EntryId::random(&app.random)?;
    let now = app.clock.now();
    let ring = app.keys.scope(Scope::Account(&member.account_id))?;
    tx.execute(
        "insert into session (id, member_id, token_digest, origin, created_ms, seen_ms, expires_ms)
        values ($1, $2, $3, $4, $5, $6, $7)",
        &[
            Value::from(&id),
            Value::from(&member.id),
            Value::from(*token.digest().as_bytes()),
            Value::from(ring.seal_json(("session", id.as_str(), "origin"), origin)?),
            Value::from(now),
            Value::from(now),
            Value::from(now + SignedDuration::from_hours(limits::SESSION_HOURS_MAX)),
        ],
    )
    .await?;
    Ok(token)
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

fn source_lookup(app: &App, origin: &Origin) -> Result<[u8; 32], Error> {
    Ok(app.keys.scope(Scope::Instance)?.lookup("sign_in.source", origin.ip.as_bytes()))
}

async fn refuse_too_many(tx: &mut Tx, app: &App, lookups: &[[u8; 32]; 2]) -> Result<(), Error> {
    let since = app.clock.now() - SignedDuration::from_mins(limits::SIGN_IN_WINDOW_MINUTES);
    for lookup in lookups {
        let row = tx
            .find(
                "select count(*) from sign_in_failure where lookup = $1 and at_ms > $2",
                &[Value::from(*lookup), Value::from(since)],
            )
            .await?;
        let failures = row.map_or(Ok(0), |mut row| row.integer())?;
        if failures >= limits::SIGN_IN_FAILURES_MAX {
            return Err(Error::said(Kind::TooMany, "error-too-many-sign-ins"));
        }
    }
    Ok(())
}

/// Notes a failed attempt and returns what to answer.
async fn note_failure(
    app: &App,
    email: &Email,
    origin: &Origin,
    lookups: &[[u8; 32]; 2],
) -> Result<Error, Error> {
    app.db
        .retry(async || {
            let mut tx = app.db.begin().await?;
            for lookup in lookups {
                add_failure(&mut tx, app, *lookup).await?;
            }
            let account = super::account::of_instance(&mut tx).await?;
            let visitor = Person::visitor(origin, email.as_str());
            tx.commit(Event::tell(app, Chain::Account(&account), "sign-in-failed", &visitor, &[])?).await
        })
        .await?;
    Ok(Error::invalid("error-sign-in"))
}

async fn add_failure(tx: &mut Tx, app: &App, lookup: [u8; 32]) -> Result<(), Error> {
    let id = EntryId::random(&app.random)?;
    tx.execute(
        "insert into sign_in_failure (id, lookup, at_ms) values ($1, $2, $3)",
        &[Value::from(&id), Value::from(lookup), Value::from(app.clock.now())],
    )
    .await?;
    Ok(())
}

/// Removes sessions and failures that no longer matter.
///
/// # Errors
/// When the database fails.
pub async fn sweep(app: &App) -> Result<(), Error> {
    let now = app.clock.now();
    let idle = now - SignedDuration::from_hours(limits::SESSION_IDLE_HOURS);
    let window = now - SignedDuration::from_mins(limits::SIGN_IN_WINDOW_MINUTES);
    let mut tx = app.db.begin().await?;
    let gone = [Value::from(now), Value::from(idle)];
    tx.execute("delete from session where expires_ms <= $1 or seen_ms <= $2", &gone).await?;
    tx.execute("delete from sign_in_failure where at_ms <= $1", &[Value::from(window)]).await?;
    tx.commit_unlogged("ended sessions and old failures are swept").await
}
