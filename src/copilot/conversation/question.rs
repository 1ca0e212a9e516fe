//! From facts to what the gateway is asked.

use crate::copilot::candidates::{self, Candidate};
use crate::copilot::facts::{Fact, Facts};
use crate::domain::{CustomerId, EvidenceId, FactKind, PromiseRule, Purpose};
use crate::gateway::{self, Known, PromptName};

use super::form;

/// Candidates that are told to a model: enough to choose from, few enough to read.
const MOST_CANDIDATES: usize = 14;

/// Asks for a brief. Of `candidates` those that no decision holds back are told.
pub fn for_brief(
    customer: CustomerId,
    purpose: Purpose,
    facts: &Facts,
    known: Known,
    candidates: &[Candidate],
) -> gateway::Question {
    let told = told(candidates);
    gateway::Question {
        customer,
        known,
        prompt: PromptName::Brief,
        purpose,
        facts: all(facts),
        allowed_actions: candidates::actions(told.iter().copied())
            .into_iter()
            .map(|action| action.as_str().to_owned())
            .collect(),
        candidates: told.iter().map(|candidate| candidate_of(candidate)).collect(),
        may_promise: facts.promises.iter().map(PromiseRule::in_words).collect(),
        question: None,
        schema: form::of_brief(&told),
    }
}

/// Asks what a rep wants to know. `may_look_up`: the answer may ask for look-ups.
pub fn for_answer(
    customer: CustomerId,
    purpose: Purpose,
    facts: &Facts,
    known: Known,
    question: &str,
    may_look_up: bool,
) -> gateway::Question {
    gateway::Question {
        customer,
        known,
        prompt: PromptName::Ask,
        purpose,
        facts: all(facts),
        allowed_actions: Vec::new(),
        candidates: Vec::new(),
        may_promise: Vec::new(),
        question: Some(question.to_owned()),
        schema: form::of_answer(may_look_up),
    }
}

/// Asks for the labels of one case. Of the facts all but other cases are taken.
pub fn for_triage(customer: CustomerId, facts: &Facts, known: Known, case: &EvidenceId) -> gateway::Question {
    let facts_of_case = facts.iter().filter(|fact| fact.kind != FactKind::Case || fact.evidence == *case);
    gateway::Question {
        customer,
        known,
        prompt: PromptName::Triage,
        purpose: Purpose::Support,
        facts: facts_of_case.map(|fact| one(fact, facts)).collect(),
        allowed_actions: Vec::new(),
        candidates: Vec::new(),
        may_promise: Vec::new(),
        question: None,
        schema: form::of_triage(),
    }
}

/// Asks for the questions to put to a customer in a call.
pub fn for_call(customer: CustomerId, facts: &Facts, known: Known) -> gateway::Question {
    gateway::Question {
        customer,
        known,
        prompt: PromptName::Call,
        purpose: Purpose::Sales,
        facts: all(facts),
        allowed_actions: Vec::new(),
        candidates: Vec::new(),
        may_promise: Vec::new(),
        question: None,
        schema: form::of_call(),
    }
}

/// The weightiest that are open, and all that only a model words.
fn told(candidates: &[Candidate]) -> Vec<&Candidate> {
    let open: Vec<&Candidate> = candidates.iter().filter(|candidate| candidate.standing.is_open()).collect();
    let (ruled, more): (Vec<&Candidate>, Vec<&Candidate>) =
        open.into_iter().partition(|candidate| candidate.words.is_some());
    ruled.into_iter().take(MOST_CANDIDATES).chain(more).collect()
}

fn candidate_of(candidate: &Candidate) -> gateway::Candidate {
    gateway::Candidate {
        id: candidate.id.clone(),
        action: candidate.action.as_str().to_owned(),
        evidence: candidate.evidence.clone(),
        why: candidate.why.clone(),
        channel: candidate.channel.clone(),
        offer: candidate.offer.map(|bounds| bounds.in_words()),
        timing: candidate.timing.clone(),
        expected_effect: candidate.expected.clone(),
        tried: candidate.tried.iter().map(ToString::to_string).collect(),
        weighed: candidate.weighed.iter().map(ToString::to_string).collect(),
    }
}

fn all(facts: &Facts) -> Vec<gateway::Fact> {
    facts.iter().map(|fact| one(fact, facts)).collect()
}

fn one(fact: &Fact, facts: &Facts) -> gateway::Fact {
    let fields = fact.fields.iter().map(|(name, value)| ((*name).to_owned(), value.write(&facts.zone)));
    gateway::Fact {
        id: fact.evidence.clone(),
        kind: fact.kind,
        text: fact.text.as_str().to_owned(),
        fields: fields.collect(),
        by_customer: !fact.said.is_empty() || !fact.staff.is_empty(),
    }
}
