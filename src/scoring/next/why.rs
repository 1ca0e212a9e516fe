//! Why a product is proposed.

use crate::domain::score::Ground;

/// The strongest reason for a product, with its counts. Products are numbers of the store's baskets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// They bought something that it follows on.
    After {
        /// What.
        product: u32,
        /// Customers who bought both.
        buyers: u32,
        /// Customers who bought the first.
        of: u32,
        /// Days within which.
        days: i32,
    },
    /// They have bought it several times and it has its rhythm.
    Due {
        /// How often.
        times: usize,
        /// Days between, at the median.
        every: i32,
        /// Days since the last time.
        since: i32,
    },
    /// They have bought it once, and others bought it again.
    Again {
        /// Customers who bought it more than once.
        buyers: u32,
        /// Customers who bought it.
        of: u32,
        /// Days after which it is usually bought again.
        after: i32,
        /// Days since they bought it.
        since: i32,
    },
    /// It lies in their baskets.
    Habit {
        /// In so many.
        baskets: u32,
        /// Of so many.
        of: u32,
    },
    /// Many buy it lately.
    Popular {
        /// Customers who did.
        buyers: u32,
        /// Customers who bought anything.
        of: u32,
        /// In the last so many days.
        days: i32,
    },
}

impl Why {
    /// What kind of reason it is.
    pub fn ground(&self) -> Ground {
        match self {
            Self::After { .. } => Ground::Together,
            Self::Due { .. } | Self::Again { .. } => Ground::Due,
            Self::Habit { .. } => Ground::Habit,
            Self::Popular { .. } => Ground::Popular,
        }
    }

    /// In words, with what products are called.
    pub fn in_words(&self, name: impl Fn(u32) -> String) -> String {
        match *self {
            Self::After { product, buyers, of, days } => {
                let name = name(product);
                format!("{buyers} of {of} who bought {name} bought it with that or within {days} days")
            }
            Self::Due { times, every, since } => {
                let (every, since) = (counted(every), ago(since));
                format!("bought {times} times, about every {every}; last {since}")
            }
            Self::Again { buyers, of, after, since } => {
                let (after, since) = (counted(after), ago(since));
                format!(
                    "{buyers} of {of} who bought it bought it again, usually after {after}; bought {since}"
                )
            }
            Self::Habit { baskets, of } => format!("in {baskets} of {of} of their orders"),
            Self::Popular { buyers, of, days } => {
                format!("{buyers} of {of} customers bought it in the last {days} days")
            }
        }
    }
}

fn counted(days: i32) -> String {
    if days == 1 { "day".to_owned() } else { format!("{days} days") }
}

fn ago(days: i32) -> String {
    match days {
        0 => "today".to_owned(),
        1 => "yesterday".to_owned(),
        days => format!("{days} days ago"),
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case(
        Why::After { product: 3, buyers: 12, of: 40, days: 60 },
        "12 of 40 who bought Nightjar bag bought it with that or within 60 days"
    )]
    #[case(Why::Due { times: 3, every: 41, since: 38 }, "bought 3 times, about every 41 days; last 38 days ago")]
    #[case(
        Why::Again { buyers: 5, of: 9, after: 30, since: 1 },
        "5 of 9 who bought it bought it again, usually after 30 days; bought yesterday"
    )]
    #[case(Why::Habit { baskets: 3, of: 5 }, "in 3 of 5 of their orders")]
    #[case(
        Why::Popular { buyers: 80, of: 400, days: 90 },
        "80 of 400 customers bought it in the last 90 days"
    )]
    fn reasons_have_their_counts(#[case] why: Why, #[case] words: &str) {
        assert_eq!(why.in_words(|_| "Nightjar bag".to_owned()), words);
    }
}
