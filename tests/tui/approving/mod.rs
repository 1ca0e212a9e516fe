//! What policy does not let through by itself: it waits for a yes, a no has a reason.

mod editing;
mod exceptions;
mod foreign_orders;
mod looking;
mod meanwhile;
mod news;
mod saying;
mod several;
mod taking_back;

use deskhand::desk::api::{Answer, FailureKind, Request, Who};
use deskhand::domain::casework::{CaseAt, CaseDeed, Casework, Consent};
use deskhand::domain::outbox::{Entry, EntryState};

use crate::app::App;
use crate::office::{Office, without_a_model};

const MAREN: &str = "Maren Holloway";

/// A desk where every task needs a manager's yes, and `role` sits at it.
async fn careful(role: &str) -> Office {
    let role = format!("role = \"{role}\"");
    Office::with(&[], |text| {
        let text = without_a_model(text).replacen("role = \"support\"", &role, 1);
        format!("{text}\n[[policy.approvals]]\nwhen = {{ action = \"task\" }}\nrole = \"manager\"\n")
    })
    .await
}

/// A desk whose manager has two tasks to decide about, and the app that shows them in so much room.
async fn two_waiting(office: &Office, width: u16, height: u16) -> App<'_> {
    for text in ["Refund 140.00 USD for the torn strap", "Send 20 % off the next order"] {
        let (who, text) = (Who::Query(MAREN.to_owned()), text.to_owned().into());
        office
            .ask(Request::Task { who, text, case: None, due_at: None, owner: None, now: false })
            .await
            .unwrap();
    }
    let mut app = App::start(office).await;
    app.resize(width, height);
    app.press("esc g p").await;
    app.shows("approvals · 2");
    app
}

/// Answers a case in own words, which are noted at once; what is said instead where nobody stands for them, with its hint.
async fn answer(office: &Office, case: &str, words: &str, vouches: bool) -> Result<Casework, String> {
    let request = Request::WorkCases {
        cases: vec![CaseAt { record: format!("hubspot/case/{case}").parse().unwrap(), seen: None }],
        deed: CaseDeed::Reply(words.to_owned()),
        consent: Consent::Despite,
        vouches,
        now: true,
    };
    match office.ask(request).await {
        Ok(Answer::Casework(done)) => Ok(*done),
        Ok(_) => panic!("not answered"),
        Err(refused) => {
            assert_eq!(refused.kind, FailureKind::NotPermitted);
            Err(format!("{} ({})", refused.what, refused.hint.unwrap_or_default()))
        }
    }
}

fn waiting(app: &App<'_>) -> usize {
    let waits = |entry: &&Entry| matches!(entry.state, EntryState::AwaitingApproval { .. });
    app.model.outbox.iter().filter(waits).count()
}
