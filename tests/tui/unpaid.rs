//! An order that nobody has paid is no business yet, and a colleague's word to keep it here is read first.

use deskhand::desk::api::{Answer, LookupAnswer, Reading, Request, Who};
use deskhand::domain::brief::Purpose;

use crate::office::Office;

const CURTIS: &str = "curtis.boyle@example.net";
const WORD: &str = "Do not ship before it clears";

fn who() -> Who {
    Who::Query(CURTIS.to_owned())
}

#[tokio::test]
async fn a_declined_order_is_no_net_value() {
    let office = Office::without_a_model().await;
    let request = Request::Lookup { who: who(), reading: Reading::Cached, all_pages: false };
    let Ok(Answer::Lookup(LookupAnswer::One { profile, .. })) = office.ask(request).await else {
        panic!("nobody")
    };
    assert_eq!(profile.orders.len(), 1);
    assert_eq!((profile.totals.orders, profile.totals.net), (0, None));
}

#[tokio::test]
async fn briefs_and_the_page_for_a_call_begin_with_the_word_to_keep_it_here() {
    let office = Office::without_a_model().await;
    let reading = Reading::Cached;
    for purpose in [Purpose::Support, Purpose::Sales] {
        let request =
            Request::Brief { who: who(), purpose, case: None, reading, playbook_only: true, again: false };
        let Ok(Answer::Brief(brief)) = office.ask(request).await else { panic!("no brief") };
        let told: Vec<&str> = brief.summary.iter().map(|sentence| &*sentence.text).collect();
        assert!(told[0].contains(WORD), "{purpose:?}: {told:?}");
        assert_eq!(told.iter().filter(|sentence| sentence.contains(WORD)).count(), 1, "{told:?}");
        assert!(!told.iter().any(|sentence| sentence.contains("No order")), "{told:?}");
    }
    let request = Request::CallSheet { who: who(), reading, playbook_only: true };
    let Ok(Answer::CallSheet(sheet)) = office.ask(request).await else { panic!("no page") };
    assert!(sheet.parts[0].sentences[0].text.contains(WORD), "{:?}", sheet.parts[0]);
}
