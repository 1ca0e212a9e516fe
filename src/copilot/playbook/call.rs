//! The page for a call: parts of the playbook's own sentences, with what to offer, what to avoid and what to ask.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::advice::{ASK, AVOID, Line, OFFER};
use super::{Rule, checked_as, sentences};
use crate::copilot::facts::{Facts, Scope};
use crate::copilot::situation::{Said, Situation, totals_id};
use crate::copilot::verify::Voice;
use crate::domain::brief::{Sentence, Verification};
use crate::domain::call::{CallSheet, Part, Topic, Wording, cited};
use crate::domain::customer::{Address, Customer};
use crate::domain::{Profile, Purpose};
use crate::phrasing::Locale;

/// Orders that are told one by one.
const LAST_ORDERS: usize = 2;

/// Parts made of the brief's own rules, by name, with how many lines each may have.
const TOLD: &[(Topic, usize, &[&str])] = &[
    (Topic::Who, 2, &["unread", "held back", "known since", "consent", "name"]),
    (Topic::Bought, 2, &["history", "several currencies", "no order"]),
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
