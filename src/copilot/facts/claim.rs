//! Claims: states that a sentence can assert or deny, and that a fact knows to hold or not.

/// A state.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[expect(missing_docs, reason = "the words say it")]
pub enum Claim {
    Paid,
    Shipped,
    InTransit,
    OutForDelivery,
    Delivered,
    /// Some of it arrived, the rest has not left.
    PartlyDelivered,
    Late,
    DeliveryFailed,
    DeliveryAttempted,
    Refunded,
    FullyRefunded,
    Cancelled,
    Guest,
    FirstOrder,
    Open,
    Closed,
    Won,
    Lost,
    HighPriority,
    Unanswered,
    Subscribed,
    Unsubscribed,
    HighRisk,
    LowRisk,
    Platinum,
    Gold,
    Silver,
    Bronze,
    Partial,
    /// Its source failed with nothing cached.
    Unread,
    HasOrders,
    Angry,
    Done,
}
