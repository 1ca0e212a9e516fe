//! Which of a few levels something stood on, month by month.

use jiff::civil::Date;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use super::{WIDEST_MONTH, axis_of};
use crate::phrasing::Locale;

/// One row for each level, the highest first, and a line of months below: the newest at the right, as many as there is
/// room for. `levels`: of each month the place of its level among the names, the lowest first.
pub fn strip(
    levels: &[(Date, usize)],
    names: &[&str],
    width: usize,
    locale: &Locale,
    bar: Style,
    axis: Style,
) -> Vec<Line<'static>> {
    let longest = names.iter().map(|name| name.len()).max().unwrap_or(0);
    let room = width.saturating_sub(longest + 3);
    let cell = (room / levels.len().max(1)).clamp(2, WIDEST_MONTH);
    let shown = &levels[levels.len().saturating_sub(room / cell)..];
    let row = |(place, name): (usize, &&str)| {
        let mut text = String::new();
        for (_, level) in shown {
            text.push_str(&if *level == place { "█" } else { "·" }.repeat(cell));
        }
        let mut spans = vec![Span::styled(format!("{name:>longest$} ┤ "), axis)];
        spans.extend(runs(&text, bar, axis));
        Line::from(spans)
    };
    let mut lines: Vec<Line<'static>> = names.iter().enumerate().rev().map(row).collect();
    let months = axis_of(shown.iter().map(|(month, _)| *month), cell, locale);
    lines.push(Line::styled(format!("{:>longest$}   {months}", ""), axis));
    lines
}

/// Bars in their style, dots in that of the axis.
fn runs(text: &str, bar: Style, axis: Style) -> Vec<Span<'static>> {
    let signs: Vec<char> = text.chars().collect();
    let run = |run: &[char]| {
        let style = if run[0] == '█' { bar } else { axis };
        Span::styled(run.iter().collect::<String>(), style)
    };
    signs.chunk_by(|one, next| one == next).map(run).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_month_stands_on_its_level_and_the_newest_are_seen() {
        let month = |month: i8, level: usize| (jiff::civil::date(2026, month, 1), level);
        let levels = [month(1, 1), month(2, 0), month(3, 1), month(4, 1)];
        let said = |width| {
            let lines =
                strip(&levels, &["low", "high"], width, &Locale::default(), Style::new(), Style::new());
            let line = |line: &Line<'_>| line.spans.iter().map(|s| s.content.as_ref()).collect::<String>();
            lines.iter().map(line).collect::<Vec<_>>()
        };
        assert_eq!(said(19), ["high ┤ ███···██████", " low ┤ ···███······", "       Jan 26   Apr "]);
        assert_eq!(said(11)[0], "high ┤ ████", "the two newest");
    }
}
