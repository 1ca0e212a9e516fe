//! What happened, over all sources, newest first.

use jiff::Timestamp;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use crate::domain::action::Write;
use crate::domain::crm::{ActivityKind, MessageFrom};
use crate::domain::evidence::EvidenceId;
use crate::domain::outbox::{Entry, EntryState};
use crate::domain::profile::Profile;
use crate::phrasing::{Locale, Moment, internal_note};
use crate::tui::theme::Theme;
use crate::tui::widgets::list::Rows;
use crate::tui::widgets::text::{quotation, spread};

const LINES_OF_A_TEXT: usize = 40;

/// What kind of thing happened; decides sign and colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Happening {
    Ordered,
    Refunded,
    Shipped,
    Delivered,
    Cart,
    CaseOpened,
    CaseClosed,
    CustomerWrote,
    StaffWrote,
    Note,
    Task,
    Call,
    Email,
}

/// One thing that happened.
#[derive(Clone, Debug, PartialEq)]
pub struct Event {
    /// What it is remembered and jumped to by: the evidence it comes from, with a suffix where that has several.
    pub key: String,
    /// When.
    pub at: Timestamp,
    /// What kind.
    pub happening: Happening,
    /// When it is due: of what is still to be done.
    pub due: Option<Timestamp>,
    /// One line.
    pub what: String,
    /// The whole text, where there is more than the line.
    pub text: Option<String>,
    /// A machine wrote it.
    pub machine_written: bool,
    /// Of a note for colleagues: what stands above it in the threads that it belongs to.
    pub internal: Option<Internal>,
}

/// A note for colleagues on cases.
#[derive(Clone, Debug, PartialEq)]
pub struct Internal {
    /// Which cases.
    pub cases: Vec<EvidenceId>,
    /// Whose it is, in words.
    pub head: String,
}

/// All that happened, newest first, with what was accepted here and is not among the CRM's activities yet; what has no
/// time is left out.
pub fn events<'e>(
    profile: &Profile,
    entries: impl Iterator<Item = &'e Entry> + Clone,
    locale: &Locale,
) -> Vec<Event> {
    let mut events = written_here(profile, entries.clone());
    for order in &profile.orders {
        let (id, number) = (&order.evidence, &order.number);
        let items = order.items.iter().map(|item| item.title.clone()).collect::<Vec<_>>().join(", ");
        let what = format!("{number} {}  {items}", locale.money(order.total));
        events.extend(event(
            id.to_string(),
            Some(order.placed_at),
            Happening::Ordered,
            what,
            order.note.clone(),
        ));
        for (at, refund) in order.refunds.iter().enumerate() {
            let what = format!("{number} {} back  {}", locale.money(refund.amount), refund.items.join(", "));
            events.extend(event(
                format!("{id}/refund{at}"),
                refund.at,
                Happening::Refunded,
                what,
                refund.note.clone(),
            ));
        }
        for (at, shipment) in order.shipments.iter().enumerate() {
            let carrier = shipment.carrier.clone().unwrap_or_default();
            let what = format!("{number} {carrier}");
            events.extend(event(
                format!("{id}/shipped{at}"),
                shipment.shipped_at,
                Happening::Shipped,
                what.clone(),
                None,
            ));
            events.extend(event(
                format!("{id}/delivered{at}"),
                shipment.delivered_at,
                Happening::Delivered,
                what,
                None,
            ));
        }
    }
    for cart in &profile.carts {
        let items = cart.items.iter().map(|item| item.title.clone()).collect::<Vec<_>>().join(", ");
        let what = format!("{}  {items}", locale.money(cart.value));
        events.extend(event(cart.evidence.to_string(), Some(cart.updated_at), Happening::Cart, what, None));
    }
    for case in &profile.cases {
        let id = &case.evidence;
        events.extend(event(
            id.to_string(),
            case.opened_at,
            Happening::CaseOpened,
            case.subject.clone(),
            case.messages.first().map(|message| message.text.clone()),
        ));
        events.extend(event(
            format!("{id}/closed"),
            case.closed_at,
            Happening::CaseClosed,
            case.subject.clone(),
            None,
        ));
        // The first message is the case's own text.
        for (at, message) in case.messages.iter().enumerate().skip(1) {
            let happening = match message.from {
                MessageFrom::Customer => Happening::CustomerWrote,
                MessageFrom::Staff | MessageFrom::Unknown => Happening::StaffWrote,
            };
            let (what, text) = (first_line(&message.text), Some(message.text.clone()));
            events.extend(event(format!("{id}/message{at}"), message.at, happening, what, text));
        }
    }
    for activity in &profile.activities {
        let happening = match activity.kind {
            ActivityKind::Note => Happening::Note,
            ActivityKind::Task => Happening::Task,
            ActivityKind::Call => Happening::Call,
            ActivityKind::Email => Happening::Email,
        };
        let title = activity.title.clone().unwrap_or_else(|| first_line(&activity.text));
        let state = match activity.done {
            Some(true) => "done: ",
            Some(false) => "open: ",
            None => "",
        };
        let by = activity.author.as_ref().map_or_else(String::new, |author| format!("  {author}"));
        let text = Some(activity.text.clone()).filter(|text| !text.is_empty());
        let what = format!("{state}{title}{by}");
        let event = event(activity.evidence.to_string(), activity.at, happening, what, text);
        let due = activity.at.filter(|_| activity.done == Some(false));
        let machine_written = activity.machine_written;
        let cases = profile.cases.iter().filter(|case| activity.is_internal_to(case));
        let cases: Vec<EvidenceId> = cases.map(|case| case.evidence.clone()).collect();
        let internal = (!cases.is_empty()).then(|| {
            let wrote = |entry: &&Entry| matches!(&entry.state, EntryState::Done { written, .. } if written.id == activity.id);
            let by = entries.clone().find(wrote).map(|entry| entry.accepted_by.as_str());
            Internal { cases, head: internal_note(activity, by) }
        });
        events.extend(event.map(|event| Event { machine_written, due, internal, ..event }));
    }
    events.sort_by_key(|event| std::cmp::Reverse(event.at));
    events
}

/// Notes and tasks on their way to the CRM, and those that have got there since the profile was read.
fn written_here<'e>(profile: &Profile, entries: impl Iterator<Item = &'e Entry> + Clone) -> Vec<Event> {
    let is_known = |id: &str| profile.activities.iter().any(|activity| activity.id == id);
    let is_taken_back = |id: &str| {
        let retracts = |entry: &Entry| match &entry.write {
            Write::Retraction(retraction) => retraction.id == id && !entry.state.came_to_nothing(),
            _ => false,
        };
        entries.clone().any(retracts)
    };
    entries
        .clone()
        .filter_map(|entry| {
            let stands = match &entry.state {
                EntryState::AwaitingApproval { .. } => "waits for a yes",
                EntryState::Done { written, .. } if is_known(&written.id) || is_taken_back(&written.id) => {
                    return None;
                }
                EntryState::Done { .. } => "just written",
                EntryState::Parked { .. } => "held up",
                state if state.came_to_nothing() => return None,
                _ => "on its way",
            };
            let (happening, title, text) = match &entry.write {
                Write::Note(note) => (Happening::Note, first_line(&note.body), &note.body),
                Write::Task(task) => (Happening::Task, task.title.clone(), &task.body),
                _ => return None,
            };
            let text = Some(text.clone()).filter(|text| !text.is_empty());
            let key = key_of_entry(entry);
            let due = match &entry.write {
                Write::Task(task) => Some(task.due_at),
                _ => None,
            };
            let case = entry.write.case().filter(|_| happening == Happening::Note);
            let internal = case.map(|case| Internal {
                cases: vec![EvidenceId::new("case", &case.id)],
                head: format!("Internal note by {}, {stands}", entry.accepted_by),
            });
            let event = event(key, Some(entry.accepted_at), happening, format!("{stands}: {title}"), text);
            event.map(|event| Event { due, internal, ..event })
        })
        .collect()
}

/// What a row is known by once the CRM tells of what it showed on its way; any other row stays what it is.
pub fn arrived<'e>(key: &str, profile: &Profile, mut entries: impl Iterator<Item = &'e Entry>) -> String {
    let written = entries.find_map(|entry| match &entry.state {
        EntryState::Done { written, .. } if key_of_entry(entry) == key => Some(&written.id),
        _ => None,
    });
    let activity = written.and_then(|id| profile.activities.iter().find(|activity| activity.id == *id));
    activity.map_or_else(|| key.to_owned(), |activity| activity.evidence.to_string())
}

fn key_of_entry(entry: &Entry) -> String {
    format!("entry:{}", entry.id)
}

fn event(
    key: String,
    at: Option<Timestamp>,
    happening: Happening,
    what: String,
    text: Option<String>,
) -> Option<Event> {
    at.map(|at| Event { key, at, due: None, happening, what, text, machine_written: false, internal: None })
}

/// What the row of a message is known by: `case:17701/message2` for `message:17701.3`. The first is the case's own.
pub fn key_of_message(id: &EvidenceId) -> Option<String> {
    let (case, number) = id.key().rsplit_once('.').filter(|_| id.kind() == "message")?;
    let at = number.parse::<usize>().ok()?.checked_sub(1)?;
    Some(if at == 0 { format!("case:{case}") } else { format!("case:{case}/message{at}") })
}

fn first_line(text: &str) -> String {
    text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default().trim().to_owned()
}

/// Events as rows.
pub struct EventRows<'a> {
    /// Newest first.
    pub events: &'a [Event],
    /// Colours.
    pub theme: &'a Theme,
    /// Now and here.
    pub moment: &'a Moment,
}

impl Rows for EventRows<'_> {
    fn count(&self) -> usize {
        self.events.len()
    }

    fn key(&self, row: usize) -> String {
        self.events[row].key.clone()
    }

    fn lines(&self, row: usize, unfolded: bool, width: usize) -> Vec<Line<'static>> {
        let (event, theme) = (&self.events[row], self.theme);
        let (sign, word, style) = self.look(event.happening);
        let mut head = vec![
            Span::styled(format!("{sign} "), style),
            Span::styled(format!("{word:<10} "), style),
            Span::styled(event.what.clone(), theme.text),
        ];
        if event.machine_written {
            head.insert(2, Span::styled("⚙ machine-written  ", theme.faint));
        }
        let mut lines = vec![spread(head, self.times(event), width)];
        if unfolded {
            lines.push(Line::styled(
                format!("    {} · {}", self.moment.exactly(event.at), event.key),
                theme.faint,
            ));
            let said = if event.happening == Happening::CustomerWrote { theme.quoted } else { theme.text };
            if let Some(text) = &event.text {
                lines.extend(quotation(4, text, theme.border, said, width, LINES_OF_A_TEXT));
            }
        }
        lines
    }
}

impl EventRows<'_> {
    /// When it is due, before when it was: the day decides what is done about it.
    fn times(&self, event: &Event) -> Vec<Span<'static>> {
        let (theme, moment) = (self.theme, self.moment);
        let ago = Span::styled(moment.ago(event.at), theme.faint);
        let Some(due) = event.due else { return vec![ago] };
        let (sign, style) = if due < moment.now { ("! ", theme.warning) } else { ("", theme.text) };
        let mut spans = vec![Span::styled(format!("{sign}due {}", moment.day(due)), style)];
        // Of a task at the CRM its day is all that is known of its time.
        if due != event.at {
            spans.extend([Span::raw("  "), ago]);
        }
        spans
    }

    fn look(&self, happening: Happening) -> (&'static str, &'static str, Style) {
        let theme = self.theme;
        match happening {
            Happening::Ordered => ("●", "ordered", theme.good),
            Happening::Refunded => ("↩", "refund", theme.warning),
            Happening::Shipped => ("▸", "shipped", theme.text),
            Happening::Delivered => ("✓", "delivered", theme.text),
            Happening::Cart => ("⌑", "cart left", theme.warning),
            Happening::CaseOpened => ("!", "case", theme.warning),
            Happening::CaseClosed => ("○", "closed", theme.faint),
            Happening::CustomerWrote => ("»", "wrote", theme.quoted),
            Happening::StaffWrote => ("«", "answered", theme.text),
            Happening::Note => ("·", "note", theme.text),
            Happening::Task => ("□", "task", theme.text),
            Happening::Call => ("☎", "call", theme.text),
            Happening::Email => ("✉", "e-mail", theme.text),
        }
    }
}
