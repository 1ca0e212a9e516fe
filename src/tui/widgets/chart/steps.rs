//! How far something has come: stations in a row, or below each other where there is no room.

use ratatui::style::Style;
use ratatui::text::{Line, Span};
use unicode_width::UnicodeWidthStr;

/// One station.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// What it is called.
    pub name: &'static str,
    /// Whether it was reached.
    pub reached: bool,
    /// It went wrong here.
    pub failed: bool,
    /// When, and how long after the one before, in words.
    pub when: String,
}

/// The stations with their words.
pub fn steps(stations: &[Step], width: usize, done: Style, bad: Style, faint: Style) -> Vec<Line<'static>> {
    let look = |step: &Step| match (step.failed, step.reached) {
        (true, _) => ("✗", bad),
        (false, true) => ("●", done),
        (false, false) => ("○", faint),
    };
    let column = |step: &Step| step.name.width().max(step.when.width()) + 6;
    if stations.iter().map(column).sum::<usize>() > width {
        let line = |step: &Step| {
            let (sign, style) = look(step);
            Line::from(vec![
                Span::styled(format!("{sign} {:<18}", step.name), style),
                Span::styled(step.when.clone(), faint),
            ])
        };
        return stations.iter().map(line).collect();
    }
    let (mut names, mut whens) = (Vec::new(), Vec::new());
    for (at, step) in stations.iter().enumerate() {
        let (sign, style) = look(step);
        let rest = column(step).saturating_sub(step.name.width() + 3);
        let way = match stations.get(at + 1) {
            Some(next) if next.reached || next.failed => format!("{} ", "━".repeat(rest.saturating_sub(1))),
            Some(_) => format!("{} ", "┄".repeat(rest.saturating_sub(1))),
            None => String::new(),
        };
        names.push(Span::styled(format!("{sign} {} ", step.name), style));
        names.push(Span::styled(way, faint));
        let pad = " ".repeat(column(step).saturating_sub(step.when.width() + 2));
        whens.push(Span::styled(format!("  {}{pad}", step.when), faint));
    }
    vec![Line::from(names), Line::from(whens)]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(lines: &[Line<'_>]) -> Vec<String> {
        let line = |line: &Line<'_>| line.spans.iter().map(|span| span.content.as_ref()).collect::<String>();
        lines.iter().map(|one| line(one).trim_end().to_owned()).collect()
    }

    #[test]
    fn stations_stand_in_a_row_and_below_each_other_without_room() {
        let step = |name, reached, when: &str| Step { name, reached, failed: false, when: when.to_owned() };
        let way = [step("paid", true, "1 Nov"), step("shipped", true, "+2 d"), step("delivered", false, "")];
        let style = Style::new();
        assert_eq!(
            said(&steps(&way, 60, style, style, style)),
            ["● paid ━━━ ● shipped ┄┄ ○ delivered", "  1 Nov      +2 d"]
        );
        assert_eq!(
            said(&steps(&way, 30, style, style, style)),
            ["● paid              1 Nov", "● shipped           +2 d", "○ delivered"]
        );
    }
}
