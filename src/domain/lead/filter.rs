//! What the leads are narrowed by.

use jiff::SignedDuration;

use super::{Band, LeadRow};
use crate::domain::worklist::{self, BadFilter, Standpoint, Value, is_owner, may_hold};

/// A filter of the leads: `trust owner:none score:50 source:search`.
pub type Filter = worklist::Filter<Term>;

/// One term of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Term {
    /// In the name, the e-mail or the company.
    Word(String),
    /// Whose it is, `me` for the rep's own; nothing: nobody's.
    Owner(Option<String>),
    /// In the CRM's word for how it stands; nothing: none is set.
    Status(Option<String>),
    /// In the way they came.
    Source(String),
    /// So many points or more.
    Score(u32),
    /// So promising.
    Band(Band),
    /// So promising or more.
    BandFrom(Band),
    /// First seen longer ago than.
    Age(SignedDuration),
    /// Due within.
    Due(SignedDuration),
}

impl worklist::Term for Term {
    type Row = LeadRow;
    const LIST: &'static str = "the leads";
    const KEYS: &'static str = "owner, status, source, score, band, age, due";

    fn word(word: String) -> Self {
        Self::Word(word)
    }

    fn keyed(key: &str, value: Value<'_>) -> Result<Option<Self>, BadFilter> {
        Ok(Some(match key {
            "owner" => Self::Owner(value.unless_none()),
            "status" => Self::Status(value.unless_none()),
            "source" => Self::Source(value.text()),
            "score" => Self::Score(value.number("0 to 100")?),
            "band" => {
                let (value, is_least) = value.or_better();
                let band = value.one_of(Band::ALL.iter().rev().copied(), Band::as_str)?;
                if is_least { Self::BandFrom(band) } else { Self::Band(band) }
            }
            "age" => Self::Age(value.span()?),
            "due" => Self::Due(value.span()?),
            _ => return Ok(None),
        }))
    }

    fn fits(&self, row: &LeadRow, from: &Standpoint<'_>) -> bool {
        let (lead, now) = (&row.lead, from.now);
        match self {
            Self::Word(word) => {
                let texts = [&lead.name, &lead.email, &lead.company];
                texts.into_iter().any(|text| may_hold(text.as_deref(), word)) || lead.record.id == *word
            }
            Self::Owner(None) => lead.owner_id.is_none(),
            Self::Owner(Some(owner)) => is_owner(lead.owner.as_deref(), owner, from),
            Self::Status(None) => lead.status.is_none(),
            Self::Status(Some(status)) => may_hold(lead.status.as_deref(), status),
            Self::Source(source) => may_hold(lead.source.as_deref(), source),
            Self::Score(least) => lead.score.as_ref().is_some_and(|score| score.points >= *least),
            Self::Band(band) => row.band == Some(*band),
            Self::BandFrom(least) => row.band >= Some(*least),
            Self::Age(least) => lead.first_seen_at.is_some_and(|at| now.duration_since(at) >= *least),
            Self::Due(most) => row.due.as_ref().is_some_and(|due| due.left(now) <= *most),
        }
    }

    fn means(&self) -> Option<String> {
        match self {
            Self::Score(points) => Some(format!("{points} points or more")),
            Self::BandFrom(band) => Some(format!("band {} or better", band.as_str())),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
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
    #[case("owner:me", true)]
    #[case("status:none", true)]
    #[case("source:sea", true)]
    #[case("score:45", true)]
    #[case("score:46", false)]
    #[case("band:warm", true)]
    #[case("band:hot", false)]
    #[case("band:cold", false)]
    #[case("band:cold+", true)]
    #[case("band:>=warm", true)]
    #[case("band:≥w", true)]
    #[case("band:hot+", false)]
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
        let now = Timestamp::UNIX_EPOCH;
        let from = Standpoint { me: Some("Lee Nakata"), now, day_ends: now };
        assert_eq!(Filter::parse(typed).unwrap().fits(&row, &from), fits, "{typed}");
    }

    #[rstest]
    #[case("band:luke", "band is one of hot, warm, cold; `+` behind one: that or better")]
    #[case("band:>=luke", "`band:>=luke`")]
    #[case("score:high", "score is one of 0 to 100")]
    #[case("colour:red", "`colour` is no key of the leads")]
    #[case("age:3", "a span of time")]
    fn what_is_no_filter_is_explained(#[case] typed: &str, #[case] why: &str) {
        let said = Filter::parse(typed).unwrap_err().to_string();
        assert!(said.contains(why), "{said}");
    }
}
