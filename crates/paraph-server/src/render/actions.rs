//! The search of a whole document for scripts and launches. Actions hang on bookmarks, fields, annotations, pages and more;
//! looking at every object that can be reached leaves no place to hide one. Bounded, and cannot loop.

use std::collections::HashSet;

use paraph_pdf::{Dictionary, Error, Object, ObjectId, View};

use super::limits::OBJECTS_MAX;

/// What a document can do when somebody clicks, or by itself.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(super) struct Actions {
    /// It runs scripts.
    pub(super) scripts: bool,
    /// It starts programs or opens files of the reader's machine.
    pub(super) launches: bool,
}

/// Looks at every object that can be reached from the catalogue, once.
///
/// # Errors
/// If one of them cannot be read: a reader that repairs it might find a script there.
pub(super) fn search(view: &View<'_>) -> Result<Actions, Error> {
    let mut actions = Actions::default();
    let mut met: HashSet<ObjectId> = HashSet::new();
    let mut pending: Vec<ObjectId> = Vec::new();
    pending.extend(view.trailer().get(b"Root").and_then(Object::as_reference));
    while let Some(id) = pending.pop() {
        if !met.insert(id) {
            continue;
        }
        if met.len() > OBJECTS_MAX {
            return Err(Error::LimitIsExceeded { what: "objects" });
        }
        let object = view.object(id)?;
        let mut values = vec![&object];
        while let Some(value) = values.pop() {
            match value {
                Object::Reference(id) => pending.push(*id),
                Object::Array(items) => values.extend(items),
                _ => {}
            }
            // Of a stream the dictionary counts: what it draws does not act.
            let stream = value.as_stream().map(|stream| &stream.dictionary);
            if let Some(dictionary) = stream.or_else(|| value.as_dictionary()) {
                actions.look_at(view, dictionary)?;
                values.extend(dictionary.iter().map(|(_, value)| value));
            }
        }
    }
    Ok(actions)
}

impl Actions {
    /// ISO 32000-2 § 12.6.4: an action says in `S` what it does; a rendition may bring a script along.
    fn look_at(&mut self, view: &View<'_>, dictionary: &Dictionary) -> Result<(), Error> {
        match view.value(dictionary, b"S")?.as_name().map(|name| name.as_bytes()) {
            Some(b"JavaScript") => self.scripts = true,
            Some(b"Rendition") => self.scripts |= dictionary.contains(b"JS"),
            Some(b"Launch") => self.launches = true,
            _ => {}
        }
        Ok(())
    }
}
