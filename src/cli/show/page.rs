//! A page: headings, paragraphs and columns, wrapped by what the terminal shows of them.
//!
//! Everything that goes onto it is made harmless first: control characters do not reach the terminal.

use unicode_width::UnicodeWidthStr;

use crate::cli::exit::Failure;
use crate::cli::output::{Meaning, Output};
use crate::phrasing::{counted, cut, harmless, wrap};

/// Columns where nobody looks on, and the bounds where somebody does.
const USUAL_WIDTH: usize = 80;
const NARROWEST: usize = 40;
const WIDEST: usize = 110;
/// Columns between columns.
const GAP: usize = 2;
/// What the last column has at least, be it beyond the terminal's edge.
const NARROWEST_LAST: usize = 8;

/// A page that grows line by line and is printed at once.
#[derive(Debug)]
pub struct Page {
    text: String,
    width: usize,
    /// Columns for rows; nothing where nobody looks on: whoever reads on is given each row whole, in one line.
    room: Option<usize>,
    output: Output,
}

/// One cell of a row.
#[derive(Clone, Debug)]
pub struct Cell {
    text: String,
    meaning: Option<Meaning>,
    right: bool,
    whole: bool,
}

/// A cell, aligned left.
pub fn cell(text: impl Into<String>) -> Cell {
    Cell { text: harmless(&text.into()), meaning: None, right: false, whole: false }
}

impl Cell {
    /// Coloured by what it means.
    #[must_use]
    pub fn meaning(mut self, meaning: Meaning) -> Self {
        self.meaning = Some(meaning);
        self
    }

    /// Beside the point.
    #[must_use]
    pub fn faint(self) -> Self {
        self.meaning(Meaning::Faint)
    }

    /// Never cut: what is there to be copied, such as an id.
    #[must_use]
    pub fn whole(mut self) -> Self {
        self.whole = true;
        self
    }

    /// Aligned right, as figures are.
    #[must_use]
    pub fn right(mut self) -> Self {
        self.right = true;
        self
    }
}

impl Page {
    /// As wide as the terminal. Where there is none, 80 columns for what flows, and rows that are never cut.
    pub fn of_terminal(output: Output) -> Self {
        match output.width() {
            Some(width) => Self::new(output, width.clamp(NARROWEST, WIDEST)),
            None => Self { room: None, ..Self::new(output, USUAL_WIDTH) },
        }
    }

    /// So many columns wide.
    pub fn new(output: Output, width: usize) -> Self {
        Self { text: String::new(), width, room: Some(width), output }
    }

    /// An empty line, except at the beginning.
    pub fn gap(&mut self) {
        if !self.text.is_empty() {
            self.text.push('\n');
        }
    }

    /// A heading with something beside it, after an empty line.
    pub fn heading(&mut self, text: &str, beside: &str) {
        self.gap();
        self.text.push_str(&self.output.paint(Meaning::Heading, harmless(text)));
        if !beside.is_empty() {
            self.text.push(' ');
            self.text.push_str(&self.output.paint(Meaning::Faint, harmless(beside)));
        }
        self.text.push('\n');
    }

    /// A paragraph: `first` before its first line, as much room before the others.
    pub fn paragraph(&mut self, first: &str, text: &str) {
        self.painted(first, text, None);
    }

    /// A paragraph coloured by what it means.
    pub fn meaning(&mut self, first: &str, text: &str, meaning: Meaning) {
        self.painted(first, text, Some(meaning));
    }

    /// A paragraph with a bar before each line, as quotations have it; at most so many lines.
    pub fn quotation(&mut self, indent: usize, text: &str, most_lines: usize) {
        let bar = format!("{}{} ", " ".repeat(indent), self.output.paint(Meaning::Faint, "│"));
        let lines = wrap(text, self.width.saturating_sub(indent + 2));
        for line in lines.iter().take(most_lines) {
            self.text.push_str(format!("{bar}{line}").trim_end());
            self.text.push('\n');
        }
        if lines.len() > most_lines {
            let more = format!("… {}", counted((lines.len() - most_lines) as u64, "more line"));
            self.text.push_str(&format!("{bar}{}\n", self.output.paint(Meaning::Faint, more)));
        }
    }

    fn painted(&mut self, first: &str, text: &str, meaning: Option<Meaning>) {
        let indent = first.width();
        for (at, line) in wrap(text, self.width.saturating_sub(indent)).iter().enumerate() {
            if at == 0 {
                self.text.push_str(first);
            } else {
                self.text.push_str(&" ".repeat(indent));
            }
            match meaning {
                Some(meaning) => self.text.push_str(&self.output.paint(meaning, line)),
                None => self.text.push_str(line),
            }
            self.text.push('\n');
        }
    }

    /// Rows in columns. The last column flows over several lines where it must; the others are cut, the widest
    /// first, where there is no room for them, except those that have to stay whole.
    pub fn rows(&mut self, indent: usize, rows: &[Vec<Cell>]) {
        let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
        let widest = |column: usize| {
            rows.iter().filter_map(|row| row.get(column)).map(|cell| cell.text.width()).max().unwrap_or(0)
        };
        let mut widths: Vec<usize> = (0..columns.saturating_sub(1)).map(widest).collect();
        let gaps = GAP * widths.len();
        let Some(width) = self.room else {
            let last = widest(columns.saturating_sub(1));
            return rows.iter().for_each(|row| self.row(indent, row, &widths, last));
        };
        let room = width.saturating_sub(indent + gaps);
        let for_last = widest(columns.saturating_sub(1)).min(room / 3);
        let is_whole = |column: usize| rows.iter().filter_map(|row| row.get(column)).any(|cell| cell.whole);
        while widths.iter().sum::<usize>() + for_last > room {
            let may_be_cut = widths.iter_mut().enumerate().filter(|(column, _)| !is_whole(*column));
            match may_be_cut.map(|(_, width)| width).max() {
                Some(width) if *width > 4 => *width -= 1,
                _ => break,
            }
        }
        let last = room.saturating_sub(widths.iter().sum()).max(NARROWEST_LAST);
        for row in rows {
            self.row(indent, row, &widths, last);
        }
    }

    fn row(&mut self, indent: usize, row: &[Cell], widths: &[usize], last: usize) {
        let mut line = " ".repeat(indent);
        for (cell, width) in row.iter().zip(widths) {
            let text = cut(&cell.text, *width);
            let padding = " ".repeat(width.saturating_sub(text.width()));
            let painted = self.paint(cell, &text);
            line.push_str(&if cell.right { padding + &painted } else { painted + &padding });
            line.push_str(&" ".repeat(GAP));
        }
        if let Some(cell) = row.get(widths.len()) {
            let before = indent + widths.iter().sum::<usize>() + GAP * widths.len();
            for (at, text) in wrap(&cell.text, last).iter().enumerate() {
                if at > 0 {
                    line.push('\n');
                    line.push_str(&" ".repeat(before));
                }
                if cell.right {
                    line.push_str(&" ".repeat(last.saturating_sub(text.width())));
                }
                line.push_str(&self.paint(cell, text));
            }
        }
        self.text.push_str(line.trim_end());
        self.text.push('\n');
    }

    fn paint(&self, cell: &Cell, text: &str) -> String {
        match cell.meaning {
            Some(meaning) if !text.is_empty() => self.output.paint(meaning, text),
            _ => text.to_owned(),
        }
    }

    /// Prints it.
    ///
    /// # Errors
    /// As the system's; a closed pipe ends the command quietly.
    pub fn print(self) -> Result<(), Failure> {
        self.output.text(self.text)
    }

    /// Writes it to standard error.
    pub fn remark(self) {
        self.output.remark(self.text.trim_end());
    }

    #[cfg(test)]
    /// What was written.
    pub fn into_text(self) -> String {
        self.text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_column_flows_and_figures_stand_right() {
        let mut page = Page::new(Output::plain(), 30);
        page.rows(
            2,
            &[
                vec![cell("#1"), cell("5.00").right(), cell("one two three four five")],
                vec![cell("#10"), cell("15.00").right(), cell("six")],
            ],
        );
        assert_eq!(
            page.into_text(),
            "  #1    5.00  one two three\n              four five\n  #10  15.00  six\n"
        );
    }

    #[test]
    fn where_nobody_looks_on_a_row_is_one_whole_line() {
        let mut page = Page { room: None, ..Page::new(Output::plain(), 30) };
        let long = "one two three four five six seven";
        page.rows(0, &[vec![cell(long), cell(long)], vec![cell("1").right(), cell("2")]]);
        assert_eq!(page.into_text(), format!("{long}  {long}\n{:>33}  2\n", "1"));
    }

    #[test]
    fn what_is_there_to_be_copied_is_never_cut() {
        let mut page = Page::new(Output::plain(), 40);
        let id = "shopify:trailhead/customer/6001";
        page.rows(0, &[vec![cell(id).whole(), cell("A Name That Is Long"), cell("same name")]]);
        let text = page.into_text();
        assert!(text.contains(id) && text.contains('…'), "{text}");
    }
}
