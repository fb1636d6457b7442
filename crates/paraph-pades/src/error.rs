//! What can stop signing or validating. A signature that does not hold is not an error but a report.

/// Why a document could not be signed or looked at.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The PDF cannot be read, or not without repairing it.
    #[error(transparent)]
    Document(#[from] paraph_pdf::Error),
    /// A certificate, message or time-stamp cannot be read or made.
    #[error(transparent)]
    Pki(#[from] paraph_pki::Error),
    /// The medium failed while the document was being digested.
    #[error("the file could not be read: {0}")]
    Read(#[from] std::io::Error),
    /// The document carries more signatures than are looked at.
    #[error("the document carries more than {maximum} signatures")]
    TooManySignatures {
        /// The limit.
        maximum: usize,
    },
    /// The signer's certificate is not valid at the time of signing.
    #[error("the signer's certificate is not valid at the time of signing")]
    CertificateIsNotValidAtThisTime,
    /// The signer's certificate is for other uses than signing documents.
    #[error("the signer's certificate is not for signing")]
    CertificateIsNotForSigning,
    /// The time of signing lies outside the years a PDF can write.
    #[error("the time of signing cannot be written")]
    TimeCannotBeWritten,
    /// Only an unsigned document can be certified.
    #[error("the document is already signed, so it cannot be certified")]
    DocumentIsAlreadySigned,
    /// A field other than a signature's would break the signatures the document carries.
    #[error("the document is already signed, so it takes no fields but signatures")]
    SignedDocumentTakesSignaturesOnly,
    /// An earlier certification allows no change.
    #[error("the document is certified and allows no change")]
    DocumentForbidsChanges,
    /// An earlier signature closed the document: it permits no change but what proves it for longer.
    #[error("a signature closed the document: it takes no change, further signatures included")]
    DocumentIsClosed,
    /// A form field has a value that is not shown, and that cannot be drawn.
    #[error("the form field {name} holds a value that it does not show")]
    FieldValueIsNotShown {
        /// The field.
        name: String,
    },
    /// A form field holds another value than it shows.
    #[error("the form field {name} holds another value than it shows")]
    FieldValueDiffers {
        /// The field.
        name: String,
    },
    /// The document is encrypted, and its user may not do this (ISO 32000-2 § 7.6.4.2, table 22); its owner may.
    #[error("the document's user may not {act}: open it with the owner's password")]
    UserMayNot {
        /// What was asked for.
        act: &'static str,
    },
    /// The form is an XFA form, which shows other fields than those that would be signed.
    #[error("the document's form is an XFA form")]
    FormIsXfa,
    /// The form's fields have no appearances of their own: each reader draws, and saves, other ones.
    #[error("the document's form wants readers to draw its fields")]
    FormNeedsAppearances,
    /// More fields than one document takes.
    #[error("more than {maximum} fields")]
    TooManyFields {
        /// The limit.
        maximum: usize,
    },
    /// The document has no such page.
    #[error("the document has no page with index {index}")]
    PageIsMissing {
        /// The index asked for, from 0.
        index: usize,
    },
    /// There is no field of this name.
    #[error("there is no field named {name}")]
    FieldIsMissing {
        /// The name asked for.
        name: String,
    },
    /// A field of this name exists already, or several do.
    #[error("the field name {name} is taken")]
    FieldNameIsTaken {
        /// The name.
        name: String,
    },
    /// The name is empty, too long, or holds a full stop or control character.
    #[error("{name} cannot be the name of a field")]
    FieldNameIsNotAllowed {
        /// The name.
        name: String,
    },
    /// The field is not within the shown page, or too small to be seen.
    #[error("the field {name} is outside the page or too small")]
    FieldIsOutsideThePage {
        /// The field.
        name: String,
    },
    /// The field is of another kind than the value or signature given to it.
    #[error("the field {name} takes another kind of value")]
    FieldTakesAnotherKind {
        /// The field.
        name: String,
    },
    /// The field is shown in several places, or in none of its own.
    #[error("the field {name} has not exactly one widget")]
    FieldHasSeveralWidgets {
        /// The field.
        name: String,
    },
    /// The signature field is signed.
    #[error("the field {name} is already signed")]
    FieldIsAlreadySigned {
        /// The field.
        name: String,
    },
    /// An earlier signature locked the field, or it is read-only.
    #[error("the field {name} is locked")]
    FieldIsLocked {
        /// The field.
        name: String,
    },
    /// The field is not among those the signature locks, or is given two values.
    #[error("the field {name} does not belong to this signature")]
    FieldIsNotThisSignatorys {
        /// The field.
        name: String,
    },
    /// A field that must be filled is not.
    #[error("the required field {name} is empty")]
    RequiredFieldIsEmpty {
        /// The field.
        name: String,
    },
    /// The signature field has a seed value or a lock that is not understood.
    #[error("the signature field {name} makes demands that are not understood")]
    FieldDemandsAreNotUnderstood {
        /// The field.
        name: String,
    },
    /// The value is longer than a field takes.
    #[error("the value of the field {name} is too long")]
    ValueIsTooLong {
        /// The field.
        name: String,
    },
    /// The field has no place on a page where something could be seen.
    #[error("the field has no place on a page")]
    FieldHasNoPlace,
    /// The level asked for needs a time-stamp.
    #[error("the signature wants a time-stamp")]
    TimestampIsMissing,
    /// The time-stamp states a time at which the signer's certificate is not valid.
    #[error("the time-stamp lies outside the validity of the signer's certificate")]
    TimestampIsOutsideTheCertificate,
    /// The signature with its certificates and time-stamp needs more room than was kept for it.
    #[error("the signature needs {needed} bytes, {kept} were kept")]
    SignatureDoesNotFit {
        /// Bytes needed.
        needed: usize,
        /// Bytes kept.
        kept: usize,
    },
    /// A typeface of ours cannot be read.
    #[error("an embedded typeface cannot be read")]
    FontIsMalformed,
    /// A text has a character that the typefaces cannot write.
    #[error("there is no glyph for {character:?}")]
    CharacterHasNoGlyph {
        /// The character.
        character: char,
    },
    /// The field is too small for its text at the smallest size that can be read.
    #[error("the text does not fit: the field would have to be about {width} by {height} points")]
    TextDoesNotFit {
        /// Width that would do with this height, in points.
        width: f64,
        /// Height, in points.
        height: f64,
    },
    /// The program was built without the shaping of text.
    #[error("this program draws no text")]
    TextIsNotDrawn,
    /// A typed signature has no or too many characters.
    #[error("the typed signature is empty or too long")]
    TypedSignatureIsEmptyOrTooLong,
    /// The caption has too many lines, or one of them too many characters.
    #[error("the caption is too long")]
    CaptionIsTooLong,
    /// The drawing is not what a signature pad reports.
    #[error("the drawing is malformed")]
    DrawingIsMalformed,
    /// The drawing has too many strokes or points.
    #[error("the drawing is too large")]
    DrawingIsTooLarge,
    /// The drawing is a dot or a slip.
    #[error("the drawing is too small")]
    DrawingIsTooSmall,
    /// The picture is neither PNG nor JPEG.
    #[error("the picture is neither PNG nor JPEG")]
    ImageIsNotSupported,
    /// The picture cannot be decoded.
    #[error("the picture is malformed")]
    ImageIsMalformed,
    /// The picture has too many bytes or pixels.
    #[error("the picture is too large")]
    ImageIsTooLarge,
}
