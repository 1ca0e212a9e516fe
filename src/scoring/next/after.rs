//! What customers bought after the same product, with time.
//!
//! Item-to-item collaborative filtering (Linden, Smith and York, Amazon.com recommendations, IEEE Internet Computing
//! 7(1), 2003) by conditional probability and in the order of buying (Deshpande and Karypis, Item-based top-N
//! recommendation algorithms, ACM TOIS 22(1), 2004). Of those who bought X, the share who bought Y with it or within a
//! window after it, each counting less the later it came. What is kept is how far that share lies above Y's usual
//! one, so that popular things don't win by being popular; it is drawn to the usual one as if so many buyers had
//! behaved as usual, so that rare pairs don't win by accident.

use serde::{Deserialize, Serialize};

use super::baskets::{Bought, by_day};
use super::decay;
use crate::scoring::fitted::parallel::map_few;

/// Buyers of a product who are believed to have behaved as usual before anything is seen.
const PRIOR_BUYERS: f64 = 10.0;
/// Fewer than this who bought both are an accident.
const FEWEST_BUYERS: u32 = 3;
/// Products that are kept after each.
const MOST_FOLLOWERS: usize = 30;
/// Of a customer no more than the last so many purchases are looked at: a trader would pair everything with everything.
const MOST_BOUGHT: usize = 400;
/// The windows that a store can have, in days.
const WINDOWS: [i32; 5] = [14, 30, 60, 90, 180];
/// Into how many pieces the work is cut, whatever the machine.
const PIECES: usize = 16;

/// A product that is bought after another.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Follower {
    /// Which.
    pub(super) product: u32,
    /// Customers who bought both, this one with the other or within the window.
    pub(super) buyers: u32,
    /// How far their share lies above the usual one, 0 to 1.
    pub(super) strength: f32,
}

/// What is bought after what.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct After {
    /// Days within which the second has to follow.
    pub(super) window: i32,
    /// By product: customers who bought it.
    buyers: Vec<u32>,
    /// By product: what follows, the strongest first.
    followers: Vec<Vec<Follower>>,
}

impl After {
    /// Of what customers bought.
    pub(super) fn fit(customers: &[&[Bought]], products: usize) -> Self {
        let customers: Vec<&[Bought]> =
            customers.iter().map(|of| &of[of.len().saturating_sub(MOST_BOUGHT)..]).collect();
        let window = window(&customers);
        let first = FirstBought::of(&customers, products);
        let usual = usual(&customers, products, window);
        let pieces: Vec<usize> = (0..PIECES).collect();
        let of_piece = |piece: &usize| {
            let mut tally = Tally::new(products);
            let own = (*piece..products).step_by(PIECES);
            own.map(|product| tally.followers(&customers, product, &first, &usual, window))
                .collect::<Vec<_>>()
        };
        let mut found: Vec<_> = map_few(&pieces, of_piece).into_iter().map(Vec::into_iter).collect();
        let followers = (0..products).map(|at| found[at % PIECES].next().unwrap_or_default()).collect();
        let buyers = (0..products).map(|at| count(first.buyers(at).len())).collect();
        Self { window, buyers, followers }
    }

    /// What follows a product, the strongest first.
    pub(super) fn followers(&self, product: u32) -> &[Follower] {
        self.followers.get(product as usize).map_or(&[], Vec::as_slice)
    }

    /// How many customers bought a product.
    pub(super) fn buyers(&self, product: u32) -> u32 {
        self.buyers.get(product as usize).copied().unwrap_or_default()
    }

    /// What a purchase still says after so many days.
    pub(super) fn weight(&self, days: i32) -> f64 {
        decay(days, half_life(self.window))
    }
}

fn half_life(window: i32) -> f64 {
    f64::from(window) / 2.0
}

fn count(of: usize) -> u32 {
    u32::try_from(of).unwrap_or(u32::MAX)
}

/// The shortest window in which three quarters of the customers who come again do so.
fn window(customers: &[&[Bought]]) -> i32 {
    let mut within = [0_usize; WINDOWS.len()];
    let mut all = 0;
    for of in customers {
        let days: Vec<i32> = by_day(of).map(|basket| basket[0].day).collect();
        for pair in days.windows(2) {
            all += 1;
            let gap = pair[1] - pair[0];
            within.iter_mut().zip(WINDOWS).for_each(|(count, window)| *count += usize::from(gap <= window));
        }
    }
    let wide_enough = within.iter().position(|within| 4 * within >= 3 * all);
    WINDOWS[if all == 0 { 2 } else { wide_enough.unwrap_or(WINDOWS.len() - 1) }]
}

/// What was bought with a purchase or within the window after it, with the days between; a product may come twice.
fn following(of: &[Bought], at: usize, window: i32) -> impl Iterator<Item = (u32, i32)> {
    let Bought { day, product } = of[at];
    let begins = of[..at].partition_point(|bought| bought.day < day);
    of[begins..]
        .iter()
        .take_while(move |bought| bought.day - day <= window)
        .filter(move |bought| bought.product != product)
        .map(move |bought| (bought.product, bought.day - day))
}

/// Where each customer bought each product first.
struct FirstBought {
    /// Where each product's places begin; one more at the end.
    starts: Vec<usize>,
    /// The customer and the place in their purchases.
    places: Vec<(u32, u32)>,
}

impl FirstBought {
    fn of(customers: &[&[Bought]], products: usize) -> Self {
        let mut all: Vec<(u32, u32, u32)> = Vec::new();
        let mut seen_by = vec![usize::MAX; products];
        for (customer, of) in customers.iter().enumerate() {
            all.extend(
                firsts(of, customer, &mut seen_by).map(|at| (of[at].product, count(customer), count(at))),
            );
        }
        all.sort_unstable();
        let start = |product: usize| all.partition_point(|(other, ..)| (*other as usize) < product);
        let starts = (0..=products).map(start).collect();
        Self { starts, places: all.into_iter().map(|(_, customer, at)| (customer, at)).collect() }
    }

    fn buyers(&self, product: usize) -> &[(u32, u32)] {
        &self.places[self.starts[product]..self.starts[product + 1]]
    }
}

/// The places of a customer's purchases at which a product was bought for the first time.
fn firsts<'a>(
    of: &'a [Bought],
    customer: usize,
    seen_by: &'a mut [usize],
) -> impl Iterator<Item = usize> + 'a {
    (0..of.len())
        .filter(move |at| std::mem::replace(&mut seen_by[of[*at].product as usize], customer) != customer)
}

/// By product: the share of all first purchases of another product that it was bought with or after, each counting less
/// the later it came.
fn usual(customers: &[&[Bought]], products: usize, window: i32) -> Vec<f64> {
    let pieces: Vec<&[&[Bought]]> = customers.chunks(customers.len().div_ceil(PIECES).max(1)).collect();
    let of_piece = |piece: &&[&[Bought]]| {
        let mut weights = vec![0.0; products];
        let (mut seen_by, mut seen_at) = (vec![usize::MAX; products], vec![usize::MAX; products]);
        let mut events = 0;
        for (customer, of) in piece.iter().enumerate() {
            for at in firsts(of, customer, &mut seen_by) {
                for (product, gap) in following(of, at, window) {
                    if std::mem::replace(&mut seen_at[product as usize], events) != events {
                        weights[product as usize] += decay(gap, half_life(window));
                    }
                }
                events += 1;
            }
        }
        (weights, events)
    };
    let (mut all, mut events) = (vec![0.0; products], 0);
    for (weights, of_piece) in map_few(&pieces, of_piece) {
        all.iter_mut().zip(weights).for_each(|(all, weight)| *all += weight);
        events += of_piece;
    }
    all.into_iter().map(|weight| weight / (events as f64).max(1.0)).collect()
}

/// Room to count in, for all products.
struct Tally {
    weights: Vec<f64>,
    buyers: Vec<u32>,
    seen_at: Vec<usize>,
    events: usize,
}

impl Tally {
    fn new(products: usize) -> Self {
        let seen_at = vec![usize::MAX; products];
        Self { weights: vec![0.0; products], buyers: vec![0; products], seen_at, events: 0 }
    }

    /// What follows a product.
    fn followers(
        &mut self,
        customers: &[&[Bought]],
        product: usize,
        first: &FirstBought,
        usual: &[f64],
        window: i32,
    ) -> Vec<Follower> {
        let places = first.buyers(product);
        let mut touched: Vec<u32> = Vec::new();
        for (customer, at) in places {
            for (other, gap) in following(customers[*customer as usize], *at as usize, window) {
                let slot = other as usize;
                if std::mem::replace(&mut self.seen_at[slot], self.events) == self.events {
                    continue;
                }
                if self.buyers[slot] == 0 {
                    touched.push(other);
                }
                self.buyers[slot] += 1;
                self.weights[slot] += decay(gap, half_life(window));
            }
            self.events += 1;
        }
        let mut followers: Vec<Follower> = Vec::new();
        for other in touched {
            let slot = other as usize;
            let (weight, buyers) =
                (std::mem::take(&mut self.weights[slot]), std::mem::take(&mut self.buyers[slot]));
            let share = (weight + PRIOR_BUYERS * usual[slot]) / (places.len() as f64 + PRIOR_BUYERS);
            let strength = (share - usual[slot]) as f32;
            if buyers >= FEWEST_BUYERS && strength > 0.0 {
                followers.push(Follower { product: other, buyers, strength });
            }
        }
        followers.sort_by(|one, other| {
            other.strength.total_cmp(&one.strength).then_with(|| one.product.cmp(&other.product))
        });
        followers.truncate(MOST_FOLLOWERS);
        followers.shrink_to_fit();
        followers
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bought(day: i32, product: u32) -> Bought {
        Bought { day, product }
    }

    /// Forty bought the bag (0), twelve of them the strap (1) ten days later; everybody buys the soap (2) at any time;
    /// one who bought the bag bought the kite (3).
    fn people() -> Vec<Vec<Bought>> {
        let person = |at: u32| {
            let soap = i32::try_from(at % 50).unwrap();
            let mut of = vec![bought(soap, 2)];
            if at < 40 {
                of.push(bought(100, 0));
            }
            if at < 12 {
                of.push(bought(110, 1));
            }
            if at == 0 {
                of.push(bought(111, 3));
            }
            of
        };
        (0..400).map(person).collect()
    }

    #[test]
    fn what_follows_wins_over_what_everybody_buys_and_over_what_happened_once() {
        let people = people();
        let people: Vec<&[Bought]> = people.iter().map(Vec::as_slice).collect();
        let after = After::fit(&people, 4);
        assert_eq!((after.buyers(0), after.buyers(9)), (40, 0));
        let followers = after.followers(0);
        assert_eq!(followers.len(), 1, "{followers:?}");
        assert_eq!((followers[0].product, followers[0].buyers), (1, 12));
        assert!(followers[0].strength > 0.15 && followers[0].strength < 0.3, "{followers:?}");
        assert!(after.followers(1).is_empty(), "the bag came before the strap, not after it");
    }

    #[test]
    fn the_window_is_as_long_as_customers_take_to_come_again() {
        let every = |gap: i32| (0..8).map(|n| bought(n * gap, 0)).collect::<Vec<_>>();
        let of = |gap| window(&[&every(gap)]);
        assert_eq!([of(7), of(25), of(80), of(700)], [14, 30, 90, 180]);
        assert_eq!(window(&[&every(7)[..1]]), 60);
    }
}
