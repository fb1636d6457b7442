//! Overlaps: fields that lie over each other, over the text of their page, or at its edge. The same rules speak in the
//! field editor and at review.

use std::collections::HashMap;

use super::envelope::{Enclosed, Envelope};
use super::field::{Area, Field};
use super::signatory::Signatory;
use super::{DocumentId, FieldId, document};
use crate::app::App;
use crate::db::Tx;
use crate::error::Error;
use crate::locale::Locale;
use crate::pages::Tone;
use crate::render::Line;

/// How much two areas may share before they overlap, in per cent of the page: rounding makes that much.
const HAIR: f64 = 0.1;
/// A field that ends nearer to the edge of the page than this, in per cent, is likely to be cut when it is printed.
const MARGIN: f64 = 1.0;
/// How much of a line's height must be covered before its words count as covered.
const COVERED: f64 = 0.5;
/// How many letters or digits must be covered.
const LETTERS: usize = 2;
/// Longest words that are quoted, in characters.
const QUOTE: usize = 40;

/// Something that a field lies over.
#[derive(Debug, Clone, PartialEq)]
pub struct Overlap {
    /// The field.
    pub field: FieldId,
    /// What it lies over.
    pub over: Over,
}

/// What a field lies over.
#[derive(Debug, Clone, PartialEq)]
pub enum Over {
    /// Another field.
    Field(FieldId),
    /// Words of the page.
    Text(String),
    /// The edge of the page, or so near that printers cut it.
    Edge,
}

/// What the fields of an envelope lie over, in the order of the fields. The caller has shown that it is theirs to see.
///
/// # Errors
/// When the database fails.
pub(crate) async fn find(
    tx: &mut Tx,
    app: &App,
    envelope: &Envelope,
    fields: &[Field],
) -> Result<Vec<Overlap>, Error> {
    let mut pages: HashMap<(DocumentId, u32), Vec<Line>> = HashMap::new();
    let mut found = Vec::new();
    for (index, field) in fields.iter().enumerate() {
        let page = (field.document.clone(), field.page);
        if !pages.contains_key(&page) {
            let layer =
                document::find_layer(tx, app, &envelope.project_id, (&field.document, field.page)).await?;
            pages.insert(page.clone(), layer.lines);
        }
        let lines = pages.get(&page).map(Vec::as_slice).unwrap_or_default();
        let others = fields.iter().enumerate().filter(|(other, _)| *other != index).map(|(_, other)| other);
        found.extend(overlaps(field, others, lines));
    }
    Ok(found)
}

/// What one field lies over.
fn overlaps<'a>(
    field: &'a Field,
    others: impl Iterator<Item = &'a Field>,
    lines: &[Line],
) -> impl Iterator<Item = Overlap> {
    let same_page = |other: &&Field| other.document == field.document && other.page == field.page;
    let met = others.filter(same_page).filter(|other| field.area.meets(other.area));
    let fields = met.map(|other| Over::Field(other.id.clone()));
    let words: Vec<&str> = lines.iter().filter_map(|line| covered(field.area, line)).collect();
    let text = (!words.is_empty()).then(|| Over::Text(words.join(" ").chars().take(QUOTE).collect()));
    let edge = field.area.is_at_the_edge().then_some(Over::Edge);
    let over: Vec<Over> = fields.chain(text).chain(edge).collect();
    over.into_iter().map(|over| Overlap { field: field.id.clone(), over })
}

/// The words of a line that an area covers substantially; a ruled line on which people sign has none.
fn covered(area: Area, line: &Line) -> Option<&str> {
    let down = (area.top + area.height).min(line.top + line.height) - area.top.max(line.top);
    if line.height <= 0.0 || line.width <= 0.0 || down < line.height * COVERED {
        return None;
    }
    let count = line.text.chars().count();
    // The letters of a line are taken to be equally wide.
    let place = |x: f64| (((x - line.left) / line.width).clamp(0.0, 1.0) * count as f64).round() as usize;
    let (first, last) = (place(area.left), place(area.left + area.width));
    let byte = |index: usize| line.text.char_indices().nth(index).map_or(line.text.len(), |(at, _)| at);
    let words = line.text.get(byte(first)..byte(last))?;
    (words.chars().filter(|c| c.is_alphanumeric()).count() >= LETTERS).then(|| words.trim())
}

impl Area {
    /// Whether two areas of one page share more than a hair.
    fn meets(self, other: Self) -> bool {
        let across = (self.left + self.width).min(other.left + other.width) - self.left.max(other.left);
        let down = (self.top + self.height).min(other.top + other.height) - self.top.max(other.top);
        across > HAIR && down > HAIR
    }

    fn is_at_the_edge(self) -> bool {
        let rest = [self.left, self.top, 100.0 - self.left - self.width, 100.0 - self.top - self.height];
        rest.iter().any(|rest| *rest < MARGIN)
    }
}

/// What is known of an envelope where its overlaps are put into words.
pub struct Words<'a> {
    /// Its documents.
    pub enclosed: &'a [Enclosed],
    /// Who signs.
    pub signatories: &'a [Signatory],
    /// Its fields.
    pub fields: &'a [Field],
    /// The language of whoever reads it.
    pub locale: Locale,
}

impl Words<'_> {
    /// How grave an overlap is, and a sentence that says what lies over what, and where. Two people's fields in one place
    /// stop the sending: one would sign over the other.
    pub fn tell(&self, overlap: &Overlap) -> (Tone, String) {
        let field = self.fields.iter().find(|field| field.id == overlap.field);
        let name = |field: Option<&Field>| {
            let person = field.and_then(|field| self.signatories.iter().find(|s| s.id == field.signatory));
            person.map(|person| person.name.clone()).unwrap_or_default()
        };
        let document =
            field.and_then(|field| self.enclosed.iter().find(|one| one.document_id == field.document));
        let mut arguments = vec![
            ("name", name(field)),
            ("document", document.map(|one| one.name.clone()).unwrap_or_default()),
            ("page", field.map(|field| field.page.to_string()).unwrap_or_default()),
        ];
        let (tone, key) = match &overlap.over {
            Over::Edge => (Tone::Warning, "overlap-edge"),
            Over::Text(words) => {
                arguments.push(("words", words.clone()));
                (Tone::Warning, "overlap-text")
            }
            Over::Field(other) => {
                let other = self.fields.iter().find(|field| field.id == *other);
                arguments.push(("other", name(other)));
                match other.map(|other| &other.signatory) == field.map(|field| &field.signatory) {
                    true => (Tone::Warning, "overlap-own-field"),
                    false => (Tone::Bad, "overlap-field"),
                }
            }
        };
        (tone, self.locale.sentence(key, &arguments))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn area(left: f64, top: f64, width: f64, height: f64) -> Area {
        Area { left, top, width, height }
    }

    fn line(text: &str) -> Line {
        Line { text: text.to_owned(), left: 10.0, top: 50.0, width: 40.0, height: 2.0 }
    }

    #[test]
    fn areas_that_only_touch_do_not_meet() {
        let one = area(10.0, 10.0, 30.0, 6.0);
        assert!(one.meets(area(39.0, 15.0, 30.0, 6.0)));
        assert!(one.meets(one));
        assert!(!one.meets(area(40.0, 10.0, 30.0, 6.0)), "side by side");
        assert!(!one.meets(area(10.0, 16.0, 30.0, 6.0)), "one below the other");
    }

    #[test]
    fn words_are_covered_and_ruled_lines_are_not() {
        let over = area(10.0, 48.0, 40.0, 6.0);
        assert_eq!(covered(over, &line("The Seller warrants")), Some("The Seller warrants"));
        assert_eq!(covered(over, &line("____________________")), None);
        assert_eq!(covered(over, &line(". . . . . . . . . .")), None);
        // The rule after the words may be signed on; the words may not.
        let labelled = line("Signature: _____________________________");
        assert_eq!(covered(area(21.0, 48.0, 29.0, 4.0), &labelled), None);
        assert_eq!(covered(over, &labelled).map(|words| &words[..9]), Some("Signature"));
    }

    #[test]
    fn grazing_a_line_covers_nothing() {
        assert_eq!(covered(area(10.0, 45.0, 40.0, 5.9), &line("The Seller warrants")), None);
        assert_eq!(covered(area(52.0, 48.0, 30.0, 6.0), &line("The Seller warrants")), None);
        assert_eq!(covered(area(10.0, 48.0, 40.0, 6.0), &line("é")), None, "one letter");
        assert_eq!(covered(area(28.0, 48.0, 13.0, 6.0), &line("日本語の契約書")), Some("の契"));
    }

    #[test]
    fn a_field_at_the_edge_is_told() {
        assert!(area(0.0, 40.0, 30.0, 6.0).is_at_the_edge());
        assert!(area(69.5, 40.0, 30.0, 6.0).is_at_the_edge());
        assert!(area(40.0, 93.8, 30.0, 6.0).is_at_the_edge());
        assert!(!area(2.0, 2.0, 30.0, 6.0).is_at_the_edge());
    }
}
