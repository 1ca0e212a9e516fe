//! Points of a lead learnt from won and lost deals: a logistic regression on what held when each deal was made, its weights
//! drawn by a ridge to the points of the prior.
//!
//! Twenty points double the odds of a deal, as is usual for scorecards (Siddiqi, Credit Risk Scorecards, 2006). It takes
//! 40 won and 40 lost deals, as much as Dynamics 365 Sales asks for its predictive scoring, and 100 together, since a quarter
//! of them is held back: only what tells those apart at least as well as the prior is used. A cart says nothing
//! here: of those who bought, it is not kept, so that whoever still has one has not bought it.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::mem::{Discriminant, discriminant};

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::signs::{self, Sign};
use crate::domain::audit::Digest32;
use crate::domain::crm::DealOutcome;
use crate::domain::history::History;
use crate::scoring::fitted::logistic::{log_odds, sigmoid};
use crate::scoring::fitted::measure::Chances;
use crate::scoring::fitted::minimise;

/// Won ones, and lost ones, below which nothing is learnt.
const FEWEST_EITHER: usize = 40;
/// The same of all together.
const FEWEST: usize = 100;
/// Of so many of the newest at most it is learnt.
const MOST: usize = 20_000;
/// The newest part, which is held back: one in so many.
const HELD_BACK: usize = 4;
/// Deals of which a name of the account's own holds below which it is not looked at, and how many of each kind at most.
const FEWEST_NAMED: usize = 10;
const MOST_NAMED: usize = 6;
/// Points that double the odds.
const DOUBLING: f64 = 20.0;
/// How strongly weights are drawn to the prior: as if one strayed from it by half a logarithm of odds, 14 points.
const RIDGE: f64 = 4.0;
/// Slope per deal at which the search ends.
const FLAT: f64 = 1e-7;
/// Logarithms of odds beyond which nothing is looked for.
const FARTHEST: f64 = 10.0;

/// What won and lost deals have taught of leads.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LeadModel {
    /// Deals that were won, of those it was learnt from.
    pub won: usize,
    /// Deals that were lost.
    pub lost: usize,
    /// SHA-256 of what was looked at of them.
    pub digest: Digest32,
    /// How good it was on the newest of them; nothing where there were too few.
    pub evaluation: Option<LeadEvaluation>,
    /// Logarithm of the odds of a deal of which nothing is known.
    level: f64,
    /// By how much each sign moves it; none where the prior is as good.
    weights: Vec<(Sign, f64)>,
}

/// How good it was on the newest deals, which it had not seen, beside the prior.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct LeadEvaluation {
    /// How many were held back.
    pub deals: usize,
    /// Of them won.
    pub won: usize,
    /// Mean squared error of the chance to win.
    pub brier: f64,
    /// Area under the curve of what was won.
    pub auc: f64,
    /// The same two of the prior.
    pub prior: [f64; 2],
}

/// What deals that were closed since have shown.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct LeadsSince {
    /// How many.
    pub deals: usize,
    /// Of them won.
    pub won: usize,
    /// How many were expected to be.
    pub expected_won: f64,
    /// Mean squared error of the chance to win.
    pub brier: f64,
    /// Area under the curve of what was won; nothing where all were, or none.
    pub auc: Option<f64>,
}

/// A deal that was closed, with what held when it was made.
#[derive(Clone, Debug, PartialEq, Serialize)]
struct Closed {
    made_at: Timestamp,
    closed_at: Option<Timestamp>,
    won: bool,
    signs: Vec<Sign>,
}

/// Closed deals, the newest of them.
#[derive(Clone, Debug, Default)]
pub struct Deals {
    closed: Vec<Closed>,
}

impl Deals {
    /// Adds the closed deals of a customer of which it is known where they come from.
    pub fn learn(&mut self, history: &History) {
        for deal in history.deals.iter().filter(|deal| deal.outcome != DealOutcome::Open) {
            let Some(background) = &deal.background else { continue };
            self.closed.push(Closed {
                made_at: deal.opened_at,
                closed_at: deal.close_at,
                won: deal.outcome == DealOutcome::Won,
                signs: signs::of_past(history, background, deal.opened_at),
            });
        }
        if self.closed.len() > 2 * MOST {
            self.keep_the_newest();
        }
    }

    fn keep_the_newest(&mut self) {
        self.closed.sort_by_key(|deal| std::cmp::Reverse(deal.made_at));
        self.closed.truncate(MOST);
    }

    fn oldest_first(mut self) -> Vec<Closed> {
        self.keep_the_newest();
        self.closed.reverse();
        self.closed
    }
}

impl LeadModel {
    /// Learns from deals what bears out on the newest of them; nothing else is used.
    pub fn fit(deals: Deals) -> Self {
        let deals = deals.oldest_first();
        let won = deals.iter().filter(|deal| deal.won).count();
        let mut digest = Sha256::new();
        for deal in &deals {
            digest.update(serde_json::to_vec(deal).unwrap_or_default());
        }
        let by_prior = |deals: &[Closed]| Weighed::fit(Vec::new(), deals);
        let prior = by_prior(&deals);
        let mut this = Self {
            won,
            lost: deals.len() - won,
            digest: Digest32(digest.finalize().into()),
            evaluation: None,
            level: prior.level,
            weights: Vec::new(),
        };
        if this.lacks().is_some() {
            return this;
        }
        let (known, held_back) = deals.split_at(deals.len() - deals.len() / HELD_BACK);
        let [learnt, prior] =
            [Weighed::fit(worth_a_look(known), known), by_prior(known)].map(|one| one.on(held_back));
        let evaluation = learnt.zip(prior).map(|(learnt, prior)| LeadEvaluation {
            deals: held_back.len(),
            won: held_back.iter().filter(|deal| deal.won).count(),
            brier: learnt.brier,
            auc: learnt.auc,
            prior: [prior.brier, prior.auc],
        });
        this.evaluation = evaluation;
        if evaluation.is_some_and(|of| of.brier <= of.prior[0] && of.auc >= of.prior[1]) {
            let Weighed { level, weights } = Weighed::fit(worth_a_look(&deals), &deals);
            (this.level, this.weights) = (level, weights);
        }
        this
    }

    /// Whether points go by it; else by the prior.
    pub fn is_taken(&self) -> bool {
        !self.weights.is_empty()
    }

    /// Points of a sign.
    pub fn points(&self, sign: &Sign) -> i32 {
        to_points(weight(&self.weights, sign))
    }

    /// Signs that it has learnt, with their points and those of the prior, the weightiest first.
    pub fn learnt(&self) -> Vec<(String, i32, i32)> {
        let mut learnt: Vec<(String, i32, i32)> = self
            .weights
            .iter()
            .map(|(sign, weight)| (sign.in_words(), to_points(*weight), sign.prior()))
            .collect();
        learnt.sort_by_key(|(_, points, _)| std::cmp::Reverse(points.abs()));
        learnt
    }

    /// What the points rest on, in words.
    pub fn basis(&self) -> String {
        let Self { won, lost, .. } = self;
        if let Some(lacks) = self.lacks() {
            return format!("stated prior: {lacks}");
        }
        match (self.is_taken(), &self.evaluation) {
            (true, _) => format!(
                "learned from {won} won and {lost} lost deals; pages, visits, carts and consent by a stated prior"
            ),
            (false, Some(of)) => format!(
                "stated prior: what {won} won and {lost} lost deals teach told the newest {} apart no better",
                of.deals
            ),
            (false, None) => {
                format!("stated prior: of the newest of {won} won and {lost} lost deals all ended alike")
            }
        }
    }

    /// What is missing for learning anything.
    fn lacks(&self) -> Option<String> {
        let Self { won, lost, .. } = self;
        let all = won + lost;
        if all < FEWEST {
            let deals = if all == 1 { "deal" } else { "deals" };
            Some(format!("{all} closed {deals}, {FEWEST} are needed"))
        } else if *won.min(lost) < FEWEST_EITHER {
            Some(format!("{won} won and {lost} lost deals, {FEWEST_EITHER} of each are needed"))
        } else {
            None
        }
    }

    /// How it did on deals that were closed after a moment; nothing without any.
    pub fn since(&self, deals: Deals, at: Timestamp) -> Option<LeadsSince> {
        let mut deals = deals.oldest_first();
        deals.retain(|deal| deal.closed_at.is_some_and(|closed| closed > at));
        if deals.is_empty() {
            return None;
        }
        let weighed = Weighed { level: self.level, weights: self.weights.clone() };
        let chances: Vec<f64> = deals.iter().map(|deal| weighed.chance(deal)).collect();
        let won: Vec<bool> = deals.iter().map(|deal| deal.won).collect();
        let of = Chances::of(&chances, &won);
        Some(LeadsSince {
            deals: deals.len(),
            won: won.iter().filter(|won| **won).count(),
            expected_won: chances.iter().sum(),
            brier: of.brier,
            auc: of.auc,
        })
    }
}

/// A level and weights by sign; a sign without one weighs what the prior says.
struct Weighed {
    level: f64,
    weights: Vec<(Sign, f64)>,
}

/// What both say of deals that are told apart by them.
struct Told {
    brier: f64,
    auc: f64,
}

impl Weighed {
    /// The level and the weights of some signs that fit deals best.
    fn fit(signs: Vec<Sign>, deals: &[Closed]) -> Self {
        let places: BTreeMap<&Sign, usize> = signs.iter().zip(1..).collect();
        let prior: Vec<f64> = signs.iter().map(by_prior).collect();
        // What each deal has of the signs, and what its others weigh.
        let rows: Vec<(Vec<usize>, f64, bool)> = deals
            .iter()
            .map(|deal| {
                let (known, others): (Vec<&Sign>, Vec<&Sign>) =
                    deal.signs.iter().partition(|sign| places.contains_key(sign));
                let known = known.into_iter().map(|sign| places[sign]).collect();
                (known, others.into_iter().map(by_prior).sum(), deal.won)
            })
            .collect();
        let count = rows.len().max(1) as f64;
        let share = rows.iter().filter(|(.., won)| *won).count() as f64 / count;
        let start: Vec<f64> = std::iter::once(log_odds(share)).chain(prior.iter().copied()).collect();
        let bounds = vec![(-FARTHEST, FARTHEST); start.len()];
        let found = minimise(&start, &bounds, FLAT, |at, slopes| {
            slopes.fill(0.0);
            let mut loss = 0.0;
            for (known, others, won) in &rows {
                let odds = at[0] + others + known.iter().map(|place| at[*place]).sum::<f64>();
                let off = sigmoid(odds) - f64::from(u8::from(*won));
                let against = if *won { -odds } else { odds };
                loss += against.max(0.0) + (-against.abs()).exp().ln_1p();
                slopes[0] += off / count;
                known.iter().for_each(|place| slopes[*place] += off / count);
            }
            for ((weight, prior), slope) in at[1..].iter().zip(&prior).zip(&mut slopes[1..]) {
                loss += RIDGE * (weight - prior).powi(2) / 2.0;
                *slope += RIDGE * (weight - prior) / count;
            }
            loss / count
        });
        let weights = signs.into_iter().zip(found.at[1..].iter().copied()).collect();
        Self { level: found.at[0], weights }
    }

    fn chance(&self, deal: &Closed) -> f64 {
        sigmoid(self.level + deal.signs.iter().map(|sign| weight(&self.weights, sign)).sum::<f64>())
    }

    /// How well it tells deals apart; nothing where they all ended alike.
    fn on(&self, deals: &[Closed]) -> Option<Told> {
        let chances: Vec<f64> = deals.iter().map(|deal| self.chance(deal)).collect();
        let won: Vec<bool> = deals.iter().map(|deal| deal.won).collect();
        let Chances { brier, auc } = Chances::of(&chances, &won);
        Some(Told { brier, auc: auc? })
    }
}

/// Signs that are looked at: those that hold of any deal, of names the most frequent.
fn worth_a_look(deals: &[Closed]) -> Vec<Sign> {
    let mut counts: BTreeMap<&Sign, usize> = BTreeMap::new();
    deals.iter().flat_map(|deal| &deal.signs).for_each(|sign| *counts.entry(sign).or_default() += 1);
    let mut signs: BTreeSet<Sign> =
        counts.keys().filter(|sign| !sign.is_named()).map(|sign| (*sign).clone()).collect();
    let mut named: Vec<(&Sign, usize)> = counts.into_iter().filter(|(sign, _)| sign.is_named()).collect();
    named.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    let mut taken: HashMap<Discriminant<Sign>, usize> = HashMap::new();
    for (sign, count) in named {
        let taken = taken.entry(discriminant(sign)).or_default();
        if count >= FEWEST_NAMED && *taken < MOST_NAMED {
            *taken += 1;
            signs.insert(sign.clone());
        }
    }
    signs.into_iter().collect()
}

fn weight(weights: &[(Sign, f64)], sign: &Sign) -> f64 {
    weights.iter().find(|(known, _)| known == sign).map_or_else(|| by_prior(sign), |(_, weight)| *weight)
}

fn by_prior(sign: &Sign) -> f64 {
    f64::from(sign.prior()) * std::f64::consts::LN_2 / DOUBLING
}

fn to_points(weight: f64) -> i32 {
    (weight * DOUBLING / std::f64::consts::LN_2).round() as i32
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::background::{Background, Form, FormKind, Forms};
    use crate::domain::history::PastDeal;
    use crate::domain::ids::CustomerId;

    fn at(day: i64) -> Timestamp {
        Timestamp::from_second(day * 86_400).unwrap()
    }

    /// A deal a day; every other customer enquired, every third came by referral. `wins` says of the two and the day.
    fn deals(count: i64, wins: impl Fn(bool, bool, i64) -> bool) -> Deals {
        let mut deals = Deals::default();
        for day in 0..count {
            let (enquired, referred) = (day % 2 == 0, day % 3 == 0);
            let kind = if enquired { FormKind::Enquiry } else { FormKind::News };
            let form = Some(Form { kind, at: at(day) });
            let background = Background {
                channel: Some(if referred { "referral" } else { "social" }.to_owned()),
                forms: Forms { sent: 1, first: form, last: form },
                ..Background::default()
            };
            let outcome = if wins(enquired, referred, day) { DealOutcome::Won } else { DealOutcome::Lost };
            let mut history = History::of(CustomerId::new(uuid::Uuid::from_u128(day.cast_unsigned().into())));
            history.put_deal(PastDeal {
                id: day.to_string(),
                opened_at: at(day),
                close_at: Some(at(day + 5)),
                outcome,
                amount: None,
                background: Some(background),
            });
            deals.learn(&history);
        }
        deals
    }

    /// Four of five go as said, the fifth does not.
    fn mostly(is: bool, day: i64) -> bool {
        is != (day % 5 == 0)
    }

    #[test]
    fn what_tells_won_from_lost_gets_points_and_the_basis_says_of_how_many() {
        let model = LeadModel::fit(deals(300, |_, referred, day| mostly(referred, day)));
        assert!(model.is_taken());
        let referral = model.points(&Sign::Channel("referral".to_owned()));
        let social = model.points(&Sign::Channel("social".to_owned()));
        assert!(referral > 15 && social < -5, "{referral} {social}");
        // The prior had it that an enquiry is worth ten: here it is worth no more than news.
        let by_form = |kind| model.points(&Sign::Form(kind));
        assert!(by_form(FormKind::Enquiry) - by_form(FormKind::News) < 5);
        let (won, lost) = (model.won, model.lost);
        assert!(model.basis().starts_with(&format!("learned from {won} won and {lost} lost deals")));
        let of = model.evaluation.unwrap();
        assert!(of.deals == 75 && of.brier < of.prior[0] && of.auc > of.prior[1], "{of:?}");
    }

    #[test]
    fn too_few_deals_teach_nothing_and_it_is_said_how_many_are_needed() {
        let few = LeadModel::fit(deals(12, |enquired, _, _| enquired));
        assert!(!few.is_taken());
        assert_eq!(few.basis(), "stated prior: 12 closed deals, 100 are needed");
        assert_eq!(few.points(&Sign::Form(FormKind::Enquiry)), 10);
        let one_sided = LeadModel::fit(deals(200, |_, _, day| day % 20 == 0));
        assert_eq!(one_sided.basis(), "stated prior: 10 won and 190 lost deals, 40 of each are needed");
    }

    #[test]
    fn what_the_newest_deals_do_not_bear_out_is_left() {
        // What held until now has turned.
        let model = LeadModel::fit(deals(200, |_, referred, day| mostly(referred == (day < 150), day)));
        assert!(!model.is_taken());
        let basis = model.basis();
        assert!(
            basis.starts_with("stated prior: what") && basis.ends_with("the newest 50 apart no better"),
            "{basis}"
        );
        assert_eq!(model.points(&Sign::Channel("referral".to_owned())), 0);
    }

    #[test]
    fn nothing_that_came_after_a_deal_was_made_is_looked_at() {
        let mut deals = Deals::default();
        let mut history = History::of(CustomerId::new(uuid::Uuid::nil()));
        let form = |kind, day| Some(Form { kind, at: at(day) });
        let forms = Forms { sent: 2, first: form(FormKind::News, 1), last: form(FormKind::Enquiry, 9) };
        let background = Some(Background { forms, ..Background::default() });
        let case = crate::domain::history::PastCase { id: "7".into(), opened_at: at(6), closed_at: None };
        history.put_case(case);
        let (opened_at, outcome) = (at(5), DealOutcome::Won);
        let id = "1".to_owned();
        history.put_deal(PastDeal { id, opened_at, close_at: None, outcome, amount: None, background });
        deals.learn(&history);
        assert_eq!(deals.closed[0].signs, [Sign::Form(FormKind::News)]);
    }

    #[test]
    fn deals_closed_since_are_held_against_what_was_expected() {
        let model = LeadModel::fit(deals(300, |_, referred, day| mostly(referred, day)));
        let since = model.since(deals(330, |_, referred, day| mostly(referred, day)), at(304)).unwrap();
        assert_eq!(since.deals, 30);
        assert!((since.expected_won - since.won as f64).abs() < 5.0 && since.auc.unwrap() > 0.6, "{since:?}");
        assert_eq!(model.since(Deals::default(), at(0)), None);
    }
}
