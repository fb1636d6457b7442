//! Text fitted into an area: at the largest size at which all of it has room, on as many lines as that takes, and never
//! smaller than can be read.

use super::canvas::{Area, Canvas, Colour, Style};
use crate::Error;
use crate::text::{Line, Setter};

/// By how much a text is made smaller before it is tried again.
const SHRINK: f64 = 0.94;
/// Lengths that differ by less are the same: fields are written with three decimals.
const TOLERANCE: f64 = 0.002;

/// What is asked of a text.
#[derive(Clone, Copy)]
pub(crate) struct Wanted {
    /// Size where there is room, and the smallest, in user space units.
    pub(crate) size: (f64, f64),
    /// From one base line to the next, in ems, or more where a typeface reaches further.
    pub(crate) leading: f64,
    /// How many lines it may take.
    pub(crate) lines_max: usize,
}

/// Text that has room.
pub(crate) struct Block {
    lines: Vec<Line>,
    size: f64,
    leading: f64,
    reach: (f64, f64),
}

/// How the lines of a block stand.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Across {
    /// From the side where reading begins.
    Start,
    Left,
    Middle,
}

impl Block {
    /// Fits a text; none if there is no room for it at the smallest size.
    pub(crate) fn fit(
        setter: &Setter<'_>,
        text: &str,
        area: Area,
        wanted: Wanted,
    ) -> Result<Option<Self>, Error> {
        let measured = setter.measured(text)?;
        let reach = measured.reach();
        let leading = wanted.leading.max(reach.0 - reach.1);
        let (largest, smallest) = wanted.size;
        let mut size = largest;
        loop {
            let (count, widest) = measured.extent(area.width / size);
            let has_room = count <= wanted.lines_max
                && height(count, leading, reach) * size <= area.height + TOLERANCE
                && widest * size <= area.width + TOLERANCE;
            if has_room {
                let lines = measured.lines(area.width / size)?;
                return Ok(Some(Self { lines, size, leading, reach }));
            }
            if size <= smallest {
                return Ok(None);
            }
            size = (size * SHRINK).max(smallest);
        }
    }

    fn height(&self) -> f64 {
        height(self.lines.len(), self.leading, self.reach) * self.size
    }

    /// Shows the lines, in the middle of the area's height.
    pub(crate) fn draw(
        &self,
        canvas: &mut Canvas<'_>,
        area: Area,
        across: Across,
        (typefaces, colour): (usize, Colour),
    ) -> Result<(), Error> {
        let style = Style { typefaces, size: self.size, colour };
        let mut base = area.bottom + (area.height + self.height()) / 2.0 - self.reach.0 * self.size;
        for line in &self.lines {
            let slack = area.width - line.width * self.size;
            let before = match across {
                Across::Middle => slack / 2.0,
                Across::Start if line.right_to_left => slack,
                Across::Start | Across::Left => 0.0,
            };
            if !line.runs.is_empty() {
                canvas.text(line, &style, area.left + before, base)?;
            }
            base -= self.leading * self.size;
        }
        Ok(())
    }
}

/// In ems.
fn height(lines: usize, leading: f64, reach: (f64, f64)) -> f64 {
    let count = f64::from(u32::try_from(lines).unwrap_or(u32::MAX));
    (count - 1.0).max(0.0) * leading + reach.0 - reach.1
}

/// Tabs and other controls have no glyph. Line ends stay where there are lines.
pub(crate) fn without_controls(text: &str) -> String {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    text.chars().map(|letter| if letter.is_control() && letter != '\n' { ' ' } else { letter }).collect()
}
