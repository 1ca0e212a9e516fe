//! The parts, weighed by what happened at the end of the known time.

use serde::{Deserialize, Serialize};

use super::baskets::{Baskets, Bought, by_day};
use super::measure::{FARTHEST, SHOWN, held_out, reciprocal};
use super::parts::{Candidate, Parts, Voices};
use super::popular::LATELY;
use super::why::Why;
use crate::scoring::fitted::parallel::{map, sums};

/// Customers who came again at the end of the known time, fewer than whom teach nothing.
const FEWEST_HELD_OUT: usize = 50;
/// So many of them are enough.
const MOST_HELD_OUT: usize = 2000;
/// The end that teaches is no longer than this part of the known time.
const LONGEST_END: i32 = 4;
/// What a part can weigh beside popularity.
const STEPS: [f64; 5] = [0.0, 0.3, 1.0, 3.0, 10.0];

/// How much each part has to say.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Weights {
    /// What is bought lately by all.
    pub popular: f64,
    /// What follows on what they bought.
    pub after: f64,
    /// What is due again.
    pub due: f64,
    /// What lies in their baskets.
    pub habit: f64,
}

impl Weights {
    /// Popularity alone.
    const POPULAR: Self = Self { popular: 1.0, after: 0.0, due: 0.0, habit: 0.0 };
    /// All parts are probabilities: where nothing teaches, each counts as one.
    const UNTAUGHT: Self = Self { popular: 1.0, after: 1.0, due: 1.0, habit: 0.3 };

    fn all() -> impl Iterator<Item = Self> {
        let of = |(after, due, habit)| Self { popular: 1.0, after, due, habit };
        let pairs =
            |after| STEPS.into_iter().flat_map(move |due| STEPS.map(move |habit| (after, due, habit)));
        [Self::UNTAUGHT].into_iter().chain(STEPS.into_iter().flat_map(pairs).map(of))
    }

    /// What the parts say together, 0 to 1.
    fn weigh(&self, voices: &Voices) -> f64 {
        let sum = self.popular + self.after + self.due + self.habit;
        self.shares(voices).into_iter().sum::<f64>() / sum
    }

    /// Popular, after, due, habit.
    fn shares(&self, voices: &Voices) -> [f64; 4] {
        [
            self.popular * voices.popular,
            self.after * voices.after,
            self.due * voices.due,
            self.habit * voices.habit,
        ]
    }
}

/// What the end of the known time taught.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Learnt {
    /// How long that end was, in days.
    pub days: i32,
    /// Customers who came again in it.
    pub customers: usize,
    /// Of how many of them one of the five proposed was bought, as a share.
    pub hit_rate: f64,
    /// Mean reciprocal rank of the first.
    pub mrr: f64,
    /// Both by popularity alone.
    pub popular_hit_rate: f64,
    /// The same.
    pub popular_mrr: f64,
}

/// A product proposed to a customer.
#[derive(Clone, Debug, PartialEq)]
pub struct Proposal {
    /// Which, by its number in the store's baskets.
    pub product: u32,
    /// 0 to 1, for ordering.
    pub score: f64,
    /// What speaks most for it.
    pub why: Why,
}

/// What customers of a store may buy next.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct NextModel {
    products: Vec<Box<str>>,
    parts: Parts,
    /// How much each part has to say.
    pub weights: Weights,
    /// What the end of the known time taught; nothing where too few came again in it: all parts count alike then.
    pub learnt: Option<Learnt>,
    /// Customers it is learnt from.
    pub customers: usize,
    /// The last day that was looked at, in days since 1970-01-01.
    pub end: i32,
    /// Days ahead that it speaks of.
    pub horizon: i32,
}

impl NextModel {
    /// Learns from what was bought by the end of a day, to be good at so many days ahead.
    pub fn fit(baskets: &Baskets, end: i32, horizon: i32) -> Self {
        let products = baskets.products().len();
        let known = baskets.until(end);
        let (weights, learnt) = weights(baskets, end, horizon);
        Self {
            products: baskets.products().to_vec(),
            parts: Parts::fit(&known, products, end),
            weights,
            learnt,
            customers: known.len(),
            end,
            horizon,
        }
    }

    /// The number of a product by its name; nothing of one that nobody has bought.
    pub fn number(&self, name: &str) -> Option<u32> {
        let at = self.products.binary_search_by(|product| (**product).cmp(name)).ok()?;
        u32::try_from(at).ok()
    }

    /// A product's name.
    pub fn name(&self, product: u32) -> &str {
        self.products.get(product as usize).map_or("", |name| name)
    }

    /// The products that are bought most lately, the first one first.
    pub fn popular(&self) -> &[u32] {
        &self.parts.popular.first
    }

    /// Days after which who bought a product on these days usually buys it again; nothing where they have bought it once,
    /// and fewer than half of the others come back for it.
    pub fn bought_every(&self, product: u32, days: &[i32]) -> Option<i32> {
        let pace = self.parts.rhythm.pace(product);
        median_gap(days).or_else(|| pace.is_habit().then(|| pace.days().round() as i32))
    }

    /// What to propose on a day to who bought this, the best first.
    pub fn propose(&self, of: &[Bought], now: i32) -> Vec<Proposal> {
        let baskets = u32::try_from(by_day(of).count()).unwrap_or(u32::MAX);
        let propose = |of_it: Candidate| Proposal {
            product: of_it.product,
            score: self.weights.weigh(&of_it.voices),
            why: self.why(&of_it, baskets, now),
        };
        let candidates = self.parts.candidates(of, now, self.horizon);
        let mut proposals: Vec<Proposal> = candidates.into_iter().map(propose).collect();
        proposals.sort_by(|one, other| {
            other.score.total_cmp(&one.score).then_with(|| one.product.cmp(&other.product))
        });
        proposals
    }

    /// What speaks most for a product, whatever weight it has in the order of the list.
    fn why(&self, of_it: &Candidate, baskets: u32, now: i32) -> Why {
        let [popular, after, due, habit] = Weights::UNTAUGHT.shares(&of_it.voices);
        // Their own past says more of what they have bought than that others buy it.
        let popular = if of_it.days.is_empty() { popular } else { 0.0 };
        let parts = &self.parts;
        let most = popular.max(after).max(due).max(habit);
        let since = of_it.days.last().map_or(0, |last| now - last);
        match of_it.follows {
            // Of what they have bought it is said that they buy it again.
            Some((product, buyers)) if after >= most && of_it.days.is_empty() => {
                return Why::After {
                    product,
                    buyers,
                    of: parts.after.buyers(product),
                    days: parts.after.window,
                };
            }
            _ if of_it.days.is_empty() => {
                let buyers = parts.popular.lately(of_it.product);
                return Why::Popular { buyers, of: parts.popular.buyers, days: LATELY };
            }
            _ => {}
        }
        if habit > due && of_it.baskets > 1 {
            return Why::Habit { baskets: of_it.baskets, of: baskets };
        }
        match median_gap(&of_it.days) {
            Some(every) => Why::Due { times: of_it.days.len(), every, since },
            None => {
                let pace = parts.rhythm.pace(of_it.product);
                let after = pace.days().round() as i32;
                Why::Again { buyers: pace.again_buyers, of: pace.buyers, after, since }
            }
        }
    }
}

fn median_gap(days: &[i32]) -> Option<i32> {
    let mut gaps: Vec<i32> = days.windows(2).map(|pair| pair[1] - pair[0]).collect();
    gaps.sort_unstable();
    let middle = gaps.len() / 2;
    match gaps.len() {
        0 => None,
        odd if odd % 2 == 1 => Some(gaps[middle]),
        _ => Some((gaps[middle - 1] + gaps[middle]) / 2),
    }
}

/// The weights with the best lists at the end of the known time among those that are not worse there than popularity
/// alone, neither by hit rate nor by mean reciprocal rank. Popularity stays where nothing is better by more than chance.
fn weights(baskets: &Baskets, end: i32, horizon: i32) -> (Weights, Option<Learnt>) {
    let untaught = (Weights::UNTAUGHT, None);
    let Some((first, _)) = baskets.span() else { return untaught };
    let days = horizon.min((end - first) / LONGEST_END);
    let before = end - days;
    let held_out = if days > 0 { held_out(baskets, before, end) } else { Vec::new() };
    if held_out.len() < FEWEST_HELD_OUT {
        return untaught;
    }
    let parts = Parts::fit(&baskets.until(before), baskets.products().len(), before);
    let sample: Vec<_> =
        held_out.iter().step_by(held_out.len().div_ceil(MOST_HELD_OUT).max(1)).copied().collect();
    let people = map(&sample, |(of, then)| {
        let is_bought = |product| then.iter().any(|bought| bought.product == product);
        let candidates = parts.candidates(of, before, days).into_iter();
        candidates.map(|of_it| (of_it.voices, is_bought(of_it.product))).collect::<Vec<_>>()
    });
    let judged = |weights: &Weights| {
        let [hits, reciprocals] = sums(&people, |of| {
            let place = first_bought(of, weights);
            [f64::from(u8::from(place.is_some_and(|at| at < SHOWN))), reciprocal(place)]
        });
        (hits / people.len() as f64, reciprocals / people.len() as f64)
    };
    let popular = judged(&Weights::POPULAR);
    let by_chance = (popular.0 * (1.0 - popular.0) / people.len() as f64).sqrt();
    let (mut best, mut best_is, mut to_beat) = (Weights::POPULAR, popular, popular.0 + popular.1 + by_chance);
    for weights in Weights::all() {
        let (hit_rate, mrr) = judged(&weights);
        let is_sound = hit_rate >= popular.0 && mrr >= popular.1;
        if is_sound && hit_rate + mrr > to_beat {
            (best, best_is, to_beat) = (weights, (hit_rate, mrr), hit_rate + mrr);
        }
    }
    let learnt = Learnt {
        days,
        customers: people.len(),
        hit_rate: best_is.0,
        mrr: best_is.1,
        popular_hit_rate: popular.0,
        popular_mrr: popular.1,
    };
    (best, Some(learnt))
}

/// The place of the first product that was bought, in the list by these weights.
fn first_bought(of: &[(Voices, bool)], weights: &Weights) -> Option<usize> {
    let scores = || of.iter().map(|(voices, is_bought)| (weights.weigh(voices), is_bought));
    let best = scores().filter(|(_, is_bought)| **is_bought).map(|(score, _)| score).reduce(f64::max)?;
    let place = scores().filter(|(score, _)| *score > best).count();
    (place < FARTHEST).then_some(place)
}
