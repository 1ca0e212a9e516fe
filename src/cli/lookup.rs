//! `deskhand lookup`: one customer's profile.

use clap::Args;

/// Find a customer and show the profile.
///
/// QUERY is an e-mail address, a phone number, an order number (#1042), a name, a record (hubspot/contact/5571)
/// or a customer id. More than one match: they are listed, and the exit status is 4.
#[derive(Debug, Args)]
pub struct LookupArguments {
    /// Whom to look for; several words are one query.
    #[arg(value_name = "QUERY", required = true)]
    query: Vec<String>,
    /// Print the profile as JSON (schema deskhand.profile/1).
    #[arg(long)]
    json: bool,
    /// Ask the vendors even if what is cached is fresh.
    #[arg(long, conflicts_with = "offline")]
    fresh: bool,
    /// Ask nobody; answer from what is cached.
    #[arg(long)]
    offline: bool,
}
