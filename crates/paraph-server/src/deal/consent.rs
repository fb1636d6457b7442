//! Consent to the privacy policy: which version and text each member accepted, when and from where. A text that changes
//! asks everybody again before they go on.

use super::EntryId;
use super::event::{Chain, Event};
use super::member::Profile;
use crate::app::App;
use crate::auth::{Origin, SessionShown};
use crate::db::{Tx, Value};
use crate::error::Error;
use crate::keys::Scope;
use crate::locale::Locale;
use crate::policy;

/// Records that a member accepted the text in force, as they read it in their language.
///
/// # Errors
/// When the database fails.
pub(super) async fn record(
    tx: &mut Tx,
    app: &App,
    member: &Profile,
    locale: Locale,
    origin: &Origin,
) -> Result<(), Error> {
    let id = EntryId::random(&app.random)?;
    let ring = app.keys.scope(Scope::Account(&member.account_id))?;
    tx.execute(
        "insert into consent (id, member_id, policy_version, policy_sha256, origin, accepted_ms)
        values ($1, $2, $3, $4, $5, $6)",
        &[
            Value::from(&id),
            Value::from(&member.id),
            Value::from(policy::VERSION),
            Value::from(policy::sha256(locale)),
            Value::from(ring.seal_json(("consent", id.as_str(), "origin"), origin)?),
            Value::from(app.clock.now()),
        ],
    )
    .await?;
    Ok(())
}

/// Whether a member has accepted the text in force, in whichever language they read it.
///
/// # Errors
/// When the database fails.
pub(super) async fn is_current(tx: &mut Tx, member: &Profile) -> Result<bool, Error> {
    let rows = tx
        .list(
            "select policy_sha256 from consent where member_id = $1 and policy_version = $2",
            &[Value::from(&member.id), Value::from(policy::VERSION)],
        )
        .await?;
    let in_force = Locale::ALL.map(policy::sha256);
    for mut row in rows {
        if in_force.contains(&row.digest()?) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// A member accepts the policy in force. Accepting twice records one.
///
/// # Errors
/// Invalid when the text changed since they were shown `version`.
pub async fn accept(app: &App, shown: &SessionShown, version: &str, locale: Locale) -> Result<(), Error> {
    if version != policy::VERSION {
        return Err(Error::invalid("error-policy-changed"));
    }
    app.db
        .retry(async || {
            let mut tx = app.db.begin().await?;
            let member = &shown.member;
            if is_current(&mut tx, member).await? {
                return Ok(());
            }
            record(&mut tx, app, member, locale, &shown.origin).await?;
            let chain = Chain::Account(&member.account_id);
            let digest = hex::encode(policy::sha256(locale));
            let details = [("policy_version", policy::VERSION), ("policy_sha256", digest.as_str())];
            tx.commit(Event::tell(app, chain, "policy-accepted", &shown.person(), &details)?).await
        })
        .await
}
