//! The pictures of a signatory's fields: what will be sealed, shown before it is. And the signature they are made with, kept
//! until it is used.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::{Path, RawQuery, Request, State};
use axum::http::HeaderValue;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use serde::Serialize;

use super::ceremony::read_entry;
use super::{Answer, go, wants_json};
use crate::app::{App, Shared};
use crate::auth::LinkOpened;
use crate::db::Tx;
use crate::deal::ceremony::{self, Stage};
use crate::deal::entry::Entry;
use crate::deal::field::Kind;
use crate::deal::picture::{self, Spot};
use crate::deal::{FieldId, envelope};
use crate::error::Error;
use crate::work::Turn;

/// The answer to our script after something was kept.
#[derive(Serialize)]
pub(super) struct Seen {
    /// Address of each field's picture, by field; none where there is nothing to see yet.
    pictures: BTreeMap<String, String>,
    /// What is wrong with what was put in, by field, in the person's language.
    problems: BTreeMap<String, String>,
    /// What a page that shows this says of it when it is signed.
    shown: String,
}

/// The picture of a field as it was filled in so far.
///
/// # Errors
/// Not found unless the field is the person's and there is something to sign; a conflict when the address is that of a picture
/// of something else, which another page replaced; invalid when its content cannot be written.
pub async fn show(
    State(app): State<Shared>,
    link: LinkOpened,
    Path((_, field)): Path<(String, FieldId)>,
    RawQuery(query): RawQuery,
) -> Answer {
    let mut tx = app.db.look().await?;
    let spots = spots(&mut tx, &app, &link).await?;
    let spot = spots.iter().find(|spot| spot.field.id == field).ok_or_else(Error::not_found)?;
    let entry = match spot.field.kind {
        Kind::Signature => ceremony::find_draft_with_mark(&mut tx, &app, &link.signatory).await?,
        _ => ceremony::find_draft(&mut tx, &app, &link.signatory).await?,
    };
    drop(tx);
    let named = query.as_deref().and_then(|query| query.split('-').next());
    if named.is_some_and(|named| named != content(&link, spot, &entry)) {
        return Err(Error::conflict("error-filled-elsewhere"));
    }
    draw(&app, &link, &spots, (&field, &entry)).await
}

/// The picture of a tick box, ticked or not, whatever was kept.
///
/// # Errors
/// As [`show`].
pub async fn show_tick(
    State(app): State<Shared>,
    link: LinkOpened,
    Path((_, field, state)): Path<(String, FieldId, String)>,
) -> Answer {
    let mut tx = app.db.look().await?;
    let spots = spots(&mut tx, &app, &link).await?;
    drop(tx);
    let known = spots.iter().any(|spot| spot.field.id == field && spot.field.kind == Kind::Tick);
    if !known || !matches!(state.as_str(), "yes" | "no") {
        return Err(Error::not_found());
    }
    let mut entry = Entry::default();
    entry.values.insert(field.to_string(), state);
    draw(&app, &link, &spots, (&field, &entry)).await
}

/// The picture of a person's first signature field with the signature that the form brings. Nothing is kept.
///
/// # Errors
/// As [`show`].
pub async fn preview(State(app): State<Shared>, link: LinkOpened, request: Request) -> Answer {
    let mut entry = read_entry(&app, request).await?;
    let mut tx = app.db.look().await?;
    let spots = spots(&mut tx, &app, &link).await?;
    drop(tx);
    picture::read_upload(&app, &link.signatory, &spots, &mut entry).await?;
    let first = spots.iter().find(|spot| spot.field.kind == Kind::Signature).ok_or_else(Error::not_found)?;
    draw(&app, &link, &spots, (&first.field.id, &entry)).await
}

/// Keeps the signature that the form brings, if it has room in every field of the person's.
///
/// # Errors
/// As [`show`].
pub async fn keep_signature(State(app): State<Shared>, link: LinkOpened, request: Request) -> Answer {
    let wants_json = wants_json(request.headers());
    let mut entry = read_entry(&app, request).await?;
    keep(&app, &link, &mut entry).await?;
    if !wants_json {
        return Ok(go(&format!("/s/{}#result", link.token)));
    }
    let turn = app.drawing.turn(link.signatory.id.as_str()).await?;
    Ok(Json(seen(&app, &link, turn).await?).into_response())
}

/// What is wrong with what was kept, by field.
pub(super) async fn find_problems(app: &Shared, link: &LinkOpened) -> Result<Vec<(FieldId, Error)>, Error> {
    let turn = app.drawing.turn(link.signatory.id.as_str()).await?;
    Ok(judge_kept(app, link, turn).await?.problems)
}

/// Keeps the signature of an entry, if it has room in every field of the person's.
pub(super) async fn keep(app: &Shared, link: &LinkOpened, entry: &mut Entry) -> Result<(), Error> {
    let mut tx = app.db.look().await?;
    let mut spots = spots(&mut tx, app, link).await?;
    drop(tx);
    picture::read_upload(app, &link.signatory, &spots, entry).await?;
    spots.retain(|spot| spot.field.kind == Kind::Signature);
    let turn = app.drawing.turn(link.signatory.id.as_str()).await?;
    let problems =
        tokio::task::block_in_place(|| picture::find_problems(app, &link.signatory, &spots, entry));
    drop(turn);
    if let Some((_, error)) = problems.into_iter().next() {
        return Err(error);
    }
    ceremony::keep_signature(app, link, entry).await
}

/// What was kept, and what is wrong with it.
struct Judged {
    spots: Vec<Spot>,
    entry: Entry,
    /// By field.
    problems: Vec<(FieldId, Error)>,
}

async fn judge_kept(app: &Shared, link: &LinkOpened, turn: Turn) -> Result<Judged, Error> {
    let mut tx = app.db.look().await?;
    let spots = spots(&mut tx, app, link).await?;
    let entry = ceremony::find_draft(&mut tx, app, &link.signatory).await?;
    drop(tx);
    let problems =
        tokio::task::block_in_place(|| picture::find_problems(app, &link.signatory, &spots, &entry));
    drop(turn);
    Ok(Judged { spots, entry, problems })
}

/// What is seen of what was kept; `turn` is a turn at drawing.
pub(super) async fn seen(app: &Shared, link: &LinkOpened, turn: Turn) -> Result<Seen, Error> {
    let Judged { spots, entry, problems } = judge_kept(app, link, turn).await?;
    let problems: BTreeMap<String, String> = problems
        .into_iter()
        .map(|(id, error)| {
            let said = error.sentence();
            (id.to_string(), link.locale.sentence(said.key, &said.arguments))
        })
        .collect();
    let pictures = spots
        .iter()
        .filter(|spot| is_seen(spot, &entry) && !problems.contains_key(spot.field.id.as_str()))
        .map(|spot| (spot.field.id.to_string(), address(app, link, spot, &entry)))
        .collect();
    Ok(Seen { pictures, problems, shown: entry.fingerprint(&link.signatory.name).to_string() })
}

/// Whether there is something to see in a field yet.
pub(super) fn is_seen(spot: &Spot, entry: &Entry) -> bool {
    let value = entry.values.get(spot.field.id.as_str()).map(String::as_str).unwrap_or_default();
    match spot.field.kind {
        Kind::Signature => !entry.signature_kind.is_empty(),
        Kind::Text => !value.trim().is_empty(),
        Kind::Date | Kind::Tick => true,
    }
}

/// Where the picture of a field is to be had: another address for everything that looks different, the minute included where the
/// time is seen.
pub(super) fn address(app: &App, link: &LinkOpened, spot: &Spot, entry: &Entry) -> String {
    let base = format!("/s/{}/fields/{}/picture?{}", link.token, spot.field.id, content(link, spot, entry));
    match spot.field.kind {
        Kind::Signature | Kind::Date => format!("{base}-{}", app.clock.now().as_second() / 60),
        Kind::Text | Kind::Tick => base,
    }
}

/// What tells the content of a field from another one.
fn content(link: &LinkOpened, spot: &Spot, entry: &Entry) -> String {
    match spot.field.kind {
        Kind::Signature => entry.mark(&link.signatory.name),
        _ => entry.digest_of_value(&spot.field.id),
    }
}

/// The person's fields, while there is something to sign.
async fn spots(tx: &mut Tx, app: &App, link: &LinkOpened) -> Result<Vec<Spot>, Error> {
    let envelope = envelope::load(tx, app, &link.signatory.envelope_id).await?;
    if ceremony::stage(app, &envelope, &link.signatory) != Stage::ToSign {
        return Err(Error::not_found());
    }
    picture::list(tx, app, &envelope, &link.signatory).await
}

async fn draw(
    app: &Shared,
    link: &LinkOpened,
    spots: &[Spot],
    (field, entry): (&FieldId, &Entry),
) -> Result<Response, Error> {
    let image = picture::draw(app, &link.signatory, spots, (field, entry)).await?;
    let mut response = image.into_response();
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("image/png"));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("private, max-age=600"));
    Ok(response)
}
