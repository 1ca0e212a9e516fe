//! `deskhand brief` and `deskhand ask`: what matters about a customer, with evidence.

use clap::{Args, ValueEnum};

/// Say what matters about a customer and propose what to do next.
///
/// Each sentence names its evidence, each suggestion the exact write it would cause. `deskhand accept ID` carries
/// one out.
#[derive(Debug, Args)]
pub struct BriefArguments {
    /// Whom it is about; several words are one query.
    #[arg(value_name = "QUERY", required = true)]
    query: Vec<String>,
    /// Print the brief as JSON (schema deskhand.brief/1).
    #[arg(long)]
    json: bool,
    /// Ask the vendors and the model even if what is cached is fresh.
    #[arg(long)]
    fresh: bool,
    /// What it is for.
    #[arg(long, value_enum, default_value_t = PurposeArgument::Support)]
    purpose: PurposeArgument,
    /// Write it from rules, without a language model.
    #[arg(long)]
    playbook: bool,
}

/// What a brief is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum PurposeArgument {
    /// Answering a case.
    Support,
    /// Preparing a call.
    Sales,
}

/// Ask a question about a customer; the answer cites its evidence.
#[derive(Debug, Args)]
pub struct AskArguments {
    /// Whom it is about.
    #[arg(value_name = "QUERY")]
    query: String,
    /// The question, in quotation marks.
    #[arg(value_name = "QUESTION")]
    question: String,
    /// Print JSON (schema deskhand.answer/1).
    #[arg(long)]
    json: bool,
}
