//! Envelopes, as their manager sees them: preparing, reviewing, sending, watching, ending.

use axum::Json;
use axum::extract::{Form, Path, RawQuery, State};
use axum::response::IntoResponse;
use serde::Deserialize;

use super::{Answer, LATE, again, fields, go, member_frame, papers, projects};
use crate::app::{App, Shared};
use crate::auth::{Member, Visitor};
use crate::db::Tx;
use crate::deal::envelope::{self, Envelope, Status};
use crate::deal::signatory::{self, Signatory};
use crate::deal::submission::Submission;
use crate::deal::{
    DocumentId, EnvelopeId, ProjectId, SignatoryId, dating, ending, field, message, notice, preflight,
    project, renewal, sending,
};
use crate::error::Error;
use crate::limits;
use crate::locale::Locale;
use crate::pages::{
    Frame, Notice, board, envelope as draft_page, project as project_page, review as review_page,
};
use crate::words::{Email, Name, Text};

/// The form for a new signatory.
#[derive(Deserialize)]
pub struct NewSignatory {
    #[serde(default)]
    name: String,
    #[serde(default)]
    email: String,
    #[serde(default)]
    locale: String,
    #[serde(default)]
    form_key: String,
}

/// The form for the time zone.
#[derive(Deserialize)]
pub struct ZoneForm {
    #[serde(default)]
    time_zone: String,
}

/// The form for sending.
#[derive(Deserialize)]
pub struct Send {
    #[serde(default)]
    message: String,
    #[serde(default)]
    expires_days: String,
    #[serde(default)]
    revision: String,
}

/// A form with nothing but a button.
#[derive(Deserialize)]
pub struct Press {
    #[serde(default)]
    form_key: String,
}

/// A form with a reason.
#[derive(Deserialize)]
pub struct Reason {
    #[serde(default)]
    reason: String,
}

/// Creates a draft over the ticked documents. The form repeats `document`, so it is read pair by pair.
///
/// # Errors
/// Not found unless the member manages the project.
pub async fn create(
    State(app): State<Shared>,
    member: Member,
    Path(id): Path<ProjectId>,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Answer {
    match create_from(&app, &member, &id, &pairs).await {
        Ok(envelope) => Ok(go(&format!("/envelopes/{envelope}"))),
        Err(error) => {
            let view = projects::view(&app, &member, &id).await?;
            let frame = member_frame(&app, &member, &format!("/projects/{id}"))?;
            again(error, frame, |frame| project_page::page(&view, frame))
        }
    }
}

async fn create_from(
    app: &App,
    member: &Member,
    project: &ProjectId,
    pairs: &[(String, String)],
) -> Result<EnvelopeId, Error> {
    let values = |name: &'static str| {
        pairs.iter().filter(move |(key, _)| key == name).map(|(_, value)| value.as_str())
    };
    let title = Name::parse(values("title").next().unwrap_or_default())?;
    let documents: Option<Vec<DocumentId>> = values("document").map(DocumentId::parse).collect();
    let submission = Submission { member, key: values("form_key").next().unwrap_or_default() };
    envelope::create(app, &submission, project, &title, &documents.ok_or_else(Error::not_found)?).await
}

/// An envelope: the draft's form, or the board of what was sent.
///
/// # Errors
/// Not found unless the member manages its project.
pub async fn show(
    State(app): State<Shared>,
    member: Member,
    visitor: Visitor,
    Path(id): Path<EnvelopeId>,
    RawQuery(query): RawQuery,
) -> Answer {
    let mut frame = member_frame(&app, &member, &visitor.path)?;
    let mut tx = app.db.look().await?;
    let envelope = envelope::find(&mut tx, &app, &member, &id).await?;
    if envelope.status == Status::Draft {
        let view = draft_view(&mut tx, &app, &member, envelope, draft_page::Typed::default()).await?;
        return Ok(draft_page::page(&view, &frame).into_response());
    }
    if query.as_deref() == Some(LATE) {
        frame.notice = Some(Notice::Told(member.locale.text("envelope-late")));
    }
    Ok(board::page(&board_view(&mut tx, &app, &member, envelope).await?, &frame).into_response())
}

async fn draft_view(
    tx: &mut Tx,
    app: &App,
    member: &Member,
    envelope: Envelope,
    typed: draft_page::Typed,
) -> Result<draft_page::Draft, Error> {
    let project = project::find(tx, app, member, &envelope.project_id).await?;
    let fields = field::list(tx, app, &envelope).await?;
    let signatories = papers::signatories(&signatory::list(tx, app, &envelope).await?, &fields);
    Ok(draft_page::Draft {
        documents: papers::enclosed(&envelope::list_enclosed(tx, app, &envelope).await?),
        signatories: tokio::task::block_in_place(|| papers::warned(app, signatories, member.locale))?,
        id: envelope.id.to_string(),
        revision: envelope.revision,
        title: envelope.title,
        zone: envelope.zone,
        project_id: project.id.to_string(),
        project_name: project.title,
        typed,
    })
}

async fn board_view(
    tx: &mut Tx,
    app: &App,
    member: &Member,
    envelope: Envelope,
) -> Result<board::Board, Error> {
    let project = project::find(tx, app, member, &envelope.project_id).await?;
    let mails = message::list_of_envelope(tx, app, &envelope.id).await?;
    let signatories = signatory::list(tx, app, &envelope).await?;
    let documents = envelope::list_enclosed(tx, app, &envelope).await?;
    let documents = documents.into_iter().map(|enclosed| board::BoardDocument {
        id: enclosed.document_id.to_string(),
        name: enclosed.name,
        pages: enclosed.facts.pages,
        sha256: enclosed.facts.sent_sha256.unwrap_or(enclosed.facts.sha256),
        sealed_sha256: enclosed.facts.sealed_sha256,
    });
    Ok(board::Board {
        documents: documents.collect(),
        people: signatories.into_iter().map(|s| person_row(app, s, &envelope, &mails)).collect(),
        id: envelope.id.to_string(),
        project_id: project.id.to_string(),
        project_name: project.title,
        state: papers::envelope_state(envelope.status),
        sent: envelope.sent,
        expires: envelope.expires,
        ended: envelope.ended,
        zone: envelope.zone,
        has_certificate: envelope.certificate_id.is_some(),
        reason: envelope.reason.filter(|reason| !reason.is_empty()),
        cancelling: String::new(),
        title: envelope.title,
    })
}

fn person_row(
    app: &App,
    signatory: Signatory,
    envelope: &Envelope,
    mails: &[message::Message],
) -> board::PersonRow {
    let waits = signatory.status == signatory::Status::Invited && envelope.status == Status::Sent;
    let theirs = mails.iter().rev().filter(|mail| mail.signatory_id.as_ref() == Some(&signatory.id));
    // A mail with the link matters no more once the link was opened, or nothing is to be signed.
    let matters = |mail: &&message::Message| !mail.asks() || (waits && signatory.opened.is_none());
    let mail = theirs.clone().find(matters);
    let reminded = theirs.filter(|mail| mail.kind == notice::REMINDER).map(|mail| mail.created).next();
    let rests_until = reminded.map(notice::rests_until).filter(|until| *until > app.clock.now());
    board::PersonRow {
        id: signatory.id.to_string(),
        colour: usize::try_from(signatory.position).unwrap_or_default(),
        state: papers::signatory_state(&signatory),
        name: signatory.name,
        email: signatory.email,
        opened: signatory.opened,
        ended: signatory.ended,
        reason: signatory.reason,
        mail: mail.map(|mail| papers::mail_state(mail.delivery)),
        mail_kind: mail.map(|mail| mail.kind.clone()).unwrap_or_default(),
        rests_until,
        mail_answer: mail.and_then(|mail| mail.answer.clone()).filter(|answer| !answer.is_empty()),
        can_be_reminded: waits,
    }
}

/// The states on the board, for its script.
///
/// # Errors
/// Not found unless the member manages its project.
pub async fn status(State(app): State<Shared>, member: Member, Path(id): Path<EnvelopeId>) -> Answer {
    let mut tx = app.db.look().await?;
    let envelope = envelope::find(&mut tx, &app, &member, &id).await?;
    let view = board_view(&mut tx, &app, &member, envelope).await?;
    Ok(Json(board::status(&view)).into_response())
}

/// Has the documents of a draft dated in another zone.
///
/// # Errors
/// Not found unless the member manages its project; a conflict when it was sent.
pub async fn set_zone(
    State(app): State<Shared>,
    member: Member,
    Path(id): Path<EnvelopeId>,
    Form(form): Form<ZoneForm>,
) -> Answer {
    let path = format!("/envelopes/{id}");
    let Err(error) = dating::set_zone(&app, &member, &id, &form.time_zone).await else {
        return Ok(go(&path));
    };
    let mut tx = app.db.look().await?;
    let envelope = envelope::find(&mut tx, &app, &member, &id).await?;
    let view = draft_view(&mut tx, &app, &member, envelope, draft_page::Typed::default()).await?;
    again(error, member_frame(&app, &member, &path)?, |frame| draft_page::page(&view, frame))
}

/// Adds a signatory to a draft.
///
/// # Errors
/// Not found unless the member manages its project.
pub async fn add_signatory(
    State(app): State<Shared>,
    member: Member,
    Path(id): Path<EnvelopeId>,
    Form(form): Form<NewSignatory>,
) -> Answer {
    let path = format!("/envelopes/{id}");
    match add_from(&app, &member, &id, &form).await {
        // Back to where the next person's name is typed.
        Ok(_) => Ok(go(&format!("{path}#name"))),
        Err(error) => {
            let mut tx = app.db.look().await?;
            let envelope = envelope::find_draft(&mut tx, &app, &member, &id).await?;
            let typed = draft_page::Typed { name: form.name, email: form.email, locale: form.locale };
            let view = draft_view(&mut tx, &app, &member, envelope, typed).await?;
            again(error, member_frame(&app, &member, &path)?, |frame| draft_page::page(&view, frame))
        }
    }
}

async fn add_from(
    app: &App,
    member: &Member,
    id: &EnvelopeId,
    form: &NewSignatory,
) -> Result<SignatoryId, Error> {
    let (name, email) = (Name::parse(&form.name)?, Email::parse(&form.email)?);
    let locale = Locale::parse(&form.locale).unwrap_or(member.locale);
    let submission = Submission { member, key: &form.form_key };
    signatory::add(app, &submission, id, (&name, &email), locale).await
}

/// Removes a signatory from a draft.
///
/// # Errors
/// Not found unless the member manages its project; a conflict when it was sent.
pub async fn remove_signatory(
    State(app): State<Shared>,
    member: Member,
    Path((id, who)): Path<(EnvelopeId, SignatoryId)>,
    Form(form): Form<fields::Press>,
) -> Answer {
    let path = format!("/envelopes/{id}");
    match signatory::remove(&app, &member, &id, &who, form.read()).await {
        Ok(()) => Ok(go(&format!("{path}#who-signs"))),
        Err(error) => {
            let mut tx = app.db.look().await?;
            let envelope = envelope::find_draft(&mut tx, &app, &member, &id).await?;
            let view = draft_view(&mut tx, &app, &member, envelope, draft_page::Typed::default()).await?;
            again(error, member_frame(&app, &member, &path)?, |frame| draft_page::page(&view, frame))
        }
    }
}

/// Reminds a signatory.
///
/// # Errors
/// Not found unless the member manages its project; a conflict when there is nothing to wait for.
pub async fn remind(
    State(app): State<Shared>,
    member: Member,
    Path((id, who)): Path<(EnvelopeId, SignatoryId)>,
    Form(form): Form<Press>,
) -> Answer {
    let path = format!("/envelopes/{id}");
    match notice::remind(&app, &Submission { member: &member, key: &form.form_key }, &id, &who).await {
        Ok(()) => Ok(go(&format!("{path}#person-{who}"))),
        Err(error) => {
            let mut tx = app.db.look().await?;
            let envelope = envelope::find(&mut tx, &app, &member, &id).await?;
            let view = board_view(&mut tx, &app, &member, envelope).await?;
            again(error, member_frame(&app, &member, &path)?, |frame| board::page(&view, frame))
        }
    }
}

/// The last look before sending.
///
/// # Errors
/// Not found unless the member manages its project; a conflict when it was sent.
pub async fn review(
    State(app): State<Shared>,
    member: Member,
    visitor: Visitor,
    Path(id): Path<EnvelopeId>,
) -> Answer {
    let view = review_view(&app, &member, &id, (None, limits::ENVELOPE_DAYS_DEFAULT)).await?;
    Ok(review_page::page(&view, &member_frame(&app, &member, &visitor.path)?).into_response())
}

async fn review_view(
    app: &Shared,
    member: &Member,
    id: &EnvelopeId,
    (message, expires_days): (Option<String>, i64),
) -> Result<review_page::Review, Error> {
    let mut tx = app.db.look().await?;
    let envelope = envelope::find_draft(&mut tx, app, member, id).await?;
    let project = project::find(&mut tx, app, member, &envelope.project_id).await?;
    let matter = preflight::Matter::load(&mut tx, app, &envelope).await?;
    drop(tx);
    Ok(review_page::Review {
        checks: preflight::check(app, &envelope, &matter, member.locale).await,
        documents: papers::enclosed(&matter.enclosed),
        signatories: papers::signatories(&matter.signatories, &matter.fields),
        id: envelope.id.to_string(),
        revision: matter.revision,
        title: envelope.title,
        zone: envelope.zone,
        project_id: project.id.to_string(),
        project_name: project.title,
        message: message.or(envelope.message).unwrap_or_default(),
        expires_days,
        expires_days_max: limits::ENVELOPE_DAYS_MAX,
        message_length_max: limits::MESSAGE_LENGTH_MAX,
    })
}

/// Sends a draft: certified, with everybody invited, or not at all. Sending twice sends once.
///
/// # Errors
/// Not found unless the member manages its project.
pub async fn send(
    State(app): State<Shared>,
    member: Member,
    Path(id): Path<EnvelopeId>,
    Form(form): Form<Send>,
) -> Answer {
    match send_from(&app, &member, &id, &form).await {
        Ok(()) => Ok(go(&format!("/envelopes/{id}"))),
        Err(error) => {
            let days = form.expires_days.parse().unwrap_or(limits::ENVELOPE_DAYS_DEFAULT);
            let view = review_view(&app, &member, &id, (Some(form.message), days)).await?;
            let frame: Frame = member_frame(&app, &member, &format!("/envelopes/{id}/review"))?;
            again(error, frame, |frame| review_page::page(&view, frame))
        }
    }
}

async fn send_from(app: &Shared, member: &Member, id: &EnvelopeId, form: &Send) -> Result<(), Error> {
    let message = Text::parse(&form.message, limits::MESSAGE_LENGTH_MAX)?;
    let days = form.expires_days.trim().parse::<i64>().ok();
    let days = days.filter(|days| (1..=limits::ENVELOPE_DAYS_MAX).contains(days));
    let days =
        days.ok_or_else(|| Error::invalid("error-expires-days").with("max", limits::ENVELOPE_DAYS_MAX))?;
    let words = sending::Words { message, days, read: form.revision.parse().ok() };
    sending::send(app, member, id, &words).await
}

/// Prepares what ended unsigned again, as a new draft.
///
/// # Errors
/// Not found unless the member manages its project; a conflict when it has not ended unsigned.
pub async fn renew(
    State(app): State<Shared>,
    member: Member,
    Path(id): Path<EnvelopeId>,
    Form(form): Form<Press>,
) -> Answer {
    let submission = Submission { member: &member, key: &form.form_key };
    match renewal::renew(&app, &submission, &id).await {
        Ok(draft) => Ok(go(&format!("/envelopes/{draft}"))),
        Err(error) => {
            let path = format!("/envelopes/{id}");
            let mut tx = app.db.look().await?;
            let envelope = envelope::find(&mut tx, &app, &member, &id).await?;
            let view = board_view(&mut tx, &app, &member, envelope).await?;
            again(error, member_frame(&app, &member, &path)?, |frame| board::page(&view, frame))
        }
    }
}

/// Cancels what was sent, or discards a draft.
///
/// # Errors
/// Not found unless the member manages its project; invalid without a reason; a conflict when it has ended.
pub async fn cancel(
    State(app): State<Shared>,
    member: Member,
    Path(id): Path<EnvelopeId>,
    Form(form): Form<Reason>,
) -> Answer {
    let path = format!("/envelopes/{id}");
    let cancelled = match Text::parse(&form.reason, limits::MESSAGE_LENGTH_MAX) {
        Ok(reason) => ending::cancel(&app, &member, &id, &reason).await,
        Err(error) => Err(error),
    };
    match cancelled {
        Ok(()) => Ok(go(&path)),
        Err(error) => {
            let mut tx = app.db.look().await?;
            let envelope = envelope::find(&mut tx, &app, &member, &id).await?;
            let view = board::Board {
                cancelling: form.reason,
                ..board_view(&mut tx, &app, &member, envelope).await?
            };
            again(error, member_frame(&app, &member, &path)?, |frame| board::page(&view, frame))
        }
    }
}
