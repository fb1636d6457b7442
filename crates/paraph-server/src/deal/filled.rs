//! What one signatory filled in on two pages, in two windows or on two devices: each page says what it had read, so that
//! neither erases what the other wrote.

use std::collections::BTreeMap;

/// Values by the identifier of their field.
pub type Values = BTreeMap<String, String>;

/// What a page sends of one field.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sent {
    /// What the page had read when it was shown; none when it does not say.
    pub was: Option<String>,
    /// What stands there now; none for a box that is not ticked.
    pub is: Option<String>,
}

/// What is kept after a page was heard.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filled {
    /// Every value.
    pub values: Values,
    /// The fields that were filled in otherwise on another page since, where what is kept is not what was sent.
    pub conflicts: Vec<String>,
}

/// Brings together what is kept and what a page sends. A field that the page does not name stays as it is; one that only
/// one side changed is taken from that side; one that both changed differently stays as it is and is named.
pub fn bring_together(kept: &Values, sent: &BTreeMap<String, Sent>) -> Filled {
    let mut filled = Filled { values: kept.clone(), conflicts: Vec::new() };
    for (field, Sent { was, is }) in sent {
        let there = kept.get(field).map(String::as_str).unwrap_or_default();
        let here = is.as_deref().unwrap_or_default();
        // A page that does not say what it had read is taken to have read what is there.
        let read = was.as_deref().unwrap_or(there);
        if here == read || here == there {
            continue;
        }
        if there == read {
            filled.values.insert(field.clone(), here.to_owned());
        } else {
            filled.conflicts.push(field.clone());
        }
    }
    filled
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(there: &str, was: Option<&str>, is: Option<&str>, value: &str, conflicts: usize) {
        let kept = Values::from([("a".to_owned(), there.to_owned()), ("b".to_owned(), "other".to_owned())]);
        let sent = Sent { was: was.map(str::to_owned), is: is.map(str::to_owned) };
        let filled = bring_together(&kept, &BTreeMap::from([("a".to_owned(), sent)]));
        assert_eq!(filled.values["a"], value);
        assert_eq!(filled.conflicts.len(), conflicts);
        assert_eq!(filled.values["b"], "other", "what the page does not name stays");
    }

    #[test]
    fn what_one_side_changed_is_taken_from_that_side() {
        check("old", Some("old"), Some("new"), "new", 0);
        check("theirs", Some("old"), Some("old"), "theirs", 0);
        check("same", Some("old"), Some("same"), "same", 0);
        check("yes", Some("yes"), None, "", 0);
        check("", Some(""), None, "", 0);
    }

    #[test]
    fn what_both_sides_changed_is_named_and_kept() {
        check("theirs", Some("old"), Some("mine"), "theirs", 1);
        check("theirs", Some("old"), None, "theirs", 1);
        check("", Some("old"), Some("mine"), "", 1);
    }

    #[test]
    fn a_page_that_does_not_say_what_it_read_changes_what_it_names_only() {
        check("old", None, Some("new"), "new", 0);
    }
}
