//! The upright frame of a widget: drawings are made as people read them, and turned as the page is turned
//! (ISO 32000-2 § 12.5.5, § 8.3.3).

use paraph_pdf::{Dictionary, Name, Object, Page, Rectangle, Stream};

/// Where a drawing goes. Its own coordinates begin at the lower left as shown, in user space units.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Frame {
    /// Width as shown.
    pub(crate) width: f64,
    /// Height as shown.
    pub(crate) height: f64,
    /// User space units in one point (1/72 inch).
    pub(crate) point: f64,
    /// Degrees by which the page is turned.
    pub(super) rotation: u16,
}

impl Frame {
    /// The frame of a rectangle in user space on a page shown turned clockwise by `rotation` degrees, where a
    /// unit is `user_unit` points.
    pub(crate) fn new(rectangle: Rectangle, rotation: u16, user_unit: f64) -> Self {
        let (width, height) = (rectangle.width(), rectangle.height());
        let (width, height) = if rotation.is_multiple_of(180) { (width, height) } else { (height, width) };
        Self { width, height, point: 1.0 / user_unit, rotation }
    }

    /// The frame of a rectangle in the user space of a page.
    pub(crate) fn of(page: &Page, rectangle: Rectangle) -> Self {
        Self::new(rectangle, page.rotation, page.user_unit)
    }

    /// Whether nothing could be seen in it.
    pub(crate) fn is_empty(&self) -> bool {
        self.width <= 0.0 || self.height <= 0.0
    }

    /// A form XObject that draws `content`. The matrix turns it against the page's rotation.
    pub(crate) fn form(&self, content: Vec<u8>, resources: Dictionary) -> Stream {
        let (width, height) = (self.width, self.height);
        let mut dictionary = Dictionary::new()
            .with("Type", Name::from("XObject"))
            .with("Subtype", Name::from("Form"))
            .with("BBox", numbers(&[0.0, 0.0, width, height]));
        let matrix = match self.rotation {
            90 => Some([0.0, 1.0, -1.0, 0.0, height, 0.0]),
            180 => Some([-1.0, 0.0, 0.0, -1.0, width, height]),
            270 => Some([0.0, -1.0, 1.0, 0.0, 0.0, width]),
            _ => None,
        };
        if let Some(matrix) = matrix {
            dictionary.insert("Matrix", numbers(&matrix));
        }
        dictionary.insert("Resources", resources);
        Stream::new(dictionary, content)
    }

    /// A form XObject that draws nothing.
    pub(crate) fn empty(&self) -> Stream {
        self.form(Vec::new(), Dictionary::new())
    }
}

fn numbers(values: &[f64]) -> Vec<Object> {
    values.iter().map(|value| Object::Real(crate::form::rounded(*value))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const WIDE: Rectangle = Rectangle { left: 10.0, bottom: 20.0, right: 110.0, top: 50.0 };

    /// The corner of the drawing shown at the lower left, mapped by the matrix into the rectangle's own axes.
    fn origin(rotation: u16) -> (f64, f64) {
        let stream = Frame::new(WIDE, rotation, 1.0).form(Vec::new(), Dictionary::new());
        let matrix = stream.dictionary.get(b"Matrix").and_then(Object::as_array).unwrap_or_default().to_vec();
        let numbers: Vec<f64> = matrix.iter().filter_map(Object::as_number).collect();
        match numbers.as_slice() {
            [_, _, _, _, x, y] => (*x, *y),
            _ => (0.0, 0.0),
        }
    }

    #[test]
    fn a_frame_is_upright_as_shown() {
        for (rotation, size) in
            [(0, (100.0, 30.0)), (90, (30.0, 100.0)), (180, (100.0, 30.0)), (270, (30.0, 100.0))]
        {
            let frame = Frame::new(WIDE, rotation, 1.0);
            assert_eq!((frame.width, frame.height), size);
        }
    }

    #[test]
    fn the_shown_lower_left_is_the_right_corner_of_the_rectangle() {
        // Clockwise by 90 degrees the rectangle's lower right corner is shown at the lower left, and so on round.
        assert_eq!(origin(0), (0.0, 0.0));
        assert_eq!(origin(90), (100.0, 0.0));
        assert_eq!(origin(180), (100.0, 30.0));
        assert_eq!(origin(270), (0.0, 30.0));
    }

    #[test]
    fn points_shrink_in_units_where_units_are_large() {
        assert!((Frame::new(WIDE, 0, 2.0).point - 0.5).abs() < f64::EPSILON);
    }
}
