//! A person's hand: the typed, drawn or uploaded signature, checked before anything is signed.

use paraph_pades::appearance::{Image, Mark, Strokes};

use crate::deal::ceremony::Entry;
use crate::deal::signatory::Signatory;
use crate::error::{Error, name_of};
use crate::limits;
use crate::words::Name;

/// What will be seen in the person's signature fields.
#[derive(Clone)]
pub struct Hand {
    /// The mark.
    pub(super) mark: Mark,
    /// How it was given: `typed`, `drawn`, `uploaded`.
    pub(super) kind: &'static str,
}

impl Hand {
    /// Reads the signature that a form brought.
    ///
    /// # Errors
    /// Invalid when it is empty, too small a drawing, or no picture; the sentence says what to do.
    pub fn of(signatory: &Signatory, entry: &Entry) -> Result<Self, Error> {
        match entry.signature_kind.as_str() {
            "drawn" => {
                let strokes = Strokes::from_signature_pad(&entry.strokes);
                let strokes = strokes
                    .map_err(|error| Error::invalid("error-signature-drawing").noting(name_of(&error)))?;
                Ok(Self { mark: Mark::Drawn(strokes), kind: "drawn" })
            }
            "uploaded" => {
                let bytes = entry.image.as_deref().ok_or_else(|| Error::invalid("error-signature-image"))?;
                if bytes.len() > limits::SIGNATURE_IMAGE_SIZE_MAX {
                    return Err(Error::invalid("error-signature-image-large"));
                }
                let image = Image::decode(bytes);
                let image =
                    image.map_err(|error| Error::invalid("error-signature-image").noting(name_of(&error)))?;
                Ok(Self { mark: Mark::Image(image), kind: "uploaded" })
            }
            _ => {
                let typed = entry.signature_text.trim();
                let name = Name::parse(if typed.is_empty() { &signatory.name } else { typed })?;
                Ok(Self { mark: Mark::Typed(name.as_str().to_owned()), kind: "typed" })
            }
        }
    }
}
