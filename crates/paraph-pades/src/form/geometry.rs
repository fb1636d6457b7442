//! From a page as people see it to the page's own coordinates, and back (ISO 32000-2 § 7.7.3.3, § 8.3.2).
//! A field placed on the shown page stays there whatever the page's rotation, crop box or unit.

use paraph_pdf::{Page, Rectangle};

/// A rectangle on a page as it is shown, in per cent of the shown page's width and height, from its upper left.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ShownRectangle {
    /// Distance from the left edge.
    pub left: f64,
    /// Distance from the upper edge.
    pub top: f64,
    /// Width.
    pub width: f64,
    /// Height.
    pub height: f64,
}

/// The size of a page as it is shown, in points (1/72 inch): width, then height.
#[must_use]
pub fn shown_size(page: &Page) -> (f64, f64) {
    let (width, height) = (page.crop_box.width() * page.user_unit, page.crop_box.height() * page.user_unit);
    if page.rotation.is_multiple_of(180) { (width, height) } else { (height, width) }
}

/// The rectangle in the page's user space that is shown at `shown`.
#[must_use]
pub fn to_user_space(page: &Page, shown: ShownRectangle) -> Rectangle {
    let one = point_to_user_space(page, shown.left / 100.0, shown.top / 100.0);
    let other =
        point_to_user_space(page, (shown.left + shown.width) / 100.0, (shown.top + shown.height) / 100.0);
    Rectangle {
        left: one.0.min(other.0),
        bottom: one.1.min(other.1),
        right: one.0.max(other.0),
        top: one.1.max(other.1),
    }
}

/// Where a rectangle in the page's user space is shown.
#[must_use]
pub fn to_shown(page: &Page, rectangle: Rectangle) -> ShownRectangle {
    let one = point_to_shown(page, rectangle.left, rectangle.bottom);
    let other = point_to_shown(page, rectangle.right, rectangle.top);
    let (left, top) = (one.0.min(other.0), one.1.min(other.1));
    ShownRectangle {
        left: left * 100.0,
        top: top * 100.0,
        width: (one.0.max(other.0) - left) * 100.0,
        height: (one.1.max(other.1) - top) * 100.0,
    }
}

/// Fractions of the shown page, from its upper left, to user space. Rotation is clockwise.
fn point_to_user_space(page: &Page, across: f64, down: f64) -> (f64, f64) {
    let (x, y) = match page.rotation {
        90 => (down, across),
        180 => (1.0 - across, down),
        270 => (1.0 - down, 1.0 - across),
        _ => (across, 1.0 - down),
    };
    let shown = &page.crop_box;
    (shown.left + x * shown.width(), shown.bottom + y * shown.height())
}

fn point_to_shown(page: &Page, x: f64, y: f64) -> (f64, f64) {
    let shown = &page.crop_box;
    let (x, y) = ((x - shown.left) / shown.width(), (y - shown.bottom) / shown.height());
    match page.rotation {
        90 => (y, x),
        180 => (1.0 - x, y),
        270 => (1.0 - y, 1.0 - x),
        _ => (x, 1.0 - y),
    }
}

#[cfg(test)]
mod tests {
    use paraph_pdf::{Dictionary, ObjectId};

    use super::*;

    fn page(rotation: u16) -> Page {
        let crop_box = Rectangle { left: 100.0, bottom: 200.0, right: 500.0, top: 1_000.0 };
        let media_box = Rectangle { left: 0.0, bottom: 0.0, right: 600.0, top: 1_100.0 };
        Page {
            id: ObjectId::new(1),
            dictionary: Dictionary::new(),
            media_box,
            crop_box,
            rotation,
            user_unit: 2.0,
        }
    }

    fn assert_near(found: [f64; 4], wanted: [f64; 4]) {
        assert!(
            found.iter().zip(wanted).all(|(one, other)| (one - other).abs() < 1e-9),
            "{found:?} {wanted:?}"
        );
    }

    #[test]
    fn the_upper_left_corner_as_shown_is_found_on_every_rotation() {
        let corner = ShownRectangle { left: 0.0, top: 0.0, width: 10.0, height: 10.0 };
        // Turned clockwise by 90 degrees, the page's own lower left corner is shown at the upper left.
        for (rotation, wanted) in [
            (0, [100.0, 920.0, 140.0, 1_000.0]),
            (90, [100.0, 200.0, 140.0, 280.0]),
            (180, [460.0, 200.0, 500.0, 280.0]),
            (270, [460.0, 920.0, 500.0, 1_000.0]),
        ] {
            let found = to_user_space(&page(rotation), corner);
            assert_near([found.left, found.bottom, found.right, found.top], wanted);
        }
    }

    #[test]
    fn the_way_there_and_back_is_the_identity() {
        let shown = ShownRectangle { left: 12.5, top: 70.25, width: 30.0, height: 7.5 };
        for rotation in [0, 90, 180, 270] {
            let page = page(rotation);
            let back = to_shown(&page, to_user_space(&page, shown));
            assert_near(
                [back.left, back.top, back.width, back.height],
                [shown.left, shown.top, shown.width, shown.height],
            );
        }
    }

    #[test]
    fn the_shown_size_is_in_points_and_turns_with_the_page() {
        assert_eq!(shown_size(&page(0)), (800.0, 1_600.0));
        assert_eq!(shown_size(&page(90)), (1_600.0, 800.0));
        assert_eq!(shown_size(&page(180)), (800.0, 1_600.0));
        assert_eq!(shown_size(&page(270)), (1_600.0, 800.0));
    }
}
