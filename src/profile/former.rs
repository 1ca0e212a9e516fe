//! Ids that customers had before they turned out to be one with another: what was accepted about them bears those, and
//! leads on to who they are; once their records are taken apart again they are who they were.

use crate::domain::ids::CustomerId;
use crate::domain::record::RecordRef;
use crate::ports::repository::{CachedAnswer, Dossier, LinkDecision};

use super::outcome::ProfileError;
use super::owners::Owner;
use super::{Profiles, links};

/// What is left of a customer who has become another.
pub(super) fn emptied(loser: &Owner, became: CustomerId) -> Dossier {
    let had = loser.records().map(|record| record.reference()).collect();
    let was = loser.dossier.was.clone();
    Dossier { became: Some(became), was, had, ..Dossier::of(loser.dossier.customer, Vec::new()) }
}

impl Profiles {
    /// Whoever had a record before they became one with `from` is known by the id of then again, now that records are
    /// `going` from there. Only who holds `settling` may call it.
    pub(super) async fn come_back(
        &self,
        from: CustomerId,
        going: &[RecordRef],
        before: &Owner,
    ) -> Result<(), ProfileError> {
        let Some(mut kept) = self.repository.dossier(from).await? else { return Ok(()) };
        for former in kept.was.clone() {
            let Some(then) = self.repository.dossier(former).await? else { continue };
            let returns = |one: &RecordRef| going.contains(one) && then.had.contains(one);
            if then.became != Some(from) || !going.iter().any(returns) {
                continue;
            }
            self.take_back_links(former, &returns, before).await?;
            let answers = before.dossier.answers.iter().filter_map(|answer| of_records(answer, &returns));
            let theirs = Dossier { was: then.was.clone(), ..Dossier::of(former, answers.collect()) };
            self.repository.put_dossier(&theirs).await?;
            kept.was.retain(|id| *id != former && !then.was.contains(id));
            self.repository.put_dossier(&kept).await?;
        }
        Ok(())
    }

    /// What they were linked to in `before`, they are not any more.
    async fn take_back_links(
        &self,
        former: CustomerId,
        returns: &(dyn Fn(&RecordRef) -> bool + Sync),
        before: &Owner,
    ) -> Result<(), ProfileError> {
        let theirs = self.repository.links(former).await?;
        let others = before.records().map(|record| record.reference()).filter(|other| !returns(other));
        for other in others.filter(|other| links::is_linked(&theirs, other)) {
            if let Some(link) = links::decision(&theirs, &other) {
                self.repository.put_link(&LinkDecision { linked: false, ..link.clone() }).await?;
            }
        }
        Ok(())
    }
}

/// What a source said of some records, where it said anything of them.
fn of_records(answer: &CachedAnswer, are_meant: &dyn Fn(&RecordRef) -> bool) -> Option<CachedAnswer> {
    let mut own = answer.clone();
    own.found.records.retain(|record| are_meant(&record.reference()));
    own.found.candidates.clear();
    (!own.found.records.is_empty()).then_some(own)
}
