//! What will happen to cases before it does; or what somebody has done to a case meanwhile, before anything is written.

mod several;

use std::cell::Cell;

use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::text::{Line, Span};

use crate::desk::api::Request;
use crate::domain::casework::{CaseDeed, CaseOutcome, Casework, Meanwhile, WorkedCase};
use crate::domain::crm::MessageFrom;
use crate::domain::ids::SuggestionId;
use crate::phrasing::{Moment, counted, policy_in_words, unsent_in_words};
use crate::tui::keymap::Action;
use crate::tui::model::DraftName;
use crate::tui::theme::Theme;
use crate::tui::widgets::list::ListState;
use crate::tui::widgets::panel::popup;
use crate::tui::widgets::text::{paragraph, quotation};
use crate::tui::widgets::{Canvas, Hit};

/// Lines of a text that are shown.
const LINES_OF_A_TEXT: usize = 40;
/// Lines that a page moves by.
const PAGE: usize = 10;

/// What is given up where the rep leaves for good.
#[derive(Clone, Debug, PartialEq)]
pub enum Drops {
    /// Nothing.
    Nothing,
    /// A draft that is kept until then.
    Draft(DraftName),
    /// A suggestion, with a reason.
    Suggestion(SuggestionId),
}

/// The panel.
#[derive(Clone)]
pub struct Work {
    /// What would become of each case.
    casework: Casework,
    /// What a yes asks of the desk.
    pub request: Request,
    /// What is given up with `x`.
    pub drops: Drops,
    /// What the rep was about to write, beside what has come.
    shows_own: bool,
    own: Option<String>,
    scroll: usize,
    /// Where there are several: the chosen one, and how far its words are scrolled.
    rows: ListState,
    words_offset: Cell<usize>,
}

impl Work {
    /// A yes asks `request`.
    pub fn new(casework: Casework, request: Request) -> Self {
        let own = match &request {
            Request::WorkCases { deed: CaseDeed::Reply(text), .. }
            | Request::WorkCases { deed: CaseDeed::Macro { text: Some(text), .. }, .. } => Some(text.clone()),
            _ => None,
        };
        // What is left out is told in the list; what goes out is read.
        let goes = |case: &WorkedCase| matches!(case.outcome, CaseOutcome::Written { .. });
        let mut rows = ListState::default();
        rows.select(casework.cases.iter().position(goes).unwrap_or(0));
        Self {
            casework,
            request,
            drops: Drops::Nothing,
            shows_own: false,
            own,
            scroll: 0,
            rows,
            words_offset: Cell::new(0),
        }
    }

    /// With what is given up where the rep leaves for good, and what they were about to write.
    #[must_use]
    pub fn dropping(self, drops: Drops, own: Option<String>) -> Self {
        Self { drops, own: own.or(self.own), ..self }
    }

    /// Whether a yes does anything.
    pub fn can_go(&self) -> bool {
        self.casework.stopped().is_some() || self.casework.written() > 0
    }

    /// The one case and the text for it, where its words can be changed first.
    pub fn editable(&self) -> Option<(&WorkedCase, &str)> {
        match self.casework.cases.as_slice() {
            [case] => match &case.outcome {
                CaseOutcome::Written { text: Some(text), .. } => Some((case, text)),
                _ => None,
            },
            _ => None,
        }
    }

    pub(super) fn moved(&mut self, action: Action) -> bool {
        if self.has_words_of_several() && self.moved_among_several(action) {
            return true;
        }
        match action {
            Action::Down => self.scroll += 1,
            Action::Up => self.scroll = self.scroll.saturating_sub(1),
            Action::PageDown => self.scroll += PAGE,
            Action::PageUp => self.scroll = self.scroll.saturating_sub(PAGE),
            Action::Evidence => self.shows_own = !self.shows_own,
            _ => return false,
        }
        true
    }

    /// Another one is chosen, or the words of the chosen one are read on.
    fn moved_among_several(&mut self, action: Action) -> bool {
        let offset = self.words_offset.get();
        match action {
            Action::PageDown => self.words_offset.set(offset + PAGE),
            Action::PageUp => self.words_offset.set(offset.saturating_sub(PAGE)),
            Action::Pick(row) => self.choose(usize::from(row)),
            Action::Down => self.choose(self.rows.selected() + 1),
            Action::Up => self.choose(self.rows.selected().saturating_sub(1)),
            _ => return false,
        }
        true
    }

    fn choose(&mut self, row: usize) {
        self.rows.select(row.min(self.casework.cases.len() - 1));
        self.words_offset.set(0);
    }

    pub(super) fn view(&self, canvas: &mut Canvas<'_, '_>, area: Rect) {
        let theme = canvas.theme;
        if self.has_words_of_several() && self.casework.stopped().is_none() {
            let title = Line::styled(self.title(), theme.heading);
            return self.view_several(canvas, area, title);
        }
        let width = usize::from(area.width.min(92)).saturating_sub(4);
        let mut lines = match self.casework.stopped() {
            Some(meanwhile) => self.stopped(meanwhile, theme, canvas.moment, width),
            None => self.planned(theme, canvas.moment, width),
        };
        let style = if self.casework.stopped().is_some() { theme.warning } else { theme.heading };
        let height = u16::try_from(lines.len() + 4).unwrap_or(u16::MAX).min(area.height);
        let inner = popup(canvas, area, 92, height, Line::styled(self.title(), style));
        let [body, foot] = Layout::vertical([Constraint::Fill(1), Constraint::Length(1)]).areas(inner);
        let most = lines.len().saturating_sub(usize::from(body.height));
        let first = self.scroll.min(most);
        if first < most {
            let more = format!("… {} more", counted((most - first) as u64, "line"));
            lines.truncate(first + usize::from(body.height).saturating_sub(1));
            lines.push(Line::styled(more, theme.faint));
        }
        canvas.lines(body, lines.into_iter().skip(first));
        self.view_choices(canvas, foot);
    }

    fn title(&self) -> String {
        match self.casework.stopped() {
            Some(meanwhile) if meanwhile.is_as_seen() => match meanwhile.answer {
                Some(_) => " An answer is under way ".to_owned(),
                None => " The case is closed ".to_owned(),
            },
            Some(_) => " Changed since you saw it ".to_owned(),
            None if self.casework.cases.len() == 1 => " What will happen ".to_owned(),
            None => {
                format!(" What will happen: {} of {} ", self.casework.written(), self.casework.cases.len())
            }
        }
    }

    /// What a key does here, as the foot of the panel says it; empty where it does nothing.
    pub(super) fn hint(&self, action: Action) -> Option<&'static str> {
        let is_choice =
            matches!(action, Action::Yes | Action::Edit | Action::Evidence | Action::Dismiss | Action::Back);
        let said = || self.choices().into_iter().find(|(.., does)| *does == action).map_or("", |one| one.1);
        is_choice.then(said)
    }

    fn choices(&self) -> Vec<(&'static str, &'static str, Action)> {
        let is_stop = self.casework.stopped().is_some();
        let mut choices = Vec::new();
        if self.can_go() {
            choices.push(("a", if is_stop { "write it anyway" } else { "do it" }, Action::Yes));
        }
        if self.editable().is_some() {
            choices.push(("e", "change the words", Action::Edit));
        }
        if is_stop && self.own.is_some() {
            choices.push(("v", "compare", Action::Evidence));
        }
        if is_stop && self.drops != Drops::Nothing {
            choices.push(("x", "drop yours", Action::Dismiss));
        }
        let leave = if is_stop { "leave unwritten" } else { "leave, nothing is written" };
        choices.push(("esc", leave, Action::Back));
        if self.has_words_of_several() {
            choices.push(("j/k", "each one's words", Action::Down));
        }
        choices
    }

    fn view_choices(&self, canvas: &mut Canvas<'_, '_>, area: Rect) {
        let (mut spans, mut x) = (Vec::new(), area.x);
        for (key, words, action) in self.choices() {
            let width = u16::try_from(key.len() + words.len() + 1).unwrap_or(0);
            canvas.hits.note(Rect { x, width, ..area }, Hit::Press(action));
            x += width + 3;
            spans.push(Span::styled(key, canvas.theme.key));
            spans.push(Span::styled(format!(" {words}   "), canvas.theme.faint));
        }
        canvas.lines(area, [Line::from(spans)]);
    }

    fn stopped(
        &self,
        meanwhile: &Meanwhile,
        theme: &Theme,
        moment: &Moment,
        width: usize,
    ) -> Vec<Line<'static>> {
        let mut lines = Vec::new();
        if let Some(case) = self.casework.cases.first() {
            lines.push(head(case, "!", theme));
        }
        if let Some(answer) = &meanwhile.answer {
            let under_way = unsent_in_words(answer, None, moment);
            let words = format!("{under_way} ({}). Yours would be a second one.", moment.exactly(answer.at));
            lines.extend(paragraph(Span::raw("  "), &words, theme.warning, width));
            lines.extend(quotation(2, &answer.text, theme.border, theme.text, width, LINES_OF_A_TEXT));
        }
        if let Some(words) = &meanwhile.reopens {
            lines.extend(paragraph(Span::raw("  "), words, theme.warning, width));
        }
        if !meanwhile.is_as_seen() {
            lines.extend(changed(meanwhile, theme, moment, width));
        }
        if let Some(own) = self.own.as_ref().filter(|_| self.shows_own) {
            lines.push(Line::styled("  yours:", theme.heading));
            lines.extend(quotation(2, own, theme.border, theme.text, width, LINES_OF_A_TEXT));
        }
        lines.push(Line::default());
        lines
    }

    fn planned(&self, theme: &Theme, moment: &Moment, width: usize) -> Vec<Line<'static>> {
        let mut lines: Vec<Line<'static>> =
            self.casework.cases.iter().flat_map(|case| outcome(case, theme, moment, width)).collect();
        if let Some((_, text)) = self.editable() {
            lines.extend(quotation(4, text, theme.border, theme.text, width, LINES_OF_A_TEXT));
        }
        lines.push(Line::default());
        lines
    }
}

/// What becomes of a case, less the words that go out for it.
fn outcome(case: &WorkedCase, theme: &Theme, moment: &Moment, width: usize) -> Vec<Line<'static>> {
    let mut lines = Vec::new();
    match &case.outcome {
        CaseOutcome::Written { effect, unallowed, lacks, asks, .. } => {
            lines.push(head(case, "✓", theme));
            lines.extend(paragraph(Span::styled("    → ", theme.accent), effect, theme.faint, width));
            for one in unallowed {
                let words = format!("“{}”: {}; done, it is your own word", one.text, one.why);
                lines.extend(paragraph(Span::styled("    ⚠ ", theme.bad), &words, theme.bad, width));
            }
            for one in lacks {
                lines.extend(paragraph(Span::styled("    ⚠ ", theme.warning), one, theme.warning, width));
            }
            if let Some(why) = asks {
                let words = format!("waits for a yes: {}", policy_in_words(why, &moment.locale));
                lines.extend(paragraph(Span::styled("    ⚠ ", theme.warning), &words, theme.warning, width));
            }
        }
        CaseOutcome::LeftOut { why } => {
            lines.push(head(case, "–", theme));
            let words = format!("left out: {why}");
            lines.extend(paragraph(Span::raw("      "), &words, theme.warning, width));
        }
        CaseOutcome::Changed(meanwhile) => {
            lines.push(head(case, "!", theme));
            let words = format!("left out: it was changed {}", moment.ago(meanwhile.at));
            lines.extend(paragraph(Span::raw("      "), &words, theme.warning, width));
        }
    }
    lines
}

fn head(case: &WorkedCase, sign: &'static str, theme: &Theme) -> Line<'static> {
    Line::from(vec![
        Span::styled(format!("  {sign} "), theme.accent),
        Span::styled(format!("#{}  ", case.record.id), theme.reference),
        Span::styled(case.name.clone().unwrap_or_default(), theme.heading),
        Span::styled(format!("  {}", case.subject), theme.text),
    ])
}

/// What somebody else has done.
fn changed(meanwhile: &Meanwhile, theme: &Theme, moment: &Moment, width: usize) -> Vec<Line<'static>> {
    let mut lines = Vec::new();
    let who = match meanwhile.message.as_ref().map(|message| message.from) {
        Some(MessageFrom::Customer) => "The customer wrote",
        Some(MessageFrom::Staff) => "A colleague answered",
        Some(MessageFrom::Unknown) => "Somebody wrote",
        None => "Somebody changed it",
    };
    let at = meanwhile.message.as_ref().and_then(|message| message.at).unwrap_or(meanwhile.at);
    // The vendor's clock may be ahead.
    let at = at.min(moment.now);
    let words =
        format!("{who} {} ({}). Nothing of yours is written yet.", moment.ago(at), moment.exactly(at));
    lines.extend(paragraph(Span::raw("  "), &words, theme.warning, width));
    if let Some(message) = &meanwhile.message {
        lines.extend(quotation(2, &message.text, theme.border, theme.quoted, width, LINES_OF_A_TEXT));
    }
    for one in &meanwhile.differences {
        lines.extend(paragraph(Span::styled("  ± ", theme.accent), one, theme.text, width));
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::casework::{CaseValues, Consent};
    use crate::domain::queue::fixture;

    #[test]
    fn where_everything_is_left_out_no_key_does_it() {
        let worked = |outcome| WorkedCase {
            record: fixture::case("1").record,
            name: None,
            subject: String::new(),
            outcome,
        };
        let left_out = || worked(CaseOutcome::LeftOut { why: "it is so already".to_owned() });
        let request = Request::WorkCases {
            cases: Vec::new(),
            deed: CaseDeed::Change(CaseValues::default()),
            consent: Consent::Go,
            vouches: false,
            now: false,
        };
        let mut casework = Casework { cases: vec![left_out(), left_out()], ..Casework::default() };
        let work = Work::new(casework.clone(), request.clone());
        assert_eq!(work.hint(Action::Yes), Some(""));
        assert_eq!(work.hint(Action::Back), Some("leave, nothing is written"));
        let effect = "Priority: high".to_owned();
        casework.cases.push(worked(CaseOutcome::Written {
            effect,
            text: None,
            unallowed: Vec::new(),
            lacks: Vec::new(),
            asks: None,
        }));
        assert_eq!(Work::new(casework, request).hint(Action::Yes), Some("do it"));
    }
}
