//! The sentences against the check.

use std::collections::BTreeMap;

use deskhand::copilot::facts::{Facts, Scope};
use deskhand::copilot::verify::{Refused, Voice, weigh};
use deskhand::domain::macros::known;
use deskhand::domain::{EvidenceId, Purpose};
use jiff::tz::TimeZone;
use serde::Deserialize;

use crate::people::{ada, jo};
use crate::profile_support::now;

/// What is true of a sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Label {
    /// Its evidence says so, in about these words.
    True,
    /// Its evidence says so in other words or another format.
    Paraphrase,
    /// Its evidence says otherwise.
    False,
    /// Nothing says so.
    Unverifiable,
}

#[derive(Debug, Deserialize)]
struct Row {
    who: String,
    text: String,
    evidence: Vec<EvidenceId>,
    label: Label,
    kind: String,
    slots: bool,
}

impl Row {
    fn is_true(&self) -> bool {
        matches!(self.label, Label::True | Label::Paraphrase)
    }
}

/// Batches of sentences, with what they are written for; each was written before the check had seen it.
const BATCHES: &[(&str, Voice, &str)] = &[
    ("first", Voice::Statement, include_str!("sentences/first.jsonl")),
    ("second", Voice::Statement, include_str!("sentences/second.jsonl")),
    ("third", Voice::Statement, include_str!("sentences/third.jsonl")),
    ("fourth", Voice::Statement, include_str!("sentences/fourth.jsonl")),
    ("fifth", Voice::Statement, include_str!("sentences/fifth.jsonl")),
    ("sixth", Voice::Statement, include_str!("sentences/sixth.jsonl")),
    ("seventh", Voice::Statement, include_str!("sentences/seventh.jsonl")),
    ("eighth", Voice::Statement, include_str!("sentences/eighth.jsonl")),
    ("drafts", Voice::Draft { granted: None }, include_str!("sentences/drafts.jsonl")),
];

fn rows(batch: &str) -> Vec<Row> {
    batch.lines().map(|line| serde_json::from_str(line).unwrap_or_else(|e| panic!("{line}: {e}"))).collect()
}

/// Kept of true ones and of lies.
#[derive(Clone, Copy, Default)]
struct Tally {
    truths: usize,
    truths_kept: usize,
    lies: usize,
    lies_kept: usize,
}

impl Tally {
    fn add(&mut self, is_true: bool, is_kept: bool) {
        let (all, kept) = if is_true {
            (&mut self.truths, &mut self.truths_kept)
        } else {
            (&mut self.lies, &mut self.lies_kept)
        };
        *all += 1;
        *kept += usize::from(is_kept);
    }

    fn line(&self, name: &str) -> String {
        let share = |part: usize, of: usize| match of {
            0 => "    –".to_owned(),
            _ => format!("{:.3}", part as f64 / of as f64),
        };
        format!(
            "{name:28} true {:4}, kept {:4}, recall {}   lies {:4}, kept {:4}   precision {}",
            self.truths,
            self.truths_kept,
            share(self.truths_kept, self.truths),
            self.lies,
            self.lies_kept,
            share(self.truths_kept, self.truths_kept + self.lies_kept),
        )
    }
}

#[test]
fn lies_are_struck_and_what_is_true_stays() {
    let facts_of = |profile: &_| {
        let scope = Scope { purpose: Purpose::Support, question: None };
        let support = Facts::of(profile, scope, now(), &TimeZone::UTC);
        let sales = Facts::of(profile, Scope { purpose: Purpose::Sales, ..scope }, now(), &TimeZone::UTC);
        [support, sales]
    };
    let people: BTreeMap<&str, [Facts; 2]> =
        [("ada", facts_of(&ada())), ("jo", facts_of(&jo()))].into_iter().collect();
    let (mut all, mut slots, mut literal) = (Tally::default(), Tally::default(), Tally::default());
    let mut kinds: BTreeMap<String, Tally> = BTreeMap::new();
    let mut slipped = Vec::new();
    // Taken out, and marked for the rep.
    let mut lies_of_drafts = [0, 0];
    for (batch, voice, text) in BATCHES {
        let mut tally = Tally::default();
        for row in rows(text) {
            let facts = &people[&*row.who];
            // What is bought next is told to sales alone.
            let for_sales = row.evidence.iter().any(|id| facts[0].get(id).is_none());
            let facts = &facts[usize::from(for_sales)];
            let verdict =
                weigh(&facts.reader, &row.text, &row.evidence, facts, *voice, &|text| Ok(text.to_owned()));
            if matches!(voice, Voice::Draft { .. }) && !row.is_true() {
                if row.kind.ends_with("promise") || row.kind.ends_with("refund") {
                    assert!(
                        !matches!(verdict, Err(Refused::Unsupported { .. })),
                        "merely marked: {}",
                        row.text
                    );
                }
                lies_of_drafts[usize::from(matches!(verdict, Err(Refused::Unsupported { .. })))] += 1;
            }
            let is_kept = verdict.is_ok();
            for tally in [
                &mut all,
                &mut tally,
                if row.slots { &mut slots } else { &mut literal },
                kinds.entry(row.kind.clone()).or_default(),
            ] {
                tally.add(row.is_true(), is_kept);
            }
            if is_kept != row.is_true() {
                let why = verdict
                    .map_or_else(|refused| format!("struck: {}", refused.why()), |_| "KEPT".to_owned());
                println!("{batch} {:?} {}: {} — {why}", row.label, row.kind, row.text);
            }
            if is_kept && !row.is_true() {
                slipped.push(row.text);
            }
        }
        println!("{}", tally.line(&format!("batch {batch}")));
    }
    println!("lies of drafts: {} taken out, {} marked", lies_of_drafts[0], lies_of_drafts[1]);
    println!("{}\n{}\n{}", all.line("all"), slots.line("with slots"), literal.line("literal"));
    for (kind, tally) in &kinds {
        println!("{}", tally.line(kind));
    }
    assert!(slipped.is_empty(), "{} lies were kept: {slipped:#?}", slipped.len());
    assert!(all.truths_kept * 100 >= all.truths * 95, "{}", all.line("all"));
}

/// A configuration is checked against the values that there are: none may be missing there.
#[test]
fn every_value_of_a_customer_a_case_and_an_order_can_be_named_in_a_macro() {
    for profile in [ada(), jo()] {
        let scope = Scope { purpose: Purpose::Support, question: None };
        let facts = Facts::of(&profile, scope, now(), &TimeZone::UTC);
        for fact in facts.iter() {
            let whose = fact.evidence.kind();
            let is_named = match whose {
                "customer" | "case" | "order" => true,
                "totals" => fact.evidence.as_str() == "totals:all",
                _ => false,
            };
            for name in fact.fields.keys().filter(|_| is_named) {
                assert_eq!(known(whose, name), Ok(()), "{:?}", fact.evidence);
            }
        }
    }
}
