//! Leaving while accepted actions have not left yet: send them, or keep them for the next time; never silently.

use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use crate::domain::ids::EntryId;
use crate::tui::model::Model;
use crate::tui::theme::Theme;
use crate::tui::view::{spinner, state_words};
use crate::tui::widgets::Canvas;
use crate::tui::widgets::panel::popup;
use crate::tui::widgets::text::fit;

/// Entries that have not left.
#[derive(Clone, Debug, Default)]
pub struct Quitting {
    /// Requests that wait for them, once the rep has chosen to send; each with its entry.
    pub waiting: Vec<(u64, EntryId)>,
}

impl Quitting {
    pub(super) fn view(&self, canvas: &mut Canvas<'_, '_>, area: Rect, model: &Model) {
        let (theme, moment) = (canvas.theme, canvas.moment);
        let entries: Vec<_> = match self.waiting.as_slice() {
            [] => model.unsent().collect(),
            waiting => model.outbox.iter().filter(|e| waiting.iter().any(|(_, id)| *id == e.id)).collect(),
        };
        let height = u16::try_from(entries.len()).unwrap_or(8).min(10) * 2 + 5;
        let inner =
            popup(canvas, area, 76, height, Line::styled(" Not everything has left yet ", theme.warning));
        let width = usize::from(inner.width);
        let mut lines = Vec::new();
        for entry in entries.iter().take(10) {
            let (words, style) = state_words(entry, moment, theme);
            lines.push(Line::from(fit(vec![Span::styled(entry.effect.clone(), theme.heading)], width)));
            lines.push(Line::from(fit(vec![Span::raw("  "), Span::styled(words, style)], width)));
        }
        lines.push(Line::default());
        lines.push(if self.waiting.is_empty() {
            choices(
                theme,
                &[("enter", "send, then leave"), ("k", "keep for next time, leave"), ("esc", "stay")],
            )
        } else {
            Line::from(vec![
                Span::styled(spinner(moment), theme.accent),
                Span::styled(" leaves as soon as they are sent   ", theme.faint),
                Span::styled("k", theme.key),
                Span::styled(" leave now", theme.faint),
            ])
        });
        canvas.lines(inner, lines);
    }
}

/// Keys and what they do, in a line.
pub fn choices(theme: &Theme, choices: &[(&'static str, &'static str)]) -> Line<'static> {
    let mut spans = Vec::new();
    for (key, words) in choices {
        spans.push(Span::styled(*key, theme.key));
        spans.push(Span::styled(format!(" {words}   "), theme.faint));
    }
    Line::from(spans)
}
