//! The lists of the panes: what is in them, what a row is remembered by, where evidence is found.

use super::{Customer, Pane, brief, cases, facts, orders, timeline};
use crate::phrasing::Moment;
use crate::tui::theme::{Theme, plain};
use crate::tui::widgets::list::Rows;

impl Customer {
    /// The rows of a pane, to be drawn in so many lines or looked through.
    pub(super) fn rows<'a>(
        &'a self,
        pane: Pane,
        height: u16,
        theme: &'a Theme,
        moment: &'a Moment,
    ) -> Option<Box<dyn Rows + 'a>> {
        if pane == Pane::Brief {
            return Some(Box::new(brief::BriefRows::new(self, usize::from(height), theme, moment)));
        }
        let profile = self.profile.as_deref()?;
        Some(match pane {
            Pane::Orders => {
                Box::new(orders::OrderRows { profile, theme, moment, returns: self.returns.as_ref() })
            }
            Pane::Cases => {
                let (queued, answers, heads) = (&self.queued, &self.answers, &self.heads);
                let is_short = height < cases::SHORT;
                let events = &self.events;
                Box::new(cases::CaseRows { profile, queued, answers, heads, theme, moment, is_short, events })
            }
            Pane::Timeline => Box::new(timeline::EventRows { events: &self.events, theme, moment }),
            _ => Box::new(facts::FactRows { facts: facts::facts(profile), profile, theme, moment }),
        })
    }

    pub(super) fn len(&self, pane: Pane) -> usize {
        match (pane, self.profile.as_deref()) {
            (Pane::Brief, _) => brief::len(self),
            (_, None) => 0,
            (Pane::Orders, Some(profile)) => orders::len(profile),
            (Pane::Cases, Some(profile)) => cases::len(profile),
            (Pane::Timeline, Some(_)) => self.events.len(),
            (Pane::Facts, Some(profile)) => facts::facts(profile).len(),
        }
    }

    pub(super) fn rows_key(&self, pane: Pane, row: usize) -> Option<String> {
        if row >= self.len(pane) {
            return None;
        }
        match (pane, self.profile.as_deref()) {
            (Pane::Brief, _) => Some(brief::key(self, row)),
            (_, None) => None,
            (Pane::Orders, Some(profile)) => Some(orders::key(profile, row)),
            (Pane::Cases, Some(profile)) => Some(cases::key(profile, row)),
            (Pane::Timeline, Some(_)) => Some(self.events[row].key.clone()),
            (Pane::Facts, Some(profile)) => facts::facts(profile).get(row).map(|fact| fact.key(profile)),
        }
    }

    pub(super) fn row_of(&self, pane: Pane, key: &str) -> Option<usize> {
        if let (Pane::Facts, Some(profile)) = (pane, self.profile.as_deref()) {
            // A fact without a row of its own is part of who the customer is.
            return Some(facts::row_of(profile, key).unwrap_or(0));
        }
        (0..self.len(pane)).find(|row| self.rows_key(pane, *row).as_deref() == Some(key))
    }

    pub(super) fn chosen_key(&self, pane: Pane) -> Option<String> {
        self.rows_key(pane, self.lists[usize::from(pane.number())].selected())
    }

    pub(super) fn follow(&mut self, number: u8, key: Option<String>) {
        let Some(pane) = Pane::of(number) else { return };
        let keys: Vec<String> = (0..self.len(pane)).filter_map(|row| self.rows_key(pane, row)).collect();
        self.lists[usize::from(number)].follow(key.as_deref(), keys.into_iter());
    }

    /// Keeps the chosen row of a brief that was written anew: of a suggestion that is gone, the first that is there instead.
    pub(super) fn follow_in_brief(&mut self, key: Option<String>, was_suggestion: bool) {
        let is_gone = key.as_deref().is_none_or(|key| self.row_of(Pane::Brief, key).is_none());
        match brief::row_of_suggestion(self, 0).filter(|_| was_suggestion && is_gone) {
            Some(first) => self.lists[usize::from(Pane::Brief.number())].select(first),
            None => self.follow(Pane::Brief.number(), key),
        }
    }

    /// A row as plain text, wide enough not to be cut.
    pub(super) fn plain_text(&self, pane: Pane, row: usize) -> Option<String> {
        let theme = plain();
        let moment = Moment {
            now: jiff::Timestamp::UNIX_EPOCH,
            zone: jiff::tz::TimeZone::UTC,
            locale: crate::phrasing::Locale::default(),
            exact: true,
        };
        let rows = self.rows(pane, u16::MAX, &theme, &moment)?;
        let first = rows.lines(row, false, 400).into_iter().next()?;
        let text: String = first.spans.iter().map(|span| span.content.as_ref()).collect();
        Some(text.split_whitespace().collect::<Vec<_>>().join(" "))
    }
}
