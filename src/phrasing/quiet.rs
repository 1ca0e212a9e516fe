//! What tells that a customer is going quiet, in words: the same for all faces.

use super::Moment;
use super::count::counted;
use crate::domain::customer::{ConsentState, channel_in_words};
use crate::domain::money::Money;
use crate::domain::profile::Profile;
use crate::domain::quiet::{Effect, LEAST_TO_COMPARE, Part, Quiet};
use crate::domain::score::Tier;

/// Products that are named.
const MOST_PRODUCTS: usize = 3;

/// When the next order was to be expected, seen from today: `45 days late`, `in 5 days`.
pub fn overdue_in_words(quiet: &Quiet, moment: &Moment) -> String {
    match quiet.next_order.map(|next| moment.days_until(next.expected_at)) {
        None => "hardly ever".to_owned(),
        Some(0) => "today".to_owned(),
        Some(days @ 1..) => format!("in {}", days_in_words(days)),
        Some(days) => format!("{} late", days_in_words(days)),
    }
}

/// When they would be given up: `in 45 days`, `10 days ago`.
pub fn given_up_in_words(quiet: &Quiet, moment: &Moment) -> String {
    match quiet.given_up_at.map(|at| moment.days_until(at)) {
        None => "not in ten years".to_owned(),
        Some(0) => "today".to_owned(),
        Some(days @ 1..) => format!("in {}", days_in_words(days)),
        Some(days) => format!("{} ago", days_in_words(days)),
    }
}

/// What tells it and what is at stake, each under its head.
pub fn quiet_in_words(quiet: &Quiet, moment: &Moment) -> Vec<(&'static str, String)> {
    let money = |amount| moment.locale.money(amount);
    let stake = format!(
        "{}: {} in {} days as of the last order ({}) × {} risk of none",
        money(quiet.at_stake),
        money(quiet.value),
        quiet.horizon_days,
        quiet.tier.as_str(),
        moment.locale.percent(quiet.risk),
    );
    let mut words = vec![("at stake", stake)];
    if let Some(next) = &quiet.next_order {
        let until = next.until.map_or_else(|| "much later".to_owned(), |until| moment.day(until));
        let (expected, from, today) =
            (moment.day(next.expected_at), moment.day(next.from), moment.day(moment.now));
        let due = overdue_in_words(quiet, moment);
        let text = format!("{expected} (half of such {from} to {until}), today {today}: {due}");
        words.push(("next order", text));
    }
    let given_up = match quiet.given_up_at {
        Some(at) => format!("{}, {}, if nothing comes", moment.day(at), given_up_in_words(quiet, moment)),
        None => given_up_in_words(quiet, moment),
    };
    words.push(("given up", given_up));
    words.push(("because", quiet.why.clone()));
    words
}

/// What win-backs bring, as far as it can be told.
pub fn effect_in_words(effect: &Effect, moment: &Moment) -> String {
    let Effect { days, may, held_out, win_backs } = effect;
    let part = |part: &Part| {
        let percent =
            part.share().map_or_else(String::new, |share| format!(" ({})", moment.locale.percent(share)));
        format!("{} of {}{percent}", part.ordered, part.customers)
    };
    let Some(difference) = effect.difference() else {
        let nobody = match held_out.customers {
            0 => "nobody of the hold-out",
            _ => "nobody else than the hold-out",
        };
        return format!("{nobody} was going quiet {days} days ago: there is nothing to compare with yet");
    };
    let accepted = counted(*win_backs, "win-back");
    if let Some(why) = untold(effect) {
        return format!(
            "of those who were going quiet {days} days ago {} have ordered since, of the hold-out {}; {accepted} accepted since: \
             what win-backs bring cannot be told yet, {why}",
            part(may),
            part(held_out),
        );
    }
    let points = |share: f64| moment.locale.difference(100.0 * share, 1);
    let [low, high] = difference.between.map(points);
    let told = if difference.is_told() { "" } else { ", which may be chance" };
    format!(
        "of those who were going quiet {days} days ago {} have ordered since, of the hold-out {}: {} points, 95 % between {low} and \
         {high}{told}; {accepted} accepted since",
        part(may),
        part(held_out),
        points(difference.by),
    )
}

/// Why a difference of both parts would say nothing about win-backs.
fn untold(effect: &Effect) -> Option<String> {
    let Effect { may, held_out, win_backs, .. } = effect;
    let too_few = |part: &Part| part.customers < LEAST_TO_COMPARE;
    let who = match (too_few(held_out), too_few(may)) {
        _ if *win_backs == 0 => return Some("since none was accepted".to_owned()),
        (true, _) => "in the hold-out",
        (_, true) => "outside the hold-out",
        _ => return None,
    };
    Some(format!("since fewer than {LEAST_TO_COMPARE} {who} were going quiet"))
}

/// Why whoever is of the hold-out is left alone.
pub const WHY_HELD_OUT: &str = "no win-back is offered, so that it can be told what win-backs bring";

/// Of which moment a tier and a value are that stand in a list.
pub const AS_OF_THE_LAST_ORDER: &str = "then: as of the last order, since the silence itself takes from both";

/// What comes before a win-back.
pub const CASE_FIRST: &str = "a case of theirs is open: it is answered before anything is offered";

/// What there is to win a customer back by, each under its head: on which channels they agreed to hear from the shop, what
/// they may buy next and can be had, and whether they are left alone.
pub fn win_back_in_words(profile: &Profile) -> Vec<(&'static str, String)> {
    let customer = &profile.customer;
    let consent = [("email", customer.consent.email), ("sms", customer.consent.sms)];
    let consent = consent.map(|(channel, state)| {
        let ruled_out = customer.ruled_out(channel).map_or("", |_| ", ruled out by a colleague");
        format!("{} {}{ruled_out}", channel_in_words(channel), consent_in_words(state))
    });
    let mut words = vec![("consent", consent.join(" · "))];
    let products = profile.scores.next_products.iter().filter(|product| !product.out_of_stock);
    let titles: Vec<&str> = products.map(|product| product.title.as_str()).take(MOST_PRODUCTS).collect();
    if !titles.is_empty() {
        words.push(("in stock", titles.join(", ")));
    }
    if profile.scores.held_out {
        words.push(("hold-out", WHY_HELD_OUT.to_owned()));
    }
    words
}

/// A tier as it is now, and as it was as of the last order of somebody who goes quiet, where it was another:
/// `silver; gold as of the last order`.
pub fn tier_in_words(tier: Tier, then: Option<Tier>) -> String {
    match then.filter(|then| *then != tier) {
        Some(then) => format!("{}; {} as of the last order", tier.as_str(), then.as_str()),
        None => tier.as_str().to_owned(),
    }
}

/// What a suggestion gives away.
pub fn cost_in_words(cost: Money, moment: &Moment) -> String {
    format!("costs about {}", moment.locale.money(cost))
}

/// What a customer has agreed to.
pub fn consent_in_words(state: Option<ConsentState>) -> &'static str {
    match state {
        Some(ConsentState::Subscribed) => "subscribed",
        Some(ConsentState::Pending) => "not confirmed yet",
        Some(ConsentState::NotSubscribed) => "not subscribed",
        Some(ConsentState::Unsubscribed) => "unsubscribed",
        None => "unknown",
    }
}

fn days_in_words(days: i64) -> String {
    counted(days.unsigned_abs(), "day")
}

#[cfg(test)]
mod tests {
    use jiff::tz::TimeZone;

    use super::*;
    use crate::domain::quiet::fixture::{day, row};
    use crate::phrasing::Locale;

    #[test]
    fn every_day_is_told_seen_from_today() {
        let moment = Moment { now: day(40), zone: TimeZone::UTC, locale: Locale::default(), exact: false };
        let quiet = row(1, 100, Some(85)).quiet;
        let words = quiet_in_words(&quiet, &moment);
        let heads: Vec<&str> = words.iter().map(|(head, _)| *head).collect();
        assert_eq!(heads, ["at stake", "next order", "given up", "because"]);
        assert!(words[0].1.ends_with("as of the last order (gold) × 50 % risk of none"), "{words:?}");
        assert!(words[1].1.ends_with(": 10 days late"), "{words:?}");
        assert!(words[2].1.ends_with("in 45 days, if nothing comes"), "{words:?}");
        let later = Moment { now: day(85), ..moment };
        assert_eq!(given_up_in_words(&quiet, &later), "today");
        assert_eq!(given_up_in_words(&row(1, 1, Some(84)).quiet, &later), "1 day ago");
        assert_eq!(given_up_in_words(&row(1, 1, None).quiet, &later), "not in ten years");
    }

    #[test]
    fn what_says_nothing_about_win_backs_is_told_as_that() {
        let moment = Moment { now: day(0), zone: TimeZone::UTC, locale: Locale::default(), exact: false };
        let words = |customers, win_backs| {
            let part = |customers, ordered| Part { customers, ordered };
            let effect = Effect { days: 60, may: part(60, 40), held_out: part(customers, 2), win_backs };
            effect_in_words(&effect, &moment)
        };
        assert!(words(30, 0).ends_with("cannot be told yet, since none was accepted"), "{}", words(30, 0));
        let few = words(3, 8);
        assert!(few.ends_with("since fewer than 20 in the hold-out were going quiet"), "{few}");
        assert!(!few.contains("points") && words(30, 8).contains("points"));
    }
}
