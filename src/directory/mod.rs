//! Every customer known, found as the rep types.
//!
//! [`Directory`] holds what people are looked up by and nothing else: names, companies, e-mails, phones and
//! order numbers, in memory, without IO. [`Directory::search`] forgives accents, letter case, the order of the
//! words, and one letter wrong, missing, too many or swapped in each; it takes beginnings and parts of words,
//! parts of e-mails, and digits of a phone in any writing. Who was active last comes first among equals, and
//! the same directory always answers the same.
//!
//! How, and why so: rows keep their texts in one run of bytes. The distinct folded words of many rows
//! form a sorted dictionary (`segment`), with the rows of each word as a compressed list. Beginnings are a range of
//! it. A forgiving match looks at *every* word, which sounds slow and is not: one bit per letter of the word
//! rejects nearly all of them, so a million customers take some milliseconds, where a table of deletions would
//! take several times the memory of everything else and a trigram index would find parts but not swapped
//! letters in short words. The rows' costs then lie in one byte each, so that combining words is
//! adding two arrays, and no query, however short, has to sort more than a few hundred rows. New rows
//! gather in a small unsorted tail that becomes a segment; segments of like size are merged.

mod explain;
mod fold;
mod likeness;
mod phone;
mod query;
mod record;
mod rows;
mod search;
mod segment;
mod table;
#[cfg(test)]
mod tests;

use std::fmt;
use std::ops::Range;

use jiff::Timestamp;

use self::query::Query;
use self::record::Field;
use self::rows::Rows;
use self::search::Found;
use self::segment::{Builder, Segment, Tail};
use crate::domain::CustomerId;

/// Rows that the tail gathers before they get a dictionary of their own.
const TAIL_ROWS: usize = 1024;
/// Rows that are indexed at once when many come: bounds the memory that indexing takes for a while.
const BATCH_ROWS: usize = 1 << 17;

/// What a customer is looked up by.
#[derive(Clone, PartialEq, Eq)]
pub struct Entry {
    /// Who it is.
    pub id: CustomerId,
    /// The name as it is shown; may be empty.
    pub name: String,
    /// Other names that they are known by.
    pub other_names: Vec<String>,
    /// The company, if one is known.
    pub company: Option<String>,
    /// E-mail addresses, the main one first.
    pub emails: Vec<String>,
    /// Phone numbers in any writing, best in E.164, the main one first.
    pub phones: Vec<String>,
    /// Numbers of orders as the store shows them: `#1042`, `EN-1042`.
    pub order_numbers: Vec<String>,
    /// When the customer was last seen, bought or wrote; kept to the microsecond.
    pub last_activity: Option<Timestamp>,
    /// What orders customers of the same last activity, the greater first: say, how many orders.
    pub weight: u32,
}

impl fmt::Debug for Entry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Entry").field("id", &self.id).finish_non_exhaustive()
    }
}

/// Where the query was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MatchedField {
    /// In the name.
    Name,
    /// In an e-mail address.
    Email,
    /// In a phone number.
    Phone,
    /// In the number of an order.
    OrderNumber,
    /// In the company.
    Company,
    /// Nothing was asked for.
    Nothing,
}

/// One customer found, with what tells namesakes apart.
#[derive(Clone, PartialEq, Eq)]
pub struct Hit {
    /// Who it is.
    pub id: CustomerId,
    /// The name as stored; of several the one that matches best.
    pub name: String,
    /// The company, if one is known.
    pub company: Option<String>,
    /// The e-mail address that matches best, else the main one.
    pub email: Option<String>,
    /// The phone number that matches best, else the main one.
    pub phone: Option<String>,
    /// The order number that matched, if one did.
    pub order_number: Option<String>,
    /// When the customer was last seen, bought or wrote.
    pub last_activity: Option<Timestamp>,
    /// The field that the query matches best.
    pub matched: MatchedField,
    /// The characters (not bytes) of `name` that matched, rising, not touching.
    pub name_ranges: Vec<Range<usize>>,
    /// The characters (not bytes) of `email` that matched, rising, not touching.
    pub email_ranges: Vec<Range<usize>>,
    /// How far it is from what was typed: 0 is the same, lower is nearer; comparable within one answer.
    pub distance: u32,
}

impl fmt::Debug for Hit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Hit")
            .field("id", &self.id)
            .field("matched", &self.matched)
            .field("distance", &self.distance)
            .finish_non_exhaustive()
    }
}

/// Every customer known, searched as typed; see the [module](self).
#[derive(Default)]
pub struct Directory {
    rows: Rows,
    /// Every phone number, packed, and the row it belongs to.
    phone_numbers: Vec<u64>,
    phone_rows: Vec<u32>,
    segments: Vec<Segment>,
    /// The rows after those of the segments.
    tail: Tail,
}

impl fmt::Debug for Directory {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Directory").field("len", &self.len()).finish_non_exhaustive()
    }
}

impl Directory {
    /// An empty directory.
    pub fn new() -> Self {
        Self::default()
    }

    /// How many customers are in it.
    pub fn len(&self) -> usize {
        self.rows.len() - self.rows.dead()
    }

    /// Whether nobody is in it.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Adds a customer or replaces what is known of them. For many at once [`extend`](Extend::extend) is faster.
    pub fn upsert(&mut self, entry: Entry) {
        let Some(row) = self.put(&entry) else { return };
        self.rows.record(row).for_each(|field, text| self.tail.add(row, field, text));
        if self.tail_rows() >= TAIL_ROWS {
            self.seal();
        }
        self.pack_if_wasteful();
    }

    /// Notes that a customer was seen, bought or wrote; an earlier time than the known one changes nothing.
    /// Says whether the customer is known.
    pub fn touch(&mut self, id: &CustomerId, at: Timestamp) -> bool {
        let row = self.rows.find(*id);
        row.inspect(|row| self.rows.touch(*row, at)).is_some()
    }

    /// Takes a customer out and wipes their texts. Says whether there was one.
    ///
    /// Single words and digits that nobody can be found by any more stay in memory until the next packing.
    pub fn remove(&mut self, id: &CustomerId) -> bool {
        let Some(row) = self.rows.find(*id) else { return false };
        self.rows.kill(row);
        self.pack_if_wasteful();
        true
    }

    /// What is known of a customer.
    pub fn get(&self, id: &CustomerId) -> Option<Entry> {
        let row = self.rows.find(*id)?;
        Some(Entry {
            id: *id,
            name: self.rows.record(row).name().to_owned(),
            other_names: self.rows.texts(row, Field::Name).split_off(1),
            company: self.rows.texts(row, Field::Company).pop(),
            emails: self.rows.texts(row, Field::Email),
            phones: self.rows.texts(row, Field::Phone),
            order_numbers: self.rows.texts(row, Field::Order),
            last_activity: self.rows.last_activity(row),
            weight: self.rows.standing(row).1,
        })
    }

    /// The customers that `query` may mean, the likeliest first, at most `limit`.
    ///
    /// All words must match, each in any field. A blank query lists who was active last; one without any letter,
    /// digit or symbol finds nobody.
    pub fn search(&self, query: &str, limit: usize) -> Vec<Hit> {
        let blank = query.trim().is_empty();
        let mut query = Query::parse(query);
        if limit == 0 || self.is_empty() || (query.terms.is_empty() && !blank) {
            return Vec::new();
        }
        let found = if blank { self.latest(limit) } else { self.find(&mut query, limit) };
        found.into_iter().map(|found| self.hit(found, &query)).collect()
    }

    fn hit(&self, Found { row, distance }: Found, query: &Query) -> Hit {
        let record = self.rows.record(row);
        let reason = explain::explain(record, query);
        Hit {
            id: self.rows.id(row),
            name: reason.name,
            company: self.rows.texts(row, Field::Company).pop(),
            email: reason.email,
            phone: reason.phone,
            order_number: reason.order_number,
            last_activity: self.rows.last_activity(row),
            matched: reason.field,
            name_ranges: reason.name_ranges,
            email_ranges: reason.email_ranges,
            distance,
        }
    }

    /// Keeps an entry; a row that is still to be indexed when its texts are new.
    fn put(&mut self, entry: &Entry) -> Option<u32> {
        let row = self.rows.put(entry)?;
        self.add_phones(row);
        Some(row)
    }

    fn add_phones(&mut self, row: u32) {
        let Self { rows, phone_numbers, phone_rows, .. } = self;
        rows.record(row).for_each(|field, text| {
            if field == Field::Phone
                && let Some(number) = phone::pack(&fold::digits_of(text))
            {
                phone_numbers.push(number);
                phone_rows.push(row);
            }
        });
    }

    fn tail_start(&self) -> usize {
        self.segments.iter().map(Segment::len).sum()
    }

    fn tail_rows(&self) -> usize {
        self.rows.len() - self.tail_start()
    }

    /// Makes a segment of the tail's rows, and merges those that are not much larger than what comes after.
    fn seal(&mut self) {
        let (start, end) = (self.tail_start() as u32, self.rows.len() as u32);
        let mut builder = Builder::new(start);
        for row in (start..end).filter(|row| self.rows.is_alive(*row)) {
            self.rows.record(row).for_each(|field, text| builder.add(row, field, text));
        }
        self.tail = Tail::default();
        let mut last = builder.finish(end);
        while let Some(before) = self.segments.pop_if(|before| before.len() <= 2 * last.len()) {
            last = before.merge(last);
        }
        self.segments.push(last);
    }

    /// Starts over without the dead rows when they are more than the living.
    fn pack_if_wasteful(&mut self) {
        if self.rows.dead() <= self.len().max(TAIL_ROWS) {
            return;
        }
        *self = Self { rows: self.rows.packed(), ..Self::default() };
        (0..self.rows.len() as u32).for_each(|row| self.add_phones(row));
        self.seal();
    }
}

impl Extend<Entry> for Directory {
    /// Adds or replaces many customers.
    fn extend<T: IntoIterator<Item = Entry>>(&mut self, entries: T) {
        for entry in entries {
            self.put(&entry);
            if self.tail_rows() >= BATCH_ROWS {
                self.seal();
            }
        }
        if self.tail_rows() > 0 {
            self.seal();
        }
        self.pack_if_wasteful();
        self.rows.shrink();
        self.phone_numbers.shrink_to_fit();
        self.phone_rows.shrink_to_fit();
    }
}

impl FromIterator<Entry> for Directory {
    fn from_iter<T: IntoIterator<Item = Entry>>(entries: T) -> Self {
        let mut directory = Self::new();
        directory.extend(entries);
        directory
    }
}
