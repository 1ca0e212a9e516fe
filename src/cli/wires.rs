//! `deskhand audit wire`: what left for a language model and what came back, in plain words or byte for byte.

use std::io::Write;
use std::path::Path;

use super::audit::private_file;
use super::documents::WireDocument;
use super::exit::{Failure, Outcome, Status};
use super::lookup::who;
use super::output::Meaning;
use super::session::{Session, unexpected};
use super::show::Page;
use crate::desk::api::{Answer, LookupAnswer, Reading, Request, Who};
use crate::domain::CustomerId;
use crate::phrasing::{Told, counted, harmless, what_came_back, what_left};
use crate::ports::repository::WireRecord;

/// Where no call is found.
const FORGOTTEN: &str = "what was sent about a customer before they were forgotten cannot be read any more; `deskhand audit` still counts it";

/// Prints the last calls, oldest first: of one customer where a query is given, else of all.
pub async fn print(session: &Session<'_>, query: Vec<String>, lines: usize, bytes: bool) -> Outcome {
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
    if records.is_empty() {
        session.output.line("Nothing that can still be read was sent to a language model.")?;
        session.output.remark(FORGOTTEN);
    }
    for (at, record) in records.iter().enumerate() {
        if at > 0 {
            session.output.line("")?;
        }
        one(session, record, bytes)?;
    }
    Ok(Status::Done)
}

/// Writes all that left about a customer to a file, looked through again for what is known of them now.
pub async fn export(session: &Session<'_>, query: Vec<String>, path: &Path) -> Outcome {
    let customer = customer(session, query).await?;
    let request = Request::WireProof { customer };
    let Answer::WireProof(proof) = session.ask("looking through what left", request).await? else {
        return Err(unexpected());
    };
    let mut file = private_file(path)?;
    file.write_all(proof.to_document().as_bytes())?;
    file.sync_all()?;
    let found: u64 = proof.calls.iter().map(|call| call.known_values_found).sum();
    let (calls, values) = (counted(proof.calls.len() as u64, "call"), counted(found, "known value"));
    session.output.remark(format!("{calls} written to {}; {values} found in outgoing bytes", path.display()));
    if proof.calls.is_empty() {
        session.output.remark(FORGOTTEN);
    }
    Ok(if found == 0 { Status::Done } else { Status::Failed })
}

/// The customer that is meant, as known here: nothing was ever sent about anybody else.
async fn customer(session: &Session<'_>, query: Vec<String>) -> Result<CustomerId, Failure> {
    let look = |who| {
        let request = Request::Lookup { who, reading: Reading::Offline, all_pages: false };
        session.ask("looking", request)
    };
    let mut found = look(who(query)).await?;
    // Who alone fits a part of a name is meant.
    if let Answer::Lookup(LookupAnswer::Many { candidates }) = &found
        && let [one] = candidates.as_slice()
    {
        found = look(Who::Query(one.reference.clone())).await?;
    }
    match found {
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

fn one(session: &Session<'_>, record: &WireRecord, bytes: bool) -> Result<(), Failure> {
    let mut page = session.page();
    let beside = format!("{}, {}", session.moment.exactly(record.at), record.outcome);
    page.heading(&format!("{} to {}", record.purpose, record.model), &beside);
    let masked: Vec<String> = record.masked.iter().map(|(kind, count)| format!("{count} {kind}")).collect();
    if !masked.is_empty() {
        page.meaning("", &format!("masked: {}", masked.join(", ")), Meaning::Faint);
    }
    if record.sent.is_empty() {
        page.paragraph("", "Nothing left.");
        return page.print();
    }
    page.meaning(
        "",
        &format!("sent, {} bytes, SHA-256 {}", record.sent.len(), record.digest),
        Meaning::Faint,
    );
    if bytes {
        page.print()?;
        session.output.line(inert(&record.sent))?;
        let mut page = session.page();
        page.meaning("", &format!("came back, {} bytes", record.received.len()), Meaning::Faint);
        page.print()?;
        return session.output.line(inert(&record.received));
    }
    page.gap();
    told(&mut page, &what_left(&record.sent));
    page.heading("What came back", "");
    told(&mut page, &what_came_back(&record.received));
    page.gap();
    page.meaning("", "byte for byte: `deskhand audit wire --bytes`", Meaning::Faint);
    page.print()
}

fn told(page: &mut Page, lines: &[Told]) {
    for line in lines {
        let text = line.text.trim_start();
        let indent = &line.text[..line.text.len() - text.len()];
        match line.heading {
            true => page.meaning(indent, text, Meaning::Heading),
            false => page.paragraph(indent, &harmless(text)),
        }
    }
}

/// The same bytes, unwrapped; what would steer a terminal is written as an escape (`--json` has it as it was).
pub(super) fn inert(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.trim_end().chars() {
        if c == '\n' || !(c.is_control() || crate::domain::text::is_invisible_or_override(c)) {
            out.push(c);
        } else {
            out.extend(c.escape_unicode());
        }
    }
    out
}
