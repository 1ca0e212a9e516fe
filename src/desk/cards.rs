//! What is read of a customer, without the numbers of payment cards: nobody here needs them, and some may not see them.

use std::borrow::Cow;

use crate::domain::crm::Case;
use crate::domain::profile::Profile;
use crate::gateway::without_card_numbers;

/// Cuts them in what people wrote: threads, notes, what stands beside an order.
pub(super) fn cut_in(profile: &mut Profile) {
    profile.cases.iter_mut().for_each(cut_in_case);
    for activity in &mut profile.activities {
        cut(&mut activity.text);
        activity.title.iter_mut().for_each(cut);
    }
    for order in &mut profile.orders {
        order.note.iter_mut().for_each(cut);
        order.refunds.iter_mut().filter_map(|refund| refund.note.as_mut()).for_each(cut);
    }
}

/// Cuts them in a case and its thread.
pub(super) fn cut_in_case(case: &mut Case) {
    cut(&mut case.subject);
    case.messages.iter_mut().for_each(|message| cut(&mut message.text));
}

fn cut(text: &mut String) {
    if let Cow::Owned(cut) = without_card_numbers(text) {
        *text = cut;
    }
}
