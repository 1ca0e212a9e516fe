//! A question that is answered by yes or no before something is asked of the desk.

use ratatui::layout::Rect;
use ratatui::text::Line;

use crate::desk::api::Request;
use crate::phrasing::wrap;
use crate::tui::keymap::Action;
use crate::tui::widgets::panel::popup;
use crate::tui::widgets::{Canvas, Hit};

/// Yes or no.
#[derive(Clone, Debug)]
pub struct Question {
    /// What is asked, with what will happen.
    pub words: String,
    /// What is being done then, in words for the top line.
    pub what: &'static str,
    /// What a yes asks of the desk.
    pub requests: Vec<Request>,
    /// What was asked of the desk beside it: the answer is told with the words.
    pub asked: Option<u64>,
}

impl Question {
    /// One that says all there is to know.
    pub fn new(words: String, what: &'static str, requests: Vec<Request>) -> Self {
        Self { words, what, requests, asked: None }
    }

    pub(super) fn view(&self, canvas: &mut Canvas<'_, '_>, area: Rect) {
        let theme = canvas.theme;
        let lines = wrap(&self.words, 66);
        let height = u16::try_from(lines.len()).unwrap_or(3) + 4;
        let inner = popup(canvas, area, 72, height, Line::styled(" Sure? ", theme.warning));
        let mut shown: Vec<Line<'static>> =
            lines.into_iter().map(|line| Line::styled(line, theme.text)).collect();
        shown.push(Line::default());
        shown.push(super::quitting::choices(theme, &[("y", "yes"), ("n", "no")]));
        let last = Rect { y: inner.bottom().saturating_sub(1), height: 1, ..inner };
        canvas.lines(inner, shown);
        canvas.hits.note(Rect { width: 7, ..last }, Hit::Press(Action::Yes));
        canvas.hits.note(Rect { x: last.x + 8, width: 6, ..last }, Hit::Press(Action::Back));
    }
}
