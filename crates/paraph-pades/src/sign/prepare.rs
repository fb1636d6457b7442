//! The first step: writes everything but the signature value, and digests the document around it.

use paraph_pdf::{Dictionary, Document, Field, Object, ObjectId, Source, Update};
use paraph_pki::cms::SignedAttributes;
use paraph_pki::{DigestAlgorithm, SignatureAlgorithm, certificate::KeyUsage};

use super::closed::{close, fingerprint};
use super::dictionary::Lock;
use super::permissions::check_signing;
use super::prepared::{Parts, Prepared};
use super::restrictions::{Restrictions, is_within, names};
use super::{Act, Level, Request, SignatureField, dictionary};
use crate::form::{self, FieldKind, FieldPlacement, FieldValue, tree};
use crate::text::Typefaces;
use crate::{Error, freeze, limits};

/// Field flag bits (ISO 32000-2 § 12.7.4.1).
const READ_ONLY: i64 = 1;
const REQUIRED: i64 = 2;
/// What a signature field's lock permits (§ 12.7.5.5, table 236).
const NO_CHANGES: i64 = 1;
const FORM_FILLING: i64 = 2;

/// Writes the update for `request` and digests `document` with it, reading it once.
///
/// # Errors
/// Everything that would break the document, an earlier signature, or this one: see [`Error`]. Nothing is
/// worked around.
pub fn prepare<S: Source>(document: &Document<S>, request: &Request) -> Result<Prepared, Error> {
    check_signer(request)?;
    check_signing(document, request)?;
    let mut update = Update::new(document)?;
    let fields = update.view().fields()?;
    let restrictions = Restrictions::of(&update.view(), &fields)?;
    restrictions.check_changes()?;
    restrictions.unite_cross_references(document, &mut update);
    check_form(&update)?;
    let (placed, fields) = match &request.act {
        Act::Certify { .. } if restrictions.is_signed => return Err(Error::DocumentIsAlreadySigned),
        Act::Certify { fields: new } => (certify_fields(&mut update, request, new)?, kept(request, fields)),
        Act::Admit { fields: new } => (admit(&mut update, &restrictions, new)?, fields),
        Act::Approve { .. } | Act::Seal | Act::Close => (Vec::new(), fields),
    };
    let target = target(&mut update, request, &fields, &placed)?;
    restrictions.check_field(&target.name)?;
    match request.act {
        Act::Admit { .. } => lock_open_fields(&mut update, &restrictions, &target, &fields)?,
        Act::Close => lock_with(&mut update, &target, &Lock::All, NO_CHANGES)?,
        Act::Certify { .. } | Act::Approve { .. } | Act::Seal => {}
    }
    let mut references = Vec::new();
    if matches!(request.act, Act::Certify { .. }) {
        references.push(dictionary::certification().into());
    }
    if let Some(lock) = &target.lock {
        let root = tree::root(&update)?;
        references.push(dictionary::field_lock(lock, root).into());
    }
    match &request.act {
        Act::Approve { values } => {
            fill_and_lock(&mut update, &restrictions, &fields, (&target, values, &request.typefaces))?
        }
        // What others left empty is theirs to leave empty; it is locked already.
        Act::Admit { .. } => {}
        Act::Certify { .. } | Act::Seal | Act::Close => {
            fill_and_lock(&mut update, &restrictions, &fields, (&target, &[], &request.typefaces))?;
        }
    }
    write(document.source(), update, request, &target, references)
}

/// Whether the document carries a signature, of whomever.
///
/// # Errors
/// When its form cannot be read.
pub fn is_signed<S: Source>(document: &Document<S>) -> Result<bool, Error> {
    let view = document.current();
    Ok(Restrictions::of(&view, &view.fields()?)?.is_signed)
}

/// Freezes what the document brings along, then places its new fields.
fn certify_fields(
    update: &mut Update<'_>,
    request: &Request,
    fields: &[FieldPlacement],
) -> Result<Vec<(String, ObjectId)>, Error> {
    let kept = match &request.field {
        SignatureField::Existing(name) => Some(name.as_str()),
        SignatureField::NewInvisible(_) => None,
    };
    let (account, _) = freeze::flatten(update, kept)?;
    freeze::must_be_clear(&account)?;
    form::place(update, fields)
}

/// The one field of the document's own that certifying leaves: the one that takes the signature.
fn kept(request: &Request, mut fields: Vec<Field>) -> Vec<Field> {
    fields.retain(|field| request.field == SignatureField::Existing(field.name.clone()));
    fields
}

/// Locks what can still be filled in or signed of a document that others signed, as far as their signatures allow it, and
/// permits nothing but filling in and signing from here on.
fn lock_open_fields(
    update: &mut Update<'_>,
    restrictions: &Restrictions,
    target: &Target,
    fields: &[Field],
) -> Result<(), Error> {
    freeze::must_be_clear(&freeze::survey(update)?)?;
    let mut names = Vec::new();
    for field in freeze::open_fields(&update.view(), fields)? {
        // What an earlier signature locked is locked already, and may not be touched.
        if restrictions.check_field(&field.name).is_err() {
            continue;
        }
        names.push(field.name.clone());
        let flags = field.dictionary.get(b"Ff").and_then(Object::as_integer);
        if flags.unwrap_or(0) == field.flags && !field.is_kind(b"Sig") {
            form::lock(update, field)?;
        }
    }
    lock_with(update, target, &Lock::Fields(names), FORM_FILLING)
}

/// Has the signature field lock fields, and permit no more than this. Its `/Lock` says so alone, without a FieldMDP transform: of
/// a text field that was filled before, pyHanko 0.38 takes the look for changed by any later update, validation data included, if
/// the transform names it. What may follow is bounded by the permission, which it reads from here.
fn lock_with(update: &mut Update<'_>, target: &Target, lock: &Lock, permission: i64) -> Result<(), Error> {
    let mut field = update.dictionary(target.id, "a signature field")?;
    if field.contains(b"Lock") {
        // A lock that somebody else wrote is theirs, and may be one that earlier signatures cover.
        return Err(Error::FieldDemandsAreNotUnderstood { name: target.name.clone() });
    }
    field.insert("Lock", update.add(dictionary::signature_field_lock(lock, permission))?);
    update.replace(target.id, field);
    Ok(())
}

/// Signature fields are all that may be added to a signed document, and only where no earlier lock is in the way.
fn admit(
    update: &mut Update<'_>,
    restrictions: &Restrictions,
    fields: &[FieldPlacement],
) -> Result<Vec<(String, ObjectId)>, Error> {
    for field in fields {
        if !matches!(field.kind, FieldKind::Signature { .. }) {
            return Err(Error::SignedDocumentTakesSignaturesOnly);
        }
        restrictions.check_field(&field.name)?;
    }
    form::place_among_signed(update, fields)
}

/// EN 319 142-1 § 6.3 wants a certificate that verifies; one that is out of date or not for signing never will.
fn check_signer(request: &Request) -> Result<(), Error> {
    let certificate = &request.signer.certificate;
    if !certificate.validity().contains(request.time) {
        return Err(Error::CertificateIsNotValidAtThisTime);
    }
    let may_sign = certificate.key_usage().is_none_or(|usage| {
        usage.contains(KeyUsage::DIGITAL_SIGNATURE) || usage.contains(KeyUsage::NON_REPUDIATION)
    });
    if may_sign { Ok(()) } else { Err(Error::CertificateIsNotForSigning) }
}

/// An XFA form shows other fields than the AcroForm does; a form without appearances is drawn by each reader in
/// its own way, and saved by it. Neither can be signed.
fn check_form(update: &Update<'_>) -> Result<(), Error> {
    let Some(form) = tree::form(update)? else { return Ok(()) };
    if form.contains(b"XFA") {
        return Err(Error::FormIsXfa);
    }
    if update.view().value(&form, b"NeedAppearances")?.as_boolean() == Some(true) {
        return Err(Error::FormNeedsAppearances);
    }
    Ok(())
}

/// The signature field to be signed.
struct Target {
    id: ObjectId,
    name: String,
    /// The fields it locks, itself included, if it locks any.
    lock: Option<Lock>,
}

fn target(
    update: &mut Update<'_>,
    request: &Request,
    fields: &[Field],
    placed: &[(String, ObjectId)],
) -> Result<Target, Error> {
    let name = match &request.field {
        SignatureField::NewInvisible(name) => {
            let id = form::place_invisible(update, name, placed)?;
            return Ok(Target { id, name: name.clone(), lock: None });
        }
        SignatureField::Existing(name) => name,
    };
    let id = match placed.iter().find(|(placed, _)| placed == name) {
        Some((_, id)) => *id,
        None => existing(update, fields, name)?,
    };
    let field = update.dictionary(id, "a signature field")?;
    if !field.has_name(b"FT", b"Sig") && placed.iter().any(|(placed, _)| placed == name) {
        return Err(Error::FieldTakesAnotherKind { name: name.clone() });
    }
    Ok(Target { id, name: name.clone(), lock: field_lock(update, &field, name)? })
}

fn existing(update: &Update<'_>, fields: &[Field], name: &str) -> Result<ObjectId, Error> {
    let mut named = fields.iter().filter(|field| field.name == *name);
    let field = named.next().ok_or_else(|| Error::FieldIsMissing { name: name.to_owned() })?;
    if named.next().is_some() {
        return Err(Error::FieldNameIsTaken { name: name.to_owned() });
    }
    if !field.is_kind(b"Sig") {
        return Err(Error::FieldTakesAnotherKind { name: name.to_owned() });
    }
    if field.widgets != [field.id] {
        return Err(Error::FieldHasSeveralWidgets { name: name.to_owned() });
    }
    let value = field.value.as_ref().map(|value| update.view().resolve(value)).transpose()?;
    if value.is_some_and(|value| value != Object::Null) {
        return Err(Error::FieldIsAlreadySigned { name: name.to_owned() });
    }
    Ok(field.id)
}

/// § 12.7.5.5: the names under `/Lock`. Demands of other makers that are not understood are refused, not ignored.
fn field_lock(update: &Update<'_>, field: &Dictionary, name: &str) -> Result<Option<Lock>, Error> {
    let not_understood = || Error::FieldDemandsAreNotUnderstood { name: name.to_owned() };
    if field.contains(b"SV") {
        return Err(not_understood());
    }
    let lock = match field.get(b"Lock") {
        None => return Ok(None),
        Some(Object::Reference(id)) => update.dictionary(*id, "a field lock")?,
        Some(Object::Dictionary(lock)) => lock.clone(),
        Some(_) => return Err(not_understood()),
    };
    if lock.contains(b"P") || !lock.has_name(b"Action", b"Include") {
        return Err(not_understood());
    }
    Ok(Some(Lock::Fields(names(&update.view(), &lock)?)))
}

/// Fills the signatory's fields, then makes every locked field read-only. A value for anybody else's field, and
/// a required field left empty, stop the act.
fn fill_and_lock(
    update: &mut Update<'_>,
    restrictions: &Restrictions,
    fields: &[Field],
    (target, values, typefaces): (&Target, &[FieldValue], &Typefaces),
) -> Result<(), Error> {
    let locked = target.lock.as_ref().map(Lock::names).unwrap_or_default();
    let is_own = |name: &str| locked.iter().any(|parent| is_within(name, parent));
    for (index, value) in values.iter().enumerate() {
        let name = || value.field.clone();
        let field = fields.iter().find(|field| field.name == value.field);
        let field = field.ok_or_else(|| Error::FieldIsMissing { name: name() })?;
        if !is_own(&field.name) || values.iter().skip(index + 1).any(|other| other.field == value.field) {
            return Err(Error::FieldIsNotThisSignatorys { name: name() });
        }
        restrictions.check_field(&field.name)?;
        if field.flags & READ_ONLY != 0 {
            return Err(Error::FieldIsLocked { name: name() });
        }
        form::fill(update, field, &value.value, typefaces)?;
    }
    for field in fields.iter().filter(|field| field.id != target.id && is_own(&field.name)) {
        let value = update.dictionary(field.id, "a field")?.get(b"V").cloned();
        let empty = value.is_none_or(|value| value.as_name().is_some_and(|state| *state == b"Off"));
        if empty && field.flags & REQUIRED != 0 && !field.is_kind(b"Sig") {
            return Err(Error::RequiredFieldIsEmpty { name: field.name.clone() });
        }
        form::lock(update, field)?;
    }
    Ok(())
}

/// Adds the signature dictionary and what points to it, writes the tail, and digests.
fn write(
    source: &dyn Source,
    mut update: Update<'_>,
    request: &Request,
    target: &Target,
    references: Vec<Object>,
) -> Result<Prepared, Error> {
    let message_bytes = message_bytes(request);
    let certifies = matches!(request.act, Act::Certify { .. });
    let signature = update.add(dictionary::signature(request, references, message_bytes)?)?;
    update.mark(signature);
    let mut field = update.dictionary(target.id, "a signature field")?;
    field.insert("V", signature);
    if let Some(appearance) = &request.appearance {
        let frame = form::frame(&update, target.id)?;
        let drawn = appearance.draw(&mut update, &frame, &request.typefaces)?;
        field.insert("AP", Dictionary::new().with("N", drawn));
    }
    update.replace(target.id, field);
    if certifies {
        certify(&mut update, signature)?;
    }
    let time = request.time.as_nanosecond().to_be_bytes();
    let fingerprint = fingerprint(source, &update, &[&time, request.signer.certificate.to_der()])?;
    // RFC 8419 § 3.1, RFC 9882 § 3.3: Ed25519 and ML-DSA go with SHA-512.
    let algorithm = request.signer.algorithm.digest().unwrap_or(DigestAlgorithm::Sha512);
    let closed = close(source, update, &fingerprint, algorithm)?;
    let attributes = SignedAttributes::new(algorithm, &closed.digested.ranges, &request.signer.certificate)?;
    Ok(Prepared::new(Parts { closed, attributes, signer: request.signer.clone(), level: request.level }))
}

/// Bytes to keep for the message: its certificates, its time-stamp, and what goes around them.
fn message_bytes(request: &Request) -> usize {
    let signer = request.signer.certificate.to_der().len();
    // The signer's own certificate counts twice: its issuer and serial number stand in the message again.
    let chain: usize = request.signer.chain.iter().map(|certificate| certificate.to_der().len()).sum();
    let timestamp = match request.level {
        Level::BaselineB => 0,
        Level::BaselineT => request.timestamp_bytes,
    };
    let value = match request.signer.algorithm {
        SignatureAlgorithm::MlDsa(set) => set.signature_len(),
        // What the others make is counted in the rest.
        _ => 0,
    };
    2 * signer + chain + timestamp + value + limits::MESSAGE_OVERHEAD_BYTES
}

/// § 12.8.2.2 and § 12.8.6: the catalogue points to the certification.
fn certify(update: &mut Update<'_>, signature: ObjectId) -> Result<(), Error> {
    let (root, mut catalog) = tree::catalog(update)?;
    let permissions = update.view().dictionary(&catalog, b"Perms")?.unwrap_or_default();
    catalog.insert("Perms", permissions.with("DocMDP", signature));
    let extensions = update.view().dictionary(&catalog, b"Extensions")?.unwrap_or_default();
    if !extensions.contains(b"ESIC") {
        catalog.insert("Extensions", extensions.with("ESIC", dictionary::extension()));
    }
    update.replace(root, catalog);
    Ok(())
}
