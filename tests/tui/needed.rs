//! A day by which a customer says that they need something: told with the case, and counted in the queue.

use deskhand::desk::api::{Answer, Reading, Request, Who};
use deskhand::domain::action::ActionKind;
use deskhand::domain::brief::Suggestion;
use deskhand::domain::{EvidenceId, Purpose};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use crate::app::App;
use crate::office::Office;
use crate::under_way::brief_of;

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
async fn a_task_for_the_case_is_due_before_the_day() {
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
    let today = day(deskhand::ports::Clock::now(&*office.clock)).date();
    let tasks: Vec<_> = brief.suggestions.iter().filter(|one| one.action == ActionKind::Task).collect();
    assert!(!tasks.is_empty());
    for task in tasks {
        let due = task.due_at.expect("a day").to_zoned_datetime(TimeZone::UTC).date();
        assert!(due == today, "{}: {due}", task.title);
    }
}

/// What a draft says of today is due today; once today's work is over, no draft says so.
#[tokio::test]
async fn a_draft_says_today_where_its_task_is_due_today() {
    for (playbook_only, hours) in [(false, 0), (false, 11), (true, 0), (true, 11)] {
        let office = if playbook_only { Office::without_a_model().await } else { Office::open().await };
        office.clock.forward(SignedDuration::from_hours(hours));
        let day = |at: Timestamp| at.to_zoned_datetime(TimeZone::UTC).date();
        let today = day(deskhand::ports::Clock::now(&*office.clock));
        let mut held = 0;
        for customer in ["Jonah Mercer", "Delphine Roux"] {
            let brief = brief_of(&office, customer, playbook_only).await;
            let is_behind = |one: &&Suggestion| {
                one.grounds.candidate.as_ref().is_some_and(|id| id.starts_with("task-behind-the-reply"))
            };
            let reply =
                brief.suggestions.iter().find(|one| one.action == ActionKind::Reply).expect("a reply");
            let Some(task) = brief.suggestions.iter().find(is_behind) else { continue };
            held += 1;
            let said = reply.body.replace("its state today", "");
            let says_today = said.contains(" today") || said.contains("before anything is sent");
            let due = day(task.due_at.expect("a day"));
            match hours {
                0 => assert!(says_today && due == today, "{customer}: {due}, {}", reply.body),
                _ => assert!(!said.contains(" today") && due > today, "{customer}: {due}, {}", reply.body),
            }
        }
        assert!(held > 0);
    }
}
