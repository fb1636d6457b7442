//! What a field holds, in the words that a reader shows for it (ISO 32000-2 § 12.7.5.3, § 12.7.5.4).

use paraph_pdf::{Dictionary, Error, Object, PdfString, View};

use super::tick;
use super::widget::{Kind, Widget};

/// Whether a widget's field holds anything.
pub(super) fn is_there(view: &View<'_>, widget: &Widget) -> Result<bool, Error> {
    holds(view, &widget.dictionary, widget.kind)
}

/// Whether a field of this kind holds anything.
pub(super) fn holds(view: &View<'_>, node: &Dictionary, kind: Kind) -> Result<bool, Error> {
    match kind {
        Kind::Tick => Ok(tick::state(&view.inherited(node, b"V")?) != b"Off"),
        _ => Ok(!words(view, node, kind)?.trim().is_empty()),
    }
}

/// The text that a widget's field holds; of a choice the words of the options that were chosen, one to a line.
pub(super) fn text(view: &View<'_>, widget: &Widget) -> Result<String, Error> {
    let words = words(view, &widget.dictionary, widget.kind)?;
    Ok(if words.trim().is_empty() { String::new() } else { words })
}

fn words(view: &View<'_>, node: &Dictionary, kind: Kind) -> Result<String, Error> {
    let value = view.inherited(node, b"V")?;
    if !matches!(kind, Kind::Choice | Kind::List) {
        return text_of(view, &value);
    }
    let mut options = Vec::new();
    if let Object::Array(items) = view.inherited(node, b"Opt")? {
        for item in &items {
            options.push(option(view, item)?);
        }
    }
    let mut chosen = Vec::new();
    match value {
        // § 12.7.5.4, table 234: the indices count where there is no value.
        Object::Null => {
            for index in view.array(node, b"I")? {
                let index = view.resolve(&index)?.as_integer().and_then(|index| usize::try_from(index).ok());
                chosen.extend(index.and_then(|index| options.get(index)).map(|(_, words)| words.clone()));
            }
        }
        Object::Array(values) => {
            for value in &values {
                chosen.push(shown(&options, text_of(view, &view.resolve(value)?)?));
            }
        }
        value => chosen.push(shown(&options, text_of(view, &value)?)),
    }
    Ok(chosen.join("\n"))
}

/// An option: what it stands for, and the words that are shown for it.
fn option(view: &View<'_>, item: &Object) -> Result<(String, String), Error> {
    let item = view.resolve(item)?;
    match item.as_array() {
        Some([stands_for, words, ..]) => {
            Ok((text_of(view, &view.resolve(stands_for)?)?, text_of(view, &view.resolve(words)?)?))
        }
        _ => text_of(view, &item).map(|words| (words.clone(), words)),
    }
}

fn shown(options: &[(String, String)], value: String) -> String {
    let found = options.iter().find(|(stands_for, _)| *stands_for == value);
    found.map_or(value, |(_, words)| words.clone())
}

fn text_of(view: &View<'_>, value: &Object) -> Result<String, Error> {
    Ok(match value {
        Object::String(text) => text.to_text(),
        Object::Stream(stream) => PdfString::literal(view.decode(stream)?).to_text(),
        Object::Name(name) => String::from_utf8_lossy(name.as_bytes()).into_owned(),
        Object::Integer(number) => number.to_string(),
        Object::Real(number) => number.to_string(),
        _ => String::new(),
    })
}
