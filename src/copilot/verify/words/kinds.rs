//! The words that a kind of fact is spoken of with. A topic may be named wherever its kind is cited; what tells
//! something of it counts only as the program's own statement, not as what somebody is said to have said.

use crate::copilot::facts::FactKind;

/// Words of a kind.
pub(super) struct Vocabulary {
    /// What there is.
    pub topics: &'static [&'static str],
    /// What can be told of it.
    pub tells: &'static [&'static str],
}

#[rustfmt::skip]
const ORDER: Vocabulary = Vocabulary {
    topics: &[
        "order", "purchase", "parcel", "package", "shipment", "delivery", "carrier", "tracking", "item",
        "product", "goods", "bestellung", "paket", "sendung", "lieferung", "commande", "colis",
        "livraison", "pedido", "paquete", "entrega", "ordine", "pacco", "bestelling", "pakket",
    ],
    tells: &[
        "buy", "bought", "place", "pay", "paid", "cost", "price", "net", "gross", "value", "spend",
        "spent", "ship", "shipping", "deliver", "arrive", "arrival", "reach", "transit", "track", "expect",
        "estimate", "due", "contain", "refund", "refunded", "partly", "partially", "partial", "fully",
        "cancel", "cancelled", "cancellation", "payment", "pending", "discount", "code", "coupon", "apply",
        "applied", "guest", "account", "wait", "waiting", "late", "delay", "delayed", "overdue",
        "schedule", "attempt", "fulfil", "fulfilled", "unfulfilled", "quantity", "missing", "issue", "problem",
        "charge", "charged", "send", "sent", "carry", "handle", "handled", "stuck",
        "left", "leave", "online", "bill", "update", "updated", "scan", "scanned", "average", "single", "consist", "consisting", "main", "saw",
        "bestellt", "kostete", "kam", "costs", "unpaid", "unshipped", "undelivered", "sku", "category",
        "return", "returned", "back", "money", "first-time", "placed", "on", "hold", "save", "used",
    ],
};
#[rustfmt::skip]
const CASE: Vocabulary = Vocabulary {
    topics: &["contact", 
        "case", "ticket", "request", "inquiry", "enquiry", "question", "message", "subject", "thread",
        "mail", "e-mail", "email", "complaint", "fall", "anfrage", "nachricht", "order", "parcel",
        "customer",
    ],
    tells: &[
        "complain", "write", "wrote", "written", "ask", "say", "said", "report", "want", "need", "mention",
        "claim", "regarding", "concerning", "concern", "about", "open", "opened", "closed", "close",
        "resolve", "resolved", "unresolved", "wait", "waiting", "answer", "answered", "unanswered",
        "reply", "replied", "respond", "response", "outstanding", "pending", "priority", "stage", "owner", "own", "owned", "belong", "assign", "assigned",
        "handle", "handled", "handling", "contact", "raise", "raised", "channel", "staff", "support", "we",
        "agent", "issue", "problem", "sent", "send", "received", "reach", "chat", "phone", "form", "by",
        "tell", "told", "text", "instruct", "assistant", "read", "settle", "settled", "solved", "solve",
        "offer", "explain", "inform", "suggest", "wonder", "data", "personal", "tries", "try", "attempt",
        "hold", "holds",
    ],
};
#[rustfmt::skip]
const DEAL: Vocabulary = Vocabulary {
    topics: &["deal", "opportunity", "pipeline"],
    tells: &[
        "stage", "close", "closing", "value", "worth", "valued", "open", "owner", "owned", "own", "belong",
        "assigned", "handled", "handle", "expect", "expected", "due", "outcome", ],
};
#[rustfmt::skip]
const ACTIVITY: Vocabulary = Vocabulary {
    topics: &["contact", "channel", "note", "task", "call", "e-mail", "email", "phone", "activity", "colleague", "reminder"],
    tells: &[
        "say", "said", "write", "wrote", "written", "mention", "due", "open", "todo", "author", "log",
        "logged", "plan", "planned", "schedule", "scheduled", "tell", "told", "note", "noted", "ask",
        "asked", "machine", "record", "recorded", "assigned", "owner", "create", "created", "exist",
        "done", "call", "contact",
    ],
};
#[rustfmt::skip]
const TOTALS: Vocabulary = Vocabulary {
    topics: &[
        "order", "purchase", "revenue", "refund", "case", "ticket", "currency", "bestellung", "commande",
        "pedido",
    ],
    tells: &[
        "net", "gross", "spend", "spent", "average", "rate", "return", "returned", "refunded", "place",
        "placed", "buy", "bought", "ordered", "open", "value", "lifetime", "gap", "usual", "usually",
        "share", "partial", "incomplete", "cut", "pay", "paid", "back", "money", "overall", "sum",
        "longest", "mean", "pause", "apart", "every", "before", "against", "compare", "compared", "earlier", "same",
        "difference", "account", "discount", "prior", "sale", "business", "spending", "typically", "versus",
        "customer", "made", "activity", "silence", "quiet", "inactive", "repeat", "returning", "category",
        "status", "delivered", "shipped", "transit", "largest", "smallest", "dearest", "bestellungen",
        "cancelled", "cancel", "valuable", "quiet", "separately", "itself", "several", "currencies",
    ],
};
#[rustfmt::skip]
const SCORE: Vocabulary = Vocabulary {
    topics: &["score", "tier", "risk", "churn", "lead", "clv", "segment"],
    tells: &["belong", 
        "leave", "leaving", "expected", "expect", "revenue", "net", "value", "lifetime", "likely",
        "unlikely", "point", "points", "level", "horizon", "predict", "predicted", "probability", "chance", "order", "customer", "rate",
        "rated", "estimate", "estimated", "losing", "lose", "worth", "valuable",
    ],
};
#[rustfmt::skip]
const CART: Vocabulary = Vocabulary {
    topics: &["cart", "basket", "checkout", "item", "product"],
    tells: &[
        "left", "leave", "abandoned", "abandon", "value", "cost", "price", "lie", "lies", "wait",
        "waiting", "contain", "unfinished", "open", "hold", "holds", ],
};
#[rustfmt::skip]
const CONSENT: Vocabulary = Vocabulary {
    topics: &[
        "consent", "marketing", "e-mail", "email", "sms", "text", "message", "newsletter", "advertising",
    ],
    tells: &[
        "subscribe", "subscribed", "unsubscribed", "unsubscribe", "agree", "agreed", "opt", "opted",
        "confirm", "confirmed", "pending", "given", "give", "receive", "permission", "permit", "contact",
        "contacted", "may", "send", "sent", "accept", "accepts", "want", "allow", "allowed", "yes",
        "serve", "advertise",
    ],
};
#[rustfmt::skip]
const WEB: Vocabulary = Vocabulary {
    topics: &["site", "website", "web", "page", "visit", "view"],
    tells: &[
        "browse", "browsed", "visited", "viewed", "seen", "look", "looked", "last", "order", "ordered",
        "lead",
    ],
};
#[rustfmt::skip]
const CUSTOMER: Vocabulary = Vocabulary {
    topics: &["company", "language", "locale", "tag", "channel", "note"],
    tells: &[
        "known", "since", "speak", "speaks", "tagged", "found", "came", "registered", "setting",
        "works-for", "business", "marked", "acquired", "joined",
    ],
};
#[rustfmt::skip]
const PRODUCT: Vocabulary = Vocabulary {
    topics: &["product", "item"],
    tells: &[
        "may", "buy", "recommend", "fit", "suggest", "suggested", "suggestion", "interest", "interested",
        "could", "might", "likely", "purchase", "next", "go", "match", "affinity",
    ],
};
#[rustfmt::skip]
const CONFLICT: Vocabulary = Vocabulary {
    topics: &["source", "record", "value"],
    tells: &[
        "disagree", "differ", "different", "conflict", "conflicting", "say", "hubspot", "shopify",
        "spelling", "crm",
    ],
};
#[rustfmt::skip]
const COVERAGE: Vocabulary = Vocabulary {
    topics: &["history", "source", "order", "case", "coverage"],
    tells: &[
        "partial", "incomplete", "show", "before", "read", "complete", "everything", "cut", "older",
        "missing", "scope", "permitted", "access", "could",
    ],
};
#[rustfmt::skip]
const LOOKUP: Vocabulary = Vocabulary {
    topics: &[
        "order", "purchase", "message", "note", "call", "case", "product", "item", "parcel", "refund",
        "revenue",
    ],
    tells: &[
        "speak",
        "find", "found", "look", "looked", "search", "match", "mention", "write", "wrote", "say", "said",
        "ask", "asked", "buy", "bought", "place", "placed", "net", "gross", "total", "spend", "spent",
        "count", "sum", "refunded", "returned", "delivered", "shipped", "cancelled", "paid", "sent",
        "back", "value", "average", "category", "include", "contain", "complain",
    ],
};
#[rustfmt::skip]
const CONTACT: Vocabulary = Vocabulary {
    topics: &["phone", "e-mail", "email", "address", "contact", "number"],
    tells: &["reach", "call", "write", "live", "known"],
};
#[rustfmt::skip]
const CALENDAR: Vocabulary = Vocabulary { topics: &["today"], tells: &[] };
const POLICY: Vocabulary = Vocabulary {
    topics: &["policy", "rule", "return", "window", "exception", "time", "delivery"],
    tells: &["allow", "end", "come", "back", "within", "after", "shop"],
};

/// The words of a kind.
pub(super) fn vocabulary(kind: FactKind) -> &'static Vocabulary {
    match kind {
        FactKind::Customer => &CUSTOMER,
        FactKind::Consent => &CONSENT,
        FactKind::Web => &WEB,
        FactKind::Order => &ORDER,
        FactKind::Cart => &CART,
        FactKind::Case => &CASE,
        FactKind::Deal => &DEAL,
        FactKind::Activity => &ACTIVITY,
        FactKind::Totals => &TOTALS,
        FactKind::Score => &SCORE,
        FactKind::Product => &PRODUCT,
        FactKind::Conflict => &CONFLICT,
        FactKind::Coverage => &COVERAGE,
        FactKind::Calendar => &CALENDAR,
        FactKind::Lookup => &LOOKUP,
        FactKind::Policy => &POLICY,
        FactKind::Contact => &CONTACT,
    }
}
