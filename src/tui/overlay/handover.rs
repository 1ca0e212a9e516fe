//! To whom a lead is handed: a colleague, then a line of what they should know.

use crossterm::event::{Event, KeyEvent};
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
    selected: usize,
    /// What they should know, once somebody is chosen.
    context: Option<Input>,
}

impl Handover {
    /// Nobody is chosen yet. Who has the lead already is not among those to choose from.
    pub fn new(lead: &Lead, colleagues: Vec<Owner>) -> Self {
        let has_it = |owner: &Owner| lead.owner_id.as_deref() == Some(owner.id.as_str());
        Self {
            lead: lead.record.clone(),
            name: lead.name.clone().unwrap_or_else(|| "the lead".to_owned()),
            colleagues: colleagues.into_iter().filter(|owner| !has_it(owner)).collect(),
            selected: 0,
            context: None,
        }
    }

    pub(super) fn layer(&self) -> Layer {
        if self.context.is_some() { Layer::Line } else { Layer::Reasons }
    }

    pub(super) fn is_typing(&self) -> bool {
        self.context.is_some()
    }

    pub(super) fn typed(&mut self, key: KeyEvent) -> bool {
        self.context.as_mut().is_some_and(|context| context.handle_event(&Event::Key(key)).is_some())
    }

    pub(super) fn pasted(&mut self, text: &str) -> bool {
        let Some(context) = &mut self.context else { return false };
        paste_into(context, text);
        true
    }

    pub(super) fn moved(&mut self, action: Action) -> bool {
        let last = self.colleagues.len().saturating_sub(1);
        match action {
            Action::Down => self.selected = (self.selected + 1).min(last),
            Action::Up => self.selected = self.selected.saturating_sub(1),
            _ => return false,
        }
        true
    }

    /// Takes the colleague of a number, or the chosen one; then the line: the request that hands the lead on.
    pub fn take(&mut self, number: Option<u8>) -> Option<Request> {
        let chosen = number.map_or(self.selected, |number| self.first() + usize::from(number) - 1);
        let to = self.colleagues.get(chosen)?;
        if let Some(context) = &self.context {
            let decision = Decision::Hand { to: to.id.clone(), context: context.value().trim().to_owned() };
            return Some(Request::Decide { lead: self.lead.clone(), decision, now: false });
        }
        self.selected = chosen;
        self.context = Some(Input::default());
        None
    }

    /// The colleague that is shown first.
    fn first(&self) -> usize {
        (self.selected + 1).saturating_sub(SHOWN)
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
        let visible = self.colleagues.iter().enumerate().skip(self.first());
        for (number, (row, (at, owner))) in (1u8..).zip(list.rows().zip(visible)) {
            let style = if at == self.selected { theme.selected } else { theme.text };
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
        if let Some(context) = &self.context {
            one_line(canvas, field, "they should know ", context, true);
        }
        let words = if self.context.is_some() {
            "enter hands it on: the owner changes, and the words become a note"
        } else {
            "enter chooses; then a line of what they should know"
        };
        canvas.lines(foot, [Line::styled(words, theme.faint)]);
    }
}
