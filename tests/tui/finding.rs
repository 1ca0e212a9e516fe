//! The search: as typed, by number, nobody, several; letters in it are letters.

use deskhand::desk::api::{Answer, LookupAnswer, Reading, Request, Who};
use deskhand::domain::profile::Freshness;
use deskhand::tui::screens::Screen;

use crate::app::App;
use crate::office::{Office, without_a_model};

/// Task 6: a caller gives an order number.
#[tokio::test]
async fn an_order_number_leads_to_its_customer() {
    let office = Office::without_a_model().await;
    let mut app = App::start(&office).await;
    app.open_customer("1133").await;
    app.shows("‹ Maren Holloway");
    app.shows("#1133");
    // Again, with every vendor away: from what is kept.
    office.faults(&["*:*:/=500"]).await;
    app.open_customer("1133").await;
    app.shows("‹ Maren Holloway");
    app.shows("#1133");
}

/// Who has not looked at the queue finds a case by its number as well.
#[tokio::test]
async fn a_case_is_found_by_its_number_in_a_role_that_starts_elsewhere() {
    let office =
        Office::with(&[], |text| without_a_model(text).replace("role = \"support\"", "role = \"sales\""))
            .await;
    let read = async || match office.ask(Request::Queue { reading: Reading::AsIs, known: None }).await {
        Ok(Answer::Queue(queue)) => queue.as_of,
        other => panic!("no queue: {other:?}"),
    };
    let order =
        Request::Lookup { who: Who::Query("1133".to_owned()), reading: Reading::Cached, all_pages: false };
    assert!(matches!(office.ask(order).await, Ok(Answer::Lookup(LookupAnswer::One { .. }))));
    assert_eq!(read().await, None, "nobody waits for the queue who looks for an order");
    let mut app = App::start(&office).await;
    app.open_customer("17701").await;
    app.shows("‹ Maren Holloway");
    app.shows("THIRD message.");
}

/// Task 7: an address that nobody has.
#[tokio::test]
async fn an_unknown_address_says_where_was_looked_and_why_that_may_be() {
    let office = Office::without_a_model().await;
    let mut app = App::start(&office).await;
    app.open_customer("nobody.at.all@example.com").await;
    for shown in ["Nobody was found.", "shopify:trailhead", "hubspot"] {
        app.shows(shown);
    }
    assert!(matches!(app.model.place().screen, Screen::Search(_)));
}

/// Task 7: an address with a slip in it; three keys beside the text.
#[tokio::test]
async fn a_mistyped_address_leads_to_who_is_meant() {
    let office = Office::without_a_model().await;
    let mut app = App::start(&office).await;
    app.press("/").await;
    app.type_text("maren.hollowey@example.com").await;
    app.shows("maren.holloway@example.com");
    app.press("enter").await;
    app.shows("Nobody was found.");
    app.shows("Alike among the customers known here");
    app.press("enter").await;
    app.shows("‹ Maren Holloway");
}

#[tokio::test]
async fn namesakes_are_chosen_between() {
    let office = Office::without_a_model().await;
    let mut app = App::start(&office).await;
    app.type_text("James Carter").await;
    app.press("ctrl-f").await;
    app.press("down enter").await;
    app.shows("‹ James Carter");
}

#[tokio::test]
async fn letters_in_the_search_are_letters() {
    let office = Office::without_a_model().await;
    let mut app = App::start(&office).await;
    let letters = "m q a u g o x y n ? : 1 w r e t";
    app.type_text(letters).await;
    app.shows(letters);
    assert!(!app.model.leaving && app.model.overlay.is_none() && app.model.places.len() == 1);
    app.press("esc ?").await;
    app.shows("Anywhere");
}

#[tokio::test]
async fn a_paste_into_the_search_asks_nobody() {
    let office = Office::without_a_model().await;
    let mut app = App::start(&office).await;
    app.paste("Maren\nHolloway\n").await;
    app.shows("Maren Holloway");
    assert_eq!(app.model.places.len(), 1);
    app.press("enter").await;
    app.shows("‹ Maren Holloway");
}

#[tokio::test]
async fn one_wrong_letter_still_finds() {
    let office = Office::without_a_model().await;
    let mut app = App::start(&office).await;
    app.open_customer("Teodore Vanse").await;
    app.shows("‹ Theodore Vance");
}

/// With every vendor away a part of a name leads to the only one who has it, as they are kept; a slip does not.
#[tokio::test]
async fn a_part_of_a_name_is_enough_while_nobody_can_be_asked() {
    let office = Office::without_a_model().await;
    let look = async |typed: &str, reading| {
        let who = Who::Query(typed.to_owned());
        office.ask(Request::Lookup { who, reading, all_pages: true }).await
    };
    look("maren.holloway@example.com", Reading::Cached).await.expect("she is read");
    office.faults(&["*:*:/=500"]).await;
    for reading in [Reading::Cached, Reading::Offline] {
        let Ok(Answer::Lookup(LookupAnswer::One { profile, .. })) = look("maren", reading).await else {
            panic!("she is kept")
        };
        assert_eq!(profile.customer.name.as_deref(), Some("Maren Holloway"));
        let told = if reading == Reading::Cached { Freshness::Stale } else { Freshness::Cached };
        assert!(profile.sources.iter().all(|source| source.status == told), "{:?}", profile.sources);
    }
    let slip = look("marem", Reading::Cached).await;
    assert!(matches!(slip, Ok(Answer::Lookup(LookupAnswer::Many { .. })) | Err(_)), "{slip:?}");
}

/// The store calls her Kate Lindgren, the CRM Katarina Lindgren-Holm: after she was opened, too.
#[tokio::test]
async fn a_customer_is_found_by_every_name_of_their_records() {
    let office = Office::without_a_model().await;
    office.ask(Request::Sync { since: None, full: true }).await.expect("it is read");
    let found = async |typed: &str| {
        let search = Request::Search { query: typed.to_owned().into(), limit: 10, whole: false };
        let Ok(Answer::Search(hits)) = office.ask(search).await else { panic!("no search") };
        hits.into_iter().map(|hit| hit.name).collect::<Vec<String>>()
    };
    assert_eq!(found("katarina").await, ["Katarina Lindgren-Holm"]);
    let mut app = App::start(&office).await;
    app.open_customer("katarina").await;
    app.shows("Kate Lindgren");
    assert_eq!(found("katarina").await, ["Katarina Lindgren-Holm"]);
    assert_eq!(found("kate lindgren").await.first().map(String::as_str), Some("Kate Lindgren"));
    app.press("/").await;
    app.type_text("katarina").await;
    app.shows("Katarina Lindgren-Holm");
}

/// The key that leads to the search everywhere is no letter in a field that is ready.
#[tokio::test]
async fn a_slash_in_the_empty_field_is_no_text() {
    let office = Office::without_a_model().await;
    let mut app = App::start(&office).await;
    app.press("/").await;
    app.type_text("maren.holloway@example.com").await;
    app.press("enter").await;
    app.shows("‹ Maren Holloway");
}

/// The search answers with the first page; the customer's screen reads on, and the brief waits for the whole.
#[tokio::test]
async fn a_customer_of_many_orders_is_read_to_the_last_page() {
    const RUTH: &str = "ruth@basecamp-rentals.example.com";
    let office = Office::without_a_model().await;
    let who = || Who::Query(RUTH.to_owned());
    let read = |all_pages| Request::Lookup { who: who(), reading: Reading::Cached, all_pages };
    let Ok(Answer::Lookup(LookupAnswer::One { profile, more })) = office.ask(read(false)).await else {
        panic!("she is found")
    };
    assert_eq!((profile.orders.len(), more), (50, true));
    let mut app = App::start(&office).await;
    app.open_customer(RUTH).await;
    app.shows("430 orders");
    app.hides("partial");
    app.hides("reading older orders");
    let Ok(Answer::Lookup(LookupAnswer::One { profile, more })) = office.ask(read(false)).await else {
        panic!("she is found")
    };
    assert_eq!((profile.orders.len(), more), (430, false), "kept with every page");
}

/// Store and CRM have a customer under records that only a look at both ties together: from then on one row is left of them,
/// and none that leads nowhere.
#[tokio::test]
async fn who_turns_out_to_be_one_is_found_once() {
    let office = Office::without_a_model().await;
    office.ask(Request::Sync { since: None, full: true }).await.expect("it is read");
    let mut app = App::start(&office).await;
    let rows = |app: &App<'_>| app.text().lines().filter(|line| line.contains("+14355550155")).count();
    app.press("/").await;
    app.type_text("dana wh").await;
    assert_eq!(rows(&app), 2, "{}", app.text());
    app.press("enter").await;
    app.shows("‹ Dana Whitehorse");
    app.press("/").await;
    app.type_text("dana wh").await;
    assert_eq!(rows(&app), 1, "{}", app.text());
    app.press("enter").await;
    app.shows("‹ Dana Whitehorse");
}
