//! States that a sentence asserts or denies, held against what the cited facts know.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::refused::Flaw;
use super::sentence::Sentence;
use super::{View, Voice, told};
use crate::copilot::facts::{Claim, Fact, FactKind, SlotValue};
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
    says(
        Claim::Delivered,
        &[
            "delivered",
            "arrived",
            "has been received",
            "was received",
            "reached you",
            "reached her",
            "reached him",
            "reached them",
            "reached the customer",
            "geliefert",
            "zugestellt",
            "angekommen",
            "livré",
            "livrée",
            "arrivée",
            "arrivé",
            "entregado",
            "entregada",
            "llegado",
            "ha llegado",
            "llegó",
            "consegnato",
            "geleverd",
            "bezorgd",
            "entregue",
        ],
    ),
    denies(
        Claim::Delivered,
        &[
            "undelivered",
            "did not arrive",
            "didn't arrive",
            "has yet to arrive",
            "still missing",
            "yet to be delivered",
        ],
    ),
    says(
        Claim::InTransit,
        &[
            "in transit",
            "on its way",
            "on the way",
            "en route",
            "unterwegs",
            "en chemin",
            "en camino",
            "in viaggio",
            "onderweg",
            "a caminho",
        ],
    ),
    says(
        Claim::Shipped,
        &[
            "shipped",
            "dispatched",
            "handed over to the carrier",
            "handed to the carrier",
            "left the warehouse",
            "left our warehouse",
            "sent out",
            "versandt",
            "versendet",
            "verschickt",
            "expédié",
            "expédiée",
            "enviado",
            "enviada",
            "spedito",
            "verzonden",
        ],
    ),
    denies(Claim::Shipped, &["unshipped", "still in the warehouse", "still in our warehouse", "no shipment"]),
    may_say(
        Claim::Late,
        &[
            "late",
            "delayed",
            "overdue",
            "stuck",
            "held up",
            "behind schedule",
            "not where it should be",
            "verspätet",
            "en retard",
            "retrasado",
            "retrasada",
        ],
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
            "met nobody",
        ],
    ),
    says(
        Claim::DeliveryFailed,
        &[
            "returned to sender",
            "returned to the sender",
            "failed at the carrier",
            "delivery failed",
            "was lost",
            "is lost",
            "lost the parcel",
            "lost the package",
            "lost parcel",
            "lost package",
            "got lost",
            "went missing",
            "gone missing",
            "lost in transit",
            "lost by",
        ],
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
            "returned",
            "sent back",
            "sent it back",
            "sent them back",
            "gave back",
            "erstattet",
            "zurückgeschickt",
            "retourniert",
            "remboursé",
            "remboursée",
            "reembolsado",
            "reembolsada",
            "devuelto",
        ],
    ),
    says(
        Claim::Cancelled,
        &["cancelled", "canceled", "called off", "storniert", "annulé", "annulée", "cancelado", "cancelada"],
    ),
    may_say(Claim::Paid, &["was paid", "is paid", "has paid", "paid for"]),
    says(Claim::Paid, &["paid, not shipped"]),
    denies(
        Claim::Paid,
        &["unpaid", "waiting for payment", "payment is pending", "not paid", "payment pending"],
    ),
    denies(
        Claim::Open,
        &["no open case", "no open cases", "no open ticket", "no open tickets", "no open deal"],
    ),
    may_say(
        Claim::Open,
        &[
            "open case",
            "open ticket",
            "is open",
            "been open",
            "open since",
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
            "deal closed",
            "closed on",
            "closed",
            "resolved",
            "solved",
            "settled",
            "geschlossen",
            "gelöst",
            "fermé",
            "résolu",
            "cerrado",
            "resuelto",
        ],
    ),
    may_say(
        Claim::Open,
        &["waiting for us", "waits for us", "waiting on us", "waits on us", "in progress", "ongoing"],
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
    may_deny(
        Claim::Unanswered,
        &[
            "have answered",
            "has answered",
            "been answered",
            "was answered",
            "have replied",
            "have responded",
            "answered her last",
            "answered his last",
            "answered their last",
            "answered the last",
            "replied to her last",
            "replied to the last",
        ],
    ),
    denies(Claim::Subscribed, &["not subscribed", "no marketing consent", "has not agreed to marketing"]),
    says(Claim::Unsubscribed, &["unsubscribed", "opted out"]),
    says(
        Claim::Subscribed,
        &[
            "gets our newsletter",
            "gets the newsletter",
            "get our newsletter",
            "get the newsletter",
            "receives our newsletter",
            "receives the newsletter",
            "receive our newsletter",
            "receive the newsletter",
            "reads our newsletter",
            "on our mailing list",
            "on the mailing list",
            "receives marketing",
            "receive marketing",
            "gets marketing",
            "get marketing",
            "takes marketing",
            "wants marketing",
            "allows marketing",
            "open to marketing",
            "subscribed",
            "agreed to",
            "consented",
            "opted in",
            "marketing consent is given",
            "accepts marketing",
        ],
    ),
    says(
        Claim::HighRisk,
        &[
            "high churn risk",
            "high risk",
            "churn risk is high",
            "risk is high",
            "likely to leave",
            "likely to churn",
            "about to leave",
            "at high risk",
            "at risk of leaving",
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
            "unlikely to go",
            "at low risk",
        ],
    ),
    says(
        Claim::MediumRisk,
        &["medium risk", "moderate risk", "medium churn risk", "risk is medium", "risk is moderate"],
    ),
    says(Claim::Platinum, &["platinum tier", "platinum customer", "tier platinum", "tier is platinum"]),
    says(Claim::Gold, &["gold tier", "gold customer", "tier gold", "tier is gold"]),
    says(Claim::Silver, &["silver tier", "silver customer", "tier silver", "tier is silver"]),
    says(Claim::Bronze, &["bronze tier", "bronze customer", "tier bronze", "tier is bronze"]),
    may_say(
        Claim::HighPriority,
        &["high priority", "priority is high", "urgent priority", "urgent", "high-priority"],
    ),
    may_deny(Claim::HighPriority, &["low priority", "priority is low"]),
    says(
        Claim::FirstOrder,
        &[
            "is the first order",
            "was the first order",
            "is their first",
            "was their first",
            "the only order",
            "started with",
            "began with",
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
    may_say(
        Claim::Done,
        &[
            "task is done",
            "was completed",
            "is completed",
            "been completed",
            "is done",
            "was done",
            "been done",
            "finished",
        ],
    ),
    says(
        Claim::Angry,
        &[
            "angry",
            "furious",
            "upset",
            "annoyed",
            "frustrated",
            "irritated",
            "outraged",
            "irate",
            "wütend",
            "verärgert",
            "furieux",
            "furieuse",
            "enfadado",
            "enfadada",
        ],
    ),
    may_say(Claim::Delivered, &["received", "receive", "has got", "in hand"]),
];

/// Words that deny.
pub const NEGATIONS: &[&str] = &[
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
    "won't",
    "couldn't",
    "nothing",
    "nowhere",
    "nicht",
    "kein",
    "keine",
    "keinen",
    "niet",
    "geen",
    "não",
    "nie",
    "pas",
    "jamais",
    "nunca",
    "non",
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
    "can only be",
    "raise",
    "sobald",
    "wenn",
    "falls",
    "dès que",
    "lorsque",
    "si",
    "en cuanto",
    "appena",
    "zodra",
    "assim que",
];

/// What is wrong with a state that a sentence tells.
pub enum Fault {
    /// Nothing cited tells of it.
    Unknown(String),
    /// What is cited tells otherwise.
    Contradicted(String),
}

impl From<String> for Fault {
    fn from(why: String) -> Self {
        Self::Unknown(why)
    }
}

impl From<Fault> for Flaw {
    fn from((Fault::Unknown(why) | Fault::Contradicted(why)): Fault) -> Self {
        Self::Unsupported(why)
    }
}

/// Checks the states of a sentence; gives the places of those that hold.
pub fn check(sentence: &Sentence, view: &View<'_>) -> Result<Vec<Range<usize>>, Fault> {
    undone(sentence, view)?;
    cancelled_by_us(sentence)?;
    let mut rest = sentence.lower.clone();
    let mut held = Vec::from_iter(sent_back(sentence, view)?);
    for phrase in PHRASES {
        for words in phrase.words {
            while let Some(at) = find(&rest, words) {
                let before = sentence.before(at).to_owned();
                rest.replace_range(at..at + words.len(), &" ".repeat(words.len()));
                let asks = tone::contains_any(&sentence.lower[..at], &["whether", "if"]);
                let is_open = asks || tone::contains_any(&before, OPEN) || is_question(sentence);
                // What a question leaves open, it presumes.
                if is_open && view.voice != Voice::Question {
                    continue;
                }
                if view.by_hand && is_said_aside(phrase, words, at, sentence) {
                    continue;
                }
                let said = phrase.holds
                    != (is_negated(&before) || is_denied_behind(at + words.len(), sentence, view));
                if judge(phrase, said, words, at, sentence, view)? {
                    held.push(at..at + words.len());
                }
            }
        }
    }
    Ok(held)
}

/// `Unterwegs ist sie noch nicht`.
fn is_denied_behind(at: usize, sentence: &Sentence, view: &View<'_>) -> bool {
    let (clause, place) = sentence.clause_around(at);
    view.by_hand && tone::contains_any(&clause[place..], &["nicht", "niet"])
}

/// Whether somebody's own words have a word in another sense: a message that has arrived, a shop that is closed.
fn is_said_aside(phrase: &Phrase, words: &str, at: usize, sentence: &Sentence) -> bool {
    const OF_CASES: &[&str] = &[
        "case",
        "cases",
        "ticket",
        "request",
        "it",
        "this",
        "fall",
        "vorgang",
        "anfrage",
        "ticket",
        "cas",
        "dossier",
        "demande",
        "caso",
        "solicitud",
        "deal",
    ];
    let clause = sentence.clause_at(at);
    match phrase.claim {
        Claim::Delivered | Claim::InTransit | Claim::Shipped => {
            told::is_of_another(clause) || told::is_open(clause)
        }
        Claim::Closed => !tone::contains_any(clause, OF_CASES),
        // Who sends money back is looked for by `deed` and `told`.
        Claim::Refunded => {
            told::is_open(clause) || (matches!(words, "returned" | "devuelto") && told::is_of_another(clause))
        }
        _ => false,
    }
}

/// Whether the claim is borne out; where no cited fact knows, that is a fault only of some phrases.
fn judge(
    phrase: &Phrase,
    said: bool,
    words: &str,
    at: usize,
    sentence: &Sentence,
    view: &View<'_>,
) -> Result<bool, Fault> {
    let by_text_message =
        tone::contains_any(sentence.clause_at(at), &["sms", "text message", "text messages"]);
    let claim = if phrase.claim == Claim::Subscribed && by_text_message {
        Claim::SmsSubscribed
    } else {
        phrase.claim
    };
    let mut by_kind: BTreeMap<FactKind, Vec<bool>> = BTreeMap::new();
    for fact in sayers(claim, at, sentence, view) {
        by_kind.entry(fact.kind).or_default().extend(fact.claims.get(&claim));
    }
    // Of several orders that are not told apart, each has to bear it out.
    if by_kind.values().any(|known| known.iter().all(|known| *known == said)) {
        return Ok(true);
    }
    // "The customer says it was delivered" states what was said.
    if view.is_repeated(words, sentence) && is_said_so(words, said == phrase.holds, view) {
        return Ok(true);
    }
    let quoted_state =
        view.near(sentence, at).any(|(_, value)| matches!(value, SlotValue::State(state) if *state == words));
    if by_kind.is_empty() && quoted_state {
        return Ok(true);
    }
    match (by_kind.is_empty(), phrase.must_be_known) {
        (true, false) => Ok(false),
        (true, true) => Err(Fault::Unknown(format!("nothing it cites tells whether `{words}` holds"))),
        (false, _) => {
            let how = if said == phrase.holds { "says" } else { "denies" };
            let why = format!("it {how} `{words}`, which its evidence contradicts");
            Err(Fault::Contradicted(why))
        }
    }
}

/// `Sent the tent back`, `gave it back`: the verb and its end stand apart.
fn sent_back(sentence: &Sentence, view: &View<'_>) -> Result<Option<Range<usize>>, Fault> {
    static APART: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"\b(?:sent|gave|brought|shipped|took)(?: [^ ]+){1,4} back\b")
            .expect("constant pattern; every test compiles it")
    });
    let Some(found) = APART.find(&sentence.lower) else { return Ok(None) };
    let before = sentence.before(found.start());
    let is_open = tone::contains_any(before, OPEN) || is_question(sentence);
    if is_open && view.voice != Voice::Question {
        return Ok(None);
    }
    let phrase = says(Claim::Refunded, &[]);
    let holds = judge(&phrase, !is_negated(before), found.as_str(), found.start(), sentence, view)?;
    Ok(holds.then(|| found.range()))
}

/// The facts that know of a claim: those that the clause names, where any of them does; else whatever is cited.
fn sayers<'a>(claim: Claim, at: usize, sentence: &Sentence, view: &View<'a>) -> Vec<&'a Fact> {
    let knows = |fact: &&'a Fact| fact.claims.contains_key(&claim);
    let named = view.scopes.get(sentence.clause_number(at)).map_or(&[][..], Vec::as_slice);
    let named: Vec<&'a Fact> = named.iter().copied().filter(knows).collect();
    if named.is_empty() {
        view.near_facts(sentence, at).into_iter().filter(|f| knows(f)).collect()
    } else {
        named
    }
}

/// Whether somebody's words say it, or deny it, as the sentence has it.
fn is_said_so(words: &str, affirmed: bool, view: &View<'_>) -> bool {
    let texts = view.said().chain(view.staff());
    texts.flat_map(super::words::parts).any(|part| {
        let lower = part.to_lowercase();
        let mut places = tone::places(&lower, words);
        places.any(|at| tone::contains_any(&lower[..at], NEGATIONS) != affirmed)
    })
}

/// Who called an order off, no store tells.
fn cancelled_by_us(sentence: &Sentence) -> Result<(), String> {
    static ACTIVE: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"\b(?:we|staff|support|our team|the shop|the store|the company|the warehouse)(?: have| has| had)? cancell?ed\b|\bcancell?ed by\b")
            .expect("constant pattern; every test compiles it")
    });
    match ACTIVE.find(&sentence.lower) {
        Some(found) if !sentence.attributes() => {
            Err(format!("nothing it cites tells who did it: `{}`", found.as_str()))
        }
        _ => Ok(()),
    }
}

/// What a task is to bring about has not happened while the task is open.
fn undone(sentence: &Sentence, view: &View<'_>) -> Result<(), String> {
    static PAST: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(
            r"\b(?:has|have|had|was|were)(?: already| now)?(?: been)? \w+(?:ed|en|one|ne|ught|lt|nt|ld)\b",
        )
        .expect("constant pattern; every test compiles it")
    });
    let is_open = |fact: &&Fact| fact.claims.get(&Claim::Done) == Some(&false);
    let only_open_tasks = !view.cited.is_empty() && view.cited.iter().all(is_open);
    let plans = ["due", "planned", "scheduled", "assigned", "created", "set", "not", "open", "to do"];
    if !only_open_tasks {
        return Ok(());
    }
    let titles: Vec<String> = view.staff().flat_map(super::words::content).collect();
    let mut words = sentence.lower.split(|c: char| !c.is_alphanumeric());
    let in_past =
        words.any(|word| word.ends_with("ed") && titles.contains(&super::words::stems(word).concat()));
    if (in_past || PAST.is_match(&sentence.lower)) && !tone::contains_any(&sentence.lower, &plans) {
        return Err("it says that an open task is done".to_owned());
    }
    Ok(())
}

/// Whether it asks.
pub fn is_question(sentence: &Sentence) -> bool {
    sentence.lower.trim_end().ends_with(['?', '？'])
}

/// A negation within the last words before a phrase, or one that reaches over the whole clause.
fn is_negated(before: &str) -> bool {
    let words: Vec<&str> = before.split_whitespace().collect();
    let near = words[words.len().saturating_sub(4)..].join(" ");
    let not_only = near.contains("not only");
    let reaches =
        tone::contains_any(before, &["none", "neither", "nobody", "never", "no one", "not a single"]);
    reaches || (!not_only && tone::contains_any(&near, NEGATIONS))
}

fn find(text: &str, phrase: &str) -> Option<usize> {
    text.match_indices(phrase).map(|(at, _)| at).find(|at| {
        let before = text[..*at].chars().next_back();
        let after = text[at + phrase.len()..].chars().next();
        !before.is_some_and(char::is_alphanumeric) && !after.is_some_and(char::is_alphanumeric)
    })
}
