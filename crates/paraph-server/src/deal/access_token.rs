//! Access tokens: secrets by which a program acts for a member in the CSC API. A member makes one on a page, or a program asks
//! for one with the member's password. The database holds their digests.

use jiff::{SignedDuration, Timestamp};
use paraph_vault::token::Token;

use super::event::{Chain, Event};
use super::member::{self, Profile};
use super::submission::{self, Submission};
use super::{AccessTokenId, EntryId, consent, kinds, session};
use crate::app::App;
use crate::auth::{Member, Origin, TokenShown};
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
}

impl Way {
    fn as_str(self) -> &'static str {
        match self {
            Self::Page => "page",
            Self::Password => "password",
        }
    }

    fn parse(text: &str) -> Option<Self> {
        [Self::Page, Self::Password].into_iter().find(|way| way.as_str() == text)
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
    /// Which token.
    pub id: AccessTokenId,
    /// Whose.
    pub member: Profile,
    /// Whether they have accepted the privacy policy in force.
    pub has_consented: bool,
}

/// A token about to be kept.
struct New<'a> {
    member: &'a Profile,
    grant: &'a EntryId,
    kind: Kind,
    way: Way,
    name: &'a str,
    lifetime: SignedDuration,
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
            let new = New {
                member: &member,
                grant: &EntryId::random(&app.random)?,
                kind: Kind::Access,
                way: Way::Page,
                name: name.as_str(),
                lifetime: SignedDuration::from_hours(24 * days),
            };
            let (id, token) = add(&mut tx, app, &new).await?;
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
    let member = session::prove_password(app, email, password, origin).await?;
    let grant = EntryId::random(&app.random)?;
    app.db.retry(|| issue(app, (&member, origin), &grant, kinds)).await
}

/// Gives another access token to a program that shows a refresh token.
///
/// # Errors
/// Not found when it is none, or over; otherwise as [`log_in`].
pub async fn refresh(app: &App, secret: &str, origin: &Origin) -> Result<Issued, Error> {
    let token = Token::parse(secret).map_err(|_| Error::not_found())?;
    app.db.retry(|| refresh_once(app, &token, origin)).await
}

async fn refresh_once(app: &App, token: &Token, origin: &Origin) -> Result<Issued, Error> {
    let mut tx = app.db.begin().await?;
    let row = tx
        .find(
            "select m.id, m.account_id, m.email, m.name, m.role, m.locale, t.grant_id
            from access_token t
            join member m on m.id = t.member_id
            where t.token_digest = $1 and t.kind = 'refresh' and t.expires_ms > $2",
            &[Value::from(*token.digest().as_bytes()), Value::from(app.clock.now())],
        )
        .await?;
    let mut row = row.ok_or_else(Error::not_found)?;
    let (member, grant) = (member::read(app, &mut row)?, row.id()?);
    // In the same transaction: a token that is taken back at this instant refreshes nothing.
    issue_within(tx, app, (&member, origin), (&grant, &[Kind::Access])).await
}

async fn issue(
    app: &App,
    (member, origin): (&Profile, &Origin),
    grant: &EntryId,
    kinds: &[Kind],
) -> Result<Issued, Error> {
    issue_within(app.db.begin().await?, app, (member, origin), (grant, kinds)).await
}

async fn issue_within(
    mut tx: Tx,
    app: &App,
    (member, origin): (&Profile, &Origin),
    (grant, kinds): (&EntryId, &[Kind]),
) -> Result<Issued, Error> {
    if !consent::is_current(&mut tx, member).await? {
        return Err(Error::said(ErrorKind::ConsentWanted, "error-policy-changed"));
    }
    let lifetime = |kind| match kind {
        Kind::Access => SignedDuration::from_secs(limits::ACCESS_TOKEN_SECONDS),
        Kind::Refresh => SignedDuration::from_hours(24 * limits::REFRESH_TOKEN_DAYS),
    };
    let new = |kind| {
        let (name, lifetime) = (origin.device.as_str(), lifetime(kind));
        New { member, grant, kind, way: Way::Password, name, lifetime }
    };
    let (_, access) = add(&mut tx, app, &new(Kind::Access)).await?;
    let refresh = match kinds.contains(&Kind::Refresh) {
        true => Some(add(&mut tx, app, &new(Kind::Refresh)).await?.1),
        false => None,
    };
    let chain = Chain::Account(&member.account_id);
    tx.commit(Event::tell(app, chain, "access-token-issued", &member.person(origin), &[])?).await?;
    Ok(Issued { access, refresh })
}

async fn add(tx: &mut Tx, app: &App, new: &New<'_>) -> Result<(AccessTokenId, Token), Error> {
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
        (id, member_id, grant_id, kind, way, name, token_digest, created_ms, expires_ms)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        &[
            Value::from(&id),
            owner,
            Value::from(new.grant),
            Value::from(new.kind.as_str()),
            Value::from(new.way.as_str()),
            Value::from(ring.seal_text(("access_token", id.as_str(), "name"), new.name)?),
            Value::from(*token.digest().as_bytes()),
            Value::from(now),
            Value::from(now + new.lifetime),
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
        let way =
            Way::parse(&row.text()?).ok_or_else(|| Error::broken("how a token came to be is not known"))?;
        let name = ring.open_text(("access_token", id.as_str(), "name"), &row.bytes()?)?;
        Ok(AccessToken { id, is_refresh, name, way, created: row.time()?, expires: row.time()? })
    };
    rows.into_iter().map(read).collect()
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
    let digest = *token.digest().as_bytes();
    app.db
        .retry(async || {
            let mut tx = app.db.begin().await?;
            let of_mine = [Value::from(digest), Value::from(&shown.member.id)];
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
            let chain = Chain::Account(&shown.member.account_id);
            tx.commit(Event::tell(app, chain, "access-token-revoked", &shown.person(), &[])?).await
        })
        .await
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
            "select m.id, m.account_id, m.email, m.name, m.role, m.locale, t.id
            from access_token t
            join member m on m.id = t.member_id
            where t.token_digest = $1 and t.kind = 'access' and t.expires_ms > $2",
            &[Value::from(*token.digest().as_bytes()), Value::from(app.clock.now())],
        )
        .await?;
    let Some(mut row) = row else { return Ok(None) };
    let member = member::read(app, &mut row)?;
    let id = row.id()?;
    let has_consented = consent::is_current(&mut tx, &member).await?;
    Ok(Some(Live { id, member, has_consented }))
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
