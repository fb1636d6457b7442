//! What a signature looks like: a typed, drawn or uploaded mark with a few lines of caption beside it or below.
//! Everything shrinks to its field; nothing is clipped.

mod canvas;
mod font;
mod frame;
#[cfg(feature = "pictures")]
mod image;
mod layout;
pub(crate) mod marks;
mod strokes;

use paraph_pdf::{ObjectId, Update};

use crate::{Error, limits};

pub(crate) use frame::Frame;
#[cfg(feature = "pictures")]
pub use image::Image;
pub use strokes::{Point, Strokes};

/// What is seen in a signature field.
#[derive(Clone, Debug)]
pub struct Appearance {
    /// The mark, if there is one.
    pub mark: Option<Mark>,
    /// Lines in small print, such as the name, the date with its zone, and an identifier. A character that the
    /// type lacks is shown as a box.
    pub caption: Vec<String>,
}

/// The mark itself.
#[derive(Clone, Debug)]
pub enum Mark {
    /// A name in a type that looks written by hand: Latin and Cyrillic, and Greek in a plain type.
    Typed(String),
    /// Drawn by hand on a screen.
    Drawn(Strokes),
    /// A picture of a signature.
    #[cfg(feature = "pictures")]
    Image(Image),
}

impl Appearance {
    /// Draws into a frame and adds the drawing to the document.
    pub(crate) fn draw(&self, update: &mut Update<'_>, frame: &Frame) -> Result<ObjectId, Error> {
        if frame.is_empty() {
            return Err(Error::FieldHasNoPlace);
        }
        if self.caption.len() > limits::CAPTION_LINES_MAX {
            return Err(Error::CaptionIsTooLong);
        }
        layout::draw(self, update, frame)
    }
}
