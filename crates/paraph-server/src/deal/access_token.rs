//! Access tokens: secrets by which a program acts for a member in the CSC API. A member makes one on a page, or a program asks
//! for one with the member's password. The database holds their digests.

use jiff::{SignedDuration, Timestamp};
use paraph_vault::token::Token;

use super::event::{Chain, Event};
use super::member::{self, Profile};
use super::submission::{self, Submission};
use super::{AccessTokenId, EntryId, consent, kinds, sign_in};
use crate::app::App;
use crate::auth::{Caller, Member, Origin, TokenShown};
use crate::db::{Row, Tx, Value};
use crate::error::{Error, Kind as ErrorKind};
use crate::keys::Scope;
use crate::limits;
use crate::words::{Email, Name};

/// What a token opens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// The CSC API.
    Access,
    /// Other tokens of the first kind.
    Refresh,
}

impl Kind {
    fn as_str(self) -> &'static str {
        match self {
            Self::Access => "access",
            Self::Refresh => "refresh",
        }
    }
}

/// How a token came to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// Its member made it on a page.
    Page,
    /// A program showed the member's password.
    Password,
    /// The member let a program in.
    Program,
}

impl Way {
    fn as_str(self) -> &'static str {
        match self {
            Self::Page => "page",
            Self::Password => "password",
            Self::Program => "program",
        }
    }

    fn parse(text: &str) -> Option<Self> {
        [Self::Page, Self::Password, Self::Program].into_iter().find(|way| way.as_str() == text)
    }
}

/// A live token, as its member sees it.
#[derive(Debug, Clone)]
pub struct AccessToken {
    /// Which; not the secret.
    pub id: AccessTokenId,
    /// What it opens.
    pub is_refresh: bool,
    /// What its member calls it; of a program that logged in, what it says of itself.
    pub name: String,
    /// How it came to be.
    pub way: Way,
    /// Since when.
    pub created: Timestamp,
    /// Until when.
    pub expires: Timestamp,
}

/// Tokens given to a program that logged in.
pub struct Issued {
    /// Opens the API.
    pub access: Token,
    /// Opens another one later, if that was asked for.
    pub refresh: Option<Token>,
}

/// Whose live access token this is, and whether they have accepted the privacy policy in force.
pub struct Live {
    /// Whose.
    pub member: Profile,
    /// Whether they have accepted the privacy policy in force.
    pub has_consented: bool,
}

/// To whom tokens are given.
pub(super) struct Recipient<'a> {
    /// For which member it acts.
    pub(super) member: &'a Profile,
    /// What its tokens have in common.
    pub(super) grant: &'a EntryId,
    /// How it came to them.
    pub(super) way: Way,
    /// What it is called.
    pub(super) name: &'a str,
    /// Its identifier, if it has one.
    pub(super) client: Option<&'a str>,
}

/// Makes a token for a program of the member's: its secret, shown once. The same form sent twice makes one, and the second
/// time there is nothing to show.
///
/// # Errors
/// Invalid when the days are out of bounds; a conflict when there are too many tokens.
pub async fn create(
    app: &App,
    submission: &Submission<'_>,
    name: &Name,
    days: i64,
) -> Result<Option<Token>, Error> {
    if !(1..=limits::ACCESS_TOKEN_DAYS_MAX).contains(&days) {
        return Err(Error::invalid("error-token-days").with("max", limits::ACCESS_TOKEN_DAYS_MAX));
    }
    let mark = submission.mark(app, "access-token", &[name.as_str(), &days.to_string()])?;
    let member = Profile::from(submission.member);
    app.db
        .retry(async || {
            let mut tx = app.db.begin().await?;
            if submission::find::<kinds::AccessToken>(&mut tx, &mark).await?.is_some() {
                return Ok(None);
            }
            let grant = EntryId::random(&app.random)?;
            let recipient = Recipient {
                member: &member,
                grant: &grant,
                way: Way::Page,
                name: name.as_str(),
                client: None,
            };
            let lifetime = SignedDuration::from_hours(24 * days);
            let (id, token) = add(&mut tx, app, &recipient, (Kind::Access, lifetime)).await?;
            submission::remember(&mut tx, app, &mark, &id).await?;
            let details = [("name", name.as_str())];
            let actor = submission.member.person();
            let chain = Chain::Account(&member.account_id);
            tx.commit(Event::tell(app, chain, "access-token-created", &actor, &details)?).await?;
            Ok(Some(token))
        })
        .await
}

/// Gives tokens to a program that shows a member's address and password (CSC API v2 § 11.2).
///
/// # Errors
/// As signing in; [`ErrorKind::ConsentWanted`] when the member has yet to accept the privacy policy in force.
pub async fn log_in(
    app: &App,
    (email, password): (&Email, String),
    origin: &Origin,
    kinds: &[Kind],
) -> Result<Issued, Error> {
    // A program has no device that is known: what it tries counts by its source.
    let caller = Caller { origin, device: None };
    let member = sign_in::prove_password(app, email, password, &caller).await?;
    let grant = EntryId::random(&app.random)?;
    let name = origin.device.as_str();
    let recipient = Recipient { member: &member, grant: &grant, way: Way::Password, name, client: None };
    app.db.retry(|| issue_alone(app, &recipient, origin, kinds)).await
}

/// Gives another access token to a program that shows a refresh token; to a program with an identifier, only its own.
///
/// # Errors
/// Not found when it is none, or over; otherwise as [`log_in`].
pub async fn refresh(
    app: &App,
    secret: &str,
    client: Option<&str>,
    origin: &Origin,
) -> Result<Issued, Error> {
    let token = Token::parse(secret).map_err(|_| Error::not_found())?;
    app.db.retry(|| refresh_once(app, &token, client, origin)).await
}

async fn refresh_once(
    app: &App,
    token: &Token,
    client: Option<&str>,
    origin: &Origin,
) -> Result<Issued, Error> {
    let mut tx = app.db.begin().await?;
    let row = tx
        .find(
            "select m.id, m.account_id, m.email, m.name, m.role, m.locale, t.grant_id, t.id, t.name, t.way
            from access_token t
            join member m on m.id = t.member_id
            where t.token_digest = $1 and t.kind = 'refresh' and t.expires_ms > $2 and coalesce(t.client, '') = $3",
            &[
                Value::from(*token.digest().as_bytes()),
                Value::from(app.clock.now()),
                Value::from(client.unwrap_or_default()),
            ],
        )
        .await?;
    let mut row = row.ok_or_else(Error::not_found)?;
    let (member, grant): (_, EntryId) = (member::read(app, &mut row)?, row.id()?);
    let id: AccessTokenId = row.id()?;
    let ring = app.keys.scope(Scope::Account(&member.account_id))?;
    let name = ring.open_text(("access_token", id.as_str(), "name"), &row.bytes()?)?;
    let way = read_way(&mut row)?;
    let recipient = Recipient { member: &member, grant: &grant, way, name: &name, client };
    // In the same transaction: a token that is taken back at this instant refreshes nothing.
    issue_within(tx, app, (&recipient, origin), &[Kind::Access]).await
}

async fn issue_alone(
    app: &App,
    recipient: &Recipient<'_>,
    origin: &Origin,
    kinds: &[Kind],
) -> Result<Issued, Error> {
    issue_within(app.db.begin().await?, app, (recipient, origin), kinds).await
}

async fn issue_within(
    mut tx: Tx,
    app: &App,
    (recipient, origin): (&Recipient<'_>, &Origin),
    kinds: &[Kind],
) -> Result<Issued, Error> {
    let issued = issue(&mut tx, app, recipient, kinds).await?;
    let chain = Chain::Account(&recipient.member.account_id);
    let actor = recipient.member.person(origin);
    tx.commit(Event::tell(app, chain, "access-token-issued", &actor, &[])?).await?;
    Ok(issued)
}

/// Gives tokens within a transaction that tells why.
///
/// # Errors
/// [`ErrorKind::ConsentWanted`] when the member has yet to accept the privacy policy in force.
pub(super) async fn issue(
    tx: &mut Tx,
    app: &App,
    recipient: &Recipient<'_>,
    kinds: &[Kind],
) -> Result<Issued, Error> {
    if !consent::is_current(tx, recipient.member).await? {
        return Err(Error::said(ErrorKind::ConsentWanted, "error-policy-changed"));
    }
    let lifetime = |kind| match kind {
        Kind::Access => SignedDuration::from_secs(limits::ACCESS_TOKEN_SECONDS),
        Kind::Refresh => SignedDuration::from_hours(24 * limits::REFRESH_TOKEN_DAYS),
    };
    let (_, access) = add(tx, app, recipient, (Kind::Access, lifetime(Kind::Access))).await?;
    let refresh = match kinds.contains(&Kind::Refresh) {
        true => Some(add(tx, app, recipient, (Kind::Refresh, lifetime(Kind::Refresh))).await?.1),
        false => None,
    };
    Ok(Issued { access, refresh })
}

async fn add(
    tx: &mut Tx,
    app: &App,
    new: &Recipient<'_>,
    (kind, lifetime): (Kind, SignedDuration),
) -> Result<(AccessTokenId, Token), Error> {
    let now = app.clock.now();
    let owner = Value::from(&new.member.id);
    let mine = "select count(*) from access_token where member_id = $1 and expires_ms > $2";
    let mine =
        tx.find(mine, &[owner.clone(), Value::from(now)]).await?.map_or(Ok(0), |mut row| row.integer())?;
    if mine >= limits::MEMBER_TOKENS_MAX {
        return Err(Error::said(ErrorKind::TooMany, "error-tokens").with("max", limits::MEMBER_TOKENS_MAX));
    }
    let token = Token::generate(&app.random)?;
    let id = AccessTokenId::random(&app.random)?;
    let ring = app.keys.scope(Scope::Account(&new.member.account_id))?;
    tx.execute(
        "insert into access_token
        (id, member_id, grant_id, kind, way, name, client, token_digest, created_ms, expires_ms)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        &[
            Value::from(&id),
            owner,
            Value::from(new.grant),
            Value::from(kind.as_str()),
            Value::from(new.way.as_str()),
            Value::from(ring.seal_text(("access_token", id.as_str(), "name"), new.name)?),
            Value::from(new.client),
            Value::from(*token.digest().as_bytes()),
            Value::from(now),
            Value::from(now + lifetime),
        ],
    )
    .await?;
    Ok((id, token))
}

/// The live tokens of a member, the oldest first.
///
/// # Errors
/// When the database fails.
pub async fn list(tx: &mut Tx, app: &App, member: &Member) -> Result<Vec<AccessToken>, Error> {
    let rows = tx
        .list(
            "select id, kind, way, name, created_ms, expires_ms from access_token
            where member_id = $1 and expires_ms > $2
            order by created_ms, id",
            &[Value::from(&member.id), Value::from(app.clock.now())],
        )
        .await?;
    let ring = app.keys.scope(Scope::Account(&member.account_id))?;
    let read = |mut row: Row| {
        let id: AccessTokenId = row.id()?;
        let is_refresh = row.text()? == Kind::Refresh.as_str();
        let way = read_way(&mut row)?;
        let name = ring.open_text(("access_token", id.as_str(), "name"), &row.bytes()?)?;
        Ok(AccessToken { id, is_refresh, name, way, created: row.time()?, expires: row.time()? })
    };
    rows.into_iter().map(read).collect()
}

fn read_way(row: &mut Row) -> Result<Way, Error> {
    Way::parse(&row.text()?).ok_or_else(|| Error::broken("how a token came to be is not known"))
}

/// Takes a member's own token back, and those it opened. Twice is once.
///
/// # Errors
/// When the database fails.
pub async fn revoke(app: &App, member: &Member, id: &AccessTokenId) -> Result<(), Error> {
    app.db
        .retry(async || {
            let mut tx = app.db.begin().await?;
            let row = tx
                .find(
                    "select grant_id from access_token where id = $1 and member_id = $2",
                    &[Value::from(id), Value::from(&member.id)],
                )
                .await?;
            let grant: EntryId = row.ok_or_else(Error::not_found)?.id()?;
            tx.execute("delete from access_token where grant_id = $1", &[Value::from(&grant)]).await?;
            let chain = Chain::Account(&member.account_id);
            tx.commit(Event::tell(app, chain, "access-token-revoked", &member.person(), &[])?).await
        })
        .await
}

/// Takes a token back by its secret, as the program that holds it asks (CSC API v2 § 11.3, RFC 7009): a refresh token with
/// every token it opened, an access token alone. A token that is none of the member's is none.
///
/// # Errors
/// When the database fails.
pub async fn revoke_shown(app: &App, shown: &TokenShown, secret: &str) -> Result<(), Error> {
    let Ok(token) = Token::parse(secret) else { return Ok(()) };
    revoke_of(app, &shown.member, &shown.origin, &token).await
}

async fn revoke_of(app: &App, member: &Profile, origin: &Origin, token: &Token) -> Result<(), Error> {
    let digest = *token.digest().as_bytes();
    app.db
        .retry(async || {
            let mut tx = app.db.begin().await?;
            let of_mine = [Value::from(digest), Value::from(&member.id)];
            let row = tx
                .find(
                    "select kind, grant_id from access_token where token_digest = $1 and member_id = $2",
                    &of_mine,
                )
                .await?;
            let Some(mut row) = row else { return Ok(()) };
            let is_refresh = row.text()? == Kind::Refresh.as_str();
            let grant: EntryId = row.id()?;
            if is_refresh {
                tx.execute("delete from access_token where grant_id = $1", &[Value::from(&grant)]).await?;
            } else {
                tx.execute("delete from access_token where token_digest = $1 and member_id = $2", &of_mine)
                    .await?;
            }
            let chain = Chain::Account(&member.account_id);
            tx.commit(Event::tell(app, chain, "access-token-revoked", &member.person(origin), &[])?).await
        })
        .await
}

/// Takes a token back that whoever holds it gives back (RFC 7009 § 2.1): a refresh token with every token it opened. One that
/// is none is none.
///
/// # Errors
/// When the database fails.
pub async fn give_back(app: &App, client: &str, secret: &str, origin: &Origin) -> Result<(), Error> {
    let Ok(token) = Token::parse(secret) else { return Ok(()) };
    let mut tx = app.db.look().await?;
    let row = tx
        .find(
            "select m.id, m.account_id, m.email, m.name, m.role, m.locale, t.id
            from access_token t
            join member m on m.id = t.member_id
            where t.token_digest = $1 and t.client = $2",
            &[Value::from(*token.digest().as_bytes()), Value::from(client)],
        )
        .await?;
    let Some(mut row) = row else { return Ok(()) };
    let member = member::read(app, &mut row)?;
    drop(tx);
    revoke_of(app, &member, origin, &token).await
}

/// Finds the live access token of a secret.
///
/// # Errors
/// When the database fails.
pub async fn find_live(app: &App, secret: &str) -> Result<Option<Live>, Error> {
    let Ok(token) = Token::parse(secret) else { return Ok(None) };
    let mut tx = app.db.look().await?;
    let row = tx
        .find(
            "select m.id, m.account_id, m.email, m.name, m.role, m.locale
            from access_token t
            join member m on m.id = t.member_id
            where t.token_digest = $1 and t.kind = 'access' and t.expires_ms > $2",
            &[Value::from(*token.digest().as_bytes()), Value::from(app.clock.now())],
        )
        .await?;
    let Some(mut row) = row else { return Ok(None) };
    let member = member::read(app, &mut row)?;
    let has_consented = consent::is_current(&mut tx, &member).await?;
    Ok(Some(Live { member, has_consented }))
}

/// Removes tokens that are over.
///
/// # Errors
/// When the database fails.
pub async fn sweep(app: &App) -> Result<(), Error> {
    let mut tx = app.db.begin().await?;
    tx.execute("delete from access_token where expires_ms <= $1", &[Value::from(app.clock.now())]).await?;
    tx.commit_unlogged("tokens that are over are swept").await
}
