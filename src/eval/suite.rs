//! The suite: everybody in the fixtures, briefed on for both purposes, and what people labelled beside it.

use std::fmt;

use super::labels::{BriefLabel, CaseLabel, DemandLabel, Labelled, QuestionLabel};
use super::people::{Person, people};
use crate::domain::Purpose;
use crate::domain::evidence::EvidenceId;

/// What is asked, and how it should come out.
pub struct Suite {
    /// Whom it is about.
    pub(super) people: Vec<Person>,
    labels: Labelled,
}

/// The fixtures are broken.
#[derive(Debug, thiserror::Error)]
pub enum SuiteError {
    /// The customers.
    #[error("the fixtures' customers can't be read")]
    People(#[from] serde_json::Error),
    /// The labels.
    #[error("the labels of the fixtures can't be read")]
    Labels(#[from] toml::de::Error),
}

/// One thing that is asked about a customer.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Task {
    Brief(Purpose),
    Ask(String),
    Triage,
}

impl fmt::Display for Task {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Brief(purpose) => write!(f, "brief {}", purpose.as_str()),
            Self::Ask(question) => write!(f, "ask {question}"),
            Self::Triage => f.write_str("triage"),
        }
    }
}

impl Suite {
    /// The suite that comes with the program.
    ///
    /// # Errors
    /// A fixture is broken.
    pub fn built_in() -> Result<Self, SuiteError> {
        Ok(Self { people: people()?, labels: Labelled::built_in()? })
    }

    /// What is asked about a customer, in this order.
    pub(super) fn tasks(&self, query: &str) -> Vec<Task> {
        let mut tasks = vec![Task::Brief(Purpose::Support), Task::Brief(Purpose::Sales)];
        let questions = self.labels.questions.iter().filter(|label| label.query == query);
        tasks.extend(questions.map(|label| Task::Ask(label.question.clone())));
        tasks.extend(self.labels.cases.iter().any(|label| label.query == query).then_some(Task::Triage));
        tasks
    }

    pub(super) fn brief_label(&self, query: &str, purpose: Purpose) -> Option<&BriefLabel> {
        self.labels.briefs.iter().find(|label| label.query == query && label.purpose == purpose)
    }

    pub(super) fn question_label(&self, query: &str, question: &str) -> Option<&QuestionLabel> {
        self.labels.questions.iter().find(|label| label.query == query && label.question == question)
    }

    pub(super) fn case_label(&self, case: &EvidenceId) -> Option<&CaseLabel> {
        self.labels.cases.iter().find(|label| label.case == *case)
    }

    /// What a customer asks in words of their own.
    pub(super) fn demands<'a>(&'a self, query: &'a str) -> impl Iterator<Item = &'a DemandLabel> {
        self.labels.demands.iter().filter(move |label| label.query == query)
    }

    /// All labels.
    pub(super) fn labels(&self) -> &Labelled {
        &self.labels
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_that_is_labelled_is_about_somebody_in_the_fixtures() {
        let suite = Suite::built_in().expect("the fixtures are right");
        let labels = &suite.labels;
        let briefs = labels.briefs.iter().map(|label| &label.query);
        let questions = labels.questions.iter().map(|label| &label.query);
        let cases = labels.cases.iter().map(|label| &label.query);
        let demands = labels.demands.iter().map(|label| &label.query);
        for query in briefs.chain(questions).chain(cases).chain(demands) {
            assert!(suite.people.iter().any(|person| person.query == *query), "nobody is {query}");
        }
    }
}
