//! What an account holds, read through as a whole: for search, and for the models that learn from it.

use std::fmt;
use std::time::Duration;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Listing, Page, PortError, Unreadable};
use crate::domain::Email;
use crate::domain::history::{PastCart, PastCase, PastDeal, PastLine, PastOrder, Product};
use crate::domain::record::RecordRef;

/// What an account holds many of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Holding {
    /// Customers of a store.
    Customers,
    /// What it sells.
    Products,
    /// What was bought there.
    Orders,
    /// What was left there without being bought.
    Carts,
    /// Contacts of a CRM.
    Contacts,
    /// Its cases.
    Cases,
    /// Its deals.
    Deals,
}

impl Holding {
    /// As people read it: `customers`.
    pub fn in_words(self) -> &'static str {
        match self {
            Self::Customers => "customers",
            Self::Products => "products",
            Self::Orders => "orders",
            Self::Carts => "carts",
            Self::Contacts => "contacts",
            Self::Cases => "cases",
            Self::Deals => "deals",
        }
    }

    /// Whether it is the people themselves, whom the others belong to.
    pub fn is_people(self) -> bool {
        matches!(self, Self::Customers | Self::Contacts)
    }
}

/// Whose something is, as far as the vendor tells. A guest has an e-mail alone.
#[derive(Clone, PartialEq, Eq)]
pub struct Owner {
    /// Their record.
    pub record: Option<RecordRef>,
    /// Their e-mail.
    pub email: Option<Email>,
}

impl fmt::Debug for Owner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Owner({:?})", self.record)
    }
}

/// One thing that an account holds.
#[derive(Clone, PartialEq)]
pub enum Held {
    /// A customer or contact.
    Person(Listing),
    /// A product, whole.
    Product(Product),
    /// An order, with those of its lines that came along.
    Order(Owner, PastOrder),
    /// A cart that is still open, with those of its lines that came along.
    Cart(Owner, PastCart),
    /// A cart that was bought after all, by its id.
    CartBought(Owner, String),
    /// Lines that came before or after their order or cart, which they name by its id.
    Lines(String, Vec<PastLine>),
    /// A case and its contacts.
    Case(Vec<RecordRef>, PastCase),
    /// A deal and its contacts.
    Deal(Vec<RecordRef>, PastDeal),
}

impl fmt::Debug for Held {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Person(listing) => write!(f, "Person({:?})", listing.record),
            Self::Product(product) => write!(f, "Product({})", product.id),
            Self::Order(owner, order) => {
                write!(f, "Order({}, {owner:?}, {} lines)", order.id, order.lines.len())
            }
            Self::Cart(owner, cart) => write!(f, "Cart({}, {owner:?}, {} lines)", cart.id, cart.lines.len()),
            Self::CartBought(owner, id) => write!(f, "CartBought({id}, {owner:?})"),
            Self::Lines(parent, lines) => write!(f, "Lines({parent}, {})", lines.len()),
            Self::Case(contacts, case) => write!(f, "Case({}, {contacts:?})", case.id),
            Self::Deal(contacts, deal) => write!(f, "Deal({}, {contacts:?})", deal.id),
        }
    }
}

/// As much of a holding as is read in one go.
#[derive(Debug, Default)]
pub struct Portion {
    /// What was read.
    pub held: Vec<Held>,
    /// What came and could not be read.
    pub unreadable: Vec<Unreadable>,
    /// Cursor of the next portion; nothing at the end.
    pub next: Option<String>,
    /// The vendor is still getting it ready and wants to be asked again after so long.
    pub wait: Option<Duration>,
    /// How many there are in all, as far as the vendor has counted.
    pub expected: Option<u64>,
    /// What of it is not shown, in words: for want of a scope.
    pub gap: Option<String>,
    /// Why it ends before the end. What was read stays; the next run begins anew.
    pub gave_up: Option<PortError>,
}

impl From<Page<Listing>> for Portion {
    fn from(page: Page<Listing>) -> Self {
        let held = page.items.into_iter().map(Held::Person).collect();
        Self { held, unreadable: page.unreadable, next: page.next, ..Self::default() }
    }
}

impl Portion {
    /// Nothing, and not all of it.
    pub fn given_up(why: PortError) -> Self {
        Self { gave_up: Some(why), ..Self::default() }
    }
}
