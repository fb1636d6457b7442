//! Signatures that come later and would permit more: a second certification, and a lock that is loosened
//! (ISO 32000-2 §§ 12.8.2.2, 12.7.5.5).

use paraph_pdf::{Dictionary, Error, Field, Object};

use super::pair::{Pair, equal};
use crate::validate::ModificationLevel::{self, FormFilling, Undefined};
use crate::validate::permissions::Permissions;

/// What is to be said of a signature that a revision adds, beside that it was added.
pub(super) fn of_added(
    pair: &Pair<'_>,
    field: &Field,
) -> Result<Vec<(ModificationLevel, &'static str)>, Error> {
    let mut found = Vec::new();
    let Some(Object::Dictionary(added)) =
        field.value.as_ref().map(|value| pair.new.resolve(value)).transpose()?
    else {
        return Ok(found);
    };
    let own = Permissions::read(pair.new, &added, field.id)?;
    if own.certification.is_none() && !own.may_loosen() {
        return Ok(found);
    }
    let mut is_first = true;
    let (mut is_second, mut loosens) = (false, false);
    for other in pair.old.shared_fields()?.iter().filter(|other| other.is_kind(b"Sig")) {
        let value = other.value.as_ref().map(|value| pair.old.resolve(value)).transpose()?;
        let Some(Object::Dictionary(earlier)) = value else { continue };
        is_first = false;
        let earlier = Permissions::read(pair.old, &earlier, other.id)?;
        is_second |= earlier.certification.is_some();
        loosens |= own.loosens(&earlier);
    }
    if own.certification.is_some() && !is_first {
        // There is one certification, and it is the first signature.
        found.push((
            Undefined,
            if is_second { "a second certification" } else { "a certification after a signature" },
        ));
    }
    if loosens {
        found.push((FormFilling, "a signature that would permit more than an earlier one"));
    }
    Ok(found)
}

/// Whether the lock that a signature field carries holds less than before. Who signs may lock more.
pub(super) fn is_loosened(pair: &Pair<'_>, (old, new): (&Dictionary, &Dictionary)) -> Result<bool, Error> {
    let Some(before) = pair.old.dictionary(old, b"Lock")? else { return Ok(false) };
    let Some(after) = pair.new.dictionary(new, b"Lock")? else { return Ok(true) };
    if equal(&Object::Dictionary(before.clone()), &Object::Dictionary(after.clone())) {
        return Ok(false);
    }
    let (before, after) = (Permissions::of_lock(pair.old, &before)?, Permissions::of_lock(pair.new, &after)?);
    Ok(!after.holds_all_of(&before))
}
