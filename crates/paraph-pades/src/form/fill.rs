//! Gives fields their values, with the appearance that shows them, and makes them read-only
//! (ISO 32000-2 § 12.7.4.1, § 12.7.5).

use paraph_pdf::{Dictionary, Field, Name, Object, ObjectId, PdfString, Rectangle, Update};

use crate::appearance::{Appearance, Frame, marks};
use crate::text::Typefaces;
use crate::{Error, limits};

/// Field flag bit 1 (§ 12.7.4.1).
const READ_ONLY: i64 = 1;

/// A value for one field.
#[derive(Clone, Debug)]
pub struct FieldValue {
    /// The fully qualified name of the field.
    pub field: String,
    /// What it shall hold.
    pub value: Value,
}

/// What a field can hold.
#[derive(Clone, Debug)]
pub enum Value {
    /// Text, also a date. Shown in a plain type, on as many lines as it takes.
    Text(String),
    /// The box is ticked.
    Ticked,
    /// The box is left empty.
    Unticked,
    /// A further place for a signature or initials: what is seen, or `name` where it has no letters.
    Mark {
        /// Whose mark it is.
        name: String,
        /// What it looks like.
        appearance: Appearance,
    },
}

impl Value {
    /// The value as text: what is seen, or whose mark it is where no letters are seen.
    fn text(&self) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Ticked | Self::Unticked => String::new(),
            Self::Mark { name, appearance } => {
                let shown = appearance.text();
                if shown.is_empty() { name.clone() } else { shown }
            }
        }
    }

    /// Draws the value into a frame: the one function behind what a person is shown and what is sealed.
    pub(crate) fn draw(
        &self,
        update: &mut Update<'_>,
        frame: &Frame,
        typefaces: &Typefaces,
    ) -> Result<ObjectId, Error> {
        self.check_length()?;
        match self {
            Self::Text(text) => marks::text(update, frame, text, typefaces),
            Self::Mark { appearance, .. } => appearance.draw(update, frame, typefaces),
            Self::Ticked => Ok(update.add(marks::tick(frame))?),
            Self::Unticked => Ok(update.add(marks::empty_box(frame))?),
        }
    }

    /// Whether the value has room in a frame and can be written.
    pub(crate) fn check_room(&self, frame: &Frame, typefaces: &Typefaces) -> Result<(), Error> {
        self.check_length()?;
        match self {
            Self::Text(text) => marks::check_room(frame, text, typefaces),
            Self::Mark { appearance, .. } => appearance.check_room(frame, typefaces),
            Self::Ticked | Self::Unticked => Ok(()),
        }
    }

    fn check_length(&self) -> Result<(), Error> {
        match self {
            Self::Text(text) if text.len() > limits::VALUE_BYTES_MAX => {
                Err(Error::ValueIsTooLong { name: String::new() })
            }
            _ => Ok(()),
        }
    }
}

/// Fills one field.
pub(crate) fn fill(
    update: &mut Update<'_>,
    field: &Field,
    value: &Value,
    typefaces: &Typefaces,
) -> Result<(), Error> {
    let kind: &[u8] = match value {
        Value::Text(_) | Value::Mark { .. } => b"Tx",
        Value::Ticked | Value::Unticked => b"Btn",
    };
    if !field.is_kind(kind) {
        return Err(Error::FieldTakesAnotherKind { name: field.name.clone() });
    }
    let [widget] = field.widgets.as_slice() else {
        return Err(Error::FieldHasSeveralWidgets { name: field.name.clone() });
    };
    let mut dictionary = update.dictionary(field.id, "a field")?;
    match value {
        Value::Ticked => check_box(update, field, &mut dictionary, *widget)?,
        Value::Unticked => {
            dictionary.insert("V", Name::from("Off"));
            set_widget(update, field, &mut dictionary, *widget, ("AS", Name::from("Off").into()))?;
        }
        Value::Text(_) | Value::Mark { .. } => {
            dictionary.insert("V", PdfString::text(&value.text()));
            let frame = frame(update, *widget)?;
            let drawn = match value.draw(update, &frame, typefaces) {
                Err(Error::ValueIsTooLong { .. }) => {
                    return Err(Error::ValueIsTooLong { name: field.name.clone() });
                }
                other => other?,
            };
            let shown = Dictionary::new().with("N", drawn);
            set_widget(update, field, &mut dictionary, *widget, ("AP", shown.into()))?;
        }
    }
    update.replace(field.id, dictionary);
    Ok(())
}

/// Makes a field read-only, filled or not: its signatory has signed.
pub(crate) fn lock(update: &mut Update<'_>, field: &Field) -> Result<(), Error> {
    let mut dictionary = update.dictionary(field.id, "a field")?;
    if field.flags & READ_ONLY == 0 {
        dictionary.insert("Ff", field.flags | READ_ONLY);
        update.replace(field.id, dictionary);
    }
    Ok(())
}

/// The frame of a widget, upright on its page.
pub(crate) fn frame(update: &Update<'_>, widget: ObjectId) -> Result<Frame, Error> {
    let dictionary = update.dictionary(widget, "a widget")?;
    let rectangle = update.view().rectangle(&dictionary, b"Rect")?.unwrap_or(Rectangle {
        left: 0.0,
        bottom: 0.0,
        right: 0.0,
        top: 0.0,
    });
    let characteristics = update.view().dictionary(&dictionary, b"MK")?.unwrap_or_default();
    let turned = characteristics.get(b"R").and_then(Object::as_integer).unwrap_or(0).rem_euclid(360);
    let unit = match dictionary.get(b"P") {
        Some(Object::Reference(page)) => {
            let page = update.dictionary(*page, "a page")?;
            page.get(b"UserUnit").and_then(Object::as_number).filter(|unit| *unit > 0.0).unwrap_or(1.0)
        }
        _ => 1.0,
    };
    Ok(Frame::new(rectangle, u16::try_from(turned).unwrap_or(0), unit))
}

/// § 12.7.5.2.3: the name of the ticked state is whatever appearance there is besides `Off`.
fn check_box(
    update: &mut Update<'_>,
    field: &Field,
    dictionary: &mut Dictionary,
    widget: ObjectId,
) -> Result<(), Error> {
    let shown = update.dictionary(widget, "a widget")?;
    let appearances = update.view().dictionary(&shown, b"AP")?.unwrap_or_default();
    let states = update.view().dictionary(&appearances, b"N")?.unwrap_or_default();
    let ticked = states.iter().map(|(name, _)| name).find(|name| **name != b"Off").cloned();
    let ticked = ticked.ok_or_else(|| Error::FieldTakesAnotherKind { name: field.name.clone() })?;
    dictionary.insert("V", ticked.clone());
    set_widget(update, field, dictionary, widget, ("AS", ticked.into()))
}

/// Sets an entry of the widget, which is the field itself or its one kid.
fn set_widget(
    update: &mut Update<'_>,
    field: &Field,
    dictionary: &mut Dictionary,
    widget: ObjectId,
    (key, value): (&str, Object),
) -> Result<(), Error> {
    if widget == field.id {
        dictionary.insert(key, value);
    } else {
        let mut other = update.dictionary(widget, "a widget")?;
        other.insert(key, value);
        update.replace(widget, other);
    }
    Ok(())
}
