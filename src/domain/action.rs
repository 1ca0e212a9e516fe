//! Actions: what a suggestion can propose, what would be written, and whether policy lets it through.

use std::fmt;

use jiff::Timestamp;
use rust_decimal::Decimal;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::money::Money;
use super::record::RecordRef;
use super::returns::Excepted;

/// What kind of thing a suggestion proposes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ActionKind {
    /// A note on the customer's record.
    Note,
    /// A task for a colleague.
    Task,
    /// An answer to a case.
    Reply,
    /// Another state, priority or owner of a case.
    CaseUpdate,
    /// Machine-owned fields on the record.
    Fields,
    /// A discount for this customer.
    Discount,
    /// A chance of business to follow up.
    Opportunity,
    /// Into a vendor's list.
    AudienceAdd,
    /// Out of a vendor's list.
    AudienceRemove,
    /// Winning back who went quiet.
    WinBack,
    /// Asking for money owed.
    Collection,
    /// A tag on the store's record.
    Tag,
}

impl ActionKind {
    /// What one of them is called.
    pub fn one_in_words(self) -> &'static str {
        match self {
            Self::CaseUpdate => "change of a case",
            Self::Fields => "change of fields",
            Self::AudienceAdd => "addition to an audience",
            Self::AudienceRemove => "removal from an audience",
            Self::WinBack => "win-back",
            other => other.as_str(),
        }
    }

    /// The word as the contracts spell it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Task => "task",
            Self::Reply => "reply",
            Self::CaseUpdate => "case_update",
            Self::Fields => "fields",
            Self::Discount => "discount",
            Self::Opportunity => "opportunity",
            Self::AudienceAdd => "audience_add",
            Self::AudienceRemove => "audience_remove",
            Self::WinBack => "win_back",
            Self::Collection => "collection",
            Self::Tag => "tag",
        }
    }

    /// Whether carrying it out means marketing to the customer, which needs their consent.
    pub fn is_marketing(self) -> bool {
        matches!(self, Self::Discount | Self::Opportunity | Self::WinBack | Self::AudienceAdd)
    }
}

/// Who may do what. Ordered: each may do what those before it may.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the words say it")]
pub enum Role {
    Support,
    Sales,
    Manager,
    Admin,
}

impl Role {
    /// The role that a yes counts with. On a single machine the role is a label that the user chose, so a yes is a second
    /// confirmation: it counts with whatever role the rule asks for.
    pub const OF_A_YES: Self = Self::Admin;

    /// The word as the configuration spells it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Support => "support",
            Self::Sales => "sales",
            Self::Manager => "manager",
            Self::Admin => "admin",
        }
    }
}

/// How much deskhand may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// Read only: nothing is written.
    Observe,
    /// A person accepts every action.
    Suggest,
    /// Named workflows may act by themselves.
    Automate,
}

/// When an action needs a yes from somebody. Every condition given must hold; the first rule that matches decides.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ApprovalRule {
    /// Only actions of this kind.
    pub action: Option<ActionKind>,
    /// Only where more than this is given away, in percent.
    #[serde(with = "rust_decimal::serde::str_option")]
    #[schemars(with = "Option<String>")]
    pub percent_over: Option<Decimal>,
    /// Only where more than this amount is at stake, whatever the currency.
    #[serde(with = "rust_decimal::serde::str_option")]
    #[schemars(with = "Option<String>")]
    pub amount_over: Option<Decimal>,
    /// Only where the shop's own rules are stepped over.
    #[serde(default)]
    pub outside_policy: bool,
    /// Whose yes. Nothing: the rule lets the action through.
    pub role: Option<Role>,
}

/// Whether an action waits for a yes, whose and why. Always present on a suggestion.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Approval {
    /// Whether it waits.
    pub required: bool,
    /// Whose yes.
    pub role: Option<Role>,
    /// By which rule, in words.
    pub why: Option<String>,
}

/// What is offered to the customer, in figures that policy can judge.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Offer {
    /// In words: `10 % off the next order`.
    pub text: String,
    /// Discount in percent, 0 to 100.
    #[serde(with = "rust_decimal::serde::str_option", default)]
    #[schemars(with = "Option<String>")]
    pub percent: Option<Decimal>,
    /// Amount at stake.
    pub amount: Option<Money>,
    /// Which of the shop's own rules it steps over, in words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outside: Option<String>,
    /// The orders that come back by that.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub excepted: Vec<Excepted>,
}

impl Offer {
    /// Whether it is meant to sell: something off the price. Money back is none.
    pub fn is_discount(&self) -> bool {
        self.percent.is_some()
    }

    /// Whether it is an order's money that goes back, and nothing but that.
    pub fn is_money_back(&self) -> bool {
        self.amount.is_some() && self.percent.is_none() && self.outside.is_none()
    }

    /// What is offered where both are: an `exception` from the shop's rules, and this.
    #[must_use]
    pub fn beside(self, exception: Self) -> Self {
        let texts = [exception.text, self.text].join(", ");
        let rules: Vec<String> = exception.outside.into_iter().chain(self.outside).collect();
        Self {
            text: texts,
            percent: self.percent,
            amount: Money::more_of(exception.amount, self.amount),
            outside: (!rules.is_empty()).then(|| rules.join("; ")),
            excepted: exception.excepted.into_iter().chain(self.excepted).collect(),
        }
    }

    /// What it costs the shop on an order that is worth so much: the amount, where one is named.
    pub fn cost(&self, order: Option<Money>) -> Option<Money> {
        if self.amount.is_some() {
            return self.amount;
        }
        let order = order?;
        let share = self.percent?.checked_div(Decimal::ONE_HUNDRED)?;
        let cost = order.amount.checked_mul(share)?.round_dp(order.currency.decimals());
        Some(Money::new(cost, order.currency))
    }
}

/// One write at the CRM, complete: what is stored in the outbox and what the effect line describes.
#[derive(Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "write", rename_all = "snake_case")]
pub enum Write {
    /// A note.
    Note(NoteWrite),
    /// A task.
    Task(TaskWrite),
    /// An answer to a case, to be sent by a person: a note that says so, and changed properties of the case.
    Reply(ReplyWrite),
    /// Changed properties of a case.
    CaseUpdate(CaseWrite),
    /// Fields of a contact or a task.
    Fields(FieldsWrite),
    /// Takes back what an earlier write made.
    Retraction(RetractionWrite),
}

/// A note on a contact and, where it belongs to one, a case.
#[derive(Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct NoteWrite {
    /// Whose record.
    pub contact: RecordRef,
    /// The company or deal that it is about beside them.
    #[serde(default)]
    pub account: Option<RecordRef>,
    /// The case it belongs to.
    pub case: Option<RecordRef>,
    /// Plain text; the adapter makes it what the vendor wants.
    pub body: String,
    /// When it happened.
    #[schemars(with = "super::Rfc3339")]
    pub at: Timestamp,
    /// Whether a machine wrote the text; said in what is written.
    pub machine_written: bool,
}

/// How a note begins that tells of a call: it is told by that from what colleagues write for each other.
const OF_A_CALL: &str = "Call: ";

impl NoteWrite {
    /// What was jotted down during a call, as its note has it.
    pub fn of_a_call(text: &str) -> String {
        format!("{OF_A_CALL}{text}")
    }

    /// The same without what tells that it is of a call.
    pub fn jotted_down(text: &str) -> &str {
        text.strip_prefix(OF_A_CALL).unwrap_or(text)
    }

    /// Whether the text of a note tells of a call.
    pub fn tells_of_a_call(text: &str) -> bool {
        text.trim_start().starts_with(OF_A_CALL.trim_end())
    }
}

/// A task tied to a contact and, where it belongs to one, a case.
#[derive(Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct TaskWrite {
    /// Whose record.
    pub contact: RecordRef,
    /// The company or deal that it is about beside them.
    #[serde(default)]
    pub account: Option<RecordRef>,
    /// The case it belongs to.
    pub case: Option<RecordRef>,
    /// Subject.
    pub title: String,
    /// Plain text.
    pub body: String,
    /// When it is due.
    #[schemars(with = "super::Rfc3339")]
    pub due_at: Timestamp,
    /// The colleague who gets it: the vendor's owner id.
    pub owner: Option<String>,
    /// Whether a machine wrote the text; said in what is written.
    pub machine_written: bool,
    /// What the customer is to be enrolled in, in words: `win-back, 10 % off the next order`. It stands above the text, where
    /// whoever carries it out, and a vendor's own workflow, finds it.
    #[serde(default)]
    pub enrolment: Option<String>,
}

impl TaskWrite {
    /// The whole text, as it is written at the vendor.
    pub fn text(&self) -> String {
        match (&self.enrolment, self.body.is_empty()) {
            (None, _) => self.body.clone(),
            (Some(into), true) => format!("Enrolment request: {into}"),
            (Some(into), false) => format!("Enrolment request: {into}\n\n{}", self.body),
        }
    }
}

/// An answer to a case where the vendor takes none: it stands as a note on the case, and the case changes with it.
#[derive(Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ReplyWrite {
    /// The note that holds the answer.
    pub note: NoteWrite,
    /// What becomes of the case once the note is there. Where somebody changed it since it was seen, nothing is written.
    pub change: CaseWrite,
    /// The stage in which whoever decided saw the case, by the name people read: what an undo puts it back into.
    #[serde(default)]
    pub was: Option<String>,
}

/// What stands above an answer at the CRM, so that nobody takes it for sent.
const TO_BE_SENT: &str = "Answer to the customer, to be sent from here";

/// How an answer's effect says whose it is to send, to the one who asked for it.
pub const FOR_YOU: &str = "for you to send";

impl ReplyWrite {
    /// An answer as its note has it: headed by what is still to be done with it, in which case, and by whom it is.
    pub fn headed(answer: &str, case: &str, by: &str) -> String {
        format!("{TO_BE_SENT} · case {case} · by {by}\n\n{answer}")
    }

    /// The answer in the text of a note; nothing where the note holds none.
    pub fn read(note: &str) -> Option<Noted<'_>> {
        let (heading, text) = note.split_once('\n').unwrap_or((note, ""));
        let mut parts = heading.strip_prefix(TO_BE_SENT)?.split(" · ").map(str::trim);
        let mut named = |word: &str| parts.find_map(|part| part.strip_prefix(word));
        let (case, by) = match named("case ") {
            Some(case) => (Some(case), named("by ")),
            // From before cases were named.
            None => (None, heading.split_once(" · by ").map(|(_, by)| by.trim())),
        };
        Some(Noted { case, by: by.unwrap_or("somebody"), text: text.trim() })
    }

    /// Says in the heading by whom it is, and whose words and whose yes it has where those are somebody else's.
    pub fn sign(&mut self, by: &str, worded_by: Option<&str>, approved_by: Option<&str>) {
        let Some(noted) = Self::read(&self.note.body) else { return };
        let other = |who: Option<&str>, what: &str| match who {
            Some(who) if who != by => format!(" · {what} {who}"),
            _ => String::new(),
        };
        let hands = format!("{by}{}{}", other(worded_by, "worded by"), other(approved_by, "yes by"));
        self.note.body = Self::headed(noted.text, &self.change.case.id, &hands);
    }

    /// What the customer is to read.
    pub fn answer(&self) -> &str {
        Self::read(&self.note.body).map_or(self.note.body.as_str(), |noted| noted.text)
    }

    /// Another answer, under the same heading.
    pub fn put_answer(&mut self, answer: &str) {
        let headed = |noted: Noted<'_>| Self::headed(answer, &self.change.case.id, noted.by);
        self.note.body = Self::read(&self.note.body).map_or_else(|| answer.to_owned(), headed);
    }
}

/// An answer as it stands in a note.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Noted<'a> {
    /// The vendor's id of the case that it answers, where it is named.
    pub case: Option<&'a str>,
    /// Who decided on it.
    pub by: &'a str,
    /// What the customer is to read.
    pub text: &'a str,
}

/// Changed properties of a case. Absent means unchanged.
#[derive(Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct CaseWrite {
    /// Which case.
    pub case: RecordRef,
    /// Stage, by the name people read.
    pub status: Option<String>,
    /// How pressing.
    pub priority: Option<super::crm::Priority>,
    /// The vendor's owner id.
    pub owner: Option<String>,
    /// Whether it sleeps, where the vendor has a place for that.
    #[serde(default)]
    pub sleep: Option<CaseSleep>,
    /// Last change that the rep saw; if the vendor's is newer, the write stops.
    #[schemars(with = "Option<super::Rfc3339>")]
    pub seen_updated_at: Option<Timestamp>,
}

/// What a colleague reads at the vendor of a case that sleeps, or sleeps no more.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum CaseSleep {
    /// It sleeps.
    Until {
        /// Until then at the latest; nothing where only something that happens wakes it.
        #[schemars(with = "Option<super::Rfc3339>")]
        at: Option<Timestamp>,
        /// What wakes it, in words.
        rule: String,
    },
    /// It is awake.
    Awake,
}

/// Fields of a contact or a task, by the vendor's property name: the machine's own, and those of a person's that the rep
/// saw.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct FieldsWrite {
    /// Whose.
    #[serde(rename = "contact")]
    pub record: RecordRef,
    /// Name and value.
    pub fields: Vec<(String, String)>,
    /// What the rep saw in those of them that a person owns; where it is something else now, the write stops.
    #[serde(default)]
    pub seen: Vec<(String, Option<String>)>,
}

impl fmt::Debug for FieldsWrite {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "FieldsWrite({}, {} fields)", self.record, self.fields.len())
    }
}

impl FieldsWrite {
    /// The change that puts back what the rep saw, over what this one has written.
    #[must_use]
    pub fn put_back(&self) -> Self {
        let before =
            |(name, value): &(String, Option<String>)| (name.clone(), value.clone().unwrap_or_default());
        let has_seen = |name: &str| self.seen.iter().any(|(seen, _)| seen == name);
        let written = self.fields.iter().filter(|(name, _)| has_seen(name));
        Self {
            record: self.record.clone(),
            fields: self.seen.iter().map(before).collect(),
            seen: written.map(|(name, value)| (name.clone(), Some(value.clone()))).collect(),
        }
    }
}

/// Archives a note or task that an earlier entry made: what undo is after the write has left.
#[derive(Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RetractionWrite {
    /// Whose record.
    pub contact: RecordRef,
    /// `note` or `task`.
    pub kind: String,
    /// The vendor's id of what is taken back.
    pub id: String,
    /// The case that it belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub case: Option<RecordRef>,
    /// The case that goes back with it.
    #[serde(default)]
    pub back: Option<StageBack>,
}

/// A case that goes back into the stage in which it was; only where it is still in the one that was written.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct StageBack {
    /// Which.
    pub case: RecordRef,
    /// The stage that was written, by the name people read.
    pub from: String,
    /// The one before.
    pub to: String,
}

impl Write {
    /// Whether both would leave the same behind, so that after one the other is there twice: whenever each was asked for, and
    /// however things stood then.
    pub fn does_the_same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Note(a), Self::Note(b)) => {
                (&a.contact, &a.account, &a.case, &a.body) == (&b.contact, &b.account, &b.case, &b.body)
            }
            (Self::Task(a), Self::Task(b)) => *a == TaskWrite { due_at: a.due_at, ..b.clone() },
            (Self::CaseUpdate(a), Self::CaseUpdate(b)) => {
                *a == CaseWrite { seen_updated_at: a.seen_updated_at, ..b.clone() }
            }
            (Self::Fields(a), Self::Fields(b)) => (&a.record, &a.fields) == (&b.record, &b.fields),
            _ => self == other,
        }
    }

    /// The words that a person may change before it is written; nothing where it has none.
    pub fn words(&self) -> Option<&str> {
        match self {
            Self::Note(note) => Some(&note.body),
            Self::Reply(reply) => Some(reply.answer()),
            Self::Task(task) => Some(&task.body),
            Self::CaseUpdate(_) | Self::Fields(_) | Self::Retraction(_) => None,
        }
    }

    /// The contact, case or task written to.
    pub fn target(&self) -> &RecordRef {
        match self {
            Self::Note(note) => &note.contact,
            Self::Task(task) => &task.contact,
            Self::Reply(reply) => &reply.note.contact,
            Self::CaseUpdate(case) => &case.case,
            Self::Fields(fields) => &fields.record,
            Self::Retraction(retraction) => &retraction.contact,
        }
    }

    /// The case that it concerns.
    pub fn case(&self) -> Option<&RecordRef> {
        match self {
            Self::Note(note) => note.case.as_ref(),
            Self::Task(task) => task.case.as_ref(),
            Self::Reply(reply) => Some(&reply.change.case),
            Self::CaseUpdate(case) => Some(&case.case),
            Self::Retraction(retraction) => {
                retraction.back.as_ref().map(|back| &back.case).or(retraction.case.as_ref())
            }
            Self::Fields(fields) => Some(&fields.record).filter(|record| record.kind == "case"),
        }
    }

    /// The change of a case that it makes.
    pub fn case_change(&self) -> Option<&CaseWrite> {
        match self {
            Self::Reply(reply) => Some(&reply.change),
            Self::CaseUpdate(change) => Some(change),
            Self::Note(_) | Self::Task(_) | Self::Fields(_) | Self::Retraction(_) => None,
        }
    }

    /// The same, to be changed.
    pub fn case_change_mut(&mut self) -> Option<&mut CaseWrite> {
        match self {
            Self::Reply(reply) => Some(&mut reply.change),
            Self::CaseUpdate(change) => Some(change),
            Self::Note(_) | Self::Task(_) | Self::Fields(_) | Self::Retraction(_) => None,
        }
    }

    /// `note`, `task`, `reply`, `case_update`, `fields`, `retraction`.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Note(_) => "note",
            Self::Task(_) => "task",
            Self::Reply(_) => "reply",
            Self::CaseUpdate(_) => "case_update",
            Self::Fields(_) => "fields",
            Self::Retraction(_) => "retraction",
        }
    }

    /// Whether doing it twice has the effect of doing it once, with no key kept by the vendor.
    pub fn is_repeatable(&self) -> bool {
        matches!(self, Self::CaseUpdate(_) | Self::Fields(_) | Self::Retraction(_))
    }

    /// What is written first, under the same key, where it is more than one write at the vendor: an attempt may end between.
    pub fn first_step(&self) -> Option<Self> {
        match self {
            Self::Reply(reply) => Some(Self::Note(reply.note.clone())),
            _ => None,
        }
    }
}

impl fmt::Debug for Write {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Write({} on {:?})", self.kind(), self.target())
    }
}

/// Judges an action by the rules: the first that matches decides, none means no approval is needed.
pub fn judge(rules: &[ApprovalRule], action: ActionKind, offer: Option<&Offer>) -> Approval {
    let gives = offer.is_some() || action.is_marketing();
    let exceeds = |limit: Option<Decimal>, value: Option<Decimal>| match (limit, value) {
        (None, _) => true,
        (Some(limit), Some(value)) => value > limit,
        // An amount that nobody can name is not below any limit, where something is given at all.
        (Some(_), None) => gives,
    };
    let matches = |rule: &&ApprovalRule| {
        rule.action.is_none_or(|kind| kind == action)
            && (!rule.outside_policy || offer.is_some_and(|offer| offer.outside.is_some()))
            && exceeds(rule.percent_over, offer.and_then(|o| o.percent))
            && exceeds(rule.amount_over, offer.and_then(|o| o.amount).map(|m| m.amount))
    };
    // Who allows an exception allows no amount by it: of both rules the stricter holds, of equals the exception's.
    let of_exception = rules.iter().filter(|rule| rule.outside_policy).find(matches);
    let of_kind = rules.iter().filter(|rule| !rule.outside_policy).find(matches);
    let asking = |rule: Option<&ApprovalRule>| rule.and_then(|rule| Some((rule.clone(), rule.role?)));
    match asking(of_kind).into_iter().chain(asking(of_exception)).max_by_key(|(_, role)| *role) {
        None => Approval::default(),
        Some((rule, role)) => {
            Approval { required: true, role: Some(role), why: Some(rule.in_words(action, offer)) }
        }
    }
}

/// The same where something may be given away: whatever the action is called, something off the price is a discount, too.
pub fn verdict(rules: &[ApprovalRule], action: ActionKind, offer: Option<&Offer>) -> Approval {
    let verdict = judge(rules, action, offer);
    if verdict.required || !offer.is_some_and(Offer::is_discount) {
        return verdict;
    }
    judge(rules, ActionKind::Discount, offer)
}

/// What stands between what was asked for and what is given now.
const NOW: &str = "; now ";

/// Why something waits on whose words give less than those that `why` it was asked for: what they were, and what they are.
/// `by`: by which rule they need a yes, where they still do.
pub fn waits_on(why: &str, by: Option<&str>, offer: Option<&Offer>) -> String {
    let of_policy = |words: &str| words.strip_prefix("policy: ").unwrap_or(words).to_owned();
    let before = of_policy(why.split_once(NOW).map_or(why, |(before, _)| before));
    let before = match before.split_once(" is over the limit") {
        Some((amount, limit)) => format!("was {amount}, over the limit{limit}"),
        None => before,
    };
    let percent = offer.and_then(|offer| offer.percent).filter(|_| before.contains('%'));
    let amount = offer.and_then(|offer| offer.amount).map(|amount| amount.to_string());
    let figure = percent.map(|percent| format!("{} %", percent.normalize())).or(amount);
    let now = match (by, figure) {
        (Some(by), _) => of_policy(by),
        (None, Some(figure)) => format!("{figure}, within it"),
        (None, None) => "nothing is given".to_owned(),
    };
    format!("{before}{NOW}{now}")
}

impl ApprovalRule {
    fn in_words(&self, action: ActionKind, offer: Option<&Offer>) -> String {
        let kind = action.as_str().replace('_', " ");
        if let Some(outside) = offer.and_then(|offer| offer.outside.as_ref()).filter(|_| self.outside_policy)
        {
            return format!("outside policy: {outside}");
        }
        let amount = offer.and_then(|offer| offer.amount);
        match (self.percent_over, self.amount_over) {
            (Some(percent), _) => format!("policy: a {kind} over {percent} % needs a yes"),
            (None, Some(limit)) => match amount {
                Some(amount) => format!("policy: {amount} is over the limit of {limit}"),
                None => format!("policy: a {kind} over {limit} needs a yes"),
            },
            (None, None) => format!("policy: every {} needs a yes", action.one_in_words()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Currency;

    #[test]
    fn an_answer_is_read_out_of_its_note_and_changed_under_its_heading() {
        let note = ReplyWrite::headed("Hello Maren,\nit is on its way.", "77", "rep@example.com");
        let read = |note| ReplyWrite::read(note).map(|noted| (noted.case, noted.by, noted.text));
        assert_eq!(read(&note), Some((Some("77"), "rep@example.com", "Hello Maren,\nit is on its way.")));
        let older = format!("{TO_BE_SENT} · by rep@example.com\n\nHello");
        assert_eq!(read(&older), Some((None, "rep@example.com", "Hello")));
        assert_eq!(read("Called about the strap."), None);
    }

    #[test]
    fn an_answer_names_who_had_a_hand_in_it() {
        let record = |kind: &str| format!("hubspot/{kind}/77").parse().unwrap();
        let note = NoteWrite {
            contact: record("contact"),
            account: None,
            case: Some(record("case")),
            body: ReplyWrite::headed("It is on its way.", "77", "rep@example.com"),
            at: Timestamp::UNIX_EPOCH,
            machine_written: false,
        };
        let case = record("case");
        let change =
            CaseWrite { case, status: None, priority: None, owner: None, sleep: None, seen_updated_at: None };
        let mut reply = ReplyWrite { note, change, was: None };
        let heading = |reply: &ReplyWrite| reply.note.body.lines().next().unwrap().to_owned();
        let alone = heading(&reply);
        reply.sign("rep@example.com", Some("boss@example.com"), Some("boss@example.com"));
        assert_eq!(
            heading(&reply),
            format!("{alone} · worded by boss@example.com · yes by boss@example.com")
        );
        let read = ReplyWrite::read(&reply.note.body).unwrap();
        assert_eq!((read.case, read.by, read.text), (Some("77"), "rep@example.com", "It is on its way."));
        reply.sign("rep@example.com", None, Some("rep@example.com"));
        assert_eq!(heading(&reply), alone);
    }

    fn rule(action: ActionKind, percent_over: Option<i64>) -> ApprovalRule {
        ApprovalRule {
            action: Some(action),
            percent_over: percent_over.map(Decimal::from),
            amount_over: None,
            outside_policy: false,
            role: Some(Role::Manager),
        }
    }

    #[test]
    fn the_first_rule_that_matches_decides() {
        let rules = [rule(ActionKind::Discount, Some(10)), rule(ActionKind::WinBack, None)];
        let offer = |percent: i64| Offer { percent: Some(Decimal::from(percent)), ..Offer::default() };
        assert!(!judge(&rules, ActionKind::Discount, Some(&offer(10))).required);
        assert!(judge(&rules, ActionKind::Discount, Some(&offer(15))).required);
        assert!(
            judge(&rules, ActionKind::Discount, None).required,
            "an unknown percentage is not a small one"
        );
        assert!(judge(&rules, ActionKind::WinBack, None).required);
        assert!(!judge(&rules, ActionKind::Note, None).required);
        let over_hundred = ApprovalRule {
            amount_over: Some(Decimal::ONE_HUNDRED),
            percent_over: None,
            ..rule(ActionKind::Task, None)
        };
        let refund = |amount: i64| Offer {
            amount: Some(Money::new(Decimal::from(amount), Currency::new("USD").unwrap())),
            ..Offer::default()
        };
        assert!(
            !judge(std::slice::from_ref(&over_hundred), ActionKind::Task, None).required,
            "nothing is given"
        );
        let small = verdict(&[over_hundred.clone(), rules[0].clone()], ActionKind::Task, Some(&refund(100)));
        assert!(!small.required, "money back is no discount of an unknown size");
        let large = judge(&[over_hundred], ActionKind::Task, Some(&refund(140)));
        assert_eq!(large.why.as_deref(), Some("policy: 140.00 USD is over the limit of 100"));
        let free_first = [
            ApprovalRule { role: None, ..rule(ActionKind::Discount, None) },
            rule(ActionKind::Discount, None),
        ];
        assert!(!judge(&free_first, ActionKind::Discount, None).required);
        assert!(
            verdict(&rules[..1], ActionKind::WinBack, Some(&offer(15))).required,
            "it is a discount, too"
        );
        assert!(!verdict(&rules[..1], ActionKind::WinBack, None).required);
    }

    #[test]
    fn what_is_made_less_says_what_it_was() {
        let usd = |amount: i64| Offer {
            amount: Some(Money::new(Decimal::from(amount), Currency::new("USD").unwrap())),
            ..Offer::default()
        };
        let was = "policy: 500.00 USD is over the limit of 100";
        let fifty = waits_on(was, None, Some(&usd(50)));
        assert_eq!(fifty, "was 500.00 USD, over the limit of 100; now 50.00 USD, within it");
        let sixty = waits_on(&fifty, None, Some(&usd(60)));
        assert_eq!(sixty, "was 500.00 USD, over the limit of 100; now 60.00 USD, within it");
        let milder = waits_on(was, Some("policy: 80.00 USD is over the limit of 70"), Some(&usd(80)));
        assert_eq!(milder, "was 500.00 USD, over the limit of 100; now 80.00 USD is over the limit of 70");
        let percent = Offer { percent: Some(Decimal::from(5)), ..usd(10) };
        assert_eq!(
            waits_on("policy: a discount over 10 % needs a yes", None, Some(&percent)),
            "a discount over 10 % needs a yes; now 5 %, within it"
        );
    }

    #[test]
    fn an_offer_costs_its_amount_or_its_share_of_an_order() {
        let usd = |amount: &str| Money::new(amount.parse().unwrap(), Currency::new("USD").unwrap());
        let percent = Offer { percent: Some(Decimal::TEN), ..Offer::default() };
        assert_eq!(percent.cost(Some(usd("84.95"))), Some(usd("8.50")));
        assert_eq!(percent.cost(None), None);
        let amount = Offer { amount: Some(usd("20")), ..percent };
        assert_eq!(amount.cost(Some(usd("84.95"))), Some(usd("20")));
        assert_eq!(Offer::default().cost(Some(usd("84.95"))), None);
    }
}
