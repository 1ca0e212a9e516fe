//! Customers of high value who are going quiet: told of in time, with what is at stake and why.

use deskhand::desk::api::{Answer, FailureKind, Listed, LookupAnswer, Reading, Request, Who};
use deskhand::domain::history::PastCase;
use deskhand::domain::quiet::QuietRow;
use deskhand::ports::Clock;
use deskhand::ports::repository::ReadBatch;

use crate::app::App;
use crate::looks::looks;
use crate::office::{Office, without_a_model};
use crate::scores::{history_in, with_history};

async fn going_quiet(office: &Office, within: Option<u32>) -> Listed<QuietRow> {
    match office.ask(Request::Quiet { reading: Reading::Fresh, known: None, within }).await {
        Ok(Answer::Quiet(list)) => *list,
        other => panic!("no list: {other:?}"),
    }
}

#[tokio::test]
async fn without_a_model_it_says_what_to_do() {
    let office = with_history(60).await;
    let refused = office.ask(Request::Quiet { reading: Reading::Fresh, known: None, within: None }).await;
    assert_eq!(refused.unwrap_err().kind, FailureKind::NotFound);
    let mut app = App::start(&office).await;
    app.press("esc g q").await;
    app.shows("no model has been fitted");
    app.shows("g m then F fits a model on it, and g q lists them");
    looks(&mut app, "quiet_none");
    app.press("g m F y g q").await;
    app.hides("no model has been fitted");
    app.shows("Given up soon");
}

#[tokio::test]
async fn those_with_the_most_at_stake_stand_first_and_say_why() {
    let office = with_history(300).await;
    office.ask(Request::FitScores).await.unwrap();
    let list = going_quiet(&office, None).await;
    assert!(!list.rows.is_empty() && list.rows.iter().all(|row| !row.held_out));
    assert!(list.rows.is_sorted_by(|a, b| a.quiet.at_stake.amount >= b.quiet.at_stake.amount));
    let earlier = going_quiet(&office, Some(120)).await;
    assert!(earlier.rows.len() >= list.rows.len(), "more days of warning tell of no fewer");
    let again = Request::Quiet { reading: Reading::AsIs, known: Some(earlier.revision), within: Some(120) };
    assert_eq!(office.ask(again).await, Ok(Answer::AsKnown));
    let mut app = App::start(&office).await;
    app.press("esc g q").await;
    app.shows("at stake");
    app.shows("tier then");
    app.press("v").await;
    app.shows("as of the last order");
    app.shows("half of such");
    app.press("v f").await;
    app.type_text("stake:9000000").await;
    app.press("enter").await;
    app.shows("Nobody fits.");
    app.press("esc r").await;
    app.shows("at stake");
}

#[tokio::test]
async fn whoever_has_an_open_case_is_marked() {
    let office = with_history(300).await;
    office.ask(Request::FitScores).await.unwrap();
    let list = going_quiet(&office, None).await;
    assert!(list.rows.iter().all(|row| !row.has_open_case));
    let customer = list.rows[0].customer_id;
    let mut history = office.repository.history(customer).await.unwrap().expect("it is kept");
    let opened_at = office.clock.now();
    history.cases.push(PastCase { id: "9".to_owned(), opened_at, closed_at: None });
    office
        .repository
        .put_read(&ReadBatch { histories: vec![history], ..ReadBatch::default() })
        .await
        .unwrap();
    let list = going_quiet(&office, None).await;
    let marked: Vec<_> =
        list.rows.iter().filter(|row| row.has_open_case).map(|row| row.customer_id).collect();
    assert_eq!(marked, [customer]);
}

#[tokio::test]
async fn the_hold_out_is_shown() {
    let everybody = |text: String| format!("{}\n[scores]\nholdout_percent = 100\n", without_a_model(text));
    let office = history_in(Office::with(&[], everybody).await, 300).await;
    office.ask(Request::FitScores).await.unwrap();
    let list = going_quiet(&office, None).await;
    assert!(!list.rows.is_empty() && list.rows.iter().all(|row| row.held_out));
    let mut app = App::start(&office).await;
    app.press("esc g q").await;
    app.shows("hold-out ·");
    let who = Who::Query("maren.holloway@example.com".to_owned());
    let lookup = Request::Lookup { who, reading: Reading::Cached, all_pages: true };
    let Ok(Answer::Lookup(LookupAnswer::One { profile, .. })) = office.ask(lookup).await else {
        panic!("nobody")
    };
    assert!(profile.scores.held_out);
}

/// What the hold-out is for: of those who went quiet, who may be won back is held against who may not.
#[tokio::test]
async fn what_win_backs_bring_is_told_against_the_hold_out() {
    let half =
        |text: String| format!("{}\n[scores]\nrefit_days = 0\nholdout_percent = 50\n", without_a_model(text));
    let office = history_in(Office::with(&[], half).await, 300).await;
    office.ask(Request::FitScores).await.unwrap();
    let Ok(Answer::Drift(report)) = office.ask(Request::Drift).await else { panic!("no report") };
    let effect = report.win_backs.expect("half of them are held out");
    assert!(effect.may.customers > 0 && effect.held_out.customers > 0, "{effect:?}");
    assert!(effect.may.ordered <= effect.may.customers && effect.win_backs == 0, "{effect:?}");
    let mut app = App::start(&office).await;
    app.resize(120, 60);
    app.press("esc g m").await;
    app.shows("may be won back");
    app.shows("since none was accepted");
    looks(&mut app, "scores");
}
