//! What the headers of an answer tell of how much the account may still ask.

use std::time::Duration;

use super::super::http::{Rate, Response};
use crate::ports::Budget;

/// How fast this account may be asked, by its own word, and how many requests are left of the window. Plans
/// and add-ons differ (100, 190 or 250 in ten seconds), and other programs of the same account spend too.
pub(super) fn window(response: &Response) -> Option<(Rate, f64)> {
    let number = |name: &str| response.header(name)?.trim().parse::<u32>().ok();
    let most = number("x-hubspot-ratelimit-max").filter(|most| *most > 0)?;
    let left = number("x-hubspot-ratelimit-remaining")?;
    let millis = number("x-hubspot-ratelimit-interval-milliseconds").filter(|millis| *millis > 0)?;
    Some((Rate::requests(most, Duration::from_millis(millis.into())), f64::from(left)))
}

/// What may still be asked, in this window of time and today.
pub(super) fn budgets(response: &Response) -> Vec<Budget> {
    let number = |name: &str| response.header(name)?.trim().parse::<u64>().ok();
    let budget =
        |what: String, left: &str, of: &str| Some(Budget { what, left: number(left)?, of: number(of)? });
    let seconds = number("x-hubspot-ratelimit-interval-milliseconds").unwrap_or(10_000) / 1_000;
    [
        budget(
            format!("requests in {seconds} s"),
            "x-hubspot-ratelimit-remaining",
            "x-hubspot-ratelimit-max",
        ),
        budget(Budget::TODAY.to_owned(), "x-hubspot-ratelimit-daily-remaining", "x-hubspot-ratelimit-daily"),
    ]
    .into_iter()
    .flatten()
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use reqwest::header::{HeaderMap, HeaderName, HeaderValue};

    fn answer(headers: &[(&'static str, &'static str)]) -> Response {
        let pair = |(name, value): &(&'static str, &'static str)| {
            (HeaderName::from_static(name), HeaderValue::from_static(value))
        };
        Response {
            status: reqwest::StatusCode::OK,
            headers: headers.iter().map(pair).collect::<HeaderMap>(),
            body: Vec::new(),
            elapsed: Duration::ZERO,
        }
    }

    #[test]
    fn a_larger_plan_is_asked_faster_and_what_others_spent_is_heeded() {
        let told = answer(&[
            ("x-hubspot-ratelimit-max", "190"),
            ("x-hubspot-ratelimit-remaining", "12"),
            ("x-hubspot-ratelimit-interval-milliseconds", "10000"),
        ]);
        assert_eq!(window(&told), Some((Rate { capacity: 95.0, per_second: 9.5 }, 12.0)));
        assert_eq!(budgets(&told).len(), 1);
    }

    #[test]
    fn headers_that_are_missing_or_nonsense_change_nothing() {
        for headers in [
            &[][..],
            &[("x-hubspot-ratelimit-max", "190"), ("x-hubspot-ratelimit-remaining", "12")],
            &[
                ("x-hubspot-ratelimit-max", "0"),
                ("x-hubspot-ratelimit-remaining", "0"),
                ("x-hubspot-ratelimit-interval-milliseconds", "10000"),
            ],
            &[
                ("x-hubspot-ratelimit-max", "many"),
                ("x-hubspot-ratelimit-remaining", "12"),
                ("x-hubspot-ratelimit-interval-milliseconds", "10000"),
            ],
            &[
                ("x-hubspot-ratelimit-max", "190"),
                ("x-hubspot-ratelimit-remaining", "12"),
                ("x-hubspot-ratelimit-interval-milliseconds", "0"),
            ],
        ] {
            assert_eq!(window(&answer(headers)), None, "{headers:?}");
        }
    }
}
