//! Opens an encrypted document with a password. All its revisions must be encrypted in the same way: an update that brings,
//! takes away or changes the encryption dictionary would show its readers another document.

use super::dictionary::Settings;
use super::facts::{Encryption, EncryptionFinding};
use super::password::Password;
use super::security::{Randomness, Security};
use super::{revision_4, revision_6};
use crate::document::{Cache, Document};
use crate::error::Error;
use crate::limits;
use crate::object::{Dictionary, Object, ObjectId};
use crate::revision::{self, Revision};
use crate::serialize;
use crate::source::Source;
use crate::view::View;
use crate::xref::Location;

impl<S: Source> Document<S> {
    /// Opens a document as [`Document::open`] does, and decrypts it if it is encrypted. Without a password the empty one
    /// is tried, which opens what everybody may read. A document that is not encrypted needs no password and ignores one.
    ///
    /// # Errors
    /// As [`Document::open`]; [`Error::PasswordIsMissing`], [`Error::PasswordIsWrong`]; and if the document is encrypted for
    /// certificates, in an unknown way, or not alike in all its revisions.
    pub fn unlock(source: S, password: Option<&Password>) -> Result<Self, Error> {
        let chain = revision::chain(&source)?;
        let security = if chain.revisions.iter().any(|revision| revision::is_encrypted(&revision.trailer)) {
            Some(security(&source, &chain.revisions, password)?)
        } else {
            None
        };
        Self::assemble(source, chain, security)
    }

    /// Hands in the randomness for what will be written to an encrypted document. Without it nothing can be appended.
    #[must_use]
    pub fn with_randomness(mut self, randomness: Randomness) -> Self {
        if let Some(security) = &mut self.security {
            security.randomness = Some(randomness);
        }
        self
    }
}

/// The encryption dictionary as of one revision, and what else goes into the key.
struct Stated {
    id: Option<ObjectId>,
    dictionary: Dictionary,
    /// The first file identifier.
    identifier: Option<Vec<u8>>,
}

fn security(
    source: &dyn Source,
    revisions: &[Revision],
    password: Option<&Password>,
) -> Result<Security, Error> {
    let stated = stated(source, revisions)?;
    let settings = Settings::read(&stated.dictionary)?;
    // Table 15: required where there is /Encrypt; only older handlers depend on it.
    let identifier = match (stated.identifier, settings.revision) {
        (Some(identifier), _) => identifier,
        (None, 5 | 6) => Vec::new(),
        (None, _) => return Err(Error::EncryptionIsMalformed { what: "/ID" }),
    };
    let empty = Password::new(b"");
    let tried = password.unwrap_or(&empty);
    let opened = match &settings.wrapped {
        Some(wrapped) => revision_6::open(&settings, wrapped, tried),
        None => revision_4::open(&settings, &identifier, tried),
    };
    let refusal = if password.is_some() { Error::PasswordIsWrong } else { Error::PasswordIsMissing };
    let (key, access) = opened.ok_or(refusal)?;
    let mut findings = Vec::new();
    if settings
        .wrapped
        .as_ref()
        .is_some_and(|wrapped| !revision_6::permissions_match(&settings, wrapped, &key))
    {
        findings.push(EncryptionFinding::PermissionsDoNotMatch);
    }
    if settings.is_authenticated || revisions.iter().any(|revision| revision.trailer.contains(b"AuthCode")) {
        findings.push(EncryptionFinding::AuthenticationCodeIsNotChecked);
    }
    if settings.filters.leave_parts_clear() {
        findings.push(EncryptionFinding::PartsAreClear);
    }
    let facts = Encryption {
        version: settings.version,
        revision: settings.revision,
        key_bits: settings.key_len * 8,
        strings: settings.filters.strings,
        streams: settings.filters.streams,
        attachments: settings.filters.attachments,
        access,
        permissions: settings.permissions,
        findings,
    };
    Ok(Security::new(key, settings, stated.id, facts))
}

/// What all revisions state alike.
fn stated(source: &dyn Source, revisions: &[Revision]) -> Result<Stated, Error> {
    let cache = Cache::default();
    let view = |index: usize| View::new(source, revisions.get(..=index).unwrap_or_default(), &cache, None);
    let encrypted = revisions.iter().position(|revision| revision::is_encrypted(&revision.trailer));
    match encrypted {
        Some(0) => {}
        other => {
            let revision = other.map_or(1, |index| index + 1);
            return Err(Error::EncryptionDiffersBetweenRevisions { revision });
        }
    }
    let first = Stated::read(view(0))?;
    let mut written = Vec::new();
    serialize::value(&first.dictionary.clone().into(), &mut written)?;
    if written.len() > limits::ENCRYPTION_BYTES_MAX {
        return Err(Error::LimitIsExceeded { what: "the encryption dictionary" });
    }
    for index in 1..revisions.len() {
        if !Stated::read(view(index)).is_ok_and(|later| first.is_continued_by(&later)) {
            return Err(Error::EncryptionDiffersBetweenRevisions { revision: index + 1 });
        }
    }
    Ok(first)
}

impl Stated {
    /// Reads the dictionary as of a revision. It lies in the open (§ 7.5.7), and so does what it says.
    fn read(view: View<'_>) -> Result<Self, Error> {
        let malformed = |what| Err(Error::EncryptionIsMalformed { what });
        let trailer = view.trailer();
        if trailer.duplicates().iter().any(|key| matches!(key.as_bytes(), b"Encrypt" | b"ID")) {
            return malformed("a key of the trailer written twice");
        }
        let (id, dictionary) = match trailer.get(b"Encrypt") {
            Some(Object::Dictionary(dictionary)) => (None, dictionary.clone()),
            Some(Object::Reference(id)) if matches!(view.location(id.number), Location::InFile { .. }) => {
                let Object::Dictionary(dictionary) = view.object(*id)? else { return malformed("/Encrypt") };
                (Some(*id), dictionary)
            }
            _ => return malformed("/Encrypt"),
        };
        let identifier = match trailer.get(b"ID") {
            None => None,
            Some(value) => {
                let first = value.as_array().and_then(<[Object]>::first).and_then(Object::as_string);
                let Some(first) = first else { return malformed("/ID") };
                Some(first.bytes.clone())
            }
        };
        Ok(Self { id, dictionary, identifier })
    }

    /// Whether a later revision states the same. The key up to revision 4 depends on the identifier; after that it may have
    /// come later.
    fn is_continued_by(&self, later: &Self) -> bool {
        let by_identifier = !matches!(self.dictionary.get(b"R"), Some(Object::Integer(5 | 6)));
        let same_identifier = match (&self.identifier, &later.identifier) {
            (Some(first), Some(second)) => first == second,
            (None, None) => true,
            _ => !by_identifier,
        };
        same_identifier && self.id == later.id && self.dictionary == later.dictionary
    }
}
