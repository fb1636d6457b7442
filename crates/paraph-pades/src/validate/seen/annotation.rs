//! What an annotation paints on its page (ISO 32000-2 § 12.5.5): its normal appearance, or what readers make of it without one.

use std::rc::Rc;

use paraph_pdf::{Dictionary, Error, Object, Page, Rectangle, Stream, View};

use super::content::{Interpreter, matrix_of};
use super::geometry::{Matrix, Point, area, bounds, union};
use super::marks::{Mark, Paint};

/// Flags of annotations (§ 12.5.3).
const HIDDEN: i64 = 1 << 1;
const PRINT: i64 = 1 << 2;
const NO_ROTATE: i64 = 1 << 4;
const NO_VIEW: i64 = 1 << 5;
const TOGGLE_NO_VIEW: i64 = 1 << 8;
/// Borders from this width on cover what lies under them, in points.
const BORDER_MAX: f64 = 4.0;
/// What readers paint over the whole place of such an annotation if it has no appearance.
const OPAQUE: [&[u8]; 6] = [b"Stamp", b"Screen", b"Movie", b"3D", b"RichMedia", b"Redact"];
/// Such are painted as lines, and inside of them if they state a colour for it.
const OUTLINED: [&[u8]; 7] = [b"Square", b"Circle", b"Polygon", b"PolyLine", b"Line", b"Ink", b"Link"];

/// Who sees an annotation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sight {
    /// Everybody, on every screen, as soon as the page is drawn.
    Drawn,
    /// Somebody: on paper, when the pointer is over it, or as readers draw what has no appearance.
    Elsewhere,
    /// Hidden, but an action may show it (§ 12.6.4.11).
    ByAction,
}

/// Who sees an annotation by its flags and its place; none if it cannot be seen.
fn sight(view: View<'_>, annotation: &Dictionary) -> Result<Option<Sight>, Error> {
    let flags = view.value(annotation, b"F")?.as_integer().unwrap_or(0);
    let has_place = view.rectangle(annotation, b"Rect")?.is_some_and(|place| area(&place) > 0.0);
    if !has_place || annotation.has_name(b"Subtype", b"Popup") {
        return Ok(None);
    }
    let is_unviewed = flags & NO_VIEW != 0;
    Ok(Some(match () {
        () if flags & HIDDEN != 0 => Sight::ByAction,
        () if is_unviewed && flags & (PRINT | TOGGLE_NO_VIEW) == 0 => Sight::ByAction,
        () if is_unviewed || annotation.contains(b"OC") => Sight::Elsewhere,
        () => Sight::Drawn,
    }))
}

/// Whether everybody sees an annotation where it lies, if only as the place of a field.
pub(crate) fn is_shown(view: View<'_>, annotation: &Dictionary) -> Result<bool, Error> {
    let flags = view.value(annotation, b"F")?.as_integer().unwrap_or(0);
    Ok(flags & NO_VIEW == 0 && sight(view, annotation)?.is_some_and(|sight| sight != Sight::ByAction))
}

/// Where annotations are painted.
pub(super) struct Ground<'a> {
    pub(super) view: View<'a>,
    /// Points in a unit of the page.
    pub(super) unit: f64,
    pub(super) rotation: u16,
    /// Where readers look for what an appearance has no resources for.
    pub(super) around: Vec<Rc<Dictionary>>,
}

/// Which of its appearances an annotation paints.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Which {
    /// The one that is shown.
    Shown,
    /// All that it may come to show: of other states, and those under the pointer.
    Any,
}

/// An annotation, as far as it is seen.
pub(super) struct Annotation {
    /// Where on the page, in points.
    pub(super) place: Rectangle,
    pub(super) sight: Sight,
    /// By how many quarters it is turned against its page.
    quarters: u16,
    dictionary: Dictionary,
    shown: Option<Stream>,
    others: Vec<Stream>,
}

impl<'a> Ground<'a> {
    pub(super) fn of(view: View<'a>, page: &Page) -> Result<Self, Error> {
        let resources = view.dictionary(&page.dictionary, b"Resources")?.unwrap_or_default();
        let form = view.form()?.unwrap_or_default();
        let shared = view.dictionary(&form, b"DR")?.unwrap_or_default();
        let around = vec![Rc::new(shared), Rc::new(resources)];
        Ok(Self { view, unit: page.user_unit, rotation: page.rotation, around })
    }

    /// From units of the page to points.
    pub(super) fn in_points(&self, place: &Rectangle) -> Rectangle {
        Matrix::scaled(self.unit).around(place)
    }

    pub(super) fn in_units(&self, place: &Rectangle) -> Rectangle {
        Matrix::scaled(1.0 / self.unit).around(place)
    }
}

impl Annotation {
    /// None if nothing can be seen of it, on a screen or on paper.
    pub(super) fn of(ground: &Ground<'_>, dictionary: Dictionary) -> Result<Option<Self>, Error> {
        let view = ground.view;
        let Some(sight) = sight(view, &dictionary)? else { return Ok(None) };
        let Some(place) = view.rectangle(&dictionary, b"Rect")? else { return Ok(None) };
        let flags = view.value(&dictionary, b"F")?.as_integer().unwrap_or(0);
        let quarters = if flags & NO_ROTATE == 0 { 0 } else { ground.rotation / 90 % 4 };
        let (shown, others) = appearances(view, &dictionary)?;
        let is_drawn = shown.is_some() && quarters == 0 || sight == Sight::ByAction;
        let sight = if is_drawn { sight } else { Sight::Elsewhere };
        let place = ground.in_points(&place);
        Ok(Some(Self { place, sight, quarters, dictionary, shown, others }))
    }

    /// Whether it may come to show something else.
    pub(super) fn has_others(&self) -> bool {
        !self.others.is_empty()
    }

    /// All of the page that it may paint on: readers that turn it upright turn it around its upper left corner.
    pub(super) fn extent(&self) -> Rectangle {
        if self.quarters == 0 {
            return self.place;
        }
        union(&self.place, &self.upright().around(&self.place))
    }

    fn upright(&self) -> Matrix {
        Matrix::turned(self.quarters, (self.place.left, self.place.top))
    }

    /// Gives away what it paints, in points of the page. Says whether some of it belongs to a layer.
    pub(super) fn paint(
        &self,
        ground: &Ground<'_>,
        which: Which,
        marks: &mut dyn FnMut(Mark<'_>),
    ) -> Result<bool, Error> {
        let mut is_optional = false;
        let others = if which == Which::Any { self.others.as_slice() } else { &[] };
        for appearance in self.shown.iter().chain(others) {
            let Some(matrix) = self.matrix(ground.view, appearance)? else { continue };
            let mut places = vec![(matrix, self.place)];
            if self.quarters != 0 {
                places.push((matrix.then(&self.upright()), self.upright().around(&self.place)));
            }
            for place in places {
                let mut interpreter =
                    Interpreter::new(ground.view, place, marks).within(&ground.around).with_shapes();
                interpreter.form(appearance, &Dictionary::new())?;
                is_optional |= interpreter.is_optional;
            }
        }
        if self.shown.is_none() && self.others.is_empty() {
            self.by_itself(ground, marks)?;
        }
        Ok(is_optional)
    }

    /// § 12.5.5: the appearance's box, transformed, comes to lie on the rectangle.
    fn matrix(&self, view: View<'_>, appearance: &Stream) -> Result<Option<Matrix>, Error> {
        let own = view.rectangle(&appearance.dictionary, b"BBox")?;
        let matrix = matrix_of(view, &appearance.dictionary)?;
        let Some(around) = own.map(|own| matrix.around(&own)) else { return Ok(None) };
        if area(&around) <= 0.0 {
            return Ok(None);
        }
        let (across, up) = (self.place.width() / around.width(), self.place.height() / around.height());
        let (right, above) = (self.place.left - around.left * across, self.place.bottom - around.bottom * up);
        Ok(Matrix::of(&[across, 0.0, 0.0, up, right, above]))
    }

    /// What readers paint without an appearance.
    fn by_itself(&self, ground: &Ground<'_>, marks: &mut dyn FnMut(Mark<'_>)) -> Result<(), Error> {
        if self.dictionary.has_name(b"Subtype", b"Highlight") {
            return self.highlight(ground, marks);
        }
        if self.is_opaque_by_itself(ground)? {
            marks(Mark::Flood(Paint::opaque(self.place)));
        }
        Ok(())
    }

    /// § 12.5.6.10: print is seen through the colour, as far as it is light.
    fn highlight(&self, ground: &Ground<'_>, marks: &mut dyn FnMut(Mark<'_>)) -> Result<(), Error> {
        let colour = numbers(ground.view, &self.dictionary, b"C")?;
        let cover = match colour.as_slice() {
            [red, green, blue] => [red, green, blue].map(|light| 1.0 - light.clamp(0.0, 1.0)),
            [] => [0.0, 0.0, 1.0],
            _ => [1.0; 3],
        };
        let corners = numbers(ground.view, &self.dictionary, b"QuadPoints")?;
        for quad in corners.chunks_exact(8) {
            let points: Vec<Point> = quad
                .chunks_exact(2)
                .filter_map(|pair| <[f64; 2]>::try_from(pair).ok())
                .map(|[x, y]| (x, y))
                .collect();
            if let Some(around) = bounds(&points) {
                marks(Mark::Flood(Paint { cover, ..Paint::opaque(ground.in_points(&around)) }));
            }
        }
        Ok(())
    }

    /// By its kind, its colours and its border.
    fn is_opaque_by_itself(&self, ground: &Ground<'_>) -> Result<bool, Error> {
        let (view, own) = (ground.view, &self.dictionary);
        let has_colour = |of: &Dictionary, key: &[u8]| Ok::<bool, Error>(!view.array(of, key)?.is_empty());
        let kind =
            view.value(own, b"Subtype")?.as_name().map(|name| name.as_bytes().to_vec()).unwrap_or_default();
        let style = view.dictionary(own, b"BS")?.unwrap_or_default();
        let border = view.array(own, b"Border")?.get(2).and_then(Object::as_number);
        let width = view.value(&style, b"W")?.as_number().or(border).unwrap_or(1.0) * ground.unit;
        if kind == b"Widget" {
            let look = view.dictionary(own, b"MK")?.unwrap_or_default();
            return Ok(has_colour(&look, b"BG")? || has_colour(&look, b"BC")? && width > BORDER_MAX);
        }
        if OPAQUE.contains(&kind.as_slice()) {
            return Ok(true);
        }
        if kind == b"FreeText" {
            return has_colour(own, b"C");
        }
        if !OUTLINED.contains(&kind.as_slice()) {
            return Ok(false);
        }
        Ok(has_colour(own, b"IC")? || width > BORDER_MAX)
    }
}

fn numbers(view: View<'_>, of: &Dictionary, key: &[u8]) -> Result<Vec<f64>, Error> {
    let mut found = Vec::new();
    for item in view.array(of, key)? {
        found.extend(view.resolve(&item)?.as_number());
    }
    Ok(found)
}

/// The appearance that is shown, and the others.
fn appearances(view: View<'_>, dictionary: &Dictionary) -> Result<(Option<Stream>, Vec<Stream>), Error> {
    let all = view.dictionary(dictionary, b"AP")?.unwrap_or_default();
    let state = view.value(dictionary, b"AS")?;
    let state = state.as_name().map_or(b"Off".as_slice(), |state| state.as_bytes());
    let (mut shown, mut others) = (None, Vec::new());
    for (kind, value) in all.iter() {
        let is_normal = kind.as_bytes() == b"N";
        match view.resolve(value)? {
            Object::Stream(one) if is_normal => shown = Some(one),
            Object::Stream(one) => others.push(one),
            Object::Dictionary(states) => {
                for (name, stream) in states.iter() {
                    match view.resolve(stream)? {
                        Object::Stream(one) if is_normal && name.as_bytes() == state => shown = Some(one),
                        Object::Stream(one) => others.push(one),
                        _ => {}
                    }
                }
            }
            _ => {}
        }
    }
    Ok((shown, others))
}
