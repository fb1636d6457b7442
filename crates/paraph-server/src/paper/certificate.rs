//! The authentication certificate of an envelope: which documents, signed by whom, when and from where, and how to check
//! it without us. A page of words for people, and the same facts as JSON for programs.

mod facts;
mod shown;

use std::collections::BTreeSet;
use std::sync::Arc;

use jiff::Timestamp;
use paraph_pades::text::Typeface;

pub use facts::{
    CertificateFacts, ConsentFacts, DocumentFacts, EventFacts, Moment, SealFacts, SignatoryFacts,
};
pub use shown::ShownFacts;

use super::PaperError;
use super::layout::{About, Align, Attachment, Cell, Heading, Ink, Margins, Paragraph, Sheet, Style, Table};
use super::typeface::Face;
use crate::locale::Locale;
use crate::zone::Zone;

const MARGINS: Margins = Margins { side: 62.0, top: 58.0, bottom: 70.0 };
const LABEL_WIDTH: f32 = 128.0;

const BRAND: Style = Style { face: Face::SansBold, size: 9.0, leading: 12.0, ink: Ink::Brand };
const TITLE: Style = Style { face: Face::Serif, size: 27.0, leading: 33.0, ink: Ink::Brand };
const SUBTITLE: Style = Style { face: Face::SerifItalic, size: 14.0, leading: 19.0, ink: Ink::Black };
const SECTION: Style = Style { face: Face::Serif, size: 15.5, leading: 20.0, ink: Ink::Brand };
const NAME: Style = Style { face: Face::SerifBold, size: 12.5, leading: 17.0, ink: Ink::Black };
const BODY: Style = Style { face: Face::Sans, size: 8.8, leading: 13.2, ink: Ink::Black };
const LABEL: Style = Style { ink: Ink::Grey, ..BODY };
const QUOTE: Style = Style { face: Face::SerifItalic, size: 9.6, leading: 13.6, ink: Ink::Black };
const SMALL: Style = Style { face: Face::Sans, size: 7.6, leading: 10.8, ink: Ink::Black };
const SMALL_HEAD: Style = Style { face: Face::SansBold, ink: Ink::Grey, ..SMALL };

/// Makes the certificate. `others` are typefaces for what the own ones cannot write. The same facts and language always give the same bytes.
///
/// # Errors
/// [`PaperError`], each our own fault: whatever the facts hold, a certificate comes out.
pub fn certificate(
    facts: &CertificateFacts,
    locale: Locale,
    others: &[Arc<Typeface>],
) -> Result<Vec<u8>, PaperError> {
    let mut page = Certificate { sheet: Sheet::with(MARGINS, others)?, facts, locale };
    page.opening();
    page.documents();
    page.signatories();
    page.events();
    page.checking();
    let about = page.about()?;
    page.sheet.finish(about)
}

struct Certificate<'a> {
    sheet: Sheet,
    facts: &'a CertificateFacts,
    locale: Locale,
}

impl Certificate<'_> {
    fn opening(&mut self) {
        let facts = self.facts;
        self.sheet.paragraph(&Paragraph { after: 26.0, ..Paragraph::new("PARAPH", BRAND) });
        self.sheet.heading(&Heading {
            text: &self.text("certificate-title"),
            level: 1,
            style: TITLE,
            align: Align::Left,
            before: 0.0,
            after: 3.0,
            keep: 0.0,
        });
        self.sheet.paragraph(&Paragraph { after: 14.0, ..Paragraph::new(&facts.title, SUBTITLE) });
        self.sheet.rule(Ink::Brand, 1.2);
        self.sheet.space(14.0);
        let operator = [("operator", facts.operator.clone())];
        let intro = self.locale.sentence("certificate-intro", &operator);
        self.sheet.paragraph(&Paragraph { after: 12.0, ..Paragraph::new(&intro, BODY) });
        let rows = [
            ("certificate-envelope", facts.number.clone()),
            ("certificate-project", facts.project.clone()),
            ("certificate-sender", facts.sender.clone()),
            ("certificate-sent", self.time(facts.sent)),
            ("certificate-completed", self.time(facts.completed)),
            ("certificate-issued", self.time(facts.issued)),
            ("certificate-signed-by", self.everybody()),
            ("certificate-signed-what", named(facts.documents.iter().map(|document| document.name.clone()))),
        ];
        self.pairs(&rows);
    }

    /// Who signed and when, for the first page.
    fn everybody(&self) -> String {
        named(self.facts.signatories.iter().map(|signatory| match &signatory.signed {
            Some(signed) => {
                let zone = &self.facts.zone;
                format!("{}, {}", signatory.name, self.words(signed.at, zone))
            }
            None => signatory.name.clone(),
        }))
    }

    fn documents(&mut self) {
        self.section("certificate-documents");
        let facts = self.facts;
        for (index, document) in facts.documents.iter().enumerate() {
            self.sheet.begin_section();
            self.name(&document.name, index, 90.0);
            let rows = [
                ("certificate-pages", document.pages.to_string()),
                ("certificate-sha256-sent", grouped(&document.sha256_sent)),
                ("certificate-sha256-sealed", grouped(&document.sha256_sealed)),
            ];
            self.pairs(&rows);
            self.sheet.end_section();
        }
        self.sheet.end_section();
    }

    fn signatories(&mut self) {
        self.section("certificate-signatories");
        let facts = self.facts;
        let consents: BTreeSet<&str> = facts
            .signatories
            .iter()
            .filter_map(|one| one.consent.as_ref())
            .map(|one| one.text.as_str())
            .collect();
        // What everybody agreed to is said once.
        let common = consents.iter().next().filter(|_| consents.len() == 1);
        if let Some(words) = common {
            let intro = self.text("certificate-consent-once");
            self.sheet.paragraph(&Paragraph { after: 3.0, ..Paragraph::new(&intro, BODY) });
            self.quote(words, 0.0);
        }
        for (index, signatory) in facts.signatories.iter().enumerate() {
            self.sheet.begin_section();
            self.name(&signatory.name, index, 235.0);
            let rows = self.signatory(signatory);
            self.pairs(&rows);
            if let Some(consent) = signatory.consent.as_ref().filter(|_| common.is_none()) {
                self.quote(&consent.text, LABEL_WIDTH);
            }
            self.sheet.end_section();
        }
        self.sheet.end_section();
    }

    fn quote(&mut self, words: &str, indent: f32) {
        let words = self.locale.sentence("certificate-quote", &[("words", words.to_owned())]);
        self.sheet.paragraph(&Paragraph { indent, after: 6.0, ..Paragraph::new(&words, QUOTE) });
    }

    fn signatory(&self, signatory: &SignatoryFacts) -> Vec<(&'static str, String)> {
        let mut rows = vec![
            ("certificate-email", signatory.email.clone()),
            ("certificate-technology", self.technology()),
            ("certificate-invited", self.time(signatory.sent)),
        ];
        let moments = [
            ("certificate-opened", signatory.opened.as_ref()),
            ("certificate-consent", signatory.consent.as_ref().map(|consent| &consent.given)),
            ("certificate-signed", signatory.signed.as_ref()),
        ];
        for (key, moment) in moments {
            let Some(moment) = moment else { continue };
            let from = [("address", moment.address.clone()), ("device", moment.device.clone())];
            let from = self.locale.sentence("certificate-from", &from);
            rows.push((key, format!("{}\n{from}", self.time(moment.at))));
        }
        rows.push(("certificate-shown", shown::lines(&signatory.shown, self.locale)));
        rows
    }

    fn technology(&self) -> String {
        let seal = &self.facts.seal;
        let words = [
            ("level", seal.level.clone()),
            ("subject", seal.subject.clone()),
            ("serial", seal.serial.clone()),
            ("authority", seal.timestamp_authority.clone()),
        ];
        self.locale.sentence("certificate-technology-words", &words)
    }

    fn events(&mut self) {
        self.section("certificate-events");
        let cell = |text: String, style: Style| Cell { text, style };
        let keys = [
            "certificate-event-at",
            "certificate-event-what",
            "certificate-event-who",
            "certificate-event-from",
        ];
        // What one person did many times in a row is one line; the attached facts hold each.
        let again = |a: &EventFacts, b: &EventFacts| (&a.what, &a.who, &a.from) == (&b.what, &b.who, &b.from);
        let row = |same: &[EventFacts]| {
            let (first, last) = (same.first()?, same.last()?);
            let what = match same.len() {
                1 => first.what.clone(),
                count => {
                    let times = [
                        ("what", first.what.clone()),
                        ("count", count.to_string()),
                        ("until", self.clock_once(last.at)),
                    ];
                    self.locale.sentence("certificate-event-times", &times)
                }
            };
            let parts = [self.clock(first.at), what, first.who.clone(), first.from.clone()];
            Some(parts.map(|text| cell(text, SMALL)).to_vec())
        };
        let table = Table {
            widths: vec![112.0, 150.0, 118.0],
            head: keys.map(|key| cell(self.text(key), SMALL_HEAD)).to_vec(),
            rows: self.facts.events.chunk_by(again).filter_map(row).collect(),
            indent: 0.0,
            padding: 3.2,
            lines: Some(Ink::Light),
        };
        self.sheet.table(&table);
        self.sheet.end_section();
    }

    fn checking(&mut self) {
        self.section("certificate-checking");
        let words =
            [("address", self.facts.verify_address.clone()), ("root", grouped(&self.facts.seal.root_sha256))];
        let keys = [
            "certificate-checking-words",
            "certificate-checking-root",
            "certificate-checking-shown",
            "certificate-checking-names",
        ];
        for key in keys {
            let words = self.locale.sentence(key, &words);
            self.sheet.paragraph(&Paragraph { after: 5.0, ..Paragraph::new(&words, BODY) });
        }
        self.sheet.end_section();
    }

    fn about(&self) -> Result<About, PaperError> {
        let facts = self.facts;
        let title = [("title", facts.title.clone())];
        Ok(About {
            title: self.locale.sentence("certificate-document-title", &title),
            language: self.locale.as_str().to_owned(),
            producer: facts.product.clone(),
            created: facts.issued,
            id: format!("{}/{}", facts.number, self.locale.as_str()),
            footer: format!("{} · {} · {}", self.text("certificate-title"), facts.number, facts.title),
            numbering: self.locale.sentence(
                "certificate-numbering",
                &[("page", "{page}".to_owned()), ("pages", "{pages}".to_owned())],
            ),
            attachment: Some(Attachment {
                name: "certificate.json".to_owned(),
                media_type: "application/json",
                description: self.text("certificate-attachment"),
                bytes: serde_json::to_vec_pretty(facts)?,
            }),
        })
    }

    /// Begins a section under a heading.
    fn section(&mut self, key: &str) {
        self.sheet.begin_section();
        let text = self.text(key);
        self.sheet.heading(&Heading {
            text: &text,
            level: 2,
            style: SECTION,
            align: Align::Left,
            before: 22.0,
            after: 8.0,
            keep: 60.0,
        });
    }

    /// The name of a document or a person, under a line that parts it from the one before; `room` points with it are
    /// kept on one page.
    fn name(&mut self, name: &str, index: usize, room: f32) {
        if index > 0 {
            self.sheet.space(6.0);
        }
        self.sheet.keep(room);
        self.sheet.rule(Ink::Light, 0.5);
        self.sheet.heading(&Heading {
            text: name,
            level: 3,
            style: NAME,
            align: Align::Left,
            before: 7.0,
            after: 3.0,
            keep: 40.0,
        });
    }

    fn pairs(&mut self, rows: &[(&str, String)]) {
        let row = |(key, value): &(&str, String)| {
            let label = Cell { text: self.text(key), style: LABEL };
            vec![label, Cell { text: value.clone(), style: BODY }]
        };
        let rows = rows.iter().filter(|(_, value)| !value.is_empty()).map(row).collect();
        self.sheet.table(&Table { widths: vec![LABEL_WIDTH], rows, padding: 1.6, ..Table::default() });
    }

    fn text(&self, key: &str) -> String {
        self.locale.text(key)
    }

    /// A time in words, to the second, in the envelope's zone and in UTC.
    fn time(&self, at: Timestamp) -> String {
        self.in_both(|zone| self.words(at, zone))
    }

    fn words(&self, at: Timestamp, zone: &Zone) -> String {
        let civil = zone.civil(at);
        let words = [
            ("day", civil.day().to_string()),
            ("month", self.text(&format!("month-{}", civil.month()))),
            ("year", civil.year().to_string()),
            ("clock", civil.strftime("%H:%M:%S").to_string()),
            ("zone", zone.beside(at)),
        ];
        self.locale.sentence("certificate-time", &words)
    }

    /// A time in figures, to the second, in the envelope's zone and in UTC.
    fn clock(&self, at: Timestamp) -> String {
        self.in_both(|zone| format!("{} {}", zone.civil(at).strftime("%Y-%m-%d %H:%M:%S"), zone.short(at)))
    }

    /// The same in the envelope's zone alone.
    fn clock_once(&self, at: Timestamp) -> String {
        let zone = &self.facts.zone;
        format!("{} {}", zone.civil(at).strftime("%Y-%m-%d %H:%M:%S"), zone.short(at))
    }

    fn in_both(&self, write: impl Fn(&Zone) -> String) -> String {
        let zone = &self.facts.zone;
        if *zone == Zone::utc() { write(zone) } else { format!("{}\n{}", write(zone), write(&Zone::utc())) }
    }
}

/// Names below one another; of many, the first dozen and how many more.
fn named(names: impl ExactSizeIterator<Item = String>) -> String {
    const SHOWN_MAX: usize = 12;
    let more = names.len().saturating_sub(SHOWN_MAX);
    let mut lines: Vec<String> = names.take(SHOWN_MAX).collect();
    if more > 0 {
        lines.push(format!("+ {more}"));
    }
    lines.join("\n")
}

/// A digest in groups of eight, so that it can be compared by eye and broken at the end of a line.
fn grouped(digest: &str) -> String {
    let characters: Vec<char> = digest.chars().collect();
    let groups: Vec<String> = characters.chunks(8).map(|group| group.iter().collect()).collect();
    groups.join(" ")
}
