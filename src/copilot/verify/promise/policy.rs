//! What policy lets a draft promise, held against the one order that the promise is about.

use std::sync::LazyLock;

use jiff::ToSpan;
use jiff::civil::Date;
use regex::{Captures, Regex};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use super::super::literal::amount;
use super::super::sentence::Sentence;
use super::super::{View, Voice, dates, number};
use super::own::days;
use crate::copilot::facts::{Claim, Fact, FactKind, SlotValue};
use crate::domain::{Money, Promise, PromiseRule};

/// What is given, by the words for it; whatever else is given away no policy can allow.
static GIVEN: LazyLock<Vec<(Regex, Option<Promise>)>> = LazyLock::new(|| {
    let kinds: [(&str, Option<Promise>); 7] = [
        (
            r"refund\w*|reimburs\w*|money back|credited|erstatt\w*|rembours\w*|reembols\w*|devolv\w*",
            Some(Promise::Refund),
        ),
        (r"replac\w+|replaced|new one|ersetz\w*|rempla\w*|reemplaz\w*", Some(Promise::Replacement)),
        (r"store credit|gift card|voucher|credit", Some(Promise::StoreCredit)),
        (r"free return\w*|return label", Some(Promise::ReturnLabel)),
        (r"free shipping", Some(Promise::FreeShipping)),
        (
            r"compensat\w*|coupon|discount|for free|free of charge|on the house|guarante\w+|entitled|promise|waiv\w+|on us|owed",
            None,
        ),
        (r"free gift|schenk\w*|double|twice|always|every order|all orders|future orders?", None),
    ];
    let whole = |(words, kind): (&str, Option<Promise>)| {
        let pattern = Regex::new(&format!(r"\b(?:{words})\b"));
        (pattern.expect("constant pattern; every test compiles it"), kind)
    };
    kinds.into_iter().map(whole).collect()
});

/// Whether what stands at a place is part of the promise that begins at another: behind it, or in the same clause.
pub fn belongs(sentence: &Sentence, place: usize, promise: usize) -> bool {
    place >= promise || sentence.clause_number(place) == sentence.clause_number(promise)
}

/// A span of time that is counted from now: `within 3 business days`.
static WITHIN: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"\b(?:within|in)(?: the next| about)? (\w+) (business |working )?(day|week|month)s?\b")
        .expect("constant pattern; every test compiles it")
});

/// The days that such a span may last; one that can't be read lasts for ever.
fn farthest(found: &Captures<'_>) -> Option<i64> {
    let said = found.get(1)?.as_str();
    let count = match said {
        "a" | "one" => Some(Decimal::ONE),
        other => number::any_readings(other).into_iter().max(),
    };
    let Some(count) = count.and_then(|count| count.ceil().to_i64()) else { return Some(i64::MAX) };
    let unit = match found.get(3)?.as_str() {
        "day" => 1,
        "week" => 7,
        _ => 31,
    };
    // Every five business days there are two that are none.
    let idle = if found.get(2).is_some() { (count.saturating_add(4) / 5).saturating_mul(2) } else { 0 };
    Some(count.saturating_mul(unit).saturating_add(idle))
}

/// Days; no promise reaches farther.
const A_DECADE: i64 = 3_653;

/// The last days of the spans that a text names. One that can't be read ends in a decade.
pub fn last_days(lower: &str, today: Date) -> impl Iterator<Item = Date> {
    let spans = WITHIN.captures_iter(lower).filter_map(|found| farthest(&found));
    spans.map(move |days| today.checked_add(days.min(A_DECADE).days()).unwrap_or(Date::MAX))
}

/// Lets a promise through that begins at a place, if policy allows all that it gives.
pub fn allows_giving(sentence: &Sentence, at: usize, view: &View<'_>) -> Result<(), String> {
    allows(None, sentence, at, view)
}

/// The same where it gives something whether or not its words say what.
pub fn allows_giving_also(
    promise: Promise,
    sentence: &Sentence,
    at: usize,
    view: &View<'_>,
) -> Result<(), String> {
    allows(Some(promise), sentence, at, view)
}

fn allows(also: Option<Promise>, sentence: &Sentence, at: usize, view: &View<'_>) -> Result<(), String> {
    // A credit card is none.
    let said = sentence.lower[at..].replace("credit card", "card");
    let none = || format!("it promises something that no policy allows: `{}`", said.trim_end());
    if !matches!(view.voice, Voice::Draft { .. }) || view.facts.promises.is_empty() {
        return Err(none());
    }
    let named = GIVEN.iter().filter(|(words, _)| words.is_match(&said)).map(|(_, kind)| *kind);
    let given: Vec<Option<Promise>> = also.map(Some).into_iter().chain(named).collect();
    if given.is_empty() || given.contains(&None) {
        return Err(none());
    }
    given.into_iter().flatten().try_for_each(|promise| {
        let rules = view.facts.promises.iter().filter(|rule| rule.promise == promise);
        // The last rule's bound is the one that is told.
        let mut refused = none();
        for rule in rules {
            match holds(rule, sentence, at, view) {
                Ok(()) => return Ok(()),
                Err(why) => refused = why,
            }
        }
        Err(refused)
    })
}

/// Whether a promise is within the bounds of a rule.
fn holds(rule: &PromiseRule, sentence: &Sentence, at: usize, view: &View<'_>) -> Result<(), String> {
    let what = rule.promise.as_str();
    let order = order(sentence, at, view)
        .ok_or_else(|| format!("it promises a {what} and does not say for which order"))?;
    let Some(SlotValue::Money(total)) = order.fields.get("total") else {
        return Err(format!("it promises a {what} for an order without a total"));
    };
    if order.claims.get(&Claim::Cancelled) == Some(&true) || order.claims.get(&Claim::Paid) != Some(&true) {
        return Err(format!("it promises a {what} for an order that is not paid"));
    }
    if rule.currency.is_some_and(|currency| currency != total.currency) {
        return Err(format!("no policy allows a {what} in {}", total.currency.code()));
    }
    let since = ["days_since_delivery", "days_since"].iter().find_map(|field| order.fields.get(field));
    let is_late = match (rule.within_days, since) {
        (Some(most), Some(SlotValue::Days(days))) => *days > i64::from(most),
        (most, _) => most.is_some(),
    };
    if is_late {
        return Err(format!("it promises a {what} later than policy allows"));
    }
    let most = [rule.up_to, rule.percent_up_to.map(|percent| total.amount * percent / Decimal::ONE_HUNDRED)];
    let most = most.into_iter().flatten().min();
    let worth =
        if rule.promise.is_money() { promised(sentence, at, view, order, *total)? } else { total.amount };
    match most {
        Some(most) if worth > most => Err(format!("it promises a {what} of more than policy allows")),
        _ => Ok(()),
    }
}

/// The one order that a promise is about: the one that the sentence names, else the only one that it rests on.
fn order<'a>(sentence: &Sentence, at: usize, view: &View<'a>) -> Option<&'a Fact> {
    let named: Vec<&Fact> =
        view.near_facts(sentence, at).into_iter().filter(|fact| fact.kind == FactKind::Order).collect();
    match named.as_slice() {
        [order] => Some(order),
        _ => None,
    }
}

/// How much is promised: every amount that the promise names; where it names none, all that is left of the order.
fn promised(
    sentence: &Sentence,
    at: usize,
    view: &View<'_>,
    order: &Fact,
    total: Money,
) -> Result<Decimal, String> {
    let refunded = match order.fields.get("refunded") {
        Some(SlotValue::Money(refunded)) => refunded.amount,
        _ => Decimal::ZERO,
    };
    let left = total.amount - refunded;
    let mut most: Option<Decimal> = None;
    for written in
        amount::written(&sentence.lower).filter(|written| belongs(sentence, written.range.start, at))
    {
        let meant = written.readings_in(total.currency).into_iter().max();
        let meant = meant.ok_or("it promises an amount in another currency than the order's")?;
        most = most.max(Some(meant));
    }
    for (_, number) in sentence.slots().filter(|(place, _)| belongs(sentence, *place, at)) {
        let value =
            view.slots.get(number).and_then(|(id, field)| view.facts.get(id)?.fields.get(field.as_str()));
        if let Some(SlotValue::Money(money)) = value {
            if money.currency != total.currency {
                return Err("it promises an amount in another currency than the order's".to_owned());
            }
            most = most.max(Some(money.amount));
        }
    }
    let promised = most.unwrap_or(left);
    if promised > left || promised <= Decimal::ZERO {
        return Err("it promises more than is left of the order".to_owned());
    }
    Ok(promised)
}

/// Lets an arrival through that names a day which policy lets a draft promise.
pub fn allows_arrival(sentence: &Sentence, view: &View<'_>) -> Result<(), String> {
    let none = || "it promises an arrival that nothing it cites foresees".to_owned();
    let rules = view.facts.promises.iter().filter(|rule| rule.promise == Promise::DeliveryDate);
    let most = rules.filter_map(|rule| rule.within_days).max();
    let Some(most) = most.filter(|_| matches!(view.voice, Voice::Draft { .. })) else { return Err(none()) };
    if order(sentence, 0, view).is_none() {
        return Err("it promises an arrival and does not say of which order".to_owned());
    }
    let today = view.facts.today();
    let last = today.checked_add(i64::from(most).days()).map_err(|_| none())?;
    let days = days::named(&sentence.lower, today);
    let spans: Vec<i64> =
        WITHIN.captures_iter(&sentence.lower).filter_map(|found| farthest(&found)).collect();
    let is_within = |meant: &dates::Meant| match meant {
        // A bare weekday is one behind as well; a promise means the one ahead.
        dates::Meant::Days(days) => {
            let mut ahead = days.iter().filter(|day| **day >= today).peekable();
            ahead.peek().is_some() && ahead.all(|day| *day <= last)
        }
        dates::Meant::Between(from, to) => today <= *to && *from <= *to && *to <= last,
        dates::Meant::DayOfYear(month, day) => today
            .series(1.day())
            .take_while(|one| *one <= last)
            .any(|one| (one.month(), one.day()) == (*month, *day)),
        dates::Meant::Month(_) => false,
    };
    if days.is_empty() && spans.is_empty() {
        return Err("it promises an arrival and names no day".to_owned());
    }
    if days.iter().all(|found| is_within(&found.meant)) && spans.iter().all(|days| *days <= i64::from(most)) {
        Ok(())
    } else {
        Err("it promises an arrival later than policy allows".to_owned())
    }
}
