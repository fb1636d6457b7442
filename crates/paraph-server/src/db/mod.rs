//! The database: two engines behind one face. `sqlx` is named in this folder and nowhere else.
//!
//! One SQL text serves both engines. A write lives in a [`Tx`], and a `Tx` is kept only together with the event that
//! tells of it (`commit`), or, for housekeeping, with a written reason (`commit_unlogged`).

mod failure;
mod held;
mod migrate;
mod reach;
mod tx;
mod value;

use std::future::Future;
use std::path::Path;
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

use sqlx::Connection;
use sqlx::postgres::{PgConnectOptions, PgPool, PgPoolOptions};
use sqlx::sqlite::{
    SqliteConnectOptions, SqliteConnection, SqliteJournalMode, SqlitePool, SqlitePoolOptions,
    SqliteSynchronous,
};
use tokio::sync::Mutex;

use failure::{is_answer, is_duplicate, refine};
use reach::Reach;
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
    Sqlite(SqlitePool, Anchor),
    Postgres(PgPool, Arc<Reach>),
}

/// A connection that does nothing but keep the files beside the database (`-wal`, `-shm`) in being: when the disk is full,
/// a connection that replaces a closed one could not make them.
type Anchor = Arc<Mutex<Option<SqliteConnection>>>;

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
        let pool = SqlitePoolOptions::new()
            .max_connections(8)
            .acquire_timeout(Duration::from_secs(limits::CONNECTION_SECONDS_MAX))
            .idle_timeout(None)
            .max_lifetime(None)
            .connect_with(options.clone())
            .await
            .map_err(refine)?;
        let anchor = SqliteConnection::connect_with(&options).await.map_err(refine)?;
        let db = Self { pool: Pool::Sqlite(pool, Arc::new(Mutex::new(Some(anchor)))) };
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
            .acquire_timeout(Duration::from_secs(limits::CONNECTION_SECONDS_MAX))
            .connect_with(options.clone())
            .await
            .map_err(|error| {
                let server = format!("{}:{}", options.get_host(), options.get_port());
                let cause = failure::note(&error);
                Error::outside(
                    "error-database-away",
                    format!("the database at {server} cannot be used: {cause}"),
                )
            })?;
        let db = Self { pool: Pool::Postgres(pool, Arc::new(Reach::of(options))) };
        migrate::run(&db).await?;
        Ok(db)
    }

    /// Whether an address of a PostgreSQL server reads; nothing is asked of it.
    ///
    /// # Errors
    /// What is wrong with the address, which may hold a password and is not shown.
    pub fn check_address(url: &str) -> Result<(), String> {
        if !["postgres://", "postgresql://"].iter().any(|scheme| url.starts_with(scheme)) {
            return Err("it must begin with postgres://".to_owned());
        }
        PgConnectOptions::from_str(url).map(|_| ()).map_err(|error| match error {
            sqlx::Error::Configuration(cause) => cause.to_string(),
            _ => "it is no address of a PostgreSQL server".to_owned(),
        })
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
            Pool::Sqlite(..) => "SQLite (embedded)",
            Pool::Postgres(..) => "PostgreSQL",
        }
    }

    /// Closes every connection, letting running statements end.
    pub async fn close(&self) {
        match &self.pool {
            Pool::Sqlite(pool, anchor) => {
                pool.close().await;
                if let Some(anchor) = anchor.lock().await.take()
                    && let Err(error) = anchor.close().await
                {
                    tracing::warn!(%error, "the database was not closed in order; the next start will put it right");
                }
            }
            Pool::Postgres(pool, _) => pool.close().await,
        }
    }
}
