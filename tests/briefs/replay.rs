//! A brief is written again from the audit log: a model's from its recorded answer, the playbook's from its rules.

use deskhand::desk::api::{Answer, LineOrSuggestion, Reading, ReplayReport, Request};
use deskhand::domain::Purpose;
use deskhand::domain::audit::AuditKind;

use crate::office::{Office, who};
use crate::sandbox_support::Running;

async fn last_brief(office: &Office) -> u64 {
    let Ok(Answer::Audit(records)) = office.ask(Request::AuditTail { limit: 10 }).await else {
        panic!("the audit log can be read")
    };
    let is_brief = |kind| kind == AuditKind::Briefed;
    let record = records.iter().find(|r| r.event.as_ref().is_some_and(|event| is_brief(event.kind)));
    record.expect("a brief was recorded").sequence
}

async fn replay(office: &Office) -> ReplayReport {
    let sequence = last_brief(office).await;
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
        assert_eq!(report.brief, brief);
    }
    let wanted = |playbook_only| Request::Brief {
        who: who("maren.holloway@example.com"),
        purpose: Purpose::Support,
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
    assert!(report.identical && report.brief.engine == "playbook", "{:?}", report.differences);
}
