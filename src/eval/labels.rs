//! What people who know the work would do for the fixtures' customers.

use std::str::FromStr;

use serde::Deserialize;

use crate::domain::Purpose;
use crate::domain::action::ActionKind;
use crate::domain::brief::Suggestion;
use crate::domain::evidence::EvidenceId;
use crate::domain::triage::{Category, Labels, Mood, Urgency};

const LABELS: &str = include_str!("../../fixtures/eval/labels.toml");

/// All labels.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Labelled {
    /// The best actions.
    #[serde(rename = "brief")]
    pub briefs: Vec<BriefLabel>,
    /// Questions with what a right answer says.
    #[serde(rename = "question")]
    pub questions: Vec<QuestionLabel>,
    /// Cases with the labels that would be right.
    #[serde(rename = "triage")]
    pub cases: Vec<CaseLabel>,
    /// What customers ask in words of their own.
    #[serde(rename = "demand")]
    pub demands: Vec<DemandLabel>,
}

/// What a customer asks in words of their own, and what an answer speaks of that has understood it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DemandLabel {
    /// Who asks.
    pub query: String,
    /// In which case.
    pub case: EvidenceId,
    /// What they ask, for whoever doubts the label.
    pub asks: String,
    /// Words of which an answer has one at least, in any case.
    pub says: Vec<String>,
}

/// The best actions for a customer and a purpose.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BriefLabel {
    /// Whom it is about.
    pub query: String,
    /// What for.
    pub purpose: Purpose,
    /// Why, for whoever doubts it.
    pub why: String,
    /// May stand first; none where nothing is clearly the best.
    #[serde(default)]
    pub first: Vec<Wish>,
    /// May stand below.
    #[serde(default)]
    pub good: Vec<Wish>,
    /// Must not be proposed.
    #[serde(default)]
    pub never: Vec<Wish>,
}

/// A question with what a right answer says.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct QuestionLabel {
    /// About whom.
    pub query: String,
    /// The question.
    pub question: String,
    /// Words that a right answer has, all of them, in any case.
    pub says: Vec<String>,
}

/// The labels of a case that would be right.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CaseLabel {
    /// Whose case.
    pub query: String,
    /// Which.
    pub case: EvidenceId,
    /// What it may be said to be about.
    pub category: Vec<Category>,
    /// How its writer may be said to feel.
    pub mood: Vec<Mood>,
    /// How pressing it may be said to be.
    pub urgency: Vec<Urgency>,
}

/// An action and what it is about: `reply case:17701`, `task activity` (any activity), `task` (anything).
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct Wish {
    action: ActionKind,
    about: Option<String>,
}

/// No action that there is.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("`{0}` names no action")]
pub struct BadWish(String);

impl Labelled {
    /// The labels that came with the fixtures.
    ///
    /// # Errors
    /// The file is broken.
    pub fn built_in() -> Result<Self, toml::de::Error> {
        toml::from_str(LABELS)
    }
}

impl Wish {
    /// Whether a suggestion is what was wished for.
    pub fn is_met_by(&self, suggestion: &Suggestion) -> bool {
        let Some(about) = &self.about else { return suggestion.action == self.action };
        let is_about = |id: &EvidenceId| id.as_str() == about || id.kind() == about;
        suggestion.action == self.action && suggestion.evidence.iter().chain(&suggestion.case).any(is_about)
    }
}

impl FromStr for Wish {
    type Err = BadWish;

    fn from_str(text: &str) -> Result<Self, BadWish> {
        let (action, about) = match text.split_once(' ') {
            Some((action, about)) => (action, Some(about.to_owned())),
            None => (text, None),
        };
        let action = serde_json::from_value(action.into()).map_err(|_| BadWish(text.to_owned()))?;
        Ok(Self { action, about })
    }
}

impl TryFrom<String> for Wish {
    type Error = BadWish;

    fn try_from(text: String) -> Result<Self, BadWish> {
        text.parse()
    }
}

impl CaseLabel {
    /// Whether labels are among the right ones.
    pub fn is_met_by(&self, labels: &Labels) -> bool {
        self.category.contains(&labels.category)
            && self.mood.contains(&labels.mood)
            && self.urgency.contains(&labels.urgency)
    }
}

impl DemandLabel {
    /// Whether the draft of an answer to the case speaks of what is asked, or says itself that it does not.
    pub fn is_met_by(&self, suggestions: &[Suggestion]) -> bool {
        let answers = suggestions.iter().filter(|one| one.action == ActionKind::Reply);
        answers.filter(|one| one.case.as_ref() == Some(&self.case)).any(|one| {
            let body = one.body.to_lowercase();
            let is_told = one.grounds.lacks.iter().any(|lack| lack.starts_with("not answered"));
            is_told || self.says.iter().any(|word| body.contains(&word.to_lowercase()))
        })
    }
}

impl QuestionLabel {
    /// Whether an answer says all that it has to.
    pub fn is_met_by(&self, answer: &str) -> bool {
        let answer = answer.to_lowercase();
        self.says.iter().all(|words| has_words(&answer, &words.to_lowercase()))
    }
}

/// Whether the words stand in a text, not as a part of longer ones: `8` is not in `1080`.
pub(super) fn has_words(text: &str, words: &str) -> bool {
    text.match_indices(words).any(|(at, found)| {
        let before = text[..at].chars().next_back();
        let after = text[at + found.len()..].chars().next();
        !before.is_some_and(char::is_alphanumeric) && !after.is_some_and(char::is_alphanumeric)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_labels_can_be_read_and_name_each_customer_once_a_purpose() {
        let labels = Labelled::built_in().expect("the labels are right");
        let mut seen = std::collections::HashSet::new();
        for label in &labels.briefs {
            assert!(seen.insert((&label.query, label.purpose)), "{} twice", label.query);
            let contradicts = |wish: &Wish| label.never.iter().any(|never| never.action == wish.action);
            let wishes = label.first.iter().chain(&label.good);
            assert!(!wishes.into_iter().any(contradicts), "{}: wished for and forbidden", label.query);
            assert!(!label.why.is_empty());
        }
        assert!(labels.briefs.iter().filter(|label| !label.first.is_empty()).count() >= 40);
    }

    #[test]
    fn a_wish_names_an_action_and_may_name_what_it_is_about() {
        let wish: Wish = "reply case:77".parse().expect("a wish");
        assert_eq!((wish.action, wish.about.as_deref()), (ActionKind::Reply, Some("case:77")));
        assert!("call case:77".parse::<Wish>().is_err());
    }

    #[test]
    fn a_figure_is_not_a_part_of_another() {
        assert!(has_words("8 orders so far", "8") && !has_words("order 1080", "8"));
    }
}
