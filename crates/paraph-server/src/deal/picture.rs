//! The picture of a field before it is signed: the very appearance that will be sealed, drawn as the pages are, on the same
//! grid of pixels, so that it lies over its page as it will be part of it.

use std::sync::Arc;

use paraph_pades::appearance::{Image, Place, Sides, check_room, picture};
use paraph_pades::form::Value;

use super::entry::Entry;
use super::envelope::Envelope;
use super::field::{self, Field, Kind};
use super::signatory::Signatory;
use super::signature::{self, Hand, Shown, texts};
use super::{FieldId, document};
use crate::app::{App, Shared};
use crate::db::Tx;
use crate::error::{Error, name_of};
use crate::limits;
use crate::render::limits::PIXELS_PER_POINT;
use crate::zone::Zone;

/// Points in an inch.
const POINTS_PER_INCH: f64 = 72.0;
/// Lengths in a document are written with three decimals.
const DECIMALS: f64 = 1_000.0;

/// A field with the page it is on.
#[derive(Debug, Clone)]
pub struct Spot {
    /// The field.
    pub field: Field,
    /// Width and height of its page as shown, in points.
    pub page: (f64, f64),
    /// The time zone that its document is dated in.
    pub zone: Zone,
}

/// Where a picture lies, in per cent of the shown page from its upper left corner.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Laid {
    /// Distance from the left edge.
    pub left: f64,
    /// Distance from the upper edge.
    pub top: f64,
    /// Width.
    pub width: f64,
    /// Height.
    pub height: f64,
}

impl Spot {
    /// The rectangle of whole pixels around the field.
    pub fn laid(&self) -> Laid {
        let (whole, _) = self.places();
        let (width, height) = self.page;
        Laid {
            left: whole.left / width * 100.0,
            top: whole.top / height * 100.0,
            width: whole.width / width * 100.0,
            height: whole.height / height * 100.0,
        }
    }

    /// In points: the rectangle of whole pixels on its page, and the field within it.
    fn places(&self) -> (Laid, Place) {
        let area = self.field.area;
        let (width, height) = self.page;
        let rounded = |points: f64| (points * DECIMALS).round() / DECIMALS;
        let (left, right) =
            (rounded(area.left / 100.0 * width), rounded((area.left + area.width) / 100.0 * width));
        // Documents count from below.
        let from_below = |per_cent: f64| height - rounded((1.0 - per_cent / 100.0) * height);
        let (top, bottom) = (from_below(area.top), from_below(area.top + area.height));
        let before = |points: f64| (points * PIXELS_PER_POINT).floor() / PIXELS_PER_POINT;
        let after = |points: f64| (points * PIXELS_PER_POINT).ceil() / PIXELS_PER_POINT;
        let whole = Laid {
            left: before(left),
            top: before(top),
            width: after(right) - before(left),
            height: after(bottom) - before(top),
        };
        let place = Place {
            page: (whole.width, whole.height),
            left: left - whole.left,
            top: top - whole.top,
            width: right - left,
            height: bottom - top,
        };
        (whole, place)
    }
}

/// The fields of a person with their pages; the caller has shown that they are theirs to see.
///
/// # Errors
/// When the database fails.
pub async fn list(tx: &mut Tx, app: &App, envelope: &Envelope, me: &Signatory) -> Result<Vec<Spot>, Error> {
    let fields = field::list(tx, app, envelope).await?;
    let mut spots = Vec::new();
    for field in fields.into_iter().filter(|field| field.signatory == me.id) {
        let page =
            document::find_page_size(tx, app, &envelope.project_id, (&field.document, field.page)).await?;
        spots.push(Spot { field, page, zone: envelope.zone.clone() });
    }
    Ok(spots)
}

/// Reads the picture that a form uploads as a signature, once: from here on there is what will stand in the documents, no larger
/// than the largest of the person's fields prints it.
///
/// # Errors
/// Invalid if it is no picture; crowded when too many wait.
pub async fn read_upload(app: &App, me: &Signatory, spots: &[Spot], entry: &mut Entry) -> Result<(), Error> {
    let Some(upload) = entry.upload.take().filter(|_| entry.signature_kind == "uploaded") else {
        return Ok(());
    };
    let _turn = app.reading.turn(me.id.as_str()).await?;
    let wanted = sides(spots);
    let read = tokio::task::spawn_blocking(move || Image::decode_within(&upload, wanted));
    let image = read.await.map_err(Error::broken)?;
    let image = image.map_err(|error| Error::invalid("error-signature-image").noting(name_of(&error)))?;
    entry.picture = Some(Arc::new(image));
    Ok(())
}

/// What the largest of a person's signature fields prints, in pixels.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "pages are bounded; whole pixels"
)]
fn sides(spots: &[Spot]) -> Sides {
    let printed = |points: f64| (points / POINTS_PER_INCH * limits::SIGNATURE_DOTS_PER_INCH).ceil() as usize;
    let signatures = spots.iter().filter(|spot| spot.field.kind == Kind::Signature).map(|spot| {
        let (_, place) = spot.places();
        (printed(place.width), printed(place.height))
    });
    let (width, height) = signatures.fold((0, 0), |all, one| (all.0.max(one.0), all.1.max(one.1)));
    Sides { width, height }
}

/// Draws one of a person's fields as their entry fills it, as a PNG.
///
/// # Errors
/// Not found if the field is not among `spots`; invalid if its content has no room or no glyph; crowded when too many wait.
pub async fn draw(
    app: &Shared,
    me: &Signatory,
    spots: &[Spot],
    (field, entry): (&FieldId, &Entry),
) -> Result<Vec<u8>, Error> {
    let spot = spots.iter().find(|spot| spot.field.id == *field).ok_or_else(Error::not_found)?;
    let _turn = app.drawing.turn(me.id.as_str()).await?;
    let hand = hand_for(spot.field.kind, me, entry)?;
    let pdf = tokio::task::block_in_place(|| make(app, me, spots, (spot, entry, &hand)))?;
    let renderer = app.renderer.clone();
    let drawn = tokio::task::spawn_blocking(move || renderer.overlay(&pdf)).await.map_err(Error::broken)?;
    drawn.map_err(|error| Error::outside("error-picture", error))
}

/// What is wrong with what a person's entry puts into their fields, by field: what would be refused when they sign. A drawn or
/// uploaded signature that the entry does not bring was looked at when it was kept.
pub fn find_problems(app: &App, me: &Signatory, spots: &[Spot], entry: &Entry) -> Vec<(FieldId, Error)> {
    let is_kept = |spot: &Spot| spot.field.kind == Kind::Signature && entry.lacks_signature();
    let check = |spot: &Spot| {
        let hand = hand_for(spot.field.kind, me, entry)?;
        let (value, place) = (content(app, me, spots, (spot, entry, &hand))?, spot.places().1);
        check_room(&value, place, &app.typefaces.writing(texts(&value))?).map_err(signature::refused)
    };
    let problems = spots.iter().filter(|spot| !is_kept(spot)).filter_map(|spot| {
        let problem = check(spot).err()?;
        Some((spot.field.id.clone(), problem))
    });
    problems.collect()
}

/// The person's signature, where a field shows it; what is wrong with it is no concern of the other fields.
fn hand_for(kind: Kind, me: &Signatory, entry: &Entry) -> Result<Hand, Error> {
    match kind {
        Kind::Signature => Hand::of(me, entry),
        _ => Hand::of(me, &Entry::default()),
    }
}

/// A PDF of one page with the field as it will be sealed.
fn make(
    app: &App,
    me: &Signatory,
    spots: &[Spot],
    (spot, entry, hand): (&Spot, &Entry, &Hand),
) -> Result<Vec<u8>, Error> {
    let value = content(app, me, spots, (spot, entry, hand))?;
    let typefaces = app.typefaces.writing(texts(&value))?;
    let (_, place) = spot.places();
    picture(&value, place, &typefaces).map_err(signature::refused)
}

/// What is seen in a field.
fn content(
    app: &App,
    me: &Signatory,
    spots: &[Spot],
    (spot, entry, hand): (&Spot, &Entry, &Hand),
) -> Result<Value, Error> {
    let shown = Shown { me, entry, hand, zone: &spot.zone, now: app.clock.now() };
    let beside = spots.iter().map(|one| &one.field).filter(|field| field.document == spot.field.document);
    shown.seen(&spot.field, beside)
}
