//! Find a customer: the local directory as typed, the vendors on Enter.

use crossterm::event::{Event, KeyEvent};
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::text::{Line, Span};
use tui_input::Input;
use tui_input::backend::crossterm::EventHandler;
use unicode_width::UnicodeWidthStr;

use super::worklist::age;
use crate::desk::api::{
    Answer, Candidate, DeskError, Looked, LookupAnswer, Notice, Private, Reading, Request, SearchHit, Who,
};
use crate::domain::evidence::EvidenceId;
use crate::domain::lookup::Lookup;
use crate::domain::{CustomerId, Profile};
use crate::phrasing::{Moment, cut};
use crate::tui::cx::{Cx, Go};
use crate::tui::keymap::{Action, Layer};
use crate::tui::model::{Model, Stage};
use crate::tui::theme::Theme;
use crate::tui::widgets::field::{paste_into, visible};
use crate::tui::widgets::list::{ListState, Rows, list};
use crate::tui::widgets::panel::panel;
use crate::tui::widgets::text::{fit, highlighted, paragraph, width_of};
use crate::tui::widgets::{Canvas, Hit};

/// Hits that are asked for: more than any screen shows at once.
const MOST_HITS: usize = 200;
/// Calling code assumed when a typed text is told from an order number; only its kind matters here.
const ANY_CALLING_CODE: &str = "1";
const HITS: u8 = 0;

/// What the vendors said to what was typed.
enum Outcome {
    Many(Vec<Candidate>),
    Nobody(Vec<Looked>),
    Failed(DeskError),
}

/// The search.
pub struct Search {
    field: Input,
    typing: bool,
    hits: Vec<SearchHit>,
    /// The query that the hits are for.
    hits_for: Option<String>,
    rows: ListState,
    /// The user has moved to a hit, so that Enter means it.
    chosen: bool,
    searching: Option<u64>,
    asking: Option<u64>,
    outcome: Option<Outcome>,
}

impl Default for Search {
    fn default() -> Self {
        Self {
            field: Input::default(),
            typing: true,
            hits: Vec::new(),
            hits_for: None,
            rows: ListState::default(),
            chosen: false,
            searching: None,
            asking: None,
            outcome: None,
        }
    }
}

impl Search {
    pub(super) fn entered(&mut self, cx: &mut Cx<'_>) {
        // Who comes back to hits chooses among them; letters look for somebody else after the key that says so.
        self.typing = self.field.value().is_empty();
        self.search(cx);
    }

    pub(super) fn left(&mut self) {
        self.searching = None;
        self.asking = None;
    }

    pub(super) fn title(&self) -> String {
        "search".to_owned()
    }

    pub(super) fn layers(&self) -> Vec<Layer> {
        match (self.typing, self.field.value().is_empty()) {
            (true, true) => vec![Layer::SearchField, Layer::SearchEmpty],
            (true, false) => vec![Layer::SearchField],
            (false, _) => vec![Layer::SearchList, Layer::List, Layer::Anywhere],
        }
    }

    /// Whether letters go to the field.
    pub(super) fn is_typing(&self) -> bool {
        self.typing && !self.field.value().is_empty()
    }

    pub(super) fn typed(&mut self, key: KeyEvent, cx: &mut Cx<'_>) {
        if self.typing && self.field.handle_event(&Event::Key(key)).is_some_and(|changed| changed.value) {
            self.changed(cx);
        }
    }

    pub(super) fn pasted(&mut self, text: &str, cx: &mut Cx<'_>) {
        if !self.typing {
            return;
        }
        paste_into(&mut self.field, text);
        self.changed(cx);
    }

    fn changed(&mut self, cx: &mut Cx<'_>) {
        cx.cancel(self.asking.take());
        self.outcome = None;
        self.chosen = false;
        self.rows.select(0);
        self.search(cx);
    }

    fn search(&mut self, cx: &mut Cx<'_>) {
        cx.cancel(self.searching.take());
        let query = Private(self.field.value().to_owned());
        self.searching = Some(cx.ask("searching", Request::Search { query, limit: MOST_HITS, whole: false }));
    }

    pub(super) fn chosen(&self) -> Option<&SearchHit> {
        self.hits.get(self.rows.selected())
    }

    pub(super) fn act(&mut self, action: Action, cx: &mut Cx<'_>) -> bool {
        match action {
            Action::Open => self.open(cx),
            Action::AskVendors => self.ask_vendors(cx),
            Action::Back if self.asking.is_some() => {
                cx.cancel(self.asking.take());
                cx.tell("no longer asking the vendors");
            }
            Action::Back if self.typing => self.typing = false,
            Action::Search => {
                // Somebody else is looked for.
                self.typing = true;
                self.field.reset();
                self.changed(cx);
            }
            Action::Copy => {
                if let Some(hit) = self.hits.get(self.rows.selected()) {
                    cx.copy("name", hit.name.clone());
                }
            }
            moving => {
                if !self.rows.act(moving, self.len()) {
                    return false;
                }
                self.chosen = true;
            }
        }
        true
    }

    fn len(&self) -> usize {
        match &self.outcome {
            Some(Outcome::Many(candidates)) => candidates.len(),
            _ => self.hits.len(),
        }
    }

    fn open(&mut self, cx: &mut Cx<'_>) {
        if let Some(Outcome::Many(candidates)) = &self.outcome {
            if let Some(candidate) = candidates.get(self.rows.selected()) {
                cx.go(Go::Customer(Who::Query(candidate.reference.clone())));
            }
            return;
        }
        // Nobody is exactly that: what looks like it is all there is to open.
        let is_all = matches!(self.outcome, Some(Outcome::Nobody(_)));
        match self.hits.get(self.rows.selected()) {
            Some(hit) if is_all || self.chosen || self.means(hit) => match &hit.case_number {
                Some(number) => {
                    cx.go(Go::Case(Who::Customer(hit.customer), EvidenceId::new("case", number)));
                }
                None => cx.go(self.to(hit.customer)),
            },
            _ => self.ask_vendors(cx),
        }
    }

    /// Whether Enter may mean this hit without asking anybody: what is exact (an address, a number) must be the
    /// hit's own, a name is as the directory ranks it.
    fn means(&self, hit: &SearchHit) -> bool {
        if self.hits_for.as_deref() != Some(self.field.value()) {
            return false;
        }
        match Lookup::parse(self.field.value(), ANY_CALLING_CODE) {
            None => true,
            Some(Lookup::Email(email)) => hit.email.as_deref() == Some(email.as_str()),
            Some(Lookup::OrderNumber(number)) => {
                let is_it = |known: &String| known.trim_start_matches('#').eq_ignore_ascii_case(&number);
                [&hit.order_number, &hit.case_number].into_iter().flatten().any(is_it)
            }
            Some(Lookup::Phone(phone)) => hit.phone.as_deref() == Some(phone.as_str()),
            Some(Lookup::Record(_) | Lookup::Customer(_)) => false,
            Some(Lookup::Name(_)) => true,
        }
    }

    /// To a customer, and where an order's number was typed to that order.
    fn to(&self, customer: CustomerId) -> Go {
        match Lookup::parse(self.field.value(), ANY_CALLING_CODE) {
            Some(Lookup::OrderNumber(number)) => Go::Order(Who::Customer(customer), number),
            _ => Go::Customer(Who::Customer(customer)),
        }
    }

    /// The same once their profile is known: a number that is none of their orders' may be a case's.
    fn to_found(&self, profile: &Profile) -> Go {
        let to = self.to(profile.customer.id);
        let Go::Order(who, number) = &to else { return to };
        let is_it = |known: &str| known.trim_start_matches('#').eq_ignore_ascii_case(number);
        let case = EvidenceId::new("case", number);
        match profile.case(&case) {
            Some(_) if !profile.orders.iter().any(|order| is_it(&order.number)) => {
                Go::Case(who.clone(), case)
            }
            _ => to,
        }
    }

    fn ask_vendors(&mut self, cx: &mut Cx<'_>) {
        let query = self.field.value().trim().to_owned();
        if query.is_empty() {
            return cx
                .refuse("type an e-mail address, a phone, order, case or tracking number, or a name first");
        }
        cx.cancel(self.asking.take());
        self.outcome = None;
        let who = Who::Query(query);
        // Enough to know who it is: their screen shows what came and reads on.
        let lookup = Request::Lookup { who, reading: Reading::Cached, all_pages: false };
        self.asking = Some(cx.ask("asking the vendors", lookup));
    }

    pub(super) fn answered(&mut self, request: u64, result: Result<Answer, DeskError>, cx: &mut Cx<'_>) {
        match result {
            Ok(Answer::Search(hits)) if self.searching == Some(request) => {
                self.searching = None;
                let kept = self.hits.get(self.rows.selected()).map(key_of);
                self.hits = hits;
                self.hits_for = Some(self.field.value().to_owned());
                if self.chosen {
                    let keys = self.hits.iter().map(key_of);
                    self.rows.follow(kept.as_deref(), keys);
                } else {
                    self.rows.select(0);
                }
            }
            Ok(Answer::Lookup(found)) if self.asking == Some(request) => {
                self.asking = None;
                match found {
                    LookupAnswer::One { profile, .. } => cx.go(self.to_found(&profile)),
                    LookupAnswer::Many { candidates } => {
                        self.rows.select(0);
                        self.typing = false;
                        self.outcome = Some(Outcome::Many(candidates));
                    }
                    LookupAnswer::Nobody { looked } => self.outcome = Some(Outcome::Nobody(looked)),
                }
            }
            Err(error) if self.asking == Some(request) => {
                self.asking = None;
                self.outcome = Some(Outcome::Failed(error));
            }
            Err(error) if self.searching == Some(request) => {
                self.searching = None;
                cx.failed(&error);
            }
            _ => {}
        }
    }

    pub(super) fn noticed(&mut self, notice: &Notice, cx: &mut Cx<'_>) {
        let is_news = matches!(notice, Notice::Directory { .. } | Notice::Erased { .. } | Notice::Skipped);
        if is_news && self.searching.is_none() {
            self.search(cx);
        }
    }

    pub(super) fn clicked(&mut self, hit: Hit, cx: &mut Cx<'_>) {
        match hit {
            Hit::Row { row, .. } if self.chosen && self.rows.selected() == row => self.open(cx),
            Hit::Row { row, .. } => {
                self.rows.select(row);
                self.chosen = true;
            }
            Hit::Tab(_) => self.typing = true,
            _ => {}
        }
    }

    pub(super) fn scrolled(&mut self, _list: u8, by: isize) {
        self.rows.step(by, self.len());
        self.chosen = true;
    }

    pub(super) fn view(&self, canvas: &mut Canvas<'_, '_>, area: Rect, model: &Model) {
        let [field, rest] = Layout::vertical([Constraint::Length(3), Constraint::Fill(1)]).areas(area);
        self.view_field(canvas, field);
        let rest = Rect { x: rest.x + 2, width: rest.width.saturating_sub(4), ..rest };
        match (&model.stage, &self.outcome) {
            (Stage::Failed(error), _) => {
                cannot_open(canvas, rest, error);
            }
            (Stage::Opening, _) => {
                let faint = canvas.theme.faint;
                canvas.lines(rest, [Line::default(), Line::styled("opening the storage …", faint)]);
            }
            (Stage::Open, Some(Outcome::Many(candidates))) => self.view_candidates(canvas, rest, candidates),
            (Stage::Open, Some(Outcome::Nobody(looked))) => self.view_nobody(canvas, rest, looked),
            (Stage::Open, Some(Outcome::Failed(error))) => {
                failed(canvas, rest, "The vendors could not be asked", error);
            }
            (Stage::Open, None) => self.view_hits(canvas, rest, model),
        }
    }

    fn view_field(&self, canvas: &mut Canvas<'_, '_>, area: Rect) {
        let title = Line::styled(" Find a customer ", canvas.theme.heading);
        let inner = panel(canvas, area, title, self.typing);
        canvas.hits.note(area, Hit::Tab(0));
        let [sign, text] = Layout::horizontal([Constraint::Length(2), Constraint::Fill(1)]).areas(inner);
        canvas.frame.render_widget(Span::styled("❯", canvas.theme.accent), sign);
        let width = usize::from(text.width.saturating_sub(1));
        let scroll = self.field.visual_scroll(width);
        if self.field.value().is_empty() {
            let hint = "name, e-mail, phone, number of an order, case or parcel";
            canvas.frame.render_widget(Span::styled(hint, canvas.theme.faint), text);
        } else {
            let shown: String = visible(self.field.value(), scroll, width);
            canvas.frame.render_widget(Span::styled(shown, canvas.theme.heading), text);
        }
        if self.typing {
            let column = self.field.visual_cursor().saturating_sub(scroll);
            let column = text.x + u16::try_from(column).unwrap_or(0).min(text.width);
            canvas.frame.set_cursor_position((column, text.y));
        }
    }

    fn view_hits(&self, canvas: &mut Canvas<'_, '_>, area: Rect, model: &Model) {
        let customers = model.who.as_ref().map_or(0, |who| who.customers);
        let theme = canvas.theme;
        let query = self.field.value();
        if self.hits.is_empty() {
            let mut lines = vec![Line::default()];
            if self.asking.is_some() {
                lines.push(Line::styled("asking store and CRM …", theme.faint));
            } else if !query.is_empty() {
                lines.push(Line::styled(
                    format!("Nobody among the {customers} customers known here."),
                    theme.text,
                ));
                lines.push(Line::from(vec![
                    Span::styled("enter", theme.key),
                    Span::styled(" asks store and CRM for exactly this.", theme.faint),
                ]));
            } else {
                let filling = model.out.in_flight.iter().any(|asked| asked.what.ends_with("customers"));
                lines.extend(welcome(theme, customers, filling, usize::from(area.width)));
            }
            return canvas.lines(area, lines);
        }
        let heading = if self.asking.is_some() {
            "asking store and CRM …".to_owned()
        } else if query.is_empty() {
            format!("{customers} customers · seen last")
        } else {
            let more = if self.hits.len() == MOST_HITS { "+" } else { "" };
            format!("{}{more} of {customers} customers", self.hits.len())
        };
        let [head, rows, foot] =
            Layout::vertical([Constraint::Length(1), Constraint::Fill(1), Constraint::Length(1)]).areas(area);
        canvas.lines(head, [Line::styled(heading, theme.faint)]);
        let hits = Hits { hits: &self.hits, theme, moment: canvas.moment };
        list(canvas, rows, &hits, &self.rows, true, HITS);
        if !query.is_empty() && self.hits.first().is_some_and(|hit| !self.chosen && !self.means(hit)) {
            let words = vec![
                Span::styled("enter", theme.key),
                Span::styled(" asks store and CRM: none of these is exactly that", theme.faint),
            ];
            canvas.lines(foot, [Line::from(words)]);
        }
    }

    /// Where was looked in vain; below it who of those known here looks like it.
    fn view_nobody(&self, canvas: &mut Canvas<'_, '_>, area: Rect, looked: &[Looked]) {
        let theme = canvas.theme;
        let width = usize::from(area.width);
        let mut lines = vec![Line::default(), Line::styled("Nobody was found.", theme.warning)];
        for place in looked {
            let first = Span::styled(format!("  {}  ", place.place), theme.reference);
            lines.extend(paragraph(first, &place.what, theme.text, width));
            if let Some(why) = &place.why_maybe {
                lines.extend(paragraph(Span::raw("      "), why, theme.faint, width));
            }
        }
        if !self.hits.is_empty() {
            lines.push(Line::default());
            lines.push(Line::from(vec![
                Span::styled("Alike among the customers known here; ", theme.text),
                Span::styled("enter", theme.key),
                Span::styled(" opens the chosen one.", theme.text),
            ]));
        }
        let height = u16::try_from(lines.len()).unwrap_or(u16::MAX);
        let [said, rows] = Layout::vertical([Constraint::Length(height), Constraint::Fill(1)]).areas(area);
        canvas.lines(said, lines);
        let hits = Hits { hits: &self.hits, theme, moment: canvas.moment };
        list(canvas, rows, &hits, &self.rows, true, HITS);
    }

    fn view_candidates(&self, canvas: &mut Canvas<'_, '_>, area: Rect, candidates: &[Candidate]) {
        let [head, rows] = Layout::vertical([Constraint::Length(2), Constraint::Fill(1)]).areas(area);
        let words = format!("{} customers fit. Which one is meant? Nothing was merged.", candidates.len());
        canvas.lines(head, [Line::styled(words, canvas.theme.warning)]);
        let shown = Candidates { candidates, theme: canvas.theme };
        list(canvas, rows, &shown, &self.rows, true, HITS);
    }
}

fn welcome(theme: &Theme, customers: usize, filling: bool, width: usize) -> Vec<Line<'static>> {
    let line = |key: &str, words: &str| {
        paragraph(Span::styled(format!("{key:>6}  "), theme.key), words, theme.text, width)
    };
    let mut lines = line(
        "type",
        "a name, e-mail, phone, or the number of an order, case or parcel; enter opens the customer",
    );
    lines.extend(line(
        "1 a",
        "on a customer: choose a suggestion, accept it; u takes it back before it leaves",
    ));
    lines.extend(line("?", "all keys of where you are; : does anything by its name"));
    if customers == 0 {
        let words = if filling {
            "Reading the customers …"
        } else {
            "Nobody is known here yet: enter asks store and CRM; g s, then S reads all customers."
        };
        lines.push(Line::default());
        lines.extend(paragraph(Span::raw(""), words, theme.faint, width));
    }
    lines
}

/// Why there is nothing to show at all.
pub fn cannot_open(canvas: &mut Canvas<'_, '_>, area: Rect, error: &DeskError) {
    failed(canvas, area, "The storage cannot be opened (enter tries again)", error);
}

fn failed(canvas: &mut Canvas<'_, '_>, area: Rect, what: &str, error: &DeskError) {
    let theme = canvas.theme;
    let width = usize::from(area.width);
    let mut lines = vec![Line::default(), Line::styled(format!("✗ {what}"), theme.bad)];
    lines.extend(paragraph(Span::raw("  "), &error.what, theme.text, width));
    for place in &error.looked {
        let first = Span::styled(format!("  {}  ", place.place), theme.reference);
        lines.extend(paragraph(first, &place.what, theme.text, width));
    }
    if let Some(hint) = &error.hint {
        lines.extend(paragraph(Span::styled("  → ", theme.accent), hint, theme.faint, width));
    }
    canvas.lines(area, lines);
}

/// Somebody may stand there twice: by their case, and by what else fits.
fn key_of(hit: &SearchHit) -> String {
    format!("{}{}", hit.customer, hit.case_number.as_deref().unwrap_or_default())
}

struct Hits<'a> {
    hits: &'a [SearchHit],
    theme: &'a Theme,
    moment: &'a Moment,
}

impl Rows for Hits<'_> {
    fn count(&self) -> usize {
        self.hits.len()
    }

    fn key(&self, row: usize) -> String {
        key_of(&self.hits[row])
    }

    fn lines(&self, row: usize, _: bool, width: usize) -> Vec<Line<'static>> {
        let (theme, hit) = (self.theme, &self.hits[row]);
        let name_width = width * 3 / 10;
        let email_width = width * 36 / 100;
        let mut spans = vec![];
        let column = |mut cells: Vec<Span<'static>>, columns: usize, spans: &mut Vec<Span<'static>>| {
            cells = fit(cells, columns.saturating_sub(1));
            let gap = columns.saturating_sub(width_of(&cells));
            spans.extend(cells);
            spans.push(Span::raw(" ".repeat(gap)));
        };
        let mut name = highlighted(&hit.name, &hit.name_ranges, theme.heading, theme.matched);
        if let Some(company) = &hit.company {
            name.push(Span::styled(format!(" · {company}"), theme.faint));
        }
        column(name, name_width, &mut spans);
        let email = hit.email.as_deref().unwrap_or("no e-mail");
        column(highlighted(email, &hit.email_ranges, theme.text, theme.matched), email_width, &mut spans);
        let order = hit.order_number.as_ref().map(|number| format!("#{}", number.trim_start_matches('#')));
        let case = hit.case_number.as_ref().map(|number| format!("case {number}"));
        let number = case.or(order).or_else(|| hit.phone.clone()).unwrap_or_default();
        column(vec![Span::styled(number, theme.text)], 17, &mut spans);
        if let Some(at) = hit.last_activity {
            // The long words where they fit.
            let left = width.saturating_sub(width_of(&spans));
            let words = Some(self.moment.ago(at)).filter(|words| words.width() <= left);
            spans.push(Span::styled(words.unwrap_or_else(|| age(at, self.moment)), theme.faint));
        }
        vec![Line::from(fit(spans, width))]
    }
}

/// Customers that a query may mean, as rows; the customer's own screen shows them too.
pub struct Candidates<'a> {
    /// Which.
    pub candidates: &'a [Candidate],
    /// Colours.
    pub theme: &'a Theme,
}

impl Rows for Candidates<'_> {
    fn count(&self) -> usize {
        self.candidates.len()
    }

    fn key(&self, row: usize) -> String {
        self.candidates[row].reference.clone()
    }

    fn lines(&self, row: usize, _: bool, width: usize) -> Vec<Line<'static>> {
        candidate_lines(&self.candidates[row], self.theme, width)
    }
}

/// One of several that a query may mean, in two lines.
fn candidate_lines(candidate: &Candidate, theme: &Theme, width: usize) -> Vec<Line<'static>> {
    let name = candidate.name.clone().unwrap_or_else(|| "(no name)".to_owned());
    let mut head = vec![Span::styled(cut(&name, 30), theme.heading), Span::raw("  ")];
    head.extend(candidate.email.clone().map(|email| Span::styled(email, theme.text)));
    head.push(Span::styled(format!("  {}", candidate.source), theme.reference));
    vec![Line::from(fit(head, width)), Line::styled(cut(&format!("  {}", candidate.why), width), theme.faint)]
}
