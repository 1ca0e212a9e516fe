//! States that a sentence asserts or denies, held against what the cited facts know.

use super::View;
use super::sentence::Sentence;
use crate::copilot::facts::Claim;
use crate::copilot::tone;

/// What is said with a phrase.
struct Phrase {
    words: &'static [&'static str],
    claim: Claim,
    /// What the phrase says of the claim when it is not negated: `undelivered` denies.
    holds: bool,
    /// Whether it is refused where no cited fact knows; else it is then left alone, since the words have other uses.
    must_be_known: bool,
}

const fn says(claim: Claim, words: &'static [&'static str]) -> Phrase {
    Phrase { words, claim, holds: true, must_be_known: true }
}

const fn denies(claim: Claim, words: &'static [&'static str]) -> Phrase {
    Phrase { words, claim, holds: false, must_be_known: true }
}

const fn may_say(claim: Claim, words: &'static [&'static str]) -> Phrase {
    Phrase { words, claim, holds: true, must_be_known: false }
}

const fn may_deny(claim: Claim, words: &'static [&'static str]) -> Phrase {
    Phrase { words, claim, holds: false, must_be_known: false }
}

const PHRASES: &[Phrase] = &[
    says(Claim::Unread, &["could not be read"]),
    says(
        Claim::PartlyDelivered,
        &["part of it was delivered", "part of it has arrived", "delivered in part", "partly delivered"],
    ),
    says(Claim::OutForDelivery, &["out for delivery"]),
    says(Claim::Delivered, &["delivered", "arrived", "has been received", "was received"]),
    denies(
        Claim::Delivered,
        &["undelivered", "did not arrive", "didn't arrive", "has yet to arrive", "still missing"],
    ),
    says(Claim::InTransit, &["in transit", "on its way", "on the way", "en route"]),
    says(Claim::Shipped, &["shipped", "dispatched", "handed over to the carrier", "left the warehouse"]),
    denies(Claim::Shipped, &["unshipped", "still in the warehouse"]),
    may_say(
        Claim::Late,
        &["late", "delayed", "overdue", "stuck", "held up", "behind schedule", "not where it should be"],
    ),
    may_deny(Claim::Late, &["on time", "on schedule", "as planned"]),
    says(
        Claim::DeliveryAttempted,
        &[
            "delivery was attempted",
            "delivery attempted",
            "attempted delivery",
            "attempted to deliver",
            "tried to deliver",
        ],
    ),
    says(
        Claim::DeliveryFailed,
        &["returned to sender", "failed at the carrier", "delivery failed", "was lost"],
    ),
    says(Claim::FullyRefunded, &["fully refunded", "refunded in full", "completely refunded"]),
    may_deny(Claim::FullyRefunded, &["partly refunded", "partially refunded", "refunded in part"]),
    says(
        Claim::Refunded,
        &[
            "refunded",
            "reimbursed",
            "refund was issued",
            "got a refund",
            "received a refund",
            "refund was paid",
        ],
    ),
    says(Claim::Cancelled, &["cancelled", "canceled", "called off"]),
    may_say(Claim::Paid, &["was paid", "is paid", "has paid", "paid for"]),
    says(Claim::Paid, &["paid, not shipped"]),
    denies(
        Claim::Paid,
        &["unpaid", "waiting for payment", "payment is pending", "not paid", "payment pending"],
    ),
    may_deny(
        Claim::Open,
        &["no open case", "no open cases", "no open ticket", "no open tickets", "no open deal"],
    ),
    may_say(
        Claim::Open,
        &[
            "open case",
            "open ticket",
            "is open",
            "still open",
            "are open",
            "remains open",
            "open deal",
            "deal is open",
            "unresolved",
        ],
    ),
    may_say(
        Claim::Closed,
        &[
            "is closed",
            "was closed",
            "closed case",
            "closed the case",
            "is resolved",
            "was resolved",
            "been resolved",
            "been closed",
            "case closed",
            "was solved",
            "been solved",
        ],
    ),
    may_say(Claim::Won, &["deal was won", "won deal", "is won", "was won"]),
    may_say(Claim::Lost, &["deal was lost", "lost deal", "is lost"]),
    may_say(
        Claim::Unanswered,
        &[
            "unanswered",
            "waits for an answer",
            "been waiting for an answer",
            "waiting for an answer",
            "waits for a reply",
            "waiting for a reply",
            "no answer yet",
            "nobody has answered",
            "nobody answered",
        ],
    ),
    denies(Claim::Subscribed, &["not subscribed", "no marketing consent", "has not agreed to marketing"]),
    says(Claim::Unsubscribed, &["unsubscribed", "opted out"]),
    says(Claim::Subscribed, &["subscribed", "agreed to marketing", "opted in", "marketing consent is given"]),
    says(
        Claim::HighRisk,
        &[
            "high churn risk",
            "high risk",
            "churn risk is high",
            "risk is high",
            "likely to leave",
            "likely to churn",
        ],
    ),
    says(
        Claim::LowRisk,
        &[
            "low churn risk",
            "low risk",
            "churn risk is low",
            "risk is low",
            "unlikely to leave",
            "unlikely to churn",
        ],
    ),
    says(Claim::Platinum, &["platinum tier", "platinum customer", "tier platinum", "tier is platinum"]),
    says(Claim::Gold, &["gold tier", "gold customer", "tier gold", "tier is gold"]),
    says(Claim::Silver, &["silver tier", "silver customer", "tier silver", "tier is silver"]),
    says(Claim::Bronze, &["bronze tier", "bronze customer", "tier bronze", "tier is bronze"]),
    may_say(Claim::HighPriority, &["high priority", "priority is high", "urgent priority", "high-priority"]),
    may_deny(Claim::HighPriority, &["low priority", "priority is low"]),
    says(
        Claim::FirstOrder,
        &[
            "is the first order",
            "was the first order",
            "is their first",
            "was their first",
            "the only order",
            "first-time",
            "placed the first order",
            "placed their first",
        ],
    ),
    may_say(Claim::Guest, &["as a guest", "guest order", "guest orders"]),
    denies(
        Claim::HasOrders,
        &[
            "never ordered",
            "no orders",
            "not ordered anything",
            "no order yet",
            "never bought",
            "not ordered yet",
            "not bought anything",
            "no purchases",
        ],
    ),
    may_say(Claim::Done, &["task is done", "was completed"]),
];

const NEGATIONS: &[&str] = &[
    "not",
    "never",
    "no",
    "without",
    "hasn't",
    "isn't",
    "wasn't",
    "haven't",
    "didn't",
    "aren't",
    "weren't",
    "don't",
    "doesn't",
    "yet to be",
    "neither",
    "nor",
    "nobody",
    "none",
    "cannot",
    "can't",
];

/// Words that make what follows no statement of fact.
const OPEN: &[&str] = &[
    "whether",
    "if",
    "once",
    "when",
    "until",
    "should",
    "would",
    "could",
    "may",
    "might",
    "ask",
    "as soon as",
    "will be",
    "to be",
    "unless",
    "before",
    "in case",
    "can be",
    "raise",
];

/// Checks the states of a sentence; says whether there were any.
pub fn check(sentence: &Sentence, view: &View<'_>) -> Result<bool, String> {
    let mut rest = sentence.lower.clone();
    let mut checked = false;
    for phrase in PHRASES {
        for words in phrase.words {
            while let Some(at) = find(&rest, words) {
                let before = sentence.before(at).to_owned();
                rest.replace_range(at..at + words.len(), &" ".repeat(words.len()));
                if tone::contains_any(&before, OPEN) || is_question(sentence) {
                    continue;
                }
                let denied = is_negated(&before);
                if let Some(holds) = judge(phrase, phrase.holds != denied, words, sentence, view)? {
                    checked |= holds;
                }
            }
        }
    }
    Ok(checked)
}

/// Whether the claim is borne out; nothing where no cited fact knows and that is no fault.
fn judge(
    phrase: &Phrase,
    said: bool,
    words: &str,
    sentence: &Sentence,
    view: &View<'_>,
) -> Result<Option<bool>, String> {
    let known: Vec<bool> =
        view.cited.iter().filter_map(|fact| fact.claims.get(&phrase.claim).copied()).collect();
    // A sentence about several orders is right where one of them bears it out.
    if known.contains(&said) {
        return Ok(Some(true));
    }
    // "The customer says it was delivered" states what was said.
    if view.is_repeated(words, sentence) {
        return Ok(Some(true));
    }
    let quoted_state =
        view.values().any(|(_, value)| matches!(value, super::SlotValue::State(state) if *state == words));
    if known.is_empty() && quoted_state {
        return Ok(Some(true));
    }
    match (known.is_empty(), phrase.must_be_known) {
        (true, false) => Ok(None),
        (true, true) => Err(format!("nothing it cites tells whether `{words}` holds")),
        (false, _) => {
            let how = if said == phrase.holds { "says" } else { "denies" };
            Err(format!("it {how} `{words}`, which its evidence contradicts"))
        }
    }
}

fn is_question(sentence: &Sentence) -> bool {
    sentence.lower.trim_end().ends_with(['?', '？'])
}

/// A negation within the last words before a phrase.
fn is_negated(before: &str) -> bool {
    let words: Vec<&str> = before.split_whitespace().collect();
    let near = words[words.len().saturating_sub(4)..].join(" ");
    let not_only = near.contains("not only");
    !not_only && tone::contains_any(&near, NEGATIONS)
}

fn find(text: &str, phrase: &str) -> Option<usize> {
    text.match_indices(phrase).map(|(at, _)| at).find(|at| {
        let before = text[..*at].chars().next_back();
        let after = text[at + phrase.len()..].chars().next();
        !before.is_some_and(char::is_alphanumeric) && !after.is_some_and(char::is_alphanumeric)
    })
}
