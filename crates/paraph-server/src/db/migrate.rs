//! Brings the tables up to date, in one transaction, from the one list of migrations that serves both engines.

use super::{Db, Value};
use crate::error::Error;

/// The list, oldest first. A text is never changed once released.
const MIGRATIONS: &[&str] = &[
    include_str!("../../../../migrations/0001_spine.sql"),
    include_str!("../../../../migrations/0002_submission.sql"),
    include_str!("../../../../migrations/0003_consent_by_member.sql"),
    include_str!("../../../../migrations/0004_credential.sql"),
    include_str!("../../../../migrations/0005_register.sql"),
    include_str!("../../../../migrations/0006_authorization.sql"),
    include_str!("../../../../migrations/0007_revision.sql"),
    include_str!("../../../../migrations/0008_time_zone.sql"),
    include_str!("../../../../migrations/0009_shown.sql"),
    include_str!("../../../../migrations/0010_event_by_time.sql"),
    include_str!("../../../../migrations/0011_room.sql"),
    include_str!("../../../../migrations/0012_held_form.sql"),
    include_str!("../../../../migrations/0013_device.sql"),
    include_str!("../../../../migrations/0014_signature_mark.sql"),
];

pub(super) async fn run(db: &Db) -> Result<(), Error> {
    let mut tx = db.begin().await?;
    tx.migrate("create table if not exists migration (number bigint primary key)".to_owned()).await?;
    let mut row = tx.find("select coalesce(max(number), 0) from migration", &[]).await?;
    let done = match &mut row {
        Some(row) => row.integer()?,
        None => 0,
    };
    let done = usize::try_from(done).map_err(Error::broken)?;
    if done > MIGRATIONS.len() {
        return Err(Error::broken(format!(
            "the database is at migration {done}, this program knows {}: start the newer program, or restore a backup",
            MIGRATIONS.len()
        )));
    }
    for (index, text) in MIGRATIONS.iter().enumerate().skip(done) {
        let text = if tx.is_embedded() { for_embedded(text) } else { (*text).to_owned() };
        tx.migrate(text).await?;
        let number = i64::try_from(index + 1).map_err(Error::broken)?;
        tx.execute("insert into migration (number) values ($1)", &[Value::from(number)]).await?;
    }
    tx.commit_unlogged("migrations change tables, not deals").await
}

/// The embedded engine's spelling of the same text: its own type names, and tables that check them.
fn for_embedded(text: &str) -> String {
    let text = text.replace(" bigint", " integer").replace(" bytea", " blob");
    text.split_inclusive(";\n")
        .map(|statement| match statement.trim_end().strip_suffix(");") {
            Some(head) if statement.contains("create table") => format!("{head}) strict;\n"),
            _ => statement.to_owned(),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_embedded_engine_checks_the_types_of_every_table() {
        let text =
            for_embedded("create table a (\n  b bigint not null,\n  c bytea\n);\ncreate index d on a (b);\n");
        assert_eq!(
            text,
            "create table a (\n  b integer not null,\n  c blob\n) strict;\ncreate index d on a (b);\n"
        );
    }
}
