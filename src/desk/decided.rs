//! What was decided through one face of the desk, in the order in which it was: what is taken back next.

use super::api::{Answer, DeskError, EntryOrSuggestion, FailureKind, Request, Who};
use crate::domain::ids::{CustomerId, EntryId, SuggestionId};
use crate::domain::outbox::Entry;
use crate::domain::record::RecordRef;

/// Decisions that are remembered; older ones are taken back by what they are about.
const MOST: usize = 200;

/// Something that was decided and can be taken back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decision {
    /// It lies in the outbox, or was said yes or no to there.
    Entry(EntryId),
    /// It lies there with all that was accepted in one go.
    Group(EntryId),
    /// A label of a case was put right.
    Label(RecordRef),
    /// An answer to a case was said to be sent.
    Sent(RecordRef),
    /// A suggestion was turned down.
    Dismissal(SuggestionId),
    /// A record was said to be a customer's.
    Link {
        /// Whose.
        customer: CustomerId,
        /// Which.
        record: RecordRef,
    },
    /// A record was said not to be a customer's.
    Unlink {
        /// Whose it was.
        customer: CustomerId,
        /// Which.
        record: RecordRef,
    },
}

impl Decision {
    /// What a request has decided, by its answer; nothing where it has not.
    fn of(request: &Request, answer: &Answer) -> Option<Self> {
        Some(match (request, answer) {
            (_, Answer::Accepted(accepted)) if !accepted.already => Self::Entry(accepted.entry.id),
            (_, Answer::Queued(queued)) => {
                let first = &queued.first()?.entry;
                first.group.map_or(Self::Entry(first.id), Self::Group)
            }
            (_, Answer::Casework(done)) => {
                let lives = |entry: &&Entry| !entry.state.came_to_nothing();
                let first = done.entries.iter().find(lives);
                done.group.map(Self::Group).or(first.map(|entry| Self::Entry(entry.id)))?
            }
            (Request::Approve { .. } | Request::Reject { .. }, Answer::Entry(entry)) => Self::Entry(entry.id),
            (Request::Label { case, .. }, Answer::QueueRow(_)) => Self::Label(case.clone()),
            (Request::SayAnswerSent { case }, Answer::Sent(_)) => Self::Sent(case.clone()),
            (Request::Dismiss { suggestion, .. }, Answer::Suggestion(_)) => Self::Dismissal(*suggestion),
            // The customer may be known by another id since.
            (Request::Link { record, .. }, Answer::Profile(profile)) => {
                Self::Link { customer: profile.customer.id, record: record.clone() }
            }
            (Request::Unlink { record, .. }, Answer::Profile(profile)) => {
                Self::Unlink { customer: profile.customer.id, record: record.clone() }
            }
            _ => return None,
        })
    }

    /// What takes it back.
    pub fn taken_back(&self) -> Request {
        match self {
            Self::Entry(id) => Request::Undo { what: EntryOrSuggestion::Entry(*id) },
            Self::Group(first) => Request::Undo { what: EntryOrSuggestion::Group(*first) },
            Self::Label(case) => Request::Unlabel { case: case.clone() },
            Self::Sent(case) => Request::SayAnswerUnsent { case: case.clone() },
            Self::Dismissal(suggestion) => Request::Restore { suggestion: *suggestion },
            Self::Link { customer, record } => Request::Unlink {
                who: Who::Customer(*customer),
                record: record.clone(),
                reason: Some("the link was taken back".to_owned()),
            },
            Self::Unlink { customer, record } => Request::Link {
                who: Who::Customer(*customer),
                record: record.clone(),
                reason: Some("that it is somebody else was taken back".to_owned()),
            },
        }
    }

    fn is_taken_back_by(&self, request: &Request) -> bool {
        match (self, request) {
            // Whoever it is by now: a record belongs to one.
            (Self::Link { record, .. }, Request::Unlink { record: other, .. })
            | (Self::Unlink { record, .. }, Request::Link { record: other, .. }) => record == other,
            (_, Request::UndoDespite { what }) => self.taken_back() == Request::Undo { what: *what },
            _ => self.taken_back() == *request,
        }
    }
}

/// Whether a request may decide something that can be taken back, or takes something back.
fn is_followed(request: &Request) -> bool {
    match request {
        Request::WorkCases { consent, .. } => !consent.is_question(),
        Request::LogCall { try_only, .. } => !try_only,
        Request::Accept { .. }
        | Request::AcceptDespite { .. }
        | Request::Note { .. }
        | Request::Task { .. }
        | Request::EndTask { .. }
        | Request::Decide { .. }
        | Request::Approve { .. }
        | Request::Reject { .. }
        | Request::Label { .. }
        | Request::SayAnswerSent { .. }
        | Request::Dismiss { .. }
        | Request::Link { .. }
        | Request::Unlink { .. } => true,
        other => takes_back(other),
    }
}

fn takes_back(request: &Request) -> bool {
    matches!(
        request,
        Request::Undo { .. }
            | Request::UndoDespite { .. }
            | Request::Unlabel { .. }
            | Request::SayAnswerUnsent { .. }
            | Request::Restore { .. }
    )
}

/// Whom or what an answer is about: a customer by name, a case by its subject where nobody is named, a suggestion.
fn about(answer: &Answer) -> Option<String> {
    match answer {
        Answer::QueueRow(row) | Answer::Sent(row) => {
            let subject = || Some(row.case.subject.clone()).filter(|subject| !subject.is_empty());
            row.case.name.clone().or_else(subject)
        }
        Answer::Suggestion(stored) => Some(stored.suggestion.title.clone()),
        Answer::Profile(profile) => profile.customer.name.clone(),
        _ => None,
    }
}

/// A request that has not been answered.
#[derive(Debug)]
struct UnderWay {
    go: u64,
    number: u64,
    request: Request,
}

/// What became of a request that was followed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Something was decided.
    Decided,
    /// Something was taken back.
    TakenBack,
    /// Neither.
    Nothing,
}

/// Something that was decided.
#[derive(Debug)]
struct Done {
    /// In which go.
    go: u64,
    decision: Decision,
    /// Whom or what it is about, as the answer has told.
    about: Option<String>,
}

/// What was decided, and what is being decided.
#[derive(Debug, Default)]
pub struct Decided {
    /// By the go in which it was, oldest first.
    done: Vec<Done>,
    under_way: Vec<UnderWay>,
}

impl Decided {
    /// Something was asked. All that is asked in one go is taken back in one.
    pub fn asked(&mut self, go: u64, number: u64, request: &Request) {
        if is_followed(request) {
            self.under_way.push(UnderWay { go, number, request: request.clone() });
        }
    }

    /// It was answered; nothing where it is none that is followed.
    pub fn answered(&mut self, number: u64, result: &Result<Answer, DeskError>) -> Option<Outcome> {
        let at = self.under_way.iter().position(|asked| asked.number == number)?;
        let UnderWay { go, request, .. } = self.under_way.remove(at);
        if let Ok(Answer::Casework(casework)) = result {
            let withdrawn = casework.entries.iter().filter(|entry| entry.state.came_to_nothing());
            withdrawn.for_each(|entry| self.forget(&Decision::Entry(entry.id)));
        }
        let taken_back = self.done.iter().rposition(|one| one.decision.is_taken_back_by(&request));
        Some(match (result, taken_back) {
            (Ok(_), Some(at)) => {
                self.done.remove(at);
                Outcome::TakenBack
            }
            // Whoever cannot be reached now can later, and what is leaving will have left; all else is refused the next
            // time, too.
            (Err(error), Some(at)) => {
                if !matches!(error.kind, FailureKind::Unreachable | FailureKind::NotYet) {
                    self.done.remove(at);
                }
                Outcome::Nothing
            }
            (Ok(answer), None) => match Decision::of(&request, answer) {
                Some(decision) => {
                    self.keep(go, decision, about(answer));
                    Outcome::Decided
                }
                None if takes_back(&request) => Outcome::TakenBack,
                None => Outcome::Nothing,
            },
            (Err(_), None) => Outcome::Nothing,
        })
    }

    /// What was begun first was decided first, whichever was answered first.
    fn keep(&mut self, go: u64, decision: Decision, about: Option<String>) {
        let at = self.done.partition_point(|before| before.go <= go);
        self.done.insert(at, Done { go, decision, about });
        if self.done.len() > MOST {
            self.done.remove(0);
        }
    }

    /// Whether something is being decided or taken back, so that nobody can say yet what is taken back next.
    pub fn is_busy(&self) -> bool {
        !self.under_way.is_empty()
    }

    /// Nobody answers any more.
    pub fn give_up(&mut self) {
        self.under_way.clear();
    }

    /// What was decided last, all of one go.
    pub fn last(&self) -> Vec<Decision> {
        let Some(last) = self.done.last() else { return Vec::new() };
        self.done.iter().filter(|one| one.go == last.go).map(|one| one.decision.clone()).collect()
    }

    /// All that can be taken back, each go by itself, the last one first.
    pub fn goes(&self) -> Vec<Vec<Decision>> {
        let goes = self.done.chunk_by(|one, other| one.go == other.go);
        goes.rev().map(|go| go.iter().map(|one| one.decision.clone()).collect()).collect()
    }

    /// Whom or what a decision is about, in words; nothing where that was not told.
    pub fn about(&self, decision: &Decision) -> Option<&str> {
        self.done.iter().rfind(|one| one.decision == *decision)?.about.as_deref()
    }

    /// It is gone already.
    pub fn forget(&mut self, decision: &Decision) {
        if let Some(at) = self.done.iter().rposition(|one| one.decision == *decision) {
            self.done.remove(at);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn label(number: u64) -> Request {
        let case = format!("hubspot/case/{number}").parse().unwrap();
        Request::Label { case, change: Default::default() }
    }

    fn dismissal(number: u64) -> Request {
        let suggestion = SuggestionId::new(uuid::Uuid::from_u128(u128::from(number)));
        Request::Dismiss { suggestion, reason: "not now".to_owned() }
    }

    fn decided_by(number: u64) -> Decision {
        Decision::Dismissal(SuggestionId::new(uuid::Uuid::from_u128(u128::from(number))))
    }

    #[test]
    fn what_was_decided_in_one_go_is_last_together_in_the_order_in_which_it_was_begun() {
        let mut decided = Decided::default();
        for number in [3, 1, 2] {
            decided.keep(number.min(2), decided_by(number), None);
        }
        let last = decided.last();
        assert_eq!(last, [decided_by(3), decided_by(2)]);
        assert_eq!(decided.goes(), [last.clone(), vec![decided_by(1)]]);
        for (number, decision) in (4..).zip(last) {
            decided.asked(4, number, &decision.taken_back());
            assert!(decided.is_busy());
            assert_eq!(decided.answered(number, &Ok(Answer::Done)), Some(Outcome::TakenBack));
        }
        assert_eq!(decided.last(), [decided_by(1)]);
    }

    #[test]
    fn what_cannot_be_reached_or_is_leaving_stays_and_what_is_refused_goes() {
        let mut decided = Decided::default();
        decided.keep(1, decided_by(1), None);
        let back = decided.last()[0].taken_back();
        let kinds =
            [(2, FailureKind::Unreachable, 1), (3, FailureKind::NotYet, 1), (4, FailureKind::Failed, 0)];
        for (number, kind, left) in kinds {
            decided.asked(number, number, &back);
            let outcome = decided.answered(number, &Err(DeskError::new(kind, "no")));
            assert_eq!((outcome, decided.last().len()), (Some(Outcome::Nothing), left));
        }
    }

    #[test]
    fn what_decided_nothing_is_not_remembered() {
        let mut decided = Decided::default();
        for (number, request) in [(1, label(1)), (2, dismissal(2))] {
            decided.asked(number, number, &request);
            let refused = Err(DeskError::new(FailureKind::Failed, "no"));
            assert_eq!(decided.answered(number, &refused), Some(Outcome::Nothing));
        }
        decided.asked(3, 3, &Request::Sources);
        assert_eq!(decided.answered(3, &Ok(Answer::Done)), None);
        assert!(decided.last().is_empty() && !decided.is_busy());
    }
}
