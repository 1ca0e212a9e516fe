//! Macros held against what is known of the case: what the facts contradict, what is there already, what stays unanswered.

use deskhand::desk::api::{Answer, Request};
use deskhand::domain::casework::{CaseAt, CaseDeed, CaseOutcome, Casework, Consent};
use deskhand::domain::ids::Source;
use deskhand::domain::macros::{MacroFit, built_in};
use deskhand::domain::record::RecordRef;

use crate::app::App;
use crate::looks::looks;
use crate::office::{Office, without_a_model};

/// Macros of a shop, each with what it says.
const MACROS: &[(&str, &str)] = &[
    ("Arrived", "Hello,\\n\\nyour order {order.number} was delivered. Enjoy it."),
    ("On its way", "Hello,\\n\\nyour order {order.number} is on its way to you."),
    ("Money", "Hello,\\n\\nwe have refunded your order {order.number}."),
    ("Photo", "Hello,\\n\\ncould you send us a photo of it?"),
    ("Number", "Hello,\\n\\nplease tell us your order number."),
    (
        "Wait",
        "Hello,\\n\\nwe are looking into it now and will write to you as soon as we know more about it.",
    ),
];

async fn office() -> Office {
    let macros: String = MACROS
        .iter()
        .map(|(name, text)| format!("[[macros]]\nname = \"{name}\"\ntext = \"{text}\"\n"))
        .collect();
    Office::with(&[], |text| format!("{macros}{}", without_a_model(text))).await
}

fn record(id: &str) -> RecordRef {
    RecordRef { source: Source::crm("hubspot"), kind: "case".to_owned(), id: id.to_owned() }
}

/// What would become of cases by a macro.
async fn tried(office: &Office, name: &str, cases: &[&str]) -> Casework {
    let at = |id: &&str| CaseAt { record: record(id), seen: None };
    let request = Request::WorkCases {
        cases: cases.iter().map(at).collect(),
        deed: CaseDeed::Macro { name: name.to_owned(), text: None },
        consent: Consent::Ask,
        vouches: false,
        now: false,
    };
    let Ok(Answer::Casework(done)) = office.ask(request).await else {
        panic!("nothing becomes of {cases:?}")
    };
    *done
}

/// What is wrong with a macro on a case, in words.
fn wrong(outcome: &CaseOutcome) -> Vec<String> {
    match outcome {
        CaseOutcome::Written { unallowed, lacks, .. } => {
            unallowed.iter().map(|one| one.why.clone()).chain(lacks.iter().cloned()).collect()
        }
        CaseOutcome::LeftOut { why } => vec![why.clone()],
        CaseOutcome::Changed(_) => vec!["changed".to_owned()],
    }
}

#[tokio::test]
async fn a_macro_is_held_against_its_case_as_a_draft_is() {
    let office = office().await;
    // 17701 waits for a parcel on its way, 17719 sent a photo of what broke and wants their money, 17720 has not been sent
    // anything, 17708's parcel has arrived.
    let table: &[(&str, &str, &[&str])] = &[
        (
            "Arrived",
            "17701",
            &[
                "it says `delivered`, which its evidence contradicts",
                "not answered: their money back, a new one sent, express delivery",
            ],
        ),
        ("On its way", "17701", &["not answered: their money back, a new one sent, express delivery"]),
        ("On its way", "17708", &["it says `on its way`, which its evidence contradicts"]),
        ("On its way", "17720", &["it says `on its way`, which its evidence contradicts"]),
        ("Arrived", "17708", &[]),
        ("Money", "17719", &["it says `refunded`, which its evidence contradicts"]),
        ("Photo", "17719", &["not answered: their money back", "asks for what is there already: a photo"]),
        (
            "Number",
            "17719",
            &["not answered: their money back", "asks for what is there already: the order's number"],
        ),
        ("Wait", "17719", &["not answered: their money back"]),
        ("Photo", "17706", &["not answered: a new one sent"]),
    ];
    let mut differs = Vec::new();
    for (name, case, expected) in table {
        let done = tried(&office, name, &[case]).await;
        let wrong = wrong(&done.cases[0].outcome);
        if wrong != *expected {
            differs.push(format!("{name} on {case}: {wrong:?}"));
        }
    }
    assert!(differs.is_empty(), "{}", differs.join("\n"));
}

/// What a draft may not say goes to nobody among many; what it only lacks is said.
#[tokio::test]
async fn among_many_what_the_facts_contradict_is_left_out_and_what_is_lacking_is_said() {
    let office = office().await;
    let done = tried(&office, "On its way", &["17713", "17720"]).await;
    let left_out = done.cases.iter().filter(|case| matches!(case.outcome, CaseOutcome::LeftOut { .. }));
    let whys: Vec<String> = left_out.flat_map(|case| wrong(&case.outcome)).collect();
    assert!(whys.iter().any(|why| why.contains("`on its way`, which its evidence contradicts")), "{whys:?}");
    let done = tried(&office, "Photo", &["17719", "17706"]).await;
    let CaseOutcome::Written { lacks, .. } = &done.cases[0].outcome else { panic!("{:?}", done.cases[0]) };
    assert!(lacks.iter().any(|one| one == "asks for what is there already: a photo"), "{lacks:?}");
}

/// A case in German of Maren Holloway's.
async fn german(office: &Office) -> String {
    let content = "Guten Tag, ich warte seit Tagen auf meine Bestellung #1133. Wo ist das Paket jetzt?";
    office.case_of_maren("Wo bleibt das Paket?", content).await
}

#[tokio::test]
async fn a_macro_is_written_in_the_customers_language_where_it_has_it() {
    let office = office().await;
    let case = german(&office).await;
    let text = |done: &Casework| match &done.cases[0].outcome {
        outcome @ CaseOutcome::Written { text, .. } => (text.clone().unwrap_or_default(), wrong(outcome)),
        other => panic!("{:?}", wrong(other)),
    };
    let (german, lacks) = text(&tried(&office, "Where the parcel is", &[&case]).await);
    assert!(german.starts_with("Hallo Maren,") && german.contains(" Tage mit UPS unterwegs"), "{german}");
    assert!(lacks.is_empty(), "{lacks:?}");
    let (english, lacks) = text(&tried(&office, "Wait", &[&case]).await);
    assert!(english.starts_with("Hello,"), "{english}");
    assert_eq!(lacks, ["written in English, the customer writes German: the macro has no text in it"]);
}

/// In no language do those that come with the program promise or say anything that is not so.
#[tokio::test]
async fn the_built_in_ones_hold_in_every_language() {
    let office = office().await;
    let mut differs = Vec::new();
    for one in built_in() {
        let case = match one.name.as_str() {
            "Delayed at the warehouse" => "17720",
            "How to return" => "17717",
            _ => "17701",
        };
        for (language, text) in one.texts.iter().chain([(&"en".to_owned(), &one.text)]) {
            let at = CaseAt { record: record(case), seen: None };
            let deed = CaseDeed::Macro { name: one.name.clone(), text: Some(text.clone()) };
            let request = Request::WorkCases {
                cases: vec![at],
                deed,
                consent: Consent::Ask,
                vouches: false,
                now: false,
            };
            let Ok(Answer::Casework(done)) = office.ask(request).await else { panic!("{one} in {language}") };
            match &done.cases[0].outcome {
                CaseOutcome::Written { unallowed, .. } if unallowed.is_empty() => {}
                other => differs.push(format!("{one} in {language}: {:?}", wrong(other))),
            }
        }
    }
    assert!(differs.is_empty(), "{}", differs.join("\n"));
}

#[tokio::test]
async fn the_preview_of_a_macro_warns_before_it_is_taken() {
    let office = office().await;
    let mut app = App::start(&office).await;
    app.press("esc g c enter").await;
    app.press("m").await;
    app.type_text("arrived").await;
    app.shows("⚠ “your order #1133 was delivered.”");
    app.press("enter").await;
    app.shows("it is your own word");
}

/// What nobody has cannot be sent back: 17720 has not left, 17701 is on its way, 17717 and 17707 have arrived.
#[tokio::test]
async fn sending_back_is_not_spoken_of_before_there_is_something_to_send_back() {
    let office = Office::without_a_model().await;
    for (case, expected) in [
        ("17720", Some("order #1157 has not left yet")),
        ("17701", Some("order #1133 has not arrived yet")),
        ("17717", None),
    ] {
        let done = tried(&office, "How to return", &[case]).await;
        let wrong = wrong(&done.cases[0].outcome);
        assert_eq!(
            wrong.iter().any(|why| why.starts_with("order #")),
            expected.is_some(),
            "{case}: {wrong:?}"
        );
        assert_eq!(wrong.first().map(String::as_str).filter(|_| expected.is_some()), expected, "{case}");
    }
    let done = tried(&office, "How to return", &["17705", "17720"]).await;
    let [written, left_out] = done.cases.as_slice() else { panic!("two cases") };
    assert!(matches!(written.outcome, CaseOutcome::Written { .. }), "{:?}", wrong(&written.outcome));
    let CaseOutcome::LeftOut { why } = &left_out.outcome else { panic!("not left out") };
    assert!(why.contains("order #1157 has not left yet; answer it by itself"), "{why}");
}

/// Sara writes in Arabic that her shoes are to be exchanged.
#[tokio::test]
async fn a_macro_about_something_else_is_not_the_first() {
    let office = Office::without_a_model().await;
    let mut app = App::start(&office).await;
    app.press("esc g c").await;
    app.shows("return or refund");
    app.press("enter").await;
    for (case, first) in [("17705", "How to return"), ("17720", "Change of address")] {
        let request = Request::CaseChoices { case: Some(record(case)) };
        let Ok(Answer::CaseChoices(choices)) = office.ask(request).await else { panic!("nothing to choose") };
        let offered: Vec<_> = choices.macros.iter().map(|one| (one.one.name.as_str(), one.fit)).collect();
        assert_eq!(offered[0].0, first, "{case}: {offered:?}");
    }
}

/// What fits the case stands first, what says something untrue of it or cannot be filled in stands last, with why.
#[tokio::test]
async fn the_macros_of_a_case_are_offered_by_how_they_fit_it() {
    let office = Office::without_a_model().await;
    let mut app = App::start(&office).await;
    app.press("esc g c enter").await;
    let request = Request::CaseChoices { case: Some(record("17701")) };
    let Ok(Answer::CaseChoices(choices)) = office.ask(request).await else { panic!("nothing to choose") };
    let offered: Vec<(MacroFit, &str)> =
        choices.macros.iter().map(|offered| (offered.fit, offered.one.name.as_str())).collect();
    assert!(offered.is_sorted_by_key(|(fit, _)| *fit), "{offered:?}");
    assert_eq!(offered[0], (MacroFit::Partly, "Where the parcel is"), "{offered:?}");
    let last = choices.macros.last().expect("there are some");
    assert_eq!(last.fit, MacroFit::Misfit, "{offered:?}");
    assert!(last.lacks.is_some() || !last.warns.is_empty(), "it says why");
    app.press("m").await;
    looks(&mut app, "case_macros_by_fit");
}
