//! Passwords of members: changed by whoever knows the present one, set anew by whoever reads the address's mail or is given a
//! link by the operator. What a stranger asks for is answered alike and as fast whether the address is a member's or not:
//! the request is only noted, and a job does the rest.

use jiff::{SignedDuration, Timestamp};
use paraph_vault::token::Token;
use serde::{Deserialize, Serialize};

use super::event::{Chain, Event};
use super::job::{self, Kind as JobKind};
use super::member::{self, Profile};
use super::session::{self, Entered};
use super::throttle::{self, Allowance};
use super::{EntryId, MemberId, message, sign_in};
use crate::app::App;
use crate::auth::{Caller, Lane, Member, Origin, Person};
use crate::db::{Tx, Value};
use crate::error::{Error, Kind};
use crate::keys::Scope;
use crate::limits;
use crate::pages::mail;
use crate::words::Email;
use crate::zone::Zone;

const MAILS: Allowance = Allowance {
    name: "password mail",
    at_once: limits::RESET_MAILS_AT_ONCE,
    pause_seconds: limits::RESET_MAIL_PAUSE_SECONDS,
};
const MAILS_OF_SOURCE: Allowance = Allowance {
    name: "password mail source",
    at_once: limits::SOURCE_RESET_MAILS_AT_ONCE,
    pause_seconds: limits::SOURCE_RESET_MAIL_PAUSE_SECONDS,
};

/// Somebody's wish for a mail, sealed until it is written.
#[derive(Serialize, Deserialize)]
struct Wish {
    email: String,
    origin: Origin,
}

/// A link to a new password that still works.
pub struct Reset {
    /// Which.
    id: EntryId,
    /// Whose.
    pub member: Profile,
}

/// Records a request for a new password for an address; a job writes the mail if it is a member's.
///
/// # Errors
/// Too many, when mails were asked for too often; the same for every address.
pub async fn ask(app: &App, email: &Email, origin: &Origin) -> Result<(), Error> {
    let address = MAILS.of(app, &email.as_str().to_lowercase())?;
    let source = MAILS_OF_SOURCE.of(app, &origin.source())?;
    if let Some(wait) = throttle::count_all(app, &[&address, &source]).await? {
        let minutes = wait.as_secs() / 60 + 1;
        return Err(Error::said(Kind::TooMany, "error-too-many-reset-mails").with("minutes", minutes));
    }
    let wish = Wish { email: email.as_str().to_owned(), origin: origin.clone() };
    app.db
        .retry(async || {
            let id = EntryId::random(&app.random)?;
            let ring = app.keys.scope(Scope::Instance)?;
            let mut tx = app.db.begin().await?;
            tx.execute(
                "insert into password_wish (id, body, created_ms) values ($1, $2, $3)",
                &[
                    Value::from(&id),
                    Value::from(ring.seal_json(("password_wish", id.as_str(), "body"), &wish)?),
                    Value::from(app.clock.now()),
                ],
            )
            .await?;
            job::enqueue(&mut tx, app, JobKind::AnswerPasswordWish, id.as_str()).await?;
            tx.commit_unlogged("a wish for a mail is told when the mail is written").await
        })
        .await?;
    app.wake();
    Ok(())
}

/// Writes the mail that a wish is for, if its address is a member's. Twice is once.
///
/// # Errors
/// When the database fails.
pub async fn answer(app: &App, id: &EntryId) -> Result<(), Error> {
    app.db.retry(|| answer_once(app, id)).await
}

async fn answer_once(app: &App, id: &EntryId) -> Result<(), Error> {
    let mut tx = app.db.begin().await?;
    let one = [Value::from(id)];
    let Some(mut row) = tx.find("select body from password_wish where id = $1", &one).await? else {
        return Ok(());
    };
    let ring = app.keys.scope(Scope::Instance)?;
    let wish: Wish = ring.open_json(("password_wish", id.as_str(), "body"), &row.bytes()?)?;
    tx.execute("delete from password_wish where id = $1", &one).await?;
    let email = Email::parse(&wish.email)?;
    let Some(found) = member::find_by_email(&mut tx, app, &email).await? else {
        return tx.commit_unlogged("nobody here has the address that was typed").await;
    };
    let member = found.member;
    let token = add(&mut tx, app, &member.id).await?;
    let link = link(app, &token);
    let body = mail::password_reset(member.locale, &member.name, &app.config.operator, &link);
    let draft =
        message::Draft::to_person(&member.account_id, &member.email, &member.name, "password-reset", body);
    message::enqueue(&mut tx, app, draft).await?;
    let visitor = Person::visitor(&wish.origin, &member.email);
    let chain = Chain::Account(&member.account_id);
    tx.commit(Event::tell(app, chain, "password-reset-asked", &visitor, &[])?).await?;
    app.wake();
    Ok(())
}

/// Makes a link for the member with this address, as the operator of the service asks; none when there is no such member. It
/// takes the place of all links from before, and the member gets a mail about it: no operator can sign in as them unnoticed.
///
/// # Errors
/// When the database fails.
pub async fn issue(app: &App, email: &Email) -> Result<Option<String>, Error> {
    app.db
        .retry(async || {
            let mut tx = app.db.begin().await?;
            let Some(found) = member::find_by_email(&mut tx, app, email).await? else { return Ok(None) };
            let member = found.member;
            end_links(&mut tx, &member.id).await?;
            let token = add(&mut tx, app, &member.id).await?;
            let account = format!("{}/account", app.base_url);
            let body = mail::password_link_issued(&mail_about(app, &member, &account, &app.config.zone()));
            let (to, name) = (member.email.as_str(), member.name.as_str());
            let draft =
                message::Draft::to_person(&member.account_id, to, name, "password-reset-issued", body);
            message::enqueue(&mut tx, app, draft).await?;
            let chain = Chain::Account(&member.account_id);
            let details = [("name", name), ("email", to)];
            let event = Event::tell(app, chain, "password-reset-issued", &Person::system(), &details)?;
            tx.commit(event).await?;
            Ok(Some(link(app, &token)))
        })
        .await
}

fn link(app: &App, token: &Token) -> String {
    format!("{}/reset/{}", app.base_url, token.text().as_str())
}

/// A new link beside those that were not used: who asks for one must not end what somebody else holds. The first that is
/// used ends all.
async fn add(tx: &mut Tx, app: &App, member: &MemberId) -> Result<Token, Error> {
    let (id, token) = (EntryId::random(&app.random)?, Token::generate(&app.random)?);
    let now = app.clock.now();
    tx.execute(
        "insert into password_reset (id, member_id, token_digest, created_ms, expires_ms)
        values ($1, $2, $3, $4, $5)",
        &[
            Value::from(&id),
            Value::from(member),
            Value::from(*token.digest().as_bytes()),
            Value::from(now),
            Value::from(now + SignedDuration::from_mins(limits::PASSWORD_RESET_MINUTES)),
        ],
    )
    .await?;
    Ok(token)
}

/// Ends every link of a member that was not used.
async fn end_links(tx: &mut Tx, member: &MemberId) -> Result<(), Error> {
    let unused = "delete from password_reset where member_id = $1 and used_ms is null";
    tx.execute(unused, &[Value::from(member)]).await?;
    Ok(())
}

/// Finds the link of a secret while it works.
///
/// # Errors
/// When the database fails.
pub async fn find_live(tx: &mut Tx, app: &App, token: &str) -> Result<Option<Reset>, Error> {
    let Ok(token) = Token::parse(token) else { return Ok(None) };
    let row = tx
        .find(
            "select m.id, m.account_id, m.email, m.name, m.role, m.locale, r.id
            from password_reset r
            join member m on m.id = r.member_id
            where r.token_digest = $1 and r.used_ms is null and r.expires_ms > $2",
            &[Value::from(*token.digest().as_bytes()), Value::from(app.clock.now())],
        )
        .await?;
    row.map(|mut row| {
        let member = member::read(app, &mut row)?;
        Ok(Reset { member, id: row.id()? })
    })
    .transpose()
}

/// Sets a new password by a link: whoever holds the link comes in, and everything that the old password let in ends.
///
/// # Errors
/// Not found when the link is used or over; invalid when the password is not good enough.
pub async fn reset(app: &App, token: &str, typed: String, caller: &Caller<'_>) -> Result<Entered, Error> {
    let mut tx = app.db.look().await?;
    let found = find_live(&mut tx, app, token).await?.ok_or_else(Error::not_found)?;
    drop(tx);
    let lane = Lane::Unknown(&caller.origin.source());
    let password = app.passwords.accept(lane, typed, personal(app, &found.member)).await?;
    let entered = app.db.retry(|| reset_once(app, token, &password, caller)).await?;
    app.wake();
    Ok(entered)
}

async fn reset_once(app: &App, token: &str, password: &str, caller: &Caller<'_>) -> Result<Entered, Error> {
    let mut tx = app.db.begin().await?;
    let Reset { id, member } = find_live(&mut tx, app, token).await?.ok_or_else(Error::not_found)?;
    tx.change(
        "update password_reset set used_ms = $1 where id = $2 and used_ms is null",
        &[Value::from(app.clock.now()), Value::from(&id)],
    )
    .await?;
    let entered = replace(&mut tx, app, &member, password, (caller.origin, &Zone::utc())).await?;
    let chain = Chain::Account(&member.account_id);
    tx.commit(Event::tell(app, chain, "password-reset", &member.person(caller.origin), &[])?).await?;
    Ok(entered)
}

/// Changes the password of a member who knows the present one: they go on by a session and on a device with new secrets, and
/// everything else that the old password let in ends.
///
/// # Errors
/// Invalid when the present one is wrong or the new one is not good enough; too many after too many wrong ones.
pub async fn change(app: &App, member: &Member, present: String, typed: String) -> Result<Entered, Error> {
    sign_in::prove_present(app, member, present).await?;
    let profile = Profile::from(member);
    let lane = Lane::Known(member.id.as_str());
    let password = app.passwords.accept(lane, typed, personal(app, &profile)).await?;
    let place = (&member.origin, member.reader.zone());
    let entered = app
        .db
        .retry(async || {
            let mut tx = app.db.begin().await?;
            let entered = replace(&mut tx, app, &profile, &password, place).await?;
            let chain = Chain::Account(&member.account_id);
            tx.commit(Event::tell(app, chain, "password-changed", &member.person(), &[])?).await?;
            Ok(entered)
        })
        .await?;
    app.wake();
    Ok(entered)
}

/// Puts another password in the place of the old one, within a transaction whose event says why. All access by the old one ends:
/// sessions, known devices, programs with their tokens and codes, links to another password, and counted failures. The
/// owner gets a mail, and the person who set it a new session.
async fn replace(
    tx: &mut Tx,
    app: &App,
    member: &Profile,
    password: &str,
    (origin, zone): (&Origin, &Zone),
) -> Result<Entered, Error> {
    let ring = app.keys.scope(Scope::Account(&member.account_id))?;
    let sealed = ring.seal_text(("member", member.id.as_str(), "password"), password)?;
    let values = [Value::from(sealed), Value::from(&member.id)];
    tx.change("update member set password = $1 where id = $2", &values).await?;
    session::end_all(tx, &member.id).await?;
    tx.execute("delete from access_token where member_id = $1", &[Value::from(&member.id)]).await?;
    tx.execute("delete from authorization_code where member_id = $1", &[Value::from(&member.id)]).await?;
    end_links(tx, &member.id).await?;
    sign_in::forget_failures(tx, app, &member.email).await?;
    let forgot = format!("{}/forgot-password", app.base_url);
    let body = mail::password_changed(&mail_about(app, member, &forgot, zone), &origin.ip);
    let (to, name) = (member.email.as_str(), member.name.as_str());
    let draft = message::Draft::to_person(&member.account_id, to, name, "password-changed", body);
    message::enqueue(tx, app, draft).await?;
    session::enter(tx, app, member, &Caller { origin, device: None }).await
}

/// Words that somebody who knows the member would try.
fn personal(app: &App, member: &Profile) -> Vec<String> {
    vec![member.name.clone(), member.email.clone(), app.config.operator.clone()]
}

/// What mails about a password say, whose link leads to `link`.
fn mail_about<'a>(app: &'a App, member: &'a Profile, link: &'a str, zone: &'a Zone) -> mail::OfPassword<'a> {
    mail::OfPassword {
        locale: member.locale,
        name: &member.name,
        operator: &app.config.operator,
        at: app.clock.now(),
        zone,
        link,
    }
}

/// Removes wishes that no job took up and links whose time has passed.
///
/// # Errors
/// When the database fails.
pub async fn sweep(app: &App) -> Result<(), Error> {
    let now = app.clock.now();
    let old: Timestamp = now - SignedDuration::from_hours(24);
    let mut tx = app.db.begin().await?;
    tx.execute("delete from password_wish where created_ms <= $1", &[Value::from(old)]).await?;
    tx.execute("delete from password_reset where expires_ms <= $1", &[Value::from(old)]).await?;
    tx.commit_unlogged("links to a new password that are over are swept").await
}
