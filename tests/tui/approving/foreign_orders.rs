//! Words that give money back for an order that is somebody else's say so: to who writes them, and to who says yes.

use deskhand::desk::api::{Answer, Reading, Request, Review, Standing, Who};
use deskhand::domain::ids::EntryId;

use super::answer;
use crate::app::App;
use crate::office::Office;
use crate::under_way::brief_of;

/// Who wrote case 17720 about order #1157.
const JONAH: &str = "Jonah Mercer";
const CASE: &str = "17720";
const WORDS: &str = "Hello Jonah, I will refund you 180 USD for your order #1153. Sam";
const NOT_THEIRS: &str = "#1153 is no order of this customer's";

async fn review(office: &Office, entry: EntryId) -> Review {
    let review = office.ask(Request::Review { entry, reading: Reading::Fresh }).await;
    let Ok(Answer::Review(review)) = review else { panic!("not looked at") };
    *review
}

fn why_not(review: &Review) -> String {
    let Standing::No(why) = &review.standing else { panic!("{:?}", review.standing) };
    why.join("; ")
}

#[tokio::test]
async fn a_refund_of_somebody_elses_order_says_so_to_everybody() {
    let office = Office::without_a_model().await;
    let refused = answer(&office, CASE, WORDS, false).await.expect_err("it is asked about");
    assert!(refused.contains(NOT_THEIRS) && refused.contains("no policy allows"), "{refused}");
    let done = answer(&office, CASE, WORDS, true).await.expect("somebody stands for it");
    let entry = done.entries[0].id;
    assert!(done.entries[0].need().is_some(), "{:?}", done.entries);
    let looked_at = review(&office, entry).await;
    assert!(looked_at.vouched.iter().any(|one| one.contains(NOT_THEIRS)), "{:?}", looked_at.vouched);
    assert_eq!(why_not(&looked_at), NOT_THEIRS);
    office.ask(Request::Approve { entry, despite: false }).await.expect_err("it is said first");
    let mut app = App::start(&office).await;
    app.press("esc g p").await;
    app.shows(NOT_THEIRS);
    // Nobody knows of which order it is.
    let brief = brief_of(&office, JONAH, true).await;
    let of_refund = brief.summary.iter().find(|one| one.text.contains("180.00 USD"));
    let told = &of_refund.unwrap_or_else(|| panic!("{:?}", brief.summary)).text;
    assert!(
        !told.contains("#1157") && told.starts_with("An answer promises a refund of 180.00 USD;"),
        "{told}"
    );
}

#[tokio::test]
async fn a_task_to_refund_somebody_elses_order_does_not_hold() {
    let office = Office::without_a_model().await;
    let (who, text) = (Who::Query(JONAH.to_owned()), "Refund 180 USD for order #1153".to_owned().into());
    let task = Request::Task { who, text, case: None, due_at: None, owner: None, now: false };
    let Ok(Answer::Accepted(accepted)) = office.ask(task).await else { panic!("not asked for") };
    assert_eq!(why_not(&review(&office, accepted.entry.id).await), NOT_THEIRS);
}
