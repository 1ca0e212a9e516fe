//! What a rep types to narrow the leads: words, and `key:value` terms, all of which must hold.

use jiff::{SignedDuration, Timestamp};

use super::{Band, LeadRow};
use crate::domain::queue::span;

/// A filter as it was typed: `trust owner:none score:50 source:search`.
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
    /// In the name, the e-mail or the company.
    Word(String),
    Owner(Option<String>),
    Status(Option<String>),
    Source(String),
    /// So many points or more.
    Score(u32),
    /// So promising or more.
    Band(Band),
    /// First seen longer ago than.
    Age(SignedDuration),
    /// Due within.
    Due(SignedDuration),
}

/// The keys, for messages.
const KEYS: &str = "owner, status, source, score, band, age, due";

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
    pub fn fits(&self, row: &LeadRow, now: Timestamp) -> bool {
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
    let some = |value: String| (value != "none").then_some(value);
    Ok(match key {
        "owner" => Term::Owner(some(value)),
        "status" => Term::Status(some(value)),
        "source" => Term::Source(value),
        "score" => Term::Score(value.parse().map_err(|_| wrong("0 to 100"))?),
        "band" => {
            let found = Band::ALL.iter().find(|band| band.as_str() == value);
            Term::Band(*found.ok_or_else(|| wrong("hot, warm, cold"))?)
        }
        "age" => Term::Age(span(&value).ok_or_else(|| wrong("a span of time: 2h, 3d"))?),
        "due" => Term::Due(span(&value).ok_or_else(|| wrong("a span of time: 2h, 3d"))?),
        _ => return Err(BadFilter(format!("`{key}` is no key of the leads: {KEYS}"))),
    })
}

impl Term {
    fn fits(&self, row: &LeadRow, now: Timestamp) -> bool {
        let lead = &row.lead;
        let maybe = |text: &Option<String>, wanted: &str| {
            text.as_deref().is_some_and(|text| text.to_lowercase().contains(wanted))
        };
        match self {
            Self::Word(word) => {
                [&lead.name, &lead.email, &lead.company].into_iter().any(|text| maybe(text, word))
                    || lead.record.id == *word
            }
            Self::Owner(None) => lead.owner_id.is_none(),
            Self::Owner(Some(owner)) => maybe(&lead.owner, owner),
            Self::Status(None) => lead.status.is_none(),
            Self::Status(Some(status)) => maybe(&lead.status, status),
            Self::Source(source) => maybe(&lead.source, source),
            Self::Score(least) => lead.score.as_ref().is_some_and(|score| score.points >= *least),
            Self::Band(least) => row.band >= Some(*least),
            Self::Age(least) => lead.first_seen_at.is_some_and(|at| now.duration_since(at) >= *least),
            Self::Due(most) => row.due.as_ref().is_some_and(|due| due.left(now) <= *most),
        }
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;
    use crate::domain::lead::fixture;
    use crate::domain::sla::Sla;

    #[rstest]
    #[case("", true)]
    #[case("zoë trust", true)]
    #[case("tent", false)]
    #[case("512046", true)]
    #[case("owner:none", false)]
    #[case("owner:lee", true)]
    #[case("status:none", true)]
    #[case("source:sea", true)]
    #[case("score:45", true)]
    #[case("score:46", false)]
    #[case("band:warm", true)]
    #[case("band:hot", false)]
    #[case("age:1d", false)]
    #[case("due:3d", true)]
    fn all_terms_must_hold(#[case] typed: &str, #[case] fits: bool) {
        let mut lead = fixture::lead("512046");
        lead.name = Some("Zoë Okafor".to_owned());
        lead.company = Some("The Trust".to_owned());
        lead.owner = Some("Lee Nakata".to_owned());
        lead.owner_id = Some("7".to_owned());
        lead.source = Some("search".to_owned());
        lead.score = Some(fixture::score(45));
        let row = LeadRow::new(lead, &Sla::default());
        assert_eq!(Filter::parse(typed).unwrap().fits(&row, Timestamp::UNIX_EPOCH), fits, "{typed}");
    }

    #[rstest]
    #[case("band:luke", "band is one of hot, warm, cold")]
    #[case("score:high", "score is one of 0 to 100")]
    #[case("colour:red", "`colour` is no key of the leads")]
    #[case("age:3", "a span of time")]
    fn what_is_no_filter_is_explained(#[case] typed: &str, #[case] why: &str) {
        let said = Filter::parse(typed).unwrap_err().to_string();
        assert!(said.contains(why), "{said}");
    }
}
