//! A day by which a customer says that they need something: told with the case, and counted in the queue.

use deskhand::desk::api::{Answer, Reading, Request, Who};
use deskhand::domain::action::ActionKind;
use deskhand::domain::{EvidenceId, Purpose};
use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::app::App;
use crate::office::Office;

const SUBJECT: &str = "Needed soon";

#[tokio::test]
async fn the_day_stands_with_the_case_and_counts_in_the_queue() {
    let office = Office::without_a_model().await;
    office.case_of_maren(SUBJECT, "Where is order #1133? I need it by tomorrow.").await;
    let mut app = App::start(&office).await;
    app.resize(120, 40);
    app.press("esc g c f").await;
    app.type_text("needed soon").await;
    app.press("enter enter").await;
    app.shows("needed by ");
    app.shows("“by tomorrow”");
    // The brief says it, and what says so is among what the case rests on.
    app.shows("the customer needs it by");
    app.press("c v").await;
    app.shows("order:1133 · 1 of 2");
    app.press("v").await;
    app.shows("message:");
    app.press("esc").await;
    app.press("esc v").await;
    app.shows("needed by ");
}

#[tokio::test]
async fn a_task_for_the_case_is_due_by_the_day() {
    let office = Office::without_a_model().await;
    let case = office.case_of_maren(SUBJECT, "Where is order #1133? I need it by tomorrow.").await;
    let request = Request::Brief {
        who: Who::Query("maren.holloway@example.com".to_owned()),
        purpose: Purpose::Support,
        case: Some(EvidenceId::new("case", &case)),
        reading: Reading::Fresh,
        playbook_only: true,
        again: false,
    };
    let Ok(Answer::Brief(brief)) = office.ask(request).await else { panic!("no brief") };
    let day = |at: Timestamp| at.to_zoned_datetime(TimeZone::UTC);
    let tomorrow = day(deskhand::ports::Clock::now(&*office.clock)).date().tomorrow().unwrap();
    let tasks: Vec<_> = brief.suggestions.iter().filter(|one| one.action == ActionKind::Task).collect();
    assert!(!tasks.is_empty());
    for task in tasks {
        let due = task.due_at.expect("a day").to_zoned_datetime(TimeZone::UTC).date();
        assert!(due <= tomorrow, "{}: {due}", task.title);
    }
}
