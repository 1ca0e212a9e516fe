//! Folding: many ways of writing the same letter become one.
//!
//! Used on the text and on the known values alike, so that what is equal to a reader is equal to the program:
//! letter case, diacritics, compatibility forms (full-width, mathematical letters, ligatures), Cyrillic and Greek
//! letters that look Latin, digits of other scripts; zero-width and direction characters vanish.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::canonical_combining_class;

/// Characters that print nothing and are put between letters to split a word unseen.
pub(super) fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}'
        | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{3164}'
        | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
}

/// Scripts written without spaces between words: a value may begin and end anywhere in them.
pub(super) fn is_unspaced(c: char) -> bool {
    matches!(c,
        '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}' | '\u{3005}'..='\u{3007}'
        | '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}'
        | '\u{f900}'..='\u{faff}' | '\u{ff66}'..='\u{ff9f}' | '\u{20000}'..='\u{3ffff}')
}

/// Letters that have neither small nor capital forms: Arabic, Hebrew, Devanagari, Chinese and others.
pub(super) fn is_caseless(c: char) -> bool {
    !c.is_ascii() && c.is_alphabetic() && !c.is_lowercase() && !c.is_uppercase()
}

/// Feeds `emit` with the folded form of one character: nothing, one or several characters.
#[inline]
pub(super) fn fold_char(c: char, mut emit: impl FnMut(char)) {
    if c.is_ascii() {
        emit(c.to_ascii_lowercase());
        return;
    }
    if is_invisible(c) {
        return;
    }
    if matches!(c, '\u{ac00}'..='\u{d7a3}' | '\u{4e00}'..='\u{9fff}') {
        emit(c);
        return;
    }
    for part in std::iter::once(c).nfkd() {
        if canonical_combining_class(part) != 0 {
            continue;
        }
        for lower in part.to_lowercase() {
            if canonical_combining_class(lower) == 0 {
                fold_lower(lower, &mut emit);
            }
        }
    }
}

fn fold_lower(c: char, emit: &mut impl FnMut(char)) {
    let folded = match c {
        'ß' => return emit_all("ss", emit),
        'æ' => return emit_all("ae", emit),
        'œ' => return emit_all("oe", emit),
        'þ' => return emit_all("th", emit),
        'ø' => 'o',
        'ł' => 'l',
        'đ' | 'ð' | 'ԁ' => 'd',
        'ħ' => 'h',
        'ı' => 'i',
        // Cyrillic letters that are drawn like Latin ones, in either case.
        'а' => 'a',
        'в' => 'b',
        'с' => 'c',
        'е' => 'e',
        'н' | 'һ' => 'h',
        'і' => 'i',
        'ј' => 'j',
        'к' => 'k',
        'м' => 'm',
        'о' => 'o',
        'р' => 'p',
        'ѕ' => 's',
        'т' => 't',
        'ѵ' => 'v',
        'у' => 'y',
        'х' => 'x',
        // Greek ones.
        'α' => 'a',
        'β' => 'b',
        'ε' => 'e',
        'ζ' => 'z',
        'η' => 'h',
        'ι' => 'i',
        'κ' => 'k',
        'μ' => 'm',
        'ν' => 'n',
        'ο' => 'o',
        'ρ' => 'p',
        'τ' => 't',
        'υ' => 'y',
        'χ' => 'x',
        other => digit(other).unwrap_or(other),
    };
    emit(folded);
}

fn emit_all(letters: &str, emit: &mut impl FnMut(char)) {
    letters.chars().for_each(emit);
}

/// The ASCII digit for a decimal digit of another script.
fn digit(c: char) -> Option<char> {
    const ZEROS: [u32; 18] = [
        0x660, 0x6f0, 0x7c0, 0x966, 0x9e6, 0xa66, 0xae6, 0xb66, 0xbe6, 0xc66, 0xce6, 0xd66, 0xe50, 0xed0,
        0xf20, 0x1040, 0x17e0, 0x1810,
    ];
    let code = u32::from(c);
    let zero = ZEROS.iter().find(|zero| (**zero..**zero + 10).contains(&code))?;
    char::from_digit(code - zero, 10)
}

/// Folded letters and digits of `text`, everything else left out: what two writings of a value have in common.
pub(super) fn squeeze(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        fold_char(c, |f| {
            if f.is_alphanumeric() {
                out.push(f);
            }
        });
    }
    out
}

/// As [`squeeze`], with ä, ö, ü, ø, å, ñ written out as German and Danish writers do without the keys for them.
pub(super) fn squeeze_spelled_out(text: &str) -> String {
    let mut spelled = String::with_capacity(text.len() + 4);
    for c in text.nfc() {
        match c.to_lowercase().next().unwrap_or(c) {
            'ä' => spelled.push_str("ae"),
            'ö' | 'ø' => spelled.push_str("oe"),
            'ü' => spelled.push_str("ue"),
            'å' => spelled.push_str("aa"),
            _ => spelled.push(c),
        }
    }
    squeeze(&spelled)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("Zoë-Łucja O'Neil", "zoelucjaoneil")]
    #[case("ＡＮＮＡ", "anna")]
    #[case("𝐉𝐨𝐡𝐧", "john")]
    #[case("a\u{200b}n\u{ad}n\u{2060}a", "anna")]
    #[case("Аnnа", "anna")] // Cyrillic А and а
    #[case("٠١٢ ३४", "01234")]
    #[case("Straße", "strasse")]
    #[case("e\u{301}", "e")]
    fn many_writings_fold_to_one(#[case] written: &str, #[case] folded: &str) {
        assert_eq!(squeeze(written), folded);
    }

    #[test]
    fn umlauts_can_be_spelled_out() {
        assert_eq!(squeeze_spelled_out("Jürgen Größl"), "juergengroessl");
    }
}
