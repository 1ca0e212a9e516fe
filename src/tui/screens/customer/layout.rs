//! Where what stands: one pane at a time on narrow terminals, two or three columns on wide ones.

use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::text::{Line, Span};

use super::{Customer, PANES, Pane, TWO_COLUMNS, brief, header, orders};
use crate::domain::Profile;
use crate::domain::record::Coverage;
use crate::phrasing::wrap;
use crate::tui::model::Model;
use crate::tui::screens::search::Candidates;
use crate::tui::widgets::list::list;
use crate::tui::widgets::panel::panel;
use crate::tui::widgets::text::paragraph;
use crate::tui::widgets::{Canvas, Hit};

/// From here on the orders have a column of their own.
const THREE_COLUMNS: u16 = 170;
/// Shares of the width that the brief takes beside two columns and beside one, in percent.
const THIRD_COLUMN: u16 = 36;
const SECOND_COLUMN: u16 = 48;
/// From this height on two panes share the middle column.
const TWO_IN_A_COLUMN: u16 = 36;

/// Where the brief stands on the screen of a customer; nothing where it has no column of its own.
pub fn brief_beside(area: Rect) -> Option<Rect> {
    let share = match area.width {
        THREE_COLUMNS.. => THIRD_COLUMN,
        TWO_COLUMNS.. => SECOND_COLUMN,
        _ => return None,
    };
    let head = header::height(area.width);
    let [_, rest] = Layout::vertical([Constraint::Length(head), Constraint::Fill(1)]).areas(area);
    let [_, brief] = Layout::horizontal([Constraint::Fill(1), Constraint::Percentage(share)]).areas(rest);
    Some(brief)
}

impl Customer {
    pub(in crate::tui::screens) fn view(&self, canvas: &mut Canvas<'_, '_>, area: Rect, model: &Model) {
        let Some(profile) = self.profile.as_deref() else { return self.view_waiting(canvas, area) };
        let height = header::height(area.width);
        let [head, rest] = Layout::vertical([Constraint::Length(height), Constraint::Fill(1)]).areas(area);
        let rejected = model.rejection_of(profile.customer.id);
        header::view(
            canvas,
            head,
            profile,
            self.cases_as_sent(profile),
            self.lacks(model.who.as_ref()),
            rejected,
        );
        if self.pictures.is_open() {
            return self.pictures.view(canvas, rest, profile, &self.spend);
        }
        match rest.width {
            THREE_COLUMNS.. => {
                let [orders, middle, right] = Layout::horizontal([
                    Constraint::Percentage(30),
                    Constraint::Fill(1),
                    Constraint::Percentage(THIRD_COLUMN),
                ])
                .areas(rest);
                self.view_pane(canvas, orders, Pane::Orders, &[Pane::Orders], model);
                if middle.height < TWO_IN_A_COLUMN {
                    let beside = if self.beside == Pane::Orders { Pane::Cases } else { self.beside };
                    self.view_pane(
                        canvas,
                        middle,
                        beside,
                        &[Pane::Cases, Pane::Timeline, Pane::Facts],
                        model,
                    );
                } else {
                    let [upper, lower] =
                        Layout::vertical([Constraint::Fill(1), Constraint::Fill(1)]).areas(middle);
                    let below = if self.beside == Pane::Facts { Pane::Facts } else { Pane::Timeline };
                    self.view_pane(canvas, upper, Pane::Cases, &[Pane::Cases], model);
                    self.view_pane(canvas, lower, below, &[Pane::Timeline, Pane::Facts], model);
                }
                self.view_pane(canvas, right, Pane::Brief, &[Pane::Brief], model);
            }
            TWO_COLUMNS.. => {
                let [left, right] =
                    Layout::horizontal([Constraint::Fill(1), Constraint::Percentage(SECOND_COLUMN)])
                        .areas(rest);
                let tabs = [Pane::Orders, Pane::Cases, Pane::Timeline, Pane::Facts];
                self.view_pane(canvas, left, self.beside, &tabs, model);
                self.view_pane(canvas, right, Pane::Brief, &[Pane::Brief], model);
            }
            _ => self.view_pane(canvas, rest, self.focus, &PANES, model),
        }
    }

    pub(super) fn view_pane(
        &self,
        canvas: &mut Canvas<'_, '_>,
        area: Rect,
        pane: Pane,
        tabs: &[Pane],
        model: &Model,
    ) {
        let focused = self.focus == pane && model.overlay.is_none();
        let title = if tabs == [Pane::Brief] {
            brief::title(self, canvas.theme, canvas.moment)
        } else {
            self.tabs(canvas, area, pane, tabs)
        };
        let mut inner = panel(canvas, area, title, focused);
        if pane == Pane::Brief {
            inner = brief::view_head(self, canvas, inner, tabs.len() > 1, model);
        }
        if pane == Pane::Orders
            && let Some(profile) = self.profile.as_deref()
        {
            inner = orders::view_spend(canvas, inner, profile, &self.spend);
        }
        let (theme, moment) = (canvas.theme, canvas.moment);
        let Some(rows) = self.rows(pane, inner.height, theme, moment) else { return };
        if rows.count() == 0 {
            return self.view_empty(canvas, inner, pane);
        }
        list(canvas, inner, &*rows, &self.lists[usize::from(pane.number())], focused, pane.number());
    }

    /// Names of the panes that can stand here, with how much is in them; each can be clicked.
    pub(super) fn tabs(
        &self,
        canvas: &mut Canvas<'_, '_>,
        area: Rect,
        shown: Pane,
        tabs: &[Pane],
    ) -> Line<'static> {
        let theme = canvas.theme;
        let mut spans = Vec::new();
        let mut x = area.x + 1;
        for (at, pane) in tabs.iter().enumerate() {
            let count = match (pane, &self.profile) {
                // Those of a store that was not read are not none.
                (Pane::Orders, Some(profile)) if !profile.is_store_heard() => " ?".to_owned(),
                (Pane::Orders, Some(profile)) => format!(" {}", profile.orders.len()),
                // Nor are those that the CRM does not show.
                (Pane::Cases, Some(profile)) if profile.is_blind_to(Coverage::CASES) => " ?".to_owned(),
                (Pane::Cases, Some(profile)) => format!(" {}", profile.cases.len()),
                (Pane::Brief, _) => self.brief_count(),
                _ => String::new(),
            };
            let text = format!(" {}{count} ", pane.name());
            let width = u16::try_from(text.chars().count()).unwrap_or(0);
            canvas.hits.note(Rect { x, y: area.y, width, height: 1 }, Hit::Tab(pane.number()));
            x += width + 1;
            if at > 0 {
                spans.push(Span::styled("│", theme.border));
            }
            let style = if *pane == shown { theme.heading.underlined() } else { theme.faint };
            spans.extend([Span::raw(" "), Span::styled(text.trim().to_owned(), style), Span::raw(" ")]);
        }
        Line::from(spans)
    }

    /// What the brief proposes, or that it is being written: said on its tab, where it stands behind another pane.
    fn brief_count(&self) -> String {
        match (&self.brief.whole, self.brief.asked) {
            (Some(_), _) => format!(" {}", self.suggestions().len()),
            (None, Some(_)) => " …".to_owned(),
            (None, None) => String::new(),
        }
    }

    pub(super) fn view_empty(&self, canvas: &mut Canvas<'_, '_>, area: Rect, pane: Pane) {
        let unread = self.profile.as_ref().and_then(|known| match pane {
            Pane::Orders => not_shown(known, &[Coverage::ORDERS]),
            Pane::Cases if known.crm_is_unread() => {
                Some("The CRM could not be read: cases and deals are not known.".to_owned())
            }
            Pane::Cases => not_shown(known, &[Coverage::CASES, Coverage::DEALS]),
            _ => None,
        });
        if let Some(unread) = unread {
            let width = usize::from(area.width);
            return canvas.lines(area, paragraph(Span::raw(""), &unread, canvas.theme.warning, width));
        }
        let words = match pane {
            Pane::Brief => return,
            Pane::Orders if self.profile.as_ref().is_some_and(|profile| !profile.is_store_heard()) => {
                "The store has not told its orders and carts yet."
            }
            Pane::Orders => "No orders and no carts are known.",
            Pane::Cases => "No cases and no deals.",
            Pane::Timeline => "Nothing has happened yet.",
            Pane::Facts => "Nothing is known.",
        };
        canvas.lines(area, [Line::styled(words, canvas.theme.faint)]);
    }

    /// Nothing can be shown yet, or nothing was found.
    pub(super) fn view_waiting(&self, canvas: &mut Canvas<'_, '_>, area: Rect) {
        let theme = canvas.theme;
        let inner = panel(canvas, area, Line::styled(" Customer ", theme.heading), true);
        if !self.candidates.is_empty() {
            let rows = Candidates { candidates: &self.candidates, theme };
            return list(canvas, inner, &rows, &self.lists[0], true, Pane::Brief.number());
        }
        let width = usize::from(inner.width);
        let Some(error) = &self.problem else {
            return canvas
                .lines(inner, [Line::default(), Line::styled("asking store and CRM …", theme.faint)]);
        };
        let mut lines = vec![Line::default()];
        lines.extend(wrap(&error.what, width).into_iter().map(|line| Line::styled(line, theme.bad)));
        for place in &error.looked {
            lines.push(Line::from(vec![
                Span::styled(format!("  {}  ", place.place), theme.reference),
                Span::styled(place.what.clone(), theme.text),
            ]));
            lines.extend(place.why_maybe.iter().map(|why| Line::styled(format!("      {why}"), theme.faint)));
        }
        lines.extend(error.hint.iter().map(|hint| Line::styled(format!("→ {hint}"), theme.faint)));
        lines.push(Line::default());
        lines.push(Line::from(vec![
            Span::styled("r", theme.key),
            Span::styled(" asks again   ", theme.faint),
            Span::styled("esc", theme.key),
            Span::styled(" back", theme.faint),
        ]));
        canvas.lines(inner, lines);
    }
}

/// Why none of these kinds stand there, where there may be some.
fn not_shown(profile: &Profile, kinds: &[&str]) -> Option<String> {
    let gaps = kinds.iter().filter_map(|kind| profile.gap_of(kind));
    let why: Vec<&str> = gaps.filter_map(|gap| gap.why.as_deref()).collect();
    let why = why.join("; ");
    let mut letters = why.chars();
    letters.next().map(|first| format!("{}{}.", first.to_uppercase(), letters.as_str()))
}
