//! Invitations: the only way in. Single-use, expiring, known to the database by their digest alone.

use jiff::SignedDuration;
use paraph_vault::token::Token;

use super::event::{Chain, Event};
use super::member::{self, Profile};
use super::session::{self, Entered};
use super::submission::{self, Submission};
use super::{AccountId, EntryId, MemberId, account, consent, message};
use crate::app::App;
use crate::auth::{Caller, Lane, Person, Role};
use crate::db::{Row, Tx, Value};
use crate::error::Error;
use crate::keys::Scope;
use crate::limits;
use crate::locale::Locale;
use crate::pages::mail;
use crate::policy;
use crate::words::{Email, Name};

/// An invitation that can still be accepted.
pub struct Invitation {
    /// Which.
    pub id: EntryId,
    /// Into which account.
    pub account_id: AccountId,
    /// As what.
    pub role: Role,
    /// The address it was sent to; none for the first administrator's.
    pub email: Option<String>,
    /// Until when.
    pub expires: jiff::Timestamp,
}

/// What a person says of themselves when accepting.
pub struct Acceptance {
    /// Their name.
    pub name: Name,
    /// Their address.
    pub email: Email,
    /// Their password, as typed.
    pub password: String,
    /// The version of the privacy policy they accepted.
    pub policy_version: String,
    /// The language they read it in.
    pub locale: Locale,
}

/// The first administrator's invitation: made anew at each start until somebody has accepted one.
///
/// # Errors
/// When the database fails.
pub async fn create_first(app: &App) -> Result<Option<Token>, Error> {
    let mut tx = app.db.begin().await?;
    let account = account::of_instance(&mut tx).await?;
    let members =
        tx.find("select count(*) from member", &[]).await?.map_or(Ok(0), |mut row| row.integer())?;
    if members > 0 {
        return Ok(None);
    }
    tx.execute(
        "update invitation set expires_ms = 0 where account_id = $1 and used_ms is null",
        &[Value::from(&account)],
    )
    .await?;
    let (_, token) = add(&mut tx, app, &account, Role::Administrator, None).await?;
    let event = Event::tell(app, Chain::Account(&account), "administrator-invited", &Person::system(), &[])?;
    tx.commit(event).await?;
    Ok(Some(token))
}

/// Invites somebody into the account, by mail. The same form sent twice invites once.
///
/// # Errors
/// Not found unless an administrator asks.
pub async fn create(app: &App, submission: &Submission<'_>, email: &Email, role: Role) -> Result<(), Error> {
    let inviter = submission.member;
    inviter.must_administer()?;
    let mark = submission.mark(app, "invitation", &[email.as_str(), role.as_str()])?;
    app.db
        .retry(async || {
            let mut tx = app.db.begin().await?;
            if submission::find::<super::kinds::Entry>(&mut tx, &mark).await?.is_some() {
                return Ok(());
            }
            if member::find_by_email(&mut tx, app, email).await?.is_some() {
                return Err(Error::conflict("error-already-member"));
            }
            let (id, token) = add(&mut tx, app, &inviter.account_id, role, Some(email)).await?;
            submission::remember(&mut tx, app, &mark, &id).await?;
            let link = format!("{}/invitation/{}", app.base_url, token.text().as_str());
            let body = mail::member_invitation(inviter.locale, &inviter.name, &app.config.operator, &link);
            let draft =
                message::Draft::to_person(&inviter.account_id, email.as_str(), "", "member-invitation", body);
            message::enqueue(&mut tx, app, draft).await?;
            let details = [("email", email.as_str()), ("role", role.as_str())];
            let chain = Chain::Account(&inviter.account_id);
            tx.commit(Event::tell(app, chain, "member-invited", &inviter.person(), &details)?).await
        })
        .await?;
    app.wake();
    Ok(())
}

async fn add(
    tx: &mut Tx,
    app: &App,
    account: &AccountId,
    role: Role,
    email: Option<&Email>,
) -> Result<(EntryId, Token), Error> {
    let token = Token::generate(&app.random)?;
    let id = EntryId::random(&app.random)?;
    let now = app.clock.now();
    let ring = app.keys.scope(Scope::Account(account))?;
    let email =
        email.map(|e| ring.seal_text(("invitation", id.as_str(), "email"), e.as_str())).transpose()?;
    tx.execute(
        "insert into invitation (id, account_id, token_digest, role, email, created_ms, expires_ms)
        values ($1, $2, $3, $4, $5, $6, $7)",
        &[
            Value::from(&id),
            Value::from(account),
            Value::from(*token.digest().as_bytes()),
            Value::from(role.as_str()),
            Value::from(email),
            Value::from(now),
            Value::from(now + SignedDuration::from_hours(limits::INVITATION_HOURS)),
        ],
    )
    .await?;
    Ok((id, token))
}

/// The invitations of an account that can still be accepted.
///
/// # Errors
/// When the database fails.
pub async fn list_live(tx: &mut Tx, app: &App, account: &AccountId) -> Result<Vec<Invitation>, Error> {
    let rows = tx
        .list(
            "select id, account_id, role, email, expires_ms from invitation
            where account_id = $1 and used_ms is null and expires_ms > $2
            order by created_ms",
            &[Value::from(account), Value::from(app.clock.now())],
        )
        .await?;
    rows.into_iter().map(|mut row| read(app, &mut row)).collect()
}

/// Finds an invitation that can still be accepted.
///
/// # Errors
/// When the database fails.
pub async fn find_live(tx: &mut Tx, app: &App, token: &str) -> Result<Option<Invitation>, Error> {
    let Ok(token) = Token::parse(token) else { return Ok(None) };
    let row = tx
        .find(
            "select id, account_id, role, email, expires_ms from invitation
            where token_digest = $1 and used_ms is null and expires_ms > $2",
            &[Value::from(*token.digest().as_bytes()), Value::from(app.clock.now())],
        )
        .await?;
    row.map(|mut row| read(app, &mut row)).transpose()
}

fn read(app: &App, row: &mut Row) -> Result<Invitation, Error> {
    let (id, account_id): (EntryId, AccountId) = (row.id()?, row.id()?);
    let role = Role::parse(&row.text()?).ok_or_else(|| Error::broken("a stored role is not known"))?;
    let ring = app.keys.scope(Scope::Account(&account_id))?;
    let email = row.maybe_bytes()?;
    let email =
        email.map(|sealed| ring.open_text(("invitation", id.as_str(), "email"), &sealed)).transpose()?;
    Ok(Invitation { id, account_id, role, email, expires: row.time()? })
}

/// Accepts an invitation: the member, their consent to the privacy policy and their first session, or nothing.
///
/// # Errors
/// Not found when the invitation is used or over; a conflict when the address has a login already.
pub async fn accept(app: &App, token: &str, said: Acceptance, caller: &Caller<'_>) -> Result<Entered, Error> {
    if said.policy_version != policy::VERSION {
        return Err(Error::invalid("error-policy-changed"));
    }
    let personal =
        vec![said.name.as_str().to_owned(), said.email.as_str().to_owned(), app.config.operator.clone()];
    let password =
        app.passwords.accept(Lane::Unknown(&caller.origin.source()), said.password.clone(), personal).await?;
    app.db.retry(|| accept_once(app, token, &said, &password, caller)).await
}

async fn accept_once(
    app: &App,
    token: &str,
    said: &Acceptance,
    password: &str,
    caller: &Caller<'_>,
) -> Result<Entered, Error> {
    let mut tx = app.db.begin().await?;
    let invitation = find_live(&mut tx, app, token).await?.ok_or_else(Error::not_found)?;
    let now = app.clock.now();
    tx.change(
        "update invitation set used_ms = $1 where id = $2 and used_ms is null",
        &[Value::from(now), Value::from(&invitation.id)],
    )
    .await?;
    let member = add_member(&mut tx, app, &invitation, said, password).await?;
    consent::record(&mut tx, app, &member, said.locale, caller.origin).await?;
    let entered = session::enter(&mut tx, app, &member, caller).await?;
    let digest = hex::encode(policy::sha256(said.locale));
    let details = [("policy_version", policy::VERSION), ("policy_sha256", digest.as_str())];
    tx.commit(Event::tell(
        app,
        Chain::Account(&member.account_id),
        "member-joined",
        &member.person(caller.origin),
        &details,
    )?)
    .await?;
    Ok(entered)
}

async fn add_member(
    tx: &mut Tx,
    app: &App,
    invitation: &Invitation,
    said: &Acceptance,
    password: &str,
) -> Result<Profile, Error> {
    let id = MemberId::random(&app.random)?;
    let account_id = invitation.account_id.clone();
    let ring = app.keys.scope(Scope::Account(&account_id))?;
    if member::find_by_email(tx, app, &said.email).await?.is_some() {
        return Err(Error::conflict("error-already-member"));
    }
    tx.execute(
        "insert into member (id, account_id, email_lookup, email, name, password, role, locale, created_ms)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        &[
            Value::from(&id),
            Value::from(&account_id),
            Value::from(member::lookup(app, &said.email)?),
            Value::from(ring.seal_text(("member", id.as_str(), "email"), said.email.as_str())?),
            Value::from(ring.seal_text(("member", id.as_str(), "name"), said.name.as_str())?),
            Value::from(ring.seal_text(("member", id.as_str(), "password"), password)?),
            Value::from(invitation.role.as_str()),
            Value::from(said.locale.as_str()),
            Value::from(app.clock.now()),
        ],
    )
    .await?;
    let (name, email) = (said.name.as_str().to_owned(), said.email.as_str().to_owned());
    Ok(Profile { id, account_id, name, email, role: invitation.role, locale: said.locale })
}
