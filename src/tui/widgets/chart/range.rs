//! A figure between the ends within which it will probably lie, among borders.

use ratatui::style::Style;
use ratatui::text::{Line, Span};

/// What is drawn.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Range<'a> {
    /// The lower end.
    pub low: f64,
    /// The figure.
    pub value: f64,
    /// The upper end.
    pub high: f64,
    /// Where something begins.
    pub borders: &'a [f64],
}

/// How it is drawn.
#[derive(Clone, Copy, Debug)]
pub struct Look {
    /// Between the ends.
    pub bar: Style,
    /// The figure.
    pub mark: Style,
    /// Outside of them, and the borders.
    pub faint: Style,
}

/// From nothing to a little more than the highest of all: the figure `┃` on the bar between the ends, and below it `▴`
/// where borders are.
pub fn range(range: Range<'_>, width: usize, look: Look) -> Vec<Line<'static>> {
    let most = range.borders.iter().copied().fold(range.high.max(range.value), f64::max);
    if width < 2 || !most.is_finite() || most <= 0.0 {
        return Vec::new();
    }
    let at = |amount: f64| {
        let share = (amount / (most * 1.05)).clamp(0.0, 1.0);
        ((share * (width - 1) as f64).round() as usize).min(width - 1)
    };
    let (low, value, high) = (at(range.low), at(range.value), at(range.high));
    let sign = |place: usize| match place {
        place if place == value => ("┃", look.mark),
        place if high > low && (low..=high).contains(&place) => ("█", look.bar),
        _ => ("·", look.faint),
    };
    let bar: Vec<Span<'static>> = (0..width)
        .map(sign)
        .collect::<Vec<_>>()
        .chunk_by(|one, next| one.0 == next.0)
        .map(|run| Span::styled(run[0].0.repeat(run.len()), run[0].1))
        .collect();
    let mut marks = vec![' '; width];
    range.borders.iter().for_each(|border| marks[at(*border)] = '▴');
    let marks: String = marks.into_iter().collect();
    let mut lines = vec![Line::from(bar)];
    if !range.borders.is_empty() {
        lines.push(Line::styled(marks.trim_end().to_owned(), look.faint));
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_figure_stands_between_its_ends_and_borders_below() {
        let look = Look { bar: Style::new(), mark: Style::new(), faint: Style::new() };
        let drawn = range(Range { low: 20.0, value: 40.0, high: 80.0, borders: &[50.0, 100.0] }, 22, look);
        let said = |line: &Line<'_>| line.spans.iter().map(|span| span.content.as_ref()).collect::<String>();
        let lines: Vec<String> = drawn.iter().map(said).collect();
        assert_eq!(lines, ["····████┃████████·····", "          ▴         ▴"]);
        let nothing = Range { low: 0.0, value: 0.0, high: 0.0, borders: &[] };
        assert!(range(nothing, 22, look).is_empty());
    }
}
