//! The tasks that are about who a customer is, what is proposed for them and how the sources stand.

use crate::pty::ENTER;
use crate::tasks::Day;

impl Day {
    /// From the open cases to somebody whom half a name tells; what follows is counted.
    #[track_caller]
    fn opens(&mut self, typed: &str, name: &str) {
        self.shows("All 19");
        self.app.press("/");
        self.app.press(typed);
        self.shows("1 of");
        self.app.press(ENTER);
        self.shows(&format!("‹ {name}"));
        self.shows("sentences hold");
        (self.keys, self.texts) = (0, 0);
    }
}

/// 7. An address that nobody has: why that may be, and who is like it.
#[test]
fn an_address_that_nobody_has_leads_to_who_is_like_it() {
    let mut day = Day::begins();
    day.shows("All 19");
    day.key(&["/"]);
    day.text("maren.hollowy@example.com");
    day.key(&[ENTER]);
    day.shows("Alike among the customers");
    day.key(&[ENTER]);
    day.shows("‹ Maren Holloway");
    day.took(3, 1);
}

/// 8. Two records are one person: side by side, then linked, and that can be taken back.
#[test]
fn two_records_are_seen_side_by_side_and_linked() {
    let mut day = Day::begins();
    day.opens("ines.caldeira+shop", "In");
    day.key(&[":"]);
    day.text("link");
    day.key(&[ENTER]);
    day.shows("the record");
    day.shows("u takes it back");
    day.key(&["a"]);
    day.shows("linked");
    day.took(5, 1);
}

/// 9. Wrongly one person: what ties the records, and what the sums are without each.
#[test]
fn a_record_is_taken_away_with_a_reason() {
    let mut day = Day::begins();
    day.opens("maren hollo", "Maren Holloway");
    day.key(&[":"]);
    day.text("why one person");
    day.key(&[ENTER]);
    day.shows("without it");
    day.key(&["j"]);
    day.key(&["x"]);
    day.text("another person of that name");
    day.key(&[ENTER]);
    day.shows("Cases 0");
    day.took(5, 2);
}

/// 10. The third contact in two weeks: told at a glance, with what was promised.
#[test]
fn a_repeated_contact_is_told_with_what_was_promised() {
    let mut day = Day::begins();
    day.choose("third time", "Delphine Roux");
    day.key(&[ENTER]);
    day.shows("3 contacts in 14 days");
    day.shows("nothing since");
    day.shows("Brief 3");
    day.key(&["1", "a"]);
    day.shows("✓ noted");
    day.took(3, 0);
}

/// 21. What is proposed for a customer is looked into and accepted.
#[test]
fn a_next_best_action_is_looked_into_and_accepted() {
    let mut day = Day::of("sales");
    day.shows("All 7");
    day.app.press("/");
    day.app.press("theo van");
    day.shows("1 of");
    day.app.press(ENTER);
    day.shows("sentences hold");
    (day.keys, day.texts) = (0, 0);
    day.key(&["1"]);
    day.shows("→ HubSpot task on contact 512002");
    day.key(&["v"]);
    day.shows("may buy next");
    day.key(&["\u{1b}"]);
    day.shows("→ HubSpot task on contact 512002");
    day.key(&["a"]);
    day.shows("leaves in");
    day.took(4, 0);
}

/// 22. A suggestion by the wrong channel: what will be learnt is told.
#[test]
fn a_channel_that_is_ruled_out_is_learnt() {
    let mut day = Day::begins();
    day.choose("boots", "Imogen Tate");
    day.app.press(ENTER);
    day.shows("Brief 3");
    day.app.press("1");
    day.shows("by email");
    (day.keys, day.texts) = (0, 0);
    day.key(&["x"]);
    day.shows("channel");
    day.key(&["3"]);
    day.shows("email");
    day.took(2, 0);
}

/// 30a. How the sources stand.
#[test]
fn how_the_sources_stand_is_two_keys_away() {
    let mut day = Day::begins();
    day.shows("All 19");
    day.key(&["g", "s"]);
    day.shows("read up to");
    day.shows("points");
    day.took(2, 0);
}
