//! Between which amounts a value will probably lie, in words.

use super::Moment;
use crate::domain::score::ValueInterval;

/// `eight of ten such customers end between 40.00 USD and 520.00 USD`.
pub fn interval_in_words(interval: &ValueInterval, moment: &Moment) -> String {
    let money = |amount| moment.locale.money(amount);
    match (interval.low.amount.is_zero(), interval.high.amount.is_zero()) {
        (_, true) => "nine of ten such customers order no more".to_owned(),
        (true, false) => format!(
            "nine of ten such customers end below {}, one of ten or more order no more",
            money(interval.high)
        ),
        (false, false) => format!(
            "eight of ten such customers end between {} and {}",
            money(interval.low),
            money(interval.high)
        ),
    }
}
