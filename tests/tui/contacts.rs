//! Somebody who has to write again and again: told at a glance, with what they were promised.

use deskhand::domain::EvidenceId;

use crate::app::App;
use crate::office::Office;
use crate::under_way::brief_of;

/// Task 10: `Enter`, and the banner is there.
#[tokio::test]
async fn who_writes_again_and_again_is_told_with_what_was_promised_and_whether_it_happened() {
    let office = Office::without_a_model().await;
    let mut app = App::start(&office).await;
    app.press("esc g c enter").await;
    app.resize(80, 24);
    app.shows("! 3 contacts in 14 days · nothing since “will come back");
    app.resize(120, 40);
    app.shows("nothing since “will come back to you tomorrow.” (5 days ago)");
    // Who wrote once is not told so.
    app.open_customer("Theodore Vance").await;
    app.hides("contacts in 14 days");
}

/// What was promised in an earlier case rests on that case, which is where `v` goes.
#[tokio::test]
async fn a_promise_of_an_earlier_case_is_found_where_it_was_written() {
    let written = EvidenceId::new("case", "17722");
    for playbook_only in [false, true] {
        let office = if playbook_only { Office::without_a_model().await } else { Office::open().await };
        let brief = brief_of(&office, "Delphine Roux", playbook_only).await;
        let quotes = |text: &str| text.contains("“I will call you on Monday to make sure”");
        let said = brief.summary.iter().position(|one| quotes(&one.text)).expect("it is told");
        assert_eq!(brief.summary[said].evidence[0], written, "{:?}", brief.summary[said]);
        let quoting: Vec<_> = brief.suggestions.iter().filter(|one| quotes(&one.body)).collect();
        assert!(!quoting.is_empty());
        assert!(quoting.iter().all(|one| one.evidence.contains(&written)), "{quoting:?}");
        let mut app = App::start(&office).await;
        app.open_customer("Delphine Roux").await;
        app.press("home").await;
        for _ in 0..said {
            app.press("j").await;
        }
        app.press("v").await;
        app.shows("case:17722 · 1 of 2");
        app.shows("I will call you on Monday to make sure. Best, Sam");
    }
}
