//! What the customers of a store bought, by customer and day.

use std::collections::HashMap;

/// A product that was bought.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Bought {
    /// When, in days since 1970-01-01.
    pub day: i32,
    /// Which, by its number in the store's baskets.
    pub product: u32,
}

/// All baskets of a store. A basket is what one customer bought on one day; how many of a product is no matter.
#[derive(Clone, Debug, Default)]
pub struct Baskets {
    customers: Vec<Box<str>>,
    /// Where each customer's purchases begin; one more at the end.
    starts: Vec<usize>,
    bought: Vec<Bought>,
    products: Vec<Box<str>>,
}

impl Baskets {
    /// How many customers bought something.
    pub fn customers(&self) -> usize {
        self.customers.len()
    }

    /// What was bought, by number: in the order of their names.
    pub fn products(&self) -> &[Box<str>] {
        &self.products
    }

    /// Products in baskets, each once a basket.
    pub fn count(&self) -> usize {
        self.bought.len()
    }

    /// Customers as the source calls them, with what they bought, the oldest first.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &[Bought])> {
        let of = self.starts.windows(2).map(|span| &self.bought[span[0]..span[1]]);
        self.customers.iter().map(|name| &**name).zip(of)
    }

    /// The first and the last day with a basket; nothing without any.
    pub fn span(&self) -> Option<(i32, i32)> {
        let days = || self.bought.iter().map(|bought| bought.day);
        Some((days().min()?, days().max()?))
    }

    /// What each had bought by the end of a day; nothing of who had not come yet.
    pub(super) fn until(&self, end: i32) -> Vec<&[Bought]> {
        self.iter().map(|(_, of)| until(of, end)).filter(|of| !of.is_empty()).collect()
    }
}

/// What of it was bought by the end of a day.
pub(super) fn until(of: &[Bought], end: i32) -> &[Bought] {
    &of[..of.partition_point(|bought| bought.day <= end)]
}

/// The baskets of one customer, the oldest first.
pub(super) fn by_day(of: &[Bought]) -> impl DoubleEndedIterator<Item = &[Bought]> {
    of.chunk_by(|one, next| one.day == next.day)
}

/// Takes purchases one by one, in any order.
#[derive(Default)]
pub struct BasketsBuilder {
    customers: Numbered,
    products: Numbered,
    rows: Vec<(u32, Bought)>,
}

impl BasketsBuilder {
    /// A purchase: whose, on which day since 1970-01-01, of what.
    pub fn push(&mut self, customer: &str, day: i32, product: &str) {
        let (customer, product) = (self.customers.number(customer), self.products.number(product));
        self.rows.push((customer, Bought { day, product }));
    }

    /// All of them by customer.
    pub fn build(mut self) -> Baskets {
        let (products, places) = self.products.sorted();
        self.rows.iter_mut().for_each(|(_, bought)| bought.product = places[bought.product as usize]);
        self.rows.sort_unstable();
        self.rows.dedup();
        let mut baskets = Baskets { starts: vec![0], products, ..Baskets::default() };
        let mut customers = self.customers.names;
        for of_one in self.rows.chunk_by(|one, next| one.0 == next.0) {
            baskets.customers.push(std::mem::take(&mut customers[of_one[0].0 as usize]));
            baskets.bought.extend(of_one.iter().map(|(_, bought)| *bought));
            baskets.starts.push(baskets.bought.len());
        }
        baskets
    }
}

/// Names with numbers, in the order in which they first appeared.
#[derive(Default)]
struct Numbered {
    numbers: HashMap<Box<str>, u32>,
    names: Vec<Box<str>>,
    last: u32,
}

impl Numbered {
    fn number(&mut self, name: &str) -> u32 {
        // Files are mostly sorted by customer.
        if self.names.get(self.last as usize).is_some_and(|last| **last == *name) {
            return self.last;
        }
        self.last = match self.numbers.get(name) {
            Some(number) => *number,
            None => {
                let number = u32::try_from(self.names.len()).unwrap_or(u32::MAX);
                self.names.push(name.into());
                self.numbers.insert(name.into(), number);
                number
            }
        };
        self.last
    }

    /// The names in their order, and where in it each number stands.
    fn sorted(self) -> (Vec<Box<str>>, Vec<u32>) {
        drop(self.numbers);
        let mut names: Vec<(Box<str>, usize)> = self.names.into_iter().zip(0..).collect();
        names.sort_unstable();
        let mut places = vec![0; names.len()];
        (0..).zip(&names).for_each(|(place, (_, number))| places[*number] = place);
        (names.into_iter().map(|(name, _)| name).collect(), places)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_bought_twice_on_a_day_is_bought_once_and_the_order_of_the_rows_is_no_matter() {
        let mut builder = BasketsBuilder::default();
        for (customer, day, product) in
            [("b", 9, "tea"), ("a", 3, "mug"), ("a", 1, "tea"), ("a", 3, "tea"), ("a", 3, "mug")]
        {
            builder.push(customer, day, product);
        }
        let baskets = builder.build();
        assert_eq!((baskets.customers(), baskets.count(), baskets.span()), (2, 4, Some((1, 9))));
        let products: Vec<&str> = baskets.products().iter().map(|name| &**name).collect();
        assert_eq!(products, ["mug", "tea"]);
        let (name, of) = baskets.iter().nth(1).unwrap();
        let days: Vec<Vec<u32>> =
            by_day(of).map(|basket| basket.iter().map(|b| b.product).collect()).collect();
        assert_eq!((name, days), ("a", vec![vec![1], vec![0, 1]]));
        assert_eq!(baskets.until(1).len(), 1, "b has not come yet");
    }
}
