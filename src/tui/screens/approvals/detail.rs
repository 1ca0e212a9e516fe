//! The chosen one: what would be written, who asked and why it needs a yes, whether that still holds, what it rests on.

use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::{Approvals, DETAIL};
use crate::desk::api::{Review, Standing};
use crate::domain::action::Role;
use crate::domain::difference::Change;
use crate::domain::outbox::{Entry, EntryState};
use crate::phrasing::{
    Moment, cost_in_words, cut, effect_told, policy_in_words, tier_in_words, whose_yes, withdrawn_in_words,
    worded_in_words, wrap,
};
use crate::tui::model::Model;
use crate::tui::theme::Theme;
use crate::tui::view::spinner;
use crate::tui::widgets::panel::panel;
use crate::tui::widgets::text::paragraph;
use crate::tui::widgets::{Canvas, Hit};

/// Columns of the words before each part.
const LABEL: usize = 12;

impl Approvals {
    pub(super) fn view_detail(&self, canvas: &mut Canvas<'_, '_>, area: Rect, entry: &Entry, model: &Model) {
        let theme = canvas.theme;
        let name = model.names.get(&entry.customer_id).map_or("customer", String::as_str);
        let title = Line::styled(format!(" {} ", cut(name, 40)), theme.heading);
        let inner = panel(canvas, area, title, self.is_close);
        canvas.hits.note(area, Hit::List(DETAIL));
        let is_checking = self.checking.is_some_and(|(_, checking)| checking == entry.id);
        let effect = effect_told(entry, model.me());
        let page = Page { theme, moment: canvas.moment, width: usize::from(inner.width) };
        let review = self.reviews.get(&entry.id);
        let decisive = page.decisive(entry, &effect, review);
        let needed = decisive.len();
        let lines: Vec<_> = decisive.into_iter().chain(page.grounds(entry, review, is_checking)).collect();
        let most = lines.len().saturating_sub(usize::from(inner.height));
        let offset = self.offset.get().min(most);
        self.offset.set(offset);
        self.below.set(most - offset);
        // The line that says how many more there are covers the last one.
        let covered = usize::from(offset < most);
        let is_whole = review.is_some() && offset + usize::from(inner.height) >= needed + covered;
        self.looked_at.drawn(entry.id, is_whole, canvas.moment.now);
        canvas.lines(inner, lines.into_iter().skip(offset));
        if offset < most {
            let foot = Rect { y: inner.bottom().saturating_sub(1), height: 1, ..inner };
            let words = format!("▼ {} more: enter, j", most - offset);
            canvas.frame.render_widget(Line::styled(words, theme.faint).right_aligned(), foot);
        }
    }
}

struct Page<'a> {
    theme: &'a Theme,
    moment: &'a Moment,
    width: usize,
}

impl Page<'_> {
    /// What a yes does and which policy asks for it: what has to be read before one is said.
    fn decisive(&self, entry: &Entry, effect: &str, review: Option<&Review>) -> Vec<Line<'static>> {
        let theme = self.theme;
        let mut lines = paragraph(Span::raw(""), &entry.title, theme.heading, self.width);
        // What a yes does comes first, then whether it should.
        lines.extend(paragraph(Span::styled("→ ", theme.accent), effect, theme.text, self.width));
        for change in review.iter().flat_map(|review| &review.changes) {
            lines.extend(self.change(change));
        }
        lines.push(Line::default());
        if let EntryState::AwaitingApproval { need, withdrawn } = &entry.state {
            let whose = whose_yes(need.role, Role::OF_A_YES);
            let why = policy_in_words(&need.why, &self.moment.locale);
            lines.extend(self.part("needs a yes", &format!("{why} · {whose}")));
            let history = withdrawn
                .iter()
                .map(|one| format!("{}, {}", withdrawn_in_words(one, None), self.moment.exactly(one.at)));
            lines.extend(history.flat_map(|words| self.part("history", &words)));
            // One machine, one person: called what it is.
            let words = "on this machine a second confirmation, not a second person";
            lines.extend(paragraph(Span::raw(""), words, theme.faint, self.width));
        }
        let with_it = review.map(|review| review.goes_with.join("; ")).filter(|with_it| !with_it.is_empty());
        lines.extend(with_it.into_iter().flat_map(|with_it| self.part("goes with", &with_it)));
        let offer = review.and_then(|review| review.offer.as_ref());
        let cost = review.and_then(|review| review.cost).map(|cost| cost_in_words(cost, self.moment));
        lines.extend(offer.into_iter().flat_map(|offer| {
            let words = cost.iter().fold(offer.clone(), |offer, cost| format!("{offer} · {cost}"));
            self.part("offer", &words)
        }));
        let tier = review.and_then(|review| Some(tier_in_words(review.tier?, review.tier_then)));
        lines.extend(tier.into_iter().flat_map(|tier| self.part("tier", &tier)));
        for other in review.iter().filter_map(|review| review.also_waits.as_ref()) {
            let first = Span::styled(format!("{:<LABEL$}", "also waits"), theme.warning);
            lines.extend(paragraph(first, other, theme.warning, self.width));
        }
        for vouched in review.iter().flat_map(|review| &review.vouched) {
            let first = Span::styled(format!("{:<LABEL$}", "⚠ unproven"), theme.warning);
            let words = format!("{vouched}: vouched for by whoever asked");
            lines.extend(paragraph(first, &words, theme.warning, self.width));
        }
        lines
    }

    /// Who asked, why, whether that still holds, and what it rests on.
    fn grounds(&self, entry: &Entry, review: Option<&Review>, is_checking: bool) -> Vec<Line<'static>> {
        let asked = format!(
            "{} · {} ({})",
            review.map_or(entry.accepted_by.as_str(), Review::asked_by_in_words),
            self.moment.exactly(entry.accepted_at),
            self.moment.ago(entry.accepted_at)
        );
        let mut lines = self.part("asked by", &asked);
        let worded = worded_in_words(entry, None);
        lines.extend(worded.into_iter().flat_map(|words| self.part("", &words)));
        if let Some(review) = review {
            lines.extend(review.reason.iter().flat_map(|reason| self.part("because", reason)));
        }
        lines.extend(self.standing(review, is_checking));
        if let Some(review) = review {
            for (at, evidence) in review.evidence.iter().enumerate() {
                let label = if at == 0 { "rests on" } else { "" };
                let text = evidence.text.as_deref().unwrap_or("not part of the profile any more");
                lines.extend(self.part(label, &format!("{}: {text}", evidence.id)));
            }
        }
        lines
    }

    fn part(&self, label: &str, text: &str) -> Vec<Line<'static>> {
        let first = Span::styled(format!("{label:<LABEL$}"), self.theme.faint);
        paragraph(first, text, self.theme.text, self.width)
    }

    fn standing(&self, review: Option<&Review>, is_checking: bool) -> Vec<Line<'static>> {
        let theme = self.theme;
        let label = Span::styled(format!("{:<LABEL$}", "still true"), theme.faint);
        let (style, words) = match review {
            _ if is_checking => (theme.accent, format!("{} asking the vendors again", spinner(self.moment))),
            None => (theme.faint, "not checked: enter checks it".to_owned()),
            Some(review) => {
                let at = self.moment.time(review.checked_at);
                let at = at.get(..5).unwrap_or(&at);
                match &review.standing {
                    Standing::Yes => (theme.good, format!("✓ yes, {at}")),
                    Standing::No(why) => (theme.bad, format!("✗ no, {at}: {}", why.join("; "))),
                    Standing::Unknown(why) => (theme.warning, format!("? not known, {at}: {why}")),
                }
            }
        };
        paragraph(label, &words, style, self.width)
    }

    /// Before and after, signed as a difference is.
    fn change(&self, change: &Change) -> Vec<Line<'static>> {
        let theme = self.theme;
        let value = |text: &String| match text.parse::<jiff::Timestamp>() {
            Ok(at) => self.moment.exactly(at),
            Err(_) => text.clone(),
        };
        let (before, after) = (change.before.as_ref().map(value), change.after.as_ref().map(value));
        // A field's own name may be as long as the column.
        let label = format!("  {:<1$} ", change.field, LABEL - 1);
        let room = self.width.saturating_sub(label.len());
        let is_short = |text: &Option<String>| {
            text.as_ref().is_none_or(|text| !text.contains('\n') && text.len() * 2 + 4 < room)
        };
        if is_short(&before) && is_short(&after) {
            let mut spans = vec![Span::styled(label, theme.faint)];
            spans.push(match before {
                Some(before) => Span::styled(format!("- {before} "), theme.bad),
                None => Span::styled("(new) ", theme.faint),
            });
            spans.extend(after.map(|after| Span::styled(format!("+ {after}"), theme.good)));
            return vec![Line::from(spans)];
        }
        let mut lines = vec![Line::styled(label.trim_end().to_owned(), theme.faint)];
        for (sign, style, text) in [("-", theme.bad, before), ("+", theme.good, after)] {
            let wrapped = text
                .iter()
                .flat_map(|text| text.lines())
                .flat_map(|line| wrap(line, self.width.saturating_sub(6)));
            lines.extend(wrapped.map(|line| Line::styled(format!("    {sign} {line}"), style)));
        }
        lines
    }
}
