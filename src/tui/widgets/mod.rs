//! Parts of screens that only draw: functions of borrowed data and an area.
//!
//! What a click hits is noted while drawing ([`Hits`]), by the same code that placed it.

pub mod chart;
pub mod field;
pub mod list;
pub mod panel;
pub mod prose;
pub mod text;

use ratatui::Frame;
use ratatui::layout::{Position, Rect};

use super::keymap::Action;
use super::theme::Theme;
use crate::phrasing::Moment;

/// What lies under a place of the screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hit {
    /// A row of the list with this number (each screen numbers its own).
    Row {
        /// Which list.
        list: u8,
        /// Which row.
        row: usize,
    },
    /// The rest of a list's area.
    List(u8),
    /// A tab.
    Tab(u8),
    /// Something that does what a key does.
    Press(Action),
    /// A popup: what lies below it is covered.
    Cover,
}

/// Where is what on the picture that was drawn last.
#[derive(Clone, Debug, Default)]
pub struct Hits(Vec<(Rect, Hit)>);

impl Hits {
    /// Forgets the last picture.
    pub fn clear(&mut self) {
        self.0.clear();
    }

    /// Notes a place; later ones lie above earlier ones.
    pub fn note(&mut self, area: Rect, hit: Hit) {
        self.0.push((area, hit));
    }

    /// What lies on top at a place.
    pub fn at(&self, column: u16, row: u16) -> Option<Hit> {
        let place = Position::new(column, row);
        self.0.iter().rev().find(|(area, _)| area.contains(place)).map(|(_, hit)| *hit)
    }
}

/// What drawing needs.
pub struct Canvas<'a, 'b> {
    /// The frame.
    pub frame: &'a mut Frame<'b>,
    /// Colours.
    pub theme: &'a Theme,
    /// Now and here.
    pub moment: &'a Moment,
    /// Notes where is what.
    pub hits: &'a mut Hits,
}

impl Canvas<'_, '_> {
    /// Writes lines from the top of an area; what has no room is not drawn.
    pub fn lines<'t>(&mut self, area: Rect, lines: impl IntoIterator<Item = ratatui::text::Line<'t>>) {
        for (row, line) in area.rows().zip(lines) {
            self.frame.render_widget(line, row);
        }
    }
}
