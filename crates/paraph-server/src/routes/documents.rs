//! Documents: taking them in, showing them, giving them back.

use std::io::Write;

use axum::extract::multipart::{Field, MultipartError, MultipartRejection};
use axum::extract::{Multipart, Path, State};
use axum::http::StatusCode;
use axum::response::IntoResponse;

use super::{Answer, Download, again, go, member_frame, originals, papers, projects};
use crate::app::{App, Shared};
use crate::auth::{Member, Visitor};
use crate::deal::submission::Submission;
use crate::deal::{DocumentId, ProjectId, document, project};
use crate::error::{Error, Kind, name_of};
use crate::keys::Scope;
use crate::limits;
use crate::pages::{document as page, project as project_page};
use crate::store::Kept;
use crate::words::Name;

/// Takes in files, sealed as they come, each at most as large as allowed.
///
/// # Errors
/// Not found unless the member manages the project.
pub async fn upload(
    State(app): State<Shared>,
    member: Member,
    Path(id): Path<ProjectId>,
    files: Result<Multipart, MultipartRejection>,
) -> Answer {
    let mut tx = app.db.look().await?;
    document::must_have_room(&mut tx, &app, &member, &id).await?;
    drop(tx);
    let mut files = files.map_err(|error| Error::invalid("error-form").noting(name_of(&error)))?;
    match take_all(&app, &member, &id, &mut files).await {
        Ok(()) => Ok(go(&format!("/projects/{id}"))),
        Err(error) if error.kind() == Kind::TooLarge => Err(error),
        Err(error) => {
            let view = projects::view(&app, &member, &id).await?;
            let frame = member_frame(&app, &member, &format!("/projects/{id}"))?;
            again(error, frame, |frame| project_page::page(&view, frame))
        }
    }
}

async fn take_all(app: &App, member: &Member, id: &ProjectId, files: &mut Multipart) -> Result<(), Error> {
    let mut taken = 0;
    let mut key = String::new();
    while let Some(field) = files.next_field().await.map_err(unreadable)? {
        if field.name() == Some("form_key") {
            key = field.text().await.map_err(unreadable)?;
            continue;
        }
        if field.name() != Some("files") || field.file_name().is_none_or(str::is_empty) {
            continue;
        }
        if taken == limits::UPLOAD_FILES_MAX {
            return Err(Error::invalid("error-upload-files").with("max", limits::UPLOAD_FILES_MAX));
        }
        // A browser may send a path; only its last part is a name.
        let name = field.file_name().unwrap_or_default();
        let name = Name::parse(name.rsplit(['/', '\\']).next().unwrap_or_default())?;
        let kept = take(app, id, field).await?;
        document::add(app, &Submission { member, key: &key }, id, &name, &kept).await?;
        taken += 1;
    }
    if taken == 0 { Err(Error::invalid("error-upload-empty")) } else { Ok(()) }
}

/// Seals one file as it comes in.
async fn take(app: &App, id: &ProjectId, mut field: Field<'_>) -> Result<Kept, Error> {
    let ring = app.keys.scope(Scope::Project(id))?;
    let mut draft = app.store.begin(&ring)?;
    let mut size = 0u64;
    while let Some(chunk) = field.chunk().await.map_err(unreadable)? {
        size += chunk.len() as u64;
        if size > limits::DOCUMENT_SIZE_MAX {
            let megabytes = limits::DOCUMENT_SIZE_MAX / (1024 * 1024);
            return Err(Error::said(Kind::TooLarge, "error-document-too-large").with("max", megabytes));
        }
        tokio::task::block_in_place(|| draft.write_all(&chunk)).map_err(Error::disk)?;
    }
    tokio::task::block_in_place(|| draft.finish())
}

fn unreadable(error: MultipartError) -> Error {
    if error.status() == StatusCode::PAYLOAD_TOO_LARGE {
        let megabytes = limits::DOCUMENT_SIZE_MAX / (1024 * 1024);
        return Error::said(Kind::TooLarge, "error-document-too-large").with("max", megabytes);
    }
    Error::invalid("error-upload-broken").noting(name_of(&error))
}

/// One document with its pages.
///
/// # Errors
/// Not found unless the member manages its project.
pub async fn show(
    State(app): State<Shared>,
    member: Member,
    visitor: Visitor,
    Path(id): Path<DocumentId>,
) -> Answer {
    let mut tx = app.db.look().await?;
    let document = document::find(&mut tx, &app, &member, &id).await?;
    let project = project::find(&mut tx, &app, &member, &document.project_id).await?;
    let view = page::Document {
        project_id: project.id.to_string(),
        project_name: project.title,
        state: papers::document_state(document.status),
        findings: papers::findings(&document.facts.findings, member.locale),
        created: document.created,
        paper: papers::paper(&mut tx, &app, &document, "/documents").await?,
    };
    Ok(page::page(&view, &member_frame(&app, &member, &visitor.path)?).into_response())
}

/// The image of a page.
///
/// # Errors
/// Not found unless the member manages the document's project.
pub async fn page_image(
    State(app): State<Shared>,
    member: Member,
    Path((id, number)): Path<(DocumentId, u32)>,
) -> Answer {
    let mut tx = app.db.look().await?;
    let document = document::find(&mut tx, &app, &member, &id).await?;
    let image = document::find_page_image(&mut tx, &document.id, number).await?;
    drop(tx);
    originals::image(&app, &document.project_id, &image)
}

/// The file as it came in.
///
/// # Errors
/// Not found unless the member manages the document's project.
pub async fn file(State(app): State<Shared>, member: Member, Path(id): Path<DocumentId>) -> Answer {
    let mut tx = app.db.look().await?;
    let document = document::find(&mut tx, &app, &member, &id).await?;
    drop(tx);
    let body = originals::stream(&app, &document.project_id, &document.file_id)?;
    Download { content_type: "application/pdf", name: &document.name }.answer(body)
}
