//! Triage of a case: labels by a model, read and held to the form, or by rules where there is no model.
//!
//! A label is a judgement and can't be proven; it is one of a closed list, so that the worst a hostile text can do is
//! to be filed wrongly. The one sentence is checked as every other. Pure.

mod rules;

use serde_json::Value;

pub use rules::by_rules;

use super::conversation::{evidence, line};
use super::facts::Facts;
use super::verify::{Restore, Voice, verify};
use crate::domain::EvidenceId;
use crate::domain::brief::{Dropped, Sentence, Verification};
use crate::domain::triage::{Category, Labels, Mood, Urgency};

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
    let summary = summary(&answer["summary"], case, facts, restore, &mut verification);
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

/// The first JSON object of a text; some servers write around it.
fn object(text: &str) -> Option<Value> {
    let begin = text.find('{')?;
    let value = serde_json::Deserializer::from_str(&text[begin..]).into_iter().next()?.ok()?;
    Value::is_object(&value).then_some(value)
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

fn summary(
    element: &Value,
    case: &EvidenceId,
    facts: &Facts,
    restore: Restore<'_>,
    verification: &mut Verification,
) -> Option<Sentence> {
    let text = line(element["text"].as_str()?);
    verification.sentences = 1;
    let checked = evidence(element).and_then(|mut cited| {
        if !cited.contains(case) {
            cited.push(case.clone());
        }
        let verified = verify(&text, &cited, facts, Voice::Statement, restore)?;
        Ok((verified, cited))
    });
    match checked {
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
