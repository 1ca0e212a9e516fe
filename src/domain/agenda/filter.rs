//! What the agenda is narrowed by.

use jiff::SignedDuration;

use super::{PlannedCall, Way};
use crate::domain::crm::Priority;
use crate::domain::score::Tier;
use crate::domain::worklist::{self, BadFilter, Standpoint, Value, holds, may_hold};

/// A filter of the agenda: `quote way:call tier:gold`.
pub type Filter = worklist::Filter<Term>;

/// One term of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Term {
    /// In what it is about, the customer's name, e-mail or company, the number of the task.
    Word(String),
    /// To be done so.
    Way(Way),
    /// So pressing or more.
    Priority(Priority),
    /// Of this tier or above.
    Tier(Tier),
    /// Due within.
    Due(SignedDuration),
}

impl worklist::Term for Term {
    type Row = PlannedCall;
    const LIST: &'static str = "the calls";
    const KEYS: &'static str = "way, priority, tier, due";

    fn word(word: String) -> Self {
        Self::Word(word)
    }

    fn keyed(key: &str, value: Value<'_>) -> Result<Option<Self>, BadFilter> {
        Ok(Some(match key {
            "way" => Self::Way(value.one_of(Way::ALL.iter().copied(), Way::as_str)?),
            "priority" => {
                Self::Priority(value.one_of(Priority::ALL.iter().rev().copied(), Priority::in_words)?)
            }
            "tier" => {
                let tiers = [Tier::Platinum, Tier::Gold, Tier::Silver, Tier::Bronze];
                Self::Tier(value.one_of(tiers, Tier::as_str)?)
            }
            "due" => Self::Due(value.span()?),
            _ => return Ok(None),
        }))
    }

    fn fits(&self, row: &PlannedCall, from: &Standpoint<'_>) -> bool {
        match self {
            Self::Word(word) => {
                let texts = [&row.name, &row.email, &row.company, &row.place];
                holds(&row.title, word)
                    || holds(&row.words, word)
                    || texts.into_iter().any(|text| may_hold(text.as_deref(), word))
                    || row.record.id == *word
            }
            Self::Way(way) => row.way == *way,
            Self::Priority(least) => row.priority >= Some(*least),
            Self::Tier(least) => row.tier() >= Some(*least),
            Self::Due(most) => row.due_at.is_some_and(|due| due.duration_since(from.now) <= *most),
        }
    }

    fn means(&self) -> Option<String> {
        match self {
            Self::Tier(tier) => Some(format!("tier {} or above", tier.as_str())),
            Self::Priority(priority) => Some(format!("priority {} or above", priority.in_words())),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use rstest::rstest;

    use super::*;
    use crate::domain::agenda::fixture;

    #[rstest]
    #[case("", true)]
    #[case("zoë back", true)]
    #[case("tent", false)]
    #[case("way:call", true)]
    #[case("way:em", false)]
    #[case("priority:medium", true)]
    #[case("tier:bronze", false)]
    #[case("due:2h", true)]
    #[case("due:30m", false)]
    fn all_terms_must_hold(#[case] typed: &str, #[case] fits: bool) {
        let mut call = fixture::call("1");
        call.name = Some("Zoë Okafor".to_owned());
        call.priority = Some(Priority::High);
        call.due_at = Some(Timestamp::UNIX_EPOCH + SignedDuration::from_hours(1));
        let now = Timestamp::UNIX_EPOCH;
        let from = Standpoint { me: None, now, day_ends: now };
        assert_eq!(Filter::parse(typed).unwrap().fits(&call, &from), fits, "{typed}");
    }

    #[test]
    fn what_is_no_filter_is_explained() {
        let said = Filter::parse("mood:angry").unwrap_err().to_string();
        assert_eq!(said, "`mood` is no key of the calls: way, priority, tier, due");
    }
}
