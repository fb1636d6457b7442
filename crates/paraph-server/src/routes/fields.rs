//! The field editor of a draft, with its twin that needs no script.

use axum::Json;
use axum::extract::rejection::JsonRejection;
use axum::extract::{Form, Path, State};
use axum::http::HeaderValue;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};

use super::{Answer, again, go, member_frame, papers};
use crate::app::{App, Shared};
use crate::auth::{Member, Visitor};
use crate::deal::field::{self, Field, Kind, Placement};
use crate::deal::submission::Submission;
use crate::deal::{DocumentId, EnvelopeId, FieldId, SignatoryId, envelope, project, signatory};
use crate::error::Error;
use crate::pages::{fields as page, stylesheet};

/// What the editor sends and gets back.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Save {
    fields: Vec<Placement>,
}

/// What the editor gets back: the fields with their identifiers.
#[derive(Serialize)]
struct Saved {
    fields: Vec<Field>,
}

/// The form that adds one field without a script.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Add {
    document: String,
    signatory: String,
    kind: String,
    page: String,
    left: String,
    top: String,
    width: String,
    height: String,
    label: String,
    required: String,
    form_key: String,
}

/// The editor.
///
/// # Errors
/// Not found unless the member manages the project; a conflict when the envelope was sent.
pub async fn show(
    State(app): State<Shared>,
    member: Member,
    visitor: Visitor,
    Path(id): Path<EnvelopeId>,
) -> Answer {
    let view = view(&app, &member, &id).await?;
    Ok(page::page(&view, &member_frame(&app, &member, &visitor.path)?).into_response())
}

async fn view(app: &App, member: &Member, id: &EnvelopeId) -> Result<page::Editor, Error> {
    let mut tx = app.db.look().await?;
    let envelope = envelope::find_draft(&mut tx, app, member, id).await?;
    let project = project::find(&mut tx, app, member, &envelope.project_id).await?;
    let fields = field::list(&mut tx, app, &envelope).await?;
    let signatories = signatory::list(&mut tx, app, &envelope).await?;
    Ok(page::Editor {
        papers: papers::papers(&mut tx, app, &envelope, "/documents").await?,
        signatories: papers::signatories(&signatories, &fields),
        fields: fields.iter().map(owned).collect(),
        id: envelope.id.to_string(),
        title: envelope.title,
        project_id: project.id.to_string(),
        project_name: project.title,
    })
}

fn owned(field: &Field) -> page::Owned {
    page::Owned { signatory: field.signatory.to_string(), placed: papers::placed(field) }
}

/// Saves what the editor shows.
///
/// # Errors
/// Not found unless the member manages the project; invalid when a field does not fit.
pub async fn save(
    State(app): State<Shared>,
    member: Member,
    Path(id): Path<EnvelopeId>,
    save: Result<Json<Save>, JsonRejection>,
) -> Answer {
    // Whose draft it is comes first: what was sent tells a stranger nothing.
    let mut tx = app.db.look().await?;
    envelope::find_draft(&mut tx, &app, &member, &id).await?;
    drop(tx);
    let Json(save) = save.map_err(|error| Error::invalid("error-form").noting(error))?;
    let fields = field::replace(&app, &member, &id, &save.fields).await?;
    Ok(Json(Saved { fields }).into_response())
}

/// Adds one field.
///
/// # Errors
/// Not found unless the member manages the project; a conflict when the envelope was sent.
pub async fn add(
    State(app): State<Shared>,
    member: Member,
    Path(id): Path<EnvelopeId>,
    Form(form): Form<Add>,
) -> Answer {
    let path = format!("/envelopes/{id}/fields");
    match add_from(&app, &member, &id, form).await {
        Ok(()) => Ok(go(&path)),
        Err(error) => {
            let view = view(&app, &member, &id).await?;
            again(error, member_frame(&app, &member, &path)?, |frame| page::page(&view, frame))
        }
    }
}

impl Add {
    /// The field that the form describes; none when something in it does not read.
    fn read(self) -> Option<Placement> {
        Some(Placement {
            id: None,
            document: DocumentId::parse(&self.document)?,
            signatory: SignatoryId::parse(&self.signatory)?,
            kind: Kind::parse(&self.kind)?,
            page: self.page.trim().parse().ok()?,
            left: self.left.trim().parse().ok()?,
            top: self.top.trim().parse().ok()?,
            width: self.width.trim().parse().ok()?,
            height: self.height.trim().parse().ok()?,
            label: self.label,
            required: self.required == "yes",
        })
    }
}

async fn add_from(app: &App, member: &Member, id: &EnvelopeId, form: Add) -> Result<(), Error> {
    let key = form.form_key.clone();
    let placement = form.read().ok_or_else(|| Error::invalid("error-form"))?;
    field::add(app, &Submission { member, key: &key }, id, &placement).await
}

/// Removes one field. Removing one that is gone changes nothing.
///
/// # Errors
/// Not found unless the member manages the project; a conflict when the envelope was sent.
pub async fn remove(
    State(app): State<Shared>,
    member: Member,
    Path((id, gone)): Path<(EnvelopeId, FieldId)>,
) -> Answer {
    field::remove(&app, &member, &id, &gone).await?;
    Ok(go(&format!("/envelopes/{id}/fields")))
}

/// Where the fields of a draft stand, as a style sheet.
///
/// # Errors
/// Not found unless the member manages the project; a conflict when the envelope was sent.
pub async fn layout(State(app): State<Shared>, member: Member, Path(id): Path<EnvelopeId>) -> Answer {
    let mut tx = app.db.look().await?;
    let envelope = envelope::find_draft(&mut tx, &app, &member, &id).await?;
    let placed: Vec<_> = field::list(&mut tx, &app, &envelope).await?.iter().map(papers::placed).collect();
    Ok(css(stylesheet(&placed)))
}

/// A style sheet.
pub(super) fn css(text: String) -> Response {
    let mut response = text.into_response();
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("text/css; charset=utf-8"));
    response
}
