//! Jobs: work that an act leaves behind, written in the act's transaction. A job may run twice.

use jiff::SignedDuration;

use super::EntryId;
use crate::app::App;
use crate::db::{Tx, Value};
use crate::error::Error;
use crate::limits;

/// What is to be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Look at an uploaded document and draw its pages.
    InspectDocument,
    /// Seal an envelope that everybody has signed.
    SealEnvelope,
    /// Write to a member who asked for a new password.
    AnswerPasswordWish,
}

/// A job that this worker holds for a while.
#[derive(Debug)]
pub struct Job {
    /// Which.
    pub id: EntryId,
    /// What is to be done.
    pub kind: Kind,
    /// With what: an identifier.
    pub subject: String,
    /// Attempts made, this one counted.
    pub attempts: i64,
}

impl Kind {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::InspectDocument => "inspect-document",
            Self::SealEnvelope => "seal-envelope",
            Self::AnswerPasswordWish => "answer-password-wish",
        }
    }

    fn parse(text: &str) -> Result<Self, Error> {
        let found = [Self::InspectDocument, Self::SealEnvelope, Self::AnswerPasswordWish]
            .into_iter()
            .find(|kind| kind.as_str() == text);
        found.ok_or_else(|| Error::broken("a stored kind of job is not known"))
    }
}

/// Writes a job within the transaction of the act that leaves it behind. The same job is written once.
///
/// # Errors
/// When the database fails.
pub async fn enqueue(tx: &mut Tx, app: &App, kind: Kind, subject: &str) -> Result<(), Error> {
    let id = EntryId::random(&app.random)?;
    let now = app.clock.now();
    tx.execute(
        "insert into job (id, kind, subject, status, attempts, run_ms, created_ms)
        values ($1, $2, $3, 'waiting', 0, $4, $5)
        on conflict (kind, subject) do nothing",
        &[
            Value::from(&id),
            Value::from(kind.as_str()),
            Value::from(subject),
            Value::from(now),
            Value::from(now),
        ],
    )
    .await?;
    Ok(())
}

/// Takes the next job whose time has come, for one worker alone, until its lease ends. A worker that is still at it
/// renews the lease; one that was killed does not, and the job is taken up again.
///
/// # Errors
/// When the database fails.
pub async fn claim(app: &App) -> Result<Option<Job>, Error> {
    app.db.retry(|| claim_once(app)).await
}

async fn claim_once(app: &App) -> Result<Option<Job>, Error> {
    let now = app.clock.now();
    let until = now + SignedDuration::from_secs(limits::JOB_LEASE_SECONDS);
    let mut tx = app.db.begin().await?;
    // The predicate stands outside the sub-select too, or PostgreSQL hands one job to two workers.
    let row = tx
        .find(
            "update job set attempts = attempts + 1, run_ms = $1
            where id = (select id from job where status = 'waiting' and run_ms <= $2 order by run_ms limit 1)
              and status = 'waiting' and run_ms <= $3
            returning id, kind, subject, attempts",
            &[Value::from(until), Value::from(now), Value::from(now)],
        )
        .await?;
    tx.commit_unlogged("a claimed job tells nothing yet").await?;
    row.map(|mut row| {
        let (id, kind, subject) = (row.id()?, Kind::parse(&row.text()?)?, row.text()?);
        Ok(Job { id, kind, subject, attempts: row.integer()? })
    })
    .transpose()
}

/// Holds a job for as long as another lease, if this worker still has it. A job that was taken up by another worker
/// meanwhile is that one's: each claim counts as an attempt, so the attempts tell one claim from the next.
///
/// # Errors
/// When the database fails.
pub async fn renew(app: &App, job: &Job) -> Result<(), Error> {
    let until = app.clock.now() + SignedDuration::from_secs(limits::JOB_LEASE_SECONDS);
    let mut tx = app.db.begin().await?;
    tx.execute(
        "update job set run_ms = $1 where id = $2 and status = 'waiting' and attempts = $3",
        &[Value::from(until), Value::from(&job.id), Value::from(job.attempts)],
    )
    .await?;
    tx.commit_unlogged("a lease that goes on tells nothing").await
}

/// Gives up every claim on jobs and messages: for the start of a service that is alone with its database, where a claim
/// can only be one that a crash left behind.
///
/// # Errors
/// When the database fails.
pub async fn release_all(app: &App) -> Result<(), Error> {
    let now = [Value::from(app.clock.now())];
    let mut tx = app.db.begin().await?;
    tx.execute("update job set run_ms = $1 where status = 'waiting'", &now).await?;
    tx.execute("update message set run_ms = $1 where status = 'sending'", &now).await?;
    tx.commit_unlogged("claims that a crash left behind tell nothing").await
}

/// Removes a job that is done.
///
/// # Errors
/// When the database fails.
pub async fn finish(app: &App, job: &Job) -> Result<(), Error> {
    app.db
        .retry(async || {
            let mut tx = app.db.begin().await?;
            tx.execute("delete from job where id = $1", &[Value::from(&job.id)]).await?;
            tx.commit_unlogged("a job done was told by its own act").await
        })
        .await
}

/// Puts a job back that failed, to be tried again later, unless another worker has it by now; after too many attempts it is stuck until a person looks.
///
/// # Errors
/// When the database fails.
pub async fn put_back(app: &App, job: &Job, why: &Error) -> Result<(), Error> {
    let stuck = job.attempts >= limits::JOB_ATTEMPTS_MAX;
    let seconds = 1i64 << job.attempts.clamp(0, 10);
    let values = [
        Value::from(if stuck { "stuck" } else { "waiting" }),
        Value::from(app.clock.now() + SignedDuration::from_secs(seconds)),
        Value::from(why.sentence().key),
        Value::from(&job.id),
        Value::from(job.attempts),
    ];
    app.db
        .retry(async || {
            let mut tx = app.db.begin().await?;
            tx.execute(
                "update job set status = $1, run_ms = $2, note = $3 where id = $4 and attempts = $5",
                &values,
            )
            .await?;
            tx.commit_unlogged("a job put back changed nothing").await
        })
        .await
}

/// Whether a job of this kind over this subject waits or is stuck, and why it failed last.
///
/// # Errors
/// When the database fails.
pub async fn trouble(tx: &mut Tx, kind: Kind, subject: &str) -> Result<Option<String>, Error> {
    let row = tx
        .find(
            "select note from job where kind = $1 and subject = $2",
            &[Value::from(kind.as_str()), Value::from(subject)],
        )
        .await?;
    row.map(|mut row| row.maybe_text()).transpose().map(Option::flatten)
}
