//! What came of one thing that was asked.

use std::time::Duration;

use serde_json::Value;

use super::labels::{BriefLabel, Wish};
use super::overheard::HeardCall;
use super::suite::{Suite, Task};
use crate::desk::api::QuestionAnswer;
use crate::domain::Purpose;
use crate::domain::brief::{Brief, Dropped, Suggestion, Usage, Verification};
use crate::domain::triage::{Labels, Triage};

/// What came of a task.
pub(super) struct Outcome {
    pub(super) query: String,
    pub(super) task: Task,
    /// Whether the contestant's own words are shown, and not the playbook's in their place.
    pub(super) is_own: bool,
    /// Why the playbook answered, where a model was to.
    pub(super) fallback: Option<String>,
    /// What is shown.
    pub(super) sentences: Vec<String>,
    /// What is proposed, best first.
    pub(super) suggestions: Vec<Suggestion>,
    /// How cases are labelled, in words.
    pub(super) labels: Vec<String>,
    pub(super) verification: Verification,
    pub(super) usage: Usage,
    pub(super) prompt_version: Option<String>,
    /// From asking to the whole answer.
    pub(super) took: Duration,
    pub(super) calls: Vec<HeardCall>,
    /// Characters of the customer's own values in what left.
    pub(super) private_characters: u64,
    pub(super) verdict: Verdict,
}

/// How it was judged by the labels.
pub(super) enum Verdict {
    Unlabelled,
    Brief {
        /// Why the label is as it is.
        why: String,
        /// Whether the first suggestion may stand there, where the label says what may.
        first: Option<bool>,
        /// Whether any of the suggestions is a good one.
        any: Option<bool>,
        /// Titles of suggestions that must not be made.
        forbidden: Vec<String>,
        /// What the customer asks in their own words: each, and whether the draft of an answer meets it.
        demands: Vec<(String, bool)>,
    },
    /// Right answers of so many.
    Right {
        right: u32,
        of: u32,
    },
}

impl Verdict {
    fn by(label: &BriefLabel, demands: Vec<(String, bool)>, suggestions: &[Suggestion]) -> Self {
        let is_any = |wishes: &[Wish], one: &Suggestion| wishes.iter().any(|wish| wish.is_met_by(one));
        let is_first = |one: &Suggestion| is_any(&label.first, one);
        let is_good = |one: &Suggestion| is_first(one) || is_any(&label.good, one);
        let is_judged = !label.first.is_empty();
        let forbidden = suggestions.iter().filter(|one| is_any(&label.never, one));
        Self::Brief {
            why: label.why.clone(),
            first: is_judged.then(|| suggestions.first().is_some_and(is_first)),
            any: is_judged.then(|| suggestions.iter().any(is_good)),
            forbidden: forbidden.map(|one| format!("{}: {}", one.action.as_str(), one.title)).collect(),
            demands,
        }
    }
}

/// An answer of the desk, of whatever kind.
pub(super) struct Shown {
    engine: String,
    why_not_llm: Option<String>,
    sentences: Vec<String>,
    suggestions: Vec<Suggestion>,
    labels: Vec<String>,
    verification: Verification,
    usage: Usage,
    prompt_version: Option<String>,
    verdict: Verdict,
}

impl Shown {
    pub(super) fn of_brief(brief: Brief, suite: &Suite, query: &str) -> Self {
        let label = suite.brief_label(query, brief.purpose);
        // An answer to a case is what support writes.
        let demands = suite.demands(query).filter(|_| brief.purpose == Purpose::Support);
        let demands = demands.map(|one| (one.asks.clone(), one.is_met_by(&brief.suggestions))).collect();
        let verdict =
            label.map_or(Verdict::Unlabelled, |label| Verdict::by(label, demands, &brief.suggestions));
        Self {
            engine: brief.engine,
            why_not_llm: brief.why_not_llm,
            sentences: brief.summary.into_iter().map(|sentence| sentence.text).collect(),
            suggestions: brief.suggestions,
            labels: Vec::new(),
            verification: brief.verification,
            usage: brief.usage,
            prompt_version: Some(brief.prompt_version),
            verdict,
        }
    }

    pub(super) fn of_answer(answer: QuestionAnswer, suite: &Suite, query: &str, question: &str) -> Self {
        let sentences: Vec<String> = answer.sentences.into_iter().map(|sentence| sentence.text).collect();
        let verdict = suite.question_label(query, question).map_or(Verdict::Unlabelled, |label| {
            Verdict::Right { right: label.is_met_by(&sentences.join(" ")).into(), of: 1 }
        });
        Self {
            engine: answer.engine,
            why_not_llm: answer.why_not_llm,
            sentences,
            suggestions: Vec::new(),
            labels: Vec::new(),
            verification: answer.verification,
            usage: answer.usage,
            prompt_version: None,
            verdict,
        }
    }

    /// The labels of a customer's cases, taken together.
    pub(super) fn of_cases(cases: Vec<Triage>, suite: &Suite) -> Self {
        let mut shown = Self {
            engine: String::new(),
            why_not_llm: None,
            sentences: Vec::new(),
            suggestions: Vec::new(),
            labels: Vec::new(),
            verification: Verification::default(),
            usage: Usage::default(),
            prompt_version: None,
            verdict: Verdict::Unlabelled,
        };
        let (mut right, mut of) = (0, 0);
        for triage in cases {
            if let Some(label) = suite.case_label(&triage.case) {
                of += 1;
                right += u32::from(label.is_met_by(&triage.labels));
            }
            let Labels { category, mood, urgency, .. } = &triage.labels;
            let labels = [category.in_words(), mood.in_words(), urgency.in_words()].join(", ");
            shown.labels.push(format!("{}: {labels}", triage.case));
            shown.engine = triage.engine;
            shown.why_not_llm = shown.why_not_llm.or(triage.why_not_llm);
            shown.sentences.extend(triage.summary.map(|sentence| sentence.text));
            shown.usage = shown.usage.and(&triage.usage);
            let Verification { sentences, kept, unchecked, dropped } = triage.verification;
            shown.verification.sentences += sentences;
            shown.verification.kept += kept;
            shown.verification.unchecked += unchecked;
            shown.verification.dropped.extend(dropped);
        }
        shown.verdict = Verdict::Right { right, of };
        shown
    }
}

impl Outcome {
    /// What came of a task that a contestant was given; without a model the playbook is the contestant.
    pub(super) fn of(
        query: &str,
        task: Task,
        shown: Shown,
        took: Duration,
        calls: Vec<HeardCall>,
        private_characters: u64,
        is_playbook: bool,
    ) -> Self {
        let is_own = is_playbook || shown.engine.starts_with("llm:");
        Self {
            query: query.to_owned(),
            task,
            is_own,
            fallback: shown.why_not_llm.filter(|_| !is_own),
            sentences: shown.sentences,
            suggestions: shown.suggestions,
            labels: shown.labels,
            verification: shown.verification,
            usage: shown.usage,
            prompt_version: shown.prompt_version.filter(|_| is_own),
            took,
            calls,
            private_characters,
            verdict: shown.verdict,
        }
    }

    /// Suggestions that were written. A model's are counted in what it said; the playbook shows all it writes.
    pub(super) fn suggestions_written(&self) -> usize {
        match self.calls.last() {
            None => self.suggestions.len(),
            Some(call) => list_in(&call.text, "suggestions").len().max(self.suggestions_kept()),
        }
    }

    /// Suggestions of the contestant's that are shown.
    pub(super) fn suggestions_kept(&self) -> usize {
        if self.is_own { self.suggestions.len() } else { 0 }
    }

    /// Sentences of the contestant's that are shown.
    pub(super) fn sentences_kept(&self) -> usize {
        if self.is_own { self.sentences.len() } else { 0 }
    }

    /// Sentences that were struck: all that was, less the suggestions.
    pub(super) fn sentences_struck(&self) -> usize {
        let suggestions = self.suggestions_written() - self.suggestions_kept();
        self.verification.dropped.len().saturating_sub(suggestions)
    }

    /// Sentences and titles as they were written.
    pub(super) fn statements(&self) -> Vec<String> {
        let Some(call) = self.calls.last() else { return Vec::new() };
        let text = |element: &Value, name: &str| element[name].as_str().map(in_one_line);
        let summary = list_in(&call.text, "summary");
        let suggestions = list_in(&call.text, "suggestions");
        let sentences = summary.iter().filter_map(|element| text(element, "text"));
        sentences.chain(suggestions.iter().filter_map(|element| text(element, "title"))).collect()
    }

    /// Whether something that was written is shown.
    pub(super) fn shows(&self, statement: &str) -> bool {
        let statement = in_one_line(statement);
        let is_this = |dropped: &Dropped| {
            let shown = dropped.text.trim_end_matches('…');
            !shown.is_empty() && statement.starts_with(shown)
        };
        self.is_own && !self.verification.dropped.iter().any(is_this)
    }
}

fn in_one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A list of an answer; empty where the answer is not in the form that was asked for.
fn list_in(text: &str, name: &str) -> Vec<Value> {
    let answer: Value = serde_json::from_str(text).unwrap_or_default();
    answer[name].as_array().cloned().unwrap_or_default()
}
