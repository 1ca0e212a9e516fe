//! What a value is called: a number that is right on the wrong thing is wrong.
//!
//! The word that calls it is the nearest one before it in its clause, else the nearest one behind it.

use std::sync::LazyLock;

use regex::Regex;

use super::difference;
use crate::copilot::facts::SlotValue;
use crate::copilot::tone;
use crate::copilot::verify::sentence::Sentence;

/// What a value is called, and the values that may be called so.
pub struct Label {
    called: &'static str,
    words: &'static [&'static str],
    fields: &'static [&'static str],
}

/// What amounts are called.
pub static MONEY_LABELS: &[Label] = &[
    Label {
        called: "a refund",
        words: &[
            "refund",
            "refunds",
            "refunded",
            "reimbursed",
            "paid back",
            "sent back",
            "money back",
            "back",
            "erstattet",
            "remboursé",
            "reembolsado",
        ],
        fields: &["refundable", "refunded"],
    },
    Label {
        called: "net",
        words: &["net", "net revenue", "netto", "after refunds", "net of refunds"],
        fields: &["net", "order_net", "value", "this_year", "last_year", "last_90_days", "before_90_days"],
    },
    Label {
        called: "an average",
        words: &[
            "average",
            "averages",
            "average order value",
            "average order",
            "average value",
            "on average",
            "typically",
            "usually",
            "per order",
            "im schnitt",
        ],
        fields: &["average"],
    },
    Label {
        called: "a discount",
        words: &["discount", "discounted by", "saved", "rebate", "off"],
        fields: &["discount"],
    },
    Label { called: "gross", words: &["gross", "gross revenue", "brutto"], fields: &["gross"] },
    Label {
        called: "what was spent",
        words: &["spent", "spend", "spends", "revenue", "turnover", "ausgegeben"],
        fields: &[
            "net",
            "gross",
            "total",
            "charged_as",
            "value",
            "last_order",
            "last_year",
            "this_year",
            "last_90_days",
            "before_90_days",
        ],
    },
    Label {
        called: "what was paid",
        words: &[
            "paid", "pays", "cost", "costs", "price", "priced", "charged", "for", "kostet", "kostete",
            "bezahlt", "coûte", "coûté", "cuesta", "costó", "costaron",
        ],
        fields: &[
            "total",
            "charged_as",
            "price",
            "line_total",
            "gross",
            "net",
            "value",
            "amount",
            "last_order",
        ],
    },
    Label {
        called: "a total",
        words: &[
            "came to",
            "comes to",
            "come to",
            "add up to",
            "adds up to",
            "total",
            "totals",
            "totalled",
            "totaled",
            "totalling",
            "totaling",
            "amounts to",
            "amounted to",
            "worth",
            "sum",
            "valued",
            "value",
            "over",
            "beträgt",
            "betrug",
        ],
        fields: &[
            "total",
            "charged_as",
            "line_total",
            "gross",
            "net",
            "value",
            "amount",
            "largest",
            "smallest",
            "before_discounts",
            "last_order",
            "this_year",
            "last_year",
            "last_90_days",
            "before_90_days",
        ],
    },
    Label {
        called: "what is expected",
        words: &["expected", "expects", "forecast", "predicted", "likely"],
        fields: &["value", "amount"],
    },
];

/// What days and spans of time are called.
pub static DATE_LABELS: &[Label] = &[
    Label {
        called: "the day of delivery",
        words: &[
            "delivered",
            "arrived",
            "delivery",
            "arrival",
            "received",
            "reached",
            "reach",
            "turned up",
            "got",
            "geliefert",
            "zugestellt",
            "angekommen",
            "livré",
            "livrée",
            "arrivé",
            "arrivée",
            "entregado",
            "llegó",
        ],
        fields: &["delivered_at", "part_delivered_at", "expected_at", "days_since_delivery", "days_late"],
    },
    Label {
        called: "the expected day",
        words: &["expected", "estimated", "promised", "due", "should have", "erwartet", "prévu", "previsto"],
        fields: &["expected_at", "days_late", "due_at", "at", "close_at", "closes_in", "horizon"],
    },
    Label {
        called: "the day of shipping",
        words: &[
            "shipped",
            "dispatched",
            "handed over",
            "sent out",
            "went out",
            "go out",
            "gone out",
            "left us",
            "left our",
            "left the",
            "took over",
            "taken over",
            "took it over",
            "picked up",
            "collected",
            "in transit",
            "on its way",
            "on the way",
            "versandt",
            "verschickt",
            "expédié",
            "expédiée",
            "enviado",
        ],
        fields: &["shipped_at", "days_on_the_way"],
    },
    Label {
        called: "the day of the order",
        words: &[
            "placed",
            "ordered",
            "bought",
            "purchased",
            "order was on",
            "order of",
            "purchase of",
            "bestellt",
            "commandé",
            "pedido el",
            "bestellung vom",
            "commande du",
            "pedido del",
        ],
        fields: &[
            "placed_at",
            "days_since",
            "first_order_at",
            "last_order_at",
            "days_since_last_order",
            "usual_gap",
            "mean_gap",
            "longest_gap",
            "window",
            "customer_for",
            "between_orders",
        ],
    },
    Label {
        called: "the longest gap",
        words: &[
            "longest gap",
            "longest pause",
            "longest silence",
            "longest break",
            "longest time",
            "longest stretch",
            "longest",
        ],
        fields: &["longest_gap"],
    },
    Label {
        called: "the average gap",
        words: &[
            "gap",
            "usual gap",
            "average gap",
            "mean gap",
            "usually",
            "typically",
            "on average",
            "apart",
            "every",
        ],
        fields: &["usual_gap", "mean_gap"],
    },
    Label {
        called: "the last update",
        words: &[
            "last update",
            "last updated",
            "last scan",
            "last scanned",
            "last moved",
            "update",
            "scan",
            "scanned",
            "news",
        ],
        fields: &["last_update_at", "days_since_update"],
    },
    Label {
        called: "the day it was opened",
        words: &["opened", "eröffnet", "ouvert", "abierto"],
        fields: &["opened_at", "open_for", "first_message_at"],
    },
    Label {
        called: "since when it is open",
        words: &["open"],
        fields: &["took", "opened_at", "open_for", "close_at", "closes_in", "first_message_at"],
    },
    Label {
        called: "the day it was closed",
        words: &[
            "closed",
            "resolved",
            "closes",
            "close",
            "closing",
            "geschlossen",
            "fermé",
            "cerrado",
            "solved",
        ],
        fields: &["closed_at", "close_at", "closes_in", "took"],
    },
    Label {
        called: "the day of the cancellation",
        words: &["cancelled", "canceled", "storniert", "annulé", "annulée", "cancelado"],
        fields: &["cancelled_at"],
    },
    Label {
        called: "the day of the refund",
        words: &["refunded", "refund", "back", "erstattet", "remboursé", "remboursée", "reembolsado"],
        fields: &["refunded_at", "return_until", "return_ended", "return_days_left", "return_days_over"],
    },
    Label {
        called: "until when it may come back",
        words: &["come back", "comes back", "time to return", "return window", "returned until"],
        fields: &["return_until", "return_ended", "return_days_left", "return_days_over"],
    },
    Label {
        called: "how late it is",
        words: &["late", "overdue", "delayed by", "delayed", "behind schedule", "zu spät"],
        fields: &["days_late", "expected_at"],
    },
    Label {
        called: "when something was written",
        words: &[
            "wrote",
            "written",
            "message",
            "messages",
            "replied",
            "answered",
            "reply",
            "answer",
            "complained",
            "asked",
            "writes",
            "asks",
        ],
        fields: &[
            "message_at",
            "last_message_at",
            "first_message_at",
            "unkept_at",
            "answer_at",
            "last_answer_at",
            "days_since_answer",
            "waiting_since",
            "waiting_for",
            "opened_at",
            "at",
            "days_since",
        ],
    },
    Label {
        called: "since when it waits",
        words: &["waiting", "waits", "unanswered", "waited"],
        fields: &[
            "waiting_since",
            "waiting_for",
            "last_message_at",
            "first_message_at",
            "message_at",
            "opened_at",
            "open_for",
            "placed_at",
            "days_since",
            "shipped_at",
            "days_on_the_way",
            "expected_at",
            "days_late",
        ],
    },
    Label {
        called: "since when they are a customer",
        words: &["customer since", "customer for", "been with us since", "been with us for"],
        fields: &["first_seen", "known_for", "customer_for", "first_order_at"],
    },
    Label {
        called: "since when they are known",
        words: &["been a customer", "known", "first seen", "with us"],
        fields: &[
            "first_seen",
            "known_for",
            "customer_for",
            "first_order_at",
            "days_since_last_order",
            "last_order_at",
            "usual_gap",
            "horizon",
            "last_seen",
            "days_since_visit",
            "message_at",
            "last_message_at",
            "first_message_at",
            "opened_at",
            "open_for",
            "waiting_since",
            "waiting_for",
            "at",
            "days_since",
            "placed_at",
        ],
    },
    Label {
        called: "how long it took",
        words: &[
            "took",
            "take",
            "takes",
            "needed",
            "to arrive",
            "to deliver",
            "after she ordered",
            "after he ordered",
            "after they ordered",
            "after the order",
            "after ordering",
            "after shipping",
            "after it was shipped",
            "after it was placed",
            "later",
        ],
        fields: &[
            "days_to_deliver",
            "days_in_transit",
            "took",
            "cancelled_after",
            "answered_after",
            "horizon",
        ],
    },
    Label {
        called: "when the cart was left",
        words: &["cart", "basket", "abandoned", "checkout", "left"],
        fields: &["updated_at", "days_since", "shipped_at", "days_on_the_way"],
    },
];

/// Whether a value may be called what its clause calls it; the error is what it is not.
pub fn check(sentence: &Sentence, at: usize, field: &str, value: &SlotValue) -> Result<(), String> {
    match value {
        SlotValue::Money(_) => check_any(MONEY_LABELS, sentence, at, &[field]),
        SlotValue::Date(_) | SlotValue::Days(_) => check_any(DATE_LABELS, sentence, at, &[field]),
        _ => Ok(()),
    }
}

/// The same for a literal that any of these values bears out.
pub(super) fn check_any(
    labels: &[Label],
    sentence: &Sentence,
    at: usize,
    fields: &[&str],
) -> Result<(), String> {
    let (clause, at) = sentence.clause_around(at);
    let is_money = std::ptr::eq(labels, MONEY_LABELS);
    if is_money {
        check_price(clause, fields)?;
        if difference::check(clause, at, fields)? {
            return Ok(());
        }
    }
    if let Some(end) = end(clause, at)
        && !is_money
        && !is_at_end(end, fields)
    {
        return Err(format!("the {end}"));
    }
    if fields.iter().all(|field| matches!(*field, "close_at" | "closes_in"))
        && !tone::contains_any(clause, CLOSING)
    {
        return Err("a day of anything but its close".to_owned());
    }
    let Some((label, place)) = nearest(labels, clause, at) else {
        let partial = |field: &&str| matches!(*field, "refunded" | "discount" | "order_net");
        let of_refund = tone::contains_any(&sentence.lower, &["refund", "refunds", "refunded", "discount"]);
        return if is_money && !of_refund && fields.iter().all(partial) {
            Err("the whole amount".to_owned())
        } else {
            Ok(())
        };
    };
    if is_money && let Some(field) = whose_sum(clause, place) {
        return if fields.contains(&field) {
            Ok(())
        } else {
            Err(format!("the sum of that: it is no `{field}`"))
        };
    }
    if label.called == "an average" && tone::contains_any(clause, &["refund", "refunds", "refunded"]) {
        return Err("an average of refunds".to_owned());
    }
    // `A total of 40 USD was refunded` is a refund.
    let is_refund = label.called == "a total"
        && fields.contains(&"refunded")
        && tone::contains_any(clause, &["refunded", "refunds", "reimbursed"]);
    // `Not shipped after eight days`: since the order.
    let of_way = matches!(label.called, "the day of shipping" | "the day of delivery");
    let is_undone =
        of_way && tone::contains_any(clause, &["not", "yet to be", "unshipped", "undelivered", "nicht"]);
    let is_since = |field: &&str| matches!(*field, "days_since" | "days_on_the_way" | "placed_at");
    let fits = is_refund
        || (is_undone && fields.iter().any(is_since))
        || fields.iter().any(|field| label.fields.contains(field));
    if fits { Ok(()) } else { Err(label.called.to_owned()) }
}

/// The label whose word ends last before the place, else begins first behind it.
fn nearest<'a>(labels: &'a [Label], clause: &str, at: usize) -> Option<(&'a Label, usize)> {
    let places = || {
        let words = labels.iter().flat_map(|label| label.words.iter().map(move |word| (label, *word)));
        words
            .flat_map(|(label, word)| tone::places(clause, word).map(move |place| (label, place, word.len())))
    };
    let before = places().filter(|(_, place, length)| place + length <= at);
    let nearest = before.max_by_key(|(_, place, length)| (place + length, *length));
    let behind = || places().filter(|(_, place, _)| *place >= at).min_by_key(|(_, place, _)| *place);
    nearest.or_else(behind).map(|(label, place, _)| (label, place))
}

/// What is summed up right before a verb of sums: `refunds come to …`, `the average order is worth …`.
fn whose_sum(clause: &str, verb: usize) -> Option<&'static str> {
    let before: Vec<&str> = clause.get(..verb)?.split_whitespace().collect();
    let near = before[before.len().saturating_sub(4)..].join(" ");
    let is_said = |words: &[&str]| tone::contains_any(&near, words);
    let is_less = tone::contains_any(&before.join(" "), &["after", "net", "less", "before"]);
    if is_less || is_said(&["with", "without", "above", "below", "than"]) {
        None
    } else if is_said(&["average order", "average purchase", "average basket", "average value", "average"]) {
        Some("average")
    } else if is_said(&["refunds", "refund"]) {
        Some("refunded")
    } else {
        None
    }
}

/// Words of the day on which a deal is to be closed.
const CLOSING: &[&str] = &[
    "close", "closes", "closing", "closed", "due", "expected", "end", "ends", "decision", "decided",
    "deadline", "by",
];

/// What may be charged beside the goods; no fact tells of it.
const CHARGES: &[&str] = &[
    "for shipping",
    "shipping cost",
    "shipping costs",
    "shipping fee",
    "delivery fee",
    "postage",
    "tax",
    "taxes",
    "vat",
    "fee",
    "fees",
    "customs",
    "duty",
    "duties",
    "deposit",
    "insurance",
    "interest",
    "surcharge",
    "penalty",
];

/// `each`, `apiece`: the price of one; the price of one is not what an order costs.
fn check_price(clause: &str, fields: &[&str]) -> Result<(), String> {
    let is_each = tone::contains_any(clause, &["each", "apiece", "a piece", "per piece", "per unit"]);
    if tone::contains_any(clause, CHARGES) {
        return Err("a charge of its own".to_owned());
    }
    let of_order = clause.contains('#') || tone::contains_any(clause, &["order", "orders"]);
    let is_price = fields.contains(&"price");
    if is_each && !is_price {
        return Err("the price of one".to_owned());
    }
    let in_all = ["in all", "in total", "altogether", "together", "total"];
    if is_price && fields.iter().all(|field| *field == "price") && tone::contains_any(clause, &in_all) {
        return Err("a total".to_owned());
    }
    // `Her tent order came to …` is no line of it.
    static ORDER_SUM: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"\borders?(?: #?[0-9a-z-]+)? (?:came to|comes to|cost|costs|was worth|is worth|totall?ed|amounted to|amounts to)\b")
            .expect("constant pattern; every test compiles it")
    });
    let of_line = |field: &&str| matches!(*field, "price" | "line_total");
    if is_price && fields.iter().all(of_line) && ORDER_SUM.is_match(clause) && !is_each {
        return Err("what the order cost".to_owned());
    }
    let only_price = is_price && fields.iter().all(|field| *field == "price");
    if only_price && of_order && !is_each { Err("what the order cost".to_owned()) } else { Ok(()) }
}

/// Whether the clause speaks of the first or the last of something before the place.
fn end(clause: &str, at: usize) -> Option<&'static str> {
    let before = clause.get(..at).unwrap_or_default();
    if tone::contains_any(before, &["first"]) {
        Some("first")
    } else if tone::contains_any(before, &["last", "latest", "most recent", "newest"]) {
        Some("last")
    } else {
        None
    }
}

/// A day that is known as the other end, or as one of several messages, is not this end.
fn is_at_end(end: &str, fields: &[&str]) -> bool {
    let other = if end == "first" { "last" } else { "first" };
    let inner = |field: &&str| field.starts_with(other) || matches!(*field, "message_at" | "answer_at");
    fields.iter().any(|field| field.starts_with(end)) || !fields.iter().any(inner)
}
