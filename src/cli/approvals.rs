//! `deskhand approvals`, `approve` and `reject`: what needs a person's yes.

use clap::Args;

/// List what waits for approval: the action, the rule that asks for it, who may say yes.
#[derive(Debug, Args)]
pub struct ApprovalsArguments {
    /// Print JSON (schema deskhand.approvals/1).
    #[arg(long)]
    json: bool,
}

/// Say yes to an action that waits for approval. On a single machine this is a second confirmation.
#[derive(Debug, Args)]
pub struct ApproveArguments {
    /// The entry, as `deskhand approvals` names it.
    #[arg(value_name = "ID")]
    id: String,
    /// Print JSON (schema deskhand.entry/1).
    #[arg(long)]
    json: bool,
}

/// Say no to an action that waits for approval.
#[derive(Debug, Args)]
pub struct RejectArguments {
    /// The entry, as `deskhand approvals` names it.
    #[arg(value_name = "ID")]
    id: String,
    /// Why, for the one who asked.
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
    /// Print JSON (schema deskhand.entry/1).
    #[arg(long)]
    json: bool,
}
