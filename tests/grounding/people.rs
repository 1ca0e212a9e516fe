//! Two customers whom the sentences speak of, on a fixed day: Friday, 20 November 2026.

use deskhand::domain::Profile;
use deskhand::domain::commerce::{Cart, Item, Order, OrderStatus, Refund, Shipment, ShipmentStatus};
use deskhand::domain::crm::{
    Activity, ActivityKind, Case, Deal, DealOutcome, Message, MessageFrom, Priority,
};
use deskhand::domain::customer::ConsentState;
use deskhand::domain::score::{Churn, Clv, NextProduct, Tier};
use deskhand::domain::{EvidenceId, Money};
use deskhand::profile::unify;
use jiff::Timestamp;

use crate::profile_support::{
    acme, contact, customer, hubspot, money, now, order, part, shopper, with_orders,
};

/// Noon of a day.
fn day(date: &str) -> Timestamp {
    format!("{date}T12:00:00Z").parse().unwrap()
}

fn usd(amount: &str) -> Money {
    money(amount, "USD")
}

fn item(title: &str, sku: &str, category: &str, quantity: u32, price: Money) -> Item {
    Item {
        sku: Some(sku.to_owned()),
        title: title.to_owned(),
        category: Some(category.to_owned()),
        quantity,
        unit_price: Some(price),
    }
}

fn bought(number: u32, date: &str, total: Money, items: Vec<Item>) -> Order {
    let mut order = order(number, 0, total);
    order.placed_at = day(date);
    order.items = items;
    order
}

fn parcel(carrier: &str, tracking: &str, shipped: &str, delivered: Option<&str>) -> Shipment {
    Shipment {
        status: if delivered.is_some() { ShipmentStatus::Delivered } else { ShipmentStatus::InTransit },
        carrier: Some(carrier.to_owned()),
        tracking_number: Some(tracking.to_owned()),
        url: None,
        shipped_at: Some(day(shipped)),
        delivered_at: delivered.map(day),
        estimated_delivery_at: None,
        updated_at: None,
    }
}

fn arrived(mut order: Order, parcel: Shipment) -> Order {
    order.status = OrderStatus::Fulfilled;
    order.shipments = vec![parcel];
    order
}

fn ada_orders() -> Vec<Order> {
    let tent = item("Two-person tent", "TENT-2", "Tents", 1, usd("249.98"));
    let stove = item("Camp stove", "STOVE-1", "Cooking", 1, usd("49.99"));
    let first = arrived(
        bought(1001, "2025-03-10", usd("299.97"), vec![tent, stove]),
        parcel("UPS", "1Z999AA10123450001", "2025-03-11", Some("2025-03-14")),
    );
    let shoes = item("Trail shoes", "SHOE-42", "Shoes", 1, usd("86.50"));
    let mut shoes = arrived(
        bought(1017, "2025-11-02", usd("86.50"), vec![shoes]),
        parcel("UPS", "1Z999AA10123450017", "2025-11-03", Some("2025-11-06")),
    );
    shoes.status = OrderStatus::PartiallyRefunded;
    shoes.refunded = usd("40.00");
    shoes.net = usd("46.50");
    shoes.refunds = vec![Refund {
        at: Some(day("2025-11-20")),
        amount: usd("40.00"),
        note: Some("sole came off".to_owned()),
        items: vec!["Trail shoes".to_owned()],
    }];
    let jackets = arrived(
        bought(
            1030,
            "2026-06-21",
            usd("1299.00"),
            vec![item("Alpine jacket", "JACK-9", "Jackets", 2, usd("649.50"))],
        ),
        parcel("DHL", "JD014600006281230", "2026-06-23", Some("2026-06-26")),
    );
    let mut filter = bought(
        1036,
        "2026-09-01",
        usd("59.00"),
        vec![item("Water filter", "FILT-3", "Water", 1, usd("59.00"))],
    );
    filter.status = OrderStatus::Cancelled;
    filter.cancelled_at = Some(day("2026-09-02"));
    let mut bag = arrived(
        bought(
            1042,
            "2026-11-06",
            usd("129.00"),
            vec![item("Sleeping bag", "BAG-5", "Sleeping", 1, usd("129.00"))],
        ),
        parcel("UPS", "1Z999AA10123451042", "2026-11-08", None),
    );
    bag.shipments[0].estimated_delivery_at = Some(day("2026-11-13"));
    bag.shipments[0].updated_at = Some(day("2026-11-10"));
    bag.discount_codes = vec!["WINTER10".to_owned()];
    bag.discount = Some(usd("14.33"));
    vec![bag, filter, jackets, shoes, first]
}

fn message(from: MessageFrom, date: &str, text: &str) -> Message {
    Message { from, at: Some(day(date)), text: text.to_owned() }
}

fn case(id: &str, subject: &str, open: bool, opened: &str, messages: Vec<Message>) -> Case {
    Case {
        id: id.to_owned(),
        evidence: EvidenceId::new("case", id),
        source: hubspot(),
        subject: subject.to_owned(),
        status: if open { "Waiting on us" } else { "Closed" }.to_owned(),
        open,
        priority: Some(if open { Priority::High } else { Priority::Low }),
        channel: Some("email".to_owned()),
        opened_at: Some(day(opened)),
        updated_at: messages.last().and_then(|m| m.at),
        closed_at: None,
        attachments: None,
        asker: None,
        owner: Some("Sam Keller".to_owned()),
        messages,
        url: None,
    }
}

fn activity(kind: ActivityKind, id: &str, date: &str, title: Option<&str>, text: &str) -> Activity {
    let word = match kind {
        ActivityKind::Note => "note",
        ActivityKind::Task => "task",
        ActivityKind::Call => "call",
        ActivityKind::Email => "email",
    };
    Activity {
        id: id.to_owned(),
        evidence: EvidenceId::new(word, id),
        source: hubspot(),
        kind,
        at: Some(day(date)),
        author: Some("Sam Keller".to_owned()),
        title: title.map(str::to_owned),
        text: text.to_owned(),
        done: (kind == ActivityKind::Task).then_some(false),
        way: None,
        machine_written: false,
        cases: Vec::new(),
    }
}

/// A customer of long standing who waits for a parcel: five orders, one cancelled, one partly refunded; an open case.
pub fn ada() -> Profile {
    let mut store = with_orders(shopper("12", "Ada Example", "ada@example.com", ""), ada_orders());
    store.locale = Some("en-US".to_owned());
    store.tags = vec!["VIP".to_owned()];
    store.consent.email = Some(ConsentState::Subscribed);
    store.consent.sms = Some(ConsentState::NotSubscribed);
    store.carts = vec![Cart {
        id: "501".to_owned(),
        evidence: EvidenceId::new("cart", "501"),
        source: acme(),
        updated_at: day("2026-11-18"),
        value: usd("74.90"),
        items: vec![item("Headlamp", "LAMP-1", "Lights", 2, usd("37.45"))],
        url: None,
    }];
    let mut crm = contact("5571", "Ada Example", "ada@example.com", "");
    let parcel = case(
        "77",
        "Where is my parcel?",
        true,
        "2026-11-16",
        vec![
            message(
                MessageFrom::Customer,
                "2026-11-16",
                "My order #1042 has not arrived. This is the second time I have to ask. I need it before my trip on 28 November.",
            ),
            message(MessageFrom::Staff, "2026-11-17", "We have asked the carrier and will get back to you."),
            message(
                MessageFrom::Customer,
                "2026-11-18",
                "Still nothing. I would like a refund of 129 USD if it is not here by Monday.",
            ),
        ],
    );
    let mut zip = case(
        "61",
        "Zip of the jacket is broken",
        false,
        "2026-07-05",
        vec![
            message(
                MessageFrom::Customer,
                "2026-07-05",
                "The zip of one jacket broke after a week. Can you repair it?",
            ),
            message(MessageFrom::Staff, "2026-07-06", "Please send it in, we repair it free of charge."),
        ],
    );
    zip.closed_at = Some(day("2026-07-09"));
    crm.cases = vec![parcel, zip];
    crm.deals = vec![Deal {
        id: "44101".to_owned(),
        evidence: EvidenceId::new("deal", "44101"),
        source: hubspot(),
        name: "Summer camp outfitting".to_owned(),
        stage: "Contract sent".to_owned(),
        outcome: DealOutcome::Open,
        amount: Some(usd("12400.00")),
        close_at: Some(day("2026-12-06")),
        owner: Some("Sam Keller".to_owned()),
        updated_at: Some(day("2026-11-15")),
        url: None,
    }];
    crm.activities = vec![
        activity(ActivityKind::Task, "9", "2026-11-23", Some("Call the carrier about order #1042"), ""),
        activity(
            ActivityKind::Note,
            "5",
            "2026-10-12",
            None,
            "Prefers e-mail over phone. Plans a trip to the Pyrenees in November.",
        ),
        activity(
            ActivityKind::Call,
            "6",
            "2026-09-15",
            Some("Bulk prices"),
            "Asked about bulk prices for a summer camp of 40 children.",
        ),
    ];
    let mut ada = unify(customer(1), &[part(acme(), vec![store]), part(hubspot(), vec![crm])], &[], None);
    ada.customer.acquisition.first_seen_at = Some(day("2025-03-01"));
    ada.customer.acquisition.channel = Some("newsletter".to_owned());
    ada.scores.clv =
        Some(clv("540.00", "USD", Tier::Gold, "orders every few months, the last of them recent"));
    ada.scores.churn = Some(churn(0.28, "the last order is recent"));
    ada.scores.next_products = vec![NextProduct {
        sku: Some("CHAIR-1".to_owned()),
        title: "Camp chair".to_owned(),
        score: 0.4,
        reason: "often bought with tents".to_owned(),
        ground: None,
        model: String::new(),
        out_of_stock: false,
    }];
    ada
}

fn clv(value: &str, currency: &str, tier: Tier, reason: &str) -> Clv {
    Clv {
        value: money(value, currency),
        horizon_days: 365,
        tier,
        reason: reason.to_owned(),
        figures: Vec::new(),
        factors: Vec::new(),
        interval: None,
        alive: None,
        next_order: None,
        model: "test/1".to_owned(),
        as_of: now(),
    }
}

fn churn(risk: f64, reason: &str) -> Churn {
    Churn {
        risk,
        horizon_days: 90,
        reason: reason.to_owned(),
        figures: Vec::new(),
        factors: Vec::new(),
        within: Vec::new(),
        model: "test/1".to_owned(),
        as_of: now(),
    }
}

/// A newer customer in another currency: two orders, one of them not shipped; unsubscribed; nothing open at the CRM.
pub fn jo() -> Profile {
    let eur = |amount: &str| money(amount, "EUR");
    let paddle = arrived(
        bought(
            2001,
            "2026-10-30",
            eur("1299.00"),
            vec![item("Carbon paddle", "PADD-7", "Boats", 1, eur("1299.00"))],
        ),
        parcel("DHL", "JD014600006282001", "2026-10-31", Some("2026-11-03")),
    );
    let mut wax =
        bought(2002, "2026-11-12", eur("45.90"), vec![item("Board wax", "WAX-1", "Care", 3, eur("15.30"))]);
    wax.guest = true;
    let mut store = with_orders(shopper("13", "Jo Muster", "jo@example.com", ""), vec![wax, paddle]);
    store.locale = Some("de-DE".to_owned());
    store.consent.email = Some(ConsentState::Unsubscribed);
    let mut crm = contact("5572", "Jo Muster", "jo@example.com", "");
    let mut size = case(
        "88",
        "Falsche Farbe?",
        false,
        "2026-11-04",
        vec![
            message(
                MessageFrom::Customer,
                "2026-11-04",
                "Das Paddel ist rot, auf dem Bild war es blau. Kann ich es behalten und bekomme einen Nachlass?",
            ),
            message(
                MessageFrom::Staff,
                "2026-11-05",
                "Das Bild ist veraltet, wir haben es ersetzt. Einen Nachlass gibt es nicht.",
            ),
        ],
    );
    size.closed_at = Some(day("2026-11-06"));
    crm.cases = vec![size];
    crm.activities = vec![activity(
        ActivityKind::Note,
        "15",
        "2026-11-07",
        None,
        "Was disappointed that there is no discount, keeps the paddle.",
    )];
    let mut jo = unify(customer(2), &[part(acme(), vec![store]), part(hubspot(), vec![crm])], &[], None);
    jo.customer.acquisition.first_seen_at = Some(day("2026-10-28"));
    jo.scores.clv = Some(clv("210.00", "EUR", Tier::Silver, "two orders in a month"));
    jo.scores.churn = Some(churn(0.72, "two orders say little"));
    jo
}
