//! Cases with their threads, then deals.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use unicode_width::UnicodeWidthStr;

use super::about;
use super::answers::Answers;
use super::queued::Queued;
use super::timeline::{Event, Internal};
use crate::domain::about::{Found, order_of};
use crate::domain::answer::UnsentAnswer;
use crate::domain::crm::{Case, Deal, DealOutcome, MessageFrom, Priority};
use crate::domain::evidence::EvidenceId;
use crate::domain::instructing::instructs_machine;
use crate::domain::profile::Profile;
use crate::domain::queue::NeededBy;
use crate::domain::takeover::SuggestedOwner;
use crate::phrasing::{Moment, attached_in_words, counted, needed_in, needed_in_words};
use crate::tui::screens::snoozing::sleeps;
use crate::tui::theme::Theme;
use crate::tui::widgets::list::Rows;
use crate::tui::widgets::text::{fit, paragraph, quotation, spread};

/// Lines of one message; a thread of megabytes stays readable.
const LINES_OF_A_MESSAGE: usize = 60;
/// With fewer lines for the list the head of a case takes one line for each thing that it says, so that its thread is seen.
pub const SHORT: u16 = 18;

/// Cases, then deals.
pub fn len(profile: &Profile) -> usize {
    profile.cases.len() + profile.deals.len()
}

/// What a row is remembered and jumped to by.
pub fn key(profile: &Profile, row: usize) -> String {
    match profile.cases.get(row) {
        Some(case) => case.evidence.to_string(),
        None => profile.deals[row - profile.cases.len()].evidence.to_string(),
    }
}

/// The case of a row.
pub fn case_at(profile: &Profile, row: usize) -> Option<EvidenceId> {
    profile.cases.get(row).map(|case| case.evidence.clone())
}

/// The order that the case of a row is about, and the message that says by when it is needed.
pub fn evidence_at(profile: &Profile, heads: &[Head], row: usize) -> Vec<EvidenceId> {
    let Some(head) = heads.get(row) else { return Vec::new() };
    let order = head.order.as_ref().and_then(|(at, _)| profile.orders.get(*at));
    let needed = head.needed.as_ref().and_then(|needed| needed.said_in.clone());
    order.map(|order| order.evidence.clone()).into_iter().chain(needed).collect()
}

/// What is worked out of a case once, when it comes: its texts may be long, and pictures are drawn often.
pub struct Head {
    /// Its text gives orders to the assistant.
    instructs: bool,
    /// The order that it is about, by its place in the profile, and how that was found.
    pub order: Option<(usize, Found)>,
    /// By when its customer needs something; of open cases.
    needed: Option<NeededBy>,
}

/// The heads of a profile's cases, in their order. `here`: where days end that are no store's.
pub fn heads(profile: &Profile, here: &TimeZone) -> Vec<Head> {
    let zone = profile.zone().unwrap_or_else(|| here.clone());
    let order = |case: &Case| {
        let (order, found) = order_of(profile, case)?;
        Some((profile.orders.iter().position(|one| one.evidence == order.evidence)?, found))
    };
    let head = |case: &Case| Head {
        instructs: instructs(case),
        order: order(case),
        needed: needed_in(case, &zone).filter(|_| case.open),
    };
    profile.cases.iter().map(head).collect()
}

/// Cases and deals as rows. An open case shows its last message even folded.
pub struct CaseRows<'a> {
    /// Whose.
    pub profile: &'a Profile,
    /// What the queue knows of them.
    pub queued: &'a Queued,
    /// What was not sent to them.
    pub answers: &'a Answers,
    /// What was worked out of each case.
    pub heads: &'a [Head],
    /// Colours.
    pub theme: &'a Theme,
    /// Now and here.
    pub moment: &'a Moment,
    /// There is little room.
    pub is_short: bool,
    /// What happened, the notes of colleagues among it.
    pub events: &'a [Event],
}

/// What stands in a thread and was not said in it.
enum Aside<'a> {
    /// An answer that was not sent.
    Unsent(&'a UnsentAnswer),
    /// A note of a colleague's.
    Note(&'a Event, &'a Internal),
}

impl Rows for CaseRows<'_> {
    fn count(&self) -> usize {
        len(self.profile)
    }

    fn key(&self, row: usize) -> String {
        key(self.profile, row)
    }

    fn lines(&self, row: usize, unfolded: bool, width: usize) -> Vec<Line<'static>> {
        match self.profile.cases.get(row) {
            Some(case) => self.case(case, self.heads.get(row), unfolded, width),
            None => self.deal(&self.profile.deals[row - self.profile.cases.len()], unfolded, width),
        }
    }
}

/// Above a thread that tries to give orders to whoever summarises it.
const INSTRUCTS: &str = "its text gives orders to the assistant: shown as it stands, and nothing follows it";

impl CaseRows<'_> {
    fn case(
        &self,
        case: &Case,
        worked_out: Option<&Head>,
        unfolded: bool,
        width: usize,
    ) -> Vec<Line<'static>> {
        let theme = self.theme;
        let (sign, style) = if case.open { ("●", theme.warning) } else { ("○", theme.faint) };
        let subject = if case.open { theme.heading } else { theme.text };
        let head = vec![Span::styled(format!("{sign} "), style), Span::styled(case.subject.clone(), subject)];
        let changed = case.updated_at.or(case.opened_at);
        let right =
            changed.map(|at| vec![Span::styled(self.moment.since(at), theme.faint)]).unwrap_or_default();
        // What is the least loss goes first where there is little room.
        let mut about = vec![(0, format!("#{}", case.id)), (1, case.status.clone())];
        about.extend(case.priority.map(|priority| (2, priority_word(priority).to_owned())));
        about.extend(case.channel.clone().map(|channel| (6, channel)));
        about.push((3, case.owner.clone().unwrap_or_else(|| "nobody has it".to_owned())));
        about.push((5, counted(case.messages.len() as u64, "message")));
        about.extend(attached_in_words(case).map(|attached| (4, attached)));
        let pressing = matches!(case.priority, Some(Priority::High | Priority::Urgent)) && case.open;
        let about_style = if pressing { theme.warning } else { theme.faint };
        let mut lines = vec![spread(head, right, width)];
        lines.extend(self.parts(Span::raw("  "), about, about_style, width));
        if worked_out.is_some_and(|head| head.instructs) {
            let sign = Span::styled("  ⚠ ", theme.warning);
            lines.extend(paragraph(sign, INSTRUCTS, theme.warning, width));
        }
        if let Some(needed) = worked_out.and_then(|head| head.needed.as_ref()) {
            lines.extend(self.needed(needed, width));
        }
        lines.extend(self.labelled(case, width));
        lines.extend(self.sleep(case, width));
        lines.extend(self.suggested(case, width));
        if let Some((order, found)) = worked_out.and_then(|head| head.order.as_ref())
            && (case.open || unfolded)
            && let Some(order) = self.profile.orders.get(*order)
        {
            lines.extend(about::lines(self, order, found, width));
        }
        if unfolded {
            lines.extend(self.thread(case, width));
        } else if case.open {
            if let Some(answer) = self.answers.of(case).next_back() {
                lines.extend(self.unsent(answer, width, 1));
            }
            if let Some(last) = case.messages.last() {
                let said = if last.from == MessageFrom::Customer { theme.quoted } else { theme.faint };
                lines.extend(quotation(2, &last.text, theme.border, said, width, 3));
            }
        }
        lines.push(Line::default());
        lines
    }

    /// Parts of what is said, each with its rank: all of them, or in one line those that come first.
    pub(super) fn parts(
        &self,
        before: Span<'static>,
        parts: Vec<(u8, String)>,
        style: Style,
        width: usize,
    ) -> Vec<Line<'static>> {
        let room = if self.is_short { width.saturating_sub(before.width()) } else { usize::MAX };
        self.said(before, &joined(parts, room), style, width)
    }

    /// What is said, in one line where there is little room.
    pub(super) fn said(
        &self,
        before: Span<'static>,
        words: &str,
        style: Style,
        width: usize,
    ) -> Vec<Line<'static>> {
        if self.is_short {
            return vec![Line::from(fit(vec![before, Span::styled(words.to_owned(), style)], width))];
        }
        paragraph(before, words, style, width)
    }

    /// By when the customer needs it, in their words.
    fn needed(&self, needed: &NeededBy, width: usize) -> Vec<Line<'static>> {
        let style = if needed.until < self.moment.now { self.theme.faint } else { self.theme.warning };
        self.said(Span::raw("  "), &needed_in_words(needed, self.moment), style, width)
    }

    /// What a model has read in it: what is asked for, what it is about, how its writer feels.
    fn labelled(&self, case: &Case, width: usize) -> Vec<Line<'static>> {
        let row = self.queued.row(case).filter(|_| case.open && !self.is_short);
        let Some((row, summary)) = row.and_then(|row| Some((row, row.case.summary.as_ref()?))) else {
            return Vec::new();
        };
        let words = format!("{}: {summary}", row.case.labelled_in_words());
        paragraph(Span::styled("  ≡ ", self.theme.accent), &words, self.theme.text, width)
    }

    /// Who should take it, and why.
    fn suggested(&self, case: &Case, width: usize) -> Vec<Line<'static>> {
        let row = self.queued.row(case).filter(|_| case.open);
        let Some(SuggestedOwner { name, why, evidence }) = row.and_then(|row| row.suggested_owner.as_ref())
        else {
            return Vec::new();
        };
        let arrow = Span::styled("  → ", self.theme.accent);
        // Nothing is to be done where they have it already.
        if case.owner.as_ref() == Some(name) {
            if self.is_short {
                return Vec::new();
            }
            let words = format!("stays best with {name}: {}", why.in_words());
            return vec![Line::from(fit(vec![arrow, Span::styled(words, self.theme.faint)], width))];
        }
        let mut words = format!("should take it: {name}, {}", why.in_words());
        words.extend(why.at().map(|at| format!(" {}", self.moment.ago(at))));
        words.extend(evidence.iter().map(|id| format!("  {id}")));
        self.said(arrow, &words, self.theme.text, width)
    }

    /// That it sleeps, or what it is back from.
    fn sleep(&self, case: &Case, width: usize) -> Vec<Line<'static>> {
        let Some(row) = self.queued.row(case) else { return Vec::new() };
        let words = match (&row.case.snooze, row.case.newly_back()) {
            (Some(snooze), _) => sleeps(snooze, self.moment),
            (None, Some(back)) => format!("☼ back: {} {}", back.cause.in_words(), self.moment.ago(back.at)),
            (None, None) => return Vec::new(),
        };
        self.said(Span::raw("  "), &words, self.theme.accent, width)
    }

    fn thread(&self, case: &Case, width: usize) -> Vec<Line<'static>> {
        let theme = self.theme;
        let mut lines = Vec::new();
        let answers = self.answers.of(case).map(|answer| (answer.at, Aside::Unsent(answer)));
        let mut asides: Vec<(Timestamp, Aside<'_>)> = answers.chain(self.notes(case)).collect();
        asides.sort_by_key(|(at, _)| std::cmp::Reverse(*at));
        let mut asides = asides.into_iter().peekable();
        let store = self.queued.zone();
        // What was said last is read first.
        for message in case.messages.iter().rev() {
            while let Some((_, aside)) = asides.next_if(|(at, _)| message.at.is_none_or(|sent| *at >= sent)) {
                lines.extend(self.aside(&aside, width));
            }
            let (who, style) = match message.from {
                MessageFrom::Customer => ("customer", theme.quoted),
                MessageFrom::Staff => ("staff", theme.text),
                MessageFrom::Unknown => ("somebody", theme.text),
            };
            let mut head = vec![Span::styled(format!("  {who}"), style.bold())];
            if let Some(at) = message.at {
                let exactly = self.moment.exactly_beside(at, store.as_ref());
                let when = format!("  {exactly} · {}", self.moment.ago(at));
                head.push(Span::styled(when, theme.faint));
            }
            lines.push(Line::from(head));
            lines.extend(quotation(2, &message.text, theme.border, style, width, LINES_OF_A_MESSAGE));
        }
        lines.extend(asides.flat_map(|(_, aside)| self.aside(&aside, width)));
        lines
    }

    /// The notes of colleagues on a case.
    fn notes<'a>(&'a self, case: &'a Case) -> impl Iterator<Item = (Timestamp, Aside<'a>)> {
        self.events.iter().filter_map(|event| {
            let internal = event.internal.as_ref().filter(|note| note.cases.contains(&case.evidence))?;
            Some((event.at, Aside::Note(event, internal)))
        })
    }

    fn aside(&self, aside: &Aside<'_>, width: usize) -> Vec<Line<'static>> {
        let (event, note) = match aside {
            Aside::Unsent(answer) => return self.unsent(answer, width, LINES_OF_A_MESSAGE),
            Aside::Note(event, note) => (event, note),
        };
        let theme = self.theme;
        let head = vec![
            Span::styled("  ▪ ", theme.accent),
            Span::styled(note.head.clone(), theme.accent.bold()),
            Span::styled(format!(" · {}", self.moment.ago(event.at)), theme.faint),
        ];
        let mut lines = vec![Line::from(fit(head, width))];
        let text = event.text.as_deref().unwrap_or(&event.what);
        lines.extend(quotation(4, text, theme.border, theme.faint, width, LINES_OF_A_MESSAGE));
        lines
    }

    fn deal(&self, deal: &Deal, unfolded: bool, width: usize) -> Vec<Line<'static>> {
        let theme = self.theme;
        let (sign, style) = match deal.outcome {
            DealOutcome::Open => ("◈", theme.accent),
            DealOutcome::Won => ("✓", theme.good),
            DealOutcome::Lost => ("✗", theme.faint),
        };
        let head = vec![
            Span::styled(format!("{sign} "), style),
            Span::styled("deal  ", theme.faint),
            Span::styled(deal.name.clone(), theme.heading),
            Span::styled(format!("  {}", deal.stage), style),
        ];
        let mut right = Vec::new();
        right.extend(deal.amount.map(|amount| Span::styled(self.moment.locale.money(amount), theme.heading)));
        right.extend(deal.close_at.map(|at| Span::styled(format!("  {}", self.moment.day(at)), theme.faint)));
        let mut lines = vec![spread(head, right, width)];
        if unfolded {
            let mut about = vec![deal.evidence.to_string()];
            about.extend(deal.owner.as_ref().map(|owner| format!("owner {owner}")));
            about.extend(deal.updated_at.map(|at| format!("changed {}", self.moment.ago(at))));
            lines.extend(paragraph(Span::raw("    "), &about.join(" · "), theme.faint, width));
        }
        lines
    }
}

/// Parts in their order, without those of the last ranks that so many columns have no room for.
fn joined(mut parts: Vec<(u8, String)>, width: usize) -> String {
    let joined = |parts: &[(u8, String)]| {
        parts.iter().map(|(_, words)| words.as_str()).collect::<Vec<_>>().join(" · ")
    };
    while parts.len() > 1 && joined(&parts).width() > width {
        let last = parts.iter().map(|(rank, _)| *rank).max();
        parts.retain(|(rank, _)| Some(*rank) != last);
    }
    joined(&parts)
}

/// Whether a text of the customer's tries to give orders to the assistant.
fn instructs(case: &Case) -> bool {
    let mut strangers = case.messages.iter().filter(|message| message.from != MessageFrom::Staff);
    instructs_machine(&case.subject) || strangers.any(|message| instructs_machine(&message.text))
}

fn priority_word(priority: Priority) -> &'static str {
    match priority {
        Priority::Low => "low",
        Priority::Medium => "medium",
        Priority::High => "high priority",
        Priority::Urgent => "urgent",
    }
}
