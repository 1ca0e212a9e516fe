//! Where a line goes on below: between words and between letters of scripts that know no blanks, never before what closes
//! and never behind what opens (for Chinese and Japanese: kinsoku shori, JIS X 4051).

use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

/// What no line begins with.
const CLOSING: &str = concat!(
    ".,;:!?…%)]}،؛؟।",
    "、。，．・：；？！…‥％）〕］｝〉》」』】〙〗〟ー〜～々ゝゞヽヾ゛゜",
    "ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶ",
);
/// What no line ends with.
const OPENING: &str = "([{¿¡（〔［｛〈《「『【〘〖〝";
/// Marks that open before a letter and close elsewhere, by language either way round.
const QUOTES: &str = "\"'“”„‟‘’‚«»‹›";

/// The parts of a text without line breaks that stand in lines of at most so many columns. Nothing is left out: blanks behind
/// the last word of a line belong to it and may stick out.
pub fn rows(line: &str, width: usize) -> Vec<Range<usize>> {
    let width = width.max(1);
    let mut rows = Vec::new();
    let mut row = Row::default();
    let mut before = "";
    for (at, letter) in line.grapheme_indices(true) {
        let columns = letter.width();
        let next = Next { line, at, letter };
        if at > row.start && !next.is_blank() && next.may_begin() && !opens(before, letter) {
            let place = Some((at, row.columns));
            row.inside = place;
            row.between = if next.parts_from(before) { place } else { row.between };
        }
        while !next.is_blank() && row.columns + columns > width && at > row.start {
            let (end, taken) = row.between.or(row.inside).unwrap_or((at, row.columns));
            rows.push(row.start..end);
            let inside = row.inside.filter(|(at, _)| *at > end).map(|(at, columns)| (at, columns - taken));
            row = Row { start: end, columns: row.columns - taken, between: None, inside };
        }
        row.columns += columns;
        before = letter;
    }
    rows.push(row.start..line.len());
    rows
}

/// A line that is being filled.
#[derive(Default)]
struct Row {
    start: usize,
    columns: usize,
    /// The last place between words where it can end, and the columns up to there.
    between: Option<(usize, usize)>,
    /// The same within a word, for one that no line has room for.
    inside: Option<(usize, usize)>,
}

/// Whether nothing may part a mark from the letter behind it.
fn opens(mark: &str, letter: &str) -> bool {
    let opens = |mark: char| OPENING.contains(mark) || (QUOTES.contains(mark) && is_letter(letter));
    mark.chars().next().is_some_and(opens)
}

/// A letter with what follows it.
struct Next<'l> {
    line: &'l str,
    at: usize,
    letter: &'l str,
}

impl Next<'_> {
    fn is_blank(&self) -> bool {
        self.letter.chars().all(is_blank)
    }

    /// Whether a line can begin with it.
    fn may_begin(&self) -> bool {
        let behind = &self.line[self.at + self.letter.len()..];
        let closes = |mark: char| CLOSING.contains(mark) || (QUOTES.contains(mark) && !is_letter(behind));
        !self.letter.chars().next().is_some_and(closes)
    }

    /// Whether a line may end before it without cutting a word.
    fn parts_from(&self, before: &str) -> bool {
        if before.chars().all(is_blank) {
            return !is_amount(&self.line[..self.at], &self.line[self.at..]);
        }
        is_without_blanks(before) || is_without_blanks(self.letter)
    }
}

/// Blanks at which a line may end: those that forbid it are letters.
pub(super) fn is_blank(letter: char) -> bool {
    letter.is_whitespace() && !matches!(letter, '\u{a0}' | '\u{2007}' | '\u{202f}')
}

/// Whether a text begins with what a mark can open: a letter, or the narrow blank that French sets before one.
fn is_letter(text: &str) -> bool {
    let is_narrow = |c: char| c.is_whitespace() && !is_blank(c);
    text.chars().next().is_some_and(|c| c.is_alphanumeric() || is_narrow(c))
}

/// Whether two texts meet within a figure and its unit: `450.50 USD`, `EUR 80,00`.
fn is_amount(before: &str, behind: &str) -> bool {
    let is_code = |word: &str| word.len() == 3 && word.bytes().all(|b| b.is_ascii_uppercase());
    let before = before.trim_end_matches(is_blank);
    let before = before.rsplit(is_blank).next().unwrap_or_default();
    let behind = behind.split(is_blank).next().unwrap_or_default();
    let is_figure = behind.trim_start_matches(['-', '−']).starts_with(|c: char| c.is_ascii_digit());
    let is_unit = is_code(behind.trim_end_matches(['.', ',', ';', ':', ')']));
    (is_unit && before.ends_with(|c: char| c.is_ascii_digit()))
        || (is_figure && is_code(before.trim_start_matches('(')))
}

/// Whether it is of a script that sets no blanks between words: Han and kana with their marks.
fn is_without_blanks(letter: &str) -> bool {
    letter.chars().next().is_some_and(|c| {
        matches!(c, '\u{3000}'..='\u{30ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}'
            | '\u{f900}'..='\u{faff}' | '\u{ff00}'..='\u{ff60}' | '\u{20000}'..='\u{3ffff}')
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rstest::rstest;

    use super::*;

    fn shown(line: &str, width: usize) -> Vec<&str> {
        rows(line, width).into_iter().map(|row| line[row].trim_end()).collect()
    }

    #[rstest]
    #[case("It is gone. Sorry, all", 10, &["It is", "gone.", "Sorry, all"])]
    #[case("It is gone. Sorry", 11, &["It is gone.", "Sorry"])]
    #[case("We said (so) ...", 11, &["We said", "(so) ..."])]
    #[case("Where is it?!", 12, &["Where is", "it?!"])]
    #[case("Bonjour Marie !", 13, &["Bonjour", "Marie !"])]
    #[case("il dit «\u{a0}oui\u{a0}» et", 13, &["il dit", "«\u{a0}oui\u{a0}» et"])]
    #[case("he said “yes” to", 11, &["he said", "“yes” to"])]
    #[case("sie sagte „ja“.", 13, &["sie sagte", "„ja“."])]
    #[case("it's 450.50 USD", 11, &["it's", "450.50 USD"])]
    #[case("abcdefghij.", 10, &["abcdefghi", "j."])]
    #[case("a bcdefghij?!)", 11, &["a", "bcdefghi", "j?!)"])]
    #[case("a b", 1, &["a", "b"])]
    #[case("", 5, &[""])]
    #[case("  in a list", 8, &["  in a", "list"])]
    fn a_line_begins_with_a_word_and_not_with_what_closes(
        #[case] line: &str,
        #[case] width: usize,
        #[case] wanted: &[&str],
    ) {
        assert_eq!(shown(line, width), wanted);
    }

    #[rstest]
    #[case("荷物が届きません。確認", 16, &["荷物が届きませ", "ん。確認"])]
    #[case("はい、「今日」です", 8, &["はい、", "「今日」", "です"])]
    #[case("ちょっと待って", 6, &["ちょっ", "と待っ", "て"])]
    #[case("注文 #1133 のメールです", 12, &["注文 #1133", "のメールです"])]
    fn kinsoku_keeps_marks_with_their_words(
        #[case] line: &str,
        #[case] width: usize,
        #[case] wanted: &[&str],
    ) {
        assert_eq!(shown(line, width), wanted);
    }

    proptest! {
        #[test]
        fn nothing_is_lost_and_no_line_begins_with_a_full_stop(
            words in prop::collection::vec("[a-zA-Zäé]{1,12}[.,;:!?)”…]{0,2}|[山田さんと]{1,9}[。、」ー]{0,2}", 1..20),
            width in 6_usize..40,
        ) {
            let line = words.join(" ");
            let rows = rows(&line, width);
            prop_assert_eq!(rows.iter().map(|row| &line[row.clone()]).collect::<String>(), line.clone());
            for row in &rows {
                let row = line[row.clone()].trim_end();
                prop_assert!(row.width() <= width, "{row:?}");
                let begins = row.chars().next().unwrap_or_default();
                prop_assert!(!CLOSING.contains(begins) && !"”".contains(begins), "{row:?} of {line:?} in {width}");
            }
        }
    }
}
