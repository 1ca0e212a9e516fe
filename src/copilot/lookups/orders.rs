//! Orders by filter: how many fit, what they come to, and which.

use std::collections::BTreeMap;
use std::fmt;

use rust_decimal::Decimal;

use super::words::{content_words, is_like};
use super::{MOST_ROWS, Period, lookup_id, reach};
use crate::copilot::facts::{Claim, Fact, FactKind, Facts, SlotValue, has_arrived, parcel_of};
use crate::domain::commerce::{Item, Order, OrderStatus};
use crate::domain::money::{Currency, Money};
use crate::domain::worded::worded;
use crate::domain::{Profile, Worded};
use crate::phrasing::counted;

/// Which orders, by how they stand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(missing_docs, reason = "the words say it")]
pub enum OrderState {
    /// All that count: neither cancelled nor a test.
    #[default]
    Any,
    Cancelled,
    /// With money that went back, in part or in full.
    Refunded,
    Unpaid,
    /// Paid, and not all of it has arrived.
    Open,
    Delivered,
    /// A parcel of it is in trouble: late, lost, not shipped.
    Late,
    /// With a discount or a code.
    Discounted,
    Guest,
}

impl OrderState {
    /// All, with the word that a look-up names each by.
    pub const ALL: [(&'static str, Self); 9] = [
        ("any", Self::Any),
        ("cancelled", Self::Cancelled),
        ("refunded", Self::Refunded),
        ("unpaid", Self::Unpaid),
        ("open", Self::Open),
        ("delivered", Self::Delivered),
        ("late", Self::Late),
        ("discounted", Self::Discounted),
        ("guest", Self::Guest),
    ];

    /// The word that a look-up names it by.
    pub fn as_str(self) -> &'static str {
        Self::ALL.iter().find(|(_, state)| *state == self).map_or("any", |(word, _)| word)
    }

    fn has(self, order: &Order, facts: &Facts) -> bool {
        if order.test {
            return false;
        }
        match self {
            Self::Any => order.counts(),
            Self::Cancelled => order.status == OrderStatus::Cancelled,
            Self::Refunded => order.counts() && !order.refunded.amount.is_zero(),
            Self::Unpaid => order.status == OrderStatus::Pending,
            Self::Open => {
                matches!(
                    order.status,
                    OrderStatus::Paid | OrderStatus::PartiallyFulfilled | OrderStatus::Fulfilled
                ) && !has_arrived(order)
            }
            Self::Delivered => order.counts() && has_arrived(order),
            Self::Late => order.counts() && parcel_of(order, facts.now, &facts.zone).trouble.is_some(),
            Self::Discounted => {
                let reduced = order.discount.is_some_and(|discount| !discount.amount.is_zero());
                order.counts() && (reduced || !order.discount_codes.is_empty())
            }
            Self::Guest => order.counts() && order.guest,
        }
    }
}

/// Which orders are looked for.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct OrderFilter {
    /// How they stand.
    pub state: OrderState,
    /// Words of a product, its category or SKU; an item fits that has all of them. `and` joins several products.
    pub product: String,
    /// When they were placed.
    pub period: Period,
    /// What they came to at least, in the shop's currency.
    pub min_total: Option<Decimal>,
    /// What they came to at most.
    pub max_total: Option<Decimal>,
}

impl fmt::Debug for OrderFilter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "OrderFilter({})", self.state.as_str())
    }
}

impl OrderFilter {
    /// `orders`, `cancelled orders with “tent” in 2025`.
    pub fn in_words(&self) -> Worded {
        let state = match self.state {
            OrderState::Any => "orders".to_owned(),
            OrderState::Guest => "orders as a guest".to_owned(),
            state => format!("{} orders", state.as_str()),
        };
        match self.narrowed() {
            Some(words) => worded!("{} {}", state, words),
            None => state.into(),
        }
    }

    /// `with “tent” of 100 or more in 2025`; nothing where it takes in all orders of its state.
    pub fn narrowed(&self) -> Option<Worded> {
        let mut parts: Vec<Worded> = Vec::new();
        if !self.product.is_empty() {
            parts.push(worded!("with “{}”", &self.product));
        }
        parts.extend(self.min_total.map(|least| format!("of {least} or more").into()));
        parts.extend(self.max_total.map(|most| format!("of {most} or less").into()));
        parts.extend(self.period.in_words());
        (!parts.is_empty()).then(|| Worded::joined(parts, " "))
    }

    /// Whether an item is of a product that is looked for.
    pub fn has_item(&self, item: &Item) -> bool {
        self.products().any(|product| is_of(item, product))
    }

    /// `socks and boots`: an order fits that has both.
    fn products(&self) -> impl Iterator<Item = &str> {
        self.product.split(" and ").filter(|product| !product.is_empty())
    }

    /// The orders of a profile that fit, newest first.
    pub fn of<'a>(&self, profile: &'a Profile, facts: &Facts) -> Vec<&'a Order> {
        let fits = |order: &&Order| {
            self.state.has(order, facts)
                && self.period.covers(order.placed_at, &facts.zone)
                && self.min_total.is_none_or(|least| order.total.amount >= least)
                && self.max_total.is_none_or(|most| order.total.amount <= most)
                && self.products().all(|product| order.items.iter().any(|item| is_of(item, product)))
        };
        profile.orders.iter().filter(fits).collect()
    }
}

/// Whether an item has all words of a product in its title, category or SKU.
fn is_of(item: &Item, product: &str) -> bool {
    let mut words = content_words(&item.title);
    words.extend(item.category.iter().chain(&item.sku).flat_map(|text| content_words(text)));
    content_words(product).iter().all(|wanted| words.iter().any(|word| is_like(word, wanted)))
}

/// Money of orders, each currency for itself.
#[derive(Default)]
pub(super) struct Sum {
    pub orders: u64,
    pub gross: Decimal,
    pub refunded: Decimal,
    pub largest: Decimal,
    pub smallest: Option<Decimal>,
}

impl Sum {
    pub fn add(&mut self, order: &Order) {
        self.orders += 1;
        self.gross = self.gross.saturating_add(order.total.amount);
        self.refunded = self.refunded.saturating_add(order.refunded.amount);
        self.largest = self.largest.max(order.total.amount);
        self.smallest = Some(self.smallest.map_or(order.total.amount, |least| least.min(order.total.amount)));
    }

    /// The sums as fields; gives them in words.
    pub fn fields(&self, currency: Currency, fact: &mut Fact) -> Worded {
        let money = |amount: Decimal| Money::new(amount, currency);
        let net = money(self.gross.saturating_sub(self.refunded));
        fact.field("gross", SlotValue::Money(money(self.gross)));
        fact.field("refunded", SlotValue::Money(money(self.refunded)));
        fact.field("net", SlotValue::Money(net));
        fact.field("largest", SlotValue::Money(money(self.largest)));
        fact.field("smallest", SlotValue::Money(money(self.smallest.unwrap_or_default())));
        let count = u32::try_from(self.orders).unwrap_or(u32::MAX);
        fact.maybe("average", money(self.gross).per(count).map(SlotValue::Money));
        match self.refunded.is_zero() {
            true => worded!("net {}", net),
            false => {
                worded!("net {}: {} less {} refunded", net, money(self.gross), money(self.refunded))
            }
        }
    }
}

/// The fact of a look-up, one for each currency where there are several, and the facts of the orders that fit.
pub(super) fn look_up(
    profile: &Profile,
    facts: &mut Facts,
    filter: &OrderFilter,
    key: &str,
) -> (Fact, Vec<Fact>) {
    let fitting = filter.of(profile, facts);
    let looked_in = profile.orders.iter().filter(|order| !order.test).count() as u64;
    let mut fact = Fact::new(lookup_id(key), FactKind::Lookup);
    if profile.store_is_unread() && fitting.is_empty() {
        fact.text = worded!("Orders are not known: {}", profile.orders_unread_in_words());
        fact.claim(Claim::Unread, true);
        return (fact, Vec::new());
    }
    let count = fitting.len() as u64;
    fact.field("orders", SlotValue::Count(count, "order"));
    fact.field("looked_in", SlotValue::Count(looked_in, "order"));
    fact.maybe("asked", filter.period.in_words().map(SlotValue::Worded));
    let with_refund = fitting.iter().filter(|order| !order.refunded.amount.is_zero()).count() as u64;
    fact.field("orders_with_refund", SlotValue::Count(with_refund, "order"));
    fact.maybe("first_order_at", fitting.last().map(|order| SlotValue::Date(order.placed_at)));
    fact.maybe("last_order_at", fitting.first().map(|order| SlotValue::Date(order.placed_at)));
    pieces(&mut fact, filter, &fitting);
    let mut sums: BTreeMap<Currency, Sum> = BTreeMap::new();
    for order in &fitting {
        sums.entry(order.total.currency).or_default().add(order);
    }
    let asked = filter.in_words();
    fact.text = match count {
        0 => worded!("No order fits ({}); looked in {}", asked, counted(looked_in, "order")),
        _ => worded!("Looked for {}: {} of {} fit", asked, count, counted(looked_in, "order")),
    };
    let reach = reach(profile, facts, &mut fact);
    fact.text.push(reach);
    let mut more = Vec::new();
    if let Some((currency, sum)) = sums.first_key_value().filter(|_| sums.len() == 1) {
        let words = sum.fields(*currency, &mut fact);
        fact.text.push(worded!("; {}", words));
    } else {
        more.extend(sums.iter().map(|(currency, sum)| in_currency(key, *currency, sum)));
    }
    fact.claim(Claim::HasOrders, count > 0);
    fact.claim(Claim::Refunded, with_refund > 0);
    if filter.state == OrderState::Cancelled {
        fact.claim(Claim::Cancelled, count > 0);
    }
    if filter.state == OrderState::Guest {
        fact.claim(Claim::Guest, count > 0);
    }
    let rows = rows(&fitting);
    facts.add_orders(profile, rows.iter().map(|order| &order.evidence));
    let listed: Vec<&str> = rows.iter().map(|order| order.evidence.as_str()).collect();
    if !listed.is_empty() {
        fact.text.push(worded!("; they are {}", listed.join(", ")));
    }
    if fitting.len() > rows.len() {
        fact.text.push(worded!(" and {} more", fitting.len() - rows.len()));
    }
    (fact, more)
}

/// The newest of what fits, and what people ask for by name: the first, the largest and the smallest.
fn rows<'a>(fitting: &[&'a Order]) -> Vec<&'a Order> {
    let mut rows: Vec<&Order> = fitting.iter().take(MOST_ROWS).copied().collect();
    let named = [
        fitting.last(),
        fitting.iter().max_by_key(|order| order.total.amount),
        fitting.iter().min_by_key(|order| order.total.amount),
    ];
    for order in named.into_iter().flatten() {
        if !rows.iter().any(|row| row.evidence == order.evidence) {
            rows.push(order);
        }
    }
    rows
}

/// How many pieces of what is looked for, and what they cost before discounts where that is known of all of them.
fn pieces(fact: &mut Fact, filter: &OrderFilter, fitting: &[&Order]) {
    let items = fitting.iter().flat_map(|order| &order.items);
    let wanted: Vec<&Item> =
        items.filter(|item| filter.product.is_empty() || filter.has_item(item)).collect();
    let pieces = wanted.iter().map(|item| u64::from(item.quantity)).sum();
    fact.field("pieces", SlotValue::Count(pieces, "piece"));
    fact.names.extend(wanted.iter().map(|item| item.title.clone()));
    fact.names.dedup();
    let priced = wanted.iter().map(|item| {
        let price = item.unit_price?;
        Some(Money::new(price.amount.saturating_mul(Decimal::from(item.quantity)), price.currency))
    });
    let cost = priced.reduce(|sum, next| sum?.checked_add(next?).ok()).flatten();
    fact.maybe("before_discounts", cost.filter(|_| !filter.product.is_empty()).map(SlotValue::Money));
}

fn in_currency(key: &str, currency: Currency, sum: &Sum) -> Fact {
    let mut fact = Fact::new(lookup_id(&format!("{key}.{}", currency.code())), FactKind::Lookup);
    fact.field("orders", SlotValue::Count(sum.orders, "order"));
    fact.field("currency", SlotValue::Text(currency.code().to_owned()));
    fact.names.push(currency.code().to_owned());
    let words = sum.fields(currency, &mut fact);
    fact.text = worded!("Of them in {}: {}, {}", currency.code(), counted(sum.orders, "order"), words);
    fact
}
