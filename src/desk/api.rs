//! The desk's contract: what can be asked, what is answered, what is told unasked.
//!
//! Plain data, the same in this process and over the private socket. Every face (terminal, command line)
//! speaks only this.

mod activity;
mod erasure;
mod links;
mod review;
mod scores;
mod sources;
mod sync;
mod wires;
mod worklist;
mod write_back;

use std::fmt;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::directory::MatchedField;
use crate::domain::action::{Phase, Role};
use crate::domain::agenda::PlannedCall;
use crate::domain::answer::UnsentAnswer;
use crate::domain::audit::Digest32;
use crate::domain::brief::{
    Brief, Privacy, Purpose, Sentence, StoredSuggestion, Suggestion, SuggestionStatus, Usage, Verification,
};
use crate::domain::call::{AccountSheet, CallSheet, FollowUp};
use crate::domain::casework::{CaseAt, CaseDeed, CaseStage, Casework, Consent};
use crate::domain::crm::Owner;
use crate::domain::evidence::EvidenceId;
use crate::domain::ids::{CustomerId, EntryId, SuggestionId};
use crate::domain::lead::{Decision, LeadRow};
use crate::domain::macros::{Macro, MacroFit};
use crate::domain::outbox::Entry;
use crate::domain::prediction::Predictions;
use crate::domain::profile::{Freshness, Profile, SourceState};
use crate::domain::queue::QueueRow;
use crate::domain::quiet::QuietRow;
use crate::domain::record::RecordRef;
use crate::domain::returns::Returns;
use crate::domain::score::{Supposed, Tier};
use crate::domain::score_fields::{ReviewWord, TierReview};
use crate::domain::summary::ThreadSummary;
use crate::domain::triage::{LabelChange, Triage};
use crate::ports::Finding;
use crate::ports::crm::SetupStep;
use crate::ports::repository::{AuditRecord, AuditReport, StorageReport, WireRecord};

pub use super::accounts::Meant;
pub use activity::{Activity, Counts, Decider, Decisions};
pub use erasure::{Erasure, Lost, Unwritten};
pub use links::{Link, LinkGraph, LinkRehearsal, SideBySide, Word};
pub use review::{Review, Standing};
pub use scores::{
    CurrencyCard, DRIFTED, Drift, DriftReport, Evaluation, Hits, LeadCard, LeadEvaluation, LeadsSince, MOVED,
    ModelCard, Moved, People, Person, PredictionsMade, ScoresShown, Since, Tenth, WhatIf,
};
pub use sources::{Failed, Parked, ParkedId, SourcesReport, Trail, VendorStanding};
pub use sync::{SyncReport, SyncedHolding};
pub use wires::{ProvenCall, WireProof, WireProofDocument};
pub use worklist::{Listed, Unread, Worklist};
pub use write_back::{
    COMPARING, ScoreDifference, ScoreWriteReport, ScoresWritten, TAKING_BACK, WRITING, WriteCounts,
};

/// Where answers may come from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reading {
    /// The cache while it is young enough, else the vendors.
    #[default]
    Cached,
    /// The vendors, whatever is cached.
    Fresh,
    /// The cache alone.
    Offline,
    /// The cache however old, at once; nothing where nothing is cached.
    AsIs,
}

/// Whom a request is about.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Who {
    /// A customer known here.
    Customer(CustomerId),
    /// What a rep typed.
    Query(String),
}

impl Who {
    /// Who stands behind a row of a list: a customer known here, else whoever the vendor's record is; nothing where it
    /// hangs on nobody.
    pub fn behind(customer: Option<CustomerId>, contact: Option<&RecordRef>) -> Option<Self> {
        match (customer, contact) {
            (Some(customer), _) => Some(Self::Customer(customer)),
            (None, Some(contact)) => Some(Self::Query(contact.to_string())),
            (None, None) => None,
        }
    }
}

impl fmt::Debug for Who {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Customer(id) => write!(f, "{id}"),
            Self::Query(_) => f.write_str("query"),
        }
    }
}

/// The changed parts of a draft; absent means as proposed.
#[derive(Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct DraftEdit {
    /// Subject of a task.
    pub title: Option<String>,
    /// Text.
    pub body: Option<String>,
    /// When a task is due.
    pub due_at: Option<Timestamp>,
    /// Whoever edits it stands for what nothing bears out and the edit leaves as it was.
    #[serde(default)]
    pub vouches: bool,
}

impl fmt::Debug for DraftEdit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("DraftEdit(..)")
    }
}

/// Something asked of the desk. Phase and role are judged where it is handled.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "a field is what its variant's sentence says")]
pub enum Request {
    /// Who acts, in which phase, over which sources.
    WhoAmI,
    /// The user was told what to press at the very first start.
    Welcomed,
    /// The directory, as typed. `whole`: once all that is kept was read into it, not as far as it has come.
    Search { query: Private, limit: usize, whole: bool },
    /// What customers are called in the directory, for lists that name them.
    Names { customers: Vec<CustomerId> },
    /// One profile, from cache or vendors. What arrives before the answer is told by `Notice::Profile`, page by page;
    /// the answer is the whole. `all_pages`: with every order; else with the first page of each store and, of older
    /// orders, what is cached.
    Lookup { who: Who, reading: Reading, all_pages: bool },
    /// A brief. `reading` is for the profile under it; `again` asks the model even if a brief for this state
    /// of the profile is kept.
    /// `case`: the one that it is to be about; else that which comes first.
    Brief {
        who: Who,
        purpose: Purpose,
        case: Option<EvidenceId>,
        reading: Reading,
        playbook_only: bool,
        again: bool,
    },
    /// A question about a customer. `again` asks the model even if its answer to the same prompt is kept.
    Ask { who: Who, question: Private, again: bool },
    /// What to know before a call, on one page. `reading` is for the profile under it. Where a model is to word the
    /// questions, the page with the built-in ones is told before by `Notice::CallSheet`.
    CallSheet { who: Who, reading: Reading, playbook_only: bool },
    /// What to know before a call with a company or about a deal. `reading` is for the profiles of its people. The
    /// page with the built-in questions is told before by `Notice::AccountSheet`.
    AccountSheet { of: Meant, reading: Reading, playbook_only: bool },
    /// What came of a call: a note, and a task where there is something to follow up; both or nothing. `try_only`:
    /// only what would be written. `now`: no undo window. `account`: the company or deal that the call was about.
    LogCall {
        who: Who,
        text: Private,
        account: Option<RecordRef>,
        follow_up: Option<FollowUp>,
        try_only: bool,
        now: bool,
    },
    /// The open cases. `AsIs` and `Offline`: as they are kept; `Cached`: with what has changed, unless that was read
    /// a moment ago; `Fresh`: all read again. `known`: the revision that the asker has; where the cases are as they were
    /// then, `AsIs` is answered by that alone.
    Queue { reading: Reading, known: Option<u64> },
    /// Puts the profiles of those customers together of whom the queue knows nothing yet: `most` of them, else as many
    /// as the day's requests allow; rows follow by `Notice::Queue`.
    FillQueue { most: Option<usize> },
    /// A person puts the labels of a case of the queue right.
    Label { case: RecordRef, change: LabelChange },
    /// What a person has put right last of the labels of a case is taken back.
    Unlabel { case: RecordRef },
    /// The leads, by the same readings as the queue.
    Leads { reading: Reading, known: Option<u64> },
    /// Puts the profiles of those leads together of whom nothing is known yet; rows follow by `Notice::Leads`.
    FillLeads { most: Option<usize> },
    /// The rep's open tasks as calls, by the same readings as the queue.
    Agenda { reading: Reading, known: Option<u64> },
    /// Puts the profiles of those customers together of whom the agenda knows nothing yet; rows follow by
    /// `Notice::Agenda`.
    FillAgenda { most: Option<usize> },
    /// A task of the rep's is done: that goes into the outbox. `now`: no undo window.
    EndTask { task: RecordRef, now: bool },
    /// Reads tasks as they stand now; rows follow by `Notice::Agenda`.
    RereadTasks { tasks: Vec<RecordRef> },
    /// Reads leads as they stand now; rows follow by `Notice::Leads`.
    RereadLeads { leads: Vec<RecordRef> },
    /// Decides about a lead: what follows goes into the outbox, all of it or nothing. `now`: no undo window.
    Decide { lead: RecordRef, decision: Decision, now: bool },
    /// The rep says that they have sent the answer to a case of the queue.
    SayAnswerSent { case: RecordRef },
    /// That is taken back.
    SayAnswerUnsent { case: RecordRef },
    /// What can be chosen for cases: stages, colleagues, macros; these as they would read for the case that is named.
    CaseChoices { case: Option<RecordRef> },
    /// Does something to cases, or says what would happen. `vouches`: whoever answers stands for a promise that no
    /// policy allows. `now`: no undo window.
    WorkCases { cases: Vec<CaseAt>, deed: CaseDeed, consent: Consent, vouches: bool, now: bool },
    /// Reads cases as they stand now; rows follow by `Notice::Queue`.
    RereadCases { cases: Vec<RecordRef> },
    /// Those of the open cases that are named, as they are kept; the answer is a queue of them.
    QueueOf { cases: Vec<RecordRef> },
    /// Answers to a customer's cases that were not sent.
    UnsentAnswers { customer: CustomerId },
    /// What the thread of a case comes to, and what has changed since it was asked for last. `reading` is for the
    /// profile under it.
    Summarise { who: Who, case: EvidenceId, reading: Reading },
    /// Labels for a case of a customer, or for all open ones.
    Triage { who: Who, case: Option<String> },
    /// The suggestions of a customer, with what became of them.
    Suggestions { customer: CustomerId },
    /// One suggestion, with what became of it.
    Suggestion { suggestion: SuggestionId },
    /// Puts a suggestion into the outbox. `now`: no undo window.
    Accept { suggestion: SuggestionId, now: bool },
    /// The same although its case has changed since it was seen.
    AcceptDespite { suggestion: SuggestionId, now: bool },
    /// Changes a suggestion's draft before it is accepted.
    Edit { suggestion: SuggestionId, edit: DraftEdit },
    /// Turns a suggestion down.
    Dismiss { suggestion: SuggestionId, reason: String },
    /// Takes a dismissal back.
    Restore { suggestion: SuggestionId },
    /// Takes an accepted action back before it leaves. By entry, or by the suggestion it came from.
    Undo { what: EntryOrSuggestion },
    /// Writes a note of the rep's own. `now`: no undo window.
    Note { who: Who, text: Private, case: Option<String>, now: bool },
    /// Makes a task of the rep's own. `owner`: e-mail or name of a colleague.
    Task {
        who: Who,
        text: Private,
        #[serde(default)]
        case: Option<String>,
        due_at: Option<Timestamp>,
        owner: Option<String>,
        now: bool,
    },
    /// What waits for a yes.
    Approvals,
    /// An entry that waits for a yes, with what it rests on and what it would change. `Fresh`: the vendors are asked.
    Review { entry: EntryId, reading: Reading },
    /// Changes the draft of an entry that waits for a yes.
    Amend { entry: EntryId, edit: DraftEdit },
    /// Says yes, unless what it rests on has changed since it was asked for, or it gives back more than is left.
    /// `despite`: all the same.
    Approve { entry: EntryId, despite: bool },
    /// Says no.
    Reject { entry: EntryId, reason: String },
    /// What the rep has asked for, was said no to, and has not been looked at by them since; newest first.
    Rejections,
    /// The rep has looked at those.
    HearRejections { entries: Vec<EntryId> },
    /// A record belongs to a customer.
    Link { who: Who, record: RecordRef, reason: Option<String> },
    /// A record does not belong to a customer.
    Unlink { who: Who, record: RecordRef, reason: Option<String> },
    /// Why the records of a customer are one person, and the sums without each.
    LinkGraph { who: Who },
    /// What linking a record to a customer would change; nothing is kept.
    RehearseLink { who: Who, record: RecordRef },
    /// Others of the customer's name, whatever knows them: here or at a vendor.
    Namesakes { who: Who },
    /// The outbox, newest first.
    Outbox { limit: usize },
    /// One entry.
    Entry { entry: EntryId },
    /// Waits until an entry is final, parked or waits for a yes, and answers with it.
    AwaitEntry { entry: EntryId },
    /// Carries out all that is due now, and answers when nothing more is.
    RunOutbox,
    /// Tries a parked entry again.
    Retry { entry: EntryId },
    /// Gives an entry up; the reason is kept in the audit log.
    Drop { entry: EntryId, reason: Option<String> },
    /// How the vendor accounts stand and what is parked, as far as is known without asking them.
    Sources,
    /// Asks the vendor again for a record that came and could not be read.
    ReadAgain { record: RecordRef },
    /// Does without such a record.
    Skip { record: RecordRef, reason: String },
    /// The last lines of the audit log.
    AuditTail { limit: usize },
    /// Lines after a position, oldest first; what `audit export` pages through.
    AuditAfter { after: u64, limit: usize },
    /// What the rep has done since a moment; where `everybodys`, what all have, which a manager may look at.
    Activity { since: Timestamp, everybodys: bool },
    /// Checks the chain.
    AuditVerify,
    /// Rebuilds a brief from the audit log and compares.
    Replay { what: LineOrSuggestion },
    /// What was sent to a model and came back.
    Wires { customer: Option<CustomerId>, limit: usize },
    /// What left about a customer, looked through again for all that is known of them now.
    WireProof { customer: CustomerId },
    /// Keeps an unfinished text.
    SaveDraft { customer: CustomerId, what_for: String, text: Private },
    /// An unfinished text.
    Draft { customer: CustomerId, what_for: String },
    /// Of which of these customers an unfinished text is kept.
    Drafted { customers: Vec<CustomerId>, what_for: String },
    /// Colleagues at the CRM.
    Owners,
    /// Tests vendors, model and storage.
    Doctor,
    /// Creates the CRM properties that deskhand needs. `try_only`: only says which are missing.
    SetUpFields { try_only: bool },
    /// Fits a model on the whole history that is kept, and puts it into use.
    FitScores,
    /// All models that were fitted, the newest first.
    Models,
    /// Uses another model: that one, else the one before.
    UseModel { number: Option<u32> },
    /// The scores of a customer; where an order is supposed, with what it would change.
    Scores { who: Who, reading: Reading, supposed: Option<Supposed> },
    /// How the model in use holds up.
    Drift,
    /// Scores all customers of whom an order is known; what is new is kept.
    Predict,
    /// Customers of high value who are going quiet, with the most at stake first. `Fresh`: all are looked through again.
    /// `known`: the revision that the asker has. `within`: told of so many days before they would be given up.
    Quiet { reading: Reading, known: Option<u64>, within: Option<u32> },
    /// Predictions that are kept, a page of customers.
    Predictions { after: Option<CustomerId>, limit: usize },
    /// Who those of the same page are, by name and address, to be put into a file: the audit log says that it was asked.
    ExportPeople { after: Option<CustomerId>, limit: usize },
    /// Holds the scores of the next customers against what their contacts say at the CRM, and writes what may be written.
    /// `try_only`: only what would be. `limit`: so many customers; nothing: all.
    WriteScores { after: Option<CustomerId>, limit: Option<usize>, try_only: bool },
    /// The same of one customer. `despite`: also over what somebody else has written.
    WriteScoresOf { who: Who, try_only: bool, despite: bool },
    /// Puts back what stood in the fields before the last run of writing all scores, where nobody has changed it since.
    /// Answered like that.
    TakeScoresBack { after: Option<CustomerId>, limit: Option<usize>, try_only: bool },
    /// Changes of tier that wait for a person.
    TierReviews,
    /// A person's word on one of them.
    DecideTier { customer: CustomerId, word: ReviewWord },
    /// Fills the directory from the vendors; resumes where it stopped unless `full`.
    Sync { since: Option<Timestamp>, full: bool },
    /// Erases a customer here.
    Forget { who: Who },
    /// What would go with them; nothing is erased.
    RehearseForget { who: Who },
}

impl Request {
    /// Whether asking twice has the effect of asking once, so that it may be asked again where nobody knows
    /// whether it was heard.
    pub fn is_repeatable(&self) -> bool {
        !matches!(
            self,
            // Each is a new action.
            Self::Note { .. } | Self::Task { .. } | Self::Decide { .. } | Self::LogCall { .. }
            | Self::EndTask { .. }
            | Self::WorkCases { consent: Consent::Go | Consent::Knowing | Consent::Despite, .. }
            // Possible once; a second time they would be refused for what the first has done.
            | Self::Approve { .. } | Self::Reject { .. } | Self::Retry { .. } | Self::Drop { .. }
            | Self::ReadAgain { .. } | Self::Skip { .. } | Self::Unlabel { .. }
            | Self::SayAnswerSent { .. } | Self::SayAnswerUnsent { .. }
        )
    }

    /// Whether it waits for something that may be hours away.
    pub(super) fn is_lasting(&self) -> bool {
        matches!(self, Self::AwaitEntry { .. })
    }
}

impl Request {
    /// Whether giving it up loses nothing that somebody has decided or written. What only reads, and what goes on
    /// where it stopped, can be given up; what decides or keeps something cannot.
    pub fn can_be_given_up(&self) -> bool {
        !matches!(
            self,
            Self::Accept { .. }
                | Self::AcceptDespite { .. }
                | Self::WorkCases { consent: Consent::Go | Consent::Knowing | Consent::Despite, .. }
                | Self::Edit { .. }
                | Self::Dismiss { .. }
                | Self::Restore { .. }
                | Self::Undo { .. }
                | Self::Note { .. }
                | Self::Task { .. }
                | Self::Decide { .. }
                | Self::EndTask { .. }
                | Self::Amend { .. }
                | Self::LogCall { .. }
                | Self::Approve { .. }
                | Self::Reject { .. }
                | Self::HearRejections { .. }
                | Self::Link { .. }
                | Self::Unlink { .. }
                | Self::Retry { .. }
                | Self::Drop { .. }
                | Self::Skip { .. }
                | Self::Welcomed
                | Self::SaveDraft { .. }
                | Self::Label { .. }
                | Self::Unlabel { .. }
                | Self::SayAnswerSent { .. }
                | Self::SayAnswerUnsent { .. }
                | Self::WriteScores { try_only: false, .. }
                | Self::WriteScoresOf { try_only: false, .. }
                | Self::TakeScoresBack { try_only: false, .. }
                | Self::DecideTier { .. }
                | Self::Forget { .. }
        )
    }
}

/// Text that may hold personal data: never printed by `Debug`.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Private(pub String);

impl fmt::Debug for Private {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("..")
    }
}

impl From<String> for Private {
    fn from(text: String) -> Self {
        Self(text)
    }
}

/// Names what an undo is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the words say it")]
pub enum EntryOrSuggestion {
    Entry(EntryId),
    Suggestion(SuggestionId),
    /// All that was accepted in one go with this entry, the first of them.
    Group(EntryId),
}

/// Names the brief that a replay is about: by its line of the audit log, or by a suggestion that it made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the words say it")]
pub enum LineOrSuggestion {
    Line(u64),
    Suggestion(SuggestionId),
}

/// Who acts and what that allows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct WhoAmI {
    /// The rep's e-mail; the actor in the audit log.
    pub email: String,
    /// What they may do.
    pub role: Role,
    /// How much deskhand may do.
    pub phase: Phase,
    /// Until when goods may come back, where policy says so.
    pub returns: Option<Returns>,
    /// `gpt-5-mini`, or nothing where the playbook works alone.
    pub model: Option<String>,
    /// Whether that model is the sandbox's own.
    pub model_is_sandbox: bool,
    /// Whether scores are learned from the orders of the store without anybody asking for it.
    pub learns_by_itself: bool,
    /// Vendor accounts.
    pub sources: Vec<SourceState>,
    /// Seconds of the undo window.
    pub undo_seconds: u32,
    /// What in own words policy lets through only with somebody's yes.
    #[serde(default)]
    pub own_words_need_a_yes: Vec<crate::domain::action::ActionKind>,
    /// Customers in the directory.
    pub customers: usize,
    /// Whether everything comes from the sandbox.
    pub demo: bool,
    /// What was mended when the storage was opened, in words.
    pub recovered: Option<String>,
    /// Nothing was decided here yet, and nobody was told what to press.
    #[serde(default)]
    pub is_first_start: bool,
    /// Entries that wait for a yes.
    pub approvals: usize,
    /// Entries on their way or parked.
    pub outbox: usize,
}

/// One hit of the directory.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct SearchHit {
    /// Who.
    pub customer: CustomerId,
    /// Display name.
    pub name: String,
    /// Company.
    pub company: Option<String>,
    /// The e-mail that matched, else the main one.
    pub email: Option<String>,
    /// The phone that matched, else the main one.
    pub phone: Option<String>,
    /// The order number that matched.
    pub order_number: Option<String>,
    /// The number of an open case of theirs that matched.
    pub case_number: Option<String>,
    /// When they were last seen.
    pub last_activity: Option<Timestamp>,
    /// What matched.
    pub matched: MatchedField,
    /// Characters of the name to highlight.
    pub name_ranges: Vec<(usize, usize)>,
    /// Characters of the e-mail to highlight.
    pub email_ranges: Vec<(usize, usize)>,
    /// Tier where it is known.
    pub tier: Option<Tier>,
}

impl fmt::Debug for SearchHit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SearchHit({})", self.customer)
    }
}

/// One of several customers that a query may mean.
#[derive(Clone, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Candidate {
    /// What to ask for instead: a record reference such as `hubspot/contact/5571`, or a customer id.
    pub reference: String,
    /// Vendor account, or `local`.
    pub source: String,
    /// Name.
    pub name: Option<String>,
    /// E-mail, to tell namesakes apart.
    pub email: Option<String>,
    /// What matched, in words.
    pub why: String,
}

impl fmt::Debug for Candidate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Candidate({})", self.source)
    }
}

/// Where was looked in vain, and why nothing may have been found.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Looked {
    /// Vendor account, or `cache`.
    pub place: String,
    /// What was done there and what came of it.
    pub what: String,
    /// Why the customer may be there all the same; nothing where there is no reason.
    pub why_maybe: Option<String>,
    /// Whether it was asked and did not answer.
    #[serde(default)]
    pub failed: bool,
}

/// What a lookup found.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "a field is what its variant's sentence says")]
pub enum LookupAnswer {
    /// One customer. `more` says that a store has older orders, which were not asked for or could not be read.
    One { profile: Box<Profile>, more: bool },
    /// Several; the rep chooses.
    Many { candidates: Vec<Candidate> },
    /// Nobody.
    Nobody { looked: Vec<Looked> },
}

/// An answer to a question about a customer. Its JSON is `deskhand.answer/1`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct QuestionAnswer {
    /// About whom.
    pub customer_id: CustomerId,
    /// `llm:MODEL` or `playbook`.
    pub engine: String,
    /// Why no model answered.
    pub why_not_llm: Option<String>,
    /// The answer, each sentence checked.
    pub sentences: Vec<Sentence>,
    /// What was looked up in the profile for it; sentences cite each by its id.
    pub lookups: Vec<LookedUp>,
    /// What the check found.
    pub verification: Verification,
    /// What was masked.
    pub privacy: Privacy,
    /// What it cost.
    pub usage: Usage,
}

/// What was looked up in a profile to answer a question.
#[derive(Clone, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct LookedUp {
    /// What sentences cite it by: `lookup:1`.
    pub id: EvidenceId,
    /// What was looked for, in words.
    pub asked: String,
    /// What came of it, in words.
    pub found: String,
}

impl fmt::Debug for LookedUp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "LookedUp({})", self.id)
    }
}

/// What became of an accept, note or task.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Accepted {
    /// The entry; where it was accepted before, the one from then.
    pub entry: Entry,
    /// Whether it had been accepted before, so that nothing was done now.
    pub already: bool,
}

/// What a replay found. Its JSON is `deskhand.replay/1`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct ReplayReport {
    /// Which line of the audit log.
    pub sequence: u64,
    /// Whether what was rebuilt is the same, and the prompt is the one that left.
    pub identical: bool,
    /// What differs, in words.
    pub differences: Vec<String>,
    /// Who asked for it.
    pub actor: String,
    /// What was asked and answered; nothing where the playbook wrote.
    pub asked: Option<Asked>,
    /// The brief as it was shown then: what the check kept, and in `verification` what it struck; nothing of a page.
    pub brief: Option<Brief>,
    /// The page for a call as it was shown then, where the line keeps one.
    pub page: Option<Box<CallSheet>>,
    /// What became of its suggestions, in their order.
    pub decisions: Vec<DecisionReplay>,
}

impl ReplayReport {
    /// What the check found then: of a brief once, of a page for what the playbook and what a model wrote.
    pub fn checks(&self) -> impl Iterator<Item = &Verification> {
        let of_brief = self.brief.iter().map(|brief| &brief.verification);
        let of_page = self.page.iter().flat_map(|page| [&page.verification, &page.questions.verification]);
        of_brief.chain(of_page)
    }
}

/// What was asked of a model, what is asked in its place now, and what came back.
#[derive(Clone, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Asked {
    /// Line of the audit log that has the request; nothing where an earlier answer was used or the line is gone.
    pub line: Option<u64>,
    /// Version of the templates then.
    pub version: String,
    /// Version of the templates now.
    pub version_now: String,
    /// SHA-256 of the prompt then: rules, a zero byte, data.
    pub digest: Digest32,
    /// The same of the prompt as it is rendered now from what was recorded.
    pub digest_now: Digest32,
    /// The rules as they left.
    pub system: String,
    /// The data as they left, with placeholders.
    pub user: String,
    /// The answer as it came, with placeholders.
    pub answer: String,
}

impl fmt::Debug for Asked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Asked({}, {})", self.version, self.digest)
    }
}

/// What became of one suggestion.
#[derive(Clone, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct DecisionReplay {
    /// Which.
    pub suggestion: SuggestionId,
    /// As it was proposed.
    pub title: String,
    /// Whether a person changed its draft.
    pub edited: bool,
    /// How it was decided.
    #[serde(flatten)]
    pub status: SuggestionStatus,
    /// Who decided.
    pub by: Option<String>,
    /// What became of the write, where it was accepted.
    pub entry: Option<Entry>,
}

impl fmt::Debug for DecisionReplay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DecisionReplay({})", self.suggestion)
    }
}

/// What can be chosen for cases. What the account does not let be read leaves the rest to choose from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CaseChoices {
    /// The stages of the account, or why they are not known.
    pub stages: Result<Vec<CaseStage>, DeskError>,
    /// Colleagues, or why they are not known.
    pub owners: Result<Vec<Owner>, DeskError>,
    /// The rep's own id among them.
    pub me: Option<String>,
    /// Answers that are given often.
    pub macros: Vec<OfferedMacro>,
}

/// An answer that is given often, as one of those to choose from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OfferedMacro {
    /// The macro.
    pub one: Macro,
    /// How it would read for the case that was named; nothing where none was, or its customer is not kept here.
    pub reads: Option<String>,
    /// What it lacks there, in words.
    pub lacks: Option<String>,
    /// What of it does not fit the case, in words.
    #[serde(default)]
    pub warns: Vec<String>,
    /// How it fits the case.
    #[serde(default)]
    pub fit: MacroFit,
}

/// Customers and what they are called; who is not in the directory is not here.
#[derive(Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Names(pub Vec<(CustomerId, String)>);

impl fmt::Debug for Names {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Names({})", self.0.len())
    }
}

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
    /// To [`Request::ExportPeople`].
    People(People),
    TierReviews(Vec<TierReview>),
    TierReview(Box<TierReview>),
    Storage(StorageReport),
    Forgotten(Erasure),
    /// To [`Request::RehearseForget`].
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

/// Something the desk tells unasked. Progress may be skipped when a listener is slow; endings never are.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "a field is what its variant's sentence says")]
pub enum Notice {
    /// A part of a profile has arrived (for the request that asked, before its answer; else for whoever shows the
    /// customer). `more` says that older orders are still to come.
    Profile { request: Option<u64>, profile: Box<Profile>, more: bool },
    /// A sentence of a brief has been verified.
    Sentence { request: u64, sentence: Sentence },
    /// A suggestion of a brief has been verified.
    Suggestion { request: u64, suggestion: Box<Suggestion> },
    /// The page for a call stands, with the built-in questions; a model words others.
    CallSheet { request: u64, sheet: Box<CallSheet> },
    /// The page for a call with a company or about a deal stands, with the built-in questions.
    AccountSheet { request: u64, sheet: Box<AccountSheet> },
    /// What a long request is doing.
    Progress { request: u64, what: String, done: u64, total: Option<u64> },
    /// Something the rep should know beside the answer, in words: a budget that is nearly spent.
    Warning { request: u64, what: String },
    /// An outbox entry moved.
    Entry { entry: Box<Entry> },
    /// How a vendor account stands has changed.
    Source { state: SourceState },
    /// Rows of the queue have changed, come or gone: ask for it again.
    Queue,
    /// Leads have changed, come or gone: ask for them again.
    Leads,
    /// The rep's tasks have changed, come or gone: ask for them again.
    Agenda,
    /// The directory has grown.
    Directory { customers: usize },
    /// Customers were erased: what is shown of them is no more, so ask again for what is shown.
    Erased { customers: Vec<CustomerId> },
    /// Notices were skipped because this listener was slow: ask again for what is shown.
    Skipped,
}

/// What kind of failure it is; decides the exit status.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FailureKind {
    /// Anything else: 1.
    Failed,
    /// The request cannot be understood: 2.
    BadRequest,
    /// There is no such thing: 3.
    NotFound,
    /// Several fit: 4.
    Ambiguous,
    /// No vendor could be reached and nothing cached would do: 5.
    Unreachable,
    /// Not permitted, or a yes is needed first: 6.
    NotPermitted,
    /// Not now: what it is about is under way, and the same may go a moment later: 1.
    NotYet,
}

/// Why the desk could not do what was asked, in words for a person; never holds personal data or secrets
/// but for the candidates among whom the rep has to choose.
#[derive(Clone, Debug, thiserror::Error, PartialEq, Serialize, Deserialize)]
#[error("{what}")]
pub struct DeskError {
    /// What kind.
    pub kind: FailureKind,
    /// What failed and why.
    pub what: String,
    /// What to do.
    pub hint: Option<String>,
    /// Where several fit.
    pub candidates: Vec<Candidate>,
    /// Where was looked, when nobody was found.
    pub looked: Vec<Looked>,
}

impl DeskError {
    /// A failure in words.
    pub fn new(kind: FailureKind, what: impl Into<String>) -> Self {
        Self { kind, what: what.into(), hint: None, candidates: Vec::new(), looked: Vec::new() }
    }

    /// Adds what to do.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }
}

/// Whether a profile can be called fresh as a whole: the worst of its sources.
pub fn worst(sources: &[SourceState]) -> Option<Freshness> {
    let rank = |f: &Freshness| match f {
        Freshness::Fresh => 0,
        Freshness::Cached => 1,
        Freshness::Stale => 2,
        Freshness::Failed => 3,
    };
    sources.iter().map(|s| s.status).max_by_key(rank)
}
