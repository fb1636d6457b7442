//! An uploaded picture of a signature as it stands in a document: samples of colour and opacity, compressed
//! (ISO 32000-2 § 8.9.5, § 11.6.5.2). It is made once of the uploaded file, and what is shown and what is signed are given
//! the same bytes.

use paraph_pdf::{Dictionary, Name, ObjectId, Stream, Update};

use super::canvas::deflate;
use super::pixels::{Pixels, Sides};
use crate::{Error, limits};

/// A picture, ready to be placed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Image {
    /// Pixels across.
    pub width: usize,
    /// Pixels down.
    pub height: usize,
    /// Three bytes a pixel, compressed with Flate.
    pub colours: Vec<u8>,
    /// One byte a pixel, 0 transparent, compressed likewise; none if the picture is opaque.
    pub opacity: Option<Vec<u8>>,
}

impl Image {
    /// Reads a PNG or JPEG file.
    ///
    /// # Errors
    /// [`Error::ImageIsNotSupported`] if it is neither, [`Error::ImageIsMalformed`], or [`Error::ImageIsTooLarge`].
    pub fn decode(bytes: &[u8]) -> Result<Self, Error> {
        Self::decode_within(bytes, Sides { width: usize::MAX, height: usize::MAX })
    }

    /// Reads a PNG or JPEG file and makes the picture small enough for these sides, and for
    /// [`limits::IMAGE_SIDE_MAX`].
    ///
    /// # Errors
    /// As [`Self::decode`].
    pub fn decode_within(bytes: &[u8], wanted: Sides) -> Result<Self, Error> {
        let side = |wanted: usize| wanted.clamp(1, limits::IMAGE_SIDE_MAX);
        let wanted = Sides { width: side(wanted.width), height: side(wanted.height) };
        let Pixels { width, height, colours, opacity } = Pixels::read(bytes, wanted)?;
        let opacity = opacity.map(|opacity| deflate(&opacity)).transpose()?;
        Ok(Self { width, height, colours: deflate(&colours)?, opacity })
    }

    /// Width to height.
    #[expect(clippy::cast_precision_loss, reason = "sides are below 2^52")]
    pub(crate) fn aspect(&self) -> f64 {
        self.width as f64 / self.height as f64
    }

    /// Adds the picture to the document.
    pub(crate) fn embed(&self, update: &mut Update<'_>) -> Result<ObjectId, Error> {
        let mut dictionary = self.dictionary("DeviceRGB");
        if let Some(opacity) = &self.opacity {
            let mask = update.add(Stream::new(self.dictionary("DeviceGray"), opacity.clone()))?;
            dictionary.insert("SMask", mask);
        }
        Ok(update.add(Stream::new(dictionary, self.colours.clone()))?)
    }

    fn dictionary(&self, colours: &str) -> Dictionary {
        Dictionary::new()
            .with("Type", Name::from("XObject"))
            .with("Subtype", Name::from("Image"))
            .with("Width", i64::try_from(self.width).unwrap_or(i64::MAX))
            .with("Height", i64::try_from(self.height).unwrap_or(i64::MAX))
            .with("ColorSpace", Name::from(colours))
            .with("BitsPerComponent", 8i64)
            .with("Filter", Name::from("FlateDecode"))
    }
}
