//! That the customer is going quiet: what tells it and what is at stake, and what there is to win them back by, above what
//! the brief says and proposes.

use ratatui::text::{Line, Span};

use super::Customer;
use crate::domain::Purpose;
use crate::domain::profile::Profile;
use crate::domain::quiet::Quiet;
use crate::phrasing::{Moment, quiet_in_words, win_back_in_words};
use crate::tui::theme::Theme;
use crate::tui::widgets::text::paragraph;

/// Room for the longest head.
const HEAD: usize = "next order".len();

/// Whether there is something to tell, and to whom something may be sold.
pub fn is_told(screen: &Customer) -> bool {
    told(screen).is_some()
}

fn told(screen: &Customer) -> Option<(&Profile, &Quiet)> {
    let profile = screen.profile.as_deref().filter(|_| screen.purpose() == Purpose::Sales)?;
    Some((profile, profile.scores.quiet.as_ref()?))
}

/// The lines of it.
pub fn lines(screen: &Customer, theme: &Theme, moment: &Moment, width: usize) -> Vec<Line<'static>> {
    let Some((profile, quiet)) = told(screen) else { return Vec::new() };
    let words = quiet_in_words(quiet, moment).into_iter().chain(win_back_in_words(profile));
    let mut lines = vec![Line::styled("Going quiet", theme.warning)];
    lines.extend(words.flat_map(|(head, text)| {
        paragraph(Span::styled(format!("{head:>HEAD$}  "), theme.faint), &text, theme.text, width)
    }));
    lines.push(Line::default());
    lines
}
