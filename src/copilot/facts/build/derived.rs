//! Derived facts: what a reader would otherwise have to calculate. Orders by calendar year, this year against the last,
//! ninety days against the ninety before, what is bought most. Each currency for itself, with its code in the key where
//! there are several; what the known history does not reach back to is left out.

use std::collections::BTreeMap;

use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};
use rust_decimal::Decimal;

use super::View;
use crate::copilot::facts::value::{SlotValue, day};
use crate::copilot::facts::{Claim, Fact, FactKind};
use crate::domain::commerce::Order;
use crate::domain::money::Currency;
use crate::domain::worded::{FigureValue, worded};
use crate::domain::{EvidenceId, Money, Profile, Purpose};
use crate::phrasing::counted;

/// Years that are told, the newest, beside the first.
const MOST_YEARS: usize = 3;
/// Categories or products that are told.
const MOST_GROUPS: usize = 3;
/// Orders from which on it says something what is bought most.
const FEWEST_ORDERS: usize = 3;
/// Days of the shorter of the two comparisons.
const WINDOW_DAYS: i64 = 90;

/// All derived facts of a profile; what is bought most is for sales.
pub(super) fn derived(profile: &Profile, purpose: Purpose, view: View<'_>) -> Vec<Fact> {
    let mut by_currency: BTreeMap<Currency, Vec<&Order>> = BTreeMap::new();
    for order in profile.orders.iter().filter(|order| order.counts()) {
        by_currency.entry(order.total.currency).or_default().push(order);
    }
    let several = by_currency.len() > 1;
    let mut facts = Vec::new();
    for (currency, orders) in by_currency {
        let part = Part {
            suffix: if several { format!(".{}", currency.code()) } else { String::new() },
            currency,
            orders,
            profile,
            view,
        };
        facts.extend(part.years());
        facts.extend(part.against_last_year());
        facts.extend(part.against_days_before());
        if purpose == Purpose::Sales {
            facts.extend(part.groups());
        }
    }
    facts
}

/// The counted orders of one currency.
struct Part<'a> {
    suffix: String,
    currency: Currency,
    orders: Vec<&'a Order>,
    profile: &'a Profile,
    view: View<'a>,
}

/// Orders of a span of days, added up.
struct Sum {
    orders: u64,
    net: Money,
    refunded: Money,
}

impl Part<'_> {
    fn fact(&self, key: &str) -> Fact {
        Fact::new(EvidenceId::new("totals", &format!("{key}{}", self.suffix)), FactKind::Totals)
    }

    fn day(&self, at: Timestamp) -> Date {
        day(at, self.view.zone)
    }

    /// From the first day to the last, both in it.
    fn between(&self, from: Date, to: Date) -> Sum {
        let within = |order: &&&Order| (from..=to).contains(&self.day(order.placed_at));
        let orders = || self.orders.iter().filter(within);
        let sum = |of: fn(&Order) -> Decimal| {
            Money::new(
                orders().fold(Decimal::ZERO, |sum, order| sum.saturating_add(of(order))),
                self.currency,
            )
        };
        Sum {
            orders: orders().count() as u64,
            net: sum(|order| order.net.amount),
            refunded: sum(|order| order.refunded.amount),
        }
    }

    /// Whether all orders since a day are known.
    fn reaches(&self, from: Date) -> bool {
        let of_stores = self.profile.coverage.iter().filter(|part| part.source.name().is_some());
        let mut gaps = of_stores.filter(|part| !part.complete);
        gaps.all(|gap| gap.since.is_some_and(|since| self.day(since) <= from))
    }

    /// The years that have orders, where there are several: the newest and the first.
    fn years(&self) -> Vec<Fact> {
        let mut years: Vec<i16> = self.orders.iter().map(|order| self.day(order.placed_at).year()).collect();
        years.sort_unstable_by_key(|year| std::cmp::Reverse(*year));
        years.dedup();
        if years.len() < 2 {
            return Vec::new();
        }
        let told = years.iter().enumerate().filter(|(at, _)| *at < MOST_YEARS || *at + 1 == years.len());
        told.filter_map(|(_, year)| self.year(*year)).collect()
    }

    fn year(&self, year: i16) -> Option<Fact> {
        let (from, to) = (Date::new(year, 1, 1).ok()?, Date::new(year, 12, 31).ok()?);
        let sum = self.between(from, to);
        let mut fact = self.fact(&format!("year.{year}"));
        fact.text = worded!("In {}: {}, net {}", year.to_string(), counted(sum.orders, "order"), sum.net);
        fact.field("year", SlotValue::Text(year.to_string()));
        fact.field("orders", SlotValue::Count(sum.orders, "order"));
        fact.field("net", SlotValue::Money(sum.net));
        if !sum.refunded.amount.is_zero() {
            fact.field("refunded", SlotValue::Money(sum.refunded));
        }
        let of_year = self.orders.iter().map(|order| order.placed_at);
        let of_year: Vec<Timestamp> = of_year.filter(|at| self.day(*at).year() == year).collect();
        fact.also.extend(of_year.iter().min().map(|at| ("first_order_at", SlotValue::Date(*at))));
        fact.also.extend(of_year.iter().max().map(|at| ("last_order_at", SlotValue::Date(*at))));
        if !self.reaches(from) {
            fact.text.push("; partial: the history is cut");
            fact.claim(Claim::Partial, true);
        }
        Some(fact)
    }

    /// This year so far, and the last one up to the same day; for who was a customer by then.
    fn against_last_year(&self) -> Option<Fact> {
        let today = self.day(self.view.now);
        let then = today.checked_sub(1.year()).ok()?;
        if !self.is_known_since(then, then.first_of_year()) {
            return None;
        }
        let now = self.between(today.first_of_year(), today);
        let before = self.between(then.first_of_year(), then);
        let mut fact = self.fact("change.year");
        fact.text = worded!("This year so far net {}, last year to the same day {}", now.net, before.net);
        fact.field("this_year", SlotValue::Money(now.net));
        fact.field("last_year", SlotValue::Money(before.net));
        fact.field("orders_this_year", SlotValue::Count(now.orders, "order"));
        fact.field("orders_last_year", SlotValue::Count(before.orders, "order"));
        let compared_to = self.view.zone.to_timestamp(then.at(12, 0, 0, 0)).ok()?;
        fact.also.push(("compared_to", SlotValue::Date(compared_to)));
        change(&mut fact, now.net, before.net);
        Some(fact)
    }

    /// The last ninety days, and the ninety before.
    fn against_days_before(&self) -> Option<Fact> {
        let today = self.day(self.view.now);
        let from = today.checked_sub((WINDOW_DAYS - 1).days()).ok()?;
        let (earlier, until) = (from.checked_sub(WINDOW_DAYS.days()).ok()?, from.yesterday().ok()?);
        let (now, before) = (self.between(from, today), self.between(earlier, until));
        if now.orders + before.orders == 0 || !self.is_known_since(until, earlier) {
            return None;
        }
        let mut fact = self.fact("change.90_days");
        fact.text = worded!("Last 90 days net {}, the 90 before {}", now.net, before.net);
        fact.field("last_90_days", SlotValue::Money(now.net));
        fact.field("before_90_days", SlotValue::Money(before.net));
        fact.field("orders_last_90_days", SlotValue::Count(now.orders, "order"));
        fact.field("orders_before_90_days", SlotValue::Count(before.orders, "order"));
        fact.also.push(("window", SlotValue::Days(WINDOW_DAYS)));
        change(&mut fact, now.net, before.net);
        Some(fact)
    }

    /// Whether they had ordered by a day, and all orders since another are known.
    fn is_known_since(&self, by: Date, from: Date) -> bool {
        self.orders.iter().any(|order| self.day(order.placed_at) <= by) && self.reaches(from)
    }

    /// What is bought most, by what it cost before discounts: categories, or products where there are none.
    fn groups(&self) -> Vec<Fact> {
        if self.orders.len() < FEWEST_ORDERS {
            return Vec::new();
        }
        let items = || self.orders.iter().flat_map(|order| &order.items);
        let by_category = items().any(|item| item.category.is_some());
        let mut groups: BTreeMap<&str, (u64, Decimal)> = BTreeMap::new();
        for item in items() {
            let name = if by_category { item.category.as_deref() } else { Some(&*item.title) };
            let Some((name, price)) = name.zip(item.unit_price.filter(|p| p.currency == self.currency))
            else {
                continue;
            };
            let group = groups.entry(name).or_default();
            group.0 += u64::from(item.quantity);
            group.1 = group.1.saturating_add(price.amount.saturating_mul(Decimal::from(item.quantity)));
        }
        let whole: Decimal = groups.values().map(|(_, sum)| *sum).sum();
        let mut groups: Vec<(&str, (u64, Decimal))> = groups.into_iter().collect();
        groups.sort_by_key(|(_, (pieces, sum))| std::cmp::Reverse((*sum, *pieces)));
        if groups.len() < 2 || whole.is_zero() {
            return Vec::new();
        }
        let noun = if by_category { "category" } else { "product" };
        let told = groups.into_iter().take(MOST_GROUPS).zip(1..);
        told.map(|((name, (pieces, sum)), place)| {
            let mut fact = self.fact(&format!("{noun}.{place}"));
            let share = f64::try_from(sum / whole).unwrap_or_default();
            let sum = Money::new(sum, self.currency);
            fact.text = worded!("{}: {} before discounts, {} of all", name, sum, FigureValue::share(share));
            fact.names.push(name.to_owned());
            fact.field(noun, SlotValue::Text(name.to_owned()));
            fact.field("before_discounts", SlotValue::Money(sum));
            fact.field("share", SlotValue::Share(share));
            fact.field("pieces", SlotValue::Count(pieces, "piece"));
            fact
        })
        .collect()
    }
}

/// By how much it is more or less, and in which of the two a word for it holds.
fn change(fact: &mut Fact, now: Money, before: Money) {
    let is_up = now.amount > before.amount;
    let difference = if is_up { now.checked_sub(before) } else { before.checked_sub(now) };
    if let Ok(difference) = difference
        && !difference.amount.is_zero()
    {
        fact.field(if is_up { "up_by" } else { "down_by" }, SlotValue::Money(difference));
    }
}
