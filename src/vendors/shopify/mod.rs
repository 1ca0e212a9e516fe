//! Shopify by its Admin GraphQL API: customers, orders, shipments, abandoned checkouts. Reads only.
//!
//! One look-up is one document in one round trip; what may be denied by itself (abandoned checkouts, their
//! links, the account) is asked for beside it. Queries are paced by the cost that each answer tells.

mod account;
mod api;
mod auth;
pub mod bulk;
mod carts;
mod check;
mod convert;
mod errors;
mod find;
mod older;
pub mod queries;
mod wire;

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

pub use auth::{Credentials, FetchSecret};

use self::account::Account;
use self::api::Api;
use self::auth::Auth;
use self::bulk::queries::Which;
use self::convert::Shop;
use self::errors::Refusals;
use self::queries::{Document, Sizes, sized};
use crate::domain::commerce::Order;
use crate::domain::ids::Source;
use crate::domain::lookup::Lookup;
use crate::domain::record::{Found, OlderOrders};
use crate::ports::{
    Budget, Call, Clock, Finding, Holding, Listing, Page, PortError, Portion, StoreClient, Trouble,
};
use crate::vendors::http::{Http, Limits};

/// One shop and how to come in.
#[derive(Clone)]
pub struct Settings {
    /// The account: `shopify:acme`.
    pub source: Source,
    /// The shop's own domain: `acme.myshopify.com`.
    pub shop: String,
    /// Another server instead of the vendor's.
    pub base_url: Option<reqwest::Url>,
    /// Version of the Admin API: `2026-10`.
    pub api_version: String,
    /// Token or client.
    pub credentials: Credentials,
    /// Calling code for phones that name none, where the shop's country is not known: `1`.
    pub home_calling_code: String,
    /// Deadlines and sizes.
    pub limits: Limits,
}

/// A shop that can be asked.
pub struct Shopify {
    source: Source,
    handle: String,
    home: String,
    api: Api,
    clock: Arc<dyn Clock>,
    account: Mutex<Option<(Arc<Account>, Timestamp)>>,
    /// Which of [`Sizes::DOWNWARDS`] this shop finds cheap enough.
    sizes: AtomicUsize,
    /// Results of bulk operations that are being read.
    files: bulk::Files,
}

impl Shopify {
    /// Sends nothing and fetches no secret yet.
    ///
    /// # Errors
    /// The address is not allowed, or TLS cannot be set up.
    pub fn new(settings: Settings, clock: Arc<dyn Clock>) -> Result<Self, PortError> {
        let Settings { source, shop, base_url, api_version, credentials, home_calling_code, limits } =
            settings;
        let base = match base_url {
            Some(base) => base,
            None => reqwest::Url::parse(&format!("https://{shop}")).map_err(|_| {
                PortError::new(Trouble::Refused, format!("{source}: `shop` is not a domain"))
                    .hint("write it like `acme.myshopify.com`")
            })?,
        };
        let http = Http::new(source.clone(), base, limits)?;
        let api = Api::new(http, Auth::new(credentials, Arc::clone(&clock)), api_version);
        let handle = shop.split('.').next().unwrap_or(&shop).to_owned();
        let (account, sizes) = (Mutex::new(None), AtomicUsize::new(0));
        let files = bulk::Files::default();
        Ok(Self { source, handle, home: home_calling_code, api, clock, account, sizes, files })
    }

    /// Asks with sizes that the shop allows and, where the token shows none, without orders. Tells whether
    /// orders were asked for.
    async fn ask_sized<T: DeserializeOwned>(
        &self,
        document: &Document,
        mut variables: Value,
        call: &Call,
    ) -> Result<(T, Refusals, bool), PortError> {
        let mut with_orders = self.known_account().is_none_or(|account| account.allows("read_orders"));
        let started = std::time::Instant::now();
        let mut step = self.sizes.load(Ordering::Relaxed);
        loop {
            variables["withOrders"] = json!(with_orders);
            let call = Call { deadline: call.deadline.saturating_sub(started.elapsed()), ..*call };
            let sizes = Sizes::DOWNWARDS[step.min(Sizes::DOWNWARDS.len() - 1)];
            let answer = self.api.ask::<T>(document, sized(variables.clone(), sizes), &call).await?;
            let can_do_without = document.text.contains("$withOrders");
            if answer.refusals.is_too_dear() && step + 1 < Sizes::DOWNWARDS.len() {
                step += 1;
                self.sizes.store(step, Ordering::Relaxed);
            } else if with_orders
                && can_do_without
                && answer.refusals.denies(&["orders", "firstOrder", "guests"])
                && document.name != queries::FIND_BY_ORDER.name
            {
                with_orders = false;
            } else {
                let (data, refusals) = answer.into_data(&self.source, document)?;
                return Ok((data, refusals, with_orders));
            }
        }
    }

    /// What conversion needs to know.
    fn shop(&self, account: Option<&Account>) -> Shop<'_> {
        let home = account.and_then(|account| account.home).unwrap_or(&self.home).to_owned();
        Shop { source: &self.source, handle: &self.handle, home }
    }
}

#[async_trait]
impl StoreClient for Shopify {
    fn source(&self) -> &Source {
        &self.source
    }

    async fn find(&self, lookup: &Lookup, call: &Call) -> Result<Found, PortError> {
        match lookup {
            Lookup::Email(email) => self.find_by_email(email, call).await,
            Lookup::Phone(phone) => self.find_by_phone(phone, call).await,
            Lookup::OrderNumber(number) => self.find_by_order(number, call).await,
            Lookup::Name(name) => self.find_by_name(name, call).await,
            Lookup::Record(record) if record.source == self.source => self.find_record(record, call).await,
            // Another vendor's record, or an id that only means something here.
            Lookup::Record(_) | Lookup::Customer(_) => Ok(Found::default()),
        }
    }

    async fn older_orders(
        &self,
        from: &OlderOrders,
        call: &Call,
    ) -> Result<(Vec<Order>, Option<OlderOrders>), PortError> {
        self.read_older_orders(from, call).await
    }

    async fn list(&self, cursor: Option<&str>, call: &Call) -> Result<Page<Listing>, PortError> {
        self.read_listings(None, cursor, call).await
    }

    async fn list_changed(
        &self,
        since: Timestamp,
        cursor: Option<&str>,
        call: &Call,
    ) -> Result<Page<Listing>, PortError> {
        self.read_listings(Some(since), cursor, call).await
    }

    fn holdings(&self) -> &'static [Holding] {
        &[Holding::Customers, Holding::Products, Holding::Orders, Holding::Carts]
    }

    async fn read(
        &self,
        holding: Holding,
        since: Option<Timestamp>,
        cursor: Option<&str>,
        call: &Call,
    ) -> Result<Portion, PortError> {
        match (holding, since) {
            // Few have changed: pages of them come sooner than an operation begins.
            (Holding::Customers, Some(since)) => Ok(self.list_changed(since, cursor, call).await?.into()),
            // Stock moves without its product's being changed.
            (Holding::Products, _) | (_, None) => self.read_bulk(holding, Which::All, cursor, call).await,
            (_, Some(since)) => self.read_bulk(holding, Which::Since(since), cursor, call).await,
        }
    }

    async fn read_one(
        &self,
        holding: Holding,
        id: &str,
        cursor: Option<&str>,
        call: &Call,
    ) -> Result<Portion, PortError> {
        self.read_bulk(holding, Which::One(id), cursor, call).await
    }

    fn budgets(&self) -> Vec<Budget> {
        self.api.budgets()
    }

    fn zone(&self) -> Option<TimeZone> {
        self.known_zone()
    }

    async fn read_zone(&self, call: &Call) -> Result<Option<TimeZone>, PortError> {
        match self.known_zone() {
            Some(zone) => Ok(Some(zone)),
            None => Ok(self.account(call).await?.zone.clone()),
        }
    }

    async fn check(&self) -> Vec<Finding> {
        self.examine().await
    }
}
