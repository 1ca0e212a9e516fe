//! Styled text in lines that fit.

use ratatui::style::Style;
use ratatui::text::{Line, Span};
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

use crate::phrasing::{counted, wrap};

/// A paragraph: `first` before its first line, as much room before the others.
pub fn paragraph(first: Span<'static>, text: &str, style: Style, width: usize) -> Vec<Line<'static>> {
    let indent = first.content.width();
    let mut lines = Vec::new();
    for (at, line) in wrap(text, width.saturating_sub(indent)).into_iter().enumerate() {
        let before = if at == 0 { first.clone() } else { Span::raw(" ".repeat(indent)) };
        lines.push(Line::from(vec![before, Span::styled(line, style)]));
    }
    lines
}

/// A quotation: a bar before each line; at most so many lines, and then how many more there are.
pub fn quotation(
    indent: usize,
    text: &str,
    bar: Style,
    style: Style,
    width: usize,
    most: usize,
) -> Vec<Line<'static>> {
    let wrapped = wrap(text, width.saturating_sub(indent + 2));
    let before = || Span::styled(format!("{}▏ ", " ".repeat(indent)), bar);
    let mut lines: Vec<Line<'static>> = wrapped
        .iter()
        .take(most)
        .map(|l| Line::from(vec![before(), Span::styled(l.clone(), style)]))
        .collect();
    if wrapped.len() > most {
        lines.push(Line::from(vec![
            before(),
            Span::styled(format!("… {}", counted((wrapped.len() - most) as u64, "more line")), bar),
        ]));
    }
    lines
}

/// A text cut where the width ends, not between words: for bytes and code.
pub fn broken(text: &str, width: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    let mut column = 0;
    for character in text.graphemes(true) {
        let wide = character.width();
        if column + wide > width.max(1) {
            lines.push(String::new());
            column = 0;
        }
        column += wide;
        if let Some(last) = lines.last_mut() {
            last.push_str(character);
        }
    }
    lines
}

/// A line of laid-out text, wrapped between words; what follows stands as far in as the line began.
pub fn indented(line: &str, width: usize) -> Vec<String> {
    let indent = line.len() - line.trim_start_matches(' ').len();
    let indent = indent.min(width / 2);
    let before = " ".repeat(indent);
    wrap(line.trim_start_matches(' '), width.saturating_sub(indent))
        .into_iter()
        .map(|part| format!("{before}{part}"))
        .collect()
}

/// Columns that some spans take.
pub fn width_of(spans: &[Span<'_>]) -> usize {
    spans.iter().map(|span| span.content.width()).sum()
}

/// A line whose left part is cut so that its right part stands at the right edge. A right part that would leave the
/// left no room is left out.
pub fn spread(left: Vec<Span<'static>>, right: Vec<Span<'static>>, width: usize) -> Line<'static> {
    let taken = width_of(&right);
    if right.is_empty() || taken + 8 > width {
        return Line::from(fit(left, width));
    }
    let mut spans = fit(left, width - taken - 1);
    let gap = width.saturating_sub(width_of(&spans) + taken);
    spans.push(Span::raw(" ".repeat(gap)));
    spans.extend(right);
    Line::from(spans)
}

/// Spans cut to so many columns, with `…` where something is left out.
pub fn fit(spans: Vec<Span<'static>>, width: usize) -> Vec<Span<'static>> {
    let mut left = width;
    let mut kept = Vec::with_capacity(spans.len());
    let more_than_fits = width_of(&spans) > width;
    for span in spans {
        let wide = span.content.width();
        if wide < left || (wide == left && !more_than_fits) {
            left -= wide;
            kept.push(span);
            continue;
        }
        if left > 0 {
            let text = format!("{} ", span.content);
            let text = if wide <= left { text } else { span.content.into_owned() };
            kept.push(Span::styled(crate::phrasing::cut(&text, left), span.style));
        }
        break;
    }
    kept
}

/// A text in so many columns, whatever its letters take: cut, or filled up behind.
pub fn column(text: &str, columns: usize) -> String {
    let text = crate::phrasing::cut(text, columns);
    let free = columns.saturating_sub(text.width());
    text + &" ".repeat(free)
}

/// A text with some of its characters highlighted; ranges count characters.
pub fn highlighted(
    text: &str,
    ranges: &[(usize, usize)],
    style: Style,
    matched: Style,
) -> Vec<Span<'static>> {
    let mut spans: Vec<Span<'static>> = Vec::new();
    let mut run = String::new();
    let mut in_match = false;
    for (at, character) in text.chars().enumerate() {
        let is_match = ranges.iter().any(|(from, to)| (*from..*to).contains(&at));
        if is_match != in_match && !run.is_empty() {
            let with = if in_match { matched } else { style };
            spans.push(Span::styled(std::mem::take(&mut run), with));
        }
        in_match = is_match;
        run.push(character);
    }
    if !run.is_empty() {
        spans.push(Span::styled(run, if in_match { matched } else { style }));
    }
    spans
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(line: &Line<'_>) -> String {
        line.spans.iter().map(|span| span.content.as_ref()).collect()
    }

    #[test]
    fn the_right_part_stands_at_the_edge_and_the_left_is_cut() {
        let spans = |text: &str| vec![Span::raw(text.to_owned())];
        assert_eq!(said(&spread(spans("left"), spans("right"), 20)), "left           right");
        assert_eq!(said(&spread(spans("a longer left part"), spans("right"), 20)), "a longer left… right");
        assert_eq!(said(&spread(spans("left"), spans("right"), 10)), "left");
        assert_eq!(said(&spread(spans("山田太郎山田太郎"), spans("x"), 12)).width(), 12);
    }

    #[test]
    fn a_match_is_set_apart() {
        let plain = Style::new();
        let spans = highlighted("Zoë Müller", &[(0, 3), (4, 6)], plain, plain.bold());
        let texts: Vec<_> = spans.iter().map(|s| s.content.as_ref()).collect();
        assert_eq!(texts, ["Zoë", " ", "Mü", "ller"]);
    }
}
