//! Models that are fitted on the store's history: fitted, used, supposed with, watched, taken back.

use deskhand::desk::api::{Answer, FailureKind, PredictionsMade, Reading, Request, Who};
use deskhand::domain::history::{History, PastOrder};
use deskhand::domain::ids::{CustomerId, Source};
use deskhand::domain::money::Currency;
use deskhand::domain::score::{Supposed, Tier};
use deskhand::ports::Clock;
use deskhand::ports::repository::ReadBatch;
use jiff::{SignedDuration, Timestamp};
use rust_decimal::Decimal;
use uuid::Uuid;

use crate::app::App;
use crate::looks::looks;
use crate::office::{Office, without_a_model};

/// The same history every time: every third comes once, every third came and stopped, every third goes on.
fn histories(customers: u32, now: Timestamp) -> Vec<History> {
    let days_ago = |days: u32| now - SignedDuration::from_hours(24 * i64::from(days));
    (0..customers)
        .map(|at| {
            let mut history = History::of(CustomerId::new(Uuid::from_u128(1_000_000 + u128::from(at))));
            let first = 700 - at * 37 % 400;
            let until = match at % 3 {
                0 => first,
                1 => first - 120,
                _ => 3,
            };
            let mut day = first;
            loop {
                history.orders.push(order(at, day, days_ago(day)));
                let gap = 30 + at % 5 * 6;
                if day < until + gap || day < gap {
                    break;
                }
                day -= gap;
            }
            history
        })
        .collect()
}

fn order(customer: u32, day: u32, placed_at: Timestamp) -> PastOrder {
    PastOrder {
        source: Source::store("shopify", "trailhead"),
        id: format!("{customer}-{day}"),
        number: format!("{customer}{day}"),
        placed_at,
        currency: Currency::new("USD").unwrap(),
        total: Decimal::from(20 + customer * 7 % 90 + day % 9),
        refunded: Decimal::ZERO,
        discount: Decimal::ZERO,
        cancelled: false,
        test: false,
        guest: false,
        channel: None,
        lines: Vec::new(),
        owner: None,
        unpaid: false,
    }
}

pub async fn with_history(customers: u32) -> Office {
    history_in(Office::without_a_model().await, customers).await
}

pub async fn history_in(office: Office, customers: u32) -> Office {
    let histories = histories(customers, office.clock.now());
    office.repository.put_read(&ReadBatch { histories, ..ReadBatch::default() }).await.unwrap();
    office
}

fn maren() -> Who {
    Who::Query("maren.holloway@example.com".to_owned())
}

#[tokio::test]
async fn a_model_is_fitted_used_and_taken_back() {
    let office = with_history(300).await;
    let refused = office.ask(Request::Drift).await.expect_err("there is no model");
    assert_eq!(refused.kind, FailureKind::NotFound);
    for number in 1..=2 {
        let Ok(Answer::Models(fitted)) = office.ask(Request::FitScores).await else { panic!("not fitted") };
        assert_eq!((fitted[0].number, fitted[0].in_use), (number, true));
        let of_dollars = fitted[0].currencies.values().next().unwrap();
        assert_eq!(of_dollars.customers, 300);
        assert!(of_dollars.evaluation.as_ref().unwrap().auc > 0.8);
    }
    let Ok(Answer::Scores(shown)) =
        office.ask(Request::Scores { who: maren(), reading: Reading::Cached, supposed: None }).await
    else {
        panic!("no scores")
    };
    let clv = shown.scores.clv.as_ref().unwrap();
    assert_eq!(clv.model, "auto-2");
    let interval = clv.interval.unwrap();
    assert!(interval.low.amount <= clv.value.amount && clv.value.amount <= interval.high.amount, "{clv:?}");
    let sum: f64 = clv.factors.iter().map(|factor| factor.points).sum();
    assert!((sum - clv.value.amount.to_string().parse::<f64>().unwrap()).abs() < 0.01, "{clv:?}");
    let churn = shown.scores.churn.as_ref().unwrap();
    let sum: f64 = churn.factors.iter().map(|factor| factor.points).sum();
    assert!((sum - churn.risk).abs() < 1e-9 && churn.within.len() == 3, "{churn:?}");
    // Back to the one before, and no further.
    let Ok(Answer::Models(used)) = office.ask(Request::UseModel { number: None }).await else { panic!() };
    assert_eq!(used[0].number, 1);
    // Before the first there is the arithmetic, and before that nothing.
    assert_eq!(office.ask(Request::UseModel { number: None }).await, Ok(Answer::Models(Vec::new())));
    assert!(office.ask(Request::UseModel { number: None }).await.is_err());
    assert!(office.ask(Request::UseModel { number: Some(7) }).await.is_err());
    office.ask(Request::UseModel { number: Some(1) }).await.unwrap();
    // The next process uses the same.
    let Ok(Answer::Models(models)) = office.ask(Request::Models).await else { panic!() };
    assert_eq!(
        models.iter().map(|one| (one.number, one.in_use)).collect::<Vec<_>>(),
        [(2, false), (1, true)]
    );
}

/// A model may be fitted by itself, or from elsewhere, while the screen is open.
#[tokio::test]
async fn a_model_that_is_fitted_meanwhile_is_shown() {
    let office = with_history(120).await;
    let mut app = App::start(&office).await;
    app.press("esc g m").await;
    app.shows("No fitted model is in use");
    office.ask(Request::FitScores).await.unwrap();
    app.settle().await;
    app.hides("No fitted model is in use");
    app.shows("auto-1");
}

#[tokio::test]
async fn everybody_is_scored_and_nothing_is_said_twice() {
    let office = with_history(120).await;
    assert_eq!(
        office.ask(Request::Predict).await,
        Ok(Answer::Predicted(PredictionsMade::default())),
        "without a model nothing is said"
    );
    office.ask(Request::FitScores).await.unwrap();
    let Ok(Answer::Predicted(made)) = office.ask(Request::Predict).await else { panic!("not scored") };
    assert_eq!((made.customers, made.new), (120, 0), "the fit has scored everybody");
    office.clock.forward(SignedDuration::from_hours(24 * 40));
    let Ok(Answer::Predicted(made)) = office.ask(Request::Predict).await else { panic!("not scored") };
    assert_eq!((made.customers, made.new), (120, 120));
    let page = Request::Predictions { after: None, limit: 500 };
    let Ok(Answer::Predictions(kept)) = office.ask(page).await else { panic!("nothing is kept") };
    assert!(kept.len() == 120 && kept.iter().all(|one| one.made.len() == 2));
    // Nobody has ordered since: that is not what was expected.
    let Ok(Answer::Drift(report)) = office.ask(Request::Drift).await else { panic!("no report") };
    let drift = report.currencies.values().next().unwrap();
    assert_eq!(drift.since.as_ref().unwrap().orders, 0.0);
    assert!(drift.warnings.iter().any(|warning| warning.contains("days since the last order")), "{drift:?}");
    // Who is forgotten is scored no more.
    let first = kept[0].customer;
    office.ask(Request::Forget { who: Who::Customer(first) }).await.ok();
    assert!(office.repository.predictions(&[first]).await.unwrap().len() <= 1);
}

#[tokio::test]
async fn a_model_that_is_old_is_fitted_anew_before_everybody_is_scored() {
    let weekly =
        |text: String| format!("{}\n[scores]\nrefit_days = 7\nholdout_percent = 0\n", without_a_model(text));
    let office = history_in(Office::with(&[], weekly).await, 100).await;
    office.ask(Request::FitScores).await.unwrap();
    let numbers = async || match office.ask(Request::Models).await {
        Ok(Answer::Models(models)) => models.iter().map(|one| one.number).collect::<Vec<_>>(),
        other => panic!("no models: {other:?}"),
    };
    office.clock.forward(SignedDuration::from_hours(24 * 6));
    office.ask(Request::Predict).await.unwrap();
    assert_eq!(numbers().await, [1]);
    office.clock.forward(SignedDuration::from_hours(25));
    office.ask(Request::Predict).await.unwrap();
    assert_eq!(numbers().await, [2, 1]);
}

#[tokio::test]
async fn the_first_model_is_fitted_by_itself_once_all_orders_are_read() {
    let weekly =
        |text: String| format!("{}\n[scores]\nrefit_days = 7\nholdout_percent = 0\n", without_a_model(text));
    let office = history_in(Office::with(&[], weekly).await, 100).await;
    let numbers = async || match office.ask(Request::Models).await {
        Ok(Answer::Models(models)) => models.iter().map(|one| one.number).collect::<Vec<_>>(),
        other => panic!("no models: {other:?}"),
    };
    office.ask(Request::Predict).await.unwrap();
    assert!(numbers().await.is_empty(), "half of the orders would mislead it");
    office.ask(Request::Sync { since: None, full: false }).await.unwrap();
    office.ask(Request::Predict).await.unwrap();
    assert_eq!(numbers().await, [1]);
    // Whoever goes back to the arithmetic wants it.
    office.ask(Request::UseModel { number: Some(0) }).await.unwrap();
    office.ask(Request::Predict).await.unwrap();
    assert_eq!(numbers().await, [1]);
}

#[tokio::test]
async fn an_order_is_supposed_and_nothing_is_kept() {
    let office = with_history(200).await;
    office.ask(Request::FitScores).await.unwrap();
    let supposed = Some(Supposed { in_days: 14, amount: Some(Decimal::from(120)) });
    let ask = Request::Scores { who: maren(), reading: Reading::Cached, supposed };
    let Ok(Answer::Scores(shown)) = office.ask(ask.clone()).await else { panic!("no scores") };
    let what_if = shown.what_if.as_ref().unwrap();
    assert!(what_if.value[0].amount > Decimal::ZERO && what_if.value[1].amount > Decimal::ZERO);
    assert_eq!(office.ask(ask).await, Ok(Answer::Scores(shown)), "the same again");
}

#[tokio::test]
async fn a_customer_is_looked_back_on() {
    let office = with_history(300).await;
    office.ask(Request::FitScores).await.unwrap();
    let Ok(Answer::Scores(shown)) =
        office.ask(Request::Scores { who: maren(), reading: Reading::Cached, supposed: None }).await
    else {
        panic!("no scores")
    };
    let last = shown.past.last().unwrap();
    let clv = shown.scores.clv.as_ref().unwrap();
    assert_eq!((last.value, last.tier), (clv.value, clv.tier), "the last month is how they stand now");
    assert!(shown.past.len() > 2 && shown.past.is_sorted_by_key(|stood| stood.day), "{:?}", shown.past);
    let mut app = App::start(&office).await;
    app.open_customer("maren.holloway@example.com").await;
    app.press("i").await;
    looks(&mut app, "maren_pictures_of_value");
    app.resize(200, 60);
    for words in
        ["of ten such customers", "▴ from, discounted as it is: silver", "Tier, month by month", "platinum ┤"]
    {
        app.shows(words);
    }
}

#[tokio::test]
async fn the_screen_fits_shows_and_takes_back() {
    let office = with_history(300).await;
    let mut app = App::start(&office).await;
    app.press("esc g m").await;
    app.shows("No fitted model is in use");
    looks(&mut app, "scores_none");
    app.hides("u undo");
    app.press("F").await;
    app.shows("score everybody here");
    app.press("n").await;
    app.shows("No fitted model is in use");
    app.press("F y").await;
    app.shows("auto-1 is in use");
    app.shows("Reliability");
    app.shows("platinum");
    app.shows("customers paying in USD");
    app.press("O").await;
    app.shows("by the model before");
    app.press("y").await;
    app.shows("simple arithmetic scores again");
    app.shows("No fitted model is in use");
}

/// Task 24: `f`, `I`, what is supposed, `Enter`.
#[tokio::test]
async fn a_rep_supposes_an_order() {
    let office = with_history(300).await;
    office.ask(Request::FitScores).await.unwrap();
    let mut app = App::start(&office).await;
    app.open_customer("maren.holloway@example.com").await;
    app.press("f I").await;
    app.shows("hypothetical");
    app.type_text("+1 order 120 in 14d").await;
    app.press("enter").await;
    app.shows("after an order of 120.00 in 14 days");
    app.shows("churn risk");
    app.press("esc").await;
    app.hides("hypothetical");
}

/// The tier of each customer of the queue and of the agenda that is shown, and by the profile that is kept.
async fn tiers(office: &Office) -> Vec<(CustomerId, Option<Tier>, Option<Tier>)> {
    let lists = (
        office.ask(Request::Queue { reading: Reading::AsIs, known: None }).await,
        office.ask(Request::Agenda { reading: Reading::AsIs, known: None }).await,
    );
    let (Ok(Answer::Queue(queue)), Ok(Answer::Agenda(agenda))) = lists else { panic!("no lists") };
    let cases = queue.rows.iter().filter_map(|row| Some((row.case.customer_id?, row.case.tier())));
    let calls = agenda.rows.iter().filter_map(|call| Some((call.customer_id?, call.tier())));
    let mut tiers = Vec::new();
    for (customer, shown) in cases.chain(calls) {
        let who = Who::Customer(customer);
        let ask = Request::Scores { who, reading: Reading::AsIs, supposed: None };
        let Ok(Answer::Scores(scores)) = office.ask(ask).await else { panic!("no scores") };
        tiers.push((customer, shown, scores.scores.clv.map(|clv| clv.tier)));
    }
    tiers
}

/// Whichever model is in use, the lists say what it says, though no profile was put together since.
#[tokio::test]
async fn the_lists_follow_the_model_in_use() {
    let office = with_history(300).await;
    office.ask(Request::Sync { since: None, full: false }).await.unwrap();
    office.ask(Request::Queue { reading: Reading::Cached, known: None }).await.unwrap();
    office.ask(Request::Agenda { reading: Reading::Cached, known: None }).await.unwrap();
    office.ask(Request::FillQueue { most: None }).await.unwrap();
    office.ask(Request::FillAgenda { most: None }).await.unwrap();
    let before = tiers(&office).await;
    let mut shown: Vec<Vec<Option<Tier>>> = vec![before.iter().map(|(_, shown, _)| *shown).collect()];
    for number in [None, Some(0), Some(1)] {
        let change = number.map_or(Request::FitScores, |number| Request::UseModel { number: Some(number) });
        office.ask(change).await.unwrap();
        let tiers = tiers(&office).await;
        assert!(tiers.iter().all(|(_, shown, said)| shown == said), "{number:?}: {tiers:?}");
        shown.push(tiers.iter().map(|(_, shown, _)| *shown).collect());
    }
    assert!(shown[0] != shown[1], "the model says another tier of somebody: {shown:?}");
    assert!(shown[1].iter().flatten().count() > 10, "{shown:?}");
    // The next process shows the same.
    let office = office.restarted();
    let again: Vec<Option<Tier>> = tiers(&office).await.iter().map(|(_, shown, _)| *shown).collect();
    assert_eq!(Some(&again), shown.last());
}
