//! Which fonts that draw something on a page are not embedded. A font that is listed and never used, or shows nothing but blanks or
//! invisible letters, looks alike everywhere. Bounded, and cannot loop: what is longer than content ever is stays unread, for it is
//! drawn, or refused, all the same.

use std::collections::{BTreeSet, HashSet};

use paraph_pdf::{Dictionary, Error, Object, ObjectId, Stream, View, content};

use super::limits::{CONTENT_BYTES_MAX, DOCUMENT_CONTENT_BYTES_MAX, RESOURCES_MAX};

/// Text that is neither filled nor stroked (ISO 32000-2 § 9.3.6): the letters under a scan.
const INVISIBLE: i64 = 3;

/// Gathers the names of fonts that are not embedded, page by page.
pub(super) struct Fonts<'a> {
    view: View<'a>,
    seen: HashSet<ObjectId>,
    visited: usize,
    bytes_left: usize,
    missing: BTreeSet<String>,
}

/// Content to be read, and the resources its names stand for.
struct Part {
    content: Vec<u8>,
    resources: Dictionary,
}

/// What of the graphics state says how text is shown (§ 8.4.1).
#[derive(Clone, Default)]
struct TextState {
    font: Option<Object>,
    is_invisible: bool,
}

impl<'a> Fonts<'a> {
    pub(super) fn new(view: View<'a>) -> Self {
        Self {
            view,
            seen: HashSet::new(),
            visited: 0,
            bytes_left: DOCUMENT_CONTENT_BYTES_MAX,
            missing: BTreeSet::new(),
        }
    }

    /// The names, sorted.
    pub(super) fn missing(self) -> Vec<String> {
        self.missing.into_iter().collect()
    }

    /// Reads what a page draws, what that draws in turn, and its annotations.
    pub(super) fn visit(&mut self, page: &Dictionary) -> Result<(), Error> {
        let resources = self.view.dictionary(page, b"Resources")?.unwrap_or_default();
        let mut pending = vec![Part { content: self.page_content(page)?, resources }];
        for annotation in self.view.array(page, b"Annots")? {
            if let Object::Dictionary(annotation) = self.view.resolve(&annotation)? {
                let look = self.look(&annotation)?;
                self.push(look.as_ref(), &Dictionary::new(), &mut pending)?;
            }
        }
        while let Some(part) = pending.pop() {
            self.visited += 1;
            if self.visited > RESOURCES_MAX {
                return Ok(());
            }
            self.read(&part, &mut pending)?;
        }
        Ok(())
    }

    /// The bytes of a stream, as far as they are read.
    fn decode(&mut self, stream: &Stream) -> Vec<u8> {
        let content =
            self.view.decode_up_to(stream, CONTENT_BYTES_MAX.min(self.bytes_left)).unwrap_or_default();
        self.bytes_left -= content.len();
        content
    }

    fn page_content(&mut self, page: &Dictionary) -> Result<Vec<u8>, Error> {
        let parts = match self.view.value(page, b"Contents")? {
            Object::Array(parts) => parts,
            one => vec![one],
        };
        let mut content = Vec::new();
        for part in parts {
            if let Object::Stream(stream) = self.view.resolve(&part)? {
                content.extend(self.decode(&stream));
                content.push(b'\n');
            }
        }
        Ok(content)
    }

    /// The look of an annotation in the state it is in.
    fn look(&self, annotation: &Dictionary) -> Result<Option<Object>, Error> {
        let looks = self.view.dictionary(annotation, b"AP")?.unwrap_or_default();
        let Some(normal) = looks.get(b"N") else { return Ok(None) };
        Ok(match self.view.resolve(normal)? {
            Object::Dictionary(states) => {
                let state = self.view.value(annotation, b"AS")?;
                state.as_name().and_then(|state| states.get(state.as_bytes())).cloned()
            }
            _ => Some(normal.clone()),
        })
    }

    /// Puts a stream that is drawn in line, once. Without resources of its own it uses those of what draws it.
    fn push(
        &mut self,
        drawn: Option<&Object>,
        around: &Dictionary,
        pending: &mut Vec<Part>,
    ) -> Result<(), Error> {
        let Some(drawn) = drawn else { return Ok(()) };
        if drawn.as_reference().is_some_and(|id| !self.seen.insert(id)) {
            return Ok(());
        }
        let Object::Stream(Stream { dictionary, data }) = self.view.resolve(drawn)? else { return Ok(()) };
        if dictionary.has_name(b"Subtype", b"Image") {
            return Ok(());
        }
        let resources = self.view.dictionary(&dictionary, b"Resources")?.unwrap_or_else(|| around.clone());
        let content = self.decode(&Stream { dictionary, data });
        pending.push(Part { content, resources });
        Ok(())
    }

    fn read(&mut self, part: &Part, pending: &mut Vec<Part>) -> Result<(), Error> {
        let (mut state, mut saved) = (TextState::default(), Vec::new());
        let mut used: HashSet<Vec<u8>> = HashSet::new();
        for operation in content::operations(&part.content) {
            let name = operation.name.as_ref().map(|name| name.as_bytes().to_vec());
            match (operation.operator, name) {
                (b"q", _) => saved.push(state.clone()),
                (b"Q", _) => state = saved.pop().unwrap_or(state),
                (b"Tr", _) => state.is_invisible = operation.number == Some(INVISIBLE),
                (b"Tf", Some(name)) => state.font = self.resource(part, b"Font", &name)?,
                (b"gs", Some(name)) => self.parameters(part, &name, &mut state)?,
                (b"Do", Some(name)) => self.draw(part, b"XObject", &name, (&mut used, pending))?,
                (b"scn" | b"SCN", Some(name)) => {
                    self.draw(part, b"Pattern", &name, (&mut used, pending))?;
                }
                _ if operation.shows_text() && !state.is_invisible => {
                    if let Some(font) = &state.font {
                        self.show(font, &part.resources, pending)?;
                    }
                }
                _ => {}
            }
        }
        Ok(())
    }

    fn resource(&self, part: &Part, kind: &[u8], name: &[u8]) -> Result<Option<Object>, Error> {
        let all = self.view.dictionary(&part.resources, kind)?.unwrap_or_default();
        Ok(all.get(name).cloned())
    }

    /// § 8.4.5: graphics state parameters may choose a font.
    fn parameters(&self, part: &Part, name: &[u8], state: &mut TextState) -> Result<(), Error> {
        let Some(found) = self.resource(part, b"ExtGState", name)? else { return Ok(()) };
        if let Object::Dictionary(found) = self.view.resolve(&found)?
            && let Some(font) = self.view.array(&found, b"Font")?.first()
        {
            state.font = Some(font.clone());
        }
        Ok(())
    }

    fn draw(
        &mut self,
        part: &Part,
        kind: &[u8],
        name: &[u8],
        (used, pending): (&mut HashSet<Vec<u8>>, &mut Vec<Part>),
    ) -> Result<(), Error> {
        if used.insert([kind, name].concat()) {
            let drawn = self.resource(part, kind, name)?;
            self.push(drawn.as_ref(), &part.resources, pending)?;
        }
        Ok(())
    }

    /// A font that shows text. Letters of Type 3 are drawings, which may use other fonts.
    fn show(&mut self, font: &Object, around: &Dictionary, pending: &mut Vec<Part>) -> Result<(), Error> {
        if font.as_reference().is_some_and(|id| !self.seen.insert(id)) {
            return Ok(());
        }
        let Object::Dictionary(font) = self.view.resolve(font)? else { return Ok(()) };
        if !font.has_name(b"Subtype", b"Type3") {
            return self.judge(&font);
        }
        let resources = self.view.dictionary(&font, b"Resources")?.unwrap_or_else(|| around.clone());
        for (_, letter) in self.view.dictionary(&font, b"CharProcs")?.unwrap_or_default().iter() {
            self.push(Some(letter), &resources, pending)?;
        }
        Ok(())
    }

    fn judge(&mut self, font: &Dictionary) -> Result<(), Error> {
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
