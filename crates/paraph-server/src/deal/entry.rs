//! What a signatory fills in and signs with: as a form brings it, as it is kept until they sign, and what tells what one page
//! shows from what another does.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use aws_lc_rs::digest::{Context as DigestContext, SHA256};
use base64ct::{Base64, Encoding as _};
use paraph_pades::appearance::Image;
use serde::{Deserialize, Serialize};

use super::FieldId;
use super::field::{self, Field};
use super::filled::{Filled, Sent};
use crate::error::Error;
use crate::limits;
use crate::words::Text;

/// What a signatory filled in, sealed at rest until they sign.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Entry {
    /// Values by the identifier of their field.
    pub values: BTreeMap<String, String>,
    /// How the signature is given: `typed`, `drawn` or `uploaded`.
    #[serde(default)]
    pub signature_kind: String,
    /// The typed signature; empty means the name.
    #[serde(default)]
    pub signature_text: String,
    /// What tells a drawn or uploaded signature from another one; the signature itself is kept apart from the draft.
    #[serde(default)]
    mark: String,
    /// The drawn signature, as the pad records it.
    #[serde(skip)]
    pub strokes: String,
    /// The file of a signature that a form uploads, as it came.
    #[serde(skip)]
    pub upload: Option<Vec<u8>>,
    /// The uploaded signature, as it will stand in documents.
    #[serde(skip)]
    pub picture: Option<Arc<Image>>,
    /// Whether the signature was taken from what is kept: the form names it and does not bring it.
    #[serde(skip)]
    is_completed: bool,
    /// The fingerprint of what the page showed, where there was a page; never kept in a draft.
    #[serde(skip)]
    pub shown: Option<String>,
    /// Whether consent was given; never kept in a draft.
    #[serde(skip)]
    pub consent: Option<String>,
    /// Which pages the browser reports to have had in view; empty where no script runs, none where no page was shown.
    #[serde(skip)]
    pub viewed: Option<String>,
    /// Whether the person signs although documents were not opened.
    #[serde(skip)]
    pub signs_unopened: bool,
    /// What the page had read of each field when it was shown; never kept in a draft.
    #[serde(skip)]
    pub was: BTreeMap<String, String>,
}

/// What tells what a page shows from what another one does: the same for what looks the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fingerprint {
    /// Of the signature.
    pub mark: String,
    /// Of everything that is filled in.
    pub values: String,
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.mark, self.values)
    }
}

/// A drawn or uploaded signature as it is kept.
#[derive(Default, Serialize, Deserialize)]
pub(super) struct Mark {
    strokes: String,
    #[serde(default)]
    picture: Option<Picture>,
}

/// An uploaded one: the parts of an [`Image`], its samples in base64.
#[derive(Serialize, Deserialize)]
struct Picture {
    width: usize,
    height: usize,
    colours: String,
    opacity: Option<String>,
}

impl Entry {
    /// Takes one pair of a form. Names that mean nothing are passed over.
    ///
    /// # Errors
    /// Invalid when a value is too long.
    pub fn put(&mut self, name: &str, value: String) -> Result<(), Error> {
        if name == "signature_strokes" {
            if value.len() > limits::SIGNATURE_STROKES_SIZE_MAX {
                return Err(Error::invalid("error-signature-strokes-large"));
            }
            self.strokes = value;
            return Ok(());
        }
        if name == "viewed" {
            // What is longer than any report of ours says nothing.
            self.viewed = Some(value).filter(|value| value.len() <= limits::VIEWED_LENGTH_MAX);
            return Ok(());
        }
        if value.chars().count() > limits::FIELD_VALUE_LENGTH_MAX {
            return Err(Error::invalid("error-text-long").with("max", limits::FIELD_VALUE_LENGTH_MAX));
        }
        match name {
            "signature_kind" => self.signature_kind = value,
            "signature_text" => self.signature_text = value,
            "consent" => self.consent = Some(value),
            "unopened" => self.signs_unopened = value == "yes",
            "shown" => self.shown = Some(value).filter(|shown| !shown.is_empty()),
            _ => {
                let of = |prefix| name.strip_prefix(prefix).and_then(FieldId::parse);
                let put = |values: &mut BTreeMap<_, _>, id: FieldId| {
                    if values.len() < limits::ENVELOPE_FIELDS_MAX {
                        values.insert(id.to_string(), value);
                    }
                };
                match (of("f-"), of("was-")) {
                    (Some(id), _) => put(&mut self.values, id),
                    (_, Some(id)) => put(&mut self.was, id),
                    _ => {}
                }
            }
        }
        Ok(())
    }

    /// What stands in a field; empty where nothing does.
    pub fn value(&self, field: &FieldId) -> &str {
        self.values.get(field.as_str()).map(String::as_str).unwrap_or_default()
    }

    /// What the page sends of each of these fields.
    pub(super) fn sent(&self, mine: &[Field]) -> BTreeMap<String, Sent> {
        let sent = mine.iter().map(|field| field.id.to_string()).map(|id| {
            let sent = Sent { was: self.was.get(&id).cloned(), is: self.values.get(&id).cloned() };
            (id, sent)
        });
        sent.filter(|(_, sent)| *sent != Sent::default()).collect()
    }

    /// What is kept of this page over what was kept before: its signature if it names one, and the values brought together.
    pub(super) fn over(&self, before: Self, filled: &Filled) -> Self {
        // A drawn or uploaded signature is kept by itself.
        let is_typed = self.signature_kind == "typed";
        Self {
            values: filled.values.clone(),
            signature_kind: if is_typed { "typed".to_owned() } else { before.signature_kind },
            signature_text: if is_typed { self.signature_text.clone() } else { before.signature_text },
            mark: if is_typed { String::new() } else { before.mark },
            ..Self::default()
        }
    }

    /// Takes a signature over what was kept before; what is filled in stays.
    pub(super) fn sign_with(&mut self, entry: &Self, name: &str) {
        let kind = entry.signature_kind.as_str();
        let is_typed = !matches!(kind, "drawn" | "uploaded");
        self.signature_kind = if is_typed { "typed".to_owned() } else { kind.to_owned() };
        self.signature_text.clone_from(&entry.signature_text);
        self.mark = if is_typed { String::new() } else { entry.mark(name) };
    }

    /// Whether this entry names a signature that it does not bring: it is to be taken from what is kept.
    pub fn lacks_signature(&self) -> bool {
        match self.signature_kind.as_str() {
            "drawn" => self.strokes.is_empty(),
            "uploaded" => self.picture.is_none() && self.upload.is_none(),
            _ => false,
        }
    }

    /// Whether this entry brings an uploaded signature that was read.
    pub fn brings_picture(&self) -> bool {
        self.picture.is_some() && !self.is_completed
    }

    /// Takes from what was kept the signature that this entry names and does not bring, if there is one of its kind.
    ///
    /// # Errors
    /// Invalid when another kind was kept after the page was shown: the person looks at it first.
    pub fn complete(&mut self, kept: Self, name: &str) -> Result<(), Error> {
        if !self.lacks_signature() {
            return Ok(());
        }
        if kept.signature_kind != self.signature_kind {
            let shown = self.shown.as_deref().and_then(|shown| shown.split_once('-'));
            return match shown.is_some_and(|(mark, _)| mark != kept.mark(name)) {
                true => Err(Error::invalid("error-look-again-signature")),
                false => Ok(()),
            };
        }
        self.strokes = kept.strokes;
        self.picture = kept.picture;
        self.is_completed = true;
        Ok(())
    }

    /// Whether what would be sealed is what the page showed, signature and fields. Who signs without a page has seen what they
    /// send, and nothing that is kept.
    ///
    /// # Errors
    /// Invalid when it is not; the sentence says what differs, the fields by their labels or else by `unlabelled`.
    pub(super) fn must_be_as_shown(
        &self,
        name: &str,
        mine: &[Field],
        unlabelled: impl Fn(field::Kind) -> String,
    ) -> Result<(), Error> {
        let Some(shown) = &self.shown else {
            return match self.is_completed {
                true => Err(Error::invalid("error-look-again-signature")),
                false => Ok(()),
            };
        };
        let is_mine = |id: &str| mine.iter().any(|field| field.id.as_str() == id);
        let now = Fingerprint { mark: self.mark(name), values: self.digest_of_values(is_mine) };
        let (mark, values) = shown.split_once('-').unwrap_or_default();
        if mark == now.mark && values == now.values {
            return Ok(());
        }
        let labels = self.changed(mine).map(|field| match field.label.is_empty() {
            true => unlabelled(field.kind),
            false => field.label.clone(),
        });
        let labels: Vec<String> = labels.collect();
        let key = match (mark == now.mark, labels.is_empty()) {
            (true, false) => "error-look-again-fields",
            (true, true) => "error-look-again",
            (false, false) => "error-look-again-all",
            (false, true) => "error-look-again-signature",
        };
        let error = Error::invalid(key);
        Err(if labels.is_empty() { error } else { error.with("labels", labels.join(", ")) })
    }

    /// The fields that stand otherwise than the page had read them.
    fn changed<'f>(&self, mine: &'f [Field]) -> impl Iterator<Item = &'f Field> {
        mine.iter().filter(|field| {
            let was = self.was.get(field.id.as_str());
            was.is_some_and(|was| as_sealed(was) != as_sealed(self.value(&field.id)))
        })
    }

    /// What tells this entry from another one. `name` stands for a signature not typed yet.
    pub fn fingerprint(&self, name: &str) -> Fingerprint {
        Fingerprint { mark: self.mark(name), values: self.digest_of_values(|_| true) }
    }

    /// What tells the signature from another one.
    pub fn mark(&self, name: &str) -> String {
        let mut all = DigestContext::new(&SHA256);
        match (self.signature_kind.as_str(), &self.picture) {
            ("drawn", _) if !self.strokes.is_empty() => {
                all.update(b"drawn:");
                all.update(self.strokes.as_bytes());
            }
            ("uploaded", Some(picture)) => {
                all.update(format!("uploaded:{}:{}:", picture.width, picture.height).as_bytes());
                all.update(format!("{}:", picture.colours.len()).as_bytes());
                all.update(&picture.colours);
                all.update(picture.opacity.as_deref().unwrap_or_default());
            }
            ("drawn" | "uploaded", _) => return self.mark.clone(),
            _ => {
                let typed = as_sealed(&self.signature_text);
                all.update(b"typed:");
                all.update(if typed.is_empty() { as_sealed(name) } else { typed }.as_bytes());
            }
        }
        short(all)
    }

    /// What tells the value of a field from another one.
    pub fn digest_of_value(&self, field: &FieldId) -> String {
        let mut all = DigestContext::new(&SHA256);
        all.update(as_sealed(self.value(field)).as_bytes());
        short(all)
    }

    fn digest_of_values(&self, is_mine: impl Fn(&str) -> bool) -> String {
        let mut all = DigestContext::new(&SHA256);
        for (id, value) in self.values.iter().filter(|(id, _)| is_mine(id)) {
            let value = as_sealed(value);
            if !value.is_empty() {
                all.update(format!("{id}={}:{value};", value.len()).as_bytes());
            }
        }
        short(all)
    }

    /// As it is kept: what was typed stays as it is, and what is wrong with it is said beside its field and stops the signing.
    pub(super) fn trim(&mut self) {
        for text in self.values.values_mut().chain([&mut self.signature_text]) {
            *text = text.trim().to_owned();
        }
    }

    /// A draft that was kept by an earlier release does not tell its drawn or uploaded signature: it is given again.
    pub(super) fn or_without_signature(mut self) -> Self {
        if matches!(self.signature_kind.as_str(), "drawn" | "uploaded") && self.mark.is_empty() {
            self.signature_kind.clear();
        }
        self
    }

    /// The drawn or uploaded signature, to be kept.
    pub(super) fn to_mark(&self) -> Mark {
        let picture = self.picture.as_deref().map(|image| Picture {
            width: image.width,
            height: image.height,
            colours: Base64::encode_string(&image.colours),
            opacity: image.opacity.as_deref().map(Base64::encode_string),
        });
        Mark { strokes: self.strokes.clone(), picture }
    }

    /// Takes in the drawn or uploaded signature that was kept.
    pub(super) fn take_mark(&mut self, mark: Mark) -> Result<(), Error> {
        self.strokes = mark.strokes;
        let Some(picture) = mark.picture else { return Ok(()) };
        let bytes = |text: &str| Base64::decode_vec(text).map_err(Error::broken);
        self.picture = Some(Arc::new(Image {
            width: picture.width,
            height: picture.height,
            colours: bytes(&picture.colours)?,
            opacity: picture.opacity.as_deref().map(bytes).transpose()?,
        }));
        Ok(())
    }
}

/// A text as it will be sealed; one that is refused anyway, as it came.
fn as_sealed(text: &str) -> String {
    let read = Text::parse(text, limits::FIELD_VALUE_LENGTH_MAX);
    read.map_or_else(|_| text.to_owned(), |text| text.as_str().to_owned())
}

fn short(all: DigestContext) -> String {
    hex::encode(all.finish().as_ref().get(..8).unwrap_or_default())
}
