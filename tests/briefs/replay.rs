//! A brief is written again from the audit log: a model's from its recorded answer, the playbook's from its rules.

use deskhand::desk::api::{Answer, DraftEdit, LineOrSuggestion, Reading, ReplayReport, Request};
use deskhand::domain::audit::AuditKind;
use deskhand::domain::brief::SuggestionStatus;
use deskhand::domain::{Mark, Purpose};
use serde_json::json;
use wiremock::matchers::{any, body_partial_json};
use wiremock::{Mock, MockServer, ResponseTemplate};

use crate::gateway_support::{finished, streamed, text};
use crate::office::{Office, who};
use crate::sandbox_support::Running;

async fn last_brief(office: &Office) -> u64 {
    last(office, AuditKind::Briefed).await
}

async fn last(office: &Office, kind: AuditKind) -> u64 {
    let Ok(Answer::Audit(records)) = office.ask(Request::AuditTail { limit: 10 }).await else {
        panic!("the audit log can be read")
    };
    let record = records.iter().find(|r| r.event.as_ref().is_some_and(|event| event.kind == kind));
    record.expect("it was recorded").sequence
}

async fn replay(office: &Office) -> ReplayReport {
    replay_of(office, AuditKind::Briefed).await
}

async fn replay_of(office: &Office, kind: AuditKind) -> ReplayReport {
    let sequence = last(office, kind).await;
    match office.ask(Request::Replay { what: LineOrSuggestion::Line(sequence) }).await {
        Ok(Answer::Replay(report)) => *report,
        other => panic!("no replay: {other:?}"),
    }
}

#[tokio::test]
async fn briefs_replay_as_identical_and_the_same_brief_is_kept() {
    let sandbox = Running::start(&[]).await;
    let url = sandbox.url("/openai/v1");
    let office = Office::with_model(sandbox, &url, "").await;
    for query in ["maren.holloway@example.com", "hanako.yamada@example.jp"] {
        let brief = office.brief(query, Purpose::Support).await;
        assert_eq!(brief.engine, "llm:sandbox-model");
        let report = replay(&office).await;
        assert!(report.identical, "{:?}", report.differences);
        assert_eq!(report.brief, Some(brief));
    }
    let wanted = |playbook_only| Request::Brief {
        who: who("maren.holloway@example.com"),
        purpose: Purpose::Support,
        case: None,
        reading: Reading::Cached,
        playbook_only,
        again: false,
    };
    let asked = office.wires().await.len();
    let Ok(Answer::Brief(kept)) = office.ask(wanted(false)).await else { panic!("a brief") };
    assert_eq!((kept.engine.as_str(), office.wires().await.len()), ("llm:sandbox-model", asked));
    let Ok(Answer::Brief(written)) = office.ask(wanted(true)).await else { panic!("a brief") };
    assert_eq!((written.engine.as_str(), office.wires().await.len()), ("playbook", asked));
    let report = replay(&office).await;
    let engine = report.brief.map(|brief| brief.engine);
    assert!(report.identical && engine.as_deref() == Some("playbook"), "{:?}", report.differences);
}

/// A page for a call is built again too, whoever worded its questions.
#[tokio::test]
async fn pages_for_calls_replay_as_identical() {
    let sandbox = Running::start(&[]).await;
    let url = sandbox.url("/openai/v1");
    let office = Office::with_model(sandbox, &url, "").await;
    let mut by_model = 0;
    for query in ["maren.holloway@example.com", "theo.vance@example.com", "lena.sorensen@example.com"] {
        for playbook_only in [false, true] {
            let ask = Request::CallSheet { who: who(query), reading: Reading::Cached, playbook_only };
            let Ok(Answer::CallSheet(sheet)) = office.ask(ask).await else { panic!("a page") };
            let report = replay_of(&office, AuditKind::Prepared).await;
            assert!(report.identical, "{query}: {:?}", report.differences);
            assert_eq!((report.page.as_ref(), report.brief), (Some(&sheet), None));
            let is_worded = sheet.questions.engines.iter().any(|engine| engine == "llm:sandbox-model");
            assert_eq!(report.asked.is_some(), is_worded, "{query}");
            if let Some(asked) = report.asked {
                assert!(asked.line.is_some() && asked.digest == asked.digest_now, "{query}");
                by_model += 1;
            }
        }
    }
    assert!(by_model > 0, "a model words questions of somebody");
}

#[tokio::test]
async fn a_replay_shows_the_prompt_that_left_the_answer_and_the_decisions() {
    let sandbox = Running::start(&[]).await;
    let url = sandbox.url("/openai/v1");
    let office = Office::with_model(sandbox, &url, "").await;
    let brief = office.brief("maren.holloway@example.com", Purpose::Support).await;
    let (first, second) = (brief.suggestions[0].id, brief.suggestions[1].id);
    let reason = "already done".to_owned();
    office.ask(Request::Dismiss { suggestion: first, reason }).await.expect("it is turned down");
    office.ask(Request::Accept { suggestion: second, now: false }).await.expect("it is accepted");
    let Ok(Answer::Replay(report)) =
        office.ask(Request::Replay { what: LineOrSuggestion::Suggestion(first) }).await
    else {
        panic!("a suggestion leads to its brief")
    };
    assert!(report.identical && report.sequence == last_brief(&office).await, "{:?}", report.differences);
    let asked = report.asked.expect("a model was asked");
    let wires = office.wires().await;
    let escaped = |text: &str| serde_json::to_string(text).expect("a text").trim_matches('"').to_owned();
    assert!(wires[0].sent.contains(&escaped(&asked.system)) && wires[0].sent.contains(&escaped(&asked.user)));
    assert!(asked.line.is_some() && asked.digest == asked.digest_now && asked.answer.contains("candidate"));
    let [turned_down, accepted, ..] = report.decisions.as_slice() else { panic!("two decisions") };
    assert!(
        matches!(&turned_down.status, SuggestionStatus::Dismissed { reason, .. } if reason == "already done")
    );
    assert!(turned_down.by.is_some() && turned_down.by == accepted.by);
    assert_eq!(accepted.entry.as_ref().map(|entry| entry.suggestion_id), Some(Some(second)));
}

/// What a model's draft says and nothing bears out is kept with its mark, stops the accepting, and is marked again.
#[tokio::test]
async fn a_marked_draft_is_kept_so_and_replays_as_identical() {
    let server = MockServer::start().await;
    let said = json!({
        "summary": [{ "text": "Case {case:17701.number} is open.", "evidence": ["case:17701"] }],
        "suggestions": [{
            "action": "reply", "title": "Answer case {case:17701.number}", "channel": "case", "offer": null,
            "body": "I am looking into case {case:17701.number}. It came to 987.65 USD. We will refund you.",
            "timing": "now", "due_at": null, "reason": "Case {case:17701.number} is open.",
            "evidence": ["case:17701"], "confidence": 0.9,
        }],
    });
    let answer = streamed(&[text(&said.to_string()), finished("stop")]);
    Mock::given(any()).respond_with(answer).mount(&server).await;
    let office = Office::with_model(Running::start(&[]).await, &format!("{}/v1", server.uri()), "").await;
    let brief = office.brief("maren.holloway@example.com", Purpose::Support).await;
    let [reply] = brief.suggestions.as_slice() else { panic!("{:?}", brief.verification.dropped) };
    assert_eq!(reply.body, "I am looking into case 17701. It came to 987.65 USD.");
    let marks: Vec<Mark> = reply.unsupported.iter().map(|one| one.mark).collect();
    assert_eq!(marks, [Mark::Open, Mark::TakenOut], "{:?}", reply.unsupported);
    assert!(reply.marked_body().ends_with("[⚠ It came to 987.65 USD. ⚠]"), "{}", reply.marked_body());
    let accept = || office.ask(Request::Accept { suggestion: reply.id, now: false });
    assert!(accept().await.is_err());
    let edit = DraftEdit { vouches: true, ..DraftEdit::default() };
    office.ask(Request::Edit { suggestion: reply.id, edit }).await.expect("the rep stands for it");
    accept().await.expect("it is accepted");
    let report = replay(&office).await;
    assert!(report.identical && report.brief.as_ref() == Some(&brief), "{:?}", report.differences);
}

#[tokio::test]
async fn a_changed_template_is_named_by_its_digest_and_what_left_is_shown_all_the_same() {
    let sandbox = Running::start(&[]).await;
    let url = sandbox.url("/openai/v1");
    let office = Office::with_model(sandbox, &url, "").await;
    office.brief("maren.holloway@example.com", Purpose::Support).await;
    let then = replay(&office).await.asked.expect("a model was asked");
    let folder = office.folder().join("prompts");
    std::fs::create_dir(&folder).expect("the folder can be written");
    std::fs::write(folder.join("brief.user.md"), "In other words: {{ data }}").expect("written");
    let report = replay(&office).await;
    let now = report.asked.expect("a model was asked");
    assert!(!report.identical);
    assert_eq!(report.differences, [format!("templates: {} then, {} now", then.version, now.version_now)]);
    assert_ne!(now.version, now.version_now);
    assert_eq!(
        (now.digest, &now.user),
        (then.digest, &then.user),
        "what left is shown, not what would leave"
    );
    assert_ne!(now.digest_now, then.digest);
}

#[tokio::test]
async fn of_an_erased_customer_nothing_is_replayed_and_it_says_so() {
    let sandbox = Running::start(&[]).await;
    let url = sandbox.url("/openai/v1");
    let office = Office::with_model(sandbox, &url, "").await;
    let brief = office.brief("maren.holloway@example.com", Purpose::Support).await;
    let line = last_brief(&office).await;
    office.ask(Request::Forget { who: who("maren.holloway@example.com") }).await.expect("erased");
    for what in [LineOrSuggestion::Line(line), LineOrSuggestion::Suggestion(brief.suggestions[0].id)] {
        let refused = office.ask(Request::Replay { what }).await.expect_err("there is nothing left of it");
        assert!(refused.what.contains("erased"), "{refused}");
    }
}

/// The form then stands behind the rules, in the same message.
#[tokio::test]
async fn what_left_for_a_server_without_structured_answers_is_found_again() {
    let server = MockServer::start().await;
    let refusal = json!({ "error": { "message": "response_format is not supported" } });
    Mock::given(body_partial_json(json!({ "response_format": { "type": "json_schema" } })))
        .respond_with(ResponseTemplate::new(400).set_body_json(refusal))
        .mount(&server)
        .await;
    let open = r#"{"summary":[{"text":"Case {case:17701.number} is open.","evidence":["case:17701"]}]}"#;
    let answer = streamed(&[text(open), finished("stop")]);
    Mock::given(any()).respond_with(answer).mount(&server).await;
    let office = Office::with_model(Running::start(&[]).await, &format!("{}/v1", server.uri()), "").await;
    // By the second brief it is known what the server takes.
    for query in ["hanako.yamada@example.jp", "maren.holloway@example.com"] {
        office.brief(query, Purpose::Support).await;
    }
    let report = replay(&office).await;
    assert!(report.identical, "{:?}", report.differences);
    let asked = report.asked.expect("a model was asked");
    assert!(asked.line.is_some() && asked.system.contains("Its JSON Schema:"), "{asked:?}");
}
