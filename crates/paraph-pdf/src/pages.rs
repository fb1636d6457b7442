//! The pages of a document in order, with what they inherit (ISO 32000-2 § 7.7.3). The walk is bounded and cannot loop.

use std::collections::HashSet;

use crate::error::Error;
use crate::limits;
use crate::object::{Dictionary, Object, ObjectId};
use crate::view::View;

const INHERITED: [&[u8]; 4] = [b"MediaBox", b"CropBox", b"Rotate", b"Resources"];

/// A rectangle in default user space, lower left corner first.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rectangle {
    /// Smallest x.
    pub left: f64,
    /// Smallest y.
    pub bottom: f64,
    /// Largest x.
    pub right: f64,
    /// Largest y.
    pub top: f64,
}

impl Rectangle {
    /// The distance from left to right.
    #[must_use]
    pub fn width(&self) -> f64 {
        self.right - self.left
    }

    /// The distance from bottom to top.
    #[must_use]
    pub fn height(&self) -> f64 {
        self.top - self.bottom
    }

    /// The part two rectangles share; none if they do not overlap.
    #[must_use]
    pub fn intersection(&self, other: &Self) -> Option<Self> {
        let shared = Self {
            left: self.left.max(other.left),
            bottom: self.bottom.max(other.bottom),
            right: self.right.min(other.right),
            top: self.top.min(other.top),
        };
        (shared.left < shared.right && shared.bottom < shared.top).then_some(shared)
    }
}

/// One page.
#[derive(Clone, Debug)]
pub struct Page {
    /// The page object.
    pub id: ObjectId,
    /// Its dictionary, with inherited resources, boxes and rotation filled in.
    pub dictionary: Dictionary,
    /// The medium, in user space units.
    pub media_box: Rectangle,
    /// What is shown: the crop box within the medium.
    pub crop_box: Rectangle,
    /// Clockwise rotation when shown: 0, 90, 180 or 270 degrees.
    pub rotation: u16,
    /// Size of a user space unit in 1/72 inch.
    pub user_unit: f64,
}

/// Iterates over pages; ends after the first error.
pub struct Pages<'a> {
    view: View<'a>,
    pending: Vec<(ObjectId, Dictionary)>,
    seen: HashSet<ObjectId>,
    yielded: usize,
}

impl<'a> View<'a> {
    /// The pages in order.
    ///
    /// # Errors
    /// If the catalogue has no page tree.
    pub fn pages(&self) -> Result<Pages<'a>, Error> {
        let root = self.catalog()?.get(b"Pages").and_then(Object::as_reference);
        let root = root.ok_or(Error::StructureIsMalformed { what: "the page tree" })?;
        let pending = vec![(root, Dictionary::new())];
        Ok(Pages { view: *self, pending, seen: HashSet::new(), yielded: 0 })
    }

    /// The rectangle under a key, if there is a well-formed one.
    ///
    /// # Errors
    /// As [`View::resolve`].
    pub fn rectangle(&self, dictionary: &Dictionary, key: &[u8]) -> Result<Option<Rectangle>, Error> {
        let mut numbers = Vec::new();
        for item in self.array(dictionary, key)? {
            numbers.extend(self.resolve(&item)?.as_number().filter(|number| number.is_finite()));
        }
        Ok(match numbers.as_slice() {
            [x1, y1, x2, y2, ..] => Some(Rectangle {
                left: x1.min(*x2),
                bottom: y1.min(*y2),
                right: x1.max(*x2),
                top: y1.max(*y2),
            }),
            _ => None,
        })
    }
}

impl Pages<'_> {
    /// Visits one node: an inner node puts its children in line, a leaf is a page.
    fn visit(&mut self, id: ObjectId, inherited: Dictionary) -> Result<Option<Page>, Error> {
        if !self.seen.insert(id) {
            return Err(Error::TreeLoops { id });
        }
        if self.seen.len() > limits::NODES_MAX {
            return Err(Error::LimitIsExceeded { what: "page tree nodes" });
        }
        let Object::Dictionary(mut node) = self.view.object(id)? else {
            return Err(Error::StructureIsMalformed { what: "a page tree node" });
        };
        for key in INHERITED {
            if let (None, Some(value)) = (node.get(key), inherited.get(key)) {
                node.insert(key, value.clone());
            }
        }
        if !node.contains(b"Kids") {
            return self.page(id, node).map(Some);
        }
        let mut passed_on = Dictionary::new();
        for key in INHERITED {
            if let Some(value) = node.get(key) {
                passed_on.insert(key, value.clone());
            }
        }
        for kid in self.view.array(&node, b"Kids")?.iter().rev() {
            let kid = kid.as_reference().ok_or(Error::StructureIsMalformed { what: "a page tree node" })?;
            self.pending.push((kid, passed_on.clone()));
        }
        if self.pending.len() > limits::NODES_MAX {
            return Err(Error::LimitIsExceeded { what: "page tree nodes" });
        }
        Ok(None)
    }

    fn page(&mut self, id: ObjectId, dictionary: Dictionary) -> Result<Page, Error> {
        self.yielded += 1;
        if self.yielded > limits::PAGES_MAX {
            return Err(Error::LimitIsExceeded { what: "pages" });
        }
        let view = self.view;
        let media_box = view.rectangle(&dictionary, b"MediaBox")?;
        let media_box = media_box.ok_or(Error::StructureIsMalformed { what: "a page's media box" })?;
        let crop_box = view.rectangle(&dictionary, b"CropBox")?;
        let crop_box = crop_box.and_then(|crop| crop.intersection(&media_box)).unwrap_or(media_box);
        let rotation = view.value(&dictionary, b"Rotate")?.as_integer().unwrap_or(0).rem_euclid(360);
        let rotation = u16::try_from(rotation).ok().filter(|degrees| degrees % 90 == 0).unwrap_or(0);
        let user_unit =
            view.value(&dictionary, b"UserUnit")?.as_number().filter(|unit| *unit > 0.0).unwrap_or(1.0);
        Ok(Page { id, dictionary, media_box, crop_box, rotation, user_unit })
    }
}

impl Iterator for Pages<'_> {
    type Item = Result<Page, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        while let Some((id, inherited)) = self.pending.pop() {
            match self.visit(id, inherited) {
                Ok(None) => {}
                Ok(Some(page)) => return Some(Ok(page)),
                Err(error) => {
                    self.pending.clear();
                    return Some(Err(error));
                }
            }
        }
        None
    }
}
