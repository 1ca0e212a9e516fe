//! What a thread has told already, and what we promised there and did not come back to: what an answer must know.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::{View, one_line};
use crate::copilot::facts::build::crm::{LONGEST_SLOT, is_over};
use crate::copilot::facts::{Fact, SlotValue};
use crate::domain::Profile;
use crate::domain::about::{item_of, order_of};
use crate::domain::contacts::{Promise, RepeatedContacts, left_at};
use crate::domain::crm::{ActivityKind, Case, MessageFrom};
use crate::domain::fault::mixed_up;
use crate::domain::told::Told;

/// What nobody needs to ask the customer for.
pub fn told(fact: &mut Fact, profile: &Profile, case: &Case) {
    let told = Told::of(case);
    let about = order_of(profile, case);
    let order = about.as_ref().map(|(order, _)| *order);
    let said = about.as_ref().filter(|(_, found)| found.is_said()).map(|(order, _)| order.number.clone());
    fact.maybe("order", said.map(SlotValue::Text));
    let item = order.and_then(|order| item_of(order, case));
    let size = told.wanted_size(order.map_or(&[], |order| &order.items));
    fact.maybe("item", item.map(|item| SlotValue::Text(item.title.clone())));
    fact.maybe("wanted_size", size.map(|size| SlotValue::Text(size.to_owned())));
    if let Some(mixed_up) = mixed_up(case) {
        fact.maybe("ordered_size", mixed_up.ordered.map(SlotValue::Text));
        fact.maybe("came_size", mixed_up.came.map(SlotValue::Text));
    }
    fact.maybe("budget", told.budget.clone().map(SlotValue::Text));
    let already = told.in_words();
    let missing = told.missing.map(|what| SlotValue::Text(what.in_words().to_owned()));
    fact.maybe("missing_attachment", missing);
    if !already.is_empty() {
        fact.field("already_told", SlotValue::Text(already.join(", ")));
    }
}

/// What the customer was promised and nobody has come back to: in this case, or in another where they have to write again
/// and again. In the words of the thread.
pub fn unkept(
    profile: &Profile,
    case: &Case,
    now: Timestamp,
    zone: &TimeZone,
) -> Vec<(&'static str, SlotValue)> {
    let view = View::new(now, zone);
    let writes_again = case.messages.last().is_some_and(|last| last.from == MessageFrom::Customer);
    let elsewhere = || {
        let repeated = RepeatedContacts::of(&profile.cases, view.now).filter(|_| writes_again)?;
        repeated.promise.filter(|promise| promise.next_word.is_none())
    };
    let promise = left_at(case).or_else(elsewhere).filter(|one| case.open && is_over(one, view));
    let was_called = |promise: &Promise| {
        profile.activities.iter().any(|activity| {
            activity.kind == ActivityKind::Call
                && activity.at.is_some_and(|at| at > promise.at && at <= view.now)
        })
    };
    let Some(promise) = promise.filter(|promise| !was_called(promise)) else { return Vec::new() };
    let text = one_line(&promise.text, LONGEST_SLOT);
    vec![
        ("unkept", SlotValue::Text(text.trim_end_matches('.').to_owned())),
        ("unkept_at", SlotValue::Date(promise.at)),
        ("unkept_in", SlotValue::Text(promise.case)),
    ]
}
