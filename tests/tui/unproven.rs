//! Drafts with sentences that nothing bears out: shown, not accepted as they are, changed or vouched for.

use deskhand::actions::ActionError;
use deskhand::desk::api::{Answer, DraftEdit, FailureKind, Reading, Request, Who};
use deskhand::domain::action::{ActionKind, Write};
use deskhand::domain::audit::AuditKind;
use deskhand::domain::brief::{Purpose, Suggestion};
use deskhand::domain::casework::{CaseAt, CaseDeed, Consent};
use deskhand::domain::ids::Source;
use deskhand::domain::record::RecordRef;
use deskhand::domain::{Mark, Unsupported};

use crate::app::App;
use crate::office::Office;

const MAREN: &str = "maren.holloway@example.com";
const LIE: &str = "Your parcel was delivered last week.";

/// The answer to Maren's case, with a lie that is marked.
async fn with_a_lie(office: &Office) -> Suggestion {
    let (who, purpose) = (Who::Query(MAREN.to_owned()), Purpose::Support);
    let request = Request::Brief {
        who,
        purpose,
        case: None,
        reading: Reading::Cached,
        playbook_only: false,
        again: false,
    };
    let Ok(Answer::Brief(brief)) = office.ask(request).await else { panic!("no brief") };
    let reply = brief.suggestions.iter().find(|one| one.action == ActionKind::Reply).expect("a reply");
    let mut stored = office.repository.suggestion(reply.id).await.expect("it is read").expect("it is kept");
    let body = format!("{}\n\n{LIE}", stored.suggestion.body);
    let Write::Reply(reply) = &mut stored.write else { panic!("a reply is a note and a change of the case") };
    reply.put_answer(&body);
    stored.suggestion.body = body;
    stored.suggestion.unsupported = vec![Unsupported {
        text: LIE.to_owned(),
        why: "nothing says that it was delivered".to_owned(),
        mark: Mark::Open,
    }];
    office.repository.put_suggestion(&stored).await.expect("it is kept");
    stored.suggestion
}

async fn edit(office: &Office, suggestion: &Suggestion, edit: DraftEdit) -> Suggestion {
    match office.ask(Request::Edit { suggestion: suggestion.id, edit }).await {
        Ok(Answer::Suggestion(stored)) => stored.suggestion,
        other => panic!("not edited: {other:?}"),
    }
}

async fn accept(office: &Office, suggestion: &Suggestion) -> Result<Answer, deskhand::desk::api::DeskError> {
    office.ask(Request::Accept { suggestion: suggestion.id, now: true }).await
}

#[tokio::test]
async fn what_is_unproven_never_goes_out_with_one_key() {
    let office = Office::without_a_model().await;
    with_a_lie(&office).await;
    let mut app = App::start(&office).await;
    app.open_customer("Maren Holloway").await;
    app.press("1").await;
    app.shows("[⚠ Your parcel was delivered last week. ⚠]");
    app.shows("⚠ unproven: “Your parcel was");
    app.shows("unproven: e edits it first");
    app.press("a a a").await;
    app.shows("its draft says what nothing bears out");
    app.pass(60).await;
    assert!(app.model.outbox.is_empty() && office.created("notes").await.is_empty());
}

#[tokio::test]
async fn the_editor_asks_once_before_it_keeps_what_is_unproven() {
    let office = Office::without_a_model().await;
    with_a_lie(&office).await;
    let mut app = App::start(&office).await;
    app.open_customer("Maren Holloway").await;
    app.press("1 e").await;
    app.shows("⚠ “Your parcel was delivered last week.” nothing says");
    app.press("ctrl-s").await;
    app.shows("1 sentence still unproven");
    app.type_text("P.S. Sorry. ").await;
    app.press("ctrl-s").await;
    app.shows("1 sentence still unproven");
    app.press("ctrl-s").await;
    app.shows("the draft is changed; a accepts it");
    app.shows("✓ your word");
    app.press("a").await;
    app.pass(5).await;
    assert_eq!(office.created("notes").await.len(), 1);
}

#[tokio::test]
async fn what_is_changed_or_removed_is_the_reps_own_word() {
    let office = Office::without_a_model().await;
    let marked = with_a_lie(&office).await;
    for body in
        [marked.body.replace(LIE, ""), marked.body.replace(LIE, "Your parcel has not been delivered.")]
    {
        let edited = edit(&office, &marked, DraftEdit { body: Some(body), ..DraftEdit::default() }).await;
        assert!(edited.unsupported.is_empty());
    }
    assert!(accept(&office, &marked).await.is_ok());
}

#[tokio::test]
async fn what_an_edit_leaves_as_it_was_needs_a_word_that_the_audit_log_keeps() {
    let office = Office::without_a_model().await;
    let marked = with_a_lie(&office).await;
    let refused = accept(&office, &marked).await.expect_err("it is unproven");
    assert_eq!(
        (refused.what, refused.kind),
        (ActionError::Unproven(1).to_string(), FailureKind::NotPermitted)
    );
    // Lines broken otherwise are no change of what is said.
    let broken = marked.body.replace(LIE, "Your parcel\nwas delivered last week.");
    let kept = edit(&office, &marked, DraftEdit { body: Some(broken), ..DraftEdit::default() }).await;
    assert_eq!(kept.unsupported[0].mark, Mark::Open);
    assert!(accept(&office, &marked).await.is_err());
    let vouched = edit(&office, &marked, DraftEdit { vouches: true, ..DraftEdit::default() }).await;
    assert_eq!(vouched.unsupported[0].mark, Mark::Vouched);
    assert!(accept(&office, &marked).await.is_ok());
    let Ok(Answer::Audit(records)) = office.ask(Request::AuditTail { limit: 20 }).await else {
        panic!("the audit log can be read")
    };
    let edits = records.iter().filter_map(|record| record.event.as_ref());
    let edits: Vec<_> = edits.filter(|event| event.kind == AuditKind::Edited).collect();
    let marks = |event: &deskhand::domain::audit::AuditEvent| {
        event.detail["after"]["unsupported"][0]["mark"].as_str().map(str::to_owned)
    };
    let marks: Vec<_> = edits.iter().filter_map(|event| marks(event)).collect();
    assert!(marks.len() == 2 && marks.contains(&"vouched".to_owned()), "{marks:?}");
}

/// An edit is no way around what policy lets a draft promise.
#[tokio::test]
async fn a_promise_that_an_edit_brings_in_is_marked_and_goes_out_only_vouched_for() {
    let office = Office::without_a_model().await;
    let marked = with_a_lie(&office).await;
    let body = "Hello Maren,\n\nWe will refund you 500 EUR today.\n\nRegards";
    let changed = DraftEdit { body: Some(body.to_owned()), ..DraftEdit::default() };
    let edited = edit(&office, &marked, changed).await;
    let [promise] = edited.unsupported.as_slice() else { panic!("{:?}", edited.unsupported) };
    assert_eq!((promise.text.as_str(), promise.mark), ("We will refund you 500 EUR today.", Mark::Open));
    let refused = accept(&office, &marked).await.expect_err("nobody stands for it");
    assert_eq!(refused.kind, FailureKind::NotPermitted);
    // Edited again around it, it stays marked once.
    let more = DraftEdit { body: Some(format!("{body}, Sam")), ..DraftEdit::default() };
    assert_eq!(edit(&office, &marked, more).await.unsupported.len(), 1);
    let vouched = edit(&office, &marked, DraftEdit { vouches: true, ..DraftEdit::default() }).await;
    assert_eq!(vouched.unsupported[0].mark, Mark::Vouched);
    assert!(accept(&office, &marked).await.is_ok());
}

#[tokio::test]
async fn a_save_that_leaves_something_unproven_says_so_at_once() {
    let office = Office::without_a_model().await;
    let mut app = App::start(&office).await;
    app.open_customer("Maren Holloway").await;
    app.press("1 e").await;
    app.type_text("Wir erstatten Ihnen den Betrag. ").await;
    app.press("ctrl-s").await;
    app.shows("the draft is changed, but not borne out");
    app.hides("a accepts it");
    // It was said what saving it once more means.
    app.press("e ctrl-s").await;
    app.hides("still unproven");
    app.shows("✓ your word");
}

/// Maren asks for her money back, which the draft does not speak of.
#[tokio::test]
async fn what_an_edited_draft_speaks_of_is_not_said_to_be_unanswered() {
    let office = Office::without_a_model().await;
    let mut app = App::start(&office).await;
    app.open_customer("Maren Holloway").await;
    app.press("1").await;
    app.shows("not answered: their money back");
    app.press("e").await;
    app.type_text("A colleague of mine looks into the refund that you ask for. ").await;
    app.press("ctrl-s").await;
    app.shows("the draft is changed");
    app.shows("not answered: a new one sent");
    app.hides("not answered: their money back");
}

/// Sara writes Arabic, which the playbook has no words for.
#[tokio::test]
async fn a_draft_in_another_language_than_the_customers_is_asked_about_before_it_goes() {
    let office = Office::without_a_model().await;
    let mut app = App::start(&office).await;
    app.open_customer("sara.alhassan@example.com").await;
    app.press("1 a").await;
    app.shows("The draft is written in English, the customer writes Arabic");
    app.pass(60).await;
    assert!(app.model.outbox.is_empty());
    app.press("esc 1 a y").await;
    assert_eq!(app.model.outbox.len(), 1);
}

/// Whoever vouches for what they wrote has read all that speaks against it.
#[tokio::test]
async fn all_that_speaks_against_an_answer_is_said_at_once() {
    let office = Office::without_a_model().await;
    let text = "Hello,\n\nI refund 50 USD today. The boots were delivered on 2 November 2026.";
    let record =
        RecordRef { source: Source::crm("hubspot"), kind: "case".to_owned(), id: "17717".to_owned() };
    let request = Request::WorkCases {
        cases: vec![CaseAt { record, seen: None }],
        deed: CaseDeed::Reply(text.to_owned()),
        consent: Consent::Go,
        vouches: false,
        now: false,
    };
    let refused = office.ask(request).await.expect_err("nothing bears it out");
    assert!(refused.what.contains("I refund 50 USD today."), "{}", refused.what);
    assert!(refused.what.contains("The boots were delivered on"), "{}", refused.what);
}
