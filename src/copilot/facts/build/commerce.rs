//! Facts of the store: orders with their parcels and refunds, carts.

use super::{View, quote};
use crate::copilot::facts::parcel::{Trouble, parcel_of};
use crate::copilot::facts::value::{SlotValue, days_between};
use crate::copilot::facts::{Claim, Fact, FactKind, Line, Scope};
use crate::domain::about::{order_of, orders_named};
use crate::domain::commerce::{Cart, Item, Order, OrderStatus, Shipment, ShipmentStatus};
use crate::domain::worded::worded;
use crate::domain::{EvidenceId, Profile};

/// Orders that a fact is made of, beside those that are in trouble or asked about.
const MOST_ORDERS: usize = 12;
const MOST_ITEMS: usize = 6;

/// The newest orders, those in trouble, those that a question or an open case names, and what an open case is about.
pub fn orders(profile: &Profile, scope: Scope<'_>, view: View<'_>) -> Vec<Fact> {
    let asked = scope.question.unwrap_or_default();
    let of_cases: Vec<&EvidenceId> = profile
        .open_cases()
        .flat_map(|case| orders_named(profile, case).chain(order_of(profile, case).map(|(order, _)| order)))
        .map(|order| &order.evidence)
        .collect();
    let named = |order: &Order| {
        let digits = order.number.trim_start_matches(|c: char| !c.is_ascii_digit());
        (digits.len() >= 3 && asked.contains(digits)) || of_cases.contains(&&order.evidence)
    };
    profile
        .orders
        .iter()
        .enumerate()
        .filter(|(place, order)| {
            *place < MOST_ORDERS || named(order) || parcel_of(order, view.now, view.zone).trouble.is_some()
        })
        .map(|(_, one)| order(one, is_first(one, profile), view))
        .collect()
}

/// Whether it is the first order that counts; nobody knows where the history is cut.
pub fn is_first(order: &Order, profile: &Profile) -> bool {
    let first = profile.orders.iter().filter(|o| o.counts()).min_by_key(|o| o.placed_at);
    !profile.totals.partial && first.is_some_and(|first| first.evidence == order.evidence)
}

/// The program's word for a state of an order: the parcel's, where all of it has left and the parcel's is known.
fn order_status(order: &Order, shipment: Option<&Shipment>) -> &'static str {
    if order.status == OrderStatus::Fulfilled
        && let Some(shipment) = shipment
    {
        return match shipment.status {
            ShipmentStatus::LabelCreated => "packed, not on its way",
            ShipmentStatus::InTransit => "in transit",
            ShipmentStatus::OutForDelivery => "out for delivery",
            ShipmentStatus::Delivered => "delivered",
            ShipmentStatus::AttemptedDelivery => "shipped, delivery attempted",
            ShipmentStatus::Failure => "shipped, failed at the carrier",
            ShipmentStatus::Cancelled | ShipmentStatus::Unknown => "shipped",
        };
    }
    match order.status {
        OrderStatus::Pending => "waiting for payment",
        OrderStatus::Paid => "paid, not shipped",
        OrderStatus::PartiallyFulfilled => "partly shipped",
        OrderStatus::Fulfilled => "shipped",
        OrderStatus::PartiallyRefunded => "partly refunded",
        OrderStatus::Refunded => "refunded",
        OrderStatus::Cancelled => "cancelled",
    }
}

/// The program's word for a state of a parcel.
fn shipment_status(status: ShipmentStatus) -> &'static str {
    match status {
        ShipmentStatus::LabelCreated => "label created",
        ShipmentStatus::InTransit => "in transit",
        ShipmentStatus::OutForDelivery => "out for delivery",
        ShipmentStatus::Delivered => "delivered",
        ShipmentStatus::AttemptedDelivery => "delivery attempted",
        ShipmentStatus::Failure => "failed at the carrier",
        ShipmentStatus::Cancelled => "cancelled",
        ShipmentStatus::Unknown => "not known",
    }
}

/// An order with its items, parcels and refunds.
pub fn order(order: &Order, is_first: bool, view: View<'_>) -> Fact {
    let mut fact = Fact::new(order.evidence.clone(), FactKind::Order);
    let status = order_status(order, parcel_of(order, view.now, view.zone).shipment);
    let placed = view.date(order.placed_at);
    fact.text = worded!("Order {}, placed {}, {}, total {}", &order.number, placed, status, order.total);
    fact.names.push(order.number.clone());
    fact.field("number", SlotValue::Text(order.number.clone()));
    fact.field("status", SlotValue::State(status));
    fact.field("placed_at", SlotValue::Date(order.placed_at));
    fact.field("days_since", SlotValue::Days(view.days_since(order.placed_at)));
    fact.field("total", SlotValue::Money(order.total));
    fact.field("net", SlotValue::Money(order.net));
    let refunded = !order.refunded.amount.is_zero();
    if refunded {
        fact.field("refunded", SlotValue::Money(order.refunded));
        fact.text.push(worded!(", refunded {}", order.refunded));
    }
    if let Some(seen) = order.presentment {
        fact.field("charged_as", SlotValue::Money(seen));
        fact.text.push(worded!(" (the customer saw {})", seen));
    }
    if let Some(discount) = order.discount.filter(|d| !d.amount.is_zero()) {
        fact.field("discount", SlotValue::Money(discount));
    }
    if !order.discount_codes.is_empty() {
        fact.names.extend(order.discount_codes.iter().cloned());
        fact.field("discount_codes", SlotValue::Text(order.discount_codes.join(", ")));
    }
    fact.maybe("cancelled_at", order.cancelled_at.map(SlotValue::Date));
    let until_cancelled = order.cancelled_at.map(|at| days_between(order.placed_at, at, view.zone));
    fact.maybe("cancelled_after", until_cancelled.map(SlotValue::Days));
    items(&mut fact, &order.items);
    parcel(&mut fact, order, view);
    for refund in &order.refunds {
        fact.also.push(("refunded", SlotValue::Money(refund.amount)));
        fact.also.extend(refund.at.map(|at| ("refunded_at", SlotValue::Date(at))));
        fact.said.extend(refund.note.clone());
        fact.names.extend(refund.items.iter().cloned());
    }
    fact.maybe("refunded_at", order.refunds.iter().filter_map(|r| r.at).max().map(SlotValue::Date));
    if let Some(note) = &order.note {
        fact.text.push(worded!("; the customer wrote with it: {}", quote(note, 200)));
        fact.said.push(note.clone());
    }
    if order.test {
        fact.text.push("; a test order, does not count");
    }
    fact.claim(Claim::Cancelled, order.status == OrderStatus::Cancelled);
    fact.claim(Claim::Paid, !matches!(order.status, OrderStatus::Pending | OrderStatus::Cancelled));
    fact.claim(Claim::Refunded, refunded);
    fact.claim(Claim::FullyRefunded, refunded && order.refunded.amount >= order.total.amount);
    fact.claim(Claim::Guest, order.guest);
    fact.claim(Claim::FirstOrder, is_first);
    fact.claim(Claim::HasOrders, true);
    fact
}

fn parcel(fact: &mut Fact, order: &Order, view: View<'_>) {
    let parcel = parcel_of(order, view.now, view.zone);
    if let Some(shipment) = parcel.shipment {
        let state = match (order.status, shipment.status) {
            (OrderStatus::PartiallyFulfilled, ShipmentStatus::Delivered) => "delivered in part",
            (_, status) => shipment_status(status),
        };
        fact.field("parcel", SlotValue::State(state));
        fact.text.push(worded!("; parcel {}", state));
        if let Some(carrier) = &shipment.carrier {
            fact.field("carrier", SlotValue::Text(carrier.clone()));
            fact.names.push(carrier.clone());
            fact.text.push(worded!(" with {}", carrier));
        }
        if let Some(number) = &shipment.tracking_number {
            fact.field("tracking", SlotValue::Text(number.clone()));
            fact.names.push(number.clone());
            fact.text.push(worded!(", tracking {}", number));
        }
        fact.maybe("tracking_url", shipment.url.clone().map(SlotValue::Text));
        if let Some(at) = shipment.shipped_at {
            fact.field("shipped_at", SlotValue::Date(at));
            fact.text.push(worded!(", shipped {}", view.date(at)));
            if shipment.delivered_at.is_none() {
                fact.field("days_on_the_way", SlotValue::Days(view.days_since(at)));
            }
        }
        match shipment.delivered_at {
            // What arrived is a part; nobody may say that the order was delivered.
            Some(at) if order.status == OrderStatus::PartiallyFulfilled => {
                fact.field("part_delivered_at", SlotValue::Date(at));
                fact.text.push(worded!(", part of it delivered {}", view.date(at)));
            }
            Some(at) => {
                fact.field("delivered_at", SlotValue::Date(at));
                fact.field("days_to_deliver", SlotValue::Days(days_between(order.placed_at, at, view.zone)));
                let on_the_way = shipment.shipped_at.map(|left| days_between(left, at, view.zone));
                fact.maybe("days_in_transit", on_the_way.map(SlotValue::Days));
                fact.field("days_since_delivery", SlotValue::Days(view.days_since(at)));
                fact.text.push(worded!(", delivered {}", view.date(at)));
            }
            None => {}
        }
        if let Some(at) = shipment.updated_at.filter(|_| shipment.delivered_at.is_none()) {
            fact.field("last_update_at", SlotValue::Date(at));
            fact.field("days_since_update", SlotValue::Days(view.days_since(at)));
        }
        if order.status == OrderStatus::PartiallyFulfilled {
            fact.text.push("; the rest has not left");
        }
        if let Some(at) = shipment.estimated_delivery_at.filter(|_| shipment.delivered_at.is_none()) {
            fact.field("expected_at", SlotValue::Date(at));
            fact.text.push(worded!(", expected {}", view.date(at)));
        }
    }
    match parcel.trouble {
        Some(Trouble::Late(days)) => {
            fact.maybe("days_late", days.map(SlotValue::Days));
            fact.text.push("; late");
        }
        Some(Trouble::NotShipped(days)) => fact.text.push(worded!("; not shipped after {} days", days)),
        Some(Trouble::Failed) => fact.text.push("; did not arrive"),
        Some(Trouble::Attempted) => fact.text.push("; nobody was there to take it"),
        None => {}
    }
    if order.shipments.len() > 1 {
        fact.field("parcels", SlotValue::Count(order.shipments.len() as u64, "parcel"));
        let states: Vec<&str> = order.shipments.iter().map(|s| shipment_status(s.status)).collect();
        fact.text.push(worded!("; {} parcels: {}", states.len(), states.join(", ")));
    }
    parcel_claims(fact, order, parcel.trouble);
}

/// Whether all of an order has reached the customer.
pub fn has_arrived(order: &Order) -> bool {
    !order.shipments.is_empty()
        && order.shipments.iter().all(|s| s.status == ShipmentStatus::Delivered)
        && order.status != OrderStatus::PartiallyFulfilled
}

fn parcel_claims(fact: &mut Fact, order: &Order, trouble: Option<Trouble>) {
    let any = |wanted: ShipmentStatus| order.shipments.iter().any(|s| s.status == wanted);
    let handed_over = order.shipments.iter().any(|s| match s.status {
        ShipmentStatus::LabelCreated | ShipmentStatus::Cancelled => false,
        ShipmentStatus::Unknown => s.shipped_at.is_some(),
        _ => true,
    });
    fact.claim(Claim::Delivered, has_arrived(order));
    let is_part = order.status == OrderStatus::PartiallyFulfilled;
    fact.claim(Claim::PartlyDelivered, is_part && any(ShipmentStatus::Delivered));
    fact.claim(Claim::OutForDelivery, any(ShipmentStatus::OutForDelivery));
    let moves = any(ShipmentStatus::InTransit) || any(ShipmentStatus::OutForDelivery);
    // One whose state the vendor does not tell may be on its way.
    if moves || !any(ShipmentStatus::Unknown) {
        fact.claim(Claim::InTransit, moves);
    }
    fact.claim(Claim::Shipped, handed_over);
    fact.claim(Claim::DeliveryFailed, any(ShipmentStatus::Failure));
    fact.claim(Claim::DeliveryAttempted, any(ShipmentStatus::AttemptedDelivery));
    fact.claim(Claim::Late, trouble.is_some_and(|t| t != Trouble::Attempted));
}

/// A cart that was left.
pub fn cart(cart: &Cart, profile: &Profile, view: View<'_>) -> Fact {
    let mut fact = Fact::new(cart.evidence.clone(), FactKind::Cart);
    fact.text = worded!("Cart left on {}, worth {}", view.date(cart.updated_at), cart.value);
    fact.field("value", SlotValue::Money(cart.value));
    fact.field("updated_at", SlotValue::Date(cart.updated_at));
    fact.field("days_since", SlotValue::Days(view.days_since(cart.updated_at)));
    if profile.orders.iter().any(|order| order.counts() && order.placed_at > cart.updated_at) {
        fact.text.push("; an order was placed after it");
    }
    items(&mut fact, &cart.items);
    fact
}

fn items(fact: &mut Fact, items: &[Item]) {
    let Some(first) = items.first() else { return };
    let mut list: Vec<String> = items
        .iter()
        .take(MOST_ITEMS)
        .map(|item| match item.quantity {
            1 => item.title.clone(),
            quantity => format!("{quantity} × {}", item.title),
        })
        .collect();
    if items.len() > MOST_ITEMS {
        list.push(format!("{} more", items.len() - MOST_ITEMS));
    }
    let list = list.join(", ");
    fact.text.push(worded!("; items: {}", &list));
    fact.field("items", SlotValue::Text(list));
    let pieces = items.iter().map(|item| u64::from(item.quantity)).sum();
    fact.field("pieces", SlotValue::Count(pieces, "piece"));
    fact.field("main_item", SlotValue::Text(first.title.clone()));
    for item in items {
        fact.names.push(item.title.clone());
        fact.names.extend(item.sku.clone());
        fact.names.extend(item.category.clone());
        fact.also.push(("quantity", SlotValue::Count(item.quantity.into(), "piece")));
        fact.also.extend(item.unit_price.map(|price| ("price", SlotValue::Money(price))));
        let (title, quantity, price) = (item.title.clone(), item.quantity, item.unit_price);
        fact.lines.push(Line { title, quantity, price });
    }
}
