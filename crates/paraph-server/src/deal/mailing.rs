//! How many mails a member may have sent to others: so many for one member, to one address and from the instance, so that
//! no member can flood a mailbox. Counted in the transaction that writes the mails: what is not written is not counted.

use std::collections::BTreeMap;

use jiff::SignedDuration;

use super::throttle::Allowance;
use crate::app::App;
use crate::auth::Member;
use crate::db::Tx;
use crate::error::{Error, Kind};
use crate::limits;
use crate::pages::times;
use crate::words::Email;

const MEMBER: Allowance = Allowance {
    name: "mails of a member",
    at_once: limits::MEMBER_MAILS_AT_ONCE,
    pause_seconds: limits::MEMBER_MAIL_PAUSE_SECONDS,
};
const ADDRESS: Allowance = Allowance {
    name: "mails to an address",
    at_once: limits::ADDRESS_MAILS_AT_ONCE,
    pause_seconds: limits::ADDRESS_MAIL_PAUSE_SECONDS,
};
const INVITED: Allowance = Allowance {
    name: "invitations of an address",
    at_once: limits::INVITATIONS_OF_ADDRESS_AT_ONCE,
    pause_seconds: limits::INVITATION_OF_ADDRESS_PAUSE_SECONDS,
};
const INSTANCE: Allowance = Allowance {
    name: "mails of the instance",
    at_once: limits::INSTANCE_MAILS_AT_ONCE,
    pause_seconds: limits::INSTANCE_MAIL_PAUSE_SECONDS,
};

/// What one envelope sends fits every allowance.
const _: () = assert!(
    limits::ENVELOPE_SIGNATORIES_MAX <= limits::ADDRESS_MAILS_AT_ONCE
        && limits::ENVELOPE_SIGNATORIES_MAX <= limits::MEMBER_MAILS_AT_ONCE
        && limits::ENVELOPE_SIGNATORIES_MAX <= limits::INSTANCE_MAILS_AT_ONCE
);

/// Counts mails that a member has sent, one to each of the addresses.
///
/// # Errors
/// [`Kind::TooMany`], with what was reached and until when: then the caller writes nothing.
pub(super) async fn count(tx: &mut Tx, app: &App, member: &Member, addresses: &[&str]) -> Result<(), Error> {
    // In one order, so that two who send to the same people wait for each other and do not lock each other out.
    let mut of_each: BTreeMap<String, (&str, i64)> = BTreeMap::new();
    for address in addresses {
        of_each.entry(address.to_lowercase()).or_insert((address, 0)).1 += 1;
    }
    for (key, (address, number)) in &of_each {
        if let Some(wait) = ADDRESS.of(app, key)?.count_many(tx, app, *number).await? {
            return Err(refused(app, member, "error-mails-address", wait).with("address", address));
        }
    }
    let all = i64::try_from(addresses.len()).map_err(Error::broken)?;
    if let Some(wait) = MEMBER.of(app, member.id.as_str())?.count_many(tx, app, all).await? {
        return Err(refused(app, member, "error-mails-member", wait));
    }
    if let Some(wait) = INSTANCE.of(app, "")?.count_many(tx, app, all).await? {
        return Err(refused(app, member, "error-mails-instance", wait)
            .noting("the instance has sent as many mails as it may for now"));
    }
    Ok(())
}

/// Counts the mail that invites somebody into the account, who may know nothing of it: fewer go to one address.
///
/// # Errors
/// As [`count`].
pub(super) async fn count_invitation(
    tx: &mut Tx,
    app: &App,
    member: &Member,
    email: &Email,
) -> Result<(), Error> {
    if let Some(wait) = INVITED.of(app, &email.as_str().to_lowercase())?.count(tx, app).await? {
        return Err(refused(app, member, "error-invited-lately", wait).with("address", email.as_str()));
    }
    count(tx, app, member, &[email.as_str()]).await
}

fn refused(app: &App, member: &Member, key: &'static str, wait: SignedDuration) -> Error {
    // To the next full minute: that is what is shown.
    let until = app.clock.now() + wait + SignedDuration::from_secs(59);
    let time = times::in_words(until, member.reader.zone(), member.locale);
    Error::said(Kind::TooMany, key).with("time", time)
}
