//! The outbox: every mail is written in the transaction of the act that causes it, and leaves afterwards.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::listing::{self, Behind, Listed};
use super::notice;
use super::{AccountId, EnvelopeId, MessageId, ProjectId, SignatoryId};
use crate::app::App;
use crate::auth::Member;
use crate::db::{Row, Tx, Value};
use crate::error::Error;
use crate::keys::Scope;
use crate::limits;
use crate::pages::mail::MailBody;

/// A message as it is written.
pub struct Draft<'a> {
    account_id: &'a AccountId,
    project: Option<(&'a ProjectId, &'a EnvelopeId)>,
    signatory_id: Option<&'a SignatoryId>,
    kind: &'static str,
    letter: Letter,
}

/// The words of a message, sealed at rest.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Letter {
    /// Address.
    pub to: String,
    /// Name of the addressee; may be empty.
    pub to_name: String,
    /// Subject.
    pub subject: String,
    /// Plain text.
    pub text: String,
    /// HTML.
    pub html: String,
}

/// Where a message stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Delivery {
    /// Waiting for its turn, or for another attempt.
    Queued,
    /// Being handed over.
    Sending,
    /// Taken by the mail server.
    Accepted,
    /// Refused for good, or given up.
    Failed,
    /// Kept in the development outbox: nothing left the machine.
    Kept,
}

/// A message of the outbox.
pub struct Message {
    /// Which.
    pub id: MessageId,
    /// What it is for, as a key.
    pub kind: String,
    /// Whose envelope it belongs to.
    pub signatory_id: Option<SignatoryId>,
    /// Its words.
    pub letter: Letter,
    /// Where it stands.
    pub delivery: Delivery,
    /// What the mail server answered last.
    pub answer: Option<String>,
    /// Attempts made.
    pub attempts: i64,
    /// When it was written.
    pub created: Timestamp,
}

impl Message {
    /// Whether it asks somebody to sign, by the link that it brings.
    pub fn asks(&self) -> bool {
        self.kind == notice::INVITATION || self.kind == notice::REMINDER
    }
}

impl Delivery {
    const ALL: [Self; 5] = [Self::Queued, Self::Sending, Self::Accepted, Self::Failed, Self::Kept];

    /// As the database and the catalogues spell it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Sending => "sending",
            Self::Accepted => "accepted",
            Self::Failed => "failed",
            Self::Kept => "kept",
        }
    }

    fn parse(text: &str) -> Result<Self, Error> {
        let found = Self::ALL.into_iter().find(|d| d.as_str() == text);
        found.ok_or_else(|| Error::broken("a stored delivery state is not known"))
    }
}

impl<'a> Draft<'a> {
    /// A message that concerns no project.
    pub fn to_person(
        account_id: &'a AccountId,
        to: &str,
        name: &str,
        kind: &'static str,
        body: MailBody,
    ) -> Self {
        let letter = Letter {
            to: to.to_owned(),
            to_name: name.to_owned(),
            subject: body.subject,
            text: body.text,
            html: body.html,
        };
        Self { account_id, project: None, signatory_id: None, kind, letter }
    }

    /// The same, about an envelope: sealed under its project's key.
    #[must_use]
    pub fn about(mut self, project: &'a ProjectId, envelope: &'a EnvelopeId) -> Self {
        self.project = Some((project, envelope));
        self
    }

    /// The same, to a signatory, whose delivery state the envelope's page shows.
    #[must_use]
    pub fn to_signatory(mut self, signatory: &'a SignatoryId) -> Self {
        self.signatory_id = Some(signatory);
        self
    }
}

/// Writes a message within the transaction of the act that causes it.
///
/// # Errors
/// When the database fails.
pub async fn enqueue(tx: &mut Tx, app: &App, draft: Draft<'_>) -> Result<(), Error> {
    let id = MessageId::random(&app.random)?;
    let scope =
        draft.project.map_or(Scope::Account(draft.account_id), |(project, _)| Scope::Project(project));
    let body = app.keys.scope(scope)?.seal_json(("message", id.as_str(), "body"), &draft.letter)?;
    let now = app.clock.now();
    tx.execute(
        "insert into message
        (id, account_id, project_id, envelope_id, signatory_id, kind, body, status, attempts, run_ms, created_ms)
        values ($1, $2, $3, $4, $5, $6, $7, 'queued', 0, $8, $9)",
        &[
            Value::from(&id),
            Value::from(draft.account_id),
            Value::from(draft.project.map(|(project, _)| project)),
            Value::from(draft.project.map(|(_, envelope)| envelope)),
            Value::from(draft.signatory_id),
            Value::from(draft.kind),
            Value::from(body),
            Value::from(now),
            Value::from(now),
        ],
    )
    .await?;
    Ok(())
}

/// Takes the next message whose time has come, for one worker alone.
///
/// # Errors
/// When the database fails.
pub async fn claim(app: &App) -> Result<Option<Message>, Error> {
    app.db.retry(|| claim_once(app)).await
}

async fn claim_once(app: &App) -> Result<Option<Message>, Error> {
    let now = app.clock.now();
    let until = now + SignedDuration::from_secs(limits::JOB_LEASE_SECONDS);
    let mut tx = app.db.begin().await?;
    // The predicate stands outside the sub-select too, or PostgreSQL hands one message to two workers.
    let row = tx
        .find(
            "update message set status = 'sending', attempts = attempts + 1, run_ms = $1
            where id = (
              select id from message where status in ('queued', 'sending') and run_ms <= $2 order by run_ms limit 1
            ) and status in ('queued', 'sending') and run_ms <= $3
            returning id, kind, signatory_id, account_id, project_id, body, answer, status, attempts, created_ms",
            &[Value::from(until), Value::from(now), Value::from(now)],
        )
        .await?;
    tx.commit_unlogged("a claimed message tells nothing yet").await?;
    row.map(|mut row| read(app, &mut row)).transpose()
}

/// Holds a message for as long as another lease, if this worker still has it.
///
/// # Errors
/// When the database fails.
pub async fn renew(app: &App, message: &Message) -> Result<(), Error> {
    let until = app.clock.now() + SignedDuration::from_secs(limits::JOB_LEASE_SECONDS);
    let mut tx = app.db.begin().await?;
    tx.execute(
        "update message set run_ms = $1 where id = $2 and status = 'sending' and attempts = $3",
        &[Value::from(until), Value::from(&message.id), Value::from(message.attempts)],
    )
    .await?;
    tx.commit_unlogged("a lease that goes on tells nothing").await
}

/// Notes what became of an attempt, unless another worker has made a later one; a message that is to be tried again waits longer each time.
///
/// # Errors
/// When the database fails.
pub async fn settle(app: &App, message: &Message, delivery: Delivery, answer: &str) -> Result<(), Error> {
    let given_up = delivery == Delivery::Queued && message.attempts >= limits::JOB_ATTEMPTS_MAX;
    let delivery = if given_up { Delivery::Failed } else { delivery };
    let minutes = 1i64 << message.attempts.clamp(0, 8);
    let run = app.clock.now() + SignedDuration::from_mins(minutes);
    app.db
        .retry(async || {
            let mut tx = app.db.begin().await?;
            let mine = [Value::from(&message.id)];
            let row = tx.find("select account_id, project_id from message where id = $1", &mine).await?;
            let Some(mut row) = row else { return Ok(()) };
            let scope = (row.id::<super::kinds::Account>()?, row.maybe_id::<super::kinds::Project>()?);
            let scope = scope.1.as_ref().map_or(Scope::Account(&scope.0), Scope::Project);
            let sealed =
                app.keys.scope(scope)?.seal_text(("message", message.id.as_str(), "answer"), answer)?;
            tx.execute(
                "update message set status = $1, answer = $2, run_ms = $3
                where id = $4 and status = 'sending' and attempts = $5",
                &[
                    Value::from(delivery.as_str()),
                    Value::from(sealed),
                    Value::from(run),
                    Value::from(&message.id),
                    Value::from(message.attempts),
                ],
            )
            .await?;
            tx.commit_unlogged("delivery states are shown on the envelope, message by message").await
        })
        .await
}

/// A page of the messages of the account and of the projects that an administrator manages, newest first, for the
/// development outbox.
///
/// # Errors
/// Not found unless an administrator asks.
pub async fn list(
    tx: &mut Tx,
    app: &App,
    member: &Member,
    behind: Option<Behind>,
) -> Result<Listed<Message>, Error> {
    member.must_administer()?;
    let Behind { at, id } = behind.unwrap_or_else(Behind::newest);
    let rows = tx
        .list(
            "select id, kind, signatory_id, account_id, project_id, body, answer, status, attempts, created_ms
            from message
            where account_id = $1 and (project_id is null or exists (
                select 1 from participant p
                where p.project_id = message.project_id and p.member_id = $5 and p.role = 'manager'
              ))
              and (created_ms < $2 or (created_ms = $2 and id < $3))
            order by created_ms desc, id desc
            limit $4",
            &[
                Value::from(&member.account_id),
                Value::from(at),
                Value::from(id.as_str()),
                Value::from(limits::LIST_ROWS_MAX + 1),
                Value::from(&member.id),
            ],
        )
        .await?;
    let counts = tx
        .find(
            "select count(*), coalesce(sum(case when created_ms < $2 or (created_ms = $2 and id < $3) then 1 else 0 end), 0)
            from message
            where account_id = $1 and (project_id is null or exists (
                select 1 from participant p
                where p.project_id = message.project_id and p.member_id = $4 and p.role = 'manager'
              ))",
            &[
                Value::from(&member.account_id),
                Value::from(at),
                Value::from(id.as_str()),
                Value::from(&member.id),
            ],
        )
        .await?;
    let rows = rows.into_iter().map(|mut row| read(app, &mut row)).collect::<Result<_, _>>()?;
    let place =
        |message: &Message| Behind { at: message.created.as_millisecond(), id: message.id.to_string() };
    Ok(Listed::of(rows, listing::counts(counts)?, place))
}

/// One message of those, for an administrator's development outbox.
///
/// # Errors
/// Not found unless an administrator asks and it is the account's.
pub async fn find(tx: &mut Tx, app: &App, member: &Member, id: &MessageId) -> Result<Message, Error> {
    member.must_administer()?;
    let row = tx
        .find(
            "select id, kind, signatory_id, account_id, project_id, body, answer, status, attempts, created_ms
            from message where id = $1 and account_id = $2 and (project_id is null or exists (
              select 1 from participant p
              where p.project_id = message.project_id and p.member_id = $3 and p.role = 'manager'
            ))",
            &[Value::from(id), Value::from(&member.account_id), Value::from(&member.id)],
        )
        .await?;
    read(app, &mut row.ok_or_else(Error::not_found)?)
}

/// The messages of an envelope, oldest first; the caller has shown that the envelope is theirs to see.
///
/// # Errors
/// When the database fails.
pub(crate) async fn list_of_envelope(
    tx: &mut Tx,
    app: &App,
    envelope: &EnvelopeId,
) -> Result<Vec<Message>, Error> {
    let rows = tx
        .list(
            "select id, kind, signatory_id, account_id, project_id, body, answer, status, attempts, created_ms
            from message where envelope_id = $1 order by created_ms, id",
            &[Value::from(envelope)],
        )
        .await?;
    rows.into_iter().map(|mut row| read(app, &mut row)).collect()
}

fn read(app: &App, row: &mut Row) -> Result<Message, Error> {
    let (id, kind, signatory_id): (MessageId, _, _) = (row.id()?, row.text()?, row.maybe_id()?);
    let (account, project): (AccountId, Option<ProjectId>) = (row.id()?, row.maybe_id()?);
    let ring = app.keys.scope(project.as_ref().map_or(Scope::Account(&account), Scope::Project))?;
    let letter = ring.open_json(("message", id.as_str(), "body"), &row.bytes()?)?;
    let answer = row.maybe_bytes()?.map(|sealed| ring.open_text(("message", id.as_str(), "answer"), &sealed));
    let answer = answer.transpose()?;
    let delivery = Delivery::parse(&row.text()?)?;
    Ok(Message {
        id,
        kind,
        signatory_id,
        letter,
        delivery,
        answer,
        attempts: row.integer()?,
        created: row.time()?,
    })
}
