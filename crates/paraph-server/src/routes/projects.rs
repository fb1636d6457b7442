//! Projects: the list, one project, what happened in it.

use axum::extract::{Form, Path, Query, State};
use axum::response::IntoResponse;
use serde::Deserialize;

use super::{Answer, again, go, member_frame, papers};
use crate::app::{App, Shared};
use crate::auth::{Member, Visitor};
use crate::db::Tx;
use crate::deal::envelope::{self, Envelope};
use crate::deal::listing::{Behind, Listed};
use crate::deal::signatory::{self, Status};
use crate::deal::submission::Submission;
use crate::deal::{ProjectId, document, project, room};
use crate::error::Error;
use crate::limits;
use crate::locale::Locale;
use crate::pages::{Pager, project as page, projects as list_page};
use crate::words::{Line, Name};

/// From where on a list is shown.
#[derive(Deserialize)]
pub struct Asked {
    #[serde(default)]
    behind: String,
}

/// From where on the lists of a project are shown.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct AskedOfProject {
    /// Its envelopes.
    behind: String,
    documents: String,
}

impl AskedOfProject {
    /// The pagers of its documents and of its envelopes; going on in one list leaves the other where it is.
    fn pagers(
        &self,
        id: &ProjectId,
        documents: &Listed<document::Document>,
        envelopes: &Listed<Envelope>,
    ) -> (Pager, Pager) {
        let place = |text: &str| Behind::parse(text).map(|behind| behind.to_string());
        let address = |(name, other): (&str, &str), of_other: &str| match place(of_other) {
            Some(place) => {
                (format!("/projects/{id}?{other}={place}"), format!("/projects/{id}?{other}={place}&{name}="))
            }
            None => (format!("/projects/{id}"), format!("/projects/{id}?{name}=")),
        };
        let of_documents = address(("documents", "behind"), &self.behind);
        let of_envelopes = address(("behind", "documents"), &self.documents);
        (
            Pager::of(documents, (&of_documents.0, &of_documents.1)).at("documents-heading"),
            Pager::of(envelopes, (&of_envelopes.0, &of_envelopes.1)).at("envelopes-heading"),
        )
    }
}

/// The form for a new project.
#[derive(Deserialize)]
pub struct NewProject {
    #[serde(default)]
    name: String,
    #[serde(default)]
    reference: String,
    #[serde(default)]
    form_key: String,
}

/// The member's projects.
///
/// # Errors
/// When the database fails.
pub async fn list(
    State(app): State<Shared>,
    member: Member,
    visitor: Visitor,
    Query(asked): Query<Asked>,
) -> Answer {
    let (rows, pager) = rows(&app, &member, Behind::parse(&asked.behind)).await?;
    let view = list_page::Projects { rows, pager, ..Default::default() };
    Ok(list_page::page(&view, &member_frame(&app, &member, &visitor.path)?).into_response())
}

/// Creates a project, or shows the list again with what is wrong.
///
/// # Errors
/// When the database fails.
pub async fn create(State(app): State<Shared>, member: Member, Form(form): Form<NewProject>) -> Answer {
    match create_from(&app, &member, &form).await {
        Ok(id) => Ok(go(&format!("/projects/{id}"))),
        Err(error) => {
            let (rows, pager) = rows(&app, &member, None).await?;
            let view = list_page::Projects { rows, pager, name: form.name, reference: form.reference };
            again(error, member_frame(&app, &member, "/projects")?, |frame| list_page::page(&view, frame))
        }
    }
}

async fn create_from(app: &App, member: &Member, form: &NewProject) -> Result<ProjectId, Error> {
    let (name, reference) =
        (Name::parse(&form.name)?, Line::parse(&form.reference, limits::NAME_LENGTH_MAX)?);
    let submission = Submission { member, key: &form.form_key };
    project::create(app, &submission, &name, &reference).await
}

async fn rows(
    app: &App,
    member: &Member,
    behind: Option<Behind>,
) -> Result<(Vec<list_page::Row>, Pager), Error> {
    let mut tx = app.db.look().await?;
    let mut rows = Vec::new();
    let listed = project::list(&mut tx, app, member, behind).await?;
    let pager = Pager::of(&listed, ("/projects", "/projects?behind="));
    for (project, counts) in listed.rows {
        rows.push(list_page::Row {
            id: project.id.to_string(),
            name: project.title,
            reference: project.reference,
            documents: counts.documents,
            open_envelopes: counts.open_envelopes,
            completed_envelopes: counts.completed_envelopes,
            created: project.created,
        });
    }
    Ok((rows, pager))
}

/// One project.
///
/// # Errors
/// Not found unless the member manages it.
pub async fn show(
    State(app): State<Shared>,
    member: Member,
    visitor: Visitor,
    Path(id): Path<ProjectId>,
    Query(asked): Query<AskedOfProject>,
) -> Answer {
    let view = view_from(&app, &member, &id, &asked).await?;
    Ok(page::page(&view, &member_frame(&app, &member, &visitor.path)?).into_response())
}

/// A project at a glance, for its own page and for forms on it that were refused.
pub(super) async fn view(app: &App, member: &Member, id: &ProjectId) -> Result<page::Project, Error> {
    view_from(app, member, id, &AskedOfProject::default()).await
}

/// The same with its documents and envelopes from some place on.
async fn view_from(
    app: &App,
    member: &Member,
    id: &ProjectId,
    asked: &AskedOfProject,
) -> Result<page::Project, Error> {
    let mut tx = app.db.look().await?;
    let project = project::find(&mut tx, app, member, id).await?;
    let documents = document::list(&mut tx, app, member, id, Behind::parse(&asked.documents)).await?;
    let ready = document::list_ready(&mut tx, app, member, id).await?;
    let listed = envelope::list(&mut tx, app, member, id, Behind::parse(&asked.behind)).await?;
    let (documents_pager, pager) = asked.pagers(id, &documents, &listed);
    let room = room::used(&mut tx, app, (&member.account_id, id)).await?;
    let mut envelopes = Vec::new();
    for envelope in listed.rows {
        envelopes.push(envelope_row(&mut tx, app, envelope).await?);
    }
    Ok(page::Project {
        id: id.to_string(),
        name: project.title,
        reference: project.reference,
        documents: documents.rows.into_iter().map(|d| document_row(d, member.locale)).collect(),
        documents_pager,
        ready: ready.into_iter().map(|(id, name)| page::Ready { id: id.to_string(), name }).collect(),
        envelopes,
        pager,
        room: page::Room { project: room.project, account: room.account },
        size_max: limits::DOCUMENT_SIZE_MAX,
    })
}

fn document_row(document: document::Document, locale: Locale) -> page::DocumentRow {
    page::DocumentRow {
        id: document.id.to_string(),
        name: document.name,
        state: papers::document_state(document.status),
        pages: document.facts.pages,
        size: document.facts.size,
        findings: papers::findings(&document.facts.findings, locale),
        created: document.created,
    }
}

async fn envelope_row(tx: &mut Tx, app: &App, envelope: Envelope) -> Result<page::EnvelopeRow, Error> {
    let signatories = signatory::list(tx, app, &envelope).await?;
    Ok(page::EnvelopeRow {
        id: envelope.id.to_string(),
        title: envelope.title,
        state: papers::envelope_state(envelope.status),
        signed: signatories.iter().filter(|s| s.status == Status::Signed).count(),
        signatories: signatories.len(),
        changed: envelope.ended.or(envelope.sent).unwrap_or(envelope.created),
    })
}
