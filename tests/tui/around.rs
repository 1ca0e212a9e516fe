//! Getting around: counts, exact times, pages in the browser, a line of the audit log by its number.

use deskhand::desk::api::Private;
use deskhand::tui::msg::Msg;
use deskhand::tui::theme::Abilities;
use jiff::ToSpan;

use crate::app::App;
use crate::office::Office;

const MAREN: &str = "Maren Holloway";

#[tokio::test]
async fn a_count_before_a_motion_does_it_so_often() {
    let office = Office::without_a_model().await;
    let mut app = App::start(&office).await;
    for _ in 0..12 {
        app.open_customer(MAREN).await;
    }
    app.press("g a").await;
    app.press("5").await;
    app.shows("5 × …");
    app.press("j enter").await;
    let newest = app.text();
    app.press("g g 6 G").await;
    assert_eq!(app.text(), newest, "five down from the first is the sixth");
    app.press("1 2 esc").await;
    app.hides("12 × …");
    app.shows("Audit log");
}

#[tokio::test]
async fn the_look_changes_at_once_and_what_keeps_it_is_said() {
    let office = Office::without_a_model().await;
    let mut app = App::start(&office).await;
    app.model.abilities = Abilities { true_colour: true, ..Abilities::default() };
    assert_eq!(app.model.theme.name, "plain");
    app.press("esc g t").await;
    app.shows("Which look?");
    app.press("l").await;
    assert_eq!(app.model.theme.name, "light");
    app.shows("the look is light · `theme = \"light\"` under `[tui]`");
    // By its name from the palette, with the look behind it.
    app.press(": t h e m e space c o n t r a s t enter enter").await;
    assert_eq!(app.model.theme.name, "contrast");
    app.model.abilities = Abilities::default();
    app.press("g t d").await;
    app.shows("the terminal has sixteen colours");
    assert_eq!(app.model.theme.name, "terminal");
}

#[tokio::test]
async fn ages_are_exact_on_demand() {
    let office = Office::without_a_model().await;
    let mut app = App::start(&office).await;
    app.open_customer(MAREN).await;
    app.press("g a").await;
    app.shows("just now");
    app.press("ctrl-t").await;
    app.hides("just now");
    app.shows("2026, ");
    app.press("ctrl-t").await;
    app.shows("just now");
}

#[tokio::test]
async fn the_chosen_record_is_opened_at_its_vendor() {
    let office = Office::without_a_model().await;
    let mut app = App::start(&office).await;
    app.open_customer(MAREN).await;
    app.press("o B").await;
    let opened = app.browsed.pop().expect("a page");
    assert!(opened.starts_with("https://admin.shopify.com/store/"), "{opened}");
    app.press("c g x").await;
    let opened = app.browsed.pop().expect("a page");
    assert!(opened.starts_with("https://") && opened.contains("/record/0-5/"), "{opened}");
}

/// On an open case it is the case, and what has become of it is said once it has.
#[tokio::test]
async fn the_open_case_is_opened_and_only_what_happened_is_said() {
    let office = Office::without_a_model().await;
    let mut app = App::start(&office).await;
    app.press("esc g c enter B").await;
    let opened = app.browsed.pop().expect("a page");
    assert!(opened.contains("/record/0-5/"), "{opened}");
    app.hides("opened in the browser");
    app.take(Msg::NotBrowsed(Private(opened.clone())));
    app.shows("no browser could be started");
    app.hides("opened in the browser");
    app.take(Msg::Browsed(Private(opened)));
    app.shows("opened in the browser");
}

/// What another action of an open case has for itself is not offered for asking.
#[tokio::test]
async fn on_an_open_case_the_footer_names_the_key_that_asks() {
    let office = Office::without_a_model().await;
    let mut app = App::start(&office).await;
    app.press("esc g c enter").await;
    app.resize(250, 50);
    app.shows("Q ask");
    app.hides(" s ask");
}

/// Task 30c: three keys and the line's number.
#[tokio::test]
async fn a_line_of_the_audit_log_is_found_by_its_number() {
    let office = Office::without_a_model().await;
    let mut app = App::start(&office).await;
    app.open_customer(MAREN).await;
    app.press("esc :").await;
    app.type_text("audit #2").await;
    app.shows("Go to line 2 of the audit log");
    app.press("enter").await;
    app.shows("hash ");
    app.press("R").await;
    app.shows("the chain holds");
    app.press(":").await;
    app.type_text("audit 9999").await;
    app.press("enter").await;
    app.shows("the audit log has no line 9999");
}

#[tokio::test]
async fn an_action_that_there_is_not_is_told_with_what_to_do() {
    let office = Office::without_a_model().await;
    let mut app = App::start(&office).await;
    app.press("esc :").await;
    app.type_text("xyzzy").await;
    app.shows("no action is called “xyzzy”");
    app.shows("Take letters away, or esc and ?");
}

#[tokio::test]
async fn a_customer_is_shown_in_pictures() {
    let office = Office::without_a_model().await;
    let mut app = App::start(&office).await;
    app.open_customer(MAREN).await;
    app.resize(200, 60);
    app.press("i").await;
    for shown in
        ["Spend per month", "Order rhythm", "d on average", "Where value comes from", "Parcel of #1133"]
    {
        app.shows(shown);
    }
    app.press("esc").await;
    app.hides("Order rhythm");
    app.resize(80, 24);
    app.press("i pgdn pgdn pgdn pgdn").await;
    app.shows("Parcel of ");
    app.press("o").await;
    app.hides("In pictures");
}

/// Nobody decides what the pictures cover; the keys below are those of the pictures.
#[tokio::test]
async fn in_the_pictures_no_key_decides_what_they_cover() {
    let office = Office::without_a_model().await;
    let mut app = App::start(&office).await;
    app.open_customer(MAREN).await;
    app.press("1 i").await;
    app.shows("j scroll");
    for hidden in ["a accept", "e edit", "x dismiss", "n note", "t task", "1-9 pick"] {
        app.hides(hidden);
    }
    for key in ["a", "e", "x", "n", "t", "p", "Y", "B"] {
        app.press(key).await;
        app.shows("close the pictures first");
        assert!(app.model.outbox.is_empty() && app.model.overlay.is_none(), "{key}");
        app.shows("In pictures");
    }
    app.press("G g g ?").await;
    app.shows("Close the pictures");
    app.press("esc i").await;
    app.shows("a accept");
    app.press("a").await;
    app.shows("leaves in 5 s");
}

#[tokio::test]
async fn what_was_done_is_on_one_screen() {
    let office = Office::without_a_model().await;
    let mut app = App::start(&office).await;
    app.open_customer(MAREN).await;
    app.press("1 x 3").await;
    app.press("2 a g y").await;
    app.shows("leaves in 5 s");
    app.shows("wrong channel");
    app.shows("turned down     1");
    app.shows("accepted        1");
    app.shows("dismissed");
    // The outbox's own keys work on its part.
    app.press("u").await;
    app.shows("taken back");
    app.press("tab enter").await;
    app.shows("hash ");
}

#[tokio::test]
async fn a_customer_that_is_shown_for_long_is_asked_for_again_quietly() {
    let office = Office::without_a_model().await;
    let mut app = App::start(&office).await;
    app.open_customer(MAREN).await;
    app.press("c").await;
    let closed = serde_json::json!({ "properties": { "hs_pipeline_stage": "4" } });
    let (status, _) = office.sandbox.hubspot("PATCH", "/crm/v3/objects/tickets/17701", Some(closed)).await;
    assert_eq!(status, 200);
    app.pass(600).await;
    app.hides("changed meanwhile");
    app.pass(600).await;
    app.shows("changed meanwhile: 1 changed case");
}

/// An action is found by what people call it, and what is typed behind its words goes on to it.
#[tokio::test]
async fn what_is_typed_behind_an_actions_words_goes_on_to_it() {
    let office = Office::without_a_model().await;
    let mut app = App::start(&office).await;
    app.press("esc g c :").await;
    app.type_text("put to sleep until Monday").await;
    app.shows("“Monday”");
    app.press("enter").await;
    app.shows("sleeps until when?");
    app.shows("→ wakes Mon");
    app.press("esc m esc :").await;
    app.type_text("template photo").await;
    app.press("enter").await;
    app.shows("Which answer?");
    app.hides("Change of address");
    app.press("esc :").await;
    app.type_text("only priority:high").await;
    app.press("enter").await;
    app.shows("filter ❯ priority:high");
    app.press("esc :").await;
    app.type_text("frobnicate it").await;
    app.shows("no action is called");
}

/// What can be asked for stands in the prompt before anything wrong is typed.
#[tokio::test]
async fn a_filter_says_which_terms_it_knows() {
    let office = Office::without_a_model().await;
    let mut app = App::start(&office).await;
    app.press("esc").await;
    for (go, narrow, wide) in [
        (
            "g c",
            "terms: owner status channel language priority tier category mood age due is",
            "words, or key:value by owner, status, channel, language, priority, tier, category, mood, age, due, is",
        ),
        ("g l", "words, or key:value by owner, status, source, score, band, age, due", ""),
        ("g d", "words, or key:value by way, priority, tier, due", ""),
        ("g q", "words, or key:value by tier, stake, left", ""),
        ("g a", "words, or key:value by kind, actor, customer", ""),
        ("g y", "words, or key:value by kind, actor, customer", ""),
    ] {
        app.resize(80, 24);
        app.press(go).await;
        app.press("f").await;
        app.shows(narrow);
        app.resize(120, 40);
        app.shows(wide);
        app.press("enter").await;
        app.hides("key:value");
        app.hides("terms: ");
    }
}

/// Where no filter is set none is to be taken away.
#[tokio::test]
async fn an_empty_view_says_how_to_leave_it() {
    let office = Office::without_a_model().await;
    let mut app = App::start(&office).await;
    app.press("esc").await;
    let mut empty = 0;
    for go in ["g c", "g l", "g d"] {
        app.press(go).await;
        for _ in 0..8 {
            app.press("tab").await;
            app.hides("takes the filter away");
            empty += usize::from(app.text().contains("has none now"));
        }
        app.press("f").await;
        app.type_text("nothing of the kind").await;
        app.shows("esc takes the filter away");
        app.press("esc").await;
    }
    assert!(empty > 0, "no view is empty");
}

/// What was accepted last stands first, whichever was proposed first.
#[tokio::test]
async fn the_outbox_is_in_the_order_of_time() {
    let office = Office::without_a_model().await;
    let mut app = App::start(&office).await;
    app.open_customer(MAREN).await;
    for keys in ["2 a", "3 a", "1 a"] {
        app.press(keys).await;
        app.pass(120).await;
    }
    app.press("g o").await;
    let text = app.text();
    let mut entries = app.model.outbox.clone();
    entries.sort_by_key(|entry| entry.accepted_at);
    let places: Vec<_> = entries.iter().map(|entry| text.find(&entry.title).expect("it is shown")).collect();
    assert!(places.len() == 3 && places.is_sorted_by(|a, b| a > b), "{places:?}\n{text}");
}

/// The day on which a task is due is what is done about it: the title is cut before that is.
#[tokio::test]
async fn a_task_in_the_timeline_says_when_it_is_due() {
    let office = Office::without_a_model().await;
    let mut app = App::start(&office).await;
    app.resize(80, 24);
    app.open_customer(MAREN).await;
    app.press("t").await;
    app.type_text("Call the carrier about the parcel that was held at the depot in the snow").await;
    app.press("ctrl-s l").await;
    let due = app.model.moment.day(app.model.moment.now + 24.hours());
    app.shows(&format!("due {due}"));
    app.pass(6).await;
    app.shows(&format!("due {due}"));
}

/// What was said of how it stood goes with the key that makes it stand otherwise, and with no other.
#[tokio::test]
async fn what_was_said_goes_with_the_next_key_that_changes_the_screen() {
    let office = Office::without_a_model().await;
    let mut app = App::start(&office).await;
    app.open_customer("Maren Holloway").await;
    let said = "sent to the terminal's clipboard";
    app.press("Y").await;
    app.shows(said);
    app.press("j").await;
    app.shows(said);
    app.press("?").await;
    app.hides(said);
    app.press("esc Y").await;
    app.shows(said);
    app.pass(12).await;
    app.hides(said);
}
