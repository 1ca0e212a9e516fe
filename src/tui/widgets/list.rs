//! Lists of any length: only what is visible is built. A row is one line, or several when it is unfolded.

use std::cell::Cell;
use std::collections::HashSet;

use ratatui::layout::Rect;
use ratatui::text::Line;

use super::{Canvas, Hit};

/// What a list shows.
pub trait Rows {
    /// How many rows there are.
    fn count(&self) -> usize;

    /// What a row is remembered by when the data changes.
    fn key(&self, row: usize) -> String;

    /// The row's lines, each at most `width` columns.
    fn lines(&self, row: usize, unfolded: bool, width: usize) -> Vec<Line<'static>>;

    /// How many lines that are; where it is known without building them, it need not be counted.
    fn height(&self, row: usize, unfolded: bool, width: usize) -> usize {
        self.lines(row, unfolded, width).len()
    }
}

/// Where the user is in a list.
#[derive(Clone, Debug, Default)]
pub struct ListState {
    selected: usize,
    /// First visible row. Follows the selection while drawing: it depends on the room there is.
    offset: Cell<usize>,
    unfolded: HashSet<String>,
    /// Rows that were visible when it was drawn last: a page.
    page: Cell<usize>,
    /// Lines of the chosen row that are scrolled past, where it is taller than the room there is.
    skipped: Cell<usize>,
    /// Lines of the chosen row below the room there was.
    hidden: Cell<usize>,
    /// Lines that were visible.
    height: Cell<usize>,
}

impl ListState {
    /// The chosen row.
    pub fn selected(&self) -> usize {
        self.selected
    }

    /// Chooses a row.
    pub fn select(&mut self, row: usize) {
        if self.selected != row {
            self.skipped.set(0);
        }
        self.selected = row;
    }

    /// Moves the choice; stops at both ends. A row that is taller than the room is read to its end first.
    pub fn step(&mut self, by: isize, len: usize) {
        if self.scroll(by) {
            return;
        }
        self.select(self.selected.saturating_add_signed(by).min(len.saturating_sub(1)));
    }

    /// Scrolls within the chosen row where there is more of it.
    fn scroll(&mut self, by: isize) -> bool {
        let room = if by > 0 { self.hidden.get() } else { self.skipped.get() };
        let lines = by.unsigned_abs().min(room);
        let lines = isize::try_from(lines).unwrap_or(0) * by.signum();
        self.skipped.set(self.skipped.get().saturating_add_signed(lines));
        self.hidden.set(self.hidden.get().saturating_add_signed(-lines));
        lines != 0
    }

    /// Moves by what is visible at once.
    pub fn page(&mut self, pages: isize, len: usize) {
        let lines = isize::try_from(self.height.get().saturating_sub(1).max(1)).unwrap_or(1);
        if self.scroll(pages * lines) {
            return;
        }
        if pages > 0 {
            // The last row of this page is the first of the next, so that nothing of a tall one is passed over.
            let last = self.offset.get() + self.page.get().saturating_sub(1);
            self.select(last.max(self.selected + 1).min(len.saturating_sub(1)));
            self.offset.set(self.selected);
            return;
        }
        let rows = isize::try_from(self.page.get().saturating_sub(1).max(1)).unwrap_or(1);
        self.step(pages * rows, len);
    }

    /// Whether a row shows all it has.
    fn is_unfolded(&self, rows: &dyn Rows, row: usize) -> bool {
        !self.unfolded.is_empty() && self.unfolded.contains(&rows.key(row))
    }

    /// Whether the row of a key is unfolded.
    pub fn shows_all_of(&self, key: &str) -> bool {
        self.unfolded.contains(key)
    }

    /// Unfolds a row or folds it again.
    pub fn toggle(&mut self, key: String) {
        if !self.unfolded.remove(&key) {
            self.unfolded.insert(key);
        }
    }

    /// Folds every row again; false where none was unfolded.
    pub fn fold_all(&mut self) -> bool {
        let was_any = !self.unfolded.is_empty();
        self.unfolded.clear();
        was_any
    }

    /// Unfolds a row.
    pub fn unfold(&mut self, key: String) {
        self.unfolded.insert(key);
    }

    /// Follows a row to where it is after the data has changed; `key` is the one that was chosen, `keys` are all. Who
    /// has not moved yet stays at the top.
    pub fn follow(&mut self, key: Option<&str>, keys: impl ExactSizeIterator<Item = String>) {
        let len = keys.len();
        self.follow_to(key.and_then(|key| keys.into_iter().position(|other| other == key)), len);
    }

    /// The same where it is known where the chosen row is now: nothing where it is gone. Of a list that was scrolled it stays
    /// at its place on the screen.
    pub fn follow_to(&mut self, found: Option<usize>, len: usize) {
        if self.selected == 0 {
            return;
        }
        let last = len.saturating_sub(1);
        let Some(row) = found.map(|row| row.min(last)) else { return self.select(self.selected.min(last)) };
        let offset = self.offset.get();
        if offset > 0 {
            self.offset.set((offset + row).saturating_sub(self.selected));
        }
        self.selected = row;
    }

    /// Handles what every list understands; false where it is nothing for a list.
    pub fn act(&mut self, action: crate::tui::keymap::Action, len: usize) -> bool {
        use crate::tui::keymap::Action;
        match action {
            Action::Down => self.step(1, len),
            Action::Up => self.step(-1, len),
            Action::PageDown => self.page(1, len),
            Action::PageUp => self.page(-1, len),
            Action::First => self.select(0),
            Action::Last => self.select(len.saturating_sub(1)),
            _ => return false,
        }
        true
    }
}

/// Draws a list. `number` is what clicks on it are reported under.
pub fn list(
    canvas: &mut Canvas<'_, '_>,
    area: Rect,
    rows: &dyn Rows,
    state: &ListState,
    focused: bool,
    number: u8,
) {
    canvas.hits.note(area, Hit::List(number));
    let (width, height) = (usize::from(area.width), usize::from(area.height));
    state.height.set(height);
    state.hidden.set(0);
    if rows.count() == 0 || width == 0 || height == 0 {
        state.page.set(height);
        return;
    }
    let selected = state.selected.min(rows.count() - 1);
    let lines = |row: usize| rows.lines(row, state.is_unfolded(rows, row), width);
    let heights = |row: usize| rows.height(row, state.is_unfolded(rows, row), width);
    let first = first_visible(state.offset.get().min(selected), selected, height, heights);
    let first = without_a_gap(first, rows.count(), height, heights);
    state.offset.set(first);
    let mut y = area.y;
    let mut drawn = 0;
    for row in first..rows.count() {
        let room = area.bottom().saturating_sub(y);
        if room == 0 {
            break;
        }
        let mut block = lines(row);
        if row == selected {
            let most = block.len().saturating_sub(height);
            let skipped = state.skipped.get().min(most);
            state.skipped.set(skipped);
            state.hidden.set(most - skipped);
            block.drain(..skipped);
        }
        let height = u16::try_from(block.len()).unwrap_or(u16::MAX).min(room);
        let place = Rect { y, height, ..area };
        canvas.lines(place, block);
        if row == selected {
            mark(canvas, place, focused, state.skipped.get() == 0);
        }
        canvas.hits.note(place, Hit::Row { list: number, row });
        y += height;
        drawn += 1;
    }
    state.page.set(drawn);
    let above = first > 0 || state.skipped.get() > 0;
    more_marks(canvas, area, above, first + drawn < rows.count() || state.hidden.get() > 0);
}

/// The first row to draw so that the selected one is whole, or at least begins at the top.
fn first_visible(offset: usize, selected: usize, height: usize, lines: impl Fn(usize) -> usize) -> usize {
    let mut first = selected;
    let mut taken = lines(selected).min(height);
    while first > offset {
        taken += lines(first - 1);
        if taken > height {
            break;
        }
        first -= 1;
    }
    first
}

/// The first row to draw so that the rows before the end leave no room empty that others could fill.
fn without_a_gap(first: usize, count: usize, height: usize, lines: impl Fn(usize) -> usize) -> usize {
    // Each row has a line at least.
    if count - first >= height {
        return first;
    }
    let mut taken: usize = (first..count).map(&lines).sum();
    let mut first = first;
    while first > 0 {
        taken += lines(first - 1);
        if taken > height {
            break;
        }
        first -= 1;
    }
    first
}

/// The chosen row: its first line set apart, a bar along the rest of it.
fn mark(canvas: &mut Canvas<'_, '_>, place: Rect, focused: bool, from_its_top: bool) {
    let theme = canvas.theme;
    let style = if focused { theme.selected } else { theme.selected_elsewhere };
    let bar = if focused { theme.border_focused } else { theme.border };
    let buffer = canvas.frame.buffer_mut();
    if from_its_top {
        buffer.set_style(Rect { height: place.height.min(1), ..place }, style);
    }
    for y in place.top()..place.bottom() {
        if let Some(cell) = place.x.checked_sub(1).and_then(|x| buffer.cell_mut((x, y))) {
            cell.set_symbol("▎").set_style(bar);
        }
    }
}

/// Small signs at the edge that the list goes on.
fn more_marks(canvas: &mut Canvas<'_, '_>, area: Rect, above: bool, below: bool) {
    let column = area.right();
    for (is_more, row, sign) in [(above, area.top(), "▲"), (below, area.bottom().saturating_sub(1), "▼")]
    {
        if is_more && let Some(cell) = canvas.frame.buffer_mut().cell_mut((column, row)) {
            cell.set_symbol(sign).set_style(canvas.theme.faint);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_chosen_row_is_always_visible() {
        // Ten rows of one line, a window of four.
        assert_eq!(first_visible(0, 2, 4, |_| 1), 0, "nothing scrolls while there is room");
        assert_eq!(first_visible(0, 6, 4, |_| 1), 3, "down: it becomes the last");
        assert_eq!(first_visible(6, 6, 4, |_| 1), 6, "up: it becomes the first");
        // An unfolded row that fills the window begins at its top.
        assert_eq!(first_visible(0, 5, 4, |row| if row == 5 { 9 } else { 1 }), 5);
    }

    #[test]
    fn the_end_of_a_list_leaves_no_room_empty() {
        assert_eq!(without_a_gap(8, 10, 4, |_| 1), 6);
        assert_eq!(without_a_gap(2, 10, 4, |_| 1), 2);
        assert_eq!(without_a_gap(1, 3, 9, |_| 1), 0, "all there is fits");
        assert_eq!(
            without_a_gap(9, 10, 4, |row| if row == 9 { 6 } else { 1 }),
            9,
            "the last is taller than the room"
        );
    }

    #[test]
    fn a_page_passes_nothing_over() {
        let mut state = ListState::default();
        // Drawn were ten rows, the first at the top, the last of them perhaps in part.
        state.page.set(10);
        state.height.set(12);
        state.page(1, 100);
        assert_eq!((state.selected(), state.offset.get()), (9, 9));
        state.page.set(1);
        state.page(1, 100);
        assert_eq!(state.selected(), 10, "it always goes on");
        state.page(1, 11);
        assert_eq!(state.selected(), 10);
    }

    #[test]
    fn the_choice_follows_its_row_when_the_data_changes() {
        let mut state = ListState::default();
        state.select(1);
        let keys = |numbers: &[u32]| numbers.iter().map(u32::to_string).collect::<Vec<_>>().into_iter();
        state.follow(Some("20"), keys(&[5, 10, 20, 30]));
        assert_eq!(state.selected(), 2);
        state.follow(Some("99"), keys(&[5]));
        assert_eq!(state.selected(), 0, "a row that is gone leaves the choice in the list");
    }
}
