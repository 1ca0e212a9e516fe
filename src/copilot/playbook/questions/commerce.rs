//! Rows about orders: how many, how much, which, returns, cancellations, discounts, favourites, gaps, carts.

use super::super::Said;
use super::super::situation::{customer_id, totals_id};
use super::asked::{BUYING, COMPARING, Pick, Shape};
use super::{Answering, Row, row};
use crate::copilot::facts::FactKind;
use crate::copilot::lookups::{OrderState, folded, lookup_id};
use crate::domain::EvidenceId;
use crate::domain::about::order_of;
use crate::domain::commerce::Order;

/// Orders that one sentence cites beside the look-up they came from.
const MOST_CITED: usize = 5;
/// Orders that a list names, the newest.
const MOST_LISTED: usize = 8;

const ORDERS: &[&str] = &[
    "order",
    "orders",
    "ordered",
    "purchase",
    "purchases",
    "purchased",
    "bought",
    "buy",
    "buys",
    "buying",
    "own",
    "owns",
];
const RETURNS: &[&str] = &[
    "refund",
    "refunds",
    "refunded",
    "return",
    "returns",
    "returned",
    "returning",
    "sent back",
    "send back",
    "money back",
    "give back",
    "gave back",
    "brought back",
    "reimbursed",
    "reimbursement",
];
const DISCOUNTS: &[&str] = &[
    "discount",
    "discounts",
    "coupon",
    "coupons",
    "voucher",
    "vouchers",
    "promo",
    "code",
    "codes",
    "discounted",
];
const MONEY: &[&str] = &[
    "how much",
    "spent",
    "spend",
    "worth",
    "revenue",
    "net",
    "gross",
    "total",
    "sum",
    "value",
    "turnover",
    "paid in all",
];

/// The rows that come before those about parcels. What may be offered is the policy's to say.
pub(super) const EARLY: &[Row] = &[
    row(&[&["else than", "other than", "except", "besides", "apart from", "but not", "without"]], |a| {
        // What is left out is no filter.
        (!a.asked.filter.product.is_empty()).then(super::unknown_said)
    }),
    row(&[], |a| asks_whether_it_may_come_back(a).then(|| may_come_back(a)).flatten()),
    row(&[], |a| {
        let back = a.has(&[
            "sent", "send", "sends", "sending", "ship", "shipped", "gave", "given", "give", "brought", "get",
            "gets", "got", "getting",
        ]) && a.has(&["back"]);
        (back || a.has(RETURNS)).then_some(())?;
        let elsewhere = [
            "returning customer",
            "call back",
            "get back to",
            "back in touch",
            "got back to",
            "returned to sender",
            "return to sender",
        ];
        (!a.has(&elsewhere)).then_some(())?;
        returns(a)
    }),
    row(
        &[
            &["discount", "coupon", "voucher", "offer her", "offer him", "offer them", "sell"],
            &["can", "may", "should", "shall", "could", "offer", "give", "grant", "sell"],
        ],
        |a| {
            (!a.has(&["used", "use", "uses", "ever", "had", "get", "got", "redeemed"])).then_some(())?;
            let consent = customer_id("consent");
            if let Some(case) = a.s.case.filter(|_| a.s.angry) {
                return a.s.say(
                    &[("o", &consent), ("k", &case.evidence)],
                    &["Offer nothing now: the customer is angry. Consent to marketing by e-mail: {o.email}."],
                );
            }
            a.say(
                &consent,
                &[if a.s.may_advertise() {
                    "Consent to marketing by e-mail: {o.email}; how much may be granted is the policy's to say."
                } else {
                    "Offer nothing by way of marketing now. Consent to marketing by e-mail: {o.email}."
                }],
            )
        },
    ),
];

/// The rows, the most particular first.
pub(super) const ROWS: &[Row] = &[
    row(&[&["cart", "carts", "basket", "checkout", "abandoned"]], cart),
    row(&[&["cancel", "cancels", "cancelled", "cancellation", "cancellations", "called off"]], cancelled),
    row(&[], code),
    row(&[DISCOUNTS], discounts),
    row(&[COMPARING], |a| times(a, if a.has(&["month", "months"]) { "months" } else { "years" })),
    row(
        &[&["different", "distinct", "unique"], &["products", "items", "things", "articles", "categories"]],
        |a| {
            let key = if a.has(&["categories"]) { "categories" } else { "products" };
            a.say_of(key, &["Different products or categories: {l.groups}, over {l.orders} orders."])
        },
    ),
    row(&[&["list", "show", "all"], &["orders", "purchases"]], list),
    row(
        &[&[
            "unpaid",
            "owe",
            "owes",
            "outstanding",
            "not paid",
            "pending payment",
            "pay",
            "paid",
            "pays",
            "payment",
            "payments",
        ]],
        payment,
    ),
    row(&[&["guest", "without an account", "without account"]], |a| {
        if a.count(&lookup_id("guest"), "orders")? == 0 {
            return a.say_of(
                "guest",
                &[
                    "No order was placed as a guest {l.narrowed}: looked in {l.looked_in} orders.",
                    "No order was placed as a guest: looked in {l.looked_in} orders.",
                ],
            );
        }
        let said = a.say_of(
            "guest",
            &[
                "{l.orders} orders {l.narrowed} were placed as a guest.",
                "{l.orders} orders were placed as a guest.",
            ],
        )?;
        Some(with_orders(a, said, OrderState::Guest))
    }),
    row(&[&["by month", "per month", "each month", "every month", "monthly", "month by month"]], |a| {
        times(a, "months")
    }),
    row(&[&["by year", "per year", "each year", "every year", "yearly", "annually", "a year"]], |a| {
        times(a, "years")
    }),
    row(
        &[&[
            "favourite",
            "favourites",
            "most often",
            "most bought",
            "mostly",
            "usually buy",
            "usually buys",
            "usually order",
            "usually orders",
            "buy most",
            "order most",
            "buys most",
            "bought most",
            "ordered most",
            "most popular",
            "most common",
        ]],
        favourite,
    ),
    row(
        &[
            &["average", "usual", "typical", "typically", "mean"],
            &["order", "orders", "basket", "value", "spend", "spends", "purchase"],
        ],
        |a| {
            if a.asked.is_narrowed() {
                return a
                    .say_of(
                        "orders",
                        &["The average order {l.narrowed} comes to {l.average}, over {l.orders} orders."],
                    )
                    .or_else(|| none_fits(a));
            }
            a.say(&totals_id(), &["The average order comes to {o.average}."])
        },
    ),
    row(&[&["gap", "frequency", "how frequently", "how often", "interval", "between orders"]], |a| {
        a.say(
            &totals_id(),
            &["On average they order every {o.usual_gap}; the last order was {o.days_since_last_order} ago.", "{o.orders} orders so far; the last order was {o.days_since_last_order} ago."],
        )
    }),
    row(
        &[
            &["how long ago", "days since", "how long since", "how long has it been", "how long is it since"],
            &["order", "ordered", "bought", "purchase", "buy"],
        ],
        |a| {
            a.say(
                &totals_id(),
                &["The last order was placed on {o.last_order_at}, {o.days_since_last_order} ago."],
            )
        },
    ),
    row(
        &[&[
            "largest",
            "biggest",
            "highest",
            "most expensive",
            "greatest",
            "priciest",
            "smallest",
            "cheapest",
            "lowest",
            "least expensive",
        ]],
        |a| picked(a, &a.asked.filter.of(a.s.profile, a.s.facts)),
    ),
    row(&[], |a| {
        let pieces =
            a.has(&["items", "pieces", "products", "things", "units"]) && a.asked.shape == Shape::HowMany;
        pieces.then_some(())?;
        match which(a) {
            Some(order) => a.say(&order.evidence, &["Order {o.number} has {o.pieces} pieces: {o.items}."]),
            None => a.say_of(
                "orders",
                &[
                    "{l.pieces} pieces in {l.orders} orders {l.narrowed}.",
                    "{l.pieces} pieces in {l.orders} orders.",
                ],
            ),
        }
    }),
    row(&[], |a| {
        let asks = a.asked.shape == Shape::HowMany
            && (a.has(ORDERS) || !a.asked.filter.product.is_empty())
            && a.asked.order.is_none()
            && a.asked.unknown_order.is_none();
        asks.then_some(())?;
        how_many(a)
    }),
    row(&[], |a| {
        let asks = a.asked.shape == Shape::HowMuch
            && a.has(MONEY)
            && a.asked.order.is_none()
            && a.asked.pick.is_none();
        (asks && a.asked.unknown_order.is_none()).then_some(())?;
        how_much(a)
    }),
    row(&[ORDERS], |a| {
        (a.asked.pick.is_some() && a.asked.order.is_none() && a.asked.unknown_order.is_none())
            .then_some(())?;
        (!a.has(&["case", "cases", "ticket", "tickets", "deal", "deals", "message", "note"])).then_some(())?;
        picked(a, &a.asked.filter.of(a.s.profile, a.s.facts))
    }),
    row(&[ORDERS], |a| {
        (a.asked.order.is_none() && a.asked.unknown_order.is_none() && a.asked.is_narrowed()).then_some(())?;
        narrowed(a)
    }),
    row(&[ORDERS], |a| {
        let ever = a.asked.shape == Shape::Whether
            && a.asked.order.is_none()
            && a.has(&[
                "ever",
                "any",
                "anything",
                "yet",
                "already",
                "never",
                "times",
                "more than",
                "less than",
                "at least",
                "orders",
            ]);
        (ever && a.asked.unknown_order.is_none()).then_some(())?;
        match a.count(&totals_id(), "orders")? {
            0 if a.s.unpaid().is_some() => {
                a.say(&totals_id(), &["No paid order so far: the number of paid orders is {o.orders}."])
            }
            0 => a.say(&totals_id(), &["No orders so far: the number of orders is {o.orders}."]),
            _ => {
                let text = format!(
                    "{}{{o.orders}} orders, the first on {{o.first_order_at}}, the last on {{o.last_order_at}}.",
                    a.yes()
                );
                a.say(&totals_id(), &[&text])
            }
        }
    }),
    row(&[BUYING, &["what", "which", "list", "show"]], |a| {
        a.asked.order.is_none().then_some(())?;
        about(a, a.s.last_order()?)
    }),
    row(&[&["when"], ORDERS], |a| {
        a.asked.order.is_none().then_some(())?;
        a.say(
            &totals_id(),
            &["{o.orders} orders, the first on {o.first_order_at}, the last on {o.last_order_at}."],
        )
    }),
];

/// An order that the question names.
pub(super) fn named_order(a: &Answering<'_>) -> Option<Said> {
    about(a, a.asked.order?)
}

/// An order that the question names and the profile does not have.
pub(super) fn unknown_order(a: &Answering<'_>) -> Option<Said> {
    a.asked.unknown_order.as_ref()?;
    a.say_of("orders", &["The profile has no order of that number: looked in {l.looked_in} orders."])
}

/// What the question names, where something that was bought is called so.
pub(super) fn product(a: &Answering<'_>) -> Option<Said> {
    (!a.asked.filter.product.is_empty()).then_some(())?;
    let fitting = a.asked.filter.of(a.s.profile, a.s.facts);
    about(a, fitting.first()?)
}

/// The order that a question is about: by its number, or by which one it is.
fn which<'a>(a: &Answering<'a>) -> Option<&'a Order> {
    let fitting = || a.asked.filter.of(a.s.profile, a.s.facts);
    a.asked.order.or_else(|| pick(a.asked.pick?, &fitting()))
}

/// The one of several that is meant.
pub(super) fn pick<'a>(pick: Pick, orders: &[&'a Order]) -> Option<&'a Order> {
    let orders = orders.iter().copied();
    match pick {
        Pick::First => orders.min_by_key(|order| order.placed_at),
        Pick::Last => orders.max_by_key(|order| order.placed_at),
        Pick::Previous => {
            let mut newest_first: Vec<&Order> = orders.collect();
            newest_first.sort_by_key(|order| std::cmp::Reverse(order.placed_at));
            newest_first.get(1).copied()
        }
        // Of equals the newest; amounts of several currencies can't be compared.
        Pick::Largest | Pick::Smallest => {
            let all: Vec<&Order> = orders.collect();
            let one_currency = all.windows(2).all(|pair| pair[0].total.currency == pair[1].total.currency);
            let key = |order: &&Order| (order.total.amount, order.placed_at);
            let mut all = all.into_iter().filter(|_| one_currency);
            if pick == Pick::Largest { all.max_by_key(key) } else { all.by_ref().min_by_key(key) }
        }
    }
}

/// The one that is meant, of several.
fn picked(a: &Answering<'_>, orders: &[&Order]) -> Option<Said> {
    let Some(order) = pick(a.asked.pick?, orders) else {
        return none_fits(a);
    };
    let lookup = lookup_id("orders");
    let names = [("o", &order.evidence), ("l", &lookup)];
    match a.asked.pick {
        Some(Pick::Largest) => a.s.say(
            &names,
            &["The largest order comes to {l.largest}: order {o.number} of {o.placed_at}, {o.items}."],
        ),
        Some(Pick::Smallest) => a.s.say(
            &names,
            &["The smallest order comes to {l.smallest}: order {o.number} of {o.placed_at}, {o.items}."],
        ),
        _ => about(a, order),
    }
}

/// One order, by what of it is asked.
fn about(a: &Answering<'_>, order: &Order) -> Option<Said> {
    let id = &order.evidence;
    if a.has(&["when", "date", "how long ago"]) {
        let placed = a.say(
            id,
            &[
                "Order {o.number} was placed on {o.placed_at}, {o.days_since} ago: {o.items}.",
                "Order {o.number} was placed on {o.placed_at}, {o.days_since} ago.",
            ],
        );
        return placed;
    }
    if a.has(DISCOUNTS) {
        return a.say(
            id,
            &[
                "Order {o.number} has a discount of {o.discount}, with the code {o.discount_codes}.",
                "Order {o.number} has a discount of {o.discount}.",
                "Order {o.number} came to {o.total}; no discount is on record.",
            ],
        );
    }
    a.say(
        id,
        &[
            "Order {o.number} of {o.placed_at} came to {o.total} and is {o.status}: {o.items}.",
            "Order {o.number} of {o.placed_at} came to {o.total} and is {o.status}.",
        ],
    )
}

/// A sentence of a look-up, with the orders that it found beside it.
fn with_orders(a: &Answering<'_>, said: Said, state: OrderState) -> Said {
    let orders = a.asked.in_state(state).of(a.s.profile, a.s.facts);
    let cited = orders.into_iter().take(MOST_CITED).map(|order| order.evidence.clone());
    let mut evidence = said.evidence;
    evidence.extend(cited.filter(|id| a.s.knows(id)));
    evidence.dedup();
    Said { evidence, ..said }
}

/// No order is as the question has it.
fn none_fits(a: &Answering<'_>) -> Option<Said> {
    a.say_of(
        "orders",
        &[
            "No order {l.narrowed}: looked in {l.looked_in} orders, the oldest of {l.looked_since}.",
            "No order {l.narrowed}: looked in {l.looked_in} orders.",
            "The number of orders is {l.orders}.",
        ],
    )
}

fn how_many(a: &Answering<'_>) -> Option<Said> {
    if !a.asked.is_narrowed() {
        return a.say(
            &totals_id(),
            &[
                "{o.orders} orders so far, the first on {o.first_order_at}, the last on {o.last_order_at}.",
                "The number of orders is {o.orders}.",
            ],
        );
    }
    if a.count(&lookup_id("orders"), "orders")? == 0 {
        return none_fits(a);
    }
    let templates: &[&str] = match a.asked.filter.product.is_empty() {
        true => &["{l.orders} orders {l.narrowed}, the last on {l.last_order_at}."],
        false => {
            &["{l.orders} orders {l.narrowed}, {l.pieces} pieces in all, the last on {l.last_order_at}."]
        }
    };
    a.say_of("orders", templates).map(|said| with_orders(a, said, OrderState::Any))
}

fn how_much(a: &Answering<'_>) -> Option<Said> {
    // What a deal is worth, its own row tells.
    (!a.has(super::crm::DEALS)).then_some(())?;
    let currencies: Vec<EvidenceId> =
        a.s.facts
            .iter()
            .filter(|fact| fact.kind == FactKind::Lookup && fact.evidence.key().starts_with("orders."))
            .map(|fact| fact.evidence.clone())
            .collect();
    if !currencies.is_empty() {
        return each(a, &currencies, &["In {o.currency}: {o.orders} orders, net {o.net}."]);
    }
    if !a.asked.is_narrowed() {
        let is_refunded = a.s.holds(&totals_id(), crate::copilot::facts::Claim::Refunded);
        return a.say(&totals_id(), if is_refunded {
            &["Net revenue is {o.net} over {o.orders} orders: {o.gross} gross, less {o.refunded} refunded."]
        } else {
            &["Net revenue is {o.net} over {o.orders} orders.", "The number of orders is {o.orders}."]
        });
    }
    if a.count(&lookup_id("orders"), "orders")? == 0 {
        return none_fits(a);
    }
    let is_refunded = a.s.holds(&lookup_id("orders"), crate::copilot::facts::Claim::Refunded);
    let templates: &[&str] = match (a.asked.filter.product.is_empty(), is_refunded) {
        (false, _) => &[
            "{l.pieces} pieces in {l.orders} orders {l.narrowed}, {l.before_discounts} before discounts, tax and shipping.",
            "{l.pieces} pieces in {l.orders} orders {l.narrowed}.",
        ],
        (true, true) => &[
            "Net revenue is {l.net} over {l.orders} orders {l.narrowed}: {l.gross} gross, less {l.refunded} refunded.",
        ],
        (true, false) => &["Net revenue is {l.net} over {l.orders} orders {l.narrowed}."],
    };
    a.say_of("orders", templates).map(|said| with_orders(a, said, OrderState::Any))
}

/// A sentence each, in one.
fn each(a: &Answering<'_>, ids: &[EvidenceId], templates: &[&str]) -> Option<Said> {
    let said: Vec<Said> = ids.iter().filter_map(|id| a.say(id, templates)).collect();
    let text: Vec<String> = said.iter().map(|one| one.text.clone()).collect();
    let evidence = said.into_iter().flat_map(|one| one.evidence).collect();
    (!text.is_empty()).then(|| Said { text: text.join(" "), evidence })
}

/// Orders of a product, a time or an amount: whether there are any, and the newest.
fn narrowed(a: &Answering<'_>) -> Option<Said> {
    let fitting = a.asked.filter.of(a.s.profile, a.s.facts);
    let Some(newest) = fitting.first() else { return none_fits(a) };
    if fitting.len() == 1 && a.asked.shape != Shape::Whether {
        return about(a, newest);
    }
    let lookup = lookup_id("orders");
    let names = [("l", &lookup), ("o", &newest.evidence)];
    let first = a.yes();
    let one = format!("{first}order {{o.number}} of {{o.placed_at}}, {{o.items}}.");
    let several = format!(
        "{first}{{l.orders}} orders {{l.narrowed}}; the last is {{o.number}} of {{o.placed_at}}: {{o.items}}."
    );
    let said = a.s.say(&names, &[if fitting.len() == 1 { one.as_str() } else { several.as_str() }])?;
    Some(with_orders(a, said, OrderState::Any))
}

/// Whether it is asked until when something may be returned, and not what was.
fn asks_whether_it_may_come_back(a: &Answering<'_>) -> bool {
    let of_the_past = ["did", "has", "have", "had", "was", "were", "ever", "often", "many", "much", "rate"];
    let until =
        ["until when", "till when", "how long", "by when", "deadline", "too late", "still", "time left"];
    let may = ["can", "may", "could", "is it possible"];
    let to_return =
        ["return", "returns", "returned", "send back", "sent back", "give back", "take back", "bring back"];
    let is_asked =
        a.has(&until) || (a.has(&may) && a.has(&["be returned", "be sent back", "return it", "return the"]));
    a.has(&["returnable", "return window", "return period"])
        || (is_asked && a.has(&to_return) && !a.has(&of_the_past))
}

/// Until when an order may come back: the one that is named, of the product that is, of the open case, or the last.
fn may_come_back(a: &Answering<'_>) -> Option<Said> {
    let tells = |order: &&Order| {
        let fact = a.s.facts.get(&order.evidence);
        let fields = ["return_until", "return_ended", "final_sale"];
        fact.is_some_and(|fact| fields.iter().any(|field| fact.fields.contains_key(*field)))
    };
    let fitting = if a.asked.is_narrowed() { a.asked.filter.of(a.s.profile, a.s.facts) } else { Vec::new() };
    let of_case = || a.s.case.and_then(|case| order_of(a.s.profile, case)).map(|(order, _)| order);
    let narrowed = || fitting.iter().copied().find(tells).or_else(|| fitting.first().copied());
    let order = a.asked.order.or_else(narrowed).or_else(of_case).or_else(|| a.s.last_order())?;
    a.say(
        &order.evidence,
        &[
            "Order {o.number} may come back until {o.return_until}, {o.return_days_left} left.",
            "The time to return order {o.number} ended on {o.return_ended}, {o.return_days_over} ago.",
            "Order {o.number} does not come back: {o.final_sale}.",
            "Until when order {o.number} may come back is not known: it is {o.status}.",
        ],
    )
}

fn returns(a: &Answering<'_>) -> Option<Said> {
    if let Some(order) = a.asked.order {
        return a.say(
            &order.evidence,
            &[
                "Order {o.number} had a refund of {o.refunded} on {o.refunded_at}.",
                "Order {o.number} had a refund of {o.refunded}.",
                "Order {o.number} had no refund; it is {o.status}.",
            ],
        );
    }
    if a.has(&["rate", "share", "percentage", "percent"]) {
        return a.say(&totals_id(), &["Refunds on {o.return_rate} of {o.orders} orders."]);
    }
    let refunds = lookup_id("refunded");
    let orders = lookup_id("orders");
    let count = a.count(&refunds, "orders")?;
    let names = [("r", &refunds), ("l", &orders)];
    let narrowed = a.asked.is_narrowed();
    if count == 0 {
        if a.count(&orders, "orders")? == 0 && narrowed {
            return none_fits(a);
        }
        return match narrowed {
            true => a.s.say(
                &names,
                &["No order {r.narrowed} had a refund: looked in {l.orders} orders of that kind."],
            ),
            false => a.say(&totals_id(), &["No order had a refund; there are {o.orders} orders."]),
        };
    }
    let fitting = a.asked.in_state(OrderState::Refunded).of(a.s.profile, a.s.facts);
    if a.asked.pick.is_some() || matches!(a.asked.shape, Shape::When | Shape::What) {
        let order = pick(a.asked.pick.unwrap_or(Pick::Last), &fitting)?;
        let said = a.say(
            &order.evidence,
            &[
                "A refund of {o.refunded} on {o.refunded_at}: order {o.number}, {o.items}.",
                "Order {o.number} of {o.placed_at} had a refund of {o.refunded}: {o.items}.",
                "Order {o.number} of {o.placed_at} had a refund of {o.refunded}.",
            ],
        )?;
        return Some(with_orders(a, said, OrderState::Refunded));
    }
    let yes = a.yes();
    let said = match narrowed {
        true => {
            let text = format!(
                "{yes}{{r.orders}} of {{l.orders}} orders {{r.narrowed}} had a refund, {{r.refunded}} in all."
            );
            let plain = format!("{yes}{{r.orders}} of {{l.orders}} orders {{r.narrowed}} had a refund.");
            a.s.say(&names, &[&text, &plain])?
        }
        false => {
            let text = format!(
                "{yes}{{o.orders_with_refund}} of {{o.orders}} orders had a refund, {{o.refunded}} in all."
            );
            a.say(&totals_id(), &[&text])?
        }
    };
    Some(with_orders(a, said, OrderState::Refunded))
}

fn cancelled(a: &Answering<'_>) -> Option<Said> {
    if let Some(order) = a.asked.order {
        return a.say(
            &order.evidence,
            &["Order {o.number} was cancelled on {o.cancelled_at}.", "Order {o.number} is {o.status}."],
        );
    }
    let fitting = a.asked.in_state(OrderState::Cancelled).of(a.s.profile, a.s.facts);
    let Some(order) = pick(a.asked.pick.unwrap_or(Pick::Last), &fitting) else {
        return a.say_of(
            "cancelled",
            &[
                "Of the {l.looked_in} orders at hand none {l.narrowed} is cancelled.",
                "Of the {l.looked_in} orders at hand none is cancelled.",
            ],
        );
    };
    if a.asked.shape == Shape::HowMany {
        let said = a.say_of(
            "cancelled",
            &[
                "{l.orders} of {l.looked_in} orders: cancelled {l.narrowed}.",
                "Cancelled orders: {l.orders} of {l.looked_in}.",
            ],
        )?;
        return Some(with_orders(a, said, OrderState::Cancelled));
    }
    let text = format!("{}order {{o.number}} of {{o.placed_at}} is cancelled.", a.yes());
    let said = a.say(&order.evidence, &[&text])?;
    Some(with_orders(a, said, OrderState::Cancelled))
}

/// A code that some order has, where the question names it.
fn code(a: &Answering<'_>) -> Option<Said> {
    let is_named = |code: &String| a.asked.rest.iter().any(|word| folded(code) == *word);
    let order = a.s.profile.orders.iter().find(|order| order.discount_codes.iter().any(is_named))?;
    a.say(&order.evidence, &["Yes: order {o.number} of {o.placed_at} has the code {o.discount_codes}."])
}

fn discounts(a: &Answering<'_>) -> Option<Said> {
    // What somebody would like to have is no matter of what their orders had.
    (!a.has(&["ask for", "asked for", "asks for", "want", "wants", "wanted"])).then_some(())?;
    if let Some(order) = which(a).filter(|_| a.asked.order.is_some()) {
        return about(a, order);
    }
    let fitting = a.asked.in_state(OrderState::Discounted).of(a.s.profile, a.s.facts);
    let lookup = lookup_id("discounted");
    let Some(newest) = fitting.first() else {
        return a.say_of(
            "discounted",
            &[
                "No order {l.narrowed} has a discount or a code: looked in {l.looked_in} orders.",
                "No order has a discount or a code: looked in {l.looked_in} orders.",
            ],
        );
    };
    let yes = a.yes();
    let names = [("l", &lookup), ("o", &newest.evidence)];
    if a.asked.is_narrowed() {
        let text = format!(
            "{yes}{{l.orders}} orders {{l.narrowed}} have a discount or a code; the last is {{o.number}}."
        );
        let said = a.s.say(&names, &[&text])?;
        return Some(with_orders(a, said, OrderState::Discounted));
    }
    let texts = [
        format!(
            "{yes}{{l.orders}} of {{l.looked_in}} orders have a discount or a code; the last is {{o.number}} with the code {{o.discount_codes}}."
        ),
        format!(
            "{yes}{{l.orders}} of {{l.looked_in}} orders have a discount or a code; the last is {{o.number}}."
        ),
    ];
    let said = a.s.say(&names, &[&texts[0], &texts[1]])?;
    Some(with_orders(a, said, OrderState::Discounted))
}

fn payment(a: &Answering<'_>) -> Option<Said> {
    if let Some(order) = a.asked.order {
        return a.say(&order.evidence, &["Order {o.number} came to {o.total} and is {o.status}."]);
    }
    if a.has(&["late", "how much", "method", "card", "paypal", "when", "how"]) {
        return None;
    }
    let fitting = a.asked.in_state(OrderState::Unpaid).of(a.s.profile, a.s.facts);
    match fitting.first() {
        Some(order) => {
            let said = a.say(
                &order.evidence,
                &["Order {o.number} of {o.placed_at} is waiting for payment: {o.total}."],
            )?;
            Some(with_orders(a, said, OrderState::Unpaid))
        }
        None => a.say_of(
            "unpaid",
            &[
                "Orders {l.narrowed} that wait for their money: {l.orders}.",
                "Orders that wait for their money: {l.orders} of {l.looked_in}.",
            ],
        ),
    }
}

/// Orders and money, time by time, the newest first.
fn times(a: &Answering<'_>, key: &str) -> Option<Said> {
    const MOST_TIMES: usize = 6;
    let groups = (1..=MOST_TIMES).map(|number| lookup_id(&format!("{key}.{number}")));
    let groups: Vec<EvidenceId> = groups.filter(|id| a.s.knows(id)).collect();
    each(a, &groups, &["{o.period}: {o.orders} orders, net {o.net}."])
}

/// The newest orders, one by one.
fn list(a: &Answering<'_>) -> Option<Said> {
    (a.asked.shape == Shape::What).then_some(())?;
    let fitting = a.asked.filter.of(a.s.profile, a.s.facts);
    if fitting.is_empty() {
        return none_fits(a);
    }
    let newest: Vec<EvidenceId> =
        fitting.iter().take(MOST_LISTED).map(|order| order.evidence.clone()).collect();
    let said = each(a, &newest, &["Order {o.number} of {o.placed_at}: {o.total}, {o.status}."])?;
    let of_all = a.say_of("orders", &["{l.orders} orders {l.narrowed}.", "{l.orders} orders."])?;
    let evidence = [of_all.evidence, said.evidence].concat();
    Some(Said { text: format!("{} {}", of_all.text, said.text), evidence })
}

/// What somebody may like best that no order tells.
const NO_FAVOURITE_ON_RECORD: &[&str] = &[
    "colour",
    "color",
    "size",
    "brand",
    "food",
    "place",
    "shop",
    "store",
    "song",
    "sport",
    "hobby",
    "team",
    "animal",
    "season",
    "restaurant",
    "film",
    "movie",
    "book",
];

fn favourite(a: &Answering<'_>) -> Option<Said> {
    if a.has(NO_FAVOURITE_ON_RECORD) {
        return None;
    }
    let key = if a.has(&["category", "categories", "kind", "type"]) { "categories" } else { "products" };
    a.say_of(
        key,
        &["Bought in most orders: {l.top}, {l.top_pieces} pieces in {l.top_orders} of {l.orders} orders."],
    )
}

fn cart(a: &Answering<'_>) -> Option<Said> {
    if a.has(&["average", "usual", "typical"]) {
        return None;
    }
    let carts = EvidenceId::new("totals", "carts");
    let Some(cart) = a.s.profile.carts.iter().max_by_key(|cart| cart.updated_at) else {
        return a.say(&carts, &["Carts left behind: {o.carts}."]);
    };
    a.say(
        &cart.evidence,
        &[
            "A cart worth {o.value} was left on {o.updated_at}: {o.items}.",
            "A cart worth {o.value} was left on {o.updated_at}.",
        ],
    )
}
