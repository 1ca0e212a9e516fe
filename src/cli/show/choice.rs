//! What a query found instead of one customer: several, or nobody.

use super::cell;
use crate::cli::documents::{Candidates, Nobody};
use crate::cli::exit::Failure;
use crate::cli::output::Meaning;
use crate::cli::session::Session;
use crate::desk::api::{Candidate, Looked};

/// Lists those among whom the rep has to choose, on standard output.
///
/// # Errors
/// As the system's.
pub fn many(session: &Session<'_>, candidates: &[Candidate]) -> Result<(), Failure> {
    if session.json {
        return session.output.json(&Candidates::of(candidates));
    }
    let mut page = session.page();
    let rows: Vec<_> = candidates
        .iter()
        .map(|candidate| {
            vec![
                cell(candidate.reference.clone()).whole().meaning(Meaning::Heading),
                cell(candidate.name.clone().unwrap_or_else(|| "no name".to_owned())),
                cell(about(candidate)),
            ]
        })
        .collect();
    page.rows(0, &rows);
    page.print()
}

/// Address and reason, in the column that flows.
fn about(candidate: &Candidate) -> String {
    let parts = candidate.email.iter().chain([&candidate.why]);
    parts.map(String::as_str).collect::<Vec<_>>().join(" · ")
}

/// Says where was looked in vain, and why somebody may be there all the same: for people on standard error.
///
/// # Errors
/// As the system's.
pub fn nobody(session: &Session<'_>, looked: &[Looked]) -> Result<(), Failure> {
    if session.json {
        return session.output.json(&Nobody::of(looked));
    }
    let mut page = session.error_page();
    for place in looked {
        let mut text = format!("{}: {}", place.place, place.what);
        if let Some(why) = &place.why_maybe {
            text.push_str(&format!("; {why}"));
        }
        page.paragraph("  looked in ", &text);
    }
    page.remark();
    Ok(())
}
