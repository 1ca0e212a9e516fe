//! How far a parcel is.

use super::{Moment, counted};
use crate::domain::commerce::{Order, OrderStatus, Shipment, ShipmentStatus};

/// A word or few for a state: `on its way`.
pub fn parcel_state(status: ShipmentStatus) -> &'static str {
    match status {
        ShipmentStatus::LabelCreated => "label made",
        ShipmentStatus::InTransit => "on its way",
        ShipmentStatus::OutForDelivery => "out for delivery",
        ShipmentStatus::Delivered => "delivered",
        ShipmentStatus::AttemptedDelivery => "delivery tried in vain",
        ShipmentStatus::Failure => "delivery failed",
        ShipmentStatus::Cancelled => "cancelled",
        ShipmentStatus::Unknown => "no word of it",
    }
}

/// What has not left of an order of which some has; nothing where all has, or nothing.
pub fn rest_in_words(order: &Order) -> Option<&'static str> {
    (order.status == OrderStatus::PartiallyFulfilled).then_some("partly shipped, the rest has not left")
}

/// That, and how it stands against the promised day: `on its way, 4 days late`.
pub fn parcel_in_words(shipment: &Shipment, moment: &Moment) -> String {
    let state = parcel_state(shipment.status);
    if let Some(at) = shipment.delivered_at {
        return format!("{state} {}", moment.ago(at));
    }
    let is_over = matches!(shipment.status, ShipmentStatus::Delivered | ShipmentStatus::Cancelled);
    let Some(promised) = shipment.estimated_delivery_at.filter(|_| !is_over) else { return state.to_owned() };
    let ahead = moment.days_until(promised);
    let days = counted(ahead.unsigned_abs(), "day");
    match ahead {
        ..0 => format!("{state}, {days} late"),
        0 => format!("{state}, to come today"),
        1.. => format!("{state}, to come in {days}"),
    }
}
