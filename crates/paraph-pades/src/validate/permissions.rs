//! What a signature permits to be changed after it: DocMDP, FieldMDP and the lock of its field
//! (ISO 32000-2 §§ 12.8.2.2, 12.8.2.4, 12.7.5.5).

use paraph_pdf::{Dictionary, Error, Object, ObjectId, View};

use super::changes::Change;
use super::report::ModificationLevel;

/// Which fields are locked.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Lock {
    All,
    Include(Vec<String>),
    Exclude(Vec<String>),
}

impl Lock {
    /// A name locks its field and all fields below it.
    fn holds(&self, field: &str) -> bool {
        let listed = |names: &[String]| {
            names.iter().any(|name| {
                field.strip_prefix(name.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
            })
        };
        match self {
            Self::All => true,
            Self::Include(names) => listed(names),
            Self::Exclude(names) => !listed(names),
        }
    }
}

/// What one signature permits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Permissions {
    /// `/P` of the DocMDP transform, if the signature certifies the document.
    pub(crate) certification: Option<u8>,
    level: ModificationLevel,
    locks: Vec<Lock>,
}

impl Permissions {
    /// Reads them as of the revision the signature signs.
    pub(crate) fn read(view: View<'_>, signature: &Dictionary, field: ObjectId) -> Result<Self, Error> {
        // Without DocMDP, filling in and signing are what later revisions are for.
        let mut permissions =
            Self { certification: None, level: ModificationLevel::FormFilling, locks: Vec::new() };
        for reference in view.array(signature, b"Reference")? {
            let Object::Dictionary(reference) = view.resolve(&reference)? else { continue };
            let parameters = view.dictionary(&reference, b"TransformParams")?.unwrap_or_default();
            if reference.has_name(b"TransformMethod", b"DocMDP") {
                let permission = view.value(&parameters, b"P")?.as_integer().unwrap_or(2);
                permissions.restrict(permission);
                permissions.certification = u8::try_from(permission).ok();
            } else if reference.has_name(b"TransformMethod", b"FieldMDP") {
                permissions.locks.extend(lock(view, &parameters)?);
            }
        }
        if let Object::Dictionary(field) = view.object(field)?
            && let Some(parameters) = view.dictionary(&field, b"Lock")?
        {
            permissions.locks.extend(lock(view, &parameters)?);
            if let Some(permission) = view.value(&parameters, b"P")?.as_integer() {
                permissions.restrict(permission);
            }
        }
        Ok(permissions)
    }

    /// A value the standard does not know permits the least.
    fn restrict(&mut self, permission: i64) {
        let level = match permission {
            3 => ModificationLevel::Annotations,
            2 => ModificationLevel::FormFilling,
            _ => ModificationLevel::LtaData,
        };
        // A lock can only take away from what a certification grants (§ 12.7.5.5).
        self.level = if self.certification.is_some() { self.level.min(level) } else { level };
    }

    /// Whether a later change is permitted.
    pub(crate) fn permit(&self, change: &Change) -> bool {
        let locked = |name: &String| self.locks.iter().any(|lock| lock.holds(name));
        let fills = change.level >= ModificationLevel::FormFilling;
        change.level <= self.level && !(fills && change.field.as_ref().is_some_and(locked))
    }
}

fn lock(view: View<'_>, parameters: &Dictionary) -> Result<Option<Lock>, Error> {
    let mut names = Vec::new();
    for name in view.array(parameters, b"Fields")? {
        names.extend(view.resolve(&name)?.as_string().map(paraph_pdf::PdfString::to_text));
    }
    let action = view.value(parameters, b"Action")?;
    Ok(match action.as_name().map(paraph_pdf::Name::as_bytes) {
        Some(b"Include") => Some(Lock::Include(names)),
        Some(b"Exclude") => Some(Lock::Exclude(names)),
        // Action is required; where it is missing or unknown, the most is locked.
        _ => Some(Lock::All),
    })
}
