//! All keys of where the user is, from the same table that handles them.

use std::cell::Cell;

use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::Overlay;
use crate::tui::keymap::{Action, Layer};
use crate::tui::model::Model;
use crate::tui::widgets::Canvas;
use crate::tui::widgets::panel::{more_below, popup};
use crate::tui::widgets::text::paragraph;

/// What the signs before actions and answers mean.
const SIGNS: &str = "Signs: ? waits for a yes · ◷ leaves soon · ✎ noted, a person has still to send it · ✓ done or sent · ↶ taken back · ✗ said no · ! needs you; in the queue ✓ marked · ▣ a parcel is stuck · ↺ money is to go back.";
/// Columns of the keys.
const KEYS: usize = 20;

/// The help.
#[derive(Clone)]
pub struct Help {
    layers: Vec<Layer>,
    /// What it lies above, and what stands again when it is left.
    pub below: Option<Box<Overlay>>,
    offset: Cell<usize>,
    rows: Cell<usize>,
}

impl Help {
    /// For some layers.
    pub fn of(layers: Vec<Layer>) -> Self {
        Self { layers, below: None, offset: Cell::new(0), rows: Cell::new(1) }
    }

    /// The keys of what lies above the screen.
    pub fn over(below: Overlay) -> Self {
        let layers = vec![below.layer()];
        Self { below: Some(Box::new(below)), ..Self::of(layers) }
    }

    pub(super) fn moved(&mut self, action: Action) -> bool {
        let offset = self.offset.get();
        self.offset.set(match action {
            Action::Down => offset + 1,
            Action::Up => offset.saturating_sub(1),
            Action::PageDown => offset + self.rows.get(),
            Action::PageUp => offset.saturating_sub(self.rows.get()),
            _ => return false,
        });
        true
    }

    pub(super) fn view(&self, canvas: &mut Canvas<'_, '_>, area: Rect, model: &Model) {
        let theme = canvas.theme;
        self.below.iter().for_each(|below| below.view(canvas, area, model));
        let title = Line::styled(" Keys ", theme.heading);
        let inner = popup(canvas, area, 100, area.height.saturating_sub(2), title);
        let width = usize::from(inner.width);
        let mut lines = Vec::new();
        let mut shown: Option<&str> = None;
        for layer in &self.layers {
            if shown != Some(layer.title()) {
                if shown.is_some() {
                    lines.push(Line::default());
                }
                lines.push(Line::styled(layer.title(), theme.heading));
                shown = Some(layer.title());
            }
            for binding in model.keymap.of(&[*layer]) {
                let keys = match binding.row.action {
                    Action::Pick(1) => "1 … 9".to_owned(),
                    Action::Pick(_) => continue,
                    _ => model.keymap.reachable(binding, &self.layers).join(", "),
                };
                if keys.is_empty() && !binding.sequences.is_empty() {
                    continue;
                }
                let first = Span::styled(format!("  {keys:<KEYS$}"), theme.key);
                let help =
                    if binding.row.action == Action::Pick(1) { "Choose by number" } else { binding.row.help };
                lines.extend(paragraph(first, help, theme.text, width));
            }
        }
        lines.push(Line::default());
        lines.extend(paragraph(Span::raw(""), SIGNS, theme.faint, width));
        lines.extend(paragraph(
            Span::raw(""),
            "The mouse: click to choose, click again to open or unfold, the wheel scrolls. Keys of your own stand under [keys] in the configuration; `deskhand config keys` lists the names.",
            theme.faint,
            width,
        ));
        let height = usize::from(inner.height);
        let most = lines.len().saturating_sub(height);
        let offset = self.offset.get().min(most);
        self.offset.set(offset);
        self.rows.set(height.saturating_sub(1).max(1));
        canvas.lines(inner, lines.into_iter().skip(offset));
        more_below(canvas, inner, most - offset);
    }
}
