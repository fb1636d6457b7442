//! A transaction that can only be kept together with the event that tells of it.

use sqlx::{Postgres, Sqlite};

use super::held::{Held, in_time};
use super::value::Columns;
use super::{Pool, Row, Value, is_duplicate, refine};
use crate::deal::event::{self, Event};
use crate::error::{Error, Kind};

/// An open transaction. Dropped, it leaves nothing behind.
pub struct Tx {
    engine: Engine,
}

enum Engine {
    Sqlite(Held<Sqlite>),
    Postgres(Held<Postgres>),
}

impl Tx {
    pub(super) async fn write(pool: &Pool) -> Result<Self, Error> {
        Self::open(pool, ["begin immediate", "begin isolation level serializable"]).await
    }

    pub(super) async fn read(pool: &Pool) -> Result<Self, Error> {
        Self::open(pool, ["begin deferred", "begin isolation level repeatable read read only"]).await
    }

    async fn open(pool: &Pool, [on_sqlite, on_postgres]: [&'static str; 2]) -> Result<Self, Error> {
        let engine = match pool {
            Pool::Sqlite(pool, _) => {
                let connection = pool.acquire().await.map_err(refine)?;
                Engine::Sqlite(Held::begin(connection, on_sqlite).await.map_err(refine)?)
            }
            Pool::Postgres(pool, reach) => {
                let connection = reach.acquire(pool).await.map_err(refine)?;
                Engine::Postgres(Held::begin(connection, on_postgres).await.map_err(refine)?)
            }
        };
        Ok(Self { engine })
    }

    /// Runs a statement and counts the rows it touched.
    ///
    /// # Errors
    /// [`Kind::Busy`] when another transaction won, [`Kind::Conflict`] when a unique value is taken.
    pub async fn execute(&mut self, sql: &'static str, values: &[Value]) -> Result<u64, Error> {
        let outcome = match &mut self.engine {
            Engine::Sqlite(held) => {
                let connection = held.lend().map_err(refine)?;
                let done = in_time(bind_sqlite(sql, values).execute(connection)).await;
                held.settle(done).map(|done| done.rows_affected())
            }
            Engine::Postgres(held) => {
                let connection = held.lend().map_err(refine)?;
                let done = in_time(bind_postgres(sql, values).execute(connection)).await;
                held.settle(done).map(|done| done.rows_affected())
            }
        };
        outcome.map_err(|error| {
            if is_duplicate(&error) { Error::conflict("error-taken").noting(error) } else { refine(error) }
        })
    }

    /// Runs a statement that must change exactly one row; none means that the state no longer allows it.
    ///
    /// # Errors
    /// [`Kind::Conflict`] when no row was changed.
    pub async fn change(&mut self, sql: &'static str, values: &[Value]) -> Result<(), Error> {
        match self.execute(sql, values).await? {
            1 => Ok(()),
            _ => Err(Error::said(Kind::Conflict, "error-conflict")),
        }
    }

    /// All rows of an answer.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn list(&mut self, sql: &'static str, values: &[Value]) -> Result<Vec<Row>, Error> {
        match &mut self.engine {
            Engine::Sqlite(held) => {
                let connection = held.lend().map_err(refine)?;
                let rows = in_time(bind_sqlite(sql, values).fetch_all(connection)).await;
                let rows = held.settle(rows).map_err(refine)?;
                Ok(rows.into_iter().map(|row| Row::new(Columns::Sqlite(row))).collect())
            }
            Engine::Postgres(held) => {
                let connection = held.lend().map_err(refine)?;
                let rows = in_time(bind_postgres(sql, values).fetch_all(connection)).await;
                let rows = held.settle(rows).map_err(refine)?;
                Ok(rows.into_iter().map(|row| Row::new(Columns::Postgres(row))).collect())
            }
        }
    }

    /// The one row of an answer that may be absent.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn find(&mut self, sql: &'static str, values: &[Value]) -> Result<Option<Row>, Error> {
        Ok(self.list(sql, values).await?.into_iter().next())
    }

    /// Keeps the transaction together with the event that tells of it.
    ///
    /// # Errors
    /// [`Kind::Busy`] when another transaction won; then nothing was kept.
    pub async fn commit(mut self, event: Event) -> Result<(), Error> {
        let act = event.act();
        event::append(&mut self, event).await?;
        self.keep().await?;
        act.tell();
        Ok(())
    }

    /// Keeps a transaction of housekeeping, which tells nobody's act; `why` says what it is.
    ///
    /// # Errors
    /// [`Kind::Busy`] when another transaction won; then nothing was kept.
    pub async fn commit_unlogged(self, why: &'static str) -> Result<(), Error> {
        tracing::trace!(why, "kept without an event");
        self.keep().await
    }

    async fn keep(self) -> Result<(), Error> {
        match self.engine {
            Engine::Sqlite(held) => held.commit().await,
            Engine::Postgres(held) => held.commit().await,
        }
        .map_err(refine)
    }

    /// Runs the text of a migration.
    pub(super) async fn migrate(&mut self, text: String) -> Result<(), Error> {
        let text = sqlx::AssertSqlSafe(text);
        match &mut self.engine {
            Engine::Sqlite(held) => {
                let done = sqlx::raw_sql(text).execute(held.lend().map_err(refine)?).await;
                held.settle(done).map(|_| ())
            }
            Engine::Postgres(held) => {
                let done = sqlx::raw_sql(text).execute(held.lend().map_err(refine)?).await;
                held.settle(done).map(|_| ())
            }
        }
        .map_err(refine)
    }

    /// Whether this is the embedded engine, whose column types are spelled differently.
    pub(super) fn is_embedded(&self) -> bool {
        matches!(self.engine, Engine::Sqlite(_))
    }
}

fn bind_sqlite<'q>(
    sql: &'static str,
    values: &[Value],
) -> sqlx::query::Query<'q, Sqlite, sqlx::sqlite::SqliteArguments> {
    values.iter().cloned().fold(sqlx::query(sql), |query, value| match value {
        Value::Integer(value) => query.bind(value),
        Value::Text(value) => query.bind(value),
        Value::Bytes(value) => query.bind(value),
    })
}

fn bind_postgres<'q>(
    sql: &'static str,
    values: &[Value],
) -> sqlx::query::Query<'q, Postgres, sqlx::postgres::PgArguments> {
    values.iter().cloned().fold(sqlx::query(sql), |query, value| match value {
        Value::Integer(value) => query.bind(value),
        Value::Text(value) => query.bind(value),
        Value::Bytes(value) => query.bind(value),
    })
}
