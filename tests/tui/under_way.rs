//! One answer to a case at a time: while one waits to be sent, a brief tells so and proposes what else there is to do.

use deskhand::desk::api::{Answer, EntryOrSuggestion, Reading, Request, Who};
use deskhand::domain::action::ActionKind;
use deskhand::domain::brief::Brief;
use deskhand::domain::casework::{CaseAt, CaseDeed, Consent};
use deskhand::domain::ids::{EntryId, Source};
use deskhand::domain::record::RecordRef;
use deskhand::domain::{EvidenceId, Purpose};

use crate::app::App;
use crate::office::Office;

const CASES: &[(&str, &str)] = &[
    ("simone.achterberg@example.com", "17713"),
    ("Leopold Harcourt", "17718"),
    ("petra.novak@example.com", "17719"),
];

pub async fn brief_of(office: &Office, query: &str, playbook_only: bool) -> Brief {
    let request = Request::Brief {
        who: Who::Query(query.to_owned()),
        purpose: Purpose::Support,
        case: None,
        reading: Reading::Cached,
        playbook_only,
        again: false,
    };
    let Ok(Answer::Brief(brief)) = office.ask(request).await else { panic!("no brief of {query}") };
    *brief
}

fn answers(brief: &Brief, case: &str) -> bool {
    let is_of_case = |id: &EvidenceId| *id == EvidenceId::new("case", case);
    let mut replies = brief.suggestions.iter().filter(|one| one.action == ActionKind::Reply);
    replies.any(|one| one.case.as_ref().is_some_and(is_of_case))
}

/// Answers a case in own words, which are noted at once.
async fn reply(office: &Office, case: &str) -> EntryId {
    let record = RecordRef { source: Source::crm("hubspot"), kind: "case".to_owned(), id: case.to_owned() };
    let reply = Request::WorkCases {
        cases: vec![CaseAt { record, seen: None }],
        deed: CaseDeed::Reply("I am looking into it.".to_owned()),
        consent: Consent::Despite,
        vouches: false,
        now: true,
    };
    let Ok(Answer::Casework(done)) = office.ask(reply).await else { panic!("not answered") };
    let entry = done.entries.first().expect("an entry").id;
    office.ask(Request::AwaitEntry { entry }).await.expect("it is noted");
    entry
}

#[tokio::test]
async fn a_brief_proposes_no_answer_to_a_case_whose_answer_is_under_way() {
    let office = Office::open().await;
    for playbook_only in [true, false] {
        for (query, case) in CASES {
            let before = brief_of(&office, query, playbook_only).await;
            assert!(answers(&before, case) && before.under_way.is_empty(), "{case}");
            let entry = reply(&office, case).await;
            let after = brief_of(&office, query, playbook_only).await;
            assert!(
                !answers(&after, case) && !after.suggestions.is_empty(),
                "{case}: {:?}",
                after.suggestions
            );
            let first = &after.summary[0];
            assert_eq!(first.text, format!("An answer to case {case} waits to be sent."));
            assert_eq!(first.evidence, [EvidenceId::new("case", case)]);
            let taken_back = Request::Undo { what: EntryOrSuggestion::Entry(entry) };
            office.ask(taken_back).await.expect("it is taken back");
            office.ask(Request::RunOutbox).await.expect("it leaves");
            let again = brief_of(&office, query, playbook_only).await;
            assert!(answers(&again, case) && again.under_way.is_empty(), "{case}: {:?}", again.suggestions);
        }
    }
}

/// In the app the brief follows what is taken back by itself.
#[tokio::test]
async fn a_brief_is_written_again_once_the_answer_it_tells_of_is_taken_back() {
    let office = Office::without_a_model().await;
    reply(&office, "17719").await;
    let mut app = App::start(&office).await;
    app.open_customer("petra.novak@example.com").await;
    app.shows("An answer to case 17719 waits to be sent.");
    app.hides("from before your answer");
    app.press("u y").await;
    app.pass(5).await;
    app.hides("waits to be sent.");
    app.shows("1 task Refund");
    assert!(app.text().contains(" reply "), "{}", app.text());
}
