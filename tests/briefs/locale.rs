//! A brief is written for the rep who reads it, a draft for the customer who will; prompts know of neither.

use deskhand::copilot::facts::{Facts, day};
use deskhand::desk::api::{Answer, LineOrSuggestion, LookupAnswer, Reading, Request};
use deskhand::domain::action::ActionKind;
use deskhand::domain::commerce::Order;
use deskhand::domain::{Brief, Profile, Purpose};
use deskhand::phrasing::Locale;
use jiff::tz::TimeZone;
use regex::Regex;
use serde_json::json;
use wiremock::matchers::any;
use wiremock::{Mock, MockServer};

use crate::gateway_support::{finished, streamed, text};
use crate::office::{Office, who};
use crate::profile_support::now;
use crate::sandbox_support::Running;

const HANAKO: &str = "hanako.yamada@example.jp";

fn answer() -> String {
    let evidence = ["order:1130", "case:17704"];
    let values = "{order:1130.number} of {order:1130.placed_at} came to {order:1130.total}";
    json!({
        "summary": [{ "text": format!("Order {values}."), "evidence": evidence }],
        "suggestions": [{
            "action": "reply", "case": "case:17704", "title": "Answer about order {order:1130.number}",
            "body": format!("Hello,\n\nYour order {values}."),
            "reason": "Order {order:1130.number} came to {order:1130.total}.", "evidence": evidence, "confidence": 0.8,
        }],
    })
    .to_string()
}

async fn newest_order(office: &Office) -> (Order, TimeZone) {
    match office.profile(HANAKO).await {
        Answer::Lookup(LookupAnswer::One { profile, .. }) => {
            let zone = profile.customer.time_zone.as_deref().and_then(|name| TimeZone::get(name).ok());
            (profile.orders[0].clone(), zone.unwrap_or(TimeZone::UTC))
        }
        other => panic!("no profile: {other:?}"),
    }
}

/// `#1130 of 11. Nov. 2026 came to 348,74 USD` as a language has it.
fn written(tag: &str, (order, zone): &(Order, TimeZone)) -> String {
    let locale = Locale::named(tag).unwrap();
    let placed = locale.day(day(order.placed_at, zone));
    format!("{} of {placed} came to {}", order.number, locale.money(order.total))
}

fn reads(brief: &Brief, rep: &str, customer: &str) {
    assert_eq!(brief.summary[0].text, format!("Order {rep}."));
    let reply = brief.suggestions.iter().find(|one| one.action == ActionKind::Reply).expect("a reply");
    assert!(reply.body.contains(&format!("Your order {customer}.")), "{}", reply.body);
    let amount = rep.split_once(" came to ").expect("an amount").1;
    assert!(reply.reason.contains(amount), "{}", reply.reason);
}

#[tokio::test]
async fn the_rep_and_the_customer_each_read_their_own_way_and_a_replay_reads_as_then() {
    let server = MockServer::start().await;
    Mock::given(any()).respond_with(streamed(&[text(&answer()), finished("stop")])).mount(&server).await;
    let sandbox = Running::start(&[]).await;
    let office = Office::with_model(sandbox, &format!("{}/v1", server.uri()), "").await;
    let order = &newest_order(&office).await;
    let customer = written("ja", order);
    let brief = office.brief(HANAKO, Purpose::Support).await;
    reads(&brief, &written("en", order), &customer);

    let office = office.reopened_in("de-DE").await;
    let wanted = || Request::Brief {
        who: who(HANAKO),
        purpose: Purpose::Support,
        case: None,
        reading: Reading::Cached,
        playbook_only: false,
        again: false,
    };
    let asked = server.received_requests().await.map(|requests| requests.len());
    let Ok(Answer::Brief(german)) = office.ask(wanted()).await else { panic!("a brief") };
    reads(&german, &written("de-DE", order), &customer);
    assert_ne!(written("de-DE", order), written("en", order));
    assert_eq!(
        server.received_requests().await.map(|requests| requests.len()),
        asked,
        "the prompt is the same for every reader, and so is its kept answer"
    );
    let Ok(Answer::Brief(kept)) = office.ask(wanted()).await else { panic!("a brief") };
    assert_eq!(kept, german);

    let office = office.reopened_in("fr-FR").await;
    let what = LineOrSuggestion::Suggestion(german.suggestions[0].id);
    let Ok(Answer::Replay(report)) = office.ask(Request::Replay { what }).await else { panic!("a replay") };
    assert!(report.identical && report.brief.as_ref() == Some(&*german), "{:?}", report.differences);
}

#[tokio::test]
async fn the_playbook_and_its_answers_are_written_for_the_rep_as_well() {
    let sandbox = Running::start(&[]).await;
    let url = sandbox.url("/openai/v1");
    let office = Office::with_model(sandbox, &url, "").await.reopened_in("de-DE").await;
    let (order, zone) = newest_order(&office).await;
    let german = Locale::named("de-DE").unwrap();
    let request = Request::Brief {
        who: who(HANAKO),
        purpose: Purpose::Support,
        case: None,
        reading: Reading::Cached,
        playbook_only: true,
        again: true,
    };
    let Ok(Answer::Brief(brief)) = office.ask(request).await else { panic!("a brief") };
    let said: String = brief.summary.iter().map(|sentence| sentence.text.as_str()).collect();
    assert!(said.contains(&german.day(day(order.placed_at, &zone))), "{said}");
    let answer = office.question(HANAKO, "How much was the last order?").await;
    let said: String = answer.sentences.iter().map(|sentence| sentence.text.as_str()).collect();
    assert!(said.contains(&german.money(order.total)), "{said}");
}

/// Figures that a German would read otherwise: `348.74 USD`, `11 Nov 2026`, `1.5 orders`; not in what people wrote.
fn neutral(text: &str) -> Option<String> {
    let quoted = Regex::new("«[^»]*»").unwrap();
    let figure =
        Regex::new(r"\d\.\d{2} [A-Z]{3}\b|\b\d{1,2} [A-Z][a-z]{2} \d{4}\b|\b\d+\.\d (orders|times)\b")
            .unwrap();
    figure.find(&quoted.replace_all(text, "")).map(|found| found.as_str().to_owned())
}

fn scores_in_words(profile: &Profile, locale: &Locale) -> Vec<String> {
    let (clv, churn) = (profile.scores.clv.as_ref(), profile.scores.churn.as_ref());
    let whys = clv.map(|clv| clv.why()).into_iter().chain(churn.map(|churn| churn.why()));
    let factors =
        clv.iter().flat_map(|clv| &clv.factors).chain(churn.iter().flat_map(|churn| &churn.factors));
    whys.chain(factors.map(|factor| factor.what())).map(|words| locale.worded(&words)).collect()
}

#[tokio::test]
async fn evidence_and_the_reasons_of_scores_have_their_figures_as_the_rep_writes_them() {
    let sandbox = Running::start(&[]).await;
    let url = sandbox.url("/openai/v1");
    let office = Office::with_model(sandbox, &url, "").await.reopened_in("de-DE").await;
    let (house, german) = (Locale::default(), Locale::named("de-DE").unwrap());
    let (mut amounts, mut days, mut parts) = (0, 0, 0);
    for query in [HANAKO, "wendell.krause@example.com", "tobias.engel@example.com"] {
        let Answer::Lookup(LookupAnswer::One { profile, .. }) = office.profile(query).await else { continue };
        let facts = Facts::all(&profile, "", now(), &TimeZone::UTC);
        let ids: Vec<_> = facts.iter().map(|fact| fact.evidence.clone()).collect();
        let (ours, theirs) = (facts.clone().read_in(&house), facts.read_in(&german));
        for (ours, theirs) in ours.in_words(&ids).into_iter().zip(theirs.in_words(&ids)) {
            let (ours, theirs) = (ours.text.unwrap(), theirs.text.unwrap());
            assert_eq!(neutral(&theirs), None, "{theirs}");
            amounts += usize::from(neutral(&ours).is_some_and(|found| found.ends_with(char::is_uppercase)));
            days += usize::from(neutral(&ours).is_some_and(|found| found.ends_with(char::is_numeric)));
        }
        let words = scores_in_words(&profile, &german);
        assert_eq!(words.iter().find_map(|words| neutral(words)), None, "{words:?}");
        parts += scores_in_words(&profile, &house).iter().filter_map(|words| neutral(words)).count();
    }
    assert!(amounts > 2 && days > 2 && parts > 2, "{amounts} amounts, {days} days, {parts} parts of scores");
}
