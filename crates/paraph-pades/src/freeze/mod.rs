//! Freezing: what a document brings along that could change after it is sent becomes part of its pages, or is locked, or stands in
//! the way. Form fields are drawn into the pages and taken out of the form, so that every reader shows the same and nothing is left
//! to fill in (ISO 32000-2 § 12.7, § 12.5.5). A document that others signed is not drawn anew: its fields are locked.

mod page;
mod picture;
mod proof;
mod tick;
mod value;
mod widget;

use std::collections::{BTreeMap, BTreeSet};

use paraph_pdf::{Document, Object, ObjectId, Page, Source, Update, View};

use crate::form::tree;
use crate::sign::Restrictions;
use crate::{Error, limits};
use picture::Picture;
use widget::{Kind, Widget};

pub use proof::prove;
pub(crate) use widget::open_fields;

/// What became of the fields of a document, by their names.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Account {
    /// Fields that cannot be filled in or changed any more.
    pub fixed: BTreeSet<String>,
    /// Those of them whose value had no look of its own and was drawn by us.
    pub drawn: BTreeSet<String>,
    /// Fields with a value that is not visible: hidden, or on no page.
    pub unseen: BTreeSet<String>,
    /// Buttons, which do nothing any more.
    pub buttons: BTreeSet<String>,
    /// Unsigned signature fields.
    pub signature_fields: BTreeSet<String>,
    /// Fields that stand in the way.
    pub obstacles: BTreeMap<String, Obstacle>,
    /// What the looks of fields must be seen to say: see [`prove`].
    pub statements: Vec<Statement>,
}

/// Why a field stands in the way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Obstacle {
    /// It has a value that is not shown, and that cannot be drawn.
    ValueIsNotShown,
    /// It holds another value than it shows.
    ValueDiffers,
}

/// A value, and the look that must show it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statement {
    /// The field's name.
    pub field: String,
    /// What the field holds, in words.
    pub value: String,
    /// The form XObject that is shown for it.
    pub look: ObjectId,
    /// How much of it the value must be.
    pub extent: Extent,
}

/// How much of what is shown the value must be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extent {
    /// All of it.
    Whole,
    /// A part of it: a list shows what was not chosen too.
    Part,
}

/// A document as it is when frozen.
#[derive(Clone, Debug, Default)]
pub struct Frozen {
    /// What became of its fields.
    pub account: Account,
    /// What to append to it; nothing if it stays as it is.
    pub tail: Option<Vec<u8>>,
}

/// Freezes a document as sending it will, without signing it.
///
/// # Errors
/// When the document cannot be read, or has more fields than are looked at.
pub fn freeze<S: Source>(document: &Document<S>) -> Result<Frozen, Error> {
    let mut update = Update::new(document)?;
    let restrictions = Restrictions::of(&update.view(), &update.view().fields()?)?;
    if restrictions.is_signed {
        return Ok(Frozen { account: survey(&update)?, tail: None });
    }
    restrictions.unite_cross_references(document, &mut update);
    let (account, changed) = flatten(&mut update, None)?;
    let tail = if changed { Some(update.finish(b"frozen")?.bytes) } else { None };
    Ok(Frozen { account, tail })
}

/// Draws all fields but the kept one into their pages and takes them out of the form. Says whether anything changed.
pub(crate) fn flatten(update: &mut Update<'_>, kept: Option<&str>) -> Result<(Account, bool), Error> {
    let mut surveyor = Surveyor::new(update.view(), Way::Draw);
    let mut changed = false;
    for page in update.view().pages()? {
        let page = page?;
        let sheet = surveyor.sheet(update, &page, kept)?;
        if sheet.widgets > 0 {
            page::rewrite(update, &page, sheet)?;
            changed = true;
        }
    }
    let account = surveyor.finish()?;
    Ok((account, take_out_of_the_form(update, kept)? || changed))
}

/// Looks at the fields of a document that others signed.
pub(crate) fn survey(update: &Update<'_>) -> Result<Account, Error> {
    let mut surveyor = Surveyor::new(update.view(), Way::Look);
    for page in update.view().pages()? {
        surveyor.look(&page?)?;
    }
    surveyor.finish()
}

/// The first field that stands in the way, if there is one.
pub(crate) fn must_be_clear(account: &Account) -> Result<(), Error> {
    match account.obstacles.iter().next() {
        None => Ok(()),
        Some((name, Obstacle::ValueIsNotShown)) => Err(Error::FieldValueIsNotShown { name: name.clone() }),
        Some((name, Obstacle::ValueDiffers)) => Err(Error::FieldValueDiffers { name: name.clone() }),
    }
}

/// The form is left with the kept field alone, and without what the fields shared: resources, calculations, flags.
fn take_out_of_the_form(update: &mut Update<'_>, kept: Option<&str>) -> Result<bool, Error> {
    let (root, mut catalog) = tree::catalog(update)?;
    let Some(form) = tree::form(update)? else { return Ok(false) };
    catalog.remove(b"AcroForm");
    if let Some(kept) = kept {
        let field = update.view().fields()?.into_iter().find(|field| field.name == kept);
        let is_apart = |id: &ObjectId| {
            update.view().array(&form, b"Fields").is_ok_and(|all| all.contains(&(*id).into()))
        };
        if let Some(id) = field.map(|field| field.id).filter(is_apart) {
            let fields = paraph_pdf::Dictionary::new().with("Fields", vec![Object::from(id)]);
            catalog.insert("AcroForm", update.add(fields)?);
        }
    }
    update.replace(root, catalog);
    Ok(true)
}

/// Whether fields are drawn into the page, or only looked at.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    Draw,
    Look,
}

/// What a page is to be made of.
#[derive(Default)]
struct Sheet {
    /// The annotations that stay.
    kept: Vec<Object>,
    /// What is drawn on the page, in order.
    pictures: Vec<Picture>,
    /// How many fields were on it.
    widgets: usize,
}

struct Surveyor<'a> {
    view: View<'a>,
    way: Way,
    account: Account,
    /// Fields met on a page, by their names, and whether a tick of them that must be shown was.
    met: BTreeMap<String, bool>,
    count: usize,
}

impl<'a> Surveyor<'a> {
    fn new(view: View<'a>, way: Way) -> Self {
        Self { view, way, account: Account::default(), met: BTreeMap::new(), count: 0 }
    }

    /// Divides what is on a page into what stays and what is drawn.
    fn sheet(&mut self, update: &mut Update<'_>, page: &Page, kept: Option<&str>) -> Result<Sheet, Error> {
        let mut sheet = Sheet::default();
        let mut others: Vec<(Object, Option<Picture>)> = Vec::new();
        for item in self.view.array(&page.dictionary, b"Annots")? {
            let Object::Dictionary(annotation) = self.view.resolve(&item)? else { continue };
            match Widget::read(&self.view, annotation.clone(), page)? {
                Some(widget) if kept != Some(widget.name.as_str()) => {
                    sheet.widgets += 1;
                    let pictures = self.take(update, &widget)?;
                    // What lies beneath a field must stay beneath it.
                    let covered = |other: &Option<Picture>| {
                        other.as_ref().is_some_and(|other| pictures.iter().any(|own| own.overlaps(other)))
                    };
                    for (_, other) in others.extract_if(.., |(_, other)| covered(other)) {
                        sheet.pictures.extend(other);
                    }
                    sheet.pictures.extend(pictures);
                }
                Some(_) => others.push((item, None)),
                None => {
                    let picture = picture::of_annotation(&self.view, &annotation)?;
                    others.push((item, picture));
                }
            }
        }
        sheet.kept = others.into_iter().map(|(item, _)| item).collect();
        Ok(sheet)
    }

    /// Takes note of the fields on a page that is left as it is.
    fn look(&mut self, page: &Page) -> Result<(), Error> {
        for item in self.view.array(&page.dictionary, b"Annots")? {
            let Object::Dictionary(annotation) = self.view.resolve(&item)? else { continue };
            let Some(widget) = Widget::read(&self.view, annotation, page)? else { continue };
            self.judge(&widget)?;
        }
        Ok(())
    }

    /// What is drawn for a widget.
    fn take(&mut self, update: &mut Update<'_>, widget: &Widget) -> Result<Vec<Picture>, Error> {
        let mut pictures = Vec::new();
        let judged = self.judge(widget)?;
        if judged.shows_own {
            pictures.extend(picture::of_widget(&self.view, widget)?);
        }
        match picture::drawn(update, widget, &judged.missing) {
            Ok(drawn) => pictures.extend(drawn),
            // A letter without a glyph, or a text that does not fit: the value cannot be shown.
            Err(_) => self.stand_in_the_way(widget, Obstacle::ValueIsNotShown),
        }
        Ok(pictures)
    }

    /// Enters a widget into the account, and says what must be shown for it.
    fn judge(&mut self, widget: &Widget) -> Result<Judged, Error> {
        self.count += 1;
        if self.count > limits::WIDGETS_MAX {
            return Err(Error::TooManyFields { maximum: limits::WIDGETS_MAX });
        }
        self.met.entry(widget.name.clone()).or_insert(false);
        let name = widget.name.clone();
        match widget.kind {
            Kind::Signed => return Ok(Judged::default()),
            Kind::Signature => self.account.signature_fields.insert(name),
            Kind::Button => self.account.buttons.insert(name),
            Kind::Text | Kind::Choice | Kind::List | Kind::Tick | Kind::Other => {
                self.account.fixed.insert(name)
            }
        };
        if !widget.is_seen {
            if widget.kind.has_value() && value::is_there(&self.view, widget)? {
                self.account.unseen.insert(widget.name.clone());
                self.met.insert(widget.name.clone(), true);
            }
            return Ok(Judged::default());
        }
        match widget.kind {
            Kind::Tick => self.judge_tick(widget),
            Kind::Text | Kind::Choice | Kind::List => self.judge_text(widget),
            _ => Ok(Judged { shows_own: true, ..Judged::default() }),
        }
    }

    fn judge_tick(&mut self, widget: &Widget) -> Result<Judged, Error> {
        let tick = tick::read(&self.view, widget)?;
        if tick.shows_the_value {
            self.met.insert(widget.name.clone(), true);
        }
        if tick.contradicts {
            self.stand_in_the_way(widget, Obstacle::ValueDiffers);
        }
        if tick.missing == Missing::Tick {
            self.note_drawn(widget);
        }
        Ok(Judged { shows_own: true, missing: tick.missing })
    }

    fn judge_text(&mut self, widget: &Widget) -> Result<Judged, Error> {
        let value = value::text(&self.view, widget)?;
        let own = picture::of_widget(&self.view, widget)?;
        let says_something = match &own {
            Some(own) => picture::says_something(&self.view, own)?,
            None => false,
        };
        let redrawn = widget.kind == Kind::List && self.way == Way::Draw;
        match own {
            // A list shows by a colour what was chosen; it is drawn in words.
            Some(_) if redrawn && !value.is_empty() => {
                self.note_drawn(widget);
                Ok(Judged { shows_own: false, missing: Missing::Text(value) })
            }
            Some(_) if widget.kind == Kind::List && value.is_empty() => Ok(Judged::own()),
            Some(own) if says_something => {
                let extent = if widget.kind == Kind::List { Extent::Part } else { Extent::Whole };
                let field = widget.name.clone();
                self.account.statements.push(Statement { field, value, look: own.form, extent });
                Ok(Judged::own())
            }
            _ if value.is_empty() || widget.is_barcode => Ok(Judged::own()),
            _ => {
                self.note_drawn(widget);
                Ok(Judged { shows_own: true, missing: Missing::Text(value) })
            }
        }
    }

    /// A value that is to be drawn: of a document that others signed it cannot be.
    fn note_drawn(&mut self, widget: &Widget) {
        match self.way {
            Way::Draw => drop(self.account.drawn.insert(widget.name.clone())),
            Way::Look => self.stand_in_the_way(widget, Obstacle::ValueIsNotShown),
        }
    }

    fn stand_in_the_way(&mut self, widget: &Widget, obstacle: Obstacle) {
        self.account.obstacles.entry(widget.name.clone()).or_insert(obstacle);
    }

    /// Fields that are on no page, and ticks that no widget shows.
    fn finish(mut self) -> Result<Account, Error> {
        for field in self.view.fields()? {
            let kind = Kind::of(&self.view, &field.dictionary)?;
            let has_value = kind.has_value() && value::holds(&self.view, &field.dictionary, kind)?;
            match self.met.get(&field.name) {
                Some(shown) if kind == Kind::Tick && has_value && !shown => {
                    self.account.obstacles.entry(field.name).or_insert(Obstacle::ValueIsNotShown);
                }
                Some(_) => {}
                None if kind == Kind::Signature => drop(self.account.signature_fields.insert(field.name)),
                None if has_value => drop(self.account.unseen.insert(field.name)),
                None => {}
            }
        }
        Ok(self.account)
    }
}

/// What must be shown for a widget.
#[derive(Default)]
struct Judged {
    /// Whether its own look is shown.
    shows_own: bool,
    /// What has to be drawn beside it.
    missing: Missing,
}

impl Judged {
    fn own() -> Self {
        Self { shows_own: true, missing: Missing::Nothing }
    }
}

/// What a widget does not show by itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
enum Missing {
    #[default]
    Nothing,
    Text(String),
    Tick,
    EmptyBox,
}
