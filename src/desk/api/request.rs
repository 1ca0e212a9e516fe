//! What can be asked.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{DraftEdit, EntryOrSuggestion, LineOrSuggestion, Meant, Private, Reading, Who};
use crate::domain::brief::Purpose;
use crate::domain::call::FollowUp;
use crate::domain::casework::{CaseAt, CaseDeed, Consent};
use crate::domain::evidence::EvidenceId;
use crate::domain::ids::{CustomerId, EntryId, SuggestionId};
use crate::domain::lead::Decision;
use crate::domain::record::RecordRef;
use crate::domain::score::Supposed;
use crate::domain::score_fields::ReviewWord;
use crate::domain::triage::LabelChange;

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
    /// What somebody has said of answers that entries have written: that they were sent.
    SaidSent { entries: Vec<EntryId> },
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
    /// The same although somebody has said that it was sent: what was said goes with it.
    UndoDespite { what: EntryOrSuggestion },
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
    pub(in crate::desk) fn is_lasting(&self) -> bool {
        matches!(self, Self::AwaitEntry { .. })
    }

    /// The same, going through although somebody has said that the answer to be taken back was sent.
    #[must_use]
    pub fn undoing_despite(self) -> Self {
        match self {
            Self::Undo { what } => Self::UndoDespite { what },
            other => other,
        }
    }

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
                | Self::UndoDespite { .. }
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
