//! Whether the database server answers: asked beside a wait for a connection, so that a server that is away is reported at once
//! and not after the whole wait. One question serves everybody who waits.

use std::sync::Mutex as Flag;
use std::sync::PoisonError;
use std::time::Duration;

use sqlx::pool::PoolConnection;
use sqlx::postgres::{PgConnectOptions, PgConnection, PgPool};
use sqlx::{Connection, Postgres};
use tokio::sync::Mutex;
use tokio::time::Instant;

/// How long a wait for a connection lasts before the server is asked whether it is there at all.
const PATIENCE: Duration = Duration::from_millis(150);
/// How long the server may take to answer that question.
const ANSWER_MAX: Duration = Duration::from_millis(1_500);
/// For how long an answer holds.
const ANSWER_HOLDS: Duration = Duration::from_millis(500);

/// What is known of a PostgreSQL server.
pub(super) struct Reach {
    options: PgConnectOptions,
    /// Whether the last question was left without an answer.
    is_away: Flag<bool>,
    asked: Mutex<Option<(Instant, bool)>>,
}

impl Reach {
    pub(super) fn of(options: PgConnectOptions) -> Self {
        Self { options, is_away: Flag::new(false), asked: Mutex::new(None) }
    }

    /// A connection of the pool, or at once the word that the server is away.
    pub(super) async fn acquire(&self, pool: &PgPool) -> Result<PoolConnection<Postgres>, sqlx::Error> {
        if *self.is_away.lock().unwrap_or_else(PoisonError::into_inner) {
            self.ask().await?;
        }
        let mut waiting = std::pin::pin!(pool.acquire());
        loop {
            match tokio::time::timeout(PATIENCE, waiting.as_mut()).await {
                Ok(acquired) => return acquired,
                // While it answers, all its connections are in use, and one of them will be free.
                Err(_) => tokio::select! {
                    acquired = waiting.as_mut() => return acquired,
                    asked = self.ask() => asked?,
                },
            }
        }
    }

    /// Whether the server answers, as of half a second ago at most.
    async fn ask(&self) -> Result<(), sqlx::Error> {
        let mut asked = self.asked.lock().await;
        let answers = match *asked {
            Some((at, answers)) if at.elapsed() < ANSWER_HOLDS => answers,
            _ => {
                let answers = self.answers().await;
                *asked = Some((Instant::now(), answers));
                *self.is_away.lock().unwrap_or_else(PoisonError::into_inner) = !answers;
                answers
            }
        };
        if answers { Ok(()) } else { Err(sqlx::Error::PoolTimedOut) }
    }

    async fn answers(&self) -> bool {
        let connected = tokio::time::timeout(ANSWER_MAX, PgConnection::connect_with(&self.options)).await;
        match connected {
            Ok(Ok(connection)) => {
                // Whether it says good-bye does not matter.
                let _closed = tokio::time::timeout(ANSWER_MAX, connection.close()).await;
                true
            }
            // It answers that it takes no further connection: it is there, and one of ours will be free.
            Ok(Err(error)) => error.as_database_error().and_then(|e| e.code()).as_deref() == Some("53300"),
            Err(_) => false,
        }
    }
}
