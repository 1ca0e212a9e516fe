//! The brief: what there is to know, what was struck, and what to do, as it comes in.

use std::cell::OnceCell;

use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use super::{Asked, Customer, quiet};
use crate::domain::action::{ActionKind, Role};
use crate::domain::brief::{Brief, Dropped, Sentence, Suggestion, SuggestionStatus};
use crate::domain::evidence::EvidenceId;
use crate::domain::unsupported::marked_parts;
use crate::domain::{Mark, Purpose};
use crate::phrasing::{Moment, cost_in_words, counted, policy_in_words, whose_yes, wrap};
use crate::tui::model::Model;
use crate::tui::screens::entries::sign;
use crate::tui::theme::Theme;
use crate::tui::view::{spinner, state_words};
use crate::tui::widgets::Canvas;
use crate::tui::widgets::list::Rows;
use crate::tui::widgets::text::{paragraph, quotation, spread};

const LINES_OF_A_DRAFT: usize = 80;

/// What a row shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Row {
    /// That the customer is going quiet.
    Quiet,
    /// The question that was asked.
    Question,
    /// A sentence of its answer.
    Answer(usize),
    /// A sentence of the brief.
    Sentence(usize),
    /// A sentence that failed its check.
    Struck,
    /// A suggestion.
    Suggestion(usize),
}

fn rows(screen: &Customer) -> Vec<Row> {
    let mut rows = Vec::new();
    if let Some(question) = &screen.question {
        rows.push(Row::Question);
        rows.extend((0..answered(question).len()).map(Row::Answer));
    }
    if quiet::is_told(screen) {
        rows.push(Row::Quiet);
    }
    rows.extend((0..screen.sentences().len()).map(Row::Sentence));
    if !struck(screen).is_empty() {
        rows.push(Row::Struck);
    }
    rows.extend((0..screen.suggestions().len()).map(Row::Suggestion));
    rows
}

fn struck(screen: &Customer) -> &[Dropped] {
    screen.brief.whole.as_ref().map_or(&[], |brief| &brief.verification.dropped)
}

/// How many rows there are.
pub fn len(screen: &Customer) -> usize {
    rows(screen).len()
}

/// What a row is remembered by.
pub fn key(screen: &Customer, row: usize) -> String {
    match rows(screen).get(row) {
        Some(Row::Suggestion(at)) => screen.suggestions()[*at].id.to_string(),
        Some(other) => format!("{other:?}"),
        None => String::new(),
    }
}

/// The number of the suggestion that a row shows, from 0.
pub fn suggestion_at(screen: &Customer, row: usize) -> Option<usize> {
    match rows(screen).get(row) {
        Some(Row::Suggestion(at)) => Some(*at),
        _ => None,
    }
}

/// The row that shows a suggestion.
pub fn row_of_suggestion(screen: &Customer, suggestion: usize) -> Option<usize> {
    rows(screen).iter().position(|row| *row == Row::Suggestion(suggestion))
}

/// The sentence of a row.
pub fn sentence_at(screen: &Customer, row: usize) -> Option<&Sentence> {
    match rows(screen).get(row)? {
        Row::Sentence(at) => screen.sentences().get(*at),
        Row::Answer(at) => answered(screen.question.as_ref()?).get(*at),
        _ => None,
    }
}

/// The answer's sentences; until it is whole, those that stood the check so far.
fn answered(question: &Asked) -> &[Sentence] {
    match &question.answer {
        Some(Ok(answer)) => &answer.sentences,
        Some(Err(_)) => &[],
        None => &question.heard,
    }
}

/// The row of the answer's first sentence, where there is one.
pub fn row_of_answer(screen: &Customer) -> Option<usize> {
    rows(screen).iter().position(|row| *row == Row::Answer(0))
}

/// What a row rests on.
pub fn evidence_at(screen: &Customer, row: usize) -> Vec<EvidenceId> {
    match suggestion_at(screen, row) {
        Some(at) => screen.suggestions()[at].evidence.clone(),
        None => sentence_at(screen, row).map(|sentence| sentence.evidence.clone()).unwrap_or_default(),
    }
}

/// What stands in the frame where the brief has one of its own.
pub fn title(screen: &Customer, theme: &Theme, moment: &Moment) -> Line<'static> {
    let mut spans = vec![
        Span::styled(" Brief ", theme.heading),
        Span::styled(format!("· {} ", purpose(screen)), theme.faint),
    ];
    if let Some(brief) = &screen.brief.whole {
        spans.push(Span::styled(
            format!("· {} · {} ", by(brief), moment.ago(brief.created_at.min(moment.now))),
            theme.faint,
        ));
    }
    Line::from(spans)
}

/// A quoted draft with its marked sentences set apart, over as many lines as they go.
fn with_marks(quoted: Vec<Line<'static>>, marked: Style) -> Vec<Line<'static>> {
    let mut inside = false;
    let split = |line: Line<'static>| {
        let mut spans = line.spans.into_iter();
        let bar = spans.next();
        let said = spans.flat_map(|span| {
            let (parts, ends_inside) = marked_parts(&span.content, inside);
            inside = ends_inside;
            let style = span.style;
            parts.into_iter().map(move |(text, is_marked)| {
                Span::styled(text, if is_marked { style.patch(marked) } else { style })
            })
        });
        let said: Vec<Span<'static>> = said.collect();
        Line::from_iter(bar.into_iter().chain(said))
    };
    quoted.into_iter().map(split).collect()
}

fn purpose(screen: &Customer) -> &'static str {
    match screen.purpose() {
        Purpose::Support => "support",
        Purpose::Sales => "sales",
    }
}

/// Who wrote it, so that nothing is taken for what it is not.
fn by(brief: &Brief) -> String {
    match brief.engine.strip_prefix("llm:") {
        Some(model) => format!("written by {model}"),
        None => format!("by the {}", brief.engine),
    }
}

/// Draws what stands above the rows (what is under way, what went wrong, who wrote it) and gives the rest.
pub fn view_head(
    screen: &Customer,
    canvas: &mut Canvas<'_, '_>,
    area: Rect,
    has_no_frame: bool,
    model: &Model,
) -> Rect {
    let (theme, moment) = (canvas.theme, canvas.moment);
    let width = usize::from(area.width);
    let mut lines: Vec<Line<'static>> = Vec::new();
    if has_no_frame && let Some(brief) = &screen.brief.whole {
        // The clock that it was stamped by may be a moment ahead.
        let made = moment.ago(brief.created_at.min(moment.now));
        let words = format!("{} · {} · {made}", purpose(screen), by(brief));
        lines.push(Line::styled(words, theme.faint));
    }
    if screen.brief.asked.is_some() {
        let model =
            model.who.as_ref().and_then(|who| who.model.clone()).unwrap_or_else(|| "the playbook".to_owned());
        lines.push(Line::from(vec![
            Span::styled(spinner(moment), theme.accent),
            Span::styled(
                format!(" {model} writes; each sentence is checked before it is shown"),
                theme.faint,
            ),
        ]));
    } else if screen.brief.whole.is_none() && screen.brief.problem.is_none() {
        let lacks = screen.lacks(model.who.as_ref()).unwrap_or_else(|| "asking the vendors …".to_owned());
        lines.push(Line::styled(format!("waits for the whole profile: {lacks}"), theme.faint));
    }
    if let Some(error) = &screen.brief.problem {
        lines.extend(paragraph(Span::styled("✗ ", theme.bad), &error.what, theme.text, width));
        lines.extend(error.hint.iter().flat_map(|hint| paragraph(Span::raw("→ "), hint, theme.faint, width)));
        lines.push(Line::styled("R tries again", theme.faint));
    }
    if let Some(why) = screen.brief.whole.as_ref().and_then(|brief| brief.why_not_llm.as_ref()) {
        lines.extend(paragraph(
            Span::styled("! ", theme.warning),
            &format!("no model: {why}"),
            theme.warning,
            width,
        ));
    }
    if let Some(brief) = screen.brief.whole.as_ref().filter(|brief| brief.engine.starts_with("llm:")) {
        lines.push(Line::styled(checked(brief, moment), theme.faint));
    }
    if let Some(since) = screen.overtaken_by() {
        let words = format!("from before {since}; R writes it again");
        lines.extend(paragraph(Span::styled("! ", theme.warning), &words, theme.warning, width));
    }
    if !lines.is_empty() {
        lines.push(Line::default());
    }
    let height = u16::try_from(lines.len()).unwrap_or(0).min(area.height / 2);
    let [head, rest] = Layout::vertical([Constraint::Length(height), Constraint::Fill(1)]).areas(area);
    canvas.lines(head, lines);
    rest
}

/// What was checked, masked and spent.
fn checked(brief: &Brief, moment: &Moment) -> String {
    let (verification, privacy) = (&brief.verification, &brief.privacy);
    let mut parts = vec![format!("{} of {} sentences hold", verification.kept, verification.sentences)];
    parts.push(format!("{} masked", counted(privacy.masked, "value")));
    let tokens = brief.usage.prompt_tokens + brief.usage.completion_tokens;
    if tokens > 0 {
        parts.push(format!("{tokens} tokens"));
    }
    parts.extend(brief.usage.cost.map(|cost| moment.locale.cost(cost)));
    if let Some(at) = brief.usage.cached_at {
        parts.push(format!("answer of {}, nothing spent", moment.ago(at)));
    }
    parts.join(" · ")
}

/// How much of a suggestion is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Shown {
    /// What it is and what it would do.
    Folded,
    /// Its draft besides.
    WithDraft,
    /// Everything that is known of it.
    Whole,
}

/// The rows, to be drawn.
pub struct BriefRows<'a> {
    /// Of which screen.
    pub screen: &'a Customer,
    /// Colours.
    pub theme: &'a Theme,
    /// Now and here.
    pub moment: &'a Moment,
    /// Lines that there is room for.
    room: usize,
    /// Whether the first draft is shown without being unfolded, since everything has room with it.
    shows_first: OnceCell<bool>,
}

impl Rows for BriefRows<'_> {
    fn count(&self) -> usize {
        len(self.screen)
    }

    fn key(&self, row: usize) -> String {
        key(self.screen, row)
    }

    fn lines(&self, row: usize, unfolded: bool, width: usize) -> Vec<Line<'static>> {
        self.row(row, unfolded, width)
    }
}

impl<'a> BriefRows<'a> {
    /// Of a screen, where there is room for so many lines.
    pub fn new(screen: &'a Customer, room: usize, theme: &'a Theme, moment: &'a Moment) -> Self {
        Self { screen, theme, moment, room, shows_first: OnceCell::new() }
    }
}

impl BriefRows<'_> {
    /// Whether the draft of the first suggestion has room below it with everything else in sight. What is still coming in
    /// would move it.
    fn shows_first(&self, width: usize) -> bool {
        *self.shows_first.get_or_init(|| {
            let Some(first) = self.screen.suggestions().first() else { return false };
            let is_open = matches!(self.screen.statuses.get(&first.id), None | Some(SuggestionStatus::Open));
            let height = |(at, row): (usize, Row)| match row {
                Row::Suggestion(at) => self.suggestion_with(at, Shown::Folded, width).len(),
                _ => self.row(at, false, width).len(),
            };
            let all = || rows(self.screen).into_iter().enumerate().map(height).sum::<usize>();
            is_open
                && self.screen.brief.whole.is_some()
                && all() + self.letter(first, width).len() <= self.room
        })
    }

    /// The lines of a row.
    fn row(&self, row: usize, unfolded: bool, width: usize) -> Vec<Line<'static>> {
        match rows(self.screen).get(row) {
            None => Vec::new(),
            Some(Row::Quiet) => quiet::lines(self.screen, self.theme, self.moment, width),
            Some(Row::Question) => self.question(width),
            Some(Row::Answer(_) | Row::Sentence(_)) => {
                sentence_at(self.screen, row).map_or_else(Vec::new, |s| {
                    let mut lines = self.sentence(s, width);
                    match self.ends(row) {
                        Some(Row::Answer(_)) => {
                            lines.push(Line::styled("─".repeat(width), self.theme.border))
                        }
                        Some(_) => lines.push(Line::default()),
                        None => {}
                    }
                    lines
                })
            }
            Some(Row::Struck) => self.struck(unfolded, width),
            Some(Row::Suggestion(at)) => self.suggestion(*at, unfolded, width),
        }
    }

    /// What kind of rows end with this one: the answer's, or the brief's own before the suggestions.
    fn ends(&self, row: usize) -> Option<Row> {
        let rows = rows(self.screen);
        let next = rows.get(row + 1);
        let ends = match rows[row] {
            Row::Answer(_) => !matches!(next, Some(Row::Answer(_))),
            Row::Sentence(_) => matches!(next, Some(Row::Suggestion(_))),
            _ => false,
        };
        ends.then(|| rows[row])
    }

    fn question(&self, width: usize) -> Vec<Line<'static>> {
        let theme = self.theme;
        let Some(question) = &self.screen.question else { return Vec::new() };
        let mut lines = paragraph(Span::styled("? ", theme.accent), &question.question, theme.heading, width);
        match &question.answer {
            None => lines.push(Line::from(vec![
                Span::styled(format!("  {}", spinner(self.moment)), theme.accent),
                Span::styled(
                    format!(" {}", question.looking.as_deref().unwrap_or("reading the profile")),
                    theme.faint,
                ),
            ])),
            Some(Err(error)) => {
                lines.extend(paragraph(Span::styled("  ✗ ", theme.bad), &error.what, theme.text, width))
            }
            Some(Ok(answer)) => {
                let by = match answer.engine.strip_prefix("llm:") {
                    Some(model) => format!("answered by {model}"),
                    None => format!("answered by the {}", answer.engine),
                };
                let why = answer.why_not_llm.as_ref().map_or_else(String::new, |why| format!("; {why}"));
                lines.extend(paragraph(
                    Span::raw("  "),
                    &format!("{by}{why} · esc closes"),
                    theme.faint,
                    width,
                ));
                for looked in &answer.lookups {
                    let words = format!("looked up {}", looked.asked);
                    lines.extend(paragraph(Span::raw("  "), &words, theme.faint, width));
                }
            }
        }
        lines
    }

    fn sentence(&self, sentence: &Sentence, width: usize) -> Vec<Line<'static>> {
        let mut lines =
            paragraph(Span::styled("• ", self.theme.accent), &sentence.text, self.theme.text, width);
        cite(&mut lines, &sentence.evidence, self.theme, width);
        lines
    }

    fn struck(&self, unfolded: bool, width: usize) -> Vec<Line<'static>> {
        let theme = self.theme;
        let struck = struck(self.screen);
        let count = struck.len();
        let words = format!("{count} struck by the check");
        let hint = if unfolded { "" } else { "  enter shows" };
        let mut lines = vec![Line::from(vec![
            Span::styled("✗ ", theme.warning),
            Span::styled(words, theme.warning),
            Span::styled(hint, theme.faint),
        ])];
        if unfolded {
            let crossed = theme.faint.add_modifier(ratatui::style::Modifier::CROSSED_OUT);
            for dropped in struck {
                lines.extend(paragraph(Span::raw("    "), &dropped.text, crossed, width));
                lines.extend(paragraph(
                    Span::styled("      ", theme.faint),
                    &dropped.why,
                    theme.warning,
                    width,
                ));
            }
        }
        lines.push(Line::default());
        lines
    }

    fn suggestion(&self, at: usize, unfolded: bool, width: usize) -> Vec<Line<'static>> {
        let shown = match unfolded {
            true => Shown::Whole,
            false if at == 0 && self.shows_first(width) => Shown::WithDraft,
            false => Shown::Folded,
        };
        self.suggestion_with(at, shown, width)
    }

    fn suggestion_with(&self, at: usize, shown: Shown, width: usize) -> Vec<Line<'static>> {
        let theme = self.theme;
        let suggestion = &self.screen.suggestions()[at];
        let status = self.screen.statuses.get(&suggestion.id);
        let dismissed = matches!(status, Some(SuggestionStatus::Dismissed { .. }));
        let title = if dismissed { theme.faint } else { theme.heading };
        let head = vec![
            Span::styled(format!("{} ", at + 1), theme.key),
            Span::styled(format!("{} ", word(suggestion.action)), theme.accent),
            Span::styled(suggestion.title.clone(), title),
        ];
        let right = vec![Span::styled(self.moment.locale.percent(suggestion.confidence), theme.faint)];
        let mut lines = vec![spread(head, right, width)];
        if !suggestion.reason.is_empty() {
            lines.extend(paragraph(Span::raw("  "), &suggestion.reason, theme.faint, width));
        }
        if let Some(back) = &suggestion.grounds.back_because {
            lines.extend(paragraph(Span::styled("  ↺ ", theme.warning), back, theme.warning, width));
        }
        for lacks in &suggestion.grounds.lacks {
            lines.extend(paragraph(Span::styled("  ⚠ ", theme.warning), lacks, theme.warning, width));
        }
        if shown == Shown::Whole {
            lines.extend(self.way(suggestion, width));
        }
        if let Some(cost) = suggestion.grounds.cost {
            lines.extend(paragraph(Span::raw("  "), &cost_in_words(cost, self.moment), theme.text, width));
        }
        // Before the draft: what will be written is seen before it is accepted, however long the draft is.
        lines.extend(self.effect(suggestion, width));
        match shown {
            Shown::Folded => {}
            Shown::WithDraft => lines.extend(self.letter(suggestion, width)),
            Shown::Whole => lines.extend(self.draft(suggestion, width)),
        }
        lines.extend(self.status(status, width));
        lines.push(Line::default());
        lines
    }

    /// By which channel, with which offer, when.
    fn way(&self, suggestion: &Suggestion, width: usize) -> Vec<Line<'static>> {
        let mut about = Vec::new();
        about.extend(
            suggestion.channel.as_ref().filter(|c| *c != "none").map(|channel| format!("by {channel}")),
        );
        about.extend(suggestion.offer.as_ref().map(|offer| format!("offer: {}", offer.text)));
        about.extend(suggestion.timing.clone());
        if about.is_empty() {
            return Vec::new();
        }
        paragraph(Span::raw("  "), &about.join(" · "), self.theme.text, width)
    }

    /// What would be written, with what is unproven marked.
    fn letter(&self, suggestion: &Suggestion, width: usize) -> Vec<Line<'static>> {
        let theme = self.theme;
        let body = suggestion.marked_body();
        let quoted = quotation(2, &body, theme.border, theme.text, width, LINES_OF_A_DRAFT);
        match suggestion.unproven().next() {
            Some(_) => with_marks(quoted, theme.warning.underlined()),
            None => quoted,
        }
    }

    /// The same with everything that is known of it.
    fn draft(&self, suggestion: &Suggestion, width: usize) -> Vec<Line<'static>> {
        let theme = self.theme;
        let mut lines = self.letter(suggestion, width);
        for one in &suggestion.unsupported {
            let (sign, style) = match one.mark {
                Mark::Open => ("⚠ unproven", theme.warning),
                Mark::TakenOut => ("✗ taken out", theme.faint),
                Mark::Vouched => ("✓ your word", theme.faint),
            };
            let first = Span::styled(format!("  {sign}: "), style);
            lines.extend(paragraph(first, &format!("“{}” {}", one.text, one.why), style, width));
        }
        let grounds = &suggestion.grounds;
        let mut more = Vec::new();
        more.extend(grounds.expected_effect.as_ref().map(|expected| format!("expected: {expected}")));
        if !grounds.tried.is_empty() {
            more.push(format!("tried: {}", grounds.tried.join("; ")));
        }
        more.extend(grounds.weighed.iter().map(|weighed| format!("rank {weighed}")));
        for words in &more {
            lines.extend(paragraph(Span::raw("  "), words, theme.faint, width));
        }
        let mut cited = vec![Line::raw("  rests on")];
        cite(&mut cited, &suggestion.evidence, theme, width);
        lines.extend(cited.into_iter().map(|line| line.style(theme.faint)));
        lines
    }

    /// The exact write, and what stands in its way.
    fn effect(&self, suggestion: &Suggestion, width: usize) -> Vec<Line<'static>> {
        let theme = self.theme;
        if let Some(why) = &suggestion.blocked {
            return paragraph(
                Span::styled("  ✗ ", theme.warning),
                &format!("cannot be carried out: {why}"),
                theme.warning,
                width,
            );
        }
        let mut lines = paragraph(Span::styled("  → ", theme.accent), &suggestion.effect, theme.text, width);
        let unproven = suggestion.unproven().count() as u64;
        if unproven > 0 {
            let words = format!("{} of the draft unproven: e edits it first", counted(unproven, "sentence"));
            lines.extend(paragraph(Span::styled("  ⚠ ", theme.warning), &words, theme.warning, width));
        }
        if suggestion.approval.required {
            let whose = suggestion.approval.role.map(|role| format!(", {}", whose_yes(role, Role::OF_A_YES)));
            let why = suggestion.approval.why.as_deref().unwrap_or_default();
            let why = policy_in_words(why, &self.moment.locale);
            let words = format!("needs a yes{}: {why}", whose.unwrap_or_default());
            lines.extend(paragraph(Span::styled("  ! ", theme.warning), &words, theme.warning, width));
        }
        lines
    }

    fn status(&self, status: Option<&SuggestionStatus>, width: usize) -> Vec<Line<'static>> {
        let theme = self.theme;
        match status {
            None | Some(SuggestionStatus::Open) => Vec::new(),
            Some(SuggestionStatus::Dismissed { reason, .. }) => paragraph(
                Span::styled("  – ", theme.faint),
                &format!("dismissed: {reason} · u takes it back"),
                theme.faint,
                width,
            ),
            Some(SuggestionStatus::Accepted { entry, .. }) => {
                let (sign, (words, style)) = match self.screen.entries.get(entry) {
                    Some(entry) => (sign(&entry.state), state_words(entry, self.moment, theme)),
                    None => ("✓", ("accepted".to_owned(), theme.good)),
                };
                paragraph(Span::styled(format!("  {sign} "), style), &words, style, width)
            }
        }
    }
}

/// Adds evidence ids to the last line, or below it where there is no room.
fn cite(lines: &mut Vec<Line<'static>>, evidence: &[EvidenceId], theme: &Theme, width: usize) {
    let ids = evidence.iter().map(EvidenceId::as_str).collect::<Vec<_>>().join(" ");
    let has_room = lines.last().is_some_and(|last| last.width() + 2 + ids.chars().count() <= width);
    let style: Style = theme.reference;
    match lines.last_mut().filter(|_| has_room) {
        Some(last) => last.spans.push(Span::styled(format!("  {ids}"), style)),
        None => lines.extend(
            wrap(&ids, width.saturating_sub(2))
                .into_iter()
                .map(|line| Line::styled(format!("  {line}"), style)),
        ),
    }
}

fn word(action: ActionKind) -> String {
    action.as_str().replace('_', " ")
}
