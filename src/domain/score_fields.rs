//! Scores as fields of a contact at the CRM: what may be written over what stands there, and what waits for a person.
//!
//! A field is written only over what deskhand itself has put there, or where it is empty and always was. What anybody
//! else has written stops it for that field. A tier that changes while somebody waits for help waits for a person.

mod seal;

use std::collections::BTreeMap;
use std::fmt;

use jiff::{SignedDuration, Timestamp};
use rust_decimal::Decimal;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;

pub use seal::Seal;

use super::crm::Case;
use super::difference::Change;
use super::ids::CustomerId;
use super::record::RecordRef;

/// A case that was open within this time holds a change of tier.
pub const CASE_HOLDS: SignedDuration = SignedDuration::from_hours(7 * 24);
/// How long a tier that was kept by a person stays against the same change.
pub const KEPT_FOR: SignedDuration = SignedDuration::from_hours(30 * 24);
/// For how long a review is put off.
pub const LATER: SignedDuration = SignedDuration::from_hours(24);

/// A field that scores are written to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
pub enum ScoreField {
    /// Expected net revenue over the horizon, in the currency of the customer's orders.
    #[serde(rename = "ai_predicted_clv_score")]
    Value,
    /// `platinum`, `gold`, `silver` or `bronze`.
    #[serde(rename = "ai_customer_tier")]
    Tier,
    /// Why, in words.
    #[serde(rename = "ai_tier_reasoning")]
    Reasoning,
    /// Probability of no order over the horizon, 0 to 1.
    #[serde(rename = "ai_churn_risk")]
    Risk,
    /// Title of the suggestion that was accepted last.
    #[serde(rename = "ai_next_best_action")]
    Action,
    /// Stock keeping unit and name of what may be bought next.
    #[serde(rename = "ai_next_product")]
    Product,
    /// When the score was computed that stands beside it.
    #[serde(rename = "ai_scored_at")]
    ScoredAt,
    /// No score: by it what a deskhand wrote beside it is known again, see [`Seal`].
    #[serde(rename = "ai_scores_seal")]
    Seal,
}

/// What a field holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FieldKind {
    /// A number.
    Number,
    /// One of [`TIERS`].
    Tier,
    /// Words.
    Text,
    /// A moment.
    Moment,
}

/// The tiers as a field spells them, from most to least.
pub const TIERS: [&str; 4] = ["platinum", "gold", "silver", "bronze"];

impl ScoreField {
    /// All that stand at a CRM.
    pub const ALL: [Self; 8] = [
        Self::Value,
        Self::Tier,
        Self::Reasoning,
        Self::Risk,
        Self::Action,
        Self::Product,
        Self::ScoredAt,
        Self::Seal,
    ];
    /// Of them, those that say something of the customer, as people read them.
    pub const VALUES: [Self; 7] =
        [Self::Value, Self::Tier, Self::Reasoning, Self::Risk, Self::Action, Self::Product, Self::ScoredAt];

    /// Its name at a CRM.
    pub fn name(self) -> &'static str {
        match self {
            Self::Value => "ai_predicted_clv_score",
            Self::Tier => "ai_customer_tier",
            Self::Reasoning => "ai_tier_reasoning",
            Self::Risk => "ai_churn_risk",
            Self::Action => "ai_next_best_action",
            Self::Product => "ai_next_product",
            Self::ScoredAt => "ai_scored_at",
            Self::Seal => "ai_scores_seal",
        }
    }

    /// What people read above it.
    pub fn label(self) -> &'static str {
        match self {
            Self::Value => "AI Predicted CLV Score",
            Self::Tier => "AI Customer Tier",
            Self::Reasoning => "AI Tier Reasoning",
            Self::Risk => "AI Churn Risk",
            Self::Action => "AI Next Best Action",
            Self::Product => "AI Next Product",
            Self::ScoredAt => "AI Scored At",
            Self::Seal => "AI Scores Seal",
        }
    }

    /// What is in it, for whoever meets it at the CRM.
    pub fn description(self) -> &'static str {
        match self {
            Self::Value => "expected net revenue over the horizon, in the currency of the customer's orders",
            Self::Tier => "where that puts the customer among all of the store",
            Self::Reasoning => "why the customer is in that tier",
            Self::Risk => "probability of no order over the horizon, 0 to 1",
            Self::Action => "the suggestion that was accepted last",
            Self::Product => "what may be bought next",
            Self::ScoredAt => "when the scores were computed",
            Self::Seal => "check value that tells what deskhand wrote from what a person did; do not edit",
        }
    }

    /// What it holds.
    pub fn kind(self) -> FieldKind {
        match self {
            Self::Value | Self::Risk => FieldKind::Number,
            Self::Tier => FieldKind::Tier,
            Self::Reasoning | Self::Action | Self::Product | Self::Seal => FieldKind::Text,
            Self::ScoredAt => FieldKind::Moment,
        }
    }

    /// By which letter a seal names it.
    fn sign(self) -> char {
        match self {
            Self::Value => 'v',
            Self::Tier => 't',
            Self::Reasoning => 'w',
            Self::Risk => 'r',
            Self::Action => 'a',
            Self::Product => 'p',
            Self::ScoredAt => 'd',
            Self::Seal => 's',
        }
    }

    /// Whether two values are the same to a reader, however they are spelt. Empty is a value.
    fn same(self, one: &str, other: &str) -> bool {
        self.meant(one) == self.meant(other)
    }

    /// A value as it means, in one spelling: CRMs give numbers back with other decimals, moments in another zone or to
    /// the second, options by their labels, text with other white space or composed otherwise.
    fn meant(self, value: &str) -> String {
        let text = || value.split_whitespace().collect::<Vec<_>>().join(" ").nfc().collect::<String>();
        match self.kind() {
            FieldKind::Number => number(value.trim()).unwrap_or_else(text),
            FieldKind::Moment => {
                moment(value.trim()).map_or_else(text, |moment| moment.as_second().to_string())
            }
            FieldKind::Tier => value.trim().to_lowercase(),
            FieldKind::Text => text(),
        }
    }

    /// Whether a score has moved too little to be written again.
    fn hardly_moved(self, one: &str, other: &str) -> bool {
        let (Ok(one), Ok(other)) = (one.trim().parse::<f64>(), other.trim().parse::<f64>()) else {
            return false;
        };
        let least = match self {
            Self::Value => HARDLY * one.abs().max(other.abs()),
            Self::Risk => HARDLY,
            _ => return false,
        };
        (one - other).abs() < least + 1e-9
    }
}

/// What a score has to move by before it is written again: a hundredth, of the larger value or of certainty. Less is
/// the passing of days, and would have every contact written every night.
const HARDLY: f64 = 0.01;

/// A number in its shortest spelling; digits behind the ninth decimal are no one's.
fn number(text: &str) -> Option<String> {
    let number: Decimal = text.parse().or_else(|_| Decimal::from_scientific(text)).ok()?;
    let short = number.round_dp(DECIMALS).normalize();
    Some(if short.is_zero() { "0".to_owned() } else { short.to_string() })
}

/// Decimals by which numbers are told apart.
const DECIMALS: u32 = 9;

/// A moment as a CRM may spell it: RFC 3339, or milliseconds since 1970.
fn moment(text: &str) -> Option<Timestamp> {
    let of_millis = || Timestamp::from_millisecond(text.parse().ok()?).ok();
    text.parse().ok().or_else(of_millis)
}

/// Values by field. An absent one is empty.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct Values(pub BTreeMap<ScoreField, String>);

impl Values {
    /// A value; empty where there is none.
    pub fn get(&self, field: ScoreField) -> &str {
        self.0.get(&field).map_or("", String::as_str)
    }

    /// Sets a value; an empty one counts as set.
    pub fn set(&mut self, field: ScoreField, value: impl Into<String>) {
        self.0.insert(field, value.into());
    }
}

impl fmt::Debug for Values {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.0.keys()).finish()
    }
}

/// What deskhand knows to have written on one contact.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OnContact {
    /// Which contact.
    pub record: RecordRef,
    /// What was written last, and has arrived.
    pub written: Values,
    /// What was on its way when last heard of: it may stand there or not.
    #[serde(default)]
    pub sending: Values,
    /// What a person had put there and has given up against what would be written.
    #[serde(default)]
    pub given_up: Values,
    /// What the last run wrote that wrote here, until that is taken back.
    #[serde(default)]
    pub last_run: Option<RunWrite>,
}

/// What one run of writing all scores has put on a contact.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunWrite {
    /// Which run.
    pub run: u64,
    /// What stood there before it.
    pub before: Values,
    /// What it wrote.
    pub after: Values,
}

impl OnContact {
    /// Nothing was written there yet.
    pub fn new(record: RecordRef) -> Self {
        Self {
            record,
            written: Values::default(),
            sending: Values::default(),
            given_up: Values::default(),
            last_run: None,
        }
    }

    /// Whether a value that stands there is deskhand's own, or nobody's. Where the contact bears a seal, that knows of
    /// all machines; else what this one has written.
    fn is_own(&self, seal: &Seal, field: ScoreField, now: &str) -> bool {
        let is_same = |values: &Values| values.0.get(&field).map(|value| field.same(value, now));
        if is_same(&self.given_up) == Some(true) {
            return true;
        }
        if let Some(is_own) = seal.bears_out(&self.record, field, now) {
            return is_own;
        }
        let never_written = is_same(&self.written).is_none() && now.trim().is_empty();
        never_written || is_same(&self.written) == Some(true) || is_same(&self.sending) == Some(true)
    }

    /// The seal that is to stand there once `leaving` has arrived: of what a person has changed the one by which that
    /// is seen stays.
    pub fn seal(&self, now: &Values, leaving: &Values) -> Seal {
        let mut seal = Seal::beside(now);
        for field in ScoreField::VALUES {
            let bears_out = seal.bears_out(&self.record, field, now.get(field));
            match (leaving.0.get(&field), self.written.0.get(&field), bears_out) {
                (Some(value), ..) => seal.set(&self.record, field, value),
                // From before there were seals.
                (None, Some(written), None) => seal.set(&self.record, field, written),
                _ => {}
            }
        }
        seal
    }

    /// What is about to be sent.
    pub fn begin(&mut self, values: &Values) {
        self.sending.0.extend(values.0.clone());
    }

    /// The same by a run: what stood there before the whole of it is kept.
    pub fn begin_in(&mut self, run: u64, now: &Values, values: &Values) {
        self.begin(values);
        let of_run = self.last_run.take().filter(|last| last.run == run);
        let mut last =
            of_run.unwrap_or(RunWrite { run, before: Values::default(), after: Values::default() });
        for (field, value) in &values.0 {
            last.before.0.entry(*field).or_insert_with(|| now.get(*field).to_owned());
            last.after.set(*field, value.clone());
        }
        self.last_run = Some(last);
    }

    /// It has arrived.
    pub fn arrived(&mut self, values: &Values) {
        for (field, value) in &values.0 {
            self.sending.0.remove(field);
            self.given_up.0.remove(field);
            self.written.set(*field, value.clone());
        }
    }

    /// What was on its way and stands there has arrived, and so has what another machine wrote; of the rest nobody
    /// knows yet.
    fn settle(&mut self, now: &Values) {
        let (arrived, unknown) = std::mem::take(&mut self.sending.0)
            .into_iter()
            .partition(|(field, value)| field.same(value, now.get(*field)));
        self.sending = Values(unknown);
        self.arrived(&Values(arrived));
        let seal = Seal::beside(now);
        for field in ScoreField::VALUES {
            let stands = now.get(field);
            let is_known = self.written.0.get(&field).is_some_and(|written| field.same(written, stands));
            if !is_known && seal.bears_out(&self.record, field, stands) == Some(true) {
                self.written.set(field, stands);
            }
        }
    }

    /// A person gives up what stands in a field against what would be written.
    pub fn take_over(&mut self, field: ScoreField, now: &str) {
        self.given_up.set(field, now);
    }
}

/// What is to be done with one field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// It says what it is to say, or there is nothing to say.
    Leave,
    /// It may be written.
    Write,
    /// Somebody else has written there.
    Conflict,
}

/// What is to be done with a field in which `now` stands, beside the seal of the contact, and `proposed` is to stand.
pub fn step(known: &OnContact, seal: &Seal, field: ScoreField, now: &str, proposed: &str) -> Step {
    let is_own = known.is_own(seal, field, now);
    if field.same(now, proposed) || (field.hardly_moved(now, proposed) && is_own) {
        Step::Leave
    } else if is_own {
        Step::Write
    } else if proposed.is_empty() {
        // Nothing is taken from anybody to put nothing in its place.
        Step::Leave
    } else {
        Step::Conflict
    }
}

/// What is to be done with a contact.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plan {
    /// What is written.
    pub write: Values,
    /// What a person's value stops.
    pub conflicts: Values,
    /// What waits for a person's yes.
    pub held: Values,
}

impl Plan {
    /// Of a contact. Afterwards `known` knows that what was on its way has arrived where it stands there.
    pub fn of(known: &mut OnContact, now: &Values, proposed: &Values) -> Self {
        let mut plan = Self::default();
        for field in ScoreField::VALUES.into_iter().filter(|field| *field != ScoreField::ScoredAt) {
            plan.add(known, field, now, proposed);
        }
        // The words explain the tier that stands beside them.
        if plan.conflicts.0.contains_key(&ScoreField::Tier) {
            plan.write.0.remove(&ScoreField::Reasoning);
        }
        // By itself a new date tells nobody anything.
        if !plan.write.0.is_empty() {
            plan.add(known, ScoreField::ScoredAt, now, proposed);
        }
        known.settle(now);
        plan
    }

    /// What takes back a run: what stood there before it, wherever it still stands as the run has written it.
    /// Afterwards `known` knows that what was on its way has arrived where it stands there.
    pub fn taking_back(known: &mut OnContact, now: &Values, run: u64) -> Self {
        let mut plan = Self::default();
        let of_run = known.last_run.iter().filter(|last| last.run == run);
        let fields =
            of_run.flat_map(|last| last.after.0.iter().map(move |(field, after)| (last, *field, after)));
        for (last, field, after) in fields {
            let (stands, before) = (now.get(field), last.before.get(field));
            if field.same(stands, before) {
                continue;
            }
            let part = if field.same(stands, after) { &mut plan.write } else { &mut plan.conflicts };
            part.set(field, before);
        }
        known.settle(now);
        plan
    }

    fn add(&mut self, known: &OnContact, field: ScoreField, now: &Values, proposed: &Values) {
        let proposed = proposed.get(field);
        match step(known, &Seal::beside(now), field, now.get(field), proposed) {
            Step::Leave => {}
            Step::Write => self.write.set(field, proposed),
            Step::Conflict => self.conflicts.set(field, proposed),
        }
    }

    /// From which tier to which one is about to be written. The first one is no change.
    pub fn tier_change<'a>(&'a self, now: &'a Values) -> Option<(&'a str, &'a str)> {
        let (before, after) = (now.get(ScoreField::Tier), self.write.get(ScoreField::Tier));
        (!before.is_empty() && !after.is_empty()).then_some((before, after))
    }

    /// Has the tier wait, and the words that explain it.
    pub fn hold_tier(&mut self) {
        for field in [ScoreField::Tier, ScoreField::Reasoning] {
            if let Some(value) = self.write.0.remove(&field) {
                self.held.set(field, value);
            }
        }
        if self.write.0.keys().all(|field| *field == ScoreField::ScoredAt) {
            self.write = Values::default();
        }
    }
}

/// Values as changes over what stands there.
pub fn changes(now: &Values, values: &Values) -> Vec<Change> {
    let shown = |value: &str| Some(value.to_owned()).filter(|value| !value.is_empty());
    let change = |(field, after): (&ScoreField, &String)| Change {
        field: field.name().to_owned(),
        before: shown(now.get(*field)),
        after: shown(after),
    };
    values.0.iter().map(change).collect()
}

/// Whether a case holds a change of tier: it is open, or was within the last days.
pub fn holds(case: &Case, now: Timestamp) -> bool {
    case.open || case.closed_at.or(case.updated_at).is_some_and(|at| now.duration_since(at) <= CASE_HOLDS)
}

/// All that is known to have been written of one customer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WrittenScores {
    /// Whose.
    pub customer: CustomerId,
    /// On each of their contacts.
    pub contacts: Vec<OnContact>,
}

impl WrittenScores {
    /// Nothing yet.
    pub fn of(customer: CustomerId) -> Self {
        Self { customer, contacts: Vec::new() }
    }

    /// What is known of a contact.
    pub fn on(&mut self, record: &RecordRef) -> &mut OnContact {
        let at = match self.contacts.iter().position(|contact| contact.record == *record) {
            Some(at) => at,
            None => {
                self.contacts.push(OnContact::new(record.clone()));
                self.contacts.len() - 1
            }
        };
        &mut self.contacts[at]
    }
}

/// A case that holds a change of tier.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct HoldingCase {
    /// The record at the CRM.
    pub record: RecordRef,
    /// Subject line.
    pub subject: String,
    /// Name of its stage.
    pub status: String,
    /// Whether it is still open.
    pub open: bool,
    /// When it came.
    #[schemars(with = "Option<super::Rfc3339>")]
    pub opened_at: Option<Timestamp>,
}

impl HoldingCase {
    /// Of a case.
    pub fn of(case: &Case) -> Self {
        Self {
            record: RecordRef { source: case.source.clone(), kind: "case".to_owned(), id: case.id.clone() },
            subject: case.subject.clone(),
            status: case.status.clone(),
            open: case.open,
            opened_at: case.opened_at,
        }
    }
}

impl fmt::Debug for HoldingCase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "HoldingCase({:?})", self.record)
    }
}

/// A change of tier that a case holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct TierReview {
    /// Whose.
    pub customer: CustomerId,
    /// As it stands at the CRM.
    pub before: String,
    /// As it would stand.
    pub after: String,
    /// Why, in words.
    pub reasoning: String,
    /// What holds it.
    pub case: HoldingCase,
    /// Since when it waits.
    #[schemars(with = "super::Rfc3339")]
    pub since: Timestamp,
    /// How it stands.
    pub state: ReviewState,
}

/// How a change of tier stands that was held.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum ReviewState {
    /// Nobody has decided yet.
    Waiting,
    /// It was put off.
    Later {
        /// Until then it is not asked about.
        #[schemars(with = "super::Rfc3339")]
        until: Timestamp,
    },
    /// It may be written.
    Yes {
        /// Who said so.
        by: String,
    },
    /// The tier stays as it is.
    Kept {
        /// Who said so.
        by: String,
        /// Until then.
        #[schemars(with = "super::Rfc3339")]
        until: Timestamp,
    },
}

/// What a person says about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the words say it")]
pub enum ReviewWord {
    Write,
    Keep,
    Later,
    /// What was said is taken back: it waits again.
    Back,
}

impl TierReview {
    /// Whether somebody is to decide it now.
    pub fn is_asked(&self, now: Timestamp) -> bool {
        match &self.state {
            ReviewState::Waiting => true,
            ReviewState::Later { until } | ReviewState::Kept { until, .. } => now >= *until,
            ReviewState::Yes { .. } => false,
        }
    }

    /// Whether a person has put it off.
    pub fn is_put_off(&self) -> bool {
        matches!(self.state, ReviewState::Later { .. })
    }

    /// Until when a person has let it rest: put off, or the tier kept as it is.
    pub fn rests_until(&self) -> Option<Timestamp> {
        match &self.state {
            ReviewState::Later { until } | ReviewState::Kept { until, .. } => Some(*until),
            ReviewState::Waiting | ReviewState::Yes { .. } => None,
        }
    }

    /// When that was said.
    pub fn laid_aside_at(&self) -> Option<Timestamp> {
        let rests = match &self.state {
            ReviewState::Kept { .. } => KEPT_FOR,
            _ => LATER,
        };
        self.rests_until().map(|until| until - rests)
    }

    /// Whether the change may be written although a case holds it.
    pub fn is_allowed(&self, before: &str, after: &str) -> bool {
        matches!(self.state, ReviewState::Yes { .. }) && self.before == before && self.after == after
    }

    /// The review of a change that is held now: how it stood where it is the same one, else a new one.
    #[must_use]
    pub fn renewed(found: Self, known: Option<&Self>, now: Timestamp) -> Self {
        let is_same = |known: &&Self| known.before == found.before && known.after == found.after;
        let Some(known) = known.filter(is_same) else { return found };
        let state = match &known.state {
            state @ (ReviewState::Later { until } | ReviewState::Kept { until, .. }) if now < *until => {
                state.clone()
            }
            state @ ReviewState::Yes { .. } => state.clone(),
            _ => ReviewState::Waiting,
        };
        Self { since: known.since, state, ..found }
    }

    /// The same after a person's word.
    #[must_use]
    pub fn decided(&self, word: ReviewWord, by: &str, now: Timestamp) -> Self {
        let at = |after: SignedDuration| now.checked_add(after).unwrap_or(now);
        let state = match word {
            ReviewWord::Write => ReviewState::Yes { by: by.to_owned() },
            ReviewWord::Keep => ReviewState::Kept { by: by.to_owned(), until: at(KEPT_FOR) },
            ReviewWord::Later => ReviewState::Later { until: at(LATER) },
            ReviewWord::Back => ReviewState::Waiting,
        };
        Self { state, ..self.clone() }
    }
}

#[cfg(test)]
mod tests;
