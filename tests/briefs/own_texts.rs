//! The product's own drafts and macros, held against the facts as a person's own words are: nothing is objected to.

use deskhand::copilot::facts::Facts;
use deskhand::copilot::macros::{Source, for_case, misfit};
use deskhand::copilot::verify::{contradicted, unallowed_promises};
use deskhand::desk::api::{Answer, LookupAnswer, Reading, Request};
use deskhand::domain::about::order_of;
use deskhand::domain::action::ActionKind;
use deskhand::domain::crm::Case;
use deskhand::domain::macros::built_in;
use deskhand::domain::{EvidenceId, Profile, Purpose, Returns};
use deskhand::phrasing::Locale;
use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::fixture_people::{Person, people};
use crate::office::{Office, who};
use crate::sandbox_support::{Running, now};

/// Few enough for the requests that the CRM allows at once.
const PEOPLE_PER_DESK: usize = 8;

/// What is objected to in a text about a case.
fn objections(text: &str, profile: &Profile, case: &Case, now: Timestamp) -> Vec<String> {
    let returns = Returns { days: 30, text: None, final_sale: vec!["gift card".to_owned()], zone: None };
    let facts = Facts::all(profile, text, now, &TimeZone::UTC).returning(profile, Some(&returns));
    let named = |number: &str| text.contains(number);
    let mut spoken_of: Vec<EvidenceId> = profile
        .orders
        .iter()
        .filter(|order| named(&order.number))
        .map(|order| order.evidence.clone())
        .collect();
    if spoken_of.is_empty() {
        spoken_of.extend(order_of(profile, case).map(|(order, _)| order.evidence.clone()));
    }
    spoken_of.push(case.evidence.clone());
    let promises = unallowed_promises(text, &spoken_of, &facts).into_iter();
    let wrong = promises.chain(contradicted(text, &spoken_of, &facts));
    wrong.map(|one| format!("{}: “{}”: {}", case.id, one.text, one.why)).collect()
}

async fn found_of(some: &[Person]) -> Vec<String> {
    let office = Office::with_model(Running::start(&[]).await, "http://127.0.0.1:1/v1", "").await;
    let mut found = Vec::new();
    for person in some {
        let request = Request::Brief {
            who: who(&person.query),
            purpose: Purpose::Support,
            case: None,
            reading: Reading::Cached,
            playbook_only: true,
            again: true,
        };
        let Ok(Answer::Brief(brief)) = office.ask(request).await else {
            panic!("no brief of {}", person.query)
        };
        let Answer::Lookup(LookupAnswer::One { profile, .. }) = office.profile(&person.query).await else {
            panic!("no profile")
        };
        let case_of = |id: &EvidenceId| profile.cases.iter().find(|case| case.evidence == *id);
        // What gives something waits for a yes, which judges it.
        let drafts =
            brief.suggestions.iter().filter(|one| one.action == ActionKind::Reply && one.offer.is_none());
        for draft in drafts {
            if let Some(case) = draft.case.as_ref().and_then(case_of) {
                found.extend(objections(&draft.body, &profile, case, now()));
            }
        }
        for case in profile.open_cases() {
            let (reader, zone) = (Locale::default(), TimeZone::UTC);
            let source = Source {
                profile: &profile,
                case,
                me: Some("Sam"),
                reader: &reader,
                now: now(),
                zone: &zone,
                returns: None,
            };
            for one in built_in() {
                let Ok(text) = for_case(&one, &source) else { continue };
                // One that is not about this case is not chosen for it, and says what is not so.
                if misfit(&text, &source).lacks.is_empty() {
                    found.extend(
                        objections(&text, &profile, case, now())
                            .iter()
                            .map(|why| format!("{}: {why}", one.name)),
                    );
                }
            }
        }
    }
    found
}

#[tokio::test(flavor = "multi_thread")]
async fn no_draft_and_no_macro_of_the_products_own_is_objected_to() {
    let people = people();
    let desks = people.chunks(PEOPLE_PER_DESK).map(found_of);
    let found = futures::future::join_all(desks).await.concat();
    assert!(found.is_empty(), "{} are:\n{}", found.len(), found.join("\n"));
}
