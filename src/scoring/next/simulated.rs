//! A shop made up of what shops have: fashions, favourites, things that go with others, things that run out.

use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};

use super::baskets::{Baskets, BasketsBuilder, Bought};
use super::measure::{Measures, SHOWN};
use super::{NextModel, Why};

/// Days that the shop is old, and when the hold-out begins.
const DAYS: i32 = 720;
const END: i32 = 690;
/// Things that are bought once: the even ones are followed by the next one by two in five, within a month.
const ONCE: u32 = 120;
/// Things that run out, each after days of its own.
const REFILLS: u32 = 12;

/// Which shop.
#[derive(Clone, Copy)]
struct Shop {
    customers: u32,
    /// Of a customer, that they use a thing that runs out.
    users: f64,
    /// That a thing is followed by what goes with it.
    followed: f64,
}

impl Shop {
    fn baskets(&self) -> Baskets {
        let mut dice = StdRng::seed_from_u64(7);
        let mut builder = BasketsBuilder::default();
        for customer in 0..self.customers {
            let name = format!("c{customer}");
            let begins = dice.random_range(0..DAYS - 60);
            let mut buy = |day: i32, product: String| {
                if day < DAYS {
                    builder.push(&name, day, &product);
                }
            };
            if dice.random_bool(self.users) {
                let refill = dice.random_range(0..REFILLS);
                let every = f64::from(25 + 5 * refill) * dice.random_range(0.8..1.25);
                let mut day = f64::from(begins);
                // One in ten stops each time.
                while day < f64::from(DAYS) && dice.random_bool(0.9) {
                    buy(day as i32, format!("refill-{refill:02}"));
                    day += every * dice.random_range(0.85..1.15);
                }
            }
            let mut day = begins;
            while day < DAYS && dice.random_bool(0.85) {
                // The first ones are bought by far the most.
                let thing = (f64::from(ONCE) * dice.random::<f64>().powi(3)) as u32;
                buy(day, format!("thing-{thing:03}"));
                if thing.is_multiple_of(2) && dice.random_bool(self.followed) {
                    buy(day + dice.random_range(0..30), format!("thing-{:03}", thing + 1));
                }
                day += dice.random_range(10..90);
            }
        }
        builder.build()
    }
}

/// The model and the same without anything but popularity, at the hold-out.
fn measured(baskets: &Baskets) -> (NextModel, Measures, Measures) {
    let model = NextModel::fit(baskets, END, DAYS - END);
    let numbers = |of: &[Bought]| model.propose(of, END).iter().map(|one| one.product).collect::<Vec<_>>();
    let of_model = Measures::of(baskets, END, DAYS, numbers);
    let popular = Measures::of(baskets, END, DAYS, |_| model.popular().to_vec());
    println!("{:?} {:?}\n  model   {of_model:?}\n  popular {popular:?}", model.weights, model.learnt);
    (model, of_model, popular)
}

#[test]
fn a_shop_with_rhythms_and_sequences_is_read_much_better_than_by_popularity() {
    let baskets = Shop { customers: 3000, users: 0.4, followed: 0.4 }.baskets();
    let (model, of_model, popular) = measured(&baskets);
    assert!(of_model.hit_rate > 1.5 * popular.hit_rate, "{of_model:?} {popular:?}");
    assert!(of_model.mrr > 1.5 * popular.mrr, "{of_model:?} {popular:?}");
    assert!(of_model.new_hit_rate > popular.new_hit_rate, "{of_model:?} {popular:?}");
    let learnt = model.learnt.unwrap();
    assert!(learnt.hit_rate >= learnt.popular_hit_rate && learnt.mrr >= learnt.popular_mrr);
}

#[test]
fn where_nothing_follows_and_nothing_returns_popularity_is_kept() {
    let baskets = Shop { customers: 2000, users: 0.0, followed: 0.0 }.baskets();
    let (model, of_model, popular) = measured(&baskets);
    assert_eq!((model.weights.after, model.weights.due, model.weights.habit), (0.0, 0.0, 0.0));
    assert!(of_model.hit_rate >= popular.hit_rate - 0.01, "{of_model:?} {popular:?}");
    assert!(of_model.mrr >= popular.mrr - 0.01, "{of_model:?} {popular:?}");
}

#[test]
fn a_refill_is_offered_in_its_time_a_strap_after_its_bag_and_nothing_twice_that_is_bought_once() {
    let baskets = Shop { customers: 3000, users: 0.4, followed: 0.4 }.baskets();
    let model = NextModel::fit(&baskets, END, DAYS - END);
    let number = |name: &str| model.number(name).unwrap();
    let (refill, bag, strap) = (number("refill-03"), number("thing-080"), number("thing-081"));
    let of = [(END - 118, refill), (END - 78, refill), (END - 38, refill), (END - 5, bag)]
        .map(|(day, product)| Bought { day, product });
    let proposals = model.propose(&of, END);
    let shown: Vec<u32> = proposals.iter().take(SHOWN).map(|one| one.product).collect();
    assert!(shown[0] == refill && shown.contains(&strap), "{proposals:?}");
    assert!(!proposals.iter().any(|one| one.product == bag));
    let why = |product| proposals.iter().find(|one| one.product == product).unwrap().why;
    assert_eq!(why(refill), Why::Due { times: 3, every: 40, since: 38 });
    assert!(matches!(why(strap), Why::After { product, .. } if product == bag), "{:?}", why(strap));
    assert!(proposals.iter().all(|one| (0.0..=1.0).contains(&one.score)));
}

#[test]
fn a_small_or_an_empty_shop_has_sane_proposals() {
    let empty = Baskets::default();
    let model = NextModel::fit(&empty, 0, 30);
    assert!(model.propose(&[], 0).is_empty() && model.learnt.is_none());
    let baskets = Shop { customers: 20, users: 0.4, followed: 0.4 }.baskets();
    let model = NextModel::fit(&baskets, END, 30);
    assert!(model.learnt.is_none());
    assert!(!model.propose(&[], END).is_empty(), "what is popular is proposed to who is new");
}
