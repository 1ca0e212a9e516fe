//! A frame with a title, and popups.

use ratatui::buffer::Buffer;
use ratatui::layout::{Margin, Rect};
use ratatui::style::Style;
use ratatui::text::Line;
use ratatui::widgets::{Block, BorderType, Clear};

use unicode_width::UnicodeWidthStr;

use super::{Canvas, Hit};

/// Draws a frame and gives the room in it.
pub fn panel(canvas: &mut Canvas<'_, '_>, area: Rect, title: Line<'_>, focused: bool) -> Rect {
    let border = if focused { canvas.theme.border_focused } else { canvas.theme.border };
    let block = Block::bordered()
        .border_type(BorderType::Rounded)
        .border_style(border)
        .title(title.style(Style::new()));
    let inner = block.inner(area).inner(Margin::new(1, 0));
    canvas.frame.render_widget(block, area);
    inner
}

/// Says in the frame around this room how many lines more there are below, where there are.
pub fn more_below(canvas: &mut Canvas<'_, '_>, inner: Rect, lines: usize) {
    if lines > 0 {
        let foot = Rect { y: inner.bottom(), height: 1, ..inner };
        let words = Line::styled(format!(" ▼ {lines} more "), canvas.theme.faint).right_aligned();
        canvas.frame.render_widget(words, foot);
    }
}

/// A wide sign left of an area, half of which is covered by it, would be drawn over the area's border.
fn clear_half_covered(buffer: &mut Buffer, area: Rect) {
    let Some(x) = area.x.checked_sub(1) else { return };
    for y in area.top()..area.bottom() {
        if let Some(cell) = buffer.cell_mut((x, y)).filter(|cell| cell.symbol().width() > 1) {
            cell.set_symbol(" ");
        }
    }
}

/// Draws an empty popup of at most so many columns and rows in the middle, and gives the room in it.
pub fn popup(canvas: &mut Canvas<'_, '_>, around: Rect, columns: u16, rows: u16, title: Line<'_>) -> Rect {
    let columns = columns.min(around.width);
    let rows = rows.min(around.height);
    let area = Rect {
        x: around.x + (around.width - columns) / 2,
        y: around.y + (around.height - rows) / 3,
        width: columns,
        height: rows,
    };
    canvas.frame.render_widget(Clear, area);
    canvas.frame.buffer_mut().set_style(area, canvas.theme.ground);
    clear_half_covered(canvas.frame.buffer_mut(), area);
    canvas.hits.note(around, Hit::Cover);
    panel(canvas, area, title, true)
}
