//! One of several: by a letter where they are few, else by typing until the right one stands first. A letter that is
//! nobody's begins to be typed where they are few, too.

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
use crate::tui::naming::Naming;
use crate::tui::theme::Theme;
use crate::tui::widgets::field::{one_line, paste_into};
use crate::tui::widgets::panel::{more_below, popup};
use crate::tui::widgets::text::{paragraph, spread};
use crate::tui::widgets::{Canvas, Hit};

const COLUMNS: u16 = 76;
/// More than so many are not told apart by letters.
const MOST_LETTERS: usize = 14;
/// Rows of the list that stay, however long the text is that belongs to the chosen one.
const ROWS_THAT_STAY: u16 = 4;

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
    /// The app looks so.
    Theme(String),
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
    /// The first line shown of what belongs to the chosen one, and how many are.
    below_first: Cell<usize>,
    below_rows: Cell<usize>,
    /// The letter that has decided.
    decided: Option<char>,
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
            below_first: Cell::new(0),
            below_rows: Cell::new(0),
            decided: None,
        }
    }

    /// With the cursor on one of them.
    pub fn beginning_at(mut self, place: Option<usize>) -> Self {
        self.selected = place.filter(|place| *place < self.choices.len()).unwrap_or_default();
        self
    }

    /// Whether a text belongs to what can be chosen.
    pub(super) fn has_texts(&self) -> bool {
        self.choices.iter().any(|choice| !choice.below.is_empty())
    }

    /// Whether there is nothing to choose from.
    pub fn is_empty(&self) -> bool {
        self.choices.is_empty()
    }

    /// The name that a letter has chosen, which somebody may go on typing; nothing before one has.
    pub fn decided(&self) -> Option<Naming> {
        let names = self.choices.iter().map(|choice| choice.words.clone()).collect();
        Some(Naming::new(self.chosen()?.words.clone(), names, self.decided?))
    }

    /// Whether a letter takes one of them at once.
    pub fn has_letter(&self, letter: char) -> bool {
        self.is_by_letter() && self.letters.contains(&letter.to_ascii_lowercase())
    }

    /// Letters take at once, as long as nothing is typed.
    fn is_by_letter(&self) -> bool {
        !self.letters.is_empty() && self.field.value().is_empty()
    }

    /// What the chosen one means.
    pub fn taken(&self) -> Option<Take> {
        self.chosen().map(|choice| choice.take.clone())
    }

    fn chosen(&self) -> Option<&Choice> {
        self.choices.get(*self.matching.get(self.selected)?)
    }

    pub(super) fn typed(&mut self, key: KeyEvent) -> bool {
        if let KeyCode::Char(typed) = key.code
            && self.is_by_letter()
            && let Some(at) = self.letters.iter().position(|letter| *letter == typed.to_ascii_lowercase())
        {
            self.selected = at;
            self.decided = Some(typed);
            return true;
        }
        let changed = self.field.handle_event(&Event::Key(key)).is_some_and(|state| state.value);
        if changed {
            self.narrow();
        }
        changed
    }

    pub(super) fn pasted(&mut self, text: &str) -> bool {
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
        self.select(0);
    }

    pub(super) fn moved(&mut self, action: Action) -> bool {
        let last = self.matching.len().saturating_sub(1);
        let page = self.below_rows.get().saturating_sub(1).max(1);
        match action {
            Action::Down => self.select((self.selected + 1).min(last)),
            Action::Up => self.select(self.selected.saturating_sub(1)),
            Action::Pick(row) => self.select(usize::from(row).min(last)),
            Action::PageDown => self.below_first.set(self.below_first.get().saturating_add(page)),
            Action::PageUp => self.below_first.set(self.below_first.get().saturating_sub(page)),
            _ => return false,
        }
        true
    }

    fn select(&mut self, place: usize) {
        self.selected = place;
        self.below_first.set(0);
    }

    /// Rows of the list, and of what belongs to the chosen one: the whole of the longest text where the screen has them, so
    /// that nothing moves as one after another is looked at.
    fn heights(&self, room: u16, width: usize, theme: &Theme) -> (u16, u16) {
        let rows = |count: usize| u16::try_from(count).unwrap_or(u16::MAX);
        let lines = |choice: &Choice| below(choice, theme, width).len();
        let texts = self.choices.iter().filter(|choice| !choice.below.is_empty());
        let wanted = texts.map(lines).max().map_or(0, |lines| rows(lines + 1));
        let stay = ROWS_THAT_STAY.max(room.saturating_sub(wanted));
        let list = rows(self.choices.len()).min(room * 2 / 3).min(stay);
        (list, wanted.min(room - list))
    }

    pub(super) fn view(&self, canvas: &mut Canvas<'_, '_>, area: Rect) {
        let theme = canvas.theme;
        let has_field = !self.is_by_letter();
        let around = 2 + u16::from(has_field);
        let width = usize::from(area.width.min(COLUMNS)).saturating_sub(4);
        let (rows, below_rows) = self.heights(area.height.saturating_sub(around), width, theme);
        let title = Line::styled(format!(" {} ", self.title), theme.heading);
        let inner = popup(canvas, area, COLUMNS, rows + below_rows + around, title);
        // What the list leaves free as it gets shorter is the text's.
        let rows = rows.min(u16::try_from(self.matching.len()).unwrap_or(u16::MAX)).max(1);
        let [field, list, foot] = Layout::vertical([
            Constraint::Length(u16::from(has_field)),
            Constraint::Length(rows),
            Constraint::Fill(1),
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
            if let Some(letter) = self.letters.get(*index).filter(|_| !has_field) {
                left.push(Span::styled(format!("{letter}  "), theme.key));
            }
            left.push(Span::styled(choice.words.clone(), theme.text.patch(style)));
            let right = vec![Span::styled(choice.beside.clone(), theme.faint)];
            canvas.frame.render_widget(spread(left, right, usize::from(row.width)), row);
            canvas.hits.note(row, Hit::Row { list: u8::MAX, row: at });
        }
        if let Some(chosen) = self.chosen().filter(|_| below_rows > 1) {
            self.view_below(canvas, foot, chosen);
        }
    }

    fn view_below(&self, canvas: &mut Canvas<'_, '_>, area: Rect, chosen: &Choice) {
        let [_, text] = Layout::vertical([Constraint::Length(1), Constraint::Fill(1)]).areas(area);
        let lines = below(chosen, canvas.theme, usize::from(text.width));
        let rows = usize::from(text.height);
        let first = self.below_first.get().min(lines.len().saturating_sub(rows));
        self.below_first.set(first);
        self.below_rows.set(rows);
        let more = lines.len().saturating_sub(first + rows);
        canvas.lines(text, lines.into_iter().skip(first));
        more_below(canvas, text, more);
    }
}

/// What belongs to a choice, in lines.
fn below(choice: &Choice, theme: &Theme, width: usize) -> Vec<Line<'static>> {
    paragraph(Span::styled("▏ ", theme.border), &choice.below, theme.faint, width)
}

/// A letter for each: the first of its name, as far as those last, else one of its own. Names that begin with the same word
/// have none of that word, so that it can be typed until they part. None where they are too many.
fn letters(choices: &[Choice]) -> Vec<char> {
    if choices.len() > MOST_LETTERS {
        return Vec::new();
    }
    let shared: Vec<String> = shared_words(choices);
    let mut letters: Vec<Option<char>> = Vec::new();
    for choice in choices {
        // What only leads on to other choices takes what is left.
        let leads_on = matches!(choice.take, Take::LabelPart(_)) || shared.contains(&first_word(choice));
        let first = ascii(choice.words.chars().take(1)).next().filter(|_| !leads_on);
        letters.push(first.filter(|letter| !letters.contains(&Some(*letter))));
    }
    let kept_free: Vec<char> = ascii(shared.iter().filter_map(|word| word.chars().next())).collect();
    // What begins a name is that name's before it is another's inside.
    for (at, choice) in choices.iter().enumerate() {
        let words = || choice.words.split_whitespace().filter(|word| !shared.contains(&word.to_lowercase()));
        let beginnings = words().rev().filter_map(|word| word.chars().next());
        let inside = words().flat_map(str::chars);
        let mut own = ascii(beginnings.chain(inside).chain(choice.words.chars()).chain('a'..='z'));
        let free = own.find(|letter| !letters.contains(&Some(*letter)) && !kept_free.contains(letter));
        letters[at] = letters[at].or(free);
    }
    letters.into_iter().map(|letter| letter.unwrap_or('?')).collect()
}

fn first_word(choice: &Choice) -> String {
    choice.words.split_whitespace().next().unwrap_or_default().to_lowercase()
}

/// Words, in lower case, with which more than one of the names begin. Fields to copy are many and known by their letters.
fn shared_words(choices: &[Choice]) -> Vec<String> {
    let named = choices.iter().filter(|choice| !matches!(choice.take, Take::Copy { .. }));
    let mut firsts: Vec<String> = named.map(first_word).collect();
    firsts.sort_unstable();
    let mut shared: Vec<String> =
        firsts.windows(2).filter(|pair| pair[0] == pair[1]).map(|pair| pair[0].clone()).collect();
    shared.dedup();
    shared
}

fn ascii(letters: impl Iterator<Item = char>) -> impl Iterator<Item = char> {
    letters.filter(char::is_ascii_alphabetic).map(|letter| letter.to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use crossterm::event::KeyModifiers;
    use rstest::rstest;

    use super::*;
    use crate::domain::triage::Category;

    fn named(names: &[&str]) -> Vec<Choice> {
        let choice = |name: &&str| Choice {
            words: (*name).to_owned(),
            beside: String::new(),
            below: String::new(),
            take: Take::Label(LabelChange::default()),
        };
        names.iter().map(choice).collect()
    }

    const STATUSES: &[&str] = &["New", "Waiting on us", "Waiting on contact", "Closed"];

    #[test]
    fn each_category_has_its_letter() {
        let names: Vec<&str> = Category::ALL.iter().map(|category| category.in_words()).collect();
        let letters: String = letters(&named(&names)).into_iter().collect();
        assert_eq!(letters, "orcpqdamit");
    }

    #[rstest]
    #[case(STATUSES, "nuoc")]
    #[case(&["Ada", "Émile", "Ana"], "amn")]
    fn letters_are_of_the_names_and_never_shared(#[case] names: &[&str], #[case] expected: &str) {
        let letters: String = letters(&named(names)).into_iter().collect();
        assert_eq!(letters, expected);
    }

    fn type_into(chooser: &mut Chooser, text: &str) {
        for letter in text.chars() {
            chooser.typed(KeyEvent::new(KeyCode::Char(letter), KeyModifiers::NONE));
        }
    }

    #[test]
    fn a_letter_takes_at_once_whatever_its_case_and_a_letter_of_none_begins_a_name() {
        let mut chooser = Chooser::by_letter("Which?", named(STATUSES));
        type_into(&mut chooser, "C");
        assert!(chooser.decided().is_some());
        let mut chooser = Chooser::by_letter("Which?", named(STATUSES));
        type_into(&mut chooser, "tact");
        assert!(chooser.decided().is_none(), "the `c` belongs to what is typed");
        assert_eq!(chooser.chosen().map(|one| one.words.as_str()), Some("Waiting on contact"));
    }

    #[test]
    fn names_that_begin_alike_are_told_apart_by_typing_on() {
        let mut chooser = Chooser::by_letter("Which?", named(STATUSES));
        type_into(&mut chooser, "waiting on c");
        assert!(chooser.decided().is_none());
        assert_eq!(chooser.chosen().map(|one| one.words.as_str()), Some("Waiting on contact"));
    }

    #[test]
    fn what_is_pasted_narrows() {
        let mut chooser = Chooser::by_letter("Which?", named(STATUSES));
        chooser.pasted("clos");
        assert_eq!(
            (chooser.chosen().map(|one| one.words.as_str()), chooser.decided().is_some()),
            (Some("Closed"), false)
        );
    }
}
