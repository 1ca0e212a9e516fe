//! The text of an editor, wrapped as prose is: a line begins with a letter, and the blank between it and the word before
//! hangs at the end of the line above.

use ratatui::buffer::{Buffer, Cell};
use ratatui::layout::Rect;
use ratatui::widgets::Widget;
use ratatui_textarea::{DataCursor, TextArea};

/// Draws it. The last column is kept for what hangs.
pub fn prose(body: &TextArea<'_>, area: Rect, buffer: &mut Buffer) {
    let text = Rect { width: area.width.saturating_sub(1).max(1), ..area };
    body.render(text, buffer);
    let (top, _) = body.scroll_offset();
    let cursor = body.screen_cursor();
    for below in 0..text.height {
        let row = usize::from(top) + usize::from(below);
        let blanks = leading_blanks(body, row).min(usize::from(text.width));
        let holds_cursor = cursor.row == row && cursor.col < blanks;
        // There is no line above for the cursor to hang at.
        if blanks == 0 || (below == 0 && holds_cursor) {
            continue;
        }
        let y = text.y + below;
        let hanging = cell(buffer, text, y, if holds_cursor { cursor.col } else { 0 });
        for x in 0..usize::from(text.width) {
            let moved = cell(buffer, text, y, x + blanks);
            put(buffer, text, y, x, moved);
        }
        if below > 0 && area.width > text.width {
            put(buffer, area, y - 1, usize::from(text.width), hanging);
        }
    }
    // Behind a line that is full there is room for the cursor.
    let below = cursor.row.checked_sub(usize::from(top)).and_then(|below| u16::try_from(below).ok());
    if let Some(below) = below.filter(|below| *below < text.height)
        && cursor.col >= usize::from(text.width)
        && area.width > text.width
    {
        let mut end = Cell::default();
        end.set_style(body.cursor_style());
        put(buffer, area, text.y + below, usize::from(text.width), end);
    }
}

/// How many blanks a wrapped line would begin with; what somebody has begun a line of their own with stays.
fn leading_blanks(body: &TextArea<'_>, row: usize) -> usize {
    let DataCursor(line, column) = body.screen_to_data(row, 0);
    // Rows below the text are told as its last one.
    let is_below = row > 0 && body.screen_to_data(row - 1, 0) == DataCursor(line, column);
    if column == 0 || is_below {
        return 0;
    }
    let line = body.lines().get(line).map_or("", String::as_str);
    line.chars().skip(column).take_while(|letter| *letter == ' ').count()
}

/// A cell of the text; a blank one behind its end.
fn cell(buffer: &Buffer, text: Rect, y: u16, x: usize) -> Cell {
    let x = u16::try_from(x).unwrap_or(u16::MAX);
    if x >= text.width {
        return Cell::default();
    }
    buffer.cell((text.x + x, y)).cloned().unwrap_or_default()
}

fn put(buffer: &mut Buffer, area: Rect, y: u16, x: usize, new: Cell) {
    let x = area.x.saturating_add(u16::try_from(x).unwrap_or(u16::MAX));
    if let Some(old) = buffer.cell_mut((x, y)) {
        // What lies behind the text keeps its ground.
        let ground = old.bg;
        *old = new;
        if old.bg == ratatui::style::Color::Reset {
            old.bg = ground;
        }
    }
}

#[cfg(test)]
mod tests {
    use ratatui::style::{Modifier, Style};
    use ratatui_textarea::{CursorMove, WrapMode};

    use super::*;

    const TEXT: &str = "Hello Maren, thank you for writing: the parcel is on its way since noon.";

    fn drawn(text: &str, width: u16, cursor: Option<u16>) -> Buffer {
        let mut body = TextArea::new(text.split('\n').map(str::to_owned).collect());
        body.set_wrap_mode(WrapMode::WordOrGlyph);
        body.set_cursor_line_style(Style::new());
        body.set_cursor_style(Style::new().add_modifier(Modifier::REVERSED));
        body.move_cursor(CursorMove::Jump(0, cursor.unwrap_or(0)));
        let area = Rect::new(0, 0, width, 20);
        let mut buffer = Buffer::empty(area);
        prose(&body, area, &mut buffer);
        buffer
    }

    fn lines(buffer: &Buffer) -> Vec<String> {
        let width = usize::from(buffer.area.width);
        let cells: Vec<&str> = buffer.content.iter().map(Cell::symbol).collect();
        cells.chunks(width).map(|row| row.concat().trim_end().to_owned()).collect()
    }

    #[test]
    fn every_line_begins_with_a_letter_and_nothing_is_lost() {
        for width in 8..60 {
            let lines = lines(&drawn(TEXT, width, None));
            let shown: Vec<&str> = lines.iter().map(String::as_str).filter(|line| !line.is_empty()).collect();
            assert!(shown.iter().all(|line| !line.starts_with(' ')), "{width}: {shown:#?}");
            let words: Vec<&str> = TEXT.split(' ').collect();
            let letters: String = words.concat();
            assert_eq!(shown.concat().replace(' ', ""), letters, "{width}");
        }
    }

    #[test]
    fn what_somebody_has_begun_a_line_with_stays() {
        let lines = lines(&drawn("one two\n  three", 9, None));
        assert_eq!(lines[..2], ["one two", "  three"]);
    }

    #[test]
    fn the_cursor_is_always_seen() {
        for width in [9, 13, 20] {
            for at in 0..=TEXT.len() {
                let buffer = drawn(TEXT, width, u16::try_from(at).ok());
                let seen = buffer.content.iter().filter(|cell| cell.modifier.contains(Modifier::REVERSED));
                assert_eq!(seen.count(), 1, "{width} {at}: {:#?}", lines(&buffer));
            }
        }
    }
}
