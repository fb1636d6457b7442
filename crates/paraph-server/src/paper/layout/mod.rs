//! Lays out pages: paragraphs, headings, pairs and tables flow down the page and onto the next, each with its own tag.
//!
//! Everything is set first and written last, so that a page can say how many follow it.

mod set;
mod table;
mod write;

use std::sync::Arc;

use paraph_pades::text;

use super::PaperError;
use super::typeface::{Face, Shaped, Typefaces};

pub use table::{Cell, Table};
pub use write::{About, Attachment};

/// Points on an A4 page, from edge to edge.
const A4: (f32, f32) = (595.28, 841.89);

/// A colour of ink.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ink {
    /// Text.
    Black,
    /// What is beside the text: labels, footers.
    Grey,
    /// Lines.
    Light,
    /// Paraph's blue.
    Brand,
    /// The ground of a block.
    Ground,
}

/// How text looks. Lengths in points.
#[derive(Debug, Clone, Copy)]
pub struct Style {
    /// Typeface.
    pub face: Face,
    /// Size of the type.
    pub size: f32,
    /// From base line to base line.
    pub leading: f32,
    /// Colour.
    pub ink: Ink,
}

/// How the lines of a paragraph meet its edges.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Align {
    /// Even on the left.
    Left,
    /// Even on both sides, but for the last line.
    Justified,
    /// In the middle.
    Centred,
}

/// A paragraph. Words between two asterisks are set in its strong face. Lengths in points.
#[derive(Debug, Clone, Copy)]
pub struct Paragraph<'a> {
    /// The text.
    pub text: &'a str,
    /// How it looks.
    pub style: Style,
    /// Face of what stands between asterisks; none if asterisks mean themselves.
    pub strong: Option<Face>,
    /// How its lines meet the edges.
    pub align: Align,
    /// Distance of its left edge from that of the page.
    pub indent: f32,
    /// What hangs to the left of its first line, in the room of the indent: a number, a letter.
    pub label: &'a str,
    /// Distance of the label from the left edge of the page.
    pub label_indent: f32,
    /// Room above, unless at the top of a page.
    pub before: f32,
    /// Room below.
    pub after: f32,
}

impl<'a> Paragraph<'a> {
    /// A plain paragraph, even on the left.
    #[must_use]
    pub fn new(text: &'a str, style: Style) -> Self {
        Self {
            text,
            style,
            strong: None,
            align: Align::Left,
            indent: 0.0,
            label: "",
            label_indent: 0.0,
            before: 0.0,
            after: 0.0,
        }
    }
}

/// A heading. Lengths in points.
#[derive(Debug, Clone, Copy)]
pub struct Heading<'a> {
    /// Its words; also the bookmark.
    pub text: &'a str,
    /// 1 for the title, 2 below it, and so on.
    pub level: u16,
    /// How it looks.
    pub style: Style,
    /// How its lines meet the edges.
    pub align: Align,
    /// Room above, unless at the top of a page.
    pub before: f32,
    /// Room below.
    pub after: f32,
    /// Room that must be left on the page below it, or it moves to the next.
    pub keep: f32,
}

/// Margins of every page, in points.
#[derive(Debug, Clone, Copy)]
pub struct Margins {
    /// Left and right.
    pub side: f32,
    /// Above.
    pub top: f32,
    /// Below, with the footer in it.
    pub bottom: f32,
}

/// What a part of the document is, for those who do not see it (ISO 14289-1).
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Role {
    Section,
    Heading { level: u16, title: String },
    Paragraph,
    Table,
    TableHead,
    TableBody,
    Row,
    ColumnHeader,
    RowHeader,
    Data,
}

/// A node of the logical structure.
#[derive(Debug)]
pub(super) struct Element {
    pub(super) role: Role,
    pub(super) children: Vec<usize>,
}

/// What is put on a page. Positions in points from its top left corner.
#[derive(Debug)]
pub(super) enum Mark {
    Text { text: SetText, x: f32, baseline: f32, element: usize },
    Box { x: f32, y: f32, width: f32, height: f32, ink: Ink },
}

/// Text that is ready to be drawn.
#[derive(Debug, Clone)]
pub(super) struct SetText {
    pub(super) shaped: Shaped,
    pub(super) face: Face,
    /// Index among the typefaces that were handed in; none for the face itself.
    pub(super) other: Option<usize>,
    pub(super) size: f32,
    pub(super) ink: Ink,
    /// What is meant, where it could not be drawn.
    pub(super) meant: Option<String>,
}

#[derive(Debug)]
pub(super) struct Bookmark {
    pub(super) level: u16,
    pub(super) title: String,
    pub(super) page: usize,
    pub(super) y: f32,
}

/// A document being laid out on A4.
pub struct Sheet {
    faces: Typefaces,
    margins: Margins,
    pages: Vec<Vec<Mark>>,
    y: f32,
    elements: Vec<Element>,
    roots: Vec<usize>,
    open: Vec<usize>,
    bookmarks: Vec<Bookmark>,
}

impl Sheet {
    /// An empty document of one page.
    ///
    /// # Errors
    /// [`PaperError::Font`].
    pub fn new(margins: Margins) -> Result<Self, PaperError> {
        Self::with(margins, &[])
    }

    /// The same, with typefaces for what the own ones cannot write.
    ///
    /// # Errors
    /// [`PaperError::Font`].
    pub fn with(margins: Margins, others: &[Arc<text::Typeface>]) -> Result<Self, PaperError> {
        Ok(Self {
            faces: Typefaces::new(others)?,
            margins,
            pages: vec![Vec::new()],
            y: margins.top,
            elements: Vec::new(),
            roots: Vec::new(),
            open: Vec::new(),
            bookmarks: Vec::new(),
        })
    }

    /// Width between the margins, in points.
    #[must_use]
    pub fn width(&self) -> f32 {
        A4.0 - 2.0 * self.margins.side
    }

    /// The headings so far, each with the page it is on, from 1.
    #[must_use]
    pub fn contents(&self) -> Vec<(String, usize)> {
        self.bookmarks.iter().map(|bookmark| (bookmark.title.clone(), bookmark.page + 1)).collect()
    }

    /// Begins a section: what follows belongs together until [`Self::end_section`].
    pub fn begin_section(&mut self) {
        let section = self.add_element(Role::Section);
        self.open.push(section);
    }

    /// Ends the section begun last.
    pub fn end_section(&mut self) {
        self.open.pop();
    }

    /// A heading, with its bookmark.
    pub fn heading(&mut self, heading: &Heading<'_>) {
        let title = heading.text.to_owned();
        let lines = self.set_plain(heading.text, heading.style, self.width());
        let height = lines.len() as f32 * heading.style.leading;
        self.room_before(heading.before);
        self.keep(height + heading.after + heading.keep);
        let (page, y) = (self.pages.len() - 1, self.y);
        self.bookmarks.push(Bookmark { level: heading.level, title: title.clone(), page, y });
        let element = self.add_element(Role::Heading { level: heading.level, title });
        for line in lines {
            let indent =
                if heading.align == Align::Centred { (self.width() - line.width) / 2.0 } else { 0.0 };
            self.put_line(line, indent, heading.style.leading, element);
        }
        self.y += heading.after;
    }

    /// A paragraph. Its first two and its last two lines stay together.
    pub fn paragraph(&mut self, paragraph: &Paragraph<'_>) {
        let style = paragraph.style;
        let width = self.width() - paragraph.indent;
        let mut lines = self.set_rich(paragraph, width);
        let count = lines.len();
        self.room_before(paragraph.before);
        self.keep(style.leading * count.min(2) as f32);
        let element = self.add_element(Role::Paragraph);
        if !paragraph.label.is_empty() {
            let label = set::place(self.set_text(paragraph.label, style));
            let baseline = self.baseline(style.leading, style.size);
            for (offset, text) in label.parts {
                let x = self.margins.side + paragraph.label_indent + offset;
                self.put(Mark::Text { text, x, baseline, element });
            }
        }
        for (index, line) in lines.drain(..).enumerate() {
            if index + 2 == count {
                self.keep(style.leading * 2.0);
            }
            let indent = match paragraph.align {
                Align::Centred => (width - line.width) / 2.0,
                Align::Left | Align::Justified => 0.0,
            };
            self.put_line(line, paragraph.indent + indent, style.leading, element);
        }
        self.y += paragraph.after;
    }

    /// A thin line from margin to margin.
    pub fn rule(&mut self, ink: Ink, thickness: f32) {
        let width = self.width();
        self.put(Mark::Box { x: self.margins.side, y: self.y, width, height: thickness, ink });
        self.y += thickness;
    }

    /// A line on which something will be written by hand or placed later. Lengths in points.
    pub fn blank(&mut self, indent: f32, width: f32) {
        self.put(Mark::Box { x: self.margins.side + indent, y: self.y, width, height: 0.6, ink: Ink::Grey });
    }

    /// Room, in points.
    pub fn space(&mut self, points: f32) {
        self.y += points;
    }

    /// Begins a new page unless so many points are left on this one.
    pub fn keep(&mut self, points: f32) {
        let fits_at_all = points <= A4.1 - self.margins.top - self.margins.bottom;
        if self.y + points > A4.1 - self.margins.bottom && self.y > self.margins.top && fits_at_all {
            self.break_page();
        }
    }

    /// Begins a new page.
    pub fn break_page(&mut self) {
        self.pages.push(Vec::new());
        self.y = self.margins.top;
    }

    fn room_before(&mut self, points: f32) {
        if self.y > self.margins.top {
            self.y += points;
        }
    }

    fn baseline(&self, leading: f32, size: f32) -> f32 {
        // The letters of a line stand in the middle of its height.
        self.y + (leading + size * 0.7) / 2.0
    }

    fn put_line(&mut self, line: set::Line, indent: f32, leading: f32, element: usize) {
        self.keep(leading);
        let size = line.parts.first().map_or(leading, |(_, text)| text.size);
        let baseline = self.baseline(leading, size);
        for (offset, text) in line.parts {
            self.put(Mark::Text { text, x: self.margins.side + indent + offset, baseline, element });
        }
        self.y += leading;
    }

    fn put(&mut self, mark: Mark) {
        if let Some(page) = self.pages.last_mut() {
            page.push(mark);
        }
    }

    /// Adds a node under the section that is open.
    fn add_element(&mut self, role: Role) -> usize {
        let index = self.elements.len();
        self.elements.push(Element { role, children: Vec::new() });
        match self.open.last().copied().and_then(|parent| self.elements.get_mut(parent)) {
            Some(parent) => parent.children.push(index),
            None => self.roots.push(index),
        }
        index
    }
}
