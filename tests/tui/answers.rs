//! The drafted answers to the cases of the fixtures, of the playbook and of the sandbox's model: nothing is asked for that the
//! thread has, nothing is told that nobody did, and what we owe is named.

use deskhand::desk::api::{Answer, Reading, Request, Who};
use deskhand::domain::action::ActionKind;
use deskhand::domain::{EvidenceId, Purpose};

use crate::office::Office;

/// Who asks in which case, what a draft says, and what it never says.
struct Expected {
    query: &'static str,
    case: &'static str,
    says: &'static [&'static str],
    never: &'static [&'static str],
}

const fn expected(
    query: &'static str,
    case: &'static str,
    says: &'static [&'static str],
    never: &'static [&'static str],
) -> Expected {
    Expected { query, case, says, never }
}

const ANSWERS: &[Expected] = &[
    expected(
        "jonah.mercer@example.com",
        "17720",
        &["#1157 has not left us yet", "send me the new address"],
        &["carrier", "parcel"],
    ),
    expected(
        "delphine.roux@example.com",
        "17723",
        &[
            "I am sorry: on 19 Nov 2026 we wrote “I will call you on Monday to make sure”",
            "how it stands with your order #1159",
        ],
        &["Thank you for your question", "what you plan to use it for"],
    ),
    expected(
        "petra.novak@example.com",
        "17719",
        &["You ask for your money back for order #1155", "checking that today with your photo"],
        &["A photo of the damage", "find out which order", "workshop", "arranty"],
    ),
    expected("simone.achterberg@example.com", "17713", &["#1134"], &["neighbours"]),
    expected(
        "agnes.whitmore@example.com",
        "17708",
        &["#1135 was delivered", "at which address"],
        &["Did it reach you", "where it should have gone"],
    ),
    expected(
        "sara.alhassan@example.com",
        "17705",
        &["size 40 of Basalt Mid Boot"],
        &["the size you need", "Squall", "EU 39"],
    ),
    expected(
        "nils.aaberg@example.org",
        "17710",
        // A colleague has thanked for it.
        &["your photo"],
        &["A photo of the damage", "I do not find the photo"],
    ),
    expected(
        "hamish.mcallister@example.co.uk",
        "17715",
        &["your plans", "budget of 600 dollars"],
        &["what you plan to use it for"],
    ),
    expected(
        "wendell.krause@example.com",
        "17716",
        &[
            "I am sorry: on 19 Nov 2026 we wrote “I'll know on Monday”",
            "#1123",
            "was delivered on",
            "has not left us yet",
            "how it stands with the rest",
        ],
        &["Thank you for your", "waits for", "waits here", "warehouse"],
    ),
    expected(
        "leonora.pike@example.org",
        "17714",
        &["I am passing your request", "who handles privacy"],
        &["I have passed"],
    ),
];

/// Those whose case is up to the customer.
const UP_TO_THEM: &[(&str, &str)] =
    &[("jcarter.leeds@example.org", "17703"), ("oren.castellan@example.com", "17711")];

/// Titles and drafts of what is proposed for a case, each with its confidence: the answers, and the tasks.
async fn proposed(
    office: &Office,
    query: &str,
    case: &str,
    playbook_only: bool,
) -> Vec<(ActionKind, String, f64)> {
    let request = Request::Brief {
        who: Who::Query(query.to_owned()),
        purpose: Purpose::Support,
        case: Some(EvidenceId::new("case", case)),
        reading: Reading::Cached,
        playbook_only,
        again: false,
    };
    let Ok(Answer::Brief(brief)) = office.ask(request).await else { panic!("no brief of {query}") };
    let shown = brief.suggestions.into_iter().filter(|one| one.blocked.is_none());
    let shown = shown.inspect(|one| assert!(one.unsupported.is_empty(), "{case}: {:?}", one.unsupported));
    shown.map(|one| (one.action, format!("{}\n{}", one.title, one.body), one.confidence)).collect()
}

#[tokio::test]
async fn a_draft_knows_what_the_thread_has() {
    let office = Office::open().await;
    let mut wrong = Vec::new();
    for playbook_only in [true, false] {
        for Expected { query, case, says, never } in ANSWERS {
            let proposed = proposed(&office, query, case, playbook_only).await;
            let Some((_, draft, _)) = proposed.iter().find(|(action, ..)| *action == ActionKind::Reply)
            else {
                wrong.push(format!("no answer to {case}, playbook {playbook_only}"));
                continue;
            };
            let lacks = says.iter().filter(|words| !draft.contains(**words));
            let says_too_much =
                never.iter().filter(|words| proposed.iter().any(|(_, text, _)| text.contains(**words)));
            let all: Vec<&&str> = lacks.chain(says_too_much).collect();
            if !all.is_empty() {
                wrong.push(format!("{case}, playbook {playbook_only}: {all:?} in {draft}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

/// A case that waits for its customer already is put nowhere by a reminder.
#[tokio::test]
async fn a_reminder_leaves_the_case_where_it_is() {
    let office = Office::open().await;
    for (query, case) in UP_TO_THEM {
        let request = Request::Brief {
            who: Who::Query((*query).to_owned()),
            purpose: Purpose::Support,
            case: Some(EvidenceId::new("case", case)),
            reading: Reading::Cached,
            playbook_only: true,
            again: false,
        };
        let Ok(Answer::Brief(brief)) = office.ask(request).await else { panic!("no brief of {query}") };
        let reminder = brief.suggestions.iter().find(|one| one.action == ActionKind::Reply).expect("one");
        assert!(reminder.effect.ends_with("for you to send; the case stays as it is"), "{}", reminder.effect);
        assert!(reminder.body.contains("You wrote to us on "), "{}", reminder.body);
        assert!(brief.summary[0].text.starts_with("The customer asks in case "), "{:?}", brief.summary[0]);
    }
}

#[tokio::test]
async fn where_it_is_up_to_the_customer_they_are_reminded_at_most() {
    let office = Office::open().await;
    for playbook_only in [true, false] {
        for (query, case) in UP_TO_THEM {
            for (action, text, confidence) in proposed(&office, query, case, playbook_only).await {
                assert!(!text.contains("Thank you for your"), "{case}: {text}");
                let is_reminder = text.starts_with("Remind: ") && confidence < 0.5;
                assert!(action != ActionKind::Reply || is_reminder, "{case}: {text}");
            }
        }
    }
}
