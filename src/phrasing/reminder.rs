//! When to come back to somebody who is kept warm, as the words say it that say why.

use jiff::Timestamp;

use super::follow_up::{FollowsUp, Seen, follow_up};
use super::moment::Moment;
use crate::domain::call::FollowUp;

/// The task that words ask for, and what is said of it before it is stored.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reminder {
    /// Nothing where no day is named.
    pub follow_up: Option<FollowUp>,
    /// Of which words the day was read, or why a day that is named gives no task; nothing where none is named.
    pub in_words: Option<String>,
}

impl Reminder {
    /// By the day that the words name: `not now, asks to be reminded in two weeks`.
    pub fn read(reason: &str, called: &str, moment: &Moment) -> Self {
        match follow_up(reason, &Seen::by(moment)) {
            FollowsUp::On(jotted) => {
                let due_at = jotted.due_at(moment);
                let remark = jotted.remark(moment).map_or_else(String::new, |remark| format!("; {remark}"));
                let words = format!("“{}”{remark}", jotted.words);
                Self {
                    in_words: Some(told(due_at, Some(&words), moment)),
                    ..Self::on(due_at, reason, called)
                }
            }
            FollowsUp::Unsaid => Self::default(),
            none => {
                let words = format!("{}, so there is no task", none.why_none());
                Self { follow_up: None, in_words: Some(words) }
            }
        }
    }

    /// By a day that was given beside the words.
    pub fn given(due_at: Timestamp, reason: &str, called: &str, moment: &Moment) -> Self {
        Self { in_words: Some(told(due_at, None, moment)), ..Self::on(due_at, reason, called) }
    }

    fn on(due_at: Timestamp, reason: &str, called: &str) -> Self {
        let (title, body) = (format!("Come back to {called}"), reason.trim().to_owned());
        Self { follow_up: Some(FollowUp { title, body, due_at }), in_words: None }
    }
}

fn told(due_at: Timestamp, words: Option<&str>, moment: &Moment) -> String {
    let words = words.map_or_else(String::new, |words| format!(": {words}"));
    format!("a task for you, due {}{words}", moment.exactly(due_at))
}

#[cfg(test)]
mod tests {
    use jiff::tz::TimeZone;
    use rstest::rstest;

    use super::*;
    use crate::phrasing::Locale;

    #[rstest]
    #[case("not now, asks to be reminded in two weeks", Some("2026-12-10"), "“in two weeks”")]
    #[case("not now, asks to be reminded in March", Some("2027-03-01"), "“March”")]
    #[case("not now, asks to be reminded in spring", Some("2027-03-01"), "“spring”")]
    #[case("not now, asks to be reminded in the spring", Some("2027-03-01"), "“the spring”")]
    #[case("not now, maybe in spring", Some("2027-03-01"), "“spring”")]
    #[case("nicht jetzt, im Frühjahr wieder melden", Some("2027-03-01"), "“Frühjahr”")]
    #[case("asks to be reminded on 30 February", None, "so there is no task")]
    #[case("not now, asks to be reminded", None, "")]
    #[case("no budget yet", None, "")]
    fn the_day_that_the_words_name_is_the_tasks(
        #[case] reason: &str,
        #[case] on: Option<&str>,
        #[case] said: &str,
    ) {
        let now = "2026-11-26T09:15:00Z".parse().unwrap();
        let moment = Moment { now, zone: TimeZone::UTC, locale: Locale::default(), exact: false };
        let Reminder { follow_up, in_words } = Reminder::read(reason, "Ada Example", &moment);
        let due =
            follow_up.as_ref().map(|task| task.due_at.to_zoned_datetime(TimeZone::UTC).date().to_string());
        assert_eq!(due.as_deref(), on, "{in_words:?}");
        assert_eq!(in_words.is_none(), said.is_empty(), "{in_words:?}");
        assert!(in_words.unwrap_or_default().contains(said));
        if let Some(task) = follow_up {
            assert_eq!((task.title.as_str(), task.body.as_str()), ("Come back to Ada Example", reason));
        }
    }
}
