//! What a thread comes to, and what has changed since it was asked for last.

use super::api::{Answer, DeskError, FailureKind, Reading, Who};
use super::local::Local;
use super::{answers, days, lookup};
use crate::copilot::summary::summarised;
use crate::domain::contacts;
use crate::domain::evidence::EvidenceId;
use crate::domain::summary::ThreadSummary;
use jiff::tz::TimeZone;

/// Why a thread is told in its own words even where a model is configured.
const IN_ITS_OWN_WORDS: &str = "a thread is told in its own words, which nothing can be made up in";

pub(super) async fn summarise(
    local: &Local,
    who: &Who,
    case: &EvidenceId,
    reading: Reading,
) -> Result<Answer, DeskError> {
    let profile = match lookup::whole(local, who, reading).await {
        // What is shown is on its way into the cache.
        Err(_) if reading == Reading::AsIs => lookup::whole(local, who, Reading::Cached).await?,
        known => known?,
    };
    let (profile, _) = answers::with_said_sent(local, profile).await?;
    let missing = || DeskError::new(FailureKind::NotFound, "this customer has no such case");
    let case = profile.case(case).ok_or_else(missing)?;
    let now = local.parts.clock.now();
    let named = days::zone(local).await?.and_then(|name| TimeZone::get(&name).ok());
    let zone = named.unwrap_or_else(|| super::briefs::zone(&profile));
    let (mut lines, verification) =
        summarised(case, &contacts::before(&profile.cases, case, now), now, &zone);
    let repository = &local.parts.repository;
    let before = repository.summary(profile.customer.id, &case.evidence).await?;
    if let Some(before) = &before {
        for line in &mut lines {
            let is_known = |old: &crate::domain::summary::SummaryLine| {
                (old.point, &old.text, &old.messages) == (line.point, &line.text, &line.messages)
            };
            line.new = !before.lines.iter().any(is_known);
        }
    }
    let summary = ThreadSummary {
        customer_id: profile.customer.id,
        case: case.evidence.clone(),
        subject: case.subject.clone(),
        engine: "playbook".to_owned(),
        why_not_llm: Some(IN_ITS_OWN_WORDS.to_owned()),
        lines,
        messages: case.messages.len(),
        new_messages: before.as_ref().map(|before| case.messages.len().saturating_sub(before.messages)),
        before_at: before.map(|before| before.created_at),
        verification,
        created_at: now,
    };
    repository.put_summary(&summary).await?;
    Ok(Answer::Summary(Box::new(summary)))
}
