//! `deskhand link` and `unlink`: which records are one person; `deskhand forget`: erase one here.

use clap::Args;

/// Say that a record belongs to a customer. Nothing changes at the vendor.
#[derive(Debug, Args)]
pub struct LinkArguments {
    /// The customer.
    #[arg(value_name = "QUERY")]
    query: String,
    /// The record, as the profile names it: hubspot/contact/5571.
    #[arg(value_name = "IDENTITY")]
    identity: String,
    /// Print the profile as JSON (schema deskhand.profile/1).
    #[arg(long)]
    json: bool,
}

/// Say that a record does not belong to a customer; later syncs respect it.
#[derive(Debug, Args)]
pub struct UnlinkArguments {
    /// The customer.
    #[arg(value_name = "QUERY")]
    query: String,
    /// The record, as the profile names it: hubspot/contact/5571.
    #[arg(value_name = "IDENTITY")]
    identity: String,
    /// Print the profile as JSON (schema deskhand.profile/1).
    #[arg(long)]
    json: bool,
}

/// Erase a customer on this machine (a privacy request).
///
/// The customer's key is destroyed: cached profile, drafts and the texts of the audit log become unreadable, while
/// the audit log still verifies and says what was erased. The vendors keep their records.
#[derive(Debug, Args)]
pub struct ForgetArguments {
    /// The customer.
    #[arg(value_name = "QUERY")]
    query: String,
    /// Don't ask.
    #[arg(long)]
    yes: bool,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}
