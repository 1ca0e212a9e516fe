//! Without colour nothing is lost: no cell has one, and what a colour says a sign or word says too.

use std::collections::HashSet;

use deskhand::domain::ids::Source;
use deskhand::domain::profile::{Freshness, SourceState};
use deskhand::phrasing::{Locale, Moment};
use deskhand::tui::theme::{Abilities, named};
use deskhand::tui::view::source_words;
use jiff::tz::TimeZone;
use ratatui::style::Color;

use crate::app::App;
use crate::office::Office;
use crate::sandbox_support::now;

const NO_COLOUR: Abilities = Abilities { no_colour: true, true_colour: true, light: false };
const ALL_COLOURS: Abilities = Abilities { no_colour: false, true_colour: true, light: false };

#[tokio::test]
async fn no_colour_means_none() {
    let office = Office::open().await;
    let theme = named("dark", NO_COLOUR).unwrap();
    let mut app = App::start_with(&office, office.opener(), theme).await;
    app.open_customer("Maren Holloway").await;
    for keys in ["1 a", "o", "c", "l", "f", "?", "esc g o", "g a", "g w", "g s", "d"] {
        app.press(keys).await;
        let picture = app.picture();
        for cell in &picture.cells.content {
            assert!(cell.fg == Color::Reset && cell.bg == Color::Reset, "{keys}:\n{}", picture.text());
        }
    }
}

/// What a colour says a sign or word says too: the text is the same in every theme.
#[tokio::test]
async fn the_words_are_the_same_in_every_theme() {
    let office = Office::without_a_model().await;
    let mut app = App::start(&office).await;
    app.open_customer("Maren Holloway").await;
    app.press("1 a f").await;
    let plain = app.text();
    for name in ["dark", "light", "contrast", "terminal"] {
        app.model.theme = named(name, ALL_COLOURS).unwrap();
        assert_eq!(app.text(), plain, "{name}");
        assert!(app.picture().cells.content.iter().any(|cell| cell.fg != Color::Reset), "{name}");
    }
}

/// Every state of a source has a sign of its own beside its colour.
#[test]
fn no_two_states_of_a_source_share_a_sign() {
    let theme = named("plain", NO_COLOUR).unwrap();
    let moment = Moment { now: now(), zone: TimeZone::UTC, locale: Locale::default(), exact: false };
    let source = |status| SourceState {
        source: Source::crm("hubspot"),
        status,
        fetched_at: Some(now()),
        latency_ms: None,
        error: None,
    };
    let states = [Freshness::Fresh, Freshness::Cached, Freshness::Stale, Freshness::Failed];
    let signs: HashSet<String> =
        states.map(|state| source_words(&source(state), &moment, &theme)[0].content.to_string()).into();
    assert_eq!(signs.len(), states.len(), "{signs:?}");
}
