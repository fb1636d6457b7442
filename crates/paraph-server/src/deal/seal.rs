//! Seals: the digests of finished files, by which anybody who holds such a file learns that it was made here.

use jiff::Timestamp;

use super::DocumentId;
use super::envelope::Envelope;
use crate::app::App;
use crate::db::{Tx, Value};
use crate::error::Error;
use crate::keys::Scope;

/// Records the digest of a finished file.
///
/// # Errors
/// When the database fails.
pub(super) async fn record(
    tx: &mut Tx,
    app: &App,
    envelope: &Envelope,
    document: &DocumentId,
    sha256: &[u8; 32],
) -> Result<(), Error> {
    tx.execute(
        "insert into seal (lookup, envelope_id, document_id, sealed_ms) values ($1, $2, $3, $4)
        on conflict (lookup) do nothing",
        &[
            Value::from(lookup(app, sha256)?),
            Value::from(&envelope.id),
            Value::from(document),
            Value::from(app.clock.now()),
        ],
    )
    .await?;
    Ok(())
}

/// When a file with this digest was sealed here. It tells nothing else, to anybody.
///
/// # Errors
/// When the database fails.
pub async fn find(tx: &mut Tx, app: &App, sha256: &[u8; 32]) -> Result<Option<Timestamp>, Error> {
    let row =
        tx.find("select sealed_ms from seal where lookup = $1", &[Value::from(lookup(app, sha256)?)]).await?;
    row.map(|mut row| row.time()).transpose()
}

fn lookup(app: &App, sha256: &[u8; 32]) -> Result<[u8; 32], Error> {
    Ok(app.keys.scope(Scope::Instance)?.lookup("seal.sha256", sha256))
}
