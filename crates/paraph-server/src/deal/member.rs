//! Members: people with a login, found by the keyed digest of their address.

use jiff::Timestamp;

use super::event::{Chain, Event};
use super::listing::{self, Behind, Listed};
use super::{AccountId, MemberId};
use crate::app::App;
use crate::auth::{Member, Origin, Person, PersonKind, Role};
use crate::db::{Row, Tx, Value};
use crate::error::Error;
use crate::keys::Scope;
use crate::limits;
use crate::locale::Locale;
use crate::words::{Email, Name};
use crate::zone::Zone;

/// A person with a login.
#[derive(Debug, Clone)]
pub struct Profile {
    /// Who.
    pub id: MemberId,
    /// In which account.
    pub account_id: AccountId,
    /// Name.
    pub name: String,
    /// Address.
    pub email: String,
    /// What they may do in the account.
    pub role: Role,
    /// Language of their pages.
    pub locale: Locale,
}

impl Profile {
    /// The words by which events name this member, acting from `origin`.
    pub fn person(&self, origin: &Origin) -> Person {
        Person {
            kind: PersonKind::Member,
            id: self.id.to_string(),
            name: self.name.clone(),
            email: self.email.clone(),
            origin: Some(origin.clone()),
        }
    }
}

impl From<&Member> for Profile {
    fn from(member: &Member) -> Self {
        Self {
            id: member.id.clone(),
            account_id: member.account_id.clone(),
            name: member.name.clone(),
            email: member.email.clone(),
            role: member.role,
            locale: member.locale,
        }
    }
}

/// The digest under which an address is found, whatever its capitals.
///
/// # Errors
/// When the digest cannot be computed.
pub fn lookup(app: &App, email: &Email) -> Result<[u8; 32], Error> {
    Ok(app.keys.scope(Scope::Instance)?.lookup("member.email", email.as_str().to_lowercase().as_bytes()))
}

/// A member with the stored digest of their password.
pub struct WithPassword {
    /// Who.
    pub member: Profile,
    /// The password's argon2id digest (PHC string).
    pub password: String,
}

/// Finds a member by address.
///
/// # Errors
/// When the database fails.
pub async fn find_by_email(tx: &mut Tx, app: &App, email: &Email) -> Result<Option<WithPassword>, Error> {
    let row = tx
        .find(
            "select id, account_id, email, name, role, locale, password from member where email_lookup = $1",
            &[Value::from(lookup(app, email)?)],
        )
        .await?;
    row.map(|mut row| {
        let member = read(app, &mut row)?;
        let sealed = row.bytes()?;
        let ring = app.keys.scope(Scope::Account(&member.account_id))?;
        let password = ring.open_text(("member", member.id.as_str(), "password"), &sealed)?;
        Ok(WithPassword { member, password })
    })
    .transpose()
}

/// The members of an account, each with when they joined, oldest first, from behind a place on.
///
/// # Errors
/// When the database fails.
pub async fn list(
    tx: &mut Tx,
    app: &App,
    account: &AccountId,
    behind: Option<Behind>,
) -> Result<Listed<(Profile, Timestamp)>, Error> {
    let Behind { at, id } = behind.unwrap_or_else(Behind::oldest);
    let rows = tx
        .list(
            "select id, account_id, email, name, role, locale, created_ms from member
            where account_id = $1 and (created_ms > $2 or (created_ms = $2 and id > $3))
            order by created_ms, id
            limit $4",
            &[
                Value::from(account),
                Value::from(at),
                Value::from(id.as_str()),
                Value::from(limits::LIST_ROWS_MAX + 1),
            ],
        )
        .await?;
    let counts = tx
        .find(
            "select count(*), coalesce(sum(case when created_ms > $2 or (created_ms = $2 and id > $3) then 1 else 0 end), 0)
            from member
            where account_id = $1",
            &[Value::from(account), Value::from(at), Value::from(id.as_str())],
        )
        .await?;
    let rows = rows
        .into_iter()
        .map(|mut row| Ok((read(app, &mut row)?, row.time()?)))
        .collect::<Result<_, Error>>()?;
    let place = |(member, since): &(Profile, Timestamp)| Behind {
        at: since.as_millisecond(),
        id: member.id.to_string(),
    };
    Ok(Listed::of(rows, listing::counts(counts)?, place))
}

/// What a member decides about themselves.
pub struct Change {
    /// Name.
    pub name: Name,
    /// Language of their pages and mails.
    pub locale: Locale,
    /// Zone of the times on their pages; none for that of whichever device they read on.
    pub zone: Option<Zone>,
}

/// Changes a member's own name, language and time zone.
///
/// # Errors
/// When the database fails.
pub async fn change(app: &App, member: &Member, change: &Change) -> Result<(), Error> {
    let ring = app.keys.scope(Scope::Account(&member.account_id))?;
    app.db
        .retry(async || {
            let mut tx = app.db.begin().await?;
            tx.change(
                "update member set name = $1, locale = $2, time_zone = $3 where id = $4",
                &[
                    Value::from(
                        ring.seal_text(("member", member.id.as_str(), "name"), change.name.as_str())?,
                    ),
                    Value::from(change.locale.as_str()),
                    Value::from(change.zone.as_ref().map(Zone::name)),
                    Value::from(&member.id),
                ],
            )
            .await?;
            let mut details = vec![("name", change.name.as_str())];
            if change.zone.as_ref() != member.reader.chosen() {
                details.push(("time-zone", change.zone.as_ref().map_or("—", Zone::name)));
            }
            let chain = Chain::Account(&member.account_id);
            tx.commit(Event::tell(app, chain, "member-changed", &member.person(), &details)?).await
        })
        .await
}

/// Reads the columns id, account_id, email, name, role, locale.
pub(super) fn read(app: &App, row: &mut Row) -> Result<Profile, Error> {
    let (id, account_id): (MemberId, AccountId) = (row.id()?, row.id()?);
    let ring = app.keys.scope(Scope::Account(&account_id))?;
    let email = ring.open_text(("member", id.as_str(), "email"), &row.bytes()?)?;
    let name = ring.open_text(("member", id.as_str(), "name"), &row.bytes()?)?;
    let role = Role::parse(&row.text()?).ok_or_else(|| Error::broken("a stored role is not known"))?;
    let locale =
        Locale::parse(&row.text()?).ok_or_else(|| Error::broken("a stored language is not known"))?;
    Ok(Profile { id, account_id, name, email, role, locale })
}
