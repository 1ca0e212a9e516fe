//! What comes of a call, before it is queued: the note, and the follow-up with its day read back. Title and day can be put
//! otherwise there.

use crossterm::event::{Event, KeyEvent};
use jiff::Timestamp;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use tui_input::Input;
use tui_input::backend::crossterm::EventHandler;

use super::{CallSheet, Compose};
use crate::desk::api::{DeskError, Private, Request, Who};
use crate::domain::CustomerId;
use crate::domain::action::NoteWrite;
use crate::domain::call::FollowUp;
use crate::domain::record::RecordRef;
use crate::phrasing::{FollowsUp, Moment, Seen, day_doubt, due_typed, follow_up, untitled};
use crate::tui::keymap::Action;
use crate::tui::widgets::Canvas;
use crate::tui::widgets::field::{one_line, paste_into};
use crate::tui::widgets::panel::popup;
use crate::tui::widgets::text::{paragraph, quotation};

/// Lines of the note that are shown.
const LINES_OF_THE_NOTE: usize = 10;
/// Lines of what else the task says that are shown.
const LINES_OF_THE_TASK: usize = 3;
/// What a day may be typed as.
const DAYS: &str = "friday 10:00, tomorrow, +3d, in two weeks, 7 January";

/// Note and task.
#[derive(Clone)]
pub struct AfterCall {
    /// With whom the call was.
    pub customer: CustomerId,
    /// The company or deal that the call was about.
    pub account: Option<RecordRef>,
    /// The request that queues it, on its way: what was typed stays until it has arrived.
    pub pending: Option<u64>,
    /// The request for what would be written.
    pub asked: Option<u64>,
    /// What would be written: of the note, and of the task where there is one.
    pub effects: Vec<String>,
    /// Why it would be refused.
    pub problem: Option<DeskError>,
    /// The page that the call was made by, to come back to.
    page: Option<Box<CallSheet>>,
    text: String,
    follow_up: Option<FollowUp>,
    /// Why the task is due then, or why there is none.
    why: Why,
    /// What is being put otherwise.
    changing: Option<(Changed, Input)>,
    /// What a task that there is not is to be called, while its day is being typed.
    title: Option<String>,
    /// The task was put otherwise here.
    is_typed: bool,
}

/// Where the day comes from.
#[derive(Clone)]
enum Why {
    /// It was jotted down in these words; and that another hour is taken than they name.
    Jotted { words: String, remark: Option<String> },
    /// It was typed here.
    Typed,
    /// There is none: why.
    None(String),
}

/// What of the task is put otherwise.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Changed {
    /// What it is called.
    Title,
    /// By when it is to be done.
    Due,
}

impl AfterCall {
    /// Reads what was jotted down on a scratch pad.
    pub fn of(pad: Compose, moment: &Moment) -> Self {
        let (customer, account, text) = (pad.customer, pad.account.clone(), pad.text());
        let (follow_up, why) = match (pad.follow_up.clone(), follow_up(&text, &Seen::by(moment))) {
            (Some(typed), _) => (Some(typed), Why::Typed),
            (None, FollowsUp::On(jotted)) => {
                let (due_at, remark) = (jotted.due_at(moment), jotted.remark(moment));
                let title = jotted.title(moment);
                let follow_up = FollowUp { title, body: jotted.rest, due_at };
                (Some(follow_up), Why::Jotted { words: jotted.words, remark })
            }
            (None, none) => (None, Why::None(none.why_none())),
        };
        let is_typed = pad.follow_up.is_some();
        Self {
            customer,
            account,
            pending: None,
            asked: None,
            effects: Vec::new(),
            problem: None,
            page: pad.into_page(),
            text,
            follow_up,
            why,
            changing: None,
            title: None,
            is_typed,
        }
    }

    /// The follow-up as it was typed here, which what is jotted down further does not change.
    pub fn typed_follow_up(&self) -> Option<FollowUp> {
        self.follow_up.clone().filter(|_| self.is_typed)
    }

    /// The page that the call was made by.
    pub fn into_page(self) -> Option<Box<CallSheet>> {
        self.page
    }

    /// What a key does here, where that is not what it does else: there may be no task.
    pub(super) fn hint(&self, action: Action) -> Option<&'static str> {
        match action {
            Action::Accept if self.follow_up.is_none() => Some("accept"),
            Action::TaskTitle if self.follow_up.is_none() => Some("add a task"),
            _ => None,
        }
    }

    /// The request that queues both, or only says what would be written.
    pub fn request(&self, try_only: bool) -> Request {
        Request::LogCall {
            who: Who::Customer(self.customer),
            text: Private(self.text.clone()),
            account: self.account.clone(),
            follow_up: self.follow_up.clone(),
            try_only,
            now: false,
        }
    }

    /// Whether letters go to a line of it.
    pub fn is_typing(&self) -> bool {
        self.changing.is_some()
    }

    /// Begins to put something otherwise, from how it stands.
    pub fn change(&mut self, changed: Changed) {
        if self.pending.is_some() {
            return;
        }
        let text = match (&self.follow_up, changed) {
            (Some(follow_up), Changed::Title) => follow_up.title.clone(),
            _ => String::new(),
        };
        self.changing = Some((changed, Input::new(text)));
    }

    /// What was typed holds; false where it means nothing, and then it is typed on. A task that there is not needs a day
    /// besides what it is called.
    pub fn keep(&mut self, moment: &Moment) -> bool {
        let Some((changed, input)) = &self.changing else { return false };
        match changed {
            Changed::Title if input.value().trim().is_empty() => return false,
            Changed::Title => {
                let title = input.value().trim().to_owned();
                let Some(follow_up) = &mut self.follow_up else {
                    self.title = Some(title);
                    self.changing = Some((Changed::Due, Input::default()));
                    return false;
                };
                follow_up.title = title;
            }
            Changed::Due => {
                let Ok(due_at) = due_typed(input.value(), moment) else { return false };
                let named = self.follow_up.take().map(|follow_up| (follow_up.title, follow_up.body));
                let typed = self.title.take().map(|title| (title, String::new()));
                let (title, body) = named.or(typed).unwrap_or_else(|| untitled(&self.text));
                self.follow_up = Some(FollowUp { title, body, due_at });
                self.why = Why::Typed;
            }
        }
        (self.changing, self.is_typed) = (None, true);
        (self.effects, self.problem) = (Vec::new(), None);
        true
    }

    /// What was being typed is given up.
    pub fn give_up(&mut self) {
        (self.changing, self.title) = (None, None);
    }

    pub(super) fn typed(&mut self, key: KeyEvent) -> bool {
        let changing = self.changing.as_mut();
        changing.is_some_and(|(_, input)| input.handle_event(&Event::Key(key)).is_some())
    }

    pub(super) fn pasted(&mut self, text: &str) -> bool {
        self.changing.iter_mut().for_each(|(_, input)| paste_into(input, text));
        self.changing.is_some()
    }

    pub(super) fn view(&self, canvas: &mut Canvas<'_, '_>, area: Rect) {
        let (theme, moment) = (canvas.theme, canvas.moment);
        let columns = 84.min(area.width);
        let width = usize::from(columns).saturating_sub(4);
        let effect = |at: usize| {
            let words = self.effects.get(at).map_or("checking with the CRM …", String::as_str);
            paragraph(Span::styled("  → ", theme.faint), words, theme.faint, width)
        };
        let mut lines =
            vec![Line::from(vec![Span::styled("1 ", theme.key), Span::styled("note", theme.accent)])];
        let note = NoteWrite::of_a_call(&self.text);
        lines.extend(quotation(2, &note, theme.border, theme.text, width, LINES_OF_THE_NOTE));
        lines.extend(effect(0));
        lines.push(Line::default());
        match &self.follow_up {
            Some(follow_up) => {
                let task = [Span::styled("2 ", theme.key), Span::styled("task ", theme.accent)];
                lines.extend(
                    paragraph(Span::raw(""), &follow_up.title, theme.heading, width)
                        .into_iter()
                        .enumerate()
                        .map(|(at, line)| {
                            let begin = if at == 0 { task.to_vec() } else { vec![Span::raw("       ")] };
                            Line::from([begin, line.spans].concat())
                        }),
                );
                if !follow_up.body.is_empty() {
                    let style = theme.text;
                    lines.extend(quotation(
                        2,
                        &follow_up.body,
                        theme.border,
                        style,
                        width,
                        LINES_OF_THE_TASK,
                    ));
                }
                lines.extend(paragraph(
                    Span::raw("  "),
                    &self.due_in_words(follow_up.due_at, moment),
                    theme.text,
                    width,
                ));
                if let Why::Jotted { remark: Some(remark), .. } = &self.why {
                    lines.extend(paragraph(
                        Span::styled("  ! ", theme.warning),
                        remark,
                        theme.warning,
                        width,
                    ));
                }
                lines.extend(effect(1));
            }
            None => lines.extend(self.why_there_is_none(canvas, width)),
        }
        if let Some(error) = &self.problem {
            lines.extend(paragraph(Span::styled("✗ ", theme.bad), &error.what, theme.text, width));
            lines.extend(
                error.hint.iter().flat_map(|hint| paragraph(Span::raw("→ "), hint, theme.faint, width)),
            );
        }
        let field = self.changing.as_ref().map(|(changed, input)| {
            let at = lines.len() + 1;
            lines.extend([Line::default(), Line::default()]);
            let (words, style): (String, Style) = match (changed, due_typed(input.value(), moment)) {
                (Changed::Title, _) => ("enter takes it · esc leaves it as it was".to_owned(), theme.faint),
                (Changed::Due, Ok(due)) => match day_doubt(input.value(), moment) {
                    None => (format!("→ {}", moment.exactly(due)), theme.text),
                    Some(doubt) => {
                        (format!("→ {}, {}", moment.exactly(due), doubt.briefly(moment)), theme.warning)
                    }
                },
                (Changed::Due, Err(_)) if input.value().trim().is_empty() => (DAYS.to_owned(), theme.faint),
                (Changed::Due, Err(why)) => (format!("! {}: {DAYS}", why.in_words()), theme.warning),
            };
            lines.extend(paragraph(Span::raw(""), &words, style, width));
            let label = if *changed == Changed::Title { "task ❯ " } else { "due ❯ " };
            (at, label, input)
        });
        let height = u16::try_from(lines.len()).unwrap_or(u16::MAX).saturating_add(2);
        let inner = popup(canvas, area, columns, height, Line::styled(" After the call ", theme.heading));
        canvas.lines(inner, lines);
        if let Some((at, label, input)) = field {
            let y = inner.y.saturating_add(u16::try_from(at).unwrap_or(u16::MAX));
            if y < inner.bottom() {
                one_line(canvas, Rect { y, height: 1, ..inner }, label, input, true);
            }
        }
    }

    fn due_in_words(&self, due_at: Timestamp, moment: &Moment) -> String {
        let due = moment.exactly(due_at);
        match &self.why {
            Why::Jotted { words, .. } => format!("“{words}” is {due}; it is yours"),
            _ => format!("due {due}; it is yours"),
        }
    }

    fn why_there_is_none(&self, canvas: &Canvas<'_, '_>, width: usize) -> Vec<Line<'static>> {
        let Why::None(why) = &self.why else { return Vec::new() };
        let words = format!(
            "There is no follow-up task: {why}. t or d adds one, or e goes back: “call again on Thursday” makes one."
        );
        paragraph(Span::raw(""), &words, canvas.theme.faint, width)
    }
}
