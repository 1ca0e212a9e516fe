//! The profile: everything known of one customer, each fact with its source and age.

use std::fmt;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::commerce::{Cart, Order, OrderStatus};
use super::crm::{Activity, ActivityKind, Case, Deal};
use super::customer::{Conflict, Customer, Identity, PossibleMatch};
use super::evidence::EvidenceId;
use super::ids::Source;
use super::money::Money;
use super::record::{Coverage, RecordRef};
use super::score::Scores;
use super::span::whole_days;

/// Sums of one shop currency.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct CurrencyTotals {
    /// All orders in this currency but cancelled and test ones; refunded and guest orders included.
    pub orders: u32,
    /// Sum of their totals.
    pub gross: Money,
    /// Sum of what went back.
    pub refunded: Money,
    /// `gross` less `refunded`.
    pub net: Money,
}

/// Sums over all orders read.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Totals {
    /// Orders of every currency but cancelled and test ones.
    pub orders: u32,
    /// Sum in the currency with most orders; absent without orders.
    pub gross: Option<Money>,
    /// What went back in that currency.
    pub refunded: Option<Money>,
    /// `gross` less `refunded`.
    pub net: Option<Money>,
    /// `gross` by order in that currency.
    pub average_order_value: Option<Money>,
    /// Share of counted orders with a refund, 0 to 1.
    pub return_rate: Option<f64>,
    /// First counted order.
    #[schemars(with = "Option<super::Rfc3339>")]
    pub first_order_at: Option<Timestamp>,
    /// Last counted order.
    #[schemars(with = "Option<super::Rfc3339>")]
    pub last_order_at: Option<Timestamp>,
    /// Each currency for itself, the one with most orders first.
    pub by_currency: Vec<CurrencyTotals>,
    /// Whether the past is cut somewhere, so that no sum is a lifetime's.
    pub partial: bool,
}

impl Totals {
    /// What was paid less what went back, in each currency.
    pub fn nets(&self) -> Vec<Money> {
        self.by_currency.iter().map(|one| one.net).collect()
    }
}

/// How fresh a source's part is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Freshness {
    /// Read just now.
    Fresh,
    /// From the cache, within its time to live or not asked again yet.
    Cached,
    /// From the cache, because the vendor failed or is off-line.
    Stale,
    /// The vendor failed and nothing is cached.
    Failed,
}

/// Where a part of the profile comes from and how old it is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SourceState {
    /// Which vendor account.
    pub source: Source,
    /// How fresh.
    pub status: Freshness,
    /// When its part was read; absent where never.
    #[schemars(with = "Option<super::Rfc3339>")]
    pub fetched_at: Option<Timestamp>,
    /// How long the vendor took, in milliseconds.
    pub latency_ms: Option<u64>,
    /// What went wrong, in words.
    pub error: Option<String>,
}

/// Everything known of one customer. Its JSON is `deskhand.profile/1`.
#[derive(Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Profile {
    /// Who.
    pub customer: Customer,
    /// The records that are this customer, each with the reason.
    pub identities: Vec<Identity>,
    /// Look-alikes for a person to decide on.
    pub possible_matches: Vec<PossibleMatch>,
    /// Where sources disagree.
    pub conflicts: Vec<Conflict>,
    /// How much of the past each source shows.
    pub coverage: Vec<Coverage>,
    /// Sums.
    pub totals: Totals,
    /// Newest first.
    pub orders: Vec<Order>,
    /// Newest first.
    pub carts: Vec<Cart>,
    /// Open ones first, then newest first.
    pub cases: Vec<Case>,
    /// Open ones first, then newest first.
    pub deals: Vec<Deal>,
    /// Newest first.
    pub activities: Vec<Activity>,
    /// Computed from the above.
    pub scores: Scores,
    /// Where it all comes from.
    pub sources: Vec<SourceState>,
    /// In which zone the store's days end: an IANA name; nothing until the store was read.
    #[serde(default)]
    pub store_zone: Option<String>,
}

impl fmt::Debug for Profile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Profile")
            .field("customer", &self.customer)
            .field("orders", &self.orders.len())
            .field("cases", &self.cases.len())
            .field("sources", &self.sources)
            .finish_non_exhaustive()
    }
}

impl Profile {
    /// In which zone days are told, one and the same everywhere: the store's; where that is not known, the customer's, where
    /// their record names one.
    pub fn zone(&self) -> Option<TimeZone> {
        let named = |name: &Option<String>| TimeZone::get(name.as_deref()?).ok();
        named(&self.store_zone).or_else(|| named(&self.customer.time_zone))
    }

    /// The order that an evidence id points at.
    pub fn order(&self, id: &EvidenceId) -> Option<&Order> {
        self.orders.iter().find(|o| o.evidence == *id)
    }

    /// The case that an evidence id points at.
    pub fn case(&self, id: &EvidenceId) -> Option<&Case> {
        self.cases.iter().find(|c| c.evidence == *id)
    }

    /// The record at the CRM that a write goes to: that of whoever asks in the case, else of the customer.
    pub fn written_on(&self, case: Option<&EvidenceId>) -> Option<RecordRef> {
        let asker = case.and_then(|id| self.case(id)?.asker.as_ref()).map(|asker| asker.record.clone());
        asker.or_else(|| {
            let Identity { source, kind, id, .. } = self.crm_identity()?;
            Some(RecordRef { source: source.clone(), kind: kind.clone(), id: id.clone() })
        })
    }

    /// The identity at the CRM that is the customer's: a contact before a lead.
    pub fn crm_identity(&self) -> Option<&Identity> {
        let of_kind =
            |kind: &str| self.identities.iter().find(|i| i.source.name().is_none() && i.kind == kind);
        of_kind("contact").or_else(|| of_kind("lead"))
    }

    /// Whether the CRM failed with nothing cached: what it would know (cases, deals, notes) is unknown, not absent.
    pub fn crm_is_unread(&self) -> bool {
        self.unread().any(|source| source.name().is_none())
    }

    /// Whether records of a kind ([`Coverage::CASES`]) may be there that were not read: the account that has them failed, or
    /// does not show all of that kind.
    pub fn lacks(&self, kind: &str) -> bool {
        match kind {
            Coverage::ORDERS => self.store_is_unread(),
            _ => self.crm_is_unread() || self.gap_of(kind).is_some(),
        }
    }

    /// Whether none of a kind was read, though there may be some: no count of them is nought.
    pub fn is_blind_to(&self, kind: &str) -> bool {
        let activities = |kind: ActivityKind| self.activities.iter().any(|one| one.kind == kind);
        let has_some = match kind {
            Coverage::ORDERS => !self.orders.is_empty(),
            Coverage::CASES => !self.cases.is_empty(),
            Coverage::DEALS => !self.deals.is_empty(),
            Coverage::NOTES => activities(ActivityKind::Note),
            Coverage::TASKS => activities(ActivityKind::Task),
            Coverage::CALLS => activities(ActivityKind::Call),
            Coverage::EMAILS => activities(ActivityKind::Email),
            _ => false,
        };
        !has_some && self.lacks(kind)
    }

    /// What is missing of a kind, and why.
    pub fn gap_of(&self, kind: &str) -> Option<&Coverage> {
        self.coverage.iter().find(|gap| !gap.complete && gap.of.as_deref() == Some(kind))
    }

    /// Whether a store failed with nothing cached, or shows none of its orders to whoever asks: some may be missing.
    pub fn store_is_unread(&self) -> bool {
        self.stores().any(|store| !self.tells_of_orders(store))
    }

    /// Whether any store has told its part, now or before: while one is still being asked, it has neither told it nor failed.
    pub fn is_store_heard(&self) -> bool {
        self.stores().any(|store| self.tells_of_orders(store))
    }

    /// The accounts of which nothing is known, or no order: what they would know is unknown, not absent.
    pub fn silent(&self) -> impl Iterator<Item = &Source> {
        let crm = self.unread().filter(|source| source.name().is_none());
        self.stores().filter(|store| !self.tells_of_orders(store)).map(|store| &store.source).chain(crm)
    }

    fn stores(&self) -> impl Iterator<Item = &SourceState> {
        self.sources.iter().filter(|state| state.source.name().is_some())
    }

    fn tells_of_orders(&self, store: &SourceState) -> bool {
        let hides = |gap: &Coverage| {
            !gap.complete && gap.source == store.source && gap.of.as_deref() == Some(Coverage::ORDERS)
        };
        store.status != Freshness::Failed && !self.coverage.iter().any(hides)
    }

    /// Whether one store has told its part, now or before.
    pub fn is_heard(&self, store: &Source) -> bool {
        self.stores().any(|state| state.source == *store && self.tells_of_orders(state))
    }

    /// Whether each store has told its part, now or before: only then is what is missing among the orders not there.
    pub fn are_stores_heard(&self) -> bool {
        self.is_store_heard() && !self.store_is_unread()
    }

    /// Why orders are not known, in words.
    pub fn orders_unread_in_words(&self) -> &'static str {
        if self.unread().any(|source| source.name().is_some()) {
            "the store could not be read"
        } else {
            "the store does not show them"
        }
    }

    /// How it is said that no order counts: one may wait for its payment, or have come to nothing.
    pub fn no_orders_in_words(&self) -> &'static str {
        match self.orders.as_slice() {
            [] => "no orders",
            _ if self.unpaid().is_some() => "no paid order yet",
            _ => "no order that counts",
        }
    }

    /// An order that nobody has paid yet.
    pub fn unpaid(&self) -> Option<&Order> {
        self.orders.iter().find(|order| order.status == OrderStatus::Pending && !order.test)
    }

    fn unread(&self) -> impl Iterator<Item = &Source> {
        self.sources.iter().filter(|state| state.status == Freshness::Failed).map(|state| &state.source)
    }

    /// Whole days between each counted order and the next, oldest first.
    pub fn order_gaps(&self) -> Vec<i64> {
        let mut at: Vec<Timestamp> = self.orders.iter().filter(|o| o.counts()).map(|o| o.placed_at).collect();
        at.sort_unstable();
        at.windows(2).map(|pair| whole_days(pair[0], pair[1])).collect()
    }

    /// Days between two orders on average, in whole days; nothing with fewer than two. What came within a day of another
    /// is one occasion, as for the models, so that all screens say one figure.
    pub fn average_gap(&self) -> Option<i64> {
        let counted = || self.orders.iter().filter(|order| order.counts()).map(|order| order.placed_at);
        let days = counted().max()?.duration_since(counted().min()?).as_secs_f64() / 86_400.0;
        mean_gap(days, &self.order_gaps())
    }

    /// Open cases, the most pressing first.
    pub fn open_cases(&self) -> impl Iterator<Item = &Case> {
        self.cases.iter().filter(|c| c.open)
    }
}

/// So many days in so many gaps of whole days, of which those of a day or longer count. Rounded, and never longer than the
/// longest of them.
fn mean_gap(days: f64, gaps: &[i64]) -> Option<i64> {
    let counted: Vec<i64> = gaps.iter().copied().filter(|days| *days > 0).collect();
    let longest = *counted.iter().max()?;
    Some(longest.min((days / counted.len() as f64).round() as i64))
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case(617.8, &[617], Some(617))]
    #[case(61.2, &[30, 31], Some(31))]
    #[case(60.9, &[30, 0, 30], Some(30))]
    #[case(0.5, &[0], None)]
    #[case(0.0, &[], None)]
    fn the_mean_of_gaps_is_no_longer_than_the_longest(
        #[case] days: f64,
        #[case] gaps: &[i64],
        #[case] mean: Option<i64>,
    ) {
        assert_eq!(mean_gap(days, gaps), mean);
    }
}
