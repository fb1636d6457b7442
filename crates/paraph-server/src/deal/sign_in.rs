//! Who may try a password, and how often. The guesser is slowed, by the source and by the pair of source and address, and the
//! owner is not: a device on which the member has signed in before is counted by itself alone. After so many failures in a
//! row from unknown devices, these have one try an hour between them (NIST SP 800-63B-4 § 3.2.2), until the owner signs in on
//! a known device or sets a new password.

use super::event::{Chain, Event};
use super::member::{self, Profile};
use super::throttle::{Allowance, Counted};
use super::{EntryId, account, device};
use crate::app::App;
use crate::auth::{Caller, Lane, Member, Origin, Person};
use crate::db::Tx;
use crate::error::{Error, Kind};
use crate::limits;
use crate::words::Email;

/// One address, tried from one source by devices that are not its owner's.
const PAIR: Allowance = tries("sign-in pair");
/// An address, tried from a device of its owner.
const DEVICE: Allowance = tries("sign-in device");
/// The present password, tried by somebody who is signed in.
const PRESENT: Allowance = tries("present password");
/// Any address, tried from one source by devices that are not its owner's.
const SOURCE: Allowance = Allowance {
    name: "sign-in source",
    at_once: limits::SOURCE_TRIES_AT_ONCE,
    pause_seconds: limits::SOURCE_PAUSE_SECONDS,
};
/// Failures in a row: at one address by whatever unknown devices, or on one device of its owner.
const STREAK: Allowance = Allowance {
    name: "sign-in streak",
    at_once: limits::FAILURES_IN_A_ROW_MAX,
    pause_seconds: limits::FAILURES_IN_A_ROW_PAUSE_SECONDS,
};

const fn tries(name: &'static str) -> Allowance {
    Allowance { name, at_once: limits::SIGN_IN_TRIES_AT_ONCE, pause_seconds: limits::SIGN_IN_PAUSE_SECONDS }
}

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
    let source = caller.origin.source();
    let (attempt, lane) = match &known {
        Some(device) => (Attempt::on_device(app, email, device)?, Lane::Known(device.as_str())),
        None => (Attempt::from_source(app, email, &source)?, Lane::Unknown(&source)),
    };
    let stored = found.as_ref().map(|found| found.password.clone());
    if !attempt.is_right(app, lane, password, stored).await? {
        note_failure(app, email, caller.origin, found.as_ref().map(|found| &found.member)).await?;
        return Err(Error::invalid("error-sign-in"));
    }
    Ok(found.ok_or_else(|| Error::invalid("error-sign-in"))?.member)
}

/// Goes on only if a member who is signed in knows their present password; failures count here too.
///
/// # Errors
/// Invalid when it is wrong; [`Kind::TooMany`] when it was tried too often.
pub(super) async fn prove_present(app: &App, member: &Member, password: String) -> Result<(), Error> {
    let email = Email::parse(&member.email)?;
    let mut tx = app.db.look().await?;
    let found = member::find_by_email(&mut tx, app, &email).await?;
    drop(tx);
    let attempt = Attempt::in_session(app, member)?;
    let lane = Lane::Known(member.id.as_str());
    match attempt.is_right(app, lane, password, found.map(|found| found.password)).await? {
        true => Ok(()),
        false => Err(Error::invalid("error-present-password")),
    }
}

/// Forgets what was tried against an address: its owner has shown that they are the owner.
///
/// # Errors
/// When the database fails.
pub(super) async fn forget_failures(tx: &mut Tx, app: &App, email: &str) -> Result<(), Error> {
    STREAK.of(app, &owner(email))?.forget(tx).await
}

/// One try of a password, with everything it counts against.
struct Attempt {
    /// Forgotten when it succeeds.
    own: Counted,
    /// Given back when it succeeds: others share it.
    shared: Option<Counted>,
    /// The failures in a row that it adds to.
    streak: Counted,
    /// Those that it ends when it succeeds, besides its own: the ones of strangers at the same address.
    ends: Option<Counted>,
}

impl Attempt {
    fn on_device(app: &App, email: &Email, device: &EntryId) -> Result<Self, Error> {
        Ok(Self {
            own: DEVICE.of(app, device.as_str())?,
            shared: None,
            streak: STREAK.of(app, device.as_str())?,
            ends: Some(STREAK.of(app, &owner(email.as_str()))?),
        })
    }

    fn from_source(app: &App, email: &Email, source: &str) -> Result<Self, Error> {
        let owner = owner(email.as_str());
        Ok(Self {
            own: PAIR.of(app, &format!("{source}\0{owner}"))?,
            shared: Some(SOURCE.of(app, source)?),
            streak: STREAK.of(app, &owner)?,
            ends: None,
        })
    }

    fn in_session(app: &App, member: &Member) -> Result<Self, Error> {
        Ok(Self {
            own: PRESENT.of(app, member.id.as_str())?,
            shared: None,
            streak: STREAK.of(app, member.id.as_str())?,
            ends: None,
        })
    }

    /// Whether a password is the stored one. The try is counted before it is made, and refused without a look at the
    /// password when there were too many.
    async fn is_right(
        &self,
        app: &App,
        lane: Lane<'_>,
        typed: String,
        stored: Option<String>,
    ) -> Result<bool, Error> {
        app.db.retry(|| self.begin(app)).await?;
        match app.passwords.verify(lane, typed, stored).await {
            Ok(true) => app.db.retry(|| self.succeeded(app)).await.map(|()| true),
            Ok(false) => Ok(false),
            // The password was not checked, because too many are waiting: it was no guess.
            Err(error) => app.db.retry(|| self.withdraw(app)).await.and(Err(error)),
        }
    }

    async fn begin(&self, app: &App) -> Result<(), Error> {
        let mut tx = app.db.begin().await?;
        let mut wait = self.own.count(&mut tx, app).await?;
        if let Some(shared) = &self.shared {
            wait = wait.max(shared.count(&mut tx, app).await?);
        }
        if let Some(wait) = wait {
            let seconds = wait.as_secs() + 1;
            return Err(Error::said(Kind::TooMany, "error-too-many-sign-ins").with("seconds", seconds));
        }
        if let Some(wait) = self.streak.count(&mut tx, app).await? {
            let minutes = wait.as_secs() / 60 + 1;
            return Err(Error::said(Kind::TooMany, "error-sign-in-proof").with("minutes", minutes));
        }
        tx.commit_unlogged("a password is counted before it is tried").await
    }

    async fn succeeded(&self, app: &App) -> Result<(), Error> {
        let mut tx = app.db.begin().await?;
        for ended in [Some(&self.own), Some(&self.streak), self.ends.as_ref()].into_iter().flatten() {
            ended.forget(&mut tx).await?;
        }
        if let Some(shared) = &self.shared {
            shared.give_back(&mut tx).await?;
        }
        tx.commit_unlogged("a right password is no guess").await
    }

    async fn withdraw(&self, app: &App) -> Result<(), Error> {
        let mut tx = app.db.begin().await?;
        for counted in [Some(&self.own), Some(&self.streak), self.shared.as_ref()].into_iter().flatten() {
            counted.give_back(&mut tx).await?;
        }
        tx.commit_unlogged("a password that was not looked at is no guess").await
    }
}

fn owner(email: &str) -> String {
    email.to_lowercase()
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
