//! What the playbook answers to a plain question: one row for each thing that is often asked.

use super::situation::{customer_id, score_id, totals_id};
use super::{Said, Situation};
use crate::copilot::facts::Claim;
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

/// What the CRM alone knows, and the stores.
const CRM: &[&str] =
    &["case", "cases", "ticket", "tickets", "complaint", "complained", "deal", "deals", "note", "notes"];
const STORE: &[&str] =
    &["order", "orders", "ordered", "bought", "spent", "refund", "returned", "parcel", "cart", "delivered"];

/// The rows, the most particular first.
const ROWS: &[Row] = &[
    row(&[CRM], |s, _| unread(s, s.profile.crm_is_unread())),
    row(&[STORE], |s, _| unread(s, s.profile.store_is_unread() && s.profile.orders.is_empty())),
    row(&[&["discount", "coupon", "voucher", "offer her", "offer him", "offer them", "sell"]], |s, _| {
        s.say(
            &[("c", &customer_id("consent"))],
            &[if s.angry {
                "Offer nothing now: the customer is angry. Consent to marketing by e-mail: {c.email}."
            } else if s.may_advertise() {
                "Consent to marketing by e-mail: {c.email}; how much may be granted is the policy's to say."
            } else {
                "Offer nothing by way of marketing now. Consent to marketing by e-mail: {c.email}."
            }],
        )
    }),
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
            if s.holds(&order.evidence, Claim::PartlyDelivered) {
                &["Order {o.number} is partly shipped: part of it was delivered on {o.part_delivered_at}, the rest has not left."]
            } else if s.holds(&order.evidence, Claim::Delivered) {
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
                "Case {c.number} ({c.subject}) has been open for {c.open_for}, at stage {c.stage}.",
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
    by_row
        .or_else(|| about(situation, named_order(situation, question)?))
        .or_else(|| by_colleague(situation, question))
        .or_else(|| by_item(situation, question))
}

/// Where nothing answers: said in one sentence, with what is known of the customer at large.
pub fn unknown() -> Said {
    Said { text: "The profile does not say.".to_owned(), evidence: vec![totals_id()] }
}

/// A colleague's note or call that has a word of the question in it, quoted as theirs.
fn by_colleague(s: &Situation<'_>, question: &str) -> Option<Said> {
    let asked = super::words(question);
    let told = s.profile.activities.iter().filter(|a| s.facts.slot(&a.evidence, "text").is_some());
    let shares = |text: &str| super::words(text).iter().any(|word| asked.contains(word));
    let note = told.into_iter().find(|a| shares(&a.text))?;
    s.say(&[("n", &note.evidence)], &["The {n.kind} of {n.at} says: {n.text}", "The {n.kind} says: {n.text}"])
}

/// The newest order with an item that has a word of the question in its title.
fn by_item(s: &Situation<'_>, question: &str) -> Option<Said> {
    let asked = super::words(question);
    let has = |order: &&Order| {
        order.items.iter().any(|item| super::words(&item.title).iter().any(|word| asked.contains(word)))
    };
    let orders = s.profile.orders.iter().filter(|order| order.counts() && s.knows(&order.evidence));
    about(s, orders.filter(has).max_by_key(|order| order.placed_at)?)
}

/// What would be known, had its source been read.
fn unread(s: &Situation<'_>, is_unread: bool) -> Option<Said> {
    let gap = s.facts.iter().find(|f| is_unread && f.claims.get(&Claim::Unread) == Some(&true))?;
    s.say(&[("g", &gap.evidence)], &["{g.called} could not be read, so that {g.not_known} are not known."])
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
    s.say(
        &[("o", &order.evidence)],
        &[
            "Order {o.number} of {o.placed_at} came to {o.total} and is {o.status}: {o.items}.",
            "Order {o.number} of {o.placed_at} came to {o.total} and is {o.status}.",
        ],
    )
}
