//! The text of an editor, wrapped as prose is: a line begins with a word, and the blank between it and the word before hangs
//! at the end of the line above.

use std::ops::Range;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui_textarea::{CursorMove, TextArea};
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

use crate::phrasing::{harmless, rows};

/// How the text looks.
pub struct Look {
    /// All of it.
    pub text: Style,
    /// What is marked.
    pub marked: Style,
    /// What is selected.
    pub selected: Style,
    /// Where is written next.
    pub cursor: Style,
}

/// Draws it, with `marks` wherever they stand. The last column is kept for what hangs.
pub fn prose(body: &TextArea<'_>, marks: &[&str], look: &Look, area: Rect, buffer: &mut Buffer) {
    let width = columns(area.width);
    let lines: Vec<Shown> =
        body.lines().iter().enumerate().map(|(at, _)| Shown::of(body, at, marks)).collect();
    let rows: Vec<(&Shown, Range<usize>)> = lines
        .iter()
        .flat_map(|line| rows(&line.text, width).into_iter().map(move |row| (line, row)))
        .collect();
    // Where a line goes on below, the cursor between both stands below.
    let holds_cursor = |(line, row): &(&Shown, Range<usize>)| line.cursor.is_some_and(|at| row.start <= at);
    let cursor = rows.iter().rposition(holds_cursor).unwrap_or(0);
    let top = (cursor + 1).saturating_sub(usize::from(area.height));
    for ((line, row), place) in rows.into_iter().skip(top).zip(area.rows()) {
        line.draw(row, look, place, buffer);
    }
}

/// Moves the cursor a line up or down as the text is drawn in so many columns; false where there is none.
pub fn step(body: &mut TextArea<'_>, width: u16, down: bool) -> bool {
    let cursor = body.cursor();
    let lines: Vec<String> = body.lines().iter().map(|line| harmless(line)).collect();
    let split = |line: usize| rows(&lines[line], columns(width));
    let at = place(&lines[cursor.0], cursor.1);
    let (mut line, mut of_line) = (cursor.0, split(cursor.0));
    let row = of_line.iter().rposition(|row| row.start <= at).unwrap_or(0);
    let column = lines[line][of_line[row].start..at].width();
    let to = if down && row + 1 < of_line.len() {
        row + 1
    } else if !down && row > 0 {
        row - 1
    } else {
        let next = if down { line.checked_add(1) } else { line.checked_sub(1) };
        let Some(next) = next.filter(|next| *next < lines.len()) else { return false };
        (line, of_line) = (next, split(next));
        if down { 0 } else { of_line.len() - 1 }
    };
    let text = &lines[line][..of_line[to].end];
    // Behind the last letter of a line that goes on below is the line below.
    let ends = to + 1 == of_line.len();
    let mut letters = text[..of_line[to].start].chars().count();
    let mut passed = 0;
    let mut left = text[of_line[to].start..].graphemes(true).peekable();
    while let Some(letter) = left.next() {
        passed += letter.width();
        if passed > column || (left.peek().is_none() && !ends) {
            break;
        }
        letters += letter.chars().count();
    }
    let (Ok(line), Ok(letters)) = (u16::try_from(line), u16::try_from(letters)) else { return false };
    body.move_cursor(CursorMove::Jump(line, letters));
    true
}

/// Columns of the text itself: the last one is kept for what hangs.
fn columns(width: u16) -> usize {
    usize::from(width.saturating_sub(1).max(1))
}

/// Where a letter of a line stands, in bytes.
fn place(line: &str, letter: usize) -> usize {
    line.char_indices().nth(letter).map_or(line.len(), |(place, _)| place)
}

/// A line of the text as it is drawn; places in it count bytes.
struct Shown {
    text: String,
    marked: Vec<Range<usize>>,
    selected: Range<usize>,
    cursor: Option<usize>,
}

impl Shown {
    fn of(body: &TextArea<'_>, at: usize, marks: &[&str]) -> Self {
        // Letter for letter as long as it is written.
        let text = harmless(&body.lines()[at]);
        let place = |letter: usize| place(&text, letter);
        let cursor = body.cursor();
        let selected = body.selection_range().map_or(0..0, |(from, to)| {
            let from = if from.0 < at {
                0
            } else if from.0 == at {
                place(from.1)
            } else {
                text.len()
            };
            let to = if to.0 > at {
                text.len()
            } else if to.0 == at {
                place(to.1)
            } else {
                0
            };
            from..to
        });
        let marked = marks
            .iter()
            .flat_map(|mark| text.match_indices(mark))
            .map(|(at, mark)| at..at + mark.len())
            .collect();
        Self { marked, selected, cursor: (cursor.0 == at).then(|| place(cursor.1)), text }
    }

    fn style(&self, at: usize, look: &Look) -> Style {
        let is_in = |ranges: &[Range<usize>]| ranges.iter().any(|range| range.contains(&at));
        let mut style = look.text;
        for (holds, more) in [
            (is_in(&self.marked), look.marked),
            (self.selected.contains(&at), look.selected),
            (self.cursor == Some(at), look.cursor),
        ] {
            style = if holds { style.patch(more) } else { style };
        }
        style
    }

    fn draw(&self, row: Range<usize>, look: &Look, area: Rect, buffer: &mut Buffer) {
        let hangs_at = area.width.saturating_sub(1);
        let ends = row.end == self.text.len();
        let mut x = 0_u16;
        for (at, letter) in self.text[row.clone()].grapheme_indices(true) {
            let at = row.start + at;
            let wide = u16::try_from(letter.width()).unwrap_or(0);
            // Of the blanks that stick out only the one under the cursor is seen.
            if x < hangs_at || self.cursor == Some(at) {
                let left = area.width - x.min(hangs_at);
                let x = area.x + x.min(hangs_at);
                buffer.set_stringn(x, area.y, letter, usize::from(left), self.style(at, look));
            }
            x = x.saturating_add(wide);
        }
        if ends && self.cursor == Some(row.end) {
            buffer.set_stringn(area.x + x.min(hangs_at), area.y, " ", 1, look.text.patch(look.cursor));
        }
    }
}

#[cfg(test)]
mod tests {
    use ratatui::buffer::Cell;
    use ratatui::style::Modifier;

    use super::*;

    const TEXT: &str = "Hello Maren, thank you for writing: the parcel is on its way since noon.";

    fn drawn(text: &str, width: u16, cursor: Option<u16>) -> Buffer {
        let mut body = TextArea::new(text.split('\n').map(str::to_owned).collect());
        body.move_cursor(CursorMove::Jump(0, cursor.unwrap_or(0)));
        let area = Rect::new(0, 0, width, 20);
        let mut buffer = Buffer::empty(area);
        let (plain, cursor) = (Style::new(), Style::new().add_modifier(Modifier::REVERSED));
        let look = Look { text: plain, marked: plain, selected: plain, cursor };
        prose(&body, &[], &look, area, &mut buffer);
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
    fn no_line_begins_with_a_full_stop() {
        for width in 8..40 {
            let lines = lines(&drawn("We look at it. Then, if it is (really) gone, we write.", width, None));
            let closes = |line: &String| line.starts_with(['.', ',', ')']);
            assert!(!lines.iter().any(closes), "{width}: {lines:#?}");
        }
    }

    #[test]
    fn the_cursor_goes_up_and_down_by_the_lines_that_are_seen() {
        let mut body = TextArea::new(vec![TEXT.to_owned(), String::new(), "Best wishes".to_owned()]);
        body.move_cursor(CursorMove::Jump(0, 3));
        let mut seen = Vec::new();
        while step(&mut body, 21, true) {
            let cursor = body.cursor();
            seen.push((cursor.0, body.lines()[cursor.0].chars().skip(cursor.1).take(4).collect::<String>()));
        }
        let wanted = [(0, " for"), (0, "cel "), (0, "ce n"), (1, ""), (2, "Best")];
        assert_eq!(seen.iter().map(|(line, text)| (*line, text.as_str())).collect::<Vec<_>>(), wanted);
        let mut steps = 0;
        while step(&mut body, 21, false) {
            steps += 1;
        }
        assert_eq!((steps, body.cursor().0), (5, 0));
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
