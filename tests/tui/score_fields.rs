//! Scores written to the CRM: what has changed and nothing else, never over somebody's own word; a tier waits for a case.

use deskhand::desk::api::{Answer, FailureKind, Reading, Request, ScoresWritten, Who};
use deskhand::domain::Purpose;
use deskhand::domain::evidence::EvidenceId;
use deskhand::domain::ids::CustomerId;
use deskhand::domain::score::{Ground, NextProduct};
use deskhand::domain::score_fields::{ReviewState, ReviewWord, ScoreField, TierReview, WrittenScores};
use deskhand::ports::repository::ScoresBatch;
use jiff::SignedDuration;
use serde_json::{Value, json};

use crate::app::App;
use crate::looks::looks;
use crate::office::{Office, without_a_model};
use crate::scores::history_in;

/// A contact with an open case.
const WITH_CASE: &str = "512001";

/// An office that has read everything, fitted a model and made the fields.
async fn scored(change: impl FnOnce(String) -> String) -> Office {
    let office = history_in(Office::with(&[], |text| change(without_a_model(text))).await, 60).await;
    office.ask(Request::Sync { since: None, full: false }).await.expect("it is read");
    office.ask(Request::SetUpFields { try_only: false }).await.expect("the fields are made");
    office.ask(Request::FitScores).await.expect("a model is fitted");
    office
}

async fn written(office: &Office, try_only: bool) -> ScoresWritten {
    let request = Request::WriteScores { after: None, limit: None, try_only };
    match office.ask(request).await {
        Ok(Answer::ScoresWritten(told)) => *told,
        other => panic!("not written: {other:?}"),
    }
}

async fn reviews(office: &Office) -> Vec<TierReview> {
    match office.ask(Request::TierReviews).await {
        Ok(Answer::TierReviews(reviews)) => reviews,
        other => panic!("no reviews: {other:?}"),
    }
}

/// What a contact says in a field.
async fn says(office: &Office, contact: &str, field: ScoreField) -> Value {
    let path = format!("/crm/objects/2026-09/contacts/{contact}?properties={}", field.name());
    office.sandbox.hubspot("GET", &path, None).await.1["properties"][field.name()].clone()
}

/// Somebody changes a field at the CRM.
async fn change(office: &Office, contact: &str, field: ScoreField, value: &str) {
    let body = json!({ "properties": { field.name(): value } });
    let path = format!("/crm/objects/2026-09/contacts/{contact}");
    let (status, answer) = office.sandbox.hubspot("PATCH", &path, Some(body)).await;
    assert_eq!(status, 200, "{answer}");
}

/// The tier of a contact as if the program had written another one before.
async fn was_in(office: &Office, contact: &str, tier: &str) -> CustomerId {
    change(office, contact, ScoreField::Tier, tier).await;
    // As one that was written before there were seals.
    change(office, contact, ScoreField::Seal, "").await;
    let told = written(office, true).await;
    let one = told.differences.iter().find(|one| one.contact.id == contact).expect("it is another tier");
    let mut known = office.repository.written_scores(&[one.customer_id]).await.unwrap().remove(0);
    known.on(&one.contact).written.set(ScoreField::Tier, tier);
    let batch = ScoresBatch { written: vec![known], ..ScoresBatch::default() };
    office.repository.put_scores(&batch).await.unwrap();
    one.customer_id
}

/// Another tier than a contact is in.
async fn another_tier(office: &Office, contact: &str) -> &'static str {
    if says(office, contact, ScoreField::Tier).await == "gold" { "silver" } else { "gold" }
}

#[tokio::test]
async fn what_has_changed_is_written_once_and_then_there_is_nothing_to_write() {
    let office = scored(|text| text).await;
    let tried = written(&office, true).await;
    assert!(tried.counts.contacts_to_write > 3 && tried.counts.contacts_written == 0, "{:?}", tried.counts);
    assert_eq!(says(&office, WITH_CASE, ScoreField::Tier).await, Value::Null, "a try writes nothing");

    let done = written(&office, false).await;
    assert_eq!(done.counts.contacts_written, tried.counts.contacts_to_write);
    assert_eq!(done.counts.fields_written, tried.counts.fields_to_write);
    assert_eq!((done.counts.contacts_refused, done.counts.conflicts, done.counts.waiting), (0, 0, 0));
    let value = says(&office, WITH_CASE, ScoreField::Value).await;
    assert!(value.as_str().unwrap().parse::<f64>().unwrap() > 0.0, "{value}");
    let why = says(&office, WITH_CASE, ScoreField::Reasoning).await;
    assert!(why.as_str().unwrap().contains("customers of this store"), "{why}");

    let again = written(&office, false).await;
    assert!(again.differences.is_empty() && again.counts.fields_to_write == 0, "{:?}", again.differences);
}

#[tokio::test]
async fn a_score_is_what_the_profile_shows() {
    let office = scored(|text| text).await;
    written(&office, false).await;
    let who = Who::Query("maren.holloway@example.com".to_owned());
    let scores = Request::Scores { who, reading: Reading::Fresh, supposed: None };
    let Ok(Answer::Scores(shown)) = office.ask(scores).await else { panic!("no scores") };
    let clv = shown.scores.clv.as_ref().expect("a value");
    assert_eq!(says(&office, WITH_CASE, ScoreField::Value).await, clv.value.amount.to_string());
    assert_eq!(says(&office, WITH_CASE, ScoreField::Tier).await, clv.tier.as_str());
    let risk = format!("{:.2}", shown.scores.churn.as_ref().expect("a risk").risk);
    assert_eq!(says(&office, WITH_CASE, ScoreField::Risk).await, risk);
}

#[tokio::test]
async fn what_may_be_bought_next_is_the_same_in_profile_page_and_field() {
    let office = scored(|text| text).await;
    let told = written(&office, false).await;
    let (mut named, mut on_pages) = (0, 0);
    for one in &told.differences {
        let (who, reading) = (Who::Customer(one.customer_id), Reading::Fresh);
        let scores = Request::Scores { who: who.clone(), reading, supposed: None };
        let Ok(Answer::Scores(shown)) = office.ask(scores).await else { panic!("no scores") };
        let products = &shown.scores.next_products;
        let first = products.iter().find(|product| !product.out_of_stock);
        let field = says(&office, &one.contact.id, ScoreField::Product).await;
        let field = field.as_str().unwrap_or_default();
        match first.map(|product| (product, product.sku.as_deref())) {
            Some((_, Some(sku))) => assert!(field.starts_with(&format!("{sku} · ")), "{field}: {products:?}"),
            Some((product, None)) => assert_eq!(field, product.title, "{products:?}"),
            None => assert_eq!(field, ""),
        }
        named += usize::from(!field.is_empty());

        let sheet = Request::CallSheet { who, reading: Reading::Cached, playbook_only: true };
        let Ok(Answer::CallSheet(sheet)) = office.ask(sheet).await else { panic!("no page") };
        let sentences = sheet.parts.iter().flat_map(|part| &part.sentences);
        let ids = sentences.flat_map(|sentence| &sentence.evidence).filter(|id| id.kind() == "product");
        for id in ids {
            let is_it = |product: &&NextProduct| {
                EvidenceId::new("product", product.sku.as_deref().unwrap_or(&product.title)) == *id
            };
            let first = products.iter().find(|product| product.ground != Some(Ground::Cart));
            assert!(first.is_some_and(|product| is_it(&product)), "{id}: {products:?}");
            on_pages += 1;
        }
    }
    assert!(named > 3 && on_pages > 0, "{named} fields, {on_pages} sentences");
}

#[tokio::test]
async fn what_is_written_does_not_hang_on_who_was_looked_at() {
    let office = scored(|text| text).await;
    let before = written(&office, true).await.differences;
    let mut title = None;
    for one in &before {
        let brief = Request::Brief {
            who: Who::Customer(one.customer_id),
            purpose: Purpose::Sales,
            case: None,
            reading: Reading::Fresh,
            playbook_only: true,
            again: false,
        };
        let Ok(Answer::Brief(brief)) = office.ask(brief).await else { panic!("no brief") };
        let open = brief.suggestions.iter().find(|suggestion| suggestion.blocked.is_none());
        title = title.or_else(|| open.map(|suggestion| (one.contact.id.clone(), suggestion.clone())));
    }
    assert_eq!(written(&office, true).await.differences, before);

    // What was accepted is what is done next.
    let (contact, suggestion) = title.expect("something is proposed");
    office.ask(Request::Accept { suggestion: suggestion.id, now: true }).await.expect("accepted");
    written(&office, false).await;
    assert_eq!(says(&office, &contact, ScoreField::Action).await, suggestion.title);
}

#[tokio::test]
async fn what_somebody_else_has_written_stays_until_they_give_it_up() {
    let office = scored(|text| text).await;
    written(&office, false).await;
    change(&office, WITH_CASE, ScoreField::Risk, "0.01").await;
    let told = written(&office, false).await;
    assert_eq!((told.counts.conflicts, told.counts.fields_written), (1, 0), "{:?}", told.differences);
    let conflict = &told.differences[0].conflicts[0];
    assert_eq!((conflict.field.as_str(), conflict.before.as_deref()), ("ai_churn_risk", Some("0.01")));
    assert_eq!(says(&office, WITH_CASE, ScoreField::Risk).await, "0.01");

    let who = Who::Customer(told.differences[0].customer_id);
    office.ask(Request::WriteScoresOf { who, try_only: false, despite: true }).await.expect("written");
    assert_eq!(says(&office, WITH_CASE, ScoreField::Risk).await, json!(conflict.after));
    assert_eq!(written(&office, false).await.counts.conflicts, 0);
}

#[tokio::test]
async fn a_change_of_tier_waits_while_a_case_is_open_and_a_yes_writes_it() {
    let office = scored(|text| text).await;
    written(&office, false).await;
    let tier = says(&office, WITH_CASE, ScoreField::Tier).await;
    let before = another_tier(&office, WITH_CASE).await;
    let customer = was_in(&office, WITH_CASE, before).await;

    let told = written(&office, false).await;
    assert_eq!((told.counts.waiting, told.counts.fields_written), (1, 0), "{:?}", told.differences);
    assert_eq!(says(&office, WITH_CASE, ScoreField::Tier).await, before);
    let held = reviews(&office).await;
    assert_eq!((held.len(), held[0].customer, held[0].before.as_str()), (1, customer, before));
    assert_eq!(json!(held[0].after), tier);
    assert!(held[0].case.open && !held[0].case.subject.is_empty(), "{:?}", held[0]);

    // Put off, it is asked about again tomorrow; kept, in a month.
    for (word, hours) in [(ReviewWord::Later, 25), (ReviewWord::Keep, 24 * 31)] {
        office.ask(Request::DecideTier { customer, word }).await.expect("decided");
        let put_off = u64::from(word == ReviewWord::Later);
        let listed = reviews(&office).await;
        assert!(listed.len() == 1 && listed[0].rests_until().is_some(), "{listed:?}");
        assert_eq!(u64::from(listed[0].is_put_off()), put_off, "{listed:?}");
        let counts = written(&office, false).await.counts;
        assert_eq!((counts.fields_written, counts.waiting, counts.put_off), (0, 0, put_off), "{counts:?}");
        office.clock.forward(SignedDuration::from_hours(hours));
        let listed = reviews(&office).await;
        assert!(listed.len() == 1 && listed[0].rests_until().is_none(), "{listed:?}");
    }
    let yes = office.ask(Request::DecideTier { customer, word: ReviewWord::Write }).await;
    let Ok(Answer::TierReview(review)) = yes else { panic!("not written: {yes:?}") };
    assert!(matches!(review.state, ReviewState::Yes { .. }));
    assert_eq!(says(&office, WITH_CASE, ScoreField::Tier).await, tier);
    assert!(reviews(&office).await.is_empty());
    assert!(office.repository.tier_reviews().await.unwrap().is_empty(), "it is over");
}

#[tokio::test]
async fn in_phase_observe_the_difference_is_seen_and_nothing_is_written() {
    let office = scored(|text| text.replace("phase = \"suggest\"", "phase = \"observe\"")).await;
    let request = Request::WriteScores { after: None, limit: None, try_only: false };
    let refused = office.ask(request).await.expect_err("nothing is written");
    assert_eq!(refused.kind, FailureKind::NotPermitted);
    assert!(written(&office, true).await.counts.fields_to_write > 0);
    assert_eq!(says(&office, WITH_CASE, ScoreField::Tier).await, Value::Null);
}

#[tokio::test]
async fn without_the_fields_nothing_is_sent_and_it_is_said_what_makes_them() {
    let office = history_in(Office::without_a_model().await, 60).await;
    office.ask(Request::Sync { since: None, full: false }).await.expect("it is read");
    office.ask(Request::FitScores).await.expect("a model is fitted");
    let request = Request::WriteScores { after: None, limit: None, try_only: false };
    let refused = office.ask(request).await.expect_err("there are no fields");
    assert!(refused.what.contains("ai_customer_tier"), "{}", refused.what);
    assert_eq!(refused.hint.as_deref(), Some("`deskhand setup fields` makes them"));
}

#[tokio::test]
async fn one_that_a_vendor_refuses_does_not_keep_the_others_from_being_written() {
    let office = scored(|text| text).await;
    let tried = written(&office, true).await;
    // The vendor takes no more than it did, and forgets one contact meanwhile.
    let gone = &tried.differences[1].contact.id;
    let (status, _) =
        office.sandbox.hubspot("DELETE", &format!("/crm/objects/2026-09/contacts/{gone}"), None).await;
    assert_eq!(status, 204);
    let told = written(&office, false).await;
    assert_eq!(told.counts.contacts_written, tried.counts.contacts_to_write - 1);
}

#[tokio::test]
async fn who_is_forgotten_leaves_nothing_of_what_was_written() {
    let office = scored(|text| text).await;
    let told = written(&office, false).await;
    let customer = told.differences[0].customer_id;
    assert_eq!(office.repository.written_scores(&[customer]).await.unwrap().len(), 1);
    office.ask(Request::Forget { who: Who::Customer(customer) }).await.expect("forgotten");
    assert!(office.repository.written_scores(&[customer]).await.unwrap().is_empty());
}

#[tokio::test]
async fn the_app_shows_the_difference_writes_it_after_one_question_and_exports_it() {
    let office = scored(|text| text).await;
    let mut app = App::start(&office).await;
    app.press("esc g m w").await;
    app.shows("Scores at the CRM");
    app.shows("fields to write");
    looks(&mut app, "score_fields");
    app.press("enter").await;
    app.shows("ai_tier_reasoning");
    looks(&mut app, "score_fields_unfolded");
    app.press("o").await;
    assert!(app.exported[0].1.contains("ai_customer_tier"), "{}", app.exported[0].1);
    app.press("W").await;
    app.shows("Sure?");
    app.shows("u here takes all");
    app.hides("u undo");
    app.press("y").await;
    app.shows("fields written");
    app.press("r").await;
    app.shows("nothing to write");

    app.press("u").await;
    app.shows("Sure?");
    looks(&mut app, "score_fields_back");
    app.press("y").await;
    app.shows("put back");
    app.shows("fields to write");
    let tier = says(&office, WITH_CASE, ScoreField::Tier).await;
    assert!(matches!(tier.as_str(), None | Some("")), "{tier}");
    app.press("u").await;
    app.shows("no write of scores to take back");
}

async fn taken_back(office: &Office, try_only: bool) -> ScoresWritten {
    match office.ask(Request::TakeScoresBack { after: None, limit: None, try_only }).await {
        Ok(Answer::ScoresWritten(told)) => *told,
        other => panic!("not taken back: {other:?}"),
    }
}

#[tokio::test]
async fn the_last_write_is_taken_back_but_for_what_somebody_has_changed_since() {
    let office = scored(|text| text).await;
    assert_eq!(taken_back(&office, true).await.counts.contacts, 0, "nothing was written yet");
    let done = written(&office, false).await;
    // A run that has nothing to write is none.
    written(&office, false).await;
    change(&office, WITH_CASE, ScoreField::Risk, "0.01").await;

    let tried = taken_back(&office, true).await;
    assert_eq!((tried.counts.fields_to_write, tried.counts.conflicts), (done.counts.fields_written - 1, 1));
    assert!(says(&office, WITH_CASE, ScoreField::Tier).await.is_string(), "a try puts nothing back");
    let told = taken_back(&office, false).await;
    assert_eq!(told.counts.fields_written, tried.counts.fields_to_write);
    assert_eq!(says(&office, WITH_CASE, ScoreField::Risk).await, "0.01");
    for field in [ScoreField::Tier, ScoreField::Value, ScoreField::ScoredAt] {
        assert!(matches!(says(&office, WITH_CASE, field).await.as_str(), None | Some("")), "{field:?}");
    }
    assert_eq!(taken_back(&office, true).await.counts.contacts, 0, "once is enough");

    // What a run changed says again what it said before, and the scores may be written anew.
    let again = written(&office, false).await;
    assert_eq!((again.counts.fields_written, again.counts.conflicts), (tried.counts.fields_to_write, 1));
}

#[tokio::test]
async fn what_a_machine_wrote_another_one_knows_for_its_own_and_a_persons_value_for_a_persons() {
    let office = scored(|text| text).await;
    let done = written(&office, false).await;
    let customers: Vec<CustomerId> = done.differences.iter().map(|one| one.customer_id).collect();
    // What this machine knows of it is gone, and some values are others by now.
    let known = office.repository.written_scores(&customers).await.unwrap();
    let forgotten = known.iter().map(|row| WrittenScores::of(row.customer)).collect();
    office
        .repository
        .put_scores(&ScoresBatch { written: forgotten, ..ScoresBatch::default() })
        .await
        .unwrap();
    change(&office, WITH_CASE, ScoreField::Risk, "0.01").await;
    let told = written(&office, true).await;
    assert_eq!((told.counts.conflicts, told.counts.fields_to_write), (1, 0), "{:?}", told.differences);

    // Without a seal nobody can tell.
    change(&office, WITH_CASE, ScoreField::Value, "7").await;
    change(&office, WITH_CASE, ScoreField::Seal, "").await;
    assert_eq!(written(&office, true).await.counts.conflicts, 2);
}

#[tokio::test]
async fn an_account_without_a_field_for_the_seal_goes_on_as_before() {
    let office = scored(|text| text).await;
    let (status, _) =
        office.sandbox.hubspot("DELETE", "/crm/properties/2026-09/contacts/ai_scores_seal", None).await;
    assert_eq!(status, 204);
    let done = written(&office, false).await;
    assert!(done.counts.fields_written > 0 && done.counts.contacts_refused == 0, "{:?}", done.counts);
    assert_eq!(written(&office, false).await.counts.seals_alone, 0);
    office.ask(Request::SetUpFields { try_only: false }).await.expect("the field is made");
    let sealed = written(&office, false).await;
    assert_eq!((sealed.counts.seals_alone, sealed.counts.fields_written), (done.counts.contacts_written, 0));
    assert!(says(&office, WITH_CASE, ScoreField::Seal).await.as_str().unwrap().starts_with("1 "));
    assert_eq!(written(&office, true).await.counts.seals_alone, 0);
}

#[tokio::test]
async fn a_held_change_is_decided_in_four_keys() {
    let office = scored(|text| text).await;
    written(&office, false).await;
    let tier = says(&office, WITH_CASE, ScoreField::Tier).await;
    let before = another_tier(&office, WITH_CASE).await;
    was_in(&office, WITH_CASE, before).await;
    written(&office, false).await;
    let mut app = App::start(&office).await;
    app.press("esc").await;
    app.press("g h").await;
    app.shows(&format!("{before} → "));
    app.shows("rule");
    looks(&mut app, "tier_reviews");
    app.press("enter").await;
    looks(&mut app, "tier_review_close");
    app.press("n").await;
    app.shows(&format!("stays {before} until "));
    app.press("u").await;
    app.shows("it waits again");
    app.shows(&format!("{before} → "));
    // What was kept stays in sight, and is asked about again after the screen was left, too.
    app.press("n").await;
    app.shows(&format!("asks now: it stays {before} until "));
    app.press("g c g h").await;
    app.shows("kept until ");
    app.press("u").await;
    app.shows("it waits again");
    app.hides("kept until ");
    // Put off, it stays in sight until its day, and the log says what was.
    app.press("z").await;
    app.shows("asked again on ");
    app.shows("put off until ");
    app.hides("No change of tier waits");
    app.press("g a").await;
    app.shows(&format!("change of tier {before} → {} put off until ", tier.as_str().unwrap()));
    app.hides("sleeps");
    app.press("esc g h").await;
    app.press("z").await;
    app.shows("it waits again");
    app.hides("put off until ");
    app.press("y").await;
    app.shows("written: ");
    app.press("u").await;
    app.shows("the new tier stands at the CRM");
    assert_eq!(says(&office, WITH_CASE, ScoreField::Tier).await, tier);
    app.press("g h").await;
    assert_eq!(says(&office, WITH_CASE, ScoreField::Tier).await, tier);
    looks(&mut app, "tier_reviews_none");
}
