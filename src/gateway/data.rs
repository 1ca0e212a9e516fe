//! What a prompt carries as data: the declared facts, masked, and nothing else.
//!
//! [`Data`] is the one thing that a template renders, and its facts pass [`Declared::takes`] on the way in: a fact
//! whose kind the prompt's header does not declare has no way into a request. What can be done comes as slots that
//! name facts, so that it adds no value of its own.

use std::collections::BTreeMap;

use serde::Serialize;

use super::door::{Candidate, Question};
use super::mask::Masker;
use crate::domain::FactKind;
use crate::domain::evidence::EvidenceId;

/// The kinds of fact that a prompt declares for a purpose. Only a checked header makes one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Declared(pub(super) Vec<FactKind>);

impl Declared {
    /// Whether facts of this kind may be in the prompt.
    pub fn takes(&self, kind: FactKind) -> bool {
        self.0.contains(&kind)
    }
}

/// The data of a prompt, as JSON: quoting keeps strangers' text from being anything but text.
#[derive(Serialize)]
pub(super) struct Data {
    purpose: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    question: Option<String>,
    allowed_actions: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    candidates: Vec<Candidate>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    may_promise: Vec<String>,
    facts: Vec<DataFact>,
}

#[derive(Serialize)]
struct DataFact {
    id: EvidenceId,
    kind: FactKind,
    text: String,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    fields: BTreeMap<String, String>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    by_customer: bool,
}

impl Data {
    /// Whether they tell what a draft may promise.
    pub(super) fn lets_promise(&self) -> bool {
        !self.may_promise.is_empty()
    }

    /// Takes the declared facts of a question, and masks every text of them.
    pub(super) fn of(question: &Question, declared: &Declared, masker: &mut Masker) -> Self {
        let taken = question.facts.iter().filter(|fact| declared.takes(fact.kind));
        let facts = taken.map(|fact| DataFact {
            id: fact.id.clone(),
            kind: fact.kind,
            text: masker.mask(&fact.text).text,
            fields: fact.fields.iter().map(|(name, value)| (name.clone(), masker.mask(value).text)).collect(),
            by_customer: fact.by_customer,
        });
        let facts: Vec<DataFact> = facts.collect();
        // What was tried, and what that did to the rank, comes from notes, tasks and calls.
        let told_before = declared.takes(FactKind::Activity);
        let before = |texts: &[String], masker: &mut Masker| -> Vec<String> {
            let told = texts.iter().filter(|_| told_before);
            told.map(|text| masker.mask(text).text).collect()
        };
        let candidates = question.candidates.iter().map(|candidate| Candidate {
            evidence: candidate
                .evidence
                .iter()
                .filter(|id| facts.iter().any(|fact| fact.id == **id))
                .cloned()
                .collect(),
            why: masker.mask(&candidate.why).text,
            expected_effect: masker.mask(&candidate.expected_effect).text,
            tried: before(&candidate.tried, masker),
            weighed: before(&candidate.weighed, masker),
            ..candidate.clone()
        });
        let candidates = candidates.collect();
        Data {
            purpose: question.purpose.as_str().to_owned(),
            question: question.question.as_ref().map(|text| masker.mask(text).text),
            allowed_actions: question.allowed_actions.clone(),
            candidates,
            may_promise: question.may_promise.clone(),
            facts,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Purpose;
    use crate::domain::ids::CustomerId;
    use crate::gateway::{Known, PromptName};

    #[test]
    fn what_was_tried_is_told_only_where_activities_are_declared() {
        let candidate = Candidate {
            id: "reply-77".to_owned(),
            action: "reply".to_owned(),
            evidence: Vec::new(),
            why: "Case {case:77.number} waits.".to_owned(),
            channel: None,
            offer: None,
            timing: None,
            expected_effect: "no history yet".to_owned(),
            tried: vec!["call of 2026-11-20".to_owned()],
            weighed: vec!["-15: they were called on 2026-11-20".to_owned()],
        };
        let question = Question {
            customer: CustomerId::new(uuid::Uuid::nil()),
            known: Known::default(),
            prompt: PromptName::Brief,
            purpose: Purpose::Support,
            facts: Vec::new(),
            allowed_actions: Vec::new(),
            candidates: vec![candidate],
            may_promise: Vec::new(),
            question: None,
            schema: serde_json::json!({}),
        };
        let told = |kind| {
            let data = Data::of(&question, &Declared(vec![kind]), &mut Masker::new(&question.known));
            serde_json::to_string(&data).expect("JSON")
        };
        assert_eq!(told(FactKind::Activity).matches("2026-11-20").count(), 2);
        assert!(!told(FactKind::Order).contains("2026-11-20"), "{}", told(FactKind::Order));
    }
}
