//! What a signature permits to be changed after it: DocMDP, FieldMDP and the lock of its field
//! (ISO 32000-2 §§ 12.8.2.2, 12.8.2.4, 12.7.5.5).

use paraph_pdf::{Dictionary, Error, Object, ObjectId, View};

use super::changes::Change;
use super::modification::ModificationLevel;

/// Which fields are locked.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Lock {
    All,
    Include(Vec<String>),
    Exclude(Vec<String>),
}

impl Lock {
    /// Whether everything that another lock holds is held by this one.
    fn holds_all_of(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::All, _) => true,
            (Self::Exclude(free), Self::Include(held)) => held
                .iter()
                .all(|name| self.holds(name) && !free.iter().any(|free| free.starts_with(name.as_str()))),
            (Self::Exclude(free), Self::Exclude(others)) => {
                free.iter().all(|name| !other.holds(name) && others.contains(name))
            }
            (Self::Include(_), Self::Include(held)) => held.iter().all(|name| self.holds(name)),
            (Self::Include(_) | Self::Exclude(_), Self::All) | (Self::Include(_), Self::Exclude(_)) => false,
        }
    }

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
    /// Whether a level is stated, or follows from there being none.
    states_level: bool,
    locks: Vec<Lock>,
}

impl Default for Permissions {
    fn default() -> Self {
        let level = ModificationLevel::FormFilling;
        Self { certification: None, level, states_level: false, locks: Vec::new() }
    }
}

impl Permissions {
    /// Reads them as of the revision the signature signs.
    pub(crate) fn read(view: View<'_>, signature: &Dictionary, field: ObjectId) -> Result<Self, Error> {
        // Without DocMDP, filling in and signing are what later revisions are for.
        let mut permissions = Self::default();
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

    /// What a lock alone permits.
    pub(crate) fn of_lock(view: View<'_>, parameters: &Dictionary) -> Result<Self, Error> {
        let mut permissions =
            Self { locks: lock(view, parameters)?.into_iter().collect(), ..Self::default() };
        if let Some(permission) = view.value(parameters, b"P")?.as_integer() {
            permissions.restrict(permission);
        }
        Ok(permissions)
    }

    /// Whether it says of anything that it may be changed, so that an earlier signature may be contradicted.
    pub(crate) fn may_loosen(&self) -> bool {
        self.states_level || self.locks.iter().any(|lock| matches!(lock, Lock::Exclude(_)))
    }

    /// Whether it would permit what an earlier signature does not.
    pub(crate) fn loosens(&self, earlier: &Self) -> bool {
        let frees = |lock: &Lock| match lock {
            Lock::Exclude(names) => {
                names.iter().any(|name| earlier.locks.iter().any(|lock| lock.holds(name)))
            }
            Lock::All | Lock::Include(_) => false,
        };
        self.states_level && self.level > earlier.level || self.locks.iter().any(frees)
    }

    /// Whether it forbids at least what other permissions forbid.
    pub(crate) fn holds_all_of(&self, other: &Self) -> bool {
        let is_held = |lock: &Lock| self.locks.iter().any(|own| own.holds_all_of(lock));
        let is_as_strict = !other.states_level || self.states_level && self.level <= other.level;
        is_as_strict && other.locks.iter().all(is_held)
    }

    /// A value the standard does not know permits the least.
    fn restrict(&mut self, permission: i64) {
        self.states_level = true;
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
