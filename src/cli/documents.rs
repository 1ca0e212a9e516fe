//! The JSON documents that `--json` prints: `schema` first, then what there is to say.
//!
//! These are contracts (`deskhand config schema NAME` prints them): add freely, never change silently.

use std::collections::BTreeMap;
use std::path::Path;

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;

use crate::cli::score::{EvalReport, FitReport, Predictions, ProductsReport};
use crate::config::{Loaded, Origin, Problem, Setting};
use crate::desk::api::{
    Accepted, Activity, Candidate, Decider, Decisions, DriftReport, Erasure, LinkGraph, Listed, Looked, Lost,
    ModelCard, Parked, PredictionsMade, QuestionAnswer, ReplayReport, Review, ScoreWriteReport, ScoresShown,
    SourcesReport, SyncReport, VendorStanding,
};
use crate::domain::about::order_of;
use crate::domain::action::Write;
use crate::domain::agenda::PlannedCall;
use crate::domain::answer::UnsentAnswer;
use crate::domain::audit::{AuditKind, Digest32};
use crate::domain::brief::{Brief, StoredSuggestion, Suggestion, SuggestionStatus};
use crate::domain::call::{AccountSheet, CallSheet};
use crate::domain::casework::Casework;
use crate::domain::crm::{self, Case, Message};
use crate::domain::evidence::EvidenceId;
use crate::domain::ids::{CustomerId, EntryId};
use crate::domain::lead::LeadRow;
use crate::domain::outbox::Entry;
use crate::domain::profile::Profile;
use crate::domain::queue::QueueRow;
use crate::domain::quiet::QuietRow;
use crate::domain::score_fields::TierReview;
use crate::domain::summary::ThreadSummary;
use crate::domain::triage::Triage;
use crate::eval::Report;
use crate::ports::Finding;
use crate::ports::crm::SetupStep;
use crate::ports::repository::{AuditRecord, AuditReport, WireRecord};

/// Documents whose fields are those of one type of the desk.
macro_rules! document {
    ($(#[$doc:meta])* $name:ident, $schema:literal, $body:ty) => {
        $(#[$doc])*
        #[derive(Serialize, JsonSchema)]
        pub struct $name<'a> {
            schema: &'static str,
            #[serde(flatten)]
            body: &'a $body,
        }

        impl<'a> $name<'a> {
            /// The document of it.
            pub fn of(body: &'a $body) -> Self {
                Self { schema: $schema, body }
            }
        }
    };
}

/// Documents that hold a list under a name.
macro_rules! listing {
    ($(#[$doc:meta])* $name:ident, $schema:literal, $field:ident: $item:ty) => {
        $(#[$doc])*
        #[derive(Serialize, JsonSchema)]
        pub struct $name<'a> {
            schema: &'static str,
            #[expect(missing_docs, reason = "the document's own name says it")]
            pub $field: &'a [$item],
        }

        impl<'a> $name<'a> {
            /// The document of them.
            pub fn of($field: &'a [$item]) -> Self {
                Self { schema: $schema, $field }
            }
        }
    };
}

document!(
    /// What `lookup` prints.
    ProfileDocument, "deskhand.profile/1", Profile
);
document!(
    /// What `brief` prints.
    BriefDocument, "deskhand.brief/1", Brief
);
document!(
    /// What `ask` prints.
    AnswerDocument, "deskhand.answer/1", QuestionAnswer
);
document!(
    /// What `replay` prints.
    ReplayDocument, "deskhand.replay/1", ReplayReport
);
document!(
    /// What `eval` prints.
    EvalDocument, "deskhand.eval/1", Report
);
document!(
    /// What `score fit` prints.
    ScoreFitDocument, "deskhand.score_fit/1", FitReport
);
document!(
    /// What `score eval` prints.
    ScoreEvalDocument, "deskhand.score_eval/1", EvalReport
);
document!(
    /// What `score predict` prints.
    ScorePredictionsDocument, "deskhand.score_predictions/1", Predictions
);
document!(
    /// What `score show` prints.
    ScoresDocument, "deskhand.scores/1", ScoresShown
);
document!(
    /// What `score drift` prints.
    DriftDocument, "deskhand.drift/1", DriftReport
);
document!(
    /// What `score run` prints.
    PredictedDocument, "deskhand.predicted/1", PredictionsMade
);
document!(
    /// What `score write` prints.
    ScoreWriteDocument, "deskhand.score_write/1", ScoreWriteReport
);
listing!(
    /// What `score reviews` prints.
    TierReviewsDocument, "deskhand.tier_reviews/1", reviews: TierReview
);
document!(
    /// What `score reviews yes`, `no` and `later` print.
    TierReviewDocument, "deskhand.tier_review/1", TierReview
);
listing!(
    /// What `score fit` on the store's own history, `score models` and `score use` print.
    ModelsDocument, "deskhand.models/1", models: ModelCard
);
document!(
    /// What `score products` prints.
    ScoreProductsDocument, "deskhand.score_products/1", ProductsReport
);
document!(
    /// What `sync` prints.
    SyncDocument, "deskhand.sync/1", SyncReport
);
listing!(
    /// What `lookup` prints when several fit.
    Candidates, "deskhand.candidates/1", candidates: Candidate
);
listing!(
    /// What `lookup` prints when nobody is found.
    Nobody, "deskhand.nobody/1", looked: Looked
);
listing!(
    /// What `outbox` prints.
    OutboxDocument, "deskhand.outbox/1", entries: Entry
);
/// What `activity` prints.
#[derive(Serialize, JsonSchema)]
pub struct ActivityDocument<'a> {
    schema: &'static str,
    /// Since when.
    #[schemars(with = "crate::domain::Rfc3339")]
    since: Timestamp,
    /// Whose, or who looks at what all have done.
    actor: &'a str,
    /// Whether it is everybody's: `--all`.
    everybodys: bool,
    /// What is on its way or parked, what was accepted or ended since, and, before it, what was said no to and not looked
    /// at yet; newest first.
    outbox: &'a [Entry],
    /// What of it was said no to and not looked at yet. Printing it as JSON is no look.
    unheard: &'a [EntryId],
    /// Lines of the audit log, newest first.
    trail: Vec<AuditDocument<'a>>,
    /// What was decided, by kind of action.
    decisions: &'a [Decisions],
    /// The same by who decided: of `--all`.
    deciders: &'a [Decider],
    /// The first moment that the decisions are counted from.
    #[schemars(with = "Option<crate::domain::Rfc3339>")]
    decided_since: Option<Timestamp>,
}

impl<'a> ActivityDocument<'a> {
    /// The document of it.
    pub fn of(activity: &'a Activity) -> Self {
        let Activity { since, actor, everybodys, outbox, unheard, trail, decisions, deciders, decided_since } =
            activity;
        Self {
            schema: "deskhand.activity/1",
            since: *since,
            actor,
            everybodys: *everybodys,
            outbox,
            unheard,
            trail: trail.iter().map(AuditDocument::of).collect(),
            decisions,
            deciders,
            decided_since: *decided_since,
        }
    }
}

listing!(
    /// What `approvals` prints.
    ApprovalsDocument, "deskhand.approvals/1", entries: WaitingEntry<'a>
);

/// An entry that waits for a yes, with what there is to look at first.
#[derive(Serialize, JsonSchema)]
pub struct WaitingEntry<'a> {
    /// The entry.
    #[serde(flatten)]
    pub entry: &'a Entry,
    /// Whether it still holds, what it rests on and what it would change; nothing where that could not be told.
    pub review: Option<Review>,
}

/// What belongs to a worklist and is not in it.
#[derive(Clone, Copy, Default, Serialize, JsonSchema)]
pub struct Missing<'a> {
    /// What the account does not let be read, in words.
    lacks: Option<&'a str>,
    /// Records that came from the CRM in a form that could not be read; `doctor` names them.
    unreadable: u64,
}

impl<'a> Missing<'a> {
    /// Of this list.
    pub fn of<R>(list: &'a Listed<R>) -> Self {
        Self { lacks: list.lacks.as_deref(), unreadable: list.unreadable }
    }
}

/// What `cases` prints.
#[derive(Serialize, JsonSchema)]
pub struct CasesDocument<'a> {
    schema: &'static str,
    /// Everything that changed at the CRM before is in it.
    #[schemars(with = "Option<crate::domain::Rfc3339>")]
    as_of: Option<Timestamp>,
    #[serde(flatten)]
    missing: Missing<'a>,
    /// In the order that was asked for.
    cases: &'a [&'a QueueRow],
}

impl<'a> CasesDocument<'a> {
    /// These cases.
    pub fn of(cases: &'a [&'a QueueRow], as_of: Option<Timestamp>, missing: Missing<'a>) -> Self {
        Self { schema: "deskhand.cases/1", as_of, missing, cases }
    }
}

/// What `case show` prints.
#[derive(Serialize, JsonSchema)]
pub struct CaseDocument<'a> {
    schema: &'static str,
    /// As it stands in the queue, with its clock and why it stands there.
    case: &'a QueueRow,
    /// The whole thread, the oldest first.
    messages: &'a [Message],
    /// Notes of colleagues on it, which the customer does not see, the newest first.
    notes: Vec<&'a crm::Activity>,
    /// Answers to it that the customer was not sent, the oldest first.
    unsent: &'a [UnsentAnswer],
    /// The order that it is about: its evidence, and how it was found; nothing where none is.
    order: Option<CaseOrder<'a>>,
    /// What matters about it and what could be done.
    brief: &'a Brief,
}

/// The order that a case is about.
#[derive(Serialize, JsonSchema)]
struct CaseOrder<'a> {
    /// Its evidence.
    id: &'a EvidenceId,
    /// How it was found, in words.
    found: String,
}

impl<'a> CaseDocument<'a> {
    /// The document of it.
    pub fn of(
        row: &'a QueueRow,
        case: &'a Case,
        unsent: &'a [UnsentAnswer],
        profile: &'a Profile,
        brief: &'a Brief,
    ) -> Self {
        let found = order_of(profile, case);
        let order = found.map(|(order, found)| CaseOrder { id: &order.evidence, found: found.in_words() });
        let notes = profile.activities.iter().filter(|activity| activity.is_internal_to(case)).collect();
        let (schema, messages) = ("deskhand.case/1", case.messages.as_slice());
        Self { schema, case: row, messages, notes, unsent, order, brief }
    }
}

/// What `leads` prints.
#[derive(Serialize, JsonSchema)]
pub struct LeadsDocument<'a> {
    schema: &'static str,
    /// Everything that changed at the CRM before is in it.
    #[schemars(with = "Option<crate::domain::Rfc3339>")]
    as_of: Option<Timestamp>,
    #[serde(flatten)]
    missing: Missing<'a>,
    /// In the order that was asked for.
    leads: &'a [&'a LeadRow],
}

impl<'a> LeadsDocument<'a> {
    /// These leads.
    pub fn of(leads: &'a [&'a LeadRow], as_of: Option<Timestamp>, missing: Missing<'a>) -> Self {
        Self { schema: "deskhand.leads/1", as_of, missing, leads }
    }
}

/// What `score quiet` prints.
#[derive(Serialize, JsonSchema)]
pub struct QuietDocument<'a> {
    schema: &'static str,
    /// When all were looked through.
    #[schemars(with = "Option<crate::domain::Rfc3339>")]
    as_of: Option<Timestamp>,
    /// So many days before they would be given up they are told of.
    within_days: u32,
    /// Who of those that were asked for is not here, in words: more than are kept.
    lacks: Option<&'a str>,
    /// In the order that was asked for.
    customers: &'a [&'a QuietRow],
}

impl<'a> QuietDocument<'a> {
    /// These customers.
    pub fn of(
        customers: &'a [&'a QuietRow],
        within_days: u32,
        as_of: Option<Timestamp>,
        lacks: Option<&'a str>,
    ) -> Self {
        Self { schema: "deskhand.quiet/1", as_of, within_days, lacks, customers }
    }
}

/// What `calls` prints.
#[derive(Serialize, JsonSchema)]
pub struct CallsDocument<'a> {
    schema: &'static str,
    /// Everything that changed at the CRM before is in it.
    #[schemars(with = "Option<crate::domain::Rfc3339>")]
    as_of: Option<Timestamp>,
    #[serde(flatten)]
    missing: Missing<'a>,
    /// In the order that was asked for.
    calls: Vec<CallLine<'a>>,
}

/// One of the calls.
#[derive(Serialize, JsonSchema)]
struct CallLine<'a> {
    /// `call` for a task, `meeting` for a meeting.
    kind: &'static str,
    #[serde(flatten)]
    call: &'a PlannedCall,
}

impl<'a> CallsDocument<'a> {
    /// These calls.
    pub fn of(calls: &[&'a PlannedCall], as_of: Option<Timestamp>, missing: Missing<'a>) -> Self {
        let line = |call: &&'a PlannedCall| CallLine {
            kind: if call.is_meeting() { "meeting" } else { "call" },
            call,
        };
        Self { schema: "deskhand.calls/1", as_of, missing, calls: calls.iter().map(line).collect() }
    }
}

document!(
    /// What `call brief` prints.
    CallSheetDocument, "deskhand.call/1", CallSheet
);
document!(
    /// What `call brief` prints of a company or deal.
    AccountSheetDocument, "deskhand.account_call/1", AccountSheet
);
document!(
    /// What `case summary` prints.
    SummaryDocument, "deskhand.summary/1", ThreadSummary
);
document!(
    /// What `case set`, `case reply` and `case macro` print of several cases, and of one that is not written to.
    CaseworkDocument, "deskhand.casework/1", Casework
);
listing!(
    /// What `case triage` prints.
    TriageDocument, "deskhand.triage/1", cases: Triage
);

document!(
    /// What `links` prints.
    LinksDocument, "deskhand.links/1", LinkGraph
);
/// What `doctor` prints.
#[derive(Serialize, JsonSchema)]
pub struct DoctorDocument<'a> {
    schema: &'static str,
    findings: &'a [Finding],
    /// How the vendor accounts stand.
    sources: &'a [VendorStanding],
    /// What cannot go on without a person, its values hidden.
    parked: &'a [Parked],
}

impl<'a> DoctorDocument<'a> {
    /// The document of them.
    pub fn of(findings: &'a [Finding], report: &'a SourcesReport) -> Self {
        let SourcesReport { vendors, parked } = report;
        Self { schema: "deskhand.doctor/1", findings, sources: vendors, parked }
    }
}

listing!(
    /// What `setup fields` prints.
    SetupDocument, "deskhand.setup/1", steps: SetupStep
);

/// What `accept`, `note`, `task`, `undo`, `approve` and `reject` print.
#[derive(Serialize, JsonSchema)]
pub struct EntryDocument<'a> {
    schema: &'static str,
    /// Whether it had been accepted before, so that nothing was done now.
    already: bool,
    #[serde(flatten)]
    entry: &'a Entry,
}

impl<'a> EntryDocument<'a> {
    /// An entry as it stands.
    pub fn of(entry: &'a Entry) -> Self {
        Self { schema: "deskhand.entry/1", already: false, entry }
    }

    /// An entry, and whether it was there before.
    pub fn accepted(accepted: &'a Accepted) -> Self {
        Self { already: accepted.already, ..Self::of(&accepted.entry) }
    }
}

/// What `edit`, `dismiss` and `restore` print.
#[derive(Serialize, JsonSchema)]
pub struct SuggestionDocument<'a> {
    schema: &'static str,
    customer_id: CustomerId,
    /// `llm:MODEL`, `playbook`, or `person` for a note or task that a rep wrote.
    engine: &'a str,
    #[serde(flatten)]
    suggestion: &'a Suggestion,
    /// What would be written.
    #[serde(rename = "write")]
    write: &'a Write,
    /// What became of it.
    outcome: &'a SuggestionStatus,
    #[schemars(with = "crate::domain::Rfc3339")]
    created_at: Timestamp,
}

impl<'a> SuggestionDocument<'a> {
    /// The document of it.
    pub fn of(stored: &'a StoredSuggestion) -> Self {
        Self {
            schema: "deskhand.suggestion/1",
            customer_id: stored.customer_id,
            engine: &stored.engine,
            suggestion: &stored.suggestion,
            write: &stored.write,
            outcome: &stored.status,
            created_at: stored.created_at,
        }
    }
}

/// One line of what `audit tail` and `audit export` print.
#[derive(Serialize, JsonSchema)]
pub struct AuditDocument<'a> {
    schema: &'static str,
    /// Position, from 1 without gaps; what `replay` takes.
    sequence: u64,
    /// When.
    #[schemars(with = "Option<crate::domain::Rfc3339>")]
    at: Option<Timestamp>,
    /// About whom.
    customer: Option<CustomerId>,
    /// Who did it; absent where the customer was erased.
    actor: Option<&'a str>,
    /// What; absent where the customer was erased.
    kind: Option<AuditKind>,
    /// The suggestion, entry or record it is about.
    subject: Option<&'a str>,
    /// What belongs to it.
    detail: Option<&'a serde_json::Value>,
    /// Whether the customer was erased, so that only the chain is left of the line.
    erased: bool,
    /// Hash of the stored line, which chains to the one before.
    hash: Digest32,
}

impl<'a> AuditDocument<'a> {
    /// The document of it.
    pub fn of(record: &'a AuditRecord) -> Self {
        let event = record.event.as_ref();
        Self {
            schema: "deskhand.audit/1",
            sequence: record.sequence,
            at: Timestamp::from_millisecond(record.at_ms).ok(),
            customer: record.customer,
            actor: event.map(|event| event.actor.as_str()),
            kind: event.map(|event| event.kind),
            subject: event.map(|event| event.subject.as_str()),
            detail: event.map(|event| &event.detail),
            erased: event.is_none(),
            hash: record.hash,
        }
    }
}

/// One line of what `audit wire` prints.
#[derive(Serialize, JsonSchema)]
pub struct WireDocument<'a> {
    schema: &'static str,
    /// About whom.
    customer: CustomerId,
    /// When it left.
    #[schemars(with = "crate::domain::Rfc3339")]
    at: Timestamp,
    /// Which model.
    model: &'a str,
    /// What for: `brief support`, `ask sales`.
    purpose: &'a str,
    /// How it ended, in words.
    outcome: &'a str,
    /// Placeholders in the request, by type.
    masked: &'a BTreeMap<String, u32>,
    /// SHA-256 of the request body; the audit log has the same.
    digest: Digest32,
    /// The request body as it left; empty where nothing did.
    sent: &'a str,
    /// The answer as it arrived.
    received: &'a str,
}

impl<'a> WireDocument<'a> {
    /// The document of it.
    pub fn of(record: &'a WireRecord) -> Self {
        Self {
            schema: "deskhand.wire/1",
            customer: record.customer,
            at: record.at,
            model: &record.model,
            purpose: &record.purpose,
            outcome: &record.outcome,
            masked: &record.masked,
            digest: record.digest,
            sent: &record.sent,
            received: &record.received,
        }
    }
}

/// What `audit verify` prints.
#[derive(Serialize, JsonSchema)]
pub struct AuditReportDocument {
    schema: &'static str,
    /// Whether the chain is whole.
    valid: bool,
    /// Lines read.
    lines: u64,
    /// Of them, of erased customers: still in the chain, no longer readable.
    erased: u64,
    /// Position of the first faulty line.
    line: Option<u64>,
    /// The first fault, in words.
    fault: Option<String>,
    /// Hash of the last line; note it elsewhere to prove later that nothing was replaced.
    head: Option<Digest32>,
}

impl AuditReportDocument {
    /// The document of it.
    pub fn of(report: &AuditReport) -> Self {
        Self {
            schema: "deskhand.audit_report/1",
            valid: report.fault.is_none(),
            lines: report.lines,
            erased: report.erased,
            line: report.fault.as_ref().map(|fault| fault.line()),
            fault: report.fault.as_ref().map(ToString::to_string),
            head: report.head,
        }
    }
}

/// What `forget` prints.
#[derive(Serialize, JsonSchema)]
pub struct ForgottenDocument<'a> {
    schema: &'static str,
    /// Whether there was anything to erase.
    forgotten: bool,
    /// What went with them and is known nowhere else: actions that will not be written, words that an answer was sent.
    lost: &'a [Lost],
}

impl<'a> ForgottenDocument<'a> {
    /// The document of it.
    pub fn of(erasure: &'a Erasure) -> Self {
        Self { schema: "deskhand.forgotten/1", forgotten: erasure.forgotten, lost: &erasure.lost }
    }
}

/// What `config check` prints.
#[derive(Serialize, JsonSchema)]
pub struct ConfigCheckDocument<'a> {
    schema: &'static str,
    /// The file that was read.
    path: &'a Path,
    /// Whether it can be used as it is.
    valid: bool,
    /// Every mistake; none where it is valid.
    problems: Vec<ConfigProblem<'a>>,
    /// Every setting with its origin; none where there are mistakes.
    settings: Vec<ConfigSetting<'a>>,
}

/// One mistake.
#[derive(Serialize, JsonSchema)]
struct ConfigProblem<'a> {
    /// The line, where it stands in the file.
    line: Option<usize>,
    /// The setting: `policy.undo_seconds`.
    path: &'a str,
    /// What is wrong; never a value that may be secret.
    what: &'a str,
    /// What to do.
    hint: Option<&'a str>,
}

/// One setting.
#[derive(Serialize, JsonSchema)]
struct ConfigSetting<'a> {
    /// Which: `policy.undo_seconds`.
    path: &'a str,
    /// As the file would write it; of a secret, the reference.
    value: &'a str,
    /// `default`, `file` or `environment`.
    origin: &'static str,
    /// The line, where it comes from the file.
    line: Option<usize>,
    /// The variable, where it comes from the environment.
    variable: Option<&'a str>,
}

impl<'a> ConfigCheckDocument<'a> {
    const SCHEMA: &'static str = "deskhand.config_check/1";

    /// A configuration without mistakes.
    pub fn good(loaded: &'a Loaded) -> Self {
        let settings = loaded.settings.iter().map(ConfigSetting::of).collect();
        Self { schema: Self::SCHEMA, path: &loaded.path, valid: true, problems: Vec::new(), settings }
    }

    /// One with mistakes.
    pub fn bad(path: &'a Path, problems: &'a [Problem]) -> Self {
        let problems = problems.iter().map(ConfigProblem::of).collect();
        Self { schema: Self::SCHEMA, path, valid: false, problems, settings: Vec::new() }
    }
}

impl<'a> ConfigProblem<'a> {
    fn of(problem: &'a Problem) -> Self {
        let Problem { line, path, what, hint } = problem;
        Self { line: *line, path, what, hint: hint.as_deref() }
    }
}

impl<'a> ConfigSetting<'a> {
    fn of(setting: &'a Setting) -> Self {
        let (origin, line, variable) = match &setting.origin {
            Origin::Default => ("default", None, None),
            Origin::Line(line) => ("file", Some(*line), None),
            Origin::Environment(name) => ("environment", None, Some(name.as_str())),
        };
        Self { path: &setting.path, value: &setting.value, origin, line, variable }
    }
}
