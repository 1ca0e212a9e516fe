//! How regular orders are: each gap as a bar against the usual one.

use ratatui::style::Style;
use ratatui::text::{Line, Span};
use unicode_width::UnicodeWidthStr;

/// Days between two orders.
#[derive(Clone, Debug, PartialEq)]
pub struct Gap {
    /// Which: `#1040 → #1077`.
    pub name: String,
    /// How long.
    pub days: i64,
    /// It is not over: the days since the last order.
    pub is_open: bool,
}

/// Columns of the figure: ` 1234 d so far`.
const FIGURE: usize = 14;

/// A line for each gap, the usual one marked through all of them.
pub fn rhythm(
    gaps: &[Gap],
    usual: i64,
    width: usize,
    bar: Style,
    mark: Style,
    faint: Style,
) -> Vec<Line<'static>> {
    let names = gaps.iter().map(|gap| gap.name.width()).max().unwrap_or(0);
    let room = width.saturating_sub(names + FIGURE + 2);
    let longest = gaps.iter().map(|gap| gap.days).max().unwrap_or(0).max(usual).max(1);
    if room < 8 {
        return Vec::new();
    }
    let column = |days: i64| {
        let at = (days.max(0) as f64 / longest as f64 * (room - 1) as f64).round();
        (at as usize).min(room - 1)
    };
    let usual_at = column(usual);
    let mut lines: Vec<Line<'static>> = Vec::with_capacity(gaps.len() + 1);
    for gap in gaps {
        let filled = column(gap.days) + usize::from(gap.days > 0);
        let sign = if gap.is_open { "░" } else { "▆" };
        let drawn = |from: usize, to: usize| {
            (from..to).map(|at| if at < filled { sign } else { " " }).collect::<String>()
        };
        let pad = " ".repeat(names - gap.name.width());
        let so_far = if gap.is_open { " so far" } else { "" };
        lines.push(Line::from(vec![
            Span::styled(format!("{}{pad} ", gap.name), faint),
            Span::styled(drawn(0, usual_at), bar),
            Span::styled("┃", mark),
            Span::styled(drawn(usual_at + 1, room), bar),
            Span::styled(format!(" {:>4} d{so_far}", gap.days), faint),
        ]));
    }
    let before = " ".repeat(names + 1 + usual_at);
    let words = format!("┗ {usual} d on average");
    // Where it has no room at the right it stands at the left of its mark.
    let line = if names + 1 + usual_at + words.width() <= width {
        format!("{before}{words}")
    } else {
        let words = format!("{usual} d on average ┛");
        format!("{}{words}", " ".repeat((names + 2 + usual_at).saturating_sub(words.width())))
    };
    lines.push(Line::styled(line, mark));
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_gap_stands_against_the_usual_one() {
        let gap = |name: &str, days, is_open| Gap { name: name.to_owned(), days, is_open };
        let style = Style::new();
        let gaps = [gap("#1 → #2", 20, false), gap("since #2", 5, true)];
        let drawn = rhythm(&gaps, 10, 45, style, style, style);
        let said = |line: &Line<'_>| line.spans.iter().map(|span| span.content.as_ref()).collect::<String>();
        let lines: Vec<String> = drawn.iter().map(said).collect();
        assert_eq!(
            lines,
            [
                "#1 → #2  ▆▆▆▆▆▆▆▆▆▆┃▆▆▆▆▆▆▆▆▆▆   20 d",
                "since #2 ░░░░░░    ┃              5 d so far",
                "                   ┗ 10 d on average",
            ]
        );
    }
}
