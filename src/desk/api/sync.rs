//! What a synchronisation read.

use std::collections::BTreeMap;
use std::time::Duration;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::domain::ids::Source;
use crate::ports::{Holding, PortError, Trouble};

/// How a synchronisation went.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SyncReport {
    /// Customers and contacts read in this run, by vendor account.
    pub read: BTreeMap<String, u64>,
    /// What was read of each account.
    pub holdings: Vec<SyncedHolding>,
    /// Customers in the directory now.
    pub customers: usize,
    /// What went wrong, in words; the next run goes on from there.
    pub problems: Vec<String>,
}

/// What was read of one holding of an account.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SyncedHolding {
    /// Which account.
    pub account: Source,
    /// What of it.
    pub holding: Holding,
    /// Records read in this run.
    pub read: u64,
    /// Of them, those that were not known here.
    pub new: u64,
    /// Of them, those that were known otherwise.
    pub changed: u64,
    /// Records that came in another form than expected; beside those read.
    pub unreadable: u64,
    /// How long it took to ask for it, wait for it and store it, in seconds.
    pub seconds: f64,
    /// Records read a second; nothing where none were.
    pub per_second: Option<f64>,
    /// What of it is not shown for want of a scope, in words.
    pub gap: Option<String>,
    /// Why it ended before its end, in words.
    pub problem: Option<String>,
}

impl SyncedHolding {
    /// Nothing was read yet.
    pub fn new(account: Source, holding: Holding) -> Self {
        Self {
            account,
            holding,
            read: 0,
            new: 0,
            changed: 0,
            unreadable: 0,
            seconds: 0.0,
            per_second: None,
            gap: None,
            problem: None,
        }
    }

    /// So many were read, of them so many new and so many known otherwise.
    pub fn count(&mut self, read: u64, new: u64, changed: u64) {
        self.read += read;
        self.new += new;
        self.changed += changed;
    }

    /// It ended before its end. What a token may not see is no failure, unless it is the people: without them there is
    /// nothing to search.
    pub fn give_up(&mut self, why: PortError) {
        if why.trouble == Trouble::Forbidden && !self.holding.is_people() {
            self.gap = Some(why.what);
        } else {
            self.problem = Some(why.what);
        }
    }

    /// It took so long.
    pub fn spent(&mut self, time: Duration) {
        let rounded = |value: f64| (value * 1_000.0).round() / 1_000.0;
        let seconds = time.as_secs_f64();
        self.seconds = rounded(seconds);
        #[expect(clippy::cast_precision_loss, reason = "no account holds as many")]
        let per_second = self.read as f64 / seconds;
        self.per_second = (self.read > 0 && per_second.is_finite()).then(|| rounded(per_second));
    }
}

impl SyncReport {
    /// A holding came to its end.
    pub fn add(&mut self, holding: SyncedHolding) {
        if holding.holding.is_people() {
            *self.read.entry(holding.account.to_string()).or_default() += holding.read;
        }
        // What ails an account ails all that is asked of it.
        let news = holding.problem.clone().filter(|problem| !self.problems.contains(problem));
        self.problems.extend(news);
        self.holdings.push(holding);
    }

    /// Whether nobody could be asked for anything.
    pub fn is_unreached(&self) -> bool {
        !self.holdings.is_empty() && self.holdings.iter().all(|holding| holding.problem.is_some())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_token_may_not_see_is_no_failure_but_for_the_people() {
        for (holding, fails) in [(Holding::Contacts, true), (Holding::Deals, false)] {
            let mut read = SyncedHolding::new(Source::crm("hubspot"), holding);
            read.give_up(PortError::new(Trouble::Forbidden, "not shown: the token lacks a scope"));
            let mut report = SyncReport::default();
            report.add(read);
            assert_eq!(!report.problems.is_empty(), fails, "{holding:?}");
        }
    }
}
