//! Judges a document before it is drawn: what signing would refuse, and what cannot be shown faithfully, is refused here. What is
//! drawn is the document as it will be sent.
//! Reads with the reader that signing uses, so that both always agree.

use std::sync::Arc;

use paraph_pdf::{Dictionary, Document, Error, Object, Update, View};

use super::actions;
use super::finding::Finding;
use super::fonts::Fonts;
use super::freezing;
use super::limits::{ACTIONS_MAX, FINDING_ITEMS_MAX, PAGE_SIDE_POINTS_MAX, PAGE_SIDE_POINTS_MIN, PAGES_MAX};

/// A document judged.
#[derive(Debug, Default)]
pub(super) struct Judged {
    /// What was found, refusals first.
    pub(super) findings: Vec<Finding>,
    /// Its pages, as far as they could be read.
    pub(super) pages: Vec<Measures>,
    /// The document as it will be sent; none if it cannot be.
    pub(super) shown: Option<Arc<Vec<u8>>>,
}

/// A page as the reader understands it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Measures {
    /// Width as shown, in user space units.
    pub(super) width: f64,
    /// Height as shown, in user space units.
    pub(super) height: f64,
    /// Rotation in degrees.
    pub(super) rotation: u16,
    /// Points in a user space unit.
    pub(super) user_unit: f64,
}

impl Measures {
    /// Of a page as the reader read it.
    pub(super) fn of(page: &paraph_pdf::Page) -> Self {
        let (mut width, mut height) = (page.crop_box.width(), page.crop_box.height());
        if page.rotation % 180 == 90 {
            (width, height) = (height, width);
        }
        Self { width, height, rotation: page.rotation, user_unit: page.user_unit }
    }
}

/// Judges the bytes of a document.
pub(super) fn judge(bytes: &Arc<Vec<u8>>) -> Judged {
    let document = match Document::open(bytes.clone()) {
        Ok(document) => document,
        Err(error) => return Judged { findings: vec![refusal(&error)], ..Judged::default() },
    };
    let mut inspection = Inspector {
        view: document.current(),
        judged: Judged::default(),
        annotations_not_shown: Vec::new(),
        annotations: Vec::new(),
        is_signed: false,
    };
    let checked = Update::new(&document).map(drop).and_then(|()| inspection.inspect());
    if let Err(error) = checked {
        inspection.add(refusal(&error));
    }
    let is_signed = inspection.is_signed;
    let mut judged = inspection.finish();
    if !judged.findings.iter().any(Finding::is_refusal) {
        judge_as_sent(bytes, is_signed, &mut judged);
    }
    judged.findings.sort_by_key(|finding| !finding.is_refusal());
    judged
}

/// Freezes the document, and looks at what is drawn then.
fn judge_as_sent(bytes: &Arc<Vec<u8>>, is_signed: bool, judged: &mut Judged) {
    let shown = match freezing::freeze(bytes, is_signed) {
        Ok(shown) => shown,
        Err(finding) => return judged.findings.push(finding),
    };
    // The findings on its fields come before all others.
    judged.findings.splice(0..0, shown.findings);
    match missing_fonts(&shown.bytes) {
        Ok(fonts) if fonts.is_empty() => {}
        Ok(mut fonts) => {
            fonts.truncate(FINDING_ITEMS_MAX);
            judged.findings.push(Finding::FontsNotEmbedded { fonts });
        }
        Err(error) => judged.findings.push(refusal(&error)),
    }
    judged.shown = Some(shown.bytes);
}

/// The fonts that draw something on any page and are not embedded.
fn missing_fonts(bytes: &Arc<Vec<u8>>) -> Result<Vec<String>, Error> {
    let document = Document::open(bytes.clone())?;
    let mut fonts = Fonts::new(document.current());
    for page in document.current().pages()? {
        fonts.visit(&page?.dictionary)?;
    }
    Ok(fonts.missing())
}

/// The finding for an error of the reader.
pub(super) fn refusal(error: &Error) -> Finding {
    match error {
        Error::HeaderIsMissing => Finding::NotAPdf,
        Error::DocumentIsEncrypted => Finding::Encrypted,
        Error::CrossReferencesContradict { .. } => Finding::HybridCrossReferences,
        Error::BytesFollowTheLastRevision | Error::BytesPrecedeTheHeader => Finding::BytesOutside,
        other => Finding::Damaged { detail: other.to_string() },
    }
}

struct Inspector<'a> {
    view: View<'a>,
    judged: Judged,
    annotations_not_shown: Vec<u32>,
    annotations: Vec<u32>,
    is_signed: bool,
}

/// What an action does, as far as it matters here.
enum Act {
    Harmless,
    Script,
    Outward,
}

impl Inspector<'_> {
    fn inspect(&mut self) -> Result<(), Error> {
        let catalog = self.view.catalog()?;
        self.catalog(&catalog)?;
        self.form()?;
        for page in self.view.pages()? {
            let page = page?;
            if self.judged.pages.len() >= PAGES_MAX {
                self.add(Finding::TooManyPages { pages_max: PAGES_MAX as u32 });
                return Ok(());
            }
            self.page(&page)?;
        }
        if self.judged.pages.is_empty() {
            self.add(Finding::NoPages);
        }
        self.actions()
    }

    /// Scripts and launches, also where only a click leads to them.
    fn actions(&mut self) -> Result<(), Error> {
        let actions = actions::search(&self.view)?;
        if actions.scripts {
            self.add(Finding::JavaScript);
        }
        if actions.launches {
            self.add(Finding::ActsByItself);
        }
        let told = [
            (actions.plays, Finding::Media),
            (actions.sends, Finding::SendsForms),
            (actions.links, Finding::Links),
            (actions.other_files, Finding::OtherFiles),
            (actions.attachments, Finding::Attachments),
        ];
        for (_, finding) in told.into_iter().filter(|(is_so, _)| *is_so) {
            self.add(finding);
        }
        Ok(())
    }

    fn catalog(&mut self, catalog: &Dictionary) -> Result<(), Error> {
        if catalog.contains(b"OCProperties") {
            self.add(Finding::Layers);
        }
        let names = self.view.dictionary(catalog, b"Names")?.unwrap_or_default();
        if names.contains(b"JavaScript") {
            self.add(Finding::JavaScript);
        }
        self.automatic(&self.view.value(catalog, b"OpenAction")?)?;
        self.additional(catalog)
    }

    fn form(&mut self) -> Result<(), Error> {
        let Some(form) = self.view.form()? else { return Ok(()) };
        if form.contains(b"XFA") {
            self.add(Finding::XfaForm);
        }
        if self.view.value(&form, b"NeedAppearances")?.as_boolean() == Some(true) {
            self.add(Finding::FormNeedsAppearances);
        }
        let mut signatures = 0;
        for field in self.view.fields()? {
            let scripts = self.view.dictionary(&field.dictionary, b"AA")?.unwrap_or_default();
            for (_, action) in scripts.iter() {
                self.automatic(&self.view.resolve(action)?)?;
            }
            let Some(value) = field.value.as_ref().filter(|_| field.is_kind(b"Sig")) else { continue };
            if let Object::Dictionary(signature) = self.view.resolve(value)? {
                signatures += 1;
                self.permissions(&signature)?;
                // § 12.7.5.5, table 236: the signature of an approver may forbid them too.
                let lock = self.view.dictionary(&field.dictionary, b"Lock")?.unwrap_or_default();
                if self.view.value(&lock, b"P")?.as_integer() == Some(1) {
                    self.add(Finding::ChangesForbidden);
                }
            }
        }
        self.is_signed = signatures > 0;
        if signatures > 0 {
            self.add(Finding::AlreadySigned { count: signatures });
        }
        Ok(())
    }

    /// ISO 32000-2 § 12.8.2.2: a certification may forbid every change.
    fn permissions(&mut self, signature: &Dictionary) -> Result<(), Error> {
        for reference in self.view.array(signature, b"Reference")? {
            let Object::Dictionary(reference) = self.view.resolve(&reference)? else { continue };
            let parameters = self.view.dictionary(&reference, b"TransformParams")?.unwrap_or_default();
            let level = self.view.value(&parameters, b"P")?.as_integer();
            if reference.has_name(b"TransformMethod", b"DocMDP") && level == Some(1) {
                self.add(Finding::ChangesForbidden);
            }
        }
        Ok(())
    }

    fn page(&mut self, page: &paraph_pdf::Page) -> Result<(), Error> {
        let number = self.judged.pages.len() as u32 + 1;
        let measures = Measures::of(page);
        for side in [measures.width, measures.height].map(|side| side * page.user_unit) {
            if !(PAGE_SIDE_POINTS_MIN..=PAGE_SIDE_POINTS_MAX).contains(&side) {
                self.add(Finding::PageSize { page: number });
            }
        }
        self.judged.pages.push(measures);
        self.additional(&page.dictionary)?;
        for annotation in self.view.array(&page.dictionary, b"Annots")? {
            if let Object::Dictionary(annotation) = self.view.resolve(&annotation)? {
                self.annotation(&annotation, number)?;
            }
        }
        Ok(())
    }

    fn annotation(&mut self, annotation: &Dictionary, page: u32) -> Result<(), Error> {
        match self.act(&self.view.value(annotation, b"A")?)? {
            Act::Script => self.add(Finding::JavaScript),
            Act::Outward | Act::Harmless => {}
        }
        self.additional(annotation)?;
        // Links and pop-ups have no appearance; widgets of empty signature fields need none.
        let bare: [&[u8]; 3] = [b"Link", b"Popup", b"Widget"];
        let needs_none = bare.iter().any(|kind| annotation.has_name(b"Subtype", kind));
        let flags = self.view.value(annotation, b"F")?.as_integer().unwrap_or(0);
        // What only paper shows (NoView with Print, § 12.5.3) is not seen by who signs, and is reported.
        let (is_hidden, on_screen, on_paper) =
            (flags & 0b10 != 0, flags & 0b10_0000 == 0, flags & 0b100 != 0);
        if needs_none || is_hidden || !(on_screen || on_paper) {
            return Ok(());
        }
        let has_look = on_screen && annotation.contains(b"AP");
        let listed = if has_look { &mut self.annotations } else { &mut self.annotations_not_shown };
        if listed.last() != Some(&page) {
            listed.push(page);
        }
        Ok(())
    }

    /// Additional actions (ISO 32000-2 § 12.6.3): they run by themselves.
    fn additional(&mut self, owner: &Dictionary) -> Result<(), Error> {
        for (_, action) in self.view.dictionary(owner, b"AA")?.unwrap_or_default().iter() {
            self.automatic(&self.view.resolve(action)?)?;
        }
        Ok(())
    }

    fn automatic(&mut self, action: &Object) -> Result<(), Error> {
        match self.act(action)? {
            Act::Harmless => {}
            Act::Script => self.add(Finding::JavaScript),
            Act::Outward => self.add(Finding::ActsByItself),
        }
        Ok(())
    }

    /// What an action and those that follow it do (ISO 32000-2 § 12.6.4); the worst counts.
    fn act(&self, action: &Object) -> Result<Act, Error> {
        let mut pending = vec![action.clone()];
        let mut worst = Act::Harmless;
        for _ in 0..ACTIONS_MAX {
            let Some(next) = pending.pop() else { return Ok(worst) };
            match self.view.resolve(&next)? {
                Object::Array(items) => {
                    // An array of a destination is no list of actions: its items are not dictionaries with /S.
                    pending.extend(items.into_iter().take(ACTIONS_MAX));
                }
                Object::Dictionary(found) => {
                    let verb = self.view.value(&found, b"S")?;
                    match verb.as_name().map(|name| name.as_bytes().to_vec()).as_deref() {
                        Some(b"JavaScript") => return Ok(Act::Script),
                        Some(
                            b"Launch" | b"URI" | b"SubmitForm" | b"ImportData" | b"GoToR" | b"GoToE"
                            | b"Rendition" | b"Movie" | b"Sound" | b"RichMediaExecute",
                        ) => worst = Act::Outward,
                        _ => {}
                    }
                    pending.extend(found.get(b"Next").cloned());
                }
                _ => {}
            }
        }
        // A longer chain serves nobody but somebody who hides its end.
        Ok(Act::Outward)
    }

    fn add(&mut self, finding: Finding) {
        if !self.judged.findings.contains(&finding) {
            self.judged.findings.push(finding);
        }
    }

    fn finish(mut self) -> Judged {
        let not_shown = std::mem::take(&mut self.annotations_not_shown);
        if !not_shown.is_empty() {
            let pages = not_shown.into_iter().take(FINDING_ITEMS_MAX).collect();
            self.add(Finding::AnnotationsNotShown { pages });
        }
        let fixed = std::mem::take(&mut self.annotations);
        if !fixed.is_empty() {
            let pages = fixed.into_iter().take(FINDING_ITEMS_MAX).collect();
            self.add(Finding::AnnotationsFixed { pages });
        }
        self.judged
    }
}
