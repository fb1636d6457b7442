//! Whether a list shows the choice that its value says (ISO 32000-2 § 12.7.5.4): the lines on a ground of their own are the chosen ones.

use std::collections::BTreeSet;

use paraph_pdf::{Dictionary, Error, Field, Object, View};

use super::values::{Agreement, plain, streams, texts};
use crate::limits;
use crate::validate::seen::{Shown, highlighted, shown};

/// Compares what a list shows with the words for what was chosen.
pub(super) fn agreement(view: View<'_>, widget: &Dictionary, chosen: &[String]) -> Result<Agreement, Error> {
    let chosen: Vec<String> = chosen.iter().map(|text| plain(text)).filter(|text| !text.is_empty()).collect();
    for appearance in streams(view, widget)? {
        let all = match shown(view, &appearance)? {
            Shown::Nothing => continue,
            Shown::Unknown => return Ok(Agreement::CannotTell),
            Shown::Text(text) => plain(&text),
        };
        let marked = plain(&highlighted(view, &appearance)?);
        let own = of_lines(&all, &marked, &chosen);
        if own != Agreement::Agrees {
            return Ok(own);
        }
    }
    Ok(Agreement::Agrees)
}

fn of_lines(all: &str, marked: &str, chosen: &[String]) -> Agreement {
    if marked.is_empty() {
        // Without a mark, the chosen must be all that is shown.
        return match chosen.is_empty() || all == chosen.concat() {
            true => Agreement::Agrees,
            false if chosen.iter().all(|text| all.contains(text.as_str())) => Agreement::CannotTell,
            false => Agreement::Differs,
        };
    }
    // The list may be longer than its place: what is chosen and not shown is not marked.
    let seen: Vec<&String> = chosen.iter().filter(|text| all.contains(text.as_str())).collect();
    let mut left = marked;
    for _ in 0..seen.len() {
        let next = seen.iter().filter(|text| left.starts_with(text.as_str())).max_by_key(|text| text.len());
        left = next.and_then(|text| left.strip_prefix(text.as_str())).unwrap_or(left);
    }
    let is_complete = marked.len() == seen.iter().map(|text| text.len()).sum::<usize>();
    if left.is_empty() && is_complete { Agreement::Agrees } else { Agreement::Differs }
}

/// Whether `/I`, by which readers mark what is chosen, says the same as the value.
pub(super) fn indices_agree(view: View<'_>, field: &Field, value: &Object) -> Result<bool, Error> {
    let indices = view.inherited(&field.dictionary, b"I")?;
    let Object::Array(indices) = indices else { return Ok(true) };
    let Object::Array(options) = view.inherited(&field.dictionary, b"Opt")? else { return Ok(true) };
    if indices.is_empty() {
        return Ok(true);
    }
    let mut by_index = BTreeSet::new();
    for index in indices.iter().take(limits::ANNOTATIONS_MAX) {
        let index = view.resolve(index)?.as_integer().and_then(|index| usize::try_from(index).ok());
        let Some(option) = index.and_then(|index| options.get(index)) else { return Ok(false) };
        let option = match view.resolve(option)? {
            Object::Array(pair) => pair.first().map(|export| view.resolve(export)).transpose()?,
            one => Some(one),
        };
        by_index.extend(texts(view, &option.unwrap_or(Object::Null))?);
    }
    Ok(by_index == texts(view, value)?.into_iter().collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(marked: &str, chosen: &[&str], agreement: Agreement) {
        let chosen: Vec<String> = chosen.iter().map(|text| (*text).to_owned()).collect();
        assert_eq!(of_lines("OneTwoThree", marked, &chosen), agreement, "{marked} {chosen:?}");
    }

    #[test]
    fn the_marked_lines_are_the_chosen_ones() {
        check("Two", &["Two"], Agreement::Agrees);
        check("OneThree", &["One", "Three"], Agreement::Agrees);
        check("Two", &["Two", "Seventeen"], Agreement::Agrees);
        check("One", &["Two"], Agreement::Differs);
        check("OneTwo", &["Two"], Agreement::Differs);
        check("Two", &["One", "Two"], Agreement::Differs);
        check("", &["Two"], Agreement::CannotTell);
        check("", &["Seventeen"], Agreement::Differs);
    }
}
