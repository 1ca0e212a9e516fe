//! What is bought again, by its own rhythm.
//!
//! After Bhagat, Muralidharan, Lobzhanidze and Vishwanath, Buy it again: modeling repeat purchase recommendations (KDD
//! 2018): whether a product is bought again at all, times when. The days between two purchases of a product by one
//! customer are log-normal; a product's are drawn to the store's, a customer's to the product's. That it is bought again
//! is a share of its purchases, where one that is not followed yet counts by how likely the next would have been seen
//! by now.

use serde::{Deserialize, Serialize};

use super::baskets::Bought;

/// Gaps and purchases that stand in for what a product has not shown yet.
const PRIOR_GAPS: f64 = 5.0;
const PRIOR_PURCHASES: f64 = 2.0;
/// Gaps and purchases of the product's that a customer's own are weighed against.
const PRIOR_OWN_GAPS: f64 = 2.0;
const PRIOR_OWN_PURCHASES: f64 = 3.0;
/// Nobody keeps so exact a rhythm, as the standard deviation of the gaps' logarithm.
const LEAST_SPREAD: f64 = 0.2;
/// A store that has shown nothing: e^4 is 55 days.
const NO_STORE: Pace = Pace { again: 0.05, middle: 4.0, spread: 1.0, again_buyers: 0, buyers: 0 };
/// A product that is bought again more seldom than this is bought once.
const LEAST_AGAIN: f64 = 0.1;
/// A product that is bought again after every second purchase, or more often, is one that people run out of.
const HABIT: f64 = 0.5;

/// How a product is bought again.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Pace {
    /// The probability that a purchase is followed by another one.
    again: f64,
    /// Mean and standard deviation of the logarithm of the days between.
    middle: f64,
    spread: f64,
    /// Customers who bought it more than once.
    pub(super) again_buyers: u32,
    /// Customers who bought it.
    pub(super) buyers: u32,
}

impl Pace {
    /// Days after which half of those who buy again have done so.
    pub(super) fn days(&self) -> f64 {
        self.middle.exp()
    }

    /// Whether who buys it usually buys it again.
    pub(super) fn is_habit(&self) -> bool {
        self.again_buyers > 1 && self.again >= HABIT
    }

    /// The share of the next purchases, where there is one, that come within so many days.
    fn come_within(&self, days: f64) -> f64 {
        if days < 1.0 { 0.0 } else { normal((days.ln() - self.middle) / self.spread) }
    }

    /// As a customer keeps it who bought on these days.
    fn of_customer(&self, days: &[i32]) -> Self {
        let gaps: Vec<f64> = gaps(days).collect();
        let seen = gaps.len() as f64;
        let middle = (PRIOR_OWN_GAPS * self.middle + gaps.iter().sum::<f64>()) / (PRIOR_OWN_GAPS + seen);
        let squares: f64 = gaps.iter().map(|gap| (gap - middle).powi(2)).sum();
        let spread = ((PRIOR_OWN_GAPS * self.spread.powi(2) + squares) / (PRIOR_OWN_GAPS + seen)).sqrt();
        let again = (PRIOR_OWN_PURCHASES * self.again + seen) / (PRIOR_OWN_PURCHASES + seen);
        Self { again, middle, spread: spread.max(LEAST_SPREAD), ..*self }
    }
}

/// The paces of all products.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Rhythm {
    paces: Vec<Pace>,
    store: Pace,
}

impl Rhythm {
    /// Of what customers bought by the end of a day.
    pub(super) fn fit(customers: &[&[Bought]], products: usize, end: i32) -> Self {
        let mut seen = vec![Seen::default(); products];
        for_each(customers, |product, days| seen[product].add(days));
        let store_gaps = seen.iter().fold(Moments::default(), |all, of| all.and(&of.gaps));
        let store = store_gaps.drawn_to(&NO_STORE);
        let mut paces: Vec<Pace> = seen.iter().map(|of| of.gaps.drawn_to(&store)).collect();
        // What could have been seen by now is known once the gaps are.
        let mut chances = vec![0.0; products];
        for_each(customers, |product, days| {
            let since = days.last().map_or(0, |last| end - last);
            chances[product] += paces[product].come_within(f64::from(since));
        });
        let returned: f64 = seen.iter().map(|of| of.gaps.count).sum();
        let again = share(returned, returned + chances.iter().sum::<f64>(), NO_STORE.again);
        for ((pace, seen), chances) in paces.iter_mut().zip(&seen).zip(chances) {
            pace.again = share(seen.gaps.count, seen.gaps.count + chances, again);
            (pace.again_buyers, pace.buyers) = (seen.again_buyers, seen.buyers);
        }
        Self { paces, store: Pace { again, ..store } }
    }

    /// How a product is bought again.
    pub(super) fn pace(&self, product: u32) -> &Pace {
        self.paces.get(product as usize).unwrap_or(&self.store)
    }

    /// Whether who bought a product on these days is done with it.
    pub(super) fn is_done(&self, product: u32, days: &[i32]) -> bool {
        let pace = self.pace(product);
        days.len() < 2 && (pace.again < LEAST_AGAIN || pace.again_buyers == 0)
    }

    /// The probability that who bought a product on these days buys it within the horizon from a day on.
    pub(super) fn due(&self, product: u32, days: &[i32], now: i32, horizon: i32) -> f64 {
        let Some(last) = days.last() else { return 0.0 };
        let own = self.pace(product).of_customer(days);
        let since = f64::from(now - last);
        let (until_now, until_then) = (own.come_within(since), own.come_within(since + f64::from(horizon)));
        own.again * (until_then - until_now) / (1.0 - own.again * until_now).max(1e-9)
    }
}

/// What was seen of a product.
#[derive(Clone, Copy, Default)]
struct Seen {
    gaps: Moments,
    again_buyers: u32,
    buyers: u32,
}

impl Seen {
    fn add(&mut self, days: &[i32]) {
        self.buyers += 1;
        self.again_buyers += u32::from(days.len() > 1);
        gaps(days).for_each(|gap| self.gaps.add(gap));
    }
}

/// Number, sum and sum of squares.
#[derive(Clone, Copy, Default)]
struct Moments {
    count: f64,
    sum: f64,
    squares: f64,
}

impl Moments {
    fn add(&mut self, value: f64) {
        self.count += 1.0;
        self.sum += value;
        self.squares += value * value;
    }

    fn and(self, other: &Self) -> Self {
        Self {
            count: self.count + other.count,
            sum: self.sum + other.sum,
            squares: self.squares + other.squares,
        }
    }

    fn drawn_to(&self, prior: &Pace) -> Pace {
        let count = self.count + PRIOR_GAPS;
        let middle = (self.sum + PRIOR_GAPS * prior.middle) / count;
        let square = |of: f64| of * of;
        let around = self.squares - 2.0 * middle * self.sum + self.count * square(middle);
        let prior_around = PRIOR_GAPS * (square(prior.spread) + square(prior.middle - middle));
        let spread = ((around.max(0.0) + prior_around) / count).sqrt().max(LEAST_SPREAD);
        Pace { middle, spread, ..*prior }
    }
}

fn share(happened: f64, of: f64, usual: f64) -> f64 {
    (happened + PRIOR_PURCHASES * usual) / (of + PRIOR_PURCHASES)
}

/// The logarithms of the days between purchases.
fn gaps(days: &[i32]) -> impl Iterator<Item = f64> {
    days.windows(2).map(|pair| f64::from((pair[1] - pair[0]).max(1)).ln())
}

/// Every product that a customer bought with the days on which they did, oldest first.
pub(super) fn days_by_product(of: &[Bought]) -> Vec<(u32, Vec<i32>)> {
    let mut bought = of.to_vec();
    bought.sort_unstable_by_key(|bought| (bought.product, bought.day));
    let days = |of: &[Bought]| (of[0].product, of.iter().map(|bought| bought.day).collect());
    bought.chunk_by(|one, next| one.product == next.product).map(days).collect()
}

fn for_each(customers: &[&[Bought]], mut of: impl FnMut(usize, &[i32])) {
    let (mut bought, mut days) = (Vec::new(), Vec::new());
    for customer in customers {
        bought.clear();
        bought.extend_from_slice(customer);
        bought.sort_unstable_by_key(|bought: &Bought| (bought.product, bought.day));
        for of_one in bought.chunk_by(|one, next| one.product == next.product) {
            days.clear();
            days.extend(of_one.iter().map(|bought| bought.day));
            of(of_one[0].product as usize, &days);
        }
    }
}

/// The share of a standard normal distribution below a value: by the approximation 26.2.17 of Abramowitz and Stegun,
/// Handbook of Mathematical Functions, good to seven digits.
fn normal(value: f64) -> f64 {
    let t = 1.0 / (1.0 + 0.231_641_9 * value.abs());
    let polynomial = t
        * (0.319_381_530
            + t * (-0.356_563_782 + t * (1.781_477_937 + t * (-1.821_255_978 + t * 1.330_274_429))));
    let density = (-value * value / 2.0).exp() / (2.0 * std::f64::consts::PI).sqrt();
    let above = density * polynomial;
    if value >= 0.0 { 1.0 - above } else { above }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Product 0 is bought every 40 days by half its buyers, product 1 once and for all.
    fn rhythm() -> Rhythm {
        let bought = |day, product| Bought { day, product };
        let person = |at: i32| {
            let mut of = vec![bought(at, 0), bought(at, 1)];
            if at % 2 == 0 {
                of.extend((1..8).map(|n| bought(at + 40 * n, 0)));
            }
            of.sort_unstable();
            of
        };
        let people: Vec<_> = (0..100).map(person).collect();
        let people: Vec<&[Bought]> = people.iter().map(Vec::as_slice).collect();
        Rhythm::fit(&people, 2, 400)
    }

    #[test]
    fn a_product_keeps_its_pace_and_another_is_bought_once() {
        let rhythm = rhythm();
        assert!((rhythm.pace(0).days() - 40.0).abs() < 2.0, "{:?}", rhythm.pace(0));
        assert_eq!((rhythm.pace(0).again_buyers, rhythm.pace(0).buyers), (50, 100));
        assert!(!rhythm.is_done(0, &[10]) && rhythm.is_done(1, &[10]) && !rhythm.is_done(1, &[10, 50]));
    }

    #[test]
    fn it_is_due_when_its_time_has_come_and_no_more_long_after() {
        let rhythm = rhythm();
        let due = |since: i32| rhythm.due(0, &[0, 40, 80], 80 + since, 14);
        assert!(due(35) > 0.5 && due(35) > 2.0 * due(5), "{} {}", due(35), due(5));
        assert!(due(400) < 0.05, "{}", due(400));
        assert!((0..600).all(|since| (0.0..=1.0).contains(&due(since))));
        // Who takes twice as long is due twice as late.
        let slow = |since: i32| rhythm.due(0, &[0, 80, 160, 240, 320], 320 + since, 14);
        assert!(slow(75) > 2.0 * slow(30), "{} {}", slow(75), slow(30));
    }

    #[test]
    fn the_normal_distribution_is_as_in_the_tables() {
        for (value, below) in [(0.0, 0.5), (1.0, 0.841_344_7), (-1.96, 0.024_997_9), (6.0, 1.0)] {
            assert!((normal(value) - below).abs() < 1e-6, "{value}");
        }
    }
}
