//! The page for a call: parts of the playbook's own sentences, with what to offer, what to avoid and what to ask.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::{Rule, checked_as, sentences};
use crate::copilot::facts::{Claim, Facts, Scope};
use crate::copilot::situation::{Said, Situation, customer_id, totals_id};
use crate::copilot::verify::Voice;
use crate::domain::brief::{Sentence, Verification};
use crate::domain::call::{CallSheet, Part, Topic, Wording, cited};
use crate::domain::customer::{Address, ConsentState, Customer};
use crate::domain::{EvidenceId, Profile, Purpose};
use crate::phrasing::Locale;

/// Orders that are told one by one.
const LAST_ORDERS: usize = 3;

/// A line of the page, where its condition holds.
pub(super) type Line = fn(&Situation<'_>) -> Option<Said>;

/// Parts made of the brief's own rules, by name, with how many lines each may have.
const TOLD: &[(Topic, usize, &[&str])] = &[
    (Topic::Who, 2, &["unread", "known since", "consent", "name"]),
    (Topic::Bought, 2, &["history", "several currencies", "nothing known"]),
    (
        Topic::WentWrong,
        3,
        &[
            "hostile text",
            "erasure",
            "late parcel",
            "delivery attempted",
            "delivery failed",
            "not shipped",
            "delivered but missing",
            "partly shipped",
            "returner",
            "conflict",
        ],
    ),
    (
        Topic::Open,
        3,
        &[
            "angry case",
            "case waits for us",
            "case waits for the customer",
            "open deal",
            "unpaid order",
            "cart",
            "no open case",
        ],
    ),
    (Topic::Worth, 2, &["worth and risk", "valuable and quiet", "quiet", "hot lead", "bargain hunter"]),
];

/// What to offer, what to avoid and what to ask, each with how many lines it may have.
const ADVISED: &[(Topic, usize, &[Line])] =
    &[(Topic::Offer, 3, OFFER), (Topic::Avoid, 3, AVOID), (Topic::Ask, 3, ASK)];

/// What to offer, what fits best first.
pub(super) const OFFER: &[Line] = &[
    |s| {
        let case = s.case.filter(|_| s.angry)?;
        s.say(&[("c", &case.evidence)], &["An answer in case {c.number} first; nothing else until then."])
    },
    |s| {
        let (order, _) = s.stuck?;
        s.say(&[("o", &order.evidence)], &["News of the parcel of order {o.number}."])
    },
    |s| {
        let deal = s.deal()?;
        s.say(&[("d", &deal.evidence)], &["The next step of the deal {d.name}."])
    },
    |s| {
        let cart = s.cart().filter(|_| !s.angry)?;
        s.say(
            &[("k", &cart.evidence)],
            &["Help with the cart: {k.items}.", "Help with the cart worth {k.value}."],
        )
    },
    |s| next_product(s).and_then(|id| s.say(&[("p", &id)], &["{p.title}."])),
    |s| {
        s.is_returner().then_some(())?;
        s.say(
            &[("t", &totals_id())],
            &["Advice on sizes: {t.orders_with_refund} of {t.orders} orders had a refund."],
        )
    },
    |s| {
        s.is_hot_lead().then_some(())?;
        s.say(&[("w", &customer_id("web"))], &["Advice on what was looked at: {w.page_views} pages."])
    },
    |s| {
        let order = s.last_order().filter(|_| !s.angry)?;
        s.say(
            &[("o", &order.evidence)],
            &["Help with order {o.number}: {o.main_item}.", "Help with order {o.number}."],
        )
    },
    |s| s.say(&[("n", &customer_id("name"))], &["Advice, and a name to turn to."]),
];

/// What to avoid, what would hurt most first.
const AVOID: &[Line] = &[
    |s| {
        let case = s.erasure()?;
        s.say(
            &[("c", &case.evidence)],
            &["Selling: in case {c.number} the customer asks to have their data erased."],
        )
    },
    |s| {
        let case = s.case.filter(|_| s.angry)?;
        s.say(&[("c", &case.evidence)], &["Selling while case {c.number} is open: the customer is angry."])
    },
    |s| {
        (s.profile.customer.consent.email == Some(ConsentState::Unsubscribed)).then_some(())?;
        s.say(
            &[("c", &customer_id("consent"))],
            &["Promising news by e-mail: the customer has unsubscribed from marketing by e-mail."],
        )
    },
    |s| {
        let (order, _) = s.stuck?;
        s.say(&[("o", &order.evidence)], &["Promising when the parcel of order {o.number} arrives."])
    },
    |s| {
        s.is_returner().then_some(())?;
        s.say(
            &[("t", &totals_id())],
            &["Giving anything away: {t.orders_with_refund} of {t.orders} orders had a refund."],
        )
    },
    |s| {
        let order = s.last_order().filter(|_| s.is_bargain_hunter())?;
        s.say(&[("o", &order.evidence)], &["Another code: order {o.number} had {o.discount_codes}."])
    },
    |s| {
        let state = s.profile.customer.consent.email?;
        matches!(state, ConsentState::NotSubscribed | ConsentState::Pending).then_some(())?;
        s.say(
            &[("c", &customer_id("consent"))],
            &["Sending news unasked. Consent to marketing by e-mail: {c.email}."],
        )
    },
    |s| {
        s.profile.customer.consent.email.is_none().then_some(())?;
        s.say(&[("n", &customer_id("name"))], &["Sending news unasked: nothing is known of their consent."])
    },
    |s| s.say(&[("n", &customer_id("name"))], &["Promising a discount that nobody has approved."]),
];

/// What to ask, what is nearest to the customer first.
pub(super) const ASK: &[Line] = &[
    |s| {
        let case = s.case?;
        s.say(
            &[("c", &case.evidence)],
            &[
                "What would settle case {c.number} ({c.subject}) for you?",
                "What would settle case {c.number} for you?",
            ],
        )
    },
    |s| {
        let (order, _) = s.stuck?;
        s.say(&[("o", &order.evidence)], &["When do you need order {o.number} by?"])
    },
    |s| {
        let deal = s.deal()?;
        s.say(&[("d", &deal.evidence)], &["What is still open on your side about {d.name}, and who decides?"])
    },
    |s| {
        let cart = s.cart()?;
        s.say(
            &[("k", &cart.evidence)],
            &["Which question is open about {k.items}?", "Which question is open about the cart?"],
        )
    },
    |s| {
        s.is_quiet().then_some(())?;
        s.say(&[("t", &totals_id())], &["What have you been missing here since {t.last_order_at}?"])
    },
    |s| {
        s.is_hot_lead().then_some(())?;
        s.say(&[("w", &customer_id("web"))], &["What are you planning, and what do you compare with?"])
    },
    |s| {
        let order = s.last_order().filter(|order| s.holds(&order.evidence, Claim::Delivered))?;
        s.say(
            &[("o", &order.evidence)],
            &[
                "How does {o.main_item} of order {o.number} serve you?",
                "How does order {o.number} serve you?",
            ],
        )
    },
    |s| next_product(s).and_then(|id| s.say(&[("p", &id)], &["Would {p.title} be of use to you?"])),
    |s| s.say(&[("n", &customer_id("name"))], &["What are you planning next, and by when do you need it?"]),
    |s| s.say(&[("n", &customer_id("name"))], &["Who else decides about it?"]),
    |s| s.say(&[("n", &customer_id("name"))], &["How would you like to hear from us?"]),
];

/// What may be bought next, where nothing is wrong.
fn next_product(s: &Situation<'_>) -> Option<EvidenceId> {
    (!s.angry && s.erasure().is_none()).then_some(())?;
    let id = |sku: Option<&str>, title: &str| EvidenceId::new("product", sku.unwrap_or(title));
    let mut next = s.profile.scores.next_products.iter().map(|next| id(next.sku.as_deref(), &next.title));
    // Facts are made of what they have not bought yet.
    next.find(|id| s.knows(id))
}

/// Writes the page about a profile.
pub fn call_sheet(profile: &Profile, now: Timestamp, zone: &TimeZone, reader: &Locale) -> CallSheet {
    let scope = Scope { purpose: Purpose::Sales, question: None };
    let facts = Facts::of(profile, scope, now, zone).read_in(reader);
    let situation = Situation::of(profile, &facts, Purpose::Sales);
    let mut verification = Verification::default();
    let mut parts = Vec::new();
    let mut part = |topic, sentences: Vec<Sentence>| {
        if !sentences.is_empty() {
            parts.push(Part { topic, sentences });
        }
    };
    for (topic, most, names) in TOLD {
        let mut said: Vec<Said> =
            names.iter().filter_map(|name| (rule(name)?.then)(&situation)).take(*most).collect();
        match topic {
            Topic::Bought => said.extend(last_orders(&situation)),
            Topic::Worth => said.extend(rhythm(&situation)),
            _ => {}
        }
        let voice = || Voice::Rule;
        part(*topic, said_of(said, *topic, voice, &facts, &mut verification));
    }
    for (topic, most, lines) in ADVISED {
        let said = lines.iter().filter_map(|line| line(&situation)).take(*most).collect();
        let voice = || Voice::Draft { granted: None };
        part(*topic, said_of(said, *topic, voice, &facts, &mut verification));
    }
    let customer = &profile.customer;
    CallSheet {
        customer_id: customer.id,
        name: customer.name.clone(),
        engine: "playbook".to_owned(),
        time_zone: customer.time_zone.clone(),
        locale: customer.locale.clone(),
        reach: reach(customer),
        evidence: facts.in_words(cited(&parts)),
        questions: Wording::by_playbook(&parts),
        parts,
        verification,
        created_at: now,
    }
}

fn reach(customer: &Customer) -> Vec<String> {
    let phones = customer.phones.iter().map(|phone| phone.as_str().to_owned());
    let emails = customer.emails.iter().take(1).map(|email| email.as_str().to_owned());
    let place = customer.address.as_ref().and_then(Address::place);
    phones.chain(emails).chain(customer.company.clone()).chain(place).collect()
}

/// What the risk is read from, unless it was said already.
fn rhythm(s: &Situation<'_>) -> Option<Said> {
    (!s.is_quiet()).then_some(())?;
    s.say(
        &[("t", &totals_id())],
        &["The last order was {t.days_since_last_order} ago; {t.usual_gap} is the usual gap."],
    )
}

pub(super) fn rule(name: &str) -> Option<&'static Rule> {
    sentences::RULES.iter().find(|rule| rule.name == name)
}

/// The last orders, each in a line.
fn last_orders(s: &Situation<'_>) -> Vec<Said> {
    let mut orders: Vec<_> = s.profile.orders.iter().filter(|order| order.counts()).collect();
    orders.sort_by_key(|order| std::cmp::Reverse(order.placed_at));
    let told = orders.into_iter().filter(|order| s.knows(&order.evidence)).take(LAST_ORDERS);
    told.enumerate()
        .filter_map(|(at, order)| {
            let whole = "Order {o.number} of {o.placed_at}: {o.main_item}, {o.total}, {o.status}.";
            let short = "Order {o.number} of {o.placed_at}: {o.total}, {o.status}.";
            let templates: &[&str] = if at == 0 { &[whole, short] } else { &[short] };
            s.say(&[("o", &order.evidence)], templates)
        })
        .collect()
}

/// What was said, checked.
pub(super) fn said_of(
    said: Vec<Said>,
    topic: Topic,
    voice: impl Fn() -> Voice,
    facts: &Facts,
    verification: &mut Verification,
) -> Vec<Sentence> {
    let checked = |said| checked_as(said, topic.in_words(), voice(), facts, verification);
    said.into_iter().filter_map(checked).collect()
}
