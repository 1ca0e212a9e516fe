//! What does not fit into one page: older orders, guest orders, the whole list of customers.

use jiff::Timestamp;
use serde::Deserialize;
use serde_json::json;

use super::Shopify;
use super::convert::{self, Shop};
use super::queries::{GUEST_ORDERS, LIST, OLDER_ORDERS, quoted};
use super::wire::{self, Connection, OrderOf};
use crate::domain::commerce::Order;
use crate::domain::customer::Email;
use crate::domain::ids::Source;
use crate::domain::record::{OlderOrders, RecordRef};
use crate::ports::{Call, Listing, Page, PortError};
use crate::vendors::http::parted;

/// Where the reading of guest orders under the customer's e-mail stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Guests {
    /// Nothing read yet.
    FromStart,
    /// Goes on here.
    From(String),
    /// All read, or nothing to read.
    Done,
}

/// Stands for [`Guests::Done`] in a cursor; the vendor's own are base64.
const DONE: &str = "-";

impl Guests {
    /// After a page of them.
    pub fn after<T>(page: &Connection<T>) -> Self {
        page.next().map_or(Self::Done, Self::From)
    }

    fn as_text(&self) -> &str {
        match self {
            Self::FromStart => "",
            Self::From(cursor) => cursor,
            Self::Done => DONE,
        }
    }

    fn read(text: &str) -> Self {
        match text {
            "" => Self::FromStart,
            DONE => Self::Done,
            cursor => Self::From(cursor.to_owned()),
        }
    }
}

/// Where reading goes on: first through the customer's own orders, then through the guest orders under the
/// same e-mail. The cursor of a customer's page carries where the guest orders stand, behind a line break.
pub fn next_page(
    source: &Source,
    customer_id: Option<&str>,
    own: Option<String>,
    email: Option<&Email>,
    guests: &Guests,
) -> Option<OlderOrders> {
    if let (Some(id), Some(own)) = (customer_id, own) {
        let record = RecordRef { source: source.clone(), kind: "customer".into(), id: id.to_owned() };
        return Some(OlderOrders { record, cursor: format!("{own}\n{}", guests.as_text()) });
    }
    let email = email.filter(|_| *guests != Guests::Done)?;
    let record = RecordRef { source: source.clone(), kind: "guest".into(), id: email.as_str().to_owned() };
    Some(OlderOrders { record, cursor: guests.as_text().to_owned() })
}

/// The orders among those under an e-mail that no customer's record has.
pub fn guest_orders(page: Connection<OrderOf<wire::Hit>>, email: &Email) -> Vec<wire::Order> {
    let belongs = |order: &wire::Order| {
        let under = order.email.as_deref().and_then(Email::parse);
        // Where the address is hidden the vendor's search has to do.
        under.is_none_or(|under| under == *email)
    };
    let guests = page.into_nodes().filter(|one| one.customer.is_none()).map(|one| one.order);
    guests.filter(belongs).collect()
}

/// A customer's page of older orders.
#[derive(Deserialize, Default)]
#[serde(default)]
struct OlderAnswer {
    customer: Option<wire::Customer>,
}

impl Shopify {
    pub(super) async fn read_older_orders(
        &self,
        from: &OlderOrders,
        call: &Call,
    ) -> Result<(Vec<Order>, Option<OlderOrders>), PortError> {
        let shop = self.shop(self.known_account().as_deref());
        let (orders, next) = if from.record.kind == "guest" {
            self.older_guest_orders(&shop, from, call).await?
        } else {
            self.older_customer_orders(&shop, from, call).await?
        };
        // A cursor that leads to itself would never end.
        Ok((orders, next.filter(|next| next != from)))
    }

    async fn older_customer_orders(
        &self,
        shop: &Shop<'_>,
        from: &OlderOrders,
        call: &Call,
    ) -> Result<(Vec<Order>, Option<OlderOrders>), PortError> {
        let (cursor, guests) = from.cursor.split_once('\n').unwrap_or((&from.cursor, DONE));
        let variables = json!({ "id": gid(&from.record.id), "after": cursor });
        let (answer, _, _) = self.ask_sized::<OlderAnswer>(&OLDER_ORDERS, variables, call).await?;
        let customer = answer.customer.unwrap_or_default();
        let page = customer.orders.unwrap_or_default();
        let email = convert::email(customer.default_email_address.as_ref());
        let next = next_page(
            &self.source,
            Some(&from.record.id),
            page.next(),
            email.as_ref(),
            &Guests::read(guests),
        );
        Ok((shop.orders(page.into_nodes().map(|order| (order, false))).orders, next))
    }

    async fn older_guest_orders(
        &self,
        shop: &Shop<'_>,
        from: &OlderOrders,
        call: &Call,
    ) -> Result<(Vec<Order>, Option<OlderOrders>), PortError> {
        let Some(email) = Email::parse(&from.record.id) else { return Ok((Vec::new(), None)) };
        let after = Some(&from.cursor).filter(|cursor| !cursor.is_empty());
        let variables = json!({ "search": by_email(&email), "after": after });
        let (answer, _, _) = self.ask_sized::<wire::OrdersUnderEmail>(&GUEST_ORDERS, variables, call).await?;
        let next = next_page(&self.source, None, None, Some(&email), &Guests::after(&answer.orders));
        let orders = guest_orders(answer.orders, &email).into_iter().map(|order| (order, true));
        Ok((shop.orders(orders).orders, next))
    }

    pub(super) async fn read_listings(
        &self,
        since: Option<Timestamp>,
        cursor: Option<&str>,
        call: &Call,
    ) -> Result<Page<Listing>, PortError> {
        let account = self.account(call).await?;
        let search = since.map(|since| format!("updated_at:>={}", quoted(&since.to_string())));
        let variables = json!({ "after": cursor, "search": search });
        let (answer, refusals, _) = self.ask_sized::<wire::Listed>(&LIST, variables, call).await?;
        if refusals.denies(&["customers"]) {
            return Err(refusals.to_error(&self.source, LIST.subject));
        }
        let next = answer.customers.next().filter(|next| Some(next.as_str()) != cursor);
        let shop = self.shop(Some(&account));
        let (customers, unreadable) = parted(answer.customers.into_nodes(), "customer");
        let items = customers.into_iter().map(|customer| shop.listing(customer)).collect();
        Ok(Page { unreadable, ..Page::of(items, next) })
    }
}

/// The vendor's id of a customer.
pub fn gid(id: &str) -> String {
    format!("gid://shopify/Customer/{id}")
}

/// A search for customers or orders under an e-mail.
pub fn by_email(email: &Email) -> String {
    format!("email:{}", quoted(email.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reading_goes_through_the_customers_orders_and_then_through_the_guests() {
        let source = Source::store("shopify", "acme");
        let email = Email::parse("ada@example.com");
        let next = |own: Option<&str>, guests: &Guests| {
            next_page(&source, Some("7"), own.map(str::to_owned), email.as_ref(), guests)
                .map(|next| (next.record.kind, next.cursor))
        };
        let page = |kind: &str, cursor: &str| Some((kind.to_owned(), cursor.to_owned()));
        assert_eq!(next(Some("abc"), &Guests::FromStart), page("customer", "abc\n"));
        assert_eq!(next(Some("abc"), &Guests::From("xyz".into())), page("customer", "abc\nxyz"));
        assert_eq!(next(None, &Guests::From("xyz".into())), page("guest", "xyz"));
        assert_eq!(next(None, &Guests::FromStart), page("guest", ""));
        assert_eq!(next(None, &Guests::Done), None);
        for guests in [Guests::FromStart, Guests::From("xyz".into()), Guests::Done] {
            assert_eq!(Guests::read(guests.as_text()), guests);
        }
    }
}
