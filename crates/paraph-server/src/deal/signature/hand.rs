//! A person's hand: the typed, drawn or uploaded signature, checked before anything is signed.

use paraph_pades::appearance::{Mark, Strokes};

use crate::deal::entry::Entry;
use crate::deal::signatory::Signatory;
use crate::error::{Error, name_of};
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
    /// Invalid when it is empty, too small a drawing, or a picture that was not read; the sentence says what to do.
    pub fn of(signatory: &Signatory, entry: &Entry) -> Result<Self, Error> {
        match entry.signature_kind.as_str() {
            "drawn" => {
                let strokes = Strokes::from_signature_pad(&entry.strokes);
                let strokes = strokes
                    .map_err(|error| Error::invalid("error-signature-drawing").noting(name_of(&error)))?;
                Ok(Self { mark: Mark::Drawn(strokes), kind: "drawn" })
            }
            "uploaded" => {
                let picture = entry.picture.as_deref();
                let picture = picture.ok_or_else(|| Error::invalid("error-signature-image"))?;
                Ok(Self { mark: Mark::Image(picture.clone()), kind: "uploaded" })
            }
            _ => {
                let typed = entry.signature_text.trim();
                let name = Name::parse(if typed.is_empty() { &signatory.name } else { typed })?;
                Ok(Self { mark: Mark::Typed(name.as_str().to_owned()), kind: "typed" })
            }
        }
    }
}
