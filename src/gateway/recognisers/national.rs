//! National numbers of persons, right by their check digits, their dates or their letters.
//!
//! What is unmistakable by its form stands alone; ten digits that happen to have the right check digit are an order
//! number unless somebody says what they are.

mod checks;

use super::super::kind::Kind;
use super::super::lexicon::Classes;
use super::super::tokens::{Reading, Token, TokenKind};
use super::Found;
use super::numbers::cued;

/// One country's number.
struct Form {
    /// Letters and digits of it.
    length: usize,
    /// What shows without a word before it that it is one; `None`: nothing does.
    shape: Option<fn(&str) -> bool>,
    /// Whether letters and digits, upper case, make a number of this kind.
    is_right: fn(&[u8]) -> bool,
}

const fn form(length: usize, shape: Option<fn(&str) -> bool>, is_right: fn(&[u8]) -> bool) -> Form {
    Form { length, shape, is_right }
}

fn any_shape(_: &str) -> bool {
    true
}

/// All forms; the documents that say so are named in [`checks`].
const FORMS: [Form; 27] = [
    form(16, Some(any_shape), checks::italy),
    form(9, Some(any_shape), checks::spain),
    form(9, Some(any_shape), checks::united_kingdom_insurance),
    form(10, None, checks::united_kingdom_health),
    form(11, None, checks::germany),
    form(15, Some(any_shape), checks::france),
    form(9, None, checks::netherlands),
    form(11, Some(|written| written.contains('.') && written.contains('-')), checks::belgium),
    form(11, None, checks::poland),
    form(10, Some(|written| written.get(6..7) == Some("-")), checks::sweden),
    form(12, None, |id| checks::sweden(&id[2..])),
    form(10, Some(any_shape), checks::finland),
    form(11, None, checks::norway),
    form(10, None, checks::denmark),
    form(11, Some(|written| written.get(3..4) == Some(".") && written.contains('-')), checks::brazil),
    form(9, None, checks::canada),
    form(9, None, checks::australia),
    form(12, None, checks::india),
    form(10, None, checks::india_tax),
    form(18, Some(any_shape), checks::china),
    form(12, None, checks::japan),
    form(13, Some(|written| written.get(6..7) == Some("-")), checks::korea),
    form(9, Some(any_shape), checks::singapore),
    form(18, Some(any_shape), checks::mexico),
    form(10, None, checks::austria),
    form(13, Some(|written| written.contains('.')), checks::switzerland),
    form(10, Some(|written| written.get(6..7) == Some("/")), checks::czechia),
];

/// Letters and digits of the longest form.
const LONGEST: usize = 18;
/// Tokens that the longest form is written with: `2 55 08 14 168 025 38`.
const TOKENS: usize = 13;

/// National numbers.
pub(super) fn national_numbers(reading: &Reading<'_>, found: &mut Found) {
    let mut index = 0;
    while index < reading.tokens.len() {
        match number_end(reading, found, index) {
            Some(last) => {
                found.claim(reading, index, last, Kind::NationalId, false);
                index = last + 1;
            }
            None => index += 1,
        }
    }
}

/// The last token of the longest number that begins at `index`.
fn number_end(reading: &Reading<'_>, found: &Found, index: usize) -> Option<usize> {
    let token = reading.get(index).filter(|_| !found.is_taken(index))?;
    let begins = match token.kind {
        TokenKind::Number => token.end - token.start <= LONGEST,
        TokenKind::Mixed => true,
        // "AB 12 34 56 C", "X-1234567-L"
        TokenKind::Word => {
            let next = index + 1 + usize::from(reading.get(index + 1).is_some_and(|t| t.is('-')));
            token.end - token.start <= 2 && reading.get(next).is_some_and(Token::is_number)
        }
        TokenKind::Mark(_) => false,
    };
    if !begins || is_glued(reading, index) {
        return None;
    }
    let mut compact: Vec<u8> = Vec::new();
    let mut end = None;
    for at in index..index + TOKENS {
        let Some(token) = reading.get(at).filter(|t| !found.is_taken(at) && (at == index || t.breaks == 0))
        else {
            break;
        };
        match token.kind {
            TokenKind::Mark('-' | '.' | '/' | '+') if !token.spaced && at > index => continue,
            TokenKind::Mark(_) => break,
            _ => {}
        }
        let piece = reading.str(at);
        if !piece.is_ascii() || compact.len() + piece.len() > LONGEST {
            break;
        }
        compact.extend(piece.bytes().map(|b| b.to_ascii_uppercase()));
        let written = &reading.text[reading.tokens[index].start..token.end];
        if compact.len() >= 9 && !goes_on(reading, at) && is_number(reading, index, &compact, written) {
            end = Some(at);
        }
    }
    end
}

fn is_number(reading: &Reading<'_>, index: usize, compact: &[u8], written: &str) -> bool {
    let mut forms =
        FORMS.iter().filter(|form| form.length == compact.len() && (form.is_right)(compact)).peekable();
    if forms.peek().is_none() {
        return false;
    }
    let named = cued(reading, index, 4, Classes::ID_NUMBER, Classes::BOUGHT);
    let ordered = cued(reading, index, 4, Classes::ORDER, Classes::ID_NUMBER);
    named || !ordered && forms.any(|form| form.shape.is_some_and(|shows| shows(written)))
}

/// Part of something longer that begins before.
fn is_glued(reading: &Reading<'_>, index: usize) -> bool {
    reading.get(index).is_some_and(|t| !t.spaced)
        && reading.before(index, 1).is_some_and(|t| {
            !matches!(
                t.kind,
                TokenKind::Mark(':' | '(' | '"' | '\'' | '[' | '=' | ',' | ';' | '>' | '：' | '（')
            )
        })
}

/// Part of something longer that goes on after.
fn goes_on(reading: &Reading<'_>, last: usize) -> bool {
    let joined = |i: usize| reading.get(i).is_some_and(|t| !t.spaced);
    joined(last + 1)
        && reading
            .get(last + 1)
            .is_some_and(|t| matches!(t.kind, TokenKind::Mark('-' | '/' | '_' | '%' | '€' | '$')))
        && joined(last + 2)
}
