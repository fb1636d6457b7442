//! The search of a whole document for what it does when somebody clicks. Actions hang on bookmarks, fields, annotations, pages and more;
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
    /// It opens addresses.
    pub(super) links: bool,
    /// It opens other documents.
    pub(super) other_files: bool,
    /// It sends what is filled in, or fetches it.
    pub(super) sends: bool,
    /// It plays sounds, films or models.
    pub(super) plays: bool,
    /// Files are attached to it.
    pub(super) attachments: bool,
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
            Some(b"Rendition") => {
                self.scripts |= dictionary.contains(b"JS");
                self.plays = true;
            }
            Some(b"Launch") => self.launches = true,
            Some(b"URI") => self.links |= dictionary.contains(b"URI"),
            Some(b"GoToR" | b"GoToE") => self.other_files = true,
            Some(b"SubmitForm" | b"ImportData") => self.sends = true,
            Some(b"Movie" | b"Sound" | b"RichMediaExecute" | b"GoTo3DView") => self.plays = true,
            _ => {}
        }
        // § 12.5.6: annotations that play; § 7.11.3: a file specification that brings its file along.
        match view.value(dictionary, b"Subtype")?.as_name().map(|name| name.as_bytes()) {
            Some(b"RichMedia" | b"Screen" | b"Movie" | b"Sound" | b"3D") if dictionary.contains(b"Rect") => {
                self.plays = true;
            }
            Some(b"FileAttachment") => self.attachments = true,
            _ => self.attachments |= dictionary.contains(b"EF"),
        }
        Ok(())
    }
}
