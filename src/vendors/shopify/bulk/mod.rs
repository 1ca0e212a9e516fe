//! All of a shop's records by bulk operations: the vendor runs a query by itself and leaves a file of lines, which is
//! read in portions.
//!
//! A cursor names the operation and the place in its file, so that another process goes on where this one ended; the
//! file's address, which anybody could read it by, stands in none. Lines that hang on another (an order's on the
//! order) may come anywhere in the file: those that come beside it are put to it here, others are told apart.

mod convert;
pub mod queries;
mod wire;

use std::collections::HashMap;
use std::time::Duration;

use jiff::Timestamp;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use tokio::time::Instant;

use self::convert::{past_line, variant};
use self::queries::{RUN, STATUS, Which};
use self::wire::{
    BulkCheckout, BulkCustomer, BulkLine, BulkOrder, BulkProduct, BulkVariant, Hanging, Operation,
};
use super::Shopify;
use super::account::Account;
use super::convert::{Shop, plain_id};
use crate::domain::history::{PastLine, Product};
use crate::domain::shape::shape;
use crate::ports::{Call, Held, Holding, PortError, Portion, Trouble, Unreadable};
use crate::vendors::http::{Cause, Failure, Lines};

/// Lines that are read in one go.
const LINES: usize = 2_000;
/// Bytes after which a portion ends, whatever its lines.
const BYTES: u64 = 4 * 1024 * 1024;
/// Operations that are started for one reading, each in the place of one that failed.
const MOST_OPERATIONS: u32 = 3;
/// Waits for a free place among the shop's operations.
const MOST_WAITS: u32 = 60;
/// How long one such wait is.
const WAIT_FOR_A_PLACE: Duration = Duration::from_secs(10);
/// Between two looks at an operation.
const SHORTEST_WAIT: Duration = Duration::from_millis(250);
const LONGEST_WAIT: Duration = Duration::from_secs(20);

/// Where the reading of a holding stands.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Place {
    /// The vendor's operation; nothing while the shop had no place for one.
    operation: Option<String>,
    /// Bytes of its file that were read.
    offset: u64,
    /// How many operations were started before it.
    before: u32,
    /// How often a place was waited for.
    waits: u32,
}

impl Place {
    fn read(cursor: Option<&str>) -> Self {
        cursor.and_then(|cursor| serde_json::from_str(cursor).ok()).unwrap_or_default()
    }

    fn write(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    fn again(&self) -> Self {
        Self { before: self.before + 1, ..Self::default() }
    }
}

/// A file that is being read.
pub struct File {
    /// The operation that has left it.
    operation: String,
    lines: Lines,
    /// Why it is no whole one.
    partial: Option<PortError>,
}

/// Files that are being read, one of each holding: that of a run which was given up goes when the next one asks.
pub type Files = tokio::sync::Mutex<HashMap<Holding, File>>;

impl Shopify {
    /// The next portion of a holding.
    pub(super) async fn read_bulk(
        &self,
        holding: Holding,
        which: Which<'_>,
        cursor: Option<&str>,
        call: &Call,
    ) -> Result<Portion, PortError> {
        let account = self.account(call).await?;
        if let Some(without) = self.not_shown(holding, &account) {
            return Ok(Portion::given_up(without));
        }
        let place = Place::read(cursor);
        // Whatever file is open: where it is not the one that is gone on with, nobody reads it any more.
        let open = self.files.lock().await.remove(&holding);
        let Some(operation) = &place.operation else {
            return self.start(holding, which, place, call).await;
        };
        let open = open.filter(|file| file.operation == *operation && file.lines.offset() == place.offset);
        let mut portion = match open {
            Some(file) => self.portion(holding, file, &place, &account, call).await?,
            None => self.look(holding, which, &place, &account, call).await?,
        };
        if holding == Holding::Orders && !account.allows("read_all_orders") {
            let why = "orders of the last 60 days only: the token lacks the scope `read_all_orders`";
            portion.gap = Some(why.to_owned());
        }
        Ok(portion)
    }

    /// Why a holding is not shown to this token at all.
    fn not_shown(&self, holding: Holding, account: &Account) -> Option<PortError> {
        let scope = queries::scope(holding);
        let what = || format!("{} are not shown: the token lacks the scope `{scope}`", holding.in_words());
        (!account.allows(scope)).then(|| {
            PortError::new(Trouble::Forbidden, what())
                .hint(format!("add `{scope}` in the app's settings, then run `deskhand sync`"))
        })
    }

    /// Has the vendor begin.
    async fn start(
        &self,
        holding: Holding,
        which: Which<'_>,
        place: Place,
        call: &Call,
    ) -> Result<Portion, PortError> {
        let variables = json!({ "query": queries::query(holding, which) });
        let answer = self.api.ask::<wire::Started>(&RUN, variables, call).await?;
        let (started, refusals) = answer.into_data(&self.source, &RUN)?;
        let Some(payload) = started.bulk_operation_run_query else {
            return Err(refusals.to_error(&self.source, holding.in_words()));
        };
        let is_full = |error: &wire::UserError| {
            matches!(error.code.as_deref(), Some("LIMIT_REACHED" | "OPERATION_IN_PROGRESS"))
        };
        if let Some(error) = payload.user_errors.first() {
            if !is_full(error) {
                let code = error.code.as_deref().unwrap_or("no reason given");
                let what = format!("{} refused to read all {}: {code}", self.source, holding.in_words());
                return Err(PortError::new(Trouble::Refused, what));
            }
            if place.waits >= MOST_WAITS {
                let what = format!("{} is busy with other bulk operations", self.source);
                return Err(PortError::new(Trouble::Limited { retry_after: None }, what));
            }
            let next = Place { waits: place.waits + 1, ..place };
            return Ok(Portion {
                next: Some(next.write()),
                wait: Some(WAIT_FOR_A_PLACE),
                ..Portion::default()
            });
        }
        let operation = payload.bulk_operation.map(|operation| operation.id).filter(|id| !id.is_empty());
        let Some(operation) = operation else {
            let what = format!(
                "{} began to read all {} and did not say how it is called",
                self.source,
                holding.in_words()
            );
            return Err(PortError::new(Trouble::Garbled, what));
        };
        let next = Place { operation: Some(operation), offset: 0, ..place };
        Ok(Portion { next: Some(next.write()), ..Portion::default() })
    }

    /// Looks how an operation stands, and reads on in its file once it is there.
    async fn look(
        &self,
        holding: Holding,
        which: Which<'_>,
        place: &Place,
        account: &Account,
        call: &Call,
    ) -> Result<Portion, PortError> {
        let variables = json!({ "id": place.operation });
        let answer = self.api.ask::<wire::Watched>(&STATUS, variables, call).await?;
        let (watched, _) = answer.into_data(&self.source, &STATUS)?;
        let operation = watched.bulk_operation.unwrap_or_default();
        let expected = operation.root_object_count.as_ref().and_then(wire::Count::get);
        let (address, partial) = match operation.status.as_str() {
            "COMPLETED" => match operation.url {
                Some(address) => (address, None),
                // Nothing was found.
                None => return Ok(Portion { expected: Some(0), ..Portion::default() }),
            },
            "FAILED" if operation.error_code.as_deref() == Some("ACCESS_DENIED") => {
                let what = format!(
                    "{} does not show all {}: the token lacks a scope",
                    self.source,
                    holding.in_words()
                );
                let why = PortError::new(Trouble::Forbidden, what)
                    .hint("`deskhand doctor` says which; add it in the app's settings");
                return Ok(Portion::given_up(why));
            }
            "CANCELED" => return Ok(Portion::given_up(self.ended(holding, "was cancelled at the shop"))),
            // Failed, expired, or not known any more.
            "FAILED" | "EXPIRED" | "" if place.before + 1 < MOST_OPERATIONS => {
                return self.start(holding, which, place.again(), call).await;
            }
            "FAILED" => {
                let why = self.ended(holding, "failed at the shop again and again");
                match operation.partial_data_url {
                    Some(address) => (address, Some(why)),
                    None => return Ok(Portion::given_up(why)),
                }
            }
            "EXPIRED" | "" => return Ok(Portion::given_up(self.ended(holding, "is not known at the shop"))),
            _ => {
                let wait = Some(self.wait_for(&operation));
                return Ok(Portion { next: Some(place.write()), wait, expected, ..Portion::default() });
            }
        };
        let lines = self.api.http().lines(&address, place.offset)?;
        let file = File { operation: place.operation.clone().unwrap_or_default(), lines, partial };
        let mut portion = match self.portion(holding, file, place, account, call).await {
            // The address has run out: only a new operation has another.
            Err(error) if error.trouble == Trouble::NotFound && place.before + 1 < MOST_OPERATIONS => {
                return self.start(holding, which, place.again(), call).await;
            }
            portion => portion?,
        };
        portion.expected = expected;
        Ok(portion)
    }

    /// Until it is worth another look: the longer it takes, the longer.
    fn wait_for(&self, operation: &Operation) -> Duration {
        let begun: Option<Timestamp> = operation.created_at.as_deref().and_then(|at| at.parse().ok());
        let age = begun.and_then(|begun| Duration::try_from(self.clock.now().duration_since(begun)).ok());
        (age.unwrap_or_default() / 4).clamp(SHORTEST_WAIT, LONGEST_WAIT)
    }

    fn ended(&self, holding: Holding, why: &str) -> PortError {
        let what = format!("{}: the bulk operation for all {} {why}", self.source, holding.in_words());
        PortError::new(Trouble::Unreachable, what).hint("`deskhand sync` begins a new one")
    }

    /// Reads a portion of a file.
    async fn portion(
        &self,
        holding: Holding,
        mut file: File,
        place: &Place,
        account: &Account,
        call: &Call,
    ) -> Result<Portion, PortError> {
        let shop = self.shop(Some(account));
        let mut sorting = Sorting::new(holding, &shop, self.clock.now());
        let began = Instant::now();
        // A catalogue is read whole: it is small, and its parts make sense together alone.
        let is_whole = holding == Holding::Products;
        let mut count = 0;
        let ended = loop {
            let is_full = count >= LINES || file.lines.offset() - place.offset >= BYTES;
            if is_full && !is_whole {
                break false;
            }
            let within = call.deadline.saturating_sub(began.elapsed());
            match file.lines.next(within).await {
                Ok(Some(line)) => sorting.take(&line),
                Ok(None) => break true,
                // What was read so far is given out; the next call meets the failure by itself.
                Err(failure) if count > 0 && !is_whole => {
                    tracing::debug!(vendor.source = %self.source, cause = ?failure.cause, "a file broke off");
                    break false;
                }
                Err(failure) => return Err(self.no_file(holding, failure)),
            }
            count += 1;
        };
        let (held, unreadable) = sorting.end();
        let mut portion = Portion { held, unreadable, ..Portion::default() };
        if ended {
            portion.gave_up = file.partial;
            return Ok(portion);
        }
        let next = Place { offset: file.lines.offset(), ..place.clone() };
        portion.next = Some(next.write());
        self.files.lock().await.insert(holding, file);
        Ok(portion)
    }

    fn no_file(&self, holding: Holding, failure: Failure) -> PortError {
        let status = failure.last.as_ref().map(|last| last.status.as_u16());
        // One that is shorter than what was read of it is another.
        let is_gone = failure.cause == Cause::Broken && matches!(status, Some(403 | 404 | 410 | 416));
        let mut error =
            failure.into_port_error(&self.source, &format!("the file of all {}", holding.in_words()));
        if is_gone {
            error.trouble = Trouble::NotFound;
        }
        error
    }
}

/// Puts the lines of one portion together.
struct Sorting<'a> {
    holding: Holding,
    shop: &'a Shop<'a>,
    now: Timestamp,
    held: Vec<Held>,
    unreadable: Vec<Unreadable>,
    /// Where in `held` an order or cart stands, by its plain id.
    places: HashMap<String, usize>,
    /// Lines whose order or cart has not come with this portion.
    apart: Vec<(String, PastLine)>,
    products: Vec<(Product, bool)>,
    variants: Vec<(String, BulkVariant)>,
}

impl<'a> Sorting<'a> {
    fn new(holding: Holding, shop: &'a Shop<'a>, now: Timestamp) -> Self {
        Self {
            holding,
            shop,
            now,
            held: Vec::new(),
            unreadable: Vec::new(),
            places: HashMap::new(),
            apart: Vec::new(),
            products: Vec::new(),
            variants: Vec::new(),
        }
    }

    fn take(&mut self, line: &[u8]) {
        if line.iter().all(u8::is_ascii_whitespace) {
            return;
        }
        let parent = serde_json::from_slice::<Hanging>(line).ok().and_then(|line| line.parent);
        let is_read = match (self.holding, parent) {
            (Holding::Products, Some(parent)) => {
                read(line).map(|wire: BulkVariant| self.variants.push((plain_id(&parent), wire)))
            }
            (_, Some(parent)) => {
                read(line).map(|wire: BulkLine| self.apart.push((plain_id(&parent), past_line(wire))))
            }
            (Holding::Orders, None) => {
                read(line).and_then(|wire: BulkOrder| self.keep(self.shop.past_order(wire)?))
            }
            (Holding::Carts, None) => {
                read(line).and_then(|wire: BulkCheckout| self.keep(self.shop.past_cart(wire)?))
            }
            (Holding::Products, None) => read(line).map(|wire: BulkProduct| {
                self.products.push((self.shop.product(&wire, self.now), wire.tracks_inventory));
            }),
            (_, None) => {
                read(line).map(|wire: BulkCustomer| self.held.push(Held::Person(self.shop.listing(wire))))
            }
        };
        if is_read.is_none() {
            self.unreadable.push(self.odd(line));
        }
    }

    fn keep(&mut self, held: Held) -> Option<()> {
        let id = match &held {
            Held::Order(_, order) => order.id.clone(),
            Held::Cart(_, cart) => cart.id.clone(),
            Held::CartBought(_, id) => id.clone(),
            _ => return None,
        };
        self.places.insert(id, self.held.len());
        self.held.push(held);
        Some(())
    }

    fn end(mut self) -> (Vec<Held>, Vec<Unreadable>) {
        let mut apart: HashMap<String, Vec<PastLine>> = HashMap::new();
        for (parent, line) in self.apart {
            match self.places.get(&parent).map(|place| &mut self.held[*place]) {
                Some(Held::Order(_, order)) => order.lines.push(line),
                Some(Held::Cart(_, cart)) => cart.lines.push(line),
                Some(_) => {}
                None => apart.entry(parent).or_default().push(line),
            }
        }
        self.held.extend(apart.into_iter().map(|(parent, lines)| Held::Lines(parent, lines)));
        let mut variants: HashMap<String, Vec<BulkVariant>> = HashMap::new();
        self.variants.into_iter().for_each(|(product, wire)| variants.entry(product).or_default().push(wire));
        for (mut product, counted) in self.products {
            let of_it = variants.remove(&product.id).unwrap_or_default();
            product.variants = of_it.into_iter().map(|wire| variant(wire, counted)).collect();
            self.held.push(Held::Product(product));
        }
        (self.held, self.unreadable)
    }

    fn odd(&self, line: &[u8]) -> Unreadable {
        let value: Value = serde_json::from_slice(line).unwrap_or_default();
        let kind = match self.holding {
            Holding::Orders => "order",
            Holding::Carts => "cart",
            Holding::Products => "product",
            _ => "customer",
        };
        // What hangs on an order has no place of its own: it is the order that is not whole.
        let id = value["__parentId"].as_str().or(value["id"].as_str());
        let id = id.map(plain_id).filter(|id| id.chars().all(|c| c.is_ascii_digit()));
        let why = "it has another form than expected".to_owned();
        Unreadable { kind, id: id.filter(|id| !id.is_empty()), why, fields: shape(&value) }
    }
}

fn read<T: DeserializeOwned>(line: &[u8]) -> Option<T> {
    serde_json::from_slice(line).ok()
}
