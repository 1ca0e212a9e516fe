//! What there is to look at before a yes: what would be written, why and for whom, whether it still holds.

use super::{Page, entry};
use crate::cli::output::Meaning;
use crate::desk::api::{Review, Standing};
use crate::domain::action::Role;
use crate::domain::difference::Change;
use crate::domain::outbox::{Entry, EntryState};
use crate::phrasing::{
    Moment, cost_in_words, policy_in_words, tier_in_words, whose_yes, withdrawn_in_words, worded_in_words,
};

/// An entry that waits for a yes, in the order of the app: what a yes does, why it needs one and who asked, what is
/// offered, whether it still holds, what it rests on.
pub fn waiting(page: &mut Page, waiting: &Entry, review: Option<&Review>, me: &str, moment: &Moment) {
    entry::head(page, waiting, me);
    for change in review.iter().flat_map(|review| &review.changes) {
        self::change(page, change, moment);
    }
    if let EntryState::AwaitingApproval { need, withdrawn } = &waiting.state {
        let whose = whose_yes(need.role, Role::OF_A_YES);
        page.paragraph(
            "   needs a yes: ",
            &format!("{} · {whose}", policy_in_words(&need.why, &moment.locale)),
        );
        if let Some(one) = withdrawn {
            let words = format!("{}, {}", withdrawn_in_words(one, None), moment.exactly(one.at));
            page.paragraph("   history: ", &words);
        }
    }
    let by = review.map_or(waiting.accepted_by.as_str(), Review::asked_by_in_words);
    let worded = worded_in_words(waiting, None).map_or_else(String::new, |words| format!(" · {words}"));
    page.paragraph("   asked by ", &format!("{by} {}{worded}", moment.ago(waiting.accepted_at)));
    if let Some(review) = review {
        self::review(page, review, moment);
    }
    if let Some(hint) = entry::hint(waiting) {
        page.meaning("   ", &hint, Meaning::Faint);
    }
}

fn review(page: &mut Page, review: &Review, moment: &Moment) {
    if !review.goes_with.is_empty() {
        page.paragraph("   decided with: ", &review.goes_with.join("; "));
    }
    if let Some(offer) = &review.offer {
        let cost = review.cost.map(|cost| format!(" · {}", cost_in_words(cost, moment)));
        page.paragraph("   offer: ", &format!("{offer}{}", cost.unwrap_or_default()));
    }
    if let Some(tier) = review.tier {
        page.paragraph("   tier: ", &tier_in_words(tier, review.tier_then));
    }
    if let Some(other) = &review.also_waits {
        page.meaning("   ", &format!("also waits: {other}"), Meaning::Warning);
    }
    for vouched in &review.vouched {
        let words = format!("unproven: {vouched}: vouched for by whoever asked");
        page.meaning("   ", &words, Meaning::Warning);
    }
    if let Some(reason) = &review.reason {
        page.paragraph("   because: ", reason);
    }
    let at = moment.time(review.checked_at);
    let (meaning, words) = match &review.standing {
        Standing::Yes => (Meaning::Good, format!("still true: yes, {at}")),
        Standing::No(why) => (Meaning::Bad, format!("still true: no, {at}: {}", why.join("; "))),
        Standing::Unknown(why) => (Meaning::Warning, format!("still true: not known, {at}: {why}")),
    };
    page.meaning("   ", &words, meaning);
    for evidence in &review.evidence {
        let text = evidence.text.as_deref().unwrap_or("not part of the profile any more");
        page.paragraph("   rests on ", &format!("{}: {text}", evidence.id));
    }
}

fn change(page: &mut Page, change: &Change, moment: &Moment) {
    let value = |text: &String| text.parse().map_or_else(|_| text.clone(), |at| moment.exactly(at));
    let before = change.before.as_ref().map_or_else(|| "(new)".to_owned(), value);
    let after = change.after.as_ref().map_or_else(|| "(goes)".to_owned(), value);
    page.paragraph(&format!("     {}: ", change.field), &format!("{before} → {after}"));
}
