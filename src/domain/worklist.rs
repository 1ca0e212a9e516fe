//! A worklist: rows that a rep goes through from the top, in views and orders, narrowed by a filter. What is common to
//! cases, leads and calls.

mod filter;

use std::cmp::Ordering;

use jiff::Timestamp;

pub use filter::{BadFilter, Filter, Term, Value};
pub(in crate::domain) use filter::{holds, is_owner, may_hold};

use super::record::RecordRef;
use super::words::Word;

/// A row of a worklist.
pub trait ListRow: Sized {
    /// Which rows are shown.
    type View: ViewOf<Self>;
    /// What they are ordered by.
    type Order: OrderOf<Self>;
    /// What a rep narrows them by.
    type Term: Term<Row = Self>;

    /// The record at the vendor that it is remembered by.
    fn record(&self) -> &RecordRef;

    /// Whether it is shown in a view while a filter holds.
    fn is_shown(&self, view: Self::View, filter: &Filter<Self::Term>, from: &Standpoint<'_>) -> bool {
        view.has(self, from) && filter.fits(self, from)
    }
}

/// Who looks at a worklist, and when.
#[derive(Clone, Copy, Debug)]
pub struct Standpoint<'a> {
    /// The rep's name at the CRM, where they are an owner there.
    pub me: Option<&'a str>,
    /// Now.
    pub now: Timestamp,
    /// When the rep's day ends.
    pub day_ends: Timestamp,
}

/// Which rows are shown.
pub trait ViewOf<R>: Word + Default {
    /// Whether a row belongs to it.
    fn has(self, row: &R, from: &Standpoint<'_>) -> bool;
}

/// What rows are ordered by.
pub trait OrderOf<R>: Word + Default {
    /// How two rows stand to each other; rows never tie, so that the same list always reads the same.
    fn compare(self, a: &R, b: &R) -> Ordering;
}

/// What of a worklist is shown, and in which order.
pub struct Arrangement<R: ListRow> {
    /// Which rows.
    pub view: R::View,
    /// In which order.
    pub order: R::Order,
    /// What must hold besides.
    pub filter: Filter<R::Term>,
}

impl<R: ListRow> Default for Arrangement<R> {
    fn default() -> Self {
        Self { view: R::View::default(), order: R::Order::default(), filter: Filter::default() }
    }
}

impl<R: ListRow> Arrangement<R> {
    /// The places of the rows that are shown, in their order.
    pub fn of(&self, rows: &[R], from: &Standpoint<'_>) -> Vec<usize> {
        let fits = |row: &R| row.is_shown(self.view, &self.filter, from);
        let mut shown: Vec<usize> = (0..rows.len()).filter(|at| fits(&rows[*at])).collect();
        shown.sort_by(|a, b| self.order.compare(&rows[*a], &rows[*b]));
        shown
    }
}
