//! The figures of a run, as they are printed and kept for tracking.

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::contestant::Contestant;
use super::outcome::{Outcome, Verdict};
use super::suite::{Suite, Task};
use crate::domain::Money;
use crate::domain::brief::Dropped;
use crate::domain::money::MoneyBag;

/// Reasons of a kind that are kept, the most frequent first.
const MOST_REASONS: usize = 8;

/// What an evaluation found. Its JSON is `deskhand.eval/1`.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
pub struct Report {
    /// The program's version.
    pub version: String,
    /// What was asked.
    pub suite: SuiteSize,
    /// How each contestant did.
    pub contestants: Vec<Scores>,
}

/// How much there is in the suite.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
pub struct SuiteSize {
    /// Customers, each briefed on for two purposes.
    pub customers: usize,
    /// Briefs with a label of the best actions.
    pub labelled_briefs: usize,
    /// Questions with a right answer.
    pub questions: usize,
    /// Cases with right labels.
    pub cases: usize,
    /// What customers ask in words of their own.
    #[serde(default)]
    pub demands: usize,
}

/// The figures of one contestant.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
pub struct Scores {
    /// Its column.
    pub name: String,
    /// What it is.
    pub about: String,
    /// Versions of the prompts, or of the rules.
    pub prompts: BTreeSet<String>,
    /// Customers that it was asked about.
    pub customers: usize,
    /// Briefs that it was to write.
    pub briefs: usize,
    /// Its sentences, in briefs, answers and labels.
    pub sentences: Checked,
    /// Its suggestions.
    pub suggestions: Checked,
    /// Why sentences and suggestions were struck, by kind of reason.
    pub reasons: BTreeMap<String, u32>,
    /// Answers that the playbook gave in its place.
    pub fallbacks: u32,
    /// Why, by kind of reason.
    pub fallback_reasons: BTreeMap<String, u32>,
    /// What became of lies and truths, where somebody has marked them.
    pub grounding: Option<Grounding>,
    /// What is proposed against what people would do; of what a rep sees, the playbook's in its place included.
    pub agreement: Agreement,
    /// Questions that were answered right.
    pub questions: Share,
    /// Cases that were labelled right in category, mood and urgency.
    pub cases: Share,
    /// What customers ask in words of their own that the draft of the answer speaks of, or says that it does not.
    #[serde(default)]
    pub demands: Share,
    /// Requests that left for a model.
    pub requests: u32,
    /// Characters of the customers' own values in them; anything but 0 is a fault.
    pub private_characters: u64,
    /// Tokens, where the server counted; of a recording, those that were recorded.
    pub tokens: Tokens,
    /// What it cost, where the models have prices; one a currency.
    pub cost: Vec<Cost>,
    /// From asking to the whole answer.
    pub latency: TimesMs,
    /// From asking a model to the first sentence that stood the check, at the median, in milliseconds.
    pub first_sentence_ms: Option<u64>,
    /// What was asked and came of it, one by one, where that was wanted.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub details: Vec<Detail>,
}

/// What was written, and how much of it stood the check.
#[derive(Debug, Default, Serialize, Deserialize, JsonSchema)]
pub struct Checked {
    /// Written: `kept` and `struck` together.
    pub written: usize,
    /// Shown.
    pub kept: usize,
    /// Of those, with nothing in them that could be checked.
    pub unchecked: usize,
    /// Struck.
    pub struck: usize,
}

/// What became of lies and truths.
#[derive(Debug, Default, Serialize, Deserialize, JsonSchema)]
pub struct Grounding {
    /// Lies that were told, sentences and titles of suggestions.
    pub lies: usize,
    /// Of them, shown.
    pub lies_shown: usize,
    /// True ones that were told.
    pub truths: usize,
    /// Of them, shown.
    pub truths_shown: usize,
    /// The lies that are shown, in the words of the answer.
    pub slipped: Vec<String>,
}

/// Agreement with the labels.
#[derive(Debug, Default, Serialize, Deserialize, JsonSchema)]
pub struct Agreement {
    /// Briefs whose first suggestion may stand there.
    pub first: Share,
    /// Briefs with a good suggestion anywhere.
    pub any: Share,
    /// Suggestions that must not be made.
    pub forbidden: u32,
}

/// So many of so many.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Share {
    /// So many.
    pub right: u32,
    /// Of so many.
    pub of: u32,
    /// As a share of one; nothing where there was nothing to be right about.
    pub share: Option<f64>,
}

/// Tokens.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Tokens {
    /// Of the prompts.
    pub prompt: u64,
    /// Of the answers.
    pub completion: u64,
}

/// A sum in one currency.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct Cost(pub Money);

/// Times, in milliseconds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct TimesMs {
    /// At the median.
    pub p50: Option<u64>,
    /// At the 95th percentile.
    pub p95: Option<u64>,
}

/// What came of one thing that was asked.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
pub struct Detail {
    /// About whom.
    pub query: String,
    /// What was asked: `brief support`, `triage`, `ask QUESTION`.
    pub task: String,
    /// Why the playbook answered in a model's place.
    pub fallback: Option<String>,
    /// What is shown.
    pub sentences: Vec<String>,
    /// What is proposed, best first: action, evidence, title.
    pub suggestions: Vec<String>,
    /// How cases are labelled: category, mood, urgency.
    pub labels: Vec<String>,
    /// What was struck, each with the reason.
    pub struck: Vec<Dropped>,
    /// Whether the first suggestion, or the answer, is right by the labels; nothing where there is none.
    pub right: Option<bool>,
    /// Why the label of the best actions is as it is.
    pub label: Option<String>,
    /// Suggestions that must not be made.
    pub forbidden: Vec<String>,
    /// What the customer asks in their own words, and the draft of an answer says nothing of.
    #[serde(default)]
    pub unmet: Vec<String>,
    /// From asking to the whole answer, in milliseconds.
    pub took_ms: u64,
}

impl SuiteSize {
    /// Of a suite.
    pub fn of(suite: &Suite) -> Self {
        let labels = suite.labels();
        Self {
            customers: suite.people.len(),
            labelled_briefs: labels.briefs.len(),
            questions: labels.questions.len(),
            cases: labels.cases.len(),
            demands: labels.demands.len(),
        }
    }
}

impl Share {
    fn add(&mut self, right: u32, of: u32) {
        self.right += right;
        self.of += of;
        self.share = (self.of > 0).then(|| f64::from(self.right) / f64::from(self.of));
    }
}

impl Scores {
    pub(super) fn of(contestant: &Contestant, outcomes: &[Outcome]) -> Self {
        let customers: BTreeSet<&str> = outcomes.iter().map(|outcome| outcome.query.as_str()).collect();
        let mut agreement = Agreement::default();
        let (mut questions, mut cases) = (Share::default(), Share::default());
        let mut demands = Share::default();
        for outcome in outcomes {
            match (&outcome.verdict, &outcome.task) {
                (Verdict::Unlabelled, _) => {}
                (Verdict::Brief { first, any, forbidden, demands: asked, .. }, _) => {
                    asked.iter().for_each(|(_, is_met)| demands.add((*is_met).into(), 1));
                    first.iter().for_each(|right| agreement.first.add((*right).into(), 1));
                    any.iter().for_each(|right| agreement.any.add((*right).into(), 1));
                    agreement.forbidden += u32::try_from(forbidden.len()).unwrap_or(u32::MAX);
                }
                (Verdict::Right { right, of }, Task::Ask(_)) => questions.add(*right, *of),
                (Verdict::Right { right, of }, _) => cases.add(*right, *of),
            }
        }
        let struck = outcomes.iter().flat_map(|outcome| &outcome.verification.dropped);
        let is_brief = |outcome: &&Outcome| matches!(outcome.task, Task::Brief(_));
        let requests: usize =
            outcomes.iter().flat_map(|outcome| &outcome.calls).map(|call| call.sent.len()).sum();
        let took = outcomes.iter().map(|outcome| u64::try_from(outcome.took.as_millis()).unwrap_or(u64::MAX));
        let first_sentences = outcomes.iter().filter_map(|outcome| outcome.usage.first_sentence_ms);
        Self {
            name: contestant.name.clone(),
            about: contestant.about.clone(),
            prompts: outcomes.iter().filter_map(|outcome| outcome.prompt_version.clone()).collect(),
            customers: customers.len(),
            briefs: outcomes.iter().filter(is_brief).count(),
            sentences: sentences(outcomes),
            suggestions: suggestions(outcomes),
            reasons: by_kind(struck.map(|dropped| dropped.why.as_str())),
            fallbacks: u32::try_from(outcomes.iter().filter(|o| !o.is_own).count()).unwrap_or(u32::MAX),
            fallback_reasons: by_kind(outcomes.iter().filter_map(|outcome| outcome.fallback.as_deref())),
            grounding: grounding(contestant, outcomes),
            agreement,
            questions,
            cases,
            demands,
            requests: u32::try_from(requests).unwrap_or(u32::MAX),
            private_characters: outcomes.iter().map(|outcome| outcome.private_characters).sum(),
            tokens: tokens(outcomes),
            cost: cost(outcomes),
            latency: times(took.collect()),
            first_sentence_ms: times(first_sentences.collect()).p50,
            details: outcomes.iter().map(Detail::of).collect(),
        }
    }
}

fn sentences(outcomes: &[Outcome]) -> Checked {
    let mut checked = Checked::default();
    for outcome in outcomes {
        let (kept, struck) = (outcome.sentences_kept(), outcome.sentences_struck());
        checked.written += kept + struck;
        checked.kept += kept;
        checked.struck += struck;
        checked.unchecked += if outcome.is_own { outcome.verification.unchecked as usize } else { 0 };
    }
    checked
}

fn suggestions(outcomes: &[Outcome]) -> Checked {
    let written: usize = outcomes.iter().map(Outcome::suggestions_written).sum();
    let kept: usize = outcomes.iter().map(Outcome::suggestions_kept).sum();
    Checked { written, kept, unchecked: 0, struck: written - kept }
}

fn grounding(contestant: &Contestant, outcomes: &[Outcome]) -> Option<Grounding> {
    let recording = contestant.recording().filter(|recording| recording.heading.judged)?;
    let mut grounding = Grounding::default();
    for outcome in outcomes {
        let task = outcome.task.to_string();
        let lies: Vec<&String> =
            recording.to(&outcome.query, &task).flat_map(|answer| &answer.lies).collect();
        for statement in outcome.statements() {
            let (is_lie, is_shown) = (lies.contains(&&statement), outcome.shows(&statement));
            let (told, shown) = match is_lie {
                true => (&mut grounding.lies, &mut grounding.lies_shown),
                false => (&mut grounding.truths, &mut grounding.truths_shown),
            };
            *told += 1;
            *shown += usize::from(is_shown);
            if is_lie && is_shown {
                grounding.slipped.push(format!("{} ({task}): {statement}", outcome.query));
            }
        }
    }
    Some(grounding)
}

fn tokens(outcomes: &[Outcome]) -> Tokens {
    let counted = outcomes.iter().flat_map(|outcome| &outcome.calls).filter_map(|call| call.tokens);
    counted.fold(Tokens::default(), |sum, (prompt, completion)| Tokens {
        prompt: sum.prompt + prompt,
        completion: sum.completion + completion,
    })
}

fn cost(outcomes: &[Outcome]) -> Vec<Cost> {
    let mut sums = MoneyBag::default();
    outcomes.iter().filter_map(|outcome| outcome.usage.cost).for_each(|cost| sums.add(cost));
    sums.iter().map(Cost).collect()
}

fn times(mut all: Vec<u64>) -> TimesMs {
    all.sort_unstable();
    let at = |percent: usize| all.get((all.len() * percent).div_ceil(100).saturating_sub(1)).copied();
    TimesMs { p50: at(50), p95: at(95) }
}

/// How often each kind of reason was given; what it was about in particular is left out.
fn by_kind<'a>(reasons: impl Iterator<Item = &'a str>) -> BTreeMap<String, u32> {
    let mut counts: BTreeMap<String, u32> = BTreeMap::new();
    for reason in reasons {
        *counts.entry(kind_of(reason)).or_default() += 1;
    }
    let mut frequent: Vec<(String, u32)> = counts.into_iter().collect();
    frequent.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    frequent.truncate(MOST_REASONS);
    frequent.into_iter().collect()
}

/// A reason without what stands in backticks, and without figures.
fn kind_of(reason: &str) -> String {
    let mut kind = String::with_capacity(reason.len());
    for (at, part) in reason.split('`').enumerate() {
        kind.push_str(if at % 2 == 1 { "`…`" } else { part });
    }
    let figures = |c: char| if c.is_ascii_digit() { '#' } else { c };
    kind.chars().map(figures).collect()
}

impl Detail {
    fn of(outcome: &Outcome) -> Self {
        let (right, label, forbidden, unmet) = match &outcome.verdict {
            Verdict::Unlabelled => (None, None, Vec::new(), Vec::new()),
            Verdict::Brief { why, first, forbidden, demands, .. } => {
                let unmet = demands.iter().filter(|(_, is_met)| !is_met).map(|(asks, _)| asks.clone());
                (*first, Some(why.clone()), forbidden.clone(), unmet.collect())
            }
            Verdict::Right { right, of } => ((*of > 0).then_some(right == of), None, Vec::new(), Vec::new()),
        };
        let suggestions = outcome.suggestions.iter().map(|one| {
            let evidence: Vec<&str> = one.evidence.iter().map(|id| id.as_str()).collect();
            format!("{} [{}] {}", one.action.as_str(), evidence.join(", "), one.title)
        });
        Self {
            query: outcome.query.clone(),
            task: outcome.task.to_string(),
            fallback: outcome.fallback.clone(),
            sentences: outcome.sentences.clone(),
            suggestions: suggestions.collect(),
            labels: outcome.labels.clone(),
            struck: outcome.verification.dropped.clone(),
            right,
            label,
            forbidden,
            unmet,
            took_ms: u64::try_from(outcome.took.as_millis()).unwrap_or(u64::MAX),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_values_that_were_measured() {
        assert_eq!(times(Vec::new()), TimesMs::default());
        assert_eq!(times(vec![7]), TimesMs { p50: Some(7), p95: Some(7) });
        assert_eq!(times((1..=100).rev().collect()), TimesMs { p50: Some(50), p95: Some(95) });
    }

    #[test]
    fn reasons_are_counted_by_kind() {
        let reasons =
            ["the amount `12 USD` does not stand in the evidence", "there is no evidence `order:1`"];
        let counts = by_kind(reasons.into_iter().chain(["the amount `9` does not stand in the evidence"]));
        assert_eq!(counts["the amount `…` does not stand in the evidence"], 2);
        assert_eq!(counts["there is no evidence `…`"], 1);
    }

    #[test]
    fn a_share_of_nothing_is_none() {
        let mut share = Share::default();
        assert_eq!(share.share, None);
        share.add(1, 2);
        assert_eq!(share.share, Some(0.5));
    }
}
