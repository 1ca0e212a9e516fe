//! How a customer buys, beside how often and how much: what was taken off, what went back, by which way, of which kind,
//! and how often they needed help.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

/// Channels and categories that are told apart; the rest is one.
pub const MOST_KINDS: usize = 3;
/// Days over which cases are counted.
const A_YEAR: i32 = 365;
/// What a mark can name beside the rest.
const MOST_NAMES: usize = u8::MAX as usize;

/// How a customer buys. Parts are of 1; all are nothing where the orders do not tell.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Traits {
    /// Which part of the price was taken off, on average over the orders.
    pub discounted: f32,
    /// Which part of what was charged went back, on average.
    pub refunded: f32,
    /// Cases in the year before.
    pub cases: f32,
    /// Which part of the orders came by each of the store's main channels.
    pub channels: [f32; MOST_KINDS],
    /// Which part of them was mostly of each of the store's main categories.
    pub categories: [f32; MOST_KINDS],
}

/// How many figures they are.
pub const TRAITS: usize = 3 + 2 * MOST_KINDS;

impl Traits {
    /// As figures that a model looks at.
    pub fn figures(&self) -> [f64; TRAITS] {
        let mut figures = [0.0; TRAITS];
        let parts = [self.discounted, self.refunded, self.cases].into_iter();
        let parts = parts.chain(self.channels).chain(self.categories);
        figures.iter_mut().zip(parts).for_each(|(figure, part)| *figure = f64::from(part));
        figures
    }

    /// The same from figures.
    pub fn of(figures: [f64; TRAITS]) -> Self {
        let at = |place: usize| figures[place] as f32;
        Self {
            discounted: at(0),
            refunded: at(1),
            cases: at(2),
            channels: std::array::from_fn(|kind| at(3 + kind)),
            categories: std::array::from_fn(|kind| at(3 + MOST_KINDS + kind)),
        }
    }
}

/// What tells of one order how it was bought.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Way<'a> {
    /// Which part of the price was taken off, of 1.
    pub discounted: f64,
    /// Which part of what was charged went back, of 1.
    pub refunded: f64,
    /// By which channel it came.
    pub channel: Option<&'a str>,
    /// Of which category most of it was.
    pub category: Option<&'a str>,
}

/// The same as it is kept with a day: parts in hundredths, names by their numbers, the rest as 0.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Mark {
    discounted: u8,
    refunded: u8,
    channel: u8,
    category: u8,
}

impl Mark {
    /// As they are counted in a digest.
    pub(super) fn bytes(self) -> [u8; 4] {
        [self.discounted, self.refunded, self.channel, self.category]
    }

    /// What is told of a mark that was made with the numbers of [`Kinds`].
    fn add_to(self, traits: &mut Traits) {
        traits.discounted += f32::from(self.discounted) / 100.0;
        traits.refunded += f32::from(self.refunded) / 100.0;
        let kinds = [(self.channel, &mut traits.channels), (self.category, &mut traits.categories)];
        for (number, parts) in kinds {
            if let Some(part) = usize::from(number).checked_sub(1).and_then(|at| parts.get_mut(at)) {
                *part += 1.0;
            }
        }
    }

    /// How somebody buys whose orders are marked so, with cases on such days, up to a day.
    pub(super) fn traits(marks: impl Iterator<Item = Self>, cases: &[i32], end: i32) -> Traits {
        let mut traits = Traits::default();
        let mut count = 0.0_f32;
        for mark in marks {
            mark.add_to(&mut traits);
            count += 1.0;
        }
        let parts = [&mut traits.discounted, &mut traits.refunded].into_iter();
        let parts = parts.chain(&mut traits.channels).chain(&mut traits.categories);
        parts.for_each(|part| *part /= count.max(1.0));
        let known =
            cases.partition_point(|day| *day <= end - A_YEAR)..cases.partition_point(|day| *day <= end);
        traits.cases = known.len() as f32;
        traits
    }
}

/// The main channels and categories of a store, the most frequent first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kinds {
    /// Channels.
    pub channels: Vec<String>,
    /// Categories.
    pub categories: Vec<String>,
}

/// Numbers that names are given as they come; they count how often each came.
#[derive(Default)]
pub(super) struct Names {
    numbers: HashMap<String, u8>,
    counts: Vec<(String, u32)>,
}

impl Names {
    fn given(names: &[String]) -> Self {
        let mut this = Self::default();
        names.iter().take(MOST_NAMES).for_each(|name| _ = this.number(name));
        this
    }

    fn number(&mut self, name: &str) -> u8 {
        let number = match self.numbers.get(name) {
            Some(number) => *number,
            None if self.counts.len() < MOST_NAMES => {
                self.counts.push((name.to_owned(), 0));
                let number = self.counts.len() as u8;
                self.numbers.insert(name.to_owned(), number);
                number
            }
            None => return 0,
        };
        self.counts[usize::from(number) - 1].1 += 1;
        number
    }

    /// The most frequent names, and which number each of the numbers given becomes among them.
    fn main(&self) -> (Vec<String>, Vec<u8>) {
        let mut places: Vec<usize> = (0..self.counts.len()).collect();
        places.sort_by(|one, other| {
            let (one, other) = (&self.counts[*one], &self.counts[*other]);
            other.1.cmp(&one.1).then_with(|| one.0.cmp(&other.0))
        });
        places.truncate(MOST_KINDS);
        let mut becomes = vec![0; self.counts.len() + 1];
        places.iter().zip(1..).for_each(|(place, number)| becomes[place + 1] = number);
        (places.into_iter().map(|place| self.counts[place].0.clone()).collect(), becomes)
    }
}

/// Makes marks of ways.
#[derive(Default)]
pub(super) struct Marker {
    channels: Names,
    categories: Names,
    /// The numbers are those of main kinds that are known already.
    are_given: bool,
}

impl Marker {
    /// With kinds that are known already: others are the rest.
    pub(super) fn knowing(kinds: &Kinds) -> Self {
        Self {
            channels: Names::given(&kinds.channels),
            categories: Names::given(&kinds.categories),
            are_given: true,
        }
    }

    pub(super) fn mark(&mut self, way: &Way<'_>) -> Mark {
        let hundredths = |part: f64| (part * 100.0).round().clamp(0.0, 100.0) as u8;
        let mut number = |names: fn(&mut Self) -> &mut Names, name: Option<&str>| {
            let Some(name) = name else { return 0 };
            if self.are_given {
                return names(self).numbers.get(name).copied().unwrap_or(0);
            }
            names(self).number(name)
        };
        Mark {
            discounted: hundredths(way.discounted),
            refunded: hundredths(way.refunded),
            channel: number(|this| &mut this.channels, way.channel),
            category: number(|this| &mut this.categories, way.category),
        }
    }

    /// Has all marks name the main kinds only, and says which they are.
    pub(super) fn settle<'a>(&self, marks: impl Iterator<Item = &'a mut Mark>) -> Kinds {
        if self.are_given {
            let names = |names: &Names| names.counts.iter().map(|(name, _)| name.clone()).collect();
            return Kinds { channels: names(&self.channels), categories: names(&self.categories) };
        }
        let ((channels, by_channel), (categories, by_category)) =
            (self.channels.main(), self.categories.main());
        for mark in marks {
            mark.channel = by_channel[usize::from(mark.channel)];
            mark.category = by_category[usize::from(mark.category)];
        }
        Kinds { channels, categories }
    }
}
