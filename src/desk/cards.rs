//! What is read of customers, without the numbers of payment cards: nobody here needs them, and some may not see them.

use std::borrow::Cow;

use crate::domain::account::Account;
use crate::domain::agenda::PlannedCall;
use crate::domain::crm::{Activity, Case};
use crate::domain::profile::Profile;
use crate::gateway::without_card_numbers;

/// Cuts them in what people wrote: threads, notes, what stands beside an order.
pub(super) fn cut_in(profile: &mut Profile) {
    profile.cases.iter_mut().for_each(cut_in_case);
    profile.activities.iter_mut().for_each(cut_in_activity);
    for order in &mut profile.orders {
        order.note.iter_mut().for_each(cut);
        order.refunds.iter_mut().filter_map(|refund| refund.note.as_mut()).for_each(cut);
    }
}

/// Cuts them in what was said with a company or about a deal.
pub(super) fn cut_in_account(account: &mut Account) {
    account.cases.iter_mut().for_each(cut_in_case);
    account.activities.iter_mut().for_each(cut_in_activity);
}

/// Cuts them in a task of today's calls.
pub(super) fn cut_in_call(call: &mut PlannedCall) {
    cut(&mut call.title);
    cut(&mut call.words);
}

/// Cuts them in a case and its thread.
pub(super) fn cut_in_case(case: &mut Case) {
    cut(&mut case.subject);
    case.messages.iter_mut().for_each(|message| cut(&mut message.text));
}

fn cut_in_activity(activity: &mut Activity) {
    cut(&mut activity.text);
    activity.title.iter_mut().for_each(cut);
}

fn cut(text: &mut String) {
    if let Cow::Owned(cut) = without_card_numbers(text) {
        *text = cut;
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn they_are_cut_wherever_somebody_may_have_put_them() {
        let number = "4111 1111 1111 1111";
        let mut case: Case = serde_json::from_value(json!({
            "id": "77", "evidence": "case:77", "source": "hubspot", "subject": format!("My card {number}"),
            "status": "New", "open": true,
            "messages": [{ "from": "customer", "at": null, "text": format!("Charge {number}.") }],
        }))
        .unwrap();
        let mut note: Activity = serde_json::from_value(json!({
            "id": "2", "evidence": "note:2", "source": "hubspot", "kind": "note", "title": number, "text": number,
            "machine_written": false,
        }))
        .unwrap();
        cut_in_case(&mut case);
        cut_in_activity(&mut note);
        assert_eq!(
            (case.subject.as_str(), case.messages[0].text.as_str()),
            ("My card •••• 1111", "Charge •••• 1111.")
        );
        assert_eq!((note.title.as_deref(), note.text.as_str()), (Some("•••• 1111"), "•••• 1111"));
    }
}
