//! What an annotation paints on its page (ISO 32000-2 § 12.5.5): its normal appearance, or what readers make of it without one.

use paraph_pdf::{Dictionary, Error, Object, Rectangle, Stream, View};

use super::content::Interpreter;
use super::geometry::{Matrix, area};
use super::marks::{Mark, Paint};

/// Flags of annotations (§ 12.5.3).
const HIDDEN: i64 = 1 << 1;
const PRINT: i64 = 1 << 2;
const NO_VIEW: i64 = 1 << 5;
/// Borders from this width on cover what lies under them, in points.
const BORDER_MAX: f64 = 4.0;
/// What readers paint over the whole place of such an annotation if it has no appearance.
const OPAQUE: [&[u8]; 6] = [b"Stamp", b"Screen", b"Movie", b"3D", b"RichMedia", b"Redact"];
/// Such are painted as lines, and inside of them if they state a colour for it.
const OUTLINED: [&[u8]; 7] = [b"Square", b"Circle", b"Polygon", b"PolyLine", b"Line", b"Ink", b"Link"];

/// An annotation, as far as it is seen.
pub(super) struct Annotation {
    /// Where on the page.
    pub(super) place: Rectangle,
    dictionary: Dictionary,
    appearances: Vec<Stream>,
}

impl Annotation {
    /// None if nothing is seen of it, on a screen or on paper.
    pub(super) fn of(view: View<'_>, dictionary: Dictionary) -> Result<Option<Self>, Error> {
        let flags = view.value(&dictionary, b"F")?.as_integer().unwrap_or(0);
        let is_unseen = flags & HIDDEN != 0 || flags & NO_VIEW != 0 && flags & PRINT == 0;
        let Some(place) = view.rectangle(&dictionary, b"Rect")? else { return Ok(None) };
        if is_unseen || area(&place) <= 0.0 || dictionary.has_name(b"Subtype", b"Popup") {
            return Ok(None);
        }
        let appearances = appearances(view, &dictionary)?;
        Ok(Some(Self { place, dictionary, appearances }))
    }

    /// Gives away what it paints, in the coordinates of the page.
    pub(super) fn paint(&self, view: View<'_>, marks: &mut dyn FnMut(Mark<'_>)) -> Result<(), Error> {
        for appearance in &self.appearances {
            let Some(matrix) = self.matrix(view, appearance)? else { continue };
            Interpreter::new(view, (matrix, self.place), marks).form(appearance, &Dictionary::new())?;
        }
        if self.appearances.is_empty() && self.is_opaque_by_itself(view)? {
            marks(Mark::Flood(Paint { cover: 1.0, clip: self.place }));
        }
        Ok(())
    }

    /// § 12.5.5: the appearance's box, transformed, comes to lie on the rectangle.
    fn matrix(&self, view: View<'_>, appearance: &Stream) -> Result<Option<Matrix>, Error> {
        let own = view.rectangle(&appearance.dictionary, b"BBox")?;
        let matrix =
            Matrix::of_array(&view.array(&appearance.dictionary, b"Matrix")?).unwrap_or(Matrix::IDENTITY);
        let Some(around) = own.map(|own| matrix.around(&own)) else { return Ok(None) };
        if area(&around) <= 0.0 {
            return Ok(None);
        }
        let (across, up) = (self.place.width() / around.width(), self.place.height() / around.height());
        let (right, above) = (self.place.left - around.left * across, self.place.bottom - around.bottom * up);
        Ok(Matrix::of(&[across, 0.0, 0.0, up, right, above]))
    }

    /// Without an appearance: by its kind, its colours and its border.
    fn is_opaque_by_itself(&self, view: View<'_>) -> Result<bool, Error> {
        let own = &self.dictionary;
        let has_colour = |of: &Dictionary, key: &[u8]| Ok::<bool, Error>(!view.array(of, key)?.is_empty());
        let kind =
            view.value(own, b"Subtype")?.as_name().map(|name| name.as_bytes().to_vec()).unwrap_or_default();
        if kind == b"Widget" {
            let look = view.dictionary(own, b"MK")?.unwrap_or_default();
            return has_colour(&look, b"BG");
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
        let style = view.dictionary(own, b"BS")?.unwrap_or_default();
        let border = view.array(own, b"Border")?.get(2).and_then(Object::as_number);
        let width = view.value(&style, b"W")?.as_number().or(border).unwrap_or(1.0);
        Ok(has_colour(own, b"IC")? || width > BORDER_MAX)
    }
}

fn appearances(view: View<'_>, dictionary: &Dictionary) -> Result<Vec<Stream>, Error> {
    let all = view.dictionary(dictionary, b"AP")?.unwrap_or_default();
    Ok(match view.value(&all, b"N")? {
        Object::Stream(one) => vec![one],
        Object::Dictionary(states) => {
            let mut found = Vec::new();
            for (_, state) in states.iter() {
                if let Object::Stream(stream) = view.resolve(state)? {
                    found.push(stream);
                }
            }
            found
        }
        _ => Vec::new(),
    })
}
