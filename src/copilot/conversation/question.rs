//! From facts to what the gateway is asked.

use crate::copilot::facts::{Fact, Facts};
use crate::domain::action::ActionKind;
use crate::domain::{CustomerId, EvidenceId, FactKind, Purpose};
use crate::gateway::{self, Known, PromptName};

use super::form;

/// Asks for a brief.
pub fn for_brief(
    customer: CustomerId,
    purpose: Purpose,
    facts: &Facts,
    known: Known,
    allowed: &[ActionKind],
) -> gateway::Question {
    gateway::Question {
        customer,
        known,
        prompt: PromptName::Brief,
        purpose,
        facts: all(facts),
        allowed_actions: allowed.iter().map(|action| action.as_str().to_owned()).collect(),
        question: None,
        schema: form::of_brief(allowed),
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
        question: None,
        schema: form::of_triage(),
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
        text: fact.text.clone(),
        fields: fields.collect(),
        by_customer: !fact.said.is_empty(),
    }
}
