//! The orders of a store by customer, and what the models need of them.

use std::collections::{BTreeMap, HashMap};

use serde::{Deserialize, Serialize};
use sha2::Digest;

use super::traits::{Kinds, Mark, Marker, Traits, Way};

/// Days of a week.
pub const DAYS_A_WEEK: f64 = 7.0;

/// How a customer has ordered up to a day: *x*, *t_x* and *T* of the literature, in weeks, with what they spent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Summary {
    /// Days with an order after the first one: *x*.
    pub repeats: u32,
    /// Weeks from the first to the last order: *t_x*.
    pub recency: f64,
    /// Weeks from the first order until now: *T*.
    pub age: f64,
    /// All that was spent less what went back, the first order included.
    pub spent: f64,
    /// Of that, the first order.
    pub first_spent: f64,
    /// How they buy.
    #[serde(default)]
    pub traits: Traits,
    /// The day up to which they were summed up, since 1970-01-01; 0 where it is no matter which season it is.
    #[serde(default)]
    pub until: i32,
}

impl Summary {
    /// Days with an order.
    pub fn orders(&self) -> f64 {
        f64::from(self.repeats) + 1.0
    }

    /// What a day with an order brought on average.
    pub fn mean_spent(&self) -> f64 {
        self.spent / self.orders()
    }

    /// What a repeat brought on average; nothing where there is none.
    pub fn mean_repeat(&self) -> f64 {
        (self.spent - self.first_spent) / f64::from(self.repeats.max(1))
    }
}

/// What became of a customer after the day up to which they were summed up.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Future {
    /// Days with an order.
    pub orders: f64,
    /// Net revenue.
    pub revenue: f64,
}

/// All orders of a store: by customer, the days with an order from the first on.
#[derive(Clone, Debug, Default)]
pub struct Orders {
    names: Vec<Box<str>>,
    /// Where each customer's days begin; one more at the end.
    starts: Vec<usize>,
    days: Vec<Day>,
    /// Which kinds are told apart.
    kinds: Kinds,
    /// Days with a case by customer; nothing where none is known.
    cases: Vec<Box<[i32]>>,
}

/// A day on which a customer ordered or something went back.
#[derive(Clone, Copy, Debug)]
struct Day {
    /// Since 1970-01-01.
    day: i32,
    mark: Mark,
    amount: f64,
}

impl Day {
    /// Whether something was ordered.
    fn is_order(&self) -> bool {
        self.amount >= 0.0
    }
}

/// One customer's days.
#[derive(Clone, Copy, Debug)]
pub struct Customer<'a> {
    /// As the file calls them.
    pub name: &'a str,
    days: &'a [Day],
    cases: &'a [i32],
}

impl Customer<'_> {
    /// The day of the first order, in days since 1970-01-01.
    pub fn first_day(&self) -> i32 {
        self.days[0].day
    }

    /// How they stood at the end of a day; nothing where they had not ordered yet.
    pub fn summary(&self, end: i32) -> Option<Summary> {
        let seen = self.seen(end);
        let Day { day: first, amount: first_spent, .. } = *seen.first()?;
        let ordered = seen.iter().filter(|day| day.is_order());
        let (count, last) = ordered.fold((0_u32, first), |(count, _), day| (count + 1, day.day));
        Some(Summary {
            repeats: count - 1,
            recency: f64::from(last - first) / DAYS_A_WEEK,
            age: f64::from(end - first) / DAYS_A_WEEK,
            spent: seen.iter().map(|day| day.amount).sum(),
            first_spent,
            traits: self.traits(end),
            until: end,
        })
    }

    /// How they bought up to the end of a day.
    pub fn traits(&self, end: i32) -> Traits {
        let marks = self.seen(end).iter().filter(|day| day.is_order()).map(|day| day.mark);
        Mark::traits(marks, self.cases, end)
    }

    /// Days with an order, oldest first.
    pub fn order_days(&self) -> impl Iterator<Item = i32> {
        self.days.iter().filter(|day| day.is_order()).map(|day| day.day)
    }

    fn seen(&self, end: i32) -> &[Day] {
        &self.days[..self.days.partition_point(|day| day.day <= end)]
    }

    /// What they did after a day, up to another one.
    pub fn future(&self, after: i32, until: i32) -> Future {
        let (from, to) = (self.seen(after).len(), self.seen(until).len());
        let days = &self.days[from..to.max(from)];
        Future {
            orders: days.iter().filter(|day| day.is_order()).count() as f64,
            revenue: days.iter().map(|day| day.amount).sum(),
        }
    }
}

impl Orders {
    /// How many customers there are.
    pub fn customers(&self) -> usize {
        self.names.len()
    }

    /// How many days with an order there are.
    pub fn count(&self) -> usize {
        self.days.iter().filter(|day| day.is_order()).count()
    }

    /// The customers, in the order in which they first appeared.
    pub fn iter(&self) -> impl Iterator<Item = Customer<'_>> {
        self.names.iter().zip(self.starts.windows(2)).enumerate().map(|(at, (name, span))| Customer {
            name,
            days: &self.days[span[0]..span[1]],
            cases: self.cases.get(at).map_or(&[], |days| days),
        })
    }

    /// Which channels and categories their traits tell apart.
    pub fn kinds(&self) -> &Kinds {
        &self.kinds
    }

    /// Summaries of those who had ordered by the end of a day, with their customers.
    pub fn summaries(&self, end: i32) -> impl Iterator<Item = (Customer<'_>, Summary)> {
        self.iter().filter_map(move |customer| Some((customer, customer.summary(end)?)))
    }

    /// Adds all of them to a digest.
    pub fn digest(&self, digest: &mut sha2::Sha256) {
        for customer in self.iter() {
            digest.update(customer.name);
            digest.update([0]);
            for day in customer.days {
                digest.update(day.day.to_le_bytes());
                digest.update(day.amount.to_le_bytes());
                digest.update(day.mark.bytes());
            }
            customer.cases.iter().for_each(|day| digest.update(day.to_le_bytes()));
        }
    }

    /// The day of the first and of the last order; nothing without any.
    pub fn span(&self) -> Option<(i32, i32)> {
        let days = || self.days.iter().map(|day| day.day);
        Some((days().min()?, days().max()?))
    }
}

/// Takes orders one by one, in any order.
#[derive(Default)]
pub struct OrdersBuilder {
    numbers: HashMap<Box<str>, u32>,
    names: Vec<Box<str>>,
    rows: Vec<(u32, Day)>,
    last: Option<u32>,
    marker: Marker,
    cases: HashMap<u32, Vec<i32>>,
}

impl OrdersBuilder {
    /// An order: of whom, on which day since 1970-01-01, what it brought. What went back is negative.
    pub fn push(&mut self, customer: &str, day: i32, amount: f64) {
        let number = self.number_of(customer);
        self.rows.push((number, Day { day, mark: Mark::default(), amount }));
    }

    /// The same, with how it was bought.
    pub fn push_way(&mut self, customer: &str, day: i32, amount: f64, way: &Way<'_>) {
        let number = self.number_of(customer);
        let mark = self.marker.mark(way);
        self.rows.push((number, Day { day, mark, amount }));
    }

    /// That a customer needed help.
    pub fn push_case(&mut self, customer: &str, day: i32) {
        let number = self.number_of(customer);
        self.cases.entry(number).or_default().push(day);
    }

    /// With channels and categories that are told apart already: others are the rest.
    pub fn knowing(kinds: &Kinds) -> Self {
        Self { marker: Marker::knowing(kinds), ..Self::default() }
    }

    fn number_of(&mut self, customer: &str) -> u32 {
        // Files are mostly sorted by customer.
        let number = match self.last {
            Some(last) if *self.names[last as usize] == *customer => last,
            _ => self.number(customer),
        };
        self.last = Some(number);
        number
    }

    fn number(&mut self, customer: &str) -> u32 {
        if let Some(number) = self.numbers.get(customer) {
            return *number;
        }
        let number = u32::try_from(self.names.len()).unwrap_or(u32::MAX);
        self.names.push(customer.into());
        self.numbers.insert(customer.into(), number);
        number
    }

    /// All of them by customer. Orders of one day are one; a day on which more went back than was bought is no order
    /// and lowers what was spent, unless it comes before any order. Who has no order is left out.
    pub fn build(mut self) -> Orders {
        drop(self.numbers);
        let kinds = self.marker.settle(self.rows.iter_mut().map(|(_, day)| &mut day.mark));
        self.rows.sort_unstable_by_key(|(number, day)| (*number, day.day));
        let mut orders = Orders { starts: vec![0], kinds, ..Orders::default() };
        for of_one in self.rows.chunk_by(|one, next| one.0 == next.0) {
            let begins = orders.days.len();
            for of_day in of_one.chunk_by(|one, next| one.1.day == next.1.day) {
                let amount: f64 = of_day.iter().map(|(_, day)| day.amount).sum();
                if amount < 0.0 && orders.days.len() == begins {
                    // Of an order that is older than the file: not to be taken off another one.
                    continue;
                }
                // Of an order and what went back of another one, it is the order that tells how they buy.
                let most = of_day.iter().max_by(|one, other| one.1.amount.total_cmp(&other.1.amount));
                orders.days.extend(most.map(|(_, day)| Day { amount, ..*day }));
            }
            if orders.days.len() > begins {
                let number = of_one[0].0;
                orders.names.push(std::mem::take(&mut self.names[number as usize]));
                orders.starts.push(orders.days.len());
                if !self.cases.is_empty() {
                    let mut days = self.cases.remove(&number).unwrap_or_default();
                    days.sort_unstable();
                    orders.cases.push(days.into());
                }
            }
        }
        orders
    }
}

/// How many customers have so many repeats: (repeats, customers).
pub(super) fn by_repeats(customers: &[Summary]) -> Vec<(f64, f64)> {
    let mut counts: BTreeMap<u32, f64> = BTreeMap::new();
    customers.iter().for_each(|customer| *counts.entry(customer.repeats).or_default() += 1.0);
    counts.into_iter().map(|(repeats, count)| (f64::from(repeats), count)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn orders(rows: &[(&str, i32, f64)]) -> Orders {
        let mut builder = OrdersBuilder::default();
        rows.iter().for_each(|(customer, day, amount)| builder.push(customer, *day, *amount));
        builder.build()
    }

    #[test]
    fn orders_of_a_day_are_one_and_the_order_of_the_rows_is_no_matter() {
        let orders = orders(&[("b", 9, 5.0), ("a", 14, 1.0), ("a", 0, 10.0), ("b", 2, 1.0), ("a", 0, 20.0)]);
        let summed: Vec<_> =
            orders.summaries(21).map(|(customer, summary)| (customer.name, summary)).collect();
        let a = Summary {
            repeats: 1,
            recency: 2.0,
            age: 3.0,
            spent: 31.0,
            first_spent: 30.0,
            until: 21,
            ..Summary::default()
        };
        let b = Summary {
            repeats: 1,
            recency: 1.0,
            age: 19.0 / 7.0,
            spent: 6.0,
            first_spent: 1.0,
            until: 21,
            ..Summary::default()
        };
        assert_eq!(summed, [("b", b), ("a", a)]);
        assert_eq!((orders.customers(), orders.count(), orders.span()), (2, 4, Some((0, 14))));
    }

    #[test]
    fn what_comes_later_is_future() {
        let orders = orders(&[("a", 0, 10.0), ("a", 7, 10.0), ("a", 14, 20.0), ("b", 8, 1.0)]);
        let seen: Vec<_> = orders.summaries(7).collect();
        assert_eq!(seen.len(), 1, "b has not come yet");
        assert_eq!(
            seen[0].1,
            Summary {
                repeats: 1,
                recency: 1.0,
                age: 1.0,
                spent: 20.0,
                first_spent: 10.0,
                until: 7,
                ..Summary::default()
            }
        );
        assert_eq!(seen[0].0.future(7, 14), Future { orders: 1.0, revenue: 20.0 });
        assert_eq!(seen[0].0.future(7, 13), Future::default());
    }

    #[test]
    fn what_went_back_is_no_order_and_lowers_what_was_spent() {
        let orders =
            orders(&[("a", 0, 10.0), ("a", 3, -4.0), ("b", 0, -1.0), ("c", 0, -50.0), ("c", 2, 5.0)]);
        let seen: Vec<_> = orders.summaries(7).map(|(customer, summary)| (customer.name, summary)).collect();
        let once = Summary {
            repeats: 0,
            recency: 0.0,
            age: 1.0,
            spent: 6.0,
            first_spent: 10.0,
            until: 7,
            ..Summary::default()
        };
        assert_eq!(seen[0], ("a", once));
        let later = Summary { age: 5.0 / 7.0, spent: 5.0, first_spent: 5.0, ..once };
        assert_eq!(seen[1..], [("c", later)]);
    }
}
