//! What the layout promises: heads come again on every page but are read once, rows and paragraphs hold together, and a
//! document that breaks a rule is not written.

use paraph_server::paper::layout::{
    About, Align, Cell, Heading, Ink, Margins, Paragraph, Sheet, Style, Table,
};
use paraph_server::paper::{Face, PaperError};

use super::{run, words};

const STYLE: Style = Style { face: Face::Serif, size: 11.0, leading: 15.0, ink: Ink::Black };

fn sheet() -> Sheet {
    Sheet::new(Margins { side: 70.0, top: 70.0, bottom: 80.0 }).unwrap()
}

fn titled(text: &str) -> Sheet {
    let mut sheet = sheet();
    sheet.heading(&heading(text, 1));
    sheet
}

fn heading(text: &str, level: u16) -> Heading<'_> {
    Heading { text, level, style: STYLE, align: Align::Left, before: 0.0, after: 0.0, keep: 40.0 }
}

fn about() -> About {
    About {
        title: "A test".to_owned(),
        language: "en".to_owned(),
        producer: "Paraph".to_owned(),
        created: "2026-11-21T14:00:00Z".parse().unwrap(),
        id: "test".to_owned(),
        footer: "A test".to_owned(),
        numbering: "{page}/{pages}".to_owned(),
        attachment: None,
    }
}

fn cell(text: &str) -> Cell {
    Cell { text: text.to_owned(), style: STYLE }
}

fn written(sheet: Sheet) -> (tempfile::TempDir, std::path::PathBuf) {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("layout.pdf");
    std::fs::write(&path, sheet.finish(about()).unwrap()).unwrap();
    (directory, path)
}

fn count(text: &str, word: &str) -> usize {
    text.matches(word).count()
}

#[test]
fn the_head_of_a_table_comes_again_on_every_page_and_is_read_once() {
    let mut sheet = titled("Events");
    let rows = (0..100).map(|number| vec![cell(&format!("row-{number}-end")), cell("what")]).collect();
    sheet.table(&Table {
        widths: vec![200.0],
        head: vec![cell("Whenever"), cell("Whatever")],
        rows,
        padding: 2.0,
        lines: Some(Ink::Light),
        ..Table::default()
    });
    let (_directory, path) = written(sheet);
    let (_, information) = run("pdfinfo", &[], &path);
    let pages: usize =
        information.lines().find_map(|line| line.strip_prefix("Pages:")).unwrap().trim().parse().unwrap();
    assert!(pages >= 3);
    assert_eq!(count(&words(&path), "Whenever"), pages);
    let (_, structure) = run("pdfinfo", &["-struct-text"], &path);
    assert_eq!(count(&structure, "Whenever"), 1);
    for number in 0..100 {
        assert_eq!(count(&structure, &format!("row-{number}-end")), 1, "row {number}");
    }
}

#[test]
fn a_row_longer_than_a_page_flows_on_and_loses_nothing() {
    let mut sheet = titled("Long");
    let long: Vec<String> = (0..1_500).map(|number| format!("w{number}.")).collect();
    let rows = vec![vec![cell("label"), cell(&long.join(" "))], vec![cell("after"), cell("the-end")]];
    sheet.table(&Table { widths: vec![300.0], rows, ..Table::default() });
    let (_directory, path) = written(sheet);
    let text = words(&path);
    for word in long.iter().step_by(97).map(String::as_str).chain(["w1499.", "the-end"]) {
        assert!(text.split(' ').any(|found| found == word), "{word} is lost");
    }
}

#[test]
fn a_heading_is_not_left_alone_at_the_foot_of_a_page() {
    let mut sheet = titled("First");
    sheet.space(625.0);
    sheet.heading(&heading("Second", 2));
    sheet.paragraph(&Paragraph::new("follows its heading", STYLE));
    assert_eq!(sheet.contents(), [("First".to_owned(), 1), ("Second".to_owned(), 2)]);
}

#[test]
fn no_line_of_a_paragraph_is_left_alone() {
    for room in (560..700).step_by(20) {
        let mut sheet = titled("First");
        sheet.space(room as f32);
        let text = "one two three four five six seven eight nine ten ".repeat(6);
        sheet.paragraph(&Paragraph { align: Align::Justified, ..Paragraph::new(text.trim(), STYLE) });
        sheet.heading(&heading("Last", 2));
        let (_directory, path) = written(sheet);
        let output =
            std::process::Command::new("pdftotext").arg("-layout").arg(&path).arg("-").output().unwrap();
        let text = String::from_utf8(output.stdout).unwrap();
        for page in text.split('\u{c}') {
            let lines = page.lines().filter(|line| line.contains("two") || line.contains("seven")).count();
            assert_ne!(lines, 1, "room {room}: a line stands alone in {page:?}");
        }
    }
}

#[test]
fn bookmarks_follow_the_levels_of_the_headings() {
    let mut sheet = titled("Title");
    for (text, level) in [("Part", 2), ("Clause", 3), ("Other part", 2)] {
        sheet.heading(&heading(text, level));
        sheet.paragraph(&Paragraph::new("text", STYLE));
    }
    let (_directory, path) = written(sheet);
    let bytes = std::fs::read(&path).unwrap();
    let document = paraph_pdf::Document::open(bytes).unwrap();
    let view = document.current();
    let outlines = view.dictionary(&view.catalog().unwrap(), b"Outlines").unwrap().unwrap();
    let title = view.dictionary(&outlines, b"First").unwrap().unwrap();
    assert_eq!(view.value(&title, b"Title").unwrap().as_string().unwrap().to_text(), "Title");
    let part = view.dictionary(&title, b"First").unwrap().unwrap();
    let clause = view.dictionary(&part, b"First").unwrap().unwrap();
    assert_eq!(view.value(&clause, b"Title").unwrap().as_string().unwrap().to_text(), "Clause");
    let other = view.dictionary(&part, b"Next").unwrap().unwrap();
    assert_eq!(view.value(&other, b"Title").unwrap().as_string().unwrap().to_text(), "Other part");
}

#[test]
fn a_document_without_headings_breaks_a_rule_and_is_not_written() {
    let mut sheet = sheet();
    sheet.paragraph(&Paragraph::new("No heading at all.", STYLE));
    let refused = sheet.finish(about());
    assert!(
        matches!(refused, Err(PaperError::RuleIsBroken { rules }) if rules.contains("MissingDocumentOutline"))
    );
}

#[test]
fn measures_that_are_no_numbers_are_refused() {
    let mut sheet = titled("Title");
    sheet.blank(f32::NAN, 100.0);
    assert!(matches!(sheet.finish(about()), Err(PaperError::NoRoom)));
}
