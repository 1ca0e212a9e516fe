//! A suggestion that is turned down as the wrong channel teaches that the customer is not to be reached by it for a while.

use deskhand::desk::api::{Answer, LookupAnswer, Reading, Request, Who};
use deskhand::domain::Purpose;
use deskhand::domain::brief::Suggestion;
use deskhand::domain::profile::Profile;
use jiff::SignedDuration;

use crate::app::App;
use crate::office::Office;

const MAREN: &str = "maren.holloway@example.com";

async fn suggestions(office: &Office, purpose: Purpose) -> Vec<Suggestion> {
    let request = Request::Brief {
        who: Who::Query(MAREN.to_owned()),
        purpose,
        case: None,
        reading: Reading::Cached,
        playbook_only: true,
        again: true,
    };
    match office.ask(request).await {
        Ok(Answer::Brief(brief)) => brief.suggestions,
        other => panic!("no brief: {other:?}"),
    }
}

async fn profile(office: &Office) -> Profile {
    let who = Who::Query(MAREN.to_owned());
    let request = Request::Lookup { who, reading: Reading::Offline, all_pages: false };
    match office.ask(request).await {
        Ok(Answer::Lookup(LookupAnswer::One { profile, .. })) => *profile,
        other => panic!("no profile: {other:?}"),
    }
}

fn goes_by<'a>(suggestions: &'a [Suggestion], channel: &str) -> Vec<&'a str> {
    let by = suggestions.iter().filter(|one| one.channel.as_deref() == Some(channel));
    by.map(|one| one.title.as_str()).collect()
}

/// Task 22: `x`, `3`.
#[tokio::test]
async fn a_wrong_channel_is_learnt_with_two_keys_and_taken_back_with_one() {
    let office = Office::without_a_model().await;
    let mut app = App::start(&office).await;
    app.open_customer(MAREN).await;
    app.press("1 x").await;
    app.shows("wrong channel");
    app.shows("learnt: not by e-mail for 30 days");
    app.press("3").await;
    app.shows("dismissed: wrong channel · not by e-mail for 30 days");
    app.press("f").await;
    app.shows("not by e-mail · sam.ibarra@example.com");
    app.press("b 1 u").await;
    app.press("f").await;
    app.hides("not by e-mail · sam");
}

#[tokio::test]
async fn what_would_go_that_way_does_not_return_for_thirty_days_and_the_crm_is_offered_a_word() {
    let office = Office::without_a_model().await;
    let before = suggestions(&office, Purpose::Support).await;
    let by_email = before.iter().find(|one| one.channel.as_deref() == Some("email")).expect("one by e-mail");
    let reason = "wrong channel".to_owned();
    office.ask(Request::Dismiss { suggestion: by_email.id, reason }).await.expect("it is turned down");
    let [ruled_out] = &profile(&office).await.customer.ruled_out[..] else { panic!("nothing is ruled out") };
    assert_eq!(ruled_out.channel, "email");
    assert_eq!(ruled_out.by.as_deref(), Some("sam.ibarra@example.com"));
    let mut offered = Vec::new();
    for purpose in [Purpose::Support, Purpose::Sales] {
        let after = suggestions(&office, purpose).await;
        assert_eq!(goes_by(&after, "email"), [""; 0], "{purpose:?}");
        offered.extend(after.into_iter().map(|one| one.title));
    }
    assert!(offered.iter().any(|title| title == "Keep at the CRM: not by e-mail"), "{offered:?}");
    office.clock.forward(SignedDuration::from_hours(31 * 24));
    assert!(profile(&office).await.customer.ruled_out.is_empty());
}
