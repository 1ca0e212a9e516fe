//! Scores: value, churn risk, tier, lead, next products. Arithmetic that adds up and can be argued with.

use jiff::Timestamp;
use jiff::civil::Date;
use rust_decimal::Decimal;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::evidence::EvidenceId;
use super::money::Money;
use super::quiet::Quiet;
use super::worded::{Figure, Worded};

/// What a customer is worth, from most to least.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the words say it")]
pub enum Tier {
    Bronze,
    Silver,
    Gold,
    Platinum,
}

impl Tier {
    /// The word, lower case.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Bronze => "bronze",
            Self::Silver => "silver",
            Self::Gold => "gold",
            Self::Platinum => "platinum",
        }
    }
}

/// One thing that moved a score, and by how much. The factors of a score add up to it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Factor {
    /// In words: `96 days since the last order`.
    pub what: String,
    /// The figures in the words.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub figures: Vec<Figure>,
    /// Signed share of the score, in the score's unit.
    pub points: f64,
    /// The facts behind it.
    pub evidence: Vec<EvidenceId>,
}

impl Factor {
    /// One thing, its share and what is behind it.
    pub fn of(what: impl Into<Worded>, points: f64, evidence: Vec<EvidenceId>) -> Self {
        let (what, figures) = what.into().into_parts();
        Self { what, figures, points, evidence }
    }

    /// What it is, for whoever reads it.
    pub fn what(&self) -> Worded {
        Worded::kept(&self.what, &self.figures)
    }
}

/// What a score starts from and what moved it from there: models that are fitted on a store's history start from a
/// typical customer, `simple-1` from nothing.
pub fn base_and_moves<'a>(model: &str, factors: &'a [Factor]) -> (Option<&'a Factor>, &'a [Factor]) {
    match factors {
        [base, moves @ ..] if model.starts_with("auto-") => (Some(base), moves),
        moves => (None, moves),
    }
}

/// Expected net revenue over a horizon.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Clv {
    /// The amount.
    pub value: Money,
    /// Over how many days from `as_of`.
    pub horizon_days: u32,
    /// Where that puts the customer.
    pub tier: Tier,
    /// Why, in words.
    pub reason: String,
    /// The figures in the reason.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub figures: Vec<Figure>,
    /// What moved it.
    pub factors: Vec<Factor>,
    /// Between which amounts it will probably lie; nothing where the model does not say.
    #[serde(default)]
    pub interval: Option<ValueInterval>,
    /// Probability of still being a customer; nothing where the model does not say.
    #[serde(default)]
    pub alive: Option<f64>,
    /// When the next order was to be expected; nothing where the model does not say, or hardly ever.
    #[serde(default)]
    pub next_order: Option<NextOrder>,
    /// Which model and version computed it.
    pub model: String,
    /// When it was computed.
    #[schemars(with = "super::Rfc3339")]
    pub as_of: Timestamp,
}

impl Clv {
    /// Why, for whoever reads it.
    pub fn why(&self) -> Worded {
        Worded::kept(&self.reason, &self.figures)
    }
}

/// Two amounts between which eight of ten such customers end up, with one of ten on either side.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ValueInterval {
    /// The lower end.
    pub low: Money,
    /// The upper end.
    pub high: Money,
}

/// When the next order was to be expected, seen from the day of the last one: such a day may be over.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct NextOrder {
    /// As many such customers have ordered again by then as not.
    #[schemars(with = "super::Rfc3339")]
    pub expected_at: Timestamp,
    /// A quarter of them has.
    #[schemars(with = "super::Rfc3339")]
    pub from: Timestamp,
    /// Three quarters have; nothing where that takes more than ten years.
    #[schemars(with = "Option<super::Rfc3339>")]
    pub until: Option<Timestamp>,
}

/// Probability of no order within so many days.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RiskWithin {
    /// Days from `as_of`.
    pub days: u32,
    /// Probability, 0 to 1.
    pub risk: f64,
}

/// Probability of no order within a horizon.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Churn {
    /// Probability, 0 to 1, over `horizon_days`.
    pub risk: f64,
    /// Over how many days from `as_of`.
    pub horizon_days: u32,
    /// Why, in words.
    pub reason: String,
    /// The figures in the reason.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub figures: Vec<Figure>,
    /// What moved it.
    pub factors: Vec<Factor>,
    /// The same over shorter times; empty where the model does not say.
    #[serde(default)]
    pub within: Vec<RiskWithin>,
    /// Which model and version computed it.
    pub model: String,
    /// When it was computed.
    #[schemars(with = "super::Rfc3339")]
    pub as_of: Timestamp,
}

impl Churn {
    /// Why, for whoever reads it.
    pub fn why(&self) -> Worded {
        Worded::kept(&self.reason, &self.figures)
    }

    /// In words: a third and two thirds are the borders.
    pub fn level(&self) -> &'static str {
        risk_level(self.risk)
    }
}

/// A risk in a word: a third and two thirds are the borders.
pub fn risk_level(risk: f64) -> &'static str {
    match risk {
        risk if risk >= 0.66 => "high",
        risk if risk >= 0.33 => "medium",
        _ => "low",
    }
}

/// How promising somebody without an order is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Lead {
    /// Points, 0 to 100.
    pub points: u32,
    /// Why, in words.
    pub reason: String,
    /// What moved it: signed points that add up to all.
    pub factors: Vec<Factor>,
    /// How it changes by itself as time goes by, in words; nothing where it does not.
    #[serde(default)]
    pub fades: Option<String>,
    /// What would move it to the next band, in words; nothing in the highest.
    #[serde(default)]
    pub to_next_band: Option<String>,
    /// What would count and was not read, in words; nothing where all was.
    #[serde(default)]
    pub lacks: Option<String>,
    /// What the points rest on, in words; empty where an older version did not say.
    #[serde(default)]
    pub basis: String,
    /// Which model and version computed it.
    pub model: String,
    /// When it was computed.
    #[schemars(with = "super::Rfc3339")]
    pub as_of: Timestamp,
}

impl Lead {
    /// What there is to say beside the points and their parts.
    pub fn notes(&self) -> impl Iterator<Item = &str> {
        let basis = Some(self.basis.as_str()).filter(|basis| !basis.is_empty());
        self.to_next_band.as_deref().into_iter().chain(self.fades.as_deref()).chain(basis)
    }
}

/// A product that may be bought next.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct NextProduct {
    /// Stock keeping unit.
    pub sku: Option<String>,
    /// Product name.
    pub title: String,
    /// 0 to 1, only for ordering.
    pub score: f64,
    /// Why, in words.
    pub reason: String,
    /// What speaks most for it; nothing where an older version did not say.
    #[serde(default)]
    pub ground: Option<Ground>,
    /// Which model and version proposed it; empty where an older version did not say.
    #[serde(default)]
    pub model: String,
    /// It lies in the cart and cannot be had now.
    #[serde(default)]
    pub out_of_stock: bool,
}

impl NextProduct {
    /// Whether they have bought it already, again and again.
    pub fn is_bought_again(&self) -> bool {
        matches!(self.ground, Some(Ground::Due | Ground::Habit))
    }
}

/// What speaks for a product.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Ground {
    /// It was left in the cart.
    Cart,
    /// It is due again.
    Due,
    /// Others bought it with or after the same.
    Together,
    /// It is in many of their orders.
    Habit,
    /// Many buy it lately.
    Popular,
}

/// All scores of a customer; absent where there is nothing to compute them from.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Scores {
    /// Expected net revenue.
    pub clv: Option<Clv>,
    /// Probability of no further order.
    pub churn: Option<Churn>,
    /// For who has not ordered yet.
    pub lead: Option<Lead>,
    /// What may be bought next, best first.
    pub next_products: Vec<NextProduct>,
    /// Of high value and going quiet; nothing where they are not, or the model does not say.
    #[serde(default)]
    pub quiet: Option<Quiet>,
    /// Of those who get no win-back, so that it can be told later what win-backs bring.
    #[serde(default)]
    pub held_out: bool,
}

/// How a customer stood at the end of a month, as a model sees it that knew only what had come by then.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct StoodThen {
    /// The last day that was looked at.
    #[schemars(with = "String")]
    pub day: Date,
    /// Which tier that was.
    pub tier: Tier,
    /// Expected net revenue over the horizon, of all days after it alike.
    pub value: Money,
    /// Probability of no order.
    pub risk: f64,
}

/// How models are fitted on a store's history and used.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ScoreSettings {
    /// Days ahead that value and risk speak of.
    pub horizon_days: u32,
    /// By how much money a year away counts for less: 0.1 is ten per cent.
    pub discount: f64,
    /// Where tiers begin.
    pub tiers: TierRule,
    /// Which share of a border somebody has to get past it to change over.
    pub margin: f64,
}

/// Where tiers begin: silver, gold, platinum.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum TierRule {
    /// Above such shares of those who will buy again within the horizon.
    Shares([f64; 3]),
    /// From such expected values on, in whichever currency.
    Amounts([f64; 3]),
}

impl Default for ScoreSettings {
    /// A year, a tenth a year, quarters of those who will buy again, a tenth of a border.
    fn default() -> Self {
        Self { horizon_days: 365, discount: 0.1, tiers: TierRule::Shares([0.25, 0.5, 0.75]), margin: 0.1 }
    }
}

/// An order that is supposed, to see what it would change.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Supposed {
    /// In how many days.
    pub in_days: u32,
    /// What it brings, in the currency of the customer's orders; nothing: what theirs usually do.
    #[schemars(with = "Option<String>")]
    pub amount: Option<Decimal>,
}
