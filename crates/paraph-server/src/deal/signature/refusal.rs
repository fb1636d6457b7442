//! Why a document cannot be signed as it is, in the sender's language, with the name of the cause in the log.

use paraph_pades::Error as Cause;
use paraph_pades::text::writing_of;

use crate::error::{Error, Kind, name_of};
use crate::typefaces::Unwritable;

/// Millimetres in a point.
const MILLIMETRES: f64 = 25.4 / 72.0;

/// What is said of a cause. The document, or what was put into its fields, is at fault; our own faults have their own words.
pub(crate) fn refused(cause: Cause) -> Error {
    let key = match &cause {
        Cause::SignedDocumentTakesSignaturesOnly => "error-document-takes-signatures-only",
        Cause::DocumentForbidsChanges | Cause::DocumentIsClosed | Cause::FieldIsLocked { .. } => {
            "error-document-forbids-changes"
        }
        Cause::FieldValueDiffers { .. } => "error-document-field-differs",
        Cause::FieldValueIsNotShown { .. } => "error-document-field-not-shown",
        Cause::FormIsXfa | Cause::FormNeedsAppearances => "error-document-form",
        Cause::CharacterHasNoGlyph { character } => {
            return Unwritable { character: *character, writing: writing_of(*character) }
                .error()
                .noting(name_of(&cause));
        }
        Cause::TextDoesNotFit { .. } => "error-text-room",
        Cause::ValueIsTooLong { .. } | Cause::CaptionIsTooLong => "error-document-text-long",
        Cause::RequiredFieldIsEmpty { .. } => "error-document-field-empty",
        Cause::FieldIsOutsideThePage { .. } => "error-document-field-outside",
        Cause::CertificateIsNotValidAtThisTime | Cause::CertificateIsNotForSigning => {
            "error-document-certificate"
        }
        _ => "error-document-cannot-be-signed",
    };
    let said = Error::said(Kind::Invalid, key);
    match &cause {
        Cause::FieldValueDiffers { name } | Cause::FieldValueIsNotShown { name } => said.with("field", name),
        Cause::TextDoesNotFit { width, height } => {
            said.with("width", (width * MILLIMETRES).ceil()).with("height", (height * MILLIMETRES).ceil())
        }
        _ => said.with("reason", &cause),
    }
    // The cause may quote a letter of a name, or the name of a field: people read it, the log does not.
    .noting(name_of(&cause))
}
