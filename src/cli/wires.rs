//! `deskhand audit wire`: what left for a language model, byte for byte, and what came back.

use super::documents::WireDocument;
use super::exit::{Failure, Outcome, Status};
use super::lookup::who;
use super::output::Meaning;
use super::session::{Session, unexpected};
use super::show::Page;
use crate::desk::api::{Answer, LookupAnswer, Reading, Request};
use crate::domain::CustomerId;
use crate::ports::repository::WireRecord;

/// Prints the last calls, oldest first: of one customer where a query is given, else of all.
pub async fn print(session: &Session<'_>, query: Vec<String>, lines: usize) -> Outcome {
    let customer = match query.is_empty() {
        true => None,
        false => Some(customer(session, query).await?),
    };
    let request = Request::Wires { customer, limit: lines };
    let Answer::Wires(mut records) = session.ask("reading", request).await? else {
        return Err(unexpected());
    };
    records.reverse();
    if session.json {
        for record in &records {
            session.output.json(&WireDocument::of(record))?;
        }
        return Ok(Status::Done);
    }
    let mut page = session.page();
    if records.is_empty() {
        page.paragraph("", "Nothing was sent to a language model.");
    }
    records.iter().for_each(|record| one(&mut page, record, session));
    page.print()?;
    Ok(Status::Done)
}

/// The customer that is meant, as known here: nothing was ever sent about anybody else.
async fn customer(session: &Session<'_>, query: Vec<String>) -> Result<CustomerId, Failure> {
    let request = Request::Lookup { who: who(query), reading: Reading::Offline, all_pages: false };
    match session.ask("looking", request).await? {
        Answer::Lookup(LookupAnswer::One { profile, .. }) => Ok(profile.customer.id),
        Answer::Lookup(LookupAnswer::Many { candidates }) => {
            super::show::choice::many(session, &candidates)?;
            Err(Failure::saying(Status::Ambiguous, "several customers fit"))
        }
        Answer::Lookup(LookupAnswer::Nobody { looked }) => {
            super::show::choice::nobody(session, &looked)?;
            Err(Failure::saying(Status::NotFound, "nobody was found"))
        }
        _ => Err(unexpected()),
    }
}

fn one(page: &mut Page, record: &WireRecord, session: &Session<'_>) {
    let beside = format!("{}, {}", session.moment.exactly(record.at), record.outcome);
    page.heading(&format!("{} to {}", record.purpose, record.model), &beside);
    let masked: Vec<String> = record.masked.iter().map(|(kind, count)| format!("{count} {kind}")).collect();
    if !masked.is_empty() {
        page.meaning("", &format!("masked: {}", masked.join(", ")), Meaning::Faint);
    }
    if record.sent.is_empty() {
        page.paragraph("", "Nothing left.");
        return;
    }
    page.meaning(
        "",
        &format!("sent, {} bytes, SHA-256 {}", record.sent.len(), record.digest),
        Meaning::Faint,
    );
    page.quotation(0, &record.sent, usize::MAX);
    page.meaning("", &format!("came back, {} bytes", record.received.len()), Meaning::Faint);
    page.quotation(0, &record.received, usize::MAX);
}
