//! The words of a run of rows: a sorted dictionary, and for each word the rows that have it.

use std::ops::Range;

use super::fold::{self, Class};
use super::likeness::{Leniency, Term};
use super::record::{Field, put_number, take_number};
use super::table::{self, RowTable};

/// What one word of a query costs in each row, so far; `NO_MATCH` where it matches nothing.
pub(super) type Costs = [u8];
/// The cost that is none.
pub(super) const NO_MATCH: u8 = u8::MAX;

/// Lowers the cost of a row.
#[inline]
pub(super) fn mark(costs: &mut Costs, row: u32, cost: u8) {
    let cell = &mut costs[row as usize];
    *cell = cost.min(*cell);
}

/// What a word costs more for where it stands; the index is that of `word_field`.
const FIELD_COST: [u8; 4] = [0, 1, 3, 1];
/// What the beginning of an order number costs; the whole costs nothing.
const ORDER_PREFIX_COST: u8 = 3;

/// The cost of a match of likeness `cost` in the field with this number.
pub(super) fn cost_in_field(cost: u8, field: u8) -> u8 {
    cost + FIELD_COST[usize::from(field & 3)]
}

/// Calls `word` for each indexed word of a text, `number` for each number of an order.
pub(super) fn for_each_key(
    field: Field,
    text: &str,
    mut word: impl FnMut(&str, u8),
    mut number: impl FnMut(u64),
) {
    let field_number = match field {
        Field::Name => 0,
        Field::Company => 1,
        Field::Email => 2,
        Field::Order => 3,
        Field::Phone => return,
    };
    fold::for_each_word(text, |text, class, _| match text.parse() {
        Ok(parsed) if field == Field::Order && class == Class::Digits => number(parsed),
        _ => word(text, field_number),
    });
}

/// What an order with the number `stored` costs when `typed` is looked for, if it is or begins with that.
pub(super) fn order_cost(stored: u64, typed: u64) -> Option<u8> {
    let mut rest = stored;
    while rest > typed {
        rest /= 10;
    }
    (rest == typed && typed > 0).then_some(if stored == typed { 0 } else { ORDER_PREFIX_COST })
}

/// Marks the rows of `orders` whose number is or begins with `number`.
fn mark_orders(orders: &[(u64, u32)], number: u64, costs: &mut Costs) {
    let mut wanted = Some(number..number.saturating_add(1)).filter(|_| number > 0);
    let mut cost = 0;
    while let Some(range) = wanted {
        let first = orders.partition_point(|order| order.0 < range.start);
        for order in orders[first..].iter().take_while(|order| order.0 < range.end) {
            mark(costs, order.1, cost);
        }
        cost = ORDER_PREFIX_COST;
        wanted = range.start.checked_mul(10).zip(range.end.checked_mul(10)).map(|(start, end)| start..end);
    }
}

/// Gathers words and orders row by row, in rising order of rows.
pub(super) struct Builder {
    rows: Range<u32>,
    texts: String,
    ends: Vec<u32>,
    table: RowTable,
    /// Word and, as in `Segment::postings`, row and field.
    pairs: Vec<(u32, u32)>,
    orders: Vec<(u64, u32)>,
}

impl Builder {
    /// For the rows from `first` on.
    pub(super) fn new(first: u32) -> Self {
        Self {
            rows: first..first,
            texts: String::new(),
            ends: Vec::new(),
            table: RowTable::default(),
            pairs: Vec::new(),
            orders: Vec::new(),
        }
    }

    /// Takes one text of a row; the fields in the order of their worth.
    pub(super) fn add(&mut self, row: u32, field: Field, text: &str) {
        let place = (row - self.rows.start) << 2;
        let Self { texts, ends, table, pairs, orders, .. } = self;
        for_each_key(
            field,
            text,
            |word, field| pairs.push((intern(word, texts, ends, table), place | u32::from(field))),
            |number| orders.push((number, row)),
        );
    }

    /// The finished segment, up to but without row `end`.
    pub(super) fn finish(mut self, end: u32) -> Segment {
        let words = self.ends.len();
        let text_of = |word: u32| text_at(&self.texts, &self.ends, word as usize);
        let mut sorted: Vec<u32> = (0..words as u32).collect();
        sorted.sort_unstable_by_key(|word| text_of(*word));

        // Counting sort of the pairs by word; within a word they stay in the order of rows and fields.
        let mut starts = vec![0u32; words + 1];
        self.pairs.iter().for_each(|(word, _)| starts[*word as usize + 1] += 1);
        for word in 0..words {
            starts[word + 1] += starts[word];
        }
        let mut next = starts.clone();
        let mut places = vec![0u32; self.pairs.len()];
        for (word, place) in self.pairs {
            let at = &mut next[word as usize];
            places[*at as usize] = place;
            *at += 1;
        }

        let mut segment = Segment::empty(self.rows.start..end);
        for word in sorted {
            let of_word = starts[word as usize] as usize..starts[word as usize + 1] as usize;
            segment.push_word(text_of(word), places[of_word].iter().copied());
        }
        self.orders.sort_unstable();
        self.orders.dedup();
        segment.orders = self.orders;
        segment.shrink();
        segment
    }
}

fn intern(word: &str, texts: &mut String, ends: &mut Vec<u32>, table: &mut RowTable) -> u32 {
    let hash = table::hash(word.as_bytes());
    if let Some(known) = table.find(hash, |known| text_at(texts, ends, known as usize) == word) {
        return known;
    }
    let new = ends.len() as u32;
    texts.push_str(word);
    ends.push(texts.len() as u32);
    table.insert(hash, new, |known| table::hash(text_at(texts, ends, known as usize).as_bytes()));
    new
}

fn text_at<'a>(texts: &'a str, ends: &[u32], word: usize) -> &'a str {
    let start = if word == 0 { 0 } else { ends[word - 1] };
    &texts[start as usize..ends[word] as usize]
}

/// The finished index of a run of rows; nothing in it changes.
pub(super) struct Segment {
    rows: Range<u32>,
    /// The words, sorted, without anything between them; `text_ends` parts them.
    texts: String,
    text_ends: Vec<u32>,
    signatures: Vec<u64>,
    /// For each word the rows that have it, rising: `(row - the one before) << 2 | field`, as LEB128.
    postings: Vec<u8>,
    posting_ends: Vec<u32>,
    /// Numbers of orders and the rows they belong to, sorted.
    orders: Vec<(u64, u32)>,
}

impl Segment {
    fn empty(rows: Range<u32>) -> Self {
        Self {
            rows,
            texts: String::new(),
            text_ends: Vec::new(),
            signatures: Vec::new(),
            postings: Vec::new(),
            posting_ends: Vec::new(),
            orders: Vec::new(),
        }
    }

    /// How many rows it spans, dead ones too.
    pub(super) fn len(&self) -> usize {
        self.rows.len()
    }

    /// Adds the next word in sorted order; of a row's several places the first counts.
    fn push_word(&mut self, text: &str, places: impl Iterator<Item = u32>) {
        self.texts.push_str(text);
        self.text_ends.push(self.texts.len() as u32);
        self.signatures.push(fold::signature(text));
        let mut before = None;
        for place in places {
            let row = place >> 2;
            if before != Some(row) {
                put_number((row - before.unwrap_or(0)) << 2 | place & 3, &mut self.postings);
                before = Some(row);
            }
        }
        self.posting_ends.push(self.postings.len() as u32);
    }

    fn shrink(&mut self) {
        self.texts.shrink_to_fit();
        self.text_ends.shrink_to_fit();
        self.signatures.shrink_to_fit();
        self.postings.shrink_to_fit();
        self.posting_ends.shrink_to_fit();
        self.orders.shrink_to_fit();
    }

    /// This segment and the one for the rows right after it as one.
    pub(super) fn merge(self, after: Self) -> Self {
        let shift = after.rows.start - self.rows.start;
        let mut merged = Self::empty(self.rows.start..after.rows.end);
        let (mut left, mut right) = (0, 0);
        while left < self.words() || right < after.words() {
            let order = match (left < self.words(), right < after.words()) {
                (true, true) => self.word(left).cmp(after.word(right)),
                (true, false) => std::cmp::Ordering::Less,
                _ => std::cmp::Ordering::Greater,
            };
            let here = order.is_le().then(|| self.places(left));
            let there = order.is_ge().then(|| after.places(right).map(|place| place + (shift << 2)));
            let word = if order.is_le() { self.word(left) } else { after.word(right) };
            merged.push_word(word, here.into_iter().flatten().chain(there.into_iter().flatten()));
            left += usize::from(order.is_le());
            right += usize::from(order.is_ge());
        }
        merged.orders = self.orders;
        merged.orders.extend(after.orders);
        merged.orders.sort();
        merged.shrink();
        merged
    }

    fn words(&self) -> usize {
        self.text_ends.len()
    }

    fn word(&self, word: usize) -> &str {
        text_at(&self.texts, &self.text_ends, word)
    }

    /// The places of a word, `row << 2 | field`, the row counted from the segment's first.
    fn places(&self, word: usize) -> impl Iterator<Item = u32> {
        let start = if word == 0 { 0 } else { self.posting_ends[word - 1] };
        let mut bytes = &self.postings[start as usize..self.posting_ends[word] as usize];
        let mut row = 0;
        std::iter::from_fn(move || {
            let number = (!bytes.is_empty()).then(|| take_number(&mut bytes))?;
            row += number >> 2;
            Some(row << 2 | number & 3)
        })
    }

    fn mark_word(&self, word: usize, cost: u8, costs: &mut Costs) {
        for place in self.places(word) {
            mark(costs, self.rows.start + (place >> 2), cost_in_field(cost, place as u8));
        }
    }

    /// Marks the rows that `term` matches.
    pub(super) fn search(&self, term: &Term, leniency: Leniency, costs: &mut Costs) {
        for word in self.lower_bound(&term.text)..self.words() {
            let Some(likeness) = term.likeness(self.word(word), Leniency::Strict) else { break };
            self.mark_word(word, likeness.cost(), costs);
        }
        if term.forgives(leniency) {
            for (word, signature) in self.signatures.iter().enumerate() {
                if term.may_resemble(*signature)
                    && let Some(likeness) = term.likeness(self.word(word), leniency)
                {
                    self.mark_word(word, likeness.cost(), costs);
                }
            }
        }
        if let Some(number) = term.number {
            mark_orders(&self.orders, number, costs);
        }
    }

    /// Whether some word is `text`, or begins with it.
    pub(super) fn has_word(&self, text: &str, or_prefix: bool) -> bool {
        let at = self.lower_bound(text);
        at < self.words() && (self.word(at) == text || or_prefix && self.word(at).starts_with(text))
    }

    fn lower_bound(&self, text: &str) -> usize {
        let (mut low, mut high) = (0, self.words());
        while low < high {
            let middle = low.midpoint(high);
            if self.word(middle) < text { low = middle + 1 } else { high = middle }
        }
        low
    }
}

/// The newest rows, not yet worth a dictionary: searched word by word.
#[derive(Default)]
pub(super) struct Tail {
    words: Vec<(u32, u8, Box<str>)>,
    orders: Vec<(u64, u32)>,
}

impl Tail {
    /// Takes one text of a row.
    pub(super) fn add(&mut self, row: u32, field: Field, text: &str) {
        let Self { words, orders } = self;
        for_each_key(
            field,
            text,
            |word, field| words.push((row, field, word.into())),
            |number| orders.push((number, row)),
        );
    }

    /// Marks the rows that `term` matches.
    pub(super) fn search(&self, term: &Term, leniency: Leniency, costs: &mut Costs) {
        for (row, field, word) in &self.words {
            if let Some(likeness) = term.likeness(word, leniency) {
                mark(costs, *row, cost_in_field(likeness.cost(), *field));
            }
        }
        if let Some(number) = term.number {
            let mut orders = self.orders.clone();
            orders.sort_unstable();
            mark_orders(&orders, number, costs);
        }
    }

    /// Whether some word is `text`, or begins with it.
    pub(super) fn has_word(&self, text: &str, or_prefix: bool) -> bool {
        self.words.iter().any(|(_, _, word)| **word == *text || or_prefix && word.starts_with(text))
    }
}
