//! Widgets as they are found on pages, with what they inherit: also those that the form does not list, which readers show and let
//! people fill in all the same.

use paraph_pdf::{Dictionary, Error, Field, Name, Object, Page, Rectangle, View};

/// Field flag bits (ISO 32000-2 § 12.7.5.2.2, § 12.7.5.3, § 12.7.5.4).
const PUSH_BUTTON: i64 = 1 << 16;
const MULTILINE: i64 = 1 << 12;
const COMBO: i64 = 1 << 17;
/// Annotation flag bits: hidden, and not viewed (§ 12.5.3).
const UNSEEN: i64 = 2 | 32;

/// What a field is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Text,
    /// A choice of which the chosen is shown.
    Choice,
    /// A choice of which everything is shown.
    List,
    /// A tick box or a radio button.
    Tick,
    /// A button that does something.
    Button,
    /// An unsigned signature field.
    Signature,
    /// One that somebody signed.
    Signed,
    Other,
}

impl Kind {
    pub(super) fn of(view: &View<'_>, node: &Dictionary) -> Result<Self, Error> {
        let kind = view.inherited(node, b"FT")?;
        let flags = view.inherited(node, b"Ff")?.as_integer().unwrap_or(0);
        Ok(match kind.as_name().map(Name::as_bytes) {
            Some(b"Tx") => Self::Text,
            Some(b"Ch") if flags & COMBO != 0 => Self::Choice,
            Some(b"Ch") => Self::List,
            Some(b"Btn") if flags & PUSH_BUTTON != 0 => Self::Button,
            Some(b"Btn") => Self::Tick,
            Some(b"Sig") if matches!(view.inherited(node, b"V")?, Object::Dictionary(_)) => Self::Signed,
            Some(b"Sig") => Self::Signature,
            _ => Self::Other,
        })
    }

    /// Whether it can hold a value that is shown.
    pub(super) fn has_value(self) -> bool {
        matches!(self, Self::Text | Self::Choice | Self::List | Self::Tick)
    }
}

/// A widget on a page.
pub(super) struct Widget {
    pub(super) dictionary: Dictionary,
    /// The fully qualified name of its field.
    pub(super) name: String,
    pub(super) kind: Kind,
    pub(super) rectangle: Rectangle,
    /// The page's points in a unit.
    pub(super) user_unit: f64,
    /// Whether anybody sees it: it is not hidden, and has a place within the page.
    pub(super) is_seen: bool,
    /// Whether its text is broken into lines.
    pub(super) is_multiline: bool,
    /// Whether it shows its value as a barcode (§ 12.7.5.3, `/PMD`).
    pub(super) is_barcode: bool,
}

impl Widget {
    /// Reads an annotation; none if it is no widget.
    pub(super) fn read(view: &View<'_>, dictionary: Dictionary, page: &Page) -> Result<Option<Self>, Error> {
        let subtype = view.value(&dictionary, b"Subtype")?;
        let is_widget = match subtype.as_name() {
            Some(subtype) => *subtype == b"Widget",
            None => dictionary.contains(b"FT"),
        };
        if !is_widget {
            return Ok(None);
        }
        let nowhere = Rectangle { left: 0.0, bottom: 0.0, right: 0.0, top: 0.0 };
        let rectangle = view.rectangle(&dictionary, b"Rect")?.unwrap_or(nowhere);
        let hidden = view.value(&dictionary, b"F")?.as_integer().unwrap_or(0) & UNSEEN != 0;
        let flags = view.inherited(&dictionary, b"Ff")?.as_integer().unwrap_or(0);
        Ok(Some(Self {
            name: view.qualified_name(&dictionary)?,
            kind: Kind::of(view, &dictionary)?,
            rectangle,
            user_unit: page.user_unit,
            is_seen: !hidden && rectangle.intersection(&page.crop_box).is_some(),
            is_multiline: flags & MULTILINE != 0,
            is_barcode: dictionary.contains(b"PMD"),
            dictionary,
        }))
    }

    /// Whether its field has no other widget.
    pub(super) fn is_only_one(&self, view: &View<'_>) -> Result<bool, Error> {
        if self.dictionary.contains(b"T") {
            return Ok(true);
        }
        let parent = view.dictionary(&self.dictionary, b"Parent")?.unwrap_or_default();
        Ok(view.array(&parent, b"Kids")?.len() < 2)
    }
}

/// Those of the fields that can still be filled in or signed.
pub(crate) fn open_fields<'a>(view: &View<'_>, fields: &'a [Field]) -> Result<Vec<&'a Field>, Error> {
    let mut open = Vec::new();
    for field in fields {
        if !field.name.is_empty() && Kind::of(view, &field.dictionary)? != Kind::Signed {
            open.push(field);
        }
    }
    Ok(open)
}
