//! One of several: by a letter where they are few, else by typing until the right one stands first.

use std::cell::Cell;

use crossterm::event::{Event, KeyCode, KeyEvent};
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::text::{Line, Span};
use tui_input::Input;
use tui_input::backend::crossterm::EventHandler;

use crate::domain::casework::CaseDeed;
use crate::domain::record::RecordRef;
use crate::domain::triage::LabelChange;
use crate::tui::keymap::Action;
use crate::tui::widgets::field::{one_line, paste_into};
use crate::tui::widgets::panel::popup;
use crate::tui::widgets::text::{paragraph, spread};
use crate::tui::widgets::{Canvas, Hit};

/// More than so many are not told apart by letters.
const MOST_LETTERS: usize = 14;
/// Lines of what belongs to the chosen one.
const LINES_BELOW: u16 = 6;

/// What taking one means.
#[derive(Clone, PartialEq)]
pub enum Take {
    /// It is done to the cases.
    Deed(CaseDeed),
    /// The labels of the cases are put right.
    Label(LabelChange),
    /// Another of the labels than what the cases are about is chosen next.
    LabelPart(LabelPart),
    /// It is looked at beside the customer, to be linked.
    Link(RecordRef),
    /// A call with this company, or about this deal, is prepared.
    Account(RecordRef),
    /// It is copied.
    Copy {
        /// What it is called.
        what: String,
        /// The text.
        text: String,
    },
}

/// A label beside what a case is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the words say it")]
pub enum LabelPart {
    Mood,
    Urgency,
    Language,
}

/// One of them.
#[derive(Clone)]
pub struct Choice {
    /// What it is called.
    pub words: String,
    /// What stands beside it.
    pub beside: String,
    /// What belongs to it, shown while it is chosen.
    pub below: String,
    /// What taking it means.
    pub take: Take,
}

/// The list.
#[derive(Clone)]
pub struct Chooser {
    title: String,
    choices: Vec<Choice>,
    /// Letters of the choices; empty where they are told apart by typing.
    letters: Vec<char>,
    field: Input,
    /// Places in the choices, in their order.
    matching: Vec<usize>,
    selected: usize,
    offset: Cell<usize>,
    decided: bool,
}

impl Chooser {
    /// By letters, where they are few enough.
    pub fn by_letter(title: impl Into<String>, choices: Vec<Choice>) -> Self {
        let letters = letters(&choices);
        Self { letters, ..Self::by_typing(title, choices) }
    }

    /// By typing a part of its name.
    pub fn by_typing(title: impl Into<String>, choices: Vec<Choice>) -> Self {
        Self {
            title: title.into(),
            matching: (0..choices.len()).collect(),
            choices,
            letters: Vec::new(),
            field: Input::default(),
            selected: 0,
            offset: Cell::new(0),
            decided: false,
        }
    }

    /// With the cursor on one of them.
    pub fn beginning_at(mut self, place: Option<usize>) -> Self {
        self.selected = place.filter(|place| *place < self.choices.len()).unwrap_or_default();
        self
    }

    /// Whether there is nothing to choose from.
    pub fn is_empty(&self) -> bool {
        self.choices.is_empty()
    }

    /// Whether a letter has decided already.
    pub fn is_decided(&self) -> bool {
        self.decided
    }

    /// What the chosen one means.
    pub fn taken(&self) -> Option<Take> {
        self.chosen().map(|choice| choice.take.clone())
    }

    fn chosen(&self) -> Option<&Choice> {
        self.choices.get(*self.matching.get(self.selected)?)
    }

    pub(super) fn typed(&mut self, key: KeyEvent) -> bool {
        if self.letters.is_empty() {
            let changed = self.field.handle_event(&Event::Key(key)).is_some_and(|state| state.value);
            if changed {
                self.narrow();
            }
            return changed;
        }
        let KeyCode::Char(typed) = key.code else { return false };
        let Some(at) = self.letters.iter().position(|letter| *letter == typed) else { return false };
        self.selected = at;
        self.decided = true;
        true
    }

    pub(super) fn pasted(&mut self, text: &str) -> bool {
        if !self.letters.is_empty() {
            return false;
        }
        paste_into(&mut self.field, text);
        self.narrow();
        true
    }

    /// All typed words must stand in the name, at the beginning of one of its words before elsewhere.
    fn narrow(&mut self) {
        let typed = self.field.value().to_lowercase();
        let words: Vec<&str> = typed.split_whitespace().collect();
        let fits = |choice: &Choice| {
            let name = format!("{} {}", choice.words, choice.beside).to_lowercase();
            words.iter().all(|word| name.contains(word)).then(|| {
                !words.iter().all(|word| name.split_whitespace().any(|of_name| of_name.starts_with(word)))
            })
        };
        let mut fitting: Vec<(bool, usize)> =
            self.choices.iter().enumerate().filter_map(|(at, choice)| Some((fits(choice)?, at))).collect();
        fitting.sort_unstable();
        self.matching = fitting.into_iter().map(|(_, at)| at).collect();
        self.selected = 0;
    }

    pub(super) fn moved(&mut self, action: Action) -> bool {
        let last = self.matching.len().saturating_sub(1);
        match action {
            Action::Down => self.selected = (self.selected + 1).min(last),
            Action::Up => self.selected = self.selected.saturating_sub(1),
            Action::Pick(row) => self.selected = usize::from(row).min(last),
            _ => return false,
        }
        true
    }

    pub(super) fn view(&self, canvas: &mut Canvas<'_, '_>, area: Rect) {
        let theme = canvas.theme;
        let has_field = self.letters.is_empty();
        let has_below = self.choices.iter().any(|choice| !choice.below.is_empty());
        let below = if has_below { LINES_BELOW } else { 0 };
        let rows = u16::try_from(self.choices.len()).unwrap_or(u16::MAX).min(area.height * 2 / 3);
        let height = rows.saturating_add(2 + below + u16::from(has_field));
        let title = Line::styled(format!(" {} ", self.title), theme.heading);
        let inner = popup(canvas, area, 76, height, title);
        let [field, list, foot] = Layout::vertical([
            Constraint::Length(u16::from(has_field)),
            Constraint::Fill(1),
            Constraint::Length(below),
        ])
        .areas(inner);
        if has_field {
            one_line(canvas, field, "❯ ", &self.field, true);
        }
        if self.matching.is_empty() {
            return canvas.lines(list, [Line::styled("nothing is called so", theme.faint)]);
        }
        let height = usize::from(list.height).max(1);
        let first = self.offset.get().clamp((self.selected + 1).saturating_sub(height), self.selected);
        self.offset.set(first);
        for (row, (at, index)) in list.rows().zip(self.matching.iter().enumerate().skip(first)) {
            let choice = &self.choices[*index];
            let style = if at == self.selected { theme.selected } else { theme.text };
            canvas.frame.buffer_mut().set_style(row, style);
            let mut left = Vec::new();
            if let Some(letter) = self.letters.get(*index) {
                left.push(Span::styled(format!("{letter}  "), theme.key));
            }
            left.push(Span::styled(choice.words.clone(), theme.text.patch(style)));
            let right = vec![Span::styled(choice.beside.clone(), theme.faint)];
            canvas.frame.render_widget(spread(left, right, usize::from(row.width)), row);
            canvas.hits.note(row, Hit::Row { list: u8::MAX, row: at });
        }
        if let Some(chosen) = self.chosen().filter(|_| has_below) {
            let mut lines = vec![Line::default()];
            lines.extend(paragraph(
                Span::styled("▏ ", theme.border),
                &chosen.below,
                theme.faint,
                usize::from(foot.width),
            ));
            canvas.lines(foot, lines);
        }
    }
}

/// A letter for each: of its own name as far as they last. None where they are too many.
fn letters(choices: &[Choice]) -> Vec<char> {
    if choices.len() > MOST_LETTERS {
        return Vec::new();
    }
    let mut taken: Vec<char> = Vec::new();
    for choice in choices {
        let beginnings = choice.words.split_whitespace().rev().filter_map(|word| word.chars().next());
        let own = choice.words.chars().next().into_iter().chain(beginnings).chain(choice.words.chars());
        let mut free = own
            .chain('a'..='z')
            .filter(|letter| letter.is_ascii_alphabetic())
            .map(|letter| letter.to_ascii_lowercase())
            .filter(|letter| !taken.contains(letter));
        let letter = free.next().unwrap_or('?');
        taken.push(letter);
    }
    taken
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::triage::Category;

    #[test]
    fn letters_are_of_the_names_and_never_shared() {
        let choices: Vec<Choice> = Category::ALL
            .iter()
            .map(|category| Choice {
                words: category.in_words().to_owned(),
                beside: String::new(),
                below: String::new(),
                take: Take::Label(LabelChange { category: Some(*category), ..LabelChange::default() }),
            })
            .collect();
        let letters: String = letters(&choices).into_iter().collect();
        assert_eq!(letters, "orcpqdamit");
    }
}
