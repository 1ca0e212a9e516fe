//! Changes of tier that a case holds: before and after, why, the case, the rule; yes, no, later.

use std::cell::Cell;
use std::collections::HashMap;

use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::text::{Line, Span};

use crate::desk::api::{Answer, DeskError, Request, Who};
use crate::domain::CustomerId;
use crate::domain::action::Phase;
use crate::domain::score_fields::{ReviewState, ReviewWord, TierReview};
use crate::phrasing::Moment;
use crate::tui::cx::{Cx, Go};
use crate::tui::keymap::{Action, Layer};
use crate::tui::model::Model;
use crate::tui::theme::Theme;
use crate::tui::widgets::list::{ListState, Rows, list};
use crate::tui::widgets::panel::panel;
use crate::tui::widgets::text::{paragraph, spread};
use crate::tui::widgets::{Canvas, Hit};

const REVIEWS: u8 = 0;
const DETAIL: u8 = 1;
/// From here on what is chosen stands beside the list.
const TWO_COLUMNS: u16 = 110;
/// Columns of the words before each part.
const LABEL: usize = 12;

/// The screen.
#[derive(Default)]
pub struct TierReviews {
    reviews: Option<Vec<TierReview>>,
    asked: Option<u64>,
    /// Whose is being decided.
    deciding: Option<(u64, CustomerId)>,
    /// What was said last here, since the screen was opened.
    last: Option<(CustomerId, ReviewWord)>,
    rows: ListState,
    /// The chosen one has the room to itself.
    is_close: bool,
    offset: Cell<usize>,
}

impl TierReviews {
    pub(super) fn entered(&mut self, cx: &mut Cx<'_>) {
        cx.cancel(self.asked.take());
        self.asked = Some(cx.ask("reading which changes of tier wait", Request::TierReviews));
    }

    pub(super) fn left(&mut self) {
        (self.asked, self.deciding, self.last) = (None, None, None);
    }

    pub(super) fn title(&self) -> String {
        match self.reviews().iter().filter(|review| review.rests_until().is_none()).count() {
            0 => "changes of tier".to_owned(),
            count => format!("changes of tier · {count}"),
        }
    }

    pub(super) fn layers(&self) -> Vec<Layer> {
        vec![Layer::TierReviews, Layer::List, Layer::Anywhere]
    }

    /// Whether something was decided here that `undo` speaks of.
    pub fn has_decided(&self) -> bool {
        self.last.is_some()
    }

    /// Whether something rests, put off or kept as it was by whoever reads, whenever that was said.
    pub fn has_resting(&self, me: Option<&str>) -> bool {
        self.laid_aside_last(me).is_some()
    }

    /// What was laid aside last. Of what was put off nobody keeps by whom.
    fn laid_aside_last(&self, me: Option<&str>) -> Option<CustomerId> {
        let is_own = |review: &&TierReview| match &review.state {
            ReviewState::Kept { by, .. } => me.is_some_and(|me| me.eq_ignore_ascii_case(by)),
            ReviewState::Later { .. } => true,
            ReviewState::Waiting | ReviewState::Yes { .. } => false,
        };
        let laid_aside = self.reviews().iter().filter(is_own);
        laid_aside.max_by_key(|review| review.laid_aside_at()).map(|review| review.customer)
    }

    /// Takes back what was said last, then what was laid aside before, one after the other. A tier that is written stands at
    /// the CRM.
    fn undo(&mut self, cx: &mut Cx<'_>) -> bool {
        match self.last {
            None => match self.laid_aside_last(cx.who.map(|who| who.email.as_str())) {
                None => return false,
                Some(customer) => self.decide(customer, ReviewWord::Back, cx),
            },
            Some((_, ReviewWord::Write)) => {
                cx.refuse("the new tier stands at the CRM: change it there, or `g m` `w` `u` takes back all that was written");
            }
            Some((customer, _)) => {
                self.decide(customer, ReviewWord::Back, cx);
                self.last = None;
            }
        }
        true
    }

    fn reviews(&self) -> &[TierReview] {
        self.reviews.as_deref().unwrap_or_default()
    }

    fn chosen(&self) -> Option<&TierReview> {
        self.reviews().get(self.rows.selected())
    }

    pub(super) fn act(&mut self, action: Action, cx: &mut Cx<'_>) -> bool {
        let len = self.reviews().len();
        match (action, self.chosen().map(|review| review.customer)) {
            (Action::Undo, _) => return self.undo(cx),
            (Action::Refresh, _) => self.entered(cx),
            (Action::Approve, Some(_)) if cx.who.is_some_and(|who| who.phase == Phase::Observe) => {
                cx.refuse("read only: in phase observe nothing is written");
            }
            (Action::Approve, Some(customer)) => self.decide(customer, ReviewWord::Write, cx),
            (Action::Reject, Some(customer)) => self.decide(customer, ReviewWord::Keep, cx),
            (Action::Snooze, Some(customer)) => {
                let rests = self.chosen().is_some_and(|review| review.rests_until().is_some());
                let word = if rests { ReviewWord::Back } else { ReviewWord::Later };
                self.decide(customer, word, cx);
            }
            (Action::Open, Some(_)) => self.is_close = !self.is_close,
            (Action::Back, _) if self.is_close => self.is_close = false,
            (Action::OpenCustomer, Some(customer)) => cx.go(Go::Customer(Who::Customer(customer))),
            (Action::Down, Some(_)) if self.is_close => self.offset.set(self.offset.get() + 1),
            (Action::Up, Some(_)) if self.is_close => self.offset.set(self.offset.get().saturating_sub(1)),
            (moving, _) => {
                self.offset.set(0);
                return self.rows.act(moving, len);
            }
        }
        true
    }

    fn decide(&mut self, customer: CustomerId, word: ReviewWord, cx: &mut Cx<'_>) {
        if self.deciding.is_some() {
            return cx.refuse("the one before is still being decided");
        }
        self.deciding = Some((cx.ask("deciding", Request::DecideTier { customer, word }), customer));
        self.last = Some((customer, word)).filter(|(_, word)| *word != ReviewWord::Back);
    }

    pub(super) fn answered(&mut self, request: u64, result: Result<Answer, DeskError>, cx: &mut Cx<'_>) {
        let was_deciding = self.deciding.take_if(|(deciding, _)| *deciding == request).is_some();
        match result {
            Ok(Answer::TierReviews(reviews)) => {
                self.asked = None;
                let key = |review: &TierReview| review.customer.to_string();
                let chosen = self.chosen().map(key);
                let keys: Vec<String> = reviews.iter().map(key).collect();
                self.rows.follow(chosen.as_deref(), keys.into_iter());
                self.is_close &= !reviews.is_empty();
                self.reviews = Some(reviews);
            }
            Ok(Answer::TierReview(review)) if was_deciding && review.state == ReviewState::Waiting => {
                cx.good("it waits again");
                self.entered(cx);
            }
            Ok(Answer::TierReview(review)) if review.rests_until().is_some() => {
                cx.good(said(&review, cx.moment));
                self.is_close = false;
                self.entered(cx);
            }
            Ok(Answer::TierReview(review)) => {
                cx.good(said(&review, cx.moment));
                if let Some(reviews) = &mut self.reviews {
                    reviews.retain(|known| known.customer != review.customer);
                    let last = reviews.len().saturating_sub(1);
                    self.rows.select(self.rows.selected().min(last));
                }
                self.is_close = false;
            }
            Ok(_) => {}
            Err(error) => {
                cx.failed(&error);
                if was_deciding {
                    // What was said is kept all the same.
                    self.entered(cx);
                }
            }
        }
    }

    pub(super) fn clicked(&mut self, hit: Hit, _cx: &mut Cx<'_>) {
        match hit {
            Hit::Row { list: REVIEWS, row } => {
                self.is_close ^= self.rows.selected() == row;
                self.rows.select(row);
                self.offset.set(0);
            }
            Hit::List(DETAIL) => self.is_close = true,
            _ => {}
        }
    }

    pub(super) fn scrolled(&mut self, list: u8, by: isize) {
        if list == DETAIL {
            self.offset.set(self.offset.get().saturating_add_signed(by));
        } else {
            let len = self.reviews().len();
            self.rows.step(by, len);
        }
    }

    pub(super) fn view(&self, canvas: &mut Canvas<'_, '_>, area: Rect, model: &Model) {
        let theme = canvas.theme;
        let title = Line::styled(" Changes of tier that wait ", theme.heading);
        let reviews = self.reviews();
        let Some(chosen) = self.chosen() else {
            let inner = panel(canvas, area, title, true);
            let width = usize::from(inner.width);
            let lines = match &self.reviews {
                None => vec![Line::styled("reading …", theme.faint)],
                Some(_) => {
                    let rule = "A tier that changes while a case is open, or was within 7 days, waits here once scores are written (g m, w).";
                    let mut lines = vec![Line::styled("No change of tier waits.", theme.text)];
                    lines.extend(paragraph(Span::raw(""), rule, theme.faint, width));
                    lines
                }
            };
            return canvas.lines(inner, lines);
        };
        let (above, below) = match (area.width, self.is_close) {
            (TWO_COLUMNS.., _) => {
                let [left, right] =
                    Layout::horizontal([Constraint::Percentage(42), Constraint::Fill(1)]).areas(area);
                (Some(left), right)
            }
            (_, true) => (None, area),
            (_, false) => {
                let wanted = u16::try_from(reviews.len() + 2).unwrap_or(u16::MAX);
                let height = wanted.min((area.height * 2 / 5).max(4));
                let [top, rest] =
                    Layout::vertical([Constraint::Length(height), Constraint::Fill(1)]).areas(area);
                (Some(top), rest)
            }
        };
        if let Some(above) = above {
            let inner = panel(canvas, above, title, !self.is_close);
            let rows = ReviewRows { reviews, theme, moment: canvas.moment, names: &model.names };
            list(canvas, inner, &rows, &self.rows, !self.is_close, REVIEWS);
        }
        let name = model.names.get(&chosen.customer).map_or("customer", String::as_str);
        let inner = panel(canvas, below, Line::styled(format!(" {name} "), theme.heading), self.is_close);
        canvas.hits.note(below, Hit::List(DETAIL));
        let lines = detail(chosen, theme, canvas.moment, usize::from(inner.width));
        let most = lines.len().saturating_sub(usize::from(inner.height));
        self.offset.set(self.offset.get().min(most));
        canvas.lines(inner, lines.into_iter().skip(self.offset.get()));
    }
}

/// What was decided, in words.
fn said(review: &TierReview, moment: &Moment) -> String {
    match &review.state {
        ReviewState::Kept { until, .. } => format!("stays {} until {}", review.before, moment.day(*until)),
        ReviewState::Later { until } => format!("asked again on {}", moment.day(*until)),
        ReviewState::Yes { .. } | ReviewState::Waiting => {
            format!("written: {} → {}", review.before, review.after)
        }
    }
}

fn detail(review: &TierReview, theme: &Theme, moment: &Moment, width: usize) -> Vec<Line<'static>> {
    let part = |label: &str, words: &str| {
        paragraph(Span::styled(format!("{label:<LABEL$}"), theme.faint), words, theme.text, width)
    };
    let case = &review.case;
    let opened = case.opened_at.map_or_else(String::new, |at| format!(", opened {}", moment.ago(at)));
    let state = if case.open { case.status.clone() } else { format!("{}, closed", case.status) };
    let change = format!("{} → {}", review.before, review.after);
    let mut lines =
        paragraph(Span::styled(format!("{:<LABEL$}", "tier"), theme.faint), &change, theme.heading, width);
    lines.extend(part("because", &review.reasoning));
    lines.push(Line::default());
    lines.extend(part("held by", &format!("case {} “{}”: {state}{opened}", case.record.id, case.subject)));
    lines.extend(part("rule", "a case open within 7 days → a person looks at the change first"));
    lines.extend(part("waits", &format!("since {}", moment.exactly(review.since))));
    lines.push(Line::default());
    lines.extend(part(
        "y",
        &format!("writes {} and why into ai_customer_tier and ai_tier_reasoning", review.after),
    ));
    lines.extend(part("n", &format!("keeps {} for 30 days", review.before)));
    match &review.state {
        ReviewState::Later { until } => {
            lines.extend(part("z", &format!("asks now: it is put off until {}", moment.day(*until))));
        }
        ReviewState::Kept { by, until } => {
            let words = format!("asks now: it stays {} until {}, by {by}", review.before, moment.day(*until));
            lines.extend(part("z", &words));
        }
        _ => lines.extend(part("z", "asks again tomorrow")),
    }
    lines
}

struct ReviewRows<'a> {
    reviews: &'a [TierReview],
    theme: &'a Theme,
    moment: &'a Moment,
    names: &'a HashMap<CustomerId, String>,
}

impl Rows for ReviewRows<'_> {
    fn count(&self) -> usize {
        self.reviews.len()
    }

    fn key(&self, row: usize) -> String {
        self.reviews[row].customer.to_string()
    }

    fn lines(&self, row: usize, _unfolded: bool, width: usize) -> Vec<Line<'static>> {
        let (review, theme) = (&self.reviews[row], self.theme);
        let name = self.names.get(&review.customer).cloned().unwrap_or_default();
        let left = vec![
            Span::styled(name, theme.heading),
            Span::styled(format!("  {} → {}", review.before, review.after), theme.text),
        ];
        let since = match &review.state {
            ReviewState::Later { until } => format!("put off until {}", self.moment.day(*until)),
            ReviewState::Kept { until, .. } => format!("kept until {}", self.moment.day(*until)),
            _ => self.moment.ago(review.since),
        };
        let right = vec![Span::styled(since, theme.faint)];
        vec![spread(left, right, width)]
    }
}
