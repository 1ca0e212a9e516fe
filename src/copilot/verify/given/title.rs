//! A title that names what is given, when the words below it give something else.

use std::collections::BTreeSet;
use std::ops::Range;

use rust_decimal::Decimal;

use super::{PERCENT, percent};
use crate::copilot::verify::literal::amount;

/// What a figure in a text is of, and where it stands.
struct Figure {
    value: Value,
    range: Range<usize>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Value {
    Percent(Decimal),
    Amount(Decimal),
}

impl Value {
    fn is_alike(self, other: Self) -> bool {
        matches!((self, other), (Self::Percent(_), Self::Percent(_)) | (Self::Amount(_), Self::Amount(_)))
    }
}

/// The title with the figure that the text gives now, where it names one that stood in the text `before` and stands there
/// no more, and the text `after` names one other in its place. Nothing where that is not so.
pub fn retitled(title: &str, before: &str, after: &str) -> Option<String> {
    let named = figures(title);
    let [named] = named.as_slice() else { return None };
    let (was, is) = (figures(before), figures(after));
    let stands = |text: &[Figure], value: Value| text.iter().any(|figure| figure.value == value);
    if !stands(&was, named.value) || stands(&is, named.value) {
        return None;
    }
    let new = is.iter().filter(|figure| figure.value.is_alike(named.value) && !stands(&was, figure.value));
    let values: BTreeSet<Value> = new.clone().map(|figure| figure.value).collect();
    let figure = new.clone().next().filter(|_| values.len() == 1)?;
    let mut title = title.to_owned();
    title.replace_range(named.range.clone(), after.get(figure.range.clone())?);
    Some(title)
}

fn figures(text: &str) -> Vec<Figure> {
    let lower = text.to_lowercase();
    // Where lower case takes other room, nothing stands at its place any more.
    if lower.len() != text.len() {
        return Vec::new();
    }
    let percents = PERCENT.captures_iter(&lower).filter_map(|found| {
        let range = found.get(0)?.range();
        Some(Figure { value: Value::Percent(percent(&found)?), range })
    });
    let amounts = amount::written(&lower).filter_map(|written| {
        let value = Value::Amount(written.readings().into_iter().max()?.normalize());
        Some(Figure { value, range: written.range })
    });
    percents.chain(amounts).collect()
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case(
        "Win back with 10 % off the next order",
        "offer 10 % off",
        "offer 20% off",
        Some("Win back with 20% off the next order")
    )]
    #[case(
        "Refund 157.94 USD for order #1155",
        "Refund the 157.94 USD.",
        "Refund 79 USD of it.",
        Some("Refund 79 USD for order #1155")
    )]
    #[case("Refund 157.94 USD", "Refund the 157.94 USD.", "Refund 79 USD of the 157.94 USD.", None)]
    #[case("Refund 157.94 USD", "Refund the 157.94 USD.", "Refund 79 USD now, 20 USD later.", None)]
    #[case("Win back with 10 % off", "offer 10 % off", "offer 5 USD off", None)]
    #[case("Win back Maren", "offer 10 % off", "offer 20 % off", None)]
    #[case("Win back with 15 % off", "offer 10 % off", "offer 20 % off", None)]
    fn a_title_names_what_is_given_now(
        #[case] title: &str,
        #[case] before: &str,
        #[case] after: &str,
        #[case] expected: Option<&str>,
    ) {
        assert_eq!(retitled(title, before, after).as_deref(), expected);
    }
}
