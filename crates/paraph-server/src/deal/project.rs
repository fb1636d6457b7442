//! Projects: confidential matters with a key of their own. Nobody but their participants learns that they exist.

use jiff::Timestamp;

use super::ProjectId;
use super::event::{Chain, Event};
use super::listing::{self, Behind, Listed};
use super::submission::{self, Submission};
use crate::app::App;
use crate::auth::Member;
use crate::db::{Row, Tx, Value};
use crate::error::Error;
use crate::keys::Scope;
use crate::limits;
use crate::words::{Line, Name};

/// A project as its participants see it.
#[derive(Debug, Clone)]
pub struct Project {
    /// Which.
    pub id: ProjectId,
    /// Its title.
    pub title: String,
    /// The firm's own matter number; may be empty.
    pub reference: String,
    /// When it was created.
    pub created: Timestamp,
}

/// Creates a project with its key; its creator manages it. The same form sent twice creates one.
///
/// # Errors
/// When the key or the row cannot be written.
pub async fn create(
    app: &App,
    submission: &Submission<'_>,
    title: &Name,
    reference: &Line,
) -> Result<ProjectId, Error> {
    app.db.retry(|| create_once(app, submission, title, reference)).await
}

async fn create_once(
    app: &App,
    submission: &Submission<'_>,
    title: &Name,
    reference: &Line,
) -> Result<ProjectId, Error> {
    let member = submission.member;
    let mark = submission.mark(app, "project", &[title.as_str(), reference.as_str()])?;
    // Looked for before the key is made, so that a form sent twice leaves no second key behind.
    if let Some(made) = submission::find(&mut app.db.look().await?, &mark).await? {
        return Ok(made);
    }
    let id = ProjectId::random(&app.random)?;
    app.keys.create_project(&member.account_id, &id)?;
    let ring = app.keys.scope(Scope::Project(&id))?;
    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    tx.execute(
        "insert into project (id, account_id, title, reference, created_by, created_ms)
        values ($1, $2, $3, $4, $5, $6)",
        &[
            Value::from(&id),
            Value::from(&member.account_id),
            Value::from(ring.seal_text(("project", id.as_str(), "title"), title.as_str())?),
            Value::from(ring.seal_text(("project", id.as_str(), "reference"), reference.as_str())?),
            Value::from(&member.id),
            Value::from(now),
        ],
    )
    .await?;
    tx.execute(
        "insert into participant (project_id, member_id, role, created_ms) values ($1, $2, 'manager', $3)",
        &[Value::from(&id), Value::from(&member.id), Value::from(now)],
    )
    .await?;
    submission::remember(&mut tx, app, &mark, &id).await?;
    let chain = Chain::Project(&member.account_id, &id);
    tx.commit(Event::tell(app, chain, "project-created", &member.person(), &[])?).await?;
    Ok(id)
}

/// How much a project holds.
#[derive(Debug, Clone, Copy)]
pub struct Counts {
    /// Documents.
    pub documents: usize,
    /// Envelopes that wait for signatures or their seal.
    pub open_envelopes: usize,
    /// Envelopes that are sealed.
    pub completed_envelopes: usize,
}

/// A page of the projects that a member manages, newest first, with how much each holds.
///
/// # Errors
/// When the database fails.
pub async fn list(
    tx: &mut Tx,
    app: &App,
    member: &Member,
    behind: Option<Behind>,
) -> Result<Listed<(Project, Counts)>, Error> {
    let Behind { at, id } = behind.unwrap_or_else(Behind::newest);
    let rows = tx
        .list(
            "select p.id, p.title, p.reference, p.created_ms,
              (select count(*) from document d where d.project_id = p.id),
              (select count(*) from envelope e where e.project_id = p.id and e.status in ('sent', 'sealing')),
              (select count(*) from envelope e where e.project_id = p.id and e.status = 'completed')
            from project p
            join participant q on q.project_id = p.id
            where q.member_id = $1 and q.role = 'manager'
              and (p.created_ms < $2 or (p.created_ms = $2 and p.id < $3))
            order by p.created_ms desc, p.id desc
            limit $4",
            &[
                Value::from(&member.id),
                Value::from(at),
                Value::from(id.as_str()),
                Value::from(limits::LIST_ROWS_MAX + 1),
            ],
        )
        .await?;
    let counts = tx
        .find(
            "select count(*), coalesce(sum(case when p.created_ms < $2 or (p.created_ms = $2 and p.id < $3) then 1 else 0 end), 0)
            from project p
            join participant q on q.project_id = p.id
            where q.member_id = $1 and q.role = 'manager'",
            &[Value::from(&member.id), Value::from(at), Value::from(id.as_str())],
        )
        .await?;
    let count = |row: &mut Row| usize::try_from(row.integer()?).map_err(Error::broken);
    let rows = rows
        .into_iter()
        .map(|mut row| {
            let project = read(app, &mut row)?;
            let (documents, open_envelopes) = (count(&mut row)?, count(&mut row)?);
            Ok((project, Counts { documents, open_envelopes, completed_envelopes: count(&mut row)? }))
        })
        .collect::<Result<_, Error>>()?;
    let place = |(project, _): &(Project, Counts)| Behind {
        at: project.created.as_millisecond(),
        id: project.id.to_string(),
    };
    Ok(Listed::of(rows, listing::counts(counts)?, place))
}

/// A project that the member manages.
///
/// # Errors
/// Not found, whether it is absent or another's.
pub async fn find(tx: &mut Tx, app: &App, member: &Member, id: &ProjectId) -> Result<Project, Error> {
    let row = tx
        .find(
            "select p.id, p.title, p.reference, p.created_ms
            from project p
            join participant q on q.project_id = p.id
            where p.id = $1 and q.member_id = $2 and q.role = 'manager'",
            &[Value::from(id), Value::from(&member.id)],
        )
        .await?;
    read(app, &mut row.ok_or_else(Error::not_found)?)
}

/// A project's title, for code that has already shown whose it is.
pub(super) async fn title(tx: &mut Tx, app: &App, id: &ProjectId) -> Result<String, Error> {
    let row = tx.find("select title from project where id = $1", &[Value::from(id)]).await?;
    let sealed = row.ok_or_else(Error::not_found)?.bytes()?;
    app.keys.scope(Scope::Project(id))?.open_text(("project", id.as_str(), "title"), &sealed)
}

fn read(app: &App, row: &mut Row) -> Result<Project, Error> {
    let id: ProjectId = row.id()?;
    let ring = app.keys.scope(Scope::Project(&id))?;
    let title = ring.open_text(("project", id.as_str(), "title"), &row.bytes()?)?;
    let reference = ring.open_text(("project", id.as_str(), "reference"), &row.bytes()?)?;
    Ok(Project { id, title, reference, created: row.time()? })
}
