//! To whom a lead is handed: a colleague, found by typing a part of their name, then a line of what they should know.

use crossterm::event::{Event, KeyCode, KeyEvent};
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::text::{Line, Span};
use tui_input::Input;
use tui_input::backend::crossterm::EventHandler;

use crate::desk::api::Request;
use crate::domain::crm::Owner;
use crate::domain::lead::{Decision, Lead};
use crate::domain::record::RecordRef;
use crate::tui::keymap::{Action, Layer};
use crate::tui::widgets::field::{one_line, paste_into};
use crate::tui::widgets::panel::popup;
use crate::tui::widgets::{Canvas, Hit};

/// Colleagues that are shown at once.
const SHOWN: usize = 9;

/// The chooser.
#[derive(Clone)]
pub struct Handover {
    lead: RecordRef,
    name: String,
    colleagues: Vec<Owner>,
    /// Who has the lead already.
    owner: Option<Owner>,
    /// A part of the name of whom is looked for.
    field: Input,
    /// The chosen one of those that fit; nobody before something was typed or moved.
    selected: Option<usize>,
    /// What they should know, once somebody is chosen.
    context: Option<Input>,
}

impl Handover {
    /// Nobody is chosen yet. Who has the lead already is not among those to choose from.
    pub fn new(lead: &Lead, colleagues: Vec<Owner>) -> Self {
        let has_it = |owner: &Owner| lead.owner_id.as_deref() == Some(owner.id.as_str());
        let (theirs, colleagues): (Vec<Owner>, Vec<Owner>) = colleagues.into_iter().partition(has_it);
        Self {
            lead: lead.record.clone(),
            name: lead.name.clone().unwrap_or_else(|| "the lead".to_owned()),
            colleagues,
            owner: theirs.into_iter().next(),
            field: Input::default(),
            selected: None,
            context: None,
        }
    }

    pub(super) fn layer(&self) -> Layer {
        if self.context.is_some() { Layer::Line } else { Layer::Chooser }
    }

    pub(super) fn typed(&mut self, key: KeyEvent) -> bool {
        if let Some(context) = &mut self.context {
            return context.handle_event(&Event::Key(key)).is_some();
        }
        // Before a name is begun a figure is the number beside it.
        if let KeyCode::Char(typed @ '1'..='9') = key.code
            && self.field.value().is_empty()
        {
            self.take(typed.to_digit(10).and_then(|number| u8::try_from(number).ok()));
            return true;
        }
        let changed = self.field.handle_event(&Event::Key(key)).is_some_and(|state| state.value);
        if changed {
            self.narrowed();
        }
        changed
    }

    pub(super) fn pasted(&mut self, text: &str) -> bool {
        match &mut self.context {
            Some(context) => paste_into(context, text),
            None => {
                paste_into(&mut self.field, text);
                self.narrowed();
            }
        }
        true
    }

    /// The first that fits is chosen; nobody where nothing is typed.
    fn narrowed(&mut self) {
        let is_named = !self.field.value().trim().is_empty();
        self.selected = (is_named && !self.fitting().is_empty()).then_some(0);
    }

    /// Those who are called what is typed.
    fn fitting(&self) -> Vec<&Owner> {
        self.colleagues.iter().filter(|owner| owner.is_called(self.field.value())).collect()
    }

    /// Why nobody fits.
    fn why_nobody(&self) -> &'static str {
        match &self.owner {
            Some(owner) if owner.is_called(self.field.value()) => "the lead is theirs already",
            _ => "nobody is called that",
        }
    }

    pub(super) fn moved(&mut self, action: Action) -> bool {
        let last = self.fitting().len().checked_sub(1);
        let to = match action {
            Action::Down => self.selected.map_or(0, |at| at + 1),
            Action::Up => self.selected.map_or(0, |at| at.saturating_sub(1)),
            _ => return false,
        };
        self.selected = last.map(|last| to.min(last));
        true
    }

    /// Takes the colleague of a number, or the chosen one; then the line: the request that hands the lead on. Nothing
    /// where nobody is chosen.
    pub fn take(&mut self, number: Option<u8>) -> Option<Request> {
        let chosen = match number {
            Some(number) => self.first() + usize::from(number) - 1,
            None => self.selected?,
        };
        let to = self.fitting().get(chosen).map(|owner| (*owner).clone())?;
        if let Some(context) = &self.context {
            let decision = Decision::Hand { to: to.id.clone(), context: context.value().trim().to_owned() };
            return Some(Request::Decide { lead: self.lead.clone(), decision, now: false });
        }
        self.selected = Some(chosen);
        self.context = Some(Input::default());
        None
    }

    /// The colleague that is shown first.
    fn first(&self) -> usize {
        (self.selected.unwrap_or(0) + 1).saturating_sub(SHOWN)
    }

    pub(super) fn view(&self, canvas: &mut Canvas<'_, '_>, area: Rect) {
        let theme = canvas.theme;
        let shown = self.colleagues.len().min(SHOWN);
        let height = u16::try_from(shown).unwrap_or(0) + 4;
        let title = format!(" Hand {} to ", self.name);
        let inner = popup(canvas, area, 68, height, Line::styled(title, theme.heading));
        let [list, field, foot] =
            Layout::vertical([Constraint::Fill(1), Constraint::Length(1), Constraint::Length(1)])
                .areas(inner);
        let visible = self.fitting().into_iter().enumerate().skip(self.first());
        for (number, (row, (at, owner))) in (1u8..).zip(list.rows().zip(visible)) {
            let style = if Some(at) == self.selected { theme.selected } else { theme.text };
            canvas.frame.buffer_mut().set_style(row, style);
            let email = owner.email.clone().unwrap_or_default();
            let line = Line::from(vec![
                Span::styled(format!("{number} "), theme.key),
                Span::styled(owner.name.clone(), theme.text.patch(style)),
                Span::styled(format!("  {email}"), theme.faint.patch(style)),
            ]);
            canvas.frame.render_widget(line, row);
            canvas.hits.note(row, Hit::Press(Action::Pick(number)));
        }
        match &self.context {
            Some(context) => one_line(canvas, field, "they should know ", context, true),
            None => one_line(canvas, field, "to ❯ ", &self.field, true),
        }
        let words = match (&self.context, self.selected) {
            (Some(_), _) => "enter hands it on: the owner changes, the words become a note",
            (None, Some(_)) => "enter chooses; then a line of what they should know",
            (None, None) if self.fitting().is_empty() => self.why_nobody(),
            (None, None) => "a part of the name, or the number",
        };
        canvas.lines(foot, [Line::styled(words, theme.faint)]);
    }
}
