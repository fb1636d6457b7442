//! Which fonts of a document are not embedded. Bounded, and cannot loop.

use std::collections::{BTreeSet, HashSet};

use paraph_pdf::{Dictionary, Error, Object, ObjectId, View};

use super::limits::RESOURCES_MAX;

/// Gathers the names of fonts that are not embedded, page by page.
pub(super) struct Fonts<'a> {
    view: View<'a>,
    seen: HashSet<ObjectId>,
    visited: usize,
    missing: BTreeSet<String>,
}

impl<'a> Fonts<'a> {
    pub(super) fn new(view: View<'a>) -> Self {
        Self { view, seen: HashSet::new(), visited: 0, missing: BTreeSet::new() }
    }

    /// The names, sorted.
    pub(super) fn missing(self) -> Vec<String> {
        self.missing.into_iter().collect()
    }

    /// Looks through the resources of a page, and those of the forms it draws.
    pub(super) fn visit(&mut self, page: &Dictionary) -> Result<(), Error> {
        let mut pending = vec![page.clone()];
        while let Some(owner) = pending.pop() {
            self.visited += 1;
            if self.visited > RESOURCES_MAX {
                return Ok(());
            }
            let Some(resources) = self.view.dictionary(&owner, b"Resources")? else { continue };
            for font in self.entries(&resources, b"Font")? {
                self.judge(&font)?;
            }
            pending.extend(self.entries(&resources, b"XObject")?);
        }
        Ok(())
    }

    /// The dictionaries under a kind of resource that were not seen before, those of streams included.
    fn entries(&mut self, resources: &Dictionary, kind: &[u8]) -> Result<Vec<Dictionary>, Error> {
        let mut entries = Vec::new();
        for (_, entry) in self.view.dictionary(resources, kind)?.unwrap_or_default().iter() {
            if entry.as_reference().is_some_and(|id| !self.seen.insert(id)) {
                continue;
            }
            match self.view.resolve(entry)? {
                Object::Dictionary(found) => entries.push(found),
                Object::Stream(found) => entries.push(found.dictionary),
                _ => {}
            }
        }
        Ok(entries)
    }

    fn judge(&mut self, font: &Dictionary) -> Result<(), Error> {
        if font.has_name(b"Subtype", b"Type3") {
            return Ok(());
        }
        let descendant = match self.view.array(font, b"DescendantFonts")?.first() {
            Some(first) => match self.view.resolve(first)? {
                Object::Dictionary(found) => found,
                _ => return Ok(()),
            },
            None => font.clone(),
        };
        let descriptor = self.view.dictionary(&descendant, b"FontDescriptor")?.unwrap_or_default();
        let programs: [&[u8]; 3] = [b"FontFile", b"FontFile2", b"FontFile3"];
        if programs.iter().any(|key| descriptor.contains(key)) {
            return Ok(());
        }
        let name = self.view.value(font, b"BaseFont")?;
        let name = name.as_name().map(|name| String::from_utf8_lossy(name.as_bytes()).into_owned());
        self.missing.insert(name.unwrap_or_else(|| "?".to_owned()));
        Ok(())
    }
}
