//! Rows of one line each: columns by the room there is, and what stands in them.

use ratatui::style::Style;
use ratatui::text::{Line, Span};
use unicode_width::UnicodeWidthStr;

use crate::phrasing::cut;
use crate::tui::widgets::text::fit;

/// Takes what the other columns leave.
const REST: usize = usize::MAX;

/// A column of a list.
pub struct Column {
    head: &'static str,
    /// In columns of the terminal; 0: it is left out.
    width: usize,
    is_right: bool,
}

impl Column {
    /// From the left.
    pub fn left(head: &'static str, width: usize) -> Self {
        Self { head, width, is_right: false }
    }

    /// From the right.
    pub fn right(head: &'static str, width: usize) -> Self {
        Self { head, width, is_right: true }
    }

    /// From the left, as wide as the others leave it room; one of a list is.
    pub fn rest(head: &'static str) -> Self {
        Self::left(head, REST)
    }
}

/// What stands in a column, and how.
pub type Cell = (String, Style);

/// The columns of a list by the room there is.
pub struct Columns(Vec<Column>);

impl Columns {
    /// Gives what is left to the one that takes it; behind each column that is shown is a gap.
    pub fn of(mut columns: Vec<Column>, width: usize) -> Self {
        let others = columns.iter().map(|column| column.width).filter(|width| !matches!(*width, 0 | REST));
        let taken: usize = others.map(|width| width + 1).sum();
        let rest = columns.iter_mut().filter(|column| column.width == REST);
        rest.for_each(|column| column.width = width.saturating_sub(taken + 1));
        Self(columns)
    }

    /// The heads.
    pub fn heads(&self, style: Style, width: usize) -> Line<'static> {
        self.line(self.0.iter().map(|column| (column.head.to_owned(), style)), width)
    }

    /// A row: its cells in the order of the columns, those included that are left out.
    pub fn line(&self, cells: impl IntoIterator<Item = Cell>, width: usize) -> Line<'static> {
        let mut spans = Vec::new();
        for (column, (text, style)) in self.0.iter().zip(cells) {
            if column.width == 0 {
                continue;
            }
            let shown = cut(&text, column.width);
            let gap = " ".repeat(column.width.saturating_sub(shown.width()));
            let padded = if column.is_right { format!("{gap}{shown}") } else { format!("{shown}{gap}") };
            spans.extend([Span::styled(padded, style), Span::raw(" ")]);
        }
        Line::from(fit(spans, width))
    }
}
