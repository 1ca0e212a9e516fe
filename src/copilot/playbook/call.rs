//! The page for a call: parts of the playbook's own sentences, with what to offer, what to avoid and what to ask.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::advice::{ASK, AVOID, Line, OFFER};
use super::{Rule, checked_as, sentences, tasks};
use crate::copilot::facts::{Facts, Scope};
use crate::copilot::situation::{Said, Situation, totals_id};
use crate::copilot::verify::Voice;
use crate::domain::brief::{Sentence, Verification};
use crate::domain::call::{CallSheet, Part, Topic, Wording, cited};
use crate::domain::crm::{ActivityKind, Case};
use crate::domain::customer::{Address, Customer};
use crate::domain::{EvidenceId, Profile, Purpose};
use crate::phrasing::Locale;

/// Orders that are told one by one.
const LAST_ORDERS: usize = 2;

/// Words that are read aloud in a minute, by somebody in a hurry.
const MOST_WORDS: usize = 200;

/// Of which parts the last sentences are done without first, each down to how many.
const DISPENSABLE: [(Topic, usize); 10] = [
    (Topic::Worth, 1),
    (Topic::Bought, 1),
    (Topic::Said, 1),
    (Topic::Avoid, 2),
    (Topic::Offer, 2),
    (Topic::WentWrong, 2),
    (Topic::Who, 1),
    (Topic::Open, 3),
    (Topic::Deal, 3),
    (Topic::Said, 0),
];

/// Rules that tell how the open case stands: where its customer is quoted, that is said in fewer words.
const OF_THE_CASE: &[&str] =
    &["needed by a day", "angry case", "case waits for us", "case waits for the customer"];

/// Parts made of the brief's own rules, by name, with how many lines each may have.
const TOLD: &[(Topic, usize, &[&str])] = &[
    (Topic::Who, 2, &["unread", "held back", "known since", "consent", "name"]),
    (Topic::Said, 0, &[]),
    (Topic::Bought, 2, &["history", "several currencies", "no order"]),
    (
        Topic::WentWrong,
        4,
        &[
            "hostile text",
            "erasure",
            "promise not kept",
            "late parcel",
            "delivery attempted",
            "delivery failed",
            "not shipped",
            "delivered but missing",
            "partly shipped",
            "overdue task",
            "returner",
            "conflict",
        ],
    ),
    (Topic::Open, 4, &["open deal", "unpaid order", "cart", "no open case"]),
    (Topic::Worth, 2, &["worth and risk", "valuable and quiet", "quiet", "hot lead", "bargain hunter"]),
];

/// What to offer, what to avoid and what to ask, each with how many lines it may have.
const ADVISED: &[(Topic, usize, &[Line])] =
    &[(Topic::Offer, 3, OFFER), (Topic::Avoid, 3, AVOID), (Topic::Ask, 3, ASK)];

/// Writes the page about a profile.
pub fn call_sheet(profile: &Profile, now: Timestamp, zone: &TimeZone, reader: &Locale) -> CallSheet {
    let scope = Scope { purpose: Purpose::Sales, question: None };
    let facts = Facts::of(profile, scope, now, zone).read_in(reader).hearing(profile);
    let situation = Situation::of(profile, &facts, Purpose::Sales);
    let mut verification = Verification::default();
    let mut parts = Vec::new();
    let mut told: Vec<EvidenceId> = Vec::new();
    let mut below = Vec::new();
    let mut part = |topic, sentences: Vec<Sentence>| {
        if !sentences.is_empty() {
            parts.push(Part { topic, sentences });
        }
    };
    for (topic, most, names) in TOLD {
        let mut said: Vec<Said> =
            names.iter().filter_map(|name| (rule(name)?.then)(&situation)).take(*most).collect();
        match topic {
            Topic::Open => {
                let to_do = situation.to_do().into_iter().filter(|task| !told.contains(&task.evidence));
                let (aloud, rest) = tasks::aloud_and_below(&situation, to_do);
                let of_case = of_the_case_and(&situation, OF_THE_CASE, *most);
                said.splice(..0, of_case.into_iter().chain(aloud));
                below = rest;
            }
            Topic::Said => said.extend(last_said(&situation)),
            Topic::Bought => said.extend(last_orders(&situation)),
            Topic::Worth => said.extend(rhythm(&situation)),
            _ => {}
        }
        told.extend(said.iter().flat_map(|one| one.evidence.iter().cloned()));
        part(*topic, said_of(said, *topic, || Voice::Rule, &facts, &mut verification));
    }
    for (topic, most, lines) in ADVISED {
        let said = lines.iter().filter_map(|line| line(&situation)).take(*most).collect();
        let voice = || Voice::Draft { granted: None };
        part(*topic, said_of(said, *topic, voice, &facts, &mut verification));
    }
    let below = said_of(below, Topic::Open, || Voice::Rule, &facts, &mut verification);
    within_a_minute(&mut parts, below);
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

/// What was said in the last call, and what a colleague has noted last; the newer one first.
pub(super) fn last_said(s: &Situation<'_>) -> Vec<Said> {
    let kinds = [ActivityKind::Call, ActivityKind::Note];
    let mut told: Vec<_> = kinds.into_iter().filter_map(|kind| s.last_put_down(kind)).collect();
    told.sort_by_key(|one| std::cmp::Reverse(one.at));
    told.into_iter()
        .filter_map(|one| {
            s.say(
                &[("n", &one.evidence)],
                &[
                    "The {n.kind} of {n.at} by {n.author} says: {n.text}",
                    "The {n.kind} of {n.at} says: {n.text}",
                    "The last {n.kind} says: {n.text}",
                ],
            )
        })
        .collect()
}

/// How the open case stands, in the words of its customer: what they wrote last, by when they need it and how they wait.
/// Nothing where they cannot be quoted.
pub(super) fn written_last(s: &Situation<'_>) -> Vec<Said> {
    let is_hostile = |case: &Case| s.hostile().is_some_and(|hostile| hostile.evidence == case.evidence);
    let Some(case) = s.case.filter(|case| !is_hostile(case)) else { return Vec::new() };
    let c = [("c", &case.evidence)];
    let slot = |name: &str| s.facts.slot(&case.evidence, name);
    let quoted = slot("asks").or_else(|| slot("writes")).unwrap_or_default();
    // The words that name the day are not said twice.
    let is_in_it = slot("needed_words").is_some_and(|words| quoted.contains(&words));
    let with_day: &[&str] = &[
        "On {c.written_at} the customer asked in case {c.number}, needing it by {c.needed_by}: “{c.asks}”",
        "On {c.written_at} the customer wrote in case {c.number}, needing it by {c.needed_by}: “{c.writes}”",
    ];
    let without: &[&str] = &[
        "On {c.written_at} the customer asked in case {c.number}: “{c.asks}”",
        "On {c.written_at} the customer wrote in case {c.number}: “{c.writes}”",
    ];
    let Some(written) = s.say(&c, if is_in_it { with_day } else { without }) else { return Vec::new() };
    let needed = rule("needed by a day").filter(|_| !is_in_it).and_then(|rule| (rule.then)(s));
    let stands: &[&str] = match (s.is_angry_case(), s.waits_for_answer()) {
        (true, true) => &["They are angry and have been waiting since {c.waiting_since}.", "They are angry."],
        (true, false) => &["They are angry."],
        (false, true) => &["They have been waiting for an answer since {c.waiting_since}."],
        (false, false) => &["The case has been open for {c.open_for}, at stage {c.stage}."],
    };
    std::iter::once(written).chain(needed).chain(s.say(&c, stands)).collect()
}

/// The same, or else what the rules say that tell of the case; then what others say.
pub(super) fn of_the_case_and(s: &Situation<'_>, names: &[&str], most: usize) -> Vec<Said> {
    let written = written_last(s);
    let names = names.iter().filter(|name| written.is_empty() || !OF_THE_CASE.contains(name));
    let rules: Vec<Said> = names.filter_map(|name| (rule(name)?.then)(s)).take(most).collect();
    written.into_iter().chain(rules).collect()
}

/// Takes from the parts what a caller can do without, until the page is read aloud in a minute; each keeps what matters
/// most in it. What is told goes below the page, before what stands there in any case, and what is advised goes.
pub(super) fn within_a_minute(parts: &mut Vec<Part>, below: Vec<Sentence>) {
    let words = |parts: &[Part]| -> usize {
        let sentences = parts.iter().flat_map(|part| &part.sentences);
        sentences.map(|sentence| sentence.text.split_whitespace().count()).sum()
    };
    let mut further = Vec::new();
    for (topic, least) in DISPENSABLE {
        while words(parts) > MOST_WORDS {
            let longer = parts.iter_mut().find(|part| part.topic == topic && part.sentences.len() > least);
            let Some(part) = longer else { break };
            further.extend(part.sentences.pop().filter(|_| !matches!(topic, Topic::Offer | Topic::Avoid)));
        }
    }
    parts.retain(|part| !part.sentences.is_empty());
    // What gave way last matters most.
    further.reverse();
    further.extend(below);
    if !further.is_empty() {
        parts.push(Part { topic: Topic::Further, sentences: further });
    }
}

/// What the risk is read from, unless it was said already.
fn rhythm(s: &Situation<'_>) -> Option<Said> {
    (!s.is_quiet()).then_some(())?;
    s.say(
        &[("t", &totals_id())],
        &["The last order was {t.days_since_last_order} ago; on average they order every {t.usual_gap}."],
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
            let whole = "Order {o.number} of {o.placed_at}: {o.items}, {o.total}, {o.status}.";
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
