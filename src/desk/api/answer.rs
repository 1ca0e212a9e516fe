//! What is answered.

use serde::{Deserialize, Serialize};

use super::{
    Accepted, Activity, CaseChoices, DriftReport, Erasure, LinkGraph, LinkRehearsal, Listed, LookupAnswer,
    Lost, ModelCard, Names, People, PredictionsMade, Private, QuestionAnswer, ReplayReport, Review,
    ScoresShown, ScoresWritten, SearchHit, SourcesReport, SyncReport, Unread, WhoAmI, WireProof,
};
use crate::domain::agenda::PlannedCall;
use crate::domain::answer::{SaidSent, UnsentAnswer};
use crate::domain::brief::{Brief, StoredSuggestion};
use crate::domain::call::{AccountSheet, CallSheet};
use crate::domain::casework::Casework;
use crate::domain::crm::Owner;
use crate::domain::ids::CustomerId;
use crate::domain::lead::LeadRow;
use crate::domain::outbox::Entry;
use crate::domain::prediction::Predictions;
use crate::domain::profile::Profile;
use crate::domain::queue::QueueRow;
use crate::domain::quiet::QuietRow;
use crate::domain::score_fields::TierReview;
use crate::domain::summary::ThreadSummary;
use crate::domain::triage::Triage;
use crate::ports::Finding;
use crate::ports::crm::SetupStep;
use crate::ports::repository::{AuditRecord, AuditReport, StorageReport, WireRecord};

/// Something the desk answers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "each is named after its request")]
pub enum Answer {
    WhoAmI(WhoAmI),
    Search(Vec<SearchHit>),
    Names(Names),
    Lookup(LookupAnswer),
    Brief(Box<Brief>),
    Ask(QuestionAnswer),
    Queue(Box<Listed<QueueRow>>),
    QueueRow(Box<QueueRow>),
    /// A case whose answer was said to be sent, or not to be.
    Sent(Box<QueueRow>),
    Leads(Box<Listed<LeadRow>>),
    Agenda(Box<Listed<PlannedCall>>),
    /// A worklist stands as whoever asked knows it.
    AsKnown,
    CallSheet(Box<CallSheet>),
    AccountSheet(Box<AccountSheet>),
    /// What would be written, in words.
    Effects(Vec<String>),
    /// What was queued together, in the order in which it leaves.
    Queued(Vec<Accepted>),
    CaseChoices(Box<CaseChoices>),
    UnsentAnswers(Vec<UnsentAnswer>),
    SaidSent(Vec<SaidSent>),
    Summary(Box<ThreadSummary>),
    Casework(Box<Casework>),
    Triage(Vec<Triage>),
    Suggestions(Vec<StoredSuggestion>),
    Accepted(Box<Accepted>),
    Suggestion(Box<StoredSuggestion>),
    Entry(Box<Entry>),
    Entries(Vec<Entry>),
    Review(Box<Review>),
    Activity(Box<Activity>),
    Rejections(Vec<Entry>),
    TakenBack(Vec<Entry>),
    Profile(Box<Profile>),
    Links(Box<LinkGraph>),
    LinkRehearsal(Box<LinkRehearsal>),
    Audit(Vec<AuditRecord>),
    AuditReport(AuditReport),
    Replay(Box<ReplayReport>),
    Wires(Vec<WireRecord>),
    WireProof(Box<WireProof>),
    Draft(Option<Private>),
    Drafted(Vec<CustomerId>),
    Owners(Vec<Owner>),
    Findings(Vec<Finding>),
    Sources(Box<SourcesReport>),
    SetUp(Vec<SetupStep>),
    Sync(SyncReport),
    Models(Vec<ModelCard>),
    Scores(Box<ScoresShown>),
    Drift(Box<DriftReport>),
    Predicted(PredictionsMade),
    Quiet(Box<Listed<QuietRow>>),
    Predictions(Vec<Predictions>),
    ScoresWritten(Box<ScoresWritten>),
    /// To [`Request::ExportPeople`](super::Request::ExportPeople).
    People(People),
    TierReviews(Vec<TierReview>),
    TierReview(Box<TierReview>),
    Storage(StorageReport),
    Forgotten(Erasure),
    /// To [`Request::RehearseForget`](super::Request::RehearseForget).
    ForgetRehearsal(Vec<Lost>),
    /// The profiles of a list were put together, as far as that goes in one run.
    Filled {
        /// Customers that were not read.
        left: u64,
        /// Of how many an account did not answer, and why; nothing where all did.
        #[serde(default)]
        unread: Option<Unread>,
    },
    Done,
}
