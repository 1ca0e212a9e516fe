//! Drafts that a person has changed: the brief that follows has their words, not its own.

use crate::desk::api::{DeskError, DraftEdit};
use crate::desk::local::Local;
use crate::desk::suggestions;
use crate::domain::brief::{Brief, StoredSuggestion, Suggestion, SuggestionStatus};
use crate::domain::crm::MessageFrom;
use crate::domain::ids::SuggestionId;
use crate::domain::profile::Profile;
use crate::domain::unsupported::Mark;

/// Gives the drafts of a new brief the words that a person has given to those before them. What the customer has written
/// since asks for others.
pub(super) async fn keep(local: &Local, profile: &Profile, brief: &mut Brief) -> Result<(), DeskError> {
    let mut edited = local.parts.repository.suggestions(brief.customer_id).await?;
    edited.retain(|stored| stored.edited && !has_written_since(profile, stored));
    for suggestion in &mut brief.suggestions {
        let same = edited.iter().filter(|stored| is_the_same(&stored.suggestion, suggestion));
        let Some(before) = same.max_by_key(|stored| stored.created_at) else { continue };
        if local.actions.standing(before.clone()).await?.status != SuggestionStatus::Open {
            continue;
        }
        match carried_over(local, before, suggestion.id).await {
            Ok(carried) => *suggestion = carried,
            // What may not be said any more is not kept; the draft is the brief's own.
            Err(error) => tracing::debug!(kind = ?error.kind, "the words of a draft were not kept"),
        }
    }
    Ok(())
}

/// A draft with the words of one before.
async fn carried_over(
    local: &Local,
    before: &StoredSuggestion,
    to: SuggestionId,
) -> Result<Suggestion, DeskError> {
    let words = &before.suggestion;
    let has_title = !matches!(before.write.kind(), "note" | "reply");
    let edit = DraftEdit {
        title: has_title.then(|| words.title.clone()),
        body: Some(words.body.clone()),
        due_at: None,
        vouches: false,
    };
    let mut edited = suggestions::edited(local, to, edit).await?;
    // What they stood for, they stand for; not for what is objected to since.
    let stood_for =
        |text: &str| words.unsupported.iter().any(|one| one.mark == Mark::Vouched && one.text == text);
    for one in &mut edited.changed.suggestion.unsupported {
        if one.mark == Mark::Open && stood_for(&one.text) {
            one.mark = Mark::Vouched;
        }
    }
    Ok(local.actions.carry_over(edited).await?.suggestion)
}

/// Whether both word the same candidate.
fn is_the_same(before: &Suggestion, now: &Suggestion) -> bool {
    before.grounds.candidate.is_some()
        && before.grounds.candidate == now.grounds.candidate
        && before.action == now.action
        && before.case == now.case
        && before.id != now.id
}

fn has_written_since(profile: &Profile, stored: &StoredSuggestion) -> bool {
    let case = stored.suggestion.case.as_ref().and_then(|case| profile.case(case));
    case.into_iter().flat_map(|case| &case.messages).any(|message| {
        message.from != MessageFrom::Staff && message.at.is_some_and(|at| at > stored.created_at)
    })
}
