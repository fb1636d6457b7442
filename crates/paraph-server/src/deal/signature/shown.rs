//! What is seen in a signatory's fields. The page before signing and the act itself ask the same functions, so that what is
//! sealed is what was shown.

use jiff::Timestamp;
use paraph_pades::appearance::Appearance;
use paraph_pades::form::Value;

use super::Hand;
use crate::deal::entry::Entry;
use crate::deal::field::{Field, Kind};
use crate::deal::signatory::Signatory;
use crate::error::Error;
use crate::limits;
use crate::words::Text;
use crate::zone::Zone;

/// What a signatory put in, at a moment.
pub struct Shown<'a> {
    /// Who.
    pub me: &'a Signatory,
    /// What they filled in.
    pub entry: &'a Entry,
    /// Their signature.
    pub hand: &'a Hand,
    /// The time zone that dates are written in.
    pub zone: &'a Zone,
    /// When.
    pub now: Timestamp,
}

impl Shown<'_> {
    /// The signature, with who made it and when beside it.
    pub(super) fn signature(&self) -> Appearance {
        let moment = self.zone.caption(self.now);
        let caption = vec![self.me.name.clone(), moment, format!("Paraph {}", short(self.me.id.as_str()))];
        Appearance { mark: Some(self.hand.mark.clone()), caption }
    }

    /// What is put into a field that does not take the signature itself.
    ///
    /// # Errors
    /// Invalid when a text is too long.
    pub(super) fn value(&self, field: &Field) -> Result<Value, Error> {
        let said = self.entry.values.get(field.id.as_str()).map(String::as_str).unwrap_or_default();
        Ok(match field.kind {
            Kind::Text => {
                Value::Text(Text::parse(said, limits::FIELD_VALUE_LENGTH_MAX)?.as_str().replace('\n', " "))
            }
            Kind::Date => Value::Text(self.zone.day(self.now)),
            Kind::Tick if said == "yes" => Value::Ticked,
            Kind::Tick => Value::Unticked,
            Kind::Signature => {
                let caption = vec![self.me.name.clone()];
                let appearance = Appearance { mark: Some(self.hand.mark.clone()), caption };
                Value::Mark { name: self.me.name.clone(), appearance }
            }
        })
    }

    /// What is seen in any of the person's fields; `fields` are theirs on the same document.
    ///
    /// # Errors
    /// As [`Self::value`].
    pub fn seen<'f>(
        &self,
        field: &Field,
        mut fields: impl Iterator<Item = &'f Field>,
    ) -> Result<Value, Error> {
        let takes_signature =
            fields.find(|one| one.kind == Kind::Signature).is_some_and(|one| one.id == field.id);
        match takes_signature {
            true => Ok(Value::Mark { name: self.me.name.clone(), appearance: self.signature() }),
            false => self.value(field),
        }
    }
}

/// The texts that a value shows.
pub fn texts(value: &Value) -> Vec<&str> {
    match value {
        Value::Text(text) => vec![text],
        Value::Mark { appearance, .. } => of_appearance(appearance),
        Value::Ticked | Value::Unticked => Vec::new(),
    }
}

/// The texts that an appearance shows.
pub(super) fn of_appearance(appearance: &Appearance) -> Vec<&str> {
    let typed = match &appearance.mark {
        Some(paraph_pades::appearance::Mark::Typed(text)) => Some(text.as_str()),
        _ => None,
    };
    appearance.caption.iter().map(String::as_str).chain(typed).collect()
}

/// Enough of an identifier for people to tell one from another.
fn short(id: &str) -> &str {
    id.get(..8).unwrap_or(id)
}
