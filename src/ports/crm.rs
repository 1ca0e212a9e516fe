//! A CRM: where contacts, cases and activities are read, and notes and tasks are written.

use std::time::Duration;

use async_trait::async_trait;
use jiff::Timestamp;

use super::{
    Budget, Call, CaseListing, Finding, Holding, LeadListing, Listing, Page, PortError, Portion, TaskListing,
};
use crate::domain::account::{Account, AccountKind, AccountName, Member};
use crate::domain::action::Write;
use crate::domain::agenda::PlannedCall;
use crate::domain::casework::CaseStage;
use crate::domain::crm::{Case, Owner};
use crate::domain::ids::{IdempotencyKey, Source};
use crate::domain::lead::{Change, Lead};
use crate::domain::lookup::Lookup;
use crate::domain::outbox::Written;
use crate::domain::record::{Found, RecordRef};
use crate::domain::score_fields::{ScoreField, Values};

/// How a write whose outcome is unknown can be found again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeySupport {
    /// The vendor keeps the key as a unique value: reading by it is conclusive at once.
    Unique,
    /// No such property: only the record's own associations tell, once this long has passed since the attempt ended.
    Associations {
        /// Index and processing lag to wait out.
        settle: Duration,
    },
}

/// What looking for a doubtful write found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Look {
    /// It is there.
    Found(Written),
    /// It is certainly not there.
    Absent,
    /// That cannot be told; a person has to look.
    Unclear(String),
}

/// What a write would do, checked against what the account has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Preflight {
    /// The exact write in words: `HubSpot note on contact 5571 and case 77`.
    pub effect: String,
    /// Why it would be refused: property missing, value not in the picklist, too long, required value absent.
    pub problems: Vec<String>,
}

/// What `setup fields` did about one field.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
pub struct SetupStep {
    /// Object and property: `notes.deskhand_key`.
    pub field: String,
    /// `created`, `present`, `missing`, `refused: …`.
    pub outcome: String,
    /// Whether it is now there; of a try, whether it is there or can be made.
    pub ready: bool,
}

/// A CRM that can be asked and written to.
#[async_trait]
pub trait CrmClient: Send + Sync {
    /// Which account this is.
    fn source(&self) -> &Source;

    /// Everything about whom the query names. Several equally good hits come as `candidates` with no
    /// `records`. Nobody is an empty answer, not an error.
    async fn find(&self, lookup: &Lookup, call: &Call) -> Result<Found, PortError>;

    /// Companies or deals of this name, the best first. A CRM without them has none.
    async fn accounts_named(
        &self,
        _kind: AccountKind,
        _name: &str,
        _call: &Call,
    ) -> Result<Vec<AccountName>, PortError> {
        Ok(Vec::new())
    }

    /// The companies or deals that a contact belongs to.
    async fn accounts_of(
        &self,
        _kind: AccountKind,
        _contact: &RecordRef,
        _call: &Call,
    ) -> Result<Vec<AccountName>, PortError> {
        Ok(Vec::new())
    }

    /// Contacts that bear a company's name and may belong to no company of the CRM, each with the name as it bears it.
    async fn members_by_company_name(
        &self,
        _name: &str,
        _call: &Call,
    ) -> Result<Vec<(String, Member)>, PortError> {
        Ok(Vec::new())
    }

    /// A company or a deal with its people and all that hangs on it; nothing where there is none.
    async fn account(&self, _record: &RecordRef, _call: &Call) -> Result<Option<Account>, PortError> {
        Ok(None)
    }

    /// One page of all contacts, for the directory.
    async fn list(&self, cursor: Option<&str>, call: &Call) -> Result<Page<Listing>, PortError>;

    /// The same of those alone that have changed since a moment; a CRM that cannot tell lists all.
    async fn list_changed(
        &self,
        _since: Timestamp,
        cursor: Option<&str>,
        call: &Call,
    ) -> Result<Page<Listing>, PortError> {
        self.list(cursor, call).await
    }

    /// What can be read through here as a whole.
    fn holdings(&self) -> &'static [Holding] {
        &[Holding::Contacts]
    }

    /// Reads on through a holding: all of it, or what has changed since a moment.
    async fn read(
        &self,
        holding: Holding,
        since: Option<Timestamp>,
        cursor: Option<&str>,
        call: &Call,
    ) -> Result<Portion, PortError> {
        let page = match (holding, since) {
            (Holding::Contacts, None) => self.list(cursor, call).await?,
            (Holding::Contacts, Some(since)) => self.list_changed(since, cursor, call).await?,
            _ => return Ok(Portion::default()),
        };
        Ok(page.into())
    }

    /// One page of the cases of the account: all open ones, or, after a moment, all that have changed since, closed
    /// ones included. A CRM without cases has none.
    async fn cases(
        &self,
        _since: Option<Timestamp>,
        _cursor: Option<&str>,
        _call: &Call,
    ) -> Result<Page<CaseListing>, PortError> {
        Ok(Page::of(Vec::new(), None))
    }

    /// One page of the leads of the account: all, or, after a moment, every contact that has changed since, those
    /// included that are no leads any more. A CRM without leads has none.
    async fn leads(
        &self,
        _since: Option<Timestamp>,
        _cursor: Option<&str>,
        _call: &Call,
    ) -> Result<Page<LeadListing>, PortError> {
        Ok(Page::of(Vec::new(), None))
    }

    /// Leads by their ids as they stand now, those included that are none any more; one that is gone is not among them.
    async fn leads_named(&self, _ids: &[String], _call: &Call) -> Result<Vec<LeadListing>, PortError> {
        Ok(Vec::new())
    }

    /// One page of a colleague's tasks: all open ones, or, after a moment, every task that has changed since, those
    /// included that are done or another's. A CRM without tasks has none.
    async fn tasks(
        &self,
        _owner: &str,
        _since: Option<Timestamp>,
        _cursor: Option<&str>,
        _call: &Call,
    ) -> Result<Page<TaskListing>, PortError> {
        Ok(Page::of(Vec::new(), None))
    }

    /// Tasks by their ids as they stand now, for a colleague; one that is gone is not among them.
    async fn tasks_named(
        &self,
        _owner: &str,
        _ids: &[String],
        _call: &Call,
    ) -> Result<Vec<TaskListing>, PortError> {
        Ok(Vec::new())
    }

    /// One page of a colleague's meetings that begin at a moment or later: all that are to be held, or, where `since` is
    /// given, every one that has changed since, those included that are off, done or another's. A CRM without meetings
    /// has none.
    async fn meetings(
        &self,
        _owner: &str,
        _from: Timestamp,
        _since: Option<Timestamp>,
        _cursor: Option<&str>,
        _call: &Call,
    ) -> Result<Page<TaskListing>, PortError> {
        Ok(Page::of(Vec::new(), None))
    }

    /// Meetings by their ids as they stand now, for a colleague; one that is gone is not among them.
    async fn meetings_named(
        &self,
        _owner: &str,
        _ids: &[String],
        _call: &Call,
    ) -> Result<Vec<TaskListing>, PortError> {
        Ok(Vec::new())
    }

    /// The write that ends a task, or says of a meeting that it was held, over how it was seen to stand. Nothing where
    /// this CRM has no tasks.
    fn task_done(&self, _call: &PlannedCall) -> Option<Write> {
        None
    }

    /// The write that changes a lead, over what was seen there. Nothing where this CRM has no leads.
    fn lead_write(&self, _lead: &Lead, _change: &Change) -> Option<Write> {
        None
    }

    /// Cases by their ids as they stand now, closed ones included; one that is gone is not among them.
    async fn cases_named(&self, _ids: &[String], _call: &Call) -> Result<Vec<CaseListing>, PortError> {
        Ok(Vec::new())
    }

    /// The stages that cases of the account can be in, in the pipelines' order; cached by the adapter.
    async fn case_stages(&self, _call: &Call) -> Result<Vec<CaseStage>, PortError> {
        Ok(Vec::new())
    }

    /// Colleagues who can own records; cached by the adapter.
    async fn owners(&self, call: &Call) -> Result<Vec<Owner>, PortError>;

    /// What a write would do and whether it can, against the account's properties and picklists (cached by the adapter).
    async fn preflight(&self, write: &Write, call: &Call) -> Result<Preflight, PortError>;

    /// How doubtful writes of this kind can be found again on this account.
    async fn key_support(&self, write: &Write, call: &Call) -> Result<KeySupport, PortError>;

    /// Sends a write once, with no retry of its own unless the attempt certainly had no effect. A refusal as
    /// duplicate of the same key is success. The error's `may_have_happened` says what the caller has to do.
    async fn write(&self, write: &Write, key: &IdempotencyKey, call: &Call) -> Result<Written, PortError>;

    /// Looks whether a write happened: by its key where the vendor keeps it, else in the record's own associations.
    async fn look(&self, write: &Write, key: &IdempotencyKey, call: &Call) -> Result<Look, PortError>;

    /// Creates the properties that deskhand needs, where missing. `try_only`: only says what is missing.
    async fn set_up(&self, try_only: bool, call: &Call) -> Result<Vec<SetupStep>, PortError>;

    /// Fields for scores that contacts of the account do not have, or not so that a score fits into them.
    async fn missing_score_fields(&self, _call: &Call) -> Result<Vec<ScoreField>, PortError> {
        Ok(ScoreField::ALL.to_vec())
    }

    /// What contacts say in the fields that scores are written to; one that is gone is not among them.
    async fn score_fields(
        &self,
        _contacts: &[RecordRef],
        _call: &Call,
    ) -> Result<Vec<(RecordRef, Values)>, PortError> {
        Ok(Vec::new())
    }

    /// Writes scores to several contacts in as few requests as the vendor takes, again as often as it likes: the same
    /// values twice are the same values. Whom it was not written to comes with the reason.
    ///
    /// # Errors
    /// The vendor could not be asked, or refused all of it.
    async fn write_score_fields(
        &self,
        _changes: &[(RecordRef, Values)],
        _call: &Call,
    ) -> Result<Vec<(RecordRef, String)>, PortError> {
        Err(PortError::new(super::Trouble::Refused, "this CRM has no fields for scores"))
    }

    /// The cases of contacts as they stand now, closed ones included, without their threads.
    async fn cases_of(
        &self,
        _contacts: &[RecordRef],
        _call: &Call,
    ) -> Result<Vec<(RecordRef, Case)>, PortError> {
        Ok(Vec::new())
    }

    /// What may still be asked, as the CRM told last; nothing where it has told nothing yet.
    fn budgets(&self) -> Vec<Budget> {
        Vec::new()
    }

    /// Tests the connection for `doctor`: reachability, credentials, scopes, properties, clock.
    async fn check(&self) -> Vec<Finding>;
}
