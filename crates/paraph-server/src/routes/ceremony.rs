//! The signing ceremony: a person with a link, the documents, their fields, one act.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::{Form, FromRequest, Multipart, Path, RawQuery, Request, State};
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderValue, StatusCode};
use axum::response::IntoResponse;
use serde::{Deserialize, Serialize};

use super::{Answer, again, fields, frame, go, originals, papers, pictures, signed_in, wants_json};
use crate::app::{App, Shared};
use crate::auth::{LinkOpened, SessionShown, Visitor};
use crate::db::Tx;
use crate::deal::ceremony::{self, Stage};
use crate::deal::ending::{self, Readers};
use crate::deal::entry::Entry;
use crate::deal::envelope::{self, Envelope};
use crate::deal::filled::Filled;
use crate::deal::pending::{Finished, Standing};
use crate::deal::picture::{self, Spot};
use crate::deal::signatory::{self, Signatory};
use crate::deal::signing::Outcome;
use crate::deal::{DocumentId, document, notice};
use crate::error::{Error, Kind, name_of};
use crate::limits;
use crate::pages::{Frame, Placed, ceremony as page, ends, reading, stylesheet};
use crate::words::Text;

/// The form with which somebody declines.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Decline {
    reason: String,
    readers: String,
}

/// The ceremony, or the page of whatever stands in its way.
///
/// # Errors
/// When the database fails.
pub async fn show(
    State(app): State<Shared>,
    link: LinkOpened,
    visitor: Visitor,
    asker: Result<SessionShown, Error>,
    RawQuery(query): RawQuery,
) -> Answer {
    let mut tx = app.db.look().await?;
    let envelope = envelope::load(&mut tx, &app, &link.signatory.envelope_id).await?;
    let frame = signatory_frame(&app, &link, &envelope, &visitor.path);
    let stage = ceremony::stage(&app, &envelope, &link.signatory);
    if stage != Stage::ToSign {
        let view = ended_view(&mut tx, &app, &link, &envelope).await?;
        return Ok(ended(stage, &view, &frame).into_response());
    }
    match app.pending.look(&link.signatory.id) {
        Standing::Nothing => {}
        Standing::Pending => {
            let view = ended_view(&mut tx, &app, &link, &envelope).await?;
            let mut response = ends::signing(&view, &frame).into_response();
            // Without scripts too the page looks again by itself.
            response.headers_mut().insert("refresh", HeaderValue::from(limits::SIGNING_PATIENCE_SECONDS));
            return Ok(response);
        }
        Standing::Finished(finished) => {
            drop(tx);
            return signed(&app, &link, *finished).await;
        }
    }
    if let Ok(SessionShown { member, .. }) = &asker
        && !link.signatory.has_address(&member.email)
        && query.as_deref() != Some(ends::AS_ADDRESSEE)
    {
        let frame = Frame { person: Some(signed_in(member)), ..frame };
        return Ok(ends::of_another(&link.token, &member.email, &frame).into_response());
    }
    let view = ceremony_view(&mut tx, &app, &link, &envelope).await?;
    drop(tx);
    ceremony::note_opened(&app, &link).await?;
    Ok(page::page(&view, &frame).into_response())
}

/// The frame of a signatory's page: times are in the zone of their browser, or else of the envelope.
fn signatory_frame(app: &App, link: &LinkOpened, envelope: &Envelope, path: &str) -> Frame {
    frame(app, link.locale, path).read_by(link.reader.clone().or(&envelope.zone))
}

fn ended(stage: Stage, view: &ends::Ended, frame: &Frame) -> maud::Markup {
    match stage {
        Stage::ToSign | Stage::Signed => ends::signed(view, frame),
        Stage::Sealing => ends::sealing(view, frame),
        Stage::Completed => ends::done(view, frame),
        Stage::Declined => ends::declined(view, frame),
        Stage::Cancelled => ends::cancelled(view, frame),
        Stage::Expired => ends::expired(view, frame),
    }
}

async fn ceremony_view(
    tx: &mut Tx,
    app: &App,
    link: &LinkOpened,
    envelope: &Envelope,
) -> Result<page::Ceremony, Error> {
    let me = &link.signatory;
    let draft = ceremony::find_draft(tx, app, me).await?;
    let spots = picture::list(tx, app, envelope, me).await?;
    let mut fields: Vec<page::Filled> = spots
        .iter()
        .map(|spot| {
            let kept = draft.values.get(spot.field.id.as_str()).cloned().unwrap_or_default();
            page::Filled {
                placed: papers::placed(&spot.field),
                value: kept.clone(),
                kept,
                picture: pictures::address(app, link, spot, &draft),
                is_seen: pictures::is_seen(spot, &draft),
            }
        })
        .collect();
    let papers = papers::papers(tx, app, envelope, &format!("/s/{}/documents", link.token)).await?;
    let order = |id: &str| papers.iter().position(|paper| paper.id == id);
    fields.sort_by(|a, b| {
        let place = |f: &page::Filled| (order(&f.placed.document), f.placed.page);
        place(a).cmp(&place(b)).then(a.placed.top.total_cmp(&b.placed.top))
    });
    Ok(page::Ceremony {
        token: link.token.clone(),
        title: envelope.title.clone(),
        sender: notice::creator(tx, app, &envelope.id).await?.name,
        message: envelope.message.clone().unwrap_or_default(),
        name: me.name.clone(),
        email: me.email.clone(),
        expires: envelope.expires.unwrap_or_default(),
        papers,
        fields,
        opened: ceremony::opened(tx, app, me).await?,
        not_opened: Vec::new(),
        declining: None,
        signature: page::Signature {
            kind: draft.signature_kind.clone(),
            text: draft.signature_text.clone(),
            shown: draft.fingerprint(&me.name).to_string(),
        },
        others: others(tx, app, envelope)
            .await?
            .into_iter()
            .filter(|(s, _)| s.id != me.id)
            .map(|(_, o)| o)
            .collect(),
    })
}

async fn others(tx: &mut Tx, app: &App, envelope: &Envelope) -> Result<Vec<(Signatory, page::Other)>, Error> {
    let all = signatory::list(tx, app, envelope).await?;
    Ok(all
        .into_iter()
        .map(|signatory| {
            let other =
                page::Other { name: signatory.name.clone(), state: papers::signatory_state(&signatory) };
            (signatory, other)
        })
        .collect())
}

async fn ended_view(
    tx: &mut Tx,
    app: &App,
    link: &LinkOpened,
    envelope: &Envelope,
) -> Result<ends::Ended, Error> {
    let sender = notice::creator(tx, app, &envelope.id).await?;
    let people = others(tx, app, envelope).await?;
    let decliner = people.iter().find(|(s, _)| s.status == signatory::Status::Declined).map(|(s, _)| s);
    let is_mine = link.signatory.status == signatory::Status::Declined;
    let reason = if is_mine { link.signatory.reason.clone() } else { envelope.reason.clone() };
    let by = decliner.filter(|s| s.id != link.signatory.id).map(|s| s.name.clone());
    let documents = envelope::list_enclosed(tx, app, envelope).await?;
    Ok(ends::Ended {
        token: link.token.clone(),
        title: envelope.title.clone(),
        sender: sender.name,
        sender_email: sender.email,
        at: envelope.ended.or(link.signatory.ended),
        by,
        reason: reason.filter(|reason| !reason.is_empty()),
        has_signed: link.signatory.status == signatory::Status::Signed,
        people: people.into_iter().map(|(_, other)| other).collect(),
        documents: documents
            .into_iter()
            .map(|enclosed| ends::EndedDocument {
                id: enclosed.document_id.to_string(),
                name: enclosed.name,
                sealed_sha256: enclosed.facts.sealed_sha256.unwrap_or_default(),
            })
            .collect(),
    })
}

/// What this person signed, to read while others are still to sign. Whoever has not signed reads it where they sign.
///
/// # Errors
/// When the database fails.
pub async fn read(State(app): State<Shared>, link: LinkOpened, visitor: Visitor) -> Answer {
    let mut tx = app.db.look().await?;
    let envelope = envelope::load(&mut tx, &app, &link.signatory.envelope_id).await?;
    let stage = ceremony::stage(&app, &envelope, &link.signatory);
    if !matches!(stage, Stage::Signed | Stage::Sealing) {
        return Ok(go(&format!("/s/{}", link.token)));
    }
    let people = signatory::list(&mut tx, &app, &envelope).await?;
    let view = reading::Reading {
        papers: papers::papers(&mut tx, &app, &envelope, &format!("/s/{}/documents", link.token)).await?,
        waiting: people.iter().filter(|one| one.status != signatory::Status::Signed).count(),
        token: link.token.clone(),
        title: envelope.title,
    };
    Ok(reading::page(&view, &frame(&app, link.locale, &visitor.path)).into_response())
}

/// Where this person's fields stand, as a style sheet.
///
/// # Errors
/// When the database fails.
pub async fn layout(State(app): State<Shared>, link: LinkOpened) -> Answer {
    let mut tx = app.db.look().await?;
    let envelope = envelope::load(&mut tx, &app, &link.signatory.envelope_id).await?;
    let spots = picture::list(&mut tx, &app, &envelope, &link.signatory).await?;
    let mine: Vec<_> = spots.iter().map(|spot| papers::placed(&spot.field)).collect();
    let pictures: Vec<_> = spots.iter().map(laid).collect();
    Ok(fields::css(stylesheet(mine.iter().chain(&pictures))))
}

/// Where the picture of a field lies, under a name of its own.
fn laid(spot: &Spot) -> Placed {
    let laid = spot.laid();
    let placed = papers::placed(&spot.field);
    let id = format!("{}-picture", placed.id);
    Placed { id, left: laid.left, top: laid.top, width: laid.width, height: laid.height, ..placed }
}

/// The image of a page.
///
/// # Errors
/// Not found unless the document is in the person's envelope.
pub async fn page_image(
    State(app): State<Shared>,
    link: LinkOpened,
    Path((_, id, number)): Path<(String, DocumentId, u32)>,
) -> Answer {
    let mut tx = app.db.look().await?;
    let envelope = envelope::load(&mut tx, &app, &link.signatory.envelope_id).await?;
    let enclosed = envelope::list_enclosed(&mut tx, &app, &envelope).await?;
    if !enclosed.iter().any(|enclosed| enclosed.document_id == id) {
        return Err(Error::not_found());
    }
    let image = document::find_page_image(&mut tx, &id, number).await?;
    drop(tx);
    app.deliveries.note(&link.signatory, &id, number);
    originals::image(&app, &envelope.project_id, &image)
}

/// What the ceremony's script gets back when it keeps what was filled in.
#[derive(Serialize)]
struct Kept {
    /// Every value that is kept, by the identifier of its field.
    values: BTreeMap<String, String>,
    /// The fields that were filled in otherwise on another page meanwhile.
    conflicts: Vec<String>,
    /// What is seen of them now.
    #[serde(flatten)]
    seen: pictures::Seen,
}

/// Keeps what was filled in so far, so that closing the tab loses nothing. Another tab's words are not overwritten. Without a
/// script the form brings its signature along, and what is kept is shown then.
///
/// # Errors
/// A conflict when there is nothing to sign any more.
pub async fn save(State(app): State<Shared>, link: LinkOpened, request: Request) -> Answer {
    if !wants_json(request.headers()) {
        return save_form(&app, &link, request).await;
    }
    let entry = read_entry(&app, request).await?;
    // Before anything is kept: who is asked to come again has changed nothing.
    let turn = app.drawing.turn(link.signatory.id.as_str()).await?;
    let filled = ceremony::save(&app, &link, &entry).await?;
    let status = if filled.conflicts.is_empty() { StatusCode::OK } else { StatusCode::CONFLICT };
    let seen = pictures::seen(&app, &link, turn).await?;
    let kept = Kept { values: filled.values, conflicts: filled.conflicts, seen };
    Ok((status, Json(kept)).into_response())
}

async fn save_form(app: &Shared, link: &LinkOpened, request: Request) -> Answer {
    let mut entry = read_entry(app, request).await?;
    let uploaded = match entry.upload.is_some() {
        true => pictures::keep(app, link, &mut entry).await,
        false => Ok(()),
    };
    let filled = ceremony::save(app, link, &entry).await?;
    let error = match (uploaded, filled.conflicts.is_empty()) {
        (Ok(()), true) => {
            pictures::find_problems(app, link).await?.into_iter().next().map(|(_, error)| error)
        }
        (Ok(()), false) => Some(Error::conflict("error-filled-elsewhere")),
        (Err(error), _) => Some(error),
    };
    match error {
        None => Ok(go(&format!("/s/{}#result", link.token))),
        Some(error) => refused(app, link, (&entry, filled, Vec::new()), error).await,
    }
}

/// Signs. Signing twice signs once.
///
/// # Errors
/// When the database fails.
pub async fn sign(State(app): State<Shared>, link: LinkOpened, request: Request) -> Answer {
    let home = format!("/s/{}", link.token);
    let refused = |entry, error| Standing::Finished(Box::new(Finished { entry, outcome: Err(error) }));
    let standing = match read_entry(&app, request).await {
        Ok(entry) => app.pending.sign(&app, &link, entry).await,
        Err(error) => refused(Entry::default(), error),
    };
    match standing {
        Standing::Nothing => Ok(go(&home)),
        // The page says that it is being made, and changes by itself.
        Standing::Pending => Ok(go(&home)),
        Standing::Finished(finished) => signed(&app, &link, *finished).await,
    }
}

/// What came of a form that was sent to be signed: on to where it leads, or the form again.
async fn signed(app: &Shared, link: &LinkOpened, finished: Finished) -> Answer {
    let home = format!("/s/{}", link.token);
    let Finished { entry, outcome } = finished;
    let (not_opened, error) = match outcome {
        Ok(Outcome::Signed) => return Ok(go(&home)),
        Ok(Outcome::NotOpened(documents)) => (documents, Error::conflict("error-not-opened")),
        Err(error) => (Vec::new(), error),
    };
    // Whatever stood in the way of signing, what was typed is kept, and a picture that was chosen.
    if entry.brings_picture()
        && let Err(error) = ceremony::keep_signature(app, link, &entry).await
    {
        tracing::info!(%error, "a signature was not kept");
    }
    let filled = match ceremony::save(app, link, &entry).await {
        Ok(filled) => filled,
        // There is nothing to sign any more: the page says why.
        Err(unsaved) if unsaved.kind() == Kind::Conflict => return Ok(go(&home)),
        Err(unsaved) => return Err(unsaved),
    };
    refused(app, link, (&entry, filled, not_opened), error).await
}

/// The ceremony shown again, with what is wrong, what was typed, and what another page kept meanwhile.
async fn refused(
    app: &Shared,
    link: &LinkOpened,
    (entry, filled, not_opened): (&Entry, Filled, Vec<DocumentId>),
    error: Error,
) -> Answer {
    let mut tx = app.db.look().await?;
    let envelope = envelope::load(&mut tx, app, &link.signatory.envelope_id).await?;
    let mut view = ceremony_view(&mut tx, app, link, &envelope).await?;
    view.not_opened = not_opened.iter().map(DocumentId::to_string).collect();
    for field in view.fields.iter_mut().filter(|field| filled.conflicts.contains(&field.placed.id)) {
        field.value = entry.values.get(&field.placed.id).cloned().unwrap_or_default();
    }
    let frame = signatory_frame(app, link, &envelope, &format!("/s/{}", link.token));
    again(error, frame, |frame| page::page(&view, frame))
}

/// Reads the form, whichever way the browser sent it: with an uploaded image, or without.
pub(super) async fn read_entry(app: &Shared, request: Request) -> Result<Entry, Error> {
    let kind = request.headers().get(CONTENT_TYPE).and_then(|v| v.to_str().ok()).unwrap_or_default();
    let mut entry = Entry::default();
    if !kind.starts_with("multipart/form-data") {
        let form = Form::<Vec<(String, String)>>::from_request(request, app).await;
        let Form(pairs) = form.map_err(|error| unreadable(error.status(), &error))?;
        for (name, value) in pairs {
            entry.put(&name, value)?;
        }
        return Ok(entry);
    }
    let parts = Multipart::from_request(request, app).await;
    let mut parts = parts.map_err(|error| unreadable(error.status(), &error))?;
    while let Some(part) = parts.next_field().await.map_err(|error| unreadable(error.status(), &error))? {
        let name = part.name().unwrap_or_default().to_owned();
        let bytes = part.bytes().await.map_err(|error| unreadable(error.status(), &error))?;
        if name == "signature_image" {
            if bytes.len() > limits::SIGNATURE_IMAGE_SIZE_MAX {
                return Err(Error::said(Kind::Invalid, "error-signature-image-large"));
            }
            entry.upload = Some(bytes.to_vec()).filter(|bytes| !bytes.is_empty());
        } else {
            let text = String::from_utf8(bytes.to_vec());
            entry.put(&name, text.map_err(|error| Error::invalid("error-form").noting(name_of(&error)))?)?;
        }
    }
    Ok(entry)
}

fn unreadable(status: StatusCode, cause: &dyn std::fmt::Debug) -> Error {
    match status {
        StatusCode::PAYLOAD_TOO_LARGE => {
            Error::said(Kind::TooLarge, "error-too-large").noting(name_of(cause))
        }
        _ => Error::invalid("error-form").noting(name_of(cause)),
    }
}

/// Declines, with a reason.
///
/// # Errors
/// When the database fails.
pub async fn decline(State(app): State<Shared>, link: LinkOpened, Form(form): Form<Decline>) -> Answer {
    let home = format!("/s/{}", link.token);
    let readers = Readers::parse(&form.readers);
    let declined = match Text::parse(&form.reason, limits::MESSAGE_LENGTH_MAX) {
        Ok(reason) => ending::decline(&app, &link, &reason, readers).await,
        Err(error) => Err(error),
    };
    let Err(error) = declined else { return Ok(go(&home)) };
    let mut tx = app.db.look().await?;
    let envelope = envelope::load(&mut tx, &app, &link.signatory.envelope_id).await?;
    if ceremony::stage(&app, &envelope, &link.signatory) != Stage::ToSign {
        return Ok(go(&home));
    }
    let mut view = ceremony_view(&mut tx, &app, &link, &envelope).await?;
    let to_everybody = readers == Readers::Everybody;
    view.declining = Some(page::Declining { reason: form.reason, to_everybody });
    again(error, signatory_frame(&app, &link, &envelope, &home), |frame| page::page(&view, frame))
}
