//! The database: two engines behind one face. `sqlx` is named in this folder and nowhere else.
//!
//! One SQL text serves both engines. A write lives in a [`Tx`], and a `Tx` is kept only together with the event that
//! tells of it (`commit`), or, for housekeeping, with a written reason (`commit_unlogged`).

mod migrate;
mod tx;
mod value;

use std::future::Future;
use std::path::Path;
use std::str::FromStr;
use std::time::Duration;

use sqlx::postgres::{PgConnectOptions, PgPool, PgPoolOptions};
use sqlx::sqlite::{
    SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous,
};

pub use tx::Tx;
pub use value::{Row, Value};

use crate::error::{Error, Kind};
use crate::limits;

/// A pool of connections to either engine.
#[derive(Clone)]
pub struct Db {
    pool: Pool,
}

#[derive(Clone)]
enum Pool {
    Sqlite(SqlitePool),
    Postgres(PgPool),
}

impl Db {
    /// Opens (and on first use creates) the embedded database file and brings its tables up to date.
    ///
    /// # Errors
    /// When the file cannot be opened, is newer than this program, or a migration fails.
    pub async fn open_embedded(path: &Path) -> Result<Self, Error> {
        let options = SqliteConnectOptions::new()
            .filename(path)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .pragma("secure_delete", "on")
            .pragma("temp_store", "memory")
            .busy_timeout(Duration::from_secs(10));
        let pool = SqlitePoolOptions::new().max_connections(8).connect_with(options).await.map_err(refine)?;
        let db = Self { pool: Pool::Sqlite(pool) };
        migrate::run(&db).await?;
        Ok(db)
    }

    /// Connects to PostgreSQL, or anything that speaks its protocol, and brings its tables up to date.
    ///
    /// # Errors
    /// When the server cannot be reached, is newer than this program, or a migration fails.
    pub async fn connect(url: &str) -> Result<Self, Error> {
        let options = PgConnectOptions::from_str(url).map_err(refine)?;
        let pool = PgPoolOptions::new()
            .max_connections(16)
            .acquire_timeout(Duration::from_secs(10))
            .connect_with(options)
            .await
            .map_err(refine)?;
        let db = Self { pool: Pool::Postgres(pool) };
        migrate::run(&db).await?;
        Ok(db)
    }

    /// Starts a transaction that may write.
    ///
    /// # Errors
    /// When the database cannot be reached or stays busy.
    pub async fn begin(&self) -> Result<Tx, Error> {
        Tx::write(&self.pool).await
    }

    /// Starts a transaction that only looks: all its reads see one moment.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn look(&self) -> Result<Tx, Error> {
        Tx::read(&self.pool).await
    }

    /// Runs `act` again while it loses against other transactions. `act` must start its own transaction each time.
    ///
    /// # Errors
    /// What `act` fails with; [`Kind::Busy`] when it lost every time.
    pub async fn retry<T, Act, Attempt>(&self, mut act: Act) -> Result<T, Error>
    where
        Act: FnMut() -> Attempt,
        Attempt: Future<Output = Result<T, Error>>,
    {
        for attempt in 1..limits::BUSY_ATTEMPTS_MAX {
            match act().await {
                Err(error) if error.kind() == Kind::Busy => {
                    tokio::time::sleep(Duration::from_millis(u64::from(5 * attempt * attempt))).await;
                }
                outcome => return outcome,
            }
        }
        act().await
    }

    /// The engine's name, for the operator.
    pub fn engine(&self) -> &'static str {
        match self.pool {
            Pool::Sqlite(_) => "SQLite (embedded)",
            Pool::Postgres(_) => "PostgreSQL",
        }
    }

    /// Closes every connection, letting running statements end.
    pub async fn close(&self) {
        match &self.pool {
            Pool::Sqlite(pool) => pool.close().await,
            Pool::Postgres(pool) => pool.close().await,
        }
    }
}

/// Sorts the engines' errors by whose fault they are.
fn refine(error: sqlx::Error) -> Error {
    let code = error.as_database_error().and_then(|e| e.code()).unwrap_or_default().into_owned();
    match code.as_str() {
        // serialization failure, deadlock; SQLite's busy and locked with their extended forms
        "40001" | "40P01" | "5" | "6" | "261" | "517" | "262" => {
            Error::said(Kind::Busy, "error-busy").noting(error)
        }
        _ => Error::broken(error),
    }
}

/// Whether an error says that a unique value is already taken.
fn is_duplicate(error: &sqlx::Error) -> bool {
    error.as_database_error().is_some_and(sqlx::error::DatabaseError::is_unique_violation)
}
