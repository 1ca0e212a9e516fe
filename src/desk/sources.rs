//! How the vendor accounts stand: when each answered last, how far what is held here trails behind, what may still be
//! asked, which scopes are missing, what is parked.
//!
//! It is kept, so that it can be told without asking anybody: off-line, and right after the start.

pub(super) mod parked;

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::api::{Answer, DeskError, Failed, SourcesReport, Trail, VendorStanding};
use super::local::Local;
use super::{kept, sync};
use crate::domain::agenda::PlannedCall;
use crate::domain::ids::Source;
use crate::domain::lead::Lead;
use crate::domain::profile::{Freshness, SourceState};
use crate::domain::queue::QueuedCase;
use crate::phrasing::Moment;
use crate::ports::{Budget, Finding, Lack, Verdict};

/// A success that is no newer than this is not worth a write of its own.
const WORTH_KEEPING: SignedDuration = SignedDuration::from_secs(30);
/// What trails further behind than this is worth a word.
const FAR_BEHIND: SignedDuration = SignedDuration::from_hours(24);

/// What is kept of one account.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Kept {
    succeeded_at: Option<Timestamp>,
    failed: Option<Failed>,
    budgets: Vec<Budget>,
    tested_at: Option<Timestamp>,
    lacks: Vec<Lack>,
}

/// An account that was spoken of in this process.
#[derive(Clone, Debug, Default)]
pub(super) struct Spoken {
    /// How it stands.
    now: Kept,
    /// The same as it was stored last.
    stored: Kept,
}

/// All those accounts.
pub(super) type AllKept = tokio::sync::Mutex<BTreeMap<Source, Spoken>>;

/// All that is known without asking.
pub(super) async fn answer(local: &Local) -> Result<Answer, DeskError> {
    Ok(Answer::Sources(Box::new(report(local).await?)))
}

async fn report(local: &Local) -> Result<SourcesReport, DeskError> {
    let mut vendors = Vec::new();
    for source in local.accounts() {
        let kept = spoken(local, source).await?.now;
        let told = local.budgets(source);
        vendors.push(VendorStanding {
            source: source.clone(),
            succeeded_at: kept.succeeded_at,
            failed: kept.failed,
            trails: trails(local, source).await?,
            budgets: if told.is_empty() { kept.budgets } else { told },
            tested_at: kept.tested_at,
            lacks: kept.lacks,
        });
    }
    Ok(SourcesReport { vendors, parked: parked::all(local).await? })
}

async fn trails(local: &Local, source: &Source) -> Result<Vec<Trail>, DeskError> {
    let mut trails = sync::trails(local, source).await?;
    let is_crm = local.parts.crm.as_ref().is_some_and(|crm| crm.source() == source);
    if is_crm {
        trails.push(kept::trail::<QueuedCase>(local).await?);
        trails.push(kept::trail::<Lead>(local).await?);
        trails.push(kept::trail::<PlannedCall>(local).await?);
    }
    Ok(trails)
}

fn setting(source: &Source) -> String {
    format!("source/1 {source}")
}

async fn spoken(local: &Local, source: &Source) -> Result<Spoken, DeskError> {
    if let Some(spoken) = local.kept_sources.lock().await.get(source) {
        return Ok(spoken.clone());
    }
    let kept = local.parts.repository.setting(&setting(source)).await?;
    let stored: Kept = kept.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default();
    Ok(Spoken { now: stored.clone(), stored })
}

/// Changes what is kept of an account. It only helps to look after the accounts: what cannot be kept now is not worth
/// failing for.
async fn change(local: &Local, source: &Source, change: impl FnOnce(&mut Kept)) {
    let mut spoken = match spoken(local, source).await {
        Ok(spoken) => spoken,
        Err(error) => return tracing::warn!(%error, "how an account stands could not be read"),
    };
    change(&mut spoken.now);
    let told = local.budgets(source);
    if !told.is_empty() {
        spoken.now.budgets = told;
    }
    if !is_news(&spoken.stored, &spoken.now) {
        local.kept_sources.lock().await.insert(source.clone(), spoken);
        return;
    }
    spoken.stored = spoken.now.clone();
    let text = serde_json::to_string(&spoken.now).unwrap_or_default();
    local.kept_sources.lock().await.insert(source.clone(), spoken);
    if let Err(error) = local.parts.repository.put_setting(&setting(source), &text).await {
        tracing::warn!(%error, "how an account stands was not kept");
    }
}

/// Whether how it stands differs from what was stored by as much as is worth a write.
fn is_news(stored: &Kept, now: &Kept) -> bool {
    let same = (&stored.failed, &stored.lacks, stored.tested_at) == (&now.failed, &now.lacks, now.tested_at);
    let moved = match (stored.succeeded_at, now.succeeded_at) {
        (Some(before), Some(after)) => after.duration_since(before) > WORTH_KEEPING,
        (before, after) => before != after,
    };
    !same || moved
}

/// An account has answered as it should.
pub(super) async fn succeeded(local: &Local, source: &Source) {
    let now = local.parts.clock.now();
    local.note_answered(source, now);
    change(local, source, |kept| {
        kept.succeeded_at = Some(now);
        kept.failed = None;
    })
    .await;
}

/// An account has not.
pub(super) async fn failed(local: &Local, source: &Source, why: &str) {
    local.note_failed(source, why);
    let failed = Failed { at: local.parts.clock.now(), why: why.to_owned() };
    change(local, source, |kept| kept.failed = Some(failed)).await;
}

/// What a look-up tells of the accounts that were asked for it.
pub(super) async fn note(local: &Local, states: &[SourceState]) {
    for state in states {
        match (&state.error, state.status) {
            (Some(why), _) => failed(local, &state.source, why).await,
            (None, Freshness::Fresh) => succeeded(local, &state.source).await,
            (None, _) => {}
        }
    }
}

/// What a test found. Where an account did not answer, what it lacked before stays known.
pub(super) async fn tested(local: &Local, findings: &[Finding]) {
    let now = local.parts.clock.now();
    let accounts: Vec<Source> = local.accounts().cloned().collect();
    for source in accounts {
        let name = source.to_string();
        let of_it = || findings.iter().filter(|finding| finding.about == name);
        if of_it().next().is_none() {
            continue;
        }
        let fault = of_it().find(|finding| finding.verdict == Verdict::Bad && finding.lacks.is_none());
        match fault {
            Some(fault) => failed(local, &source, &fault.what).await,
            None => {
                local.note_answered(&source, now);
                let lacks = of_it().filter_map(|finding| finding.lacks.clone()).collect();
                change(local, &source, |kept| {
                    kept.succeeded_at = Some(now);
                    kept.failed = None;
                    kept.tested_at = Some(now);
                    kept.lacks = lacks;
                })
                .await;
            }
        }
    }
}

/// The same for `doctor`: how far behind, what is left, what is parked.
pub(super) async fn findings(local: &Local) -> Result<Vec<Finding>, DeskError> {
    let SourcesReport { vendors, parked } = report(local).await?;
    let moment = Moment {
        now: local.parts.clock.now(),
        zone: jiff::tz::TimeZone::UTC,
        locale: local.parts.me.locale.clone(),
        exact: false,
    };
    let vendors = vendors.iter().filter_map(|vendor| standing(vendor, &moment));
    Ok(vendors.chain(parked.iter().map(parked::finding)).collect())
}

fn standing(vendor: &VendorStanding, moment: &Moment) -> Option<Finding> {
    let read = |trail: &Trail| Some(format!("{} read up to {}", trail.what, moment.ago(trail.until?)));
    let count = |number: u64| moment.locale.count(i128::from(number));
    let left =
        |budget: &Budget| format!("{} of {} {} left", count(budget.left), count(budget.of), budget.what);
    let trails = vendor.trails.iter().filter_map(read);
    // What an account that does not answer would still allow is not known.
    let budgets = vendor.budgets.iter().filter(|_| vendor.failed.is_none());
    let what: Vec<String> = trails.chain(budgets.map(left)).collect();
    let is_late = |trail: &&Trail| {
        trail.interrupted || trail.until.is_some_and(|until| moment.now.duration_since(until) > FAR_BEHIND)
    };
    let late = vendor.trails.iter().find(is_late);
    let hint = |trail: &Trail| match trail.what.as_str() {
        "queue" => "`deskhand cases` reads on".to_owned(),
        "leads" => "`deskhand leads` reads on".to_owned(),
        "tasks" => "`deskhand calls` reads on".to_owned(),
        _ => "`deskhand sync` reads on".to_owned(),
    };
    (!what.is_empty()).then(|| Finding {
        about: vendor.source.to_string(),
        verdict: if late.is_some() { Verdict::Warning } else { Verdict::Good },
        what: what.join("; "),
        hint: late.map(hint),
        lacks: None,
    })
}

impl Local {
    /// What may still be asked of an account, as it told this process last.
    pub(super) fn budgets(&self, source: &Source) -> Vec<Budget> {
        let store = self.parts.stores.iter().find(|store| store.source() == source);
        let crm = self.parts.crm.as_ref().filter(|crm| crm.source() == source);
        store.map(|store| store.budgets()).or_else(|| Some(crm?.budgets())).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_changes_something_is_worth_a_write() {
        let at = |second: i64| Timestamp::from_second(1_800_000_000 + second).unwrap();
        let kept = |second: i64| Kept { succeeded_at: Some(at(second)), ..Kept::default() };
        assert!(is_news(&Kept::default(), &kept(0)));
        assert!(!is_news(&kept(0), &kept(10)) && is_news(&kept(0), &kept(40)));
        let failed = Kept { failed: Some(Failed { at: at(1), why: "cut".to_owned() }), ..kept(0) };
        assert!(is_news(&kept(0), &failed) && is_news(&failed, &kept(0)));
    }
}
