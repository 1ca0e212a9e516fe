//! Views of the queue, and the orders that it can be put in.

use std::cmp::Ordering;

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{QueueRow, QueuedCase};
use crate::domain::casework::CaseStage;
use crate::domain::score::Tier;
use crate::domain::sla::DueState;
use crate::domain::words::words;
use crate::domain::worklist::{OrderOf, Standpoint, ViewOf};

/// Which cases are shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum View {
    /// Every open case.
    #[default]
    All,
    /// Those that I have.
    Mine,
    /// Those that nobody has.
    Unassigned,
    /// Those whose customer waits for an answer, and those of which the CRM's stage says that they wait for us.
    Waiting,
    /// Those that are late or about to be.
    Late,
    /// Those of gold and platinum customers.
    Vip,
    /// Those that sleep; no other view shows them.
    Snoozed,
    /// Those with an answer that a person has still to send.
    ToSend,
}

words! { View:
    All = "all", "All";
    Mine = "mine", "Mine";
    Unassigned = "unassigned", "Unassigned";
    Waiting = "waiting", "Waiting on us";
    Late = "late", "Late or soon";
    Vip = "vip", "VIP";
    Snoozed = "snoozed", "Snoozed";
    ToSend = "to-send", "To send";
}

impl ViewOf<QueueRow> for View {
    /// What sleeps is in that view alone; but an answer that nobody has sent waits for a person all the same.
    fn has(self, row: &QueueRow, from: &Standpoint<'_>) -> bool {
        let is_asleep = row.case.snooze.is_some();
        (is_asleep == (self == Self::Snoozed) || self == Self::ToSend) && self.concerns(row, from)
    }
}

impl View {
    /// Whether a row belongs to it, asleep or not.
    pub(super) fn concerns(self, row: &QueueRow, from: &Standpoint<'_>) -> bool {
        match self {
            Self::All | Self::Snoozed => true,
            Self::Mine => from.me.is_some() && row.case.owner.as_deref() == from.me,
            Self::Unassigned => row.case.owner.is_none(),
            Self::Waiting => waits_on_us(&row.case),
            Self::Late => row.due.as_ref().is_some_and(|due| due.state(from.now) >= DueState::Soon),
            Self::ToSend => row.case.to_send.is_some(),
            Self::Vip => row.case.tier() >= Some(Tier::Gold),
        }
    }
}

/// Whether something is up to us: the customer had the last word, or the stage says so and no answer is said to be sent.
fn waits_on_us(case: &QueuedCase) -> bool {
    case.waiting_since.is_some() || (CaseStage::is_on_us(&case.status) && case.said_sent.is_none())
}

/// What the queue is ordered by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Order {
    /// Urgency times value, the most first.
    #[default]
    Rank,
    /// What is due first.
    Due,
    /// The oldest first.
    Age,
    /// The last change first.
    Changed,
    /// The highest tier, then the most net value first.
    Value,
    /// By the customer's name.
    Customer,
}

words! { Order:
    Rank = "rank", "urgency × value";
    Due = "due", "what is due first";
    Age = "age", "oldest first";
    Changed = "changed", "last change first";
    Value = "value", "value";
    Customer = "customer", "customer";
}

impl OrderOf<QueueRow> for Order {
    fn compare(self, a: &QueueRow, b: &QueueRow) -> Ordering {
        let last = |time: Option<Timestamp>| time.unwrap_or(Timestamp::MAX);
        let net = |row: &QueueRow| row.case.standing.as_ref().and_then(|s| s.net).map(|net| net.amount);
        let by_rank = || b.rank.points.total_cmp(&a.rank.points);
        let first = match self {
            Self::Rank => by_rank(),
            Self::Due => {
                let due = |row: &QueueRow| last(row.due.as_ref().map(|due| due.at));
                due(a).cmp(&due(b))
            }
            Self::Age => last(a.case.opened_at).cmp(&last(b.case.opened_at)),
            Self::Changed => b.case.updated_at.cmp(&a.case.updated_at),
            Self::Value => b.case.tier().cmp(&a.case.tier()).then_with(|| net(b).cmp(&net(a))),
            Self::Customer => {
                let name = |row: &QueueRow| row.case.name.as_ref().map(|name| name.to_lowercase());
                // Who has no name stands last.
                name(a).is_none().cmp(&name(b).is_none()).then_with(|| name(a).cmp(&name(b)))
            }
        };
        first.then_with(by_rank).then_with(|| a.case.record.cmp(&b.case.record))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::answer::ToSend;
    use crate::domain::ids::EntryId;
    use crate::domain::queue::{Standing, fixture};
    use crate::domain::sla::Sla;
    use crate::domain::snooze::{Snooze, WakeCause, WakeRule};

    fn row(case: QueuedCase) -> QueueRow {
        QueueRow::new(case, &Sla::default(), Timestamp::UNIX_EPOCH)
    }

    fn from(me: Option<&str>) -> Standpoint<'_> {
        Standpoint { me, now: Timestamp::UNIX_EPOCH, day_ends: Timestamp::UNIX_EPOCH }
    }

    #[test]
    fn a_view_shows_what_its_name_says() {
        let mut case = fixture::case("1");
        case.owner = Some("Sam".to_owned());
        let mine = row(case.clone());
        let is_in = |row: &QueueRow| -> Vec<&str> {
            let views = View::ALL.iter().filter(|view| view.has(row, &from(Some("Sam"))));
            views.map(|view| view.as_str()).collect()
        };
        assert_eq!(is_in(&mine), ["all", "mine"]);
        case.owner = None;
        case.waiting_since = Some(Timestamp::from_second(-100_000).unwrap());
        case.standing = Some(Standing {
            tier: Some(Tier::Gold),
            net: None,
            nets: Vec::new(),
            stuck_parcel: false,
            open_refund: false,
            parcel: None,
            needed_by: None,
        });
        assert_eq!(is_in(&row(case)), ["all", "unassigned", "waiting", "late", "vip"]);
        assert!(!View::Mine.has(&mine, &from(None)), "who is no owner has no cases");
        let mut answered = fixture::case("2");
        let at = |second| Timestamp::from_second(second).unwrap();
        let answer = |second| Some(ToSend { by: "sam".to_owned(), at: at(second), entry: None });
        assert!(answered.note_noted_answer(answer(10)));
        assert_eq!(is_in(&row(answered.clone())), ["all", "unassigned", "to-send"]);
        assert!(answered.say_sent("sam", at(20)));
        assert!(!answered.note_noted_answer(answer(10)), "it is not found again");
        assert_eq!(is_in(&row(answered.clone())), ["all", "unassigned"]);
        assert!(answered.say_unsent() && answered.to_send == answer(10) && !answered.say_unsent());
        answered.answered_at = Some(at(30));
        assert!(answered.note_noted_answer(answer(10)) && answered.to_send.is_none(), "somebody wrote since");
        assert!(answered.note_noted_answer(answer(40)), "another answer");
    }

    #[test]
    fn what_waits_on_us_by_its_stage_is_in_the_view_of_that_name_too() {
        let mut case = fixture::case("1");
        assert!(!View::Waiting.has(&row(case.clone()), &from(None)));
        case.status = "Waiting on us".to_owned();
        assert!(
            View::Waiting.has(&row(case.clone()), &from(None)),
            "we wrote last, and it is still up to us"
        );
        let at = |second| Timestamp::from_second(second).unwrap();
        assert!(case.note_noted_answer(Some(ToSend { by: "noor".to_owned(), at: at(10), entry: None })));
        assert!(View::Waiting.has(&row(case.clone()), &from(None)), "it is to be sent");
        assert!(case.say_sent("sam", at(20)));
        assert!(!View::Waiting.has(&row(case), &from(None)));
    }

    #[test]
    fn what_is_said_to_be_sent_stops_the_clock_until_the_customer_writes_again() {
        let at = |second| Timestamp::from_second(second).unwrap();
        let mut case = fixture::case("1");
        (case.waiting_since, case.asked_since, case.heard_at) = (Some(at(5)), Some(at(5)), Some(at(8)));
        case.note_noted_answer(Some(ToSend { by: "noor".to_owned(), at: at(10), entry: None }));
        assert!(case.say_sent("sam", at(30)));
        assert_eq!(case.waiting_since, None);
        let mut again = fixture::case("1");
        (again.waiting_since, again.asked_since, again.heard_at) = (Some(at(5)), Some(at(5)), Some(at(20)));
        again.keep_answers_of(&case);
        assert_eq!(again.waiting_since, Some(at(20)), "they wrote before it was said to be sent");
        assert!(case.say_unsent());
        assert_eq!(case.waiting_since, Some(at(5)));
    }

    #[test]
    fn an_answer_that_nobody_has_sent_stops_no_clock_whatever_the_stage_and_is_not_put_to_sleep() {
        let at = |second| Timestamp::from_second(second).unwrap();
        let mut case = fixture::case("1");
        (case.asked_since, case.is_stilled, case.status) =
            (Some(at(5)), true, "Waiting on contact".to_owned());
        let answer = Some(ToSend { by: "sam".to_owned(), at: at(10), entry: None });
        assert!(case.note_own_answer(answer.clone()));
        assert_eq!(case.waiting_since, Some(at(5)), "they have read nothing yet");
        assert!(case.say_sent("sam", at(30)) && case.waiting_since.is_none());
        assert!(case.say_unsent() && case.waiting_since == Some(at(5)));
        case.put_to_sleep(Snooze {
            rule: WakeRule { at: Some(at(90)), ..WakeRule::default() },
            by: "sam".to_owned(),
            since: at(40),
            entry: EntryId::new(uuid::Uuid::from_u128(8)),
            status: "New".to_owned(),
            messages: 1,
            heard: false,
            parcel: None,
            before: None,
        });
        assert!(View::ToSend.has(&row(case.clone()), &from(None)), "somebody has to send it");
        assert!(!View::Waiting.has(&row(case.clone()), &from(None)), "all else of it sleeps");
        assert!(case.note_own_answer(None) && case.waiting_since.is_none(), "it was taken back");
    }

    /// Who was answered and has not written since gets a reminder: nobody waits for it.
    #[test]
    fn a_reminder_that_is_still_to_be_sent_makes_nothing_late() {
        let at = |second| Timestamp::from_second(second).unwrap();
        let mut case = fixture::case("1");
        (case.is_stilled, case.status, case.opened_at) = (true, "Waiting on contact".to_owned(), Some(at(0)));
        assert!(case.note_own_answer(Some(ToSend { by: "sam".to_owned(), at: at(10), entry: None })));
        assert!(case.to_send.is_some());
        assert_eq!(case.due(&Sla::default()), None);
    }

    #[test]
    fn what_is_back_from_sleep_is_back_until_it_is_answered() {
        let at = |second| Timestamp::from_second(second).unwrap();
        let mut case = fixture::case("1");
        (case.is_stilled, case.status, case.opened_at) = (true, "Waiting on contact".to_owned(), Some(at(0)));
        let rule = WakeRule { at: Some(at(20)), ..WakeRule::default() };
        case.put_to_sleep(Snooze {
            rule,
            by: "sam".to_owned(),
            since: at(10),
            entry: EntryId::new(uuid::Uuid::from_u128(8)),
            status: "New".to_owned(),
            messages: 1,
            heard: false,
            parcel: None,
            before: None,
        });
        assert!(case.wake(WakeCause::Time, at(20)));
        assert!(case.newly_back().is_some() && case.due(&Sla::default()).is_some());
        assert!(case.note_own_answer(Some(ToSend { by: "sam".to_owned(), at: at(30), entry: None })));
        assert!(case.newly_back().is_none() && case.due(&Sla::default()).is_none());
        assert!(case.note_own_answer(None));
        assert!(case.newly_back().is_some(), "the answer was taken back");
        // Who was waited for before it slept is waited for still.
        let back = case.back.as_mut().unwrap();
        back.from.status = "Waiting on contact".to_owned();
        assert!(case.newly_back().is_some() && case.due(&Sla::default()).is_none());
    }

    #[test]
    fn an_own_answer_that_is_taken_back_leaves_a_colleagues_to_send() {
        let at = |second| Timestamp::from_second(second).unwrap();
        let theirs = ToSend { by: "noor".to_owned(), at: at(10), entry: None };
        let own =
            ToSend { by: "sam".to_owned(), at: at(20), entry: Some(EntryId::new(uuid::Uuid::from_u128(7))) };
        let mut case = fixture::case("1");
        assert!(case.note_noted_answer(Some(theirs.clone())) && case.note_own_answer(Some(own.clone())));
        assert_eq!(case.to_send, Some(own.clone()), "the newest");
        assert!(!case.note_noted_answer(Some(theirs.clone())), "it is known");
        let mut read_again = fixture::case("1");
        read_again.keep_answers_of(&case);
        assert!(read_again.note_own_answer(None));
        assert_eq!(read_again.to_send, Some(theirs));
        // Who says that it was sent speaks of the newest, and of the older ones with it.
        assert!(case.say_sent("sam", at(30)) && case.to_send.is_none());
        assert!(case.say_unsent() && case.to_send == Some(own));
        assert!(case.note_own_answer(None) && case.say_sent("sam", at(40)) && case.say_unsent());
    }

    #[test]
    fn every_order_is_total() {
        let rows: Vec<QueueRow> = (0..4).map(|n| row(fixture::case(&n.to_string()))).collect();
        for order in Order::ALL {
            for (at, a) in rows.iter().enumerate() {
                for (beside, b) in rows.iter().enumerate() {
                    assert_eq!(order.compare(a, b), at.cmp(&beside), "{order:?}");
                }
            }
        }
    }
}
