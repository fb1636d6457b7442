//! Rules for pages and their annotations: after a signature a page may gain and lose annotations, nothing else.

use std::collections::HashSet;

use paraph_pdf::{Dictionary, Error, Object, ObjectId};

use super::claims::Claims;
use super::pair::{differing_keys, equal};
use super::references::Referrers;
use crate::limits;
use crate::validate::ModificationLevel::{Annotations, FormFilling, LtaData};

/// Explains changed pages, changed lists of annotations, and changed annotations that are no form fields.
pub(super) fn explain(
    claims: &mut Claims<'_, '_>,
    referrers: &Referrers,
    root: ObjectId,
) -> Result<(), Error> {
    let pair = claims.pair;
    for (id, difference) in &pair.differences {
        match (&difference.old, &difference.new) {
            (Object::Dictionary(old), Object::Dictionary(new)) if is_page(old) && is_page(new) => {
                page(claims, *id, old, new)?;
            }
            (Object::Array(old), Object::Array(new)) => {
                // A list of annotations kept apart from its page.
                for owner in referrers.of(*id).into_iter().filter(|owner| *owner != root) {
                    if holds_annotations(claims, owner, *id)? {
                        claims.container(*id, owner);
                        annotations(claims, old, new, *id)?;
                    }
                }
            }
            (Object::Dictionary(old), Object::Dictionary(new)) if is_comment(old) && is_comment(new) => {
                claims.content(*id, *id);
                claims.identity(*id);
                claims.report(Annotations, "an annotation changed", Some(*id));
            }
            _ => {}
        }
    }
    Ok(())
}

fn is_page(dictionary: &Dictionary) -> bool {
    dictionary.has_name(b"Type", b"Page")
}

/// An annotation that is no form field.
fn is_comment(dictionary: &Dictionary) -> bool {
    dictionary.contains(b"Subtype")
        && dictionary.contains(b"Rect")
        && !dictionary.has_name(b"Subtype", b"Widget")
        && !dictionary.contains(b"FT")
}

fn holds_annotations(claims: &Claims<'_, '_>, owner: ObjectId, list: ObjectId) -> Result<bool, Error> {
    let Object::Dictionary(owner) = claims.pair.old.object(owner)? else { return Ok(false) };
    Ok(is_page(&owner) && owner.get(b"Annots").and_then(Object::as_reference) == Some(list))
}

fn page(claims: &mut Claims<'_, '_>, id: ObjectId, old: &Dictionary, new: &Dictionary) -> Result<(), Error> {
    claims.identity(id);
    for key in differing_keys(old, new) {
        match key.as_bytes() {
            b"Annots" => {}
            // The order in which the tab key visits fields shows nothing. Who adds a field may state it.
            b"Tabs" if old.get(b"Annots") != new.get(b"Annots") => {
                claims.report(LtaData, "the order in which fields are visited", Some(id));
            }
            b"Tabs" => claims.report(FormFilling, "the order in which fields are visited", Some(id)),
            _ => claims.undefined(format!("a page's {key}"), Some(id)),
        }
    }
    let (before, after) = (old.get(b"Annots"), new.get(b"Annots"));
    if let Some(Object::Reference(list)) = after {
        claims.container(*list, id);
    }
    if before != after {
        let before = claims.pair.old.array(old, b"Annots")?;
        let after = claims.pair.new.array(new, b"Annots")?;
        annotations(claims, &before, &after, id)?;
    }
    Ok(())
}

/// Compares two lists of annotations that belong to one page. New widgets are explained with their fields.
fn annotations(
    claims: &mut Claims<'_, '_>,
    old: &[Object],
    new: &[Object],
    owner: ObjectId,
) -> Result<(), Error> {
    if old.len().max(new.len()) > limits::ANNOTATIONS_MAX {
        claims.undefined("more annotations than are compared", Some(owner));
        return Ok(());
    }
    let (in_old, in_new) = (Listed::of(old), Listed::of(new));
    for gone in old.iter().filter(|item| !in_new.holds(item)) {
        let widget = is_widget(&claims.pair.old.resolve(gone)?);
        if widget {
            claims.undefined("a form field taken off its page", gone.as_reference());
        } else {
            claims.report(Annotations, "an annotation removed", gone.as_reference());
            if let Object::Reference(id) = gone {
                claims.identity(*id);
            }
        }
    }
    let kept: Vec<&Object> = new.iter().filter(|item| in_old.holds(item)).collect();
    let before: Vec<&Object> = old.iter().filter(|item| in_new.holds(item)).collect();
    if kept.len() != before.len() || kept.iter().zip(&before).any(|(after, before)| !equal(after, before)) {
        claims.report(Annotations, "the order of annotations", Some(owner));
    }
    for added in new.iter().filter(|item| !in_old.holds(item)) {
        let id = added.as_reference();
        let value = claims.pair.new.resolve(added)?;
        if is_widget(&value) {
            // A new one is explained by the rule for fields, or not at all.
            if id.is_none_or(|id| claims.pair.difference(id).is_none_or(|difference| !difference.is_new())) {
                claims.undefined("an object turned into a form field", id);
            }
            continue;
        }
        if id.is_some_and(|id| claims.pair.difference(id).is_none_or(|difference| !difference.is_new())) {
            claims.undefined("an object turned into an annotation", id);
        }
        claims.brought(added, owner);
        claims.report(Annotations, "an annotation added", id);
    }
    Ok(())
}

/// A list of annotations, to be asked what it holds.
struct Listed<'o> {
    references: HashSet<ObjectId>,
    direct: Vec<&'o Object>,
}

impl<'o> Listed<'o> {
    fn of(items: &'o [Object]) -> Self {
        let direct = items.iter().filter(|item| item.as_reference().is_none()).collect();
        Self { references: items.iter().filter_map(Object::as_reference).collect(), direct }
    }

    fn holds(&self, item: &Object) -> bool {
        match item.as_reference() {
            Some(id) => self.references.contains(&id),
            None => self.direct.iter().any(|other| equal(item, other)),
        }
    }
}

fn is_widget(object: &Object) -> bool {
    object
        .as_dictionary()
        .is_some_and(|dictionary| dictionary.has_name(b"Subtype", b"Widget") || dictionary.contains(b"FT"))
}
