//! The playbook: briefs and suggestions from rules, for when no model is configured or it fails.
//!
//! Rules are rows of tables: a condition with what it says or proposes, and how much it matters for each purpose.
//! Everything they write goes through the same check as a model's words. Pure.

mod account;
mod advice;
mod call;
mod questions;
mod sentences;
mod tasks;

use std::collections::BTreeSet;

use jiff::Timestamp;
use jiff::tz::TimeZone;

pub use super::facts::Associate;
pub use super::proposal::{CaseChange, Due, Proposal};
pub use super::situation::{Said, Situation};
pub use account::{AccountView, account_sheet};
pub(super) use advice::sells_nothing;
pub use call::call_sheet;
pub use questions::is_private;

use super::candidates::{self, Candidate, Terms};
use super::facts::{Facts, Scope};
use super::lookups::Looked;
use super::situation;
use super::verify::{Voice, verify};
use crate::domain::brief::{Dropped, Sentence, Verification};
use crate::domain::{EvidenceId, Profile, Purpose, Returns};
use crate::phrasing::Locale;
use questions::Asked;

/// Version of the rules, kept with each brief.
pub const RULES_VERSION: &str = "playbook/2";

const MOST_SENTENCES: usize = 6;
const FEWEST_SENTENCES: usize = 3;
const MOST_SUGGESTIONS: usize = 5;
const FEWEST_SUGGESTIONS: usize = 3;

/// A row: how much it matters (0: not at all, 100: before all else) and what it says.
pub struct Rule {
    /// For reading logs and tests.
    pub name: &'static str,
    /// Weight when a case is answered.
    pub support: u8,
    /// Weight when a call is prepared.
    pub sales: u8,
    /// What follows, where the condition holds.
    pub then: fn(&Situation<'_>) -> Option<Said>,
}

impl Rule {
    fn weight(&self, purpose: Purpose) -> u8 {
        match purpose {
            Purpose::Support => self.support,
            Purpose::Sales => self.sales,
        }
    }
}

/// What the rules came to.
pub struct Written {
    /// Checked and filled in, most important first.
    pub summary: Vec<Sentence>,
    /// Checked and filled in, best first.
    pub proposals: Vec<Proposal>,
    /// What was looked up in the profile, where a question was answered.
    pub looked: Vec<Looked>,
    /// What the proposals were chosen from.
    pub candidates: Vec<Candidate>,
    /// What the check found.
    pub verification: Verification,
    /// Proposals of rules that failed their own check, each with the reason: faults of the rules.
    pub faults: Vec<String>,
}

/// Writes a brief's sentences about a profile, and proposes the best candidates in their own words.
pub fn write(
    profile: &Profile,
    purpose: Purpose,
    now: Timestamp,
    zone: &TimeZone,
    reader: &Locale,
    terms: &Terms,
) -> Written {
    let facts = Facts::of(profile, Scope { purpose, question: None }, now, zone).read_in(reader);
    let facts = facts.returning(profile, terms.returns.as_ref()).worked_in(terms.office.as_deref());
    let situation = Situation::about(profile, &facts, purpose, terms.case.as_ref());
    let situation = situation.with_exceptions(&terms.exceptions);
    let mut verification = Verification::default();
    let summary = summary(&situation, &mut verification);
    let mut faults = Vec::new();
    let candidates = candidates::all(&situation, terms);
    let proposals = proposals(&situation, &candidates, &mut faults);
    Written { summary, proposals, candidates, looked: Vec::new(), verification, faults }
}

/// Answers a plain question (how many, how much, last, first, ever, where) by a row of a table, from all that is known,
/// looked up here. Where none fits, with a colleague's note or an order that has the question's words in it; else it
/// says that the profile does not say.
pub fn answer(
    profile: &Profile,
    question: &str,
    now: Timestamp,
    zone: &TimeZone,
    reader: &Locale,
    returns: Option<&Returns>,
) -> Written {
    let facts = Facts::all(profile, question, now, zone).read_in(reader);
    let mut facts = facts.returning(profile, returns).hearing(profile);
    let asked = Asked::read(question, profile, &facts);
    let looked = questions::look_everything_up(profile, &asked, &mut facts);
    let situation = Situation::of(profile, &facts, Purpose::Sales);
    let mut verification = Verification::default();
    let said = questions::answer(&situation, &asked);
    let mut summary =
        Vec::from_iter(said.and_then(|said| checked(said, "question", &facts, &mut verification)));
    if summary.is_empty() {
        summary.extend(checked(questions::unknown(&asked), "unknown", &facts, &mut verification));
    }
    let cited: Vec<EvidenceId> = summary.iter().flat_map(|sentence| sentence.evidence.clone()).collect();
    let looked = questions::cited(looked, &cited);
    let (proposals, candidates, faults) = (Vec::new(), Vec::new(), Vec::new());
    Written { summary, proposals, candidates, looked, verification, faults }
}

/// Rules that matter for a purpose, the weightiest first; equals in the order of the table.
fn ranked(purpose: Purpose) -> Vec<&'static Rule> {
    let mut rules: Vec<&'static Rule> =
        sentences::RULES.iter().filter(|rule| rule.weight(purpose) > 0).collect();
    rules.sort_by_key(|rule| std::cmp::Reverse(rule.weight(purpose)));
    rules
}

fn summary(situation: &Situation<'_>, verification: &mut Verification) -> Vec<Sentence> {
    let mut summary = Vec::new();
    let purpose = situation.purpose;
    for rule in ranked(purpose) {
        // Fillers only where little else was to say.
        let is_filler = rule.weight(purpose) < sentences::FILLER_BELOW;
        if summary.len() >= MOST_SENTENCES || (is_filler && summary.len() >= FEWEST_SENTENCES) {
            break;
        }
        let Some(said) = (rule.then)(situation) else { continue };
        summary.extend(checked(said, rule.name, situation.facts, verification));
    }
    summary
}

/// What a rule says, filled in, where it stands its check; counted either way.
fn checked(said: Said, rule: &str, facts: &Facts, verification: &mut Verification) -> Option<Sentence> {
    checked_as(said, rule, Voice::Rule, facts, verification)
}

/// The same of what is advised or asked rather than stated.
fn checked_as(
    said: Said,
    rule: &str,
    voice: Voice,
    facts: &Facts,
    verification: &mut Verification,
) -> Option<Sentence> {
    verification.sentences += 1;
    match verify(&said.text, &said.evidence, facts, voice, &|text| Ok(text.to_owned())) {
        Ok(verified) => {
            verification.kept += 1;
            verification.unchecked += u32::from(!verified.checked);
            Some(Sentence { text: verified.text, evidence: said.evidence })
        }
        Err(why) => {
            verification.dropped.push(Dropped { text: said.text, why: format!("{why} (rule {rule})") });
            None
        }
    }
}

fn proposals(situation: &Situation<'_>, candidates: &[Candidate], faults: &mut Vec<String>) -> Vec<Proposal> {
    let mut made: Vec<Proposal> = Vec::new();
    let mut titles = BTreeSet::new();
    for candidate in candidates {
        let is_filler = candidate.weight < i32::from(sentences::FILLER_BELOW);
        if made.len() >= MOST_SUGGESTIONS || (is_filler && made.len() >= FEWEST_SUGGESTIONS) {
            break;
        }
        let Some(words) = candidate.words.clone().filter(|_| candidate.standing.is_open()) else { continue };
        // A rule that writes what it can't prove is left out; over the fixtures a test allows none.
        match words.checked(situation.facts) {
            Ok(checked) if titles.insert(checked.title.clone()) => made.push(checked),
            Ok(_) => {}
            Err(why) => faults.push(format!("{}: {why}", candidate.id)),
        }
    }
    made
}
