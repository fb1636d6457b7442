//! Two states of a page beside each other, with what differs outlined: what an expert shows to a judge.

use std::io;

use super::{Area, Region};
use crate::render::drawing::{Canvas, Sheet, encode_rgb};

/// Between the two, in pixels.
const GAP: usize = 16;
const GAP_COLOR: [u8; 3] = [96, 96, 96];
/// Outlines of what nobody permitted, and of what was expected: told apart by their width too.
const UNEXPECTED: ([u8; 3], usize) = ([208, 0, 0], 4);
const EXPECTED: ([u8; 3], usize) = ([0, 96, 208], 2);
/// From what differs to its outline, in pixels.
const DISTANCE: usize = 4;

/// Then on the left, now on the right, as PNG.
pub(super) fn side_by_side(
    before: &Sheet,
    after: &Sheet,
    (regions, areas): (&[Region], &[Area]),
) -> io::Result<Vec<u8>> {
    let (then, now) = (&before.canvas, &after.canvas);
    let (width, height) = (then.width + GAP + now.width, then.height.max(now.height));
    let mut rgb = Vec::with_capacity(width * height * 3);
    for y in 0..height {
        append(&mut rgb, then, y);
        rgb.extend(GAP_COLOR.repeat(GAP));
        append(&mut rgb, now, y);
    }
    let mut whole = Canvas { width, height, rgb };
    for region in regions {
        let style = if region.is_expected(areas) { EXPECTED } else { UNEXPECTED };
        let pixels = |points: f64| (points * after.scale).round().max(0.0) as usize;
        let place = &region.place;
        let corner = (pixels(place.left), pixels(place.top));
        let size = (pixels(place.width), pixels(place.height));
        whole.outline(corner, size, style);
        whole.outline((corner.0 + then.width + GAP, corner.1), size, style);
    }
    encode_rgb(&whole)
}

/// A row of a page; white where it is shorter than the other.
fn append(rgb: &mut Vec<u8>, canvas: &Canvas, y: usize) {
    match canvas.row(y) {
        [] => rgb.extend(std::iter::repeat_n(255, canvas.width * 3)),
        row => rgb.extend_from_slice(row),
    }
}

impl Canvas {
    /// Draws a frame around so many pixels from a corner on.
    fn outline(
        &mut self,
        (left, top): (usize, usize),
        size: (usize, usize),
        (color, thick): ([u8; 3], usize),
    ) {
        let far = DISTANCE + thick;
        let (outer_left, outer_top) = (left.saturating_sub(far), top.saturating_sub(far));
        let (right, bottom) = (left + size.0 + DISTANCE, top + size.1 + DISTANCE);
        for y in outer_top..bottom + thick {
            for x in outer_left..right + thick {
                let is_inside = x + DISTANCE >= left && x < right && y + DISTANCE >= top && y < bottom;
                if !is_inside {
                    self.paint(x, y, color);
                }
            }
        }
    }

    fn paint(&mut self, x: usize, y: usize, color: [u8; 3]) {
        let index = (y * self.width + x) * 3;
        if x < self.width
            && let Some(pixel) = self.rgb.get_mut(index..index + 3)
        {
            pixel.copy_from_slice(&color);
        }
    }
}
