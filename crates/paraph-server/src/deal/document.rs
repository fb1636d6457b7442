//! Documents: PDFs of a project. Taken in sealed, then looked at by the drawing worker before anybody may send them.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::event::{Chain, Event};
use super::listing::{self, Behind, Listed};
use super::submission::{self, Submission};
use super::{AccountId, DocumentId, FileId, ProjectId, job, project, room};
use crate::app::App;
use crate::auth::{Member, Person};
use crate::db::{Row, Tx, Value};
use crate::error::{Error, Kind};
use crate::keys::Scope;
use crate::limits;
use crate::render::Finding;
use crate::store::Kept;
use crate::words::Name;

/// Where a document stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// Being looked at.
    Checking,
    /// Fit to be sent.
    Ready,
    /// Not fit; its findings say why.
    Refused,
}

impl Status {
    const ALL: [Self; 3] = [Self::Checking, Self::Ready, Self::Refused];

    /// As the database and the catalogues spell it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Checking => "checking",
            Self::Ready => "ready",
            Self::Refused => "refused",
        }
    }

    fn parse(text: &str) -> Result<Self, Error> {
        let found = Self::ALL.into_iter().find(|status| status.as_str() == text);
        found.ok_or_else(|| Error::broken("a stored document state is not known"))
    }
}

/// What is known of a document, sealed at rest.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Facts {
    /// SHA-256 in hexadecimal.
    pub sha256: String,
    /// Size in bytes.
    pub size: u64,
    /// Pages; 0 until it was looked at.
    pub pages: u32,
    /// What was found when it was looked at.
    pub findings: Vec<Finding>,
    /// By which rules it was looked at: [`INSPECTION_RULES`] of that day, 0 before they were counted.
    #[serde(default)]
    pub rules: u32,
}

/// Counted up when an inspection looks at something that may not be sent unseen. 1: values of form fields.
pub const INSPECTION_RULES: u32 = 1;

/// A document.
#[derive(Debug, Clone)]
pub struct Document {
    /// Which.
    pub id: DocumentId,
    /// Of which project.
    pub project_id: ProjectId,
    /// Of which account.
    pub account_id: AccountId,
    /// Its file's name.
    pub name: String,
    /// What is known of it.
    pub facts: Facts,
    /// Where it lies.
    pub file_id: FileId,
    /// Where it stands.
    pub status: Status,
    /// When it came in.
    pub created: Timestamp,
}

/// What a page looks like: its measures and its text, sealed at rest beside its image.
pub type Layer = crate::render::PageLayer;

/// A drawn page.
pub struct Page {
    /// Its number, from 1.
    pub number: u32,
    /// Its image.
    pub image_id: FileId,
    /// Its measures and text.
    pub layer: Layer,
}

/// Takes in a file that lies sealed in the store, and has it looked at. The same form sent twice brings it once.
///
/// # Errors
/// Not found unless the member manages the project; invalid when the project is full.
pub async fn add(
    app: &App,
    submission: &Submission<'_>,
    project: &ProjectId,
    name: &Name,
    kept: &Kept,
) -> Result<DocumentId, Error> {
    let member = submission.member;
    let id = DocumentId::random(&app.random)?;
    let sha256 = hex::encode(kept.sha256);
    let facts = Facts { sha256, size: kept.size, pages: 0, findings: Vec::new(), rules: INSPECTION_RULES };
    let made = app
        .db
        .retry(async || {
            let ring = app.keys.scope(Scope::Project(project))?;
            let mut tx = app.db.begin().await?;
            must_have_room(&mut tx, app, member, project).await?;
            let content = [project.as_str(), name.as_str(), facts.sha256.as_str()];
            let mark = submission.mark(app, "document", &content)?;
            if let Some(made) = submission::find(&mut tx, &mark).await? {
                return Ok(made);
            }
            room::must_fit(&mut tx, app, (&member.account_id, project), room::taken(app, &kept.id)?).await?;
            add_file(&mut tx, app, project, &kept.id).await?;
            tx.execute(
                "insert into document (id, project_id, name, facts, file_id, status, created_by, created_ms)
                values ($1, $2, $3, $4, $5, 'checking', $6, $7)",
                &[
                    Value::from(&id),
                    Value::from(project),
                    Value::from(ring.seal_text(("document", id.as_str(), "name"), name.as_str())?),
                    Value::from(ring.seal_json(("document", id.as_str(), "facts"), &facts)?),
                    Value::from(&kept.id),
                    Value::from(&member.id),
                    Value::from(app.clock.now()),
                ],
            )
            .await?;
            job::enqueue(&mut tx, app, job::Kind::InspectDocument, id.as_str()).await?;
            let details = [("document", name.as_str()), ("sha256", facts.sha256.as_str())];
            let chain = Chain::Project(&member.account_id, project);
            submission::remember(&mut tx, app, &mark, &id).await?;
            tx.commit(Event::tell(app, chain, "document-added", &member.person(), &details)?).await?;
            Ok(id.clone())
        })
        .await;
    let made = match made {
        // No row refers to a refused file. After any other error the row may exist all the same: housekeeping decides.
        Err(error) if matches!(error.kind(), Kind::Invalid | Kind::NotFound) => {
            app.store.remove(&kept.id)?;
            return Err(error);
        }
        made => made?,
    };
    if made != id {
        app.store.remove(&kept.id)?;
    }
    app.wake();
    Ok(made)
}

/// Refuses a member who does not manage the project, or a project that is full.
///
/// # Errors
/// Not found, or invalid with the limit.
pub async fn must_have_room(
    tx: &mut Tx,
    app: &App,
    member: &Member,
    project: &ProjectId,
) -> Result<(), Error> {
    project::find(tx, app, member, project).await?;
    let row = tx.find("select count(*) from document where project_id = $1", &[Value::from(project)]).await?;
    if row.map_or(Ok(0), |mut row| row.integer())? >= limits::PROJECT_DOCUMENTS_MAX {
        return Err(Error::invalid("error-project-documents").with("max", limits::PROJECT_DOCUMENTS_MAX));
    }
    room::must_fit(tx, app, (&member.account_id, project), 0).await
}

/// Names a sealed file in the database, so that housekeeping knows it is wanted.
pub(super) async fn add_file(tx: &mut Tx, app: &App, project: &ProjectId, id: &FileId) -> Result<(), Error> {
    tx.execute(
        "insert into file (id, project_id, created_ms, blocks) values ($1, $2, $3, $4)",
        &[
            Value::from(id),
            Value::from(project),
            Value::from(app.clock.now()),
            Value::from(room::blocks(app, id)?),
        ],
    )
    .await?;
    Ok(())
}

/// Whether a sealed file is named by the database.
///
/// # Errors
/// When the database fails.
pub async fn is_file_wanted(tx: &mut Tx, id: &FileId) -> Result<bool, Error> {
    Ok(tx.find("select id from file where id = $1", &[Value::from(id)]).await?.is_some())
}

/// A document of a project that the member manages.
///
/// # Errors
/// Not found, whether it is absent or another's.
pub async fn find(tx: &mut Tx, app: &App, member: &Member, id: &DocumentId) -> Result<Document, Error> {
    let row = tx
        .find(
            "select d.id, d.project_id, p.account_id, d.name, d.facts, d.file_id, d.status, d.created_ms
            from document d
            join project p on p.id = d.project_id
            join participant q on q.project_id = d.project_id
            where d.id = $1 and q.member_id = $2 and q.role = 'manager'",
            &[Value::from(id), Value::from(&member.id)],
        )
        .await?;
    read(app, &mut row.ok_or_else(Error::not_found)?)
}

/// The documents of a project that the member manages, newest first, from behind a place on.
///
/// # Errors
/// When the database fails.
pub async fn list(
    tx: &mut Tx,
    app: &App,
    member: &Member,
    project: &ProjectId,
    behind: Option<Behind>,
) -> Result<Listed<Document>, Error> {
    let Behind { at, id } = behind.unwrap_or_else(Behind::newest);
    let rows = tx
        .list(
            "select d.id, d.project_id, p.account_id, d.name, d.facts, d.file_id, d.status, d.created_ms
            from document d
            join project p on p.id = d.project_id
            join participant q on q.project_id = d.project_id
            where d.project_id = $1 and q.member_id = $2 and q.role = 'manager'
              and (d.created_ms < $3 or (d.created_ms = $3 and d.id < $4))
            order by d.created_ms desc, d.id desc
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
            "select count(*), coalesce(sum(case when d.created_ms < $3 or (d.created_ms = $3 and d.id < $4) then 1 else 0 end), 0)
            from document d
            join participant q on q.project_id = d.project_id
            where d.project_id = $1 and q.member_id = $2 and q.role = 'manager'",
            &[Value::from(project), Value::from(&member.id), Value::from(at), Value::from(id.as_str())],
        )
        .await?;
    let rows = rows.into_iter().map(|mut row| read(app, &mut row)).collect::<Result<_, _>>()?;
    let place =
        |document: &Document| Behind { at: document.created.as_millisecond(), id: document.id.to_string() };
    Ok(Listed::of(rows, listing::counts(counts)?, place))
}

/// The documents of a project that the member manages which are fit to be sent, oldest first: identifier and name. There are
/// [`limits::PROJECT_DOCUMENTS_MAX`] at most.
///
/// # Errors
/// When the database fails.
pub async fn list_ready(
    tx: &mut Tx,
    app: &App,
    member: &Member,
    project: &ProjectId,
) -> Result<Vec<(DocumentId, String)>, Error> {
    let rows = tx
        .list(
            "select d.id, d.name
            from document d
            join participant q on q.project_id = d.project_id
            where d.project_id = $1 and q.member_id = $2 and q.role = 'manager' and d.status = 'ready'
            order by d.created_ms, d.id",
            &[Value::from(project), Value::from(&member.id)],
        )
        .await?;
    let ring = app.keys.scope(Scope::Project(project))?;
    rows.into_iter()
        .map(|mut row| {
            let id: DocumentId = row.id()?;
            let name = ring.open_text(("document", id.as_str(), "name"), &row.bytes()?)?;
            Ok((id, name))
        })
        .collect()
}

/// A document by its identifier, for code that has already shown whose it is: a link's, a job's.
pub(crate) async fn load(tx: &mut Tx, app: &App, id: &DocumentId) -> Result<Document, Error> {
    let row = tx
        .find(
            "select d.id, d.project_id, p.account_id, d.name, d.facts, d.file_id, d.status, d.created_ms
            from document d
            join project p on p.id = d.project_id
            where d.id = $1",
            &[Value::from(id)],
        )
        .await?;
    read(app, &mut row.ok_or_else(Error::not_found)?)
}

/// The drawn pages of a document, in order; the caller has shown that the document is theirs to see.
pub(crate) async fn list_pages(tx: &mut Tx, app: &App, document: &Document) -> Result<Vec<Page>, Error> {
    let rows = tx
        .list(
            "select number, image_id, layer from page where document_id = $1 order by number",
            &[Value::from(&document.id)],
        )
        .await?;
    let ring = app.keys.scope(Scope::Project(&document.project_id))?;
    rows.into_iter()
        .map(|mut row| {
            let number = u32::try_from(row.integer()?).map_err(Error::broken)?;
            let image_id = row.id()?;
            let layer = ring.open_json(("page", &page_row(&document.id, number), "layer"), &row.bytes()?)?;
            Ok(Page { number, image_id, layer })
        })
        .collect()
}

/// The measures and the text of one page; the caller has shown that the document is theirs to see.
pub(super) async fn find_layer(
    tx: &mut Tx,
    app: &App,
    project: &ProjectId,
    (document, number): (&DocumentId, u32),
) -> Result<Layer, Error> {
    let row = tx
        .find(
            "select layer from page where document_id = $1 and number = $2",
            &[Value::from(document), Value::from(i64::from(number))],
        )
        .await?;
    let sealed = row.ok_or_else(Error::not_found)?.bytes()?;
    app.keys
        .scope(Scope::Project(project))?
        .open_json(("page", &page_row(document, number), "layer"), &sealed)
}

/// The image of one page; the caller has shown that the document is theirs to see.
pub(crate) async fn find_page_image(
    tx: &mut Tx,
    document: &DocumentId,
    number: u32,
) -> Result<FileId, Error> {
    let row = tx
        .find(
            "select image_id from page where document_id = $1 and number = $2",
            &[Value::from(document), Value::from(i64::from(number))],
        )
        .await?;
    row.ok_or_else(Error::not_found)?.id()
}

/// Records what the drawing worker found: a document fit to be sent with its pages, or one refused with its findings.
///
/// # Errors
/// When the database fails. A document that was judged before stays as it was.
pub(crate) async fn judge(
    app: &App,
    document: &Document,
    findings: Vec<Finding>,
    pages: &[(FileId, Layer)],
) -> Result<(), Error> {
    let refused = findings.iter().any(Finding::is_refusal) || pages.is_empty();
    let status = if refused { Status::Refused } else { Status::Ready };
    let pages = if refused { &[] } else { pages };
    let count = u32::try_from(pages.len()).map_err(Error::broken)?;
    let facts = Facts { pages: count, findings, rules: INSPECTION_RULES, ..document.facts.clone() };
    app.db
        .retry(async || {
            let ring = app.keys.scope(Scope::Project(&document.project_id))?;
            let mut tx = app.db.begin().await?;
            let changed = tx
                .execute(
                    "update document set status = $1, facts = $2 where id = $3 and status = 'checking'",
                    &[
                        Value::from(status.as_str()),
                        Value::from(ring.seal_json(("document", document.id.as_str(), "facts"), &facts)?),
                        Value::from(&document.id),
                    ],
                )
                .await?;
            if changed == 0 {
                return Ok(());
            }
            for (number, page) in (1u32..).zip(pages) {
                add_page(&mut tx, app, document, (number, page)).await?;
            }
            let kind = if refused { "document-refused" } else { "document-ready" };
            let chain = Chain::Project(&document.account_id, &document.project_id);
            let details = [("document", document.name.as_str()), ("sha256", facts.sha256.as_str())];
            tx.commit(Event::tell(app, chain, kind, &Person::system(), &details)?).await
        })
        .await
}

/// Width and height of a page as shown, in points; the caller has shown that the document is theirs to see.
pub(crate) async fn find_page_size(
    tx: &mut Tx,
    app: &App,
    project: &ProjectId,
    (document, number): (&DocumentId, u32),
) -> Result<(f64, f64), Error> {
    let row = tx
        .find(
            "select layer from page where document_id = $1 and number = $2",
            &[Value::from(document), Value::from(i64::from(number))],
        )
        .await?;
    let sealed = row.ok_or_else(Error::not_found)?.bytes()?;
    let ring = app.keys.scope(Scope::Project(project))?;
    let layer: Layer = ring.open_json(("page", &page_row(document, number), "layer"), &sealed)?;
    Ok((layer.width, layer.height))
}

async fn add_page(
    tx: &mut Tx,
    app: &App,
    document: &Document,
    (number, (image, layer)): (u32, &(FileId, Layer)),
) -> Result<(), Error> {
    let ring = app.keys.scope(Scope::Project(&document.project_id))?;
    add_file(tx, app, &document.project_id, image).await?;
    let sealed = ring.seal_json(("page", &page_row(&document.id, number), "layer"), layer)?;
    tx.execute(
        "insert into page (document_id, number, image_id, layer) values ($1, $2, $3, $4)",
        &[Value::from(&document.id), Value::from(i64::from(number)), Value::from(image), Value::from(sealed)],
    )
    .await?;
    Ok(())
}

/// The row's name by which the layer of a page is sealed.
fn page_row(document: &DocumentId, number: u32) -> String {
    format!("{document}/{number}")
}

fn read(app: &App, row: &mut Row) -> Result<Document, Error> {
    let (id, project_id, account_id): (DocumentId, ProjectId, AccountId) = (row.id()?, row.id()?, row.id()?);
    let ring = app.keys.scope(Scope::Project(&project_id))?;
    let name = ring.open_text(("document", id.as_str(), "name"), &row.bytes()?)?;
    let facts = ring.open_json(("document", id.as_str(), "facts"), &row.bytes()?)?;
    let (file_id, status) = (row.id()?, Status::parse(&row.text()?)?);
    Ok(Document { id, project_id, account_id, name, facts, file_id, status, created: row.time()? })
}
