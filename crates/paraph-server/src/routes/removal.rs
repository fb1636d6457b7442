//! Removing documents and drafts for good: asked first, on a page that needs no script.

use axum::extract::{Form, Path, State};
use axum::response::IntoResponse;
use serde::Deserialize;

use super::{Answer, go, member_frame};
use crate::app::{App, Shared};
use crate::auth::{Member, Visitor};
use crate::deal::submission::Submission;
use crate::deal::{DocumentId, EnvelopeId, ProjectId, document, envelope, project, removal};
use crate::error::{Error, Kind};
use crate::pages::removal as page;

/// The form of the page that asks.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Confirm {
    form_key: String,
    /// In which project it was: where the person goes on.
    project: String,
}

impl Confirm {
    fn onward(&self) -> Result<String, Error> {
        let project = ProjectId::parse(&self.project).ok_or_else(|| Error::invalid("error-form"))?;
        Ok(format!("/projects/{project}"))
    }
}

/// Asks whether a document is to be removed, or says what holds it.
///
/// # Errors
/// Not found unless the member manages its project.
pub async fn ask_document(
    State(app): State<Shared>,
    member: Member,
    visitor: Visitor,
    Path(id): Path<DocumentId>,
) -> Answer {
    let view = document_view(&app, &member, &id).await?;
    Ok(page::page(&view, &member_frame(&app, &member, &visitor.path)?).into_response())
}

async fn document_view(app: &App, member: &Member, id: &DocumentId) -> Result<page::Removal, Error> {
    let mut tx = app.db.look().await?;
    let document = document::find(&mut tx, app, member, id).await?;
    let project = project::find(&mut tx, app, member, &document.project_id).await?;
    let held_by = removal::holders(&mut tx, app, member, id).await?;
    Ok(page::Removal {
        action: format!("/documents/{id}/remove"),
        name: document.name,
        project_id: project.id.to_string(),
        project_name: project.title,
        held_by: held_by.into_iter().map(|one| (one.id.to_string(), one.title)).collect(),
        is_document: true,
    })
}

/// Removes a document.
///
/// # Errors
/// Not found unless the member manages its project; a conflict while an envelope holds it.
pub async fn remove_document(
    State(app): State<Shared>,
    member: Member,
    Path(id): Path<DocumentId>,
    Form(form): Form<Confirm>,
) -> Answer {
    let submission = Submission { member: &member, key: &form.form_key };
    match removal::remove_document(&app, &submission, &id).await {
        Ok(()) => Ok(go(&format!("{}#documents-heading", form.onward()?))),
        // An envelope took it meanwhile: the page says which.
        Err(error) if error.kind() == Kind::Conflict => Ok(go(&format!("/documents/{id}/remove"))),
        Err(error) => Err(error),
    }
}

/// Asks whether a draft is to be removed.
///
/// # Errors
/// Not found unless the member manages its project; a conflict when it was sent.
pub async fn ask_draft(
    State(app): State<Shared>,
    member: Member,
    visitor: Visitor,
    Path(id): Path<EnvelopeId>,
) -> Answer {
    let mut tx = app.db.look().await?;
    let draft = envelope::find(&mut tx, &app, &member, &id).await?;
    let project = project::find(&mut tx, &app, &member, &draft.project_id).await?;
    if !removal::is_removable(&draft) {
        return Ok(go(&format!("/envelopes/{id}?{}", super::LATE)));
    }
    let view = page::Removal {
        action: format!("/envelopes/{id}/remove"),
        name: draft.title,
        project_id: project.id.to_string(),
        project_name: project.title,
        held_by: Vec::new(),
        is_document: false,
    };
    Ok(page::page(&view, &member_frame(&app, &member, &visitor.path)?).into_response())
}

/// Removes a draft with its people and fields.
///
/// # Errors
/// Not found unless the member manages its project; a conflict when it was sent.
pub async fn remove_draft(
    State(app): State<Shared>,
    member: Member,
    Path(id): Path<EnvelopeId>,
    Form(form): Form<Confirm>,
) -> Answer {
    let submission = Submission { member: &member, key: &form.form_key };
    removal::remove_draft(&app, &submission, &id).await?;
    Ok(go(&format!("{}#envelopes-heading", form.onward()?)))
}
