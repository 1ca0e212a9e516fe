//! What the queue is narrowed by.

use jiff::SignedDuration;

use super::QueueRow;
use crate::domain::crm::Priority;
use crate::domain::score::Tier;
use crate::domain::triage::{Category, Mood};
use crate::domain::worklist::{self, BadFilter, Standpoint, Value, holds, is_owner, may_hold};

/// A filter of the queue: `parcel priority:high tier:gold owner:none`.
pub type Filter = worklist::Filter<Term>;

/// One term of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Term {
    /// In the subject, the last message, the customer's name or e-mail, the number of the case.
    Word(String),
    /// Whose it is; nothing: nobody's.
    Owner(Option<String>),
    /// In the name of its stage.
    Status(String),
    /// In the way it came.
    Channel(String),
    /// Of this language.
    Language(String),
    /// So pressing or more.
    Priority(Priority),
    /// Of this tier or above.
    Tier(Tier),
    /// About this.
    Category(Category),
    /// Of this mood.
    Mood(Mood),
    /// Older than.
    Age(SignedDuration),
    /// Due within.
    Due(SignedDuration),
    /// With a mark.
    Is(Mark),
}

/// What a row is marked with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// A parcel of the customer is stuck.
    Stuck,
    /// A refund is open.
    Refund,
    /// It sleeps.
    Snoozed,
    /// It has slept, and nobody has worked on it since.
    Back,
    /// A person has still to send an answer to it.
    Unsent,
}

impl Mark {
    fn as_str(self) -> &'static str {
        match self {
            Self::Stuck => "stuck",
            Self::Refund => "refund",
            Self::Snoozed => "snoozed",
            Self::Back => "back",
            Self::Unsent => "unsent",
        }
    }
}

impl worklist::Term for Term {
    type Row = QueueRow;
    const LIST: &'static str = "the queue";
    const KEYS: &'static str =
        "owner, status, channel, language, priority, tier, category, mood, age, due, is";

    fn word(word: String) -> Self {
        Self::Word(word)
    }

    fn keyed(key: &str, value: Value<'_>) -> Result<Option<Self>, BadFilter> {
        Ok(Some(match key {
            "owner" => Self::Owner(value.unless_none()),
            "status" => Self::Status(value.text()),
            "channel" => Self::Channel(value.text()),
            "language" => Self::Language(value.text()),
            "priority" => {
                Self::Priority(value.one_of(Priority::ALL.iter().rev().copied(), Priority::in_words)?)
            }
            "tier" => {
                let tiers = [Tier::Platinum, Tier::Gold, Tier::Silver, Tier::Bronze];
                Self::Tier(value.one_of(tiers, Tier::as_str)?)
            }
            "category" | "about" => {
                Self::Category(value.one_of(Category::ALL.iter().copied(), Category::as_str)?)
            }
            "mood" => Self::Mood(value.one_of(Mood::ALL.iter().copied(), Mood::as_str)?),
            "age" => Self::Age(value.span()?),
            "due" => Self::Due(value.span()?),
            "is" => {
                let marks = [Mark::Stuck, Mark::Refund, Mark::Snoozed, Mark::Back, Mark::Unsent];
                Self::Is(value.one_of(marks, Mark::as_str)?)
            }
            _ => return Ok(None),
        }))
    }

    fn fits(&self, row: &QueueRow, from: &Standpoint<'_>) -> bool {
        let (case, now) = (&row.case, from.now);
        match self {
            Self::Word(word) => {
                holds(&case.subject, word)
                    || holds(&case.words, word)
                    || may_hold(case.name.as_deref(), word)
                    || may_hold(case.email.as_deref(), word)
                    || holds(case.labels.category.in_words(), word)
                    || case.record.id == word.trim_start_matches('#')
            }
            Self::Owner(None) => case.owner.is_none(),
            Self::Owner(Some(owner)) => is_owner(case.owner.as_deref(), owner, from),
            Self::Status(status) => holds(&case.status, status),
            Self::Channel(channel) => may_hold(case.channel.as_deref(), channel),
            Self::Language(language) => case.labels.language.as_ref() == Some(language),
            Self::Priority(least) => case.priority >= Some(*least),
            Self::Tier(least) => case.tier() >= Some(*least),
            Self::Category(category) => case.labels.category == *category,
            Self::Mood(mood) => case.labels.mood == *mood,
            Self::Age(least) => case.opened_at.is_some_and(|at| now.duration_since(at) >= *least),
            Self::Due(most) => row.due.as_ref().is_some_and(|due| due.left(now) <= *most),
            Self::Is(Mark::Stuck) => case.standing.as_ref().is_some_and(|standing| standing.stuck_parcel),
            Self::Is(Mark::Refund) => case.standing.as_ref().is_some_and(|standing| standing.open_refund),
            Self::Is(Mark::Snoozed) => case.snooze.is_some(),
            Self::Is(Mark::Back) => case.newly_back().is_some(),
            Self::Is(Mark::Unsent) => case.to_send.is_some(),
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
    use crate::domain::queue::{Standing, fixture};
    use crate::domain::sla::Sla;

    fn row() -> QueueRow {
        let mut case = fixture::case("17701");
        case.name = Some("Zoë Okafor".to_owned());
        case.owner = Some("Sam Ibarra".to_owned());
        case.priority = Some(Priority::High);
        case.channel = Some("email".to_owned());
        case.standing = Some(Standing {
            tier: Some(Tier::Gold),
            net: None,
            nets: Vec::new(),
            stuck_parcel: true,
            open_refund: false,
            parcel: None,
            needed_by: None,
        });
        QueueRow::new(case, &Sla::default(), Timestamp::UNIX_EPOCH)
    }

    #[rstest]
    #[case("", true)]
    #[case("zoë", true)]
    #[case("where ZOË", true)]
    #[case("tent", false)]
    #[case("#17701", true)]
    #[case("1770", false)]
    #[case("owner:sam", true)]
    #[case("owner:me", true)]
    #[case("owner:none", false)]
    #[case("priority:medium", true)]
    #[case("priority:urgent", false)]
    #[case("tier:silver", true)]
    #[case("tier:platinum", false)]
    #[case("category:order", true)]
    #[case("category:pra", false)]
    #[case("is:stuck is:refund", false)]
    #[case("is:snoozed", false)]
    #[case("is:back", false)]
    #[case("is:stuck channel:mail", true)]
    #[case("due:3d", true)]
    #[case("due:1h", false)]
    #[case("age:1d", false)]
    #[case("re:zoë", false)]
    fn all_terms_must_hold(#[case] typed: &str, #[case] fits: bool) {
        match Filter::parse(typed) {
            Ok(filter) => {
                let now = Timestamp::UNIX_EPOCH;
                let from = Standpoint { me: Some("Sam Ibarra"), now, day_ends: now };
                assert_eq!(filter.fits(&row(), &from), fits, "{typed}");
            }
            Err(_) => assert!(!fits),
        }
    }

    #[rstest]
    #[case("tier:gld", "tier is one of platinum, gold, silver, bronze")]
    #[case("category:p", "category is one of order_status")]
    #[case("colour:red", "`colour` is no key of the queue")]
    #[case("age:3", "a span of time")]
    #[case("age:ü", "a span of time")]
    fn what_is_no_filter_is_explained(#[case] typed: &str, #[case] why: &str) {
        let said = Filter::parse(typed).unwrap_err().to_string();
        assert!(said.contains(why), "{said}");
    }
}
