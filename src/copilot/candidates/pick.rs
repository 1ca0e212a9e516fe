//! Which candidate an answer means: the one it names, or for an answer that names only an action the nearest.

use super::{Candidate, Standing};
use crate::copilot::situation::is_like;
use crate::domain::EvidenceId;
use crate::domain::action::ActionKind;
use crate::domain::text::clean_line;

/// What an answer means.
#[derive(Clone, Copy)]
pub struct Picked<'a> {
    /// The candidate.
    pub candidate: &'a Candidate,
    /// Whether the answer named it, and not an action alone.
    pub named: bool,
}

/// The candidate that an answer means. `name` and `action` are what it says, `title` and `evidence` tell which of
/// several is nearest where it names an action alone.
///
/// # Errors
/// There is none, or it is held back; in words.
pub fn pick<'a>(
    candidates: &'a [Candidate],
    name: &str,
    action: &str,
    title: &str,
    evidence: &[EvidenceId],
) -> Result<Picked<'a>, String> {
    let name = name.trim().trim_start_matches("candidate:").trim_matches(['`', '"', '[', ']', '{', '}']);
    let (candidate, named) = if name.is_empty() || matches!(name, "null" | "none") {
        (nearest(candidates, kind(action)?, title, evidence)?, false)
    } else {
        let named = candidates.iter().find(|candidate| candidate.id == name);
        (named.ok_or_else(|| format!("there is no candidate `{}`", clean_line(name)))?, true)
    };
    match held_like(candidates, candidate, title).unwrap_or_else(|| candidate.standing_of(title)) {
        Standing::Held(why) => Err(format!("it is held back: {why}")),
        _ => Ok(Picked { candidate, named }),
    }
}

fn kind(action: &str) -> Result<ActionKind, String> {
    serde_json::from_value(serde_json::Value::from(action.trim()))
        .map_err(|_| format!("there is no action `{}`", clean_line(action)))
}

/// Of an action, the candidate whose evidence overlaps most; among equals the one that says the same, then one that is
/// not held back, then the weightiest. What overlaps with none is left to the open-ended one.
fn nearest<'a>(
    candidates: &'a [Candidate],
    action: ActionKind,
    title: &str,
    evidence: &[EvidenceId],
) -> Result<&'a Candidate, String> {
    let fitting: Vec<&Candidate> = candidates.iter().filter(|candidate| candidate.action == action).collect();
    if fitting.is_empty() {
        return Err(format!("the action `{}` is not allowed for this customer now", action.as_str()));
    }
    let overlap = |candidate: &Candidate| {
        let shared = candidate.evidence.iter().filter(|id| evidence.contains(id)).count();
        let about = candidate.about.as_ref().is_some_and(|id| evidence.contains(id));
        shared + 2 * usize::from(about)
    };
    let says_the_same = |candidate: &Candidate| says(candidate, title);
    // Without a thing that it is about, shared evidence is not enough to be the same.
    let is_meant = |candidate: &&Candidate| {
        let rank = overlap(candidate);
        rank > 0 && (candidate.about.is_some() || says_the_same(candidate))
    };
    let rank = |candidate: &&Candidate| {
        (overlap(candidate), says_the_same(candidate), candidate.standing.is_open(), candidate.weight)
    };
    let meant = fitting.iter().copied().filter(is_meant).max_by_key(rank);
    let open_ended = || fitting.iter().copied().find(|candidate| candidate.is_open_ended());
    Ok(meant.or_else(open_ended).unwrap_or(fitting[0]))
}

/// What a decision holds back is not let through under the name of another candidate, which says something else.
fn held_like<'a>(candidates: &'a [Candidate], picked: &Candidate, title: &str) -> Option<&'a Standing> {
    if says(picked, title) {
        return None;
    }
    let alike = candidates.iter().filter(|candidate| candidate.action == picked.action);
    let standings = alike.filter_map(|candidate| match candidate.is_open_ended() {
        true => Some(candidate.standing_of(title)),
        false => says(candidate, title).then_some(&candidate.standing),
    });
    standings.into_iter().find(|standing| !standing.is_open())
}

/// Whether a title says what a candidate does in its own words.
fn says(candidate: &Candidate, title: &str) -> bool {
    candidate.words.as_ref().is_some_and(|words| is_like(&words.title, title))
}
