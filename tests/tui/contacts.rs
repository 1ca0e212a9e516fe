//! Somebody who has to write again and again: told at a glance, with what they were promised.

use crate::app::App;
use crate::office::Office;

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
