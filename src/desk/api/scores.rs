//! Fitted models, what they say and how they hold up, as the desk tells them.

use std::collections::BTreeMap;
use std::fmt;

use jiff::Timestamp;
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::domain::audit::Digest32;
use crate::domain::ids::CustomerId;
use crate::domain::money::{Currency, Money};
use crate::domain::prediction::Prediction;
use crate::domain::quiet::Effect;
use crate::domain::score::{ScoreSettings, Scores, StoodThen, Supposed, Tier};
pub use crate::scoring::fitted::measure::Tenth;
use crate::scoring::lead::LeadModel;
pub use crate::scoring::lead::{LeadEvaluation, LeadsSince};
pub use crate::scoring::store_model::{DRIFTED, Drift, Evaluation, Hits, MOVED, Moved, Since, StoreModel};

/// A fitted model.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ModelCard {
    /// Its number, from 1.
    pub number: u32,
    /// What scores call it.
    pub name: String,
    /// Whether it is the one in use.
    pub in_use: bool,
    /// When it was fitted.
    #[schemars(with = "crate::domain::Rfc3339")]
    pub fitted_at: Timestamp,
    /// The last day that was looked at.
    #[schemars(with = "String")]
    pub until: Date,
    /// How.
    pub settings: ScoreSettings,
    /// SHA-256 of the orders that it was fitted on.
    pub digest: Digest32,
    /// By currency.
    pub currencies: BTreeMap<Currency, CurrencyCard>,
    /// Of leads; nothing in a model of an older version.
    #[serde(default)]
    pub leads: Option<LeadCard>,
}

/// What won and lost deals have taught of leads.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct LeadCard {
    /// Deals that were won, of those it was learnt from.
    pub won: usize,
    /// Deals that were lost.
    pub lost: usize,
    /// Whether points go by them; else by the stated prior.
    pub is_taken: bool,
    /// What the points rest on, in words.
    pub basis: String,
    /// How good it was on the newest deals, which it had not seen.
    pub evaluation: Option<LeadEvaluation>,
    /// What moves the points, by how much, and by how much the prior has it; the weightiest first.
    pub points: Vec<(String, i32, i32)>,
    /// SHA-256 of what was looked at of the deals.
    pub digest: Digest32,
}

impl LeadCard {
    fn of(model: &LeadModel) -> Self {
        Self {
            won: model.won,
            lost: model.lost,
            is_taken: model.is_taken(),
            basis: model.basis(),
            evaluation: model.evaluation,
            points: model.learnt(),
            digest: model.digest,
        }
    }
}

/// What was fitted for one currency. Times are in weeks.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct CurrencyCard {
    /// Customers with an order.
    pub customers: usize,
    /// Days with an order, by customer.
    pub orders: usize,
    /// BG/NBD: r, alpha, a, b.
    pub bgnbd: [f64; 4],
    /// Pareto/NBD: r, alpha, s, beta.
    pub paretonbd: [f64; 4],
    /// Gamma-Gamma: p, q, gamma.
    pub spend: [f64; 3],
    /// From which expected value on somebody is silver, gold, platinum.
    pub tiers: [f64; 3],
    /// How good it was on time that it had not seen.
    pub evaluation: Option<Evaluation>,
}

impl ModelCard {
    /// Of a model.
    pub fn of(model: &StoreModel, in_use: bool) -> Self {
        let card = |learnt: &crate::scoring::store_model::OfCurrency| {
            let (bg_nbd, pareto_nbd) = (&learnt.blend.bg_nbd.model, &learnt.blend.pareto_nbd.model);
            let spend = &learnt.blend.spend.model;
            CurrencyCard {
                customers: learnt.customers,
                orders: learnt.orders,
                bgnbd: [bg_nbd.r, bg_nbd.alpha, bg_nbd.a, bg_nbd.b],
                paretonbd: [pareto_nbd.r, pareto_nbd.alpha, pareto_nbd.s, pareto_nbd.beta],
                spend: [spend.p, spend.q, spend.gamma],
                tiers: [learnt.borders.silver, learnt.borders.gold, learnt.borders.platinum],
                evaluation: learnt.evaluation.clone(),
            }
        };
        Self {
            number: model.number,
            name: model.name(),
            in_use,
            fitted_at: model.fitted_at,
            until: model.until,
            settings: model.settings,
            digest: model.digest,
            currencies: model.currencies.iter().map(|(currency, learnt)| (*currency, card(learnt))).collect(),
            leads: model.leads.as_ref().map(LeadCard::of),
        }
    }
}

/// How the model in use holds up.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct DriftReport {
    /// Which.
    pub model: ModelCard,
    /// When it was held against what is known.
    #[schemars(with = "crate::domain::Rfc3339")]
    pub at: Timestamp,
    /// By currency.
    pub currencies: BTreeMap<Currency, Drift>,
    /// Of the chances of deals that were closed since; nothing without any.
    #[serde(default)]
    pub leads: Option<LeadsSince>,
    /// What win-backs bring, against the hold-out; nothing where nobody is held out.
    #[serde(default)]
    pub win_backs: Option<Effect>,
}

/// The scores of one customer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ScoresShown {
    /// Whose.
    pub customer: CustomerId,
    /// Their name.
    pub name: Option<String>,
    /// All of them.
    pub scores: Scores,
    /// From which value on they would belong to silver, gold and platinum, by the model in use.
    #[serde(default)]
    pub tiers_begin: Option<[Money; 3]>,
    /// The model in use, where there is one.
    pub model: Option<ModelCard>,
    /// How they stood at the end of each month and stand now, as the model in use sees it; the oldest first.
    pub past: Vec<StoodThen>,
    /// When something else was said of their tier than before, by whichever model was in use: the newest first.
    pub said: Vec<Prediction>,
    /// What would be, where something was supposed and the customer has ordered before.
    pub what_if: Option<WhatIf>,
}

/// What would be after an order: hypothetical, of that day. Each pair is before and after.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct WhatIf {
    /// What was supposed, with its amount.
    pub supposed: Supposed,
    /// Expected net revenue over the horizon.
    pub value: [Money; 2],
    /// Churn risk.
    pub risk: [f64; 2],
    /// Expected orders over the horizon.
    pub orders: [f64; 2],
    /// Tier, as the model puts them.
    pub tier: [Tier; 2],
}

/// What came of scoring everybody.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PredictionsMade {
    /// Customers that the model in use says something of.
    pub customers: u64,
    /// Of them, those of whom it says something new.
    pub new: u64,
    /// Of them, those who changed over to another tier.
    pub tiers_changed: u64,
}

/// Who somebody is, for a file that is read outside.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// Which customer.
    pub customer: CustomerId,
    /// What they are called.
    pub name: Option<String>,
    /// Their first address.
    pub email: Option<String>,
}

/// Several; who is not in the directory is not here.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct People(pub Vec<Person>);

impl fmt::Debug for People {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "People({})", self.0.len())
    }
}

impl fmt::Debug for Person {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Person({})", self.customer)
    }
}
