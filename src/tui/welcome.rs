//! The three lines of the very first start: what to press. They go after the first keys and never come back.

use ratatui::text::{Line, Span};

use super::keymap::Action;
use super::model::Model;
use super::screens::Screen;
use super::widgets::text::fit;

/// Keys after which they go.
const KEYS: u8 = 3;
/// Columns of a key.
const KEY: usize = 7;

/// While they are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Welcome {
    keys_left: u8,
}

impl Default for Welcome {
    fn default() -> Self {
        Self { keys_left: KEYS }
    }
}

impl Welcome {
    /// A key was pressed.
    pub fn pressed(&mut self) {
        self.keys_left = self.keys_left.saturating_sub(1);
    }

    /// Whether they have been seen for long enough: the user presses keys, or has gone elsewhere.
    pub fn is_over(self, places: usize) -> bool {
        self.keys_left == 0 || places > 1
    }
}

/// The lines, where they are to be shown.
pub fn lines(model: &Model, width: usize) -> Vec<Line<'static>> {
    if model.welcome.is_none() || model.overlay.is_some() {
        return Vec::new();
    }
    let theme = &model.theme;
    let layers = model.layers();
    // A key is another in the search, where letters are typed.
    let shown = |action| {
        let here = model.keymap.of(&layers).into_iter().find(|binding| binding.row.action == action);
        here.map_or_else(|| model.keymap.shown(action), |binding| binding.shown())
    };
    let decide = format!(
        "1 picks an action, {} accepts, {} takes back",
        model.keymap.shown(Action::Accept),
        model.keymap.shown(Action::Undo)
    );
    let first = match model.place().screen {
        Screen::Search(_) => ("type".to_owned(), format!("and enter opens; there {decide}")),
        _ => (shown(Action::Open), format!("opens what is chosen; there {decide}")),
    };
    let said = [
        first,
        (shown(Action::Search), "finds any customer: half a name, an e-mail, a phone, an order".to_owned()),
        (
            shown(Action::Help),
            format!(
                "tells every key here; {} does anything by name; {} leaves",
                shown(Action::Palette),
                shown(Action::Quit)
            ),
        ),
    ];
    let line = |(key, words): (String, String)| {
        let spans = vec![Span::styled(format!("{key:>KEY$}  "), theme.key), Span::styled(words, theme.text)];
        Line::from(fit(spans, width))
    };
    said.into_iter().map(line).collect()
}
