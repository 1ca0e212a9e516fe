//! Triage of a case: labels by a model, read and held to the form, or by rules where there is no model.
//!
//! A label is a judgement and can't be proven; it is one of a closed list, so that the worst a hostile text can do is
//! to be filed wrongly. The one sentence is checked as every other. Pure.

pub mod about;
mod concepts;
pub mod corrected;
pub mod model;
mod rules;

use serde_json::Value;

pub use rules::{by_rules, language_of};

use super::conversation::{evidence, line, refuse_addresses};
use super::facts::Facts;
use super::verify::{Restore, Verified, Voice, verify};
use crate::domain::brief::{Dropped, Sentence, Verification};
use crate::domain::triage::{Category, Labels, Mood, Urgency};
use crate::domain::{EvidenceId, Profile};

/// Places where the answer may begin that are tried.
const MOST_TRIES: usize = 50;

/// A case's labels and the sentence about it.
#[derive(Clone, Debug, PartialEq)]
pub struct Labelled {
    /// The labels.
    pub labels: Labels,
    /// What it asks for, where a sentence stood the check.
    pub summary: Option<Sentence>,
    /// What the check found.
    pub verification: Verification,
}

/// Reads a model's answer about one case.
///
/// # Errors
/// It is not in the form that was asked for, in words.
pub fn read(
    answer: &str,
    case: &EvidenceId,
    profile: &Profile,
    facts: &Facts,
    restore: Restore<'_>,
) -> Result<Labelled, String> {
    let answer = object(answer).ok_or("the model's answer holds nothing in the form that was asked for")?;
    let labels = Labels {
        category: one_of(&answer, "category", Category::ALL, Category::as_str)?,
        mood: one_of(&answer, "mood", Mood::ALL, Mood::as_str)?,
        urgency: one_of(&answer, "urgency", Urgency::ALL, Urgency::as_str)?,
        language: answer["language"].as_str().and_then(language),
    };
    let mut verification = Verification::default();
    let about = About { case, profile, facts };
    let summary = about.summary(&answer["summary"], restore, &mut verification);
    Ok(Labelled { labels, summary, verification })
}

/// What the rules make of a case: labels, and a sentence of what is known of it.
pub fn labelled_by_rules(case: &crate::domain::crm::Case, facts: &Facts) -> Labelled {
    let id = &case.evidence;
    let texts = [
        format!("Case {{{id}.number}}, “{{{id}.subject}}”, is unanswered for {{{id}.waiting_for}}."),
        format!("Case {{{id}.number}}, “{{{id}.subject}}”, is open."),
    ];
    let waits = case.messages.last().is_none_or(|m| m.from != crate::domain::crm::MessageFrom::Staff);
    let mut verification = Verification::default();
    let summary = texts.iter().skip(usize::from(!waits)).find_map(|text| {
        let verified =
            verify(text, std::slice::from_ref(id), facts, Voice::Rule, &|t| Ok(t.to_owned())).ok()?;
        Some(Sentence { text: line(&verified.text), evidence: vec![id.clone()] })
    });
    let written = u32::from(summary.is_some());
    (verification.sentences, verification.kept) = (written, written);
    Labelled { labels: by_rules(case), summary, verification }
}

/// The first JSON object of a text that has a label; some models write around it, or think aloud before it.
fn object(text: &str) -> Option<Value> {
    let said = text.rsplit_once("</think>").map_or(text, |(_, said)| said);
    said.match_indices('{').take(MOST_TRIES).find_map(|(begin, _)| {
        let value: Value = serde_json::Deserializer::from_str(&said[begin..]).into_iter().next()?.ok()?;
        value.get("category").is_some().then_some(value)
    })
}

fn one_of<T: Copy>(answer: &Value, name: &str, all: &[T], word: fn(T) -> &'static str) -> Result<T, String> {
    let said = answer[name].as_str().unwrap_or_default().trim().to_lowercase();
    let found = all.iter().copied().find(|one| word(*one) == said);
    found.ok_or_else(|| format!("the model's answer names no {name} of the list"))
}

/// A language's code of two letters.
fn language(code: &str) -> Option<String> {
    let code = code.trim().to_lowercase();
    let code = code.split(['-', '_']).next()?;
    (code.len() == 2 && code.bytes().all(|b| b.is_ascii_lowercase())).then(|| code.to_owned())
}

/// What a summary is about.
struct About<'a> {
    case: &'a EvidenceId,
    profile: &'a Profile,
    facts: &'a Facts,
}

impl About<'_> {
    fn summary(
        &self,
        element: &Value,
        restore: Restore<'_>,
        verification: &mut Verification,
    ) -> Option<Sentence> {
        let text = line(element["text"].as_str()?);
        verification.sentences = 1;
        match self.checked(&text, element, restore) {
            Ok((verified, evidence)) => {
                verification.kept = 1;
                verification.unchecked = u32::from(!verified.checked);
                Some(Sentence { text: line(&verified.text), evidence })
            }
            Err(why) => {
                verification.dropped.push(Dropped { text, why });
                None
            }
        }
    }

    fn checked(
        &self,
        text: &str,
        element: &Value,
        restore: Restore<'_>,
    ) -> Result<(Verified, Vec<EvidenceId>), String> {
        let mut cited = evidence(element)?;
        if !cited.contains(self.case) {
            cited.push(self.case.clone());
        }
        let verified = verify(text, &cited, self.facts, Voice::Statement, restore)?;
        // What a slot quotes says whose words they are.
        refuse_addresses(&restore(text)?, self.profile)?;
        Ok((verified, cited))
    }
}
