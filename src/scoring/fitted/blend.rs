//! Both models of how often, and one of how much, put together as the end of the calibration period teaches.
//!
//! No family is the best in every shop, and all are off in level by a tenth or two where habits change. So everything
//! is first fitted on the calibration period without its end and held against that end, as long as the horizon or, in
//! a short history, half of all that is known. From there come which model to lean on, by how much orders and what they
//! bring are too low or high, and a correction of who buys at all by recency, frequency and value; then all is fitted
//! on the whole period. Each of these is drawn to doing nothing, the more so the less there was to learn from. Trees
//! correct once more who buys, by all of this and by how they buy, and how often, by how they buy alone: by the rest they
//! would learn that one time and not the customers.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::bg_nbd::BgNbd;
use super::boosted::{Boosted, Kind, Seen};
use super::gamma_gamma::GammaGamma;
use super::history::{DAYS_A_WEEK, Future, Orders, Summary};
use super::interval::Interval;
use super::logistic::{Logistic, Row, log_odds, sigmoid};
use super::pareto_nbd::ParetoNbd;
use super::quadrature::Nodes;
use super::season::Season;
use super::traits::TRAITS;
use super::{Expectation, Fitted, parallel};

/// Points over the dropout probability, by the number of repeats.
pub type Dropouts = BTreeMap<u32, Nodes>;

/// On so many customers at most a model is fitted: evenly spaced ones, so that early and late ones are among them.
/// Beyond, the parameters move less than the shop does.
const MOST_CUSTOMERS: usize = 50_000;
/// The same for Pareto/NBD, whose likelihood costs an integral each.
const MOST_FOR_PARETO: usize = 20_000;
/// Fewer customers, buyers or others than this at the end of the calibration period teach nothing.
const FEWEST_CUSTOMERS: usize = 50;
const FEWEST_EITHER: usize = 20;
/// Rows in which a weight of the correction was nothing; chosen over nine shops, measured and made up.
const RIDGE: f64 = 300.0;
/// Orders that were as expected, before any is seen.
const AS_EXPECTED: f64 = 10.0;
/// How far the level is moved at most.
const LEVELS: (f64, f64) = (0.7, 1.4);
/// Weeks beyond which no order is waited for.
const FARTHEST: f64 = 522.0;
const WEEKS_A_YEAR: f64 = 365.25 / DAYS_A_WEEK;
/// Parts of a horizon whose money is taken as coming in their middle.
const DISCOUNTED_STEPS: f64 = 12.0;
/// What the correction looks at.
const FEATURES: usize = 10;
/// What the trees look at.
const ALL: usize = FEATURES + TRAITS;
/// Trees are grown on so many customers at most.
const MOST_FOR_TREES: usize = 20_000;

/// The models of a shop, and how they are put together.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Blend {
    /// How often, by one.
    pub bg_nbd: Fitted<BgNbd>,
    /// How often, by the other.
    pub pareto_nbd: Fitted<ParetoNbd>,
    /// How much.
    pub spend: Fitted<GammaGamma>,
    /// What the end of the calibration period taught; nothing where it was too short or the shop too small.
    pub learnt: Option<Learnt>,
    /// How the time of the year moves it; nothing where the end of the calibration period did not bear that out.
    #[serde(default)]
    season: Option<Season>,
}

/// What the end of the calibration period taught.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Learnt {
    /// Its length in weeks.
    pub weeks: f64,
    /// Customers in it.
    pub customers: usize,
    /// Their orders in it.
    pub orders: f64,
    /// How much of the logarithm of expected orders is BG/NBD's: a quarter to three quarters.
    pub lean: f64,
    /// By what expected orders are multiplied.
    pub level: f64,
    /// By what the expected worth of an order is multiplied.
    pub spend_level: f64,
    buys: Logistic<FEATURES>,
    #[serde(default)]
    buys_more: Boosted,
    #[serde(default)]
    orders_more: Boosted,
}

impl Blend {
    /// Fits everything on the orders up to a day, for a horizon of so many days after it.
    pub fn fit(orders: &Orders, end: i32, horizon_days: i32) -> Self {
        let summaries: Vec<Summary> = orders.summaries(end).map(|(_, summary)| summary).collect();
        let first = orders.span().map_or(end, |(first, _)| first);
        let held_out = horizon_days.min((end - first) / 2).max(1);
        let before: Vec<(Summary, Future)> = orders
            .summaries(end - held_out)
            .map(|(customer, summary)| (summary, customer.future(end - held_out, end)))
            .collect();
        let before = evenly(&before, MOST_CUSTOMERS);
        let (season_before, season) = Season::borne_out(orders, end, held_out).unzip();
        let learnt = can_teach(&before).then(|| {
            let known: Vec<Summary> = before.iter().map(|(summary, _)| *summary).collect();
            let known = Self { season: season_before, ..Self::of(&known, None) };
            known.learn(&before, f64::from(held_out) / DAYS_A_WEEK)
        });
        Self { season, ..Self::of(&summaries, learnt) }
    }

    fn of(summaries: &[Summary], learnt: Option<Learnt>) -> Self {
        let some = evenly(summaries, MOST_CUSTOMERS);
        let spent: Vec<(f64, f64)> = some.iter().map(|one| (one.orders(), one.mean_spent())).collect();
        Self {
            bg_nbd: BgNbd::fit(&some, true),
            pareto_nbd: ParetoNbd::fit(&evenly(summaries, MOST_FOR_PARETO), true),
            spend: GammaGamma::fit(&spent, true),
            learnt,
            season: None,
        }
    }

    fn learn(&self, customers: &[(Summary, Future)], weeks: f64) -> Learnt {
        let dropout = self.bg_nbd.model.dropouts(customers.iter().map(|(summary, _)| summary));
        let known: Vec<Summary> = customers.iter().map(|(summary, _)| *summary).collect();
        let seasons = Season::of_each(self.season.as_ref(), &known, weeks);
        let seen = parallel::map(customers, |(summary, _)| {
            self.opinions(summary, weeks, &dropout).in_season(seasons[&summary.until])
        });
        let orders: f64 = customers.iter().map(|(_, future)| future.orders).sum();
        let leans = (0..=10).map(|tenth| f64::from(tenth) / 10.0);
        let of_lean = |lean: f64| -> f64 {
            let expected: Vec<f64> = seen.iter().map(|opinions| opinions.orders(lean)).collect();
            let scale = orders / expected.iter().sum::<f64>();
            let deviance = |(expected, (_, future)): (&f64, &(Summary, Future))| {
                expected * scale - future.orders * (expected * scale).ln()
            };
            expected.iter().zip(customers).map(deviance).sum()
        };
        let best = leans.min_by(|one, other| of_lean(*one).total_cmp(&of_lean(*other))).unwrap_or(0.5);
        let lean = 0.25 + best / 2.0;
        let revenue: f64 = customers.iter().map(|(_, future)| future.revenue).sum();
        let worth: f64 = seen.iter().zip(customers).map(|(one, (_, future))| one.spend * future.orders).sum();
        let spend_level = half_way(revenue / worth, orders);
        let rows: Vec<Row<FEATURES>> = seen
            .iter()
            .zip(customers)
            .map(|(opinions, (_, future))| Row {
                features: opinions.features,
                believed: opinions.believed(),
                happened: future.orders > 0.0,
            })
            .collect();
        let buys = Logistic::fit(&rows, RIDGE);
        let mut this = Learnt {
            weeks,
            customers: customers.len(),
            orders,
            lean,
            level: 1.0,
            spend_level,
            buys,
            buys_more: Boosted::default(),
            orders_more: Boosted::default(),
        };
        this.grow_trees(&seen, customers);
        let expected: f64 = seen.iter().map(|opinions| this.expect(opinions).0).sum();
        this.level = half_way(orders / expected, orders);
        this
    }

    /// What is expected of each customer within so many weeks.
    pub fn expect(&self, customers: &[Summary], weeks: f64) -> Vec<Expectation> {
        let dropout = self.dropouts(customers);
        let seasons = Season::of_each(self.season.as_ref(), customers, weeks);
        parallel::map(customers, |customer| {
            self.expectation(customer, weeks, &dropout, seasons[&customer.until])
        })
    }

    /// What is the same for all with as many repeats, and takes longest: worked out once where somebody is looked at on many
    /// days.
    pub fn dropouts(&self, customers: &[Summary]) -> Dropouts {
        self.bg_nbd.model.dropouts(customers)
    }

    /// What is expected of one customer within so many weeks; `dropout` is of those with as many repeats, at least.
    pub fn expect_of(&self, customer: &Summary, weeks: f64, dropout: &Dropouts) -> Expectation {
        let seasons = Season::of_each(self.season.as_ref(), std::slice::from_ref(customer), weeks);
        self.expectation(customer, weeks, dropout, seasons[&customer.until])
    }

    fn expectation(&self, customer: &Summary, weeks: f64, dropout: &Dropouts, season: f64) -> Expectation {
        let opinions = self.opinions(customer, weeks, dropout).in_season(season);
        let (orders, buys) = match &self.learnt {
            Some(learnt) => learnt.expect(&opinions),
            None => (opinions.orders(0.5), sigmoid(opinions.believed())),
        };
        let spend_level = self.learnt.as_ref().map_or(1.0, |learnt| learnt.spend_level);
        // Nobody is expected to order less often than to order at all.
        let orders = orders.max(buys);
        Expectation { orders, buys, alive: opinions.alive, revenue: orders * opinions.spend * spend_level }
    }

    /// Between which amounts the revenue of a customer will probably lie of whom this is expected.
    pub fn interval(&self, customer: &Summary, expected: &Expectation) -> Interval {
        let level = self.learnt.as_ref().map_or(1.0, |learnt| learnt.spend_level);
        Interval::of(expected, customer, self.bg_nbd.model.r, &self.spend.model, level)
    }

    /// What is expected of one customer within so many weeks.
    pub fn expect_one(&self, customer: &Summary, weeks: f64) -> Expectation {
        self.expect(std::slice::from_ref(customer), weeks)[0]
    }

    /// Weeks from the day up to which a customer was summed up, within which they order again with such a probability;
    /// nothing where that takes longer than ten years. By both families alike: the correction of who buys is learnt for
    /// one horizon alone.
    pub fn orders_within(&self, customer: &Summary, probability: f64) -> Option<f64> {
        let buys = |weeks: f64| self.orders_by(customer, weeks);
        let (mut low, mut high) = (0.0, FARTHEST);
        if buys(high) < probability {
            return None;
        }
        while high - low > 0.01 {
            let middle = f64::midpoint(low, high);
            if buys(middle) < probability { low = middle } else { high = middle }
        }
        Some(high)
    }

    /// The probability that they order again within so many weeks, by both families alike.
    pub fn orders_by(&self, customer: &Summary, weeks: f64) -> f64 {
        let (one, other) = (&self.bg_nbd.model, &self.pareto_nbd.model);
        f64::midpoint(one.buys(customer, weeks), other.buys(customer, weeks))
    }

    /// The share of what is expected within so many weeks that is left of it when money a year away counts for `rate` less:
    /// 0.1 is ten per cent.
    pub fn discount(&self, customer: &Summary, weeks: f64, rate: f64) -> f64 {
        let dropout = self.bg_nbd.model.dropout(customer.repeats);
        let orders = |weeks: f64| {
            let (one, other) = (&self.bg_nbd.model, &self.pareto_nbd.model);
            one.orders(customer, weeks, &dropout) + other.orders(customer, weeks)
        };
        let all = orders(weeks);
        if all <= 0.0 || rate == 0.0 {
            return 1.0;
        }
        let step = weeks / DISCOUNTED_STEPS;
        let mut before = 0.0;
        let mut sum = 0.0;
        for at in 1..=DISCOUNTED_STEPS as u32 {
            let until = step * f64::from(at);
            let by_then = orders(until);
            sum += (by_then - before) * (1.0 + rate).powf(-(until - step / 2.0) / WEEKS_A_YEAR);
            before = by_then;
        }
        sum / all
    }

    fn opinions(&self, customer: &Summary, weeks: f64, dropout: &Dropouts) -> Opinions {
        let (bg_nbd, pareto_nbd) = (&self.bg_nbd.model, &self.pareto_nbd.model);
        let orders = [
            bg_nbd.orders(customer, weeks, &dropout[&customer.repeats]).max(1e-9).ln(),
            pareto_nbd.orders(customer, weeks).max(1e-9).ln(),
        ];
        let buys = [log_odds(bg_nbd.buys(customer, weeks)), log_odds(pareto_nbd.buys(customer, weeks))];
        let spend = self.spend.model.mean(customer.orders(), customer.mean_spent());
        let silence = customer.age - customer.recency;
        let gaps = silence * customer.orders() / (customer.age + 1.0);
        let features = [
            buys[0] - buys[1],
            buys[1],
            orders[0] - orders[1],
            orders[1],
            customer.orders().ln(),
            f64::from(u8::from(customer.repeats == 0)),
            silence.ln_1p(),
            customer.age.ln_1p(),
            gaps.min(20.0),
            spend.max(1e-6).ln(),
        ];
        let traits = customer.traits.figures();
        Opinions { orders, buys, alive: pareto_nbd.alive(customer), spend, features, traits, season: 1.0 }
    }
}

/// What the models say of a customer: logarithms of expected orders and log-odds of any, of BG/NBD and Pareto/NBD.
struct Opinions {
    orders: [f64; 2],
    buys: [f64; 2],
    alive: f64,
    spend: f64,
    features: [f64; FEATURES],
    traits: [f64; TRAITS],
    /// How many orders there are then for one on average.
    season: f64,
}

impl Learnt {
    /// Orders, and the probability of any. Who is likelier to order than both families believe is expected to order more
    /// often in the same measure: how often somebody orders who orders at all, the families know.
    fn expect(&self, opinions: &Opinions) -> (f64, f64) {
        let odds = self.buys.log_odds(&opinions.features, opinions.believed());
        let buys = sigmoid(odds + self.buys_more.adds(&opinions.all()));
        let likelier = buys / sigmoid(opinions.believed());
        let orders = opinions.orders(self.lean) * likelier * self.orders_more.adds(&opinions.traits).exp();
        (self.level * orders, buys)
    }

    fn grow_trees(&mut self, seen: &[Opinions], customers: &[(Summary, Future)]) {
        let pairs: Vec<(&Opinions, &Future)> =
            seen.iter().zip(customers.iter().map(|(_, future)| future)).collect();
        let pairs = evenly(&pairs, MOST_FOR_TREES);
        let whether = |(one, future): &(&Opinions, &Future)| Seen {
            features: one.all(),
            believed: self.buys.log_odds(&one.features, one.believed()),
            happened: f64::from(u8::from(future.orders > 0.0)),
        };
        let whether: Vec<Seen<ALL>> = pairs.iter().map(whether).collect();
        self.buys_more = Boosted::fit(Kind::Whether, &whether);
        let (orders, expected) = pairs.iter().fold((0.0, 0.0), |(orders, expected), (one, future)| {
            (orders + future.orders, expected + self.expect(one).0)
        });
        let how_often = |(one, future): &(&Opinions, &Future)| Seen {
            features: one.traits,
            believed: (self.expect(one).0 * orders / expected).ln(),
            happened: future.orders,
        };
        let how_often: Vec<Seen<TRAITS>> = pairs.iter().map(how_often).collect();
        self.orders_more = Boosted::fit(Kind::HowOften, &how_often);
    }

    /// Whether it matters how somebody buys.
    pub fn looks_at_traits(&self) -> bool {
        !self.orders_more.is_empty() || self.buys_more.asks().any(|feature| feature >= FEATURES)
    }
}

impl Opinions {
    fn in_season(self, season: f64) -> Self {
        Self { season, ..self }
    }

    fn all(&self) -> [f64; ALL] {
        std::array::from_fn(|at| if at < FEATURES { self.features[at] } else { self.traits[at - FEATURES] })
    }

    fn orders(&self, lean: f64) -> f64 {
        self.season * (lean * self.orders[0] + (1.0 - lean) * self.orders[1]).exp()
    }

    fn believed(&self) -> f64 {
        let believed = (self.buys[0] + self.buys[1]) / 2.0;
        if self.season == 1.0 {
            return believed;
        }
        // None of so many times the chances to order.
        log_odds(1.0 - (1.0 - sigmoid(believed)).powf(self.season))
    }
}

/// Half of how far something was off: the other half is of that time alone. Less of it, the fewer orders told.
fn half_way(off: f64, orders: f64) -> f64 {
    let told = orders / (orders + AS_EXPECTED) / 2.0;
    if off.is_finite() && off > 0.0 { off.powf(told).clamp(LEVELS.0, LEVELS.1) } else { 1.0 }
}

fn can_teach(customers: &[(Summary, Future)]) -> bool {
    let buyers = customers.iter().filter(|(_, future)| future.orders > 0.0).count();
    customers.len() >= FEWEST_CUSTOMERS
        && buyers >= FEWEST_EITHER
        && customers.len() - buyers >= FEWEST_EITHER
}

/// So many at most, evenly spaced.
fn evenly<T: Copy>(all: &[T], most: usize) -> Vec<T> {
    let count = all.len().min(most);
    (0..count).map(|at| all[at * all.len() / count]).collect()
}
