//! Whether what a field shows is what it says: the text of its appearance beside its value (ISO 32000-2 § 12.7).

use std::collections::HashSet;

use paraph_pdf::{Dictionary, Error, Field, Object, ObjectId, Stream, View};

use super::{buttons, lists};
use crate::limits;
use crate::validate::seen::{Shown, shown};

/// Flags of fields (tables 228, 230, 232).
const PASSWORD: i64 = 1 << 13;
const PUSH_BUTTON: i64 = 1 << 16;
const COMBO: i64 = 1 << 17;

/// What came of comparing a value with its picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Agreement {
    /// The picture shows the value, or there is none: readers make it from the value.
    Agrees,
    /// It shows something else.
    Differs,
    /// It is not known what it shows.
    CannotTell,
}

/// Compares a field's value with what each of its widgets shows.
pub(super) fn agreement(view: View<'_>, field: &Field) -> Result<Agreement, Error> {
    let value = field.value.as_ref().map(|value| view.resolve(value)).transpose()?.unwrap_or(Object::Null);
    let mut worst = Agreement::Agrees;
    for id in field.widgets.iter().take(limits::ANNOTATIONS_MAX) {
        let Object::Dictionary(widget) = view.object(*id)? else { continue };
        let own = match field.kind.as_ref().map(paraph_pdf::Name::as_bytes) {
            Some(b"Tx") => text(view, field, &widget, &[texts(view, &value)?.concat()])?,
            Some(b"Ch") if field.flags & COMBO == 0 => {
                lists::agreement(view, &widget, &choices(view, field, &value)?)?
            }
            Some(b"Ch") => text(view, field, &widget, &choices(view, field, &value)?)?,
            Some(b"Btn") if field.flags & PUSH_BUTTON == 0 => buttons::agreement(view, &widget, &value)?,
            _ => Agreement::Agrees,
        };
        worst = worst.and(own);
    }
    let of_all = match field.kind.as_ref().map(paraph_pdf::Name::as_bytes) {
        Some(b"Btn") if field.flags & PUSH_BUTTON == 0 => buttons::is_among_states(view, field, &value)?,
        Some(b"Ch") => lists::indices_agree(view, field, &value)?,
        _ => true,
    };
    Ok(if of_all { worst } else { Agreement::Differs })
}

impl Agreement {
    /// The worse of two.
    fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::Differs, _) | (_, Self::Differs) => Self::Differs,
            (Self::CannotTell, _) | (_, Self::CannotTell) => Self::CannotTell,
            (Self::Agrees, Self::Agrees) => Self::Agrees,
        }
    }
}

/// Whether something is seen of a widget.
pub(super) fn is_seen(view: View<'_>, widget: ObjectId) -> Result<bool, Error> {
    let Object::Dictionary(widget) = view.object(widget)? else { return Ok(false) };
    let place = view.rectangle(&widget, b"Rect")?;
    if place.is_none_or(|place| place.width() <= 0.0 || place.height() <= 0.0) {
        return Ok(false);
    }
    // Hidden, or neither viewed nor printed (§ 12.5.3).
    let flags = view.value(&widget, b"F")?.as_integer().unwrap_or(0);
    if flags & 2 != 0 || flags & 32 != 0 && flags & 4 == 0 {
        return Ok(false);
    }
    for appearance in streams(view, &widget)? {
        if shown(view, &appearance)? != Shown::Nothing {
            return Ok(true);
        }
    }
    Ok(false)
}

/// The objects that are a widget's appearances.
pub(super) fn appearances(view: View<'_>, widget: ObjectId) -> Result<HashSet<ObjectId>, Error> {
    let mut found = HashSet::new();
    let Object::Dictionary(widget) = view.object(widget)? else { return Ok(found) };
    let all = view.dictionary(&widget, b"AP")?.unwrap_or_default();
    for (_, value) in all.iter() {
        match view.resolve(value)? {
            Object::Stream(_) => found.extend(value.as_reference()),
            Object::Dictionary(states) => {
                found.extend(states.iter().filter_map(|(_, state)| state.as_reference()))
            }
            _ => {}
        }
    }
    Ok(found)
}

/// The normal appearance, or the one of its state.
pub(super) fn streams(view: View<'_>, widget: &Dictionary) -> Result<Vec<Stream>, Error> {
    let all = view.dictionary(widget, b"AP")?.unwrap_or_default();
    let normal = view.value(&all, b"N")?;
    Ok(match normal {
        Object::Stream(one) => vec![one],
        Object::Dictionary(states) => {
            let state = view.value(widget, b"AS")?;
            let state = state.as_name().and_then(|name| states.get(name.as_bytes())).cloned();
            match state.map(|state| view.resolve(&state)).transpose()? {
                Some(Object::Stream(one)) => vec![one],
                _ => Vec::new(),
            }
        }
        _ => Vec::new(),
    })
}

/// One of the texts that may be wanted must be what is shown.
fn text(view: View<'_>, field: &Field, widget: &Dictionary, wanted: &[String]) -> Result<Agreement, Error> {
    for appearance in streams(view, widget)? {
        let own = match shown(view, &appearance)? {
            Shown::Nothing => continue,
            Shown::Unknown => return Ok(Agreement::CannotTell),
            Shown::Text(text) => plain(&text),
        };
        let is_hidden = field.flags & PASSWORD != 0 && own.chars().all(|letter| matches!(letter, '*' | '•'));
        let agrees = wanted.iter().any(|wanted| {
            let wanted = plain(wanted);
            own == wanted || is_formatted(view, field, widget) && same_number(&own, &wanted)
        });
        if !is_hidden && !agrees {
            return Ok(Agreement::Differs);
        }
    }
    Ok(Agreement::Agrees)
}

/// Letters alone: lines are broken where there is room.
pub(super) fn plain(text: &str) -> String {
    text.chars().filter(|letter| !letter.is_whitespace() && !letter.is_control()).collect()
}

/// Whether a script writes the value in another form (§ 12.6.3, `/AA` with `/F`).
fn is_formatted(view: View<'_>, field: &Field, widget: &Dictionary) -> bool {
    let formats = |of: &Dictionary| {
        view.dictionary(of, b"AA").ok().flatten().is_some_and(|actions| actions.contains(b"F"))
    };
    formats(&field.dictionary) || formats(widget)
}

/// The same number, with other marks between its digits.
fn same_number(shown: &str, value: &str) -> bool {
    let number = |text: &str| {
        let digits: String = text
            .chars()
            .filter(|letter| letter.is_ascii_digit() || matches!(letter, '.' | ',' | '-'))
            .collect();
        // The last mark is the decimal one if at most two digits follow it.
        let decimals = digits.rfind(['.', ',']).map(|at| digits.len() - at - 1).filter(|count| *count <= 2);
        let all: String = digits.chars().filter(|letter| letter.is_ascii_digit() || *letter == '-').collect();
        let number: f64 = all.parse().ok()?;
        Some(number / 10f64.powi(decimals.and_then(|count| i32::try_from(count).ok()).unwrap_or(0)))
    };
    number(shown).zip(number(value)).is_some_and(|(shown, value)| (shown - value).abs() < 0.005)
}

pub(super) fn texts(view: View<'_>, value: &Object) -> Result<Vec<String>, Error> {
    Ok(match value {
        Object::String(string) => vec![string.to_text()],
        Object::Stream(stream) => {
            let bytes = view.decode_up_to(stream, limits::CONTENT_BYTES_MAX)?;
            vec![paraph_pdf::PdfString::literal(bytes).to_text()]
        }
        Object::Array(items) => {
            let mut found = Vec::new();
            for item in items.iter().take(limits::ANNOTATIONS_MAX) {
                found.extend(view.resolve(item)?.as_string().map(paraph_pdf::PdfString::to_text));
            }
            found
        }
        _ => Vec::new(),
    })
}

/// What a choice may be shown as: its value, or the words for it (§ 12.7.5.4, `/Opt`).
fn choices(view: View<'_>, field: &Field, value: &Object) -> Result<Vec<String>, Error> {
    let chosen = texts(view, value)?;
    let mut wanted = chosen.clone();
    for option in view.array(&field.dictionary, b"Opt")?.iter().take(limits::ANNOTATIONS_MAX) {
        if let Object::Array(pair) = view.resolve(option)?
            && let [export, display] = pair.as_slice()
            && let (Object::String(export), Object::String(display)) =
                (view.resolve(export)?, view.resolve(display)?)
            && chosen.contains(&export.to_text())
        {
            // What is shown are the words; the value itself would say something else.
            wanted.retain(|text| *text != export.to_text());
            wanted.push(display.to_text());
        }
    }
    if wanted.is_empty() {
        wanted.push(String::new());
    }
    Ok(wanted)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_the_same_in_whatever_form_they_are_written() {
        for (shown, value) in [("1,000.00€", "1000"), ("1.000,50", "1000.5"), ("-5%", "-5")] {
            assert!(same_number(shown, value), "{shown} {value}");
        }
        assert!(!same_number("9,000.00", "900"));
        assert!(!same_number("9 Mai", "x"));
    }
}
