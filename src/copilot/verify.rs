//! Each sentence against its evidence: what a model (or a rule) wrote is filled in and kept, or dropped with the reason.
//!
//! Values enter as slots (`{order:1001.total}`) and are written by the program. What stands literally (numbers,
//! amounts, dates, states, names, codes, quotations) must stand in the cited facts, in whatever usual form. What
//! only the customer says may be repeated as their word, never as fact. Promises need more than a model's wish.
//! A sentence with nothing to check passes only where its evidence is of the kind that it speaks of. Pure.
//!
//! Whatever words are left when the values, states and names are accounted for must be words that the cited kind of
//! fact is spoken of with, or stand in the fact itself: an event that nothing tells of has no words to be told with.
//! The lists are English, with the trade's words in German, French, Spanish, Italian and Dutch; a statement in a
//! language that they do not know is struck unless it is made of slots.

mod cause;
mod dates;
mod deed;
mod degree;
mod given;
mod literal;
mod names;
mod nouns;
mod number;
mod period;
mod promise;
mod question;
mod refused;
mod scope;
mod sentence;
mod states;
mod told;
mod words;

use rust_decimal::Decimal;

use super::facts::{Fact, FactKind, Facts, SlotValue};
use super::tone;
use super::triage::language_of;
use crate::domain::{EvidenceId, Mark, Unsupported};
use crate::phrasing::Locale;
pub use given::{MoneyGiven, gives_whole_back, money_in, offer_after, offer_in, retitled, without_amounts};
pub use promise::own::taken_back::granted;
use refused::Flaw;
pub use refused::Refused;
use sentence::Part;
pub use sentence::pieces;
use states::Fault;

/// What kind of text is checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Voice {
    /// States what is: a sentence of a brief, the reason of a suggestion.
    Statement,
    /// States what is in the words of a rule of the program: its literals, states and names are checked like all others;
    /// what it calls a slot, and its other words, are the program's own.
    Rule,
    /// Is to be sent or done: a draft, a title. May ask, plan and greet; may grant the discount that the
    /// suggestion offers (which policy judges), in percent, and no other.
    Draft {
        /// What is offered.
        granted: Option<Decimal>,
    },
    /// Is to be asked of the customer, put as the statement that it would presume: held to as a statement is, with the
    /// words that questions are asked with beside those of its facts.
    Question,
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

/// Checks a text against the facts it cites, and fills it in for the rep.
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
    verify_for(&facts.reader, text, evidence, facts, voice, restore)
}

/// Checks a question that is to be put to the customer: what it presumes is held against the facts it cites as a
/// statement is, it gives and promises nothing, and asks for nothing that is not the shop's to know.
///
/// # Errors
/// Why it was dropped, in words for a person.
pub fn verify_question(
    text: &str,
    evidence: &[EvidenceId],
    facts: &Facts,
    restore: Restore<'_>,
) -> Result<Verified, String> {
    let presumed = question::as_statement(text)?;
    let verified = verify(&presumed, evidence, facts, Voice::Question, restore)?;
    Ok(Verified { text: question::asked(&verified.text)?, ..verified })
}

/// The same for another reader. Only how values are written depends on who reads, never what passes.
///
/// # Errors
/// As [`verify`].
pub fn verify_for(
    reader: &Locale,
    text: &str,
    evidence: &[EvidenceId],
    facts: &Facts,
    voice: Voice,
    restore: Restore<'_>,
) -> Result<Verified, String> {
    weigh(reader, text, evidence, facts, voice, restore).map_err(Refused::why)
}

/// The same, and what is refused is told apart: what a draft may hold where it is marked, and what it may not.
///
/// # Errors
/// Why it was refused.
pub fn weigh(
    reader: &Locale,
    text: &str,
    evidence: &[EvidenceId],
    facts: &Facts,
    voice: Voice,
    restore: Restore<'_>,
) -> Result<Verified, Refused> {
    if text.trim().is_empty() {
        return Err(Refused::Inadmissible("it is empty".to_owned()));
    }
    if evidence.is_empty() {
        return Err(Refused::Inadmissible("it cites no evidence".to_owned()));
    }
    let mut cited = Vec::with_capacity(evidence.len());
    for id in evidence {
        let fact =
            facts.get(id).ok_or_else(|| Refused::Inadmissible(format!("there is no evidence `{id}`")))?;
        cited.push(fact);
    }
    let parts = sentence::parse(text, restore).map_err(Refused::Inadmissible)?;
    let mut filled = String::new();
    let mut slots = Vec::new();
    // What the slot before counted, where it counted one.
    let mut one: Option<&str> = None;
    for part in &parts {
        match part {
            Part::Literal(literal) => {
                filled.push_str(&one.take().map_or_else(|| literal.clone(), |noun| singular(literal, noun)));
            }
            Part::Slot { id, field } => {
                let value = slot(id, field, &cited, facts).map_err(Refused::Inadmissible)?;
                one = match value {
                    SlotValue::Count(1, noun) => Some(noun),
                    _ => None,
                };
                filled.push_str(&value.write_for(reader, &facts.zone));
                slots.push((id.clone(), field.clone()));
            }
        }
    }
    let mut view = View { facts, cited, slots, voice, by_hand: false, scopes: Vec::new() };
    let mut checked = !view.slots.is_empty();
    let mut unsupported = None;
    for sentence in sentence::split(&parts) {
        view.scopes = scope::of(&sentence, &view);
        match view.check(&sentence) {
            Ok(found) => checked |= found,
            Err(Flaw::Inadmissible(why)) => return Err(Refused::Inadmissible(why)),
            Err(Flaw::Unsupported(why)) => unsupported = unsupported.or(Some(why)),
        }
    }
    match unsupported {
        Some(why) => Err(Refused::Unsupported { text: filled, why }),
        None => Ok(Verified { text: filled, checked }),
    }
}

/// The sentences of a person's own words that promise what no policy allows, with the reasons. `evidence`: what they speak
/// of.
pub fn unallowed_promises(text: &str, evidence: &[EvidenceId], facts: &Facts) -> Vec<Unsupported> {
    wrong_in(text, evidence, facts, &mut |sentence, view| {
        promise::check(sentence, view).and_then(|()| promise::own::check(sentence, view))
    })
}

/// The sentences of a text by hand or written beforehand that the facts contradict, with the reasons: goods that are not where it says
/// or came on another day, money that did not go. What the facts do not tell of is left to who wrote it. `evidence`: what it speaks of.
pub fn contradicted(text: &str, evidence: &[EvidenceId], facts: &Facts) -> Vec<Unsupported> {
    wrong_in(text, evidence, facts, &mut |sentence, view| match states::check(sentence, view) {
        Err(Fault::Contradicted(why)) => Err(why),
        Ok(_) | Err(Fault::Unknown(_)) => {
            deed::check_money(sentence, view).and_then(|()| told::check(sentence, view))
        }
    })
}

/// Refuses words that let goods back whose time to come back is over, or send a label for them.
///
/// # Errors
/// That they do.
pub fn takes_nothing_back_late(text: &str, evidence: &[EvidenceId], facts: &Facts) -> Result<(), String> {
    let found = wrong_in(text, evidence, facts, &mut promise::own::check_taken_back);
    found.into_iter().next().map_or(Ok(()), |one| Err(one.why))
}

/// The orders whose goods words let back though their time to come back is over, each once.
pub fn let_back_late(text: &str, evidence: &[EvidenceId], facts: &Facts) -> Vec<EvidenceId> {
    let mut orders: Vec<EvidenceId> = Vec::new();
    wrong_in(text, evidence, facts, &mut |sentence, view| {
        for order in promise::own::let_back_late(sentence, view) {
            if !orders.contains(&order.evidence) {
                orders.push(order.evidence.clone());
            }
        }
        Ok(())
    });
    orders
}

/// Whether a draft of words that let goods back still does: as far as its language is known here, it allows that, and says no to
/// none.
pub fn still_takes_back(text: &str) -> bool {
    let is_known = language_of(text).is_none_or(|language| LANGUAGES_OF_RETURNS.contains(&language.as_str()));
    !is_known || promise::own::taken_back::allows(text)
}

/// Languages in which it is known how goods are let back.
const LANGUAGES_OF_RETURNS: &[&str] = &["en", "de", "fr", "es", "it", "nl"];

/// Says of a sentence what is wrong with it.
type Judge<'a> = &'a mut dyn FnMut(&sentence::Sentence, &View<'_>) -> Result<(), String>;

/// The sentences of a text that a judge finds wrong.
fn wrong_in(text: &str, evidence: &[EvidenceId], facts: &Facts, judge: Judge<'_>) -> Vec<Unsupported> {
    let cited = evidence.iter().filter_map(|id| facts.get(id)).collect();
    let voice = Voice::Draft { granted: None };
    let mut view = View { facts, cited, slots: Vec::new(), voice, by_hand: true, scopes: Vec::new() };
    let mut found = Vec::new();
    for piece in pieces(text).into_iter().map(str::trim).filter(|piece| !piece.is_empty()) {
        let own = literal::without_own_words(piece, &view);
        for sentence in sentence::split(&[Part::Literal(own)]) {
            view.scopes = scope::of(&sentence, &view);
            if let Err(why) = judge(&sentence, &view) {
                found.push(Unsupported { text: piece.to_owned(), why, mark: Mark::Open });
                break;
            }
        }
    }
    found
}

/// The value of a slot, which must be of cited evidence; who the customer is may always be said.
fn slot<'a>(
    id: &EvidenceId,
    field: &str,
    cited: &[&Fact],
    facts: &'a Facts,
) -> Result<&'a SlotValue, String> {
    let fact = facts.get(id).ok_or_else(|| format!("there is no evidence `{id}`"))?;
    let is_cited = cited.iter().any(|cited| cited.evidence == *id);
    if !is_cited && fact.kind != FactKind::Customer {
        return Err(format!("the slot of `{id}` is not of the evidence it cites"));
    }
    let value = fact.fields.get(field).ok_or_else(|| format!("`{id}` has no value `{field}`"))?;
    if let Some(written) = facts.promised_in(id).filter(|_| field == "unkept") {
        let is_found = cited.iter().any(|one| one.evidence == written.evidence && one.wrote(value));
        is_found.then_some(()).ok_or_else(|| {
            format!("what it quotes was written in `{}`, which it does not cite", written.evidence)
        })?;
    }
    Ok(value)
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
    /// Whether a person wrote it, or a text of the shop's own: what no fact tells of is their word.
    by_hand: bool,
    /// What each clause of the sentence at hand names.
    scopes: Vec<Vec<&'a Fact>>,
}

impl<'a> View<'a> {
    /// Checks one sentence; says whether there was anything to check.
    fn check(&self, sentence: &sentence::Sentence) -> Result<bool, Flaw> {
        promise::check(sentence, self).map_err(Flaw::Inadmissible)?;
        if self.voice == Voice::Question {
            question::check(sentence, self).map_err(Flaw::Inadmissible)?;
        }
        let found = self.check_support(sentence);
        if let Err(Flaw::Unsupported(_)) = &found {
            // Another check may have come first; what a draft may never hold is looked for all the same.
            let rest = literal::unread(sentence, self);
            names::check(sentence, &rest, self).map_err(Flaw::Inadmissible)?;
            deed::check_money(sentence, self).map_err(Flaw::Inadmissible)?;
            if promise::smells(sentence) {
                return found.map_err(Flaw::for_good);
            }
        }
        found
    }

    /// Whether its evidence bears a sentence out.
    fn check_support(&self, sentence: &sentence::Sentence) -> Result<bool, Flaw> {
        let mut checked = self.check_slot_labels(sentence)?;
        let held = states::check(sentence, self)?;
        nouns::check(sentence, self)?;
        checked |= !held.is_empty();
        let (literals, mut rest) = literal::check(sentence, self)?;
        checked |= literals;
        checked |= names::check(sentence, &rest, self).map_err(Flaw::Inadmissible)?;
        if self.voice != Voice::Rule {
            cause::check(sentence, &rest, &held, self)?;
            checked |= degree::check(sentence, &mut rest, self)?;
        }
        if matches!(self.voice, Voice::Draft { .. }) {
            deed::check_money(sentence, self).map_err(Flaw::Inadmissible)?;
            deed::check(sentence, &rest, &held, self)?;
        }
        if matches!(self.voice, Voice::Statement | Voice::Question) {
            let says_something = words::check(sentence, &rest, &held, self)?;
            if !checked && !says_something {
                return Err("there is nothing in it that its evidence could bear out".to_owned().into());
            }
        }
        Ok(checked)
    }

    /// A slot's value is right by itself; what it is called may still be wrong.
    fn check_slot_labels(&self, sentence: &sentence::Sentence) -> Result<bool, String> {
        if self.voice == Voice::Rule {
            return Ok(sentence.slots().next().is_some());
        }
        for (at, number) in sentence.slots() {
            let Some((id, field)) = self.slots.get(number) else { continue };
            if promise::is_promised(sentence, at, self) {
                continue;
            }
            let value = slot(id, field, &self.cited, self.facts)?;
            literal::check_label(sentence, at, field, value)
                .map_err(|label| format!("`{field}` of `{id}` is not {label}"))?;
            let is_meant = self.facts.get(id).is_some_and(|fact| period::is_meant(fact, sentence, at, self));
            if !is_meant || !period::may_be_called(field, sentence, at, self) {
                return Err(format!("it gives `{field}` of `{id}` as what it is not"));
            }
            if !words::speech::may_date(words::speech::speaker_at(sentence, at, self), field) {
                return Err(format!("`{field}` of `{id}` is the other side's"));
            }
            if let SlotValue::Count(_, noun) = value
                && let Some(said) = literal::noun_behind(sentence, at)
                && said != *noun
            {
                return Err(format!("`{field}` of `{id}` does not count what it is said to count"));
            }
            let named = scope::identified(sentence, at, self);
            let like = |fact: &&&Fact| fact.evidence.kind() == id.kind();
            let is_another = named.iter().any(|fact| like(&fact)) && !named.iter().any(|f| f.evidence == *id);
            if is_another {
                return Err(format!("it gives `{field}` of `{id}` as another's"));
            }
        }
        Ok(sentence.slots().next().is_some())
    }

    /// The cited facts that the clause at a place speaks of: of a kind of which it names some, those alone.
    fn near_facts(&self, sentence: &sentence::Sentence, at: usize) -> Vec<&'a Fact> {
        let named = self.scopes.get(sentence.clause_number(at)).map_or(&[][..], Vec::as_slice);
        let is_meant = |fact: &&'a Fact| {
            let of_kind = named.iter().any(|named| named.kind == fact.kind);
            let is_named = !of_kind || named.iter().any(|named| named.evidence == fact.evidence);
            is_named && period::is_meant(fact, sentence, at, self)
        };
        self.cited.iter().copied().filter(is_meant).collect()
    }

    /// All values of the facts that the clause at a place speaks of.
    fn near(
        &self,
        sentence: &sentence::Sentence,
        at: usize,
    ) -> impl Iterator<Item = (&'static str, &'a SlotValue)> {
        let values = self.near_facts(sentence, at).into_iter().flat_map(|fact| fact.values());
        values.filter(move |(field, _)| period::may_be_called(field, sentence, at, self))
    }

    /// Names and titles that the cited facts and the customer's own record hold.
    fn known_names(&self) -> impl Iterator<Item = &'a str> {
        let own = self.facts.iter().filter(|fact| fact.kind == FactKind::Customer);
        self.cited.iter().copied().chain(own).flat_map(|fact| fact.names.iter().map(String::as_str))
    }

    /// What strangers said in the cited facts.
    fn said(&self) -> impl Iterator<Item = &'a str> {
        self.cited.iter().flat_map(|fact| fact.said.iter().map(String::as_str))
    }

    /// What colleagues wrote in the cited facts.
    fn staff(&self) -> impl Iterator<Item = &'a str> {
        self.cited.iter().flat_map(|fact| fact.staff.iter().map(String::as_str))
    }

    /// All values of the cited facts.
    fn values(&self) -> impl Iterator<Item = (&'static str, &'a SlotValue)> {
        self.cited.iter().flat_map(|fact| fact.values())
    }

    /// Whether a literal stands in a stranger's words and the sentence says that it is their word, or in a colleague's.
    fn is_repeated(&self, literal: &str, sentence: &sentence::Sentence) -> bool {
        let literal = literal.to_lowercase();
        let by_staff = self.staff().any(|text| tone::contains_phrase(&text.to_lowercase(), &literal));
        by_staff
            || (sentence.attributes()
                && self.said().any(|said| tone::contains_phrase(&said.to_lowercase(), &literal)))
    }
}
