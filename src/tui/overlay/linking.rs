//! Before a record is linked: both side by side, and what the sums become.

use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use crate::desk::api::{DeskError, LinkRehearsal, Request, Who};
use crate::domain::CustomerId;
use crate::domain::record::RecordRef;
use crate::phrasing::{Moment, cut, sums};
use crate::tui::theme::Theme;
use crate::tui::widgets::Canvas;
use crate::tui::widgets::panel::popup;
use crate::tui::widgets::text::paragraph;

/// Columns of it.
const WIDTH: u16 = 96;
/// Columns of a field's name.
const NAMES: usize = 11;

/// The question.
#[derive(Clone)]
pub struct Linking {
    /// To whom.
    pub customer: CustomerId,
    /// Which record.
    pub record: RecordRef,
    /// The request for what would change.
    pub asked: Option<u64>,
    /// What would.
    pub rehearsal: Option<Box<LinkRehearsal>>,
    /// Why nobody can tell.
    pub problem: Option<DeskError>,
}

impl Linking {
    /// Not asked for yet.
    pub fn new(customer: CustomerId, record: RecordRef) -> Self {
        Self { customer, record, asked: None, rehearsal: None, problem: None }
    }

    /// Asks what would change.
    pub fn request(&self) -> Request {
        Request::RehearseLink { who: Who::Customer(self.customer), record: self.record.clone() }
    }

    pub(super) fn view(&self, canvas: &mut Canvas<'_, '_>, area: Rect) {
        let (theme, moment) = (canvas.theme, canvas.moment);
        let width = usize::from(area.width.min(WIDTH)).saturating_sub(4);
        let mut lines = match (&self.rehearsal, &self.problem) {
            (Some(rehearsal), _) => side_by_side(rehearsal, theme, moment, width),
            (None, Some(error)) => paragraph(Span::styled("✗ ", theme.bad), &error.what, theme.text, width),
            (None, None) => vec![Line::styled("reading the record …", theme.faint)],
        };
        lines.push(Line::default());
        let choices: &[(&'static str, &'static str)] = if self.rehearsal.is_some() {
            &[("a", "link"), ("esc", "leave, nothing is linked")]
        } else {
            &[("esc", "leave")]
        };
        lines.push(super::quitting::choices(theme, choices));
        let height = u16::try_from(lines.len() + 2).unwrap_or(u16::MAX);
        let title = format!(" {} and this customer ", self.record);
        let inner = popup(canvas, area, WIDTH, height, Line::styled(title, theme.heading));
        canvas.lines(inner, lines);
    }
}

fn side_by_side(
    rehearsal: &LinkRehearsal,
    theme: &Theme,
    moment: &Moment,
    width: usize,
) -> Vec<Line<'static>> {
    let column = width.saturating_sub(NAMES + 4) / 2;
    let row = |sign: Span<'static>, name: &str, here: &str, there: &str| {
        Line::from(vec![
            sign,
            Span::styled(format!(" {name:<NAMES$}"), theme.faint),
            Span::styled(padded(here, column), theme.text),
            Span::styled(cut(there, column), theme.text),
        ])
    };
    let mut lines = vec![row(Span::raw(" "), "", "this customer", "the record")];
    for field in &rehearsal.fields {
        let sign = match field.agrees {
            true => Span::styled("=", theme.good),
            false => Span::styled("≠", theme.warning),
        };
        let text = |value: &Option<String>| value.clone().unwrap_or_else(|| "–".to_owned());
        lines.push(row(sign, &field.field, &text(&field.here), &text(&field.there)));
    }
    let said = |name: &str, words: &str, style| {
        paragraph(Span::styled(format!("  {name:<NAMES$}"), theme.faint), words, style, width)
    };
    if let Some(why) = &rehearsal.why {
        lines.extend(said("evidence", why, theme.text));
    }
    if !rehearsal.along.is_empty() {
        let along: Vec<String> = rehearsal.along.iter().map(RecordRef::to_string).collect();
        lines.extend(said("with it", &along.join(", "), theme.warning));
    }
    if let Some(name) = &rehearsal.renamed {
        lines.extend(said("called", &format!("{name}, from then on"), theme.warning));
    }
    let becomes =
        format!("{} → {}", sums(&rehearsal.before, &moment.locale), sums(&rehearsal.after, &moment.locale));
    lines.extend(said("totals", &becomes, theme.heading));
    let safe = "u takes it back; the vendors' own records stay as they are";
    lines.extend(said("reversible", safe, theme.faint));
    lines
}

/// Cut or filled to so many columns, wide characters counted as such.
fn padded(text: &str, columns: usize) -> String {
    use unicode_width::UnicodeWidthStr;
    let text = cut(text, columns.saturating_sub(1));
    let room = columns.saturating_sub(text.width());
    format!("{text}{}", " ".repeat(room))
}
