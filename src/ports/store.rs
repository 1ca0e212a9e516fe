//! A store: where customers, orders, shipments and carts are read.

use async_trait::async_trait;
use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::{Budget, Call, Finding, Holding, Listing, Page, PortError, Portion};
use crate::domain::commerce::Order;
use crate::domain::ids::Source;
use crate::domain::lookup::Lookup;
use crate::domain::record::{Found, OlderOrders};

/// A store that can be asked.
#[async_trait]
pub trait StoreClient: Send + Sync {
    /// Which account this is.
    fn source(&self) -> &Source;

    /// Everything about whom the query names, with the first page of orders, newest first.
    ///
    /// Several equally good hits come as `candidates` with no `records`; an order number's hit is the
    /// customer (or guest) who placed it. Nobody is an empty answer, not an error.
    async fn find(&self, lookup: &Lookup, call: &Call) -> Result<Found, PortError>;

    /// The next page of older orders.
    async fn older_orders(
        &self,
        from: &OlderOrders,
        call: &Call,
    ) -> Result<(Vec<Order>, Option<OlderOrders>), PortError>;

    /// One page of all customers, for the directory.
    async fn list(&self, cursor: Option<&str>, call: &Call) -> Result<Page<Listing>, PortError>;

    /// The same of those alone who have changed since a moment; a store that cannot tell lists all.
    async fn list_changed(
        &self,
        _since: Timestamp,
        cursor: Option<&str>,
        call: &Call,
    ) -> Result<Page<Listing>, PortError> {
        self.list(cursor, call).await
    }

    /// What can be read through here as a whole.
    fn holdings(&self) -> &'static [Holding] {
        &[Holding::Customers]
    }

    /// Reads on through a holding: all of it, or what has changed since a moment. The first call may only have the
    /// store get it ready. The cursor outlives the process.
    async fn read(
        &self,
        holding: Holding,
        since: Option<Timestamp>,
        cursor: Option<&str>,
        call: &Call,
    ) -> Result<Portion, PortError> {
        let page = match (holding, since) {
            (Holding::Customers, None) => self.list(cursor, call).await?,
            (Holding::Customers, Some(since)) => self.list_changed(since, cursor, call).await?,
            _ => return Ok(Portion::default()),
        };
        Ok(page.into())
    }

    /// The same of one record of a holding, by its id; nothing where there is none.
    async fn read_one(
        &self,
        holding: Holding,
        _id: &str,
        _cursor: Option<&str>,
        _call: &Call,
    ) -> Result<Portion, PortError> {
        let what = format!("{} cannot be asked for one by one", holding.in_words());
        Err(PortError::new(super::Trouble::Refused, what).hint("`deskhand sync --full` reads all again"))
    }

    /// What may still be asked, as the store told last; nothing where it has told nothing yet.
    fn budgets(&self) -> Vec<Budget> {
        Vec::new()
    }

    /// Where the shop's days end, as far as that was read already; asks nobody.
    fn zone(&self) -> Option<TimeZone> {
        None
    }

    /// The same, asked for where it was not read yet; nothing where the store does not say.
    async fn read_zone(&self, _call: &Call) -> Result<Option<TimeZone>, PortError> {
        Ok(self.zone())
    }

    /// Tests the connection for `doctor`: reachability, credentials, scopes, clock.
    async fn check(&self) -> Vec<Finding>;
}
