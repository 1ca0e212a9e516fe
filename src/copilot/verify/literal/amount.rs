//! Amounts of money: in the currency, of the order and in the part that the clause speaks of.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;
use rust_decimal::Decimal;

use super::label::{self, MONEY_LABELS};
use super::{NUMBER, Rest, View, line, pattern};
use crate::copilot::facts::{Fact, FactKind, SlotValue};
use crate::copilot::tone;
use crate::copilot::verify::number::{self, Precision};
use crate::copilot::verify::period;
use crate::copilot::verify::promise;
use crate::copilot::verify::sentence::Sentence;
use crate::domain::money::Currency;

const CURRENCIES: &str =
    r"usd|eur|gbp|cad|aud|nzd|jpy|chf|sek|nok|dkk|pln|czk|cny|inr|brl|mxn|us\$|c\$|a\$|[$€£¥]";

static AMOUNT: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!(
        r"(?:\b|^|[^\w])(?P<before>{CURRENCIES}) ?(?P<a>{NUMBER})(?P<ak>k\b)?(?: ?(?:{CURRENCIES}))?|(?P<b>{NUMBER})(?P<bk>k)? ?(?P<after>{CURRENCIES}|euros?|dollars?|pounds?|yen|bucks)(?:\b|[^\w]|$)"
    ))
});
static MAGNITUDE: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"\b(?:dozens|hundreds|thousands?|millions?|billions?)\b"));

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
pub fn magnitudes(sentence: &Sentence, view: &View<'_>, rest: &Rest) -> Result<(), String> {
    match MAGNITUDE.find(&rest.lower) {
        Some(found) if !view.is_repeated(found.as_str(), sentence) => {
            Err(format!("`{}` does not stand in the evidence", found.as_str()))
        }
        _ => Ok(()),
    }
}

/// An amount as it is written.
pub struct Written<'a> {
    /// Where, in bytes.
    pub range: Range<usize>,
    number: &'a str,
    /// Counted in thousands: `12k`.
    in_thousands: bool,
    sign: &'a str,
}

impl Written<'_> {
    /// What it can mean in a currency; nothing where it is written in another.
    pub fn readings_in(&self, currency: Currency) -> Vec<Decimal> {
        if currency_fits(self.sign, currency) { self.readings() } else { Vec::new() }
    }

    /// In which currency it is written; where the sign is that of several, `theirs` if it is one of them.
    pub fn currency(&self, theirs: Option<Currency>) -> Option<Currency> {
        if let Some(theirs) = theirs.filter(|theirs| currency_fits(self.sign, *theirs)) {
            return Some(theirs);
        }
        let code = match self.sign {
            "$" | "us$" | "dollar" | "dollars" | "bucks" => "USD",
            "c$" => "CAD",
            "a$" => "AUD",
            "€" | "euro" | "euros" => "EUR",
            "£" | "pound" | "pounds" => "GBP",
            "¥" | "yen" => "JPY",
            letters => letters,
        };
        Currency::new(code).ok()
    }

    /// What the number can mean, in whatever currency.
    pub fn readings(&self) -> Vec<Decimal> {
        let mut said = number::readings(self.number);
        if self.in_thousands {
            said.iter_mut().for_each(|said| *said *= Decimal::ONE_THOUSAND);
        }
        said
    }
}

/// The amounts that stand in a text in lower case.
pub fn written(lower: &str) -> impl Iterator<Item = Written<'_>> {
    AMOUNT.captures_iter(lower).filter_map(|captures| {
        let number = captures.name("a").or(captures.name("b"))?;
        let sign = captures.name("before").or(captures.name("after"));
        let start = sign.map_or(number.start(), |sign| sign.start().min(number.start()));
        let thousands = captures.name("ak").or(captures.name("bk"));
        let number_end = thousands.map_or(number.end(), |k| k.end());
        let end = sign.map_or(number_end, |sign| sign.end().max(number_end));
        let sign = sign.map_or("", |sign| sign.as_str());
        Some(Written { range: start..end, number: number.as_str(), in_thousands: thousands.is_some(), sign })
    })
}

pub fn check(sentence: &Sentence, view: &View<'_>, rest: &mut Rest) -> Result<(), String> {
    let lower = rest.lower.clone();
    for amount in written(&lower) {
        let (Range { start, end }, sign) = (amount.range.clone(), amount.sign);
        if promise::is_promised(sentence, start, view) {
            rest.blank(start..end);
            continue;
        }
        let precision = Precision::before(sentence.before(start));
        let said = amount.readings();
        let literal = &sentence.text[start..end];
        let near = payers(sentence, start, view);
        let mut fields = money_fields(&near, sentence.clause_around(start).0, |amount, currency| {
            currency_fits(sign, currency) && said.iter().any(|said| precision.fits(*said, amount))
        });
        fields.retain(|field| period::may_be_called(field, sentence, start, view));
        if fields.is_empty() {
            if !view.is_repeated(amount.number, sentence) {
                return Err(format!("the amount `{literal}` does not stand in the evidence"));
            }
        } else if !view.is_repeated(amount.number, sentence) {
            label::check_any(MONEY_LABELS, sentence, start, &fields)
                .map_err(|label| format!("`{literal}` is not {label}"))?;
        }
        rest.blank(start..end);
    }
    Ok(())
}

/// The facts whose amounts the clause can mean: where it names an order, a cart or a deal, the sums over all orders are
/// meant only if it says so.
fn payers<'a>(sentence: &Sentence, at: usize, view: &View<'a>) -> Vec<&'a Fact> {
    const SUMS: &[&str] = &[
        "average",
        "in all",
        "overall",
        "altogether",
        "lifetime",
        "revenue",
        "so far",
        "in total",
        "gross",
        "spent",
    ];
    let near = view.near_facts(sentence, at);
    let (clause, _) = sentence.clause_around(at);
    let has_own = |fact: &&Fact| matches!(fact.kind, FactKind::Order | FactKind::Cart | FactKind::Deal);
    let names_one =
        view.scopes.get(sentence.clause_number(at)).is_some_and(|named| named.iter().any(has_own));
    if names_one && !tone::contains_any(clause, SUMS) {
        let named = &view.scopes[sentence.clause_number(at)];
        let is_meant = |fact: &&Fact| match fact.kind {
            FactKind::Totals | FactKind::Score => false,
            // What is not named is meant only by the word for it.
            FactKind::Cart => is_among(fact, named) || tone::contains_any(clause, &["cart", "basket"]),
            FactKind::Deal => is_among(fact, named) || tone::contains_any(clause, &["deal"]),
            _ => true,
        };
        return near.into_iter().filter(is_meant).collect();
    }
    near
}

fn is_among(fact: &Fact, named: &[&Fact]) -> bool {
    named.iter().any(|named| named.evidence == fact.evidence)
}

/// Names of the amounts that fit, sums of one field over several cited orders or carts among them.
fn money_fields(
    facts: &[&Fact],
    clause: &str,
    fits: impl Fn(Decimal, Currency) -> bool,
) -> Vec<&'static str> {
    let mut names = Vec::new();
    for fact in facts {
        for (name, value) in fact.values().filter(|(name, _)| *name != "price") {
            if let SlotValue::Money(money) = value
                && fits(money.amount, money.currency)
            {
                let is_part = fact.kind == FactKind::Order && name == "net";
                names.push(if is_part { "order_net" } else { name });
            }
        }
        for line in line::meant(fact, clause) {
            let Some(price) = line.price else { continue };
            if fits(price.amount, price.currency) {
                names.push("price");
            }
            if fits(price.amount * Decimal::from(line.quantity), price.currency) {
                names.push("line_total");
            }
        }
    }
    for kind in [FactKind::Order, FactKind::Cart, FactKind::Deal] {
        let of_kind: Vec<_> = facts.iter().filter(|fact| fact.kind == kind).collect();
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
