//! One streamed answer as a state machine: pieces of text in, checked sentences and proposals out.
//!
//! Each element of the answer is checked as soon as it is whole, so that the first sentence shows while the last is
//! still being written. What fails is struck, with the reason, and counted; it never takes its neighbours along.
//! Pure: the same pieces, cut anywhere, give the same result, which is what a replay rests on.

mod echo;
mod form;
mod lookup;
mod question;
mod reader;
mod silence;
mod strangers;
mod suggestion;
mod words;

use serde_json::Value;

pub use question::{for_answer, for_brief, for_call, for_triage};

use super::candidates::Candidate;
use super::lookups::Lookup;
use super::proposal::Proposal;
use super::situation::{Situation, totals_id};
use super::verify::{Restore, Voice, verify};
use crate::domain::EvidenceId;
use crate::domain::brief::{Dropped, Sentence, Verification};
use reader::{Element, Reader};
pub use silence::{SAID as NOTHING_KNOWN, is_all as knows_nothing};
pub(super) use strangers::refuse_addresses;
use words::said;
pub(super) use words::{cut, evidence, line};

/// Bytes of an answer; what is longer is none to anything that is asked here.
pub const LONGEST_ANSWER: usize = 256 * 1024;
const MOST_SENTENCES: usize = 8;
const MOST_SUGGESTIONS: usize = 5;
/// Look-ups that one answer may ask for.
const MOST_LOOKUPS: usize = 3;

/// What an answer has brought.
#[derive(Clone, Debug, PartialEq)]
pub enum Heard {
    /// A sentence that stood the check.
    Sentence(Sentence),
    /// A suggestion that stood the check.
    Proposal(Box<Proposal>),
}

/// All that an answer came to.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Answered {
    /// Checked and filled in, in the answer's order.
    pub summary: Vec<Sentence>,
    /// Checked and filled in, in the answer's order.
    pub proposals: Vec<Proposal>,
    /// What it asks to be looked up, each once.
    pub lookups: Vec<Lookup>,
    /// What the check found.
    pub verification: Verification,
}

/// The answer is longer than any that was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the model's answer is longer than any that was asked for")]
pub struct Overlong;

/// An answer that is being listened to.
pub struct Conversation<'a> {
    situation: &'a Situation<'a>,
    candidates: &'a [Candidate],
    is_answer: bool,
    may_look_up: bool,
    reader: Reader,
    answered: Answered,
}

impl<'a> Conversation<'a> {
    /// Begins to listen. `candidates` are all that can be suggested; with none, suggestions are struck.
    pub fn new(situation: &'a Situation<'a>, candidates: &'a [Candidate]) -> Self {
        let (reader, answered) = (Reader::default(), Answered::default());
        Self { situation, candidates, is_answer: false, may_look_up: false, reader, answered }
    }

    /// The same, where a question is answered: that the profile does not say is an answer, too.
    #[must_use]
    pub fn answering(self) -> Self {
        Self { is_answer: true, ..self }
    }

    /// The same, where the answer may ask for look-ups.
    #[must_use]
    pub fn with_lookups(self) -> Self {
        Self { may_look_up: true, ..self }
    }

    /// Takes the next piece of the answer; gives what it completes.
    ///
    /// # Errors
    /// [`Overlong`]: what was heard so far is of no use.
    pub fn hear(&mut self, piece: &str, restore: Restore<'_>) -> Result<Vec<Heard>, Overlong> {
        if self.reader.length() + piece.len() > LONGEST_ANSWER {
            return Err(Overlong);
        }
        let elements = self.reader.take(piece);
        Ok(elements.into_iter().filter_map(|element| self.weigh(element, restore)).collect())
    }

    /// Whether anything was in the form that was asked for.
    pub fn has_form(&self) -> bool {
        self.reader.has_form()
    }

    /// Another answer begins; what was heard counts for nothing.
    pub fn start_over(&mut self) {
        self.reader = Reader::default();
        self.answered = Answered::default();
    }

    /// The answer is whole: what was left in it, and what it came to.
    pub fn end(mut self, restore: Restore<'_>) -> (Vec<Heard>, Answered) {
        let left = std::mem::take(&mut self.reader).end();
        let heard = left.into_iter().filter_map(|element| self.weigh(element, restore)).collect();
        (heard, self.answered)
    }

    /// What the answer came to so far, where it ends before it is whole.
    pub fn given_up(self) -> Answered {
        self.answered
    }

    fn weigh(&mut self, element: Element, restore: Restore<'_>) -> Option<Heard> {
        let (text, outcome) = match element {
            Element::Unreadable(text) => (text, Err("it can't be read".to_owned())),
            Element::Whole(element) if is_suggestion(&element) => {
                (said(&element, "title").to_owned(), self.suggestion(&element, restore).map(Some))
            }
            Element::Whole(element) if lookup::is_one(&element) => {
                (lookup::in_short(&element), self.lookup(&element, restore).map(|()| None))
            }
            Element::Whole(element) => {
                (said(&element, "text").to_owned(), self.sentence(&element, restore).map(Some))
            }
        };
        match outcome {
            Ok(heard) => heard,
            Err(why) => {
                self.answered.verification.sentences += 1;
                self.answered.verification.dropped.push(Dropped { text: cut(&text), why });
                None
            }
        }
    }

    fn sentence(&mut self, element: &Value, restore: Restore<'_>) -> Result<Heard, String> {
        if self.answered.summary.len() >= MOST_SENTENCES {
            return Err("there were enough sentences".to_owned());
        }
        let mut evidence = evidence(element)?;
        let text = line(said(element, "text"));
        if self.is_answer && silence::is_one(&text) {
            return self.silence(evidence);
        }
        evidence.splice(..0, self.situation.facts.quoted_from(&[&text], &evidence));
        let verified = verify(&text, &evidence, self.situation.facts, Voice::Statement, restore)?;
        let sentence = Sentence { text: line(&verified.text), evidence };
        // What a slot quotes says whose words they are.
        refuse_addresses(&restore(&text)?, self.situation.profile)?;
        self.keep(sentence, verified.checked)
    }

    /// That nothing is known, in the program's words: a model's own could claim something beside it.
    fn silence(&mut self, mut evidence: Vec<EvidenceId>) -> Result<Heard, String> {
        evidence.retain(|id| self.situation.facts.get(id).is_some());
        if evidence.is_empty() {
            evidence.push(totals_id());
        }
        self.keep(Sentence { text: silence::SAID.to_owned(), evidence }, false)
    }

    fn keep(&mut self, sentence: Sentence, is_checked: bool) -> Result<Heard, String> {
        if self.answered.summary.iter().any(|earlier| earlier.text == sentence.text) {
            return Err("it says again what was said".to_owned());
        }
        let verification = &mut self.answered.verification;
        verification.sentences += 1;
        verification.kept += 1;
        verification.unchecked += u32::from(!is_checked);
        self.answered.summary.push(sentence.clone());
        Ok(Heard::Sentence(sentence))
    }

    fn lookup(&mut self, element: &Value, restore: Restore<'_>) -> Result<(), String> {
        if !self.may_look_up {
            return Err("there are no look-ups here".to_owned());
        }
        if self.answered.lookups.len() >= MOST_LOOKUPS {
            return Err("there were enough look-ups".to_owned());
        }
        let lookup = lookup::lookup(element, restore)?;
        if !self.answered.lookups.contains(&lookup) {
            self.answered.lookups.push(lookup);
        }
        Ok(())
    }

    fn suggestion(&mut self, element: &Value, restore: Restore<'_>) -> Result<Heard, String> {
        if self.answered.proposals.len() >= MOST_SUGGESTIONS {
            return Err("there were enough suggestions".to_owned());
        }
        let proposal = suggestion::proposal(element, self.situation, self.candidates, restore)?;
        let is_same = |one: &Proposal| {
            one.action == proposal.action && (one.title == proposal.title || one.body == proposal.body)
        };
        if self.answered.proposals.iter().any(is_same) {
            return Err("it proposes again what was proposed".to_owned());
        }
        self.answered.proposals.push(proposal.clone());
        Ok(Heard::Proposal(Box::new(proposal)))
    }
}

/// Whether an element proposes something, rather than saying it.
fn is_suggestion(element: &Value) -> bool {
    ["candidate", "action"].iter().any(|name| element.get(name).is_some())
}
