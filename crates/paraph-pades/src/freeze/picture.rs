//! The look of a widget as part of its page: its appearance stream, mapped into its rectangle (ISO 32000-2 § 12.5.5), or one that we
//! draw where it has none.

use paraph_pdf::{Dictionary, Error, Object, ObjectId, Rectangle, Stream, Update, View, content};

use super::Missing;
use super::tick;
use super::widget::{Kind, Widget};
use crate::appearance::{Frame, marks};
use crate::limits;
use crate::text::Typefaces;

/// Fields of others are as small as their makers made them, and what stands in them is shown all the same.
const SMALLEST_POINTS: f64 = 1.0;

/// A form XObject and where it goes.
#[derive(Clone, Debug)]
pub(super) struct Picture {
    /// The form XObject.
    pub(super) form: ObjectId,
    /// Its stream.
    pub(super) stream: Stream,
    /// The matrix `A` of § 12.5.5: a scale and a shift.
    pub(super) placement: [f64; 6],
    /// Where it is seen.
    pub(super) rectangle: Rectangle,
    /// The layer it belongs to (§ 8.11.3.3).
    pub(super) layer: Option<Object>,
}

impl Picture {
    pub(super) fn overlaps(&self, other: &Self) -> bool {
        self.rectangle.intersection(&other.rectangle).is_some()
    }
}

/// The look of a widget; none if it has none that could be seen.
pub(super) fn of_widget(view: &View<'_>, widget: &Widget) -> Result<Option<Picture>, Error> {
    let Some((form, stream)) = normal(view, &widget.dictionary)? else { return Ok(None) };
    picture(view, form, stream, (&widget.dictionary, widget.rectangle))
}

/// The look of an annotation that is no field; none if it is invisible, or shows nothing by itself.
pub(super) fn of_annotation(view: &View<'_>, annotation: &Dictionary) -> Result<Option<Picture>, Error> {
    let flags = view.value(annotation, b"F")?.as_integer().unwrap_or(0);
    let is_bare = annotation.has_name(b"Subtype", b"Link") || annotation.has_name(b"Subtype", b"Popup");
    if is_bare || flags & (2 | 32) != 0 {
        return Ok(None);
    }
    let Some(rectangle) = view.rectangle(annotation, b"Rect")? else { return Ok(None) };
    let Some((form, stream)) = normal(view, annotation)? else { return Ok(None) };
    picture(view, form, stream, (annotation, rectangle))
}

/// Whether a look shows text, or something whose text is not known at a glance.
pub(super) fn says_something(view: &View<'_>, picture: &Picture) -> Result<bool, Error> {
    let bytes = view.decode_up_to(&picture.stream, limits::LOOK_BYTES_MAX)?;
    Ok(content::operations(&bytes)
        .any(|operation| operation.shows_text() || matches!(operation.operator, b"Do" | b"BI")))
}

/// Draws what a widget does not show by itself.
pub(super) fn drawn(
    update: &mut Update<'_>,
    widget: &Widget,
    missing: &Missing,
) -> Result<Option<Picture>, crate::Error> {
    let characteristics = update.view().dictionary(&widget.dictionary, b"MK")?.unwrap_or_default();
    let turned = update.view().value(&characteristics, b"R")?.as_integer().unwrap_or(0).rem_euclid(360);
    let frame = Frame::new(widget.rectangle, u16::try_from(turned).unwrap_or(0), widget.user_unit);
    let form = match missing {
        Missing::Nothing => return Ok(None),
        Missing::Tick => update.add(marks::tick(&frame))?,
        Missing::EmptyBox => update.add(marks::empty_box(&frame))?,
        Missing::Text(text) => {
            let several = widget.is_multiline || widget.kind == Kind::List;
            let lines_max = if several { usize::MAX } else { 1 };
            marks::text_within(update, &frame, text, &Typefaces::plain(), (SMALLEST_POINTS, lines_max))?
        }
    };
    let Object::Stream(stream) = update.object(form)? else { return Ok(None) };
    Ok(picture(&update.view(), form, stream, (&widget.dictionary, widget.rectangle))?)
}

/// The normal appearance (§ 12.5.5, table 170): a stream, or the one of the state that is shown.
fn normal(view: &View<'_>, annotation: &Dictionary) -> Result<Option<(ObjectId, Stream)>, Error> {
    let looks = view.dictionary(annotation, b"AP")?.unwrap_or_default();
    let mut found = looks.get(b"N").cloned();
    if let Some(Object::Dictionary(states)) = found.as_ref().map(|found| view.resolve(found)).transpose()? {
        found = states.get(&tick::state(&view.value(annotation, b"AS")?)).cloned();
    }
    let Some(mut found) = found else { return Ok(None) };
    for _ in 0..paraph_pdf::limits::REFERENCES_MAX {
        let Object::Reference(id) = found else { return Ok(None) };
        match view.object(id)? {
            Object::Stream(stream) => return Ok(Some((id, stream))),
            other => found = other,
        }
    }
    Ok(None)
}

/// § 12.5.5, algorithm 8.1: the box of the look, transformed by its matrix, is scaled and shifted onto the rectangle.
fn picture(
    view: &View<'_>,
    form: ObjectId,
    stream: Stream,
    (annotation, rectangle): (&Dictionary, Rectangle),
) -> Result<Option<Picture>, Error> {
    let Some(shown) = transformed_box(view, &stream.dictionary)? else { return Ok(None) };
    if shown.width() <= 0.0 || shown.height() <= 0.0 || rectangle.width() <= 0.0 || rectangle.height() <= 0.0
    {
        return Ok(None);
    }
    let (across, up) = (rectangle.width() / shown.width(), rectangle.height() / shown.height());
    let placement =
        [across, 0.0, 0.0, up, rectangle.left - shown.left * across, rectangle.bottom - shown.bottom * up];
    let layer = annotation.get(b"OC").cloned();
    Ok(Some(Picture { form, stream, placement, rectangle, layer }))
}

/// The smallest upright rectangle around a form's box as its matrix transforms it; none if it has no box.
pub(super) fn transformed_box(view: &View<'_>, form: &Dictionary) -> Result<Option<Rectangle>, Error> {
    let Some(own) = view.rectangle(form, b"BBox")? else { return Ok(None) };
    let mut numbers = Vec::new();
    for item in view.array(form, b"Matrix")? {
        numbers.extend(view.resolve(&item)?.as_number().filter(|number| number.is_finite()));
    }
    let matrix: [f64; 6] = numbers.try_into().unwrap_or([1.0, 0.0, 0.0, 1.0, 0.0, 0.0]);
    let [a, b, c, d, e, f] = matrix;
    let corners =
        [(own.left, own.bottom), (own.left, own.top), (own.right, own.bottom), (own.right, own.top)];
    let corners = corners.map(|(x, y)| (a * x + c * y + e, b * x + d * y + f));
    let start = Rectangle { left: f64::MAX, bottom: f64::MAX, right: f64::MIN, top: f64::MIN };
    Ok(Some(corners.iter().fold(start, |around, (x, y)| Rectangle {
        left: around.left.min(*x),
        bottom: around.bottom.min(*y),
        right: around.right.max(*x),
        top: around.top.max(*y),
    })))
}
