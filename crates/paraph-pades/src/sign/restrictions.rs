//! What earlier signatures allow: certification levels and locked fields (ISO 32000-2 § 12.8.2.2, § 12.8.2.4).
//! A signer that ignored them would break those signatures.

use paraph_pdf::{
    CrossReferenceKind, Dictionary, Document, Field, Object, PdfString, Revision, Source, Update, View,
};

use crate::Error;

/// The restrictions in force.
pub(crate) struct Restrictions {
    /// Whether any field is signed.
    pub(crate) is_signed: bool,
    no_changes: bool,
    is_closed: bool,
    locks: Vec<Lock>,
}

enum Lock {
    All,
    Include(Vec<String>),
    Exclude(Vec<String>),
}

impl Restrictions {
    /// Reads them from the signatures of the document.
    pub(crate) fn of(view: &View<'_>, fields: &[Field]) -> Result<Self, Error> {
        let mut found = Self { is_signed: false, no_changes: false, is_closed: false, locks: Vec::new() };
        for field in fields.iter().filter(|field| field.is_kind(b"Sig")) {
            let Some(value) = &field.value else { continue };
            let Object::Dictionary(signature) = view.resolve(value)? else { continue };
            found.is_signed = true;
            // § 12.7.5.5, table 236: what the signature of an approver permits.
            let field_lock = view.dictionary(&field.dictionary, b"Lock")?.unwrap_or_default();
            found.is_closed |= view.value(&field_lock, b"P")?.as_integer() == Some(1);
            found.locks.extend(lock(view, &field_lock)?);
            for reference in view.array(&signature, b"Reference")? {
                let Object::Dictionary(reference) = view.resolve(&reference)? else { continue };
                let parameters = view.dictionary(&reference, b"TransformParams")?.unwrap_or_default();
                if reference.has_name(b"TransformMethod", b"DocMDP") {
                    // Table 257: 2 unless it says otherwise.
                    found.no_changes |= view.value(&parameters, b"P")?.as_integer() == Some(1);
                } else if reference.has_name(b"TransformMethod", b"FieldMDP") {
                    found.locks.extend(lock(view, &parameters)?);
                }
            }
        }
        Ok(found)
    }

    /// Has the update of a document with two sets of cross-references replace both by one, before its first signature:
    /// readers of PDF 1.4 would see another document than all others do (ISO 32000-2 § 7.5.8.4). What others signed stays
    /// as it is.
    pub(crate) fn unite_cross_references<S: Source>(&self, document: &Document<S>, update: &mut Update<'_>) {
        let is_hybrid = |revision: &Revision| revision.kind == CrossReferenceKind::Hybrid;
        if !self.is_signed && document.revisions().iter().any(is_hybrid) {
            update.supersede();
        }
    }

    /// Refuses if nothing at all may be changed.
    pub(crate) fn check_changes(&self) -> Result<(), Error> {
        self.check_extending()?;
        if self.is_closed { Err(Error::DocumentIsClosed) } else { Ok(()) }
    }

    /// Refuses if not even what proves the signatures for longer may be added. A signature that closed the document permits
    /// that (ISO 32000-2 § 12.8.2.2); after a certification readers in use take it for a forgery.
    pub(crate) fn check_extending(&self) -> Result<(), Error> {
        if self.no_changes { Err(Error::DocumentForbidsChanges) } else { Ok(()) }
    }

    /// Refuses if the field is locked.
    pub(crate) fn check_field(&self, name: &str) -> Result<(), Error> {
        let locked = self.locks.iter().any(|lock| match lock {
            Lock::All => true,
            Lock::Include(names) => names.iter().any(|parent| is_within(name, parent)),
            Lock::Exclude(names) => !names.iter().any(|parent| is_within(name, parent)),
        });
        if locked { Err(Error::FieldIsLocked { name: name.to_owned() }) } else { Ok(()) }
    }
}

fn lock(view: &View<'_>, parameters: &Dictionary) -> Result<Option<Lock>, Error> {
    Ok(match view.value(parameters, b"Action")?.as_name() {
        Some(action) if *action == b"All" => Some(Lock::All),
        Some(action) if *action == b"Include" => Some(Lock::Include(names(view, parameters)?)),
        Some(action) if *action == b"Exclude" => Some(Lock::Exclude(names(view, parameters)?)),
        _ => None,
    })
}

/// The names under `/Fields`.
pub(crate) fn names(view: &View<'_>, parameters: &Dictionary) -> Result<Vec<String>, Error> {
    let mut names = Vec::new();
    for name in view.array(parameters, b"Fields")? {
        names.extend(view.resolve(&name)?.as_string().map(PdfString::to_text));
    }
    Ok(names)
}

/// Whether a field is the named one or below it.
pub(crate) fn is_within(name: &str, parent: &str) -> bool {
    name.strip_prefix(parent).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}
