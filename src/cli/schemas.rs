//! The JSON documents of the contract by name, each with the schema of its type.

use schemars::{Schema, schema_for};

use super::documents as of;
use crate::desk::api::WireProofDocument;

/// A document that `--json` prints or that deskhand reads.
pub struct Document {
    /// The name on the command line: `profile`.
    pub name: &'static str,
    /// What it is, in a few words.
    pub about: &'static str,
    /// Makes its schema.
    pub schema: fn() -> Schema,
}

/// All of them. A new kind of `--json` answer gets a line here.
pub const DOCUMENTS: &[Document] = &[
    document("config", "the configuration file, as JSON would write it", crate::config::json_schema),
    document("config_check", "whether the configuration can be used, and each setting's origin", || {
        schema_for!(of::ConfigCheckDocument<'_>)
    }),
    document("profile", "a customer, by lookup, link and unlink", || schema_for!(of::ProfileDocument<'_>)),
    document("candidates", "several that a query may mean (exit status 4)", || {
        schema_for!(of::Candidates<'_>)
    }),
    document("nobody", "where was looked in vain (exit status 3)", || schema_for!(of::Nobody<'_>)),
    document("brief", "what matters about a customer", || schema_for!(of::BriefDocument<'_>)),
    document("answer", "the answer to a question", || schema_for!(of::AnswerDocument<'_>)),
    document("case", "a case with its thread and what could be done", || schema_for!(of::CaseDocument<'_>)),
    document("cases", "the open cases", || schema_for!(of::CasesDocument<'_>)),
    document("call", "what to know before a call", || schema_for!(of::CallSheetDocument<'_>)),
    document("account_call", "what to know before a call with a company or about a deal", || {
        schema_for!(of::AccountSheetDocument<'_>)
    }),
    document("calls", "today's calls", || schema_for!(of::CallsDocument<'_>)),
    document("leads", "the leads", || schema_for!(of::LeadsDocument<'_>)),
    document("casework", "what becomes of cases, by case set, reply and macro", || {
        schema_for!(of::CaseworkDocument<'_>)
    }),
    document("summary", "what a thread comes to", || schema_for!(of::SummaryDocument<'_>)),
    document("triage", "the labels of a customer's cases", || schema_for!(of::TriageDocument<'_>)),
    document("suggestion", "a suggestion, by edit, dismiss and restore", || {
        schema_for!(of::SuggestionDocument<'_>)
    }),
    document("entry", "an entry of the outbox, by accept, note, task, undo, approve …", || {
        schema_for!(of::EntryDocument<'_>)
    }),
    document("outbox", "the outbox", || schema_for!(of::OutboxDocument<'_>)),
    document("approvals", "what waits for approval", || schema_for!(of::ApprovalsDocument<'_>)),
    document("activity", "what the rep has done", || schema_for!(of::ActivityDocument<'_>)),
    document("audit", "one line of the audit log, by audit tail and export", || {
        schema_for!(of::AuditDocument<'_>)
    }),
    document("audit_report", "the check of the audit log", || schema_for!(of::AuditReportDocument)),
    document("wire", "what left for a language model and what came back", || {
        schema_for!(of::WireDocument<'_>)
    }),
    document("wire_proof", "all that left about a customer, looked through again", || {
        schema_for!(WireProofDocument<'_>)
    }),
    document("links", "why the records of a customer are one person", || schema_for!(of::LinksDocument<'_>)),
    document("replay", "a rebuilt brief: what was asked, answered and decided, and what differs", || {
        schema_for!(of::ReplayDocument<'_>)
    }),
    document("eval", "how good briefs, answers and labels are, in figures", || {
        schema_for!(of::EvalDocument<'_>)
    }),
    document("score_fit", "the parameters of a model of customers' value", || {
        schema_for!(of::ScoreFitDocument<'_>)
    }),
    document("score_eval", "how good such a model is on a hold-out", || {
        schema_for!(of::ScoreEvalDocument<'_>)
    }),
    document("score_predictions", "what such a model expects of each customer", || {
        schema_for!(of::ScorePredictionsDocument<'_>)
    }),
    document("scores", "the scores of a customer, and what they would be", || {
        schema_for!(of::ScoresDocument<'_>)
    }),
    document("models", "models that were fitted on the store's history", || {
        schema_for!(of::ModelsDocument<'_>)
    }),
    document("predicted", "what came of scoring everybody", || schema_for!(of::PredictedDocument<'_>)),
    document("score_write", "what was written of scores to the CRM, or would be", || {
        schema_for!(of::ScoreWriteDocument<'_>)
    }),
    document("tier_reviews", "changes of tier that wait for a person", || {
        schema_for!(of::TierReviewsDocument<'_>)
    }),
    document("tier_review", "one of them, decided", || schema_for!(of::TierReviewDocument<'_>)),
    document("quiet", "customers of high value who are going quiet", || schema_for!(of::QuietDocument<'_>)),
    document("drift", "how the model in use holds up", || schema_for!(of::DriftDocument<'_>)),
    document("score_products", "how good proposals of next products are on a hold-out", || {
        schema_for!(of::ScoreProductsDocument<'_>)
    }),
    document("sync", "what a synchronisation read", || schema_for!(of::SyncDocument<'_>)),
    document("doctor", "what works and what doesn't", || schema_for!(of::DoctorDocument<'_>)),
    document("setup", "which fields the CRM has now", || schema_for!(of::SetupDocument<'_>)),
    document("forgotten", "whether a customer was erased", || schema_for!(of::ForgottenDocument)),
];

const fn document(name: &'static str, about: &'static str, schema: fn() -> Schema) -> Document {
    Document { name, about, schema }
}

/// The document of this name; `deskhand.profile/1` is `profile`.
pub fn find(name: &str) -> Option<&'static Document> {
    let name = name.strip_prefix("deskhand.").unwrap_or(name);
    let name = name.split_once('/').map_or(name, |(name, _)| name);
    DOCUMENTS.iter().find(|document| document.name == name)
}
