//! What was tried before, as far as notes, tasks, calls and earlier decisions tell.

use jiff::SignedDuration;

use super::history::{Terms, Verdict};
use super::weigh::Weighed;
use crate::copilot::facts::day;
use crate::copilot::proposal::Proposal;
use crate::copilot::situation::{Situation, shares_word};
use crate::domain::Worded;
use crate::domain::action::ActionKind;
use crate::domain::crm::{Activity, ActivityKind, MessageFrom};
use crate::domain::text::clean_line;
use crate::domain::worded::worded;

/// What is older is not spoken of.
const RECENT_DAYS: i64 = 30;
/// Somebody who was called is not called again for so long.
const CALLED_DAYS: i64 = 7;
/// A win-back that brought nothing is not repeated for so long, and counts against another for longer.
const WON_BACK_DAYS: i64 = 30;
const WIN_BACK_COUNTS_FOR: SignedDuration = SignedDuration::from_hours(90 * 24);
/// Lines that are told.
const MOST_TOLD: usize = 3;

/// What was tried, and what follows.
#[derive(Default)]
pub(super) struct Tried {
    /// In words, the latest first.
    pub words: Vec<Worded>,
    /// How it changes the weight.
    pub weighed: Weighed,
    /// Why it is not to be tried again now.
    pub enough: Option<String>,
}

/// What was tried of what a proposal wants.
pub(super) fn tried(proposal: &Proposal, situation: &Situation<'_>, terms: &Terms) -> Tried {
    let mut tried = Tried::default();
    let date = |at| day(at, &situation.facts.zone);
    win_backs(proposal, situation, terms, &mut tried);
    if proposal.action == ActionKind::Reply
        && let Some(last) = situation.case.filter(|c| Some(&c.evidence) == proposal.case.as_ref())
        && let Some(message) = last.messages.last().filter(|message| message.from == MessageFrom::Staff)
    {
        tried.words.push(match message.at {
            Some(at) => worded!("we wrote last, on {}", date(at)),
            None => "we wrote last".into(),
        });
    }
    let recent = |activity: &&Activity| {
        activity.at.is_some_and(|at| (0..=RECENT_DAYS).contains(&situation.days_since(at)))
            && activity.done != Some(false)
    };
    let lasts = situation.profile.activities.iter().filter(recent);
    let mut was_called = false;
    for activity in lasts {
        let Some(at) = activity.at else { continue };
        let is_call = activity.is_of_a_call() && proposal.channel.as_deref() == Some("phone");
        let title = activity.title.as_deref().unwrap_or_default();
        if !is_call && !shares_word(title, &proposal.title) {
            continue;
        }
        // One call may have a record and a note.
        if is_call && !std::mem::replace(&mut was_called, true) && situation.days_since(at) <= CALLED_DAYS {
            tried.weighed.lower(15, worded!("they were called on {}", date(at)));
        }
        if tried.words.len() < MOST_TOLD {
            let title = clean_line(title);
            // What an e-mail is called, a customer may have written; here nothing could mark it as theirs.
            let is_named = !title.is_empty() && activity.kind != ActivityKind::Email;
            let named = if is_named { format!(": {title}") } else { String::new() };
            tried.words.push(worded!("{} of {}{}", kind(activity), date(at), named));
        }
    }
    tried
}

/// A win-back that no order followed speaks against another one.
fn win_backs(proposal: &Proposal, situation: &Situation<'_>, terms: &Terms, tried: &mut Tried) {
    if proposal.action != ActionKind::WinBack {
        return;
    }
    let now = situation.facts.now;
    let by_us = terms.decisions.iter().filter(|decision| {
        decision.action == ActionKind::WinBack && decision.verdict == Verdict::Accepted && decision.at <= now
    });
    let on_record = situation.profile.activities.iter().filter(|activity| {
        let texts = [activity.title.as_deref().unwrap_or_default(), &activity.text];
        activity.done != Some(false)
            && texts.iter().any(|text| {
                let text = text.to_lowercase();
                text.contains("win back") || text.contains("win-back")
            })
    });
    let last = by_us.map(|decision| decision.at).chain(on_record.filter_map(|activity| activity.at));
    let Some(at) = last.filter(|at| *at <= now && now.duration_since(*at) < WIN_BACK_COUNTS_FOR).max() else {
        return;
    };
    if situation.last_order().is_some_and(|order| order.placed_at > at) {
        return;
    }
    let words = worded!("win-back of {}, no order since", day(at, &situation.facts.zone));
    if situation.days_since(at) < WON_BACK_DAYS {
        tried.enough = Some(situation.facts.reader.worded(&words));
    } else {
        tried.weighed.lower(40, words.clone());
    }
    tried.words.push(words);
}

fn kind(activity: &Activity) -> &'static str {
    match activity.kind {
        ActivityKind::Note if activity.is_of_a_call() => "call",
        ActivityKind::Note => "note",
        ActivityKind::Task => "task done, due",
        ActivityKind::Call => "call",
        ActivityKind::Email => "e-mail",
    }
}
