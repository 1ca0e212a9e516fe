//! Rows about the person: how to reach them, what they agreed to, what they are worth, since when they are known.

use super::super::Said;
use super::super::situation::{customer_id, score_id, totals_id};
use super::{Answering, Row, row};
use crate::domain::EvidenceId;

const PHONE: &[&str] = &["phone", "phone number", "telephone", "mobile number", "cell number"];
const EMAIL: &[&str] = &["email address", "emails", "email"];
const ADDRESS: &[&str] =
    &["address", "live", "lives", "living", "located", "from where", "city", "town", "country", "based"];
const CONSENT: &[&str] = &[
    "newsletter",
    "newsletters",
    "marketing",
    "consent",
    "consented",
    "subscribed",
    "unsubscribed",
    "subscriber",
    "subscribe",
    "opted",
    "opt in",
    "opt out",
    "advertise",
    "advertising",
    "promotions",
    "sms",
    "text message",
];

/// Whether it asks for what reaches the customer, which only this place may say.
pub fn asks_for_contact(has: &dyn Fn(&[&str]) -> bool) -> bool {
    let asks = has(&["what", "which", "where", "tell me", "give me", "show", "know", "have", "do we", "is"]);
    let speaks = has(&[
        "call",
        "called",
        "said",
        "wrote",
        "on the phone",
        "order",
        "orders",
        "bought",
        "parcel",
        "last",
        "when",
        "send",
        "sent",
    ]);
    let by_phone = has(&["phone number", "telephone number", "mobile number", "telephone", "cell number"])
        || (has(&["phone"]) && asks && !speaks);
    let by_email = has(&["email address", "emails"]) || (has(&["email"]) && asks && !speaks && !has(CONSENT));
    let by_place = has(&[
        "address",
        "live",
        "lives",
        "located",
        "what city",
        "which city",
        "what country",
        "which country",
        "what town",
        "postal code",
        "zip code",
        "time zone",
    ]) && !has(&["email address"]);
    (by_phone || by_email || by_place) && !has(&["conflict", "disagree", "differ", "changed"])
}

/// The rows that come before all about orders.
pub(super) const ROWS: &[Row] = &[
    row(&[CONSENT], consent),
    row(
        &[
            &["may", "can", "allowed", "ok"],
            &["email", "write", "contact", "text"],
            &["we", "i"],
            &["offer", "offers", "promotion", "campaign", "news"],
        ],
        consent,
    ),
    row(&[PHONE], |a| contact(a, "phone", "Phone: {o.phone}.", "No phone number is on record.")),
    row(&[EMAIL], |a| contact(a, "email", "E-mail: {o.email}.", "No e-mail address is on record.")),
    row(&[ADDRESS], |a| {
        let city = a.has(&["city", "town"]);
        let country = a.has(&["country"]);
        let template = match (city, country) {
            (true, _) => "City: {o.city}.",
            (_, true) => "Country: {o.country}.",
            _ => "Address: {o.address}.",
        };
        contact(a, "address", template, "No address is on record.")
    }),
    row(&[&["time zone", "timezone"]], |a| {
        contact(a, "time_zone", "Time zone: {o.time_zone}.", "No time zone is on record.")
    }),
    row(
        &[
            &["name", "called"],
            &["her", "his", "their", "customer", "full", "first", "whole"],
            &["what", "which", "is"],
        ],
        |a| {
            (!a.has(&["we", "product", "item", "company"])).then_some(())?;
            a.say(&customer_id("name"), &["The customer's name is {o.name}."])
        },
    ),
    row(&[&["company", "employer", "work for", "works for", "business"]], |a| {
        a.say(&customer_id("company"), &["Company: {o.company}."])
            .or_else(|| none(a, "No company is on record for the customer."))
    }),
    row(&[&["language", "languages", "speak", "speaks", "locale"]], |a| {
        a.say(&customer_id("locale"), &["Language setting: {o.locale}."])
            .or_else(|| none(a, "No language is on record for the customer."))
    }),
    row(&[&["tag", "tags", "tagged", "segment", "segments"]], tags),
    row(&[&["currency", "currencies"]], |a| {
        a.say(&EvidenceId::new("totals", "currencies"), &["Currencies of the orders: {o.currencies}."])
    }),
    row(
        &[&[
            "duplicate",
            "duplicates",
            "same person",
            "look alike",
            "lookalike",
            "another record",
            "second account",
        ]],
        |a| {
            a.say(
                &EvidenceId::new("totals", "matches"),
                &["Records that look like this customer and are not linked: {o.possible_matches}."],
            )
        },
    ),
    row(&[&["conflict", "conflicts", "disagree", "contradict", "differ", "inconsistent"]], |a| {
        let conflict = a.s.profile.conflicts.first()?;
        a.say(
            &EvidenceId::new("conflict", &conflict.field),
            &["The sources disagree about the {o.field}: {o.values}."],
        )
    }),
    row(&[&["churn", "churning", "leave", "leaving", "lose", "losing", "at risk", "risk"]], |a| {
        const OF_ANOTHER: &[&str] =
            &["threatened", "threaten", "said", "wrote", "say", "cart", "carts", "basket", "checkout"];
        (!a.has(OF_ANOTHER)).then_some(())?;
        a.say(&score_id("churn"), &["The churn risk is {o.risk} over {o.horizon}, which is {o.level}."])
    }),
    row(&[&["vip"]], |a| {
        let tier = a.say(&score_id("clv"), TIER)?;
        match tags(a).filter(|_| !a.s.profile.customer.tags.is_empty()) {
            Some(tags) => Some(Said {
                text: format!("{} {}", tier.text, tags.text),
                evidence: [tier.evidence, tags.evidence].concat(),
            }),
            None => Some(tier),
        }
    }),
    row(
        &[&[
            "tier",
            "clv",
            "ltv",
            "lifetime",
            "valuable",
            "segment",
            "expected revenue",
            "expected value",
            "important",
            "good customer",
            "best customer",
            "best customers",
        ]],
        |a| a.say(&score_id("clv"), TIER),
    ),
    row(&[&["lead score", "hot lead", "warm lead"]], |a| {
        a.say(&score_id("lead"), &["The lead score is {o.points} points."])
    }),
    row(
        &[
            &[
                "since when",
                "how long",
                "known since",
                "since",
                "became",
                "become",
                "first seen",
                "joined",
                "sign up",
                "signed up",
            ],
            &["customer", "known", "us", "here", "client", "joined", "seen", "up", "account"],
        ],
        |a| {
            (!a.has(&[
                "order", "orders", "ordered", "bought", "spent", "how many", "how much", "contact", "hear",
                "heard",
            ]))
            .then_some(())?;
            since(a)
        },
    ),
    row(
        &[
            &["how", "where", "what", "which"],
            &[
                "find us",
                "found us",
                "come to us",
                "came to us",
                "hear of us",
                "heard of us",
                "hear about us",
                "acquired",
                "acquisition",
                "channel did",
                "come from",
            ],
        ],
        |a| {
            a.say(
                &customer_id("since"),
                &["Known since {o.first_seen}, came by {o.channel}.", "Known since {o.first_seen}."],
            )
        },
    ),
    row(
        &[&[
            "pages",
            "page views",
            "visits",
            "visited",
            "web",
            "website",
            "site",
            "looked at",
            "browsed",
            "browsing",
        ]],
        |a| {
            a.say(
                &customer_id("web"),
                &[
                    "{o.page_views} pages seen in {o.visits} visits, the last on {o.last_seen}.",
                    "{o.page_views} pages seen in {o.visits} visits.",
                    "{o.page_views} pages seen.",
                ],
            )
        },
    ),
];

/// The rows that come after all others.
pub(super) const LATE_ROWS: &[Row] = &[
    row(
        &[&["new customer", "returning customer", "repeat customer", "first time", "regular", "loyal"]],
        |a| {
            a.say(
                &totals_id(),
                &[
                    "{o.orders} orders since {o.first_order_at}, the last on {o.last_order_at}.",
                    "The number of orders is {o.orders}.",
                ],
            )
        },
    ),
    row(&[&["customer"], &["how long", "since", "when"]], since),
    row(
        &[&["next", "recommend", "recommended", "suggest", "offer", "interested", "cross-sell", "upsell"]],
        |a| {
            let next = a.s.facts.iter().find(|fact| fact.kind == crate::copilot::facts::FactKind::Product)?;
            a.say(&next.evidence, &["What may fit next: {o.title}."])
        },
    ),
];

const TIER: &[&str] = &["Tier {o.tier}, with an expected revenue of {o.value} over {o.horizon}."];

fn consent(a: &Answering<'_>) -> Option<Said> {
    a.say(&customer_id("consent"), &["Consent to marketing by e-mail: {o.email}; by text message: {o.sms}."])
}

fn since(a: &Answering<'_>) -> Option<Said> {
    a.say(&customer_id("since"), &["Known since {o.first_seen}, for {o.known_for}."])
}

fn tags(a: &Answering<'_>) -> Option<Said> {
    a.say(&customer_id("tags"), &["Tags: {o.tags}."])
        .or_else(|| none(a, "No tags are on record for the customer."))
}

/// A way to reach the customer, unless the question speaks of something else.
fn contact(a: &Answering<'_>, key: &str, template: &str, none_known: &str) -> Option<Said> {
    asks_for_contact(&|words| a.has(words)).then_some(())?;
    // `Is her e-mail address verified?` asks for something else.
    (a.asked.rest.is_empty() || key == "address").then_some(())?;
    a.say(&customer_id(key), &[template]).or_else(|| none(a, none_known))
}

fn none(_: &Answering<'_>, text: &str) -> Option<Said> {
    Some(Said { text: text.to_owned(), evidence: vec![customer_id("name")] })
}
