//! What is waited for, what is not, and what is said of it.

use std::sync::Arc;

use deskhand::domain::lookup::Lookup;
use deskhand::ports::{Call, CrmClient, SystemClock, Trouble, Verdict};

use super::account::{Fixed, TOKEN, account, client, client_at, email};

fn somebody() -> Lookup {
    email("maren.holloway@example.com")
}

#[tokio::test]
async fn what_passes_is_waited_for() {
    for fault in [
        "hubspot:GET:/crm/objects=429*2",
        "hubspot:POST:/crm/objects=500*1",
        "hubspot:GET:/crm/objects=cut*1",
        "hubspot:GET:/crm/objects=garbage*1",
    ] {
        let (_sandbox, base) = account(&[fault]).await;
        let found = client(&base).find(&somebody(), &Call::INTERACTIVE).await.expect("found");
        assert_eq!(found.records.len(), 1, "{fault}");
    }
}

#[tokio::test]
async fn a_day_that_is_used_up_is_not_waited_for() {
    let (_sandbox, base) = account(&["hubspot:GET:/crm/objects=429-daily*1"]).await;
    let client = client(&base);
    let error = client.find(&somebody(), &Call::INTERACTIVE).await.expect_err("refused");
    assert_eq!(error.trouble, Trouble::Exhausted);
    assert!(error.hint.is_some_and(|hint| hint.contains("midnight")), "{}", error.what);
    client.find(&somebody(), &Call::INTERACTIVE).await.expect("asked once, and once only");
}

#[tokio::test]
async fn garbage_that_does_not_end_is_called_what_it_is() {
    let (_sandbox, base) = account(&["hubspot:*:/crm/objects=garbage"]).await;
    let error = client(&base).find(&somebody(), &Call::INTERACTIVE).await.expect_err("garbage");
    assert_eq!(error.trouble, Trouble::Garbled);
    assert!(error.what.contains("it is not JSON") && !error.may_have_happened, "{}", error.what);
}

#[tokio::test]
async fn a_refusal_is_told_in_words_with_its_correlation_id() {
    let (_sandbox, base) = account(&[]).await;
    let clock = || Arc::new(SystemClock);
    let wrong = client_at(&base, "wrong", "2026-09", clock());
    let error = wrong.find(&somebody(), &Call::INTERACTIVE).await.expect_err("refused");
    assert_eq!(error.trouble, Trouble::Unauthorized);
    assert!(error.what.contains("wrong, expired or revoked") && error.what.contains("correlation id"));
    let reader = client_at(&base, "sandbox-token-read", "2026-09", clock());
    let steps = reader.set_up(false, &Call::INTERACTIVE).await.expect("steps");
    assert!(steps.iter().all(|step| !step.ready && step.outcome.contains("scope crm.schemas.")));
}

#[tokio::test]
async fn doctor_says_that_the_clock_is_off_and_by_how_much() {
    let (_sandbox, base) = account(&[]).await;
    let ahead = jiff::Timestamp::now() + jiff::SignedDuration::from_hours(1);
    let findings = client_at(&base, TOKEN, "2026-09", Arc::new(Fixed(ahead))).check().await;
    let clock = findings.iter().find(|finding| finding.about == "clock").expect("a finding");
    assert_eq!(clock.verdict, Verdict::Warning);
    assert!(clock.what.contains("s ahead of hubspot's"), "{}", clock.what);
    let right = client(&base).check().await;
    assert!(right.iter().all(|finding| finding.about != "clock"));
}
