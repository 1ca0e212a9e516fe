//! Look-ups: by e-mail, phone, name, order number and id, each one document in one round trip, with the
//! account and the abandoned checkouts beside it.
//!
//! The vendor finds checkouts by e-mail only. Where the query is no e-mail, the shop's newest are taken
//! along, and only a shop with more of them than one page holds is asked a second time, by e-mail.

use std::sync::Arc;
use std::time::Duration;

use futures::future::{Either, select};
use futures::pin_mut;
use serde::Deserialize;
use serde_json::json;

use super::Shopify;
use super::account::{Account, without_orders};
use super::carts::Checkouts;
use super::convert::{self, Orders, hit_name, plain_id};
use super::errors::Refusals;
use super::older::{Guests, by_email, gid, guest_orders, next_page};
use super::queries::{
    Document, FIND_BY_EMAIL, FIND_BY_ID, FIND_BY_NAME, FIND_BY_ORDER, FIND_BY_PHONE, name_terms, quoted,
};
use super::wire;
use crate::domain::customer::{Email, Phone, PossibleMatch};
use crate::domain::record::{Coverage, Found, Record, RecordRef};
use crate::domain::text::clean_line;
use crate::ports::{Call, PortError, Urgency};

/// How long a customer who is there waits for what is asked beside: carts and scopes.
const GRACE_INTERACTIVE: Duration = Duration::from_secs(2);
const GRACE_BACKGROUND: Duration = Duration::from_secs(20);

#[derive(Deserialize, Default)]
#[serde(default)]
struct ById {
    customer: Option<wire::Customer>,
}

/// What was asked beside the customer; nothing where it did not come in time.
struct Beside {
    carts: Option<Result<Checkouts, PortError>>,
    account: Option<Arc<Account>>,
}

/// A customer on the way to becoming a record.
struct Hit {
    customer: wire::Customer,
    /// Orders under the customer's e-mail that no record has.
    guests: Vec<wire::Order>,
    guests_left: Guests,
    with_orders: bool,
    /// Whether the carts beside were searched by this customer's e-mail.
    carts_by_email: bool,
}

impl Shopify {
    pub(super) async fn find_by_email(&self, email: &Email, call: &Call) -> Result<Found, PortError> {
        let variables = json!({ "email": email.as_str(), "search": by_email(email) });
        let asked = self.ask_sized::<wire::FoundByIdentifier>(&FIND_BY_EMAIL, variables, call);
        let ((answer, refusals, with_orders), beside) =
            self.with_beside(asked, self.carts_under(email, call), call).await?;
        self.shown(&refusals, &["customer", "hits"], &FIND_BY_EMAIL)?;

        let guests_left = Guests::after(&answer.guests);
        let mut candidates = self.others_under(&answer, email, &beside);
        let same =
            |hit: &wire::Hit| convert::email(hit.default_email_address.as_ref()).as_ref() == Some(email);
        let same: Vec<wire::Hit> = answer.hits.into_nodes().filter(same).collect();
        let guests = guest_orders(answer.guests, email);
        let customer = match answer.customer {
            Some(customer) => Some(customer),
            // The exact look-up missed what the search has: one of the two trails behind.
            None if same.len() == 1 => {
                let (found, ..) = self.ask_by_id(&plain_id(&same[0].id), call).await?;
                found
            }
            None => None,
        };
        let found = match customer {
            Some(customer) => {
                candidates.retain(|candidate| candidate.id != plain_id(&customer.id));
                let hit = Hit { customer, guests, guests_left, with_orders, carts_by_email: true };
                self.found(hit, candidates, beside, call).await
            }
            None => self.guest_found(email, guests, &guests_left, with_orders, candidates, &beside),
        };
        Ok(found)
    }

    pub(super) async fn find_by_phone(&self, phone: &Phone, call: &Call) -> Result<Found, PortError> {
        let search = format!("phone:{}", quoted(phone.as_str()));
        let variables = json!({ "phone": phone.as_str(), "search": search });
        let asked = self.ask_sized::<wire::FoundByIdentifier>(&FIND_BY_PHONE, variables, call);
        let ((answer, refusals, with_orders), beside) =
            self.with_beside(asked, self.carts_among(None, call), call).await?;
        self.shown(&refusals, &["customer", "hits"], &FIND_BY_PHONE)?;
        let hits: Vec<wire::Hit> = answer.hits.into_nodes().collect();
        match (answer.customer, hits.as_slice()) {
            (None, [only]) => self.find_customer(&plain_id(&only.id), call).await,
            (Some(customer), hits) => {
                let others = hits.iter().filter(|hit| hit.id != customer.id);
                let shop = self.shop(beside.account.as_deref());
                let candidates = others.map(|hit| shop.candidate(hit, "has the same phone number")).collect();
                Ok(self.found(Hit::alone(customer, with_orders), candidates, beside, call).await)
            }
            (None, hits) => Ok(self.only_candidates(hits, "has the same phone number", &beside, with_orders)),
        }
    }

    pub(super) async fn find_by_name(&self, name: &str, call: &Call) -> Result<Found, PortError> {
        let terms = name_terms(name);
        if terms.is_empty() {
            return Ok(Found::default());
        }
        let asked =
            self.ask_sized::<wire::FoundByName>(&FIND_BY_NAME, json!({ "search": terms.clone() }), call);
        let ((answer, refusals, with_orders), beside) =
            self.with_beside(asked, self.carts_among(Some(terms), call), call).await?;
        self.shown(&refusals, &["hits", "best"], &FIND_BY_NAME)?;
        let hits: Vec<wire::Hit> = answer.hits.into_nodes().collect();
        let is_named = |hit: &&wire::Hit| hit_name(hit).is_some_and(|known| same_words(&known, name));
        let named: Vec<&wire::Hit> = hits.iter().filter(is_named).collect();
        let chosen = match (named.as_slice(), hits.as_slice()) {
            ([only], _) => only.id.clone(),
            ([], [only]) => only.id.clone(),
            ([], _) => return Ok(self.only_candidates(&hits, "has a similar name", &beside, with_orders)),
            (several, _) => {
                let several = several.iter().copied();
                return Ok(self.only_candidates(several, "has the same name", &beside, with_orders));
            }
        };
        let customer = match answer.best.into_nodes().find(|customer| customer.id == chosen) {
            Some(customer) => Some(customer),
            None => self.ask_by_id(&plain_id(&chosen), call).await?.0,
        };
        let Some(customer) = customer else {
            return Ok(self.only_candidates(&hits, "has a similar name", &beside, with_orders));
        };
        let shop = self.shop(beside.account.as_deref());
        let others = hits.iter().filter(|hit| hit.id != chosen);
        let candidates = others.map(|hit| shop.candidate(hit, "has a similar name")).collect();
        Ok(self.found(Hit::alone(customer, with_orders), candidates, beside, call).await)
    }

    pub(super) async fn find_by_order(&self, number: &str, call: &Call) -> Result<Found, PortError> {
        let number = number.trim().trim_start_matches('#');
        let search = format!("name:{} OR name:{}", quoted(number), quoted(&format!("#{number}")));
        let asked = self.ask_sized::<wire::FoundByOrder>(&FIND_BY_ORDER, json!({ "search": search }), call);
        let ((answer, refusals, with_orders), beside) =
            self.with_beside(asked, self.carts_among(None, call), call).await?;
        self.shown(&refusals, &["orders", "best"], &FIND_BY_ORDER)?;
        let is_it =
            |hit: &wire::OrderHit| clean_line(&hit.name).trim_start_matches('#').eq_ignore_ascii_case(number);
        let hits: Vec<wire::OrderHit> = answer.orders.into_nodes().filter(is_it).collect();
        let [hit] = hits.as_slice() else {
            let customers = hits.iter().filter_map(|hit| hit.customer.as_ref());
            return Ok(self.only_candidates(customers, "has an order of this number", &beside, with_orders));
        };
        let best = answer.best.into_nodes().find(|best| best.order.id == hit.id);
        let email = hit.email.as_deref().and_then(Email::parse);
        match (best, &hit.customer) {
            (Some(wire::OrderOf { order, customer: Some(mut customer) }), _) => {
                // The order asked for is shown even where it is older than the first page.
                let page = customer.orders.get_or_insert_default();
                if !page.nodes.iter().flatten().any(|known| known.id == order.id) {
                    page.nodes.push(Some(order));
                }
                Ok(self.found(Hit::alone(customer, with_orders), Vec::new(), beside, call).await)
            }
            (_, Some(customer)) => self.find_customer(&plain_id(&customer.id), call).await,
            // A guest, who is known by the e-mail alone.
            (_, None) if email.is_some() => match &email {
                Some(email) => self.find_by_email(email, call).await,
                None => Ok(Found::default()),
            },
            (Some(wire::OrderOf { order, .. }), None) => Ok(self.nameless_guest(order, &beside)),
            (None, None) => Ok(self.only_candidates(&[], "", &beside, with_orders)),
        }
    }

    pub(super) async fn find_record(&self, record: &RecordRef, call: &Call) -> Result<Found, PortError> {
        match record.kind.as_str() {
            "customer" => self.find_customer(&record.id, call).await,
            "guest" => match Email::parse(&record.id) {
                Some(email) => self.find_by_email(&email, call).await,
                None => Ok(Found::default()),
            },
            _ => Ok(Found::default()),
        }
    }

    async fn find_customer(&self, id: &str, call: &Call) -> Result<Found, PortError> {
        let asked = self.ask_by_id(id, call);
        let ((customer, _, with_orders), beside) =
            self.with_beside(asked, self.carts_among(None, call), call).await?;
        match customer {
            Some(customer) => {
                Ok(self.found(Hit::alone(customer, with_orders), Vec::new(), beside, call).await)
            }
            None => Ok(self.only_candidates(&[], "", &beside, with_orders)),
        }
    }

    async fn ask_by_id(
        &self,
        id: &str,
        call: &Call,
    ) -> Result<(Option<wire::Customer>, Refusals, bool), PortError> {
        if !id.bytes().all(|byte| byte.is_ascii_digit()) || id.is_empty() {
            return Ok((None, Refusals::default(), true));
        }
        let (answer, refusals, with_orders) =
            self.ask_sized::<ById>(&FIND_BY_ID, json!({ "id": gid(id) }), call).await?;
        self.shown(&refusals, &["customer"], &FIND_BY_ID)?;
        Ok((answer.customer, refusals, with_orders))
    }

    /// Runs the main question with carts and account beside it. Once the main answer is there, the others
    /// have a moment left; where it failed they are let go.
    async fn with_beside<T>(
        &self,
        main: impl Future<Output = Result<T, PortError>>,
        carts: impl Future<Output = Result<Checkouts, PortError>>,
        call: &Call,
    ) -> Result<(T, Beside), PortError> {
        let carts = async {
            // A token that shows no orders shows no checkouts either.
            match self.known_account() {
                Some(account) if !account.allows("read_orders") => None,
                _ => Some(carts.await),
            }
        };
        let beside = async {
            let (carts, account) = tokio::join!(carts, self.account(call));
            Beside { carts, account: account.ok() }
        };
        pin_mut!(main, beside);
        match select(main, beside).await {
            Either::Left((answer, beside)) => {
                let answer = answer?;
                let grace = match call.urgency {
                    Urgency::Interactive => GRACE_INTERACTIVE,
                    Urgency::Background => GRACE_BACKGROUND,
                };
                let beside = tokio::time::timeout(grace, beside).await;
                let nothing = || Beside { carts: None, account: self.known_account() };
                Ok((answer, beside.unwrap_or_else(|_| nothing())))
            }
            Either::Right((beside, main)) => Ok((main.await?, beside)),
        }
    }

    /// Nobody found and nobody shown are two things: the second is an error.
    fn shown(&self, refusals: &Refusals, fields: &[&str], document: &Document) -> Result<(), PortError> {
        if refusals.denies(fields) {
            return Err(refusals.to_error(&self.source, document.subject));
        }
        Ok(())
    }

    async fn found(&self, hit: Hit, candidates: Vec<PossibleMatch>, beside: Beside, call: &Call) -> Found {
        let shop = self.shop(beside.account.as_deref());
        let own = hit.customer.orders.as_ref().and_then(wire::Connection::next);
        let (mut record, mut orders) = shop.customer(hit.customer);
        record.orders = std::mem::take(&mut orders.orders);
        let email = record.emails.first().cloned();
        let carts = self.carts_of(&record, email.as_ref(), hit.carts_by_email, beside.carts, call).await;
        let mut coverage = self.coverage(beside.account.as_deref(), hit.with_orders, &orders);
        match carts {
            Ok(checkouts) => {
                record.carts = checkouts
                    .map_or_else(Vec::new, |checkouts| checkouts.of(&shop, &record.id, email.as_ref()));
            }
            Err(why) if hit.with_orders => coverage.push(self.gap(false, why)),
            Err(_) => {}
        }
        let guests_left = if hit.with_orders { hit.guests_left } else { Guests::Done };
        let older_orders = next_page(&self.source, Some(&record.id), own, email.as_ref(), &guests_left);
        let mut records = vec![record];
        records.extend(email.and_then(|email| self.guest(&shop, &email, hit.guests)));
        Found { records, candidates, coverage: or_complete(coverage, &self.source), older_orders }
    }

    /// The checkouts to pick from; asked for once more, by e-mail, where the first page did not hold all.
    async fn carts_of(
        &self,
        record: &Record,
        email: Option<&Email>,
        by_email: bool,
        read: Option<Result<Checkouts, PortError>>,
        call: &Call,
    ) -> Result<Option<Checkouts>, String> {
        let unread = |error: &PortError| format!("abandoned carts are not shown: {error}");
        match (read, email) {
            (Some(Ok(checkouts)), Some(email)) if checkouts.more && !by_email => {
                tracing::debug!(vendor.source = %record.source, "more abandoned carts than a page holds");
                self.carts_under(email, call).await.map(Some).map_err(|error| unread(&error))
            }
            (Some(Ok(checkouts)), _) => Ok(Some(checkouts)),
            (Some(Err(error)), _) => Err(unread(&error)),
            (None, _) if self.known_account().is_some_and(|account| !account.allows("read_orders")) => {
                Ok(None)
            }
            (None, _) => Err("abandoned carts are not shown: they did not come in time".to_owned()),
        }
    }

    fn guest(&self, shop: &convert::Shop<'_>, email: &Email, orders: Vec<wire::Order>) -> Option<Record> {
        let mut record = shop.guest(email, orders.first()?);
        record.orders = shop.orders(orders.into_iter().map(|order| (order, true))).orders;
        Some(record)
    }

    fn guest_found(
        &self,
        email: &Email,
        orders: Vec<wire::Order>,
        left: &Guests,
        with_orders: bool,
        candidates: Vec<PossibleMatch>,
        beside: &Beside,
    ) -> Found {
        let shop = self.shop(beside.account.as_deref());
        let coverage = self.coverage(beside.account.as_deref(), with_orders, &Orders::default());
        let records: Vec<Record> = self.guest(&shop, email, orders).into_iter().collect();
        let older_orders = next_page(&self.source, None, None, Some(email), left);
        // Without a record there is nobody to read on for.
        let older_orders = older_orders.filter(|_| !records.is_empty());
        Found { records, candidates, coverage: or_complete(coverage, &self.source), older_orders }
    }

    /// An order without customer and e-mail, as shops with a till have them.
    fn nameless_guest(&self, order: wire::Order, beside: &Beside) -> Found {
        let shop = self.shop(beside.account.as_deref());
        let mut record = Record::new(self.source.clone(), "guest", format!("order-{}", plain_id(&order.id)));
        let orders = shop.orders(std::iter::once((order, true)));
        let coverage = self.coverage(beside.account.as_deref(), true, &orders);
        record.orders = orders.orders;
        let coverage = or_complete(coverage, &self.source);
        Found { records: vec![record], candidates: Vec::new(), coverage, older_orders: None }
    }

    /// Nobody for sure, and perhaps some to choose from.
    fn only_candidates<'a>(
        &self,
        hits: impl IntoIterator<Item = &'a wire::Hit>,
        why: &str,
        beside: &Beside,
        with_orders: bool,
    ) -> Found {
        let shop = self.shop(beside.account.as_deref());
        let coverage = self.coverage(beside.account.as_deref(), with_orders, &Orders::default());
        Found {
            records: Vec::new(),
            candidates: hits.into_iter().map(|hit| shop.candidate(hit, why)).collect(),
            coverage: or_complete(coverage, &self.source),
            older_orders: None,
        }
    }

    /// Who else has this e-mail: on the record, or on an order of theirs.
    fn others_under(
        &self,
        answer: &wire::FoundByIdentifier,
        email: &Email,
        beside: &Beside,
    ) -> Vec<PossibleMatch> {
        let shop = self.shop(beside.account.as_deref());
        let found = answer.customer.as_ref().map(|customer| customer.id.as_str());
        let mut others: Vec<PossibleMatch> = Vec::new();
        let hits = answer.hits.nodes.iter().flatten();
        let same =
            hits.filter(|hit| convert::email(hit.default_email_address.as_ref()).as_ref() == Some(email));
        let same = same.map(|hit| (hit, "has the same e-mail address"));
        let placed = answer
            .guests
            .nodes
            .iter()
            .flatten()
            .filter(|one| one.order.email.as_deref().and_then(Email::parse).as_ref() == Some(email));
        let placed = placed.filter_map(|one| one.customer.as_ref());
        let placed = placed.map(|hit| (hit, "placed an order under this e-mail address"));
        for (hit, why) in same.chain(placed) {
            let is_new = others.iter().all(|other| other.id != plain_id(&hit.id));
            if Some(hit.id.as_str()) != found && is_new {
                others.push(shop.candidate(hit, why));
            }
        }
        others
    }

    fn gap(&self, history_is_cut: bool, why: String) -> Coverage {
        Coverage {
            source: self.source.clone(),
            since: None,
            complete: !history_is_cut,
            why: Some(why),
            of: None,
        }
    }

    /// What is missing and why; an entry is incomplete only where the history of orders is cut.
    fn coverage(&self, account: Option<&Account>, with_orders: bool, orders: &Orders) -> Vec<Coverage> {
        let mut gaps = match account {
            Some(account) => account.gaps(&self.source, self.clock.now()),
            None => Vec::new(),
        };
        if !with_orders && account.is_none_or(|account| account.allows("read_orders")) {
            gaps.push(without_orders(&self.source));
        }
        if orders.unreadable > 0 {
            gaps.push(self.gap(true, format!("{} orders could not be read", orders.unreadable)));
        }
        if orders.shortened > 0 {
            let why = format!("{} orders show their first lines only", orders.shortened);
            gaps.push(self.gap(false, why));
        }
        gaps
    }
}

impl Hit {
    /// A customer whose guest orders are still to be looked for.
    fn alone(customer: wire::Customer, with_orders: bool) -> Self {
        let (guests, guests_left) = (Vec::new(), Guests::FromStart);
        Self { customer, guests, guests_left, with_orders, carts_by_email: false }
    }
}

fn or_complete(mut gaps: Vec<Coverage>, source: &crate::domain::ids::Source) -> Vec<Coverage> {
    if gaps.is_empty() {
        gaps.push(Coverage { source: source.clone(), since: None, complete: true, why: None, of: None });
    }
    gaps
}

/// Whether two names consist of the same words, in any order and letter case.
fn same_words(one: &str, other: &str) -> bool {
    let words = |name: &str| {
        let mut words: Vec<String> = name.split_whitespace().map(str::to_lowercase).collect();
        words.sort();
        words
    };
    words(one) == words(other)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_the_same_in_any_order_and_case() {
        assert!(same_words("Ada Example", "example ADA"));
        assert!(!same_words("Ada Example", "Ada"));
    }
}
