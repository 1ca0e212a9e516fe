//! What the playbook answers to a plain question: one row for each thing that is often asked.
//!
//! The question is read first (which orders, which days, what kind of answer), what it speaks of is looked up, and the
//! first row that knows an answer gives it. Where the history is cut, each answer that rests on it says so.

mod asked;
mod commerce;
mod crm;
mod parcel;
mod person;
mod when;
mod wording;

use std::collections::BTreeSet;

pub use asked::Asked;
use asked::Shape;

use super::sentences::unread_said;
use super::situation::totals_id;
use super::{Said, Situation};
use crate::copilot::conversation::NOTHING_KNOWN;
use crate::copilot::facts::{Claim, FactKind, Facts, SlotValue};
use crate::copilot::lookups::{Looked, look_up, lookup_id};
use crate::domain::record::Coverage;
use crate::domain::{EvidenceId, Profile};

/// A row: words of which the question has one of each group, and what is said then.
struct Row {
    words: &'static [&'static [&'static str]],
    then: fn(&Answering<'_>) -> Option<Said>,
}

const fn row(words: &'static [&'static [&'static str]], then: fn(&Answering<'_>) -> Option<Said>) -> Row {
    Row { words, then }
}

/// A question that is being answered.
struct Answering<'a> {
    s: &'a Situation<'a>,
    asked: &'a Asked<'a>,
}

impl Answering<'_> {
    /// Whether the question has one of these words.
    fn has(&self, words: &[&str]) -> bool {
        self.asked.has(words)
    }

    /// `Yes: ` before what answers a plain yes-or-no question; one that compares or denies is answered by the facts alone.
    fn yes(&self) -> &'static str {
        const TURNS: &[&str] = &[
            "more than",
            "less than",
            "fewer than",
            "at least",
            "at most",
            "exactly",
            "over",
            "under",
            "above",
            "below",
            "times",
            "twice",
            "only",
            "never",
            "not",
            "no",
            "none",
            "nothing",
        ];
        if self.asked.shape == Shape::Whether && !self.has(TURNS) { "Yes: " } else { "" }
    }

    /// A sentence with the facts of a look-up as `l`.
    fn say_of(&self, key: &str, templates: &[&str]) -> Option<Said> {
        self.s.say(&[("l", &lookup_id(key))], templates)
    }

    /// The first of the templates that has values, about one fact as `o`.
    fn say(&self, id: &EvidenceId, templates: &[&str]) -> Option<Said> {
        self.s.say(&[("o", id)], templates)
    }

    /// The number that a fact has under a name.
    fn count(&self, id: &EvidenceId, field: &str) -> Option<u64> {
        match self.s.facts.get(id)?.fields.get(field)? {
            SlotValue::Count(count, _) => Some(*count),
            _ => None,
        }
    }
}

/// What the CRM alone knows, and the stores.
const CRM: &[&str] = &[
    "case",
    "cases",
    "ticket",
    "tickets",
    "complaint",
    "complaints",
    "complained",
    "deal",
    "deals",
    "note",
    "notes",
    "task",
    "tasks",
    "message",
    "messages",
];
const STORE: &[&str] = &[
    "order",
    "orders",
    "ordered",
    "bought",
    "buy",
    "spent",
    "spend",
    "refund",
    "refunds",
    "refunded",
    "returned",
    "return",
    "parcel",
    "cart",
    "delivered",
    "shipped",
    "purchase",
    "purchases",
    "revenue",
];

/// What no model may know, since it is never sent.
pub fn is_private(question: &str) -> bool {
    let text = wording::plain(question);
    let has = |words: &[&str]| crate::copilot::tone::contains_any(&text, words);
    person::asks_for_contact(&has)
}

/// The facts of a question: all that is known, and what is looked up for it.
pub fn look_everything_up(profile: &Profile, asked: &Asked<'_>, facts: &mut Facts) -> Vec<Looked> {
    let lookups = asked.lookups();
    let looked = lookups.iter().map(|(key, lookup)| look_up(profile, facts, lookup, key)).collect();
    let words = asked.rest.join(" ");
    for (key, _) in &lookups {
        let id = lookup_id(key);
        if let Some(narrowed) = asked.filter.narrowed() {
            facts.note(&id, "narrowed", SlotValue::Worded(narrowed));
        }
        if !words.is_empty() {
            facts.note(&id, "words", SlotValue::Text(words.clone()));
        }
    }
    looked
}

/// What the first row that fits says of the question, with what is not known of the past.
pub fn answer(situation: &Situation<'_>, asked: &Asked<'_>) -> Option<Said> {
    let answering = Answering { s: situation, asked };
    let tables = [
        &[UNREAD, crm::PROMISED][..],
        person::ROWS,
        commerce::EARLY,
        parcel::ROWS,
        commerce::ROWS,
        crm::ROWS,
        person::LATE_ROWS,
    ];
    let rows = tables.iter().flat_map(|table| table.iter());
    let fits = |row: &&Row| row.words.iter().all(|group| asked.has(group));
    let by_row = rows.filter(fits).find_map(|row| (row.then)(&answering));
    let said = by_row
        .or_else(|| commerce::unknown_order(&answering))
        .or_else(|| commerce::named_order(&answering))
        .or_else(|| crm::mentioned(&answering))
        .or_else(|| commerce::product(&answering))?;
    Some(with_coverage(situation, said))
}

/// What a question about records of a kind has in it.
const OF_KINDS: [(&str, &[&str]); 7] = [
    (Coverage::ORDERS, STORE),
    (Coverage::CASES, crm::CASES),
    (Coverage::DEALS, crm::DEALS),
    (Coverage::NOTES, &["note", "notes"]),
    (Coverage::TASKS, crm::TASKS),
    (Coverage::CALLS, &["calls"]),
    (Coverage::EMAILS, &["e-mails", "emails", "mails"]),
];

const UNREAD: Row = row(&[], |a| {
    let silent = (a.has(CRM) && a.s.profile.crm_is_unread())
        || (a.has(STORE) && a.s.profile.store_is_unread() && a.s.profile.orders.is_empty());
    let asks_for = |kind: &str| OF_KINDS.iter().any(|(one, words)| *one == kind && a.has(words));
    let mut gaps = a.s.facts.iter().filter(|fact| fact.kind == FactKind::Coverage);
    let gap = gaps.find(|fact| match fact.fields.get("not_shown") {
        Some(SlotValue::State(kind)) => asks_for(kind),
        _ => silent && fact.claims.get(&Claim::Unread) == Some(&true),
    })?;
    unread_said(a.s, gap)
});

/// Where nothing answers: said in one sentence, with the evidence nearest to the question.
pub fn unknown(asked: &Asked<'_>) -> Said {
    let mut said = unknown_said();
    said.evidence.extend(asked.order.map(|order| order.evidence.clone()));
    said
}

fn unknown_said() -> Said {
    Said { text: NOTHING_KNOWN.to_owned(), evidence: vec![totals_id()] }
}

/// What rests on a history that is cut says so.
fn with_coverage(s: &Situation<'_>, said: Said) -> Said {
    let rests_on_history = said.evidence.iter().any(|id| matches!(id.kind(), "lookup" | "totals"));
    if !rests_on_history || !s.profile.totals.partial {
        return said;
    }
    let gaps = s
        .facts
        .iter()
        .filter(|fact| fact.kind == FactKind::Coverage && fact.claims.get(&Claim::Partial) == Some(&true));
    let Some(gap) = gaps.min_by_key(|gap| !gap.fields.contains_key("since")) else { return said };
    let about = s.say(
        &[("g", &gap.evidence)],
        &[
            "Orders before {g.since} are not known.",
            "The history of {g.source} is partial: {g.why}.",
            "The history of {g.source} is partial.",
        ],
    );
    let Some(about) = about.filter(|_| !said.evidence.contains(&gap.evidence)) else { return said };
    let mut evidence = said.evidence;
    evidence.extend(about.evidence);
    Said { text: format!("{} {}", said.text, about.text), evidence }
}

/// Of all that was looked up, what a sentence cites.
pub fn cited(looked: Vec<Looked>, said: &[EvidenceId]) -> Vec<Looked> {
    let cited: BTreeSet<&EvidenceId> = said.iter().collect();
    let whole = |id: &EvidenceId| EvidenceId::new(id.kind(), id.key().split('.').next().unwrap_or_default());
    let wholes: BTreeSet<EvidenceId> = cited.iter().map(|id| whole(id)).collect();
    looked.into_iter().filter(|looked| wholes.contains(&looked.evidence)).collect()
}
