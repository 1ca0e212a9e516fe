//! Texts in lines, by what a terminal shows of them.

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

use super::rows::{is_blank, rows};
use crate::domain::text::is_invisible_or_override;

/// What stands for a character that would be seen as nothing, or would turn what stands beside it.
const UNSEEN: char = '\u{fffd}';

/// Nothing of a text acts on the terminal or hides in it: control characters become spaces, invisible ones and
/// overrides of the direction of writing become `�`. The joiners that emoji and several scripts need stay.
pub fn harmless(text: &str) -> String {
    let shown = |c: char| match c {
        c if c.is_control() => ' ',
        c if is_invisible_or_override(c) => UNSEEN,
        c => c,
    };
    text.chars().map(shown).collect()
}

/// Lines of at most so many columns, broken between words where that is possible; line breaks stay. Blanks between words
/// are one.
pub fn wrap(text: &str, width: usize) -> Vec<String> {
    let mut lines = Vec::new();
    for paragraph in text.trim_end().split('\n') {
        let paragraph = harmless(paragraph);
        let words: Vec<&str> = paragraph.split(is_blank).filter(|word| !word.is_empty()).collect();
        let line = words.join(" ");
        lines.extend(rows(&line, width).into_iter().map(|row| line[row].trim_end_matches(' ').to_owned()));
    }
    lines
}

/// As much of a text as has room, one character at least; characters are never cut apart.
fn head(text: &str, width: usize) -> String {
    let mut head = String::new();
    for character in text.graphemes(true) {
        if !head.is_empty() && head.width() + character.width() > width {
            break;
        }
        head.push_str(character);
    }
    head
}

/// As much of a text as so many columns hold; where something is left out, it ends in `…`.
pub fn cut(text: &str, width: usize) -> String {
    if text.width() <= width {
        return text.to_owned();
    }
    format!("{}…", head(text, width.saturating_sub(1)).trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_wraps_by_what_is_seen_and_nothing_gets_lost() {
        assert_eq!(wrap("one two three", 8), ["one two", "three"]);
        assert_eq!(wrap("山田太郎さん", 6), ["山田太", "郎さん"]);
        assert_eq!(wrap("a\n\nb", 10), ["a", "", "b"]);
        assert_eq!(wrap("", 10), [""]);
        assert_eq!(wrap("risk is 14 %. Net 450.50 USD", 10), ["risk is", "14 %. Net", "450.50 USD"]);
        assert_eq!(wrap("net EUR 1\u{202f}299,50 paid", 12), ["net", "EUR 1\u{202f}299,50", "paid"]);
        assert_eq!(wrap("x\u{1b}[31my", 20), ["x [31my"]);
    }

    #[test]
    fn what_hides_or_turns_a_text_is_seen() {
        assert_eq!(harmless("pay\u{202e}drawer\u{2066}\u{200b}."), "pay�drawer��.");
        assert_eq!(harmless("a\u{7}b\tc"), "a b c");
        for joined in ["👩\u{200d}🚀", "می\u{200c}خواهم", "\u{2764}\u{fe0f}"] {
            assert_eq!(harmless(joined), joined);
        }
    }

    proptest::proptest! {
        #[test]
        fn no_line_is_wider_than_asked(text in "\\PC{0,80}", width in 2_usize..40) {
            for line in wrap(&text, width) {
                proptest::prop_assert!(line.width() <= width || line.graphemes(true).count() == 1, "{line:?}");
            }
        }
    }
}
