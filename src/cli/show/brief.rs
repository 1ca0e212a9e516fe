//! A brief for people: what matters, what to do about it, and how it was checked.

use std::collections::HashMap;

use super::{Page, word};
use crate::cli::output::Meaning;
use crate::desk::api::QuestionAnswer;
use crate::domain::Mark;
use crate::domain::action::Role;
use crate::domain::brief::{
    Brief, Grounds, Privacy, Sentence, Suggestion, SuggestionStatus, Usage, Verification,
};
use crate::domain::evidence::EvidenceId;
use crate::domain::ids::SuggestionId;
use crate::phrasing::{Moment, cost_in_words, policy_in_words, whose_yes};

/// Lines shown of a draft.
const LINES_OF_A_DRAFT: usize = 12;
/// Columns before what belongs to a suggestion.
const INDENT: &str = "     ";

/// The whole brief. `name` is whom it is about, where that is known; `decided` what became of its suggestions.
pub fn brief(
    page: &mut Page,
    brief: &Brief,
    decided: &HashMap<SuggestionId, SuggestionStatus>,
    name: Option<&str>,
    moment: &Moment,
) {
    let title = format!("{} · {} brief", name.unwrap_or("(no name)"), brief.purpose.as_str());
    let made = moment.ago(brief.created_at.min(moment.now));
    page.heading(&title, &format!("by {}, {made}", engine(&brief.engine)));
    why_not_llm(page, brief.why_not_llm.as_deref());
    sentences(page, &brief.summary);
    if brief.suggestions.is_empty() {
        page.gap();
        page.paragraph("", "Nothing to suggest.");
    } else {
        page.heading("Suggestions", "");
        for (at, one) in brief.suggestions.iter().enumerate() {
            if at > 0 {
                page.gap();
            }
            let status = decided.get(&one.id).unwrap_or(&SuggestionStatus::Open);
            suggestion(page, &format!("  {}. ", at + 1), one, status, moment);
        }
    }
    page.gap();
    checks(page, &brief.verification, &brief.privacy, &brief.usage, moment);
}

/// The answer to a question.
pub fn answer(page: &mut Page, answer: &QuestionAnswer, moment: &Moment) {
    why_not_llm(page, answer.why_not_llm.as_deref());
    sentences(page, &answer.sentences);
    if answer.sentences.is_empty() {
        page.paragraph("", "Nothing that the profile's facts bear out.");
    }
    for looked in &answer.lookups {
        page.meaning("  looked up: ", &format!("{} [{}]", looked.found, looked.id), Meaning::Faint);
    }
    page.gap();
    page.meaning("", &format!("by {}", engine(&answer.engine)), Meaning::Faint);
    checks(page, &answer.verification, &answer.privacy, &answer.usage, moment);
}

pub(super) fn engine(engine: &str) -> String {
    engine.strip_prefix("llm:").map_or_else(|| format!("the {engine}"), |model| format!("model {model}"))
}

pub(super) fn why_not_llm(page: &mut Page, why: Option<&str>) {
    if let Some(why) = why {
        page.meaning("  ", &format!("no model: {why}"), Meaning::Warning);
    }
}

pub(super) fn sentences(page: &mut Page, sentences: &[Sentence]) {
    for sentence in sentences {
        page.paragraph("  • ", &format!("{} {}", sentence.text, cited(&sentence.evidence)));
    }
}

fn cited(evidence: &[EvidenceId]) -> String {
    let ids: Vec<&str> = evidence.iter().map(EvidenceId::as_str).collect();
    format!("[{}]", ids.join(", "))
}

/// One suggestion: what, the draft, the exact write, why, what became of it; `first` stands before it.
pub fn suggestion(
    page: &mut Page,
    first: &str,
    one: &Suggestion,
    status: &SuggestionStatus,
    moment: &Moment,
) {
    let confidence = moment.locale.percent(one.confidence);
    page.paragraph(first, &format!("{} · {} ({confidence})", word(one.action), one.title));
    if !one.body.trim().is_empty() && one.body.trim() != one.title.trim() {
        page.quotation(INDENT.len(), &one.marked_body(), LINES_OF_A_DRAFT);
    }
    unsupported(page, one);
    page.meaning(&format!("{INDENT}→ "), &one.effect, Meaning::Good);
    let why = if one.reason.is_empty() { String::new() } else { format!("because {} ", one.reason) };
    page.paragraph(INDENT, &format!("{why}{}", cited(&one.evidence)));
    let mut details = Vec::new();
    details.extend(one.offer.as_ref().map(|offer| format!("offer: {}", offer.text)));
    details.extend(
        one.channel.as_ref().filter(|channel| *channel != "none").map(|channel| format!("by {channel}")),
    );
    details.extend(one.timing.clone());
    details.extend(one.due_at.map(|at| format!("due {}", moment.exactly(at))));
    if !details.is_empty() {
        page.paragraph(INDENT, &details.join(" · "));
    }
    grounds(page, &one.grounds, moment);
    if one.approval.required {
        let whose = one.approval.role.map(|role| format!(", {}", whose_yes(role, Role::OF_A_YES)));
        let why = policy_in_words(one.approval.why.as_deref().unwrap_or("policy"), &moment.locale);
        let words = format!("needs a yes{}: {why}", whose.unwrap_or_default());
        page.meaning(INDENT, &words, Meaning::Warning);
    }
    match (status, &one.blocked) {
        (SuggestionStatus::Accepted { entry, .. }, _) => {
            page.paragraph(INDENT, &format!("accepted: {entry}"));
        }
        (SuggestionStatus::Dismissed { reason, .. }, _) => {
            page.paragraph(INDENT, &format!("dismissed: {reason}"));
            page.meaning(INDENT, &format!("deskhand restore {}", one.id), Meaning::Faint);
        }
        (SuggestionStatus::Open, Some(why)) => {
            page.meaning(INDENT, &format!("can't be carried out: {why}"), Meaning::Bad);
        }
        (SuggestionStatus::Open, None) if one.unproven().next().is_some() => {
            let words = format!("deskhand edit {}: what is unproven is changed or vouched for first", one.id);
            page.meaning(INDENT, &words, Meaning::Warning);
        }
        (SuggestionStatus::Open, None) => {
            page.meaning(INDENT, &format!("deskhand accept {}", one.id), Meaning::Faint);
        }
    }
}

/// What of the draft nothing bears out, and what became of it.
fn unsupported(page: &mut Page, one: &Suggestion) {
    for unsupported in &one.unsupported {
        let (first, meaning) = match unsupported.mark {
            Mark::Open => ("⚠ unproven: ", Meaning::Warning),
            Mark::TakenOut => ("taken out: ", Meaning::Faint),
            Mark::Vouched => ("vouched for by the rep: ", Meaning::Faint),
        };
        let words = format!("“{}” ({})", unsupported.text, unsupported.why);
        page.meaning(&format!("{INDENT}{first}"), &words, meaning);
    }
}

/// What may come of it, what was tried, and what earlier decisions did to it.
fn grounds(page: &mut Page, grounds: &Grounds, moment: &Moment) {
    if let Some(cost) = grounds.cost {
        page.paragraph(INDENT, &cost_in_words(cost, moment));
    }
    if let Some(expected) = &grounds.expected_effect {
        page.paragraph(INDENT, &format!("expected: {expected}"));
    }
    if !grounds.tried.is_empty() {
        page.paragraph(INDENT, &format!("tried: {}", grounds.tried.join("; ")));
    }
    if let Some(back) = &grounds.back_because {
        page.meaning(INDENT, back, Meaning::Warning);
    }
    for lacks in &grounds.lacks {
        page.meaning(INDENT, &format!("⚠ {lacks}"), Meaning::Warning);
    }
    for weighed in &grounds.weighed {
        page.meaning(INDENT, &format!("rank {weighed}"), Meaning::Faint);
    }
}

pub(super) fn checks(
    page: &mut Page,
    verification: &Verification,
    privacy: &Privacy,
    usage: &Usage,
    moment: &Moment,
) {
    let mut text = format!("checked: {} of {} sentences kept", verification.kept, verification.sentences);
    if verification.unchecked > 0 {
        text.push_str(&format!(", {} of them with nothing to check", verification.unchecked));
    }
    if privacy.masked > 0 {
        let kinds: Vec<String> =
            privacy.by_type.iter().map(|(kind, count)| format!("{count} {kind}")).collect();
        text.push_str(&format!(" · masked: {}", kinds.join(", ")));
    }
    if privacy.blocked {
        text.push_str(" · the last scan stopped the request");
    }
    if usage.prompt_tokens + usage.completion_tokens > 0 {
        let seconds = usage.latency_ms as f64 / 1_000.0;
        text.push_str(&format!(
            " · {} + {} tokens in {seconds:.1} s",
            usage.prompt_tokens, usage.completion_tokens
        ));
    }
    if let Some(spent) = usage.cost {
        text.push_str(&format!(" · {}", moment.locale.cost(spent)));
    }
    if let Some(at) = usage.cached_at {
        text.push_str(&format!(" · the model's answer of {}, nothing spent", moment.ago(at)));
    }
    page.meaning("", &text, Meaning::Faint);
    for dropped in &verification.dropped {
        page.meaning("  struck: ", &format!("“{}” ({})", dropped.text, dropped.why), Meaning::Faint);
    }
}
