//! What a rep types to narrow the queue: words, and `key:value` terms, all of which must hold.

use jiff::{SignedDuration, Timestamp};

use super::QueueRow;
use crate::domain::crm::Priority;
use crate::domain::score::Tier;
use crate::domain::triage::Category;

/// A filter as it was typed: `parcel priority:high tier:gold owner:none`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    terms: Vec<Term>,
}

/// What was typed is no filter, in words.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct BadFilter(String);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Term {
    /// In the subject, the last message, the customer's name or e-mail, the number of the case.
    Word(String),
    Owner(Option<String>),
    Status(String),
    Channel(String),
    Language(String),
    /// So pressing or more.
    Priority(Priority),
    /// Of this tier or above.
    Tier(Tier),
    Category(Category),
    Mood(String),
    /// Older than.
    Age(SignedDuration),
    /// Due within.
    Due(SignedDuration),
    Stuck,
    Refund,
}

/// The keys, for messages.
const KEYS: &str = "owner, status, channel, language, priority, tier, category, mood, age, due, is";

impl Filter {
    /// Reads what was typed.
    ///
    /// # Errors
    /// A key or value that is none, with what would be.
    pub fn parse(text: &str) -> Result<Self, BadFilter> {
        let terms = text.split_whitespace().map(term).collect::<Result<_, _>>()?;
        Ok(Self { terms })
    }

    /// Whether everything holds for a row.
    pub fn fits(&self, row: &QueueRow, now: Timestamp) -> bool {
        self.terms.iter().all(|term| term.fits(row, now))
    }

    /// Whether nothing was asked for.
    pub fn is_empty(&self) -> bool {
        self.terms.is_empty()
    }
}

fn term(text: &str) -> Result<Term, BadFilter> {
    let Some((key, value)) = text.split_once(':').filter(|(key, _)| key.chars().all(char::is_alphabetic))
    else {
        return Ok(Term::Word(text.to_lowercase()));
    };
    let value = value.to_lowercase();
    let wrong = |known: &str| BadFilter(format!("`{text}`: {key} is one of {known}"));
    Ok(match key {
        "owner" => Term::Owner((value != "none").then_some(value)),
        "status" => Term::Status(value),
        "channel" => Term::Channel(value),
        "language" => Term::Language(value),
        "mood" => Term::Mood(value),
        "priority" => Term::Priority(match value.as_str() {
            "urgent" => Priority::Urgent,
            "high" => Priority::High,
            "medium" => Priority::Medium,
            "low" => Priority::Low,
            _ => return Err(wrong("urgent, high, medium, low")),
        }),
        "tier" => {
            let tiers = [Tier::Platinum, Tier::Gold, Tier::Silver, Tier::Bronze];
            let found = tiers.into_iter().find(|tier| tier.as_str() == value);
            Term::Tier(found.ok_or_else(|| wrong("platinum, gold, silver, bronze"))?)
        }
        "category" => {
            // A beginning that only one has is enough.
            let mut fitting = Category::ALL.iter().filter(|one| one.as_str().starts_with(&value));
            match (fitting.next(), fitting.next()) {
                (Some(one), None) => Term::Category(*one),
                (Some(one), Some(_)) if one.as_str() == value => Term::Category(*one),
                _ => {
                    let known: Vec<&str> = Category::ALL.iter().map(|one| one.as_str()).collect();
                    return Err(wrong(&known.join(", ")));
                }
            }
        }
        "age" => Term::Age(span(&value).ok_or_else(|| wrong("a span of time: 2h, 3d"))?),
        "due" => Term::Due(span(&value).ok_or_else(|| wrong("a span of time: 2h, 3d"))?),
        "is" => match value.as_str() {
            "stuck" => Term::Stuck,
            "refund" => Term::Refund,
            _ => return Err(wrong("stuck, refund")),
        },
        _ => return Err(BadFilter(format!("`{key}` is no key of the queue: {KEYS}"))),
    })
}

/// `30m`, `2h`, `3d`.
pub(in crate::domain) fn span(text: &str) -> Option<SignedDuration> {
    let (number, unit) = text.split_at_checked(text.len().checked_sub(1)?)?;
    let minutes = match unit {
        "m" => 1,
        "h" => 60,
        "d" => 24 * 60,
        _ => return None,
    };
    Some(SignedDuration::from_mins(number.parse::<i64>().ok()?.checked_mul(minutes)?))
}

impl Term {
    fn fits(&self, row: &QueueRow, now: Timestamp) -> bool {
        let case = &row.case;
        let has = |text: &str, wanted: &str| text.to_lowercase().contains(wanted);
        let maybe =
            |text: &Option<String>, wanted: &str| text.as_deref().is_some_and(|text| has(text, wanted));
        match self {
            Self::Word(word) => {
                has(&case.subject, word)
                    || has(&case.words, word)
                    || maybe(&case.name, word)
                    || maybe(&case.email, word)
                    || case.record.id == word.trim_start_matches('#')
            }
            Self::Owner(None) => case.owner.is_none(),
            Self::Owner(Some(owner)) => maybe(&case.owner, owner),
            Self::Status(status) => has(&case.status, status),
            Self::Channel(channel) => maybe(&case.channel, channel),
            Self::Language(language) => case.labels.language.as_ref() == Some(language),
            Self::Priority(least) => case.priority >= Some(*least),
            Self::Tier(least) => case.tier() >= Some(*least),
            Self::Category(category) => case.labels.category == *category,
            Self::Mood(mood) => case.labels.mood.as_str() == mood,
            Self::Age(least) => case.opened_at.is_some_and(|at| now.duration_since(at) >= *least),
            Self::Due(most) => row.due.as_ref().is_some_and(|due| due.left(now) <= *most),
            Self::Stuck => case.standing.as_ref().is_some_and(|standing| standing.stuck_parcel),
            Self::Refund => case.standing.as_ref().is_some_and(|standing| standing.open_refund),
        }
    }
}

#[cfg(test)]
mod tests {
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
        case.standing =
            Some(Standing { tier: Some(Tier::Gold), net: None, stuck_parcel: true, open_refund: false });
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
    #[case("owner:none", false)]
    #[case("priority:medium", true)]
    #[case("priority:urgent", false)]
    #[case("tier:silver", true)]
    #[case("tier:platinum", false)]
    #[case("category:order", true)]
    #[case("category:pra", false)]
    #[case("is:stuck is:refund", false)]
    #[case("is:stuck channel:mail", true)]
    #[case("due:3d", true)]
    #[case("due:1h", false)]
    #[case("age:1d", false)]
    #[case("re:zoë", false)]
    fn all_terms_must_hold(#[case] typed: &str, #[case] fits: bool) {
        match Filter::parse(typed) {
            Ok(filter) => assert_eq!(filter.fits(&row(), Timestamp::UNIX_EPOCH), fits, "{typed}"),
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
