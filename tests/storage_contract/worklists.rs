//! The queue, the leads, and what is kept of cases.

use deskhand::domain::EvidenceId;
use deskhand::domain::audit::{AuditEvent, AuditKind};
use deskhand::domain::brief::Verification;
use deskhand::domain::crm::Case;
use deskhand::domain::ids::{CustomerId, Source};
use deskhand::domain::lead::{Course, Lead};
use deskhand::domain::queue::QueuedCase;
use deskhand::domain::record::RecordRef;
use deskhand::domain::summary::ThreadSummary;
use deskhand::domain::triage::{Category, Correction, LabelChange, Labels, Mood, Urgency};

use super::{at, event, maya, noah, on_both};

fn queued(id: &str, customer: CustomerId) -> QueuedCase {
    let case = Case {
        id: id.to_owned(),
        evidence: EvidenceId::new("case", id),
        source: Source::crm("hubspot"),
        subject: "Where is it".to_owned(),
        status: "New".to_owned(),
        open: true,
        priority: None,
        channel: None,
        opened_at: Some(at(0)),
        updated_at: Some(at(0)),
        closed_at: None,
        attachments: None,
        asker: None,
        owner: None,
        messages: Vec::new(),
        url: None,
    };
    let labels = Labels {
        category: Category::OrderStatus,
        mood: Mood::Neutral,
        urgency: Urgency::Normal,
        language: None,
    };
    QueuedCase { customer_id: Some(customer), ..QueuedCase::of(&case, labels, "rules".to_owned()) }
}

#[tokio::test]
async fn the_queue_holds_what_is_open_and_forgets_with_the_customer() {
    on_both(async |repository| {
        let (first, second) = (queued("1", maya()), queued("2", noah()));
        repository.put_queue(&[first.clone(), second.clone()], &[]).await.unwrap();
        let changed = QueuedCase { subject: "Where is it now".to_owned(), ..first.clone() };
        repository.put_queue(std::slice::from_ref(&changed), &[]).await.unwrap();
        let mut rows = repository.queue().await.unwrap();
        rows.sort_by(|a, b| a.record.cmp(&b.record));
        assert_eq!(rows, [changed, second.clone()]);
        repository.forget(maya()).await.unwrap();
        assert_eq!(repository.queue().await.unwrap(), std::slice::from_ref(&second));
        repository.put_queue(&[], std::slice::from_ref(&second.record)).await.unwrap();
        assert_eq!(repository.queue().await.unwrap(), []);
    })
    .await;
}

#[tokio::test]
async fn a_case_is_kept_with_the_line_that_tells_what_was_done_to_it() {
    on_both(async |repository| {
        let before = queued("1", maya());
        repository.put_queue(std::slice::from_ref(&before), &[]).await.unwrap();
        let changed = QueuedCase { subject: "Where is it now".to_owned(), ..before };
        let told = AuditEvent { kind: AuditKind::Sent, ..event(Some(maya()), 1) };
        repository.put_case(&changed, &told).await.unwrap();
        assert_eq!(repository.queue().await.unwrap(), [changed]);
        let lines = repository.audit_tail(10).await.unwrap();
        assert_eq!(lines.into_iter().filter_map(|line| line.event).collect::<Vec<_>>(), [told]);
    })
    .await;
}

#[tokio::test]
async fn the_leads_are_kept_and_forgotten_with_the_customer() {
    let lead = |id: &str, customer| Lead {
        record: RecordRef { source: Source::crm("hubspot"), kind: "contact".to_owned(), id: id.to_owned() },
        customer_id: Some(customer),
        name: Some("Somebody".to_owned()),
        email: None,
        company: None,
        status: None,
        course: Course::Open,
        source: None,
        first_seen_at: Some(at(0)),
        last_activity_at: None,
        contacted_at: None,
        called_at: None,
        owner: None,
        owner_id: None,
        score: None,
        orders: None,
        silent: None,
        url: None,
    };
    on_both(async |repository| {
        let (first, second) = (lead("1", maya()), lead("2", noah()));
        repository.put_leads(&[first.clone(), second.clone()], &[]).await.unwrap();
        let changed = Lead { status: Some("NEW".to_owned()), ..first.clone() };
        repository.put_leads(std::slice::from_ref(&changed), &[]).await.unwrap();
        let mut rows = repository.leads().await.unwrap();
        rows.sort_by(|a, b| a.record.cmp(&b.record));
        assert_eq!(rows, [changed, second.clone()]);
        repository.forget(maya()).await.unwrap();
        assert_eq!(repository.leads().await.unwrap(), std::slice::from_ref(&second));
        repository.put_leads(&[], std::slice::from_ref(&second.record)).await.unwrap();
        assert_eq!(repository.leads().await.unwrap(), []);
    })
    .await;
}

#[tokio::test]
async fn corrections_are_kept_one_a_case_and_forgotten_with_the_customer() {
    let correction = |id: &str, customer, category| Correction {
        case: RecordRef { source: Source::crm("hubspot"), kind: "case".to_owned(), id: id.to_owned() },
        customer: Some(customer),
        by: "sam@example.com".to_owned(),
        at: at(0),
        words: "Where is it".to_owned(),
        change: LabelChange { category: Some(category), ..LabelChange::default() },
    };
    on_both(async |repository| {
        let first = correction("1", maya(), Category::Praise);
        let second = correction("2", noah(), Category::Other);
        repository.put_correction(&first, &[]).await.unwrap();
        repository.put_correction(&second, &[]).await.unwrap();
        let changed = correction("1", maya(), Category::Account);
        repository.put_correction(&changed, &[]).await.unwrap();
        let mut rows = repository.corrections().await.unwrap();
        rows.sort_by(|a, b| a.case.cmp(&b.case));
        assert_eq!(rows, [changed, second.clone()]);
        repository.forget(maya()).await.unwrap();
        assert_eq!(repository.corrections().await.unwrap(), std::slice::from_ref(&second));
        let third = correction("3", noah(), Category::Other);
        repository.put_correction(&third, std::slice::from_ref(&second.case)).await.unwrap();
        assert_eq!(repository.corrections().await.unwrap(), [third]);
    })
    .await;
}

#[tokio::test]
async fn the_last_summary_of_a_thread_is_kept_and_forgotten_with_the_customer() {
    let summary = |messages| ThreadSummary {
        customer_id: maya(),
        case: EvidenceId::new("case", "1"),
        subject: "Where is it".to_owned(),
        engine: "playbook".to_owned(),
        why_not_llm: None,
        lines: Vec::new(),
        messages,
        new_messages: None,
        before_at: None,
        verification: Verification::default(),
        created_at: at(0),
    };
    on_both(async |repository| {
        let case = EvidenceId::new("case", "1");
        repository.put_summary(&summary(1)).await.unwrap();
        repository.put_summary(&summary(2)).await.unwrap();
        assert_eq!(repository.summary(maya(), &case).await.unwrap(), Some(summary(2)));
        assert_eq!(repository.summary(noah(), &case).await.unwrap(), None);
        repository.forget(maya()).await.unwrap();
        assert_eq!(repository.summary(maya(), &case).await.unwrap(), None);
    })
    .await;
}
