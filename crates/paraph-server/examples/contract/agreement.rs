//! Sets the agreement: a cover, its contents, numbered clauses, schedules and a signature page.
//!
//! Each line of its text begins with a mark: `!` heads a page, `#` a part, `##` a numbered clause, `-` and `--` are
//! paragraphs below it, `=` a definition, `@` a labelled paragraph, `|` a row, `~` a schedule, `$` a place to sign.

use paraph_server::paper::layout::{
    About, Align, Cell, Heading, Ink, Margins, Paragraph, Sheet, Style, Table,
};
use paraph_server::paper::{Face, PaperError};

const TEXT: [&str; 3] =
    [include_str!("agreement-1.txt"), include_str!("agreement-2.txt"), include_str!("agreement-3.txt")];
const TITLE: &str = "Share purchase agreement";

const BODY: Style = Style { face: Face::Serif, size: 11.0, leading: 15.4, ink: Ink::Black };
const CLAUSE: Style = Style { face: Face::SerifBold, size: 11.5, leading: 16.0, ink: Ink::Black };
const PART: Style = Style { face: Face::SerifBold, size: 12.5, leading: 17.0, ink: Ink::Brand };
const PAGE_TITLE: Style = Style { face: Face::Serif, size: 19.0, leading: 25.0, ink: Ink::Brand };
const COVER_TITLE: Style = Style { face: Face::Serif, size: 30.0, leading: 38.0, ink: Ink::Brand };
const COVER_TEXT: Style = Style { face: Face::Serif, size: 13.0, leading: 19.0, ink: Ink::Black };
const COVER_SMALL: Style = Style { face: Face::SerifItalic, size: 11.5, leading: 16.0, ink: Ink::Grey };

/// What the document says of itself.
pub(crate) fn about() -> About {
    About {
        title: "Share purchase agreement: Aurora Robotics Limited".to_owned(),
        language: "en".to_owned(),
        producer: "Paraph".to_owned(),
        created: jiff::Timestamp::UNIX_EPOCH + jiff::SignedDuration::from_hours(20_778 * 24),
        id: "share-purchase-agreement".to_owned(),
        footer: "Share purchase agreement · Aurora Robotics Limited".to_owned(),
        numbering: "{page} / {pages}".to_owned(),
        attachment: None,
    }
}

/// The agreement, laid out, with the given table of contents.
pub(crate) fn agreement(contents: &[(String, usize)]) -> Result<Sheet, PaperError> {
    let sheet = Sheet::new(Margins { side: 78.0, top: 74.0, bottom: 84.0 })?;
    let mut setter = Setter { sheet, clause: 0, paragraph: 0, item: 0, in_schedule: false, rows: Vec::new() };
    setter.cover();
    setter.contents(contents);
    for line in TEXT.iter().flat_map(|part| part.lines()) {
        let (mark, text) = line.split_once(' ').unwrap_or((line, ""));
        if mark != "|" {
            setter.end_rows();
        }
        setter.line(mark, text);
    }
    setter.end_rows();
    Ok(setter.sheet)
}

struct Setter {
    sheet: Sheet,
    clause: usize,
    paragraph: usize,
    item: usize,
    in_schedule: bool,
    rows: Vec<Vec<Cell>>,
}

impl Setter {
    fn cover(&mut self) {
        self.sheet.space(120.0);
        self.centred("Dated 2026", COVER_SMALL, 46.0);
        self.sheet.rule(Ink::Brand, 1.2);
        self.sheet.space(26.0);
        self.heading(TITLE, (1, COVER_TITLE), Align::Centred, 8.0);
        self.centred("relating to the whole of the issued share capital of", COVER_SMALL, 4.0);
        self.centred("Aurora Robotics Limited", COVER_TEXT, 26.0);
        self.sheet.rule(Ink::Brand, 1.2);
        self.sheet.space(46.0);
        self.centred("between", COVER_SMALL, 14.0);
        self.centred("Camille Durand", COVER_TEXT, 10.0);
        self.centred("and", COVER_SMALL, 10.0);
        self.centred("Northgate Industries plc", COVER_TEXT, 0.0);
        self.sheet.break_page();
    }

    fn contents(&mut self, contents: &[(String, usize)]) {
        self.heading("Contents", (2, PAGE_TITLE), Align::Left, 14.0);
        let cell = |text: String| Cell { text, style: BODY };
        let named = contents.iter().filter(|(title, _)| title != TITLE && title != "Contents");
        let rows = named.map(|(title, page)| vec![cell(title.clone()), cell(page.to_string())]).collect();
        let widths = vec![self.sheet.width() - 24.0];
        self.sheet.table(&Table { widths, rows, padding: 1.2, ..Table::default() });
        self.sheet.break_page();
    }

    fn line(&mut self, mark: &str, text: &str) {
        match mark {
            "!" => self.heading(text, (2, PAGE_TITLE), Align::Left, 12.0),
            "#" => self.heading(text, (3, PART), Align::Left, 6.0),
            "##" => self.begin_clause(text),
            "-" => self.numbered(text),
            "--" => self.lettered(text),
            "=" => self.put(text, ("", 0.0), 36.0),
            "@" => {
                let (label, text) = text.split_once(' ').unwrap_or(("", text));
                self.put(text, (label, 0.0), 36.0);
            }
            "|" => {
                let cells = text.split(" | ").map(|part| Cell { text: part.to_owned(), style: BODY });
                self.rows.push(cells.collect());
            }
            "~" => self.begin_schedule(text),
            "$" => self.place_to_sign(text),
            _ => self.put(text, ("", 0.0), if self.in_schedule || self.clause == 0 { 0.0 } else { 36.0 }),
        }
    }

    fn begin_clause(&mut self, text: &str) {
        self.clause += 1;
        self.paragraph = 0;
        self.heading(&format!("{}.  {text}", self.clause), (3, CLAUSE), Align::Left, 4.0);
    }

    fn begin_schedule(&mut self, _: &str) {
        self.sheet.break_page();
        self.in_schedule = true;
        self.clause = 0;
        self.paragraph = 0;
    }

    fn numbered(&mut self, text: &str) {
        self.paragraph += 1;
        self.item = 0;
        let number = match self.clause {
            0 => format!("{}.", self.paragraph),
            clause => format!("{clause}.{}", self.paragraph),
        };
        self.put(text, (&number, 0.0), 36.0);
    }

    fn lettered(&mut self, text: &str) {
        let letter = char::from(b'a' + u8::try_from(self.item % 26).unwrap_or(0));
        self.item += 1;
        self.put(text, (&format!("({letter})"), 36.0), 62.0);
    }

    fn place_to_sign(&mut self, text: &str) {
        let (who, role) = text.split_once(" | ").unwrap_or((text, ""));
        self.sheet.keep(190.0);
        self.sheet.space(18.0);
        self.put(who, ("", 0.0), 0.0);
        self.sheet.space(70.0);
        self.sheet.blank(0.0, 240.0);
        self.sheet.blank(290.0, self.sheet.width() - 290.0);
        self.sheet.space(3.0);
        let label = Style { face: Face::SerifItalic, size: 9.5, leading: 13.0, ink: Ink::Grey };
        let cells = vec![vec![
            Cell { text: format!("Signature ({role})"), style: label },
            Cell { text: "Date".to_owned(), style: label },
        ]];
        self.sheet.table(&Table { widths: vec![290.0], rows: cells, ..Table::default() });
        self.sheet.space(12.0);
    }

    fn end_rows(&mut self) {
        if self.rows.is_empty() {
            return;
        }
        let rows = std::mem::take(&mut self.rows);
        let lines = Some(Ink::Light);
        self.sheet.table(&Table { widths: vec![190.0], rows, padding: 3.5, lines, ..Table::default() });
    }

    fn put(&mut self, text: &str, (label, label_indent): (&str, f32), indent: f32) {
        self.sheet.paragraph(&Paragraph {
            strong: Some(Face::SerifBold),
            align: Align::Justified,
            indent,
            label,
            label_indent,
            after: 6.5,
            ..Paragraph::new(text, BODY)
        });
    }

    fn heading(&mut self, text: &str, (level, style): (u16, Style), align: Align, after: f32) {
        let before = if level == 3 { 12.0 } else { 0.0 };
        self.sheet.heading(&Heading { text, level, style, align, before, after, keep: 34.0 });
    }

    fn centred(&mut self, text: &str, style: Style, after: f32) {
        self.sheet.paragraph(&Paragraph { align: Align::Centred, after, ..Paragraph::new(text, style) });
    }
}
