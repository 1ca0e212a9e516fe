//! From a customer's values to the squeezed strings that are looked for.

use std::collections::HashSet;

use super::super::fold::{is_unspaced, squeeze, squeeze_spelled_out};
use super::super::kind::Kind;
use super::super::lexicon::{Classes, classes_of};
use super::Known;

/// What must hold around a hit.
pub(super) enum Rule {
    /// Nothing: the string is too particular to stand there by chance.
    Inside,
    /// Begins and ends with a word.
    Word,
    /// As `Word`, or with an `s` after it.
    Name,
    /// As `Word`, for a name all of whose parts are common words: not across the end of a sentence.
    CommonName,
    /// As `Word`, and begins with a capital.
    Capital,
    /// Letters stand for words: something other than letters must stand between them.
    Initials,
    /// A name that is a common word too: the context decides.
    CommonWord,
    /// A post code: not where an order number is spoken of.
    Code,
    /// Only after `@`.
    AtSign,
    /// The national part of a phone number, with what may stand before it, longest first.
    Phone { prefixes: Vec<String> },
}

/// One string to look for.
pub(super) struct Pattern {
    pub(super) squeezed: String,
    pub(super) kind: Kind,
    pub(super) key: String,
    pub(super) value: Option<String>,
    pub(super) rule: Rule,
    part: bool,
}

impl Pattern {
    /// Whether it is one part of a name.
    pub(super) fn is_name_part(&self) -> bool {
        self.part
    }
}

/// All strings to look for, each once.
pub(super) fn of(known: &Known) -> Vec<Pattern> {
    let mut list = List::default();
    // Names first: of hits of the same length the first decides, and `ada.example@…` also reads as `Ada Example`.
    for name in &known.names {
        list.name(name);
    }
    for email in &known.emails {
        list.email(email);
    }
    for phone in &known.phones {
        list.phone(phone);
    }
    for address in &known.addresses {
        list.address(address);
    }
    for company in &known.companies {
        list.company(company);
    }
    for handle in &known.handles {
        list.handle(handle);
    }
    list.patterns
}

#[derive(Default)]
struct List {
    patterns: Vec<Pattern>,
    seen: HashSet<(Kind, String)>,
}

impl List {
    fn add(&mut self, kind: Kind, squeezed: String, key: &str, value: Option<&str>, rule: Rule) {
        if !squeezed.is_empty() && self.seen.insert((kind, squeezed.clone())) {
            let value = value.map(|v| v.trim().to_owned());
            self.patterns.push(Pattern { squeezed, kind, key: key.to_owned(), value, rule, part: false });
        }
    }

    fn email(&mut self, email: &str) {
        let email = email.trim().trim_start_matches("mailto:");
        let Some((local, domain)) = email.rsplit_once(['@', '＠']) else { return };
        let local_base = local.split('+').next().unwrap_or(local);
        let key = squeeze(local_base) + "@" + &squeeze(domain);
        let dotted: String = domain.split('.').map(squeeze).collect::<Vec<_>>().join("dot");
        let (whole, base, host) = (squeeze(local), squeeze(local_base), squeeze(domain));
        for local in [&whole, &base] {
            for joint in ["", "at"] {
                for domain in [&host, &dotted] {
                    self.add(Kind::Email, format!("{local}{joint}{domain}"), &key, Some(email), Rule::Inside);
                }
            }
        }
        let words = local_base.split(|c: char| !c.is_alphabetic());
        let common = words.filter(|w| !w.is_empty()).all(|w| classes_of(w).has(Classes::WORD));
        if base.len() >= 5 && !common {
            self.add(Kind::Handle, base.clone(), &base, None, Rule::Word);
        }
    }

    fn phone(&mut self, phone: &str) {
        let digits: String = squeeze(phone).chars().filter(char::is_ascii_digit).collect();
        let international = phone.trim_start().starts_with(['+', '＋']) || digits.starts_with("00");
        let bare = digits.trim_start_matches('0');
        if bare.len() < 5 {
            return;
        }
        let code = country_code(bare);
        let key = bare[bare.len().saturating_sub(8)..].to_owned();
        if international || bare.len() > 10 {
            let national = bare[code.len()..].trim_start_matches('0');
            if national.len() >= 5 {
                let prefixes = [
                    format!("00{code}0"),
                    format!("011{code}"),
                    format!("00{code}"),
                    format!("{code}0"),
                    code.to_owned(),
                    "0".to_owned(),
                ];
                let rule = Rule::Phone { prefixes: prefixes.to_vec() };
                self.add(Kind::Phone, national.to_owned(), &key, Some(phone), rule);
            }
            if code == "1" && national.len() == 10 {
                let rule = Rule::Phone { prefixes: Vec::new() };
                self.add(Kind::Phone, national[3..].to_owned(), &key, Some(phone), rule);
            }
        }
        if !international {
            let mut prefixes: Vec<String> = vec!["001".into(), "1".into(), "0".into()];
            prefixes.extend((1..=3).rev().flat_map(|n| digits_before(n).map(|p| p.to_owned())));
            self.add(Kind::Phone, bare.to_owned(), &key, Some(phone), Rule::Phone { prefixes });
            if bare.len() == 10 {
                let rule = Rule::Phone { prefixes: Vec::new() };
                self.add(Kind::Phone, bare[3..].to_owned(), &key, Some(phone), rule);
            }
        }
    }

    fn name(&mut self, name: &str) {
        let full = squeeze(name);
        let parts: Vec<&str> = name
            .split(|c: char| {
                c.is_whitespace() || matches!(c, ',' | '-' | '‐' | '‑' | '.' | '・' | '·' | '(' | ')' | '"')
            })
            .filter(|part| !part.is_empty())
            .filter(|part| !classes_of(part).has(Classes::TITLE) || is_unspaced_name(part))
            .collect();
        if full.chars().count() >= 2 && parts.len() > 1 {
            let spelled = squeeze_spelled_out(name);
            let common = parts.iter().all(|part| is_common(part));
            let rule = || if common { Rule::CommonName } else { Rule::Name };
            self.name_forms(name, &full, &full, rule());
            self.name_forms(name, &spelled, &full, rule());
            let squeezed: Vec<String> = parts.iter().map(|part| squeeze(part)).collect();
            if let [first, .., last] = squeezed.as_slice() {
                let others = squeezed[..squeezed.len() - 1].concat();
                let initials: String = squeezed.iter().filter_map(|part| part.chars().next()).collect();
                let initial: String = first.chars().take(1).collect();
                let last_initial: String = last.chars().take(1).collect();
                self.name_forms(name, &squeezed.concat(), &full, rule());
                self.name_forms(name, &format!("{last}{others}"), &full, rule());
                self.name_forms(name, &format!("{first}{last}"), &full, rule());
                self.name_forms(name, &format!("{last}{first}"), &full, rule());
                if last.chars().count() > 2 && !last.chars().any(is_unspaced) {
                    self.add(
                        Kind::Person,
                        format!("{initial}{last}"),
                        &format!("{initial} {last}"),
                        None,
                        Rule::Initials,
                    );
                    self.add(
                        Kind::Person,
                        format!("{last}{initial}"),
                        &format!("{initial} {last}"),
                        None,
                        Rule::Initials,
                    );
                    self.add(
                        Kind::Person,
                        format!("{first}{last_initial}"),
                        &format!("{first} {last_initial}"),
                        None,
                        Rule::Initials,
                    );
                    let middle = &initials[..initials.len() - last_initial.len()];
                    self.add(
                        Kind::Person,
                        format!("{middle}{last}"),
                        &format!("{initial} {last}"),
                        None,
                        Rule::Initials,
                    );
                }
            }
        }
        for part in parts {
            self.name_part(part);
        }
    }

    fn name_forms(&mut self, name: &str, squeezed: &str, key: &str, rule: Rule) {
        self.add(Kind::Person, squeezed.to_owned(), key, Some(name), rule);
    }

    fn name_part(&mut self, part: &str) {
        let squeezed = squeeze(part);
        let length = squeezed.chars().count();
        if length < 2 || classes_of(part).has(Classes::PARTICLE) && part.chars().all(|c| !c.is_uppercase()) {
            return;
        }
        let unspaced = part.chars().any(is_unspaced);
        let rule = || match () {
            () if unspaced => Rule::Word,
            () if is_common(part) => Rule::CommonWord,
            () => Rule::Name,
        };
        for form in [squeezed.clone(), squeeze_spelled_out(part)] {
            let before = self.patterns.len();
            self.add(Kind::Person, form, &squeezed, Some(part), rule());
            for pattern in &mut self.patterns[before..] {
                pattern.part = true;
            }
        }
    }

    fn address(&mut self, address: &str) {
        let lines: Vec<&str> =
            address.split(['\n', '\r', ',', ';']).map(str::trim).filter(|line| !line.is_empty()).collect();
        if lines.len() > 1 {
            self.add(Kind::Address, squeeze(address), &squeeze(address), Some(address), Rule::Word);
        }
        for line in lines {
            self.address_line(line);
        }
    }

    fn address_line(&mut self, line: &str) {
        let key = squeeze(line);
        let words: Vec<&str> = line.split_whitespace().collect();
        let numbers = |w: &&str| w.chars().any(|c| c.is_numeric());
        let has_number = words.iter().any(numbers);
        if !has_number {
            let common = words.iter().all(|w| classes_of(w).has(Classes::WORD.or(Classes::PLACE)));
            if !common && key.chars().count() >= 3 {
                let rule = if words.len() > 1 { Rule::Word } else { Rule::Capital };
                self.add(Kind::Address, key.clone(), &key, Some(line), rule);
            }
            return;
        }
        if let [code] = words.as_slice() {
            self.code(code);
            return;
        }
        for form in street_forms(&words) {
            self.add(Kind::Address, form, &key, Some(line), Rule::Word);
        }
        // The street without its number, where that is more than one plain word, and post codes.
        let unit = |w: &&str| classes_of(w).has(Classes::UNIT);
        let street: Vec<&str> = words.iter().copied().filter(|w| !numbers(w) && !unit(w)).collect();
        let particular = |w: &&str| !classes_of(w).has(Classes::WORD) && w.chars().count() >= 5;
        if street.len() > 1 && !street.iter().all(|w| classes_of(w).has(Classes::PLACE))
            || street.len() == 1 && particular(&street[0])
        {
            let value = street.join(" ");
            for form in street_forms(&street) {
                self.add(Kind::Address, form, &squeeze(&value), Some(&value), Rule::Capital);
            }
        }
        for code in words.iter().filter(|w| numbers(w) && squeeze(w).len() >= 4) {
            self.code(code);
        }
    }

    fn code(&mut self, code: &str) {
        let squeezed = squeeze(code);
        if squeezed.len() >= 4 {
            self.add(Kind::Address, squeezed.clone(), &squeezed, Some(code), Rule::Code);
        }
    }

    fn company(&mut self, company: &str) {
        let words: Vec<&str> = company.split_whitespace().collect();
        let bare: Vec<&str> = words
            .iter()
            .copied()
            .filter(|w| {
                !classes_of(w.trim_matches(|c: char| !c.is_alphanumeric())).has(Classes::ORGANISATION)
            })
            .filter(|w| w.chars().any(char::is_alphanumeric))
            .collect();
        let key = squeeze(&bare.join(""));
        let common = |w: &str| classes_of(w).has(Classes::WORD.or(Classes::PLACE)) || w.chars().count() < 4;
        if words.len() > 1 {
            self.add(Kind::Organisation, squeeze(company), &key, Some(company), Rule::Word);
        }
        let rule = match bare.as_slice() {
            [single] if common(single) => Rule::Capital,
            _ => Rule::Word,
        };
        self.add(Kind::Organisation, key.clone(), &key, Some(company), rule);
        if let [first, _, ..] = bare.as_slice()
            && !common(first)
            && first.chars().count() >= 5
        {
            self.add(Kind::Organisation, squeeze(first), &squeeze(first), Some(first), Rule::Capital);
        }
    }

    fn handle(&mut self, handle: &str) {
        let bare = handle.trim().trim_start_matches(['@', '＠']);
        let squeezed = squeeze(bare);
        let common = classes_of(bare).has(Classes::WORD) || squeezed.len() < 4;
        let rule = if common { Rule::AtSign } else { Rule::Word };
        self.add(Kind::Handle, squeezed.clone(), &squeezed, Some(handle), rule);
    }
}

/// A name that is a word as well, or too short to be told from one.
fn is_common(part: &str) -> bool {
    let classes =
        Classes::WORD.or(Classes::MONTH).or(Classes::PLACE).or(Classes::BRAND).or(Classes::PARTICLE);
    squeeze(part).chars().count() <= 2 || classes_of(part).has(classes)
}

fn is_unspaced_name(part: &str) -> bool {
    part.chars().any(is_unspaced)
}

/// Prefixes that may stand for an unknown country code: two digits and a zero for the trunk.
fn digits_before(length: usize) -> impl Iterator<Item = &'static str> {
    const CODES: [&str; 44] = [
        "20", "27", "30", "31", "32", "33", "34", "36", "39", "40", "41", "43", "44", "45", "46", "47", "48",
        "49", "51", "52", "54", "55", "56", "57", "58", "60", "61", "62", "63", "64", "65", "66", "7", "81",
        "82", "84", "86", "90", "91", "92", "351", "353", "358", "972",
    ];
    CODES.into_iter().filter(move |code| code.len() == length)
}

/// The country calling code that digits in international form begin with (ITU-T E.164, list of assigned codes).
fn country_code(digits: &str) -> &str {
    let two: u32 = digits.get(..2).and_then(|d| d.parse().ok()).unwrap_or(0);
    let length = match two {
        10..=19 | 70..=79 => 1,
        20 | 27 | 30..=34 | 36 | 39..=41 | 43..=49 | 51..=58 | 60..=66 | 81 | 82 | 84 | 86 | 90..=95 | 98 => {
            2
        }
        _ => 3,
    };
    digits.get(..length).unwrap_or(digits)
}

/// A street's writings: with its usual abbreviations, number before or after.
fn street_forms(words: &[&str]) -> Vec<String> {
    const WRITINGS: [&[&str]; 22] = [
        &["street", "st"],
        &["avenue", "ave", "av"],
        &["road", "rd"],
        &["boulevard", "blvd", "bd"],
        &["drive", "dr"],
        &["lane", "ln"],
        &["court", "ct"],
        &["place", "pl"],
        &["square", "sq"],
        &["terrace", "ter"],
        &["crescent", "cres"],
        &["apartment", "apt"],
        &["suite", "ste"],
        &["north", "n"],
        &["south", "s"],
        &["east", "e"],
        &["west", "w"],
        &["strasse", "str"],
        &["calle", "c"],
        &["avenida", "avda", "av"],
        &["saint", "st"],
        &["platz", "pl"],
    ];
    let mut forms = vec![words.iter().map(|w| squeeze(w)).collect::<Vec<_>>()];
    for position in 0..words.len() {
        let word = squeeze(words[position]);
        let others: Vec<String> = WRITINGS
            .iter()
            .filter(|group| group.contains(&word.as_str()))
            .flat_map(|group| group.iter().map(|w| (*w).to_owned()))
            .chain(word.strip_suffix("strasse").map(|stem| format!("{stem}str")))
            .chain(word.strip_suffix("str").filter(|s| s.len() > 2).map(|stem| format!("{stem}strasse")))
            .filter(|other| *other != word)
            .collect();
        for other in others {
            for n in 0..forms.len().min(8) {
                let mut form = forms[n].clone();
                form[position].clone_from(&other);
                forms.push(form);
            }
        }
    }
    let swapped: Vec<Vec<String>> = forms
        .iter()
        .filter_map(|form| {
            let mut form = form.clone();
            let number = |w: &String| w.chars().next().is_some_and(char::is_numeric);
            if form.first().is_some_and(number) {
                form.rotate_left(1);
            } else if form.last().is_some_and(number) {
                form.rotate_right(1);
            } else {
                return None;
            }
            Some(form)
        })
        .collect();
    let spelled = vec![words.iter().map(|w| squeeze_spelled_out(w)).collect()];
    forms.into_iter().chain(swapped).chain(spelled).map(|form: Vec<String>| form.concat()).collect()
}
