//! Who may try a password, and how often. The guesser is slowed, by the source and by the pair of source and address, and the
//! owner is not: a device on which the member has signed in before is counted by itself alone. After so many failures in a
//! row from unknown devices, only a known device or a new password set by mail lets in (NIST SP 800-63B-4 § 3.2.2).

use std::net::IpAddr;

use super::event::{Chain, Event};
use super::member::{self, Profile};
use super::throttle::{Allowance, Counted};
use super::{EntryId, account, device};
use crate::app::App;
use crate::auth::{Caller, Lane, Origin, Person};
use crate::db::{Tx, Value};
use crate::error::{Error, Kind};
use crate::keys::Scope;
use crate::limits;
use crate::words::Email;

/// One address, tried from one source by devices that are not its owner's.
const PAIR: Allowance = Allowance {
    name: "sign-in pair",
    at_once: limits::SIGN_IN_TRIES_AT_ONCE,
    pause_seconds: limits::SIGN_IN_PAUSE_SECONDS,
};
/// Any address, tried from one source by devices that are not its owner's.
const SOURCE: Allowance = Allowance {
    name: "sign-in source",
    at_once: limits::SOURCE_TRIES_AT_ONCE,
    pause_seconds: limits::SOURCE_PAUSE_SECONDS,
};
/// An address, tried from a device of its owner.
const DEVICE: Allowance = Allowance {
    name: "sign-in device",
    at_once: limits::SIGN_IN_TRIES_AT_ONCE,
    pause_seconds: limits::SIGN_IN_PAUSE_SECONDS,
};

/// The member whose address and password these are; failures count, whichever door they come to.
///
/// # Errors
/// The same answer for an unknown address and a wrong password; [`Kind::TooMany`] when passwords were tried too often.
pub(super) async fn prove_password(
    app: &App,
    email: &Email,
    password: String,
    caller: &Caller<'_>,
) -> Result<Profile, Error> {
    let mut tx = app.db.look().await?;
    let found = member::find_by_email(&mut tx, app, email).await?;
    let known = match (&found, caller.device) {
        (Some(found), Some(token)) => device::find(&mut tx, app, &found.member.id, token).await?,
        _ => None,
    };
    drop(tx);
    let attempt = Attempt::of(app, email, caller.origin, known.as_ref())?;
    app.db.retry(|| attempt.begin(app)).await?;
    let stored = found.as_ref().map(|found| found.password.clone());
    let source = caller.origin.source();
    let lane = match &known {
        Some(device) => Lane::Known(device.as_str()),
        None => Lane::Unknown(&source),
    };
    if !app.passwords.verify(lane, password, stored).await? {
        note_failure(app, email, caller.origin, found.as_ref().map(|found| &found.member)).await?;
        return Err(Error::invalid("error-sign-in"));
    }
    let member = found.ok_or_else(|| Error::invalid("error-sign-in"))?.member;
    app.db.retry(|| attempt.succeeded(app)).await?;
    Ok(member)
}

/// Forgets what was tried against an address: its owner has shown that they are the owner.
///
/// # Errors
/// When the database fails.
pub(super) async fn forget_failures(tx: &mut Tx, app: &App, email: &str) -> Result<(), Error> {
    let lookup = streak_of(app, &owner(email))?;
    tx.execute("delete from failure_streak where lookup = $1", &[Value::from(lookup)]).await?;
    Ok(())
}

/// One try of a password, with everything it counts against.
struct Attempt {
    /// Forgotten when it succeeds.
    forgotten: Counted,
    /// Given back when it succeeds: others share it.
    shared: Option<Counted>,
    /// Under which the failures in a row are counted.
    streak: [u8; 32],
}

impl Attempt {
    fn of(app: &App, email: &Email, origin: &Origin, known: Option<&EntryId>) -> Result<Self, Error> {
        let owner = owner(email.as_str());
        let source = network(&origin.ip);
        Ok(match known {
            Some(device) => Self {
                forgotten: DEVICE.of(app, device.as_str())?,
                shared: None,
                streak: streak_of(app, device.as_str())?,
            },
            None => Self {
                forgotten: PAIR.of(app, &format!("{source}\0{owner}"))?,
                shared: Some(SOURCE.of(app, &source)?),
                streak: streak_of(app, &owner)?,
            },
        })
    }

    /// Counts the try before it is made, or refuses it: then nothing is counted and no password is looked at.
    async fn begin(&self, app: &App) -> Result<(), Error> {
        let mut tx = app.db.begin().await?;
        let mut wait = self.forgotten.count(&mut tx, app).await?;
        if let Some(shared) = &self.shared {
            wait = wait.max(shared.count(&mut tx, app).await?);
        }
        if let Some(wait) = wait {
            let seconds = wait.as_secs() + 1;
            return Err(Error::said(Kind::TooMany, "error-too-many-sign-ins").with("seconds", seconds));
        }
        let now = Value::from(app.clock.now());
        let counted = tx
            .execute(
                "insert into failure_streak (lookup, failures, at_ms) values ($1, 1, $2)
                on conflict (lookup) do update set failures = failure_streak.failures + 1, at_ms = $3
                where failure_streak.failures < $4",
                &[Value::from(self.streak), now.clone(), now, Value::from(limits::FAILURES_IN_A_ROW_MAX)],
            )
            .await?;
        if counted == 0 {
            return Err(Error::said(Kind::TooMany, "error-sign-in-proof"));
        }
        tx.commit_unlogged("a password is counted before it is tried").await
    }

    async fn succeeded(&self, app: &App) -> Result<(), Error> {
        let mut tx = app.db.begin().await?;
        self.forgotten.forget(&mut tx).await?;
        if let Some(shared) = &self.shared {
            shared.give_back(&mut tx).await?;
        }
        tx.execute("delete from failure_streak where lookup = $1", &[Value::from(self.streak)]).await?;
        tx.commit_unlogged("a right password is no guess").await
    }
}

fn owner(email: &str) -> String {
    email.to_lowercase()
}

fn streak_of(app: &App, value: &str) -> Result<[u8; 32], Error> {
    Ok(app.keys.scope(Scope::Instance)?.lookup("sign-in streak", value.as_bytes()))
}

/// The network that one subscriber has to themselves: one address of IPv4, 64 bits of IPv6.
pub(super) fn network(ip: &str) -> String {
    match ip.parse::<IpAddr>().map(|ip| ip.to_canonical()) {
        Ok(IpAddr::V6(ip)) => {
            let [a, b, c, d, ..] = ip.segments();
            format!("{a:x}:{b:x}:{c:x}:{d:x}::/64")
        }
        Ok(ip) => ip.to_string(),
        Err(_) => String::new(),
    }
}

async fn note_failure(
    app: &App,
    email: &Email,
    origin: &Origin,
    found: Option<&Profile>,
) -> Result<(), Error> {
    tracing::warn!(member = found.map_or("unknown", |member| member.id.as_str()), "a sign-in failed");
    app.db
        .retry(async || {
            let mut tx = app.db.begin().await?;
            let account = account::of_instance(&mut tx).await?;
            let visitor = Person::visitor(origin, email.as_str());
            tx.commit(Event::tell(app, Chain::Account(&account), "sign-in-failed", &visitor, &[])?).await
        })
        .await
}

#[cfg(test)]
mod tests {
    use super::network;

    #[test]
    fn a_subscriber_of_ipv6_is_one_source_whatever_address_they_take() {
        assert_eq!(network("2001:db8:1:2:aaaa::1"), network("2001:db8:1:2:bbbb:1:2:3"));
        assert_ne!(network("2001:db8:1:2::1"), network("2001:db8:1:3::1"));
        assert_eq!(network("::ffff:192.0.2.7"), "192.0.2.7");
    }
}
