//! A past that goes with a record: to another customer where two turn out to be one, and away again where a person says
//! that a record is somebody else's.

use std::collections::HashSet;

use super::{Change, Filling, History};
use crate::domain::ids::{CustomerId, Source};
use crate::domain::record::Record;

/// What hangs on one record of a customer, by ids.
pub struct OfRecord<'a> {
    source: &'a Source,
    id: &'a str,
    orders: HashSet<&'a str>,
    carts: HashSet<&'a str>,
    cases: HashSet<&'a str>,
    deals: HashSet<&'a str>,
}

impl<'a> OfRecord<'a> {
    /// Of a record, with what of it was read; what hangs on one of the others as well stays with them.
    pub fn new(record: &'a Record, others: &[&'a Record]) -> Self {
        fn ids<'a>(
            of: &'a Record,
            list: impl Fn(&'a Record) -> Vec<&'a str>,
            others: &[&'a Record],
        ) -> HashSet<&'a str> {
            let theirs: HashSet<&str> = others.iter().flat_map(|other| list(other)).collect();
            list(of).into_iter().filter(|id| !theirs.contains(id)).collect()
        }
        Self {
            source: &record.source,
            id: &record.id,
            orders: record.orders.iter().map(|order| order.id.as_str()).collect(),
            carts: record.carts.iter().map(|cart| cart.id.as_str()).collect(),
            cases: ids(record, |of| of.cases.iter().map(|case| case.id.as_str()).collect(), others),
            deals: ids(record, |of| of.deals.iter().map(|deal| deal.id.as_str()).collect(), others),
        }
    }
}

impl History {
    /// Whether nothing is remembered.
    pub fn is_empty(&self) -> bool {
        self.orders.is_empty() && self.carts.is_empty() && self.cases.is_empty() && self.deals.is_empty()
    }

    /// Says of all orders at a store on which record they were placed, where that is not known: it can be but one.
    pub fn placed_on(&mut self, source: &Source, record: &str) {
        let unknown =
            |order: &&mut super::PastOrder| order.source == *source && order.owner.is_none() && !order.guest;
        self.orders.iter_mut().filter(unknown).for_each(|order| order.owner = Some(record.to_owned()));
    }

    /// Takes in all of another one, of whom it has turned out that they are the same.
    #[must_use]
    pub fn joined(self, other: Self) -> Self {
        let mut filling = Filling::of(self);
        other.orders.into_iter().for_each(|order| _ = filling.put_order(order));
        filling.change(|history| {
            other.carts.into_iter().for_each(|cart| _ = history.put_cart(cart));
            other.cases.into_iter().for_each(|case| _ = history.put_case(case));
            other.deals.into_iter().for_each(|deal| _ = history.put_deal(deal));
            Change::Changed
        });
        filling.into_history()
    }

    /// Takes out what hangs on a record that is somebody else's, and gives it.
    pub fn part(&mut self, of: &OfRecord<'_>, to: CustomerId) -> Self {
        let is_of_it = |order: &mut super::PastOrder| {
            order.source == *of.source
                && order
                    .owner
                    .as_deref()
                    .map_or_else(|| of.orders.contains(&*order.id), |owner| owner == of.id)
        };
        Self {
            customer: to,
            orders: self.orders.extract_if(.., is_of_it).collect(),
            carts: self
                .carts
                .extract_if(.., |cart| cart.source == *of.source && of.carts.contains(&*cart.id))
                .collect(),
            cases: self.cases.extract_if(.., |case| of.cases.contains(&*case.id)).collect(),
            deals: self.deals.extract_if(.., |deal| of.deals.contains(&*deal.id)).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::PastCase;
    use super::super::tests::{history, order, store};
    use super::*;
    use jiff::Timestamp;
    use uuid::Uuid;

    fn case(id: &str) -> PastCase {
        PastCase { id: id.to_owned(), opened_at: Timestamp::UNIX_EPOCH, closed_at: None }
    }

    #[test]
    fn what_is_joined_is_parted_again_as_it_was() {
        let mut ada = history();
        ada.orders = vec![order("1", 10, 500), order("3", 30, 500)];
        ada.cases = vec![case("7")];
        ada.placed_on(&store(), "100");
        let to = CustomerId::new(Uuid::from_u128(2));
        let mut grace = History::of(to);
        grace.orders = vec![order("2", 20, 500)];
        grace.placed_on(&store(), "200");
        let mut both = ada.clone().joined(grace.clone());
        let ids: Vec<&str> = both.orders.iter().map(|order| &*order.id).collect();
        assert_eq!((both.customer, ids), (ada.customer, vec!["1", "2", "3"]));

        let record = Record::new(store(), "customer", "200");
        assert_eq!(both.part(&OfRecord::new(&record, &[]), to), grace);
        assert_eq!(both, ada);
        assert!(both.part(&OfRecord::new(&record, &[]), to).is_empty());
    }
}
