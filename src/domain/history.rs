//! The past of a store's customers as the models learn from it: of each order, cart, case and deal the little that
//! tells how somebody buys, and nothing of who they are.
//!
//! A history is kept as one row per customer. Its parts are written as lists of values without their names, which
//! halves what a million orders take; a part that is added stands at the end and has a default.

mod filling;
mod parting;

use std::collections::BTreeMap;

use jiff::Timestamp;
use rust_decimal::Decimal;
use serde::ser::SerializeTuple;
use serde::{Deserialize, Serialize, Serializer};

use super::background::Background;
use super::crm::DealOutcome;
use super::ids::{CustomerId, Source};
use super::money::{Currency, Money};

pub use filling::Filling;
pub use parting::OfRecord;

/// Numbers of orders by which a customer can be found as one types.
const NUMBERS: usize = 5;

/// What is remembered of one customer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct History {
    /// Whose.
    pub customer: CustomerId,
    /// All orders of all stores, cancelled and test ones included, oldest first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub orders: Vec<PastOrder>,
    /// Carts that were left and not bought since, oldest first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub carts: Vec<PastCart>,
    /// All cases, closed ones included, oldest first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub cases: Vec<PastCase>,
    /// All deals, oldest first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub deals: Vec<PastDeal>,
}

/// One order.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct PastOrder {
    /// Which store.
    pub source: Source,
    /// The store's id.
    pub id: String,
    /// What people call it, without `#`: `1001`.
    pub number: String,
    /// When it was placed, in whole seconds.
    #[serde(with = "jiff::fmt::serde::timestamp::second::required")]
    pub placed_at: Timestamp,
    /// In which currency all its amounts are: the shop's.
    pub currency: Currency,
    /// What was charged: shipping and tax in, discounts out.
    pub total: Decimal,
    /// What went back of it.
    pub refunded: Decimal,
    /// What was taken off before it was charged.
    pub discount: Decimal,
    /// Called off.
    pub cancelled: bool,
    /// Made to try the shop.
    pub test: bool,
    /// Placed without an account.
    pub guest: bool,
    /// By which channel it came: `web`, `pos`; nothing where the store does not tell.
    pub channel: Option<String>,
    /// What was bought.
    pub lines: Vec<PastLine>,
    /// The store's id of the customer record on which it was placed; nothing of a guest, or where it was read before this
    /// was kept.
    #[serde(default)]
    pub owner: Option<String>,
    /// Not paid, or not yet: declined, voided, pending. Unknown where it was read before this was kept.
    #[serde(default)]
    pub unpaid: bool,
}

/// One line of an order or cart.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct PastLine {
    /// The store's id of the line.
    pub id: String,
    /// The store's id of the product; nothing where it is not in the catalogue.
    pub product: Option<String>,
    /// Stock keeping unit.
    pub sku: Option<String>,
    /// Product type or category.
    pub category: Option<String>,
    /// Pieces.
    pub quantity: u32,
}

/// A cart or checkout that was left.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct PastCart {
    /// Which store.
    pub source: Source,
    /// The store's id.
    pub id: String,
    /// Last change, in whole seconds.
    #[serde(with = "jiff::fmt::serde::timestamp::second::required")]
    pub updated_at: Timestamp,
    /// What it would cost.
    pub value: Money,
    /// What lies in it.
    pub lines: Vec<PastLine>,
}

/// A case: that somebody needed help, and when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PastCase {
    /// The CRM's id.
    pub id: String,
    /// When it came.
    pub opened_at: Timestamp,
    /// When it was closed; nothing while it is open.
    pub closed_at: Option<Timestamp>,
}

/// A deal: what became of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PastDeal {
    /// The CRM's id.
    pub id: String,
    /// When it was made.
    pub opened_at: Timestamp,
    /// When it was closed or is expected to be.
    pub close_at: Option<Timestamp>,
    /// Open, won or lost.
    pub outcome: DealOutcome,
    /// Worth.
    pub amount: Option<Money>,
    /// Where the first of its contacts comes from, with that contact alone; nothing of an open deal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub background: Option<Background>,
}

/// What a store sells.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Product {
    /// Which store.
    pub source: Source,
    /// The store's id.
    pub id: String,
    /// Its name.
    pub title: String,
    /// Product type or category.
    pub category: Option<String>,
    /// Whether it is for sale at all.
    pub active: bool,
    /// In which forms it comes.
    pub variants: Vec<Variant>,
    /// When it was read: what was read before the last whole reading is sold no more.
    pub read_at: Timestamp,
}

/// One form of a product.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Variant {
    /// The store's id.
    pub id: String,
    /// Its name beside the product's: `M / blue`; nothing where there is only one form.
    pub title: Option<String>,
    /// Stock keeping unit.
    pub sku: Option<String>,
    /// Price of one piece in the shop's currency.
    pub price: Decimal,
    /// Pieces in stock; nothing where they are not counted.
    pub stock: Option<i64>,
}

/// What became of a history by something that was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// It was not known.
    New,
    /// It was known otherwise.
    Changed,
    /// It was known so.
    Same,
}

impl PastOrder {
    /// Whether it counts as business, as [`Order::counts`](super::commerce::Order::counts) has it: paid, neither cancelled nor
    /// a test.
    pub fn counts(&self) -> bool {
        !self.cancelled && !self.test && !self.unpaid
    }

    /// What was charged less what went back.
    pub fn net(&self) -> Money {
        Money::new(self.total.saturating_sub(self.refunded), self.currency)
    }

    /// Which part of what was charged went back, from 0 to 1.
    pub fn refunded_share(&self) -> Decimal {
        self.refunded.checked_div(self.total).unwrap_or_default().clamp(Decimal::ZERO, Decimal::ONE)
    }

    /// Of which category most pieces were; among equals the first in the alphabet.
    pub fn main_category(&self) -> Option<&str> {
        let mut pieces: BTreeMap<&str, u32> = BTreeMap::new();
        let named = self.lines.iter().filter_map(|line| Some((line.category.as_deref()?, line.quantity)));
        named
            .filter(|(name, _)| !name.is_empty())
            .for_each(|(name, quantity)| *pieces.entry(name).or_default() += quantity);
        pieces.into_iter().rev().max_by_key(|(_, pieces)| *pieces).map(|(name, _)| name)
    }

    /// Which part of the price was taken off, from 0 to 1.
    pub fn discounted_share(&self) -> Decimal {
        let before = self.total.saturating_add(self.discount);
        let share = self.discount.checked_div(before).unwrap_or_default();
        share.clamp(Decimal::ZERO, Decimal::ONE)
    }
}

impl History {
    /// Nothing yet.
    pub fn of(customer: CustomerId) -> Self {
        Self { customer, ..Self::default() }
    }

    /// Adds a cart or puts it in the place of the same one. Lines that did not come along stay where nothing else has
    /// changed or none came at all; a cart that was changed and brings lines brings them anew.
    pub fn put_cart(&mut self, mut cart: PastCart) -> Change {
        let is_same = |one: &PastCart, other: &PastCart| one.id == other.id && one.source == other.source;
        if let Some(known) = self.carts.iter().find(|known| is_same(known, &cart)) {
            let is_known = cart.lines.iter().all(|line| known.lines.contains(line));
            if is_known && *known == (PastCart { lines: known.lines.clone(), ..cart.clone() }) {
                return Change::Same;
            }
            if cart.lines.is_empty() {
                cart.lines.clone_from(&known.lines);
            }
        }
        let change = put(&mut self.carts, cart, is_same);
        self.carts.sort_by_key(|cart| cart.updated_at);
        change
    }

    /// The same lines of a cart.
    pub fn put_cart_lines(&mut self, source: &Source, cart: &str, lines: &[PastLine]) -> Option<Change> {
        let cart = self.carts.iter_mut().find(|known| known.id == cart && known.source == *source)?;
        Some(put_lines(&mut cart.lines, lines))
    }

    /// Takes away a cart that was bought after all.
    pub fn remove_cart(&mut self, source: &Source, id: &str) -> Change {
        let before = self.carts.len();
        self.carts.retain(|cart| cart.id != id || cart.source != *source);
        if self.carts.len() < before { Change::Changed } else { Change::Same }
    }

    /// Adds a case or puts it in the place of the same one.
    pub fn put_case(&mut self, case: PastCase) -> Change {
        let change = put(&mut self.cases, case, |one, other| one.id == other.id);
        self.cases.sort_by_key(|case| case.opened_at);
        change
    }

    /// Adds a deal or puts it in the place of the same one.
    pub fn put_deal(&mut self, deal: PastDeal) -> Change {
        let change = put(&mut self.deals, deal, |one, other| one.id == other.id);
        self.deals.sort_by_key(|deal| deal.opened_at);
        change
    }

    /// The numbers of the newest orders at a store, newest first.
    pub fn newest_numbers(&self, source: &Source) -> Vec<String> {
        let theirs = self.orders.iter().rev().filter(|order| order.source == *source);
        theirs.map(|order| order.number.clone()).filter(|number| !number.is_empty()).take(NUMBERS).collect()
    }
}

impl Default for History {
    fn default() -> Self {
        let customer = CustomerId::new(uuid::Uuid::nil());
        Self { customer, orders: Vec::new(), carts: Vec::new(), cases: Vec::new(), deals: Vec::new() }
    }
}

fn put<T: PartialEq>(list: &mut Vec<T>, new: T, is_same: impl Fn(&T, &T) -> bool) -> Change {
    match list.iter_mut().find(|known| is_same(known, &new)) {
        Some(known) if *known == new => Change::Same,
        Some(known) => {
            *known = new;
            Change::Changed
        }
        None => {
            list.push(new);
            Change::New
        }
    }
}

/// Adds lines or puts them in the place of the same ones.
pub fn put_lines(known: &mut Vec<PastLine>, lines: &[PastLine]) -> Change {
    let mut all = Change::Same;
    for line in lines {
        if put(known, line.clone(), |one, other| one.id == other.id) != Change::Same {
            all = Change::Changed;
        }
    }
    all
}

impl Serialize for PastOrder {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut list = serializer.serialize_tuple(15)?;
        list.serialize_element(&self.source)?;
        list.serialize_element(&self.id)?;
        list.serialize_element(&self.number)?;
        list.serialize_element(&self.placed_at.as_second())?;
        list.serialize_element(&self.currency)?;
        list.serialize_element(&self.total)?;
        list.serialize_element(&self.refunded)?;
        list.serialize_element(&self.discount)?;
        list.serialize_element(&self.cancelled)?;
        list.serialize_element(&self.test)?;
        list.serialize_element(&self.guest)?;
        list.serialize_element(&self.channel)?;
        list.serialize_element(&self.lines)?;
        list.serialize_element(&self.owner)?;
        list.serialize_element(&self.unpaid)?;
        list.end()
    }
}

impl Serialize for PastLine {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        (&self.id, &self.product, &self.sku, &self.category, self.quantity).serialize(serializer)
    }
}

impl Serialize for PastCart {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        (&self.source, &self.id, self.updated_at.as_second(), &self.value, &self.lines).serialize(serializer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    pub(super) fn store() -> Source {
        Source::store("shopify", "acme")
    }

    pub(super) fn order(id: &str, second: i64, total: i64) -> PastOrder {
        PastOrder {
            source: store(),
            id: id.to_owned(),
            number: format!("10{id}"),
            placed_at: Timestamp::from_second(1_700_000_000 + second).unwrap(),
            currency: Currency::new("EUR").unwrap(),
            total: Decimal::new(total, 2),
            refunded: Decimal::ZERO,
            discount: Decimal::ZERO,
            cancelled: false,
            test: false,
            guest: false,
            channel: Some("web".to_owned()),
            lines: vec![line("1", 2)],
            owner: None,
            unpaid: false,
        }
    }

    pub(super) fn line(id: &str, quantity: u32) -> PastLine {
        let text = |text: &str| Some(text.to_owned());
        PastLine { id: id.to_owned(), product: text("7"), sku: text("TENT"), category: None, quantity }
    }

    pub(super) fn history() -> History {
        History::of(CustomerId::new(Uuid::from_u128(1)))
    }

    #[test]
    fn a_cart_that_was_changed_keeps_its_lines_where_none_came_along() {
        let mut history = history();
        let value = Money::new(Decimal::TEN, Currency::new("EUR").unwrap());
        let cart = |minute: i64, lines| {
            let updated_at = Timestamp::from_second(1_700_000_000 + 60 * minute).unwrap();
            PastCart { source: store(), id: "c".into(), updated_at, value, lines }
        };
        history.put_cart(cart(1, vec![line("1", 1), line("2", 1)]));
        assert_eq!(history.put_cart(cart(2, Vec::new())), Change::Changed);
        assert_eq!(history.carts[0].lines.len(), 2);
        assert_eq!(history.put_cart(cart(3, vec![line("2", 1)])), Change::Changed);
        assert_eq!(history.carts[0].lines, [line("2", 1)], "the other was taken out");
    }

    #[test]
    fn what_is_kept_is_short_and_reads_back_as_it_was() {
        let mut history = history();
        history.orders.push(order("1", 10, 500));
        let value = Money::new(Decimal::TEN, Currency::new("EUR").unwrap());
        let updated_at = Timestamp::from_second(1_700_000_000).unwrap();
        history.put_cart(PastCart { source: store(), id: "c".into(), updated_at, value, lines: Vec::new() });
        history.put_case(PastCase { id: "7".into(), opened_at: updated_at, closed_at: None });
        let text = serde_json::to_string(&history).unwrap();
        assert!(text.len() < 400, "{text}");
        assert_eq!(serde_json::from_str::<History>(&text).unwrap(), history);
        for before in ["]],null]", "]]]"] {
            let older = text.replacen("]],null,false]", before, 1);
            assert_ne!(older, text);
            assert_eq!(serde_json::from_str::<History>(&older).unwrap(), history, "as it was kept before");
        }
        assert_eq!(history.remove_cart(&store(), "c"), Change::Changed);
        assert_eq!(history.remove_cart(&store(), "c"), Change::Same);
    }

    #[test]
    fn what_counts_and_what_it_brought() {
        let mut one = order("1", 0, 900);
        (one.refunded, one.discount) = (Decimal::new(250, 2), Decimal::ONE);
        assert_eq!(
            (one.net().to_string(), one.discounted_share().to_string()),
            ("6.50 EUR".into(), "0.1".into())
        );
        assert_eq!(one.refunded_share().round_dp(2).to_string(), "0.28");
        let of =
            |category: &str, quantity| PastLine { category: Some(category.into()), quantity, ..line("1", 1) };
        let bought = PastOrder { lines: vec![of("Tents", 1), of("Socks", 2), of("Mats", 2)], ..one.clone() };
        assert_eq!((bought.main_category(), one.main_category()), (Some("Mats"), None));
        assert!(one.counts() && !PastOrder { cancelled: true, ..one.clone() }.counts());
        assert!(!PastOrder { unpaid: true, ..one.clone() }.counts());
        let nothing = PastOrder { total: Decimal::ZERO, discount: Decimal::ZERO, ..one };
        assert_eq!(nothing.discounted_share(), Decimal::ZERO);
    }
}
