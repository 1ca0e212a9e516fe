//! What stands literally: quotations, addresses, dates, amounts, percentages, codes, spans of time, counts.
//!
//! Each kind is looked for in turn; what was found is blanked, so that no later kind reads it again. What remains
//! is left to the check of names.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;
use rust_decimal::Decimal;

use super::number::{self, Precision};
use super::sentence::Sentence;
use super::{View, Voice, dates};
use crate::copilot::facts::{FactKind, SlotValue, day, days_between};
use crate::copilot::tone;
use crate::domain::money::Currency;

/// What is left of a sentence when the checked literals are taken out; places stay as they were.
pub struct Rest {
    /// In lower case.
    pub lower: String,
    /// As written.
    pub text: String,
    found: bool,
}

impl Rest {
    fn blank(&mut self, range: Range<usize>) {
        self.found = true;
        let spaces = " ".repeat(range.len());
        self.lower.replace_range(range.clone(), &spaces);
        self.text.replace_range(range, &spaces);
    }
}

/// Checks all literals; gives back whether there were any, and the rest.
pub fn check(sentence: &Sentence, view: &View<'_>) -> Result<(bool, Rest), String> {
    let mut rest = Rest { lower: sentence.lower.clone(), text: sentence.text.clone(), found: false };
    quotations(sentence, view, &mut rest)?;
    addresses(sentence, view, &mut rest)?;
    titles(view, &mut rest);
    magnitudes(sentence, view, &rest)?;
    day_literals(sentence, view, &mut rest)?;
    amounts(sentence, view, &mut rest)?;
    percentages(sentence, view, &mut rest)?;
    codes(sentence, view, &mut rest)?;
    spans(sentence, view, &mut rest)?;
    counts(sentence, view, &mut rest)?;
    bare_numbers(sentence, view, &mut rest)?;
    Ok((rest.found, rest))
}

struct Patterns {
    quotation: Regex,
    address: Regex,
    amount: Regex,
    percent: Regex,
    order: Regex,
    code: Regex,
    span: Regex,
    count: Regex,
    number: Regex,
    magnitude: Regex,
}

const NUMBER: &str = r"\d{1,3}(?:[ '.,]\d{3})+(?:[.,]\d{1,2})?|\d+(?:[.,]\d+)?";
const WORD_NUMBER: &str = r"two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|hundred|dozen";
const CURRENCIES: &str =
    r"usd|eur|gbp|cad|aud|nzd|jpy|chf|sek|nok|dkk|pln|czk|cny|inr|brl|mxn|us\$|c\$|a\$|[$€£¥]";

static PATTERNS: LazyLock<Patterns> = LazyLock::new(|| {
    let compile =
        |pattern: String| Regex::new(&pattern).expect("constant patterns; every test compiles them");
    Patterns {
        quotation: compile(r#""([^"]{2,})"|“([^”]{2,})”|«([^»]{2,})»|„([^“”]{2,})[“”]"#.to_owned()),
        address: compile(r"https?://[^\s,;)]+|www\.[^\s,;)]+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+".to_owned()),
        amount: compile(format!(
            r"(?:\b|^|[^\w])(?P<before>{CURRENCIES}) ?(?P<a>{NUMBER})(?: ?(?:{CURRENCIES}))?|(?P<b>{NUMBER}) ?(?P<after>{CURRENCIES}|euros?|dollars?|pounds?|yen|bucks)(?:\b|[^\w]|$)"
        )),
        percent: compile(format!(r"(?P<n>{NUMBER}|{WORD_NUMBER}) ?(?:%|per ?cent\b)")),
        order: compile(
            r"#[\w-]*\d[\w-]*|\b(?:orders?|cases?|tickets?)(?: no\.?| number)? (?:[a-z]{1,4}-?)?\d{3,}[\w-]*"
                .to_owned(),
        ),
        code: compile(r"\b(?:[a-z]+[-_]?\d[\w-]*|\d+[-_]?[a-z][\w-]*)\b".to_owned()),
        span: compile(format!(
            r"(?P<n>{NUMBER}|{WORD_NUMBER}|\ban?\b|\bone\b)[ -](?P<business>business |working )?(?P<unit>hour|day|week|month|year)s?\b"
        )),
        count: compile(format!(
            r"\b(?P<n>{NUMBER}|{WORD_NUMBER}|both|one|single)(?: (?:open|paid|more|new|recent|closed|different|unanswered|earlier|other|cancelled|guest|refunded|returned|delivered))? (?P<noun>orders?|purchases?|cases?|tickets?|complaints?|messages?|mails|e-mails|parcels?|packages?|shipments?|items?|pieces?|products?|units?|pages?|views?|visits?|points?)\b"
        )),
        number: compile(format!(r"(?:{NUMBER})|\b(?:{WORD_NUMBER})\b")),
        magnitude: compile(r"\b(?:dozens|hundreds|thousands?|millions?|billions?)\b".to_owned()),
    }
});

/// What is quoted must have been written.
fn quotations(sentence: &Sentence, view: &View<'_>, rest: &mut Rest) -> Result<(), String> {
    for captures in PATTERNS.quotation.captures_iter(&sentence.text) {
        let Some(whole) = captures.get(0) else { continue };
        let inner = captures.iter().skip(1).flatten().next().map_or("", |m| m.as_str());
        let folded = fold(inner);
        let is_slot_alone = sentence.slots().any(|(at, _)| whole.range().contains(&at));
        let stands = view.said().chain(view.known_names()).any(|said| fold(said).contains(&folded));
        if !stands && !is_slot_alone {
            return Err("its quotation does not stand in the evidence".to_owned());
        }
        rest.blank(whole.range());
    }
    Ok(())
}

/// Letters and digits in lower case, single spaces.
fn fold(text: &str) -> String {
    let spaced: String =
        text.to_lowercase().chars().map(|c| if c.is_alphanumeric() { c } else { ' ' }).collect();
    spaced.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Web and mail addresses.
fn addresses(sentence: &Sentence, view: &View<'_>, rest: &mut Rest) -> Result<(), String> {
    for found in PATTERNS.address.find_iter(&sentence.lower) {
        let address = found.as_str().trim_end_matches(['.', '!', '?']);
        let in_values = view.values().any(
            |(_, value)| matches!(value, SlotValue::Text(text) if text.to_lowercase().contains(address)),
        );
        if !in_values && !view.known_names().any(|name| name.to_lowercase().contains(address)) {
            return Err("it has an address that does not stand in the evidence".to_owned());
        }
        rest.blank(found.range());
    }
    Ok(())
}

/// Whole titles of the cited facts, digits and all: `Ridgeback 2 Tent`. Also without what follows a dash.
fn titles(view: &View<'_>, rest: &mut Rest) {
    let mut titles: Vec<String> = Vec::new();
    for name in view.known_names().filter(|name| name.chars().count() >= 3 && name.len() <= 300) {
        let name = name.to_lowercase();
        let short =
            name.split(" - ").next().and_then(|n| n.split(" (").next()).and_then(|n| n.split(" / ").next());
        titles.extend(short.filter(|short| short.len() >= 3).map(str::to_owned));
        titles.push(name);
    }
    titles.sort_by_key(|title| std::cmp::Reverse(title.len()));
    for title in titles {
        // A bare number is no title: its unit would go unchecked.
        if !title.chars().any(char::is_alphabetic) {
            continue;
        }
        while let Some(at) = find_word(&rest.lower, &title) {
            rest.blank(at..at + title.len());
        }
    }
}

/// Where a phrase stands as whole words.
fn find_word(text: &str, phrase: &str) -> Option<usize> {
    text.match_indices(phrase).map(|(at, _)| at).find(|at| {
        let before = text[..*at].chars().next_back();
        let after = text[at + phrase.len()..].chars().next();
        !before.is_some_and(char::is_alphanumeric) && !after.is_some_and(char::is_alphanumeric)
    })
}

fn day_literals(sentence: &Sentence, view: &View<'_>, rest: &mut Rest) -> Result<(), String> {
    let today = view.facts.today();
    for found in dates::find(&rest.lower.clone(), today) {
        let literal = &sentence.text[found.range.clone()];
        let plans = matches!(view.voice, Voice::Draft { .. }) && found.relative;
        let fields: Vec<&str> = view
            .values()
            .filter_map(|(name, value)| match value {
                SlotValue::Date(at) if found.meant.covers(day(*at, &view.facts.zone)) => Some(name),
                _ => None,
            })
            .collect();
        // `Today` is also the day on which a brief is read.
        let is_now = found.relative
            && matches!(
                &sentence.lower[found.range.clone()],
                "today" | "this week" | "this month" | "this year"
            );
        if fields.is_empty()
            && !plans
            && !is_now
            && !view.is_repeated(literal, sentence)
            && !stands_as_date(literal, view)
        {
            return Err(format!("the date `{literal}` does not stand in the evidence"));
        }
        if !fields.is_empty() && !plans {
            check_labels(DATE_LABELS, sentence.clause_at(found.range.start), &fields)
                .map_err(|label| format!("`{literal}` is not {label}"))?;
        }
        rest.blank(found.range);
    }
    Ok(())
}

/// Staff's own messages and the titles of the shop's records count as the shop's knowledge.
fn stands_as_date(literal: &str, view: &View<'_>) -> bool {
    let literal = literal.to_lowercase();
    view.known_names().any(|name| tone::contains_phrase(&name.to_lowercase(), &literal))
}

fn currency_fits(sign: &str, currency: Currency) -> bool {
    let code = currency.code();
    match sign {
        "$" | "dollar" | "dollars" | "bucks" => {
            matches!(code, "USD" | "CAD" | "AUD" | "NZD" | "MXN" | "SGD" | "HKD")
        }
        "us$" => code == "USD",
        "c$" => code == "CAD",
        "a$" => code == "AUD",
        "€" | "euro" | "euros" => code == "EUR",
        "£" | "pound" | "pounds" => code == "GBP",
        "¥" | "yen" => matches!(code, "JPY" | "CNY"),
        letters => letters.eq_ignore_ascii_case(code),
    }
}

/// `1 million`, `thousands`: no value is written so, and read as two words the number would be another.
fn magnitudes(sentence: &Sentence, view: &View<'_>, rest: &Rest) -> Result<(), String> {
    match PATTERNS.magnitude.find(&rest.lower) {
        Some(found) if !view.is_repeated(found.as_str(), sentence) => {
            Err(format!("`{}` does not stand in the evidence", found.as_str()))
        }
        _ => Ok(()),
    }
}

fn amounts(sentence: &Sentence, view: &View<'_>, rest: &mut Rest) -> Result<(), String> {
    let lower = rest.lower.clone();
    for captures in PATTERNS.amount.captures_iter(&lower) {
        let Some(number) = captures.name("a").or(captures.name("b")) else { continue };
        let sign = captures.name("before").or(captures.name("after"));
        let start = sign.map_or(number.start(), |sign| sign.start().min(number.start()));
        let end = sign.map_or(number.end(), |sign| sign.end().max(number.end()));
        let sign = sign.map_or("", |sign| sign.as_str());
        let precision = Precision::before(sentence.before(start));
        let said = number::readings(number.as_str());
        let literal = &sentence.text[start..end];
        let fields = money_fields(view, |amount, currency| {
            currency_fits(sign, currency) && said.iter().any(|said| precision.fits(*said, amount))
        });
        if fields.is_empty() {
            if !view.is_repeated(number.as_str(), sentence) {
                return Err(format!("the amount `{literal}` does not stand in the evidence"));
            }
        } else {
            check_labels(MONEY_LABELS, sentence.clause_at(start), &fields)
                .map_err(|label| format!("`{literal}` is not {label}"))?;
        }
        rest.blank(start..end);
    }
    Ok(())
}

/// Names of the amounts that fit, sums of one field over several cited orders or carts among them.
fn money_fields(view: &View<'_>, fits: impl Fn(Decimal, Currency) -> bool) -> Vec<&'static str> {
    let mut names = Vec::new();
    for (name, value) in view.values() {
        if let SlotValue::Money(money) = value
            && fits(money.amount, money.currency)
        {
            names.push(name);
        }
    }
    for kind in [FactKind::Order, FactKind::Cart, FactKind::Deal] {
        let of_kind: Vec<_> = view.cited.iter().filter(|fact| fact.kind == kind).collect();
        for field in ["total", "net", "refunded", "value", "amount"] {
            let parts: Vec<_> = of_kind
                .iter()
                .filter_map(|fact| match fact.fields.get(field) {
                    Some(SlotValue::Money(money)) => Some(*money),
                    _ => None,
                })
                .collect();
            if let [first, others @ ..] = &*parts
                && !others.is_empty()
                && let Ok(sum) = others.iter().try_fold(*first, |sum, part| sum.checked_add(*part))
                && fits(sum.amount, sum.currency)
            {
                names.push(field);
            }
        }
    }
    names
}

fn percentages(sentence: &Sentence, view: &View<'_>, rest: &mut Rest) -> Result<(), String> {
    let lower = rest.lower.clone();
    for captures in PATTERNS.percent.captures_iter(&lower) {
        let (Some(whole), Some(number)) = (captures.get(0), captures.name("n")) else { continue };
        let precision = Precision::before(sentence.before(whole.start()));
        let said = number::any_readings(number.as_str());
        let stands = view.values().any(|(_, value)| match value {
            SlotValue::Share(share) => {
                let exact = Decimal::try_from(share * 100.0).unwrap_or_default();
                said.iter().any(|said| (exact - said).abs() < Decimal::ONE || precision.fits(*said, exact))
            }
            _ => false,
        });
        let granted = match view.voice {
            Voice::Draft { granted: Some(percent) } => said.contains(&percent),
            _ => false,
        };
        let literal = &sentence.text[whole.range()];
        if !stands && !granted && !view.is_repeated(number.as_str(), sentence) {
            return Err(format!("`{literal}` does not stand in the evidence"));
        }
        rest.blank(whole.range());
    }
    Ok(())
}

/// Numbers of orders and cases, tracking numbers, SKUs.
fn codes(sentence: &Sentence, view: &View<'_>, rest: &mut Rest) -> Result<(), String> {
    let lower = rest.lower.clone();
    for found in PATTERNS.order.find_iter(&lower).chain(PATTERNS.code.find_iter(&lower)) {
        let mut code = found.as_str().rsplit(' ').next().unwrap_or_default();
        if found.as_str().contains('#') {
            code = code.trim_start_matches('#');
        }
        let ordinal = code.trim_start_matches(|c: char| c.is_ascii_digit());
        if code.starts_with(|c: char| c.is_ascii_digit()) && matches!(ordinal, "st" | "nd" | "rd" | "th") {
            continue;
        }
        let matches_name = |name: &str| {
            let name = name.to_lowercase();
            name.trim_start_matches('#') == code || tone::contains_phrase(&name, code)
        };
        let by_id = view
            .cited
            .iter()
            .any(|fact| fact.evidence.key().trim_start_matches('#').eq_ignore_ascii_case(code));
        if !by_id && !view.known_names().any(matches_name) && !view.is_repeated(code, sentence) {
            return Err(format!("`{}` does not stand in the evidence", &sentence.text[found.range()]));
        }
        rest.blank(found.range());
    }
    Ok(())
}

/// `6 days`, `two weeks`, `a year`: a span that the facts hold, or from a date of theirs until now.
fn spans(sentence: &Sentence, view: &View<'_>, rest: &mut Rest) -> Result<(), String> {
    let lower = rest.lower.clone();
    for captures in PATTERNS.span.captures_iter(&lower) {
        let (Some(whole), Some(number), Some(unit)) =
            (captures.get(0), captures.name("n"), captures.name("unit"))
        else {
            continue;
        };
        let said = match number.as_str() {
            "a" | "an" => vec![Decimal::ONE],
            other => number::any_readings(other),
        };
        let precision = Precision::before(sentence.before(whole.start()));
        let fields: Vec<&str> = view
            .values()
            .filter_map(|(name, value)| {
                span_fits(value, unit.as_str(), &said, precision, view).then_some(name)
            })
            .collect();
        let literal = &sentence.text[whole.range()];
        let before = sentence.before(whole.start()).trim_end();
        let plans = matches!(view.voice, Voice::Draft { .. })
            && (captures.name("business").is_some()
                || ["in", "within", "for", "every"].iter().any(|w| before.ends_with(w)));
        if fields.is_empty()
            && !plans
            && !view.is_repeated(literal, sentence)
            && !stands_as_date(literal, view)
        {
            return Err(format!("`{literal}` does not stand in the evidence"));
        }
        if !fields.is_empty() {
            check_labels(DATE_LABELS, sentence.clause_at(whole.start()), &fields)
                .map_err(|label| format!("`{literal}` is not {label}"))?;
        }
        rest.blank(whole.range());
    }
    Ok(())
}

fn span_fits(value: &SlotValue, unit: &str, said: &[Decimal], precision: Precision, view: &View<'_>) -> bool {
    let days = match value {
        SlotValue::Days(days) => *days,
        SlotValue::Date(at) if unit == "hour" => {
            let hours = view.facts.now.duration_since(*at).as_hours().abs();
            return hours <= 72
                && said.iter().any(|said| (Decimal::from(hours) - said).abs() <= Decimal::ONE);
        }
        SlotValue::Date(at) => days_between(*at, view.facts.now, &view.facts.zone).abs(),
        _ => return false,
    };
    let length = match unit {
        "day" => Decimal::ONE,
        "week" => Decimal::from(7),
        "month" => Decimal::new(3044, 2),
        "year" => Decimal::new(36525, 2),
        _ => return false,
    };
    let exact = Decimal::from(days) / length;
    // Nobody counts half weeks: rounded down or to the nearest, both are said.
    said.iter().any(|said| *said == exact.round() || *said == exact.floor() || precision.fits(*said, exact))
}

/// `12 orders`, `two open cases`.
fn counts(sentence: &Sentence, view: &View<'_>, rest: &mut Rest) -> Result<(), String> {
    let lower = rest.lower.clone();
    for captures in PATTERNS.count.captures_iter(&lower) {
        let (Some(whole), Some(number), Some(noun)) =
            (captures.get(0), captures.name("n"), captures.name("noun"))
        else {
            continue;
        };
        let said = number::any_readings(number.as_str());
        let precision = Precision::before(sentence.before(whole.start()));
        let (noun, kind) = counted(noun.as_str());
        let clause = sentence.clause_at(whole.start());
        let window_end = (whole.end() + 32).min(lower.len());
        let after = lower.get(whole.end()..window_end).unwrap_or_default();
        let around = format!("{} {after}", tail(sentence.before(whole.start()), 16));
        let with_refund = noun == "order"
            && tone::contains_any(
                &around,
                &[
                    "refunded",
                    "returned",
                    "sent back",
                    "with a refund",
                    "refunds on",
                    "with refunds",
                    "returns on",
                ],
            )
            && !tone::contains_any(clause, &["net of", "after refunds", "less refunds"]);
        let in_all = noun == "order"
            && tone::contains_any(
                &sentence.lower,
                &["placed", "in all", "in total", "so far", "altogether", "ever", "lifetime"],
            );
        let fits = |count: u64| said.iter().any(|said| precision.fits(*said, Decimal::from(count)));
        let in_values = view.values().any(|(name, value)| match value {
            SlotValue::Count(count, of) if *of == noun => {
                fits(*count) && (noun != "order" || (name == "orders_with_refund") == with_refund)
            }
            _ => false,
        });
        let cited = kind.map_or(0, |kind| view.cited.iter().filter(|fact| fact.kind == kind).count() as u64);
        let literal = &sentence.text[whole.range()];
        let by_citing = cited > 0 && fits(cited) && !in_all && !with_refund_denied(view, with_refund);
        if !in_values && !by_citing && !view.is_repeated(literal, sentence) {
            return Err(format!("`{literal}` does not stand in the evidence"));
        }
        let start = whole.start();
        rest.blank(start..number.end());
    }
    Ok(())
}

/// Orders cited as returned must all have a refund.
fn with_refund_denied(view: &View<'_>, with_refund: bool) -> bool {
    with_refund
        && view
            .cited
            .iter()
            .filter(|fact| fact.kind == FactKind::Order)
            .any(|fact| fact.claims.get(&crate::copilot::facts::Claim::Refunded) != Some(&true))
}

fn tail(text: &str, characters: usize) -> String {
    let skip = text.chars().count().saturating_sub(characters);
    text.chars().skip(skip).collect()
}

fn counted(noun: &str) -> (&'static str, Option<FactKind>) {
    match noun.trim_end_matches('s') {
        "order" | "purchase" => ("order", Some(FactKind::Order)),
        "case" | "ticket" | "complaint" => ("case", Some(FactKind::Case)),
        "message" | "mail" | "e-mail" => ("message", None),
        "parcel" | "package" | "shipment" => ("parcel", None),
        "page" => ("page", None),
        "view" => ("view", None),
        "visit" => ("visit", None),
        "point" => ("point", None),
        _ => ("piece", None),
    }
}

/// Numbers with no unit that is understood: any value of the cited facts may bear them out.
fn bare_numbers(sentence: &Sentence, view: &View<'_>, rest: &mut Rest) -> Result<(), String> {
    let lower = rest.lower.clone();
    for found in PATTERNS.number.find_iter(&lower) {
        let said = number::any_readings(found.as_str());
        let precision = Precision::before(sentence.before(found.start()));
        let fits = |value: Decimal| said.iter().any(|said| precision.fits(*said, value));
        let in_values = view.values().any(|(_, value)| match value {
            SlotValue::Money(money) => fits(money.amount),
            SlotValue::Count(count, _) => fits(Decimal::from(*count)),
            SlotValue::Text(text) => {
                text.split(|c: char| !c.is_alphanumeric()).any(|word| word == found.as_str())
            }
            SlotValue::Share(_) | SlotValue::Days(_) | SlotValue::Date(_) | SlotValue::State(_) => false,
        });
        let as_title = beside_word(&lower, &found.range())
            .iter()
            .any(|pair| view.known_names().any(|name| tone::contains_phrase(&fold(name), pair)));
        if !in_values && !as_title && !view.is_repeated(found.as_str(), sentence) {
            return Err(format!("the number `{}` does not stand in the evidence", found.as_str()));
        }
        rest.blank(found.range());
    }
    Ok(())
}

/// A number with the word before it and with the word after it: `ridgeback 2`.
fn beside_word(lower: &str, range: &Range<usize>) -> Vec<String> {
    let number = &lower[range.clone()];
    let before = lower[..range.start].split_whitespace().next_back();
    let after = lower[range.end..].split_whitespace().next();
    let before = before.map(|word| fold(&format!("{word} {number}")));
    let after = after.map(|word| fold(&format!("{number} {word}")));
    before.into_iter().chain(after).collect()
}

/// What a value is called, and the values that may be called so.
struct Label {
    called: &'static str,
    words: &'static [&'static str],
    fields: &'static [&'static str],
}

const MONEY_LABELS: &[Label] = &[
    Label {
        called: "a refund",
        words: &["refund", "refunds", "refunded", "reimbursed", "paid back", "sent back"],
        fields: &["refunded", "net"],
    },
    Label { called: "net", words: &["net"], fields: &["net", "value"] },
    Label { called: "an average", words: &["average", "on average", "typically"], fields: &["average"] },
    Label {
        called: "a discount",
        words: &["discount", "discounted by", "saved", "rebate"],
        fields: &["discount"],
    },
    Label { called: "gross", words: &["gross"], fields: &["gross"] },
];

const DATE_LABELS: &[Label] = &[
    Label {
        called: "the day of delivery",
        words: &["delivered", "arrived", "delivery", "arrival"],
        fields: &[
            "delivered_at",
            "part_delivered_at",
            "expected_at",
            "days_since_delivery",
            "days_late",
            "message_at",
            "last_message_at",
            "updated_at",
        ],
    },
    Label {
        called: "the expected day",
        words: &["expected", "estimated", "promised", "due"],
        fields: &["expected_at", "days_late", "at", "close_at", "closes_in", "horizon"],
    },
    Label {
        called: "the day of shipping",
        words: &["shipped", "dispatched", "handed over", "sent out"],
        fields: &["shipped_at", "days_on_the_way", "delivered_at", "expected_at"],
    },
    Label {
        called: "the day of the order",
        words: &["placed", "ordered", "bought", "purchased"],
        fields: &[
            "placed_at",
            "days_since",
            "first_order_at",
            "last_order_at",
            "days_since_last_order",
            "usual_gap",
            "customer_for",
        ],
    },
    Label { called: "the day it was opened", words: &["opened"], fields: &["opened_at", "open_for"] },
    Label {
        called: "the day it was closed",
        words: &["closed", "resolved"],
        fields: &["closed_at", "close_at"],
    },
    Label {
        called: "the day of the cancellation",
        words: &["cancelled", "canceled"],
        fields: &["cancelled_at"],
    },
    Label {
        called: "the day of the refund",
        words: &["refunded", "refund"],
        fields: &["refunded_at", "message_at", "last_message_at"],
    },
    Label {
        called: "how late it is",
        words: &["late", "overdue", "delayed by"],
        fields: &["days_late", "expected_at"],
    },
];

/// Whether a value may be called what the clause calls it; the error is what it is not.
pub fn check_label(clause: &str, field: &str, value: &SlotValue) -> Result<(), String> {
    match value {
        SlotValue::Money(_) => check_labels(MONEY_LABELS, clause, &[field]),
        SlotValue::Date(_) | SlotValue::Days(_) => check_labels(DATE_LABELS, clause, &[field]),
        _ => Ok(()),
    }
}

fn check_labels(labels: &[Label], clause: &str, fields: &[&str]) -> Result<(), String> {
    let mut called = labels.iter().filter(|label| tone::contains_any(clause, label.words)).peekable();
    let Some(first) = called.peek().map(|label| label.called) else { return Ok(()) };
    let fits = called.any(|label| fields.iter().any(|field| label.fields.contains(field)));
    if fits { Ok(()) } else { Err(first.to_owned()) }
}
