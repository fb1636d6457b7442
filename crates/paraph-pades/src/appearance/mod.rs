//! What a signature looks like: a typed, drawn or uploaded mark with a few lines of caption beside it or below.
//! Everything is fitted into its field; nothing is clipped, and nothing made too small to be read.

mod block;
mod canvas;
mod font;
mod frame;
#[cfg(feature = "pictures")]
mod image;
mod layout;
pub(crate) mod marks;
mod picture;
#[cfg(feature = "pictures")]
mod pixels;
mod strokes;

use paraph_pdf::{ObjectId, Update};

use crate::text::Typefaces;
use crate::{Error, limits};

pub(crate) use frame::Frame;
#[cfg(feature = "pictures")]
pub use image::Image;
pub use picture::{Place, check_room, picture};
#[cfg(feature = "pictures")]
pub use pixels::Sides;
pub use strokes::{Point, Strokes};

/// What is seen in a signature field.
#[derive(Clone, Debug)]
pub struct Appearance {
    /// The mark, if there is one.
    pub mark: Option<Mark>,
    /// Lines in small print, such as the name, the date with its zone, and an identifier.
    pub caption: Vec<String>,
}

/// The mark itself.
#[derive(Clone, Debug)]
pub enum Mark {
    /// A name: Latin and Cyrillic in a type that looks written by hand, other scripts in a plain one.
    Typed(String),
    /// Drawn by hand on a screen.
    Drawn(Strokes),
    /// A picture of a signature.
    #[cfg(feature = "pictures")]
    Image(Image),
}

impl Appearance {
    /// Its letters, in the order of reading.
    pub(crate) fn text(&self) -> String {
        let typed = match &self.mark {
            Some(Mark::Typed(text)) => Some(text.as_str()),
            _ => None,
        };
        typed.into_iter().chain(self.caption.iter().map(String::as_str)).collect::<Vec<_>>().join(" ")
    }

    /// Draws into a frame and adds the drawing to the document.
    pub(crate) fn draw(
        &self,
        update: &mut Update<'_>,
        frame: &Frame,
        typefaces: &Typefaces,
    ) -> Result<ObjectId, Error> {
        self.check_caption(frame)?;
        layout::draw(self, update, frame, typefaces)
    }

    /// Whether it has room in a frame and can be written; nothing is drawn.
    pub(crate) fn check_room(&self, frame: &Frame, typefaces: &Typefaces) -> Result<(), Error> {
        self.check_caption(frame)?;
        layout::check_room(self, frame, typefaces)
    }

    fn check_caption(&self, frame: &Frame) -> Result<(), Error> {
        if frame.is_empty() {
            return Err(Error::FieldHasNoPlace);
        }
        let is_long = |line: &String| line.chars().count() > limits::CAPTION_CHARACTERS_MAX;
        if self.caption.len() > limits::CAPTION_LINES_MAX || self.caption.iter().any(is_long) {
            return Err(Error::CaptionIsTooLong);
        }
        Ok(())
    }
}
