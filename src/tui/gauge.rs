//! How far a long reading is, on the status line, whatever screen is looked at.

use std::collections::BTreeMap;

use ratatui::text::Span;

use super::theme::Theme;
use crate::desk::api::{Notice, WRITING};
use crate::phrasing::Locale;

/// Fewer are read before anybody looks.
const LEAST: u64 = 100;
/// Cells of the bar.
const CELLS: u64 = 10;

/// A reading under way: of each thing, how many were read of how many.
#[derive(Debug)]
pub struct Gauge {
    /// Who asked for it.
    pub request: u64,
    parts: BTreeMap<String, (u64, u64)>,
}

impl Gauge {
    /// The gauge after a notice; nothing where it tells of no long reading.
    pub fn after(gauge: Option<Self>, notice: &Notice) -> Option<Self> {
        let Notice::Progress { request, what, done, total: Some(total) } = notice else { return gauge };
        let of_it = gauge.filter(|gauge| gauge.request == *request);
        if of_it.is_none() && *total < LEAST {
            return None;
        }
        let mut gauge = of_it.unwrap_or(Self { request: *request, parts: BTreeMap::new() });
        gauge.parts.insert(what.clone(), (*done, *total));
        Some(gauge)
    }

    /// Bar and figures: `▰▰▰▱▱▱▱▱▱▱ 12,000 of 40,000`.
    pub fn spans(&self, theme: &Theme, locale: &Locale) -> Vec<Span<'static>> {
        let (done, total) = self.parts.values().fold((0, 0), |sum, part| (sum.0 + part.0, sum.1 + part.1));
        let filled = (done * CELLS / total.max(1)).min(CELLS);
        let cells = |sign: &str, count: u64| sign.repeat(usize::try_from(count).unwrap_or(0));
        let count = |number: u64| locale.count(i128::from(number));
        let verb = if self.parts.contains_key(WRITING) { "written" } else { "read" };
        vec![
            Span::styled(cells("▰", filled), theme.accent),
            Span::styled(cells("▱", CELLS - filled), theme.faint),
            Span::styled(format!(" {} of {} {verb}  ", count(done), count(total)), theme.text),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::theme;

    fn notice(request: u64, what: &str, done: u64, total: Option<u64>) -> Notice {
        Notice::Progress { request, what: what.to_owned(), done, total }
    }

    #[test]
    fn what_is_read_beside_each_other_is_one_and_short_readings_are_none() {
        let gauge = Gauge::after(None, &notice(1, "orders", 0, Some(60)));
        assert!(gauge.is_none(), "over before anybody looks");
        let gauge = Gauge::after(None, &notice(1, "orders", 1_500, Some(4_000)));
        let gauge = Gauge::after(gauge, &notice(1, "carts", 60, None));
        let gauge = Gauge::after(gauge, &notice(1, "customers", 500, Some(1_000))).expect("it is long");
        let theme = theme::plain();
        let said: String =
            gauge.spans(&theme, &Locale::default()).iter().map(|span| span.content.to_string()).collect();
        assert_eq!(said, "▰▰▰▰▱▱▱▱▱▱ 2000 of 5000 read  ");
        let writing = Gauge::after(None, &notice(3, WRITING, 10, Some(4_000))).expect("it is long");
        let said: String =
            writing.spans(&theme, &Locale::default()).iter().map(|span| span.content.to_string()).collect();
        assert!(said.ends_with("10 of 4000 written  "), "{said}");
        assert!(Gauge::after(Some(gauge), &notice(2, "cases", 1, Some(10))).is_none(), "another reading");
    }
}
