//! Orders counted and added up by month, year, category or product.

use std::collections::BTreeMap;
use std::fmt;

use super::orders::Sum;
use super::{OrderFilter, lookup_id, reach};
use crate::copilot::facts::{Claim, Fact, FactKind, Facts, SlotValue, day};
use crate::domain::commerce::Order;
use crate::domain::money::Currency;
use crate::domain::worded::{FigureValue, worded};
use crate::domain::{Profile, Worded};
use crate::phrasing::counted;

/// Groups that one look-up tells.
const MOST_GROUPS: usize = 24;

/// What orders are grouped by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the words say it")]
pub enum Per {
    Month,
    Year,
    Category,
    Product,
}

impl Per {
    /// All, with the word that a look-up names each by.
    pub const ALL: [(&'static str, Self); 4] = [
        ("month", Self::Month),
        ("year", Self::Year),
        ("category", Self::Category),
        ("product", Self::Product),
    ];

    /// The word that a look-up names it by.
    pub fn as_str(self) -> &'static str {
        Self::ALL.iter().find(|(_, per)| *per == self).map_or("month", |(word, _)| word)
    }
}

/// What decides which group comes first, where they are not in order of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the words say it")]
pub enum Measure {
    Net,
    Orders,
    Refunds,
}

impl Measure {
    /// All, with the word that a look-up names each by.
    pub const ALL: [(&'static str, Self); 3] =
        [("net", Self::Net), ("orders", Self::Orders), ("refunds", Self::Refunds)];
}

/// What is to be added up.
#[derive(Clone, PartialEq, Eq)]
pub struct Sums {
    /// By what.
    pub per: Per,
    /// Of what.
    pub of: Measure,
    /// Over which orders.
    pub filter: OrderFilter,
}

impl fmt::Debug for Sums {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Sums({:?})", self.per)
    }
}

impl Sums {
    /// `orders in 2025 by month`.
    pub fn in_words(&self) -> Worded {
        worded!("{} by {}", self.filter.in_words(), self.per.as_str())
    }
}

/// What is added up of a month or a year.
struct Times {
    name: Worded,
    currency: Currency,
    sum: Sum,
}

/// What is added up of a category or a product. Shares of an order's price are nobody's record: pieces count.
#[derive(Default)]
struct Things {
    name: String,
    pieces: u64,
    orders: u64,
    refunded: u64,
}

/// The fact of the whole, and one of each group.
pub(super) fn look_up(profile: &Profile, facts: &Facts, sums: &Sums, key: &str) -> (Fact, Vec<Fact>) {
    let fitting = sums.filter.of(profile, facts);
    let mut fact = Fact::new(lookup_id(key), FactKind::Lookup);
    if profile.store_is_unread() && fitting.is_empty() {
        fact.text = worded!("Orders are not known: {}", profile.orders_unread_in_words());
        fact.claim(Claim::Unread, true);
        return (fact, Vec::new());
    }
    fact.field("orders", SlotValue::Count(fitting.len() as u64, "order"));
    let reach = reach(profile, facts, &mut fact);
    let groups = match sums.per {
        Per::Month | Per::Year => by_time(sums, &fitting, facts, key),
        Per::Category | Per::Product => by_thing(sums, &fitting, key, &mut fact),
    };
    let noun = if sums.per == Per::Category { "category" } else { "product" };
    if matches!(sums.per, Per::Category | Per::Product) {
        fact.field("groups", SlotValue::Count(groups.len() as u64, noun));
    }
    fact.text = worded!(
        "Added up {}: {} over {}{}",
        sums.in_words(),
        counted(groups.len() as u64, "group"),
        counted(fitting.len() as u64, "order"),
        reach
    );
    fact.claim(Claim::HasOrders, !fitting.is_empty());
    (fact, groups.into_iter().take(MOST_GROUPS).collect())
}

fn by_time(sums: &Sums, fitting: &[&Order], facts: &Facts, key: &str) -> Vec<Fact> {
    let mut groups: BTreeMap<(i16, i8, Currency), Times> = BTreeMap::new();
    for order in fitting {
        let placed = day(order.placed_at, &facts.zone);
        let (month, name) = match sums.per {
            Per::Year => (0, placed.year().to_string().into()),
            _ => (placed.month(), worded!("{}", FigureValue::Month(placed))),
        };
        let currency = order.total.currency;
        let group = groups.entry((placed.year(), month, currency));
        group.or_insert_with(|| Times { name, currency, sum: Sum::default() }).sum.add(order);
    }
    let newest_first = groups.into_values().rev().enumerate();
    newest_first.map(|(number, times)| of_time(&times, &format!("{key}.{}", number + 1))).collect()
}

fn of_time(times: &Times, key: &str) -> Fact {
    let mut fact = Fact::new(lookup_id(key), FactKind::Lookup);
    fact.field("period", SlotValue::Worded(times.name.clone()));
    fact.field("orders", SlotValue::Count(times.sum.orders, "order"));
    fact.names.push(times.name.as_str().to_owned());
    let words = times.sum.fields(times.currency, &mut fact);
    fact.text = worded!("In {}: {}, {}", times.name.clone(), counted(times.sum.orders, "order"), words);
    fact
}

fn by_thing(sums: &Sums, fitting: &[&Order], key: &str, whole: &mut Fact) -> Vec<Fact> {
    let mut groups: BTreeMap<String, Things> = BTreeMap::new();
    for order in fitting {
        let mut seen: Vec<String> = Vec::new();
        for item in &order.items {
            let Some(name) = (match sums.per {
                Per::Category => item.category.clone(),
                _ => Some(item.title.clone()),
            }) else {
                continue;
            };
            let key = name.to_lowercase();
            let things = groups.entry(key.clone()).or_default();
            things.name = name;
            things.pieces += u64::from(item.quantity);
            if !seen.contains(&key) {
                things.orders += 1;
                things.refunded += u64::from(!order.refunded.amount.is_zero());
                seen.push(key);
            }
        }
    }
    let mut groups: Vec<Things> = groups.into_values().collect();
    // By what was asked, then by pieces; equals by name.
    groups.sort_by_key(|things| {
        let asked = match sums.of {
            Measure::Refunds => things.refunded,
            Measure::Orders | Measure::Net => things.orders,
        };
        std::cmp::Reverse((asked, things.pieces))
    });
    if let Some(top) = groups.first() {
        whole.field("top", SlotValue::Text(top.name.clone()));
        whole.field("top_pieces", SlotValue::Count(top.pieces, "piece"));
        whole.field("top_orders", SlotValue::Count(top.orders, "order"));
        whole.names.push(top.name.clone());
    }
    let facts = groups.iter().enumerate();
    facts.map(|(number, things)| of_thing(things, sums.per, &format!("{key}.{}", number + 1))).collect()
}

fn of_thing(things: &Things, per: Per, key: &str) -> Fact {
    let mut fact = Fact::new(lookup_id(key), FactKind::Lookup);
    let field = if per == Per::Category { "category" } else { "product" };
    fact.field(field, SlotValue::Text(things.name.clone()));
    fact.field("pieces", SlotValue::Count(things.pieces, "piece"));
    fact.field("orders", SlotValue::Count(things.orders, "order"));
    fact.field("orders_with_refund", SlotValue::Count(things.refunded, "order"));
    fact.names.push(things.name.clone());
    fact.text = worded!(
        "{}: {} in {}",
        &things.name,
        counted(things.pieces, "piece"),
        counted(things.orders, "order")
    );
    if things.refunded > 0 {
        fact.text.push(worded!(", {} of them with a refund", things.refunded));
    }
    fact
}
