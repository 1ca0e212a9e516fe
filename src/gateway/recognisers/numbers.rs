//! Numbers that identify: IBAN, payment cards, IP addresses, social security numbers, phones.

pub(super) mod spelled;

use super::super::fold::squeeze;
use super::super::kind::Kind;
use super::super::lexicon::Classes;
use super::super::tokens::{Reading, TokenKind};
use super::{Finding, Found};

/// Groups of digits that belong together: `06 12 34 56 78`, `(555) 010-9999`.
#[derive(Clone)]
pub(super) struct Run {
    /// Tokens of the groups.
    groups: Vec<usize>,
    /// First token, with `+` and `(`.
    first: usize,
    /// Last token.
    last: usize,
    /// The digits of each group, ASCII.
    digits: Vec<String>,
    plus: bool,
    bracket: bool,
    /// Marks between the groups.
    marks: Vec<char>,
}

impl Run {
    fn all(&self) -> String {
        self.digits.concat()
    }

    fn len(&self) -> usize {
        self.digits.iter().map(String::len).sum()
    }

    /// The groups from `from` to `to`, both included, as a run of their own.
    fn part(&self, reading: &Reading<'_>, from: usize, to: usize) -> Run {
        let (first, last) = (self.groups[from], self.groups[to]);
        let mark = |index: usize| match reading.get(index)?.kind {
            TokenKind::Mark(c) => Some(c),
            _ => None,
        };
        Run {
            groups: self.groups[from..=to].to_vec(),
            first: if from == 0 { self.first } else { first },
            last,
            digits: self.digits[from..=to].to_vec(),
            plus: from == 0 && self.plus,
            bracket: from == 0 && self.bracket,
            marks: (first..last).filter_map(mark).collect(),
        }
    }
}

/// Longest number of groups that are looked at together.
const GROUPS: usize = 20;

/// Gives every run of at least `digits` digits, none of whose tokens is taken, to `judge`.
fn each_run(reading: &Reading<'_>, found: &mut Found, digits: usize, judge: impl Fn(&Run, &mut Found)) {
    let runs = found.runs.take().unwrap_or_else(|| runs(reading, found));
    for run in runs.iter().filter(|run| run.len() >= digits) {
        if (run.first..=run.last).any(|token| found.is_taken(token)) {
            // What is left of it may be something by itself: a phone after a date.
            let mut index = run.first;
            while index <= run.last {
                let part = (is_figures(reading, index) && !found.is_taken(index))
                    .then(|| run_at(reading, found, index));
                index = part.as_ref().map_or(index, |part| part.last) + 1;
                if let Some(part) = part.filter(|part| part.len() >= digits && part.last <= run.last) {
                    judge(&part, found);
                }
            }
        } else {
            judge(run, found);
        }
    }
    found.runs = Some(runs);
}

/// All runs of digit groups in the text, one pass.
fn runs(reading: &Reading<'_>, found: &Found) -> Vec<Run> {
    let mut runs = Vec::new();
    let mut index = 0;
    while index < reading.tokens.len() {
        if !is_figures(reading, index) || found.is_taken(index) {
            index += 1;
            continue;
        }
        let run = run_at(reading, found, index);
        index = run.last + 1;
        if run.len() >= 6 {
            runs.push(run);
        }
    }
    runs
}

/// Digits, or digits with a letter or two that are drawn like `0` and `1`: `O7911`, `l23456`.
fn is_figures(reading: &Reading<'_>, index: usize) -> bool {
    let Some(token) = reading.get(index) else { return false };
    if token.is_number() {
        return true;
    }
    let text = reading.str(index);
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    token.kind == TokenKind::Mixed
        && digits >= 3
        && digits + 2 >= text.len()
        && text.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'O' | b'o' | b'l' | b'I'))
}

/// The digits of a group, letters that are drawn like digits taken for them.
fn figures(reading: &Reading<'_>, index: usize) -> String {
    let mut digits = squeeze(reading.str(index));
    if !reading.tokens[index].is_number() {
        digits = digits.replace('o', "0").replace(['l', 'i'], "1");
    }
    digits.retain(|c| c.is_ascii_digit());
    digits
}

fn run_at(reading: &Reading<'_>, found: &Found, start: usize) -> Run {
    let mut run = Run {
        groups: vec![start],
        first: start,
        last: start,
        digits: vec![figures(reading, start)],
        plus: false,
        bracket: false,
        marks: Vec::new(),
    };
    // "+", "(" and "+(" before the first group.
    for _ in 0..2 {
        match run.first.checked_sub(1).map(|i| reading.tokens[i].kind) {
            Some(TokenKind::Mark('+' | '＋')) if !reading.tokens[run.first].spaced && !run.plus => {
                run.first -= 1;
                run.plus = true;
            }
            Some(TokenKind::Mark('(' | '（')) if !reading.tokens[run.first].spaced && !run.bracket => {
                run.first -= 1;
                run.bracket = true;
            }
            _ => break,
        }
    }
    let mut closed = !run.bracket;
    while run.groups.len() < GROUPS {
        let mut next = run.last + 1;
        let mut marks = Vec::new();
        while let Some(token) = reading.get(next) {
            match token.kind {
                TokenKind::Mark(
                    c @ ('-' | '.' | '/' | '(' | ')' | '（' | '）' | '‐' | '‑' | '–' | '·' | '−'),
                ) if token.breaks == 0 && marks.len() < 2 => {
                    // A full stop before a space ends a sentence.
                    let stop = c == '.' && reading.get(next + 1).is_some_and(|t| t.spaced);
                    if stop {
                        break;
                    }
                    marks.push(c);
                    next += 1;
                }
                _ => break,
            }
        }
        let Some(token) =
            reading.get(next).filter(|t| t.breaks == 0 && is_figures(reading, next) && !found.is_taken(next))
        else {
            break;
        };
        if marks.is_empty() && !token.spaced {
            break;
        }
        run.marks.extend(&marks);
        closed |= marks.contains(&')') || marks.contains(&'）');
        run.groups.push(next);
        run.digits.push(figures(reading, next));
        run.last = next;
    }
    if run.bracket && !closed {
        // "(06 12 34 56 78)": the bracket is around, not inside.
        run.first += 1;
        run.bracket = false;
    }
    run
}

/// Whether a cue of `wanted` stands within `reach` words before the token and none of `other` is nearer.
pub(super) fn cued(
    reading: &Reading<'_>,
    index: usize,
    reach: usize,
    wanted: Classes,
    other: Classes,
) -> bool {
    let mut words = 0;
    let mut back = 1;
    while let Some(token) = reading.before(index, back) {
        if reading.before(index, back - 1).is_some_and(|t| t.breaks > 1) && back > 1 {
            return false;
        }
        back += 1;
        match token.kind {
            TokenKind::Mark('#' | '№') if words == 0 => return wanted.has(Classes::ORDER),
            TokenKind::Mark(_) => {}
            _ => {
                if token.has(wanted) {
                    return true;
                }
                if token.has(other) {
                    return false;
                }
                words += 1;
                if words >= reach {
                    return false;
                }
            }
        }
    }
    false
}

/// Right after `#` or a currency sign, or glued to letters by a mark: an order number, a price, a part of a code.
fn is_labelled(reading: &Reading<'_>, run: &Run) -> bool {
    let glued = reading.get(run.first).is_some_and(|t| !t.spaced);
    let before = run.first.checked_sub(1).and_then(|i| reading.get(i)).is_some_and(|t| match t.kind {
        TokenKind::Mark('#' | '№' | '$' | '€' | '£' | '¥') => true,
        TokenKind::Mark('-' | '_') => glued && !t.spaced,
        TokenKind::Mark(_) => false,
        _ => glued,
    });
    let joined = reading.get(run.last + 2).is_some_and(|t| !t.spaced);
    let after = reading.get(run.last + 1).filter(|t| !t.spaced).is_some_and(|t| match t.kind {
        TokenKind::Mark('%' | '€' | '$' | '£' | '¥') => true,
        TokenKind::Mark('-' | '_') => {
            joined && reading.get(run.last + 2).is_some_and(|n| !matches!(n.kind, TokenKind::Mark(_)))
        }
        TokenKind::Mark(',') => joined && reading.get(run.last + 2).is_some_and(|n| n.is_number()),
        _ => false,
    });
    before || after
}

/// Payment card numbers: an issuer's prefix, 12 to 19 digits, right by Luhn's formula (ISO/IEC 7812-1).
pub(super) fn cards(reading: &Reading<'_>, found: &mut Found) {
    each_run(reading, found, 12, |run, found| {
        if is_labelled(reading, run) {
            return;
        }
        let cue = cued(reading, run.first, 8, Classes::CARD, Classes::ORDER);
        let ordered = cued(reading, run.first, 3, Classes::ORDER, Classes::CARD);
        // One run may be several cards: "4111 1111 1111 1111 5555 5555 5555 4444".
        let mut free = 0;
        for from in 0..run.groups.len() {
            if from < free {
                continue;
            }
            for to in (from..run.groups.len()).rev() {
                let digits = run.digits[from..=to].concat();
                let grouped = to > from && grouped_as_a_card(&run.digits[from..=to]);
                if to > from && !grouped && !cue {
                    continue;
                }
                let plausible = match digits.len() {
                    13..=19 => !ordered && (grouped || cue || digits.len() == 15 || digits.len() == 16),
                    12 => cue,
                    _ => false,
                };
                if plausible && is_issued(&digits) && luhn(&digits) {
                    found.claim(reading, run.groups[from], run.groups[to], Kind::CreditCard, true);
                    free = to + 1;
                    break;
                }
            }
        }
    });
}

/// What people are shown of one: `•••• 1111`.
pub(super) fn cut_cards(reading: &Reading<'_>, found: &mut Found) {
    for last in 4..reading.tokens.len() {
        let token = &reading.tokens[last];
        let is_four = token.is_number() && reading.str(last).chars().count() == 4;
        if is_four && !found.is_taken(last) && reading.tokens[last - 4..last].iter().all(|t| t.is('•')) {
            found.claim(reading, last - 4, last, Kind::CreditCard, false);
        }
    }
}

/// Four and four, or as American Express and Diners Club print it.
fn grouped_as_a_card(groups: &[String]) -> bool {
    let sizes: Vec<usize> = groups.iter().map(String::len).collect();
    let fours = sizes.split_last().is_some_and(|(last, rest)| *last <= 4 && rest.iter().all(|s| *s == 4));
    let singly = sizes.iter().all(|size| *size == 1);
    fours || singly || matches!(sizes.as_slice(), [4, 6, 5] | [4, 6, 4])
}

fn is_issued(digits: &str) -> bool {
    matches!(digits.as_bytes()[0], b'2'..=b'6') || digits.starts_with("1800")
}

/// Luhn's formula, ISO/IEC 7812-1 annex B.
pub(super) fn luhn(digits: &str) -> bool {
    let sum: u32 = digits
        .bytes()
        .rev()
        .enumerate()
        .map(|(place, digit)| {
            let value = u32::from(digit - b'0');
            match (place % 2, value) {
                (0, _) => value,
                (_, 0..=4) => value * 2,
                _ => value * 2 - 9,
            }
        })
        .sum();
    sum.is_multiple_of(10)
}

/// International bank account numbers, right by their check digits (ISO 13616, ISO 7064 MOD 97-10).
pub(super) fn ibans(reading: &Reading<'_>, found: &mut Found) {
    let mut index = 0;
    while index < reading.tokens.len() {
        let token = &reading.tokens[index];
        let head = reading.str(index).as_bytes();
        let whole = token.kind == TokenKind::Mixed
            && head.len() >= 4
            && head[..2].iter().all(u8::is_ascii_alphabetic)
            && head[2..4].iter().all(u8::is_ascii_digit);
        // "DE 89 3704 …"
        let split = token.is_word()
            && head.len() == 2
            && reading.get(index + 1).is_some_and(|t| t.breaks == 0 && t.end - t.start == 2 && t.is_number());
        let begins = (whole || split) && !found.is_taken(index);
        if begins && let Some(last) = iban_end(reading, index) {
            found.claim(reading, index, last, Kind::Iban, true);
            index = last;
        }
        index += 1;
    }
}

/// The token that an IBAN beginning at `start` ends with.
fn iban_end(reading: &Reading<'_>, start: usize) -> Option<usize> {
    let mut letters = String::with_capacity(34);
    let mut best = None;
    let mut index = start;
    for _ in 0..20 {
        let token = reading.get(index)?;
        match token.kind {
            TokenKind::Mark('-') if index > start && !token.spaced => {}
            TokenKind::Mark(_) => break,
            _ if index > start && token.breaks > 0 => break,
            _ => {
                let piece = reading.str(index);
                if !piece.is_ascii() || letters.len() + piece.len() > 34 {
                    break;
                }
                letters.push_str(piece);
                if is_iban_length(&letters) && mod_97(&letters) {
                    best = Some(index);
                }
            }
        }
        index += 1;
        if index >= reading.tokens.len() {
            break;
        }
    }
    best
}

/// Whether an account number of this country has this length (ISO 13616, registry of the national formats).
fn is_iban_length(iban: &str) -> bool {
    const LENGTHS: [(usize, &str); 18] = [
        (15, "NO"),
        (16, "BE"),
        (18, "DK FI FK FO GL NL SD"),
        (19, "MK SI"),
        (20, "AT BA EE KZ LT LU MN XK"),
        (21, "CH HR LI LV"),
        (22, "BG BH CR DE GB GE IE ME RS VA"),
        (23, "AE GI IL IQ OM SO TL"),
        (24, "AD CZ ES MD MR PK RO SA SE SK TN VG"),
        (25, "LY PT ST"),
        (26, "IS TR"),
        (27, "BI DJ FR GR IT SM"),
        (28, "AL AZ BY CY DO GT HU LB NI PL SV YE"),
        (29, "BR EG PS QA UA"),
        (30, "JO KW MU"),
        (31, "MT SC"),
        (32, "LC"),
        (33, "RU"),
    ];
    let country = iban[..2].to_ascii_uppercase();
    LENGTHS.iter().any(|(length, countries)| {
        *length == iban.len() && countries.split(' ').any(|known| known == country)
    })
}

fn mod_97(iban: &str) -> bool {
    let (head, rest) = iban.split_at(4);
    let remainder = rest.bytes().chain(head.bytes()).fold(0u32, |remainder, byte| match byte {
        b'0'..=b'9' => (remainder * 10 + u32::from(byte - b'0')) % 97,
        letter => (remainder * 100 + u32::from(letter.to_ascii_uppercase() - b'A') + 10) % 97,
    });
    remainder == 1
}

/// IPv4 and IPv6 addresses.
pub(super) fn ip_addresses(reading: &Reading<'_>, found: &mut Found) {
    let text = reading.text;
    let mut index = 0;
    while index < reading.tokens.len() {
        let token = &reading.tokens[index];
        let hexadecimal = !matches!(token.kind, TokenKind::Mark(_)) && token.end - token.start <= 4;
        let glued = index > 0
            && !token.spaced
            && !matches!(
                reading.tokens[index - 1].kind,
                TokenKind::Mark('(' | '[' | '"' | '\'' | '=' | ',' | '/' | '<' | '>')
            );
        if !(hexadecimal || token.is(':')) || glued || found.is_taken(index) {
            index += 1;
            continue;
        }
        let length = text.as_bytes()[token.start..]
            .iter()
            .take(46)
            .take_while(|b| b.is_ascii_hexdigit() || matches!(b, b'.' | b':'))
            .count();
        let mut candidate = text[token.start..token.start + length].trim_end_matches(['.', ':']);
        // "203.0.113.7:8080": a port is no part of the address.
        if let Some((host, _)) = candidate.split_once(':').filter(|(host, _)| host.contains('.')) {
            candidate = host;
        }
        let is_address = match candidate.parse::<std::net::IpAddr>() {
            Ok(std::net::IpAddr::V4(_)) => true,
            // "10::30" is no time of anyone's; two groups of an abbreviation need more than a colon.
            Ok(std::net::IpAddr::V6(_)) => candidate.len() >= 6,
            Err(_) => false,
        };
        if is_address {
            let end = token.start + candidate.len();
            let last = reading.tokens.partition_point(|t| t.end <= end).saturating_sub(1).max(index);
            if reading.tokens[last].end == end {
                found.findings.push(Finding { start: token.start, end, kind: Kind::IpAddress, sure: false });
                found.taken[index..=last].fill(true);
                index = last;
            }
        }
        index += 1;
    }
}

/// Social security numbers, area-group-serial (SSA: no area 000, 666, 9xx; no group 00; no serial 0000).
pub(super) fn social_security_numbers(reading: &Reading<'_>, found: &mut Found) {
    each_run(reading, found, 9, |run, found| {
        let groups = run.groups.len();
        if groups <= 3 {
            social_security_number(reading, run, found);
        } else {
            for from in 0..=groups - 3 {
                social_security_number(reading, &run.part(reading, from, from + 2), found);
            }
        }
    });
}

fn social_security_number(reading: &Reading<'_>, run: &Run, found: &mut Found) {
    let digits = run.all();
    let cue = cued(reading, run.first, 5, Classes::SSN, Classes::ORDER);
    let shape = matches!(run.digits.iter().map(String::len).collect::<Vec<_>>().as_slice(), [3, 2, 4]);
    let ordered = cued(reading, run.first, 3, Classes::ORDER, Classes::SSN);
    let valid = digits.len() == 9
        && !digits.starts_with("000")
        && !digits.starts_with("666")
        && &digits[3..5] != "00"
        && &digits[5..] != "0000";
    let area_issued = !digits.starts_with('9');
    let hyphens = run.marks == ['-', '-'];
    if valid && (cue || shape && hyphens && area_issued && !ordered && !is_labelled(reading, run)) {
        found.claim(reading, run.first, run.last, Kind::UsSsn, cue);
    }
}

/// Phone numbers in international form, in the groups that people write, or after a cue.
pub(super) fn phones(reading: &Reading<'_>, found: &mut Found) {
    each_run(reading, found, 6, |run, found| {
        if run.len() <= LONGEST_PHONE {
            phone(reading, run, found);
            return;
        }
        // Too long for one: "07911 123456 07911 654321" is two, each with the trunk's zero.
        if !run.digits[0].starts_with('0') {
            return;
        }
        let mut from = 0;
        for next in 1..=run.groups.len() {
            let ends = run.digits.get(next).is_none_or(|group| group.starts_with('0'));
            let part = run.part(reading, from, next - 1);
            if ends && part.len() >= 9 {
                phone(reading, &part, found);
                from = next;
            }
        }
    });
}

/// Digits of a phone number with its country code and what is dialled before it.
const LONGEST_PHONE: usize = 16;

/// Claims the run if it is a phone number.
fn phone(reading: &Reading<'_>, run: &Run, found: &mut Found) -> bool {
    let is_phone = is_phone(reading, run);
    if is_phone {
        // An extension: "x123", "ext. 12".
        let last = extension(reading, run.last);
        found.claim(reading, run.first, last, Kind::Phone, run.plus && run.len() >= 9);
    }
    is_phone
}

fn extension(reading: &Reading<'_>, last: usize) -> usize {
    let word = |index: usize| reading.str(index).to_ascii_lowercase();
    let next = word(last + 1);
    if reading.get(last + 1).is_none_or(|t| t.breaks > 0) {
        return last;
    }
    if next.len() >= 2 && next.starts_with('x') && next[1..].bytes().all(|b| b.is_ascii_digit()) {
        return last + 1;
    }
    if matches!(next.as_str(), "ext" | "extension" | "x") {
        let dot = usize::from(word(last + 2) == ".");
        if reading.get(last + 2 + dot).is_some_and(|t| t.is_number() && t.breaks == 0) {
            return last + 2 + dot;
        }
    }
    last
}

fn is_phone(reading: &Reading<'_>, run: &Run) -> bool {
    let digits = run.all();
    let count = digits.len();
    if !(6..=LONGEST_PHONE).contains(&count) {
        return false;
    }
    if run.plus {
        return count >= 8;
    }
    if is_labelled(reading, run) || super::dates::is_date_like(&run.digits, &run.marks) {
        return false;
    }
    let phone = cued(reading, run.first, 6, Classes::PHONE, Classes::ORDER.or(Classes::CARD))
        || reading
            .get(run.last + 1)
            .is_some_and(|t| t.breaks == 0 && t.is_word() && t.has(Classes::AFTER_PHONE));
    let ordered = cued(reading, run.first, 3, Classes::ORDER.or(Classes::CARD), Classes::PHONE);
    let sizes: Vec<usize> = run.digits.iter().map(String::len).collect();
    if ordered && !run.bracket {
        return false;
    }
    if digits.starts_with("00") && count >= 10 {
        return true;
    }
    if sizes.len() == 1 {
        return match count {
            9..=12 if digits.starts_with('0') && !digits.starts_with("00") => true,
            7..=15 => phone,
            6 => phone && digits.starts_with('0'),
            _ => false,
        };
    }
    // Decimal fractions, versions, dimensions.
    let dots_only =
        !run.marks.is_empty() && run.marks.iter().all(|m| *m == '.') && run.marks.len() == sizes.len() - 1;
    if dots_only && sizes.len() == 2 && sizes[1] <= 2 {
        return false;
    }
    // "0 7 9 1 1 …": each figure by itself.
    if sizes.iter().all(|size| *size == 1) {
        return count >= 9 && (phone || digits.starts_with('0'));
    }
    // "(06 1) 231 8747", "01 230075690"
    let (least, most) = (if run.bracket { 1 } else { 2 }, if digits.starts_with('0') { 9 } else { 8 });
    let groups_fit = sizes.iter().skip(1).all(|size| (least..=most).contains(size)) && sizes[0] <= most;
    let small = sizes.iter().skip(1).all(|size| (2..=5).contains(size)) && sizes[0] <= 5;
    if run.bracket || digits.starts_with('0') {
        return groups_fit && count >= 7 && (small || phone || digits.starts_with('0'));
    }
    // North America, and the rest of the world without a trunk zero.
    match count {
        7..=8 => phone && small,
        9..=12 if sizes.len() >= 3 => small && sizes != [3, 3, 2],
        9..=12 => phone && groups_fit || sizes == [3, 7],
        13..=15 => phone && groups_fit,
        6 => phone && small && sizes.len() >= 2,
        _ => false,
    }
}
