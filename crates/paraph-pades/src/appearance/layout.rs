//! Lays mark and caption out in a field: side by side where it is wide, one above the other where it is not, and whichever
//! has room for both.

use paraph_pdf::{ObjectId, Update};

use super::block::{Across, Block, Wanted, without_controls};
use super::canvas::{Area, Canvas, INK, PRINT, RULE};
use super::frame::Frame;
use super::{Appearance, Mark};
use crate::text::{Setter, Typefaces};
use crate::{Error, limits};

/// Type size of captions where there is room, in points.
const CAPTION_POINTS: f64 = 8.0;
/// Type size of a typed signature where there is room, in points.
const TYPED_POINTS: f64 = 36.0;
/// Type size from which a typed signature stays on one line, in points.
const TYPED_POINTS_ON_ONE_LINE: f64 = 14.0;
/// From one caption line to the next, in ems.
const LEADING: f64 = 1.2;
/// Width to height from which mark and caption stand side by side.
const WIDE: f64 = 2.4;

/// How exactly it is said how large a field would have to be.
const GROWTH_STEP: f64 = 0.04;

/// Index of the list of typefaces that captions are set in.
pub(super) const PLAIN: usize = 0;
/// Index of the list that typed signatures are set in where it can write them.
const HAND: usize = 1;

/// How mark and caption share a field.
#[derive(Clone, Copy)]
enum Division {
    /// Side by side; the mark takes so much of the width.
    Beside(f64),
    /// The mark above; it takes so much of the height.
    Above(f64),
}

/// What goes where.
struct Plan {
    division: Option<Division>,
    typed: Option<(Block, usize)>,
    caption: Option<Block>,
}

pub(super) fn draw(
    appearance: &Appearance,
    update: &mut Update<'_>,
    frame: &Frame,
    typefaces: &Typefaces,
) -> Result<ObjectId, Error> {
    let hand = Typefaces::hand();
    let plan = plan_with_room(appearance, frame, (typefaces, &hand))?;
    let lists = [typefaces, &hand];
    let mut canvas = Canvas::new(&lists);
    let (for_mark, for_caption) = areas(frame, plan.division);
    if plan.division.is_some() {
        rule(&mut canvas, for_mark, for_caption, frame.point);
    }
    match &appearance.mark {
        None | Some(Mark::Typed(_)) => {}
        Some(Mark::Drawn(strokes)) => strokes.draw(&mut canvas, for_mark, frame.point),
        #[cfg(feature = "pictures")]
        Some(Mark::Image(image)) => {
            let object = image.embed(update)?;
            canvas.image(object, fitted(for_mark, image.aspect()));
        }
    }
    if let Some((block, list)) = plan.typed {
        block.draw(&mut canvas, for_mark, Across::Middle, (list, INK))?;
    }
    if let Some(block) = plan.caption {
        block.draw(&mut canvas, for_caption, Across::Left, (PLAIN, PRINT))?;
    }
    canvas.finish(update, frame)
}

/// Whether mark and caption have room in a frame.
pub(super) fn check_room(appearance: &Appearance, frame: &Frame, typefaces: &Typefaces) -> Result<(), Error> {
    plan_with_room(appearance, frame, (typefaces, &Typefaces::hand())).map(drop)
}

/// What goes where, or how large the field would have to be.
fn plan_with_room(
    appearance: &Appearance,
    frame: &Frame,
    (plain, hand): (&Typefaces, &Typefaces),
) -> Result<Plan, Error> {
    let setters = [Setter::new(plain)?, Setter::new(hand)?];
    match plan(appearance, frame, &setters)? {
        Some(found) => Ok(found),
        None => Err(too_small(frame, |larger| Ok(plan(appearance, larger, &setters)?.is_some()))?),
    }
}

/// The error that says how large the field would have to be, kept in proportion.
pub(super) fn too_small(
    frame: &Frame,
    has_room: impl Fn(&Frame) -> Result<bool, Error>,
) -> Result<Error, Error> {
    let at = |scale: f64| Frame { width: frame.width * scale, height: frame.height * scale, ..*frame };
    let (mut small, mut large) = (1.0, 2.0);
    while large < limits::FIELD_GROWTH_MAX && !has_room(&at(large))? {
        (small, large) = (large, large * 2.0);
    }
    while large / small > 1.0 + GROWTH_STEP {
        let middle = f64::midpoint(small, large);
        if has_room(&at(middle))? { large = middle } else { small = middle }
    }
    let larger = at(large);
    let points = |length: f64| (length / frame.point).ceil();
    Ok(Error::TextDoesNotFit { width: points(larger.width), height: points(larger.height) })
}

/// The first division in which mark and caption have room; none if there is none.
fn plan(appearance: &Appearance, frame: &Frame, setters: &[Setter<'_>; 2]) -> Result<Option<Plan>, Error> {
    let caption = without_controls(&appearance.caption.join("\n"));
    let mut divisions = vec![None];
    if appearance.mark.is_some() && !appearance.caption.is_empty() {
        let (beside, above) =
            ([0.52, 0.42, 0.34].map(Division::Beside), [0.58, 0.48, 0.38].map(Division::Above));
        let is_wide = frame.width >= WIDE * frame.height;
        let (first, second) = if is_wide { (beside, above) } else { (above, beside) };
        divisions = first.into_iter().chain(second).map(Some).collect();
    }
    for division in divisions {
        let (for_mark, for_caption) = areas(frame, division);
        let typed = match &appearance.mark {
            Some(Mark::Typed(text)) => match typed(text, for_mark, frame.point, setters)? {
                Some(found) => Some(found),
                None => continue,
            },
            _ => None,
        };
        let caption = match caption.is_empty() {
            true => None,
            false => match fit_caption(&caption, for_caption, frame.point, setters)? {
                Some(block) => Some(block),
                None => continue,
            },
        };
        return Ok(Some(Plan { division, typed, caption }));
    }
    Ok(None)
}

fn fit_caption(
    text: &str,
    area: Area,
    point: f64,
    setters: &[Setter<'_>; 2],
) -> Result<Option<Block>, Error> {
    let [plain, _] = setters;
    let size = (CAPTION_POINTS * point, limits::TYPE_POINTS_MIN * point);
    Block::fit(plain, text, area, Wanted { size, leading: LEADING, lines_max: usize::MAX })
}

/// A typed signature in the hand-like type, or in the others where that cannot write all of it: on one line while that is
/// large enough, on several where it is not.
fn typed(
    text: &str,
    area: Area,
    point: f64,
    setters: &[Setter<'_>; 2],
) -> Result<Option<(Block, usize)>, Error> {
    let text = without_controls(text.trim()).replace('\n', " ");
    if text.is_empty() || text.chars().count() > limits::TYPED_CHARACTERS_MAX {
        return Err(Error::TypedSignatureIsEmptyOrTooLong);
    }
    let [plain, hand] = setters;
    let (setter, list) = if hand.missing(&text).is_none() { (hand, HAND) } else { (plain, PLAIN) };
    let sizes = [TYPED_POINTS, TYPED_POINTS_ON_ONE_LINE, limits::TYPED_POINTS_MIN].map(|size| size * point);
    let [largest, enough, smallest] = sizes;
    let one = Wanted { size: (largest, enough), leading: 1.0, lines_max: 1 };
    let several = Wanted { size: (largest, smallest), leading: 1.0, lines_max: usize::MAX };
    for wanted in [one, several] {
        if let Some(block) = Block::fit(setter, &text, area, wanted)? {
            return Ok(Some((block, list)));
        }
    }
    Ok(None)
}

#[cfg(feature = "pictures")]
/// The largest area of an aspect (width to height) in the middle of another.
fn fitted(area: Area, aspect: f64) -> Area {
    let width = area.width.min(area.height * aspect);
    let height = width / aspect;
    Area {
        left: area.left + (area.width - width) / 2.0,
        bottom: area.bottom + (area.height - height) / 2.0,
        width,
        height,
    }
}

/// A part for the mark and one for the caption.
fn areas(frame: &Frame, division: Option<Division>) -> (Area, Area) {
    let area = Area::of(frame).within(3.0 * frame.point);
    let gap = (4.0 * frame.point).min(area.width / 20.0).min(area.height / 10.0);
    match division {
        None => (area, area),
        Some(Division::Beside(share)) => {
            let mark = Area { width: area.width * share - gap, ..area };
            let left = area.left + area.width * share + gap;
            (mark, Area { left, width: area.left + area.width - left, ..area })
        }
        Some(Division::Above(share)) => {
            let height = area.height * (1.0 - share) - gap;
            let bottom = area.bottom + height + 2.0 * gap;
            let mark = Area { bottom, height: area.bottom + area.height - bottom, ..area };
            (mark, Area { height, ..area })
        }
    }
}

/// A thin rule between the two.
fn rule(canvas: &mut Canvas<'_>, mark: Area, caption: Area, point: f64) {
    canvas.operator(&RULE, "RG");
    canvas.operator(&[0.5 * point], "w");
    let (from, to) = if caption.left > mark.left {
        let middle = (mark.left + mark.width + caption.left) / 2.0;
        ([middle, mark.bottom], [middle, mark.bottom + mark.height])
    } else {
        let middle = (caption.bottom + caption.height + mark.bottom) / 2.0;
        ([mark.left, middle], [mark.left + mark.width, middle])
    };
    canvas.operator(&from, "m");
    canvas.operator(&to, "l");
    canvas.operator(&[], "S");
}
