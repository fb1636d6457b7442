//! Tables: rows flow onto the next page, under a head that is repeated. A pair of label and value is a row too.

use super::set::Line;
use super::{Ink, Mark, Role, Sheet, Style};

/// A cell.
#[derive(Debug, Clone)]
pub struct Cell {
    /// Its words; a line feed begins a new line.
    pub text: String,
    /// How they look.
    pub style: Style,
}

/// A table. Lengths in points.
#[derive(Debug, Clone, Default)]
pub struct Table {
    /// Widths of the columns; the last one takes what is left.
    pub widths: Vec<f32>,
    /// Head, repeated on every page; none for pairs, whose first cell heads its row.
    pub head: Vec<Cell>,
    /// Rows.
    pub rows: Vec<Vec<Cell>>,
    /// Distance of its left edge from that of the page.
    pub indent: f32,
    /// Room above and below the words of a row.
    pub padding: f32,
    /// Whether thin lines part the rows.
    pub lines: Option<Ink>,
}

/// Room between the words of a column and the next column.
const GUTTER: f32 = 10.0;

/// A row being put down.
struct Row {
    cells: Vec<(Vec<Line>, f32, usize)>,
    leading: f32,
}

impl Sheet {
    /// A table.
    pub fn table(&mut self, table: &Table) {
        let root = self.add_element(Role::Table);
        self.open.push(root);
        if !table.head.is_empty() {
            let head = self.row_of(&table.head, table, Role::TableHead);
            self.keep(head.height(table) * 3.0);
            self.put_row(head, table, false);
        }
        let body = self.add_element(Role::TableBody);
        self.open.push(body);
        for cells in &table.rows {
            let row = self.row_of(cells, table, Role::TableBody);
            self.put_row(row, table, true);
        }
        self.open.pop();
        self.open.pop();
    }

    /// Sets a row and makes its nodes in the logical structure.
    fn row_of(&mut self, cells: &[Cell], table: &Table, place: Role) -> Row {
        let head = place == Role::TableHead;
        if head {
            let group = self.add_element(Role::TableHead);
            self.open.push(group);
        }
        let row = self.add_element(Role::Row);
        self.open.push(row);
        let mut set = Vec::new();
        let (mut x, mut leading) = (table.indent, 0.0f32);
        for (index, cell) in cells.iter().enumerate() {
            let is_last = index + 1 == cells.len();
            let rest = self.width() - x;
            let width = table.widths.get(index).copied().filter(|_| !is_last).unwrap_or(rest);
            let role = match index {
                _ if head => Role::ColumnHeader,
                0 if table.head.is_empty() => Role::RowHeader,
                _ => Role::Data,
            };
            let element = self.add_element(role);
            let room = if is_last { width } else { width - GUTTER };
            set.push((self.set_plain(&cell.text, cell.style, room.max(1.0)), x, element));
            leading = leading.max(cell.style.leading);
            x += width;
        }
        self.open.pop();
        if head {
            self.open.pop();
        }
        Row { cells: set, leading }
    }

    fn put_row(&mut self, row: Row, table: &Table, repeat: bool) {
        let height = row.height(table);
        let pages = self.pages.len();
        // A short row is not torn apart; a long one flows on line by line.
        self.keep(if row.count() <= 8 { height } else { row.leading * 3.0 });
        if self.pages.len() > pages && repeat {
            self.repeat_head(table);
        }
        self.y += table.padding;
        let (count, leading) = (row.count(), row.leading);
        let mut cells: Vec<_> =
            row.cells.into_iter().map(|(lines, x, element)| (lines.into_iter(), x, element)).collect();
        for _ in 0..count {
            let pages = self.pages.len();
            self.keep(leading);
            if self.pages.len() > pages && repeat {
                self.repeat_head(table);
            }
            let top = self.y;
            for (lines, x, element) in &mut cells {
                let Some(line) = lines.next() else { continue };
                self.y = top;
                self.put_line(line, *x, leading, *element);
            }
            self.y = top + leading;
        }
        self.y += table.padding;
        if let Some(ink) = table.lines {
            let (x, width) = (self.margins.side + table.indent, self.width() - table.indent);
            self.put(Mark::Box { x, y: self.y, width, height: 0.5, ink });
        }
    }

    /// The head again, for the eye only: it was read once.
    fn repeat_head(&mut self, table: &Table) {
        if table.head.is_empty() {
            return;
        }
        let (top, mut x, mut bottom) = (self.y + table.padding, table.indent, self.y);
        for (index, cell) in table.head.iter().enumerate() {
            let rest = self.width() - x;
            let width =
                table.widths.get(index).copied().filter(|_| index + 1 < table.head.len()).unwrap_or(rest);
            self.y = top;
            for line in self.set_plain(&cell.text, cell.style, (width - GUTTER).max(1.0)) {
                self.put_line(line, x, cell.style.leading, usize::MAX);
            }
            bottom = bottom.max(self.y);
            x += width;
        }
        self.y = bottom + table.padding;
        if let Some(ink) = table.lines {
            let (x, width) = (self.margins.side + table.indent, self.width() - table.indent);
            self.put(Mark::Box { x, y: self.y, width, height: 0.5, ink });
        }
    }
}

impl Row {
    fn count(&self) -> usize {
        self.cells.iter().map(|(lines, _, _)| lines.len()).max().unwrap_or(0)
    }

    fn height(&self, table: &Table) -> f32 {
        self.count() as f32 * self.leading + 2.0 * table.padding
    }
}
