//! Why something is turned down: a short list, or words of one's own.

use crossterm::event::{Event, KeyEvent};
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::text::{Line, Span};
use tui_input::Input;
use tui_input::backend::crossterm::EventHandler;

use crate::desk::api::{ParkedId, Request};
use crate::domain::customer::channel_in_words;
use crate::domain::ids::{EntryId, SuggestionId};
use crate::domain::lead::Decision;
use crate::domain::record::RecordRef;
use crate::phrasing::{Moment, Reminder};
use crate::tui::keymap::{Action, Key, Layer};
use crate::tui::widgets::field::{one_line, paste_into};
use crate::tui::widgets::panel::popup;
use crate::tui::widgets::text::{fit, paragraph, spread};
use crate::tui::widgets::{Canvas, Hit};

/// Columns of the list.
const COLUMNS: u16 = 70;

/// What is turned down.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum What {
    /// A suggestion, and the way it would go.
    Dismiss(SuggestionId, Option<String>),
    /// An entry that waits for a yes.
    Reject(EntryId),
    /// A lead, until it is warmer.
    Nurture(RecordRef),
    /// A lead, for good.
    Disqualify(RecordRef),
    /// Something that is stuck.
    Skip(ParkedId),
}

impl What {
    /// The usual reasons; the last asks for words.
    fn reasons(&self) -> &'static [&'static str] {
        match self {
            Self::Dismiss(..) => &[
                "not relevant for this customer",
                "already done",
                "wrong channel",
                "wrong time",
                "the facts are wrong",
                "another reason …",
            ],
            Self::Reject(_) => &[
                "too much is given away",
                "the evidence does not carry it",
                "wrong time",
                "wrong customer",
                "somebody else does it",
                "another reason …",
            ],
            Self::Nurture(_) => &[
                "not now, asks to be reminded",
                "no budget yet",
                "still compares with others",
                "out of season",
                "could not be reached",
                "another reason …",
            ],
            Self::Disqualify(_) => &[
                "no need for what we sell",
                "no budget",
                "buys elsewhere",
                "no real person or address",
                "asks not to be contacted",
                "another reason …",
            ],
            Self::Skip(_) => &[
                "done by hand at the vendor",
                "no longer needed",
                "gone at the vendor",
                "the same as another",
                "wrong customer",
                "another reason …",
            ],
        }
    }
}

impl What {
    /// What is learned from the reason at a place of the list.
    fn learned(&self, at: usize) -> String {
        match (self, at) {
            (Self::Dismiss(_, Some(channel)), 2) => {
                format!("learnt: not by {} for 30 days", channel_in_words(channel))
            }
            (Self::Dismiss(..), 0 | 2) => "learnt: such things weigh less".to_owned(),
            (Self::Dismiss(..), 1) => "learnt: nothing against it".to_owned(),
            (Self::Dismiss(..), 3) => "learnt: not for 30 days".to_owned(),
            (Self::Dismiss(..), 4) => "learnt: nothing of the customer".to_owned(),
            _ => String::new(),
        }
    }
}

/// The list.
#[derive(Clone)]
pub struct Reasons {
    /// What is turned down.
    pub what: What,
    /// What it is called; empty where it stands in sight.
    title: String,
    /// What speaks against doing it lightly; empty where nothing does.
    mind: String,
    selected: usize,
    own: Option<Input>,
    /// One is chosen: where something speaks against it, none is before somebody picks one.
    is_chosen: bool,
    /// Words of one's own were to be taken, and there are none.
    lacks_words: bool,
}

impl Reasons {
    /// With the first of them chosen.
    pub fn new(what: What) -> Self {
        Self {
            what,
            title: String::new(),
            mind: String::new(),
            selected: 0,
            own: None,
            is_chosen: true,
            lacks_words: false,
        }
    }

    /// The same, naming what is turned down.
    pub fn about(self, title: &str) -> Self {
        Self { title: title.to_owned(), ..self }
    }

    /// The same, with what speaks against doing it lightly: then none is chosen.
    pub fn minding(self, why: String) -> Self {
        Self { mind: why, is_chosen: false, ..self }
    }

    /// What a reason in own words does, once it is taken.
    pub(super) fn does(&self) -> &'static str {
        match self.what {
            What::Dismiss(..) => "turn it down",
            What::Reject(_) => "say no",
            What::Nurture(_) => "send to nurture",
            What::Disqualify(_) => "disqualify",
            What::Skip(_) => "skip it",
        }
    }

    pub(super) fn layer(&self) -> Layer {
        if self.own.is_some() { Layer::Line } else { Layer::Reasons }
    }

    pub(super) fn is_typing(&self) -> bool {
        self.own.is_some()
    }

    /// Words that are typed or pasted begin a reason of one's own.
    pub(super) fn typed(&mut self, key: KeyEvent) -> bool {
        if self.own.is_none() && Key::of(key).typed().is_none() {
            return false;
        }
        self.own_words().handle_event(&Event::Key(key)).is_some()
    }

    pub(super) fn pasted(&mut self, text: &str) -> bool {
        paste_into(self.own_words(), text);
        true
    }

    fn own_words(&mut self) -> &mut Input {
        self.selected = self.what.reasons().len() - 1;
        (self.is_chosen, self.lacks_words) = (true, false);
        self.own.get_or_insert_default()
    }

    pub(super) fn moved(&mut self, action: Action) -> bool {
        let last = self.what.reasons().len() - 1;
        let first = if std::mem::replace(&mut self.is_chosen, true) { None } else { Some(0) };
        match action {
            Action::Down => self.selected = first.unwrap_or(self.selected + 1).min(last),
            Action::Up => self.selected = self.selected.saturating_sub(1),
            _ => return false,
        }
        true
    }

    /// Takes the reason of a number, or the chosen one: the request that says it, or nothing where words are still to be
    /// typed.
    pub fn take(&mut self, number: Option<u8>, moment: &Moment) -> Option<Request> {
        let reasons = self.what.reasons();
        if let Some(own) = &self.own {
            let typed = own.value().trim().to_owned();
            self.lacks_words = typed.is_empty();
            return (!typed.is_empty()).then(|| self.request(typed, moment));
        }
        if number.is_none() && !self.is_chosen {
            return None;
        }
        self.is_chosen = true;
        let at = number.map_or(self.selected, |number| usize::from(number) - 1).min(reasons.len() - 1);
        self.selected = at;
        if at == reasons.len() - 1 {
            self.own_words();
            return None;
        }
        Some(self.request(reasons[at].to_owned(), moment))
    }

    fn request(&self, reason: String, moment: &Moment) -> Request {
        let decide =
            |lead: &RecordRef, decision| Request::Decide { lead: lead.clone(), decision, now: false };
        match &self.what {
            What::Dismiss(suggestion, _) => Request::Dismiss { suggestion: *suggestion, reason },
            What::Reject(entry) => Request::Reject { entry: *entry, reason },
            What::Nurture(lead) => {
                let follow_up = Reminder::read(&reason, &self.title, moment).follow_up;
                decide(lead, Decision::Nurture { reason, follow_up })
            }
            What::Disqualify(lead) => decide(lead, Decision::Disqualify { reason }),
            What::Skip(ParkedId::Entry(entry)) => Request::Drop { entry: *entry, reason: Some(reason) },
            What::Skip(ParkedId::Record(record)) => Request::Skip { record: record.clone(), reason },
        }
    }

    pub(super) fn view(&self, canvas: &mut Canvas<'_, '_>, area: Rect) {
        let theme = canvas.theme;
        let (title, learned) = match self.what {
            What::Dismiss(..) => (" Turn it down: why? ", "kept with the suggestion and in the audit log"),
            What::Reject(_) => (" Say no: why? ", "told to who asked, kept in the audit log"),
            What::Nurture(_) => {
                (" Send to nurture: why? ", "lead status and a note; a day in words of your own makes a task")
            }
            What::Disqualify(_) => (" Disqualify: why? ", "lead status, and a note with the reason"),
            What::Skip(_) => (" Skip it: why? ", "it is given up here; the reason stays in the audit log"),
        };
        let reasons = self.what.reasons();
        let [named, minded] = [&self.title, &self.mind].map(|text| u16::from(!text.is_empty()));
        let (words, style) = match (self.is_chosen, self.lacks_words, self.reminder(canvas.moment)) {
            (false, ..) => ("pick a reason by its number".to_owned(), theme.faint),
            (_, true, _) => ("! the reason is missing: type it, or esc leaves".to_owned(), theme.warning),
            (_, _, Some(task)) => (format!("→ {task}"), theme.text),
            _ => (learned.to_owned(), theme.faint),
        };
        let words = paragraph(Span::raw(""), &words, style, usize::from(COLUMNS) - 4);
        let told = u16::try_from(words.len()).unwrap_or(1);
        let height = u16::try_from(reasons.len()).unwrap_or(6) + 3 + told + named + minded;
        let inner = popup(canvas, area, COLUMNS, height, Line::styled(title, theme.heading));
        let [head, mind, list, field, foot] = Layout::vertical([
            Constraint::Length(named),
            Constraint::Length(minded),
            Constraint::Fill(1),
            Constraint::Length(1),
            Constraint::Length(told),
        ])
        .areas(inner);
        let title = fit(vec![Span::styled(self.title.clone(), theme.heading)], usize::from(head.width));
        canvas.lines(head, [Line::from(title)]);
        canvas.lines(mind, [Line::styled(self.mind.clone(), theme.warning)]);
        for (at, (row, reason)) in list.rows().zip(reasons).enumerate() {
            let style = if at == self.selected && self.is_chosen { theme.selected } else { theme.text };
            canvas.frame.buffer_mut().set_style(row, style);
            let left = vec![
                Span::styled(format!("{} ", at + 1), theme.key),
                Span::styled(*reason, theme.text.patch(style)),
            ];
            let right = vec![Span::styled(self.what.learned(at), theme.faint)];
            canvas.frame.render_widget(spread(left, right, usize::from(row.width)), row);
            let number = u8::try_from(at + 1).unwrap_or(u8::MAX);
            canvas.hits.note(row, Hit::Press(Action::Pick(number)));
        }
        if let Some(own) = &self.own {
            one_line(canvas, field, "because ", own, true);
        }
        canvas.lines(foot, words);
    }

    /// The task that words of one's own ask for, as far as they are typed.
    fn reminder(&self, moment: &Moment) -> Option<String> {
        let own = self.own.as_ref().filter(|_| matches!(self.what, What::Nurture(_)))?;
        Reminder::read(own.value(), &self.title, moment).in_words
    }
}
