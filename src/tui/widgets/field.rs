//! One-line fields: drawn by columns, so that wide characters stand where the cursor says.

use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::text::Span;
use tui_input::{Input, InputRequest};
use unicode_width::UnicodeWidthChar;

use super::Canvas;
use crate::domain::text::clean_line;

/// The terms that a filter knows, for whoever begins to type one: with how they are written where there is room for that.
pub fn known_terms(keys: &str, width: usize) -> String {
    let long = format!("words, or key:value by {keys}");
    if long.len() <= width { long } else { format!("terms: {}", keys.replace(',', "")) }
}

/// Puts a pasted text in where the cursor is. Whatever it holds, it is text, on one line.
pub fn paste_into(input: &mut Input, text: &str) {
    for character in clean_line(text).chars() {
        input.handle(InputRequest::InsertChar(character));
    }
}

/// The part of a text that is seen in so many columns, from a column on.
pub fn visible(text: &str, scroll: usize, width: usize) -> String {
    let mut column = 0;
    let mut shown = String::new();
    for character in text.chars() {
        let wide = character.width().unwrap_or(0);
        if column >= scroll && column + wide <= scroll + width {
            shown.push(character);
        }
        column += wide;
    }
    shown
}

/// A label and a field.
pub fn one_line(canvas: &mut Canvas<'_, '_>, area: Rect, label: &str, input: &Input, focused: bool) {
    let theme = canvas.theme;
    let before = u16::try_from(label.chars().count()).unwrap_or(0);
    let [name, text] = Layout::horizontal([Constraint::Length(before), Constraint::Fill(1)]).areas(area);
    let label_style = if focused { theme.accent } else { theme.faint };
    canvas.frame.render_widget(Span::styled(label.to_owned(), label_style), name);
    let width = usize::from(text.width.saturating_sub(1));
    let scroll = input.visual_scroll(width);
    canvas.frame.render_widget(Span::styled(visible(input.value(), scroll, width), theme.text), text);
    if focused {
        let column = u16::try_from(input.visual_cursor().saturating_sub(scroll)).unwrap_or(0);
        canvas.frame.set_cursor_position((text.x + column.min(text.width), text.y));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wide_characters_are_seen_by_columns() {
        assert_eq!(visible("山田太郎", 2, 4), "田太");
        assert_eq!(visible("山田太郎", 0, 5), "山田", "half a character is none");
        assert_eq!(visible("plain", 0, 40), "plain");
    }

    #[test]
    fn a_paste_goes_where_the_cursor_is() {
        let mut input = Input::new("ad@example.com".to_owned()).with_cursor(2);
        paste_into(&mut input, "a.b\n");
        assert_eq!(input.value(), "ada.b@example.com");
    }
}
