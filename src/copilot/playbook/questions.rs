//! What the playbook answers to a plain question: one row for each thing that is often asked.

use super::situation::{customer_id, score_id, totals_id};
use super::{Said, Situation};
use crate::copilot::facts::{Claim, parcel_of};
use crate::copilot::tone;
use crate::domain::commerce::Order;

/// A row: words of which the question has one of each group, and what is said then.
struct Row {
    words: &'static [&'static [&'static str]],
    then: fn(&Situation<'_>, &str) -> Option<Said>,
}

const fn row(
    words: &'static [&'static [&'static str]],
    then: fn(&Situation<'_>, &str) -> Option<Said>,
) -> Row {
    Row { words, then }
}

const HOW_MANY: &[&str] = &["how many", "number of", "count"];
const HOW_MUCH: &[&str] =
    &["how much", "spent", "spend", "worth", "revenue", "net", "gross", "total", "sum", "value"];
const EVER: &[&str] = &["ever", "any", "has", "have", "did", "does", "is", "was", "are"];
const ORDERS: &[&str] = &["order", "orders", "ordered", "purchase", "purchases", "bought", "buy", "bought"];
const CASES: &[&str] = &["case", "cases", "ticket", "tickets", "complaint", "complaints", "complained"];
const RETURNS: &[&str] =
    &["refund", "refunds", "refunded", "return", "returns", "returned", "sent back", "money back"];
const PARCEL: &[&str] = &[
    "where is",
    "where's",
    "parcel",
    "package",
    "shipment",
    "shipped",
    "tracking",
    "delivered",
    "delivery",
    "arrive",
    "arrived",
    "carrier",
];

/// The rows, the most particular first.
const ROWS: &[Row] = &[
    row(&[HOW_MANY, CASES], |s, _| {
        s.say(&[("t", &totals_id())], &["The number of open cases is {t.open_cases}."])
    }),
    row(&[HOW_MANY, RETURNS], |s, _| {
        s.say(&[("t", &totals_id())], &["{t.orders_with_refund} of {t.orders} orders had a refund."])
    }),
    row(&[HOW_MANY, ORDERS], |s, _| {
        s.say(
            &[("t", &totals_id())],
            &[
                "{t.orders} orders so far, the first on {t.first_order_at}, the last on {t.last_order_at}.",
                "The number of orders is {t.orders}.",
            ],
        )
    }),
    row(&[PARCEL], |s, question| {
        let order = named_order(s, question)
            .or_else(|| s.stuck.map(|(order, _)| order))
            .or_else(|| s.last_order())?;
        s.say(
            &[("o", &order.evidence)],
            if s.holds(&order.evidence, Claim::Delivered) {
                &["Order {o.number} was delivered on {o.delivered_at} by {o.carrier}, tracking {o.tracking}.", "Order {o.number} was delivered on {o.delivered_at}.", "Order {o.number} is delivered."]
            } else {
                &["The parcel of order {o.number} is {o.parcel}; it was shipped on {o.shipped_at} with {o.carrier}, tracking {o.tracking}.", "The parcel of order {o.number} is {o.parcel}.", "Order {o.number} is {o.status}."]
            },
        )
    }),
    row(&[EVER, RETURNS], |s, _| match s.holds(&totals_id(), Claim::Refunded) {
        true => s.say(
            &[("t", &totals_id())],
            &["Yes: {t.orders_with_refund} of {t.orders} orders had a refund, {t.refunded} in all."],
        ),
        false => s.say(&[("t", &totals_id())], &["No order had a refund; there are {t.orders} orders."]),
    }),
    row(&[EVER, &["cancel", "cancelled", "canceled"]], |s, _| {
        let order = s.profile.orders.iter().find(|order| s.holds(&order.evidence, Claim::Cancelled));
        match order {
            Some(order) => {
                s.say(&[("o", &order.evidence)], &["Yes: order {o.number} of {o.placed_at} is cancelled."])
            }
            None => none_cancelled(s),
        }
    }),
    row(&[&["first"], ORDERS], |s, _| {
        let order =
            s.profile.orders.iter().filter(|order| order.counts()).min_by_key(|order| order.placed_at);
        let of_order = order.filter(|order| s.knows(&order.evidence)).and_then(|order| about(s, order));
        of_order
            .or_else(|| s.say(&[("t", &totals_id())], &["The first order was placed on {t.first_order_at}."]))
    }),
    row(&[&["last", "latest", "newest", "recent", "most recent"], ORDERS], |s, _| about(s, s.last_order()?)),
    row(&[&["average", "usual", "typical"], &["order", "basket", "value"]], |s, _| {
        s.say(&[("t", &totals_id())], &["The average order comes to {t.average}."])
    }),
    row(&[&["how often", "gap", "frequency"]], |s, _| {
        s.say(
            &[("t", &totals_id())],
            &["The usual gap between orders is {t.usual_gap}; the last order was {t.days_since_last_order} ago."],
        )
    }),
    row(&[&["subscribed", "unsubscribed", "consent", "newsletter", "marketing", "opted"]], |s, _| {
        s.say(
            &[("c", &customer_id("consent"))],
            &["Consent to marketing by e-mail: {c.email}; by text message: {c.sms}."],
        )
    }),
    row(&[&["churn", "risk", "leave", "leaving"]], |s, _| {
        s.say(
            &[("r", &score_id("churn"))],
            &["The churn risk is {r.risk} over {r.horizon}, which is {r.level}."],
        )
    }),
    row(&[&["tier", "clv", "lifetime", "valuable", "vip"]], |s, _| {
        s.say(
            &[("v", &score_id("clv"))],
            &["Tier {v.tier}, with an expected revenue of {v.value} over {v.horizon}."],
        )
    }),
    row(&[&["cart", "basket", "checkout", "abandoned"]], |s, _| {
        let cart = s.profile.carts.iter().max_by_key(|cart| cart.updated_at)?;
        s.say(&[("k", &cart.evidence)], &["A cart worth {k.value} was left on {k.updated_at}: {k.items}."])
    }),
    row(&[&["deal", "deals", "negotiation", "contract"]], |s, _| {
        let deal = s.deal()?;
        s.say(
            &[("d", &deal.evidence)],
            &[
                "The deal {d.name} is at stage {d.stage}, worth {d.amount}.",
                "The deal {d.name} is at stage {d.stage}.",
            ],
        )
    }),
    row(&[CASES], |s, _| {
        let case = s.case?;
        s.say(
            &[("c", &case.evidence)],
            &[
                "Case {c.number} ({c.subject}) is open for {c.open_for}, at stage {c.stage}.",
                "Case {c.number} ({c.subject}) is open.",
            ],
        )
    }),
    row(
        &[&["since when", "how long", "known since", "since"], &["customer", "known", "us", "here"]],
        |s, _| s.say(&[("k", &customer_id("since"))], &["Known since {k.first_seen}, for {k.known_for}."]),
    ),
    row(&[&["pages", "visits", "visited", "web", "site", "looked at"]], |s, _| {
        s.say(
            &[("w", &customer_id("web"))],
            &[
                "{w.page_views} pages seen in {w.visits} visits, the last on {w.last_seen}.",
                "{w.page_views} pages seen.",
            ],
        )
    }),
    row(&[HOW_MUCH], |s, _| {
        let templates: &[&str] = match s.holds(&totals_id(), Claim::Refunded) {
            true => &[
                "Net revenue is {t.net} over {t.orders} orders: {t.gross} gross, less {t.refunded} refunded.",
            ],
            false => &["Net revenue is {t.net} over {t.orders} orders."],
        };
        s.say(&[("t", &totals_id())], templates)
    }),
    row(
        &[&["what", "which", "items", "products"], &["bought", "buy", "ordered", "order", "purchase"]],
        |s, _| about(s, s.last_order()?),
    ),
];

/// What the first row that fits says of the question.
pub fn answer(situation: &Situation<'_>, question: &str) -> Option<Said> {
    // A question about one order is about that order, whatever else it asks.
    let fits = |row: &&Row| row.words.iter().all(|group| tone::contains_any(question, group));
    let by_row = ROWS.iter().filter(fits).find_map(|row| (row.then)(situation, question));
    by_row.or_else(|| about(situation, named_order(situation, question)?))
}

/// Of the orders that there are facts of.
fn none_cancelled(s: &Situation<'_>) -> Option<Said> {
    let orders = s.profile.orders.iter().map(|order| &order.evidence).filter(|id| s.knows(id));
    let evidence: Vec<_> = orders.cloned().collect();
    let text = "Of the orders at hand none is cancelled.".to_owned();
    (!evidence.is_empty()).then_some(Said { text, evidence })
}

fn named_order<'a>(s: &Situation<'a>, question: &str) -> Option<&'a Order> {
    let numbers: Vec<&str> =
        question.split(|c: char| !c.is_alphanumeric()).filter(|word| word.len() >= 3).collect();
    s.profile.orders.iter().find(|order| {
        let number = order.number.trim_start_matches(|c: char| !c.is_ascii_alphanumeric());
        numbers.contains(&number) && s.knows(&order.evidence)
    })
}

fn about(s: &Situation<'_>, order: &Order) -> Option<Said> {
    let late = parcel_of(order, s.facts.now, &s.facts.zone).trouble.is_some();
    let templates: &[&str] = if late {
        &[
            "Order {o.number} of {o.placed_at} over {o.total} is {o.status}; its parcel is {o.parcel}: {o.items}.",
        ]
    } else {
        &["Order {o.number} of {o.placed_at} came to {o.total} and is {o.status}: {o.items}."]
    };
    let plain = "Order {o.number} of {o.placed_at} came to {o.total} and is {o.status}.";
    let names = [("o", &order.evidence)];
    s.say(&names, templates).or_else(|| s.say(&names, &[plain]))
}
