//! The wire view: what left for a model and what came back, byte for byte, each placeholder set apart.

use std::cell::RefCell;
use std::collections::HashMap;

use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use crate::desk::api::{Answer, DeskError, Request, Who, WireProof};
use crate::domain::CustomerId;
use crate::domain::audit::Digest32;
use crate::phrasing::{
    CallFigures, Moment, Told, call_figures, counted, harmless, what_came_back, what_left,
};
use crate::ports::repository::WireRecord;
use crate::tui::cx::{Cx, Go};
use crate::tui::keymap::{Action, Layer};
use crate::tui::model::Model;
use crate::tui::theme::Theme;
use crate::tui::widgets::list::{ListState, Rows, list};
use crate::tui::widgets::panel::panel;
use crate::tui::widgets::text::{broken, column, indented, spread};
use crate::tui::widgets::{Canvas, Hit};

/// Calls that are read.
const MOST_CALLS: usize = 200;
/// Lines of a call in the list.
const LINES_OF_A_CALL: usize = 2;
/// Columns of what a call was for.
const PURPOSE: usize = 14;
const CALLS: u8 = 0;
const BYTES: u8 = 1;

/// The screen.
#[derive(Debug)]
pub struct Wires {
    customer: Option<CustomerId>,
    calls: Option<Vec<WireRecord>>,
    /// What each of them consisted of.
    figures: Vec<CallFigures>,
    reading: Option<u64>,
    /// What was found when it was looked through again, and the request for it.
    proof: Option<Box<WireProof>>,
    proving: Option<u64>,
    /// The proof is to be written to a file when it comes.
    exporting: bool,
    rows: ListState,
    /// Lines scrolled in the bytes.
    scrolled: ListState,
    /// Laid out to be read instead of as they are.
    pretty: bool,
    in_bytes: bool,
    /// The chosen call in lines that fit; made when the call, the layout or the width has changed.
    shown: RefCell<Shown>,
}

/// A call in lines of a width.
#[derive(Debug, Default)]
struct Shown {
    /// Of which call, in which layout, how wide.
    of: Option<(Digest32, bool, usize)>,
    lines: Vec<ByteLine>,
}

impl Wires {
    /// Of one customer, or of all.
    pub fn new(customer: Option<CustomerId>) -> Self {
        Self {
            customer,
            calls: None,
            figures: Vec::new(),
            reading: None,
            proof: None,
            proving: None,
            exporting: false,
            rows: ListState::default(),
            scrolled: ListState::default(),
            pretty: true,
            in_bytes: false,
            shown: RefCell::default(),
        }
    }

    pub(super) fn entered(&mut self, cx: &mut Cx<'_>) {
        cx.cancel(self.reading.take());
        let request = Request::Wires { customer: self.customer, limit: MOST_CALLS };
        self.reading = Some(cx.ask("reading what left", request));
    }

    pub(super) fn left(&mut self) {
        (self.reading, self.proving, self.exporting) = (None, None, false);
    }

    /// Looks through what left about a customer again.
    fn prove(&mut self, customer: CustomerId, cx: &mut Cx<'_>) {
        cx.cancel(self.proving.take());
        self.proving = Some(cx.ask("looking through what left", Request::WireProof { customer }));
    }

    /// Writes it to a file, looked through at this moment.
    fn export(&mut self, cx: &mut Cx<'_>) {
        let Some(customer) = self.customer.or_else(|| Some(self.chosen()?.customer)) else {
            return cx.refuse("nothing has left yet, so there is nothing to export");
        };
        self.exporting = true;
        self.prove(customer, cx);
    }

    fn proven(&mut self, proof: Box<WireProof>, cx: &mut Cx<'_>) {
        self.proving = None;
        if std::mem::take(&mut self.exporting) {
            let at = proof.made_at.strftime("%Y%m%d-%H%M%S");
            cx.export(format!("deskhand-wire-{at}"), proof.to_document());
        }
        self.proof = Some(proof);
    }

    /// Known values that were found in a call's bytes when they were looked through again.
    fn found(&self, call: &WireRecord) -> Option<u64> {
        let calls = &self.proof.as_ref()?.calls;
        calls.iter().find(|proven| proven.digest == call.digest).map(|proven| proven.known_values_found)
    }

    pub(super) fn title(&self) -> String {
        "wire view".to_owned()
    }

    pub(super) fn layers(&self) -> Vec<Layer> {
        vec![Layer::Wires, Layer::List, Layer::Anywhere]
    }

    pub(super) fn chosen(&self) -> Option<&WireRecord> {
        self.calls.as_ref()?.get(self.rows.selected())
    }

    fn calls_len(&self) -> usize {
        self.calls.as_ref().map_or(0, Vec::len)
    }

    fn bytes_len(&self) -> usize {
        self.shown.borrow().lines.len()
    }

    pub(super) fn act(&mut self, action: Action, cx: &mut Cx<'_>) -> bool {
        let (calls, bytes) = (self.calls_len(), self.bytes_len());
        match action {
            Action::Refresh => self.entered(cx),
            Action::Pretty => {
                self.pretty = !self.pretty;
                self.scrolled = ListState::default();
            }
            Action::NextPane => self.in_bytes = !self.in_bytes,
            Action::Export => self.export(cx),
            Action::Open => self.in_bytes = true,
            Action::Back if self.in_bytes => self.in_bytes = false,
            Action::OpenCustomer => match self.chosen() {
                Some(call) => cx.go(Go::Customer(Who::Customer(call.customer))),
                None => return false,
            },
            Action::Copy => match self.chosen() {
                Some(call) => {
                    let sent = call.sent.clone();
                    cx.copy("the bytes that left", sent);
                }
                None => return false,
            },
            moving if self.in_bytes => return self.scrolled.act(moving, bytes),
            moving => {
                if !self.rows.act(moving, calls) {
                    return false;
                }
                self.scrolled = ListState::default();
            }
        }
        true
    }

    pub(super) fn answered(&mut self, request: u64, result: Result<Answer, DeskError>, cx: &mut Cx<'_>) {
        match result {
            Ok(Answer::Wires(calls)) if self.reading == Some(request) => {
                self.reading = None;
                self.figures = calls.iter().map(|call| call_figures(&call.sent, &call.received)).collect();
                self.calls = Some(calls);
                self.rows.step(0, self.calls_len());
                if let Some(customer) = self.customer.filter(|_| self.calls_len() > 0) {
                    self.prove(customer, cx);
                }
            }
            Ok(Answer::WireProof(proof)) if self.proving == Some(request) => self.proven(proof, cx),
            Ok(_) => {}
            Err(error) => {
                self.exporting &= self.proving != Some(request);
                cx.failed(&error);
            }
        }
    }

    pub(super) fn clicked(&mut self, hit: Hit, _cx: &mut Cx<'_>) {
        match hit {
            Hit::Row { list: CALLS, row } => {
                self.in_bytes = false;
                self.rows.select(row);
                self.scrolled = ListState::default();
            }
            Hit::Row { list: BYTES, .. } | Hit::List(BYTES) => self.in_bytes = true,
            _ => {}
        }
    }

    pub(super) fn scrolled(&mut self, list: u8, by: isize) {
        let (calls, bytes) = (self.calls_len(), self.bytes_len());
        if list == BYTES {
            self.scrolled.step(by, bytes);
        } else {
            self.rows.step(by, calls);
        }
    }

    pub(super) fn view(&self, canvas: &mut Canvas<'_, '_>, area: Rect, model: &Model) {
        let theme = canvas.theme;
        let of = if self.customer.is_some() { "· this customer " } else { "· all customers " };
        let title =
            vec![Span::styled(" What left for a model ", theme.heading), Span::styled(of, theme.faint)];
        let Some(calls) = self.calls.as_ref().filter(|calls| !calls.is_empty()) else {
            let inner = panel(canvas, area, Line::from(title), true);
            let no_model = model.who.as_ref().is_some_and(|who| who.model.is_none());
            let words = match (&self.calls, no_model) {
                (None, _) => "reading …",
                (_, true) => "Nothing has left: no model is configured, the playbook writes on this machine.",
                (_, false) => "Nothing has left yet.",
            };
            return canvas.lines(inner, [Line::styled(words, theme.faint)]);
        };
        let wide = area.width >= 120;
        let [left, right] = if wide {
            let columns = if area.width >= 180 { 64 } else { 54 };
            Layout::horizontal([Constraint::Length(columns), Constraint::Fill(1)]).areas(area)
        } else {
            let lines = calls.len().saturating_mul(LINES_OF_A_CALL);
            let rows = u16::try_from(lines).unwrap_or(u16::MAX).min(area.height / 4).max(2) + 2;
            Layout::vertical([Constraint::Length(rows), Constraint::Fill(1)]).areas(area)
        };
        let inner = panel(canvas, left, Line::from(title), !self.in_bytes);
        let (names, moment) = (&model.names, canvas.moment);
        let rows = CallRows { calls, figures: &self.figures, names, theme, moment };
        list(canvas, inner, &rows, &self.rows, !self.in_bytes, CALLS);
        if let Some(call) = self.chosen() {
            self.view_bytes(canvas, right, call);
        }
    }

    fn view_bytes(&self, canvas: &mut Canvas<'_, '_>, area: Rect, call: &WireRecord) {
        let theme = canvas.theme;
        let layout = if self.pretty { "in plain words" } else { "byte for byte" };
        let title = vec![
            Span::styled(format!(" {} · ", call.outcome), theme.heading),
            Span::styled(format!("{layout} · p changes "), theme.faint),
        ];
        let inner = panel(canvas, area, Line::from(title), self.in_bytes);
        let [head, rest] = Layout::vertical([Constraint::Length(3), Constraint::Fill(1)]).areas(inner);
        let is_blocked = call.outcome.starts_with("blocked");
        let scanned = match self.found(call) {
            _ if is_blocked => "the last scan stopped it: nothing left".to_owned(),
            Some(found) => {
                format!("{} found in outgoing bytes, looked for again now", counted(found, "known value"))
            }
            None => "the last scan found no known value in what left".to_owned(),
        };
        let is_clean = !is_blocked && self.found(call).unwrap_or(0) == 0;
        let count: u32 = call.masked.values().sum();
        let kinds: Vec<String> = call.masked.iter().map(|(kind, n)| format!("{n} {kind}")).collect();
        let masked = if count == 0 {
            "nothing had to be masked".to_owned()
        } else {
            format!("{}: {}", counted(count, "substitution"), kinds.join(", "))
        };
        canvas.lines(
            head,
            [
                Line::from(vec![
                    Span::styled(
                        format!("{} B out, {} B back · ", call.sent.len(), call.received.len()),
                        theme.text,
                    ),
                    Span::styled(masked, theme.placeholder),
                ]),
                Line::styled(format!("sha-256 {}", call.digest), theme.faint),
                Line::styled(scanned, if is_clean { theme.good } else { theme.warning }),
            ],
        );
        let of = (call.digest, self.pretty, usize::from(rest.width));
        let mut shown = self.shown.borrow_mut();
        if shown.of != Some(of) {
            *shown = Shown { of: Some(of), lines: lines_of(call, self.pretty, of.2) };
        }
        let rows = ByteRows { lines: &shown.lines, theme };
        list(canvas, rest, &rows, &self.scrolled, self.in_bytes, BYTES);
    }
}

/// A line of the bytes, and whether it is one of ours (a heading).
#[derive(Clone, Debug, PartialEq)]
struct ByteLine {
    text: String,
    heading: bool,
}

/// What left and what came back, in lines of a width. As they are: cut only where the bytes have a line end, and where
/// the width ends.
fn lines_of(call: &WireRecord, pretty: bool, width: usize) -> Vec<ByteLine> {
    let mut lines = Vec::new();
    let as_is =
        |text: &str| text.lines().map(|text| Told { text: text.to_owned(), heading: false }).collect();
    let (left, back) = match pretty {
        true => (what_left(&call.sent), what_came_back(&call.received)),
        false => (as_is(&call.sent), as_is(&call.received)),
    };
    for (heading, told) in [("→ what left", left), ("← what came back", back)] {
        lines.push(ByteLine { text: heading.to_owned(), heading: true });
        for Told { text, heading } in told {
            let line = harmless(&text);
            let parts = if pretty { indented(&line, width) } else { broken(&line, width) };
            lines.extend(parts.into_iter().map(|text| ByteLine { text, heading }));
        }
        lines.push(ByteLine { text: String::new(), heading: false });
    }
    lines
}

struct CallRows<'a> {
    calls: &'a [WireRecord],
    figures: &'a [CallFigures],
    names: &'a HashMap<CustomerId, String>,
    theme: &'a Theme,
    moment: &'a Moment,
}

impl Rows for CallRows<'_> {
    fn count(&self) -> usize {
        self.calls.len()
    }

    fn key(&self, row: usize) -> String {
        self.calls[row].digest.to_string()
    }

    /// What for, about whom and when; below, what left and what it took.
    fn lines(&self, row: usize, _: bool, width: usize) -> Vec<Line<'static>> {
        let (call, theme) = (&self.calls[row], self.theme);
        let good = call.outcome == "answered";
        let (sign, style): (_, Style) = if good { ("✓", theme.good) } else { ("!", theme.warning) };
        let name = self.names.get(&call.customer).map_or("", String::as_str);
        let first = vec![
            Span::styled(format!("{sign} "), style),
            Span::styled(format!("{} ", column(&call.purpose, PURPOSE)), theme.heading),
            Span::styled(name.to_owned(), theme.text),
        ];
        let mut second = vec![Span::raw("  "), Span::styled(self.figures(row), theme.faint)];
        if !good {
            second.insert(1, Span::styled(format!("{} · ", call.outcome), theme.warning));
        }
        let model = vec![Span::styled(call.model.clone(), theme.faint)];
        let when = vec![Span::styled(self.moment.ago(call.at), theme.faint)];
        vec![spread(first, when, width), spread(second, model, width)]
    }
}

impl CallRows<'_> {
    /// Aligned, so that one call is told from another at a glance.
    fn figures(&self, row: usize) -> String {
        let (call, figures) = (&self.calls[row], self.figures.get(row).copied().unwrap_or_default());
        let masked: u32 = call.masked.values().sum();
        let facts = figures.facts.map_or_else(|| "–".to_owned(), |facts| facts.to_string());
        let count = |tokens: u64| self.moment.locale.count(i128::from(tokens));
        let tokens = figures.tokens.map(|(out, back)| format!("{}+{}", count(out), count(back)));
        let tokens = tokens.unwrap_or_else(|| "–".to_owned());
        format!("{facts:>3} facts {masked:>3} masked {tokens:>9} tok")
    }
}

struct ByteRows<'a> {
    lines: &'a [ByteLine],
    theme: &'a Theme,
}

impl Rows for ByteRows<'_> {
    fn count(&self) -> usize {
        self.lines.len()
    }

    fn key(&self, row: usize) -> String {
        row.to_string()
    }

    fn lines(&self, row: usize, _: bool, _: usize) -> Vec<Line<'static>> {
        let line = &self.lines[row];
        if line.heading {
            return vec![Line::styled(line.text.clone(), self.theme.accent)];
        }
        vec![marked(&line.text, self.theme)]
    }
}

/// Placeholders set apart.
fn marked(text: &str, theme: &Theme) -> Line<'static> {
    let mut spans = Vec::new();
    let mut rest = text;
    while let Some(start) = rest.find('[') {
        let Some(length) = rest[start..].find(']') else { break };
        let inside = &rest[start + 1..start + length];
        let is_placeholder = inside.rsplit_once('_').is_some_and(|(kind, number)| {
            !number.is_empty()
                && number.bytes().all(|b| b.is_ascii_digit())
                && !kind.is_empty()
                && kind.bytes().all(|b| b.is_ascii_uppercase() || b == b'_')
        });
        let end = if is_placeholder { start + length + 1 } else { start + 1 };
        let cut = if is_placeholder { start } else { end };
        spans.push(Span::styled(rest[..cut].to_owned(), theme.text));
        if is_placeholder {
            spans.push(Span::styled(rest[start..end].to_owned(), theme.placeholder));
        }
        rest = &rest[end..];
    }
    spans.push(Span::styled(rest.to_owned(), theme.text));
    Line::from(spans)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_are_set_apart_and_nothing_is_lost() {
        let theme = crate::tui::theme::plain();
        let text = "a [EMAIL_1] b [not one] [PERSON_12][x";
        let line = marked(text, &theme);
        let whole: String = line.spans.iter().map(|span| span.content.as_ref()).collect();
        assert_eq!(whole, text);
        let apart: Vec<_> =
            line.spans.iter().filter(|s| s.style == theme.placeholder).map(|s| s.content.as_ref()).collect();
        assert_eq!(apart, ["[EMAIL_1]", "[PERSON_12]"]);
    }
}
