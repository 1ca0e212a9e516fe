//! `deskhand case snooze` and `case wake`: cases out of the way until something happens, and back.

use clap::Args;
use jiff::tz::TimeZone;

use super::casework::{How, work};
use super::exit::{Failure, Outcome, Status};
use super::session::Session;
use super::worklist::read;
use crate::desk::api::Reading;
use crate::domain::casework::CaseDeed;
use crate::domain::queue::QueueRow;
use crate::phrasing::{wake_rule, wakes_in_words};

/// Put cases to sleep until something happens: `deskhand case snooze 17701 2d or scan`.
///
/// WHEN is a span (2d, 4h, in 3 hours), a day and time (tonight, tomorrow 9:00, until monday, mon 14:00, end of week, next
/// week, 28 Nov) in the store's zone, `scan` (the parcel moves) or `reply` (the customer writes), or several joined by `or`. What the customer writes wakes it in any case.
/// The case waits at the CRM meanwhile, and `deskhand cases --view snoozed` lists it.
#[derive(Debug, Args)]
pub struct SnoozeArguments {
    /// The case, as `deskhand cases` names it; several are set apart by commas.
    #[arg(value_name = "CASE")]
    cases: String,
    /// What wakes it.
    #[arg(value_name = "WHEN", required = true)]
    when: Vec<String>,
    #[command(flatten)]
    pub(super) how: How,
}

/// Wake cases that sleep; each goes back to the status that it had before.
#[derive(Debug, Args)]
pub struct WakeArguments {
    /// The case; several are set apart by commas.
    #[arg(value_name = "CASE", value_delimiter = ',', required = true)]
    cases: Vec<String>,
    #[command(flatten)]
    pub(super) how: How,
}

impl SnoozeArguments {
    /// Runs it.
    pub async fn run(self, session: &Session<'_>) -> Outcome {
        let zone = store_zone(session).await?;
        let rule = wake_rule(&self.when.join(" "), &session.moment, &zone)
            .map_err(|error| Failure::saying(Status::Usage, error.to_string()))?;
        session.output.remark(format!("wakes {}", wakes_in_words(&rule, &session.moment)));
        let cases: Vec<String> = self.cases.split(',').map(str::to_owned).collect();
        work(session, &cases, CaseDeed::Snooze(rule), &self.how).await
    }
}

impl WakeArguments {
    /// Runs it.
    pub async fn run(self, session: &Session<'_>) -> Outcome {
        work(session, &self.cases, CaseDeed::Wake, &self.how).await
    }
}

/// Where the store's days end; where nobody knows, the rep's own zone.
pub(super) async fn store_zone(session: &Session<'_>) -> Result<TimeZone, Failure> {
    let queue = read::<QueueRow>(session, Reading::Cached).await?;
    let named = queue.zone.as_deref().and_then(|name| TimeZone::get(name).ok());
    Ok(named.unwrap_or_else(|| session.moment.zone.clone()))
}
