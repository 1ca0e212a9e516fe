//! The command palette: every action of where the user is, by its words, with its key.

use std::cell::Cell;

use crossterm::event::{Event, KeyEvent};
use nucleo_matcher::pattern::{CaseMatching, Normalization, Pattern};
use nucleo_matcher::{Config, Matcher, Utf32Str};
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::text::{Line, Span};
use tui_input::Input;
use tui_input::backend::crossterm::EventHandler;

use super::CallSheet;
use crate::phrasing::cut;
use crate::tui::keymap::{Action, Keymap, Layer, otherwise, takes_an_argument};
use crate::tui::model::Model;
use crate::tui::widgets::field::{one_line, paste_into};
use crate::tui::widgets::panel::popup;
use crate::tui::widgets::text::spread;
use crate::tui::widgets::{Canvas, Hit};

/// One line.
#[derive(Clone, Debug)]
struct Item {
    action: Action,
    /// As the configuration of keys names it: `go_approvals`.
    name: &'static str,
    words: &'static str,
    /// What the footer calls it.
    hint: &'static str,
    keys: String,
}

impl Item {
    /// The value of what was typed, where other words for the action are its values: `high` of `priority high`.
    fn value_among(&self, typed: &str) -> String {
        let own = format!("{} {}", self.hint, self.name.replace('_', " "));
        let is_named = |word: &str| own.split(' ').any(|own| own.starts_with(word));
        let mut words = typed.split_whitespace();
        let is_meant = matches!(self.action, Action::Status | Action::Priority | Action::Label);
        match words.next() {
            Some(first) if is_meant && is_named(first) => {
                let rest: Vec<&str> = words.filter(|word| !is_filling(word) && !is_named(word)).collect();
                rest.join(" ")
            }
            _ => String::new(),
        }
    }

    /// How well what was typed names it: every word of that begins one of its own, those of its name before those of what
    /// it does, and the first of them before others.
    fn begun_by(&self, typed: &str) -> Option<u32> {
        let typed: Vec<&str> = typed.split_whitespace().collect();
        let begins = |words: &str| {
            let words = words.to_lowercase();
            let own: Vec<&str> =
                words.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).collect();
            let places = typed.iter().map(|typed| own.iter().position(|own| own.starts_with(typed)));
            let places: Option<Vec<usize>> = places.collect();
            // Nearer the beginning is better, a whole word best.
            places.map(|places| {
                let whole = typed.iter().filter(|typed| own.contains(typed)).count();
                let first = places.into_iter().min().unwrap_or(0);
                let nearness = 40_u32.saturating_sub(u32::try_from(first).unwrap_or(u32::MAX));
                nearness + 50 * u32::try_from(whole).unwrap_or(0)
            })
        };
        let named = begins(self.hint).into_iter().chain(begins(self.name)).max();
        let called = || begins(&format!("{} {}", self.words, otherwise(self.action)));
        named
            .map(|score| score + 2 * BEHIND)
            .or_else(|| begins(self.words).map(|score| score + BEHIND))
            .or_else(called)
    }
}

/// So far behind what is better called what was typed stands what is called so less well.
const BEHIND: u32 = 1_000;
/// Words that say nothing of what is to be done.
const FILLING: [&str; 22] = [
    "to", "the", "a", "an", "it", "this", "that", "for", "until", "till", "by", "with", "as", "me", "my",
    "please", "case", "somebody", "someone", "lead", "customer", "set",
];

fn is_filling(word: &str) -> bool {
    FILLING.contains(&word.to_lowercase().as_str())
}

/// What was chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Chosen {
    /// An action, and what was typed behind its words, where it takes something.
    Action(Action, Option<String>),
    /// A line of the audit log, by its number.
    AuditLine(u64),
}

/// The palette.
#[derive(Clone)]
pub struct Palette {
    field: Input,
    items: Vec<Item>,
    /// Indexes into the items, best first.
    matching: Vec<usize>,
    selected: usize,
    offset: Cell<usize>,
    touched: bool,
    /// What was typed behind the words that name the action: `monday` of `sleep until monday`.
    argument: String,
    /// The page for a call that it lies above, and that stands again when it is left.
    pub page: Option<Box<CallSheet>>,
}

impl Palette {
    /// All actions of some layers.
    pub fn of(keymap: &Keymap, layers: &[Layer]) -> Self {
        let mut items: Vec<Item> = Vec::new();
        for binding in keymap.of(layers) {
            if !is_listed(binding.row.action) || items.iter().any(|item| item.action == binding.row.action) {
                continue;
            }
            items.push(Item {
                action: binding.row.action,
                name: binding.row.name,
                words: binding.row.help,
                hint: binding.row.hint,
                keys: keymap.reachable(binding, layers).join(", "),
            });
        }
        let matching = (0..items.len()).collect();
        Self {
            field: Input::default(),
            items,
            matching,
            selected: 0,
            offset: Cell::new(0),
            touched: false,
            argument: String::new(),
            page: None,
        }
    }

    /// Above a page for a call, whose own actions come first.
    pub fn over(page: Box<CallSheet>, keymap: &Keymap, layers: &[Layer]) -> Self {
        let layers = [&[page.layer()], layers].concat();
        Self { page: Some(page), ..Self::of(keymap, &layers) }
    }

    /// The chosen action; nothing before anything was typed or chosen, so that a stray Enter does nothing.
    pub fn chosen(&self) -> Option<Chosen> {
        if !self.touched {
            return None;
        }
        if let Some(line) = self.audit_line() {
            return Some(Chosen::AuditLine(line));
        }
        let action = self.items[*self.matching.get(self.selected)?].action;
        Some(Chosen::Action(action, self.argument_of(action).map(str::to_owned)))
    }

    /// What goes on to an action of what was typed.
    fn argument_of(&self, action: Action) -> Option<&str> {
        Some(self.argument.as_str()).filter(|argument| !argument.is_empty() && takes_an_argument(action))
    }

    /// The line that `audit #8841` names.
    fn audit_line(&self) -> Option<u64> {
        let typed = self.field.value().trim().to_lowercase();
        typed.strip_prefix("audit")?.trim_start().trim_start_matches('#').parse().ok()
    }

    pub(super) fn typed(&mut self, key: KeyEvent) -> bool {
        let changed = self.field.handle_event(&Event::Key(key)).is_some_and(|state| state.value);
        if changed {
            self.search();
        }
        changed
    }

    pub(super) fn pasted(&mut self, text: &str) -> bool {
        paste_into(&mut self.field, text);
        self.search();
        true
    }

    fn search(&mut self) {
        self.touched = true;
        let typed = self.field.value().to_lowercase();
        self.argument.clear();
        let mut found = self.scored(|item| item.begun_by(&typed));
        match found.first() {
            Some((_, best)) => self.argument = self.items[*best].value_among(&typed),
            None => found = self.begun_by_the_first(),
        }
        // Letters that are merely among others are looked for only where no word begins with them, and in names alone.
        if found.is_empty() {
            found = self.nearly(&typed);
        }
        self.matching = found.into_iter().map(|(_, at)| at).collect();
        self.selected = 0;
    }

    /// Those that the first words name, as many of them as do; what is typed behind is for the action.
    fn begun_by_the_first(&mut self) -> Vec<(u32, usize)> {
        let typed = self.field.value().to_owned();
        let words: Vec<&str> = typed.split_whitespace().collect();
        for many in (1..words.len()).rev() {
            let (first, rest) = words.split_at(many);
            let said: Vec<String> =
                first.iter().filter(|word| !is_filling(word)).map(|word| word.to_lowercase()).collect();
            if said.is_empty() {
                break;
            }
            let said = said.join(" ");
            let mut found = self.scored(|item| item.begun_by(&said));
            if !found.is_empty() {
                // More was typed than a name: it is meant for what takes more.
                found.sort_by_key(|(_, at)| !takes_an_argument(self.items[*at].action));
                let rest: Vec<&str> = rest.iter().skip_while(|word| is_filling(word)).copied().collect();
                self.argument = rest.join(" ");
                return found;
            }
        }
        Vec::new()
    }

    fn nearly(&self, typed: &str) -> Vec<(u32, usize)> {
        let pattern = Pattern::parse(typed, CaseMatching::Ignore, Normalization::Smart);
        let mut matcher = Matcher::new(Config::DEFAULT);
        let mut characters = Vec::new();
        self.scored(|item| {
            let mut score = |words| pattern.score(Utf32Str::new(words, &mut characters), &mut matcher);
            score(item.hint).max(score(item.name))
        })
    }

    /// Those that have a score, the highest first.
    fn scored(&self, mut score: impl FnMut(&Item) -> Option<u32>) -> Vec<(u32, usize)> {
        let mut scored: Vec<(u32, usize)> =
            self.items.iter().enumerate().filter_map(|(at, item)| Some((score(item)?, at))).collect();
        scored.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
        scored
    }

    pub(super) fn moved(&mut self, action: Action) -> bool {
        let last = self.matching.len().saturating_sub(1);
        self.touched |= matches!(action, Action::Down | Action::Up | Action::Pick(_));
        match action {
            Action::Down => self.selected = (self.selected + 1).min(last),
            Action::Up => self.selected = self.selected.saturating_sub(1),
            Action::Pick(row) => self.selected = usize::from(row).min(last),
            _ => return false,
        }
        true
    }

    pub(super) fn view(&self, canvas: &mut Canvas<'_, '_>, area: Rect, model: &Model) {
        let theme = canvas.theme;
        self.page.iter().for_each(|page| page.view(canvas, area, model.jotted.contains(&page.customer)));
        let inner =
            popup(canvas, area, 92, (area.height * 2 / 3).max(8), Line::styled(" Do what? ", theme.heading));
        let [field, _, rows] =
            Layout::vertical([Constraint::Length(1), Constraint::Length(1), Constraint::Fill(1)])
                .areas(inner);
        one_line(canvas, field, ": ", &self.field, true);
        if let Some(line) = self.audit_line() {
            let words = format!("Go to line {line} of the audit log");
            return canvas.lines(rows, [Line::styled(words, theme.text.patch(theme.selected))]);
        }
        if self.matching.is_empty() {
            let typed = cut(self.field.value().trim(), 24);
            let said = format!("no action is called “{typed}”");
            let instead = "Take letters away, or esc and ?: the keys of this screen.";
            return canvas.lines(rows, [Line::styled(said, theme.text), Line::styled(instead, theme.faint)]);
        }
        let height = usize::from(rows.height).max(1);
        let first = self.offset.get().clamp((self.selected + 1).saturating_sub(height), self.selected);
        self.offset.set(first);
        for (row, (at, index)) in rows.rows().zip(self.matching.iter().enumerate().skip(first)) {
            let item = &self.items[*index];
            if at == self.selected {
                canvas.frame.buffer_mut().set_style(row, theme.selected);
            }
            let words = theme.text.patch(if at == self.selected { theme.selected } else { theme.text });
            let with = self.argument_of(item.action).map(|argument| format!("“{}”  ", cut(argument, 24)));
            let right = with.into_iter().map(|with| Span::styled(with, theme.accent));
            let line = spread(
                vec![Span::styled(item.words, words)],
                right.chain([Span::styled(item.keys.clone(), theme.key)]).collect(),
                usize::from(row.width),
            );
            canvas.frame.render_widget(line, row);
            canvas.hits.note(row, Hit::Row { list: u8::MAX, row: at });
        }
    }
}

/// Moving about is done by its keys, not by its name.
fn is_listed(action: Action) -> bool {
    !matches!(
        action,
        Action::Up
            | Action::Down
            | Action::PageUp
            | Action::PageDown
            | Action::First
            | Action::Last
            | Action::Open
            | Action::Palette
            | Action::Pick(_)
    )
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("snooze 2d", Action::Snooze, Some("2d"))]
    #[case("put to sleep until Monday", Action::Snooze, Some("Monday"))]
    #[case("wait until the parcel moves", Action::Snooze, Some("parcel moves"))]
    #[case("later", Action::Snooze, None)]
    #[case("respond", Action::Answer, None)]
    #[case("assign to somebody", Action::Owner, None)]
    #[case("give it to Jonas", Action::Owner, Some("Jonas"))]
    #[case("give to robin", Action::Owner, Some("robin"))]
    #[case("status closed", Action::Status, Some("closed"))]
    #[case("set priority to high", Action::Priority, Some("high"))]
    #[case("category refund", Action::Label, Some("refund"))]
    #[case("reply We look into it", Action::Answer, Some("We look into it"))]
    #[case("revert", Action::Undo, None)]
    #[case("find Maren Holloway", Action::Search, Some("Maren Holloway"))]
    #[case("open deal", Action::Search, None)]
    #[case("open company Northshore", Action::Search, Some("Northshore"))]
    fn an_action_is_found_by_what_people_call_it(
        #[case] typed: &str,
        #[case] action: Action,
        #[case] argument: Option<&str>,
    ) {
        let mut palette = Palette::of(&Keymap::default(), &[Layer::Queue, Layer::List, Layer::Anywhere]);
        palette.pasted(typed);
        assert_eq!(palette.chosen(), Some(Chosen::Action(action, argument.map(str::to_owned))));
    }

    #[rstest]
    #[case("open deal", Action::CallDeal)]
    #[case("open company", Action::CallCompany)]
    fn of_an_open_customer_company_and_deal_come_before_finding_another(
        #[case] typed: &str,
        #[case] action: Action,
    ) {
        let mut palette = Palette::of(&Keymap::default(), &[Layer::Customer, Layer::Anywhere]);
        palette.pasted(typed);
        assert_eq!(palette.chosen(), Some(Chosen::Action(action, None)));
    }

    #[test]
    fn its_own_words_come_before_others() {
        let mut palette = Palette::of(&Keymap::default(), &[Layer::Case, Layer::Anywhere]);
        palette.pasted("undo");
        assert_eq!(palette.chosen(), Some(Chosen::Action(Action::Undo, None)));
        let mut palette = Palette::of(&Keymap::default(), &[Layer::Case, Layer::Anywhere]);
        palette.pasted("undo nothing of the kind");
        assert_eq!(palette.chosen(), Some(Chosen::Action(Action::Undo, None)), "it takes no argument");
    }

    #[test]
    fn every_action_that_is_listed_is_called_something_else_as_well() {
        for row in Keymap::default().all().map(|one| one.row).filter(|row| is_listed(row.action)) {
            assert!(!otherwise(row.action).is_empty(), "{}", row.name);
        }
    }
}
