//! Rows about parcels: where one is, who carries it, when it came or is to come.

use super::super::Said;
use super::asked::Shape;
use super::commerce::pick;
use super::{Answering, Row, row};
use crate::copilot::facts::Claim;
use crate::domain::EvidenceId;
use crate::domain::commerce::Order;

const PARCEL: &[&str] = &[
    "where is",
    "where are",
    "parcel",
    "parcels",
    "package",
    "packages",
    "shipment",
    "shipments",
    "shipped",
    "ship",
    "tracking",
    "track",
    "delivered",
    "delivery",
    "arrive",
    "arrived",
    "arriving",
    "carrier",
    "on its way",
    "in transit",
    "out for delivery",
    "dispatched",
    "sent out",
    "left the warehouse",
    "received",
    "courier",
];

/// The rows.
pub(super) const ROWS: &[Row] = &[
    row(
        &[
            &["how long", "how fast", "how quickly"],
            &["delivery", "deliveries", "parcel", "parcels", "shipping", "take", "takes", "on the way"],
        ],
        |a| {
            a.asked.order.is_none().then_some(())?;
            a.say(
                &EvidenceId::new("totals", "delivery"),
                &["Parcels that arrived were usually {o.usual_way} on the way, over {o.parcels} parcels."],
            )
        },
    ),
    row(
        &[&[
            "late",
            "delayed",
            "overdue",
            "stuck",
            "lost",
            "missing",
            "delivery problem",
            "delivery problems",
            "held up",
            "trouble",
        ]],
        |a| {
            a.asked.order.is_none().then_some(())?;
            (!a.has(&["late payment", "paid late", "pay late", "pays late"])).then_some(())?;
            trouble(a)
        },
    ),
    row(&[PARCEL], |a| {
        (!a.has(&["discount"]) && a.asked.unknown_order.is_none()).then_some(())?;
        // Where an order went, the profile does not keep.
        (!a.has(&["shipped to", "delivered to", "sent to", "ship to", "deliver to"])).then_some(())?;
        if a.asked.shape == Shape::HowMany {
            return under_way(a);
        }
        let ordered = a.has(&["what did", "what has"]) && !a.has(&["tracking", "carrier"]);
        (!ordered).then_some(())?;
        about_parcel(a, which(a)?)
    }),
];

/// The order that is meant: the one that is named or fits, else the one in trouble, else the newest.
fn which<'a>(a: &Answering<'a>) -> Option<&'a Order> {
    let fitting = || a.asked.filter.of(a.s.profile, a.s.facts);
    if a.asked.order.is_some() {
        return a.asked.order;
    }
    if let Some(wanted) = a.asked.pick {
        return pick(wanted, &fitting());
    }
    if a.asked.is_narrowed() {
        return fitting().first().copied();
    }
    let waits = || {
        let mut open = fitting().into_iter();
        open.find(|order| !a.s.has_arrived(order) && !a.s.holds(&order.evidence, Claim::FullyRefunded))
    };
    a.s.stuck.map(|(order, _)| order).or_else(waits).or_else(|| a.s.last_order())
}

/// How an order's parcel stands.
fn about_parcel(a: &Answering<'_>, order: &Order) -> Option<Said> {
    let id = &order.evidence;
    if a.has(&["tracking", "track"]) {
        let known = a.say(
            id,
            &[
                "Order {o.number}: tracking {o.tracking} with {o.carrier}.",
                "Order {o.number}: tracking {o.tracking}.",
            ],
        );
        return known.or_else(|| {
            a.say(id, &["Order {o.number} has no tracking number on record; it is {o.status}."])
        });
    }
    if a.has(&["carrier", "courier", "who delivers", "who ships"]) {
        return a.say(
            id,
            &[
                "Order {o.number} goes with {o.carrier}.",
                "Order {o.number} has no carrier on record; it is {o.status}.",
            ],
        );
    }
    if a.s.holds(id, Claim::PartlyDelivered) {
        return a.say(id, &["Order {o.number} is partly shipped: part of it was delivered on {o.part_delivered_at}, the rest has not left."]);
    }
    if a.has(&["shipped", "dispatched", "sent out", "ship"]) && !a.s.holds(id, Claim::Delivered) {
        return a.say(
            id,
            &[
                "Order {o.number} was shipped on {o.shipped_at} with {o.carrier} and is {o.parcel}.",
                "Order {o.number} was shipped on {o.shipped_at}.",
                "Order {o.number} is {o.status}.",
            ],
        );
    }
    if a.s.holds(id, Claim::Delivered) {
        let shipped = a.has(&["shipped", "dispatched", "sent out", "ship", "how long", "take", "took"]);
        let first = if shipped {
            "Order {o.number} was shipped on {o.shipped_at} and delivered on {o.delivered_at}."
        } else {
            "Order {o.number} was delivered on {o.delivered_at} by {o.carrier}, tracking {o.tracking}."
        };
        return a.say(
            id,
            &[first, "Order {o.number} was delivered on {o.delivered_at}.", "Order {o.number} is delivered."],
        );
    }
    let expected = a.has(&["when", "will", "expected", "arrive"]);
    let with_day: &[&str] = &[
        "The parcel of order {o.number} is {o.parcel} with {o.carrier}; it was expected on {o.expected_at}.",
    ];
    let plain: &[&str] = &[
        "The parcel of order {o.number} is {o.parcel}; it was shipped on {o.shipped_at} with {o.carrier}, tracking {o.tracking}.",
        "The parcel of order {o.number} is {o.parcel}; it was shipped on {o.shipped_at}.",
        "The parcel of order {o.number} is {o.parcel}.",
        "Order {o.number} is {o.status}.",
    ];
    a.say(id, with_day).filter(|_| expected).or_else(|| a.say(id, plain))
}

/// How many have not arrived yet; nothing where it is asked how many did.
fn under_way(a: &Answering<'_>) -> Option<Said> {
    // A count of some orders would read as one of all.
    if a.asked.is_narrowed() {
        return Some(super::unknown_said());
    }
    if a.has(&["delivered", "arrived"]) && !a.has(&["not", "yet"]) {
        return a.say_of("delivered", &["Orders that reached the customer: {l.orders} of {l.looked_in}."]);
    }
    a.say_of("open", &["Orders that have yet to reach the customer: {l.orders} of {l.looked_in}."])
}

fn trouble(a: &Answering<'_>) -> Option<Said> {
    if a.asked.shape == Shape::HowMany {
        return a.say_of("late", &[
            "Parcels in trouble now, of the orders {l.narrowed}: {l.orders}; late ones of the past are not kept.",
            "Parcels in trouble now: {l.orders} of {l.looked_in} orders; late ones of the past are not kept.",
        ]);
    }
    let Some((order, _)) = a.s.stuck else {
        return a.say_of(
            "late",
            &[
                "Parcels in trouble now: none in {l.looked_in} orders; late ones of the past are not kept.",
                "No parcel in trouble is known.",
            ],
        );
    };
    let id = &order.evidence;
    match a.s.holds(id, Claim::Late) {
        true => a.say(id, &[
            "Yes: order {o.number} is late; its parcel was expected on {o.expected_at} and is {o.parcel}.",
            "Yes: order {o.number} is late; its parcel is {o.parcel}.",
            "Yes: order {o.number} is late; it is {o.status}.",
        ]),
        false => a.say(id, &["Yes: the parcel of order {o.number} is {o.parcel}.", "Yes: order {o.number} is {o.status}."]),
    }
}
