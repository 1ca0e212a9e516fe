//! Who is said to have said something: the customer or a colleague.

use std::sync::LazyLock;

use regex::Regex;

use crate::copilot::facts::{FactKind, SlotValue};
use crate::copilot::tone;
use crate::copilot::verify::sentence::Sentence;
use crate::copilot::verify::{View, Voice};

/// Who speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) enum Speaker {
    Customer,
    Staff,
}

/// Words that somebody is said to have said begin here.
#[derive(Clone, Copy, Debug)]
pub(super) struct Speech {
    pub by: Speaker,
    /// In bytes of the sentence.
    pub said_from: usize,
    /// Whether something is asked or wanted rather than told.
    pub asks: bool,
}

/// Verbs with which somebody says or wants something.
#[rustfmt::skip]
pub(super) const VERBS: &[&str] = &[
    "say", "says", "said", "saying", "write", "writes", "wrote", "written", "writing", "ask", "asks",
    "asked", "asking", "claim", "claims", "claimed", "want", "wants", "wanted", "report", "reports",
    "reported", "mention", "mentions", "mentioned", "complain", "complains", "complained", "complaining",
    "complaint", "demand", "demands", "demanded", "threaten", "threatens", "threatened", "request",
    "requests", "requested", "expects", "hopes", "states", "stated", "told", "tells", "describes",
    "described", "needs", "need", "needed", "noted", "notes", "wishes", "wished", "offered", "offers",
    "offer", "promised", "promises", "promise", "would like", "explained", "explains", "confirmed",
    "confirms", "apologised", "apologized", "inquired", "wonders", "wondered", "insists", "insisted",
    "stresses", "suggested", "announced", "informed", "replied", "answered", "responded", "according to",
    "thanked", "thanks", "plans", "planned", "prefers", "preferred", "agreed", "refused", "refuses",
    "accepts", "accepted", "question",
];

/// Those of who wants something.
const ASKING: &[&str] = &[
    "asks",
    "asked",
    "wants",
    "wanted",
    "requests",
    "requested",
    "demands",
    "demanded",
    "complains",
    "complained",
    "needs",
];

/// Those that tell a reader what a text is about, wherever the clause goes on.
#[rustfmt::skip]
const ABOUT: &[&str] = &["about", "regarding", "concerning", "subject", "over"];

/// Words for colleagues.
#[rustfmt::skip]
const STAFF: &[&str] = &[
    "we", "our", "us", "staff", "support", "agent", "team", "colleague", "colleagues", "shop", "company",
    "note", "notes", "call", "rep", "service",
];

/// Words for the customer.
#[rustfmt::skip]
const CUSTOMER: &[&str] = &[
    "customer", "customer's", "client", "she", "he", "they", "buyer", "her", "his", "their", "message",
    "messages",
];

/// Words for whoever writes a draft, and for whom it is written to: there the shop speaks, to the customer.
const WRITER: &[&str] = &["i"];
const READER: &[&str] = &["you"];

/// Who is said to have said all that stands before: `the sole came off, she says`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Trailing {
    pub by: Speaker,
    /// Where the clause that says so begins, in bytes of the sentence.
    pub begins: usize,
}

/// A last clause of nothing but somebody and a verb of speech.
pub(super) fn trailing(sentence: &Sentence, view: &View<'_>) -> Option<Trailing> {
    let (start, end) = *sentence.clauses().last().filter(|_| sentence.clauses().len() > 1)?;
    let clause = &sentence.lower[start..end];
    let is_short =
        clause.split_whitespace().filter(|word| word.chars().any(char::is_alphanumeric)).count() <= 3;
    // What stands behind the verb, a slot included, is what is said.
    let ends = clause.trim_end_matches(['.', '!', ' ']);
    let says = ["says", "said", "writes", "wrote", "reports", "reported", "claims", "claimed"];
    let speech = find(&sentence.lower, (start, end), None, view)?;
    (is_short && says.iter().any(|verb| ends.ends_with(verb)))
        .then_some(Trailing { by: speech.by, begins: start })
}

/// Who speaks in the clause at a place, where somebody does.
pub(in super::super) fn speaker_at(sentence: &Sentence, at: usize, view: &View<'_>) -> Option<Speaker> {
    let clause = sentence.clauses()[sentence.clause_number(at)];
    let speech = find(&sentence.lower, clause, None, view).filter(|speech| speech.said_from < usize::MAX);
    let is_dated = |speech: &Speech| !is_of_another(sentence.lower.get(speech.said_from..at), view);
    let by = speech.filter(is_dated).map(|speech| speech.by);
    by.or_else(|| writer(&sentence.lower[clause.0..clause.1], view))
}

/// Whether a day in a draft is of something that was named since somebody spoke: `I am writing about your message of …`.
fn is_of_another(between: Option<&str>, view: &View<'_>) -> bool {
    let ends = |text: &str| [" of", " from", "opened on"].iter().any(|end| text.trim_end().ends_with(end));
    is_draft(view) && between.is_some_and(ends)
}

fn is_draft(view: &View<'_>) -> bool {
    matches!(view.voice, Voice::Draft { .. })
}

/// Whose message a clause speaks of: `her last message`, `our answer`, in a draft `your message`.
fn writer(clause: &str, view: &View<'_>) -> Option<Speaker> {
    static WHOSE: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"\b(?:(?P<ours>our|staff's|support's|we)|(?P<mine>my)|(?P<yours>your)|her|his|their|customer's) (?:very )?(?:last |latest |first |most recent |newest )?(?:message|mail|e-mail|answer|reply|response)\b")
            .expect("constant pattern; every test compiles it")
    });
    let whose = WHOSE.captures(clause)?;
    match (whose.name("ours"), whose.name("mine"), whose.name("yours")) {
        (Some(_), ..) => Some(Speaker::Staff),
        (_, Some(_), _) => is_draft(view).then_some(Speaker::Staff),
        (_, _, Some(_)) => is_draft(view).then_some(Speaker::Customer),
        _ => Some(Speaker::Customer),
    }
}

/// Whether a place lies well within what somebody is said to have said: `she needs it before the 18th`, but not `she wrote
/// on the 18th`.
pub(in super::super) fn is_told_at(sentence: &Sentence, at: usize, view: &View<'_>) -> bool {
    let clause = sentence.clauses()[sentence.clause_number(at)];
    let speech = find(&sentence.lower, clause, None, view).filter(|speech| speech.said_from < at);
    let between = speech.and_then(|speech| sentence.lower.get(speech.said_from..at));
    between.is_some_and(|text| tone::contains_any(text, &["before", "by", "until", "it", "that"]))
}

/// Whether a day of this name can be the day on which that one wrote.
pub(in super::super) fn may_date(by: Option<Speaker>, field: &str) -> bool {
    match by {
        Some(Speaker::Customer) => {
            !matches!(field, "answer_at" | "last_answer_at" | "days_since_answer" | "unkept_at")
        }
        Some(Speaker::Staff) => !matches!(
            field,
            "message_at"
                | "last_message_at"
                | "first_message_at"
                | "waiting_since"
                | "waiting_for"
                | "opened_at"
        ),
        None => true,
    }
}

/// The speech that a clause begins; a clause without a verb of speech goes on with what was begun before.
pub(super) fn find(
    lower: &str,
    (start, end): (usize, usize),
    before: Option<&Speech>,
    view: &View<'_>,
) -> Option<Speech> {
    let clause = &lower[start..end];
    let verbs = VERBS.iter().flat_map(|verb| tone::places(clause, verb).map(move |at| (at, verb.len())));
    // Without a word of anybody's there is nobody to speak.
    if view.said().next().is_none() && view.staff().next().is_none() {
        return None;
    }
    let has_case = view.cited.iter().any(|fact| fact.kind == FactKind::Case);
    let Some((at, length)) = verbs.min_by_key(|(at, length)| (*at, std::cmp::Reverse(*length))) else {
        // What a case is about is the customer's word, but the clause goes on with what is known of it.
        return (before.is_none() && has_case && tone::contains_any(clause, ABOUT)).then_some(Speech {
            by: Speaker::Customer,
            said_from: usize::MAX,
            asks: false,
        });
    };
    let subject = &clause[..at];
    let words = |wanted: &[&str]| wanted.iter().filter_map(|word| tone::places(subject, word).last()).max();
    let named = |text: &str| {
        let lower = text.to_lowercase();
        let first = lower.split_whitespace().next().unwrap_or_default().to_owned();
        [lower, first]
            .iter()
            .filter(|name| name.len() > 1)
            .filter_map(|name| tone::places(subject, name).last())
            .max()
    };
    let customers =
        view.facts.iter().filter(|fact| fact.evidence.key() == "name").flat_map(|fact| &fact.names);
    let customer = words(CUSTOMER).max(customers.filter_map(|name| named(name)).max());
    let owners = view.cited.iter().flat_map(|fact| ["owner", "author"].map(|field| fact.fields.get(field)));
    let owners = owners.flatten().filter_map(|value| match value {
        SlotValue::Text(text) => named(text),
        _ => None,
    });
    let staff = words(STAFF).max(owners.max());
    let (customer, staff) = match is_draft(view) {
        true => (customer.max(words(READER)), staff.max(words(WRITER))),
        false => (customer, staff),
    };
    // `Jo was promised …`: somebody else promised it.
    let is_passive = ["was", "were", "been", "got"].iter().any(|word| subject.trim_end().ends_with(word));
    let by = match (customer, staff) {
        (Some(customer), Some(staff)) if customer < staff => Speaker::Staff,
        (None, Some(_)) => Speaker::Staff,
        (Some(_), _) => Speaker::Customer,
        (None, None) => before.map_or(Speaker::Customer, |before| before.by),
    };
    let by = match (by, is_passive) {
        (Speaker::Customer, true) => Speaker::Staff,
        (by, _) => by,
    };
    let asks = ASKING.contains(&&clause[at..at + length]);
    Some(Speech { by, said_from: start + at + length, asks })
}
