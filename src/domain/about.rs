//! Which order a case is about: by its number, by the words of its products, else by what is under way or came last.

use jiff::{SignedDuration, Timestamp};

use super::commerce::{Item, Order, OrderStatus, Shipment, ShipmentStatus};
use super::crm::{Case, MessageFrom};
use super::evidence::EvidenceId;
use super::profile::Profile;
use super::told::{Told, are_alike, size_of};

/// Nobody waits for a parcel any longer.
const FORGOTTEN_AFTER: SignedDuration = SignedDuration::from_hours(90 * 24);
/// Letters that a product's word has at least, to say something.
const LEAST_LETTERS: usize = 3;
/// Words in many titles that tell none of them apart.
const USUAL: &[&str] = &[
    "the", "and", "for", "with", "set", "top", "mid", "size", "large", "small", "medium", "black", "white",
    "blue", "green", "pack", "order",
];

/// How it was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found {
    /// The case names its number.
    Number,
    /// The case speaks of something in it: the word.
    Product(String),
    /// It is under way, or was when the case came.
    UnderWay,
    /// It is the last one before the case came.
    Last,
}

impl Found {
    /// Why it is this one, in words.
    pub fn in_words(&self) -> String {
        match self {
            Self::Number => "by its number".to_owned(),
            Self::Product(word) => format!("by “{word}”"),
            Self::UnderWay => "the latest that is not there yet".to_owned(),
            Self::Last => "the latest".to_owned(),
        }
    }

    /// Whether the case itself says so.
    pub fn is_said(&self) -> bool {
        matches!(self, Self::Number | Self::Product(_))
    }
}

/// The order that a case is about, and how it was found.
pub fn order_of<'a>(profile: &'a Profile, case: &Case) -> Option<(&'a Order, Found)> {
    let words = words_of(case);
    let real = || profile.orders.iter().filter(|order| !order.test);
    if let Some(order) = orders_named(profile, case).max_by_key(|order| order.placed_at) {
        return Some((order, Found::Number));
    }
    let came = case.opened_at.or(case.updated_at).unwrap_or(Timestamp::MAX);
    let before = || real().filter(move |order| order.placed_at <= came);
    let is_live =
        |order: &Order| is_under_way(order) && came.duration_since(order.placed_at) <= FORGOTTEN_AFTER;
    let spoken_of = before()
        .map(|order| (order, product_words(order, &words)))
        .filter(|(_, said)| !said.is_empty())
        .max_by_key(|(order, said)| (is_live(order), said.len(), order.placed_at));
    if let Some((order, said)) = spoken_of {
        return Some((order, Found::Product(said[0].clone())));
    }
    let newest = |orders: &mut dyn Iterator<Item = &'a Order>| orders.max_by_key(|order| order.placed_at);
    if let Some(order) = newest(&mut before().filter(|order| is_live(order))) {
        return Some((order, Found::UnderWay));
    }
    newest(&mut before().filter(|order| order.counts())).map(|order| (order, Found::Last))
}

/// The orders whose numbers a case names.
pub fn orders_named<'a>(profile: &'a Profile, case: &Case) -> impl Iterator<Item = &'a Order> {
    let words = words_of(case);
    profile.orders.iter().filter(move |order| !order.test && is_named(order, &words))
}

/// The orders whose numbers a text names.
pub fn orders_in<'a>(profile: &'a Profile, text: &str) -> impl Iterator<Item = &'a Order> {
    let words: Vec<String> = words_in(text).collect();
    profile.orders.iter().filter(move |order| !order.test && is_named(order, &words))
}

/// The shipment of an order that was heard of last; those that were called off are none.
pub fn last_scan(order: &Order) -> Option<&Shipment> {
    let live = order.shipments.iter().filter(|shipment| shipment.status != ShipmentStatus::Cancelled);
    live.max_by_key(|shipment| shipment.updated_at.or(shipment.shipped_at))
}

/// Words of subject and messages that are not the shop's, in lower case.
fn words_of(case: &Case) -> Vec<String> {
    let messages = case.messages.iter().filter(|message| message.from != MessageFrom::Staff);
    let texts = std::iter::once(case.subject.as_str()).chain(messages.map(|message| message.text.as_str()));
    texts.flat_map(words_in).collect()
}

/// The words of a text, in lower case.
fn words_in(text: &str) -> impl Iterator<Item = String> + '_ {
    let words = text.split(|c: char| !(c.is_alphanumeric() || c == '-'));
    words.map(|word| word.trim_matches('-').to_lowercase()).filter(|word| !word.is_empty())
}

fn is_named(order: &Order, words: &[String]) -> bool {
    let number = order.number.trim_start_matches('#').to_lowercase();
    // A number of one or two digits is more likely a quantity.
    number.len() >= 3 && words.contains(&number)
}

/// The one thing of an order that a case speaks of: the only one, the one that it names, or the one that has a size of the
/// kind that it names.
pub fn item_of<'a>(order: &'a Order, case: &Case) -> Option<&'a Item> {
    let (words, sizes) = (words_of(case), Told::of(case).sizes);
    let only = |fits: &dyn Fn(&Item) -> bool| {
        let mut fitting = order.items.iter().filter(|item| fits(item));
        fitting.next().filter(|_| fitting.next().is_none())
    };
    let is_sized = |item: &Item| {
        size_of(&item.title).is_some_and(|size| sizes.iter().any(|named| are_alike(named, &size)))
    };
    only(&|_| true)
        .or_else(|| only(&|item| !title_words(&item.title, &words).is_empty()))
        .or_else(|| only(&is_sized))
}

/// Words of the order's products that the case has, too, as the case has them.
fn product_words(order: &Order, words: &[String]) -> Vec<String> {
    let mut said: Vec<String> = Vec::new();
    for word in order.items.iter().flat_map(|item| title_words(&item.title, words)) {
        if !said.contains(&word) {
            said.push(word);
        }
    }
    said
}

/// The same of one product.
fn title_words(title: &str, words: &[String]) -> Vec<String> {
    let title = title.to_lowercase();
    let telling = title
        .split(|c: char| !c.is_alphanumeric())
        .filter(|of_title| of_title.chars().count() >= LEAST_LETTERS && !USUAL.contains(of_title));
    telling
        .filter_map(|of_title| words.iter().find(|word| singular(word) == singular(of_title)).cloned())
        .collect()
}

fn singular(word: &str) -> &str {
    word.strip_suffix('s').filter(|stem| stem.chars().count() >= LEAST_LETTERS).unwrap_or(word)
}

/// The orders that count and are not done with: on their way, unless that was so long ago that nobody waits for them, or
/// spoken of by an open case.
pub fn unsettled(profile: &Profile, now: Timestamp) -> Vec<&Order> {
    let open = profile.cases.iter().filter(|case| case.open);
    let about = open.filter_map(|case| order_of(profile, case)).filter(|(_, found)| found.is_said());
    let spoken_of: Vec<&EvidenceId> = about.map(|(order, _)| &order.evidence).collect();
    let is_awaited =
        |order: &Order| is_under_way(order) && now.duration_since(order.placed_at) <= FORGOTTEN_AFTER;
    let is_unsettled =
        |order: &&Order| order.counts() && (is_awaited(order) || spoken_of.contains(&&order.evidence));
    profile.orders.iter().filter(is_unsettled).collect()
}

fn is_under_way(order: &Order) -> bool {
    if matches!(order.status, OrderStatus::Cancelled | OrderStatus::Refunded) {
        return false;
    }
    let live = || order.shipments.iter().filter(|shipment| shipment.status != ShipmentStatus::Cancelled);
    match live().count() {
        0 => order.status == OrderStatus::Paid,
        _ => live()
            .any(|shipment| shipment.delivered_at.is_none() && shipment.status != ShipmentStatus::Delivered),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_products_are_known_by_their_singular() {
        assert_eq!(singular("tents"), "tent");
        assert_eq!(singular("bus"), "bus");
        assert_eq!(singular("tent"), "tent");
    }
}
