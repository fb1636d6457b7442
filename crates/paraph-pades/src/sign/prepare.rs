//! The first step: writes everything but the signature value, and digests the document around it.

use paraph_pdf::{Dictionary, Document, Field, Object, ObjectId, Source, Update};
use paraph_pki::cms::SignedAttributes;
use paraph_pki::{DigestAlgorithm, SignatureAlgorithm, certificate::KeyUsage};

use super::closed::{close, fingerprint};
use super::permissions::check_signing;
use super::prepared::{Parts, Prepared};
use super::restrictions::{Restrictions, is_within, names};
use super::{Act, Level, Request, SignatureField, dictionary};
use crate::form::{self, FieldKind, FieldPlacement, FieldValue, tree};
use crate::{Error, limits};

/// Field flag bits (ISO 32000-2 § 12.7.4.1).
const READ_ONLY: i64 = 1;
const REQUIRED: i64 = 2;

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
    let placed = match &request.act {
        Act::Certify { .. } if restrictions.is_signed => return Err(Error::DocumentIsAlreadySigned),
        Act::Certify { fields } => form::place(&mut update, fields)?,
        Act::Admit { fields } => admit(&mut update, &restrictions, fields)?,
        Act::Approve { .. } | Act::Seal => Vec::new(),
    };
    let target = target(&mut update, request, &fields, &placed)?;
    restrictions.check_field(&target.name)?;
    let mut references = Vec::new();
    if matches!(request.act, Act::Certify { .. }) {
        references.push(dictionary::certification().into());
    }
    if let Some(lock) = &target.lock {
        let root = tree::root(&update)?;
        references.push(dictionary::field_lock(lock, root).into());
    }
    let values: &[FieldValue] = match &request.act {
        Act::Approve { values } => values,
        Act::Certify { .. } | Act::Admit { .. } | Act::Seal => &[],
    };
    fill_and_lock(&mut update, &restrictions, &fields, &target, values)?;
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
    lock: Option<Vec<String>>,
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
fn field_lock(update: &Update<'_>, field: &Dictionary, name: &str) -> Result<Option<Vec<String>>, Error> {
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
    Ok(Some(names(&update.view(), &lock)?))
}

/// Fills the signatory's fields, then makes every locked field read-only. A value for anybody else's field, and
/// a required field left empty, stop the act.
fn fill_and_lock(
    update: &mut Update<'_>,
    restrictions: &Restrictions,
    fields: &[Field],
    target: &Target,
    values: &[FieldValue],
) -> Result<(), Error> {
    let locked = target.lock.as_deref().unwrap_or_default();
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
        form::fill(update, field, &value.value)?;
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
        let drawn = appearance.draw(&mut update, &frame)?;
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
