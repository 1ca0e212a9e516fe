//! The tasks of a working day, each in no more keys than it may take, in the smallest terminal and without colour.

use tempfile::TempDir;

use crate::pty::{ENTER, Terminal, Vendors, home, without_a_terminal};

const ESC: &str = "\u{1b}";
const CTRL_S: &str = "\u{13}";

/// The app on its own sandbox, with a count of what is pressed.
pub struct Day {
    pub app: Terminal,
    pub keys: usize,
    pub texts: usize,
    vendors: Option<Vendors>,
    _home: TempDir,
}

impl Day {
    pub fn begins() -> Self {
        Self::of("support")
    }

    /// Of somebody in this role.
    pub fn of(role: &str) -> Self {
        let home = home();
        let more = [("NO_COLOR", "1"), ("DESKHAND_ME_ROLE", role)];
        let app = Terminal::start_with(home.path(), &["demo"], (80, 24), &more);
        Self { app, keys: 0, texts: 0, vendors: None, _home: home }
    }

    /// With so many customers beside those of the fixtures, some of whom have the same trouble.
    fn with_customers(customers: usize) -> Self {
        let home = home();
        let vendors = Vendors::with_customers(home.path(), customers);
        let arguments = ["--config", &vendors.configuration];
        // Nobody is left alone, so that every run meets the same customers.
        let more = [("NO_COLOR", "1"), ("DESKHAND_SCORES_HOLDOUT_PERCENT", "0")];
        let app = Terminal::start_with(home.path(), &arguments, (80, 24), &more);
        Self { app, keys: 0, texts: 0, vendors: Some(vendors), _home: home }
    }

    /// What a command says that works through the open app.
    fn command(&self, command: &[&str]) -> String {
        let configuration = self.vendors.as_ref().expect("vendors of its own").configuration.clone();
        let arguments = [&["--config", &*configuration], command].concat();
        let (status, said) = without_a_terminal(self._home.path(), &arguments);
        assert_eq!(status, 0, "{said}");
        said
    }

    /// With a model fitted on what these customers have bought.
    fn with_a_model(customers: usize) -> Self {
        let mut day = Self::with_customers(customers);
        day.shows("Maren Holloway");
        day.command(&["sync"]);
        day.command(&["score", "fit"]);
        day
    }

    /// A key, or several.
    pub fn key(&mut self, keys: &[&str]) {
        self.keys += keys.len();
        keys.iter().for_each(|key| self.app.press(key));
    }

    /// Text is one entry, however long.
    pub fn text(&mut self, text: &str) {
        self.texts += 1;
        self.app.press(text);
    }

    #[track_caller]
    pub fn shows(&mut self, text: &str) {
        self.app.shows(text);
    }

    /// Chooses the case that a word tells. A new one stands at the top for somebody; who, is no matter here.
    #[track_caller]
    pub fn choose(&mut self, words: &str, shown: &str) {
        self.app.shows("All 19");
        self.app.press(&format!("f{words}{ENTER}"));
        self.app.shows(&format!("{words} "));
        self.app.shows(shown);
        (self.keys, self.texts) = (0, 0);
    }

    /// The task is done; it took no more than it may.
    #[track_caller]
    pub fn took(&mut self, keys: usize, texts: usize) {
        let taken = (self.keys, self.texts);
        assert!(
            taken.0 <= keys && taken.1 <= texts,
            "{taken:?} instead of {keys} and {texts}\n{}",
            self.app.text()
        );
    }
}

/// 2. "Where is my order?": the answer stands on the case as a note, and the case waits for the customer.
#[test]
fn where_is_my_order_is_answered() {
    let mut day = Day::with_customers(0);
    day.choose("sleeping", "Maren Holloway");
    day.key(&[ENTER]);
    day.shows("Brief 3");
    day.key(&["1"]);
    day.shows("Hello Maren");
    day.key(&["a"]);
    day.shows("✓ noted");
    day.took(3, 0);
    let configuration = day.vendors.as_ref().expect("vendors of its own").configuration.clone();
    let ask = |arguments: &[&str]| {
        let arguments = [&["--config", &*configuration], arguments].concat();
        let (status, said) = without_a_terminal(day._home.path(), &arguments);
        assert_eq!(status, 0, "{said}");
        serde_json::from_str::<serde_json::Value>(&said).expect("JSON")
    };
    let status = || {
        let cases = ask(&["cases", "--json"]);
        let case = cases["cases"].as_array()?.iter().find(|case| case["record"] == "hubspot/case/17701")?;
        case["status"].as_str().map(str::to_owned)
    };
    // What was written is read again behind it.
    let read_again = (0..50).map(|_| status()).find(|status| status.as_deref() == Some("Waiting on contact"));
    assert!(read_again.is_some(), "{:?}", status());
    let outbox = ask(&["outbox", "--json"]);
    let entry = &outbox["entries"][0];
    assert_eq!(entry["state"], "done", "{entry}");
    assert_eq!(entry["write"]["note"]["case"], "hubspot/case/17701", "{entry}");
}

/// 3. A return within its time: what policy says and when it arrived, then the answer.
#[test]
fn a_return_within_its_time_is_answered() {
    let mut day = Day::begins();
    day.choose("boots", "Imogen Tate");
    day.key(&[ENTER]);
    day.shows("Brief 3");
    day.key(&["1"]);
    day.shows("come back until");
    day.key(&["v"]);
    day.shows("returns within 30 days");
    day.key(&[ESC]);
    day.shows("1 reply");
    day.key(&["a"]);
    day.shows("✓ noted");
    day.took(5, 0);
}

/// 4. After its time, for somebody who matters: an exception, which waits for a manager.
#[test]
fn a_return_after_its_time_waits_for_a_manager() {
    let mut day = Day::begins();
    day.choose("jacket", "Leopold Harcourt");
    day.key(&[ENTER]);
    day.shows("Brief 3");
    day.key(&["2"]);
    day.shows("The tier is platinum");
    day.key(&["a"]);
    day.shows("waits for a yes: yours or a manager's");
    day.took(3, 0);
}

/// 5. Money back above the limit: the limit stands beside the amount, and a manager is waited for.
#[test]
fn a_refund_over_the_limit_waits_for_a_manager() {
    let mut day = Day::begins();
    day.choose("poles", "Petra Novak");
    day.key(&[ENTER]);
    day.shows("Brief 3");
    day.key(&["1"]);
    day.shows("of it was refunded");
    day.key(&["a"]);
    day.shows("waits for a yes: yours or a manager's");
    day.took(3, 0);
}

/// 6. A caller gives an order number.
#[test]
fn an_order_number_finds_its_customer() {
    let mut day = Day::begins();
    day.shows("All 19");
    day.key(&["/"]);
    day.text("1133");
    day.shows("1 of");
    day.key(&[ENTER]);
    day.shows("Maren Holloway");
    day.shows("#1133");
    day.took(2, 1);
}

/// 16. A text gives orders to the assistant.
#[test]
fn orders_to_the_assistant_are_told_and_not_followed() {
    let mut day = Day::begins();
    day.choose("halloran", "Victor Halloran");
    day.key(&[ENTER]);
    day.shows("gives orders to the assistant");
    day.took(1, 0);
}

/// 17. What left for a model about this customer.
#[test]
fn what_left_about_a_customer_is_shown_byte_for_byte() {
    let mut day = Day::begins();
    day.choose("sleeping", "Maren Holloway");
    day.key(&[ENTER]);
    day.shows("Brief 3");
    day.app.press("");
    (day.keys, day.texts) = (0, 0);
    day.key(&["w", "\t"]);
    day.shows("[PERSON_1]");
    day.took(2, 0);
}

/// 18. The leads, from the best down.
#[test]
fn the_leads_stand_from_the_best_down() {
    let mut day = Day::begins();
    day.shows("All 19");
    day.key(&["g", "l"]);
    day.shows("Darius Osei");
    day.took(2, 0);
}

/// 23. Why a lead has its points: what they are made of with the data behind, how they fade, what is missing to more.
#[test]
fn a_leads_points_are_explained() {
    let mut day = Day::of("sales");
    day.shows("All 7");
    day.key(&["/"]);
    day.text("darius osei");
    day.shows("1 of");
    day.key(&[ENTER]);
    day.shows("sentences hold");
    (day.keys, day.texts) = (0, 0);
    day.key(&["f"]);
    day.shows("of 100 points");
    day.key(&[ENTER]);
    day.shows("page views");
    day.shows("fade by one every");
    day.took(2, 0);
}

/// 19. The page to call by.
#[test]
fn a_call_is_prepared_on_one_page() {
    let mut day = Day::of("sales");
    day.shows("All 7");
    day.key(&["/"]);
    day.text("theo van");
    day.shows("1 of");
    day.key(&[ENTER]);
    day.shows("sentences hold");
    day.key(&["b"]);
    day.shows("Call Theodore Vance");
    day.shows("who  ");
    day.took(3, 1);
}

/// The next of today's calls is prepared in one key, and done in another.
#[test]
fn todays_calls_are_gone_through_in_order() {
    let mut day = Day::begins();
    day.shows("All 19");
    day.key(&["g", "d"]);
    day.shows("Émilie Tremblay");
    day.key(&[ENTER]);
    day.shows("To do for Maren Holloway");
    day.key(&["]"]);
    day.shows("Call Émilie Tremblay");
    day.key(&["d"]);
    day.shows("✓ done");
    day.took(5, 0);
}

/// 20. The call is logged, and the next step made of what was jotted down.
#[test]
fn a_call_becomes_a_note_and_a_task() {
    let mut day = Day::begins();
    day.choose("sleeping", "Maren Holloway");
    day.app.press(ENTER);
    day.shows("Brief 3");
    day.key(&["C"]);
    day.text("Spoke with Maren, the carrier calls back. Call her again tomorrow at 10");
    day.key(&[CTRL_S]);
    day.shows("tomorrow");
    day.key(&["a"]);
    day.shows("✓ done");
    day.took(4, 1);
}

/// 26. A manager says yes to what waits.
#[test]
fn what_waits_is_approved() {
    let mut day = Day::begins();
    day.choose("jacket", "Leopold Harcourt");
    day.app.press(ENTER);
    day.shows("Brief 3");
    day.app.press("2a");
    day.shows("waits for a yes: yours or a manager's · ");
    day.key(&["g", "p"]);
    day.key(&[ENTER]);
    day.shows("asked by");
    day.key(&["y"]);
    day.shows("Nothing waits for a yes");
    day.took(4, 0);
}

/// 12. A macro with the values of the case's own order.
#[test]
fn a_macro_is_filled_with_live_values() {
    let mut day = Day::begins();
    day.choose("new address", "Jonah Mercer");
    day.app.press(ENTER);
    day.shows("Brief 3");
    day.key(&["m"]);
    day.text("addr");
    day.shows("new address for order #1157");
    day.key(&[ENTER]);
    day.shows("What will happen");
    day.key(&["a"]);
    day.shows("✓ noted");
    day.took(4, 1);
}

/// 13. A colleague was faster, from their own machine: the rep is told, looks at both, and decides again.
#[test]
fn what_a_colleague_did_meanwhile_stops_an_answer() {
    let mut day = Day::with_customers(0);
    day.choose("new address", "Jonah Mercer");
    day.app.press(ENTER);
    day.shows("Brief 3");
    day.app.press("1");
    day.shows("Hello Jonah");
    let colleague = home();
    let configuration = day.vendors.as_ref().expect("vendors of its own").configuration.clone();
    let set = ["--config", &configuration, "case", "set", "17720", "--priority", "urgent", "--now"];
    let (status, said) = without_a_terminal(colleague.path(), &set);
    assert_eq!(status, 0, "{said}");
    day.app.press("a");
    day.shows("priority: medium → urgent");
    day.key(&["v"]);
    day.shows("Hello Jonah");
    day.key(&["a"]);
    day.shows("✓ noted");
    day.took(2, 0);
}

/// 15. The same trouble in many cases: one macro, one confirmation, one undo.
#[test]
fn many_cases_with_the_same_trouble_are_answered_at_once() {
    let mut day = Day::with_customers(600);
    day.shows("Maren Holloway");
    day.key(&["f"]);
    day.text("parcel");
    day.key(&[ENTER]);
    day.shows("Where is my parcel?");
    day.key(&["*", "m"]);
    day.text("photo");
    day.shows("Ask for a photo");
    day.key(&[ENTER]);
    day.shows("What will happen");
    day.key(&["a"]);
    day.shows("u takes");
    day.took(6, 2);
}

/// 30c. A line of the audit log, and its replay.
#[test]
fn a_line_of_the_audit_log_is_found_and_replayed() {
    let mut day = Day::begins();
    day.choose("boots", "Imogen Tate");
    day.app.press(ENTER);
    day.shows("Brief 3");
    // How often the customer was looked at before the brief hangs on how fast the vendors answer.
    for key in ["g", "a"] {
        day.app.press(key);
    }
    day.shows("briefed");
    let line = day.app.text();
    let line = line.lines().find(|line| line.contains("briefed")).expect("the line");
    let number: String =
        line.chars().skip_while(|c| !c.is_ascii_digit()).take_while(char::is_ascii_digit).collect();
    day.app.press(ESC);
    day.shows("Brief 3");
    day.key(&[":"]);
    day.text(&format!("audit #{number}"));
    day.key(&[ENTER]);
    day.shows("briefed");
    day.key(&["R"]);
    day.shows("identical");
    day.took(3, 1);
}

/// 14. Out of the way until the carrier moves, typed ahead of everything.
#[test]
fn a_case_sleeps_until_its_parcel_moves() {
    let mut day = Day::begins();
    day.choose("sleeping", "Maren Holloway");
    day.key(&["z"]);
    day.text("2d or scan");
    day.shows("when the parcel");
    day.key(&[ENTER]);
    day.shows("asleep, wakes");
    day.took(2, 1);
}

/// 11. What a thread comes to before it is taken over.
#[test]
fn a_thread_is_summed_up() {
    let mut day = Day::begins();
    day.choose("sleeping", "Maren Holloway");
    day.key(&[ENTER]);
    day.shows("about order");
    day.key(&["s"]);
    day.shows("struck");
    day.took(2, 0);
}

/// 24. What would an order change? Before and after, and nothing of it is kept.
#[test]
fn an_order_is_supposed() {
    let mut day = Day::with_a_model(150);
    day.app.press("/");
    day.app.press("maren hol");
    day.shows("1 of");
    day.app.press(ENTER);
    day.shows("sentences hold");
    day.key(&["f", "I"]);
    day.shows("hypothetical");
    day.text("+1 order 120 in 14d");
    day.key(&[ENTER]);
    day.shows("after an order of 120.00 in 14 days");
    day.shows("churn risk");
    day.took(3, 1);
}

/// 27. A change of tier that a case holds: before and after, why, the case, the rule; then yes.
#[test]
fn a_tier_that_a_case_holds_is_decided() {
    let home = home();
    let vendors = Vendors::start(home.path());
    let said = |arguments: &[&str]| {
        let arguments = [&["--config", &*vendors.configuration], arguments].concat();
        let (status, said) = without_a_terminal(home.path(), &arguments);
        assert_eq!(status, 0, "{said}");
        said
    };
    for arguments in [&["sync"][..], &["setup", "fields"], &["score", "fit"], &["score", "write", "--yes"]] {
        said(arguments);
    }
    // Where tiers begin is changed, so that everybody changes over.
    let mut text = std::fs::read_to_string(&vendors.configuration).expect("a configuration");
    text.push_str("\n[scores]\nrefit_days = 0\n");
    text.push_str("tiers = { by = \"amount\", silver = 1000000, gold = 2000000, platinum = 3000000 }\n");
    std::fs::write(&vendors.configuration, text).expect("it can be written");
    said(&["score", "fit"]);
    said(&["score", "write", "--yes"]);
    let waiting = said(&["score", "reviews"]).matches("held by: ").count();
    assert!(waiting > 0);

    let arguments = ["--config", &*vendors.configuration];
    let app = Terminal::start_with(home.path(), &arguments, (80, 24), &[("NO_COLOR", "1")]);
    let mut day = Day { app, keys: 0, texts: 0, vendors: Some(vendors), _home: home };
    day.shows("All 19");
    day.key(&["g", "h"]);
    day.shows("→ bronze");
    day.key(&[ENTER]);
    day.shows("rule");
    day.shows("held by");
    day.key(&["y"]);
    day.shows("written: ");
    day.took(4, 0);
}

/// 25. Somebody of high value goes quiet: what is at stake, and the win-back with its cost, which is a task.
#[test]
fn who_goes_quiet_is_won_back() {
    let mut day = Day::with_a_model(150);
    day.app.press("gq");
    day.shows("at stake");
    // The first of those who agreed to hear from the shop.
    day.app.press(&format!("fkwame zimm{ENTER}"));
    day.app.until("the filter", |screen| !screen.contents().contains("Esther Grant"));
    day.shows("Kwame Zimmermann");
    (day.keys, day.texts) = (0, 0);
    day.key(&[ENTER]);
    day.shows("Going quiet");
    day.shows("next order");
    day.shows("subscribed");
    day.shows("Brief 3");
    day.key(&["1"]);
    day.shows("costs about");
    day.key(&["a"]);
    day.shows("✓ done");
    day.took(3, 0);
    let outbox: serde_json::Value = serde_json::from_str(&day.command(&["outbox", "--json"])).expect("JSON");
    let entry = &outbox["entries"][0];
    assert_eq!((&entry["action"], &entry["state"]), (&"win_back".into(), &"done".into()), "{entry}");
    assert_eq!(entry["write"]["write"], "task", "{entry}");
}
