//! What may be tried only so often. Each try is counted before it is made, in a transaction of its own, so that tries at the
//! same time count one by one and a try that fails is not forgotten. Keys are keyed digests: no address stands in the clear.

use jiff::SignedDuration;

use crate::app::App;
use crate::db::{Tx, Value};
use crate::error::Error;
use crate::keys::Scope;

/// How often something may be tried (the generic cell rate algorithm): so many at once, then one in each pause.
#[derive(Debug, Clone, Copy)]
pub struct Allowance {
    /// What is counted, so that two kinds of keys never meet.
    pub name: &'static str,
    /// How many at once.
    pub at_once: i64,
    /// The pause after which another one may be tried, in seconds.
    pub pause_seconds: i64,
}

/// One thing that is counted.
#[derive(Clone)]
pub struct Counted {
    allowance: Allowance,
    lookup: [u8; 32],
}

impl Allowance {
    /// This allowance for one value: an address, a source, a device.
    ///
    /// # Errors
    /// When the digest cannot be computed.
    pub fn of(self, app: &App, value: &str) -> Result<Counted, Error> {
        let words = format!("{}\0{value}", self.name);
        let lookup = app.keys.scope(Scope::Instance)?.lookup("throttle", words.as_bytes());
        Ok(Counted { allowance: self, lookup })
    }
}

impl Counted {
    fn pause_ms(&self) -> i64 {
        self.allowance.pause_seconds * 1_000
    }

    /// Counts one try within a transaction. None when it may be made; else how long to wait for the next.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn count(&self, tx: &mut Tx, app: &App) -> Result<Option<SignedDuration>, Error> {
        self.count_many(tx, app, 1).await
    }

    /// The same for so many at once: all of them, or none. More than the allowance has at once are never let through, and
    /// the caller sees to it that they are not asked for.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn count_many(
        &self,
        tx: &mut Tx,
        app: &App,
        number: i64,
    ) -> Result<Option<SignedDuration>, Error> {
        let now = app.clock.now().as_millisecond();
        let room = (self.allowance.at_once - number) * self.pause_ms();
        let taken = number * self.pause_ms();
        let counted = tx
            .execute(
                "insert into throttle (lookup, until_ms) values ($1, $2)
                on conflict (lookup) do update set until_ms =
                  case when throttle.until_ms > $3 then throttle.until_ms else $4 end + $5
                where throttle.until_ms <= $6",
                &[
                    Value::from(self.lookup),
                    Value::from(now + taken),
                    Value::from(now),
                    Value::from(now),
                    Value::from(taken),
                    Value::from(now + room),
                ],
            )
            .await?;
        if counted == 1 {
            return Ok(None);
        }
        let row =
            tx.find("select until_ms from throttle where lookup = $1", &[Value::from(self.lookup)]).await?;
        let until = row.map_or(Ok(now), |mut row| row.integer())?;
        Ok(Some(SignedDuration::from_millis((until - room - now).max(1))))
    }

    /// Gives one try back: it was no guess.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn give_back(&self, tx: &mut Tx) -> Result<(), Error> {
        tx.execute(
            "update throttle set until_ms = until_ms - $1 where lookup = $2",
            &[Value::from(self.pause_ms()), Value::from(self.lookup)],
        )
        .await?;
        Ok(())
    }

    /// Forgets all tries of this kind.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn forget(&self, tx: &mut Tx) -> Result<(), Error> {
        tx.execute("delete from throttle where lookup = $1", &[Value::from(self.lookup)]).await?;
        Ok(())
    }
}

/// Counts one try of each. None when it may be made; else the longest wait, and nothing was counted.
///
/// # Errors
/// When the database fails.
pub async fn count_all(app: &App, all: &[&Counted]) -> Result<Option<SignedDuration>, Error> {
    app.db
        .retry(async || {
            let mut tx = app.db.begin().await?;
            let mut wait = None;
            for counted in all {
                wait = wait.max(counted.count(&mut tx, app).await?);
            }
            if wait.is_some() {
                return Ok(wait);
            }
            tx.commit_unlogged("a try is counted before it is made").await?;
            Ok(None)
        })
        .await
}

/// Removes what no longer limits anything.
///
/// # Errors
/// When the database fails.
pub async fn sweep(app: &App) -> Result<(), Error> {
    let mut tx = app.db.begin().await?;
    tx.execute("delete from throttle where until_ms <= $1", &[Value::from(app.clock.now())]).await?;
    tx.commit_unlogged("counts that no longer limit anything are swept").await
}
