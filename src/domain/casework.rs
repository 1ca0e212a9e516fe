//! Working cases: what a rep does to one or to many of them, and what becomes of each.

use std::fmt;

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::action::Write;
use super::answer::UnsentAnswer;
use super::crm::{Case, Message, Priority};
use super::ids::EntryId;
use super::outbox::Entry;
use super::queue::QueuedCase;
use super::record::RecordRef;
use super::snooze::WakeRule;
use super::unsupported::Unsupported;

/// A case as somebody saw it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseAt {
    /// Which.
    pub record: RecordRef,
    /// Its last change when they saw it; nothing where that is not known.
    pub seen: Option<Timestamp>,
}

/// Other values for a case; absent: as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseValues {
    /// Stage, by the name people read.
    pub status: Option<String>,
    /// How pressing.
    pub priority: Option<Priority>,
    /// Who gets it: `me`, an e-mail, a name or the vendor's owner id.
    pub owner: Option<String>,
}

/// What is done to a case.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CaseDeed {
    /// Other values.
    Change(CaseValues),
    /// An answer in the rep's own words, to be sent by a person.
    Reply(String),
    /// An answer by a macro; the text where the rep has changed what it came to.
    Macro {
        /// Its name.
        name: String,
        /// Instead of the macro's own text.
        text: Option<String>,
    },
    /// It sleeps until something of the rule happens.
    Snooze(WakeRule),
    /// It sleeps no more.
    Wake,
}

impl CaseDeed {
    /// Whether the customer is to read something.
    pub fn is_answer(&self) -> bool {
        matches!(self, Self::Reply(_) | Self::Macro { .. })
    }
}

impl fmt::Debug for CaseDeed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Change(values) => write!(f, "{values:?}"),
            Self::Reply(_) => f.write_str("Reply(..)"),
            Self::Macro { name, .. } => write!(f, "Macro({name})"),
            Self::Snooze(rule) => write!(f, "{rule:?}"),
            Self::Wake => f.write_str("Wake"),
        }
    }
}

/// How far it is to go.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Consent {
    /// Only say what would happen.
    Ask,
    /// Do it, unless a single case has changed since it was seen, or would be closed though its customer waits.
    Go,
    /// The same, though the customer of a case that is closed waits: that has been said.
    Knowing,
    /// Do it although a case has changed.
    Despite,
    /// Only say what would happen then.
    AskDespite,
}

impl Consent {
    /// Whether nothing is to be written yet.
    pub fn is_question(self) -> bool {
        matches!(self, Self::Ask | Self::AskDespite)
    }

    /// Whether a change since it was seen stops nothing.
    pub fn is_despite(self) -> bool {
        matches!(self, Self::Despite | Self::AskDespite)
    }
}

/// What becomes of a case.
#[derive(Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum CaseOutcome {
    /// It is written, or would be.
    Written {
        /// The exact write, in words.
        effect: String,
        /// What the customer would read.
        text: Option<String>,
        /// What in it promises what no policy allows, or what the facts contradict; somebody has to stand for that.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        unallowed: Vec<Unsupported>,
        /// What a macro asks for although it is there, or leaves unanswered, in words.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        lacks: Vec<String>,
        /// Why it waits for a yes before, where it does.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        asks: Option<String>,
    },
    /// Nothing is.
    LeftOut {
        /// Why.
        why: String,
    },
    /// Somebody changed it since it was seen, so that nothing is written before the rep knows.
    Changed(Meanwhile),
}

/// What has happened to a case since somebody saw it.
#[derive(Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Meanwhile {
    /// The last change.
    #[schemars(with = "super::Rfc3339")]
    pub at: Timestamp,
    /// The newest message that came since.
    pub message: Option<Message>,
    /// What else is different, before and after in words.
    pub differences: Vec<String>,
    /// An answer that is under way already, so that another would be the second.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answer: Option<UnsentAnswer>,
    /// The case is closed and would be opened again, in words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reopens: Option<String>,
}

impl fmt::Debug for Meanwhile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Meanwhile({}, {} differences)", self.at, self.differences.len())
    }
}

impl Meanwhile {
    /// How a case as it stands now differs from the row that was seen; nothing where it has not changed since.
    pub fn between(seen: Timestamp, before: Option<&QueuedCase>, now: &Case) -> Option<Self> {
        let at = now.updated_at.filter(|at| *at > seen)?;
        let message = now.messages.iter().rev().find(|message| message.at.is_some_and(|at| at > seen));
        let before = before.filter(|row| row.updated_at.is_none_or(|at| at <= seen));
        let differences = before.map(|row| differences(row, now)).unwrap_or_default();
        Some(Self { at, message: message.cloned(), differences, answer: None, reopens: None })
    }

    /// That a case is closed which a write puts to another status: whoever has closed it means it to stay so.
    pub fn reopened_by(write: &Write, case: &Case) -> Option<Self> {
        let to = write.case_change()?.status.as_ref().filter(|to| !case.open && **to != case.status)?;
        let at = case.closed_at.or(case.updated_at).unwrap_or(Timestamp::UNIX_EPOCH);
        let reopens = format!("The case is closed: this opens it again ({} → {to})", case.status);
        Some(Self { at, message: None, differences: Vec::new(), answer: None, reopens: Some(reopens) })
    }

    /// Whether the case is as it was seen: an answer under way stops it, or that it is closed.
    pub fn is_as_seen(&self) -> bool {
        let is_stopped = self.answer.is_some() || self.reopens.is_some();
        is_stopped && self.message.is_none() && self.differences.is_empty()
    }

    /// That an answer is under way, and what has changed besides; nothing where there is neither.
    pub fn with_answer(changed: Option<Self>, answer: Option<UnsentAnswer>) -> Option<Self> {
        let Some(answer) = answer else { return changed };
        let nothing =
            Self { at: answer.at, message: None, differences: Vec::new(), answer: None, reopens: None };
        Some(Self { answer: Some(answer), ..changed.unwrap_or(nothing) })
    }
}

fn differences(before: &QueuedCase, now: &Case) -> Vec<String> {
    let nobody = || "nobody".to_owned();
    let owner = |owner: &Option<String>| owner.clone().unwrap_or_else(nobody);
    let priority = |priority: Option<Priority>| priority.map_or("none", Priority::in_words).to_owned();
    let parts = [
        ("status", before.status.clone(), now.status.clone()),
        ("priority", priority(before.priority), priority(now.priority)),
        ("owner", owner(&before.owner), owner(&now.owner)),
        ("subject", before.subject.clone(), now.subject.clone()),
    ];
    let changed = parts.into_iter().filter(|(_, before, now)| before != now);
    changed.map(|(what, before, now)| format!("{what}: {before} → {now}")).collect()
}

/// One case and what became of it.
#[derive(Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct WorkedCase {
    /// Which.
    pub record: RecordRef,
    /// Whose, as they are called.
    pub name: Option<String>,
    /// What it is about.
    pub subject: String,
    /// What became of it.
    #[serde(flatten)]
    pub outcome: CaseOutcome,
}

impl fmt::Debug for WorkedCase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let outcome = match &self.outcome {
            CaseOutcome::Written { .. } => "written",
            CaseOutcome::LeftOut { .. } => "left out",
            CaseOutcome::Changed(_) => "changed",
        };
        write!(f, "WorkedCase({}, {outcome})", self.record)
    }
}

/// What became of all of them. Its JSON is `deskhand.casework/1`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Casework {
    /// Each, in the order in which they were named.
    pub cases: Vec<WorkedCase>,
    /// What lies in the outbox for it; empty where nothing was to be done yet.
    pub entries: Vec<Entry>,
    /// What takes all of it back at once, where there are several.
    pub group: Option<EntryId>,
}

impl Casework {
    /// Whether what was decided before was withdrawn instead, so that nothing leaves.
    pub fn is_withdrawn(&self) -> bool {
        !self.entries.is_empty() && self.entries.iter().all(|entry| entry.state.came_to_nothing())
    }

    /// What has happened meanwhile, where that stopped the only case.
    pub fn stopped(&self) -> Option<&Meanwhile> {
        match self.cases.as_slice() {
            [WorkedCase { outcome: CaseOutcome::Changed(meanwhile), .. }] => Some(meanwhile),
            _ => None,
        }
    }

    /// Whether what would be written has to be looked at first: nothing of it is stored.
    pub fn is_held(&self) -> bool {
        self.entries.is_empty() && self.written() > 0
    }

    /// What has to be minded of the only case, in words.
    pub fn lacks(&self) -> &[String] {
        match self.cases.as_slice() {
            [WorkedCase { outcome: CaseOutcome::Written { lacks, .. }, .. }] => lacks,
            _ => &[],
        }
    }

    /// Whether an answer promises what no policy allows.
    pub fn promises(&self) -> bool {
        let promises = |case: &WorkedCase| matches!(&case.outcome, CaseOutcome::Written { unallowed, .. } if !unallowed.is_empty());
        self.cases.iter().any(promises)
    }

    /// How many are written, or would be.
    pub fn written(&self) -> usize {
        self.cases.iter().filter(|case| matches!(case.outcome, CaseOutcome::Written { .. })).count()
    }
}

/// What stages are called in which a case waits for somebody else than the shop, the likeliest first.
const WAITING: &[&str] =
    &["waiting on contact", "waiting on customer", "waiting for customer", "pending", "on hold"];

/// Words of stages in which a case waits for the shop.
const ON_US: &[&str] = &["waiting on us", "waiting for us", "waiting on agent", "waiting on support"];

/// What people say for the stage of cases that wait for somebody else, whatever it is called.
const SAID_WAITING: &[&str] = &["pending", "on hold", "waiting for customer", "waiting on customer"];
/// What people say for the stage of cases that are over.
const SAID_OVER: &[&str] = &["solved", "resolved", "closed", "done"];

/// A stage that cases can be in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct CaseStage {
    /// As people read it.
    pub name: String,
    /// Whether cases in it are open.
    pub open: bool,
}

impl CaseStage {
    /// The stage in which a case waits for the customer or for somebody else, where there is one.
    pub fn of_waiting(stages: &[Self]) -> Option<&Self> {
        let named =
            |word: &&str| stages.iter().find(|stage| stage.open && stage.name.to_lowercase().contains(*word));
        WAITING.iter().find_map(named)
    }

    /// Whether a stage of this name is one in which nothing is up to the shop.
    pub fn is_of_waiting(name: &str) -> bool {
        let name = name.to_lowercase();
        WAITING.iter().any(|word| name.contains(word))
    }

    /// Whether a stage of this name says that the case waits for the shop.
    pub fn is_on_us(name: &str) -> bool {
        let name = name.to_lowercase();
        ON_US.iter().any(|word| name.contains(word))
    }

    /// The stage that is meant by what was typed: its name, a beginning that only one has, or a usual word for what only one
    /// stage is.
    pub fn named<'a>(stages: &'a [Self], typed: &str) -> Option<&'a Self> {
        let typed = typed.trim().to_lowercase();
        let whole = stages.iter().find(|stage| stage.name.to_lowercase() == typed);
        let mut begun = stages.iter().filter(|stage| stage.name.to_lowercase().starts_with(&typed));
        whole.or_else(|| match (begun.next(), begun.next()) {
            (Some(one), None) if !typed.is_empty() => Some(one),
            (None, _) => Self::said(stages, &typed),
            _ => None,
        })
    }

    fn said<'a>(stages: &'a [Self], typed: &str) -> Option<&'a Self> {
        if SAID_WAITING.contains(&typed) {
            return Self::of_waiting(stages);
        }
        let mut over = stages.iter().filter(|stage| !stage.open);
        match (over.next(), over.next()) {
            (Some(one), None) if SAID_OVER.contains(&typed) => Some(one),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::crm::MessageFrom;
    use crate::domain::queue::fixture;
    use crate::domain::{EvidenceId, Source};

    fn stage(name: &str, open: bool) -> CaseStage {
        CaseStage { name: name.to_owned(), open }
    }

    #[test]
    fn a_stage_is_named_by_a_beginning_that_only_one_has() {
        let stages = [stage("New", true), stage("Waiting on us", true), stage("Waiting on contact", true)];
        let named = |typed| CaseStage::named(&stages, typed).map(|stage| stage.name.as_str());
        assert_eq!(named("new"), Some("New"));
        assert_eq!(named("waiting on c"), Some("Waiting on contact"));
        assert_eq!(named("waiting"), None);
        assert_eq!(named(""), None);
        assert_eq!(CaseStage::of_waiting(&stages).map(|s| s.name.as_str()), Some("Waiting on contact"));
        assert_eq!(CaseStage::of_waiting(&stages[..2]), None);
        assert_eq!(CaseStage::of_waiting(&[stage("Pending, closed", false)]), None);
    }

    #[test]
    fn a_usual_word_names_the_stage_that_it_can_only_be() {
        let mut stages =
            vec![stage("New", true), stage("Waiting on contact", true), stage("Erledigt", false)];
        let named = |stages: &[CaseStage], typed| CaseStage::named(stages, typed).map(|one| one.name.clone());
        assert_eq!(named(&stages, "Pending").as_deref(), Some("Waiting on contact"));
        assert_eq!(named(&stages, "solved").as_deref(), Some("Erledigt"));
        assert_eq!(named(&stages, "lost"), None);
        stages.push(stage("Abgelehnt", false));
        assert_eq!(named(&stages, "solved"), None);
    }

    #[test]
    fn what_happened_meanwhile_is_told_with_what_is_different() {
        let at = |second| Timestamp::from_second(second).unwrap();
        let mut row = fixture::case("77");
        row.updated_at = Some(at(100));
        let mut case = Case {
            id: "77".to_owned(),
            evidence: EvidenceId::new("case", "77"),
            source: Source::crm("hubspot"),
            subject: row.subject.clone(),
            status: "Waiting on contact".to_owned(),
            open: true,
            priority: None,
            channel: None,
            opened_at: None,
            updated_at: Some(at(100)),
            closed_at: None,
            attachments: None,
            asker: None,
            owner: Some("Sam".to_owned()),
            messages: vec![Message { from: MessageFrom::Staff, at: Some(at(150)), text: "Hello".to_owned() }],
            url: None,
        };
        assert_eq!(Meanwhile::between(at(100), Some(&row), &case), None);
        case.updated_at = Some(at(160));
        let meanwhile = Meanwhile::between(at(100), Some(&row), &case).unwrap();
        assert_eq!(meanwhile.message.unwrap().text, "Hello");
        assert_eq!(meanwhile.differences, ["status: New → Waiting on contact", "owner: nobody → Sam"]);
        row.updated_at = Some(at(160));
        let meanwhile = Meanwhile::between(at(100), Some(&row), &case).unwrap();
        assert!(meanwhile.differences.is_empty(), "the row is not what was seen any more");
    }
}
