//! Envelopes: documents frozen together and sent to signatories. A draft may change; what was sent may not.

use jiff::Timestamp;

use super::event::{Chain, Event};
use super::listing::{self, Behind, Listed};
use super::submission::{self, Submission};
use super::{AccountId, DocumentId, EnvelopeId, FileId, ProjectId, document};
use crate::app::App;
use crate::auth::Member;
use crate::db::{Row, Tx, Value};
use crate::error::Error;
use crate::keys::Scope;
use crate::limits;
use crate::words::Name;
use crate::zone::Zone;

/// Where an envelope stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// Being prepared; nobody was asked anything.
    Draft,
    /// Sent; signatures are awaited.
    Sent,
    /// Everybody has signed; the seal is being put on.
    Sealing,
    /// Sealed; originals can be downloaded.
    Completed,
    /// A signatory declined.
    Declined,
    /// A manager cancelled.
    Cancelled,
    /// The deadline passed.
    Expired,
}

impl Status {
    const ALL: [Self; 7] = [
        Self::Draft,
        Self::Sent,
        Self::Sealing,
        Self::Completed,
        Self::Declined,
        Self::Cancelled,
        Self::Expired,
    ];

    /// As the database and the catalogues spell it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Sent => "sent",
            Self::Sealing => "sealing",
            Self::Completed => "completed",
            Self::Declined => "declined",
            Self::Cancelled => "cancelled",
            Self::Expired => "expired",
        }
    }

    /// Reads the spelling back.
    ///
    /// # Errors
    /// When the database holds another word.
    pub fn parse(text: &str) -> Result<Self, Error> {
        let found = Self::ALL.into_iter().find(|status| status.as_str() == text);
        found.ok_or_else(|| Error::broken("a stored envelope state is not known"))
    }
}

/// An envelope.
#[derive(Debug, Clone)]
pub struct Envelope {
    /// Which.
    pub id: EnvelopeId,
    /// Of which project.
    pub project_id: ProjectId,
    /// Of which account.
    pub account_id: AccountId,
    /// Its title.
    pub title: String,
    /// The words sent along; none in a draft.
    pub message: Option<String>,
    /// Why it was declined or cancelled.
    pub reason: Option<String>,
    /// Where it stands.
    pub status: Status,
    /// How many times its draft was changed.
    pub revision: i64,
    /// When it was created.
    pub created: Timestamp,
    /// When it was sent.
    pub sent: Option<Timestamp>,
    /// Until when it can be signed.
    pub expires: Option<Timestamp>,
    /// When it ended, in whichever way.
    pub ended: Option<Timestamp>,
    /// Its authentication certificate, once completed.
    pub certificate_id: Option<FileId>,
    /// In which its documents are dated.
    pub zone: Zone,
}

/// A document as it lies in an envelope.
#[derive(Debug, Clone)]
pub struct Enclosed {
    /// Which.
    pub document_id: DocumentId,
    /// Its name.
    pub name: String,
    /// What was frozen.
    pub facts: EnclosedFacts,
    /// The file as it stands now: the upload in a draft, then certified, then with each signature.
    pub file_id: FileId,
    /// How many times the file has grown since the draft.
    pub revision: i64,
}

/// What is recorded of a document in an envelope, sealed at rest.
#[derive(Debug, Clone, serde::Serialize, serde::Deserialize)]
pub struct EnclosedFacts {
    /// SHA-256 of the upload, in hexadecimal.
    pub sha256: String,
    /// SHA-256 of the file as sent, certified and with its fields in place.
    pub sent_sha256: Option<String>,
    /// SHA-256 of the sealed file.
    pub sealed_sha256: Option<String>,
    /// Pages.
    pub pages: u32,
    /// Size of the upload in bytes.
    pub size: u64,
}

/// Creates a draft over documents of the project, freezing each by its digest. The same form sent twice creates one.
///
/// # Errors
/// Not found unless the member manages the project and every document is in it and ready.
pub async fn create(
    app: &App,
    submission: &Submission<'_>,
    project: &ProjectId,
    title: &Name,
    documents: &[DocumentId],
) -> Result<EnvelopeId, Error> {
    if documents.is_empty() {
        return Err(Error::invalid("error-envelope-without-documents"));
    }
    if documents.len() > limits::ENVELOPE_DOCUMENTS_MAX {
        return Err(Error::invalid("error-envelope-documents").with("max", limits::ENVELOPE_DOCUMENTS_MAX));
    }
    app.db.retry(|| create_once(app, submission, project, title, documents)).await
}

async fn create_once(
    app: &App,
    submission: &Submission<'_>,
    project: &ProjectId,
    title: &Name,
    documents: &[DocumentId],
) -> Result<EnvelopeId, Error> {
    let member = submission.member;
    let mut tx = app.db.begin().await?;
    super::project::find(&mut tx, app, member, project).await?;
    let mut content = vec![project.as_str(), title.as_str()];
    content.extend(documents.iter().map(|document| document.as_str()));
    let mark = submission.mark(app, "envelope", &content)?;
    if let Some(made) = submission::find(&mut tx, &mark).await? {
        return Ok(made);
    }
    let id = draw_up(&mut tx, app, member, (project, title.as_str()), documents).await?;
    submission::remember(&mut tx, app, &mark, &id).await?;
    let chain = Chain::Envelope(&member.account_id, project, &id);
    tx.commit(Event::tell(app, chain, "envelope-created", &member.person(), &[("title", title.as_str())])?)
        .await?;
    Ok(id)
}

/// Draws up a draft over documents of a project that the member manages, in the transaction of the caller.
pub(super) async fn draw_up(
    tx: &mut Tx,
    app: &App,
    member: &Member,
    (project, title): (&ProjectId, &str),
    documents: &[DocumentId],
) -> Result<EnvelopeId, Error> {
    let count =
        tx.find("select count(*) from envelope where project_id = $1", &[Value::from(project)]).await?;
    if count.map_or(Ok(0), |mut row| row.integer())? >= limits::PROJECT_ENVELOPES_MAX {
        return Err(Error::invalid("error-project-envelopes").with("max", limits::PROJECT_ENVELOPES_MAX));
    }
    let id = EnvelopeId::random(&app.random)?;
    let ring = app.keys.scope(Scope::Project(project))?;
    tx.execute(
        "insert into envelope (id, project_id, title, status, created_by, created_ms, time_zone)
        values ($1, $2, $3, 'draft', $4, $5, $6)",
        &[
            Value::from(&id),
            Value::from(project),
            Value::from(ring.seal_text(("envelope", id.as_str(), "title"), title)?),
            Value::from(&member.id),
            Value::from(app.clock.now()),
            Value::from(member.reader.zone().name()),
        ],
    )
    .await?;
    for (position, document) in documents.iter().enumerate() {
        enclose(tx, app, member, (&id, project), (position, document)).await?;
    }
    Ok(id)
}

async fn enclose(
    tx: &mut Tx,
    app: &App,
    member: &Member,
    (envelope, project): (&EnvelopeId, &ProjectId),
    (position, document): (usize, &DocumentId),
) -> Result<(), Error> {
    let document = document::find(tx, app, member, document).await?;
    if document.project_id != *project {
        return Err(Error::not_found());
    }
    if document.status != document::Status::Ready {
        return Err(Error::conflict("error-document-not-ready"));
    }
    let facts = EnclosedFacts {
        sha256: document.facts.sha256.clone(),
        sent_sha256: None,
        sealed_sha256: None,
        pages: document.facts.pages,
        size: document.facts.size,
    };
    let row = enclosed_row(envelope, &document.id);
    let sealed =
        app.keys.scope(Scope::Project(project))?.seal_json(("envelope_document", &row, "facts"), &facts)?;
    tx.execute(
        "insert into envelope_document (envelope_id, document_id, position, file_id, revision, facts)
        values ($1, $2, $3, $4, 0, $5)",
        &[
            Value::from(envelope),
            Value::from(&document.id),
            Value::from(i64::try_from(position).map_err(Error::broken)?),
            Value::from(&document.file_id),
            Value::from(sealed),
        ],
    )
    .await?;
    Ok(())
}

/// An envelope of a project that the member manages.
///
/// # Errors
/// Not found, whether it is absent or another's.
pub async fn find(tx: &mut Tx, app: &App, member: &Member, id: &EnvelopeId) -> Result<Envelope, Error> {
    let row = tx
        .find(
            "select e.id, e.project_id, p.account_id, e.title, e.message, e.reason, e.status, e.revision, e.created_ms, e.sent_ms,
              e.expires_ms, e.ended_ms, e.certificate_id, e.time_zone
            from envelope e
            join project p on p.id = e.project_id
            join participant q on q.project_id = e.project_id
            where e.id = $1 and q.member_id = $2 and q.role = 'manager'",
            &[Value::from(id), Value::from(&member.id)],
        )
        .await?;
    read(app, &mut row.ok_or_else(Error::not_found)?)
}

/// A draft of a project that the member manages.
///
/// # Errors
/// Not found as [`find`]; a conflict when it was sent already.
pub async fn find_draft(tx: &mut Tx, app: &App, member: &Member, id: &EnvelopeId) -> Result<Envelope, Error> {
    let envelope = find(tx, app, member, id).await?;
    if envelope.status == Status::Draft { Ok(envelope) } else { Err(is_no_draft(id)) }
}

/// What is no draft any more is not changed; its board says where it stands.
pub(super) fn is_no_draft(id: &EnvelopeId) -> Error {
    Error::conflict("error-envelope-sent").leading_to(format!("/envelopes/{id}"))
}

/// Counts one more change of a draft, and gives its number; a conflict when another change came first, or it was sent.
pub(super) async fn revise(tx: &mut Tx, envelope: &Envelope) -> Result<i64, Error> {
    let next = envelope.revision + 1;
    tx.change(
        "update envelope set revision = $1 where id = $2 and revision = $3 and status = 'draft'",
        &[Value::from(next), Value::from(&envelope.id), Value::from(envelope.revision)],
    )
    .await?;
    Ok(next)
}

/// A page of the envelopes of a project that the member manages, newest first.
///
/// # Errors
/// When the database fails.
pub async fn list(
    tx: &mut Tx,
    app: &App,
    member: &Member,
    project: &ProjectId,
    behind: Option<Behind>,
) -> Result<Listed<Envelope>, Error> {
    let Behind { at, id } = behind.unwrap_or_else(Behind::newest);
    let rows = tx
        .list(
            "select e.id, e.project_id, p.account_id, e.title, e.message, e.reason, e.status, e.revision, e.created_ms, e.sent_ms,
              e.expires_ms, e.ended_ms, e.certificate_id, e.time_zone
            from envelope e
            join project p on p.id = e.project_id
            join participant q on q.project_id = e.project_id
            where e.project_id = $1 and q.member_id = $2 and q.role = 'manager'
              and (e.created_ms < $3 or (e.created_ms = $3 and e.id < $4))
            order by e.created_ms desc, e.id desc
            limit $5",
            &[
                Value::from(project),
                Value::from(&member.id),
                Value::from(at),
                Value::from(id.as_str()),
                Value::from(limits::LIST_ROWS_MAX + 1),
            ],
        )
        .await?;
    let counts = tx
        .find(
            "select count(*), coalesce(sum(case when e.created_ms < $3 or (e.created_ms = $3 and e.id < $4) then 1 else 0 end), 0)
            from envelope e
            join participant q on q.project_id = e.project_id
            where e.project_id = $1 and q.member_id = $2 and q.role = 'manager'",
            &[Value::from(project), Value::from(&member.id), Value::from(at), Value::from(id.as_str())],
        )
        .await?;
    let rows = rows.into_iter().map(|mut row| read(app, &mut row)).collect::<Result<_, _>>()?;
    let place =
        |envelope: &Envelope| Behind { at: envelope.created.as_millisecond(), id: envelope.id.to_string() };
    Ok(Listed::of(rows, listing::counts(counts)?, place))
}

/// An envelope by its identifier, for code that has already shown whose it is: a link's, a job's.
pub(crate) async fn load(tx: &mut Tx, app: &App, id: &EnvelopeId) -> Result<Envelope, Error> {
    let row = tx
        .find(
            "select e.id, e.project_id, p.account_id, e.title, e.message, e.reason, e.status, e.revision, e.created_ms, e.sent_ms,
              e.expires_ms, e.ended_ms, e.certificate_id, e.time_zone
            from envelope e
            join project p on p.id = e.project_id
            where e.id = $1",
            &[Value::from(id)],
        )
        .await?;
    read(app, &mut row.ok_or_else(Error::not_found)?)
}

/// The documents of an envelope, in order; the caller has shown that the envelope is theirs to see.
pub(crate) async fn list_enclosed(
    tx: &mut Tx,
    app: &App,
    envelope: &Envelope,
) -> Result<Vec<Enclosed>, Error> {
    let rows = tx
        .list(
            "select d.id, d.name, x.facts, x.file_id, x.revision
            from envelope_document x
            join document d on d.id = x.document_id
            where x.envelope_id = $1
            order by x.position",
            &[Value::from(&envelope.id)],
        )
        .await?;
    let ring = app.keys.scope(Scope::Project(&envelope.project_id))?;
    rows.into_iter()
        .map(|mut row| {
            let document_id: DocumentId = row.id()?;
            let name = ring.open_text(("document", document_id.as_str(), "name"), &row.bytes()?)?;
            let place = enclosed_row(&envelope.id, &document_id);
            let facts = ring.open_json(("envelope_document", &place, "facts"), &row.bytes()?)?;
            Ok(Enclosed { document_id, name, facts, file_id: row.id()?, revision: row.integer()? })
        })
        .collect()
}

/// Puts a document's next file in place of the one it grew from; a conflict when somebody else's came first.
pub(crate) async fn advance(
    tx: &mut Tx,
    app: &App,
    envelope: &Envelope,
    from: &Enclosed,
    (file, facts): (&FileId, &EnclosedFacts),
) -> Result<(), Error> {
    let row = enclosed_row(&envelope.id, &from.document_id);
    let ring = app.keys.scope(Scope::Project(&envelope.project_id))?;
    tx.change(
        "update envelope_document set file_id = $1, revision = revision + 1, facts = $2
        where envelope_id = $3 and document_id = $4 and revision = $5",
        &[
            Value::from(file),
            Value::from(ring.seal_json(("envelope_document", &row, "facts"), facts)?),
            Value::from(&envelope.id),
            Value::from(&from.document_id),
            Value::from(from.revision),
        ],
    )
    .await
}

/// Remembers the file of a document as it was sent.
pub(super) async fn remember_sent(
    tx: &mut Tx,
    envelope: &Envelope,
    document: &DocumentId,
    file: &FileId,
) -> Result<(), Error> {
    tx.change(
        "update envelope_document set sent_file_id = $1 where envelope_id = $2 and document_id = $3",
        &[Value::from(file), Value::from(&envelope.id), Value::from(document)],
    )
    .await
}

/// The file of a document as it was sent; the upload itself while it is a draft.
pub(crate) async fn find_sent_file(
    tx: &mut Tx,
    envelope: &Envelope,
    document: &DocumentId,
) -> Result<FileId, Error> {
    let row = tx
        .find(
            "select coalesce(x.sent_file_id, x.file_id) from envelope_document x
            where x.envelope_id = $1 and x.document_id = $2",
            &[Value::from(&envelope.id), Value::from(document)],
        )
        .await?;
    row.ok_or_else(Error::not_found)?.id()
}

/// The row's name by which the facts of an enclosed document are sealed.
fn enclosed_row(envelope: &EnvelopeId, document: &DocumentId) -> String {
    format!("{envelope}/{document}")
}

fn read(app: &App, row: &mut Row) -> Result<Envelope, Error> {
    let (id, project_id): (EnvelopeId, ProjectId) = (row.id()?, row.id()?);
    let ring = app.keys.scope(Scope::Project(&project_id))?;
    let account_id = row.id()?;
    let title = ring.open_text(("envelope", id.as_str(), "title"), &row.bytes()?)?;
    let message =
        row.maybe_bytes()?.map(|s| ring.open_text(("envelope", id.as_str(), "message"), &s)).transpose()?;
    let reason =
        row.maybe_bytes()?.map(|s| ring.open_text(("envelope", id.as_str(), "reason"), &s)).transpose()?;
    let (status, revision) = (Status::parse(&row.text()?)?, row.integer()?);
    let (created, sent, expires) = (row.time()?, row.maybe_time()?, row.maybe_time()?);
    let (ended, certificate_id) = (row.maybe_time()?, row.maybe_id()?);
    let zone = match row.maybe_text()? {
        // Envelopes of before were dated in UTC.
        None => Zone::utc(),
        Some(name) => Zone::find(&name).ok_or_else(|| Error::broken("a stored time zone is not known"))?,
    };
    Ok(Envelope {
        id,
        project_id,
        account_id,
        title,
        message,
        reason,
        status,
        revision,
        created,
        sent,
        expires,
        ended,
        certificate_id,
        zone,
    })
}
