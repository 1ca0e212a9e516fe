//! `deskhand lookup`: one customer's profile.

use clap::Args;

use super::documents::ProfileDocument;
use super::exit::{Failure, Outcome, Status};
use super::open::HOME_CALLING_CODE;
use super::session::{Session, unexpected};
use super::show;
use crate::desk::api::{Answer, Candidate, LookupAnswer, Reading, Request, SearchHit, Who};
use crate::directory::MatchedField;
use crate::domain::Profile;
use crate::domain::answer::UnsentAnswer;
use crate::domain::lookup::Lookup;
use crate::phrasing::counted;

/// Look-alikes that are offered where nobody is found.
const MOST_ALIKE: usize = 3;
/// Customers of the directory among whom to choose.
const MOST_HITS: usize = 10;
/// A shorter number is an order's; one of so many digits may be a part of a phone number.
const PART_OF_PHONE: usize = 6;

/// Find a customer and show the profile.
///
/// QUERY is an e-mail address, a phone number, an order number (#1042), the number of an open case or of a parcel that
/// is known here, a name, a record (hubspot/contact/5571), the id alone of a contact that is known here, or a customer id.
/// Whom a name or a part of a phone number does not name exactly, the directory may know as the app's search finds them;
/// with --json they are listed, be it one. More than one match: they are listed, and the exit status is 4.
#[derive(Debug, Args)]
pub struct LookupArguments {
    /// Whom to look for; several words are one query.
    #[arg(value_name = "QUERY", required = true)]
    query: Vec<String>,
    /// Print the profile as JSON (schema deskhand.profile/1).
    #[arg(long)]
    pub(super) json: bool,
    /// Ask the vendors even if what is cached is fresh.
    #[arg(long, conflicts_with = "offline")]
    fresh: bool,
    /// Ask nobody; answer from what is cached.
    #[arg(long)]
    offline: bool,
}

impl LookupArguments {
    /// Runs it.
    pub async fn run(self, session: &Session<'_>) -> Outcome {
        let reading = match (self.fresh, self.offline) {
            (true, _) => Reading::Fresh,
            (_, true) => Reading::Offline,
            _ => Reading::Cached,
        };
        let query = self.query.join(" ");
        let looked = match look(session, Who::Query(query.clone()), reading).await? {
            LookupAnswer::One { profile, .. } => return print(session, &profile).await,
            LookupAnswer::Many { candidates } => return choose(session, &candidates),
            LookupAnswer::Nobody { looked } => looked,
        };
        let hits = known_as_typed(session, query.clone(), MOST_HITS).await;
        let meant: Vec<&SearchHit> = hits.iter().filter(|hit| may_mean(&query, hit.matched)).collect();
        if let ([hit], false) = (meant.as_slice(), session.json) {
            let theirs = look(session, Who::Customer(hit.customer), reading).await?;
            if let LookupAnswer::One { profile, .. } = theirs {
                session.output.remark("nobody is found by exactly that; the directory has one who fits");
                return print(session, &profile).await;
            }
        } else if !meant.is_empty() {
            return choose(session, &meant.into_iter().map(candidate).collect::<Vec<_>>());
        }
        session.output.remark("nobody found");
        show::choice::nobody(session, &looked)?;
        if !session.json {
            did_you_mean(session, &hits);
        }
        Ok(Status::NotFound)
    }
}

/// Whether somebody whom nobody is found by exactly may be meant by a query, being alike in that field. An address, an order's
/// number, a record or a whole phone number means one customer and no other.
fn may_mean(query: &str, alike: MatchedField) -> bool {
    match Lookup::parse(query, HOME_CALLING_CODE) {
        Some(Lookup::Name(_)) => true,
        Some(Lookup::OrderNumber(number)) => {
            let is_part = number.len() >= PART_OF_PHONE && number.chars().all(|c| c.is_ascii_digit());
            is_part && !query.trim_start().starts_with('#') && alike == MatchedField::Phone
        }
        _ => false,
    }
}

async fn look(session: &Session<'_>, who: Who, reading: Reading) -> Result<LookupAnswer, Failure> {
    match session.ask("looking", Request::Lookup { who, reading, all_pages: true }).await? {
        Answer::Lookup(found) => Ok(found),
        _ => Err(unexpected()),
    }
}

fn choose(session: &Session<'_>, candidates: &[Candidate]) -> Outcome {
    show::choice::many(session, candidates)?;
    session.output.remark(match candidates.len() {
        1 => "1 customer may be meant: ask for them by this".to_owned(),
        several => format!("{} fit: ask for one of these", counted(several as u64, "customer")),
    });
    Ok(Status::Ambiguous)
}

/// Whom the directory knows by what was typed, as the app's search finds them.
async fn known_as_typed(session: &Session<'_>, query: String, limit: usize) -> Vec<SearchHit> {
    let request = Request::Search { query: query.into(), limit, whole: true };
    match session.try_ask("looking", request).await {
        Ok(Answer::Search(hits)) => hits,
        _ => Vec::new(),
    }
}

fn candidate(hit: &SearchHit) -> Candidate {
    let what = match hit.matched {
        MatchedField::Name | MatchedField::Nothing => "name",
        MatchedField::Email => "e-mail address",
        MatchedField::Phone => "phone number",
        MatchedField::OrderNumber => "order number",
        MatchedField::Company => "company",
    };
    Candidate {
        reference: hit.customer.to_string(),
        source: "local".to_owned(),
        name: Some(hit.name.clone()),
        email: hit.email.clone(),
        why: format!("the {what} is in the local directory, or nearly so"),
    }
}

/// Whoever in the directory is called nearly so, for somebody who may have mistyped it. Scripts get nothing of it.
pub async fn offer_alike(session: &Session<'_>, query: String) {
    if session.json {
        return;
    }
    did_you_mean(session, &known_as_typed(session, query, MOST_ALIKE).await);
}

fn did_you_mean(session: &Session<'_>, hits: &[SearchHit]) {
    for hit in hits.iter().take(MOST_ALIKE) {
        let address = hit.email.as_ref().map_or_else(String::new, |email| format!(" · {email}"));
        session.output.remark(format!("  did you mean {}{address}?", hit.name));
    }
}

/// Whom the words on the command line mean.
pub fn who(words: Vec<String>) -> Who {
    Who::Query(words.join(" "))
}

/// Answers to the customer's cases that were not sent; the profile stands without them.
pub async fn unsent(session: &Session<'_>, profile: &Profile) -> Vec<UnsentAnswer> {
    let request = Request::UnsentAnswers { customer: profile.customer.id };
    match session.try_ask("reading the answers", request).await {
        Ok(Answer::UnsentAnswers(answers)) => answers,
        _ => Vec::new(),
    }
}

/// Prints a profile; what is wrong with its sources is said on standard error.
pub async fn print(session: &Session<'_>, profile: &Profile) -> Outcome {
    if session.json {
        session.output.json(&ProfileDocument::of(profile))?;
        return Ok(Status::Done);
    }
    let mut page = session.page();
    let answers = unsent(session, profile).await;
    show::profile::profile(&mut page, profile, &answers, &session.moment);
    page.print()?;
    for complaint in
        profile.sources.iter().filter_map(|source| show::profile::complaint(source, &session.moment))
    {
        session.warn(complaint);
    }
    Ok(Status::Done)
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("anna.berg@example.com", MatchedField::Email, false)]
    #[case("104", MatchedField::OrderNumber, false)]
    #[case("104", MatchedField::Phone, false)]
    #[case("EU-104", MatchedField::OrderNumber, false)]
    #[case("#5550113", MatchedField::Phone, false)]
    #[case("5550113", MatchedField::OrderNumber, false)]
    #[case("5550113", MatchedField::Phone, true)]
    #[case("555 0113", MatchedField::Phone, true)]
    #[case("(207) 555-0113", MatchedField::Phone, false)]
    #[case("hubspot/contact/5571", MatchedField::Name, false)]
    #[case("anna berg", MatchedField::Name, true)]
    #[case("anna.berg@", MatchedField::Email, true)]
    fn who_is_alike_is_meant_by_no_key(
        #[case] query: &str,
        #[case] alike: MatchedField,
        #[case] may_be_meant: bool,
    ) {
        assert_eq!(may_mean(query, alike), may_be_meant);
    }
}
