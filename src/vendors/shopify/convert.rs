//! What the vendor's words mean to us. Every text that people wrote is made inert here.

use jiff::{SignedDuration, Timestamp};
use rust_decimal::Decimal;

use super::wire::{self, Connection};
use crate::domain::commerce::{Cart, Item, Order, OrderStatus, Refund, Shipment, ShipmentStatus};
use crate::domain::customer::{Acquisition, Address, Consent, ConsentState, Email, Phone, PossibleMatch};
use crate::domain::evidence::EvidenceId;
use crate::domain::ids::Source;
use crate::domain::money::{Currency, Money};
use crate::domain::record::{Record, RecordRef};
use crate::domain::text::{clean_block, clean_line};
use crate::ports::Listing;
use crate::vendors::calling_codes::calling_code;

/// Longer links are no links; bytes.
const LONGEST_LINK: usize = 2_000;

/// What conversion needs to know of the shop.
pub struct Shop<'a> {
    /// Which account.
    pub source: &'a Source,
    /// The shop's name in the admin's addresses: `acme` of `acme.myshopify.com`.
    pub handle: &'a str,
    /// Calling code assumed for phones that name none.
    pub home: String,
}

/// Converted orders, and how many could not be.
#[derive(Default)]
pub struct Orders {
    /// Newest first.
    pub orders: Vec<Order>,
    /// Orders without a readable time or total.
    pub unreadable: usize,
    /// Orders with more lines than were asked for.
    pub shortened: usize,
}

impl Shop<'_> {
    /// A customer with the orders that came along.
    pub fn customer(&self, wire: wire::Customer) -> (Record, Orders) {
        let id = plain_id(&wire.id);
        let mut record = Record::new(self.source.clone(), "customer", &id);
        record.url = Some(self.admin_url("customers", &id));
        record.updated_at = time(wire.updated_at.as_deref());
        record.emails = email(wire.default_email_address.as_ref()).into_iter().collect();
        record.name = name(&wire, record.emails.first());
        record.phones = self.phones(wire.default_phone_number.as_ref(), wire.default_address.as_ref());
        record.locale = line(wire.locale).map(|locale| locale.replace('_', "-"));
        record.company = wire.default_address.as_ref().and_then(|address| line(address.company.clone()));
        record.address = wire.default_address.and_then(address);
        record.tags = wire.tags.iter().map(|tag| clean_line(tag)).filter(|tag| !tag.is_empty()).collect();
        record.note = block(wire.note);
        record.consent = Consent {
            email: wire.default_email_address.and_then(|one| consent(one.marketing_state.as_deref())),
            sms: wire.default_phone_number.and_then(|one| consent(one.marketing_state.as_deref())),
        };
        let created = time(wire.created_at.as_deref());
        record.acquisition = acquisition(wire.first_order.unwrap_or_default(), created);
        let orders = self.orders(wire.orders.unwrap_or_default().into_nodes().map(|order| (order, false)));
        (record, orders)
    }

    /// A guest: whoever placed these orders under one e-mail without an account.
    pub fn guest(&self, email: &Email, newest: &wire::Order) -> Record {
        let mut record = Record::new(self.source.clone(), "guest", email.as_str());
        let address_of = newest.billing_address.as_ref().or(newest.shipping_address.as_ref());
        record.name = address_of.and_then(|address| line(address.name.clone()));
        record.company = address_of.and_then(|address| line(address.company.clone()));
        record.emails = vec![email.clone()];
        let number = wire::PhoneNumber { phone_number: newest.phone.clone(), marketing_state: None };
        record.phones = self.phones(Some(&number), address_of);
        record.updated_at = time(newest.created_at.as_deref());
        record.address = newest
            .shipping_address
            .as_ref()
            .or(newest.billing_address.as_ref())
            .and_then(|address| self::address(address.clone()));
        record
    }

    /// Orders, each with whether a guest placed it; newest first.
    pub fn orders(&self, wires: impl Iterator<Item = (wire::Order, bool)>) -> Orders {
        let mut converted = Orders::default();
        for (wire, guest) in wires {
            converted.shortened += usize::from(wire.line_items.page_info.has_next_page);
            match self.order(wire, guest) {
                Some(order) => converted.orders.push(order),
                None => converted.unreadable += 1,
            }
        }
        converted.orders.sort_by_key(|order| std::cmp::Reverse(order.placed_at));
        converted
    }

    fn order(&self, wire: wire::Order, guest: bool) -> Option<Order> {
        let id = plain_id(&wire.id);
        let total = money(wire.total_price_set.shop_money.as_ref())?;
        let refunded = shop_money(wire.total_refunded_set.as_ref()).unwrap_or(Money::zero(total.currency));
        let net = total.checked_sub(refunded).ok()?;
        let presentment = money(wire.total_price_set.presentment_money.as_ref())
            .filter(|seen| seen.currency != total.currency);
        let number = clean_line(&wire.name);
        let cancelled_at = time(wire.cancelled_at.as_deref());
        Some(Order {
            evidence: EvidenceId::new("order", number.trim_start_matches('#')),
            source: self.source.clone(),
            placed_at: placed_at(wire.created_at.as_deref(), wire.processed_at.as_deref())?,
            status: status(
                wire.display_financial_status.as_deref(),
                wire.display_fulfillment_status.as_deref(),
                cancelled_at.is_some(),
                total.amount,
                refunded.amount,
            ),
            test: wire.test,
            guest,
            total,
            presentment,
            refunded,
            net,
            discount: shop_money(wire.total_discounts_set.as_ref()).filter(|money| !money.amount.is_zero()),
            discount_codes: wire.discount_codes.iter().map(|code| clean_line(code)).collect(),
            cancelled_at,
            items: wire.line_items.into_nodes().map(item).collect(),
            shipments: wire.fulfillments.into_iter().flat_map(shipments).collect(),
            refunds: wire.refunds.into_iter().filter_map(refund).collect(),
            note: block(wire.note),
            url: Some(self.admin_url("orders", &id)),
            number,
            id,
        })
    }

    /// An abandoned checkout; nothing where it was completed after all or holds no readable value.
    pub fn cart(&self, wire: wire::Checkout) -> Option<Cart> {
        if wire.completed_at.is_some() {
            return None;
        }
        let id = plain_id(&wire.id);
        Some(Cart {
            evidence: EvidenceId::new("cart", &id),
            source: self.source.clone(),
            updated_at: time(wire.updated_at.as_deref()).or(time(wire.created_at.as_deref()))?,
            value: money(wire.total_price_set.shop_money.as_ref())?,
            items: wire.line_items.into_nodes().map(item).collect(),
            url: link(wire.abandoned_checkout_url),
            id,
        })
    }

    /// A customer that a person must look at.
    pub fn candidate(&self, hit: &wire::Hit, why: &str) -> PossibleMatch {
        let email = email(hit.default_email_address.as_ref());
        PossibleMatch {
            source: self.source.clone(),
            kind: "customer".into(),
            id: plain_id(&hit.id),
            name: hit_name(hit),
            email: email.map(|email| email.as_str().to_owned()),
            why: why.to_owned(),
        }
    }

    /// A row for the directory.
    pub fn listing(&self, wire: wire::Customer) -> Listing {
        let email = email(wire.default_email_address.as_ref());
        let name = name(&wire, email.as_ref());
        let phones = self.phones(wire.default_phone_number.as_ref(), wire.default_address.as_ref());
        let orders: Vec<wire::Order> = wire.orders.unwrap_or_default().into_nodes().collect();
        let last_order = orders.iter().filter_map(|order| time(order.created_at.as_deref())).max();
        let number = |order: &wire::Order| clean_line(&order.name).trim_start_matches('#').to_owned();
        Listing {
            record: RecordRef {
                source: self.source.clone(),
                kind: "customer".into(),
                id: plain_id(&wire.id),
            },
            name,
            company: wire.default_address.and_then(|address| line(address.company)),
            emails: email.into_iter().collect(),
            phones,
            order_numbers: orders.iter().map(number).filter(|number| !number.is_empty()).collect(),
            last_activity: last_order.max(time(wire.updated_at.as_deref())),
        }
    }

    fn phones(&self, main: Option<&wire::PhoneNumber>, address: Option<&wire::MailingAddress>) -> Vec<Phone> {
        let of_address = address.and_then(|address| {
            let country = address.country_code_v2.as_deref().and_then(calling_code);
            Phone::parse(&clean_line(address.phone.as_deref()?), country.unwrap_or(&self.home))
        });
        let main = main.and_then(|one| Phone::parse(&clean_line(one.phone_number.as_deref()?), &self.home));
        let mut phones: Vec<Phone> = main.into_iter().collect();
        phones.extend(of_address.filter(|phone| !phones.contains(phone)));
        phones
    }

    fn admin_url(&self, what: &str, id: &str) -> String {
        format!("https://admin.shopify.com/store/{}/{what}/{id}", self.handle)
    }
}

/// `gid://shopify/Customer/6001` is `6001`.
pub fn plain_id(gid: &str) -> String {
    let last = gid.rsplit('/').next().unwrap_or(gid);
    clean_line(last.split('?').next().unwrap_or(last))
}

/// The main e-mail, where it is shown.
pub fn email(wire: Option<&wire::EmailAddress>) -> Option<Email> {
    Email::parse(&clean_line(wire?.email_address.as_deref()?))
}

/// The name of a customer in short.
pub fn hit_name(hit: &wire::Hit) -> Option<String> {
    let email = email(hit.default_email_address.as_ref());
    person_name(
        hit.display_name.as_deref(),
        hit.first_name.as_deref(),
        hit.last_name.as_deref(),
        email.as_ref(),
    )
}

fn name(wire: &wire::Customer, email: Option<&Email>) -> Option<String> {
    person_name(wire.display_name.as_deref(), wire.first_name.as_deref(), wire.last_name.as_deref(), email)
}

/// The display name, unless the vendor had none and put the e-mail or phone there.
fn person_name(
    display: Option<&str>,
    first: Option<&str>,
    last: Option<&str>,
    email: Option<&Email>,
) -> Option<String> {
    let parts = [first, last].into_iter().flatten().map(clean_line).collect::<Vec<_>>().join(" ");
    let shown = display.map(clean_line).filter(|shown| !shown.is_empty());
    let is_stand_in = |shown: &str| {
        Email::parse(shown).is_some_and(|shown| email.is_none_or(|email| *email == shown))
            || !shown.chars().any(char::is_alphabetic)
    };
    match shown {
        Some(shown) if !is_stand_in(&shown) => Some(shown),
        _ => Some(parts.trim().to_owned()).filter(|parts| !parts.is_empty()),
    }
}

fn acquisition(
    first_orders: Connection<wire::FirstOrder>,
    created: Option<Timestamp>,
) -> Option<Acquisition> {
    let first = first_orders.into_nodes().next().unwrap_or_default();
    let journey = first.customer_journey_summary.unwrap_or_default();
    // Where a scope cuts the past, the first order shown need not be the first.
    let is_first = journey.customer_order_index.is_none_or(|index| index <= 1);
    let visit = journey.first_visit.filter(|_| is_first).unwrap_or_default();
    let channel = line(visit.source).map(|source| source.to_lowercase());
    let seen = [time(visit.occurred_at.as_deref()), time(first.created_at.as_deref()), created];
    let first_seen_at = seen.into_iter().flatten().min();
    (channel.is_some() || first_seen_at.is_some()).then_some(Acquisition { channel, first_seen_at })
}

/// When an order was placed: when it was created, unless it was imported later; an imported one keeps its
/// own time in `processedAt`.
pub fn placed_at(created: Option<&str>, processed: Option<&str>) -> Option<Timestamp> {
    match (time(created), time(processed)) {
        (Some(created), Some(processed))
            if created.duration_since(processed) > SignedDuration::from_hours(24) =>
        {
            Some(processed)
        }
        (created, processed) => created.or(processed),
    }
}

/// Where an order stands. What nobody has paid is pending, unless it was sent all the same: on invoice or to be paid at the door
/// (`PENDING` is also the state of payments by hand). Money that is reserved (`AUTHORIZED`) is taken as the order is sent, and
/// such an order stands as a paid one; a payment that was voided or has expired is none. Where the store tells nothing of the
/// payment, nothing speaks against it. Source: `OrderDisplayFinancialStatus` of Shopify's Admin API 2026-10.
pub fn status(
    financial: Option<&str>,
    fulfillment: Option<&str>,
    cancelled: bool,
    total: Decimal,
    refunded: Decimal,
) -> OrderStatus {
    let all_back = refunded >= total && !refunded.is_zero();
    match (financial.unwrap_or_default(), fulfillment.unwrap_or_default()) {
        _ if cancelled => OrderStatus::Cancelled,
        ("VOIDED" | "EXPIRED", _) => OrderStatus::Pending,
        ("REFUNDED", _) => OrderStatus::Refunded,
        _ if all_back => OrderStatus::Refunded,
        ("PARTIALLY_REFUNDED", _) => OrderStatus::PartiallyRefunded,
        _ if !refunded.is_zero() => OrderStatus::PartiallyRefunded,
        (_, "FULFILLED") => OrderStatus::Fulfilled,
        (_, "PARTIALLY_FULFILLED") => OrderStatus::PartiallyFulfilled,
        ("PAID" | "AUTHORIZED" | "", _) => OrderStatus::Paid,
        _ => OrderStatus::Pending,
    }
}

fn item(wire: wire::LineItem) -> Item {
    let title = match (line(wire.name), line(wire.title), line(wire.variant_title)) {
        (Some(name), _, _) => name,
        (None, Some(title), Some(variant)) => format!("{title} - {variant}"),
        (None, Some(title), None) => title,
        (None, None, _) => "(unnamed)".to_owned(),
    };
    Item {
        sku: line(wire.sku),
        title,
        category: wire.product.and_then(|product| line(product.product_type)),
        quantity: u32::try_from(wire.quantity).unwrap_or(0),
        unit_price: shop_money(wire.original_unit_price_set.as_ref()),
    }
}

fn refund(wire: wire::Refund) -> Option<Refund> {
    let items = wire.refund_line_items.into_nodes();
    Some(Refund {
        at: time(wire.processed_at.as_deref()).or(time(wire.created_at.as_deref())),
        amount: shop_money(wire.total_refunded_set.as_ref())?,
        note: block(wire.note),
        items: items.filter_map(|item| line(item.line_item?.name)).collect(),
    })
}

/// One shipment for each tracking number; one without where there is none.
fn shipments(wire: wire::Fulfillment) -> Vec<Shipment> {
    let shipped = time(wire.in_transit_at.as_deref());
    let delivered = time(wire.delivered_at.as_deref());
    let one = Shipment {
        status: shipment_status(wire.display_status.as_deref(), shipped.is_some(), delivered.is_some()),
        carrier: None,
        tracking_number: None,
        url: None,
        shipped_at: shipped.or(time(wire.created_at.as_deref())),
        delivered_at: delivered,
        estimated_delivery_at: time(wire.estimated_delivery_at.as_deref()),
        updated_at: time(wire.updated_at.as_deref()),
    };
    if wire.tracking_info.is_empty() {
        return vec![one];
    }
    let tracked = wire.tracking_info.into_iter().map(|tracking| Shipment {
        carrier: line(tracking.company),
        tracking_number: line(tracking.number),
        url: link(tracking.url),
        ..one.clone()
    });
    tracked.collect()
}

fn shipment_status(word: Option<&str>, shipped: bool, delivered: bool) -> ShipmentStatus {
    match word.unwrap_or_default() {
        "DELIVERED" | "PICKED_UP" => ShipmentStatus::Delivered,
        "OUT_FOR_DELIVERY" => ShipmentStatus::OutForDelivery,
        "ATTEMPTED_DELIVERY" => ShipmentStatus::AttemptedDelivery,
        "FAILURE" | "NOT_DELIVERED" => ShipmentStatus::Failure,
        "CANCELED" | "LABEL_VOIDED" => ShipmentStatus::Cancelled,
        "IN_TRANSIT" | "CARRIER_PICKED_UP" | "DELAYED" | "READY_FOR_PICKUP" => ShipmentStatus::InTransit,
        "LABEL_PRINTED" | "LABEL_PURCHASED" | "CONFIRMED" | "SUBMITTED" => ShipmentStatus::LabelCreated,
        // Marked as sent by the shop: what the carrier says shows in the times alone.
        _ if delivered => ShipmentStatus::Delivered,
        _ if shipped => ShipmentStatus::InTransit,
        _ => ShipmentStatus::Unknown,
    }
}

fn consent(state: Option<&str>) -> Option<ConsentState> {
    match state? {
        "SUBSCRIBED" => Some(ConsentState::Subscribed),
        "PENDING" => Some(ConsentState::Pending),
        "UNSUBSCRIBED" => Some(ConsentState::Unsubscribed),
        "NOT_SUBSCRIBED" | "INVALID" => Some(ConsentState::NotSubscribed),
        _ => None,
    }
}

fn address(wire: wire::MailingAddress) -> Option<Address> {
    let address = Address {
        lines: [line(wire.address1), line(wire.address2)].into_iter().flatten().collect(),
        city: line(wire.city),
        region: line(wire.province).or(line(wire.province_code)),
        postal_code: line(wire.zip),
        country: line(wire.country_code_v2).or(line(wire.country)),
    };
    (address != Address::default()).then_some(address)
}

pub fn money(wire: Option<&wire::Amount>) -> Option<Money> {
    let wire = wire?;
    let amount: Decimal = wire.amount.trim().parse().ok()?;
    Some(Money::new(amount, Currency::new(&wire.currency_code).ok()?))
}

pub fn shop_money(wire: Option<&wire::MoneyBag>) -> Option<Money> {
    money(wire?.shop_money.as_ref())
}

pub fn time(text: Option<&str>) -> Option<Timestamp> {
    text?.parse().ok()
}

pub fn line(text: Option<String>) -> Option<String> {
    text.map(|text| clean_line(&text)).filter(|text| !text.is_empty())
}

fn block(text: Option<String>) -> Option<String> {
    text.map(|text| clean_block(&text)).filter(|text| !text.is_empty())
}

/// A web address that is nothing else.
fn link(text: Option<String>) -> Option<String> {
    let text = text?;
    let is_web = text.starts_with("https://") || text.starts_with("http://");
    (is_web && text.len() <= LONGEST_LINK && text.chars().all(|c| c.is_ascii_graphic())).then_some(text)
}
