//! What the app draws, as text and cells.

use deskhand::tui::model::Model;
use deskhand::tui::view::view;
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::buffer::Buffer;
use ratatui::layout::Position;
use unicode_width::UnicodeWidthStr;

/// One picture of the model.
pub struct Picture {
    pub cells: Buffer,
    cursor: Option<Position>,
}

impl Picture {
    pub fn of(model: &Model) -> Self {
        let mut terminal = Terminal::new(TestBackend::new(model.size.width, model.size.height)).unwrap();
        terminal.draw(|frame| view(model, frame)).unwrap();
        let backend = terminal.backend();
        let cursor = backend.cursor_visible().then(|| backend.cursor_position());
        Self { cells: backend.buffer().clone(), cursor }
    }

    /// Its lines, without the blanks at their ends; a cursor that is shown is told below them.
    pub fn text(&self) -> String {
        let mut text: String = self.rows().into_iter().map(|row| row.trim_end().to_owned() + "\n").collect();
        if let Some(Position { x, y }) = self.cursor {
            text.push_str(&format!("cursor: column {x}, row {y}\n"));
        }
        text
    }

    /// Column and row where a text begins that is shown exactly once.
    #[track_caller]
    pub fn find(&self, text: &str) -> (u16, u16) {
        let rows = self.rows();
        let found: Vec<_> = rows
            .iter()
            .enumerate()
            .flat_map(|(y, row)| row.match_indices(text).map(move |(at, _)| (row[..at].width(), y)))
            .collect();
        match found.as_slice() {
            [(x, y)] => (u16::try_from(*x).unwrap(), u16::try_from(*y).unwrap()),
            others => panic!("{text:?} is shown {} times:\n{}", others.len(), self.text()),
        }
    }

    fn rows(&self) -> Vec<String> {
        let area = self.cells.area;
        (area.top()..area.bottom())
            .map(|y| {
                let (mut row, mut covered) = (String::new(), 0);
                for x in area.left()..area.right() {
                    // A wide character covers the cell after its own.
                    if covered > 0 {
                        covered -= 1;
                        continue;
                    }
                    let symbol = self.cells[(x, y)].symbol();
                    covered = symbol.width().saturating_sub(1);
                    row.push_str(symbol);
                }
                row
            })
            .collect()
    }
}
