//! Invitations: the only way in. Single-use, expiring, known to the database by their digest alone.

use jiff::{SignedDuration, Timestamp};
use paraph_vault::token::Token;

use super::event::{Chain, Event};
use super::listing::{self, Behind, Listed};
use super::member::{self, Profile};
use super::session::{self, Entered};
use super::submission::{self, Mark, Submission};
use super::{AccountId, EntryId, MemberId, account, consent, mailing, message};
use crate::app::App;
use crate::auth::{Caller, Lane, Member, Person, Role};
use crate::db::{Row, Tx, Value};
use crate::error::Error;
use crate::keys::Scope;
use crate::limits;
use crate::locale::Locale;
use crate::pages::mail;
use crate::policy;
use crate::words::{Email, Name};

/// An invitation into an account.
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
    pub expires: Timestamp,
    /// Since when.
    pub created: Timestamp,
}

impl Invitation {
    /// Whether it can still be accepted, as far as its time goes.
    pub fn is_live(&self, app: &App) -> bool {
        self.expires > app.clock.now()
    }
}

/// What became of the invitation that a secret belongs to. It is shown to the holder of the secret alone.
pub enum Standing {
    /// It can be accepted.
    Live(Invitation),
    /// Somebody accepted it.
    Used,
    /// It ended before anybody accepted it.
    Expired(Timestamp),
    /// An administrator withdrew it, or sent another one in its place.
    Withdrawn,
    /// There is none with this secret.
    Unknown,
}

/// The end of an invitation that was withdrawn.
const WITHDRAWN: Timestamp = Timestamp::UNIX_EPOCH;

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
        "update invitation set expires_ms = $1 where account_id = $2 and used_ms is null",
        &[Value::from(WITHDRAWN), Value::from(&account)],
    )
    .await?;
    let (_, token) = add(&mut tx, app, &account, Role::Administrator, None).await?;
    let event = Event::tell(app, Chain::Account(&account), "administrator-invited", &Person::system(), &[])?;
    tx.commit(event).await?;
    Ok(Some(token))
}

/// Invites somebody into the account, by mail; an invitation of before to the same address ends. The same form sent twice
/// invites once.
///
/// # Errors
/// Not found unless an administrator asks; a conflict when the address has a login already; too many when the address or
/// anybody was sent too many mails.
pub async fn create(app: &App, submission: &Submission<'_>, email: &Email, role: Role) -> Result<(), Error> {
    submission.member.must_administer()?;
    let mark = submission.mark(app, "invitation", &[email.as_str(), role.as_str()])?;
    app.db.retry(async || send(app.db.begin().await?, app, (submission, &mark), (email, role)).await).await?;
    app.wake();
    Ok(())
}

/// Sends somebody who has not accepted an invitation another one in its place. The same form sent twice sends one.
///
/// # Errors
/// As [`create`]; a conflict when it was accepted or withdrawn meanwhile.
pub async fn resend(app: &App, submission: &Submission<'_>, id: &EntryId) -> Result<(), Error> {
    submission.member.must_administer()?;
    let mark = submission.mark(app, "invitation-again", &[id.as_str()])?;
    app.db
        .retry(async || {
            let mut tx = app.db.begin().await?;
            if submission::find::<super::kinds::Entry>(&mut tx, &mark).await?.is_some() {
                return Ok(());
            }
            let invitation = find_open(&mut tx, app, submission.member, id).await?;
            let email = Email::parse(invitation.email.as_deref().ok_or_else(Error::not_found)?)?;
            send(tx, app, (submission, &mark), (&email, invitation.role)).await
        })
        .await?;
    app.wake();
    Ok(())
}

async fn send(
    mut tx: Tx,
    app: &App,
    (submission, mark): (&Submission<'_>, &Mark),
    (email, role): (&Email, Role),
) -> Result<(), Error> {
    let inviter = submission.member;
    if submission::find::<super::kinds::Entry>(&mut tx, mark).await?.is_some() {
        return Ok(());
    }
    if member::find_by_email(&mut tx, app, email).await?.is_some() {
        return Err(Error::conflict("error-already-member"));
    }
    mailing::count_invitation(&mut tx, app, inviter, email).await?;
    for before in every_open(&mut tx, app, &inviter.account_id).await? {
        let same = |to: &String| to.to_lowercase() == email.as_str().to_lowercase();
        if before.email.as_ref().is_some_and(same) {
            end(&mut tx, &before.id).await?;
        }
    }
    let (id, token) = add(&mut tx, app, &inviter.account_id, role, Some(email)).await?;
    submission::remember(&mut tx, app, mark, &id).await?;
    let link = format!("{}/invitation/{}", app.base_url, token.text().as_str());
    let body = mail::member_invitation(inviter.locale, &inviter.name, &app.config.operator, &link);
    let draft = message::Draft::to_person(&inviter.account_id, email.as_str(), "", "member-invitation", body);
    message::enqueue(&mut tx, app, draft).await?;
    let details = [("email", email.as_str()), ("role", role.as_str())];
    let chain = Chain::Account(&inviter.account_id);
    tx.commit(Event::tell(app, chain, "member-invited", &inviter.person(), &details)?).await
}

/// Withdraws an invitation: its link opens nothing more. Twice is once.
///
/// # Errors
/// Not found unless an administrator of the account asks; a conflict when it was accepted meanwhile.
pub async fn withdraw(app: &App, member: &Member, id: &EntryId) -> Result<(), Error> {
    member.must_administer()?;
    app.db
        .retry(async || {
            let mut tx = app.db.begin().await?;
            let invitation = find_own(&mut tx, app, member, id).await?;
            if invitation.expires == WITHDRAWN {
                return Ok(());
            }
            end(&mut tx, id).await?;
            let details = [("email", invitation.email.as_deref().unwrap_or_default())];
            let chain = Chain::Account(&member.account_id);
            tx.commit(Event::tell(app, chain, "invitation-withdrawn", &member.person(), &details)?).await
        })
        .await
}

async fn end(tx: &mut Tx, id: &EntryId) -> Result<(), Error> {
    let values = [Value::from(WITHDRAWN), Value::from(id)];
    tx.change("update invitation set expires_ms = $1 where id = $2 and used_ms is null", &values).await
}

/// What ended before that is listed no more.
fn listed_since(app: &App) -> Value {
    Value::from(app.clock.now() - SignedDuration::from_hours(24 * limits::INVITATION_LISTED_DAYS))
}

/// All invitations that [`list_open`] would page through.
async fn every_open(tx: &mut Tx, app: &App, account: &AccountId) -> Result<Vec<Invitation>, Error> {
    let rows = tx
        .list(
            "select id, account_id, role, email, expires_ms, created_ms from invitation
            where account_id = $1 and used_ms is null and expires_ms > $2
            order by created_ms, id",
            &[Value::from(account), listed_since(app)],
        )
        .await?;
    rows.into_iter().map(|mut row| read(app, &mut row)).collect()
}

/// An invitation of the member's account that was not accepted.
async fn find_own(tx: &mut Tx, app: &App, member: &Member, id: &EntryId) -> Result<Invitation, Error> {
    let row = tx
        .find(
            "select id, account_id, role, email, expires_ms, created_ms, used_ms from invitation
            where id = $1 and account_id = $2",
            &[Value::from(id), Value::from(&member.account_id)],
        )
        .await?;
    let mut row = row.ok_or_else(Error::not_found)?;
    let invitation = read(app, &mut row)?;
    match row.maybe_time()? {
        None => Ok(invitation),
        Some(_) => Err(Error::conflict("error-invitation-accepted")),
    }
}

/// The same, which was not withdrawn either.
async fn find_open(tx: &mut Tx, app: &App, member: &Member, id: &EntryId) -> Result<Invitation, Error> {
    let invitation = find_own(tx, app, member, id).await?;
    match invitation.expires == WITHDRAWN {
        true => Err(Error::conflict("error-invitation-withdrawn")),
        false => Ok(invitation),
    }
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

/// The invitations of an account that were neither accepted nor withdrawn, recently expired ones included: oldest first,
/// from behind a place on.
///
/// # Errors
/// When the database fails.
pub async fn list_open(
    tx: &mut Tx,
    app: &App,
    account: &AccountId,
    behind: Option<Behind>,
) -> Result<Listed<Invitation>, Error> {
    let Behind { at, id } = behind.unwrap_or_else(Behind::oldest);
    let listed = listed_since(app);
    let rows = tx
        .list(
            "select id, account_id, role, email, expires_ms, created_ms from invitation
            where account_id = $1 and used_ms is null and expires_ms > $2
              and (created_ms > $3 or (created_ms = $3 and id > $4))
            order by created_ms, id
            limit $5",
            &[
                Value::from(account),
                listed.clone(),
                Value::from(at),
                Value::from(id.as_str()),
                Value::from(limits::LIST_ROWS_MAX + 1),
            ],
        )
        .await?;
    let counts = tx
        .find(
            "select count(*), coalesce(sum(case when created_ms > $3 or (created_ms = $3 and id > $4) then 1 else 0 end), 0)
            from invitation
            where account_id = $1 and used_ms is null and expires_ms > $2",
            &[Value::from(account), listed, Value::from(at), Value::from(id.as_str())],
        )
        .await?;
    let rows = rows.into_iter().map(|mut row| read(app, &mut row)).collect::<Result<_, _>>()?;
    let place = |one: &Invitation| Behind { at: one.created.as_millisecond(), id: one.id.to_string() };
    Ok(Listed::of(rows, listing::counts(counts)?, place))
}

/// What became of the invitation with this secret.
///
/// # Errors
/// When the database fails.
pub async fn find(tx: &mut Tx, app: &App, token: &str) -> Result<Standing, Error> {
    let Ok(token) = Token::parse(token) else { return Ok(Standing::Unknown) };
    let row = tx
        .find(
            "select id, account_id, role, email, expires_ms, created_ms, used_ms from invitation where token_digest = $1",
            &[Value::from(*token.digest().as_bytes())],
        )
        .await?;
    let Some(mut row) = row else { return Ok(Standing::Unknown) };
    let invitation = read(app, &mut row)?;
    Ok(match row.maybe_time()? {
        Some(_) => Standing::Used,
        None if invitation.expires == WITHDRAWN => Standing::Withdrawn,
        None if !invitation.is_live(app) => Standing::Expired(invitation.expires),
        None => Standing::Live(invitation),
    })
}

/// Reads the columns id, account_id, role, email, expires_ms, created_ms.
fn read(app: &App, row: &mut Row) -> Result<Invitation, Error> {
    let (id, account_id): (EntryId, AccountId) = (row.id()?, row.id()?);
    let role = Role::parse(&row.text()?).ok_or_else(|| Error::broken("a stored role is not known"))?;
    let ring = app.keys.scope(Scope::Account(&account_id))?;
    let email = row.maybe_bytes()?;
    let email =
        email.map(|sealed| ring.open_text(("invitation", id.as_str(), "email"), &sealed)).transpose()?;
    Ok(Invitation { id, account_id, role, email, expires: row.time()?, created: row.time()? })
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
    let Standing::Live(invitation) = find(&mut tx, app, token).await? else { return Err(Error::not_found()) };
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
