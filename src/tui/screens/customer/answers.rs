//! Answers to the customer's cases that were not sent: they stand in the thread, at their place in time.

use std::borrow::Cow;

use ratatui::text::{Line, Span};

use super::Customer;
use super::cases::CaseRows;
use crate::desk::api::{Answer, DeskError, Request};
use crate::domain::action::Write;
use crate::domain::answer::{Progress, UnsentAnswer, answered_at, said_sent, with_said_sent};
use crate::domain::crm::Case;
use crate::domain::outbox::Entry;
use crate::domain::profile::Profile;
use crate::phrasing::unsent_in_words;
use crate::tui::cx::Cx;
use crate::tui::screens::entries::UNSENT;
use crate::tui::widgets::text::{paragraph, quotation};

/// As they were read last.
#[derive(Default)]
pub(super) struct Answers {
    asked: Option<u64>,
    is_read: bool,
    all: Vec<UnsentAnswer>,
    /// Who looks on.
    me: Option<String>,
}

impl Answers {
    /// Those to a case, oldest first.
    pub fn of<'a>(&'a self, case: &'a Case) -> impl DoubleEndedIterator<Item = &'a UnsentAnswer> {
        self.all.iter().filter(|answer| answer.case == case.id)
    }
}

impl Customer {
    /// The cases with what a person says they have sent.
    pub(super) fn cases_as_sent<'a>(&self, profile: &'a Profile) -> Cow<'a, [Case]> {
        let answers = &self.answers.all;
        if !answers.iter().any(UnsentAnswer::is_said_sent) {
            return Cow::Borrowed(&profile.cases);
        }
        profile.cases.iter().map(|case| with_said_sent(case, answers)).collect()
    }

    /// What has happened since the brief was written and made it speak of before, in words.
    pub(super) fn overtaken_by(&self) -> Option<String> {
        if self.has_answered_since() {
            return Some("your answer".to_owned());
        }
        let (brief, profile) = (self.brief.whole.as_ref()?, self.profile.as_ref()?);
        if self.entries.values().any(|entry| is_of_lead(entry) && entry.accepted_at >= brief.created_at) {
            return Some("what was decided about the lead".to_owned());
        }
        let told = brief.summary.iter().flat_map(|sentence| &sentence.evidence);
        let proposed = brief.suggestions.iter().filter_map(|suggestion| suggestion.case.as_ref());
        let closed = told.chain(proposed).filter_map(|id| profile.case(id)).find(|case| {
            let since = case.closed_at.or(case.updated_at);
            !case.open && since.is_some_and(|at| at > brief.created_at)
        })?;
        Some(format!("case {} was closed", closed.id))
    }

    /// Whether a case was answered in own words since the brief was written, or an answer was said to be sent, or that was
    /// taken back: it speaks of before. A draft of the brief's own that was accepted says so in its place.
    fn has_answered_since(&self) -> bool {
        let Some(brief) = &self.brief.whole else { return false };
        let is_of_brief = |entry: &Entry| {
            brief.suggestions.iter().any(|suggestion| entry.suggestion_id == Some(suggestion.id))
        };
        let knew_others = self.answers.is_read && brief.said_sent != said_sent(&self.answers.all);
        let is_told = |entry: &Entry| brief.under_way.iter().any(|told| told.at == entry.accepted_at);
        knew_others
            || self.entries.values().any(|entry| {
                matches!(entry.write, Write::Reply(_))
                    && entry.accepted_at >= brief.created_at
                    && !entry.state.came_to_nothing()
                    && !is_of_brief(entry)
                    && !is_told(entry)
                    && !self.entries.values().any(|other| other.compensates(entry))
            })
    }

    /// Asks for them; nobody but this machine is asked.
    pub(super) fn ask_answers(&mut self, cx: &mut Cx<'_>) {
        let Some(profile) = self.profile.as_ref().filter(|profile| !profile.cases.is_empty()) else { return };
        let request = Request::UnsentAnswers { customer: profile.customer.id };
        cx.cancel(self.answers.asked.take());
        self.answers.me = cx.who.map(|who| who.email.clone());
        self.answers.asked = Some(cx.ask("reading the answers", request));
    }

    /// They have come; false where it is something else.
    pub(super) fn took_answers(
        &mut self,
        request: u64,
        result: &Result<Answer, DeskError>,
        cx: &mut Cx<'_>,
    ) -> bool {
        if self.answers.asked.take_if(|asked| *asked == request).is_none() {
            return false;
        }
        if let Ok(Answer::UnsentAnswers(answers)) = result {
            self.answers.all.clone_from(answers);
            self.answers.is_read = true;
            if self.has_taken_back() {
                self.write_brief(false, cx);
            }
        }
        true
    }

    /// Whether the brief tells of an answer under way that was taken back, or turned down, meanwhile. One that was sent is
    /// news of the vendor's, which changes more.
    fn has_taken_back(&self) -> bool {
        let (Some(brief), Some(profile)) = (&self.brief.whole, &self.profile) else { return false };
        brief.under_way.iter().any(|told| {
            let case = profile.cases.iter().find(|case| case.id == told.case);
            let was_sent = case.and_then(answered_at).is_some_and(|at| at > told.at);
            let is_it = |answer: &UnsentAnswer| (&answer.case, answer.at) == (&told.case, told.at);
            let stands = |answer: &&UnsentAnswer| !matches!(answer.progress, Progress::Rejected { .. });
            !was_sent && !self.answers.all.iter().filter(stands).any(is_it)
        })
    }
}

/// Whether it changes the contact itself, as what is decided about a lead does.
fn is_of_lead(entry: &Entry) -> bool {
    matches!(&entry.write, Write::Fields(fields) if fields.record.kind == "contact")
        && !entry.state.came_to_nothing()
}

impl CaseRows<'_> {
    /// One of them, with so many lines of its text.
    pub(super) fn unsent(&self, answer: &UnsentAnswer, width: usize, most: usize) -> Vec<Line<'static>> {
        let theme = self.theme;
        let (sign, style) = match answer.progress {
            Progress::Leaves { .. } | Progress::Leaving => ("◷", theme.accent),
            Progress::Asks { .. } => ("?", theme.warning),
            Progress::Noted => (UNSENT, theme.warning),
            Progress::SaidSent { .. } => ("✓", theme.good),
            Progress::Stuck { .. } => ("!", theme.bad),
            Progress::Rejected { .. } => ("✗", theme.bad),
        };
        let mut words = unsent_in_words(answer, self.answers.me.as_deref(), self.moment);
        // What counts down tells by itself when it was decided.
        if !matches!(answer.progress, Progress::Leaves { .. } | Progress::SaidSent { .. }) {
            words.push_str(&format!(" · {}", self.moment.ago(answer.at)));
        }
        let mut lines = paragraph(Span::styled(format!("  {sign} "), style), &words, style, width);
        lines.extend(quotation(2, &answer.text, theme.border, theme.faint, width, most));
        lines
    }
}
