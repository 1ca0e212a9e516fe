//! Who acts, over which sources, and what waits.

use std::sync::PoisonError;

use jiff::{SignedDuration, Timestamp};

use super::api::{Answer, DeskError, WhoAmI};
use super::local::{Local, Parts};
use super::{days, welcome};
use crate::domain::action::{ActionKind, verdict};
use crate::domain::ids::Source;
use crate::domain::outbox::EntryState;
use crate::domain::profile::{Freshness, Profile, SourceState};
use crate::domain::record::Coverage;

/// An answer that is no later than this after the one before tells nothing new of an account's age.
const WORTH_TELLING: SignedDuration = SignedDuration::from_secs(5);
/// What people write in their own words.
const OWN_WORDS: [ActionKind; 3] = [ActionKind::Note, ActionKind::Task, ActionKind::Reply];

/// The state of accounts that nothing was asked yet.
pub(super) fn unread(parts: &Parts) -> Vec<SourceState> {
    let sources = parts.stores.iter().map(|s| s.source()).chain(parts.crm.iter().map(|c| c.source()));
    sources
        .map(|source| SourceState {
            source: source.clone(),
            status: Freshness::Cached,
            fetched_at: None,
            latency_ms: None,
            error: None,
        })
        .collect()
}

pub(super) async fn answer(local: &Local) -> Result<Answer, DeskError> {
    let parts = &local.parts;
    let unfinished = parts.repository.unfinished_entries().await?;
    let waits = |e: &&crate::domain::outbox::Entry| matches!(e.state, EntryState::AwaitingApproval { .. });
    let approvals = unfinished.iter().filter(waits).count();
    let is_first_start = welcome::is_first_start(local).await?;
    let recovered = parts.repository.report().await?.recovered;
    Ok(Answer::WhoAmI(WhoAmI {
        email: parts.me.email.clone(),
        role: parts.me.role,
        phase: parts.policy.phase,
        returns: days::returns(local).await?,
        model: parts.models.first().map(|m| m.name().to_owned()),
        model_is_sandbox: parts.model_is_sandbox,
        learns_by_itself: parts.scoring.refit_after.is_some(),
        sources: local.sources.lock().unwrap_or_else(PoisonError::into_inner).clone(),
        undo_seconds: u32::try_from(parts.policy.undo_window.as_secs()).unwrap_or(0),
        own_words_need_a_yes: OWN_WORDS
            .into_iter()
            .filter(|kind| verdict(&parts.policy.approvals, *kind, None).required)
            .collect(),
        customers: local.directory.read().unwrap_or_else(PoisonError::into_inner).len(),
        demo: parts.demo,
        recovered,
        is_first_start,
        approvals,
        outbox: unfinished.len() - approvals,
    }))
}

impl Local {
    /// Adds the accounts that a cached profile says nothing of because they failed when they were asked last: what
    /// they would know is unknown, not nothing.
    pub(super) fn add_failed_sources(&self, profile: &mut Profile) {
        let known = self.sources.lock().unwrap_or_else(PoisonError::into_inner);
        for state in known.iter().filter(|state| state.status == Freshness::Failed) {
            if profile.sources.iter().any(|source| source.source == state.source) {
                continue;
            }
            let (source, why) = (state.source.clone(), state.error.clone());
            profile.totals.partial |= source.name().is_some();
            profile.coverage.push(Coverage { source, since: None, complete: false, why, of: None });
            profile.sources.push(state.clone());
        }
    }

    /// An account has answered whatever it was asked: what is shown of it is as old as that.
    pub(super) fn note_answered(&self, source: &Source, at: Timestamp) {
        self.change_source(source, |known| {
            let is_told = known.status == Freshness::Fresh
                && known.fetched_at.is_some_and(|before| at.duration_since(before) < WORTH_TELLING);
            let after =
                SourceState { status: Freshness::Fresh, fetched_at: Some(at), error: None, ..known.clone() };
            (!is_told).then_some(after)
        });
    }

    /// It has not, and this is why now: what is shown of it is what was read before, where anything was.
    pub(super) fn note_failed(&self, source: &Source, why: &str) {
        self.change_source(source, |known| {
            let status = if known.fetched_at.is_some() { Freshness::Stale } else { Freshness::Failed };
            let after = SourceState { status, error: Some(why.to_owned()), ..known.clone() };
            (after != *known).then_some(after)
        });
    }

    fn change_source(&self, source: &Source, after: impl FnOnce(&SourceState) -> Option<SourceState>) {
        let mut sources = self.sources.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(known) = sources.iter_mut().find(|known| known.source == *source) else { return };
        let Some(state) = after(known) else { return };
        *known = state.clone();
        let _ = self.told.send(super::api::Notice::Source { state });
    }

    /// Keeps how the vendor accounts stand and tells of what changed.
    pub(super) fn note_sources(&self, states: &[SourceState]) {
        let mut known = self.sources.lock().unwrap_or_else(PoisonError::into_inner);
        for state in states {
            match known.iter_mut().find(|k| k.source == state.source) {
                Some(old) if old == state => continue,
                // What was only read from the cache says nothing new of the account.
                Some(_) if state.status == Freshness::Cached => continue,
                Some(old) => *old = state.clone(),
                None => known.push(state.clone()),
            }
            let _ = self.told.send(super::api::Notice::Source { state: state.clone() });
        }
    }
}
