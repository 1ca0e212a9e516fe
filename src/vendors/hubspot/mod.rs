//! HubSpot as the CRM: contacts with their cases, deals and activities are read; notes, tasks, changes of cases
//! and machine-owned fields are written.

mod accounts;
mod allowance;
mod api;
mod body;
mod cases;
mod check;
mod convert;
mod find;
mod leads;
mod list;
mod look;
mod meetings;
mod metadata;
mod opening;
mod past;
mod paths;
mod preflight;
mod read;
mod refusal;
mod scopes;
mod score_fields;
mod set_up;
mod tasks;
mod wire;
mod write;

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use futures::future::BoxFuture;
use jiff::Timestamp;
use reqwest::Url;
use secrecy::SecretString;

use super::http::{Http, Limits, Rate};
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
use crate::ports::crm::{KeySupport, Look, Preflight, SetupStep};
use crate::ports::{
    Budget, Call, CaseListing, Clock, CrmClient, Finding, Holding, LeadListing, Listing, Page, PortError,
    Portion, TaskListing,
};

use api::{Api, Trip};
use metadata::Metadata;
use paths::Paths;

/// Where HubSpot answers.
const BASE: &str = "https://api.hubapi.com";
/// Requests that every account allows; the first answer tells how many this one does.
const REQUESTS: (u32, Duration) = (100, Duration::from_secs(10));
/// The property that keeps a write's key.
const KEY_PROPERTY: &str = "deskhand_key";
/// Of a ticket: until when it sleeps, at the latest.
const SLEEPS_UNTIL: &str = "deskhand_sleeps_until";
/// Of a ticket: what wakes it, in words.
const WAKE_RULE: &str = "deskhand_wake_rule";

/// Fetches the access token, in words why it can't be had.
pub type TokenResolver = Arc<dyn Fn() -> BoxFuture<'static, Result<SecretString, String>> + Send + Sync>;

/// How to reach an account.
pub struct Settings {
    /// Another server instead of HubSpot's.
    pub base_url: Option<Url>,
    /// The version in paths: `2026-09`, or `v3` for the numbered ones.
    pub api_version: String,
    /// Fetches the token when first needed.
    pub token: TokenResolver,
    /// Calling code assumed for phones that name none: `1`.
    pub home_calling_code: String,
}

/// The client of one HubSpot account.
pub struct HubSpot {
    api: Api,
    metadata: Metadata,
    home: String,
}

impl HubSpot {
    /// A client; nothing is sent yet.
    ///
    /// # Errors
    /// The address is plain http to another machine, or no TLS can be set up.
    pub fn new(settings: Settings, clock: Arc<dyn Clock>) -> Result<Self, PortError> {
        let base =
            settings.base_url.unwrap_or_else(|| Url::parse(BASE).expect("the constant address is valid"));
        let limits = Limits { rate: Some(Rate::requests(REQUESTS.0, REQUESTS.1)), ..Limits::default() };
        let http = Http::new(Source::crm("hubspot"), base, limits)?;
        Ok(Self {
            api: Api::new(http, Paths::new(&settings.api_version), settings.token),
            metadata: Metadata::new(clock),
            home: settings.home_calling_code,
        })
    }
}

#[async_trait]
impl CrmClient for HubSpot {
    fn source(&self) -> &Source {
        self.api.source()
    }

    async fn find(&self, lookup: &Lookup, call: &Call) -> Result<Found, PortError> {
        self.find_within(lookup, Trip::new(call)).await
    }

    async fn accounts_named(
        &self,
        kind: AccountKind,
        name: &str,
        call: &Call,
    ) -> Result<Vec<AccountName>, PortError> {
        self.accounts_named_within(kind, name, Trip::new(call)).await
    }

    async fn accounts_of(
        &self,
        kind: AccountKind,
        contact: &RecordRef,
        call: &Call,
    ) -> Result<Vec<AccountName>, PortError> {
        self.accounts_of_within(kind, contact, Trip::new(call)).await
    }

    async fn members_by_company_name(
        &self,
        name: &str,
        call: &Call,
    ) -> Result<Vec<(String, Member)>, PortError> {
        self.members_by_company_name_within(name, Trip::new(call)).await
    }

    async fn account(&self, record: &RecordRef, call: &Call) -> Result<Option<Account>, PortError> {
        self.account_within(record, Trip::new(call)).await
    }

    async fn list(&self, cursor: Option<&str>, call: &Call) -> Result<Page<Listing>, PortError> {
        self.list_within(cursor, Trip::new(call)).await
    }

    async fn list_changed(
        &self,
        since: Timestamp,
        cursor: Option<&str>,
        call: &Call,
    ) -> Result<Page<Listing>, PortError> {
        self.list_changed_within(since, cursor, Trip::new(call)).await
    }

    fn holdings(&self) -> &'static [Holding] {
        &[Holding::Contacts, Holding::Cases, Holding::Deals]
    }

    async fn read(
        &self,
        holding: Holding,
        since: Option<Timestamp>,
        cursor: Option<&str>,
        call: &Call,
    ) -> Result<Portion, PortError> {
        match (holding, since) {
            (Holding::Contacts, None) => Ok(self.list(cursor, call).await?.into()),
            (Holding::Contacts, Some(since)) => Ok(self.list_changed(since, cursor, call).await?.into()),
            _ => self.past_within(holding, since, cursor, Trip::new(call)).await,
        }
    }

    async fn cases(
        &self,
        since: Option<Timestamp>,
        cursor: Option<&str>,
        call: &Call,
    ) -> Result<Page<CaseListing>, PortError> {
        self.cases_within(since, cursor, Trip::new(call)).await
    }

    async fn leads(
        &self,
        since: Option<Timestamp>,
        cursor: Option<&str>,
        call: &Call,
    ) -> Result<Page<LeadListing>, PortError> {
        self.leads_within(since, cursor, Trip::new(call)).await
    }

    async fn leads_named(&self, ids: &[String], call: &Call) -> Result<Vec<LeadListing>, PortError> {
        self.leads_named_within(ids, Trip::new(call)).await
    }

    async fn tasks(
        &self,
        owner: &str,
        since: Option<Timestamp>,
        cursor: Option<&str>,
        call: &Call,
    ) -> Result<Page<TaskListing>, PortError> {
        self.tasks_within(owner, since, cursor, Trip::new(call)).await
    }

    async fn tasks_named(
        &self,
        owner: &str,
        ids: &[String],
        call: &Call,
    ) -> Result<Vec<TaskListing>, PortError> {
        self.tasks_named_within(owner, ids, Trip::new(call)).await
    }

    async fn meetings(
        &self,
        owner: &str,
        from: Timestamp,
        since: Option<Timestamp>,
        cursor: Option<&str>,
        call: &Call,
    ) -> Result<Page<TaskListing>, PortError> {
        self.meetings_within(owner, from, since, cursor, Trip::new(call)).await
    }

    async fn meetings_named(
        &self,
        owner: &str,
        ids: &[String],
        call: &Call,
    ) -> Result<Vec<TaskListing>, PortError> {
        self.meetings_named_within(owner, ids, Trip::new(call)).await
    }

    fn task_done(&self, call: &PlannedCall) -> Option<Write> {
        Some(tasks::done(call))
    }

    fn lead_write(&self, lead: &Lead, change: &Change) -> Option<Write> {
        Some(leads::write(lead, change))
    }

    async fn cases_named(&self, ids: &[String], call: &Call) -> Result<Vec<CaseListing>, PortError> {
        self.cases_named_within(ids, Trip::new(call)).await
    }

    async fn case_stages(&self, call: &Call) -> Result<Vec<CaseStage>, PortError> {
        self.case_stages_within(Trip::new(call)).await
    }

    async fn owners(&self, call: &Call) -> Result<Vec<Owner>, PortError> {
        let owners = self.metadata.owners(&self.api, Trip::new(call)).await?;
        Ok(owners.iter().filter(|owner| !owner.archived).map(convert::owner).collect())
    }

    async fn preflight(&self, write: &Write, call: &Call) -> Result<Preflight, PortError> {
        self.preflight_within(write, Trip::new(call)).await
    }

    async fn key_support(&self, write: &Write, call: &Call) -> Result<KeySupport, PortError> {
        self.key_support_within(write, Trip::new(call)).await
    }

    async fn write(&self, write: &Write, key: &IdempotencyKey, call: &Call) -> Result<Written, PortError> {
        self.write_within(write, key, Trip::new(call)).await
    }

    async fn look(&self, write: &Write, key: &IdempotencyKey, call: &Call) -> Result<Look, PortError> {
        self.look_within(write, key, Trip::new(call)).await
    }

    async fn set_up(&self, try_only: bool, call: &Call) -> Result<Vec<SetupStep>, PortError> {
        self.set_up_within(try_only, Trip::new(call)).await
    }

    async fn missing_score_fields(&self, call: &Call) -> Result<Vec<ScoreField>, PortError> {
        self.missing_score_fields_within(Trip::new(call)).await
    }

    async fn score_fields(
        &self,
        contacts: &[RecordRef],
        call: &Call,
    ) -> Result<Vec<(RecordRef, Values)>, PortError> {
        self.score_fields_within(contacts, Trip::new(call)).await
    }

    async fn write_score_fields(
        &self,
        changes: &[(RecordRef, Values)],
        call: &Call,
    ) -> Result<Vec<(RecordRef, String)>, PortError> {
        self.write_score_fields_within(changes, Trip::new(call)).await
    }

    async fn cases_of(
        &self,
        contacts: &[RecordRef],
        call: &Call,
    ) -> Result<Vec<(RecordRef, Case)>, PortError> {
        self.cases_of_within(contacts, Trip::new(call)).await
    }

    fn budgets(&self) -> Vec<Budget> {
        self.api.budgets()
    }

    async fn check(&self) -> Vec<Finding> {
        self.check_within(Trip::new(&Call::INTERACTIVE)).await
    }
}
