//! Changes of tier that a case holds, until a person has said what becomes of them.

use super::write_back;
use crate::desk::api::{Answer, DeskError, FailureKind};
use crate::desk::local::Local;
use crate::domain::audit::{AuditEvent, AuditKind};
use crate::domain::ids::CustomerId;
use crate::domain::score_fields::{ReviewState, ReviewWord, TierReview};
use crate::phrasing::Moment;
use crate::ports::repository::ScoresBatch;

/// Those that somebody is to decide now, and behind them those that rest: put off, or the tier kept. Who has waited longest
/// comes first.
pub(in crate::desk) async fn list(local: &Local) -> Result<Answer, DeskError> {
    let now = local.parts.clock.now();
    let mut reviews = local.parts.repository.tier_reviews().await?;
    // Once its time is over, it waits as if nothing had been said.
    for review in reviews.iter_mut().filter(|review| review.is_asked(now)) {
        review.state = ReviewState::Waiting;
    }
    reviews.retain(|review| review.is_asked(now) || review.rests_until().is_some());
    reviews.sort_by_key(|review| (review.rests_until().is_some(), review.since, review.customer));
    Ok(Answer::TierReviews(reviews))
}

/// Takes a person's word on one. A yes is written at once; what keeps it from arriving leaves it to the next run.
pub(in crate::desk) async fn decide(
    local: &Local,
    customer: CustomerId,
    word: ReviewWord,
) -> Result<Answer, DeskError> {
    let now = local.parts.clock.now();
    let known = local.parts.repository.tier_reviews().await?;
    let Some(review) = known.into_iter().find(|review| review.customer == customer) else {
        return Err(DeskError::new(FailureKind::NotFound, "no change of tier of theirs waits")
            .hint("`deskhand score reviews` lists those that do"));
    };
    if word == ReviewWord::Write {
        write_back::may_write(local)?;
    }
    let decided = review.decided(word, local.actor(), now);
    let kind = match word {
        ReviewWord::Write => AuditKind::Approved,
        ReviewWord::Keep => AuditKind::Rejected,
        ReviewWord::Later => AuditKind::Snoozed,
        ReviewWord::Back => AuditKind::Undone,
    };
    let audit = AuditEvent {
        at: now,
        actor: local.actor().to_owned(),
        kind,
        customer: Some(customer),
        subject: "tier".to_owned(),
        detail: serde_json::json!({
            "effect": format!("tier {} → {}", review.before, review.after), "review": decided,
            "until": put_off_until(local, &decided),
        }),
    };
    let batch = ScoresBatch { reviews: vec![decided.clone()], audit: vec![audit], ..ScoresBatch::default() };
    local.parts.repository.put_scores(&batch).await?;
    if word == ReviewWord::Write {
        let written = write_back::write_one(local, customer, false, false).await;
        written.map_err(|error| {
            let what =
                format!("the yes is kept and goes with the next `deskhand score write`: {}", error.what);
            DeskError { what, ..error }
        })?;
        let waits = local.parts.repository.tier_reviews().await?;
        let still = waits.into_iter().find(|review: &TierReview| review.customer == customer);
        return Ok(Answer::TierReview(Box::new(still.unwrap_or(decided))));
    }
    Ok(Answer::TierReview(Box::new(decided)))
}

/// The day until which one was put off, in words.
fn put_off_until(local: &Local, review: &TierReview) -> Option<String> {
    let ReviewState::Later { until } = review.state else { return None };
    let me = &local.parts.me;
    let (now, zone, locale) = (local.parts.clock.now(), me.zone.clone(), me.locale.clone());
    Some(Moment { now, zone, locale, exact: false }.day(until))
}
