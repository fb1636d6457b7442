//! Members: people with a login, found by the keyed digest of their address.

use jiff::Timestamp;

use super::event::{Chain, Event};
use super::{AccountId, MemberId};
use crate::app::App;
use crate::auth::{Member, Origin, Person, PersonKind, Role};
use crate::db::{Row, Tx, Value};
use crate::error::Error;
use crate::keys::Scope;
use crate::locale::Locale;
use crate::words::{Email, Name};

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

/// All members of an account, each with when they joined.
///
/// # Errors
/// When the database fails.
pub async fn list(tx: &mut Tx, app: &App, account: &AccountId) -> Result<Vec<(Profile, Timestamp)>, Error> {
    let rows = tx
        .list(
            "select id, account_id, email, name, role, locale, created_ms from member
            where account_id = $1
            order by created_ms",
            &[Value::from(account)],
        )
        .await?;
    rows.into_iter().map(|mut row| Ok((read(app, &mut row)?, row.time()?))).collect()
}

/// Changes a member's own name and language.
///
/// # Errors
/// When the database fails.
pub async fn change(app: &App, member: &Member, name: &Name, locale: Locale) -> Result<(), Error> {
    let ring = app.keys.scope(Scope::Account(&member.account_id))?;
    app.db
        .retry(async || {
            let mut tx = app.db.begin().await?;
            tx.change(
                "update member set name = $1, locale = $2 where id = $3",
                &[
                    Value::from(ring.seal_text(("member", member.id.as_str(), "name"), name.as_str())?),
                    Value::from(locale.as_str()),
                    Value::from(&member.id),
                ],
            )
            .await?;
            let details = [("name", name.as_str())];
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
