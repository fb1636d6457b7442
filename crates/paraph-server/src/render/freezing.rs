//! A document as it will be when it is sent: with its fields drawn into the pages (`paraph_pades::freeze`), and what that means in
//! findings. Every look of a field is read with the eyes that draw the pages, and must say what the field holds.

use std::collections::BTreeSet;
use std::sync::Arc;

use paraph_pades::freeze::{self, Account, Extent, Frozen, Obstacle, Statement};
use paraph_pdf::{Document, Error};
use unicode_normalization::UnicodeNormalization;

use super::drawing::Drawing;
use super::finding::{Finding, Named};
use super::preflight::{Measures, refusal};

/// The bytes of a document when frozen, and the findings on its fields.
pub(super) struct Shown {
    pub(super) bytes: Arc<Vec<u8>>,
    pub(super) findings: Vec<Finding>,
}

/// Freezes a document that can be read. `is_signed` says whether others signed it: then its fields are locked, not drawn.
pub(super) fn freeze(bytes: &Arc<Vec<u8>>, is_signed: bool) -> Result<Shown, Finding> {
    let document = Document::open(bytes.clone()).map_err(|error| refusal(&error))?;
    let Frozen { account, tail } = freeze::freeze(&document).map_err(|error| unfit(&error))?;
    let differing = differing(bytes, &document, &account.statements)?;
    let findings = findings(&account, differing, is_signed);
    let bytes = match tail {
        None => bytes.clone(),
        Some(tail) => Arc::new(appended(bytes, &tail)),
    };
    Ok(Shown { bytes, findings })
}

fn unfit(error: &paraph_pades::Error) -> Finding {
    match error {
        paraph_pades::Error::Document(error) => refusal(error),
        other => Finding::Damaged { detail: other.to_string() },
    }
}

fn appended(bytes: &[u8], tail: &[u8]) -> Vec<u8> {
    let mut whole = Vec::with_capacity(bytes.len() + tail.len());
    whole.extend_from_slice(bytes);
    whole.extend_from_slice(tail);
    whole
}

/// The findings on the fields.
fn findings(account: &Account, differing: BTreeSet<String>, is_signed: bool) -> Vec<Finding> {
    let of = |wanted: Obstacle| {
        account
            .obstacles
            .iter()
            .filter(move |(_, obstacle)| **obstacle == wanted)
            .map(|(name, _)| name.clone())
    };
    let differing: BTreeSet<String> = differing.into_iter().chain(of(Obstacle::ValueDiffers)).collect();
    let unshown: BTreeSet<String> = of(Obstacle::ValueIsNotShown).collect();
    let mut findings = Vec::new();
    let mut add = |fields: &BTreeSet<String>, finding: fn(Named) -> Finding| {
        if !fields.is_empty() {
            findings.push(finding(Named::of(fields)));
        }
    };
    add(&differing, |fields| Finding::FieldsDiffer { fields });
    add(&unshown, |fields| Finding::FieldsNotShown { fields });
    if is_signed {
        let locked = [&account.fixed, &account.buttons, &account.signature_fields];
        let locked: BTreeSet<String> = locked.into_iter().flatten().chain(&account.unseen).cloned().collect();
        add(&locked, |fields| Finding::FieldsLocked { fields });
        return findings;
    }
    let fixed: BTreeSet<String> = account.fixed.difference(&account.unseen).cloned().collect();
    add(&fixed, |fields| Finding::FieldsFixed { fields });
    add(&account.drawn, |fields| Finding::ValuesDrawn { fields });
    add(&account.unseen, |fields| Finding::FieldsUnseen { fields });
    add(&account.buttons, |fields| Finding::ButtonsRemoved { fields });
    add(&account.signature_fields, |fields| Finding::SignatureFieldsRemoved { fields });
    findings
}

/// The fields whose looks say something else than they hold.
fn differing(
    bytes: &[u8],
    document: &Document<Arc<Vec<u8>>>,
    statements: &[Statement],
) -> Result<BTreeSet<String>, Finding> {
    if statements.is_empty() {
        return Ok(BTreeSet::new());
    }
    let sheets = freeze::prove(document, statements).map_err(|error| unfit(&error))?;
    let sheets = Arc::new(appended(bytes, &sheets));
    let measures = measures(&sheets).map_err(|error| refusal(&error))?;
    let read = Drawing::open_alike(sheets, &measures)?.texts();
    let is_said = |(statement, (text, unknown)): (&Statement, (String, usize))| {
        (unknown > 0 || !says(&text, statement)).then(|| statement.field.clone())
    };
    Ok(statements.iter().zip(read).filter_map(is_said).collect())
}

fn measures(bytes: &Arc<Vec<u8>>) -> Result<Vec<Measures>, Error> {
    let document = Document::open(bytes.clone())?;
    document.current().pages()?.map(|page| page.map(|page| Measures::of(&page))).collect()
}

/// Whether a text that is shown is the value. Breaks and spaces are the reader's own; letters are not.
fn says(text: &str, statement: &Statement) -> bool {
    let (shown, held) = (bare(text), bare(&statement.value));
    let mirrored = || held.chars().rev().collect::<String>();
    match statement.extent {
        // Where letters run from right to left, they may be put down in either order.
        Extent::Whole => shown == held || (held.chars().any(is_right_to_left) && shown == mirrored()),
        Extent::Part => shown.contains(&held),
    }
}

/// The letters alone, each in one spelling: ligatures and presentation forms are letters of their own only in fonts.
fn bare(text: &str) -> String {
    let is_ignored = |character: &char| {
        character.is_whitespace()
            || character.is_control()
            || matches!(character, '\u{AD}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FEFF}')
    };
    text.nfkc().filter(|character| !is_ignored(character)).collect()
}

fn is_right_to_left(character: char) -> bool {
    matches!(character, '\u{590}'..='\u{8ff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn statement(value: &str, extent: Extent) -> Statement {
        Statement {
            field: String::new(),
            value: value.to_owned(),
            look: paraph_pdf::ObjectId::new(1),
            extent,
        }
    }

    #[test]
    fn a_text_says_a_value_whatever_its_breaks_and_ligatures_and_no_other_value() {
        let says = |text: &str, value: &str| says(text, &statement(value, Extent::Whole));
        assert!(says("Price\n1 000", "Price 1 000") && says("ﬁrst  line", "first\r\nline"));
        assert!(says("1\u{A0}000 €", "1 000 €") && says("", "  "));
        assert!(!says("Price 1000", "Price 2000") && !says("Price 2100", "Price 1200"));
        assert!(!says("Price 1000", "") && !says("", "Price 1000") && !says("1,000.00", "1000"));
        assert!(!says("price", "Price") && !says("ecirP", "Price"));
        assert!(says("םולש", "שלום") && says("שלום", "שלום") && !says("שלומ", "שלום"));
    }

    #[test]
    fn a_list_says_what_is_among_its_lines() {
        let list = statement("Swiss law", Extent::Part);
        assert!(super::says("French law\nSwiss law", &list) && !super::says("French law", &list));
    }
}
