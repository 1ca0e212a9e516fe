//! E-mail addresses and web addresses that carry a token.

use super::super::fold::is_invisible;
use super::super::kind::Kind;
use super::super::tokens::{Reading, TokenKind};
use super::{Finding, Found};

fn is_at(c: char) -> bool {
    matches!(c, '@' | '＠' | '﹫')
}

/// `local@domain`, also with look-alike letters, zero-width characters, and `at`/`dot` written out.
pub(super) fn emails(reading: &Reading<'_>, found: &mut Found) {
    for at in 0..reading.tokens.len() {
        let token = &reading.tokens[at];
        let range = match token.kind {
            TokenKind::Mark(c) if is_at(c) => joined(reading, at),
            TokenKind::Word if is_at_word(reading.str(at)) => spelled(reading, at),
            _ => None,
        };
        if let Some((first, last)) = range
            && !found.is_taken(first)
        {
            found.claim(reading, first, last, Kind::Email, true);
        }
    }
}

fn is_at_word(word: &str) -> bool {
    word.eq_ignore_ascii_case("at") || word.eq_ignore_ascii_case("arroba")
}

/// The tokens of an address around an `@`, nothing spaced.
fn joined(reading: &Reading<'_>, at: usize) -> Option<(usize, usize)> {
    let spaced = |index: usize| reading.get(index).is_none_or(|t| t.spaced);
    if spaced(at) && !reading.before(at, 1).is_some_and(|t| !matches!(t.kind, TokenKind::Mark(_))) {
        return None;
    }
    let after = at + 1;
    if spaced(after) {
        return spread(reading, at);
    }
    let first = local_start(reading, at, spaced(at))?;
    let last = domain_end(reading, after, false)?;
    Some((first, last))
}

/// `anna @ example . com`: spaces around the signs, where the end is one of the usual domains.
fn spread(reading: &Reading<'_>, at: usize) -> Option<(usize, usize)> {
    const USUAL: [&str; 28] = [
        "com", "net", "org", "info", "eu", "de", "at", "ch", "fr", "be", "nl", "es", "it", "pt", "pl", "se",
        "dk", "no", "fi", "uk", "us", "ca", "au", "br", "jp", "in", "io", "example",
    ];
    let on_line = |i: usize| reading.get(i).filter(|t| t.breaks == 0);
    let word = |i: usize| on_line(i).is_some_and(|t| !matches!(t.kind, TokenKind::Mark(_)));
    on_line(at)?;
    let mut last = at + 1;
    let mut end = None;
    while word(last) && on_line(last + 1).is_some_and(|t| t.is('.')) && word(last + 2) {
        last += 2;
        let usual = USUAL.iter().any(|usual| reading.str(last).eq_ignore_ascii_case(usual));
        end = usual.then_some(last).or(end);
    }
    let mut first = at.checked_sub(1).filter(|i| !matches!(reading.tokens[*i].kind, TokenKind::Mark(_)))?;
    while first >= 2 && on_line(first).is_some() && reading.tokens[first - 1].is('.') && word(first - 2) {
        first -= 2;
    }
    Some((first, end?))
}

/// Walks left from the joint over the local part.
fn local_start(reading: &Reading<'_>, at: usize, gap: bool) -> Option<usize> {
    let mut first = at.checked_sub(1)?;
    if matches!(reading.tokens[first].kind, TokenKind::Mark(_)) || gap && reading.tokens[at].breaks > 0 {
        return None;
    }
    // Bounded by the longest local part (RFC 5321: 64 octets).
    let limit = at.saturating_sub(40);
    while first > limit && !reading.tokens[first].spaced {
        match reading.tokens[first - 1].kind {
            TokenKind::Mark('.' | '_' | '-' | '+' | '%' | '\'' | '’' | '&' | '=' | '~' | '!' | '#' | '*') =>
            {
                let beyond = first.checked_sub(2).and_then(|i| reading.get(i));
                let continues = !reading.tokens[first - 1].spaced
                    && beyond.is_some_and(|t| !matches!(t.kind, TokenKind::Mark(_)));
                if !continues {
                    break;
                }
                first -= 2;
            }
            TokenKind::Mark(_) => break,
            _ => first -= 1,
        }
    }
    Some(first)
}

/// Walks right over `label(.label)+`; the last label must look like a top-level domain.
fn domain_end(reading: &Reading<'_>, start: usize, spelled: bool) -> Option<usize> {
    let label = |index: usize| reading.get(index).is_some_and(|t| !matches!(t.kind, TokenKind::Mark(_)));
    if !label(start) {
        return None;
    }
    let mut last = start;
    let mut end = None;
    for _ in 0..12 {
        // "xn--": a doubled hyphen.
        while reading.get(last + 1).is_some_and(|t| t.is('-') && !t.spaced)
            && reading.get(last + 2).is_some_and(|t| t.is('-') && !t.spaced)
        {
            last += 1;
        }
        let next = match reading.get(last + 1) {
            Some(t) if matches!(t.kind, TokenKind::Mark('-' | '.' | '．' | '。')) && !t.spaced => {
                let hyphen = t.is('-');
                if !label(last + 2) || reading.tokens[last + 2].spaced {
                    break;
                }
                (last + 2, hyphen)
            }
            Some(_) if spelled => match dot_word(reading, last + 1) {
                Some(after) if label(after) => (after, false),
                _ => break,
            },
            _ => break,
        };
        last = next.0;
        if !next.1 && is_top_level(reading.str(last)) {
            end = Some(last);
        }
    }
    end
}

fn is_top_level(label: &str) -> bool {
    let letters = label.chars().filter(|c| !is_invisible(*c));
    letters.clone().count() >= 2 && letters.clone().count() <= 18 && letters.clone().all(char::is_alphabetic)
}

/// `dot`, `(dot)`, `[dot]`, ` . `; the index after it.
fn dot_word(reading: &Reading<'_>, index: usize) -> Option<usize> {
    let is_dot = |i: usize| {
        ["dot", "punkt", "punto", "ponto", "point"].iter().any(|w| reading.str(i).eq_ignore_ascii_case(w))
            || reading.str(i) == "."
    };
    let token = reading.get(index)?;
    if token.breaks > 0 {
        return None;
    }
    match token.kind {
        TokenKind::Mark('(' | '[' | '{' | '<') if is_dot(index + 1) => reading
            .get(index + 2)
            .is_some_and(|t| matches!(t.kind, TokenKind::Mark(')' | ']' | '}' | '>')))
            .then_some(index + 3),
        TokenKind::Word if is_dot(index) => Some(index + 1),
        _ => None,
    }
}

/// `local (at) domain.tld`, `local at domain dot tld`.
fn spelled(reading: &Reading<'_>, at: usize) -> Option<(usize, usize)> {
    let bracket =
        reading.before(at, 1).is_some_and(|t| matches!(t.kind, TokenKind::Mark('(' | '[' | '{' | '<')))
            && reading.get(at + 1).is_some_and(|t| matches!(t.kind, TokenKind::Mark(')' | ']' | '}' | '>')));
    let (joint, after) = if bracket { (at - 1, at + 2) } else { (at, at + 1) };
    let last = domain_end(reading, after, true)?;
    // In plain words only with a spelled-out dot: "look at example.com" is no address.
    let dotted = (after..last)
        .any(|i| reading.get(i).is_some_and(|t| t.is_word() && t.spaced) && dot_word(reading, i).is_some());
    if !bracket && !dotted || reading.tokens[joint].breaks > 0 {
        return None;
    }
    let first = local_start(reading, joint, true)?;
    Some((first, last))
}

/// Web addresses with a query, a fragment, a user name, or a long random part in their path.
pub(super) fn urls(reading: &Reading<'_>, found: &mut Found) {
    let text = reading.text;
    let mut index = 0;
    while index < reading.tokens.len() {
        let token = &reading.tokens[index];
        let word = reading.str(index);
        let scheme = ["http", "https", "ftp"].iter().any(|scheme| word.eq_ignore_ascii_case(scheme))
            && reading.get(index + 1).is_some_and(|t| t.is(':'))
            && reading.get(index + 2).is_some_and(|t| t.is('/'));
        let www = word.eq_ignore_ascii_case("www")
            && reading.get(index + 1).is_some_and(|t| t.is('.') && !t.spaced);
        if !scheme && !www {
            index += 1;
            continue;
        }
        let length = text[token.start..]
            .find(|c: char| c.is_whitespace() || matches!(c, '"' | '<' | '>' | '`' | '«' | '»' | '|'))
            .unwrap_or(text.len() - token.start);
        let url = text[token.start..token.start + length]
            .trim_end_matches(['.', ',', ';', ':', '!', '?', ')', ']', '\'', '*']);
        let end = token.start + url.len();
        let last = reading.tokens.partition_point(|t| t.end <= end).saturating_sub(1).max(index);
        if carries_token(url) {
            found.findings.push(Finding { start: token.start, end, kind: Kind::Url, sure: false });
            found.taken[index..=last].fill(true);
        }
        index = last + 1;
    }
}

/// Whether a web address says more than which page it is.
fn carries_token(url: &str) -> bool {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let (host, path) = rest.find(['/', '?', '#']).map_or((rest, ""), |at| rest.split_at(at));
    let query = path.find(['?', '#', ';']).map(|at| &path[at + 1..]);
    if host.contains('@') || query.is_some_and(|q| q.contains('=') || random(q)) {
        return true;
    }
    path.split('/').any(random)
}

/// A long run of letters and digits mixed, as keys and tokens are.
fn random(part: &str) -> bool {
    part.split(['-', '.', '_', '=', '&']).any(|run| {
        let digits = run.bytes().filter(u8::is_ascii_digit).count();
        run.len() >= 16 && digits >= 3 && digits < run.len()
    }) || part.len() >= 32 && part.bytes().filter(u8::is_ascii_digit).count() >= 6
}
