//! A connection with a transaction on it. It goes back to the pool only when the transaction is known to have ended; in any
//! doubt it is closed.
//!
//! The driver's own transactions are not used: a connection whose commit failed (a full disk) went back to the pool with
//! the driver still counting an open transaction, and every later `begin` on it was refused until a restart.

use std::time::Duration;

use sqlx::pool::PoolConnection;
use sqlx::{Database, Executor};

use crate::limits;

/// An open transaction on a connection of a pool. Dropped, it is rolled back.
pub(super) struct Held<Engine: Database>
where
    for<'c> &'c mut Engine::Connection: Executor<'c, Database = Engine>,
{
    /// Absent once the transaction has ended.
    connection: Option<PoolConnection<Engine>>,
    state: State,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    /// Every statement so far succeeded.
    Good,
    /// A statement was refused, and the engine said so: the transaction can only be rolled back.
    Refused,
    /// A statement is under way, or was cut off, or failed in a way that leaves unknown what the connection holds.
    Doubtful,
}

impl<Engine: Database> Held<Engine>
where
    for<'c> &'c mut Engine::Connection: Executor<'c, Database = Engine>,
{
    /// Begins a transaction with the words of the engine.
    pub(super) async fn begin(
        connection: PoolConnection<Engine>,
        words: &'static str,
    ) -> Result<Self, sqlx::Error> {
        // Until the engine has answered, this connection is not shared.
        let mut held = Self { connection: Some(connection), state: State::Doubtful };
        let begun = held.tell(words).await;
        if begun.is_ok() {
            held.state = State::Good;
        }
        begun.map(|()| held)
    }

    /// The connection, to run one statement whose outcome is handed to [`Held::settle`].
    pub(super) fn lend(&mut self) -> Result<&mut Engine::Connection, sqlx::Error> {
        if self.state != State::Good {
            // On SQLite a failed statement may have ended the transaction: what follows would be kept by itself.
            return Err(sqlx::Error::Protocol("a statement of this transaction failed before".to_owned()));
        }
        self.state = State::Doubtful;
        self.connection.as_deref_mut().ok_or(sqlx::Error::PoolClosed)
    }

    /// Notes how the statement for which the connection was lent ended.
    pub(super) fn settle<T>(&mut self, outcome: Result<T, sqlx::Error>) -> Result<T, sqlx::Error> {
        self.state = match &outcome {
            Ok(_) => State::Good,
            Err(error) if super::is_answer(error) => State::Refused,
            Err(_) => State::Doubtful,
        };
        outcome
    }

    /// Keeps what was done. A connection on which that fails is closed.
    pub(super) async fn commit(mut self) -> Result<(), sqlx::Error> {
        self.lend()?;
        self.tell("commit").await?;
        // Drops into the pool, whose own test of it finds nothing open.
        self.connection = None;
        Ok(())
    }

    async fn tell(&mut self, words: &'static str) -> Result<(), sqlx::Error> {
        let connection = self.connection.as_deref_mut().ok_or(sqlx::Error::PoolClosed)?;
        in_time(connection.execute(sqlx::raw_sql(words))).await.map(|_| ())
    }
}

/// Gives up a statement that the engine does not answer; its connection is then closed.
pub(super) async fn in_time<T>(
    statement: impl Future<Output = Result<T, sqlx::Error>>,
) -> Result<T, sqlx::Error> {
    let limit = Duration::from_secs(limits::STATEMENT_SECONDS_MAX);
    tokio::time::timeout(limit, statement).await.unwrap_or(Err(sqlx::Error::PoolTimedOut))
}

impl<Engine: Database> Drop for Held<Engine>
where
    for<'c> &'c mut Engine::Connection: Executor<'c, Database = Engine>,
{
    fn drop(&mut self) {
        let Some(mut connection) = self.connection.take() else { return };
        let Ok(runtime) = tokio::runtime::Handle::try_current() else {
            // Nobody is left to wait for the engine: the connection ends here.
            drop(connection.leak());
            return;
        };
        if self.state == State::Doubtful {
            connection.close_on_drop();
            return;
        }
        runtime.spawn(async move {
            // Cut off by the end of the program, or refused: closed in either case.
            let mut connection = CloseUnless { connection: Some(connection) };
            let Some(open) = connection.connection.as_deref_mut() else { return };
            if in_time(open.execute(sqlx::raw_sql("rollback"))).await.is_ok() {
                drop(connection.connection.take());
            }
        });
    }
}

/// Closes its connection when dropped, unless it was taken out.
struct CloseUnless<Engine: Database> {
    connection: Option<PoolConnection<Engine>>,
}

impl<Engine: Database> Drop for CloseUnless<Engine> {
    fn drop(&mut self) {
        if let Some(connection) = &mut self.connection {
            connection.close_on_drop();
        }
    }
}
