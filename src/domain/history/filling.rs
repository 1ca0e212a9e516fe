//! A history to which orders are put, one or a million: each is found at once, and all are put to their order when they
//! have come.

use std::collections::HashMap;

use super::{Change, History, PastLine, PastOrder, put_lines};
use crate::domain::ids::Source;

/// A history while orders are put to it.
pub struct Filling {
    history: History,
    /// Where each order stands, by its id; those of several stores may share one.
    places: HashMap<String, Vec<usize>>,
    /// Orders stand anywhere.
    is_mixed: bool,
}

impl Filling {
    /// Of what is known so far.
    pub fn of(history: History) -> Self {
        let mut filling = Self { history, places: HashMap::new(), is_mixed: false };
        filling.find_places();
        filling
    }

    fn find_places(&mut self) {
        self.places.clear();
        for (at, order) in self.history.orders.iter().enumerate() {
            self.places.entry(order.id.clone()).or_default().push(at);
        }
    }

    fn place(&self, source: &Source, id: &str) -> Option<usize> {
        let places = self.places.get(id)?;
        places.iter().copied().find(|at| self.history.orders[*at].source == *source)
    }

    /// The history; its orders stand as they came until [`put_in_order`](Self::put_in_order).
    pub fn history(&self) -> &History {
        &self.history
    }

    /// Whether an order is in it.
    pub fn has_order(&self, source: &Source, id: &str) -> bool {
        self.place(source, id).is_some()
    }

    /// Adds an order or puts it in the place of the same one. Lines that are known and did not come along stay: they
    /// come apart, before their order or after it. So does the record that it was placed on.
    pub fn put_order(&mut self, mut order: PastOrder) -> Change {
        let Some(at) = self.place(&order.source, &order.id) else {
            let orders = &mut self.history.orders;
            self.is_mixed |= orders.last().is_some_and(|last| last.placed_at > order.placed_at);
            self.places.entry(order.id.clone()).or_default().push(orders.len());
            orders.push(order);
            return Change::New;
        };
        let known = &mut self.history.orders[at];
        let lines = std::mem::replace(&mut order.lines, known.lines.clone());
        put_lines(&mut order.lines, &lines);
        if order.owner.is_none() {
            order.owner.clone_from(&known.owner);
        }
        if *known == order {
            return Change::Same;
        }
        self.is_mixed |= known.placed_at != order.placed_at;
        *known = order;
        Change::Changed
    }

    /// Takes out an order that is another customer's.
    pub fn take_order(&mut self, source: &Source, id: &str) -> Option<PastOrder> {
        let at = self.place(source, id)?;
        let orders = &mut self.history.orders;
        let last = orders.len() - 1;
        let taken = orders.swap_remove(at);
        let moved = orders.get(at).map(|moved| moved.id.clone());
        if let Some(places) = self.places.get_mut(id) {
            places.retain(|place| *place != at);
        }
        if let Some(places) = moved.and_then(|moved| self.places.get_mut(&moved)) {
            places.iter_mut().filter(|place| **place == last).for_each(|place| *place = at);
            self.is_mixed = true;
        }
        Some(taken)
    }

    /// Adds lines that came apart from their order. Nothing where it is not this customer's.
    pub fn put_lines(&mut self, source: &Source, order: &str, lines: &[PastLine]) -> Option<Change> {
        let at = self.place(source, order)?;
        Some(put_lines(&mut self.history.orders[at].lines, lines))
    }

    /// Changes what else is kept; orders are let alone.
    pub fn change(&mut self, change: impl FnOnce(&mut History) -> Change) -> Change {
        change(&mut self.history)
    }

    /// Puts the orders to their order, oldest first.
    pub fn put_in_order(&mut self) {
        if std::mem::take(&mut self.is_mixed) {
            self.history.orders.sort_by_key(|order| order.placed_at);
            self.find_places();
        }
    }

    /// The history, with all orders in their order.
    pub fn into_history(mut self) -> History {
        self.put_in_order();
        self.history
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{history, line, order, store};
    use super::*;
    use rust_decimal::Decimal;

    #[test]
    fn an_order_read_twice_is_one_and_the_later_reading_stands() {
        let mut history = Filling::of(history());
        assert_eq!(history.put_order(order("2", 20, 500)), Change::New);
        assert_eq!(history.put_order(order("1", 10, 500)), Change::New);
        assert_eq!(history.put_order(order("2", 20, 500)), Change::Same);
        assert_eq!(history.put_order(order("2", 20, 400)), Change::Changed);
        let elsewhere = PastOrder { source: Source::store("bigcommerce", "b"), ..order("2", 30, 100) };
        assert_eq!(history.put_order(elsewhere), Change::New);
        history.put_in_order();
        let totals: Vec<_> = history.history().orders.iter().map(|order| order.total.to_string()).collect();
        assert_eq!(totals, ["5.00", "4.00", "1.00"]);
        assert_eq!(history.history().newest_numbers(&store()), ["102", "101"]);
    }

    #[test]
    fn lines_that_come_apart_find_their_order_and_are_counted_once() {
        let mut history = Filling::of(history());
        history.put_order(order("1", 10, 500));
        let late = [line("2", 1), line("1", 2)];
        assert_eq!(history.put_lines(&store(), "1", &late), Some(Change::Changed));
        assert_eq!(history.put_lines(&store(), "1", &late), Some(Change::Same));
        assert_eq!(history.put_lines(&store(), "9", &late), None);
        assert_eq!(history.put_order(order("1", 10, 500)), Change::Same, "the second line comes apart again");
        assert_eq!(history.history().orders[0].lines.len(), 2);
    }

    #[test]
    fn an_order_that_was_changed_keeps_the_lines_that_came_before_it() {
        let mut history = Filling::of(history());
        history.put_order(order("1", 10, 500));
        history.put_lines(&store(), "1", &[line("1", 1), line("2", 1)]);
        let bare = PastOrder { refunded: Decimal::ONE, lines: Vec::new(), ..order("1", 10, 500) };
        assert_eq!(history.put_order(bare.clone()), Change::Changed);
        assert_eq!(history.history().orders[0].lines, [line("1", 1), line("2", 1)]);
        let one = PastOrder { lines: vec![line("2", 3)], ..bare };
        assert_eq!(history.put_order(one.clone()), Change::Changed);
        assert_eq!(history.history().orders[0].lines, [line("1", 1), line("2", 3)]);
        assert_eq!(history.put_order(one), Change::Same);
    }

    #[test]
    fn an_order_of_another_customer_is_taken_out() {
        let mut history = Filling::of(history());
        history.put_order(order("1", 10, 500));
        assert_eq!(history.take_order(&Source::store("bigcommerce", "b"), "1"), None);
        assert_eq!(history.take_order(&store(), "1"), Some(order("1", 10, 500)));
        assert!(history.history().orders.is_empty());
    }

    /// However they come, orders end in their order, each once, and the last reading stands.
    #[test]
    fn orders_that_come_in_any_order_are_found_wherever_they_stand() {
        let mut filling = Filling::of(history());
        for id in (0..2_000).rev() {
            assert_eq!(filling.put_order(order(&id.to_string(), id, 500)), Change::New);
        }
        for id in (0..2_000).step_by(3) {
            assert!(filling.take_order(&store(), &id.to_string()).is_some());
            assert!(!filling.has_order(&store(), &id.to_string()));
        }
        for id in (0..2_000).step_by(2) {
            let change = filling.put_order(order(&id.to_string(), id, 400));
            assert_eq!(change, if id % 3 == 0 { Change::New } else { Change::Changed }, "{id}");
        }
        filling.put_in_order();
        assert_eq!(filling.put_lines(&store(), "4", &[line("9", 1)]), Some(Change::Changed));
        let orders = filling.into_history().orders;
        let ids: Vec<i64> = orders.iter().map(|order| order.id.parse().unwrap()).collect();
        assert_eq!(ids, (0..2_000).filter(|id| id % 2 == 0 || id % 3 != 0).collect::<Vec<_>>());
        assert!(
            orders.iter().all(|order| (order.total == Decimal::new(400, 2))
                == order.id.ends_with(['0', '2', '4', '6', '8']))
        );
        assert_eq!(orders.iter().find(|order| order.id == "4").unwrap().lines.len(), 2);
    }
}
