//! How an order's parcel stands, as somebody who waits for it sees it.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::value::days_between;
use crate::domain::commerce::{Order, OrderStatus, Shipment, ShipmentStatus};

/// Days on the way after which a parcel without an expected day counts as late.
const LONGEST_WAY_DAYS: i64 = 7;
/// Days after which a paid order should have been handed over.
const LONGEST_HANDLING_DAYS: i64 = 4;
/// Days after which nobody waits for an old parcel any more.
const FORGOTTEN_AFTER_DAYS: i64 = 90;

/// What is wrong with a parcel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// The carrier gave up or sends it back.
    Failed,
    /// Nobody was there.
    Attempted,
    /// It should have arrived, this many days ago where the store named a day.
    Late(Option<i64>),
    /// Paid this many days ago and not handed over.
    NotShipped(i64),
}

/// An order's most telling parcel.
#[derive(Clone, Copy, Debug)]
pub struct Parcel<'a> {
    /// As the store has it; nothing where none was made.
    pub shipment: Option<&'a Shipment>,
    /// What is wrong, where something is.
    pub trouble: Option<Trouble>,
}

/// The parcel of an order that matters most: one in trouble before one on its way before one that arrived.
pub fn parcel_of<'a>(order: &'a Order, now: Timestamp, zone: &TimeZone) -> Parcel<'a> {
    let age = days_between(order.placed_at, now, zone);
    let quiet = matches!(order.status, OrderStatus::Cancelled | OrderStatus::Refunded)
        || order.test
        || age > FORGOTTEN_AFTER_DAYS;
    let live = || order.shipments.iter().filter(|s| s.status != ShipmentStatus::Cancelled);
    if !quiet
        && let Some((shipment, trouble)) = live().find_map(|s| Some((s, trouble_of(s, order, now, zone)?)))
    {
        return Parcel { shipment: Some(shipment), trouble: Some(trouble) };
    }
    let shipment = live().min_by_key(|s| match s.status {
        ShipmentStatus::Delivered => 2,
        ShipmentStatus::Unknown => 1,
        _ => 0,
    });
    let waits =
        matches!(order.status, OrderStatus::Paid) && shipment.is_none() && age > LONGEST_HANDLING_DAYS;
    Parcel { shipment, trouble: (waits && !quiet).then_some(Trouble::NotShipped(age)) }
}

fn trouble_of(shipment: &Shipment, order: &Order, now: Timestamp, zone: &TimeZone) -> Option<Trouble> {
    match shipment.status {
        ShipmentStatus::Failure => Some(Trouble::Failed),
        ShipmentStatus::AttemptedDelivery => Some(Trouble::Attempted),
        ShipmentStatus::Delivered | ShipmentStatus::Cancelled => None,
        ShipmentStatus::LabelCreated
        | ShipmentStatus::InTransit
        | ShipmentStatus::OutForDelivery
        | ShipmentStatus::Unknown => {
            if let Some(expected) = shipment.estimated_delivery_at {
                let late = days_between(expected, now, zone);
                return (late > 0).then_some(Trouble::Late(Some(late)));
            }
            // A state that the vendor doesn't tell says nothing about lateness.
            let since = shipment.shipped_at.unwrap_or(order.placed_at);
            let long = days_between(since, now, zone) > LONGEST_WAY_DAYS;
            (long && shipment.status != ShipmentStatus::Unknown).then_some(Trouble::Late(None))
        }
    }
}
