//! The field editor of a draft, with its twin that needs no script.

use axum::Json;
use axum::extract::rejection::JsonRejection;
use axum::extract::{Form, Path, State};
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};

use super::{Answer, again, go, member_frame, papers};
use crate::app::{App, Shared};
use crate::auth::{Member, Visitor};
use crate::db::Tx;
use crate::deal::envelope::{self, Envelope};
use crate::deal::field::{self, Field, Kind, Placement};
use crate::deal::signatory::{self, Signatory};
use crate::deal::submission::Submission;
use crate::deal::{DocumentId, EnvelopeId, FieldId, SignatoryId, overlap, project};
use crate::error::{Error, name_of};
use crate::locale::Locale;
use crate::pages::{fields as page, stylesheet};

/// What the editor sends.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Save {
    /// The revision of the draft that the editor read; none when it read none.
    #[serde(default)]
    revision: Option<i64>,
    fields: Vec<Placement>,
}

/// What the editor gets back: the fields of the draft as it stands now.
#[derive(Serialize)]
struct Present {
    #[serde(flatten)]
    edition: field::Edition,
    /// Who signs now, in order.
    people: Vec<page::Somebody>,
    /// What the fields lie over.
    warnings: Vec<page::Warning>,
    /// Why nothing was saved, when nothing was.
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<String>,
}

/// A form with nothing but a button, and the revision of the draft that its page showed.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Press {
    pub(super) revision: String,
}

impl Press {
    /// The revision that the page showed.
    pub(super) fn read(&self) -> Option<i64> {
        self.revision.parse().ok()
    }
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
        warnings: warnings(&mut tx, app, &envelope, (&signatories, &fields), member.locale).await?,
        papers: papers::papers(&mut tx, app, &envelope, "/documents").await?,
        signatories: papers::signatories(&signatories, &fields),
        fields: fields.iter().map(owned).collect(),
        id: envelope.id.to_string(),
        revision: envelope.revision,
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
    let Json(save) = save.map_err(|error| Error::invalid("error-form").noting(name_of(&error)))?;
    let saved = field::replace(&app, &member, &id, save.revision, &save.fields).await?;
    let (status, edition, error) = match saved {
        field::Saved::Kept(edition) => (StatusCode::OK, edition, None),
        field::Saved::Stale(edition) => {
            (StatusCode::CONFLICT, edition, Some(member.locale.text("error-draft-changed")))
        }
    };
    let mut tx = app.db.look().await?;
    let envelope = envelope::find(&mut tx, &app, &member, &id).await?;
    let signatories = signatory::list(&mut tx, &app, &envelope).await?;
    let warnings = warnings(&mut tx, &app, &envelope, (&signatories, &edition.fields), member.locale).await?;
    let people = papers::signatories(&signatories, &edition.fields);
    let people = people.iter().map(page::Somebody::of).collect();
    Ok((status, Json(Present { edition, people, warnings, error })).into_response())
}

/// What the fields of a draft lie over.
async fn warnings(
    tx: &mut Tx,
    app: &App,
    envelope: &Envelope,
    (signatories, fields): (&[Signatory], &[Field]),
    locale: Locale,
) -> Result<Vec<page::Warning>, Error> {
    let enclosed = envelope::list_enclosed(tx, app, envelope).await?;
    let words = overlap::Words { enclosed: &enclosed, signatories, fields, locale };
    let found = overlap::find(tx, app, envelope, fields).await?;
    let told = found.iter().map(|one| {
        let (tone, text) = words.tell(one);
        page::Warning { field: one.field.to_string(), tone, text }
    });
    Ok(told.collect())
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
    Form(form): Form<Press>,
) -> Answer {
    let path = format!("/envelopes/{id}/fields");
    match field::remove(&app, &member, &id, &gone, form.read()).await {
        Ok(()) => Ok(go(&format!("{path}#field-list-title"))),
        Err(error) => {
            let view = view(&app, &member, &id).await?;
            again(error, member_frame(&app, &member, &path)?, |frame| page::page(&view, frame))
        }
    }
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
