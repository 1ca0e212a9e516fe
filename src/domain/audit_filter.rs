//! Which lines of the audit log are shown: by who did it, what it was, whom it is about.

use super::audit::{AuditEvent, AuditKind};

/// What lines must have; all of it. Small and capital letters are the same.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AuditFilter {
    /// A part of the address of who did it.
    pub actor: Option<String>,
    /// The beginning of the word for what it was: `written`, `in doubt`.
    pub kind: Option<String>,
    /// A part of the name of whom it is about.
    pub customer: Option<String>,
    /// Words of which each stands in one of the three.
    pub anywhere: Vec<String>,
}

/// What lines cannot be told apart by.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoFilter {
    /// No such term.
    #[error("there is no `{0}:`; there are kind:, actor:, customer: and plain words")]
    Term(String),
    /// No kind of line begins so.
    #[error("there is no kind `{0}`; there are {kinds}", kinds = kinds())]
    Kind(String),
}

fn kinds() -> String {
    AuditKind::ALL.map(|kind| kind.as_str().replace(' ', "_")).join(", ")
}

impl AuditFilter {
    /// The keys of terms.
    pub const KEYS: &str = "kind, actor, customer";

    /// What was typed: plain words, and terms such as `kind:written actor:sam customer:holloway`.
    ///
    /// # Errors
    /// A term or a kind that there is none of.
    pub fn parse(typed: &str) -> Result<Self, NoFilter> {
        let mut filter = Self::default();
        for word in typed.split_whitespace() {
            let Some((term, value)) = word.split_once(':') else {
                filter.anywhere.push(word.to_owned());
                continue;
            };
            let value = Some(value.to_owned()).filter(|value| !value.is_empty());
            match term.to_lowercase().as_str() {
                "kind" => filter.kind = value.map(Self::of_kind).transpose()?,
                "actor" => filter.actor = value,
                "customer" => filter.customer = value,
                _ => return Err(NoFilter::Term(term.to_owned())),
            }
        }
        Ok(filter)
    }

    /// The beginning of a word for kinds of lines, where some kind begins so.
    ///
    /// # Errors
    /// None does.
    pub fn of_kind(typed: String) -> Result<String, NoFilter> {
        if AuditKind::ALL.into_iter().any(|kind| begins(kind, &typed)) {
            return Ok(typed);
        }
        Err(NoFilter::Kind(typed))
    }

    /// Whether every line fits.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Whether a line fits about a customer of that name, or of the one that they had when it was written. One whose customer was erased has nothing to be told by.
    pub fn has(&self, event: Option<&AuditEvent>, name: &str) -> bool {
        let Some(event) = event else { return self.is_empty() };
        let then = event.customer_name().unwrap_or_default();
        let kind = event.kind.as_str();
        let holds = |wanted: &String, text: &str| text.to_lowercase().contains(&wanted.to_lowercase());
        self.actor.as_ref().is_none_or(|wanted| holds(wanted, &event.actor))
            && self.kind.as_ref().is_none_or(|wanted| begins(event.kind, wanted))
            && self.customer.as_ref().is_none_or(|wanted| holds(wanted, name) || holds(wanted, then))
            && self.anywhere.iter().all(|wanted| {
                [event.actor.as_str(), name, then, kind].into_iter().any(|text| holds(wanted, text))
            })
    }
}

/// Whether the word for a kind begins so, or the one that it is stored and exported under.
fn begins(kind: AuditKind, typed: &str) -> bool {
    let typed = typed.replace('_', " ").to_lowercase();
    let stored = serde_json::to_value(kind).ok();
    let stored = stored.as_ref().and_then(|word| word.as_str()).map(|word| word.replace('_', " "));
    kind.as_str().starts_with(&typed) || stored.is_some_and(|word| word.starts_with(&typed))
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("", true)]
    #[case("kind:in_doubt", true)]
    #[case("kind:in actor:SAM", true)]
    #[case("kind:written", false)]
    #[case("customer:hollo", true)]
    #[case("customer:ibarra", false)]
    #[case("sam hollo doubt", true)]
    #[case("sam other", false)]
    #[case("kind:", true)]
    #[case("customer:caldeira", true)]
    #[case("caldeira", true)]
    fn a_line_fits_by_each_term(#[case] typed: &str, #[case] fits: bool) {
        let event = AuditEvent {
            at: Timestamp::UNIX_EPOCH,
            actor: "sam.ibarra@example.com".to_owned(),
            kind: AuditKind::InDoubt,
            customer: None,
            subject: String::new(),
            detail: serde_json::json!({ "customer": "Inês Caldeira" }),
        };
        let filter = AuditFilter::parse(typed).expect("a filter");
        assert_eq!(filter.has(Some(&event), "Maren Holloway"), fits);
        assert_eq!(filter.has(None, ""), filter.is_empty());
    }

    #[test]
    fn a_term_that_there_is_none_of_is_named() {
        assert_eq!(AuditFilter::parse("who:sam"), Err(NoFilter::Term("who".to_owned())));
    }

    #[test]
    fn a_kind_that_there_is_none_of_is_refused_with_those_that_there_are() {
        for typed in ["writ", "IN_DOUBT", "scored", "scores_written", "fitted", "model_fitted"] {
            assert!(AuditFilter::parse(&format!("kind:{typed}")).is_ok(), "{typed}");
        }
        assert!(AuditFilter::parse("kind:doubt").is_err(), "a kind is named from its beginning");
        let refused = AuditFilter::parse("kind:zzz").unwrap_err().to_string();
        assert!(refused.starts_with("there is no kind `zzz`; there are viewed, linked, "), "{refused}");
    }
}
