//! Macros filled in: placeholders become the customer's values, written in the customer's language; and held against what is
//! known of the case, as drafts are. Pure.

mod address;
mod returning;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::facts::{Facts, Scope, SlotValue};
use super::shortfall::{Writer, is_foreign, language_of_customer, shortfalls};
use super::triage::about::english;
use super::triage::language_of;
use super::verify::contradicted;
use crate::domain::about::order_of;
use crate::domain::commerce::{Order, OrderStatus};
use crate::domain::crm::Case;
use crate::domain::macros::{Macro, MacroFit, Piece, pieces};
use crate::domain::span::whole_days;
use crate::domain::triage::Category;
use crate::domain::{EvidenceId, Profile, Purpose, Returns, Unsupported};
use crate::phrasing::{Locale, days_in_language};
use returning::Late;

/// What a text is filled in from.
pub struct Source<'a> {
    /// Whose case it is.
    pub profile: &'a Profile,
    /// The case.
    pub case: &'a Case,
    /// What the rep is called.
    pub me: Option<&'a str>,
    /// How values are written where the customer's language is not known.
    pub reader: &'a Locale,
    /// Now.
    pub now: Timestamp,
    /// Days end in it.
    pub zone: &'a TimeZone,
    /// Until when goods may come back.
    pub returns: Option<&'a Returns>,
}

impl Source<'_> {
    /// Where an order may not come back any more.
    fn late(&self, order: &Order) -> Option<Late> {
        let state = self.returns?.state(order, self.now, self.zone)?;
        (state.days_left < 0).then(|| Late { until: self.reader.day(state.until) })
    }
}

/// A macro for its case: the text in the customer's language, else its own, with its values.
///
/// # Errors
/// As [`filled`].
pub fn for_case(one: &Macro, source: &Source<'_>) -> Result<String, String> {
    let language = language_of_customer(source.case, source.profile.customer.locale.as_deref());
    let theirs = language.as_deref().and_then(|language| Some((one.text_in(language)?, language)));
    match theirs {
        Some((text, language)) => filled_in(text, Some(language), source),
        // Its values are written as the text is.
        None => filled_in(&one.text, language_of(&one.text).as_deref(), source),
    }
}

/// The text with its values.
///
/// # Errors
/// In words, every placeholder that is none or has no value here: nothing is ever left blank.
pub fn filled(text: &str, source: &Source<'_>) -> Result<String, String> {
    filled_in(text, None, source)
}

/// The same of a text that is written in a language.
fn filled_in(text: &str, language: Option<&str>, source: &Source<'_>) -> Result<String, String> {
    let pieces = pieces(text).map_err(|bad| bad.to_string())?;
    let values = Values::of(source, language);
    let (mut out, mut missing) = (String::new(), Vec::new());
    for piece in pieces {
        match piece {
            Piece::Text(text) => out.push_str(text),
            Piece::Value(whose, which) => match values.get(whose, which) {
                Ok(value) => out.push_str(&value),
                Err(why) => missing.push(format!("{{{whose}.{which}}} {why}")),
            },
        }
    }
    missing.dedup();
    if missing.is_empty() { Ok(out) } else { Err(missing.join("; ")) }
}

/// What a filled-in macro says that does not fit its case.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Misfit {
    /// Sentences that the facts contradict.
    pub contradicted: Vec<Unsupported>,
    /// What it asks for again or leaves unanswered, in words.
    pub lacks: Vec<String>,
    /// Whether it is in another language than the customer's.
    pub is_foreign: bool,
}

impl Misfit {
    /// All of it, in words.
    pub fn in_words(&self) -> Vec<String> {
        let contradicted = self.contradicted.iter().map(|one| format!("“{}”: {}", one.text, one.why));
        contradicted.chain(self.lacks.iter().cloned()).collect()
    }
}

impl Misfit {
    /// How the macro that it was found in fits a case about something.
    pub fn fit(&self, one: &Macro, about: Category) -> MacroFit {
        if !self.contradicted.is_empty() || self.is_foreign {
            return MacroFit::Misfit;
        }
        match (is_about(one, about), self.lacks.is_empty()) {
            (true, true) => MacroFit::Fits,
            (true, false) => MacroFit::Partly,
            (false, _) => MacroFit::Other,
        }
    }
}

/// Whether a macro is about what a case is about; what is about nothing in particular no macro is about.
pub fn is_about(one: &Macro, about: Category) -> bool {
    about != Category::Other && english(&matter(one)) == about
}

/// What a macro is about, without greeting and thanks, which are usual for praise.
fn matter(one: &Macro) -> String {
    let text = one.text_in("en").unwrap_or(&one.text);
    let is_courtesy = |said: &&str| {
        let lower = said.trim_start().to_lowercase();
        lower.starts_with("hello") || lower.contains("thank you")
    };
    let said = text.split_inclusive(['.', '\n']).filter(|said| !is_courtesy(said));
    std::iter::once(one.name.as_str()).chain([". "]).chain(said).collect()
}

/// Holds a filled-in text against what is known of its case.
pub fn misfit(text: &str, source: &Source<'_>) -> Misfit {
    let Source { profile, case, .. } = source;
    let facts = Facts::all(profile, text, source.now, source.zone).read_in(source.reader);
    let order = order_of(profile, case).map(|(order, _)| order);
    let mut spoken_of: Vec<EvidenceId> = order.iter().map(|order| order.evidence.clone()).collect();
    spoken_of.push(case.evidence.clone());
    let mut contradicted = contradicted(text, &spoken_of, &facts);
    let sends_back = |order: &Order| returning::sends_back(text, order, source.late(order).as_ref(), case);
    contradicted.extend(order.and_then(sends_back));
    contradicted.extend(address::too_late(text, order));
    Misfit {
        contradicted,
        lacks: address::untold(text, case)
            .into_iter()
            .chain(shortfalls(text, profile, case, Writer::Macro))
            .collect(),
        is_foreign: is_foreign(text, case, profile.customer.locale.as_deref()),
    }
}

struct Values<'a> {
    source: &'a Source<'a>,
    facts: Facts,
    order: Option<EvidenceId>,
    /// How values are written; in the house's words for days where the text's language is not known.
    locale: Locale,
    language: Option<&'a str>,
}

impl<'a> Values<'a> {
    fn of(source: &'a Source<'a>, language: Option<&'a str>) -> Self {
        let scope = Scope { purpose: Purpose::Support, question: None };
        let order = order_of(source.profile, source.case).map(|(order, _)| order.evidence.clone());
        let mut facts = Facts::of(source.profile, scope, source.now, source.zone).read_in(source.reader);
        facts.add_orders(source.profile, order.iter());
        facts.add_records(source.profile, std::iter::once(&source.case.evidence));
        let customers = facts.for_customer();
        let is_theirs = |language: &&str| customers.tag().get(..2) == Some(*language);
        let other = language.filter(|language| !is_theirs(language));
        let locale = other.and_then(|language| Locale::named(language).ok());
        let locale = locale.unwrap_or_else(|| customers.clone());
        Self { source, facts, order, locale, language }
    }

    fn get(&self, whose: &str, which: &str) -> Result<String, &'static str> {
        let value = match whose {
            "customer" => self.customer(which),
            "case" => self.field(&self.source.case.evidence, which),
            "order" => match &self.order {
                Some(order) if which == "unsent_for" => return self.unsent_for(order),
                Some(order) => self.field(order, which),
                None => return Err("has no value: no order is known"),
            },
            "totals" => self.field(&EvidenceId::new("totals", "all"), which),
            "me" if which == "name" => self.source.me.map(str::to_owned),
            _ => {
                return Err("is no value that there is: begin with customer, case, order, totals or me.name");
            }
        };
        value.filter(|value| !value.trim().is_empty()).ok_or("has no value here")
    }

    /// A value of the customer's, whichever fact has it.
    fn customer(&self, which: &str) -> Option<String> {
        let profile = &self.source.profile.customer;
        let own = match which {
            "name" => profile.name.clone(),
            "email" => profile.emails.first().map(|email| email.as_str().to_owned()),
            "company" => profile.company.clone(),
            _ => None,
        };
        let of_customer = || self.facts.iter().filter(|fact| fact.evidence.kind() == "customer");
        own.or_else(|| of_customer().find_map(|fact| fact.fields.get(which)).map(|value| self.write(value)))
    }

    fn field(&self, id: &EvidenceId, which: &str) -> Option<String> {
        self.facts.get(id)?.fields.get(which).map(|value| self.write(value))
    }

    /// How long an order has been paid without anything of it having left.
    fn unsent_for(&self, order: &EvidenceId) -> Result<String, &'static str> {
        let orders = &self.source.profile.orders;
        let order = orders.iter().find(|one| one.evidence == *order).ok_or("has no value here")?;
        match order.status {
            OrderStatus::Paid if order.shipments.is_empty() => {
                let days = whole_days(order.placed_at, self.source.now);
                Ok(self.write(&SlotValue::Days(days)))
            }
            OrderStatus::PartiallyFulfilled => Err("has no value: a part of the order has left"),
            OrderStatus::Pending => Err("has no value: the order is not paid"),
            OrderStatus::Cancelled => Err("has no value: the order is cancelled"),
            _ => Err("has no value: the order has left"),
        }
    }

    fn write(&self, value: &SlotValue) -> String {
        let days = match value {
            SlotValue::Days(days) => days_in_language(*days, self.language.unwrap_or_default(), &self.locale),
            _ => None,
        };
        days.unwrap_or_else(|| value.write_for(&self.locale, self.source.zone))
    }
}
