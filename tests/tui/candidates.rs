//! What could be done for each customer of the fixtures: one table, so that a rule that changes shows whom it touches.

use deskhand::copilot::candidates::{self, Terms};
use deskhand::copilot::facts::{Facts, Scope};
use deskhand::copilot::situation::Situation;
use deskhand::desk::api::{Answer, LookupAnswer, Reading, Request, Who};
use deskhand::domain::{Profile, Purpose};
use jiff::tz::TimeZone;

use crate::fixture_people::people;
use crate::office::Office;
use crate::sandbox_support::now;

/// Customers that one desk is asked about: few enough for the requests that the CRM allows at once.
const PEOPLE_PER_DESK: usize = 6;

async fn profiles(queries: &[String]) -> Vec<(String, Profile)> {
    let office = Office::without_a_model().await;
    let mut profiles = Vec::new();
    for query in queries {
        let who = Who::Query(query.clone());
        let request = Request::Lookup { who, reading: Reading::Cached, all_pages: true };
        match office.ask(request).await {
            Ok(Answer::Lookup(LookupAnswer::One { profile, .. })) => profiles.push((query.clone(), *profile)),
            other => panic!("no profile of {query}: {other:?}"),
        }
    }
    profiles
}

fn row(query: &str, profile: &Profile, purpose: Purpose) -> String {
    let facts = Facts::of(profile, Scope { purpose, question: None }, now(), &TimeZone::UTC);
    let situation = Situation::of(profile, &facts, purpose);
    let list = candidates::all(&situation, &Terms::default());
    let ids: Vec<String> = list
        .iter()
        .filter(|candidate| candidate.words.is_some())
        .map(|candidate| format!("{} {}", candidate.weight, candidate.id))
        .collect();
    format!("{query}, {}\n  {}", purpose.as_str(), ids.join("\n  "))
}

#[tokio::test]
async fn the_candidates_of_every_customer_of_the_fixtures() {
    let queries: Vec<String> = people().into_iter().map(|person| person.query).collect();
    let desks = queries.chunks(PEOPLE_PER_DESK).map(profiles);
    let all = futures::future::join_all(desks).await;
    let rows = all.iter().flatten().flat_map(|(query, profile)| {
        [Purpose::Support, Purpose::Sales].map(|purpose| row(query, profile, purpose))
    });
    insta::assert_snapshot!(rows.collect::<Vec<_>>().join("\n"));
}
