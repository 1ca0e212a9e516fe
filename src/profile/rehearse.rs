//! What would follow from a person's word on a link, with nothing kept: two records side by side, and the profile after.

use super::outcome::{Mode, Outcome, Pages, ProfileError};
use super::owners::Owner;
use super::{Profiles, links, unify};
use crate::domain::Lookup;
use crate::domain::ids::CustomerId;
use crate::domain::profile::Profile;
use crate::domain::record::Record;
use crate::ports::repository::LinkDecision;

/// What would follow.
pub struct Rehearsal {
    /// The customer as they would be; nothing where nothing would be left of them.
    pub after: Option<Profile>,
    /// The record that it is about, as it was read last; nothing where it cannot be had.
    pub record: Option<Record>,
}

impl Profiles {
    /// The profile that would follow from a decision. A record that is not this customer's yet is read, by its own name.
    ///
    /// # Errors
    /// Only of the storage.
    pub async fn rehearse(&self, decision: &LinkDecision) -> Result<Rehearsal, ProfileError> {
        let customer = decision.customer;
        let owner = Owner::load(self.repository.as_ref(), customer).await?;
        let mut parts = self.kept_parts(&owner, Mode::Cached);
        let mut words = owner.links.clone();
        let is_it = |record: &&Record| record.reference() == decision.record;
        let mut record = owner.records().find(is_it).cloned();
        if decision.linked && record.is_none() {
            if let Some(other) = self.owner_of(decision).await? {
                record = other.records().find(is_it).cloned();
                parts.extend(self.kept_parts(&other, Mode::Cached));
            }
            // As when it is decided: without any fact in common the two stay together by both being linked.
            let has_link = owner.records().any(|record| links::is_linked(&words, &record.reference()));
            let first = owner.records().next().filter(|_| !has_link);
            words.extend(first.map(|first| LinkDecision { record: first.reference(), ..decision.clone() }));
        }
        words.push(decision.clone());
        let after = unify(customer, &parts, &words, None);
        Ok(Rehearsal { after: (!after.identities.is_empty()).then_some(after), record })
    }

    /// Whoever the record is now.
    async fn owner_of(&self, decision: &LinkDecision) -> Result<Option<Owner>, ProfileError> {
        let query = Lookup::Record(decision.record.clone());
        let found = self.find(&query, Mode::Cached, Pages::All, |_| {}).await?;
        let id: CustomerId = match found {
            Outcome::One { profile, .. } => profile.customer.id,
            _ => return Ok(None),
        };
        Ok(Some(Owner::load(self.repository.as_ref(), id).await?))
    }
}
