//! Parts of a whole as bars with their share in figures.

use ratatui::style::Style;
use ratatui::text::{Line, Span};
use unicode_width::UnicodeWidthStr;

use crate::phrasing::{Locale, cut};

/// One part.
#[derive(Clone, Debug, PartialEq)]
pub struct Share {
    /// What it is called.
    pub name: String,
    /// 0 to 1.
    pub share: f64,
    /// The figure in words: `342.61 USD`.
    pub words: String,
}

/// Columns of a share's own figure: `100 %`.
const PERCENT: usize = 6;
/// The shortest bar that can be compared with another.
const SHORTEST_BAR: usize = 6;

/// A line for each part: name, bar, share, figure. The longest bar is the largest part.
pub fn shares(
    parts: &[Share],
    width: usize,
    locale: &Locale,
    bar: Style,
    text: Style,
    faint: Style,
) -> Vec<Line<'static>> {
    let figures = parts.iter().map(|part| part.words.width()).max().unwrap_or(0);
    let names = parts.iter().map(|part| part.name.width()).max().unwrap_or(0).min(width / 3);
    let room = width.saturating_sub(names + figures + PERCENT + 4).max(SHORTEST_BAR);
    let most = parts.iter().map(|part| part.share).fold(f64::EPSILON, f64::max);
    let line = |part: &Share| {
        let filled = ((part.share / most) * room as f64).round() as usize;
        let filled = filled.clamp(usize::from(part.share > 0.0), room);
        let name = cut(&part.name, names);
        let pad = |text: &str, columns: usize| " ".repeat(columns.saturating_sub(text.width()));
        Line::from(vec![
            Span::styled(format!("{name}{} ", pad(&name, names)), text),
            Span::styled("█".repeat(filled), bar),
            Span::styled("·".repeat(room - filled), faint),
            Span::styled(format!(" {:>5}", locale.percent(part.share)), text),
            Span::styled(format!("  {}{}", pad(&part.words, figures), part.words), faint),
        ])
    };
    parts.iter().map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_largest_part_fills_the_room_and_a_little_is_still_seen() {
        let part = |name: &str, share: f64| Share { name: name.to_owned(), share, words: "1 USD".to_owned() };
        let style = Style::new();
        let drawn =
            shares(&[part("Tents", 0.99), part("Socks", 0.001)], 36, &Locale::default(), style, style, style);
        let said = |line: &Line<'_>| line.spans.iter().map(|span| span.content.as_ref()).collect::<String>();
        let lines: Vec<String> = drawn.iter().map(said).collect();
        assert_eq!(lines, ["Tents ████████████████  99 %  1 USD", "Socks █···············   0 %  1 USD"]);
    }
}
