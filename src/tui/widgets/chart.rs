//! Charts of text: each says in figures or signs what it shows, whatever the colours.
//!
//! Here: amounts per month as bars of eighths.

mod range;
mod rhythm;
mod shares;
mod steps;
mod strip;

pub use range::{Look, Range, range};
pub use rhythm::{Gap, rhythm};
pub use shares::{Share, shares};
pub use steps::{Step, steps};
pub use strip::strip;

use jiff::civil::Date;
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use unicode_width::UnicodeWidthStr;

use crate::phrasing::Locale;

/// Eighths of a cell, from below.
const EIGHTHS: [&str; 9] = [" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"];

/// Columns of a month at most, its gap among them.
const WIDEST_MONTH: usize = 6;

/// One bar: the month's first day and the amount.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bar {
    /// The month.
    pub month: Date,
    /// How much; what is below zero is drawn as nothing.
    pub amount: Decimal,
}

/// Columns of a month: wider where there is room, so that few months are no thin lines.
fn cell(bars: &[Bar], width: usize) -> usize {
    (width / bars.len().max(1)).clamp(2, WIDEST_MONTH)
}

/// The newest months, as many as there is room for: what is said of the bars is said of these.
pub fn shown(bars: &[Bar], width: usize) -> &[Bar] {
    &bars[bars.len().saturating_sub(width / cell(bars, width))..]
}

/// Bars of `height` rows with a line of months below: the newest at the right, as many as there is room for.
pub fn bars(
    bars: &[Bar],
    width: usize,
    height: usize,
    locale: &Locale,
    bar: Style,
    axis: Style,
) -> Vec<Line<'static>> {
    let cell = cell(bars, width);
    let shown = shown(bars, width);
    let most = shown.iter().map(|b| b.amount).max().unwrap_or_default();
    if most <= Decimal::ZERO || height == 0 {
        return Vec::new();
    }
    let steps = height * 8;
    let tall = |amount: Decimal| {
        let share = (amount.max(Decimal::ZERO) / most).to_f64().unwrap_or(0.0);
        let eighths = (share * steps as f64).round() as usize;
        if amount > Decimal::ZERO { eighths.max(1) } else { 0 }
    };
    let mut lines = Vec::with_capacity(height + 1);
    for row in (0..height).rev() {
        let mut text = String::new();
        for one in shown {
            let filled = tall(one.amount).saturating_sub(row * 8).min(8);
            // A month without an order still has its place.
            let sign = if row == 0 && filled == 0 { "·" } else { EIGHTHS[filled] };
            text.push_str(&sign.repeat(cell - 1));
            text.push(' ');
        }
        lines.push(Line::from(Span::styled(text, bar)));
    }
    lines.push(Line::from(Span::styled(axis_of(shown.iter().map(|bar| bar.month), cell, locale), axis)));
    lines
}

/// The year under each January and under the first month, the month's letter elsewhere where there is room.
fn axis_of(shown: impl ExactSizeIterator<Item = Date>, cell: usize, locale: &Locale) -> String {
    let mut text = String::new();
    let total = shown.len() * cell;
    for (at, month) in shown.enumerate() {
        let place = at * cell;
        if text.width() > place {
            continue;
        }
        while text.width() < place {
            text.push(' ');
        }
        let label = if at == 0 || month.month() == 1 {
            locale.month(month, true)
        } else if month.month() % 3 == 1 {
            locale.month(month, false)
        } else {
            continue;
        };
        if place + label.width() <= total {
            text.push_str(&label);
            text.push(' ');
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(lines: &[Line<'_>]) -> Vec<String> {
        let line = |line: &Line<'_>| line.spans.iter().map(|s| s.content.as_ref()).collect::<String>();
        lines.iter().map(line).collect()
    }

    #[test]
    fn what_is_said_of_the_bars_is_of_those_that_are_drawn() {
        let month = |month: i8| jiff::civil::date(2026, month, 1);
        let year: Vec<Bar> =
            (1..=12).map(|at| Bar { month: month(at), amount: Decimal::from(100 - i64::from(at)) }).collect();
        let newest = shown(&year, 8);
        assert_eq!((newest.len(), newest[0].month), (4, month(9)));
        assert_eq!(shown(&year, 200).len(), 12);
        assert!(shown(&[], 8).is_empty());
    }

    #[test]
    fn the_tallest_fills_the_height_and_a_little_is_still_seen() {
        let month =
            |month: i8, amount: i64| Bar { month: jiff::civil::date(2026, month, 1), amount: amount.into() };
        let drawn = said(&bars(
            &[month(1, 0), month(2, 1), month(3, 50), month(4, 100)],
            12,
            2,
            &Locale::default(),
            Style::new(),
            Style::new(),
        ));
        assert_eq!(
            drawn,
            ["         ██ ", "·· ▁▁ ██ ██ ", "Jan 26   Apr "].map(|s| s.to_owned()).to_vec().as_slice()
        );
    }

    #[test]
    fn without_spend_there_is_no_chart() {
        let none = Bar { month: jiff::civil::date(2026, 1, 1), amount: Decimal::ZERO };
        assert!(bars(&[none], 20, 3, &Locale::default(), Style::new(), Style::new()).is_empty());
    }
}
