//! Scores as properties of contacts: made once, read and written in batches.

use deskhand::domain::record::RecordRef;
use deskhand::domain::score_fields::{ScoreField, Values};
use deskhand::ports::{Call, CrmClient, Verdict};

use super::account::{TOKEN, account, client};

fn contact(id: &str) -> RecordRef {
    format!("hubspot/contact/{id}").parse().expect("a record")
}

fn values(given: &[(ScoreField, &str)]) -> Values {
    Values(given.iter().map(|(field, value)| (*field, (*value).to_owned())).collect())
}

#[tokio::test]
async fn the_fields_are_made_once_and_in_a_group_that_says_who_writes_there() {
    let (_sandbox, base) = account(&[]).await;
    let client = client(&base);
    let call = &Call::INTERACTIVE;
    assert_eq!(client.missing_score_fields(call).await.expect("known"), ScoreField::ALL);
    let warned = client.check().await;
    let warned = warned.iter().find(|finding| finding.what.contains("ai_churn_risk")).expect("a warning");
    assert_eq!(warned.verdict, Verdict::Warning);

    let tried = client.set_up(true, call).await.expect("steps");
    assert!(tried.iter().all(|step| step.outcome == "missing"), "{tried:?}");
    assert_eq!(
        client.missing_score_fields(call).await.expect("known"),
        ScoreField::ALL,
        "a try makes nothing"
    );

    let made = client.set_up(false, call).await.expect("steps");
    let fields: Vec<&str> = made.iter().map(|step| step.field.as_str()).collect();
    for field in ["contacts.deskhand_scores", "contacts.ai_customer_tier", "contacts.ai_scored_at"] {
        assert!(fields.contains(&field), "{fields:?}");
    }
    assert!(made.iter().all(|step| step.outcome == "created"), "{made:?}");
    assert!(client.missing_score_fields(call).await.expect("known").is_empty());
    let again = client.set_up(false, call).await.expect("steps");
    assert!(again.iter().all(|step| step.outcome == "present"), "{again:?}");
    assert!(client.check().await.iter().all(|finding| !finding.what.contains("ai_churn_risk")));
}

#[tokio::test]
async fn an_account_that_lacks_the_seal_alone_is_told_what_that_means_and_gets_it() {
    let (_sandbox, base) = account(&[]).await;
    let client = client(&base);
    let call = &Call::INTERACTIVE;
    client.set_up(false, call).await.expect("steps");
    let address = format!("{base}/crm/properties/2026-09/contacts/ai_scores_seal");
    let _ = rustls::crypto::ring::default_provider().install_default();
    let http = reqwest::Client::builder().no_proxy().tls_certs_only([]).build().expect("a client");
    let deleted = http.delete(address).bearer_auth(TOKEN).send().await.expect("an answer");
    assert_eq!(deleted.status(), 204);
    client.set_up(true, call).await.expect("steps");
    let warned = client.check().await;
    let warned = warned.iter().find(|finding| finding.what.contains("ai_scores_seal")).expect("a warning");
    assert!(warned.what.contains("a person's to the others"), "{}", warned.what);
    let made = client.set_up(false, call).await.expect("steps");
    let created = made.iter().filter(|step| step.outcome == "created").map(|step| step.field.as_str());
    assert_eq!(created.collect::<Vec<_>>(), ["contacts.ai_scores_seal"]);
}

#[tokio::test]
async fn scores_are_written_to_all_but_those_who_are_gone() {
    let (_sandbox, base) = account(&[]).await;
    let client = client(&base);
    let call = &Call::INTERACTIVE;
    client.set_up(false, call).await.expect("steps");
    let (one, other, gone) = (contact("512001"), contact("512003"), contact("999"));
    let scores = values(&[
        (ScoreField::Value, "120.50"),
        (ScoreField::Tier, "gold"),
        (ScoreField::Reasoning, "8 orders, about every 28 days"),
        (ScoreField::ScoredAt, "2026-11-26T09:00:00Z"),
    ]);
    let changes = [(one.clone(), scores.clone()), (gone.clone(), scores.clone()), (other.clone(), scores)];
    let refused = client.write_score_fields(&changes, call).await.expect("written");
    assert_eq!(refused, [(gone.clone(), "the contact is gone".to_owned())]);
    let read = client.score_fields(&[one.clone(), gone, other.clone()], call).await.expect("read");
    assert_eq!(read.iter().map(|(contact, _)| contact).collect::<Vec<_>>(), [&one, &other]);
    assert_eq!(read[0].1.get(ScoreField::Tier), "gold");
    assert_eq!(read[0].1.get(ScoreField::Risk), "");

    let emptied = [(one.clone(), values(&[(ScoreField::Tier, "")]))];
    assert!(client.write_score_fields(&emptied, call).await.expect("written").is_empty());
    assert_eq!(
        client.score_fields(std::slice::from_ref(&one), call).await.expect("read")[0].1.get(ScoreField::Tier),
        ""
    );
    let wrong =
        [(one, values(&[(ScoreField::Tier, "diamond")])), (other, values(&[(ScoreField::Tier, "gold")]))];
    let error = client.write_score_fields(&wrong, call).await.expect_err("an option that is none");
    assert!(error.what.contains("ai_customer_tier"), "{}", error.what);
}

#[tokio::test]
async fn the_cases_of_a_contact_are_known_without_their_threads() {
    let (_sandbox, base) = account(&[]).await;
    let contacts = [contact("512001"), contact("512003")];
    let cases = client(&base).cases_of(&contacts, &Call::INTERACTIVE).await.expect("cases");
    assert!(cases.iter().any(|(contact, case)| *contact == contacts[0] && case.id == "17701"), "{cases:?}");
}
