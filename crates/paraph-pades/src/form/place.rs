//! Makes fields: real AcroForm objects, each merged with its one widget, with an appearance from the start
//! (ISO 32000-2 § 12.7.4, § 12.5.6.19).

use std::collections::HashSet;

use paraph_pdf::{Dictionary, Name, Object, ObjectId, Page, PdfString, Rectangle, Update};

use super::tree;
use crate::appearance::{Frame, marks};
use crate::{Error, limits};

/// Annotation flag bit 3 (§ 12.5.3): the widget is printed. No reader may hide what was agreed.
const PRINT: i64 = 4;
/// Bits 3 and 8: printed, and its place cannot be changed.
const PRINT_AND_LOCKED: i64 = 132;
/// Field flag bit 2 (§ 12.7.4.1).
const REQUIRED: i64 = 2;
/// Text field flag bit 13 (§ 12.7.5.3).
const MULTILINE: i64 = 1 << 12;

/// One field to be put into a document.
#[derive(Clone, Debug)]
pub struct FieldPlacement {
    /// Its name, unique in the document; full stops are not allowed, for they separate levels (§ 12.7.4.2).
    pub name: String,
    /// Index of the page, from 0.
    pub page: usize,
    /// Its place in the page's user space: see [`super::geometry::to_user_space`].
    pub rectangle: Rectangle,
    /// What it takes.
    pub kind: FieldKind,
    /// What a screen reader says, such as "Signature of Ada Lovelace".
    pub tooltip: String,
    /// Whether its signatory must fill it.
    pub required: Requirement,
}

/// Whether a field must be filled.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Requirement {
    /// It must be.
    #[default]
    Required,
    /// It may stay empty.
    Optional,
}

/// What a field takes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FieldKind {
    /// The signature of one signatory. Signing it locks the named fields, which are that signatory's own.
    Signature {
        /// Names of the fields that the signature locks.
        locks: Vec<String>,
    },
    /// A further place that shows the same signatory's signature or initials: a text field, for a signature
    /// field has one place only (§ 12.7.5.5).
    Mark,
    /// One line of text.
    Text,
    /// Several lines of text.
    Paragraph,
    /// A date, as text in the given form, such as `YYYY-MM-DD`.
    Date {
        /// Told to the reader after the tooltip.
        format: String,
    },
    /// A box to be ticked.
    Tick,
}

/// Names and ids of new fields.
type Placed = Vec<(String, ObjectId)>;

/// Puts the fields into the document, in the order given; returns their names and ids.
pub(crate) fn place(update: &mut Update<'_>, placements: &[FieldPlacement]) -> Result<Placed, Error> {
    let (placed, pages) = attach(update, placements)?;
    tree::order_tabs(update, &pages)?;
    if placements.iter().any(|placement| placement.kind.is_text() || placement.kind == FieldKind::Tick) {
        default_resources(update)?;
    }
    Ok(placed)
}

/// As [`place`], for signature fields on a signed document: nothing of its pages changes but the lists of widgets.
pub(crate) fn place_among_signed(
    update: &mut Update<'_>,
    placements: &[FieldPlacement],
) -> Result<Placed, Error> {
    Ok(attach(update, placements)?.0)
}

/// Makes the fields and hangs them into the form and their pages, which are returned too.
fn attach(update: &mut Update<'_>, placements: &[FieldPlacement]) -> Result<(Placed, Vec<ObjectId>), Error> {
    if placements.len() > limits::FIELDS_MAX {
        return Err(Error::TooManyFields { maximum: limits::FIELDS_MAX });
    }
    let pages = pages(update, placements)?;
    let mut taken: HashSet<String> = update.view().fields()?.into_iter().map(|field| field.name).collect();
    // Top-level names must differ from every node's, or the fully qualified names would run together.
    taken.extend(taken.clone().iter().filter_map(|name| Some(name.split_once('.')?.0.to_owned())));
    let (mut attached, mut placed) = (Vec::new(), Vec::new());
    for placement in placements {
        check_name(&placement.name)?;
        if !taken.insert(placement.name.clone()) {
            return Err(Error::FieldNameIsTaken { name: placement.name.clone() });
        }
        let page = pages.iter().find(|(index, _)| *index == placement.page).map(|(_, page)| page);
        let page = page.ok_or(Error::PageIsMissing { index: placement.page })?;
        check_rectangle(page, placement)?;
        let id = field(update, page, placement)?;
        attached.push((page.id, id));
        placed.push((placement.name.clone(), id));
    }
    tree::attach(update, &attached)?;
    Ok((placed, attached.iter().map(|(page, _)| *page).collect()))
}

/// Adds an empty signature field that is not seen, on the first page. `placed` are the fields that the same
/// update has added already.
pub(crate) fn place_invisible(
    update: &mut Update<'_>,
    name: &str,
    placed: &[(String, ObjectId)],
) -> Result<ObjectId, Error> {
    check_name(name)?;
    let prefix = format!("{name}.");
    let fields = update.view().fields()?;
    let mut taken = fields.iter().map(|field| &field.name).chain(placed.iter().map(|(name, _)| name));
    if taken.any(|other| other == name || other.starts_with(&prefix)) {
        return Err(Error::FieldNameIsTaken { name: name.to_owned() });
    }
    let first = update.view().pages()?.next().ok_or(Error::PageIsMissing { index: 0 })??;
    let mut dictionary = widget(name, first.id, [0.0; 4].map(Object::Real).to_vec());
    dictionary.insert("FT", Name::from("Sig"));
    dictionary.insert("F", PRINT_AND_LOCKED);
    let id = update.add(dictionary)?;
    tree::attach(update, &[(first.id, id)])?;
    Ok(id)
}

/// The pages that fields are put on, each once: a long document is walked no further than needed.
fn pages(update: &Update<'_>, placements: &[FieldPlacement]) -> Result<Vec<(usize, Page)>, Error> {
    let wanted: HashSet<usize> = placements.iter().map(|placement| placement.page).collect();
    let last = wanted.iter().max().copied();
    let mut found = Vec::new();
    for (index, page) in update.view().pages()?.enumerate() {
        if last.is_none_or(|last| index > last) {
            break;
        }
        let page = page?;
        if wanted.contains(&index) {
            found.push((index, page));
        }
    }
    Ok(found)
}

fn check_name(name: &str) -> Result<(), Error> {
    let allowed = !name.is_empty()
        && name.len() <= limits::FIELD_NAME_BYTES_MAX
        && !name.chars().any(|character| character == '.' || character.is_control());
    if allowed { Ok(()) } else { Err(Error::FieldNameIsNotAllowed { name: name.to_owned() }) }
}

/// A field must be seen: within what is shown, and large enough to hold a mark.
fn check_rectangle(page: &Page, placement: &FieldPlacement) -> Result<(), Error> {
    let (own, shown) = (&placement.rectangle, &page.crop_box);
    // A hundredth of a point: percentages come back from the browser rounded.
    let near = 0.01;
    let inside = own.left >= shown.left - near
        && own.bottom >= shown.bottom - near
        && own.right <= shown.right + near
        && own.top <= shown.top + near;
    let size_min = limits::FIELD_SIDE_POINTS_MIN / page.user_unit;
    if inside && own.width() >= size_min && own.height() >= size_min {
        return Ok(());
    }
    Err(Error::FieldIsOutsideThePage { name: placement.name.clone() })
}

impl FieldKind {
    pub(crate) fn is_text(&self) -> bool {
        matches!(self, Self::Mark | Self::Text | Self::Paragraph | Self::Date { .. })
    }
}

/// The entries every field has: a field and a widget in one dictionary.
fn widget(name: &str, page: ObjectId, rectangle: Vec<Object>) -> Dictionary {
    Dictionary::new()
        .with("Type", Name::from("Annot"))
        .with("Subtype", Name::from("Widget"))
        .with("T", PdfString::text(name))
        .with("F", PRINT)
        .with("P", page)
        .with("Rect", rectangle)
}

fn field(update: &mut Update<'_>, page: &Page, placement: &FieldPlacement) -> Result<ObjectId, Error> {
    let own = &placement.rectangle;
    let corners = [own.left, own.bottom, own.right, own.top].map(|value| Object::Real(rounded(value)));
    let mut dictionary = widget(&placement.name, page.id, corners.to_vec());
    let mut tooltip = placement.tooltip.clone();
    let required = if placement.required == Requirement::Required { REQUIRED } else { 0 };
    let frame = Frame::of(page, *own);
    let mut characteristics = Dictionary::new();
    if page.rotation != 0 {
        characteristics.insert("R", i64::from(page.rotation));
    }
    match &placement.kind {
        FieldKind::Signature { locks } => {
            dictionary.insert("FT", Name::from("Sig"));
            dictionary.insert("F", PRINT_AND_LOCKED);
            dictionary.insert("Lock", update.add(lock(&placement.name, locks))?);
            dictionary.insert("AP", Dictionary::new().with("N", update.add(frame.empty())?));
        }
        FieldKind::Tick => {
            characteristics.insert("CA", PdfString::literal(*b"4"));
            let ticked = update.add(marks::tick(&frame))?;
            let empty = update.add(marks::empty_box(&frame))?;
            let states = Dictionary::new().with("Yes", ticked).with("Off", empty);
            dictionary.insert("FT", Name::from("Btn"));
            dictionary.insert("Ff", required);
            dictionary.insert("DA", PdfString::literal(*b"/ZaDb 0 Tf 0 g"));
            dictionary.insert("V", Name::from("Off"));
            dictionary.insert("AS", Name::from("Off"));
            dictionary.insert("AP", Dictionary::new().with("N", states));
        }
        kind => {
            if let FieldKind::Date { format } = kind {
                tooltip = format!("{tooltip} ({format})");
            }
            let lines = if *kind == FieldKind::Paragraph { MULTILINE } else { 0 };
            dictionary.insert("FT", Name::from("Tx"));
            dictionary.insert("Ff", required | lines);
            dictionary.insert("DA", PdfString::literal(*b"/Helv 0 Tf 0 g"));
            dictionary.insert("AP", Dictionary::new().with("N", update.add(frame.empty())?));
        }
    }
    dictionary.insert("TU", PdfString::text(&tooltip));
    if !characteristics.is_empty() {
        dictionary.insert("MK", characteristics);
    }
    Ok(update.add(dictionary)?)
}

/// § 12.7.5.5: what signing the field will lock. The field itself is among them, so that no later revision can
/// clear it.
fn lock(own: &str, locks: &[String]) -> Dictionary {
    let mut names = vec![own.to_owned()];
    names.extend(locks.iter().filter(|name| *name != own).cloned());
    Dictionary::new()
        .with("Type", Name::from("SigFieldLock"))
        .with("Action", Name::from("Include"))
        .with("Fields", names.iter().map(|name| PdfString::text(name).into()).collect::<Vec<Object>>())
}

/// § 12.7.4.3: the fonts that the default appearances of text and tick fields name.
fn default_resources(update: &mut Update<'_>) -> Result<(), Error> {
    tree::change(update, |update, form| {
        let mut resources = direct(update, form.get(b"DR"))?;
        let mut fonts = direct(update, resources.get(b"Font"))?;
        for (name, base, encoding) in
            [("Helv", "Helvetica", Some("WinAnsiEncoding")), ("ZaDb", "ZapfDingbats", None)]
        {
            if fonts.contains(name.as_bytes()) {
                continue;
            }
            let mut font =
                Dictionary::new().with("Type", Name::from("Font")).with("Subtype", Name::from("Type1"));
            font.insert("BaseFont", Name::from(base));
            if let Some(encoding) = encoding {
                font.insert("Encoding", Name::from(encoding));
            }
            fonts.insert(name, update.add(font)?);
        }
        resources.insert("Font", fonts);
        form.insert("DR", resources);
        Ok(())
    })
}

fn direct(update: &Update<'_>, value: Option<&Object>) -> Result<Dictionary, Error> {
    Ok(match value {
        Some(Object::Reference(id)) => update.dictionary(*id, "the form's resources")?,
        Some(Object::Dictionary(found)) => found.clone(),
        _ => Dictionary::new(),
    })
}

/// A thousandth of a unit is finer than any printer.
pub(crate) fn rounded(value: f64) -> f64 {
    (value * 1_000.0).round() / 1_000.0
}
