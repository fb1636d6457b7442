//! The account that the instance serves, created at the first start.

use super::AccountId;
use crate::app::App;
use crate::db::{Tx, Value};
use crate::error::Error;
use crate::keys::Scope;

/// The account of this instance.
///
/// # Errors
/// When the instance was never established.
pub async fn of_instance(tx: &mut Tx) -> Result<AccountId, Error> {
    let row = tx.find("select account_id from instance where number = 1", &[]).await?;
    row.ok_or_else(|| Error::broken("the instance was never established"))?.id()
}

/// The root key's fingerprint that the database belongs to; none before the first start is done.
///
/// # Errors
/// When the database fails.
pub async fn root_fingerprint(tx: &mut Tx) -> Result<Option<String>, Error> {
    let row = tx.find("select root_fingerprint from instance where number = 1", &[]).await?;
    row.map(|mut row| row.text()).transpose()
}

/// Writes the account and the instance's row.
///
/// # Errors
/// When the database fails, or the instance is established already.
pub async fn establish(app: &App, id: &AccountId) -> Result<(), Error> {
    let ring = app.keys.scope(Scope::Account(id))?;
    let now = app.clock.now();
    let name = ring.seal_text(("account", id.as_str(), "name"), &app.config.operator)?;
    let mut tx = app.db.begin().await?;
    tx.execute(
        "insert into account (id, name, created_ms) values ($1, $2, $3)",
        &[Value::from(id), Value::from(name), Value::from(now)],
    )
    .await?;
    tx.execute(
        "insert into instance (number, account_id, root_fingerprint, created_ms) values (1, $1, $2, $3)",
        &[Value::from(id), Value::from(app.keys.fingerprint().as_str()), Value::from(now)],
    )
    .await?;
    let system = crate::auth::Person::system();
    let event = super::event::Event::tell(
        app,
        super::event::Chain::Account(id),
        "instance-established",
        &system,
        &[],
    )?;
    tx.commit(event).await
}
