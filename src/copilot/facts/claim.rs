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
    /// The newest of its kind.
    Latest,
    /// The order that cost most, and the one that cost least, where there are several.
    Largest,
    Smallest,
    /// It cost more than this customer's orders do on average.
    AboveAverage,
    Open,
    Closed,
    Won,
    Lost,
    HighPriority,
    Unanswered,
    Subscribed,
    Unsubscribed,
    /// Marketing by text message is agreed to.
    SmsSubscribed,
    HighRisk,
    MediumRisk,
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
    /// The shop has written in the case.
    Answered,
    /// The customer has written in the case.
    Written,
    Done,
}
