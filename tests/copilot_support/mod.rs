//! Profiles of the fixture customers, read straight from the fixtures: as the vendors' clients would bring them,
//! without the clients. Unified and scored by the program's own code.

#![allow(dead_code, reason = "each test uses its part")]

use std::collections::BTreeMap;

use deskhand::domain::commerce::{Cart, Item, Order, OrderStatus, Refund, Shipment, ShipmentStatus};
use deskhand::domain::crm::{
    Activity, ActivityKind, Case, Deal, DealOutcome, Message, MessageFrom, Priority,
};
use deskhand::domain::customer::{Acquisition, Address, Consent, ConsentState, Email, Phone, WebActivity};
use deskhand::domain::profile::{Freshness, SourceState};
use deskhand::domain::record::{Found, Record};
use deskhand::domain::text::{clean_block, clean_line};
use deskhand::domain::{Currency, CustomerId, EvidenceId, Money, Profile, Source};
use deskhand::profile::{Part, unify};
use deskhand::scoring::{StoreKnowledge, score};
use jiff::{SignedDuration, Timestamp};
use rust_decimal::Decimal;
use serde_json::Value;

/// A Tuesday noon in the store's zone.
pub fn now() -> Timestamp {
    "2026-11-24T17:00:00Z".parse().expect("a time")
}

/// The store's zone.
pub fn zone() -> jiff::tz::TimeZone {
    jiff::tz::TimeZone::get("America/New_York").expect("a zone")
}

fn read(path: &str) -> Vec<Value> {
    let path = format!("{}/fixtures/{path}", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(&path).expect("the fixture is there");
    serde_json::from_str(&text).expect("the fixture is JSON")
}

fn at(value: &Value) -> Option<Timestamp> {
    let text = value.as_str()?.strip_prefix('@')?;
    let (sign, rest) =
        if let Some(rest) = text.strip_prefix('-') { (-1, rest) } else { (1, text.strip_prefix('+')?) };
    let (mut seconds, mut number) = (0_i64, 0_i64);
    for c in rest.chars() {
        match c.to_digit(10) {
            Some(digit) => number = number * 10 + i64::from(digit),
            None => {
                seconds += number
                    * match c {
                        'd' => 86_400,
                        'h' => 3_600,
                        'm' => 60,
                        _ => 1,
                    };
                number = 0;
            }
        }
    }
    now().checked_add(SignedDuration::from_secs(sign * seconds)).ok()
}

fn text(value: &Value) -> Option<String> {
    value.as_str().map(str::to_owned)
}

/// All fixture customers, each by its name or e-mail.
pub fn profiles() -> BTreeMap<String, Profile> {
    let prices = prices();
    let customers = read("shopify/customers.json");
    let orders = read("shopify/orders.json");
    let carts = read("shopify/abandoned_checkouts.json");
    let mut records: BTreeMap<String, Vec<Record>> = BTreeMap::new();
    for customer in &customers {
        let mut record = store_customer(customer);
        let belongs = |holder: &&Value| holder["customer"]["id"] == customer["id"];
        record.orders = orders.iter().filter(belongs).map(|o| order(o, &prices)).collect();
        record.carts = carts.iter().filter(belongs).map(|c| cart(c, &prices)).collect();
        record.orders.sort_by_key(|o| std::cmp::Reverse(o.placed_at));
        let key = record.emails.first().map_or(record.id.clone(), |e| e.as_str().to_owned());
        records.entry(key).or_default().push(record);
    }
    for guest in orders.iter().filter(|o| o["customer"]["id"].is_null()) {
        let email = Email::parse(guest["email"].as_str().unwrap_or_default()).expect("a guest's e-mail");
        let mut one = order(guest, &prices);
        one.guest = true;
        let list = records.entry(email.as_str().to_owned()).or_default();
        if list.is_empty() {
            let mut record = Record::new(store(), "guest", email.as_str());
            record.emails.push(email);
            list.push(record);
        }
        list[0].orders.insert(0, one);
    }
    for contact in contacts() {
        let key = contact.emails.first().map_or(contact.id.clone(), |e| e.as_str().to_owned());
        records.entry(key).or_default().push(contact);
    }
    let mut profiles: BTreeMap<String, Profile> = BTreeMap::new();
    for (number, (key, records)) in records.into_iter().enumerate() {
        let id = CustomerId::new(uuid::Uuid::from_u128(number as u128 + 1));
        let parts: Vec<Part> = records
            .into_iter()
            .map(|record| Part {
                state: SourceState {
                    source: record.source.clone(),
                    status: Freshness::Fresh,
                    fetched_at: Some(now()),
                    latency_ms: Some(1),
                    error: None,
                },
                found: Found { records: vec![record], ..Found::default() },
            })
            .collect();
        profiles.insert(key, unify(id, &parts, &[], None));
    }
    let mut knowledge = StoreKnowledge::default();
    profiles.values().for_each(|profile| knowledge.learn(profile, now()));
    for profile in profiles.values_mut() {
        profile.scores = score(profile, &knowledge, now());
    }
    profiles
}

fn store() -> Source {
    Source::store("shopify", "trailhead")
}

fn store_customer(customer: &Value) -> Record {
    let id = customer["id"].as_str().unwrap_or_default().rsplit('/').next().unwrap_or_default();
    let mut record = Record::new(store(), "customer", id);
    let name = [customer["firstName"].as_str(), customer["lastName"].as_str()];
    let name = name.into_iter().flatten().collect::<Vec<_>>().join(" ");
    record.name = (!name.is_empty()).then(|| clean_line(&name));
    record.emails.extend(customer["defaultEmailAddress"]["emailAddress"].as_str().and_then(Email::parse));
    record
        .phones
        .extend(customer["defaultPhoneNumber"]["phoneNumber"].as_str().and_then(|p| Phone::parse(p, "1")));
    record.locale = text(&customer["locale"]);
    record.note = customer["note"].as_str().map(clean_block);
    record.tags = customer["tags"].as_array().into_iter().flatten().filter_map(text).collect();
    record.acquisition = Some(Acquisition { channel: None, first_seen_at: at(&customer["createdAt"]) });
    record.consent = Consent {
        email: consent(&customer["defaultEmailAddress"]["marketingState"]),
        sms: consent(&customer["defaultPhoneNumber"]["marketingState"]),
    };
    let address = &customer["defaultAddress"];
    if address.is_object() {
        record.address = Some(Address {
            lines: address["address1"].as_str().map(str::to_owned).into_iter().collect(),
            city: text(&address["city"]),
            ..Address::default()
        });
    }
    record
}

fn consent(value: &Value) -> Option<ConsentState> {
    match value.as_str()? {
        "SUBSCRIBED" => Some(ConsentState::Subscribed),
        "UNSUBSCRIBED" => Some(ConsentState::Unsubscribed),
        "PENDING" => Some(ConsentState::Pending),
        _ => Some(ConsentState::NotSubscribed),
    }
}

type Prices = BTreeMap<String, (String, String, Decimal)>;

fn prices() -> Prices {
    let mut prices = Prices::new();
    for product in read("shopify/products.json") {
        for variant in product["variants"].as_array().into_iter().flatten() {
            let sku = text(&variant["sku"]).unwrap_or_default();
            let title = format!(
                "{} - {}",
                product["title"].as_str().unwrap_or_default(),
                variant["title"].as_str().unwrap_or_default()
            );
            let price = variant["price"].as_str().and_then(|p| p.parse().ok()).unwrap_or_default();
            prices.insert(sku, (title, text(&product["productType"]).unwrap_or_default(), price));
        }
    }
    prices
}

fn items(holder: &Value, prices: &Prices, currency: Currency) -> (Vec<Item>, Decimal) {
    let mut sum = Decimal::ZERO;
    let lines = holder["lineItems"].as_array().into_iter().flatten();
    let items = lines
        .map(|line| {
            let sku = line["sku"].as_str().unwrap_or_default();
            let (title, category, price) = prices.get(sku).cloned().unwrap_or_default();
            let quantity = u32::try_from(line["quantity"].as_u64().unwrap_or(1)).unwrap_or(1);
            sum += price * Decimal::from(quantity);
            Item {
                sku: Some(sku.to_owned()),
                title,
                category: Some(category),
                quantity,
                unit_price: Some(Money::new(price, currency)),
            }
        })
        .collect();
    (items, sum)
}

fn order(order: &Value, prices: &Prices) -> Order {
    let currency = Currency::new(order["currencyCode"].as_str().unwrap_or("USD")).expect("a currency");
    let (items, sum) = items(order, prices, currency);
    let number = text(&order["name"]).unwrap_or_default();
    let discount = order["totalDiscountsSet"]["shopMoney"]["amount"].as_str().and_then(|a| a.parse().ok());
    let total = Money::new(sum - discount.unwrap_or(Decimal::ZERO), currency);
    let refunds: Vec<Refund> = order["refunds"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|refund| {
            let back: Decimal = refund["refundLineItems"]
                .as_array()
                .into_iter()
                .flatten()
                .map(|line| {
                    let price = line["lineItem"]["sku"].as_str().and_then(|sku| prices.get(sku)).map(|p| p.2);
                    price.unwrap_or_default() * Decimal::from(line["quantity"].as_u64().unwrap_or(1))
                })
                .sum();
            Refund {
                at: at(&refund["createdAt"]),
                amount: Money::new(back, currency),
                note: text(&refund["note"]),
                items: Vec::new(),
            }
        })
        .collect();
    let refunded = Money::new(refunds.iter().map(|r| r.amount.amount).sum(), currency);
    let shipments: Vec<Shipment> =
        order["fulfillments"].as_array().into_iter().flatten().map(shipment).collect();
    let cancelled_at = at(&order["cancelledAt"]);
    let status = if cancelled_at.is_some() {
        OrderStatus::Cancelled
    } else if order["displayFinancialStatus"] == "PENDING" {
        OrderStatus::Pending
    } else if !refunded.amount.is_zero() && refunded.amount >= total.amount {
        OrderStatus::Refunded
    } else if !refunded.amount.is_zero() {
        OrderStatus::PartiallyRefunded
    } else if shipments.is_empty() {
        OrderStatus::Paid
    } else if order["displayFulfillmentStatus"] == "PARTIALLY_FULFILLED" {
        OrderStatus::PartiallyFulfilled
    } else {
        OrderStatus::Fulfilled
    };
    Order {
        id: text(&order["id"]).unwrap_or_default(),
        evidence: EvidenceId::new("order", number.trim_start_matches('#')),
        source: store(),
        number,
        placed_at: at(&order["createdAt"]).expect("a time"),
        status,
        test: order["test"] == true,
        guest: false,
        total,
        presentment: None,
        refunded,
        net: Money::new(total.amount - refunded.amount, currency),
        discount: discount.map(|amount| Money::new(amount, currency)),
        discount_codes: order["discountCodes"].as_array().into_iter().flatten().filter_map(text).collect(),
        cancelled_at,
        items,
        shipments,
        refunds,
        note: order["note"].as_str().map(clean_block),
        url: None,
    }
}

fn shipment(shipment: &Value) -> Shipment {
    let status = match shipment["displayStatus"].as_str().unwrap_or_default() {
        "DELIVERED" => ShipmentStatus::Delivered,
        "IN_TRANSIT" | "DELAYED" => ShipmentStatus::InTransit,
        "OUT_FOR_DELIVERY" => ShipmentStatus::OutForDelivery,
        "ATTEMPTED_DELIVERY" => ShipmentStatus::AttemptedDelivery,
        "NOT_DELIVERED" | "FAILURE" => ShipmentStatus::Failure,
        "LABEL_PRINTED" => ShipmentStatus::LabelCreated,
        _ => ShipmentStatus::Unknown,
    };
    let tracking = &shipment["trackingInfo"][0];
    Shipment {
        status,
        carrier: text(&tracking["company"]),
        tracking_number: text(&tracking["number"]),
        url: text(&tracking["url"]),
        shipped_at: at(&shipment["createdAt"]),
        delivered_at: at(&shipment["deliveredAt"]),
        estimated_delivery_at: at(&shipment["estimatedDeliveryAt"]),
        updated_at: None,
    }
}

fn cart(cart: &Value, prices: &Prices) -> Cart {
    let currency = Currency::new("USD").expect("a currency");
    let (items, sum) = items(cart, prices, currency);
    let id = cart["id"].as_str().unwrap_or_default().rsplit('/').next().unwrap_or_default().to_owned();
    Cart {
        evidence: EvidenceId::new("cart", &id),
        id,
        source: store(),
        updated_at: at(&cart["updatedAt"]).expect("a time"),
        value: Money::new(sum, currency),
        items,
        url: None,
    }
}

fn crm() -> Source {
    Source::crm("hubspot")
}

fn contacts() -> Vec<Record> {
    let tickets = read("hubspot/tickets.json");
    let emails = read("hubspot/emails.json");
    let deals = read("hubspot/deals.json");
    let of = |holder: &Value, kind: &str, id: &str| {
        holder["associations"][kind]["results"]
            .as_array()
            .is_some_and(|all| all.iter().any(|one| one["id"] == id))
    };
    let mut made = Vec::new();
    for contact in read("hubspot/contacts.json").iter().filter(|c| c["archived"] != true) {
        let id = contact["id"].as_str().unwrap_or_default();
        let properties = &contact["properties"];
        let mut record = Record::new(crm(), "contact", id);
        let name = [properties["firstname"].as_str(), properties["lastname"].as_str()];
        let name = name.into_iter().flatten().collect::<Vec<_>>().join(" ");
        record.name = (!name.is_empty()).then(|| clean_line(&name));
        record.emails.extend(properties["email"].as_str().and_then(Email::parse));
        record.company = text(&properties["company"]);
        if properties["hs_email_optout"] == "true" {
            record.consent.email = Some(ConsentState::Unsubscribed);
        }
        let count = |name: &str| properties[name].as_str().and_then(|n| n.parse().ok());
        record.web = WebActivity {
            page_views: count("hs_analytics_num_page_views"),
            visits: count("hs_analytics_num_visits"),
            last_seen_at: None,
        };
        for ticket in tickets.iter().filter(|t| of(t, "contacts", id)) {
            record.cases.push(case(ticket, &emails));
        }
        for deal in deals.iter().filter(|d| of(d, "contacts", id)) {
            record.deals.push(deal_of(deal));
        }
        for (file, kind, prefix, body) in [
            ("hubspot/notes.json", ActivityKind::Note, "note", "hs_note_body"),
            ("hubspot/calls.json", ActivityKind::Call, "call", "hs_call_body"),
            ("hubspot/tasks.json", ActivityKind::Task, "task", "hs_task_body"),
        ] {
            for one in read(file).iter().filter(|a| of(a, "contacts", id)) {
                let id = one["id"].as_str().unwrap_or_default();
                record.activities.push(Activity {
                    id: id.to_owned(),
                    evidence: EvidenceId::new(prefix, id),
                    source: crm(),
                    kind,
                    at: at(&one["properties"]["hs_timestamp"]),
                    author: None,
                    title: text(&one["properties"]["hs_task_subject"])
                        .or(text(&one["properties"]["hs_call_title"])),
                    text: clean_block(one["properties"][body].as_str().unwrap_or_default()),
                    done: (kind == ActivityKind::Task)
                        .then(|| one["properties"]["hs_task_status"] == "COMPLETED"),
                    machine_written: false,
                });
            }
        }
        made.push(record);
    }
    made
}

fn case(ticket: &Value, emails: &[Value]) -> Case {
    let id = ticket["id"].as_str().unwrap_or_default();
    let properties = &ticket["properties"];
    let (status, open) = match properties["hs_pipeline_stage"].as_str().unwrap_or_default() {
        "1" => ("New", true),
        "2" => ("Waiting on us", true),
        "3" => ("Waiting on contact", true),
        _ => ("Closed", false),
    };
    let mut messages = vec![Message {
        from: MessageFrom::Customer,
        at: at(&ticket["createdAt"]),
        text: clean_block(properties["content"].as_str().unwrap_or_default()),
    }];
    for email in emails {
        let of = email["associations"]["tickets"]["results"]
            .as_array()
            .into_iter()
            .flatten()
            .any(|t| t["id"] == id);
        if of {
            messages.push(Message {
                from: match email["properties"]["hs_email_direction"].as_str() {
                    Some("INCOMING_EMAIL") => MessageFrom::Customer,
                    _ => MessageFrom::Staff,
                },
                at: at(&email["properties"]["hs_timestamp"]),
                text: clean_block(email["properties"]["hs_email_text"].as_str().unwrap_or_default()),
            });
        }
    }
    Case {
        id: id.to_owned(),
        evidence: EvidenceId::new("case", id),
        source: crm(),
        subject: clean_line(properties["subject"].as_str().unwrap_or_default()),
        status: status.to_owned(),
        open,
        priority: match properties["hs_ticket_priority"].as_str() {
            Some("HIGH") => Some(Priority::High),
            Some("MEDIUM") => Some(Priority::Medium),
            Some("LOW") => Some(Priority::Low),
            _ => None,
        },
        channel: properties["source_type"].as_str().map(str::to_lowercase),
        opened_at: at(&ticket["createdAt"]),
        updated_at: at(&ticket["updatedAt"]),
        closed_at: at(&properties["closed_date"]),
        owner: None,
        messages,
        url: None,
    }
}

fn deal_of(deal: &Value) -> Deal {
    let id = deal["id"].as_str().unwrap_or_default();
    let properties = &deal["properties"];
    let stage = properties["dealstage"].as_str().unwrap_or_default();
    Deal {
        id: id.to_owned(),
        evidence: EvidenceId::new("deal", id),
        source: crm(),
        name: clean_line(properties["dealname"].as_str().unwrap_or_default()),
        stage: stage.to_owned(),
        outcome: match stage {
            "closedwon" => DealOutcome::Won,
            "closedlost" => DealOutcome::Lost,
            _ => DealOutcome::Open,
        },
        amount: properties["amount"]
            .as_str()
            .and_then(|a| a.parse().ok())
            .map(|amount| Money::new(amount, Currency::new("USD").expect("a currency"))),
        close_at: at(&properties["closedate"]),
        owner: None,
        updated_at: None,
        url: None,
    }
}
