//! Each sentence against its evidence: what a model (or a rule) wrote is filled in and kept, or dropped with the reason.
//!
//! Values enter as slots (`{order:1001.total}`) and are written by the program. What stands literally (numbers,
//! amounts, dates, states, names, codes, quotations) must stand in the cited facts, in whatever usual form. What
//! only the customer says may be repeated as their word, never as fact. Promises need more than a model's wish.
//! A sentence with nothing to check passes only where its evidence is of the kind that it speaks of. Pure.
//!
//! This is a net with a known mesh: it reads English. In other languages slots, digits, codes and dates written
//! in digits are checked, words are not; such sentences count as unchecked unless something in them was.

mod dates;
mod literal;
mod names;
mod number;
mod promise;
mod sentence;
mod states;
mod topic;

use rust_decimal::Decimal;

use super::facts::{Fact, FactKind, Facts, SlotValue};
use crate::domain::EvidenceId;
use sentence::Part;

/// What kind of text is checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Voice {
    /// States what is: a sentence of a brief, the reason of a suggestion.
    Statement,
    /// Is to be sent or done: a draft, a title. May ask, plan and greet; may grant the discount that the
    /// suggestion offers (which policy judges), in percent, and no other.
    Draft {
        /// What is offered.
        granted: Option<Decimal>,
    },
}

/// A text that passed.
#[derive(Clone, PartialEq, Eq)]
pub struct Verified {
    /// Slots filled, placeholders restored.
    pub text: String,
    /// Whether there was anything to check.
    pub checked: bool,
}

impl std::fmt::Debug for Verified {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Verified(checked: {})", self.checked)
    }
}

/// Turns placeholders back into values; the error says why that can't be.
pub type Restore<'a> = &'a (dyn Fn(&str) -> Result<String, String> + Sync);

/// Checks a text against the facts it cites.
///
/// # Errors
/// Why it was dropped, in words for a person.
pub fn verify(
    text: &str,
    evidence: &[EvidenceId],
    facts: &Facts,
    voice: Voice,
    restore: Restore<'_>,
) -> Result<Verified, String> {
    if text.trim().is_empty() {
        return Err("it is empty".to_owned());
    }
    if evidence.is_empty() {
        return Err("it cites no evidence".to_owned());
    }
    let mut cited = Vec::with_capacity(evidence.len());
    for id in evidence {
        cited.push(facts.get(id).ok_or_else(|| format!("there is no evidence `{id}`"))?);
    }
    let parts = sentence::parse(text, restore)?;
    let mut view = View { facts, cited, slots: Vec::new(), voice };
    let mut filled = String::new();
    // What the slot before counted, where it counted one.
    let mut one: Option<&str> = None;
    for part in &parts {
        match part {
            Part::Literal(literal) => {
                filled.push_str(&one.take().map_or_else(|| literal.clone(), |noun| singular(literal, noun)));
            }
            Part::Slot { id, field } => {
                let value = view.slot(id, field)?;
                one = match value {
                    SlotValue::Count(1, noun) => Some(noun),
                    _ => None,
                };
                filled.push_str(&value.write(&facts.zone));
                view.slots.push((id.clone(), field.clone()));
            }
        }
    }
    let mut checked = !view.slots.is_empty();
    for clauses in sentence::split(&parts) {
        checked |= view.check(&clauses)?;
    }
    if !checked && voice == Voice::Statement {
        topic::check(text, &view.cited)?;
    }
    Ok(Verified { text: filled, checked })
}

/// What follows a count of one names its noun in the singular: ` open cases.` becomes ` open case.`
fn singular(literal: &str, noun: &str) -> String {
    let plural = format!("{noun}s");
    let near = literal.split_inclusive(' ').take(3).map(str::len).sum::<usize>();
    match literal[..near].find(&plural) {
        Some(at) => {
            let end = at + noun.len();
            format!("{}{}", &literal[..end], &literal[end + 1..])
        }
        None => literal.to_owned(),
    }
}

/// What a check looks at.
struct View<'a> {
    facts: &'a Facts,
    cited: Vec<&'a Fact>,
    slots: Vec<(EvidenceId, String)>,
    voice: Voice,
}

impl<'a> View<'a> {
    /// The value of a slot, which must be of cited evidence; who the customer is may always be said.
    fn slot(&self, id: &EvidenceId, field: &str) -> Result<&'a SlotValue, String> {
        let fact = self.facts.get(id).ok_or_else(|| format!("there is no evidence `{id}`"))?;
        let is_cited = self.cited.iter().any(|cited| cited.evidence == *id);
        if !is_cited && fact.kind != FactKind::Customer {
            return Err(format!("the slot of `{id}` is not of the evidence it cites"));
        }
        fact.fields.get(field).ok_or_else(|| format!("`{id}` has no value `{field}`"))
    }

    /// Checks one sentence; says whether there was anything to check.
    fn check(&self, sentence: &sentence::Sentence) -> Result<bool, String> {
        promise::check(sentence, self)?;
        let mut checked = self.check_slot_labels(sentence)?;
        checked |= states::check(sentence, self)?;
        let (literals, rest) = literal::check(sentence, self)?;
        let named = names::check(sentence, &rest, self)?;
        Ok(checked | literals | named)
    }

    /// A slot's value is right by itself; what it is called may still be wrong.
    fn check_slot_labels(&self, sentence: &sentence::Sentence) -> Result<bool, String> {
        for (at, number) in sentence.slots() {
            let Some((id, field)) = self.slots.get(number) else { continue };
            let value = self.slot(id, field)?;
            literal::check_label(sentence.clause_at(at), field, value)
                .map_err(|label| format!("`{field}` of `{id}` is not {label}"))?;
        }
        Ok(sentence.slots().next().is_some())
    }

    /// Names and titles that the cited facts and the customer's own record hold.
    fn known_names(&self) -> impl Iterator<Item = &str> {
        let own = self.facts.iter().filter(|fact| fact.kind == FactKind::Customer);
        self.cited.iter().copied().chain(own).flat_map(|fact| fact.names.iter().map(String::as_str))
    }

    /// What strangers said in the cited facts.
    fn said(&self) -> impl Iterator<Item = &str> {
        self.cited.iter().flat_map(|fact| fact.said.iter().map(String::as_str))
    }

    /// All values of the cited facts.
    fn values(&self) -> impl Iterator<Item = (&'static str, &SlotValue)> {
        self.cited.iter().flat_map(|fact| fact.values())
    }

    /// Whether a literal stands in a stranger's words and the sentence says that it is their word.
    fn is_repeated(&self, literal: &str, sentence: &sentence::Sentence) -> bool {
        let literal = literal.to_lowercase();
        sentence.attributes() && self.said().any(|said| said.to_lowercase().contains(&literal))
    }
}
