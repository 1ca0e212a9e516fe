//! What there is to look at before a yes: what it rests on, whether it still holds, what would be written.

use super::Page;
use crate::cli::output::Meaning;
use crate::desk::api::{Review, Standing};
use crate::domain::difference::Change;
use crate::phrasing::Moment;

/// One review, below its entry.
pub fn review(page: &mut Page, review: &Review, moment: &Moment) {
    if let Some(offer) = &review.offer {
        page.paragraph("   offer: ", offer);
    }
    if let Some(reason) = &review.reason {
        page.paragraph("   because: ", reason);
    }
    for evidence in &review.evidence {
        let text = evidence.text.as_deref().unwrap_or("not part of the profile any more");
        page.paragraph("   rests on ", &format!("{}: {text}", evidence.id));
    }
    let at = moment.time(review.checked_at);
    let (meaning, words) = match &review.standing {
        Standing::Yes => (Meaning::Good, format!("still true: yes, {at}")),
        Standing::No(why) => (Meaning::Bad, format!("still true: no, {at}: {}", why.join("; "))),
        Standing::Unknown(why) => (Meaning::Warning, format!("still true: not known, {at}: {why}")),
    };
    page.meaning("   ", &words, meaning);
    for change in &review.changes {
        self::change(page, change, moment);
    }
}

fn change(page: &mut Page, change: &Change, moment: &Moment) {
    let value = |text: &String| text.parse().map_or_else(|_| text.clone(), |at| moment.exactly(at));
    let before = change.before.as_ref().map_or_else(|| "(new)".to_owned(), value);
    let after = change.after.as_ref().map_or_else(|| "(goes)".to_owned(), value);
    page.paragraph(&format!("     {}: ", change.field), &format!("{before} → {after}"));
}
