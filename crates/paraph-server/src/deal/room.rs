//! How much may be kept: a project and the whole account have room for so many bytes. What is kept is counted from the rows that
//! name files, in the transaction that adds one, so that no race, removal or kill makes the count wrong.

use super::{AccountId, FileId, ProjectId};
use crate::app::App;
use crate::db::{Row, Tx, Value};
use crate::error::Error;

/// What a file takes is counted in blocks of so many bytes.
const BLOCK_BYTES: u64 = 4_096;
const MEGABYTE: u64 = 1024 * 1024;

/// Bytes used, and the most that may be.
#[derive(Debug, Clone, Copy)]
pub struct Used {
    /// By the project.
    pub project: (u64, u64),
    /// By the whole account.
    pub account: (u64, u64),
}

/// How much a project and its account use.
///
/// # Errors
/// When the database fails.
pub async fn used(
    tx: &mut Tx,
    app: &App,
    (account, project): (&AccountId, &ProjectId),
) -> Result<Used, Error> {
    // Counted by size: a sum of whole numbers is no whole number to PostgreSQL, a count is.
    let of_project = tx
        .list(
            "select blocks, count(*) from file where project_id = $1 and blocks is not null group by blocks",
            &[Value::from(project)],
        )
        .await?;
    let of_account = tx
        .list(
            "select f.blocks, count(*)
            from file f
            join project p on p.id = f.project_id
            where p.account_id = $1 and f.blocks is not null
            group by f.blocks",
            &[Value::from(account)],
        )
        .await?;
    let quota = &app.config.quota;
    Ok(Used {
        project: (bytes(of_project)?, quota.project_megabytes.saturating_mul(MEGABYTE)),
        account: (bytes(of_account)?, quota.account_megabytes.saturating_mul(MEGABYTE)),
    })
}

fn bytes(rows: Vec<Row>) -> Result<u64, Error> {
    let mut blocks: u64 = 0;
    for mut row in rows {
        let (size, count) = (row.integer()?, row.integer()?);
        let all = u64::try_from(size.saturating_mul(count)).map_err(Error::broken)?;
        blocks = blocks.saturating_add(all);
    }
    Ok(blocks.saturating_mul(BLOCK_BYTES))
}

/// Goes on only where so many bytes more may be kept in a project; with none, where it is not full.
///
/// # Errors
/// Invalid, with the limit, where they may not.
pub async fn must_fit(tx: &mut Tx, app: &App, of: (&AccountId, &ProjectId), more: u64) -> Result<(), Error> {
    let Used { project, account } = used(tx, app, of).await?;
    for ((used, most), key) in [(project, "error-room-project"), (account, "error-room-account")] {
        if used.saturating_add(more.max(1)) > most {
            return Err(Error::invalid(key).with("most", most / MEGABYTE));
        }
    }
    Ok(())
}

/// How many bytes of the disk a file takes: whole blocks.
///
/// # Errors
/// When it is not there.
pub(super) fn taken(app: &App, file: &FileId) -> Result<u64, Error> {
    Ok(app.store.size(file)?.div_ceil(BLOCK_BYTES).saturating_mul(BLOCK_BYTES))
}

/// How many blocks of the disk a file takes, as its row remembers it.
pub(super) fn blocks(app: &App, file: &FileId) -> Result<i64, Error> {
    i64::try_from(taken(app, file)?.div_euclid(BLOCK_BYTES)).map_err(Error::broken)
}

/// Measures the files of an earlier release, whose rows do not remember what they take.
///
/// # Errors
/// When the database fails.
pub async fn measure(app: &App) -> Result<(), Error> {
    loop {
        let mut tx = app.db.begin().await?;
        let rows = tx.list("select id from file where blocks is null limit 500", &[]).await?;
        if rows.is_empty() {
            return Ok(());
        }
        for mut row in rows {
            let id: FileId = row.id()?;
            // A file that is gone takes nothing.
            let blocks = blocks(app, &id).unwrap_or_default();
            tx.execute("update file set blocks = $1 where id = $2", &[Value::from(blocks), Value::from(&id)])
                .await?;
        }
        tx.commit_unlogged("what files take is measured, nobody acts").await?;
    }
}
