//! Scores beside what the CRM says: what would be written, what stays because somebody else has written there, what
//! waits for a person; and the writing itself.

use std::collections::HashMap;

use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use crate::desk::api::{
    Answer, COMPARING, DeskError, Notice, Request, ScoreDifference, ScoreWriteReport, ScoresWritten,
    TAKING_BACK, WRITING, Who, WriteCounts,
};
use crate::domain::CustomerId;
use crate::domain::action::Phase;
use crate::domain::difference::Change;
use crate::phrasing::{Locale, Moment, counted, held_in_words, without_contact_in_words};
use crate::tui::cx::{Cx, Go};
use crate::tui::keymap::{Action, Layer};
use crate::tui::model::{Model, ScoresAtCrm};
use crate::tui::overlay::{Overlay, Question};
use crate::tui::theme::Theme;
use crate::tui::view::spinner;
use crate::tui::widgets::list::{ListState, Rows, list};
use crate::tui::widgets::panel::panel;
use crate::tui::widgets::text::{column, fit, paragraph, spread};
use crate::tui::widgets::{Canvas, Hit};

const CONTACTS: u8 = 0;

/// The screen.
#[derive(Default)]
pub struct ScoreFields {
    told: Option<Box<ScoresWritten>>,
    /// What the difference is read by, or what is being written.
    asked: Option<u64>,
    /// The request that was answered last.
    ended: Option<u64>,
    problem: Option<DeskError>,
    progress: Option<String>,
    rows: ListState,
}

impl ScoreFields {
    pub(super) fn entered(&mut self, cx: &mut Cx<'_>) {
        if self.told.is_none() && self.asked.is_none() {
            self.read(cx);
        }
    }

    fn read(&mut self, cx: &mut Cx<'_>) {
        cx.cancel(self.asked.take());
        self.problem = None;
        let request = Request::WriteScores { after: None, limit: None, try_only: true };
        self.asked = Some(cx.ask("comparing with the CRM", request));
    }

    pub(super) fn left(&mut self) {
        (self.asked, self.progress) = (None, None);
    }

    pub(super) fn title(&self) -> String {
        "scores at the CRM".to_owned()
    }

    pub(super) fn layers(&self) -> Vec<Layer> {
        vec![Layer::ScoreFields, Layer::List, Layer::Anywhere]
    }

    fn differences(&self) -> &[ScoreDifference] {
        self.told.as_ref().map_or(&[], |told| &told.differences)
    }

    fn chosen(&self) -> Option<&ScoreDifference> {
        self.differences().get(self.rows.selected())
    }

    pub(super) fn act(&mut self, action: Action, cx: &mut Cx<'_>) -> bool {
        let len = self.differences().len();
        match (action, self.chosen()) {
            (Action::Refresh, _) => self.read(cx),
            (Action::WriteScores, _) => self.write(cx),
            (Action::TakeScoresBack, _) => self.ask_back(cx),
            (Action::Export, _) => self.export(cx),
            (Action::TakeOver, Some(chosen)) => take_over(chosen, cx),
            (Action::Open, Some(chosen)) => self.rows.toggle(key(chosen)),
            (Action::OpenCustomer, Some(chosen)) => cx.go(Go::Customer(Who::Customer(chosen.customer_id))),
            (moving, _) => return self.rows.act(moving, len),
        }
        true
    }

    /// Asks once, then writes all that may be written.
    fn write(&self, cx: &mut Cx<'_>) {
        if cx.who.is_some_and(|who| who.phase == Phase::Observe) {
            return cx.refuse("read only: in phase observe nothing is written; o exports the difference");
        }
        let Some(told) = self.told.as_ref().filter(|_| self.asked.is_none()) else {
            return cx.refuse("the CRM is still being compared");
        };
        let WriteCounts { fields_to_write, contacts_to_write, .. } = told.counts;
        if !told.try_only || fields_to_write == 0 {
            return cx.tell("there is nothing to write; r compares again");
        }
        let words = format!(
            "Write {} of {} at the CRM? What somebody else has written stays, what waits for a person waits. \
             u here takes all of it back, wherever nobody has changed it since.",
            counted(fields_to_write, "field"),
            counted(contacts_to_write, "contact"),
        );
        let requests = vec![Request::WriteScores { after: None, limit: None, try_only: false }];
        cx.go(Go::Over(Box::new(Overlay::Question(Question::new(words, "writing scores", requests)))));
    }

    /// Looks what the last write has put there and still stands; the question follows.
    fn ask_back(&mut self, cx: &mut Cx<'_>) {
        if cx.who.is_some_and(|who| who.phase == Phase::Observe) {
            return cx.refuse("read only: in phase observe nothing is written");
        }
        if self.asked.is_some() {
            return cx.refuse("the CRM is still being compared");
        }
        let request = Request::TakeScoresBack { after: None, limit: None, try_only: true };
        self.asked = Some(cx.ask("comparing with the CRM", request));
    }

    /// What the last write has put there is known, or was taken back.
    fn taken_back(&mut self, told: &ScoresWritten, cx: &mut Cx<'_>) {
        let WriteCounts { fields_to_write, contacts_to_write, conflicts, .. } = told.counts;
        if !told.try_only {
            say(told, cx);
            return self.read(cx);
        }
        if fields_to_write == 0 {
            return cx.tell(match conflicts {
                0 => "there is no write of scores to take back".to_owned(),
                conflicts => format!(
                    "{} changed since: there is nothing left to take back",
                    counted(conflicts, "field")
                ),
            });
        }
        let stays = match conflicts {
            0 => String::new(),
            conflicts => format!(" {} changed since: that stays.", counted(conflicts, "field")),
        };
        let words = format!(
            "Put back {} of {} as they stood before the last write of scores?{stays} The next write writes what the \
             scores say then: O among the scores (g m) takes the model before first.",
            counted(fields_to_write, "field"),
            counted(contacts_to_write, "contact"),
        );
        let requests = vec![Request::TakeScoresBack { after: None, limit: None, try_only: false }];
        cx.go(Go::Over(Box::new(Overlay::Question(Question::new(words, TAKING_BACK, requests)))));
    }

    /// As a file: customers stand there by their ids alone.
    fn export(&self, cx: &mut Cx<'_>) {
        let Some(told) = &self.told else { return cx.refuse("the CRM is still being compared") };
        let report = ScoreWriteReport {
            dry_run: told.try_only,
            undo: false,
            counts: told.counts,
            differences: told.differences.clone(),
        };
        match serde_json::to_string_pretty(&report) {
            Ok(text) => cx.export("deskhand-scores".to_owned(), text),
            Err(error) => cx.refuse(format!("the difference cannot be written down: {error}")),
        }
    }

    pub(super) fn answered(&mut self, request: u64, result: Result<Answer, DeskError>, cx: &mut Cx<'_>) {
        self.ended = Some(request);
        match result {
            Ok(Answer::ScoresWritten(told)) => {
                if told.is_taken_back {
                    (self.asked, self.progress) = (None, None);
                    return self.taken_back(&told, cx);
                }
                if !told.try_only {
                    say(&told, cx);
                }
                if told.is_of_one {
                    // The others stand as they did.
                    return self.read(cx);
                }
                (self.asked, self.progress, self.problem) = (None, None, None);
                self.show(told);
            }
            Ok(_) => {}
            Err(error) => {
                self.progress = None;
                if self.asked.take() == Some(request) && self.told.is_none() {
                    self.problem = Some(error);
                } else {
                    cx.failed(&error);
                }
            }
        }
    }

    fn show(&mut self, told: Box<ScoresWritten>) {
        let chosen = self.chosen().map(key);
        self.rows.follow(chosen.as_deref(), told.differences.iter().map(key).collect::<Vec<_>>().into_iter());
        self.told = Some(told);
    }

    pub(super) fn noticed(&mut self, notice: &Notice, cx: &Cx<'_>) {
        if let Notice::Progress { request, what, done, total } = notice
            && matches!(what.as_str(), COMPARING | WRITING | TAKING_BACK)
            // A word on the way may come after the answer.
            && self.ended != Some(*request)
        {
            let count = |number: u64| cx.moment.locale.count(i128::from(number));
            let of = total
                .filter(|total| total >= done)
                .map_or(String::new(), |total| format!(" of {}", count(total)));
            self.progress = Some(format!("{}{of}", count(*done)));
        }
    }

    pub(super) fn clicked(&mut self, hit: Hit, _cx: &mut Cx<'_>) {
        if let Hit::Row { list: CONTACTS, row } = hit {
            if self.rows.selected() == row
                && let Some(key) = self.differences().get(row).map(key)
            {
                self.rows.toggle(key);
            }
            self.rows.select(row);
        }
    }

    pub(super) fn scrolled(&mut self, _list: u8, by: isize) {
        let len = self.differences().len();
        self.rows.step(by, len);
    }

    pub(super) fn view(&self, canvas: &mut Canvas<'_, '_>, area: Rect, model: &Model) {
        let (theme, moment) = (canvas.theme, canvas.moment);
        let mut title = vec![Span::styled(" Scores at the CRM ", theme.heading)];
        if let Some(told) = &self.told {
            let at_crm = ScoresAtCrm { is_try: told.try_only, counts: told.counts };
            title.push(Span::styled(format!("· {} ", short(&at_crm, &moment.locale)), theme.faint));
        }
        if let Some(progress) = &self.progress {
            title.push(Span::styled(format!("{} {progress} ", spinner(moment)), theme.accent));
        }
        let inner = panel(canvas, area, Line::from(title), true);
        let Some(told) = &self.told else { return self.view_nothing(canvas, inner) };
        let width = usize::from(inner.width);
        let above = lines_above(told, theme, width);
        let height = u16::try_from(above.len()).unwrap_or(0).min(inner.height);
        canvas.lines(Rect { height, ..inner }, above);
        let below = Rect { y: inner.y + height, height: inner.height - height, ..inner };
        let rows = DifferenceRows { told, theme, moment, names: &model.names };
        list(canvas, below, &rows, &self.rows, true, CONTACTS);
    }

    /// The answer is on its way, or there is none.
    fn view_nothing(&self, canvas: &mut Canvas<'_, '_>, area: Rect) {
        let theme = canvas.theme;
        let width = usize::from(area.width);
        let lines = match &self.problem {
            None => vec![Line::styled("comparing with the CRM …", theme.faint)],
            Some(error) => {
                let mut lines = paragraph(Span::styled("✗ ", theme.bad), &error.what, theme.text, width);
                let hints = error.hint.iter();
                lines.extend(hints.flat_map(|hint| paragraph(Span::raw("→ "), hint, theme.faint, width)));
                lines
            }
        };
        canvas.lines(area, lines);
    }
}

fn key(one: &ScoreDifference) -> String {
    one.contact.to_string()
}

/// A person gives up what somebody else has written, after a question.
fn take_over(chosen: &ScoreDifference, cx: &mut Cx<'_>) {
    if chosen.conflicts.is_empty() {
        return cx.refuse("nobody else has written there");
    }
    if cx.who.is_some_and(|who| who.phase == Phase::Observe) {
        return cx.refuse("read only: in phase observe nothing is written");
    }
    let fields: Vec<&str> = chosen.conflicts.iter().map(|change| change.field.as_str()).collect();
    let words = format!("Write over what somebody else has put into {}?", fields.join(", "));
    let who = Who::Customer(chosen.customer_id);
    let requests = vec![Request::WriteScoresOf { who, try_only: false, despite: true }];
    cx.go(Go::Over(Box::new(Overlay::Question(Question::new(words, "writing scores", requests)))));
}

fn say(told: &ScoresWritten, cx: &mut Cx<'_>) {
    let counts = &told.counts;
    let written = format!(
        "{} of {} {}",
        counted(counts.fields_written, "field"),
        counted(counts.contacts_written, "contact"),
        if told.is_taken_back { "put back" } else { "written" }
    );
    match counts.contacts_refused {
        0 => cx.good(written),
        refused => cx.refuse(format!("{written}; {} did not take it", counted(refused, "contact"))),
    }
}

/// What came of it, in one line.
pub(super) fn short(of: &ScoresAtCrm, locale: &Locale) -> String {
    let ScoresAtCrm { is_try, counts } = of;
    let count = |number: u64| locale.count(i128::from(number));
    let fields = match is_try {
        true => format!("{} fields to write", count(counts.fields_to_write)),
        false => format!("{} fields written", count(counts.fields_written)),
    };
    let mut parts = vec![format!("{} contacts", count(counts.contacts)), fields];
    let mut part = |number: u64, words: &str| {
        if number > 0 {
            parts.push(format!("{} {words}", count(number)));
        }
    };
    part(counts.conflicts, "conflict");
    part(counts.waiting, "wait");
    part(counts.put_off, "put off");
    part(counts.contacts_refused, "refused");
    parts.join(" · ")
}

/// What there is to know before the rows.
fn lines_above(told: &ScoresWritten, theme: &Theme, width: usize) -> Vec<Line<'static>> {
    let counts = &told.counts;
    let mut lines = Vec::new();
    if counts.customers == 0 {
        let words = "No customer is scored yet: F among the scores (g m) fits a model.";
        lines.extend(paragraph(Span::raw(""), words, theme.text, width));
    } else if told.differences.is_empty() {
        let words = "The CRM says what the scores say: there is nothing to write.";
        lines.extend(paragraph(Span::raw(""), words, theme.text, width));
    }
    if counts.without_contact > 0 {
        let words = without_contact_in_words(counts.without_contact);
        lines.extend(paragraph(Span::raw(""), &words, theme.faint, width));
    }
    if told.more > 0 {
        let words = format!("{} more contacts are not listed here", told.more);
        lines.extend(paragraph(Span::raw(""), &words, theme.faint, width));
    }
    lines
}

/// Columns of the names: at least, and at most.
const NAMES: (usize, usize) = (16, 32);

struct DifferenceRows<'a> {
    told: &'a ScoresWritten,
    theme: &'a Theme,
    moment: &'a Moment,
    names: &'a HashMap<CustomerId, String>,
}

impl Rows for DifferenceRows<'_> {
    fn count(&self) -> usize {
        self.told.differences.len()
    }

    fn key(&self, row: usize) -> String {
        key(&self.told.differences[row])
    }

    fn lines(&self, row: usize, unfolded: bool, width: usize) -> Vec<Line<'static>> {
        let (one, theme) = (&self.told.differences[row], self.theme);
        let (sign, style) = match (&one.refused, one.written, one.write.is_empty()) {
            (Some(_), ..) => ("✗ ", theme.bad),
            (None, true, _) => ("✓ ", theme.good),
            (None, false, false) => ("→ ", theme.accent),
            (None, false, true) => ("! ", theme.warning),
        };
        let name = self.names.get(&one.customer_id).cloned().unwrap_or_else(|| one.contact.id.clone());
        let name = column(&name, (width / 3).clamp(NAMES.0, NAMES.1));
        let mut left = vec![Span::styled(sign, style), Span::styled(name, theme.heading)];
        let changes = || one.write.iter().chain(&one.held).chain(&one.conflicts);
        if let Some(tier) = changes().find(|change| change.field == "ai_customer_tier") {
            let before = tier.before.as_deref().unwrap_or("none");
            let after = tier.after.as_deref().unwrap_or("none");
            left.push(Span::styled(format!("  {before} → {after}"), theme.text));
        }
        let others =
            changes().filter(|change| !matches!(&*change.field, "ai_customer_tier" | "ai_scored_at"));
        let others: Vec<String> =
            others.map(|change| change.field.trim_start_matches("ai_").replace('_', " ")).collect();
        left.push(Span::styled(format!("  {}", others.join(", ")), theme.faint));
        let mut right = Vec::new();
        let mut part = |count: usize, words: &str| {
            if count > 0 {
                right.push(format!("{count} {words}"));
            }
        };
        part(one.write.len(), if one.written { "written" } else { "to write" });
        part(one.held.len(), if one.is_put_off() { "put off" } else { "wait" });
        part(one.conflicts.len(), "conflict");
        let mut lines = vec![spread(left, vec![Span::styled(right.join(" · "), theme.faint)], width)];
        if unfolded {
            lines.extend(one.refused.iter().map(|why| Line::styled(format!("    {why}"), theme.bad)));
            lines.extend(one.write.iter().flat_map(|change| self.change(change, "", width)));
            let held = format!("{} (g h)", held_in_words(one.review.as_ref(), self.moment));
            lines.extend(one.held.iter().flat_map(|change| self.change(change, &held, width)));
            let stays = "stays: somebody else has written there";
            lines.extend(one.conflicts.iter().flat_map(|change| self.change(change, stays, width)));
        }
        lines
    }
}

impl DifferenceRows<'_> {
    fn change(&self, change: &Change, beside: &str, width: usize) -> Vec<Line<'static>> {
        let theme = self.theme;
        let value = |text: &Option<String>| match text {
            None => "(empty)".to_owned(),
            Some(text) => text.parse().map_or_else(|_| text.clone(), |at| self.moment.exactly(at)),
        };
        let words = format!("{} → {}", value(&change.before), value(&change.after));
        let first = Span::styled(format!("    {:<24}", change.field), theme.faint);
        let mut lines = paragraph(first, &words, theme.text, width);
        if !beside.is_empty() {
            let beside = vec![Span::raw(" ".repeat(28)), Span::styled(beside.to_owned(), theme.warning)];
            lines.push(Line::from(fit(beside, width)));
        }
        lines
    }
}
