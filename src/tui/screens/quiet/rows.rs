//! Who is going quiet as rows: one line each, the columns by the room there is; unfolded, what tells it.

use ratatui::style::Style;
use ratatui::text::{Line, Span};

use super::GoingQuiet;
use crate::domain::quiet::{QuietRow, View};
use crate::phrasing::{
    CASE_FIRST, Moment, WHY_HELD_OUT, given_up_in_words, overdue_in_words, quiet_in_words,
};
use crate::tui::screens::worklist::{Cell, Column, Look, Looks, Words};
use crate::tui::theme::Theme;
use crate::tui::widgets::text::paragraph;

impl Looks for GoingQuiet {
    type Row = QuietRow;
    const WORDS: Words = Words {
        title: "going quiet",
        opening: "opening who is going quiet",
        reading: "looking through the history",
        new: "new customer",
        marked: "",
        none: ("Nobody of high value is going quiet.", "Who orders as expected is not here. r looks again."),
        none_fits: "Nobody fits.",
        not_mine: "",
    };

    fn tab_style(view: View, theme: &Theme) -> Style {
        if view == View::Soon { theme.warning } else { theme.faint }
    }

    fn columns(width: usize, _moment: &Moment) -> Vec<Column> {
        let (stake, name, order, value) = match width {
            0..70 => (13, 14, 0, 0),
            70..96 => (13, 17, 13, 0),
            96..140 => (14, 22, 14, 0),
            _ => (16, 28, 16, 16),
        };
        vec![
            Column::left("", 1),
            Column::right("at stake", stake),
            Column::left("tier then", 9),
            Column::left("customer", name),
            Column::left("order", order),
            Column::left("given up", 16),
            Column::right("value then", value),
            Column::rest("why"),
        ]
    }

    fn cells(row: &QuietRow, _is_marked: bool, look: Look<'_>) -> Vec<Cell> {
        let Look { theme, moment, .. } = look;
        let quiet = &row.quiet;
        let is_soon = quiet.is_soon_given_up(moment.now);
        let sign = match (row.held_out, is_soon) {
            (true, _) => ("–", theme.faint),
            (false, true) => ("!", theme.warning),
            (false, false) => ("", theme.faint),
        };
        let given_up = if is_soon { theme.warning } else { theme.faint };
        let overdue = if quiet.is_overdue(moment.now) { theme.text } else { theme.faint };
        let held_out = if row.held_out { "hold-out · " } else { "" };
        let open_case = if row.has_open_case { "open case · " } else { "" };
        vec![
            (sign.0.to_owned(), sign.1),
            (moment.locale.money(quiet.at_stake), theme.heading),
            (quiet.tier.as_str().to_owned(), theme.tier(quiet.tier)),
            (row.called().to_owned(), theme.heading),
            (overdue_in_words(quiet, moment), overdue),
            (given_up_in_words(quiet, moment), given_up),
            (moment.locale.money(quiet.value), theme.faint),
            (format!("{open_case}{held_out}{}", quiet.why), theme.text),
        ]
    }

    fn unfolded(row: &QuietRow, look: Look<'_>, width: usize) -> Vec<Line<'static>> {
        let Look { theme, moment, .. } = look;
        let part = |(head, text): (&str, String)| {
            paragraph(Span::styled(format!("  {head:>10}  "), theme.faint), &text, theme.text, width)
        };
        let mut lines: Vec<Line<'static>> =
            quiet_in_words(&row.quiet, moment).into_iter().flat_map(part).collect();
        if row.has_open_case {
            lines.extend(part(("open case", CASE_FIRST.to_owned())));
        }
        if row.held_out {
            lines.extend(part(("hold-out", WHY_HELD_OUT.to_owned())));
        }
        lines.push(Line::default());
        lines
    }

    fn about(row: &QuietRow, look: Look<'_>) -> Vec<Span<'static>> {
        let Look { theme, moment, .. } = look;
        let (tier, value) = (row.quiet.tier.as_str(), moment.locale.money(row.quiet.value));
        vec![
            Span::styled(format!("{}  ", row.called()), theme.heading),
            Span::styled(format!("{tier}, {value} as of the last order · {}", row.quiet.why), theme.faint),
        ]
    }
}
