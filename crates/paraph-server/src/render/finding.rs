//! What was found in a document. A refusal keeps it from being sent, a warning is told; both are facts with a stable key,
//! which the catalogues turn into a sentence.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::limits::{FIELD_NAME_CHARACTERS_MAX, FINDING_ITEMS_MAX};

/// A fact about a document that its sender must know.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "fact", rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Finding {
    /// Refused: the bytes are not a PDF, whatever the name says.
    NotAPdf,
    /// Refused: larger than documents may be.
    TooLarge {
        /// The limit, in bytes.
        bytes_max: u64,
    },
    /// Refused: encrypted, with or without a password.
    Encrypted,
    /// Refused: cannot be read without repairing it, which would show one thing here and another elsewhere.
    Damaged {
        /// What is wrong, in the reader's own words.
        detail: String,
    },
    /// Refused: two sets of cross-references, so that old and new readers see different documents.
    HybridCrossReferences,
    /// Refused: bytes lie before the beginning or after the end, where nothing covers them.
    BytesOutside,
    /// Refused: two readers see different pages.
    ReadersDisagree {
        /// First page on which they do, from 1.
        page: u32,
    },
    /// Refused: no page at all.
    NoPages,
    /// Refused: more pages than documents may have.
    TooManyPages {
        /// The limit.
        pages_max: u32,
    },
    /// Refused: a page is too small or too large to be shown.
    PageSize {
        /// The page, from 1.
        page: u32,
    },
    /// Refused: its form is an XFA form, which shows other content than the pages.
    XfaForm,
    /// Refused: carries scripts.
    JavaScript,
    /// Refused: starts programs, opens addresses or sends data by itself.
    ActsByItself,
    /// Refused: its form has no appearances of its own, so every reader draws another one.
    FormNeedsAppearances,
    /// Refused: an earlier signature forbids every change, a further signature included.
    ChangesForbidden,
    /// Refused: drawing took too long.
    DrawingTooLong {
        /// The page that was being drawn, from 1; 0 while the document was being opened.
        page: u32,
    },
    /// Refused: drawing took too much memory.
    DrawingTooLarge {
        /// The page that was being drawn, from 1; 0 while the document was being opened.
        page: u32,
    },
    /// Refused: the drawing process broke off.
    DrawingFailed {
        /// The page that was being drawn, from 1; 0 while the document was being opened.
        page: u32,
    },
    /// Refused: form fields hold values that are not shown and cannot be drawn.
    FieldsNotShown {
        /// Which.
        fields: Named,
    },
    /// Refused: form fields hold other values than they show.
    FieldsDiffer {
        /// Which.
        fields: Named,
    },
    /// Refused: plays sounds, films or models, which show what no page does.
    Media,
    /// Warning: form fields become part of the page when it is sent, filled in or empty.
    FieldsFixed {
        /// Which.
        fields: Named,
    },
    /// Warning: form fields held values without a look, which were drawn.
    ValuesDrawn {
        /// Which.
        fields: Named,
    },
    /// Warning: form fields hold invisible values; they are taken out.
    FieldsUnseen {
        /// Which.
        fields: Named,
    },
    /// Warning: buttons do nothing any more.
    ButtonsRemoved {
        /// Which.
        fields: Named,
    },
    /// Warning: unsigned signature fields are taken out.
    SignatureFieldsRemoved {
        /// Which.
        fields: Named,
    },
    /// Warning: the document is signed already, so that its form fields are locked as they are.
    FieldsLocked {
        /// Which.
        fields: Named,
    },
    /// Warning: notes and marks beside the content; they are fixed as they are.
    AnnotationsFixed {
        /// Pages they are on, from 1.
        pages: Vec<u32>,
    },
    /// Warning: a click opens an address.
    Links,
    /// Warning: a click opens another file.
    OtherFiles,
    /// Warning: sends what is filled in somewhere, or fetches it from somewhere.
    SendsForms,
    /// Warning: files are attached, which no page shows.
    Attachments,
    /// Warning: fonts are not embedded; other readers may use other letters.
    FontsNotEmbedded {
        /// Names of fonts, at most [`super::limits::FINDING_ITEMS_MAX`].
        fonts: Vec<String>,
    },
    /// Warning: signed before; those signatures are kept, and only signature fields can be added.
    AlreadySigned {
        /// How many signatures.
        count: u32,
    },
    /// Warning: has layers; they are shown as they are by default.
    Layers,
    /// Warning: annotations without an appearance are not shown here.
    AnnotationsNotShown {
        /// Pages they are on, from 1.
        pages: Vec<u32>,
    },
    /// Refused to compare: more pages may look different than are drawn.
    TooManyToCompare {
        /// The limit.
        pages_max: u32,
    },
    /// Refused to compare: more signatures than are looked at.
    TooManySignatures {
        /// The limit.
        signatures_max: u32,
    },
    /// Warning: images or fonts could not be drawn.
    PartsNotDrawn {
        /// Pages they are on, from 1.
        pages: Vec<u32>,
    },
    /// Warning: letters without a meaning; a screen reader cannot speak them.
    LettersUnknown {
        /// Pages they are on, from 1.
        pages: Vec<u32>,
    },
    /// Warning: pages without any text, such as scans.
    PagesWithoutText {
        /// The pages, from 1.
        pages: Vec<u32>,
    },
}

/// Names of fields: the first few, and how many further ones there are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Named {
    /// At most [`super::limits::FINDING_ITEMS_MAX`].
    pub names: Vec<String>,
    /// How many are not listed.
    pub further: usize,
}

impl Named {
    /// Of all of them, in order.
    #[must_use]
    pub fn of(all: &BTreeSet<String>) -> Self {
        let short = |name: &String| match name.trim() {
            "" => "?".to_owned(),
            name => name.chars().take(FIELD_NAME_CHARACTERS_MAX).collect(),
        };
        let names: Vec<String> = all.iter().take(FINDING_ITEMS_MAX).map(short).collect();
        Self { further: all.len() - names.len(), names }
    }

    fn listed(&self) -> String {
        let names = self.names.join(", ");
        if self.further == 0 { names } else { format!("{names} (+{})", self.further) }
    }
}

impl Finding {
    /// Whether the document cannot be sent.
    #[must_use]
    pub fn is_refusal(&self) -> bool {
        !matches!(
            self,
            Self::FontsNotEmbedded { .. }
                | Self::AlreadySigned { .. }
                | Self::FieldsFixed { .. }
                | Self::ValuesDrawn { .. }
                | Self::FieldsUnseen { .. }
                | Self::ButtonsRemoved { .. }
                | Self::SignatureFieldsRemoved { .. }
                | Self::FieldsLocked { .. }
                | Self::AnnotationsFixed { .. }
                | Self::Links
                | Self::OtherFiles
                | Self::SendsForms
                | Self::Attachments
                | Self::Layers
                | Self::AnnotationsNotShown { .. }
                | Self::PartsNotDrawn { .. }
                | Self::LettersUnknown { .. }
                | Self::PagesWithoutText { .. }
        )
    }

    /// The key of its sentence in the catalogues.
    #[must_use]
    pub fn key(&self) -> &'static str {
        match self {
            Self::NotAPdf => "finding-not-a-pdf",
            Self::TooLarge { .. } => "finding-too-large",
            Self::Encrypted => "finding-encrypted",
            Self::Damaged { .. } => "finding-damaged",
            Self::HybridCrossReferences => "finding-hybrid",
            Self::BytesOutside => "finding-bytes-outside",
            Self::ReadersDisagree { .. } => "finding-readers-disagree",
            Self::NoPages => "finding-no-pages",
            Self::TooManyPages { .. } => "finding-too-many-pages",
            Self::PageSize { .. } => "finding-page-size",
            Self::XfaForm => "finding-xfa",
            Self::JavaScript => "finding-javascript",
            Self::ActsByItself => "finding-acts-by-itself",
            Self::FormNeedsAppearances => "finding-form-appearances",
            Self::ChangesForbidden => "finding-changes-forbidden",
            Self::DrawingTooLong { .. } => "finding-drawing-too-long",
            Self::DrawingTooLarge { .. } => "finding-drawing-too-large",
            Self::DrawingFailed { .. } => "finding-drawing-failed",
            Self::FieldsNotShown { .. } => "finding-fields-not-shown",
            Self::FieldsDiffer { .. } => "finding-fields-differ",
            Self::Media => "finding-media",
            Self::FieldsFixed { .. } => "finding-fields-fixed",
            Self::ValuesDrawn { .. } => "finding-values-drawn",
            Self::FieldsUnseen { .. } => "finding-fields-unseen",
            Self::ButtonsRemoved { .. } => "finding-buttons-removed",
            Self::SignatureFieldsRemoved { .. } => "finding-signature-fields-removed",
            Self::FieldsLocked { .. } => "finding-fields-locked",
            Self::AnnotationsFixed { .. } => "finding-annotations-fixed",
            Self::Links => "finding-links",
            Self::OtherFiles => "finding-other-files",
            Self::SendsForms => "finding-sends-forms",
            Self::Attachments => "finding-attachments",
            Self::FontsNotEmbedded { .. } => "finding-fonts-not-embedded",
            Self::AlreadySigned { .. } => "finding-already-signed",
            Self::Layers => "finding-layers",
            Self::AnnotationsNotShown { .. } => "finding-annotations-not-shown",
            Self::TooManyToCompare { .. } => "finding-too-many-to-compare",
            Self::TooManySignatures { .. } => "finding-too-many-signatures",
            Self::PartsNotDrawn { .. } => "finding-parts-not-drawn",
            Self::LettersUnknown { .. } => "finding-letters-unknown",
            Self::PagesWithoutText { .. } => "finding-pages-without-text",
        }
    }

    /// What the sentence names.
    #[must_use]
    pub fn arguments(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::TooLarge { bytes_max } => vec![("megabytes", (bytes_max >> 20).to_string())],
            Self::Damaged { detail } => vec![("detail", detail.clone())],
            Self::TooManySignatures { signatures_max } => vec![("max", signatures_max.to_string())],
            Self::TooManyPages { pages_max } | Self::TooManyToCompare { pages_max } => {
                vec![("max", pages_max.to_string())]
            }
            Self::ReadersDisagree { page }
            | Self::PageSize { page }
            | Self::DrawingTooLong { page }
            | Self::DrawingTooLarge { page }
            | Self::DrawingFailed { page } => vec![("page", page.to_string())],
            Self::FontsNotEmbedded { fonts } => vec![("fonts", fonts.join(", "))],
            Self::AlreadySigned { count } => vec![("count", count.to_string())],
            Self::FieldsNotShown { fields }
            | Self::FieldsDiffer { fields }
            | Self::FieldsFixed { fields }
            | Self::ValuesDrawn { fields }
            | Self::FieldsUnseen { fields }
            | Self::ButtonsRemoved { fields }
            | Self::SignatureFieldsRemoved { fields }
            | Self::FieldsLocked { fields } => vec![("fields", fields.listed())],
            Self::AnnotationsNotShown { pages }
            | Self::AnnotationsFixed { pages }
            | Self::PartsNotDrawn { pages }
            | Self::LettersUnknown { pages }
            | Self::PagesWithoutText { pages } => vec![("pages", listed(pages))],
            _ => Vec::new(),
        }
    }
}

fn listed(pages: &[u32]) -> String {
    let numbers: Vec<String> = pages.iter().map(u32::to_string).collect();
    numbers.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::locale::Locale;

    fn named() -> Named {
        Named { names: vec!["buyer".to_owned(), "price".to_owned()], further: 3 }
    }

    fn every() -> Vec<Finding> {
        vec![
            Finding::NotAPdf,
            Finding::TooLarge { bytes_max: 200 << 20 },
            Finding::Encrypted,
            Finding::Damaged { detail: "no startxref".to_owned() },
            Finding::HybridCrossReferences,
            Finding::BytesOutside,
            Finding::ReadersDisagree { page: 1 },
            Finding::NoPages,
            Finding::TooManyPages { pages_max: 1_000 },
            Finding::PageSize { page: 2 },
            Finding::XfaForm,
            Finding::JavaScript,
            Finding::ActsByItself,
            Finding::FormNeedsAppearances,
            Finding::ChangesForbidden,
            Finding::DrawingTooLong { page: 3 },
            Finding::DrawingTooLarge { page: 3 },
            Finding::DrawingFailed { page: 3 },
            Finding::FieldsNotShown { fields: named() },
            Finding::FieldsDiffer { fields: named() },
            Finding::Media,
            Finding::FieldsFixed { fields: named() },
            Finding::ValuesDrawn { fields: named() },
            Finding::FieldsUnseen { fields: named() },
            Finding::ButtonsRemoved { fields: named() },
            Finding::SignatureFieldsRemoved { fields: named() },
            Finding::FieldsLocked { fields: named() },
            Finding::AnnotationsFixed { pages: vec![1, 2] },
            Finding::Links,
            Finding::OtherFiles,
            Finding::SendsForms,
            Finding::Attachments,
            Finding::FontsNotEmbedded { fonts: vec!["Arial".to_owned(), "Garamond".to_owned()] },
            Finding::AlreadySigned { count: 2 },
            Finding::Layers,
            Finding::AnnotationsNotShown { pages: vec![1, 2] },
            Finding::TooManyToCompare { pages_max: 200 },
            Finding::TooManySignatures { signatures_max: 20 },
            Finding::PartsNotDrawn { pages: vec![1] },
            Finding::LettersUnknown { pages: vec![1] },
            Finding::PagesWithoutText { pages: vec![1] },
        ]
    }

    #[test]
    fn every_finding_is_a_sentence_in_every_language_and_names_what_it_is_about() {
        for locale in Locale::ALL {
            for finding in every() {
                let sentence = locale.sentence(finding.key(), &finding.arguments());
                assert_ne!(sentence, finding.key(), "{locale:?} has no sentence for {finding:?}");
                assert!(!sentence.contains("{$"), "{sentence}");
                for (name, value) in finding.arguments() {
                    assert!(
                        sentence.contains(&value),
                        "{locale:?}: {sentence:?} does not say {name} = {value}"
                    );
                }
            }
        }
    }

    #[test]
    fn every_finding_survives_being_stored() {
        for finding in every() {
            let stored = serde_json::to_string(&finding).unwrap();
            assert_eq!(serde_json::from_str::<Finding>(&stored).unwrap(), finding, "{stored}");
        }
    }

    #[test]
    fn keys_are_one_for_one() {
        let keys: std::collections::HashSet<_> = every().iter().map(Finding::key).collect();
        assert_eq!(keys.len(), every().len());
    }

    #[test]
    fn what_signing_would_refuse_is_a_refusal_and_what_only_looks_different_is_a_warning() {
        assert!(Finding::Encrypted.is_refusal());
        assert!(Finding::ChangesForbidden.is_refusal());
        assert!(Finding::FormNeedsAppearances.is_refusal());
        assert!(!Finding::AlreadySigned { count: 1 }.is_refusal());
        assert!(!Finding::FontsNotEmbedded { fonts: Vec::new() }.is_refusal());
    }
}
